/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

/* A world owns the state of one run that is no model's: the clock, the queue of events, the trace, the random numbers. */

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "sim/queue.h"
#include "sim/random.h"
#include "sim/time.h"
#include "sim/trace.h"

typedef struct SimWorld {
    SimTime now;                /* of the event being delivered                                                    */
    SimTime until;              /* events after this time are not delivered; a model may lower it during the run   */
    SimQueue *queue;
    SimTrace *trace;
    SimRandom random;
    uint64_t events;            /* delivered so far */
} SimWorld;

/* The model's reaction to one event; @model is what was given to sim_world_run(). */
typedef void (*SimDeliver)(void *model, const SimEvent *event);

/* Asked every few ten thousand events, and once at the end.  Returns false, with @error set, to stop the run. */
typedef bool (*SimPulse)(void *listener, const SimWorld *world, GError **error);

/* A world at time 0, with nothing pending, that runs to its last event (until = SIM_TIME_MAX).  Free with sim_world_free(), which
 * takes NULL. */
SimWorld *sim_world_new(uint64_t seed, uint64_t replication);

void sim_world_free(SimWorld *world);

typedef struct SimRun {
    SimDeliver deliver;
    void *model;
    SimPulse pulse;             /* may be NULL */
    void *listener;
} SimRun;

/* Delivers the pending events in order until none is left, world->until has passed, or the pulse stops it; then flushes the trace.
 * The clock stands at the last event delivered.  Errors: SIM_ERROR_MEMORY when the queue could not grow, or what the pulse says. */
bool sim_world_run(SimWorld *world, const SimRun *run, GError **error);

#endif
