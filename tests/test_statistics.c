/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/statistics.h"

#include <glib.h>
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "sim/random.h"
#include "tests/cunit_run.h"

static bool near(double value, double expected, double tolerance)
{
    return fabs(value - expected) <= tolerance;
}

/* The two-sided critical values that every table prints with three decimals. */
static void test_student_is_that_of_the_tables(void)
{
    static const struct { double df, level90, level95, level99; } rows[] = {
        { 1, 6.314, 12.706, 63.657 }, { 2, 2.920, 4.303, 9.925 }, { 3, 2.353, 3.182, 5.841 }, { 4, 2.132, 2.776, 4.604 },
        { 5, 2.015, 2.571, 4.032 }, { 9, 1.833, 2.262, 3.250 }, { 10, 1.812, 2.228, 3.169 }, { 19, 1.729, 2.093, 2.861 },
        { 29, 1.699, 2.045, 2.756 }, { 30, 1.697, 2.042, 2.750 }, { 60, 1.671, 2.000, 2.660 }, { 120, 1.658, 1.980, 2.617 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        CU_ASSERT_TRUE(near(study_student_quantile(0.90, rows[i].df), rows[i].level90, 0.0005001));
        CU_ASSERT_TRUE(near(study_student_quantile(0.95, rows[i].df), rows[i].level95, 0.0005001));
        CU_ASSERT_TRUE(near(study_student_quantile(0.99, rows[i].df), rows[i].level99, 0.0005001));
    }
    CU_ASSERT_TRUE(near(study_student_quantile(0.95, 1e7), 1.959964, 1e-6));
}

/* Also where no table goes: what Bonferroni makes of hundreds of metrics. */
static void test_student_inverts_its_distribution(void)
{
    for (double df = 1; df < 20000; df = ceil(df * 1.3))
        for (double tail = 0.25; tail > 1e-9; tail /= 7) {
            double t = study_student_quantile(1 - 2 * tail, df);

            CU_ASSERT_TRUE(near(gsl_cdf_tdist_Q(t, df) / tail, 1, 1e-6));
        }
}

/* 1 2 3 4 by hand: mean 5/2, s^2 = 5/3, t(3) = 3.182446. */
static void test_interval_of_few_values(void)
{
    static const double x[] = { 4, 1, NAN, 3, 2 };
    StudyInterval interval = study_interval(x, 5, 0.95);

    CU_ASSERT_EQUAL(interval.n, 4);
    CU_ASSERT_EQUAL(interval.mean, 2.5);
    CU_ASSERT_TRUE(near(interval.sd, 1.2909944487, 1e-9));
    CU_ASSERT_TRUE(near(interval.half_width, 3.1824463053 * 1.2909944487 / 2, 1e-8));
    CU_ASSERT_TRUE(near(study_interval_low(&interval), 0.44574, 1e-5));
    CU_ASSERT_TRUE(near(study_interval_high(&interval), 4.55426, 1e-5));
    CU_ASSERT_TRUE(near(study_interval_relative(&interval), 0.821704, 1e-6));
    CU_ASSERT_TRUE(near(interval.skewness, 0, 1e-12));
    CU_ASSERT_EQUAL(interval.level, 0.95);
}

/* For 1 2 3 10: m2 = 12.5, m3 = 45; so g1 = 1.018234, and times sqrt(12) / 2. */
static void test_skewness(void)
{
    static const double right[] = { 1, 2, 3, 10 }, left[] = { -1, -2, -3, -10 };
    StudyInterval skewed = study_interval(right, 4, 0.95), mirrored = study_interval(left, 4, 0.95);

    CU_ASSERT_TRUE(near(skewed.skewness, 45 / pow(12.5, 1.5) * sqrt(12) / 2, 1e-12));
    CU_ASSERT_TRUE(near(mirrored.skewness, -skewed.skewness, 1e-12));
    CU_ASSERT_TRUE(study_interval_is_doubtful(&skewed) && study_interval_is_doubtful(&mirrored));
    skewed.skewness = -2;
    skewed.n = 99;
    CU_ASSERT_TRUE(study_interval_is_doubtful(&skewed));
    skewed.n = 100;
    CU_ASSERT_FALSE(study_interval_is_doubtful(&skewed));
    skewed.n = 3;
    skewed.skewness = 1;
    CU_ASSERT_FALSE(study_interval_is_doubtful(&skewed));
}

static void test_too_few_values_give_no_interval(void)
{
    static const double x[] = { NAN, 7, NAN };
    StudyInterval one = study_interval(x, 3, 0.95), none = study_interval(x, 1, 0.95), two = study_interval((double[]){ 3, 5 }, 2, 0.9);

    CU_ASSERT_TRUE(one.n == 1 && one.mean == 7 && isnan(one.sd) && isinf(one.half_width) && isnan(one.skewness));
    CU_ASSERT_TRUE(study_interval_low(&one) == -INFINITY && study_interval_high(&one) == INFINITY);
    CU_ASSERT_TRUE(study_interval_relative(&one) == INFINITY);
    CU_ASSERT_FALSE(study_interval_is_doubtful(&one));
    CU_ASSERT_TRUE(none.n == 0 && isnan(none.mean) && isinf(none.half_width));
    CU_ASSERT_TRUE(study_interval_low(&none) == -INFINITY && study_interval_relative(&none) == INFINITY);
    CU_ASSERT_TRUE(two.mean == 4 && near(two.half_width, 6.313752, 1e-5) && isnan(two.skewness));
}

/* 0.1 added up and divided is not 0.1: what never varies must have no width. */
static void test_equal_values_have_the_width_0(void)
{
    double x[100];

    for (size_t i = 0; i < G_N_ELEMENTS(x); i++)
        x[i] = 0.1;
    for (size_t n = 2; n <= G_N_ELEMENTS(x); n++) {
        StudyInterval interval = study_interval(x, n, 0.95);

        CU_ASSERT_TRUE(interval.mean == 0.1 && interval.half_width == 0 && study_interval_relative(&interval) == 0);
    }
    memset(x, 0, sizeof x);
    CU_ASSERT_EQUAL(study_interval_relative(&(StudyInterval){ .mean = 0, .half_width = 0 }), 0);
    CU_ASSERT_TRUE(study_interval_relative(&(StudyInterval){ .mean = 0, .half_width = 1 }) == INFINITY);
    CU_ASSERT_EQUAL(study_interval_relative(&(StudyInterval){ .mean = -4, .half_width = 1 }), 0.25);
}

static void test_bonferroni(void)
{
    CU_ASSERT_EQUAL(study_bonferroni_level(0.95, 1), 0.95);
    CU_ASSERT_TRUE(near(study_bonferroni_level(0.95, 5), 0.99, 1e-15));
    CU_ASSERT_TRUE(near(study_bonferroni_level(0.9, 100), 0.999, 1e-15));
}

static void test_quantiles_of_values(void)
{
    static const double x[] = { 9, NAN, 1, 5, 3, 7 };

    CU_ASSERT_EQUAL(study_quantile(x, 6, 0), 1);
    CU_ASSERT_EQUAL(study_quantile(x, 6, 1), 9);
    CU_ASSERT_EQUAL(study_quantile(x, 6, 0.5), 5);
    CU_ASSERT_TRUE(near(study_quantile(x, 6, 0.9), 8.2, 1e-12));
    CU_ASSERT_TRUE(x[0] == 9 && x[5] == 7);
    CU_ASSERT_EQUAL(study_quantile(&x[2], 1, 0.3), 1);
    CU_ASSERT_TRUE(isnan(study_quantile(&x[1], 1, 0.5)) && isnan(study_quantile(x, 0, 0.5)));
}

/* The luck of a pair is in both: alone the two cannot be told apart, their difference is exact. */
static void test_pairs_show_what_each_alone_hides(void)
{
    static const double a[] = { 10, 50, NAN, 30, 90 }, b[] = { 11, 52, 7, 31, 92 };
    StudyPaired paired = study_paired(a, b, 5, 0.95), reverse = study_paired(b, a, 5, 0.95), same = study_paired(a, a, 5, 0.95);

    CU_ASSERT_TRUE(paired.a.n == 4 && paired.b.n == 4 && paired.difference.n == 4);
    CU_ASSERT_TRUE(paired.a.mean == 45 && paired.b.mean == 46.5 && paired.difference.mean == 1.5);
    CU_ASSERT_TRUE(near(paired.difference.half_width, 3.1824463053 * sqrt(1. / 3) / 2, 1e-9));
    CU_ASSERT_TRUE(study_interval_high(&paired.a) > study_interval_low(&paired.b));
    CU_ASSERT_EQUAL(study_paired_sign(&paired), 1);
    CU_ASSERT_EQUAL(study_paired_sign(&reverse), -1);
    CU_ASSERT_EQUAL(study_paired_sign(&same), 0);
    paired = study_paired(a, b, 1, 0.95);
    CU_ASSERT_EQUAL(study_paired_sign(&paired), 0);
    paired = study_paired(a, b, 0, 0.95);
    CU_ASSERT_TRUE(study_paired_sign(&paired) == 0 && paired.difference.n == 0);
}

static const SimRandom luck = { .seed = 7 };

/* Noise around 1, with a start that decays from 1 + @start: @tau values later it is 1/e. */
static void make_series(double *x, size_t n, double start, double tau)
{
    SimStream noise = sim_stream("noise");

    for (size_t i = 0; i < n; i++)
        x[i] = 1 + start * exp(-(double)i / tau) + 0.2 * (sim_random_uniform(&luck, noise, 0, 0, (uint32_t)i) - 0.5);
}

static void test_warm_up_is_found(void)
{
    double x[1000];
    StudyWarmUp short_one, long_one, none;

    make_series(x, 1000, 5, 10);
    short_one = study_mser5(x, 1000);
    make_series(x, 1000, 5, 40);
    long_one = study_mser5(x, 1000);
    make_series(x, 1000, 0, 1);
    none = study_mser5(x, 1000);
    CU_ASSERT_TRUE(short_one.steady && short_one.cut >= 25 && short_one.cut <= 70 && short_one.cut % 5 == 0);
    CU_ASSERT_TRUE(long_one.steady && long_one.cut >= 100 && long_one.cut <= 280);
    CU_ASSERT_TRUE(near(short_one.mean, 1, 0.01) && near(long_one.mean, 1, 0.01) && near(none.mean, 1, 0.01));
    CU_ASSERT_TRUE(none.steady && none.cut < 500);
}

/* The definition, without the recurrence. */
static void test_mser5_is_the_smallest_standard_error(void)
{
    double x[203], best = INFINITY;
    size_t best_cut = 0;
    StudyWarmUp warm_up;

    make_series(x, 203, 2, 15);
    warm_up = study_mser5(x, 203);
    for (size_t cut = 0; cut <= 35; cut++) {
        double batches[40], mean = 0, squares = 0;

        for (size_t i = cut; i < 40; i++) {
            batches[i] = (x[5 * i] + x[5 * i + 1] + x[5 * i + 2] + x[5 * i + 3] + x[5 * i + 4]) / 5;
            mean += batches[i] / (double)(40 - cut);
        }
        for (size_t i = cut; i < 40; i++)
            squares += (batches[i] - mean) * (batches[i] - mean);
        if (squares / pow((double)(40 - cut), 2) < best) {
            best = squares / pow((double)(40 - cut), 2);
            best_cut = cut * 5;
            if (cut * 5 == warm_up.cut)
                CU_ASSERT_TRUE(near(warm_up.mean, mean, 1e-12));
        }
    }
    CU_ASSERT_EQUAL(warm_up.cut, best_cut);
    CU_ASSERT_TRUE(best_cut > 0);
}

static void test_no_steady_state_is_refused(void)
{
    double x[1000];
    StudyWarmUp warm_up;

    for (size_t i = 0; i < 1000; i++)
        x[i] = (double)i;
    warm_up = study_mser5(x, 1000);
    CU_ASSERT_TRUE(!warm_up.steady && isnan(warm_up.mean) && warm_up.cut == 0);
    make_series(x, 1000, 5, 800);                       /* still decaying at the end */
    CU_ASSERT_FALSE(study_mser5(x, 1000).steady);
    for (size_t i = 0; i < 1000; i++)
        x[i] = i < 600 ? 10 : 0;                        /* all is over after 600 */
    CU_ASSERT_FALSE(study_mser5(x, 1000).steady);
    for (size_t i = 0; i < 1000; i++)
        x[i] = 3;
    warm_up = study_mser5(x, 1000);
    CU_ASSERT_TRUE(warm_up.steady && warm_up.cut == 0 && warm_up.mean == 3);
    CU_ASSERT_FALSE(study_mser5(x, STUDY_WARM_UP_MIN - 1).steady);
    CU_ASSERT_TRUE(study_mser5(x, STUDY_WARM_UP_MIN).steady);
}

static void test_welch_averages_over_replications_and_neighbours(void)
{
    static const double x[] = { 0, 3, 6, 9, 30,  2, 5, NAN, 11, 32 };
    double curve[5];

    study_welch(x, 2, 5, 0, curve);
    CU_ASSERT_TRUE(curve[0] == 1 && curve[1] == 4 && curve[2] == 6 && curve[3] == 10 && curve[4] == 31);
    study_welch(x, 2, 5, 1, curve);
    CU_ASSERT_TRUE(curve[0] == 1 && near(curve[1], 11. / 3, 1e-12) && near(curve[2], 20. / 3, 1e-12));
    CU_ASSERT_TRUE(near(curve[3], 47. / 3, 1e-12) && curve[4] == 31);
    study_welch(x, 2, 5, 100, curve);
    CU_ASSERT_TRUE(near(curve[2], 52. / 5, 1e-12) && curve[0] == 1 && curve[4] == 31);
    study_welch(x, 2, 0, 1, curve);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "Student's t is that of the tables", test_student_is_that_of_the_tables },
        { "Student's t inverts its distribution", test_student_inverts_its_distribution },
        { "interval of few values", test_interval_of_few_values },
        { "skewness", test_skewness },
        { "too few values give no interval", test_too_few_values_give_no_interval },
        { "equal values have the width 0", test_equal_values_have_the_width_0 },
        { "Bonferroni", test_bonferroni },
        { "quantiles of values", test_quantiles_of_values },
        { "pairs show what each alone hides", test_pairs_show_what_each_alone_hides },
        { "warm-up is found", test_warm_up_is_found },
        { "MSER-5 is the smallest standard error", test_mser5_is_the_smallest_standard_error },
        { "no steady state is refused", test_no_steady_state_is_refused },
        { "Welch averages over replications and neighbours", test_welch_averages_over_replications_and_neighbours },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "statistics", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
