/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/summary.h"

#include <string.h>

#include "report/box_name.h"
#include "report/decision_row.h"
#include "report/number_text.h"
#include "report/station.h"
#include "sim/distribution.h"

#define WIDTH 100
#define DEFAULT_VALUE_AT 33      /* columns of the list of defaults */
#define DEFAULT_VALUE_WIDTH 12
#define DEFAULT_SOURCE_AT (DEFAULT_VALUE_AT + DEFAULT_VALUE_WIDTH + 1)

/* Appends the words of @words, the first line after what stands there (@column wide), the others indented by @indent. */
static void append_wrapped(GString *text, const char *words, size_t column, size_t indent)
{
    g_auto(GStrv) parts = g_strsplit(words, " ", -1);
    bool first = true;
    for (char **part = parts; *part != NULL; part++) {
        size_t length = (size_t)g_utf8_strlen(*part, -1);
        if (!first && column + 1 + length > WIDTH) {
            g_string_append_printf(text, "\n%*s", (int)indent, "");
            column = indent;
            first = true;
        }
        g_string_append_printf(text, "%s%s", first ? "" : " ", *part);
        column += length + (first ? 0 : 1);
        first = false;
    }
    g_string_append_c(text, '\n');
}

static void append_list(GString *text, const char *const *lines)
{
    for (size_t i = 0; lines != NULL && lines[i] != NULL; i++) {
        g_string_append(text, "  ");
        append_wrapped(text, lines[i], 2, 4);
    }
}

static void append_title(GString *text, const ReportSummary *summary)
{
    char length[REPORT_NUMBER_TEXT_SIZE];
    g_autofree char *heading = g_strdup_printf("%s%s%s", summary->name, summary->title != NULL ? ": " : "",
                                               summary->title != NULL ? summary->title : "");
    append_wrapped(text, heading, 0, 2);
    g_string_append_printf(text, "seed %" G_GUINT64_FORMAT ", replication %" G_GUINT64_FORMAT ", %s of virtual time",
                           summary->setup->seed, summary->setup->replication,
                           report_duration_text(report_metrics_end(summary->metrics), length));
    g_string_append_printf(text, "%s%s\n", summary->ending != NULL ? "; " : "", summary->ending != NULL ? summary->ending : "");
}

/* What the numbers below leave out; the verdict and the flow leave out nothing. */
static void append_warm_up(GString *text, const ReportMetrics *metrics)
{
    char from[REPORT_NUMBER_TEXT_SIZE], before[REPORT_NUMBER_TEXT_SIZE], all[REPORT_NUMBER_TEXT_SIZE];
    uint64_t n = report_sip_performance_before(report_metrics_performance(metrics), REPORT_CALLER_INVITER);
    if (report_metrics_warm_up(metrics) == 0)
        return;
    report_duration_text(report_metrics_warm_up(metrics), from);
    if (!report_metrics_has_numbers(metrics)) {
        g_string_append_printf(text, "No numbers: the run ended before its warm-up, %s, was over\n", from);
        return;
    }
    g_string_append_printf(text, "Numbers from %s on: %s of %s sessions began before\n", from, report_count_text(n, before),
                           report_count_text(n + report_metrics_sessions(metrics).started, all));
}

static void append_verdict(GString *text, const ReportSummary *summary)
{
    g_autofree char *verdict = g_ascii_strup(summary->verdict != NULL ? summary->verdict : "none", -1);
    g_string_append_printf(text, "\nVerdict: %s\n", verdict);
    append_list(text, summary->verdict_lines);
    for (size_t i = 0; summary->waived != NULL && summary->waived[i] != NULL; i++) {
        g_string_append(text, "  waived: ");
        append_wrapped(text, summary->waived[i], 10, 10);
    }
}

/* ---- who joined, who did not, and why */

