/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The warm-up of a run gates numbers, and nothing that happens: the same run with and without it, a recount of what is gated from its
 * records, and time averages that are known. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "models/cpm_hop.h"
#include "models/cpm_station.h"
#include "models/cpm_wire.h"
#include "models/sip_message.h"
#include "report/metrics_csv.h"
#include "report/plot.h"
#include "report/series_csv.h"
#include "report/station.h"
#include "report/summary.h"
#include "study/numbers.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"
#include "tests/run_fixture.h"

#define A CPM_BOX(CPM_CLIENT_A, 0)
#define CORE CPM_BOX(CPM_CORE, 0)
#define CS CPM_BOX(CPM_CS, 0)

/* Losses, queues, callers who give up, members whose turn comes long after their session's. */
static const char loaded[] = "version: 1\n"
                             "title: t\n"
                             "sip: {transactions: full}\n"
                             "links: {access: {loss: 4 %, duplicate: 1 %}, core: {loss: 2 %}}\n"
                             "stations: {core: {service: 1 ms}, cs: {service: {exponential: {mean: 12 ms}}, buffer: 3}}\n"
                             "focus: {fan_out: 1 /s}\n"
                             "policy: {provider: {allow: [accept, reject, convert], default: convert}}\n"
                             "measure: {sample: 1 s}\n"
                             "groups:\n"
                             "  g:\n"
                             "    - {name: B, answer: {accept_after: 3 s}}\n"
                             "    - {name: C, client: sms, prefer: convert, reply: {accept_after: 20 s}}\n"
                             "    - {name: others, count: 10, client: {cpm: 60 %, sms: 40 %}}\n"
                             "sessions:\n"
                             "  - {group: g, count: 120, arrivals: {exponential: {mean: 5 s}}, duration: 1 min, patience: 4 s,\n"
                             "     retry: {share: 50 %, times: 2, after: 10 s}}\n";

#define WARM_UP_TEXT "300.000000001 s"
#define WARM_UP (300 * SIM_S + 1)       /* nothing happens at this very ns */

/* ---- nothing happens otherwise */

static bool is_same_run(const RunFixture *a, const RunFixture *b)
{
    g_autoptr(GString) series_a = g_string_new(NULL), series_b = g_string_new(NULL);

    report_series_csv(a->metrics, a->setup, series_a);
    report_series_csv(b->metrics, b->setup, series_b);
    return a->fingerprint.high == b->fingerprint.high && a->fingerprint.low == b->fingerprint.low && a->end == b->end &&
           a->world->events == b->world->events && a->records->len == b->records->len &&
           memcmp(a->records->data, b->records->data, a->records->len * sizeof(SimRecord)) == 0 &&
           report_checker_verdict(a->checker) == report_checker_verdict(b->checker) && strcmp(series_a->str, series_b->str) == 0 &&
           report_metrics_messages_of_run(a->metrics) == report_metrics_messages_of_run(b->metrics) &&
           report_metrics_messages(a->metrics) == report_metrics_messages_of_run(a->metrics);
}

static void run(RunFixture *out, const char *scenario, const char *const *sets)
{
    if (scenario == loaded)
        run_fixture_text(out, scenario, sets);
    else
        run_fixture_file(out, scenario, sets);
}

