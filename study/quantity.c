/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/quantity.h"

#include <math.h>
#include <string.h>

/* Digits of "12.50": @whole and @fraction point into the text. */
typedef struct Decimal {
    const char *whole, *fraction;
    size_t n_whole, n_fraction;
} Decimal;

static size_t span_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* Returns what follows the number, after one optional blank, or NULL when @text does not begin with one. */
static const char *scan_decimal(const char *text, Decimal *out_decimal)
{
    Decimal decimal = { .whole = text, .n_whole = span_digits(text) };
    const char *rest = text + decimal.n_whole;
    if (decimal.n_whole == 0)
        return NULL;
    if (*rest == '.') {
        decimal.fraction = rest + 1;
        decimal.n_fraction = span_digits(rest + 1);
        if (decimal.n_fraction == 0)
            return NULL;
        rest += 1 + decimal.n_fraction;
    }
    *out_decimal = decimal;
    return *rest == ' ' ? rest + 1 : rest;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strcmp(text, *words) == 0)
            return true;
    return false;
}

static const char *skip_sign(const char *text)
{
    return *text == '-' || *text == '+' ? text + 1 : text;
}

static bool is_integer(const char *text)
{
    if (text[0] == '0' && text[1] == 'o')
        return text[2] != '\0' && text[2 + strspn(text + 2, "01234567")] == '\0';
    if (text[0] == '0' && text[1] == 'x')
        return text[2] != '\0' && text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0';
    text = skip_sign(text);
    return *text != '\0' && text[span_digits(text)] == '\0';
}

static bool is_float(const char *text)
{
    static const char *const special[] = { ".inf", ".Inf", ".INF", NULL };
    static const char *const none[] = { ".nan", ".NaN", ".NAN", NULL };
    if (is_one_of(text, none))
        return true;
    text = skip_sign(text);
    if (is_one_of(text, special))
        return true;
    size_t whole = span_digits(text), fraction = 0;
    text += whole;
    if (*text == '.') {
        fraction = span_digits(text + 1);
        text += 1 + fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (*text == 'e' || *text == 'E') {
        text = skip_sign(text + 1);
        if (span_digits(text) == 0)
            return false;
        text += span_digits(text);
    }
    return *text == '\0';
}

StudyScalar study_scalar_kind(const char *text, bool plain)
{
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const booleans[] = { "true", "True", "TRUE", "false", "False", "FALSE", NULL };
    if (!plain)
        return STUDY_SCALAR_STRING;
    if (is_one_of(text, nulls))
        return STUDY_SCALAR_NULL;
    if (is_one_of(text, booleans))
        return STUDY_SCALAR_BOOLEAN;
    if (is_integer(text))
        return STUDY_SCALAR_INTEGER;
    return is_float(text) ? STUDY_SCALAR_FLOAT : STUDY_SCALAR_STRING;
}

const char *study_scalar_kind_name(StudyScalar kind)
{
    static const char *const names[] = { "nothing", "a truth value", "a whole number", "a number", "text" };
    return names[kind];
}

bool study_integer_parse(const char *text, int64_t *out_value)
{
    double value;
    if (is_integer(text)) {
        bool prefixed = text[0] == '0' && (text[1] == 'o' || text[1] == 'x');
        unsigned base = !prefixed ? 10 : text[1] == 'o' ? 8 : 16;
        return g_ascii_string_to_signed(prefixed     ? text + 2 :
                                        *text == '+' ? text + 1 :
                                                       text,
                                        base, INT64_MIN, INT64_MAX, out_value, NULL);
    }
    if (!is_float(text) || !study_number_parse(text, &value) || floor(value) < value || fabs(value) >= 0x1p63)
        return false;
    *out_value = (int64_t)value;
    return true;
}

bool study_number_parse(const char *text, double *out_value)
{
    int64_t whole;
    if (is_integer(text) && text[0] == '0' && (text[1] == 'o' || text[1] == 'x')) {
        if (!study_integer_parse(text, &whole))
            return false;
        *out_value = (double)whole;
        return true;
    }
    if (!is_integer(text) && (!is_float(text) || strpbrk(text, "nN") != NULL))
        return false;
    double value = g_ascii_strtod(text, NULL);
    if (!isfinite(value))
        return false;
    *out_value = value;
    return true;
}

/* The value of @decimal * @unit in whole nanoseconds, on the digits: the fraction is never a double. */
static SimTime scale(const Decimal *decimal, SimTime unit)
{
    uint64_t value = 0;
    for (size_t i = 0; i < decimal->n_whole; i++) {
        if (value > UINT64_MAX / 10 - 1)
            return SIM_TIME_MAX;
        value = value * 10 + (uint64_t)(decimal->whole[i] - '0');
    }
    if (value > (uint64_t)(SIM_TIME_MAX / unit) - 1)
        return SIM_TIME_MAX;
    value *= (uint64_t)unit;
    /* From the last digit up: floor(floor(x) / 10) is floor(x / 10), so that nothing is lost however many digits there
     * are. */
    uint64_t twice = 0;
    for (size_t i = decimal->n_fraction; i-- > 0;)
        twice = (twice + (uint64_t)(decimal->fraction[i] - '0') * 2 * (uint64_t)unit) / 10;
    return (SimTime)(value + (twice + 1) / 2);
}

bool study_duration_parse(const char *text, SimTime *out_value)
{
    static const struct { const char *name; SimTime unit; } units[] = {
        { "ns", SIM_NS }, { "us", SIM_US }, { "ms", SIM_MS }, { "s", SIM_S },
        { "min", SIM_MIN }, { "h", SIM_HOUR }, { "d", 24 * SIM_HOUR },
    };
    Decimal decimal;
    const char *unit = scan_decimal(text, &decimal);
    for (size_t i = 0; unit != NULL && i < G_N_ELEMENTS(units); i++)
        if (strcmp(unit, units[i].name) == 0) {
            *out_value = scale(&decimal, units[i].unit);
            return true;
        }
    return false;
}

/* The nearest double to the decimal times 10^@shift. */
static double nearest(const Decimal *decimal, int shift)
{
    g_autofree char *text =
        g_strdup_printf("%.*s.%.*se%d", (int)decimal->n_whole, decimal->whole, (int)decimal->n_fraction,
                        decimal->fraction != NULL ? decimal->fraction : "", shift);
    return g_ascii_strtod(text, NULL);
}

bool study_percent_parse(const char *text, double *out_value)
{
    Decimal decimal;
    const char *unit = scan_decimal(text, &decimal);
    if (unit == NULL || strcmp(unit, "%") != 0)
        return false;
    *out_value = nearest(&decimal, -2);
    return true;
}

bool study_rate_parse(const char *text, double *out_value)
{
    static const struct { const char *name; double seconds; } units[] = { { "s", 1 }, { "min", 60 }, { "h", 3600 } };
    Decimal decimal;
    const char *unit = scan_decimal(text, &decimal);
    if (unit == NULL || *unit != '/')
        return false;
    unit += unit[1] == ' ' ? 2 : 1;
    for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(unit, units[i].name) == 0) {
            *out_value = nearest(&decimal, 0) / units[i].seconds;
            return true;
        }
    return false;
}

