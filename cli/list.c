/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim list: the runs of a study, without running them. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "cli/overrides.h"
#include "sim/error.h"
#include "study/exit_code.h"
#include "study/plan.h"

typedef struct Arguments {
    char **sets;
    char *seed;
    gboolean csv, count;
} Arguments;

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "csv", 0, 0, G_OPTION_ARG_NONE, &arguments->csv, "as plan.csv has it", NULL },
        { "count", 0, 0, G_OPTION_ARG_NONE, &arguments->count, "only how many", NULL },
        { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->sets, "change one value of the scenario first", "PATH=VALUE" },
        { "seed", 0, 0, G_OPTION_ARG_FILENAME, &arguments->seed, "the same as --set seed=N", "N" },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE");

    g_option_context_set_summary(context, "Lists the runs of the study FILE: index, key, replication, and what changes.  '-' is the "
                                          "standard input.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    return *argc == 2 || sim_fail(error, SIM_ERROR_USAGE, "expected one study; see cpmsim list --help");
}

/* With a stopping rule those that are needed in any case. */
static unsigned replications_of(const StudyPlan *plan)
{
    const StudySettings *settings = study_plan_settings(plan);

    if (settings->metrics == NULL)
        return settings->repeat;
    return (unsigned)study_stop_decide(&settings->stop, NULL, g_strv_length(settings->metrics), 0).replications;
}

static void print_row(const StudyPlan *plan, size_t point, unsigned replication, size_t index)
{
    char key[STUDY_KEY_SIZE];

    printf("%6zu  %s  %4u ", index, study_plan_key(plan, point, replication, key), replication);
    for (size_t axis = 0; axis < study_plan_axes(plan)->n_axes; axis++)
        printf(" %s=%s", study_plan_axes(plan)->axes[axis].name, study_plan_value(plan, point, axis)->text);
    putchar('\n');
}

static void print_table(const StudyPlan *plan, unsigned replications)
{
    printf("%6s  %-32s  %4s  %s\n", "index", "key", "rep", "what changes");
    for (size_t point = 0; point < study_plan_points(plan); point++)
        for (unsigned i = 0; i < replications; i++)
            print_row(plan, point, i, point * replications + i);
}

static void print_plan(const StudyPlan *plan, const Arguments *arguments)
{
    unsigned replications = replications_of(plan);

    if (arguments->count) {
        printf("%zu\n", study_plan_points(plan) * replications);
    } else if (arguments->csv) {
        g_autofree unsigned *all = g_new(unsigned, study_plan_points(plan));
        g_autofree char *text = NULL;

        for (size_t i = 0; i < study_plan_points(plan); i++)
            all[i] = replications;
        text = study_plan_csv(plan, all);
        fputs(text, stdout);
    } else {
        print_table(plan, replications);
    }
    if (study_plan_settings(plan)->metrics != NULL)
        fprintf(stderr, "study.stop: these are the first of each point; up to %u follow\n", study_plan_settings(plan)->repeat);
}

static bool list(const Arguments *arguments, const char *path, int *out_exit_code, GError **error)
{
    g_auto(CliOverrides) overrides = { 0 };
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(StudyPlan) plan = NULL;
    ScenarioText text = { .name = strcmp(path, "-") == 0 ? "/dev/stdin" : path };
    g_autofree char *bytes = NULL, *said = NULL;

    if (!cli_overrides_collect(arguments->sets, arguments->seed, &overrides, error))
        return false;
    bytes = scenario_read_bytes(text.name, &text.length, error);
    if (bytes == NULL)
        return false;
    text.text = bytes;
    plan = study_plan_read(&text, cli_overrides_sets(&overrides), overrides.sets->len, diagnostics);
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    fputs(said, stderr);
    if (plan != NULL)
        print_plan(plan, arguments);
    else
        *out_exit_code = EXIT_CODE_USAGE;
    return true;
}

int cli_list(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    Arguments arguments = { 0 };
    int exit_code = EXIT_CODE_DONE;

    if (!parse(&arguments, &argc, &argv, &error) || !list(&arguments, argv[1], &exit_code, &error)) {
        fprintf(stderr, "cpmsim list: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    g_strfreev(arguments.sets);
    g_free(arguments.seed);
    return exit_code;
}
