/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/golden.h"

#include <math.h>
#include <string.h>

#include "sim/error.h"
#include "study/csv.h"

#define COLUMNS 6

struct Golden {
    StudyCsv *csv;
};

Golden *golden_read(const char *path, GError **error)
{
    static const char *const columns[COLUMNS] = { "check", "parameters", "quantity", "value", "unit", "formula" };
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);
    Golden *golden;

    if (csv == NULL)
        return NULL;
    for (size_t i = 0; i < COLUMNS; i++)
        if (csv->n_columns != COLUMNS || strcmp(study_csv_heading(csv, i), columns[i]) != 0) {
            sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: column %zu should be %s", path, i + 1, columns[i]);
            return NULL;
        }
    golden = g_new0(Golden, 1);
    golden->csv = g_steal_pointer(&csv);
    return golden;
}

void golden_free(Golden *golden)
{
    if (golden == NULL)
        return;
    study_csv_free(golden->csv);
    g_free(golden);
}

size_t golden_rows(const Golden *golden)
{
    return golden->csv->n_rows;
}

GoldenRow golden_row(const Golden *golden, size_t index)
{
    const StudyCsv *csv = golden->csv;

    return (GoldenRow){ .check = study_csv_at(csv, index, 0),    .parameters = study_csv_at(csv, index, 1),
                        .quantity = study_csv_at(csv, index, 2), .value = study_csv_at(csv, index, 3),
                        .unit = study_csv_at(csv, index, 4),     .formula = study_csv_at(csv, index, 5) };
}

size_t golden_find(const Golden *golden, const char *check, const char *parameters, const char *quantity)
{
    for (size_t i = 0; i < golden_rows(golden); i++) {
        GoldenRow row = golden_row(golden, i);

        if (strcmp(row.check, check) == 0 && strcmp(row.parameters, parameters) == 0 && strcmp(row.quantity, quantity) == 0)
            return i;
    }
    return golden_rows(golden);
}

double golden_parameter(const GoldenRow *row, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = row->parameters; (at = strstr(at, name)) != NULL; at += length)
        if ((at == row->parameters || at[-1] == ' ') && at[length] == '=')
            return g_ascii_strtod(at + length + 1, NULL);
    return NAN;
}

size_t golden_table_numbers(const GoldenRow *row, double out_numbers[EXACT_SENDS])
{
    const char *at = row->value;
    size_t n = 0;

    while (*at != '\0') {
        char *end;

        g_assert(n < EXACT_SENDS);
        out_numbers[n++] = g_ascii_strtod(at, &end);
        g_assert(end != at);
        at = end + strspn(end, " /");
    }
    return n;
}

static bool has(const char *text, const char *part)
{
    return strstr(text, part) != NULL;
}

/* Queues with one server: times in ms, as the table's service times and rates are. */
static double one_server(const GoldenRow *row)
{
    double load = golden_parameter(row, "rho");

    if (strcmp(row->check, "M/D/1") == 0)
        return exact_wait(load, 1, 0);
    if (strcmp(row->check, "M/G/1") == 0)
        return exact_wait(load, 1, golden_parameter(row, "cs2"));
    if (strcmp(row->check, "M/M/1/K") == 0)
        return exact_block(load, (unsigned)golden_parameter(row, "K"));
    if (strcmp(row->quantity, "mean number L") == 0)
        return load * (1 + exact_wait(load, 1, 1));
    return (1 + exact_wait(load, 1, 1)) * (has(row->quantity, "p99") ? -log(0.01) : 1);
}

static double many_servers(const GoldenRow *row)
{
    double offered = golden_parameter(row, "a");
    unsigned servers = (unsigned)golden_parameter(row, "c");

    if (has(row->quantity, "Erlang B"))
        return exact_erlang_b(offered, servers);
    return exact_erlang_c(offered, servers) * (has(row->quantity, "wait Wq") ? 1 / (servers - offered) : 1);
}

static double order_statistic(const GoldenRow *row)
{
    unsigned n = (unsigned)golden_parameter(row, "N");

    if (has(row->check, "log-normals"))
        return exact_last_lognormal(n, golden_parameter(row, "sigma"));
    if (has(row->check, "first"))
        return 1.0 / n;
    return exact_harmonic(n, has(row->quantity, "variance") ? 2 : 1);
}

static double count_or_loss(const GoldenRow *row)
{
    double loss = golden_parameter(row, "p");

    if (has(row->check, "SIP messages"))
        return 8 * (1 + golden_parameter(row, "N")) + 16 * golden_parameter(row, "M");
    return has(row->quantity, "mean sends") ? exact_mean_sends(loss, 7) : exact_all_lost(loss, 7);
}

static size_t retransmissions(const GoldenRow *row, double out_numbers[EXACT_SENDS])
{
    double t1 = golden_parameter(row, "T1"), t2 = golden_parameter(row, "T2");

    if (has(row->quantity, "send times"))
        return exact_schedule(t1, isnan(t2) ? INFINITY : t2, out_numbers);
    out_numbers[0] = 64 * t1;
    return 1;
}

size_t golden_exact_numbers(const GoldenRow *row, double out_numbers[EXACT_SENDS])
{
    if (has(row->check, "Timer "))
        return retransmissions(row, out_numbers);
    if (has(row->check, "RFC 7339")) {
        exact_dropped(golden_parameter(row, "oc") / 100, 0.8, out_numbers);
        out_numbers[0] *= 100;
        out_numbers[1] *= 100;
        return 2;
    }
    if (g_str_has_prefix(row->check, "M/M/c"))
        out_numbers[0] = many_servers(row);
    else if (g_str_has_prefix(row->check, "M/"))
        out_numbers[0] = one_server(row);
    else if (has(row->check, " of N "))
        out_numbers[0] = order_statistic(row);
    else if (has(row->check, "SIP messages") || has(row->check, "loss both ways"))
        out_numbers[0] = count_or_loss(row);
    else
        return 0;
    return 1;
}

double golden_rounding(const GoldenRow *row)
{
    return has(row->check, "log-normals") ? 0.5e-5 : 0.5e-9;
}
