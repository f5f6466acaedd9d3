/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/quantity.h"
#include "tests/cunit_run.h"

#include <string.h>

static void test_kinds_follow_the_core_schema(void)
{
    static const struct { const char *text; StudyScalar kind; } rows[] = {
        { "", STUDY_SCALAR_NULL }, { "~", STUDY_SCALAR_NULL }, { "null", STUDY_SCALAR_NULL }, { "Null", STUDY_SCALAR_NULL },
        { "nuLL", STUDY_SCALAR_STRING },
        { "true", STUDY_SCALAR_BOOLEAN }, { "FALSE", STUDY_SCALAR_BOOLEAN }, { "tRUE", STUDY_SCALAR_STRING },
        { "yes", STUDY_SCALAR_STRING }, { "no", STUDY_SCALAR_STRING }, { "on", STUDY_SCALAR_STRING },
        { "off", STUDY_SCALAR_STRING }, { "y", STUDY_SCALAR_STRING },
        { "0", STUDY_SCALAR_INTEGER }, { "-12", STUDY_SCALAR_INTEGER }, { "+3", STUDY_SCALAR_INTEGER },
        { "0o17", STUDY_SCALAR_INTEGER }, { "0x1F", STUDY_SCALAR_INTEGER }, { "017", STUDY_SCALAR_INTEGER },
        { "0o8", STUDY_SCALAR_STRING }, { "0b1", STUDY_SCALAR_STRING }, { "1_000", STUDY_SCALAR_STRING },
        { "1:30", STUDY_SCALAR_STRING }, { "-", STUDY_SCALAR_STRING }, { "0x", STUDY_SCALAR_STRING },
        { "1.5", STUDY_SCALAR_FLOAT }, { ".5", STUDY_SCALAR_FLOAT }, { "1.", STUDY_SCALAR_FLOAT },
        { "1e3", STUDY_SCALAR_FLOAT }, { "-1.5E-3", STUDY_SCALAR_FLOAT }, { ".inf", STUDY_SCALAR_FLOAT },
        { "-.INF", STUDY_SCALAR_FLOAT }, { ".NaN", STUDY_SCALAR_FLOAT }, { "-.nan", STUDY_SCALAR_STRING },
        { "e3", STUDY_SCALAR_STRING }, { ".", STUDY_SCALAR_STRING }, { "1e", STUDY_SCALAR_STRING },
        { "2026-01-01", STUDY_SCALAR_STRING }, { "20 %", STUDY_SCALAR_STRING }, { "inf", STUDY_SCALAR_STRING },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        CU_ASSERT_EQUAL(study_scalar_kind(rows[i].text, true), rows[i].kind);
        CU_ASSERT_EQUAL(study_scalar_kind(rows[i].text, false), STUDY_SCALAR_STRING);
    }
}

static void test_durations_are_exact(void)
{
    static const struct { const char *text; SimTime value; } rows[] = {
        { "0 s", 0 }, { "0.1 s", 100000000 }, { "0.3s", 300000000 }, { "50 ms", 50 * SIM_MS }, { "3.6 min", 216 * SIM_S },
        { "1.1 h", 3960 * SIM_S }, { "1 d", 24 * SIM_HOUR }, { "7 ns", 7 }, { "2.5 us", 2500 }, { "0.7 d", 60480 * SIM_S },
        { "0.0000000014 s", 1 }, { "0.0000000015 s", 2 }, { "0.5 ns", 1 }, { "0.49999999999999999999999 ns", 0 },
        { "1.000000000000000000000000000001 s", SIM_S }, { "000005 s", 5 * SIM_S },
        { "0.99999999999999999999999999999999 s", SIM_S },
        { "9007199.254740993 s", INT64_C(9007199254740993) }, { "106000 d", INT64_C(106000) * 24 * SIM_HOUR },
        { "200000 d", SIM_TIME_MAX }, { "99999999999999999999999 s", SIM_TIME_MAX },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SimTime value = -1;
        CU_ASSERT_TRUE(study_duration_parse(rows[i].text, &value));
        CU_ASSERT_EQUAL(value, rows[i].value);
    }
}

static void test_durations_of_other_forms_are_refused(void)
{
    static const char *const rows[] = {
        "", "5", "s", "-5 s", "+5 s", ".5 s", "5. s", "5  s", "5 S", "5 m", "5 sec", "1e3 s", "5 s ", " 5 s", "5,5 s", "1:30",
        "5 min 3 s", "inf s", "5\ts", "0x5 s", "5 ms s",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        SimTime value;
        CU_ASSERT_FALSE(study_duration_parse(rows[i], &value));
    }
}

