/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/elementary.h"
#include "sim/time.h"
#include "tests/cunit_run.h"

#include <float.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define ROUNDS 200000

/* A cheap sequence of uniform numbers in (0, 1): splitmix64. */
static double next_uniform(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return ((double)((z ^ (z >> 31)) >> 12) + 0.5) * 0x1p-52;
}

static double next_between(uint64_t *state, double low, double high)
{
    return low + (high - low) * next_uniform(state);
}

static double relative_error(double value, double reference)
{
    double size = fabs(reference);
    return size > 0 ? fabs(value - reference) / size : fabs(value);
}

static void test_log_over_all_magnitudes(void)
{
    uint64_t state = 1;
    double worst = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double x = ldexp(next_between(&state, 1, 2), (int)next_between(&state, -1060, 1023));
        worst = fmax(worst, relative_error(sim_log(x), log(x)));
        double near_one = 1.0 + next_between(&state, -1, 1) * exp(next_between(&state, -36, -1));
        worst = fmax(worst, relative_error(sim_log(near_one), log(near_one)));
    }
    CU_ASSERT(worst < 5e-16);
    CU_ASSERT(sim_log(1.0) >= 0.0 && sim_log(1.0) <= 0.0);
    CU_ASSERT(sim_log(0.0) < -DBL_MAX);
    CU_ASSERT(sim_log(INFINITY) > DBL_MAX);
}

static void test_log1p(void)
{
    uint64_t state = 2;
    double worst = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double tiny = (i & 1 ? 1 : -1) * exp(next_between(&state, -700, -0.01));
        worst = fmax(worst, relative_error(sim_log1p(tiny), log1p(tiny)));
        double large = exp(next_between(&state, -2, 700));
        worst = fmax(worst, relative_error(sim_log1p(large), log1p(large)));
    }
    CU_ASSERT(worst < 6e-16);
    CU_ASSERT(sim_log1p(-1.0) < -DBL_MAX);
    CU_ASSERT_DOUBLE_EQUAL(sim_log1p(-1.0 + 0x1p-53), log1p(-1.0 + 0x1p-53), 1e-14);
}

static void test_exp_over_its_range(void)
{
    uint64_t state = 3;
    double worst = 0;
    double worst_subnormal = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double x = next_between(&state, -708, 709.7);
        worst = fmax(worst, relative_error(sim_exp(x), exp(x)));
        double small = next_between(&state, -1, 1);
        worst = fmax(worst, relative_error(sim_exp(small), exp(small)));
        double below = next_between(&state, -745.2, -708);
        worst_subnormal = fmax(worst_subnormal, fabs(sim_exp(below) - exp(below)));
    }
    CU_ASSERT(worst < 5e-16);
    CU_ASSERT(worst_subnormal <= 0x1p-1074);
    CU_ASSERT(sim_exp(709.8) > DBL_MAX);
    CU_ASSERT(sim_exp(-746.0) <= 0 && sim_exp(-INFINITY) <= 0);
    CU_ASSERT(sim_exp(0.0) >= 1.0 && sim_exp(0.0) <= 1.0);
}

static void test_expm1(void)
{
    uint64_t state = 4;
    double worst = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double x = (i & 1 ? 1 : -1) * exp(next_between(&state, -300, 6));
        worst = fmax(worst, relative_error(sim_expm1(x), expm1(x)));
    }
    CU_ASSERT(worst < 1e-15);
}

static void test_pow(void)
{
    uint64_t state = 5;
    double worst = 0;
    for (int i = 0; i < ROUNDS; i++) {
        double x = exp(next_between(&state, -20, 20));
        double y = next_between(&state, -10, 10);
        double allowed = 1.0 + fabs(y * log(x));
        worst = fmax(worst, relative_error(sim_pow(x, y), pow(x, y)) / allowed);
    }
    CU_ASSERT(worst < 1e-15);
    CU_ASSERT(sim_pow(0.0, 2.0) <= 0 && sim_pow(0.0, -1.0) > DBL_MAX && sim_pow(0.0, 0.0) >= 1.0);
}

/* The bits themselves, so that a machine, compiler or flag that rounds otherwise is found out. */
static void test_results_are_these_bits(void)
{
    uint64_t state = 6;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (int i = 0; i < 10000; i++) {
        double x = exp2(floor(next_between(&state, -30, 30))) * next_uniform(&state);
        double results[] = { sim_log(x), sim_log1p(x), sim_exp(-x), sim_expm1(-x), sim_pow(x, 1.5),
                             sim_log_gamma(x), sim_normal_quantile(x / (1.0 + x)) };
        for (size_t k = 0; k < G_N_ELEMENTS(results); k++) {
            uint64_t bits;
            memcpy(&bits, &results[k], sizeof bits);
            hash = (hash ^ bits) * UINT64_C(0x100000001b3);
        }
    }
    CU_ASSERT_EQUAL(hash, UINT64_C(0x13c5483db0c22098));
    if (hash != UINT64_C(0x13c5483db0c22098))
        printf("[hash 0x%016" G_GINT64_MODIFIER "x] ", hash);
}

static void test_log_gamma(void)
{
    uint64_t state = 7;
    double worst = 0;
    for (int i = 0; i < ROUNDS / 10; i++) {
        double x = exp(next_between(&state, -7, 14));
        worst = fmax(worst, fabs(sim_log_gamma(x) - lgamma(x)) / (1.0 + fabs(lgamma(x))));
    }
    CU_ASSERT(worst < 1e-14);
}

