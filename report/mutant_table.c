/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/mutant_table.h"

#include <inttypes.h>

#include "report/csv_field.h"

static const ReportCaseRequirement *row_of(const ReportMutant *mutant, const ReportTestCase *test)
{
    return &test->result->requirements[mutant->demand];
}

static bool is_sound(const ReportMutant *mutant)
{
    return mutant->plain->result->verdict == REPORT_VERDICT_PASS && row_of(mutant, mutant->plain)->verdict == REPORT_VERDICT_PASS &&
           mutant->faulty->result->done && mutant->faulty->result->run != REPORT_VERDICT_ERROR;
}

ReportMutantFate report_mutant_fate(const ReportMutant *mutant)
{
    bool failed = row_of(mutant, mutant->faulty)->verdict == REPORT_VERDICT_FAIL;

    if (!is_sound(mutant))
        return REPORT_MUTANT_UNSOUND;
    if (mutant->is_equivalent)
        return failed ? REPORT_MUTANT_REFUTED : REPORT_MUTANT_EQUIVALENT;
    return failed ? REPORT_MUTANT_CAUGHT : REPORT_MUTANT_SURVIVED;
}

const char *report_mutant_fate_name(ReportMutantFate fate)
{
    static const char *const names[] = { "caught", "survived", "equivalent", "refuted", "unsound" };

    g_assert((unsigned)fate < G_N_ELEMENTS(names));
    return names[fate];
}

/* The further requirements that failed, with blanks between (transfer full). */
static char *others_of(const ReportSuite *suite, const ReportMutant *mutant)
{
    GString *others = g_string_new(NULL);

    for (unsigned i = 0; i < suite->n_demands; i++)
        if (i != mutant->demand && mutant->faulty->result->requirements[i].verdict == REPORT_VERDICT_FAIL)
            g_string_append_printf(others, "%s%s", others->len > 0 ? " " : "", suite->demands[i].id);
    return g_string_free(others, FALSE);
}

/* Why a mutant is unsound, else what the checker says. */
static const char *evidence_of(const ReportMutant *mutant)
{
    if (mutant->plain->result->verdict != REPORT_VERDICT_PASS)
        return "the case does not pass without the fault";
    if (row_of(mutant, mutant->plain)->verdict != REPORT_VERDICT_PASS)
        return "the case without the fault does not exercise the requirement";
    if (!is_sound(mutant))
        return mutant->faulty->result->reason;
    return row_of(mutant, mutant->faulty)->reason;
}

static void append_row(const ReportSuite *suite, const ReportMutant *mutant, GString *out)
{
    const ReportCaseRequirement *row = row_of(mutant, mutant->faulty);
    ReportMutantFate fate = report_mutant_fate(mutant);
    g_autofree char *others = others_of(suite, mutant), *event = g_strdup_printf("%" PRIu64, row->evidence.event);
    char seconds[SIM_TIME_TEXT_SIZE];
    bool seen = row->evidence.event > 0;
    const char *const fields[] = {
        mutant->id,
        mutant->plain->id,
        mutant->fault,
        mutant->requirement,
        fate == REPORT_MUTANT_CAUGHT ? "yes" : "no",
        report_mutant_fate_name(fate),
        report_verdict_name(row->verdict),
        seen ? sim_time_format_seconds(row->evidence.time, seconds) : "",
        seen ? event : "",
        evidence_of(mutant),
        others,
        mutant->note,
        mutant->faulty->command,
        NULL,
    };

    report_csv_row(out, fields);
}

void report_mutants_csv(const ReportSuite *suite, const ReportMutant *mutants, unsigned n, GString *out)
{
    g_string_append(out, "mutant,case,fault,requirement,caught,fate,verdict,time_s,event,evidence,others,note,command\r\n");
    for (unsigned i = 0; i < n; i++)
        append_row(suite, &mutants[i], out);
}

/* How many of @mutants are tied to requirement @demand (any if it is past the last), by their fates. */
static void count_fates(const ReportSuite *suite, unsigned demand, const ReportMutant *mutants, unsigned n,
                        unsigned out_counts[REPORT_MUTANT_FATES + 1])
{
    for (unsigned i = 0; i <= REPORT_MUTANT_FATES; i++)
        out_counts[i] = 0;
    for (unsigned i = 0; i < n; i++)
        if (demand >= suite->n_demands || mutants[i].demand == demand) {
            out_counts[report_mutant_fate(&mutants[i])]++;
            out_counts[REPORT_MUTANT_FATES]++;
        }
}

void report_mutants_text(const ReportSuite *suite, const ReportMutant *mutants, unsigned n, GString *out)
{
    unsigned counts[REPORT_MUTANT_FATES + 1];

    g_string_append_printf(out, "  %-36s  %7s  %6s  %8s  %10s\n", "requirement", "mutants", "caught", "survived", "equivalent");
    for (unsigned i = 0; i < suite->n_demands; i++) {
        count_fates(suite, i, mutants, n, counts);
        if (counts[REPORT_MUTANT_FATES] > 0)
            g_string_append_printf(out, "  %-36s  %7u  %6u  %8u  %10u\n", suite->demands[i].id, counts[REPORT_MUTANT_FATES],
                                   counts[REPORT_MUTANT_CAUGHT], counts[REPORT_MUTANT_SURVIVED], counts[REPORT_MUTANT_EQUIVALENT]);
    }
    g_string_append_c(out, '\n');
    for (unsigned i = 0; i < n; i++) {
        const ReportMutant *mutant = &mutants[i];
        ReportMutantFate fate = report_mutant_fate(mutant);

        if (fate == REPORT_MUTANT_CAUGHT || fate == REPORT_MUTANT_EQUIVALENT)
            continue;
        g_string_append_printf(out, "  %-10s  %s: %s is %s\n", report_mutant_fate_name(fate), mutant->id, mutant->requirement,
                               report_verdict_name(row_of(mutant, mutant->faulty)->verdict));
        if (*evidence_of(mutant) != '\0')
            g_string_append_printf(out, "              %s\n", evidence_of(mutant));
        g_string_append_printf(out, "              %s\n", mutant->faulty->command);
    }
    count_fates(suite, suite->n_demands, mutants, n, counts);
    g_string_append_printf(out, "%u mutants:", n);
    for (unsigned i = 0; i < REPORT_MUTANT_FATES; i++)
        g_string_append_printf(out, "%s %u %s", i > 0 ? "," : "", counts[i], report_mutant_fate_name((ReportMutantFate)i));
    g_string_append_c(out, '\n');
}
