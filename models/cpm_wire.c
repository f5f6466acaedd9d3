/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The receiving half of the wire: packets, stations, what reaches a box and what does not.  Sending is in cpm_wire_send.c, what
 * follows from the setup alone in cpm_wire_setup.c. */
#include "models/cpm_wire.h"

#include "models/cpm_wire_state.h"

uint32_t cpm_wire_keep(CpmWire *wire, const CpmPacket *packet, CpmPlace place)
{
    uint32_t index = wire->free;

    if (index != CPM_NO_PACKET) {
        wire->free = wire->packets[index].next;
    } else {
        size_t needed = ((size_t)wire->n_packets + 1) * sizeof *packet;

        if (needed > wire->packet_region.bytes && !sim_region_grow(&wire->packet_region, MAX(needed, 2 * wire->packet_region.bytes))) {
            wire->network->slots.failed = true;
            return CPM_NO_PACKET;
        }
        wire->packets = wire->packet_region.base;
        index = wire->n_packets++;
    }
    wire->used++;
    wire->packets[index] = *packet;
    wire->packets[index].place = (uint8_t)place;
    return index;
}

void cpm_wire_release(CpmWire *wire, uint32_t index)
{
    wire->packets[index].place = CPM_PLACE_NOWHERE;
    wire->packets[index].next = wire->free;
    wire->free = index;
    wire->used--;
}

void cpm_wire_push(CpmWire *wire, CpmWireEvent event, uint32_t subject, SimTime time)
{
    sim_queue_push(wire->network->world->queue,
                   (SimEvent){ .time = time, .subject = subject, .what = cpm_what((SipCode)event, 0, CPM_FROM_INSIDE, 0) });
}

static CpmStation *station_of(CpmWire *wire, CpmBox box)
{
    return &wire->network->seats.stations[CPM_BOX_KIND(box)][CPM_BOX_INSTANCE(box)];
}

/* Centres keep to the short path's admission. */
static bool has_lines(const CpmWire *wire, CpmBox box)
{
    return wire->setup->wire.at_service && CPM_BOX_KIND(box) >= CPM_CORE && CPM_BOX_KIND(box) <= CPM_IWF;
}

static void push_sample(CpmWire *wire, SimTime now)
{
    wire->sampling = 1;
    cpm_wire_push(wire, CPM_WIRE_SAMPLE, 0, now + wire->setup->wire.sample);
}

/* Messages queue on the wire, and then no more at the seats. */
CpmWire *cpm_wire_new(struct CpmNetwork *network)
{
    const CpmSetup *setup = network->setup;
    CpmWire *wire = g_new0(CpmWire, 1);

    wire->network = network;
    wire->setup = setup;
    wire->free = CPM_NO_PACKET;
    cpm_wire_learn_costs(wire);
    if (setup->wire.transactions)
        wire->transactions = sip_transactions_new(network);
    wire->gate = cpm_gate_new(network);
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++) {
        for (unsigned i = 0; i < CPM_BOX_INSTANCES; i++) {
            CpmStation *station = station_of(wire, CPM_BOX(kind, i));

            station->in_turn = false;
            station->keeps_starts = true;       /* services differ by what comes */
            station->finite = setup->station[kind].finite;
            station->room = setup->station[kind].buffer;
        }
    }
    for (unsigned kind = 0; kind < CPM_LEG_KINDS; kind++)
        for (unsigned position = 0; position < CPM_POSITIONS; position++)
            network->seats.at[kind][position].stations = NULL;
    if (setup->wire.sample > 0)
        push_sample(wire, 0);
    return wire;
}

void cpm_wire_free(CpmWire *wire)
{
    if (wire == NULL)
        return;
    sip_transactions_free(wire->transactions);
    cpm_gate_free(wire->gate);
    sim_region_clear(&wire->packet_region);
    sim_region_clear(&wire->access);
    g_free(wire);
}

