/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim plot: draws the plots that a study declares from its stored results. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "sim/error.h"
#include "study/chart.h"
#include "study/digest.h"
#include "study/exit_code.h"
#include "study/study_folder.h"

typedef struct Arguments {
    char *only, *formats;
    gboolean no_pictures, quiet;
} Arguments;

static bool parse(Arguments *arguments, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        { "only", 0, 0, G_OPTION_ARG_FILENAME, &arguments->only, "draw this plot and no other", "NAME" },
        { "format", 0, 0, G_OPTION_ARG_FILENAME, &arguments->formats, "svg, png, pdf or several, such as svg,pdf, instead of the file's",
          "FORMATS" },
        { "no-pictures", 0, 0, G_OPTION_ARG_NONE, &arguments->no_pictures, "write scripts and data, but do not draw", NULL },
        { "quiet", 'q', 0, G_OPTION_ARG_NONE, &arguments->quiet, "print nothing", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("DIR");

    g_option_context_set_summary(context, "Draws the plots that the study in DIR declares, from the runs that are there, into "
                                          "DIR/results/plots: pictures,\nand beside each its gnuplot script and its data.");
    g_option_context_set_description(context, exit_code_help());
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error) &&
           (*argc == 2 || sim_fail(error, SIM_ERROR_USAGE, "expected the folder of a study; see cpmsim plot --help"));
}

static bool parse_formats(const char *text, unsigned *out_formats, GError **error)
{
    static const char *const names[] = { "svg", "png", "pdf" };     /* in the order of the bits */
    g_auto(GStrv) words = g_strsplit(text, ",", -1);

    *out_formats = 0;
    for (char **word = words; *word != NULL; word++) {
        unsigned bits = 0;

        for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
            if (strcmp(*word, names[i]) == 0)
                bits = 1u << i;
        if (bits == 0)
            return sim_fail(error, SIM_ERROR_USAGE, "--format: '%s' is none of svg, png and pdf", *word);
        *out_formats |= bits;
    }
    return true;
}

static bool draw(const Arguments *arguments, const char *folder, GError **error)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(StudyPlan) plan = study_folder_recall(folder, diagnostics, error);
    g_autoptr(StudyArchive) archive = NULL;
    g_autoptr(ReportMetricNames) names = NULL;
    g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    StudyGallery gallery = { .only = arguments->only, .no_pictures = arguments->no_pictures };
    StudyChartSource source = { .plan = plan };
    size_t n;

    if (plan == NULL) {
        fputs(said, stderr);
        return *error == NULL ? sim_fail(error, SIM_ERROR_SCENARIO, "%s/study.yaml is no study of this program", folder) : false;
    }
    if ((arguments->formats != NULL && !parse_formats(arguments->formats, &gallery.formats, error)) ||
        (archive = study_archive_read(folder, error)) == NULL)
        return false;
    names = study_digest_names(plan);
    source.archive = archive;
    source.names = names;
    source.level = study_digest_level(plan);
    if (!study_gallery_draw(&source, &gallery, &n, error))
        return false;
    if (!arguments->quiet)
        printf("%zu plots in %s/results/plots\n", n, folder);
    return true;
}

int cli_plot(int argc, char **argv)
{
    Arguments arguments = { 0 };
    g_autoptr(GError) error = NULL;
    int exit_code = EXIT_CODE_DONE;

    if (!parse(&arguments, &argc, &argv, &error) || !draw(&arguments, argv[1], &error)) {
        fprintf(stderr, "cpmsim plot: %s\n", error->message);
        exit_code = exit_code_of_error(error);
    }
    g_free(arguments.only);
    g_free(arguments.formats);
    return exit_code;
}
