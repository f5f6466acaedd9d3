/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_incident.h"

#include <math.h>

#include "models/cpm_iwf.h"
#include "models/cpm_network_state.h"
#include "sim/random.h"

/* Drawn durations are shorter than this quantile, but for one in a million. */
#define NEARLY_ALL 0.999999

/* A time during which a box is down. */
typedef struct CpmOutage Outage;

/* What fails a box: a list, and what is drawn.  Of the latter the last outage that has been drawn is known; the next begins when the box
 * has worked for a while again. */
typedef struct CpmIncident {
    CpmBox box;
    const Outage *listed;
    uint32_t n_listed;
    const SimDistribution *up, *down;   /* NULL: nothing is drawn                 */
    Outage drawn;
    uint32_t n_drawn;
    bool forgets;
    bool is_down;
} CpmIncident;

static void draw_outage(struct CpmNetwork *network, CpmIncident *incident)
{
    SimStream stream = network->streams[CPM_DRAW_FAILURE];
    const SimRandom *random = &network->world->random;
    double up = sim_random_uniform(random, stream, incident->box, 0, 2 * incident->n_drawn);
    double down = sim_random_uniform(random, stream, incident->box, 0, 2 * incident->n_drawn + 1);

    network->draws[CPM_DRAW_FAILURE] += 2;
    incident->n_drawn++;
    incident->drawn.from = MIN(incident->drawn.until + sim_distribution_time(incident->up, up), CPM_END_OF_TIME);
    incident->drawn.until = MIN(incident->drawn.from + MAX(sim_distribution_time(incident->down, down), 1), CPM_END_OF_TIME + 1);
}

/* Until when the outages that begin at or before @now last, one into the other; not after @now: there is none. */
static SimTime down_until(const CpmIncident *incident, SimTime now)
{
    SimTime until = now;
    bool longer = true;

    while (longer) {
        longer = incident->up != NULL && incident->drawn.from <= until && incident->drawn.until > until;
        if (longer)
            until = incident->drawn.until;
        for (uint32_t i = 0; i < incident->n_listed; i++) {
            if (incident->listed[i].from <= until && incident->listed[i].until > until) {
                until = incident->listed[i].until;
                longer = true;
            }
        }
    }
    return until;
}

/* When the box changes for the first time after @now. */
static SimTime next_change(const CpmIncident *incident, SimTime now)
{
    SimTime next = incident->up != NULL ? incident->drawn.from : SIM_TIME_MAX;

    if (incident->is_down)
        return down_until(incident, now);
    for (uint32_t i = 0; i < incident->n_listed; i++)
        if (incident->listed[i].from > now)
            next = MIN(next, incident->listed[i].from);
    return next;
}

static void note_next(struct CpmNetwork *network, SimTime now)
{
    network->next_incident = network->setup->warm_up > MAX(now, 0) ? network->setup->warm_up : SIM_TIME_MAX;
    for (uint32_t i = 0; i < network->n_incidents; i++)
        network->next_incident = MIN(network->next_incident, next_change(&network->incidents[i], now));
    network->attention = network->wire != NULL ? SIM_TIME_MIN : network->next_incident;
}

static void add(struct CpmNetwork *network, CpmIncident incident)
{
    if (incident.n_listed == 0 && incident.up == NULL)
        return;
    network->incidents = g_renew(CpmIncident, network->incidents, network->n_incidents + 1);
    if (incident.up != NULL)
        draw_outage(network, &incident);
    network->incidents[network->n_incidents++] = incident;
}

static void add_all(struct CpmNetwork *network)
{
    static const CpmBoxKind kinds[] = { CPM_CORE, CPM_CS, CPM_ISF };
    const CpmSetup *setup = network->setup;

    for (uint32_t i = 0; i < setup->n_iwfs; i++) {
        const CpmIwfBox *iwf = &setup->iwfs[i];

        add(network, (CpmIncident){ .box = CPM_BOX(CPM_IWF, i),
                                    .listed = iwf->outages,
                                    .n_listed = iwf->n_outages,
                                    .up = iwf->up,
                                    .down = iwf->down,
                                    .forgets = true });
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds) && network->wire != NULL; i++) {
        const CpmFailureSetup *failure = &setup->station[kinds[i]].failure;

        add(network, (CpmIncident){ .box = CPM_BOX(kinds[i], 0),
                                    .listed = failure->outages,
                                    .n_listed = failure->n_outages,
                                    .up = failure->up,
                                    .down = failure->down,
                                    .forgets = failure->forgets && kinds[i] != CPM_CS });
    }
}

/* What can get lost, and how: the boxes' machines then wait for nothing for ever. */
static bool is_lossy(const struct CpmNetwork *network)
{
    const CpmSetup *setup = network->setup;
    bool lossy = network->n_incidents > 0;

    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        lossy = lossy || setup->wire.link[i].loss > 0.0;
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++)
        lossy = lossy || setup->station[kind].finite || setup->station[kind].overload.control != CPM_OVERLOAD_NONE;
    return lossy;
}

void cpm_incident_init(struct CpmNetwork *network)
{
    const CpmSetup *setup = network->setup;
    bool iwfs_fail;

    add_all(network);
    note_next(network, -1);
    iwfs_fail = network->n_incidents > 0 && CPM_BOX_KIND(network->incidents[0].box) == CPM_IWF;
    network->lossy = is_lossy(network);
    for (uint32_t i = 0; i < setup->n_iwfs; i++)
        network->watches_iwfs = network->watches_iwfs || setup->iwfs[i].capacity > 0;
    network->watches_pools = network->watches_iwfs || network->numbers != NULL;
    network->watches_replies = iwfs_fail || network->numbers != NULL || network->live != NULL;
}

