/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/conformance_criterion.h"

#include <string.h>

#include "models/sip_message.h"
#include "study/key_test.h"
#include "study/value.h"

typedef enum CriterionKind { LOOKS_AT_REQUIREMENT, LOOKS_AT_OUTCOME, LOOKS_AT_FINAL, LOOKS_AT_MESSAGE, LOOKS_AT_ACTION } CriterionKind;

static const char *const kind_keys[] = { "requirement", "outcome", "final", "message", "action" };

/* In the order of the words of the key "action". */
static const CpmAction actions[] = {
    CPM_ACTION_INTERWORKING, CPM_ACTION_SELECT, CPM_ACTION_CONVERT, CPM_ACTION_MAP, CPM_ACTION_NOTIFY, CPM_ACTION_CRASH,
};

typedef struct Criterion {
    CriterionKind kind;
    const char *requirement;
    ReportVerdict verdict;              /* of the requirement                                   */
    unsigned row, status;               /* status 0: any                                        */
    uint16_t action;
    uint8_t *messages;                  /* a bit for each SipCode that is meant                 */
    uint64_t wanted, found;             /* legs, or times                                       */
    bool any_session, any_member;
    uint32_t session, first, count;     /* members first .. first + count - 1                   */
    int from, to;                       /* CpmBoxKind; -1: any                                  */
    SimTime after, before;
    ReportEvidence evidence;
} Criterion;

/* What became of a leg. */
typedef struct Leg {
    uint32_t session, member;
    unsigned row, status, final;        /* 0: none                                              */
    ReportEvidence outcome, answer;
} Leg;

struct StudyCriteria {
    Criterion criteria[REPORT_CASE_CRITERIA];
    const char *words[REPORT_CASE_CRITERIA + 1];
    unsigned n;
    ReportVerdict expected;             /* of the run                                           */
    GArray *legs;                       /* of Leg                                               */
    GHashTable *leg_index;              /* session and member to 1 + index                      */
    uint64_t events;
};

/* ---- from the scenario */

#define CODES (UINT16_MAX + 1)

/* The messages that are called @name, as bits (transfer full): several codes may share a name.  NULL if none has it. */
static uint8_t *messages_by_name(const char *name)
{
    g_autofree uint8_t *messages = g_malloc0(CODES / 8);
    char text[SIP_NAME_SIZE];
    bool found = false;

    for (unsigned code = 1; code < CODES; code++)
        if (strcmp(sip_code_name((SipCode)code, text), name) == 0 && !g_str_has_prefix(text, "message ")) {
            messages[code / 8] |= (uint8_t)(1u << code % 8);
            found = true;
        }
    return found ? g_steal_pointer(&messages) : NULL;
}

/* Any setup will do: the table of requirements is the same for all. */
static bool is_requirement(const char *id, const CpmSetup *setup)
{
    ReportChecker *checker = report_checker_new(setup);
    bool found = false;

    for (unsigned i = 0; i < report_checker_requirements(checker) && !found; i++)
        found = strcmp(report_checker_requirement(checker, i).id, id) == 0;
    report_checker_free(checker);
    return found;
}

static void find_member(Criterion *criterion, const StudyNode *node, const CpmSetup *setup, Diagnostics *diagnostics)
{
    const StudyNode *of = study_node_get(node, "of");
    bool found = of == NULL || strcmp(of->text, "A") == 0;

    criterion->any_member = of == NULL;
    criterion->count = 1;
    for (uint32_t g = 0; g < setup->n_groups && !found; g++)
        for (uint32_t m = 0; m < setup->groups[g].n_members; m++) {
            const CpmMemberSetup *member = &setup->groups[g].members[m];

            if (g_strcmp0(member->name, of->text) != 0)
                continue;
            if (found && (member->first != criterion->first || member->count != criterion->count))
                study_complain(diagnostics, of, NULL, "'%s' is the name of several members", of->text);
            found = true;
            criterion->first = member->first;
            criterion->count = member->count;
        }
    if (!found)
        study_complain(diagnostics, of, "A is the inviter", "no member is called '%s'", of->text);
}

