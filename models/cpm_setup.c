/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_setup.h"

#include <glib.h>

CpmSetup *cpm_setup_new(void)
{
    return g_new0(CpmSetup, 1);
}

static void free_systems(CpmSetup *setup)
{
    for (uint32_t i = 0; i < setup->n_systems; i++) {
        CpmSystemSetup *system = &setup->systems[i];

        g_free(system->name);
        g_free(system->service);
        sim_distribution_free(system->transit);
        sim_distribution_free(system->return_transit);
        sim_distribution_free(system->absence);
    }
    g_free(setup->systems);
}

static void free_iwfs(CpmSetup *setup)
{
    for (uint32_t i = 0; i < setup->n_iwfs; i++) {
        g_free(setup->iwfs[i].name);
        g_free(setup->iwfs[i].outages);
        sim_distribution_free(setup->iwfs[i].up);
        sim_distribution_free(setup->iwfs[i].down);
    }
    g_free(setup->iwfs);
}

static void free_groups(CpmSetup *setup)
{
    for (uint32_t i = 0; i < setup->n_groups; i++) {
        for (uint32_t j = 0; j < setup->groups[i].n_members; j++)
            g_free(setup->groups[i].members[j].name);
        g_free(setup->groups[i].members);
        g_free(setup->groups[i].name);
    }
    g_free(setup->groups);
}

static void free_station(CpmStationSetup *station)
{
    sim_distribution_free(station->service);
    for (unsigned i = 0; i < CPM_WORKS; i++)
        sim_distribution_free(station->service_of[i]);
    g_free(station->failure.outages);
    sim_distribution_free(station->failure.up);
    sim_distribution_free(station->failure.down);
}

static void free_workload(CpmWorkload *workload)
{
    sim_distribution_free(workload->interarrival);
    sim_distribution_free(workload->text_gap);
    sim_distribution_free(workload->size);
    sim_distribution_free(workload->patience_of);
    sim_distribution_free(workload->duration_of);
    sim_distribution_free(workload->retry.after);
    sim_distribution_free(workload->arrivals.on);
    sim_distribution_free(workload->arrivals.off);
    sim_distribution_free(workload->arrivals.think);
    g_free(workload->arrivals.pieces);
    g_free(workload->arrivals.times);
}

void cpm_setup_free(CpmSetup *setup)
{
    if (setup == NULL)
        return;
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        sim_distribution_free(setup->latency[i]);
    for (unsigned i = 0; i < CPM_BOX_KINDS; i++)
        free_station(&setup->station[i]);
    for (uint32_t i = 0; i < setup->n_profiles; i++) {
        g_free(setup->profiles[i].name);
        sim_distribution_free(setup->profiles[i].delay);
        sim_distribution_free(setup->profiles[i].again_after);
    }
    g_free(setup->profiles);
    free_systems(setup);
    free_groups(setup);
    free_iwfs(setup);
    for (uint32_t i = 0; i < setup->n_workloads; i++)
        free_workload(&setup->workloads[i]);
    g_free(setup->segments);
    g_free(setup->currency);
    g_free(setup->workloads);
    g_free(setup->faults);
    g_free(setup);
}
