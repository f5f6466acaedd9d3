/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ARCHIVE_H
#define STUDY_ARCHIVE_H

/* The folder of a study read back: plan.csv, and what has become of each run. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "study/numbers.h"
#include "study/statistics.h"

typedef enum StudyRunState { STUDY_RUN_DONE, STUDY_RUN_FAILED, STUDY_RUN_MISSING } StudyRunState;

typedef struct StudyArchiveRun {
    char *key;
    size_t point, replication;
    char *seed;                     /* decimal                                                      */
    char **values;                  /* [n_axes], as people write them; NULL-terminated              */
    char *folder;                   /* runs/<key>, with the folder of the study before it           */
    StudyRunState state;
    char *failure;                  /* the first line of failed/<key>.txt, NULL unless it failed    */
    StudyNumbers *numbers;          /* NULL unless done                                             */
} StudyArchiveRun;

/* Owns everything.  runs[i] is the run with index i, and those of a point stand together by replication. */
typedef struct StudyArchive {
    char *folder;
    char **axes;                    /* [n_axes] names, NULL-terminated */
    size_t n_axes;
    StudyArchiveRun *runs;
    size_t n_runs, n_points;
    size_t *first;                  /* [n_points + 1]: point p has runs first[p] .. first[p + 1] - 1 */
} StudyArchive;

/* Reads the study in @folder.  SIM_ERROR_USAGE if it is none, SIM_ERROR_ENVIRONMENT if something in it cannot be read (transfer full). */
StudyArchive *study_archive_read(const char *folder, GError **error);
void study_archive_free(StudyArchive *archive);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyArchive, study_archive_free)

/* How many runs are in @state. */
size_t study_archive_count(const StudyArchive *archive, StudyRunState state);

/* The number called @name of each replication of @point in their order, NAN where a run is not done or has no such number: an array of
 * *out_n (transfer full). */
double *study_archive_values(const StudyArchive *archive, size_t point, const char *name, size_t *out_n);

/* Their interval. */
StudyInterval study_archive_interval(const StudyArchive *archive, size_t point, const char *name, double level);

/* The position of the axis of that name, or -1. */
int study_archive_axis(const StudyArchive *archive, const char *name);

/* The value of @axis at @point: "60 s". */
const char *study_archive_value(const StudyArchive *archive, size_t point, size_t axis);

/* "policy = reject, t_reply = 60 s" without the axes for which @without[n_axes], which may be NULL, is true; "all runs" when
 * nothing is left (transfer full). */
char *study_archive_point_text(const StudyArchive *archive, size_t point, const bool *without);

#endif
