/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/number_text.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

typedef struct Unit {
    SimTime length;
    SimTime below;      /* used for durations below this */
    const char *name;
} Unit;

static const Unit units[] = {
    { SIM_US, SIM_MS, "us" },
    { SIM_MS, SIM_S, "ms" },
    { SIM_S, 100 * SIM_S, "s" },
    { SIM_MIN, 100 * SIM_MIN, "min" },
    { SIM_HOUR, 100 * SIM_HOUR, "h" },
    { 24 * SIM_HOUR, SIM_TIME_MAX, "d" },
};

char *report_duration_text(SimTime duration, char text[REPORT_NUMBER_TEXT_SIZE])
{
    g_assert(duration >= 0);
    if (duration == SIM_TIME_MAX)
        return strcpy(text, "never");
    if (duration == 0)
        return strcpy(text, "0 s");
    if (duration < SIM_US) {
        g_snprintf(text, REPORT_NUMBER_TEXT_SIZE, "%d ns", (int)duration);
        return text;
    }
    const Unit *unit = units;
    while (duration >= unit->below)
        unit++;
    double amount = (double)duration / (double)unit->length;
    const char *format = amount < 9.9995 ? "%.3f" : amount < 99.995 ? "%.2f" : amount < 999.95 ? "%.1f" : "%.0f";
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(digits, sizeof digits, format, amount);
    char *point = strchr(digits, '.');
    if (duration % unit->length == 0 && point != NULL)
        *point = '\0';
    g_snprintf(text, REPORT_NUMBER_TEXT_SIZE, "%s %s", digits, unit->name);
    return text;
}

char *report_count_text(uint64_t count, char text[REPORT_NUMBER_TEXT_SIZE])
{
    char backwards[REPORT_NUMBER_TEXT_SIZE];
    int length = 0;
    int digits = 0;
    do {
        if (digits > 0 && digits % 3 == 0)
            backwards[length++] = ',';
        backwards[length++] = (char)('0' + count % 10);
        count /= 10;
        digits++;
    } while (count > 0);
    for (int i = 0; i < length; i++)
        text[i] = backwards[length - 1 - i];
    text[length] = '\0';
    return text;
}

char *report_share_text(uint64_t part, uint64_t whole, char text[REPORT_NUMBER_TEXT_SIZE])
{
    double percent = whole > 0 ? 100.0 * (double)part / (double)whole : 0.0;
    if (whole == 0)
        return strcpy(text, "-");
    if (part == 0 || part == whole)
        return strcpy(text, part == 0 ? "0 %" : "100 %");
    if (percent < 0.1 || (part < whole && percent > 99.9))
        return strcpy(text, percent < 0.1 ? "<0.1 %" : ">99.9 %");
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_snprintf(text, REPORT_NUMBER_TEXT_SIZE, "%s %%", g_ascii_formatd(digits, sizeof digits, "%.1f", percent));
    return text;
}

/* From 10^13 on the cents are left out: there a double has none to speak of. */
char *report_price_text(double price, char text[REPORT_NUMBER_TEXT_SIZE])
{
    g_assert(price >= 0.0);
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    if (price <= 0.0)
        return strcpy(text, "0");
    if (price < 0.09995)
        return g_ascii_formatd(text, REPORT_NUMBER_TEXT_SIZE, "%.4f", price);
    if (price >= 1e13)
        return g_ascii_formatd(text, REPORT_NUMBER_TEXT_SIZE, "%.4g", price);
    uint64_t cents = (uint64_t)(price * 100.0 + 0.5);
    g_snprintf(digits, sizeof digits, ".%02u", (unsigned)(cents % 100));
    report_count_text(cents / 100, text);
    g_strlcat(text, digits, REPORT_NUMBER_TEXT_SIZE);
    return text;
}

/* Writes the two digits of @number < 100 before @end. */
static inline char *pair_before(char *end, unsigned number)
{
    static const char pairs[] =
        "0001020304050607080910111213141516171819"
        "2021222324252627282930313233343536373839"
        "4041424344454647484950515253545556575859"
        "6061626364656667686970717273747576777879"
        "8081828384858687888990919293949596979899";
    return memcpy(end - 2, pairs + 2 * number, 2);
}

char *report_digits_before(char *end, uint64_t number)
{
    for (; number >= 10000; number /= 10000) {
        unsigned four = (unsigned)(number % 10000);
        end = pair_before(pair_before(end, four % 100), four / 100);
    }
    unsigned rest = (unsigned)number;
    if (rest >= 100) {
        end = pair_before(end, rest % 100);
        rest /= 100;
    }
    if (rest >= 10)
        return pair_before(end, rest);
    *--end = (char)('0' + rest);
    return end;
}

void report_append_digits(GString *text, uint64_t number)
{
    char digits[20], *end = digits + sizeof digits, *begin = report_digits_before(end, number);
    g_string_append_len(text, begin, end - begin);
}

/* Numbers of not more than nine decimals, and 15 digits in all, as most in a table are, need neither printf() nor strtod(): whole / 10^9 is
 * rounded as a number is that is read, since both are exact in a double, and of 15 digits none is lost in one.  False: @value is no such
 * number, or %g would write it with an exponent. */
static bool write_short_decimal(double value, char *text)
{
    const double scale = 1e9;
    if (!(value >= 1e-4 && value < 1e6))
        return false;
    uint64_t whole = (uint64_t)(value * scale + 0.5);
    double back = (double)whole / scale;
    if (whole >= UINT64_C(1000000000000000) || back < value || back > value)
        return false;
    sim_time_format_seconds((SimTime)whole, text);      /* nine decimals, too */
    char *end = text + strlen(text);
    while (end[-1] == '0')
        end--;
    if (end[-1] == '.')
        end--;
    *end = '\0';
    return true;
}

char *report_decimal_text(double value, char text[REPORT_NUMBER_TEXT_SIZE])
{
    text[0] = '\0';
    if (!isfinite(value))
        return text;
    if (fpclassify(value) == FP_ZERO && !signbit(value))
        return strcpy(text, "0");
    if (write_short_decimal(value, text))
        return text;
    static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
    for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_ascii_formatd(text, REPORT_NUMBER_TEXT_SIZE, formats[i], value);
        if (!(g_ascii_strtod(text, NULL) < value || g_ascii_strtod(text, NULL) > value))
            break;
    }
    return text;
}
