/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/histogram.h"
#include "tests/cunit_run.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

#define VALUES 20000

static uint64_t next_word(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

/* Values of all magnitudes up to 2^@bits. */
static int64_t next_value(uint64_t *state, int bits)
{
    uint64_t word = next_word(state);
    return (int64_t)((word >> 1) >> (63 - bits + (int)(next_word(state) % (uint64_t)bits)));
}

static int compare_values(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a;
    int64_t y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void test_empty(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    SimHistogramBucket bucket;
    size_t at = 0;
    CU_ASSERT_EQUAL(sim_histogram_count(histogram), 0);
    CU_ASSERT_EQUAL(sim_histogram_min(histogram), 0);
    CU_ASSERT_EQUAL(sim_histogram_max(histogram), 0);
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0.5), 0);
    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_mean(histogram), 0, 0);
    CU_ASSERT_FALSE(sim_histogram_next(histogram, &at, &bucket));
    CU_ASSERT(sim_histogram_bytes(histogram) < 1024);
}

static void test_small_values_are_exact(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    for (int64_t value = 1; value <= 1000; value++)
        sim_histogram_record(histogram, value);
    for (int percent = 1; percent <= 100; percent++)
        CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, percent / 100.0), 10 * percent);
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0), 1);
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0.0701), 71);
    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_mean(histogram), 500.5, 1e-12);
}

/* 0.07 * 100 and its like are a little more than a whole number in binary, and yet mean the seventh of a hundred. */
static void test_whole_percents_of_a_hundred(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    for (int64_t value = 1; value <= 100; value++)
        sim_histogram_record(histogram, value);
    for (int percent = 1; percent <= 100; percent++)
        CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, percent / 100.0), percent);
}

/* Every bucket: values at both edges of every power of two, and the neighbours of the edges. */
static void test_buckets_tile_the_numbers(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    for (int bit = 0; bit < 63; bit++)
        for (int64_t offset = -1; offset <= 1; offset++)
            sim_histogram_record(histogram, (INT64_C(1) << bit) + offset);
    sim_histogram_record(histogram, INT64_MAX);
    SimHistogramBucket bucket;
    int64_t previous = -1;
    uint64_t count = 0;
    for (size_t at = 0; sim_histogram_next(histogram, &at, &bucket);) {
        CU_ASSERT(bucket.lower > previous && bucket.upper >= bucket.lower && bucket.count > 0);
        CU_ASSERT(bucket.upper - bucket.lower <= bucket.lower / 1024);
        previous = bucket.upper;
        count += bucket.count;
    }
    CU_ASSERT_EQUAL(previous, INT64_MAX);
    CU_ASSERT_EQUAL(count, 63 * 3 + 1);
    CU_ASSERT_EQUAL(sim_histogram_min(histogram), 0);
    CU_ASSERT_EQUAL(sim_histogram_max(histogram), INT64_MAX);
}

static void test_a_value_lies_in_its_bucket(void)
{
    uint64_t state = 1;
    for (int i = 0; i < 3000; i++) {
        g_autoptr(SimHistogram) histogram = sim_histogram_new();
        int64_t value = next_value(&state, 63);
        sim_histogram_record(histogram, value);
        SimHistogramBucket bucket = { 0, 0, 0 };
        size_t at = 0;
        CU_ASSERT(sim_histogram_next(histogram, &at, &bucket));
        CU_ASSERT(bucket.lower <= value && value <= bucket.upper && bucket.count == 1);
        CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0.5), value);
    }
}

static void test_quantiles_against_sorted_data(void)
{
    static const double quantiles[] = { 0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999, 1 };
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    g_autofree int64_t *values = g_new(int64_t, VALUES);
    g_autofree double *exact = g_new(double, VALUES);
    uint64_t state = 2;
    for (int i = 0; i < VALUES; i++) {
        values[i] = 1000000 + next_value(&state, 33);
        exact[i] = (double)values[i];
        sim_histogram_record(histogram, values[i]);
    }
    qsort(values, VALUES, sizeof *values, compare_values);
    gsl_sort(exact, 1, VALUES);
    for (size_t i = 0; i < G_N_ELEMENTS(quantiles); i++) {
        int64_t rank = (int64_t)ceil(quantiles[i] * VALUES);
        int64_t expected = values[MAX(rank, 1) - 1];
        int64_t found = sim_histogram_quantile(histogram, quantiles[i]);
        CU_ASSERT(found >= expected && (double)found <= (double)expected * 1.001);
        double interpolated = gsl_stats_quantile_from_sorted_data(exact, 1, VALUES, quantiles[i]);
        CU_ASSERT_DOUBLE_EQUAL((double)found, interpolated, interpolated * 0.003);
    }
    int64_t together[G_N_ELEMENTS(quantiles)];
    sim_histogram_quantiles(histogram, quantiles, G_N_ELEMENTS(quantiles), together);
    for (size_t i = 0; i < G_N_ELEMENTS(quantiles); i++)
        CU_ASSERT_EQUAL(together[i], sim_histogram_quantile(histogram, quantiles[i]));
    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_mean(histogram), gsl_stats_mean(exact, 1, VALUES), 1);
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 0), values[0]);
    CU_ASSERT_EQUAL(sim_histogram_quantile(histogram, 1), values[VALUES - 1]);
}

