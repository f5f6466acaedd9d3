/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows for the wire from the setup alone: whether there is one, and what messages cost that always cost the same. */
#include "models/cpm_wire.h"

#include "models/cpm_wire_state.h"

static bool has_load(const CpmStationSetup *station)
{
    bool own = station->buffer > 0 || station->finite || station->priority != CPM_PRIORITY_NONE ||
               station->overload.control != CPM_OVERLOAD_NONE || station->failure.n_outages > 0 || station->failure.up != NULL;

    for (unsigned work = 0; work < CPM_WORKS; work++)
        own = own || station->service_of[work] != NULL;
    return own;
}

bool cpm_wire_is_needed(const CpmSetup *setup)
{
    const CpmWireSetup *wire = &setup->wire;
    bool needed = wire->transactions || wire->at_service || wire->sample > 0;

    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++) {
        const CpmLinkSetup *link = &wire->link[i];

        needed = needed || link->loss > 0.0 || link->duplicate > 0.0 || cpm_link_has_lanes(link);
    }
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++)
        needed = needed || has_load(&setup->station[kind]);
    return needed;
}

static SimTime constant_of(const SimDistribution *distribution)
{
    if (distribution == NULL)
        return 0;
    return sim_distribution_is_constant(distribution) ? MIN(sim_distribution_time(distribution, 0.5), CPM_LONGEST_DURATION) : CPM_VARIABLE;
}

void cpm_wire_learn_costs(CpmWire *wire)
{
    const CpmSetup *setup = wire->setup;

    for (unsigned kind = 0; kind < CPM_BOX_KINDS; kind++) {
        const CpmStationSetup *station = &setup->station[kind];

        for (unsigned work = 0; work < CPM_WORKS; work++)
            wire->costs.service[kind][work] =
                kind == CPM_SYSTEM ? CPM_VARIABLE
                                   : constant_of(station->service_of[work] != NULL ? station->service_of[work] : station->service);
    }
    for (unsigned class = 0; class < CPM_LINK_CLASSES; class++) {
        const CpmLinkSetup *link = cpm_wire_link(wire, (CpmLinkClass)class);

        wire->costs.latency[class] = constant_of(setup->latency[class]);
        wire->costs.plain[class] = link->loss <= 0.0 && link->duplicate <= 0.0 && !cpm_link_has_lanes(link);
    }
}