SimTime cpm_wire_down_until(const CpmWire *wire, CpmBox box)
{
    SimTime now = wire->network->world->now;

    return now < wire->all_up && now < wire->up_at[box] ? wire->up_at[box] : 0;
}

/* The leg of a member's turn in the fan-out has no boxes yet. */
static CpmHop hop_of(const CpmWire *wire, const CpmPacket *packet, SimTime now)
{
    CpmHop hop = cpm_network_hop(wire->network, packet->leg, packet->position, now);

    if (packet->origin == CPM_FROM_TIMER)
        hop.box = CPM_BOX(CPM_CS, 0);
    else if (packet->iwf != 0 && packet->position == CPM_AT_IWF)
        hop.box = packet->iwf;
    else if (packet->iwf != 0)
        hop.sender = packet->iwf;
    hop.code = packet->code;
    hop.origin = (CpmOrigin)packet->origin;
    hop.mark = packet->mark;
    return hop;
}

static bool is_stale(const CpmWire *wire, const CpmPacket *packet)
{
    return wire->network->slots.legs[packet->leg].generation != packet->generation;
}

CpmBox cpm_wire_sender(const CpmHop *hop, const CpmPacket *packet)
{
    const CpmSeat *seats = hop->network->seats.at[hop->leg->kind], *seat = &seats[hop->position];

    if (sip_is_media(packet->code)) {
        seat = &seats[cpm_leg_far_end((CpmLegKind)hop->leg->kind, hop->position)];
        return cpm_seat_box(seat->box, seat->instances, seat->shift, hop->leg->facts);
    }
    if (packet->iwf != 0 && packet->position != CPM_AT_IWF)
        return packet->iwf;
    if (packet->origin == CPM_FROM_ABOVE)
        return cpm_seat_box(seat->box_above, seat->instances_above, seat->shift_above, hop->leg->facts);
    return cpm_seat_box(seat->box_below, seat->instances_below, seat->shift_below, hop->leg->facts);
}

static CpmWork work_of(const CpmPacket *packet)
{
    unsigned status = sip_status(packet->code);

    if (packet->origin == CPM_FROM_TIMER)
        return CPM_WORK_TURN;
    if (packet->rejected)
        return CPM_WORK_REJECTION;
    switch (sip_method(packet->code)) {
    case SIP_INVITE:
    case SIP_DIAL_IN:
        return status == 0 ? CPM_WORK_INVITE : status < 200 ? CPM_WORK_PROVISIONAL : CPM_WORK_FINAL;
    case SIP_ACK:
    case SIP_DIAL_IN_ACK:
        return CPM_WORK_ACK;
    case SIP_CANCEL:
        return CPM_WORK_CANCEL;
    case SIP_BYE:
        return CPM_WORK_BYE;
    case MSRP_SEND:
        return CPM_WORK_MEDIA;
    default:
        return sip_is_sip(packet->code) ? CPM_WORK_EVENT : CPM_WORK_SYSTEM;
    }
}

/* How long the box of @hop works for @packet; as a rule the box says it alone. */
static SimTime service_of(const CpmWire *wire, CpmHop *hop, CpmWork work)
{
    SimTime service = wire->costs.service[CPM_BOX_KIND(hop->box)][work];

    return service != CPM_VARIABLE ? service : cpm_network_service(hop, work);
}

/* The ISF has given up the attempt to which @packet belongs and has gone on to the next Interworking Function.  Transactions find that out
 * by themselves.  An ACK is of use all the same: it ends the attempt. */
static bool is_of_attempt_before(const CpmWire *wire, const CpmHop *hop, const CpmPacket *packet)
{
    unsigned lower = packet->origin == CPM_FROM_ABOVE ? packet->position : packet->position + 1u;

    return wire->transactions == NULL && sip_is_sip(packet->code) && sip_method(packet->code) != SIP_ACK &&
           packet->attempt != cpm_attempt_tag(hop->leg, lower, 0);
}

