/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/metrics_csv.h"

#include <string.h>

#include "report/box_name.h"
#include "report/number_text.h"
#include "report/percentile.h"
#include "report/station.h"

/* What stands before the value; NULL is empty. */
typedef struct Row {
    const char *metric, *box, *message_class, *stat, *unit;
} Row;

static void append_field(GString *csv, const char *text)
{
    if (text == NULL)
        return;
    if (strpbrk(text, ",\"\r\n") == NULL) {
        g_string_append(csv, text);
        return;
    }
    g_string_append_c(csv, '"');
    for (const char *at = text; *at != '\0'; at++)
        g_string_append_len(csv, *at == '"' ? "\"\"" : at, *at == '"' ? 2 : 1);
    g_string_append_c(csv, '"');
}

static void append_row(GString *csv, Row row, const char *value, const char *n)
{
    const char *const fields[] = { row.metric, row.box, row.message_class, row.stat, row.unit, value, n };
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        if (i > 0)
            g_string_append_c(csv, ',');
        append_field(csv, fields[i]);
    }
    g_string_append(csv, "\r\n");
}

static void append_count(GString *csv, Row row, uint64_t count)
{
    char value[32];
    g_snprintf(value, sizeof value, "%" G_GUINT64_FORMAT, count);
    append_row(csv, row, value, NULL);
}

static void append_number(GString *csv, Row row, double number, uint64_t n)
{
    char value[REPORT_NUMBER_TEXT_SIZE], observations[32];
    g_snprintf(observations, sizeof observations, "%" G_GUINT64_FORMAT, n);
    append_row(csv, row, report_decimal_text(number, value), observations);
}

static void append_time(GString *csv, Row row, SimTime time, uint64_t n)
{
    char value[SIM_TIME_TEXT_SIZE], observations[32];
    g_snprintf(observations, sizeof observations, "%" G_GUINT64_FORMAT, n);
    append_row(csv, row, sim_time_format_seconds(time, value), observations);
}

static void append_histogram(GString *csv, const char *metric, const char *message_class, const SimHistogram *histogram)
{
    uint64_t n = sim_histogram_count(histogram);
    double q[REPORT_PERCENTILES];
    int64_t percentiles[REPORT_PERCENTILES];
    append_count(csv, (Row){ metric, NULL, message_class, "count", "1" }, n);
    if (n == 0)
        return;
    append_number(csv, (Row){ metric, NULL, message_class, "mean", "s" }, sim_histogram_mean(histogram) / 1e9, n);
    append_time(csv, (Row){ metric, NULL, message_class, "min", "s" }, sim_histogram_min(histogram), n);
    for (size_t i = 0; i < REPORT_PERCENTILES; i++)
        q[i] = report_percentiles[i].q;
    sim_histogram_quantiles(histogram, q, REPORT_PERCENTILES, percentiles);
    for (size_t i = 0; i < REPORT_PERCENTILES; i++)
        append_time(csv, (Row){ metric, NULL, message_class, report_percentiles[i].name, "s" }, percentiles[i], n);
    append_time(csv, (Row){ metric, NULL, message_class, "max", "s" }, sim_histogram_max(histogram), n);
}

static void append_members(GString *csv, const char *message_class, ReportMembers members)
{
    append_count(csv, (Row){ "members", NULL, message_class, "invited", "1" }, members.invited);
    append_count(csv, (Row){ "members", NULL, message_class, "joined", "1" }, members.joined);
    append_count(csv, (Row){ "members", NULL, message_class, "refused", "1" }, members.refused);
    append_count(csv, (Row){ "members", NULL, message_class, "timed out", "1" }, members.timed_out);
    append_count(csv, (Row){ "members", NULL, message_class, "unanswered", "1" },
                 members.invited - members.joined - members.refused - members.timed_out);
    append_count(csv, (Row){ "members", NULL, message_class, "left", "1" }, members.left);
}

static void append_open(GString *csv, const ReportMetrics *metrics)
{
    double mean;
    uint64_t peak = report_metrics_open(metrics, &mean);
    append_count(csv, (Row){ "invitations_open", NULL, NULL, "peak", "1" }, peak);
    append_number(csv, (Row){ "invitations_open", NULL, NULL, "mean", "1" }, mean, report_metrics_all_members(metrics).invited);
}

