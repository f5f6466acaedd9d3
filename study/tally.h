/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_TALLY_H
#define STUDY_TALLY_H

/* How many replications each point of a study needs, by the rule of the plan and by what its finished runs have come to.  The answer
 * depends on the contents of the folder alone, and not on who has run what, or in which order. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "study/plan.h"

typedef struct StudyTally StudyTally;

/* Both are borrowed. */
StudyTally *study_tally_new(const StudyPlan *plan, const char *folder);
void study_tally_free(StudyTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyTally, study_tally_free)

/* How many replications of @point are known to be needed.  Looks into the folder for those that were missing at the last call; what was
 * there then is not read again.  A run that is noted as failed has no values. */
unsigned study_tally_needed(StudyTally *tally, size_t point);

/* Whether the last answer is the last word: more replications will not be asked for. */
bool study_tally_is_final(const StudyTally *tally, size_t point);

/* What the rule said last of @point; for a study without a rule, REACHED at once. */
StudyStopDecision study_tally_decision(const StudyTally *tally, size_t point);

/* _needed() of all points (transfer full). */
unsigned *study_tally_all(StudyTally *tally);

/* Writes plan.csv by what is there now, such that of many processes that do so at once none undoes what a later one knew. */
bool study_tally_write_plan(const StudyPlan *plan, const char *folder, GError **error);

#endif
