/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CONFORMANCE_SUITE_H
#define STUDY_CONFORMANCE_SUITE_H

/* Cases with their results, as one study. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "report/folder.h"
#include "report/test_case.h"
#include "study/conformance.h"
#include "study/exit_code.h"

typedef struct StudySuite StudySuite;

/* The suite of @cases[@n] (n > 0) with results[n], which all outlive it; the results may be filled in later.  NULL with SIM_ERROR_USAGE
 * when two cases have the same identifier.  Free with _free(), which takes NULL. */
StudySuite *study_suite_new(StudyCase *const *cases, unsigned n, const ReportCaseResult *results, GError **error);
void study_suite_free(StudySuite *suite);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudySuite, study_suite_free)

/* For the reports; owned by the suite. */
const ReportSuite *study_suite_report(const StudySuite *suite);

/* What manifest.json says of a study. */
typedef struct StudySuiteManifest {
    const char *command;                /* "conform"                                                                */
    const char *const *arguments;       /* NULL-terminated command line                                             */
    const char *const *files;           /* NULL-terminated: beside the manifest                                     */
    int64_t started;                    /* us since 1970                                                            */
    double wall_seconds;
    ReportVerdict verdict;
    ExitCode exit_code;
} StudySuiteManifest;

/* Writes manifest.json, the last file of a folder.  Its fingerprint is the sum of those of all runs. */
bool study_suite_write_manifest(const StudySuite *suite, const StudySuiteManifest *manifest, ReportFolder *folder, GError **error);

/* Writes matrix.csv, junit.xml, results.tap and coverage.csv; _coverage() the last of them alone. */
bool study_suite_write(const StudySuite *suite, ReportFolder *folder, GError **error);
bool study_suite_write_coverage(const StudySuite *suite, ReportFolder *folder, GError **error);

#endif
