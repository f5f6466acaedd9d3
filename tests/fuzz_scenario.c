/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A libFuzzer target for the reader of scenarios; tests/test_scenario_mutations.c runs it, too.  Whatever the bytes are, the reader must
 * refuse them with an error or make a scenario whose resolved form reads back without one.  Bytes that begin with "--set PATH=VALUE" and a
 * line feed are a setting for the rest. */
#include "tests/fuzz_scenario.h"

#include "study/scenario.h"

#include <string.h>

static void check_resolved(const Scenario *scenario)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *resolved = scenario_resolved_yaml(scenario);
    const ScenarioText text = { .name = "resolved.yaml", .text = resolved, .length = strlen(resolved) };
    /* Defaults and aliases may make more of a file than a file may be. */
    if (text.length > STUDY_MAX_BYTES)
        return;
    g_autoptr(Scenario) again = scenario_read_text(&text, NULL, 0, diagnostics);
    g_assert(again != NULL && diagnostics_n_errors(diagnostics) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char option[] = "--set ";
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *line = NULL;
    ScenarioText text = { .name = "fuzz.yaml", .text = (const char *)data, .length = size };
    ScenarioOverride set = { .option = "--set" };
    const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
    if (end != NULL && size > strlen(option) && memcmp(data, option, strlen(option)) == 0) {
        line = g_strndup((const char *)data + strlen(option), (size_t)(end - data) - strlen(option));
        char *equals = strchr(line, '=');
        set.path = line;
        set.value = equals != NULL ? equals + 1 : "";
        if (equals != NULL)
            *equals = '\0';
        text.text = (const char *)end + 1;
        text.length = size - (size_t)(end + 1 - data);
    }
    g_autoptr(Scenario) scenario = scenario_read_text(&text, &set, set.path != NULL, diagnostics);
    g_assert((scenario == NULL) == (diagnostics_n_errors(diagnostics) > 0));
    for (int format = DIAGNOSTIC_FORMAT_TEXT; format <= DIAGNOSTIC_FORMAT_JSON; format++)
        g_free(diagnostics_format(diagnostics, (DiagnosticFormat)format));
    if (scenario != NULL)
        check_resolved(scenario);
    return 0;
}
