/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of series over virtual time, the mean over replications with its interval, and where their warm-up ends. */
#include "study/chart_part.h"

#include <math.h>
#include <string.h>

#include "report/metric_words.h"
#include "sim/error.h"
#include "study/csv.h"
#include "study/value.h"

#define WELCH_WINDOW 20     /* neighbours on either side */

/* A series in all replications of a point, in bins of one width: values[replication * bins + bin]. */
typedef struct Series {
    double width;           /* s */
    size_t bins, runs;
    double *values;
    size_t *busy;           /* [runs]: the bins before that of the last invitation, after which a run only comes to its end */
} Series;

/* One run's. */
typedef struct Track {
    double width;
    size_t busy;            /* bins */
    GArray *values;         /* of double */
} Track;

static void track_free(gpointer data)
{
    Track *track = data;

    g_array_unref(track->values);
    g_free(track);
}

/* A box to which nothing came has no column. */
static Track *track_read(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "series.csv", NULL);
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);
    Track *track;
    int column, sent;

    if (csv == NULL)
        return NULL;
    sent = study_csv_column(csv, "invitations_sent");
    if (sent < 0 || csv->n_rows == 0 || strcmp(study_csv_heading(csv, 1), "end_s") != 0) {
        sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s is no table of series", path);
        return NULL;
    }
    column = study_csv_column(csv, name);
    track = g_new0(Track, 1);
    track->values = g_array_new(FALSE, FALSE, sizeof(double));
    track->width = g_ascii_strtod(study_csv_at(csv, 0, 1), NULL);
    for (size_t row = 0; row < csv->n_rows; row++) {
        double value = column < 0 ? 0 : g_ascii_strtod(study_csv_at(csv, row, (size_t)column), NULL);

        if (strcmp(study_csv_at(csv, row, (size_t)sent), "0") != 0)
            track->busy = row;
        g_array_append_val(track->values, value);
    }
    return track;
}

static bool is_rate(const char *name)
{
    return g_str_has_prefix(name, "messages.") || strcmp(name, "invitations_sent") == 0;
}

/* The value in @bin of @width: of a rate the mean, of a level the last.  After the end of a run nothing happens and levels stay. */
static double value_in(const Track *track, const char *name, double width, size_t bin)
{
    size_t together = (size_t)floor(width / track->width + 0.5), first = bin * together, n = track->values->len;
    double sum = 0;

    if (!is_rate(name))
        return g_array_index(track->values, double, MIN(first + together, n) - 1);
    for (size_t i = first; i < first + together && i < n; i++)
        sum += g_array_index(track->values, double, i);
    return sum / (double)together;
}

/* Widths are 10 ms times powers of two, so the widest is a multiple of all. */
static bool series_read(Series *series, const StudyArchive *archive, size_t point, const char *name, GError **error)
{
    g_autoptr(GPtrArray) tracks = g_ptr_array_new_with_free_func(track_free);
    double end = 0;

    *series = (Series){ 0 };
    for (size_t i = archive->first[point]; i < archive->first[point + 1]; i++) {
        Track *track;

        if (archive->runs[i].state != STUDY_RUN_DONE)
            continue;
        if ((track = track_read(archive->runs[i].folder, name, error)) == NULL)
            return false;
        g_ptr_array_add(tracks, track);
        series->width = MAX(series->width, track->width);
        end = MAX(end, track->width * track->values->len);
    }
    series->runs = tracks->len;
    series->bins = series->runs > 0 ? (size_t)ceil(end / series->width - 1e-9) : 0;
    series->values = g_new(double, series->runs * series->bins + 1);
    series->busy = g_new(size_t, series->runs + 1);
    for (size_t run = 0; run < series->runs; run++) {
        const Track *track = tracks->pdata[run];

        series->busy[run] = (size_t)floor((double)track->busy * track->width / series->width);
        for (size_t bin = 0; bin < series->bins; bin++)
            series->values[run * series->bins + bin] = value_in(track, name, series->width, bin);
    }
    return true;
}

static void series_clear(Series *series)
{
    g_free(series->values);
    g_free(series->busy);
}

/* ---- warm-up */

typedef enum WarmUp { WARM_UP_NONE, WARM_UP_FIXED, WARM_UP_MSER5 } WarmUp;

