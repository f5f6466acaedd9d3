/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/collection.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "report/metric_name.h"
#include "report/number_text.h"
#include "sim/error.h"
#include "study/database.h"
#include "study/latencies.h"
#include "study/whole_file.h"

static const char *const state_names[] = { "done", "failed", "missing" };

bool study_collection_verdict(const char *folder, ReportVerdict *out_verdict, StudyCsv **out_verdicts, GError **error)
{
    g_autofree char *path = g_build_filename(folder, "verdicts.csv", NULL);
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);
    ReportVerdict worst = REPORT_VERDICT_NONE;
    int column;

    if (csv == NULL)
        return false;
    column = study_csv_column(csv, "verdict");
    if (column < 0)
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: there is no column 'verdict'", path);
    for (size_t row = 0; row < csv->n_rows; row++)
        for (int verdict = REPORT_VERDICT_NONE; verdict <= REPORT_VERDICT_ERROR; verdict++)
            if (strcmp(study_csv_at(csv, row, (size_t)column), report_verdict_name((ReportVerdict)verdict)) == 0)
                worst = report_verdict_worse(worst, (ReportVerdict)verdict);
    *out_verdict = worst;
    *out_verdicts = g_steal_pointer(&csv);
    return true;
}

/* ---- CSV */

static void write_field(FILE *stream, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, stream);
        return;
    }
    putc('"', stream);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"')
            putc('"', stream);
        putc(*at, stream);
    }
    putc('"', stream);
}

static void write_headings(FILE *stream, const StudyArchive *archive, const char *before, const char *after)
{
    fputs(before, stream);
    for (size_t i = 0; i < archive->n_axes; i++) {
        putc(',', stream);
        write_field(stream, archive->axes[i]);
    }
    fputs(after, stream);
}

/* index,key,point,replication,seed */
static void write_identity(FILE *stream, const StudyArchive *archive, size_t index)
{
    const StudyArchiveRun *run = &archive->runs[index];

    fprintf(stream, "%zu,%s,%zu,%zu,%s", index, run->key, run->point, run->replication, run->seed);
}

static void write_values(FILE *stream, const StudyArchive *archive, size_t index)
{
    for (size_t i = 0; i < archive->n_axes; i++) {
        putc(',', stream);
        write_field(stream, archive->runs[index].values[i]);
    }
}

static bool write_long_run(FILE *stream, const StudyArchive *archive, size_t index, GError **error)
{
    static const char *const headings[] = { "metric", "box", "class", "stat", "unit", "value", "n" };
    g_autofree char *path = g_build_filename(archive->runs[index].folder, "metrics.csv", NULL);
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);

    if (csv == NULL)
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(headings); i++)
        if (study_csv_column(csv, headings[i]) != (int)i)
            return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: column %zu is not '%s'", path, i + 1, headings[i]);
    for (size_t row = 0; row < csv->n_rows; row++) {
        g_autofree char *name = report_metric_name(study_csv_at(csv, row, 0), study_csv_at(csv, row, 2), study_csv_at(csv, row, 1),
                                                   study_csv_at(csv, row, 3));

        write_identity(stream, archive, index);
        write_values(stream, archive, index);
        fprintf(stream, ",%s", name);
        for (size_t i = 0; i < G_N_ELEMENTS(headings); i++) {
            putc(',', stream);
            write_field(stream, study_csv_at(csv, row, i));
        }
        fputs("\r\n", stream);
    }
    return true;
}

static bool write_long(FILE *stream, const StudyArchive *archive, GError **error)
{
    write_headings(stream, archive, "index,key,point,replication,seed", ",name,metric,box,class,stat,unit,value,n\r\n");
    for (size_t i = 0; i < archive->n_runs; i++)
        if (archive->runs[i].state == STUDY_RUN_DONE && !write_long_run(stream, archive, i, error))
            return false;
    return true;
}

/* All names that any run has, in the order in which they come first (transfer container). */
static GPtrArray *all_names(const StudyArchive *archive)
{
    GPtrArray *names = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (size_t i = 0; i < archive->n_runs; i++)
        for (size_t j = 0; archive->runs[i].numbers != NULL && j < study_numbers_count(archive->runs[i].numbers); j++) {
            const char *name = study_numbers_name(archive->runs[i].numbers, j);

            if (g_hash_table_add(seen, (gpointer)name))
                g_ptr_array_add(names, (gpointer)name);
        }
    return names;
}

