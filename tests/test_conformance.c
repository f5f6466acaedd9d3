/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Test cases: how criteria are read and judged, the catalogue of faults, and the flow of each shipped case as text. */
#include "study/conformance.h"

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "study/conformance_files.h"
#include "study/mutation.h"
#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

/* A invites B, who accepts after 3 s, and C on SMS, who accepts 10 s after delivery. */
static const char base[] =
    "version: 1\n"
    "links: {access: {latency: 50 ms}, core: {latency: 2 ms}, system: {latency: 2 ms}}\n"
    "focus: {answer: first_accept, late_ok: notify, fan_out: all_at_once}\n"
    "policy: {provider: {force: convert}}\n"
    "systems:\n"
    "  sms: {transit: 7 s, return_transit: 3 s, first_attempt: 100 %, never: 0 %, duplicate: 0 %, retry: off}\n"
    "groups:\n"
    "  friends:\n"
    "    - {name: B, client: cpm, answer: {accept_after: 3 s}}\n"
    "    - {name: C, client: sms, reply: {accept_after: 10 s}}\n"
    "sessions: [{group: friends, texts: {inviter: 0}}]\n"
    "test:\n"
    "  id: x_1\n"
    "  purpose: Verifies that criteria are judged\n"
    "  references: [ours]\n"
    "  preconditions: [none]\n"
    "  procedure: [run]\n";

/* A file of the base and @more, in the working directory. */
static const char *write_case(const char *more)
{
    static const char name[] = "test_conformance_case.yaml";
    g_autofree char *text = g_strconcat(base, more, NULL);

    if (!g_file_set_contents(name, text, -1, NULL))
        g_error("cannot write %s", name);
    return name;
}

static StudyCase *read_case(const char *more, char **out_said)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    StudyCase *test = study_case_read(write_case(more), NULL, 0, diagnostics, NULL);

    *out_said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
    return test;
}

/* ---- criteria */

typedef struct Judged {
    const char *criterion;              /* of A: its keys              */
    ReportVerdict verdict;              /* of the case                 */
    const char *reason;                 /* a part of it                */
    const char *more;                   /* further lines of the file   */
} Judged;

static void check_judged(const Judged *row)
{
    g_autofree char *said = NULL;
    const char *rest = row->more != NULL ? row->more : "";
    g_autofree char *more = g_strdup_printf("  criteria: {A: {says: it holds, %s}}\n%s", row->criterion, rest);
    g_autoptr(StudyCase) test = read_case(more, &said);
    g_autofree ReportCaseResult *result = g_new0(ReportCaseResult, 1);

    CU_ASSERT_PTR_NOT_NULL(test);
    if (test == NULL) {
        fprintf(stderr, "\n%s: %s", row->criterion, said);
        return;
    }
    study_case_run(test, result);
    CU_ASSERT(result->done);
    CU_ASSERT_EQUAL(result->verdict, row->verdict);
    CU_ASSERT(strstr(result->reason, row->reason) != NULL);
    if (result->verdict != row->verdict || strstr(result->reason, row->reason) == NULL)
        fprintf(stderr, "\n%s: %s, %s\n", row->criterion, report_verdict_name(result->verdict), result->reason);
}

