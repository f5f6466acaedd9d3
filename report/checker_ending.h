/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_ENDING_H
#define REPORT_CHECKER_ENDING_H

/* What a leg owed at its end. */

#include "report/checker_state.h"

/* The first demanded step of a member's leg that has not happened, as a sentence; NULL if none is missing. */
const char *checker_missing_step(const CheckerLeg *leg);

/* Judges the leg: it has ended (@ended), or the run was stopped under it. */
void checker_leg_end(ReportChecker *checker, CheckerInput *in, bool ended);

#endif
