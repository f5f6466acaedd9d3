/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/binding.h"

#include "study/scalar.h"

#include <string.h>

typedef struct Binder {
    StudyTree *tree;
    StudyNode *root;
    Diagnostics *diagnostics;
    GString *path;
    GArray *defaults;
} Binder;

static void bind(Binder *binder, StudyNode *node, const StudyType *type);

G_GNUC_PRINTF(5, 6)
static void fail(Binder *binder, DiagnosticClass class, DiagnosticPlace place, const char *hint, const char *format,
                 ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_error(binder->diagnostics, class, place, hint, message);
}

/* " in iwf", or nothing for the scenario itself. */
static char *here(const Binder *binder)
{
    return binder->path->len > 0 ? g_strconcat(" in ", binder->path->str, NULL) : g_strdup("");
}

static void wrong(Binder *binder, StudyNode *node, const StudyType *type)
{
    g_autofree char *words = study_type_words(type), *found = study_node_words(node);
    g_autofree char *hint = node->kind == STUDY_NODE_SCALAR ? study_scalar_hint(node, type) : NULL;
    node->is_wrong = true;
    fail(binder, DIAGNOSTIC_STRUCTURE, node->place, hint, "%s: expected %s, found %s", binder->path->str, words, found);
}

static size_t enter(Binder *binder, const char *key)
{
    size_t length = binder->path->len;
    if (length > 0)
        g_string_append_c(binder->path, '.');
    g_string_append(binder->path, key);
    return length;
}

/* ---- keys that are not there, or should not be */

typedef struct Home {
    const char *key, *section;  /* a key in that section of the root, or, when it is NULL, in any */
    char *path;
} Home;

static void find_home(const StudyKey *key, const char *path, void *data)
{
    Home *home = data;
    if (home->path == NULL && strchr(path, '.') != NULL && strcmp(key->key, home->key) == 0 &&
        !g_str_has_prefix(path, STUDY_DISTRIBUTION_PATH) && !g_str_has_prefix(path, STUDY_SIZE_PATH) &&
        (home->section == NULL || g_str_has_prefix(path, home->section)))
        home->path = g_strndup(path, strlen(path) - strlen(key->key) - 1);
}

/* What may have been meant by @text: one of @strays or @words, or a key that belongs elsewhere, best nearby, or else the list of @words. */
static char *key_hint(const Binder *binder, const char *text, const StudyStray *strays, const char *const *words)
{
    const char *near = study_word_nearest(text, words);
    g_autofree char *section = g_strndup(binder->path->str, strcspn(binder->path->str, ".["));
    Home home = { .key = text, .section = section };
    for (const StudyStray *stray = strays; stray != NULL && stray->key != NULL; stray++)
        if (strcmp(text, stray->key) == 0)
            return g_strdup(stray->hint);
    if (near != NULL)
        return g_strdup_printf("did you mean '%s'?", near);
    study_key_walk(find_home, &home);
    home.section = NULL;
    study_key_walk(find_home, &home);
    if (home.path != NULL) {
        char *hint = g_strdup_printf("it belongs in '%s'", home.path);
        g_free(home.path);
        return hint;
    }
    g_autofree char *list = g_strjoinv(", ", (char **)words);
    return g_strdup_printf(words[1] == NULL ? "there is only %s" : "there are %s", list);
}

static void collect_keys(const StudyKey *keys, GPtrArray *out)
{
    for (; keys != NULL && keys->key != NULL; keys++)
        g_ptr_array_add(out, (char *)keys->key);
}

static void unknown_key(Binder *binder, const StudyNode *child, const StudyType *type)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    collect_keys(type->keys, words);
    g_ptr_array_add(words, NULL);
    g_autofree char *hint = key_hint(binder, child->key, type->strays, (const char *const *)words->pdata), *where = here(binder);
    g_autofree char *key = study_text_cut(child->key);
    fail(binder, DIAGNOSTIC_STRUCTURE, child->key_place, hint, "unknown key '%s'%s", key, where);
}

static void missing_key(Binder *binder, StudyNode *node, const StudyKey *key)
{
    g_autofree char *where = here(binder), *words = study_type_words(key->type);
    g_autofree char *hint = g_strdup_printf("it takes %s", words);
    node->is_wrong = true;
    fail(binder, DIAGNOSTIC_STRUCTURE, node->place, hint, "missing key '%s'%s", key->key, where);
}