static void test_same_run(void)
{
    static const char *const warm_ups[] = {
        "measure.warm_up=1 ms", "measure.warm_up=3 s", "measure.warm_up=10 min", "measure.warm_up=300 d",
    };
    static const struct { const char *scenario, *set; } runs[] = {
        { "figure-31", NULL },
        { "figure-31-sip", NULL },
        { "convert", NULL },
        { "core-restart", NULL },
        { "lossy-links", NULL },
        { "stale-invitation", NULL },
        { "timer-c", NULL },
        { loaded, NULL },
        { loaded, "sip.processing=arrival" },
        { loaded, "stations.cs.overload={control: loss}" },
        { loaded, "stations.cs.overload={control: reject}" },
        { loaded, "stations.core={service: 1 ms, outages: [{at: 295 s, for: 20 s}], memory: lost}" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(runs); i++) {
        RunFixture plain;
        bool arrives = runs[i].set != NULL && strcmp(runs[i].set, "sip.processing=arrival") == 0;
        const char *sets[] = {
            runs[i].set != NULL ? runs[i].set : "seed=1", arrives ? "stations.cs.buffer=unlimited" : "seed=1", NULL, NULL,
        };

        run(&plain, runs[i].scenario, sets);
        for (size_t j = 0; j < G_N_ELEMENTS(warm_ups); j++) {
            RunFixture gated;
            bool same;

            sets[2] = warm_ups[j];
            run(&gated, runs[i].scenario, sets);
            same = is_same_run(&plain, &gated);
            CU_ASSERT_TRUE(same);
            if (!same)
                fprintf(stderr, "\n  run %zu is another one with %s\n", i, warm_ups[j]);
            run_fixture_clear(&gated);
        }
        run_fixture_clear(&plain);
    }
}

/* ---- counts, from the records */

typedef struct Member {
    bool early, invited, over;
} Member;

typedef struct Caller {
    SimTime begun, responded;
    bool early, over;
} Caller;

/* [0]: what counts; [1]: what was before */
typedef struct Recount {
    uint64_t sessions[2], established[2], received[2], lost[2], fired[2], invited[2], joined[2], refused[2];
    double delay[2];                    /* SRD of accepted attempts, sum (s) */
    double area;                        /* open invitations, over the time that counts, ns */
    uint64_t peak;
    GHashTable *members, *callers;      /* session << 32 | member: Member; session: Caller */
    uint64_t open;
    SimTime changed;
} Recount;

static void *entry(GHashTable *table, uint64_t key, size_t size)
{
    void *value = g_hash_table_lookup(table, &key);

    if (value == NULL)
        g_hash_table_insert(table, g_memdup2(&key, sizeof key), value = g_malloc0(size));
    return value;
}

static void pass(Recount *recount, SimTime now, int change)
{
    recount->area += (double)recount->open * (double)MAX(now - MAX(recount->changed, WARM_UP), 0);
    recount->open += (uint64_t)change;
    recount->changed = now;
    if (now >= WARM_UP)
        recount->peak = MAX(recount->peak, recount->open);
}

static bool is_final(SipCode code)
{
    return sip_method(code) == SIP_INVITE && sip_status(code) >= 200;
}

static void recount_member(Recount *recount, const SimRecord *record)
{
    Member *member = entry(recount->members, (uint64_t)record->session << 32 | record->member, sizeof(Member));

    if (record->kind == SIM_RECORD_FACTS)
        member->early = record->time < WARM_UP;
    if (record->kind == SIM_RECORD_MESSAGE && record->code == SIP_REQUEST(SIP_INVITE) && record->from == CS && record->to == CORE &&
        !member->invited) {
        member->invited = true;
        recount->invited[member->early]++;
        pass(recount, record->time, 1);
    }
    if (member->over || !member->invited || record->to != CS)
        return;
    if (record->kind == SIM_RECORD_MESSAGE && is_final(record->code)) {
        member->over = true;
        recount->joined[member->early] += sip_status(record->code) / 100 == 2;
        recount->refused[member->early] += sip_status(record->code) / 100 != 2;
        pass(recount, record->time, -1);
    } else if (record->kind == SIM_RECORD_OUTCOME && record->detail == 24) {
        member->over = true;
        pass(recount, record->time, -1);
    }
}

static void recount_caller(Recount *recount, const SimRecord *record)
{
    Caller *caller = entry(recount->callers, record->session, sizeof(Caller));
    bool responds = record->kind == SIM_RECORD_MESSAGE && sip_method(record->code) == SIP_INVITE && sip_status(record->code) > 100;

    if (record->kind == SIM_RECORD_TIMER && record->code == CPM_TIMER_START) {
        *caller = (Caller){ .begun = record->time, .responded = -1, .early = record->time < WARM_UP };
        recount->sessions[caller->early]++;
    } else if (record->kind == SIM_RECORD_TIMER && (record->code == CPM_TIMER_B || record->code == CPM_TIMER_CANCELLED)) {
        caller->over = true;
    }
    if (!responds || caller->over)
        return;
    if (caller->responded < 0)
        caller->responded = record->time;
    caller->over = is_final(record->code);
    if (!caller->over || sip_status(record->code) >= 300)
        return;
    recount->established[caller->early]++;
    recount->delay[caller->early] += (double)(caller->responded - caller->begun) * 1e-9;
}

/* The end of the warm-up is a moment at which what is open is looked at. */
static void recount_all(Recount *recount, const RunFixture *all)
{
    bool warm = false;

    *recount = (Recount){ .members = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free),
                          .callers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free) };
    for (guint i = 0; i < all->records->len; i++) {
        const SimRecord *record = &g_array_index(all->records, SimRecord, i);
        bool early = record->time < WARM_UP, arrives = record->kind == SIM_RECORD_MESSAGE || record->kind == SIM_RECORD_REPEATED;

        if (!early && !warm)
            pass(recount, WARM_UP, 0);
        warm = !early;
        recount->received[early] += arrives && !(record->kind == SIM_RECORD_MESSAGE && record->from == record->to);
        recount->lost[early] += record->kind == SIM_RECORD_LOST;
        recount->fired[early] += record->kind == SIM_RECORD_TIMER && record->code == CPM_TIMER_A;
        if (record->kind == SIM_RECORD_SAMPLE)
            continue;
        if (record->member > 0)
            recount_member(recount, record);
        else if (record->to == A)
            recount_caller(recount, record);
    }
    pass(recount, all->end, 0);
}