static void test_judged(void)
{
    static const Judged rows[] = {
        { "outcome: D05, of: C", REPORT_VERDICT_PASS, "", NULL },
        { "outcome: D05, of: C, status: 200", REPORT_VERDICT_PASS, "", NULL },
        { "outcome: D05, of: C, status: 603", REPORT_VERDICT_FAIL, "found 0, not 1", NULL },
        { "outcome: D05, of: C, session: 1", REPORT_VERDICT_FAIL, "found 0, not 1", NULL },
        { "outcome: D05, legs: 0", REPORT_VERDICT_FAIL, "found 1, not 0", NULL },
        { "outcome: D06", REPORT_VERDICT_FAIL, "A, it holds: found 0, not 1", NULL },
        { "final: 200, legs: 3", REPORT_VERDICT_PASS, "", NULL },           /* A's, B's and C's */
        { "final: 200, of: A", REPORT_VERDICT_PASS, "", NULL },
        { "final: 200, of: A, before: 3 s", REPORT_VERDICT_FAIL, "found 0, not 1", NULL },
        { "final: 200, of: C, after: 20 s, before: 21 s", REPORT_VERDICT_PASS, "", NULL },
        { "final: 603, of: C", REPORT_VERDICT_FAIL, "found 0, not 1", NULL },
        { "message: inviting message, of: C", REPORT_VERDICT_PASS, "", NULL },
        { "message: inviting message, of: B, times: 0", REPORT_VERDICT_PASS, "", NULL },
        { "message: inviting message, from: iwf, to: system", REPORT_VERDICT_PASS, "", NULL },
        { "message: inviting message, from: cs", REPORT_VERDICT_FAIL, "found 0, not 1", NULL },
        { "message: 'delivery report: delivered', to: iwf", REPORT_VERDICT_PASS, "", NULL },
        { "message: INVITE, to: client", REPORT_VERDICT_PASS, "", NULL },
        { "message: INVITE, times: 8", REPORT_VERDICT_PASS, "", NULL },     /* A 2, B 2, C 4 hops */
        { "action: convert", REPORT_VERDICT_PASS, "", NULL },
        { "action: select, to: iwf", REPORT_VERDICT_FAIL, "found 0, not 1", NULL },
        { "requirement: CPM-IWF-008/convert", REPORT_VERDICT_PASS, "", NULL },
        { "requirement: CPM-IWF-008/convert, verdict: fail", REPORT_VERDICT_FAIL, "CPM-IWF-008/convert is pass", NULL },
        { "requirement: CPM-IWF-008/reject", REPORT_VERDICT_INCONC, "nothing exercised CPM-IWF-008/reject", NULL },
        { "requirement: CPM-IWF-008/reject, verdict: none", REPORT_VERDICT_PASS, "", NULL },
        /* The run itself: what no criterion names has to pass, too. */
        { "outcome: D05", REPORT_VERDICT_FAIL, "CPM-IWF-008/convert is fail", "faults: [{kind: report_is_acceptance}]\n" },
        { "requirement: CPM-IWF-008/convert, verdict: fail", REPORT_VERDICT_FAIL, "the run is fail, not pass",
          "faults: [{kind: report_is_acceptance}]\n" },
        { "requirement: CPM-IWF-008/convert, verdict: fail}}\n  verdict: fail #", REPORT_VERDICT_PASS, "",
          "faults: [{kind: report_is_acceptance}]\n" },
        { "outcome: D05}}\n  verdict: fail #", REPORT_VERDICT_FAIL, "the run is pass, not fail", NULL },
        { "outcome: D05", REPORT_VERDICT_INCONC, "found 0, not 1", "stop: {at: 15 s}\n" },
        { "requirement: CPM-IWF-008/convert", REPORT_VERDICT_INCONC, "is inconc", "stop: {at: 15 s}\n" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        check_judged(&rows[i]);
}

static void test_refused(void)
{
    static const struct { const char *criteria, *message; } rows[] = {
        { "A: {says: x}", "a criterion looks at exactly one thing" },
        { "A: {says: x, outcome: D05, final: 200}", "a criterion looks at exactly one thing" },
        { "B: {says: x, outcome: D05}", "the criteria are lettered A, B ...: here 'A' is expected, not 'B'" },
        { "A: {says: x, outcome: D05}, C: {says: x, outcome: D05}", "here 'B' is expected, not 'C'" },
        { "A: {says: x, outcome: D25}", "expected a decision row from D01 to D24" },
        { "A: {says: x, requirement: CPM-IWF-008/nothing}", "there is no requirement 'CPM-IWF-008/nothing'" },
        { "A: {says: x, message: INVITATION}", "there is no message 'INVITATION'" },
        { "A: {says: x, message: message 3}", "there is no message 'message 3'" },
        { "A: {says: x, outcome: D05, of: Z}", "no member is called 'Z'" },
        { "A: {says: x, outcome: D05, times: 2}", "'times' says nothing about 'outcome'" },
        { "A: {says: x, message: INVITE, legs: 2}", "'legs' says nothing about 'message'" },
        { "A: {says: x, requirement: C-4.3/steps, of: C}", "'of' says nothing about 'requirement'" },
        { "A: {says: x, final: 200, verdict: pass}", "'verdict' says nothing about 'final'" },
        { "A: {outcome: D05}", "missing key 'says'" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *said = NULL, *more = g_strdup_printf("  criteria: {%s}\n", rows[i].criteria);
        StudyCase *test = read_case(more, &said);

        CU_ASSERT_PTR_NULL(test);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, rows[i].message));
        if (strstr(said, rows[i].message) == NULL)
            fprintf(stderr, "\n%s: %s", rows[i].criteria, said);
        study_case_free(test);
    }
}

static void test_no_case(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *path = run_fixture_source_path("scenarios/convert.yaml"), *said = NULL;
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(study_case_read(path, NULL, 0, diagnostics, &error));
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "is no test case"));
    CU_ASSERT_PTR_NULL(error);
    CU_ASSERT_PTR_NULL(study_case_read("/nowhere.yaml", NULL, 0, diagnostics, &error));
    CU_ASSERT_PTR_NOT_NULL(error);
}

