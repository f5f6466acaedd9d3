/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/queue.h"

#include "sim/bottom.h"
#include "sim/chunk.h"
#include "sim/lanes.h"
#include "sim/rung.h"

#include <stdlib.h>
#include <string.h>

/* Rungs below each other: widths fall at least by half from one to the next, and the first is at most 2^54 ns. */
#define MAX_DEPTH 56

/* With so few events pending the sorted array alone is fastest. */
#define SMALL_COUNT 64

/* More events than this in the bottom: insertions have become dearer than another rung. */
#define BOTTOM_COUNT 255

/* Neighbouring slots are sorted together if they are within 2 to the first, at least 2 to the second. */
#define MOST_SLOTS_BITS 4
#define FEW_SLOTS_BITS 2

/* Fewer slots are sorted together after more insertions into the last bottom than the first, more after fewer than
 * the second. */
#define MANY_INSERTED 4
#define FEW_INSERTED 1

/* Wished for events per slot where a slot's events are spread over a rung of its own, evenly as a rule, when few are
 * inserted into the bottom or many. */
#define CALM_EVENTS_PER_SLOT 64
#define EVENTS_PER_SLOT 8

/* So many chunks are sorted into the bottom at once where few events are inserted there. */
#define MEDIUM_CHUNKS (SIM_BOTTOM_BINNED / SIM_CHUNK_EVENTS)

/* The first rung is planned anew when so many times as many events are pending as when it was planned. */
#define OUTGROWN 8

#define EVENTS_PER_LINE (64 / sizeof(SimEvent))

/* The state of so many events fits into the second-level cache, together with what else is there. */
#define CACHED_CHUNKS (8192 / SIM_CHUNK_EVENTS)

/* Kept out of its caller, whose short path then needs no stack frame: a nanosecond of five. */
#define SLOW_PATH static __attribute__((noinline))

struct SimQueue {
    SimTime now;    /* of the last event popped */
    SimTime first_last;    /* events after it belong into the first rung: what lies before is open there */
    SimTime bottom_last;   /* others belong into the bottom, up to that time, and while it has fewer than @bottom_most */
    size_t bottom_most;
    uint64_t steps;    /* events that come less than this after now belong into the lanes */
    SimTime idle_until;    /* up to then the ladder has no event, if bottom and stream are empty */
    size_t count;
    SimLanes lanes;
    SimBottom bottom;
    size_t planned;    /* events for which the first rung was planned */
    size_t depth;    /* rungs in use, at least 1 */
    uintptr_t state;    /* where that of the subjects begins; the queue itself, with stride 0, if there is none */
    size_t stride;
    uint32_t gathered_from;    /* the first slot of the deepest rung whose events the bottom holds */
    unsigned gathered_bits;    /* slots that may be gathered next are within 2 to this, at most MOST_SLOTS_BITS */
    uint32_t inserted;         /* events inserted into the bottom since it was filled from slots */
    SimSequence stream;        /* sorted events that come after those in the bottom */
    SimTime stream_last;       /* the time of the last of them */
    SimRung *rungs[MAX_DEPTH];
    SimChunkPool pool;
    SimRung first;
};

/* In small mode the first rung has no slots and is open: everything goes into the bottom.  The shift of the first rung is never 0, as
 * sim_rung_slot() demands. */
static void enter_small_mode(SimQueue *queue)
{
    g_assert(queue->depth == 1);
    queue->rungs[0]->slots = 0;
    queue->rungs[0]->shift = 1;
    queue->rungs[0]->open = 0;
    queue->gathered_from = 0;
}

static SimRung *deepest(const SimQueue *queue)
{
    return queue->rungs[queue->depth - 1];
}

static bool is_small_mode(const SimQueue *queue)
{
    return queue->depth == 1 && queue->rungs[0]->slots == 0;
}

/* So many events the bottom may hold: few where it is all that there is. */
static size_t most_in_bottom(const SimQueue *queue)
{
    return is_small_mode(queue) && queue->stream.head == NULL ? SMALL_COUNT : BOTTOM_COUNT;
}

