/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distributions and series of a run as tables: what is read back is what was counted, and runs add up. */
#include "study/latencies.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "report/histograms_csv.h"
#include "report/percentile.h"
#include "report/series_csv.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"
#include "tests/run_fixture.h"

static char *folder, *path;

static void write_table(const char *text)
{
    CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
}

static void write_histograms(const RunFixture *run)
{
    g_autoptr(GString) csv = g_string_new(NULL);

    report_histograms_csv(run->metrics, run_fixture_take_text, csv);
    write_table(csv->str);
}

/* All that a report shows of both but the mean, which is known to half a bucket. */
static bool are_equal(const SimHistogram *a, const SimHistogram *b)
{
    bool equal = a != NULL && sim_histogram_count(a) == sim_histogram_count(b) && sim_histogram_min(a) == sim_histogram_min(b) &&
                 sim_histogram_max(a) == sim_histogram_max(b);

    for (size_t i = 0; i < REPORT_PERCENTILES; i++)
        equal = equal && sim_histogram_quantile(a, report_percentiles[i].q) == sim_histogram_quantile(b, report_percentiles[i].q);
    return equal && fabs(sim_histogram_mean(a) - sim_histogram_mean(b)) <= 0.001 * sim_histogram_mean(b);
}

static void test_read_back(void)
{
    g_autoptr(StudyLatencies) latencies = study_latencies_new();
    RunFixture run;

    run_fixture_file(&run, "mixed-group", NULL);
    write_histograms(&run);
    CU_ASSERT_TRUE(study_latencies_add(latencies, folder, NULL));
    CU_ASSERT_TRUE(are_equal(study_latencies_get(latencies, "session_establishment"),
                             report_metrics_session_time(run.metrics, REPORT_ESTABLISHMENT)));
    CU_ASSERT_TRUE(are_equal(study_latencies_get(latencies, "time_to_last_answer"),
                             report_metrics_session_time(run.metrics, REPORT_LAST_ANSWER)));
    CU_ASSERT_TRUE(are_equal(study_latencies_get(latencies, "answer_since_invitation.inviting_message_joined"),
                             report_metrics_answer_time(run.metrics, REPORT_SINCE_INVITATION, REPORT_LEG_CONVERT, true)));
    CU_ASSERT_TRUE(are_equal(study_latencies_get(latencies, "settled_since_start.D06_not_joined"),
                             report_metrics_outcome_time(run.metrics, 6, false)));
    CU_ASSERT_PTR_NULL(study_latencies_get(latencies, "session_establishment.p95"));
    run_fixture_clear(&run);
}

/* Two runs read one after the other, in either order, are the two added up before. */
static void test_runs_add_up(void)
{
    static const char *const seeds[][2] = { { "seed=1", NULL }, { "seed=2", NULL } };
    g_autoptr(SimHistogram) both = sim_histogram_new();
    g_autoptr(StudyLatencies) forth = study_latencies_new(), back = study_latencies_new();
    RunFixture runs[2];

    for (int i = 0; i < 2; i++) {
        g_autoptr(SimHistogram) all = NULL;

        run_fixture_file(&runs[i], "mixed-group", seeds[i]);
        all = report_metrics_all_answers(runs[i].metrics, REPORT_SINCE_START);
        sim_histogram_merge(both, all);
        write_histograms(&runs[i]);
        CU_ASSERT_TRUE(study_latencies_add(forth, folder, NULL));
    }
    for (int i = 1; i >= 0; i--) {
        write_histograms(&runs[i]);
        CU_ASSERT_TRUE(study_latencies_add(back, folder, NULL));
        run_fixture_clear(&runs[i]);
    }
    CU_ASSERT_TRUE(are_equal(study_latencies_get(forth, "answer_since_start.all"), both));
    CU_ASSERT_TRUE(are_equal(study_latencies_get(back, "answer_since_start.all"), both));
}

static void test_wrong_tables(void)
{
    static const char *const tables[] = {
        "name,lower_ns,upper_ns,n\r\n", "name,lower_ns,upper_ns,count\r\nx,1,0,1\r\n", "name,lower_ns,upper_ns,count\r\nx,1,2,0\r\n",
        "name,lower_ns,upper_ns,count\r\nx,1.5,2,1\r\n", "name,lower_ns,upper_ns,count\r\nx,1,2\r\n", "",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) {
        g_autoptr(StudyLatencies) latencies = study_latencies_new();
        g_autoptr(GError) error = NULL;

        write_table(tables[i]);
        CU_ASSERT_FALSE(study_latencies_add(latencies, folder, &error));
        CU_ASSERT_PTR_NOT_NULL(error);
    }
}

/* Whether the second column rises from line to line, in @n lines with the two of the heading. */
static bool rises(const char *text, size_t n)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    double before = -1;
    size_t i;

    for (i = 2; lines[i] != NULL && *lines[i] != '#'; i++) {
        double share = g_ascii_strtod(lines[i] + 12, NULL);

        if (share <= before)
            return false;
        before = share;
    }
    return i == n && before == 1;
}

