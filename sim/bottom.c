/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/bottom.h"

#include <string.h>

/* A fill starts here, so that there is room on both sides for insertions. */
#define FILL_AT (SIM_BOTTOM_CAPACITY / 4)

/* Keys that are compared at once: a register of SSE2 on x86-64, plain C elsewhere. */
typedef int32_t Keys __attribute__((vector_size(16), may_alias));
#define LANES 4
#define GROUP 4    /* vectors that are ranked at once: with their ranks they fit into the 16 registers */

_Static_assert(SIM_BOTTOM_FILL == 1 << SIM_KEY_INDEX_BITS && SIM_BOTTOM_FILL % (LANES * GROUP) == 0, "sizes fit");

void sim_bottom_fill_sorted(SimBottom *bottom, const SimEvent *events, size_t n)
{
    bottom->head = bottom->events + FILL_AT;
    bottom->tail = bottom->head + n;
    memcpy(bottom->head, events, n * sizeof *events);
}

/* n^2 comparisons, but 16 in flight and not one branch that depends on the data, where every comparison of a sort by
 * insertion or quicksort is a coin toss that the processor guesses wrong half the time. */
void sim_bottom_rank(int32_t *restrict ranks, const int32_t *restrict keys, size_t n)
{
    for (size_t at = 0; at < n; at += LANES * GROUP) {
        const Keys *vectors = (const Keys *)(keys + at);
        Keys k0 = vectors[0], k1 = vectors[1], k2 = vectors[2], k3 = vectors[3];
        Keys r0 = { 0 }, r1 = { 0 }, r2 = { 0 }, r3 = { 0 };
        for (size_t i = 0; i < n; i++) {
            Keys other = { keys[i], keys[i], keys[i], keys[i] };
            r0 -= k0 > other;
            r1 -= k1 > other;
            r2 -= k2 > other;
            r3 -= k3 > other;
        }
        Keys *results = (Keys *)(ranks + at);
        results[0] = r0;
        results[1] = r1;
        results[2] = r2;
        results[3] = r3;
    }
}

#if defined(__x86_64__) || defined(__i386__)
typedef int32_t LongKeys __attribute__((vector_size(32), may_alias));

_Static_assert(SIM_BOTTOM_FILL == 4 * 8, "all keys are four registers of eight");

/* The same in registers twice as long, by instructions that keep their operands: a tenth of an event's time. */
static __attribute__((target("avx2"))) void rank_with_avx2(int32_t *restrict ranks, const int32_t *restrict keys,
                                                           size_t n)
{
    const LongKeys *vectors = (const LongKeys *)keys;
    LongKeys *results = (LongKeys *)ranks;
    LongKeys k0 = vectors[0], k1 = vectors[1], k2 = vectors[2], k3 = vectors[3];
    LongKeys r0 = { 0 }, r1 = { 0 }, r2 = { 0 }, r3 = { 0 };
    for (size_t i = 0; i < n; i++) {
        int32_t key = keys[i];
        LongKeys other = { key, key, key, key, key, key, key, key };
        r0 -= k0 > other;
        r1 -= k1 > other;
        if (n > 16) {
            r2 -= k2 > other;
            r3 -= k3 > other;
        }
    }
    results[0] = r0;
    results[1] = r1;
    results[2] = r2;
    results[3] = r3;
}

static SimRankKeys *best_rank(void)
{
    return __builtin_cpu_supports("avx2") ? rank_with_avx2 : sim_bottom_rank;
}
#else
static SimRankKeys *best_rank(void)
{
    return sim_bottom_rank;
}
#endif

void sim_bottom_empty(SimBottom *bottom)
{
    bottom->head = bottom->tail = bottom->events + FILL_AT;
}

void sim_bottom_init(SimBottom *bottom)
{
    bottom->rank = best_rank();
    sim_bottom_empty(bottom);
}

/* Where the slot is so wide that keys or bins had to drop low bits, the order of equal ones is still to be mended:
 * almost never a move. */
static void mend_order(SimEvent *events, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        if (G_LIKELY(events[i - 1].time <= events[i].time))
            continue;
        SimEvent event = events[i];
        size_t at = i;
        for (; at > 0 && events[at - 1].time > event.time; at--)
            events[at] = events[at - 1];
        events[at] = event;
    }
}

/* The count is rounded up to a multiple of 8 with keys that come last, so that the loops have one of four lengths,
 * which the processor can learn. */
