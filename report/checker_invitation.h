/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_INVITATION_H
#define REPORT_CHECKER_INVITATION_H

/* INVITE on its way down a leg, and 1xx, final response and ACK.  Each judges one message that reached its receiver
 * over hop @in->hop. */

#include "report/checker_state.h"

/* 18x received and not yet forwarded at @position, 1..3, by the field of all three; 3 stands for "3 or more" and stays. */
static inline unsigned checker_relays(unsigned all, unsigned position)
{
    return all >> 2 * (position - 1) & 3;
}

/* A 1xx has come over @hop: the box there has one more to forward, the one below one less.  Returns how many had arrived at that one; 0 on
 * the last hop. */
static inline unsigned checker_count_provisional(CheckerLeg *leg, unsigned hop)
{
    unsigned all = leg->relays, arrived = 0;
    leg->heard |= 1u << hop;
    if (hop > 0 && checker_relays(all, hop) < 3)
        all += 1u << 2 * (hop - 1);
    if (hop < checker_last_hop(leg)) {
        arrived = checker_relays(all, hop + 1);
        if (arrived == 1 || arrived == 2)
            all -= 1u << 2 * hop;
    }
    leg->relays = all & 63;
    return arrived;
}

/* Takes note of the 1xx that has come over @hop if there is nothing to judge about it, as about most: it was asked for, it has arrived
 * below.  Only where checker->plain, and no IWF is at the hop. */
static inline bool checker_notes_provisional(CheckerLeg *leg, CheckerClass class, unsigned hop)
{
    if (leg->invited <= hop)
        return false;
    if (class == CLASS_TRYING) {
        leg->heard |= 1u << hop;
        return true;
    }
    if (class != CLASS_PROVISIONAL || hop >= checker_last_hop(leg) || checker_relays(leg->relays, hop + 1) == 0)
        return false;
    checker_count_provisional(leg, hop);
    return true;
}

void checker_on_invite(ReportChecker *checker, CheckerInput *in);
void checker_on_trying(ReportChecker *checker, CheckerInput *in);
void checker_on_provisional(ReportChecker *checker, CheckerInput *in);
void checker_on_final(ReportChecker *checker, CheckerInput *in);
void checker_on_ack(ReportChecker *checker, CheckerInput *in);

/* The wait of the last box ends with an answer, a CANCEL or the run: was it filled with provisional responses, did
 * Timer C keep out of it, did the Conversation Server give up in time? */
void checker_wait_ends(ReportChecker *checker, CheckerInput *in);

/* Nobody has cancelled so far: has Timer C been forgotten? */
void checker_timer_c_due(ReportChecker *checker, CheckerInput *in);

#endif
