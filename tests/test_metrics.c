/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/metrics.h"

#include <string.h>

#include "models/cpm_box.h"
#include "report/metrics_csv.h"
#include "report/number_text.h"
#include "models/cpm_hop.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"

#define CORE CPM_BOX(CPM_CORE, 0)
#define CS CPM_BOX(CPM_CS, 0)
#define INVITE SIP_REQUEST(SIP_INVITE)
#define RESPONSE(status) SIP_RESPONSE(SIP_INVITE, status)

static CpmSetup *setup;
static ReportMetrics *metrics;

static void start(void)
{
    setup = figure_31_setup();
    metrics = report_metrics_new(setup);
}

static void stop(void)
{
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

static void observe(SimRecord record)
{
    report_metrics_observe(metrics, &record, 1);
}

static void message(SimTime ms, uint8_t from, uint8_t to, unsigned code, uint32_t member)
{
    observe((SimRecord){ .time = ms * SIM_MS, .leg = member, .member = member, .code = (uint16_t)code, .from = from, .to = to,
                         .kind = SIM_RECORD_MESSAGE });
}

static void facts(uint32_t leg, uint32_t session, uint32_t member, uint32_t detail)
{
    observe((SimRecord){ .leg = leg, .session = session, .member = member, .detail = detail, .from = CS, .to = CS,
                         .kind = SIM_RECORD_FACTS });
}

static SimTime only(const SimHistogram *histogram)
{
    CU_ASSERT_EQUAL(sim_histogram_count(histogram), 1);
    return sim_histogram_max(histogram);
}

static void test_latencies_of_figure_31(void)
{
    start();
    g_autoptr(GArray) records = figure_31_records();
    report_metrics_observe(metrics, (SimRecord *)records->data, records->len);
    report_metrics_finish(metrics, 20100 * SIM_MS);
    CU_ASSERT_EQUAL(only(report_metrics_session_time(metrics, REPORT_ESTABLISHMENT)), 3150 * SIM_MS);
    CU_ASSERT_EQUAL(only(report_metrics_session_time(metrics, REPORT_FIRST_ACCEPTANCE)), 3102 * SIM_MS);
    CU_ASSERT_EQUAL(only(report_metrics_session_time(metrics, REPORT_LAST_ANSWER)), 20009 * SIM_MS);
    CU_ASSERT_EQUAL(only(report_metrics_answer_time(metrics, REPORT_SINCE_START, REPORT_LEG_CPM, true)), 3102 * SIM_MS);
    CU_ASSERT_EQUAL(only(report_metrics_answer_time(metrics, REPORT_SINCE_INVITATION, REPORT_LEG_CPM, true)), 3098 * SIM_MS);
    CU_ASSERT_EQUAL(only(report_metrics_answer_time(metrics, REPORT_SINCE_START, REPORT_LEG_CONVERT, true)), 20009 * SIM_MS);
    CU_ASSERT_EQUAL(only(report_metrics_answer_time(metrics, REPORT_SINCE_INVITATION, REPORT_LEG_CONVERT, true)),
                    20004 * SIM_MS);
    stop();
}

/* The inviter sends its INVITE. */
static void begin_session(SimTime time)
{
    SimRecord record = { .kind = SIM_RECORD_TIMER, .time = time, .code = CPM_TIMER_START, .from = CPM_BOX(CPM_CLIENT_A, 0),
                         .to = CPM_BOX(CPM_CLIENT_A, 0) };
    report_metrics_observe(metrics, &record, 1);
}

static void test_counts_of_figure_31(void)
{
    start();
    begin_session(0);
    g_autoptr(GArray) records = figure_31_records();
    report_metrics_observe(metrics, (SimRecord *)records->data, records->len);
    report_metrics_finish(metrics, 20100 * SIM_MS);
    ReportSessions sessions = report_metrics_sessions(metrics);
    CU_ASSERT(sessions.started == 1 && sessions.established == 1 && sessions.failed == 0);
    ReportMembers members = report_metrics_all_members(metrics);
    CU_ASSERT(members.invited == 2 && members.joined == 2 && members.refused == 0 && members.left == 0);
    CU_ASSERT_EQUAL(report_metrics_outcomes(metrics, REPORT_LEG_CPM, 1, 200), 1);
    CU_ASSERT_EQUAL(report_metrics_outcomes(metrics, REPORT_LEG_CONVERT, 5, 200), 1);
    CU_ASSERT_EQUAL(report_metrics_outcomes(metrics, REPORT_LEG_CONVERT, 6, 603), 0);
    unsigned status = 0;
    CU_ASSERT_TRUE(report_metrics_next_outcome(metrics, REPORT_LEG_CPM, 1, &status) == 1 && status == 200);
    CU_ASSERT_TRUE(report_metrics_next_outcome(metrics, REPORT_LEG_CPM, 1, &status) == 1 && status == 200);
    status++;
    CU_ASSERT_EQUAL(report_metrics_next_outcome(metrics, REPORT_LEG_CPM, 1, &status), 0);
    status = 0;
    CU_ASSERT_EQUAL(report_metrics_next_outcome(metrics, REPORT_LEG_CPM, 2, &status), 0);
    CU_ASSERT_EQUAL(report_metrics_received(metrics, CORE, REPORT_INVITE), 4);
    CU_ASSERT_EQUAL(report_metrics_received(metrics, CORE, REPORT_INVITE_1XX), 1);
    CU_ASSERT_EQUAL(report_metrics_received(metrics, CPM_BOX(CPM_IWF, 0), REPORT_REPLY_ACCEPT), 1);
    CU_ASSERT_EQUAL(report_metrics_sip_messages(metrics), 20);
    CU_ASSERT_EQUAL(report_metrics_messages(metrics), 23);
    const ReportOutcome *outcomes;
    CU_ASSERT_EQUAL(report_metrics_first_outcomes(metrics, &outcomes), 2);
    CU_ASSERT(outcomes[1].member == 2 && outcomes[1].row == 5 && outcomes[1].time == 20 * SIM_S);
    stop();
}

/* A leg counts its first final response only, and a new leg in its slot begins anew. */
static void test_one_answer_per_leg_and_slots_reused(void)
{
    start();
    message(0, CPM_BOX(CPM_CLIENT_A, 0), CORE, INVITE, 0);
    facts(1, 0, 1, CPM_REJECT << 1);
    message(1, CS, CORE, INVITE, 1);
    message(2, CPM_BOX(CPM_ISF, 0), CORE, INVITE, 1);      /* the same INVITE on its second way through the Core */
    message(9, CS, CORE, INVITE, 1);                       /* sent once more */
    message(10, CORE, CS, RESPONSE(100), 1);
    message(20, CORE, CS, RESPONSE(603), 1);
    message(30, CORE, CS, RESPONSE(603), 1);
    facts(1, 0, 2, CPM_ACCEPT << 1);
    message(40, CORE, CS, RESPONSE(200), 2);               /* slot 2: nobody has been invited there */
    report_metrics_finish(metrics, 50 * SIM_MS);
    ReportMembers members = report_metrics_all_members(metrics);
    CU_ASSERT(members.invited == 1 && members.refused == 1 && members.joined == 0);
    CU_ASSERT_EQUAL(only(report_metrics_answer_time(metrics, REPORT_SINCE_INVITATION, REPORT_LEG_REJECT, false)), 19 * SIM_MS);
    CU_ASSERT_EQUAL(sim_histogram_count(report_metrics_session_time(metrics, REPORT_FIRST_ACCEPTANCE)), 0);
    stop();
}

static void test_unanswered_members_and_sessions(void)
{
    start();
    begin_session(0);
    message(0, CPM_BOX(CPM_CLIENT_A, 0), CORE, INVITE, 0);
    for (uint32_t member = 1; member <= 3; member++) {
        facts(member, 0, member, CPM_FACT_CPM);
        message(member, CS, CORE, INVITE, member);
    }
    message(50, CORE, CS, RESPONSE(200), 1);
    message(60, CORE, CS, SIP_REQUEST(SIP_BYE), 1);
    message(65, CORE, CS, SIP_REQUEST(SIP_BYE), 1);       /* leaves once */
    message(66, CORE, CS, SIP_REQUEST(SIP_BYE), 2);       /* has not joined */
    message(70, CORE, CPM_BOX(CPM_CLIENT_A, 0), RESPONSE(480), 0);
    message(80, CORE, CPM_BOX(CPM_CLIENT_A, 0), RESPONSE(200), 0);
    report_metrics_finish(metrics, SIM_S);
    ReportMembers members = report_metrics_members(metrics, REPORT_LEG_CPM);
    CU_ASSERT(members.invited == 3 && members.joined == 1 && members.refused == 0 && members.left == 1);
    ReportSessions sessions = report_metrics_sessions(metrics);
    CU_ASSERT(sessions.established == 0 && sessions.failed == 1);
    CU_ASSERT_EQUAL(sim_histogram_count(report_metrics_session_time(metrics, REPORT_LAST_ANSWER)), 0);
    stop();
}

static void outcome(SimTime ms, uint8_t box, uint32_t row, unsigned status, uint32_t member)
{
    observe((SimRecord){ .time = ms * SIM_MS, .leg = member, .member = member, .code = (uint16_t)RESPONSE(status), .from = box, .to = box,
                         .detail = row, .kind = SIM_RECORD_OUTCOME });
}

/* Given up by the server is not unanswered, and a 2xx that comes later makes nobody join; nor does the BYE after it make him leave. */
static void test_timed_out_members(void)
{
    start();
    message(0, CPM_BOX(CPM_CLIENT_A, 0), CORE, INVITE, 0);
    for (uint32_t member = 1; member <= 3; member++) {
        facts(member, 0, member, CPM_FACT_CPM);
        message(member, CS, CORE, INVITE, member);
    }
    outcome(100, CS, 24, 408, 1);
    message(200, CORE, CS, RESPONSE(200), 1);
    message(210, CORE, CS, SIP_REQUEST(SIP_BYE), 1);
    message(300, CORE, CS, RESPONSE(408), 2);
    outcome(300, CS, 24, 408, 2);
    message(305, CORE, CS, SIP_REQUEST(SIP_BYE), 2);
    outcome(310, CPM_BOX(CPM_IWF, 0), 24, 480, 3);        /* somebody else's silence */
    report_metrics_finish(metrics, SIM_S);
    ReportMembers members = report_metrics_members(metrics, REPORT_LEG_CPM);
    CU_ASSERT(members.invited == 3 && members.joined == 0 && members.refused == 1 && members.timed_out == 1 && members.left == 0);
    double mean;
    CU_ASSERT_EQUAL(report_metrics_open(metrics, &mean), 3);
    CU_ASSERT_DOUBLE_EQUAL(mean, (99 + 298 + 997) / 1000.0, 1e-9);
    stop();
}

/* The class of a leg follows from policy, preference and service. */
static void test_classes_of_legs(void)
{
    static const struct { uint32_t facts; ReportLegClass leg_class; } cases[] = {
        { CPM_FACT_CPM | CPM_NONE << 1, REPORT_LEG_CPM },
        { CPM_FACT_SESSIONS | CPM_FACT_INVITATIONS | CPM_CONVERT << 1, REPORT_LEG_NATIVE },
        { CPM_ACCEPT << 1, REPORT_LEG_ACCEPT },
        { CPM_REJECT << 1, REPORT_LEG_REJECT },
        { CPM_CONVERT << 1, REPORT_LEG_CONVERT },
        { CPM_NONE << 1 | 3u << 8, REPORT_LEG_CONVERT },
    };
    start();
    for (uint32_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        uint64_t before = report_metrics_members(metrics, cases[i].leg_class).invited;
        facts(i + 1, 0, i + 1, cases[i].facts);
        message(1, CS, CORE, INVITE, i + 1);
        CU_ASSERT_EQUAL(report_metrics_members(metrics, cases[i].leg_class).invited, before + 1);
    }
    stop();
}

/* However long the run: at most 400 bins, and no message is lost or counted twice. */
static void test_throughput_bins(void)
{
    static const SimTime lengths[] = { 0, 3999, 4000, 4001, 100000, 7 * 24 * 3600 * 1000 };
    for (size_t i = 0; i < G_N_ELEMENTS(lengths); i++) {
        start();
        for (SimTime k = 0; k <= 1000; k++)
            message(lengths[i] * k / 1000, CS, CORE, SIP_REQUEST(SIP_ACK), 0);
        report_metrics_finish(metrics, lengths[i] * SIM_MS);
        SimTime width;
        size_t bins = report_metrics_bins(metrics, &width);
        CU_ASSERT(bins <= 400 && (SimTime)bins * width > lengths[i] * SIM_MS && (SimTime)(bins - 1) * width <= lengths[i] * SIM_MS);
        CU_ASSERT(width == 10 * SIM_MS || bins >= 200);
        uint64_t sum = 0;
        for (size_t bin = 0; bin < bins; bin++)
            sum += report_metrics_binned(metrics, CORE, bin);
        CU_ASSERT_EQUAL(sum, 1001);
        stop();
    }
}

/* What came again has come: it counts in the bin of its own time, be it the first there. */
static void test_repeated_opens_a_bin(void)
{
    SimTime width;
    start();
    message(0, CS, CORE, SIP_REQUEST(SIP_ACK), 0);
    observe((SimRecord){ .time = 20 * SIM_MS, .from = CS, .to = CORE, .code = SIP_REQUEST(SIP_ACK), .kind = SIM_RECORD_REPEATED });
    report_metrics_finish(metrics, 20 * SIM_MS);
    CU_ASSERT_EQUAL(report_metrics_bins(metrics, &width), 3);
    CU_ASSERT_EQUAL(report_metrics_binned(metrics, CORE, 0), 1);
    CU_ASSERT_EQUAL(report_metrics_binned(metrics, CORE, 2), 1);
    stop();
}

/* The first record after the warm-up ends it, whatever it is. */
static void test_lost_after_warm_up(void)
{
    setup = figure_31_setup();
    setup->warm_up = 1 * SIM_S;
    metrics = report_metrics_new(setup);
    observe((SimRecord){ .time = 999 * SIM_MS, .to = CS, .kind = SIM_RECORD_LOST });
    observe((SimRecord){ .time = 1000 * SIM_MS, .to = CS, .kind = SIM_RECORD_LOST });
    message(1001, CS, CORE, SIP_REQUEST(SIP_ACK), 0);
    report_metrics_finish(metrics, 1001 * SIM_MS);
    CU_ASSERT_EQUAL(report_metrics_lost(metrics), 1);
    stop();
}

static void test_unexpected_and_lost(void)
{
    start();
    observe((SimRecord){ .to = CS, .kind = SIM_RECORD_UNEXPECTED });
    observe((SimRecord){ .to = CS, .kind = SIM_RECORD_LOST });
    CU_ASSERT_EQUAL(report_metrics_unexpected(metrics, CS), 1);
    CU_ASSERT_EQUAL(report_metrics_unexpected(metrics, CORE), 0);
    CU_ASSERT_EQUAL(report_metrics_lost(metrics), 1);
    stop();
}

static void test_message_classes(void)
{
    static const struct { unsigned code; ReportMessageClass message_class; bool sip; } cases[] = {
        { INVITE, REPORT_INVITE, true },
        { RESPONSE(100), REPORT_INVITE_100, true },
        { RESPONSE(182), REPORT_INVITE_1XX, true },
        { RESPONSE(200), REPORT_INVITE_2XX, true },
        { RESPONSE(487), REPORT_INVITE_FAILED, true },
        { SIP_REQUEST(SIP_NOTIFY), REPORT_NOTIFY, true },
        { SIP_RESPONSE(SIP_NOTIFY, 200), REPORT_NOTIFY_ANSWER, true },
        { SIP_REQUEST(SYS_INVITATION), REPORT_INVITING_MESSAGE, false },
        { SIP_RESPONSE(SYS_REPORT, 480), REPORT_DELIVERY_REPORT, false },
        { 0, REPORT_OTHER, false },
        { 0xffff, REPORT_OTHER, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        CU_ASSERT_EQUAL(report_message_class((SipCode)cases[i].code), cases[i].message_class);
        CU_ASSERT_EQUAL(report_message_class_is_sip(cases[i].message_class), cases[i].sip);
    }
    for (int i = 0; i < REPORT_MESSAGE_CLASSES; i++)
        CU_ASSERT_PTR_NOT_NULL(report_message_class_name((ReportMessageClass)i));
}

/* RFC 4180: seven fields in each line, whatever is in the names. */
static void test_csv(void)
{
    start();
    g_free(setup->systems[0].name);
    setup->systems[0].name = g_strdup("a \"b\", c");
    g_autoptr(GArray) records = figure_31_records();
    report_metrics_observe(metrics, (SimRecord *)records->data, records->len);
    report_metrics_finish(metrics, 20100 * SIM_MS);
    CpmStationStats stations[] = { { .box = CORE, .servers = 2, .messages = 4, .busy = 402 * SIM_MS, .waited = 8, .max_wait = 5 } };
    g_autoptr(GString) csv = g_string_new(NULL);
    report_metrics_csv(metrics, setup, stations, 1, csv);
    CU_ASSERT(g_str_has_prefix(csv->str, "metric,box,class,stat,unit,value,n\r\nrun,,,length,s,20.100000000,1\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(csv->str, "\r\nstation,SIP/IP Core,,utilisation,1,0.01,4\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(csv->str, "\r\noutcomes,,inviting message,D05 200,1,1,\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(csv->str, "\r\ntime_to_first_acceptance,,,p99.9,s,3.102000000,1\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(csv->str, "\r\nmessages_received,\"Interworking Function (a \"\"b\"\", c)\",INVITE,count,1,1,\r\n"));
    int commas = 0;
    bool quoted = false;
    for (const char *at = csv->str; *at != '\0'; at++) {
        quoted ^= *at == '"';
        commas += *at == ',' && !quoted;
        if (*at == '\n') {
            CU_ASSERT_EQUAL(commas, 6);
            commas = 0;
        }
    }
    stop();
}

static void test_numbers_as_text(void)
{
    static const struct { SimTime duration; const char *text; } durations[] = {
        { 0, "0 s" }, { 7, "7 ns" }, { 1500, "1.500 us" }, { 20 * SIM_MS, "20 ms" }, { 3104 * SIM_MS, "3.104 s" },
        { 99999 * SIM_MS, "100.0 s" }, { 601 * SIM_S, "10.02 min" }, { 120 * SIM_MIN, "2 h" }, { 9999960 * SIM_US, "10.00 s" },
        { SIM_TIME_MAX, "never" }, { SIM_TIME_MAX - 1, "106752 d" },
    };
    char text[REPORT_NUMBER_TEXT_SIZE];
    for (size_t i = 0; i < G_N_ELEMENTS(durations); i++) {
        report_duration_text(durations[i].duration, text);
        CU_ASSERT_STRING_EQUAL(text, durations[i].text);
    }
    CU_ASSERT_STRING_EQUAL(report_count_text(0, text), "0");
    CU_ASSERT_STRING_EQUAL(report_count_text(999, text), "999");
    CU_ASSERT_STRING_EQUAL(report_count_text(1234567, text), "1,234,567");
    CU_ASSERT_STRING_EQUAL(report_count_text(UINT64_MAX, text), "18,446,744,073,709,551,615");
    CU_ASSERT_STRING_EQUAL(report_share_text(1, 3, text), "33.3 %");
    CU_ASSERT_STRING_EQUAL(report_share_text(1, 1000000, text), "<0.1 %");
    CU_ASSERT_STRING_EQUAL(report_share_text(999999, 1000000, text), ">99.9 %");
    CU_ASSERT_STRING_EQUAL(report_share_text(3, 3, text), "100 %");
    CU_ASSERT_STRING_EQUAL(report_share_text(0, 0, text), "-");
    CU_ASSERT_STRING_EQUAL(report_decimal_text(0.1, text), "0.1");
    CU_ASSERT_STRING_EQUAL(report_decimal_text(1.0 / 3.0, text), "0.3333333333333333");
    CU_ASSERT_STRING_EQUAL(report_decimal_text(1.0 / 0.0, text), "");
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "latencies of Figure 31", test_latencies_of_figure_31 },
        { "counts of Figure 31", test_counts_of_figure_31 },
        { "one answer per leg, slots reused", test_one_answer_per_leg_and_slots_reused },
        { "unanswered members and sessions", test_unanswered_members_and_sessions },
        { "members timed out", test_timed_out_members },
        { "classes of legs", test_classes_of_legs },
        { "throughput bins", test_throughput_bins },
        { "what came again opens a bin", test_repeated_opens_a_bin },
        { "lost after the warm-up", test_lost_after_warm_up },
        { "unexpected and lost", test_unexpected_and_lost },
        { "message classes", test_message_classes },
        { "CSV", test_csv },
        { "numbers as text", test_numbers_as_text },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "metrics", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