static WarmUp warm_up_of(const Chart *chart, double *out_seconds)
{
    const StudyNode *study = scenario_section(study_plan_scenario(chart->source->plan), "study"), *node = study_node_get(study, "warm_up");

    if (node != NULL && node->kind == STUDY_NODE_MAPPING) {
        *out_seconds = sim_time_to_seconds(study_integer_at(node, "fixed"));
        return WARM_UP_FIXED;
    }
    return node != NULL && strcmp(node->text, "mser5") == 0 ? WARM_UP_MSER5 : WARM_UP_NONE;
}

/* The warm-up of the runs themselves, of which series are whole, is grey where it is the same in all; true then. */
static bool append_unmeasured(Chart *chart, double end)
{
    const StudyAxes *axes = study_plan_axes(chart->source->plan);
    double seconds = sim_time_to_seconds(scenario_setup(study_plan_scenario(chart->source->plan))->warm_up);
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    for (size_t i = 0; i < axes->n_axes; i++)
        if (g_str_has_prefix(axes->axes[i].path, "measure"))
            return false;
    if (seconds > 0)
        g_string_append_printf(chart->settings,
                               "set object 1 rectangle from first 0, graph 0 to first %s/x_unit, graph 1 behind "
                               "fillcolor rgb '#eeeeee' fillstyle solid noborder\n",
                               g_ascii_formatd(number, sizeof number, "%.17g", MIN(seconds, end)));
    return seconds > 0;
}

/* Where the warm-up of the series ends, s, and the mean of what follows, by replication. */
typedef struct Steady {
    size_t not_steady;          /* replications in which no steady state was found                       */
    double latest;              /* cut                                                                   */
    StudyInterval interval;     /* valid if none is without                                              */
} Steady;

static Steady find_steady(const Chart *chart, const Series *series, WarmUp warm_up, double seconds)
{
    g_autofree double *means = g_new(double, series->runs + 1);
    Steady steady = { 0 };

    for (size_t run = 0; run < series->runs; run++) {
        size_t bins = series->busy[run];
        const double *values = series->values + run * series->bins;
        StudyWarmUp cut = { .steady = false };

        if (warm_up == WARM_UP_MSER5) {
            cut = study_mser5(values, bins);
        } else {
            cut.cut = (size_t)ceil(seconds / series->width - 1e-9);
            cut.steady = cut.cut < bins;
        }
        steady.not_steady += !cut.steady;
        steady.latest = MAX(steady.latest, (double)cut.cut * series->width);
        means[run] = 0;
        for (size_t bin = cut.cut; bin < bins; bin++)
            means[run] += values[bin] / (double)(bins - cut.cut);
    }
    steady.interval = study_interval(means, series->runs, chart->source->level);
    return steady;
}

static char *steady_text(const Chart *chart, const Series *series, const char *unit)
{
    double seconds = 0;
    WarmUp warm_up = warm_up_of(chart, &seconds);
    char numbers[3][G_ASCII_DTOSTR_BUF_SIZE];
    Steady steady;

    if (warm_up == WARM_UP_NONE || series->runs == 0)
        return g_strdup("");
    steady = find_steady(chart, series, warm_up, seconds);
    if (steady.not_steady > 0)
        return g_strdup_printf("; no steady state in %zu of %zu replications", steady.not_steady, series->runs);
    g_ascii_formatd(numbers[2], sizeof numbers[2], "%.2g", steady.interval.half_width);
    return g_strdup_printf("; from %s s on %s \xc2\xb1 %s%s%s", g_ascii_formatd(numbers[0], sizeof numbers[0], "%.4g", steady.latest),
                           g_ascii_formatd(numbers[1], sizeof numbers[1], "%.4g", steady.interval.mean),
                           numbers[2], *unit != '\0' ? " " : "", unit);
}

/* ---- curves */

static void append_data(Chart *chart, const Series *series)
{
    g_autofree double *column = g_new(double, series->runs + 1), *welch = g_new(double, series->bins + 1);

    study_welch(series->values, series->runs, series->bins, WELCH_WINDOW, welch);
    for (size_t bin = 0; bin < series->bins; bin++) {
        StudyInterval interval;

        for (size_t run = 0; run < series->runs; run++)
            column[run] = series->values[run * series->bins + bin];
        interval = study_interval(column, series->runs, chart->source->level);
        chart_append_number(chart->data, ((double)bin + 0.5) * series->width);
        chart_append_number(chart->data, interval.mean);
        chart_append_number(chart->data, study_interval_low(&interval));
        chart_append_number(chart->data, study_interval_high(&interval));
        chart_append_number(chart->data, welch[bin]);
        g_string_append_printf(chart->data, "%zu\n", interval.n);
    }
}

