/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SHIPPED_RUN_H
#define TESTS_SHIPPED_RUN_H

/* A shipped scenario run as `cpmsim run` does, into a results folder of its own, which goes away with it. */

#include "study/run.h"

/* The shipped scenarios, and the changes under which tests run them: a million members would take too long. */
typedef struct ShippedScenario {
    const char *name;                   /* NULL ends the list */
    const char *sets[2];                /* "path=value", NULL-terminated */
} ShippedScenario;

extern const ShippedScenario shipped_scenarios[];

typedef struct ShippedRun {
    char *parent, *folder;              /* a temporary folder, and in it the results */
    StudyResult result;
    bool good;                          /* there are results */
} ShippedRun;

/* Runs the shipped scenario @name, changed by @sets (NULL-terminated; NULL for none); prints what went wrong.  Clear with
 * shipped_run_clear(), which removes the results. */
void shipped_run_start(ShippedRun *run, const char *name, const char *const *sets);

/* The same in a certain number of threads. */
void shipped_run_start_in(ShippedRun *run, const char *name, const char *const *sets, StudyThreads threads);

void shipped_run_clear(ShippedRun *run);

/* The names of all files of the results, sorted, NULL-terminated (transfer full, g_strfreev()). */
char **shipped_run_files(const ShippedRun *run);

/* The text of one of them (transfer full); NULL if it is not there. */
char *shipped_run_text(const ShippedRun *run, const char *file);

#endif
