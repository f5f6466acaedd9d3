/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_WAY_H
#define REPORT_CHECKER_WAY_H

/* Where messages may pass: from codes to classes, and from pairs of boxes to the hops of a leg. */

#include "report/checker_state.h"

/* Fills in the tables, where @ways[class] is the way of each class of messages. */
void checker_way_start(ReportChecker *checker, const CheckerWay ways[CLASSES]);

static inline CheckerClass checker_class(const ReportChecker *checker, SipCode code)
{
    return checker->classes[code];
}

/* The hop on which a message of @class has passed, by the ends that its record names; CHECKER_NO_HOP, or CHECKER_NO_LEG. */
static inline unsigned checker_hop(const ReportChecker *checker, const SimRecord *record, CheckerClass class, unsigned role)
{
    unsigned ends = (record->from & 0xf0u) | record->to >> 4;
    return checker->ways[checker->way_rows[class][role][record->member == 0] + ends];
}

#endif
