/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/conformance_suite.h"

#include "report/checker.h"
#include "report/coverage.h"
#include "report/junit.h"
#include "report/manifest.h"
#include "report/matrix.h"
#include "report/tap.h"
#include "sim/error.h"

struct StudySuite {
    ReportSuite report;
    ReportTestCase *cases;
    ReportDemand *demands;
    ReportDemandBranch *branches;
    ReportChecker *checker;             /* owns the texts */
};

static void take_demands(StudySuite *suite)
{
    unsigned n = report_checker_requirements(suite->checker);

    suite->demands = g_new0(ReportDemand, n);
    for (unsigned i = 0; i < n; i++) {
        ReportRequirement row = report_checker_requirement(suite->checker, i);

        suite->demands[i] = (ReportDemand){ row.id, row.specification, row.clause, row.status != NULL ? row.status : "",
                                            row.condition != NULL ? row.condition : "", row.text };
    }
    suite->report.demands = suite->demands;
    suite->report.n_demands = n;
}

static void take_branches(StudySuite *suite)
{
    unsigned n = report_checker_branches();

    suite->branches = g_new0(ReportDemandBranch, n + 1);
    for (unsigned i = 0; i < n; i++) {
        ReportBranch branch = report_checker_branch(suite->checker, i);

        suite->branches[i] = (ReportDemandBranch){ branch.requirement, branch.name, branch.text };
    }
    suite->report.branches = suite->branches;
    suite->report.n_branches = n;
}

static bool check_ids(const StudySuite *suite, GError **error)
{
    g_autoptr(GHashTable) files = g_hash_table_new(g_str_hash, g_str_equal);

    for (unsigned i = 0; i < suite->report.n_cases; i++) {
        const ReportTestCase *test = &suite->cases[i];
        const char *other = g_hash_table_lookup(files, test->id);

        if (other != NULL)
            return sim_fail(error, SIM_ERROR_USAGE, "%s and %s are both called %s", other, test->file, test->id);
        g_hash_table_insert(files, (gpointer)test->id, (gpointer)test->file);
    }
    return true;
}

StudySuite *study_suite_new(StudyCase *const *cases, unsigned n, const ReportCaseResult *results, GError **error)
{
    g_autoptr(StudySuite) suite = g_new0(StudySuite, 1);

    g_assert(n > 0);
    suite->cases = g_new0(ReportTestCase, n);
    for (unsigned i = 0; i < n; i++)
        suite->cases[i] = study_case_report(cases[i], &results[i]);
    suite->report.cases = suite->cases;
    suite->report.n_cases = n;
    suite->checker = report_checker_new(study_case_setup(cases[0]));
    take_demands(suite);
    take_branches(suite);
    return check_ids(suite, error) ? g_steal_pointer(&suite) : NULL;
}

void study_suite_free(StudySuite *suite)
{
    if (suite == NULL)
        return;
    report_checker_free(suite->checker);
    g_free(suite->cases);
    g_free(suite->demands);
    g_free(suite->branches);
    g_free(suite);
}

const ReportSuite *study_suite_report(const StudySuite *suite)
{
    return &suite->report;
}

bool study_suite_write_manifest(const StudySuite *suite, const StudySuiteManifest *manifest, ReportFolder *folder, GError **error)
{
    g_autofree char *text = NULL;
    ReportManifest out = { .scenario = manifest->command,
                           .arguments = manifest->arguments,
                           .started = manifest->started,
                           .ended = g_get_real_time(),
                           .wall_seconds = manifest->wall_seconds,
                           .exit_code = manifest->exit_code,
                           .verdict = report_verdict_name(manifest->verdict),
                           .files = manifest->files };

    for (unsigned i = 0; i < suite->report.n_cases; i++) {
        report_fingerprint_add(&out.fingerprint, suite->cases[i].result->fingerprint);
        out.virtual_end = MAX(out.virtual_end, suite->cases[i].result->end);
    }
    text = report_manifest_text(&out);
    return report_folder_write(folder, REPORT_MANIFEST_NAME, text, -1, error);
}

typedef struct SuiteFile {
    const char *name;
    void (*append)(const ReportSuite *suite, GString *out);
} SuiteFile;

static bool write_file(const StudySuite *suite, SuiteFile file, ReportFolder *folder, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    file.append(&suite->report, text);
    return report_folder_write(folder, file.name, text->str, (gssize)text->len, error);
}

bool study_suite_write_coverage(const StudySuite *suite, ReportFolder *folder, GError **error)
{
    return write_file(suite, (SuiteFile){ "coverage.csv", report_coverage_csv }, folder, error);
}

bool study_suite_write(const StudySuite *suite, ReportFolder *folder, GError **error)
{
    return write_file(suite, (SuiteFile){ "matrix.csv", report_matrix_csv }, folder, error) &&
           write_file(suite, (SuiteFile){ "junit.xml", report_junit }, folder, error) &&
           write_file(suite, (SuiteFile){ "results.tap", report_tap }, folder, error) &&
           study_suite_write_coverage(suite, folder, error);
}
