/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_down.h"

void checker_down_start(ReportChecker *checker)
{
    const CpmSetup *setup = checker->setup;

    for (unsigned i = 0; i < CPM_BOX_KINDS; i++) {
        checker->forgets |= setup->station[i].failure.forgets;
        checker->fails |= setup->station[i].failure.n_outages > 0 || setup->station[i].failure.up != NULL;
    }
    for (unsigned i = 0; i < setup->n_iwfs; i++) {
        checker->fails |= setup->iwfs[i].up != NULL;
        checker->is_down |= setup->iwfs[i].n_outages > 0;
    }
    checker->is_down |= checker->fails;
}

static bool overlaps(const struct CpmOutage *outages, uint32_t n, SimTime from, SimTime to)
{
    for (uint32_t i = 0; i < n; i++)
        if (outages[i].from <= to && outages[i].until >= from)
            return true;
    return false;
}

/* The ISF and the IWFs are on the way of legs to Non-CPM Systems only. */
static bool is_on_way(const CheckerLeg *leg, CpmBoxKind kind)
{
    return (kind != CPM_ISF && kind != CPM_IWF) || leg->role >= CHECKER_NATIVE;
}

bool checker_down_touches(ReportChecker *checker, const CheckerInput *in, bool forgetful)
{
    const CpmSetup *setup = checker->setup;
    SimTime since, room = (SimTime)checker->margin * SIM_MS;

    if (!checker->is_down || !checker->wire)
        return false;
    since = checker_session(checker, in->name.session)->begun_at - room;
    for (CpmBoxKind kind = 0; kind < CPM_BOX_KINDS; kind++) {
        const CpmFailureSetup *failure = &setup->station[kind].failure;

        if (is_on_way(in->leg, kind) && (failure->forgets || !forgetful) &&
            (failure->up != NULL || overlaps(failure->outages, failure->n_outages, since, in->time)))
            return true;
    }
    for (unsigned i = 0; i < setup->n_iwfs && is_on_way(in->leg, CPM_IWF) && !forgetful; i++)
        if (setup->iwfs[i].up != NULL || overlaps(setup->iwfs[i].outages, setup->iwfs[i].n_outages, since, in->time))
            return true;
    return false;
}
