/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/diagnostics.h"

#include <json-glib/json-glib.h>
#include <stdint.h>
#include <string.h>

/* Longer source lines are shown from somewhere before the caret on. */
#define SHOWN_COLUMNS 110

typedef struct Diagnostic {
    unsigned file;          /* ordinal of the file */
    unsigned ordinal;       /* of the diagnostic: keeps the order stable */
    bool is_error;
    DiagnosticClass class;
    DiagnosticPlace place;  /* @option is owned */
    char *name, *message, *hint, *source;
} Diagnostic;

struct Diagnostics {
    GPtrArray *list;        /* of Diagnostic */
    GHashTable *seen;       /* texts with places, against repetition */
    char *name, *text;
    size_t length;
    unsigned n_files, n_in_file, classes;
    size_t n_errors, n_warnings, n_dropped;
};

static void diagnostic_free(void *data)
{
    Diagnostic *diagnostic = data;
    g_free((char *)diagnostic->place.option);
    g_free(diagnostic->name);
    g_free(diagnostic->message);
    g_free(diagnostic->hint);
    g_free(diagnostic->source);
    g_free(diagnostic);
}

Diagnostics *diagnostics_new(void)
{
    Diagnostics *diagnostics = g_new0(Diagnostics, 1);
    diagnostics->list = g_ptr_array_new_with_free_func(diagnostic_free);
    diagnostics->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    diagnostics->name = g_strdup("");
    return diagnostics;
}

void diagnostics_free(Diagnostics *diagnostics)
{
    if (diagnostics == NULL)
        return;
    g_ptr_array_unref(diagnostics->list);
    g_hash_table_unref(diagnostics->seen);
    g_free(diagnostics->name);
    g_free(diagnostics->text);
    g_free(diagnostics);
}

void diagnostics_begin_file(Diagnostics *diagnostics, const char *name, const char *text, size_t length)
{
    g_free(diagnostics->name);
    g_free(diagnostics->text);
    diagnostics->name = g_strdup(name);
    diagnostics->text = g_malloc0(length + 1);
    if (length > 0)
        memcpy(diagnostics->text, text, length);
    diagnostics->length = length;
    diagnostics->n_files++;
    diagnostics->n_in_file = 0;
}

/* The line as it can be printed: valid UTF-8, without control characters; a tab counts as one column. */
static char *source_line(const Diagnostics *diagnostics, int line)
{
    if (diagnostics->text == NULL)
        return NULL;
    const char *start = diagnostics->text, *end = start + diagnostics->length;
    for (int i = 1; i < line && start < end; i++) {
        const char *next = memchr(start, '\n', (size_t)(end - start));
        start = next == NULL ? end : next + 1;
    }
    if (line < 1 || start >= end)
        return NULL;
    const char *stop = memchr(start, '\n', (size_t)(end - start));
    if (stop == NULL)
        stop = end;
    if (stop > start && stop[-1] == '\r')
        stop--;
    /* A line of a megabyte is cut before it is copied: no caret stands behind its first 64 kB. */
    char *copy = g_utf8_make_valid(start, MIN(stop - start, 65536));
    for (char *letter = copy; *letter != '\0'; letter++)
        if ((unsigned char)*letter < ' ' || *letter == 127)
            *letter = ' ';
    return copy;
}

/* Returns false when it is known already, or one too many. */
static bool is_new(Diagnostics *diagnostics, DiagnosticPlace place, const char *message)
{
    g_autofree char *key = g_strdup_printf("%u:%d:%d:%s:%s", diagnostics->n_files, place.line, place.column,
                                           place.option != NULL ? place.option : "", message);
    return g_hash_table_add(diagnostics->seen, g_steal_pointer(&key));
}

static void add(Diagnostics *diagnostics, const Diagnostic *what)
{
    if (diagnostics->n_in_file >= DIAGNOSTICS_LIMIT) {
        diagnostics->n_dropped++;
        return;
    }
    diagnostics->n_in_file++;
    Diagnostic *copy = g_memdup2(what, sizeof *what);
    copy->file = diagnostics->n_files;
    copy->ordinal = diagnostics->list->len;
    copy->place.option = g_strdup(what->place.option);
    copy->name = g_strdup(diagnostics->name);
    copy->message = g_strdup(what->message);
    copy->hint = g_strdup(what->hint);
    copy->source = what->place.option == NULL ? source_line(diagnostics, what->place.line) : NULL;
    g_ptr_array_add(diagnostics->list, copy);
}

void diagnostics_error(Diagnostics *diagnostics, DiagnosticClass class, DiagnosticPlace place, const char *hint,
                       const char *message)
{
    diagnostics->classes |= 1u << class;
    if (diagnostics->n_in_file < DIAGNOSTICS_LIMIT && !is_new(diagnostics, place, message))
        return;
    diagnostics->n_errors++;
    add(diagnostics, &(Diagnostic){ .is_error = true, .class = class, .place = place, .message = (char *)message,
                                    .hint = (char *)hint });
}

