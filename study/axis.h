/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_AXIS_H
#define STUDY_AXIS_H

/* The axes of a study: what changes from run to run. */

#include <stdbool.h>
#include <stddef.h>

#include "study/diagnostics.h"
#include "study/measure.h"
#include "study/node.h"

typedef struct StudyAxisValue {
    char *yaml;                 /* what the scenario gets: "60 s", "{force: accept}"                           */
    char *text;                 /* the same for people and tables: scalars without their quotes                */
    char *option;               /* "t_reply = 60 s": where diagnostics say a mistake is                        */
    StudyMeasure measure;       /* lists and mappings are texts                                                */
} StudyAxisValue;

typedef struct StudyAxis {
    char *name;
    char *path;                 /* of the value in the scenario: study/override.h                              */
    StudyMeasure type;          /* what all values are; a text when they are of different kinds                */
    unsigned dimension;         /* axes in lockstep share one                                                  */
    StudyAxisValue *values;     /* [n_values] */
    size_t n_values;
} StudyAxis;

/* All axes, in the order of the file.  There are n_dimensions, the last of which changes fastest; that of axes[i] is axes[i].dimension. */
typedef struct StudyAxes {
    StudyAxis *axes;
    size_t n_axes, n_dimensions;
} StudyAxes;

/* Reads the bound list "axes" of a study (NULL: none).  What it contradicts goes to @diagnostics; then NULL is returned
 * (transfer full). */
StudyAxes *study_axes_read(const StudyNode *list, Diagnostics *diagnostics);
void study_axes_free(StudyAxes *axes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyAxes, study_axes_free)

/* How many values the dimension has. */
size_t study_axes_length(const StudyAxes *axes, size_t dimension);

/* The position of the axis of that name, or -1. */
int study_axes_find(const StudyAxes *axes, const char *name);

#endif
