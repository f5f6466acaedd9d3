/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/node.h"

#include "study/quantity.h"

#include <string.h>
#include <yaml.h>

struct StudyTree {
    GPtrArray *nodes;       /* owns all of them */
    GStringChunk *strings;
};

static void node_free(void *data)
{
    StudyNode *node = data;
    if (node->children != NULL)
        g_ptr_array_unref(node->children);
    g_free(node);
}

StudyTree *study_tree_new(void)
{
    StudyTree *tree = g_new0(StudyTree, 1);
    tree->nodes = g_ptr_array_new_with_free_func(node_free);
    tree->strings = g_string_chunk_new(4096);
    return tree;
}

void study_tree_free(StudyTree *tree)
{
    if (tree == NULL)
        return;
    g_ptr_array_unref(tree->nodes);
    g_string_chunk_free(tree->strings);
    g_free(tree);
}

StudyNode *study_tree_new_node(StudyTree *tree, StudyNodeKind kind, DiagnosticPlace place)
{
    StudyNode *node = g_new0(StudyNode, 1);
    node->kind = kind;
    node->place = place;
    node->plain = true;
    node->is_default = place.line == 0 && place.option == NULL;
    if (kind != STUDY_NODE_SCALAR)
        node->children = g_ptr_array_new();
    g_ptr_array_add(tree->nodes, node);
    return node;
}

const char *study_tree_string(StudyTree *tree, const char *text)
{
    return g_string_chunk_insert(tree->strings, text);
}

StudyNode *study_tree_copy(StudyTree *tree, const StudyNode *node)
{
    if (tree->nodes->len >= STUDY_MAX_NODES)
        return NULL;
    StudyNode *copy = study_tree_new_node(tree, node->kind, node->place);
    copy->plain = node->plain;
    copy->is_wrong = node->is_wrong;
    copy->key = node->key;
    copy->key_place = node->key_place;
    copy->text = node->text;
    for (unsigned i = 0; i < study_node_count(node); i++) {
        StudyNode *child = study_tree_copy(tree, study_node_child(node, i));
        if (child == NULL)
            return NULL;
        g_ptr_array_add(copy->children, child);
    }
    return copy;
}

void study_node_set(StudyNode *mapping, const char *key, DiagnosticPlace key_place, StudyNode *child)
{
    child->key = key;
    child->key_place = key_place;
    for (unsigned i = 0; i < mapping->children->len; i++)
        if (strcmp(study_node_child(mapping, i)->key, key) == 0) {
            mapping->children->pdata[i] = child;
            return;
        }
    g_ptr_array_add(mapping->children, child);
}

StudyNode *study_node_get(const StudyNode *mapping, const char *key)
{
    if (mapping == NULL || mapping->kind != STUDY_NODE_MAPPING)
        return NULL;
    for (unsigned i = 0; i < mapping->children->len; i++)
        if (strcmp(study_node_child(mapping, i)->key, key) == 0)
            return study_node_child(mapping, i);
    return NULL;
}

unsigned study_node_count(const StudyNode *node)
{
    return node == NULL || node->children == NULL ? 0 : node->children->len;
}

StudyNode *study_node_child(const StudyNode *node, unsigned index)
{
    return node->children->pdata[index];
}

/* ---- reading */

typedef struct Reader {
    StudyTree *tree;
    Diagnostics *diagnostics;   /* NULL: our own text */
    const char *option;         /* all places are this option */
    bool is_default;
    yaml_parser_t parser;
    const char *text;           /* all of it, without NUL bytes but the last */
    GHashTable *anchors;        /* name -> complete node, or NULL while it is being read */
    unsigned depth;
} Reader;

static StudyNode *read_node(Reader *reader, const yaml_event_t *event);

static DiagnosticPlace place_of(const Reader *reader, const yaml_mark_t *mark)
{
    if (reader->is_default)
        return (DiagnosticPlace){ 0 };
    if (reader->option != NULL)
        return (DiagnosticPlace){ .option = reader->option };
    return (DiagnosticPlace){ .line = (int)mark->line + 1, .column = (int)mark->column + 1 };
}

G_GNUC_PRINTF(4, 5)
static void fail(Reader *reader, DiagnosticPlace place, const char *hint, const char *format, ...)
{
    va_list arguments;
    g_assert(!reader->is_default);
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_error(reader->diagnostics, DIAGNOSTIC_TEXT, place, hint, message);
}