/* What became of the callers, where it is not one session that simply goes well. */
static void append_callers(GString *text, ReportSessions sessions, ReportLoad load)
{
    char number[REPORT_NUMBER_TEXT_SIZE], goodput[G_ASCII_DTOSTR_BUF_SIZE], offered[G_ASCII_DTOSTR_BUF_SIZE];
    double seconds = sim_time_to_seconds(load.window);
    if (sessions.timed_out > 0)
        g_string_append_printf(text, ", %s timed out", report_count_text(sessions.timed_out, number));
    if (sessions.unfinished > 0)
        g_string_append_printf(text, ", %s unfinished at the end", report_count_text(sessions.unfinished, number));
    if (load.given_up > 0)
        g_string_append_printf(text, "; of them %s gave up", report_count_text(load.given_up, number));
    if (load.retries > 0)
        g_string_append_printf(text, "%s %s tried again", load.given_up > 0 ? "," : "; of them", report_count_text(load.retries, number));
    g_string_append_c(text, '\n');
    if (load.window <= 0)
        return;
    g_ascii_formatd(offered, sizeof offered, "%.4g", (double)load.offered_in_window / seconds);
    g_ascii_formatd(goodput, sizeof goodput, "%.4g", (double)load.goodput_in_window / seconds);
    g_string_append_printf(text, "Load:     %s sessions/s offered, %s/s of them got their 2xx in time, over %s\n", offered, goodput,
                           report_duration_text(load.window, number));
}

static void append_totals(GString *text, const ReportMetrics *metrics)
{
    char a[REPORT_NUMBER_TEXT_SIZE], b[REPORT_NUMBER_TEXT_SIZE], c[REPORT_NUMBER_TEXT_SIZE], d[REPORT_NUMBER_TEXT_SIZE];
    ReportSessions sessions = report_metrics_sessions(metrics);
    ReportMembers members = report_metrics_all_members(metrics);
    g_string_append_printf(text, "\nSessions: %s started, %s established, %s failed", report_count_text(sessions.started, a),
                           report_count_text(sessions.established, b), report_count_text(sessions.failed, c));
    append_callers(text, sessions, report_sip_performance_load(report_metrics_performance(metrics)));
    g_string_append_printf(text, "Members:  %s invited, %s joined (%s), %s did not", report_count_text(members.invited, a),
                           report_count_text(members.joined, b), report_share_text(members.joined, members.invited, c),
                           report_count_text(members.refused, d));
    uint64_t open = members.invited - members.joined - members.refused - members.timed_out;
    if (members.timed_out > 0)
        g_string_append_printf(text, ", %s were given up without an answer", report_count_text(members.timed_out, a));
    if (open > 0)
        g_string_append_printf(text, ", %s had not answered at the end", report_count_text(open, a));
    if (members.left > 0)
        g_string_append_printf(text, "; %s left before the end", report_count_text(members.left, a));
    uint64_t late = report_metrics_joined_late(metrics);
    if (late > 0)
        g_string_append_printf(text, "; %s joined later", report_count_text(late, a));
    g_string_append_c(text, '\n');
}

static void append_outcome_row(GString *text, const ReportMetrics *metrics, ReportLegClass leg_class, unsigned row,
                               unsigned status)
{
    uint64_t count = report_metrics_outcomes(metrics, leg_class, row, status);
    char code[8], number[REPORT_NUMBER_TEXT_SIZE], share[REPORT_NUMBER_TEXT_SIZE];
    g_snprintf(code, sizeof code, status > 0 ? "%u" : "-", status);
    g_string_append_printf(text, "  D%02u  %-46s  %5s  %14s  %8s\n", row, report_decision_text(leg_class, row, status), code,
                           report_count_text(count, number),
                           report_share_text(count, report_metrics_all_members(metrics).invited, share));
}

/* First those whose final response was a 2xx, then the others; @joined says which. */
static void append_outcomes(GString *text, const ReportMetrics *metrics, bool joined)
{
    g_string_append_printf(text, "\n%-54s  %5s  %14s  %8s\n", joined ? "Who joined" : "Who did not, and why", "SIP", "members",
                           "share");
    size_t before = text->len;
    for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++)
        for (ReportLegClass i = 0; i < REPORT_LEG_CLASSES; i++)
            for (unsigned status = 0; report_metrics_next_outcome(metrics, i, row, &status) > 0; status++)
                if ((status >= 200 && status < 300) == joined)
                    append_outcome_row(text, metrics, i, row, status);
    if (text->len == before)
        g_string_append(text, "  nobody\n");
}

