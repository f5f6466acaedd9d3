/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/scalar.h"

#include <string.h>

#define SHOWN_LETTERS 40

char *study_text_cut(const char *text)
{
    if (g_utf8_strlen(text, -1) <= SHOWN_LETTERS)
        return g_strescape(text, "\\\"'\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f"
                                 "\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f"
                                 "\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf"
                                 "\xb0\xb1\xb2\xb3\xb4\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd\xbe\xbf"
                                 "\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf"
                                 "\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdc\xdd\xde\xdf"
                                 "\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef"
                                 "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff");
    g_autofree char *start = g_utf8_substring(text, 0, SHOWN_LETTERS - 3);
    g_autofree char *escaped = study_text_cut(start);
    return g_strconcat(escaped, "...", NULL);
}

bool study_is_name(const char *text)
{
    size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");
    return g_ascii_isalpha(*text) && text[length] == '\0' && length <= 40;
}

char *study_node_words(const StudyNode *node)
{
    if (node->kind != STUDY_NODE_SCALAR)
        return g_strdup(node->kind == STUDY_NODE_LIST ? "a list" : "a mapping");
    g_autofree char *cut = study_text_cut(node->text);
    switch (study_scalar_kind(node->text, node->plain)) {
    case STUDY_SCALAR_NULL: return g_strdup("nothing");
    case STUDY_SCALAR_BOOLEAN: return g_strdup(cut);
    case STUDY_SCALAR_INTEGER:
    case STUDY_SCALAR_FLOAT: return g_strdup_printf("the number %s", cut);
    default: return g_strdup_printf("'%s'", cut);
    }
}

/* ---- binding */

static bool in_range(double value, const StudyType *type)
{
    return (type->above ? value > type->minimum : value >= type->minimum) && value <= type->maximum;
}

static bool bind_duration(StudyNode *node, const StudyType *type, char **out_of_range)
{
    SimTime value;
    if (!study_duration_parse(node->text, &value))
        return false;
    node->integer = value;
    if (value > STUDY_MAX_DAYS * 24 * SIM_HOUR)
        *out_of_range = g_strdup_printf("'%s' is longer than 10 years", node->text);
    else if (type->maximum > 0 && value > (SimTime)type->maximum * SIM_S)
        *out_of_range = g_strdup_printf("'%s' is longer than %g d", node->text, type->maximum / 86400);
    else if (type->above && value == 0)
        *out_of_range = g_strdup_printf("'%s' must be longer than 0", node->text);
    return true;
}

static bool bind_share(StudyNode *node, StudyScalar kind, char **out_of_range)
{
    if (kind == STUDY_SCALAR_INTEGER || kind == STUDY_SCALAR_FLOAT)
        return study_number_parse(node->text, &node->number) && node->number >= 0 && node->number <= 1;
    if (kind != STUDY_SCALAR_STRING || !study_percent_parse(node->text, &node->number))
        return false;
    if (node->number > 1)
        *out_of_range = g_strdup_printf("'%s' is more than 100 %%", node->text);
    return true;
}

static bool bind_rate(StudyNode *node, const StudyType *type, char **out_of_range)
{
    if (!study_rate_parse(node->text, &node->number))
        return false;
    bool is_nothing = node->number == 0 && !type->above;
    if ((!(node->number >= 1e-6) && !is_nothing) || node->number > 1e9)
        *out_of_range = g_strdup_printf("'%s' must be from 1e-6 /s to 1e9 /s", node->text);
    return true;
}

static bool bind_bandwidth(StudyNode *node, char **out_of_range)
{
    if (!study_bandwidth_parse(node->text, &node->number))
        return false;
    if (!(node->number >= 1) || node->number > 1e15)
        *out_of_range = g_strdup_printf("'%s' must be from 1 bit/s to 1000000 Gbit/s", node->text);
    return true;
}

