/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include "report/number_text.h"
#include "report/plot_script.h"

#define POINTS 500      /* a curve has about so many at most */
#define SHOWN 0.999     /* of all that is drawn; the rest lies beyond the right edge */

typedef struct Curve {
    unsigned row;
    bool joined;
    const char *name, *colour;
    int dash;           /* gnuplot's dashtype: joined solid, not joined broken */
} Curve;

static const Curve curves[] = {
    { 1, true, "D01 CPM client or native: joined", REPORT_BLUE, 1 },
    { 1, false, "D01 CPM client or native: did not", REPORT_BLUE, 2 },
    { 2, false, "D02 rejected by policy", REPORT_GREY, 2 },
    { 3, false, "D03 rejected by preference", REPORT_GREY, 3 },
    { 4, true, "D04 accepted on behalf", REPORT_GREEN, 1 },
    { 5, true, "D05 the user accepted", REPORT_BLACK, 1 },
    { 6, false, "D06 the user declined", REPORT_ORANGE, 2 },
    { 7, false, "D07 no reply in time", REPORT_VERMILION, 2 },
    { 9, false, "D09 undeliverable for good", REPORT_PURPLE, 2 },
    { 10, false, "D10 given up by the system", REPORT_PURPLE, 3 },
    { 11, false, "D11 submission failed", REPORT_PURPLE, 4 },
    { 13, true, "D13 late, dialled in", REPORT_SKY, 1 },
    { 15, false, "D15 cancelled", REPORT_ORANGE, 3 },
    { 16, false, "D16 cancelled by Timer C", REPORT_VERMILION, 4 },
    { 17, true, "D17 crossed a CANCEL", REPORT_SKY, 2 },
    { 18, false, "D18 content not convertible", REPORT_GREY, 4 },
    { 19, false, "D19 anonymous inviter", REPORT_GREY, 5 },
    { 20, false, "D20 inviter not authorised", REPORT_GREY, 6 },
    { 21, false, "D21 no number free", REPORT_SKY, 3 },
    { 22, false, "D22 IWF full", REPORT_SKY, 4 },
    { 23, false, "D23 no IWF available", REPORT_SKY, 5 },
    { 24, false, "D24 nothing came at all", REPORT_VERMILION, 3 },
    { 0, false, "too late: the user accepted what was over", REPORT_GREEN, 3 },
};

static const SimHistogram *histogram_of(const ReportMetrics *metrics, const Curve *curve)
{
    return report_metrics_outcome_time(metrics, curve->row, curve->joined);
}

/* Up to when the axis goes: nearly everything is shown, but not the one who answers after a year. */
static SimTime end_of_axis(const ReportMetrics *metrics)
{
    g_autoptr(SimHistogram) all = sim_histogram_new();
    for (size_t i = 0; i < G_N_ELEMENTS(curves); i++)
        if (histogram_of(metrics, &curves[i]) != NULL)
            sim_histogram_merge(all, histogram_of(metrics, &curves[i]));
    return sim_histogram_count(all) == 0 ? SIM_S : MAX(sim_histogram_quantile(all, SHOWN), SIM_MS);
}

static void append_point(GString *data, SimTime time, uint64_t members)
{
    char seconds[SIM_TIME_TEXT_SIZE];
    g_string_append(data, sim_time_format_seconds(time, seconds));
    g_string_append_c(data, ' ');
    report_append_digits(data, members);
    g_string_append_c(data, '\n');
}

/* A point stands for everybody up to it; the curve goes on level to @end. */
static void append_curve(GString *data, const SimHistogram *histogram, SimTime end)
{
    uint64_t count = sim_histogram_count(histogram), below = 0, drawn = 0;
    SimHistogramBucket bucket;
    append_point(data, 0, 0);
    append_point(data, sim_histogram_min(histogram), 0);
    for (size_t at = 0; sim_histogram_next(histogram, &at, &bucket);) {
        below += bucket.count;
        if (below < count && below - drawn <= count / POINTS)
            continue;
        append_point(data, MIN(bucket.upper, sim_histogram_max(histogram)), below);
        drawn = below;
    }
    if (sim_histogram_max(histogram) < end)
        append_point(data, end, count);
}

static void append_curve_command(GString *plot, const Curve *curve, const SimHistogram *histogram, unsigned block, bool minutes)
{
    char n[REPORT_NUMBER_TEXT_SIZE];
    g_autofree char *title = g_strdup_printf("%s  (%s)", curve->name, report_count_text(sim_histogram_count(histogram), n));
    g_string_append_printf(plot, "%s    'outcomes.dat' index %u using ($1/%d):2 with steps linewidth 2.4 "
                                 "dashtype %d linecolor rgb '%s' title ",
                           block > 0 ? ", \\\n" : "", block, minutes ? 60 : 1, curve->dash, curve->colour);
    report_plot_quote(plot, title);
}

void report_plot_outcomes(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot)
{
    GString *data = g_string_new("# Members settled so far, by decision row: seconds since the start of their session, members\n");
    GString *script = g_string_new(NULL);
    g_autoptr(GString) plot = g_string_new(NULL);
    g_autofree char *title = g_strdup_printf("%s: what becomes of the invitations", name);
    SimTime end = end_of_axis(metrics);
    bool minutes = end >= 2 * SIM_MIN;
    char last[SIM_TIME_TEXT_SIZE];
    unsigned blocks = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(curves); i++) {
        const SimHistogram *histogram = histogram_of(metrics, &curves[i]);
        if (histogram == NULL)
            continue;
        g_string_append_printf(data, "%s# %s\n", blocks > 0 ? "\n\n" : "", curves[i].name);
        append_curve(data, histogram, end);
        append_curve_command(plot, &curves[i], histogram, blocks++, minutes);
    }
    report_plot_head(script, "outcomes", title, blocks);
    g_string_append_printf(script, "set xlabel 'time since the start of the session (%s)'\n"
                                   "set ylabel 'members settled so, up to then'\n"
                                   "set yrange [0:*]\n"
                                   "set xrange [0:%s/%d*1.02]\n",
                           minutes ? "min" : "s", sim_time_format_seconds(end, last), minutes ? 60 : 1);
    if (blocks > 0)
        g_string_append_printf(script, "plot \\\n%s\n", plot->str);
    else
        g_string_append(script, "set label 'no member has been settled' at graph 0.5,0.5 center\n"
                                "set yrange [0:1]\nplot -1 notitle\n");
    *out_plot = (ReportPlot){ .data = g_string_free(data, FALSE), .script = g_string_free(script, FALSE) };
}
