/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/archive.h"

#include <math.h>
#include <string.h>

#include "report/manifest.h"
#include "sim/error.h"
#include "study/csv.h"

static const char *const plan_headings[] = { "index", "key", "point", "replication", "seed" };

#define PLAN_COLUMNS G_N_ELEMENTS(plan_headings)

/* ---- plan.csv */

static bool check_headings(const StudyCsv *csv, const char *path, GError **error)
{
    for (size_t i = 0; i < PLAN_COLUMNS; i++)
        if (i >= csv->n_columns || strcmp(study_csv_heading(csv, i), plan_headings[i]) != 0)
            return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: column %zu is not '%s'", path, i + 1, plan_headings[i]);
    return true;
}

static bool read_count(const StudyCsv *csv, size_t row, size_t column, size_t *out_count)
{
    guint64 count;
    bool good = g_ascii_string_to_unsigned(study_csv_at(csv, row, column), 10, 0, G_MAXUINT32, &count, NULL);

    *out_count = good ? (size_t)count : 0;
    return good;
}

/* Points come one after the other, and each begins with replication 0. */
static bool read_run(StudyArchive *archive, const StudyCsv *csv, size_t row, GError **error)
{
    StudyArchiveRun *run = &archive->runs[row];
    const StudyArchiveRun *before = row > 0 ? run - 1 : NULL;
    size_t index;
    bool follows;

    run->key = g_strdup(study_csv_at(csv, row, 1));
    run->seed = g_strdup(study_csv_at(csv, row, 4));
    run->folder = g_build_filename(archive->folder, "runs", run->key, NULL);
    run->values = g_new0(char *, archive->n_axes + 1);
    for (size_t i = 0; i < archive->n_axes; i++)
        run->values[i] = g_strdup(study_csv_at(csv, row, PLAN_COLUMNS + i));
    if (!read_count(csv, row, 0, &index) || !read_count(csv, row, 2, &run->point) || !read_count(csv, row, 3, &run->replication) ||
        index != row || *run->key == '\0' || strchr(run->key, '/') != NULL)
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s/plan.csv: row %zu is not that of a run", archive->folder, row + 2);
    if (before == NULL)
        follows = run->point == 0 && run->replication == 0;
    else
        follows = run->point == before->point ? run->replication == before->replication + 1
                                              : run->point == before->point + 1 && run->replication == 0;
    return follows || sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s/plan.csv: row %zu is out of order", archive->folder, row + 2);
}

static void find_points(StudyArchive *archive)
{
    archive->n_points = archive->n_runs > 0 ? archive->runs[archive->n_runs - 1].point + 1 : 0;
    archive->first = g_new0(size_t, archive->n_points + 1);
    for (size_t i = archive->n_runs; i-- > 0;)
        archive->first[archive->runs[i].point] = i;
    archive->first[archive->n_points] = archive->n_runs;
}

static bool read_plan(StudyArchive *archive, GError **error)
{
    g_autofree char *path = g_build_filename(archive->folder, "plan.csv", NULL);
    g_autoptr(StudyCsv) csv = NULL;

    if (!g_file_test(path, G_FILE_TEST_EXISTS))
        return sim_fail(error, SIM_ERROR_USAGE, "%s is not the folder of a study: it has no plan.csv", archive->folder);
    csv = study_csv_read(path, error);
    if (csv == NULL || !check_headings(csv, path, error))
        return false;
    archive->n_axes = csv->n_columns - PLAN_COLUMNS;
    archive->axes = g_new0(char *, archive->n_axes + 1);
    for (size_t i = 0; i < archive->n_axes; i++)
        archive->axes[i] = g_strdup(study_csv_heading(csv, PLAN_COLUMNS + i));
    archive->runs = g_new0(StudyArchiveRun, csv->n_rows);
    archive->n_runs = csv->n_rows;
    for (size_t row = 0; row < csv->n_rows; row++)
        if (!read_run(archive, csv, row, error))
            return false;
    find_points(archive);
    return true;
}

