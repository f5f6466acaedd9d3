/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_NETWORK_STATE_H
#define MODELS_CPM_NETWORK_STATE_H

/* The inside of a network, for cpm_network.c, cpm_hop.c and cpm_slots.c only. */

#include "models/cpm_hop.h"
#include "models/cpm_network.h"
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
    uint32_t *arrivals;                 /* arrivals[n_workloads]: sessions scheduled so far */
    uint64_t unsettled;                 /* sessions, also those still to come              */
    CpmNetworkCounts counts;
};

/* An event's @what:
 *      bits  0-15  code of a message or CpmTimer
 *      bits 16-18  position of the box that gets it
 *      bits 19-20  CpmOrigin
 *      bit  21     mark
 *      bits 22-31  generation of the leg's slot, modulo 1024 */
static inline uint32_t cpm_what(SipCode code, unsigned position, CpmOrigin origin, unsigned generation)
{
    return (uint32_t)code | position << 16 | (uint32_t)origin << 19 | generation << 22;
}

#define WHAT_MARK (1u << 21)

/* How long Timer C at @position still has to run at @now, a whole ms; <= 0 when it is due. */
SimTime cpm_leg_timer_c_left(const CpmLeg *leg, unsigned position, SimTime now);

/* What the draws of @code's delay or service, on its way to position @to, are numbered by. */
uint32_t cpm_message_ordinal(const CpmHop *hop, SipCode code, unsigned to, CpmOrigin origin);

#endif
