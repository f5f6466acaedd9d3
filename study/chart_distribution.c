/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of distributions: cdf and percentiles, each curve the mean over replications with its interval. */
#include "study/chart_part.h"

#include <math.h>

#include "report/metric_words.h"
#include "report/number_text.h"
#include "sim/error.h"
#include "sim/time.h"
#include "study/latencies.h"

#define STEPS 200       /* of a curve */

/* The distribution of one name in each replication of a point, and in all of them together. */
typedef struct Sample {
    GPtrArray *runs;            /* of StudyLatencies */
    StudyLatencies *all;
    const char *name;
} Sample;

static void free_latencies(gpointer latencies)
{
    study_latencies_free(latencies);
}

static void sample_clear(Sample *sample)
{
    g_ptr_array_unref(sample->runs);
    study_latencies_free(sample->all);
}

static bool sample_read(Sample *sample, const StudyArchive *archive, size_t point, const char *name, GError **error)
{
    *sample = (Sample){ .runs = g_ptr_array_new_with_free_func(free_latencies), .all = study_latencies_new(), .name = name };
    for (size_t i = archive->first[point]; i < archive->first[point + 1]; i++) {
        StudyLatencies *latencies;

        if (archive->runs[i].state != STUDY_RUN_DONE)
            continue;
        latencies = study_latencies_new();
        g_ptr_array_add(sample->runs, latencies);
        if (!study_latencies_add(latencies, archive->runs[i].folder, error) ||
            !study_latencies_add(sample->all, archive->runs[i].folder, error)) {
            sample_clear(sample);
            return false;
        }
    }
    return true;
}

static const SimHistogram *histogram_of(const Sample *sample, guint run)
{
    return study_latencies_get(sample->runs->pdata[run], sample->name);
}

static void append_point(Chart *chart, double x, const StudyInterval *interval)
{
    chart_append_number(chart->data, x);
    chart_append_number(chart->data, interval->n > 0 ? interval->mean : NAN);
    chart_append_number(chart->data, interval->n > 0 ? study_interval_low(interval) : NAN);
    chart_append_number(chart->data, interval->n > 0 ? study_interval_high(interval) : NAN);
    g_string_append_printf(chart->data, "%zu\n", interval->n);
}

/* Of @data the columns x, mean, low, high: @scale is what gnuplot does with the latter three. */
static void append_curve(Chart *chart, unsigned block, const char *title, const char *scale)
{
    const char *name = chart->spec->name;
    GString *plot = chart_next(chart, false);

    g_string_append_printf(plot, "'%s.dat' index %u using 1:($3%s):($4%s) with filledcurves fillstyle transparent solid 0.2 noborder "
                                 "linecolor rgb '%s' notitle", name, block, scale, scale, chart_colour(block));
    plot = chart_next(chart, true);
    g_string_append_printf(plot, "'%s.dat' index %u using 1:($2%s) with lines", name, block, scale);
    chart_append_style(plot, block);
    chart_append_title(plot, title);
}

/* ---- cdf */

/* The share of @histogram's values that is at most @values[@n], rising, into @out_shares. */
static void shares_up_to(const SimHistogram *histogram, const int64_t *values, size_t n, double *out_shares)
{
    uint64_t below = 0, count = sim_histogram_count(histogram);
    SimHistogramBucket bucket;
    size_t position = 0, done = 0;
    bool more = sim_histogram_next(histogram, &position, &bucket);

    for (; done < n; done++) {
        while (more && MIN(bucket.upper, sim_histogram_max(histogram)) <= values[done]) {
            below += bucket.count;
            more = sim_histogram_next(histogram, &position, &bucket);
        }
        out_shares[done] = (double)below / (double)count;
    }
}

/* The values at which the curve is drawn: those of @all that are apart by 1 / STEPS of them, and some of the tail. */
static size_t find_values(const SimHistogram *all, int64_t values[STEPS + 8])
{
    static const double tail[] = { 0.9975, 0.999, 0.9995, 0.9999, 1 };
    size_t n = 0;

    for (unsigned i = 0; i < STEPS + G_N_ELEMENTS(tail); i++) {
        int64_t value = sim_histogram_quantile(all, i < STEPS ? (double)i / STEPS : tail[i - STEPS]);

        if (n == 0 || value > values[n - 1])
            values[n++] = value;
    }
    return n;
}

static void append_cdf(Chart *chart, const Sample *sample, const SimHistogram *all)
{
    int64_t values[STEPS + 8];
    size_t n = find_values(all, values), runs = sample->runs->len;
    g_autofree double *shares = g_new(double, runs * n + 1), *column = g_new(double, runs + 1);

    for (guint run = 0; run < runs; run++) {
        const SimHistogram *histogram = histogram_of(sample, run);

        if (histogram != NULL)
            shares_up_to(histogram, values, n, shares + run * n);
        else
            for (size_t i = 0; i < n; i++)
                shares[run * n + i] = NAN;
    }
    for (size_t i = 0; i < n; i++) {
        StudyInterval interval;

        for (size_t run = 0; run < runs; run++)
            column[run] = shares[run * n + i];
        interval = study_interval(column, runs, chart->source->level);
        append_point(chart, MAX((double)values[i] / (double)SIM_S, 1e-6), &interval);
    }
}

