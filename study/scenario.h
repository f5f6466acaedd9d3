/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_SCENARIO_H
#define STUDY_SCENARIO_H

#include "models/cpm_setup.h"
#include "study/binding.h"
#include "study/diagnostics.h"
#include "study/inputs.h"
#include "study/node.h"
#include "study/override.h"

#include <glib.h>
#include <stddef.h>

/* A scenario: read, checked, and all defaults filled in. */
typedef struct Scenario Scenario;

/* Reads @path with the changes @sets[@n_sets].  Returns NULL when there are errors; all of them, and all warnings, are
 * added to
 * @diagnostics.  A file that cannot be read is SIM_ERROR_ENVIRONMENT in @error, and then there are no diagnostics
 * (transfer full). */
Scenario *scenario_read_file(const char *path, const ScenarioOverride *sets, size_t n_sets, Diagnostics *diagnostics,
                             GError **error);

/* The same for a text; @name is what diagnostics call it. */
typedef struct ScenarioText {
    const char *name, *text;
    size_t length;
    const char *folder;         /* where paths of files in it begin; NULL: the folder of @name                       */
    StudyInputs *inputs;        /* files that need not be read again, borrowed by the scenario; may be NULL          */
    bool is_point;              /* of a study: what is about the study as a whole (study, expect, plots) is left out */
} ScenarioText;
Scenario *scenario_read_text(const ScenarioText *file, const ScenarioOverride *sets, size_t n_sets,
                             Diagnostics *diagnostics);

/* The bytes of the file, for scenario_read_text(); at most one more than a scenario may have (transfer full). */
char *scenario_read_bytes(const char *path, size_t *out_length, GError **error);

/* NULL is fine. */
void scenario_free(Scenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Scenario, scenario_free)

/* What a run needs.  May be changed by the runner (seed, replication) before the run. */
CpmSetup *scenario_setup(const Scenario *scenario);

/* The files that it names; never NULL. */
StudyInputs *scenario_inputs(const Scenario *scenario);

/* The name of the file without folder and ".yaml" (with it, if nothing else is left): it names the folder of the results. */
const char *scenario_name(const Scenario *scenario);

/* The title; "" without one. */
const char *scenario_title(const Scenario *scenario);

/* How many legs flow.txt shows. */
unsigned scenario_flow_legs(const Scenario *scenario);

/* The section @key of the root ("study", "plots"), bound to its type, with defaults; NULL when the file has none. */
const StudyNode *scenario_section(const Scenario *scenario, const char *key);

/* The defaults that were used and have a source, in the order of the table of keys; *out_number of them. */
const StudyDefault *scenario_defaults(const Scenario *scenario, size_t *out_number);

/* The scenario after defaults as YAML, which reads back to the same setup (transfer full). */
char *scenario_resolved_yaml(const Scenario *scenario);

/* All that a run of the scenario depends on but the number of its replication, in one form for all ways to write it (transfer full): equal
 * texts are equal runs of one version of the models. */
char *scenario_canonical_text(const Scenario *scenario);

#endif
