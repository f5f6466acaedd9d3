/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The observer itself: slots, dispatch, and the count of verdicts.  Who judges what stands in the other checker files:
 *      checker_rule        the requirements
 *      checker_branch      ... and the ways in which they are met
 *      checker_way         where messages may pass
 *      checker_option      CPM-IWF-008: mode, inviting message, answer of the IWF
 *      checker_reply       what users of Non-CPM Systems say, and what follows: help, leaving, late replies, dialling in
 *      checker_invitation  INVITE, 1xx, final response, ACK, hop by hop
 *      checker_cancel      CANCEL, Timer C, BYE
 *      checker_selection   which IWF is tried, and which one next
 *      checker_iwf         how many legs an IWF takes, and when it is dead
 *      checker_number      numbers of sessions
 *      checker_focus       the answer to the inviter
 *      checker_event       what subscribers hear
 *      checker_load        how much work waits
 *      checker_wire        what is lost, or comes again
 *      checker_dialog      texts, and the refresh of sessions
 *      checker_ending      what was owed when a leg ended */
#include "report/checker.h"

#include <string.h>

#include "report/box_name.h"
#include "report/checker_cancel.h"
#include "report/checker_dialog.h"
#include "report/checker_ending.h"
#include "report/checker_event.h"
#include "report/checker_focus.h"
#include "report/checker_invitation.h"
#include "report/checker_iwf.h"
#include "report/checker_number.h"
#include "report/checker_option.h"
#include "report/checker_reply.h"
#include "report/checker_selection.h"
#include "report/checker_way.h"
#include "report/checker_wire.h"

static const struct {
    void (*handler)(ReportChecker *checker, CheckerInput *in);
    CheckerWay way;
} arrows[CLASSES] = {
    [CLASS_INVITE] = {checker_on_invite, WAY_DOWN},
    [CLASS_TRYING] = {checker_on_trying, WAY_UP},
    [CLASS_PROVISIONAL] = {checker_on_provisional, WAY_UP},
    [CLASS_FINAL] = {checker_on_final, WAY_UP},
    [CLASS_ACK] = {checker_on_ack, WAY_DOWN},
    [CLASS_CANCEL] = {checker_on_cancel, WAY_DOWN},
    [CLASS_CANCEL_ANSWER] = {checker_on_cancel_answer, WAY_UP},
    [CLASS_BYE] = {checker_on_bye, WAY_EITHER},
    [CLASS_BYE_ANSWER] = {checker_on_bye_answer, WAY_EITHER},
    [CLASS_SUBSCRIBE] = {checker_on_subscribe, WAY_EVENT_DOWN},
    [CLASS_SUBSCRIBE_ANSWER] = {checker_on_subscribe_answer, WAY_EVENT_UP},
    [CLASS_NOTIFY] = {checker_on_notify, WAY_EVENT_UP},
    [CLASS_NOTIFY_ANSWER] = {checker_on_notify_answer, WAY_EVENT_DOWN},
    [CLASS_UPDATE] = {checker_on_update, WAY_FROM_FOCUS},
    [CLASS_UPDATE_ANSWER] = {checker_on_update_answer, WAY_TO_FOCUS},
    [CLASS_DIAL_IN] = {checker_on_dial_in, WAY_DIAL_UP},
    [CLASS_DIAL_IN_ANSWER] = {checker_on_dial_in_answer, WAY_DIAL_DOWN},
    [CLASS_DIAL_IN_ACK] = {checker_on_dial_in_ack, WAY_DIAL_UP},
    [CLASS_SEND] = {checker_on_send, WAY_MEDIA},
    [CLASS_SEND_ANSWER] = {checker_on_send_answer, WAY_MEDIA},
    [CLASS_INVITING_MESSAGE] = {checker_on_inviting_message, WAY_SYSTEM_DOWN},
    [CLASS_NATIVE_INVITE] = {checker_on_native_invite, WAY_SYSTEM_DOWN},
    [CLASS_NOTICE] = {checker_on_notice, WAY_SYSTEM_DOWN},
    [CLASS_HELP] = {checker_on_help, WAY_SYSTEM_DOWN},
    [CLASS_TEXT] = {checker_on_text, WAY_SYSTEM_EITHER},
    [CLASS_REPORT] = {checker_on_report, WAY_SYSTEM_UP},
    [CLASS_SUBMIT_REPORT] = {checker_on_submit_report, WAY_SYSTEM_UP},
    [CLASS_ACCEPT] = {checker_on_accept, WAY_SYSTEM_UP},
    [CLASS_DECLINE] = {checker_on_decline, WAY_SYSTEM_UP},
    [CLASS_LEAVE] = {checker_on_leave, WAY_SYSTEM_UP},
    [CLASS_UNRECOGNISED] = {checker_on_unrecognised, WAY_SYSTEM_UP},
};

