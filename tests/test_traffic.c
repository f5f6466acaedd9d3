/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is reported of a network under load: messages that come again or not at all, timers, samples, Little's law, and how a flow and the
 * summary show them. */
#include "report/traffic.h"

#include <math.h>
#include <string.h>

#include "models/cpm_hop.h"
#include "models/cpm_wire.h"
#include "report/flow.h"
#include "report/flow_line.h"
#include "report/metrics.h"
#include "report/metrics_csv.h"
#include "report/plot.h"
#include "report/samples.h"
#include "report/series_csv.h"
#include "report/station.h"
#include "report/summary.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"

#define A CPM_BOX(CPM_CLIENT_A, 0)
#define CORE CPM_BOX(CPM_CORE, 0)
#define CS CPM_BOX(CPM_CS, 0)
#define IWF CPM_BOX(CPM_IWF, 0)
#define CLIENT CPM_BOX(CPM_CLIENT, 0)

static CpmSetup *setup;
static ReportMetrics *metrics;

static void start(bool transactions, SimTime sample)
{
    setup = figure_31_setup();
    setup->wire.transactions = transactions;
    setup->wire.sample = sample;
    metrics = report_metrics_new(setup);
}

static void stop(void)
{
    report_metrics_free(metrics);
    cpm_setup_free(setup);
}

static void observe(SimRecordKind kind, SimTime ms, uint8_t from, uint8_t to, unsigned code)
{
    SimRecord record = { .time = ms * SIM_MS, .code = (uint16_t)code, .from = from, .to = to, .kind = (uint8_t)kind };
    report_metrics_observe(metrics, &record, 1);
}

static void look(SimTime ms, uint8_t box, unsigned quantity, uint32_t value)
{
    SimRecord record = { .time = ms * SIM_MS, .code = (uint16_t)quantity, .from = box, .to = box, .kind = SIM_RECORD_SAMPLE,
                         .detail = value };
    report_metrics_observe(metrics, &record, 1);
}

static bool has_csv_line(const CpmStationStats *stations, size_t n, const char *line)
{
    g_autoptr(GString) csv = g_string_new(NULL);
    g_autofree char *whole = g_strdup_printf("\r\n%s\r\n", line);
    report_metrics_csv(metrics, setup, stations, n, csv);
    if (strstr(csv->str, whole) == NULL)
        printf("\n    no line %s in\n%s", line, csv->str);
    return strstr(csv->str, whole) != NULL;
}

/* What came again has come: it is in all counts of arrivals, also over time; what was lost is in none. */
static void test_repeated_and_lost(void)
{
    start(true, 0);
    observe(SIM_RECORD_MESSAGE, 0, CS, CORE, SIP_REQUEST(SIP_INVITE));
    for (int i = 0; i < 3; i++)
        observe(SIM_RECORD_REPEATED, 500 << i, CS, CORE, SIP_REQUEST(SIP_INVITE));
    observe(SIM_RECORD_MESSAGE, 2100, A, CORE, SIP_REQUEST(SIP_ACK));
    observe(SIM_RECORD_LOST, 2200, CS, CORE, SIP_REQUEST(SIP_ACK));
    observe(SIM_RECORD_LOST, 2300, CORE, A, SIP_RESPONSE(SIP_INVITE, 200));
    report_metrics_finish(metrics, 3 * SIM_S);
    const ReportTraffic *traffic = report_metrics_traffic(metrics);
    CU_ASSERT_EQUAL(report_metrics_received(metrics, CORE, REPORT_INVITE), 4);
    CU_ASSERT_EQUAL(report_metrics_sip_messages(metrics), 5);
    CU_ASSERT_EQUAL(report_metrics_lost(metrics), 2);
    CU_ASSERT_EQUAL(report_traffic_sum(traffic->repeated, NULL), 3);
    CU_ASSERT_EQUAL(report_traffic_at(traffic->repeated, CS, NULL), 0);
    CU_ASSERT_EQUAL(report_traffic_sum(traffic->repeated, report_message_class_is_media), 0);
    SimTime width;
    uint64_t binned = 0;
    for (size_t bin = 0; bin < report_metrics_bins(metrics, &width); bin++)
        binned += report_metrics_binned(metrics, CORE, bin);
    CU_ASSERT_EQUAL(binned, 5);
    CU_ASSERT(has_csv_line(NULL, 0, "messages_repeated,,SIP,share,1,0.6,5"));
    CU_ASSERT(has_csv_line(NULL, 0, "messages_repeated,SIP/IP Core,INVITE,share,1,0.75,4"));
    CU_ASSERT(has_csv_line(NULL, 0, "messages_lost,CPM Client A,2xx (INVITE),count,1,1,"));
    CU_ASSERT(has_csv_line(NULL, 0, "messages_lost,,,count,1,2,"));
    stop();
}

