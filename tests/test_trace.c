/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/trace.h"
#include "tests/cunit_run.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

/* What an observer has seen. */
typedef struct Seen {
    GArray *records;            /* of SimRecord */
    unsigned batches;
    const struct Seen *before;  /* the observer that must have seen each batch first; NULL = none */
    bool disorder;
} Seen;

static void observe(void *observer, const SimRecord *records, size_t n)
{
    Seen *seen = observer;

    g_array_append_vals(seen->records, records, (guint)n);
    seen->batches++;
    seen->disorder |= n == 0 || (seen->before != NULL && seen->before->batches != seen->batches);
}

static Seen *seen_new(const Seen *before)
{
    Seen *seen = g_new0(Seen, 1);

    seen->records = g_array_new(FALSE, FALSE, sizeof(SimRecord));
    seen->before = before;
    return seen;
}

static void seen_free(Seen *seen)
{
    g_array_unref(seen->records);
    g_free(seen);
}

/* As many records as one event may write, numbered from @first. */
static void write_event(SimTrace *trace, uint32_t first, uint32_t n)
{
    sim_trace_reserve(trace);
    for (uint32_t i = 0; i < n; i++) {
        SimRecord *record = sim_trace_next(trace);

        CU_ASSERT(record->detail == 0 && record->step == 0);
        *record = (SimRecord){ .time = first + i, .member = first + i, .detail = 7, .step = 7, .kind = SIM_RECORD_MESSAGE };
    }
}

static void test_batches(void)
{
    SimTrace *trace = sim_trace_new();
    Seen *first = seen_new(NULL), *second = seen_new(first);
    uint32_t written = 0;

    sim_trace_add_observer(trace, observe, first);
    sim_trace_add_observer(trace, observe, second);
    for (uint32_t i = 0; i < 1000; i++) {
        write_event(trace, written, i % (SIM_TRACE_PER_EVENT + 1));
        written += i % (SIM_TRACE_PER_EVENT + 1);
    }
    CU_ASSERT_EQUAL(sim_trace_count(trace), written);
    CU_ASSERT(first->records->len < written && first->batches > 1);
    sim_trace_flush(trace);
    CU_ASSERT_EQUAL(first->records->len, written);
    CU_ASSERT_EQUAL(sim_trace_count(trace), written);
    for (uint32_t i = 0; i < first->records->len; i++)
        CU_ASSERT_EQUAL_FATAL(g_array_index(first->records, SimRecord, i).member, i);
    CU_ASSERT(memcmp(first->records->data, second->records->data, written * sizeof(SimRecord)) == 0);
    CU_ASSERT_FALSE(second->disorder);
    sim_trace_free(trace);
    seen_free(second);
    seen_free(first);
}

/* Nothing waits: nobody is told, and no batch is empty. */
static void test_empty(void)
{
    SimTrace *trace = sim_trace_new();
    Seen *seen = seen_new(NULL);

    sim_trace_add_observer(trace, observe, seen);
    sim_trace_flush(trace);
    sim_trace_reserve(trace);
    CU_ASSERT_EQUAL(seen->batches, 0);
    CU_ASSERT_EQUAL(sim_trace_count(trace), 0);
    write_event(trace, 0, 1);
    sim_trace_flush(trace);
    sim_trace_flush(trace);
    CU_ASSERT_EQUAL(seen->batches, 1);
    sim_trace_free(trace);
    sim_trace_free(NULL);
    seen_free(seen);
}

/* Without observers records are counted and dropped. */
static void test_nobody_looks(void)
{
    SimTrace *trace = sim_trace_new();

    for (uint32_t i = 0; i < 10000; i++)
        write_event(trace, i, 1);
    CU_ASSERT_EQUAL(sim_trace_count(trace), 10000);
    sim_trace_free(trace);
}

/* What an event has written stays in place until the next one: a record can still be filled in after others have begun. */
static void test_records_stay(void)
{
    SimTrace *trace = sim_trace_new();
    Seen *seen = seen_new(NULL);
    SimRecord *first;

    sim_trace_add_observer(trace, observe, seen);
    for (uint32_t i = 0; i < 500; i++) {
        sim_trace_reserve(trace);
        first = sim_trace_next(trace);
        *first = (SimRecord){ .member = 0 };
        for (unsigned j = 1; j < SIM_TRACE_PER_EVENT; j++)
            *sim_trace_next(trace) = (SimRecord){ .member = 1 };
        first->next = 9;
    }
    sim_trace_flush(trace);
    for (guint i = 0; i < seen->records->len; i++) {
        const SimRecord *record = &g_array_index(seen->records, SimRecord, i);

        CU_ASSERT_EQUAL(record->next, record->member == 0 ? 9 : 0);
    }
    CU_ASSERT_EQUAL(seen->records->len, 500 * SIM_TRACE_PER_EVENT);
    sim_trace_free(trace);
    seen_free(seen);
}

