/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/junit.h"

#include "report/matrix.h"

/* XML has no control characters, not even escaped. */
static void append_text(GString *out, const char *text)
{
    g_autofree char *clean = g_utf8_make_valid(text, -1), *escaped = NULL;

    for (char *letter = clean; *letter != '\0'; letter++)
        if ((guchar)*letter < ' ' && *letter != '\n')
            *letter = ' ';
    escaped = g_markup_escape_text(clean, -1);
    g_string_append(out, escaped);
}

static void append_attribute(GString *out, const char *name, const char *value)
{
    g_string_append_printf(out, " %s=\"", name);
    append_text(out, value);
    g_string_append_c(out, '"');
}

static void append_property(GString *out, const char *name, const char *value)
{
    g_string_append(out, "        <property");
    append_attribute(out, "name", name);
    append_attribute(out, "value", value);
    g_string_append(out, "/>\n");
}

static void append_properties(GString *out, const ReportSuite *suite, const ReportTestCase *test)
{
    g_string_append(out, "      <properties>\n");
    append_property(out, "verdict", report_verdict_name(test->result->verdict));
    append_property(out, "purpose", test->purpose);
    for (unsigned i = 0; test->references[i] != NULL; i++)
        append_property(out, "reference", test->references[i]);
    for (unsigned i = 0; i < suite->n_demands; i++)
        if (test->result->requirements[i].criterion != '\0')
            append_property(out, "requirement", suite->demands[i].id);
    append_property(out, "command", test->command);
    g_string_append(out, "      </properties>\n");
}

/* The element that tells a case from one that passed. */
static void append_trouble(GString *out, const ReportCaseResult *result)
{
    static const char *const elements[] = {
        [REPORT_VERDICT_NONE] = "skipped", [REPORT_VERDICT_INCONC] = "skipped",
        [REPORT_VERDICT_FAIL] = "failure", [REPORT_VERDICT_ERROR] = "error",
    };
    const char *element = elements[result->verdict];
    g_autofree char *message = NULL;

    if (element == NULL)
        return;
    message = g_strdup_printf("%s: %s", report_verdict_name(result->verdict), result->reason);
    g_string_append_printf(out, "      <%s", element);
    append_attribute(out, "message", message);
    g_string_append(out, "/>\n");
}

static void append_criteria(GString *out, const ReportTestCase *test)
{
    g_string_append(out, "      <system-out>");
    for (unsigned i = 0; test->criteria[i] != NULL; i++) {
        const ReportCaseCriterion *criterion = &test->result->criteria[i];
        g_autofree char *line = g_strdup_printf("%c  %-6s  %s%s%s\n", 'A' + i, report_verdict_name(criterion->verdict), test->criteria[i],
                                                *criterion->found != '\0' ? ": " : "", criterion->found);

        append_text(out, line);
    }
    g_string_append(out, "</system-out>\n");
}

static void append_case(GString *out, const ReportSuite *suite, const ReportTestCase *test)
{
    g_string_append(out, "    <testcase");
    append_attribute(out, "classname", "cpmsim.conformance");
    append_attribute(out, "name", test->id);
    append_attribute(out, "file", test->file);
    g_string_append(out, ">\n");
    append_properties(out, suite, test);
    append_trouble(out, test->result);
    append_criteria(out, test);
    g_string_append(out, "    </testcase>\n");
}

void report_junit(const ReportSuite *suite, GString *out)
{
    unsigned skipped = report_suite_count(suite, REPORT_VERDICT_INCONC) + report_suite_count(suite, REPORT_VERDICT_NONE);
    g_autofree char *counts =
        g_strdup_printf("tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"", suite->n_cases,
                        report_suite_count(suite, REPORT_VERDICT_FAIL), report_suite_count(suite, REPORT_VERDICT_ERROR), skipped);

    g_string_append_printf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cpmsim conform\" %s>\n", counts);
    g_string_append_printf(out, "  <testsuite name=\"CPM-IWF-008\" %s>\n", counts);
    for (unsigned i = 0; i < suite->n_cases; i++)
        append_case(out, suite, &suite->cases[i]);
    g_string_append(out, "  </testsuite>\n</testsuites>\n");
}
