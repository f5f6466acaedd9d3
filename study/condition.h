/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CONDITION_H
#define STUDY_CONDITION_H

/* Which combinations of a study are run: conditions over the names of its axes.
 *
 *      size * share <= 1000 and not (t_reply < 5 min or policy == 'reject')
 *
 * Quantities carry their units (5 min, 20 %, 100 /s); adding or comparing what is of different kinds is an error, as is an unknown name.
 * Loosest first: or; and; not; < <= > >= == !=; + -; * /; a sign.  Texts stand in ' or "; lists and mappings are compared as texts. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "study/axis.h"

typedef struct StudyCondition StudyCondition;

/* Reads @text over @axes, which outlive the condition; SIM_ERROR_SCENARIO with what is wrong and where (transfer full). */
StudyCondition *study_condition_parse(const char *text, const StudyAxes *axes, GError **error);
void study_condition_free(StudyCondition *condition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyCondition, study_condition_free)

/* Whether it holds where dimension d of the axes is at @positions[d]. */
bool study_condition_holds(const StudyCondition *condition, const size_t *positions);

#endif
