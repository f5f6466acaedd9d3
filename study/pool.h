/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_POOL_H
#define STUDY_POOL_H

/* Jobs in processes of their own, so many at a time: whatever becomes of one, the others and the caller go on.  The processes are told to
 * end (SIGTERM) when the caller dies, however it dies. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a job does, in its process; what it returns, 0 to 255, is the exit code.  What it writes to the standard error is kept. */
typedef int (*StudyWork)(void *data, uint64_t job);

/* In a job: adds @text to what it has written there. */
void study_pool_say(const char *text);

typedef struct StudyPoolLimits {
    unsigned jobs;              /* at a time, >= 1                               */
    double seconds;             /* of real time for each; 0: any                 */
    size_t bytes;               /* of memory resident for each; 0: any           */
} StudyPoolLimits;

typedef enum StudyFate {
    STUDY_FATE_ENDED,           /* with an exit code                             */
    STUDY_FATE_CRASHED,         /* by a signal                                   */
    STUDY_FATE_TIME,            /* killed: it took too long                      */
    STUDY_FATE_MEMORY           /* killed: it took too much memory               */
} StudyFate;

typedef struct StudyJobEnd {
    uint64_t job;
    StudyFate fate;
    int code;                   /* exit code, or number of the signal            */
    double seconds;             /* how long it took                              */
    char *said;                 /* (transfer full) the end of its standard error */
} StudyJobEnd;

typedef struct StudyPool StudyPool;

StudyPool *study_pool_new(const StudyPoolLimits *limits);

/* Kills what still runs. */
void study_pool_free(StudyPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyPool, study_pool_free)

/* How many run, and whether there is place for one more. */
unsigned study_pool_running(const StudyPool *pool);
bool study_pool_has_place(const StudyPool *pool);

/* Begins @job; there must be place.  SIM_ERROR_ENVIRONMENT when the machine has no more processes. */
bool study_pool_start(StudyPool *pool, uint64_t job, StudyWork work, void *data, GError **error);

/* Waits until a job ends, and fills @out_end; false when none has within @milliseconds, or none runs. */
bool study_pool_wait(StudyPool *pool, int milliseconds, StudyJobEnd *out_end);

#endif
