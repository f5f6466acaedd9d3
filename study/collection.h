/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_COLLECTION_H
#define STUDY_COLLECTION_H

/* The results of all runs of a study in a few files; docs/formats.md specifies them.  Their bytes depend on the runs alone: not on who has
 * made them, when, or in which order.
 *
 *      results/runs_long.csv       a line for each number of each run
 *      results/runs_wide.csv       a line for each run, a column for each number
 *      results/study.sqlite        the same, with verdicts and histograms
 *      results/summary.txt         study/digest.h
 *      results/histograms/         NAME.point-P.hgrm: percentiles of a point, over all its replications */

#include <glib.h>
#include <stdbool.h>

#include "study/archive.h"
#include "study/csv.h"
#include "study/digest.h"

#define STUDY_COLLECTION_FORMAT 1       /* rises when a column or table changes its meaning */

/* All pointers are borrowed. */
typedef struct StudyCollection {
    const StudyArchive *archive;
    const StudyDigest *digest;          /* of @archive                                              */
    const char *csv, *wide, *sqlite;    /* other places for these files; NULL: those above          */
} StudyCollection;

/* Writes all of it, each file as a whole or not at all.  Runs that are not done stand in the lists of runs and have no numbers. */
bool study_collect(const StudyCollection *collection, GError **error);

/* The worst verdict in verdicts.csv of the run in @folder, which is read into *@out_verdicts, a StudyCsv (transfer full). */
bool study_collection_verdict(const char *folder, ReportVerdict *out_verdict, StudyCsv **out_verdicts, GError **error);

#endif
