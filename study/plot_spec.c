/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/plot_spec.h"

#include <string.h>

#include "study/condition.h"
#include "study/expectation.h"
#include "study/quantity.h"
#include "study/value.h"

/* ---- reading */

static void spec_free(gpointer data)
{
    StudyPlotSpec *spec = data;

    g_free(spec->name);
    g_free(spec->x);
    g_free(spec->lines);
    g_free(spec->where);
    g_free(spec->title);
    g_strfreev(spec->y);
    g_free(spec);
}

static char **texts_of(const StudyNode *node)
{
    GPtrArray *texts = g_ptr_array_new();

    if (node->kind == STUDY_NODE_SCALAR)
        g_ptr_array_add(texts, g_strdup(node->text));
    for (unsigned i = 0; i < study_node_count(node); i++)
        g_ptr_array_add(texts, g_strdup(study_node_child(node, i)->text));
    g_ptr_array_add(texts, NULL);
    return (char **)g_ptr_array_free(texts, FALSE);
}

static StudyPlotSpec *read_spec(const StudyNode *plot)
{
    StudyPlotSpec *spec = g_new0(StudyPlotSpec, 1);
    const StudyNode *formats = study_node_get(plot, "formats");

    spec->name = g_strdup(study_text_at(plot, "name"));
    spec->kind = (StudyPlotKind)study_integer_at(plot, "kind");
    spec->x = g_strdup(study_text_at(plot, "x"));
    spec->lines = g_strdup(study_text_at(plot, "lines"));
    spec->where = g_strdup(study_text_at(plot, "where"));
    spec->title = g_strdup(study_text_at(plot, "title"));
    spec->y = texts_of(study_node_get(plot, "y"));
    for (unsigned i = 0; i < study_node_count(formats); i++)
        spec->formats |= 1u << study_node_child(formats, i)->integer;
    return spec;
}

GPtrArray *study_plot_specs(const Scenario *scenario)
{
    const StudyNode *plots = scenario_section(scenario, "plots");
    GPtrArray *specs = g_ptr_array_new_with_free_func(spec_free);

    for (unsigned i = 0; i < study_node_count(plots); i++)
        g_ptr_array_add(specs, read_spec(study_node_child(plots, i)));
    return specs;
}

/* ---- checking */

typedef struct Vocabulary {
    const ReportMetricNames *names;
    const StudyAxes *axes;
    const char *const *axis_names;      /* NULL-terminated */
    Diagnostics *diagnostics;
} Vocabulary;

static void complain_of_word(const Vocabulary *vocabulary, const StudyNode *node, const char *what, const char *word,
                             const char *const *words)
{
    const char *near = study_word_nearest(word, words);
    g_autofree char *hint = near != NULL ? g_strdup_printf("did you mean '%s'?", near) : NULL;

    study_complain(vocabulary->diagnostics, node, hint, "%s '%s'", what, word);
}

/* NULL, and an error at @node, where the runs have none of that name. */
static const ReportMetricName *find(const Vocabulary *vocabulary, const StudyNode *node, ReportMetricKind kind, const char *word)
{
    static const char *const what[] = { "there is no metric", "there is no distribution", "there is no series" };
    const ReportMetricName *name = report_metric_names_find(vocabulary->names, kind, word);
    g_autofree const char **words = NULL;

    if (name != NULL)
        return name;
    words = report_metric_names_list(vocabulary->names, kind);
    complain_of_word(vocabulary, node, what[kind], word, words);
    return NULL;
}

static const char *unit_name(const char *unit)
{
    return strcmp(unit, "1") == 0 ? "numbers" : unit;
}

static void check_expectation(const Vocabulary *vocabulary, const StudyNode *node)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(StudyExpectation) expectation = study_expectation_parse(node->text, &error);
    const ReportMetricName *name;

    if (expectation == NULL) {
        study_complain(vocabulary->diagnostics, node, NULL, "%s", error->message);
        return;
    }
    name = find(vocabulary, node, REPORT_METRIC_NUMBER, expectation->metric);
    if (name != NULL && !study_expectation_fits(expectation, name->unit))
        study_complain(vocabulary->diagnostics, node, NULL, "%s is in %s, but the limit is in %s", name->name,
                       unit_name(name->unit), unit_name(expectation->unit));
}

static bool check_axis(const Vocabulary *vocabulary, const StudyNode *plot, const char *key, bool required, bool allowed)
{
    const StudyNode *node = study_node_get(plot, key);
    const char *kind = study_node_get(plot, "kind")->text;

    if (node == NULL) {
        if (required)
            study_complain(vocabulary->diagnostics, plot, NULL, "a plot of kind %s needs '%s', an axis", kind, key);
        return !required;
    }
    if (!allowed) {
        study_complain(vocabulary->diagnostics, node, NULL, "a plot of kind %s has no '%s'", kind, key);
        return false;
    }
    if (g_strv_contains(vocabulary->axis_names, node->text))
        return true;
    complain_of_word(vocabulary, node, "there is no axis", node->text, vocabulary->axis_names);
    return false;
}

