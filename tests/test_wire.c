/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wire in whole runs: what links, stations and failing boxes do to messages. */
#include "models/cpm_wire.h"

#include <glib.h>
#include <stdio.h>

#include "models/cpm_network_state.h"
#include "models/cpm_session_leg.h"
#include "models/sip_message.h"
#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

#define CORE CPM_BOX(CPM_CORE, 0)
#define CS CPM_BOX(CPM_CS, 0)
#define INVITE SIP_REQUEST(SIP_INVITE)

/* Twenty clients who answer at once, and twenty sessions of them. */
static const char *const clients =
    "version: 1\n"
    "title: test\n"
    "sip: {transactions: full}\n"
    "links: {access: {latency: 10 ms}, core: {latency: 2 ms}}\n"
    "stations: {core: {service: 0 s}, cs: {service: 0 s}, isf: {service: 0 s}, iwf: {service: 0 s}}\n"
    "groups: {g: [{name: c, count: 20, answer: {accept_after: 3 s}}]}\n"
    "sessions: [{group: g, count: 20, arrivals: 1 s, duration: 1 min}]\n";

static unsigned count_kind(const RunFixture *run, SimRecordKind kind, int box, SimTime from, SimTime to)
{
    unsigned n = 0;

    for (guint i = 0; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);

        n += record->kind == kind && (box < 0 || record->to == box) && record->time >= from && record->time < to;
    }
    return n;
}

static const SimRecord *find(const RunFixture *run, SimRecordKind kind, SipCode code, CpmBox to, guint from)
{
    for (guint i = from; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);

        if (record->kind == kind && record->code == code && record->to == to)
            return record;
    }
    return NULL;
}

/* Nothing is under way, and so many members have been in (0: somebody has not).  A run that may lose messages goes on until the last
 * transaction has terminated. */
static void check_end(RunFixture *run, unsigned joined)
{
    CU_ASSERT_EQUAL(cpm_wire_packets(run->network->wire), 0);
    if (run->network->lossy)
        CU_ASSERT_EQUAL(cpm_wire_transactions(run->network->wire), 0);
    CU_ASSERT_EQUAL(cpm_network_counts(run->network).unexpected, 0);
    if (joined > 0)
        CU_ASSERT_EQUAL(run_fixture_count(run, SIM_RECORD_OUTCOME, SIP_RESPONSE(SIP_INVITE, 200)), joined);
}

/* A link loses its share, transactions make up for it, and in the end nothing is under way. */
static void test_loss(void)
{
    static const char *const sets[] = { "links.core.loss=10 %", NULL };
    RunFixture run;
    unsigned lost, sent;

    run_fixture_text(&run, clients, sets);
    lost = count_kind(&run, SIM_RECORD_LOST, CS, 0, SIM_TIME_MAX) + count_kind(&run, SIM_RECORD_LOST, CORE, 0, SIM_TIME_MAX);
    sent = lost;
    for (guint i = 0; i < run.records->len; i++) {
        const SimRecord *record = &g_array_index(run.records, SimRecord, i);
        bool came = record->kind == SIM_RECORD_MESSAGE || record->kind == SIM_RECORD_REPEATED;

        sent += came && ((record->from == CORE && record->to == CS) || (record->from == CS && record->to == CORE));
    }
    CU_ASSERT(lost > 0 && sent > 2500);
    CU_ASSERT_DOUBLE_EQUAL((double)lost / sent, 0.1, 0.02);
    CU_ASSERT(count_kind(&run, SIM_RECORD_REPEATED, -1, 0, SIM_TIME_MAX) > 50);
    check_end(&run, 400);
    run_fixture_clear(&run);
}