/* ---- Records */

static uint32_t milliseconds(SimTime time)
{
    return (uint32_t)(time / SIM_MS);
}

/* Fills @in in place: a struct that is returned is built of small pieces and then copied in large ones, which the processor cannot read
 * before all pieces are in the cache (5 % of a run). */
static inline void fill_input(CheckerInput *in, const SimRecord *record, CheckerLeg *leg)
{
    memcpy(in, record, sizeof *record);
    in->leg = leg;
    in->now = (uint32_t)((uint64_t)record->time / SIM_MS);
    in->status = sip_status(record->code);
    in->hop = 0;
    in->lost = false;
    in->iwf = in->system = 0;
}

static void end_leg(ReportChecker *checker, uint32_t slot, CheckerInput in, bool ended)
{
    in.leg = checker_leg(checker, slot);
    in.slot = slot;
    in.name = checker_name(&checker->pages[slot / CHECKER_PAGE], slot % CHECKER_PAGE);
    if (in.leg->role != CHECKER_FREE)
        checker_leg_end(checker, &in, ended);
}

static void begin_leg(ReportChecker *checker, const SimRecord *record, CheckerRole role)
{
    CheckerLeg *leg = checker_leg(checker, record->leg);
    CheckerInput in;
    fill_input(&in, record, NULL);
    if (record->leg < checker->used_legs)       /* else the slot is new: it is not read, but written at once (sim/region.h) */
        end_leg(checker, record->leg, in, true);
    *leg = (CheckerLeg){.role = role, .since = milliseconds(record->time)};
    checker->used_legs = MAX(checker->used_legs, record->leg + 1);
    checker_set_name(&checker->pages[record->leg / CHECKER_PAGE], record->leg % CHECKER_PAGE,
        (ReportLegName){record->session, record->member});
}

/* The inviter's leg has no facts: it begins with the first INVITE of its session. */
static void begin_inviter(ReportChecker *checker, const SimRecord *record)
{
    CheckerSession *session = checker_session(checker, record->session);
    if (session->begun)
        return;
    session->begun = true;
    session->begun_at = record->time;
    checker->n_begun++;
    begin_leg(checker, record, CHECKER_INVITER);
    g_assert(checker_leg(checker, record->leg)->role == CHECKER_INVITER);
}

static void on_facts(ReportChecker *checker, const SimRecord *record)
{
    bool cpm = record->detail & CPM_FACT_CPM;
    begin_leg(checker, record, cpm ? CHECKER_CPM : checker_option_role(checker->setup, record->detail, record->session));
    CheckerInput in;
    fill_input(&in, record, checker_leg(checker, record->leg));
    if (checker->setup->focus.notify_all_states)
        checker_event_changed(checker, &in, true);
    if (checker->wire)
        checker_session(checker, record->session)->faced++;
    if (cpm || !checker->keeps_facts)
        return;
    checker_make_extra(checker, &in)->facts = (uint16_t)record->detail;
    checker_selection_begin(checker, &in);
}

/* The stream may name boxes that there are not. */
static const char *box_name(const ReportChecker *checker, CpmBox box, char text[REPORT_NAME_SIZE])
{
    if (CPM_BOX_KIND(box) < CPM_BOX_KINDS)
        return report_box_name(checker->setup, box, text);
    g_snprintf(text, REPORT_NAME_SIZE, "box %u", box);
    return text;
}

static void fail_no_hop(ReportChecker *checker, const CheckerInput *in, const SimRecord *record)
{
    char message[SIP_NAME_SIZE], from[REPORT_NAME_SIZE], to[REPORT_NAME_SIZE];
    checker_fail(checker, in, CHECKER_RULE_CAUSAL, "%s passed from %s to %s, which is no hop of its leg",
        sip_code_name(record->code, message), box_name(checker, record->from, from), box_name(checker, record->to, to));
}

