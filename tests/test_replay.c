/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/replay.h"

#include <string.h>

#include <glib/gstdio.h>

#include "report/manifest.h"
#include "sim/error.h"
#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

static char *base;      /* a fresh folder for each test */
static char *results;   /* those of figure-31 in it     */
static StudyWatch nobody;

static Scenario *shipped(const char *name)
{
    g_autofree char *file = g_strdup_printf("scenarios/%s.yaml", name), *path = run_fixture_source_path(file);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();

    return scenario_read_file(path, NULL, 0, diagnostics, NULL);
}

static bool make_results(const char *name, const StudyOptions *options, GError **error)
{
    g_autoptr(Scenario) scenario = shipped(name);
    StudyOptions mine = *options;
    StudyResult result;

    mine.target = results;
    mine.file = "a file";
    mine.no_plots = true;
    if (scenario == NULL || !study_run(scenario, &mine, &result, error))
        return false;
    study_result_clear(&result);
    return true;
}

static void start(void)
{
    base = g_dir_make_tmp("cpmsim-replay-XXXXXX", NULL);
    results = g_build_filename(base, "result", NULL);
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
    g_clear_pointer(&results, g_free);
}

/* Replaces the first @from in the file @name of the results by @to; false if it is not there. */
static bool edit(const char *name, const char *from, const char *to)
{
    g_autofree char *path = g_build_filename(results, name, NULL), *text = NULL, *edited = NULL;
    char *place;

    if (!g_file_get_contents(path, &text, NULL, NULL) || (place = strstr(text, from)) == NULL)
        return false;
    edited = g_strdup_printf("%.*s%s%s", (int)(place - text), text, to, place + strlen(from));
    return g_file_set_contents(path, edited, -1, NULL);
}

static void test_a_result_comes_again(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    StudyReplay replay;

    start();
    CU_ASSERT(make_results("mixed-group", &(StudyOptions){ .file = NULL }, NULL));
    CU_ASSERT_FATAL(study_replay(results, &nobody, diagnostics, &replay, NULL));
    CU_ASSERT(replay.identical);
    CU_ASSERT_PTR_NULL(replay.other_program);
    CU_ASSERT_EQUAL(replay.found.low, replay.origin.fingerprint.low);
    CU_ASSERT_NOT_EQUAL(replay.found.low, 0);
    study_replay_clear(&replay);
    stop();
}

/* The manifest's seed and replication count, not those of the scenario beside it. */
static void test_seed_and_replication_come_from_the_manifest(void)
{
    static const char *const edits[][2] = { { "\"seed\" : 1", "\"seed\" : 2" },
                                            { "\"seed\" : 2", "\"seed\" : \"18446744073709551615\"" },
                                            { "\"replication\" : 0", "\"replication\" : 7" } };
    uint64_t before = 0;

    start();
    CU_ASSERT(make_results("mixed-group", &(StudyOptions){ .file = NULL }, NULL));
    for (unsigned i = 0; i < G_N_ELEMENTS(edits); i++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        StudyReplay replay;

        CU_ASSERT(edit(REPORT_MANIFEST_NAME, edits[i][0], edits[i][1]));
        CU_ASSERT_FATAL(study_replay(results, &nobody, diagnostics, &replay, NULL));
        CU_ASSERT_FALSE(replay.identical);
        CU_ASSERT_NOT_EQUAL(replay.found.low, before);
        before = replay.found.low;
        study_replay_clear(&replay);
    }
    stop();
}

static void test_another_program_is_named(void)
{
    ReportOrigin origin;
    g_autofree char *other = NULL;

    start();
    CU_ASSERT(make_results("figure-31", &(StudyOptions){ .file = NULL }, NULL));
    CU_ASSERT(edit(REPORT_MANIFEST_NAME, "\"compiler\" : \"", "\"compiler\" : \"old "));
    CU_ASSERT_FATAL(report_origin_read(results, &origin, NULL));
    other = report_origin_other_program(&origin);
    CU_ASSERT_PTR_NOT_NULL_FATAL(other);
    CU_ASSERT(g_str_has_prefix(other, "compiler old "));
    CU_ASSERT_PTR_NOT_NULL(strstr(other, report_manifest_compiler()));
    report_origin_clear(&origin);
    stop();
}

