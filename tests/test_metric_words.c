/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What metrics are called in legends. */
#include "report/metric_words.h"

#include <glib.h>

#include "report/metric_name.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"

static void test_words(void)
{
    static const struct { const char *name, *words; } rows[] = {
        { "joined_share", "share of the invited that join" },
        { "joined_share.CPM_client", "share that joins, CPM client" },
        { "outcomes.D05", "the user accepted (D05)" },
        { "outcomes.inviting_message.D07_480", "no reply in time (D07 480), inviting message" },
        { "outcome_share.D23", "no Interworking Function available (D23), share" },
        { "outcomes.D01", "answered by the member (D01)" },
        { "station.SIP_IP_Core.mean_wait", "SIP/IP Core: mean wait" },
        { "station.Interworking_Function_sms.utilisation", "Interworking Function sms: utilisation" },
        { "answer_since_start.CPM_client_joined.p99.9", "answer since the session's start, CPM client joined: p99.9" },
        { "session_establishment.p95", "the inviter's own 200, p95" },
        { "session_establishment.p99.9", "the inviter's own 200, p99.9" },
        { "time_to_last_answer", "last member's answer" },
        { "load.goodput", "sessions got in time" },
        { "messages.SIP_IP_Core", "messages, SIP/IP Core" },
        { "SRD.inviter_succeeded.p99", "SRD.inviter_succeeded.p99" },
        { "outcomes.D99", "outcomes.D99" },
        { "station", "station" },
        { "", "" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *words = report_metric_words(rows[i].name);

        CU_ASSERT_STRING_EQUAL(words, rows[i].words);
        if (g_strcmp0(words, rows[i].words) != 0)
            printf("\n    %s: %s\n", rows[i].name, words);
    }
}

/* Two metrics that a legend may show together are not called the same. */
static void test_words_differ(void)
{
    CpmSetup *setup = figure_31_setup();
    g_autoptr(ReportMetricNames) names = report_metric_names_new();
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    setup->wire.transactions = true;
    setup->wire.sample = SIM_S;
    report_metric_names_add(names, setup);
    for (int kind = REPORT_METRIC_NUMBER; kind <= REPORT_METRIC_SERIES; kind++) {
        g_autofree const char **list = report_metric_names_list(names, (ReportMetricKind)kind);

        g_hash_table_remove_all(seen);
        for (const char **name = list; *name != NULL; name++) {
            char *words = report_metric_words(*name);

            if (g_hash_table_contains(seen, words))
                printf("\n    twice: %s, %s\n", words, *name);
            CU_ASSERT_TRUE(g_hash_table_add(seen, words));
        }
    }
    cpm_setup_free(setup);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "words", test_words },
        { "words differ", test_words_differ },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "metric words", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
