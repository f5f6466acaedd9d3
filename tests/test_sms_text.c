/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts in short messages: the alphabet as the table of 3GPP TS 23.038 6.2.1 draws it, sizes at all edges, and any text whatever. */
#include "models/sms_text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "sim/error.h"
#include "tests/cunit_run.h"

/* By septet, 0x00 to 0x7F, without the escape 0x1B. */
static const char alphabet[] =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
static const char extension[] = "\f^{}\\[~]|€";

static void test_alphabet(void)
{
    CU_ASSERT_EQUAL(g_utf8_strlen(alphabet, -1), 127);
    CU_ASSERT_EQUAL(g_utf8_strlen(extension, -1), 10);
    for (gunichar character = 1; character <= 0x10FFFF; character++) {
        char text[8] = "";
        if (!g_unichar_validate(character))
            continue;
        g_unichar_to_utf8(character, text);
        SmsSize size = sms_text_size(text);
        bool plain = strstr(alphabet, text) != NULL, extended = strstr(extension, text) != NULL;
        unsigned units = plain ? 1 : extended || character > 0xFFFF ? 2 : 1;
        if (size.ucs2 != (!plain && !extended) || size.units != units || size.segments != 1) {
            fprintf(stderr, "U+%04X: %s, %u units\n", character, size.ucs2 ? "UCS-2" : "septets", size.units);
            CU_FAIL("a character in the wrong alphabet");
        }
    }
}

typedef struct Row {
    const char *desc;
    struct { unsigned times; const char *text; } parts[4];
    bool ucs2;
    unsigned units, segments;
} Row;

static const Row rows[] = {
    { "nothing", { { 0, "" } }, false, 0, 1 },
    { "one letter", { { 1, "a" } }, false, 1, 1 },
    { "full", { { 160, "a" } }, false, 160, 1 },
    { "one too many: both parts have a header", { { 161, "a" } }, false, 161, 2 },
    { "two parts full", { { 306, "a" } }, false, 306, 2 },
    { "three parts", { { 307, "a" } }, false, 307, 3 },
    { "three parts full", { { 459, "a" } }, false, 459, 3 },
    { "four parts", { { 460, "a" } }, false, 460, 4 },
    { "euro signs count two", { { 80, "€" } }, false, 160, 1 },
    { "81 of them", { { 81, "€" } }, false, 162, 2 },
    { "76 fill a part but for one septet", { { 152, "€" } }, false, 304, 2 },
    { "units would fit two parts, pairs do not", { { 153, "€" } }, false, 306, 3 },
    { "a pair across the end of a part", { { 152, "a" }, { 1, "€" }, { 152, "a" } }, false, 306, 3 },
    { "the same pair one earlier", { { 151, "a" }, { 1, "€" }, { 153, "a" } }, false, 306, 2 },
    { "the pair at the end of 160", { { 158, "a" }, { 1, "[" } }, false, 160, 1 },
    { "the pair beyond 160", { { 159, "a" }, { 1, "[" } }, false, 161, 2 },
    { "accents of the alphabet", { { 160, "é" } }, false, 160, 1 },
    { "Greek capitals of the alphabet", { { 160, "Ω" } }, false, 160, 1 },
    { "a Greek capital that looks Latin", { { 1, "Α" } }, true, 1, 1 },
    { "a small Greek letter", { { 1, "ω" } }, true, 1, 1 },
    { "small c with cedilla", { { 1, "ç" } }, true, 1, 1 },
    { "a combining accent", { { 1, "e\xcc\x81" } }, true, 2, 1 },
    { "a typographic apostrophe makes all UCS-2", { { 1, "It’s" }, { 66, "a" } }, true, 70, 1 },
    { "one more", { { 1, "It’s" }, { 67, "a" } }, true, 71, 2 },
    { "a grave accent is in no table", { { 1, "`" } }, true, 1, 1 },
    { "a tab is in no table", { { 1, "\t" } }, true, 1, 1 },
    { "no-break space", { { 1, "\xc2\xa0" } }, true, 1, 1 },
    { "in UCS-2 a bracket counts one", { { 1, "[一" } }, true, 2, 1 },
    { "UCS-2 full", { { 70, "一" } }, true, 70, 1 },
    { "UCS-2, two parts", { { 71, "一" } }, true, 71, 2 },
    { "UCS-2, two parts full", { { 134, "一" } }, true, 134, 2 },
    { "UCS-2, three parts", { { 135, "一" } }, true, 135, 3 },
    { "35 emoji fill one", { { 35, "😀" } }, true, 70, 1 },
    { "36 take two parts", { { 36, "😀" } }, true, 72, 2 },
    { "33 fill a part but for one unit", { { 66, "😀" } }, true, 132, 2 },
    { "units would fit two parts, surrogates do not", { { 67, "😀" } }, true, 134, 3 },
    { "a surrogate pair across the end of a part", { { 66, "一" }, { 1, "😀" }, { 66, "一" } }, true, 134, 3 },
    { "the same pair one earlier", { { 65, "一" }, { 1, "😀" }, { 67, "一" } }, true, 134, 2 },
    { "the most parts", { { 255 * 153, "a" } }, false, 255 * 153, 255 },
    { "beyond the most", { { 255 * 153 + 1, "a" } }, false, 255 * 153 + 1, 256 },
};

