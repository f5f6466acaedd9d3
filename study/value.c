/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/value.h"

#include "study/key.h"

#include <math.h>
#include <string.h>

bool study_is_sound(const StudyNode *node)
{
    if (node == NULL || node->is_wrong || node->type == NULL)
        return false;
    for (unsigned i = 0; i < study_node_count(node); i++)
        if (!study_is_sound(study_node_child(node, i)))
            return false;
    return true;
}

const StudyNode *study_child_at(const StudyNode *mapping, const char *key, StudyNodeKind kind)
{
    const StudyNode *node = study_node_get(mapping, key);
    return node != NULL && node->kind == kind ? node : NULL;
}

static const StudyNode *sound_scalar(const StudyNode *mapping, const char *key)
{
    const StudyNode *node = study_node_get(mapping, key);
    return node != NULL && node->kind == STUDY_NODE_SCALAR && study_is_sound(node) ? node : NULL;
}

int64_t study_integer_at(const StudyNode *mapping, const char *key)
{
    const StudyNode *node = sound_scalar(mapping, key);
    return node != NULL ? node->integer : 0;
}

double study_number_at(const StudyNode *mapping, const char *key)
{
    const StudyNode *node = sound_scalar(mapping, key);
    return node != NULL ? node->number : 0;
}

const char *study_text_at(const StudyNode *mapping, const char *key)
{
    const StudyNode *node = sound_scalar(mapping, key);
    return node != NULL ? node->text : NULL;
}

bool study_is_word_at(const StudyNode *mapping, const char *key)
{
    const StudyNode *node = sound_scalar(mapping, key);
    return node != NULL && node->type->kind == STUDY_WORD;
}

SimTime study_time_at(const StudyNode *mapping, const char *key, SimTime word)
{
    return study_is_word_at(mapping, key) ? word : study_integer_at(mapping, key);
}

const StudyNode *study_entries_of(const StudyNode *group)
{
    return group != NULL && group->kind == STUDY_NODE_LIST ? group : study_child_at(group, "members", STUDY_NODE_LIST);
}

GPtrArray *study_members_of(const StudyNode *entries)
{
    GPtrArray *members = g_ptr_array_new();
    for (unsigned i = 0; i < study_node_count(entries); i++)
        if (study_node_child(entries, i)->kind != STUDY_NODE_SCALAR)
            g_ptr_array_add(members, study_node_child(entries, i));
    return members;
}

bool study_is_whole(double sum)
{
    return fabs(sum - 1) < 1e-9;
}

void study_complain(Diagnostics *diagnostics, const StudyNode *node, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_error(diagnostics, DIAGNOSTIC_MEANING, node != NULL ? node->place : (DiagnosticPlace){ 0 }, hint,
                      message);
}

void study_warn(Diagnostics *diagnostics, const StudyNode *node, const char *hint, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *message = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_warning(diagnostics, node != NULL ? node->place : (DiagnosticPlace){ 0 }, hint, message);
}

/* ---- distributions */

static double seconds_at(const StudyNode *node, const char *key)
{
    return sim_time_to_seconds(study_integer_at(node, key));
}

static SimDistribution *make_uniform(const StudyNode *node, Diagnostics *diagnostics)
{
    if (study_integer_at(node, "from") > study_integer_at(node, "to")) {
        study_complain(diagnostics, node, NULL, "uniform: 'from' (%s) is larger than 'to' (%s)",
                       study_text_at(node, "from"), study_text_at(node, "to"));
        return NULL;
    }
    return sim_distribution_new_uniform(seconds_at(node, "from"), seconds_at(node, "to"));
}