/* TCP loses nothing: it is late, and in order. */
static void test_tcp(void)
{
    static const char *const sets[] = { "links.core.loss=10 %", "links.core.transport=tcp", NULL };
    RunFixture run;
    const SimRecord *first, *late;

    run_fixture_text(&run, clients, sets);
    CU_ASSERT_EQUAL(count_kind(&run, SIM_RECORD_LOST, -1, 0, SIM_TIME_MAX), 0);
    first = find(&run, SIM_RECORD_MESSAGE, INVITE, CORE, 0);
    late = find(&run, SIM_RECORD_MESSAGE, SIP_RESPONSE(SIP_INVITE, 200), CS, 0);
    CU_ASSERT_PTR_NOT_NULL(first);
    CU_ASSERT_PTR_NOT_NULL(late);
    check_end(&run, 400);
    run_fixture_clear(&run);
}

/* A datagram that comes twice is absorbed: nobody acts twice. */
static void test_duplicates(void)
{
    static const char *const sets[] = { "links.core.duplicate=50 %", NULL };
    RunFixture run, plain;

    run_fixture_text(&run, clients, sets);
    run_fixture_text(&plain, clients, NULL);
    CU_ASSERT(count_kind(&run, SIM_RECORD_REPEATED, -1, 0, SIM_TIME_MAX) > 1000);
    CU_ASSERT_EQUAL(count_kind(&plain, SIM_RECORD_REPEATED, -1, 0, SIM_TIME_MAX), 0);
    CU_ASSERT_EQUAL(run_fixture_count(&run, SIM_RECORD_MESSAGE, INVITE), run_fixture_count(&plain, SIM_RECORD_MESSAGE, INVITE));
    check_end(&run, 400);
    run_fixture_clear(&run);
    run_fixture_clear(&plain);
}

