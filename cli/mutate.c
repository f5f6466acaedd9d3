/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim mutate: shows that the checker can fail, by faults that it has to find out. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "cli/case_list.h"
#include "cli/interrupt.h"
#include "report/manifest.h"
#include "report/mutant_table.h"
#include "sim/error.h"
#include "study/conformance_files.h"
#include "study/conformance_suite.h"
#include "study/exit_code.h"
#include "study/mutation.h"
#include "study/processors.h"

static const char *const result_files[] = { "mutants.csv", "coverage.csv", REPORT_MANIFEST_NAME, NULL };

typedef struct Arguments {
    char *folder, *only;
    int jobs;
    double seconds;
    gboolean quiet;
} Arguments;

/* The study: first all cases as they are, then the mutants in the order of the catalogue. */
typedef struct Mutate {
    const Arguments *arguments;
    const char *const *command_line;
    GPtrArray *mutations;               /* of StudyMutation */
    CliCaseList list;
    unsigned n_plain;
    StudySuite *suite;
    ReportMutant *mutants;              /* mutants[mutations->len] */
} Mutate;

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->folder, "folder for the results (default: results/mutation)", "DIR" },
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &arguments->jobs, "runs at a time (default: as many as there are processors to use)", "N" },
        { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &arguments->seconds, "seconds after which a run is ended, as an error (default: 60)", "S" },
        { "only", 0, 0, G_OPTION_ARG_FILENAME, &arguments->only, "only the faults that are tied to this requirement", "REQUIREMENT" },
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->quiet, "do not print the table", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("[CATALOGUE]");

    g_option_context_set_summary(context, "Runs test cases with the faults of CATALOGUE, and says for each whether the requirement that\n"
                                          "it is tied to found it out.  Without CATALOGUE, mutants.csv of the shipped cases is taken;\n"
                                          "the cases lie beside it.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    if (arguments->folder == NULL)
        arguments->folder = g_build_filename("results", "mutation", NULL);
    if (*argc > 2)
        return sim_fail(error, SIM_ERROR_USAGE, "expected one catalogue at most; see cpmsim mutate --help");
    return cli_case_list_check(arguments->jobs, arguments->seconds, error) &&
           (*arguments->folder != '\0' || sim_fail(error, SIM_ERROR_USAGE, "-o: the name of the folder is empty"));
}

static bool read_catalogue(Mutate *mutate, const char *catalogue, GError **error)
{
    const char *only = mutate->arguments->only;

    mutate->mutations = study_mutations_read(catalogue, error);
    for (guint i = mutate->mutations == NULL || only == NULL ? 0 : mutate->mutations->len; i > 0; i--)
        if (strcmp(((const StudyMutation *)mutate->mutations->pdata[i - 1])->requirement, only) != 0)
            g_ptr_array_remove_index(mutate->mutations, i - 1);
    if (mutate->mutations == NULL)
        return false;
    return mutate->mutations->len > 0 || sim_fail(error, SIM_ERROR_USAGE, "--only %s: no fault is tied to it", only);
}

/* False without an error: what is wrong has been printed. */
static bool read_cases(Mutate *mutate, const char *folder, GError **error)
{
    char *const folders[] = { (char *)folder, NULL };
    g_auto(GStrv) files = study_conformance_files(folders, error);

    if (files == NULL || !cli_case_list_read(files, &mutate->list, error))
        return false;
    mutate->n_plain = mutate->list.cases->len;
    return cli_case_list_add_mutants(&mutate->list, mutate->mutations, folder, error) && cli_case_list_share(&mutate->list, error);
}

static const ReportTestCase *find_case(const ReportSuite *report, unsigned n_plain, const char *id)
{
    for (unsigned i = 0; i < n_plain; i++)
        if (strcmp(report->cases[i].id, id) == 0)
            return &report->cases[i];
    return NULL;
}

/* Ties the mutants to their cases and requirements. */
static bool tie(Mutate *mutate, GError **error)
{
    const ReportSuite *report = study_suite_report(mutate->suite);

    mutate->mutants = g_new0(ReportMutant, mutate->mutations->len);
    for (guint i = 0; i < mutate->mutations->len; i++) {
        const StudyMutation *mutation = mutate->mutations->pdata[i];
        ReportMutant *mutant = &mutate->mutants[i];

        *mutant = (ReportMutant){ .id = mutation->id, .fault = mutation->fault, .requirement = mutation->requirement,
                                  .note = *mutation->equivalent != '\0' ? mutation->equivalent : mutation->note,
                                  .is_equivalent = *mutation->equivalent != '\0',
                                  .plain = find_case(report, mutate->n_plain, mutation->test),
                                  .faulty = &report->cases[mutate->n_plain + i] };
        if (mutant->plain == NULL)
            return sim_fail(error, SIM_ERROR_USAGE, "%s: the file %s.yaml holds a case with another identifier", mutant->id,
                            mutation->test);
        while (mutant->demand < report->n_demands && strcmp(report->demands[mutant->demand].id, mutant->requirement) != 0)
            mutant->demand++;
        if (mutant->demand == report->n_demands)
            return sim_fail(error, SIM_ERROR_USAGE, "%s: there is no requirement '%s'", mutant->id, mutant->requirement);
    }
    return true;
}

