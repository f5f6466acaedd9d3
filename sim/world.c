/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/world.h"

#include "sim/error.h"

/* Often enough for a progress line, rare enough to cost nothing. */
#define EVENTS_PER_PULSE 32768u

SimWorld *sim_world_new(uint64_t seed, uint64_t replication)
{
    SimWorld *world = g_new0(SimWorld, 1);

    world->queue = sim_queue_new();
    world->trace = sim_trace_new();
    world->until = SIM_TIME_MAX;
    world->random.seed = seed;
    world->random.replication = replication;
    return world;
}

void sim_world_free(SimWorld *world)
{
    if (world == NULL)
        return;
    sim_queue_free(world->queue);
    sim_trace_free(world->trace);
    g_free(world);
}

static bool pulse(const SimWorld *world, const SimRun *run, GError **error)
{
    if (sim_queue_failed(world->queue))
        return sim_fail(error, SIM_ERROR_MEMORY, "no memory for more pending events: %zu are pending in %zu MB",
                        sim_queue_count(world->queue), sim_queue_bytes(world->queue) >> 20);
    return run->pulse == NULL || run->pulse(run->listener, world, error);
}

bool sim_world_run(SimWorld *world, const SimRun *run, GError **error)
{
    bool more = true;

    while (more) {
        for (unsigned i = 0; i < EVENTS_PER_PULSE; i++) {
            SimEvent event;

            more = sim_queue_pop(world->queue, &event);
            if (more && event.time > world->until) {
                sim_queue_push(world->queue, event);    /* it stays pending: who asks can see that there was more to do */
                more = false;
            }
            if (!more)
                break;
            world->now = event.time;
            world->events++;
            sim_trace_reserve(world->trace);
            run->deliver(run->model, &event);
        }
        if (!pulse(world, run, error))
            return false;
    }
    sim_trace_flush(world->trace);
    return true;
}
