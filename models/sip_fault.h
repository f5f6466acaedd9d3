/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_FAULT_H
#define MODELS_SIP_FAULT_H

/* What transactions do wrong where the setup asks for it (models/cpm_fault.h), apart from the machines, which do it right.  To be called
 * only where some fault is asked for. */

#include "models/sip_transaction_state.h"

/* @timer of the transaction of @step has fired.  True: the box misbehaves, and has done with it what it does; its machine gets no input. */
bool sip_fault_takes_timer(SipStep *step, CpmTimer timer);

/* @packet, a response that belongs to no transaction, has reached the box of @hop.  If that is a proxy which forwards such responses (as
 * RFC 3261 16.7 item 1 did, and RFC 6026 8.9 forbids), it goes on to where its Via says, as a response of the transaction there. */
void sip_fault_forward_stray(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet);

#endif
