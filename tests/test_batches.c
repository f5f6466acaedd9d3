/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "report/fingerprint.h"
#include "report/flow.h"
#include "report/histograms_csv.h"
#include "report/metrics.h"
#include "report/metrics_csv.h"
#include "report/series_csv.h"
#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

#define FLOW_LEGS 4

/* What the watchers of @run say who get its records in batches of @batch (transfer full). */
static char *what_is_seen(const RunFixture *run, size_t batch)
{
    const SimRecord *records = (const SimRecord *)(const void *)run->records->data;
    g_autoptr(ReportFlow) flow = report_flow_new(run->setup, FLOW_LEGS);
    g_autoptr(ReportMetrics) metrics = report_metrics_new(run->setup);
    ReportFingerprint fingerprint = { 0, 0 };
    char digits[REPORT_FINGERPRINT_TEXT_SIZE];
    GString *seen = g_string_new(NULL);

    for (size_t i = 0; i < run->records->len; i += batch) {
        size_t n = MIN(batch, run->records->len - i);

        report_flow_observe(flow, records + i, n);
        report_metrics_observe(metrics, records + i, n);
        report_fingerprint_observe(&fingerprint, records + i, n);
    }
    report_metrics_finish(metrics, run->end);
    report_metrics_csv(metrics, run->setup, NULL, 0, seen);
    report_series_csv(metrics, run->setup, seen);
    report_histograms_csv(metrics, run_fixture_take_text, seen);
    g_string_append(seen, report_fingerprint_format(fingerprint, digits));
    g_autofree char *ladder = report_flow_text(flow, "flow");
    g_string_append(seen, ladder);
    return g_string_free(seen, FALSE);
}

/* Batches end where it suits the trace: between any two records, before or after the end of a bin, of the warm-up, and of a watcher's own
 * blocks.  The run has many bins, several of them in one batch, and whole batches in one of them. */
static void check_run(const char *name, const char *const *sets)
{
    static const size_t batches[] = { 2, 7, 255, 256, 257, 768, 100000000 };
    RunFixture run;

    run_fixture_file(&run, name, sets);
    CU_ASSERT(run.records->len > 2000);
    g_autofree char *one_by_one = what_is_seen(&run, 1);
    for (size_t i = 0; i < G_N_ELEMENTS(batches); i++) {
        g_autofree char *seen = what_is_seen(&run, batches[i]);

        CU_ASSERT_STRING_EQUAL(seen, one_by_one);
    }
    run_fixture_clear(&run);
}

static void test_many_members(void)
{
    check_run("large-group", (const char *[]){ "groups.everybody.crowd.count=300", NULL });
}

static void test_warm_up(void)
{
    check_run("large-group", (const char *[]){ "groups.everybody.crowd.count=300", "measure.warm_up=8 s", NULL });
    check_run("busy-hour", (const char *[]){ "sessions[0].count=60", "measure.warm_up=30 s", "measure.sample=500 ms", NULL });
}

/* Everybody is followed, messages are lost and come again. */
static void test_transactions(void)
{
    check_run("lossy-links", (const char *[]){ "sessions[0].count=30", "measure.warm_up=1 min", NULL });
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "many members", test_many_members },
        { "warm-up", test_warm_up },
        { "transactions", test_transactions },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "batches", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