/* At hops 3 and 4 several boxes of a kind may sit. */
static bool finds_boxes(ReportChecker *checker, CheckerInput *in, const SimRecord *record)
{
    unsigned from = CPM_BOX_INSTANCE(record->from), to = CPM_BOX_INSTANCE(record->to);
    if (in->hop == CHECKER_NO_HOP)
        return false;
    in->iwf = (uint8_t)(CPM_BOX_KIND(in->from) == CPM_IWF ? from : to);
    in->system = (uint8_t)(CPM_BOX_KIND(in->from) == CPM_SYSTEM ? from : to);
    return in->hop == 3 || checker->iwfs[in->iwf].serves >> in->system & 1;
}

/* RFC 4320: to a request that is no INVITE; it says nothing but that somebody works on it. */
static bool is_late_trying(const ReportChecker *checker, const SimRecord *record)
{
    return checker->wire && sip_status(record->code) == 100 && sip_method(record->code) < MSRP_SEND;
}

static void report_unreadable(ReportChecker *checker, const SimRecord *record, CheckerClass class)
{
    CheckerInput in;
    fill_input(&in, record, checker_leg(checker, record->leg));
    if (class == CLASS_UNKNOWN && is_late_trying(checker, record))
        return;
    checker_error(checker, &in,
        class == CLASS_UNKNOWN ? "message %u is unknown" : "message %u came on a leg without facts", record->code);
}

/* A message at or below an IWF. */
static void on_message_of_iwf(ReportChecker *checker, const SimRecord *record, CheckerInput *in, CheckerClass class)
{
    if (!finds_boxes(checker, in, record)) {
        fail_no_hop(checker, in, record);
        return;
    }
    if (checker->keeps_facts && checker_selection_is_stray(checker, in, class))
        return;
    arrows[class].handler(checker, in);
    if (checker->counts)
        checker_iwf_recount(checker, in);
}

static inline void count_load(ReportChecker *checker, const SimRecord *record, CheckerClass class)
{
    checker_load_add(&checker->load, record->from, record->to, class);
    if (G_UNLIKELY(checker->load.per_byte > 0))
        checker_load_cross(&checker->load, record->from, record->to, record->code);
}

static G_GNUC_NO_INLINE void judge_message(ReportChecker *checker, const SimRecord *record, CheckerClass class, unsigned hop)
{
    if (G_UNLIKELY(hop == CHECKER_NO_LEG)) {
        report_unreadable(checker, record, class);
        return;
    }
    CheckerInput in;
    fill_input(&in, record, checker_leg(checker, record->leg));
    in.hop = (uint8_t)hop;
    if (G_UNLIKELY(checker->wire)) {
        if (record->from == record->to && !checker_wire_own_answer(checker, &in, class))
            return;
        checker_wire_arrived(checker, &in, class);
    }
    if ((hop > 3 || (hop == 3 && checker->keeps_facts)) && record->from != record->to)
        on_message_of_iwf(checker, record, &in, class);
    else
        arrows[class].handler(checker, &in);
}

/* Without a stack frame for those, half of all, about which there is nothing to judge. */
static inline void on_message(ReportChecker *checker, const SimRecord *record)
{
    CheckerClass class = checker_class(checker, record->code);
    if (G_LIKELY(checker->plain))
        checker_load_count(&checker->load, record->to);
    else
        count_load(checker, record, class);
    if (record->member == 0 && class == CLASS_INVITE)
        begin_inviter(checker, record);
    CheckerLeg *leg = checker_leg(checker, record->leg);
    unsigned hop = checker_hop(checker, record, class, leg->role);
    if (hop < 3 && G_LIKELY(checker->plain) && checker_notes_provisional(leg, class, hop))
        return;
    judge_message(checker, record, class, hop);
}

