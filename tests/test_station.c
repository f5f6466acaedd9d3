/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_station.h"


#include <glib.h>

#include "models/cpm_wire.h"
#include "sim/elementary.h"
#include "sim/random.h"
#include "tests/cunit_run.h"

#define CUT_MESSAGES 400

/* The queue in another way: every server is looked at for each message.  A message takes the server that is free first. */
typedef struct PlainStation {
    uint32_t servers;
    SimTime free[16];
    SimTime waited, max_wait, busy;
} PlainStation;

static SimTime plain_admit(PlainStation *plain, SimTime now, SimTime service)
{
    uint32_t first = 0;
    SimTime start;

    for (uint32_t i = 1; i < plain->servers; i++)
        if (plain->free[i] < plain->free[first])
            first = i;
    start = MAX(now, plain->free[first]);
    plain->free[first] = start + service;
    plain->waited += start - now;
    plain->max_wait = MAX(plain->max_wait, start - now);
    plain->busy += service;
    return start + service;
}

typedef struct Message {
    SimTime arrival, service, departure;
} Message;

static void check_messages(uint32_t servers, bool constant, const Message *messages, unsigned n)
{
    CpmStation station;

    cpm_station_init(&station, CPM_BOX(CPM_IWF, 3), servers, constant);
    for (unsigned i = 0; i < n; i++)
        CU_ASSERT_EQUAL(cpm_station_admit(&station, messages[i].arrival, messages[i].service), messages[i].departure);
    CU_ASSERT_EQUAL(station.stats.messages, n);
    CU_ASSERT_EQUAL(station.stats.box, CPM_BOX(CPM_IWF, 3));
    CU_ASSERT_EQUAL(station.stats.servers, servers);
    cpm_station_clear(&station);
}

/* By hand: one server. */
static void test_one_server(void)
{
    static const Message messages[] = {
        { 0, 10, 10 }, { 0, 10, 20 }, { 15, 10, 30 }, { 30, 10, 40 }, { 100, 10, 110 },
    };

    check_messages(1, true, messages, G_N_ELEMENTS(messages));
    check_messages(1, false, messages, G_N_ELEMENTS(messages));
}

/* By hand: three servers; a message waits only when all are busy. */
static void test_three_servers(void)
{
    static const Message messages[] = {
        { 0, 10, 10 }, { 1, 10, 11 }, { 2, 10, 12 }, { 3, 10, 20 }, { 4, 10, 21 }, { 5, 10, 22 }, { 6, 10, 30 }, { 40, 10, 50 },
    };

    check_messages(3, true, messages, G_N_ELEMENTS(messages));
    check_messages(3, false, messages, G_N_ELEMENTS(messages));
}

/* By hand: two servers and unequal services; a short one overtakes a long one. */
static void test_unequal_services(void)
{
    static const Message messages[] = {
        { 0, 100, 100 }, { 0, 10, 10 }, { 5, 10, 20 }, { 5, 50, 70 }, { 60, 0, 70 }, { 69, 1, 71 }, { 71, 100, 171 }, { 72, 5, 105 },
    };

    check_messages(2, false, messages, G_N_ELEMENTS(messages));
}

static SimTime drawn(uint32_t run, uint32_t i, uint32_t purpose, SimTime below)
{
    SimRandom random = { 11, run };

    return (SimTime)(sim_random_uniform(&random, sim_stream("test.station"), i, purpose, 0) * (double)below);
}

