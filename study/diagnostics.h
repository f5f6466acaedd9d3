/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DIAGNOSTICS_H
#define STUDY_DIAGNOSTICS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* What is wrong or doubtful in a scenario: a list, so that one reading reports all mistakes.  Never printed here. */
typedef struct Diagnostics Diagnostics;

/* Which check has found it: the text is no YAML; a key, type or format is wrong (what a JSON Schema can see); or the
 * parts do not fit together. */
typedef enum DiagnosticClass { DIAGNOSTIC_TEXT, DIAGNOSTIC_STRUCTURE, DIAGNOSTIC_MEANING } DiagnosticClass;

typedef enum DiagnosticFormat {
    DIAGNOSTIC_FORMAT_TEXT,
    DIAGNOSTIC_FORMAT_GCC,
    DIAGNOSTIC_FORMAT_JSON
} DiagnosticFormat;

/* Where: @line and @column count from 1, in characters; or @option, the part of the command line that it comes from
 * ("--set seed=x"), borrowed for as long as the place is used; all zero: the file as a whole. */
typedef struct DiagnosticPlace {
    int line, column;
    const char *option;
} DiagnosticPlace;

/* At most so many are kept of each file; the others are counted. */
#define DIAGNOSTICS_LIMIT 100

Diagnostics *diagnostics_new(void);
void diagnostics_free(Diagnostics *diagnostics);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Diagnostics, diagnostics_free)

/* What follows is about the file @name (as the user wrote it), whose text is @text[@length], not necessarily with a
 * zero at its end. Both are copied. */
void diagnostics_begin_file(Diagnostics *diagnostics, const char *name, const char *text, size_t length);

/* Adds an error.  @hint says what would be right, or is NULL; @hint and @message are copied.  The same text at the same
 * place is added once. */
void diagnostics_error(Diagnostics *diagnostics, DiagnosticClass class, DiagnosticPlace place, const char *hint,
                       const char *message);

/* Adds a warning: legal, but probably not meant. */
void diagnostics_warning(Diagnostics *diagnostics, DiagnosticPlace place, const char *hint, const char *message);

/* Numbers of all that were added, whether kept or not. */
size_t diagnostics_n_errors(const Diagnostics *diagnostics);
size_t diagnostics_n_warnings(const Diagnostics *diagnostics);

/* The classes of the errors as a set of bits, 1 << DiagnosticClass. */
unsigned diagnostics_classes(const Diagnostics *diagnostics);

/* Returns all of them in order of the files, lines and columns (transfer full):
 *      text    file:line:col: error: message; hint, and below it the source line and a caret
 *      gcc     the same, one line each
 *      json    an array of objects, one for each: file, line, column, option, severity, class, message, hint
 * An empty list gives "" and, in JSON, "[]". */
char *diagnostics_format(Diagnostics *diagnostics, DiagnosticFormat format);

#endif
