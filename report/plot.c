/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot.h"

#include <string.h>

#include <glib/gstdio.h>

#include "report/plot_script.h"
#include "sim/error.h"

static const struct {
    const char *stem;
    void (*make)(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot);
} plots[] = {
    { "latency", report_plot_latency },
    { "outcomes", report_plot_outcomes },
    { "throughput", report_plot_throughput },
    { "queues", report_plot_queues },
};

void report_plot_clear(ReportPlot *plot)
{
    g_clear_pointer(&plot->data, g_free);
    g_clear_pointer(&plot->script, g_free);
}

static bool write_plot(ReportFolder *folder, const char *stem, ReportPlot *plot, GError **error)
{
    g_autofree char *data = g_strconcat(stem, ".dat", NULL);
    g_autofree char *script = g_strconcat(stem, ".gp", NULL);
    bool written = report_folder_write(folder, data, plot->data, -1, error) &&
                   report_folder_write(folder, script, plot->script, -1, error);
    report_plot_clear(plot);
    return written;
}

bool report_plots_write(const ReportMetrics *metrics, const char *name, ReportFolder *folder, GError **error)
{
    bool written = true;
    for (size_t i = 0; i < G_N_ELEMENTS(plots) && written; i++) {
        ReportPlot plot;
        plots[i].make(metrics, name, &plot);
        if (plot.script != NULL)
            written = write_plot(folder, plots[i].stem, &plot, error);
    }
    return written;
}

/* -d: the user's own ~/.gnuplot shall not change our plots. */
bool report_gnuplot_run(const char *folder, const char *script, GError **error)
{
    char *arguments[] = { (char *)"gnuplot", (char *)"-d", (char *)script, NULL };
    g_autofree char *output = NULL, *complaint = NULL;
    g_autoptr(GError) problem = NULL;
    int status;
    if (!g_spawn_sync(folder, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &complaint, &status, &problem)) {
        if (g_error_matches(problem, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
            return sim_fail(error, SIM_ERROR_ENVIRONMENT,
                            "gnuplot is not installed, so the plots are not drawn: install it and run "
                            "'gnuplot *.gp' in the results folder");
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "gnuplot: %s", problem->message);
    }
    if (g_spawn_check_wait_status(status, NULL))
        return true;
    return sim_fail(error, SIM_ERROR_ENVIRONMENT, "gnuplot cannot draw %s: %s", script, g_strstrip(complaint));
}

/* gnuplot does not notice when the disk is full. */
static bool is_whole(const char *folder, const char *picture, GError **error)
{
    g_autofree char *path = g_build_filename(folder, picture, NULL), *text = NULL;
    if (g_file_get_contents(path, &text, NULL, NULL) && g_str_has_suffix(g_strchomp(text), "</svg>"))
        return true;
    return sim_fail(error, SIM_ERROR_ENVIRONMENT, "gnuplot could not write %s to its end, so the plots are not drawn", picture);
}

static bool has_plot(const ReportFolder *folder, const char *script)
{
    g_autofree char *path = g_build_filename(report_folder_path(folder), script, NULL);
    return g_file_test(path, G_FILE_TEST_EXISTS);
}

bool report_plots_draw(ReportFolder *folder, GError **error)
{
    for (size_t i = 0; i < G_N_ELEMENTS(plots); i++) {
        g_autofree char *script = g_strconcat(plots[i].stem, ".gp", NULL);
        g_autofree char *picture = g_strconcat(plots[i].stem, ".svg", NULL);
        if (!has_plot(folder, script))
            continue;
        report_folder_expect(folder, picture);
        if (report_gnuplot_run(report_folder_path(folder), script, error) && is_whole(report_folder_path(folder), picture, error))
            continue;
        for (size_t j = 0; j <= i; j++) {
            g_autofree char *half = g_strconcat(report_folder_path(folder), "/", plots[j].stem, ".svg", NULL);
            g_unlink(half);
        }
        return false;
    }
    return true;
}
