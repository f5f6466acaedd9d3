/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_NUMBER_H
#define REPORT_CHECKER_NUMBER_H

/* The numbers to which users reply, one for each session (3GPP TS 23.204 B.1).  No message says who has which: sessions are counted that
 * have one for sure, and that may have one. */

#include "report/checker_state.h"

/* INVITE has reached an IWF: its session may need a number. */
void checker_number_invite(ReportChecker *checker, CheckerInput *in);

/* A user was asked, or accepted for: the session has a number. */
void checker_number_given(ReportChecker *checker, CheckerInput *in);

/* A leg of the session has begun or ended. */
void checker_number_recount(ReportChecker *checker, const CheckerInput *in);

/* True if a final response of the IWF (hop 3) says that no number is free; judged. */
bool checker_number_refuses(ReportChecker *checker, CheckerInput *in);

#endif
