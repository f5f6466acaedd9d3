/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DECISION_TABLE_H
#define STUDY_DECISION_TABLE_H

/* All decisions together: the combinations of the space, by their index, and behind them the cases.  Arrays decisions[n] have
 * n = study_decisions() elements; an element whose run did not come to its end is zero. */

#include <glib.h>

#include "study/decision_run.h"

unsigned study_decisions(void);

/* Runs decision @index, 0 .. n - 1. */
StudyDecision study_decision_at(unsigned index);

/* Adds STUDY_PROPERTY_COLLAPSE to the violations of each combination that does not come out like the one that stands for it: in all but the
 * times of messages where only the moment of the CANCEL differs, else to the last message. */
void study_decisions_compare(StudyDecision *decisions);

/* How many violate something, or did not run. */
unsigned study_decisions_violated(const StudyDecision *decisions);

/* One row for each combination that stands for itself or violates something, and for each case; with a head line.  The columns are those of
 * docs/decision-space.md. */
void study_decisions_csv(const StudyDecision *decisions, GString *out);

/* How many there are, what they came to, and the first violations, for a terminal. */
void study_decisions_text(const StudyDecision *decisions, GString *out);

/* The sum over all runs. */
ReportFingerprint study_decisions_fingerprint(const StudyDecision *decisions);

#endif
