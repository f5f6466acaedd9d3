/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/validation_report.h"

#include <math.h>
#include <string.h>

#include "report/plot_script.h"
#include "study/whole_file.h"

/* A line of a plot: the rows of that kind, over a number of their parameters. */
typedef struct Curve {
    const char *check, *quantity, *path;
    const char *over;           /* the parameter                                            */
    const char *name;           /* in the key                                               */
    const char *exact;          /* what gnuplot draws as the exact curve, or NULL: a point for each exact value */
    const char *colour;
} Curve;

typedef struct Plot {
    const char *stem, *title, *settings;
    Curve curves[6];
    unsigned n_curves;
} Plot;

#define LOSS "INVITE hop, loss both ways"
#define ALL_LOST "P(no 100 within 7 sends)"

static const Plot plots[] = {
    { .stem = "queues", .title = "Mean time at one server: points with intervals measured, lines exact",
      .settings = "set xlabel 'utilisation'\nset ylabel 'ms'\nset logscale y\nset xrange [0:1]\nset yrange [0.03:100]\nset samples 500\n",
      .curves = { { "M/M/1", "mean sojourn W", "short", "rho", "M/M/1, wait and service", "1/(1-x)", REPORT_BLUE },
                  { "M/M/1", "p99 sojourn", "short", "rho", "M/M/1, exceeded by 1 %", "-log(0.01)/(1-x)", REPORT_SKY },
                  { "M/G/1", "mean wait Wq", "short", "rho", "M/G/1, cs2 = 4, wait", "2.5*x/(1-x)", REPORT_VERMILION },
                  { "M/D/1", "mean wait Wq", "short", "rho", "M/D/1, wait", "0.5*x/(1-x)", REPORT_GREEN } },
      .n_curves = 4 },
    { .stem = "answers", .title = "Until the inviter has its 200, people answer after 1 s in the mean: points measured, lines exact",
      .settings = "set xlabel 'people invited'\nset ylabel 's'\nset logscale xy\nset xrange [0.8:1300]\nset yrange [0.0005:20]\n",
      .curves = { { "last of N exponentials", "mean", "short", "N", "when all have answered", NULL, REPORT_VERMILION },
                  { "first of N exponentials", "mean", "short", "N", "when the first has answered", NULL, REPORT_BLUE } },
      .n_curves = 2 },
    { .stem = "loss", .title = "No 100 comes back to any of seven INVITEs: points measured, line exact",
      .settings = "set xlabel 'share of messages that each way loses'\nset ylabel 'probability'\nset format y '%.0e'\nset logscale y\n"
                  "set xrange [0:0.55]\nset yrange [1e-13:1]\nset samples 500\n",
      .curves = { { LOSS, ALL_LOST, "all patterns", "p", "sum over all patterns of losses", "(1-(1-x)**2)**7", REPORT_BLUE },
                  { LOSS, ALL_LOST, "wire", "p", "by chance", "(1-(1-x)**2)**7", REPORT_VERMILION } },
      .n_curves = 2 },
};

static bool is_of(const ValidationExperiment *experiment, const ValidationRow *row, const Curve *curve)
{
    return strcmp(row->check, curve->check) == 0 && strcmp(row->quantity, curve->quantity) == 0 &&
           strcmp(experiment->path, curve->path) == 0;
}

/* A block of gnuplot's data: the parameter, exact, measured, half-width. */
static void append_points(const Validation *validation, const Curve *curve, GString *data)
{
    g_string_append_printf(data, "# %s, %s\n", curve->check, curve->quantity);
    for (guint i = 0; i < validation->experiments->len; i++) {
        const ValidationExperiment *experiment = validation->experiments->pdata[i];

        for (unsigned k = 0; k < experiment->n_rows; k++) {
            const ValidationRow *row = &experiment->rows[k];
            GoldenRow like = { .parameters = row->parameters };

            if (is_of(experiment, row, curve))
                g_string_append_printf(data, "%.9g %.9g %.9g %.9g\n", golden_parameter(&like, curve->over), row->exact[0], row->measured[0],
                                       row->half_width);
        }
    }
    g_string_append(data, "\n\n");
}