/* Finds leg, hop and boxes of a message that is not for its box to take in; false if it cannot be judged. */
static bool finds_way(ReportChecker *checker, const SimRecord *record, CheckerClass class, CheckerInput *out_in)
{
    if (record->member == 0 && class == CLASS_INVITE)
        begin_inviter(checker, record);
    CheckerLeg *leg = checker_leg(checker, record->leg);
    fill_input(out_in, record, leg);
    out_in->hop = (uint8_t)checker_hop(checker, record, class, leg->role);
    if (out_in->hop == CHECKER_NO_LEG) {
        report_unreadable(checker, record, class);
        return false;
    }
    if (record->from == record->to)
        return checker_wire_own_answer(checker, out_in, class);
    if (out_in->hop < 3 || finds_boxes(checker, out_in, record))
        return true;
    fail_no_hop(checker, out_in, record);
    return false;
}

/* What does not reach a dead box is as good as sent, for its sender. */
static void on_lost(ReportChecker *checker, const SimRecord *record)
{
    CheckerClass class = checker_class(checker, record->code);
    CheckerInput in;
    if (checker->load.per_byte > 0)
        checker_load_cross(&checker->load, record->from, record->to, record->code);
    if (!finds_way(checker, record, class, &in))
        return;
    in.lost = true;
    bool at_iwf = CPM_BOX_KIND(record->to) == CPM_IWF;
    if (at_iwf)
        in.iwf = (uint8_t)CPM_BOX_INSTANCE(record->to);         /* SEND goes straight there */
    bool is_dead = at_iwf && checker_iwf_is_dead(checker, in.iwf, in.time);
    if (checker->wire && !is_dead && !checker_wire_may_lose(checker, &in))
        checker_fail(checker, &in, CHECKER_RULE_OUTAGE, "a message is lost, but nothing there can lose it");
    if (checker->wire)
        checker_wire_lost(checker, &in, class);
    if (checker->wire && !is_dead)
        return;
    if (in.hop < 3 || !checker->keeps_facts || !checker_selection_is_stray(checker, &in, class))
        checker_iwf_lost(checker, &in, class);
}

static void on_repeated(ReportChecker *checker, const SimRecord *record)
{
    CheckerClass class = checker_class(checker, record->code);
    CheckerInput in;
    count_load(checker, record, class);
    if (checker->wire && finds_way(checker, record, class, &in))
        checker_wire_repeated(checker, &in, class);
}

/* Two things that no message shows. */
static void on_action(ReportChecker *checker, const SimRecord *record)
{
    if (record->code != CPM_ACTION_CRASH && record->code != CPM_ACTION_NOTIFY)
        return;
    CheckerInput in;
    fill_input(&in, record, checker_leg(checker, record->leg));
    if (in.leg->role == CHECKER_FREE || (record->code == CPM_ACTION_CRASH && CPM_BOX_KIND(record->to) != CPM_IWF))
        return;                 /* a proxy that dies is seen by what it does not know */
    in.iwf = (uint8_t)CPM_BOX_INSTANCE(record->to);
    if (record->code == CPM_ACTION_CRASH)
        checker_iwf_dies(checker, &in);
    else
        checker_event_told(checker, &in);
}

/* Stands in place of the message: that it came is judged as of any other. */
static void on_unexpected(ReportChecker *checker, const SimRecord *record)
{
    CheckerLeg *leg = checker_leg(checker, record->leg);
    CheckerInput in;
    fill_input(&in, record, leg);
    char message[SIP_NAME_SIZE], box[REPORT_NAME_SIZE];
    checker_fail(checker, &in, CHECKER_RULE_UNEXPECTED, "%s reached %s, which has no arrow for it in its state %u",
        record->from != record->to ? sip_code_name(record->code, message) : "a timer",
        box_name(checker, record->to, box), record->state);
    if (record->from != record->to)
        on_message(checker, record);
}

/* What is neither a message nor a timer; timers are judged by what they bring about. */
static G_GNUC_NO_INLINE void on_other(ReportChecker *checker, const SimRecord *record)
{
    switch (record->kind) {
    case SIM_RECORD_FACTS:
        on_facts(checker, record);
        break;
    case SIM_RECORD_ACTION:
        on_action(checker, record);
        break;
    case SIM_RECORD_LOST:
        on_lost(checker, record);
        break;
    case SIM_RECORD_REPEATED:
        on_repeated(checker, record);
        break;
    case SIM_RECORD_UNEXPECTED:
        on_unexpected(checker, record);
        break;
    default:
        break;
    }
}

