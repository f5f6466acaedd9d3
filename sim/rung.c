/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/rung.h"

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