/* What a box tells itself, as no answer will come, has passed no link: it ends the attempt, and is no message. */
static void test_own_answer(void)
{
    start(true, 0);
    observe(SIM_RECORD_TIMER, 0, A, A, CPM_TIMER_START);
    observe(SIM_RECORD_MESSAGE, 10, A, CORE, SIP_REQUEST(SIP_INVITE));
    observe(SIM_RECORD_MESSAGE, 20, A, A, SIP_RESPONSE(SIP_INVITE, 503));
    report_metrics_finish(metrics, SIM_S);
    CU_ASSERT_EQUAL(report_metrics_messages(metrics), 1);
    CU_ASSERT_EQUAL(report_metrics_sessions(metrics).failed, 1);
    CU_ASSERT(has_csv_line(NULL, 0, "ISA,,inviter,share,1,1,1"));
    stop();
}

/* Timers that only end a state are no trouble; without transactions Timer B is the box's own. */
static void test_timers(void)
{
    for (int transactions = 0; transactions < 2; transactions++) {
        start(transactions != 0, 0);
        observe(SIM_RECORD_TIMER, 500, CORE, CORE, CPM_TIMER_A);
        observe(SIM_RECORD_TIMER, 1500, CORE, CORE, CPM_TIMER_A);
        observe(SIM_RECORD_TIMER, 1500, CORE, CORE, CPM_TIMER_D);
        observe(SIM_RECORD_TIMER, 32000, A, A, CPM_TIMER_B);
        observe(SIM_RECORD_TIMER, 32000, IWF, IWF, CPM_TIMER_2XX);
        report_metrics_finish(metrics, 40 * SIM_S);
        const ReportTraffic *traffic = report_metrics_traffic(metrics);
        CU_ASSERT_EQUAL(traffic->fired[CORE][REPORT_TIMER_A], transactions != 0 ? 2 : 0);
        CU_ASSERT_EQUAL(traffic->fired[A][REPORT_TIMER_B], transactions != 0 ? 1 : 0);
        CU_ASSERT_EQUAL(traffic->fired[CORE][REPORT_TIMER_B], 0);
        if (transactions != 0)
            CU_ASSERT(has_csv_line(NULL, 0, "timers_fired,Interworking Function (sms),Timer 2XX,count,1,1,"));
        stop();
    }
}

