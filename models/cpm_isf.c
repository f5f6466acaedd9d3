/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_isf.h"

#include "models/cpm_iwf.h"
#include "models/cpm_network_state.h"
#include "models/cpm_timer_c.h"

#define FACTS_OF_SYSTEM 0xf00u
#define FACTS_OF_IWF 0xf000u

typedef struct Candidate {
    uint32_t system, iwf;
} Candidate;

static bool serves(const CpmSetup *setup, uint32_t iwf, uint32_t system)
{
    return setup->n_iwfs == 0 ? iwf == system : (setup->iwfs[iwf].serves >> system & 1u) != 0;
}

static uint32_t number_of_iwfs(const CpmSetup *setup)
{
    return setup->n_iwfs == 0 ? setup->n_systems : setup->n_iwfs;
}

/* Candidate @index of the member of @hop, in the order of the setup; false past the last. */
static bool nth_candidate(const CpmHop *hop, unsigned index, Candidate *out_candidate)
{
    const CpmMemberSetup *member = cpm_hop_member(hop, hop->member);
    unsigned n_services = 1 + member->n_also;

    for (unsigned service = 0; service < n_services; service++) {
        uint32_t system = service > 0 ? member->also[service - 1] : CPM_FACT_SYSTEM(hop->leg->facts);

        if (service == 0 && member->n_also > 0)
            system = (uint32_t)member->client[0].system;
        for (uint32_t iwf = 0; iwf < number_of_iwfs(hop->setup); iwf++) {
            if (!serves(hop->setup, iwf, system))
                continue;
            if (index-- == 0) {
                *out_candidate = (Candidate){ system, iwf };
                return true;
            }
        }
    }
    return false;
}

/* Candidate @index in the order in which this ISF tries them; false past the last. */
static bool candidate(const CpmHop *hop, unsigned index, Candidate *out_candidate)
{
    unsigned n = 0;

    if (!cpm_hop_faulty(hop, CPM_FAULT_REVERSE_ORDER))
        return nth_candidate(hop, index, out_candidate);
    while (nth_candidate(hop, n, out_candidate))
        n++;
    return index < n && nth_candidate(hop, n - 1 - index, out_candidate);
}

/* What an ISF that is told about its IWFs knows. */
static bool can_be_used(const CpmHop *hop, uint32_t iwf)
{
    const struct CpmNetwork *network = hop->network;
    uint32_t capacity = hop->setup->n_iwfs == 0 ? 0 : hop->setup->iwfs[iwf].capacity;

    if (!hop->setup->isf.informed)
        return true;
    return (network->dead >> iwf & 1u) == 0 && (capacity == 0 || network->waiting[iwf] < capacity);
}

static bool is_current(const CpmHop *hop, Candidate one)
{
    return one.system == CPM_FACT_SYSTEM(hop->leg->facts) && one.iwf == CPM_FACT_IWF(hop->leg->facts);
}

/* The box of the attempt before is no longer that of the leg, and the Core above it waits for nothing of it. */
static void forget_iwf(CpmHop *hop)
{
    if (hop->network->watches_iwfs && cpm_iwf_waits(cpm_leg_state(hop->leg, CPM_AT_IWF)))
        hop->network->waiting[CPM_FACT_IWF(hop->leg->facts)]--;
    cpm_leg_set_state(hop->leg, CPM_AT_IWF, cpm_iwf_idle());
    cpm_timer_c_stop(hop->leg, CPM_AT_IWF - 1);
}

bool cpm_isf_select(CpmHop *hop, bool again)
{
    bool passed = !again;
    Candidate one;

    for (unsigned i = 0; candidate(hop, i, &one); i++) {
        if (!passed) {
            passed = is_current(hop, one);
            continue;
        }
        if (!can_be_used(hop, one.iwf))
            continue;
        if (again)
            forget_iwf(hop);
        hop->leg->facts = (hop->leg->facts & ~(FACTS_OF_SYSTEM | FACTS_OF_IWF) & 0xffffu) | one.system << 8 | one.iwf << 12;
        cpm_hop_action(hop, CPM_ACTION_SELECT);
        return true;
    }
    return false;
}

CpmReason cpm_isf_reason(const CpmHop *hop)
{
    Candidate one;

    return candidate(hop, 0, &one) ? CPM_REASON_NO_IWF : CPM_REASON_NO_MAPPING;
}

bool cpm_isf_has_choice(const CpmHop *hop)
{
    Candidate one;

    return candidate(hop, 1, &one);
}

bool cpm_isf_may_fail_over(unsigned status)
{
    return status == 500 || status == 503 || status == 408;
}

uint32_t cpm_isf_first(const CpmSetup *setup, uint32_t system)
{
    for (uint32_t iwf = 0; iwf < number_of_iwfs(setup); iwf++)
        if (serves(setup, iwf, system))
            return iwf;
    return 0;
}
