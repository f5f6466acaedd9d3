/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_DIALOG_H
#define REPORT_CHECKER_DIALOG_H

/* The session after the OK: texts (RFC 4975, 3GPP TS 23.204) and the session timer (RFC 4028). */

#include "report/checker_state.h"

void checker_on_send(ReportChecker *checker, CheckerInput *in);
void checker_on_send_answer(ReportChecker *checker, CheckerInput *in);
void checker_on_text(ReportChecker *checker, CheckerInput *in);
void checker_on_update(ReportChecker *checker, CheckerInput *in);
void checker_on_update_answer(ReportChecker *checker, CheckerInput *in);

/* Fills in whether there are texts and session timers. */
void checker_dialog_start(ReportChecker *checker);

/* The leg takes part from now on, for the focus; or it has had its first BYE. */
void checker_dialog_begins(ReportChecker *checker, CheckerInput *in);
void checker_dialog_ends(ReportChecker *checker, CheckerInput *in);

/* The end of the leg. */
void checker_dialog_end(ReportChecker *checker, CheckerInput *in, bool ended);

#endif