/* A handful of members is named one by one. */
static void append_members(GString *text, const ReportSummary *summary)
{
    const ReportOutcome *outcomes;
    size_t n = report_metrics_first_outcomes(summary->metrics, &outcomes);
    if (n == 0 || n >= REPORT_FIRST_OUTCOMES)
        return;
    bool one_session = report_metrics_sessions(summary->metrics).started <= 1;
    g_string_append_printf(text, "\n%-29s %12s  %5s  %s\n", "Member by member", "settled at", "SIP", "why");
    for (size_t i = 0; i < n; i++) {
        const ReportOutcome *outcome = &outcomes[i];
        char name[REPORT_NAME_SIZE], at[REPORT_NUMBER_TEXT_SIZE], code[8], label[REPORT_NAME_SIZE + 24];
        report_member_name(summary->setup, outcome->member, name);
        if (one_session)
            g_strlcpy(label, name, sizeof label);
        else
            g_snprintf(label, sizeof label, "%s, session %u", name, outcome->session);
        g_snprintf(code, sizeof code, outcome->status > 0 ? "%u" : "-", outcome->status);
        g_string_append_printf(text, "  %-27s %12s  %5s  D%02u %s\n", label, report_duration_text(outcome->time, at), code,
                               outcome->row,
                               report_decision_text((ReportLegClass)outcome->leg_class, outcome->row, outcome->status));
    }
}

/* ---- latencies */

static void append_latency(GString *text, const char *name, const SimHistogram *histogram)
{
    static const double quantiles[] = { 0.5, 0.9, 0.99, 0.999 };
    char number[REPORT_NUMBER_TEXT_SIZE];
    int64_t values[G_N_ELEMENTS(quantiles)];
    uint64_t count = sim_histogram_count(histogram);
    if (count == 0)
        return;
    g_string_append_printf(text, "  %-27s %10s", name, report_count_text(count, number));
    g_string_append_printf(text, " %9s", report_duration_text((SimTime)(sim_histogram_mean(histogram) + 0.5), number));
    sim_histogram_quantiles(histogram, quantiles, G_N_ELEMENTS(quantiles), values);
    for (size_t i = 0; i < G_N_ELEMENTS(quantiles); i++)
        g_string_append_printf(text, " %9s", report_duration_text(values[i], number));
    g_string_append_printf(text, " %9s\n", report_duration_text(sim_histogram_max(histogram), number));
}

static void append_latencies(GString *text, const ReportMetrics *metrics)
{
    static const char *const session_names[REPORT_SESSION_TIMES] = {
        "the inviter's own 200", "first member to join", "last member's answer",
    };
    g_string_append_printf(text, "\n%-29s %10s %9s %9s %9s %9s %9s %9s\n", "Latencies", "count", "mean", "p50", "p90", "p99",
                           "p99.9", "max");
    g_string_append(text, " from the session's start to\n");
    for (int which = 0; which < REPORT_SESSION_TIMES; which++)
        append_latency(text, session_names[which], report_metrics_session_time(metrics, (ReportSessionTime)which));
    g_autoptr(SimHistogram) since_start = report_metrics_all_answers(metrics, REPORT_SINCE_START);
    append_latency(text, "each member's answer", since_start);
    g_string_append(text, " from a member's own invitation to the answer (refused: 4xx-6xx, also for want of a reply in time)\n");
    g_autoptr(SimHistogram) since_invitation = report_metrics_all_answers(metrics, REPORT_SINCE_INVITATION);
    append_latency(text, "all members", since_invitation);
    for (int i = 0; i < REPORT_LEG_CLASSES * 2; i++) {
        ReportLegClass leg_class = (ReportLegClass)(i / 2);
        bool joined = i % 2 == 0;
        g_autofree char *name =
            leg_class == REPORT_LEG_ACCEPT || leg_class == REPORT_LEG_REJECT
                ? g_strdup(report_leg_class_name(leg_class))
                : g_strdup_printf("%s: %s", report_leg_class_name(leg_class), joined ? "joined" : "refused");
        append_latency(text, name, report_metrics_answer_time(metrics, REPORT_SINCE_INVITATION, leg_class, joined));
    }
}

/* ---- RFC 6076 */

