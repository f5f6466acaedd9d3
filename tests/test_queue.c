/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/queue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/bottom.h"
#include "tests/cunit_run.h"

/* The queue does the same as a plain sorted list, in which an event is put behind all that are not later. */
typedef struct List {
    SimEvent *events;    /* the first is at @head */
    size_t head;
    size_t count;
    size_t capacity;
} List;

typedef struct Pair {
    SimQueue *queue;
    List list;
    SimTime now;
    uint32_t pushes;    /* numbers the events: @what is the order of the push */
    size_t mismatches;
    uint64_t random;
    bool changes_hint;
} Pair;

static void list_push(List *list, SimEvent event)
{
    if (list->head + list->count == list->capacity) {
        size_t capacity = 2 * list->count + 64;
        SimEvent *events = g_new(SimEvent, capacity);
        if (list->count > 0)
            memcpy(events, list->events + list->head, list->count * sizeof *events);
        g_free(list->events);
        *list = (List){ .events = events, .count = list->count, .capacity = capacity };
    }
    SimEvent *first = list->events + list->head;
    size_t low = 0;
    size_t high = list->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (first[middle].time <= event.time)
            low = middle + 1;
        else
            high = middle;
    }
    memmove(first + low + 1, first + low, (list->count - low) * sizeof *first);
    first[low] = event;
    list->count++;
}

static void pair_start(Pair *pair, uint64_t seed)
{
    *pair = (Pair){ .queue = sim_queue_new(), .random = seed };
}

static void pair_stop(Pair *pair)
{
    CU_ASSERT_EQUAL(pair->mismatches, 0);
    sim_queue_free(pair->queue);
    g_free(pair->list.events);
}