static void append_latencies(GString *csv, const ReportMetrics *metrics)
{
    static const char *const session_names[REPORT_SESSION_TIMES] = {
        "session_establishment", "time_to_first_acceptance", "time_to_last_answer",
    };
    static const char *const answer_names[REPORT_SINCES] = { "answer_since_start", "answer_since_invitation" };
    for (int which = 0; which < REPORT_SESSION_TIMES; which++)
        append_histogram(csv, session_names[which], NULL,
                         report_metrics_session_time(metrics, (ReportSessionTime)which));
    for (int since = 0; since < REPORT_SINCES; since++) {
        g_autoptr(SimHistogram) all = report_metrics_all_answers(metrics, (ReportSince)since);
        append_histogram(csv, answer_names[since], "all", all);
        for (int i = 0; i < REPORT_LEG_CLASSES * 2; i++) {
            ReportLegClass leg_class = (ReportLegClass)(i / 2);
            bool joined = i % 2 == 0;
            const SimHistogram *histogram =
                report_metrics_answer_time(metrics, (ReportSince)since, leg_class, joined);
            g_autofree char *name =
                g_strdup_printf("%s: %s", report_leg_class_name(leg_class), joined ? "joined" : "refused");
            if (sim_histogram_count(histogram) > 0)
                append_histogram(csv, answer_names[since], name, histogram);
        }
    }
}

/* ---- RFC 6076 */

static void append_attempts(GString *csv, const char *who, ReportAttempts attempts)
{
    uint64_t finished = attempts.accepted + attempts.redirected + attempts.failed, asked = finished - attempts.redirected;
    append_count(csv, (Row){ "invites", NULL, who, "sent", "1" }, attempts.sent);
    append_count(csv, (Row){ "invites", NULL, who, "accepted", "1" }, attempts.accepted);
    append_count(csv, (Row){ "invites", NULL, who, "failed", "1" }, attempts.failed);
    append_count(csv, (Row){ "invites", NULL, who, "timed out", "1" }, attempts.timed_out);
    append_count(csv, (Row){ "invites", NULL, who, "unfinished", "1" }, attempts.sent - finished);
    append_count(csv, (Row){ "dialogs", NULL, who, "ended", "1" }, attempts.ended);
    append_count(csv, (Row){ "dialogs", NULL, who, "unfinished", "1" }, attempts.accepted - attempts.ended);
    if (asked > 0) {
        append_number(csv, (Row){ "SER", NULL, who, "share", "1" }, (double)attempts.accepted / (double)asked, asked);
        append_number(csv, (Row){ "SEER", NULL, who, "share", "1" }, (double)attempts.effective / (double)asked, asked);
    }
    if (finished > 0)
        append_number(csv, (Row){ "ISA", NULL, who, "share", "1" }, (double)attempts.ineffective / (double)finished, finished);
}

static void append_performance(GString *csv, const ReportSipPerformance *performance)
{
    for (int i = 0; i < REPORT_CALLERS; i++)
        if (report_sip_performance_has(performance, (ReportCaller)i))
            append_attempts(csv, report_caller_name((ReportCaller)i), report_sip_performance_attempts(performance, (ReportCaller)i));
    for (int i = 0; i < REPORT_DELAYS * REPORT_CALLERS * 2; i++) {
        ReportDelay delay = (ReportDelay)(i / 2 / REPORT_CALLERS);
        ReportCaller caller = (ReportCaller)(i / 2 % REPORT_CALLERS);
        const SimHistogram *histogram = report_sip_performance_delay(performance, caller, delay, i % 2 == 0);
        g_autofree char *name = report_sip_performance_class(caller, i % 2 == 0);
        if (sim_histogram_count(histogram) > 0)
            append_histogram(csv, report_delay_name(delay), name, histogram);
    }
}

/* Of a run of one session there is no rate. */
static void append_load(GString *csv, ReportLoad load)
{
    double seconds = sim_time_to_seconds(load.window);
    if (load.window <= 0)
        return;
    append_time(csv, (Row){ "load", NULL, NULL, "window", "s" }, load.window, load.offered_in_window);
    append_number(csv, (Row){ "load", NULL, NULL, "offered", "1/s" }, (double)load.offered_in_window / seconds, load.offered_in_window);
    append_number(csv, (Row){ "load", NULL, NULL, "goodput", "1/s" }, (double)load.goodput_in_window / seconds, load.goodput_in_window);
}

