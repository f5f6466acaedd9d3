/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker can fail: each misbehaviour that a scenario can ask for is found and named, and the same scenario without it passes. */
#include "tests/run_fixture.h"

#include <string.h>

#include "study/exit_code.h"
#include "tests/cunit_run.h"
#include "tests/shipped_run.h"

typedef struct Row {
    const char *scenario;           /* shipped                                                              */
    const char *fault;              /* what it is called in "faults"                                        */
    const char *id;                 /* the requirement that must fail                                       */
    const char *reason;             /* a part of its reason                                                 */
} Row;

static const Row rows[] = {
    { "reject", "send_despite_reject", "CPM-IWF-008/reject", "inviting message" },
    { "convert", "report_is_acceptance", "CPM-IWF-008/convert", "200" },
    { "accept", "wrong_mode", "CPM-IWF-008/accept-on-behalf", "inviting message" },
    { "convert", "wrong_mode", "CPM-IWF-008/convert", "" },
    { "figure-31", "drop_step, step: 20", "C-4.3/steps", "step 20 is missing" },
    { "convert", "no_keepalive", "RFC3261/provisional-each-minute", "" },
    { "figure-31", "drop_step, step: 16", "C-4.3/steps", "step 16 is missing" },
    { "figure-31-sip", "drop_step, step: 16", "C-4.3/steps", "step 16 is missing" },
    { "figure-31", "repeat_step, step: 11", "CPM-IWF-008/inviting-message", "twice" },
    { "figure-31", "repeat_step, step: 21", "RFC3261/one-final-response", "" },
    { "conformance/cpmsim_iwf_008_310", "constant_interval, box: client_a", "RFC3261/retransmissions", "s after the one before, not" },
    { "conformance/cpmsim_iwf_008_310", "repeat_answered, box: client_a", "RFC3261/retransmissions", "after its response has come" },
    { "conformance/cpmsim_iwf_008_310", "repeat_answered, box: core", "RFC3261/retransmissions", "after its response has come" },
    { "conformance/cpmsim_iwf_008_310", "no_repetition, box: client_a", "RFC3261/retransmissions", "of a request is missing" },
    { "conformance/cpmsim_iwf_008_310", "no_repetition, box: core", "RFC3261/retransmissions", "of a request is missing" },
    { "conformance/cpmsim_iwf_008_311", "ignore_overload, box: core", "RFC3261/retry-after", "a new INVITE" },
    { "conformance/cpmsim_iwf_008_313", "forward_stray, box: core", "RFC6026/stray-response", "a 200 was forwarded" },
    { "conformance/cpmsim_iwf_008_221", "reverse_order", "MODEL/isf-selection", "is tried, but" },
    { "conformance/cpmsim_iwf_008_241", "serve_when_dead", "MODEL/outage", "while it is dead" },
    { "conformance/cpmsim_iwf_008_255", "invite_twice", "RFC5363/duplicates", "3 invitations to a group of 2" },
};

static void check_row(const Row *row)
{
    g_autofree char *set = g_strdup_printf("faults=[{kind: %s}]", row->fault);
    const char *sets[] = { set, NULL };
    RunFixture run;
    ReportRequirement found;

    run_fixture_file(&run, row->scenario, sets);
    found = run_fixture_requirement(&run, row->id);
    CU_ASSERT_EQUAL(report_checker_verdict(run.checker), REPORT_VERDICT_FAIL);
    CU_ASSERT_EQUAL(exit_code_of_verdict(report_checker_verdict(run.checker)), EXIT_CODE_FAILED);
    CU_ASSERT_EQUAL(found.verdict, REPORT_VERDICT_FAIL);
    CU_ASSERT(found.reason != NULL && strstr(found.reason, row->reason) != NULL);
    CU_ASSERT(found.n_legs >= 1 && found.event > 0);
    if (found.verdict != REPORT_VERDICT_FAIL)
        run_fixture_explain(&run, set);
    run_fixture_clear(&run);

    run_fixture_file(&run, row->scenario, NULL);
    CU_ASSERT_EQUAL(report_checker_verdict(run.checker), REPORT_VERDICT_PASS);
    CU_ASSERT_EQUAL(run_fixture_requirement(&run, row->id).verdict, REPORT_VERDICT_PASS);
    run_fixture_clear(&run);
}

static void test_each_kind_is_named(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        check_row(&rows[i]);
}

/* ---- the files that are shipped, as far as the exit code */

/* Runs the shipped file @name as `cpmsim run` does; returns the exit code, and the text of verdicts.csv (transfer full). */
static ExitCode run_shipped(const char *name, char **out_verdicts)
{
    ShippedRun run;
    ExitCode code;

    shipped_run_start(&run, name, NULL);
    CU_ASSERT(run.good);
    code = run.good ? run.result.exit_code : EXIT_CODE_BUG;
    *out_verdicts = shipped_run_text(&run, "verdicts.csv");
    shipped_run_clear(&run);
    return code;
}

