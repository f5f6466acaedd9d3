/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How near the queue is to the limit of the machine: PHOLD (Fujimoto's benchmark: every event schedules one at a
 * random place after an exponential time, so that the number of pending events stays) with the queue through its
 * public interface and an indirect handler, with the handler inlined, a binary heap, and a FIFO ring.  The ring moves
 * the same events, touches the same state with prefetching and draws the same numbers, but orders nothing: no queue
 * can be faster.  All take turns on one processor, so that the ratios, which are medians over the turns, do not
 * depend on what else the machine does.
 *
 *     bench/queue [PENDING ...]      default 1000 100000 1000000 10000000 */
#define _GNU_SOURCE
#include "bench/cheap_random.h"
#include "sim/queue.h"
#include "sim/region.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TURNS 7
#define FIFO_AHEAD 12

/* ---- the model */

typedef struct Cell {
    uint64_t visits;
    uint64_t last;
} Cell;

typedef struct Phold Phold;
typedef void (*Handler)(Phold *phold, SimEvent event);

struct Phold {
    Cell *cells;
    SimRegion room;    /* of the cells: state lies in a region in the models, too */
    uint32_t n;
    CheapRandom random;
    SimQueue *queue;
    struct Heap *heap;
    SimEvent *ring;
    Handler handlers[2];
};

static inline SimEvent phold_visit(Phold *phold, SimEvent event)
{
    Cell *cell = &phold->cells[event.subject];
    cell->visits++;
    cell->last = (uint64_t)event.time;
    SimTime delay = (SimTime)(cheap_exponential(&phold->random) * 1e9);
    uint32_t subject = (uint32_t)((cheap_word(&phold->random) >> 32) * phold->n >> 32);
    return (SimEvent){ event.time + delay, subject, event.what };
}

/* ---- contestants: each starts with n events and then does a number of pops and pushes */

static void queue_start(Phold *phold)
{
    phold->queue = sim_queue_new();
    sim_queue_prefetch(phold->queue, phold->cells, sizeof *phold->cells);
    for (uint32_t i = 0; i < phold->n; i++)
        sim_queue_push(phold->queue, phold_visit(phold, (SimEvent){ 0, i, 0 }));
}

static void queue_stop(Phold *phold)
{
    sim_queue_free(phold->queue);
}

static void visit_and_push(Phold *phold, SimEvent event)
{
    sim_queue_push(phold->queue, phold_visit(phold, event));
}

/* The table has more than one entry, so that the compiler cannot guess the callee; PHOLD has one kind of event, so
 * the processor can. */
static void count_and_stop(Phold *phold, SimEvent event)
{
    phold->cells[event.subject].visits++;
}

static void queue_run_indirect(Phold *phold, size_t events)
{
    SimEvent event;
    for (size_t i = 0; i < events && sim_queue_pop(phold->queue, &event); i++)
        phold->handlers[event.what](phold, event);
}

static void queue_run_inlined(Phold *phold, size_t events)
{
    SimEvent event;
    for (size_t i = 0; i < events && sim_queue_pop(phold->queue, &event); i++)
        sim_queue_push(phold->queue, phold_visit(phold, event));
}

/* The plain binary heap that everybody writes: it needs the order of the pushes in each entry, beside the same event.
 * */
typedef struct HeapEntry {
    SimEvent event;
    uint64_t order;
} HeapEntry;

typedef struct Heap {
    size_t count;
    uint64_t pushes;
    HeapEntry *entries;    /* from 1 */
} Heap;

static inline bool heap_before(const HeapEntry *a, const HeapEntry *b)
{
    return a->event.time < b->event.time || (a->event.time == b->event.time && a->order < b->order);
}

static void heap_push(Heap *heap, SimEvent event)
{
    HeapEntry entry = { event, heap->pushes++ };
    size_t at = ++heap->count;
    for (; at > 1 && heap_before(&entry, &heap->entries[at / 2]); at /= 2)
        heap->entries[at] = heap->entries[at / 2];
    heap->entries[at] = entry;
}

static SimEvent heap_pop(Heap *heap)
{
    SimEvent first = heap->entries[1].event;
    HeapEntry last = heap->entries[heap->count--];
    size_t at = 1;
    for (size_t child = 2; child <= heap->count; child = 2 * at) {
        if (child < heap->count && heap_before(&heap->entries[child + 1], &heap->entries[child]))
            child++;
        if (!heap_before(&heap->entries[child], &last))
            break;
        heap->entries[at] = heap->entries[child];
        at = child;
    }
    heap->entries[at] = last;
    return first;
}

static void heap_start(Phold *phold)
{
    phold->heap = g_new0(Heap, 1);
    phold->heap->entries = g_new(HeapEntry, phold->n + 2);
    for (uint32_t i = 0; i < phold->n; i++)
        heap_push(phold->heap, phold_visit(phold, (SimEvent){ 0, i, 0 }));
}

static void heap_stop(Phold *phold)
{
    g_free(phold->heap->entries);
    g_free(phold->heap);
}

static void heap_run(Phold *phold, size_t events)
{
    for (size_t i = 0; i < events; i++)
        heap_push(phold->heap, phold_visit(phold, heap_pop(phold->heap)));
}

