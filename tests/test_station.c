/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_station.h"

#include <CUnit/Basic.h>

#include <glib.h>

#include "sim/elementary.h"
#include "sim/random.h"

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

int main(void)
{
    static CU_TestInfo tests[] = {
        { "one server", test_one_server },
        { "three servers", test_three_servers },
        { "unequal services", test_unequal_services },
        { "random arrivals", test_random_arrivals },
        { "mean wait of M/D/1", test_mean_wait },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "station", .pTests = tests }, CU_SUITE_INFO_NULL };

    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS)
        return 1;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures != 0;
}
