/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim run: from a scenario file to a results folder. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "cli/campaign.h"
#include "cli/interrupt.h"
#include "cli/overrides.h"
#include "cli/progress.h"
#include "sim/error.h"
#include "study/exit_code.h"
#include "study/run.h"

typedef struct Arguments {
    char *folder, *seed, *fingerprint, *memory;
    char *shard;
    char **sets;
    int jobs;
    gboolean no_plots, quiet, fail_fast, full;
} Arguments;

static void clear_arguments(Arguments *arguments)
{
    g_free(arguments->folder);
    g_free(arguments->seed);
    g_free(arguments->fingerprint);
    g_free(arguments->memory);
    g_free(arguments->shard);
    g_strfreev(arguments->sets);
}

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {        /* FILENAME: as it is, where STRING converts from the locale's encoding */
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->folder, "folder for the results (default: results/NAME)", "DIR" },
        { "seed", 0, 0, G_OPTION_ARG_FILENAME, &arguments->seed, "seed of the random numbers, instead of the file's", "N" },
        { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->sets, "change one value of the scenario; may be given often",
          "PATH=VALUE" },
        { "fingerprint", 0, 0, G_OPTION_ARG_FILENAME, &arguments->fingerprint, "exit 1 unless the run has this fingerprint", "HEX" },
        { "mem-limit", 0, 0, G_OPTION_ARG_FILENAME, &arguments->memory, "refuse or end a run that needs more memory, such as 8G", "SIZE" },
        { "no-plots", 0, 0, G_OPTION_ARG_NONE, &arguments->no_plots, "write the plots' scripts and data, but do not draw", NULL },
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &arguments->jobs, "studies: runs at a time (default: as many as there are processors to use)", "N" },
        { "shard", 0, 0, G_OPTION_ARG_FILENAME, &arguments->shard, "studies: only this part of the runs, such as 1/8; auto: by Slurm", "K/N" },
        { "fail-fast", 0, 0, G_OPTION_ARG_NONE, &arguments->fail_fast, "studies: the first run that fails ends it all", NULL },
        { "full", 0, 0, G_OPTION_ARG_NONE, &arguments->full, "studies: each run writes summary, flow and plots, too", NULL },
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->quiet, "do not print the summary", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE");

    g_option_context_set_summary(context, "Runs the scenario FILE, prints a summary and writes the results into a folder.\n"
                                          "'-' is the standard input.  A FILE with a section 'study' is many runs: those that are\n"
                                          "finished in DIR are not run again, so that what was stopped goes on.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

/* "8G", "500M", "64k", or bytes. */
static bool parse_size(const char *text, size_t *out_bytes, GError **error)
{
    static const char units[] = "kMGT";
    char *end;
    guint64 number = g_ascii_strtoull(text, &end, 10);
    const char *unit = *end == '\0' ? NULL : strchr(units, *end == 'K' ? 'k' : *end);
    unsigned shift = unit == NULL ? 0 : 10 * (unsigned)(unit - units + 1);

    if (!g_ascii_isdigit(*text) || (*end != '\0' && (unit == NULL || end[1] != '\0')) || number == 0 || number > (G_MAXUINT64 >> shift))
        return sim_fail(error, SIM_ERROR_USAGE, "--mem-limit %s: expected a size such as 8G or 500M", text);
    *out_bytes = (size_t)MIN(number << shift, (guint64)SIZE_MAX);
    return true;
}

static void print_result(const StudyResult *result, bool quiet)
{
    char fingerprint[REPORT_FINGERPRINT_TEXT_SIZE];

    if (!quiet)
        fputs(result->summary, stdout);
    if (result->note != NULL)
        fprintf(stderr, "cpmsim run: %s\n", result->note);
    fprintf(stderr, "%" G_GUINT64_FORMAT " messages in %.2f s (%.2f M/s), fingerprint %s\n", result->messages, result->wall_seconds,
            (double)result->messages / MAX(result->wall_seconds, 1e-9) * 1e-6,
            report_fingerprint_format(result->fingerprint, fingerprint));
}

static bool run_study(const Arguments *arguments, const StudyPlan *plan, const StudyOptions *options, int *out_exit_code, GError **error)
{
    CliCampaign campaign = { .plan = plan, .folder = options->target, .file = options->file, .jobs = (unsigned)arguments->jobs,
                             .shard = { 1, 1 }, .fail_fast = arguments->fail_fast, .full = arguments->full, .quiet = arguments->quiet,
                             .memory_limit = options->memory_limit, .arguments = options->arguments };

    if (arguments->fingerprint != NULL)
        return sim_fail(error, SIM_ERROR_USAGE, "--fingerprint is of a single run, and %s is a study", options->file);
    if (arguments->shard != NULL && !study_shard_parse(arguments->shard, &campaign.shard, error))
        return false;
    return cli_campaign_run(&campaign, out_exit_code, error);
}

static bool run_one(const Arguments *arguments, const Scenario *scenario, StudyOptions *options, int *out_exit_code, GError **error)
{
    CliProgress progress;
    StudyResult result = { 0 };
    bool good;

    if (arguments->jobs > 0 || arguments->shard != NULL || arguments->fail_fast || arguments->full)
        return sim_fail(error, SIM_ERROR_USAGE, "--jobs, --shard, --fail-fast and --full are for studies, and %s has no section 'study'",
                        options->file);
    options->report = cli_progress_show;
    options->listener = &progress;
    cli_progress_begin(&progress);
    good = study_run(scenario, options, &result, error);
    cli_progress_end(&progress);
    if (!good)
        return false;
    print_result(&result, arguments->quiet);
    *out_exit_code = result.exit_code;
    study_result_clear(&result);
    return true;
}

static bool run(const Arguments *arguments, const char *file, StudyOptions *options, int *out_exit_code, GError **error)
{
    g_auto(CliOverrides) overrides = { 0 };
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Scenario) scenario = NULL;
    g_autoptr(StudyPlan) plan = NULL;
    ScenarioText text = { .name = file };
    g_autofree char *target = NULL, *said = NULL, *bytes = NULL;

    if (!cli_overrides_collect(arguments->sets, arguments->seed, &overrides, error))
        return false;
    bytes = scenario_read_bytes(file, &text.length, error);
    if (bytes == NULL)
        return false;
    text.text = bytes;
    scenario = scenario_read_text(&text, cli_overrides_sets(&overrides), overrides.sets->len, diagnostics);
    if (scenario != NULL && scenario_section(scenario, "study") != NULL)
        plan = study_plan_make(g_steal_pointer(&scenario), &text, cli_overrides_sets(&overrides), overrides.sets->len, diagnostics);
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    fputs(said, stderr);
    if (scenario == NULL && plan == NULL) {
        *out_exit_code = EXIT_CODE_USAGE;
        return true;
    }
    target = arguments->folder != NULL ? g_strdup(arguments->folder)
             : g_build_filename("results", scenario_name(plan != NULL ? study_plan_scenario(plan) : scenario), NULL);
    options->target = target;
    options->file = file;
    return plan != NULL ? run_study(arguments, plan, options, out_exit_code, error)
                        : run_one(arguments, scenario, options, out_exit_code, error);
}

