/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/mutation.h"

#include <string.h>

#include "sim/error.h"
#include "study/csv.h"

#define COLUMNS 6
#define REQUIRED 4             /* the first of them */
static const char *const header[COLUMNS] = { "id", "case", "fault", "requirement", "equivalent", "note" };

static void free_mutation(void *data)
{
    StudyMutation *mutation = data;

    g_free(mutation->id);
    g_free(mutation->test);
    g_free(mutation->fault);
    g_free(mutation->requirement);
    g_free(mutation->equivalent);
    g_free(mutation->note);
    g_free(mutation);
}

static StudyMutation *mutation_of(const StudyCsv *table, size_t row)
{
    StudyMutation *mutation = g_new0(StudyMutation, 1);

    mutation->id = g_strdup(study_csv_at(table, row, 0));
    mutation->test = g_strdup(study_csv_at(table, row, 1));
    mutation->fault = g_strdup(study_csv_at(table, row, 2));
    mutation->requirement = g_strdup(study_csv_at(table, row, 3));
    mutation->equivalent = g_strdup(study_csv_at(table, row, 4));
    mutation->note = g_strdup(study_csv_at(table, row, 5));
    return mutation;
}

static bool check_header(const char *path, const StudyCsv *table, GError **error)
{
    bool good = table->n_columns == COLUMNS;

    for (unsigned i = 0; i < COLUMNS && good; i++)
        good = strcmp(study_csv_heading(table, i), header[i]) == 0;
    return good || sim_fail(error, SIM_ERROR_USAGE, "%s, row 1: expected the header id,case,fault,requirement,equivalent,note", path);
}

/* Rows are counted as a reader of the file does: the header is the first. */
static bool check_row(const char *path, const StudyCsv *table, size_t row, GHashTable *ids, GError **error)
{
    const char *id = study_csv_at(table, row, 0), *test = study_csv_at(table, row, 1);

    for (unsigned i = 0; i < REQUIRED; i++)
        if (*study_csv_at(table, row, i) == '\0')
            return sim_fail(error, SIM_ERROR_USAGE, "%s, row %zu: '%s' is empty", path, row + 2, header[i]);
    if (strchr(test, '/') != NULL)
        return sim_fail(error, SIM_ERROR_USAGE, "%s, row %zu: '%s' is no identifier of a case", path, row + 2, test);
    return !g_hash_table_contains(ids, id) || sim_fail(error, SIM_ERROR_USAGE, "%s, row %zu: there is another '%s'", path, row + 2, id);
}

GPtrArray *study_mutations_read(const char *path, GError **error)
{
    g_autoptr(GPtrArray) mutations = g_ptr_array_new_with_free_func(free_mutation);
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(StudyCsv) table = study_csv_read(path, error);
    bool good = table != NULL && check_header(path, table, error);

    for (size_t row = 0; good && row < table->n_rows; row++) {
        good = check_row(path, table, row, ids, error);
        g_ptr_array_add(mutations, mutation_of(table, row));
        g_hash_table_add(ids, ((StudyMutation *)mutations->pdata[row])->id);
    }
    if (good && mutations->len == 0)
        good = sim_fail(error, SIM_ERROR_USAGE, "%s has no rows", path);
    return good ? g_steal_pointer(&mutations) : NULL;
}

StudyCase *study_mutation_case(const StudyMutation *mutation, const char *folder, Diagnostics *diagnostics, GError **error)
{
    g_autofree char *name = g_strconcat(mutation->test, ".yaml", NULL), *path = g_build_filename(folder, name, NULL);
    g_autofree char *value = g_strdup_printf("[%s]", mutation->fault);
    g_autofree char *option = g_strdup_printf("mutant %s, faults=%s", mutation->id, value);
    ScenarioOverride set = { .option = option, .path = "faults", .value = value };
    StudyCase *test = study_case_read(path, &set, 1, diagnostics, error);

    if (test != NULL)
        study_case_rename(test, mutation->id);
    return test;
}
