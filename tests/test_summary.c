/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/summary.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "models/cpm_box.h"
#include "models/cpm_wire.h"
#include "report/decision_row.h"
#include "report/plot.h"
#include "sim/distribution.h"
#include "sim/error.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"

static CpmSetup *setup;
static ReportMetrics *metrics;

static const CpmBoxKind stations_at[] = { CPM_CORE, CPM_CS, CPM_ISF, CPM_IWF };

static void start(bool with_records)
{
    setup = figure_31_setup();
    for (size_t i = 0; i < G_N_ELEMENTS(stations_at); i++)
        setup->station[stations_at[i]].service = sim_distribution_new_constant(1e6);
    metrics = report_metrics_new(setup);
    g_autoptr(GArray) records = figure_31_records();
    if (with_records)
        report_metrics_observe(metrics, (SimRecord *)records->data, records->len);
    report_metrics_finish(metrics, 20100 * SIM_MS);
}

static void stop(void)
{
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

static char *make_summary(const char *folder)
{
    static const char *const lines[] = { "9 rules were judged", NULL };
    static const char *const waived[] = { "RFC3261/one-final-response: the scenario draws one more OK to A for each member that accepts "
                                          "after its own, as steps 22 and 23 of Figure 31 do", NULL };
    static const ReportDefault defaults[] = {
        { "iwf.t_reply", "10 min", "[INFER] more than half of all engaged users have answered by then, and longer only holds state" },
        { "replies.engaged", "{reply: 80 %, unrecognised: 5 %, accept: 70 %, delay: {loglogistic: {median: 3.6 min, shape: 0.78}}}",
          "[PUB]" },
    };
    static const char *const files[] = { "summary.txt", "latency.dat", NULL };
    const CpmStationStats stations[] = {
        { .box = CPM_BOX(CPM_IWF, 0), .servers = 2, .messages = 3, .busy = 1206 * SIM_MS },
        { .box = CPM_BOX(CPM_CS, 0), .servers = 1, .messages = 4, .busy = 201 * SIM_MS },
        { .box = CPM_BOX(CPM_CORE, 0), .servers = 1, .messages = 11, .busy = 402 * SIM_MS, .waited = 11 * SIM_MS, .max_wait = 3 * SIM_MS },
        { .box = CPM_BOX(CPM_ISF, 0), .servers = 4, .messages = 2, .busy = 100 * SIM_MS },
    };
    ReportSummary summary = {
        .name = "figure-31", .title = "Group Session Interworking", .setup = setup, .metrics = metrics, .stations = stations,
        .n_stations = 4, .ending = "nothing was left to do", .verdict = "pass", .verdict_lines = lines, .waived = waived,
        .defaults = defaults, .n_defaults = 2, .files = files, .folder = folder,
    };
    return report_summary_text(&summary);
}

static void check(const char *text, const char *part)
{
    CU_ASSERT_PTR_NOT_NULL(strstr(text, part));
    if (strstr(text, part) == NULL)
        fprintf(stderr, "not found: %s\nin:\n%s\n", part, text);
}

static void test_what_it_says(void)
{
    static const char *const parts[] = {
        "figure-31: Group Session Interworking\nseed 1, replication 0, 20.10 s of virtual time; nothing was left to do\n",
        "\nVerdict: PASS\n  9 rules were judged\n  waived: RFC3261/one-final-response: ",
        "\nMembers:  2 invited, 2 joined (100 %), 0 did not\n",
        "\n  D05  inviting message: the user accepted               200               1    50.0 %\n",
        "\nWho did not, and why                                      SIP         members     share\n  nobody\n",
        "\n  B                                3.102 s    200  D01 CPM client: accepted\n",
        "\nMessages: 20 SIP (10.0 per joined member), 3 between ",
        "\n  SIP/IP Core                           1          11       62 ",
        "at peak mean wait  max wait\n  Interworking Function (sms)           2           3       12    3.0 %  100.0 % ",
        "    2.0 %        -      1 ms      3 ms\n",
        "\n  CPM Conversation Server               1           3       12    1.0 %        -       0 s       0 s\n",
        "    0.1 %   15.6 %       0 s       0 s\n  (peak/s: in the fullest 80 ms",
        "\n   at peak: of the same, if messages are all they work on; -: measure.sample would tell)\n",
        "\n  iwf.t_reply                    10 min       [INFER] more than half",
        "\nFiles in this folder\n  summary.txt      this summary\n",
    };
    start(true);
    g_autofree char *text = make_summary(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        check(text, parts[i]);
    stop();
}

/* Counting messages says how long a box is busy where each takes as long as any other, and they are all its work. */
static void test_busy_at_peak_is_not_guessed(void)
{
    static const char exact[] = "    0.1 %   15.6 %       0 s", unknown[] = "    0.1 %        -       0 s";
    start(true);
    SimDistribution *constant = setup->station[CPM_ISF].service;
    for (int i = 0; i < 4; i++) {
        if (i == 1)
            setup->station[CPM_ISF].service_of[0] = sim_distribution_new_constant(2e6);
        if (i == 3)
            setup->station[CPM_ISF].service = sim_distribution_new_exponential(1e6);
        g_autofree char *text = make_summary(NULL);
        check(text, i % 2 == 0 ? exact : unknown);
        sim_distribution_free(setup->station[CPM_ISF].service_of[0]);
        setup->station[CPM_ISF].service_of[0] = NULL;
    }
    sim_distribution_free(constant);
    stop();
}

static void observe_at_core(SimTime time, SimRecordKind kind, SipCode code, uint32_t detail)
{
    SimRecord record = { .time = time, .from = CPM_BOX(CPM_CORE, 0), .to = CPM_BOX(CPM_CORE, 0), .code = code, .detail = detail,
                         .kind = (uint8_t)kind, .leg = kind == SIM_RECORD_SAMPLE ? 0 : 1 };
    report_metrics_observe(metrics, &record, 1);
}

/* Where somebody has looked, what was seen; and what never got into a box is told beside what was lost in it. */
static void test_what_was_seen(void)
{
    start(false);
    report_metrics_free(metrics);
    setup->wire.sample = 10 * SIM_S;
    metrics = report_metrics_new(setup);
    observe_at_core(10 * SIM_S, SIM_RECORD_SAMPLE, CPM_SAMPLE_BUSY, 1000000);
    observe_at_core(10 * SIM_S, SIM_RECORD_SAMPLE, CPM_SAMPLE_QUEUE, 7);
    observe_at_core(12 * SIM_S, SIM_RECORD_LOST, SIP_REQUEST(SIP_INVITE), 0);
    observe_at_core(12 * SIM_S, SIM_RECORD_LOST, SIP_REQUEST(SIP_BYE), 0);
    observe_at_core(20 * SIM_S, SIM_RECORD_SAMPLE, CPM_SAMPLE_BUSY, 200000);
    report_metrics_finish(metrics, 20100 * SIM_MS);
    g_autofree char *text = make_summary(NULL);
    check(text, "    2.0 %  100.0 %      1 ms      3 ms\n");
    check(text, "\n   at peak: of the busiest 10 s between two looks; -: nobody looked)\n");
    check(text, " lost there lost to it most seen transactions\n");
    check(text, "\n  SIP/IP Core                      0.02055            -          0          2         7            -\n");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        CU_ASSERT(g_utf8_strlen(*line, -1) <= 100);
    stop();
}

static void test_short_for_a_terminal(void)
{
    start(true);
    g_autofree char *text = make_summary("results/figure-31");
    check(text, "\nDefaults used: 2; summary.txt lists them with their sources\n\nFiles in results/figure-31\n");
    CU_ASSERT_PTR_NULL(strstr(text, "iwf.t_reply"));
    stop();
}

static void test_lines_fit_a_terminal(void)
{
    start(true);
    g_autofree char *text = make_summary(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        CU_ASSERT(g_utf8_strlen(*line, -1) <= 100);
    stop();
}

static void test_every_row_has_its_words(void)
{
    for (int i = 0; i < REPORT_LEG_CLASSES; i++)
        for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++) {
            const char *words = report_decision_text((ReportLegClass)i, row, 200);
            CU_ASSERT(words != NULL && strlen(words) <= 46);
        }
    CU_ASSERT_STRING_EQUAL(report_decision_text(REPORT_LEG_CPM, 1, 603), "CPM client: declined");
    CU_ASSERT_STRING_EQUAL(report_decision_text(REPORT_LEG_CPM, 1, 480), "CPM client: no answer");
    CU_ASSERT_STRING_EQUAL(report_decision_text(REPORT_LEG_NATIVE, 1, 200), "native invitation: the user accepted");
    CU_ASSERT_STRING_EQUAL(report_decision_text(REPORT_LEG_NATIVE, 15, 487), "native invitation: withdrawn (CANCEL)");
    CU_ASSERT_STRING_EQUAL(report_decision_text(REPORT_LEG_NATIVE, 13, 200), "native invitation: accepted when it was over");
    CU_ASSERT_STRING_EQUAL(report_decision_text(REPORT_LEG_CONVERT, 13, 200), "accepted when it was over");
    CU_ASSERT_STRING_EQUAL(report_decision_text(REPORT_LEG_REJECT, 22, 500), "rejecting: IWF overloaded");
    CU_ASSERT_STRING_EQUAL(report_decision_text(REPORT_LEG_CPM, 24, 408), "CPM client: nothing came at all");
}

/* Rows that legs of several kinds may come to: each line of a summary says whose it is. */
static void test_kinds_are_told_apart(void)
{
    static const ReportLegClass both[] = { REPORT_LEG_NATIVE, REPORT_LEG_CONVERT };
    static const ReportLegClass all[] = { REPORT_LEG_NATIVE, REPORT_LEG_CONVERT, REPORT_LEG_ACCEPT, REPORT_LEG_REJECT };
    static const unsigned rows[] = { 13, 15, 16, 17, 22, 23, 24 };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const ReportLegClass *kinds = rows[i] < 22 ? both : all;
        for (size_t a = 0; a < (rows[i] < 22 ? G_N_ELEMENTS(both) : G_N_ELEMENTS(all)); a++)
            for (size_t b = 0; b < a; b++)
                CU_ASSERT_STRING_NOT_EQUAL(report_decision_text(kinds[a], rows[i], 480), report_decision_text(kinds[b], rows[i], 480));
    }
}

/* A run in which nothing happened has reports too. */
static void test_empty_run(void)
{
    start(false);
    g_autofree char *text = make_summary(NULL);
    check(text, "\nMembers:  0 invited, 0 joined (-), 0 did not\n");
    ReportPlot plot;
    report_plot_latency(metrics, "empty", &plot);
    check(plot.script, "no member has answered");
    report_plot_clear(&plot);
    report_plot_throughput(metrics, "empty", &plot);
    check(plot.script, "no message was sent");
    report_plot_clear(&plot);
    stop();
}

static void test_latency_plot(void)
{
    start(true);
    ReportPlot plot;
    report_plot_latency(metrics, "it's", &plot);
    check(plot.script, "set title 'it''s: time to each member''s answer'");
    check(plot.script, "set xrange [1.000000000:60.000000000]\n");
    check(plot.script, "title 'inviting message: joined  (n = 1, p50 20.00 s, p99 20.00 s)'");
    check(plot.data, "# CPM client: joined\n3.098000000 0.0000\n3.098000000 100.0000\n");
    check(plot.data, "# p99 of each curve: seconds, %, colour\n3.098000000 99 0x0072b2\n20.004000000 99 0x000000\n");
    report_plot_clear(&plot);
    stop();
}

/* A curve stays small however many values it has, and ends at its last. */
static void test_latency_curve_is_thinned(void)
{
    start(false);
    report_metrics_free(metrics);
    metrics = report_metrics_new(setup);
    for (uint32_t member = 1; member <= 5000; member++) {
        SimRecord leg[] = {
            { .leg = member, .member = member, .detail = CPM_FACT_CPM, .kind = SIM_RECORD_FACTS },
            { .leg = member, .member = member, .code = SIP_REQUEST(SIP_INVITE), .from = CPM_BOX(CPM_CS, 0),
              .to = CPM_BOX(CPM_CORE, 0), .kind = SIM_RECORD_MESSAGE },
            { .time = member * member * SIM_US, .leg = member, .member = member, .code = SIP_RESPONSE(SIP_INVITE, 200),
              .from = CPM_BOX(CPM_CORE, 0), .to = CPM_BOX(CPM_CS, 0), .kind = SIM_RECORD_MESSAGE },
        };
        report_metrics_observe(metrics, leg, G_N_ELEMENTS(leg));
    }
    report_metrics_finish(metrics, 30 * SIM_S);
    ReportPlot plot;
    report_plot_latency(metrics, "many", &plot);
    g_auto(GStrv) lines = g_strsplit(plot.data, "\n", -1);
    CU_ASSERT(g_strv_length(lines) > 400 && g_strv_length(lines) < 530);
    check(plot.data, "\n25.000000000 100.0000\n");
    report_plot_clear(&plot);
    stop();
}

/* Rates times widths are the messages again. */
static void test_throughput_plot(void)
{
    start(true);
    ReportPlot plot;
    report_plot_throughput(metrics, "figure-31", &plot);
    g_auto(GStrv) lines = g_strsplit(plot.data, "\n", -1);
    double core = 0, last = 0, width = g_ascii_strtod(lines[2], NULL);
    for (char **line = lines + 1; *line != NULL && **line != '\0'; line++) {
        g_auto(GStrv) fields = g_strsplit(*line, " ", -1);
        CU_ASSERT_EQUAL(g_strv_length(fields), 8);
        core += g_ascii_strtod(fields[2], NULL) * width;
        last = g_ascii_strtod(fields[0], NULL);
    }
    CU_ASSERT(last > 20.1 && last <= 20.1 + width);
    CU_ASSERT_DOUBLE_EQUAL(core, 11, 1e-9);
    check(plot.script, "title 'SIP/IP Core  (11 received)'");
    report_plot_clear(&plot);
    stop();
}

/* Figure 31: B is in after 3 s, C after 20 s; a row of which there is none has no line. */
static void test_outcomes_plot(void)
{
    start(true);
    ReportPlot plot;
    report_plot_outcomes(metrics, "figure-31", &plot);
    check(plot.data, "# D01 CPM client or native: joined\n0.000000000 0\n");
    check(plot.data, "# D05 the user accepted\n0.000000000 0\n");
    CU_ASSERT_PTR_NULL(strstr(plot.data, "D07"));
    check(plot.script, "title 'D05 the user accepted  (1)'");
    report_plot_clear(&plot);
    stop();
}

static char *draw_in(const char *base, const char *name)
{
    g_autofree char *target = g_build_filename(base, name, NULL), *picture = g_build_filename(target, "latency.svg", NULL);
    ReportFolder *folder = report_folder_open(target, NULL);
    CU_ASSERT(report_plots_write(metrics, "figure-31", folder, NULL));
    g_autoptr(GError) error = NULL;
    bool drawn = report_plots_draw(folder, &error);
    CU_ASSERT(drawn || g_error_matches(error, SIM_ERROR, SIM_ERROR_ENVIRONMENT));
    CU_ASSERT(report_folder_commit(folder, NULL));
    char *text = NULL;
    CU_ASSERT_EQUAL(g_file_get_contents(picture, &text, NULL, NULL), drawn);
    static const char *const files[] = { "latency.gp", "latency.dat", "outcomes.gp", "outcomes.dat", "throughput.gp", "throughput.dat",
                                         "latency.svg", "outcomes.svg", "throughput.svg" };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(target, files[i], NULL);
        CU_ASSERT_EQUAL(g_unlink(path) == 0, i < 6 || drawn);
    }
    CU_ASSERT_EQUAL(g_rmdir(target), 0);
    return text;
}