static void test_sizes(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        for (size_t part = 0; part < G_N_ELEMENTS(rows[i].parts); part++)
            for (unsigned time = 0; time < rows[i].parts[part].times; time++)
                g_string_append(text, rows[i].parts[part].text);
        SmsSize size = sms_text_size(text->str);
        if (size.ucs2 != rows[i].ucs2 || size.units != rows[i].units || size.segments != rows[i].segments) {
            fprintf(stderr, "%s: %s, %u units, %u segments\n", rows[i].desc, size.ucs2 ? "UCS-2" : "septets", size.units, size.segments);
            CU_FAIL("a wrong size");
        }
    }
}

/* ---- any text */

static uint32_t next_random(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*state >> 33);
}

/* A character of @style: 0 letters, 1 with extensions, 2 of the BMP, 3 of all planes. */
static gunichar random_character(uint64_t *state, unsigned style)
{
    gunichar character;
    unsigned of = next_random(state) % 8;
    if (style == 0 || (style == 1 && of < 6) || (style >= 2 && of < 3))
        return 'a' + next_random(state) % 26;
    if (style == 1 || of < 4)
        return g_utf8_get_char(g_utf8_offset_to_pointer(extension, next_random(state) % 10));
    do
        character = 1 + next_random(state) % (style == 2 ? 0xFFFF : 0x10FFFF);
    while (!g_unichar_validate(character));
    return character;
}

/* Units as TS 23.038 counts them, from the strings above. */
static unsigned units_of(const char *text, size_t length, bool ucs2)
{
    unsigned units = 0;
    for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
        gunichar character = g_utf8_get_char(at);
        units += ucs2 ? (character > 0xFFFF ? 2 : 1) : g_utf8_strchr(extension, -1, character) != NULL ? 2 : 1;
    }
    return units;
}

static void check_split(const char *text)
{
    SmsSize size = sms_text_size(text);
    g_autoptr(GArray) segments = sms_text_split(text);
    unsigned alone = size.ucs2 ? 70 : 160, of_part = size.ucs2 ? 67 : 153, units = 0;
    size_t at = 0;
    CU_ASSERT_EQUAL(segments->len, size.segments);
    CU_ASSERT_EQUAL(size.segments == 1, size.units <= alone);
    for (guint i = 0; i < segments->len; i++) {
        const SmsSegment *segment = &g_array_index(segments, SmsSegment, i);
        CU_ASSERT_EQUAL(segment->start, at);
        CU_ASSERT(g_utf8_validate(text + segment->start, (gssize)segment->length, NULL));       /* a character is whole */
        CU_ASSERT_EQUAL(segment->units, units_of(text + at, segment->length, size.ucs2));
        CU_ASSERT(segment->units <= (segments->len == 1 ? alone : of_part));
        CU_ASSERT(i + 1 == segments->len || segment->units >= of_part - 1);     /* no room is left but for half a pair */
        at += segment->length;
        units += segment->units;
    }
    CU_ASSERT_EQUAL(at, strlen(text));
    CU_ASSERT_EQUAL(units, size.units);
}

static void test_any_text(void)
{
    uint64_t state = 5;
    for (unsigned round = 0; round < 400; round++) {
        g_autoptr(GString) text = g_string_new(NULL);
        SmsSize before = sms_text_size("");
        unsigned length = next_random(&state) % 500;
        for (unsigned i = 0; i < length; i++) {
            g_string_append_unichar(text, random_character(&state, round % 4));
            SmsSize after = sms_text_size(text->str);
            CU_ASSERT(after.segments >= before.segments);
            CU_ASSERT(before.ucs2 != after.ucs2 || after.units > before.units);
            CU_ASSERT(after.ucs2 || !before.ucs2);
            before = after;
        }
        check_split(text->str);
    }
}

/* ---- places */

static const SmsPlaceholder values[] = { { "inviter", "Alice" }, { "group", "the {team}" }, { "in", "?" }, { "empty", "" } };

static void test_places(void)
{
    static const struct { const char *text, *expected, *error; } cases[] = {
        { "", "", NULL },
        { "Hello", "Hello", NULL },
        { "{inviter}", "Alice", NULL },
        { "{inviter}{inviter}", "AliceAlice", NULL },
        { "a {inviter} b {group} c", "a Alice b the {team} c", NULL },      /* values are not expanded again */
        { "<{empty}>", "<>", NULL },
        { "{in}", "?", NULL },
        { "{{", "{", NULL },
        { "{{inviter}", "{inviter}", NULL },
        { "{{{inviter}", "{Alice", NULL },
        { "}", "}", NULL },
        { "{inviter}}", "Alice}", NULL },
        { "{invite}", NULL, "{invite}; there are {inviter}, {group}, {in}, {empty}" },
        { "{Inviter}", NULL, "{Inviter}" },
        { "{ inviter}", NULL, "{ inviter}" },
        { "{}", NULL, "{}" },
        { "{inviter", NULL, "'{' without '}'" },
        { "end {", NULL, "'{' without '}'" },
        { "Zoë {größe}", NULL, "{größe}" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text = sms_text_expand(cases[i].text, values, G_N_ELEMENTS(values), &error);
        CU_ASSERT_EQUAL(g_strcmp0(text, cases[i].expected), 0);
        CU_ASSERT_EQUAL(error != NULL, cases[i].error != NULL);
        if (error != NULL) {
            CU_ASSERT(g_error_matches(error, SIM_ERROR, SIM_ERROR_SCENARIO));
            CU_ASSERT_PTR_NOT_NULL(strstr(error->message, cases[i].error));
        }
        if (g_strcmp0(text, cases[i].expected) != 0)
            fprintf(stderr, "%s -> %s\n", cases[i].text, text);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "alphabet", test_alphabet },
        { "sizes", test_sizes },
        { "any text", test_any_text },
        { "places", test_places },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "sms_text", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
