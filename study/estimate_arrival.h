/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_ARRIVAL_H
#define STUDY_ESTIMATE_ARRIVAL_H

#include "models/cpm_setup.h"

/* When the sessions of a workload are expected to begin. */

/* The @index-th of them, s since the workload's start; @session: the s from a session's begin to its end, for users who wait for that. */
double study_arrival_time(const CpmWorkload *workload, uint32_t index, double session);

/* A time in which they come fast: so many sessions, the s from one to the next. */
typedef struct StudyPeak {
    double sessions, gap;
} StudyPeak;

#define STUDY_PEAKS 2

/* The worst of them in @out_peaks; returns how many.  @window: the s in which a session is invited, for times from a file. */
unsigned study_arrival_peaks(const CpmWorkload *workload, double window, StudyPeak out_peaks[STUDY_PEAKS]);

/* Calls @visit with each rate, per s, at which they come for a while, and the share of all sessions that come at it. */
typedef void (*StudyRateVisitor)(double rate, double share, void *data);
void study_arrival_rates(const CpmWorkload *workload, StudyRateVisitor visit, void *data);

/* How many sessions are expected to begin within @time s, where most do: at most all of them. */
double study_arrival_most(const CpmWorkload *workload, double time);

#endif
