/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim replay: runs again what a results folder holds, and says whether the same comes out. */
#include "cli/command.h"

#include <stdio.h>

#include "cli/progress.h"
#include "sim/error.h"
#include "study/exit_code.h"
#include "study/replay.h"

static bool parse(int *argc, char ***argv, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new("DIR");

    g_option_context_set_summary(context, "Runs the scenario in the results folder DIR again, in memory, and compares the fingerprints: "
                                          "IDENTICAL (0)\nor DIVERGENT (1).  The folder is only read.");
    g_option_context_set_description(context, exit_code_help());
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    return *argc == 2 || sim_fail(error, SIM_ERROR_USAGE, "expected one results folder; see cpmsim replay --help");
}

static void print_replay(const StudyReplay *replay)
{
    const ReportOrigin *origin = &replay->origin;
    char stored[REPORT_FINGERPRINT_TEXT_SIZE], found[REPORT_FINGERPRINT_TEXT_SIZE];

    printf("%s %s\n", replay->identical ? "IDENTICAL" : "DIVERGENT", origin->folder);
    printf("    seed         %" G_GUINT64_FORMAT ", replication %" G_GUINT64_FORMAT "\n", origin->seed, origin->replication);
    printf("    fingerprint  %s%s\n", report_fingerprint_format(origin->fingerprint, stored), replay->identical ? "" : " in the folder");
    if (!replay->identical)
        printf("                 %s now\n", report_fingerprint_format(replay->found, found));
    if (replay->other_program != NULL)
        printf("    made by      %s\n", replay->other_program);
    else if (!replay->identical && origin->dirty)
        printf("    made by      the same commit, but from sources that were changed after it\n");
}

int cli_replay(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *said = NULL;
    CliProgress progress;
    StudyWatch watch = { .report = cli_progress_show, .listener = &progress };
    StudyReplay replay;
    int exit_code = EXIT_CODE_DONE;
    bool good = parse(&argc, &argv, &error);

    if (good) {
        cli_progress_begin(&progress);
        good = study_replay(argv[1], &watch, diagnostics, &replay, &error);
        cli_progress_end(&progress);
    }
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    if (!good) {
        fprintf(stderr, "%scpmsim replay: %s\n", said, error->message);
        return exit_code_of_error(error);
    }
    print_replay(&replay);
    exit_code = replay.identical ? EXIT_CODE_DONE : EXIT_CODE_FAILED;
    study_replay_clear(&replay);
    return exit_code;
}
