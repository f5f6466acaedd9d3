/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measures of RFC 6076 by its definitions, from records written by hand; and that they hold together in runs with loss. */
#include "report/sip_performance.h"

#include <string.h>

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "report/metrics.h"
#include "report/metrics_csv.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"
#include "tests/run_fixture.h"

#define A CPM_BOX(CPM_CLIENT_A, 0)
#define CORE CPM_BOX(CPM_CORE, 0)
#define CS CPM_BOX(CPM_CS, 0)
#define INVITE SIP_REQUEST(SIP_INVITE)
#define BYE SIP_REQUEST(SIP_BYE)
#define RESPONSE(status) SIP_RESPONSE(SIP_INVITE, status)

static CpmSetup *setup;
static ReportMetrics *metrics;

/* Follows the legs; three first tries in each of @workloads. */
static void start(uint32_t workloads)
{
    setup = figure_31_setup();
    setup->wire.transactions = true;
    g_free(setup->workloads);
    setup->workloads = g_new0(CpmWorkload, workloads);
    setup->n_workloads = workloads;
    for (uint32_t i = 0; i < workloads; i++)
        setup->workloads[i].count = 3;
    metrics = report_metrics_new(setup);
}

static void stop(void)
{
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

typedef struct Step {
    SimTime ms;
    uint8_t from, to;
    uint16_t code;
    SimRecordKind kind;
    bool stays;             /* the receiver's state does not change */
} Step;

/* What happens on the leg of @member in @session; its slot is 10 * session + member. */
static void play(uint32_t session, uint32_t member, const Step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        SimRecord record = { .time = steps[i].ms * SIM_MS, .leg = 10 * session + member, .session = session, .member = member,
                             .code = steps[i].code, .from = steps[i].from, .to = steps[i].to, .kind = (uint8_t)steps[i].kind,
                             .state = 1, .next = steps[i].stays ? 1 : 2 };
        report_metrics_observe(metrics, &record, 1);
    }
}

#define PLAY(session, member, ...) \
    do { \
        const Step steps[] = { __VA_ARGS__ }; \
        play(session, member, steps, G_N_ELEMENTS(steps)); \
    } while (0)

#define TIMER(ms, box, code) { ms, box, box, code, SIM_RECORD_TIMER, false }
#define MESSAGE(ms, from, to, code) { ms, from, to, code, SIM_RECORD_MESSAGE, false }

static ReportAttempts attempts_of(ReportCaller caller)
{
    return report_sip_performance_attempts(report_metrics_performance(metrics), caller);
}

/* That there is one such delay, of @ms; or none for -1. */
static bool is_delay(ReportCaller caller, ReportDelay delay, bool succeeded, SimTime ms)
{
    const SimHistogram *histogram = report_sip_performance_delay(report_metrics_performance(metrics), caller, delay, succeeded);
    if (ms < 0)
        return sim_histogram_count(histogram) == 0;
    return sim_histogram_count(histogram) == 1 && sim_histogram_max(histogram) == ms * SIM_MS;
}

/* 4.3.1, 4.4, 4.5: from the INVITE's start, not from its arrival; 100 is no status; what comes again resets nothing. */
static void test_session_of_the_inviter(void)
{
    start(1);
    PLAY(0, 0, TIMER(100, A, CPM_TIMER_START), MESSAGE(150, A, CORE, INVITE), MESSAGE(200, CORE, A, RESPONSE(100)),
         MESSAGE(700, CORE, A, RESPONSE(180)), MESSAGE(800, CORE, A, RESPONSE(180)), MESSAGE(3000, CORE, A, RESPONSE(200)),
         { 4000, CORE, A, RESPONSE(200), SIM_RECORD_REPEATED, true }, { 5000, CORE, A, SIP_REQUEST(SIP_NOTIFY), SIM_RECORD_MESSAGE, true },
         TIMER(9000, A, CPM_TIMER_DURATION), { 9020, CORE, A, SIP_REQUEST(SIP_NOTIFY), SIM_RECORD_MESSAGE, true },
         MESSAGE(9050, A, CORE, BYE), MESSAGE(9400, CORE, A, SIP_RESPONSE(SIP_BYE, 200)));
    ReportAttempts attempts = attempts_of(REPORT_CALLER_INVITER);
    CU_ASSERT(attempts.sent == 1 && attempts.accepted == 1 && attempts.failed == 0 && attempts.effective == 1 && attempts.ended == 1);
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SRD, true, 600));
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SRD, false, -1));
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SDD, true, 400));
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SDT, true, 6000));
    stop();
}