/* 1 ms .. 4 ms: what each column says, by hand. */
static void test_percentiles(void)
{
    g_autoptr(SimHistogram) histogram = sim_histogram_new();
    g_autofree char *text = NULL;

    for (int i = 1; i <= 4; i++)
        sim_histogram_record(histogram, i * SIM_MS);
    text = study_latencies_percentiles(histogram);
    CU_ASSERT_TRUE(g_str_has_prefix(text, "       Value     Percentile TotalCount 1/(1-Percentile)\n\n"
                                          "       1.000 0.000000000000          1           1.00\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n       2.001 0.500000000000          2           2.00\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n       3.000 0.750000000000          3           4.00\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n       4.000 1.000000000000          4            inf\n"));
    CU_ASSERT_TRUE(rises(text, 2 + 4 * 5 + 1));      /* heading, four halves, the largest value */
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n#[Mean    =        2.500, StdDeviation   =        1.118]\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n#[Max     =        4.000, Total count    =            4]\n"));
}

/* ---- series */

#define CORE CPM_BOX(CPM_CORE, 0)
#define CS CPM_BOX(CPM_CS, 0)

static void facts(ReportMetrics *metrics, SimTime ms, uint32_t member)
{
    SimRecord record = { .time = ms * SIM_MS, .leg = member, .member = member, .detail = CPM_FACT_CPM, .from = CS, .to = CS,
                         .kind = SIM_RECORD_FACTS };

    report_metrics_observe(metrics, &record, 1);
}

/* Between the server and the Core, to @to. */
static void message(ReportMetrics *metrics, SimTime ms, uint8_t to, unsigned code, uint32_t member)
{
    SimRecord record = { .time = ms * SIM_MS, .leg = member, .member = member, .code = (uint16_t)code, .from = to == CS ? CORE : CS,
                         .to = to, .kind = SIM_RECORD_MESSAGE };

    report_metrics_observe(metrics, &record, 1);
}

/* Two members are invited in the first bin of 10 ms; one joins in the second, the other refuses in the fourth, and the first leaves. */
static void test_series(void)
{
    CpmSetup *setup = figure_31_setup();
    g_autoptr(ReportMetrics) metrics = report_metrics_new(setup);
    g_autoptr(GString) csv = g_string_new(NULL);
    double mean;

    for (uint32_t member = 1; member <= 2; member++) {
        facts(metrics, 0, member);
        message(metrics, 4, CORE, SIP_REQUEST(SIP_INVITE), member);
    }
    message(metrics, 14, CS, SIP_RESPONSE(SIP_INVITE, 200), 1);
    message(metrics, 34, CS, SIP_RESPONSE(SIP_INVITE, 603), 2);
    message(metrics, 36, CS, SIP_REQUEST(SIP_BYE), 1);
    report_metrics_finish(metrics, 40 * SIM_MS - 1);
    report_series_csv(metrics, setup, csv);
    CU_ASSERT_STRING_EQUAL(csv->str, "begin_s,end_s,invitations_open,members_joined,invitations_sent,messages.SIP_IP_Core,"
                                     "messages.CPM_Conversation_Server\r\n"
                                     "0.000000000,0.010000000,2,0,200,200,0\r\n"
                                     "0.010000000,0.020000000,1,1,0,0,100\r\n"
                                     "0.020000000,0.030000000,1,1,0,0,0\r\n"
                                     "0.030000000,0.040000000,0,0,0,0,200\r\n");
    CU_ASSERT_EQUAL(report_metrics_open(metrics, &mean), 2);
    CU_ASSERT_DOUBLE_EQUAL(mean, (2 * 10 + 1 * 20) / 40.0, 1e-6);
    cpm_setup_free(setup);
}

/* A long run has wider bins, and loses nothing in them. */
static void test_bins_are_joined(void)
{
    CpmSetup *setup = figure_31_setup();
    g_autoptr(ReportMetrics) metrics = report_metrics_new(setup);
    uint64_t invited = 0;
    SimTime width;
    size_t bins;

    for (uint32_t member = 1; member <= 100; member++) {
        facts(metrics, member * 1000, member);
        message(metrics, member * 1000, CORE, SIP_REQUEST(SIP_INVITE), member);
    }
    report_metrics_finish(metrics, 100001 * SIM_MS);
    bins = report_metrics_bins(metrics, &width);
    for (size_t bin = 0; bin < bins; bin++)
        invited += report_metrics_changes(metrics, REPORT_INVITED, bin);
    CU_ASSERT_TRUE(width > 10 * SIM_MS);
    CU_ASSERT_EQUAL(invited, 100);
    CU_ASSERT_EQUAL(report_metrics_changes(metrics, REPORT_INVITED, (size_t)(50000 * SIM_MS / width)), 1);
    cpm_setup_free(setup);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "read back", test_read_back },
        { "runs add up", test_runs_add_up },
        { "wrong tables", test_wrong_tables },
        { "percentiles", test_percentiles },
        { "series", test_series },
        { "bins are joined", test_bins_are_joined },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "latencies", .pTests = tests }, CU_SUITE_INFO_NULL };
    int code;

    folder = g_dir_make_tmp("cpmsim-test-XXXXXX", NULL);
    path = g_build_filename(folder, "histograms.csv", NULL);
    code = cunit_run(suites);
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
    g_free(folder);
    return code;
}