static void recount_clear(Recount *recount)
{
    g_hash_table_unref(recount->members);
    g_hash_table_unref(recount->callers);
}

static uint64_t fired(const ReportMetrics *metrics)
{
    uint64_t n = 0;

    for (unsigned box = 0; box < REPORT_BOXES; box++)
        n += report_metrics_traffic(metrics)->fired[box][REPORT_TIMER_A];
    return n;
}

/* With @sides 1 what counts, with 2 all. */
static void compare_counts(const ReportMetrics *metrics, const Recount *recount, int sides)
{
    const ReportSipPerformance *performance = report_metrics_performance(metrics);
    const SimHistogram *delay = report_sip_performance_delay(performance, REPORT_CALLER_INVITER, REPORT_SRD, true);
    ReportSessions sessions = report_metrics_sessions(metrics);
    ReportMembers members = report_metrics_all_members(metrics);
    Recount sum = *recount;

    if (sides == 2) {
        uint64_t *const counts[] = {
            sum.sessions, sum.established, sum.received, sum.lost, sum.fired, sum.invited, sum.joined, sum.refused,
        };

        for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
            counts[i][0] += counts[i][1];
        sum.delay[0] += sum.delay[1];
    }
    CU_ASSERT_EQUAL(sessions.started, sum.sessions[0]);
    CU_ASSERT_EQUAL(sessions.established, sum.established[0]);
    CU_ASSERT_EQUAL(sim_histogram_count(delay), sum.established[0]);
    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_mean(delay) * 1e-9 * (double)sum.established[0], sum.delay[0], 1e-6);
    CU_ASSERT_EQUAL(sim_histogram_count(report_metrics_session_time(metrics, REPORT_ESTABLISHMENT)), sum.established[0]);
    CU_ASSERT_EQUAL(members.invited, sum.invited[0]);
    CU_ASSERT_EQUAL(members.joined, sum.joined[0]);
    CU_ASSERT_EQUAL(members.refused, sum.refused[0]);
    CU_ASSERT_EQUAL(report_sip_performance_attempts(performance, REPORT_CALLER_SERVER).accepted, sum.joined[0]);
    CU_ASSERT_EQUAL(report_metrics_messages(metrics), sum.received[0]);
    CU_ASSERT_EQUAL(report_metrics_lost(metrics), sum.lost[0]);
    CU_ASSERT_EQUAL(fired(metrics), sum.fired[0]);
}