/* @packet is through: the box takes it in.  hop->ready is when what it sends may leave. */
static void take(CpmWire *wire, CpmHop *hop, const CpmPacket *packet)
{
    SipFate fate = SIP_PASS;

    if (packet->origin == CPM_FROM_TIMER) {
        cpm_network_take_turn(hop);
        return;
    }
    if (wire->gate != NULL && packet->demand > 0)
        cpm_gate_obey(wire->gate, hop, packet, cpm_wire_sender(hop, packet));
    if (is_of_attempt_before(wire, hop, packet))
        fate = SIP_ABSORBED;
    else if (packet->rejected)
        fate = sip_transaction_reject(wire->transactions, hop, packet, 503);
    else if (wire->transactions != NULL && sip_is_sip(packet->code))
        fate = sip_transaction_receive(wire->transactions, hop, packet);
    if (fate == SIP_ABSORBED || fate == SIP_ANSWERED) {
        cpm_network_note(hop, fate == SIP_ABSORBED ? SIM_RECORD_REPEATED : SIM_RECORD_MESSAGE);
        return;
    }
    hop->again = fate == SIP_PASS_AGAIN;
    cpm_network_take(hop);
}

/* A server goes on with @packet, if there is one whose leg still exists. */
static void start_next(CpmWire *wire, CpmBox box, uint32_t index, SimTime now)
{
    CpmStation *station = station_of(wire, box);

    while (index != CPM_NO_PACKET) {
        CpmPacket *packet = &wire->packets[index];

        if (!is_stale(wire, packet)) {
            CpmWork work = work_of(packet);
            SimTime service = wire->costs.service[CPM_BOX_KIND(box)][work];

            if (service == CPM_VARIABLE) {
                CpmHop hop = hop_of(wire, packet, now);

                hop.box = box;
                service = cpm_network_service(&hop, work);
            }
            cpm_station_note(station, now - packet->arrived, service);
            if (wire->gate != NULL)
                cpm_gate_note_service(wire->gate, box, packet);
            packet->place = CPM_PLACE_SERVED;
            cpm_wire_push(wire, CPM_WIRE_SERVED, index, now + service);
            return;
        }
        wire->network->counts.stale++;
        cpm_wire_release(wire, index);
        index = cpm_station_leave(station, wire->packets, now);
    }
}

static unsigned line_of(const CpmWire *wire, const CpmPacket *packet)
{
    bool begins = packet->code == SIP_REQUEST(SIP_INVITE) || packet->code == SIP_REQUEST(SIP_DIAL_IN);

    return wire->setup->station[CPM_BOX_KIND(packet->box)].priority == CPM_PRIORITY_DIALOGS && begins &&
                   packet->origin != CPM_FROM_TIMER
               ? 1
               : 0;
}

static void lose(CpmWire *wire, CpmHop *hop, uint32_t index)
{
    cpm_network_note(hop, SIM_RECORD_LOST);
    cpm_wire_release(wire, index);
}

static void enter(CpmWire *wire, CpmHop *hop, uint32_t index)
{
    CpmPacket *packet = &wire->packets[index], copy;
    CpmStation *station = station_of(wire, packet->box);
    SimTime service;

    switch (cpm_station_enter(station, wire->packets, index, line_of(wire, packet), hop->now)) {
    case CPM_ENTRY_FULL:
        lose(wire, hop, index);
        return;
    case CPM_ENTRY_WAITS:
        packet->place = CPM_PLACE_WAITING;
        return;
    case CPM_ENTRY_SERVED:
        break;
    }
    if (wire->gate != NULL)
        cpm_gate_note_service(wire->gate, packet->box, packet);
    service = service_of(wire, hop, work_of(packet));
    if (service > 0) {
        cpm_station_note(station, 0, service);
        packet->place = CPM_PLACE_SERVED;
        cpm_wire_push(wire, CPM_WIRE_SERVED, index, hop->now + service);
        return;
    }
    cpm_station_note(station, 0, 0);    /* no event, so that boxes without service times do all in the same order as on the short path */
    copy = *packet;
    cpm_wire_release(wire, index);
    cpm_station_leave(station, wire->packets, hop->now);
    take(wire, hop, &copy);
}