static void append_curve(Chart *chart, unsigned block, const char *title, bool smoothed)
{
    GString *plot = chart_next(chart, false);

    g_string_append_printf(plot, "'%s.dat' index %u using ($1/x_unit):3:4 with filledcurves fillstyle transparent solid 0.2 noborder "
                                 "linecolor rgb '%s' notitle", chart->spec->name, block, chart_colour(block));
    plot = chart_next(chart, true);
    g_string_append_printf(plot, "'%s.dat' index %u using ($1/x_unit):2 with lines", chart->spec->name, block);
    chart_append_style(plot, block);
    chart_append_title(plot, title);
    if (!smoothed)
        return;
    plot = chart_next(chart, false);
    g_string_append_printf(plot, "'%s.dat' index %u using ($1/x_unit):5 with lines linewidth 3.5 dashtype 3 linecolor rgb '%s' notitle",
                           chart->spec->name, block, chart_colour(block));
}

static bool add_curve(Chart *chart, const ChartCurve *curve, const char *name, double *end, GError **error)
{
    const ReportMetricName *known = report_metric_names_find(chart->source->names, REPORT_METRIC_SERIES, name);
    const char *unit = known != NULL && strcmp(known->unit, "1") != 0 ? known->unit : "";
    g_autofree char *words = report_metric_words(name), *steady = NULL, *title = NULL, *comment = NULL;
    double seconds;
    unsigned block;
    Series series;

    if (!series_read(&series, chart->source->archive, g_array_index(curve->points, size_t, 0), name, error)) {
        series_clear(&series);
        return false;
    }
    steady = steady_text(chart, &series, unit);
    title = chart_curve_text(chart, curve, words, steady);
    comment = chart_curve_text(chart, curve, name, steady);
    block = chart_begin_block(chart, comment);
    append_data(chart, &series);
    append_curve(chart, block, title, warm_up_of(chart, &seconds) != WARM_UP_NONE);
    *end = MAX(*end, series.width * (double)series.bins);
    series_clear(&series);
    return true;
}

bool chart_time(Chart *chart, GError **error)
{
    char divisor[G_ASCII_DTOSTR_BUF_SIZE];
    const ReportMetricName *known = report_metric_names_find(chart->source->names, REPORT_METRIC_SERIES, chart->spec->y[0]);
    g_autofree char *words = report_metric_words(chart->spec->y[0]);
    double end = 0, seconds = 0;
    WarmUp warm_up = warm_up_of(chart, &seconds);
    ChartUnit unit;
    bool grey;

    if (!chart_group(chart, true, g_strv_length(chart->spec->y), error))
        return false;
    for (char **name = chart->spec->y; *name != NULL; name++)
        for (guint i = 0; i < chart->curves->len; i++)
            if (!add_curve(chart, chart->curves->pdata[i], *name, &end, error))
                return false;
    unit = chart_unit("s", NULL, end);
    /* gnuplot divides whole numbers as such: 90 / 60 is 1 */
    g_string_append_printf(chart->settings, "x_unit = 1.0 * %s\n", g_ascii_formatd(divisor, sizeof divisor, "%.17g", unit.divisor));
    chart_set_label(chart, "x", "virtual time", unit.name);
    chart_set_label(chart, "y", chart->spec->y[1] == NULL ? words : "mean",
                    known != NULL && strcmp(known->unit, "1") != 0 ? known->unit : "");
    g_string_append(chart->settings, "set xrange [0:*] noextend\nset yrange [0:*]\nset offsets 0, 0, graph 0.05, 0\n");
    grey = append_unmeasured(chart, end);
    if (warm_up == WARM_UP_FIXED)
        g_string_append_printf(chart->settings, "set arrow from %s/x_unit, graph 0 to %s/x_unit, graph 1 nohead dashtype 2\n",
                               g_ascii_formatd(divisor, sizeof divisor, "%.17g", seconds), divisor);
    chart_explain_band(chart, warm_up == WARM_UP_NONE ? "band: " : "dotted: Welch's moving average; band: ",
                       grey ? " over the replications; grey from 0 on: warm-up" : " over the replications");
    return true;
}