/* ---- runs */

static bool read_state(StudyArchive *archive, StudyArchiveRun *run, GError **error)
{
    g_autofree char *manifest = g_build_filename(run->folder, REPORT_MANIFEST_NAME, NULL);
    g_autofree char *name = g_strconcat(run->key, ".txt", NULL);
    g_autofree char *failed = g_build_filename(archive->folder, "failed", name, NULL), *text = NULL;

    run->state = STUDY_RUN_MISSING;
    if (g_file_test(manifest, G_FILE_TEST_EXISTS)) {
        run->numbers = study_numbers_read(run->folder, error);
        run->state = STUDY_RUN_DONE;
        return run->numbers != NULL;
    }
    if (g_file_get_contents(failed, &text, NULL, NULL)) {
        run->state = STUDY_RUN_FAILED;
        run->failure = g_strndup(text, strcspn(text, "\r\n"));
    }
    return true;
}

StudyArchive *study_archive_read(const char *folder, GError **error)
{
    g_autoptr(StudyArchive) archive = g_new0(StudyArchive, 1);

    archive->folder = g_strdup(folder);
    if (!read_plan(archive, error))
        return NULL;
    for (size_t i = 0; i < archive->n_runs; i++)
        if (!read_state(archive, &archive->runs[i], error))
            return NULL;
    return g_steal_pointer(&archive);
}

void study_archive_free(StudyArchive *archive)
{
    if (archive == NULL)
        return;
    for (size_t i = 0; i < archive->n_runs; i++) {
        StudyArchiveRun *run = &archive->runs[i];

        g_free(run->key);
        g_free(run->seed);
        g_strfreev(run->values);
        g_free(run->folder);
        g_free(run->failure);
        study_numbers_free(run->numbers);
    }
    g_free(archive->runs);
    g_free(archive->first);
    g_strfreev(archive->axes);
    g_free(archive->folder);
    g_free(archive);
}

/* ---- questions */

size_t study_archive_count(const StudyArchive *archive, StudyRunState state)
{
    size_t n = 0;

    for (size_t i = 0; i < archive->n_runs; i++)
        n += archive->runs[i].state == state;
    return n;
}

double *study_archive_values(const StudyArchive *archive, size_t point, const char *name, size_t *out_n)
{
    size_t first, n;
    double *values;

    g_assert(point < archive->n_points);
    first = archive->first[point];
    n = archive->first[point + 1] - first;
    values = g_new(double, n + 1);
    for (size_t i = 0; i < n; i++) {
        const StudyNumbers *numbers = archive->runs[first + i].numbers;

        values[i] = numbers != NULL ? study_numbers_get(numbers, name) : NAN;
    }
    *out_n = n;
    return values;
}

StudyInterval study_archive_interval(const StudyArchive *archive, size_t point, const char *name, double level)
{
    size_t n;
    g_autofree double *values = study_archive_values(archive, point, name, &n);

    return study_interval(values, n, level);
}

int study_archive_axis(const StudyArchive *archive, const char *name)
{
    for (size_t i = 0; i < archive->n_axes; i++)
        if (strcmp(archive->axes[i], name) == 0)
            return (int)i;
    return -1;
}

const char *study_archive_value(const StudyArchive *archive, size_t point, size_t axis)
{
    g_assert(point < archive->n_points && axis < archive->n_axes);
    return archive->runs[archive->first[point]].values[axis];
}

char *study_archive_point_text(const StudyArchive *archive, size_t point, const bool *without)
{
    GString *text = g_string_new(NULL);

    for (size_t i = 0; i < archive->n_axes; i++)
        if (without == NULL || !without[i])
            g_string_append_printf(text, "%s%s = %s", text->len > 0 ? ", " : "", archive->axes[i], study_archive_value(archive, point, i));
    if (text->len == 0)
        g_string_append(text, "all runs");
    return g_string_free(text, FALSE);
}
