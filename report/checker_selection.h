/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_SELECTION_H
#define REPORT_CHECKER_SELECTION_H

/* Step 7: which IWF is tried for a member, and which one next.  Candidates are pairs of a service of the member and an IWF that serves
 * it, in the order of the services, then of the setup. */

#include "report/checker_state.h"

/* Fills in what the checker has to know of IWFs, and whether legs have a choice. */
void checker_selection_start(ReportChecker *checker);

/* The facts of the leg are known: it may have no candidate at all. */
void checker_selection_begin(ReportChecker *checker, CheckerInput *in);

/* INVITE goes to an IWF (hop 3), which takes it in or is dead. */
void checker_selection_invite(ReportChecker *checker, CheckerInput *in);

/* INVITE leaves the ISF (hop 2) though it has done so before.  True if it is a new try, which is judged: the leg below the ISF is then as
 * if nothing had been there. */
bool checker_selection_retries(ReportChecker *checker, CheckerInput *in);

/* A failure of the IWF reaches the ISF (hop 2). */
void checker_selection_failed(ReportChecker *checker, CheckerInput *in);

/* A second failure on hop 2, of an IWF that no INVITE has reached: true if it may be that of the next one. */
bool checker_selection_fails_again(ReportChecker *checker, CheckerInput *in);

/* A final response leaves the ISF (hop 1).  True if the ISF itself has made it, which is judged. */
bool checker_selection_final(ReportChecker *checker, CheckerInput *in);

/* True for what belongs to a candidate that has failed (hops 3 and 4): it decides nothing. */
bool checker_selection_is_stray(ReportChecker *checker, CheckerInput *in, CheckerClass class);

#endif
