/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/matrix.h"

#include <inttypes.h>

#include "report/csv_field.h"

static bool is_exercised(const ReportTestCase *test, unsigned demand)
{
    return test->result->done && test->result->requirements[demand].verdict != REPORT_VERDICT_NONE;
}

/* What a verdict means for the study: one that was expected is as good as a pass. */
static ReportVerdict effect(const ReportCaseRequirement *row)
{
    return row->verdict == row->expected && row->verdict != REPORT_VERDICT_NONE ? REPORT_VERDICT_PASS : row->verdict;
}

static ReportEvidence evidence_of(const ReportTestCase *test, const ReportCaseRequirement *row)
{
    ReportEvidence evidence = row->evidence;

    for (unsigned i = 0; row->evidence.event == 0 && i < REPORT_CASE_CRITERIA; i++)
        if (test->result->criteria[i].evidence.event > evidence.event)
            evidence = test->result->criteria[i].evidence;
    return evidence;
}

static void append_number(GString *out, uint64_t number)
{
    g_string_append_printf(out, ",%" PRIu64, number);
}

static void append_text(GString *out, const char *text)
{
    g_string_append_c(out, ',');
    report_csv_field(out, text);
}

static void append_demand(GString *out, const ReportDemand *demand)
{
    report_csv_field(out, demand->id);
    append_text(out, demand->specification);
    append_text(out, demand->clause);
    append_text(out, demand->status);
    append_text(out, demand->condition);
}

static void append_row(GString *out, const ReportDemand *demand, const ReportTestCase *test, const ReportCaseRequirement *row)
{
    const char letter[] = { row->criterion, '\0' };
    ReportEvidence evidence = evidence_of(test, row);
    char seconds[SIM_TIME_TEXT_SIZE];
    g_autofree char *judged = g_strdup_printf("%" PRIu64 " judged", row->pass + row->inconc + row->fail);

    append_demand(out, demand);
    append_text(out, test->id);
    append_text(out, letter);
    append_text(out, report_verdict_name(row->verdict));
    append_text(out, report_verdict_name(row->expected));
    append_number(out, row->pass);
    append_number(out, row->inconc);
    append_number(out, row->fail);
    if (evidence.event > 0)
        g_string_append_printf(out, ",%s,%" PRIu64, sim_time_format_seconds(evidence.time, seconds), evidence.event);
    else
        g_string_append(out, ",,");
    append_text(out, *row->reason != '\0' ? row->reason : judged);
    append_text(out, test->command);
    g_string_append(out, "\r\n");
}

void report_matrix_csv(const ReportSuite *suite, GString *out)
{
    g_string_append(out, "requirement,specification,clause,status,condition,test,criterion,verdict,expected,pass,inconc,fail,time_s,event,"
                         "evidence,command\r\n");
    for (unsigned i = 0; i < suite->n_demands; i++) {
        bool exercised = false;

        for (unsigned j = 0; j < suite->n_cases; j++)
            if (is_exercised(&suite->cases[j], i)) {
                append_row(out, &suite->demands[i], &suite->cases[j], &suite->cases[j].result->requirements[i]);
                exercised = true;
            }
        if (!exercised) {
            append_demand(out, &suite->demands[i]);
            g_string_append(out, ",,,none,,0,0,0,,,nothing exercised it,\r\n");
        }
    }
}

ReportVerdict report_suite_verdict(const ReportSuite *suite)
{
    ReportVerdict worst = REPORT_VERDICT_NONE;

    for (unsigned i = 0; i < suite->n_cases; i++)
        worst = report_verdict_worse(worst, suite->cases[i].result->verdict);
    return worst;
}

unsigned report_suite_count(const ReportSuite *suite, ReportVerdict verdict)
{
    unsigned count = 0;

    for (unsigned i = 0; i < suite->n_cases; i++)
        count += suite->cases[i].result->verdict == verdict;
    return count;
}

ReportVerdict report_suite_demand_verdict(const ReportSuite *suite, unsigned demand)
{
    ReportVerdict worst = REPORT_VERDICT_NONE;

    for (unsigned i = 0; i < suite->n_cases; i++)
        if (is_exercised(&suite->cases[i], demand))
            worst = report_verdict_worse(worst, effect(&suite->cases[i].result->requirements[demand]));
    return worst;
}

/* ---- for a terminal */

static void append_demand_line(const ReportSuite *suite, unsigned demand, GString *out)
{
    unsigned named = 0, exercised = 0;
    uint64_t judged = 0;

    for (unsigned i = 0; i < suite->n_cases; i++) {
        const ReportCaseRequirement *row = &suite->cases[i].result->requirements[demand];

        if (!is_exercised(&suite->cases[i], demand))
            continue;
        exercised++;
        named += row->criterion != '\0';
        judged += row->pass + row->inconc + row->fail;
    }
    g_string_append_printf(out, "  %-6s  %-36s  %-11s  %5u  %9u  %8" PRIu64 "\n",
                           report_verdict_name(report_suite_demand_verdict(suite, demand)), suite->demands[demand].id,
                           suite->demands[demand].status, named, exercised, judged);
}

static void append_case_lines(const ReportTestCase *test, GString *out)
{
    const ReportCaseResult *result = test->result;

    if (result->verdict == REPORT_VERDICT_PASS)
        return;
    g_string_append_printf(out, "  %-6s  %s: %s\n          %s\n", report_verdict_name(result->verdict), test->id, test->purpose,
                           result->reason);
    if (test->command != NULL)
        g_string_append_printf(out, "          %s\n", test->command);
}

static unsigned branches_taken(const ReportSuite *suite)
{
    unsigned taken = 0;

    for (unsigned i = 0; i < suite->n_branches; i++) {
        bool is_taken = false;

        for (unsigned j = 0; j < suite->n_cases; j++)
            is_taken = is_taken || suite->cases[j].result->branches[i] > 0;
        taken += is_taken;
    }
    return taken;
}

void report_matrix_text(const ReportSuite *suite, GString *out)
{
    unsigned exercised = 0;

    g_string_append_printf(out, "  %-6s  %-36s  %-11s  %5s  %9s  %8s\n", "", "requirement", "status", "named", "exercised", "judged");
    for (unsigned i = 0; i < suite->n_demands; i++) {
        append_demand_line(suite, i, out);
        exercised += report_suite_demand_verdict(suite, i) != REPORT_VERDICT_NONE;
    }
    g_string_append_c(out, '\n');
    for (unsigned i = 0; i < suite->n_cases; i++)
        append_case_lines(&suite->cases[i], out);
    g_string_append_printf(out, "%u cases:", suite->n_cases);
    for (ReportVerdict verdict = REPORT_VERDICT_PASS; verdict <= REPORT_VERDICT_ERROR; verdict++)
        g_string_append_printf(out, "%s %u %s", verdict > REPORT_VERDICT_PASS ? "," : "", report_suite_count(suite, verdict),
                               report_verdict_name(verdict));
    g_string_append_printf(out, "; %u of %u requirements exercised", exercised, suite->n_demands);
    if (suite->n_branches > 0)
        g_string_append_printf(out, ", %u of %u branches taken", branches_taken(suite), suite->n_branches);
    g_string_append_c(out, '\n');
}
