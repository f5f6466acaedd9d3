/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_NETWORK_STATE_H
#define MODELS_CPM_NETWORK_STATE_H

/* The inside of a network, for cpm_network.c, cpm_hop.c and cpm_slots.c only. */

#include "models/cpm_hop.h"
#include "models/cpm_network.h"
#include "models/cpm_numbers.h"
#include "models/cpm_seat.h"
#include "models/cpm_slots.h"

struct CpmNetwork {
    const CpmSetup *setup;
    SimWorld *world;
    CpmSlots slots;
    CpmSeats seats;
    SimStream streams[CPM_PURPOSES];
    uint64_t draws[CPM_PURPOSES];
    uint32_t faults;                    /* 1 << CpmFaultKind of each fault asked for       */
    uint32_t dead;                      /* mask of the IWFs that are dead now              */
    SimTime next_incident;              /* when the next IWF dies or comes back            */
    bool lossy;                         /* IWFs may die                                    */
    bool watches_iwfs;                  /* somebody asks how full they are                 */
    bool watches_pools;                 /* that, or the numbers are limited                */
    bool watches_replies;               /* replies may be misattributed, or IWFs be dead   */
    uint32_t waiting[CPM_BOX_INSTANCES];    /* legs that wait for users, by IWF; if @watches_iwfs */
    CpmNumbers *numbers;                /* NULL: there is no end of numbers                */
    GArray **live;                      /* live[n_groups] of uint32_t: slots of the sessions of a group, in the order of their start;
                                         * NULL: replies need no correlation               */
    uint32_t *arrivals;                 /* arrivals[n_workloads]: sessions scheduled so far */
    uint64_t planned;                   /* sessions of the setup                           */
    uint64_t unsettled;                 /* of them, also those still to come               */
    CpmNetworkCounts counts;
};

/* An event's @what:
 *      bits  0-15  code of a message; or CpmTimer, and from bit 8 on cpm_attempt_tag()
 *      bits 16-18  position of the box that gets it
 *      bits 19-20  CpmOrigin
 *      bit  21     mark
 *      bits 22-31  generation of the leg's slot, modulo 1024 */
static inline uint32_t cpm_what(SipCode code, unsigned position, CpmOrigin origin, unsigned generation)
{
    return (uint32_t)code | position << 16 | (uint32_t)origin << 19 | generation << 22;
}

#define WHAT_MARK (1u << 21)

/* Which attempt the ISF makes on the leg: system and IWF.  What the boxes below the ISF wait for in an attempt, and the ISF's own Timer B,
 * has lost its use in the next; other timers of the ISF go on. */
static inline uint32_t cpm_attempt_tag(const CpmLeg *leg, unsigned position, unsigned timer)
{
    return position > CPM_AT_ISF || (position == CPM_AT_ISF && timer == CPM_TIMER_B) ? leg->facts >> 8 & 0xffu : 0;
}

/* How long Timer C at @position still has to run at @now, a whole ms; <= 0 when it is due. */
SimTime cpm_leg_timer_c_left(const CpmLeg *leg, unsigned position, SimTime now);

/* What the draws of @code's delay or service, on its way to position @to, are numbered by. */
uint32_t cpm_message_ordinal(const CpmHop *hop, SipCode code, unsigned to, CpmOrigin origin);

#endif