static const char *const caller_names[REPORT_CALLERS] = { "CPM Client A", "legs of the Conversation Server" };

static void append_ratios(GString *text, const ReportSipPerformance *performance, ReportCaller caller)
{
    ReportAttempts attempts = report_sip_performance_attempts(performance, caller);
    uint64_t finished = attempts.accepted + attempts.redirected + attempts.failed, asked = finished - attempts.redirected;
    char sent[REPORT_NUMBER_TEXT_SIZE], open[REPORT_NUMBER_TEXT_SIZE], late[REPORT_NUMBER_TEXT_SIZE];
    char ser[REPORT_NUMBER_TEXT_SIZE], seer[REPORT_NUMBER_TEXT_SIZE], isa[REPORT_NUMBER_TEXT_SIZE];
    g_string_append_printf(text, "  %-31s %14s %11s %10s %8s %8s %8s\n", caller_names[caller], report_count_text(attempts.sent, sent),
                           report_count_text(attempts.sent - finished, open), report_count_text(attempts.timed_out, late),
                           report_share_text(attempts.accepted, asked, ser), report_share_text(attempts.effective, asked, seer),
                           report_share_text(attempts.ineffective, finished, isa));
}

/* Of one lossless session the latencies above say it all. */
static void append_performance(GString *text, const ReportSummary *summary)
{
    static const char *const names[REPORT_DELAYS][2] = {
        { "SRD, INVITE refused", "SRD, INVITE accepted" }, { "SDD, BYE failed", "SDD, BYE answered" },
        { "SDT, BYE without answer", "SDT, session's length" },
    };
    const ReportSipPerformance *performance = report_metrics_performance(summary->metrics);
    if (!summary->setup->wire.transactions && report_sip_performance_attempts(performance, REPORT_CALLER_INVITER).sent <= 1)
        return;
    for (int i = 0; i < REPORT_CALLERS; i++) {
        if (!report_sip_performance_has(performance, (ReportCaller)i))
            continue;
        g_string_append_printf(text, " RFC 6076, %s\n", caller_names[i]);
        for (int j = 0; j < REPORT_DELAYS * 2; j++)
            append_latency(text, names[j / 2][j % 2 == 0],
                           report_sip_performance_delay(performance, (ReportCaller)i, (ReportDelay)(j / 2), j % 2 == 0));
    }
    g_string_append_printf(text, "\n%-33s %14s %11s %10s %8s %8s %8s\n", "RFC 6076", "INVITEs", "unfinished", "timed out", "SER", "SEER",
                           "ISA");
    for (int i = 0; i < REPORT_CALLERS; i++)
        if (report_sip_performance_has(performance, (ReportCaller)i))
            append_ratios(text, performance, (ReportCaller)i);
}

/* ---- messages and boxes */

static uint64_t received_by(const ReportMetrics *metrics, CpmBox box)
{
    uint64_t messages = 0;
    for (int i = 0; i < REPORT_MESSAGE_CLASSES; i++)
        messages += report_metrics_received(metrics, box, (ReportMessageClass)i);
    return messages;
}

static uint64_t count_unexpected(const ReportMetrics *metrics)
{
    uint64_t unexpected = 0;
    for (unsigned box = 0; box < REPORT_BOXES; box++)
        unexpected += report_metrics_unexpected(metrics, (CpmBox)box);
    return unexpected;
}

static void append_messages(GString *text, const ReportMetrics *metrics)
{
    char number[REPORT_NUMBER_TEXT_SIZE], digits[MAX(G_ASCII_DTOSTR_BUF_SIZE, REPORT_NUMBER_TEXT_SIZE)];
    uint64_t sip = report_metrics_sip_messages(metrics);
    uint64_t joined = report_metrics_all_members(metrics).joined;
    g_string_append_printf(text, "\nMessages: %s SIP", report_count_text(sip, number));
    if (joined > 0)
        g_string_append_printf(text, " (%s per joined member)",
                               g_ascii_formatd(digits, sizeof digits, "%.1f", (double)sip / (double)joined));
    uint64_t media = report_metrics_media_messages(metrics);
    if (media > 0)
        g_string_append_printf(text, ", %s MSRP", report_count_text(media, number));
    g_string_append_printf(text, ", %s between IWFs and Non-CPM Systems\n",
                           report_count_text(report_metrics_messages(metrics) - sip - media, number));
    uint64_t unexpected = count_unexpected(metrics);
    uint64_t again = report_traffic_sum(report_metrics_traffic(metrics)->repeated, report_message_class_is_sip);
    if (again > 0)
        g_string_append_printf(text, "          %s SIP messages came again, %s of all\n", report_count_text(again, number),
                               report_share_text(again, sip, digits));
    if (report_metrics_lost(metrics) > 0)
        g_string_append_printf(text, "          %s lost\n", report_count_text(report_metrics_lost(metrics), number));
    if (unexpected > 0)
        g_string_append_printf(text, "          %s UNEXPECTED: reached a box in a state that has no arrow for them\n",
                               report_count_text(unexpected, number));
}

