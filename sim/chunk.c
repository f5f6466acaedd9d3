/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/chunk.h"

#include <stdlib.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

/* From this size of the pool on, huge pages save a tenth of the time; below, they would only make small queues
 * larger. */
#define HUGE_PAGES_FROM ((size_t)8 * 1024 * 1024)

/* Below this number of free chunks (half a megabyte) nothing is given back. */
#define KEPT_CHUNKS 512

void sim_chunk_pool_init(SimChunkPool *pool)
{
    *pool = (SimChunkPool){ .trim_at = KEPT_CHUNKS, .limit = SIZE_MAX };
}

static bool claim(SimChunkPool *pool, size_t bytes)
{
    if (pool->failed || bytes > pool->limit || pool->bytes > pool->limit - bytes) {
        pool->failed = true;
        return false;
    }
    pool->bytes += bytes;
    pool->peak_bytes = MAX(pool->peak_bytes, pool->bytes);
    return true;
}

void *sim_chunk_pool_allocate(SimChunkPool *pool, size_t bytes)
{
    if (!claim(pool, bytes))
        return NULL;
    void *block = calloc(1, bytes);
    if (block == NULL) {
        pool->failed = true;
        pool->bytes -= bytes;
    }
    return block;
}

void sim_chunk_pool_release(SimChunkPool *pool, void *block, size_t bytes)
{
    if (block != NULL)
        pool->bytes -= bytes;
    free(block);
}

static void free_arena(SimChunkPool *pool, SimArena *arena)
{
    sim_chunk_pool_release(pool, arena, SIM_ARENA_BYTES);
}

void sim_chunk_pool_clear(SimChunkPool *pool)
{
    while (pool->arenas != NULL) {
        SimArena *arena = pool->arenas;
        pool->arenas = arena->next;
        free_arena(pool, arena);
    }
}

static void ask_for_huge_page(void *memory)
{
#ifdef MADV_HUGEPAGE
    (void)madvise(memory, SIM_ARENA_BYTES, MADV_HUGEPAGE);    /* refused: slower, nothing else */
#else
    (void)memory;
#endif
}

SimChunk *sim_chunk_pool_grow(SimChunkPool *pool)
{
    if (!claim(pool, SIM_ARENA_BYTES))
        return NULL;
    void *memory;
    if (posix_memalign(&memory, SIM_ARENA_BYTES, SIM_ARENA_BYTES) != 0) {
        pool->failed = true;
        pool->bytes -= SIM_ARENA_BYTES;
        return NULL;
    }
    if (pool->bytes >= HUGE_PAGES_FROM)
        ask_for_huge_page(memory);
    SimArena *arena = memory;
    arena->next = pool->arenas;
    arena->free_count = 0;
    pool->arenas = arena;
    SimChunk *first = memory;
    pool->fresh = first + 2;
    pool->fresh_end = first + 1 + SIM_ARENA_CHUNKS;
    return first + 1;
}

static bool is_free(const SimArena *arena)
{
    return arena->free_count == SIM_ARENA_CHUNKS;
}

static bool has_free_arena(const SimChunkPool *pool)
{
    const SimArena *arena = pool->arenas;
    while (arena != NULL && !is_free(arena))
        arena = arena->next;
    return arena != NULL;
}

/* Takes the chunks of wholly free arenas out of the list of free chunks, whose order stays. */
static void drop_chunks_of_free_arenas(SimChunkPool *pool)
{
    SimChunk **link = &pool->free;
    while (*link != NULL) {
        if (is_free(sim_chunk_arena(*link))) {
            *link = (*link)->next;
            pool->free_count--;
        } else {
            link = &(*link)->next;
        }
    }
}

static void free_free_arenas(SimChunkPool *pool)
{
    SimArena **link = &pool->arenas;
    while (*link != NULL) {
        SimArena *arena = *link;
        if (is_free(arena)) {
            *link = arena->next;
            free_arena(pool, arena);
        } else {
            link = &arena->next;
        }
    }
}

/* Walks over the free chunks only if there is an arena to give back, and looks again only when half of the chunks in use
 * have become free, and an eighth of all: nothing per event. */
void sim_chunk_pool_trim(SimChunkPool *pool)
{
    if (has_free_arena(pool)) {
        drop_chunks_of_free_arenas(pool);
        free_free_arenas(pool);
    }
    size_t total = pool->bytes / SIM_CHUNK_BYTES;
    size_t more = MAX((total - pool->free_count) / 2, total / 8);
    pool->trim_at = pool->free_count + MAX(more, KEPT_CHUNKS);
}

/* Random events give themselves away after a few steps, so that looking costs nothing; sorted ones are worth a
 * pass. */
bool sim_sequence_is_sorted(const SimSequence *sequence, SimTime *out_last)
{
    SimTime last = SIM_TIME_MIN;
    for (const SimChunk *chunk = sequence->head; chunk != NULL; chunk = chunk->next) {
        size_t n = sim_chunk_count(sequence, chunk);
        for (size_t i = 0; i < n; i++) {
            if (chunk->events[i].time < last)
                return false;
            last = chunk->events[i].time;
        }
    }
    *out_last = last;
    return true;
}

void sim_sequence_range(const SimSequence *sequence, SimTime *out_min, SimTime *out_max)
{
    *out_min = SIM_TIME_MAX;
    *out_max = SIM_TIME_MIN;
    for (const SimChunk *chunk = sequence->head; chunk != NULL; chunk = chunk->next) {
        size_t n = sim_chunk_count(sequence, chunk);
        sim_chunk_prefetch(chunk->next);
        for (size_t i = 0; i < n; i++) {
            *out_min = MIN(*out_min, chunk->events[i].time);
            *out_max = MAX(*out_max, chunk->events[i].time);
        }
    }
}
