/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/folder.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "report/manifest.h"
#include "sim/error.h"
#include "tests/cunit_run.h"

#define OURS "{ \"program\": \"cpmsim\", \"files\": [ \"text\", \"plot.gp\", \"manifest.json\" ] }\n"

static char *base;      /* a fresh folder for each test, below the working directory */
static char *target;

static void start(void)
{
    g_autofree char *here = g_get_current_dir();
    base = g_mkdtemp(g_build_filename(here, "folder-XXXXXX", NULL));
    target = g_build_filename(base, "results", "run", NULL);
}

static void remove_all(const char *path)
{
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        remove_all(inner);
    }
    remove(path);
}

static void stop(void)
{
    remove_all(base);
    g_clear_pointer(&base, g_free);
    g_clear_pointer(&target, g_free);
}

/* The text of the file @name in the target; NULL if it is not there. */
static char *content(const char *name)
{
    g_autofree char *path = g_build_filename(target, name, NULL);
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static bool holds(const char *name, const char *text)
{
    g_autofree char *found = content(name);
    return g_strcmp0(found, text) == 0;
}

/* How many entries the folder above the target has. */
static unsigned entries(void)
{
    g_autofree char *parent = g_path_get_dirname(target);
    g_autoptr(GDir) directory = g_dir_open(parent, 0, NULL);
    unsigned count = 0;
    while (directory != NULL && g_dir_read_name(directory) != NULL)
        count++;
    return count;
}

static bool make_results(const char *text)
{
    ReportFolder *folder = report_folder_open(target, NULL);
    return folder != NULL && report_folder_write(folder, "text", text, -1, NULL) &&
           report_folder_write(folder, REPORT_MANIFEST_NAME, OURS, -1, NULL) && report_folder_commit(folder, NULL);
}

static void test_new_results_appear_whole(void)
{
    start();
    ReportFolder *folder = report_folder_open(target, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    CU_ASSERT(report_folder_write(folder, "a", "one", -1, NULL));
    CU_ASSERT(report_folder_write(folder, "a", "two, cut here", 3, NULL));
    CU_ASSERT_FALSE(g_file_test(target, G_FILE_TEST_EXISTS));
    CU_ASSERT_EQUAL(entries(), 1);
    CU_ASSERT(report_folder_commit(folder, NULL));
    CU_ASSERT(holds("a", "two"));
    CU_ASSERT_EQUAL(entries(), 1);
    stop();
}

static void test_old_results_are_exchanged(void)
{
    start();
    CU_ASSERT(make_results("old"));
    CU_ASSERT(make_results("new"));
    CU_ASSERT(holds("text", "new"));
    CU_ASSERT_EQUAL(entries(), 1);
    stop();
}

static void test_abort_leaves_the_old_results(void)
{
    start();
    CU_ASSERT(make_results("old"));
    ReportFolder *volatile seen = NULL;
    ReportFolder *folder = report_folder_open_guarded(target, &seen, NULL);
    CU_ASSERT(report_folder_write(folder, "text", "new", -1, NULL));
    CU_ASSERT_PTR_EQUAL(seen, folder);
    report_folder_abort(folder);
    CU_ASSERT_PTR_NULL(seen);
    CU_ASSERT(holds("text", "old"));
    CU_ASSERT_EQUAL(entries(), 1);
    report_folder_abort(NULL);
    stop();
}

static bool refused(SimErrorCode code)
{
    g_autoptr(GError) error = NULL;
    ReportFolder *folder = report_folder_open(target, &error);
    report_folder_abort(folder);
    return folder == NULL && g_error_matches(error, SIM_ERROR, code);
}

static void test_what_is_not_ours_is_left_alone(void)
{
    start();
    g_autofree char *manifest = g_build_filename(target, REPORT_MANIFEST_NAME, NULL);
    CU_ASSERT_EQUAL(g_mkdir_with_parents(target, 0777), 0);
    CU_ASSERT(make_results("in an empty folder"));
    CU_ASSERT_EQUAL(g_unlink(manifest), 0);
    CU_ASSERT(refused(SIM_ERROR_USAGE));
    CU_ASSERT(g_file_set_contents(manifest, "{ \"program\": \"another\" }", -1, NULL));
    CU_ASSERT(refused(SIM_ERROR_USAGE));
    CU_ASSERT(g_file_set_contents(manifest, "[ \"program\", \"cpmsim\"", -1, NULL));
    CU_ASSERT(refused(SIM_ERROR_USAGE));
    CU_ASSERT(holds("text", "in an empty folder"));
    CU_ASSERT(g_file_set_contents(manifest, OURS, -1, NULL));
    CU_ASSERT(make_results("again"));
    CU_ASSERT(holds("text", "again"));
    stop();
}

/* What somebody has put beside results is not lost with them, but for another picture by one of the scripts. */
static void test_what_lies_beside_results_is_kept(void)
{
    start();
    CU_ASSERT(make_results("old"));
    g_autofree char *notes = g_build_filename(target, "notes", NULL);
    CU_ASSERT(g_file_set_contents(notes, "mine", -1, NULL));
    CU_ASSERT(refused(SIM_ERROR_USAGE));
    CU_ASSERT(holds("notes", "mine") && holds("text", "old"));
    CU_ASSERT_EQUAL(g_unlink(notes), 0);
    g_autofree char *text = g_build_filename(target, "text", NULL);
    CU_ASSERT(g_unlink(text) == 0 && g_mkdir(text, 0777) == 0);     /* other results lie in there, perhaps */
    CU_ASSERT(refused(SIM_ERROR_USAGE));
    CU_ASSERT_EQUAL(g_rmdir(text), 0);
    g_autofree char *picture = g_build_filename(target, "plot.svg", NULL);
    CU_ASSERT(g_file_set_contents(picture, "drawn by hand", -1, NULL));
    CU_ASSERT(make_results("new"));
    CU_ASSERT_FALSE(g_file_test(picture, G_FILE_TEST_EXISTS));
    stop();
}

static void test_a_file_is_no_folder(void)
{
    start();
    g_autofree char *parent = g_path_get_dirname(target);
    CU_ASSERT_EQUAL(g_mkdir_with_parents(parent, 0777), 0);
    CU_ASSERT(g_file_set_contents(target, "a file", -1, NULL));
    CU_ASSERT(refused(SIM_ERROR_USAGE));
    g_autofree char *below = g_build_filename(target, "run", NULL);
    g_free(target);
    target = g_steal_pointer(&below);
    CU_ASSERT(refused(SIM_ERROR_ENVIRONMENT));
    stop();
}

/* Something of somebody else's that appears at the target while we run survives. */
static void test_target_is_looked_at_again(void)
{
    start();
    ReportFolder *folder = report_folder_open(target, NULL);
    CU_ASSERT_EQUAL(g_mkdir_with_parents(target, 0777), 0);
    g_autofree char *thesis = g_build_filename(target, "thesis.tex", NULL);
    CU_ASSERT(g_file_set_contents(thesis, "years", -1, NULL));
    g_autoptr(GError) error = NULL;
    CU_ASSERT_FALSE(report_folder_commit(folder, &error));
    CU_ASSERT(g_error_matches(error, SIM_ERROR, SIM_ERROR_USAGE));
    CU_ASSERT(holds("thesis.tex", "years"));
    CU_ASSERT_EQUAL(entries(), 1);
    stop();
}

static void test_symbolic_link_survives(void)
{
    start();
    g_autofree char *link = g_build_filename(base, "link", NULL);
    CU_ASSERT(make_results("old"));
    CU_ASSERT_EQUAL(symlink(target, link), 0);
    ReportFolder *folder = report_folder_open(link, NULL);
    CU_ASSERT_STRING_EQUAL(report_folder_target(folder), target);
    CU_ASSERT(report_folder_write(folder, "text", "new", -1, NULL));
    CU_ASSERT(report_folder_commit(folder, NULL));
    CU_ASSERT(holds("text", "new"));
    CU_ASSERT(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
    stop();
}

/* A child that writes and then kills itself, at the point that @step says. */
static void crash(int step)
{
    ReportFolder *folder = report_folder_open(target, NULL);
    report_folder_write(folder, "text", "half", -1, NULL);
    if (step == 1)
        report_folder_clean_up(folder);
    kill(getpid(), SIGKILL);
}

static void run_crash(int step)
{
    pid_t child = fork();
    if (child == 0)
        crash(step);
    int status;
    CU_ASSERT(child > 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status));
}

static void test_killed_run_leaves_nothing_finished(void)
{
    start();
    CU_ASSERT(make_results("old"));
    run_crash(0);
    CU_ASSERT_EQUAL(entries(), 2);
    CU_ASSERT(holds("text", "old"));
    CU_ASSERT(make_results("new"));         /* also sweeps up */
    CU_ASSERT_EQUAL(entries(), 1);
    CU_ASSERT(holds("text", "new"));
    stop();
}

static void test_signal_handler_cleans_up(void)
{
    start();
    CU_ASSERT(make_results("old"));
    run_crash(1);
    CU_ASSERT_EQUAL(entries(), 1);
    CU_ASSERT(holds("text", "old"));
    stop();
}

/* A dead process had our number, or one that another has now, or is not buried yet: nobody holds the lock. */
static void leave_half(int number)
{
    g_autofree char *left = g_strdup_printf("%s/results/.run.tmp-%d", base, number);
    g_autofree char *file = g_build_filename(left, "text", NULL);
    CU_ASSERT(g_mkdir(left, 0777) == 0 && g_file_set_contents(file, "half", -1, NULL));
}

static void test_number_used_again(void)
{
    start();
    CU_ASSERT(make_results("old"));
    leave_half((int)getpid());
    leave_half((int)getppid());
    CU_ASSERT_EQUAL(entries(), 3);
    CU_ASSERT(make_results("new"));
    CU_ASSERT_EQUAL(entries(), 1);
    CU_ASSERT(holds("text", "new"));
    stop();
}

static void test_sweep(void)
{
    start();
    CU_ASSERT(make_results("old"));
    ReportFolder *folder = report_folder_open(target, NULL);
    leave_half((int)getppid());
    g_autofree char *parent = g_path_get_dirname(target);
    report_folder_sweep(parent);
    CU_ASSERT_EQUAL(entries(), 2);          /* the results, and the folder in use */
    CU_ASSERT(g_file_test(report_folder_path(folder), G_FILE_TEST_IS_DIR));
    CU_ASSERT(report_folder_commit(folder, NULL));
    stop();
}

/* Exit code 0 if each folder could be made, and was left alone. */
G_GNUC_NORETURN
static void make_often(void)
{
    bool made = true;
    for (unsigned i = 0; i < 2000 && made; i++) {
        ReportFolder *folder = report_folder_open(target, NULL);
        made = folder != NULL && report_folder_write(folder, "text", "new", -1, NULL);
        report_folder_abort(folder);
    }
    _exit(!made);
}

G_GNUC_NORETURN
static void sweep_for_ever(void)
{
    g_autofree char *parent = g_path_get_dirname(target);
    while (true)
        report_folder_sweep(parent);
}

static void test_sweeping_neighbours(void)
{
    pid_t makers[2], sweeper;
    int status;
    start();
    CU_ASSERT(make_results("old"));
    if ((sweeper = fork()) == 0)
        sweep_for_ever();
    for (unsigned i = 0; i < G_N_ELEMENTS(makers); i++)
        if ((makers[i] = fork()) == 0)
            make_often();
    for (unsigned i = 0; i < G_N_ELEMENTS(makers); i++)
        CU_ASSERT(waitpid(makers[i], &status, 0) == makers[i] && WIFEXITED(status) && WEXITSTATUS(status) == 0);
    kill(sweeper, SIGKILL);
    CU_ASSERT(waitpid(sweeper, &status, 0) == sweeper);
    CU_ASSERT_EQUAL(entries(), 1);
    CU_ASSERT(holds("text", "old"));
    stop();
}

/* Temporary folders of living processes, our own too, and names that only look alike stay. */
static void test_living_neighbours_stay(void)
{
    start();
    ReportFolder *folder = report_folder_open(target, NULL);
    g_autofree char *parent = g_path_get_dirname(target);
    g_autofree char *alike = g_build_filename(parent, ".run.tmp-x", NULL);
    CU_ASSERT_EQUAL(g_mkdir(alike, 0777), 0);
    CU_ASSERT(refused(SIM_ERROR_ENVIRONMENT));      /* the same process, the same target */
    CU_ASSERT_EQUAL(entries(), 2);
    CU_ASSERT(report_folder_commit(folder, NULL));
    CU_ASSERT_EQUAL(entries(), 2);
    stop();
}

static void test_file_that_cannot_be_written(void)
{
    start();
    ReportFolder *folder = report_folder_open(target, NULL);
    g_autofree char *in_the_way = g_build_filename(report_folder_path(folder), "a", NULL);
    CU_ASSERT_EQUAL(g_mkdir(in_the_way, 0777), 0);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_FALSE(report_folder_write(folder, "a", "one", -1, &error));
    CU_ASSERT(g_error_matches(error, SIM_ERROR, SIM_ERROR_ENVIRONMENT));
    CU_ASSERT(strstr(error->message, "results/run/a: cannot write it") != NULL);
    report_folder_abort(folder);
    CU_ASSERT_EQUAL(entries(), 0);
    stop();
}

/* One of many files, each of which some thread puts on the disk: a link to nowhere cannot be. */
static void test_file_that_cannot_be_synced(void)
{
    start();
    CU_ASSERT(make_results("old"));
    ReportFolder *folder = report_folder_open(target, NULL);
    for (unsigned i = 0; i < 20; i++) {
        g_autofree char *name = g_strdup_printf("text-%u", i);
        CU_ASSERT(report_folder_write(folder, name, "new", -1, NULL));
    }
    g_autofree char *link = g_build_filename(report_folder_path(folder), "text-here", NULL);
    CU_ASSERT_EQUAL(symlink("nowhere", link), 0);
    g_autoptr(GError) error = NULL;
    CU_ASSERT_FALSE(report_folder_commit(folder, &error));
    CU_ASSERT(error != NULL && error->code == SIM_ERROR_ENVIRONMENT && strstr(error->message, "text-here") != NULL);
    CU_ASSERT(holds("text", "old"));
    CU_ASSERT_EQUAL(entries(), 1);
    stop();
}

static void test_manifest(void)
{
    static const ReportAmount memory[] = { { "legs", 48000 } };
    static const ReportAmount streams[] = { { "reply", UINT64_MAX }, { "transit", 3 } };
    static const char *const arguments[] = { "cpmsim", "run", "a \"b\".yaml", "-o", "\xff", NULL };
    static const char *const names[] = { "text", REPORT_MANIFEST_NAME, NULL };
    ReportManifest manifest = {
        .scenario = "figure-31", .arguments = arguments, .resolved = "abc", .resolved_name = "scenario.yaml", .seed = 7,
        .started = INT64_C(1700000000123456), .ended = INT64_C(1700000001000000), .wall_seconds = 0.5, .virtual_end = SIM_S,
        .events = 100, .messages = 50, .exit_code = 3, .verdict = "inconc", .fingerprint = { .high = 1, .low = 2 },
        .memory = memory, .n_memory = 1, .streams = streams, .n_streams = 2, .files = names,
    };
    g_autofree char *text = report_manifest_text(&manifest);
    CU_ASSERT(g_utf8_validate(text, -1, NULL));
    static const char *const lines[] = {
        "\"program\" : \"cpmsim\"", "\"seed\" : 7", "\"exit_code\" : 3", "\"start\" : \"2023-11-14T22:13:20.123456Z\"",
        "\"resolved_sha256\" : \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"",
        "\"fingerprint\" : \"00000000000000010000000000000002\"", "\"wall_ms\" : 500", "\"messages_per_second\" : 100", "\"legs\" : 48000",
        "\"reply\" : \"18446744073709551615\"", "\"transit\" : 3", "\"a \\\"b\\\".yaml\"", "\"virtual_end_s\" : \"1.000000000\"",
        "\"dirty\" : ", "\"compiler\" : ", "\"host\" : ", "\"peak_of_process\" : ",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) {
        CU_ASSERT_PTR_NOT_NULL(strstr(text, lines[i]));
        if (strstr(text, lines[i]) == NULL)
            fprintf(stderr, "missing: %s\n", lines[i]);
    }
    start();
    ReportFolder *folder = report_folder_open(target, NULL);
    CU_ASSERT(report_folder_write(folder, REPORT_MANIFEST_NAME, text, -1, NULL) && report_folder_commit(folder, NULL));
    g_autofree char *path = g_build_filename(target, REPORT_MANIFEST_NAME, NULL);
    g_auto(GStrv) files = report_manifest_files(path);
    CU_ASSERT(files != NULL && g_strv_length(files) == 2);
    CU_ASSERT_STRING_EQUAL(files[1], REPORT_MANIFEST_NAME);
    stop();
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "new results appear whole", test_new_results_appear_whole },
        { "old results are exchanged", test_old_results_are_exchanged },
        { "abort leaves the old results", test_abort_leaves_the_old_results },
        { "what is not ours is left alone", test_what_is_not_ours_is_left_alone },
        { "what lies beside results is kept", test_what_lies_beside_results_is_kept },
        { "a file is no folder", test_a_file_is_no_folder },
        { "the target is looked at again", test_target_is_looked_at_again },
        { "a symbolic link survives", test_symbolic_link_survives },
        { "a killed run leaves nothing finished", test_killed_run_leaves_nothing_finished },
        { "a signal handler cleans up", test_signal_handler_cleans_up },
        { "the number of a process used again", test_number_used_again },
        { "sweeping up", test_sweep },
        { "neighbours that sweep up", test_sweeping_neighbours },
        { "living neighbours stay", test_living_neighbours_stay },
        { "a file that cannot be written", test_file_that_cannot_be_written },
        { "a file that cannot be synced", test_file_that_cannot_be_synced },
        { "manifest", test_manifest },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "folder", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
