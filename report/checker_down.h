/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_DOWN_H
#define REPORT_CHECKER_DOWN_H

/* Boxes that are down at times (stations: outages, failures; iwfs: the same).  While one is, its timers wait, what reaches it is lost, and
 * its neighbours answer in its place: of a session that lived through it, and of 64 * T1 afterwards, nobody can say what was owed when. */

#include "report/checker_state.h"

/* Fills in what the setup allows. */
void checker_down_start(ReportChecker *checker);

/* True if a box on the way of the leg of @in was, or at a time that is drawn may have been, down since its session began; with @forgetful
 * only if it has lost what it knew by that. */
bool checker_down_touches(ReportChecker *checker, const CheckerInput *in, bool forgetful);

#endif
