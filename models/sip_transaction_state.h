/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_TRANSACTION_STATE_H
#define MODELS_SIP_TRANSACTION_STATE_H

/* The inside of transactions, for models/sip_transaction.c and the four machines only. */

#include "models/sip_transaction.h"

/* One of tens of millions: two to a cache line. */
typedef struct SipTransaction {
    uint32_t next, before;              /* 1 + slot, in its leg's list; 0 = none.  @next also among the free ones, there UINT32_MAX   */
    uint32_t leg;                       /* slot                                                                               */
    uint32_t branch;                    /* server: of its requests.  Client: 1 + slot of the server transaction whose request it
                                         * passes on, or of the client transaction that it cancels; 0 = none                 */
    uint32_t peer;                      /* client: 1 + slot of the server transaction that its request has made last; 0 = none yet */
    uint16_t branch_generation;         /* of that slot                                                                      */
    uint16_t generation;                /* of this slot: events and messages of an earlier use are stale                     */
    SipCode request;
    uint16_t status : 10;               /* server: of the last response that its TU has sent; 0 = none yet                   */
    uint16_t steps : 5;                 /* how often its interval has passed                                                 */
    uint16_t over : 1;                  /* it has terminated; its slot may wait for timers that are still to come            */
    uint8_t box;
    uint8_t copies;                     /* of the message that it sends, besides the original                                */
    uint8_t kind : 2;                   /* SipTransactionKind                                                                */
    uint8_t state : 3;
    uint8_t position : 3;               /* of the box                                                                        */
    uint8_t pending : 3;                /* timer events that are still to come                                               */
    uint8_t down : 1;                   /* the request goes down                                                             */
    uint8_t reliable : 1;               /* by TCP                                                                            */
    uint8_t access : 1;                 /* timers of an access link                                                          */
    uint8_t mark : 1;                   /* of the request, or of the response                                                */
    uint8_t unknown : 1;                /* the TU has never heard of it                                                      */
} SipTransaction;

_Static_assert(sizeof(SipTransaction) == 32, "there are tens of millions");

/* The last response that a server transaction has sent. */
static inline SipCode sip_transaction_response(const SipTransaction *server)
{
    return (SipCode)(server->request + server->status);
}

/* One arrow of a transaction: the context of its handler. */
typedef struct SipStep {
    SipTransactions *transactions;
    SipTransaction *self;
    CpmHop *hop;
    SipCode code;                       /* of the message that is sent or has come                                            */
    bool mark;
    bool again;                         /* it is a copy of one before                                                         */
    SimTime extra;
    SipFate fate;                       /* set by handlers: ABSORBED unless the TU is to get the message                      */
    bool tells;                         /* set by handlers: the TU is to know of the timer or of the failure                  */
} SipStep;

/* Sends the request, or the last response, of this transaction; a further copy of it; its ACK. */
void sip_step_send(SipStep *step);
void sip_step_send_again(SipStep *step);
void sip_step_acknowledge(SipStep *step);

/* The TU has given the response that is to be sent: it becomes the last one. */
void sip_step_respond(SipStep *step);

/* Starts @timer after @delay from when the box is ready. */
void sip_step_start(SipStep *step, CpmTimer timer, SimTime delay);

/* Starts A, E, G or 2XX anew: T1 doubled each time, and @limit (0: none) at most. */
void sip_step_repeat(SipStep *step, CpmTimer timer, SimTime limit);

/* RFC 3261 table 4 for this hop. */
const CpmTimers *sip_step_timers(const SipStep *step);

/* Lets the TU have the message: as one that it has had before if it is a copy and @before. */
void sip_step_pass(SipStep *step, bool before);

/* A record that @timer of this transaction has done something. */
void sip_step_record(SipStep *step, CpmTimer timer);

#endif
