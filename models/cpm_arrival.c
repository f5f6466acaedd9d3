/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_arrival.h"

#include <math.h>

#include "models/cpm_client_a.h"
#include "models/cpm_network_state.h"
#include "sim/elementary.h"

/* Position of the Conversation Server on an inviter's leg. */
#define AT_CS 2

/* Which session of its workload this is: the @attempt-th repetition (0: none) of first try @k. */
typedef struct Try {
    uint32_t workload, k, attempt;
} Try;

static Try try_of(const CpmSetup *setup, uint32_t number)
{
    uint32_t workload = number % setup->n_workloads, k = number / setup->n_workloads, count = setup->workloads[workload].count;

    return (Try){ workload, k % count, k / count };
}

static uint32_t number_of(const CpmSetup *setup, Try try)
{
    return (try.attempt * setup->workloads[try.workload].count + try.k) * setup->n_workloads + try.workload;
}

uint32_t cpm_arrival_size(const CpmSetup *setup, uint32_t number)
{
    Try try = try_of(setup, number);
    const CpmWorkload *workload = &setup->workloads[try.workload];
    uint32_t most = setup->groups[workload->group].size;
    double drawn = 0.5;

    if (workload->size == NULL)
        return most;
    try.attempt = 0;
    if (!sim_distribution_is_constant(workload->size))
        drawn = sim_random_uniform(&(SimRandom){ setup->seed, setup->replication }, sim_stream(cpm_purpose_name(CPM_DRAW_SIZE)),
                                   number_of(setup, try), 0, 0);
    return (uint32_t)CLAMP(floor(sim_distribution_quantile(workload->size, drawn) + 0.5), 1.0, most);
}

SimTime cpm_arrival_patience(const CpmHop *hop)
{
    const CpmWorkload *workload = &hop->setup->workloads[hop->session->workload];

    if (workload->patience_of == NULL)
        return workload->patience;
    return cpm_hop_duration(hop, workload->patience_of, CPM_DRAW_PATIENCE, 0);
}

SimTime cpm_arrival_duration(const CpmHop *hop)
{
    const CpmWorkload *workload = &hop->setup->workloads[hop->session->workload];

    if (workload->duration_of == NULL)
        return workload->duration;
    return cpm_hop_duration(hop, workload->duration_of, CPM_DRAW_DURATION, 0);
}

uint32_t cpm_arrival_slots(const CpmSetup *setup, uint32_t workload)
{
    return setup->workloads[workload].size != NULL ? CPM_SLOTS_BY_SIZE : setup->workloads[workload].group;
}

/* @whose: the workload for a session, the first try or period for a member. */
static double draw(struct CpmNetwork *network, CpmPurpose purpose, SimDraw whose)
{
    network->draws[purpose]++;
    return sim_random_uniform(&network->world->random, network->streams[purpose], whose.session, whose.member, whose.ordinal);
}

static SimTime duration(struct CpmNetwork *network, const SimDistribution *distribution, CpmPurpose purpose, SimDraw whose)
{
    double drawn = 0.5;

    if (distribution == NULL)
        return 0;
    if (!sim_distribution_is_constant(distribution))
        drawn = draw(network, purpose, whose);
    return MIN(sim_distribution_time(distribution, drawn), CPM_LONGEST_DURATION);
}

static SimTime later(SimTime time, SimTime gap)
{
    return MIN(time, CPM_END_OF_TIME) + MIN(gap, CPM_END_OF_TIME - MIN(time, CPM_END_OF_TIME));
}

/* The gap runs while the period is on. */
static SimTime skip_off_periods(struct CpmNetwork *network, uint32_t index, SimTime time, SimTime gap)
{
    const CpmArrivals *arrivals = &network->setup->workloads[index].arrivals;
    CpmArrivalClock *clock = &network->clocks[index];

    while (gap > clock->on_until - time && time < CPM_END_OF_TIME) {
        gap -= clock->on_until - time;
        time = later(clock->on_until, duration(network, arrivals->off, CPM_DRAW_ARRIVAL, (SimDraw){ index, clock->periods, 1 }));
        clock->on_until = later(time, duration(network, arrivals->on, CPM_DRAW_ARRIVAL, (SimDraw){ index, ++clock->periods, 0 }));
    }
    return later(time, gap);
}