static void test_counts(void)
{
    static const char *const sets[] = { "measure.warm_up=" WARM_UP_TEXT, NULL };
    RunFixture plain, gated;
    Recount recount;
    g_autoptr(SimHistogram) answers = NULL;
    double mean;

    run_fixture_text(&plain, loaded, NULL);
    run_fixture_text(&gated, loaded, sets);
    recount_all(&recount, &plain);
    CU_ASSERT(recount.sessions[0] > 20 && recount.sessions[1] > 20);
    CU_ASSERT(recount.joined[0] > 200 && recount.joined[1] > 200 && recount.lost[0] > 100 && recount.lost[1] > 100);
    compare_counts(gated.metrics, &recount, 1);
    compare_counts(plain.metrics, &recount, 2);
    CU_ASSERT_EQUAL(report_sip_performance_before(report_metrics_performance(gated.metrics), REPORT_CALLER_INVITER), recount.sessions[1]);
    answers = report_metrics_all_answers(gated.metrics, REPORT_SINCE_INVITATION);
    CU_ASSERT_EQUAL(sim_histogram_count(answers), recount.joined[0] + recount.refused[0]);
    CU_ASSERT_EQUAL(report_metrics_open(gated.metrics, &mean), recount.peak);
    CU_ASSERT_DOUBLE_EQUAL(mean, recount.area / (double)(gated.end - WARM_UP), 1e-9);
    recount_clear(&recount);
    run_fixture_clear(&plain);
    run_fixture_clear(&gated);
}

/* ---- time averages */

/* A run that is stopped where the other's warm-up is over has all that this one leaves out. */
static void compare_stations(const char *processing)
{
    bool arrives = strcmp(processing, "sip.processing=arrival") == 0;
    const char *buffer = arrives ? "stations.cs.buffer=unlimited" : "seed=1";
    const char *whole_sets[] = { processing, buffer, NULL };
    const char *late_sets[] = { processing, buffer, "measure.warm_up=" WARM_UP_TEXT, NULL };
    const char *early_sets[] = { processing, buffer, "stop.at=" WARM_UP_TEXT, NULL };
    CpmStationStats whole[CPM_STATIONS], late[CPM_STATIONS], early[CPM_STATIONS];
    RunFixture runs[3];
    uint64_t lost_early = 0, lost_late = 0;
    size_t n;

    run_fixture_text(&runs[0], loaded, whole_sets);
    run_fixture_text(&runs[1], loaded, late_sets);
    run_fixture_text(&runs[2], loaded, early_sets);
    n = cpm_network_stations(runs[0].network, runs[0].end, whole);
    CU_ASSERT_EQUAL(cpm_network_stations(runs[1].network, runs[1].end, late), n);
    CU_ASSERT_EQUAL(cpm_network_stations(runs[2].network, WARM_UP, early), n);
    for (size_t i = 0; i < n; i++) {
        CU_ASSERT(early[i].messages > 100 && late[i].messages > 100 && early[i].waited > 0);
        CU_ASSERT_EQUAL(whole[i].messages, early[i].messages + late[i].messages);
        CU_ASSERT_EQUAL(whole[i].busy, early[i].busy + late[i].busy);
        CU_ASSERT_EQUAL(whole[i].lost, early[i].lost + late[i].lost);
        lost_early += early[i].lost;
        lost_late += late[i].lost;
        CU_ASSERT_DOUBLE_EQUAL(whole[i].waited, early[i].waited + late[i].waited, 1e3);
        CU_ASSERT_DOUBLE_EQUAL(whole[i].present, early[i].present + late[i].present, 1e3);
        if (!arrives)
            CU_ASSERT_DOUBLE_EQUAL(late[i].present, late[i].waited + (double)late[i].busy, 1e3);
    }
    CU_ASSERT((lost_early > 0) == !arrives && (lost_late > 0) == !arrives);
    for (size_t i = 0; i < 3; i++)
        run_fixture_clear(&runs[i]);
}

