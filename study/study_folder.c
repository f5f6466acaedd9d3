/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/study_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "report/manifest.h"
#include "sim/error.h"

#define STUDY_FILE "study.yaml"
#define CHANGES_FILE "changes.txt"
#define PLAN_FILE "plan.csv"
#define LOCK_FILE ".lock"

static bool make_folder(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = name != NULL ? g_build_filename(folder, name, NULL) : g_strdup(folder);

    return g_mkdir_with_parents(path, 0777) == 0 ||
           sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot make the folder: %s", path, g_strerror(errno));
}

/* Replaced as a whole; left alone when it is right already, so that many processes may say the same. */
static bool write_file(const char *folder, const char *name, const char *text, size_t length, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL), *old = NULL;
    g_autoptr(GError) problem = NULL;
    gsize old_length;

    if (g_file_get_contents(path, &old, &old_length, NULL) && old_length == length && memcmp(old, text, length) == 0)
        return true;
    return g_file_set_contents_full(path, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666,
                                    &problem) ||
           sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot write it: %s", path, problem->message);
}

static bool remove_file(const char *folder, const char *name, GError **error)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    return g_unlink(path) == 0 || errno == ENOENT ||
           sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot remove it: %s", path, g_strerror(errno));
}

static bool is_there(const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);

    return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* A folder that is neither empty nor a study's holds something else.  Another shard may be making it just now: the lock is the first thing
 * that appears in a study's folder, so it is looked for after anything else was seen. */
static bool check_folder(const char *folder, GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, &problem);

    if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return true;
    if (directory == NULL)
        return sim_fail(error, SIM_ERROR_USAGE, "%s is there and is no folder that can be read: choose another one with -o", folder);
    if (g_dir_read_name(directory) == NULL || is_there(folder, STUDY_FILE) || is_there(folder, LOCK_FILE))
        return true;
    return sim_fail(error, SIM_ERROR_USAGE,
                    "%s is there, is not empty, and holds no study (no %s): it is left alone; choose another folder with -o, or remove it",
                    folder, STUDY_FILE);
}

static bool write_changes(const char *folder, const StudyPlan *plan, GError **error)
{
    g_autofree char *changes = study_plan_changes(plan);

    return *changes == '\0' ? remove_file(folder, CHANGES_FILE, error) : write_file(folder, CHANGES_FILE, changes, strlen(changes), error);
}

/* Where study_folder_recall() will read them. */
static bool write_inputs(const char *folder, const StudyPlan *plan, GError **error)
{
    const StudyInputs *inputs = scenario_inputs(study_plan_scenario(plan));
    const StudyArrivalTimes *arrivals;

    for (unsigned i = 0; (arrivals = study_inputs_at(inputs, i)) != NULL; i++) {
        size_t length;
        g_autofree char *text = study_inputs_csv(arrivals, &length);

        if (!write_file(folder, arrivals->name, text, length, error))
            return false;
    }
    return true;
}

bool study_folder_prepare(const char *folder, const StudyPlan *plan, GError **error)
{
    ScenarioText file = study_plan_file(plan);
    int lock;
    bool good;

    if (!check_folder(folder, error) || !make_folder(folder, NULL, error))
        return false;
    lock = study_folder_lock(folder, error);
    if (lock < 0)
        return false;
    good = make_folder(folder, "runs", error) && make_folder(folder, "failed", error) &&
           write_inputs(folder, plan, error) &&
           write_file(folder, STUDY_FILE, file.text, file.length, error) && write_changes(folder, plan, error);
    study_folder_unlock(lock);
    return good;
}

/* ---- reading it again */

/* Lines "PATH=VALUE", escaped, into @sets; what they point to goes to @strings. */
static bool read_changes(const char *folder, GArray *sets, GPtrArray *strings, GError **error)
{
    g_autofree char *path = g_build_filename(folder, CHANGES_FILE, NULL), *text = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return true;
    lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line != NULL; line++) {
        char *change = g_strcompress(*line), *equals = strchr(change, '=');
        ScenarioOverride set;

        g_ptr_array_add(strings, change);
        if (**line == '\0')
            continue;
        if (equals == NULL)
            return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: '%s' is no PATH=VALUE", path, *line);
        set = (ScenarioOverride){ .option = g_strdup_printf("--set %s", change), .path = change, .value = equals + 1 };
        g_ptr_array_add(strings, (char *)set.option);
        *equals = '\0';
        g_array_append_val(sets, set);
    }
    return true;
}

