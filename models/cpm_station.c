/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_station.h"

#include <glib.h>
#include <string.h>

#include "models/cpm_setup.h"
#include "models/cpm_wire.h"

void cpm_station_init(CpmStation *station, CpmBox box, uint32_t servers, bool constant)
{
    g_assert(servers >= 1);
    *station = (CpmStation){ .stats = { .box = box, .servers = servers }, .in_turn = constant, .unserved = -1 };
    station->keeps_starts = !constant || CPM_BOX_KIND(box) == CPM_SYSTEM;
    station->free = g_new0(SimTime, servers);
    for (unsigned i = 0; i < CPM_LINES; i++)
        station->line[i] = (CpmLine){ .first = CPM_NO_PACKET, .last = CPM_NO_PACKET };
}

void cpm_station_clear(CpmStation *station)
{
    g_clear_pointer(&station->free, g_free);
    g_clear_pointer(&station->starts, g_free);
    g_clear_pointer(&station->before, g_free);
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

static void count(CpmStation *station, SimTime wait, SimTime service)
{
    station->stats.messages++;
    station->stats.busy = MIN(station->stats.busy, CPM_END_OF_TIME - service) + service;
    station->stats.waited += (double)wait;
    station->stats.max_wait = MAX(station->stats.max_wait, wait);
}

void cpm_station_note(CpmStation *station, SimTime wait, SimTime service)
{
    count(station, wait, service);
    station->ends += (double)service;
    station->unserved = -1;
}

/* The starts never go back, so those that are past are the first. */
static void keep_start(CpmStation *station, SimTime start, SimTime now)
{
    while (station->first_start < station->n_starts && station->starts[station->first_start] <= now)
        station->first_start++;
    if (station->n_starts == station->room_starts) {
        station->n_starts -= station->first_start;
        if (station->n_starts > 0)
            memmove(station->starts, station->starts + station->first_start, station->n_starts * sizeof *station->starts);
        station->first_start = 0;
        if (station->n_starts >= station->room_starts / 2) {
            station->room_starts = 2 * station->room_starts + 16;
            station->starts = g_renew(SimTime, station->starts, station->room_starts);
        }
    }
    station->starts[station->n_starts++] = start;
}

SimTime cpm_station_admit(CpmStation *station, SimTime now, SimTime service)
{
    SimTime start = MAX(now, station->free[station->turn]);
    SimTime wait = start - now, end = MIN(start, CPM_END_OF_TIME - service) + service;

    if (station->keeps_starts && wait > 0)
        keep_start(station, start, now);
    if (station->in_turn)
        return cpm_station_admit_in_turn(station, now, service);
    count(station, wait, service);
    replace_first(station->free, station->stats.servers, end);
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

/* Admission: what services do beyond @end.  A server that is busy at @end goes on without a break until it is free, as nobody comes any
 * more: so it works so long beyond. */
static void cut_services(const CpmStation *station, CpmStationStats *stats, SimTime end)
{
    SimTime within = 0;

    if (stats->busy < CPM_END_OF_TIME) {
        for (uint32_t i = 0; i < stats->servers; i++)
            stats->busy -= MAX(station->free[i] - end, 0);
        return;
    }
    for (uint32_t i = 0; i < stats->servers; i++)       /* centuries: as if its servers had never been idle */
        within = MIN(within, CPM_END_OF_TIME - MIN(station->free[i], end)) + MIN(station->free[i], end);
    stats->busy = within;
}

/* Admission: waits beyond @end, by the starts of the services; where those are all equally long, they begin one such time apart. */
static void cut_waits(const CpmStation *station, CpmStationStats *stats, SimTime end)
{
    SimTime service = station->stats.messages > 0 ? station->stats.busy / (SimTime)station->stats.messages : 0;

    for (size_t i = station->first_start; i < station->n_starts; i++) {
        stats->waited -= (double)MAX(station->starts[i] - end, 0);
        stats->waiting += station->starts[i] > end;
    }
    for (uint32_t i = 0; i < stats->servers && service > 0 && !station->keeps_starts; i++) {
        SimTime beyond = station->free[i] - end, n = beyond > 0 ? (beyond - 1) / service : 0;

        stats->waiting += (uint64_t)n;
        stats->waited -= (double)n * (double)beyond - (double)service * ((double)n * (double)(n + 1) / 2);
    }
}

CpmStationStats cpm_station_stats(const CpmStation *station, SimTime end)
{
    CpmStation later = *station;
    CpmStationStats *stats = &later.stats;
    uint32_t waiting = cpm_station_waiting(station);
    SimTime all = stats->busy;

    cut_waits(station, stats, end);
    cut_services(station, stats, end);
    end = MAX(end, station->changed);
    pass_time(&later, end);
    stats->busy -= MIN((SimTime)MAX(station->ends - (double)station->busy * (double)end, 0.0), stats->busy);
    stats->beyond = MAX(all - stats->busy, 0);
    stats->waited += (double)waiting * (double)end - station->arrivals + (double)MAX(station->unserved, 0);
    stats->waited = MAX(stats->waited, 0.0);        /* but for rounding it is */
    stats->messages += waiting + (station->unserved >= 0);
    stats->waiting += waiting;
    return later.stats;
}

void cpm_station_warmed_up(CpmStation *station, SimTime now)
{
    CpmStationStats before = cpm_station_stats(station, now);

    g_assert(station->before == NULL);
    station->before = g_memdup2(&before, sizeof before);
    station->stats.max_wait = 0;
}

CpmStationStats cpm_station_stats_since(const CpmStation *station, SimTime from, SimTime end)
{
    CpmStationStats stats = cpm_station_stats(station, end), before;

    if (from <= 0)
        return stats;
    if (end <= from)
        return (CpmStationStats){ .box = stats.box, .servers = stats.servers, .until = stats.until };
    before = station->before != NULL ? *station->before : cpm_station_stats(station, from);
    stats.messages -= before.messages;
    stats.waiting -= before.waiting;
    stats.busy -= before.busy;
    stats.beyond -= before.beyond;
    stats.waited = MAX(stats.waited - before.waited, 0.0);          /* but for rounding it is */
    stats.lost -= before.lost;
    stats.present -= before.present;
    stats.max_wait = station->before != NULL ? stats.max_wait : 0;
    return stats;
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

/* The next one is awaited: a packet that came out of its line before, and was not noted, is not served.  It has waited all the same. */
static uint32_t take_first(CpmStation *station, const CpmPacket *packets, SimTime now)
{
    if (station->unserved >= 0)
        count(station, station->unserved, 0);
    station->unserved = -1;
    for (unsigned i = 0; i < CPM_LINES; i++) {
        CpmLine *line = &station->line[i];
        uint32_t first = line->first;

        if (line->n == 0)
            continue;
        line->first = packets[first].next;
        line->n--;
        station->arrivals -= (double)packets[first].arrived;
        station->unserved = now - packets[first].arrived;
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
        station->ends += (double)now;
        return CPM_ENTRY_SERVED;
    }
    if (station->finite && packets[index].origin != CPM_FROM_TIMER && cpm_station_waiting(station) >= station->room) {
        station->stats.lost++;
        return CPM_ENTRY_FULL;
    }
    packets[index].arrived = now;
    station->arrivals += (double)now;
    append(&station->line[line], packets, index);
    return CPM_ENTRY_WAITS;
}

uint32_t cpm_station_leave(CpmStation *station, const CpmPacket *packets, SimTime now)
{
    uint32_t next;

    g_assert(station->busy > 0);
    pass_time(station, now);
    station->stats.until = now;
    next = take_first(station, packets, now);
    if (next == CPM_NO_PACKET) {
        station->busy--;
        station->ends = station->busy == 0 ? 0.0 : station->ends - (double)now;
    }
    return next;
}

uint32_t cpm_station_fail(CpmStation *station, const CpmPacket *packets, SimTime now)
{
    uint32_t next;

    pass_time(station, now);
    if (station->busy > 0)
        station->stats.until = now;
    station->stats.lost += station->busy;
    station->stats.busy -= MIN((SimTime)MAX(station->ends - (double)station->busy * (double)now, 0.0), station->stats.busy);
    station->busy = 0;
    station->ends = 0.0;
    next = take_first(station, packets, now);
    station->stats.lost += next != CPM_NO_PACKET;
    return next;
}
