/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_WIRE_STATE_H
#define MODELS_CPM_WIRE_STATE_H

/* The inside of a wire, for cpm_wire.c and cpm_wire_send.c only. */

#include "models/cpm_gate.h"
#include "models/cpm_link.h"
#include "models/cpm_network_state.h"
#include "models/cpm_wire.h"
#include "models/sip_transaction.h"

/* Network boxes, of which every two have a lane: Core, CS, ISF, each IWF. */
#define CPM_LANE_ENDS (3 + CPM_BOX_INSTANCES)

/* Boxes of all kinds and instances. */
#define CPM_BOXES (CPM_BOX_KINDS * CPM_BOX_INSTANCES)

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
    SimTime up_at[CPM_BOXES];           /* when a box that is down comes back; in the past: it is up  */
    SimTime sampled;                    /* when the stations were looked at last                      */
    double worked[CPM_BOXES];           /* time that servers of the box had worked until then, ns     */
};

/* A new packet, with the contents of @packet, at @place; CPM_NO_PACKET, and the network has failed, without memory. */
uint32_t cpm_wire_keep(CpmWire *wire, const CpmPacket *packet, CpmPlace place);

void cpm_wire_release(CpmWire *wire, uint32_t index);

/* An event of the wire about packet (or box) @subject. */
void cpm_wire_push(CpmWire *wire, CpmWireEvent event, uint32_t subject, SimTime time);

/* The box that has sent @packet to the box of @hop; for @packet under way, with @hop at the receiver. */
CpmBox cpm_wire_sender(const CpmHop *hop, const CpmPacket *packet);

#endif