static bool bind_word(StudyNode *node, const StudyType *type)
{
    for (unsigned i = 0; type->words[i] != NULL; i++)
        if (strcmp(type->words[i], node->text) == 0) {
            node->integer = i;
            return true;
        }
    return false;
}

bool study_scalar_bind(StudyNode *node, const StudyType *type, char **out_of_range)
{
    StudyScalar kind = study_scalar_kind(node->text, node->plain);
    bool is_number = kind == STUDY_SCALAR_INTEGER || kind == STUDY_SCALAR_FLOAT, is_text = kind == STUDY_SCALAR_STRING;
    switch (type->kind) {
    case STUDY_DURATION: return is_text && bind_duration(node, type, out_of_range);
    case STUDY_SHARE: return bind_share(node, kind, out_of_range);
    case STUDY_RATE: return is_text && bind_rate(node, type, out_of_range);
    case STUDY_BANDWIDTH: return is_text && bind_bandwidth(node, out_of_range);
    case STUDY_COUNT:
        return is_number && study_integer_parse(node->text, &node->integer) && in_range((double)node->integer, type);
    case STUDY_NUMBER:
        return is_number && study_number_parse(node->text, &node->number) && in_range(node->number, type);
    case STUDY_BOOLEAN:
        node->integer = node->text[0] == 't' || node->text[0] == 'T';
        return kind == STUDY_SCALAR_BOOLEAN;
    case STUDY_WORD: return is_text && bind_word(node, type);
    case STUDY_TEXT: return is_text;
    case STUDY_NAME:
    case STUDY_REFERENCE: return is_text && study_is_name(node->text);
    default: g_assert_not_reached();
    }
}

/* ---- hints */

static char *duration_hint(const StudyNode *node, StudyScalar kind)
{
    static const struct { const char *written, *meant;
    } units[] = {
        { "m", "min (minutes) or ms (milliseconds)" },
        { "sec", "s" },
        { "secs", "s" },
        { "second", "s" },
        { "seconds", "s" },
        { "mins", "min" },
        { "minute", "min" },
        { "minutes", "min" },
        { "hour", "h" },
        { "hours", "h" },
        { "hr", "h" },
        { "day", "d" },
        { "days", "d" },
        { "msec", "ms" },
        { "S", "s" },
        { "MS", "ms" },
        { "usec", "us" },
        { "\xc2\xb5s", "us" },
        { "\xce\xbcs", "us" },
    };
    const char *text = node->text;
    double rate;
    if (study_rate_parse(text, &rate) && rate > 0)
        return g_strdup_printf("a time is meant, no rate: %s is %.4g s from one to the next", text, 1 / rate);
    if (kind == STUDY_SCALAR_INTEGER || kind == STUDY_SCALAR_FLOAT)
        return *text == '-' ? g_strdup("it cannot be negative, and needs a unit")
                            : g_strdup("a unit is missing: ns, us, ms, s, min, h or d");
    if (kind != STUDY_SCALAR_STRING)
        return NULL;
    if (*text == '-')
        return g_strdup("it cannot be negative");
    size_t digits = strspn(text, "0123456789.");
    if (digits > 0 && text[digits] == ',')
        return g_strdup("decimals have a point, no comma");
    if (digits > 0 && text[digits] == ':')
        return g_strdup("one number and one unit, such as '90 s'");
    const char *unit = text + digits + strspn(text + digits, " ");
    for (unsigned i = 0; digits > 0 && i < G_N_ELEMENTS(units); i++)
        if (strcmp(unit, units[i].written) == 0)
            return g_strdup_printf("the unit is %s", units[i].meant);
    return digits > 0 ? g_strdup("units are ns, us, ms, s, min, h and d") : NULL;
}