static uint64_t next_word(Pair *pair)
{
    uint64_t z = (pair->random += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double next_uniform(Pair *pair)
{
    return ((double)(next_word(pair) >> 12) + 0.5) * 0x1p-52;
}

/* What is said about the increments changes the speed only, also when it is wrong, or another each time. */
typedef enum Hint { HINT_NONE, HINT_FITS, HINT_ALL, HINT_CHANGES, HINTS } Hint;

static void pair_start_with(Pair *pair, uint64_t seed, Hint hint)
{
    pair_start(pair, seed);
    pair->changes_hint = hint == HINT_CHANGES;
    if (hint == HINT_FITS)
        sim_queue_expect_steps(pair->queue, 25 * SIM_MS);
    else if (hint == HINT_ALL)
        sim_queue_expect_steps(pair->queue, SIM_TIME_MAX);
}

static void change_hint(Pair *pair)
{
    if (next_word(pair) % 64 == 0)
        sim_queue_expect_steps(pair->queue, (SimTime)(next_word(pair) >> (1 + next_word(pair) % 60)));
}

static void push(Pair *pair, SimTime time)
{
    if (pair->changes_hint)
        change_hint(pair);
    SimEvent event = { time, (uint32_t)next_word(pair), pair->pushes++ };
    list_push(&pair->list, event);
    sim_queue_push(pair->queue, event);
    pair->mismatches += sim_queue_count(pair->queue) != pair->list.count;
}

static void pop(Pair *pair)
{
    SimEvent event = { 0, 0, 0 };
    bool has_event = sim_queue_pop(pair->queue, &event);
    pair->mismatches += has_event != (pair->list.count > 0);
    if (pair->list.count == 0)
        return;
    SimEvent expected = pair->list.events[pair->list.head++];
    pair->list.count--;
    pair->now = expected.time;
    pair->mismatches += event.time != expected.time || event.what != expected.what
                        || event.subject != expected.subject;
    pair->mismatches += sim_queue_count(pair->queue) != pair->list.count;
}

static void drain(Pair *pair)
{
    while (pair->list.count > 0)
        pop(pair);
    pop(pair);
}

/* ---- the increments: how much later than now a new event is */

static SimTime exponential_increment(Pair *pair)
{
    return (SimTime)(-log(next_uniform(pair)) * 1e9);
}

/* Most are sums of few constants, one in ten is any, up to a second, and one in ten a timer. */
static SimTime hop_increment(Pair *pair)
{
    static const SimTime services[] = { 0, 1 * SIM_MS, 2 * SIM_MS, 3 * SIM_MS };
    switch (next_word(pair) % 10) {
    case 0:
        return (SimTime)(next_word(pair) % (uint64_t)SIM_S);
    case 1:
        return 60 * SIM_S;
    default:
        return 2 * SIM_MS + services[next_word(pair) % 4];
    }
}

static SimTime tied_increment(Pair *pair)
{
    static const SimTime increments[] = { 5 * SIM_MS, 20 * SIM_MS, 100 * SIM_MS, 2 * SIM_S };
    return increments[next_word(pair) % 4];
}

static SimTime constant_increment(Pair *pair)
{
    (void)pair;
    return 40 * SIM_MS;
}

static SimTime bimodal_increment(Pair *pair)
{
    return next_word(pair) % 10 == 0 ? (SimTime)(next_word(pair) % (uint64_t)(100 * SIM_S))
                                     : (SimTime)(next_word(pair) % (uint64_t)SIM_MS);
}

static SimTime zero_half_the_time_increment(Pair *pair)
{
    return next_word(pair) % 2 == 0 ? 0 : exponential_increment(pair);
}

static SimTime log_uniform_increment(Pair *pair)
{
    return (SimTime)exp(next_uniform(pair) * 23.03);
}

static SimTime pareto_increment(Pair *pair)
{
    return (SimTime)fmin(1e6 * pow(next_uniform(pair), -1 / 1.1), 1e17);
}

static SimTime one_nanosecond_increment(Pair *pair)
{
    return (SimTime)(next_word(pair) % 2);
}

static SimTime few_nanoseconds_increment(Pair *pair)
{
    return (SimTime)(next_word(pair) % 40);
}

static SimTime zero_increment(Pair *pair)
{
    (void)pair;
    return 0;
}

static SimTime wide_increment(Pair *pair)
{
    return (SimTime)(next_word(pair) >> 12);
}

static SimTime mostly_constant_increment(Pair *pair)
{
    return next_word(pair) % 100 == 0 ? exponential_increment(pair) : 40 * SIM_MS;
}

typedef SimTime (*Increment)(Pair *pair);

static const struct {
    const char *name;
    Increment next;
} increments[] = {
    { "exponential", exponential_increment },
    { "four constants", tied_increment },
    { "one constant", constant_increment },
    { "bimodal", bimodal_increment },
    { "zero half the time", zero_half_the_time_increment },
    { "log-uniform over ten decades", log_uniform_increment },
    { "Pareto", pareto_increment },
    { "0 or 1 ns", one_nanosecond_increment },
    { "0 to 39 ns", few_nanoseconds_increment },
    { "always zero", zero_increment },
    { "over 52 bits", wide_increment },
    { "mostly constant", mostly_constant_increment },
    { "hops and timers", hop_increment },
};

static const size_t populations[] = { 0, 1, 2, 3, 15, 31, 32, 33, 62, 63, 64, 65, 66, 93, 94, 127, 200, 255, 256, 257,
                                      1000, 3000 };

/* ---- tests */

/* The hold model: as many pushes as pops. */
static void hold(size_t kind, size_t population, Hint hint)
{
    Pair pair;
    pair_start_with(&pair, 1000 * kind + population, hint);
    for (size_t i = 0; i < population; i++)
        push(&pair, increments[kind].next(&pair));
    for (size_t i = 0; i < 3 * population + 200; i++) {
        pop(&pair);
        push(&pair, pair.now + increments[kind].next(&pair));
    }
    drain(&pair);
    if (pair.mismatches > 0)
        printf("[%s, %zu pending, hint %d] ", increments[kind].name, population, (int)hint);
    pair_stop(&pair);
}

static void test_hold(void)
{
    for (size_t kind = 0; kind < G_N_ELEMENTS(increments); kind++)
        for (size_t k = 0; k < G_N_ELEMENTS(populations); k++)
            for (Hint hint = HINT_NONE; hint < HINTS; hint++)
                hold(kind, populations[k], hint);
}

/* The population swells and shrinks by turns, so that every hand-over between the structures is passed both ways. */
static void tides(size_t kind, Hint hint)
{
    Pair pair;
    pair_start_with(&pair, 77 + kind, hint);
    for (int tide = 0; tide < 60; tide++) {
        size_t high = next_word(&pair) % (tide % 10 == 0 ? 3000 : 200);
        while (pair.list.count < high) {
            push(&pair, pair.now + increments[kind].next(&pair));
            if (next_word(&pair) % 4 == 0)
                pop(&pair);
        }
        size_t low = next_word(&pair) % (high + 1);
        while (pair.list.count > low) {
            pop(&pair);
            if (next_word(&pair) % 4 == 0)
                push(&pair, pair.now + increments[kind].next(&pair));
        }
    }
    drain(&pair);
    if (pair.mismatches > 0)
        printf("[%s, hint %d] ", increments[kind].name, (int)hint);
    pair_stop(&pair);
}

static void test_tides(void)
{
    for (size_t kind = 0; kind < G_N_ELEMENTS(increments); kind++)
        for (Hint hint = HINT_NONE; hint < HINTS; hint++)
            tides(kind, hint);
}

/* The family changes while events of the one before are pending. */
static void change_families(Hint hint)
{
    Pair pair;
    pair_start_with(&pair, 5, hint);
    for (int round = 0; round < 300; round++) {
        Increment next = increments[next_word(&pair) % G_N_ELEMENTS(increments)].next;
        size_t steps = next_word(&pair) % 400;
        unsigned bias = (unsigned)(next_word(&pair) % 3);
        for (size_t i = 0; i < steps; i++) {
            if (next_word(&pair) % 4 < 1 + bias || pair.list.count > 4000)
                pop(&pair);
            else
                push(&pair, pair.now + next(&pair));
        }
        if (pair.now > SIM_TIME_MAX / 2)
            break;
    }
    drain(&pair);
    pair_stop(&pair);
}

static void test_changing_families(void)
{
    for (Hint hint = HINT_NONE; hint < HINTS; hint++)
        change_families(hint);
}

static void test_bursts_of_equal_time(void)
{
    Pair pair;
    pair_start(&pair, 6);
    for (int burst = 0; burst < 40; burst++) {
        size_t n = next_word(&pair) % 1000;
        SimTime time = pair.now + 1 + (SimTime)(next_word(&pair) % 5);
        for (size_t i = 0; i < n; i++)
            push(&pair, time);
        for (size_t i = 0; i < n; i++) {
            pop(&pair);
            if (i % 3 == 0)
                push(&pair, pair.now);    /* joins the burst at its end */
        }
    }
    drain(&pair);
    pair_stop(&pair);
}

static void test_one_event_in_the_far_future(void)
{
    Pair pair;
    pair_start(&pair, 7);
    push(&pair, SIM_TIME_MAX);
    for (int i = 0; i < 500; i++)
        push(&pair, exponential_increment(&pair));
    push(&pair, SIM_TIME_MAX - 1);
    for (int i = 0; i < 20000; i++) {
        pop(&pair);
        push(&pair, pair.now + exponential_increment(&pair));
    }
    push(&pair, SIM_TIME_MAX);
    drain(&pair);
    pair_stop(&pair);
}

/* Pushes that fall into sorted slots, before, between and behind what is left of them. */
static void test_pushes_into_the_stream(void)
{
    for (uint64_t seed = 0; seed < 50; seed++) {
        Pair pair;
        pair_start(&pair, seed);
        for (SimTime i = 0; i < 700; i++)
            push(&pair, 100 * (i / 10));
        for (int i = 0; i < 1500; i++) {
            pop(&pair);
            uint64_t where = next_word(&pair) % 8;
            if (where < seed % 8)
                push(&pair, pair.now + (SimTime)(next_word(&pair) % (where == 0 ? 100000 : 300)));
        }
        drain(&pair);
        pair_stop(&pair);
    }
}

/* Many events that fall below the last one of the bottom: it overflows and goes back into the ladder. */
static void test_bottom_overflows(void)
{
    Pair pair;
    pair_start(&pair, 8);
    for (int i = 0; i < 100; i++)
        push(&pair, 1000000 * (SimTime)(1 + i % 7) + (SimTime)(next_word(&pair) % 1000000));
    for (int round = 0; round < 30; round++) {
        pop(&pair);
        for (int i = 0; i < 300; i++)
            push(&pair, pair.now + (SimTime)(next_word(&pair) % (round % 2 == 0 ? 3 : 3000)));
        for (int i = 0; i < 250; i++)
            pop(&pair);
    }
    drain(&pair);
    pair_stop(&pair);
}

static void test_whole_range_of_time(void)
{
    static const SimTime corners[] = { SIM_TIME_MIN, SIM_TIME_MIN + 1, -1, 0, 1, SIM_TIME_MAX - 1, SIM_TIME_MAX };
    for (uint64_t seed = 0; seed < 40; seed++) {
        Pair pair;
        pair_start_with(&pair, seed, (Hint)(seed % HINTS));
        size_t n = 1 + next_word(&pair) % 400;
        for (size_t i = 0; i < n; i++) {
            SimTime corner = corners[next_word(&pair) % G_N_ELEMENTS(corners)];
            SimTime offset = (SimTime)(next_word(&pair) % 100);
            push(&pair, corner > SIM_TIME_MAX - 100 ? corner - offset : corner + offset);
        }
        for (size_t i = 0; i < n; i++)
            push(&pair, (SimTime)next_word(&pair));
        pair.now = SIM_TIME_MIN;
        for (size_t i = 0; i < n; i++) {
            pop(&pair);
            SimTime left = pair.now > 0 ? SIM_TIME_MAX - pair.now : SIM_TIME_MAX;
            push(&pair, pair.now + (SimTime)(next_word(&pair) % ((uint64_t)left + 1)));
        }
        drain(&pair);
        pair_stop(&pair);
    }
}

/* The last slot of a rung reaches beyond the end of time: what is pushed into it while it is open, and what comes after it. */
static void test_last_slot_of_time(void)
{
    for (unsigned bits = 8; bits < 62; bits += 3) {
        Pair pair;
        pair_start_with(&pair, bits, (Hint)(bits / 3 % HINTS));
        for (size_t i = 0; i < 600; i++)
            push(&pair, SIM_TIME_MAX - (SimTime)(next_word(&pair) >> (64 - bits)));
        for (size_t i = 0; i < 12000; i++) {    /* each time nearer to the end */
            pop(&pair);
            push(&pair, pair.now + (SimTime)(next_word(&pair) % ((uint64_t)(SIM_TIME_MAX - pair.now) + 1)));
            if (i % 8 == 0)
                push(&pair, SIM_TIME_MAX);
        }
        drain(&pair);
        pair_stop(&pair);
    }
}

/* Not compared with the list, which would take too long: order and number are checked by themselves. */
static void test_many_events(void)
{
    enum { MANY = 300000 };
    Pair pair;
    pair_start(&pair, 9);
    SimQueue *queue = pair.queue;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < MANY; i++) {
        sim_queue_push(queue, (SimEvent){ exponential_increment(&pair), i, i });
        sum += i;
    }
    SimEvent previous = { -1, 0, 0 };
    SimEvent event;
    for (uint32_t i = 0; i < 3 * MANY && sim_queue_pop(queue, &event); i++) {
        pair.mismatches += event.time < previous.time;
        pair.mismatches += event.time == previous.time && event.what <= previous.what;
        previous = event;
        sim_queue_push(queue, (SimEvent){ event.time + exponential_increment(&pair), event.subject, MANY + i });
    }
    CU_ASSERT_EQUAL(sim_queue_count(queue), MANY);
    CU_ASSERT(sim_queue_peak_bytes(queue) < MANY * (sizeof(SimEvent) + 8) + 2500000);
    while (sim_queue_pop(queue, &event)) {
        pair.mismatches += event.time < previous.time;
        pair.mismatches += event.time == previous.time && event.what <= previous.what;
        previous = event;
        sum -= event.subject;
    }
    CU_ASSERT_EQUAL(sum, 0);
    CU_ASSERT_EQUAL(sim_queue_count(queue), 0);
    CU_ASSERT(sim_queue_bytes(queue) < 5000000);    /* what the many needed has been given back */
    pair_stop(&pair);
}

/* Prefetching reads nothing: wild addresses and strides change no result and do no harm. */
static void test_prefetch_addresses_do_not_matter(void)
{
    Pair pair;
    pair_start(&pair, 10);
    sim_queue_prefetch(pair.queue, &pair, 1 << 20);
    for (int i = 0; i < 5000; i++)
        push(&pair, exponential_increment(&pair));
    for (int i = 0; i < 5000; i++) {
        pop(&pair);
        push(&pair, pair.now + tied_increment(&pair));
        if (i == 2500)
            sim_queue_prefetch(pair.queue, NULL, 0);
    }
    drain(&pair);
    pair_stop(&pair);
}

/* Beyond the limit pushes are dropped, the queue says so for good, and what it has is still in order. */
/* The events are dense at the start of time when the far future becomes a rung, and then one comes at the end. */
static void test_narrow_rung_and_far_future(void)
{
    for (uint64_t seed = 0; seed < 40; seed++) {
        Pair pair;
        pair_start(&pair, seed);
        uint64_t width = 1 + next_word(&pair) % 300;
        for (unsigned i = 0; i < 400; i++)
            push(&pair, SIM_TIME_MIN + (SimTime)(next_word(&pair) % width));
        pop(&pair);
        push(&pair, SIM_TIME_MAX);
        push(&pair, (SimTime)(next_word(&pair) >> 1));
        drain(&pair);
        pair_stop(&pair);
    }
}

/* Whatever this processor can do: the order is that of the plain way, which is that of counting one by one. */
static void test_ranks(void)
{
    int32_t keys[SIM_BOTTOM_FILL] __attribute__((aligned(32)));
    int32_t plain[SIM_BOTTOM_FILL] __attribute__((aligned(32)));
    int32_t best[SIM_BOTTOM_FILL] __attribute__((aligned(32)));
    g_autofree SimBottom *bottom = g_new(SimBottom, 1);
    Pair pair;
    pair_start(&pair, 12);
    sim_bottom_init(bottom);
    for (size_t turn = 0; turn < 4000; turn++) {
        size_t n = turn % 4 * 8 + 8;
        for (size_t i = 0; i < SIM_BOTTOM_FILL; i++)
            keys[i] = turn % 3 == 0 && i % 2 == 0 ? INT32_MAX : (int32_t)(exponential_increment(&pair) & INT32_MAX);
        sim_bottom_rank(plain, keys, n);
        bottom->rank(best, keys, n);
        for (size_t i = 0; i < n; i++) {
            int32_t smaller = 0;
            for (size_t j = 0; j < n; j++)
                smaller += keys[j] < keys[i];
            CU_ASSERT_EQUAL(plain[i], smaller);
            CU_ASSERT_EQUAL(best[i], smaller);
        }
    }
    pair_stop(&pair);
}

/* A sequence of events that are pushed with times up to 2^@bits - 1 after @start, crowded into their lowest bits on every third turn. */
static SimSequence make_sequence(Pair *pair, SimChunk *chunks, size_t n, uint64_t start, unsigned bits)
{
    unsigned used = bits > 0 && next_word(pair) % 3 == 0 ? (unsigned)(next_word(pair) % bits) : bits;
    SimSequence sequence = { chunks, chunks->events };
    for (size_t i = 0; i < n; i++) {
        SimChunk *chunk = &chunks[i / SIM_CHUNK_EVENTS];
        uint64_t offset = used > 0 ? next_word(pair) >> (64 - used) : 0;
        chunk->next = NULL;
        if (i > 0 && i % SIM_CHUNK_EVENTS == 0)
            chunk[-1].next = chunk;
        chunk->events[i % SIM_CHUNK_EVENTS] = (SimEvent){ (SimTime)(start + offset), (uint32_t)offset, (uint32_t)i };
        sequence.tail = &chunk->events[i % SIM_CHUNK_EVENTS] + 1;
    }
    return sequence;
}

/* Through bins: every number of events, in slots of every width, comes out sorted, equal times in the order of the sequence. */
static void test_bins(void)
{
    g_autofree SimBottom *bottom = g_new(SimBottom, 1);
    g_autofree SimChunk *chunks = g_new(SimChunk, SIM_BOTTOM_BINNED / SIM_CHUNK_EVENTS);
    Pair pair;
    pair_start(&pair, 14);
    sim_bottom_init(bottom);
    for (size_t turn = 0; turn < 3000; turn++) {
        size_t n = 1 + turn % SIM_BOTTOM_BINNED;
        unsigned bits = (unsigned)(next_word(&pair) % 65);
        uint64_t start = bits < 64 ? next_word(&pair) >> 1 >> bits << bits : (uint64_t)SIM_TIME_MIN;
        SimSequence sequence = make_sequence(&pair, chunks, n, start, MIN(bits, 63));
        sim_bottom_fill_through_bins(bottom, &sequence, start, bits);
        uint64_t seen = 0;
        pair.mismatches += sim_bottom_count(bottom) != n;
        for (const SimEvent *event = bottom->head; event < bottom->tail; event++) {
            seen += event->what;
            pair.mismatches += event->subject != (uint32_t)((uint64_t)event->time - start);
            if (event > bottom->head)
                pair.mismatches += event->time < event[-1].time || (event->time == event[-1].time && event->what <= event[-1].what);
        }
        pair.mismatches += seen != n * (n - 1) / 2;
        sim_bottom_empty(bottom);
    }
    pair_stop(&pair);
}

/* The first rung is laid out for few events over a long time; then there are many, with ties and some beyond its end. */
static void test_growth(void)
{
    for (uint64_t seed = 0; seed < 12; seed++) {
        Pair pair;
        size_t high = 70;
        pair_start(&pair, 100 + seed);
        for (size_t i = 0; i < high; i++)
            push(&pair, (SimTime)(next_word(&pair) % (uint64_t)(600 * SIM_S)));
        for (int step = 0; step < 3; step++, high *= seed % 2 == 0 ? 7 : 9) {
            while (pair.list.count < high) {
                uint64_t late = next_word(&pair) % 50;
                SimTime later = late == 0 ? 2000 * SIM_S : (SimTime)(next_word(&pair) % 1000) * SIM_MS * (late < 9 ? 100 : 1);
                push(&pair, pair.now + later);
            }
            for (size_t i = 0; i < high / 2; i++) {
                pop(&pair);
                push(&pair, pair.now + increments[seed].next(&pair));
            }
        }
        drain(&pair);
        pair_stop(&pair);
    }
}

/* Memory that has become free goes back to the system when the queue is empty, and comes again when it is needed. */
static void test_memory_goes_back(void)
{
    Pair pair;
    size_t most = 0;
    pair_start(&pair, 13);
    for (unsigned turn = 0; turn < 3; turn++) {
        SimEvent event;
        for (uint32_t i = 0; i < 600000; i++)
            sim_queue_push(pair.queue, (SimEvent){ (SimTime)turn * 100 * SIM_S + exponential_increment(&pair), 0, i });
        most = sim_queue_bytes(pair.queue);
        CU_ASSERT(most > 600000 * sizeof(SimEvent) && most < 600000 * (sizeof(SimEvent) + 8));
        while (sim_queue_pop(pair.queue, &event))
            continue;
        CU_ASSERT(sim_queue_bytes(pair.queue) <= 2300000);    /* an arena and the tables */
    }
    CU_ASSERT(sim_queue_peak_bytes(pair.queue) >= most);
    pair_stop(&pair);
}

static void test_memory_limit(void)
{
    static const size_t limits[] = { 0, 100000, 2200000, 3000000, 5000000 };
    for (size_t k = 0; k < G_N_ELEMENTS(limits); k++) {
        Pair pair;
        pair_start(&pair, 11);
        sim_queue_set_limit(pair.queue, limits[k]);
        for (uint32_t i = 0; i < 400000; i++)
            sim_queue_push(pair.queue, (SimEvent){ exponential_increment(&pair), 0, i });
        CU_ASSERT(sim_queue_failed(pair.queue));
        CU_ASSERT(sim_queue_bytes(pair.queue) <= MAX(limits[k], 100000));
        size_t count = sim_queue_count(pair.queue);
        CU_ASSERT(count < 400000);
        SimEvent previous = { 0, 0, 0 };
        SimEvent event;
        size_t popped = 0;
        for (; sim_queue_pop(pair.queue, &event); popped++) {
            CU_ASSERT(event.time >= previous.time);
            previous = event;
        }
        CU_ASSERT(popped <= count);
        CU_ASSERT_EQUAL(sim_queue_count(pair.queue), 0);
        CU_ASSERT(sim_queue_failed(pair.queue));
        sim_queue_set_limit(pair.queue, SIZE_MAX);
        CU_ASSERT(sim_queue_failed(pair.queue));
        pair_stop(&pair);
    }
}

static void test_empty(void)
{
    g_autoptr(SimQueue) queue = sim_queue_new();
    SimEvent event = { 1, 2, 3 };
    CU_ASSERT_FALSE(sim_queue_pop(queue, &event));
    CU_ASSERT(event.time == 1 && event.subject == 2 && event.what == 3);
    CU_ASSERT_EQUAL(sim_queue_count(queue), 0);
    CU_ASSERT_FALSE(sim_queue_failed(queue));
    sim_queue_push(queue, (SimEvent){ -5, 6, 7 });
    CU_ASSERT(sim_queue_pop(queue, &event));
    CU_ASSERT(event.time == -5 && event.subject == 6 && event.what == 7);
    CU_ASSERT_FALSE(sim_queue_pop(queue, &event));
    sim_queue_free(NULL);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "empty", test_empty },
        { "hold", test_hold },
        { "tides", test_tides },
        { "changing families", test_changing_families },
        { "bursts of equal time", test_bursts_of_equal_time },
        { "one event in the far future", test_one_event_in_the_far_future },
        { "pushes into the stream", test_pushes_into_the_stream },
        { "bottom overflows", test_bottom_overflows },
        { "whole range of time", test_whole_range_of_time },
        { "the last slot of time", test_last_slot_of_time },
        { "many events", test_many_events },
        { "prefetch addresses do not matter", test_prefetch_addresses_do_not_matter },
        { "narrow rung and far future", test_narrow_rung_and_far_future },
        { "ranks", test_ranks },
        { "bins", test_bins },
        { "growth", test_growth },
        { "memory goes back", test_memory_goes_back },
        { "memory limit", test_memory_limit },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "queue", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