static void read_what(Criterion *criterion, const StudyNode *node, const StudyNode *what, const CpmSetup *setup, Diagnostics *diagnostics)
{
    switch (criterion->kind) {
    case LOOKS_AT_REQUIREMENT:
        criterion->requirement = what->text;
        criterion->verdict = REPORT_VERDICT_PASS;
        if (study_node_get(node, "verdict") != NULL)
            criterion->verdict = (ReportVerdict)study_integer_at(node, "verdict");
        if (!is_requirement(what->text, setup))
            study_complain(diagnostics, what, "scenarios/conformance/requirements.csv lists them", "there is no requirement '%s'",
                           what->text);
        return;
    case LOOKS_AT_OUTCOME:
        criterion->row = (unsigned)what->integer + 1;
        return;
    case LOOKS_AT_FINAL:
        criterion->status = (unsigned)what->integer;
        return;
    case LOOKS_AT_MESSAGE:
        criterion->messages = messages_by_name(what->text);
        if (criterion->messages == NULL)
            study_complain(diagnostics, what, "such as INVITE, '200 (BYE)', 'inviting message'", "there is no message '%s'", what->text);
        return;
    case LOOKS_AT_ACTION:
        criterion->action = (uint16_t)actions[what->integer];
        return;
    }
}

/* A key that the criterion does not look at would be a demand that is never checked. */
static void check_keys(const StudyNode *node, CriterionKind kind, Diagnostics *diagnostics)
{
    static const struct { const char *key; unsigned kinds; } uses[] = {
        { "verdict", 1u << LOOKS_AT_REQUIREMENT },
        { "status", 1u << LOOKS_AT_OUTCOME },
        { "legs", 1u << LOOKS_AT_OUTCOME | 1u << LOOKS_AT_FINAL },
        { "times", 1u << LOOKS_AT_MESSAGE | 1u << LOOKS_AT_ACTION },
        { "of", ~(1u << LOOKS_AT_REQUIREMENT) },
        { "session", ~(1u << LOOKS_AT_REQUIREMENT) },
        { "from", 1u << LOOKS_AT_MESSAGE },
        { "to", 1u << LOOKS_AT_MESSAGE | 1u << LOOKS_AT_ACTION },
        { "after", ~(1u << LOOKS_AT_REQUIREMENT) },
        { "before", ~(1u << LOOKS_AT_REQUIREMENT) },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(uses); i++)
        if ((uses[i].kinds >> kind & 1u) == 0 && study_node_get(node, uses[i].key) != NULL)
            study_complain(diagnostics, study_node_get(node, uses[i].key), NULL, "'%s' says nothing about '%s'", uses[i].key,
                           kind_keys[kind]);
}

static void read_criterion(Criterion *criterion, const StudyNode *node, const CpmSetup *setup, Diagnostics *diagnostics)
{
    const char *number = NULL;
    unsigned n_kinds = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(kind_keys); i++)
        if (study_node_get(node, kind_keys[i]) != NULL) {
            criterion->kind = (CriterionKind)i;
            n_kinds++;
        }
    if (n_kinds != 1) {
        study_complain(diagnostics, node, "requirement, outcome, final, message or action", "a criterion looks at exactly one thing");
        return;
    }
    check_keys(node, criterion->kind, diagnostics);
    if (criterion->kind == LOOKS_AT_OUTCOME)
        criterion->status = (unsigned)study_integer_at(node, "status");
    read_what(criterion, node, study_node_get(node, kind_keys[criterion->kind]), setup, diagnostics);
    number = study_node_get(node, "legs") != NULL ? "legs" : study_node_get(node, "times") != NULL ? "times" : NULL;
    criterion->wanted = number != NULL ? (uint64_t)study_integer_at(node, number) : 1;
    criterion->any_session = study_node_get(node, "session") == NULL;
    criterion->session = (uint32_t)study_integer_at(node, "session");
    criterion->from = study_node_get(node, "from") != NULL ? (int)study_integer_at(node, "from") : -1;
    criterion->to = study_node_get(node, "to") != NULL ? (int)study_integer_at(node, "to") : -1;
    criterion->after = study_time_at(node, "after", 0);
    criterion->before = study_node_get(node, "before") != NULL ? study_time_at(node, "before", 0) : SIM_TIME_MAX;
    find_member(criterion, node, setup, diagnostics);
}

