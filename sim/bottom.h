/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_BOTTOM_H
#define SIM_BOTTOM_H

#include "sim/queue.h"

/* The sorted array from which events are popped.  Part of sim/queue.h's inside. */
#define SIM_BOTTOM_CAPACITY 512

/* So many unsorted events can be filled in at once. */
#define SIM_BOTTOM_FILL 32

typedef struct SimBottom {
    SimEvent *head;    /* the next event; head .. tail - 1 are sorted by (time, order of the pushes) */
    SimEvent *tail;
    SimEvent events[SIM_BOTTOM_CAPACITY];
} SimBottom;

/* Makes @bottom empty. */
void sim_bottom_init(SimBottom *bottom);

/* Fills the empty @bottom with @events[n], n <= SIM_BOTTOM_FILL, which stand in the order of their pushes and whose times are
 * @start .. @start + 2^@bits - 1. */
void sim_bottom_fill(SimBottom *bottom, const SimEvent *events, size_t n, uint64_t start, unsigned bits);

/* Fills the empty @bottom with @events[n], n <= SIM_BOTTOM_FILL, which are sorted. */
void sim_bottom_fill_sorted(SimBottom *bottom, const SimEvent *events, size_t n);

/* Puts @event behind all events of its time or earlier.  There are fewer than half of SIM_BOTTOM_CAPACITY. */
void sim_bottom_insert(SimBottom *bottom, SimEvent event);

static inline size_t sim_bottom_count(const SimBottom *bottom)
{
    return (size_t)(bottom->tail - bottom->head);
}

#endif
