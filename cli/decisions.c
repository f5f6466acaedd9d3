/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim decisions: the whole decision space of CPM-IWF-008, each combination a run. */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>

#include "cli/interrupt.h"
#include "report/folder.h"
#include "report/manifest.h"
#include "sim/error.h"
#include "study/decision_table.h"
#include "study/exit_code.h"
#include "study/pool.h"
#include "study/processors.h"

/* Pieces of work: small enough that all processors are busy to the end, and each in a process of its own. */
#define PIECES 64
#define SECONDS 300.0                   /* for a piece, which takes a fraction of one */

static const char *const result_files[] = { "decisions.csv", REPORT_MANIFEST_NAME, NULL };

typedef struct Arguments {
    char *folder;
    int jobs;
    gboolean quiet;
} Arguments;

typedef struct Work {
    StudyDecision *decisions;           /* shared by the processes */
    GString *problems;
} Work;

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "output", 'o', 0, G_OPTION_ARG_FILENAME, &arguments->folder, "folder for the results (default: results/decisions)", "DIR" },
        { "jobs", 'j', 0, G_OPTION_ARG_INT, &arguments->jobs, "processes at a time (default: as many as there are processors to use)", "N" },
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->quiet, "do not print the table", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);

    g_option_context_set_summary(context, "Runs every combination of provider policy, user preference, service, delivery, reply, its time "
                                          "and CANCEL,\nand the ways to D18 to D24, and holds each against what must come of it.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    if (*argc > 1)
        return sim_fail(error, SIM_ERROR_USAGE, "'%s' is not understood; see cpmsim decisions --help", (*argv)[1]);
    if (arguments->jobs < 1 || arguments->jobs > 1024)
        return sim_fail(error, SIM_ERROR_USAGE, "-j %d: expected 1 to 1024", arguments->jobs);
    if (arguments->folder == NULL)
        arguments->folder = g_build_filename("results", "decisions", NULL);
    return *arguments->folder != '\0' || sim_fail(error, SIM_ERROR_USAGE, "-o: the name of the folder is empty");
}

/* In a process of its own. */
static int work_piece(void *data, uint64_t piece)
{
    const Work *work = data;
    uint64_t n = study_decisions();

    for (uint64_t i = piece * n / PIECES; i < (piece + 1) * n / PIECES; i++)
        work->decisions[i] = study_decision_at((unsigned)i);
    return EXIT_CODE_DONE;
}

/* Decisions that a process has left out when it came to a bad end are seen as such later. */
static void end_piece(Work *work, const StudyJobEnd *end)
{
    if (end->fate != STUDY_FATE_ENDED || end->code != EXIT_CODE_DONE)
        g_string_append_printf(work->problems, "cpmsim decisions: piece %u of %d %s %d: %s\n", (unsigned)end->job + 1, PIECES,
                               end->fate == STUDY_FATE_ENDED ? "ended with exit code" : "was ended by signal", end->code, end->said);
}

static bool work_off(Work *work, unsigned jobs, GError **error)
{
    const StudyPoolLimits limits = { .jobs = jobs, .seconds = SECONDS };
    g_autoptr(StudyPool) pool = study_pool_new(&limits);
    uint64_t begun = 0;

    fflush(NULL);
    while (begun < PIECES || study_pool_running(pool) > 0) {
        StudyJobEnd end;

        if (begun < PIECES && study_pool_has_place(pool)) {
            if (!study_pool_start(pool, begun++, work_piece, work, error))
                return false;
        } else if (study_pool_wait(pool, 1000, &end)) {
            end_piece(work, &end);
            g_free(end.said);
        }
    }
    return true;
}

/* Zeroed memory for all decisions, which the processes fill; it lasts as long as the program. */
static StudyDecision *shared_decisions(GError **error)
{
    void *memory = mmap(NULL, study_decisions() * sizeof(StudyDecision), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (memory != MAP_FAILED)
        return memory;
    sim_fail(error, SIM_ERROR_MEMORY, "no memory for the results: %s", g_strerror(errno));
    return NULL;
}

static bool write_results(const StudyDecision *decisions, ReportManifest *manifest, ReportFolder *folder, GError **error)
{
    g_autoptr(GString) rows = g_string_new(NULL);
    g_autofree char *text = NULL;

    study_decisions_csv(decisions, rows);
    if (!report_folder_write(folder, "decisions.csv", rows->str, (gssize)rows->len, error))
        return false;
    manifest->fingerprint = study_decisions_fingerprint(decisions);
    manifest->ended = g_get_real_time();
    text = report_manifest_text(manifest);
    return report_folder_write(folder, REPORT_MANIFEST_NAME, text, -1, error);
}

static bool write_folder(const char *target, const StudyDecision *decisions, ReportManifest *manifest, GError **error)
{
    ReportFolder *folder = report_folder_open_guarded(target, cli_interrupt_guard(), error);

    if (folder == NULL)
        return false;
    if (!write_results(decisions, manifest, folder, error)) {
        report_folder_abort(folder);
        return false;
    }
    return report_folder_commit(folder, error);
}

static bool run(const Arguments *arguments, const char *const *command_line, int *out_exit_code, GError **error)
{
    Work work = { .decisions = shared_decisions(error) };
    ReportManifest manifest = { .scenario = "decisions", .arguments = command_line, .started = g_get_real_time(), .files = result_files };
    g_autoptr(GString) problems = g_string_new(NULL), text = g_string_new(NULL);

    if (work.decisions == NULL)
        return false;
    work.problems = problems;
    if (!work_off(&work, (unsigned)arguments->jobs, error))
        return false;
    study_decisions_compare(work.decisions);
    study_decisions_text(work.decisions, text);
    manifest.exit_code = study_decisions_violated(work.decisions) > 0 ? EXIT_CODE_FAILED : EXIT_CODE_DONE;
    if (problems->len > 0)
        manifest.exit_code = EXIT_CODE_BUG;
    manifest.verdict = report_verdict_name(manifest.exit_code == EXIT_CODE_DONE ? REPORT_VERDICT_PASS : REPORT_VERDICT_FAIL);
    manifest.wall_seconds = (double)(g_get_real_time() - manifest.started) * 1e-6;
    fputs(problems->str, stderr);
    if (!arguments->quiet)
        fputs(text->str, stdout);
    *out_exit_code = manifest.exit_code;
    return write_folder(arguments->folder, work.decisions, &manifest, error);
}

int cli_decisions(int argc, char **argv)
{
    g_auto(GStrv) command_line = g_strdupv(argv);
    g_autoptr(GError) error = NULL;
    Arguments arguments = { .jobs = (int)study_processors() };
    int exit_code = EXIT_CODE_DONE;

    if (!parse(&arguments, &argc, &argv, &error) || !run(&arguments, (const char *const *)command_line, &exit_code, &error)) {
        fprintf(stderr, "cpmsim decisions: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    g_free(arguments.folder);
    return exit_code;
}