/* 4.3.2: of a refused INVITE, too, the first response but 100 counts, and without one it has no delay. */
static void test_refused_and_timed_out(void)
{
    start(1);
    PLAY(0, 0, TIMER(0, A, CPM_TIMER_START), MESSAGE(700, CORE, A, RESPONSE(183)), MESSAGE(5000, CORE, A, RESPONSE(486)));
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SRD, false, 700));
    PLAY(1, 0, TIMER(1000, A, CPM_TIMER_START), TIMER(33000, A, CPM_TIMER_B));
    PLAY(2, 0, TIMER(1000, A, CPM_TIMER_START), MESSAGE(1100, CORE, A, RESPONSE(100)), TIMER(5000, A, CPM_TIMER_PATIENCE),
         TIMER(37000, A, CPM_TIMER_CANCELLED));
    ReportAttempts attempts = attempts_of(REPORT_CALLER_INVITER);
    CU_ASSERT(attempts.sent == 3 && attempts.failed == 3 && attempts.timed_out == 2);
    CU_ASSERT(attempts.effective == 1 && attempts.ineffective == 1);
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SRD, false, 700));
    stop();
}

/* 4.6 to 4.8: which final response counts where; 3xx is in no denominator. */
static void test_what_counts_where(void)
{
    static const struct { unsigned status; bool accepted, redirected, effective, ineffective; } rows[] = {
        { 200, true, false, true, false },   { 202, true, false, true, false },   { 302, false, true, false, false },
        { 403, false, false, false, false }, { 404, false, false, false, false }, { 408, false, false, false, true },
        { 480, false, false, true, false },  { 486, false, false, true, false },  { 487, false, false, false, false },
        { 500, false, false, false, true },  { 502, false, false, false, false }, { 503, false, false, false, true },
        { 504, false, false, false, true },  { 600, false, false, true, false },  { 603, false, false, true, false },
        { 606, false, false, false, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        start(1);
        PLAY(0, 1, TIMER(0, CS, CPM_TIMER_INVITE), MESSAGE(10, CORE, CS, RESPONSE(rows[i].status)));
        ReportAttempts attempts = attempts_of(REPORT_CALLER_SERVER);
        CU_ASSERT(attempts.sent == 1 && attempts.accepted == rows[i].accepted && attempts.redirected == rows[i].redirected);
        CU_ASSERT(attempts.failed == (!rows[i].accepted && !rows[i].redirected));
        CU_ASSERT(attempts.effective == rows[i].effective && attempts.ineffective == rows[i].ineffective);
        CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SRD, rows[i].accepted, rows[i].redirected ? -1 : 10));
        stop();
    }
}

/* What is not over is neither accepted nor failed, and its dialog has not ended. */
static void test_unfinished_is_apart(void)
{
    start(1);
    PLAY(0, 1, TIMER(0, CS, CPM_TIMER_INVITE), MESSAGE(10, CORE, CS, RESPONSE(180)));
    PLAY(0, 2, TIMER(0, CS, CPM_TIMER_INVITE), MESSAGE(10, CORE, CS, RESPONSE(200)));
    PLAY(0, 3, { 0, CS, CS, CPM_TIMER_INVITE, SIM_RECORD_TIMER, true });       /* refused before any INVITE */
    ReportAttempts attempts = attempts_of(REPORT_CALLER_SERVER);
    CU_ASSERT(attempts.sent == 2 && attempts.accepted == 1 && attempts.failed == 0 && attempts.ended == 0);
    CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SRD, true, 10));
    CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SDT, true, -1));
    stop();
}

/* A BYE of the other side ends the session on its arrival; of both at once, the party's own counts; a slot is used again. */
static void test_ends_of_dialogs(void)
{
    start(1);
    PLAY(0, 1, TIMER(0, CS, CPM_TIMER_INVITE), MESSAGE(10, CORE, CS, RESPONSE(200)), MESSAGE(510, CORE, CS, BYE));
    CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SDT, true, 500));
    CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SDD, true, -1));
    PLAY(0, 1, TIMER(1000, CS, CPM_TIMER_INVITE), MESSAGE(1010, CORE, CS, RESPONSE(603)));
    CU_ASSERT_EQUAL(attempts_of(REPORT_CALLER_SERVER).sent, 2);
    stop();
    start(1);
    PLAY(0, 1, TIMER(0, CS, CPM_TIMER_INVITE), MESSAGE(10, CORE, CS, RESPONSE(200)), TIMER(410, CS, CPM_TIMER_RELEASE),
         MESSAGE(420, CS, CORE, BYE), { 430, CORE, CS, BYE, SIM_RECORD_MESSAGE, true },
         MESSAGE(440, CORE, CS, SIP_RESPONSE(SIP_BYE, 481)));
    CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SDT, true, 400));
    CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SDD, false, 30));
    CU_ASSERT_EQUAL(attempts_of(REPORT_CALLER_SERVER).ended, 1);
    stop();
}