/* A Poisson process at a rate that changes has an exponential amount of rate * time, of mean 1, between two arrivals. */
static SimTime by_rate(const CpmWorkload *workload, SimTime previous, double amount)
{
    const struct CpmRatePiece *pieces = workload->arrivals.pieces;
    uint32_t n = workload->arrivals.n_pieces, i = 0;
    SimTime cycle = pieces[n - 1].until, at = (previous - workload->start) % cycle, origin = previous - at;
    double of_cycle = 0.0, cycles;

    for (uint32_t k = 0; k < n; k++)
        of_cycle += pieces[k].rate * sim_time_to_seconds(pieces[k].until - (k == 0 ? 0 : pieces[k - 1].until));
    g_assert(of_cycle > 0.0);
    cycles = floor(amount / of_cycle);
    if (cycles * sim_time_to_seconds(cycle) >= sim_time_to_seconds(CPM_LONGEST_DURATION))
        return CPM_END_OF_TIME;
    origin += (SimTime)cycles * cycle;
    amount -= cycles * of_cycle;
    while (pieces[i].until <= at)
        i++;
    for (;;) {
        double here = pieces[i].rate * sim_time_to_seconds(pieces[i].until - at);

        if (here > 0.0 && here >= amount)
            return later(origin, at + MIN(sim_time_from_seconds(MAX(amount, 0.0) / pieces[i].rate), pieces[i].until - at));
        amount -= here;
        at = pieces[i].until;
        if (++i == n) {
            i = 0;
            at = 0;
            origin += cycle;
        }
    }
}

/* When first try @k begins.  The one before began at @previous, or this user's session before was over then; or there was none, and the
 * workload starts then. */
static SimTime time_of(struct CpmNetwork *network, uint32_t index, uint32_t k, SimTime previous)
{
    const CpmWorkload *workload = &network->setup->workloads[index];
    const CpmArrivals *arrivals = &workload->arrivals;
    SimTime gap;

    switch (arrivals->kind) {
    case CPM_ARRIVE_CLOSED:
        return later(previous, duration(network, arrivals->think, CPM_DRAW_ARRIVAL, (SimDraw){ index, k, 0 }));
    case CPM_ARRIVE_BY_LIST:
        return later(workload->start, arrivals->times[k]);
    case CPM_ARRIVE_BY_RATE:
        if (arrivals->batch > 1 && k % arrivals->batch != 0)
            return previous;
        return by_rate(workload, previous, -sim_log1p(-draw(network, CPM_DRAW_ARRIVAL, (SimDraw){ index, k, 0 })));
    default:
        if (k == 0 || (arrivals->batch > 1 && k % arrivals->batch != 0))
            return previous;
        gap = duration(network, workload->interarrival, CPM_DRAW_INTERARRIVAL, (SimDraw){ index, k, 0 });
        return arrivals->kind == CPM_ARRIVE_ON_OFF ? skip_off_periods(network, index, previous, gap) : later(previous, gap);
    }
}

/* Takes room for the session and lets it begin at @time.  All its legs know their facts from the start of the fan-out on, not before. */
static void schedule(struct CpmNetwork *network, Try try, SimTime time)
{
    uint32_t number = number_of(network->setup, try);
    uint32_t once_more = network->faults >> CPM_FAULT_INVITE_TWICE & 1u;
    uint32_t slot = cpm_slots_take(&network->slots, cpm_arrival_slots(network->setup, try.workload),
                                   cpm_arrival_size(network->setup, number) + once_more);
    const SimDistribution *size = network->setup->workloads[try.workload].size;
    CpmSession *session;

    if (slot == UINT32_MAX)
        return;
    network->draws[CPM_DRAW_SIZE] += size != NULL && !sim_distribution_is_constant(size);
    if (!network->setup->wire.transactions)     /* else most events are timers of these */
        sim_queue_prefetch(network->world->queue, network->slots.legs, sizeof(CpmLeg));
    session = &network->slots.sessions[slot];
    session->number = number;
    session->workload = try.workload;
    session->start = time;
    sim_queue_push(network->world->queue,
                   (SimEvent){ .time = time,
                               .subject = session->legs,
                               .what = cpm_what(CPM_TIMER_START, 0, CPM_FROM_TIMER,
                                                network->slots.legs[session->legs].generation) });
}