/* With gnuplot two runs draw the same bytes; without, or if it fails, the scripts are there and no half picture. */
static void test_drawing(void)
{
    g_autofree char *here = g_get_current_dir();
    g_autofree char *base = g_mkdtemp(g_build_filename(here, "plots-XXXXXX", NULL));
    start(true);
    g_autofree char *first = draw_in(base, "one");
    g_autofree char *second = draw_in(base, "two");
    CU_ASSERT_EQUAL(g_strcmp0(first, second), 0);
    g_autofree char *path = g_strdup(g_getenv("PATH"));
    g_setenv("PATH", base, TRUE);
    CU_ASSERT_PTR_NULL(draw_in(base, "without gnuplot"));
    g_autofree char *failing = g_build_filename(base, "gnuplot", NULL);
    CU_ASSERT(g_file_set_contents(failing, "#!/bin/sh\n: > latency.svg\nexit 1\n", -1, NULL));
    CU_ASSERT_EQUAL(g_chmod(failing, 0755), 0);
    CU_ASSERT_PTR_NULL(draw_in(base, "failing gnuplot"));
    g_setenv("PATH", path, TRUE);
    g_unlink(failing);
    g_rmdir(base);
    stop();
}

/* Where there is nothing to draw, the pictures say so, without a word from gnuplot. */
static void test_drawing_nothing(void)
{
    g_autofree char *here = g_get_current_dir();
    g_autofree char *base = g_mkdtemp(g_build_filename(here, "plots-XXXXXX", NULL));
    start(false);
    g_autofree char *picture = draw_in(base, "empty");
    g_autofree char *gnuplot = g_find_program_in_path("gnuplot");
    CU_ASSERT(gnuplot == NULL || picture != NULL);
    g_rmdir(base);
    stop();
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "what it says", test_what_it_says },
        { "busy at peak is not guessed", test_busy_at_peak_is_not_guessed },
        { "what was seen", test_what_was_seen },
        { "short for a terminal", test_short_for_a_terminal },
        { "lines fit a terminal", test_lines_fit_a_terminal },
        { "every row has its words", test_every_row_has_its_words },
        { "kinds are told apart", test_kinds_are_told_apart },
        { "an empty run", test_empty_run },
        { "latency plot", test_latency_plot },
        { "a latency curve is thinned", test_latency_curve_is_thinned },
        { "throughput plot", test_throughput_plot },
        { "outcomes plot", test_outcomes_plot },
        { "drawing", test_drawing },
        { "drawing nothing", test_drawing_nothing },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "summary", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
