/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What interworking costs: counts, segments and prices by system and text, in the summary and in metrics.csv. */
#include "report/cost.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "models/sip_message.h"
#include "report/metrics.h"
#include "report/metrics_csv.h"
#include "report/number_text.h"
#include "report/summary.h"
#include "tests/cunit_run.h"

#define SYSTEM(instance) CPM_BOX(CPM_SYSTEM, instance)
#define IWF CPM_BOX(CPM_IWF, 0)

/* Two workloads and two systems; segments[(workload * 2 + system) * 4 + text]. */
static CpmSetup *make_setup(void)
{
    static const uint8_t segments[] = { 2, 1, 1, 3, 1, 1, 1, 1, 5, 4, 6, 7, 1, 1, 1, 1 };
    CpmSetup *setup = cpm_setup_new();
    setup->n_systems = 2;
    setup->systems = g_new0(CpmSystemSetup, 2);
    setup->systems[0].name = g_strdup("sms");
    setup->systems[0].price = 0.02;
    setup->systems[1].name = g_strdup("email");
    setup->n_groups = 1;
    setup->groups = g_new0(CpmGroupSetup, 1);
    setup->n_workloads = 2;
    setup->workloads = g_new0(CpmWorkload, 2);
    setup->segments = g_memdup2(segments, sizeof segments);
    setup->currency = g_strdup("EUR");
    return setup;
}

static SimRecord message(unsigned code, CpmBox to, uint32_t session)
{
    return (SimRecord){ .code = (uint16_t)code, .from = IWF, .to = to, .session = session, .member = 1, .kind = SIM_RECORD_MESSAGE };
}

static bool is_count(ReportCostCount count, uint64_t messages, uint64_t segments, double price)
{
    return count.messages == messages && count.segments == segments && fabs(count.price - price) < 1e-9;
}