/* Busiest first; equals stay in the order of the figure. */
static gint compare_busy(gconstpointer a, gconstpointer b, gpointer unused)
{
    (void)unused;
    const CpmStationStats *first = *(const CpmStationStats *const *)a, *second = *(const CpmStationStats *const *)b;
    double busy_first = (double)first->busy / first->servers, busy_second = (double)second->busy / second->servers;
    if (busy_first > busy_second)
        return -1;
    if (busy_first < busy_second)
        return 1;
    return (gint)first->box - (gint)second->box;
}

static double peak_rate(const ReportMetrics *metrics, CpmBox box)
{
    SimTime width;
    report_metrics_bins(metrics, &width);
    return (double)report_metrics_peak(metrics, box) / sim_time_to_seconds(width);
}

/* Somebody has looked at the boxes. */
static bool has_samples(const ReportSummary *summary)
{
    const ReportSamples *samples = report_metrics_samples(summary->metrics);
    for (unsigned box = 0; samples != NULL && box < REPORT_BOXES; box++)
        if (report_samples_has(samples, (CpmBox)box, REPORT_QUEUE))
            return true;
    return false;
}

/* Whether every message of the fullest bin took the same time of a server, in that bin: so that counting says how long the servers worked.
 * Not where they have other work too, or where messages wait so long that more than 2 % of the bin is worked in another. */
static bool counting_tells(const CpmStationStats *station, const ReportSummary *summary)
{
    CpmBoxKind kind = CPM_BOX_KIND(station->box);
    const CpmStationSetup *setup = &summary->setup->station[kind];
    SimTime width;
    report_metrics_bins(summary->metrics, &width);
    if (kind == CPM_SYSTEM || setup->service == NULL || !sim_distribution_is_constant(setup->service))
        return false;
    for (int i = 0; i < CPM_WORKS; i++)
        if (setup->service_of[i] != NULL)
            return false;
    return station->messages == received_by(summary->metrics, station->box) && station->lost == 0 && station->max_wait <= width / 50;
}

/* The share of the time that its servers worked when they did most: seen, or counted where that is the same.  "-": neither. */
static const char *busy_at_peak(const CpmStationStats *station, const ReportSummary *summary, char text[G_ASCII_DTOSTR_BUF_SIZE])
{
    const ReportSamples *samples = report_metrics_samples(summary->metrics);
    double percent;
    uint64_t n = 0;
    if (samples != NULL && report_samples_has(samples, station->box, REPORT_BUSY))
        report_samples_mean(samples, station->box, REPORT_BUSY, &n);
    if (n > 0)
        percent = 100.0 * report_samples_peak(samples, station->box, REPORT_BUSY);
    else if (counting_tells(station, summary))
        percent = MIN(report_station_service(station) / station->servers * peak_rate(summary->metrics, station->box) / 1e7, 100.0);
    else
        return "-";
    g_ascii_formatd(text, G_ASCII_DTOSTR_BUF_SIZE - 2, "%.1f", percent);
    g_strlcat(text, " %", G_ASCII_DTOSTR_BUF_SIZE);
    return text;
}

