/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/replay.h"

#include <string.h>

#include "sim/error.h"

Scenario *study_recall(const char *folder, ReportOrigin *out_origin, Diagnostics *diagnostics, GError **error)
{
    ReportOrigin origin = { 0 };
    ScenarioText text;
    Scenario *scenario;
    CpmSetup *setup;

    if (!report_origin_read(folder, &origin, error))
        return NULL;
    text = (ScenarioText){ .name = origin.resolved_path, .text = origin.resolved, .length = strlen(origin.resolved) };
    scenario = scenario_read_text(&text, NULL, 0, diagnostics);
    if (scenario == NULL) {
        sim_fail(error, SIM_ERROR_SCENARIO, "the scenario of %s, made by version %s, is not accepted by this one", folder, origin.version);
        report_origin_clear(&origin);
        return NULL;
    }
    setup = scenario_setup(scenario);
    setup->seed = origin.seed;
    setup->replication = origin.replication;
    *out_origin = origin;
    return scenario;
}

static bool is_same(ReportFingerprint a, ReportFingerprint b)
{
    return a.high == b.high && a.low == b.low;
}

bool study_replay(const char *folder, const StudyWatch *watch, Diagnostics *diagnostics, StudyReplay *out_replay, GError **error)
{
    StudyReplay replay = { 0 };
    StudyRehearsal rehearsal;
    g_autoptr(Scenario) scenario = study_recall(folder, &replay.origin, diagnostics, error);

    if (scenario == NULL)
        return false;
    if (!study_rehearse(scenario, watch, &rehearsal, error)) {
        study_replay_clear(&replay);
        return false;
    }
    replay.found = rehearsal.fingerprint;
    replay.identical = is_same(replay.found, replay.origin.fingerprint);
    replay.other_program = report_origin_other_program(&replay.origin);
    *out_replay = replay;
    return true;
}

void study_replay_clear(StudyReplay *replay)
{
    report_origin_clear(&replay->origin);
    g_clear_pointer(&replay->other_program, g_free);
}
