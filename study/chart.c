/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/chart.h"

#include <math.h>
#include <string.h>

#include "report/plot_script.h"
#include "sim/error.h"
#include "sim/time.h"
#include "study/chart_part.h"
#include "study/condition.h"
#include "study/measure.h"

#define MAX_CURVES 28           /* seven colours, four dashes */
#define PLOT_HEIGHT 575         /* without the key, pixels of a picture of 960 */
#define KEY_ROW 25
#define LOGARITHMIC_FROM 50     /* times the least value */

/* ---- which points */

static bool is_shown(const StudyPlan *plan, const StudyCondition *condition, size_t point)
{
    const StudyAxes *axes = study_plan_axes(plan);
    g_autofree size_t *positions = g_new0(size_t, axes->n_dimensions + 1);

    for (size_t i = 0; i < axes->n_axes; i++)
        positions[axes->axes[i].dimension] = (size_t)(study_plan_value(plan, point, i) - axes->axes[i].values);
    return condition == NULL || study_condition_holds(condition, positions);
}

static bool find_points(Chart *chart, GError **error)
{
    const StudyPlan *plan = chart->source->plan;
    g_autoptr(StudyCondition) condition = NULL;
    size_t n = MIN(chart->source->archive->n_points, study_plan_points(plan));

    if (chart->spec->where != NULL && (condition = study_condition_parse(chart->spec->where, study_plan_axes(plan), error)) == NULL)
        return false;
    for (size_t point = 0; point < n; point++)
        if (is_shown(plan, condition, point))
            g_array_append_val(chart->points, point);
    return chart->points->len > 0 ||
           sim_fail(error, SIM_ERROR_SCENARIO, "plot '%s': there is no point for which %s", chart->spec->name,
                    chart->spec->where != NULL ? chart->spec->where : "there are runs");
}

static const char *value_at(const Chart *chart, guint index, size_t axis)
{
    return study_archive_value(chart->source->archive, g_array_index(chart->points, size_t, index), axis);
}

/* Whether the value of @axis is the same wherever that of @x is (@x < 0: everywhere). */
static bool follows(const Chart *chart, size_t axis, int x)
{
    for (guint i = 1; i < chart->points->len; i++)
        for (guint j = 0; j < i; j++)
            if ((x < 0 || strcmp(value_at(chart, i, (size_t)x), value_at(chart, j, (size_t)x)) == 0) &&
                strcmp(value_at(chart, i, axis), value_at(chart, j, axis)) != 0)
                return false;
    return true;
}

static void curve_free(gpointer data)
{
    ChartCurve *curve = data;

    g_free(curve->title);
    g_array_unref(curve->points);
    g_free(curve);
}

static ChartCurve *curve_of(Chart *chart, const char *title)
{
    ChartCurve *curve;

    for (guint i = 0; i < chart->curves->len; i++) {
        curve = chart->curves->pdata[i];
        if (strcmp(curve->title, title) == 0)
            return curve;
    }
    curve = g_new0(ChartCurve, 1);
    curve->title = g_strdup(title);
    curve->points = g_array_new(FALSE, FALSE, sizeof(size_t));
    g_ptr_array_add(chart->curves, curve);
    return curve;
}

bool chart_group(Chart *chart, bool with_x, size_t times, GError **error)
{
    const StudyArchive *archive = chart->source->archive;
    g_autofree bool *without = g_new0(bool, archive->n_axes + 1);

    for (size_t axis = 0; axis < archive->n_axes; axis++)
        without[axis] = (!with_x && (int)axis == chart->x) || follows(chart, axis, with_x ? -1 : chart->x);
    for (guint i = 0; i < chart->points->len; i++) {
        size_t point = g_array_index(chart->points, size_t, i);
        g_autofree char *title = study_archive_point_text(archive, point, without);

        g_array_append_val(curve_of(chart, title)->points, point);
    }
    return chart->curves->len * times <= MAX_CURVES ||
           sim_fail(error, SIM_ERROR_SCENARIO, "plot '%s' would have %zu curves, more than %d cannot be told apart: say with 'where' which "
                    "points it shows", chart->spec->name, chart->curves->len * times, MAX_CURVES);
}

/* ---- parts of scripts */

const char *chart_colour(size_t index)
{
    static const char *const colours[] = {
        REPORT_BLUE, REPORT_VERMILION, REPORT_GREEN, REPORT_BLACK, REPORT_ORANGE, REPORT_PURPLE, REPORT_SKY,
    };

    return colours[index % G_N_ELEMENTS(colours)];
}

