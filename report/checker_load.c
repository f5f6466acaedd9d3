/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_load.h"

#include <glib.h>

#include "models/sip_size.h"
#include "report/checker_state.h"

_Static_assert(CLASSES <= CHECKER_LOAD_CLASSES, "each class has a column");

#define WINDOWS 32                      /* in 64 * T1: a second, where T1 is 500 ms */
#define LIMIT 4                         /* a quarter of 64 * T1: answers may pass several boxes */
#define BUSY 0.9                        /* who is busy for longer than this part of the time is said to have a queue ... */
#define BUSY_LIMIT 20                   /* ... of a twentieth of 64 * T1, that is for half of it without a break */
#define LANE_BUSY 0.8                   /* of a link: lengths are known roughly */
#define HOPS 2                          /* from the end of a leg to the middle of it, where most messages are */
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

/* Longer timers than the standard's make nobody more patient with queues. */
static SimTime patience_of(SimTime patience)
{
    return MIN(patience, 32 * SIM_S);
}

void checker_load_start(CheckerLoad *load, const CpmSetup *setup, SimTime patience)
{
    static const CpmBoxKind stations[] = { CPM_CORE, CPM_CS, CPM_ISF, CPM_IWF };
    static const CheckerClass turns[] = { CLASS_INVITE, CLASS_CANCEL, CLASS_BYE, CLASS_UPDATE };
    bool late;
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
    late = setup->wire.at_service || load->turns[CLASS_INVITE] > 0;     /* turns are seen when they are done */
    load->share = late ? BUSY : 1.0;
    load->window = MAX(SIM_MS, patience_of(patience) / WINDOWS);
    load->limit = (double)patience_of(patience) / (late ? BUSY_LIMIT : LIMIT);
    load->lane_limit = (double)patience_of(patience) / BUSY_LIMIT;
    if (setup->wire.link[CPM_LINK_CORE].bandwidth > 0)
        load->per_byte = 8 * (double)SIM_S / setup->wire.link[CPM_LINK_CORE].bandwidth;
    load->next = any || load->per_byte > 0 ? load->window : SIM_TIME_MAX;
}

/* ---- Links: each direction between two boxes has its own transmitter */

/* CHECKER_LOAD_ENDS: no box of the core. */
static unsigned end_of(uint8_t box)
{
    static const uint8_t ends[] = { [CPM_CORE] = 1, [CPM_CS] = 2, [CPM_ISF] = 3, [CPM_IWF] = 4 };
    CpmBoxKind kind = CPM_BOX_KIND(box);

    if (kind >= G_N_ELEMENTS(ends) || ends[kind] == 0)
        return CHECKER_LOAD_ENDS;
    return ends[kind] - 1u + (kind == CPM_IWF ? CPM_BOX_INSTANCE(box) : 0);
}

void checker_load_cross(CheckerLoad *load, uint8_t from, uint8_t to, SipCode code)
{
    unsigned one = end_of(from), other = end_of(to);

    if (from == to || one == CHECKER_LOAD_ENDS || other == CHECKER_LOAD_ENDS)
        return;
    load->lanes[one * CHECKER_LOAD_ENDS + other].arrived +=
        load->per_byte * sip_size(code, (SipPlace){ .hops = HOPS, .proxies = HOPS, .listed = 0 });
}

static void sum_lanes(CheckerLoad *load, double length)
{
    double sum = 0;

    for (unsigned i = 0; i < CHECKER_LOAD_LANES; i++) {
        CheckerLane *lane = &load->lanes[i];
        double most = lane->waiting + lane->arrived - LANE_BUSY * MIN(length, (double)load->window);

        sum += MAX(0.0, most);
        lane->waiting = MAX(0.0, lane->waiting + lane->arrived - LANE_BUSY * length);
        lane->arrived = 0;
    }
    load->crowded |= sum > load->lane_limit;
}

/* ---- Boxes */

/* What waits at most in [since, since + window), in which all that was summed up has come; and what is left of it at @now. */
static double wait_in(CheckerLoad *load, unsigned box, SimTime now)
{
    double length = (double)(now - load->since), come = (double)load->arrived[box];
    double most = load->waiting[box] + come - load->share * MIN(length, (double)load->window);

    load->longest[box] = MAX(load->longest[box], load->waiting[box] + come);
    load->waiting[box] = MAX(0.0, load->waiting[box] + come - load->share * length);
    load->arrived[box] = 0;
    return MAX(0.0, most);
}

static void weigh_messages(CheckerLoad *load, unsigned box)
{
    load->arrived[box] += (uint64_t)load->came[box] * load->mean[box];
    load->came[box] = 0;
}

void checker_load_sum(CheckerLoad *load, SimTime now)
{
    double sum = 0, worst = 0;
    CpmBox box = 0;

    for (unsigned i = CPM_BOX(CPM_CORE, 0); i < CPM_BOX(CPM_IWF + 1, 0); i++) {
        weigh_messages(load, i);
        double waits = load->waiting[i] > 0 || load->arrived[i] > 0 ? wait_in(load, i, now) : 0;

        sum += waits;
        if (waits > worst) {
            worst = waits;
            box = (CpmBox)i;
        }
    }
    if (load->per_byte > 0)
        sum_lanes(load, (double)(now - load->since));
    load->since = now;
    load->next = now + load->window;
    if (sum <= load->limit)
        return;
    load->overloaded = true;
    if (worst > load->worst) {
        load->worst = worst;
        load->box = box;
    }
}
