/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_arrival.h"

#include <math.h>

#include <glib.h>

#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

/* The scenario "accept" (one member answers after 3 s, two are added at once) with a workload of the test's making. */
typedef struct Trial {
    Scenario *scenario;
    CpmSetup *setup;
    CpmWorkload *workload;
    GArray *starts;             /* of Start, in the order of time */
    GHashTable *invited;        /* session > members              */
    uint64_t ended;
    bool settled;
} Trial;

typedef struct Start {
    SimTime time;
    uint32_t number;
} Start;

static void prepare_with(Trial *trial, uint32_t count, const char *const *sets)
{
    *trial = (Trial){ .scenario = run_fixture_scenario("accept", sets),
                      .starts = g_array_new(FALSE, FALSE, sizeof(Start)),
                      .invited = g_hash_table_new(NULL, NULL) };
    trial->setup = scenario_setup(trial->scenario);
    trial->workload = &trial->setup->workloads[0];
    trial->workload->count = count;
    trial->workload->duration = 10 * SIM_S;
    trial->workload->refusal = CPM_REASON_NOT_A_MEMBER;
    for (unsigned kind = 0; kind < CPM_BOX_KINDS; kind++)
        g_clear_pointer(&trial->setup->station[kind].service, sim_distribution_free);
}

static void prepare(Trial *trial, uint32_t count)
{
    prepare_with(trial, count, NULL);
}

static void clear(Trial *trial)
{
    g_array_unref(trial->starts);
    g_hash_table_unref(trial->invited);
    scenario_free(trial->scenario);
}

static void note(void *context, const SimRecord *records, size_t n)
{
    Trial *trial = context;

    for (size_t i = 0; i < n; i++) {
        gpointer session = GUINT_TO_POINTER(1 + records[i].session);

        if (records[i].kind == SIM_RECORD_TIMER && records[i].code == CPM_TIMER_START)
            g_array_append_vals(trial->starts, &(Start){ records[i].time, records[i].session }, 1);
        if (records[i].kind == SIM_RECORD_FACTS)
            g_hash_table_insert(trial->invited, session,
                                GUINT_TO_POINTER(1 + GPOINTER_TO_UINT(g_hash_table_lookup(trial->invited, session))));
    }
}

static void run(Trial *trial)
{
    SimWorld *world = sim_world_new(trial->setup->seed, trial->setup->replication);
    CpmNetwork *network = cpm_network_new(trial->setup, world);
    SimRun what = { .deliver = cpm_network_deliver, .model = network };

    sim_trace_add_observer(world->trace, note, trial);
    CU_ASSERT(sim_world_run(world, &what, NULL));
    CU_ASSERT_EQUAL(cpm_network_counts(network).unexpected, 0);
    CU_ASSERT_EQUAL(cpm_network_counts(network).sessions_started, trial->starts->len);
    trial->ended = cpm_network_counts(network).sessions_ended;
    trial->settled = cpm_network_is_settled(network);
    CU_ASSERT(trial->settled);
    cpm_network_free(network);
    sim_world_free(world);
}

static Start start_at(const Trial *trial, unsigned i)
{
    return g_array_index(trial->starts, Start, i);
}

static void expect_starts(Trial *trial, const SimTime *times, unsigned n)
{
    run(trial);
    CU_ASSERT_EQUAL(trial->starts->len, n);
    for (unsigned i = 0; i < MIN(n, trial->starts->len); i++)
        CU_ASSERT_EQUAL(start_at(trial, i).time, times[i]);
    clear(trial);
}

static void test_batches(void)
{
    static const SimTime times[] = { 7 * SIM_S, 7 * SIM_S, 7 * SIM_S, 9 * SIM_S, 9 * SIM_S, 9 * SIM_S, 11 * SIM_S };
    Trial trial;

    prepare(&trial, G_N_ELEMENTS(times));
    trial.workload->start = 7 * SIM_S;
    trial.workload->interarrival = sim_distribution_new_constant(2.0);
    trial.workload->arrivals.batch = 3;
    expect_starts(&trial, times, G_N_ELEMENTS(times));
}

