/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/decision_table.h"

#include "report/checker.h"
#include "report/csv_field.h"
#include "report/decision_row.h"
#include "study/decision_case.h"
#include "study/decision_setup.h"

#define SHOWN 20                        /* violations */
#define COLUMNS 18

unsigned study_decisions(void)
{
    return STUDY_COMBINATIONS + study_decision_cases();
}

static const StudyDecisionCase *case_of(unsigned index)
{
    return index < STUDY_COMBINATIONS ? NULL : study_decision_case(index - STUDY_COMBINATIONS);
}

static StudyCombination combination_of(unsigned index)
{
    return index < STUDY_COMBINATIONS ? study_combination(index) : case_of(index)->combination;
}

static StudyForecast forecast_of(unsigned index)
{
    StudyCombination combination = combination_of(index);
    StudyForecast forecast;

    if (index < STUDY_COMBINATIONS)
        return study_forecast(&combination);
    forecast = case_of(index)->forecast;
    forecast.mode = study_forecast_mode(&combination);
    return forecast;
}

StudyDecision study_decision_at(unsigned index)
{
    StudyCombination combination = combination_of(index);
    StudyForecast forecast = forecast_of(index);
    CpmSetup *setup = index < STUDY_COMBINATIONS ? study_decision_setup(&combination) : study_decision_case_setup(case_of(index));
    StudyDecision decision = study_decision_run(setup, &forecast);

    cpm_setup_free(setup);
    return decision;
}

/* The index of what stands for combination @index. */
static unsigned standing_for(unsigned index)
{
    StudyCombination combination = study_combination(index), standing = study_combination_collapse(&combination);

    return study_combination_index(&standing);
}

void study_decisions_compare(StudyDecision *decisions)
{
    for (unsigned i = 0; i < STUDY_COMBINATIONS; i++) {
        unsigned standing = standing_for(i);
        bool same_cancel = study_combination(i).cancel == study_combination(standing).cancel;

        if (standing != i && !study_decision_equals(&decisions[i], &decisions[standing], same_cancel))
            decisions[i].violated |= 1u << STUDY_PROPERTY_COLLAPSE;
    }
}

static bool is_violated(const StudyDecision *decision)
{
    return decision->violated != 0 || !decision->ran;
}

unsigned study_decisions_violated(const StudyDecision *decisions)
{
    unsigned n = 0;

    for (unsigned i = 0; i < study_decisions(); i++)
        n += is_violated(&decisions[i]);
    return n;
}

ReportFingerprint study_decisions_fingerprint(const StudyDecision *decisions)
{
    ReportFingerprint sum = { 0 };

    for (unsigned i = 0; i < study_decisions(); i++)
        report_fingerprint_add(&sum, decisions[i].messages);
    return sum;
}

/* Whether the reply, or the failure, comes at a time of its own; what does not matter is "-". */
static bool has_time(const StudyCombination *combination)
{
    bool fails = combination->delivery == STUDY_DELIVERY_TEMPORARY || combination->delivery == STUDY_DELIVERY_PERMANENT;

    return fails || combination->reply != STUDY_REPLY_NONE;
}

static bool asks(CpmMode mode)
{
    return mode == CPM_MODE_NATIVE || mode == CPM_MODE_CONVERT;
}

static char *rows_text(unsigned met)
{
    GString *text = g_string_new(NULL);

    for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++)
        if (met & STUDY_MET(row))
            g_string_append_printf(text, "%sD%02u", text->len > 0 ? " " : "", row);
    return g_string_free(text, FALSE);
}

static char *messages_text(const StudyDecision *decision)
{
    const struct {
        const char *name;
        unsigned n;
    } kinds[] = {
        { "inviting message", decision->invitations },
        { "native invitation", decision->natives },
        { "help", decision->helps },
        { "notice", decision->notices },
    };
    GString *text = g_string_new(NULL);

    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (kinds[i].n > 0)
            g_string_append_printf(text, "%s%s", text->len > 0 ? " + " : "", kinds[i].name);
        if (kinds[i].n > 1)
            g_string_append_printf(text, " x%u", kinds[i].n);
    }
    return g_string_free(text, FALSE);
}