/* The command is for a shell, whatever the file is called. */
static void test_command(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    const ScenarioOverride set = { "--set faults", "faults", "[{kind: no_keepalive}]" };
    g_autoptr(StudyCase) test = NULL;
    const char *name = write_case("  criteria: {A: {says: x, outcome: D05}}\n");

    CU_ASSERT_EQUAL(g_rename(name, "it's a case.yaml"), 0);
    test = study_case_read("it's a case.yaml", &set, 1, diagnostics, NULL);
    CU_ASSERT_PTR_NOT_NULL(test);
    if (test != NULL)
        CU_ASSERT_STRING_EQUAL(study_case_report(test, NULL).command,
                               "cpmsim run 'it'\\''s a case.yaml' --set 'faults=[{kind: no_keepalive}]'");
    g_remove("it's a case.yaml");
}

/* ---- the catalogue */

static void test_catalogue_refused(void)
{
    static const char name[] = "test_conformance.csv", header[] = "id,case,fault,requirement,equivalent,note\n";
    static const struct { const char *rows, *message; } rows[] = {
        { "", "has no rows" },
        { "m1,c,{},R,,\nm1,c,{},R,,\n", "row 3: there is another 'm1'" },
        { "m1,c,{},,,\n", "row 2: 'requirement' is empty" },
        { "m1,../c,{},R,,\n", "row 2: '../c' is no identifier of a case" },
        { "m1,c,{},R,\n", "row 2" },
        { "m1,c,\"{},R,,\n", "row 2" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strconcat(header, rows[i].rows, NULL);
        g_autoptr(GError) error = NULL;
        GPtrArray *mutations;

        CU_ASSERT(g_file_set_contents(name, text, -1, NULL));
        mutations = study_mutations_read(name, &error);
        CU_ASSERT_PTR_NULL(mutations);
        CU_ASSERT(error != NULL && strstr(error->message, rows[i].message) != NULL);
    }
    g_remove(name);
}

/* At least 60 faults, one for each decision row, none of them without the case that it is put into. */
static void test_catalogue(void)
{
    g_autofree char *folder = run_fixture_source_path("scenarios/conformance"), *path = g_build_filename(folder, "mutants.csv", NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) mutations = study_mutations_read(path, &error);
    bool has_row[25] = { false };

    CU_ASSERT_PTR_NOT_NULL_FATAL(mutations);
    CU_ASSERT(mutations->len >= 60);
    for (guint i = 0; i < mutations->len; i++) {
        const StudyMutation *mutation = mutations->pdata[i];
        g_autoptr(StudyCase) test = study_mutation_case(mutation, folder, diagnostics, NULL);
        unsigned row = 0;

        CU_ASSERT_PTR_NOT_NULL(test);
        if (sscanf(mutation->note, "D%2u", &row) == 1 && row < G_N_ELEMENTS(has_row))
            has_row[row] = true;
    }
    for (unsigned row = 1; row <= 24; row++)
        CU_ASSERT(has_row[row]);
}

/* ---- the shipped cases */

#define ALL -1
#define AT_IWF (1u << CPM_IWF | 1u << CPM_SYSTEM)
#define AT_ISF (1u << CPM_ISF | 1u << CPM_IWF | 1u << CPM_SYSTEM)
#define AT_ENDS (1u << CPM_CLIENT_A | 1u << CPM_CLIENT | 1u << CPM_CS | 1u << CPM_IWF | 1u << CPM_SYSTEM)

/* What of a case its flow shows; all others show what passes at IWF and Non-CPM System. */
static const struct {
    unsigned number;
    RunView view;
} views[] = {
    { 1, { .member = ALL, .numbered = true } },
    { 2, { .member = 0, .no_trying = true } },
    { 210, { .session = 1, .member = 2, .no_trying = true } },
    { 212, { .session = 1, .member = 2, .no_trying = true } },
    { 220, { .member = ALL, .boxes = AT_ISF, .no_trying = true } },
    { 221, { .member = 3, .boxes = AT_ISF, .no_trying = true } },
    { 222, { .member = 3, .boxes = AT_ISF, .no_trying = true } },
    { 230, { .member = 2 } },
    { 231, { .member = 3 } },
    { 232, { .member = 4, .boxes = AT_ISF, .no_trying = true } },
    { 240, { .member = 2 } },
    { 241, { .member = 2, .boxes = AT_ISF, .no_trying = true } },
    { 242, { .member = 2, .boxes = AT_ISF, .no_trying = true } },
    { 243, { .member = ALL, .boxes = AT_ISF, .no_trying = true } },
    { 250, { .member = ALL } },
    { 251, { .member = ALL } },
    { 252, { .member = ALL } },
    { 253, { .member = ALL } },
    { 254, { .member = ALL } },
    { 255, { .member = ALL, .boxes = AT_ENDS, .no_trying = true } },
    { 260, { .member = 0 } },
    { 261, { .member = 0 } },
    { 262, { .member = 0 } },
    { 263, { .member = 0 } },
    { 264, { .member = ALL, .boxes = AT_ENDS, .no_trying = true, .from = 3, .to = 60 } },
    { 265, { .member = 0 } },
    { 266, { .member = 2 } },
    { 267, { .member = 1 } },
    { 268, { .member = 1 } },
    { 269, { .member = ALL, .boxes = AT_ENDS, .no_trying = true, .from = 30, .to = 60 } },
    { 270, { .member = 0 } },
    { 290, { .member = ALL, .boxes = AT_ENDS, .no_trying = true, .from = 20, .to = 63 } },
    { 291, { .member = ALL, .boxes = AT_ENDS, .no_trying = true, .from = 10, .to = 60 } },
    { 292, { .member = 2, .from = 40, .to = 140 } },
    { 300, { .member = 1 } },
    { 301, { .member = 0 } },
    { 310, { .member = 2, .to = 50 } },
    { 311, { .session = 2, .member = 0 } },
    { 312, { .session = 2, .member = 6 } },
    { 313, { .member = 1 } },
};

static RunView view_of(unsigned number)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(views); i++)
        if (views[i].number == number)
            return views[i].view;
    return (RunView){ .member = ALL, .boxes = AT_IWF };
}

