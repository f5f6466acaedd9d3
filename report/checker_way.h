/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_WAY_H
#define REPORT_CHECKER_WAY_H

/* Where messages may pass: from codes to classes, and from pairs of boxes to the hops of a leg. */

#include "report/checker_state.h"

/* Fills in @checker->classes and @checker->ways. */
void checker_way_start(ReportChecker *checker);

static inline CheckerClass checker_class(const ReportChecker *checker, SipCode code)
{
    return checker->classes[(code >> 10) * 16u + checker->status_classes[code & 1023u]];
}

#endif
