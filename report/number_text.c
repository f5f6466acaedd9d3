/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/number_text.h"

#include <math.h>
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

char *report_decimal_text(double value, char text[REPORT_NUMBER_TEXT_SIZE])
{
    text[0] = '\0';
    if (!isfinite(value))
        return text;
    static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
    for (unsigned i = 0; i < G_N_ELEMENTS(formats); i++) {
        g_ascii_formatd(text, REPORT_NUMBER_TEXT_SIZE, formats[i], value);
        if (!(g_ascii_strtod(text, NULL) < value || g_ascii_strtod(text, NULL) > value))
            break;
    }
    return text;
}