/* Each passes, and its flow is the one that was read and found right. */
static void test_shipped(void)
{
    g_autofree char *folder = run_fixture_source_path("scenarios/conformance");
    char *const given[] = { folder, NULL };
    g_auto(GStrv) files = study_conformance_files(given, NULL);

    CU_ASSERT_PTR_NOT_NULL_FATAL(files);
    for (char **file = files; *file != NULL; file++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autoptr(StudyCase) test = study_case_read(*file, NULL, 0, diagnostics, NULL);
        g_autofree ReportCaseResult *result = g_new0(ReportCaseResult, 1);
        g_autofree char *base_name = g_path_get_basename(*file), *scenario = NULL, *flow = NULL;
        unsigned number = 0;
        RunFixture run;
        RunView view;

        CU_ASSERT_PTR_NOT_NULL_FATAL(test);
        study_case_run(test, result);
        CU_ASSERT_EQUAL(result->verdict, REPORT_VERDICT_PASS);
        if (result->verdict != REPORT_VERDICT_PASS)
            fprintf(stderr, "\n%s: %s\n", base_name, result->reason);
        CU_ASSERT_EQUAL(sscanf(base_name, "cpmsim_iwf_008_%3u.yaml", &number), 1);
        scenario = g_strdup_printf("conformance/cpmsim_iwf_008_%03u", number);
        flow = g_strdup_printf("conformance/%03u", number);
        view = view_of(number);
        run_fixture_file(&run, scenario, NULL);
        CU_ASSERT(run_fixture_flow_is(&run, &view, flow));
        CU_ASSERT(strcmp(study_case_report(test, result).id, scenario + strlen("conformance/")) == 0);
        run_fixture_clear(&run);
    }
}