static bool has_failed_row(const char *verdicts, const char *id)
{
    g_auto(GStrv) lines = g_strsplit(verdicts, "\n", -1);

    for (char **line = lines; *line != NULL; line++)
        if (g_str_has_prefix(*line, id) && strstr(*line, ",fail,") != NULL)
            return true;
    return false;
}

static void test_shipped_faults_exit_1(void)
{
    static const struct {
        const char *faulty, *plain, *id;
    } pairs[] = {
        { "faults/send-despite-reject", "reject", "CPM-IWF-008/reject" },
        { "faults/report-is-acceptance", "convert", "CPM-IWF-008/convert" },
        { "faults/wrong-mode", "accept", "CPM-IWF-008/accept-on-behalf" },
        { "faults/drop-step-20", "figure-31", "C-4.3/steps" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(pairs); i++) {
        g_autofree char *failed = NULL, *passed = NULL;

        CU_ASSERT_EQUAL(run_shipped(pairs[i].faulty, &failed), EXIT_CODE_FAILED);
        CU_ASSERT(failed != NULL && has_failed_row(failed, pairs[i].id));
        CU_ASSERT_EQUAL(run_shipped(pairs[i].plain, &passed), EXIT_CODE_DONE);
        CU_ASSERT(passed != NULL && !has_failed_row(passed, pairs[i].id));
    }
}

/* The file of a fault differs from its plain file in nothing but the fault: without it the runs are the same. */
static void test_fault_is_all_that_differs(void)
{
    static const char *const pairs[][2] = {
        { "faults/send-despite-reject", "reject" }, { "faults/report-is-acceptance", "convert" },
        { "faults/wrong-mode", "accept" },          { "faults/drop-step-20", "figure-31" },
    };
    const char *sets[] = { "faults=[]", NULL };

    for (unsigned i = 0; i < G_N_ELEMENTS(pairs); i++) {
        RunFixture faulty, plain;

        run_fixture_file(&faulty, pairs[i][0], sets);
        run_fixture_file(&plain, pairs[i][1], NULL);
        CU_ASSERT_EQUAL(faulty.fingerprint.high, plain.fingerprint.high);
        CU_ASSERT_EQUAL(faulty.fingerprint.low, plain.fingerprint.low);
        run_fixture_clear(&faulty);
        run_fixture_clear(&plain);
    }
}

/* ---- every arrow of the figure */

static const char *const arrow_steps[] = {
    "1", "2", "3a", "3b", "5", "6", "8", "9", "11", "12", "13", "14", "15", "16", "18", "19", "20", "21", "22", "23",
};
#define ALL_STEPS G_N_ELEMENTS(arrow_steps)
#define STEPS_BEFORE_22 (ALL_STEPS - 2)
#define STEP_16 13

/* Runs @scenario with @kind at each of the first @n arrows but @lawful: none may pass. */
static void check_arrows(const char *scenario, const char *kind, unsigned n, unsigned lawful)
{
    for (unsigned i = 0; i < n; i++) {
        g_autofree char *set = g_strdup_printf("faults=[{kind: %s, step: %s}]", kind, arrow_steps[i]);
        const char *sets[] = { set, NULL };
        RunFixture run;
        ReportVerdict verdict;

        if (i == lawful)
            continue;
        run_fixture_file(&run, scenario, sets);
        verdict = report_checker_verdict(run.checker);
        CU_ASSERT(verdict == REPORT_VERDICT_FAIL || verdict == REPORT_VERDICT_INCONC);
        if (verdict != REPORT_VERDICT_FAIL)
            run_fixture_explain(&run, set);
        run_fixture_clear(&run);
    }
}

static void test_no_arrow_can_be_dropped(void)
{
    check_arrows("figure-31", "drop_step", ALL_STEPS, ALL_STEPS);
}

/* A reply that comes twice is lawful: D14. */
static void test_no_arrow_can_be_repeated(void)
{
    check_arrows("figure-31", "repeat_step", ALL_STEPS, STEP_16);
}

/* What stands for steps 22 and 23 where SIP is obeyed are NOTIFYs; the other arrows are the same. */
static void test_no_arrow_can_be_dropped_under_sip(void)
{
    check_arrows("figure-31-sip", "drop_step", STEPS_BEFORE_22, ALL_STEPS);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "each kind of fault is found and named", test_each_kind_is_named },
        { "the shipped faults exit 1, their plain files 0", test_shipped_faults_exit_1 },
        { "the fault is all that differs", test_fault_is_all_that_differs },
        { "no arrow of Figure 31 can be dropped", test_no_arrow_can_be_dropped },
        { "no arrow of Figure 31 can be repeated", test_no_arrow_can_be_repeated },
        { "no arrow can be dropped where SIP is obeyed", test_no_arrow_can_be_dropped_under_sip },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "faults", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