void sim_bottom_fill(SimBottom *bottom, SimUnsorted *unsorted)
{
    int32_t ranks[SIM_BOTTOM_FILL] __attribute__((aligned(32)));
    size_t n = unsorted->count;
    size_t rounded = (n + 7) / 8 * 8;
    for (size_t i = n; i < rounded; i++)
        unsorted->keys[i] = INT32_MAX;
    bottom->rank(ranks, unsorted->keys, rounded);
    SimEvent *sorted = bottom->events + FILL_AT;
    for (size_t i = 0; i < n; i++)
        sorted[ranks[i]] = unsorted->events[i];
    if (unsorted->dropped > 0)
        mend_order(sorted, n);
    bottom->head = sorted;
    bottom->tail = sorted + n;
}

/* Bins several times as many as events: two in one bin are rare.  Their counts fit into bytes. */
#define BIN_BITS 10
#define BINS (1 << BIN_BITS)

_Static_assert(SIM_BOTTOM_BINNED <= UINT8_MAX && FILL_AT + SIM_BOTTOM_BINNED < SIM_BOTTOM_CAPACITY, "sizes fit");

typedef union Bins {
    uint8_t counts[BINS];
    uint64_t words[BINS / 8];
} Bins;

/* Replaces each count by the number of events in the bins before: eight at once, as the product with a word of ones has in each byte the
 * sum of the bytes up to it. */
static void counts_to_places(Bins *bins)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t before = 0;
    for (size_t i = 0; i < BINS / 8; i++) {
        uint64_t sums = GUINT64_FROM_LE(bins->words[i]) * ones;
        bins->words[i] = GUINT64_TO_LE((sums << 8) + before * ones);
        before += sums >> 56;
    }
}

/* The time gives the bin, the bins before it give the place: two passes without a comparison, for slots that would need a rung of their own
 * to be ranked. */
void sim_bottom_fill_through_bins(SimBottom *bottom, const SimSequence *sequence, uint64_t start, unsigned bits)
{
    Bins bins = { { 0 } };
    uint16_t bin_of[SIM_BOTTOM_BINNED];
    unsigned dropped = bits > BIN_BITS ? bits - BIN_BITS : 0;
    SimEvent *sorted = bottom->events + FILL_AT;
    size_t n = 0;
    for (const SimChunk *chunk = sequence->head; chunk != NULL; chunk = chunk->next) {
        size_t in_chunk = sim_chunk_count(sequence, chunk);
        for (size_t i = 0; i < in_chunk; i++) {
            uint16_t bin = (uint16_t)(((uint64_t)chunk->events[i].time - start) >> dropped);
            bins.counts[bin]++;
            bin_of[n++] = bin;
        }
    }
    counts_to_places(&bins);
    n = 0;
    for (const SimChunk *chunk = sequence->head; chunk != NULL; chunk = chunk->next) {
        size_t in_chunk = sim_chunk_count(sequence, chunk);
        for (size_t i = 0; i < in_chunk; i++)
            sorted[bins.counts[bin_of[n++]]++] = chunk->events[i];
    }
    if (dropped > 0)
        mend_order(sorted, n);
    bottom->head = sorted;
    bottom->tail = sorted + n;
}

/* Moves all events to the middle, when the insertions have reached the end of the array. */
static void centre(SimBottom *bottom)
{
    size_t n = sim_bottom_count(bottom);
    memmove(bottom->events + FILL_AT, bottom->head, n * sizeof *bottom->head);
    bottom->head = bottom->events + FILL_AT;
    bottom->tail = bottom->head + n;
}

void sim_bottom_insert(SimBottom *bottom, SimEvent event)
{
    size_t n = sim_bottom_count(bottom);
    g_assert(n < SIM_BOTTOM_CAPACITY / 2);
    if (n > 0 && bottom->head > bottom->events && event.time < bottom->head[n / 2].time) {
        SimEvent *at = bottom->head--;    /* nearer to the front: the earlier ones step back */
        for (; at->time <= event.time; at++)
            at[-1] = at[0];
        at[-1] = event;
        return;
    }
    if (bottom->tail == bottom->events + SIM_BOTTOM_CAPACITY)
        centre(bottom);
    SimEvent *at = bottom->tail++;
    for (; at > bottom->head && at[-1].time > event.time; at--)
        at[0] = at[-1];
    at[0] = event;
}