/* Nearly all events are pushed into the first rung or, where they cause others that come soon, into the bottom: a comparison tells which.
 * To be called whenever something was opened or closed.  Where the answer is not so easy, as there is a stream behind the bottom, or
 * nothing is open, push_below() finds it. */
static void note_ends(SimQueue *queue)
{
    const SimRung *rung = deepest(queue);
    queue->first_last = queue->first.open >= 0 ? sim_rung_open_last(&queue->first) : SIM_TIME_MIN;
    queue->bottom_last = rung->open >= 0 ? sim_rung_open_last(rung) : SIM_TIME_MIN;
    queue->bottom_most = rung->open < 0 || queue->stream.head != NULL ? 0 : most_in_bottom(queue);
}

SimQueue *sim_queue_new(void)
{
    SimQueue *queue = g_new0(SimQueue, 1);
    queue->now = SIM_TIME_MIN;
    queue->depth = 1;
    queue->rungs[0] = &queue->first;
    queue->gathered_bits = MOST_SLOTS_BITS;
    enter_small_mode(queue);
    sim_queue_prefetch(queue, NULL, 0);
    queue->idle_until = SIM_TIME_MIN;
    sim_lanes_init(&queue->lanes);
    sim_bottom_init(&queue->bottom);
    sim_chunk_pool_init(&queue->pool);
    note_ends(queue);
    queue->pool.bytes = queue->pool.peak_bytes = sizeof *queue;
    return queue;
}

void sim_queue_free(SimQueue *queue)
{
    if (queue == NULL)
        return;
    for (size_t level = 1; level < MAX_DEPTH; level++)
        sim_chunk_pool_release(&queue->pool, queue->rungs[level], sizeof(SimRung));
    sim_chunk_pool_clear(&queue->pool);
    g_free(queue);
}

static void append(SimQueue *queue, SimRung *rung, uint32_t slot, SimEvent event)
{
    if (G_UNLIKELY(!sim_rung_append(rung, &queue->pool, slot, event)))
        queue->count--;
}

/* ---- prefetching */

/* Without state to prefetch the address is the queue's own, which is cheaper than a question. */
SIM_PREFETCHER void prefetch_state(const SimQueue *queue, const SimEvent *event)
{
    __builtin_prefetch((const void *)(queue->state + event->subject * queue->stride), 1, 3);
}

SIM_PREFETCHER void prefetch_states(const SimQueue *queue, const SimEvent *events, size_t n)
{
    for (size_t i = 0; i < n; i++)
        prefetch_state(queue, &events[i]);
}

SIM_PREFETCHER void prefetch_state_to_second_level(const SimQueue *queue, const SimEvent *event)
{
    __builtin_prefetch((const void *)(queue->state + event->subject * queue->stride), 1, 2);
}

/* The slot after those just opened is next: its events' state has the time of a whole bottom to arrive. */
SIM_PREFETCHER void prefetch_coming(const SimQueue *queue, const SimRung *rung, uint32_t slot)
{
    if (slot >= rung->slots)
        return;
    const SimSequence coming = { rung->heads[slot], rung->tails[slot] };
    prefetch_states(queue, coming.head->events, sim_chunk_count(&coming, coming.head));
}

/* The slot after a large one just opened is read when that is used up: its chunks have long left the cache. */
SIM_PREFETCHER void prefetch_first_chunk(const SimRung *rung, uint32_t slot)
{
    if (slot < rung->slots)
        sim_chunk_prefetch(rung->heads[slot]);
}

/* ---- the stream */

/* Moves the next chunk of the stream into the empty bottom. */
static void load_stream(SimQueue *queue)
{
    SimChunk *chunk = queue->stream.head;
    sim_bottom_fill_sorted(&queue->bottom, chunk->events, sim_chunk_count(&queue->stream, chunk));
    queue->stream.head = chunk->next;
    if (chunk->next != NULL) {
        sim_chunk_prefetch(chunk->next->next);
        prefetch_states(queue, chunk->next->events, sim_chunk_count(&queue->stream, chunk->next));
    } else {
        queue->stream.tail = NULL;
    }
    sim_chunk_give(&queue->pool, chunk);
}

