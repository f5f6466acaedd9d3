/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How numbers are called: every line of every metrics.csv has a name in the list of its setup, with its unit, and its value is found again
 * under that name. */
#include "report/metric_name.h"

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>

#include "report/histograms_csv.h"
#include "report/metrics_csv.h"
#include "report/series_csv.h"
#include "study/csv.h"
#include "study/numbers.h"
#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

static const char *const small[] = { "members.crowd.count=300", NULL };
static const char *const loaded[] = {
    "sip.transactions=full", "links.core.loss=0.1", "links.access.loss=0.1", "measure.sample=10 s", "measure.warm_up=1 ms",
    "sessions.0.count=2", NULL,
};

static void test_names(void)
{
    static const struct { const char *metric, *message_class, *box, *stat, *name; } rows[] = {
        { "session_establishment", "", "", "p99.9", "session_establishment.p99.9" },
        { "members", "all", "", "joined", "members.all.joined" },
        { "station", "", "SIP/IP Core", "mean wait", "station.SIP_IP_Core.mean_wait" },
        { "answer_since_start", "CPM client: joined", "", "p50", "answer_since_start.CPM_client_joined.p50" },
        { "messages_received", "3xx-6xx (INVITE)", "Interworking Function (sms)", "count",
          "messages_received.3xx-6xx_INVITE.Interworking_Function_sms.count" },
        { "cost", "all", "", "per joined user", "cost.all.per_joined_user" },
        { "answer_since_invitation", "all", NULL, NULL, "answer_since_invitation.all" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *name = report_metric_name(rows[i].metric, rows[i].message_class, rows[i].box, rows[i].stat);

        CU_ASSERT_STRING_EQUAL(name, rows[i].name);
    }
}

/* A rare thing that did not happen has happened 0 times; a percentile of nothing is none. */
static void test_counts(void)
{
    static const char *const counts[] = {
        "outcomes.D05", "members.inviting_message.joined", "messages_received.BYE.SIP_IP_Core.count", "session_establishment.count",
        "cost.all.price", "cost.help_message.Non-CPM_System_sms.segments", "replies_misattributed.count", "invites.legs.timed_out",
        "messages_repeated.INVITE.SIP_IP_Core.count", "station.SIP_IP_Core.lost", "sessions.given_up",
    };
    static const char *const others[] = {
        "session_establishment.p95", "session_establishment.p99.9", "joined_share", "station.SIP_IP_Core.utilisation",
        "cost.all.per_session", "run.length", "throughput.SIP_IP_Core.peak", "SER.inviter.share", "SRD.inviter_succeeded.mean",
        "messages_repeated.SIP.share", "load.goodput", "queue_length.SIP_IP_Core.peak", "station.SIP_IP_Core.mean_present",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
        CU_ASSERT_TRUE(report_metric_name_is_count(counts[i]));
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
        CU_ASSERT_FALSE(report_metric_name_is_count(others[i]));
}

static const ReportMetricName *find_in(const CpmSetup *setup, ReportMetricKind kind, const char *name, ReportMetricNames **out_names)
{
    *out_names = report_metric_names_new();
    report_metric_names_add(*out_names, setup);
    return report_metric_names_find(*out_names, kind, name);
}

static bool is_known(const CpmSetup *setup, ReportMetricKind kind, const char *name, const char *unit)
{
    ReportMetricNames *names;
    const ReportMetricName *found = find_in(setup, kind, name, &names);
    bool known = found != NULL && strcmp(found->unit, unit) == 0;

    if (!known)
        printf("\n    unknown: %s in %s, found %s\n", name, unit, found != NULL ? found->unit : "nothing");
    report_metric_names_free(names);
    return known;
}

static void check_numbers(const RunFixture *run, const char *folder)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *path = g_build_filename(folder, "metrics.csv", NULL);
    g_autoptr(StudyCsv) csv = NULL;
    g_autoptr(StudyNumbers) numbers = NULL;

    report_metrics_csv(run->metrics, run->setup, NULL, 0, text);
    CU_ASSERT_TRUE(g_file_set_contents(path, text->str, -1, NULL));
    csv = study_csv_read(path, NULL);
    numbers = study_numbers_read(folder, NULL);
    CU_ASSERT_TRUE(csv != NULL && numbers != NULL && study_numbers_count(numbers) == csv->n_rows);
    for (size_t row = 0; csv != NULL && row < csv->n_rows; row++) {
        g_autofree char *name = report_metric_name(study_csv_at(csv, row, 0), study_csv_at(csv, row, 2), study_csv_at(csv, row, 1),
                                                   study_csv_at(csv, row, 3));

        CU_ASSERT_TRUE(is_known(run->setup, REPORT_METRIC_NUMBER, name, study_csv_at(csv, row, 4)));
        CU_ASSERT_EQUAL(study_numbers_get(numbers, name), g_ascii_strtod(study_csv_at(csv, row, 5), NULL));
        CU_ASSERT_STRING_EQUAL(study_numbers_name(numbers, row), name);
    }
}

static const char *unit_of_column(const char *name, size_t column)
{
    bool sampled = g_str_has_prefix(name, "queue_length.") || g_str_has_prefix(name, "busy_share.") ||
                   g_str_has_prefix(name, "transactions_open.");

    return column < 4 || sampled ? "1" : "1/s";
}

static void check_tables(const RunFixture *run)
{
    g_autoptr(GString) histograms = g_string_new(NULL), series = g_string_new(NULL);
    g_autoptr(StudyCsv) csv = NULL, columns = NULL;

    report_histograms_csv(run->metrics, run_fixture_take_text, histograms);
    report_series_csv(run->metrics, run->setup, series);
    csv = study_csv_parse("histograms.csv", histograms->str, histograms->len, NULL);
    columns = study_csv_parse("series.csv", series->str, series->len, NULL);
    CU_ASSERT_TRUE(csv != NULL && csv->n_rows > 0 && columns != NULL && columns->n_rows > 0);
    for (size_t row = 0; csv != NULL && row < csv->n_rows; row++)
        if (row == 0 || strcmp(study_csv_at(csv, row, 0), study_csv_at(csv, row - 1, 0)) != 0)
            CU_ASSERT_TRUE(is_known(run->setup, REPORT_METRIC_DISTRIBUTION, study_csv_at(csv, row, 0), "s"));
    for (size_t column = 2; columns != NULL && column < columns->n_columns; column++)
        CU_ASSERT_TRUE(is_known(run->setup, REPORT_METRIC_SERIES, study_csv_heading(columns, column),
                                unit_of_column(study_csv_heading(columns, column), column)));
}

static void test_all_lines_are_known(void)
{
    static const struct { const char *name; const char *const *sets; } scenarios[] = {
        { "figure-31", NULL }, { "accept", NULL }, { "reject", NULL },
        { "convert", NULL }, { "mixed-group", NULL }, { "large-group", small },
        { "mixed-group", loaded },
    };
    g_autofree char *folder = g_dir_make_tmp("cpmsim-test-XXXXXX", NULL), *path = g_build_filename(folder, "metrics.csv", NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(scenarios); i++) {
        RunFixture run;

        run_fixture_file(&run, scenarios[i].name, scenarios[i].sets);
        check_numbers(&run, folder);
        check_tables(&run);
        run_fixture_clear(&run);
    }
    g_unlink(path);
    g_rmdir(folder);
}

static void test_unknown(void)
{
    Scenario *scenario = run_fixture_scenario("figure-31", NULL);
    ReportMetricNames *names;
    const CpmSetup *setup = scenario_setup(scenario);

    CU_ASSERT_PTR_NULL(find_in(setup, REPORT_METRIC_NUMBER, "session_establishment.p96", &names));
    CU_ASSERT_PTR_NULL(report_metric_names_find(names, REPORT_METRIC_NUMBER, "session_establishment"));
    CU_ASSERT_PTR_NULL(report_metric_names_find(names, REPORT_METRIC_NUMBER, "outcomes.D25"));
    CU_ASSERT_PTR_NULL(report_metric_names_find(names, REPORT_METRIC_NUMBER, "outcomes.inviting_message.D05_2xx"));
    CU_ASSERT_PTR_NOT_NULL(report_metric_names_find(names, REPORT_METRIC_NUMBER, "outcomes.inviting_message.D05_299"));
    CU_ASSERT_PTR_NOT_NULL(report_metric_names_find(names, REPORT_METRIC_NUMBER, "outcome_share.D24"));
    CU_ASSERT_PTR_NULL(report_metric_names_find(names, REPORT_METRIC_DISTRIBUTION, "session_establishment.p95"));
    report_metric_names_free(names);
    scenario_free(scenario);
}

/* The numbers that follow from others, by hand. */
static void test_derived_numbers(void)
{
    static const char text[] =
        "metric,box,class,stat,unit,value,n\r\n"
        "members,,all,invited,1,10,\r\nmembers,,all,joined,1,6,\r\n"
        "members,,CPM client,invited,1,4,\r\nmembers,,CPM client,joined,1,3,\r\n"
        "outcomes,,CPM client,D01 200,1,3,\r\noutcomes,,CPM client,D01 603,1,1,\r\n"
        "outcomes,,inviting message,D05 200,1,3,\r\noutcomes,,inviting message,D13 200,1,1,\r\noutcomes,,inviting message,D07 480,1,2,\r\n"
        "cost,,all,segments,1,20,\r\n";
    g_autofree char *folder = g_dir_make_tmp("cpmsim-test-XXXXXX", NULL), *path = g_build_filename(folder, "metrics.csv", NULL);
    g_autoptr(StudyNumbers) numbers = NULL;

    CU_ASSERT_TRUE(g_file_set_contents(path, text, -1, NULL));
    numbers = study_numbers_read(folder, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(numbers);
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "joined_share"), 0.6);
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "joined_share.CPM_client"), 0.75);
    CU_ASSERT_TRUE(isnan(study_numbers_get(numbers, "joined_share.rejected")));
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "outcomes.D01"), 4);
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "outcomes.CPM_client.D01"), 4);
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "outcomes.CPM_client.D01_603"), 1);
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "outcomes.D06"), 0);
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "outcome_share.D05"), 0.3);
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "outcome_share.D06"), 0);
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "segments_per_joined_user"), 5);     /* 20 for 6 - 3 + 1 late */
    CU_ASSERT_TRUE(isnan(study_numbers_get(numbers, "session_establishment.p95")));
    CU_ASSERT_EQUAL(study_numbers_get(numbers, "messages_lost.count"), 0);
    g_unlink(path);
    g_rmdir(folder);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "names", test_names },
        { "what is counted", test_counts },
        { "all lines are known", test_all_lines_are_known },
        { "unknown names", test_unknown },
        { "derived numbers", test_derived_numbers },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "metric names", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
