/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_gate.h"

#include "models/cpm_network_state.h"
#include "models/cpm_overload.h"

/* Boxes that serve: Core, CS, ISF, and each IWF. */
#define PLACES (3 + CPM_BOX_INSTANCES)
#define NOWHERE UINT_MAX

/* Retry-After in place of a demand. */
#define PAUSE 1u

typedef struct Place {
    CpmController controller;
    bool controls;
    bool measuring;             /* an event is pending                  */
    bool used;                  /* something came since the last one    */
} Place;

struct CpmGate {
    struct CpmNetwork *network;
    Place place[PLACES];
    CpmThrottle throttle[PLACES][PLACES];       /* [from][to] */
    uint32_t pending;
};

static unsigned place_of(CpmBox box)
{
    switch (CPM_BOX_KIND(box)) {
    case CPM_CORE:
        return 0;
    case CPM_CS:
        return 1;
    case CPM_ISF:
        return 2;
    case CPM_IWF:
        return 3 + CPM_BOX_INSTANCE(box);
    default:
        return NOWHERE;
    }
}

static CpmBox box_at(unsigned place)
{
    static const CpmBox boxes[] = { CPM_BOX(CPM_CORE, 0), CPM_BOX(CPM_CS, 0), CPM_BOX(CPM_ISF, 0) };

    return place < G_N_ELEMENTS(boxes) ? boxes[place] : CPM_BOX(CPM_IWF, place - G_N_ELEMENTS(boxes));
}

static const CpmOverloadSetup *setup_of(const CpmGate *gate, CpmBox box)
{
    return &gate->network->setup->station[CPM_BOX_KIND(box)].overload;
}

static bool tells_others(const CpmOverloadSetup *overload)
{
    return overload->control >= CPM_OVERLOAD_RETRY_AFTER;
}

CpmGate *cpm_gate_new(struct CpmNetwork *network)
{
    bool needed = false;
    CpmGate *gate;

    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++)
        needed = needed || network->setup->station[kind].overload.control != CPM_OVERLOAD_NONE;
    if (!needed)
        return NULL;
    gate = g_new0(CpmGate, 1);
    gate->network = network;
    for (unsigned to = 0; to < PLACES; to++) {
        const CpmOverloadSetup *overload = setup_of(gate, box_at(to));

        gate->place[to].controls = overload->control != CPM_OVERLOAD_NONE;
        if (!gate->place[to].controls)
            continue;
        cpm_controller_init(&gate->place[to].controller, overload, 0);
        for (unsigned from = 0; from < PLACES; from++)
            cpm_throttle_init(&gate->throttle[from][to], overload->control);
    }
    return gate;
}

void cpm_gate_free(CpmGate *gate)
{
    g_free(gate);
}

bool cpm_gate_is_new_request(const CpmPacket *packet)
{
    return (packet->code == SIP_REQUEST(SIP_INVITE) || packet->code == SIP_REQUEST(SIP_DIAL_IN)) && packet->origin != CPM_FROM_TIMER &&
           packet->copy == 0 && !packet->doubled;
}

/* An INVITE to a member belongs to a session that the network has taken on. */
static CpmCategory category_of(const CpmHop *hop)
{
    return hop->leg->kind != CPM_LEG_INVITER || hop->setup->workloads[hop->session->workload].priority ? CPM_PRIVILEGED : CPM_ORDINARY;
}

static double draw(const CpmHop *hop, const CpmPacket *packet, bool at_sender)
{
    return cpm_hop_draw(hop, CPM_DRAW_THROTTLE, (uint32_t)packet->position << 1 | (at_sender ? 1u : 0u));
}

bool cpm_gate_lets_out(CpmGate *gate, const CpmHop *hop, const CpmPacket *packet, CpmBox to)
{
    unsigned here = place_of(hop->box), there = place_of(to);

    if (here == NOWHERE || there == NOWHERE || !tells_others(setup_of(gate, to)))
        return true;
    return cpm_throttle_lets_pass(&gate->throttle[here][there], category_of(hop), hop->now, draw(hop, packet, true));
}