static void append_station(GString *text, const CpmStationStats *station, const ReportSummary *summary)
{
    char name[REPORT_NAME_SIZE], messages[REPORT_NUMBER_TEXT_SIZE], peak[G_ASCII_DTOSTR_BUF_SIZE];
    char busy[G_ASCII_DTOSTR_BUF_SIZE], most[G_ASCII_DTOSTR_BUF_SIZE];
    char mean[REPORT_NUMBER_TEXT_SIZE], longest[REPORT_NUMBER_TEXT_SIZE];
    SimTime length = report_metrics_measured(summary->metrics);
    uint64_t n = MAX(station->messages, 1);
    double percent = 100.0 * (double)station->busy / station->servers;      /* if it were within 1 ns */
    g_ascii_formatd(peak, sizeof peak, "%.0f", peak_rate(summary->metrics, station->box));
    g_ascii_formatd(busy, sizeof busy, "%.1f", length > 0 ? percent / (double)length : 0.0);
    g_string_append_printf(text, "  %-31s %7u %11s %8s %6s %% %8s %9s %9s\n",
                           report_box_name(summary->setup, station->box, name), station->servers,
                           report_count_text(received_by(summary->metrics, station->box), messages), peak, busy,
                           busy_at_peak(station, summary, most),
                           report_duration_text((SimTime)(station->waited / (double)n), mean),
                           report_duration_text(station->max_wait, longest));
}

static void append_stations(GString *text, const ReportSummary *summary)
{
    g_autofree const CpmStationStats **stations = g_new(const CpmStationStats *, summary->n_stations + 1);
    for (size_t i = 0; i < summary->n_stations; i++)
        stations[i] = &summary->stations[i];
    g_qsort_with_data(stations, (gint)summary->n_stations, sizeof *stations, compare_busy, NULL);
    char width_text[REPORT_NUMBER_TEXT_SIZE];
    SimTime width;
    report_metrics_bins(summary->metrics, &width);
    g_string_append_printf(text, "\n%-33s %7s %11s %8s %8s %8s %9s %9s\n", "Boxes, busiest first", "servers", "received",
                           "peak/s", "busy", "at peak", "mean wait", "max wait");
    for (size_t i = 0; i < summary->n_stations; i++)
        append_station(text, stations[i], summary);
    g_string_append_printf(text, "  (peak/s: in the fullest %s; busy: share of the %s that the servers work;\n   at peak: ",
                           report_duration_text(width, width_text),
                           report_metrics_warm_up(summary->metrics) > 0 ? "time after the warm-up" : "whole run");
    if (has_samples(summary))
        g_string_append_printf(text, "of the busiest %s between two looks; -: nobody looked)\n",
                               report_duration_text(summary->setup->wire.sample, width_text));
    else
        g_string_append(text, "of the same, if messages are all they work on; -: measure.sample would tell)\n");
}

static void append_queue(GString *text, const CpmStationStats *station, const ReportSummary *summary)
{
    const ReportSamples *samples = report_metrics_samples(summary->metrics);
    const ReportTraffic *traffic = report_metrics_traffic(summary->metrics);
    SimTime length = report_metrics_measured(summary->metrics);
    char name[REPORT_NAME_SIZE], lost[REPORT_NUMBER_TEXT_SIZE], missed[REPORT_NUMBER_TEXT_SIZE], present[G_ASCII_DTOSTR_BUF_SIZE];
    char residual[G_ASCII_DTOSTR_BUF_SIZE] = "-", most[G_ASCII_DTOSTR_BUF_SIZE] = "-", open[G_ASCII_DTOSTR_BUF_SIZE] = "-";
    g_ascii_formatd(present, sizeof present, "%.4g", length > 0 ? report_station_present(station, length) : 0.0);
    if (length > 0 && station->present > 0)
        g_ascii_formatd(residual, sizeof residual, "%.2g", report_station_residual(station, length));
    if (samples != NULL && report_samples_has(samples, station->box, REPORT_QUEUE))
        g_ascii_formatd(most, sizeof most, "%.0f", report_samples_peak(samples, station->box, REPORT_QUEUE));
    if (samples != NULL && report_samples_has(samples, station->box, REPORT_OPEN))
        g_ascii_formatd(open, sizeof open, "%.0f", report_samples_peak(samples, station->box, REPORT_OPEN));
    g_string_append_printf(text, "  %-31s %8s %12s %10s %10s %9s %12s\n", report_box_name(summary->setup, station->box, name), present,
                           residual, report_count_text(station->lost, lost),
                           report_count_text(report_traffic_at(traffic->lost, station->box, NULL), missed), most, open);
}

