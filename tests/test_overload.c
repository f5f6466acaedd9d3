/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_overload.h"

#include <math.h>

#include <glib.h>

#include "sim/elementary.h"
#include "sim/random.h"
#include "tests/cunit_run.h"

#define CORE CPM_BOX(CPM_CORE, 0)
#define CS CPM_BOX(CPM_CS, 0)
#define CLIENT CPM_BOX(CPM_CLIENT_A, 0)

static const SimRandom luck = { 1, 0 };

static double draw(const char *stream, uint32_t ordinal)
{
    return sim_random_uniform(&luck, sim_stream(stream), 0, 0, ordinal);
}

static CpmOverloadSetup setup_of(CpmOverloadControl control)
{
    return (CpmOverloadSetup){ .control = control,
                               .target = 200 * SIM_MS,
                               .interval = 100 * SIM_MS,
                               .validity = 500 * SIM_MS,
                               .retry_after = 5 * SIM_S };
}

/* RFC 7339 7.2, by hand. */
static void test_split(void)
{
    static const struct {
        double asked, ordinary, drop_ordinary, drop_privileged;
    } rows[] = {
        { 0.0, 0.8, 0.0, 0.0 },   { 0.2, 0.8, 0.25, 0.0 }, { 0.4, 0.8, 0.5, 0.0 },    { 0.8, 0.8, 1.0, 0.0 },
        { 0.9, 0.8, 1.0, 0.5 },   { 1.0, 0.8, 1.0, 1.0 },  { 0.3, 1.0, 0.3, 0.0 },    { 1.0, 1.0, 1.0, 0.0 },
        { 0.25, 0.0, 1.0, 0.25 }, { 0.0, 0.0, 0.0, 0.0 },  { 0.75, 0.5, 1.0, 0.5 },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        double drop[3];

        cpm_throttle_split(rows[i].asked, rows[i].ordinary, drop);
        CU_ASSERT_DOUBLE_EQUAL(drop[CPM_ORDINARY], rows[i].drop_ordinary, 1e-12);
        CU_ASSERT_DOUBLE_EQUAL(drop[CPM_PRIVILEGED], rows[i].drop_privileged, 1e-12);
    }
}

/* A throttle drops by these shares in the long run, whether it has seen the mix or begins with RFC 7339's: with a mix of 80 and 20 both are
 * the same.  Five deviations of a binomial number, and the mix "of late" varies by 3 % of itself. */
static void check_shares(unsigned percent, double drop_ordinary, double drop_privileged)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_LOSS);
    CpmThrottle throttle;
    const double expected[3] = { 0.0, drop_ordinary, drop_privileged };
    uint32_t n = 40000;

    cpm_throttle_init(&throttle, CPM_OVERLOAD_LOSS);
    for (uint32_t i = 0; i < n; i++) {
        CpmCategory category = draw("category", i) < 0.8 ? CPM_ORDINARY : CPM_PRIVILEGED;
        SimTime now = i * SIM_MS;

        cpm_throttle_obey(&throttle, &setup, 1 + percent, now);
        cpm_throttle_lets_pass(&throttle, category, now, draw("drop", i));
    }
    for (unsigned category = CPM_ORDINARY; category <= CPM_PRIVILEGED; category++) {
        double all = (double)(throttle.sent[category] + throttle.dropped[category]);

        CU_ASSERT_DOUBLE_EQUAL(throttle.dropped[category] / all, expected[category], 0.025);
    }
    CU_ASSERT_DOUBLE_EQUAL((double)(throttle.dropped[1] + throttle.dropped[2]) / n, percent / 100.0, 0.012);
}

static void test_loss(void)
{
    check_shares(0, 0.0, 0.0);
    check_shares(20, 0.25, 0.0);
    check_shares(50, 0.625, 0.0);
    check_shares(90, 1.0, 0.5);
    check_shares(100, 1.0, 1.0);
}

/* When all are ordinary, the mix is learned, and the share asked for is what is dropped. */
static void test_mix_is_learned(void)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_LOSS);
    CpmThrottle throttle;

    cpm_throttle_init(&throttle, CPM_OVERLOAD_LOSS);
    for (uint32_t i = 0; i < 2000; i++)
        cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.5);
    CU_ASSERT_DOUBLE_EQUAL(throttle.ordinary, 1.0, 1e-6);
    cpm_throttle_obey(&throttle, &setup, 1 + 40, 0);
    CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.399));
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.401));
}

