/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The observer itself: slots, dispatch, and the count of verdicts.  Who judges what stands in the other checker files:
 *      checker_rule        the requirements
 *      checker_option      CPM-IWF-008: mode, inviting message, reply, answer of the IWF
 *      checker_invitation  INVITE, 1xx, final response, ACK, hop by hop
 *      checker_cancel      CANCEL, Timer C, BYE
 *      checker_focus       the answer to the inviter, and what he hears of later joins
 *      checker_ending      what was owed when a leg ended */
#include "report/checker.h"

#include <string.h>

#include "report/box_name.h"
#include "report/checker_cancel.h"
#include "report/checker_ending.h"
#include "report/checker_focus.h"
#include "report/checker_invitation.h"
#include "report/checker_option.h"

/* ---- From a record to a handler */

#define POSITIONS 6

static const uint8_t boxes[CPM_LEG_KINDS][POSITIONS + 1] = {
    [CPM_LEG_INVITER] = {CPM_CLIENT_A, CPM_CORE, CPM_CS, CPM_BOX_KINDS},
    [CPM_LEG_CPM] = {CPM_CS, CPM_CORE, CPM_CLIENT, CPM_BOX_KINDS},
    [CPM_LEG_NON_CPM] = {CPM_CS, CPM_CORE, CPM_ISF, CPM_CORE, CPM_IWF, CPM_SYSTEM, CPM_BOX_KINDS},
};

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
    [CLASS_INVITING_MESSAGE] = {checker_on_inviting_message, WAY_SYSTEM_DOWN},
    [CLASS_NATIVE_INVITE] = {checker_on_native_invite, WAY_SYSTEM_DOWN},
    [CLASS_NOTICE] = {checker_on_notice, WAY_SYSTEM_DOWN},
    [CLASS_REPORT] = {checker_on_report, WAY_SYSTEM_UP},
    [CLASS_ACCEPT] = {checker_on_accept, WAY_SYSTEM_UP},
    [CLASS_DECLINE] = {checker_on_decline, WAY_SYSTEM_UP},
    [CLASS_UNRECOGNISED] = {checker_on_unrecognised, WAY_SYSTEM_UP},
};

static void set_class(ReportChecker *checker, unsigned method, CheckerClass request, CheckerClass response)
{
    checker->classes[method * 16] = request;
    for (unsigned i = 2; i <= 6; i++)
        checker->classes[method * 16 + i] = response;
}

static void fill_classes(ReportChecker *checker)
{
    memset(checker->classes, CLASS_UNKNOWN, sizeof checker->classes);
    set_class(checker, SIP_INVITE, CLASS_INVITE, CLASS_FINAL);
    checker->classes[SIP_INVITE * 16 + 1] = CLASS_PROVISIONAL;
    checker->classes[SIP_INVITE * 16 + 15] = CLASS_TRYING;
    set_class(checker, SIP_ACK, CLASS_ACK, CLASS_UNKNOWN);
    set_class(checker, SIP_CANCEL, CLASS_CANCEL, CLASS_CANCEL_ANSWER);
    set_class(checker, SIP_BYE, CLASS_BYE, CLASS_BYE_ANSWER);
    set_class(checker, SIP_SUBSCRIBE, CLASS_SUBSCRIBE, CLASS_SUBSCRIBE_ANSWER);
    set_class(checker, SIP_NOTIFY, CLASS_NOTIFY, CLASS_NOTIFY_ANSWER);
    set_class(checker, SYS_INVITATION, CLASS_INVITING_MESSAGE, CLASS_UNKNOWN);
    set_class(checker, SYS_NATIVE_INVITE, CLASS_NATIVE_INVITE, CLASS_UNKNOWN);
    set_class(checker, SYS_NOTICE, CLASS_NOTICE, CLASS_UNKNOWN);
    set_class(checker, SYS_REPORT, CLASS_UNKNOWN, CLASS_REPORT);
    set_class(checker, SYS_ACCEPT, CLASS_ACCEPT, CLASS_UNKNOWN);
    set_class(checker, SYS_DECLINE, CLASS_DECLINE, CLASS_UNKNOWN);
    set_class(checker, SYS_UNRECOGNISED, CLASS_UNRECOGNISED, CLASS_UNKNOWN);
}

static CheckerClass class_of(const ReportChecker *checker, SipCode code)
{
    unsigned status = sip_status(code);
    return checker->classes[sip_method(code) * 16 + (status == 100 ? 15 : status / 100)];
}

static void set_way(ReportChecker *checker, CpmLegKind kind, CheckerWay way, unsigned hop, bool up)
{
    unsigned above = boxes[kind][hop], below = boxes[kind][hop + 1];
    checker->ways[kind][way][up ? below << 4 | above : above << 4 | below] = hop;
}