/* Its sender is told where connections to the box fail.  Without transactions it gets the 503 that they would have made of that: 16.9. */
static void find_box_down(CpmWire *wire, CpmHop *hop, uint32_t index)
{
    CpmPacket *packet = &wire->packets[index];
    CpmBoxKind kind = CPM_BOX_KIND(hop->box);
    bool refuses = kind == CPM_IWF && hop->setup->n_iwfs > 0 ? hop->setup->iwfs[CPM_BOX_INSTANCE(hop->box)].refuses
                                                             : hop->setup->station[kind].failure.refuses;
    const CpmSeat *seat = &hop->network->seats.at[hop->leg->kind][hop->position];
    unsigned link = packet->origin == CPM_FROM_ABOVE ? seat->link_above : seat->link_below;
    bool told = (refuses || hop->setup->wire.link[link].tcp) && sip_is_sip(packet->code);
    SimTime back_after;

    cpm_network_note(hop, SIM_RECORD_LOST);
    if (!told || (wire->transactions == NULL && packet->code != SIP_REQUEST(SIP_INVITE))) {
        cpm_wire_release(wire, index);
        return;
    }
    if (wire->transactions == NULL) {
        cpm_wire_release(wire, index);
        cpm_wire_send(hop, SIP_RESPONSE(SIP_INVITE, 503), false, false, 0);
        return;
    }
    back_after = cpm_hop_duration(hop, hop->setup->latency[link], CPM_DRAW_LATENCY,
                                  cpm_message_ordinal(hop, packet->code, hop->position, CPM_FROM_INSIDE));
    cpm_wire_push(wire, CPM_WIRE_RETURNED, index, hop->now + back_after);
}

static G_GNUC_NO_INLINE void arrive(CpmWire *wire, uint32_t index, SimTime now)
{
    CpmPacket *packet = &wire->packets[index], copy;
    CpmHop hop;

    if (is_stale(wire, packet)) {
        wire->network->counts.stale++;
        cpm_wire_release(wire, index);
        return;
    }
    hop = hop_of(wire, packet, now);
    cpm_network_aim(&hop);
    packet->box = hop.box;
    if (cpm_wire_down_until(wire, hop.box) > 0) {
        if (packet->origin == CPM_FROM_TIMER)
            cpm_wire_push(wire, CPM_WIRE_ARRIVAL, index, cpm_wire_down_until(wire, hop.box));
        else
            find_box_down(wire, &hop, index);
        return;
    }
    if (wire->gate != NULL && cpm_gate_is_new_request(packet))
        packet->rejected = !cpm_gate_lets_in(wire->gate, &hop, packet, cpm_wire_sender(&hop, packet));
    if (has_lines(wire, hop.box)) {
        enter(wire, &hop, index);
        return;
    }
    if (station_of(wire, hop.box)->free != NULL)
        hop.ready = cpm_station_admit(station_of(wire, hop.box), now, service_of(wire, &hop, work_of(packet)));
    copy = *packet;
    cpm_wire_release(wire, index);
    take(wire, &hop, &copy);
}

static G_GNUC_NO_INLINE void end_service(CpmWire *wire, uint32_t index, SimTime now)
{
    CpmPacket packet = wire->packets[index];
    CpmHop hop;

    cpm_wire_release(wire, index);
    if (packet.place == CPM_PLACE_GONE)
        return;
    start_next(wire, packet.box, cpm_station_leave(station_of(wire, packet.box), wire->packets, now), now);
    if (is_stale(wire, &packet)) {
        wire->network->counts.stale++;
        return;
    }
    hop = hop_of(wire, &packet, now);
    hop.box = packet.box;
    cpm_network_aim(&hop);
    take(wire, &hop, &packet);
}

