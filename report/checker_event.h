/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_EVENT_H
#define REPORT_CHECKER_EVENT_H

/* The conference event package (RFC 4575): what subscribers hear, the inviter and members with CPM clients.  On all legs hop 0 is the
 * one at the subscriber. */

#include "report/checker_state.h"

void checker_on_subscribe(ReportChecker *checker, CheckerInput *in);
void checker_on_subscribe_answer(ReportChecker *checker, CheckerInput *in);
void checker_on_notify(ReportChecker *checker, CheckerInput *in);
void checker_on_notify_answer(ReportChecker *checker, CheckerInput *in);

/* The focus says, in @in->detail, of how many members the state has changed since the last time. */
void checker_event_told(ReportChecker *checker, CheckerInput *in);

/* The state of a member has changed, for the focus.  @quietly: subscribers hear of it only if they are to hear of all states. */
void checker_event_changed(ReportChecker *checker, const CheckerInput *in, bool quietly);

/* A 180 has reached the focus: the first changes the member's state. */
void checker_event_alerted(ReportChecker *checker, const CheckerInput *in);

/* The end of a member's leg, and of a session. */
void checker_event_end(ReportChecker *checker, CheckerInput *in, bool ended);
void checker_event_end_session(ReportChecker *checker, CheckerInput *in, const CheckerSession *session, bool ended);

#endif
