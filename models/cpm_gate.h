/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_GATE_H
#define MODELS_CPM_GATE_H

/* Where overload control (models/cpm_overload.h) meets the wire: which requests are new, who is whose neighbour, when is measured. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_hop.h"
#include "models/cpm_wire.h"

typedef struct CpmGate CpmGate;

/* The controllers and throttles of @network; NULL if no box controls anything.  Free with cpm_gate_free(), which takes NULL. */
CpmGate *cpm_gate_new(struct CpmNetwork *network);
void cpm_gate_free(CpmGate *gate);

/* True for INVITE outside a dialog, sent for the first time: what overload control looks at. */
bool cpm_gate_is_new_request(const CpmPacket *packet);

/* The box of @hop is about to send @packet, a new request, to @to.  False: it has been asked not to. */
bool cpm_gate_lets_out(CpmGate *gate, const CpmHop *hop, const CpmPacket *packet, CpmBox to);

/* That request has its first response, or will never have one. */
void cpm_gate_close(CpmGate *gate, CpmBox from, CpmBox to);

/* @packet, a new request, reaches the box of @hop from @from.  False: the box will reject it. */
bool cpm_gate_lets_in(CpmGate *gate, const CpmHop *hop, const CpmPacket *packet, CpmBox from);

/* @packet goes into service at @box. */
void cpm_gate_note_service(CpmGate *gate, CpmBox box, const CpmPacket *packet);

/* What @code, a response, carries of the demands of the box of @hop, and what a box makes of that in @packet that it gets from @from. */
uint32_t cpm_gate_demand(const CpmGate *gate, const CpmHop *hop, SipCode code);
void cpm_gate_obey(CpmGate *gate, const CpmHop *hop, const CpmPacket *packet, CpmBox from);

/* An event CPM_WIRE_MEASURE of @box. */
void cpm_gate_measure(CpmGate *gate, CpmBox box, SimTime now);

/* How many such events are pending. */
uint32_t cpm_gate_pending(const CpmGate *gate);

#endif
