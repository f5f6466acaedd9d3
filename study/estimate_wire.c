/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate_wire.h"

#include "study/estimate_case.h"

#include "sim/distribution.h"

#include <math.h>

/* Bytes, as measured: of a transaction, and of its pending events; of a live leg in the transactions' index, the checker, the metrics. */
#define BYTES_PER_TRANSACTION 29
#define BYTES_PER_EVENT 16
#define EVENTS_PER_TRANSACTION 1.1
#define BYTES_PER_LEG (4 + 140 + 19)

/* Transactions have room for half as many again whenever it is used up, from so many on. */
#define FIRST_ROOM 64

#define NON_CPM_HOPS 4

/* How long the two ends of a hop keep an INVITE transaction after its final response, s: client and server together. */
typedef struct Tail {
    double accepted, refused, bye;
} Tail;

static Tail tail_of(const CpmSetup *setup, CpmLinkClass class, bool slots)
{
    const CpmTimers *timers = class == CPM_LINK_ACCESS ? &setup->wire.access : &setup->wire.core;
    double long_wait = 64 * sim_time_to_seconds(timers->t1), t4 = sim_time_to_seconds(timers->t4);
    bool tcp = setup->wire.link[class].tcp && !slots;
    return (Tail){ .accepted = 2 * long_wait, .refused = tcp ? 0 : long_wait + t4, .bye = tcp ? 0 : long_wait + t4 };
}

typedef struct Sum {
    const CpmSetup *setup;
    double time;                /* s in which the legs were invited                 */
    bool ends;                  /* sessions end                                     */
    bool slots;                 /* what is still pending counts                     */
    double open;                /* expected transactions of a leg at the end of that */
} Sum;

/* What is open for @seconds after the INVITE, as a share of the time, for both ends of a hop (@ends = 2) or for one. */
static double share_open(const Sum *sum, double seconds, double ends)
{
    return ends * fmin(seconds / ends, sum->time) / sum->time;
}

static void add_cpm_hop(Sum *sum, const StudyCase *at, CpmLinkClass class)
{
    double t_answer = sim_time_to_seconds(sum->setup->focus.t_answer), none = 1 - at->profile->accept - at->profile->decline;
    Tail tail = tail_of(sum->setup, class, sum->slots);
    for (unsigned i = 0; i < STUDY_POINTS; i++) {
        double delay = study_case_point(at->profile->delay, i);
        sum->open += at->share / STUDY_POINTS * (at->profile->accept * share_open(sum, 2 * delay + tail.accepted, 2) +
                                                 at->profile->decline * share_open(sum, 2 * delay + tail.refused, 2));
    }
    sum->open += at->share * none * share_open(sum, 2 * t_answer, 2);
    if (sum->ends)
        sum->open += at->share * share_open(sum, tail.bye, 2);
}

static void add_non_cpm_leg(Sum *sum, const StudyCase *at)
{
    Tail tail = tail_of(sum->setup, CPM_LINK_CORE, sum->slots);
    double hops = at->share * NON_CPM_HOPS, limit = fmin(sum->time, study_case_longest_wait(sum->setup));
    if (sum->ends && at->mode != CPM_MODE_REJECT_POLICY && at->mode != CPM_MODE_REJECT_USER)
        sum->open += hops * share_open(sum, tail.bye, 2);
    if (!study_case_asks(at)) {
        sum->open += hops * share_open(sum, at->mode == CPM_MODE_ACCEPT ? tail.accepted : tail.refused, 2);
        return;
    }
    double wait = study_case_wait(sum->setup, at, limit), waits = study_case_wait(sum->setup, at, limit + 1) - wait;
    double accepts = study_case_accepts(sum->setup, at), after = accepts * tail.accepted + (1 - accepts) * tail.refused;
    sum->open += hops * fmin(2, share_open(sum, 2 * wait, 2) + (1 - waits) * share_open(sum, after, 2));
}

static void add_case(const StudyCase *at, void *data)
{
    Sum *sum = data;
    if (at->system >= 0) {
        add_non_cpm_leg(sum, at);
        return;
    }
    add_cpm_hop(sum, at, CPM_LINK_ACCESS);
    add_cpm_hop(sum, at, CPM_LINK_CORE);
}

StudyTransactions study_wire_transactions(const CpmSetup *setup, const CpmWorkload *workload, double live_members, double time)
{
    Sum open = { .setup = setup, .time = fmax(time, 1e-3), .ends = workload->duration != SIM_TIME_MAX }, slots = open;
    if (!setup->wire.transactions)
        return (StudyTransactions){ 0, 0 };
    slots.slots = true;
    study_case_walk(setup, workload, add_case, &open);
    study_case_walk(setup, workload, add_case, &slots);
    return (StudyTransactions){ live_members * open.open, live_members * slots.open };
}

double study_wire_bytes(const CpmSetup *setup, double slots, double live_members)
{
    double room = FIRST_ROOM;
    if (!setup->wire.transactions)
        return 0;
    while (room < slots)
        room += floor(room / 2);
    return room * BYTES_PER_TRANSACTION + slots * EVENTS_PER_TRANSACTION * BYTES_PER_EVENT + live_members * BYTES_PER_LEG;
}