/* 4.4, 4.5: a BYE of which nothing ever arrives was sent all the same, and ends with Timer F. */
static void test_bye_without_answer(void)
{
    start(1);
    PLAY(0, 0, TIMER(0, A, CPM_TIMER_START), MESSAGE(1000, CORE, A, RESPONSE(200)), TIMER(5000, A, CPM_TIMER_DURATION),
         { 5010, A, CORE, BYE, SIM_RECORD_LOST, true }, { 5510, A, CORE, BYE, SIM_RECORD_LOST, true }, TIMER(37000, A, CPM_TIMER_F));
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SDD, false, 32000));
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SDT, false, 36000));
    CU_ASSERT(is_delay(REPORT_CALLER_INVITER, REPORT_SDT, true, -1));
    CU_ASSERT_EQUAL(attempts_of(REPORT_CALLER_INVITER).ended, 1);
    stop();
}

/* Timer F of a refresh is no end: the BYE that follows it is. */
static void test_refresh_is_no_end(void)
{
    start(1);
    PLAY(0, 1, TIMER(0, CS, CPM_TIMER_INVITE), MESSAGE(10, CORE, CS, RESPONSE(200)), TIMER(1000, CS, CPM_TIMER_REFRESH),
         TIMER(33000, CS, CPM_TIMER_F), MESSAGE(33010, CS, CORE, BYE), MESSAGE(33040, CORE, CS, SIP_RESPONSE(SIP_BYE, 200)));
    CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SDD, true, 40));
    CU_ASSERT(is_delay(REPORT_CALLER_SERVER, REPORT_SDT, true, 32990));
    stop();
}

/* Without transactions the legs are not followed, and cost nothing. */
static void test_legs_only_with_transactions(void)
{
    start(1);
    size_t empty = report_metrics_bytes(metrics);
    report_metrics_free(metrics);
    setup->wire.transactions = false;
    metrics = report_metrics_new(setup);
    PLAY(0, 1, TIMER(0, CS, CPM_TIMER_INVITE), MESSAGE(10, CORE, CS, RESPONSE(180)));
    CU_ASSERT_EQUAL(attempts_of(REPORT_CALLER_SERVER).sent, 0);
    CU_ASSERT_FALSE(report_sip_performance_has(report_metrics_performance(metrics), REPORT_CALLER_SERVER));
    CU_ASSERT_EQUAL(report_metrics_bytes(metrics), empty);
    PLAY(0, 0, TIMER(0, A, CPM_TIMER_START));
    CU_ASSERT_EQUAL(attempts_of(REPORT_CALLER_INVITER).sent, 1);
    stop();
}

/* A 2xx to a caller who has given up is no goodput; retries are offered load, and only first tries make the window.  What was begun in
 * it counts, the first try apart: sessions 1 and 2, answered after it, but not the retry of session 4, begun after it. */
static void test_load(void)
{
    start(2);       /* sessions 0 to 5 are first tries */
    for (uint32_t session = 0; session < 5; session++)
        PLAY(session, 0, TIMER(1000 * session, A, CPM_TIMER_START));
    PLAY(0, 0, MESSAGE(4999, CORE, A, RESPONSE(200)));
    PLAY(5, 0, TIMER(5000, A, CPM_TIMER_START));
    for (uint32_t session = 1; session < 3; session++)
        PLAY(session, 0, MESSAGE(5000 + session, CORE, A, RESPONSE(200)));
    PLAY(3, 0, TIMER(6000, A, CPM_TIMER_PATIENCE), MESSAGE(6001, CORE, A, RESPONSE(200)));
    PLAY(4, 0, TIMER(6002, A, CPM_TIMER_PATIENCE), MESSAGE(6003, CORE, A, RESPONSE(487)));
    PLAY(10, 0, TIMER(9000, A, CPM_TIMER_START), MESSAGE(9100, CORE, A, RESPONSE(200)));
    ReportLoad load = report_sip_performance_load(report_metrics_performance(metrics));
    CU_ASSERT(load.given_up == 2 && load.retries == 1 && load.goodput == 4);
    CU_ASSERT(load.window == 5 * SIM_S && load.offered_in_window == 5 && load.goodput_in_window == 2);
    CU_ASSERT_EQUAL(attempts_of(REPORT_CALLER_INVITER).accepted, 5);
    CU_ASSERT_EQUAL(attempts_of(REPORT_CALLER_INVITER).sent, 7);
    report_metrics_finish(metrics, 10 * SIM_S);
    SimTime width;
    uint64_t offered = 0, goodput = 0;
    for (size_t bin = 0; bin < report_metrics_bins(metrics, &width); bin++) {
        offered += report_metrics_changes(metrics, REPORT_OFFERED, bin);
        goodput += report_metrics_changes(metrics, REPORT_GOODPUT, bin);
    }
    CU_ASSERT(offered == 7 && goodput == 4);
    stop();
}