StudyCriteria *study_criteria_new(const StudyNode *test, const CpmSetup *setup, Diagnostics *diagnostics)
{
    const StudyNode *table = study_node_get(test, "criteria");
    StudyCriteria *criteria = g_new0(StudyCriteria, 1);
    size_t before = diagnostics_n_errors(diagnostics);

    criteria->n = study_node_count(table);
    g_assert(criteria->n <= REPORT_CASE_CRITERIA);
    criteria->expected = (ReportVerdict)study_integer_at(test, "verdict");
    for (unsigned i = 0; i < criteria->n; i++) {
        const StudyNode *node = study_node_child(table, i);
        const char letter[] = { (char)('A' + i), '\0' };

        if (strcmp(node->key, letter) != 0)
            study_complain(diagnostics, node, NULL, "the criteria are lettered A, B ...: here '%s' is expected, not '%s'", letter,
                           node->key);
        criteria->words[i] = study_text_at(node, "says");
        read_criterion(&criteria->criteria[i], node, setup, diagnostics);
    }
    criteria->legs = g_array_new(FALSE, FALSE, sizeof(Leg));
    criteria->leg_index = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    if (diagnostics_n_errors(diagnostics) == before)
        return criteria;
    study_criteria_free(criteria);
    return NULL;
}

void study_criteria_free(StudyCriteria *criteria)
{
    if (criteria == NULL)
        return;
    for (unsigned i = 0; i < criteria->n; i++)
        g_free(criteria->criteria[i].messages);
    g_array_unref(criteria->legs);
    g_hash_table_unref(criteria->leg_index);
    g_free(criteria);
}

const char *const *study_criteria_words(const StudyCriteria *criteria)
{
    return criteria->words;
}

/* ---- during the run */

static Leg *leg_of(StudyCriteria *criteria, const SimRecord *record)
{
    gint64 key = (gint64)((guint64)record->session << 32 | record->member);
    guint index = GPOINTER_TO_UINT(g_hash_table_lookup(criteria->leg_index, &key));

    if (index == 0) {
        Leg leg = { .session = record->session, .member = record->member };
        gint64 *owned = g_new(gint64, 1);

        *owned = key;
        g_array_append_val(criteria->legs, leg);
        index = criteria->legs->len;
        g_hash_table_insert(criteria->leg_index, owned, GUINT_TO_POINTER(index));
    }
    return &g_array_index(criteria->legs, Leg, index - 1);
}

static bool is_about(const Criterion *criterion, uint32_t session, uint32_t member, SimTime time)
{
    return (criterion->any_session || criterion->session == session) &&
           (criterion->any_member || (member >= criterion->first && member - criterion->first < criterion->count)) &&
           time >= criterion->after && time <= criterion->before;
}

static bool is_meant(const Criterion *criterion, CriterionKind kind, uint16_t code)
{
    if (criterion->kind != kind)
        return false;
    return kind == LOOKS_AT_ACTION ? criterion->action == code : (criterion->messages[code / 8] >> code % 8 & 1u) != 0;
}

static void count_record(StudyCriteria *criteria, const SimRecord *record, CriterionKind kind)
{
    for (unsigned i = 0; i < criteria->n; i++) {
        Criterion *criterion = &criteria->criteria[i];

        if (is_meant(criterion, kind, record->code) && is_about(criterion, record->session, record->member, record->time) &&
            (criterion->from < 0 || criterion->from == (int)CPM_BOX_KIND(record->from)) &&
            (criterion->to < 0 || criterion->to == (int)CPM_BOX_KIND(record->to))) {
            criterion->found++;
            criterion->evidence = (ReportEvidence){ record->time, criteria->events };
        }
    }
}

