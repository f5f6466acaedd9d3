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
#define KEPT_CHUNKS 1024

/* Stands in the place of the first chunk of its memory, which lies at a multiple of its size: so the arena of a
 * chunk follows from the address. */
struct SimArena {
    SimArena *next;
    size_t free_count;    /* only used while trimming */
};

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
    pool->arenas = arena;
    SimChunk *first = memory;
    pool->fresh = first + 2;
    pool->fresh_end = first + 1 + SIM_ARENA_CHUNKS;
    return first + 1;
}

static SimArena *arena_of(SimChunk *chunk)
{
    return (SimArena *)((char *)chunk - ((uintptr_t)chunk & (SIM_ARENA_BYTES - 1)));
}

static void count_free_chunks_per_arena(SimChunkPool *pool)
{
    for (SimArena *arena = pool->arenas; arena != NULL; arena = arena->next)
        arena->free_count = 0;
    for (SimChunk *chunk = pool->free; chunk != NULL; chunk = chunk->next)
        arena_of(chunk)->free_count++;
}

/* Takes the chunks of wholly free arenas out of the list of free chunks, whose order stays. */
static void drop_chunks_of_free_arenas(SimChunkPool *pool)
{
    SimChunk **link = &pool->free;
    while (*link != NULL) {
        if (arena_of(*link)->free_count == SIM_ARENA_CHUNKS) {
            *link = (*link)->next;
            pool->free_count--;
        } else {
            link = &(*link)->next;
        }
    }
}

/* Costs a few ns per free chunk, and runs again only when half of the chunks in use have become free, and an eighth
 * of all: nothing per event. */
void sim_chunk_pool_trim(SimChunkPool *pool)
{
    count_free_chunks_per_arena(pool);
    drop_chunks_of_free_arenas(pool);
    SimArena **link = &pool->arenas;
    while (*link != NULL) {
        SimArena *arena = *link;
        if (arena->free_count == SIM_ARENA_CHUNKS) {
            *link = arena->next;
            free_arena(pool, arena);
        } else {
            link = &arena->next;
        }
    }
    size_t total = pool->bytes / SIM_CHUNK_BYTES;
    size_t more = MAX((total - pool->free_count) / 2, total / 8);
    pool->trim_at = pool->free_count + MAX(more, KEPT_CHUNKS);
}
