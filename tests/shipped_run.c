/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/shipped_run.h"

#include <stdio.h>
#include <string.h>

#include <glib/gstdio.h>

#include "tests/run_fixture.h"

const ShippedScenario shipped_scenarios[] = {
    { "figure-31", { NULL } },
    { "figure-31-sip", { NULL } },
    { "accept", { NULL } },
    { "reject", { NULL } },
    { "convert", { NULL } },
    { "mixed-group", { NULL } },
    { "timer-c", { NULL } },
    { "stale-invitation", { NULL } },
    { "large-group", { "members.crowd.count=10000", NULL } },
    { "faults/send-despite-reject", { NULL } },
    { "faults/report-is-acceptance", { NULL } },
    { "faults/wrong-mode", { NULL } },
    { "faults/drop-step-20", { NULL } },
    { NULL, { NULL } },
};

void shipped_run_start(ShippedRun *run, const char *name, const char *const *sets)
{
    shipped_run_start_in(run, name, sets, STUDY_THREADS_AUTO);
}

void shipped_run_start_in(ShippedRun *run, const char *name, const char *const *sets, StudyThreads threads)
{
    const char *const arguments[] = { "cpmsim", "run", name, NULL };
    StudyOptions options = { .file = name, .arguments = arguments, .no_plots = true, .threads = threads };
    g_autoptr(Scenario) scenario = run_fixture_scenario(name, sets);
    g_autoptr(GError) error = NULL;

    *run = (ShippedRun){ .parent = g_dir_make_tmp("cpmsim-test-XXXXXX", NULL) };
    run->folder = g_build_filename(run->parent, "out", NULL);
    options.target = run->folder;
    run->good = study_run(scenario, &options, &run->result, &error);
    if (!run->good)
        fprintf(stderr, "\n%s: %s\n", name, error->message);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

char **shipped_run_files(const ShippedRun *run)
{
    GPtrArray *names = g_ptr_array_new();
    GDir *folder = g_dir_open(run->folder, 0, NULL);
    const char *name;

    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL)
        g_ptr_array_add(names, g_strdup(name));
    if (folder != NULL)
        g_dir_close(folder);
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

char *shipped_run_text(const ShippedRun *run, const char *file)
{
    g_autofree char *path = g_build_filename(run->folder, file, NULL);
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

void shipped_run_clear(ShippedRun *run)
{
    g_auto(GStrv) files = shipped_run_files(run);

    for (char **file = files; *file != NULL; file++) {
        g_autofree char *path = g_build_filename(run->folder, *file, NULL);

        g_remove(path);
    }
    g_rmdir(run->folder);
    g_rmdir(run->parent);
    g_free(run->folder);
    g_free(run->parent);
    study_result_clear(&run->result);
}
