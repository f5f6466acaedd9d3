/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_REHEARSAL_H
#define STUDY_REHEARSAL_H

/* A run that is only watched: nothing is judged, nothing is written, and it needs no more memory than the simulation itself.  Its trace
 * is the one that study_run() would see. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "report/fingerprint.h"
#include "study/run.h"
#include "study/scenario.h"

/* All pointers are borrowed. */
typedef struct StudyWatch {
    SimObserve observe;                     /* gets the trace; may be NULL                                          */
    void *observer;
    const bool *enough;                     /* once true the run may end early; NULL: it goes on to its end         */
    StudyReport report;                     /* progress; may be NULL                                                */
    void *listener;
} StudyWatch;

typedef struct StudyRehearsal {
    ReportFingerprint fingerprint;          /* of what was seen: of the whole run unless it was enough before       */
    uint64_t records;
    SimTime end;
} StudyRehearsal;

/* Runs @scenario under @watch.  Errors: SIM_ERROR_MEMORY. */
bool study_rehearse(const Scenario *scenario, const StudyWatch *watch, StudyRehearsal *out_rehearsal, GError **error);

#endif
