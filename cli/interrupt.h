/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include "report/folder.h"

/* What becomes of the program when it is told to stop.  Interrupt, termination and hang-up end it at once with EXIT_CODE_INTERRUPTED, a
 * failed assertion with EXIT_CODE_BUG, exhausted memory with EXIT_CODE_ENVIRONMENT; a half-written results folder is removed before.  A
 * closed pipe and a file that may not grow are no signals any more, but errors of the function that writes.  Standard streams that are
 * closed are opened such that using them fails, lest a results file take their number. */
void cli_interrupt_catch(void);

/* The variable that points to the half-written folder, for report_folder_open_guarded(). */
ReportFolder *volatile *cli_interrupt_guard(void);

#endif
