/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/expectation.h"

#include <math.h>
#include <string.h>

#include "sim/error.h"
#include "tests/cunit_run.h"

static void test_expectations_are_read(void)
{
    static const struct { const char *text, *metric; StudyRelation relation; double limit; const char *unit; } rows[] = {
        { "session_establishment.p95 < 200 ms", "session_establishment.p95", STUDY_LESS, 0.2, "s" },
        { "  answer.p99.9<=1.5min ", "answer.p99.9", STUDY_LESS_OR_EQUAL, 90, "s" },
        { "members.all.joined > 10", "members.all.joined", STUDY_GREATER, 10, "1" },
        { "joined_share >= 95 %", "joined_share", STUDY_GREATER_OR_EQUAL, 0.95, "1" },
        { "answer.non-CPM:_joined.mean < 2 h", "answer.non-CPM:_joined.mean", STUDY_LESS, 7200, "s" },
        { "x.y > -1.5e3", "x.y", STUDY_GREATER, -1500, "1" },
        { "events.ISF.rate < 30 /min", "events.ISF.rate", STUDY_LESS, 0.5, "1/s" },
        { "cost.all.price <= 0.05 EUR", "cost.all.price", STUDY_LESS_OR_EQUAL, 0.05, "EUR" },
        { "cost.all.price < 3 \xe2\x82\xac", "cost.all.price", STUDY_LESS, 3, "\xe2\x82\xac" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StudyExpectation) expectation = study_expectation_parse(rows[i].text, &error);

        CU_ASSERT_PTR_NULL(error);
        if (expectation == NULL) {
            CU_FAIL("not read");
            continue;
        }
        CU_ASSERT_STRING_EQUAL(expectation->metric, rows[i].metric);
        CU_ASSERT_STRING_EQUAL(expectation->unit, rows[i].unit);
        CU_ASSERT_TRUE(expectation->relation == rows[i].relation && expectation->limit == rows[i].limit);
        CU_ASSERT_TRUE(study_expectation_fits(expectation, rows[i].unit) && !study_expectation_fits(expectation, "bytes"));
    }
}

static void test_other_texts_are_refused_and_say_why(void)
{
    static const struct { const char *text, *said; } rows[] = {
        { "", "expected a metric" }, { "answer.p95", "expected a metric" }, { "< 5 s", "expected a metric" },
        { "answer.p95 = 5 s", "expected a metric" }, { "non CPM.joined > 3", "_ in their place" },
        { "answer.p95 <", "the limit ''" }, { "answer.p95 < fast", "the limit 'fast'" }, { "answer.p95 < 5 seconds or so", "the limit" },
        { "answer.p95 == 5 s", "expected a metric" }, { "answer.p95 < < 5 s", "the limit" }, { "answer.p95 < 900000 d", "the limit" },
        { "answer.p95 < .nan", "the limit" }, { "answer.p95 < .inf", "the limit" }, { "1 s < answer.p95 < 2 s", "_ in their place" },
        { "answer.p95 < 5 %%", "the limit" }, { "answer.p95 << 5", "the limit" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StudyExpectation) expectation = study_expectation_parse(rows[i].text, &error);

        CU_ASSERT_PTR_NULL(expectation);
        CU_ASSERT_TRUE(g_error_matches(error, SIM_ERROR, SIM_ERROR_SCENARIO));
        CU_ASSERT_TRUE(error != NULL && strstr(error->message, rows[i].said) != NULL);
    }
}

/* Three values around @mean: the 95 % interval is @mean -+ 4.302653 / sqrt(3) * @step = 2.484 steps. */
static ReportVerdict judge(const char *text, double mean, double step)
{
    g_autoptr(StudyExpectation) expectation = study_expectation_parse(text, NULL);

    return study_expectation_judge(expectation, (double[]){ mean - step, mean, mean + step }, 3, 0.95).verdict;
}

