/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_TRANSACTION_H
#define MODELS_SIP_TRANSACTION_H

/* Transactions: RFC 3261 17 as amended by RFC 6026 (Accepted, timers L and M, stray responses are dropped) and RFC 4320 (no 408 and no
 * early 100 to a request that is no INVITE).  The four machines are tables of arrows, models/sip_invite_client.h and so on, which
 * `cpmsim fsm` prints beside the figures 5 to 8.
 *
 * A transaction lives at one end of one hop of one leg.  Above it is the box's machine (the transaction user, TU), which neither knows of
 * retransmissions nor of what absorbs them; below it is the wire.  A client transaction is known by its slot, which every message of it
 * carries as its branch; a server transaction is found by leg, hop and branch.
 *
 * The ACK of a 2xx belongs to no transaction (13.2.2.4).  The 2xx itself is repeated by the UAS core until that ACK comes (13.3.1.4), which
 * the INVITE server transaction that it left through sees to.
 *
 * What a TU is told that no message said: Timer B of an INVITE and Timer F of a BYE, as timers; a message that cannot be delivered, as a
 * 503 (8.1.3.1, 16.9); Timer B of a dial-in, as a 408.  Other requests that time out are known to nobody (RFC 4320 4.2). */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/cpm_hop.h"
#include "models/cpm_wire.h"
#include "sim/arrow.h"

typedef struct SipTransactions SipTransactions;

/* What a box does with a message that its transactions have seen. */
typedef enum SipFate {
    SIP_PASS = 0,               /* its machine gets it                                                          */
    SIP_PASS_AGAIN = 1,         /* its machine gets it, and has had it before (1xx, 2xx, its ACK): REPEATED     */
    SIP_ABSORBED = 2,           /* its machine does not get it: REPEATED                                        */
    SIP_ANSWERED = 3            /* its machine does not get it, but an answer has been, or had been, sent: new  */
} SipFate;

/* The four machines. */
typedef enum SipTransactionKind {
    SIP_INVITE_CLIENT = 0,
    SIP_INVITE_SERVER = 1,
    SIP_OTHER_CLIENT = 2,
    SIP_OTHER_SERVER = 3,
    SIP_TRANSACTION_KINDS = 4
} SipTransactionKind;

/* What a machine sends. */
typedef struct SipSending {
    SipCode code;
    bool down, mark;
    SimTime extra;              /* before the link's delay */
} SipSending;

/* What is above and below the transactions: the network and its wire.  A test puts its own there. */
typedef struct SipEnds {
    void (*post)(CpmHop *hop, const CpmPacket *packet);
    void (*take)(CpmHop *hop);
    void (*take_timer)(CpmHop *hop, CpmTimer timer);
    void (*watch)(SipTransactionKind kind, unsigned state, unsigned input);     /* each arrow that is taken; may be NULL */
} SipEnds;

/* The four machines, NULL-terminated, in the order of the figures. */
const SimMachineDef *const *sip_transaction_machines(void);

/* The transactions of @network.  Free with _free(), which takes NULL. */
SipTransactions *sip_transactions_new(struct CpmNetwork *network);
void sip_transactions_free(SipTransactions *transactions);

/* Puts @ends (borrowed) in place of the network and its wire. */
void sip_transactions_set_ends(SipTransactions *transactions, const SipEnds *ends);

/* The box's machine sends a message at @hop: a request makes a client transaction, a response goes through the server transaction that it
 * answers, an ACK that a client transaction sends by itself is dropped. */
void sip_transaction_send(SipTransactions *transactions, CpmHop *hop, SipSending message);

/* @packet has reached the box of @hop, where code, origin, mark and the times are set.  Fills in what the machine's answers need
 * (hop->server). */
SipFate sip_transaction_receive(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet);

/* The box of @hop rejects @packet, a request, with @status, without its machine (overload).  Answered; or absorbed, if it is a copy of one
 * that has come meanwhile. */
SipFate sip_transaction_reject(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet, unsigned status);

/* @packet cannot be delivered, and its sender is told: 8.1.3.1, 16.9.  @hop is the sender's; not to be called while it sends. */
void sip_transaction_fail(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet);

/* An event CPM_WIRE_TRANSACTION. */
void sip_transaction_timer(SipTransactions *transactions, const SimEvent *event);

/* Where the transaction of such an event is; false if the event is stale. */
bool sip_transaction_place(const SipTransactions *transactions, const SimEvent *event, uint32_t *out_leg, unsigned *out_position,
                           CpmBox *out_box);

/* The box at @position of the leg in @slot has lost what it knew. */
void sip_transaction_crash(SipTransactions *transactions, uint32_t slot, unsigned position);

/* Transactions of the leg in @slot are given up. */
void sip_transaction_forget(SipTransactions *transactions, uint32_t slot);

/* True if one of the leg in @slot has not terminated. */
bool sip_transaction_is_open(const SipTransactions *transactions, uint32_t slot);

/* How many have not terminated: all, and of one box. */
size_t sip_transactions_open(const SipTransactions *transactions);
size_t sip_transactions_open_at(const SipTransactions *transactions, CpmBox box);

size_t sip_transactions_bytes(const SipTransactions *transactions);

#endif
