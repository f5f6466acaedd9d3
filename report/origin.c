/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/origin.h"

#include <errno.h>
#include <string.h>

#include <json-glib/json-glib.h>

#include "report/manifest.h"
#include "sim/error.h"
#include "version.h"

/* Manifests are a few kilobytes; what is larger is none. */
#define MAX_MANIFEST_BYTES (1 << 20)

void report_origin_clear(ReportOrigin *origin)
{
    g_clear_pointer(&origin->folder, g_free);
    g_clear_pointer(&origin->version, g_free);
    g_clear_pointer(&origin->commit, g_free);
    g_clear_pointer(&origin->compiler, g_free);
    g_clear_pointer(&origin->resolved, g_free);
    g_clear_pointer(&origin->resolved_path, g_free);
}

/* A missing file means that these are no results; anything else is the environment's fault. */
static bool read_text(const char *folder, const char *path, char **out_text, gsize *out_length, GError **error)
{
    g_autoptr(GError) problem = NULL;

    if (g_file_get_contents(path, out_text, out_length, &problem))
        return true;
    if (g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOENT) || g_error_matches(problem, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
        return sim_fail(error, SIM_ERROR_USAGE, "%s holds no results: there is no %s", folder, path);
    return sim_fail(error, SIM_ERROR_ENVIRONMENT, "%s", problem->message);
}

static const char *text_of(JsonObject *object, const char *key)
{
    JsonNode *node = json_object_get_member(object, key);

    return node != NULL && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING ? json_node_get_string(node)
                                                                                                          : NULL;
}

/* Numbers beyond 2^53 are written as text. */
static bool number_of(JsonObject *object, const char *key, uint64_t *out_number)
{
    JsonNode *node = json_object_get_member(object, key);
    const char *text = text_of(object, key);
    guint64 number;

    if (text != NULL) {
        if (!g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT64, &number, NULL))
            return false;
        *out_number = number;
        return true;
    }
    if (node == NULL || !JSON_NODE_HOLDS_VALUE(node) || json_node_get_value_type(node) != G_TYPE_INT64 || json_node_get_int(node) < 0)
        return false;
    *out_number = (uint64_t)json_node_get_int(node);
    return true;
}

static char *text_or_empty(JsonObject *object, const char *key)
{
    const char *text = text_of(object, key);

    return g_strdup(text != NULL ? text : "");
}

static bool take_manifest(JsonObject *object, ReportOrigin *origin, GError **error)
{
    const char *fingerprint = text_of(object, "fingerprint");
    JsonNode *dirty = json_object_get_member(object, "dirty");
    uint64_t format;

    if (g_strcmp0(text_of(object, "program"), "cpmsim") != 0)
        return sim_fail(error, SIM_ERROR_USAGE, "%s holds no results of cpmsim", origin->folder);
    if (!number_of(object, "format", &format) || format != REPORT_MANIFEST_FORMAT)
        return sim_fail(error, SIM_ERROR_USAGE, "%s: %s is of a format that this version does not know", origin->folder,
                        REPORT_MANIFEST_NAME);
    if (fingerprint == NULL || !report_fingerprint_parse(fingerprint, &origin->fingerprint, NULL) ||
        !number_of(object, "seed", &origin->seed) || !number_of(object, "replication", &origin->replication))
        return sim_fail(error, SIM_ERROR_USAGE, "%s: %s lacks a fingerprint, a seed or a replication", origin->folder,
                        REPORT_MANIFEST_NAME);
    origin->version = text_or_empty(object, "version");
    origin->commit = text_or_empty(object, "commit");
    origin->compiler = text_or_empty(object, "compiler");
    origin->dirty = dirty != NULL && JSON_NODE_HOLDS_VALUE(dirty) && json_node_get_boolean(dirty);
    return true;
}

