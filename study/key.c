/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key.h"

#include <string.h>

const StudyKey *study_key_find(const StudyKey *keys, const char *key)
{
    for (; keys != NULL && keys->key != NULL; keys++)
        if (strcmp(keys->key, key) == 0)
            return keys;
    return NULL;
}

/* Whether a mapping in @node or below has @key, in it @inner unless that is NULL, with a value other than @usual (NULL: with any). */
static bool occurs(const StudyNode *node, const char *key, const char *inner, const char *usual)
{
    for (unsigned i = 0; i < study_node_count(node); i++) {
        const StudyNode *child = study_node_child(node, i), *value = child;
        if (child->key != NULL && strcmp(child->key, key) == 0) {
            value = inner != NULL ? study_node_get(child, inner) : child;
            bool is_usual = usual != NULL && value != NULL && value->kind == STUDY_NODE_SCALAR && strcmp(value->text, usual) == 0;
            if (value != NULL && !is_usual)
                return true;
        }
        if (occurs(child, key, inner, usual))
            return true;
    }
    return false;
}

/* One place of StudyKey.where, "SECTION", "SECTION.KEY", "SECTION.KEY.INNER", the latter two perhaps with "~USUAL". */
static bool stands(const StudyNode *root, const char *place)
{
    g_auto(GStrv) words = g_strsplit(place, "~", 2), path = g_strsplit(words[0], ".", 3);
    const StudyNode *section = study_node_get(root, path[0]);
    return path[1] == NULL ? section != NULL : occurs(section, path[1], path[2], words[1]);
}

bool study_key_applies(const StudyKey *key, const StudyNode *mapping, const StudyNode *root)
{
    bool found = key->where == NULL;
    if (key->applies != NULL && !key->applies(mapping))
        return false;
    g_auto(GStrv) places = g_strsplit(found ? "" : key->where, " ", -1);
    for (char **place = places; *place != NULL && !found; place++)
        found = stands(root, *place);
    return found;
}

const StudyPreset *study_preset_find(const StudyPreset *presets, const char *name)
{
    for (; presets != NULL && presets->name != NULL; presets++)
        if (strcmp(presets->name, name) == 0)
            return presets;
    return NULL;
}

bool study_kind_is_scalar(StudyKind kind)
{
    return kind < STUDY_MAPPING;
}

char *study_type_words(const StudyType *type)
{
    if (type->expected != NULL)
        return g_strdup(type->expected);
    if (type->kind == STUDY_WORD && type->words[1] == NULL)
        return g_strdup(type->words[0]);
    g_assert(type->kind == STUDY_WORD);
    g_autofree char *list = g_strjoinv(", ", (char **)type->words);
    char *last = strrchr(list, ',');
    *last = '\0';
    return g_strconcat(list, " or", last + 1, NULL);
}

typedef struct Walk {
    StudyKeyVisitor visit;
    void *data;
    GString *path;
} Walk;

static void walk_type(Walk *walk, const StudyType *type);

static void walk_keys(Walk *walk, const StudyKey *keys)
{
    for (; keys != NULL && keys->key != NULL; keys++) {
        size_t length = walk->path->len;
        if (length > 0)
            g_string_append_c(walk->path, '.');
        g_string_append(walk->path, keys->key);
        walk->visit(keys, walk->path->str, walk->data);
        walk_type(walk, keys->type);
        g_string_truncate(walk->path, length);
    }
}

static void walk_type(Walk *walk, const StudyType *type)
{
    size_t length = walk->path->len;
    if (type == &study_distribution_type)
        return;
    if (type->kind == STUDY_LIST)
        g_string_append(walk->path, "[]");
    else if (type->kind == STUDY_TABLE)
        g_string_append(walk->path, ".NAME");
    walk_keys(walk, type->keys);
    if (type->of != NULL)
        walk_type(walk, type->of);
    for (unsigned i = 0; type->choices != NULL && type->choices[i] != NULL; i++)
        walk_type(walk, type->choices[i]);
    g_string_truncate(walk->path, length);
}

void study_key_walk(StudyKeyVisitor visit, void *data)
{
    Walk walk = { .visit = visit, .data = data, .path = g_string_new(NULL) };
    walk_type(&walk, &study_scenario_type);
    g_string_assign(walk.path, STUDY_DISTRIBUTION_PATH);
    for (unsigned i = 0; study_distribution_type.choices[i] != NULL; i++)
        walk_type(&walk, study_distribution_type.choices[i]);
    g_string_free(walk.path, TRUE);
}
