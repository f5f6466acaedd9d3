/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/trace.h"

#include <glib.h>

typedef struct Observer {
    SimObserve observe;
    void *self;
} Observer;

SimTrace *sim_trace_new(void)
{
    SimTrace *trace = g_new0(SimTrace, 1);

    trace->observers = g_array_new(FALSE, FALSE, sizeof(Observer));
    return trace;
}

void sim_trace_free(SimTrace *trace)
{
    if (trace == NULL)
        return;
    g_array_unref(trace->observers);
    g_free(trace);
}

void sim_trace_add_observer(SimTrace *trace, SimObserve observe, void *observer)
{
    Observer entry = { observe, observer };

    g_array_append_val(trace->observers, entry);
}

void sim_trace_flush(SimTrace *trace)
{
    if (trace->used == 0)
        return;
    for (guint i = 0; i < trace->observers->len; i++) {
        const Observer *observer = &g_array_index(trace->observers, Observer, i);

        observer->observe(observer->self, trace->records, trace->used);
    }
    trace->flushed += trace->used;
    trace->used = 0;
}

uint64_t sim_trace_count(const SimTrace *trace)
{
    return trace->flushed + trace->used;
}