/* The requirement that the checker found broken; any checker knows its name. */
static char *requirement_text(unsigned requirement)
{
    StudyCombination first = study_combination(0);
    CpmSetup *setup = study_decision_setup(&first);
    ReportChecker *checker = report_checker_new(setup);
    char *id = NULL;

    if (requirement < report_checker_requirements(checker))
        id = g_strdup(report_checker_requirement(checker, requirement).id);
    report_checker_free(checker);
    cpm_setup_free(setup);
    return id;
}

static char *violations_text(const StudyDecision *decision)
{
    GString *text = g_string_new(decision->ran ? NULL : "did not run");

    for (unsigned p = 0; p < STUDY_PROPERTIES; p++)
        if (decision->violated >> p & 1u)
            g_string_append_printf(text, "%s%s", text->len > 0 ? "; " : "", study_property_name((StudyProperty)p));
    if (decision->violated >> STUDY_PROPERTY_VERDICT & 1u) {
        g_autofree char *id = requirement_text(decision->requirement);

        g_string_append_printf(text, " (%s)", id != NULL ? id : "?");
    }
    return g_string_free(text, FALSE);
}

static void append_row(unsigned index, const StudyDecision *decision, unsigned stands_for, GString *out)
{
    StudyCombination combination = combination_of(index);
    CpmMode mode = study_forecast_mode(&combination);
    bool asked = asks(mode);
    g_autofree char *number = g_strdup_printf("%u", index), *row = g_strdup_printf("D%02u", decision->row);
    g_autofree char *final = g_strdup_printf("%u", decision->final), *met = rows_text(decision->met);
    g_autofree char *messages = messages_text(decision), *violations = violations_text(decision);
    g_autofree char *weight = g_strdup_printf("%u", stands_for);
    const char *fields[COLUMNS + 1] = {
        number,
        case_of(index) != NULL ? case_of(index)->name : "",
        study_policy_name(combination.policy),
        cpm_option_name(combination.preference),
        study_service_has_sessions(combination.service) ? "yes" : "no",
        study_service_has_invitations(combination.service) ? "yes" : "no",
        asked ? study_delivery_name(combination.delivery) : "-",
        asked && combination.delivery <= STUDY_DELIVERY_UNREPORTED ? study_reply_name(combination.reply) : "-",
        asked && has_time(&combination) ? study_when_name(combination.when) : "-",
        study_cancel_name(combination.cancel),
        study_mode_name(mode),
        row,
        met,
        final,
        messages,
        report_verdict_name((ReportVerdict)decision->verdict),
        weight,
        violations,
    };

    report_csv_row(out, fields);
}

void study_decisions_csv(const StudyDecision *decisions, GString *out)
{
    static const char *const head[COLUMNS + 1] = {
        "number", "case", "policy", "preference", "sessions", "invitations", "delivery", "reply", "when", "cancel", "mode", "row", "met",
        "final", "system_messages", "verdict", "stands_for", "violations",
    };
    g_autofree unsigned *stands_for = g_new0(unsigned, study_decisions());

    for (unsigned i = 0; i < STUDY_COMBINATIONS; i++)
        stands_for[standing_for(i)]++;
    report_csv_row(out, head);
    for (unsigned i = 0; i < study_decisions(); i++)
        if (i >= STUDY_COMBINATIONS || stands_for[i] > 0 || is_violated(&decisions[i]))
            append_row(i, &decisions[i], i < STUDY_COMBINATIONS ? stands_for[i] : 1, out);
}

/* What the decisions came to. */
typedef struct Tally {
    unsigned standing, alike;           /* combinations that stand for others; and others that came out like them */
    unsigned rows[2][REPORT_DECISION_ROWS], met[2][REPORT_DECISION_ROWS];       /* combinations that stand; cases */
} Tally;