/* Against the plain station, at every load from idle to overloaded. */
static void check_random(uint32_t run, bool constant)
{
    uint32_t servers = 1 + run % 16;
    SimTime mean_gap = 2 * 1000 * (1 + run % 7) / (3 * (SimTime)servers) + 1, now = 0;
    PlainStation plain = { .servers = servers };
    CpmStation station;

    cpm_station_init(&station, CPM_BOX(CPM_CORE, 0), servers, constant);
    for (uint32_t i = 0; i < 5000; i++) {
        SimTime service = constant ? 1000 : drawn(run, i, 1, 2000);

        now += drawn(run, i, 0, 2 * mean_gap);
        if (cpm_station_admit(&station, now, service) != plain_admit(&plain, now, service)) {
            CU_FAIL("the departure differs");
            break;
        }
    }
    CU_ASSERT_EQUAL(station.stats.waited, plain.waited);
    CU_ASSERT_EQUAL(station.stats.max_wait, plain.max_wait);
    CU_ASSERT_EQUAL(station.stats.busy, plain.busy);
    CU_ASSERT_EQUAL(station.stats.messages, 5000);
    cpm_station_clear(&station);
}

static void test_random_arrivals(void)
{
    for (uint32_t run = 0; run < 48; run++) {
        check_random(run, true);
        check_random(run, false);
    }
}

/* M/D/1 with service 1 ms at 80 %: the mean wait is rho s / (2 (1 - rho)) = 2 ms (Pollaczek-Khinchine). */
static void test_mean_wait(void)
{
    enum { MESSAGES = 400000 };
    SimRandom random = { 12, 0 };
    SimStream stream = sim_stream("test.station");
    CpmStation station;
    double now = 0.0, wait;

    cpm_station_init(&station, CPM_BOX(CPM_CORE, 0), 1, true);
    for (uint32_t i = 0; i < MESSAGES; i++) {
        now -= sim_log(sim_random_uniform(&random, stream, i, 0, 0)) * 1.25e6;
        cpm_station_admit(&station, (SimTime)now, SIM_MS);
    }
    wait = (double)station.stats.waited / MESSAGES / 1e6;
    CU_ASSERT_DOUBLE_EQUAL(wait, 2.0, 0.1);
    CU_ASSERT_DOUBLE_EQUAL((double)station.stats.busy / now, 0.8, 0.01);
    cpm_station_clear(&station);
}

/* The run is cut while messages wait: the statistics are those of [0, end], as counted message by message. */
static void check_cut(uint32_t servers, bool constant)
{
    static const SimRandom random = { 17, 0 };
    PlainStation plain = { .servers = servers };
    CpmStation station;
    SimTime now = 0, arrival[CUT_MESSAGES], start[CUT_MESSAGES], finish[CUT_MESSAGES];

    cpm_station_init(&station, CPM_BOX(CPM_CORE, 0), servers, constant);
    for (uint32_t i = 0; i < CUT_MESSAGES; i++) {
        SimTime service = constant ? 1000 : (SimTime)(sim_random_uniform(&random, sim_stream("test.cut"), 1, i, 0) * 2000);

        now += (SimTime)(sim_random_uniform(&random, sim_stream("test.cut"), 0, i, 0) * 1500 / servers);
        arrival[i] = now;
        finish[i] = plain_admit(&plain, now, service);
        start[i] = finish[i] - service;
        CU_ASSERT_EQUAL(cpm_station_admit(&station, now, service), finish[i]);
    }
    for (SimTime end = now; end < now + 200 * 1000; end += 777) {
        CpmStationStats stats = cpm_station_stats(&station, end);
        SimTime busy = 0, waited = 0;
        uint64_t waiting = 0;

        for (uint32_t i = 0; i < CUT_MESSAGES; i++) {
            busy += MIN(finish[i], end) - MIN(start[i], end);
            waited += MIN(start[i], end) - arrival[i];
            waiting += start[i] > end;
        }
        CU_ASSERT_EQUAL(stats.busy, busy);
        CU_ASSERT_EQUAL(stats.waited, (double)waited);
        CU_ASSERT_EQUAL(stats.waiting, waiting);
        CU_ASSERT_EQUAL(stats.messages, CUT_MESSAGES);
        CU_ASSERT(stats.busy <= end * servers);
        CU_ASSERT(end > now || waiting > 50);
    }
    cpm_station_clear(&station);
}

