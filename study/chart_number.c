/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of single numbers: lines, bars, heat. */
#include "study/chart_part.h"

#include <math.h>
#include <string.h>

#include "report/metric_words.h"
#include "report/number_text.h"
#include "report/plot_script.h"
#include "sim/error.h"

#define ROOM_FOR_LABELS 60     /* characters below all bars together */

static StudyInterval interval_at(const Chart *chart, size_t point, const char *metric)
{
    return study_archive_interval(chart->source->archive, point, metric, chart->source->level);
}

/* The unit in which all that is shown fits. */
static ChartUnit unit_of(const Chart *chart)
{
    const ReportMetricName *name = report_metric_names_find(chart->source->names, REPORT_METRIC_NUMBER, chart->spec->y[0]);
    double largest = 0;

    for (char **metric = chart->spec->y; *metric != NULL; metric++)
        for (guint i = 0; i < chart->points->len; i++) {
            StudyInterval interval = interval_at(chart, g_array_index(chart->points, size_t, i), *metric);

            if (interval.n > 0)
                largest = MAX(largest, fabs(interval.mean));
        }
    return chart_unit(name != NULL ? name->unit : "1", chart->spec->y[0], largest);
}

static void append_interval(Chart *chart, const StudyInterval *interval)
{
    bool known = interval->n > 0;

    chart_append_number(chart->data, known ? interval->mean : NAN);
    chart_append_number(chart->data, known ? study_interval_low(interval) : NAN);
    chart_append_number(chart->data, known ? study_interval_high(interval) : NAN);
    g_string_append_printf(chart->data, "%zu\n", interval->n);
}

/* The words of the metric, or what several have in common: "station: utilisation". */
static char *common_name(char **y)
{
    const char *stat = strrchr(y[0], '.');
    size_t length = strlen(y[0]);
    bool same_stat = stat != NULL;

    if (y[1] == NULL)
        return report_metric_words(y[0]);
    for (char **other = y + 1; *other != NULL; other++) {
        size_t same = 0;

        while (same < length && y[0][same] == (*other)[same])
            same++;
        length = same;
        same_stat = same_stat && g_str_has_suffix(*other, stat);
    }
    while (length > 0 && y[0][length] != '.')
        length--;
    if (length == 0)
        return g_strdup(same_stat ? stat + 1 : "value");
    return same_stat ? g_strdup_printf("%.*s: %s", (int)length, y[0], stat + 1) : g_strndup(y[0], length);
}

/* ---- lines */

static void add_line(Chart *chart, const ChartCurve *curve, const char *metric, const ChartAxis *axis, ChartUnit unit)
{
    size_t index = chart->blocks;
    g_autofree char *words = report_metric_words(metric);
    bool alone = chart->spec->y[1] != NULL && chart->curves->len == 1;
    g_autofree char *title = alone ? g_strdup(words) : chart_curve_text(chart, curve, words, "");
    g_autofree char *both = alone ? g_strdup(metric) : chart_curve_text(chart, curve, metric, "");
    g_autofree char *comment = g_strdup_printf("%s: %s, mean, lower and upper end of the interval, n", both, chart->spec->x);
    unsigned block = chart_begin_block(chart, comment);
    char divisor[G_ASCII_DTOSTR_BUF_SIZE];
    GString *plot;

    for (guint i = 0; i < curve->points->len; i++) {
        size_t point = g_array_index(curve->points, size_t, i);
        StudyInterval interval = interval_at(chart, point, metric);

        chart_append_number(chart->data, g_array_index(axis->places, double, chart_axis_index(axis, chart, chart->x, point)));
        append_interval(chart, &interval);
    }
    g_ascii_formatd(divisor, sizeof divisor, "%.17g", unit.divisor);
    if (axis->numeric && curve->points->len > 1) {
        plot = chart_next(chart, false);
        g_string_append_printf(plot, "'%s.dat' index %u using 1:($3/%s):($4/%s) with filledcurves fillstyle transparent solid 0.2 noborder "
                                     "linecolor rgb '%s' notitle", chart->spec->name, block, divisor, divisor, chart_colour(index));
    }
    plot = chart_next(chart, false);
    g_string_append_printf(plot, "'%s.dat' index %u using 1:($2/%s):($3/%s):($4/%s) with yerrorbars pointtype -1 linewidth 1.2 "
                                 "linecolor rgb '%s' notitle", chart->spec->name, block, divisor, divisor, divisor, chart_colour(index));
    plot = chart_next(chart, true);
    g_string_append_printf(plot, "'%s.dat' index %u using 1:($2/%s) with linespoints pointtype %zu pointsize 0.9", chart->spec->name,
                           block, divisor, 5 + 2 * (index % 5));
    chart_append_style(plot, index);
    chart_append_title(plot, title);
}

