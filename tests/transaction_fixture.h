/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_TRANSACTION_FIXTURE_H
#define TESTS_TRANSACTION_FIXTURE_H

/* Transactions between the boxes of one leg, with nothing above and below them but a test: what they send is kept for the test to deliver,
 * lose or repeat, and what they tell is written down.  The clock is the test's. */

#include <glib.h>

#include "models/cpm_hop.h"
#include "models/sip_transaction.h"
#include "sim/world.h"
#include "study/scenario.h"

#define INVITE SIP_REQUEST(SIP_INVITE)
#define ACK SIP_REQUEST(SIP_ACK)
#define CANCEL SIP_REQUEST(SIP_CANCEL)
#define BYE SIP_REQUEST(SIP_BYE)
#define OK SIP_RESPONSE(SIP_INVITE, 200)
#define RINGING SIP_RESPONSE(SIP_INVITE, 180)
#define BUSY SIP_RESPONSE(SIP_INVITE, 486)

/* Something that was sent, and when. */
typedef struct SentPacket {
    SimTime time;
    CpmPacket packet;
} SentPacket;

typedef struct TransactionFixture {
    Scenario *scenario;
    CpmSetup *setup;
    SimWorld *world;
    struct CpmNetwork *network;
    SipTransactions *transactions;
    SimTime now;
} TransactionFixture;

/* How often each arrow of each machine has been taken since the start of the program: [kind][state][input]. */
extern unsigned transaction_arrows[SIP_TRANSACTION_KINDS][SIM_STATES][SIM_INPUTS];

/* An inviter's leg, and one of a CPM client below it.  Clear with transaction_clear(). */
void transaction_start(TransactionFixture *fixture);
void transaction_clear(TransactionFixture *fixture);

/* The legs of the fixture: 0 (CPM Client A, Core, CS) and 1 (CS, Core, CPM Client). */
#define LEG_OF_INVITER 0u
#define LEG_OF_MEMBER 1u

/* A hop of the box at @position of @leg, now; origin and code are a timer's that nobody knows. */
CpmHop transaction_hop(TransactionFixture *fixture, uint32_t leg, unsigned position);

/* The machine at @position of the inviter's leg sends @code. */
void transaction_send(TransactionFixture *fixture, unsigned position, SipCode code, bool down);

/* Starts, and the Core sends an INVITE to the CS (core timers), at 0. */
void transaction_invite(TransactionFixture *fixture);

/* Transactions that have not terminated. */
size_t transaction_n_open(const TransactionFixture *fixture);

/* What has been sent, which is kept until transaction_forget_sent(). */
SentPacket transaction_sent_at(guint index);
void transaction_forget_sent(void);

/* Packet @index reaches its receiver, now: as it is, or as a copy of it. */
SipFate transaction_deliver(TransactionFixture *fixture, guint index);
SipFate transaction_deliver_again(TransactionFixture *fixture, guint index);

/* Packet @index cannot be delivered, and its sender learns it now. */
void transaction_return(TransactionFixture *fixture, guint index);

/* Lets timers fire until @time has passed. */
void transaction_run(TransactionFixture *fixture, SimTime time);

/* How many packets have been sent, the last of all, and the index of the last with @code. */
guint transaction_n_sent(void);
CpmPacket transaction_last(void);
guint transaction_last_of(SipCode code);

/* True if @code has been sent at these times in s, "0 0.5 1.5"; prints both if not. */
bool transaction_has_sent(SipCode code, const char *times);

/* True if machines were told this since the start of the fixture: "503@0 B@0" (message or timer @ position); prints both if not. */
bool transaction_has_told(const char *expected);

#endif
