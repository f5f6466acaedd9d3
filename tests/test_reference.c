/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the shipped scenarios leave is what results/reference/ holds, byte by byte.  `make update-expected` writes it anew, for a person
 * to read the difference. */
#include "tests/shipped_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

static const char *const files[] = { "summary.txt", "flow.txt", "verdicts.csv", "metrics.csv" };

/* The first line in which two texts differ. */
static void print_difference(const char *path, const char *expected, const char *found)
{
    g_auto(GStrv) wanted = g_strsplit(expected, "\n", -1), is = g_strsplit(found, "\n", -1);
    unsigned line = 0;

    while (wanted[line] != NULL && is[line] != NULL && strcmp(wanted[line], is[line]) == 0)
        line++;
    fprintf(stderr, "\n%s:%u:\n  expected %s\n  found    %s\n", path, line + 1, wanted[line] != NULL ? wanted[line] : "the end",
            is[line] != NULL ? is[line] : "the end");
}

static void check_file(const char *name, const char *file, const char *found)
{
    g_autofree char *folder = g_strdup_printf("results/reference/%s", name), *place = run_fixture_source_path(folder);
    g_autofree char *path = g_build_filename(place, file, NULL), *expected = NULL;

    if (getenv("UPDATE_EXPECTED") != NULL) {
        CU_ASSERT(g_mkdir_with_parents(place, 0755) == 0 && g_file_set_contents(path, found, -1, NULL));
        return;
    }
    if (!g_file_get_contents(path, &expected, NULL, NULL))
        expected = g_strdup("a file, which is missing");
    CU_ASSERT(strcmp(found, expected) == 0);
    if (strcmp(found, expected) != 0)
        print_difference(path, expected, found);
}

static void test_reference(void)
{
    for (const ShippedScenario *scenario = shipped_scenarios; scenario->name != NULL; scenario++) {
        ShippedRun run;

        shipped_run_start(&run, scenario->name, scenario->sets);
        for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
            g_autofree char *found = shipped_run_text(&run, files[i]);

            CU_ASSERT_PTR_NOT_NULL(found);
            if (found != NULL)
                check_file(scenario->name, files[i], found);
        }
        shipped_run_clear(&run);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "results are as in results/reference", test_reference },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "reference", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
