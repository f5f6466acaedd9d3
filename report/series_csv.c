/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/series_csv.h"

#include "report/box_name.h"
#include "report/metric_name.h"
#include "report/number_text.h"

static bool has_messages(const ReportMetrics *metrics, unsigned box, size_t bins)
{
    for (size_t bin = 0; bin < bins; bin++)
        if (report_metrics_binned(metrics, (CpmBox)box, bin) > 0)
            return true;
    return false;
}

static void append_time(GString *csv, SimTime time)
{
    char text[SIM_TIME_TEXT_SIZE];
    g_string_append(csv, sim_time_format_seconds(time, text));
}

static void append_rate(GString *csv, uint64_t messages, SimTime width)
{
    char text[REPORT_NUMBER_TEXT_SIZE];
    g_string_append_c(csv, ',');
    g_string_append(csv, report_decimal_text((double)messages / sim_time_to_seconds(width), text));
}

/* ---- samples: a column for each quantity of each box that was looked at */

static void append_sampled_names(GString *csv, const ReportSamples *samples, const CpmSetup *setup)
{
    for (unsigned i = 0; samples != NULL && i < REPORT_QUANTITIES * REPORT_BOXES; i++) {
        ReportQuantity quantity = (ReportQuantity)(i / REPORT_BOXES);
        CpmBox box = (CpmBox)(i % REPORT_BOXES);
        char text[REPORT_NAME_SIZE];
        if (!report_samples_has(samples, box, quantity))
            continue;
        g_autofree char *name = report_metric_name(report_quantity_name(quantity), NULL, report_box_name(setup, box, text), NULL);
        g_string_append_printf(csv, ",%s", name);
    }
}

static void append_sampled(GString *csv, const ReportSamples *samples, size_t bin)
{
    for (unsigned i = 0; samples != NULL && i < REPORT_QUANTITIES * REPORT_BOXES; i++) {
        ReportQuantity quantity = (ReportQuantity)(i / REPORT_BOXES);
        CpmBox box = (CpmBox)(i % REPORT_BOXES);
        char text[REPORT_NUMBER_TEXT_SIZE];
        if (report_samples_has(samples, box, quantity))
            g_string_append_printf(csv, ",%s", report_decimal_text(report_samples_in_bin(samples, box, quantity, bin), text));
    }
}

void report_series_csv(const ReportMetrics *metrics, const CpmSetup *setup, GString *csv)
{
    SimTime width;
    size_t bins = report_metrics_bins(metrics, &width);
    bool shown[REPORT_BOXES];
    uint64_t open = 0, joined = 0;
    const ReportSamples *samples = report_metrics_samples(metrics);
    bool loaded = setup->wire.transactions || setup->wire.sample > 0;
    g_string_append(csv, "begin_s,end_s,invitations_open,members_joined,invitations_sent");
    g_string_append(csv, loaded ? ",sessions_offered,sessions_goodput" : "");
    for (unsigned box = 0; box < REPORT_BOXES; box++) {
        char text[REPORT_NAME_SIZE];
        shown[box] = has_messages(metrics, box, bins);
        if (!shown[box])
            continue;
        g_autofree char *name = report_metric_name("messages", NULL, report_box_name(setup, (CpmBox)box, text), NULL);
        g_string_append_printf(csv, ",%s", name);
    }
    append_sampled_names(csv, samples, setup);
    for (size_t bin = 0; bin < bins; bin++) {
        open += report_metrics_changes(metrics, REPORT_INVITED, bin) - report_metrics_changes(metrics, REPORT_ANSWERED, bin);
        joined += report_metrics_changes(metrics, REPORT_JOINED, bin) - report_metrics_changes(metrics, REPORT_LEFT, bin);
        g_string_append(csv, "\r\n");
        append_time(csv, (SimTime)bin * width);
        g_string_append_c(csv, ',');
        append_time(csv, (SimTime)(bin + 1) * width);
        g_string_append_c(csv, ',');
        report_append_digits(csv, open);
        g_string_append_c(csv, ',');
        report_append_digits(csv, joined);
        append_rate(csv, report_metrics_changes(metrics, REPORT_INVITED, bin), width);
        for (int change = REPORT_OFFERED; loaded && change <= REPORT_GOODPUT; change++)
            append_rate(csv, report_metrics_changes(metrics, (ReportChange)change, bin), width);
        for (unsigned box = 0; box < REPORT_BOXES; box++)
            if (shown[box])
                append_rate(csv, report_metrics_binned(metrics, (CpmBox)box, bin), width);
        append_sampled(csv, samples, bin);
    }
    g_string_append(csv, "\r\n");
}
