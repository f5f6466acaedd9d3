/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim: the command line.  Each sub-command has a file of its own. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "study/exit_code.h"
#include "version.h"

static const struct {
    const char *name;
    CliMain main;
    const char *help;
} commands[] = {
    { "run", cli_run, "run a scenario and write its results" },
    { "list", cli_list, "list the runs of a study, without running them" },
    { "status", cli_status, "say how far a study is" },
    { "export", cli_export, "print a study as a job for Slurm, GNU parallel or make" },
    { "check", cli_check, "check scenario files, and say all that is wrong with them" },
    { "explain", cli_explain, "say what a key of a scenario means" },
    { "schema", cli_schema, "print the JSON Schema of scenario files" },
    { "replay", cli_replay, "run the scenario of a results folder again, and compare" },
    { "diff", cli_diff, "find the first event at which two runs differ" },
    { "collect", cli_collect, "collect the results of a study, and judge its limits" },
    { "plot", cli_plot, "draw the plots of a study" },
    { "compare", cli_compare, "compare two studies, or two values of an axis of one" },
    { "fsm", cli_fsm, "draw the state machine of a box" },
    { "decisions", cli_decisions, "run the whole decision space of CPM-IWF-008" },
    { "conform", cli_conform, "run test cases, and write the matrix of requirements" },
    { "mutate", cli_mutate, "run test cases with faults, and say which are found out" },
};

static void print_help(FILE *stream)
{
    fputs("Usage: cpmsim COMMAND [ARGUMENTS]\n\n"
          "Simulates CPM group session interworking: towards members without CPM (SMS, e-mail ...) an invitation is\n"
          "accepted on their behalf, rejected, or converted into an inviting message, as CPM-IWF-008 demands.\n\n"
          "Commands:\n",
          stream);
    for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
        fprintf(stream, "  %-9s %s\n", commands[i].name, commands[i].help);
    fprintf(stream, "\ncpmsim COMMAND --help says more.  A first run: cpmsim run scenarios/figure-31.yaml\n\n%s", exit_code_help());
}

/* Whatever could not be written (a full disk, a closed pipe) is an error, even if all else went well. */
static int close_output(int exit_code)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return exit_code;
    fprintf(stderr, "cpmsim: the output could not be written: %s\n", g_strerror(errno));
    return exit_code_worse((ExitCode)exit_code, EXIT_CODE_ENVIRONMENT);
}

/* "-j4" as everybody writes it: GLib knows a value only behind a blank. */
static void split_jobs(char **argv)
{
    for (; *argv != NULL && strcmp(*argv, "--") != 0; argv++)
        if (strncmp(*argv, "-j", 2) == 0 && g_ascii_isdigit((*argv)[2]))
            *argv = g_strconcat("--jobs=", *argv + 2, NULL);        /* lives as long as the program */
}

int main(int argc, char **argv)
{
    setlocale(LC_CTYPE, "");
    cli_interrupt_catch();
    if (argc < 2) {
        print_help(stderr);
        return EXIT_CODE_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return close_output(EXIT_CODE_DONE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("cpmsim %s (%s%s)\n", CPMSIM_VERSION, CPMSIM_COMMIT, CPMSIM_DIRTY ? ", changed" : "");
        return close_output(EXIT_CODE_DONE);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0) {
            g_autofree char *full_name = g_strdup_printf("cpmsim %s", commands[i].name);

            g_set_prgname(full_name);       /* what --help calls it */
            split_jobs(argv);
            return close_output(commands[i].main(argc - 1, argv + 1));
        }
    fprintf(stderr, "cpmsim: there is no command '%s'; cpmsim --help lists them\n", argv[1]);
    return EXIT_CODE_USAGE;
}