static char *share_hint(const StudyNode *node, StudyScalar kind)
{
    double value;
    if (node->text[0] == '-')
        return g_strdup("it cannot be negative");
    if (study_number_parse(node->text, &value) && value > 1)
        return g_strdup_printf("did you mean '%.20s %%'?", node->text);
    return kind == STUDY_SCALAR_STRING && strchr(node->text, ',') != NULL ? g_strdup("decimals have a point, no "
                                                                                     "comma") :
                                                                            NULL;
}

static char *word_hint(const StudyNode *node, const StudyType *type)
{
    const char *near = study_word_nearest(node->text, type->words);
    return near != NULL ? g_strdup_printf("did you mean '%s'?", near) : NULL;
}

static char *number_hint(const StudyNode *node)
{
    double value;
    if (!node->plain && study_number_parse(node->text, &value))
        return g_strdup("numbers stand without quotes");
    size_t digits = strspn(node->text, "0123456789.");
    if (digits > 0 && g_ascii_isalpha(node->text[digits + strspn(node->text + digits, " ")]))
        return g_strdup("it has no unit");
    if (digits > 0 && g_str_has_suffix(node->text, "%"))
        return g_strdup("it is a number, no share");
    if (digits > 0 && strchr(" _,'", node->text[digits]) != NULL && node->text[digits] != '\0')
        return g_strdup("digits stand without anything between them");
    return NULL;
}

static char *boolean_hint(const StudyNode *node)
{
    static const char *const yes[] = { "yes", "on", "y", "1", NULL }, *const no[] = { "no", "off", "n", "0", NULL };
    for (unsigned i = 0; yes[i] != NULL; i++) {
        if (g_ascii_strcasecmp(node->text, yes[i]) == 0)
            return g_strdup("write true");
        if (g_ascii_strcasecmp(node->text, no[i]) == 0)
            return g_strdup("write false");
    }
    return NULL;
}

static char *choice_hint(const StudyNode *node, const StudyType *type)
{
    char *hint = NULL;
    StudyScalar kind = study_scalar_kind(node->text, node->plain);
    bool has_number = kind == STUDY_SCALAR_INTEGER || kind == STUDY_SCALAR_FLOAT;
    for (unsigned i = 0; hint == NULL && type->choices[i] != NULL; i++)
        if ((study_kind_is_scalar(type->choices[i]->kind) || type->choices[i]->kind == STUDY_CHOICE) &&
            !(has_number && type->choices[i]->kind == STUDY_TEXT))
            hint = study_scalar_hint(node, type->choices[i]);
    return hint;
}

char *study_scalar_hint(const StudyNode *node, const StudyType *type)
{
    StudyScalar kind = study_scalar_kind(node->text, node->plain);
    if (kind == STUDY_SCALAR_NULL)
        return g_strdup("a value is missing");
    switch (type->kind) {
    case STUDY_DURATION: return duration_hint(node, kind);
    case STUDY_SHARE: return share_hint(node, kind);
    case STUDY_RATE:
        return kind == STUDY_SCALAR_INTEGER || kind == STUDY_SCALAR_FLOAT ? g_strdup("a unit is missing: /s, /min or "
                                                                                     "/h") :
                                                                            NULL;
    case STUDY_BANDWIDTH:
        return g_strdup(kind == STUDY_SCALAR_INTEGER || kind == STUDY_SCALAR_FLOAT ? "a unit is missing: bit/s, kbit/s, Mbit/s or Gbit/s"
                                                                                   : "units are bit/s, kbit/s, Mbit/s and Gbit/s");
    case STUDY_WORD: return word_hint(node, type);
    case STUDY_COUNT:
    case STUDY_NUMBER: return number_hint(node);
    case STUDY_BOOLEAN: return boolean_hint(node);
    case STUDY_TEXT: return g_strdup("put it in quotes");
    case STUDY_NAME:
    case STUDY_REFERENCE:
        return kind == STUDY_SCALAR_STRING ? g_strdup("a letter, then letters, digits, '_' or '-', at most 40") : NULL;
    case STUDY_CHOICE: return choice_hint(node, type);
    default: return NULL;
    }
}