void cpm_incident_limit(const CpmHop *last)
{
    struct CpmNetwork *network = last->network;
    const CpmFocusSetup *focus = &network->setup->focus;
    const CpmWorkload *workload = &network->setup->workloads[last->session->workload];
    double seconds = isinf(focus->fan_out) ? 0.0 : 2.0 * last->session->size / focus->fan_out;
    SimTime limit = last->now + MIN(sim_time_from_seconds(seconds), CPM_LONGEST_DURATION) + focus->t_answer + 24 * SIM_HOUR;

    if (network->setup->n_faults == 0)
        return;
    if (workload->duration_of != NULL)
        limit += MIN(sim_distribution_time(workload->duration_of, NEARLY_ALL), CPM_LONGEST_DURATION);
    else if (workload->duration != SIM_TIME_MAX)
        limit += MIN(workload->duration, CPM_LONGEST_DURATION);
    network->limit = MIN(network->limit, limit);
    network->world->until = MIN(network->world->until, limit);
}

void cpm_incident_clear(struct CpmNetwork *network)
{
    g_free(network->incidents);
}

/* The box at @position of the leg in @slot loses what it knew, if anything. */
static void crash_leg(struct CpmNetwork *network, uint32_t slot, unsigned position, SimTime now)
{
    CpmHop hop = cpm_network_hop(network, slot, position, now);
    const CpmSeat *seat = &network->seats.at[hop.leg->kind][position];

    if (network->wire != NULL)
        cpm_wire_forget_box(network->wire, slot, position);
    hop.origin = CPM_FROM_INSIDE;
    if (!sim_machine_expects(seat->machine, cpm_hop_state(&hop), seat->classify(&hop)))
        return;
    sim_trace_reserve(network->world->trace);
    cpm_leg_set_state(hop.leg, position, sim_machine_step(seat->machine, cpm_hop_state(&hop), seat->classify(&hop), &hop));
}

static void forget(struct CpmNetwork *network, CpmBox box, SimTime now)
{
    for (uint32_t slot = 0; slot < network->slots.n_legs; slot++) {
        const CpmLeg *leg = &network->slots.legs[slot];

        for (unsigned position = 0; position < CPM_POSITIONS; position++) {
            const CpmSeat *seat = &network->seats.at[leg->kind][position];

            if (seat->machine != NULL && cpm_seat_box(seat->box, seat->instances, seat->shift, leg->facts) == box)
                crash_leg(network, slot, position, now);
        }
    }
}

static void change(struct CpmNetwork *network, CpmIncident *incident, SimTime now)
{
    SimTime until = down_until(incident, now);
    bool is_iwf = CPM_BOX_KIND(incident->box) == CPM_IWF;

    while (incident->up != NULL && incident->drawn.until <= now)
        draw_outage(network, incident);
    if (incident->is_down == (until > now))
        return;
    incident->is_down = until > now;
    if (is_iwf)
        network->dead ^= 1u << CPM_BOX_INSTANCE(incident->box);
    if (!incident->is_down)
        return;
    if (is_iwf)
        network->waiting[CPM_BOX_INSTANCE(incident->box)] = 0;
    if (network->wire != NULL && !(is_iwf && network->faults >> CPM_FAULT_SERVE_WHEN_DEAD & 1u))
        cpm_wire_fail_box(network->wire, incident->box, now, until);
    if (incident->forgets)
        forget(network, incident->box, now);
}

static void end_warm_up(struct CpmNetwork *network)
{
    for (unsigned i = 0; i < CPM_BOX_KINDS * CPM_BOX_INSTANCES; i++) {
        CpmStation *station = &network->seats.stations[i / CPM_BOX_INSTANCES][i % CPM_BOX_INSTANCES];

        if (station->free != NULL)
            cpm_station_warmed_up(station, network->setup->warm_up);
    }
}

void cpm_incident_take_place(struct CpmNetwork *network, SimTime now)
{
    while (network->next_incident <= now) {
        SimTime at = network->next_incident;

        if (at == network->setup->warm_up && at > 0)
            end_warm_up(network);
        for (uint32_t i = 0; i < network->n_incidents; i++)
            change(network, &network->incidents[i], at);
        note_next(network, at);
    }
}

void cpm_incident_lose(CpmHop *hop)
{
    SimTrace *trace = hop->network->world->trace;
    SimRecord *record = &trace->records[trace->used - 1];
    const CpmSeat *seat = &hop->network->seats.at[CPM_LEG_NON_CPM][CPM_AT_IWF];
    SimTime delay = seat->delay[CPM_UP];

    record->kind = SIM_RECORD_LOST;
    record->next = record->state;
    if (hop->code != SIP_REQUEST(SIP_INVITE) || !hop->setup->iwfs[CPM_BOX_INSTANCE(hop->box)].refuses)
        return;
    if (delay == CPM_VARIABLE)
        delay = cpm_hop_duration(hop, hop->setup->latency[seat->link_above], CPM_DRAW_LATENCY,
                                 cpm_message_ordinal(hop, SIP_RESPONSE(SIP_INVITE, 503), CPM_AT_IWF - 1, CPM_FROM_BELOW));
    sim_queue_push(hop->network->world->queue,
                   (SimEvent){ .time = hop->now + delay,
                               .subject = hop->leg_slot,
                               .what = cpm_what(SIP_RESPONSE(SIP_INVITE, 503), CPM_AT_IWF - 1, CPM_FROM_BELOW, hop->leg->generation) });
}