void chart_append_style(GString *plot, size_t index)
{
    g_string_append_printf(plot, " linewidth 2 dashtype %zu linecolor rgb '%s'", 1 + (index + index / 7) % 4, chart_colour(index));
}

unsigned chart_begin_block(Chart *chart, const char *comment)
{
    g_string_append_printf(chart->data, "%s# %s\n", chart->blocks > 0 ? "\n\n" : "", comment);
    return chart->blocks++;
}

void chart_append_number(GString *text, double number)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append(text, isfinite(number) ? g_ascii_formatd(digits, sizeof digits, "%.17g", number) : "?");
    g_string_append_c(text, ' ');
}

void chart_set_label(Chart *chart, const char *axis, const char *text, const char *unit)
{
    g_autofree char *label = *unit != '\0' ? g_strdup_printf("%s (%s)", text, unit) : g_strdup(text);

    g_string_append_printf(chart->settings, "set %slabel ", axis);
    report_plot_quote(chart->settings, label);
    g_string_append_c(chart->settings, '\n');
}

GString *chart_next(Chart *chart, bool titled)
{
    if (chart->plot->len > 0)
        g_string_append(chart->plot, CHART_NEXT);
    chart->entries += titled;
    return chart->plot;
}

void chart_append_title(GString *plot, const char *title)
{
    g_string_append(plot, " title ");
    report_plot_quote(plot, title);
}

char *chart_curve_text(const Chart *chart, const ChartCurve *curve, const char *metric, const char *more)
{
    if (chart->spec->y[1] == NULL)
        return g_strconcat(curve->title, more, NULL);
    return g_strconcat(metric, ", ", curve->title, more, NULL);
}

/* How many replications stand behind the points: "10", or "5 to 200". */
static char *replications_text(const Chart *chart)
{
    const StudyArchive *archive = chart->source->archive;
    size_t least = G_MAXSIZE, most = 0;

    for (guint i = 0; i < chart->points->len; i++) {
        size_t point = g_array_index(chart->points, size_t, i), n = 0;

        for (size_t run = archive->first[point]; run < archive->first[point + 1]; run++)
            n += archive->runs[run].state == STUDY_RUN_DONE;
        least = MIN(least, n);
        most = MAX(most, n);
    }
    return least == most ? g_strdup_printf("%zu", most) : g_strdup_printf("%zu to %zu", least, most);
}

void chart_explain_band(Chart *chart, const char *before, const char *after)
{
    char level[G_ASCII_DTOSTR_BUF_SIZE];
    g_autofree char *n = replications_text(chart);
    g_autofree char *text = g_strdup_printf("%s%s %% interval%s (n = %s)", before,
                                            g_ascii_formatd(level, sizeof level, "%.6g", 100 * chart->source->level), after, n);
    GString *plot = chart_next(chart, true);

    g_string_append(plot, "keyentry with filledcurves fillstyle solid 0.25 noborder linecolor rgb '" REPORT_GREY "'");
    chart_append_title(plot, text);
}

ChartUnit chart_unit(const char *unit, const char *name, double largest)
{
    static const struct {
        double below;
        ChartUnit unit;
    } times[] = {
        { 1e-3, { "us", 1e-6 } }, { 1, { "ms", 1e-3 } }, { 600, { "s", 1 } }, { 18000, { "min", 60 } }, { INFINITY, { "h", 3600 } },
    };
    size_t i = 0;

    if (strcmp(unit, "s") == 0) {
        while (largest >= times[i].below && i + 1 < G_N_ELEMENTS(times))
            i++;
        return times[i].unit;
    }
    if (name != NULL && (strstr(name, "_share") != NULL || g_str_has_suffix(name, ".utilisation")))
        return (ChartUnit){ "%", 0.01 };
    return (ChartUnit){ strcmp(unit, "1") == 0 ? "" : unit, 1 };
}

/* ---- axes */

static void find_labels(ChartAxis *axis, const Chart *chart, int which)
{
    for (guint i = 0; i < chart->points->len; i++) {
        const char *value = value_at(chart, i, (size_t)which);
        guint found;

        if (!g_ptr_array_find_with_equal_func(axis->labels, value, g_str_equal, &found))
            g_ptr_array_add(axis->labels, (gpointer)value);
    }
}

