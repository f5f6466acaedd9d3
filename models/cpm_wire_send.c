/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sending half of the wire: from a box to the moment at which a packet reaches the next one. */
#include "models/cpm_wire.h"

#include "models/cpm_wire_state.h"
#include "models/sip_size.h"
#include "sim/random.h"

/* Where a packet goes, and how. */
typedef struct Route {
    CpmLinkClass class;
    CpmBox to;
    uint32_t bytes;             /* 0 where nobody asks */
    bool reliable;
    unsigned lower;             /* position of the end that is farther from the inviter */
} Route;

/* Any odd number will do: streams of copies lie apart from the stream of the originals. */
#define COPY_STEP UINT64_C(0x9e3779b97f4a7c15)

/* A number for a packet that the short path does not have: originals and copies, and messages of each attempt of the ISF, draw from
 * streams of their own, so that their luck is independent. */
static double draw(const CpmHop *hop, CpmPurpose purpose, const CpmPacket *packet, unsigned lower)
{
    struct CpmNetwork *network = hop->network;
    uint64_t apart = packet->copy | (packet->doubled ? 256u : 0u) | (uint64_t)cpm_attempt_tag(hop->leg, lower, 0) << 9;
    SimStream stream = { .id = network->streams[purpose].id + apart * COPY_STEP };

    network->draws[purpose]++;
    return sim_random_uniform(&network->world->random, stream, hop->session->number, hop->member,
                              cpm_message_ordinal(hop, packet->code, packet->position, (CpmOrigin)packet->origin));
}

static SimTime latency(const CpmWire *wire, const CpmHop *hop, const CpmPacket *packet, const Route *route)
{
    const SimDistribution *distribution = hop->setup->latency[route->class];

    if (wire->costs.latency[route->class] != CPM_VARIABLE)
        return wire->costs.latency[route->class];
    if (packet->copy == 0 && !packet->doubled)
        return cpm_hop_duration(hop, distribution, CPM_DRAW_LATENCY,
                                cpm_message_ordinal(hop, packet->code, packet->position, (CpmOrigin)packet->origin));
    return MIN(sim_distribution_time(distribution, draw(hop, CPM_DRAW_LATENCY, packet, route->lower)), CPM_LONGEST_DURATION);
}

static unsigned end_of(CpmBox box)
{
    static const uint8_t first[CPM_BOX_KINDS] = { [CPM_CORE] = 0, [CPM_CS] = 1, [CPM_ISF] = 2, [CPM_IWF] = 3 };

    return first[CPM_BOX_KIND(box)] + CPM_BOX_INSTANCE(box);
}

static CpmLane *lane_of(CpmWire *wire, const CpmHop *hop, const Route *route)
{
    CpmAccess *access;

    if (!cpm_link_has_lanes(&wire->setup->wire.link[route->class]))
        return NULL;
    if (route->class == CPM_LINK_CORE)
        return &wire->lane[end_of(hop->box)][end_of(route->to)];
    if (!sim_region_grow(&wire->access, (size_t)wire->network->slots.n_legs * sizeof *access)) {
        wire->network->slots.failed = true;
        return &wire->lane[0][0];
    }
    access = &((CpmAccess *)wire->access.base)[hop->leg_slot];
    return CPM_BOX_KIND(hop->box) <= CPM_CLIENT ? &access->from_client : &access->to_client;
}

static void launch_double(CpmWire *wire, const CpmHop *hop, const CpmPacket *packet, const Route *route)
{
    CpmPacket twin = *packet;

    twin.doubled = true;
    cpm_wire_push(wire, CPM_WIRE_ARRIVAL, cpm_wire_keep(wire, &twin, CPM_PLACE_UNDER_WAY),
                  hop->ready + packet->extra + latency(wire, hop, &twin, route));
}

static void launch(CpmWire *wire, const CpmHop *hop, const CpmPacket *packet, const Route *route)
{
    const CpmLinkSetup *link = cpm_wire_link(wire, route->class);
    CpmCrossing crossing = { .leaves = hop->ready + packet->extra,
                             .latency = latency(wire, hop, packet, route),
                             .bytes = route->bytes,
                             .reliable = route->reliable };
    uint32_t index = cpm_wire_keep(wire, packet, CPM_PLACE_UNDER_WAY);
    SimTime arrival;

    if (wire->costs.plain[route->class]) {
        cpm_wire_push(wire, CPM_WIRE_ARRIVAL, index, crossing.leaves + crossing.latency);
        return;
    }
    if (link->loss > 0.0)
        crossing.luck = draw(hop, CPM_DRAW_LOSS, packet, route->lower);
    arrival = cpm_link_cross(link, lane_of(wire, hop, route), &crossing);
    if (arrival == CPM_LINK_LOSES) {
        cpm_wire_push(wire, CPM_WIRE_LOST, index, crossing.leaves);
        return;
    }
    cpm_wire_push(wire, CPM_WIRE_ARRIVAL, index, arrival);
    if (link->duplicate > 0.0 && !link->tcp && !route->reliable && draw(hop, CPM_DRAW_COPY, packet, route->lower) < link->duplicate)
        launch_double(wire, hop, packet, route);
}

