/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CHART_PART_H
#define STUDY_CHART_PART_H

/* What the kinds of charts share; only they include this. */

#include "study/chart.h"

/* A chart in the making. */
typedef struct Chart {
    const StudyChartSource *source;
    const StudyPlotSpec *spec;
    GArray *points;             /* of size_t: those that are shown                                                  */
    GPtrArray *curves;          /* of ChartCurve                                                                    */
    int x;                      /* the axis along x, -1: none                                                       */
    GString *data;
    GString *settings;          /* lines of the script before the plot                                              */
    GString *plot;              /* the elements of the plot, apart by CHART_NEXT                                    */
    unsigned entries;           /* lines of the key                                                                 */
    unsigned titles;            /* pixels for titles of groups between plot and key                                 */
    unsigned blocks;            /* of the data                                                                      */
} Chart;

#define CHART_NEXT ", \\\n    "

/* Points that differ in the axis along x only, and in axes that follow from it. */
typedef struct ChartCurve {
    char *title;
    GArray *points;             /* of size_t */
} ChartCurve;

/* A unit that suits values up to @largest: base values are divided by @divisor. */
typedef struct ChartUnit {
    const char *name;           /* "" for none */
    double divisor;
} ChartUnit;

/* @unit as in metrics.csv; @name, which may be NULL, tells shares from counts. */
ChartUnit chart_unit(const char *unit, const char *name, double largest);

/* Groups chart->points into chart->curves; with @with_x points of one x stand apart, too.  SIM_ERROR_SCENARIO if there would be more
 * than can be told apart, @times curves for each group. */
bool chart_group(Chart *chart, bool with_x, size_t times, GError **error);

/* The style of curve @index: " linewidth 2 dashtype 1 linecolor rgb '#0072b2'"; chart_colour() its colour alone.  Neighbours differ in
 * their dashes, too: for print without colours, and so that of two equal curves both are seen. */
const char *chart_colour(size_t index);
void chart_append_style(GString *plot, size_t index);

/* Begins a block of the data with a comment, and returns its number for gnuplot's `index`. */
unsigned chart_begin_block(Chart *chart, const char *comment);

/* A number, "?" for what is not finite, and a blank after it. */
void chart_append_number(GString *text, double number);

/* `set xlabel 'TEXT (UNIT)'`, for @axis x, y or cb. */
void chart_set_label(Chart *chart, const char *axis, const char *text, const char *unit);

/* A new element of the plot, to be appended to; @titled: it has a line in the key. */
GString *chart_next(Chart *chart, bool titled);
void chart_append_title(GString *plot, const char *title);

/* What a curve is called: @metric, its name or its words, stands before the curve's title where the plot shows several; then @more
 * (transfer full). */
char *chart_curve_text(const Chart *chart, const ChartCurve *curve, const char *metric, const char *more);

/* A line in the key: @before, "95 % interval", @after, and of how many replications. */
void chart_explain_band(Chart *chart, const char *before, const char *after);

/* What lies along x: one place for each value of the axis. */
typedef struct ChartAxis {
    bool numeric, logarithmic;
    ChartUnit unit;
    GPtrArray *labels;          /* the values, as people write them */
    GArray *places;             /* of double, in units; 0, 1, 2 ... where they are no numbers */
} ChartAxis;

void chart_axis_init(ChartAxis *axis, const Chart *chart, int which);
void chart_axis_clear(ChartAxis *axis);

/* Where @point stands on it. */
size_t chart_axis_index(const ChartAxis *axis, const Chart *chart, int which, size_t point);

/* The label of @direction ("x", "y"), its tics, and a logarithmic scale where that suits. */
void chart_axis_set(Chart *chart, const ChartAxis *axis, const char *direction, const char *name);

/* Tics of a logarithmic axis of times from @least to @largest, s: "1 ms", "10 ms". */
void chart_set_time_tics(Chart *chart, const char *direction, double least, double largest);

/* The kinds. */
bool chart_lines(Chart *chart, GError **error);
bool chart_bars(Chart *chart, GError **error);
bool chart_heat(Chart *chart, GError **error);
bool chart_cdf(Chart *chart, GError **error);
bool chart_percentiles(Chart *chart, GError **error);
bool chart_time(Chart *chart, GError **error);

#endif