/* An answer to the INVITE of a leg, where it counts: at the inviter, or at the server that invited. */
static bool is_answer(const SimRecord *record)
{
    return sip_method(record->code) == SIP_INVITE && sip_status(record->code) >= 200 &&
           CPM_BOX_KIND(record->to) == (record->member == 0 ? CPM_CLIENT_A : CPM_CS);
}

static void observe(StudyCriteria *criteria, const SimRecord *record)
{
    ReportEvidence here = { record->time, criteria->events };
    Leg *leg;

    switch ((SimRecordKind)record->kind) {
    case SIM_RECORD_UNEXPECTED:
        if (record->from == record->to)         /* a timer */
            return;
        G_GNUC_FALLTHROUGH;
    case SIM_RECORD_MESSAGE:
        count_record(criteria, record, LOOKS_AT_MESSAGE);
        if (!is_answer(record) || (leg = leg_of(criteria, record))->final != 0)
            return;
        leg->final = sip_status(record->code);
        leg->answer = here;
        return;
    case SIM_RECORD_ACTION:
        count_record(criteria, record, LOOKS_AT_ACTION);
        return;
    case SIM_RECORD_OUTCOME:
        leg = leg_of(criteria, record);
        leg->row = record->detail;
        leg->status = sip_status(record->code);
        leg->outcome = here;
        return;
    default:
        return;
    }
}

void study_criteria_observe(void *criteria, const SimRecord *records, size_t n)
{
    StudyCriteria *own = criteria;

    for (size_t i = 0; i < n; i++) {
        own->events++;
        observe(own, &records[i]);
    }
}

/* ---- after it */

static void count_legs(const StudyCriteria *criteria, Criterion *criterion)
{
    for (guint i = 0; i < criteria->legs->len; i++) {
        const Leg *leg = &g_array_index(criteria->legs, Leg, i);
        bool outcome = criterion->kind == LOOKS_AT_OUTCOME;
        ReportEvidence evidence = outcome ? leg->outcome : leg->answer;

        if (outcome ? leg->row != criterion->row || (criterion->status != 0 && leg->status != criterion->status)
                    : leg->final != criterion->status)
            continue;
        if (!is_about(criterion, leg->session, leg->member, evidence.time))
            continue;
        criterion->found++;
        if (evidence.event > criterion->evidence.event)
            criterion->evidence = evidence;
    }
}

G_GNUC_PRINTF(3, 4)
static void settle(ReportCaseCriterion *out, ReportVerdict verdict, const char *format, ...)
{
    va_list arguments;

    out->verdict = verdict;
    va_start(arguments, format);
    g_vsnprintf(out->found, sizeof out->found, format, arguments);
    va_end(arguments);
}

static void judge_count(StudyCriteria *criteria, unsigned index, ReportCaseResult *result)
{
    Criterion *criterion = &criteria->criteria[index];
    ReportCaseCriterion *out = &result->criteria[index];

    if (criterion->kind == LOOKS_AT_OUTCOME || criterion->kind == LOOKS_AT_FINAL)
        count_legs(criteria, criterion);
    out->evidence = criterion->evidence;
    out->verdict = REPORT_VERDICT_PASS;
    if (criterion->found != criterion->wanted)
        settle(out, result->run == REPORT_VERDICT_INCONC ? REPORT_VERDICT_INCONC : REPORT_VERDICT_FAIL,
               "found %" G_GUINT64_FORMAT ", not %" G_GUINT64_FORMAT, criterion->found, criterion->wanted);
}

