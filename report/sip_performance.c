/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/sip_performance.h"

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "models/sip_message.h"

/* Where an attempt stands, and what its two times are. */
typedef enum Stage {
    NONE = 0,           /* nothing is awaited                                                                             */
    CALLING = 1,        /* @since the INVITE was sent, @changed the first response but 100, < 0: none yet                 */
    GIVEN_UP = 2,       /* the same, after the inviter's patience                                                         */
    ESTABLISHED = 3,    /* @since the 2xx came; @changed when the party last changed its state: if a BYE goes, it went then */
    ENDING = 4,         /* @since the 2xx came; @changed the BYE was sent                                                 */
    EARLY = 5           /* an inviter's, begun before the warm-up was over: whether he gets his session in time           */
} Stage;

typedef struct Attempt {
    uint64_t since : 61;
    uint64_t stage : 3;
    SimTime changed;
} Attempt;

/* By session for inviters, by slot for legs. */
typedef struct Attempts {
    Attempt *of;        /* [n] */
    size_t n;
} Attempts;

struct ReportSipPerformance {
    bool follows_legs;
    Attempts attempts[REPORT_CALLERS];
    ReportAttempts counts[REPORT_CALLERS];
    SimHistogram *delay[REPORT_CALLERS][REPORT_DELAYS][2];
    uint32_t *first_tries;      /* [n_workloads] */
    uint32_t n_workloads;
    ReportLoad load;
    uint64_t tried;
    SimTime first_try;          /* < 0: none yet */
    uint32_t first_session;     /* of that try */
    uint64_t goodput_beyond;    /* of tries that began after the last first try so far */
    SimTime warm_up;
    uint64_t before[REPORT_CALLERS];    /* attempts that began before it was over */
};

const char *report_caller_name(ReportCaller caller)
{
    static const char *const names[REPORT_CALLERS] = { "inviter", "legs" };
    g_assert(caller < REPORT_CALLERS);
    return names[caller];
}

const char *report_delay_name(ReportDelay delay)
{
    static const char *const names[REPORT_DELAYS] = { "SRD", "SDD", "SDT" };
    g_assert(delay < REPORT_DELAYS);
    return names[delay];
}

char *report_sip_performance_class(ReportCaller caller, bool succeeded)
{
    return g_strdup_printf("%s: %s", report_caller_name(caller), succeeded ? "succeeded" : "failed");
}

ReportSipPerformance *report_sip_performance_new(const CpmSetup *setup)
{
    ReportSipPerformance *performance = g_new0(ReportSipPerformance, 1);
    performance->follows_legs = setup->wire.transactions;
    for (int i = 0; i < REPORT_CALLERS * REPORT_DELAYS * 2; i++)
        performance->delay[i / 2 / REPORT_DELAYS][i / 2 % REPORT_DELAYS][i % 2] = sim_histogram_new();
    performance->n_workloads = setup->n_workloads;
    performance->first_tries = g_new0(uint32_t, setup->n_workloads + 1);
    for (uint32_t i = 0; i < setup->n_workloads; i++)
        performance->first_tries[i] = setup->workloads[i].count;
    performance->first_try = -1;
    performance->warm_up = setup->warm_up;
    return performance;
}

void report_sip_performance_free(ReportSipPerformance *performance)
{
    if (performance == NULL)
        return;
    for (int i = 0; i < REPORT_CALLERS * REPORT_DELAYS * 2; i++)
        sim_histogram_free(performance->delay[i / 2 / REPORT_DELAYS][i / 2 % REPORT_DELAYS][i % 2]);
    for (int caller = 0; caller < REPORT_CALLERS; caller++)
        g_free(performance->attempts[caller].of);
    g_free(performance->first_tries);
    g_free(performance);
}

uint32_t report_sip_performance_members(const ReportSipPerformance *performance)
{
    return performance->follows_legs ? UINT32_MAX : 0;
}

static Attempt *attempt_at(Attempts *attempts, uint32_t index)
{
    if (G_UNLIKELY(index >= attempts->n)) {
        size_t n = MAX((size_t)index + 1, attempts->n + attempts->n / 4 + 64);
        attempts->of = g_renew(Attempt, attempts->of, n);
        for (size_t i = attempts->n; i < n; i++)
            attempts->of[i] = (Attempt){ .stage = NONE };
        attempts->n = n;
    }
    return &attempts->of[index];
}

static void record_delay(ReportSipPerformance *performance, ReportCaller caller, ReportDelay delay, bool succeeded, SimTime time)
{
    sim_histogram_record(performance->delay[caller][delay][succeeded], MAX(time, 0));
}

/* ---- attempts */

/* Tries of a workload are numbered on after the first ones. */
static bool is_first_try(const ReportSipPerformance *performance, uint32_t session)
{
    uint32_t n = performance->n_workloads;
    return n == 0 || session / n < performance->first_tries[session % n];
}