/* Legs are touched at random among ten million: their lines are asked for this many records ahead. */
#define AHEAD 16

static void observe(ReportChecker *checker, const SimRecord *records, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch((const void *)((uintptr_t)checker->legs + records[i + AHEAD].leg * sizeof(CheckerLeg)), 1);
        checker->events++;
        if (records[i].kind == SIM_RECORD_MESSAGE)
            on_message(checker, &records[i]);
        else if (records[i].kind != SIM_RECORD_TIMER)
            on_other(checker, &records[i]);
    }
}

void report_checker_observe(void *checker_pointer, const SimRecord *records, size_t n)
{
    ReportChecker *checker = checker_pointer;
    size_t first = 0;
    g_assert(!checker->finished);
    checker->last = records[n - 1].time;
    while (G_UNLIKELY(checker->last >= checker->load.next)) {
        size_t end = first;
        while (records[end].time < checker->load.next)
            end++;
        observe(checker, records + first, end - first);
        checker_load_sum(&checker->load, records[end].time);
        first = end;
    }
    observe(checker, records + first, n - first);
}

/* ---- From setup to rows */

#define RFC3261_T1 (500 * SIM_MS)       /* 17.1.1.1 */

static uint32_t limit_of(SimTime time)
{
    return time / SIM_MS >= CHECKER_NEVER ? CHECKER_NEVER : milliseconds(time);
}

ReportChecker *report_checker_new(const CpmSetup *setup)
{
    ReportChecker *checker = g_new0(ReportChecker, 1);
    const SimDistribution *access = setup->latency[CPM_LINK_ACCESS], *core = setup->latency[CPM_LINK_CORE];
    const SimDistribution *system = setup->latency[CPM_LINK_SYSTEM], *focus = setup->station[CPM_CS].service;
    CheckerWay ways[CLASSES];
    checker->setup = setup;
    checker->margin = setup->wire.transactions ? limit_of(64 * setup->wire.core.t1) : limit_of(64 * RFC3261_T1);
    checker_load_start(&checker->load, setup, (SimTime)checker->margin * SIM_MS);
    checker_wire_start(checker);
    checker->timer_c = limit_of(setup->timer_c);
    checker->t_reply = limit_of(setup->iwf.t_reply);
    checker->t_submit = setup->iwf.t_submit > 0 ? limit_of(setup->iwf.t_submit) : CHECKER_NEVER;
    checker->t_answer = limit_of(setup->focus.t_answer);
    checker->iwf_keepalive = limit_of(setup->iwf.keepalive);
    checker->focus_keepalive = limit_of(setup->focus.keepalive);
    /* No message is longer on its way, but for one in a billion. */
    checker->access_bound = 1 + (access == NULL ? 0 : limit_of(sim_distribution_time(access, 1 - 1e-9)));
    checker->system_bound = 1 + (system == NULL ? 0 : limit_of(sim_distribution_time(system, 1 - 1e-9)));
    checker->core_bound = core == NULL ? 0 : sim_distribution_time(core, 1 - 1e-9);
    checker->focus_bound = checker->core_bound + (focus == NULL ? 0 : sim_distribution_time(focus, 1 - 1e-9));
    for (CheckerRole role = 0; role < CHECKER_ROLES; role++)
        for (CheckerRule rule = 0; rule < CHECKER_RULES; rule++)
            checker->requirements[role][rule] = (uint8_t)checker_requirement(role, rule);
    checker->plain = !checker->wire && !checker->load.by_class && checker->load.per_byte <= 0 && !setup->focus.notify_all_states;
    for (CheckerClass class = 0; class < CLASSES; class++)
        ways[class] = arrows[class].way;
    checker_way_start(checker, ways);
    checker_focus_start(checker);
    checker_dialog_start(checker);
    checker_selection_start(checker);
    return checker;
}

