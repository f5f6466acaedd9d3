/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_HISTOGRAM_H
#define SIM_HISTOGRAM_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A histogram of whole numbers 0 .. INT64_MAX, usually ns, that costs a few ns per value and can be merged without
 * loss. Values below 1024 have a bucket each; every power of two above is divided into 1024 buckets of equal width,
 * so a bucket is never wider than 0.1 % of its values.  The buckets of a power of two (8 KB) are allocated when its
 * first value comes. Count, sum (128 bits), smallest and largest value are exact. */
typedef struct SimHistogram SimHistogram;

/* One bucket that is not empty: @count values in @lower .. @upper, both inclusive. */
typedef struct SimHistogramBucket {
    int64_t lower;
    int64_t upper;
    uint64_t count;
} SimHistogramBucket;

/* Returns an empty histogram (transfer full). */
SimHistogram *sim_histogram_new(void);

void sim_histogram_free(SimHistogram *histogram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimHistogram, sim_histogram_free)

/* Counts @value (>= 0) once. */
void sim_histogram_record(SimHistogram *histogram, int64_t value);

/* Counts @value (>= 0) @n times. */
void sim_histogram_record_n(SimHistogram *histogram, int64_t value, uint64_t n);

/* Adds everything that @other has counted to @histogram: the result is that of one histogram that had seen the
 * values of both. */
void sim_histogram_merge(SimHistogram *histogram, const SimHistogram *other);

/* Returns the number of values. */
uint64_t sim_histogram_count(const SimHistogram *histogram);

/* Return the smallest and the largest value, exactly; 0 if there is none. */
int64_t sim_histogram_min(const SimHistogram *histogram);
int64_t sim_histogram_max(const SimHistogram *histogram);

/* Returns the mean of the values (not of the buckets), correct to the last bits of a double; 0 if there is none. */
double sim_histogram_mean(const SimHistogram *histogram);

/* Returns the @q-quantile (0 <= q <= 1): the smallest value x so that at least ceil(q * count) values are <= x,
 * rounded up to the end of its bucket but not beyond the largest value.  So it is exact below 1024, at most 0.1 %
 * too large above; q = 0 gives the smallest and q = 1 the largest value, exactly; 0 if there is no value. */
int64_t sim_histogram_quantile(const SimHistogram *histogram, double q);

/* The same for @q[n], which does not fall, into @out_values[n]: in one walk, however many they are. */
void sim_histogram_quantiles(const SimHistogram *histogram, const double *q, size_t n, int64_t *out_values);

/* Writes the next bucket that is not empty, in rising order, and moves @position, which starts at 0; false at the
 * end: `for (size_t at = 0; sim_histogram_next(h, &at, &bucket);)`. */
bool sim_histogram_next(const SimHistogram *histogram, size_t *position, SimHistogramBucket *out_bucket);

/* Returns the bytes that @histogram occupies. */
size_t sim_histogram_bytes(const SimHistogram *histogram);

#endif