/* ---- observers in a thread of their own */

/* An observer that is slow now and then, so that the writer has to wait, and that of a writer who is slow. */
typedef struct Slow {
    Seen *seen;
    const GThread *writer;
    bool is_own_thread;
    unsigned delay;             /* rounds of idle work a batch */
} Slow;

static void observe_slowly(void *observer, const SimRecord *records, size_t n)
{
    Slow *slow = observer;
    volatile unsigned idle = 0;

    while (idle < slow->delay)
        idle++;
    slow->is_own_thread |= g_thread_self() != slow->writer;
    observe(slow->seen, records, n);
}

/* Writes @n records, flushes now and then, and checks that after each flush the observers have seen all, in order. */
static void check_threaded(uint32_t n, uint32_t flush_every, unsigned delay)
{
    SimTrace *trace = sim_trace_new();
    Seen *first = seen_new(NULL), *second = seen_new(first);
    Slow slow = { .seen = first, .writer = g_thread_self(), .delay = delay };

    sim_trace_add_observer(trace, observe_slowly, &slow);
    sim_trace_add_observer(trace, observe, second);
    sim_trace_use_thread(trace);
    for (uint32_t i = 0; i < n; i++) {
        write_event(trace, i, 1);
        if (i % flush_every != flush_every - 1)
            continue;
        sim_trace_flush(trace);
        CU_ASSERT_EQUAL(second->records->len, i + 1);
    }
    sim_trace_flush(trace);
    CU_ASSERT_EQUAL(sim_trace_count(trace), n);
    CU_ASSERT_EQUAL_FATAL(first->records->len, n);
    for (uint32_t i = 0; i < n; i++)
        CU_ASSERT_EQUAL_FATAL(g_array_index(first->records, SimRecord, i).member, i);
    CU_ASSERT(memcmp(first->records->data, second->records->data, n * sizeof(SimRecord)) == 0);
    CU_ASSERT_FALSE(second->disorder);
    CU_ASSERT(slow.is_own_thread);
    sim_trace_free(trace);
    seen_free(second);
    seen_free(first);
}

static void test_thread(void)
{
    check_threaded(200000, 1000000, 0);
    check_threaded(100000, 1000000, 100000);    /* the ring is full most of the time */
    check_threaded(100000, 1000, 0);
    check_threaded(3000, 1, 0);
}

/* After the trace has gone nobody is called, whatever was under way. */
static void test_thread_ends(void)
{
    for (unsigned batches = 0; batches < 12; batches++) {
        SimTrace *trace = sim_trace_new();
        Seen *seen = seen_new(NULL);
        Slow slow = { .seen = seen, .writer = g_thread_self(), .delay = 20000 };
        guint n;

        sim_trace_add_observer(trace, observe_slowly, &slow);
        sim_trace_use_thread(trace);
        for (uint32_t i = 0; i < batches * SIM_TRACE_BATCH; i++)
            write_event(trace, i, 1);
        sim_trace_free(trace);
        n = seen->records->len;
        CU_ASSERT(n <= batches * SIM_TRACE_BATCH);
        for (guint i = 0; i < n; i++)
            CU_ASSERT_EQUAL_FATAL(g_array_index(seen->records, SimRecord, i).member, i);
        seen_free(seen);
    }
}

/* Samples go on when nothing happens any more. */
static void test_last(void)
{
    SimTrace *trace = sim_trace_new();

    CU_ASSERT_EQUAL(sim_trace_last(trace), 0);
    for (uint32_t i = 0; i < 1000; i++) {
        write_event(trace, i * 10, 3);
        if (i >= 100)
            for (uint32_t k = 0; k < 3; k++)
                trace->records[trace->used - 1 - k].kind = SIM_RECORD_SAMPLE;
    }
    sim_trace_flush(trace);
    CU_ASSERT_EQUAL(sim_trace_last(trace), 992);
    write_event(trace, 10000, 2);
    trace->records[trace->used - 1].kind = SIM_RECORD_SAMPLE;
    sim_trace_flush(trace);
    CU_ASSERT_EQUAL(sim_trace_last(trace), 10000);
    sim_trace_free(trace);
}

/* A record is what stored events and the memory of observers are made of. */
static void test_size(void)
{
    CU_ASSERT_EQUAL(sizeof(SimRecord), 32);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "batches in order", test_batches },
        { "empty", test_empty },
        { "nobody looks", test_nobody_looks },
        { "records stay in place", test_records_stay },
        { "observers in a thread", test_thread },
        { "the thread ends with the trace", test_thread_ends },
        { "the last one", test_last },
        { "size", test_size },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "trace", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