static void append_to_stream(SimQueue *queue, SimEvent event)
{
    SimSequence *stream = &queue->stream;
    if (G_UNLIKELY(sim_chunk_is_end(stream->tail))) {
        SimChunk *chunk = sim_chunk_take(&queue->pool);
        if (chunk == NULL)
            return;
        sim_chunk_before(stream->tail)->next = chunk;
        stream->tail = chunk->events;
    }
    *stream->tail++ = event;
    queue->stream_last = event.time;
    queue->count++;
}

static bool start_stream(SimQueue *queue, SimSequence sequence)
{
    if (!sim_sequence_is_sorted(&sequence, &queue->stream_last))
        return false;
    queue->stream = sequence;
    load_stream(queue);
    return true;
}

/* ---- going down the ladder */

/* Moves the events of @sequence, which is not empty, in their order into the slots of @rung. */
static void spread(SimQueue *queue, SimSequence sequence, SimRung *rung, bool is_last_time)
{
    const uint64_t start = rung->start;
    const unsigned shift = rung->shift;
    const uint32_t slots = rung->slots;
    sim_chunk_prefetch(sequence.head->next);
    for (SimChunk *chunk = sequence.head; chunk != NULL;) {
        size_t n = sim_chunk_count(&sequence, chunk);
        SimChunk *next = chunk->next;
        sim_chunk_prefetch(chunk->jump);
        for (size_t i = 0; i < n; i++) {
            if (is_last_time)    /* one at a time: the processor has few places for what is under way from memory */
                prefetch_state_to_second_level(queue, &chunk->events[i]);
            uint64_t slot = ((uint64_t)chunk->events[i].time - start) >> shift;
            append(queue, rung, slot < slots ? (uint32_t)slot : slots, chunk->events[i]);
        }
        sim_chunk_give(&queue->pool, chunk);
        chunk = next;
    }
}

static void drop(SimQueue *queue, SimSequence sequence)
{
    for (SimChunk *chunk = sequence.head; chunk != NULL;) {
        SimChunk *next = chunk->next;
        queue->count -= sim_chunk_count(&sequence, chunk);
        sim_chunk_give(&queue->pool, chunk);
        chunk = next;
    }
}

/* Lays out the first rung, which is empty, for @n events of times @start .. @start + @range. */
static void plan_first_rung(SimQueue *queue, uint64_t start, uint64_t range, size_t n)
{
    sim_rung_plan(&queue->first, start, range, n);
    queue->planned = n;
}

/* The slots are used up: what was beyond them becomes the first rung, the stream, or, if it is little, the bottom. */
static void open_far(SimQueue *queue)
{
    SimRung *rung = queue->rungs[0];
    uint32_t chunks = rung->chunks[rung->slots];
    SimSequence far = sim_rung_take(rung, rung->slots);
    enter_small_mode(queue);
    if (chunks > 1 && start_stream(queue, far))
        return;
    SimTime min;
    SimTime max;
    sim_sequence_range(&far, &min, &max);
    min = MIN(min, queue->lanes.first);    /* what is pushed next may be as early */
    uint64_t range = (uint64_t)max - (uint64_t)min;
    size_t n = sim_sequence_count(&far, chunks);
    if (chunks == 1) {
        sim_bottom_fill_through_bins(&queue->bottom, &far, (uint64_t)min, sim_rung_bits(range));
        sim_chunk_give(&queue->pool, far.head);
        return;
    }
    plan_first_rung(queue, (uint64_t)min, range, n);
    spread(queue, far, rung, chunks <= CACHED_CHUNKS);
}

/* Returns memory for the next rung further down; NULL if there is none. */
static SimRung *rung_below(SimQueue *queue)
{
    SimRung **below = &queue->rungs[queue->depth];
    if (*below == NULL)
        *below = sim_chunk_pool_allocate(&queue->pool, sizeof **below);
    return *below;
}

/* A queue that grows from few events to millions would keep wide slots until its first rung is used up: instead its
 * slots from @slot on, the next one, are spread over narrower ones.  A slot holds all events of its times, so the
 * order stays.  False if there is no need. */
