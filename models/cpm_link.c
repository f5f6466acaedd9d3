/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_link.h"

#include <glib.h>

#define FIRST_RTO SIM_S
#define LONGEST_RTO (60 * SIM_S)

/* A link that loses nearly everything shall not stop the run. */
#define MOST_RETRANSMISSIONS 100

bool cpm_link_has_lanes(const CpmLinkSetup *link)
{
    return link->bandwidth > 0.0 || link->keeps_order || link->tcp;
}

/* How late a segment is: one number decides how often it is lost, for P(lost n times or more) is loss^n. */
static SimTime recovery(double loss, double luck)
{
    SimTime late = 0, rto = FIRST_RTO;
    double often = loss;

    for (unsigned n = 0; luck < often && n < MOST_RETRANSMISSIONS; n++) {
        late += rto;
        rto = MIN(2 * rto, LONGEST_RTO);
        often *= loss;
    }
    return late;
}

SimTime cpm_link_cross(const CpmLinkSetup *link, CpmLane *lane, const CpmCrossing *crossing)
{
    bool reliable = link->tcp || crossing->reliable;
    SimTime sent = crossing->leaves, arrival;

    if (link->bandwidth > 0.0) {
        sent = MAX(sent, lane->free) + sim_time_from_seconds(crossing->bytes * 8.0 / link->bandwidth);
        lane->free = sent;
    }
    if (!reliable && link->loss > 0.0 && crossing->luck < link->loss)
        return CPM_LINK_LOSES;
    arrival = sent + crossing->latency;
    if (reliable && link->loss > 0.0)
        arrival += recovery(link->loss, crossing->luck);
    if (link->keeps_order || link->tcp) {
        arrival = MAX(arrival, lane->last);
        lane->last = arrival;
    }
    return arrival;
}