static void fill_ways(ReportChecker *checker)
{
    memset(checker->ways, CHECKER_NO_HOP, sizeof checker->ways);
    for (CpmLegKind kind = 0; kind < CPM_LEG_KINDS; kind++) {
        for (unsigned hop = 0; boxes[kind][hop + 1] != CPM_BOX_KINDS; hop++) {
            bool sip = boxes[kind][hop + 1] != CPM_SYSTEM;
            set_way(checker, kind, sip ? WAY_DOWN : WAY_SYSTEM_DOWN, hop, false);
            set_way(checker, kind, sip ? WAY_UP : WAY_SYSTEM_UP, hop, true);
            if (kind == CPM_LEG_INVITER) {
                set_way(checker, kind, WAY_EVENT_DOWN, hop, false);
                set_way(checker, kind, WAY_EVENT_UP, hop, true);
            }
            if (sip && !(kind == CPM_LEG_NON_CPM && (hop == 1 || hop == 2))) {
                set_way(checker, kind, WAY_EITHER, hop, false);
                set_way(checker, kind, WAY_EITHER, hop, true);
            }
        }
    }
    checker->ways[CPM_LEG_NON_CPM][WAY_EITHER][CPM_CORE << 4 | CPM_ISF] = 1;
    checker->ways[CPM_LEG_NON_CPM][WAY_EITHER][CPM_ISF << 4 | CPM_CORE] = 2;
}

/* ---- Records */

static uint32_t milliseconds(SimTime time)
{
    return (uint32_t)(time / SIM_MS);
}

static CheckerInput input_of(const ReportChecker *checker, const SimRecord *record, CheckerLeg *leg)
{
    return (CheckerInput){
        .time = record->time,
        .event = checker->events,
        .name = {record->session, record->member},
        .leg = leg,
        .now = milliseconds(record->time),
        .status = sip_status(record->code),
        .from = CPM_BOX_KIND(record->from),
        .to = CPM_BOX_KIND(record->to),
    };
}

static void end_leg(ReportChecker *checker, uint32_t slot, CheckerInput in, bool ended)
{
    in.leg = checker_leg(checker, slot);
    in.name = checker_name(&checker->pages[slot / CHECKER_PAGE], slot % CHECKER_PAGE);
    if (in.leg->role != CHECKER_FREE)
        checker_leg_end(checker, &in, ended);
}

static void begin_leg(ReportChecker *checker, const SimRecord *record, CheckerRole role)
{
    CheckerLeg *leg = checker_leg(checker, record->leg);
    end_leg(checker, record->leg, input_of(checker, record, NULL), true);
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
    checker->n_begun++;
    begin_leg(checker, record, CHECKER_INVITER);
    g_assert(checker_leg(checker, record->leg)->role == CHECKER_INVITER);
}

static void on_facts(ReportChecker *checker, const SimRecord *record)
{
    bool cpm = record->detail & CPM_FACT_CPM;
    begin_leg(checker, record, cpm ? CHECKER_CPM : checker_option_role(&checker->setup->policy, record->detail));
}

static CpmLegKind kind_of(const CheckerLeg *leg)
{
    if (leg->role == CHECKER_INVITER)
        return CPM_LEG_INVITER;
    return leg->role == CHECKER_CPM ? CPM_LEG_CPM : CPM_LEG_NON_CPM;
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

static void on_message(ReportChecker *checker, const SimRecord *record)
{
    CheckerClass class = class_of(checker, record->code);
    if (record->member == 0 && class == CLASS_INVITE)
        begin_inviter(checker, record);
    CheckerLeg *leg = checker_leg(checker, record->leg);
    CheckerInput in = input_of(checker, record, leg);
    if (leg->role == CHECKER_FREE || (leg->role == CHECKER_INVITER) != (record->member == 0)
        || class == CLASS_UNKNOWN) {
        checker_error(checker, &in,
            class == CLASS_UNKNOWN ? "message %u is unknown" : "message %u came on a leg without facts", record->code);
        return;
    }
    CpmLegKind kind = kind_of(leg);
    in.hop = checker->ways[kind][arrows[class].way][(in.from << 4 | in.to) & 255];
    if (in.hop == CHECKER_NO_HOP
        || (arrows[class].way >= WAY_SYSTEM_DOWN && CPM_BOX_INSTANCE(record->from) != CPM_BOX_INSTANCE(record->to)))
        fail_no_hop(checker, &in, record);
    else
        arrows[class].handler(checker, &in);
}

/* Stands in place of the message: that it came is judged as of any other. */
static void on_unexpected(ReportChecker *checker, const SimRecord *record)
{
    CheckerLeg *leg = checker_leg(checker, record->leg);
    CheckerInput in = input_of(checker, record, leg);
    char message[SIP_NAME_SIZE], box[REPORT_NAME_SIZE];
    checker_fail(checker, &in, CHECKER_RULE_UNEXPECTED, "%s reached %s, which has no arrow for it in its state %u",
        record->from != record->to ? sip_code_name(record->code, message) : "a timer",
        box_name(checker, record->to, box), record->state);
    if (record->from != record->to)
        on_message(checker, record);
}

/* Legs are touched at random among ten million: their lines are asked for this many records ahead. */
#define AHEAD 16

void report_checker_observe(void *checker_pointer, const SimRecord *records, size_t n)
{
    ReportChecker *checker = checker_pointer;
    g_assert(!checker->finished);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n)
            __builtin_prefetch((const void *)((uintptr_t)checker->legs + records[i + AHEAD].leg * sizeof(CheckerLeg)), 1);
        checker->events++;
        if (records[i].kind == SIM_RECORD_MESSAGE)
            on_message(checker, &records[i]);
        else if (records[i].kind == SIM_RECORD_FACTS)
            on_facts(checker, &records[i]);
        else if (records[i].kind == SIM_RECORD_UNEXPECTED)
            on_unexpected(checker, &records[i]);
    }
}