/* The range of all that is shown, s; an hour of nothing if there is nothing. */
static void widen(const SimHistogram *all, double *least, double *largest)
{
    *least = MIN(*least, MAX((double)sim_histogram_min(all) / (double)SIM_S, 1e-6));
    *largest = MAX(*largest, (double)sim_histogram_max(all) / (double)SIM_S);
}

static char *curve_title(const Chart *chart, const ChartCurve *curve, const char *name, const SimHistogram *all)
{
    char count[REPORT_NUMBER_TEXT_SIZE];
    g_autofree char *values = g_strdup_printf("  (%s values)", report_count_text(sim_histogram_count(all), count));

    return chart_curve_text(chart, curve, name, values);
}

static char *axis_words(const Chart *chart)
{
    return chart->spec->y[1] == NULL ? report_metric_words(chart->spec->y[0]) : g_strdup("time");
}

typedef void (*AppendSample)(Chart *chart, const Sample *sample, const SimHistogram *all);

/* A block and a curve for each name and point. */
static bool add_curves(Chart *chart, AppendSample append, const char *scale, double range[2], GError **error)
{
    for (char **name = chart->spec->y; *name != NULL; name++)
        for (guint i = 0; i < chart->curves->len; i++) {
            const ChartCurve *curve = chart->curves->pdata[i];
            const SimHistogram *all;
            Sample sample;

            if (!sample_read(&sample, chart->source->archive, g_array_index(curve->points, size_t, 0), *name, error))
                return false;
            all = study_latencies_get(sample.all, *name);
            if (all != NULL) {
                g_autofree char *words = report_metric_words(*name), *title = curve_title(chart, curve, words, all);
                g_autofree char *comment = curve_title(chart, curve, *name, all);
                unsigned block = chart_begin_block(chart, comment);

                append(chart, &sample, all);
                widen(all, &range[0], &range[1]);
                append_curve(chart, block, title, scale);
            }
            sample_clear(&sample);
        }
    if (chart->blocks == 0) {
        chart_begin_block(chart, "no run has any such value");
        g_string_append(chart->settings, "set label 'no run has any such value' at graph 0.5,0.5 center\nset yrange [0:1]\n");
        g_string_append(chart_next(chart, false), "NaN notitle");
        range[0] = 1;
        range[1] = 10;
    }
    return true;
}

bool chart_cdf(Chart *chart, GError **error)
{
    g_autofree char *words = axis_words(chart);
    double range[2] = { INFINITY, 0 };

    if (!chart_group(chart, true, g_strv_length(chart->spec->y), error) || !add_curves(chart, append_cdf, "*100", range, error))
        return false;
    chart_set_label(chart, "x", words, "logarithmic");
    chart_set_label(chart, "y", "values up to then", "%");
    chart_set_time_tics(chart, "x", range[0], range[1]);
    g_string_append(chart->settings, "set yrange [0:100]\nset ytics 0,20,100\n");
    chart_explain_band(chart, "band: ", " over the replications");
    return true;
}

/* ---- percentiles */

static void append_percentiles(Chart *chart, const Sample *sample, const SimHistogram *all)
{
    g_autofree double *column = g_new(double, sample->runs->len + 1);
    uint64_t fewest = sim_histogram_count(all);

    for (guint run = 0; run < sample->runs->len; run++)
        if (histogram_of(sample, run) != NULL)
            fewest = MIN(fewest, sim_histogram_count(histogram_of(sample, run)));
    /* a run of n values says nothing about more than 1 - 1 / n */
    for (double left = 1; left * (double)fewest >= 1; left /= pow(10, 0.05)) {
        StudyInterval interval;

        for (guint run = 0; run < sample->runs->len; run++) {
            const SimHistogram *histogram = histogram_of(sample, run);

            column[run] = histogram != NULL ? (double)sim_histogram_quantile(histogram, 1 - left) / (double)SIM_S : NAN;
        }
        interval = study_interval(column, sample->runs->len, chart->source->level);
        append_point(chart, 1 / left, &interval);
    }
}

bool chart_percentiles(Chart *chart, GError **error)
{
    g_autofree char *words = axis_words(chart);
    double range[2] = { INFINITY, 0 };

    if (!chart_group(chart, true, g_strv_length(chart->spec->y), error) || !add_curves(chart, append_percentiles, "", range, error))
        return false;
    chart_set_label(chart, "x", "percentile", "%");
    g_string_append(chart->settings, "set logscale x\nset xtics ('0' 1, '50' 2, '75' 4, '90' 10, '95' 20, '99' 100, '99.9' 1000, "
                                     "'99.99' 1e4, '99.999' 1e5, '99.9999' 1e6, '99.99999' 1e7)\nset xrange [1:*]\n");
    if (range[1] >= 50 * range[0]) {
        chart_set_label(chart, "y", words, "logarithmic");
        chart_set_time_tics(chart, "y", range[0], range[1]);
    } else {
        chart_set_label(chart, "y", words, "s");
        g_string_append(chart->settings, "set yrange [0:*]\n");
    }
    chart_explain_band(chart, "mean of the replications' percentiles; band: ", "");
    return true;
}
