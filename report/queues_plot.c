/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include "report/number_text.h"
#include "report/plot_script.h"

/* What is drawn, from the top. */
static const struct {
    ReportQuantity quantity;
    const char *label;
} panels[] = {
    { REPORT_QUEUE, "messages in the box" },
    { REPORT_BUSY, "share of time busy" },
    { REPORT_OPEN, "open transactions" },
};

#define PANELS G_N_ELEMENTS(panels)
#define PANEL_HEIGHT 260    /* pixels */
#define KEY_ROW 25
#define TITLE_ROOM 60
#define AXIS_ROOM 70
#define CURVES 19           /* Core, CS, ISF, and IWFs */

/* Distinct for the first eight boxes; then the dashes change. */
static const char *const colours[] = {
    REPORT_BLUE, REPORT_VERMILION, REPORT_GREEN, REPORT_BLACK, REPORT_ORANGE, REPORT_SKY, REPORT_PURPLE, REPORT_GREY,
};

typedef struct Curves {
    CpmBox box[CURVES];
    size_t n, bins;
    SimTime width;
} Curves;

static void find_curves(const ReportMetrics *metrics, Curves *curves)
{
    const ReportSamples *samples = report_metrics_samples(metrics);
    *curves = (Curves){ .n = 0 };
    curves->bins = report_metrics_bins(metrics, &curves->width);
    for (unsigned box = 0; box < REPORT_BOXES && curves->n < CURVES; box++)
        if (report_samples_has(samples, (CpmBox)box, REPORT_QUEUE))
            curves->box[curves->n++] = (CpmBox)box;
}

static double value_at(const ReportSamples *samples, CpmBox box, ReportQuantity quantity, size_t bin)
{
    return report_samples_has(samples, box, quantity) ? report_samples_in_bin(samples, box, quantity, bin) : 0.0;
}

/* A line per bin at its middle: time, then each quantity of each box. */
static char *queues_data(const ReportMetrics *metrics, const Curves *curves)
{
    const ReportSamples *samples = report_metrics_samples(metrics);
    GString *data = g_string_new("# Seconds of virtual time; then, for each box, messages in it, share of time busy, open transactions:");
    for (size_t i = 0; i < curves->n; i++)
        g_string_append_printf(data, "%s %s", i > 0 ? "," : "", report_samples_box_name(samples, curves->box[i]));
    g_string_append_c(data, '\n');
    for (size_t bin = 0; bin < curves->bins; bin++) {
        char seconds[SIM_TIME_TEXT_SIZE], number[REPORT_NUMBER_TEXT_SIZE];
        g_string_append(data, sim_time_format_seconds((SimTime)bin * curves->width + curves->width / 2, seconds));
        for (size_t i = 0; i < curves->n * PANELS; i++)
            g_string_append_printf(data, " %s", report_decimal_text(value_at(samples, curves->box[i / PANELS],
                                                                             panels[i % PANELS].quantity, bin), number));
        g_string_append_c(data, '\n');
    }
    return g_string_free(data, FALSE);
}

static void append_panel(GString *script, const ReportSamples *samples, const Curves *curves, size_t panel, double height)
{
    double top = 1.0 - (TITLE_ROOM + PANEL_HEIGHT * (double)panel) / height, bottom = top - (PANEL_HEIGHT - 40) / height;
    char from[G_ASCII_DTOSTR_BUF_SIZE], to[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(script,
                           "set tmargin at screen %s\nset bmargin at screen %s\nset ylabel '%s'\n"
                           "set format x '%s'\nset xlabel '%s'\n%s",
                           g_ascii_formatd(from, sizeof from, "%.4f", top), g_ascii_formatd(to, sizeof to, "%.4f", bottom),
                           panels[panel].label, panel + 1 < PANELS ? "" : "%.10g", panel + 1 < PANELS ? "" : "virtual time (s)",
                           panel + 1 < PANELS ? "unset key\n" : "");
    if (panel + 1 == PANELS)
        g_string_append_printf(script, "set key at screen 0.06,screen %zu.0/%.0f left top vertical Left reverse samplen 3 spacing 1.25 "
                                       "font ',13'\n", curves->n * KEY_ROW + 16, height);
    g_string_append(script, panels[panel].quantity == REPORT_BUSY ? "set yrange [0:1.02]\n" : "set yrange [0:*]\n");
    for (size_t i = 0; i < curves->n; i++) {
        g_string_append_printf(script, "%s    'queues.dat' using 1:%zu with lines linewidth 1.8 dashtype %zu linecolor rgb '%s' title ",
                               i > 0 ? ", \\\n" : "plot \\\n", 2 + i * PANELS + panel, 1 + i / G_N_ELEMENTS(colours),
                               colours[i % G_N_ELEMENTS(colours)]);
        report_plot_quote(script, report_samples_box_name(samples, curves->box[i]));
    }
    g_string_append_c(script, '\n');
}

static char *queues_script(const ReportMetrics *metrics, const Curves *curves, const char *name)
{
    const ReportSamples *samples = report_metrics_samples(metrics);
    GString *script = g_string_new(NULL);
    char width[REPORT_NUMBER_TEXT_SIZE];
    unsigned height = TITLE_ROOM + (unsigned)PANELS * PANEL_HEIGHT + AXIS_ROOM + (unsigned)curves->n * KEY_ROW;
    g_autofree char *title = g_strdup_printf("%s: the boxes under load, samples' mean over each %s%s", name,
                                             report_duration_text(curves->width, width),
                                             report_metrics_warm_up(metrics) > 0 ? "; grey: warm-up" : "");
    g_string_append_printf(script,
                           "# Draws queues.svg from queues.dat: gnuplot queues.gp\n"
                           "set encoding utf8\n"
                           "set terminal svg size 960,%u noenhanced font 'sans-serif,15' background '#ffffff' name 'queues'\n"
                           "set output 'queues.svg'\n"
                           "set multiplot title ", height);
    report_plot_quote(script, title);
    g_string_append(script,
                    " font ',17'\n"
                    "set border 3 linewidth 1.2\n"
                    "set tics nomirror out\n"
                    "set grid xtics ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.8\n"
                    "set lmargin 11\n"
                    "set rmargin 4\n"
                    "set xrange [0:*] noextend\n"
                    "set format y '%.10g'\n");
    report_plot_warm_up(script, sim_time_to_seconds(report_metrics_warm_up(metrics)),
                        sim_time_to_seconds((SimTime)curves->bins * curves->width), 1);
    for (size_t panel = 0; panel < PANELS; panel++)
        append_panel(script, samples, curves, panel, height);
    g_string_append(script, "unset multiplot\n");
    return g_string_free(script, FALSE);
}

void report_plot_queues(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot)
{
    Curves curves;
    *out_plot = (ReportPlot){ .data = NULL };
    if (report_metrics_samples(metrics) == NULL)
        return;
    find_curves(metrics, &curves);
    if (curves.n > 0)
        *out_plot = (ReportPlot){ .data = queues_data(metrics, &curves), .script = queues_script(metrics, &curves, name) };
}
