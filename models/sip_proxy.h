/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_PROXY_H
#define MODELS_SIP_PROXY_H

#include "models/cpm_hop.h"
#include "sim/arrow.h"

/* The SIP/IP Core, and the Interworking Selection Function on the way of a request: a proxy that keeps transaction state and stays on
 * the route (RFC 3261 16; step 19 of Figure 31 forces the ISF to do so).  One machine per leg and position. */
extern const SimMachineDef sip_proxy_def;

/* The input of sip_proxy_def that @hop is. */
unsigned sip_proxy_classify(const CpmHop *hop);

/* What a row of it with @handler does, as CPM_PASSAGE_* of models/cpm_seat.h; 0 if it does more than to pass on what comes. */
uint8_t sip_proxy_passage(SimHandler handler);

#endif