/* RFC 7339 4.4: what was asked for ends with its validity. */
static void test_validity(void)
{
    static const CpmOverloadControl controls[] = { CPM_OVERLOAD_LOSS, CPM_OVERLOAD_RATE };

    for (unsigned i = 0; i < G_N_ELEMENTS(controls); i++) {
        CpmOverloadSetup setup = setup_of(controls[i]);
        CpmThrottle throttle;

        cpm_throttle_init(&throttle, controls[i]);
        CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 0, 0.0001));
        cpm_throttle_obey(&throttle, &setup, controls[i] == CPM_OVERLOAD_LOSS ? 101 : 1, SIM_S);
        cpm_throttle_obey(&throttle, &setup, 0, SIM_S + 1);
        CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, SIM_S, 0.9999));
        CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, SIM_S + 500 * SIM_MS - 1, 0.9999));
        CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, SIM_S + 500 * SIM_MS, 0.0001));
        CU_ASSERT_EQUAL(throttle.dropped[CPM_PRIVILEGED], 2);
    }
}

/* RFC 7415 3.5.1 by hand: oc = 10/s, so T = 0.1 s; ordinary requests conform up to 2T in the bucket, privileged ones up to 4T. */
static void test_bucket(void)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_RATE);
    CpmThrottle throttle;

    setup.validity = SIM_HOUR;
    cpm_throttle_init(&throttle, CPM_OVERLOAD_RATE);
    cpm_throttle_obey(&throttle, &setup, 1 + 10, 0);
    for (unsigned i = 0; i < 3; i++)                /* 0, 1T, 2T */
        CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.5));
    CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.5));
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 0, 0.5));      /* 3T */
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 0, 0.5));      /* 4T */
    CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 0, 0.5));     /* 5T */
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 101 * SIM_MS, 0.5));
    CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 399 * SIM_MS, 0.5));
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 401 * SIM_MS, 0.5));
    CU_ASSERT_EQUAL(throttle.sent[CPM_ORDINARY], 4);
    CU_ASSERT_EQUAL(throttle.dropped[CPM_ORDINARY], 2);
}

/* In the long run min(lambda, oc) are admitted: of a Poisson stream less where the two are near, for the bucket runs dry or over. */
static void check_rate(double lambda, unsigned oc, CpmCategory category, double tolerance)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_RATE);
    CpmThrottle throttle;
    double now = 0.0, admitted = MIN(lambda, oc);
    uint32_t n = 60000;

    setup.validity = SIM_HOUR;
    cpm_throttle_init(&throttle, CPM_OVERLOAD_RATE);
    cpm_throttle_obey(&throttle, &setup, 1 + oc, 0);
    for (uint32_t i = 0; i < n; i++) {
        now -= sim_log(draw("gap", i)) / lambda;
        cpm_throttle_lets_pass(&throttle, category, sim_time_from_seconds(now), 0.5);
    }
    CU_ASSERT_DOUBLE_EQUAL(throttle.sent[category] / now / admitted, 1.0, tolerance);
    CU_ASSERT_EQUAL(throttle.sent[category] + throttle.dropped[category], n);
}

static void test_rate(void)
{
    check_rate(300.0, 100, CPM_ORDINARY, 0.01);
    check_rate(200.0, 100, CPM_PRIVILEGED, 0.01);
    check_rate(1000.0, 100, CPM_ORDINARY, 0.001);
    check_rate(20.0, 100, CPM_ORDINARY, 0.01);
    check_rate(40.0, 100, CPM_PRIVILEGED, 0.01);
}

static void test_window(void)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_WINDOW);
    CpmThrottle throttle;

    cpm_throttle_init(&throttle, CPM_OVERLOAD_WINDOW);
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.5));
    cpm_throttle_obey(&throttle, &setup, 1 + 2, 0);
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.5));
    CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 0, 0.5));
    cpm_throttle_close(&throttle);                      /* who did not pass */
    CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 0, 0.5));
    cpm_throttle_close(&throttle);
    cpm_throttle_close(&throttle);
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 0, 0.5));
    CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.5));
    cpm_throttle_close(&throttle);
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 500 * SIM_MS, 0.5));
    for (unsigned i = 0; i < 5; i++)
        cpm_throttle_close(&throttle);
    CU_ASSERT_EQUAL(throttle.open, 0);
}

