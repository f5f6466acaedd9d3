/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_PLOT_SPEC_H
#define STUDY_PLOT_SPEC_H

#include <glib.h>
#include <stdbool.h>

#include "report/metric_name.h"
#include "study/axis.h"
#include "study/diagnostics.h"
#include "study/key_study.h"
#include "study/scenario.h"

/* The formats of pictures, as bits. */
#define STUDY_FORMAT_SVG 1u
#define STUDY_FORMAT_PNG 2u
#define STUDY_FORMAT_PDF 4u

/* One plot of the section "plots". */
typedef struct StudyPlotSpec {
    char *name;
    StudyPlotKind kind;
    char *x, *lines, *where, *title;    /* NULL where it does not say             */
    char **y;                   /* NULL-terminated, at least one                  */
    unsigned formats;           /* bits, at least one                             */
} StudyPlotSpec;

/* The plots that @scenario declares, of StudyPlotSpec (transfer full; empty if there are none). */
GPtrArray *study_plot_specs(const Scenario *scenario);

/* Checks what the sections expect, plots and study.stop of @scenario name: metrics that the runs, whose @names these are, can have, in
 * units that fit, and @axes.  Adds what is wrong to @diagnostics, with what was probably meant. */
void study_vocabulary_check(const Scenario *scenario, const ReportMetricNames *names, const StudyAxes *axes, Diagnostics *diagnostics);

#endif