void chart_axis_init(ChartAxis *axis, const Chart *chart, int which)
{
    double least = INFINITY, largest = -INFINITY;
    StudyMeasure first;
    bool percent;

    *axis = (ChartAxis){ .numeric = true, .labels = g_ptr_array_new(), .places = g_array_new(FALSE, FALSE, sizeof(double)) };
    find_labels(axis, chart, which);
    first = study_measure_of(axis->labels->pdata[0], true);
    percent = strchr(axis->labels->pdata[0], '%') != NULL;
    for (guint i = 0; i < axis->labels->len; i++) {
        StudyMeasure measure = study_measure_of(axis->labels->pdata[i], true);

        axis->numeric = axis->numeric && measure.kind == STUDY_QUANTITY && study_measure_is_like(&measure, &first);
        least = MIN(least, measure.number);
        largest = MAX(largest, measure.number);
    }
    axis->unit = (ChartUnit){ "", 1 };
    if (axis->numeric && percent)
        axis->unit = (ChartUnit){ "%", 0.01 };
    else if (axis->numeric)
        axis->unit = chart_unit(first.seconds == 0 ? "1" : first.seconds > 0 ? "s" : "1/s", NULL, largest);
    axis->logarithmic = axis->numeric && axis->labels->len > 2 && least > 0 && largest >= LOGARITHMIC_FROM * least;
    for (guint i = 0; i < axis->labels->len; i++) {
        double place = axis->numeric ? study_measure_of(axis->labels->pdata[i], true).number / axis->unit.divisor : i;

        g_array_append_val(axis->places, place);
    }
}

void chart_axis_clear(ChartAxis *axis)
{
    g_ptr_array_unref(axis->labels);
    g_array_unref(axis->places);
}

size_t chart_axis_index(const ChartAxis *axis, const Chart *chart, int which, size_t point)
{
    guint found = 0;

    g_ptr_array_find_with_equal_func(axis->labels, study_archive_value(chart->source->archive, point, (size_t)which), g_str_equal, &found);
    return found;
}

/* In the text of a tic % begins a format. */
static void append_tics(GString *settings, const ChartAxis *axis)
{
    for (guint i = 0; i < axis->labels->len; i++) {
        g_auto(GStrv) parts = g_strsplit(axis->labels->pdata[i], "%", -1);
        g_autofree char *label = g_strjoinv("%%", parts);

        g_string_append(settings, i > 0 ? ", " : "(");
        report_plot_quote(settings, label);
        g_string_append_c(settings, ' ');
        chart_append_number(settings, g_array_index(axis->places, double, i));
    }
    g_string_append(settings, ")\n");
}

void chart_axis_set(Chart *chart, const ChartAxis *axis, const char *direction, const char *name)
{
    chart_set_label(chart, direction, name, axis->unit.name);
    if (axis->logarithmic)
        g_string_append_printf(chart->settings, "set logscale %s\n", direction);
    if (axis->numeric)
        return;
    g_string_append_printf(chart->settings, "set %srange [-0.5:%u.5]\nset %stics ", direction, axis->labels->len - 1, direction);
    append_tics(chart->settings, axis);
}

void chart_set_time_tics(Chart *chart, const char *direction, double least, double largest)
{
    static const struct {
        double seconds;
        const char *name;
    } tics[] = {
        { 1e-6, "1 us" }, { 1e-5, "10 us" }, { 1e-4, "100 us" }, { 1e-3, "1 ms" }, { 1e-2, "10 ms" }, { 0.1, "100 ms" }, { 1, "1 s" },
        { 10, "10 s" }, { 60, "1 min" }, { 600, "10 min" }, { 3600, "1 h" }, { 36000, "10 h" }, { 360000, "100 h" }, { 3.6e6, "1000 h" },
    };
    size_t first = 0, last = G_N_ELEMENTS(tics) - 1;

    while (first + 2 < G_N_ELEMENTS(tics) && tics[first + 1].seconds <= least)
        first++;
    while (last > first + 1 && tics[last - 1].seconds >= largest)
        last--;
    g_string_append_printf(chart->settings, "set logscale %s\nset %srange [", direction, direction);
    chart_append_number(chart->settings, tics[first].seconds);
    g_string_append_c(chart->settings, ':');
    chart_append_number(chart->settings, tics[last].seconds);
    g_string_append_printf(chart->settings, "]\nset %stics ", direction);
    for (size_t i = first; i <= last; i++) {
        g_string_append_printf(chart->settings, "%s'%s' ", i > first ? ", " : "(", tics[i].name);
        chart_append_number(chart->settings, tics[i].seconds);
    }
    g_string_append(chart->settings, ")\n");
}

/* ---- whole scripts */

