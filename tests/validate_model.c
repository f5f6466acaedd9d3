/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the simulator where the right answer is known, and writes what came out into a folder.  `make validate` calls it:
 *
 *      validate_model FOLDER                       validation.md, validation.csv, plots; fails if a row is wrong
 *      validate_model FOLDER --service-error 3%    error.md: all service times are 3 % too long; fails if a row of a queue does not notice
 *      validate_model FOLDER --seeds N             as the first, and says how many rows are wrong with the seeds 2 to N */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "study/whole_file.h"
#include "tests/validation_report.h"

/* Of the queues and order statistics with seed 1.  Other seeds have the least that counts, to save time. */
#define REPLICATIONS 40
#define REPLICATIONS_OF_OTHERS 20

typedef struct Options {
    const char *folder;
    double service_error;
    unsigned seeds;
} Options;

static bool parse_options(int argc, char **argv, Options *out_options)
{
    *out_options = (Options){ .folder = argc > 1 ? argv[1] : NULL, .seeds = 1 };
    for (int i = 2; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--service-error") == 0)
            out_options->service_error = g_ascii_strtod(argv[i + 1], NULL) / 100;
        else if (strcmp(argv[i], "--seeds") == 0)
            out_options->seeds = (unsigned)g_ascii_strtoull(argv[i + 1], NULL, 10);
        else
            return false;
    }
    return argc % 2 == 0 && out_options->folder != NULL && out_options->folder[0] != '-';
}

static bool write_to(const char *folder, const char *name, const GString *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;

    if (study_whole_file_write(path, text->str, &error))
        return true;
    fprintf(stderr, "validate: %s\n", error->message);
    return false;
}

/* ---- with a service time that is wrong */

static bool validate_error(const Golden *golden, const Options *options)
{
    Validation *validation = validation_new(golden, 1);
    g_autoptr(GString) text = g_string_new("# A service time that is wrong\n\n");
    unsigned rows, wrong;
    bool good;

    validation->replications = REPLICATIONS;
    validation->service_factor = 1 + options->service_error;
    validation_add_queues(validation);
    validation_add_tandems(validation);
    validation_run(validation);
    rows = validation_rows(validation, 1u << VALIDATION_QUEUE);
    wrong = validation_wrong(validation, 1u << VALIDATION_QUEUE);
    g_string_append_printf(text,
                           "Made by `make validate`: the same runs as in [validation.md](validation.md), with all service times\n"
                           "%.3g %% too long. Each row of a queue must notice that by itself: %u of %u do.\n"
                           "[docs/validation.md](../../docs/validation.md) says how to read the table.\n\n",
                           100 * options->service_error, wrong, rows);
    validation_append_table(validation, 1u << VALIDATION_QUEUE, false, text);
    good = write_to(options->folder, "error.md", text) && wrong == rows;
    printf("validate: service times %.3g %% too long: noticed by %u of %u rows\n", 100 * options->service_error, wrong, rows);
    validation_free(validation);
    return good;
}

/* ---- as it should be */

static Validation *validate_seed(const Golden *golden, uint64_t seed)
{
    Validation *validation = validation_new(golden, seed);

    validation->quick = seed != 1;
    validation->replications = seed == 1 ? REPLICATIONS : REPLICATIONS_OF_OTHERS;
    validation_add_queues(validation);
    validation_add_tandems(validation);
    validation_add_answers(validation);
    validation_add_loads(validation);
    if (!validation->quick)
        validation_add_losses(validation);
    validation_add_messages(validation);
    validation_add_schedules(validation);
    validation_run(validation);
    return validation;
}

/* Says how many rows are wrong with each of the other seeds, so that nobody need wonder why it is seed 1 that decides. */
static void append_other_seeds(const Golden *golden, unsigned seeds, unsigned wrong_with_1, GString *text)
{
    unsigned rows = 0;

    g_string_append_printf(text, "\nStochastic rows that are wrong with the seeds 1 to %u: %u", seeds, wrong_with_1);
    for (uint64_t seed = 2; seed <= seeds; seed++) {
        Validation *validation = validate_seed(golden, seed);
        unsigned wrong = validation_wrong(validation, 1u << VALIDATION_QUEUE | 1u << VALIDATION_RANDOM);

        rows = validation_rows(validation, 1u << VALIDATION_QUEUE | 1u << VALIDATION_RANDOM);
        g_string_append_printf(text, ", %u", wrong);
        validation_free(validation);
    }
    g_string_append_printf(text, ".\n(Seeds from 2 on: %u rows and %u replications each.)\n", rows, REPLICATIONS_OF_OTHERS);
}

static bool validate_all(const Golden *golden, const Options *options)
{
    const unsigned stochastic = 1u << VALIDATION_QUEUE | 1u << VALIDATION_RANDOM;
    Validation *validation = validate_seed(golden, 1);
    g_autoptr(GString) text = g_string_new("# The simulator against exact values\n\n"), csv = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    unsigned wrong = validation_wrong(validation, VALIDATION_ALL_KINDS);
    size_t covered = validation_covered(validation);
    bool good = wrong == 0 && covered == golden_rows(golden);

    g_string_append_printf(text,
                           "Made by `make validate`, the same numbers each time; [docs/validation.md](../../docs/validation.md) says how\n"
                           "to read them. Seed 1.\n\n"
                           "%u rows, %u wrong. %zu of the %zu rows of scenarios/validation/golden.csv are among them. %u rows are\n"
                           "stochastic: intervals of level %.6f over replications.\n",
                           validation_rows(validation, VALIDATION_ALL_KINDS), wrong, covered, golden_rows(golden),
                           validation_rows(validation, stochastic), validation->level);
    if (options->seeds > 1)
        append_other_seeds(golden, options->seeds, validation_wrong(validation, stochastic), text);
    g_string_append_c(text, '\n');
    validation_append_table(validation, VALIDATION_ALL_KINDS, true, text);
    validation_append_csv(validation, csv);
    good = write_to(options->folder, "validation.md", text) && write_to(options->folder, "validation.csv", csv) && good;
    if (!validation_draw(validation, options->folder, &error)) {
        fprintf(stderr, "validate: %s\n", error->message);
        good = false;
    }
    printf("validate: %u rows, %u wrong; %zu of %zu of the table\n", validation_rows(validation, VALIDATION_ALL_KINDS), wrong, covered,
           golden_rows(golden));
    validation_free(validation);
    return good;
}

int main(int argc, char **argv)
{
    const char *top = getenv("top_srcdir");
    g_autofree char *path = g_build_filename(top != NULL ? top : ".", "scenarios", "validation", "golden.csv", NULL);
    g_autoptr(GError) error = NULL;
    Options options;
    Golden *golden;
    bool good;

    if (!parse_options(argc, argv, &options)) {
        fputs("usage: validate_model FOLDER [--service-error PERCENT] [--seeds N]\n", stderr);
        return 2;
    }
    golden = golden_read(path, &error);
    if (golden == NULL) {
        fprintf(stderr, "validate: %s\n", error->message);
        return 2;
    }
    good = options.service_error != 0 ? validate_error(golden, &options) : validate_all(golden, &options);
    golden_free(golden);
    return good ? 0 : 1;
}
