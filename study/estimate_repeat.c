/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate_repeat.h"

#include <math.h>

#define MOST_HOPS 4
#define SENDS_OF_INVITE 7
#define SENDS_OF_OTHERS 11

/* The hops that a response takes, from where it is made. */
static unsigned hops_of(StudyWay way, CpmLinkClass out_hops[MOST_HOPS])
{
    for (unsigned i = 0; i < MOST_HOPS; i++)
        out_hops[i] = CPM_LINK_CORE;
    if (way == STUDY_WAY_NON_CPM)
        return MOST_HOPS;
    out_hops[way == STUDY_WAY_INVITER ? 1 : 0] = CPM_LINK_ACCESS;
    return 2;
}

/* How many copies of a message arrive. */
static double copies_on(const CpmLinkSetup *link)
{
    return link->tcp ? 1 : (1 - link->loss) * (1 + link->duplicate);
}

static double reaches(const CpmLinkSetup *link)
{
    return link->tcp ? 1 : 1 - link->loss;
}

static double sends(double round, double most)
{
    return round > 0 ? (1 - pow(1 - round, most)) / round : most;
}

/* What each hop sees to on its own. */
static void add_hop(const CpmLinkSetup *link, double accepts, double share, double arrivals[CPM_WORKS])
{
    double copies = copies_on(link), round = reaches(link) * reaches(link), others = sends(round, SENDS_OF_OTHERS) * copies;
    arrivals[CPM_WORK_INVITE] += share * sends(round, SENDS_OF_INVITE) * copies;
    arrivals[CPM_WORK_FINAL] += share * (1 - accepts) * others;
    arrivals[CPM_WORK_ACK] += share * (1 - accepts) * others * copies;
    arrivals[CPM_WORK_CANCEL] += share * (others + others * copies) / 2;
}

/* What goes from end to end: each copy of a 2xx brings an ACK, from the other end. */
static void add_way(const CpmSetup *setup, const CpmLinkClass *hops, unsigned n, double accepts, double arrivals[CPM_WORKS])
{
    double all = 1, response = 1, ack = 1, rounds;
    for (unsigned i = 0; i < n; i++)
        all *= reaches(&setup->wire.link[hops[i]]);
    rounds = sends(all * all, SENDS_OF_OTHERS);
    for (unsigned i = 0; i < n; i++)
        ack *= copies_on(&setup->wire.link[hops[i]]);
    for (unsigned i = 0; i < n; i++) {
        response *= copies_on(&setup->wire.link[hops[i]]);
        arrivals[CPM_WORK_PROVISIONAL] += response / n;
        arrivals[CPM_WORK_FINAL] += accepts * rounds * response / n;
    }
    for (unsigned i = n; i-- > 0;) {
        ack *= copies_on(&setup->wire.link[hops[i]]);
        arrivals[CPM_WORK_ACK] += accepts * rounds * ack / n;
    }
}

/* Requests with their responses that go from the CS to the far end, or to the inviter: no box answers one before the next has (RFC 4320
 * has no 100 for them in time), so that each hop repeats its own while those behind it repeat theirs.  A round there is as long as T1
 * there, in which log2(1 + T1 there / T1 here) are sent here. */
static void add_passed_on(const CpmSetup *setup, const CpmLinkClass *hops, unsigned n, bool outward, double arrivals[CPM_WORKS])
{
    for (unsigned i = 0; i < n; i++) {
        const CpmLinkSetup *link = &setup->wire.link[hops[i]];
        double round = reaches(link) * reaches(link), own = sends(round, SENDS_OF_OTHERS), waiting = 0;
        for (unsigned j = outward ? i + 1 : 0; j < (outward ? n : i); j++) {
            double there = reaches(&setup->wire.link[hops[j]]) * reaches(&setup->wire.link[hops[j]]);
            double t1 = hops[i] == CPM_LINK_ACCESS ? setup->wire.access.t1 : setup->wire.core.t1;
            double t1_there = hops[j] == CPM_LINK_ACCESS ? setup->wire.access.t1 : setup->wire.core.t1;
            waiting += (sends(there, SENDS_OF_OTHERS) - 1) * log2(1 + t1_there / t1);
        }
        double requests = link->tcp ? 1 : fmin(own + waiting, SENDS_OF_OTHERS);
        arrivals[CPM_WORK_EVENT] += (requests * copies_on(link) + own * copies_on(link) * copies_on(link)) / 2 / n;
    }
}

void study_repeat_arrivals(const CpmSetup *setup, StudyWay way, double accepts, double out_arrivals[CPM_WORKS])
{
    CpmLinkClass hops[MOST_HOPS];
    unsigned n = hops_of(way, hops);
    for (unsigned i = 0; i < CPM_WORKS; i++)
        out_arrivals[i] = i == CPM_WORK_MEDIA || i >= CPM_WORK_SYSTEM || !setup->wire.transactions;
    if (!setup->wire.transactions)
        return;
    for (unsigned i = 0; i < n; i++)
        add_hop(&setup->wire.link[hops[i]], accepts, 1.0 / n, out_arrivals);
    add_way(setup, hops, n, accepts, out_arrivals);
    add_passed_on(setup, hops, n, way == STUDY_WAY_INVITER, out_arrivals);
    out_arrivals[CPM_WORK_BYE] = out_arrivals[CPM_WORK_EVENT];
}
