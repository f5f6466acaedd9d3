/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_INVITATION_H
#define REPORT_CHECKER_INVITATION_H

/* INVITE on its way down a leg, and 1xx, final response and ACK.  Each judges one message that reached its receiver
 * over hop @in->hop. */

#include "report/checker_state.h"

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
