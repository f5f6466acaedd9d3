/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/histograms_csv.h"

#include <string.h>

#include "report/metric_name.h"

/* Writes @number before @end, and returns where it begins. */
static char *number_before(char *end, uint64_t number)
{
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return end;
}

/* There are tens of thousands of lines: made by printf(), they took a twentieth of a run with 100,000 members. */
static void append_numbers(GString *csv, int64_t lower, int64_t upper, uint64_t count)
{
    char line[3 * 20 + 4], *end = line + sizeof line, *at = end;
    *--at = '\n';
    *--at = '\r';
    at = number_before(at, count);
    *--at = ',';
    at = number_before(at, (uint64_t)upper);
    *--at = ',';
    at = number_before(at, (uint64_t)lower);
    g_string_append_len(csv, at, end - at);
}

/* The smallest and the largest value are known exactly, and so is all of a bucket that has nothing else in it. */
static void append_histogram(GString *csv, const char *metric, const char *message_class, const SimHistogram *histogram)
{
    g_autofree char *name = report_metric_name(metric, message_class, NULL, NULL);
    g_autofree char *start = g_strconcat(name, ",", NULL);
    gssize length = (gssize)strlen(start);
    uint64_t count = sim_histogram_count(histogram), before = 0;
    SimHistogramBucket bucket;
    for (size_t at = 0; sim_histogram_next(histogram, &at, &bucket);) {
        bool first = before == 0, last = before + bucket.count == count;
        int64_t lower = first ? sim_histogram_min(histogram) : bucket.lower;
        int64_t upper = last ? sim_histogram_max(histogram) : bucket.upper;
        if (bucket.count == 1 && first)
            upper = lower;
        else if (bucket.count == 1 && last)
            lower = upper;
        before += bucket.count;
        g_string_append_len(csv, start, length);
        append_numbers(csv, lower, upper, bucket.count);
    }
}

static void append_answers(GString *csv, const ReportMetrics *metrics, const char *metric, ReportSince since)
{
    g_autoptr(SimHistogram) all = report_metrics_all_answers(metrics, since);
    append_histogram(csv, metric, "all", all);
    for (int i = 0; i < REPORT_LEG_CLASSES * 2; i++) {
        ReportLegClass leg_class = (ReportLegClass)(i / 2);
        bool joined = i % 2 == 0;
        g_autofree char *class_name = g_strdup_printf("%s: %s", report_leg_class_name(leg_class), joined ? "joined" : "refused");
        append_histogram(csv, metric, class_name, report_metrics_answer_time(metrics, since, leg_class, joined));
    }
}

static void append_performance(GString *csv, const ReportSipPerformance *performance)
{
    for (int i = 0; i < REPORT_DELAYS * REPORT_CALLERS * 2; i++) {
        ReportDelay delay = (ReportDelay)(i / 2 / REPORT_CALLERS);
        ReportCaller caller = (ReportCaller)(i / 2 % REPORT_CALLERS);
        g_autofree char *class_name = report_sip_performance_class(caller, i % 2 == 0);
        append_histogram(csv, report_delay_name(delay), class_name,
                         report_sip_performance_delay(performance, caller, delay, i % 2 == 0));
    }
}

void report_histograms_csv(const ReportMetrics *metrics, GString *csv)
{
    g_string_append(csv, "name,lower_ns,upper_ns,count\r\n");
    append_histogram(csv, "session_establishment", NULL, report_metrics_session_time(metrics, REPORT_ESTABLISHMENT));
    append_histogram(csv, "time_to_first_acceptance", NULL, report_metrics_session_time(metrics, REPORT_FIRST_ACCEPTANCE));
    append_histogram(csv, "time_to_last_answer", NULL, report_metrics_session_time(metrics, REPORT_LAST_ANSWER));
    append_answers(csv, metrics, "answer_since_start", REPORT_SINCE_START);
    append_answers(csv, metrics, "answer_since_invitation", REPORT_SINCE_INVITATION);
    for (unsigned row = 0; row < REPORT_DECISION_ROWS; row++)
        for (int joined = 1; joined >= 0; joined--) {
            const SimHistogram *histogram = report_metrics_outcome_time(metrics, row, joined != 0);
            g_autofree char *class_name = g_strdup_printf("D%02u: %s", row, joined != 0 ? "joined" : "not joined");
            if (histogram != NULL)
                append_histogram(csv, row == 0 ? "too_late_since_start" : "settled_since_start", row == 0 ? NULL : class_name, histogram);
        }
    append_performance(csv, report_metrics_performance(metrics));
}
