/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_incident.h"

#include "models/cpm_iwf.h"
#include "models/cpm_network_state.h"


/* The next moment after @now at which a box dies or comes back. */
static SimTime next_after(const CpmSetup *setup, SimTime now)
{
    SimTime next = SIM_TIME_MAX;

    for (uint32_t i = 0; i < setup->n_iwfs; i++) {
        for (uint32_t j = 0; j < setup->iwfs[i].n_outages; j++) {
            const struct CpmOutage *outage = &setup->iwfs[i].outages[j];

            if (outage->from > now)
                next = MIN(next, outage->from);
            if (outage->until > now)
                next = MIN(next, outage->until);
        }
    }
    return next;
}

void cpm_incident_init(struct CpmNetwork *network)
{
    const CpmSetup *setup = network->setup;

    network->next_incident = next_after(setup, -1);
    network->lossy = network->next_incident != SIM_TIME_MAX;
    for (uint32_t i = 0; i < setup->n_iwfs; i++)
        network->watches_iwfs = network->watches_iwfs || setup->iwfs[i].capacity > 0;
    network->watches_pools = network->watches_iwfs || network->numbers != NULL;
    network->watches_replies = network->lossy || network->numbers != NULL || network->live != NULL;
}

/* The box loses what it knew of the leg in @slot, if anything. */
static void crash_leg(struct CpmNetwork *network, uint32_t slot, SimTime now)
{
    CpmLeg *leg = &network->slots.legs[slot];
    const CpmSeat *seat = &network->seats.at[CPM_LEG_NON_CPM][CPM_AT_IWF];
    unsigned state = cpm_leg_state(leg, CPM_AT_IWF);
    CpmHop hop = { .network = network,
                   .setup = network->setup,
                   .leg = leg,
                   .session = &network->slots.sessions[leg->session],
                   .leg_slot = slot,
                   .now = now,
                   .ready = now,
                   .position = CPM_AT_IWF,
                   .origin = CPM_FROM_INSIDE,
                   .box = CPM_BOX(CPM_IWF, CPM_FACT_IWF(leg->facts)) };

    hop.member = slot - hop.session->legs;
    if (!sim_machine_expects(seat->machine, state, seat->classify(&hop)))
        return;
    sim_trace_reserve(network->world->trace);
    cpm_leg_set_state(leg, CPM_AT_IWF, sim_machine_step(seat->machine, state, seat->classify(&hop), &hop));
}

static void die(struct CpmNetwork *network, uint32_t iwf, SimTime now)
{
    network->dead |= 1u << iwf;
    network->waiting[iwf] = 0;
    for (uint32_t slot = 0; slot < network->slots.n_legs; slot++)
        if (network->slots.legs[slot].kind == CPM_LEG_NON_CPM && CPM_FACT_IWF(network->slots.legs[slot].facts) == iwf)
            crash_leg(network, slot, now);
}

void cpm_incident_take_place(struct CpmNetwork *network, SimTime now)
{
    const CpmSetup *setup = network->setup;

    while (network->next_incident <= now) {
        SimTime at = network->next_incident;

        for (uint32_t i = 0; i < setup->n_iwfs; i++) {
            for (uint32_t j = 0; j < setup->iwfs[i].n_outages; j++) {
                if (setup->iwfs[i].outages[j].until == at)
                    network->dead &= ~(1u << i);
            }
            for (uint32_t j = 0; j < setup->iwfs[i].n_outages; j++) {
                if (setup->iwfs[i].outages[j].from == at)
                    die(network, i, at);
            }
        }
        network->next_incident = next_after(setup, at);
    }
}

void cpm_incident_lose(CpmHop *hop)
{
    SimTrace *trace = hop->network->world->trace;
    SimRecord *record = &trace->records[trace->used - 1];
    const CpmSeat *seat = &hop->network->seats.at[CPM_LEG_NON_CPM][CPM_AT_IWF];
    SimTime delay = seat->delay_above;

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
