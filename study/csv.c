/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/csv.h"

#include <stdbool.h>
#include <string.h>

#include "sim/error.h"

/* Where the reading is. */
typedef struct Reader {
    const char *at, *end;
} Reader;

/* Reads the field at reader->at and stops at the comma or the end of line behind it.  NULL if its quotation marks are wrong. */
static char *read_field(Reader *reader)
{
    GString *field = g_string_new(NULL);
    bool quoted = reader->at < reader->end && *reader->at == '"';

    if (quoted)
        reader->at++;
    for (; reader->at < reader->end; reader->at++) {
        char letter = *reader->at;

        if (letter == '"') {
            if (!quoted)
                break;
            reader->at++;
            if (reader->at == reader->end || *reader->at != '"') {
                quoted = false;
                break;
            }
        } else if (!quoted && (letter == ',' || letter == '\n' || letter == '\r')) {
            break;
        }
        g_string_append_c(field, letter);
    }
    if (quoted || (reader->at < reader->end && strchr(",\r\n", *reader->at) == NULL)) {
        g_string_free(field, TRUE);
        return NULL;
    }
    return g_string_free(field, FALSE);
}

/* Reads one line to @fields; returns how many fields it has, 0 if it is no CSV. */
static size_t read_line(Reader *reader, GPtrArray *fields)
{
    for (size_t n = 1;; n++) {
        char *field = read_field(reader);

        if (field == NULL)
            return 0;
        g_ptr_array_add(fields, field);
        if (reader->at == reader->end)
            return n;
        if (*reader->at++ == ',')
            continue;
        if (reader->at[-1] == '\r' && (reader->at == reader->end || *reader->at++ != '\n'))
            return 0;
        return n;
    }
}

StudyCsv *study_csv_parse(const char *name, const char *text, size_t length, GError **error)
{
    g_autoptr(StudyCsv) csv = g_new0(StudyCsv, 1);
    Reader reader = { .at = text, .end = text + length };

    csv->fields = g_ptr_array_new_with_free_func(g_free);
    if (length == 0) {
        sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s is empty: expected CSV with a header", name);
        return NULL;
    }
    csv->n_columns = read_line(&reader, csv->fields);
    for (bool good = csv->n_columns > 0; !good || reader.at < reader.end; csv->n_rows++) {
        good = good && read_line(&reader, csv->fields) == csv->n_columns;
        if (!good) {
            sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: row %" G_GSIZE_FORMAT " is no CSV, or has another number of fields than the header",
                     name, csv->n_columns == 0 ? 1 : csv->n_rows + 2);
            return NULL;
        }
    }
    return g_steal_pointer(&csv);
}

StudyCsv *study_csv_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    gsize length;

    if (!g_file_get_contents(path, &text, &length, &cause)) {
        sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s", cause->message);
        return NULL;
    }
    return study_csv_parse(path, text, length, error);
}

void study_csv_free(StudyCsv *csv)
{
    if (csv == NULL)
        return;
    g_ptr_array_unref(csv->fields);
    g_free(csv);
}

const char *study_csv_heading(const StudyCsv *csv, size_t column)
{
    g_assert(column < csv->n_columns);
    return g_ptr_array_index(csv->fields, column);
}

const char *study_csv_at(const StudyCsv *csv, size_t row, size_t column)
{
    g_assert(row < csv->n_rows && column < csv->n_columns);
    return g_ptr_array_index(csv->fields, (row + 1) * csv->n_columns + column);
}

int study_csv_column(const StudyCsv *csv, const char *name)
{
    for (size_t column = 0; column < csv->n_columns; column++)
        if (strcmp(study_csv_heading(csv, column), name) == 0)
            return (int)column;
    return -1;
}
