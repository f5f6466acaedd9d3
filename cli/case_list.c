/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/case_list.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include "cli/interrupt.h"
#include "sim/error.h"
#include "study/exit_code.h"
#include "study/pool.h"

bool cli_case_list_check(int jobs, double seconds, GError **error)
{
    if (jobs < 1 || jobs > 4096)
        return sim_fail(error, SIM_ERROR_USAGE, "-j %d: expected a number from 1 to 4096", jobs);
    return (seconds >= 0.001 && seconds <= 1e6) || sim_fail(error, SIM_ERROR_USAGE, "--timeout: expected seconds, from 0.001 to 1000000");
}

bool cli_case_list_share(CliCaseList *list, GError **error)
{
    void *memory = mmap(NULL, list->cases->len * sizeof(ReportCaseResult), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (memory == MAP_FAILED)
        return sim_fail(error, SIM_ERROR_MEMORY, "no memory for the results: %s", g_strerror(errno));
    list->results = memory;
    return true;
}

/* Prints what is wrong, if anything is; warnings are for cpmsim check. */
static bool is_good(Diagnostics *diagnostics)
{
    g_autofree char *said = NULL;

    if (diagnostics_n_errors(diagnostics) == 0)
        return true;
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    fputs(said, stderr);
    return false;
}

bool cli_case_list_read(char *const *files, CliCaseList *out_list, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();

    out_list->cases = g_ptr_array_new_with_free_func((GDestroyNotify)study_case_free);
    for (; *files != NULL; files++) {
        GError *unreadable = NULL;
        StudyCase *test = study_case_read(*files, NULL, 0, diagnostics, &unreadable);

        if (unreadable != NULL) {
            g_propagate_error(error, unreadable);
            return false;
        }
        if (test != NULL)
            g_ptr_array_add(out_list->cases, test);
    }
    return is_good(diagnostics);
}

bool cli_case_list_add_mutants(CliCaseList *list, const GPtrArray *mutations, const char *folder, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();

    for (guint i = 0; i < mutations->len; i++) {
        GError *unreadable = NULL;
        StudyCase *test = study_mutation_case(mutations->pdata[i], folder, diagnostics, &unreadable);

        if (unreadable != NULL) {
            g_propagate_error(error, unreadable);
            return false;
        }
        if (test != NULL)
            g_ptr_array_add(list->cases, test);
    }
    return is_good(diagnostics);
}

/* In a process of its own. */
static int run_case(void *data, uint64_t index)
{
    CliCaseList *list = data;

    *cli_interrupt_guard() = NULL;      /* the half-written folder is the parent's, whatever becomes of this process */
    study_case_run(g_ptr_array_index(list->cases, index), &list->results[index]);
    return EXIT_CODE_DONE;
}

/* Why a process did not come to its end (transfer full); NULL if it did. */
static char *problem_of(const StudyJobEnd *end, double seconds)
{
    g_autofree char *said = g_strstrip(g_strdelimit(g_strdup(end->said), "\n", ' '));

    switch (end->fate) {
    case STUDY_FATE_TIME:
        return g_strdup_printf("it took more than %g s", seconds);
    case STUDY_FATE_CRASHED:
        return g_strdup_printf("it was ended by signal %d (%s) %s", end->code, g_strsignal(end->code), said);
    default:
        return end->code == EXIT_CODE_DONE ? NULL : g_strdup_printf("it ended with exit code %d: %s", end->code, said);
    }
}

static void end_case(CliCaseList *list, const StudyJobEnd *end, double seconds)
{
    g_autofree char *problem = problem_of(end, seconds);
    ReportCaseResult *result = &list->results[end->job];

    if (problem == NULL && result->done)
        return;
    *result = (ReportCaseResult){ .verdict = REPORT_VERDICT_ERROR, .run = REPORT_VERDICT_ERROR };
    g_strlcpy(result->reason, problem != NULL ? problem : "it left no result", sizeof result->reason);
}

bool cli_case_list_run(CliCaseList *list, unsigned jobs, double seconds, GError **error)
{
    const StudyPoolLimits limits = { .jobs = jobs, .seconds = seconds };
    g_autoptr(StudyPool) pool = study_pool_new(&limits);
    unsigned begun = 0;

    fflush(NULL);
    while (begun < list->cases->len || study_pool_running(pool) > 0) {
        StudyJobEnd end;

        if (begun < list->cases->len && study_pool_has_place(pool)) {
            if (!study_pool_start(pool, begun, run_case, list, error))
                return false;
            begun++;
        } else if (study_pool_wait(pool, 1000, &end)) {
            end_case(list, &end, seconds);
            g_free(end.said);
        }
    }
    return true;
}

void cli_case_list_clear(CliCaseList *list)
{
    if (list->results != NULL)
        munmap(list->results, list->cases->len * sizeof(ReportCaseResult));
    list->results = NULL;
    g_clear_pointer(&list->cases, g_ptr_array_unref);
}