/* Where messages wait in lines, or somebody looked. */
static void append_queues(GString *text, const ReportSummary *summary)
{
    bool any = has_samples(summary);
    for (size_t i = 0; i < summary->n_stations; i++)
        any |= summary->stations[i].present > 0;
    if (!any)
        return;
    g_string_append_printf(text, "\n%-33s %8s %12s %10s %10s %9s %12s\n", "Messages in the boxes", "mean (L)", "L - lambda W", "lost there",
                           "lost to it", "most seen", "transactions");
    for (size_t i = 0; i < summary->n_stations; i++)
        append_queue(text, &summary->stations[i], summary);
    g_string_append(text, "  (in service or waiting; most seen, and open transactions: the largest sample; lost there: no room,\n"
                          "   or the box failed; lost to it: what it never took in, also on the way and while it was down)\n");
}

/* ---- what Non-CPM Systems cost */

static void append_cost_row(GString *text, const char *what, ReportCostCount count)
{
    char messages[REPORT_NUMBER_TEXT_SIZE], segments[REPORT_NUMBER_TEXT_SIZE], price[REPORT_NUMBER_TEXT_SIZE];
    g_string_append_printf(text, "  %-44s %14s %14s %16s\n", what, report_count_text(count.messages, messages),
                           report_count_text(count.segments, segments), report_price_text(count.price, price));
}

static void append_system_cost(GString *text, const ReportSummary *summary, unsigned system)
{
    const ReportCost *cost = report_metrics_cost(summary->metrics);
    for (int i = 0; i < CPM_TEXTS; i++) {
        ReportCostCount count = report_cost_count(cost, system, (CpmText)i);
        char name[REPORT_NAME_SIZE];
        if (count.messages == 0)
            continue;
        report_system_name(summary->setup, system, name);
        g_autofree char *what = g_strdup_printf("%s: %s", name, report_cost_text_name((CpmText)i));
        append_cost_row(text, what, count);
    }
}

static void append_price_each(GString *text, const char *one, double price, uint64_t among)
{
    char number[REPORT_NUMBER_TEXT_SIZE];
    if (among == 0)
        return;
    g_autofree char *label = g_strdup_printf("per %s (%s)", one, report_count_text(among, number));
    g_string_append_printf(text, "  %-74s %16s\n", label, report_price_text(price / (double)among, number));
}

static void append_misattributed(GString *text, const ReportMetrics *metrics)
{
    static const ReportMessageClass replies[] = {
        REPORT_REPLY_ACCEPT, REPORT_REPLY_DECLINE, REPORT_REPLY_LEAVE, REPORT_REPLY_UNRECOGNISED,
    };
    char wrong[REPORT_NUMBER_TEXT_SIZE], all[REPORT_NUMBER_TEXT_SIZE];
    uint64_t received = 0;
    if (report_metrics_misattributed(metrics) == 0)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(replies); i++)
        for (unsigned box = 0; box < REPORT_BOXES; box++)
            received += report_metrics_received(metrics, (CpmBox)box, replies[i]);
    g_string_append_printf(text, "  %s of %s replies were taken for answers to an invitation of another session\n",
                           report_count_text(report_metrics_misattributed(metrics), wrong), report_count_text(received, all));
}

static void append_cost(GString *text, const ReportSummary *summary)
{
    const ReportMetrics *metrics = summary->metrics;
    ReportCostCount total = report_cost_total(report_metrics_cost(metrics));
    const char *currency = summary->setup->currency;
    if (total.messages == 0)
        return;
    g_autofree char *price = g_strdup_printf("price%s%s", currency != NULL ? ", " : "", currency != NULL ? currency : "");
    g_string_append_printf(text, "\n%-46s %14s %14s %16s\n", "What convert costs", "messages", "segments", price);
    for (unsigned system = 0; system < CPM_BOX_INSTANCES; system++)
        append_system_cost(text, summary, system);
    append_cost_row(text, "all", total);
    append_price_each(text, "session", total.price, report_metrics_sessions(metrics).started);
    append_price_each(text, "user of a Non-CPM System who joined", total.price, report_metrics_joined_non_cpm(metrics));
    append_misattributed(text, metrics);
}