static bool plan_anew(SimQueue *queue, uint32_t slot)
{
    SimRung *rung = &queue->first;
    uint64_t range = ((uint64_t)(rung->slots - slot) << rung->shift) - 1;
    if (queue->depth > 1 || queue->count / OUTGROWN < queue->planned || sim_rung_planned_shift(range, queue->count) >= rung->shift)
        return false;
    SimRung *old = rung_below(queue);
    if (old == NULL)
        return false;
    *old = *rung;
    memset(rung, 0, sizeof *rung);
    plan_first_rung(queue, sim_rung_slot_start(old, slot), range, queue->count);
    for (; slot <= old->slots; slot = sim_rung_next(old, slot + 1))
        spread(queue, sim_rung_take(old, slot), rung, false);
    return true;
}

/* Few events are inserted into the bottom, so a long one does no harm. */
static bool is_calm(const SimQueue *queue)
{
    return queue->gathered_bits == MOST_SLOTS_BITS;
}

/* Gives a slot with many events a rung of its own. */
static void open_large_slot(SimQueue *queue, SimRung *rung, uint32_t slot)
{
    uint32_t chunks = rung->chunks[slot];
    SimSequence sequence = sim_rung_take(rung, slot);
    rung->open = (int32_t)slot;
    queue->gathered_from = slot;
    if (start_stream(queue, sequence))
        return;
    prefetch_first_chunk(rung, sim_rung_next(rung, slot + 1));
    g_assert(rung->shift > 0 && queue->depth < MAX_DEPTH);
    SimRung *below = rung_below(queue);
    if (below == NULL) {
        drop(queue, sequence);
        return;
    }
    unsigned wished = is_calm(queue) ? CALM_EVENTS_PER_SLOT : EVENTS_PER_SLOT;
    unsigned slot_bits = sim_rung_bits((uint64_t)chunks * SIM_CHUNK_EVENTS / wished) - 1;
    slot_bits = CLAMP(slot_bits, 1, MIN(rung->shift, sim_rung_bits(SIM_RUNG_SLOTS - 1)));
    below->start = sim_rung_slot_start(rung, slot);
    below->shift = rung->shift - slot_bits;
    below->slots = 1u << slot_bits;
    below->open = -1;
    queue->depth++;
    spread(queue, sequence, below, chunks <= CACHED_CHUNKS);
}

/* Where events cause others that come soon, as messages do, many slots gathered are many insertions into the bottom, which
 * cost more than appending and sorting: so the width follows what the last bottom has seen.  3 % of a large group. */
static void adapt_gathering(SimQueue *queue)
{
    if (queue->inserted > MANY_INSERTED && queue->gathered_bits > 0)
        queue->gathered_bits--;
    else if (queue->inserted < FEW_INSERTED && queue->gathered_bits < MOST_SLOTS_BITS)
        queue->gathered_bits++;
    queue->inserted = 0;
}

/* A few slots less if their keys are exact then, as nothing is to be mended afterwards. */
static unsigned gathered_slots_bits(const SimQueue *queue, unsigned shift)
{
    bool exact = shift + MOST_SLOTS_BITS > SIM_KEY_OFFSET_BITS && shift + FEW_SLOTS_BITS <= SIM_KEY_OFFSET_BITS;
    return MIN(exact ? SIM_KEY_OFFSET_BITS - shift : MOST_SLOTS_BITS, queue->gathered_bits);
}

/* Sorts @slot, and the slots after it while all fit, into the bottom. */
static void open_small_slots(SimQueue *queue, SimRung *rung, uint32_t slot)
{
    SimUnsorted gathered;
    uint32_t from = slot;
    uint32_t last = slot;
    adapt_gathering(queue);
    unsigned bits = gathered_slots_bits(queue, rung->shift);
    sim_unsorted_init(&gathered, sim_rung_slot_start(rung, from), rung->shift + bits);
    while (slot < rung->slots && slot - from < 1u << bits && rung->chunks[slot] == 1) {
        SimChunk *chunk = rung->heads[slot];
        const SimEvent *tail = rung->tails[slot];
        if (gathered.count + (size_t)(tail - chunk->events) > SIM_BOTTOM_FILL)
            break;
        for (const SimEvent *event = chunk->events; event < tail; event++) {
            sim_unsorted_add(&gathered, *event);
            prefetch_state(queue, event);
        }
        sim_rung_take(rung, slot);
        sim_chunk_give(&queue->pool, chunk);
        last = slot;
        slot = sim_rung_next(rung, slot + 1);
    }
    prefetch_coming(queue, rung, slot);
    sim_bottom_fill(&queue->bottom, &gathered);
    rung->open = (int32_t)last;
    queue->gathered_from = from;
}

