/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/database.h"

#include <math.h>
#include <string.h>

#include <sqlite3.h>

#include "report/metric_name.h"
#include "report/origin.h"
#include "sim/error.h"
#include "sim/time.h"
#include "study/collection.h"
#include "study/csv.h"
#include "study/measure.h"
#include "study/whole_file.h"

/* No journal and no syncing: whoever reads sees the file only when it is finished. */
static const char schema[] =
    "PRAGMA journal_mode = OFF;"
    "PRAGMA synchronous = OFF;"
    "PRAGMA user_version = " G_STRINGIFY(STUDY_COLLECTION_FORMAT) ";"
    "BEGIN;"
    "CREATE TABLE format (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE run (run INTEGER PRIMARY KEY, key TEXT NOT NULL, point INTEGER NOT NULL, replication INTEGER NOT NULL,"
    " seed TEXT NOT NULL, state TEXT NOT NULL, verdict TEXT, length_ns INTEGER, fingerprint TEXT, failure TEXT);"
    "CREATE TABLE param (run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, value TEXT NOT NULL, number REAL, unit TEXT,"
    " PRIMARY KEY (run, name)) WITHOUT ROWID;"
    "CREATE TABLE metric (run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, metric TEXT NOT NULL, box TEXT, class TEXT,"
    " stat TEXT NOT NULL, unit TEXT NOT NULL, value REAL, value_ns INTEGER, n INTEGER, PRIMARY KEY (run, name)) WITHOUT ROWID;"
    "CREATE TABLE distribution (distribution INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    "CREATE TABLE bucket (run INTEGER NOT NULL REFERENCES run, distribution INTEGER NOT NULL REFERENCES distribution,"
    " lower_ns INTEGER NOT NULL, upper_ns INTEGER NOT NULL, count INTEGER NOT NULL,"
    " PRIMARY KEY (run, distribution, lower_ns)) WITHOUT ROWID;"
    "CREATE VIEW histogram AS SELECT run, name, lower_ns, upper_ns, count FROM bucket JOIN distribution USING (distribution);"
    "CREATE TABLE verdict (run INTEGER NOT NULL REFERENCES run, requirement TEXT NOT NULL, verdict TEXT NOT NULL, pass INTEGER NOT NULL,"
    " inconc INTEGER NOT NULL, fail INTEGER NOT NULL, reason TEXT, first_time_ns INTEGER, PRIMARY KEY (run, requirement)) WITHOUT ROWID;";

enum { INSERT_FORMAT, INSERT_RUN, INSERT_PARAM, INSERT_METRIC, INSERT_DISTRIBUTION, INSERT_BUCKET, INSERT_VERDICT, INSERTS };

static const char *const inserts[INSERTS] = {
    [INSERT_FORMAT] = "INSERT INTO format VALUES (?, ?)",
    [INSERT_RUN] = "INSERT INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [INSERT_PARAM] = "INSERT INTO param VALUES (?, ?, ?, ?, ?)",
    [INSERT_METRIC] = "INSERT INTO metric VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [INSERT_DISTRIBUTION] = "INSERT INTO distribution VALUES (?, ?)",
    [INSERT_BUCKET] = "INSERT INTO bucket VALUES (?, ?, ?, ?, ?)",
    [INSERT_VERDICT] = "INSERT INTO verdict VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
};

typedef struct Writer {
    const StudyArchive *archive;
    sqlite3 *database;
    sqlite3_stmt *statements[INSERTS];
    GHashTable *distributions;      /* name > number, from 1 in the order in which they come */
} Writer;

static bool fail(const Writer *writer, GError **error)
{
    return sim_fail(error, SIM_ERROR_ENVIRONMENT, "SQLite: %s", sqlite3_errmsg(writer->database));
}

static bool execute(const Writer *writer, const char *sql, GError **error)
{
    return sqlite3_exec(writer->database, sql, NULL, NULL, NULL) == SQLITE_OK || fail(writer, error);
}

/* ---- values: the texts must live until the row is inserted */

static void bind_text(sqlite3_stmt *statement, int column, const char *text)
{
    if (text != NULL && *text != '\0')
        sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, column);
}

/* A count or ns as it stands in CSV; NULL when empty. */
static void bind_integer(sqlite3_stmt *statement, int column, const char *text)
{
    if (*text != '\0')
        sqlite3_bind_int64(statement, column, g_ascii_strtoll(text, NULL, 10));
    else
        sqlite3_bind_null(statement, column);
}

/* Seconds as ns: the nine decimals of a time are whole ns, and no double could hold them all. */
static void bind_seconds(sqlite3_stmt *statement, int column, const char *text)
{
    const char *point = strchr(text, '.');
    gint64 whole = g_ascii_strtoll(text, NULL, 10), fraction = 0;

    if (*text == '\0') {
        sqlite3_bind_null(statement, column);
        return;
    }
    if (strpbrk(text, "eE-") != NULL || (point != NULL && strlen(point + 1) > 9)) {
        sqlite3_bind_int64(statement, column, (sqlite3_int64)floor(g_ascii_strtod(text, NULL) * 1e9 + 0.5));
        return;
    }
    for (int i = 0; i < 9; i++) {
        bool digit = point != NULL && g_ascii_isdigit(point[1]);

        fraction = fraction * 10 + (digit ? *++point - '0' : 0);
    }
    sqlite3_bind_int64(statement, column, whole * SIM_S + fraction);
}