static void test_retry_after(void)
{
    CpmThrottle throttle;

    cpm_throttle_init(&throttle, CPM_OVERLOAD_RETRY_AFTER);
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 0, 0.5));
    cpm_throttle_pause(&throttle, SIM_S, 5 * SIM_S);
    cpm_throttle_pause(&throttle, SIM_S, 2 * SIM_S);
    CU_ASSERT_FALSE(cpm_throttle_lets_pass(&throttle, CPM_PRIVILEGED, 6 * SIM_S - 1, 0.5));
    CU_ASSERT_TRUE(cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, 6 * SIM_S, 0.5));
}

static bool take(CpmController *controller, CpmBox from, CpmCategory category, double drawn)
{
    return cpm_controller_take(controller, &(CpmOffer){ .now = controller->since, .from = from, .category = category, .drawn = drawn });
}

/* Intervals of 100 ms in which 10 messages are served: @queue of them wait in the end. */
static void pass_intervals(CpmController *controller, unsigned n, uint32_t queue)
{
    for (; n > 0; n--) {
        for (unsigned i = 0; i < 10; i++)
            cpm_controller_note_service(controller, i < 5);
        cpm_controller_measure(controller, controller->since + 100 * SIM_MS, queue);
    }
}

/* 503 at the box: from a wait of 200 ms on (20 messages at 100/s), until it is below 100 ms; privileged requests from 400 ms on. */
static void test_reject(void)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_REJECT);
    CpmController controller;

    cpm_controller_init(&controller, &setup, 0);
    pass_intervals(&controller, 2, 19);
    CU_ASSERT_FALSE(take(&controller, CORE, CPM_ORDINARY, 0.5));
    pass_intervals(&controller, 1, 21);
    CU_ASSERT_DOUBLE_EQUAL(controller.wait, 0.21, 1e-9);
    CU_ASSERT_TRUE(take(&controller, CORE, CPM_ORDINARY, 0.5));
    CU_ASSERT_TRUE(take(&controller, CLIENT, CPM_ORDINARY, 0.5));
    CU_ASSERT_FALSE(take(&controller, CORE, CPM_PRIVILEGED, 0.5));
    pass_intervals(&controller, 1, 41);
    CU_ASSERT_TRUE(take(&controller, CORE, CPM_PRIVILEGED, 0.5));
    pass_intervals(&controller, 1, 11);
    CU_ASSERT_TRUE(take(&controller, CORE, CPM_ORDINARY, 0.5));
    pass_intervals(&controller, 1, 9);
    CU_ASSERT_FALSE(take(&controller, CORE, CPM_ORDINARY, 0.5));
    CU_ASSERT_EQUAL(cpm_controller_demand(&controller), 0);
}

/* Without control nothing is asked for, whatever the queue. */
static void test_none(void)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_NONE);
    CpmController controller;

    cpm_controller_init(&controller, &setup, 0);
    pass_intervals(&controller, 20, 100000);
    CU_ASSERT_FALSE(take(&controller, CLIENT, CPM_ORDINARY, 0.0001));
    CU_ASSERT_EQUAL(cpm_controller_demand(&controller), 0);
}

/* The controllers ask for nothing below the target, and of each sender the same part. */
static void test_senders(void)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_RATE);
    CpmController controller;

    cpm_controller_init(&controller, &setup, 0);
    pass_intervals(&controller, 20, 19);
    CU_ASSERT_EQUAL(cpm_controller_demand(&controller), 0);
    CU_ASSERT_DOUBLE_EQUAL(controller.capacity, 50.0, 1e-9);
    take(&controller, CORE, CPM_ORDINARY, 0.5);
    pass_intervals(&controller, 1, 24);
    CU_ASSERT_DOUBLE_EQUAL(controller.asked, 50.0 * 0.9, 1e-9);        /* wait 240 ms */
    CU_ASSERT_EQUAL(cpm_controller_demand(&controller), 1 + 45);
    take(&controller, CORE, CPM_ORDINARY, 0.5);
    take(&controller, CORE, CPM_ORDINARY, 0.5);
    take(&controller, CS, CPM_ORDINARY, 0.5);
    take(&controller, CLIENT, CPM_ORDINARY, 0.5);
    pass_intervals(&controller, 1, 24);
    CU_ASSERT(cpm_controller_demand(&controller) == 1 + 14 || cpm_controller_demand(&controller) == 1 + 15);
}