static void test_cut(void)
{
    check_cut(1, true);
    check_cut(1, false);
    check_cut(3, true);
    check_cut(3, false);
}

/* More work than time can hold: no more than all of [0, end]. */
static void test_endless_work(void)
{
    CpmStation station;

    cpm_station_init(&station, CPM_BOX(CPM_CORE, 0), 2, true);
    for (unsigned i = 0; i < 8; i++)
        cpm_station_admit(&station, 0, CPM_END_OF_TIME / 2);
    CU_ASSERT_EQUAL(cpm_station_stats(&station, SIM_S).busy, 2 * SIM_S);
    cpm_station_clear(&station);
}

/* Little's law where messages wait, are in service, were lost in a failure, or went unserved: L is what they were in the box. */
static void test_little_everywhere(void)
{
    CpmPacket packets[8] = { 0 };
    CpmStation station;
    CpmStationStats stats;

    cpm_station_init(&station, CPM_BOX(CPM_CS, 0), 1, false);
    cpm_station_enter(&station, packets, 0, 0, 0);
    cpm_station_note(&station, 0, 100);
    cpm_station_enter(&station, packets, 1, 0, 10);
    cpm_station_fail(&station, packets, 30);                /* 70 of the service are not done; 1 has waited for 20 */
    CU_ASSERT_EQUAL(cpm_station_fail(&station, packets, 30), CPM_NO_PACKET);
    cpm_station_enter(&station, packets, 2, 0, 40);
    cpm_station_note(&station, 0, 10);
    cpm_station_enter(&station, packets, 3, 0, 42);
    cpm_station_enter(&station, packets, 4, 0, 45);
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 50), 3);   /* it is of no use any more */
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 50), 4);
    cpm_station_note(&station, 5, 1000);
    cpm_station_enter(&station, packets, 5, 0, 60);
    stats = cpm_station_stats(&station, 80);
    CU_ASSERT_EQUAL(stats.busy, 30 + 10 + 30);
    CU_ASSERT_EQUAL(stats.waited, 20 + 8 + 5 + 20);
    CU_ASSERT_EQUAL(stats.present, (double)stats.busy + stats.waited);
    CU_ASSERT_EQUAL(stats.messages, 6);
    CU_ASSERT_EQUAL(stats.waiting, 1);
    CU_ASSERT_EQUAL(stats.until, 50);
    cpm_station_clear(&station);
}

/* By hand: one server, room for two; @line 1 waits behind line 0. */
static void test_lines(void)
{
    CpmPacket packets[8] = { 0 };
    CpmStation station;

    cpm_station_init(&station, CPM_BOX(CPM_CS, 0), 1, false);
    station.finite = true;
    station.room = 2;
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 0, 1, 0), CPM_ENTRY_SERVED);
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 1, 1, 1), CPM_ENTRY_WAITS);
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 2, 0, 2), CPM_ENTRY_WAITS);
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 3, 0, 3), CPM_ENTRY_FULL);
    packets[6].origin = CPM_FROM_TIMER;
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 6, 0, 3), CPM_ENTRY_WAITS);
    CU_ASSERT_EQUAL(cpm_station_waiting(&station), 3);
    CU_ASSERT_EQUAL(cpm_station_present(&station), 4);
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 10), 2);
    CU_ASSERT_EQUAL(packets[2].arrived, 2);
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 10), 6);
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 4, 0, 11), CPM_ENTRY_WAITS);
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 5, 0, 12), CPM_ENTRY_FULL);
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 20), 4);
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 30), 1);
    CU_ASSERT_EQUAL(cpm_station_leave(&station, packets, 40), CPM_NO_PACKET);
    CU_ASSERT_EQUAL(cpm_station_present(&station), 0);
    CU_ASSERT_EQUAL(cpm_station_stats(&station, 50).lost, 2);
    /* 1 until 1, 2 until 2, 3 until 3, 4 until 10, 2 until 11, 3 until 20, 2 until 30, 1 until 40 */
    CU_ASSERT_EQUAL(cpm_station_stats(&station, 50).present, 1 + 2 + 3 + 28 + 2 + 27 + 20 + 10);
    CU_ASSERT_EQUAL(cpm_station_worked(&station, 50), 40);
    cpm_station_clear(&station);
}

