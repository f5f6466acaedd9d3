/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim compare: two studies, or two values of an axis of one, by pairs of replications. */
#include "cli/command.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sim/error.h"
#include "study/archive.h"
#include "study/comparison.h"
#include "study/exit_code.h"
#include "study/quantity.h"

typedef struct Arguments {
    char **where[2], **metrics;
    char *level_text;
    double level;
    gboolean fail;
} Arguments;

static void arguments_clear(Arguments *arguments)
{
    g_strfreev(arguments->where[0]);
    g_strfreev(arguments->where[1]);
    g_strfreev(arguments->metrics);
    g_free(arguments->level_text);
}

static bool parse(int *argc, char ***argv, Arguments *arguments, GError **error)
{
    const GOptionEntry entries[] = {
        { "a", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &arguments->where[0], "A is only the runs with this value of an axis", "AXIS=VALUE" },
        { "b", 'b', 0, G_OPTION_ARG_STRING_ARRAY, &arguments->where[1], "the same for B", "AXIS=VALUE" },
        { "metric", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &arguments->metrics,
          "compare these (* and ? stand for any letters), not a choice", "NAME" },
        { "level", 'l', 0, G_OPTION_ARG_STRING, &arguments->level_text, "of all intervals together (default 95 %)", "PERCENT" },
        { "fail", 0, 0, G_OPTION_ARG_NONE, &arguments->fail, "exit with 1 when B is worse in any metric", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("DIR_A [DIR_B]");

    g_option_context_set_summary(context, "Compares B with A: two studies, or two values of an axis of one study (-a policy=accept -b "
                                          "policy=convert).\nReplications of the same number are pairs; a difference is shown when the "
                                          "interval of the mean difference of\nthe pairs (Student's t) excludes 0.  All metrics share the "
                                          "level: naming the few that matter (-m) shows more.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, argc, argv, error))
        return false;
    arguments->level = 0.95;
    if (arguments->level_text != NULL && (!study_percent_parse(arguments->level_text, &arguments->level) || arguments->level <= 0 ||
                                          arguments->level >= 1))
        return sim_fail(error, SIM_ERROR_USAGE, "--level '%s': expected a share between 0 %% and 100 %%", arguments->level_text);
    return *argc == 2 || *argc == 3 || sim_fail(error, SIM_ERROR_USAGE, "expected one or two folders; see cpmsim compare --help");
}

/* ---- the table */

enum { CELL_NAME, CELL_UNIT, CELL_A, CELL_B, CELL_DIFFERENCE, CELL_INTERVAL, CELL_CHANGE, CELL_N, CELLS };

typedef struct Row {
    char *cells[CELLS];
} Row;

static void row_clear(void *row)
{
    for (unsigned cell = 0; cell < CELLS; cell++)
        g_free(((Row *)row)->cells[cell]);
}

static char *number_text(double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    return isfinite(value) ? g_strdup(g_ascii_formatd(digits, sizeof digits, "%.4g", value)) : g_strdup("-");
}

static char *interval_text(const StudyInterval *interval)
{
    g_autofree char *low = number_text(study_interval_low(interval)), *high = number_text(study_interval_high(interval));

    return g_strdup_printf("%s .. %s", low, high);
}

/* "better", and what makes that doubtful. */
static char *change_text(const StudyDifference *difference)
{
    const StudyInterval *interval = &difference->paired.difference;
    const char *name = study_change_name(difference->change);

    return study_interval_is_doubtful(interval) ? g_strdup_printf("%s (skewed: %.1f)", name, interval->skewness) : g_strdup(name);
}

static void append_difference(GArray *rows, const StudyDifference *difference)
{
    const StudyPaired *paired = &difference->paired;
    Row row = { .cells = {
        [CELL_NAME] = g_strdup(difference->name),
        [CELL_UNIT] = g_strdup(strcmp(difference->unit, "1") == 0 ? "" : difference->unit),
        [CELL_A] = number_text(paired->a.mean),
        [CELL_B] = number_text(paired->b.mean),
        [CELL_DIFFERENCE] = number_text(paired->difference.mean),
        [CELL_INTERVAL] = interval_text(&paired->difference),
        [CELL_CHANGE] = change_text(difference),
        [CELL_N] = g_strdup_printf("%" G_GSIZE_FORMAT, paired->difference.n),
    } };

    g_array_append_val(rows, row);
}

static void print_rows(const GArray *rows)
{
    int widths[CELLS] = { 0 };

    for (guint i = 0; i < rows->len; i++)
        for (unsigned cell = 0; cell < CELLS; cell++)
            widths[cell] = MAX(widths[cell], (int)g_utf8_strlen(g_array_index(rows, Row, i).cells[cell], -1));
    for (guint i = 0; i < rows->len; i++) {
        for (unsigned cell = 0; cell < CELLS; cell++) {
            const char *text = g_array_index(rows, Row, i).cells[cell];
            int blanks = widths[cell] - (int)g_utf8_strlen(text, -1);
            bool right = (cell >= CELL_A && cell <= CELL_DIFFERENCE) || cell == CELL_N;

            printf("  %*s%s%*s", right ? blanks : 0, "", text, right || cell + 1 == CELLS ? 0 : blanks, "");
        }
        putchar('\n');
    }
}

/* What the free axes are, and a line for each metric. */
static void print_group(const StudyComparison *comparison, size_t group)
{
    static const char *const titles[CELLS] = { "metric", "unit", "A", "B", "B - A", "interval", "B is", "n" };
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Row));
    const char *name = g_ptr_array_index(comparison->groups, group);
    Row heading;

    g_array_set_clear_func(rows, row_clear);
    for (unsigned cell = 0; cell < CELLS; cell++)
        heading.cells[cell] = g_strdup(titles[cell]);
    g_array_append_val(rows, heading);
    for (guint i = 0; i < comparison->differences->len; i++) {
        const StudyDifference *difference = &g_array_index(comparison->differences, StudyDifference, i);

        if (difference->group == group)
            append_difference(rows, difference);
    }
    printf("\n%s%s", name, *name != '\0' ? "\n" : "");
    print_rows(rows);
}

static void print_side(char name, const char *folder, char **where)
{
    g_autofree char *conditions = where != NULL ? g_strjoinv(", ", where) : g_strdup("");

    printf("%c  %s  %s\n", name, folder, conditions);
}

static void print_comparison(const StudyComparison *comparison, const Arguments *arguments)
{
    g_autofree char *level = number_text(100 * arguments->level);
    char each[G_ASCII_DTOSTR_BUF_SIZE];

    printf("%" G_GSIZE_FORMAT " pairs of runs, %s", comparison->n_pairs,
           comparison->common_random_numbers ? "with common random numbers" : "not all with the same random numbers");
    if (comparison->n_left_out > 0)
        printf("; %" G_GSIZE_FORMAT " runs have no finished partner", comparison->n_left_out);
    printf("\n%s %% for all %u intervals together, %s %% each\n", level, comparison->differences->len,
           g_ascii_formatd(each, sizeof each, "%.6g", 100 * comparison->level_each));
    for (size_t group = 0; group < comparison->groups->len; group++)
        print_group(comparison, group);
}

/* ---- */

static bool anything_is_worse(const StudyComparison *comparison)
{
    for (guint i = 0; i < comparison->differences->len; i++)
        if (g_array_index(comparison->differences, StudyDifference, i).change == STUDY_WORSE)
            return true;
    return false;
}

static bool compare(const Arguments *arguments, char *const folders[2], int *out_exit_code, GError **error)
{
    static const char *const none[] = { NULL };
    const char *const *where[2], *const *patterns = arguments->metrics != NULL ? (const char *const *)arguments->metrics : none;
    g_autoptr(StudyArchive) a = study_archive_read(folders[0], error), b = NULL;
    g_autoptr(StudyComparison) comparison = NULL;

    if (a == NULL)
        return false;
    if (strcmp(folders[0], folders[1]) != 0) {
        b = study_archive_read(folders[1], error);
        if (b == NULL)
            return false;
    }
    for (unsigned side = 0; side < 2; side++)
        where[side] = arguments->where[side] != NULL ? (const char *const *)arguments->where[side] : none;
    if (b == NULL && where[0] == none && where[1] == none)
        return sim_fail(error, SIM_ERROR_USAGE, "A and B are the same: fix an axis with -a and -b, or give a second folder");
    comparison = study_comparison_new((StudySide[]){ { a, where[0] }, { b != NULL ? b : a, where[1] } }, patterns, arguments->level, error);
    if (comparison == NULL)
        return false;
    print_side('A', folders[0], arguments->where[0]);
    print_side('B', folders[1], arguments->where[1]);
    print_comparison(comparison, arguments);
    *out_exit_code = arguments->fail && anything_is_worse(comparison) ? EXIT_CODE_FAILED : EXIT_CODE_DONE;
    return true;
}

int cli_compare(int argc, char **argv)
{
    Arguments arguments = { .level = 0 };
    g_autoptr(GError) error = NULL;
    int exit_code = EXIT_CODE_DONE;

    if (!parse(&argc, &argv, &arguments, &error) ||
        !compare(&arguments, (char *[]){ argv[1], argv[argc - 1] }, &exit_code, &error)) {
        fprintf(stderr, "cpmsim compare: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    arguments_clear(&arguments);
    return exit_code;
}