/* ---- From setup to rows */

static uint32_t limit_of(SimTime time)
{
    return time / SIM_MS >= CHECKER_NEVER ? CHECKER_NEVER : milliseconds(time);
}

ReportChecker *report_checker_new(const CpmSetup *setup)
{
    ReportChecker *checker = g_new0(ReportChecker, 1);
    const SimDistribution *access = setup->latency[CPM_LINK_ACCESS], *core = setup->latency[CPM_LINK_CORE];
    checker->setup = setup;
    checker->timer_c = limit_of(setup->timer_c);
    checker->t_reply = limit_of(setup->iwf.t_reply);
    checker->t_answer = limit_of(setup->focus.t_answer);
    checker->iwf_keepalive = limit_of(setup->iwf.keepalive);
    checker->focus_keepalive = limit_of(setup->focus.keepalive);
    /* No client's answer is longer on its way, but for one in a billion. */
    checker->access_bound = 1 + (access == NULL ? 0 : limit_of(sim_distribution_time(access, 1 - 1e-9)));
    checker->core_bound = core == NULL ? 0 : sim_distribution_time(core, 1 - 1e-9);
    fill_classes(checker);
    fill_ways(checker);
    checker_focus_start(checker, setup);
    return checker;
}

void report_checker_free(ReportChecker *checker)
{
    if (checker == NULL)
        return;
    for (uint32_t i = 0; i < checker->n_legs / CHECKER_PAGE; i++)
        g_free(checker->pages[i].names);
    sim_region_clear(&checker->leg_region);
    for (unsigned i = 0; i < CHECKER_REQUIREMENTS; i++) {
        g_free(checker->tally[i].reason);
        g_free(checker->tally[i].open_reason);
    }
    g_free(checker->pages);
    g_free(checker->sessions);
    g_free(checker);
}

/* Sessions that the setup announces and of which no INVITE was ever seen. */
static void judge_missing_sessions(ReportChecker *checker, CheckerInput in)
{
    uint64_t expected = 0;
    for (uint32_t i = 0; i < checker->setup->n_workloads; i++)
        expected += checker->setup->workloads[i].count;
    for (uint32_t i = 0; i < expected && checker->n_begun < expected; i++) {
        in.name.session = i;
        if (checker_session(checker, i)->begun)
            continue;
        checker->n_begun++;
        checker_fail_session(
            checker, &in, CHECKER_RULE_ANSWER, "step 1 is missing: no INVITE of the inviter reached the SIP/IP Core");
    }
}

void report_checker_finish(ReportChecker *checker, SimTime end, bool stopped_early)
{
    CheckerInput in = {.time = end, .event = checker->events, .now = milliseconds(end)};
    g_assert(!checker->finished);
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

size_t report_checker_bytes(const ReportChecker *checker)
{
    size_t bytes = sizeof *checker + checker->used_legs * sizeof(CheckerLeg);
    bytes += checker->n_legs / CHECKER_PAGE * sizeof(CheckerPage) + checker->room_sessions * sizeof(CheckerSession);
    for (uint32_t i = 0; i < checker->n_legs / CHECKER_PAGE; i++)
        bytes += checker->pages[i].names != NULL ? CHECKER_PAGE * sizeof(ReportLegName) : 0;
    return bytes;
}
