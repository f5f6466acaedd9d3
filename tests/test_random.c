/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/random.h"
#include "tests/cunit_run.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#ifndef __SIZEOF_INT128__
#define R123_USE_MULHILO64_ASM 0
#define R123_USE_MULHILO64_C99 1
#endif
#include <Random123/philox.h>

static bool words_equal(const uint64_t a[4], const uint64_t b[4])
{
    return memcmp(a, b, 4 * sizeof *a) == 0;
}

/* The vectors of Random123's file kat_vectors for philox4x64, 10 rounds: the generator is the published one. */
static void test_generator_has_the_published_answers(void)
{
    static const struct {
        uint64_t counter[4];
        uint64_t key[2];
        uint64_t words[4];
    } rows[] = {
        { { 0, 0, 0, 0 },
          { 0, 0 },
          { UINT64_C(0x16554d9eca36314c), UINT64_C(0xdb20fe9d672d0fdc),
            UINT64_C(0xd7e772cee186176b), UINT64_C(0x7e68b68aec7ba23b) } },
        { { UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX },
          { UINT64_MAX, UINT64_MAX },
          { UINT64_C(0x87b092c3013fe90b), UINT64_C(0x438c3c67be8d0224),
            UINT64_C(0x9cc7d7c69cd777b6), UINT64_C(0xa09caebf594f0ba0) } },
        { { UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344),
            UINT64_C(0xa4093822299f31d0), UINT64_C(0x082efa98ec4e6c89) },
          { UINT64_C(0x452821e638d01377), UINT64_C(0xbe5466cf34e90c6c) },
          { UINT64_C(0xa528f45403e61d95), UINT64_C(0x38c72dbd566e9788),
            UINT64_C(0xa5a1610e72fd18b5), UINT64_C(0x57bd43b5e52b7fe6) } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        philox4x64_ctr_t counter;
        philox4x64_key_t key;
        memcpy(counter.v, rows[i].counter, sizeof rows[i].counter);
        memcpy(key.v, rows[i].key, sizeof rows[i].key);
        philox4x64_ctr_t words = philox4x64_R(10, counter, key);
        CU_ASSERT(words_equal(words.v, rows[i].words));
    }
}

static void test_zero_draw_is_the_first_vector(void)
{
    static const uint64_t expected[4] = { UINT64_C(0x16554d9eca36314c), UINT64_C(0xdb20fe9d672d0fdc),
                                          UINT64_C(0xd7e772cee186176b), UINT64_C(0x7e68b68aec7ba23b) };
    const SimRandom random = { 0, 0 };
    uint64_t words[4];
    sim_random_block(&random, (SimStream){ 0 }, (SimDraw){ 0, 0, 0 }, words);
    CU_ASSERT(words_equal(words, expected));
}

static void test_counter_layout(void)
{
    const SimRandom random = { 11, 22 };
    const SimStream stream = sim_stream("think time");
    philox4x64_ctr_t counter = { { UINT64_C(3) << 32 | 4, 5, stream.id, 0 } };
    philox4x64_key_t key = { { 11, 22 } };
    philox4x64_ctr_t expected = philox4x64_R(10, counter, key);
    uint64_t words[4];
    sim_random_block(&random, stream, (SimDraw){ .session = 3, .member = 4, .ordinal = 5 }, words);
    CU_ASSERT(words_equal(words, expected.v));
    double uniform = sim_random_uniform(&random, stream, 3, 4, 5);
    CU_ASSERT_DOUBLE_EQUAL(uniform, sim_uniform_from_bits(words[0]), 0);
}

static void test_every_part_of_the_name_matters(void)
{
    const SimRandom random = { 1, 0 };
    const SimRandom other_seed = { 2, 0 };
    const SimRandom other_replication = { 1, 1 };
    const SimStream stream = sim_stream("a");
    double values[] = {
        sim_random_uniform(&random, stream, 7, 8, 9),
        sim_random_uniform(&other_seed, stream, 7, 8, 9),
        sim_random_uniform(&other_replication, stream, 7, 8, 9),
        sim_random_uniform(&random, sim_stream("b"), 7, 8, 9),
        sim_random_uniform(&random, stream, 8, 7, 9),
        sim_random_uniform(&random, stream, 7, 9, 8),
        sim_random_uniform(&random, stream, 7, 8, 10),
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        for (size_t k = 0; k < i; k++)
            CU_ASSERT(fabs(values[i] - values[k]) > 0);
    CU_ASSERT_DOUBLE_EQUAL(sim_random_uniform(&random, stream, 7, 8, 9), values[0], 0);
}

/* The published FNV-1a vectors: "" is the offset basis, "a" and "foobar" are in the authors' test suite. */
static void test_streams_are_fnv_1a(void)
{
    CU_ASSERT_EQUAL(sim_stream("").id, UINT64_C(0xcbf29ce484222325));
    CU_ASSERT_EQUAL(sim_stream("a").id, UINT64_C(0xaf63dc4c8601ec8c));
    CU_ASSERT_EQUAL(sim_stream("foobar").id, UINT64_C(0x85944171f73967e8));
}

static void test_uniform_never_touches_its_ends(void)
{
    CU_ASSERT_DOUBLE_EQUAL(sim_uniform_from_bits(0), 0x1p-53, 0);
    CU_ASSERT_DOUBLE_EQUAL(sim_uniform_from_bits(UINT64_MAX), 1.0 - 0x1p-53, 0);
    CU_ASSERT(sim_uniform_from_bits(UINT64_MAX) < 1.0);
    CU_ASSERT_DOUBLE_EQUAL(sim_uniform_from_bits(UINT64_C(1) << 63), 0.5 + 0x1p-53, 0);
}

static void test_uniform_is_uniform(void)
{
    enum { CELLS = 100, DRAWS = 200000 };
    const SimRandom random = { 42, 7 };
    const SimStream stream = sim_stream("chi square");
    int cells[CELLS] = { 0 };
    double product = 0;
    double previous = 0.5;
    for (uint32_t i = 0; i < DRAWS; i++) {
        double uniform = sim_random_uniform(&random, stream, i / 1000, i % 1000, i % 3);
        cells[(int)(uniform * CELLS)]++;
        product += (uniform - 0.5) * (previous - 0.5);
        previous = uniform;
    }
    double chi_square = 0;
    for (int i = 0; i < CELLS; i++)
        chi_square += (cells[i] - DRAWS / CELLS) * (double)(cells[i] - DRAWS / CELLS) / (DRAWS / CELLS);
    CU_ASSERT(chi_square > 58 && chi_square < 149);    /* 0.1 % on either side of 99 degrees of freedom */
    CU_ASSERT(fabs(product / DRAWS * 12) < 4 / sqrt(DRAWS));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "generator has the published answers", test_generator_has_the_published_answers },
        { "zero draw is the first vector", test_zero_draw_is_the_first_vector },
        { "counter layout", test_counter_layout },
        { "every part of the name matters", test_every_part_of_the_name_matters },
        { "streams are FNV-1a", test_streams_are_fnv_1a },
        { "uniform never touches its ends", test_uniform_never_touches_its_ends },
        { "uniform is uniform", test_uniform_is_uniform },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "random numbers", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
