/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/job_script.h"

#include <glib.h>

/* PROGRAM run FILE -o DIR ..., quoted for a shell, without a shard (transfer full). */
static char *command_of(const StudyJob *job)
{
    g_autofree char *program = g_shell_quote(job->program), *file = g_shell_quote(job->file), *folder = g_shell_quote(job->folder);
    GString *command = g_string_new(NULL);

    g_string_append_printf(command, "%s run -q %s -o %s", program, file, folder);
    for (unsigned i = 0; job->options[i] != NULL; i++) {
        g_autofree char *option = g_shell_quote(job->options[i]);

        g_string_append_printf(command, " %s", option);
    }
    return g_string_free(command, FALSE);
}

static char *collect_of(const StudyJob *job)
{
    g_autofree char *program = g_shell_quote(job->program), *folder = g_shell_quote(job->folder);

    return g_strdup_printf("%s collect %s", program, folder);
}

/* The signal goes to the shell of the batch, a minute before the time is up; cpmsim then ends with 75, and what it has finished stays. */
static char *slurm_script(const StudyJob *job, const char *command, const char *collect)
{
    return g_strdup_printf("#!/bin/sh\n"
                           "# Submit by `sbatch FILE`; afterwards: %s\n"
                           "#SBATCH --job-name=cpmsim\n"
                           "#SBATCH --array=1-%u\n"
                           "#SBATCH --ntasks=1\n"
                           "#SBATCH --requeue\n"
                           "#SBATCH --open-mode=append\n"
                           "#SBATCH --signal=B:TERM@60\n"
                           "child=\n"
                           "trap '[ -z \"$child\" ] || kill -s TERM \"$child\"' TERM\n"
                           "%s --shard auto -j \"${SLURM_CPUS_PER_TASK:-1}\" &\n"
                           "child=$!\n"
                           "while :; do\n"
                           "    wait \"$child\" && code=0 || code=$?\n"
                           "    kill -s 0 \"$child\" 2>/dev/null || break # else only the signal has ended the wait\n"
                           "done\n"
                           "if [ \"$code\" = 75 ]; then # stopped early: go on later\n"
                           "    scontrol requeue \"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID\"\n"
                           "fi\n"
                           "exit \"$code\"\n",
                           collect, job->tasks, command);
}

/* parallel would replace {}, which may well stand in the command. */
static char *parallel_script(const StudyJob *job, const char *command, const char *collect)
{
    g_autofree char *whole = g_strdup_printf("%s --shard @SHARD@/%u -j 1", command, job->tasks), *quoted = g_shell_quote(whole);

    return g_strdup_printf("#!/bin/sh\n"
                           "# One shard at a time on each processor; with `--sshlogin` on other machines, too.  Afterwards: %s\n"
                           "# Further arguments go to parallel: `sh FILE --jobs 4`.\n"
                           "seq %u | parallel \"$@\" -I @SHARD@ --retries 3 \\\n"
                           "    %s\n",
                           collect, job->tasks, quoted);
}

static char *makefile_text(const StudyJob *job, const char *command, const char *collect)
{
    g_auto(GStrv) parts = g_strsplit(command, "$", -1);
    g_autofree char *escaped = g_strjoinv("$$", parts);

    return g_strdup_printf("# make -k -j 4 -f FILE; afterwards: %s\n"
                           "shards = $(shell seq %u)\n"
                           "all: $(shards:%%=shard-%%)\n"
                           "shard-%%:\n"
                           "\t%s --shard $*/%u -j 1\n"
                           ".PHONY: all\n",
                           collect, job->tasks, escaped, job->tasks);
}

char *study_job_script(const StudyJob *job, StudyEngine engine)
{
    g_autofree char *command = command_of(job), *collect = collect_of(job);

    switch (engine) {
    case STUDY_ENGINE_SLURM:
        return slurm_script(job, command, collect);
    case STUDY_ENGINE_PARALLEL:
        return parallel_script(job, command, collect);
    default:
        return makefile_text(job, command, collect);
    }
}
