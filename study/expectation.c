/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/expectation.h"

#include <math.h>
#include <string.h>

#include "sim/error.h"
#include "sim/time.h"
#include "study/quantity.h"

static const struct {
    const char *text;
    StudyRelation relation;
} relations[] = {                   /* the longer ones first */
    { "<=", STUDY_LESS_OR_EQUAL }, { ">=", STUDY_GREATER_OR_EQUAL }, { "<", STUDY_LESS }, { ">", STUDY_GREATER },
};

/* "0.05 EUR": a number, a blank and a word that begins with a letter. */
static bool parse_money(const char *text, double *out_value, char **out_unit)
{
    const char *blank = strchr(text, ' ');
    g_autofree char *number = blank != NULL ? g_strndup(text, (gsize)(blank - text)) : NULL;

    if (number == NULL || strchr(blank + 1, ' ') != NULL || !(g_ascii_isalpha(blank[1]) || (blank[1] & 0x80) != 0) ||
        !study_number_parse(number, out_value))
        return false;
    *out_unit = g_strdup(blank + 1);
    return true;
}

static bool parse_limit(const char *text, double *out_value, char **out_unit)
{
    SimTime time;

    if (study_duration_parse(text, &time)) {
        *out_value = (double)time / (double)SIM_S;
        *out_unit = g_strdup("s");
        return time < SIM_TIME_MAX;
    }
    if (study_number_parse(text, out_value) || study_percent_parse(text, out_value)) {
        *out_unit = g_strdup("1");
        return true;
    }
    if (study_rate_parse(text, out_value)) {
        *out_unit = g_strdup("1/s");
        return true;
    }
    return parse_money(text, out_value, out_unit);
}

/* Finds the relation in @text, which it cuts there: returns what follows, or NULL. */
static char *split(char *text, StudyRelation *out_relation)
{
    char *at = text + strcspn(text, "<>");

    for (size_t i = 0; i < G_N_ELEMENTS(relations); i++)
        if (g_str_has_prefix(at, relations[i].text)) {
            *at = '\0';
            *out_relation = relations[i].relation;
            return at + strlen(relations[i].text);
        }
    return NULL;
}

StudyExpectation *study_expectation_parse(const char *text, GError **error)
{
    g_autoptr(StudyExpectation) expectation = g_new0(StudyExpectation, 1);
    char *limit;

    expectation->text = g_strstrip(g_strdup(text));
    expectation->metric = g_strdup(expectation->text);
    limit = split(expectation->metric, &expectation->relation);
    g_strchomp(expectation->metric);
    if (limit == NULL || *expectation->metric == '\0') {
        sim_fail(error, SIM_ERROR_SCENARIO, "'%s': expected a metric, one of < <= > >=, and a limit: session_establishment.p95 < 200 ms",
                 expectation->text);
        return NULL;
    }
    if (strpbrk(expectation->metric, " \t\r\n") != NULL) {
        sim_fail(error, SIM_ERROR_SCENARIO, "'%s': the name of a metric has no blanks, but _ in their place", expectation->metric);
        return NULL;
    }
    if (!parse_limit(g_strstrip(limit), &expectation->limit, &expectation->unit)) {
        sim_fail(error, SIM_ERROR_SCENARIO,
                 "'%s': the limit '%s' is no number, time (200 ms), share (95 %%), rate (3 /s) or amount (0.05 EUR)",
                 expectation->text, limit);
        return NULL;
    }
    return g_steal_pointer(&expectation);
}

void study_expectation_free(StudyExpectation *expectation)
{
    if (expectation == NULL)
        return;
    g_free(expectation->text);
    g_free(expectation->metric);
    g_free(expectation->unit);
    g_free(expectation);
}

bool study_expectation_fits(const StudyExpectation *expectation, const char *unit)
{
    return strcmp(expectation->unit, unit) == 0;
}

static bool holds(const StudyExpectation *expectation, double value)
{
    switch (expectation->relation) {
    case STUDY_LESS: return value < expectation->limit;
    case STUDY_LESS_OR_EQUAL: return value <= expectation->limit;
    case STUDY_GREATER: return value > expectation->limit;
    case STUDY_GREATER_OR_EQUAL: return value >= expectation->limit;
    }
    g_assert_not_reached();
}

StudyJudgement study_expectation_judge(const StudyExpectation *expectation, const double *values, size_t n, double level)
{
    StudyJudgement judgement = { .verdict = REPORT_VERDICT_INCONC, .interval = study_interval(values, n, level) };
    bool at_low = holds(expectation, study_interval_low(&judgement.interval));
    bool at_high = holds(expectation, study_interval_high(&judgement.interval));

    if (judgement.interval.n == 0)
        judgement.verdict = REPORT_VERDICT_NONE;
    else if (at_low == at_high)
        judgement.verdict = at_low ? REPORT_VERDICT_PASS : REPORT_VERDICT_FAIL;
    judgement.missing = n - judgement.interval.n;
    return judgement;
}

static void append_number(GString *text, double value, const char *unit)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append(text, g_ascii_formatd(number, sizeof number, "%.6g", value));
    if (strcmp(unit, "1") != 0)
        g_string_append_printf(text, " %s", unit);
}

char *study_judgement_text(const StudyExpectation *expectation, const StudyJudgement *judgement)
{
    const StudyInterval *interval = &judgement->interval;
    GString *text = g_string_new(NULL);
    char level[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_printf(text, "%-6s  %s    ", report_verdict_name(judgement->verdict), expectation->text);
    if (interval->n == 0) {
        g_string_append(text, "no replication has this metric");
        return g_string_free(text, FALSE);
    }
    if (interval->n == 1) {
        append_number(text, interval->mean, expectation->unit);
        g_string_append(text, ", of one replication: no interval");
    } else {
        append_number(text, study_interval_low(interval), expectation->unit);
        g_string_append(text, " .. ");
        append_number(text, study_interval_high(interval), expectation->unit);
        g_string_append_printf(text, " (%s %%, n = %" G_GSIZE_FORMAT ")",
                               g_ascii_formatd(level, sizeof level, "%.6g", interval->level * 100), interval->n);
    }
    if (judgement->missing > 0)
        g_string_append_printf(text, "; %" G_GSIZE_FORMAT " more have no such number", judgement->missing);
    if (study_interval_is_doubtful(interval))
        g_string_append_printf(text, "; skewness %s of few values: covers less than it says",
                               g_ascii_formatd(level, sizeof level, "%.2g", interval->skewness));
    return g_string_free(text, FALSE);
}
