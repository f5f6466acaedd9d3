/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim export: a study as a job for Slurm, GNU parallel or make. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/error.h"
#include "study/exit_code.h"
#include "study/job_script.h"
#include "study/plan.h"

#define STANDARD_TASKS 8

typedef struct Arguments {
    char *engine, *folder;
    char **sets;
    int tasks;
} Arguments;

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "for", 0, 0, G_OPTION_ARG_STRING, &arguments->engine, "slurm, parallel or make", "ENGINE" },
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->folder, "folder of the study (default: results/NAME)", "DIR" },
        { "tasks", 0, 0, G_OPTION_ARG_INT, &arguments->tasks, "in how many tasks (default: 8)", "N" },
        { "set", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &arguments->sets, "passed on to cpmsim run", "PATH=VALUE" },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("FILE");

    g_option_context_set_summary(context, "Prints a job that runs the study FILE in many tasks: a script for Slurm's sbatch, one that\n"
                                          "calls GNU parallel, or a makefile.  A task may be run again without harm.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    if (arguments->tasks < 0 || arguments->tasks > 1000000)
        return sim_fail(error, SIM_ERROR_USAGE, "--tasks %d: expected a number from 1 to 1000000", arguments->tasks);
    return *argc == 2 || sim_fail(error, SIM_ERROR_USAGE, "expected one study; see cpmsim export --help");
}

static bool find_engine(const char *name, StudyEngine *out_engine, GError **error)
{
    static const char *const names[] = { "slurm", "parallel", "make" };

    for (unsigned i = 0; name != NULL && i < G_N_ELEMENTS(names); i++)
        if (strcmp(name, names[i]) == 0) {
            *out_engine = (StudyEngine)i;
            return true;
        }
    return sim_fail(error, SIM_ERROR_USAGE, "--for: expected slurm, parallel or make");
}

/* Where this program lies: a task may have another PATH. */
static char *own_path(void)
{
    char *path = g_file_read_link("/proc/self/exe", NULL);

    return path != NULL ? path : g_strdup("cpmsim");
}

static bool check_study(const char *file, int *out_exit_code, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Scenario) scenario = scenario_read_file(file, NULL, 0, diagnostics, error);
    g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);

    if (error != NULL && *error != NULL)
        return false;
    fputs(said, stderr);
    *out_exit_code = scenario != NULL ? EXIT_CODE_DONE : EXIT_CODE_USAGE;
    return scenario == NULL || scenario_section(scenario, "study") != NULL ||
           sim_fail(error, SIM_ERROR_USAGE, "%s has no section 'study'", file);
}

static bool export(const Arguments *arguments, const char *file, int *out_exit_code, GError **error)
{
    g_autoptr(GPtrArray) options = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *program = own_path(), *path = g_canonicalize_filename(file, NULL), *name = g_path_get_basename(file);
    g_autofree char *standard = NULL, *folder = NULL, *text = NULL;
    StudyEngine engine = STUDY_ENGINE_SLURM;
    StudyJob job;

    if (!find_engine(arguments->engine, &engine, error) || !check_study(file, out_exit_code, error))
        return false;
    if (*out_exit_code != EXIT_CODE_DONE)
        return true;
    if (g_str_has_suffix(name, ".yaml"))
        name[strlen(name) - strlen(".yaml")] = '\0';
    standard = g_build_filename("results", name, NULL);
    folder = g_canonicalize_filename(arguments->folder != NULL ? arguments->folder : standard, NULL);
    for (char **set = arguments->sets; set != NULL && *set != NULL; set++)
        g_ptr_array_add(options, g_strdup_printf("--set=%s", *set));
    g_ptr_array_add(options, NULL);
    job = (StudyJob){ .program = program, .file = path, .folder = folder, .options = (const char *const *)options->pdata,
                      .tasks = arguments->tasks > 0 ? (unsigned)arguments->tasks : STANDARD_TASKS };
    text = study_job_script(&job, engine);
    fputs(text, stdout);
    return true;
}

int cli_export(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    Arguments arguments = { 0 };
    int exit_code = EXIT_CODE_DONE;

    if (!parse(&arguments, &argc, &argv, &error) || !export(&arguments, argv[1], &exit_code, &error)) {
        fprintf(stderr, "cpmsim export: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    g_strfreev(arguments.sets);
    g_free(arguments.engine);
    g_free(arguments.folder);
    return exit_code;
}
