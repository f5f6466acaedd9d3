/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CSV_H
#define STUDY_CSV_H

#include <glib.h>
#include <stddef.h>

/* A table read from CSV (RFC 4180) with a header line. */
typedef struct StudyCsv {
    GPtrArray *fields;      /* char *: all fields, the header's first, line after line; owned */
    size_t n_columns;
    size_t n_rows;          /* without the header                                             */
} StudyCsv;

/* Reads @text[@length]; lines end with CRLF or LF.  Returns NULL and sets SIM_ERROR_ENVIRONMENT, with @name and the row (the header is 1),
 * if there is no header, a row has another number of fields than the header, or a quotation mark stands where none may. */
StudyCsv *study_csv_parse(const char *name, const char *text, size_t length, GError **error);

/* The same of the file @path, also if it cannot be read. */
StudyCsv *study_csv_read(const char *path, GError **error);

void study_csv_free(StudyCsv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyCsv, study_csv_free)

/* The name of column @column. */
const char *study_csv_heading(const StudyCsv *csv, size_t column);

/* The field at @row, @column, both from 0; owned by the table. */
const char *study_csv_at(const StudyCsv *csv, size_t row, size_t column);

/* The column of that name, or -1. */
int study_csv_column(const StudyCsv *csv, const char *name);

#endif
