/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_WHOLE_FILE_H
#define STUDY_WHOLE_FILE_H

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

/* A file that is there as a whole or as it was before, also after a crash of the machine: it is written beside its place, synced, and
 * renamed at the end. */
typedef struct StudyWholeFile StudyWholeFile;

/* Begins the file @path, and makes the folders above it.  NULL with SIM_ERROR_ENVIRONMENT on failure; end with _commit() or _abort(). */
StudyWholeFile *study_whole_file_open(const char *path, GError **error);

/* Where to write; errors of writing show at the commit. */
FILE *study_whole_file_stream(StudyWholeFile *file);

/* Where the file is for now, for who writes by that name and not to the stream. */
const char *study_whole_file_path(const StudyWholeFile *file);

/* Syncs the file, puts it in its place and frees @file; on failure what stood there before still does. */
bool study_whole_file_commit(StudyWholeFile *file, GError **error);

/* Removes what was written and frees @file.  NULL is allowed. */
void study_whole_file_abort(StudyWholeFile *file);

/* All of it at once: @text becomes the file @path. */
bool study_whole_file_write(const char *path, const char *text, GError **error);

#endif