/* @upper: the upper end of the hop.  Requests go @down or up; a response is as long as its way says. */
static SipPlace place_of(const CpmHop *hop, unsigned upper, bool down)
{
    unsigned bottom = hop->leg->kind == CPM_LEG_NON_CPM ? CPM_AT_IWF : 2;
    const CpmSession *session = hop->session;
    bool lists = hop->leg->kind == CPM_LEG_INVITER && hop->setup->groups[hop->setup->workloads[session->workload].group].ad_hoc;

    return (SipPlace){ .hops = down ? upper + 1 : bottom - upper, .proxies = bottom - 1, .listed = lists ? session->size : 0 };
}

/* CANCEL and ACK go by the transport of their INVITE: 9.1, 17.1.1.3. */
bool cpm_wire_is_too_long(const CpmHop *hop, unsigned upper, SipCode code, bool down)
{
    unsigned method = sip_method(code);

    if (method == SIP_ACK || method == SIP_CANCEL)
        method = SIP_INVITE;
    else if (method == SIP_DIAL_IN_ACK)
        method = SIP_DIAL_IN;
    return sip_size(SIP_REQUEST(method), place_of(hop, upper, down)) > hop->setup->wire.largest_datagram;
}

static CpmBox neighbour_of(const CpmHop *hop, const CpmSeat *here, bool below)
{
    return below ? cpm_seat_box(here->box_below, here->instances_below, here->shift_below, hop->leg->facts)
                 : cpm_seat_box(here->box_above, here->instances_above, here->shift_above, hop->leg->facts);
}

void cpm_wire_post(CpmHop *hop, const CpmPacket *packet)
{
    CpmWire *wire = hop->network->wire;
    const CpmSeat *here = &hop->network->seats.at[hop->leg->kind][hop->position];
    bool goes_down = packet->origin == CPM_FROM_ABOVE, request_down = (sip_status(packet->code) == 0) == goes_down;
    bool is_sip = sip_is_sip(packet->code);
    unsigned upper = goes_down ? hop->position : hop->position - 1u;
    Route route = { .class = goes_down ? here->link_below : here->link_above,
                    .to = neighbour_of(hop, here, goes_down),
                    .lower = upper + 1 };
    CpmPacket sent = *packet;

    if (hop->sender != 0 && CPM_BOX_KIND(route.to) == CPM_IWF)
        route.to = hop->sender;         /* the ACK of what another IWF has sent before the leg came to this one */
    if (wire->gate != NULL && sip_status(sent.code) > 0 && is_sip)
        sent.demand = cpm_gate_demand(wire->gate, hop, sent.code);
    if (wire->gate != NULL && cpm_gate_is_new_request(&sent) && !cpm_gate_lets_out(wire->gate, hop, &sent, route.to)) {
        cpm_wire_push(wire, CPM_WIRE_RETURNED, cpm_wire_keep(wire, &sent, CPM_PLACE_UNDER_WAY), hop->ready);
        return;
    }
    if (is_sip)
        sent.iwf = CPM_BOX_KIND(route.to) == CPM_IWF ? route.to : CPM_BOX_KIND(hop->box) == CPM_IWF ? hop->box : 0;
    if (is_sip && !wire->costs.plain[route.class]) {
        route.reliable = cpm_wire_is_reliable(hop, upper, sent.code, request_down);
        if (cpm_wire_link(wire, route.class)->bandwidth > 0.0)
            route.bytes = sip_size(sent.code, place_of(hop, upper, request_down));
    }
    launch(wire, hop, &sent, &route);
}

void cpm_wire_send(CpmHop *hop, SipCode code, bool down, bool mark, SimTime extra)
{
    CpmWire *wire = hop->network->wire;

    if (wire->transactions != NULL && sip_is_sip(code)) {
        sip_transaction_send(wire->transactions, hop, (SipSending){ .code = code, .down = down, .mark = mark, .extra = extra });
        return;
    }
    cpm_wire_post(hop, &(CpmPacket){ .extra = extra,
                                     .leg = hop->leg_slot,
                                     .generation = hop->leg->generation,
                                     .code = code,
                                     .position = (uint8_t)(down ? hop->position + 1u : hop->position - 1u),
                                     .origin = down ? CPM_FROM_ABOVE : CPM_FROM_BELOW,
                                     .attempt = (uint8_t)cpm_attempt_tag(hop->leg, hop->position + (down ? 1u : 0u), 0),
                                     .mark = mark });
}

/* Media take the access network of a client, or the core network of an IWF, and a connection (RFC 4975 5.4). */
void cpm_wire_send_media(CpmHop *along, unsigned to, SipCode code, SimTime extra)
{
    CpmWire *wire = along->network->wire;
    CpmLegKind kind = (CpmLegKind)along->leg->kind;
    const CpmSeat *there = &along->network->seats.at[kind][to];
    Route route = { .class = kind == CPM_LEG_NON_CPM ? CPM_LINK_CORE : CPM_LINK_ACCESS,
                    .to = cpm_seat_box(there->box, there->instances, there->shift, along->leg->facts),
                    .bytes = sip_size(code, (SipPlace){ 0 }),
                    .reliable = true,
                    .lower = MAX(to, cpm_leg_far_end(kind, to)) };

    launch(wire, along, &(CpmPacket){ .extra = extra,
                                      .leg = along->leg_slot,
                                      .generation = along->leg->generation,
                                      .code = code,
                                      .position = (uint8_t)to,
                                      .origin = to == 0 ? CPM_FROM_BELOW : CPM_FROM_ABOVE }, &route);
}
