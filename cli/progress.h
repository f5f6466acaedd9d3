/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "study/run.h"

/* One line on a terminal that says how a long run goes: virtual time, share done, events per second, memory, time left. */
typedef struct CliProgress {
    bool shown;                 /* there is a line to be removed */
    bool terminal;              /* stderr is one; otherwise nothing is shown */
    int64_t begin, last;        /* us, monotonic */
} CliProgress;

void cli_progress_begin(CliProgress *progress);

/* A StudyReport: @listener is the CliProgress.  Writes at most four times a second, and nothing in the first second. */
void cli_progress_show(void *listener, const StudyProgress *state);

/* Removes the line. */
void cli_progress_end(CliProgress *progress);

#endif