static void test_no_room(void)
{
    CpmPacket packets[4] = { 0 };
    CpmStation station;

    cpm_station_init(&station, CPM_BOX(CPM_CS, 0), 2, false);
    station.finite = true;
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 0, 0, 0), CPM_ENTRY_SERVED);
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 1, 0, 0), CPM_ENTRY_SERVED);
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 2, 0, 0), CPM_ENTRY_FULL);
    cpm_station_clear(&station);
}

static void test_failure(void)
{
    CpmPacket packets[4] = { 0 };
    CpmStation station;

    cpm_station_init(&station, CPM_BOX(CPM_CS, 0), 1, false);
    for (uint32_t i = 0; i < 4; i++)
        cpm_station_enter(&station, packets, i, i % 2, i);
    CU_ASSERT_EQUAL(cpm_station_fail(&station, packets, 10), 2);
    CU_ASSERT_EQUAL(cpm_station_fail(&station, packets, 10), 1);
    CU_ASSERT_EQUAL(cpm_station_fail(&station, packets, 10), 3);
    CU_ASSERT_EQUAL(cpm_station_fail(&station, packets, 10), CPM_NO_PACKET);
    CU_ASSERT_EQUAL(cpm_station_present(&station), 0);
    CU_ASSERT_EQUAL(cpm_station_stats(&station, 10).lost, 4);
    CU_ASSERT_EQUAL(cpm_station_enter(&station, packets, 0, 0, 20), CPM_ENTRY_SERVED);
    cpm_station_clear(&station);
}

/* A Poisson stream to exponential servers with lines, event by event. */
typedef struct Stream {
    uint32_t servers, room;
    double rho, first_class;            /* load of each server; share of messages that go to line 0 */
    uint32_t messages;
    double waited[CPM_LINES];           /* out: mean wait of each line, mean services               */
    double blocked, present;            /* out: share; mean number                                  */
    double service;                     /* out: mean time in service, mean services                 */
} Stream;

static double exponential(uint32_t purpose, uint32_t i)
{
    static const SimRandom random = { 13, 0 };

    return -sim_log(sim_random_uniform(&random, sim_stream("test.lines"), purpose, 0, i));
}

/* The mean service is 1 ms. */
static SimTime serve_next(CpmStation *station, CpmPacket *packets, uint32_t index, SimTime now)
{
    SimTime service = (SimTime)(exponential(1, packets[index].leg) * 1e6);

    cpm_station_note(station, now - packets[index].arrived, service);
    return now + service;
}