static void test_duration_texts_read_back(void)
{
    static const SimTime values[] = { 0, 1, 999, SIM_US, 1500 * SIM_MS, SIM_S, 660 * SIM_S, 90 * SIM_MIN, SIM_TIME_MAX - 1 };
    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *text = study_duration_text(values[i]);
        SimTime value = -1;
        CU_ASSERT_TRUE(study_duration_parse(text, &value));
        CU_ASSERT_EQUAL(value, values[i]);
    }
    g_autofree char *text = study_duration_text(1500 * SIM_MS);
    CU_ASSERT_STRING_EQUAL(text, "1500 ms");
}

/* The nearest double, as the compiler finds it: not a division of it. */
static void test_shares_and_rates(void)
{
    double value = 0;
    CU_ASSERT_TRUE(study_percent_parse("0.1 %", &value) && value == 0.001);
    CU_ASSERT_TRUE(study_percent_parse("62%", &value) && value == 0.62);
    CU_ASSERT_TRUE(study_percent_parse("98.3 %", &value) && value == 0.983);
    CU_ASSERT_TRUE(study_percent_parse("120 %", &value) && value == 1.2);
    CU_ASSERT_FALSE(study_percent_parse("62", &value) || study_percent_parse("-1 %", &value));
    CU_ASSERT_FALSE(study_percent_parse("%", &value) || study_percent_parse("5 %%", &value));
    CU_ASSERT_TRUE(study_rate_parse("2000 /s", &value) && value == 2000);
    CU_ASSERT_TRUE(study_rate_parse("30/min", &value) && value == 0.5);
    CU_ASSERT_TRUE(study_rate_parse("7200 / h", &value) && value == 2);
    CU_ASSERT_FALSE(study_rate_parse("5", &value) || study_rate_parse("5 /d", &value) || study_rate_parse("5 s", &value));
    CU_ASSERT_FALSE(study_rate_parse("5 /  s", &value) || study_rate_parse("/s", &value));
}

static void test_numbers(void)
{
    int64_t whole = 0;
    double value = 0;
    CU_ASSERT_TRUE(study_integer_parse("9223372036854775807", &whole) && whole == INT64_MAX);
    CU_ASSERT_TRUE(study_integer_parse("-9223372036854775808", &whole) && whole == INT64_MIN);
    CU_ASSERT_TRUE(study_integer_parse("0x1f", &whole) && whole == 31);
    CU_ASSERT_TRUE(study_integer_parse("0o17", &whole) && whole == 15);
    CU_ASSERT_TRUE(study_integer_parse("017", &whole) && whole == 17);
    CU_ASSERT_TRUE(study_integer_parse("+5", &whole) && whole == 5);
    CU_ASSERT_TRUE(study_integer_parse("1e6", &whole) && whole == 1000000);
    CU_ASSERT_TRUE(study_integer_parse("2.50e1", &whole) && whole == 25);
    CU_ASSERT_FALSE(study_integer_parse("9223372036854775808", &whole) || study_integer_parse("2.5", &whole));
    CU_ASSERT_FALSE(study_integer_parse("1e30", &whole) || study_integer_parse(".inf", &whole));
    CU_ASSERT_FALSE(study_integer_parse(".nan", &whole) || study_integer_parse("five", &whole));
    CU_ASSERT_TRUE(study_number_parse("0.25", &value) && value == 0.25);
    CU_ASSERT_TRUE(study_number_parse("0x10", &value) && value == 16);
    CU_ASSERT_FALSE(study_number_parse(".inf", &value) || study_number_parse("1e999", &value));
}

static void test_words_that_are_near(void)
{
    static const char *const words[] = { "latency", "t_reply", "fan_out", "off", NULL };
    CU_ASSERT_EQUAL(study_word_distance("latncy", "latency"), 1);
    CU_ASSERT_EQUAL(study_word_distance("frist", "first"), 1);
    CU_ASSERT_EQUAL(study_word_distance("Fan-Out", "fan_out"), 0);
    CU_ASSERT_EQUAL(study_word_distance("", "abc"), 3);
    CU_ASSERT_EQUAL(study_word_distance("kitten", "sitting"), 3);
    CU_ASSERT_STRING_EQUAL(study_word_nearest("latncy", words), "latency");
    CU_ASSERT_STRING_EQUAL(study_word_nearest("treply", words), "t_reply");
    CU_ASSERT_STRING_EQUAL(study_word_nearest("of", words), "off");
    CU_ASSERT_PTR_NULL(study_word_nearest("banana", words));
    CU_ASSERT_PTR_NULL(study_word_nearest("", words));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "kinds follow the core schema", test_kinds_follow_the_core_schema },
        { "durations are exact", test_durations_are_exact },
        { "durations of other forms are refused", test_durations_of_other_forms_are_refused },
        { "duration texts read back", test_duration_texts_read_back },
        { "shares and rates", test_shares_and_rates },
        { "numbers", test_numbers },
        { "words that are near", test_words_that_are_near },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "quantity", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