static bool insert(const Writer *writer, int which, GError **error)
{
    sqlite3_stmt *statement = writer->statements[which];

    if (sqlite3_step(statement) != SQLITE_DONE)
        return fail(writer, error);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return true;
}

/* ---- tables */

static bool insert_format(const Writer *writer, GError **error)
{
    static const char *const rows[][2] = { { "format", "cpmsim study" }, { "version", G_STRINGIFY(STUDY_COLLECTION_FORMAT) } };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        bind_text(writer->statements[INSERT_FORMAT], 1, rows[i][0]);
        bind_text(writer->statements[INSERT_FORMAT], 2, rows[i][1]);
        if (!insert(writer, INSERT_FORMAT, error))
            return false;
    }
    return true;
}

static bool insert_params(const Writer *writer, size_t index, GError **error)
{
    const StudyArchiveRun *run = &writer->archive->runs[index];
    sqlite3_stmt *statement = writer->statements[INSERT_PARAM];

    for (size_t i = 0; i < writer->archive->n_axes; i++) {
        StudyMeasure measure = study_measure_of(run->values[i], true);

        sqlite3_bind_int64(statement, 1, (sqlite3_int64)index);
        bind_text(statement, 2, writer->archive->axes[i]);
        sqlite3_bind_text(statement, 3, run->values[i], -1, SQLITE_STATIC);
        if (measure.kind == STUDY_QUANTITY) {
            sqlite3_bind_double(statement, 4, measure.number);
            bind_text(statement, 5, measure.seconds == 0 ? "1" : measure.seconds > 0 ? "s" : "1/s");
        }
        if (!insert(writer, INSERT_PARAM, error))
            return false;
    }
    return true;
}

static bool insert_metrics(const Writer *writer, size_t index, GError **error)
{
    enum { METRIC, BOX, CLASS, STAT, UNIT, VALUE, N };      /* the columns of metrics.csv */
    g_autofree char *path = g_build_filename(writer->archive->runs[index].folder, "metrics.csv", NULL);
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);
    sqlite3_stmt *statement = writer->statements[INSERT_METRIC];

    if (csv == NULL)
        return false;
    if (csv->n_columns <= N)
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s has too few columns", path);
    for (size_t row = 0; row < csv->n_rows; row++) {
        const char *fields[N + 1];
        g_autofree char *name = NULL;

        for (size_t i = 0; i <= N; i++)
            fields[i] = study_csv_at(csv, row, i);
        name = report_metric_name(fields[METRIC], fields[CLASS], fields[BOX], fields[STAT]);
        sqlite3_bind_int64(statement, 1, (sqlite3_int64)index);
        bind_text(statement, 2, name);
        for (int i = METRIC; i <= UNIT; i++)
            bind_text(statement, 3 + i, fields[i]);
        if (*fields[VALUE] != '\0')
            sqlite3_bind_double(statement, 8, g_ascii_strtod(fields[VALUE], NULL));
        if (strcmp(fields[UNIT], "s") == 0)
            bind_seconds(statement, 9, fields[VALUE]);
        bind_integer(statement, 10, fields[N]);
        if (!insert(writer, INSERT_METRIC, error))
            return false;
    }
    return true;
}

/* There are a million buckets and a few dozen names: a bucket has only the number of its distribution. */
static bool number_distribution(const Writer *writer, const char *name, unsigned *out_number, GError **error)
{
    sqlite3_stmt *statement = writer->statements[INSERT_DISTRIBUTION];

    *out_number = GPOINTER_TO_UINT(g_hash_table_lookup(writer->distributions, name));
    if (*out_number != 0)
        return true;
    *out_number = g_hash_table_size(writer->distributions) + 1;
    g_hash_table_insert(writer->distributions, g_strdup(name), GUINT_TO_POINTER(*out_number));
    sqlite3_bind_int64(statement, 1, *out_number);
    bind_text(statement, 2, name);
    return insert(writer, INSERT_DISTRIBUTION, error);
}

static bool insert_histograms(const Writer *writer, size_t index, GError **error)
{
    g_autofree char *path = g_build_filename(writer->archive->runs[index].folder, "histograms.csv", NULL);
    g_autoptr(StudyCsv) csv = study_csv_read(path, error);
    sqlite3_stmt *statement = writer->statements[INSERT_BUCKET];

    if (csv == NULL)
        return false;
    if (csv->n_columns < 4)
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s has too few columns", path);
    for (size_t row = 0; row < csv->n_rows; row++) {
        unsigned number;

        if (!number_distribution(writer, study_csv_at(csv, row, 0), &number, error))
            return false;
        sqlite3_bind_int64(statement, 1, (sqlite3_int64)index);
        sqlite3_bind_int64(statement, 2, number);
        for (int i = 1; i < 4; i++)
            bind_integer(statement, 2 + i, study_csv_at(csv, row, (size_t)i));
        if (!insert(writer, INSERT_BUCKET, error))
            return false;
    }
    return true;
}