/* It takes no service: nothing has come. */
static G_GNUC_NO_INLINE void give_back(CpmWire *wire, uint32_t index, SimTime now)
{
    CpmPacket packet = wire->packets[index];
    unsigned sender = packet.origin == CPM_FROM_ABOVE ? packet.position - 1u : packet.position + 1u;
    CpmHop hop;

    cpm_wire_release(wire, index);
    if (is_stale(wire, &packet)) {
        wire->network->counts.stale++;
        return;
    }
    hop = cpm_network_hop(wire->network, packet.leg, sender, now);
    if (packet.iwf != 0 && sender == CPM_AT_IWF)
        hop.box = packet.iwf;
    sip_transaction_fail(wire->transactions, &hop, &packet);
}

static G_GNUC_NO_INLINE void lose_on_link(CpmWire *wire, uint32_t index, SimTime now)
{
    CpmHop hop;

    if (is_stale(wire, &wire->packets[index])) {
        wire->network->counts.stale++;
        cpm_wire_release(wire, index);
        return;
    }
    hop = hop_of(wire, &wire->packets[index], now);
    lose(wire, &hop, index);
}

/* A transaction's timer waits until its box is up. */
static G_GNUC_NO_INLINE bool waits_for_box(CpmWire *wire, const SimEvent *event)
{
    uint32_t slot;
    unsigned position;
    CpmBox box;
    SimEvent later = *event;

    if (!sip_transaction_place(wire->transactions, event, &slot, &position, &box))
        return false;
    later.time = cpm_wire_down_until(wire, box);
    if (later.time > 0)
        sim_queue_push(wire->network->world->queue, later);
    return later.time > 0;
}

static void pass_timer(CpmWire *wire, const SimEvent *event)
{
    if (event->time >= wire->all_up || !waits_for_box(wire, event))
        sip_transaction_timer(wire->transactions, event);
}

/* The box of @hop, or the CS if it is a turn, is down: the timer waits.  An IWF forgets it with all else. */
static G_GNUC_NO_INLINE bool puts_off(CpmWire *wire, const CpmHop *hop, SipCode code, bool is_turn)
{
    CpmBox box = is_turn ? CPM_BOX(CPM_CS, 0) : cpm_network_hop(hop->network, hop->leg_slot, hop->position, hop->now).box;
    SimTime up_at = cpm_wire_down_until(wire, box);

    if (up_at == 0 || (!is_turn && CPM_BOX_KIND(box) == CPM_IWF))
        return false;
    sim_queue_push(wire->network->world->queue,
                   (SimEvent){ .time = up_at,
                               .subject = hop->leg_slot,
                               .what = cpm_what(code, hop->position, CPM_FROM_TIMER, hop->leg->generation) });
    return true;
}

/* The CS does the work of a turn, or takes its place in the line for it. */
static void begin_turn(CpmWire *wire, CpmHop *hop, SipCode code)
{
    CpmPacket packet = { .leg = hop->leg_slot,
                         .generation = hop->leg->generation,
                         .code = code,
                         .position = hop->position,
                         .origin = CPM_FROM_TIMER,
                         .box = CPM_BOX(CPM_CS, 0) };
    CpmHop there = hop_of(wire, &packet, hop->now);
    bool invites = (code & 0xffu) == CPM_TIMER_INVITE;

    if (!wire->setup->wire.at_service) {
        there.ready = cpm_station_admit(station_of(wire, there.box), hop->now, service_of(wire, &there, CPM_WORK_TURN));
        cpm_network_take_turn(&there);
        return;
    }
    if (!invites)
        cpm_network_pass_turn(hop);
    enter(wire, &there, cpm_wire_keep(wire, &packet, CPM_PLACE_UNDER_WAY));
    if (invites)
        cpm_network_pass_turn(hop);
}

