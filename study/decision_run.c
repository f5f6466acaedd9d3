/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/decision_run.h"

#include <string.h>

#include "models/cpm_hop.h"
#include "models/cpm_network.h"
#include "report/checker.h"
#include "study/decision_setup.h"

#define LEGS 8                          /* of all sessions of a run together                                    */
#define METHODS (MSRP_SEND + 1)         /* below those of Non-CPM Systems                                       */
#define HOPS (CPM_BOX_KINDS * CPM_BOX_KINDS)

/* What passed on one leg, by method and by hop (sender * CPM_BOX_KINDS + receiver). */
typedef struct Ledger {
    uint8_t requests[METHODS][HOPS];
    uint8_t finals[METHODS][HOPS];
    SimTime accepted;                   /* when the user's first "yes" reached the IWF, SIM_TIME_MAX = never    */
    bool connected;                     /* its 2xx has reached the CS                                           */
} Ledger;

/* What the IWF of the judged leg got from the user and sent up.  Times are those of the IWF; SIM_TIME_MAX = never. */
typedef struct Talk {
    SimTime not_understood;             /* the first reply that was not understood                              */
    SimTime last_yes;
    SimTime answered;                   /* the last final response                                              */
    unsigned status;                    /* of that                                                              */
    unsigned decisive;                  /* replies that were understood                                         */
    bool reported;                      /* a delivery report came                                               */
    bool submitted;                     /* the centre has said that it took the message                         */
} Talk;

typedef struct Watch {
    const CpmSetup *setup;
    const StudyForecast *forecast;
    StudyDecision decision;
    Ledger legs[LEGS];
    Talk talk;
    bool over;                          /* nothing but late messages of people may come */
} Watch;

const char *study_property_name(StudyProperty property)
{
    static const char *const names[STUDY_PROPERTIES] = {
        [STUDY_PROPERTY_FINAL] = "one final response per leg and hop",
        [STUDY_PROPERTY_ANSWER] = "every request is answered",
        [STUDY_PROPERTY_SILENCE] = "no message where none may be",
        [STUDY_PROPERTY_MESSAGES] = "messages to the Non-CPM System",
        [STUDY_PROPERTY_ACCEPTANCE] = "no OK without acceptance",
        [STUDY_PROPERTY_PENDING] = "every timer stopped",
        [STUDY_PROPERTY_EXPECTED] = "nothing unexpected",
        [STUDY_PROPERTY_FORECAST] = "the forecast decision",
        [STUDY_PROPERTY_VERDICT] = "the checker's verdict",
        [STUDY_PROPERTY_COLLAPSE] = "like what stands for it",
    };

    g_assert(property < STUDY_PROPERTIES);
    return names[property];
}

static void violate(Watch *watch, StudyProperty property)
{
    watch->decision.violated |= (uint16_t)(1u << property);
}

static bool is_judged(const SimRecord *record)
{
    return record->session == 0 && record->member == 1;
}

static unsigned hop_of(const SimRecord *record)
{
    return CPM_BOX_KIND(record->from) * CPM_BOX_KINDS + CPM_BOX_KIND(record->to);
}

static void count(uint8_t *counter)
{
    if (*counter < UINT8_MAX)
        (*counter)++;
}

/* What a user writes. */
static void note_reply(Watch *watch, const SimRecord *record, Ledger *leg)
{
    unsigned method = sip_method(record->code);
    Talk *talk = &watch->talk;

    if (method == SYS_ACCEPT)
        leg->accepted = MIN(leg->accepted, record->time);
    if (!is_judged(record))
        return;
    if (method == SYS_UNRECOGNISED)
        talk->not_understood = MIN(talk->not_understood, record->time);
    else
        talk->decisive++;
    if (method == SYS_ACCEPT)
        talk->last_yes = record->time;
}

/* What passes between the IWF and the Non-CPM System. */
static void note_system(Watch *watch, const SimRecord *record, Ledger *leg)
{
    StudyDecision *decision = &watch->decision;
    uint8_t unwatched = 0;
    bool judged = is_judged(record);

    switch (sip_method(record->code)) {
    case SYS_INVITATION:
        count(judged ? &decision->invitations : &unwatched);
        break;
    case SYS_NATIVE_INVITE:
        count(judged ? &decision->natives : &unwatched);
        break;
    case SYS_HELP:
        count(judged ? &decision->helps : &unwatched);
        break;
    case SYS_NOTICE:
        count(judged ? &decision->notices : &unwatched);
        break;
    case SYS_REPORT:
        watch->talk.reported = watch->talk.reported || judged;
        break;
    case SYS_SUBMIT_REPORT:
        watch->talk.submitted = watch->talk.submitted || (judged && sip_status(record->code) == 200);
        break;
    case SYS_TEXT:
        break;
    default:
        note_reply(watch, record, leg);
    }
}

static bool accepts_on_behalf(const Watch *watch, const SimRecord *record)
{
    return !is_judged(record) || watch->forecast->mode == CPM_MODE_ACCEPT;
}

