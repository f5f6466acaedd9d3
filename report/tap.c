/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/tap.h"

/* A text between double quotes, as YAML has them. */
static void append_quoted(GString *out, const char *text)
{
    g_string_append_c(out, '"');
    for (const char *letter = text; *letter != '\0'; letter++) {
        if (*letter == '"' || *letter == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, (guchar)*letter < ' ' ? ' ' : *letter);
    }
    g_string_append_c(out, '"');
}

/* On one line, and without a '#', which would begin a directive. */
static void append_plain(GString *out, const char *text)
{
    for (const char *letter = text; *letter != '\0'; letter++) {
        if (*letter == '#' || *letter == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, (guchar)*letter < ' ' ? ' ' : *letter);
    }
}

static void append_details(GString *out, const ReportTestCase *test)
{
    const ReportCaseResult *result = test->result;

    g_string_append_printf(out, "  ---\n  verdict: %s\n  reason: ", report_verdict_name(result->verdict));
    append_quoted(out, result->reason);
    g_string_append(out, "\n  command: ");
    append_quoted(out, test->command);
    g_string_append(out, "\n  criteria:\n");
    for (unsigned i = 0; test->criteria[i] != NULL; i++) {
        g_string_append_printf(out, "    %c: {verdict: %s, says: ", 'A' + i, report_verdict_name(result->criteria[i].verdict));
        append_quoted(out, test->criteria[i]);
        g_string_append(out, ", found: ");
        append_quoted(out, result->criteria[i].found);
        g_string_append(out, "}\n");
    }
    g_string_append(out, "  ...\n");
}

void report_tap(const ReportSuite *suite, GString *out)
{
    g_string_append_printf(out, "TAP version 13\n1..%u\n", suite->n_cases);
    for (unsigned i = 0; i < suite->n_cases; i++) {
        const ReportTestCase *test = &suite->cases[i];
        ReportVerdict verdict = test->result->verdict;

        g_string_append_printf(out, "%sok %u - ", verdict >= REPORT_VERDICT_FAIL ? "not " : "", i + 1);
        append_plain(out, test->id);
        g_string_append_c(out, ' ');
        append_plain(out, test->purpose);
        if (verdict == REPORT_VERDICT_INCONC || verdict == REPORT_VERDICT_NONE) {
            g_string_append_printf(out, " # SKIP %s: ", report_verdict_name(verdict));
            append_plain(out, test->result->reason);
        }
        g_string_append_c(out, '\n');
        if (verdict != REPORT_VERDICT_PASS)
            append_details(out, test);
    }
}
