/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_GOLDEN_H
#define TESTS_GOLDEN_H

/* scenarios/validation/golden.csv: values that a right simulator must reproduce, as a table that was computed elsewhere, and the same
 * values from the formulas of tests/exact.h. */

#include <stdbool.h>
#include <stddef.h>

#include <glib.h>

#include "tests/exact.h"

/* A line of the table, as it stands there; borrowed from the table. */
typedef struct GoldenRow {
    const char *check, *parameters, *quantity, *value, *unit, *formula;
} GoldenRow;

typedef struct Golden Golden;

/* The table; NULL, with @error set, if it cannot be read or has other columns.  Free with golden_free(), which takes NULL. */
Golden *golden_read(const char *path, GError **error);
void golden_free(Golden *golden);

size_t golden_rows(const Golden *golden);
GoldenRow golden_row(const Golden *golden, size_t index);

/* The row with these three; golden_rows() if there is none. */
size_t golden_find(const Golden *golden, const char *check, const char *parameters, const char *quantity);

/* The number after "@name=" in the parameters of @row ("rho" in "mu=1000/s rho=0.1"), or NAN. */
double golden_parameter(const GoldenRow *row, const char *name);

/* The numbers of the value as it is written: one; several for times of sending ("0 0.5 1.5") and for categories ("25 / 0").  Return how
 * many. */
size_t golden_table_numbers(const GoldenRow *row, double out_numbers[EXACT_SENDS]);

/* The same from the formulas, in the unit of the table; 0 for a row that no formula is known for. */
size_t golden_exact_numbers(const GoldenRow *row, double out_numbers[EXACT_SENDS]);

/* Half a unit of the last digit that the table's numbers were rounded to. */
double golden_rounding(const GoldenRow *row);

#endif
