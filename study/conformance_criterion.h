/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CONFORMANCE_CRITERION_H
#define STUDY_CONFORMANCE_CRITERION_H

/* Pass criteria of a test case.  Each looks at one thing and says what it has to be:
 *
 *      requirement     the verdict of the checker on it
 *      outcome         how many legs the last of their outcomes has settled by this decision row
 *      final           how many legs have this final response: the first that reached the Conversation Server, or CPM Client A
 *      message         how often this message reached a box, unexpected or not
 *      action          how often a box did this
 *
 * of all legs, or of those that `of`, `session`, `from`, `to`, `after` and `before` leave. */

#include <glib.h>

#include "models/cpm_setup.h"
#include "report/checker.h"
#include "report/test_case.h"
#include "sim/trace.h"
#include "study/diagnostics.h"
#include "study/node.h"

typedef struct StudyCriteria StudyCriteria;

/* Makes the criteria of the bound section @test of a scenario with @setup, both of which outlive them; what is wrong with them goes to
 * @diagnostics, and then NULL is returned.  Free with _free(), which takes NULL. */
StudyCriteria *study_criteria_new(const StudyNode *test, const CpmSetup *setup, Diagnostics *diagnostics);
void study_criteria_free(StudyCriteria *criteria);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyCriteria, study_criteria_free)

/* The words of A, B ..., NULL-terminated, owned by @criteria. */
const char *const *study_criteria_words(const StudyCriteria *criteria);

/* A SimObserve: @criteria is a StudyCriteria, and sees one run. */
void study_criteria_observe(void *criteria, const SimRecord *records, size_t n);

/* Judges the run that was seen, with the verdicts of its finished @checker: fills the criteria, requirements and verdicts of
 * @out_result, and the reason.  A criterion that is not met is inconclusive when the run is, or when nothing exercised the requirement; a
 * requirement that did not pass although no criterion says so decides the case too. */
void study_criteria_judge(StudyCriteria *criteria, const ReportChecker *checker, ReportCaseResult *out_result);

#endif
