/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/chart.h"

#include <string.h>

#include <glib/gstdio.h>

#include "report/plot_script.h"
#include "sim/error.h"
#include "study/quantity.h"
#include "study/whole_file.h"

static bool write_file(const char *folder, const char *name, const char *suffix, const char *text, GError **error)
{
    g_autofree char *file = g_strconcat(name, suffix, NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL);

    return study_whole_file_write(path, text, error);
}

/* gnuplot does not notice when the disk is full: a picture that does not end as it should is none. */
static bool check_picture(const char *folder, const char *name, const char *suffix, const char *end, GError **error)
{
    g_autofree char *file = g_strconcat(name, suffix, NULL);
    g_autofree char *path = g_build_filename(folder, file, NULL), *text = NULL;
    gsize length = 0, rest = strlen(end);

    if (g_file_get_contents(path, &text, &length, NULL)) {
        while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
            length--;
        if (length >= rest && memcmp(text + length - rest, end, rest) == 0)
            return true;
    }
    g_unlink(path);
    return sim_fail(error, SIM_ERROR_ENVIRONMENT, "gnuplot could not write %s to its end", path);
}

static bool draw(const char *folder, const StudyPlotSpec *spec, GError **error)
{
    g_autofree char *script = g_strconcat(spec->name, ".gp", NULL);

    return report_gnuplot_run(folder, script, error) &&
           ((spec->formats & STUDY_FORMAT_SVG) == 0 || check_picture(folder, spec->name, ".svg", "</svg>", error)) &&
           ((spec->formats & STUDY_FORMAT_PNG) == 0 || check_picture(folder, spec->name, ".png", "IEND\xae\x42\x60\x82", error)) &&
           ((spec->formats & STUDY_FORMAT_PDF) == 0 || check_picture(folder, spec->name, ".pdf", "%%EOF", error));
}

static bool make(const StudyChartSource *source, const StudyGallery *gallery, StudyPlotSpec *spec, const char *folder, GError **error)
{
    StudyChart chart;
    bool good;

    if (gallery->formats != 0)
        spec->formats = gallery->formats;
    if (!study_chart_make(source, spec, &chart, error))
        return false;
    good = write_file(folder, spec->name, ".dat", chart.data, error) && write_file(folder, spec->name, ".gp", chart.script, error) &&
           (gallery->no_pictures || draw(folder, spec, error));
    study_chart_clear(&chart);
    return good;
}

static bool fail_unknown(const GPtrArray *specs, const char *only, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    const char *near;

    for (guint i = 0; i < specs->len; i++)
        g_ptr_array_add(names, ((const StudyPlotSpec *)specs->pdata[i])->name);
    g_ptr_array_add(names, NULL);
    near = study_word_nearest(only, (const char *const *)names->pdata);
    return near != NULL ? sim_fail(error, SIM_ERROR_USAGE, "the study has no plot '%s'; did you mean '%s'?", only, near)
                        : sim_fail(error, SIM_ERROR_USAGE, "the study has no plot '%s'", only);
}

bool study_gallery_draw(const StudyChartSource *source, const StudyGallery *gallery, size_t *out_n, GError **error)
{
    g_autoptr(GPtrArray) specs = study_plot_specs(study_plan_scenario(source->plan));
    g_autofree char *folder = g_build_filename(source->archive->folder, "results", "plots", NULL);
    g_autoptr(GError) first = NULL;
    size_t n = 0;

    for (guint i = 0; i < specs->len; i++) {
        StudyPlotSpec *spec = specs->pdata[i];

        if (gallery->only != NULL && strcmp(gallery->only, spec->name) != 0)
            continue;
        n++;
        make(source, gallery, spec, folder, first == NULL ? &first : NULL);     /* one that fails shall not keep the others away */
    }
    *out_n = n;
    if (gallery->only != NULL && n == 0)
        return fail_unknown(specs, gallery->only, error);
    if (first == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&first));
    return false;
}
