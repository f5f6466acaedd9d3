/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/conformance_files.h"

#include <stdbool.h>
#include <string.h>

#include "sim/error.h"

static const char folder_name[] = "scenarios/conformance";

/* The folder beside the program or above it, or where `make install` puts it. */
static char *beside_program(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *place = program != NULL ? g_path_get_dirname(program) : NULL;
    static const char *const ways[] = { ".", "..", "../..", "../share/cpmsim" };

    for (unsigned i = 0; place != NULL && i < G_N_ELEMENTS(ways); i++) {
        g_autofree char *joined = g_build_filename(place, ways[i], folder_name, NULL);
        char *folder = g_canonicalize_filename(joined, NULL);

        if (g_file_test(folder, G_FILE_TEST_IS_DIR))
            return folder;
        g_free(folder);
    }
    return NULL;
}

char *study_conformance_folder(GError **error)
{
    char *folder = g_file_test(folder_name, G_FILE_TEST_IS_DIR) ? g_strdup(folder_name) : beside_program();

    if (folder == NULL)
        sim_fail(error, SIM_ERROR_USAGE, "there is no %s here, nor beside the program, nor where it would be installed: name the files, "
                 "or their folder", folder_name);
    return folder;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool add_folder(GPtrArray *files, const char *folder, GError **error)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    guint before = files->len;
    const char *name;

    if (directory == NULL)
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s: cannot be read", folder);
    while ((name = g_dir_read_name(directory)) != NULL)
        if (g_str_has_suffix(name, ".yaml"))
            g_ptr_array_add(files, g_build_filename(folder, name, NULL));
    if (files->len == before)
        return sim_fail(error, SIM_ERROR_USAGE, "%s holds no test cases (*.yaml)", folder);
    qsort(files->pdata + before, files->len - before, sizeof(gpointer), compare_names);
    return true;
}

char **study_conformance_files(char *const *given, GError **error)
{
    GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *shipped = *given == NULL ? study_conformance_folder(error) : NULL;
    bool good = *given != NULL || (shipped != NULL && add_folder(files, shipped, error));

    for (; good && *given != NULL; given++)
        if (g_file_test(*given, G_FILE_TEST_IS_DIR))
            good = add_folder(files, *given, error);
        else
            g_ptr_array_add(files, g_strdup(*given));
    if (!good) {
        g_ptr_array_unref(files);
        return NULL;
    }
    g_ptr_array_add(files, NULL);
    g_ptr_array_set_free_func(files, NULL);
    return (char **)g_ptr_array_free(files, FALSE);
}
