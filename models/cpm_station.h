/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_STATION_H
#define MODELS_CPM_STATION_H

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "models/cpm_box.h"
#include "models/cpm_setup.h"
#include "sim/time.h"

/* What a station (the servers and the queue of one box) did from the end of the warm-up, or from 0, to the end of the run: what lies before
 * or beyond is in none of the times.  Times are sums over messages in ns of virtual time, except @max_wait.  busy / (servers * length of
 * that span) is the utilisation, waited / messages the mean wait; @waited is no integer, since a hundred million messages that wait for an
 * hour each are beyond 64 bits. */
typedef struct CpmStationStats {
    CpmBox box;
    uint32_t servers;       /* >= 1                                             */
    uint64_t messages;      /* let in: taken into service, lost while they waited, or waiting at the end                */
    uint64_t waiting;       /* of these: at the end; less those that waited when the warm-up was over, modulo 2^64      */
    SimTime busy;           /* time in service                                                                          */
    SimTime beyond;         /* time in service after the end, as far as it is known: in none of the other numbers; less that after the
                             * end of the warm-up: busy + beyond is the service of all that came in (admission), or went into service
                             * (lines), between the two */
    double waited;          /* time in the queue, of those that wait at the end so far; exact up to 2^53 ns             */
    SimTime max_wait;       /* longest time that one message was in the queue, or will be where that is known on arrival: of those
                             * that came after the warm-up, or, with lines, whose wait was over after it */
    uint64_t lost;          /* messages that found no room, or were in the box when it failed                  */
    double present;         /* messages in the box, integrated over time (ns); only where they wait in lines   */
    SimTime until;          /* lines: when a server has worked last; a run of which this is later ends no earlier */
} CpmStationStats;

/* Messages that wait, first come, first served: a list through CpmPacket.next. */
typedef struct CpmLine {
    uint32_t first, last;   /* packets; CPM_NO_PACKET: nobody */
    uint32_t n;
} CpmLine;

#define CPM_NO_PACKET UINT32_MAX
#define CPM_LINES 2

/* Servers in front of a box, in one of two ways.
 *
 * Admission: first come, first served, without limit.  The departure of a message is known when it arrives, so a station costs no event of
 * its own: a box takes a message in at its arrival, and what it sends in answer leaves when the service ends.  (So a timer of the box
 * that fires while a message queues finds the message taken in already.)
 *
 * Lines: messages wait in lines, of which the first goes first, until a server is free; there may be room for so many only.  The end of
 * each service is an event (models/cpm_wire.h). */
typedef struct CpmStation {
    CpmStationStats stats;
    bool in_turn;           /* constant service: the servers become free in turn            */
    bool finite;            /* lines: at most @room wait                                    */
    uint32_t turn;          /* in_turn: the server that becomes free first                  */
    bool keeps_starts;      /* services differ: @starts is kept                             */
    SimTime *starts;        /* [first_start .. n_starts): when services begin, of messages that had to wait; some are past */
    size_t first_start, n_starts, room_starts;
    SimTime *free;          /* free[servers]: when each is; a binary heap unless in_turn    */
    uint32_t room, busy;    /* lines: busy servers                                          */
    CpmLine line[CPM_LINES];
    double ends;            /* lines: when each busy server ends its service, sum (ns)      */
    double arrivals;        /* lines: when those that wait have come, sum (ns)              */
    SimTime unserved;       /* lines: wait of the packet that has left its line, until it is noted; < 0: none */
    double worked;          /* lines: busy servers, integrated over time (ns)               */
    SimTime changed;        /* when @present and @worked were brought up to date            */
    CpmStationStats *before;        /* what it had done when the warm-up was over; NULL: it is not, or there is none */
} CpmStation;

/* @servers >= 1; @constant says that all services take equally long.  Clear with cpm_station_clear(). */
void cpm_station_init(CpmStation *station, CpmBox box, uint32_t servers, bool constant);

void cpm_station_clear(CpmStation *station);

/* Takes in a message that arrives at @now (not before the last one) and needs @service (ns, 0 .. CPM_END_OF_TIME).  Returns when it is
 * served; never beyond 2^62 ns. */
SimTime cpm_station_admit(CpmStation *station, SimTime now, SimTime service);

/* The same where all services are equally long, as they are in most runs: without a branch or a call. */
static inline SimTime cpm_station_admit_in_turn(CpmStation *station, SimTime now, SimTime service)
{
    uint32_t turn = station->turn;
    SimTime start = MAX(now, station->free[turn]), end = MIN(start + service, CPM_END_OF_TIME);

    station->stats.messages++;
    station->stats.busy = MIN(station->stats.busy + service, CPM_END_OF_TIME);
    station->stats.waited += (double)(start - now);
    station->stats.max_wait = MAX(station->stats.max_wait, start - now);
    station->free[turn] = end;
    station->turn = turn + 1 == station->stats.servers ? 0 : turn + 1;
    return end;
}

struct CpmPacket;

typedef enum CpmEntry { CPM_ENTRY_SERVED = 0, CPM_ENTRY_WAITS = 1, CPM_ENTRY_FULL = 2 } CpmEntry;

/* Packet @index of @packets comes at @now: takes a free server, or its place in @line, or is counted as lost.  Work that the box makes
 * for itself (CPM_FROM_TIMER) always finds room. */
CpmEntry cpm_station_enter(CpmStation *station, struct CpmPacket *packets, uint32_t index, unsigned line, SimTime now);

/* A server has done its work.  Returns the packet that it goes on with, which is in no line any more; CPM_NO_PACKET: the server is free. */
uint32_t cpm_station_leave(CpmStation *station, const struct CpmPacket *packets, SimTime now);

/* A packet goes into service after @wait and takes @service: for the statistics. */
void cpm_station_note(CpmStation *station, SimTime wait, SimTime service);

/* The box fails at @now: its servers stop, and all in it is lost.  Returns the next packet that was waiting, which is in no line any
 * more; CPM_NO_PACKET when there is none left. */
uint32_t cpm_station_fail(CpmStation *station, const struct CpmPacket *packets, SimTime now);

/* Messages that wait, and that are in the box. */
uint32_t cpm_station_waiting(const CpmStation *station);
uint32_t cpm_station_present(const CpmStation *station);

/* How long its servers have been busy until @now, all together, ns; not before the last call that changed anything. */
double cpm_station_worked(const CpmStation *station, SimTime now);

/* The statistics of [0, @end], after all that has come until then; @max_wait alone begins with cpm_station_warmed_up(). */
CpmStationStats cpm_station_stats(const CpmStation *station, SimTime end);

/* The warm-up is over at @now: all that came before @now has come, and nothing else yet.  Once.  Nothing but statistics changes. */
void cpm_station_warmed_up(CpmStation *station, SimTime now);

/* The statistics of [@from, @end]: @from is 0, or when cpm_station_warmed_up() was called, or nothing has come since.  All zero (but for
 * @box, @servers and @until) where that is no time. */
CpmStationStats cpm_station_stats_since(const CpmStation *station, SimTime from, SimTime end);

#endif
