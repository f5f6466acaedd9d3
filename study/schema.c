/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/schema.h"

#include "study/key.h"
#include "study/node.h"
#include "study/quantity.h"
#include "study/scalar.h"

#include <json-glib/json-glib.h>
#include <string.h>

typedef struct Writer {
    JsonBuilder *json;
    GPtrArray *definitions;     /* of StudyType, in order of appearance */
} Writer;

static void write_type(Writer *writer, const StudyType *type);

static void text_member(Writer *writer, const char *name, const char *value)
{
    json_builder_set_member_name(writer->json, name);
    json_builder_add_string_value(writer->json, value);
}

static void number_member(Writer *writer, const char *name, double value)
{
    json_builder_set_member_name(writer->json, name);
    if (value >= 0x1p63)
        json_builder_add_int_value(writer->json, INT64_MAX);
    else if (value == (double)(int64_t)value)
        json_builder_add_int_value(writer->json, (int64_t)value);
    else
        json_builder_add_double_value(writer->json, value);
}

/* ---- scalars */

static void write_string(Writer *writer, const char *pattern, const char *unit)
{
    text_member(writer, "type", "string");
    if (pattern != NULL)
        text_member(writer, "pattern", pattern);
    if (unit != NULL)
        text_member(writer, "x-unit", unit);
}

static void write_share(Writer *writer)
{
    json_builder_set_member_name(writer->json, "anyOf");
    json_builder_begin_array(writer->json);
    json_builder_begin_object(writer->json);
    write_string(writer, STUDY_PERCENT_PATTERN, "%");
    json_builder_end_object(writer->json);
    json_builder_begin_object(writer->json);
    text_member(writer, "type", "number");
    number_member(writer, "minimum", 0);
    number_member(writer, "maximum", 1);
    json_builder_end_object(writer->json);
    json_builder_end_array(writer->json);
}

static void write_words(Writer *writer, const StudyType *type)
{
    json_builder_set_member_name(writer->json, "enum");
    json_builder_begin_array(writer->json);
    for (unsigned i = 0; type->words[i] != NULL; i++)
        json_builder_add_string_value(writer->json, type->words[i]);
    json_builder_end_array(writer->json);
}

static void write_scalar(Writer *writer, const StudyType *type)
{
    switch (type->kind) {
    case STUDY_DURATION: write_string(writer, STUDY_DURATION_PATTERN, "ns us ms s min h d"); break;
    case STUDY_RATE: write_string(writer, STUDY_RATE_PATTERN, "/s /min /h"); break;
    case STUDY_BANDWIDTH: write_string(writer, STUDY_BANDWIDTH_PATTERN, "bit/s kbit/s Mbit/s Gbit/s"); break;
    case STUDY_SHARE: write_share(writer); break;
    case STUDY_BOOLEAN: text_member(writer, "type", "boolean"); break;
    case STUDY_WORD: write_words(writer, type); break;
    case STUDY_TEXT: write_string(writer, NULL, NULL); break;
    case STUDY_NAME:
    case STUDY_REFERENCE: write_string(writer, STUDY_NAME_PATTERN, NULL); break;
    default:
        text_member(writer, "type", type->kind == STUDY_COUNT ? "integer" : "number");
        number_member(writer, type->above ? "exclusiveMinimum" : "minimum", type->minimum);
        number_member(writer, "maximum", type->maximum);
    }
}

/* ---- defaults as JSON */

static void write_value(Writer *writer, const StudyNode *node)
{
    double number;
    int64_t whole;
    if (node->kind != STUDY_NODE_SCALAR) {
        bool is_list = node->kind == STUDY_NODE_LIST;
        if (is_list)
            json_builder_begin_array(writer->json);
        else
            json_builder_begin_object(writer->json);
        for (unsigned i = 0; i < study_node_count(node); i++) {
            if (!is_list)
                json_builder_set_member_name(writer->json, study_node_child(node, i)->key);
            write_value(writer, study_node_child(node, i));
        }
        if (is_list)
            json_builder_end_array(writer->json);
        else
            json_builder_end_object(writer->json);
        return;
    }
    StudyScalar kind = study_scalar_kind(node->text, node->plain);
    if (kind == STUDY_SCALAR_BOOLEAN)
        json_builder_add_boolean_value(writer->json, strcmp(node->text, "true") == 0);
    else if (kind == STUDY_SCALAR_INTEGER && study_integer_parse(node->text, &whole))
        json_builder_add_int_value(writer->json, whole);
    else if (kind == STUDY_SCALAR_FLOAT && study_number_parse(node->text, &number))
        json_builder_add_double_value(writer->json, number);
    else
        json_builder_add_string_value(writer->json, node->text);
}

static void write_default(Writer *writer, const char *standard)
{
    g_autoptr(StudyTree) tree = study_tree_new();
    json_builder_set_member_name(writer->json, "default");
    write_value(writer, study_tree_read_default(tree, standard));
}

/* ---- mappings and lists */

static void write_description(Writer *writer, const StudyKey *key)
{
    GString *text = g_string_new(key->description);
    if (key->rule != NULL)
        g_string_append_printf(text, "%sDefault: %s.", text->len > 0 ? "  " : "", key->rule);
    if (key->source != NULL)
        g_string_append_printf(text, "%sSource of the default: %s.", text->len > 0 ? "  " : "", key->source);
    if (text->len > 0)
        text_member(writer, "description", text->str);
    g_string_free(text, TRUE);
}