static void test_list(void)
{
    static const SimTime times[] = { 0, 0, 1 * SIM_S, 500 * SIM_S, 500 * SIM_S + 1 };
    SimTime expected[G_N_ELEMENTS(times)];
    Trial trial;

    for (unsigned i = 0; i < G_N_ELEMENTS(times); i++)
        expected[i] = 3 * SIM_S + times[i];
    prepare(&trial, G_N_ELEMENTS(times));
    trial.workload->start = 3 * SIM_S;
    trial.workload->arrivals.kind = CPM_ARRIVE_BY_LIST;
    trial.workload->arrivals.times = g_memdup2(times, sizeof times);
    expect_starts(&trial, expected, G_N_ELEMENTS(times));
}

/* On for 1 s, off for 9 s; a gap of 0.4 s runs while it is on. */
static void test_on_off(void)
{
    static const SimTime times[] = { 0, 400 * SIM_MS, 800 * SIM_MS, 10200 * SIM_MS, 10600 * SIM_MS, 11000 * SIM_MS, 20400 * SIM_MS };
    Trial trial;

    prepare(&trial, G_N_ELEMENTS(times));
    trial.workload->arrivals.kind = CPM_ARRIVE_ON_OFF;
    trial.workload->interarrival = sim_distribution_new_constant(0.4);
    trial.workload->arrivals.on = sim_distribution_new_constant(1.0);
    trial.workload->arrivals.off = sim_distribution_new_constant(9.0);
    expect_starts(&trial, times, G_N_ELEMENTS(times));
}

/* In the long run 1 of 4 parts of the time is on: 3000 sessions at 10/s take 1200 s (standard deviation about 55 s). */
static void test_random_periods(void)
{
    Trial trial;

    prepare(&trial, 3000);
    trial.workload->arrivals.kind = CPM_ARRIVE_ON_OFF;
    trial.workload->interarrival = sim_distribution_new_exponential(0.1);
    trial.workload->arrivals.on = sim_distribution_new_exponential(1.0);
    trial.workload->arrivals.off = sim_distribution_new_exponential(3.0);
    run(&trial);
    CU_ASSERT_EQUAL(trial.starts->len, 3000);
    CU_ASSERT_DOUBLE_EQUAL(sim_time_to_seconds(start_at(&trial, 2999).time), 1200.0, 250.0);
    clear(&trial);
}

static void set_pieces(Trial *trial, const struct CpmRatePiece *pieces, uint32_t n)
{
    trial->workload->arrivals.kind = CPM_ARRIVE_BY_RATE;
    trial->workload->arrivals.pieces = g_memdup2(pieces, n * sizeof *pieces);
    trial->workload->arrivals.n_pieces = n;
}

/* 50 in the first 10 s, none in the next 10, 10 in the last 10, and again.  In the measure of the rate's integral the gaps are exponential:
 * mean 1, P(gap > 1) = 1/e; within five deviations. */
static void test_rates(void)
{
    static const struct CpmRatePiece pieces[] = { { 10 * SIM_S, 5.0 }, { 20 * SIM_S, 0.0 }, { 30 * SIM_S, 1.0 } };
    const uint32_t n = 6000;
    double previous = 0.0;
    unsigned first = 0, longer = 0;
    Trial trial;

    prepare(&trial, n);
    trial.workload->start = 100 * SIM_S;
    set_pieces(&trial, pieces, G_N_ELEMENTS(pieces));
    run(&trial);
    CU_ASSERT_EQUAL_FATAL(trial.starts->len, n);
    for (unsigned i = 0; i < n; i++) {
        SimTime since = start_at(&trial, i).time - 100 * SIM_S;
        double in_cycle = sim_time_to_seconds(since % (30 * SIM_S));
        double amount = 60.0 * (double)(since / (30 * SIM_S)) + 5.0 * MIN(in_cycle, 10.0) + MAX(in_cycle - 20.0, 0.0);

        CU_ASSERT(in_cycle <= 10.0 || in_cycle >= 20.0);
        first += in_cycle <= 10.0;
        longer += amount - previous > 1.0;
        previous = amount;
    }
    CU_ASSERT_DOUBLE_EQUAL(previous / n, 1.0, 5.0 / sqrt(n));
    CU_ASSERT_DOUBLE_EQUAL(first / (double)n, 50.0 / 60.0, 5.0 * 0.373 / sqrt(n));
    CU_ASSERT_DOUBLE_EQUAL(longer / (double)n, exp(-1.0), 5.0 * 0.482 / sqrt(n));
    clear(&trial);
}