static void append_outcomes(GString *csv, const ReportMetrics *metrics)
{
    uint64_t count;
    for (int i = 0; i < REPORT_LEG_CLASSES; i++)
        for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++)
            for (unsigned status = 0; (count = report_metrics_next_outcome(metrics, (ReportLegClass)i, row, &status)) > 0; status++) {
                g_autofree char *stat = g_strdup_printf("D%02u %03u", row, status);
                append_count(csv, (Row){ "outcomes", NULL, report_leg_class_name((ReportLegClass)i), stat, "1" }, count);
            }
}

static void append_repeated(GString *csv, Row row, uint64_t repeated, uint64_t all)
{
    row.stat = "count";
    append_count(csv, row, repeated);
    row.stat = "share";
    if (all > 0)
        append_number(csv, row, (double)repeated / (double)all, all);
}

/* What came to @box again, what should have come and did not, and what its transactions did about it. */
static void append_trouble(GString *csv, const ReportTraffic *traffic, CpmBox box, const char *name)
{
    uint64_t again = report_traffic_at(traffic->repeated, box, report_message_class_is_sip);
    if (again > 0)
        append_repeated(csv, (Row){ "messages_repeated", name, "SIP", NULL, "1" }, again,
                        report_traffic_at(traffic->received, box, report_message_class_is_sip));
    for (int i = 0; i < REPORT_MESSAGE_CLASSES; i++)
        if (traffic->repeated[box][i] > 0)
            append_repeated(csv, (Row){ "messages_repeated", name, report_message_class_name((ReportMessageClass)i), NULL, "1" },
                            traffic->repeated[box][i], traffic->received[box][i]);
    for (int i = 0; i < REPORT_MESSAGE_CLASSES; i++)
        if (traffic->lost[box][i] > 0)
            append_count(csv, (Row){ "messages_lost", name, report_message_class_name((ReportMessageClass)i), "count", "1" },
                         traffic->lost[box][i]);
    for (int i = 0; i < REPORT_TIMERS; i++)
        if (traffic->fired[box][i] > 0)
            append_count(csv, (Row){ "timers_fired", name, report_timer_name((ReportTimer)i), "count", "1" }, traffic->fired[box][i]);
}

static void append_messages(GString *csv, const ReportMetrics *metrics, const CpmSetup *setup)
{
    uint64_t sip = report_metrics_sip_messages(metrics);
    uint64_t joined = report_metrics_all_members(metrics).joined;
    append_count(csv, (Row){ "messages", NULL, "all", "count", "1" }, report_metrics_messages(metrics));
    append_count(csv, (Row){ "messages", NULL, "SIP", "count", "1" }, sip);
    if (report_metrics_media_messages(metrics) > 0)
        append_count(csv, (Row){ "messages", NULL, "MSRP", "count", "1" }, report_metrics_media_messages(metrics));
    if (joined > 0)
        append_number(csv, (Row){ "messages", NULL, "SIP", "per joined member", "1" }, (double)sip / (double)joined,
                      joined);
    append_count(csv, (Row){ "messages_lost", NULL, NULL, "count", "1" }, report_metrics_lost(metrics));
    append_repeated(csv, (Row){ "messages_repeated", NULL, "SIP", NULL, "1" },
                    report_traffic_sum(report_metrics_traffic(metrics)->repeated, report_message_class_is_sip), sip);
    for (unsigned box = 0; box < REPORT_BOXES; box++) {
        char name[REPORT_NAME_SIZE];
        for (int i = 0; i < REPORT_MESSAGE_CLASSES; i++) {
            uint64_t count = report_metrics_received(metrics, (CpmBox)box, (ReportMessageClass)i);
            if (count > 0)
                append_count(csv, (Row){ "messages_received", report_box_name(setup, (CpmBox)box, name),
                                         report_message_class_name((ReportMessageClass)i), "count", "1" }, count);
        }
        append_trouble(csv, report_metrics_traffic(metrics), (CpmBox)box, report_box_name(setup, (CpmBox)box, name));
        if (report_metrics_unexpected(metrics, (CpmBox)box) > 0)
            append_count(csv, (Row){ "inputs_unexpected", report_box_name(setup, (CpmBox)box, name), NULL, "count", "1" },
                         report_metrics_unexpected(metrics, (CpmBox)box));
    }
}