/* Beside a reference draft-07 ignores everything; so the reference stands alone in an allOf. */
static void write_reference(Writer *writer, const StudyType *type)
{
    g_autofree char *target = g_strconcat("#/definitions/", type->name, NULL);
    bool is_known = false;
    for (unsigned i = 0; i < writer->definitions->len; i++)
        is_known = is_known || strcmp(((const StudyType *)writer->definitions->pdata[i])->name, type->name) == 0;
    if (!is_known)
        g_ptr_array_add(writer->definitions, (StudyType *)type);
    json_builder_set_member_name(writer->json, "allOf");
    json_builder_begin_array(writer->json);
    json_builder_begin_object(writer->json);
    text_member(writer, "$ref", target);
    json_builder_end_object(writer->json);
    json_builder_end_array(writer->json);
}

static void write_object(Writer *writer, const StudyType *type)
{
    json_builder_begin_object(writer->json);
    if (type->name != NULL)
        write_reference(writer, type);
    else
        write_type(writer, type);
    json_builder_end_object(writer->json);
}

static void write_properties(Writer *writer, const StudyKey *keys)
{
    json_builder_set_member_name(writer->json, "properties");
    json_builder_begin_object(writer->json);
    for (; keys->key != NULL; keys++) {
        json_builder_set_member_name(writer->json, keys->key);
        json_builder_begin_object(writer->json);
        text_member(writer, "title", keys->title);
        write_description(writer, keys);
        if (keys->standard != NULL)
            write_default(writer, keys->standard);
        if (keys->type->name != NULL)
            write_reference(writer, keys->type);
        else
            write_type(writer, keys->type);
        json_builder_end_object(writer->json);
    }
    json_builder_end_object(writer->json);
}

static void write_mapping(Writer *writer, const StudyType *type)
{
    text_member(writer, "type", "object");
    json_builder_set_member_name(writer->json, "additionalProperties");
    json_builder_add_boolean_value(writer->json, FALSE);
    if (type->kind == STUDY_VARIANT) {
        number_member(writer, "minProperties", 1);
        number_member(writer, "maxProperties", 1);
    }
    bool has_required = false;
    for (const StudyKey *key = type->keys; key->key != NULL; key++)
        has_required = has_required || (key->required && type->kind == STUDY_MAPPING);
    if (has_required) {
        json_builder_set_member_name(writer->json, "required");
        json_builder_begin_array(writer->json);
        for (const StudyKey *key = type->keys; key->key != NULL; key++)
            if (key->required)
                json_builder_add_string_value(writer->json, key->key);
        json_builder_end_array(writer->json);
    }
    write_properties(writer, type->keys);
}

static void write_table(Writer *writer, const StudyType *type)
{
    text_member(writer, "type", "object");
    json_builder_set_member_name(writer->json, "propertyNames");
    json_builder_begin_object(writer->json);
    write_string(writer, STUDY_NAME_PATTERN, NULL);
    json_builder_end_object(writer->json);
    number_member(writer, "minProperties", type->minimum);
    number_member(writer, "maxProperties", type->maximum);
    json_builder_set_member_name(writer->json, "additionalProperties");
    write_object(writer, type->of);
}

static void write_list(Writer *writer, const StudyType *type)
{
    bool is_pair = type->kind == STUDY_PAIR;
    text_member(writer, "type", "array");
    number_member(writer, "minItems", is_pair ? 2 : type->minimum);
    number_member(writer, "maxItems", is_pair ? 2 : type->maximum);
    json_builder_set_member_name(writer->json, "items");
    if (!is_pair) {
        write_object(writer, type->of);
        return;
    }
    json_builder_begin_array(writer->json);
    write_object(writer, type->of);
    write_object(writer, type->of2);
    json_builder_end_array(writer->json);
}

static void write_choice(Writer *writer, const StudyType *type)
{
    json_builder_set_member_name(writer->json, "anyOf");
    json_builder_begin_array(writer->json);
    for (unsigned i = 0; type->choices[i] != NULL; i++)
        write_object(writer, type->choices[i]);
    json_builder_end_array(writer->json);
}

/* The keywords of @type, into the object that is open. */
static void write_type(Writer *writer, const StudyType *type)
{
    switch (type->kind) {
    case STUDY_MAPPING:
    case STUDY_VARIANT: write_mapping(writer, type); break;
    case STUDY_TABLE: write_table(writer, type); break;
    case STUDY_LIST:
    case STUDY_PAIR: write_list(writer, type); break;
    case STUDY_CHOICE: write_choice(writer, type); break;
    case STUDY_ANY: break;
    default: write_scalar(writer, type); break;
    }
}

char *study_schema_json(void)
{
    g_autoptr(JsonBuilder) builder = json_builder_new_immutable();
    g_autoptr(GPtrArray) definitions = g_ptr_array_new();
    Writer writer = { .json = builder, .definitions = definitions };
    json_builder_begin_object(builder);
    text_member(&writer, "$schema", "http://json-schema.org/draft-07/schema#");
    text_member(&writer, "title", "cpmsim scenario, version 1");
    write_type(&writer, &study_scenario_type);
    json_builder_set_member_name(builder, "definitions");
    json_builder_begin_object(builder);
    for (unsigned i = 0; i < definitions->len; i++) {   /* grows while it is written */
        const StudyType *type = definitions->pdata[i];
        json_builder_set_member_name(builder, type->name);
        json_builder_begin_object(builder);
        write_type(&writer, type);
        json_builder_end_object(builder);
    }
    json_builder_end_object(builder);
    json_builder_end_object(builder);
    g_autoptr(JsonNode) root = json_builder_get_root(builder);
    g_autofree char *text = json_to_string(root, TRUE);
    return g_strconcat(text, "\n", NULL);
}
