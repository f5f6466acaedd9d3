/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_TRANSACTION_POOL_H
#define MODELS_SIP_TRANSACTION_POOL_H

/* Where transactions live: one flat array, and for each leg a list of those that have not terminated, newest first.  For
 * models/sip_transaction.c only.  Pointers hold until the next transaction begins. */

#include "models/sip_transaction_state.h"

/* Boxes have 7 bits. */
#define SIP_BOXES 128u

struct SipTransactions {
    struct CpmNetwork *network;
    SipEnds ends;
    SimMachine machines[SIP_TRANSACTION_KINDS];
    SipTransaction *slots;              /* slots[n_slots] of room                                                      */
    uint32_t n_slots, room;
    uint32_t first_free, last_free;     /* first in, first out, so that a slot rests as long as possible               */
    uint32_t *heads;                    /* heads[n_heads]: 1 + slot of the newest transaction of each leg; 0 = none    */
    uint32_t n_heads;
    size_t open, open_at[SIP_BOXES];
};

static inline bool sip_transaction_is_client(const SipTransaction *one)
{
    return one->kind == SIP_INVITE_CLIENT || one->kind == SIP_OTHER_CLIENT;
}

static inline uint32_t sip_transaction_slot(const SipTransactions *transactions, const SipTransaction *one)
{
    return (uint32_t)(one - transactions->slots);
}

/* A transaction of the box of @hop for @request, which goes @down. */
SipTransaction *sip_pool_begin(SipTransactions *transactions, const CpmHop *hop, SipTransactionKind kind, SipCode request, bool down);

/* @one has terminated: it leaves the list of its leg. */
void sip_pool_end(SipTransactions *transactions, SipTransaction *one);

/* Frees @slot if no event names it any more, so that every timer that fires is of the transaction that it finds. */
void sip_pool_reuse(SipTransactions *transactions, uint32_t slot);

/* The transaction of @leg that a branch names; the client transaction of @packet; the server transaction at @hop of a branch; the newest of
 * its kind at @hop that its TU knows.  NULL if there is none that has not terminated. */
SipTransaction *sip_pool_find(SipTransactions *transactions, uint32_t branch, uint16_t generation, uint32_t leg);
SipTransaction *sip_pool_find_client(SipTransactions *transactions, const CpmPacket *packet);
SipTransaction *sip_pool_find_server(SipTransactions *transactions, const CpmHop *hop, uint32_t branch, uint16_t generation);
SipTransaction *sip_pool_newest(SipTransactions *transactions, const CpmHop *hop, SipTransactionKind kind, SipCode request, bool down);

/* The box at @position is another one from now on (the ISF tries the next Interworking Function): nobody will answer what the one before
 * has not answered. */
void sip_pool_abandon(SipTransactions *transactions, uint32_t leg, unsigned position);

/* False if @one, at @hop, is of an INVITE that another one has followed: the ISF has gone on to the next Interworking Function. */
bool sip_pool_is_current(SipTransactions *transactions, const CpmHop *hop, const SipTransaction *one);

#endif
