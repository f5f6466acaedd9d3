/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim check: all that is wrong with scenario files, in one go, without running them. */
#include "cli/command.h"

#include "cli/overrides.h"
#include "sim/error.h"
#include "study/estimate.h"
#include "study/exit_code.h"
#include "study/plan.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct Arguments {
    DiagnosticFormat format;
    gboolean show_resolved, estimate;
    char **sets;
    char *seed;
} Arguments;

static gboolean parse_format(const char *name, const char *value, void *data, GError **error)
{
    static const char *const names[] = { "text", "gcc", "json" };
    Arguments *arguments = data;
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(value, names[i]) == 0) {
            arguments->format = (DiagnosticFormat)i;
            return TRUE;
        }
    g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s: expected text, gcc or json, found '%s'", name,
                value);
    return FALSE;
}

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {        /* FILENAME: as it is, where STRING converts from the locale's encoding */
        { "format", 'f', 0, G_OPTION_ARG_CALLBACK, (void *)parse_format, "how to say it: text, gcc or json", "FORMAT" },
        { "show-resolved", 0, 0, G_OPTION_ARG_NONE, &arguments->show_resolved, "print the scenario with all defaults",
          NULL },
        { "estimate", 0, 0, G_OPTION_ARG_NONE, &arguments->estimate, "print what a run will cost", NULL },
        { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->sets, "change a value first, such as iwf.t_reply='5 min'",
          "PATH=VALUE" },
        { "seed", 0, 0, G_OPTION_ARG_FILENAME, &arguments->seed, "the same as --set seed=N", "N" },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE...");
    g_autoptr(GOptionGroup) group = g_option_group_new("check", "", "", arguments, NULL);
    g_option_group_add_entries(group, entries);
    g_option_context_set_main_group(context, g_steal_pointer(&group));
    g_option_context_set_summary(context, "Says all that is wrong or doubtful in scenario files.  '-' is the standard "
                                          "input.");
    g_option_context_set_description(context, exit_code_help());
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    return *argc > 1 ||
           sim_fail(error, SIM_ERROR_USAGE, "which file? For example: cpmsim check scenarios/figure-31.yaml");
}

static void print_estimate(const Scenario *scenario)
{
    static const struct { const char *name; CpmBoxKind kind; } stations[] = {
        { "SIP/IP Core", CPM_CORE }, { "Conversation Server", CPM_CS }, { "ISF", CPM_ISF }, { "IWF", CPM_IWF },
    };
    StudyEstimate estimate;
    g_autofree char *left_out = study_estimate_left_out(scenario_setup(scenario));
    study_estimate(scenario_setup(scenario), &estimate);
    printf("%s: estimate\n", scenario_name(scenario));
    printf("    sessions    %" G_GUINT64_FORMAT "\n    members     %" G_GUINT64_FORMAT " (at most %" G_GUINT64_FORMAT
           " at a time)\n", estimate.sessions, estimate.members, estimate.live_members);
    if (estimate.tries > 1.005 * (double)estimate.sessions || estimate.let_in < 0.995 * estimate.tries)
        printf("    tries       %.3g, of which %.0f %% are let in\n", estimate.tries, 100 * estimate.let_in / estimate.tries);
    if (estimate.transactions > 0)
        printf("    transactions %.3g at a time\n", estimate.transactions);
    printf("    messages    %.3g\n    memory      %.1f MiB\n", estimate.messages, (double)estimate.bytes / (1 << 20));
    printf("    busy while the focus invites:\n");
    for (unsigned i = 0; i < G_N_ELEMENTS(stations); i++) {
        const StudyLoad *load = &estimate.load[stations[i].kind];
        if (isfinite(load->utilisation))
            printf("        %-20s %5.1f %%  (%.3g messages/s)\n", stations[i].name, load->utilisation * 100,
                   load->rate);
        else
            printf("        %-20s %.3g s of work at once\n", stations[i].name, load->backlog);
    }
    if (left_out != NULL)
        printf("    left out: %s\n", left_out);
}

/* Reads one file and prints what was asked for. */
static int check_file(const char *path, const Arguments *arguments, const CliOverrides *overrides, Diagnostics *diagnostics)
{
    g_autoptr(GError) error = NULL;
    ScenarioText file = { .name = strcmp(path, "-") == 0 ? "/dev/stdin" : path };
    g_autofree char *bytes = scenario_read_bytes(file.name, &file.length, &error);
    if (bytes == NULL) {
        fprintf(stderr, "cpmsim check: %s\n", error->message);
        return EXIT_CODE_ENVIRONMENT;
    }
    file.text = bytes;
    g_autoptr(StudyPlan) plan = study_plan_read(&file, cli_overrides_sets(overrides), overrides->sets->len, diagnostics);
    if (plan == NULL)
        return EXIT_CODE_USAGE;
    const Scenario *scenario = study_plan_scenario(plan);
    if (arguments->show_resolved) {
        g_autofree char *text = scenario_resolved_yaml(scenario);
        fputs(text, stdout);
    }
    if (arguments->estimate)
        print_estimate(scenario);
    return EXIT_CODE_DONE;
}

/* Text is for people, and goes where errors go, so that it does not mix with a resolved scenario; gcc and JSON are for
 * programs. */
static void print_diagnostics(Diagnostics *diagnostics, DiagnosticFormat format)
{
    g_autofree char *text = diagnostics_format(diagnostics, format);
    size_t errors = diagnostics_n_errors(diagnostics), warnings = diagnostics_n_warnings(diagnostics);
    fputs(text, format == DIAGNOSTIC_FORMAT_TEXT ? stderr : stdout);
    if (format == DIAGNOSTIC_FORMAT_TEXT && errors + warnings > 0)
        fprintf(stderr, "%zu error%s, %zu warning%s\n", errors, errors == 1 ? "" : "s", warnings,
                warnings == 1 ? "" : "s");
}

int cli_check(int argc, char **argv)
{
    Arguments arguments = { 0 };
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_auto(CliOverrides) overrides = { 0 };
    int exit_code = EXIT_CODE_DONE;
    bool understood = parse(&arguments, &argc, &argv, &error) &&
                      cli_overrides_collect(arguments.sets, arguments.seed, &overrides, &error);
    if (!understood)
        fprintf(stderr, "cpmsim check: %s; see cpmsim check --help\n", error->message);
    for (int i = 1; understood && i < argc; i++)
        exit_code = exit_code_worse((ExitCode)exit_code, (ExitCode)check_file(argv[i], &arguments, &overrides, diagnostics));
    if (understood)
        print_diagnostics(diagnostics, arguments.format);
    g_strfreev(arguments.sets);
    g_free(arguments.seed);
    return understood ? exit_code : EXIT_CODE_USAGE;
}
