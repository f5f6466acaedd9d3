/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_CHUNK_H
#define SIM_CHUNK_H

#include "sim/queue.h"

/* The memory of the queue: chunks of 63 events that are linked to sequences, in which events stand in the order of
 * their appending. Part of sim/queue.h's inside. */
#define SIM_CHUNK_BYTES 1024
#define SIM_CHUNK_EVENTS 63

/* Chunks come from the system in arenas of 2 MB, the size of a huge page; the first chunk of an arena is its head. */
#define SIM_ARENA_BYTES ((size_t)2 * 1024 * 1024)
#define SIM_ARENA_CHUNKS (SIM_ARENA_BYTES / SIM_CHUNK_BYTES - 1)

/* Lies at a multiple of its size, so that an address tells by its low bits whether it is the end of a chunk. */
typedef struct SimChunk {
    struct SimChunk *next;
    struct SimChunk *jump;    /* the one after the next, NULL if not known: where to prefetch, nothing else; in a lane: the one before */
    _Alignas(16) SimEvent events[SIM_CHUNK_EVENTS];
} SimChunk;

_Static_assert(sizeof(SimEvent) == 16 && sizeof(SimChunk) == SIM_CHUNK_BYTES, "an event has 16 bytes, a chunk 1024");

/* Events in chunks: all chunks are full but the last, in which @tail is the place of the next event. */
typedef struct SimSequence {
    SimChunk *head;    /* NULL: empty */
    SimEvent *tail;
} SimSequence;

/* Stands in the place of the first chunk of its memory, which lies at a multiple of its size: so the arena of a
 * chunk follows from the address. */
typedef struct SimArena {
    struct SimArena *next;
    size_t free_count;    /* of its chunks, how many are in the list of free ones */
} SimArena;

typedef struct SimChunkPool {
    SimChunk *free;       /* last in, first out: the next chunk written is one that is still in the cache */
    size_t free_count;
    size_t trim_at;       /* so many free chunks are worth a look at which arenas can be given back */
    SimChunk *fresh;      /* chunks of the newest arena that were never used: fresh .. fresh_end - 1 */
    SimChunk *fresh_end;
    SimArena *arenas;
    size_t bytes;
    size_t peak_bytes;
    size_t limit;
    bool failed;          /* memory has been refused once */
} SimChunkPool;

/* The pool starts empty and without limit; clear gives all memory back, whether its chunks are in use or not. */
void sim_chunk_pool_init(SimChunkPool *pool);
void sim_chunk_pool_clear(SimChunkPool *pool);

/* Returns a zeroed block that counts as the pool's (transfer full; release gives it back), or NULL beyond the
 * limit. */
void *sim_chunk_pool_allocate(SimChunkPool *pool, size_t bytes);
void sim_chunk_pool_release(SimChunkPool *pool, void *block, size_t bytes);

/* Make room by an arena more, or give arenas back in which no chunk is in use.  For the two functions below. */
SimChunk *sim_chunk_pool_grow(SimChunkPool *pool);
void sim_chunk_pool_trim(SimChunkPool *pool);

/* To be called when the ladder is empty: gives back arenas in which no chunk is in use, unless few are free.  The lanes may have some. */
static inline void sim_chunk_pool_rest(SimChunkPool *pool)
{
    if (pool->free_count >= SIM_ARENA_CHUNKS)
        sim_chunk_pool_trim(pool);
}

static inline SimArena *sim_chunk_arena(SimChunk *chunk)
{
    return (SimArena *)((char *)chunk - ((uintptr_t)chunk & (SIM_ARENA_BYTES - 1)));
}

/* Returns a chunk without successor whose events are undefined, or NULL if there is no memory for it. */
static inline SimChunk *sim_chunk_take(SimChunkPool *pool)
{
    SimChunk *chunk = pool->free;
    if (chunk != NULL) {
        pool->free = chunk->next;
        __builtin_prefetch(pool->free, 1, 3);    /* the next one taken: its link has to be read then */
        pool->free_count--;
        sim_chunk_arena(chunk)->free_count--;
    } else if (pool->fresh < pool->fresh_end) {
        chunk = pool->fresh++;
    } else {
        chunk = sim_chunk_pool_grow(pool);
        if (chunk == NULL)
            return NULL;
    }
    chunk->next = NULL;
    chunk->jump = NULL;
    return chunk;
}

static inline void sim_chunk_give(SimChunkPool *pool, SimChunk *chunk)
{
    chunk->next = pool->free;
    pool->free = chunk;
    sim_chunk_arena(chunk)->free_count++;
    if (++pool->free_count >= pool->trim_at)
        sim_chunk_pool_trim(pool);
}

/* Whether @tail is the end of a chunk, or NULL: the next event needs a chunk more. */
static inline bool sim_chunk_is_end(const SimEvent *tail)
{
    return ((uintptr_t)tail & (SIM_CHUNK_BYTES - 1)) == 0;
}

/* Returns the chunk in which the event before @tail lies. */
static inline SimChunk *sim_chunk_before(const SimEvent *tail)
{
    return (SimChunk *)((uintptr_t)(tail - 1) & ~(uintptr_t)(SIM_CHUNK_BYTES - 1));
}

/* Returns the number of events in @chunk of @sequence. */
static inline size_t sim_chunk_count(const SimSequence *sequence, const SimChunk *chunk)
{
    return chunk->next != NULL ? SIM_CHUNK_EVENTS : (size_t)(sequence->tail - chunk->events);
}

/* Returns the number of events in @sequence, which is not empty and has @chunks. */
static inline size_t sim_sequence_count(const SimSequence *sequence, uint32_t chunks)
{
    const SimChunk *last = sim_chunk_before(sequence->tail);
    return (size_t)(chunks - 1) * SIM_CHUNK_EVENTS + (size_t)(sequence->tail - last->events);
}

/* Functions that do nothing but prefetch are removed by gcc, unless they are inlined before it looks for effects. */
#define SIM_PREFETCHER static inline __attribute__((always_inline))

/* Asks for the lines of @chunk, which will be read soon; NULL is fine. */
SIM_PREFETCHER void sim_chunk_prefetch(const SimChunk *chunk)
{
    for (size_t line = 0; line < SIM_CHUNK_BYTES; line += 64)
        __builtin_prefetch((const void *)((uintptr_t)chunk + line), 0, 3);
}

/* Whether @sequence is sorted by time; if so, @out_last is the time of the last event. */
bool sim_sequence_is_sorted(const SimSequence *sequence, SimTime *out_last);

/* Finds the first and the last time in @sequence, which is not empty. */
void sim_sequence_range(const SimSequence *sequence, SimTime *out_min, SimTime *out_max);

#endif