static bool insert_verdicts(const Writer *writer, size_t index, const StudyCsv *csv, GError **error)
{
    static const char *const names[] = { "requirement", "verdict", "pass", "inconc", "fail", "reason", "first_time_s" };
    sqlite3_stmt *statement = writer->statements[INSERT_VERDICT];

    for (size_t row = 0; row < csv->n_rows; row++) {
        sqlite3_bind_int64(statement, 1, (sqlite3_int64)index);
        for (int i = 0; i < (int)G_N_ELEMENTS(names); i++) {
            int column = study_csv_column(csv, names[i]);
            const char *field = column < 0 ? "" : study_csv_at(csv, row, (size_t)column);

            if (i >= 2 && i <= 4)
                bind_integer(statement, 2 + i, field);
            else if (i == 6)
                bind_seconds(statement, 2 + i, field);
            else
                bind_text(statement, 2 + i, field);
        }
        if (!insert(writer, INSERT_VERDICT, error))
            return false;
    }
    return true;
}

/* Where a run comes from, as far as it is the same for all who make it. */
static bool bind_origin(const Writer *writer, const StudyArchiveRun *run, char fingerprint[REPORT_FINGERPRINT_TEXT_SIZE], GError **error)
{
    ReportOrigin origin = { 0 };

    if (!report_origin_read(run->folder, &origin, error))
        return false;
    bind_text(writer->statements[INSERT_RUN], 9, report_fingerprint_format(origin.fingerprint, fingerprint));
    report_origin_clear(&origin);
    return true;
}

static bool insert_run(const Writer *writer, size_t index, GError **error)
{
    static const char *const states[] = { "done", "failed", "missing" };
    const StudyArchiveRun *run = &writer->archive->runs[index];
    sqlite3_stmt *statement = writer->statements[INSERT_RUN];
    char fingerprint[REPORT_FINGERPRINT_TEXT_SIZE];
    g_autoptr(StudyCsv) verdicts = NULL;
    ReportVerdict verdict;

    sqlite3_bind_int64(statement, 1, (sqlite3_int64)index);
    bind_text(statement, 2, run->key);
    sqlite3_bind_int64(statement, 3, (sqlite3_int64)run->point);
    sqlite3_bind_int64(statement, 4, (sqlite3_int64)run->replication);
    bind_text(statement, 5, run->seed);
    bind_text(statement, 6, states[run->state]);
    bind_text(statement, 10, run->failure);
    if (run->state == STUDY_RUN_DONE) {
        if (!study_collection_verdict(run->folder, &verdict, &verdicts, error) || !bind_origin(writer, run, fingerprint, error))
            return false;
        bind_text(statement, 7, report_verdict_name(verdict));
        sqlite3_bind_int64(statement, 8, (sqlite3_int64)floor(study_numbers_get(run->numbers, "run.length") * 1e9 + 0.5));
    }
    if (!insert(writer, INSERT_RUN, error) || !insert_params(writer, index, error))
        return false;
    return run->state != STUDY_RUN_DONE || (insert_metrics(writer, index, error) && insert_histograms(writer, index, error) &&
                                            insert_verdicts(writer, index, verdicts, error));
}

static bool write_all(Writer *writer, GError **error)
{
    if (!execute(writer, schema, error))
        return false;
    for (int i = 0; i < INSERTS; i++)
        if (sqlite3_prepare_v2(writer->database, inserts[i], -1, &writer->statements[i], NULL) != SQLITE_OK)
            return fail(writer, error);
    if (!insert_format(writer, error))
        return false;
    for (size_t i = 0; i < writer->archive->n_runs; i++)
        if (!insert_run(writer, i, error))
            return false;
    return execute(writer, "COMMIT", error);
}

bool study_database_write(const StudyArchive *archive, const char *path, GError **error)
{
    Writer writer = { .archive = archive, .distributions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
    StudyWholeFile *file = study_whole_file_open(path, error);
    bool good;

    if (file == NULL) {
        g_hash_table_unref(writer.distributions);
        return false;
    }
    good = sqlite3_open(study_whole_file_path(file), &writer.database) == SQLITE_OK ? write_all(&writer, error) : fail(&writer, error);
    for (int i = 0; i < INSERTS; i++)
        sqlite3_finalize(writer.statements[i]);
    g_hash_table_unref(writer.distributions);
    if (sqlite3_close(writer.database) != SQLITE_OK && good)
        good = sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot be closed", path);
    if (good)
        return study_whole_file_commit(file, error);
    study_whole_file_abort(file);
    return false;
}