/* The name in the manifest may not lead out of the folder. */
static bool take_scenario(JsonObject *object, ReportOrigin *origin, GError **error)
{
    const char *name = text_of(object, "resolved_scenario"), *sha256 = text_of(object, "resolved_sha256");
    g_autofree char *found = NULL;
    gsize length;

    if (name == NULL || sha256 == NULL || *name == '\0' || strchr(name, '/') != NULL)
        return sim_fail(error, SIM_ERROR_USAGE, "%s: %s names no scenario", origin->folder, REPORT_MANIFEST_NAME);
    origin->resolved_path = g_build_filename(origin->folder, name, NULL);
    if (!read_text(origin->folder, origin->resolved_path, &origin->resolved, &length, error))
        return false;
    found = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)origin->resolved, length);
    if (strcmp(found, sha256) == 0)
        return true;
    return sim_fail(error, SIM_ERROR_USAGE, "%s is not the scenario of these results: its SHA-256 is %s, not %s", origin->resolved_path,
                    found, sha256);
}

static bool read_into(ReportOrigin *origin, GError **error)
{
    g_autofree char *path = g_build_filename(origin->folder, REPORT_MANIFEST_NAME, NULL), *text = NULL;
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonNode *root;
    gsize length;

    if (!read_text(origin->folder, path, &text, &length, error))
        return false;
    if (length > MAX_MANIFEST_BYTES || !json_parser_load_from_data(parser, text, (gssize)length, NULL))
        return sim_fail(error, SIM_ERROR_USAGE, "%s holds no results: %s is no manifest", origin->folder, path);
    root = json_parser_get_root(parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return sim_fail(error, SIM_ERROR_USAGE, "%s holds no results: %s is no manifest", origin->folder, path);
    return take_manifest(json_node_get_object(root), origin, error) && take_scenario(json_node_get_object(root), origin, error);
}

bool report_origin_read(const char *folder, ReportOrigin *out_origin, GError **error)
{
    ReportOrigin origin = { .folder = g_strdup(folder) };

    if (!read_into(&origin, error)) {
        report_origin_clear(&origin);
        return false;
    }
    *out_origin = origin;
    return true;
}

static void add_other(GString *text, const char *what, const char *made, const char *this)
{
    if (strcmp(made, this) != 0)
        g_string_append_printf(text, "%s%s %s, this is %s", text->len > 0 ? "; " : "", what, *made != '\0' ? made : "unknown", this);
}

char *report_origin_other_program(const ReportOrigin *origin)
{
    GString *text = g_string_new(NULL);
    g_autofree char *made = g_strdup_printf("%s%s", origin->commit, origin->dirty ? " with changes" : "");
    g_autofree char *this = g_strdup_printf("%s%s", CPMSIM_COMMIT, CPMSIM_DIRTY ? " with changes" : "");

    add_other(text, "version", origin->version, CPMSIM_VERSION);
    add_other(text, "commit", made, this);
    add_other(text, "compiler", origin->compiler, report_manifest_compiler());
    return g_string_free(text, text->len == 0);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What cannot be read is not the same. */
static bool is_same_file(const char *folder_a, const char *folder_b, const char *name)
{
    g_autofree char *path_a = g_build_filename(folder_a, name, NULL), *path_b = g_build_filename(folder_b, name, NULL);
    g_autofree char *text_a = NULL, *text_b = NULL;
    gsize length_a, length_b;

    return g_file_get_contents(path_a, &text_a, &length_a, NULL) && g_file_get_contents(path_b, &text_b, &length_b, NULL) &&
           length_a == length_b && memcmp(text_a, text_b, length_a) == 0;
}

/* Adds the names in @folder that are not the same in @other; with @lacking only those that are not there at all. */
static void add_other_files(GPtrArray *names, const char *folder, const char *other, bool lacking)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);

    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *path = g_build_filename(other, name, NULL);

        if (strcmp(name, REPORT_MANIFEST_NAME) != 0 &&
            (lacking ? !g_file_test(path, G_FILE_TEST_EXISTS) : !is_same_file(folder, other, name)))
            g_ptr_array_add(names, g_strdup(name));
    }
}

GStrv report_origin_other_files(const ReportOrigin *a, const ReportOrigin *b)
{
    GPtrArray *names = g_ptr_array_new();

    add_other_files(names, a->folder, b->folder, false);
    add_other_files(names, b->folder, a->folder, true);
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (GStrv)g_ptr_array_free(names, FALSE);
}
