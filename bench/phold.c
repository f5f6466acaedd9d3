/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PHOLD of bench/phold.h on this kernel, as a model uses it: a world, and handlers called through a table.
 *
 *     bench/phold PENDING EVENTS */
#include "bench/phold.h"

#include <stdlib.h>

#include "bench/contestant.h"
#include "sim/world.h"

typedef struct Phold {
    SimWorld *world;
    PholdPlace *places;
    uint32_t n;
    CheapRandom random;
    uint64_t events;            /* before the measured part */
    double cpu;                 /* at its start, then of it */
} Phold;

typedef void (*Handler)(Phold *phold, const SimEvent *event);

enum { VISIT, START, END };

static void schedule(Phold *phold)
{
    SimTime time = phold->world->now + phold_delay(&phold->random);

    sim_queue_push(phold->world->queue, (SimEvent){ time, phold_place(&phold->random, phold->n), VISIT });
}

static void visit(Phold *phold, const SimEvent *event)
{
    PholdPlace *place = &phold->places[event->subject];

    place->visits++;
    place->last = event->time;
    schedule(phold);
}

static void start(Phold *phold, const SimEvent *event)
{
    (void)event;
    phold->events = phold->world->events;
    phold->cpu = contestant_cpu();
}

static void end(Phold *phold, const SimEvent *event)
{
    phold->cpu = contestant_cpu() - phold->cpu;
    phold->events = phold->world->events - phold->events - 1;
    phold->world->until = event->time;
}

static const Handler handlers[] = { [VISIT] = visit, [START] = start, [END] = end };

static void deliver(void *model, const SimEvent *event)
{
    handlers[event->what](model, event);
}

int main(int argc, char **argv)
{
    Phold phold = { .world = sim_world_new(1, 0) };
    SimRun run = { .deliver = deliver, .model = &phold };

    if (argc != 3) {
        fputs("usage: phold PENDING EVENTS\n", stderr);
        return EXIT_FAILURE;
    }
    phold.n = (uint32_t)strtoul(argv[1], NULL, 10);
    phold.places = g_new0(PholdPlace, phold.n);
    cheap_random_init(&phold.random);
    sim_queue_prefetch(phold.world->queue, phold.places, sizeof *phold.places);
    sim_queue_push(phold.world->queue, (SimEvent){ PHOLD_START, 0, START });
    sim_queue_push(phold.world->queue, (SimEvent){ phold_end(strtoull(argv[2], NULL, 10), phold.n), 0, END });
    for (uint32_t i = 0; i < phold.n; i++)
        schedule(&phold);
    if (!sim_world_run(phold.world, &run, NULL))
        return EXIT_FAILURE;
    contestant_print(phold.events, phold.cpu, phold_checksum(phold.places, phold.n));
    g_free(phold.places);
    sim_world_free(phold.world);
    return EXIT_SUCCESS;
}
