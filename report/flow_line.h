/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_FLOW_LINE_H
#define REPORT_FLOW_LINE_H

/* One line of a ladder.  All lines have the same columns: time, leg, number, then the life lines of the seven kinds of boxes in the
 * order of Figure 31. */

#include <stdbool.h>

#include "sim/trace.h"

#define REPORT_FLOW_LINE_SIZE 160

/* What stands in the column for legs: a longer @leg is cut. */
#define REPORT_FLOW_LEG_SIZE 12
const char *report_flow_leg(const char *leg, char text[REPORT_FLOW_LEG_SIZE]);

/* Draws @record of the leg called @leg into @line, with 3 or 6 @decimals of a second (times are cut, not rounded), and returns true;
 * false if a ladder does not show such records. */
bool report_flow_line(const SimRecord *record, const char *leg, unsigned decimals, char line[REPORT_FLOW_LINE_SIZE]);

/* Draws what @record's box does into @line in words: "[@text]" about its life line, moved where the page ends.  At most
 * REPORT_FLOW_WORDS characters of @text are drawn. */
#define REPORT_FLOW_WORDS 96
void report_flow_words(const SimRecord *record, const char *leg, unsigned decimals, const char *text, char line[REPORT_FLOW_LINE_SIZE]);

/* Write the names of the columns, or a line that says that time passes; return @line. */
char *report_flow_head(char line[REPORT_FLOW_LINE_SIZE]);
char *report_flow_silence(char line[REPORT_FLOW_LINE_SIZE]);

#endif
