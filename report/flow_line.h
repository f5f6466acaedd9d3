/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_FLOW_LINE_H
#define REPORT_FLOW_LINE_H

/* One line of a ladder.  All lines have the same columns: time, leg, number, then the life lines of the seven kinds of boxes in the
 * order of Figure 31. */

#include <stdbool.h>

#include "sim/trace.h"

#define REPORT_FLOW_LINE_SIZE 160

/* Draws @record of the leg called @leg into @line, with 3 or 6 @decimals of a second (times are cut, not rounded), and returns true;
 * false if a ladder does not show such records. */
bool report_flow_line(const SimRecord *record, const char *leg, unsigned decimals, char line[REPORT_FLOW_LINE_SIZE]);

/* Write the names of the columns, or a line that says that time passes; return @line. */
char *report_flow_head(char line[REPORT_FLOW_LINE_SIZE]);
char *report_flow_silence(char line[REPORT_FLOW_LINE_SIZE]);

#endif