/* Each decision row has a case whose criteria name it, and every flow has at most 60 lines. */
static void test_golden(void)
{
    g_autofree char *folder = run_fixture_source_path("scenarios/conformance"), *flows = run_fixture_source_path("tests/flows/conformance");
    char *const given[] = { folder, NULL };
    g_auto(GStrv) files = study_conformance_files(given, NULL);
    g_autoptr(GString) all = g_string_new(NULL);
    g_autoptr(GDir) directory = g_dir_open(flows, 0, NULL);
    const char *name;

    CU_ASSERT(files != NULL && directory != NULL);
    for (char **file = files; file != NULL && *file != NULL; file++) {
        g_autofree char *text = NULL;

        CU_ASSERT(g_file_get_contents(*file, &text, NULL, NULL));
        g_string_append(all, text);
    }
    for (unsigned row = 1; row <= 24; row++) {
        g_autofree char *title = g_strdup_printf("D%02u", row);

        CU_ASSERT_PTR_NOT_NULL(strstr(all->str, title));
    }
    while (directory != NULL && (name = g_dir_read_name(directory)) != NULL) {
        g_autofree char *path = g_build_filename(flows, name, NULL), *text = NULL;
        unsigned lines = 0;

        CU_ASSERT(g_file_get_contents(path, &text, NULL, NULL));
        for (const char *letter = text; letter != NULL && *letter != '\0'; letter++)
            lines += *letter == '\n';
        CU_ASSERT(lines > 2 && lines <= 60);
        if (lines <= 2 || lines > 60)
            fprintf(stderr, "\n%s has %u lines\n", name, lines);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "criteria are judged", test_judged },
        { "criteria that make no sense are refused", test_refused },
        { "a scenario that is no case", test_no_case },
        { "the command that repeats a run", test_command },
        { "catalogues that are wrong are refused", test_catalogue_refused },
        { "the catalogue of faults", test_catalogue },
        { "each shipped case passes, and flows as it did", test_shipped },
        { "each decision row has a case; flows are short", test_golden },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "conformance", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