/* Each in fresh results of figure-31. */
static const struct {
    const char *desc, *file, *from, *to, *message;
} spoiled[] = {
    { "scenario changed", "scenario.yaml", "seed: 1", "seed: 2", "its SHA-256 is" },
    { "SHA-256 changed", REPORT_MANIFEST_NAME, "\"resolved_sha256\" : \"", "\"resolved_sha256\" : \"0", "its SHA-256 is" },
    { "another program", REPORT_MANIFEST_NAME, "cpmsim", "other", "no results of cpmsim" },
    { "another format", REPORT_MANIFEST_NAME, "\"format\" : 1", "\"format\" : 99", "of a format" },
    { "no fingerprint", REPORT_MANIFEST_NAME, "\"fingerprint\"", "\"footprint\"", "lacks a fingerprint" },
    { "half a fingerprint", REPORT_MANIFEST_NAME, "\"fingerprint\" : \"", "\"fingerprint\" : \"f\", \"was\" : \"", "lacks a fingerprint" },
    { "negative seed", REPORT_MANIFEST_NAME, "\"seed\" : 1", "\"seed\" : -1", "a seed" },
    { "seed too large", REPORT_MANIFEST_NAME, "\"seed\" : 1", "\"seed\" : \"18446744073709551616\"", "a seed" },
    { "seed no number", REPORT_MANIFEST_NAME, "\"seed\" : 1", "\"seed\" : null", "a seed" },
    { "a list as seed", REPORT_MANIFEST_NAME, "\"seed\" : 1", "\"seed\" : [1]", "a seed" },
    { "no scenario named", REPORT_MANIFEST_NAME, "\"resolved_scenario\"", "\"scenario_2\"", "names no scenario" },
    { "scenario elsewhere", REPORT_MANIFEST_NAME, "\"scenario.yaml\"", "\"../scenario.yaml\"", "names no scenario" },
    { "scenario not there", REPORT_MANIFEST_NAME, "\"scenario.yaml\"", "\"none.yaml\"", "there is no" },
    { "half a manifest", REPORT_MANIFEST_NAME, "\"program\" : \"cpmsim\",", "\"program\" : ", "is no manifest" },
    { "a list", REPORT_MANIFEST_NAME, "{", "[]", "is no manifest" },
};

static void test_what_is_no_result_is_refused(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(spoiled); i++) {
        g_autoptr(GError) error = NULL;
        ReportOrigin origin;

        start();
        CU_ASSERT(make_results("figure-31", &(StudyOptions){ .file = NULL }, NULL));
        CU_ASSERT(edit(spoiled[i].file, spoiled[i].from, spoiled[i].to));
        if (report_origin_read(results, &origin, &error)) {
            report_origin_clear(&origin);
            CU_FAIL(spoiled[i].desc);
        } else if (!g_error_matches(error, SIM_ERROR, SIM_ERROR_USAGE) || strstr(error->message, spoiled[i].message) == NULL) {
            fprintf(stderr, "%s: %s\n", spoiled[i].desc, error->message);
            CU_FAIL("another error");
        }
        stop();
    }
}

/* A scenario that an older version took and this one does not. */
static void test_a_scenario_no_longer_accepted(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL, *text = NULL, *sum = NULL, *entry = NULL;
    ReportOrigin origin;

    start();
    CU_ASSERT(make_results("figure-31", &(StudyOptions){ .file = NULL }, NULL));
    CU_ASSERT(edit("scenario.yaml", "seed: 1", "sead: 1"));
    path = g_build_filename(results, "scenario.yaml", NULL);
    CU_ASSERT(g_file_get_contents(path, &text, NULL, NULL));
    sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    entry = g_strdup_printf("\"resolved_sha256\" : \"%s\", \"was\" : \"", sum);
    CU_ASSERT(edit(REPORT_MANIFEST_NAME, "\"resolved_sha256\" : \"", entry));
    CU_ASSERT_PTR_NULL(study_recall(results, &origin, diagnostics, &error));
    CU_ASSERT(g_error_matches(error, SIM_ERROR, SIM_ERROR_SCENARIO));
    CU_ASSERT_EQUAL(diagnostics_n_errors(diagnostics), 1);
    stop();
}

