/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_TRANSACTION_POOL_H
#define MODELS_SIP_TRANSACTION_POOL_H

/* Where transactions live: one flat array, and for each leg a list of those that have not terminated, newest first.  For
 * models/sip_transaction.c only.  Pointers hold until the next transaction begins.
 *
 * Lists are walked where nothing else leads to a transaction: its lines are cold as a rule.  A branch is the slot of a client
 * transaction, which knows the server transaction that its request has made. */

#include "models/sip_transaction_state.h"

/* Boxes have 7 bits. */
#define SIP_BOXES 128u

struct SipTransactions {
    struct CpmNetwork *network;
    SipEnds ends;
    SimMachine machines[SIP_TRANSACTION_KINDS];
    SipTransaction *slots;              /* slots[n_slots] of room                                                      */
    uint32_t n_slots, room;
    uint32_t free;                      /* last in, first out: what was used last is in the cache                      */
    uint32_t *heads;                    /* heads[n_heads]: 1 + slot of the newest transaction of each leg, 0 = none; and SIP_FOLLOWED */
    uint32_t n_heads;
    size_t open, open_at[SIP_BOXES];
};

/* In a head: an INVITE of this leg, from the ISF downwards, has been followed by another one while it was open. */
#define SIP_FOLLOWED (1u << 31)

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

/* The client transaction of the request that has made @server, if it is still known, learns of it. */
void sip_pool_marry(SipTransactions *transactions, const SipTransaction *server);

/* @one has terminated: it leaves the list of its leg. */
void sip_pool_end(SipTransactions *transactions, SipTransaction *one);

/* Frees @slot if no event names it any more, so that every timer that fires is of the transaction that it finds. */
void sip_pool_reuse(SipTransactions *transactions, uint32_t slot);

/* The transaction of @leg that a branch names; the client transaction of @packet.  NULL if there is none that has not terminated. */
static inline SipTransaction *sip_pool_find(const SipTransactions *transactions, uint32_t branch, uint16_t generation, uint32_t leg)
{
    SipTransaction *one;

    if (branch == 0 || branch > transactions->n_slots)
        return NULL;
    one = &transactions->slots[branch - 1];
    return one->generation == generation && one->leg == leg && !one->over ? one : NULL;
}

static inline SipTransaction *sip_pool_find_client(const SipTransactions *transactions, const CpmPacket *packet)
{
    SipTransaction *one = sip_pool_find(transactions, packet->branch, packet->branch_generation, packet->leg);

    return one != NULL && sip_transaction_is_client(one) ? one : NULL;
}

/* The server transaction at @hop of a branch; the newest of its kind at @hop that its TU knows.  NULL likewise. */
SipTransaction *sip_pool_find_server(SipTransactions *transactions, const CpmHop *hop, uint32_t branch, uint16_t generation);
SipTransaction *sip_pool_newest(SipTransactions *transactions, const CpmHop *hop, SipTransactionKind kind, SipCode request, bool down);

/* The box at @position is another one from now on (the ISF tries the next Interworking Function): nobody will answer what the one before
 * has not answered. */
void sip_pool_abandon(SipTransactions *transactions, uint32_t leg, unsigned position);

/* The ISF may try another Interworking Function: so it and who is below it may have several INVITEs at a time. */
static inline bool sip_pool_may_be_followed(const CpmHop *hop, SipCode request)
{
    return request == SIP_REQUEST(SIP_INVITE) && hop->leg->kind == CPM_LEG_NON_CPM && hop->position >= CPM_AT_ISF;
}

/* False if @one, at @hop, is of an INVITE that another one has followed: the ISF has gone on to the next Interworking Function. */
bool sip_pool_is_newest(SipTransactions *transactions, const CpmHop *hop, const SipTransaction *one);
static inline bool sip_pool_is_current(SipTransactions *transactions, const CpmHop *hop, const SipTransaction *one)
{
    return !sip_pool_may_be_followed(hop, one->request) || sip_pool_is_newest(transactions, hop, one);
}

#endif
