/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seconds-long form of fuzzing: every file of tests/bad/ and scenarios/, and the same mutations of them each time. */
#include "tests/fuzz_scenario.h"
#include "tests/cunit_run.h"

#include <glib.h>
#include <string.h>

#define MUTATIONS_PER_FILE 40
#define LONGEST_SEED 8192

static GPtrArray *seeds;        /* of GBytes */
static uint64_t state = 1;

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void collect(const char *folder)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;)
        if (g_str_has_suffix(name, ".yaml"))
            g_ptr_array_add(names, g_build_filename(folder, name, NULL));
    g_ptr_array_sort(names, compare_names);
    for (unsigned i = 0; i < names->len; i++) {
        char *contents = NULL;
        gsize length = 0;
        if (g_file_get_contents(names->pdata[i], &contents, &length, NULL))
            g_ptr_array_add(seeds, g_bytes_new_take(contents, length));
    }
}

/* A number below @limit; the same ones in each run (Marsaglia's xorshift). */
static size_t draw(size_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return limit > 0 ? (size_t)(state % limit) : 0;
}

static const char *const pieces[] = {
    "{", "}", "[", "]", ": ", ", ", "\n", "  ", "- ", "&a ", "*a", "<<: *a", "\"", "'", "#", "\t", "|\n", ">\n", "? ", "---\n", "...\n",
    "%", "!", "!!str ", "~", "0", "-1", "1e400", ".nan", "5 s", "0 s", "100 %", "7 /s", "off", "engaged", "cpm", "sms", "\xc3\xa9",
    "\xff", "count: 2147483647", "weight: 50 %", "mixture: []", "empirical: [[0 s, 0 %]]", "--set seed=1\n", "--set a[0].b=*a\n",
};

static void insert(GByteArray *bytes, size_t at, const void *data, size_t length)
{
    size_t n_rest = bytes->len - at;
    g_autofree uint8_t *rest = n_rest > 0 ? g_memdup2(bytes->data + at, n_rest) : NULL;
    g_byte_array_set_size(bytes, (guint)at);
    g_byte_array_append(bytes, data, (guint)length);
    g_byte_array_append(bytes, rest, (guint)n_rest);
}

/* Removes a part, inserts a piece of YAML or a part of another seed, or changes a byte. */
static void mutate(GByteArray *bytes)
{
    size_t at = draw(bytes->len + 1), n_removed = 1 + draw(16), n_inserted = 1 + draw(64);
    switch (draw(4)) {
    case 0:
        if (at < bytes->len)
            g_byte_array_remove_range(bytes, (guint)at, (guint)MIN(bytes->len - at, n_removed));
        break;
    case 1: {
        const char *piece = pieces[draw(G_N_ELEMENTS(pieces))];
        insert(bytes, at, piece, strlen(piece));
        break;
    }
    case 2: {
        gsize length;
        const uint8_t *other = g_bytes_get_data(seeds->pdata[draw(seeds->len)], &length);
        size_t from = draw(length);
        if (length > 0)
            insert(bytes, at, other + from, MIN(length - from, n_inserted));
        break;
    }
    default:
        if (at < bytes->len)
            bytes->data[at] = (uint8_t)draw(256);
        break;
    }
}

static void test_no_bytes_break_the_reader(void)
{
    unsigned n = 0;
    for (unsigned i = 0; i < seeds->len; i++) {
        gsize length;
        const uint8_t *data = g_bytes_get_data(seeds->pdata[i], &length);
        n += LLVMFuzzerTestOneInput(data, length) == 0;
        for (unsigned j = 0; j < MUTATIONS_PER_FILE && length <= LONGEST_SEED; j++) {
            g_autoptr(GByteArray) bytes = g_byte_array_new();
            g_byte_array_append(bytes, data, (guint)length);
            for (size_t k = 0, times = 1 + draw(4); k < times; k++)
                mutate(bytes);
            n += LLVMFuzzerTestOneInput(bytes->data, bytes->len) == 0;
        }
    }
    CU_ASSERT_TRUE(n > 5000);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "no bytes break the reader", test_no_bytes_break_the_reader },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "mutations of scenarios", .pTests = tests }, CU_SUITE_INFO_NULL };

    const char *source = g_getenv("top_srcdir") != NULL ? g_getenv("top_srcdir") : ".";
    static const char *const folders[] = { "tests/bad", "scenarios", "scenarios/faults" };
    seeds = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *folder = g_build_filename(source, folders[i], NULL);
        collect(folder);
    }
    int code = cunit_run(suites);
    g_ptr_array_unref(seeds);
    return code;
}