/* A box with lines takes in what it has served: 10 ms at an idle Core, and the next one waits for it. */
static void test_service(void)
{
    static const char *const sets[] = { "stations.core.service=10 ms", "stations.core.servers=1", "groups.g[0].count=2",
                                        "sessions[0].count=1", "focus.fan_out=all_at_once", NULL };
    RunFixture run;
    const SimRecord *invite, *first, *second;

    run_fixture_text(&run, clients, sets);
    invite = find(&run, SIM_RECORD_MESSAGE, INVITE, CORE, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(invite);
    CU_ASSERT_EQUAL(invite->time, 20 * SIM_MS);
    first = find(&run, SIM_RECORD_MESSAGE, INVITE, CPM_BOX(CPM_CLIENT, 0), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(first);
    second = find(&run, SIM_RECORD_MESSAGE, INVITE, CPM_BOX(CPM_CLIENT, 0), (guint)(first - (SimRecord *)(void *)run.records->data) + 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(second);
    CU_ASSERT_EQUAL((second->time - first->time) % (10 * SIM_MS), 0);
    CU_ASSERT(second->time >= first->time + 10 * SIM_MS);
    check_end(&run, 2);
    run_fixture_clear(&run);
}

/* No room for more than one at a Core that is busy all the time: what is lost there is sent again. */
static void test_buffer(void)
{
    static const char *const sets[] = { "stations.core.service=5 ms", "stations.core.servers=1", "stations.core.buffer=1", NULL };
    RunFixture run;
    CpmStationStats stats[CPM_STATIONS];

    run_fixture_text(&run, clients, sets);
    CU_ASSERT(cpm_network_stations(run.network, run.world->now, stats) >= 1);
    CU_ASSERT_EQUAL(stats[0].box, CORE);
    CU_ASSERT(stats[0].lost > 100);
    CU_ASSERT_EQUAL(stats[0].lost, count_kind(&run, SIM_RECORD_LOST, CORE, 0, SIM_TIME_MAX));
    CU_ASSERT(stats[0].max_wait <= 5 * SIM_MS);
    check_end(&run, 0);
    run_fixture_clear(&run);
}

/* Little's law at each station: messages in it, integrated, are their sojourns. */
static void test_little(void)
{
    static const char *const sets[] = { "stations.core.service={exponential: {mean: 3 ms}}", "stations.core.servers=2",
                                        "stations.cs.service={exponential: {mean: 2 ms}}", NULL };
    RunFixture run;
    CpmStationStats stats[CPM_STATIONS];
    size_t n;

    run_fixture_text(&run, clients, sets);
    n = cpm_network_stations(run.network, run.world->now, stats);
    for (size_t i = 0; i < n; i++)
        CU_ASSERT_DOUBLE_EQUAL(stats[i].present, stats[i].waited + (double)stats[i].busy, 1e-6 * stats[i].present);
    CU_ASSERT(stats[0].waited > 0.0);
    check_end(&run, 400);
    run_fixture_clear(&run);
}

/* While the Core is down nothing reaches it and nothing leaves it; what it knew is still there afterwards. */
static void test_outage(void)
{
    static const char *const sets[] = { "stations.core.outages=[{at: 5 s, for: 10 s}]", NULL };
    RunFixture run;

    run_fixture_text(&run, clients, sets);
    CU_ASSERT_EQUAL(count_kind(&run, SIM_RECORD_MESSAGE, CORE, 5 * SIM_S, 15 * SIM_S), 0);
    CU_ASSERT_EQUAL(count_kind(&run, SIM_RECORD_TIMER, CORE, 5 * SIM_S, 15 * SIM_S), 0);
    CU_ASSERT(count_kind(&run, SIM_RECORD_LOST, CORE, 5 * SIM_S, 15 * SIM_S) > 20);
    CU_ASSERT_EQUAL(count_kind(&run, SIM_RECORD_LOST, -1, 15 * SIM_S + SIM_MS, SIM_TIME_MAX), 0);
    CU_ASSERT_EQUAL(run_fixture_count(&run, SIM_RECORD_ACTION, CPM_ACTION_CRASH), 0);
    check_end(&run, 400);
    run_fixture_clear(&run);
}

/* The CS is down in the middle of slow fan-outs: turns and other timers wait until it is back, and nobody is left out. */
static void test_held_turns(void)
{
    static const char *const sets[] = { "stations.cs.outages=[{at: 5100 ms, for: 2900 ms}]", "stations.cs.service=1 ms",
                                        "stations.cs.servers=1", "stations.cs.work={turn: 80 ms}", "focus.fan_out=2 /s",
                                        "sessions[0].duration=5 min", NULL };
    RunFixture run;

    run_fixture_text(&run, clients, sets);
    CU_ASSERT_EQUAL(count_kind(&run, SIM_RECORD_TIMER, CS, 5100 * SIM_MS, 8 * SIM_S), 0);
    CU_ASSERT(count_kind(&run, SIM_RECORD_TIMER, CS, 4 * SIM_S, 5 * SIM_S) > 0);
    CU_ASSERT(count_kind(&run, SIM_RECORD_TIMER, CS, 8 * SIM_S, 8 * SIM_S + 800 * SIM_MS) > 6);
    CU_ASSERT_EQUAL(count_kind(&run, SIM_RECORD_FACTS, -1, 0, SIM_TIME_MAX), 400);
    check_end(&run, 400);
    run_fixture_clear(&run);
}

/* A Core that forgets drops the INVITEs under way, which is recorded; dialogs go on. */
static void test_memory_lost(void)
{
    static const char *const sets[] = { "stations.core.outages=[{at: 5 s, for: 1 s}]", "stations.core.memory=lost",
                                        "sessions[0].patience=5 min", NULL };
    RunFixture run;

    run_fixture_text(&run, clients, sets);
    CU_ASSERT(run_fixture_count(&run, SIM_RECORD_ACTION, CPM_ACTION_CRASH) > 10);
    CU_ASSERT(run_fixture_count(&run, SIM_RECORD_OUTCOME, SIP_RESPONSE(SIP_INVITE, 200)) > 300);
    check_end(&run, 0);
    run_fixture_clear(&run);
}

/* A CS whose address refuses connections: the Core answers for it at once, with what a 503 becomes (16.7 item 6). */
static void test_refusal(void)
{
    static const char *const sets[] = { "stations.cs.outages=[{at: 0 s, for: 1 h}]", "stations.cs.while_down=refuses",
                                        "sessions[0].count=1", NULL };
    RunFixture run;
    const SimRecord *failed;

    run_fixture_text(&run, clients, sets);
    failed = find(&run, SIM_RECORD_MESSAGE, SIP_RESPONSE(SIP_INVITE, 500), CPM_BOX(CPM_CLIENT_A, 0), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(failed);
    CU_ASSERT_EQUAL(failed->time, (10 + 2 + 2 + 10) * SIM_MS);
    check_end(&run, 0);
    run_fixture_clear(&run);
}

/* What the Core tells itself of an IWF that refuses is no message: its station serves what reaches it, with both ways of processing. */
static void test_refusal_is_no_work(void)
{
    static const char *const dead_iwf =
        "version: 1\n"
        "title: test\n"
        "sip: {transactions: full, processing: arrival}\n"
        "stations: {core: {service: 1 ms}}\n"
        "policy: {provider: {force: accept}}\n"
        "iwfs: [{name: first, outages: [{at: 0 s, for: 1 h}], while_dead: refuses}, {name: second}]\n"
        "groups: {g: [{name: c, client: sms}]}\n"
        "sessions: [{group: g, duration: 1 min}]\n";
    static const char *const at_service[] = { "sip.processing=service", NULL };

    for (unsigned i = 0; i < 2; i++) {
        CpmStationStats stations[CPM_STATIONS];
        unsigned reached = 0, refused = 0;
        RunFixture run;

        run_fixture_text(&run, dead_iwf, i == 0 ? NULL : at_service);
        for (guint j = 0; j < run.records->len; j++) {
            const SimRecord *record = &g_array_index(run.records, SimRecord, j);

            refused += record->kind == SIM_RECORD_MESSAGE && record->code == SIP_RESPONSE(SIP_INVITE, 503) && record->from == CORE;
            reached += record->kind == SIM_RECORD_MESSAGE && record->to == CORE && record->from != CORE;
        }
        cpm_network_stations(run.network, run.end, stations);
        CU_ASSERT(refused > 0);
        CU_ASSERT_EQUAL(stations[0].messages, reached);
        check_end(&run, 1);
        run_fixture_clear(&run);
    }
}

/* Failures that are drawn: as often as they should, and a run ends though they never do. */
static void test_drawn_failures(void)
{
    static const char *const sets[] = { "stations.cs.failures={up: {exponential: {mean: 10 s}}, down: 200 ms}", NULL };
    RunFixture run;
    CpmStreamCount count = { 0 };

    run_fixture_text(&run, clients, sets);
    CU_ASSERT_TRUE(cpm_network_stream(run.network, CPM_DRAW_FAILURE, &count));
    CU_ASSERT(count.draws >= 6 && count.draws < 200);
    CU_ASSERT(count_kind(&run, SIM_RECORD_LOST, CS, 0, SIM_TIME_MAX) > 0);
    check_end(&run, 0);
    run_fixture_clear(&run);
}

/* A sample each 100 ms of each station, until nothing else is pending; what they say agrees with the statistics, but for what was done
 * after the last one. */
static void test_samples(void)
{
    static const char *const sets[] = { "measure.sample=100 ms", "stations.core.service=5 ms", "stations.core.servers=1", NULL };
    RunFixture run;
    CpmStationStats stats[CPM_STATIONS];
    double busy = 0.0;
    unsigned n = 0, peak = 0;

    run_fixture_text(&run, clients, sets);
    for (guint i = 0; i < run.records->len; i++) {
        const SimRecord *record = &g_array_index(run.records, SimRecord, i);

        if (record->kind != SIM_RECORD_SAMPLE || record->to != CORE)
            continue;
        CU_ASSERT_EQUAL(record->time % (100 * SIM_MS), 0);
        if (record->code == CPM_SAMPLE_BUSY) {
            busy += record->detail / 1e7;
            n++;
        } else if (record->code == CPM_SAMPLE_QUEUE) {
            peak = MAX(peak, record->detail);
        }
    }
    cpm_network_stations(run.network, run.world->now, stats);
    CU_ASSERT_DOUBLE_EQUAL(busy, (double)stats[0].busy / 1e9, 0.1);
    CU_ASSERT(n >= 600 && n < 6000);
    CU_ASSERT(peak > 2);
    run_fixture_clear(&run);
}

/* 1 Mbit/s between Core and CS: INVITEs of more than 1300 bytes follow each other by more than 10 ms. */
static void test_bandwidth(void)
{
    static const char *const sets[] = { "links.core.bandwidth=1 Mbit/s", "sessions[0].count=1", "focus.fan_out=all_at_once", NULL };
    RunFixture run;
    SimTime before = 0;
    unsigned n = 0;

    run_fixture_text(&run, clients, sets);
    for (guint i = 0; i < run.records->len; i++) {
        const SimRecord *record = &g_array_index(run.records, SimRecord, i);

        if (record->kind != SIM_RECORD_MESSAGE || record->code != INVITE || record->from != CS)
            continue;
        CU_ASSERT(n++ == 0 || (record->time - before > 10 * SIM_MS && record->time - before < 20 * SIM_MS));
        before = record->time;
    }
    CU_ASSERT_EQUAL(n, 20);
    check_end(&run, 20);
    run_fixture_clear(&run);
}

/* One draw of a latency for each original, whatever else is drawn: with loss, the first INVITE still takes as long. */
static void test_originals_keep_their_luck(void)
{
    static const char *const drawn[] = { "links.access.latency={lognormal: {median: 20 ms, sigma: 0.5}}", NULL };
    static const char *const lossy[] = { "links.access.latency={lognormal: {median: 20 ms, sigma: 0.5}}", "links.core.loss=20 %",
                                         "links.core.duplicate=20 %", NULL };
    RunFixture run, other;
    const SimRecord *a, *b;

    run_fixture_text(&run, clients, drawn);
    run_fixture_text(&other, clients, lossy);
    a = find(&run, SIM_RECORD_MESSAGE, INVITE, CORE, 0);
    b = find(&other, SIM_RECORD_MESSAGE, INVITE, CORE, 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(a);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b);
    CU_ASSERT_EQUAL(a->time, b->time);
    run_fixture_clear(&run);
    run_fixture_clear(&other);
}

/* Mean, in seconds. */
static double mean_time(const RunFixture *run, SipCode code, CpmBox to)
{
    double sum = 0.0;
    unsigned n = 0;

    for (guint i = 0; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);

        if (record->kind != SIM_RECORD_MESSAGE || record->code != code || record->to != to)
            continue;
        sum += sim_time_to_seconds(record->time);
        n++;
    }
    return sum / n;
}

/* At a busy Core with priorities INVITEs wait for all else: they are served later, and what ends a session sooner. */
static void test_priority(void)
{
    static const char *const plain[] = { "stations.core.service=4 ms", "stations.core.servers=1", NULL };
    static const char *const rank[] = { "stations.core.service=4 ms", "stations.core.servers=1", "stations.core.priority=dialogs", NULL };
    RunFixture run, ranked;
    SipCode trying = SIP_RESPONSE(SIP_INVITE, 100);

    run_fixture_text(&run, clients, plain);
    run_fixture_text(&ranked, clients, rank);
    CU_ASSERT(mean_time(&ranked, INVITE, CORE) > mean_time(&run, INVITE, CORE));
    CU_ASSERT(mean_time(&ranked, trying, CORE) - mean_time(&ranked, INVITE, CORE) <
              mean_time(&run, trying, CORE) - mean_time(&run, INVITE, CORE));
    run_fixture_clear(&run);
    run_fixture_clear(&ranked);
}

static unsigned count_503(const RunFixture *run, CpmBox from, CpmBox to)
{
    unsigned n = 0;

    for (guint i = 0; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);

        n += record->kind == SIM_RECORD_MESSAGE && record->code == SIP_RESPONSE(SIP_INVITE, 503) && record->from == from &&
             record->to == to;
    }
    return n;
}

/* A CS with ten times the sessions that it can take on: it rejects some itself, or has the Core hold them back, which then answers
 * 503 to itself; the CS is reached by fewer. */
static void test_overload(void)
{
    static const char *const controls[] = { "none", "reject", "retry_after", "loss", "rate", "window" };

    for (size_t i = 0; i < G_N_ELEMENTS(controls); i++) {
        g_autofree char *control = g_strconcat("stations.cs.overload={control: ", controls[i], "}", NULL);
        const char *sets[] = { control, "stations.cs.service=20 ms", "stations.cs.servers=1", "stations.cs.work={rejection: 1 ms}",
                               "groups.g[0].count=1", "sessions[0].count=400", "sessions[0].arrivals=10 ms", NULL };
        RunFixture run;
        unsigned by_cs, by_core;

        run_fixture_text(&run, clients, sets);
        by_cs = count_503(&run, CS, CORE);
        by_core = count_503(&run, CORE, CORE);
        CU_ASSERT_EQUAL(by_cs > 0, i == 1 || i == 2);
        CU_ASSERT_EQUAL(by_core > 0, i >= 2);
        check_end(&run, 0);
        run_fixture_clear(&run);
    }
}

/* Each class of message takes its own time. */
static void test_work(void)
{
    static const char *const sets[] = { "stations.core.work={invite: 40 ms, final: 7 ms}", "stations.core.servers=8", "groups.g[0].count=1",
                                        "sessions[0].count=1", NULL };
    RunFixture run;

    run_fixture_text(&run, clients, sets);
    CU_ASSERT_EQUAL(find(&run, SIM_RECORD_MESSAGE, INVITE, CORE, 0)->time, 50 * SIM_MS);
    CU_ASSERT_EQUAL(find(&run, SIM_RECORD_MESSAGE, INVITE, CS, 0)->time, 52 * SIM_MS);
    CU_ASSERT_EQUAL(find(&run, SIM_RECORD_MESSAGE, INVITE, CPM_BOX(CPM_CLIENT, 0), 0)->time, (52 + 2 + 40 + 10) * SIM_MS);
    CU_ASSERT_EQUAL(find(&run, SIM_RECORD_MESSAGE, SIP_RESPONSE(SIP_INVITE, 200), CORE, 0)->time,
                    (52 + 2 + 40 + 10 + 3000 + 10 + 7) * SIM_MS);
    check_end(&run, 1);
    run_fixture_clear(&run);
}

/* Whoever asks for nothing of it does not get a wire. */
static void test_short_path(void)
{
    static const char *const sets[] = { "sip.transactions=short", NULL };
    RunFixture run;

    run_fixture_text(&run, clients, sets);
    CU_ASSERT_PTR_NULL(run.network->wire);
    run_fixture_clear(&run);
}

/* The first IWF, which is full, repeats its 503 since the ACK needs longer than T1; the copy arrives when the ISF has gone on to the second
 * one.  It is the first one's still, and so is its ACK. */
static void test_iwf_of_before(void)
{
    static const char *const full =
        "version: 1\n"
        "title: test\n"
        "sip: {transactions: full, trying: at_once}\n"
        "links: {access: {latency: 10 ms}, core: {latency: 300 ms}}\n"
        "stations: {core: {service: 0 s}, cs: {service: 0 s}, isf: {service: 0 s}, iwf: {service: 0 s}}\n"
        "policy: {provider: {force: convert}}\n"
        "iwfs: [{name: first, capacity: 1}, {name: second}]\n"
        "groups: {g: [{name: c, count: 2, client: sms, reply: {accept_after: 30 s}}]}\n"
        "sessions: [{group: g, duration: 2 min}]\n";
    const CpmBox first = CPM_BOX(CPM_IWF, 0);
    unsigned copies = 0, acks = 0;
    RunFixture run;

    run_fixture_text(&run, full, NULL);
    for (guint i = 0; i < run.records->len; i++) {
        const SimRecord *record = &g_array_index(run.records, SimRecord, i);

        if (record->code == SIP_RESPONSE(SIP_INVITE, 503) && record->kind != SIM_RECORD_OUTCOME) {
            CU_ASSERT_EQUAL(record->from, first);
            copies += record->kind == SIM_RECORD_REPEATED;
        }
        acks += record->kind == SIM_RECORD_REPEATED && record->member == 2 && record->code == SIP_REQUEST(SIP_ACK) && record->to == first;
    }
    CU_ASSERT_EQUAL(copies, 2);         /* one to the INVITE, which has come again meanwhile */
    CU_ASSERT_EQUAL(acks, 2);
    CU_ASSERT_EQUAL(report_checker_verdict(run.checker), REPORT_VERDICT_PASS);
    check_end(&run, 0);
    run_fixture_clear(&run);
}

/* An IWF that needs 20 s for an INVITE has two in its line when the Core gives up (Timer B) and the ISF goes on to the second IWF.  It
 * takes them in later, and they are of no use to anybody; the second one gets one INVITE of each member. */
static void test_abandoned_invite(void)
{
    static const char *const slow =
        "version: 1\n"
        "title: test\n"
        "sip: {transactions: short, processing: service}\n"
        "stations: {iwf: {service: 20 s, work: {ack: 0 s, system: 0 s}}}\n"
        "policy: {provider: {force: accept}}\n"
        "iwfs: [{name: first}, {name: second, outages: [{at: 1 h, for: 5 s}]}]\n"
        "groups: {g: [{name: c, count: 3, client: sms}]}\n"
        "sessions: [{group: g, duration: 2 min}]\n";
    unsigned taken[2] = { 0 }, late[2] = { 0 };
    RunFixture run;

    run_fixture_text(&run, slow, NULL);
    for (guint i = 0; i < run.records->len; i++) {
        const SimRecord *record = &g_array_index(run.records, SimRecord, i);

        if (record->code != INVITE || CPM_BOX_KIND(record->to) != CPM_IWF)
            continue;
        taken[CPM_BOX_INSTANCE(record->to)] += record->kind == SIM_RECORD_MESSAGE;
        late[CPM_BOX_INSTANCE(record->to)] += record->kind == SIM_RECORD_REPEATED;
    }
    CU_ASSERT_EQUAL(taken[0], 1);
    CU_ASSERT_EQUAL(late[0], 2);
    CU_ASSERT_EQUAL(taken[1], 2);
    CU_ASSERT_EQUAL(late[1], 0);
    check_end(&run, 0);
    run_fixture_clear(&run);
}

/* Answers get lost for good, and who waits for one waits for ever, as RFC 3261 has it; the samples must not wait with them. */
static void test_hanging(void)
{
    static const char *const sets[] = { "links.core.loss=90 %", "links.access.loss=50 %", "links.access.duplicate=90 %",
                                        "stations.core.outages=[{at: 10 s, for: 40 s}]", "stations.core.memory=lost", "measure.sample=1 s",
                                        "stop.at=2 d", NULL };
    RunFixture run;

    run_fixture_text(&run, clients, sets);
    CU_ASSERT_FALSE(cpm_network_is_settled(run.network));
    CU_ASSERT_FALSE(run.stopped_early);
    CU_ASSERT(run.world->now < SIM_HOUR);
    CU_ASSERT(cpm_wire_transactions(run.network->wire) > 0);
    CU_ASSERT_EQUAL(cpm_network_under_way(run.network), 0);
    run_fixture_clear(&run);
}

/* All have given up, but what they have sent comes yet: that nothing of it has come is nobody's fault.  What belongs to sessions of which
 * nobody knows any more does not count. */
static void test_under_way(void)
{
    static const char *const slow[][3] = { { "links.access.bandwidth=1 bit/s", NULL },
                                           { "links.core.latency=3650 d", NULL },
                                           { "stations.cs.service=3650 d", NULL },
                                           { "stations.cs.service=3650 d", "stations.cs.servers=1000", NULL } };

    for (unsigned i = 0; i < G_N_ELEMENTS(slow); i++) {
        RunFixture run;

        run_fixture_text(&run, clients, slow[i]);
        CU_ASSERT_TRUE(cpm_network_is_settled(run.network));
        CU_ASSERT(cpm_network_under_way(run.network) > 0);
        CU_ASSERT_NOT_EQUAL(report_checker_verdict(run.checker), REPORT_VERDICT_FAIL);
        for (uint32_t slot = 0; slot < run.network->slots.n_legs; slot++)
            run.network->slots.legs[slot].generation++;
        CU_ASSERT_EQUAL(cpm_network_under_way(run.network), 0);
        run_fixture_clear(&run);
    }
}

/* How much the Conversation Server sends on member 1's leg when it takes in @code in @state; @again: it has had that before. */
static size_t count_sent(RunFixture *run, unsigned state, SipCode code, bool again)
{
    CpmHop hop = cpm_network_hop(run->network, run->network->slots.sessions[0].legs + 1, 0, run->world->now + SIM_HOUR);
    size_t before = cpm_wire_packets(run->network->wire);

    hop.leg->kind = CPM_LEG_CPM;
    cpm_leg_set_state(hop.leg, 0, state);
    hop.code = code;
    hop.origin = CPM_FROM_BELOW;
    hop.again = again;
    sim_trace_reserve(run->world->trace);
    cpm_network_take(&hop);
    CU_ASSERT_EQUAL(cpm_leg_state(hop.leg, 0), state);
    return cpm_wire_packets(run->network->wire) - before;
}

/* 13.2.2.4: a 2xx for a leg that was given up is acknowledged as often as it comes; the BYE has a transaction of its own, which
 * repeats it. */
static void test_late_ok(void)
{
    const SimMachineDef *def = &cpm_session_leg_def;
    unsigned failed = 0;
    RunFixture run;

    while (failed < def->n_states && g_strcmp0(def->states[failed], "FAILED") != 0)
        failed++;
    CU_ASSERT_FATAL(failed < def->n_states);
    run_fixture_text(&run, clients, NULL);
    CU_ASSERT_EQUAL(count_sent(&run, failed, SIP_RESPONSE(SIP_INVITE, 200), false), 2);
    CU_ASSERT_EQUAL(count_sent(&run, failed, SIP_RESPONSE(SIP_INVITE, 200), true), 1);
    run_fixture_clear(&run);
}

/* A CANCEL that comes again when its transaction is over: 200, and nothing else. */
static void test_late_copies(void)
{
    static const char *const yaml =
        "version: 1\nseed: 7389003\ntitle: test\nsip: {transactions: full}\n"
        "links: {access: {loss: 50 %}, core: {bandwidth: 64 kbit/s}}\n"
        "groups: {g: [{name: B, answer: {accept_after: 3 s}},\n"
        "             {name: C, client: sms, prefer: convert, reply: {accept_after: 10 s}},\n"
        "             {name: D, client: email, prefer: accept}, {name: E, count: 5}]}\n"
        "sessions:\n"
        "  - {group: g, count: 10, arrivals: {closed: {users: 10, think: {exponential: {mean: 5 s}}}}, duration: 1 ms,\n"
        "     patience: {exponential: {mean: 5 s}}, retry: {share: 100 %, times: 3, after: 0 s}}\n";
    RunFixture run;

    run_fixture_text(&run, yaml, NULL);
    CU_ASSERT_EQUAL(cpm_network_counts(run.network).unexpected, 0);
    CU_ASSERT_TRUE(cpm_network_is_settled(run.network));
    run_fixture_clear(&run);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "loss", test_loss },
        { "TCP", test_tcp },
        { "duplicates", test_duplicates },
        { "service before the box takes in", test_service },
        { "buffer", test_buffer },
        { "Little's law", test_little },
        { "outage", test_outage },
        { "turns that are held", test_held_turns },
        { "memory lost", test_memory_lost },
        { "refusal", test_refusal },
        { "which is no work for it", test_refusal_is_no_work },
        { "drawn failures", test_drawn_failures },
        { "samples", test_samples },
        { "bandwidth", test_bandwidth },
        { "originals keep their luck", test_originals_keep_their_luck },
        { "priority", test_priority },
        { "overload control", test_overload },
        { "work", test_work },
        { "short path", test_short_path },
        { "sessions that hang", test_hanging },
        { "messages of the IWF before", test_iwf_of_before },
        { "an IWF that comes to an INVITE too late", test_abandoned_invite },
        { "a 2xx for a leg that was given up", test_late_ok },
        { "messages under way", test_under_way },
        { "late copies", test_late_copies },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "wire", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
