/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/exit_code.h"

#include "sim/error.h"

/* From the worst to the best. */
static const ExitCode order[] = {
    EXIT_CODE_BUG,    EXIT_CODE_ENVIRONMENT,  EXIT_CODE_USAGE, EXIT_CODE_INTERRUPTED,
    EXIT_CODE_FAILED, EXIT_CODE_INCONCLUSIVE, EXIT_CODE_DONE,
};

ExitCode exit_code_worse(ExitCode a, ExitCode b)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(order); i++)
        if (order[i] == a || order[i] == b)
            return order[i];
    g_assert_not_reached();
}

ExitCode exit_code_of_verdict(ReportVerdict verdict)
{
    switch (verdict) {
    case REPORT_VERDICT_PASS:
        return EXIT_CODE_DONE;
    case REPORT_VERDICT_FAIL:
        return EXIT_CODE_FAILED;
    case REPORT_VERDICT_ERROR:
        return EXIT_CODE_BUG;
    default:
        return EXIT_CODE_INCONCLUSIVE;
    }
}

ExitCode exit_code_of_error(const GError *error)
{
    if (error->domain == G_OPTION_ERROR || g_error_matches(error, SIM_ERROR, SIM_ERROR_USAGE) ||
        g_error_matches(error, SIM_ERROR, SIM_ERROR_SCENARIO))
        return EXIT_CODE_USAGE;
    if (g_error_matches(error, SIM_ERROR, SIM_ERROR_INTERRUPTED))
        return EXIT_CODE_INTERRUPTED;
    return EXIT_CODE_ENVIRONMENT;
}

const char *exit_code_help(void)
{
    return "Exit codes:\n"
           "  0   all that was asked for was done, and every verdict passed\n"
           "  1   a verdict failed, or two runs that should be alike are not\n"
           "  2   the command line or a scenario is wrong; nothing was run\n"
           "  3   inconclusive, or nothing was judged\n"
           "  4   a fault of cpmsim itself\n"
           "  5   the environment: a file, the disk, the memory\n"
           "  75  stopped early; can be run again\n"
           "The worst wins: 4, 5, 2, 75, 1, 3, 0.\n";
}
