/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/manifest.h"

#include <sys/resource.h>
#include <sys/utsname.h>

#include <json-glib/json-glib.h>

#include "version.h"

#define PROGRAM "cpmsim"

#if defined(__clang__)
#define COMPILER "clang " G_STRINGIFY(__clang_major__) "." G_STRINGIFY(__clang_minor__) "." G_STRINGIFY(__clang_patchlevel__)
#elif defined(__GNUC__)
#define COMPILER "gcc " __VERSION__
#else
#define COMPILER "unknown"
#endif

/* JSON is UTF-8, and names of files may be anything. */
static void add_string(JsonBuilder *builder, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    json_builder_add_string_value(builder, valid);
}

static void add_text(JsonBuilder *builder, const char *key, const char *text)
{
    json_builder_set_member_name(builder, key);
    if (text != NULL)
        add_string(builder, text);
    else
        json_builder_add_null_value(builder);
}

/* JSON numbers are doubles for many readers: what may be beyond 2^53 goes as text. */
static void add_count(JsonBuilder *builder, const char *key, uint64_t count)
{
    json_builder_set_member_name(builder, key);
    if (count <= (UINT64_C(1) << 53)) {
        json_builder_add_int_value(builder, (gint64)count);
    } else {
        g_autofree char *digits = g_strdup_printf("%" G_GUINT64_FORMAT, count);
        json_builder_add_string_value(builder, digits);
    }
}

static void add_rate(JsonBuilder *builder, const char *key, uint64_t count, double seconds)
{
    add_count(builder, key, seconds > 0 ? (uint64_t)((double)count / seconds + 0.5) : 0);
}

static void add_time_of_day(JsonBuilder *builder, const char *key, int64_t us)
{
    g_autoptr(GDateTime) seconds = g_date_time_new_from_unix_utc(us / G_USEC_PER_SEC);
    g_autoptr(GDateTime) exact = g_date_time_add(seconds, us % G_USEC_PER_SEC);
    g_autofree char *day = g_date_time_format(exact, "%Y-%m-%dT%H:%M:%S");
    g_autofree char *text = g_strdup_printf("%s.%06dZ", day, g_date_time_get_microsecond(exact));
    add_text(builder, key, text);
}

static void add_amounts(JsonBuilder *builder, const ReportAmount *amounts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        add_count(builder, amounts[i].name, amounts[i].amount);
}

static void add_list(JsonBuilder *builder, const char *key, const char *const *texts)
{
    json_builder_set_member_name(builder, key);
    json_builder_begin_array(builder);
    for (size_t i = 0; texts != NULL && texts[i] != NULL; i++)
        add_string(builder, texts[i]);
    json_builder_end_array(builder);
}

const char *report_manifest_compiler(void)
{
    return COMPILER;
}

static void add_build(JsonBuilder *builder)
{
    add_text(builder, "version", CPMSIM_VERSION);
    add_text(builder, "commit", CPMSIM_COMMIT);
    json_builder_set_member_name(builder, "dirty");
    json_builder_add_boolean_value(builder, CPMSIM_DIRTY);
    add_text(builder, "compiler", report_manifest_compiler());
}

static void add_scenario(JsonBuilder *builder, const ReportManifest *manifest)
{
    add_text(builder, "scenario", manifest->scenario);
    add_text(builder, "scenario_path", manifest->scenario_path);
    add_list(builder, "arguments", manifest->arguments);
    add_text(builder, "resolved_scenario", manifest->resolved_name);
    g_autofree char *sha256 =
        manifest->resolved != NULL ? g_compute_checksum_for_string(G_CHECKSUM_SHA256, manifest->resolved, -1) : NULL;
    add_text(builder, "resolved_sha256", sha256);
    add_count(builder, "seed", manifest->seed);
    add_count(builder, "replication", manifest->replication);
}

