/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_CANCEL_H
#define REPORT_CHECKER_CANCEL_H

/* CANCEL, BYE and their answers.  Each judges one message that reached its receiver over hop @in->hop; for BYE on a
 * non-CPM leg hop 1 stands for Core > ISF and hop 2 for ISF > Core, in both directions. */

#include "report/checker_state.h"

void checker_on_cancel(ReportChecker *checker, CheckerInput *in);
void checker_on_cancel_answer(ReportChecker *checker, CheckerInput *in);
void checker_on_bye(ReportChecker *checker, CheckerInput *in);
void checker_on_bye_answer(ReportChecker *checker, CheckerInput *in);

#endif
