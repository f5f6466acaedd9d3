/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_refusal.h"

#include "models/cpm_correlation.h"
#include "models/cpm_network_state.h"

static CpmMode distorted_mode(const CpmHop *hop, CpmMode mode)
{
    bool rejects = mode == CPM_MODE_REJECT_POLICY || mode == CPM_MODE_REJECT_USER;

    if (cpm_hop_faulty(hop, CPM_FAULT_WRONG_MODE) && (mode == CPM_MODE_ACCEPT || mode == CPM_MODE_CONVERT))
        return mode == CPM_MODE_ACCEPT ? CPM_MODE_CONVERT : CPM_MODE_ACCEPT;
    if (cpm_hop_faulty(hop, CPM_FAULT_REJECT_FOR_CONVERT) && mode == CPM_MODE_CONVERT)
        return CPM_MODE_REJECT_POLICY;
    if (cpm_hop_faulty(hop, CPM_FAULT_ACCEPT_FOR_REJECT) && rejects)
        return CPM_MODE_ACCEPT;
    if (cpm_hop_faulty(hop, CPM_FAULT_CONVERT_FOR_REJECT) && rejects)
        return CPM_MODE_CONVERT;
    if (cpm_hop_faulty(hop, CPM_FAULT_IGNORE_GATE) && mode == CPM_MODE_NATIVE)
        return CPM_MODE_CONVERT;
    return mode;
}

CpmMode cpm_iwf_mode(const CpmHop *hop)
{
    CpmMode mode = cpm_hop_mode(hop);

    return G_UNLIKELY(hop->setup->n_faults > 0) ? distorted_mode(hop, mode) : mode;
}

static bool is_full(const CpmHop *hop)
{
    uint32_t iwf = CPM_BOX_INSTANCE(hop->box);

    return hop->network->watches_iwfs && iwf < hop->setup->n_iwfs && hop->setup->iwfs[iwf].capacity > 0 &&
           hop->network->waiting[iwf] >= hop->setup->iwfs[iwf].capacity;
}

CpmRefusal cpm_iwf_refusal(const CpmHop *hop, CpmMode mode)
{
    const CpmWorkload *workload = &hop->setup->workloads[hop->session->workload];

    if (is_full(hop))
        return (CpmRefusal){ 22, CPM_REASON_OVERLOADED };
    if (mode == CPM_MODE_REJECT_POLICY || mode == CPM_MODE_REJECT_USER)
        return mode == CPM_MODE_REJECT_USER ? (CpmRefusal){ 3, CPM_REASON_USER_REJECT } : (CpmRefusal){ 2, CPM_REASON_POLICY };
    if (workload->unauthorised)
        return (CpmRefusal){ 20, CPM_REASON_UNAUTHORISED };
    if (workload->anonymous && !hop->setup->iwf.anonymous_allowed)
        return (CpmRefusal){ 19, CPM_REASON_ANONYMOUS };
    if (mode == CPM_MODE_NATIVE)
        return (CpmRefusal){ 0, CPM_REASONS };
    if (workload->unconvertible)
        return (CpmRefusal){ 18, CPM_REASON_CONTENT };
    if (!hop->setup->systems[CPM_FACT_SYSTEM(hop->leg->facts)].names_message && !cpm_correlation_has_number(hop))
        return (CpmRefusal){ 21, CPM_REASON_NO_NUMBER };
    return (CpmRefusal){ 0, CPM_REASONS };
}