int cli_run(int argc, char **argv)
{
    g_auto(GStrv) command_line = g_strdupv(argv);
    g_autoptr(GError) error = NULL;
    Arguments arguments = { 0 };
    ReportFingerprint expected;
    StudyOptions options = { .arguments = (const char *const *)command_line, .guard = cli_interrupt_guard() };
    int exit_code = EXIT_CODE_DONE;
    bool good = parse(&arguments, &argc, &argv, &error);

    if (good && argc != 2)
        good = sim_fail(&error, SIM_ERROR_USAGE, "expected one scenario file; see cpmsim run --help");
    if (good && arguments.fingerprint != NULL) {
        good = report_fingerprint_parse(arguments.fingerprint, &expected, &error);
        options.expected = &expected;
    }
    if (good && arguments.memory != NULL)
        good = parse_size(arguments.memory, &options.memory_limit, &error);
    if (good && arguments.jobs < 0)
        good = sim_fail(&error, SIM_ERROR_USAGE, "-j %d: expected a number of at least 1", arguments.jobs);
    if (good && arguments.folder != NULL && *arguments.folder == '\0')
        good = sim_fail(&error, SIM_ERROR_USAGE, "-o: the name of the folder is empty");
    options.no_plots = arguments.no_plots;
    good = good && run(&arguments, strcmp(argv[1], "-") == 0 ? "/dev/stdin" : argv[1], &options, &exit_code, &error);
    if (!good) {
        fprintf(stderr, "cpmsim run: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    clear_arguments(&arguments);
    return exit_code;
}