/* ---- defaults */

static void record_default(Binder *binder, const char *value, const char *source)
{
    StudyDefault row = { study_tree_string(binder->tree, binder->path->str), study_tree_string(binder->tree, value),
                         source };
    if (source != NULL)
        g_array_append_val(binder->defaults, row);
}

/* The path is that of the missing key. */
static void add_default(Binder *binder, StudyNode *mapping, const StudyKey *key)
{
    g_autofree char *derived = key->derive != NULL ? key->derive(binder->root) : NULL;
    const char *value = derived != NULL ? derived : key->standard;
    if (value == NULL && key->type->kind == STUDY_MAPPING)
        value = "{}";
    if (value == NULL || !study_key_applies(key, mapping, binder->root))
        return;
    StudyNode *node = study_tree_read_default(binder->tree, value);
    node->source = key->source;
    study_node_set(mapping, key->key, (DiagnosticPlace){ 0 }, node);
    record_default(binder, value, key->source);
    bind(binder, node, key->type);
}

/* ---- mappings */

static void bind_mapping(Binder *binder, StudyNode *node, const StudyType *type)
{
    for (unsigned i = 0; i < study_node_count(node); i++) {
        StudyNode *child = study_node_child(node, i);
        if (study_key_find(type->keys, child->key) == NULL) {
            child->is_wrong = true;
            unknown_key(binder, child, type);
        }
    }
    for (const StudyKey *key = type->keys; key->key != NULL; key++) {
        StudyNode *child = study_node_get(node, key->key);
        size_t length = enter(binder, key->key);
        if (child != NULL) {
            bind(binder, child, key->type);
        } else if (!key->required) {
            add_default(binder, node, key);
        }
        g_string_truncate(binder->path, length);
        if (child == NULL && key->required)
            missing_key(binder, node, key);
    }
}

static void bind_variant(Binder *binder, StudyNode *node, const StudyType *type)
{
    unsigned n_known = 0;
    for (unsigned i = 0; i < study_node_count(node); i++) {
        StudyNode *child = study_node_child(node, i);
        const StudyKey *key = study_key_find(type->keys, child->key);
        size_t length = enter(binder, child->key);
        if (key != NULL && ++n_known > 1) {
            g_autofree char *where = (g_string_truncate(binder->path, length), here(binder));
            fail(binder, DIAGNOSTIC_STRUCTURE, child->key_place, "only one is possible", "'%s' beside '%s'%s",
                 child->key, study_node_child(node, 0)->key, where);
        } else if (key != NULL) {
            bind(binder, child, key->type);
        }
        g_string_truncate(binder->path, length);
        if (key == NULL)
            unknown_key(binder, child, type);
    }
    if (study_node_count(node) == 0)
        wrong(binder, node, type);
    node->is_wrong = node->is_wrong || n_known != 1 || study_node_count(node) != 1;
}

/* ---- names */

/* The names that @type refers to, for suggestions. */
static GPtrArray *known_names(const Binder *binder, const StudyType *type)
{
    GPtrArray *names = g_ptr_array_new();
    const StudyNode *table = study_node_get(binder->root, type->table);
    for (unsigned i = 0; type->words != NULL && type->words[i] != NULL; i++)
        g_ptr_array_add(names, (char *)type->words[i]);
    for (unsigned i = 0; i < study_node_count(table); i++)
        if (study_node_child(table, i)->key != NULL)
            g_ptr_array_add(names, (char *)study_node_child(table, i)->key);
    for (const StudyPreset *preset = type->presets; preset != NULL && preset->name != NULL; preset++)
        if (study_node_get(table, preset->name) == NULL)
            g_ptr_array_add(names, (char *)preset->name);
    g_ptr_array_add(names, NULL);
    return names;
}

/* A preset that is used becomes a part of the scenario. */
static void use_preset(Binder *binder, StudyNode *table, const StudyType *type, const StudyPreset *preset)
{
    g_autofree char *path = g_strdup(binder->path->str);
    StudyNode *node = study_tree_read_default(binder->tree, preset->value);
    node->source = preset->source;
    study_node_set(table, preset->name, (DiagnosticPlace){ 0 }, node);
    g_string_printf(binder->path, "%s.%s", type->table, preset->name);
    record_default(binder, preset->value, preset->source);
    bind(binder, node, table->type->of);
    g_string_assign(binder->path, path);
}