static bool histograms_equal(const SimHistogram *a, const SimHistogram *b)
{
    SimHistogramBucket left;
    SimHistogramBucket right;
    size_t left_at = 0;
    size_t right_at = 0;
    while (sim_histogram_next(a, &left_at, &left))
        if (!sim_histogram_next(b, &right_at, &right) || left.lower != right.lower || left.count != right.count)
            return false;
    return !sim_histogram_next(b, &right_at, &right) && sim_histogram_count(a) == sim_histogram_count(b)
           && sim_histogram_min(a) == sim_histogram_min(b) && sim_histogram_max(a) == sim_histogram_max(b)
           && fabs(sim_histogram_mean(a) - sim_histogram_mean(b)) <= 0;
}

static void test_merge_is_as_if_recorded_together(void)
{
    g_autoptr(SimHistogram) whole = sim_histogram_new();
    g_autoptr(SimHistogram) sum = sim_histogram_new();
    g_autoptr(SimHistogram) empty = sim_histogram_new();
    uint64_t state = 3;
    for (int part = 0; part < 5; part++) {
        g_autoptr(SimHistogram) piece = sim_histogram_new();
        for (int i = 0; i < 1000; i++) {
            int64_t value = next_value(&state, 20 + 10 * part);
            sim_histogram_record(piece, value);
            sim_histogram_record(whole, value);
        }
        sim_histogram_merge(sum, piece);
        sim_histogram_merge(sum, empty);
    }
    CU_ASSERT(histograms_equal(sum, whole));
    sim_histogram_merge(empty, sum);
    CU_ASSERT(histograms_equal(empty, whole));
}

static void test_record_n_is_n_records(void)
{
    g_autoptr(SimHistogram) single = sim_histogram_new();
    g_autoptr(SimHistogram) bulk = sim_histogram_new();
    uint64_t state = 4;
    for (int i = 0; i < 200; i++) {
        int64_t value = next_value(&state, 63);
        uint64_t n = next_word(&state) % 50;
        for (uint64_t k = 0; k < n; k++)
            sim_histogram_record(single, value);
        sim_histogram_record_n(bulk, value, n);
    }
    CU_ASSERT(histograms_equal(single, bulk));
}

static void test_the_sum_does_not_overflow(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    sim_histogram_record_n(histogram, INT64_MAX, UINT64_C(1) << 60);
    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_mean(histogram), 0x1p63, 0x1p12);
    sim_histogram_record_n(histogram, 0x123456789abcdef, UINT64_C(0xfedcba987654321));
    double expected = 0x1p63 * (0x1p60 / (0x1p60 + (double)UINT64_C(0xfedcba987654321)))
                      + (double)INT64_C(0x123456789abcdef)
                            * ((double)UINT64_C(0xfedcba987654321) / (0x1p60 + (double)UINT64_C(0xfedcba987654321)));
    CU_ASSERT_DOUBLE_EQUAL(sim_histogram_mean(histogram), expected, 1e-14 * expected);
}

static void test_memory_follows_the_octaves_in_use(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    size_t empty = sim_histogram_bytes(histogram);
    for (int i = 0; i < 1000; i++)
        sim_histogram_record(histogram, 5000000 + i);
    CU_ASSERT_EQUAL(sim_histogram_bytes(histogram), empty + 8192);
    sim_histogram_record(histogram, 1);
    CU_ASSERT_EQUAL(sim_histogram_bytes(histogram), empty + 2 * 8192);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "empty", test_empty },
        { "small values are exact", test_small_values_are_exact },
        { "whole percents of a hundred", test_whole_percents_of_a_hundred },
        { "buckets tile the numbers", test_buckets_tile_the_numbers },
        { "a value lies in its bucket", test_a_value_lies_in_its_bucket },
        { "quantiles against sorted data", test_quantiles_against_sorted_data },
        { "merge is as if recorded together", test_merge_is_as_if_recorded_together },
        { "record_n is n records", test_record_n_is_n_records },
        { "the sum does not overflow", test_the_sum_does_not_overflow },
        { "memory follows the octaves in use", test_memory_follows_the_octaves_in_use },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "histogram", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
