/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_EXIT_CODE_H
#define STUDY_EXIT_CODE_H

#include <glib.h>

#include "report/verdict.h"

/* Exit codes of the program; the help, the manual page and every sub-command speak of these. */
typedef enum ExitCode {
    EXIT_CODE_DONE = 0,             /* all that was asked for was done, and every verdict passed                    */
    EXIT_CODE_FAILED = 1,           /* a verdict failed                                                             */
    EXIT_CODE_USAGE = 2,            /* the command line or a scenario is wrong; nothing was run                     */
    EXIT_CODE_INCONCLUSIVE = 3,     /* inconclusive, or nothing was judged                                          */
    EXIT_CODE_BUG = 4,              /* our own fault                                                                */
    EXIT_CODE_ENVIRONMENT = 5,      /* a file, the disk, the memory                                                 */
    EXIT_CODE_INTERRUPTED = 75      /* stopped early; can be run again or resumed                                   */
} ExitCode;

/* The worse of two, in the order 4, 5, 75, 1, 3, 0; usage (2) stands between 5 and 75. */
ExitCode exit_code_worse(ExitCode a, ExitCode b);

/* What a verdict means as an exit code. */
ExitCode exit_code_of_verdict(ReportVerdict verdict);

/* What an error of SIM_ERROR or G_OPTION_ERROR means as an exit code. */
ExitCode exit_code_of_error(const GError *error);

/* The table for --help: a line per code, with "\n" (static text). */
const char *exit_code_help(void);

#endif
