/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sms_text.h"

#include <string.h>

#include "sim/error.h"

#define SEPTETS_ALONE 160
#define SEPTETS_OF_PART 153
#define UNITS_ALONE 70
#define UNITS_OF_PART 67

/* 3GPP TS 23.038 6.2.1, in the order of the code points of Unicode; without the escape to the extension table, which is no character. */
static const gunichar default_alphabet[] = {
    0x000A, 0x000D, ' ', '!', '"', '#', '$', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?', '@',
    'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O', 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', '_',
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
    0x00A1 /* inverted ! */, 0x00A3 /* pound */, 0x00A4 /* currency */, 0x00A5 /* yen */, 0x00A7 /* section */, 0x00BF /* inverted ? */,
    0x00C4 /* A: */, 0x00C5 /* Ao */, 0x00C6 /* AE */, 0x00C7 /* C, */, 0x00C9 /* E' */, 0x00D1 /* N~ */, 0x00D6 /* O: */,
    0x00D8 /* O/ */, 0x00DC /* U: */, 0x00DF /* sharp s */, 0x00E0 /* a` */, 0x00E4 /* a: */, 0x00E5 /* ao */, 0x00E6 /* ae */,
    0x00E8 /* e` */, 0x00E9 /* e' */, 0x00EC /* i` */, 0x00F1 /* n~ */, 0x00F2 /* o` */, 0x00F6 /* o: */, 0x00F8 /* o/ */,
    0x00F9 /* u` */, 0x00FC /* u: */,
    0x0393 /* Gamma */, 0x0394 /* Delta */, 0x0398 /* Theta */, 0x039B /* Lambda */, 0x039E /* Xi */, 0x03A0 /* Pi */, 0x03A3 /* Sigma */,
    0x03A6 /* Phi */, 0x03A8 /* Psi */, 0x03A9 /* Omega */,
};

/* 6.2.1.1, in the same order: form feed and the rest. */
static const gunichar extension_table[] = { 0x000C, '[', '\\', ']', '^', '{', '|', '}', '~', 0x20AC /* euro */ };

static bool is_among(gunichar character, const gunichar *table, size_t n)
{
    size_t from = 0, to = n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;

        if (table[middle] < character)
            from = middle + 1;
        else
            to = middle;
    }
    return from < n && table[from] == character;
}

/* 0: not in septets at all. */
static unsigned count_septets(gunichar character)
{
    if (is_among(character, default_alphabet, G_N_ELEMENTS(default_alphabet)))
        return 1;
    return is_among(character, extension_table, G_N_ELEMENTS(extension_table)) ? 2 : 0;
}

static unsigned count_units(gunichar character, bool ucs2)
{
    if (ucs2)
        return character > 0xFFFF ? 2 : 1;
    return count_septets(character);
}

/* The end of the segment that begins at @at and has room for @limit units; *@out_units is what it takes of them. */
static const char *end_of_segment(const char *at, bool ucs2, unsigned limit, unsigned *out_units)
{
    unsigned units = 0;

    while (*at != '\0') {
        unsigned more = count_units(g_utf8_get_char(at), ucs2);

        if (units + more > limit)
            break;
        units += more;
        at = g_utf8_next_char(at);
    }
    *out_units = units;
    return at;
}

static bool needs_ucs2(const char *utf8)
{
    for (const char *at = utf8; *at != '\0'; at = g_utf8_next_char(at))
        if (count_septets(g_utf8_get_char(at)) == 0)
            return true;
    return false;
}

/* How many units a segment of @utf8 has room for. */
static unsigned segment_limit(const char *utf8, bool ucs2)
{
    unsigned alone = ucs2 ? UNITS_ALONE : SEPTETS_ALONE, units;

    if (*end_of_segment(utf8, ucs2, alone, &units) == '\0')
        return alone;
    return ucs2 ? UNITS_OF_PART : SEPTETS_OF_PART;
}

SmsSize sms_text_size(const char *utf8)
{
    g_assert(g_utf8_validate(utf8, -1, NULL));
    SmsSize size = { .ucs2 = needs_ucs2(utf8) };
    unsigned limit = segment_limit(utf8, size.ucs2);
    const char *at = utf8;

    do {
        unsigned units;

        at = end_of_segment(at, size.ucs2, limit, &units);
        size.units += units;
        size.segments++;
    } while (*at != '\0');
    return size;
}

GArray *sms_text_split(const char *utf8)
{
    g_assert(g_utf8_validate(utf8, -1, NULL));
    GArray *segments = g_array_new(FALSE, FALSE, sizeof(SmsSegment));
    bool ucs2 = needs_ucs2(utf8);
    unsigned limit = segment_limit(utf8, ucs2);
    const char *at = utf8;

    do {
        SmsSegment segment = { .start = (size_t)(at - utf8) };

        at = end_of_segment(at, ucs2, limit, &segment.units);
        segment.length = (size_t)(at - utf8) - segment.start;
        g_array_append_val(segments, segment);
    } while (*at != '\0');
    return segments;
}

static char *list_names(const SmsPlaceholder *values, size_t n_values)
{
    GString *names = g_string_new(NULL);

    for (size_t i = 0; i < n_values; i++)
        g_string_append_printf(names, "%s{%s}", i > 0 ? ", " : "", values[i].name);
    return g_string_free(names, FALSE);
}

/* NULL if none of the values has the name @name[length]. */
static const char *find_value(const char *name, size_t length, const SmsPlaceholder *values, size_t n_values)
{
    for (size_t i = 0; i < n_values; i++)
        if (strlen(values[i].name) == length && memcmp(values[i].name, name, length) == 0)
            return values[i].value;
    return NULL;
}

/* Appends what stands for the place at @open, a brace; returns what follows the place, or NULL. */
static const char *expand_place(GString *out, const char *open, const SmsPlaceholder *values, size_t n_values, GError **error)
{
    const char *name = open + 1, *close = strchr(name, '}');

    if (close == NULL) {
        sim_fail(error, SIM_ERROR_SCENARIO, "'{' without '}'; a brace is written '{{'");
        return NULL;
    }
    const char *value = find_value(name, (size_t)(close - name), values, n_values);
    if (value == NULL) {
        g_autofree char *names = list_names(values, n_values);

        sim_fail(error, SIM_ERROR_SCENARIO, "nothing is known to go in for {%.*s}; there are %s", (int)(close - name), name, names);
        return NULL;
    }
    g_string_append(out, value);
    return close + 1;
}

char *sms_text_expand(const char *text, const SmsPlaceholder *values, size_t n_values, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (const char *at = text; *at != '\0';) {
        if (at[0] != '{') {
            size_t plain = strcspn(at, "{");

            g_string_append_len(out, at, (gssize)plain);
            at += plain;
        } else if (at[1] == '{') {
            g_string_append_c(out, '{');
            at += 2;
        } else {
            at = expand_place(out, at, values, n_values, error);
            if (at == NULL)
                return NULL;
        }
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}
