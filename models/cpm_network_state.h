/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_NETWORK_STATE_H
#define MODELS_CPM_NETWORK_STATE_H

/* The inside of a network, for what else in models/ works on it: hops, arrivals, incidents, the wire and its transactions. */

#include "models/cpm_arrival.h"
#include "models/cpm_hop.h"
#include "models/cpm_network.h"
#include "models/cpm_numbers.h"
#include "models/cpm_seat.h"
#include "models/cpm_slots.h"
#include "models/cpm_wire.h"

struct CpmNetwork {
    const CpmSetup *setup;
    SimWorld *world;
    CpmSlots slots;
    CpmSeats seats;
    SimStream streams[CPM_PURPOSES];
    uint64_t draws[CPM_PURPOSES];
    uint64_t faults;                    /* 1 << CpmFaultKind of each fault asked for       */
    uint32_t dead;                      /* mask of the IWFs that are dead now              */
    SimTime attention;                  /* from then on events are looked at twice: at the next incident, with a wire always */
    SimTime plain_until;                /* before, messages just take their time, and nobody watches: models/cpm_passage.h */
    SimTime next_incident;              /* when the next box dies or comes back            */
    struct CpmIncident *incidents;      /* incidents[n_incidents]: boxes that may die      */
    uint32_t n_incidents;
    bool lossy;                         /* messages may get lost                           */
    bool watches_iwfs;                  /* somebody asks how full they are                 */
    bool watches_pools;                 /* that, or the numbers are limited, or @follows   */
    bool follows;                       /* inviters come back, or fail unheard             */
    bool watches_replies;               /* replies may be misattributed, or IWFs be dead   */
    uint32_t waiting[CPM_BOX_INSTANCES];    /* legs that wait for users, by IWF; if @watches_iwfs */
    CpmNumbers *numbers;                /* NULL: there is no end of numbers                */
    GArray **live;                      /* live[n_groups] of uint32_t: slots of the sessions of a group, in the order of their start;
                                         * NULL: replies need no correlation               */
    CpmArrivalClock *clocks;            /* clocks[n_workloads]                             */
    SimTime limit;                      /* when the run ends even if somebody is unsettled */
    uint64_t planned;                   /* sessions of the setup, and those tried again    */
    uint64_t unsettled;                 /* of them, also those still to come               */
    uint32_t recycles;                  /* pending events that only give slots back        */
    struct CpmWire *wire;               /* NULL: the short path                            */
    GArray *guards;                     /* of bool, by block of legs: see models/cpm_timer_c.c */
    bool has_detours;                   /* messages do not just take their time: @wire, or faults */
    CpmNetworkCounts counts;
};

/* An event's @what:
 *      bits  0-15  code of a message; or CpmTimer, and from bit 8 on cpm_attempt_tag()
 *      bits 16-18  position of the box that gets it
 *      bits 19-20  CpmOrigin
 *      bit  21     mark
 *      bits 22-31  generation of the leg's slot, modulo 1024
 * Timer C is that of a block of legs, and has neither position nor generation: models/cpm_timer_c.h. */
static inline uint32_t cpm_what(SipCode code, unsigned position, CpmOrigin origin, unsigned generation)
{
    return (uint32_t)code | position << 16 | (uint32_t)origin << 19 | generation << 22;
}

#define WHAT_MARK (1u << 21)
#define CPM_WHAT_WAY (7u << 16 | 3u << 19)      /* what CpmSeat.event says */

/* Which attempt the ISF makes on the leg: system and IWF.  What the boxes below the ISF wait for in an attempt, and the ISF's own Timer B,
 * has lost its use in the next; other timers of the ISF go on. */
static inline uint32_t cpm_attempt_tag(const CpmLeg *leg, unsigned position, unsigned timer)
{
    return position > CPM_AT_ISF || (position == CPM_AT_ISF && timer == CPM_TIMER_B) ? leg->facts >> 8 & 0xffu : 0;
}

/* What cpm_network.c does for models/cpm_wire.h and models/sip_transaction.h.  A hop of the box at @position of the leg in @slot at @now:
 * its code and origin are the caller's to set. */
CpmHop cpm_network_hop(struct CpmNetwork *network, uint32_t slot, unsigned position, SimTime now);

/* The machine of the box of @hop takes its message in.  The caller has set @ready: now, or when the station will have served it. */
void cpm_network_take(CpmHop *hop);

/* The reply of @hop, if it is one, is taken to belong to the invitation that the IWF finds for it; the hop goes on there. */
void cpm_network_aim(CpmHop *hop);

/* Writes a record of @kind about the message of @hop, which its machine does not get. */
void cpm_network_note(const CpmHop *hop, SimRecordKind kind);

/* The box of @hop does what its timer is for, which was work of its station; whether there is something to do; and, where a box takes in
 * what it has served, that the turn passes to the next when it is due. */
void cpm_network_take_turn(CpmHop *hop);
bool cpm_network_has_turn(const CpmHop *hop);
void cpm_network_pass_turn(CpmHop *hop);

/* True if sessions are unsettled, and nothing is pending that could change that: who has lost an answer may wait for it for ever. */
bool cpm_network_hangs(const CpmNetwork *network);

/* The machine of the box of @hop gets @timer if it has an arrow for it. */
void cpm_network_take_timer(CpmHop *hop, CpmTimer timer);

/* How long the message or turn of @hop occupies a server of its box, ns. */
SimTime cpm_network_service(CpmHop *hop, CpmWork work);

/* True if the hop between positions @upper and @upper + 1 of the leg of @hop carries the request @code, and what answers it, over TCP;
 * @down: the way of the request. */
static inline bool cpm_wire_is_reliable(const CpmHop *hop, unsigned upper, SipCode code, bool down)
{
    const CpmWireSetup *wire = &hop->setup->wire;

    return wire->link[hop->network->seats.at[hop->leg->kind][upper].link_below].tcp ||
           (wire->largest_datagram > 0 && cpm_wire_is_too_long(hop, upper, code, down));
}

/* What the draws of @code's delay or service, on its way to position @to, are numbered by. */
uint32_t cpm_message_ordinal(const CpmHop *hop, SipCode code, unsigned to, CpmOrigin origin);

#endif
