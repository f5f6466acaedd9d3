/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_VALIDATION_REPORT_H
#define TESTS_VALIDATION_REPORT_H

/* What a validation has found, for results/validation/.  All of it is the same bytes for the same seeds. */

#include "tests/validation.h"

/* How many rows are not right; of all kinds in the mask @kinds, 1 << ValidationKind. */
#define VALIDATION_ALL_KINDS 7u
unsigned validation_wrong(const Validation *validation, unsigned kinds);
unsigned validation_rows(const Validation *validation, unsigned kinds);

/* How many rows of the table are rows of an experiment. */
size_t validation_covered(const Validation *validation);

/* Appends a table of the rows of those kinds, for people.  Rows are to be right; or, if not @right_is_wanted, to notice that something is
 * wrong. */
void validation_append_table(const Validation *validation, unsigned kinds, bool right_is_wanted, GString *text);

/* Appends all rows as CSV with a header. */
void validation_append_csv(const Validation *validation, GString *csv);

/* Writes the plots' scripts with their data into @folder, and draws them: queues.svg, answers.svg, loss.svg, rows.svg. */
bool validation_draw(const Validation *validation, const char *folder, GError **error);

#endif
