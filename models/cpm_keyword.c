/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_keyword.h"

#include <glib.h>
#include <string.h>

typedef enum CharacterKind { SEPARATOR, OF_WORD, SYMBOL, IGNORED } CharacterKind;

#define VARIATION_SELECTOR_16 0xFE0F    /* shows the character before it as an emoji, and means the same */

static CharacterKind kind_of(gunichar character)
{
    if (character == VARIATION_SELECTOR_16)
        return IGNORED;
    switch (g_unichar_type(character)) {
    case G_UNICODE_LOWERCASE_LETTER:
    case G_UNICODE_UPPERCASE_LETTER:
    case G_UNICODE_TITLECASE_LETTER:
    case G_UNICODE_MODIFIER_LETTER:
    case G_UNICODE_OTHER_LETTER:
    case G_UNICODE_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_DECIMAL_NUMBER:
    case G_UNICODE_LETTER_NUMBER:
    case G_UNICODE_OTHER_NUMBER:
        return OF_WORD;
    case G_UNICODE_CURRENCY_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_MATH_SYMBOL:
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:      /* to this GLib: an emoji of next year */
        return SYMBOL;
    case G_UNICODE_FORMAT:
        return IGNORED;
    default:
        return SEPARATOR;
    }
}

/* The words of @utf8, a blank before, between and after them, so that " yes " stands in " oh yes sir " and not in
 * " yesterday "; without any word, a blank.  Transfer full. */
static char *spread_words(const char *utf8)
{
    g_assert(g_utf8_validate(utf8, -1, NULL));
    g_autofree char *folded = g_utf8_casefold(utf8, -1);
    g_autofree char *plain = g_utf8_normalize(folded, -1, G_NORMALIZE_NFKC);
    GString *words = g_string_new(" ");

    for (const char *at = plain; *at != '\0'; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        CharacterKind kind = kind_of(character);
        bool open = words->str[words->len - 1] != ' ';

        if (kind == IGNORED)
            continue;
        if (open && kind != OF_WORD)
            g_string_append_c(words, ' ');
        if (kind != SEPARATOR)
            g_string_append_unichar(words, character);
        if (kind == SYMBOL)
            g_string_append_c(words, ' ');
    }
    if (words->str[words->len - 1] != ' ')
        g_string_append_c(words, ' ');
    return g_string_free(words, FALSE);
}

static bool fits(const char *reply, const char *keyword, CpmRecognition recognition)
{
    g_autofree char *wanted = spread_words(keyword);

    if (strcmp(wanted, " ") == 0)
        return false;
    switch (recognition) {
    case CPM_RECOGNISE_EXACT:
        return strcmp(reply, wanted) == 0;
    case CPM_RECOGNISE_FIRST_WORD:
        return g_str_has_prefix(reply, wanted);
    case CPM_RECOGNISE_ANYWHERE:
        return strstr(reply, wanted) != NULL;
    }
    g_assert_not_reached();
}

CpmReply cpm_keyword_reply(const CpmKeywords *keywords, const char *utf8, unsigned *out_fits)
{
    const char *const *const lists[] = {
        [CPM_REPLY_ACCEPT] = keywords->accept, [CPM_REPLY_DECLINE] = keywords->decline, [CPM_REPLY_LEAVE] = keywords->leave,
    };
    g_autofree char *reply = spread_words(utf8);
    CpmReply last = CPM_REPLY_UNRECOGNISED;
    unsigned mask = 0;

    for (unsigned class = 0; class < G_N_ELEMENTS(lists); class++)
        for (const char *const *word = lists[class]; word != NULL && *word != NULL; word++)
            if (fits(reply, *word, keywords->recognition)) {
                mask |= 1u << class;
                last = (CpmReply)class;
            }
    if (out_fits != NULL)
        *out_fits = mask;
    return mask == 1u << last ? last : CPM_REPLY_UNRECOGNISED;
}

bool cpm_keyword_has_words(const char *utf8)
{
    g_autofree char *words = spread_words(utf8);

    return strcmp(words, " ") != 0;
}

const char *cpm_reply_name(CpmReply reply)
{
    static const char *const names[CPM_REPLIES] = {
        [CPM_REPLY_ACCEPT] = "accept",
        [CPM_REPLY_DECLINE] = "decline",
        [CPM_REPLY_LEAVE] = "leave",
        [CPM_REPLY_UNRECOGNISED] = "unrecognised",
    };

    g_assert(reply < CPM_REPLIES);
    return names[reply];
}