static ExitCode judge(const Mutate *mutate)
{
    ExitCode code = EXIT_CODE_DONE;

    for (guint i = 0; i < mutate->mutations->len; i++) {
        ReportMutantFate fate = report_mutant_fate(&mutate->mutants[i]);

        if (fate == REPORT_MUTANT_UNSOUND && !mutate->mutants[i].faulty->result->done)
            code = exit_code_worse(code, EXIT_CODE_BUG);
        else if (fate != REPORT_MUTANT_CAUGHT && fate != REPORT_MUTANT_EQUIVALENT)
            code = exit_code_worse(code, EXIT_CODE_FAILED);
    }
    return code;
}

static bool write_results(const Mutate *mutate, StudySuiteManifest *manifest, ReportFolder *folder, GError **error)
{
    g_autoptr(GString) table = g_string_new(NULL);

    manifest->exit_code = judge(mutate);
    manifest->verdict = manifest->exit_code == EXIT_CODE_DONE ? REPORT_VERDICT_PASS
                        : manifest->exit_code == EXIT_CODE_BUG ? REPORT_VERDICT_ERROR : REPORT_VERDICT_FAIL;
    manifest->wall_seconds = (double)(g_get_real_time() - manifest->started) * 1e-6;
    report_mutants_csv(study_suite_report(mutate->suite), mutate->mutants, mutate->mutations->len, table);
    return report_folder_write(folder, "mutants.csv", table->str, (gssize)table->len, error) &&
           study_suite_write_coverage(mutate->suite, folder, error) && study_suite_write_manifest(mutate->suite, manifest, folder, error);
}

static bool run(Mutate *mutate, int *out_exit_code, GError **error)
{
    const Arguments *arguments = mutate->arguments;
    StudySuiteManifest manifest = { .command = "mutate", .arguments = mutate->command_line, .files = result_files,
                                    .started = g_get_real_time() };
    g_autoptr(GString) table = g_string_new(NULL);
    ReportFolder *folder;

    mutate->suite = study_suite_new((StudyCase *const *)mutate->list.cases->pdata, mutate->list.cases->len, mutate->list.results, error);
    if (mutate->suite == NULL || !tie(mutate, error) ||
        (folder = report_folder_open_guarded(arguments->folder, cli_interrupt_guard(), error)) == NULL)
        return false;
    if (!cli_case_list_run(&mutate->list, (unsigned)arguments->jobs, arguments->seconds, error) ||
        !write_results(mutate, &manifest, folder, error)) {
        report_folder_abort(folder);
        return false;
    }
    if (!report_folder_commit(folder, error))
        return false;
    report_mutants_text(study_suite_report(mutate->suite), mutate->mutants, mutate->mutations->len, table);
    if (!arguments->quiet)
        fputs(table->str, stdout);
    *out_exit_code = manifest.exit_code;
    return true;
}

static char *default_catalogue(GError **error)
{
    g_autofree char *folder = study_conformance_folder(error);

    return folder != NULL ? g_build_filename(folder, STUDY_MUTATION_CATALOGUE, NULL) : NULL;
}

int cli_mutate(int argc, char **argv)
{
    g_auto(GStrv) command_line = g_strdupv(argv);
    g_autofree char *catalogue = NULL, *cases = NULL;
    g_autoptr(GError) error = NULL;
    Arguments arguments = { .jobs = (int)study_processors(), .seconds = 60 };
    Mutate mutate = { .arguments = &arguments, .command_line = (const char *const *)command_line };
    int exit_code = EXIT_CODE_USAGE;            /* what is wrong with the cases is printed where it is found */
    bool good = parse(&arguments, &argc, &argv, &error);

    if (good)
        catalogue = argc == 2 ? g_strdup(argv[1]) : default_catalogue(&error);
    if (catalogue != NULL && read_catalogue(&mutate, catalogue, &error)) {
        cases = g_path_get_dirname(catalogue);
        if (read_cases(&mutate, cases, &error))
            run(&mutate, &exit_code, &error);
    }
    if (error != NULL) {
        fprintf(stderr, "cpmsim mutate: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    study_suite_free(mutate.suite);
    cli_case_list_clear(&mutate.list);
    g_clear_pointer(&mutate.mutations, g_ptr_array_unref);
    g_free(mutate.mutants);
    g_free(arguments.folder);
    g_free(arguments.only);
    return exit_code;
}
