/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "study/exit_code.h"

static ReportFolder *volatile half_written;

/* Async-signal-safe; there is nobody left to tell if this fails. */
static void say(const char *text)
{
    ssize_t written = write(STDERR_FILENO, text, strlen(text));

    (void)written;
}

static void stop_at_once(int signal_number)
{
    bool writing = half_written != NULL;

    report_folder_clean_up(half_written);
    switch (signal_number) {
    case SIGABRT:
        say("cpmsim: this is a fault of cpmsim itself\n");
        _exit(EXIT_CODE_BUG);
    case SIGTRAP:       /* how GLib ends the program when there is no memory */
        say("cpmsim: the machine has no more memory\n");
        _exit(EXIT_CODE_ENVIRONMENT);
    default:
        say(writing ? "\ncpmsim: stopped; no results were written\n" : "\ncpmsim: stopped\n");
        _exit(EXIT_CODE_INTERRUPTED);
    }
}

static void occupy_closed_streams(void)
{
    for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; stream++)
        if (fcntl(stream, F_GETFD) < 0 && errno == EBADF && open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            _exit(EXIT_CODE_ENVIRONMENT);
}

void cli_interrupt_catch(void)
{
    static const int stopping[] = { SIGINT, SIGTERM, SIGHUP, SIGABRT, SIGTRAP };
    static const int errors[] = { SIGPIPE, SIGXFSZ };
    struct sigaction action = { .sa_handler = stop_at_once }, before;

    occupy_closed_streams();
    sigfillset(&action.sa_mask);
    for (unsigned i = 0; i < G_N_ELEMENTS(stopping); i++)
        if (sigaction(stopping[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)     /* nohup stays nohup */
            sigaction(stopping[i], &action, NULL);
    action.sa_handler = SIG_IGN;
    for (unsigned i = 0; i < G_N_ELEMENTS(errors); i++)
        sigaction(errors[i], &action, NULL);
}

ReportFolder *volatile *cli_interrupt_guard(void)
{
    return &half_written;
}