static void append_curve(const Plot *plot, unsigned index, GString *script)
{
    const Curve *curve = &plot->curves[index];

    g_string_append(script, index == 0 ? "plot " : ", \\\n    ");
    if (curve->exact != NULL)
        g_string_append_printf(script, "%s with lines linewidth 1.5 linecolor rgb '%s' title ", curve->exact, curve->colour);
    else
        g_string_append_printf(script, "'%s.dat' index %u using 1:2 with lines linewidth 1.5 linecolor rgb '%s' title ", plot->stem, index,
                               curve->colour);
    report_plot_quote(script, curve->name);
    g_string_append_printf(script, ", \\\n    '%s.dat' index %u using 1:3:4 with yerrorbars pointtype 6 linecolor rgb '%s' notitle",
                           plot->stem, index, curve->colour);
}

static bool write_plot(const char *folder, const char *stem, const char *data, const char *script, GError **error)
{
    g_autofree char *data_path = g_strdup_printf("%s/%s.dat", folder, stem), *script_path = g_strdup_printf("%s/%s.gp", folder, stem);
    g_autofree char *name = g_strdup_printf("%s.gp", stem);

    return study_whole_file_write(data_path, data, error) && study_whole_file_write(script_path, script, error) &&
           report_gnuplot_run(folder, name, error);
}

static bool draw(const Validation *validation, const Plot *plot, const char *folder, GError **error)
{
    g_autoptr(GString) data = g_string_new(NULL), script = g_string_new(NULL);

    report_plot_head(script, plot->stem, plot->title, plot->n_curves);
    g_string_append(script, plot->settings);
    for (unsigned i = 0; i < plot->n_curves; i++) {
        append_points(validation, &plot->curves[i], data);
        append_curve(plot, i, script);
    }
    g_string_append_c(script, '\n');
    return write_plot(folder, plot->stem, data->str, script->str, error);
}

/* All stochastic rows at once: how far off each is, in half-widths of its widened interval. */
static bool draw_rows(const Validation *validation, const char *folder, GError **error)
{
    g_autoptr(GString) data = g_string_new("# row of validation.csv, off by so many half-widths\n"), script = g_string_new(NULL);
    unsigned number = 0;

    for (guint i = 0; i < validation->experiments->len; i++) {
        const ValidationExperiment *experiment = validation->experiments->pdata[i];

        for (unsigned k = 0; k < experiment->n_rows; k++) {
            const ValidationRow *row = &experiment->rows[k];

            number++;
            if (row->kind != VALIDATION_EXACT && row->half_width > 0)
                g_string_append_printf(data, "%u %.6f\n", number, (row->measured[0] - row->exact[0]) /
                                       (row->half_width + row->tolerance * fabs(row->exact[0])));
        }
    }
    report_plot_head(script, "rows", "How far off each row is: beyond the lines it is wrong", 0);
    g_string_append_printf(script, "set xlabel 'row of validation.csv'\nset ylabel 'half-widths of its interval'\nset yrange [-1.5:1.5]\n"
                                   "set xrange [0:%u]\nunset key\nplot 1 with lines linecolor rgb '%s', -1 with lines linecolor rgb '%s', "
                                   "'rows.dat' using 1:2 with points pointtype 7 pointsize 0.5 linecolor rgb '%s'\n",
                           number + 1, REPORT_VERMILION, REPORT_VERMILION, REPORT_BLUE);
    return write_plot(folder, "rows", data->str, script->str, error);
}

bool validation_draw(const Validation *validation, const char *folder, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(plots); i++)
        if (!draw(validation, &plots[i], folder, error))
            return false;
    return draw_rows(validation, folder, error);
}
