/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DIGEST_H
#define STUDY_DIGEST_H

/* What a study has come to, in words: the intervals of its main numbers at each point, and its limits judged on them. */

#include <glib.h>

#include "report/metric_name.h"
#include "report/verdict.h"
#include "study/archive.h"
#include "study/plan.h"

typedef struct StudyDigest {
    ReportVerdict verdict;      /* the worst of all limits at all points; pass if there are none            */
    size_t n_limits;            /* how many were judged: limits times points                                */
    double level;               /* of the intervals                                                         */
    char *text;                 /* all of it, for people: results/summary.txt                               */
    char *short_text;           /* how many runs there are, and the limits that did not pass, for a terminal */
} StudyDigest;

/* Of the study @archive, whose plan is @plan; both are borrowed for the call (transfer full). */
StudyDigest *study_digest_new(const StudyArchive *archive, const StudyPlan *plan);
void study_digest_free(StudyDigest *digest);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyDigest, study_digest_free)

/* The intervals have the level that study.stop asks for, else 95 %. */
double study_digest_level(const StudyPlan *plan);

/* The names that the runs of all its points may use (transfer full). */
ReportMetricNames *study_digest_names(const StudyPlan *plan);

/* The names of the metrics that the study is about (transfer full): those of its rule for stopping, its limits and its plots, and a few
 * that nearly everybody asks for. */
GPtrArray *study_digest_metrics(const StudyPlan *plan);

#endif
