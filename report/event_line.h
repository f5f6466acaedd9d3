/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_EVENT_LINE_H
#define REPORT_EVENT_LINE_H

/* One event of a trace as a line of text, for lists of events of any legs. */

#include "models/cpm_setup.h"
#include "sim/trace.h"

#define REPORT_EVENT_LINE_SIZE 320

/* Writes @record of a run of @setup into @line and returns it:
 *
 *      TIME  FROM > TO  WHAT  session S, MEMBER  step N
 *
 * with the time in seconds, nine decimals, and "BOX" in place of "FROM > TO" for what happens inside a box.  Without a step the line
 * ends before it. */
char *report_event_line(const CpmSetup *setup, const SimRecord *record, char line[REPORT_EVENT_LINE_SIZE]);

#endif