/* What libyaml's words for @problem mean for somebody who writes a scenario; NULL when they say enough. */
static char *yaml_hint(const Reader *reader, const char *problem)
{
    const yaml_parser_t *parser = &reader->parser;
    size_t index = parser->problem_mark.index, length = strlen(reader->text);
    const char *at = index <= (size_t)g_utf8_strlen(reader->text, -1) ?
                         g_utf8_offset_to_pointer(reader->text, (long)index) :
                         reader->text + length;
    if (strstr(problem, "cannot start any token") != NULL)
        return *at == '\t' ? g_strdup("indent with blanks, not with tabs")
                           : g_strdup_printf("text that begins with '%c' needs quotes", *at);
    if (strstr(problem, "mapping values are not allowed") != NULL)
        return g_strdup("is the line above complete? Text with ': ' in it needs quotes");
    if (strstr(problem, "did not find expected key") != NULL || strstr(problem, "block end") != NULL)
        return g_strdup("do all keys of one mapping begin in the same column?");
    if (parser->context != NULL && parser->context_mark.line != parser->problem_mark.line)
        return g_strdup_printf("%s that begins in line %zu", parser->context, parser->context_mark.line + 1);
    return strstr(problem, "did not find expected ','") != NULL ? g_strdup("is a comma or a bracket missing?") : NULL;
}

/* Says where and why libyaml gave up.  Of its two marks the problem's is where the eye must go; but a quote that is
 * never closed is best seen where it begins. */
static void fail_yaml(Reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;
    const char *problem = parser->problem != NULL ? parser->problem : "out of memory";
    if (strstr(problem, "unexpected end of stream") != NULL && parser->context != NULL) {
        fail(reader, place_of(reader, &parser->context_mark), NULL,
             "this is no YAML: the quote that begins here has no end");
        return;
    }
    g_autofree char *hint = yaml_hint(reader, problem);
    fail(reader, place_of(reader, &parser->problem_mark), hint, "this is no YAML: %s", problem);
}

/* The next event; false after a mistake, which is reported. */
static bool next(Reader *reader, yaml_event_t *event)
{
    if (yaml_parser_parse(&reader->parser, event))
        return true;
    fail_yaml(reader);
    return false;
}

static const char *anchor_of(const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL;
    if (event->type == YAML_SCALAR_EVENT)
        anchor = event->data.scalar.anchor;
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        anchor = event->data.sequence_start.anchor;
    else if (event->type == YAML_MAPPING_START_EVENT)
        anchor = event->data.mapping_start.anchor;
    return (const char *)anchor;
}

static const char *tag_of(const yaml_event_t *event)
{
    const yaml_char_t *tag = NULL;
    if (event->type == YAML_SCALAR_EVENT)
        tag = event->data.scalar.tag;
    else if (event->type == YAML_SEQUENCE_START_EVENT)
        tag = event->data.sequence_start.tag;
    else if (event->type == YAML_MAPPING_START_EVENT)
        tag = event->data.mapping_start.tag;
    return (const char *)tag;
}

static StudyNode *too_many_nodes(Reader *reader, DiagnosticPlace place)
{
    fail(reader, place, NULL, "more than %d values, aliases counted as often as they are used", STUDY_MAX_NODES);
    return NULL;
}

static StudyNode *too_many_keys(Reader *reader, DiagnosticPlace place)
{
    fail(reader, place, NULL, "more than %d keys in one mapping", STUDY_MAX_KEYS);
    return NULL;
}

/* An alias becomes a copy.  One to nothing is an error and a null. */
static StudyNode *read_alias(Reader *reader, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    DiagnosticPlace place = place_of(reader, &event->start_mark);
    void *target = NULL;
    if (!g_hash_table_lookup_extended(reader->anchors, name, NULL, &target)) {
        fail(reader, place, "an anchor stands before its aliases", "'*%s' has no anchor '&%s'", name, name);
    } else if (target == NULL) {
        fail(reader, place, NULL, "'*%s' contains itself", name);
    } else {
        StudyNode *copy = study_tree_copy(reader->tree, target);
        return copy != NULL ? copy : too_many_nodes(reader, place);
    }
    StudyNode *node = study_tree_new_node(reader->tree, STUDY_NODE_SCALAR, place);
    node->text = "";
    node->is_wrong = true;
    return node;
}

static StudyNode *read_scalar(Reader *reader, const yaml_event_t *event)
{
    StudyNode *node = study_tree_new_node(reader->tree, STUDY_NODE_SCALAR, place_of(reader, &event->start_mark));
    const char *text = (const char *)event->data.scalar.value;
    if (strlen(text) != event->data.scalar.length) {
        fail(reader, node->place, NULL, "a text with a NUL character");
        node->is_wrong = true;
    }
    node->plain = event->data.scalar.plain_implicit;
    node->text = study_tree_string(reader->tree, text);
    return node;
}

static StudyNode *read_list(Reader *reader, const yaml_event_t *start)
{
    StudyNode *node = study_tree_new_node(reader->tree, STUDY_NODE_LIST, place_of(reader, &start->start_mark));
    for (;;) {
        yaml_event_t event;
        if (!next(reader, &event))
            return NULL;
        if (event.type == YAML_SEQUENCE_END_EVENT) {
            yaml_event_delete(&event);
            return node;
        }
        StudyNode *child = read_node(reader, &event);
        yaml_event_delete(&event);
        if (child == NULL)
            return NULL;
        g_ptr_array_add(node->children, child);
    }
}

