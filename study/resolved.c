/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/resolved.h"

#include "study/key.h"
#include "study/quantity.h"

#include <string.h>

static void write_block(GString *out, const StudyNode *node, unsigned indent);

/* Whether a text may stand without quotes: it begins with a letter, has nothing that YAML might take for a sign, and is no word such as
 * true or null. */
static bool is_plain(const char *text)
{
    size_t length = strlen(text);
    return g_ascii_isalpha(*text) && text[length - 1] != ' ' && study_scalar_kind(text, true) == STUDY_SCALAR_STRING &&
           text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-. ()/")] == '\0';
}

static void write_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *letter = text; *letter != '\0'; letter = g_utf8_next_char(letter)) {
        gunichar code = g_utf8_get_char(letter);
        if (code == '"' || code == '\\')
            g_string_append_printf(out, "\\%c", (char)code);
        else if (code < ' ' || code == 127 || (code > 127 && code < 0xa0) || code == 0x2028 || code == 0x2029 ||
                 code == 0xfeff)
            g_string_append_printf(out, "\\u%04X", code);
        else
            g_string_append_unichar(out, code);
    }
    g_string_append_c(out, '"');
}

/* Whether a text that stood without quotes may do so between braces, too. */
static bool is_safe(const char *text)
{
    return *text != '\0' && text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+. ()/%~")] == '\0';
}

/* What stood without quotes in one line may do so again; text of several lines was folded by the reader, and is quoted. */
static void write_scalar(GString *out, const StudyNode *node)
{
    bool is_text = node->type != NULL && (node->type->kind == STUDY_TEXT || (node->type->kind == STUDY_ANY && !is_safe(node->text)));
    if (is_plain(node->text) || (node->plain && !is_text))
        g_string_append(out, node->text);
    else
        write_quoted(out, node->text);
}

/* On one line, in braces and brackets. */
static void write_flow(GString *out, const StudyNode *node)
{
    if (node->kind == STUDY_NODE_SCALAR) {
        write_scalar(out, node);
        return;
    }
    bool is_list = node->kind == STUDY_NODE_LIST;
    g_string_append_c(out, is_list ? '[' : '{');
    for (unsigned i = 0; i < study_node_count(node); i++) {
        const StudyNode *child = study_node_child(node, i);
        if (i > 0)
            g_string_append(out, ", ");
        if (!is_list)
            g_string_append_printf(out, "%s: ", child->key);
        write_flow(out, child);
    }
    g_string_append_c(out, is_list ? ']' : '}');
}

/* Whether @node reads best on one line: scalars, distributions, shares, and what is empty. */
static bool is_one_line(const StudyNode *node)
{
    if (node->kind == STUDY_NODE_SCALAR || study_node_count(node) == 0 || node->type == NULL)
        return true;
    StudyKind kind = node->type->kind;
    if (kind == STUDY_LIST || kind == STUDY_TABLE)
        return node->type->of->keys == NULL && node->type->of->kind != STUDY_LIST &&
               node->type->of->kind != STUDY_CHOICE;
    if (kind == STUDY_MAPPING)
        for (const StudyKey *key = node->type->keys; key->key != NULL; key++)
            if (!study_kind_is_scalar(key->type->kind) || key->source != NULL)
                return false;
    return true;
}

static void write_entry(GString *out, const StudyNode *node, unsigned indent)
{
    if (is_one_line(node)) {
        g_string_append_c(out, ' ');
        write_flow(out, node);
        if (node->is_default && node->source != NULL)
            g_string_append_printf(out, "    # default, %s", node->source);
        g_string_append_c(out, '\n');
    } else {
        g_string_append_c(out, '\n');
        write_block(out, node, indent + 2);
    }
}

static void write_key(GString *out, const StudyNode *child, unsigned indent, bool *after_dash)
{
    g_string_append_printf(out, "%*s%s:", *after_dash ? 0 : (int)indent, "", child->key);
    *after_dash = false;
    write_entry(out, child, indent);
}

/* A mapping as lines "key: value"; the first continues the line when it stands behind a dash. */
static void write_mapping(GString *out, const StudyNode *node, unsigned indent, bool after_dash)
{
    const StudyKey *keys = node->type->keys;
    for (unsigned i = 0; keys == NULL && i < study_node_count(node); i++)
        write_key(out, study_node_child(node, i), indent, &after_dash);
    for (; keys != NULL && keys->key != NULL; keys++) {
        const StudyNode *child = study_node_get(node, keys->key);
        if (child != NULL)
            write_key(out, child, indent, &after_dash);
    }
}

static void write_block(GString *out, const StudyNode *node, unsigned indent)
{
    if (node->kind == STUDY_NODE_MAPPING) {
        write_mapping(out, node, indent, false);
        return;
    }
    for (unsigned i = 0; i < study_node_count(node); i++) {
        const StudyNode *child = study_node_child(node, i);
        g_string_append_printf(out, "%*s- ", (int)indent, "");
        if (is_one_line(child)) {
            write_flow(out, child);
            g_string_append_c(out, '\n');
        } else {
            write_mapping(out, child, indent + 2, true);
        }
    }
}

char *study_resolved_yaml(const StudyNode *root)
{
    GString *out = g_string_new(NULL);
    write_block(out, root, 0);
    return g_string_free(out, FALSE);
}

char *study_flow_yaml(const StudyNode *node)
{
    GString *out = g_string_new(NULL);
    write_flow(out, node);
    return g_string_free(out, FALSE);
}
