/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_facts.h"

#include "models/cpm_isf.h"

uint16_t cpm_facts_draw(const CpmHop *hop)
{
    const CpmMemberSetup *member = cpm_hop_member(hop, hop->member);
    uint32_t choice = 0, preference = 0;
    const CpmSystemSetup *system;

    if (member->n_clients > 1) {
        double drawn = cpm_hop_draw(hop, CPM_DRAW_CLIENT, 0);

        while (choice + 1 < member->n_clients && drawn >= member->client[choice].until)
            choice++;
    }
    if (member->client[choice].system < 0)
        return CPM_FACT_CPM | CPM_NONE << 1;
    if (member->prefer_until[CPM_CONVERT] > 0.0) {
        double drawn = cpm_hop_draw(hop, CPM_DRAW_PREFERENCE, 0);

        while (preference + 1 < CPM_OPTIONS && drawn >= member->prefer_until[preference])
            preference++;
    } else {
        preference = CPM_NONE;
    }
    system = &hop->setup->systems[member->client[choice].system];
    return (uint16_t)(preference << 1 | (system->sessions ? CPM_FACT_SESSIONS : 0) |
                      (system->invitations ? CPM_FACT_INVITATIONS : 0) | (uint32_t)member->client[choice].system << 8 |
                      cpm_isf_first(hop->setup, (uint32_t)member->client[choice].system) << 12);
}
