/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_STATISTICS_H
#define STUDY_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>

/* Statistics over replications.  Pure functions over arrays; a value that is NAN (a replication without that number) is left out
 * everywhere, and counts in no n.  Levels and shares are 0 .. 1: 0.95 is 95 %. */

/* What @n independent replications say about a mean. */
typedef struct StudyInterval {
    size_t n;               /* values behind it, without those that are NAN                                         */
    double mean;            /* NAN if n is 0                                                                        */
    double sd;              /* standard deviation of the values, n - 1 in the denominator; NAN if n < 2             */
    double skewness;        /* of the values, adjusted for n (Joanes and Gill 1998, G1); NAN if n < 3 or all equal  */
    double level;           /* how often such intervals contain the true mean, if the values are normal             */
    double half_width;      /* Student's t with n - 1 degrees of freedom * sd / sqrt(n); INFINITY if n < 2          */
} StudyInterval;

/* The interval of @level, 0 < @level < 1, of @x[@n]. */
StudyInterval study_interval(const double *x, size_t n, double level);

/* mean -+ half_width: -INFINITY and INFINITY where there is no interval. */
double study_interval_low(const StudyInterval *interval);
double study_interval_high(const StudyInterval *interval);

/* half_width / |mean|; 0 if half_width is 0, and INFINITY if only the mean is, or if there is no interval. */
double study_interval_relative(const StudyInterval *interval);

/* True when so few values are so skewed that the interval covers visibly less than its level: |G1| > 1 and n < 25 G1^2. */
bool study_interval_is_doubtful(const StudyInterval *interval);

/* The two-sided quantile of Student's t: the value that |t| does not exceed with probability @level.  @df > 0. */
double study_student_quantile(double level, double df);

/* The level that each of @k >= 1 intervals needs for all of them together to have @level (Bonferroni): 1 - (1 - @level) / @k. */
double study_bonferroni_level(double level, size_t k);

/* The @q quantile, 0 <= @q <= 1, of @x[@n], interpolated between the two values around (n - 1) q; NAN if there is no value.
 * @x keeps its order. */
double study_quantile(const double *x, size_t n, double q);

/* B compared with A by pairs of replications: @a[i] and @b[i] had the same luck, or at least the same number. */
typedef struct StudyPaired {
    StudyInterval a, b;         /* each alone, of the pairs in which neither is NAN         */
    StudyInterval difference;   /* of b[i] - a[i]                                           */
} StudyPaired;

StudyPaired study_paired(const double *a, const double *b, size_t n, double level);

/* Which way the mean went: -1 lower, 1 higher, both only when the interval of the difference excludes 0; otherwise 0, no difference
 * shown, which is not the same as no difference. */
int study_paired_sign(const StudyPaired *paired);

/* ---- Where the warm-up of a time series ends */

/* MSER-5 (White, Cobb and Spratt 2000): the series is averaged in batches of five; those in front are cut off whose removal makes the
 * standard error of the rest smallest.  NAN must not occur here. */
typedef struct StudyWarmUp {
    bool steady;            /* false: no steady state was found, and nothing may be said about one: the best cut lies in the second
                               half of the series, or there are less than STUDY_WARM_UP_MIN values                             */
    size_t cut;             /* so many values of the series go, a multiple of five; 0 if not steady                            */
    double mean;            /* of the batches that stay; NAN if not steady                                                     */
} StudyWarmUp;

#define STUDY_WARM_UP_MIN 50

StudyWarmUp study_mser5(const double *x, size_t n);

/* Welch's curve, to be looked at: the mean over replications @x[@replications][@n] (row after row; NAN is left out), smoothed by the
 * moving average over 2 @window + 1 neighbours, fewer near both ends (as many on either side).  Writes @out_curve[@n]. */
void study_welch(const double *x, size_t replications, size_t n, size_t window, double *out_curve);

#endif
