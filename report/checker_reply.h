/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_REPLY_H
#define REPORT_CHECKER_REPLY_H

/* What a Non-CPM System and its user tell the IWF, and what follows from it besides the final response. */

#include "report/checker_state.h"

void checker_on_notice(ReportChecker *checker, CheckerInput *in);
void checker_on_help(ReportChecker *checker, CheckerInput *in);
void checker_on_report(ReportChecker *checker, CheckerInput *in);
void checker_on_submit_report(ReportChecker *checker, CheckerInput *in);
void checker_on_accept(ReportChecker *checker, CheckerInput *in);
void checker_on_decline(ReportChecker *checker, CheckerInput *in);
void checker_on_leave(ReportChecker *checker, CheckerInput *in);
void checker_on_unrecognised(ReportChecker *checker, CheckerInput *in);

/* The IWF dials in to the focus for one who is late: RFC 4579 5.1. */
void checker_on_dial_in(ReportChecker *checker, CheckerInput *in);
void checker_on_dial_in_answer(ReportChecker *checker, CheckerInput *in);
void checker_on_dial_in_ack(ReportChecker *checker, CheckerInput *in);

/* A BYE of the IWF has reached the Core. */
void checker_reply_bye(ReportChecker *checker, CheckerInput *in);

/* The end of the leg. */
void checker_reply_end(ReportChecker *checker, CheckerInput *in, bool ended);

#endif
