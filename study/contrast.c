/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/contrast.h"

#include <string.h>

/* Deeper than any scenario. */
#define MAX_DEPTH 32

typedef struct Value {
    char *path, *value;
} Value;

/* Where the reader stands: the keys above, each with the column at which its children are to the right of. */
typedef struct Place {
    char *names[MAX_DEPTH];
    int columns[MAX_DEPTH];
    unsigned numbers[MAX_DEPTH];    /* list entries seen below it */
    unsigned depth;
} Place;

static void free_value(void *value)
{
    g_free(((Value *)value)->path);
    g_free(((Value *)value)->value);
}

static void free_contrast(void *contrast)
{
    StudyContrast *row = contrast;

    g_free(row->path);
    g_free(row->values[0]);
    g_free(row->values[1]);
}

static void leave(Place *place, int column)
{
    while (place->depth > 0 && place->columns[place->depth - 1] >= column)
        g_free(place->names[--place->depth]);
}

static void enter(Place *place, int column, char *name)
{
    g_assert(place->depth < MAX_DEPTH);
    place->names[place->depth] = name;
    place->columns[place->depth] = column;
    place->numbers[place->depth] = 0;
    place->depth++;
}

static char *path_of(const Place *place)
{
    GString *path = g_string_new(NULL);

    for (unsigned i = 0; i < place->depth; i++)
        g_string_append_printf(path, "%s%s", i > 0 && *place->names[i] != '[' ? "." : "", place->names[i]);
    return g_string_free(path, FALSE);
}

/* The comment says where a default comes from: no part of the value.  Quoted texts may hold its sign. */
static char *value_of(const char *text)
{
    const char *begin = text + strspn(text, " "), *rest = begin, *comment;

    if (*begin == '"')
        for (rest++; *rest != '\0' && *rest != '"'; rest++)
            rest += *rest == '\\' && rest[1] != '\0';
    comment = strstr(rest, "    # ");
    return comment == NULL ? g_strdup(begin) : g_strndup(begin, (gsize)(comment - begin));
}

static void add_value(GArray *values, const Place *place, const char *text)
{
    Value value = { path_of(place), value_of(text) };

    g_array_append_val(values, value);
}

/* A resolved scenario has a key or an entry of a list on each line, with its value on the same line or below it. */
static void read_line(GArray *values, Place *place, const char *line)
{
    int column = (int)strspn(line, " ");
    const char *rest = line + column, *colon;

    if (*rest == '\0' || *rest == '#')
        return;
    leave(place, column);
    while (g_str_has_prefix(rest, "- ")) {
        unsigned number = place->depth > 0 ? place->numbers[place->depth - 1]++ : 0;

        enter(place, column, g_strdup_printf("[%u]", number));
        rest += 2;
        column += 2;
    }
    colon = *rest == '{' || *rest == '[' || *rest == '"' ? NULL : strchr(rest, ':');
    if (colon == NULL) {
        add_value(values, place, rest);
        return;
    }
    enter(place, column, g_strndup(rest, (gsize)(colon - rest)));
    if (colon[1] != '\0')
        add_value(values, place, colon + 1);
}

static GArray *read_values(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GArray *values = g_array_new(FALSE, FALSE, sizeof(Value));
    Place place = { .depth = 0 };

    g_array_set_clear_func(values, free_value);
    for (char **line = lines; *line != NULL; line++)
        read_line(values, &place, *line);
    leave(&place, -1);
    return values;
}

static GHashTable *index_values(const GArray *values)
{
    GHashTable *table = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < values->len; i++) {
        const Value *value = &g_array_index(values, Value, i);

        g_hash_table_insert(table, value->path, value->value);
    }
    return table;
}

/* Adds what @values has and @others has not or otherwise; @side is whose values they are. */
static void add_contrasts(GArray *contrasts, const GArray *values, GHashTable *others, unsigned side)
{
    for (guint i = 0; i < values->len; i++) {
        const Value *value = &g_array_index(values, Value, i);
        const char *other = g_hash_table_lookup(others, value->path);
        StudyContrast row = { .path = value->path };

        if (other != NULL && (side == 1 || strcmp(other, value->value) == 0))
            continue;
        row.path = g_strdup(value->path);
        row.values[side] = g_strdup(value->value);
        row.values[1 - side] = g_strdup(other);
        g_array_append_val(contrasts, row);
    }
}

GArray *study_contrast(const char *a, const char *b)
{
    g_autoptr(GArray) values_a = read_values(a), values_b = read_values(b);
    g_autoptr(GHashTable) index_a = index_values(values_a), index_b = index_values(values_b);
    GArray *contrasts = g_array_new(FALSE, FALSE, sizeof(StudyContrast));

    g_array_set_clear_func(contrasts, free_contrast);
    add_contrasts(contrasts, values_a, index_b, 0);
    add_contrasts(contrasts, values_b, index_a, 1);
    return contrasts;
}