static void append_head(GString *script, const Chart *chart, unsigned height)
{
    const char *name = chart->spec->name;

    g_string_append_printf(script,
                           "# Draws %s from %s.dat: gnuplot %s.gp\n"
                           "set encoding utf8\n"
                           "set datafile missing '?'\n"
                           "set title ",
                           name, name, name);
    report_plot_quote(script, chart->spec->title != NULL ? chart->spec->title : name);
    g_string_append_printf(script,
                           " offset 0,0.3\n"
                           "set border 3 linewidth 1.2\n"
                           "set tics nomirror out\n"
                           "set grid xtics ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.8\n"
                           "set key at screen 0.06,screen %u.0/%u left top vertical maxcols 1 Left reverse samplen 3 spacing 1.25 "
                           "font ',13'\n"
                           "set lmargin 12\n"
                           "set rmargin 4\n"
                           "set bmargin at screen %u.0/%u\n",
                           chart->entries * KEY_ROW + 16, height, chart->entries * KEY_ROW + chart->titles + 100, height);
}

/* One picture after the other, each with the same plot. */
static void append_formats(GString *script, const Chart *chart, unsigned height)
{
    static const struct {
        unsigned bit;
        const char *name;
    } formats[] = { { STUDY_FORMAT_SVG, "svg" }, { STUDY_FORMAT_PNG, "png" }, { STUDY_FORMAT_PDF, "pdf" } };
    const char *command = "plot \\\n    ";
    g_autofree char *identifier = g_strcanon(g_strdup(chart->spec->name), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS, '_');

    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if ((chart->spec->formats & formats[i].bit) == 0)
            continue;
        if (formats[i].bit == STUDY_FORMAT_SVG)
            g_string_append_printf(script, "set terminal svg size 960,%u noenhanced font 'sans-serif,15' background '#ffffff' "
                                           "name '%s'\n", height, identifier);
        else if (formats[i].bit == STUDY_FORMAT_PNG)
            g_string_append_printf(script, "set terminal pngcairo size 1920,%u noenhanced font 'sans-serif,15' fontscale 2 linewidth 2 "
                                           "pointscale 2\n", 2 * height);
        else
            g_string_append_printf(script, "set terminal pdfcairo size 24cm,%u.%02ucm noenhanced font 'sans-serif,11'\n", height / 40,
                                   height % 40 * 100 / 40);
        g_string_append_printf(script, "set output '%s.%s'\n%s%s\nunset output\n", chart->spec->name, formats[i].name, command,
                               *command == 'p' ? chart->plot->str : "");
        command = "replot";
    }
}

static bool make(Chart *chart, GError **error)
{
    static bool (*const kinds[])(Chart *chart, GError **error) = {
        [STUDY_PLOT_LINES] = chart_lines, [STUDY_PLOT_CDF] = chart_cdf, [STUDY_PLOT_PERCENTILES] = chart_percentiles,
        [STUDY_PLOT_TIME] = chart_time, [STUDY_PLOT_BARS] = chart_bars, [STUDY_PLOT_HEAT] = chart_heat,
    };

    return find_points(chart, error) && kinds[chart->spec->kind](chart, error);
}

bool study_chart_make(const StudyChartSource *source, const StudyPlotSpec *spec, StudyChart *out_chart, GError **error)
{
    Chart chart = { .source = source, .spec = spec, .points = g_array_new(FALSE, FALSE, sizeof(size_t)),
                    .curves = g_ptr_array_new_with_free_func(curve_free),
                    .x = spec->x != NULL ? study_archive_axis(source->archive, spec->x) : -1,
                    .data = g_string_new(NULL), .settings = g_string_new(NULL), .plot = g_string_new(NULL) };
    bool good = make(&chart, error);

    if (good) {
        GString *script = g_string_new(NULL);
        unsigned height = PLOT_HEIGHT + chart.entries * KEY_ROW + chart.titles;

        append_head(script, &chart, height);
        g_string_append(script, chart.settings->str);
        append_formats(script, &chart, height);
        g_string_append_c(chart.data, '\n');
        *out_chart = (StudyChart){ .data = g_strdup(chart.data->str), .script = g_string_free(script, FALSE) };
    }
    g_array_unref(chart.points);
    g_ptr_array_unref(chart.curves);
    g_string_free(chart.data, TRUE);
    g_string_free(chart.settings, TRUE);
    g_string_free(chart.plot, TRUE);
    return good;
}

void study_chart_clear(StudyChart *chart)
{
    g_clear_pointer(&chart->data, g_free);
    g_clear_pointer(&chart->script, g_free);
}
