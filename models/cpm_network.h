/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_NETWORK_H
#define MODELS_CPM_NETWORK_H

/* The boxes of Figure 31 as one model on a world: it takes a setup, fills the world's queue, and reacts to its events. */

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "models/cpm_setup.h"
#include "models/cpm_station.h"
#include "sim/arrow.h"
#include "sim/world.h"

typedef struct CpmNetwork CpmNetwork;

/* A network for @setup on @world, both borrowed and outliving it; the first sessions are pending afterwards.  Free with
 * cpm_network_free(), which takes NULL. */
CpmNetwork *cpm_network_new(const CpmSetup *setup, SimWorld *world);

void cpm_network_free(CpmNetwork *network);

/* SimDeliver: @model is the CpmNetwork. */
void cpm_network_deliver(void *model, const SimEvent *event);

typedef struct CpmNetworkCounts {
    uint64_t sessions_started, sessions_ended;
    uint64_t legs_started;              /* invited members                                  */
    uint64_t unexpected;                /* inputs without an arrow                          */
    uint64_t stale;                     /* timers that fired after they had lost their use  */
} CpmNetworkCounts;

CpmNetworkCounts cpm_network_counts(const CpmNetwork *network);

/* True when every session has been settled: each invited member has answered, and the session has ended if it is to end.  Only replies
 * that come too late, and timers without use, can be pending then; the network ends the world's run 64*T1 later. */
bool cpm_network_is_settled(const CpmNetwork *network);

/* SIP messages on links and in stations that have yet to be taken in; always 0 on the short path, where they take but their time. */
size_t cpm_network_under_way(const CpmNetwork *network);

/* True when a memory limit or the machine kept the network from growing; the run must end. */
bool cpm_network_failed(const CpmNetwork *network);

/* Memory of legs, sessions and stations, bytes. */
size_t cpm_network_bytes(const CpmNetwork *network);

/* What the stations did from the end of the warm-up (0 without one) to @end, in the order Core, CS, ISF, IWF 0, IWF 1 ..., and the
 * centres where one has a limit: fills out_stats[] and returns how many there are.  There is room for all in CPM_STATIONS. */
#define CPM_STATIONS (3 + 2 * CPM_BOX_INSTANCES)
size_t cpm_network_stations(const CpmNetwork *network, SimTime end, CpmStationStats out_stats[CPM_STATIONS]);

/* How many numbers a stream of random numbers has given. */
typedef struct CpmStreamCount {
    const char *name;           /* static */
    uint64_t draws;
} CpmStreamCount;

/* Stream @index of the network, 0, 1, ...; false past the last. */
bool cpm_network_stream(const CpmNetwork *network, unsigned index, CpmStreamCount *out_count);

/* The state machines of the boxes, NULL-terminated, in the order of the figure. */
const SimMachineDef *const *cpm_network_machines(void);

#endif
