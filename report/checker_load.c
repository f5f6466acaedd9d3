/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_load.h"

#include <glib.h>

#include "report/checker_state.h"

_Static_assert(CLASSES <= CHECKER_LOAD_CLASSES, "each class has a column");

#define WINDOW SIM_S
#define LIMIT 8.0                       /* s, a quarter of 64 * T1: answers may pass several boxes */
#define BUSY 0.9                        /* who is busy for longer than this part of the time is said to have a queue ... */
#define BUSY_LIMIT 1.6                  /* ... s, that is for 16 s without a break */
#define LONGEST 1.0                     /* s, of the mean service of a message: where there is none, that is */

static CpmWork work_of(CheckerClass class)
{
    switch (class) {
    case CLASS_INVITE:
    case CLASS_DIAL_IN:
        return CPM_WORK_INVITE;
    case CLASS_TRYING:
    case CLASS_PROVISIONAL:
        return CPM_WORK_PROVISIONAL;
    case CLASS_FINAL:
    case CLASS_DIAL_IN_ANSWER:
        return CPM_WORK_FINAL;
    case CLASS_ACK:
    case CLASS_DIAL_IN_ACK:
        return CPM_WORK_ACK;
    case CLASS_CANCEL:
    case CLASS_CANCEL_ANSWER:
        return CPM_WORK_CANCEL;
    case CLASS_BYE:
    case CLASS_BYE_ANSWER:
        return CPM_WORK_BYE;
    case CLASS_SEND:
    case CLASS_SEND_ANSWER:
        return CPM_WORK_MEDIA;
    default:
        return class < CLASS_SUBSCRIBE || class > CLASS_UPDATE_ANSWER ? CPM_WORK_SYSTEM : CPM_WORK_EVENT;
    }
}

/* ns for all servers together. */
static uint32_t mean_work(const CpmStationSetup *station, CpmWork work)
{
    const SimDistribution *service = station->service_of[work] != NULL ? station->service_of[work] : station->service;

    if (service == NULL)
        return 0;
    return (uint32_t)(MIN(sim_distribution_mean(service), LONGEST) * (double)SIM_S / MAX(1, station->servers));
}

void checker_load_start(CheckerLoad *load, const CpmSetup *setup)
{
    static const CpmBoxKind stations[] = { CPM_CORE, CPM_CS, CPM_ISF, CPM_IWF };
    static const CheckerClass turns[] = { CLASS_INVITE, CLASS_BYE, CLASS_UPDATE };
    bool any = false;

    load->by_class = setup->wire.at_service;
    for (unsigned i = 0; i < G_N_ELEMENTS(stations); i++)
        for (CheckerClass class = 0; class < CLASSES; class++) {
            load->work[stations[i]][class] = mean_work(&setup->station[stations[i]], work_of(class));
            any |= load->work[stations[i]][class] > 0;
            load->by_class |= load->work[stations[i]][class] != load->work[stations[i]][0];
        }
    for (unsigned box = CPM_BOX(CPM_CORE, 0); box < CPM_BOX(CPM_IWF + 1, 0); box++)
        load->mean[box] = load->work[CPM_BOX_KIND(box)][0];
    for (unsigned i = 0; i < G_N_ELEMENTS(turns); i++)
        load->turns[turns[i]] = mean_work(&setup->station[CPM_CS], CPM_WORK_TURN);
    load->share = setup->wire.at_service ? BUSY : 1.0;
    load->limit = (setup->wire.at_service ? BUSY_LIMIT : LIMIT) * (double)SIM_S;
    load->next = any ? WINDOW : SIM_TIME_MAX;
}

/* What waits at most in [since, since + WINDOW), in which all that was summed up has come; and what is left of it at @now. */
static double wait_in(CheckerLoad *load, unsigned box, SimTime now)
{
    double length = (double)(now - load->since), come = (double)load->arrived[box];
    double most = load->waiting[box] + come - load->share * MIN(length, (double)WINDOW);

    load->waiting[box] = MAX(0.0, load->waiting[box] + come - load->share * length);
    load->arrived[box] = 0;
    return MAX(0.0, most);
}

void checker_load_sum(CheckerLoad *load, SimTime now)
{
    double sum = 0, worst = 0;
    CpmBox box = 0;

    for (unsigned i = CPM_BOX(CPM_CORE, 0); i < CPM_BOX(CPM_IWF + 1, 0); i++) {
        double waits = load->waiting[i] > 0 || load->arrived[i] > 0 ? wait_in(load, i, now) : 0;

        sum += waits;
        if (waits > worst) {
            worst = waits;
            box = (CpmBox)i;
        }
    }
    load->since = now;
    load->next = now + WINDOW;
    if (sum <= load->limit)
        return;
    load->overloaded = true;
    if (worst > load->worst) {
        load->worst = worst;
        load->box = box;
    }
}