static void add_result(JsonBuilder *builder, const ReportManifest *manifest)
{
    char hex[REPORT_FINGERPRINT_TEXT_SIZE], seconds[SIM_TIME_TEXT_SIZE];
    add_text(builder, "verdict", manifest->verdict);
    json_builder_set_member_name(builder, "exit_code");
    json_builder_add_int_value(builder, manifest->exit_code);
    add_text(builder, "fingerprint", report_fingerprint_format(manifest->fingerprint, hex));
    add_text(builder, "virtual_end_s", sim_time_format_seconds(manifest->virtual_end, seconds));
    add_count(builder, "events", manifest->events);
    add_count(builder, "messages", manifest->messages);
}

static void add_machine(JsonBuilder *builder, const ReportManifest *manifest)
{
    struct utsname host = { .nodename = "" };
    uname(&host);
    struct rusage usage = { .ru_maxrss = 0 };
    getrusage(RUSAGE_SELF, &usage);
    add_text(builder, "host", host.nodename);
    g_autofree char *system = g_strdup_printf("%s %s %s", host.sysname, host.release, host.machine);
    add_text(builder, "system", system);
    add_time_of_day(builder, "start", manifest->started);
    add_time_of_day(builder, "end", manifest->ended);
    add_count(builder, "wall_ms", (uint64_t)(manifest->wall_seconds * 1e3 + 0.5));
    add_rate(builder, "events_per_second", manifest->events, manifest->wall_seconds);
    add_rate(builder, "messages_per_second", manifest->messages, manifest->wall_seconds);
    json_builder_set_member_name(builder, "memory_bytes");
    json_builder_begin_object(builder);
    add_count(builder, "peak_of_process", (uint64_t)usage.ru_maxrss * 1024);
    add_amounts(builder, manifest->memory, manifest->n_memory);
    json_builder_end_object(builder);
}

char *report_manifest_text(const ReportManifest *manifest)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    add_text(builder, "program", PROGRAM);
    json_builder_set_member_name(builder, "format");
    json_builder_add_int_value(builder, REPORT_MANIFEST_FORMAT);
    add_build(builder);
    add_scenario(builder, manifest);
    add_result(builder, manifest);
    json_builder_set_member_name(builder, "random_draws");
    json_builder_begin_object(builder);
    add_amounts(builder, manifest->streams, manifest->n_streams);
    json_builder_end_object(builder);
    add_machine(builder, manifest);
    add_list(builder, "files", manifest->files);
    json_builder_end_object(builder);

    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autoptr(JsonGenerator) generator = json_generator_new();
    json_generator_set_pretty(generator, TRUE);
    json_generator_set_root(generator, root);
    g_autofree char *json = json_generator_to_data(generator, NULL);
    return g_strconcat(json, "\n", NULL);
}

static const char *string_of(JsonNode *node)
{
    bool is_string = node != NULL && JSON_NODE_HOLDS_VALUE(node) && json_node_get_value_type(node) == G_TYPE_STRING;
    return is_string ? json_node_get_string(node) : NULL;
}

char **report_manifest_files(const char *path)
{
    g_autoptr(JsonParser) parser = json_parser_new();
    if (!json_parser_load_from_file(parser, path, NULL))
        return NULL;
    JsonNode *root = json_parser_get_root(parser);
    if (root == NULL || !JSON_NODE_HOLDS_OBJECT(root))
        return NULL;
    JsonObject *manifest = json_node_get_object(root);
    if (g_strcmp0(string_of(json_object_get_member(manifest, "program")), PROGRAM) != 0)
        return NULL;
    GPtrArray *names = g_ptr_array_new();
    JsonNode *files = json_object_get_member(manifest, "files");
    JsonArray *list = files != NULL && JSON_NODE_HOLDS_ARRAY(files) ? json_node_get_array(files) : NULL;
    for (guint i = 0; list != NULL && i < json_array_get_length(list); i++)
        if (string_of(json_array_get_element(list, i)) != NULL)
            g_ptr_array_add(names, g_strdup(string_of(json_array_get_element(list, i))));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}
