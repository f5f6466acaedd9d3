/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of studies are found again by the version of the models (report/model_version.h): so it has to rise whenever the same scenario
 * gives another run.  tests/model_version.txt holds the version, and for each shipped scenario a digest of all that its run depends on
 * and its fingerprint.  `make update-expected` writes new and changed scenarios; a run that changed though its scenario did not is
 * written only under a version that has risen. */
#include "report/model_version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/cunit_run.h"
#include "tests/run_fixture.h"
#include "tests/shipped_run.h"

#define EXPECTED "tests/model_version.txt"

/* What is there: the version, and a line "digest fingerprint" for each name. */
typedef struct Known {
    int version;                /* 0: there is no file */
    GHashTable *lines;
} Known;

static Known read_known(void)
{
    g_autofree char *path = run_fixture_source_path(EXPECTED), *text = NULL;
    Known known = { .lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free) };
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return known;
    lines = g_strsplit(text, "\n", -1);
    known.version = atoi(lines[0] + strcspn(lines[0], "0123456789"));
    for (char **line = lines + 1; *line != NULL; line++) {
        const char *blank = strchr(*line, ' ');

        if (blank != NULL)
            g_hash_table_insert(known.lines, g_strndup(*line, (gsize)(blank - *line)), g_strdup(blank + 1));
    }
    return known;
}

/* "digest fingerprint" of the scenario now (transfer full). */
static char *line_of(const ShippedScenario *shipped)
{
    g_autofree char *canonical = NULL, *digest = NULL;
    char fingerprint[REPORT_FINGERPRINT_TEXT_SIZE];
    RunFixture run;

    run_fixture_file(&run, shipped->name, shipped->sets);
    canonical = scenario_canonical_text(run.scenario);
    digest = g_compute_checksum_for_string(G_CHECKSUM_MD5, canonical, -1);
    report_fingerprint_format(run.fingerprint, fingerprint);
    run_fixture_clear(&run);
    return g_strdup_printf("%s %s", digest, fingerprint);
}

/* Whether the same scenario has become another run. */
static bool is_another_run(const char *before, const char *now)
{
    size_t digest = strcspn(now, " ");

    return before != NULL && strncmp(before, now, digest + 1) == 0 && strcmp(before, now) != 0;
}

static void write_known(const char *lines)
{
    g_autofree char *path = run_fixture_source_path(EXPECTED);
    g_autofree char *text = g_strdup_printf("version %d\n%s", REPORT_MODEL_VERSION, lines);

    CU_ASSERT(g_file_set_contents(path, text, -1, NULL));
}

static void test_the_version_rises_with_the_models(void)
{
    Known known = read_known();
    g_autoptr(GString) lines = g_string_new(NULL);
    bool updating = getenv("UPDATE_EXPECTED") != NULL, has_risen = known.version < REPORT_MODEL_VERSION;

    for (const ShippedScenario *shipped = shipped_scenarios; shipped->name != NULL; shipped++) {
        g_autofree char *now = line_of(shipped);
        const char *before = g_hash_table_lookup(known.lines, shipped->name);
        bool must_rise = is_another_run(before, now) && !has_risen;

        CU_ASSERT_FALSE(must_rise);
        if (must_rise)
            printf("\n%s: the same scenario is another run: raise REPORT_MODEL_VERSION in report/model_version.h\n", shipped->name);
        if (!updating) {
            CU_ASSERT(before != NULL && strcmp(before, now) == 0);
            if (!must_rise && g_strcmp0(before, now) != 0)
                printf("\n%s: new or changed; make update-expected writes %s\n", shipped->name, EXPECTED);
        }
        g_string_append_printf(lines, "%s %s\n", shipped->name, must_rise ? before : now);
    }
    CU_ASSERT(updating || known.version == REPORT_MODEL_VERSION);
    if (updating)
        write_known(lines->str);
    g_hash_table_unref(known.lines);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "the version rises with the models", test_the_version_rises_with_the_models },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "model version", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