StudyPlan *study_folder_recall(const char *folder, Diagnostics *diagnostics, GError **error)
{
    g_autofree char *path = g_build_filename(folder, STUDY_FILE, NULL), *text = NULL;
    g_autoptr(GArray) sets = g_array_new(FALSE, FALSE, sizeof(ScenarioOverride));
    g_autoptr(GPtrArray) strings = g_ptr_array_new_with_free_func(g_free);
    ScenarioText file = { .name = path };
    gsize length;

    if (!g_file_get_contents(path, &text, &length, NULL)) {
        sim_fail(error, SIM_ERROR_USAGE, "%s holds no study (no %s)", folder, STUDY_FILE);
        return NULL;
    }
    file.text = text;
    file.length = length;
    if (!read_changes(folder, sets, strings, error))
        return NULL;
    return study_plan_read(&file, (const ScenarioOverride *)(const void *)sets->data, sets->len, diagnostics);
}

/* ---- runs */

char *study_folder_run(const char *folder, const char *key)
{
    return g_build_filename(folder, "runs", key, NULL);
}

static char *failure_path(const char *folder, const char *key)
{
    g_autofree char *name = g_strconcat(key, ".txt", NULL);

    return g_build_filename(folder, "failed", name, NULL);
}

bool study_folder_is_done(const char *folder, const char *key)
{
    g_autofree char *path = g_build_filename(folder, "runs", key, REPORT_MANIFEST_NAME, NULL);

    return access(path, F_OK) == 0;
}

bool study_folder_is_failed(const char *folder, const char *key)
{
    g_autofree char *path = failure_path(folder, key);

    return access(path, F_OK) == 0;
}

ExitCode study_folder_outcome(const char *folder, const char *key, double *out_seconds)
{
    g_autofree char *path = g_build_filename(folder, "runs", key, REPORT_MANIFEST_NAME, NULL);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonObject *manifest;

    *out_seconds = 0.0;
    if (!json_parser_load_from_file(parser, path, NULL) || !JSON_NODE_HOLDS_OBJECT(json_parser_get_root(parser)))
        return EXIT_CODE_ENVIRONMENT;
    manifest = json_node_get_object(json_parser_get_root(parser));
    *out_seconds = (double)json_object_get_int_member_with_default(manifest, "wall_ms", 0) * 1e-3;
    return (ExitCode)json_object_get_int_member_with_default(manifest, "exit_code", EXIT_CODE_ENVIRONMENT);
}

bool study_folder_note_failure(const char *folder, const char *key, const char *reason, GError **error)
{
    g_autofree char *name = g_strdup_printf("failed/%s.txt", key);

    return write_file(folder, name, reason, strlen(reason), error);
}

void study_folder_forget_failure(const char *folder, const char *key)
{
    g_autofree char *path = failure_path(folder, key);

    g_unlink(path);
}

/* Who makes results holds the lock of their temporary folder. */
static bool is_locked(const char *path)
{
    int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool locked = file >= 0 && flock(file, LOCK_SH | LOCK_NB) != 0;

    if (file >= 0)
        close(file);
    return locked;
}

size_t study_folder_running(const char *folder)
{
    g_autofree char *runs = g_build_filename(folder, "runs", NULL);
    g_autoptr(GDir) directory = g_dir_open(runs, 0, NULL);
    size_t running = 0;

    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *path = g_build_filename(runs, name, NULL);

        running += *name == '.' && is_locked(path);
    }
    return running;
}

bool study_folder_write_plan(const char *folder, const StudyPlan *plan, const unsigned *replications, GError **error)
{
    g_autofree char *text = study_plan_csv(plan, replications);

    return write_file(folder, PLAN_FILE, text, strlen(text), error);
}

int study_folder_lock(const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(folder, LOCK_FILE, NULL);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666), result;

    do
        result = lock < 0 ? -1 : flock(lock, LOCK_EX);
    while (result != 0 && lock >= 0 && errno == EINTR);
    if (result == 0)
        return lock;
    sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot lock it: %s", path, g_strerror(errno));
    if (lock >= 0)
        close(lock);
    return -1;
}

void study_folder_unlock(int lock)
{
    close(lock);
}
