/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/trace.h"

#include <glib.h>

#include "sim/courier.h"

typedef struct Observer {
    SimObserve observe;
    void *self;
} Observer;

SimTrace *sim_trace_new(void)
{
    SimTrace *trace = g_new0(SimTrace, 1);

    trace->records = g_new0(SimRecord, SIM_TRACE_BATCH);
    trace->observers = g_array_new(FALSE, FALSE, sizeof(Observer));
    return trace;
}

void sim_trace_free(SimTrace *trace)
{
    if (trace == NULL)
        return;
    if (trace->courier == NULL)
        g_free(trace->records);
    sim_courier_free(trace->courier);
    g_array_unref(trace->observers);
    g_free(trace);
}

void sim_trace_add_observer(SimTrace *trace, SimObserve observe, void *observer)
{
    Observer entry = { observe, observer };

    g_array_append_val(trace->observers, entry);
}

/* A SimObserve: shows the records to all observers of @observers. */
static void show(void *observers, const SimRecord *records, size_t n)
{
    const GArray *all = observers;

    for (guint i = 0; i < all->len; i++) {
        const Observer *observer = &g_array_index(all, Observer, i);

        observer->observe(observer->self, records, n);
    }
}

void sim_trace_use_thread(SimTrace *trace)
{
    g_assert(trace->courier == NULL && trace->used == 0);
    trace->courier = sim_courier_new(show, trace->observers);
    if (trace->courier == NULL)
        return;
    g_free(trace->records);
    trace->records = sim_courier_batch(trace->courier);
}

/* One look a batch: they are sorted. */
static SimTime last_of_batch(const SimTrace *trace)
{
    for (uint32_t i = trace->used; i > 0; i--)
        if (trace->records[i - 1].kind != SIM_RECORD_SAMPLE)
            return trace->records[i - 1].time;
    return trace->last;
}

void sim_trace_hand_over(SimTrace *trace)
{
    if (trace->used == 0)
        return;
    trace->last = last_of_batch(trace);
    if (trace->courier != NULL) {
        sim_courier_send(trace->courier, trace->used);
        trace->records = sim_courier_batch(trace->courier);
    } else {
        show(trace->observers, trace->records, trace->used);
    }
    trace->handed_over += trace->used;
    trace->used = 0;
}

void sim_trace_flush(SimTrace *trace)
{
    sim_trace_hand_over(trace);
    if (trace->courier != NULL)
        sim_courier_wait(trace->courier);
}

SimTime sim_trace_last(const SimTrace *trace)
{
    g_assert(trace->used == 0);
    return trace->last;
}

uint64_t sim_trace_count(const SimTrace *trace)
{
    return trace->handed_over + trace->used;
}