static void run_stream(Stream *stream)
{
    enum { SERVERS = 4 };
    CpmPacket *packets = g_new0(CpmPacket, stream->messages);
    SimTime done[SERVERS], next = 0;
    double waited[CPM_LINES] = { 0 };
    uint32_t counted[CPM_LINES] = { 0 }, i = 0;
    CpmStation station;
    SimRandom random = { 13, 1 };

    cpm_station_init(&station, CPM_BOX(CPM_CS, 0), stream->servers, false);
    station.finite = stream->room != UINT32_MAX;
    station.room = stream->room;
    for (unsigned k = 0; k < SERVERS; k++)
        done[k] = SIM_TIME_MAX;
    while (i < stream->messages) {
        unsigned first = 0;

        for (unsigned k = 1; k < stream->servers; k++)
            if (done[k] < done[first])
                first = k;
        if (done[first] <= next) {
            SimTime now = done[first];
            uint32_t index = cpm_station_leave(&station, packets, now);

            done[first] = index == CPM_NO_PACKET ? SIM_TIME_MAX : serve_next(&station, packets, index, now);
            if (index != CPM_NO_PACKET)
                waited[packets[index].mark] += (double)(now - packets[index].arrived);
            continue;
        }
        packets[i].leg = i;
        packets[i].mark = sim_random_uniform(&random, sim_stream("test.class"), i, 0, 0) >= stream->first_class;
        packets[i].arrived = next;
        counted[packets[i].mark]++;
        if (cpm_station_enter(&station, packets, i, packets[i].mark, next) == CPM_ENTRY_SERVED) {
            for (first = 0; done[first] != SIM_TIME_MAX; first++)
                continue;
            done[first] = serve_next(&station, packets, i, next);
        }
        next += (SimTime)(exponential(0, i++) * 1e6 / (stream->rho * stream->servers));
    }
    for (unsigned line = 0; line < CPM_LINES; line++)
        stream->waited[line] = counted[line] > 0 ? waited[line] / counted[line] / 1e6 : 0.0;
    stream->blocked = (double)station.stats.lost / stream->messages;
    stream->present = cpm_station_stats(&station, next).present / (double)next;
    stream->service = (double)station.stats.busy / (double)station.stats.messages / 1e6;
    cpm_station_clear(&station);
    g_free(packets);
}

/* M/M/1/K: (1 - r) r^K / (1 - r^(K + 1)) of the messages find no room; K counts the one in service. */
static void test_blocking(void)
{
    Stream slow = { .servers = 1, .room = 9, .rho = 0.9, .messages = 400000, .first_class = 1.0 };
    Stream fast = { .servers = 1, .room = 19, .rho = 1.5, .messages = 400000, .first_class = 1.0 };

    run_stream(&slow);
    run_stream(&fast);
    CU_ASSERT_DOUBLE_EQUAL(slow.blocked, 0.050813731, 0.002);
    CU_ASSERT_DOUBLE_EQUAL(fast.blocked, 0.333400175, 0.003);
}

/* M/M/c/c, Erlang B: 2 erlang on 4 servers lose 9.5238 %. */
static void test_loss_system(void)
{
    Stream stream = { .servers = 4, .room = 0, .rho = 0.5, .messages = 300000, .first_class = 1.0 };

    run_stream(&stream);
    CU_ASSERT_DOUBLE_EQUAL(stream.blocked, 0.095238, 0.003);
    CU_ASSERT_DOUBLE_EQUAL(stream.present, 2.0 * (1.0 - 0.095238), 0.02);
}

/* M/M/1 with two priorities, not preemptive (Cobham): W0 = rho s, W1 = W0 / (1 - rho1), W2 = W0 / ((1 - rho1) (1 - rho)). */
static void test_priorities(void)
{
    Stream stream = { .servers = 1, .room = UINT32_MAX, .rho = 0.8, .messages = 1000000, .first_class = 0.5 };

    run_stream(&stream);
    CU_ASSERT_DOUBLE_EQUAL(stream.waited[0], 0.8 / 0.6, 0.04);
    CU_ASSERT_DOUBLE_EQUAL(stream.waited[1], 0.8 / (0.6 * 0.2), 0.35);
    CU_ASSERT_DOUBLE_EQUAL(stream.present, 4.0, 0.2);
    CU_ASSERT_DOUBLE_EQUAL(stream.service, 1.0, 0.01);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "one server", test_one_server },
        { "three servers", test_three_servers },
        { "unequal services", test_unequal_services },
        { "random arrivals", test_random_arrivals },
        { "mean wait of M/D/1", test_mean_wait },
        { "cut at the end", test_cut },
        { "endless work", test_endless_work },
        { "Little's law everywhere", test_little_everywhere },
        { "lines", test_lines },
        { "no room", test_no_room },
        { "failure", test_failure },
        { "blocking of M/M/1/K", test_blocking },
        { "loss system M/M/4/4", test_loss_system },
        { "two priorities", test_priorities },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "station", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