/* A rate of one in eleven days, in pieces of a microsecond: the cycles in between are not walked through one by one. */
static void test_low_rate(void)
{
    static const struct CpmRatePiece pieces[] = { { 1 * SIM_US, 0.0 }, { 2 * SIM_US, 2e-6 } };
    Trial trial;

    prepare(&trial, 400);
    set_pieces(&trial, pieces, G_N_ELEMENTS(pieces));
    run(&trial);
    CU_ASSERT_DOUBLE_EQUAL(sim_time_to_seconds(start_at(&trial, 399).time) / 400e6, 1.0, 5.0 / 20.0);
    for (unsigned i = 0; i < 400; i++)
        CU_ASSERT(start_at(&trial, i).time % (2 * SIM_US) >= SIM_US);
    clear(&trial);
}

/* Three users think for 5 s, invite, leave 10 s after the 200, and think again.  Session k is of user k mod 3; all take equally long. */
static void test_closed(void)
{
    SimTime last[3] = { 0 }, life = 0;
    Trial trial;

    prepare(&trial, 11);
    trial.workload->arrivals = (CpmArrivals){ .kind = CPM_ARRIVE_CLOSED, .users = 3, .think = sim_distribution_new_constant(5.0) };
    run(&trial);
    CU_ASSERT_EQUAL(trial.starts->len, 11);
    for (unsigned i = 0; i < trial.starts->len; i++) {
        Start start = start_at(&trial, i);

        if (start.number < 3)
            CU_ASSERT_EQUAL(start.time, 5 * SIM_S);
        if (start.number == 3)
            life = start.time - last[0];
        if (start.number >= 3)
            CU_ASSERT_EQUAL(start.time - last[start.number % 3], life);
        last[start.number % 3] = start.time;
    }
    CU_ASSERT(life > 15 * SIM_S && life < 16 * SIM_S);      /* thought, set-up, conversation */
    clear(&trial);
}

/* All fail, and try twice again, 10 s after the answer: a 403 after four hops of 52 ms in all. */
static void test_retries(void)
{
    static const SimTime round = 10 * SIM_S + 2 * 52 * SIM_MS;
    Trial trial;

    prepare(&trial, 4);
    trial.workload->interarrival = sim_distribution_new_constant(1.0);
    trial.workload->refused = true;
    trial.workload->retry = (CpmRetry){ .share = 1.0, .times = 2, .after = sim_distribution_new_constant(10.0) };
    run(&trial);
    CU_ASSERT_EQUAL(trial.starts->len, 12);
    for (unsigned i = 0; i < trial.starts->len; i++) {
        Start start = start_at(&trial, i);

        CU_ASSERT_EQUAL(start.time, start.number % 4 * SIM_S + start.number / 4 * round);
    }
    clear(&trial);
}

/* A retry that comes long after everything else was over: the run waits for it. */
static void test_late_retry(void)
{
    Trial trial;

    prepare(&trial, 1);
    trial.workload->refused = true;
    trial.workload->retry = (CpmRetry){ .share = 1.0, .times = 3, .after = sim_distribution_new_constant(86400.0) };
    run(&trial);
    CU_ASSERT_EQUAL(trial.starts->len, 4);
    clear(&trial);
}

/* Half of those who fail try again: 2000 first tries, 1000 second ones, 500 third ones, within five deviations. */
static void test_share_of_retries(void)
{
    unsigned tries[4] = { 0 };
    Trial trial;

    prepare(&trial, 2000);
    trial.workload->interarrival = sim_distribution_new_constant(1.0);
    trial.workload->refused = true;
    trial.workload->retry = (CpmRetry){ .share = 0.5, .times = 2, .after = sim_distribution_new_exponential(30.0) };
    run(&trial);
    for (unsigned i = 0; i < trial.starts->len; i++)
        tries[start_at(&trial, i).number / 2000]++;
    CU_ASSERT_EQUAL(tries[0], 2000);
    CU_ASSERT_DOUBLE_EQUAL(tries[1], 1000.0, 5.0 * 22.4);
    CU_ASSERT_DOUBLE_EQUAL(tries[2], 0.5 * tries[1], 5.0 * 15.8);
    CU_ASSERT_EQUAL(tries[3], 0);
    clear(&trial);
}

