/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_station.h"

#include <glib.h>

#include "models/cpm_setup.h"

void cpm_station_init(CpmStation *station, CpmBox box, uint32_t servers, bool constant)
{
    g_assert(servers >= 1);
    *station = (CpmStation){ .stats = { .box = box, .servers = servers }, .in_turn = constant };
    station->free = g_new0(SimTime, servers);
}

void cpm_station_clear(CpmStation *station)
{
    g_clear_pointer(&station->free, g_free);
}

/* Gives the root of the heap its new value and restores the order. */
static void replace_first(SimTime *heap, uint32_t n, SimTime value)
{
    uint32_t hole = 0;

    for (;;) {
        uint32_t child = 2 * hole + 1;

        if (child >= n)
            break;
        if (child + 1 < n && heap[child + 1] < heap[child])
            child++;
        if (heap[child] >= value)
            break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = value;
}

SimTime cpm_station_admit(CpmStation *station, SimTime now, SimTime service)
{
    SimTime start = MAX(now, station->free[station->turn]);
    SimTime wait = start - now, end = MIN(start, CPM_END_OF_TIME - service) + service;

    station->stats.messages++;
    station->stats.busy = MIN(station->stats.busy, CPM_END_OF_TIME - service) + service;
    station->stats.waited += (double)wait;
    station->stats.max_wait = MAX(station->stats.max_wait, wait);
    if (station->in_turn) {
        station->free[station->turn] = end;
        if (++station->turn == station->stats.servers)
            station->turn = 0;
    } else {
        replace_first(station->free, station->stats.servers, end);
    }
    return end;
}