/* What rounding takes comes back: the mean of what is asked for is exact. */
static void test_rounding(void)
{
    CpmOverloadSetup setup = setup_of(CPM_OVERLOAD_RATE);
    CpmController controller;
    double demanded = 0.0, asked = 0.0;

    cpm_controller_init(&controller, &setup, 0);
    pass_intervals(&controller, 1, 0);
    for (unsigned i = 0; i < 1000; i++) {
        for (unsigned k = 0; k < 10; k++)
            cpm_controller_note_service(&controller, false);
        controller.capacity = 0.37;
        cpm_controller_measure(&controller, controller.since + 100 * SIM_MS, 21);
        demanded += cpm_controller_demand(&controller) - 1.0;
        asked += controller.asked;
    }
    CU_ASSERT(asked > 300.0 && asked < 400.0);
    CU_ASSERT_DOUBLE_EQUAL(demanded, asked, 1.0 + 1e-6);
}

/* A box under Poisson load at @load times what it can serve, 500 requests a second that each cost one service of 1 ms and one more, later,
 * for what follows: a control loop in small.  A sender's word of an interval reaches it at the next one. */
typedef struct Loop {
    double goodput;             /* requests served per second in the second half         */
    double mean_wait, longest_wait;     /* s, there                                      */
    double asked, offered;      /* at the end                                            */
} Loop;

#define LOOP_MS 60000

/* The load is @load times the capacity, but half of it from @relief ms on. */
static Loop run_loop(CpmOverloadControl control, double load, uint32_t relief, CpmBox from)
{
    CpmOverloadSetup setup = setup_of(control);
    CpmController controller;
    CpmThrottle throttle;
    g_autofree uint32_t *came = g_new(uint32_t, 4 * LOOP_MS);
    g_autofree bool *is_new = g_new(bool, 4 * LOOP_MS);
    g_autofree uint32_t *follow = g_new0(uint32_t, LOOP_MS + 2000);
    uint32_t head = 0, tail = 0, n_drawn = 0;
    double next = 0.0;
    Loop loop = { 0 };

    cpm_controller_init(&controller, &setup, 0);
    cpm_throttle_init(&throttle, control);
    for (uint32_t ms = 0; ms < LOOP_MS; ms++) {
        SimTime now = ms * SIM_MS;

        for (; next < ms; next -= sim_log(draw("arrival", n_drawn++)) / (ms < relief ? 0.5 * load : 0.25)) {
            CpmOffer offer = { .now = now, .from = from, .category = CPM_ORDINARY, .drawn = draw("throttle", n_drawn) };

            if ((from == CORE && !cpm_throttle_lets_pass(&throttle, CPM_ORDINARY, now, draw("throttle", n_drawn))) ||
                cpm_controller_take(&controller, &offer)) {
                cpm_throttle_close(&throttle);
                continue;
            }
            g_assert(tail < 4 * LOOP_MS);
            is_new[tail] = true;
            came[tail++] = ms;
        }
        for (; follow[ms] > 0; follow[ms]--) {
            is_new[tail] = false;
            came[tail++] = ms;
        }
        if (head < tail) {                          /* one message each ms */
            SimTime wait = (ms - came[head]) * SIM_MS;

            cpm_controller_note_service(&controller, is_new[head]);
            if (is_new[head]) {
                follow[ms + 1 + n_drawn % 1999]++;
                cpm_throttle_close(&throttle);
            }
            if (ms >= LOOP_MS / 2 && is_new[head]) {
                loop.goodput += 1000.0 / (LOOP_MS / 2);
                loop.mean_wait += sim_time_to_seconds(wait);
                loop.longest_wait = MAX(loop.longest_wait, sim_time_to_seconds(wait));
            }
            head++;
        }
        if (ms % 100 == 99) {
            cpm_controller_measure(&controller, now + SIM_MS, tail - head);
            cpm_throttle_obey(&throttle, &setup, cpm_controller_demand(&controller), now + SIM_MS);
        }
    }
    loop.mean_wait /= loop.goodput * LOOP_MS / 2 / 1000.0;
    loop.asked = controller.asked;
    loop.offered = controller.offered;
    return loop;
}