static void test_the_whole_interval_is_judged(void)
{
    static const struct { const char *text; double mean, step; ReportVerdict verdict; } rows[] = {
        { "x < 10", 5, 2, REPORT_VERDICT_PASS }, { "x < 10", 5, 2.02, REPORT_VERDICT_INCONC },
        { "x < 10", 15, 2.02, REPORT_VERDICT_INCONC }, { "x < 10", 15, 2, REPORT_VERDICT_FAIL },
        { "x > 10", 15, 2, REPORT_VERDICT_PASS }, { "x > 10", 15, 2.02, REPORT_VERDICT_INCONC },
        { "x > 10", 5, 2.02, REPORT_VERDICT_INCONC }, { "x > 10", 5, 2, REPORT_VERDICT_FAIL },
        { "x <= 10", 5, 2, REPORT_VERDICT_PASS }, { "x >= 10", 5, 2, REPORT_VERDICT_FAIL },
        /* what never varies has no width, and stands at the limit or does not */
        { "x < 10", 10, 0, REPORT_VERDICT_FAIL }, { "x <= 10", 10, 0, REPORT_VERDICT_PASS },
        { "x > 10", 10, 0, REPORT_VERDICT_FAIL }, { "x >= 10", 10, 0, REPORT_VERDICT_PASS },
        { "x <= 0", 0, 0, REPORT_VERDICT_PASS }, { "x > 0 %", 0, 0, REPORT_VERDICT_FAIL },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        CU_ASSERT_EQUAL(judge(rows[i].text, rows[i].mean, rows[i].step), rows[i].verdict);
}

static void test_too_few_replications_decide_nothing(void)
{
    g_autoptr(StudyExpectation) expectation = study_expectation_parse("x < 10", NULL);
    static const double values[] = { 1, NAN, NAN };
    StudyJudgement judgement = study_expectation_judge(expectation, values, 3, 0.95);

    CU_ASSERT_TRUE(judgement.verdict == REPORT_VERDICT_INCONC && judgement.interval.n == 1 && judgement.missing == 2);
    judgement = study_expectation_judge(expectation, &values[1], 2, 0.95);
    CU_ASSERT_TRUE(judgement.verdict == REPORT_VERDICT_NONE && judgement.missing == 2);
    judgement = study_expectation_judge(expectation, NULL, 0, 0.95);
    CU_ASSERT_EQUAL(judgement.verdict, REPORT_VERDICT_NONE);
}

static void test_a_judgement_says_what_it_rests_on(void)
{
    static const struct { double values[4]; size_t n; const char *text; } rows[] = {
        { { 0.1, 0.11, 0.12 }, 3, "pass    answer.p95 < 200 ms    0.0851586 s .. 0.134841 s (95 %, n = 3)" },
        { { 0.3, 0.31, NAN, 0.32 }, 4, "fail    answer.p95 < 200 ms    0.285159 s .. 0.334841 s (95 %, n = 3); 1 more have no such number" },
        { { 0.1, 0.1, 0.1, 0.5 }, 4, "inconc  answer.p95 < 200 ms    -0.118245 s .. 0.518245 s (95 %, n = 4); skewness 2 of few values: "
                                     "covers less than it says" },
        { { 0.1 }, 1, "inconc  answer.p95 < 200 ms    0.1 s, of one replication: no interval" },
        { { NAN, NAN }, 2, "none    answer.p95 < 200 ms    no replication has this metric" },
    };
    g_autoptr(StudyExpectation) expectation = study_expectation_parse(" answer.p95 < 200 ms ", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        StudyJudgement judgement = study_expectation_judge(expectation, rows[i].values, rows[i].n, 0.95);
        g_autofree char *text = study_judgement_text(expectation, &judgement);

        CU_ASSERT_STRING_EQUAL(text, rows[i].text);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "expectations are read", test_expectations_are_read },
        { "other texts are refused and say why", test_other_texts_are_refused_and_say_why },
        { "the whole interval is judged", test_the_whole_interval_is_judged },
        { "too few replications decide nothing", test_too_few_replications_decide_nothing },
        { "a judgement says what it rests on", test_a_judgement_says_what_it_rests_on },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "expectation", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