static bool write_wide(FILE *stream, const StudyArchive *archive, GError **error)
{
    g_autoptr(GPtrArray) names = all_names(archive);

    write_headings(stream, archive, "index,key,point,replication,seed,state,verdict", "");
    for (guint i = 0; i < names->len; i++)
        fprintf(stream, ",%s", (const char *)names->pdata[i]);
    fputs("\r\n", stream);
    for (size_t i = 0; i < archive->n_runs; i++) {
        const StudyArchiveRun *run = &archive->runs[i];
        g_autoptr(StudyCsv) verdicts = NULL;
        ReportVerdict verdict = REPORT_VERDICT_NONE;

        if (run->state == STUDY_RUN_DONE && !study_collection_verdict(run->folder, &verdict, &verdicts, error))
            return false;
        write_identity(stream, archive, i);
        fprintf(stream, ",%s,%s", state_names[run->state], run->state == STUDY_RUN_DONE ? report_verdict_name(verdict) : "");
        write_values(stream, archive, i);
        for (guint j = 0; j < names->len; j++) {
            char text[REPORT_NUMBER_TEXT_SIZE];
            double value = run->numbers != NULL ? study_numbers_get(run->numbers, names->pdata[j]) : NAN;

            fprintf(stream, ",%s", report_decimal_text(value, text));
        }
        fputs("\r\n", stream);
    }
    return true;
}

typedef bool (*WriteTable)(FILE *stream, const StudyArchive *archive, GError **error);

static bool write_table(const StudyArchive *archive, const char *path, WriteTable write, GError **error)
{
    StudyWholeFile *file = study_whole_file_open(path, error);

    if (file == NULL)
        return false;
    if (write(study_whole_file_stream(file), archive, error))
        return study_whole_file_commit(file, error);
    study_whole_file_abort(file);
    return false;
}

/* ---- histograms */

static const char *const percentile_names[] = {
    "session_establishment", "time_to_first_acceptance", "time_to_last_answer", "answer_since_invitation.all",
};

static bool write_percentiles(const StudyArchive *archive, size_t point, const char *folder, GError **error)
{
    g_autoptr(StudyLatencies) latencies = study_latencies_new();

    for (size_t i = archive->first[point]; i < archive->first[point + 1]; i++)
        if (archive->runs[i].state == STUDY_RUN_DONE && !study_latencies_add(latencies, archive->runs[i].folder, error))
            return false;
    for (size_t i = 0; i < G_N_ELEMENTS(percentile_names); i++) {
        const SimHistogram *histogram = study_latencies_get(latencies, percentile_names[i]);
        g_autofree char *name = g_strdup_printf("%s.point-%zu.hgrm", percentile_names[i], point);
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = histogram != NULL ? study_latencies_percentiles(histogram) : NULL;

        if (text == NULL)
            g_unlink(path);
        else if (!study_whole_file_write(path, text, error))
            return false;
    }
    return true;
}

/* ---- */

static char *path_of(const StudyCollection *collection, const char *asked, const char *name)
{
    return asked != NULL ? g_strdup(asked) : g_build_filename(collection->archive->folder, "results", name, NULL);
}

bool study_collect(const StudyCollection *collection, GError **error)
{
    const StudyArchive *archive = collection->archive;
    g_autofree char *csv = path_of(collection, collection->csv, "runs_long.csv");
    g_autofree char *wide = path_of(collection, collection->wide, "runs_wide.csv");
    g_autofree char *sqlite = path_of(collection, collection->sqlite, "study.sqlite");
    g_autofree char *summary = path_of(collection, NULL, "summary.txt");
    g_autofree char *histograms = path_of(collection, NULL, "histograms");

    for (size_t point = 0; point < archive->n_points; point++)
        if (!write_percentiles(archive, point, histograms, error))
            return false;
    return write_table(archive, csv, write_long, error) && write_table(archive, wide, write_wide, error) &&
           study_database_write(archive, sqlite, error) && study_whole_file_write(summary, collection->digest->text, error);
}
