/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/histograms_csv.h"

#include <string.h>

#include "report/metric_name.h"
#include "report/number_text.h"

#define PIECE (64u << 10)       /* what is written at once: a call of the system for each, and memory that stays in the cache */
#define NUMBERS_SIZE (3 * 20 + 5)

typedef struct Table {
    ReportTake take;
    void *taker;
    size_t used;                /* of @text */
    char text[PIECE];
} Table;

static void hand_over(Table *table)
{
    table->take(table->taker, table->text, table->used);
    table->used = 0;
}

static void add(Table *table, const char *text, size_t length)
{
    g_assert(length <= PIECE);
    if (table->used + length > PIECE)
        hand_over(table);
    memcpy(table->text + table->used, text, length);
    table->used += length;
}

/* There are tens of thousands of lines: made by printf(), they took a twentieth of a run with 100,000 members. */
static void add_line(Table *table, const char *start, size_t length, SimHistogramBucket bucket)
{
    char numbers[NUMBERS_SIZE], *end = numbers + sizeof numbers, *at = end;
    *--at = '\n';
    *--at = '\r';
    at = report_digits_before(at, bucket.count);
    *--at = ',';
    at = report_digits_before(at, (uint64_t)bucket.upper);
    *--at = ',';
    at = report_digits_before(at, (uint64_t)bucket.lower);
    *--at = ',';
    add(table, start, length);
    add(table, at, (size_t)(end - at));
}

/* The smallest and the largest value are known exactly, and so is all of a bucket that has nothing else in it. */
static void add_histogram(Table *table, const char *metric, const char *message_class, const SimHistogram *histogram)
{
    g_autofree char *name = report_metric_name(metric, message_class, NULL, NULL);
    size_t length = strlen(name);
    uint64_t count = sim_histogram_count(histogram), before = 0;
    SimHistogramBucket bucket;
    for (size_t at = 0; sim_histogram_next(histogram, &at, &bucket);) {
        bool first = before == 0, last = before + bucket.count == count;
        if (first)
            bucket.lower = sim_histogram_min(histogram);
        if (last)
            bucket.upper = sim_histogram_max(histogram);
        if (bucket.count == 1 && first)
            bucket.upper = bucket.lower;
        else if (bucket.count == 1 && last)
            bucket.lower = bucket.upper;
        before += bucket.count;
        add_line(table, name, length, bucket);
    }
}

static void add_answers(Table *table, const ReportMetrics *metrics, const char *metric, ReportSince since)
{
    g_autoptr(SimHistogram) all = report_metrics_all_answers(metrics, since);
    add_histogram(table, metric, "all", all);
    for (int i = 0; i < REPORT_LEG_CLASSES * 2; i++) {
        ReportLegClass leg_class = (ReportLegClass)(i / 2);
        bool joined = i % 2 == 0;
        g_autofree char *class_name = g_strdup_printf("%s: %s", report_leg_class_name(leg_class), joined ? "joined" : "refused");
        add_histogram(table, metric, class_name, report_metrics_answer_time(metrics, since, leg_class, joined));
    }
}

static void add_performance(Table *table, const ReportSipPerformance *performance)
{
    for (int i = 0; i < REPORT_DELAYS * REPORT_CALLERS * 2; i++) {
        ReportDelay delay = (ReportDelay)(i / 2 / REPORT_CALLERS);
        ReportCaller caller = (ReportCaller)(i / 2 % REPORT_CALLERS);
        g_autofree char *class_name = report_sip_performance_class(caller, i % 2 == 0);
        add_histogram(table, report_delay_name(delay), class_name,
                      report_sip_performance_delay(performance, caller, delay, i % 2 == 0));
    }
}

void report_histograms_csv(const ReportMetrics *metrics, ReportTake take, void *taker)
{
    static const char heading[] = "name,lower_ns,upper_ns,count\r\n";
    g_autofree Table *table = g_new(Table, 1);
    table->take = take;
    table->taker = taker;
    table->used = 0;
    add(table, heading, sizeof heading - 1);
    add_histogram(table, "session_establishment", NULL, report_metrics_session_time(metrics, REPORT_ESTABLISHMENT));
    add_histogram(table, "time_to_first_acceptance", NULL, report_metrics_session_time(metrics, REPORT_FIRST_ACCEPTANCE));
    add_histogram(table, "time_to_last_answer", NULL, report_metrics_session_time(metrics, REPORT_LAST_ANSWER));
    add_answers(table, metrics, "answer_since_start", REPORT_SINCE_START);
    add_answers(table, metrics, "answer_since_invitation", REPORT_SINCE_INVITATION);
    for (unsigned row = 0; row < REPORT_DECISION_ROWS; row++)
        for (int joined = 1; joined >= 0; joined--) {
            const SimHistogram *histogram = report_metrics_outcome_time(metrics, row, joined != 0);
            g_autofree char *class_name = g_strdup_printf("D%02u: %s", row, joined != 0 ? "joined" : "not joined");
            if (histogram != NULL)
                add_histogram(table, row == 0 ? "too_late_since_start" : "settled_since_start", row == 0 ? NULL : class_name, histogram);
        }
    add_performance(table, report_metrics_performance(metrics));
    hand_over(table);
}
