/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_WIRE_STATE_H
#define MODELS_CPM_WIRE_STATE_H

/* The inside of a wire, for cpm_wire.c, cpm_wire_send.c and cpm_wire_setup.c only. */

#include "models/cpm_gate.h"
#include "models/cpm_link.h"
#include "models/cpm_network_state.h"
#include "models/cpm_wire.h"
#include "models/sip_transaction.h"

/* Network boxes, of which every two have a lane: Core, CS, ISF, each IWF. */
#define CPM_LANE_ENDS (3 + CPM_BOX_INSTANCES)

/* Boxes of all kinds and instances. */
#define CPM_BOXES (CPM_BOX_KINDS * CPM_BOX_INSTANCES)

/* What messages cost whose way is always the same, so that nobody has to ask for it: ns, or CPM_VARIABLE. */
typedef struct CpmWireCosts {
    SimTime service[CPM_BOX_KINDS][CPM_WORKS];
    SimTime latency[CPM_LINK_CLASSES];
    bool plain[CPM_LINK_CLASSES];       /* the link does nothing but take its latency                 */
} CpmWireCosts;

/* The access link of a leg's client. */
typedef struct CpmAccess {
    CpmLane from_client, to_client;
} CpmAccess;

struct CpmWire {
    struct CpmNetwork *network;
    const CpmSetup *setup;
    SipTransactions *transactions;      /* NULL: none                                                 */
    CpmGate *gate;                      /* NULL: no overload control                                  */
    SimRegion packet_region;
    CpmPacket *packets;                 /* packets[n_packets]                                         */
    uint32_t n_packets;
    uint32_t free;                      /* the first that can be used again, or CPM_NO_PACKET         */
    size_t used;
    uint32_t sampling;                  /* samples that are pending                                   */
    CpmLane lane[CPM_LANE_ENDS][CPM_LANE_ENDS];
    SimRegion access;                   /* of CpmAccess by leg, if access links have lanes            */
    CpmWireCosts costs;
    SimTime all_up;                     /* when the last box that is down comes back; in the past: all are up */
    SimTime up_at[CPM_BOXES];           /* when a box that is down comes back; in the past: it is up  */
    SimTime sampled;                    /* when the stations were looked at last                      */
    double worked[CPM_BOXES];           /* time that servers of the box had worked until then, ns     */
};

/* The wire to a Non-CPM System only takes its time. */
static inline const CpmLinkSetup *cpm_wire_link(const CpmWire *wire, CpmLinkClass class)
{
    static const CpmLinkSetup plain = { .loss = 0.0 };

    return class == CPM_LINK_SYSTEM ? &plain : &wire->setup->wire.link[class];
}

/* Fills in the costs of @wire, whose setup is set. */
void cpm_wire_learn_costs(CpmWire *wire);

/* A new packet, with the contents of @packet, at @place; CPM_NO_PACKET, and the network has failed, without memory. */
uint32_t cpm_wire_keep(CpmWire *wire, const CpmPacket *packet, CpmPlace place);

void cpm_wire_release(CpmWire *wire, uint32_t index);

/* An event of the wire about packet (or box) @subject. */
void cpm_wire_push(CpmWire *wire, CpmWireEvent event, uint32_t subject, SimTime time);

/* The box that has sent @packet to the box of @hop; for @packet under way, with @hop at the receiver. */
CpmBox cpm_wire_sender(const CpmHop *hop, const CpmPacket *packet);

#endif
