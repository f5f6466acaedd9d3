/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_COPIES_H
#define REPORT_CHECKER_COPIES_H

/* The requests of transactions, as they are seen on their hops: RFC 3261 17.1.1.2 and 17.1.2.2.  INVITE, CANCEL and BYE are sent as often
 * as Timers A and E allow, not sooner, not later while there is no response, and not again when there is one.
 *
 * Of a request that gets in and is answered at once nothing is kept.  It is from the first one on that is lost or comes again; so what is
 * said of those before it is less: how long ago they were, and whether the answer had come. */

#include "report/checker_state.h"

void checker_copies_start(ReportChecker *checker);
void checker_copies_free(ReportChecker *checker);

/* @in of @class is one send of a request.  @first: it has got in, and is new there; @known: one before it had got in. */
void checker_copies_count(ReportChecker *checker, CheckerInput *in, CheckerClass class, bool first, bool known);

/* @in of @class has reached who has sent a request: if it is a response, that is answered. */
void checker_copies_answered(ReportChecker *checker, CheckerInput *in, CheckerClass class);

/* The leg ends at @in: whoever has not sent again what was lost will not do so any more. */
void checker_copies_end(ReportChecker *checker, CheckerInput *in);

#endif