bool cpm_wire_takes_timer(CpmHop *hop, SipCode code)
{
    CpmWire *wire = hop->network->wire;
    unsigned timer = code & 0xffu;
    bool is_turn = timer == CPM_TIMER_INVITE || timer == CPM_TIMER_RELEASE || (timer == CPM_TIMER_REFRESH && hop->position == 0);

    if (hop->now < wire->all_up && puts_off(wire, hop, code, is_turn))
        return true;
    if (!is_turn || !cpm_network_has_turn(hop))
        return false;
    begin_turn(wire, hop, code);
    return true;
}

void cpm_wire_answered(const CpmHop *hop, bool down)
{
    CpmWire *wire = hop->network->wire;
    const CpmSeat *seat = &hop->network->seats.at[hop->leg->kind][hop->position];

    if (wire == NULL || wire->gate == NULL)
        return;
    cpm_gate_close(wire->gate, hop->box, down ? cpm_seat_box(seat->box_below, seat->instances_below, seat->shift_below, hop->leg->facts)
                                              : cpm_seat_box(seat->box_above, seat->instances_above, seat->shift_above, hop->leg->facts));
}

static void lose_held(CpmWire *wire, uint32_t index, SimTime now)
{
    CpmPacket *packet = &wire->packets[index];
    CpmHop hop;

    if (packet->origin == CPM_FROM_TIMER || is_stale(wire, packet))
        return;
    hop = hop_of(wire, packet, now);
    hop.box = packet->box;
    sim_trace_reserve(wire->network->world->trace);
    cpm_network_note(&hop, SIM_RECORD_LOST);
}

/* A turn is no message: it is done when the box is back, which it may be before anything has happened that shows it. */
static void hold_turn(CpmWire *wire, const CpmPacket *packet, SimTime until)
{
    CpmPacket turn = *packet;

    if (turn.origin == CPM_FROM_TIMER)
        cpm_wire_push(wire, CPM_WIRE_ARRIVAL, cpm_wire_keep(wire, &turn, CPM_PLACE_UNDER_WAY),
                      MAX(until, wire->network->world->now));
}

void cpm_wire_fail_box(CpmWire *wire, CpmBox box, SimTime now, SimTime until)
{
    CpmStation *station = station_of(wire, box);
    uint32_t index;

    wire->up_at[box] = until;
    wire->all_up = MAX(wire->all_up, until);
    if (!has_lines(wire, box))
        return;
    for (index = 0; index < wire->n_packets; index++) {
        if (wire->packets[index].place != CPM_PLACE_SERVED || wire->packets[index].box != box)
            continue;
        lose_held(wire, index, now);
        hold_turn(wire, &wire->packets[index], until);
        wire->packets[index].place = CPM_PLACE_GONE;
    }
    while ((index = cpm_station_fail(station, wire->packets, now)) != CPM_NO_PACKET) {
        lose_held(wire, index, now);
        hold_turn(wire, &wire->packets[index], until);
        cpm_wire_release(wire, index);
    }
}

void cpm_wire_forget_box(CpmWire *wire, uint32_t slot, unsigned position)
{
    if (wire->transactions != NULL)
        sip_transaction_crash(wire->transactions, slot, position);
}

static void write_sample(CpmWire *wire, CpmBox box, CpmSample sample, uint32_t value)
{
    SimRecord *record = sim_trace_next(wire->network->world->trace);

    *record = (SimRecord){ .time = wire->network->world->now,
                           .code = (uint16_t)sample,
                           .detail = value,
                           .from = box,
                           .to = box,
                           .kind = SIM_RECORD_SAMPLE };
}

/* Where messages do not wait in lines, nobody knows how many are at the box, nor when its servers work. */
static void sample_box(CpmWire *wire, CpmBox box, SimTime since, SimTime now)
{
    const CpmStation *station = station_of(wire, box);

    sim_trace_reserve(wire->network->world->trace);
    if (has_lines(wire, box)) {
        double worked = cpm_station_worked(station, now);
        double share = now > since ? (worked - wire->worked[box]) / ((double)(now - since) * station->stats.servers) : 0.0;

        write_sample(wire, box, CPM_SAMPLE_QUEUE, cpm_station_present(station));
        write_sample(wire, box, CPM_SAMPLE_BUSY, (uint32_t)(share * 1e6 + 0.5));
        wire->worked[box] = worked;
    }
    if (wire->transactions != NULL)
        write_sample(wire, box, CPM_SAMPLE_TRANSACTIONS, (uint32_t)sip_transactions_open_at(wire->transactions, box));
}

