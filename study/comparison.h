/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_COMPARISON_H
#define STUDY_COMPARISON_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "study/archive.h"
#include "study/statistics.h"

/* Two studies compared, or two values of an axis of one, by pairs: replications of the same number whose other axes have the same
 * values.  With common random numbers both of a pair had the same luck, and their difference shows what the means would hide. */

typedef struct StudySide {
    const StudyArchive *archive;
    const char *const *where;   /* "policy=accept": only runs that have these values, as plan.csv writes them; ended by NULL */
} StudySide;

/* What B is, compared with A. */
typedef enum StudyChange {
    STUDY_BETTER,               /* the interval of the difference excludes 0, on the good side                              */
    STUDY_WORSE,                /* on the bad side                                                                          */
    STUDY_HIGHER, STUDY_LOWER,  /* the same, of a metric of which neither more nor less is good                             */
    STUDY_NOT_SHOWN,            /* the interval contains 0: no difference was shown, which does not mean that there is none */
    STUDY_EQUAL,                /* in every pair                                                                            */
    STUDY_TOO_FEW               /* less than two pairs in which both have the metric                                        */
} StudyChange;

typedef struct StudyDifference {
    size_t group;
    const char *name, *unit;    /* of the metric, as report/metric_name.h and metrics.csv have them; owned by the comparison */
    StudyPaired paired;
    StudyChange change;
} StudyDifference;

typedef struct StudyComparison {
    GPtrArray *groups;          /* char *: the values of the axes that are not fixed, "size=10, pace=100 /s"; "" if all are  */
    GArray *differences;        /* StudyDifference, group by group                                                           */
    size_t n_pairs;             /* of runs, finished on both sides                                                           */
    size_t n_left_out;          /* runs of either side without such a partner                                                */
    GStringChunk *texts;
    bool common_random_numbers; /* all pairs have the same seed                                                              */
    double level_each;          /* of each interval, so that all together have the level that was asked for                  */
} StudyComparison;

/* Compares B = sides[1] with A = sides[0] in all metrics whose name matches one of @patterns (* and ?; ended by NULL; none: some
 * twenty that most people ask first, where the runs have them), at @level for all of them together.  NULL and SIM_ERROR_USAGE, which says
 * what there is, if an axis, a value or a metric does not exist, an axis is fixed on one side only, or no two runs form a pair;
 * SIM_ERROR_ENVIRONMENT if a file has gone (transfer full). */
StudyComparison *study_comparison_new(const StudySide sides[2], const char *const *patterns, double level, GError **error);
void study_comparison_free(StudyComparison *comparison);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyComparison, study_comparison_free)

/* "better", "worse", "higher", "lower", "no difference shown", "equal in every pair", "too few": static text. */
const char *study_change_name(StudyChange change);

#endif