bool study_bandwidth_parse(const char *text, double *out_value)
{
    static const struct { const char *name; int shift; } units[] = { { "bit/s", 0 }, { "kbit/s", 3 }, { "Mbit/s", 6 }, { "Gbit/s", 9 } };
    Decimal decimal;
    const char *unit = scan_decimal(text, &decimal);
    for (size_t i = 0; unit != NULL && i < G_N_ELEMENTS(units); i++)
        if (strcmp(unit, units[i].name) == 0) {
            *out_value = nearest(&decimal, units[i].shift);
            return true;
        }
    return false;
}

char *study_duration_text(SimTime time)
{
    static const struct { const char *name; SimTime unit; } units[] = {
        { "s", SIM_S }, { "ms", SIM_MS }, { "us", SIM_US }, { "ns", SIM_NS },
    };
    size_t i = 0;
    while (time % units[i].unit != 0)
        i++;
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", time / units[i].unit, units[i].name);
}

static char fold(char letter)
{
    return letter == '-' || letter == ' ' ? '_' : g_ascii_tolower(letter);
}

unsigned study_word_distance(const char *left, const char *right)
{
    enum { LONGEST = 40 };
    unsigned row[3][LONGEST + 1];
    size_t n = strlen(left), m = strlen(right);
    if (n > LONGEST || m > LONGEST)
        return 99;
    for (size_t j = 0; j <= m; j++)
        row[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned *now = row[i % 3], *before = row[(i + 2) % 3], *two_before = row[(i + 1) % 3];
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            char a = fold(left[i - 1]), b = fold(right[j - 1]);
            unsigned best = MIN(now[j - 1], before[j]) + 1;
            best = MIN(best, before[j - 1] + (a != b));
            if (i > 1 && j > 1 && a == fold(right[j - 2]) && fold(left[i - 2]) == b)
                best = MIN(best, two_before[j - 2] + 1);
            now[j] = best;
        }
    }
    return row[n % 3][m];
}

const char *study_word_nearest(const char *text, const char *const *words)
{
    const char *best = NULL;
    unsigned best_distance = 99;
    for (; *words != NULL; words++) {
        unsigned distance = study_word_distance(text, *words);
        size_t length = MIN(strlen(text), strlen(*words));
        if (distance < best_distance && distance <= MAX(1, length / 3) && distance < length) {
            best_distance = distance;
            best = *words;
        }
    }
    return best;
}
