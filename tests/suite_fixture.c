/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/suite_fixture.h"

#include <glib.h>

static const char *const references[] = { "Spec 1", NULL };
static const char *const criteria[] = { "It holds.", NULL };

static void fill_case(SuiteFixture *suite, unsigned index, ReportTestCase test)
{
    test.references = references;
    test.criteria = criteria;
    test.result = &suite->results[index];
    suite->cases[index] = test;
}

/* A case with the requirement @demand as @row, which decides it. */
static void fill_result(SuiteFixture *suite, unsigned index, unsigned demand, ReportCaseRequirement row)
{
    ReportCaseResult *result = &suite->results[index];

    row.expected = row.expected != REPORT_VERDICT_NONE ? row.expected : REPORT_VERDICT_PASS;
    result->done = true;
    result->run = row.verdict;
    result->verdict = row.verdict == row.expected ? REPORT_VERDICT_PASS : row.verdict;
    if (result->verdict != REPORT_VERDICT_PASS)
        g_strlcpy(result->reason, row.reason, sizeof result->reason);
    result->requirements[demand] = row;
    result->criteria[0] = (ReportCaseCriterion){ .verdict = result->verdict, .evidence = { 1500000000, 7 } };
}

void suite_fixture_fill(SuiteFixture *suite)
{
    *suite = (SuiteFixture){ 0 };
    suite->demands[0] = (ReportDemand){ "R/one", "Spec, part 1", "1", "mandatory", "", "One." };
    suite->demands[1] = (ReportDemand){ "R/two", "Spec", "2", "optional", "where it is on", "Two." };
    suite->demands[2] = (ReportDemand){ "R/three", "Spec", "3", "conditional", "never", "Three." };
    suite->branches[0] = (ReportDemandBranch){ "R/one", "kept", "it is kept" };
    suite->branches[1] = (ReportDemandBranch){ "R/one", "violated", "it is not" };
    fill_case(suite, 0, (ReportTestCase){ .id = "t_pass", .purpose = "Verifies that\x07 it passes", .file = "pass.yaml",
                                          .command = "cpmsim run pass.yaml" });
    fill_case(suite, 1, (ReportTestCase){ .id = "t_fail", .purpose = "Verifies <that> it fails", .file = "fail.yaml",
                                          .command = "cpmsim run fail.yaml" });
    fill_case(suite, 2, (ReportTestCase){ .id = "t_inconc", .purpose = "Verifies # too", .file = "inconc.yaml",
                                          .command = "cpmsim run inconc.yaml" });
    fill_case(suite, 3, (ReportTestCase){ .id = "t_error", .purpose = "Verifies nothing", .file = "error.yaml",
                                          .command = "cpmsim run error.yaml" });
    fill_case(suite, 4, (ReportTestCase){ .id = "t_expected", .purpose = "Verifies that it fails as it should", .file = "expected.yaml",
                                          .command = "cpmsim run expected.yaml" });
    fill_result(suite, 0, 0, (ReportCaseRequirement){ .verdict = REPORT_VERDICT_PASS, .criterion = 'A', .pass = 3 });
    fill_result(suite, 1, 0, (ReportCaseRequirement){ .verdict = REPORT_VERDICT_FAIL, .fail = 1, .evidence = { 2000000000, 9 },
                                                      .reason = "said \"no\", loudly" });
    fill_result(suite, 2, 0, (ReportCaseRequirement){ .verdict = REPORT_VERDICT_INCONC, .inconc = 1, .reason = "the run was stopped" });
    fill_result(suite, 4, 1, (ReportCaseRequirement){ .verdict = REPORT_VERDICT_FAIL, .expected = REPORT_VERDICT_FAIL, .criterion = 'A',
                                                      .fail = 2, .evidence = { 3000000000, 4 }, .reason = "as expected" });
    suite->results[3] = (ReportCaseResult){ .verdict = REPORT_VERDICT_ERROR, .run = REPORT_VERDICT_ERROR,
                                            .reason = "it took more than 1 s" };
    suite->results[0].branches[0] = 3;
    suite->results[1].branches[0] = 2;
    suite->report = (ReportSuite){ .cases = suite->cases, .n_cases = 5, .demands = suite->demands, .n_demands = 3,
                                   .branches = suite->branches, .n_branches = 2 };
}