static void check_y(const Vocabulary *vocabulary, const StudyNode *plot, ReportMetricKind kind)
{
    const StudyNode *y = study_node_get(plot, "y");
    const char *unit = NULL;
    unsigned n = MAX(study_node_count(y), 1);

    for (unsigned i = 0; i < n; i++) {
        const StudyNode *node = y->kind == STUDY_NODE_SCALAR ? y : study_node_child(y, i);
        const ReportMetricName *name = find(vocabulary, node, kind, node->text);

        if (name != NULL && unit != NULL && strcmp(unit, name->unit) != 0)
            study_complain(vocabulary->diagnostics, node, NULL, "%s is in %s, what stands before it in %s: they have no axis in common",
                           name->name, name->unit, unit);
        unit = name != NULL ? name->unit : unit;
    }
}

static void check_where(const Vocabulary *vocabulary, const StudyNode *plot)
{
    const StudyNode *node = study_node_get(plot, "where");
    g_autoptr(GError) error = NULL;
    g_autoptr(StudyCondition) condition = node != NULL ? study_condition_parse(node->text, vocabulary->axes, &error) : NULL;

    if (node != NULL && condition == NULL)
        study_complain(vocabulary->diagnostics, node, NULL, "%s", error->message);
}

static void check_plot(const Vocabulary *vocabulary, const StudyNode *plot)
{
    static const ReportMetricKind of_kind[] = {
        [STUDY_PLOT_TIME] = REPORT_METRIC_SERIES, [STUDY_PLOT_CDF] = REPORT_METRIC_DISTRIBUTION,
        [STUDY_PLOT_PERCENTILES] = REPORT_METRIC_DISTRIBUTION, [STUDY_PLOT_LINES] = REPORT_METRIC_NUMBER,
        [STUDY_PLOT_BARS] = REPORT_METRIC_NUMBER, [STUDY_PLOT_HEAT] = REPORT_METRIC_NUMBER,
    };
    StudyPlotKind kind = (StudyPlotKind)study_integer_at(plot, "kind");
    bool over_axis = kind == STUDY_PLOT_LINES || kind == STUDY_PLOT_HEAT;
    const StudyNode *x = study_node_get(plot, "x"), *lines = study_node_get(plot, "lines"), *y = study_node_get(plot, "y");

    if (check_axis(vocabulary, plot, "x", over_axis, over_axis || kind == STUDY_PLOT_BARS) &&
        check_axis(vocabulary, plot, "lines", kind == STUDY_PLOT_HEAT, kind != STUDY_PLOT_BARS) &&
        x != NULL && lines != NULL && strcmp(x->text, lines->text) == 0)
        study_complain(vocabulary->diagnostics, lines, NULL, "'lines' is the axis that lies along x already");
    if (kind == STUDY_PLOT_HEAT && study_node_count(y) > 1)
        study_complain(vocabulary->diagnostics, y, NULL, "a plot of kind heat shows one metric");
    check_where(vocabulary, plot);
    check_y(vocabulary, plot, of_kind[kind]);
}

static void check_plots(const Vocabulary *vocabulary, const StudyNode *plots)
{
    for (unsigned i = 0; i < study_node_count(plots); i++) {
        const StudyNode *plot = study_node_child(plots, i);

        if (!study_is_sound(plot))
            continue;
        check_plot(vocabulary, plot);
        for (unsigned j = 0; j < i; j++)
            if (g_strcmp0(study_text_at(study_node_child(plots, j), "name"), study_text_at(plot, "name")) == 0)
                study_complain(vocabulary->diagnostics, study_node_get(plot, "name"), NULL, "there is a plot '%s' already",
                               study_text_at(plot, "name"));
    }
}

void study_vocabulary_check(const Scenario *scenario, const ReportMetricNames *names, const StudyAxes *axes, Diagnostics *diagnostics)
{
    g_autoptr(GPtrArray) axis_names = g_ptr_array_new();
    Vocabulary vocabulary = { .names = names, .axes = axes, .diagnostics = diagnostics };
    const StudyNode *expect = scenario_section(scenario, "expect");
    const StudyNode *stop = study_node_get(scenario_section(scenario, "study"), "stop");
    const StudyNode *metrics = study_node_get(stop, "metrics");

    for (size_t i = 0; i < axes->n_axes; i++)
        g_ptr_array_add(axis_names, axes->axes[i].name);
    g_ptr_array_add(axis_names, NULL);
    vocabulary.axis_names = (const char *const *)axis_names->pdata;
    for (unsigned i = 0; i < study_node_count(expect); i++)
        if (study_is_sound(study_node_child(expect, i)))
            check_expectation(&vocabulary, study_node_child(expect, i));
    for (unsigned i = 0; i < study_node_count(metrics); i++)
        if (study_is_sound(study_node_child(metrics, i)))
            find(&vocabulary, study_node_child(metrics, i), REPORT_METRIC_NUMBER, study_node_child(metrics, i)->text);
    check_plots(&vocabulary, scenario_section(scenario, "plots"));
}
