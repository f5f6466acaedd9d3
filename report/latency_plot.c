/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include "report/number_text.h"
#include "report/plot_script.h"

#define POINTS 500      /* a curve has about so many at most */
#define P50 "pointtype 7 pointsize 0.9"
#define P99 "pointtype 9 pointsize 1.1"

typedef struct Curve {
    ReportLegClass leg_class;
    bool joined;
    const char *name, *colour;
    int dash;           /* gnuplot's dashtype */
} Curve;

static const Curve curves[] = {
    { REPORT_LEG_CPM, true, "CPM client: joined", REPORT_BLUE, 1 },
    { REPORT_LEG_CPM, false, "CPM client: refused", REPORT_BLUE, 2 },
    { REPORT_LEG_NATIVE, true, "native invitation: joined", REPORT_SKY, 1 },
    { REPORT_LEG_NATIVE, false, "native invitation: refused", REPORT_SKY, 2 },
    { REPORT_LEG_ACCEPT, true, "accepted on behalf", REPORT_GREEN, 1 },
    { REPORT_LEG_ACCEPT, false, "accepted on behalf: failed", REPORT_GREEN, 2 },
    { REPORT_LEG_REJECT, true, "rejected, yet joined", REPORT_GREY, 1 },
    { REPORT_LEG_REJECT, false, "rejected", REPORT_VERMILION, 4 },
    { REPORT_LEG_CONVERT, true, "inviting message: joined", REPORT_BLACK, 1 },
    { REPORT_LEG_CONVERT, false, "inviting message: refused", REPORT_ORANGE, 2 },
};

/* Where a logarithmic time axis may begin, end and have its marks. */
typedef struct Mark {
    SimTime time;
    const char *name;
} Mark;

static const Mark marks[] = {
    { 1 * SIM_US, "1 us" },     { 10 * SIM_US, "10 us" },   { 100 * SIM_US, "100 us" }, { 1 * SIM_MS, "1 ms" },
    { 10 * SIM_MS, "10 ms" },   { 100 * SIM_MS, "100 ms" }, { 1 * SIM_S, "1 s" },       { 10 * SIM_S, "10 s" },
    { 1 * SIM_MIN, "1 min" },   { 10 * SIM_MIN, "10 min" }, { 1 * SIM_HOUR, "1 h" },    { 10 * SIM_HOUR, "10 h" },
    { 100 * SIM_HOUR, "100 h" }, { 1000 * SIM_HOUR, "1000 h" },
};

static const SimHistogram *histogram_of(const ReportMetrics *metrics, const Curve *curve)
{
    return report_metrics_answer_time(metrics, REPORT_SINCE_INVITATION, curve->leg_class, curve->joined);
}

/* Finds the marks around all values; the two outermost of a middle range if there are none. */
static void find_range(const ReportMetrics *metrics, size_t *out_first, size_t *out_last)
{
    g_autoptr(SimHistogram) all = report_metrics_all_answers(metrics, REPORT_SINCE_INVITATION);
    bool empty = sim_histogram_count(all) == 0;
    SimTime shortest = empty ? 20 * SIM_MS : sim_histogram_min(all);
    SimTime longest = empty ? 5 * SIM_MIN : sim_histogram_max(all);
    size_t first = 0, last = G_N_ELEMENTS(marks) - 1;
    while (first + 1 < G_N_ELEMENTS(marks) && marks[first + 1].time < shortest)
        first++;
    while (last > first + 1 && marks[last - 1].time > longest)
        last--;
    *out_first = MIN(first, G_N_ELEMENTS(marks) - 2);
    *out_last = MAX(last, *out_first + 1);
}

static void append_point(GString *data, SimTime time, double percent)
{
    char seconds[SIM_TIME_TEXT_SIZE], digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append(data, sim_time_format_seconds(time, seconds));
    g_string_append_c(data, ' ');
    g_string_append(data, g_ascii_formatd(digits, sizeof digits, "%.4f", percent));
    g_string_append_c(data, '\n');
}

/* A point stands for all values up to it, so thinning moves a curve by less than 1 / POINTS to the right, and never its end. */
static void append_curve(GString *data, const SimHistogram *histogram)
{
    uint64_t count = sim_histogram_count(histogram);
    uint64_t below = 0, drawn = 0;
    append_point(data, sim_histogram_min(histogram), 0.0);
    SimHistogramBucket bucket;
    for (size_t at = 0; sim_histogram_next(histogram, &at, &bucket);) {
        below += bucket.count;
        if (below < count && below - drawn <= count / POINTS)
            continue;
        append_point(data, MIN(bucket.upper, sim_histogram_max(histogram)), 100.0 * (double)below / (double)count);
        drawn = below;
    }
}

