/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_NETWORK_STATE_H
#define MODELS_CPM_NETWORK_STATE_H

/* The inside of a network, for cpm_network.c, cpm_hop.c and cpm_slots.c only. */

#include "models/cpm_hop.h"
#include "models/cpm_network.h"
#include "models/cpm_slots.h"

/* What a box is at one position of a leg. */
typedef struct CpmSeat {
    const SimMachine *machine;
    unsigned (*classify)(const CpmHop *hop);
    CpmBoxKind kind;
    uint8_t link_above;                 /* CpmLinkClass of the hop from the position above */
    uint8_t link_below;
    uint8_t invite_step;                /* figure's number when an INVITE reaches it       */
    uint8_t final_step;                 /* ... and when a final response does              */
} CpmSeat;

enum { MACHINE_CLIENT_A, MACHINE_PROXY, MACHINE_SESSION, MACHINE_SESSION_LEG, MACHINE_CLIENT, MACHINE_IWF, MACHINE_SYSTEM,
       MACHINES };

struct CpmNetwork {
    const CpmSetup *setup;
    SimWorld *world;
    CpmSlots slots;
    CpmSeat seats[CPM_LEG_KINDS][CPM_POSITIONS];
    SimMachine machines[MACHINES];
    CpmStation stations[CPM_BOX_KINDS][CPM_BOX_INSTANCES];
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
#define WHAT_GENERATIONS 1023u

static inline uint32_t cpm_what(SipCode code, unsigned position, CpmOrigin origin, unsigned generation)
{
    return (uint32_t)code | position << 16 | (uint32_t)origin << 19 | (generation & WHAT_GENERATIONS) << 22;
}

#define WHAT_MARK (1u << 21)

/* The figure's number of @code on its way to @seat of a leg of @kind; 0 if it has none. */
unsigned cpm_seat_step(const CpmSeat *seat, CpmLegKind kind, SipCode code, bool mark);

/* What the draws of @code's delay or service, on its way to position @to, are numbered by. */
uint32_t cpm_message_ordinal(const CpmHop *hop, SipCode code, unsigned to, CpmOrigin origin);

#endif