/* The states of @slot's events, and the chunks of the slot after it, which are read when @slot is opened. */
static void prefetch_medium(const SimQueue *queue, const SimRung *rung, uint32_t slot)
{
    if (slot >= rung->slots || rung->chunks[slot] > MEDIUM_CHUNKS)
        return;
    uint32_t after = sim_rung_next(rung, slot + 1);
    if (after < rung->slots && rung->chunks[after] <= MEDIUM_CHUNKS)
        for (const SimChunk *chunk = rung->heads[after]; chunk != NULL; chunk = chunk->next)
            sim_chunk_prefetch(chunk);
    const SimSequence coming = { rung->heads[slot], rung->tails[slot] };
    for (const SimChunk *chunk = coming.head; chunk != NULL; chunk = chunk->next)
        prefetch_states(queue, chunk->events, sim_chunk_count(&coming, chunk));
}

/* Sorts @slot into the bottom, without a rung of its own in between: a move less, and no slots that are half empty. */
static void open_medium_slot(SimQueue *queue, SimRung *rung, uint32_t slot)
{
    adapt_gathering(queue);
    SimSequence sequence = sim_rung_take(rung, slot);
    rung->open = (int32_t)slot;
    queue->gathered_from = slot;
    if (start_stream(queue, sequence))
        return;
    prefetch_medium(queue, rung, sim_rung_next(rung, slot + 1));
    sim_bottom_fill_through_bins(&queue->bottom, &sequence, sim_rung_slot_start(rung, slot), rung->shift);
    for (SimChunk *chunk = sequence.head; chunk != NULL;) {
        SimChunk *next = chunk->next;
        sim_chunk_give(&queue->pool, chunk);
        chunk = next;
    }
}

static bool is_small(const SimRung *rung, uint32_t slot)
{
    return rung->chunks[slot] == 1 && rung->tails[slot] - rung->heads[slot]->events <= SIM_BOTTOM_FILL;
}

/* One chunk is sorted at once, however many events are inserted: to divide it would cost more. */
static bool is_medium(const SimQueue *queue, const SimRung *rung, uint32_t slot)
{
    return rung->chunks[slot] == 1 || (rung->chunks[slot] <= MEDIUM_CHUNKS && is_calm(queue));
}

/* Whether the lanes have an event before @slot of @rung.  Then it is too early to open it: events may be pushed before it. */
static bool lanes_come_before(const SimQueue *queue, const SimRung *rung, uint32_t slot)
{
    return !sim_lanes_is_empty(&queue->lanes) && ((uint64_t)queue->lanes.first - rung->start) >> rung->shift < slot;
}

/* The ladder has no event up to @time, and what is pushed into it from now on comes at least @steps later than now. */
static void note_idle(SimQueue *queue, SimTime time)
{
    uint64_t left = (uint64_t)SIM_TIME_MAX - (uint64_t)queue->now;
    SimTime pushed_from = (SimTime)((uint64_t)queue->now + MIN(queue->steps, left));
    queue->idle_until = MIN(time, pushed_from - 1);
}

/* Opens the next thing, of which @slot of @rung, the innermost, is the first that is not empty.  False if the ladder is empty. */
static bool open_next(SimQueue *queue, SimRung *rung, uint32_t slot)
{
    if (slot < rung->slots) {
        if (is_small(rung, slot))
            open_small_slots(queue, rung, slot);
        else if (is_medium(queue, rung, slot))
            open_medium_slot(queue, rung, slot);
        else if (!plan_anew(queue, slot))
            open_large_slot(queue, rung, slot);
    } else if (slot == rung->slots) {
        open_far(queue);
    } else if (queue->depth > 1) {
        queue->depth--;
    } else {
        enter_small_mode(queue);
        sim_chunk_pool_rest(&queue->pool);
        return false;
    }
    return true;
}

