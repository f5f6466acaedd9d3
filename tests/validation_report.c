/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/validation_report.h"

#include <math.h>
#include <string.h>

#include "report/csv_field.h"

static const ValidationExperiment *experiment_at(const Validation *validation, guint index)
{
    return validation->experiments->pdata[index];
}

static bool is_of(const ValidationRow *row, unsigned kinds)
{
    return (kinds >> row->kind & 1u) != 0;
}

unsigned validation_rows(const Validation *validation, unsigned kinds)
{
    unsigned rows = 0;

    for (guint i = 0; i < validation->experiments->len; i++)
        for (unsigned k = 0; k < experiment_at(validation, i)->n_rows; k++)
            rows += is_of(&experiment_at(validation, i)->rows[k], kinds);
    return rows;
}

unsigned validation_wrong(const Validation *validation, unsigned kinds)
{
    unsigned wrong = 0;

    for (guint i = 0; i < validation->experiments->len; i++)
        for (unsigned k = 0; k < experiment_at(validation, i)->n_rows; k++) {
            const ValidationRow *row = &experiment_at(validation, i)->rows[k];

            wrong += is_of(row, kinds) && !row->good;
        }
    return wrong;
}

size_t validation_covered(const Validation *validation)
{
    size_t rows = golden_rows(validation->golden), covered = 0;
    g_autofree bool *seen = g_new0(bool, rows);

    for (guint i = 0; i < validation->experiments->len; i++)
        for (unsigned k = 0; k < experiment_at(validation, i)->n_rows; k++) {
            size_t golden = experiment_at(validation, i)->rows[k].golden;

            if (golden < rows && !seen[golden]) {
                seen[golden] = true;
                covered++;
            }
        }
    return covered;
}

static void append_numbers(GString *text, const double *numbers, size_t n, const char *format)
{
    for (size_t i = 0; i < n; i++) {
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];

        g_string_append_printf(text, "%s%s", i > 0 ? " " : "", g_ascii_formatd(buffer, sizeof buffer, format, numbers[i]));
    }
}

/* In half-widths of the interval: beyond -1 .. 1 is wrong. */
static double off(const ValidationRow *row)
{
    return row->half_width > 0 ? (row->measured[0] - row->exact[0]) / row->half_width : 0;
}

static void append_row(const ValidationExperiment *experiment, const ValidationRow *row, const char *verdict, GString *text)
{
    g_string_append_printf(text, "| %s | %s | %s%s%s | %s | ", row->check, row->parameters, row->quantity, row->unit[0] != '\0' ? ", " : "",
                           row->unit, experiment->path);
    append_numbers(text, row->exact, row->n, "%.6g");
    g_string_append(text, " | ");
    append_numbers(text, row->measured, row->n_measured, "%.6g");
    if (row->kind == VALIDATION_EXACT)
        g_string_append(text, " | | | ");
    else if (row->exact[0] == 0)
        g_string_append_printf(text, " | %.6g | %+.2f | ", row->half_width, off(row));
    else
        g_string_append_printf(text, " | %.2f %% | %+.2f | ", 100 * row->half_width / fabs(row->exact[0]), off(row));
    g_string_append_printf(text, "%s |\n", verdict);
}

void validation_append_table(const Validation *validation, unsigned kinds, bool right_is_wanted, GString *text)
{
    static const char *const verdicts[2][2] = { { "noticed", "NOT NOTICED" }, { "WRONG", "right" } };

    g_string_append(text, "| check | parameters | quantity | path | exact | measured | half-width | off by | |\n"
                          "|---|---|---|---|---|---|---|---|---|\n");
    for (guint i = 0; i < validation->experiments->len; i++) {
        const ValidationExperiment *experiment = experiment_at(validation, i);

        for (unsigned k = 0; k < experiment->n_rows; k++) {
            const ValidationRow *row = &experiment->rows[k];

            if (is_of(row, kinds))
                append_row(experiment, row, verdicts[right_is_wanted][row->good], text);
        }
    }
}

void validation_append_csv(const Validation *validation, GString *csv)
{
    g_string_append(csv, "check,parameters,quantity,unit,path,exact,measured,half_width,off,replications,right\n");
    for (guint i = 0; i < validation->experiments->len; i++) {
        const ValidationExperiment *experiment = experiment_at(validation, i);

        for (unsigned k = 0; k < experiment->n_rows; k++) {
            const ValidationRow *row = &experiment->rows[k];
            const char *fields[] = { row->check, row->parameters, row->quantity, row->unit, experiment->path };

            for (size_t f = 0; f < G_N_ELEMENTS(fields); f++) {
                report_csv_field(csv, fields[f]);
                g_string_append_c(csv, ',');
            }
            append_numbers(csv, row->exact, row->n, "%.12g");
            g_string_append_c(csv, ',');
            append_numbers(csv, row->measured, row->n_measured, "%.12g");
            if (row->kind == VALIDATION_EXACT)
                g_string_append(csv, ",,");
            else
                g_string_append_printf(csv, ",%.6g,%.4f", row->half_width, off(row));
            g_string_append_printf(csv, ",%u,%s\n", experiment->replications, row->good ? "yes" : "no");
        }
    }
}
