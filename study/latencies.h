/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_LATENCIES_H
#define STUDY_LATENCIES_H

#include <glib.h>
#include <stdbool.h>

#include "sim/histogram.h"

/* The distributions of a run, or of several added up, by their names, as histograms.csv has them. */
typedef struct StudyLatencies StudyLatencies;

StudyLatencies *study_latencies_new(void);
void study_latencies_free(StudyLatencies *latencies);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyLatencies, study_latencies_free)

/* Adds the counts of @folder/histograms.csv: count, smallest, largest and all quantiles are then those of all runs together; the mean
 * is off by half a bucket at most.  SIM_ERROR_ENVIRONMENT if the file cannot be read or is no such table. */
bool study_latencies_add(StudyLatencies *latencies, const char *folder, GError **error);

/* NULL where no run has any such value; owned by @latencies. */
const SimHistogram *study_latencies_get(const StudyLatencies *latencies, const char *name);

/* The percentiles of @histogram, in ms, as the tools around HdrHistogram read them (.hgrm): columns Value, Percentile, TotalCount and
 * 1/(1-Percentile), and mean, standard deviation, largest value and count below (transfer full). */
char *study_latencies_percentiles(const SimHistogram *histogram);

#endif