static SimDistribution *make_empirical(const StudyNode *node, Diagnostics *diagnostics)
{
    unsigned n = study_node_count(node);
    g_autofree double *values = g_new0(double, n), *shares = g_new0(double, n);
    for (unsigned i = 0; i < n; i++) {
        const StudyNode *pair = study_node_child(node, i);
        values[i] = sim_time_to_seconds(study_node_child(pair, 0)->integer);
        shares[i] = study_node_child(pair, 1)->number;
        if (i > 0 && values[i] < values[i - 1]) {
            study_complain(diagnostics, pair, "values rise from pair to pair",
                           "empirical: '%s' is less than the value before it", study_node_child(pair, 0)->text);
            return NULL;
        }
        if (i > 0 && shares[i] <= shares[i - 1]) {
            study_complain(diagnostics, pair, "they say which share does not exceed the value",
                           "empirical: the share '%s' is not above the one before it", study_node_child(pair, 1)->text);
            return NULL;
        }
    }
    if (!study_is_whole(shares[n - 1])) {
        study_complain(diagnostics, study_node_child(node, n - 1), NULL,
                       "empirical: the last share is '%s', not 100 %%",
                       study_node_child(study_node_child(node, n - 1), 1)->text);
        return NULL;
    }
    shares[n - 1] = 1;
    return sim_distribution_new_empirical(values, shares, n);
}

static SimDistribution *make_mixture(const StudyNode *node, Diagnostics *diagnostics)
{
    unsigned n = study_node_count(node);
    g_autofree double *weights = g_new0(double, n);
    g_autofree SimDistribution **components = g_new0(SimDistribution *, n);
    double sum = 0;
    for (unsigned i = 0; i < n; i++) {
        const StudyNode *component = study_node_child(node, i);
        weights[i] = study_number_at(component, "weight");
        sum += weights[i];
        components[i] = study_distribution_make(study_node_get(component, "of"), diagnostics);
        if (components[i] == NULL)
            components[i] = sim_distribution_new_constant(0);
    }
    if (study_is_whole(sum))
        return sim_distribution_new_mixture(weights, components, n);
    study_complain(diagnostics, node, NULL, "mixture: the weights sum to %g %%, not 100 %%", sum * 100);
    for (unsigned i = 0; i < n; i++)
        sim_distribution_free(components[i]);
    return NULL;
}

static SimDistribution *make_family(const StudyNode *node, Diagnostics *diagnostics)
{
    const StudyNode *of = study_node_child(node, 0);
    const char *family = of->key;
    if (strcmp(family, "constant") == 0)
        return of->integer > 0 ? sim_distribution_new_constant(sim_time_to_seconds(of->integer)) : NULL;
    if (strcmp(family, "uniform") == 0)
        return make_uniform(of, diagnostics);
    if (strcmp(family, "exponential") == 0)
        return sim_distribution_new_exponential(seconds_at(of, "mean"));
    if (strcmp(family, "normal") == 0)
        return sim_distribution_new_normal(seconds_at(of, "mean"), seconds_at(of, "sd"));
    if (strcmp(family, "lognormal") == 0)
        return sim_distribution_new_lognormal(seconds_at(of, "median"), study_number_at(of, "sigma"));
    if (strcmp(family, "gamma") == 0)
        return sim_distribution_new_gamma(study_number_at(of, "shape"), seconds_at(of, "mean"));
    if (strcmp(family, "weibull") == 0)
        return sim_distribution_new_weibull(study_number_at(of, "shape"), seconds_at(of, "scale"));
    if (strcmp(family, "loglogistic") == 0)
        return sim_distribution_new_loglogistic(seconds_at(of, "median"), study_number_at(of, "shape"));
    if (strcmp(family, "pareto") == 0)
        return sim_distribution_new_pareto(seconds_at(of, "minimum"), study_number_at(of, "alpha"));
    if (strcmp(family, "empirical") == 0)
        return make_empirical(of, diagnostics);
    g_assert(strcmp(family, "mixture") == 0);
    return make_mixture(of, diagnostics);
}

SimDistribution *study_distribution_make(const StudyNode *node, Diagnostics *diagnostics)
{
    if (!study_is_sound(node))
        return NULL;
    if (node->kind == STUDY_NODE_SCALAR)
        return node->integer > 0 ? sim_distribution_new_constant(sim_time_to_seconds(node->integer)) : NULL;
    return make_family(node, diagnostics);
}
