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
    g_string_append_printf(csv, ",%s", report_decimal_text((double)messages / sim_time_to_seconds(width), text));
}

void report_series_csv(const ReportMetrics *metrics, const CpmSetup *setup, GString *csv)
{
    SimTime width;
    size_t bins = report_metrics_bins(metrics, &width);
    bool shown[REPORT_BOXES];
    uint64_t open = 0, joined = 0;
    g_string_append(csv, "begin_s,end_s,invitations_open,members_joined,invitations_sent");
    for (unsigned box = 0; box < REPORT_BOXES; box++) {
        char text[REPORT_NAME_SIZE];
        shown[box] = has_messages(metrics, box, bins);
        if (!shown[box])
            continue;
        g_autofree char *name = report_metric_name("messages", NULL, report_box_name(setup, (CpmBox)box, text), NULL);
        g_string_append_printf(csv, ",%s", name);
    }
    for (size_t bin = 0; bin < bins; bin++) {
        open += report_metrics_changes(metrics, REPORT_INVITED, bin) - report_metrics_changes(metrics, REPORT_ANSWERED, bin);
        joined += report_metrics_changes(metrics, REPORT_JOINED, bin) - report_metrics_changes(metrics, REPORT_LEFT, bin);
        g_string_append(csv, "\r\n");
        append_time(csv, (SimTime)bin * width);
        g_string_append_c(csv, ',');
        append_time(csv, (SimTime)(bin + 1) * width);
        g_string_append_printf(csv, ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT, open, joined);
        append_rate(csv, report_metrics_changes(metrics, REPORT_INVITED, bin), width);
        for (unsigned box = 0; box < REPORT_BOXES; box++)
            if (shown[box])
                append_rate(csv, report_metrics_binned(metrics, (CpmBox)box, bin), width);
    }
    g_string_append(csv, "\r\n");
}