/* The final response of an IWF, and the focus's to the inviter. */
static void note_final(Watch *watch, const SimRecord *record, Ledger *leg)
{
    unsigned status = sip_status(record->code);
    CpmBoxKind from = CPM_BOX_KIND(record->from), to = CPM_BOX_KIND(record->to);
    bool any = false;

    if (from == CPM_IWF) {
        SimTime sent = record->time - STUDY_CORE;

        if (is_judged(record)) {
            watch->talk.answered = sent;
            watch->talk.status = status;
        }
        if (status < 300 && leg->accepted > sent && !accepts_on_behalf(watch, record))
            violate(watch, STUDY_PROPERTY_ACCEPTANCE);
    }
    if (to == CPM_CS && status < 300)
        leg->connected = true;
    if (to != CPM_CLIENT_A || status >= 300 || watch->setup->focus.answer == CPM_FOCUS_IMMEDIATE)
        return;
    for (unsigned i = 0; i < LEGS; i++)
        any = any || watch->legs[i].connected;
    if (!any)
        violate(watch, STUDY_PROPERTY_ACCEPTANCE);
}

static void note_message(Watch *watch, const SimRecord *record)
{
    unsigned method = sip_method(record->code), status = sip_status(record->code);
    Ledger *leg = &watch->legs[record->leg];

    g_assert(record->leg < LEGS);
    if (method >= METHODS) {
        note_system(watch, record, leg);
        return;
    }
    if (watch->over)
        violate(watch, STUDY_PROPERTY_PENDING);
    if (status == 0)
        count(&leg->requests[method][hop_of(record)]);
    else if (status >= 200)
        count(&leg->finals[method][hop_of(record)]);
    if (method == SIP_INVITE && status >= 200)
        note_final(watch, record, leg);
}

static void note_outcome(Watch *watch, const SimRecord *record)
{
    if (!is_judged(record))
        return;
    watch->decision.row = (uint8_t)record->detail;
    watch->decision.final = (uint16_t)sip_status(record->code);
}

/* SimObserve. */
static void observe(void *observer, const SimRecord *records, size_t n)
{
    Watch *watch = observer;

    for (size_t i = 0; i < n; i++) {
        switch (records[i].kind) {
        case SIM_RECORD_MESSAGE:
            note_message(watch, &records[i]);
            break;
        case SIM_RECORD_OUTCOME:
            note_outcome(watch, &records[i]);
            break;
        case SIM_RECORD_UNEXPECTED:
            violate(watch, STUDY_PROPERTY_EXPECTED);
            break;
        case SIM_RECORD_TIMER:
            if (watch->over && CPM_BOX_KIND(records[i].to) != CPM_SYSTEM)
                violate(watch, STUDY_PROPERTY_PENDING);
            break;
        default:
            break;
        }
    }
}

/* Whether an IWF may be dead: what is on its way to it gets lost, and nothing on that hop need balance. */
static bool is_lossy(const CpmSetup *setup)
{
    for (uint32_t i = 0; i < setup->n_iwfs; i++)
        if (setup->iwfs[i].n_outages > 0)
            return true;
    return false;
}

/* On the hop from kind @from to @to of @leg each request has its answer, an INVITE its ACK, too; @attempts INVITEs at most pass (one for
 * each IWF that the ISF may try). */
static void check_hop(Watch *watch, const Ledger *leg, unsigned from, unsigned to)
{
    unsigned hop = from * CPM_BOX_KINDS + to, back = to * CPM_BOX_KINDS + from;
    unsigned attempts = from == CPM_ISF || to == CPM_IWF ? MAX(watch->setup->n_iwfs, 1) : 1;

    if (leg->requests[SIP_INVITE][hop] != leg->finals[SIP_INVITE][back] || leg->requests[SIP_INVITE][hop] > attempts)
        violate(watch, STUDY_PROPERTY_FINAL);
    if (leg->requests[SIP_ACK][hop] != leg->finals[SIP_INVITE][back] ||
        leg->requests[SIP_DIAL_IN_ACK][hop] != leg->finals[SIP_DIAL_IN][back])
        violate(watch, STUDY_PROPERTY_ANSWER);
    for (unsigned method = SIP_CANCEL; method < METHODS; method++)
        if (method != SIP_DIAL_IN_ACK && leg->requests[method][hop] != leg->finals[method][back])
            violate(watch, STUDY_PROPERTY_ANSWER);
}

static void check_ledgers(Watch *watch)
{
    bool lossy = is_lossy(watch->setup);

    for (unsigned i = 0; i < LEGS; i++)
        for (unsigned from = 0; from < CPM_BOX_KINDS; from++)
            for (unsigned to = 0; to < CPM_BOX_KINDS; to++)
                if (!lossy || (from != CPM_IWF && to != CPM_IWF))
                    check_hop(watch, &watch->legs[i], from, to);
}

