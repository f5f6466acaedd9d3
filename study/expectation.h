/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_EXPECTATION_H
#define STUDY_EXPECTATION_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "report/verdict.h"
#include "study/statistics.h"

/* A limit on a metric, "session_establishment.p95 < 200 ms", judged on an interval over replications. */

typedef enum StudyRelation { STUDY_LESS, STUDY_LESS_OR_EQUAL, STUDY_GREATER, STUDY_GREATER_OR_EQUAL } StudyRelation;

typedef struct StudyExpectation {
    char *text;             /* as written, without blanks around it                                     */
    char *metric;           /* "session_establishment.p95"; whether there is such a metric is not known here */
    StudyRelation relation;
    double limit;           /* in @unit                                                                 */
    char *unit;             /* the unit of metrics.csv: "s" (all times), "1" (numbers and shares), "1/s", or a currency: "EUR" */
} StudyExpectation;

/* Reads @text: a metric's name, one of < <= > >=, and a number, time (200 ms), share (95 %), rate (3 /s) or an amount of money
 * (0.05 EUR).  Returns NULL and sets SIM_ERROR_SCENARIO, with what would be right, if it is no such thing. */
StudyExpectation *study_expectation_parse(const char *text, GError **error);
void study_expectation_free(StudyExpectation *expectation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyExpectation, study_expectation_free)

/* Whether the limit can be compared with a metric in @unit (of metrics.csv). */
bool study_expectation_fits(const StudyExpectation *expectation, const char *unit);

typedef struct StudyJudgement {
    ReportVerdict verdict;  /* pass: the interval lies wholly where the limit allows; fail: wholly where it does not; inconc: on both
                               sides, or there is none, as there is not of one replication; none: no replication has the metric    */
    StudyInterval interval;
    size_t missing;         /* replications that lack the metric                                                                */
} StudyJudgement;

/* Judges @values[@n] of the replications of one point, in the limit's unit; NAN where one lacks the metric.  @level: 0 .. 1. */
StudyJudgement study_expectation_judge(const StudyExpectation *expectation, const double *values, size_t n, double level);

/* One line without end of line: "pass    session_establishment.p95 < 200 ms    0.1512 s .. 0.1634 s (95 %, n = 10)", and after it what
 * makes it less certain: replications that lack the metric, an interval that is doubtful (transfer full). */
char *study_judgement_text(const StudyExpectation *expectation, const StudyJudgement *judgement);

#endif
