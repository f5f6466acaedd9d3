/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/coverage.h"

#include <inttypes.h>

#include "report/csv_field.h"

static void append_branch(const ReportSuite *suite, unsigned index, GString *out)
{
    const ReportDemandBranch *branch = &suite->branches[index];
    g_autoptr(GString) tests = g_string_new(NULL);
    g_autofree char *number = NULL;
    uint64_t taken = 0;

    for (unsigned i = 0; i < suite->n_cases; i++) {
        uint64_t count = suite->cases[i].result->branches[index];

        taken += count;
        if (count > 0)
            g_string_append_printf(tests, "%s%s", tests->len > 0 ? " " : "", suite->cases[i].id);
    }
    number = g_strdup_printf("%" PRIu64, taken);
    report_csv_row(out, (const char *const[]){ branch->requirement, branch->name, branch->text, number, tests->str, NULL });
}

void report_coverage_csv(const ReportSuite *suite, GString *out)
{
    g_string_append(out, "requirement,branch,text,taken,tests\r\n");
    for (unsigned i = 0; i < suite->n_branches; i++)
        append_branch(suite, i, out);
}