/* Fills the empty bottom with the next events, unless there are none or the lanes have one that comes before. */
static void refill(SimQueue *queue)
{
    bool more = true;
    if (queue->stream.head != NULL)
        load_stream(queue);
    while (more && sim_bottom_count(&queue->bottom) == 0) {
        SimRung *rung = deepest(queue);
        uint32_t slot = sim_rung_next(rung, (uint32_t)(rung->open + 1));
        if (lanes_come_before(queue, rung, MIN(slot, rung->slots))) {
            note_idle(queue, sim_rung_last_before(rung, MIN(slot, rung->slots)));
            break;
        }
        more = open_next(queue, rung, slot);
    }
    if (!more && !sim_lanes_is_empty(&queue->lanes))
        note_idle(queue, SIM_TIME_MAX);
    note_ends(queue);
}

/* ---- going up again */

/* Returns bottom and stream to the slots they came from, closed again, so that they will be opened in smaller
 * parts. */
static void put_back(SimQueue *queue)
{
    SimRung *rung = deepest(queue);
    rung->open = (int32_t)queue->gathered_from - 1;
    for (const SimEvent *event = queue->bottom.head; event < queue->bottom.tail; event++)
        append(queue, rung, sim_rung_slot(rung, event->time), *event);
    sim_bottom_empty(&queue->bottom);
    queue->gathered_bits = 0;
    SimSequence stream = queue->stream;
    queue->stream = (SimSequence){ NULL, NULL };
    if (stream.head != NULL)
        spread(queue, stream, rung, false);
    note_ends(queue);
}

static inline void push_into_bottom(SimQueue *queue, SimEvent event)
{
    prefetch_state(queue, &event);
    queue->inserted++;
    queue->count++;
    sim_bottom_insert(&queue->bottom, event);
}

static inline void push_into_ladder(SimQueue *queue, SimEvent event);

/* @event belongs to what is open. */
SLOW_PATH void push_open(SimQueue *queue, SimEvent event)
{
    bool has_stream = queue->stream.head != NULL;
    if (has_stream && event.time >= queue->stream_last) {
        append_to_stream(queue, event);
        return;
    }
    if (has_stream && event.time >= queue->stream.head->events[0].time) {
        put_back(queue);
        push_into_ladder(queue, event);
        return;
    }
    if (G_UNLIKELY(sim_bottom_count(&queue->bottom) >= most_in_bottom(queue))) {
        put_back(queue);
        push_into_ladder(queue, event);
        return;
    }
    push_into_bottom(queue, event);
}

SLOW_PATH void push_into_new_chunk(SimQueue *queue, SimRung *rung, uint32_t slot, SimEvent event)
{
    queue->count += sim_rung_append(rung, &queue->pool, slot, event);
}

static inline void push_into(SimQueue *queue, SimRung *rung, uint32_t slot, SimEvent event)
{
    SimEvent *tail = rung->tails[slot];
    if (G_UNLIKELY(sim_chunk_is_end(tail))) {
        push_into_new_chunk(queue, rung, slot, event);
        return;
    }
    *tail = event;
    __builtin_prefetch(tail + EVENTS_PER_LINE, 1, 3);    /* with many slots it leaves the cache before it is written */
    rung->tails[slot] = tail + 1;
    queue->count++;
}

/* @event belongs into the first rung where its slot is not open; the last slot of a rung ends where the open slot above ends. */
SLOW_PATH void push_below(SimQueue *queue, SimEvent event)
{
    for (size_t level = 0; level < queue->depth; level++) {
        SimRung *rung = queue->rungs[level];
        uint32_t slot = sim_rung_slot(rung, event.time);
        if ((int32_t)slot > rung->open) {
            push_into(queue, rung, slot, event);
            return;
        }
    }
    push_open(queue, event);
}

/* Puts @event into bottom, stream, rungs or far future. */
static inline void push_into_ladder(SimQueue *queue, SimEvent event)
{
    if (event.time > queue->first_last)
        push_into(queue, &queue->first, sim_rung_slot(&queue->first, event.time), event);
    else if (event.time <= queue->bottom_last && sim_bottom_count(&queue->bottom) < queue->bottom_most)
        push_into_bottom(queue, event);
    else
        push_below(queue, event);
}

