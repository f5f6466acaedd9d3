/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What nobody sees by the order of the events, of which tests/test_queue.c knows: that lanes give back what they have read, and when they
 * find that they do not pay. */
#include "sim/lanes.h"

#include "tests/cunit_run.h"

#define EVENTS 200000u

/* Keeps @pending events under way, each one of @steps[n_steps], in turns that nobody can guess, after the one popped before; returns
 * whether the lanes have found that disorderly. */
static bool hold(SimChunkPool *pool, size_t pending, const SimTime *steps, size_t n_steps)
{
    SimLanes lanes;
    SimTime now = 0;
    bool is_disorderly = false;

    sim_lanes_init(&lanes);
    for (uint32_t i = 0; i < EVENTS; i++) {
        SimTime later;

        if (i >= pending) {
            SimEvent event = sim_lanes_pop(&lanes, pool);

            CU_ASSERT_FATAL(event.time >= now);
            now = event.time;
        }
        later = now + steps[(i * UINT32_C(2654435761) >> 16) % n_steps];
        CU_ASSERT_TRUE_FATAL(sim_lanes_push(&lanes, pool, (SimEvent){ .time = later, .what = i }));
        is_disorderly = is_disorderly || sim_lanes_are_disorderly(&lanes);
    }
    for (size_t i = 0; i < pending; i++)
        sim_lanes_pop(&lanes, pool);
    CU_ASSERT_TRUE(sim_lanes_is_empty(&lanes));
    return is_disorderly;
}

static void test_chunks_are_given_back(void)
{
    static const SimTime steps[] = { 5, 3, 9, 2, 7, 4 };
    SimChunkPool pool;

    sim_chunk_pool_init(&pool);
    hold(&pool, 300, steps, G_N_ELEMENTS(steps));
    CU_ASSERT_EQUAL(pool.bytes, SIM_ARENA_BYTES);
    sim_chunk_pool_clear(&pool);
}

/* Four steps are a lane each; of more, the last lane has to sort: some moves each time are no harm. */
static void test_disorder_is_found(void)
{
    static const SimTime few[] = { 5000, 3000, 9000, 2000, 2500, 2700 };
    SimTime many[1000];
    SimChunkPool pool;

    for (size_t i = 0; i < G_N_ELEMENTS(many); i++)
        many[i] = 1 + (SimTime)i;
    sim_chunk_pool_init(&pool);
    CU_ASSERT_FALSE(hold(&pool, 30, few, G_N_ELEMENTS(few)));
    CU_ASSERT_TRUE(hold(&pool, 3000, many, G_N_ELEMENTS(many)));
    sim_chunk_pool_clear(&pool);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "chunks are given back", test_chunks_are_given_back },
        { "disorder is found", test_disorder_is_found },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "lanes", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