/* What it means that a verdict is not the one that was expected. */
static ReportVerdict misses(ReportVerdict verdict)
{
    return verdict == REPORT_VERDICT_ERROR ? REPORT_VERDICT_ERROR
           : verdict <= REPORT_VERDICT_INCONC && verdict != REPORT_VERDICT_PASS ? REPORT_VERDICT_INCONC : REPORT_VERDICT_FAIL;
}

static void judge_requirement(const Criterion *criterion, const ReportCaseRequirement *row, ReportCaseCriterion *out)
{
    out->evidence = row->evidence;
    if (row->verdict == criterion->verdict)
        out->verdict = REPORT_VERDICT_PASS;
    else if (row->verdict == REPORT_VERDICT_NONE)
        settle(out, REPORT_VERDICT_INCONC, "nothing exercised %s", criterion->requirement);
    else
        settle(out, misses(row->verdict),
               "%s is %s: %s", criterion->requirement, report_verdict_name(row->verdict), row->reason);
}

/* Copies what the checker says, and marks what the criteria expect of it. */
static unsigned take_requirements(StudyCriteria *criteria, const ReportChecker *checker, ReportCaseResult *result)
{
    unsigned n = report_checker_requirements(checker);

    g_assert(n <= REPORT_CASE_REQUIREMENTS);
    for (unsigned i = 0; i < n; i++) {
        ReportRequirement row = report_checker_requirement(checker, i);
        ReportCaseRequirement *out = &result->requirements[i];

        *out = (ReportCaseRequirement){ .verdict = row.verdict, .expected = REPORT_VERDICT_PASS, .pass = row.pass, .inconc = row.inconc,
                                        .fail = row.fail + row.error };
        if (out->fail > 0)
            out->evidence = (ReportEvidence){ row.time, row.event };
        g_strlcpy(out->reason, row.reason != NULL ? row.reason : "", sizeof out->reason);
        for (unsigned j = 0; j < criteria->n; j++) {
            const Criterion *criterion = &criteria->criteria[j];

            if (criterion->kind != LOOKS_AT_REQUIREMENT || strcmp(criterion->requirement, row.id) != 0)
                continue;
            judge_requirement(criterion, out, &result->criteria[j]);
            if (out->criterion == '\0') {
                out->criterion = (char)('A' + j);
                out->expected = criterion->verdict;
            }
        }
    }
    return n;
}

static void worsen(ReportCaseResult *result, ReportVerdict verdict, const char *reason)
{
    if (verdict <= result->verdict)
        return;
    result->verdict = verdict;
    g_strlcpy(result->reason, reason, sizeof result->reason);
}

void study_criteria_judge(StudyCriteria *criteria, const ReportChecker *checker, ReportCaseResult *out_result)
{
    unsigned n_requirements;

    out_result->run = report_checker_verdict(checker);
    out_result->verdict = REPORT_VERDICT_PASS;
    n_requirements = take_requirements(criteria, checker, out_result);
    for (unsigned i = 0; i < criteria->n; i++) {
        g_autofree char *reason = NULL;

        if (criteria->criteria[i].kind != LOOKS_AT_REQUIREMENT)
            judge_count(criteria, i, out_result);
        reason = g_strdup_printf("%c, %s: %s", 'A' + i, criteria->words[i], out_result->criteria[i].found);
        worsen(out_result, out_result->criteria[i].verdict, reason);
    }
    for (unsigned i = 0; i < n_requirements; i++) {
        const ReportCaseRequirement *row = &out_result->requirements[i];
        g_autofree char *reason = NULL;

        if (row->verdict <= REPORT_VERDICT_PASS || row->criterion != '\0')
            continue;
        reason = g_strdup_printf("%s is %s: %s", report_checker_requirement(checker, i).id, report_verdict_name(row->verdict), row->reason);
        worsen(out_result, row->verdict, reason);
    }
    if (out_result->run != criteria->expected) {
        g_autofree char *reason = g_strdup_printf("the run is %s, not %s", report_verdict_name(out_result->run),
                                                  report_verdict_name(criteria->expected));

        worsen(out_result, misses(out_result->run), reason);
    }
}