static void test_other_files_are_listed(void)
{
    ReportOrigin a = { 0 }, b = { 0 };
    g_autofree char *more = NULL;
    g_auto(GStrv) none = NULL, names = NULL;
    g_autofree char *joined = NULL;

    start();
    CU_ASSERT(make_results("figure-31", &(StudyOptions){ .file = NULL }, NULL));
    a.folder = g_strdup(results);
    g_free(results);
    results = g_build_filename(base, "another", NULL);
    CU_ASSERT(make_results("figure-31", &(StudyOptions){ .file = NULL }, NULL));
    b.folder = g_strdup(results);
    none = report_origin_other_files(&a, &b);
    CU_ASSERT_EQUAL(g_strv_length(none), 0);
    CU_ASSERT(edit("summary.txt", "\n", " \n"));
    more = g_build_filename(results, "more", NULL);
    CU_ASSERT(g_file_set_contents(more, "", 0, NULL));
    names = report_origin_other_files(&a, &b);
    joined = g_strjoinv(" ", names);
    CU_ASSERT_STRING_EQUAL(joined, "more summary.txt");
    report_origin_clear(&a);
    report_origin_clear(&b);
    stop();
}

/* A limit that the estimate obeys and that falls while the run goes on. */
static void lower_the_limit(void *listener, const StudyProgress *progress)
{
    StudyOptions *options = listener;

    (void)progress;
    options->memory_limit = 1 << 10;
}

static void test_a_run_that_grows_too_large_is_ended(void)
{
    StudyOptions options = { .memory_limit = (size_t)1 << 30, .report = lower_the_limit };
    g_autoptr(Scenario) scenario = shipped("mixed-group");
    g_autoptr(GError) error = NULL;
    StudyResult result = { 0 };

    start();
    options.listener = &options;
    options.target = results;
    CU_ASSERT_FALSE(study_run(scenario, &options, &result, &error));
    CU_ASSERT_FATAL(g_error_matches(error, SIM_ERROR, SIM_ERROR_MEMORY));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "(--mem-limit) at "));
    CU_ASSERT_FALSE(g_file_test(results, G_FILE_TEST_EXISTS));
    CU_ASSERT_EQUAL(g_rmdir(base), 0);      /* nothing is left */
    CU_ASSERT_EQUAL(g_mkdir(base, 0700), 0);
    stop();
}

/* Before it, the estimate alone refuses. */
static void test_a_run_that_cannot_fit_is_not_begun(void)
{
    StudyOptions options = { .memory_limit = 1 << 20 };
    g_autoptr(GError) error = NULL;

    start();
    CU_ASSERT_FALSE(make_results("figure-31", &options, &error));
    CU_ASSERT_FATAL(g_error_matches(error, SIM_ERROR, SIM_ERROR_MEMORY));
    CU_ASSERT_PTR_NOT_NULL(strstr(error->message, "nothing was run"));
    CU_ASSERT_FALSE(g_file_test(results, G_FILE_TEST_EXISTS));
    stop();
}

int main(void)
{
    CU_TestInfo replay[] = {
        { "a result comes again", test_a_result_comes_again },
        { "seed and replication come from the manifest", test_seed_and_replication_come_from_the_manifest },
        { "another program is named", test_another_program_is_named },
        { "what is no result is refused", test_what_is_no_result_is_refused },
        { "a scenario no longer accepted", test_a_scenario_no_longer_accepted },
        { "other files are listed", test_other_files_are_listed },
        CU_TEST_INFO_NULL,
    };
    CU_TestInfo limits[] = {
        { "a run that grows too large is ended", test_a_run_that_grows_too_large_is_ended },
        { "a run that cannot fit is not begun", test_a_run_that_cannot_fit_is_not_begun },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        { "replay", NULL, NULL, NULL, NULL, replay },
        { "memory limit", NULL, NULL, NULL, NULL, limits },
        CU_SUITE_INFO_NULL,
    };

    return cunit_run(suites);
}
