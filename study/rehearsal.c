/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/rehearsal.h"

#include "models/cpm_network.h"
#include "sim/error.h"

typedef struct Rehearsal {
    const StudyWatch *watch;
    CpmNetwork *network;
    SimTime expected_end;
} Rehearsal;

/* SimPulse. */
static bool pulse(void *listener, const SimWorld *world, GError **error)
{
    const Rehearsal *rehearsal = listener;
    const StudyWatch *watch = rehearsal->watch;
    StudyProgress progress = { .now = world->now, .events = world->events, .pending = sim_queue_count(world->queue) };

    if (cpm_network_failed(rehearsal->network))
        return sim_fail(error, SIM_ERROR_MEMORY, "no memory for more sessions");
    if (watch->enough != NULL && *watch->enough)
        return sim_fail(error, SIM_ERROR_INTERRUPTED, "enough was seen");
    if (watch->report != NULL) {
        if (rehearsal->expected_end > 0)
            progress.done = MIN(1.0, (double)world->now / (double)rehearsal->expected_end);
        watch->report(watch->listener, &progress);
    }
    return true;
}

bool study_rehearse(const Scenario *scenario, const StudyWatch *watch, StudyRehearsal *out_rehearsal, GError **error)
{
    const CpmSetup *setup = scenario_setup(scenario);
    SimWorld *world = sim_world_new(setup->seed, setup->replication);
    Rehearsal rehearsal = { watch, cpm_network_new(setup, world), study_expected_end(setup) };
    SimRun what = { .deliver = cpm_network_deliver, .model = rehearsal.network, .pulse = pulse, .listener = &rehearsal };
    StudyRehearsal seen = { 0 };
    GError *problem = NULL;
    bool good;

    sim_trace_add_observer(world->trace, report_fingerprint_observe, &seen.fingerprint);
    if (watch->observe != NULL)
        sim_trace_add_observer(world->trace, watch->observe, watch->observer);
    good = sim_world_run(world, &what, &problem);
    seen.records = sim_trace_count(world->trace);
    seen.end = world->now;
    cpm_network_free(rehearsal.network);
    sim_world_free(world);
    if (!good && g_error_matches(problem, SIM_ERROR, SIM_ERROR_INTERRUPTED)) {
        g_clear_error(&problem);
        good = true;
    }
    if (good)
        *out_rehearsal = seen;
    else
        g_propagate_error(error, problem);
    return good;
}
