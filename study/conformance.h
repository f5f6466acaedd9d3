/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CONFORMANCE_H
#define STUDY_CONFORMANCE_H

/* A test case: a scenario with a section "test", and its run in memory. */

#include <glib.h>
#include <stdbool.h>

#include "models/cpm_setup.h"
#include "report/test_case.h"
#include "study/diagnostics.h"
#include "study/override.h"

typedef struct StudyCase StudyCase;

/* Reads the case @path with the changes @sets[@n_sets] (transfer full).  NULL when there are errors, which are added to @diagnostics, a
 * missing section among them; a file that cannot be read is SIM_ERROR_ENVIRONMENT in @error, without diagnostics. */
StudyCase *study_case_read(const char *path, const ScenarioOverride *sets, size_t n_sets, Diagnostics *diagnostics, GError **error);

void study_case_free(StudyCase *test);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyCase, study_case_free)

/* Calls it @id, which is copied. */
void study_case_rename(StudyCase *test, const char *id);

/* Runs the case, once, and judges it into @out_result, which is zeroed.  A run that could not end (memory) gets the verdict error. */
void study_case_run(StudyCase *test, ReportCaseResult *out_result);

/* The case for reports, with @result; all that it points to belongs to @test, which must outlive it. */
ReportTestCase study_case_report(const StudyCase *test, const ReportCaseResult *result);

/* The setup of its scenario. */
const CpmSetup *study_case_setup(const StudyCase *test);

#endif
