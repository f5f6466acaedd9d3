/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include "report/number_text.h"
#include "report/plot_script.h"

#define MESSAGES_PER_BIN 4      /* a run of few messages gets few, wide bins: else its lines are spikes */
#define FEWEST_BINS 25

typedef struct Line {
    CpmBoxKind kind;
    const char *name, *colour;
    int dash;                   /* gnuplot's dashtype */
} Line;

/* In the order of the figure. */
static const Line lines[] = {
    { CPM_CLIENT_A, "CPM Client A", REPORT_GREY, 3 },
    { CPM_CORE, "SIP/IP Core", REPORT_BLUE, 1 },
    { CPM_CS, "CPM Conversation Server", REPORT_VERMILION, 1 },
    { CPM_ISF, "Interworking Selection Function", REPORT_GREEN, 1 },
    { CPM_IWF, "Interworking Function", REPORT_BLACK, 1 },
    { CPM_SYSTEM, "Non-CPM System", REPORT_ORANGE, 2 },
    { CPM_CLIENT, "CPM Clients", REPORT_SKY, 2 },
};

#define LINES G_N_ELEMENTS(lines)

typedef struct Series {
    size_t bins;
    SimTime width, warm_up;
    uint64_t (*messages)[LINES];        /* [bins] */
    uint64_t total[LINES];
    unsigned boxes[LINES];              /* of that kind that received anything */
} Series;

/* How many neighbouring bins are drawn as one: a power of two. */
static size_t bins_together(size_t bins, uint64_t messages)
{
    size_t together = 1;
    while (bins / together > FEWEST_BINS && (bins / together) * MESSAGES_PER_BIN > messages)
        together *= 2;
    return together;
}

static void fill_series(const ReportMetrics *metrics, Series *series)
{
    size_t bins = report_metrics_bins(metrics, &series->width);
    size_t together = bins_together(bins, report_metrics_messages_of_run(metrics));
    series->width *= (SimTime)together;
    series->warm_up = report_metrics_warm_up(metrics);
    series->bins = (bins + together - 1) / together;
    series->messages = g_malloc0_n(series->bins, sizeof *series->messages);
    for (size_t i = 0; i < LINES; i++)
        for (unsigned instance = 0; instance < CPM_BOX_INSTANCES; instance++) {
            CpmBox box = (CpmBox)CPM_BOX(lines[i].kind, instance);
            uint64_t before = series->total[i];
            for (size_t bin = 0; bin < bins; bin++) {
                uint64_t messages = report_metrics_binned(metrics, box, bin);
                series->messages[bin / together][i] += messages;
                series->total[i] += messages;
            }
            series->boxes[i] += series->total[i] > before;
        }
}

static void append_rate(GString *data, uint64_t messages, SimTime width)
{
    char text[REPORT_NUMBER_TEXT_SIZE];
    g_string_append_c(data, ' ');
    g_string_append(data, report_decimal_text((double)messages / sim_time_to_seconds(width), text));
}

/* Each bin is one line at its begin; a line of zeros ends the last. */
static char *series_data(const Series *series)
{
    GString *data = g_string_new("# Messages received per second of virtual time: begin of the bin in seconds, then");
    for (size_t i = 0; i < LINES; i++)
        g_string_append_printf(data, "%s %s", i > 0 ? "," : "", lines[i].name);
    g_string_append_c(data, '\n');
    for (size_t bin = 0; bin <= series->bins; bin++) {
        char seconds[SIM_TIME_TEXT_SIZE];
        g_string_append(data, sim_time_format_seconds((SimTime)bin * series->width, seconds));
        for (size_t i = 0; i < LINES; i++)
            append_rate(data, bin < series->bins ? series->messages[bin][i] : 0, series->width);
        g_string_append_c(data, '\n');
    }
    return g_string_free(data, FALSE);
}

typedef struct AxisUnit {
    SimTime below;
    const char *name;
    int seconds;
} AxisUnit;

static const AxisUnit *axis_unit(SimTime length)
{
    static const AxisUnit units[] = {
        { 10 * SIM_MIN, "s", 1 }, { 5 * SIM_HOUR, "min", 60 }, { SIM_TIME_MAX, "h", 3600 },
    };
    const AxisUnit *unit = units;
    while (length >= unit->below)
        unit++;
    return unit;
}

static char *series_script(const Series *series, const char *name)
{
    GString *script = g_string_new(NULL);
    char width[REPORT_NUMBER_TEXT_SIZE];
    const AxisUnit *unit = axis_unit((SimTime)series->bins * series->width);
    g_autofree char *title = g_strdup_printf("%s: messages received, mean over each %s%s", name,
                                             report_duration_text(series->width, width), series->warm_up > 0 ? "; grey: warm-up" : "");
    unsigned entries = 0;
    for (size_t i = 0; i < LINES; i++)
        entries += series->total[i] > 0;
    report_plot_head(script, "throughput", title, entries);
    g_string_append_printf(script,
                           "set xlabel 'virtual time (%s)'\n"
                           "set ylabel 'messages per second of virtual time (1/s)'\n"
                           "set xrange [0:*] noextend\n"
                           "set yrange [0:*]\n"
                           "set offsets graph 0, graph 0, graph 0.05, 0\n"
                           "set format y '%%.10g'\n",
                           unit->name);
    report_plot_warm_up(script, sim_time_to_seconds(series->warm_up),
                        sim_time_to_seconds((SimTime)series->bins * series->width), unit->seconds);
    bool any = false;
    for (size_t i = 0; i < LINES; i++) {
        if (series->total[i] == 0)
            continue;
        char count[REPORT_NUMBER_TEXT_SIZE];
        g_autofree char *boxes = series->boxes[i] > 1 && lines[i].kind != CPM_CLIENT
                                     ? g_strdup_printf("%u %ss", series->boxes[i], lines[i].name)
                                     : g_strdup(lines[i].name);
        g_autofree char *label = g_strdup_printf("%s  (%s received)", boxes, report_count_text(series->total[i], count));
        g_string_append_printf(script, "%s    'throughput.dat' using ($1/%d):%zu with steps linewidth 2 dashtype %d "
                                       "linecolor rgb '%s' title ",
                               any ? ", \\\n" : "plot \\\n", unit->seconds, i + 2, lines[i].dash, lines[i].colour);
        report_plot_quote(script, label);
        any = true;
    }
    g_string_append(script, any ? "\n" : "set label 'no message was sent' at graph 0.5,0.5 center\n"
                                         "set xrange [0:1]\nset yrange [0:1]\nplot -1 notitle\n");
    return g_string_free(script, FALSE);
}

void report_plot_throughput(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot)
{
    Series series = { 0 };
    fill_series(metrics, &series);
    *out_plot = (ReportPlot){ .data = series_data(&series), .script = series_script(&series, name) };
    g_free(series.messages);
}
