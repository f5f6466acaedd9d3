/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_ENDING_H
#define REPORT_CHECKER_ENDING_H

/* What a leg owed at its end. */

#include "report/checker_state.h"

/* Judges the leg: it has ended (@ended), or the run was stopped under it. */
void checker_leg_end(ReportChecker *checker, CheckerInput *in, bool ended);

#endif
