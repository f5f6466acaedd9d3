/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_ARRIVAL_H
#define MODELS_CPM_ARRIVAL_H

/* When sessions begin, how many members they invite, how long inviters wait, and what those do who got no session: CpmWorkload of
 * models/cpm_people.h at work.
 *
 * First tries are scheduled one at a time: the next of a workload when the one before begins (or, in a closed population, when the user's
 * session is over), so that few are pending.  All draws depend on the number of the first try and the purpose only, and not on what
 * happened before: two runs that differ in a policy have the same first tries. */

#include "models/cpm_hop.h"
#include "models/cpm_slots.h"

/* Where the arrivals of a workload stand. */
typedef struct CpmArrivalClock {
    SimTime on_until;                   /* ON_OFF: when the on-period of the last arrival ends                    */
    uint32_t periods;                   /* ON_OFF: on-periods so far                                              */
} CpmArrivalClock;

/* Counts the sessions that the setup plans, and schedules the first of each workload.  The second frees what the first has made. */
void cpm_arrival_init(struct CpmNetwork *network);
void cpm_arrival_clear(struct CpmNetwork *network);

/* @started begins now: the next of its workload is scheduled, if it is to follow.  Sessions and legs may have moved afterwards. */
void cpm_arrival_go_on(struct CpmNetwork *network, const CpmSession *started);

/* The inviter's machine has gone from @state to @next.  If he is through with this session, without or after it, he may try again or think
 * of another one, which is scheduled; sessions and legs may have moved then, and @hop knows where to.  A session of which the
 * Conversation Server has not heard is marked as given up. */
void cpm_arrival_follow(CpmHop *hop, unsigned state, unsigned next);

/* True if a setup makes cpm_arrival_follow() necessary: callers who come back, or who may fail before the Conversation Server knows. */
bool cpm_arrival_follows(const struct CpmNetwork *network);

/* How many members session @number invites: the members 1 .. of its group.  A pure function of the setup. */
uint32_t cpm_arrival_size(const CpmSetup *setup, uint32_t number);

/* After how long the inviter of @hop gives up, and how long after his 200 he leaves; SIM_TIME_MAX: never. */
SimTime cpm_arrival_patience(const CpmHop *hop);
SimTime cpm_arrival_duration(const CpmHop *hop);

/* The class of slots (models/cpm_slots.h) of sessions of @workload. */
uint32_t cpm_arrival_slots(const CpmSetup *setup, uint32_t workload);

/* True if the inviter of @session will leave in his own time, since he has not heard that it is over; he may come back. */
bool cpm_arrival_is_pending(const struct CpmNetwork *network, const CpmSession *session);

#endif
