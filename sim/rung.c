/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rung.h"

/* Wished for events per slot when the far future, whose events are dense at its start, becomes the first rung. */
#define FAR_EVENTS_PER_SLOT 2

/* From so many events on all slots of the first rung are used; below, half of them, because each has a chunk that is half empty. */
#define MANY_PENDING ((size_t)1 << 19)

SimEvent *sim_rung_extend(SimRung *rung, SimChunkPool *pool, uint32_t slot)
{
    SimChunk *chunk = sim_chunk_take(pool);
    if (chunk == NULL)
        return NULL;
    SimEvent *tail = rung->tails[slot];
    if (tail == NULL) {
        rung->heads[slot] = chunk;
        rung->before[slot] = NULL;
        rung->chunks[slot] = 0;
        rung->filled[slot / 64] |= UINT64_C(1) << slot % 64;
    } else {
        SimChunk *last = sim_chunk_before(tail);
        last->next = chunk;
        if (rung->before[slot] != NULL)
            rung->before[slot]->jump = chunk;
        rung->before[slot] = last;
    }
    rung->chunks[slot]++;
    return chunk->events;
}

uint32_t sim_rung_next(const SimRung *rung, uint32_t from)
{
    uint32_t words = rung->slots / 64 + 1;
    uint32_t word = from / 64;
    if (from > rung->slots)
        return rung->slots + 1;
    uint64_t bits = rung->filled[word] & (~UINT64_C(0) << from % 64);
    while (bits == 0) {
        if (++word >= words)
            return rung->slots + 1;
        bits = rung->filled[word];
    }
    return word * 64 + (uint32_t)__builtin_ctzll(bits);
}

SimSequence sim_rung_take(SimRung *rung, uint32_t slot)
{
    SimSequence sequence = { rung->heads[slot], rung->tails[slot] };
    rung->heads[slot] = NULL;
    rung->tails[slot] = NULL;
    rung->filled[slot / 64] &= ~(UINT64_C(1) << slot % 64);
    return sequence;
}

static unsigned planned_slot_bits(size_t n)
{
    return MIN(sim_rung_bits(n / FAR_EVENTS_PER_SLOT), sim_rung_bits(SIM_RUNG_SLOTS - 1) - (n < MANY_PENDING));
}

unsigned sim_rung_planned_shift(uint64_t range, size_t n)
{
    unsigned slot_bits = planned_slot_bits(n);
    return MAX(sim_rung_bits(range), slot_bits + 1) - slot_bits;
}

void sim_rung_plan(SimRung *rung, uint64_t start, uint64_t range, size_t n)
{
    rung->start = start;
    rung->shift = sim_rung_planned_shift(range, n);
    rung->slots = 1u << planned_slot_bits(n);
    rung->open = -1;
}
