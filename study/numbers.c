/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/numbers.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "report/metric_name.h"
#include "report/metrics.h"
#include "sim/error.h"
#include "study/csv.h"

/* Thousands of runs have the same few hundred names: those are shared. */
struct StudyNumbers {
    GHashTable *places;     /* interned name > place in both arrays + 1 */
    GPtrArray *names;       /* interned */
    GArray *values;         /* of double */
    size_t n_rows;          /* of those, how many stand in the file; the sums follow */
};

static void add(StudyNumbers *numbers, const char *name, double value)
{
    const char *interned = g_intern_string(name);

    g_ptr_array_add(numbers->names, (gpointer)interned);
    g_array_append_val(numbers->values, value);
    g_hash_table_insert(numbers->places, (gpointer)interned, GUINT_TO_POINTER(numbers->names->len));
}

/* Sums of lines: those of all statuses and classes. */
static void add_up(StudyNumbers *numbers, const char *name, double value)
{
    gpointer place = g_hash_table_lookup(numbers->places, g_intern_string(name));

    if (place == NULL)
        add(numbers, name, value);
    else
        g_array_index(numbers->values, double, GPOINTER_TO_UINT(place) - 1) += value;
}

/* @stat is "D05 200". */
static void add_outcome(StudyNumbers *numbers, const char *class_name, const char *stat, double value)
{
    g_autofree char *row = g_strndup(stat, strcspn(stat, " "));
    g_autofree char *of_class = report_metric_name("outcomes", class_name, NULL, row);
    g_autofree char *of_all = report_metric_name("outcomes", NULL, NULL, row);

    add_up(numbers, of_class, value);
    add_up(numbers, of_all, value);
    add_up(numbers, "outcomes", value);     /* all of them: no name that a user may write, for shares */
    if (strcmp(row, "D13") == 0 && strncmp(strchr(stat, ' ') != NULL ? strchr(stat, ' ') + 1 : "", "2", 1) == 0)
        add_up(numbers, "joined_late", value);
}

static bool read_rows(StudyNumbers *numbers, const StudyCsv *csv, const char *path, GError **error)
{
    static const char *const headings[] = { "metric", "box", "class", "stat", "value" };
    int columns[G_N_ELEMENTS(headings)];

    for (size_t i = 0; i < G_N_ELEMENTS(headings); i++)
        if ((columns[i] = study_csv_column(csv, headings[i])) < 0)
            return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: there is no column '%s'", path, headings[i]);
    for (size_t row = 0; row < csv->n_rows; row++) {
        const char *fields[G_N_ELEMENTS(headings)];
        g_autofree char *name = NULL;
        char *end;
        double value;

        for (size_t i = 0; i < G_N_ELEMENTS(headings); i++)
            fields[i] = study_csv_at(csv, row, (size_t)columns[i]);
        value = g_ascii_strtod(fields[4], &end);
        if (*end != '\0')
            return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: '%s' in row %zu is no number", path, fields[4], row + 2);
        if (*fields[4] == '\0')
            value = NAN;
        name = report_metric_name(fields[0], fields[2], fields[1], fields[3]);
        add(numbers, name, value);
    }
    return true;
}

static void add_outcomes(StudyNumbers *numbers, const StudyCsv *csv)
{
    size_t metric = (size_t)study_csv_column(csv, "metric"), class_name = (size_t)study_csv_column(csv, "class");
    size_t stat = (size_t)study_csv_column(csv, "stat"), value = (size_t)study_csv_column(csv, "value");

    for (size_t row = 0; row < csv->n_rows; row++)
        if (strcmp(study_csv_at(csv, row, metric), "outcomes") == 0)
            add_outcome(numbers, study_csv_at(csv, row, class_name), study_csv_at(csv, row, stat),
                        g_ascii_strtod(study_csv_at(csv, row, value), NULL));
}

StudyNumbers *study_numbers_read(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "metrics.csv", NULL);
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);
    g_autoptr(StudyNumbers) numbers = NULL;

    if (csv == NULL)
        return NULL;
    numbers = g_new0(StudyNumbers, 1);
    numbers->places = g_hash_table_new(g_direct_hash, g_direct_equal);
    numbers->names = g_ptr_array_new();
    numbers->values = g_array_new(FALSE, FALSE, sizeof(double));
    if (!read_rows(numbers, csv, path, error))
        return NULL;
    numbers->n_rows = numbers->names->len;
    add_outcomes(numbers, csv);
    return g_steal_pointer(&numbers);
}

void study_numbers_free(StudyNumbers *numbers)
{
    if (numbers == NULL)
        return;
    g_clear_pointer(&numbers->places, g_hash_table_unref);
    g_ptr_array_unref(numbers->names);
    g_array_unref(numbers->values);
    g_free(numbers);
}

static bool look_up(const StudyNumbers *numbers, const char *name, double *out_value)
{
    gpointer place = g_hash_table_lookup(numbers->places, g_intern_string(name));

    if (place != NULL)
        *out_value = g_array_index(numbers->values, double, GPOINTER_TO_UINT(place) - 1);
    return place != NULL;
}

/* Of @part in @whole; NAN of nothing. */
static double share(const StudyNumbers *numbers, const char *part, const char *whole)
{
    double of = study_numbers_get(numbers, whole);

    return of > 0 ? study_numbers_get(numbers, part) / of : NAN;
}

static double segments_per_joined_user(const StudyNumbers *numbers)
{
    g_autofree char *cpm = report_metric_name("members", report_leg_class_name(REPORT_LEG_CPM), NULL, "joined");
    double late = 0, joined = study_numbers_get(numbers, "members.all.joined") - study_numbers_get(numbers, cpm);

    look_up(numbers, "joined_late", &late);
    return joined + late > 0 ? study_numbers_get(numbers, "cost.all.segments") / (joined + late) : NAN;
}

/* False where the run ended before its warm-up was over. */
static bool was_measured(const StudyNumbers *numbers)
{
    double value;

    return !look_up(numbers, "run.warm-up", &value) || look_up(numbers, "sessions.started", &value);
}

double study_numbers_get(const StudyNumbers *numbers, const char *name)
{
    double value = 0;

    if (look_up(numbers, name, &value))
        return value;
    if (g_str_has_prefix(name, "outcome_share.")) {
        g_autofree char *part = g_strconcat("outcomes.", name + strlen("outcome_share."), NULL);

        return look_up(numbers, "outcomes", &value) && value > 0 ? study_numbers_get(numbers, part) / value : NAN;
    }
    if (strcmp(name, "joined_share") == 0)
        return share(numbers, "members.all.joined", "members.all.invited");
    if (g_str_has_prefix(name, "joined_share.")) {
        g_autofree char *part = g_strdup_printf("members.%s.joined", name + strlen("joined_share."));
        g_autofree char *whole = g_strdup_printf("members.%s.invited", name + strlen("joined_share."));

        return share(numbers, part, whole);
    }
    if (strcmp(name, "segments_per_joined_user") == 0)
        return segments_per_joined_user(numbers);
    return report_metric_name_is_count(name) && was_measured(numbers) ? 0 : NAN;
}

size_t study_numbers_count(const StudyNumbers *numbers)
{
    return numbers->n_rows;
}

const char *study_numbers_name(const StudyNumbers *numbers, size_t index)
{
    return numbers->names->pdata[index];
}
