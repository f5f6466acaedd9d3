/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_STOPPING_H
#define STUDY_STOPPING_H

#include <stdbool.h>
#include <stddef.h>

/* How many replications of a point are enough: when the half-widths of all metrics, as shares of their means, are as small as asked
 * for, and stay so for the replications that follow (Hoad, Robinson and Davies 2010, "Automated selection of the number of
 * replications for a discrete-event simulation").  Several metrics share the level (Bonferroni).  The rule looks at replications in
 * the order of their numbers, whatever order they finished in: so the answer depends on neither processors nor interruptions. */
typedef struct StudyStopRule {
    double half_width;      /* asked for, as a share of the mean, > 0                                           */
    double level;           /* of all metrics together, 0 .. 1                                                  */
    size_t start;           /* the first n at which the half-widths are looked at, >= 2                         */
    size_t look_ahead;      /* they must stay small so many replications more; above n = 100 in proportion to n */
    size_t budget;          /* never more replications, >= start                                                */
} StudyStopRule;

typedef enum StudyStopState {
    STUDY_STOP_GO_ON,       /* not yet                                              */
    STUDY_STOP_REACHED,     /* the half-widths are reached                          */
    STUDY_STOP_BUDGET       /* the budget is used up before; say so with the result */
} StudyStopState;

typedef struct StudyStopDecision {
    StudyStopState state;
    size_t replications;    /* GO_ON: run those below this number, then ask again: with fewer no stop is possible, so none is in vain.
                               Otherwise: the result consists of exactly those below this number.                         */
    size_t worst;           /* which metric has the largest relative half-width at the last n looked at, 0 .. n_metrics - 1      */
    double relative;        /* and how large it is; INFINITY as long as there is no interval                                   */
} StudyStopDecision;

/* Decides on @n replications, 0 .. @n - 1: @values[@n_metrics][@n], row after row; NAN where a replication lacks the metric or has
 * failed.  @n may be 0 (@values NULL), then says how many to begin with.  Replications beyond those needed change nothing.  Pure. */
StudyStopDecision study_stop_decide(const StudyStopRule *rule, const double *values, size_t n_metrics, size_t n);

#endif