/* Checks that @name, which stands at @place, is what @type refers to.  Of a table that is wrong nothing is said. */
static bool check_reference(Binder *binder, const char *name, DiagnosticPlace place, const StudyType *type)
{
    for (unsigned i = 0; type->words != NULL && type->words[i] != NULL; i++)
        if (strcmp(type->words[i], name) == 0)
            return true;
    StudyNode *table = study_node_get(binder->root, type->table);
    if (table == NULL || table->is_wrong || study_node_get(table, name) != NULL)
        return true;
    const StudyPreset *preset = study_preset_find(type->presets, name);
    if (preset != NULL) {
        use_preset(binder, table, type, preset);
        return true;
    }
    g_autoptr(GPtrArray) names = known_names(binder, type);
    const char *near = study_word_nearest(name, (const char *const *)names->pdata);
    g_autofree char *list = g_strjoinv(", ", (char **)names->pdata), *cut = study_text_cut(name);
    g_autofree char *hint = near != NULL ? g_strdup_printf("did you mean '%s'?", near)
                                         : g_strdup_printf("there are %s", names->len > 1 ? list : "none");
    fail(binder, DIAGNOSTIC_MEANING, place, hint, "%s: '%s' is not defined in '%s'", binder->path->str, cut,
         type->table);
    return false;
}

static void bind_scalar(Binder *binder, StudyNode *node, const StudyType *type)
{
    g_autofree char *out_of_range = NULL;
    if (node->kind != STUDY_NODE_SCALAR || !study_scalar_bind(node, type, &out_of_range)) {
        wrong(binder, node, type);
    } else if (out_of_range != NULL) {
        node->is_wrong = true;
        fail(binder, DIAGNOSTIC_MEANING, node->place, NULL, "%s: %s", binder->path->str, out_of_range);
    } else if (type->kind == STUDY_REFERENCE && !check_reference(binder, node->text, node->place, type)) {
        node->is_wrong = true;
    }
}

/* ---- tables and lists */

static bool check_number(Binder *binder, StudyNode *node, const StudyType *type)
{
    unsigned number = study_node_count(node);
    if (number >= type->minimum && number <= type->maximum)
        return true;
    node->is_wrong = true;
    if (number < type->minimum)
        fail(binder, DIAGNOSTIC_STRUCTURE, node->place, NULL, "%s: expected %s, found an empty one", binder->path->str,
             type->expected);
    else
        fail(binder, DIAGNOSTIC_STRUCTURE, node->place, NULL, "%s: at most %g are possible, found %u",
             binder->path->str, type->maximum, number);
    return false;
}

/* A file that defines a name of ours begins with our values, as far as they still have an effect. */
static void begin_with_preset(Binder *binder, StudyNode *child, const StudyPreset *preset, const StudyKey *keys)
{
    StudyNode *node = study_tree_read_default(binder->tree, preset->value);
    for (unsigned i = 0; i < study_node_count(node); i++) {
        StudyNode *value = study_node_child(node, i);
        if (study_node_get(child, value->key) == NULL &&
            study_key_applies(study_key_find(keys, value->key), child, binder->root))
            study_node_set(child, value->key, (DiagnosticPlace){ 0 }, value);
    }
}

static void bind_table(Binder *binder, StudyNode *node, const StudyType *type)
{
    if (!check_number(binder, node, type))
        return;
    for (unsigned i = 0; i < study_node_count(node); i++) {
        StudyNode *child = study_node_child(node, i);
        size_t length = enter(binder, child->key);
        bool is_known = true;
        if (!study_is_name(child->key)) {
            g_autofree char *cut = study_text_cut(child->key);
            is_known = false;
            fail(binder, DIAGNOSTIC_STRUCTURE, child->key_place,
                 "a letter, then letters, digits, '_' or '-', at most 40", "'%s' is no name", cut);
        } else if (type->table != NULL) {
            is_known = check_reference(binder, child->key, child->key_place, type);
        }
        const StudyPreset *preset = type->table == NULL ? study_preset_find(type->presets, child->key) : NULL;
        if (preset != NULL && child->kind == STUDY_NODE_MAPPING)
            begin_with_preset(binder, child, preset, type->of->keys);
        bind(binder, child, type->of);
        child->is_wrong = child->is_wrong || !is_known;
        g_string_truncate(binder->path, length);
    }
}