/* A reply that comes at the moment of the final response comes too late, unless it has caused it: events of equal time are in the order in
 * which they became pending. */
static unsigned rows_met(const Watch *watch)
{
    const Talk *talk = &watch->talk;
    const CpmSystemSetup *system = &watch->setup->systems[0];
    bool answers = system->refused + system->silent + system->malformed > 0.0;
    unsigned met = 0;

    if (talk->not_understood < talk->answered)
        met |= STUDY_MET(8);
    if (watch->decision.invitations > 0 && !talk->reported && (talk->submitted || !answers))
        met |= STUDY_MET(12);
    if (talk->last_yes != SIM_TIME_MAX && talk->last_yes >= talk->answered && talk->status >= 300)
        met |= STUDY_MET(13);
    if (talk->decisive > 1)
        met |= STUDY_MET(14);
    return met;
}

/* What was forecast, and what holds whatever was. */
static void check_decision(Watch *watch)
{
    const StudyForecast *forecast = watch->forecast;
    StudyDecision *decision = &watch->decision;
    unsigned messages = (unsigned)decision->invitations + decision->natives + decision->helps + decision->notices;

    decision->met = (uint16_t)rows_met(watch);
    if (study_forecast_is_silent(forecast) && messages > 0)
        violate(watch, STUDY_PROPERTY_SILENCE);
    if (decision->invitations != forecast->invitations || decision->natives != forecast->natives || decision->helps != forecast->helps ||
        decision->notices != forecast->notices)
        violate(watch, STUDY_PROPERTY_MESSAGES);
    if (decision->row != forecast->row || decision->final != forecast->final || decision->met != forecast->met)
        violate(watch, STUDY_PROPERTY_FORECAST);
}

static void judge(Watch *watch, ReportChecker *checker, SimTime end)
{
    report_checker_finish(checker, end, false);
    watch->decision.verdict = (uint8_t)report_checker_verdict(checker);
    if (watch->decision.verdict == REPORT_VERDICT_PASS)
        return;
    violate(watch, STUDY_PROPERTY_VERDICT);
    while (watch->decision.requirement < report_checker_requirements(checker) &&
           report_checker_requirement(checker, watch->decision.requirement).verdict <= REPORT_VERDICT_PASS)
        watch->decision.requirement++;
}

/* The setups of the space are small, so nothing can be lacking. */
static void run_to_end(SimWorld *world, CpmNetwork *network)
{
    SimRun what = { .deliver = cpm_network_deliver, .model = network };
    bool good = sim_world_run(world, &what, NULL);

    g_assert(good);
}

static Watch *watch_new(const CpmSetup *setup, const StudyForecast *forecast)
{
    Watch *watch = g_new0(Watch, 1);

    watch->setup = setup;
    watch->forecast = forecast;
    watch->decision.ran = 1;
    watch->talk.not_understood = watch->talk.last_yes = watch->talk.answered = SIM_TIME_MAX;
    for (unsigned i = 0; i < LEGS; i++)
        watch->legs[i].accepted = SIM_TIME_MAX;
    return watch;
}

StudyDecision study_decision_run(const CpmSetup *setup, const StudyForecast *forecast)
{
    g_autofree Watch *watch = watch_new(setup, forecast);
    SimWorld *world = sim_world_new(setup->seed, setup->replication);
    CpmNetwork *network = cpm_network_new(setup, world);
    ReportChecker *checker = report_checker_new(setup);

    sim_trace_add_observer(world->trace, observe, watch);
    sim_trace_add_observer(world->trace, report_checker_observe, checker);
    sim_trace_add_observer(world->trace, report_fingerprint_observe, &watch->decision.messages);
    run_to_end(world, network);
    watch->over = true;
    if (!cpm_network_is_settled(network))
        violate(watch, STUDY_PROPERTY_PENDING);
    world->until = SIM_TIME_MAX;
    run_to_end(world, network);
    check_ledgers(watch);
    check_decision(watch);
    judge(watch, checker, world->now);
    report_checker_free(checker);
    cpm_network_free(network);
    sim_world_free(world);
    return watch->decision;
}

StudyDecision study_decision_of(const StudyCombination *combination)
{
    CpmSetup *setup = study_decision_setup(combination);
    StudyForecast forecast = study_forecast(combination);
    StudyDecision decision = study_decision_run(setup, &forecast);

    cpm_setup_free(setup);
    return decision;
}

bool study_decision_equals(const StudyDecision *decision, const StudyDecision *standing, bool messages)
{
    if (messages && memcmp(&decision->messages, &standing->messages, sizeof decision->messages) != 0)
        return false;
    return decision->row == standing->row && decision->final == standing->final && decision->met == standing->met &&
           decision->violated == standing->violated && decision->verdict == standing->verdict &&
           decision->invitations == standing->invitations && decision->natives == standing->natives &&
           decision->helps == standing->helps && decision->notices == standing->notices;
}
