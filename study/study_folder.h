/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_STUDY_FOLDER_H
#define STUDY_STUDY_FOLDER_H

/* The folder of a study.  Processes on many machines may work in it at once: they share nothing else.
 *
 *      study.yaml          the file, byte for byte; changes.txt: what --set changed, a PATH=VALUE a line, if anything
 *      input-*.csv         what the files say that study.yaml names
 *      plan.csv            the runs: index,key,point,replication,seed and the axes
 *      runs/KEY/           the results of a run, there as a whole or not at all
 *      failed/KEY.txt      why a run has no results; gone once it has
 */

#include <glib.h>
#include <stdbool.h>

#include "study/exit_code.h"
#include "study/plan.h"

/* Makes the folder, or takes one that is there: an empty one, or that of a study (SIM_ERROR_USAGE for any other).  Writes study.yaml and
 * changes.txt if they are not as they should be. */
bool study_folder_prepare(const char *folder, const StudyPlan *plan, GError **error);

/* The plan of the study in @folder, from study.yaml and changes.txt (transfer full).  NULL with @error set when it holds none; NULL
 * without when they are wrong, and @diagnostics says how. */
StudyPlan *study_folder_recall(const char *folder, Diagnostics *diagnostics, GError **error);

/* runs/KEY (transfer full). */
char *study_folder_run(const char *folder, const char *key);

bool study_folder_is_done(const char *folder, const char *key);
bool study_folder_is_failed(const char *folder, const char *key);

/* What the finished run has come to, and how long it took (s). */
ExitCode study_folder_outcome(const char *folder, const char *key, double *out_seconds);

/* Notes that the run has failed, and why; or that it has not. */
bool study_folder_note_failure(const char *folder, const char *key, const char *reason, GError **error);
void study_folder_forget_failure(const char *folder, const char *key);

/* How many runs of the folder living processes are at. */
size_t study_folder_running(const char *folder);

/* Writes plan.csv for @replications[points] of each point, unless it is there already. */
bool study_folder_write_plan(const char *folder, const StudyPlan *plan, const unsigned *replications, GError **error);

/* Only one process at a time is between _lock() and _unlock().  The lock goes with the process.  -1 with @error set. */
int study_folder_lock(const char *folder, GError **error);
void study_folder_unlock(int lock);

#endif