bool chart_lines(Chart *chart, GError **error)
{
    g_autofree char *label = common_name(chart->spec->y);
    ChartUnit unit = unit_of(chart);
    ChartAxis axis;

    if (!chart_group(chart, false, g_strv_length(chart->spec->y), error))
        return false;
    chart_axis_init(&axis, chart, chart->x);
    chart_axis_set(chart, &axis, "x", chart->spec->x);
    chart_set_label(chart, "y", label, unit.name);
    g_string_append(chart->settings, *unit.name == '%' ? "set yrange [0:*<100]\n" : "set yrange [0:*]\nset offsets 0, 0, graph 0.05, 0\n");
    for (char **metric = chart->spec->y; *metric != NULL; metric++)
        for (guint i = 0; i < chart->curves->len; i++)
            add_line(chart, chart->curves->pdata[i], *metric, &axis, unit);
    chart_explain_band(chart, axis.numeric ? "band and bars: " : "bars: ", " over the replications");
    chart_axis_clear(&axis);
    return true;
}

/* ---- bars: a block of the data for each group, a row for each value of x */

static void append_row_label(Chart *chart, const char *text)
{
    g_string_append_c(chart->data, '"');
    for (const char *at = text; *at != '\0'; at++)
        g_string_append_c(chart->data, *at == '"' ? '\'' : *at);
    g_string_append(chart->data, "\" ");
}

static void add_group_data(Chart *chart, const ChartCurve *curve)
{
    g_autofree char *comment = g_strdup_printf("%s: then for each metric mean, lower and upper end of the interval", curve->title);

    chart_begin_block(chart, comment);
    for (guint i = 0; i < curve->points->len; i++) {
        size_t point = g_array_index(curve->points, size_t, i);

        append_row_label(chart, chart->x >= 0 ? study_archive_value(chart->source->archive, point, (size_t)chart->x) : "");
        for (char **metric = chart->spec->y; *metric != NULL; metric++) {
            StudyInterval interval = interval_at(chart, point, *metric);

            chart_append_number(chart->data, interval.n > 0 ? interval.mean : NAN);
            chart_append_number(chart->data, interval.n > 0 ? study_interval_low(&interval) : NAN);
            chart_append_number(chart->data, interval.n > 0 ? study_interval_high(&interval) : NAN);
        }
        g_string_append_c(chart->data, '\n');
    }
}

static void add_group(Chart *chart, size_t group, ChartUnit unit, bool stacked)
{
    const ChartCurve *curve = chart->curves->pdata[group];
    char divisor[G_ASCII_DTOSTR_BUF_SIZE];
    GString *plot = chart_next(chart, false);

    g_ascii_formatd(divisor, sizeof divisor, "%.17g", unit.divisor);
    g_string_append(plot, "newhistogram ");
    report_plot_quote(plot, chart->curves->len > 1 ? curve->title : "");
    for (unsigned i = 0; chart->spec->y[i] != NULL; i++) {
        unsigned column = 2 + 3 * i;

        plot = chart_next(chart, group == 0);
        if (stacked)
            g_string_append_printf(plot, "'%s.dat' index %zu using ($%u/%s):xtic(1)", chart->spec->name, group, column, divisor);
        else
            g_string_append_printf(plot, "'%s.dat' index %zu using ($%u/%s):($%u/%s):($%u/%s):xtic(1)", chart->spec->name, group,
                                   column, divisor, column + 1, divisor, column + 2, divisor);
        g_string_append_printf(plot, " linecolor rgb '%s' fillstyle %s border rgb '#ffffff'", chart_colour(i),
                               i < 7 ? "solid 0.9" : "pattern 2");
        if (group == 0) {
            g_autofree char *words = report_metric_words(chart->spec->y[i]);

            chart_append_title(plot, words);
        } else {
            g_string_append(plot, " notitle");
        }
    }
}

/* Labels that would run into each other stand aslant. */
static void turn_labels(Chart *chart)
{
    size_t longest = 0;

    for (guint i = 0; chart->x >= 0 && i < chart->points->len; i++) {
        size_t point = g_array_index(chart->points, size_t, i);

        longest = MAX(longest, strlen(study_archive_value(chart->source->archive, point, (size_t)chart->x)));
    }
    if (longest * chart->points->len < ROOM_FOR_LABELS)
        return;
    g_string_append(chart->settings, "set xtics rotate by 20 right\n");
    chart->titles += 40;
}

bool chart_bars(Chart *chart, GError **error)
{
    bool stacked = chart->spec->y[1] != NULL;
    g_autofree char *label = common_name(chart->spec->y);
    ChartUnit unit = unit_of(chart);

    if (!chart_group(chart, false, 1, error))
        return false;
    g_string_append_printf(chart->settings, "set style data histograms\nset style histogram %s\nset boxwidth 0.8 relative\n"
                                            "set yrange [0:*%s]\n", stacked ? "rowstacked title offset 0,0.5" :
                                                                    "errorbars gap 1 linewidth 1.5 title offset 0,0.5",
                           *unit.name == '%' ? "<100" : "");
    turn_labels(chart);
    chart_set_label(chart, "x", chart->spec->x != NULL ? chart->spec->x : " ", "");
    chart->entries += chart->curves->len - 1;       /* gnuplot leaves a line for each further group */
    if (chart->curves->len > 1) {
        chart->titles += 40;
        g_string_append(chart->settings, "set xlabel offset 0,-1.5\n");
    }
    chart_set_label(chart, "y", label, unit.name);
    for (guint i = 0; i < chart->curves->len; i++)
        add_group_data(chart, chart->curves->pdata[i]);
    for (guint i = 0; i < chart->curves->len; i++)
        add_group(chart, i, unit, stacked);
    if (stacked)
        chart_explain_band(chart, "means over the replications; their ", "s are in the data");
    else
        chart_explain_band(chart, "bars of error: ", " over the replications");
    return true;
}