static void test_stations_of_a_run(void)
{
    compare_stations("sip.processing=service");
    compare_stations("sip.processing=arrival");
}

/* What somebody sees who looks at the boxes from then on, and what their books say of that time: the shares of samples fill it without a
 * gap, but for its ends; how many are in a box is seen by chance. */
static void test_books_and_samples(void)
{
    static const char *const sets[] = { "measure.sample=10 ms", "measure.warm_up=5 min", NULL };
    CpmStationStats stations[CPM_STATIONS];
    RunFixture gated;
    double length;
    size_t n;

    run_fixture_text(&gated, loaded, sets);
    n = cpm_network_stations(gated.network, gated.end, stations);
    length = (double)report_metrics_measured(gated.metrics);
    for (size_t i = 0; i < n; i++) {
        const ReportSamples *samples = report_metrics_samples(gated.metrics);
        uint64_t looks;
        double share = report_samples_mean(samples, stations[i].box, REPORT_BUSY, &looks);
        double present = report_samples_mean(samples, stations[i].box, REPORT_QUEUE, &looks);

        CU_ASSERT_DOUBLE_EQUAL(share, (double)stations[i].busy / length / stations[i].servers, 1e-4);
        CU_ASSERT_DOUBLE_EQUAL(present / report_station_present(&stations[i], report_metrics_measured(gated.metrics)), 1, 0.05);
        CU_ASSERT_DOUBLE_EQUAL(report_station_residual(&stations[i], report_metrics_measured(gated.metrics)), 0, 1e-9);
    }
    run_fixture_clear(&gated);
}

/* A server that is busy for a fifth of the time until the warm-up is over, for half of it afterwards. */
static void test_busy_half_the_time(void)
{
    CpmStation station;
    CpmStationStats stats;

    cpm_station_init(&station, CORE, 1, false);
    for (SimTime now = 0; now < 2 * SIM_S; now += 10 * SIM_MS) {
        if (now == SIM_S)
            cpm_station_warmed_up(&station, now);
        cpm_station_admit(&station, now, now < SIM_S ? 2 * SIM_MS : 5 * SIM_MS);
    }
    stats = cpm_station_stats_since(&station, SIM_S, 2 * SIM_S);
    CU_ASSERT(stats.busy == SIM_S / 2 && stats.messages == 100 && stats.waited == 0 && stats.max_wait == 0 && stats.beyond == 0);
    stats = cpm_station_stats(&station, 2 * SIM_S);
    CU_ASSERT(stats.busy == 700 * SIM_MS && stats.messages == 200);
    stats = cpm_station_stats_since(&station, 3 * SIM_S, 2 * SIM_S);
    CU_ASSERT(stats.busy == 0 && stats.messages == 0 && stats.servers == 1);
    cpm_station_clear(&station);
}

/* In service from 995 to 1025, from 998 in the queue, then until 1035 in service: some of it before 1000, some after. */
static void test_across_the_end_of_the_warm_up(void)
{
    for (int later = 0; later < 2; later++) {
        CpmStation station;
        CpmStationStats stats;

        cpm_station_init(&station, CORE, 1, false);
        cpm_station_admit(&station, 995, 30);
        cpm_station_admit(&station, 998, 10);
        if (later) {
            cpm_station_warmed_up(&station, 1000);
            cpm_station_admit(&station, 1010, 5);
        }
        stats = cpm_station_stats_since(&station, 1000, 1100);
        CU_ASSERT_EQUAL(stats.busy, later ? 25 + 10 + 5 : 25 + 10);
        CU_ASSERT_EQUAL(stats.waited, later ? 25 + 25 : 25);
        CU_ASSERT_EQUAL(stats.messages, later ? 1 : 0);
        CU_ASSERT_EQUAL(stats.max_wait, later ? 25 : 0);        /* 27 was one of before */
        stats = cpm_station_stats_since(&station, 1000, 1030);
        CU_ASSERT_EQUAL(stats.busy + stats.beyond, later ? 5 : 0);      /* of who came after it */
        cpm_station_clear(&station);
    }
}

