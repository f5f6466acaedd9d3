/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow.h"

#include <CUnit/Basic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "tests/figure_31.h"

static CpmSetup *setup;

static char *draw(ReportFlow *flow)
{
    g_autoptr(GArray) records = figure_31_records();
    for (guint i = 0; i < records->len; i++)        /* one by one: batches must not matter */
        report_flow_observe(flow, &g_array_index(records, SimRecord, i), 1);
    char *text = report_flow_text(flow, "figure-31");
    report_flow_free(flow);
    return text;
}

static bool has_line(const char *text, const char *line)
{
    g_autofree char *whole = g_strdup_printf("\n%s\n", line);
    return strstr(text, whole) != NULL;
}

/* The figure as text. */
static void test_figure_31(void)
{
    setup = figure_31_setup();
    g_autofree char *text = draw(report_flow_new(setup, 20));
    const char *top = getenv("top_srcdir");
    g_autofree char *path = g_build_filename(top != NULL ? top : ".", "tests", "flows", "ladder.txt", NULL);
    g_autofree char *expected = NULL;
    CU_ASSERT(g_file_get_contents(path, &expected, NULL, NULL));
    CU_ASSERT_EQUAL(g_strcmp0(text, expected), 0);
    if (g_strcmp0(text, expected) != 0)
        fprintf(stderr, "\n%s", text);
    cpm_setup_free(setup);
}

/* All 23 numbers stand in it once, 3 in its two parts; ASCII, at most 132 columns. */
static void test_numbers_and_width(void)
{
    setup = figure_31_setup();
    g_free(setup->groups[0].members[0].name);
    setup->groups[0].members[0].name = g_strdup("J\xc3\xbcrgen with a very long name");
    g_autofree char *text = draw(report_flow_new(setup, 20));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (unsigned step = 1; step <= 24; step++) {
        const char *name = step == 3 ? "3a" : step == 24 ? "3b" : cpm_step_name(step);
        unsigned found = 0;
        for (char **line = lines; *line != NULL; line++)
            found += strlen(*line) > 60 && g_ascii_isdigit((*line)[10]) && strncmp(*line + 24, name, strlen(name)) == 0 &&
                     (*line)[24 + strlen(name)] == ' ';
        CU_ASSERT_EQUAL(found, 1);
    }
    for (char **line = lines; *line != NULL; line++) {
        CU_ASSERT(g_str_is_ascii(*line));
        CU_ASSERT(strlen(*line) <= 132);
    }
    cpm_setup_free(setup);
}

static void test_first_legs_only(void)
{
    setup = figure_31_setup();
    g_autofree char *text = draw(report_flow_new(setup, 2));
    CU_ASSERT(has_line(text, "These were 2 of 3 legs; the flow stops after them (scenario key flow.legs)."));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "3a"));
    CU_ASSERT_PTR_NULL(strstr(text, "inviting msg"));
    g_autofree char *none = draw(report_flow_new(setup, 0));
    CU_ASSERT(has_line(none, "These were 0 of 3 legs; the flow stops after them (scenario key flow.legs)."));
    cpm_setup_free(setup);
}

static void test_chosen_legs(void)
{
    static const ReportFlowLeg legs[] = { { 0, 2 }, { 5, 1 } };
    setup = figure_31_setup();
    g_autofree char *text = draw(report_flow_new_of(setup, legs, G_N_ELEMENTS(legs)));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "inviting msg"));
    CU_ASSERT_PTR_NULL(strstr(text, "3a"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "member 1 of session 5, was not invited"));
    cpm_setup_free(setup);
}

/* What a good run does not have. */
static void test_trouble_is_shown(void)
{
    SimRecord records[] = {
        { .member = 1, .code = SIP_REQUEST(SIP_INVITE), .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CORE, 0),
          .kind = SIM_RECORD_LOST },
        { .member = 1, .code = SIP_RESPONSE(SIP_INVITE, 180), .from = CPM_BOX(CPM_CORE, 0), .to = CPM_BOX(CPM_ISF, 0),
          .kind = SIM_RECORD_LOST },
        { .member = 1, .code = SIP_REQUEST(SIP_ACK), .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CORE, 0),
          .kind = SIM_RECORD_UNEXPECTED },
        { .time = 181 * SIM_S, .member = 1, .code = CPM_TIMER_C, .to = CPM_BOX(CPM_CORE, 0), .kind = SIM_RECORD_TIMER },
        { .time = 181 * SIM_S, .member = 1, .code = CPM_TIMER_INVITE, .to = CPM_BOX(CPM_CS, 0), .kind = SIM_RECORD_TIMER },
        { .time = 181 * SIM_S, .member = 1, .detail = 24, .to = CPM_BOX(CPM_CORE, 0), .kind = SIM_RECORD_OUTCOME },
    };
    setup = figure_31_setup();
    ReportFlow *flow = report_flow_new(setup, 20);
    report_flow_observe(flow, records, G_N_ELEMENTS(records));
    g_autofree char *text = report_flow_text(flow, "trouble");
    static const char *const parts[] = { "|x----INVITE----|", "|------180---------------------x|",
                                         "|!-----ACK------|", "(Timer C)", "[D24]", "    181.000 B" };
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text, parts[i]));
    report_flow_free(flow);
    cpm_setup_free(setup);
}

/* A flow is made to be read: it leaves out what repeats, stops, and says so. */
static void test_endless_legs_are_cut(void)
{
    setup = figure_31_setup();
    ReportFlow *flow = report_flow_new(setup, 1000);
    SimRecord record = { .code = SIP_REQUEST(SIP_NOTIFY), .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CORE, 0),
                         .kind = SIM_RECORD_MESSAGE };
    for (int i = 0; i < 10000; i++)
        report_flow_observe(flow, &record, 1);
    g_autofree char *one = report_flow_text(flow, "one");
    CU_ASSERT(strlen(one) < 30 * 133);
    CU_ASSERT_PTR_NOT_NULL(strstr(one, "Left out: 9,988 that were like 12 shown before on their leg."));
    for (record.member = 1; record.member < 999; record.member++)
        for (int i = 0; i < 10; i++)
            report_flow_observe(flow, &record, 1);
    g_autofree char *many = report_flow_text(flow, "many");
    CU_ASSERT(strlen(many) < 5100 * 133);
    CU_ASSERT_PTR_NOT_NULL(strstr(many, "Cut here: a flow shows at most 4000 messages and actions."));
    report_flow_free(flow);
    cpm_setup_free(setup);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "Figure 31", test_figure_31 },
        { "numbers and width", test_numbers_and_width },
        { "first legs only", test_first_legs_only },
        { "chosen legs", test_chosen_legs },
        { "trouble is shown", test_trouble_is_shown },
        { "endless legs are cut", test_endless_legs_are_cut },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "flow", .pTests = tests }, CU_SUITE_INFO_NULL };
    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS)
        return 1;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures != 0;
}