static void fifo_start(Phold *phold)
{
    phold->ring = g_new(SimEvent, phold->n);
    for (uint32_t i = 0; i < phold->n; i++)
        phold->ring[i] = phold_visit(phold, (SimEvent){ 0, i, 0 });
}

static void fifo_stop(Phold *phold)
{
    g_free(phold->ring);
}

/* With as many events as places, the event popped leaves its place to the one pushed. */
static void fifo_run(Phold *phold, size_t events)
{
    size_t at = 0;
    for (size_t i = 0; i < events; i++) {
        size_t ahead = at + FIFO_AHEAD < phold->n ? at + FIFO_AHEAD : at + FIFO_AHEAD - phold->n;
        __builtin_prefetch(&phold->cells[phold->ring[ahead].subject], 1, 3);
        phold->ring[at] = phold_visit(phold, phold->ring[at]);
        at = at + 1 < phold->n ? at + 1 : 0;
    }
}

/* ---- measuring */

typedef struct Contestant {
    const char *name;
    void (*start)(Phold *phold);
    void (*run)(Phold *phold, size_t events);
    void (*stop)(Phold *phold);
} Contestant;

enum { FIFO, INLINED, INDIRECT, HEAP, CONTESTANTS };

static const Contestant contestants[CONTESTANTS] = {
    [FIFO] = { "FIFO limit", fifo_start, fifo_run, fifo_stop },
    [INLINED] = { "queue, handler inlined", queue_start, queue_run_inlined, queue_stop },
    [INDIRECT] = { "queue, indirect handler", queue_start, queue_run_indirect, queue_stop },
    [HEAP] = { "binary heap", heap_start, heap_run, heap_stop },
};

static double now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);    /* what other programs take does not count */
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void phold_init(Phold *phold, uint32_t n)
{
    *phold = (Phold){
        .n = n,
        .handlers = { visit_and_push, count_and_stop },
    };
    bool has_room = sim_region_grow(&phold->room, n * sizeof *phold->cells);
    g_assert(has_room);
    phold->cells = phold->room.base;
    cheap_random_init(&phold->random);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *values, size_t n)
{
    double sorted[TURNS];
    memcpy(sorted, values, n * sizeof *values);
    qsort(sorted, n, sizeof *sorted, compare_doubles);
    return sorted[n / 2];
}

static double median_ratio(double times[CONTESTANTS][TURNS], int above, int below, size_t turns)
{
    double ratios[TURNS];
    for (size_t turn = 0; turn < turns; turn++)
        ratios[turn] = times[above][turn] / times[below][turn];
    return median(ratios, turns);
}

/* Each contestant warms up for two turnovers, then all are measured in turn, several times. */
static void measure(uint32_t n)
{
    Phold pholds[CONTESTANTS];
    double times[CONTESTANTS][TURNS];
    size_t events = n < 2000000 ? 4000000 : 2 * (size_t)n;
    size_t turns = n < 2000000 ? TURNS : 3;
    for (int i = 0; i < CONTESTANTS; i++) {
        phold_init(&pholds[i], n);
        contestants[i].start(&pholds[i]);
        contestants[i].run(&pholds[i], 2 * (size_t)n);
    }
    for (size_t turn = 0; turn < turns; turn++)
        for (int i = 0; i < CONTESTANTS; i++) {
            size_t share = i == HEAP ? events / 4 : events;
            double start = now_ns();
            contestants[i].run(&pholds[i], share);
            times[i][turn] = (now_ns() - start) / (double)share;
        }
    printf("%9u", n);
    for (int i = 0; i < CONTESTANTS; i++)
        printf(" %8.1f", median(times[i], turns));
    printf(" | %8.2f %8.2f %9.1f | %8.1f\n", median_ratio(times, INDIRECT, FIFO, turns),
           median_ratio(times, INLINED, FIFO, turns), median_ratio(times, HEAP, INDIRECT, turns),
           (double)sim_queue_peak_bytes(pholds[INDIRECT].queue) / n - (double)sizeof(SimEvent));
    fflush(stdout);
    for (int i = 0; i < CONTESTANTS; i++) {
        contestants[i].stop(&pholds[i]);
        sim_region_clear(&pholds[i].room);
    }
}

static void pin_to_one_processor(void)
{
#ifdef __linux__
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(sched_getcpu(), &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        fprintf(stderr, "queue: not pinned to one processor\n");
#endif
}

int main(int argc, char **argv)
{
    static const char *const populations[] = { "1000", "100000", "1000000", "10000000" };
    pin_to_one_processor();
    printf("PHOLD, ns per event                          |  ratios, medians of turns  | bytes per\n"
           "  pending     FIFO  inlined indirect     heap | indirect inlined    heap / | event over\n"
           "                                              |  / FIFO   / FIFO  indirect |       16\n");
    if (argc > 1)
        for (int i = 1; i < argc; i++)
            measure((uint32_t)strtoul(argv[i], NULL, 10));
    else
        for (size_t i = 0; i < G_N_ELEMENTS(populations); i++)
            measure((uint32_t)strtoul(populations[i], NULL, 10));
    return 0;
}
