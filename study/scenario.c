/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/scenario.h"

#include "sim/error.h"
#include "study/canonical.h"
#include "study/conformance_criterion.h"
#include "study/node.h"
#include "study/plausibility.h"
#include "study/resolved.h"
#include "study/setup.h"
#include "study/value.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct Scenario {
    StudyTree *tree;
    StudyNode *root;
    GPtrArray *options;         /* texts that places in the tree point to */
    GArray *defaults;           /* of StudyDefault */
    CpmSetup *setup;
    StudyInputs *inputs;
    char *name;
};

void scenario_free(Scenario *scenario)
{
    if (scenario == NULL)
        return;
    study_tree_free(scenario->tree);
    g_ptr_array_unref(scenario->options);
    if (scenario->defaults != NULL)
        g_array_unref(scenario->defaults);
    cpm_setup_free(scenario->setup);
    study_inputs_free(scenario->inputs);
    g_free(scenario->name);
    g_free(scenario);
}

/* Never "", "." or "..": results/ itself is no place for results. */
static char *name_of(const char *path)
{
    char *name = g_path_get_basename(path), *dot = strrchr(name, '.');
    bool is_suffix = g_str_has_suffix(name, ".yaml") || g_str_has_suffix(name, ".yml");
    if (is_suffix && name + strspn(name, ".") <= dot)
        *dot = '\0';
    return name;
}

static void read_into(Scenario *scenario, const ScenarioText *text, Diagnostics *diagnostics)
{
    scenario->root = study_tree_read(scenario->tree, text->text, text->length, diagnostics);
    if (scenario->root != NULL && scenario->root->kind == STUDY_NODE_MAPPING)
        return;
    if (scenario->root != NULL)
        diagnostics_error(diagnostics, DIAGNOSTIC_STRUCTURE, scenario->root->place, "it begins with 'version: 1'",
                          "a scenario is a mapping of keys to values");
    scenario->root = NULL;
}

static void leave_out_study(StudyNode *root)
{
    static const char *const sections[] = { "study", "expect", "plots", NULL };
    for (unsigned i = study_node_count(root); i-- > 0;)
        if (g_strv_contains(sections, study_node_child(root, i)->key))
            g_ptr_array_remove_index(root->children, i);
}

/* @text without the byte order mark that some editors write. */
static ScenarioText without_mark(ScenarioText text)
{
    static const char mark[] = "\xef\xbb\xbf";
    if (text.length >= strlen(mark) && memcmp(text.text, mark, strlen(mark)) == 0) {
        text.text += strlen(mark);
        text.length -= strlen(mark);
    }
    return text;
}

Scenario *scenario_read_text(const ScenarioText *file, const ScenarioOverride *sets, size_t n_sets,
                             Diagnostics *diagnostics)
{
    g_autoptr(Scenario) scenario = g_new0(Scenario, 1);
    const ScenarioText text = without_mark(*file);
    size_t before = diagnostics_n_errors(diagnostics);
    scenario->tree = study_tree_new();
    scenario->options = g_ptr_array_new_with_free_func(g_free);
    scenario->name = name_of(text.name);
    g_autofree char *folder = text.folder != NULL ? g_strdup(text.folder) : g_path_get_dirname(text.name);
    scenario->inputs = study_inputs_new(folder, text.inputs);
    diagnostics_begin_file(diagnostics, text.name, text.text, text.length);
    read_into(scenario, &text, diagnostics);
    if (scenario->root == NULL)
        return NULL;
    for (size_t i = 0; i < n_sets; i++) {
        ScenarioOverride set = sets[i];
        set.option = g_strdup(sets[i].option);
        g_ptr_array_add(scenario->options, (char *)set.option);
        study_override(scenario->tree, scenario->root, &set, diagnostics);
    }
    if (text.is_point)
        leave_out_study(scenario->root);
    scenario->defaults = study_bind(scenario->tree, scenario->root, diagnostics);
    scenario->setup = study_setup_make(scenario->root, scenario->inputs, diagnostics);
    if (diagnostics_n_errors(diagnostics) > before)
        return NULL;
    study_plausibility_check(scenario->root, scenario->setup, diagnostics);
    if (scenario_section(scenario, "test") != NULL)     /* what is wrong with its criteria is wrong with the file */
        study_criteria_free(study_criteria_new(scenario_section(scenario, "test"), scenario->setup, diagnostics));
    return diagnostics_n_errors(diagnostics) > before ? NULL : g_steal_pointer(&scenario);
}

/* Reads at most one byte more than a scenario may have, so that no pipe or device is read for ever. */
static bool fill(const char *path, char *buffer, size_t *out_length, GError **error)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    size_t length = 0;
    if (file < 0)
        return sim_fail(error, SIM_ERROR_ENVIRONMENT, "cannot open %s: %s", path, g_strerror(errno));
    for (;;) {
        ssize_t n = read(file, buffer + length, STUDY_MAX_BYTES + 1 - length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            sim_fail(error, SIM_ERROR_ENVIRONMENT, "cannot read %s: %s", path, g_strerror(errno));
            close(file);
            return false;
        }
        length += (size_t)n;
        if (n == 0 || length > STUDY_MAX_BYTES)
            break;
    }
    close(file);
    *out_length = length;
    return true;
}

char *scenario_read_bytes(const char *path, size_t *out_length, GError **error)
{
    g_autofree char *buffer = g_malloc(STUDY_MAX_BYTES + 1);
    return fill(path, buffer, out_length, error) ? g_steal_pointer(&buffer) : NULL;
}

Scenario *scenario_read_file(const char *path, const ScenarioOverride *sets, size_t n_sets, Diagnostics *diagnostics,
                             GError **error)
{
    ScenarioText text = { .name = path };
    g_autofree char *bytes = scenario_read_bytes(path, &text.length, error);
    text.text = bytes;
    return bytes == NULL ? NULL : scenario_read_text(&text, sets, n_sets, diagnostics);
}

StudyInputs *scenario_inputs(const Scenario *scenario)
{
    return scenario->inputs;
}

CpmSetup *scenario_setup(const Scenario *scenario)
{
    return scenario->setup;
}

const char *scenario_name(const Scenario *scenario)
{
    return scenario->name;
}

const char *scenario_title(const Scenario *scenario)
{
    const char *title = study_text_at(scenario->root, "title");
    return title != NULL ? title : "";
}

unsigned scenario_flow_legs(const Scenario *scenario)
{
    return (unsigned)study_integer_at(study_node_get(scenario->root, "flow"), "legs");
}

const StudyNode *scenario_section(const Scenario *scenario, const char *key)
{
    return study_node_get(scenario->root, key);
}

const StudyDefault *scenario_defaults(const Scenario *scenario, size_t *out_number)
{
    *out_number = scenario->defaults->len;
    return (const StudyDefault *)(void *)scenario->defaults->data;
}

char *scenario_resolved_yaml(const Scenario *scenario)
{
    return study_resolved_yaml(scenario->root);
}

char *scenario_canonical_text(const Scenario *scenario)
{
    g_autofree char *text = study_canonical_text(scenario->root), *digest = study_inputs_digest(scenario->inputs);
    return g_strconcat(text, digest, NULL);
}
