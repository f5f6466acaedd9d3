/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_RUNG_H
#define SIM_RUNG_H

#include "sim/chunk.h"

/* One rung of the ladder: up to 2048 slots of equal width, a power of two, each an unsorted sequence of events.
 * Part of sim/queue.h's inside. */
#define SIM_RUNG_SLOTS 2048

typedef struct SimRung {
    uint64_t start;     /* first time of slot 0; times are subtracted without sign, so that all of int64 fits */
    unsigned shift;     /* the width of a slot is 2^shift ns */
    uint32_t slots;     /* slot number @slots holds everything later: the far future, used in the first rung only */
    int32_t open;       /* slots up to this one have been opened: what falls into them belongs further down; -1: none */
    uint64_t filled[SIM_RUNG_SLOTS / 64 + 1];    /* one bit per slot that is not empty */
    SimEvent *tails[SIM_RUNG_SLOTS + 1];         /* apart from the heads: all that an append touches, 16 KB */
    SimChunk *heads[SIM_RUNG_SLOTS + 1];
    SimChunk *before[SIM_RUNG_SLOTS + 1];        /* the last chunk but one; NULL: there is none */
    uint32_t chunks[SIM_RUNG_SLOTS + 1];         /* chunks per slot */
} SimRung;

/* Returns the slot of @time, which is not before the start.  Without a branch, as in the last slots before the far future nobody can guess
 * it: the number of a slot is less than 2^63, because the shift is at least 1 where a time may lie behind the last slot. */
static inline uint32_t sim_rung_slot(const SimRung *rung, SimTime time)
{
    uint64_t slot = ((uint64_t)time - rung->start) >> rung->shift;
    uint64_t back = slot - rung->slots;    /* below 0 unless the slot is @slots or later */
    return rung->slots + (uint32_t)(back & -(back >> 63));
}

/* Returns how many bits @largest has. */
static inline unsigned sim_rung_bits(uint64_t largest)
{
    return largest > 0 ? 64 - (unsigned)__builtin_clzll(largest) : 0;
}

/* Lays out @rung, which is empty, as the first one for @n events of times @start .. @start + @range; and the shift that it gets. */
void sim_rung_plan(SimRung *rung, uint64_t start, uint64_t range, size_t n);
unsigned sim_rung_planned_shift(uint64_t range, size_t n);

/* Adds a chunk to @slot and returns the place of its first event; NULL if there is no memory.  For
 * sim_rung_append(). */
SimEvent *sim_rung_extend(SimRung *rung, SimChunkPool *pool, uint32_t slot);

/* Appends @event to @slot; false if there is no memory. */
static inline bool sim_rung_append(SimRung *rung, SimChunkPool *pool, uint32_t slot, SimEvent event)
{
    SimEvent *tail = rung->tails[slot];
    if (G_UNLIKELY(sim_chunk_is_end(tail))) {
        tail = sim_rung_extend(rung, pool, slot);
        if (tail == NULL)
            return false;
    }
    *tail = event;
    rung->tails[slot] = tail + 1;
    return true;
}

/* Returns the first slot at or after @from that is not empty; @slots + 1 if there is none. */
uint32_t sim_rung_next(const SimRung *rung, uint32_t from);

/* Empties @slot and returns its events (transfer full: the chunks go back to the pool when read). */
SimSequence sim_rung_take(SimRung *rung, uint32_t slot);

/* Returns the first time of @slot. */
static inline uint64_t sim_rung_slot_start(const SimRung *rung, uint32_t slot)
{
    return rung->start + ((uint64_t)slot << rung->shift);
}

/* Returns the last time before @slot, which is SIM_TIME_MAX where @slot lies beyond all times. */
static inline SimTime sim_rung_last_before(const SimRung *rung, uint32_t slot)
{
    uint64_t rest = (uint64_t)SIM_TIME_MAX - rung->start;
    return rest >> rung->shift < slot ? SIM_TIME_MAX : (SimTime)(sim_rung_slot_start(rung, slot) - 1);
}

/* Returns the last time in the open slots, of which there are some; a rung without slots is all open. */
static inline SimTime sim_rung_open_last(const SimRung *rung)
{
    return rung->slots > 0 ? sim_rung_last_before(rung, (uint32_t)(rung->open + 1)) : SIM_TIME_MAX;
}

#endif
