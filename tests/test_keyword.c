/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies in words: what fits which class, in all three ways to compare. */
#include "models/cpm_keyword.h"
#include "tests/cunit_run.h"

#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char *const accept_words[] = { "yes", "OK", "1", "join us", "tak", "Ναι", "👍", "straße", "...", NULL };
static const char *const decline_words[] = { "no", "2", "no thanks", "+0", "İptal", "don't", NULL };
static const char *const leave_words[] = { "leave", "bye", "stop it", NULL };

/* A accept, D decline, L leave, U none fits, X several classes fit. */
static char letter(CpmReply reply, unsigned fits)
{
    if ((fits & (fits - 1)) != 0)
        return reply == CPM_REPLY_UNRECOGNISED ? 'X' : '?';
    if (reply == CPM_REPLY_UNRECOGNISED)
        return fits == 0 ? 'U' : '?';
    return fits == 1u << reply ? "ADL"[reply] : '?';
}

typedef struct Row {
    const char *reply;
    const char *expected;       /* exact, first word, anywhere */
} Row;

static const Row rows[] = {
    { "yes", "AAA" },
    { "Yes", "AAA" },
    { "YES", "AAA" },
    { "  yes\r\n", "AAA" },
    { "Yes!!!", "AAA" },
    { "\"yes\"", "AAA" },
    { "¿yes?", "AAA" },
    { "…yes…", "AAA" },
    { "ｙｅｓ", "AAA" },
    { "y\xe2\x80\x8b" "es", "AAA" },
    { "yes please", "UAA" },
    { "yes, I will be there", "UAA" },
    { "I say yes", "UUA" },
    { "yesterday", "UUU" },
    { "oh yesterday!", "UUU" },
    { "ayes", "UUU" },
    { "yes1", "UUU" },
    { "y es", "UUU" },
    { "ok", "AAA" },
    { "ok yes", "UAA" },
    { "ＯＫ.", "AAA" },
    { "1", "AAA" },
    { "1.", "AAA" },
    { "11", "UUU" },
    { "1 2", "UAX" },
    { "-1", "AAA" },
    { "+0", "DDD" },
    { "+ 0", "DDD" },
    { "0", "UUU" },
    { "join us", "AAA" },
    { "Join  us!", "AAA" },
    { "join, us", "AAA" },
    { "joinus", "UUU" },
    { "join", "UUU" },
    { "us join", "UUU" },
    { "do join us now", "UUA" },
    { "ναι", "AAA" },
    { "ΝΑΙ", "AAA" },
    { "👍", "AAA" },
    { "👍👍", "UAA" },
    { "👍\xef\xb8\x8f", "AAA" },
    { "great👍", "UUA" },
    { "👎", "UUU" },
    { "yes👍", "UAA" },
    { "STRASSE", "AAA" },
    { "no", "DDD" },
    { "No.", "DDD" },
    { "no thanks", "DDD" },
    { "no, thanks", "DDD" },
    { "no yes", "UDX" },
    { "yes no", "UAX" },
    { "now", "UUU" },
    { "nó", "UUU" },
    { "don't", "DDD" },
    { "don’t", "DDD" },
    { "DON'T!", "DDD" },
    { "dont", "UUU" },
    { "i̇ptal", "DDD" },
    { "leave", "LLL" },
    { "Bye-bye", "ULL" },
    { "goodbye", "UUU" },
    { "please stop it now", "UUL" },
    { "stop", "UUU" },
    { "stop yes it", "UUA" },
    { "yes but leave", "UAX" },
    { "no leave yes", "UDX" },
    { "", "UUU" },
    { "   ", "UUU" },
    { "...", "UUU" },
    { "?!", "UUU" },
    { "maybe", "UUU" },
    { "tak\xcc\x81", "UUU" },
};

static void test_rows(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        for (int recognition = 0; recognition < 3; recognition++) {
            CpmKeywords keywords = { accept_words, decline_words, leave_words, (CpmRecognition)recognition };
            unsigned fits;
            CpmReply reply = cpm_keyword_reply(&keywords, rows[i].reply, &fits);
            CU_ASSERT_EQUAL(letter(reply, fits), rows[i].expected[recognition]);
            if (letter(reply, fits) != rows[i].expected[recognition])
                fprintf(stderr, "'%s', %d: %c\n", rows[i].reply, recognition, letter(reply, fits));
            CU_ASSERT_EQUAL(cpm_keyword_reply(&keywords, rows[i].reply, NULL), reply);
        }
}

static void test_empty_lists(void)
{
    static const char *const nothing[] = { NULL };
    CpmKeywords keywords = { NULL, nothing, leave_words, CPM_RECOGNISE_ANYWHERE };
    unsigned fits = 9;
    CU_ASSERT_EQUAL(cpm_keyword_reply(&keywords, "yes", &fits), CPM_REPLY_UNRECOGNISED);
    CU_ASSERT_EQUAL(fits, 0);
    CU_ASSERT_EQUAL(cpm_keyword_reply(&keywords, "bye", &fits), CPM_REPLY_LEAVE);
    CU_ASSERT_EQUAL(fits, 1u << CPM_REPLY_LEAVE);
}

static void test_words(void)
{
    CU_ASSERT(cpm_keyword_has_words("a"));
    CU_ASSERT(cpm_keyword_has_words(" +"));
    CU_ASSERT(cpm_keyword_has_words("日"));
    CU_ASSERT_FALSE(cpm_keyword_has_words(""));
    CU_ASSERT_FALSE(cpm_keyword_has_words(" \n"));
    CU_ASSERT_FALSE(cpm_keyword_has_words("-?!"));
    CU_ASSERT_STRING_EQUAL(cpm_reply_name(CPM_REPLY_LEAVE), "leave");
    CU_ASSERT_STRING_EQUAL(cpm_reply_name(CPM_REPLY_UNRECOGNISED), "unrecognised");
}

/* Whatever fits exactly fits as first words, and what does fits anywhere; and noise around a keyword changes nothing. */
static void test_ways_are_nested(void)
{
    uint64_t state = 8;
    for (unsigned round = 0; round < 2000; round++) {
        g_autoptr(GString) reply = g_string_new(NULL);
        for (unsigned i = 0; i < 6; i++) {
            static const char *const pieces[] = { "yes", "no", " ", "!", "leave", "thanks", " join", " us ", "Ä", "👍", "1", ", " };
            state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            g_string_append(reply, pieces[(state >> 33) % G_N_ELEMENTS(pieces)]);
        }
        g_autofree char *noisy = g_strdup_printf(" \t«%s»?! ", reply->str);
        unsigned fits[3], noisy_fits;
        for (int recognition = 0; recognition < 3; recognition++) {
            CpmKeywords keywords = { accept_words, decline_words, leave_words, (CpmRecognition)recognition };
            cpm_keyword_reply(&keywords, reply->str, &fits[recognition]);
            cpm_keyword_reply(&keywords, noisy, &noisy_fits);
            CU_ASSERT_EQUAL(fits[recognition], noisy_fits);
        }
        CU_ASSERT_EQUAL(fits[CPM_RECOGNISE_EXACT] & ~fits[CPM_RECOGNISE_FIRST_WORD], 0);
        CU_ASSERT_EQUAL(fits[CPM_RECOGNISE_FIRST_WORD] & ~fits[CPM_RECOGNISE_ANYWHERE], 0);
    }
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "rows", test_rows },
        { "empty lists", test_empty_lists },
        { "words", test_words },
        { "ways are nested", test_ways_are_nested },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "keyword", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