static void bind_list(Binder *binder, StudyNode *node, const StudyType *type)
{
    if (!check_number(binder, node, type))
        return;
    size_t length = binder->path->len;
    for (unsigned i = 0; i < study_node_count(node); i++) {
        g_string_append_printf(binder->path, "[%u]", i);
        bind(binder, study_node_child(node, i), type->of);
        g_string_truncate(binder->path, length);
    }
}

static void bind_pair(Binder *binder, StudyNode *node, const StudyType *type)
{
    if (study_node_count(node) != 2) {
        wrong(binder, node, type);
        return;
    }
    bind(binder, study_node_child(node, 0), type->of);
    bind(binder, study_node_child(node, 1), type->of2);
}

/* ---- choices */

static StudyNodeKind node_kind(StudyKind kind)
{
    if (study_kind_is_scalar(kind))
        return STUDY_NODE_SCALAR;
    return kind == STUDY_LIST || kind == STUDY_PAIR ? STUDY_NODE_LIST : STUDY_NODE_MAPPING;
}

/* How well @type fits: the first of the best is meant. */
static unsigned fit(const StudyNode *node, const StudyType *type)
{
    unsigned points = 1;
    if (type->kind == STUDY_CHOICE) {
        points = 0;
        for (unsigned i = 0; type->choices[i] != NULL; i++)
            points = MAX(points, fit(node, type->choices[i]));
        return points;
    }
    if (node_kind(type->kind) != node->kind)
        return 0;
    if (node->kind == STUDY_NODE_SCALAR) {
        StudyNode trial = *node;
        g_autofree char *out_of_range = NULL;
        return study_scalar_bind(&trial, type, &out_of_range) ? 3 : type->kind == STUDY_WORD ? 1 : 2;
    }
    if (type->kind == STUDY_VARIANT && study_node_count(node) == 0)
        return 0;
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    collect_keys(type->keys, words);
    g_ptr_array_add(words, NULL);
    for (unsigned i = 0; i < study_node_count(node); i++) {
        const char *key = study_node_child(node, i)->key;
        if (study_key_find(type->keys, key) != NULL)
            points += 2;
        else if (key != NULL && study_word_nearest(key, (const char *const *)words->pdata) != NULL)
            points++;
    }
    return points;
}

static void bind_choice(Binder *binder, StudyNode *node, const StudyType *type)
{
    const StudyType *best = NULL;
    unsigned best_points = 0;
    for (unsigned i = 0; type->choices[i] != NULL; i++) {
        unsigned points = fit(node, type->choices[i]);
        if (points > best_points) {
            best_points = points;
            best = type->choices[i];
        }
    }
    if (best == NULL || (node->kind == STUDY_NODE_SCALAR && best_points < 3)) {
        wrong(binder, node, type);
        return;
    }
    bind(binder, node, best);
}

/* What is anything, is anything down to its leaves. */
static void bind_any(StudyNode *node, const StudyType *type)
{
    node->type = type;
    for (unsigned i = 0; i < study_node_count(node); i++)
        bind_any(study_node_child(node, i), type);
}

static void bind(Binder *binder, StudyNode *node, const StudyType *type)
{
    node->type = type;
    if (node->is_wrong)
        return;
    if (type->kind != STUDY_CHOICE && type->kind != STUDY_ANY && node_kind(type->kind) != node->kind) {
        wrong(binder, node, type);
        return;
    }
    switch (type->kind) {
    case STUDY_MAPPING: bind_mapping(binder, node, type); break;
    case STUDY_VARIANT: bind_variant(binder, node, type); break;
    case STUDY_LIST: bind_list(binder, node, type); break;
    case STUDY_TABLE: bind_table(binder, node, type); break;
    case STUDY_PAIR: bind_pair(binder, node, type); break;
    case STUDY_CHOICE: bind_choice(binder, node, type); break;
    case STUDY_ANY: bind_any(node, type); break;
    default: bind_scalar(binder, node, type); break;
    }
}

GArray *study_bind(StudyTree *tree, StudyNode *root, Diagnostics *diagnostics)
{
    Binder binder = { .tree = tree, .root = root, .diagnostics = diagnostics, .path = g_string_new(NULL),
                      .defaults = g_array_new(FALSE, FALSE, sizeof(StudyDefault)) };
    bind(&binder, root, &study_scenario_type);
    g_string_free(binder.path, TRUE);
    return binder.defaults;
}