static void append_price_each(GString *csv, Row row, double price, uint64_t among)
{
    if (among > 0)
        append_number(csv, row, price / (double)among, among);
}

static void append_text_cost(GString *csv, Row row, ReportCostCount count, const char *currency)
{
    if (count.messages == 0)
        return;
    row.stat = "messages";
    row.unit = "1";
    append_count(csv, row, count.messages);
    row.stat = "segments";
    append_count(csv, row, count.segments);
    row.stat = "price";
    row.unit = currency;
    append_number(csv, row, count.price, count.segments);
}

static void append_cost(GString *csv, const ReportMetrics *metrics, const CpmSetup *setup)
{
    const ReportCost *cost = report_metrics_cost(metrics);
    ReportCostCount total = report_cost_total(cost);
    uint64_t sessions = report_metrics_sessions(metrics).started, joined = report_metrics_joined_non_cpm(metrics);
    if (total.messages == 0)
        return;
    for (unsigned system = 0; system < CPM_BOX_INSTANCES; system++) {
        char name[REPORT_NAME_SIZE];
        report_box_name(setup, CPM_BOX(CPM_SYSTEM, system), name);
        for (int text = 0; text < CPM_TEXTS; text++)
            append_text_cost(csv, (Row){ "cost", name, report_cost_text_name((CpmText)text), NULL, NULL },
                             report_cost_count(cost, system, (CpmText)text), setup->currency);
        append_text_cost(csv, (Row){ "cost", name, "all", NULL, NULL }, report_cost_of_system(cost, system), setup->currency);
    }
    append_text_cost(csv, (Row){ "cost", NULL, "all", NULL, NULL }, total, setup->currency);
    append_price_each(csv, (Row){ "cost", NULL, "all", "per session", setup->currency }, total.price, sessions);
    append_price_each(csv, (Row){ "cost", NULL, "all", "per joined user", setup->currency }, total.price, joined);
    append_count(csv, (Row){ "replies_misattributed", NULL, NULL, "count", "1" }, report_metrics_misattributed(metrics));
}

static void append_throughput(GString *csv, const ReportMetrics *metrics, const CpmSetup *setup)
{
    SimTime width;
    size_t bins = report_metrics_bins(metrics, &width);
    append_time(csv, (Row){ "throughput", NULL, NULL, "bin width", "s" }, width, bins);
    for (unsigned box = 0; box < REPORT_BOXES; box++) {
        char name[REPORT_NAME_SIZE];
        uint64_t peak = report_metrics_peak(metrics, (CpmBox)box);
        if (peak > 0)
            append_number(csv, (Row){ "throughput", report_box_name(setup, (CpmBox)box, name), NULL, "peak", "1/s" },
                          (double)peak / sim_time_to_seconds(width), peak);
    }
}

static void append_station(GString *csv, const CpmStationStats *station, SimTime length, const CpmSetup *setup)
{
    char text[REPORT_NAME_SIZE];
    const char *name = report_box_name(setup, station->box, text);
    uint64_t n = station->messages;
    append_count(csv, (Row){ "station", name, NULL, "servers", "1" }, station->servers);
    append_count(csv, (Row){ "station", name, NULL, "messages", "1" }, n);
    if (length > 0)
        append_number(csv, (Row){ "station", name, NULL, "utilisation", "1" },
                      (double)station->busy / (double)length / station->servers, n);
    if (n == 0)
        return;
    append_number(csv, (Row){ "station", name, NULL, "mean wait", "s" }, station->waited / (double)n / 1e9, n);
    append_time(csv, (Row){ "station", name, NULL, "max wait", "s" }, station->max_wait, n);
    if (length > 0)
        append_number(csv, (Row){ "station", name, NULL, "mean present", "1" }, report_station_present(station, length), n);
    if (length > 0 && station->present > 0)
        append_number(csv, (Row){ "station", name, NULL, "Little residual", "1" }, report_station_residual(station, length), n);
    if (station->lost > 0)
        append_count(csv, (Row){ "station", name, NULL, "lost", "1" }, station->lost);
}

