/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_REPLAY_H
#define STUDY_REPLAY_H

/* Getting a result again from its folder. */

#include <glib.h>
#include <stdbool.h>

#include "report/origin.h"
#include "study/rehearsal.h"

/* The scenario of the results in @folder, with their seed and replication (transfer full); *out_origin says where they come from (clear
 * it).  NULL with @error set: no results, or this version does not accept the scenario; then @diagnostics says why. */
Scenario *study_recall(const char *folder, ReportOrigin *out_origin, Diagnostics *diagnostics, GError **error);

typedef struct StudyReplay {
    ReportOrigin origin;
    ReportFingerprint found;            /* of the run made now; origin.fingerprint is that of the results           */
    bool identical;
    char *other_program;                /* (owned) see report_origin_other_program(); NULL: the same                */
} StudyReplay;

/* Runs the scenario of the results in @folder again, with nothing written; @watch is for the progress, its observer sees the run.
 * Errors as study_recall(), and SIM_ERROR_MEMORY.  Clear @out_replay with study_replay_clear(). */
bool study_replay(const char *folder, const StudyWatch *watch, Diagnostics *diagnostics, StudyReplay *out_replay, GError **error);

void study_replay_clear(StudyReplay *replay);

#endif
