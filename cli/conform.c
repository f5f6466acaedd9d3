/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim conform: runs test cases and says which requirements are met. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "cli/case_list.h"
#include "cli/interrupt.h"
#include "report/manifest.h"
#include "report/matrix.h"
#include "sim/error.h"
#include "study/conformance_files.h"
#include "study/conformance_suite.h"
#include "study/exit_code.h"
#include "study/processors.h"

static const char *const result_files[] = {
    "matrix.csv", "junit.xml", "results.tap", "coverage.csv", REPORT_MANIFEST_NAME, NULL,
};

typedef struct Arguments {
    char *folder;
    int jobs;
    double seconds;
    gboolean quiet;
} Arguments;

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->folder, "folder for the results (default: results/conformance)", "DIR" },
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &arguments->jobs, "cases at a time (default: as many as there are processors to use)", "N" },
        { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &arguments->seconds, "seconds after which a case is ended, as an error (default: 60)", "S" },
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->quiet, "do not print the table", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("[FILE...]");

    g_option_context_set_summary(context, "Runs test cases, scenarios with a section 'test', each in a process of its own, and judges\n"
                                          "them.  A FILE may be a folder of them; without any, the shipped cases are run.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    if (arguments->folder == NULL)
        arguments->folder = g_build_filename("results", "conformance", NULL);
    return cli_case_list_check(arguments->jobs, arguments->seconds, error) &&
           (*arguments->folder != '\0' || sim_fail(error, SIM_ERROR_USAGE, "-o: the name of the folder is empty"));
}

static bool write_results(const StudySuite *suite, StudySuiteManifest *manifest, ReportFolder *folder, GError **error)
{
    return study_suite_write(suite, folder, error) && study_suite_write_manifest(suite, manifest, folder, error);
}

static bool run(const Arguments *arguments, char **command_line, CliCaseList *list, int *out_exit_code, GError **error)
{
    g_autoptr(StudySuite) suite = NULL;
    g_autoptr(GString) table = g_string_new(NULL);
    StudySuiteManifest manifest = { .command = "conform", .arguments = (const char *const *)command_line, .files = result_files,
                                    .started = g_get_real_time() };
    ReportFolder *folder;
    bool good;

    if (!cli_case_list_share(list, error))
        return false;
    suite = study_suite_new((StudyCase *const *)list->cases->pdata, list->cases->len, list->results, error);
    if (suite == NULL || (folder = report_folder_open_guarded(arguments->folder, cli_interrupt_guard(), error)) == NULL)
        return false;
    good = cli_case_list_run(list, (unsigned)arguments->jobs, arguments->seconds, error);
    if (good) {
        manifest.verdict = report_suite_verdict(study_suite_report(suite));
        manifest.exit_code = exit_code_of_verdict(manifest.verdict);
        manifest.wall_seconds = (double)(g_get_real_time() - manifest.started) * 1e-6;
        good = write_results(suite, &manifest, folder, error);
    }
    if (!good) {
        report_folder_abort(folder);
        return false;
    }
    if (!report_folder_commit(folder, error))
        return false;
    report_matrix_text(study_suite_report(suite), table);
    if (!arguments->quiet)
        fputs(table->str, stdout);
    *out_exit_code = manifest.exit_code;
    return true;
}

int cli_conform(int argc, char **argv)
{
    g_auto(GStrv) command_line = g_strdupv(argv), files = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(CliCaseList) list = { 0 };
    Arguments arguments = { .jobs = (int)study_processors(), .seconds = 60 };
    int exit_code = EXIT_CODE_DONE;
    bool good = parse(&arguments, &argc, &argv, &error) && (files = study_conformance_files(argv + 1, &error)) != NULL;

    if (good && !cli_case_list_read(files, &list, &error)) {
        good = error == NULL;
        exit_code = EXIT_CODE_USAGE;            /* what is wrong was said already */
    } else {
        good = good && run(&arguments, command_line, &list, &exit_code, &error);
    }
    if (!good) {
        fprintf(stderr, "cpmsim conform: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    g_free(arguments.folder);
    return exit_code;
}
