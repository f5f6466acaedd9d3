/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_BOTTOM_H
#define SIM_BOTTOM_H

#include "sim/chunk.h"

/* The sorted array from which events are popped.  Part of sim/queue.h's inside. */
#define SIM_BOTTOM_CAPACITY 512

/* So many events can be ranked at once, and so many sorted through bins. */
#define SIM_BOTTOM_FILL 32
#define SIM_BOTTOM_BINNED (3 * SIM_CHUNK_EVENTS)

/* A key is the offset of the time from the first possible one in 26 bits above the index in 5: so keys differ, and
 * events of equal offset keep their order. */
#define SIM_KEY_INDEX_BITS 5
#define SIM_KEY_OFFSET_BITS 26

/* Events that are to be sorted, in the order of their pushes. */
typedef struct SimUnsorted {
    uint64_t start;      /* the first possible time */
    unsigned dropped;    /* low bits of the offset for which the key has no room */
    uint32_t count;
    int32_t keys[SIM_BOTTOM_FILL] __attribute__((aligned(32)));
    SimEvent events[SIM_BOTTOM_FILL];
} SimUnsorted;

/* Sets ranks[i] to the number of keys[n] that are smaller than keys[i], for i < n rounded up to 16;
 * @n is a multiple of 8, and both arrays have SIM_BOTTOM_FILL elements, aligned to 32 bytes. */
typedef void SimRankKeys(int32_t *restrict ranks, const int32_t *restrict keys, size_t n);

/* The one that every processor can do. */
SimRankKeys sim_bottom_rank;

typedef struct SimBottom {
    SimEvent *head;    /* the next event; head .. tail - 1 are sorted by (time, order of the pushes) */
    SimEvent *tail;
    SimRankKeys *rank;    /* the fastest one that this processor can do */
    SimEvent events[SIM_BOTTOM_CAPACITY];
} SimBottom;

/* Init must come first; empty makes @bottom empty later. */
void sim_bottom_init(SimBottom *bottom);
void sim_bottom_empty(SimBottom *bottom);

/* Makes @unsorted empty, for times @start .. @start + 2^@bits - 1. */
static inline void sim_unsorted_init(SimUnsorted *unsorted, uint64_t start, unsigned bits)
{
    unsorted->start = start;
    unsorted->dropped = bits > SIM_KEY_OFFSET_BITS ? bits - SIM_KEY_OFFSET_BITS : 0;
    unsorted->count = 0;
}

/* Adds @event, of which there are fewer than SIM_BOTTOM_FILL. */
static inline void sim_unsorted_add(SimUnsorted *unsorted, SimEvent event)
{
    uint32_t index = unsorted->count++;
    uint64_t offset = ((uint64_t)event.time - unsorted->start) >> unsorted->dropped;
    unsorted->keys[index] = (int32_t)(offset << SIM_KEY_INDEX_BITS | index);
    unsorted->events[index] = event;
}

/* Fills the empty @bottom with the events of @unsorted. */
void sim_bottom_fill(SimBottom *bottom, SimUnsorted *unsorted);

/* Fills the empty @bottom with the events of @sequence, up to SIM_BOTTOM_BINNED of them, of times @start .. @start + 2^@bits - 1.  The
 * chunks stay the caller's. */
void sim_bottom_fill_through_bins(SimBottom *bottom, const SimSequence *sequence, uint64_t start, unsigned bits);

/* Fills the empty @bottom with @events[n], n <= SIM_CHUNK_EVENTS, which are sorted. */
void sim_bottom_fill_sorted(SimBottom *bottom, const SimEvent *events, size_t n);

/* Puts @event behind all events of its time or earlier.  There are fewer than half of SIM_BOTTOM_CAPACITY. */
void sim_bottom_insert(SimBottom *bottom, SimEvent event);

static inline size_t sim_bottom_count(const SimBottom *bottom)
{
    return (size_t)(bottom->tail - bottom->head);
}

#endif