/* ---- heat */

/* How cells are written: in which unit, and where the palette turns from dark to light. */
typedef struct Cells {
    ChartUnit unit;
    double middle;
} Cells;

static void add_cell(Chart *chart, const ChartAxis axes[2], int lines, size_t point, const Cells *cells)
{
    StudyInterval interval = interval_at(chart, point, chart->spec->y[0]);
    double mean = interval.mean / cells->unit.divisor;
    char digits[G_ASCII_DTOSTR_BUF_SIZE], error[G_ASCII_DTOSTR_BUF_SIZE];

    if (interval.n == 0)
        return;
    g_string_append_printf(chart->data, "%zu %zu ", chart_axis_index(&axes[0], chart, chart->x, point),
                           chart_axis_index(&axes[1], chart, lines, point));
    chart_append_number(chart->data, mean);
    g_string_append_printf(chart->data, "\"%s", g_ascii_formatd(digits, sizeof digits, "%.3g", mean));
    if (isfinite(interval.half_width))
        g_string_append_printf(chart->data, " \xc2\xb1 %s",
                               g_ascii_formatd(error, sizeof error, "%.2g", interval.half_width / cells->unit.divisor));
    g_string_append_printf(chart->data, "\" %s %zu\n", mean < cells->middle ? "0xffffff" : "0x000000", interval.n);
}

static double middle_of(const Chart *chart, ChartUnit unit)
{
    double least = INFINITY, largest = -INFINITY;

    for (guint i = 0; i < chart->points->len; i++) {
        StudyInterval interval = interval_at(chart, g_array_index(chart->points, size_t, i), chart->spec->y[0]);

        if (interval.n == 0)
            continue;
        least = MIN(least, interval.mean / unit.divisor);
        largest = MAX(largest, interval.mean / unit.divisor);
    }
    return least + (largest - least) * 0.5;
}

bool chart_heat(Chart *chart, GError **error)
{
    const StudyPlotSpec *spec = chart->spec;
    g_autofree char *words = report_metric_words(spec->y[0]);
    int lines = study_archive_axis(chart->source->archive, spec->lines);
    ChartUnit unit = unit_of(chart);
    Cells cells = { unit, middle_of(chart, unit) };
    ChartAxis axes[2];
    GString *plot;

    for (guint i = 1; i < chart->points->len; i++)
        for (guint j = 0; j < i; j++) {
            size_t a = g_array_index(chart->points, size_t, i), b = g_array_index(chart->points, size_t, j);
            const StudyArchive *archive = chart->source->archive;

            if (strcmp(study_archive_value(archive, a, (size_t)chart->x), study_archive_value(archive, b, (size_t)chart->x)) == 0 &&
                strcmp(study_archive_value(archive, a, (size_t)lines), study_archive_value(archive, b, (size_t)lines)) == 0)
                return sim_fail(error, SIM_ERROR_SCENARIO, "plot '%s' shows two axes, and the points differ in others, too: say with "
                                "'where' which points it shows", spec->name);
        }
    chart_begin_block(chart, "place along x, along y, mean, text, its colour, n");
    for (int i = 0; i < 2; i++) {
        chart_axis_init(&axes[i], chart, i == 0 ? chart->x : lines);
        axes[i].numeric = axes[i].logarithmic = false;      /* a cell for each value, all of one size */
        axes[i].unit.name = "";
        for (guint j = 0; j < axes[i].places->len; j++)
            g_array_index(axes[i].places, double, j) = j;
        chart_axis_set(chart, &axes[i], i == 0 ? "x" : "y", i == 0 ? spec->x : spec->lines);
    }
    for (guint i = 0; i < chart->points->len; i++)
        add_cell(chart, axes, lines, g_array_index(chart->points, size_t, i), &cells);
    chart_axis_clear(&axes[0]);
    chart_axis_clear(&axes[1]);
    chart_set_label(chart, "cb", words, unit.name);
    g_string_append(chart->settings, "set palette defined (0 '#00224e', 0.25 '#434e6c', 0.5 '#7d7c78', 0.75 '#bcaf6f', 1 '#fee838')\n"
                                     "unset grid\nset rmargin 14\nset lmargin 18\n");
    plot = chart_next(chart, false);
    g_string_append_printf(plot, "'%s.dat' using 1:2:(0.5):(0.5):3 with boxxyerror fillstyle solid noborder linecolor palette notitle",
                           spec->name);
    plot = chart_next(chart, false);
    g_string_append_printf(plot, "'%s.dat' using 1:2:4:5 with labels textcolor rgb variable font ',12' notitle", spec->name);
    chart_explain_band(chart, "mean \xc2\xb1 half of the ", " over the replications");
    return true;
}