void report_checker_free(ReportChecker *checker)
{
    if (checker == NULL)
        return;
    for (uint32_t i = 0; i < checker->n_legs / CHECKER_PAGE; i++) {
        g_free(checker->pages[i].names);
        g_free(checker->pages[i].extra);
    }
    for (unsigned i = 0; i < CPM_BOX_INSTANCES; i++)
        g_free(checker->iwfs[i].waiting.items);
    checker_wire_free(checker);
    sim_region_clear(&checker->leg_region);
    for (unsigned i = 0; i < CHECKER_REQUIREMENTS; i++) {
        g_free(checker->tally[i].reason);
        g_free(checker->tally[i].open_reason);
    }
    g_free(checker->resting.items);
    g_free(checker->freeing.items);
    g_free(checker->pages);
    g_free(checker->sessions);
    g_free(checker);
}

/* A user of a closed population to whom nothing has said that his session is over, since that was lost, begins no other. */
static bool may_wait_for_ever(ReportChecker *checker, uint32_t workload)
{
    const unsigned last_words = CHECKER_LOST(FINAL) | CHECKER_LOST(ACK) | CHECKER_LOST(BYE);
    const CpmSetup *setup = checker->setup;
    bool found = false;
    if (setup->workloads[workload].arrivals.kind != CPM_ARRIVE_CLOSED)
        return false;
    for (uint32_t k = 0; k < setup->workloads[workload].count; k++)
        found |= checker_session(checker, k * setup->n_workloads + workload)->lost & last_words;
    return found;
}

/* Sessions that the setup announces and of which no INVITE was ever seen. */
static void judge_missing_sessions(ReportChecker *checker, CheckerInput in)
{
    const CpmSetup *setup = checker->setup;
    uint64_t expected = 0;
    CheckerLeg none = {.role = CHECKER_INVITER};
    in.leg = &none;
    for (uint32_t i = 0; i < setup->n_workloads; i++)
        expected += setup->workloads[i].count;
    if (checker->n_begun >= expected)
        return;
    for (uint32_t i = 0; i < setup->n_workloads; i++) {
        bool held_up = may_wait_for_ever(checker, i);
        for (uint32_t k = 0; k < setup->workloads[i].count; k++) {
            in.name.session = k * setup->n_workloads + i;
            if (checker_session(checker, in.name.session)->begun)
                continue;
            if (held_up)
                checker_open(checker, &in, CHECKER_RULE_ANSWER, "a user may still be waiting for the end of the session before");
            else
                checker_fail_session(checker, &in, CHECKER_RULE_ANSWER,
                    "step 1 is missing: no INVITE of the inviter reached the SIP/IP Core");
        }
    }
}

void report_checker_finish(ReportChecker *checker, SimTime end, bool stopped_early)
{
    end = MAX(end, checker->last);      /* what was under way may have come after the run had settled */
    CheckerInput in = {.time = end, .now = milliseconds(end)};
    g_assert(!checker->finished);
    if (checker->load.next != SIM_TIME_MAX)
        checker_load_sum(&checker->load, end);
    if (checker->n_begun > 0)
        checker->tally[CHECKER_MODEL_STREAM].pass = checker->tally[CHECKER_MODEL_STREAM].error == 0;
    for (uint32_t slot = 0; slot < checker->used_legs; slot++)
        end_leg(checker, slot, in, !stopped_early);
    if (!stopped_early)
        judge_missing_sessions(checker, in);
    checker->finished = true;
}

static ReportVerdict verdict_of(const CheckerTally *tally)
{
    if (tally->error > 0)
        return REPORT_VERDICT_ERROR;
    if (tally->fail > 0)
        return REPORT_VERDICT_FAIL;
    if (tally->inconc > 0)
        return REPORT_VERDICT_INCONC;
    return tally->pass > 0 ? REPORT_VERDICT_PASS : REPORT_VERDICT_NONE;
}

ReportRequirement report_checker_requirement(const ReportChecker *checker, unsigned index)
{
    g_assert(index < CHECKER_REQUIREMENTS);
    const CheckerRequirementText *text = &checker_requirement_texts[index];
    const CheckerTally *tally = &checker->tally[index];
    ReportRequirement row = {
        .id = text->id, .specification = text->specification, .clause = text->clause, .text = text->text,
        .status = checker_requirement_status((CheckerRequirement)index), .condition = text->condition,
        .pass = tally->pass, .inconc = tally->inconc, .fail = tally->fail, .error = tally->error,
        .reason = tally->reason != NULL ? tally->reason : tally->open_reason,
        .time = tally->time, .event = tally->event, .n_legs = tally->n_legs,
    };
    memcpy(row.legs, tally->legs, sizeof row.legs);
    row.verdict = verdict_of(tally);
    if (index == CHECKER_RFC3261_ONE_FINAL && checker->literal)
        row.waived = "the inviter's leg, by focus.late_ok = literal_2xx";
    return row;
}

