/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_WIRE_H
#define STUDY_ESTIMATE_WIRE_H

#include "models/cpm_setup.h"

typedef struct StudyTransactions {
    double open;                /* that have not terminated                                                     */
    double slots;               /* that take memory: also those of which a timer's event is still pending       */
} StudyTransactions;

/* The most transactions that sessions of @workload are expected to have at a time, at all ends of all hops, when @live_members of their
 * members are in them and the first of these was invited @time s before the last.  0 on the short path. */
StudyTransactions study_wire_transactions(const CpmSetup *setup, const CpmWorkload *workload, double live_members, double time);

/* What so many slots, and the records of @live_members that they are checked by, take besides what a leg takes on the short path. */
double study_wire_bytes(const CpmSetup *setup, double slots, double live_members);

#endif
