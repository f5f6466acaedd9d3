/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#define QUARTER_SECOND 250000
#define SECOND 1000000

void cli_progress_begin(CliProgress *progress)
{
    *progress = (CliProgress){ .terminal = isatty(STDERR_FILENO) != 0, .begin = g_get_monotonic_time() };
}

static double peak_megabytes(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

void cli_progress_show(void *listener, const StudyProgress *state)
{
    CliProgress *progress = listener;
    int64_t now = g_get_monotonic_time();
    double elapsed = (double)(now - progress->begin) / SECOND;

    if (!progress->terminal || now - progress->begin < SECOND || now - progress->last < QUARTER_SECOND)
        return;
    progress->last = now;
    progress->shown = true;
    fprintf(stderr, "\r%9.1f s virtual  %3.0f %%  %6.2f M events/s  %6.2f M pending  %6.0f MB", sim_time_to_seconds(state->now),
            100.0 * state->done, (double)state->events / elapsed * 1e-6, (double)state->pending * 1e-6, peak_megabytes());
    if (state->done > 0.01)
        fprintf(stderr, "  %4.0f s left", elapsed / state->done - elapsed);
    fputs("\033[K", stderr);
    fflush(stderr);
}

void cli_progress_end(CliProgress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