static void test_each_text_by_its_size(void)
{
    CpmSetup *setup = make_setup();
    ReportCost *cost = report_cost_new(setup);
    static const struct { unsigned code; CpmBox to; uint32_t session; } sent[] = {
        { SIP_REQUEST(SYS_INVITATION), SYSTEM(0), 0 },              /* workload 0 */
        { SIP_REQUEST(SYS_INVITATION), SYSTEM(0), 2 },              /* again */
        { SIP_REQUEST(SYS_INVITATION), SYSTEM(0), 1 },              /* workload 1 */
        { SIP_REQUEST(SYS_NATIVE_INVITE), SYSTEM(1), 4 },
        { SIP_REQUEST(SYS_HELP), SYSTEM(0), 3 },
        { SIP_REQUEST(SYS_NOTICE), SYSTEM(0), 3 },
        { SIP_REQUEST(SYS_TEXT), SYSTEM(0), 3 },
        { SIP_REQUEST(SYS_TEXT), SYSTEM(0), 0 },
        /* none of these */
        { SIP_REQUEST(SYS_TEXT), IWF, 0 },
        { SIP_RESPONSE(SYS_NATIVE_INVITE, 200), IWF, 0 },
        { SIP_REQUEST(SYS_ACCEPT), IWF, 0 },
        { SIP_RESPONSE(SYS_SUBMIT_REPORT, 200), IWF, 0 },
        { SIP_RESPONSE(SYS_REPORT, 200), SYSTEM(0), 0 },
        { SIP_REQUEST(SYS_INVITATION), IWF, 0 },                    /* misdirected */
        { SIP_REQUEST(SIP_INVITE), SYSTEM(0), 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(sent); i++) {
        SimRecord record = message(sent[i].code, sent[i].to, sent[i].session);
        report_cost_note(cost, &record);
    }
    cpm_setup_free(setup);          /* it was borrowed for the making only */
    CU_ASSERT(is_count(report_cost_count(cost, 0, CPM_TEXT_INVITATION), 3, 2 + 2 + 5, 0.18));
    CU_ASSERT(is_count(report_cost_count(cost, 0, CPM_TEXT_HELP), 1, 4, 0.08));
    CU_ASSERT(is_count(report_cost_count(cost, 0, CPM_TEXT_NOTICE), 1, 6, 0.12));
    CU_ASSERT(is_count(report_cost_count(cost, 0, CPM_TEXT_MESSAGE), 2, 7 + 3, 0.2));
    CU_ASSERT(is_count(report_cost_count(cost, 1, CPM_TEXT_INVITATION), 1, 1, 0));
    CU_ASSERT(is_count(report_cost_of_system(cost, 0), 7, 29, 0.58));
    CU_ASSERT(is_count(report_cost_of_system(cost, 15), 0, 0, 0));
    CU_ASSERT(is_count(report_cost_total(cost), 8, 30, 0.58));
    report_cost_free(cost);
    report_cost_free(NULL);
}

static void test_without_sizes(void)
{
    CpmSetup *setup = cpm_setup_new();
    ReportCost *cost = report_cost_new(setup);
    SimRecord record = message(SIP_REQUEST(SYS_INVITATION), SYSTEM(7), 3);
    report_cost_note(cost, &record);
    CU_ASSERT(is_count(report_cost_total(cost), 1, 1, 0));
    report_cost_free(cost);
    cpm_setup_free(setup);
}

/* ---- in the reports: 24 users of SMS are asked in a session, four of them join by reply and one is late */

static void observe(ReportMetrics *metrics, SimRecord record)
{
    report_metrics_observe(metrics, &record, 1);
}

static void invite(ReportMetrics *metrics, uint32_t member)
{
    const CpmBox cs = CPM_BOX(CPM_CS, 0), core = CPM_BOX(CPM_CORE, 0);
    bool joins = member <= 4;
    unsigned status = joins ? 200 : 480;
    observe(metrics, (SimRecord){ .leg = member, .member = member, .from = cs, .to = cs, .kind = SIM_RECORD_FACTS,
                                  .detail = CPM_NONE << 1 });
    observe(metrics, (SimRecord){ .leg = member, .member = member, .from = cs, .to = core, .kind = SIM_RECORD_MESSAGE,
                                  .code = SIP_REQUEST(SIP_INVITE) });
    observe(metrics, message(SIP_REQUEST(SYS_INVITATION), SYSTEM(0), 0));
    SimRecord reply = message(SIP_REQUEST(joins ? SYS_ACCEPT : SYS_UNRECOGNISED), IWF, 0);
    reply.detail = member == 2 || member == 5 ? 9 : 0;      /* meant for session 8 */
    observe(metrics, reply);
    if (!joins)
        observe(metrics, message(SIP_REQUEST(SYS_HELP), SYSTEM(0), 0));
    observe(metrics, (SimRecord){ .leg = member, .member = member, .from = IWF, .to = IWF, .kind = SIM_RECORD_OUTCOME,
                                  .code = SIP_RESPONSE(SIP_INVITE, status), .detail = joins ? 5 : 7 });
    observe(metrics, (SimRecord){ .leg = member, .member = member, .from = core, .to = cs, .kind = SIM_RECORD_MESSAGE,
                                  .code = SIP_RESPONSE(SIP_INVITE, status) });
}

static ReportMetrics *run(const CpmSetup *setup)
{
    ReportMetrics *metrics = report_metrics_new(setup);
    observe(metrics, (SimRecord){ .from = CPM_BOX(CPM_CLIENT_A, 0), .to = CPM_BOX(CPM_CLIENT_A, 0), .kind = SIM_RECORD_TIMER,
                                  .code = CPM_TIMER_START });
    observe(metrics, (SimRecord){ .from = CPM_BOX(CPM_CLIENT_A, 0), .to = CPM_BOX(CPM_CORE, 0), .kind = SIM_RECORD_MESSAGE,
                                  .code = SIP_REQUEST(SIP_INVITE) });
    for (uint32_t member = 1; member <= 24; member++)
        invite(metrics, member);
    observe(metrics, (SimRecord){ .time = SIM_S, .leg = 9, .member = 9, .from = IWF, .to = IWF, .kind = SIM_RECORD_OUTCOME,
                                  .code = SIP_RESPONSE(SIP_DIAL_IN, 200), .detail = 13 });
    report_metrics_finish(metrics, SIM_S);
    return metrics;
}

static void test_metrics(void)
{
    CpmSetup *setup = make_setup();
    ReportMetrics *metrics = run(setup);
    CU_ASSERT(is_count(report_cost_total(report_metrics_cost(metrics)), 44, 24 * 2 + 20, 1.36));
    CU_ASSERT_EQUAL(report_metrics_misattributed(metrics), 2);
    CU_ASSERT_EQUAL(report_metrics_all_members(metrics).joined, 4);
    CU_ASSERT_EQUAL(report_metrics_joined_late(metrics), 1);
    CU_ASSERT_EQUAL(report_metrics_joined_non_cpm(metrics), 5);
    /* The last row of a leg is the one that counts. */
    CU_ASSERT_EQUAL(report_metrics_outcomes(metrics, REPORT_LEG_REJECT, 7, 480) +
                        report_metrics_outcomes(metrics, REPORT_LEG_CONVERT, 7, 480), 19);
    const ReportOutcome *first;
    CU_ASSERT_EQUAL(report_metrics_first_outcomes(metrics, &first), 24);
    CU_ASSERT_EQUAL(first[8].row, 13);
    CU_ASSERT_EQUAL(first[8].time, SIM_S);
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

static void test_summary(void)
{
    CpmSetup *setup = make_setup();
    ReportMetrics *metrics = run(setup);
    ReportSummary summary = { .name = "cost", .setup = setup, .metrics = metrics };
    g_autofree char *text = report_summary_text(&summary);
    static const char *const lines[] = {
        "\nWhat convert costs                                   messages       segments       price, EUR\n"
        "  sms: invitation                                          24             48             0.96\n"
        "  sms: help message                                        20             20             0.40\n"
        "  all                                                      44             68             1.36\n"
        "  per session (1)                                                                        1.36\n"
        "  per user of a Non-CPM System who joined (5)                                            0.27\n"
        "  2 of 24 replies were taken for answers to an invitation of another session\n",
        "; 1 joined later\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text, lines[i]));
    if (strstr(text, lines[0]) == NULL)
        fprintf(stderr, "%s", text);
    report_metrics_free(metrics);

    metrics = report_metrics_new(setup);
    report_metrics_finish(metrics, 0);
    summary.metrics = metrics;
    g_autofree char *empty = report_summary_text(&summary);
    CU_ASSERT_PTR_NULL(strstr(empty, "convert costs"));
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

static void test_csv(void)
{
    CpmSetup *setup = make_setup();
    ReportMetrics *metrics = run(setup);
    g_autoptr(GString) csv = g_string_new(NULL);
    report_metrics_csv(metrics, setup, NULL, 0, csv);
    static const char *const rows[] = {
        "\r\ncost,Non-CPM System (sms),invitation,messages,1,24,\r\ncost,Non-CPM System (sms),invitation,segments,1,48,\r\n"
        "cost,Non-CPM System (sms),invitation,price,EUR,0.96,48\r\n",
        "\r\ncost,Non-CPM System (sms),all,segments,1,68,\r\ncost,Non-CPM System (sms),all,price,EUR,1.36,68\r\n",
        "\r\ncost,,all,messages,1,44,\r\ncost,,all,segments,1,68,\r\ncost,,all,price,EUR,1.36,68\r\n"
        "cost,,all,per session,EUR,1.36,1\r\ncost,,all,per joined user,EUR,0.272,5\r\nreplies_misattributed,,,count,1,2,\r\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(csv->str, rows[i]));
    CU_ASSERT_PTR_NULL(strstr(csv->str, "(email),"));
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

static void test_prices_as_text(void)
{
    static const struct { double price; const char *text; } prices[] = {
        { 0, "0" }, { 0.00004, "0.0000" }, { 0.02, "0.0200" }, { 0.0999, "0.0999" }, { 0.09996, "0.10" }, { 0.125, "0.13" },
        { 0.996, "1.00" }, { 1.36, "1.36" }, { 999.999, "1,000.00" }, { 1234567.8, "1,234,567.80" }, { 5e15, "5e+15" },
    };
    char text[REPORT_NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < G_N_ELEMENTS(prices); i++) {
        report_price_text(prices[i].price, text);
        CU_ASSERT_STRING_EQUAL(text, prices[i].text);
        if (strcmp(text, prices[i].text) != 0)
            fprintf(stderr, "%g: %s\n", prices[i].price, text);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "each text by its size", test_each_text_by_its_size },
        { "without sizes", test_without_sizes },
        { "metrics", test_metrics },
        { "summary", test_summary },
        { "csv", test_csv },
        { "prices as text", test_prices_as_text },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "cost", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