/* Nobody tries again who got a session; who gave up, does. */
static void test_who_retries(void)
{
    Trial trial;

    prepare(&trial, 5);
    trial.workload->retry = (CpmRetry){ .share = 1.0, .times = 1, .after = sim_distribution_new_constant(1.0) };
    run(&trial);
    CU_ASSERT_EQUAL(trial.starts->len, 5);
    clear(&trial);
    prepare(&trial, 5);
    trial.setup->focus.answer = CPM_FOCUS_ALL_ANSWERED;     /* after 3 s */
    trial.workload->patience_of = sim_distribution_new_constant(2.0);
    trial.workload->retry = (CpmRetry){ .share = 1.0, .times = 1, .after = sim_distribution_new_constant(1.0) };
    run(&trial);
    CU_ASSERT_EQUAL(trial.starts->len, 10);
    clear(&trial);
}

/* No INVITE arrives: the inviters wait for Timer B (128 s on access links), the Conversation Server never hears of them, and yet all is
 * settled, and done again; slots are used again. */
static void test_unheard(void)
{
    static const char *const sets[] = { "sip.transactions=full", NULL };
    Trial trial;

    prepare_with(&trial, 20, sets);
    trial.setup->wire.link[CPM_LINK_ACCESS].loss = 1.0;
    trial.workload->interarrival = sim_distribution_new_constant(60.0);
    trial.workload->retry = (CpmRetry){ .share = 1.0, .times = 1, .after = sim_distribution_new_constant(10.0) };
    run(&trial);
    CU_ASSERT_EQUAL(trial.starts->len, 40);
    for (unsigned i = 0; i < trial.starts->len; i++) {
        Start start = start_at(&trial, i);

        CU_ASSERT_EQUAL(start.time, start.number % 20 * 60 * SIM_S + start.number / 20 * 138 * SIM_S);
    }
    CU_ASSERT_EQUAL(g_hash_table_size(trial.invited), 0);
    CU_ASSERT(trial.ended > 20);
    clear(&trial);
}

/* A closed population whose sessions fail: users try again first, and then think. */
static void test_closed_with_retries(void)
{
    static const SimTime answer = 104 * SIM_MS;
    const SimTime times[] = { 5 * SIM_S,
                              5 * SIM_S + answer + 1 * SIM_S,
                              5 * SIM_S + answer + 1 * SIM_S + answer + 5 * SIM_S,
                              5 * SIM_S + answer + 1 * SIM_S + answer + 5 * SIM_S + answer + 1 * SIM_S };
    Trial trial;

    prepare(&trial, 2);
    trial.workload->refused = true;
    trial.workload->arrivals = (CpmArrivals){ .kind = CPM_ARRIVE_CLOSED, .users = 1, .think = sim_distribution_new_constant(5.0) };
    trial.workload->retry = (CpmRetry){ .share = 1.0, .times = 1, .after = sim_distribution_new_constant(1.0) };
    expect_starts(&trial, times, G_N_ELEMENTS(times));
}

/* One user invites again and again, so that what lies between two of his sessions is how long he stays, and what is always the same.  Each
 * stay is the draw of its own session, and of nothing else. */
static void test_stays(void)
{
    enum { SESSIONS = 500 };
    SimTime always = 0;
    double sum = 0.0;

    for (unsigned drawn = 0; drawn < 2; drawn++) {
        Trial trial;

        prepare(&trial, SESSIONS);
        trial.workload->arrivals = (CpmArrivals){ .kind = CPM_ARRIVE_CLOSED, .users = 1, .think = sim_distribution_new_constant(5.0) };
        if (drawn != 0)
            trial.workload->duration_of = sim_distribution_new_exponential(10.0);
        run(&trial);
        CU_ASSERT_EQUAL_FATAL(trial.starts->len, SESSIONS);
        if (drawn == 0)
            always = start_at(&trial, 1).time - start_at(&trial, 0).time - 10 * SIM_S;
        for (unsigned i = 0; i + 1 < SESSIONS && drawn != 0; i++) {
            SimTime stay = start_at(&trial, i + 1).time - start_at(&trial, i).time - always;
            double uniform = sim_random_uniform(&(SimRandom){ trial.setup->seed, trial.setup->replication },
                                                sim_stream(cpm_purpose_name(CPM_DRAW_DURATION)), i, 0, 0);

            CU_ASSERT_EQUAL(stay, sim_distribution_time(trial.workload->duration_of, uniform));
            sum += sim_time_to_seconds(stay);
        }
        clear(&trial);
    }
    CU_ASSERT_DOUBLE_EQUAL(sum / (SESSIONS - 1), 10.0, 5.0 * 10.0 / sqrt(SESSIONS));
}

