/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_station.h"

#include <glib.h>

#include "models/cpm_setup.h"
#include "models/cpm_wire.h"

void cpm_station_init(CpmStation *station, CpmBox box, uint32_t servers, bool constant)
{
    g_assert(servers >= 1);
    *station = (CpmStation){ .stats = { .box = box, .servers = servers }, .in_turn = constant };
    station->free = g_new0(SimTime, servers);
    for (unsigned i = 0; i < CPM_LINES; i++)
        station->line[i] = (CpmLine){ .first = CPM_NO_PACKET, .last = CPM_NO_PACKET };
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

void cpm_station_note(CpmStation *station, SimTime wait, SimTime service)
{
    station->stats.messages++;
    station->stats.busy = MIN(station->stats.busy, CPM_END_OF_TIME - service) + service;
    station->stats.waited += (double)wait;
    station->stats.max_wait = MAX(station->stats.max_wait, wait);
}

SimTime cpm_station_admit(CpmStation *station, SimTime now, SimTime service)
{
    SimTime start = MAX(now, station->free[station->turn]);
    SimTime wait = start - now, end = MIN(start, CPM_END_OF_TIME - service) + service;

    cpm_station_note(station, wait, service);
    if (station->in_turn) {
        station->free[station->turn] = end;
        if (++station->turn == station->stats.servers)
            station->turn = 0;
    } else {
        replace_first(station->free, station->stats.servers, end);
    }
    return end;
}

uint32_t cpm_station_waiting(const CpmStation *station)
{
    uint32_t n = 0;

    for (unsigned i = 0; i < CPM_LINES; i++)
        n += station->line[i].n;
    return n;
}

uint32_t cpm_station_present(const CpmStation *station)
{
    return station->busy + cpm_station_waiting(station);
}

/* To be called before anybody comes or goes. */
static void pass_time(CpmStation *station, SimTime now)
{
    station->stats.present += (double)(now - station->changed) * cpm_station_present(station);
    station->worked += (double)(now - station->changed) * station->busy;
    station->changed = now;
}

CpmStationStats cpm_station_stats(const CpmStation *station, SimTime now)
{
    CpmStation later = *station;

    pass_time(&later, now);
    return later.stats;
}

double cpm_station_worked(const CpmStation *station, SimTime now)
{
    return station->worked + (double)(now - station->changed) * station->busy;
}

static void append(CpmLine *line, CpmPacket *packets, uint32_t index)
{
    packets[index].next = CPM_NO_PACKET;
    if (line->n++ == 0)
        line->first = index;
    else
        packets[line->last].next = index;
    line->last = index;
}

static uint32_t take_first(CpmStation *station, const CpmPacket *packets)
{
    for (unsigned i = 0; i < CPM_LINES; i++) {
        CpmLine *line = &station->line[i];
        uint32_t first = line->first;

        if (line->n == 0)
            continue;
        line->first = packets[first].next;
        line->n--;
        return first;
    }
    return CPM_NO_PACKET;
}

CpmEntry cpm_station_enter(CpmStation *station, CpmPacket *packets, uint32_t index, unsigned line, SimTime now)
{
    g_assert(line < CPM_LINES);
    pass_time(station, now);
    if (station->busy < station->stats.servers) {
        station->busy++;
        return CPM_ENTRY_SERVED;
    }
    if (station->finite && packets[index].origin != CPM_FROM_TIMER && cpm_station_waiting(station) >= station->room) {
        station->stats.lost++;
        return CPM_ENTRY_FULL;
    }
    packets[index].arrived = now;
    append(&station->line[line], packets, index);
    return CPM_ENTRY_WAITS;
}

uint32_t cpm_station_leave(CpmStation *station, const CpmPacket *packets, SimTime now)
{
    uint32_t next;

    g_assert(station->busy > 0);
    pass_time(station, now);
    next = take_first(station, packets);
    if (next == CPM_NO_PACKET)
        station->busy--;
    return next;
}

uint32_t cpm_station_fail(CpmStation *station, const CpmPacket *packets, SimTime now)
{
    uint32_t next;

    pass_time(station, now);
    station->stats.lost += station->busy;
    station->busy = 0;
    next = take_first(station, packets);
    station->stats.lost += next != CPM_NO_PACKET;
    return next;
}
