/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

/* The sub-commands.  Each gets its own name as argv[0] and what follows it, prints, and returns the program's exit code (ExitCode). */

typedef int (*CliMain)(int argc, char **argv);

int cli_run(int argc, char **argv);
int cli_list(int argc, char **argv);
int cli_status(int argc, char **argv);
int cli_export(int argc, char **argv);
int cli_check(int argc, char **argv);
int cli_schema(int argc, char **argv);
int cli_explain(int argc, char **argv);
int cli_replay(int argc, char **argv);
int cli_diff(int argc, char **argv);
int cli_collect(int argc, char **argv);
int cli_plot(int argc, char **argv);
int cli_compare(int argc, char **argv);
int cli_fsm(int argc, char **argv);
int cli_decisions(int argc, char **argv);
int cli_conform(int argc, char **argv);
int cli_mutate(int argc, char **argv);

#endif
