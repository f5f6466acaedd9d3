/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_PLOT_H
#define REPORT_PLOT_H

#include <glib.h>
#include <stdbool.h>

#include "report/folder.h"
#include "report/metrics.h"

/* The plots of a run, as data and gnuplot scripts that a user can change and run again where they are: `gnuplot latency.gp`.  All
 * bytes depend on the run alone.
 *
 *      latency         how the time from a member's invitation to the answer is distributed, a curve per kind of leg, p50 and p99 marked
 *      outcomes        how many members are settled by which decision row, against the time since their session's start
 *      throughput      messages received per second of virtual time, a line per kind of box
 *      queues          messages in each box, how busy it is, and its open transactions over time; only of a run with samples */
typedef struct ReportPlot {
    char *data;         /* NAME.dat */
    char *script;       /* NAME.gp, which draws NAME.svg */
} ReportPlot;

/* Write the texts of a plot (transfer full: clear with report_plot_clear()).  @name is that of the scenario; @metrics is finished. */
void report_plot_latency(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot);
void report_plot_outcomes(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot);
void report_plot_throughput(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot);

/* The same; without samples both texts are NULL. */
void report_plot_queues(const ReportMetrics *metrics, const char *name, ReportPlot *out_plot);

void report_plot_clear(ReportPlot *plot);

/* Writes latency.dat, latency.gp and so on into @folder: the plots that the run has. */
bool report_plots_write(const ReportMetrics *metrics, const char *name, ReportFolder *folder, GError **error);

/* Runs gnuplot on the scripts in @folder: an SVG for each is there afterwards.  Without gnuplot, or if it
 * fails, false, no SVG, and @error (SIM_ERROR_ENVIRONMENT) says what to do: a note for the user, the results are good without. */
bool report_plots_draw(ReportFolder *folder, GError **error);

#endif