/* At three times the capacity a controlled box goes on serving what it can (500/s), and nobody waits much longer than the target; without
 * control the queue grows without end (the messages that follow are crowded out for a while). */
static void test_control_loop(void)
{
    static const CpmOverloadControl controls[] = { CPM_OVERLOAD_LOSS, CPM_OVERLOAD_RATE, CPM_OVERLOAD_WINDOW };
    Loop none = run_loop(CPM_OVERLOAD_NONE, 3.0, LOOP_MS, CORE);

    CU_ASSERT(none.mean_wait > 5.0);
    for (unsigned i = 0; i < G_N_ELEMENTS(controls); i++) {
        static const double loads[] = { 1.2, 2.0, 3.0 };

        for (unsigned k = 0; k < G_N_ELEMENTS(loads); k++) {
            Loop loop = run_loop(controls[i], loads[k], LOOP_MS, CORE);

            CU_ASSERT(loop.goodput > 0.93 * 500.0 && loop.goodput < 1.03 * 500.0);
            CU_ASSERT(loop.mean_wait < 0.25);
            CU_ASSERT(loop.longest_wait < 0.5);
            if (controls[i] == CPM_OVERLOAD_LOSS)
                CU_ASSERT_DOUBLE_EQUAL(loop.offered / (500.0 * loads[k]), 1.0, 0.1);
        }
    }
}

/* Below the capacity nobody is held back. */
static void test_light_load(void)
{
    for (unsigned control = CPM_OVERLOAD_NONE; control <= CPM_OVERLOAD_WINDOW; control++) {
        Loop loop = run_loop((CpmOverloadControl)control, 0.7, LOOP_MS, CORE);

        CU_ASSERT(loop.goodput > 0.97 * 350.0);
        CU_ASSERT(loop.mean_wait < 0.02);
        CU_ASSERT_EQUAL(loop.asked, 0.0);
    }
}

/* When the overload is over, nobody is held back any more. */
static void test_relief(void)
{
    for (unsigned control = CPM_OVERLOAD_REJECT; control <= CPM_OVERLOAD_WINDOW; control++) {
        Loop loop = run_loop((CpmOverloadControl)control, 3.0, LOOP_MS / 3, CORE);

        CU_ASSERT(loop.goodput > 0.97 * 250.0);
        CU_ASSERT_EQUAL(loop.asked, 0.0);
    }
}

/* Clients do not throttle: the box does it, as it pleases it (RFC 7339 5.10.2); its rejections cost nothing here. */
static void test_clients(void)
{
    for (unsigned control = CPM_OVERLOAD_REJECT; control <= CPM_OVERLOAD_WINDOW; control++) {
        Loop loop = run_loop((CpmOverloadControl)control, 3.0, LOOP_MS, CLIENT);

        CU_ASSERT(loop.goodput > 0.93 * 500.0 && loop.goodput < 1.03 * 500.0);
        CU_ASSERT(loop.mean_wait < 0.25);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "the split of RFC 7339 7.2", test_split },
        { "loss: shares of both categories", test_loss },
        { "loss: the mix is learned", test_mix_is_learned },
        { "what is asked for ends", test_validity },
        { "rate: the leaky bucket by hand", test_bucket },
        { "rate: min(lambda, oc) in the long run", test_rate },
        { "window", test_window },
        { "Retry-After", test_retry_after },
        { "503 at the box", test_reject },
        { "no control", test_none },
        { "several senders", test_senders },
        { "rounding", test_rounding },
        { "an overloaded box is kept at its capacity", test_control_loop },
        { "a box with light load is left alone", test_light_load },
        { "the end of an overload", test_relief },
        { "what clients send is rejected", test_clients },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "overload", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