void diagnostics_warning(Diagnostics *diagnostics, DiagnosticPlace place, const char *hint, const char *message)
{
    if (diagnostics->n_in_file < DIAGNOSTICS_LIMIT && !is_new(diagnostics, place, message))
        return;
    diagnostics->n_warnings++;
    add(diagnostics, &(Diagnostic){ .class = DIAGNOSTIC_MEANING, .place = place, .message = (char *)message,
                                    .hint = (char *)hint });
}

size_t diagnostics_n_errors(const Diagnostics *diagnostics)
{
    return diagnostics->n_errors;
}

size_t diagnostics_n_warnings(const Diagnostics *diagnostics)
{
    return diagnostics->n_warnings;
}

unsigned diagnostics_classes(const Diagnostics *diagnostics)
{
    return diagnostics->classes;
}

static int compare(const void *left, const void *right)
{
    const Diagnostic *a = *(Diagnostic *const *)left, *b = *(Diagnostic *const *)right;
    int a_line = a->place.option != NULL ? INT32_MAX : a->place.line;
    int b_line = b->place.option != NULL ? INT32_MAX : b->place.line;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a_line != b_line)
        return a_line < b_line ? -1 : 1;
    if (a->place.column != b->place.column)
        return a->place.column < b->place.column ? -1 : 1;
    return a->ordinal < b->ordinal ? -1 : 1;
}

static void format_place(const Diagnostic *diagnostic, GString *out)
{
    if (diagnostic->place.option != NULL)
        g_string_append(out, diagnostic->place.option);
    else if (diagnostic->place.line > 0)
        g_string_append_printf(out, "%s:%d:%d", diagnostic->name, diagnostic->place.line, diagnostic->place.column);
    else
        g_string_append(out, diagnostic->name);
}

static void format_source(const Diagnostic *diagnostic, GString *out)
{
    const char *source = diagnostic->source;
    long column = diagnostic->place.column - 1, length = g_utf8_strlen(source, -1);
    long from = column < SHOWN_COLUMNS - 10 ? 0 : column - SHOWN_COLUMNS / 2;
    if (column < 0 || column > length)
        return;
    g_autofree char *shown = g_utf8_substring(source, from, MIN(length, from + SHOWN_COLUMNS));
    g_string_append_printf(out, "    %s%s\n    %*s^\n", from > 0 ? "..." : "", shown,
                           (int)(column - from + (from > 0 ? 3 : 0)), "");
}

static void format_text(const Diagnostic *diagnostic, bool with_source, GString *out)
{
    format_place(diagnostic, out);
    g_string_append_printf(out, ": %s: %s", diagnostic->is_error ? "error" : "warning", diagnostic->message);
    if (diagnostic->hint != NULL)
        g_string_append_printf(out, "; %s", diagnostic->hint);
    g_string_append_c(out, '\n');
    if (with_source && diagnostic->source != NULL)
        format_source(diagnostic, out);
}

static void member(JsonBuilder *builder, const char *name, const char *value)
{
    json_builder_set_member_name(builder, name);
    if (value != NULL)
        json_builder_add_string_value(builder, value);
    else
        json_builder_add_null_value(builder);
}

static void format_json(const Diagnostic *diagnostic, JsonBuilder *builder)
{
    static const char *const classes[] = { "text", "structure", "meaning" };
    /* What a hostile file makes us quote need not be valid. */
    g_autofree char *message = g_utf8_make_valid(diagnostic->message, -1);
    g_autofree char *hint = diagnostic->hint != NULL ? g_utf8_make_valid(diagnostic->hint, -1) : NULL;
    json_builder_begin_object(builder);
    member(builder, "file", diagnostic->name);
    json_builder_set_member_name(builder, "line");
    json_builder_add_int_value(builder, diagnostic->place.line);
    json_builder_set_member_name(builder, "column");
    json_builder_add_int_value(builder, diagnostic->place.column);
    member(builder, "option", diagnostic->place.option);
    member(builder, "severity", diagnostic->is_error ? "error" : "warning");
    member(builder, "class", classes[diagnostic->class]);
    member(builder, "message", message);
    member(builder, "hint", hint);
    json_builder_end_object(builder);
}

static char *format_all_json(const Diagnostics *diagnostics)
{
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_array(builder);
    for (unsigned i = 0; i < diagnostics->list->len; i++)
        format_json(diagnostics->list->pdata[i], builder);
    json_builder_end_array(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *text = json_to_string(root, TRUE);
    return g_strconcat(text, "\n", NULL);
}

char *diagnostics_format(Diagnostics *diagnostics, DiagnosticFormat format)
{
    g_ptr_array_sort(diagnostics->list, compare);
    if (format == DIAGNOSTIC_FORMAT_JSON)
        return format_all_json(diagnostics);
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < diagnostics->list->len; i++)
        format_text(diagnostics->list->pdata[i], format == DIAGNOSTIC_FORMAT_TEXT, out);
    if (diagnostics->n_dropped > 0)
        g_string_append_printf(out, "%zu more are not shown\n", diagnostics->n_dropped);
    return g_string_free(out, FALSE);
}