void cpm_arrival_init(struct CpmNetwork *network)
{
    const CpmSetup *setup = network->setup;

    network->clocks = g_new0(CpmArrivalClock, setup->n_workloads);
    for (uint32_t i = 0; i < setup->n_workloads; i++) {
        const CpmWorkload *workload = &setup->workloads[i];
        uint32_t first = workload->arrivals.kind == CPM_ARRIVE_CLOSED ? MIN(workload->arrivals.users, workload->count) : 1;
        SimTime on = duration(network, workload->arrivals.on, CPM_DRAW_ARRIVAL, (SimDraw){ i, 0, 0 });

        network->clocks[i].on_until = later(workload->start, on);
        network->unsettled += workload->count;
        for (uint32_t k = 0; k < first; k++)
            schedule(network, (Try){ i, k, 0 }, time_of(network, i, k, workload->start));
    }
    network->planned = network->unsettled;
}

void cpm_arrival_clear(struct CpmNetwork *network)
{
    g_free(network->clocks);
}

void cpm_arrival_go_on(struct CpmNetwork *network, const CpmSession *started)
{
    const CpmWorkload *workload = &network->setup->workloads[started->workload];
    Try try = try_of(network->setup, started->number);

    if (workload->arrivals.kind == CPM_ARRIVE_CLOSED || try.attempt > 0 || ++try.k >= workload->count)
        return;
    schedule(network, try, time_of(network, try.workload, try.k, started->start));
}

bool cpm_arrival_follows(const struct CpmNetwork *network)
{
    for (uint32_t i = 0; i < network->setup->n_workloads; i++) {
        const CpmWorkload *workload = &network->setup->workloads[i];

        if (workload->arrivals.kind == CPM_ARRIVE_CLOSED || (workload->retry.share > 0.0 && workload->retry.times > 0))
            return true;
    }
    return network->wire != NULL;
}

static bool tries_again(const CpmHop *hop, Try try)
{
    const CpmRetry *retry = &hop->setup->workloads[try.workload].retry;

    return try.attempt < retry->times && retry->share > 0.0 && cpm_hop_draw(hop, CPM_DRAW_RETRY, 0) < retry->share;
}

/* A session that nobody had planned; the run may have been about to end. */
static void plan_one_more(struct CpmNetwork *network)
{
    network->planned++;
    if (network->unsettled++ == 0)
        network->world->until = network->limit;
}

void cpm_arrival_follow(CpmHop *hop, unsigned state, unsigned next)
{
    struct CpmNetwork *network = hop->network;
    CpmInviterFate fate = cpm_client_a_fate(state, next);
    Try try = try_of(hop->setup, hop->session->number);
    const CpmWorkload *workload = &hop->setup->workloads[try.workload];

    if (fate == CPM_INVITER_GOES_ON)
        return;
    if (fate == CPM_INVITER_FAILED && cpm_leg_state(hop->leg, AT_CS) == 0)
        hop->session->given_up = true;
    if (fate == CPM_INVITER_FAILED && tries_again(hop, try)) {
        SimTime after = cpm_hop_duration(hop, workload->retry.after, CPM_DRAW_RETRY_DELAY, 0);

        plan_one_more(network);
        try.attempt++;
        schedule(network, try, later(hop->now, after));
    } else if (workload->arrivals.kind == CPM_ARRIVE_CLOSED && workload->count - try.k > workload->arrivals.users) {
        try = (Try){ try.workload, try.k + workload->arrivals.users, 0 };
        schedule(network, try, time_of(network, try.workload, try.k, hop->now));
    }
    hop->leg = &network->slots.legs[hop->leg_slot];
    hop->session = &network->slots.sessions[hop->leg->session];
}

bool cpm_arrival_is_pending(const struct CpmNetwork *network, const CpmSession *session)
{
    return network->setup->workloads[session->workload].duration != SIM_TIME_MAX &&
           cpm_client_a_stays(cpm_leg_state(&network->slots.legs[session->legs], 0));
}
