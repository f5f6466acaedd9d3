/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CSV_FIELD_H
#define REPORT_CSV_FIELD_H

#include <glib.h>

/* Appends @text as a field of RFC 4180: in quotes where section 2 asks for it. */
void report_csv_field(GString *out, const char *text);

/* Appends the fields @texts, ended by NULL, with commas between them, and the end of the line. */
void report_csv_row(GString *out, const char *const *texts);

#endif