/* The same with lines. */
static void test_lines(void)
{
    CpmPacket packets[4] = { 0 };
    CpmStation station;
    CpmStationStats stats;

    cpm_station_init(&station, CS, 1, false);
    cpm_station_enter(&station, packets, 0, 0, 995);
    cpm_station_note(&station, 0, 30);
    cpm_station_enter(&station, packets, 1, 0, 998);
    cpm_station_warmed_up(&station, 1000);
    cpm_station_enter(&station, packets, 2, 0, 1010);
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 1025), 1);
    cpm_station_note(&station, 27, 10);
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 1035), 2);
    cpm_station_note(&station, 25, 5);
    stats = cpm_station_stats_since(&station, 1000, 1038);
    CU_ASSERT_EQUAL(stats.busy, 25 + 10 + 3);
    CU_ASSERT_EQUAL(stats.waited, 25 + 25);
    CU_ASSERT_EQUAL(stats.messages, 1);
    CU_ASSERT_EQUAL(stats.max_wait, 27);
    CU_ASSERT_EQUAL(stats.present, 25 + 10 + 3 + 25 + 25);
    CU_ASSERT_EQUAL(stats.messages - stats.waiting, 2);         /* have gone into service in this time */
    CU_ASSERT_EQUAL(stats.busy + stats.beyond, 10 + 5);
    cpm_station_clear(&station);
}

/* ---- what has bins */

static void observe(ReportMetrics *metrics, SimTime ms, CpmBox to, unsigned code)
{
    SimRecord record = { .time = ms * SIM_MS, .member = 1, .leg = 1, .code = (uint16_t)code, .from = CPM_BOX(CPM_ISF, 0), .to = to,
                         .kind = SIM_RECORD_MESSAGE };

    report_metrics_observe(metrics, &record, 1);
}

/* At the Core. */
static void look(ReportMetrics *metrics, SimTime ms, CpmSample quantity, uint32_t value)
{
    SimRecord record = { .time = ms * SIM_MS, .code = (uint16_t)quantity, .to = CORE, .kind = SIM_RECORD_SAMPLE, .detail = value };

    report_metrics_observe(metrics, &record, 1);
}

