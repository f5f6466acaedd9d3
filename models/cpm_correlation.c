/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_correlation.h"

#include "models/cpm_iwf.h"
#include "models/cpm_network_state.h"

static uint32_t group_of(const struct CpmNetwork *network, const CpmSession *session)
{
    return network->setup->workloads[session->workload].group;
}

static bool is_invited_again(const CpmSetup *setup)
{
    g_autofree uint64_t *sessions = g_new0(uint64_t, setup->n_groups + 1);

    for (uint32_t i = 0; i < setup->n_workloads; i++) {
        uint32_t group = setup->workloads[i].group;

        sessions[group] += (uint64_t)setup->workloads[i].count * (1 + setup->workloads[i].retry.times);
        if (sessions[group] > 1)
            return true;
    }
    return false;
}

void cpm_correlation_init(struct CpmNetwork *network)
{
    const CpmSetup *setup = network->setup;

    if (setup->iwf.correlation == CPM_CORRELATE_NUMBER) {
        if (setup->iwf.numbers > 0)
            network->numbers = cpm_numbers_new(setup->iwf.numbers, setup->iwf.number_rest);
        return;
    }
    if (!is_invited_again(setup))
        return;
    network->live = g_new0(GArray *, setup->n_groups);
    for (uint32_t i = 0; i < setup->n_groups; i++)
        network->live[i] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
}

void cpm_correlation_clear(struct CpmNetwork *network)
{
    cpm_numbers_free(network->numbers);
    for (uint32_t i = 0; network->live != NULL && i < network->setup->n_groups; i++)
        g_array_free(network->live[i], TRUE);
    g_free(network->live);
}

void cpm_correlation_begin(struct CpmNetwork *network, uint32_t session)
{
    if (network->live != NULL)
        g_array_append_val(network->live[group_of(network, &network->slots.sessions[session])], session);
}

void cpm_correlation_end(struct CpmNetwork *network, uint32_t session)
{
    const CpmSession *ended = &network->slots.sessions[session];
    GArray *live = network->live == NULL ? NULL : network->live[group_of(network, ended)];

    for (unsigned i = 0; live != NULL && i < live->len; i++) {
        if (g_array_index(live, uint32_t, i) == session) {
            g_array_remove_index(live, i);
            break;
        }
    }
    if (network->numbers != NULL && ended->number_held != 0) {
        cpm_numbers_forget(network->numbers, ended->number_held - 1, session);
        if (!ended->number_returned)
            cpm_numbers_give_back(network->numbers, ended->number_held - 1, network->world->now);
    }
}

void cpm_correlation_release(struct CpmNetwork *network, uint32_t session, SimTime now)
{
    CpmSession *released = &network->slots.sessions[session];

    if (network->numbers == NULL || released->number_held == 0 || released->number_returned)
        return;
    released->number_returned = true;
    if (cpm_numbers_holder(network->numbers, released->number_held - 1) == session)
        cpm_numbers_give_back(network->numbers, released->number_held - 1, now);
}

/* A number for two: the fault that the checker must see. */
static bool shares_numbers(const CpmHop *hop)
{
    return cpm_hop_faulty(hop, CPM_FAULT_NUMBER_REUSED) && !cpm_numbers_available(hop->network->numbers, hop->now);
}

bool cpm_correlation_has_number(const CpmHop *hop)
{
    const CpmNumbers *numbers = hop->network->numbers;

    return numbers == NULL || hop->session->number_held != 0 || cpm_numbers_available(numbers, hop->now) || shares_numbers(hop);
}

void cpm_correlation_take_number(CpmHop *hop)
{
    CpmNumbers *numbers = hop->network->numbers;

    if (numbers == NULL || hop->session->number_held != 0)
        return;
    if (shares_numbers(hop)) {
        hop->session->number_held = 1 + cpm_numbers_last(numbers);
        cpm_numbers_take_over(numbers, hop->session->number_held - 1, hop->leg->session);
        return;
    }
    hop->session->number_held = 1 + cpm_numbers_take(numbers, hop->leg->session);
}

/* Whether the leg of @member in session @slot waits for the user's reply. */
static bool waits(const struct CpmNetwork *network, uint32_t slot, uint32_t member)
{
    const CpmSession *session = &network->slots.sessions[slot];
    const CpmLeg *leg = &network->slots.legs[session->legs + member];

    return member <= session->invited && leg->kind == CPM_LEG_NON_CPM && cpm_iwf_waits(cpm_leg_state(leg, CPM_AT_IWF));
}

/* The session that has the number now to which the user has written, if it has invited him too. */
static uint32_t by_number(const CpmHop *hop)
{
    const struct CpmNetwork *network = hop->network;
    uint32_t own = hop->leg->session, holder;
    const CpmSession *other;

    if (network->numbers == NULL || hop->session->number_held == 0)
        return own;
    holder = cpm_numbers_holder(network->numbers, hop->session->number_held - 1);
    if (holder == CPM_NO_HOLDER || holder == own)
        return own;
    other = &network->slots.sessions[holder];
    if (group_of(network, other) != group_of(network, hop->session) || other->invited < hop->member)
        return own;
    return network->slots.legs[other->legs + hop->member].kind == CPM_LEG_NON_CPM ? holder : own;
}

/* The last invitation that went to the user and still waits. */
static uint32_t by_latest(const CpmHop *hop)
{
    const struct CpmNetwork *network = hop->network;
    const GArray *live = network->live == NULL ? NULL : network->live[group_of(network, hop->session)];

    for (unsigned i = live == NULL ? 0 : live->len; i > 0; i--) {
        uint32_t slot = g_array_index(live, uint32_t, i - 1);

        if (waits(network, slot, hop->member))
            return slot;
    }
    return hop->leg->session;
}

uint32_t cpm_correlation_session(const CpmHop *hop)
{
    if (hop->setup->systems[CPM_FACT_SYSTEM(hop->leg->facts)].names_message)
        return hop->leg->session;
    switch (hop->setup->iwf.correlation) {
    case CPM_CORRELATE_NUMBER:
        return by_number(hop);
    case CPM_CORRELATE_TOKEN:
        if (hop->network->live == NULL || cpm_hop_draw(hop, CPM_DRAW_TOKEN, hop->leg->helps) >= hop->setup->iwf.token_lost)
            return hop->leg->session;
        return by_latest(hop);
    default:
        return by_latest(hop);
    }
}

size_t cpm_correlation_bytes(const struct CpmNetwork *network)
{
    size_t bytes = cpm_numbers_bytes(network->numbers);

    for (uint32_t i = 0; network->live != NULL && i < network->setup->n_groups; i++)
        bytes += sizeof(GArray) + network->live[i]->len * sizeof(uint32_t);
    return bytes;
}
