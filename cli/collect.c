/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim collect: the results of all runs of a study in a few files, and its limits judged. */
#include "cli/command.h"

#include <stdio.h>

#include "sim/error.h"
#include "study/collection.h"
#include "study/exit_code.h"
#include "study/study_folder.h"

typedef struct Arguments {
    char *csv, *wide, *sqlite;
    gboolean quiet;
} Arguments;

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "csv", 0, 0, G_OPTION_ARG_FILENAME, &arguments->csv, "a line for each number (default: DIR/results/runs_long.csv)", "FILE" },
        { "wide", 0, 0, G_OPTION_ARG_FILENAME, &arguments->wide, "a line for each run (default: DIR/results/runs_wide.csv)", "FILE" },
        { "sqlite", 0, 0, G_OPTION_ARG_FILENAME, &arguments->sqlite, "tables for SQLite (default: DIR/results/study.sqlite)", "FILE" },
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->quiet, "print nothing", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("DIR");

    g_option_context_set_summary(context, "Collects what the runs of the study in DIR have left so far into DIR/results, and judges the "
                                          "limits of the\nsection expect.  May be repeated; docs/formats.md specifies the files.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error) &&
           (*argc == 2 || sim_fail(error, SIM_ERROR_USAGE, "expected the folder of a study; see cpmsim collect --help"));
}

static ExitCode judge(const StudyArchive *archive, const StudyDigest *digest)
{
    ExitCode exit_code = exit_code_of_verdict(digest->verdict);

    if (study_archive_count(archive, STUDY_RUN_DONE) < archive->n_runs)
        exit_code = exit_code_worse(exit_code, EXIT_CODE_INTERRUPTED);
    return exit_code;
}

static bool collect(const Arguments *arguments, const char *folder, int *out_exit_code, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(StudyPlan) plan = study_folder_recall(folder, diagnostics, error);
    g_autoptr(StudyArchive) archive = NULL;
    g_autoptr(StudyDigest) digest = NULL;
    g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    StudyCollection collection = { .csv = arguments->csv, .wide = arguments->wide, .sqlite = arguments->sqlite };

    if (plan == NULL) {
        fputs(said, stderr);
        return *error == NULL ? sim_fail(error, SIM_ERROR_SCENARIO, "%s/study.yaml is no study of this program", folder) : false;
    }
    archive = study_archive_read(folder, error);
    if (archive == NULL)
        return false;
    digest = study_digest_new(archive, plan);
    collection.archive = archive;
    collection.digest = digest;
    if (!study_collect(&collection, error))
        return false;
    if (!arguments->quiet)
        fputs(digest->short_text, stdout);
    *out_exit_code = judge(archive, digest);
    return true;
}

int cli_collect(int argc, char **argv)
{
    Arguments arguments = { 0 };
    g_autoptr(GError) error = NULL;
    int exit_code = EXIT_CODE_DONE;

    if (!parse(&arguments, &argc, &argv, &error) || !collect(&arguments, argv[1], &exit_code, &error)) {
        fprintf(stderr, "cpmsim collect: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    g_free(arguments.csv);
    g_free(arguments.wide);
    g_free(arguments.sqlite);
    return exit_code;
}
