/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/verdicts_csv.h"

#include <inttypes.h>
#include <string.h>

/* Quoted where RFC 4180 section 2 asks for it. */
static void append_field(GString *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        g_string_append(out, text);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *c);
    }
    g_string_append_c(out, '"');
}

static void append_legs(GString *out, const ReportRequirement *row)
{
    for (unsigned i = 0; i < row->n_legs; i++)
        g_string_append_printf(
            out, "%s%" PRIu32 "/%" PRIu32, i > 0 ? " " : "", row->legs[i].session, row->legs[i].member);
}

static bool has_failed(const ReportRequirement *row)
{
    return row->fail + row->error > 0;
}

static void append_row(GString *out, const ReportRequirement *row)
{
    char text[SIM_TIME_TEXT_SIZE];
    append_field(out, row->id);
    g_string_append_c(out, ',');
    append_field(out, row->specification);
    g_string_append_c(out, ',');
    append_field(out, row->clause);
    g_string_append_printf(out, ",%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",", report_verdict_name(row->verdict),
        row->pass, row->inconc, row->fail + row->error);
    append_field(out, row->reason != NULL ? row->reason : "");
    if (has_failed(row))
        g_string_append_printf(out, ",%s,%" PRIu64 ",", sim_time_format_seconds(row->time, text), row->event);
    else
        g_string_append(out, ",,,");
    append_legs(out, row);
    g_string_append_c(out, ',');
    append_field(out, row->waived != NULL ? row->waived : "");
    g_string_append(out, "\r\n");
}

void report_verdicts_csv(const ReportChecker *checker, GString *out)
{
    g_string_append(out,
        "requirement,specification,clause,verdict,pass,inconc,fail,reason,first_time_s,first_event,legs,waived\r\n");
    for (unsigned i = 0; i < report_checker_requirements(checker); i++) {
        ReportRequirement row = report_checker_requirement(checker, i);
        append_row(out, &row);
    }
}

static void append_trouble(GString *out, const ReportRequirement *row)
{
    char text[SIM_TIME_TEXT_SIZE];
    g_string_append_printf(out, "          %s\n", row->reason != NULL ? row->reason : "");
    if (!has_failed(row))
        return;
    g_string_append_printf(
        out, "          first at %s s, event %" PRIu64, sim_time_format_seconds(row->time, text), row->event);
    if (row->n_legs > 0)
        g_string_append_printf(out, ", session %" PRIu32 " member %" PRIu32, row->legs[0].session, row->legs[0].member);
    g_string_append_c(out, '\n');
}

void report_verdicts_text(const ReportChecker *checker, GString *out)
{
    for (unsigned i = 0; i < report_checker_requirements(checker); i++) {
        ReportRequirement row = report_checker_requirement(checker, i);
        if (row.verdict != REPORT_VERDICT_NONE) {
            g_string_append_printf(
                out, "  %-6s  %-34s  %" PRIu64 " pass", report_verdict_name(row.verdict), row.id, row.pass);
            if (row.inconc > 0)
                g_string_append_printf(out, ", %" PRIu64 " inconc", row.inconc);
            if (has_failed(&row))
                g_string_append_printf(out, ", %" PRIu64 " fail", row.fail + row.error);
            g_string_append_c(out, '\n');
        }
        if (row.verdict > REPORT_VERDICT_PASS)
            append_trouble(out, &row);
        if (row.waived != NULL)
            g_string_append_printf(out, "  waived  %-34s  %s\n", row.id, row.waived);
    }
}