/* A bin that has begun before is in no peak; bins themselves leave nothing out. */
static void test_peak(void)
{
    static const struct { SimTime ms; uint64_t peak; } rows[] = {
        { 0, 5 }, { 995, 2 }, { 1000, 2 }, { 1003, 1 }, { 1020, 1 }, { 1021, 0 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        CpmSetup *setup = figure_31_setup();
        ReportMetrics *metrics;
        SimTime width;
        uint64_t sum = 0;

        setup->warm_up = rows[i].ms * SIM_MS;
        metrics = report_metrics_new(setup);
        for (int j = 0; j < 8; j++)
            observe(metrics, j < 5 ? 995 : j < 7 ? 1005 : 1025, CORE, SIP_RESPONSE(SIP_INVITE, 180));
        report_metrics_finish(metrics, 1029 * SIM_MS);
        CU_ASSERT_EQUAL(report_metrics_peak(metrics, CORE), rows[i].peak);
        for (size_t bin = 0; bin < report_metrics_bins(metrics, &width); bin++)
            sum += report_metrics_binned(metrics, CORE, bin);
        CU_ASSERT(sum == 8 && width == 10 * SIM_MS);
        report_metrics_free(metrics);
        cpm_setup_free(setup);
    }
}

/* Two wait until 990, one from then on; messages of one bin are on either side. */
static void test_within_a_bin(void)
{
    CpmSetup *setup = figure_31_setup();
    ReportMetrics *metrics;
    double mean;

    setup->warm_up = 1003 * SIM_MS;
    metrics = report_metrics_new(setup);
    for (uint32_t member = 1; member <= 2; member++) {
        SimRecord facts = { .kind = SIM_RECORD_FACTS, .leg = member, .member = member, .detail = CPM_FACT_CPM };
        SimRecord invite = { .kind = SIM_RECORD_MESSAGE, .leg = member, .member = member, .code = SIP_REQUEST(SIP_INVITE), .from = CS,
                             .to = CORE };

        report_metrics_observe(metrics, &facts, 1);
        report_metrics_observe(metrics, &invite, 1);
    }
    observe(metrics, 990, CS, SIP_RESPONSE(SIP_INVITE, 486));
    observe(metrics, 1002, CORE, SIP_RESPONSE(SIP_INVITE, 180));
    observe(metrics, 1005, CORE, SIP_RESPONSE(SIP_INVITE, 180));
    report_metrics_finish(metrics, 1100 * SIM_MS);
    CU_ASSERT_EQUAL(report_metrics_messages(metrics), 1);
    CU_ASSERT_EQUAL(report_metrics_messages_of_run(metrics), 5);
    CU_ASSERT_EQUAL(report_metrics_open(metrics, &mean), 1);
    CU_ASSERT_DOUBLE_EQUAL(mean, 1.0, 1e-12);
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

/* What a sample tells of the time since the one before was before, too. */
static void test_samples(void)
{
    CpmSetup *setup = figure_31_setup();
    ReportMetrics *metrics;
    const ReportSamples *samples;
    uint64_t n;

    setup->warm_up = 20 * SIM_MS;
    setup->wire.sample = 5 * SIM_MS;
    metrics = report_metrics_new(setup);
    samples = report_metrics_samples(metrics);
    for (unsigned i = 1; i <= 4; i++) {
        look(metrics, 5 * i, CPM_SAMPLE_QUEUE, 10 - i);
        look(metrics, 5 * i, CPM_SAMPLE_BUSY, 1000000);
    }
    CU_ASSERT(report_samples_mean(samples, CORE, REPORT_QUEUE, &n) == 6 && n == 1);
    CU_ASSERT(report_samples_mean(samples, CORE, REPORT_BUSY, &n) == 0 && n == 0);
    look(metrics, 25, CPM_SAMPLE_QUEUE, 3);
    look(metrics, 25, CPM_SAMPLE_BUSY, 250000);
    CU_ASSERT(report_samples_mean(samples, CORE, REPORT_QUEUE, &n) == 4.5 && n == 2);
    CU_ASSERT(report_samples_mean(samples, CORE, REPORT_BUSY, &n) == 0.25 && n == 1);
    CU_ASSERT(report_samples_peak(samples, CORE, REPORT_QUEUE) == 6 && report_samples_peak(samples, CORE, REPORT_BUSY) == 0.25);
    CU_ASSERT(report_samples_in_bin(samples, CORE, REPORT_QUEUE, 0) == 9);
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

/* ---- that it is told */

static void test_told(void)
{
    static const char *const sets[] = { "measure.warm_up=5 min", NULL };
    g_autoptr(GString) csv = g_string_new(NULL);
    g_autofree char *said = NULL, *line = NULL, *text = NULL;
    CpmStationStats stations[CPM_STATIONS];
    ReportPlot plot;
    RunFixture gated;
    uint64_t before, started;

    run_fixture_text(&gated, loaded, sets);
    before = report_sip_performance_before(report_metrics_performance(gated.metrics), REPORT_CALLER_INVITER);
    started = report_metrics_sessions(gated.metrics).started;
    CU_ASSERT(before > 10 && before < 1000 && started > 10);
    line = g_strdup_printf("\r\nsessions,,,before warm-up,1,%u,\r\nsessions,,,started,1,%u,\r\n", (unsigned)before,
                           (unsigned)started);
    report_metrics_csv(gated.metrics, gated.setup, stations, cpm_network_stations(gated.network, gated.end, stations), csv);
    CU_ASSERT_PTR_NOT_NULL(strstr(csv->str, line));
    said = g_strdup_printf("\nNumbers from 5 min on: %u of %u sessions began before\n\nVerdict", (unsigned)before,
                           (unsigned)(before + started));
    text = report_summary_text(&(ReportSummary){ .name = "t", .setup = gated.setup, .metrics = gated.metrics, .verdict = "pass" });
    CU_ASSERT_PTR_NOT_NULL(strstr(text, said));
    report_plot_throughput(gated.metrics, "t", &plot);
    CU_ASSERT_PTR_NOT_NULL(strstr(plot.script, "rectangle from first 0, graph 0 to first 300/60., graph 1 behind"));
    report_plot_clear(&plot);
    report_plot_queues(gated.metrics, "t", &plot);
    CU_ASSERT_PTR_NOT_NULL(strstr(plot.script, "rectangle from first 0, graph 0 to first 300/1., graph 1 behind"));
    report_plot_clear(&plot);
    run_fixture_clear(&gated);
}

/* ---- nothing is left */

static void test_no_numbers(void)
{
    static const char *const sets[] = { "measure.warm_up=10 d", NULL };
    g_autoptr(GString) csv = g_string_new(NULL);
    g_autoptr(StudyNumbers) numbers = NULL;
    g_auto(GStrv) lines = NULL;
    CpmStationStats stations[CPM_STATIONS];
    RunFixture cold;
    size_t n;

    run_fixture_text(&cold, loaded, sets);
    n = cpm_network_stations(cold.network, cold.end, stations);
    report_metrics_csv(cold.metrics, cold.setup, stations, n, csv);
    CU_ASSERT_FALSE(report_metrics_has_numbers(cold.metrics));
    lines = g_strsplit(csv->str, "\r\n", -1);
    CU_ASSERT_EQUAL(g_strv_length(lines), 5);
    CU_ASSERT_STRING_EQUAL(lines[2], "run,,,warm-up,s,864000.000000000,1");
    CU_ASSERT(g_mkdir_with_parents("warm-up", 0777) == 0 && g_file_set_contents("warm-up/metrics.csv", csv->str, -1, NULL));
    numbers = study_numbers_read("warm-up", NULL);
    CU_ASSERT(numbers != NULL && isnan(study_numbers_get(numbers, "outcomes.D05")));
    CU_ASSERT(numbers != NULL && isnan(study_numbers_get(numbers, "sessions.started")));
    CU_ASSERT(numbers != NULL && study_numbers_get(numbers, "sessions.before_warm-up") > 100);
    g_remove("warm-up/metrics.csv");
    g_remove("warm-up");
    run_fixture_clear(&cold);
}

/* What the reader says about one that leaves nothing, or not much. */
static void test_warnings(void)
{
    static const struct { const char *set, *said; } rows[] = {
        { "1 s", NULL },
        { "590 s", NULL },
        { "601 s", "warning: measure.warm_up: all sessions will have begun before (by 595 s), and be in no number" },
        { "29 d", "warning: measure.warm_up: the run will be over before, and nothing measured" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        const ScenarioOverride set = { "--set", "measure.warm_up", rows[i].set };
        const ScenarioText text = { .name = "t.yaml", .text = loaded, .length = strlen(loaded) };
        g_autoptr(Scenario) scenario = scenario_read_text(&text, &set, 1, diagnostics);
        g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);

        CU_ASSERT_PTR_NOT_NULL(scenario);
        CU_ASSERT((strstr(said, "warm_up") != NULL) == (rows[i].said != NULL));
        CU_ASSERT(rows[i].said == NULL || strstr(said, rows[i].said) != NULL);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "nothing happens otherwise", test_same_run },
        { "what counts and what was before are all", test_counts },
        { "stations of a run", test_stations_of_a_run },
        { "books and samples", test_books_and_samples },
        { "busy for half the time", test_busy_half_the_time },
        { "across the end of the warm-up", test_across_the_end_of_the_warm_up },
        { "lines", test_lines },
        { "peak", test_peak },
        { "within a bin", test_within_a_bin },
        { "samples", test_samples },
        { "told", test_told },
        { "no numbers", test_no_numbers },
        { "warnings", test_warnings },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "warm-up", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
