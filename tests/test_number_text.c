/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of tables: made without printf(), they are what printf() makes. */
#include "report/number_text.h"

#include <math.h>

#include "tests/cunit_run.h"

static void check_digits(uint64_t number)
{
    char expected[32];
    g_autoptr(GString) text = g_string_new("x");

    g_snprintf(expected, sizeof expected, "x%" G_GUINT64_FORMAT, number);
    report_append_digits(text, number);
    CU_ASSERT_STRING_EQUAL(text->str, expected);
}

static void test_digits(void)
{
    for (uint64_t number = 0; number < 20000; number++)
        check_digits(number);
    for (uint64_t power = 1; power < UINT64_MAX / 10; power *= 10)
        for (uint64_t digit = 1; digit < 10; digit++) {
            check_digits(digit * power - 1);
            check_digits(digit * power);
            check_digits(digit * power + digit);
        }
    check_digits(UINT64_MAX);
}

/* The shortest of up to 17 digits that reads back. */
static const char *with_printf(double value, char text[REPORT_NUMBER_TEXT_SIZE])
{
    for (int digits = 15; digits <= 17; digits++) {
        char format[8];

        g_snprintf(format, sizeof format, "%%.%dg", digits);
        g_ascii_formatd(text, REPORT_NUMBER_TEXT_SIZE, format, value);
        if (digits == 17 || !(g_ascii_strtod(text, NULL) < value || g_ascii_strtod(text, NULL) > value))
            break;
    }
    return text;
}

static void check_decimal(double value)
{
    char text[REPORT_NUMBER_TEXT_SIZE], expected[REPORT_NUMBER_TEXT_SIZE];

    CU_ASSERT_STRING_EQUAL(report_decimal_text(value, text), with_printf(value, expected));
    CU_ASSERT_STRING_EQUAL(report_decimal_text(-value, text), with_printf(-value, expected));
}

static void test_decimals(void)
{
    static const double values[] = { 0.0, 0.1, 1e-4, 9.9999e-5, 1e-9, 1.0 / 3.0, 0.3, 999999.999999999, 999999.9999999999, 1e6, 1234567.5,
                                     123456.123456789, 1e15, 1e300, 5e-324, 0.30000000000000004, 1000.0, 99.5, 1e-4 + 1e-13 };

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++)
        check_decimal(values[i]);
    for (unsigned n = 0; n < 3000; n++)         /* rates of bins */
        for (double width = 0.01; width < 100; width *= 2)
            check_decimal(n / width);
    for (unsigned n = 1; n < 3000; n++)
        for (double scale = 1; scale <= 1e12; scale *= 10) {
            double value = n * 37.0 / scale;

            check_decimal(value);
            check_decimal(nextafter(value, 0));
            check_decimal(nextafter(value, INFINITY));
        }
}

static void test_what_is_not_finite_is_empty(void)
{
    char text[REPORT_NUMBER_TEXT_SIZE];

    CU_ASSERT_STRING_EQUAL(report_decimal_text(NAN, text), "");
    CU_ASSERT_STRING_EQUAL(report_decimal_text(-INFINITY, text), "");
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "digits", test_digits },
        { "decimals", test_decimals },
        { "what is not finite is empty", test_what_is_not_finite_is_empty },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "number text", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
