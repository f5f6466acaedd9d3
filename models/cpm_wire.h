/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_WIRE_H
#define MODELS_CPM_WIRE_H

/* The wire: how a message gets from box to box where it may be lost, doubled, overtaken, queue, be refused, or find a box down.
 *
 * There are two paths for a message, and every run takes one of them.
 *
 *      short path      box -> link's latency -> box                                    one event, 16 bytes, nothing else
 *      wire            box -> transaction -> link -> station -> transaction -> box     a packet, and its events
 *
 * The short path is exact while nothing is lost and no delay reaches T1: then no timer of a transaction fires, and both paths give the
 * same records.  A run takes the wire only if its setup asks for something that the short path has not (cpm_wire_is_needed()).
 *
 * Events of the wire have CPM_FROM_INSIDE where others have their origin; the low byte of their code is a CpmWireEvent, and their subject
 * what it says. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/cpm_hop.h"
#include "models/cpm_station.h"
#include "sim/queue.h"

typedef enum CpmWireEvent {
    CPM_WIRE_ARRIVAL = 1,       /* a packet reaches a box                       subject: the packet                            */
    CPM_WIRE_SERVED = 2,        /* a server of a station has done its work      subject: the packet                            */
    CPM_WIRE_TRANSACTION = 3,   /* a transaction's timer; code >> 8: which      subject: the transaction                       */
    CPM_WIRE_LOST = 4,          /* a packet that the link loses has left        subject: the packet                            */
    CPM_WIRE_MEASURE = 5,       /* overload control measures a box              subject: CpmBox                                */
    CPM_WIRE_SAMPLE = 6,        /* all stations are looked at                   subject: 0                                     */
    CPM_WIRE_RETURNED = 7       /* a packet's sender learns that it did not get through     subject: the packet                */
} CpmWireEvent;

/* What SIM_RECORD_SAMPLE says; its code. */
typedef enum CpmSample {
    CPM_SAMPLE_QUEUE = 1,       /* messages at the box, in service or waiting                                                  */
    CPM_SAMPLE_BUSY = 2,        /* share of its servers' time since the sample before, millionths                              */
    CPM_SAMPLE_TRANSACTIONS = 3 /* client and server transactions of the box that have not terminated                          */
} CpmSample;

/* Where a packet is. */
typedef enum CpmPlace {
    CPM_PLACE_NOWHERE = 0,
    CPM_PLACE_UNDER_WAY = 1,    /* on a link, or back to its sender                                                            */
    CPM_PLACE_WAITING = 2,      /* in a line of a station                                                                      */
    CPM_PLACE_SERVED = 3,       /* in service                                                                                  */
    CPM_PLACE_GONE = 4          /* was in service when the box failed: the end of that is still pending                        */
} CpmPlace;

/* A message under way, or work that waits in a station. */
typedef struct CpmPacket {
    SimTime arrived;            /* at the station                                                                              */
    SimTime extra;              /* sender's delay, on top of the link's                                                        */
    uint32_t leg;               /* slot                                                                                        */
    uint32_t branch;            /* SIP: 1 + slot of the client transaction it belongs to, 0 = of none                          */
    uint32_t next;              /* in a station's line, or among the free ones                                                 */
    uint32_t demand;            /* responses: what the sender's overload control asks of the receiver                          */
    uint16_t branch_generation; /* of that slot                                                                                */
    uint16_t generation;        /* of the leg's slot                                                                           */
    SipCode code;               /* if @origin is CPM_FROM_TIMER the timer as in its event: work that is no message             */
    uint8_t position;           /* of the receiver                                                                             */
    uint8_t origin;             /* CpmOrigin                                                                                   */
    uint8_t copy;               /* 0 = the original, k = k-th retransmission                                                   */
    uint8_t place;              /* CpmPlace                                                                                    */
    CpmBox box;                 /* the receiver, from its arrival on                                                           */
    CpmBox iwf;                 /* SIP to or from an IWF: which one, when it was sent; else 0                                  */
    uint8_t attempt;            /* without transactions: cpm_attempt_tag() when it was sent                                    */
    bool mark;                  /* cpm_hop_send_down_marked()                                                                  */
    bool rejected;              /* the receiver is overloaded and will only reject it                                          */
    bool doubled;               /* the link has made it                                                                        */
} CpmPacket;

typedef struct CpmWire CpmWire;

/* True if @setup asks for what only the wire has. */
bool cpm_wire_is_needed(const CpmSetup *setup);

/* The wire of @network; its first events are pending afterwards.  Free with cpm_wire_free(), which takes NULL. */
CpmWire *cpm_wire_new(struct CpmNetwork *network);
void cpm_wire_free(CpmWire *wire);

/* What @hop sends, in place of the short path: a SIP message goes through its transaction, all others straight to the link. */
void cpm_wire_send(CpmHop *hop, SipCode code, bool down, bool mark, SimTime extra);

/* The same for media, see cpm_hop_send_media(); @along: a hop at @member's leg. */
void cpm_wire_send_media(CpmHop *along, unsigned to, SipCode code, SimTime extra);

/* Puts a copy of @packet on the link to its receiver: it leaves the box of @hop when that is ready, and may be lost, doubled, or late. */
void cpm_wire_post(CpmHop *hop, const CpmPacket *packet);

/* A timer of a box that is work, or that has to wait until its box is up again.  True: the wire will deliver it. */
bool cpm_wire_takes_timer(CpmHop *hop, SipCode code);

/* True if @code, or the INVITE that it belongs to, is longer than a datagram may be, on the hop between positions @upper and @upper + 1 of
 * the leg of @hop; @down: the way of the request.  Only where there is such a limit. */
bool cpm_wire_is_too_long(const CpmHop *hop, unsigned upper, SipCode code, bool down);

/* The INVITE that the box of @hop has sent down or up has its first response, or will never have one: for overload control. */
void cpm_wire_answered(const CpmHop *hop, bool down);

/* When @box, which is down, comes back; 0 if it is up. */
SimTime cpm_wire_down_until(const CpmWire *wire, CpmBox box);

/* @box fails at @now and comes back at @until: what it holds is lost. */
void cpm_wire_fail_box(CpmWire *wire, CpmBox box, SimTime now, SimTime until);

/* The box at @position of the leg in @slot has lost what it knew. */
void cpm_wire_forget_box(CpmWire *wire, uint32_t slot, unsigned position);

/* An event of the wire. */
void cpm_wire_deliver(struct CpmNetwork *network, const SimEvent *event);

/* How many of the pending events only look at the boxes, and make nothing happen. */
uint32_t cpm_wire_idle_events(const CpmWire *wire);

/* SIP messages that will yet reach a box, from a link or in a station. */
size_t cpm_wire_under_way(const CpmWire *wire);

/* Transactions that have not terminated; packets under way or in stations. */
size_t cpm_wire_transactions(const CpmWire *wire);
size_t cpm_wire_packets(const CpmWire *wire);

/* True while a transaction in one of these leg slots has not terminated. */
bool cpm_wire_holds_legs(const CpmWire *wire, uint32_t first, uint32_t n);

/* The session in these leg slots is over: what is left of its transactions goes. */
void cpm_wire_forget_legs(CpmWire *wire, uint32_t first, uint32_t n);

size_t cpm_wire_bytes(const CpmWire *wire);

#endif
