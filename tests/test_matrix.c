/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Matrix, coverage, JUnit, TAP and table of mutants, from results that are written by hand. */
#include "report/matrix.h"

#include <string.h>

#include "report/coverage.h"
#include "report/junit.h"
#include "report/mutant_table.h"
#include "report/tap.h"
#include "study/csv.h"
#include "tests/cunit_run.h"
#include "tests/suite_fixture.h"

typedef struct Fixture {
    SuiteFixture suite;
    GString *text;
} Fixture;

static void begin(Fixture *fixture)
{
    suite_fixture_fill(&fixture->suite);
    fixture->text = g_string_new(NULL);
}

static void end(Fixture *fixture)
{
    g_string_free(fixture->text, TRUE);
}

/* Asserts that the text holds @part, and prints the text if it does not. */
static void holds(const Fixture *fixture, const char *part)
{
    bool found = strstr(fixture->text->str, part) != NULL;

    CU_ASSERT(found);
    if (!found)
        fprintf(stderr, "\nno '%s' in\n%s", part, fixture->text->str);
}

/* ---- the matrix */

static void test_matrix(void)
{
    Fixture fixture;
    g_autoptr(StudyCsv) table = NULL;

    begin(&fixture);
    report_matrix_csv(&fixture.suite.report, fixture.text);
    holds(&fixture, "R/one,\"Spec, part 1\",1,mandatory,,t_pass,A,pass,pass,3,0,0,1.500000000,7,3 judged,cpmsim run pass.yaml\r\n");
    holds(&fixture, "R/one,\"Spec, part 1\",1,mandatory,,t_fail,,fail,pass,0,0,1,2.000000000,9,"
                    "\"said \"\"no\"\", loudly\",cpmsim run fail.yaml\r\n");
    holds(&fixture, "R/two,Spec,2,optional,where it is on,t_expected,A,fail,fail,0,0,2,3.000000000,4,as expected,"
                    "cpmsim run expected.yaml\r\n");
    holds(&fixture, "R/three,Spec,3,conditional,never,,,none,,0,0,0,,,nothing exercised it,\r\n");
    table = study_csv_parse("matrix.csv", fixture.text->str, fixture.text->len, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    CU_ASSERT_EQUAL(table->n_rows, 3 + 1 + 1);          /* R/one in three cases, R/two in one, R/three in none */
    CU_ASSERT_STRING_EQUAL(study_csv_at(table, 1, 14), "said \"no\", loudly");
    end(&fixture);
}

static void test_verdicts(void)
{
    Fixture fixture;

    begin(&fixture);
    CU_ASSERT_EQUAL(report_suite_verdict(&fixture.suite.report), REPORT_VERDICT_ERROR);
    CU_ASSERT_EQUAL(report_suite_count(&fixture.suite.report, REPORT_VERDICT_PASS), 2);
    CU_ASSERT_EQUAL(report_suite_demand_verdict(&fixture.suite.report, 0), REPORT_VERDICT_FAIL);
    CU_ASSERT_EQUAL(report_suite_demand_verdict(&fixture.suite.report, 1), REPORT_VERDICT_PASS);     /* it should fail, and did */
    CU_ASSERT_EQUAL(report_suite_demand_verdict(&fixture.suite.report, 2), REPORT_VERDICT_NONE);
    fixture.suite.report.n_cases = 0;
    CU_ASSERT_EQUAL(report_suite_verdict(&fixture.suite.report), REPORT_VERDICT_NONE);
    end(&fixture);
}

static void test_table(void)
{
    Fixture fixture;

    begin(&fixture);
    report_matrix_text(&fixture.suite.report, fixture.text);
    holds(&fixture, "  none    R/three ");
    holds(&fixture, "  fail    t_fail: Verifies <that> it fails\n          said \"no\", loudly\n");
    holds(&fixture, "5 cases: 2 pass, 1 inconc, 1 fail, 1 error; 2 of 3 requirements exercised, 1 of 2 branches taken\n");
    CU_ASSERT_PTR_NULL(strstr(fixture.text->str, "t_pass:"));
    end(&fixture);
}

static void test_coverage(void)
{
    Fixture fixture;

    begin(&fixture);
    report_coverage_csv(&fixture.suite.report, fixture.text);
    CU_ASSERT_STRING_EQUAL(fixture.text->str, "requirement,branch,text,taken,tests\r\nR/one,kept,it is kept,5,t_pass t_fail\r\n"
                                              "R/one,violated,it is not,0,\r\n");
    end(&fixture);
}

/* ---- for other programs */

/* An inconclusive case must not look like one that passed. */
static void test_junit(void)
{
    Fixture fixture;

    begin(&fixture);
    report_junit(&fixture.suite.report, fixture.text);
    holds(&fixture, "<testsuites name=\"cpmsim conform\" tests=\"5\" failures=\"1\" errors=\"1\" skipped=\"1\">");
    holds(&fixture, "<skipped message=\"inconc: the run was stopped\"/>");
    holds(&fixture, "<failure message=\"fail: said &quot;no&quot;, loudly\"/>");
    holds(&fixture, "<error message=\"error: it took more than 1 s\"/>");
    holds(&fixture, "value=\"Verifies &lt;that&gt; it fails\"");
    holds(&fixture, "<property name=\"requirement\" value=\"R/two\"/>");
    CU_ASSERT_PTR_NULL(strchr(fixture.text->str, '\x07'));      /* no XML has it */
    end(&fixture);
}

static void test_tap(void)
{
    Fixture fixture;

    begin(&fixture);
    report_tap(&fixture.suite.report, fixture.text);
    holds(&fixture, "TAP version 13\n1..5\nok 1 - t_pass ");
    holds(&fixture, "not ok 2 - t_fail ");
    holds(&fixture, "ok 3 - t_inconc Verifies \\# too # SKIP inconc: the run was stopped\n");
    holds(&fixture, "not ok 4 - t_error ");
    holds(&fixture, "  reason: \"said \\\"no\\\", loudly\"\n");
    CU_ASSERT_PTR_NULL(strstr(fixture.text->str, "not ok 1"));
    end(&fixture);
}

/* ---- mutants */

static ReportMutantFate fate_of(const ReportTestCase *plain, const ReportTestCase *faulty, bool is_equivalent)
{
    ReportMutant mutant = { .id = "m", .fault = "{}", .requirement = "R/one", .note = "", .demand = 0, .is_equivalent = is_equivalent,
                            .plain = plain, .faulty = faulty };

    return report_mutant_fate(&mutant);
}

static void test_fates(void)
{
    Fixture fixture;
    const ReportTestCase *cases;

    begin(&fixture);
    cases = fixture.suite.cases;
    CU_ASSERT_EQUAL(fate_of(&cases[0], &cases[1], false), REPORT_MUTANT_CAUGHT);
    CU_ASSERT_EQUAL(fate_of(&cases[0], &cases[0], false), REPORT_MUTANT_SURVIVED);
    CU_ASSERT_EQUAL(fate_of(&cases[0], &cases[0], true), REPORT_MUTANT_EQUIVALENT);
    CU_ASSERT_EQUAL(fate_of(&cases[0], &cases[1], true), REPORT_MUTANT_REFUTED);
    CU_ASSERT_EQUAL(fate_of(&cases[0], &cases[3], false), REPORT_MUTANT_UNSOUND);       /* the run broke            */
    CU_ASSERT_EQUAL(fate_of(&cases[1], &cases[1], false), REPORT_MUTANT_UNSOUND);       /* it fails without a fault */
    CU_ASSERT_EQUAL(fate_of(&cases[4], &cases[1], false), REPORT_MUTANT_UNSOUND);       /* it does not exercise it  */
    end(&fixture);
}

static void test_mutants(void)
{
    Fixture fixture;
    ReportMutant mutants[2] = {
        { .id = "m1", .fault = "{kind: x, box: y}", .requirement = "R/one", .note = "why" },
        { .id = "m2", .fault = "{kind: z}", .requirement = "R/one", .note = "" },
    };

    begin(&fixture);
    mutants[0].plain = mutants[1].plain = mutants[1].faulty = &fixture.suite.cases[0];
    mutants[0].faulty = &fixture.suite.cases[1];
    report_mutants_csv(&fixture.suite.report, mutants, 2, fixture.text);
    holds(&fixture, "m1,t_pass,\"{kind: x, box: y}\",R/one,yes,caught,fail,2.000000000,9,"
                    "\"said \"\"no\"\", loudly\",,why,cpmsim run fail.yaml\r\n");
    holds(&fixture, "m2,t_pass,{kind: z},R/one,no,survived,pass,,,,,,cpmsim run pass.yaml\r\n");
    g_string_truncate(fixture.text, 0);
    report_mutants_text(&fixture.suite.report, mutants, 2, fixture.text);
    holds(&fixture, "  survived    m2: R/one is pass\n");
    holds(&fixture, "2 mutants: 1 caught, 1 survived, 0 equivalent, 0 refuted, 0 unsound\n");
    end(&fixture);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "the matrix has each requirement", test_matrix },
        { "verdicts of a suite", test_verdicts },
        { "the table for a terminal", test_table },
        { "coverage of branches", test_coverage },
        { "JUnit shows what is inconclusive", test_junit },
        { "TAP", test_tap },
        { "what becomes of mutants", test_fates },
        { "the table of mutants", test_mutants },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "matrix", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