/* Adds to @mapping what @from has more; @from is a mapping or a list of mappings. */
static void merge(Reader *reader, StudyNode *mapping, const StudyNode *from, bool in_list)
{
    if (from->kind == STUDY_NODE_MAPPING) {
        for (unsigned i = 0; i < study_node_count(from); i++) {
            StudyNode *child = study_node_child(from, i);
            if (study_node_get(mapping, child->key) == NULL)
                g_ptr_array_add(mapping->children, child);
        }
    } else if (from->kind == STUDY_NODE_LIST && !in_list) {
        for (unsigned i = 0; i < study_node_count(from); i++)
            merge(reader, mapping, study_node_child(from, i), true);
    } else if (!from->is_wrong) {
        fail(reader, from->place, "such as '<<: *anchor'", "a merge key takes a mapping or a list of mappings");
    }
}

/* Puts @child under its key, unless the key is there already. */
static void add_entry(Reader *reader, StudyNode *mapping, const StudyNode *key, StudyNode *child)
{
    StudyNode *known = study_node_get(mapping, key->text);
    if (known != NULL) {
        if (known->key_place.line == key->place.line)
            fail(reader, key->place, NULL, "duplicate key '%s': it stands in column %d already", key->text,
                 known->key_place.column);
        else
            fail(reader, key->place, NULL, "duplicate key '%s': it stands in line %d already", key->text,
                 known->key_place.line);
        return;
    }
    study_node_set(mapping, key->text, key->place, child);
}

static StudyNode *read_mapping(Reader *reader, const yaml_event_t *start)
{
    StudyNode *node = study_tree_new_node(reader->tree, STUDY_NODE_MAPPING, place_of(reader, &start->start_mark));
    g_autoptr(GPtrArray) merges = g_ptr_array_new();
    for (;;) {
        yaml_event_t event;
        if (!next(reader, &event))
            return NULL;
        if (event.type == YAML_MAPPING_END_EVENT) {
            yaml_event_delete(&event);
            break;
        }
        StudyNode *key = read_node(reader, &event);
        yaml_event_delete(&event);
        if (key == NULL || !next(reader, &event))
            return NULL;
        StudyNode *child = read_node(reader, &event);
        yaml_event_delete(&event);
        if (child == NULL)
            return NULL;
        if (key->kind != STUDY_NODE_SCALAR)
            fail(reader, key->place, NULL, "a key must be a word, not a %s",
                 key->kind == STUDY_NODE_LIST ? "list" : "mapping");
        else if (key->plain && strcmp(key->text, "<<") == 0)
            g_ptr_array_add(merges, child);
        else if (study_node_count(node) >= STUDY_MAX_KEYS)
            return too_many_keys(reader, key->place);
        else
            add_entry(reader, node, key, child);
    }
    for (unsigned i = 0; i < merges->len; i++)
        merge(reader, node, merges->pdata[i], false);
    return node;
}

static StudyNode *read_by_kind(Reader *reader, const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT)
        return read_scalar(reader, event);
    return event->type == YAML_SEQUENCE_START_EVENT ? read_list(reader, event) : read_mapping(reader, event);
}

/* The node that begins with @event; NULL after a mistake that ends the reading. */
static StudyNode *read_node(Reader *reader, const yaml_event_t *event)
{
    DiagnosticPlace place = place_of(reader, &event->start_mark);
    if (event->type == YAML_ALIAS_EVENT)
        return read_alias(reader, event);
    if (reader->tree->nodes->len >= STUDY_MAX_NODES)
        return too_many_nodes(reader, place);
    if (tag_of(event) != NULL)
        fail(reader, place, "scenarios need none", "a YAML tag ('%s')", tag_of(event));
    if (++reader->depth > STUDY_MAX_DEPTH) {
        fail(reader, place, NULL, "more than %d levels deep", STUDY_MAX_DEPTH);
        return NULL;
    }
    const char *anchor = anchor_of(event);
    if (anchor != NULL)
        g_hash_table_insert(reader->anchors, g_strdup(anchor), NULL);
    StudyNode *node = read_by_kind(reader, event);
    if (node != NULL && tag_of(event) != NULL)
        node->is_wrong = true;
    if (anchor != NULL)
        g_hash_table_insert(reader->anchors, g_strdup(anchor), node);
    reader->depth--;
    return node;
}

