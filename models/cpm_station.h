/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_STATION_H
#define MODELS_CPM_STATION_H

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "sim/time.h"

/* What a station (the servers and the queue of one box) did in a run.  Times are sums over messages in ns of virtual time, except
 * @max_wait.  busy / (servers * length of the run) is the utilisation, waited / messages the mean wait; @waited is no integer, since a
 * hundred million messages that wait for an hour each are beyond 64 bits. */
typedef struct CpmStationStats {
    CpmBox box;
    uint32_t servers;       /* >= 1                                             */
    uint64_t messages;      /* taken into service                               */
    SimTime busy;           /* time in service                                  */
    double waited;          /* time in the queue; exact up to 2^53 ns           */
    SimTime max_wait;       /* longest time that one message was in the queue   */
} CpmStationStats;

/* Servers in front of a box, first come, first served, without limit.  The departure of a message is known when it arrives, so a
 * station costs no event of its own: a box takes a message in at its arrival, and what it sends in answer leaves when the service
 * ends.  (So a timer of the box that fires while a message queues finds the message taken in already.) */
typedef struct CpmStation {
    CpmStationStats stats;
    bool in_turn;           /* constant service: the servers become free in turn            */
    uint32_t turn;          /* in_turn: the server that becomes free first                  */
    SimTime *free;          /* free[servers]: when each is; a binary heap unless in_turn    */
} CpmStation;

/* @servers >= 1; @constant says that all services take equally long.  Clear with cpm_station_clear(). */
void cpm_station_init(CpmStation *station, CpmBox box, uint32_t servers, bool constant);

void cpm_station_clear(CpmStation *station);

/* Takes in a message that arrives at @now (not before the last one) and needs @service (ns, >= 0).  Returns when it is served;
 * never beyond 2^62 ns. */
SimTime cpm_station_admit(CpmStation *station, SimTime now, SimTime service);

#endif
