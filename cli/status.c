/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim status: how far a study is. */
#include "cli/command.h"

#include <stdio.h>

#include "sim/error.h"
#include "study/exit_code.h"
#include "study/study_folder.h"
#include "study/tally.h"

typedef struct Count {
    size_t needed, done, failed;
    double seconds;             /* of those that are done, together */
} Count;

static Count count_runs(const StudyPlan *plan, const char *folder, const unsigned *needed)
{
    Count count = { 0 };
    char key[STUDY_KEY_SIZE];

    for (size_t point = 0; point < study_plan_points(plan); point++)
        for (unsigned i = 0; i < needed[point]; i++) {
            double seconds = 0.0;

            study_plan_key(plan, point, i, key);
            count.needed++;
            if (study_folder_is_done(folder, key)) {
                study_folder_outcome(folder, key, &seconds);
                count.done++;
                count.seconds += seconds;
            } else {
                count.failed += study_folder_is_failed(folder, key);
            }
        }
    return count;
}

/* Points of which it is not decided yet how many replications they need. */
static size_t undecided(const StudyTally *tally, const StudyPlan *plan)
{
    size_t n = 0;

    for (size_t point = 0; point < study_plan_points(plan); point++)
        n += !study_tally_is_final(tally, point);
    return n;
}

static int print_status(const StudyPlan *plan, const char *folder)
{
    g_autoptr(StudyTally) tally = study_tally_new(plan, folder);
    g_autofree unsigned *needed = study_tally_all(tally);
    Count count = count_runs(plan, folder, needed);
    size_t running = study_folder_running(folder), open = undecided(tally, plan), missing = count.needed - count.done - count.failed;

    printf("%s: %zu points, %zu runs: %zu done, %zu failed, %zu missing, %zu running\n", folder, study_plan_points(plan), count.needed,
           count.done, count.failed, missing, running);
    if (open > 0)
        printf("%zu point%s may need more runs (study.stop)\n", open, open == 1 ? "" : "s");
    if (count.done > 0 && missing + count.failed > 0) {
        double work = count.seconds / (double)count.done * (double)(missing + count.failed);

        printf("about %.0f s of simulation are left", work);
        if (running > 0)
            printf(", %.0f s as it goes now", work / (double)running);
        putchar('\n');
    }
    return count.done == count.needed && open == 0 ? EXIT_CODE_DONE : EXIT_CODE_INTERRUPTED;
}

static bool status(const char *folder, int *out_exit_code, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) problem = NULL;
    g_autoptr(StudyPlan) plan = study_folder_recall(folder, diagnostics, &problem);

    if (problem != NULL) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return false;
    }
    if (plan == NULL) {
        g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);

        fputs(said, stderr);
        *out_exit_code = EXIT_CODE_USAGE;
        return true;
    }
    *out_exit_code = print_status(plan, folder);
    return true;
}

int cli_status(int argc, char **argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new("DIR");
    g_autoptr(GError) error = NULL;
    int exit_code = EXIT_CODE_DONE;
    bool good;

    g_option_context_set_summary(context, "Says how many runs of the study in DIR are done, failed, missing or running, and how long it\n"
                                          "will take.  The exit code is 75 as long as runs are missing.");
    g_option_context_set_description(context, exit_code_help());
    good = g_option_context_parse(context, &argc, &argv, &error);
    if (good && argc != 2)
        good = sim_fail(&error, SIM_ERROR_USAGE, "expected the folder of a study; see cpmsim status --help");
    if (!good || !status(argv[1], &exit_code, &error)) {
        fprintf(stderr, "cpmsim status: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    return exit_code;
}