unsigned report_checker_requirements(const ReportChecker *checker)
{
    (void)checker;
    return CHECKER_REQUIREMENTS;
}

ReportVerdict report_checker_verdict(const ReportChecker *checker)
{
    ReportVerdict worst = REPORT_VERDICT_NONE;
    for (unsigned i = 0; i < CHECKER_REQUIREMENTS; i++)
        worst = report_verdict_worse(worst, report_checker_requirement(checker, i).verdict);
    return worst;
}

/* ---- Branches: those of a requirement that are counted, or else "kept"; then "violated" */

static unsigned counted_branches(CheckerRequirement requirement, unsigned *out_first)
{
    unsigned first = 0, n = 0;
    while (first < CHECKER_BRANCHES && checker_branch_texts[first].requirement != requirement)
        first++;
    while (first + n < CHECKER_BRANCHES && checker_branch_texts[first + n].requirement == requirement)
        n++;
    *out_first = first;
    return n;
}

unsigned report_checker_branches(void)
{
    unsigned sum = 0, first;
    for (CheckerRequirement i = 0; i < CHECKER_REQUIREMENTS; i++)
        sum += MAX(1, counted_branches(i, &first)) + 1;
    return sum;
}

ReportBranch report_checker_branch(const ReportChecker *checker, unsigned index)
{
    g_assert(index < report_checker_branches());
    CheckerRequirement requirement = 0;
    unsigned first, counted = counted_branches(requirement, &first);
    while (index >= MAX(1, counted) + 1) {
        index -= MAX(1, counted) + 1;
        counted = counted_branches(++requirement, &first);
    }
    const CheckerRequirementText *text = &checker_requirement_texts[requirement];
    const CheckerTally *tally = &checker->tally[requirement];
    if (index < counted)
        return (ReportBranch){text->id, checker_branch_texts[first + index].name, checker_branch_texts[first + index].text,
            checker->branches[first + index]};
    if (index < MAX(1, counted))
        return (ReportBranch){text->id, "kept", "it was asked, and kept", tally->pass};
    return (ReportBranch){text->id, "violated", "it was broken", tally->fail + tally->error};
}

size_t report_checker_bytes(const ReportChecker *checker)
{
    size_t bytes = sizeof *checker + checker->used_legs * sizeof(CheckerLeg);
    bytes += checker->n_legs / CHECKER_PAGE * sizeof(CheckerPage) + checker->room_sessions * sizeof(CheckerSession);
    for (uint32_t i = 0; i < checker->n_legs / CHECKER_PAGE; i++)
        bytes += (checker->pages[i].names != NULL ? CHECKER_PAGE * sizeof(ReportLegName) : 0) +
                 (checker->pages[i].extra != NULL ? CHECKER_PAGE * sizeof(CheckerExtra) : 0);
    return bytes;
}

/* Quoted where RFC 4180 section 2 asks for it; no text has a quotation mark but in pairs. */
static void append_field(GString *out, const char *text, const char *end)
{
    bool quoted = strpbrk(text, ",\"") != NULL;
    if (quoted)
        g_string_append_c(out, '"');
    for (const char *c = text; *c != '\0'; c++)
        g_string_append_printf(out, *c == '"' ? "\"\"" : "%c", *c);
    g_string_append_printf(out, "%s%s", quoted ? "\"" : "", end);
}

void report_checker_requirements_csv(GString *out)
{
    g_string_append(out, "id,specification,clause,status,condition,text\r\n");
    for (CheckerRequirement i = 0; i < CHECKER_REQUIREMENTS; i++) {
        const CheckerRequirementText *row = &checker_requirement_texts[i];
        append_field(out, row->id, ",");
        append_field(out, row->specification, ",");
        append_field(out, row->clause, ",");
        append_field(out, checker_requirement_status(i), ",");
        append_field(out, row->condition, ",");
        append_field(out, row->text, "\r\n");
    }
}
