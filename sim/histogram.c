/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/histogram.h"

#include <math.h>

#define SUB_BITS 10
#define SUB_BUCKETS (1 << SUB_BITS)
#define OCTAVES (64 - SUB_BITS)    /* octave 0: values below 1024; octave o: 2^(9+o) <= value < 2^(10+o), up to 2^63 */

struct SimHistogram {
    uint64_t *octaves[OCTAVES];    /* [SUB_BUCKETS] each, NULL while empty */
    uint64_t count;
    uint64_t sum_low;              /* the sum is sum_high * 2^64 + sum_low */
    uint64_t sum_high;
    int64_t min;
    int64_t max;
};

SimHistogram *sim_histogram_new(void)
{
    SimHistogram *histogram = g_new0(SimHistogram, 1);
    histogram->min = INT64_MAX;
    return histogram;
}

void sim_histogram_free(SimHistogram *histogram)
{
    if (histogram == NULL)
        return;
    for (int octave = 0; octave < OCTAVES; octave++)
        g_free(histogram->octaves[octave]);
    g_free(histogram);
}

static inline int octave_of(uint64_t value)
{
    return value < SUB_BUCKETS ? 0 : 64 - SUB_BITS - __builtin_clzll(value);
}

/* The width of a bucket of @octave is 2 to the width_bits(). */
static inline int width_bits(int octave)
{
    return octave > 0 ? octave - 1 : 0;
}

static inline size_t sub_bucket_of(uint64_t value, int octave)
{
    return (size_t)(value >> width_bits(octave)) & (SUB_BUCKETS - 1);
}

static uint64_t *octave_buckets(SimHistogram *histogram, int octave)
{
    if (G_UNLIKELY(histogram->octaves[octave] == NULL))
        histogram->octaves[octave] = g_new0(uint64_t, SUB_BUCKETS);
    return histogram->octaves[octave];
}

static void add_to_sum(SimHistogram *histogram, uint64_t high, uint64_t low)
{
    histogram->sum_low += low;
    histogram->sum_high += high + (histogram->sum_low < low);
}

static void widen_range(SimHistogram *histogram, int64_t min, int64_t max)
{
    histogram->min = MIN(histogram->min, min);
    histogram->max = MAX(histogram->max, max);
}

/* Apart, so that the other values are counted without saving registers for a call. */
static G_GNUC_NO_INLINE void record_first_of_octave(SimHistogram *histogram, int64_t value)
{
    octave_buckets(histogram, octave_of((uint64_t)value));
    sim_histogram_record(histogram, value);
}

void sim_histogram_record(SimHistogram *histogram, int64_t value)
{
    g_assert(value >= 0);
    int octave = octave_of((uint64_t)value);
    uint64_t *buckets = histogram->octaves[octave];
    if (G_UNLIKELY(buckets == NULL)) {
        record_first_of_octave(histogram, value);
        return;
    }
    buckets[sub_bucket_of((uint64_t)value, octave)]++;
    histogram->count++;
    add_to_sum(histogram, 0, (uint64_t)value);
    widen_range(histogram, value, value);
}

void sim_histogram_record_n(SimHistogram *histogram, int64_t value, uint64_t n)
{
    g_assert(value >= 0);
    if (n == 0)
        return;
    int octave = octave_of((uint64_t)value);
    octave_buckets(histogram, octave)[sub_bucket_of((uint64_t)value, octave)] += n;
    histogram->count += n;
    uint64_t half = (uint64_t)value >> 32;    /* value * n in halves of 32 bits: no 128-bit type on small machines */
    uint64_t rest = (uint64_t)value & UINT32_MAX;
    uint64_t low = rest * (n & UINT32_MAX);
    uint64_t middle_1 = half * (n & UINT32_MAX);
    uint64_t middle_2 = rest * (n >> 32);
    add_to_sum(histogram, half * (n >> 32), low);
    add_to_sum(histogram, middle_1 >> 32, middle_1 << 32);
    add_to_sum(histogram, middle_2 >> 32, middle_2 << 32);
    widen_range(histogram, value, value);
}

void sim_histogram_merge(SimHistogram *histogram, const SimHistogram *other)
{
    for (int octave = 0; octave < OCTAVES; octave++) {
        const uint64_t *source = other->octaves[octave];
        if (source == NULL)
            continue;
        uint64_t *target = octave_buckets(histogram, octave);
        for (size_t i = 0; i < SUB_BUCKETS; i++)
            target[i] += source[i];
    }
    uint64_t low = other->sum_low;
    histogram->count += other->count;
    add_to_sum(histogram, other->sum_high, low);
    widen_range(histogram, other->min, other->max);
}

