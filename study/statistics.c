/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/statistics.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

/* The values of @x[@n] that are numbers, in their order (transfer full). */
static double *numbers_of(const double *x, size_t n, size_t *out_n)
{
    double *numbers = g_new(double, n + 1);
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(x[i]))
            numbers[count++] = x[i];
    *out_n = count;
    return numbers;
}

/* By recurrence, so that the mean of equal values is that value and not a last bit beside it: their interval has the width 0. */
static double mean_of(const double *x, size_t n)
{
    double mean = NAN;

    for (size_t i = 0; i < n; i++)
        mean = i == 0 ? x[0] : mean + (x[i] - mean) / (double)(i + 1);
    return mean;
}

static double power_sum(const double *x, size_t n, double mean, unsigned power)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        double deviation = x[i] - mean;

        sum += power == 2 ? deviation * deviation : deviation * deviation * deviation;
    }
    return sum;
}

/* m3 / m2^(3/2), times what makes it unbiased for normal values. */
static double skewness_of(const double *x, size_t n, double mean)
{
    double k = (double)n, squares = power_sum(x, n, mean, 2);

    if (n < 3 || squares == 0)
        return NAN;
    return sqrt(k * (k - 1)) / (k - 2) * (power_sum(x, n, mean, 3) / k) / pow(squares / k, 1.5);
}

StudyInterval study_interval(const double *x, size_t n, double level)
{
    StudyInterval interval = { .sd = NAN, .level = level, .half_width = INFINITY };
    g_autofree double *numbers = numbers_of(x, n, &interval.n);

    g_assert(level > 0 && level < 1);
    interval.mean = mean_of(numbers, interval.n);
    interval.skewness = skewness_of(numbers, interval.n, interval.mean);
    if (interval.n >= 2) {
        double df = (double)interval.n - 1;

        interval.sd = sqrt(power_sum(numbers, interval.n, interval.mean, 2) / df);
        interval.half_width = study_student_quantile(level, df) * interval.sd / sqrt((double)interval.n);
    }
    return interval;
}

double study_interval_low(const StudyInterval *interval)
{
    return isinf(interval->half_width) ? -INFINITY : interval->mean - interval->half_width;
}

double study_interval_high(const StudyInterval *interval)
{
    return isinf(interval->half_width) ? INFINITY : interval->mean + interval->half_width;
}

double study_interval_relative(const StudyInterval *interval)
{
    if (interval->half_width == 0)
        return 0;
    return isinf(interval->half_width) || interval->mean == 0 ? INFINITY : interval->half_width / fabs(interval->mean);
}

/* 25 G1^2: Cochran, Sampling Techniques, 3rd edition, 2.15.  The skewness of few values is itself uncertain: below 1 it accuses nobody. */
bool study_interval_is_doubtful(const StudyInterval *interval)
{
    double skewness = fabs(interval->skewness);

    return skewness > 1 && (double)interval->n < 25 * skewness * skewness;      /* false for NAN */
}

double study_student_quantile(double level, double df)
{
    g_assert(level > 0 && level < 1 && df > 0);
    return gsl_cdf_tdist_Qinv((1 - level) / 2, df);
}

double study_bonferroni_level(double level, size_t k)
{
    g_assert(k >= 1);
    return 1 - (1 - level) / (double)k;
}

double study_quantile(const double *x, size_t n, double q)
{
    size_t count;
    g_autofree double *numbers = numbers_of(x, n, &count);

    g_assert(q >= 0 && q <= 1);
    if (count == 0)
        return NAN;
    gsl_sort(numbers, 1, count);
    return gsl_stats_quantile_from_sorted_data(numbers, 1, count, q);
}

StudyPaired study_paired(const double *a, const double *b, size_t n, double level)
{
    g_autofree double *pairs = g_new(double, 3 * n + 1);
    double *first = pairs, *second = pairs + n, *difference = pairs + 2 * n;
    size_t count = 0;

    for (size_t i = 0; i < n; i++)
        if (!isnan(a[i]) && !isnan(b[i])) {
            first[count] = a[i];
            second[count] = b[i];
            difference[count++] = b[i] - a[i];
        }
    return (StudyPaired){
        .a = study_interval(first, count, level),
        .b = study_interval(second, count, level),
        .difference = study_interval(difference, count, level),
    };
}

int study_paired_sign(const StudyPaired *paired)
{
    if (study_interval_low(&paired->difference) > 0)
        return 1;
    return study_interval_high(&paired->difference) < 0 ? -1 : 0;
}

/* ---- warm-up */

#define BATCH 5                 /* the 5 of MSER-5 */
#define LAST_BATCHES 5          /* never cut: the standard error of so few says nothing, that of one is always 0 */

StudyWarmUp study_mser5(const double *x, size_t n)
{
    size_t m = n / BATCH, best = 0;
    double mean = 0, squares = 0, best_mean = NAN, best_error = INFINITY;

    if (n < STUDY_WARM_UP_MIN)
        return (StudyWarmUp){ .mean = NAN };
    /* from the end, so that each cut adds one batch to the mean and the sum of squares of those behind it */
    for (size_t cut = m; cut-- > 0;) {
        double batch = mean_of(&x[cut * BATCH], BATCH), before = mean, kept = (double)(m - cut);

        g_assert(!isnan(batch));
        mean += (batch - mean) / kept;
        squares += (batch - before) * (batch - mean);
        if (m - cut >= LAST_BATCHES && squares / (kept * kept) <= best_error) {
            best_error = squares / (kept * kept);
            best_mean = mean;
            best = cut;
        }
    }
    if (2 * best > m)
        return (StudyWarmUp){ .mean = NAN };
    return (StudyWarmUp){ .steady = true, .cut = best * BATCH, .mean = best_mean };
}

/* The mean of what is a number. */
static double mean_of_numbers(const double *x, size_t n)
{
    size_t count;
    g_autofree double *numbers = numbers_of(x, n, &count);

    return mean_of(numbers, count);
}

void study_welch(const double *x, size_t replications, size_t n, size_t window, double *out_curve)
{
    g_autofree double *column = g_new(double, replications + 1), *means = g_new(double, n + 1);

    for (size_t i = 0; i < n; i++) {
        for (size_t r = 0; r < replications; r++)
            column[r] = x[r * n + i];
        means[i] = mean_of_numbers(column, replications);
    }
    for (size_t i = 0; i < n; i++) {
        size_t side = MIN(window, MIN(i, n - 1 - i));

        out_curve[i] = mean_of_numbers(&means[i - side], 2 * side + 1);
    }
}
