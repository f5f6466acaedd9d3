/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The relay job of bench/relay.h on this kernel, as a model uses it: a world, 16-byte events, handlers called through a table.
 *
 *     bench/relay MEMBERS GROUPS const|exp|philox
 *
 * "philox" has exponential hops, too, but draws like the models: Philox by group, member and ordinal, then sim/distribution.h. */
#include "bench/relay.h"

#include <stdlib.h>
#include <string.h>

#include "bench/contestant.h"
#include "sim/distribution.h"
#include "sim/world.h"

typedef enum Hops { HOPS_CONSTANT, HOPS_EXPONENTIAL, HOPS_PHILOX } Hops;

typedef struct Relay {
    SimWorld *world;
    RelayMember *members;
    uint32_t group_size;
    Hops hops;
    CheapRandom random;
    SimStream stream;
    SimDistribution *think, *hop;
} Relay;

typedef void (*Handler)(Relay *relay, const SimEvent *event);

/* What an event is: an index into handlers[]. */
enum { INVITE_GROUP, DOWN, ANSWER, UP };

static SimTime draw(const Relay *relay, uint32_t member, const SimDistribution *distribution)
{
    uint32_t group = member / relay->group_size;

    return sim_distribution_time(distribution, sim_random_uniform(&relay->world->random, relay->stream, group, member,
                                                                  (uint32_t)relay->members[member].events));
}

static SimTime think(Relay *relay, uint32_t member)
{
    return relay->hops == HOPS_PHILOX ? draw(relay, member, relay->think) : relay_think(&relay->random);
}

static SimTime hop(Relay *relay, uint32_t member)
{
    return relay->hops == HOPS_PHILOX ? draw(relay, member, relay->hop) : relay_hop(&relay->random, relay->hops == HOPS_EXPONENTIAL);
}

static RelayMember *visit(Relay *relay, uint32_t i)
{
    RelayMember *member = &relay->members[i];

    member->events++;
    member->last = relay->world->now;
    return member;
}

static void send_after(Relay *relay, SimTime delay, uint32_t member, uint32_t what)
{
    sim_queue_push(relay->world->queue, (SimEvent){ relay->world->now + delay, member, what });
}

/* Here the subject is the group. */
static void invite_group(Relay *relay, const SimEvent *event)
{
    uint32_t first = event->subject * relay->group_size;

    for (uint32_t i = first; i < first + relay->group_size; i++)
        send_after(relay, hop(relay, i), i, DOWN);
}

static void down(Relay *relay, const SimEvent *event)
{
    uint32_t i = event->subject;

    if (visit(relay, i)->events < RELAY_HOPS_DOWN)
        send_after(relay, hop(relay, i), i, DOWN);
    else
        send_after(relay, think(relay, i), i, ANSWER);
}

static void answer(Relay *relay, const SimEvent *event)
{
    visit(relay, event->subject);
    send_after(relay, hop(relay, event->subject), event->subject, UP);
}

static void up(Relay *relay, const SimEvent *event)
{
    if (visit(relay, event->subject)->events < RELAY_EVENTS)
        send_after(relay, hop(relay, event->subject), event->subject, UP);
}

static const Handler handlers[] = { [INVITE_GROUP] = invite_group, [DOWN] = down, [ANSWER] = answer, [UP] = up };

static void deliver(void *model, const SimEvent *event)
{
    handlers[event->what](model, event);
}

int main(int argc, char **argv)
{
    uint32_t groups = argc == 4 ? (uint32_t)strtoul(argv[2], NULL, 10) : 0;
    Relay relay = { .world = sim_world_new(1, 0), .stream = sim_stream("relay") };
    SimRun run = { .deliver = deliver, .model = &relay };
    double start;

    if (groups == 0) {
        fputs("usage: relay MEMBERS GROUPS const|exp|philox\n", stderr);
        return EXIT_FAILURE;
    }
    relay.group_size = (uint32_t)strtoul(argv[1], NULL, 10);
    relay.hops = strcmp(argv[3], "const") == 0 ? HOPS_CONSTANT : strcmp(argv[3], "exp") == 0 ? HOPS_EXPONENTIAL : HOPS_PHILOX;
    relay.members = g_new0(RelayMember, relay.group_size * groups);
    relay.think = sim_distribution_new_exponential(RELAY_THINK * 1e-9);
    relay.hop = sim_distribution_new_exponential(RELAY_HOP * 1e-9);
    cheap_random_init(&relay.random);
    sim_queue_prefetch(relay.world->queue, relay.members, sizeof *relay.members);
    for (uint32_t i = 0; i < groups; i++)
        sim_queue_push(relay.world->queue, (SimEvent){ (SimTime)i * RELAY_GAP, i, INVITE_GROUP });
    start = contestant_cpu();
    if (!sim_world_run(relay.world, &run, NULL))
        return EXIT_FAILURE;
    contestant_print(relay.world->events, contestant_cpu() - start, relay_checksum(relay.members, relay.group_size * groups));
    sim_distribution_free(relay.hop);
    sim_distribution_free(relay.think);
    g_free(relay.members);
    sim_world_free(relay.world);
    return EXIT_SUCCESS;
}