static void append_axes(GString *script, const ReportMetrics *metrics)
{
    size_t first, last;
    find_range(metrics, &first, &last);
    g_string_append(script,
                    "set xlabel 'time from the invitation of a member to the answer (logarithmic)'\n"
                    "set ylabel 'answered by then, of all answers of that kind (%)'\n"
                    "set logscale x\n"
                    "set yrange [0:104]\n"
                    "set ytics 0,20,100\n");
    char from[SIM_TIME_TEXT_SIZE], to[SIM_TIME_TEXT_SIZE];
    g_string_append_printf(script, "set xrange [%s:%s]\nset xtics (", sim_time_format_seconds(marks[first].time, from),
                           sim_time_format_seconds(marks[last].time, to));
    for (size_t i = first; i <= last; i++)
        g_string_append_printf(script, "%s'%s' %s", i > first ? ", " : "", marks[i].name,
                               sim_time_format_seconds(marks[i].time, from));
    g_string_append(script, ")\n");
}

static void append_curve_command(GString *script, const Curve *curve, const SimHistogram *histogram, unsigned block)
{
    char n[REPORT_NUMBER_TEXT_SIZE], p50[REPORT_NUMBER_TEXT_SIZE], p99[REPORT_NUMBER_TEXT_SIZE];
    g_autofree char *title = g_strdup_printf("%s  (n = %s, p50 %s, p99 %s)", curve->name,
                                             report_count_text(sim_histogram_count(histogram), n),
                                             report_duration_text(sim_histogram_quantile(histogram, 0.5), p50),
                                             report_duration_text(sim_histogram_quantile(histogram, 0.99), p99));
    g_string_append_printf(script, "%s    'latency.dat' index %u using 1:2 with steps linewidth 2.4 dashtype %d "
                                   "linecolor rgb '%s' title ",
                           block > 0 ? ", \\\n" : "", block, curve->dash, curve->colour);
    report_plot_quote(script, title);
}

/* The marks of all curves are two blocks after the curves: p50, then p99. */
static void append_quantiles(GString *data, const ReportMetrics *metrics, double q, const char *name)
{
    g_string_append_printf(data, "\n\n# %s of each curve: seconds, %%, colour\n", name);
    for (size_t i = 0; i < G_N_ELEMENTS(curves); i++) {
        const SimHistogram *histogram = histogram_of(metrics, &curves[i]);
        if (sim_histogram_count(histogram) == 0)
            continue;
        char seconds[SIM_TIME_TEXT_SIZE], percent[G_ASCII_DTOSTR_BUF_SIZE];
        g_string_append_printf(data, "%s %s 0x%s\n",
                               sim_time_format_seconds(sim_histogram_quantile(histogram, q), seconds),
                               g_ascii_formatd(percent, sizeof percent, "%g", 100 * q), curves[i].colour + 1);
    }
}

void report_plot_latency(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot)
{
    GString *data = g_string_new("# Time from a member's invitation to the answer: seconds, % of the answers of that kind\n");
    GString *script = g_string_new(NULL);
    GString *plot = g_string_new(NULL);
    unsigned blocks = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(curves); i++) {
        const SimHistogram *histogram = histogram_of(metrics, &curves[i]);
        if (sim_histogram_count(histogram) == 0)
            continue;
        g_string_append_printf(data, "%s# %s\n", blocks > 0 ? "\n\n" : "", curves[i].name);
        append_curve(data, histogram);
        append_curve_command(plot, &curves[i], histogram, blocks++);
    }
    g_autofree char *title = g_strdup_printf("%s: time to each member's answer", name);
    report_plot_head(script, "latency", title, blocks > 0 ? blocks + 2 : 0);
    append_axes(script, metrics);
    if (blocks > 0) {
        append_quantiles(data, metrics, 0.5, "p50");
        append_quantiles(data, metrics, 0.99, "p99");
        g_string_append_printf(script, "plot \\\n%s, \\\n", plot->str);
        g_string_append_printf(script, "    'latency.dat' index %u using 1:2:3 with points " P50 " linecolor rgb variable notitle, \\\n"
                                       "    'latency.dat' index %u using 1:2:3 with points " P99 " linecolor rgb variable notitle, \\\n",
                               blocks, blocks + 1);
        g_string_append(script, "    NaN with points " P50 " linecolor rgb '" REPORT_GREY "' title 'p50', \\\n"
                                "    NaN with points " P99 " linecolor rgb '" REPORT_GREY "' title 'p99'\n");
    } else {
        g_string_append(script, "set label 'no member has answered' at graph 0.5,0.5 center\nplot -1 notitle\n");
    }
    g_string_free(plot, TRUE);
    *out_plot = (ReportPlot){ .data = g_string_free(data, FALSE), .script = g_string_free(script, FALSE) };
}