/* ---- settings and files */

static void append_defaults(GString *text, const ReportSummary *summary)
{
    if (summary->n_defaults == 0)
        return;
    if (summary->folder != NULL) {
        g_string_append_printf(text, "\nDefaults used: %zu; summary.txt lists them with their sources\n", summary->n_defaults);
        return;
    }
    g_string_append(text, "\nDefaults used (the scenario does not say), and where they come from\n");
    for (size_t i = 0; i < summary->n_defaults; i++) {
        const ReportDefault *row = &summary->defaults[i];
        size_t start = text->len;
        g_string_append_printf(text, "  %-30s ", row->path);
        size_t column = (size_t)g_utf8_strlen(text->str + start, -1);
        if (g_utf8_strlen(row->value, -1) <= DEFAULT_VALUE_WIDTH && column == DEFAULT_VALUE_AT) {
            g_string_append_printf(text, "%-*s ", DEFAULT_VALUE_WIDTH, row->value);
        } else {
            append_wrapped(text, row->value, column, DEFAULT_VALUE_AT);
            g_string_append_printf(text, "%*s", DEFAULT_SOURCE_AT, "");
        }
        append_wrapped(text, row->source != NULL ? row->source : "", DEFAULT_SOURCE_AT, DEFAULT_SOURCE_AT);
    }
}

static const char *describe_file(const char *name)
{
    static const struct { const char *name, *text; } files[] = {
        { "summary.txt", "this summary" },
        { "flow.txt", "the messages of the first legs as a ladder, numbered as in Figure 31" },
        { "metrics.csv", "every number of this run" },
        { "verdicts.csv", "one row per requirement" },
        { "histograms.csv", "how all latencies are distributed, to be added up over runs" },
        { "series.csv", "invitations and messages over time" },
        { "latency.svg", "how long answers took" },
        { "outcomes.svg", "what became of the invitations, and when" },
        { "throughput.svg", "messages per second at each box" },
        { "queues.svg", "messages in the boxes and how busy these are, over time" },
        { "latency.gp", "the script and its data, to change a plot" },
        { "latency.dat", NULL },
        { "outcomes.gp", NULL },
        { "outcomes.dat", NULL },
        { "throughput.gp", NULL },
        { "throughput.dat", NULL },
        { "queues.gp", NULL },
        { "queues.dat", NULL },
        { "scenario.yaml", "the scenario with all defaults filled in" },
        { "manifest.json", "versions, seed, fingerprint, speed: to get this again" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        if (strcmp(name, files[i].name) == 0)
            return files[i].text;
    return "";
}

static void append_files(GString *text, const ReportSummary *summary)
{
    if (summary->files == NULL || summary->files[0] == NULL)
        return;
    g_string_append_printf(text, "\nFiles in %s\n", summary->folder != NULL ? summary->folder : "this folder");
    for (size_t i = 0; summary->files[i] != NULL; i++) {
        if (g_str_has_prefix(summary->files[i], "queues.") && !has_samples(summary))
            continue;
        const char *what = describe_file(summary->files[i]);
        if (what != NULL)
            g_string_append_printf(text, "  %-16s %s\n", summary->files[i], what);
    }
}

static void append_numbers(GString *text, const ReportSummary *summary)
{
    append_totals(text, summary->metrics);
    append_outcomes(text, summary->metrics, true);
    append_outcomes(text, summary->metrics, false);
    append_members(text, summary);
    append_latencies(text, summary->metrics);
    append_performance(text, summary);
    append_messages(text, summary->metrics);
    append_cost(text, summary);
    append_stations(text, summary);
    append_queues(text, summary);
}

char *report_summary_text(const ReportSummary *summary)
{
    GString *text = g_string_new(NULL);
    append_title(text, summary);
    append_warm_up(text, summary->metrics);
    append_verdict(text, summary);
    if (report_metrics_has_numbers(summary->metrics))
        append_numbers(text, summary);
    append_defaults(text, summary);
    append_files(text, summary);
    return g_string_free(text, FALSE);
}
