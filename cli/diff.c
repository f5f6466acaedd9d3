/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim diff: the first event at which two runs differ. */
#include "cli/command.h"

#include <stdio.h>

#include "cli/progress.h"
#include "report/event_line.h"
#include "sim/error.h"
#include "study/contrast.h"
#include "study/divergence.h"
#include "study/exit_code.h"
#include "study/replay.h"

#define MAX_CONTRASTS 20            /* lines; scenarios that have nothing in common need not be listed */

/* One of the two: a scenario, or the results of one. */
typedef struct Side {
    char name;
    const char *path;
    Scenario *scenario;
    ReportOrigin origin;            /* .folder is NULL for a scenario */
} Side;

static bool parse(int *argc, char ***argv, int *out_context, GError **error)
{
    const GOptionEntry entries[] = {
        { "context", 'c', 0, G_OPTION_ARG_INT, out_context, "events to be shown before and after (default 5)", "N" },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("A B");

    g_option_context_set_summary(context, "Runs A and B, each a results folder or a scenario file, in memory, and shows the first event "
                                          "at which they\ndiffer: IDENTICAL (0) or DIVERGENT (1).");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    if (*out_context < 0 || *out_context > STUDY_CONTEXT_MAX)
        return sim_fail(error, SIM_ERROR_USAGE, "--context %d: expected 0 to %d", *out_context, STUDY_CONTEXT_MAX);
    return *argc == 3 || sim_fail(error, SIM_ERROR_USAGE, "expected two results folders or scenario files; see cpmsim diff --help");
}

static bool read_side(Side *side, Diagnostics *diagnostics, GError **error)
{
    if (g_file_test(side->path, G_FILE_TEST_IS_DIR)) {
        side->scenario = study_recall(side->path, &side->origin, diagnostics, error);
        return side->scenario != NULL;
    }
    side->scenario = scenario_read_file(side->path, NULL, 0, diagnostics, error);
    if (side->scenario == NULL && *error == NULL)
        return sim_fail(error, SIM_ERROR_SCENARIO, "%s cannot be run", side->path);
    return side->scenario != NULL;
}

static void print_side(const Side *side, const StudyBranch *branch)
{
    const CpmSetup *setup = scenario_setup(side->scenario);
    char fingerprint[REPORT_FINGERPRINT_TEXT_SIZE], end[SIM_TIME_TEXT_SIZE];

    printf("%c  %s\n", side->name, side->path);
    printf("   seed %" G_GUINT64_FORMAT ", replication %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT " events until %s s, fingerprint %s\n",
           setup->seed, setup->replication, branch->events, sim_time_format_seconds(branch->run.end, end),
           report_fingerprint_format(branch->run.fingerprint, fingerprint));
    if (side->origin.folder != NULL && (side->origin.fingerprint.high != branch->run.fingerprint.high ||
                                        side->origin.fingerprint.low != branch->run.fingerprint.low))
        printf("   the folder has fingerprint %s: this program does not repeat it, see cpmsim replay\n",
               report_fingerprint_format(side->origin.fingerprint, fingerprint));
}

static void print_contrast(const Side sides[2])
{
    g_autofree char *a = scenario_resolved_yaml(sides[0].scenario), *b = scenario_resolved_yaml(sides[1].scenario);
    g_autoptr(GArray) rows = study_contrast(a, b);

    if (rows->len == 0)
        return;
    printf("\nThe scenarios differ in\n");
    for (guint i = 0; i < MIN(rows->len, MAX_CONTRASTS); i++) {
        const StudyContrast *row = &g_array_index(rows, StudyContrast, i);

        printf("   %-32s A: %-24s B: %s\n", row->path, row->values[0] != NULL ? row->values[0] : "-",
               row->values[1] != NULL ? row->values[1] : "-");
    }
    if (rows->len > MAX_CONTRASTS)
        printf("   and %u values more\n", rows->len - MAX_CONTRASTS);
}

static void print_events(const Side *side, char mark, const SimRecord *records, unsigned n)
{
    char line[REPORT_EVENT_LINE_SIZE];

    for (unsigned i = 0; i < n; i++)
        printf("%c%s\n", mark, report_event_line(scenario_setup(side->scenario), &records[i], line));
}

static void print_place(const Side sides[2], const StudyDivergence *divergence)
{
    ReportFingerprint a = divergence->branches[0].run.fingerprint, b = divergence->branches[1].run.fingerprint;

    printf("\nEvent %" G_GUINT64_FORMAT " is the first that differs: after what both have in common, the first line of each\n",
           divergence->index + 1);
    print_events(&sides[0], ' ', divergence->common, divergence->n_common);
    for (unsigned side = 0; side < 2; side++) {
        const StudyBranch *branch = &divergence->branches[side];

        print_events(&sides[side], sides[side].name, branch->records, branch->n_records);
        if (branch->n_records == 0)
            printf("%c      no more events\n", sides[side].name);
    }
    if (a.high == b.high && a.low == b.low)
        printf("\nThe fingerprints are equal: the messages are the same but for the order of those with equal times;\n"
               "what differs is that order, or what happens inside the boxes.\n");
}

static void print_other_files(const Side sides[2])
{
    g_auto(GStrv) names = NULL;

    if (sides[0].origin.folder == NULL || sides[1].origin.folder == NULL)
        return;
    names = report_origin_other_files(&sides[0].origin, &sides[1].origin);
    if (names[0] != NULL)
        printf("\nThe folders differ in other files\n");
    for (char **name = names; *name != NULL; name++)
        printf("   %s\n", *name);
}

static void print_divergence(const Side sides[2], const StudyDivergence *divergence)
{
    puts(divergence->divergent ? "DIVERGENT" : "IDENTICAL");
    for (unsigned side = 0; side < 2; side++)
        print_side(&sides[side], &divergence->branches[side]);
    print_contrast(sides);
    if (divergence->divergent)
        print_place(sides, divergence);
    else
        print_other_files(sides);
}

static bool find_and_print(Side sides[2], int context, int *out_exit_code, GError **error)
{
    const Scenario *const scenarios[] = { sides[0].scenario, sides[1].scenario };
    g_autofree StudyDivergence *divergence = g_new(StudyDivergence, 1);
    CliProgress progress;
    StudyWatch watch = { .report = cli_progress_show, .listener = &progress };
    bool good;

    cli_progress_begin(&progress);
    good = study_divergence_find(scenarios, (unsigned)context, &watch, divergence, error);
    cli_progress_end(&progress);
    if (!good)
        return false;
    print_divergence(sides, divergence);
    *out_exit_code = divergence->divergent ? EXIT_CODE_FAILED : EXIT_CODE_DONE;
    return true;
}

int cli_diff(int argc, char **argv)
{
    Side sides[2] = { { .name = 'A' }, { .name = 'B' } };
    g_autoptr(GError) error = NULL;
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *said = NULL;
    int context = 5, exit_code = EXIT_CODE_DONE;
    bool good = parse(&argc, &argv, &context, &error);

    for (unsigned side = 0; side < 2 && good; side++) {
        sides[side].path = argv[side + 1];
        good = read_side(&sides[side], diagnostics, &error);
    }
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    fputs(said, stderr);
    good = good && find_and_print(sides, context, &exit_code, &error);
    if (!good) {
        fprintf(stderr, "cpmsim diff: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    for (unsigned side = 0; side < 2; side++) {
        scenario_free(sides[side].scenario);
        report_origin_clear(&sides[side].origin);
    }
    return exit_code;
}