void cpm_gate_close(CpmGate *gate, CpmBox from, CpmBox to)
{
    unsigned here = place_of(from), there = place_of(to);

    if (here != NOWHERE && there != NOWHERE && tells_others(setup_of(gate, to)))
        cpm_throttle_close(&gate->throttle[here][there]);
}

static void push_measurement(CpmGate *gate, unsigned place, SimTime now)
{
    Place *here = &gate->place[place];

    here->measuring = true;
    here->used = false;
    gate->pending++;
    sim_queue_push(gate->network->world->queue,
                   (SimEvent){ .time = now + here->controller.setup->interval,
                               .subject = box_at(place),
                               .what = cpm_what(CPM_WIRE_MEASURE, 0, CPM_FROM_INSIDE, 0) });
}

/* A box is measured from when something comes until nothing has come for an interval: a run has to end. */
static void awaken(CpmGate *gate, unsigned place, SimTime now)
{
    Place *here = &gate->place[place];

    if (!here->measuring) {
        here->controller.since = now;
        push_measurement(gate, place, now);
    }
    here->used = true;
}

bool cpm_gate_lets_in(CpmGate *gate, const CpmHop *hop, const CpmPacket *packet, CpmBox from)
{
    unsigned here = place_of(hop->box);

    if (here == NOWHERE || !gate->place[here].controls)
        return true;
    awaken(gate, here, hop->now);
    return !cpm_controller_take(&gate->place[here].controller,
                                &(CpmOffer){ .now = hop->now,
                                             .from = from,
                                             .category = category_of(hop),
                                             .drawn = draw(hop, packet, false) });
}

void cpm_gate_note_service(CpmGate *gate, CpmBox box, const CpmPacket *packet)
{
    unsigned here = place_of(box);

    if (here == NOWHERE || !gate->place[here].controls)
        return;
    gate->place[here].used = true;
    cpm_controller_note_service(&gate->place[here].controller, cpm_gate_is_new_request(packet) && !packet->rejected);
}

uint32_t cpm_gate_demand(const CpmGate *gate, const CpmHop *hop, SipCode code)
{
    unsigned here = place_of(hop->box);

    if (here == NOWHERE || !gate->place[here].controls)
        return 0;
    if (setup_of(gate, hop->box)->control == CPM_OVERLOAD_RETRY_AFTER)
        return sip_status(code) == 503 ? PAUSE : 0;
    return cpm_controller_demand(&gate->place[here].controller);
}

void cpm_gate_obey(CpmGate *gate, const CpmHop *hop, const CpmPacket *packet, CpmBox from)
{
    unsigned here = place_of(hop->box), there = place_of(from);
    const CpmOverloadSetup *overload;

    if (here == NOWHERE || there == NOWHERE || packet->demand == 0 || cpm_hop_misbehaves(hop, CPM_FAULT_IGNORE_OVERLOAD))
        return;
    overload = setup_of(gate, from);
    if (overload->control == CPM_OVERLOAD_RETRY_AFTER)
        cpm_throttle_pause(&gate->throttle[here][there], hop->now, overload->retry_after);
    else
        cpm_throttle_obey(&gate->throttle[here][there], overload, packet->demand, hop->now);
}

void cpm_gate_measure(CpmGate *gate, CpmBox box, SimTime now)
{
    unsigned place = place_of(box);
    Place *here = &gate->place[place];
    const CpmStation *station = &gate->network->seats.stations[CPM_BOX_KIND(box)][CPM_BOX_INSTANCE(box)];

    gate->pending--;
    here->measuring = false;
    cpm_controller_measure(&here->controller, now, cpm_station_waiting(station));
    if (here->used || cpm_station_present(station) > 0)
        push_measurement(gate, place, now);
}

uint32_t cpm_gate_pending(const CpmGate *gate)
{
    return gate->pending;
}