static void note_try(ReportSipPerformance *performance, const SimRecord *record)
{
    ReportLoad *load = &performance->load;
    if (!is_first_try(performance, record->session)) {
        load->retries++;
    } else if (performance->first_try < 0) {
        performance->first_try = record->time;
        performance->first_session = record->session;
    } else {
        load->window = record->time - performance->first_try;
        load->offered_in_window = performance->tried;
        load->goodput_in_window += performance->goodput_beyond;
        performance->goodput_beyond = 0;
    }
    performance->tried++;
}

/* A try is in the window by when it began, as it is in what was offered: by when it succeeded, those that take long would not be. */
static void note_goodput(ReportSipPerformance *performance, const Attempt *attempt, uint32_t session)
{
    ReportLoad *load = &performance->load;
    load->goodput++;
    if (session == performance->first_session)
        return;
    if ((SimTime)attempt->since <= performance->first_try + load->window)
        load->goodput_in_window++;
    else
        performance->goodput_beyond++;
}

static void begin(ReportSipPerformance *performance, ReportCaller caller, const SimRecord *record, Attempt *attempt)
{
    if (G_UNLIKELY(record->time < performance->warm_up)) {
        *attempt = (Attempt){ .stage = caller == REPORT_CALLER_INVITER ? EARLY : NONE };
        performance->before[caller]++;
        return;
    }
    *attempt = (Attempt){ .since = (uint64_t)record->time, .stage = CALLING, .changed = -1 };
    performance->counts[caller].sent++;
    if (caller == REPORT_CALLER_INVITER)
        note_try(performance, record);
}

static bool is_of_the_user(unsigned status)
{
    return status == 480 || status == 486 || status == 600 || status == 603;
}

static bool is_of_the_network(unsigned status)
{
    return status == 408 || status == 500 || status == 503 || status == 504;
}

/* @status 0: nobody waits any longer, 64*T1 after CANCEL. */
static void settle(ReportSipPerformance *performance, ReportCaller caller, Attempt *attempt, SimTime time, unsigned status)
{
    ReportAttempts *counts = &performance->counts[caller];
    bool accepted = status / 100 == 2;
    counts->accepted += accepted;
    counts->redirected += status / 100 == 3;
    counts->failed += !accepted && status / 100 != 3;
    counts->effective += accepted || is_of_the_user(status);
    counts->ineffective += is_of_the_network(status);
    attempt->stage = accepted ? ESTABLISHED : NONE;
    attempt->since = (uint64_t)time;
    attempt->changed = time;
}

static bool note_final(ReportSipPerformance *performance, ReportCaller caller, Attempt *attempt, const SimRecord *record)
{
    unsigned status = sip_status(record->code);
    bool in_time = caller == REPORT_CALLER_INVITER && attempt->stage == CALLING && status / 100 == 2;
    SimTime responded = attempt->changed < 0 ? record->time : attempt->changed;
    if (attempt->stage == EARLY) {
        attempt->stage = NONE;
        return status / 100 == 2;
    }
    if (attempt->stage != CALLING && attempt->stage != GIVEN_UP)
        return false;
    if (status / 100 != 3)
        record_delay(performance, caller, REPORT_SRD, status / 100 == 2, responded - (SimTime)attempt->since);
    if (in_time)
        note_goodput(performance, attempt, record->session);
    settle(performance, caller, attempt, record->time, status);
    return in_time;
}

/* ---- dialogs */

static void end(ReportSipPerformance *performance, ReportCaller caller, Attempt *attempt)
{
    performance->counts[caller].ended++;
    attempt->stage = NONE;
}

static void note_bye(ReportSipPerformance *performance, ReportCaller caller, Attempt *attempt, const SimRecord *record, bool by_party)
{
    if (attempt->stage != ESTABLISHED)
        return;
    if (by_party) {
        attempt->stage = ENDING;
        return;
    }
    record_delay(performance, caller, REPORT_SDT, true, record->time - (SimTime)attempt->since);
    end(performance, caller, attempt);
}

static void note_bye_answer(ReportSipPerformance *performance, ReportCaller caller, Attempt *attempt, const SimRecord *record)
{
    if (attempt->stage != ENDING)
        return;
    record_delay(performance, caller, REPORT_SDD, sip_status(record->code) / 100 == 2, record->time - attempt->changed);
    record_delay(performance, caller, REPORT_SDT, true, attempt->changed - (SimTime)attempt->since);
    end(performance, caller, attempt);
}

static void note_timer_f(ReportSipPerformance *performance, ReportCaller caller, Attempt *attempt, const SimRecord *record)
{
    record_delay(performance, caller, REPORT_SDD, false, record->time - attempt->changed);
    record_delay(performance, caller, REPORT_SDT, false, record->time - (SimTime)attempt->since);
    end(performance, caller, attempt);
}

/* ---- records */

static bool ends_wait(unsigned timer)
{
    return timer == CPM_TIMER_PATIENCE || timer == CPM_TIMER_B || timer == CPM_TIMER_CANCELLED;
}