/* With loss or without: what is sent is accepted, failed or unfinished, as the legs' own answers have it; nothing ends twice. */
static void test_a_run_holds_together(void)
{
    static const char *const sets[] = {
        "members.crowd.count=60", "sip.transactions=full", "links.core.loss=0.15", "links.access.loss=0.1",
        "links.core.duplicate=0.05", NULL,
    };
    RunFixture run;
    run_fixture_file(&run, "large-group", sets);
    const ReportSipPerformance *performance = report_metrics_performance(run.metrics);
    ReportMembers members = report_metrics_all_members(run.metrics);
    ReportAttempts legs = report_sip_performance_attempts(performance, REPORT_CALLER_SERVER);
    CU_ASSERT(report_metrics_lost(run.metrics) > 0);
    CU_ASSERT(report_traffic_sum(report_metrics_traffic(run.metrics)->repeated, NULL) > 0);
    CU_ASSERT(legs.sent == 60 && legs.accepted + legs.failed <= legs.sent && legs.ended <= legs.accepted);
    CU_ASSERT(legs.accepted == members.joined && legs.failed == members.refused + legs.timed_out);
    for (int i = 0; i < REPORT_CALLERS; i++) {
        ReportAttempts attempts = report_sip_performance_attempts(performance, (ReportCaller)i);
        uint64_t requested = 0, ended = 0;
        for (int j = 0; j < 2; j++) {
            requested += sim_histogram_count(report_sip_performance_delay(performance, (ReportCaller)i, REPORT_SRD, j != 0));
            ended += sim_histogram_count(report_sip_performance_delay(performance, (ReportCaller)i, REPORT_SDT, j != 0));
        }
        CU_ASSERT_EQUAL(requested, attempts.accepted + attempts.failed - attempts.timed_out);
        CU_ASSERT_EQUAL(ended, attempts.ended);
    }
    run_fixture_clear(&run);
}

/* metrics.csv without what only the wire has: the legs, and the timers of transactions. */
static char *numbers_of(const char *const *sets)
{
    RunFixture run;
    run_fixture_file(&run, "mixed-group", sets);
    g_autoptr(GString) csv = g_string_new(NULL);
    GString *text = g_string_new(NULL);
    report_metrics_csv(run.metrics, run.setup, NULL, 0, csv);
    g_auto(GStrv) lines = g_strsplit(csv->str, "\r\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (strstr(*line, ",legs") == NULL && !g_str_has_prefix(*line, "timers_fired,"))
            g_string_append_printf(text, "%s\n", *line);
    run_fixture_clear(&run);
    return g_string_free(text, FALSE);
}

/* Where nothing is lost, transactions change no number: what they absorb or send again is nothing. */
static void test_both_paths_alike(void)
{
    static const char *const short_path[] = { "iwfs=[]", "sip.processing=arrival", NULL };
    static const char *const wire[] = { "iwfs=[]", "sip.processing=arrival", "sip.transactions=full", NULL };
    g_autofree char *without = numbers_of(short_path), *with = numbers_of(wire);
    CU_ASSERT_STRING_EQUAL(without, with);
    CU_ASSERT_PTR_NOT_NULL(strstr(with, "messages_repeated,,SIP,count,1,0,\n"));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "a session of the inviter", test_session_of_the_inviter },
        { "refused, and timed out", test_refused_and_timed_out },
        { "what counts where", test_what_counts_where },
        { "unfinished is apart", test_unfinished_is_apart },
        { "ends of dialogs", test_ends_of_dialogs },
        { "a BYE without answer", test_bye_without_answer },
        { "a refresh is no end", test_refresh_is_no_end },
        { "legs only with transactions", test_legs_only_with_transactions },
        { "load", test_load },
        { "a run holds together", test_a_run_holds_together },
        { "both paths alike", test_both_paths_alike },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "SIP performance", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
