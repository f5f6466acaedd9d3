/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/canonical.h"

#include <string.h>

#include "study/key.h"

static void write_node(GString *out, const StudyNode *node);

/* Texts carry their length, so that no text can pass for another. */
static void write_text(GString *out, const char *text)
{
    g_string_append_printf(out, "%zu'%s'", strlen(text), text);
}

static void write_number(GString *out, double number)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append(out, g_ascii_formatd(digits, sizeof digits, "%.17g", number));
}

static void write_scalar(GString *out, const StudyNode *node)
{
    switch (node->type->kind) {
    case STUDY_DURATION:
    case STUDY_COUNT:
    case STUDY_BOOLEAN:
        g_string_append_printf(out, "%" G_GINT64_FORMAT, node->integer);
        break;
    case STUDY_SHARE:
    case STUDY_NUMBER:
    case STUDY_RATE:
    case STUDY_BANDWIDTH:
        write_number(out, node->number);
        break;
    default:
        write_text(out, node->text);
    }
}

static void write_child(GString *out, const StudyNode *child)
{
    write_text(out, child->key);
    g_string_append_c(out, ':');
    write_node(out, child);
    g_string_append_c(out, ',');
}

static void write_keys(GString *out, const StudyNode *node, const StudyKey *keys)
{
    for (; keys->key != NULL; keys++) {
        const StudyNode *child = study_node_get(node, keys->key);

        if (child != NULL)
            write_child(out, child);
    }
}

/* The order of lists and tables may matter to a run, that of keys does not. */
static void write_node(GString *out, const StudyNode *node)
{
    bool is_list = node->kind == STUDY_NODE_LIST;

    if (node->kind == STUDY_NODE_SCALAR) {
        write_scalar(out, node);
        return;
    }
    g_string_append_c(out, is_list ? '[' : '{');
    if (node->type->keys != NULL)
        write_keys(out, node, node->type->keys);
    for (unsigned i = 0; node->type->keys == NULL && i < study_node_count(node); i++) {
        if (is_list)
            write_node(out, study_node_child(node, i));
        else
            write_child(out, study_node_child(node, i));
        g_string_append_c(out, ';');
    }
    g_string_append_c(out, is_list ? ']' : '}');
}

char *study_canonical_text(const StudyNode *root)
{
    static const char *const left_out[] = { "title", "test", "flow", "study", "expect", "plots", NULL };
    GString *out = g_string_new(NULL);

    for (const StudyKey *key = root->type->keys; key->key != NULL; key++) {
        const StudyNode *child = study_node_get(root, key->key);

        if (child != NULL && !g_strv_contains(left_out, key->key))
            write_child(out, child);
    }
    return g_string_free(out, FALSE);
}