/* 1, 2 or 3 of the three members, equally often, the same when it is tried again; and slots are used again. */
static void test_sizes(void)
{
    unsigned of_size[4] = { 0 };
    Trial trial;

    prepare(&trial, 3000);
    trial.workload->interarrival = sim_distribution_new_constant(1.0);
    trial.workload->size = sim_distribution_new_uniform(0.5, 3.5);
    trial.workload->retry.times = 1;
    run(&trial);
    for (uint32_t number = 0; number < 3000; number++) {
        uint32_t size = cpm_arrival_size(trial.setup, number);

        CU_ASSERT_FATAL(size >= 1 && size <= 3);
        of_size[size]++;
        CU_ASSERT_EQUAL(size, GPOINTER_TO_UINT(g_hash_table_lookup(trial.invited, GUINT_TO_POINTER(1 + number))));
        CU_ASSERT_EQUAL(size, cpm_arrival_size(trial.setup, 3000 + number));
    }
    for (unsigned size = 1; size <= 3; size++)
        CU_ASSERT_DOUBLE_EQUAL(of_size[size], 1000.0, 5.0 * 25.8);
    CU_ASSERT(trial.ended > 2800);
    clear(&trial);
}

/* Drawn sizes are kept within 1 and the group; a required member who is not invited is not waited for. */
static void test_bounds_of_size(void)
{
    Trial trial;

    prepare(&trial, 1);
    CU_ASSERT_EQUAL(cpm_arrival_size(trial.setup, 0), 3);
    trial.workload->size = sim_distribution_new_constant(0.2);
    CU_ASSERT_EQUAL(cpm_arrival_size(trial.setup, 0), 1);
    sim_distribution_free(trial.workload->size);
    trial.workload->size = sim_distribution_new_constant(1e12);
    CU_ASSERT_EQUAL(cpm_arrival_size(trial.setup, 0), 3);
    sim_distribution_free(trial.workload->size);
    trial.workload->size = sim_distribution_new_constant(2.0);
    trial.setup->focus.answer = CPM_FOCUS_REQUIRED_MEMBERS;
    for (uint32_t i = 0; i < trial.setup->groups[0].n_members; i++)
        trial.setup->groups[0].members[i].required = true;
    trial.workload->retry = (CpmRetry){ .share = 1.0, .times = 1 };
    run(&trial);
    CU_ASSERT_EQUAL(trial.starts->len, 1);
    clear(&trial);
}

/* With the same first tries, whatever becomes of them: retries change no draw. */
static void test_common_numbers(void)
{
    SimTime times[200];
    Trial trial;

    for (unsigned variant = 0; variant < 2; variant++) {
        prepare(&trial, 200);
        trial.workload->interarrival = sim_distribution_new_exponential(3.0);
        trial.workload->refused = variant == 1;
        trial.workload->retry = (CpmRetry){ .share = 0.7, .times = 3, .after = sim_distribution_new_exponential(5.0) };
        run(&trial);
        CU_ASSERT(variant == 0 ? trial.starts->len == 200 : trial.starts->len > 400);
        for (unsigned i = 0; i < trial.starts->len; i++) {
            Start start = start_at(&trial, i);

            if (variant == 0)
                times[start.number] = start.time;
            else if (start.number < 200)
                CU_ASSERT_EQUAL(start.time, times[start.number]);
        }
        clear(&trial);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "batches", test_batches },
        { "a list of times", test_list },
        { "on and off", test_on_off },
        { "random periods", test_random_periods },
        { "a rate that changes", test_rates },
        { "a low rate", test_low_rate },
        { "a closed population", test_closed },
        { "retries", test_retries },
        { "a late retry", test_late_retry },
        { "share of retries", test_share_of_retries },
        { "who tries again", test_who_retries },
        { "nobody hears of them", test_unheard },
        { "a closed population with retries", test_closed_with_retries },
        { "sizes", test_sizes },
        { "stays", test_stays },
        { "bounds of size", test_bounds_of_size },
        { "the same first tries", test_common_numbers },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "arrival", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
