/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_FOLDER_H
#define REPORT_FOLDER_H

/* A results folder that is there as a whole or not at all.  Files are written into a temporary folder beside the target,
 * `.NAME.tmp-PID`; _commit() syncs it and renames it into place, or exchanges it with the results that stand there and removes those.
 * A crash at any moment leaves the old results or the new ones; a temporary folder of a dead process, which nobody has locked (flock), is
 * removed by the next _open() of the same target. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct ReportFolder ReportFolder;

/* Makes the temporary folder for results in @target, and the folders above it.  Refuses (SIM_ERROR_USAGE) a @target that is there and
 * neither empty nor results of this program (it has no manifest.json of ours, or holds what that does not list), or the working
 * directory: nothing else is ever replaced.  If @target is a symbolic link, what it points to is replaced.  NULL with @error set on
 * failure; end with _commit() or _abort(). */
ReportFolder *report_folder_open(const char *target, GError **error);

/* The same for a program that catches signals: none comes between the folder's appearance and *@handler_sees, a variable of the caller that
 * outlives the folder and points at it for as long as it may be cleaned up; it is NULL again before the folder is freed, so that a handler
 * never meets a folder that is gone.  @handler_sees NULL: there is no such handler. */
ReportFolder *report_folder_open_guarded(const char *target, ReportFolder *volatile *handler_sees, GError **error);

/* Removes the temporary folders that dead processes have left in @parent, whatever their targets.  Best effort. */
void report_folder_sweep(const char *parent);

/* Where the files are for now, and where they will be. */
const char *report_folder_path(const ReportFolder *folder);
const char *report_folder_target(const ReportFolder *folder);

/* Writes and syncs the file @name (no slash) with @text[@length]; @length < 0: @text ends with a zero. */
bool report_folder_write(ReportFolder *folder, const char *name, const char *text, gssize length, GError **error);

/* A file that is written piece by piece. */
typedef struct ReportFile ReportFile;

/* Begins the file @name (no slash) in @folder, which outlives it; NULL with @error set on failure, else end with _end(). */
ReportFile *report_folder_begin_file(ReportFolder *folder, const char *name, GError **error);

/* Adds @text[@length] to the ReportFile @file; failure is told by _end(). */
void report_file_add(void *file, const char *text, size_t length);

/* Closes @file and frees it, in any case; false when something could not be written. */
bool report_file_end(ReportFile *file, GError **error);

/* Announces the file @name that somebody else writes into the folder, so that _clean_up() knows of it. */
void report_folder_expect(ReportFolder *folder, const char *name);

/* Puts the folder in its place, and frees @folder; on failure the temporary folder is removed and the old results are as they were.
 * Signals wait until that is done. */
bool report_folder_commit(ReportFolder *folder, GError **error);

/* Removes the temporary folder and frees @folder.  NULL is allowed. */
void report_folder_abort(ReportFolder *folder);

/* For signal handlers, an abort's too: removes the temporary folder with all files that were written or expected, by functions that are
 * async-signal-safe.  Frees nothing: the process ends afterwards.  Does nothing once _commit() has put the folder in place.  NULL is
 * allowed. */
void report_folder_clean_up(const ReportFolder *folder);

#endif
