/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/bad/ holds scenarios with mistakes.  Beside each NAME.yaml stands NAME.expected: in its first line what kinds of mistakes there are
 * (text, structure, meaning: what tests/schema-agrees.py compares with the schema), then what is said about them.
 * With UPDATE_EXPECTED=1 in the environment the files are written anew, to be looked at before they are committed. */
#include "study/scenario.h"
#include "tests/cunit_run.h"

#include <stdio.h>
#include <string.h>

static char *folder;

static char *marks(const Diagnostics *diagnostics)
{
    static const char *const names[] = { "text", "structure", "meaning" };
    GString *out = g_string_new(NULL);
    for (unsigned class = 0; class < G_N_ELEMENTS(names); class++)
        if (diagnostics_classes(diagnostics) >> class & 1)
            g_string_append_printf(out, "%s%s", out->len > 0 ? " " : "", names[class]);
    return g_string_free(out, FALSE);
}

/* What is said about the file, as it stands in NAME.expected. */
static char *answer_to(const char *name, bool *out_refused)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *path = g_build_filename(folder, name, NULL), *contents = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &contents, &length, NULL))
        return NULL;
    const ScenarioText text = { .name = name, .text = contents, .length = length, .folder = folder };
    g_autoptr(Scenario) scenario = scenario_read_text(&text, NULL, 0, diagnostics);
    *out_refused = scenario == NULL && diagnostics_n_errors(diagnostics) > 0;
    g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT), *kinds = marks(diagnostics);
    return g_strconcat(kinds, "\n", said, NULL);
}

static bool file_is_answered_as_expected(const char *name)
{
    bool refused = false;
    g_autofree char *stem = g_strndup(name, strlen(name) - strlen(".yaml")), *expected = NULL;
    g_autofree char *path = g_strdup_printf("%s/%s.expected", folder, stem), *answer = answer_to(name, &refused);
    if (answer != NULL && g_getenv("UPDATE_EXPECTED") != NULL)
        g_file_set_contents(path, answer, -1, NULL);
    bool good = refused && answer != NULL && g_file_get_contents(path, &expected, NULL, NULL) &&
                strcmp(answer, expected) == 0;
    if (!good)
        printf("\n%s: %s\nexpected: %s\nfound: %s\n", name, refused ? "another answer" : "not refused",
               expected != NULL ? expected : "(no file)", answer != NULL ? answer : "(not read)");
    return good;
}

static void test_each_mistake_has_its_message(void)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    unsigned n = 0;
    CU_ASSERT_PTR_NOT_NULL(directory);
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;)
        if (g_str_has_suffix(name, ".yaml")) {
            n++;
            CU_ASSERT_TRUE(file_is_answered_as_expected(name));
        }
    CU_ASSERT_TRUE(n >= 120);
}

/* A hint is no use when what it says is wrong, too. */
static void test_what_near_words_suggest_is_right(void)
{
    static const struct { const char *wrong, *right; } rows[] = {
        { "unknown-key-nested.yaml", "latency" }, { "word-near.yaml", "first_accept" }, { "undefined-system.yaml", "sms" },
        { "unknown-key-elsewhere.yaml", "iwf" }, { "undefined-group.yaml", "friends" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        bool refused = false;
        g_autofree char *answer = answer_to(rows[i].wrong, &refused), *quoted = g_strdup_printf("'%s'", rows[i].right);
        CU_ASSERT_TRUE(refused && strstr(answer, quoted) != NULL);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "each mistake has its message", test_each_mistake_has_its_message },
        { "what near words suggest is right", test_what_near_words_suggest_is_right },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "bad scenarios", .pTests = tests }, CU_SUITE_INFO_NULL };

    const char *source = g_getenv("top_srcdir");
    folder = g_build_filename(source != NULL ? source : ".", "tests", "bad", NULL);
    int code = cunit_run(suites);
    g_free(folder);
    return code;
}