static void note_timer(ReportSipPerformance *performance, ReportCaller caller, Attempt *attempt, const SimRecord *record)
{
    bool waiting = attempt->stage == CALLING || attempt->stage == GIVEN_UP;
    bool changes = record->state != record->next;
    if (record->code == CPM_TIMER_START || (record->code == CPM_TIMER_INVITE && changes)) {
        begin(performance, caller, record, attempt);
    } else if (attempt->stage == EARLY) {
        attempt->stage = ends_wait(record->code) ? NONE : EARLY;
    } else if (record->code == CPM_TIMER_PATIENCE && attempt->stage == CALLING) {
        performance->load.given_up++;
        attempt->stage = GIVEN_UP;
    } else if (waiting && (record->code == CPM_TIMER_B || record->code == CPM_TIMER_CANCELLED)) {
        performance->counts[caller].timed_out++;
        settle(performance, caller, attempt, record->time, record->code == CPM_TIMER_B ? 408 : 0);
    } else if (attempt->stage == ENDING && record->code == CPM_TIMER_F) {
        note_timer_f(performance, caller, attempt, record);
    } else if (attempt->stage == ESTABLISHED && changes) {
        attempt->changed = record->time;
    }
}

static bool note_response(ReportSipPerformance *performance, ReportCaller caller, const SimRecord *record, Attempt *attempt,
                          ReportMessageClass message_class)
{
    if (message_class == REPORT_INVITE_2XX || message_class == REPORT_INVITE_FAILED)
        return note_final(performance, caller, attempt, record);
    if (message_class == REPORT_BYE_ANSWER)
        note_bye_answer(performance, caller, attempt, record);
    else if (message_class == REPORT_INVITE_1XX && (attempt->stage == CALLING || attempt->stage == GIVEN_UP) && attempt->changed < 0)
        attempt->changed = record->time;
    else if (message_class == REPORT_UPDATE_ANSWER && attempt->stage == ESTABLISHED && record->state != record->next)
        attempt->changed = record->time;
    return false;
}

static bool is_of_use(ReportMessageClass message_class)
{
    return message_class == REPORT_INVITE_1XX || message_class == REPORT_INVITE_2XX || message_class == REPORT_INVITE_FAILED ||
           message_class == REPORT_BYE || message_class == REPORT_BYE_ANSWER || message_class == REPORT_UPDATE_ANSWER;
}

bool report_sip_performance_note(ReportSipPerformance *performance, const SimRecord *record, ReportMessageClass message_class)
{
    ReportCaller caller = record->member == 0 ? REPORT_CALLER_INVITER : REPORT_CALLER_SERVER;
    CpmBoxKind party = caller == REPORT_CALLER_INVITER ? CPM_CLIENT_A : CPM_CS;
    bool to_party = CPM_BOX_KIND(record->to) == party, by_party = CPM_BOX_KIND(record->from) == party;
    Attempt *attempt;
    if (!to_party && !by_party)
        return false;
    if (record->kind != SIM_RECORD_TIMER && !is_of_use(message_class))
        return false;
    attempt = attempt_at(&performance->attempts[caller], caller == REPORT_CALLER_INVITER ? record->session : record->leg);
    if (record->kind == SIM_RECORD_TIMER)
        note_timer(performance, caller, attempt, record);
    else if (message_class == REPORT_BYE)
        note_bye(performance, caller, attempt, record, by_party);
    else if (to_party && record->kind == SIM_RECORD_MESSAGE)
        return note_response(performance, caller, record, attempt, message_class);
    return false;
}

/* ---- questions */

bool report_sip_performance_has(const ReportSipPerformance *performance, ReportCaller caller)
{
    return caller == REPORT_CALLER_INVITER || performance->follows_legs;
}

ReportAttempts report_sip_performance_attempts(const ReportSipPerformance *performance, ReportCaller caller)
{
    g_assert(caller < REPORT_CALLERS);
    return performance->counts[caller];
}

uint64_t report_sip_performance_before(const ReportSipPerformance *performance, ReportCaller caller)
{
    g_assert(caller < REPORT_CALLERS);
    return performance->before[caller];
}

const SimHistogram *report_sip_performance_delay(const ReportSipPerformance *performance, ReportCaller caller, ReportDelay delay,
                                                 bool succeeded)
{
    g_assert(caller < REPORT_CALLERS && delay < REPORT_DELAYS);
    return performance->delay[caller][delay][succeeded];
}

ReportLoad report_sip_performance_load(const ReportSipPerformance *performance)
{
    return performance->load;
}

size_t report_sip_performance_bytes(const ReportSipPerformance *performance)
{
    size_t bytes = sizeof *performance;
    for (int caller = 0; caller < REPORT_CALLERS; caller++)
        bytes += performance->attempts[caller].n * sizeof *performance->attempts[caller].of;
    for (int i = 0; i < REPORT_CALLERS * REPORT_DELAYS * 2; i++)
        bytes += sim_histogram_bytes(performance->delay[i / 2 / REPORT_DELAYS][i / 2 % REPORT_DELAYS][i % 2]);
    return bytes;
}