/* Means over bins, which a bin without a sample repeats; the peak is of single samples; bins that become one are averaged by samples. */
static void test_samples(void)
{
    start(true, 5 * SIM_MS);
    for (int i = 0; i < 4; i++)
        look(5 * i, CORE, CPM_SAMPLE_QUEUE, (uint32_t)i);
    look(20, CORE, CPM_SAMPLE_BUSY, 250000);
    look(55, CORE, CPM_SAMPLE_QUEUE, 9);
    look(55, CORE, 77, 9);       /* a quantity of another version */
    const ReportSamples *samples = report_metrics_samples(metrics);
    uint64_t n;
    CU_ASSERT_FALSE(report_samples_has(samples, CORE, REPORT_OPEN));
    CU_ASSERT_FALSE(report_samples_has(samples, CS, REPORT_QUEUE));
    CU_ASSERT_EQUAL(report_samples_in_bin(samples, CORE, REPORT_QUEUE, 0), 0.5);
    CU_ASSERT_EQUAL(report_samples_in_bin(samples, CORE, REPORT_QUEUE, 1), 2.5);
    CU_ASSERT_EQUAL(report_samples_in_bin(samples, CORE, REPORT_QUEUE, 4), 2.5);
    CU_ASSERT_EQUAL(report_samples_in_bin(samples, CORE, REPORT_QUEUE, 5), 9.0);
    CU_ASSERT_EQUAL(report_samples_in_bin(samples, CORE, REPORT_BUSY, 1), 0.0);
    CU_ASSERT_EQUAL(report_samples_in_bin(samples, CORE, REPORT_BUSY, 2), 0.25);
    CU_ASSERT_EQUAL(report_samples_mean(samples, CORE, REPORT_QUEUE, &n), 3.0);
    CU_ASSERT_EQUAL(n, 5);
    CU_ASSERT_EQUAL(report_samples_peak(samples, CORE, REPORT_QUEUE), 9.0);
    report_metrics_finish(metrics, 4001 * SIM_MS);           /* beyond 400 bins of 10 ms */
    CU_ASSERT_EQUAL(report_samples_in_bin(samples, CORE, REPORT_QUEUE, 0), 1.5);
    CU_ASSERT_EQUAL(report_samples_in_bin(samples, CORE, REPORT_QUEUE, 2), 9.0);
    CU_ASSERT_EQUAL(report_samples_mean(samples, CORE, REPORT_QUEUE, &n), 3.0);
    CU_ASSERT(has_csv_line(NULL, 0, "queue_length,SIP/IP Core,,peak,1,9,5"));
    CU_ASSERT(has_csv_line(NULL, 0, "busy_share,SIP/IP Core,,mean,1,0.25,1"));
    g_autoptr(GString) series = g_string_new(NULL);
    report_series_csv(metrics, setup, series);
    CU_ASSERT_PTR_NOT_NULL(strstr(series->str, ",sessions_offered,sessions_goodput,queue_length.SIP_IP_Core,busy_share.SIP_IP_Core\r\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(series->str, "\r\n0.020000000,0.040000000,0,0,0,0,0,1.5,0.25\r\n"));
    stop();
}

static void test_queues_plot(void)
{
    ReportPlot plot;
    start(true, 5 * SIM_MS);
    report_plot_queues(metrics, "nobody looked", &plot);
    CU_ASSERT(plot.script == NULL && plot.data == NULL);
    look(5, CORE, CPM_SAMPLE_QUEUE, 7);
    look(5, IWF, CPM_SAMPLE_QUEUE, 8);
    look(5, IWF, CPM_SAMPLE_TRANSACTIONS, 90);
    report_metrics_finish(metrics, 15 * SIM_MS);
    report_plot_queues(metrics, "loaded", &plot);
    CU_ASSERT_PTR_NOT_NULL(strstr(plot.data, ": SIP/IP Core, Interworking Function (sms)\n0.005000000 7 0 0 8 0 90\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(plot.script, "using 1:7 with lines"));
    CU_ASSERT_PTR_NOT_NULL(strstr(plot.script, "title 'Interworking Function (sms)'\n"));
    report_plot_clear(&plot);
    stop();
    start(true, 0);
    CU_ASSERT_PTR_NULL(report_metrics_samples(metrics));
    report_plot_queues(metrics, "not asked for", &plot);
    CU_ASSERT(plot.script == NULL && plot.data == NULL);
    stop();
}

/* L = lambda W: by the times of the messages, or against the count over time. */
static void test_little(void)
{
    CpmStationStats admission = { .box = CORE, .servers = 1, .messages = 4, .busy = 4 * SIM_S, .waited = 6e9 };
    CpmStationStats lines = admission;
    lines.present = 10.5e9;
    lines.lost = 3;
    CU_ASSERT_DOUBLE_EQUAL(report_station_present(&admission, 20 * SIM_S), 0.5, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(report_station_present(&lines, 20 * SIM_S), 0.525, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(report_station_residual(&lines, 20 * SIM_S), 0.025, 1e-12);
    start(false, 0);
    report_metrics_finish(metrics, 20 * SIM_S);
    CU_ASSERT(has_csv_line(&lines, 1, "station,SIP/IP Core,,lost,1,3,"));
    CU_ASSERT(has_csv_line(&lines, 1, "station,SIP/IP Core,,Little residual,1,0.025,4"));
    g_autoptr(GString) csv = g_string_new(NULL);
    report_metrics_csv(metrics, setup, &admission, 1, csv);
    CU_ASSERT_PTR_NULL(strstr(csv->str, "Little"));
    stop();
}

/* The dotted line is one that came again; where there is room, a word says so. */
static void test_flow_lines(void)
{
    static const struct { uint8_t from, to; uint16_t code; SimRecordKind kind; const char *part; } rows[] = {
        { CS, CORE, SIP_REQUEST(SIP_INVITE), SIM_RECORD_REPEATED, "again |<....INVITE....|" },
        { CORE, CS, SIP_RESPONSE(SIP_INVITE, 200), SIM_RECORD_REPEATED, "|......200.....>| again" },
        { CORE, CLIENT, SIP_REQUEST(SIP_INVITE), SIM_RECORD_REPEATED, ">|" },
        { CORE, CS, SIP_RESPONSE(SIP_INVITE, 200), SIM_RECORD_MESSAGE, "|------200----->|               |" },
        { CORE, CS, SIP_RESPONSE(SIP_INVITE, 200), SIM_RECORD_LOST, "x| lost" },
        { CORE, CORE, CPM_TIMER_A, SIM_RECORD_TIMER, "(Timer A)" },
        { CORE, CORE, CPM_TIMER_H, SIM_RECORD_TIMER, "(Timer H)" },
        { IWF, IWF, CPM_TIMER_2XX, SIM_RECORD_TIMER, "(2xx again)" },
        { CS, CS, SIP_RESPONSE(SIP_INVITE, 503), SIM_RECORD_MESSAGE, "(503)" },
        { CORE, CORE, SIP_RESPONSE(SIP_BYE, 503), SIM_RECORD_MESSAGE, "(503 BYE)" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SimRecord record = { .from = rows[i].from, .to = rows[i].to, .code = rows[i].code, .kind = (uint8_t)rows[i].kind };
        char line[REPORT_FLOW_LINE_SIZE];
        CU_ASSERT(report_flow_line(&record, "B", 3, line));
        CU_ASSERT_PTR_NOT_NULL(strstr(line, rows[i].part));
        if (strstr(line, rows[i].part) == NULL)
            printf("\n    %s\n", line);
    }
}

/* Its legend is there where it is needed; a sample belongs to no leg. */
static void test_flow_legend(void)
{
    SimRecord sample = { .kind = SIM_RECORD_SAMPLE, .from = CORE, .to = CORE, .code = CPM_SAMPLE_QUEUE };
    SimRecord again = { .kind = SIM_RECORD_REPEATED, .from = CS, .to = CORE, .code = SIP_REQUEST(SIP_INVITE), .member = 1 };
    CpmSetup *setup_31 = figure_31_setup();
    ReportFlow *flow = report_flow_new(setup_31, 1);
    report_flow_observe(flow, &sample, 1);
    g_autofree char *before = report_flow_text(flow, "t");
    CU_ASSERT_PTR_NOT_NULL(strstr(before, "No message of these legs was seen"));
    CU_ASSERT_PTR_NOT_NULL(strstr(before, "These were all 0 legs"));
    CU_ASSERT_PTR_NULL(strstr(before, "...>"));
    report_flow_observe(flow, &again, 1);
    g_autofree char *after = report_flow_text(flow, "t");
    CU_ASSERT_PTR_NOT_NULL(strstr(after, "\n...>   a message that its receiver has had before"));
    report_flow_free(flow);
    cpm_setup_free(setup_31);
}

static void check(const char *text, const char *part)
{
    CU_ASSERT_PTR_NOT_NULL(strstr(text, part));
    if (strstr(text, part) == NULL)
        printf("\n    no '%s' in\n%s\n", part, text);
}

static void test_summary(void)
{
    CpmStationStats station = { .box = CORE, .servers = 1, .messages = 4, .busy = 4 * SIM_S, .waited = 6e9, .present = 10.5e9, .lost = 3 };
    static const char *const files[] = { "summary.txt", "queues.svg", NULL };
    start(true, 5 * SIM_MS);
    ReportSummary summary = { .name = "loaded", .setup = setup, .metrics = metrics, .stations = &station, .n_stations = 1, .files = files };
    observe(SIM_RECORD_TIMER, 0, A, A, CPM_TIMER_START);
    observe(SIM_RECORD_MESSAGE, 10, A, CORE, SIP_REQUEST(SIP_INVITE));
    observe(SIM_RECORD_REPEATED, 510, A, CORE, SIP_REQUEST(SIP_INVITE));
    look(520, CORE, CPM_SAMPLE_QUEUE, 17);
    report_metrics_finish(metrics, 20 * SIM_S);
    g_autofree char *text = report_summary_text(&summary);
    check(text, "\nSessions: 1 started, 0 established, 0 failed, 1 unfinished at the end\n");
    check(text, "\n  CPM Client A                                 1           1          0        -        -        -\n");
    check(text, "\n  legs of the Conversation Server              0 ");
    check(text, "\n          1 SIP messages came again, 50.0 % of all\n");
    check(text, "\n  SIP/IP Core                        0.525        0.025          3          0        17            -\n");
    check(text, "\n  queues.svg       messages in the boxes and how busy these are, over time\n");
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        CU_ASSERT(g_utf8_strlen(*line, -1) <= 100);
    stop();
}

/* The summary names no plot that is not there. */
static void test_summary_without_samples(void)
{
    static const char *const files[] = { "summary.txt", "queues.svg", NULL };
    start(true, 5 * SIM_MS);
    ReportSummary summary = { .name = "not looked at", .setup = setup, .metrics = metrics, .files = files };
    report_metrics_finish(metrics, SIM_S);
    g_autofree char *text = report_summary_text(&summary);
    check(text, "\n  summary.txt      this summary\n");
    CU_ASSERT_PTR_NULL(strstr(text, "queues.svg"));
    CU_ASSERT_PTR_NULL(strstr(text, "Messages in the boxes"));
    stop();
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "repeated and lost", test_repeated_and_lost },
        { "a box's own answer", test_own_answer },
        { "timers", test_timers },
        { "samples", test_samples },
        { "queues plot", test_queues_plot },
        { "Little's law", test_little },
        { "flow lines", test_flow_lines },
        { "flow legend", test_flow_legend },
        { "summary", test_summary },
        { "summary without samples", test_summary_without_samples },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "traffic", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
