/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/override.h"

#include "study/scalar.h"
#include "study/value.h"

#include <string.h>

typedef struct Setting {
    StudyTree *tree;
    StudyNode *root;
    const char *option;
    Diagnostics *diagnostics;
    GString *passed;            /* the part of the path that has been followed */
} Setting;

G_GNUC_PRINTF(3, 4)
static StudyNode *fail(Setting *setting, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_error(setting->diagnostics, DIAGNOSTIC_STRUCTURE, (DiagnosticPlace){ .option = setting->option }, hint,
                      message);
    return NULL;
}

/* "a.b[0].c" as a, b, [0], c (transfer full); NULL when a part is empty. */
static char **split(const char *path)
{
    GString *dotted = g_string_new(NULL);
    for (const char *letter = path; *letter != '\0'; letter++) {
        if (*letter == '[' && letter > path && letter[-1] != '.')
            g_string_append_c(dotted, '.');
        g_string_append_c(dotted, *letter);
    }
    char **parts = g_strsplit(dotted->str, ".", -1);
    g_string_free(dotted, TRUE);
    bool sound = parts[0] != NULL;
    for (unsigned i = 0; parts[i] != NULL; i++)
        sound = sound && parts[i][0] != '\0';
    if (sound)
        return parts;
    g_strfreev(parts);
    return NULL;
}

/* The position that "[3]" or "3" means, or -1. */
static int64_t position(const char *part)
{
    size_t length = strlen(part);
    bool bracketed = length > 2 && part[0] == '[' && part[length - 1] == ']';
    g_autofree char *digits = bracketed ? g_strndup(part + 1, length - 2) : g_strdup(part);
    int64_t value;
    if (!g_ascii_string_to_signed(digits, 10, 0, INT32_MAX, &value, NULL))
        return -1;
    return value;
}

static bool has_name(const StudyNode *node, const char *name)
{
    const StudyNode *given = study_node_get(node, "name");
    return given != NULL && given->kind == STUDY_NODE_SCALAR && strcmp(given->text, name) == 0;
}

static char *names_of(const StudyNode *list)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (unsigned i = 0; i < study_node_count(list); i++) {
        const StudyNode *name = study_node_get(study_node_child(list, i), "name");
        if (name != NULL && name->kind == STUDY_NODE_SCALAR)
            g_ptr_array_add(names, (char *)name->text);
    }
    g_ptr_array_add(names, NULL);
    return g_strjoinv(", ", (char **)names->pdata);
}

static StudyNode *list_element(Setting *setting, StudyNode *list, const char *part)
{
    int64_t index = position(part);
    if (index >= 0 && index < study_node_count(list))
        return study_node_child(list, (unsigned)index);
    if (index >= 0)
        return fail(setting, NULL, "'%s' has %u elements, counted from 0", setting->passed->str,
                    study_node_count(list));
    for (unsigned i = 0; i < study_node_count(list); i++)
        if (has_name(study_node_child(list, i), part))
            return study_node_child(list, i);
    g_autofree char *names = names_of(list);
    g_autofree char *hint =
        *names != '\0' ? g_strdup_printf("there are %s; or write [0]", names) : g_strdup("write [0]");
    return fail(setting, hint, "'%s' has no element named '%s'", setting->passed->str, part);
}

/* The member called @name, in whichever group. */
static StudyNode *member_by_name(Setting *setting, const char *name)
{
    const StudyNode *groups = study_node_get(setting->root, "groups");
    StudyNode *found = NULL;
    for (unsigned i = 0; i < study_node_count(groups); i++) {
        const StudyNode *entries = study_entries_of(study_node_child(groups, i));
        for (unsigned j = 0; j < study_node_count(entries); j++) {
            StudyNode *member = study_node_child(entries, j);
            if (has_name(member, name) && found != NULL)
                return fail(setting, "write groups.GROUP.NAME", "more than one group has a member '%s'", name);
            if (has_name(member, name))
                found = member;
        }
    }
    return found != NULL ? found : fail(setting, NULL, "no group has a member '%s'", name);
}

/* One step down; mappings that are not there are made. */
static StudyNode *step_down(Setting *setting, StudyNode *node, const char *part)
{
    if (node->kind == STUDY_NODE_LIST)
        return list_element(setting, node, part);
    if (node->kind != STUDY_NODE_MAPPING)
        return fail(setting, NULL, "'%s' is %s: it has no '%s'", setting->passed->str, "no mapping", part);
    StudyNode *child = study_node_get(node, part);
    DiagnosticPlace place = { .option = setting->option };
    if (child != NULL && !(child->kind == STUDY_NODE_SCALAR && *child->text == '\0'))
        return child;
    child = study_tree_new_node(setting->tree, STUDY_NODE_MAPPING, place);
    study_node_set(node, study_tree_string(setting->tree, part), place, child);
    return child;
}

static void put(Setting *setting, StudyNode *parent, const char *part, StudyNode *value)
{
    DiagnosticPlace place = { .option = setting->option };
    if (parent->kind == STUDY_NODE_MAPPING) {
        study_node_set(parent, study_tree_string(setting->tree, part), place, value);
        return;
    }
    const StudyNode *old = parent->kind == STUDY_NODE_LIST ? list_element(setting, parent, part) : NULL;
    if (parent->kind == STUDY_NODE_SCALAR)
        fail(setting, NULL, "'%s' is a single value: it has no '%s'", setting->passed->str, part);
    for (unsigned i = 0; old != NULL && i < study_node_count(parent); i++)
        if (study_node_child(parent, i) == old)
            parent->children->pdata[i] = value;
}

static void follow(Setting *setting, char **parts, StudyNode *value)
{
    StudyNode *node = setting->root;
    unsigned i = 0;
    if (strcmp(parts[0], "members") == 0 && parts[1] != NULL && parts[2] != NULL) {
        node = member_by_name(setting, parts[1]);
        g_string_printf(setting->passed, "members.%s", parts[1]);
        i = 2;
    }
    for (; node != NULL && parts[i + 1] != NULL; i++) {
        node = step_down(setting, node, parts[i]);
        g_string_append_printf(setting->passed, "%s%s", setting->passed->len > 0 && *parts[i] != '[' ? "." : "",
                               parts[i]);
    }
    if (node != NULL)
        put(setting, node, parts[i], value);
}

bool study_override(StudyTree *tree, StudyNode *root, const ScenarioOverride *set, Diagnostics *diagnostics)
{
    Setting setting = { .tree = tree, .root = root, .option = set->option, .diagnostics = diagnostics };
    size_t before = diagnostics_n_errors(diagnostics);
    g_auto(GStrv) parts = split(set->path);
    StudyNode *node = study_tree_read_option(tree, set->value, set->option, diagnostics);
    if (parts == NULL)
        fail(&setting, "such as iwf.t_reply or groups.friends[0].count", "'%s' is no path", set->path);
    if (parts == NULL || node == NULL)
        return false;
    setting.passed = g_string_new(NULL);
    follow(&setting, parts, node);
    g_string_free(setting.passed, TRUE);
    return diagnostics_n_errors(diagnostics) == before;
}
