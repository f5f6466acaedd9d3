/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_RUN_H
#define STUDY_RUN_H

/* One run: from a scenario to a results folder. */

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "report/fingerprint.h"
#include "report/folder.h"
#include "report/verdict.h"
#include "sim/world.h"
#include "study/exit_code.h"
#include "study/scenario.h"

/* Progress of a run, told every few ten thousand events. */
typedef struct StudyProgress {
    SimTime now;                /* virtual time                                             */
    double done;                /* 0 .. 1, by virtual time of the expected end              */
    uint64_t events;
    size_t pending;             /* events                                                   */
} StudyProgress;

typedef void (*StudyReport)(void *listener, const StudyProgress *progress);

/* What watches a run (checker, metrics, fingerprint, flow) can have a thread of its own; the results are the same, byte for byte. */
typedef enum StudyThreads {
    STUDY_THREADS_AUTO,                     /* two where this process may use more than one processor */
    STUDY_THREADS_ONE,
    STUDY_THREADS_TWO
} StudyThreads;

/* All pointers are borrowed. */
typedef struct StudyOptions {
    const char *target;                     /* results folder                                                       */
    const char *file;                       /* the scenario, as given on the command line                           */
    const char *const *arguments;           /* NULL-terminated command line, for the manifest                       */
    const ReportFingerprint *expected;      /* NULL: any; another fingerprint makes the run fail                    */
    size_t memory_limit;                    /* bytes; 0 = none                                                      */
    bool no_plots;                          /* scripts and data are written, gnuplot is not run                     */
    bool lean;                              /* inside a study: numbers only, no summary, flow or plots              */
    StudyThreads threads;                   /* ONE where runs beside each other use all processors                  */
    StudyReport report;                     /* may be NULL                                                          */
    void *listener;
    ReportFolder *volatile *guard;          /* for report_folder_open_guarded(); NULL: no handler cleans up         */
} StudyOptions;

typedef struct StudyResult {
    ExitCode exit_code;
    ReportVerdict verdict;
    ReportFingerprint fingerprint;
    char *summary;                          /* (owned) text for a terminal, NULL when lean                          */
    char *note;                             /* (owned) what could not be done, NULL = nothing                       */
    double wall_seconds;
    uint64_t messages, events;
} StudyResult;

void study_result_clear(StudyResult *result);

/* Runs @scenario and writes its results.  Returns false with @error set when there are none: environment, memory, nothing half-written
 * is left.  Otherwise fills @out_result (clear it); a failed verdict is no error. */
bool study_run(const Scenario *scenario, const StudyOptions *options, StudyResult *out_result, GError **error);

/* The virtual time at which a run of @setup can be expected to end, for progress and estimates. */
SimTime study_expected_end(const CpmSetup *setup);

#endif
