/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_NUMBERS_H
#define STUDY_NUMBERS_H

#include <glib.h>
#include <stddef.h>

/* The numbers of one run by their names (report/metric_name.h), read from its metrics.csv. */
typedef struct StudyNumbers StudyNumbers;

/* Reads @folder/metrics.csv.  SIM_ERROR_ENVIRONMENT if it cannot be read or is no such table (transfer full). */
StudyNumbers *study_numbers_read(const char *folder, GError **error);
void study_numbers_free(StudyNumbers *numbers);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyNumbers, study_numbers_free)

/* The number called @name, in the unit of metrics.csv, also one that only follows from others (joined_share).  Of what may be counted and
 * did not occur 0; NAN if the run has no such number, like the p95 of nothing, or if nobody knows the name. */
double study_numbers_get(const StudyNumbers *numbers, const char *name);

/* The names that stand in the file, in its order; @index below _count(). */
size_t study_numbers_count(const StudyNumbers *numbers);
const char *study_numbers_name(const StudyNumbers *numbers, size_t index);

#endif