static void tally(const StudyDecision *decisions, Tally *out_tally)
{
    *out_tally = (Tally){ 0 };
    for (unsigned i = 0; i < study_decisions(); i++) {
        unsigned kind = i >= STUDY_COMBINATIONS;

        if (kind == 0 && standing_for(i) != i) {
            out_tally->alike += decisions[i].ran && (decisions[i].violated >> STUDY_PROPERTY_COLLAPSE & 1u) == 0;
            continue;
        }
        out_tally->standing += kind == 0;
        out_tally->rows[kind][decisions[i].row]++;
        for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++)
            out_tally->met[kind][row] += (decisions[i].met & STUDY_MET(row)) != 0;
    }
}

static void append_rows(const Tally *tally, GString *out)
{
    g_string_append(out, "\nrow   combinations   cases\n");
    for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++) {
        bool settles = (STUDY_MET_ANY & STUDY_MET(row)) == 0 || row == 13;
        ReportLegClass leg_class = row == 1 ? REPORT_LEG_NATIVE : REPORT_LEG_CONVERT;

        if (settles)
            g_string_append_printf(out, "D%02u       %8u  %6u   %s\n", row, tally->rows[0][row], tally->rows[1][row],
                                   row == 1 ? "native invitation" : report_decision_text(leg_class, row, 0));
        if ((STUDY_MET_ANY & STUDY_MET(row)) != 0)
            g_string_append_printf(out, "D%02u met   %8u  %6u   %s\n", row, tally->met[0][row], tally->met[1][row],
                                   report_decision_text(leg_class, row, 0));
    }
}

static void append_violation(unsigned index, const StudyDecision *decision, GString *out)
{
    StudyCombination combination = combination_of(index);
    StudyForecast forecast = forecast_of(index);
    g_autofree char *violations = violations_text(decision);

    if (case_of(index) != NULL)
        g_string_append_printf(out, "%u  %s\n", index, case_of(index)->name);
    else
        g_string_append_printf(out, "%u  %s, user prefers %s, sessions %s, invitations %s, delivery %s, reply %s %s, cancel %s\n", index,
                               study_policy_name(combination.policy), cpm_option_name(combination.preference),
                               study_service_has_sessions(combination.service) ? "yes" : "no",
                               study_service_has_invitations(combination.service) ? "yes" : "no",
                               study_delivery_name(combination.delivery), study_reply_name(combination.reply),
                               study_when_name(combination.when), study_cancel_name(combination.cancel));
    g_string_append_printf(out, "       D%02u, %u; forecast D%02u, %u: %s\n", decision->row, decision->final, forecast.row, forecast.final,
                           violations);
}

void study_decisions_text(const StudyDecision *decisions, GString *out)
{
    unsigned violated = study_decisions_violated(decisions), shown = 0;
    Tally sum;

    tally(decisions, &sum);
    g_string_append_printf(out, "%6u combinations: %d policies x %d preferences x %d services x %d deliveries x %d replies x %d times\n"
                                "                    x %d CANCELs\n",
                           (unsigned)STUDY_COMBINATIONS, STUDY_POLICIES, CPM_OPTIONS, STUDY_SERVICES, STUDY_DELIVERIES, STUDY_REPLIES,
                           STUDY_WHENS, STUDY_CANCELS);
    g_string_append_printf(out, "%6u stand for all\n%6u others were run, too, and came out like them\n%6u cases beyond the combinations\n",
                           sum.standing, sum.alike, study_decision_cases());
    g_string_append(out, "A reply that reaches the IWF at the moment of T_reply is late: the timer had been pending before.\n");
    append_rows(&sum, out);
    g_string_append_printf(out, "\n%u violations of %d properties\n", violated, STUDY_PROPERTIES);
    for (unsigned i = 0; i < study_decisions() && shown < SHOWN; i++)
        if (is_violated(&decisions[i])) {
            append_violation(i, &decisions[i], out);
            shown++;
        }
    if (violated > shown)
        g_string_append_printf(out, "and %u more, see decisions.csv\n", violated - shown);
}