/* A stream is: start, then for each document start, node, end; then end. */
static StudyNode *read_stream(Reader *reader)
{
    StudyNode *root = NULL;
    unsigned n_documents = 0;
    for (;;) {
        yaml_event_t event;
        if (!next(reader, &event))
            return NULL;
        yaml_event_type_t type = event.type;
        if (type == YAML_DOCUMENT_START_EVENT && ++n_documents > 1)
            fail(reader, place_of(reader, &event.start_mark), "one file is one scenario",
                 "a second document begins here");
        bool is_node = type != YAML_STREAM_START_EVENT && type != YAML_STREAM_END_EVENT &&
                       type != YAML_DOCUMENT_START_EVENT && type != YAML_DOCUMENT_END_EVENT;
        if (is_node)
            root = read_node(reader, &event);
        yaml_event_delete(&event);
        if (type == YAML_STREAM_END_EVENT)
            return root;
        if ((is_node && root == NULL) || n_documents > 1)
            return NULL;
    }
}

static StudyNode *read_all(Reader *reader, const char *text, size_t length)
{
    int initialised = yaml_parser_initialize(&reader->parser);
    g_assert(initialised);
    yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader->parser, (const unsigned char *)text, length);
    reader->anchors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *copy = g_strndup(text, length);
    reader->text = copy;
    StudyNode *root = read_stream(reader);
    g_hash_table_unref(reader->anchors);
    yaml_parser_delete(&reader->parser);
    return root;
}

/* What YAML 1.2 (5.1) lets stand in a text. */
static bool is_printable(gunichar letter)
{
    return letter == '\t' || letter == '\n' || letter == '\r' || (letter >= ' ' && letter < 127) || letter == 0x85 ||
           (letter >= 0xa0 && letter <= 0xd7ff) || (letter >= 0xe000 && letter <= 0xfffd) || letter >= 0x10000;
}

/* libyaml gives no place for what is wrong with bytes; so they are looked at first. */
static bool check_bytes(Reader *reader, const char *text, size_t length)
{
    yaml_mark_t mark = { 0 };
    const char *end = text + length, *valid_until;
    bool valid = g_utf8_validate_len(text, length, &valid_until);
    for (const char *letter = text; letter < valid_until; letter = g_utf8_next_char(letter)) {
        gunichar code = g_utf8_get_char(letter);
        if (!is_printable(code)) {
            fail(reader, place_of(reader, &mark), NULL, "the control character U+%04X is not allowed", code);
            return false;
        }
        mark.column++;
        if (code == '\n') {
            mark.column = 0;
            mark.line++;
        }
    }
    if (!valid && valid_until < end && *valid_until == '\0')
        fail(reader, place_of(reader, &mark), "is this a text file?", "a NUL byte");
    else if (!valid)
        fail(reader, place_of(reader, &mark), "scenarios are UTF-8", "the byte 0x%02X is not valid UTF-8 here",
             valid_until < end ? (unsigned)(unsigned char)*valid_until : 0u);
    return valid;
}

StudyNode *study_tree_read(StudyTree *tree, const char *text, size_t length, Diagnostics *diagnostics)
{
    Reader reader = { .tree = tree, .diagnostics = diagnostics };
    if (length > STUDY_MAX_BYTES) {
        fail(&reader, (DiagnosticPlace){ 0 }, "populations need no list: use 'count'", "the file is larger than %u KiB",
             STUDY_MAX_BYTES / 1024);
        return NULL;
    }
    size_t before = diagnostics_n_errors(diagnostics);
    if (length == 0)
        text = "";
    if (!check_bytes(&reader, text, length))
        return NULL;
    StudyNode *root = read_all(&reader, text, length);
    if (root == NULL && diagnostics_n_errors(diagnostics) == before)
        fail(&reader, (DiagnosticPlace){ .line = 1, .column = 1 }, "the least is 'version: 1', 'groups' and 'sessions'",
             "the file is empty");
    return root;
}

StudyNode *study_tree_read_option(StudyTree *tree, const char *value, const char *option, Diagnostics *diagnostics)
{
    Reader reader = { .tree = tree, .diagnostics = diagnostics, .option = option };
    size_t length = strlen(value), before = diagnostics_n_errors(diagnostics);
    if (!check_bytes(&reader, value, length))
        return NULL;
    StudyNode *root = read_all(&reader, value, length);
    if (root == NULL && diagnostics_n_errors(diagnostics) == before)
        fail(&reader, (DiagnosticPlace){ .option = option }, NULL, "there is no value behind the '='");
    return root;
}

static void mark_as_default(StudyNode *node)
{
    node->is_default = true;
    for (unsigned i = 0; i < study_node_count(node); i++)
        mark_as_default(study_node_child(node, i));
}

StudyNode *study_tree_read_default(StudyTree *tree, const char *text)
{
    Reader reader = { .tree = tree, .is_default = true };
    StudyNode *root = read_all(&reader, text, strlen(text));
    g_assert(root != NULL);
    mark_as_default(root);
    return root;
}