/* Computed with 40 digits. */
static void test_incomplete_gamma(void)
{
    static const struct {
        double shape, x, lower, upper;
    } values[] = {
        { 0.0625, 0.001, 0.67110047451119377, 0.32889952548880623 },
        { 0.5, 3, 0.98569412156457036, 0.01430587843542964 },
        { 2.5, 0.25, 0.0078767067673704078, 0.99212329323262959 },
        { 10, 20, 0.99500458769169241, 0.0049954123083075872 },
        { 1000, 900, 0.00054990226571178292, 0.99945009773428822 },
        { 8000, 8100, 0.86803107926762271, 0.13196892073237729 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        double shape = values[i].shape;
        CU_ASSERT(relative_error(sim_gamma_lower(shape, values[i].x), values[i].lower) < 1e-13);
        CU_ASSERT(relative_error(sim_gamma_upper(shape, values[i].x), values[i].upper) < 1e-13);
    }
    CU_ASSERT(sim_gamma_lower(2, 0) <= 0 && sim_gamma_upper(2, 0) >= 1);
}

/* GSL is the less accurate of the two (1e-10 here and there), but has values everywhere. */
static void test_incomplete_gamma_widely(void)
{
    uint64_t state = 8;
    double worst = 0;
    for (int i = 0; i < 5000; i++) {
        double shape = exp(next_between(&state, -4.6, 9));
        double x = shape * exp(next_between(&state, -4, 4) / sqrt(shape + 0.1));
        double lower = gsl_sf_gamma_inc_P(shape, x);
        double upper = gsl_sf_gamma_inc_Q(shape, x);
        if (lower > 1e-200 && upper > 1e-200) {
            worst = fmax(worst, relative_error(sim_gamma_lower(shape, x), lower));
            worst = fmax(worst, relative_error(sim_gamma_upper(shape, x), upper));
        }
    }
    CU_ASSERT(worst < 1e-9);
}

static void test_normal(void)
{
    uint64_t state = 9;
    double worst = 0;
    double worst_cdf = 0;
    for (int i = 0; i < ROUNDS / 4; i++) {
        double p = i & 1 ? next_uniform(&state) : exp(next_between(&state, -600, -1));
        worst = fmax(worst, fabs(sim_normal_quantile(p) - gsl_cdf_ugaussian_Pinv(p))
                            / (0.1 + fabs(gsl_cdf_ugaussian_Pinv(p))));
    }
    for (double x = -35; x < 9; x += 0.01)
        worst_cdf = fmax(worst_cdf, relative_error(sim_normal_cdf(x), gsl_cdf_ugaussian_P(x)));
    CU_ASSERT(worst < 1e-14);
    CU_ASSERT(worst_cdf < 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(sim_normal_quantile(0.975), 1.9599639845400545, 1e-14);
    CU_ASSERT(sim_normal_quantile(0x1p-53) > -8.25);
}

static void test_time_from_seconds(void)
{
    CU_ASSERT_EQUAL(sim_time_from_seconds(0.1), 100 * SIM_MS);
    CU_ASSERT_EQUAL(sim_time_from_seconds(1.0000000005), 1000000001);
    CU_ASSERT_EQUAL(sim_time_from_seconds(-0.25e-8), -3);
    CU_ASSERT_EQUAL(sim_time_from_seconds(0.25e-8), 3);
    CU_ASSERT_EQUAL(sim_time_from_seconds(86400.000000001), 24 * SIM_HOUR + 1);
    CU_ASSERT_EQUAL(sim_time_from_seconds(INFINITY), SIM_TIME_MAX);
    CU_ASSERT_EQUAL(sim_time_from_seconds(1e10), SIM_TIME_MAX);
    CU_ASSERT_EQUAL(sim_time_from_seconds(-1e10), SIM_TIME_MIN);
    CU_ASSERT_DOUBLE_EQUAL(sim_time_to_seconds(1500 * SIM_MS), 1.5, 1e-15);
}

static void test_time_in_text(void)
{
    static const struct {
        SimTime time;
        const char *text;
    } rows[] = {
        { 0, "0.000000000" },
        { 1, "0.000000001" },
        { -1, "-0.000000001" },
        { 999999999, "0.999999999" },
        { 1000000000, "1.000000000" },
        { 12034567890, "12.034567890" },
        { SIM_TIME_MAX, "9223372036.854775807" },
        { SIM_TIME_MIN, "-9223372036.854775808" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        char text[SIM_TIME_TEXT_SIZE];
        CU_ASSERT_STRING_EQUAL(sim_time_format_seconds(rows[i].time, text), rows[i].text);
    }
}

int main(void)
{
    static CU_TestInfo elementary[] = {
        { "log over all magnitudes", test_log_over_all_magnitudes },
        { "log1p", test_log1p },
        { "exp over its range", test_exp_over_its_range },
        { "expm1", test_expm1 },
        { "pow", test_pow },
        { "results are these bits", test_results_are_these_bits },
        { "log gamma", test_log_gamma },
        { "incomplete gamma", test_incomplete_gamma },
        { "incomplete gamma widely", test_incomplete_gamma_widely },
        { "normal", test_normal },
        CU_TEST_INFO_NULL,
    };
    static CU_TestInfo time[] = {
        { "from seconds", test_time_from_seconds },
        { "in text", test_time_in_text },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        { .pName = "elementary functions", .pTests = elementary },
        { .pName = "time", .pTests = time },
        CU_SUITE_INFO_NULL,
    };
    return cunit_run(suites);
}