static void append_samples(GString *csv, const ReportSamples *samples, const CpmSetup *setup)
{
    for (unsigned i = 0; samples != NULL && i < REPORT_BOXES * REPORT_QUANTITIES; i++) {
        CpmBox box = (CpmBox)(i / REPORT_QUANTITIES);
        ReportQuantity quantity = (ReportQuantity)(i % REPORT_QUANTITIES);
        char name[REPORT_NAME_SIZE];
        uint64_t n;
        if (!report_samples_has(samples, box, quantity))
            continue;
        double mean = report_samples_mean(samples, box, quantity, &n);
        if (n == 0)
            continue;
        report_box_name(setup, box, name);
        append_number(csv, (Row){ report_quantity_name(quantity), name, NULL, "mean", "1" }, mean, n);
        append_number(csv, (Row){ report_quantity_name(quantity), name, NULL, "peak", "1" },
                      report_samples_peak(samples, box, quantity), n);
    }
}

static void append_sessions(GString *csv, const ReportMetrics *metrics)
{
    ReportSessions sessions = report_metrics_sessions(metrics);
    const ReportSipPerformance *performance = report_metrics_performance(metrics);
    ReportLoad load = report_sip_performance_load(performance);
    append_count(csv, (Row){ "sessions", NULL, NULL, "started", "1" }, sessions.started);
    append_count(csv, (Row){ "sessions", NULL, NULL, "established", "1" }, sessions.established);
    append_count(csv, (Row){ "sessions", NULL, NULL, "failed", "1" }, sessions.failed);
    append_count(csv, (Row){ "sessions", NULL, NULL, "timed out", "1" }, sessions.timed_out);
    append_count(csv, (Row){ "sessions", NULL, NULL, "given up", "1" }, load.given_up);
    append_count(csv, (Row){ "sessions", NULL, NULL, "tried again", "1" }, load.retries);
    append_count(csv, (Row){ "sessions", NULL, NULL, "unfinished", "1" }, sessions.unfinished);
}

static void append_run(GString *csv, const ReportMetrics *metrics)
{
    append_time(csv, (Row){ "run", NULL, NULL, "length", "s" }, report_metrics_end(metrics), 1);
    if (report_metrics_warm_up(metrics) == 0)
        return;
    append_time(csv, (Row){ "run", NULL, NULL, "warm-up", "s" }, report_metrics_warm_up(metrics), 1);
    append_count(csv, (Row){ "sessions", NULL, NULL, "before warm-up", "1" },
                 report_sip_performance_before(report_metrics_performance(metrics), REPORT_CALLER_INVITER));
}

void report_metrics_csv(const ReportMetrics *metrics, const CpmSetup *setup, const CpmStationStats *stations, size_t n_stations,
                        GString *csv)
{
    append_row(csv, (Row){ "metric", "box", "class", "stat", "unit" }, "value", "n");
    append_run(csv, metrics);
    if (!report_metrics_has_numbers(metrics))
        return;
    append_sessions(csv, metrics);
    append_load(csv, report_sip_performance_load(report_metrics_performance(metrics)));
    append_members(csv, "all", report_metrics_all_members(metrics));
    for (int i = 0; i < REPORT_LEG_CLASSES; i++) {
        ReportMembers members = report_metrics_members(metrics, (ReportLegClass)i);
        if (members.invited > 0)
            append_members(csv, report_leg_class_name((ReportLegClass)i), members);
    }
    append_open(csv, metrics);
    append_outcomes(csv, metrics);
    append_latencies(csv, metrics);
    append_performance(csv, report_metrics_performance(metrics));
    append_messages(csv, metrics, setup);
    append_cost(csv, metrics, setup);
    append_throughput(csv, metrics, setup);
    for (size_t i = 0; i < n_stations; i++)
        append_station(csv, &stations[i], report_metrics_measured(metrics), setup);
    append_samples(csv, report_metrics_samples(metrics), setup);
}
