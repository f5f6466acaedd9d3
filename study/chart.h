/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CHART_H
#define STUDY_CHART_H

/* The plots that a study declares, as data and gnuplot scripts that a user can change and run again where they are.  Their bytes depend on
 * the results alone.  Bands and bars of error are Student-t intervals over the replications.
 *
 *      lines           a metric against an axis, a curve for each combination of the other axes
 *      cdf             which share of the values is at most so large: mean over the replications
 *      percentiles     which value so large a share does not exceed: mean over the replications of their quantiles
 *      time            a series against virtual time, and the end of its warm-up
 *      bars            metrics beside or upon each other
 *      heat            a metric over two axes */

#include <glib.h>
#include <stdbool.h>

#include "report/metric_name.h"
#include "study/archive.h"
#include "study/plan.h"
#include "study/plot_spec.h"

/* All pointers are borrowed. */
typedef struct StudyChartSource {
    const StudyArchive *archive;
    const StudyPlan *plan;
    const ReportMetricNames *names;     /* of all points */
    double level;                       /* of the intervals */
} StudyChartSource;

typedef struct StudyChart {
    char *data;         /* NAME.dat */
    char *script;       /* NAME.gp, which draws NAME.svg, NAME.png and NAME.pdf, as far as asked for */
} StudyChart;

/* The chart of @spec, whose names are right (study_vocabulary_check()); clear it.  SIM_ERROR_SCENARIO if it cannot be drawn with these
 * results: too many curves, an axis too many; SIM_ERROR_ENVIRONMENT if a file of a run cannot be read. */
bool study_chart_make(const StudyChartSource *source, const StudyPlotSpec *spec, StudyChart *out_chart, GError **error);
void study_chart_clear(StudyChart *chart);

/* What study_gallery_draw() is asked for. */
typedef struct StudyGallery {
    const char *only;           /* the name of a plot; NULL: all                        */
    unsigned formats;           /* bits; 0: those that each plot declares               */
    bool no_pictures;           /* scripts and data only                                */
} StudyGallery;

/* Writes the plots of the study into DIR/results/plots and has gnuplot draw them; *out_n is how many.  A script and its data are there also
 * when gnuplot is not, or fails, which is SIM_ERROR_ENVIRONMENT then; an unknown name is SIM_ERROR_USAGE. */
bool study_gallery_draw(const StudyChartSource *source, const StudyGallery *gallery, size_t *out_n, GError **error);

#endif