uint64_t sim_histogram_count(const SimHistogram *histogram)
{
    return histogram->count;
}

int64_t sim_histogram_min(const SimHistogram *histogram)
{
    return histogram->count > 0 ? histogram->min : 0;
}

int64_t sim_histogram_max(const SimHistogram *histogram)
{
    return histogram->max;
}

double sim_histogram_mean(const SimHistogram *histogram)
{
    if (histogram->count == 0)
        return 0.0;
    return ((double)histogram->sum_high * 0x1p64 + (double)histogram->sum_low) / (double)histogram->count;
}

/* Returns how many values are to be <= the quantile.  0.07 * 100 is a little more than 7 in binary: products that
 * are a whole number up to the rounding are meant to be it. */
static uint64_t rank_of_quantile(uint64_t count, double q)
{
    double exact = q * (double)count;
    double rank = ceil(exact - exact * 0x1p-50);
    return CLAMP(rank >= 0x1p63 ? count : (uint64_t)rank, 1, count);
}

static uint64_t values_in(const uint64_t *buckets)
{
    uint64_t values = 0;
    for (size_t i = 0; i < SUB_BUCKETS; i++)
        values += buckets[i];
    return values;
}

static SimHistogramBucket bucket_at(const SimHistogram *histogram, size_t at)
{
    int octave = (int)(at / SUB_BUCKETS);
    size_t sub = at % SUB_BUCKETS;
    uint64_t first = (uint64_t)(octave > 0 ? sub + SUB_BUCKETS : sub) << width_bits(octave);
    uint64_t width = UINT64_C(1) << width_bits(octave);
    return (SimHistogramBucket){ (int64_t)first, (int64_t)(first + (width - 1)), histogram->octaves[octave][sub] };
}

/* Moves on from position @at, before which @below values are counted, to the bucket of the value of that @rank: to add up an octave is
 * less work than to go through its buckets one by one. */
static void seek_rank(const SimHistogram *histogram, uint64_t rank, size_t *at, uint64_t *below)
{
    for (;;) {
        size_t octave = *at / SUB_BUCKETS, sub = *at % SUB_BUCKETS;
        const uint64_t *buckets = histogram->octaves[octave];
        uint64_t values = buckets != NULL && sub == 0 ? values_in(buckets) : 0;
        if (buckets == NULL || (sub == 0 && *below + values < rank)) {
            *below += values;
            *at = (octave + 1) * SUB_BUCKETS;
            continue;
        }
        for (; sub < SUB_BUCKETS && *below + buckets[sub] < rank; sub++)
            *below += buckets[sub];
        *at = octave * SUB_BUCKETS + sub;
        if (sub < SUB_BUCKETS)
            return;
    }
}

void sim_histogram_quantiles(const SimHistogram *histogram, const double *q, size_t n, int64_t *out_values)
{
    size_t at = 0;
    uint64_t below = 0;
    for (size_t i = 0; i < n; i++) {
        g_assert(q[i] >= 0 && q[i] <= 1 && (i == 0 || q[i - 1] <= q[i]));
        uint64_t rank = histogram->count > 0 ? rank_of_quantile(histogram->count, q[i]) : 0;
        if (rank <= 1) {
            out_values[i] = sim_histogram_min(histogram);
            continue;
        }
        seek_rank(histogram, rank, &at, &below);
        out_values[i] = MIN(bucket_at(histogram, at).upper, histogram->max);
    }
}

int64_t sim_histogram_quantile(const SimHistogram *histogram, double q)
{
    int64_t value;
    sim_histogram_quantiles(histogram, &q, 1, &value);
    return value;
}

bool sim_histogram_next(const SimHistogram *histogram, size_t *position, SimHistogramBucket *out_bucket)
{
    size_t at = *position;
    while (at < (size_t)OCTAVES * SUB_BUCKETS) {
        const uint64_t *buckets = histogram->octaves[at / SUB_BUCKETS];
        size_t sub = buckets != NULL ? at % SUB_BUCKETS : SUB_BUCKETS;
        while (sub < SUB_BUCKETS && buckets[sub] == 0)
            sub++;
        at = at / SUB_BUCKETS * SUB_BUCKETS + sub;
        if (sub == SUB_BUCKETS)
            continue;
        *out_bucket = bucket_at(histogram, at);
        *position = at + 1;
        return true;
    }
    *position = at;
    return false;
}

size_t sim_histogram_bytes(const SimHistogram *histogram)
{
    size_t bytes = sizeof *histogram;
    for (int octave = 0; octave < OCTAVES; octave++)
        if (histogram->octaves[octave] != NULL)
            bytes += SUB_BUCKETS * sizeof(uint64_t);
    return bytes;
}
