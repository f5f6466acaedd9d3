/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_INPUTS_H
#define STUDY_INPUTS_H

/* The files that a scenario names: when sessions begin.  Each is read once and then stays what it was, however often the scenario is read
 * (the points of a study), and a copy goes to the results, where the scenario that they were made from is found again.
 *
 * Such a file is CSV (RFC 4180) in UTF-8 with the one column at_s, seconds (12.5, 1.25e1) since the workload's start, in rising order;
 * equal times may follow each other.  Lines end with LF or CRLF; a byte order mark, blanks around a number, its quotes and blank lines at
 * the end do no harm.  There are no comments. */

#include "sim/time.h"

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct StudyInputs StudyInputs;

typedef struct StudyArrivalTimes {
    SimTime *times;             /* times[n], ns                               */
    uint32_t n;                 /* 1 .. 2^31 - 1                              */
    char *name;                 /* of the copy among results, "input-....csv" */
} StudyArrivalTimes;

/* Of a scenario in @folder.  What @known has read is not read again; it is borrowed for the life of the inputs, and may be NULL. */
StudyInputs *study_inputs_new(const char *folder, StudyInputs *known);
void study_inputs_free(StudyInputs *inputs);

/* The times in the file @path, which begins at the folder, or in the copy of it that is there (owned by @inputs).  NULL with
 * SIM_ERROR_ENVIRONMENT if it cannot be read, and SIM_ERROR_SCENARIO, with the number of the line, if it is not as above or a time is
 * beyond ten years. */
const StudyArrivalTimes *study_inputs_arrivals(StudyInputs *inputs, const char *path, GError **error);

/* The files that were asked for, in that order; NULL for @index beyond the last. */
const StudyArrivalTimes *study_inputs_at(const StudyInputs *inputs, unsigned index);

/* The file as its copy has it: the same times, written the same way whatever the file looked like (transfer full). */
char *study_inputs_csv(const StudyArrivalTimes *arrivals, size_t *out_length);

/* A text that is the same only if all files say the same (transfer full); "" without any. */
char *study_inputs_digest(const StudyInputs *inputs);

#endif