/* If events do not come in order, as has been said, the ladder takes all from now on. */
SLOW_PATH void push_into_lane(SimQueue *queue, SimEvent event)
{
    queue->count += sim_lanes_push(&queue->lanes, &queue->pool, event);
    if (G_UNLIKELY(sim_lanes_are_disorderly(&queue->lanes)))
        sim_queue_expect_steps(queue, 0);
}

/* Most events fall into a lane, into a chunk with room, of the first rung or one below, or into the bottom: a few instructions, and no
 * stack frame. */
void sim_queue_push(SimQueue *queue, SimEvent event)
{
    if ((uint64_t)event.time - (uint64_t)queue->now >= queue->steps) {
        g_assert(event.time >= queue->now);
        push_into_ladder(queue, event);
    } else if (G_LIKELY(sim_lanes_push_quickly(&queue->lanes, event))) {
        queue->count++;
    } else {
        push_into_lane(queue, event);
    }
}

/* Whether the first event is in the bottom, as far as that is filled.  Of equal times the ladder's come first. */
static inline bool bottom_is_next(const SimQueue *queue)
{
    const SimEvent *head = queue->bottom.head;
    return head != queue->bottom.tail && head->time <= queue->lanes.first;
}

/* Whether the bottom is filled, or need not be, as the lanes have an event that comes before the ladder's. */
static inline bool ladder_is_ready(const SimQueue *queue)
{
    return sim_bottom_count(&queue->bottom) > 0 || queue->lanes.first <= queue->idle_until;
}

static inline void pop_bottom(SimQueue *queue, SimEvent *out_event)
{
    *out_event = *queue->bottom.head++;
    queue->now = out_event->time;
    queue->count--;
}

SLOW_PATH bool pop_slowly(SimQueue *queue, SimEvent *out_event)
{
    if (!ladder_is_ready(queue))
        refill(queue);
    if (queue->count == 0)
        return false;
    if (bottom_is_next(queue)) {
        pop_bottom(queue, out_event);
        return true;
    }
    *out_event = sim_lanes_pop(&queue->lanes, &queue->pool);
    queue->now = out_event->time;
    queue->count--;
    return true;
}

bool sim_queue_pop(SimQueue *queue, SimEvent *out_event)
{
    if (bottom_is_next(queue)) {
        pop_bottom(queue, out_event);
        return true;
    }
    if (G_UNLIKELY(!ladder_is_ready(queue) || !sim_lanes_pop_quickly(&queue->lanes, out_event)))
        return pop_slowly(queue, out_event);
    queue->now = out_event->time;
    queue->count--;
    return true;
}

/* Were events in the lanes when the steps become smaller, some might be pushed into the ladder later, and be popped before. */
void sim_queue_expect_steps(SimQueue *queue, SimTime below)
{
    g_assert(below >= 0);
    bool fewer = (uint64_t)below < queue->steps;
    queue->steps = (uint64_t)below;
    queue->idle_until = SIM_TIME_MIN;
    queue->lanes.moves = 0;
    for (; fewer && !sim_lanes_is_empty(&queue->lanes); queue->count--)
        push_into_ladder(queue, sim_lanes_pop(&queue->lanes, &queue->pool));
}

size_t sim_queue_count(const SimQueue *queue)
{
    return queue->count;
}

size_t sim_queue_bytes(const SimQueue *queue)
{
    return queue->pool.bytes;
}

size_t sim_queue_peak_bytes(const SimQueue *queue)
{
    return queue->pool.peak_bytes;
}

void sim_queue_set_limit(SimQueue *queue, size_t bytes)
{
    queue->pool.limit = bytes;
}

bool sim_queue_failed(const SimQueue *queue)
{
    return queue->pool.failed;
}

void sim_queue_prefetch(SimQueue *queue, const void *base, size_t stride)
{
    queue->state = (uintptr_t)(base != NULL ? base : queue);
    queue->stride = base != NULL ? stride : 0;
}
