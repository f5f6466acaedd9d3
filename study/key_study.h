/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_KEY_STUDY_H
#define STUDY_KEY_STUDY_H

#include <stdbool.h>

#include "study/key.h"

/* The sections that make many runs of one scenario: "study" says which, "expect" what has to come out, "plots" what is drawn.  They have
 * no effect on a single run. */
extern const StudyType study_study_type, study_expect_type, study_plots_type;

/* For the rows of the root: false, so that a scenario without these sections does not get them. */
bool study_study_applies(const StudyNode *root);

/* The positions in the lists of words. */
typedef enum StudyScale { STUDY_SCALE_LINEAR, STUDY_SCALE_LOG } StudyScale;
typedef enum StudyPlotKind {
    STUDY_PLOT_LINES,
    STUDY_PLOT_CDF,
    STUDY_PLOT_PERCENTILES,
    STUDY_PLOT_TIME,
    STUDY_PLOT_BARS,
    STUDY_PLOT_HEAT
} StudyPlotKind;

#endif