uint32_t cpm_wire_idle_events(const CpmWire *wire)
{
    return wire->sampling + (wire->gate != NULL ? cpm_gate_pending(wire->gate) : 0);
}

/* The last sample is taken when nothing else is pending, or nothing that settles a session: a run has to end. */
static void sample(CpmWire *wire, SimTime now)
{
    wire->sampling = 0;
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++)
        for (unsigned i = 0; i < CPM_BOX_INSTANCES; i++)
            if (station_of(wire, CPM_BOX(kind, i))->free != NULL)
                sample_box(wire, CPM_BOX(kind, i), wire->sampled, now);
    wire->sampled = now;
    if (sim_queue_count(wire->network->world->queue) > cpm_wire_idle_events(wire) && !cpm_network_hangs(wire->network))
        push_sample(wire, now);
}

/* Each in a function of its own, so that a timer does not pay for the stack of an arrival. */
void cpm_wire_deliver(struct CpmNetwork *network, const SimEvent *event)
{
    CpmWire *wire = network->wire;

    switch ((CpmWireEvent)(event->what & 0xffu)) {
    case CPM_WIRE_ARRIVAL:
        arrive(wire, event->subject, event->time);
        break;
    case CPM_WIRE_SERVED:
        end_service(wire, event->subject, event->time);
        break;
    case CPM_WIRE_TRANSACTION:
        pass_timer(wire, event);
        break;
    case CPM_WIRE_LOST:
        lose_on_link(wire, event->subject, event->time);
        break;
    case CPM_WIRE_MEASURE:
        cpm_gate_measure(wire->gate, (CpmBox)event->subject, event->time);
        break;
    case CPM_WIRE_SAMPLE:
        sample(wire, event->time);
        break;
    case CPM_WIRE_RETURNED:
        give_back(wire, event->subject, event->time);
        break;
    }
}

size_t cpm_wire_under_way(const CpmWire *wire)
{
    size_t n = 0;

    for (uint32_t i = 0; i < wire->n_packets; i++) {
        const CpmPacket *packet = &wire->packets[i];

        n += packet->place >= CPM_PLACE_UNDER_WAY && packet->place <= CPM_PLACE_SERVED && packet->origin != CPM_FROM_TIMER &&
             sip_is_sip(packet->code) && !is_stale(wire, packet);
    }
    return n;
}

size_t cpm_wire_transactions(const CpmWire *wire)
{
    return wire->transactions != NULL ? sip_transactions_open(wire->transactions) : 0;
}

size_t cpm_wire_packets(const CpmWire *wire)
{
    return wire->used;
}

bool cpm_wire_holds_legs(const CpmWire *wire, uint32_t first, uint32_t n)
{
    bool open = false;

    for (uint32_t slot = first; wire->transactions != NULL && !open && slot < first + n; slot++)
        open = sip_transaction_is_open(wire->transactions, slot);
    return open;
}

void cpm_wire_forget_legs(CpmWire *wire, uint32_t first, uint32_t n)
{
    CpmAccess *access = wire->access.base;

    for (uint32_t slot = first; slot < first + n; slot++) {
        if (wire->transactions != NULL)
            sip_transaction_forget(wire->transactions, slot);
        if ((slot + 1) * sizeof *access <= wire->access.bytes)
            access[slot] = (CpmAccess){ .from_client = { 0, 0 } };
    }
}

size_t cpm_wire_bytes(const CpmWire *wire)
{
    return sizeof *wire + wire->n_packets * sizeof *wire->packets + wire->access.bytes +
           (wire->transactions != NULL ? sip_transactions_bytes(wire->transactions) : 0);
}
