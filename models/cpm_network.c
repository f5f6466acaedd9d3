/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_network.h"

#include <math.h>

#include "models/cpm_arrival.h"
#include "models/cpm_correlation.h"
#include "models/cpm_facts.h"
#include "models/cpm_incident.h"
#include "models/cpm_iwf.h"
#include "models/cpm_network_state.h"
#include "models/cpm_passage.h"
#include "models/cpm_session.h"
#include "models/cpm_session_leg.h"
#include "models/cpm_system.h"
#include "models/cpm_timer_c.h"

const SimMachineDef *const *cpm_network_machines(void)
{
    return cpm_seat_machines();
}

static SimTime plain_until(const CpmNetwork *network)
{
    return network->has_detours || network->watches_pools || network->watches_replies ? SIM_TIME_MIN : network->attention;
}

CpmNetwork *cpm_network_new(const CpmSetup *setup, SimWorld *world)
{
    CpmNetwork *network = g_new0(CpmNetwork, 1);

    network->setup = setup;
    network->world = world;
    cpm_seats_init(&network->seats, setup);
    sim_queue_expect_steps(world->queue, 2 * MIN(cpm_seats_longest_step(&network->seats), SIM_S));    /* twice, as messages wait, too */
    for (unsigned i = 0; i < CPM_PURPOSES; i++)
        network->streams[i] = sim_stream(cpm_purpose_name((CpmPurpose)i));
    for (uint32_t i = 0; i < setup->n_faults; i++)
        network->faults |= UINT64_C(1) << setup->faults[i].kind;
    cpm_slots_init(&network->slots, setup->n_groups);
    network->guards = g_array_new(FALSE, TRUE, sizeof(bool));
    cpm_correlation_init(network);
    if (cpm_wire_is_needed(setup))
        network->wire = cpm_wire_new(network);
    network->has_detours = network->wire != NULL || setup->n_faults > 0;
    cpm_incident_init(network);
    cpm_arrival_init(network);
    network->limit = world->until = MIN(setup->stop, CPM_END_OF_TIME);
    network->follows = cpm_arrival_follows(network);
    network->watches_pools = network->watches_pools || network->follows;
    network->plain_until = plain_until(network);
    return network;
}

void cpm_network_free(CpmNetwork *network)
{
    if (network == NULL)
        return;
    cpm_correlation_clear(network);
    cpm_incident_clear(network);
    cpm_wire_free(network->wire);
    cpm_seats_clear(&network->seats);
    g_array_unref(network->guards);
    cpm_slots_clear(&network->slots);
    cpm_arrival_clear(network);
    g_free(network);
}

/* The first event of a member's leg: its facts are drawn and recorded. */
static void begin_leg(CpmHop *hop)
{
    SimRecord *record = sim_trace_next(hop->network->world->trace);

    hop->leg->facts = cpm_facts_draw(hop);
    hop->leg->kind = (hop->leg->facts & CPM_FACT_CPM) != 0 ? CPM_LEG_CPM : CPM_LEG_NON_CPM;
    hop->network->counts.legs_started++;
    *record = (SimRecord){ .time = hop->now,
                           .leg = hop->leg_slot,
                           .session = hop->session->number,
                           .member = hop->member,
                           .detail = hop->leg->facts,
                           .from = CPM_BOX(CPM_CS, 0),
                           .to = CPM_BOX(CPM_CS, 0),
                           .kind = SIM_RECORD_FACTS };
}

/* The turn of a member in a fan-out or a release is work like a message. */
static bool is_turn(const CpmHop *hop)
{
    return hop->code == CPM_TIMER_INVITE || hop->code == CPM_TIMER_RELEASE || (hop->code == CPM_TIMER_REFRESH && hop->position == 0);
}

/* What a centre needs for a message: its segments, at the centre's throughput. */
static SimTime submission_time(const CpmHop *hop)
{
    uint32_t index = CPM_FACT_SYSTEM(hop->leg->facts);
    double throughput = hop->setup->systems[index].throughput;
    CpmText text;

    switch (sip_method(hop->code)) {
    case SYS_HELP:
        text = CPM_TEXT_HELP;
        break;
    case SYS_NOTICE:
        text = CPM_TEXT_NOTICE;
        break;
    case SYS_TEXT:
        text = CPM_TEXT_MESSAGE;
        break;
    default:
        text = CPM_TEXT_INVITATION;
    }
    if (throughput <= 0.0)
        return 0;
    return sim_time_from_seconds(cpm_setup_segments(hop->setup, hop->session->workload, index, text) / throughput);
}

SimTime cpm_network_service(CpmHop *hop, CpmWork work)
{
    CpmBoxKind kind = CPM_BOX_KIND(hop->box);
    const CpmStationSetup *station = &hop->setup->station[kind];
    const SimDistribution *service = station->service_of[work] != NULL ? station->service_of[work] : station->service;

    if (kind == CPM_SYSTEM)
        return submission_time(hop);
    return cpm_hop_duration(hop, service, CPM_DRAW_SERVICE, cpm_message_ordinal(hop, hop->code, hop->position, hop->origin));
}

/* A service whose duration is not the same each time. */
static G_GNUC_NO_INLINE SimTime serve_variably(CpmHop *hop, const CpmSeat *seat, CpmStation *station)
{
    SimTime duration;

    if (seat->kind == CPM_SYSTEM)
        duration = submission_time(hop);
    else
        duration = cpm_hop_duration(hop, hop->setup->station[seat->kind].service, CPM_DRAW_SERVICE,
                                    cpm_message_ordinal(hop, hop->code, hop->position, hop->origin));
    return cpm_station_admit(station, hop->now, duration);
}

/* On the short path a box takes in what it will serve, and what it sends waits until it has. */
static inline SimTime serve(CpmHop *hop, const CpmSeat *seat)
{
    CpmStation *station = &seat->stations[CPM_BOX_INSTANCE(hop->box)];

    if (G_UNLIKELY(seat->service == CPM_VARIABLE))
        return serve_variably(hop, seat, station);
    return cpm_station_admit_in_turn(station, hop->now, seat->service);
}

/* The layer of the CS that faces the inviter reacts to what a leg's layer has put out; no time passes between the two. */
static void tell_session(const CpmHop *leg_hop)
{
    CpmNetwork *network = leg_hop->network;
    CpmHop hop = *leg_hop;
    const CpmSeat *seat = &network->seats.at[CPM_LEG_INVITER][2];
    unsigned next;

    hop.leg_slot = hop.session->legs;
    hop.leg = &network->slots.legs[hop.leg_slot];
    hop.cause = hop.member;
    hop.mark = leg_hop->leg->kind == CPM_LEG_NON_CPM;
    hop.member = 0;
    hop.position = 2;
    hop.seat = seat;
    hop.origin = CPM_FROM_INSIDE;
    hop.server = 0;
    next = sim_machine_step(seat->machine, cpm_leg_state(hop.leg, 2), seat->classify(&hop), &hop);
    g_assert(next != SIM_UNEXPECTED);
    cpm_leg_set_state(hop.leg, 2, next);
}

/* The inviter has failed, and the CS has not heard of the session, though it may. */
static bool is_unheard(const CpmNetwork *network, const CpmSession *session)
{
    return session->given_up && cpm_leg_state(&network->slots.legs[session->legs], 2) == 0;
}

/* 64*T1 of the slowest hop. */
static SimTime longest_timeout(const CpmNetwork *network)
{
    const CpmWireSetup *wire = &network->setup->wire;

    return wire->transactions ? MAX(CPM_64T1, 64 * MAX(wire->core.t1, wire->access.t1)) : CPM_64T1;
}

/* A session's slots rest until no answer to its last messages can be under way. */
static SimTime recycle_delay(const CpmNetwork *network)
{
    return 2 * longest_timeout(network);
}

static void start_recycling(CpmHop *hop, SimTime at)
{
    hop->network->recycles++;
    cpm_hop_start_timer_at(hop, 0, CPM_TIMER_RECYCLE, at);
}

bool cpm_network_hangs(const CpmNetwork *network)
{
    uint32_t idle = network->recycles + (network->wire != NULL ? cpm_wire_idle_events(network->wire) : 0);

    return network->unsettled > 0 && sim_queue_count(network->world->queue) <= idle;
}

/* Not before the last transaction of its legs has terminated. */
static void recycle(CpmHop *hop)
{
    CpmNetwork *network = hop->network;
    CpmSession *session = hop->session;
    uint32_t slot = (uint32_t)(session - network->slots.sessions);

    network->recycles--;
    if (!session->recycling && !is_unheard(network, session))
        return;
    if (network->wire != NULL &&
        (cpm_arrival_is_pending(network, session) || cpm_wire_holds_legs(network->wire, session->legs, session->size + 1))) {
        if (!cpm_network_hangs(network))
            start_recycling(hop, hop->now + longest_timeout(network));
        return;
    }
    if (network->wire != NULL)
        cpm_wire_forget_legs(network->wire, session->legs, session->size + 1);
    cpm_correlation_end(network, slot);
    cpm_slots_give_back(&network->slots, cpm_arrival_slots(network->setup, session->workload), slot);
    network->counts.sessions_ended++;
}

/* Whether all that can still happen to a session without open legs are late replies. */
static bool is_settled(const CpmHop *hop)
{
    const CpmSession *session = hop->session;

    if (is_unheard(hop->network, session))
        return true;
    if (session->releasing)
        return session->connected == 0;
    return session->called == session->size && session->writes_open == 0 &&
           hop->setup->workloads[session->workload].duration == SIM_TIME_MAX;
}

/* With the last session, the run is nearly over: what is under way arrives within 64*T1.  Where messages get lost, the last request is
 * repeated as long, then its response, and then its server waits for what has been lost of it. */
static void settle(CpmHop *hop)
{
    CpmNetwork *network = hop->network;

    hop->session->settled = true;
    if (--network->unsettled == 0)
        network->world->until = MIN(network->world->until, hop->ready + (network->lossy && network->setup->wire.transactions
                                                                             ? 3 * longest_timeout(network)
                                                                             : CPM_64T1));
}

/* What there is a limited number of: places at an IWF, and numbers to reply to; and inviters who come back. */
static G_GNUC_NO_INLINE void keep_pools(CpmHop *hop, const CpmSeat *seat, unsigned state, unsigned next)
{
    const CpmSession *session = hop->session;
    uint32_t *waiting = &hop->network->waiting[CPM_FACT_IWF(hop->leg->facts)];

    if (seat->kind == CPM_CLIENT_A && hop->network->follows) {
        bool given_up = session->given_up;

        cpm_arrival_follow(hop, state, next);
        session = hop->session;
        if (session->given_up && !given_up)
            start_recycling(hop, hop->ready + recycle_delay(hop->network));
    }
    if (seat->kind == CPM_IWF) {
        *waiting += cpm_iwf_waits(next);
        *waiting -= cpm_iwf_waits(state);
    }
    if (session->releasing && session->open == 0 && session->connected == 0)
        cpm_correlation_release(hop->network, hop->leg->session, hop->now);
}

/* Nothing may be left of the session, or nothing to wait for. */
static G_GNUC_NO_INLINE void look_at_end(CpmHop *hop)
{
    CpmSession *session = hop->session;

    if (session->releasing && !session->recycling && cpm_session_is_over(session)) {
        session->recycling = true;
        start_recycling(hop, hop->ready + recycle_delay(hop->network));
    }
    if (session->open == 0 && !session->settled && is_settled(hop))
        settle(hop);
}

/* Bookkeeping that no box does: who is still busy, and when nothing is left of a session. */
static inline void keep_books(CpmHop *hop, const CpmSeat *seat, unsigned state, unsigned next)
{
    CpmSession *session;

    if (G_UNLIKELY(hop->network->watches_pools))
        keep_pools(hop, seat, state, next);
    session = hop->session;
    if (seat->kind == CPM_SYSTEM && state != next) {
        session->busy += cpm_system_is_busy(next);
        session->busy -= cpm_system_is_busy(state);
    }
    if (G_UNLIKELY(session->releasing || session->open == 0))
        look_at_end(hop);
}

/* Who is at the other end of the media of this leg. */
static CpmBox media_peer(const CpmHop *hop)
{
    const CpmSeat *there = hop->network->seats.seats[hop->leg->kind][cpm_leg_far_end((CpmLegKind)hop->leg->kind, hop->position)];

    return cpm_seat_box(there->box, there->instances, there->shift, hop->leg->facts);
}

static inline void record_input(const CpmHop *hop, SimRecord *record, const CpmSeat *seat, unsigned state, unsigned step)
{
    cpm_passage_describe(record, hop, seat, state, step);
    if (G_UNLIKELY(sip_is_media(hop->code)))    /* no code of a timer is */
        record->from = media_peer(hop);
}

/* The box at @seat takes in the input. */
static inline __attribute__((always_inline)) void take_in(CpmHop *hop, const CpmSeat *seat, CpmSorted sorted)
{
    unsigned state = cpm_hop_state(hop), next;
    SimRecord *record = sim_trace_next(hop->network->world->trace);

    hop->seat = seat;
    record_input(hop, record, seat, state, sorted.step);
    if (seat->stations != NULL && (hop->origin != CPM_FROM_TIMER || is_turn(hop)))
        hop->ready = serve(hop, seat);
    next = sim_machine_step(seat->machine, state, sorted.input, hop);
    if (G_UNLIKELY(next == SIM_UNEXPECTED)) {
        record->kind = SIM_RECORD_UNEXPECTED;
        record->next = record->state;
        hop->network->counts.unexpected++;
        return;
    }
    record->next = (uint8_t)next;
    hop->leg->states ^= (state ^ next) << 4 * hop->position;
    if (hop->output != CPM_LEG_NOTHING)
        tell_session(hop);
    keep_books(hop, seat, state, next);
}

/* The same for those who do it less often than cpm_network_deliver(). */
static G_GNUC_NO_INLINE void take_in_sorted(CpmHop *hop, const CpmSeat *seat)
{
    take_in(hop, seat, cpm_seat_sort(seat, hop));
}

/* What some timers are for besides the arrow they may take. */
#define PREPARED (1u << CPM_TIMER_START | 1u << CPM_TIMER_INVITE | 1u << CPM_TIMER_ANSWER | 1u << CPM_TIMER_RELEASE | \
                  1u << CPM_TIMER_REFRESH | 1u << CPM_TIMER_TEXT | 1u << CPM_TIMER_AGAIN)

static G_GNUC_NO_INLINE void prepare_timer(CpmHop *hop)
{
    CpmNetwork *network = hop->network;

    switch (hop->code) {
    case CPM_TIMER_START:
        network->counts.sessions_started++;
        cpm_arrival_go_on(network, hop->session);
        hop->leg = &network->slots.legs[hop->leg_slot];
        hop->session = &network->slots.sessions[hop->leg->session];
        cpm_correlation_begin(network, hop->leg->session);
        if (network->counts.sessions_started == network->planned)
            cpm_incident_limit(hop);
        break;
    case CPM_TIMER_INVITE:
        if (!hop->session->releasing)
            begin_leg(hop);
        break;
    case CPM_TIMER_ANSWER:
        cpm_session_leg_pass_answer(hop);
        break;
    case CPM_TIMER_RELEASE:
        cpm_session_leg_pass_release(hop);
        break;
    case CPM_TIMER_REFRESH:
        if (hop->position == 0)
            cpm_session_leg_pass_refresh(hop);
        break;
    case CPM_TIMER_TEXT:
    case CPM_TIMER_AGAIN:
        hop->session->writes_open--;
        break;
    default:
        break;
    }
}

/* Whether the timer of @hop has not lost its use: then its box takes it in at @hop->seat. */
static G_GNUC_NO_INLINE bool find_use(CpmHop *hop)
{
    CpmNetwork *network = hop->network;
    const CpmSeat *seat = network->seats.seats[hop->leg->kind][hop->position];

    if (hop->code >> 8 != (hop->leg->facts >> 8 & seat->attempt_of_timer[hop->code % CPM_TIMERS])) {
        network->counts.stale++;
        return false;
    }
    hop->code &= 0xffu;
    if ((PREPARED >> hop->code % 32 & 1u) != 0) {       /* most are not, and to jump through a table takes longer than to ask */
        prepare_timer(hop);
        seat = network->seats.seats[hop->leg->kind][hop->position];
    }
    hop->seat = seat;
    hop->box = cpm_seat_box(seat->box, seat->instances, seat->shift, hop->leg->facts);
    if (sim_machine_expects(seat->machine, cpm_hop_state(hop), cpm_seat_input(seat, hop)))
        return true;
    network->counts.stale++;
    if (hop->session->open == 0 && !hop->session->settled && is_settled(hop))
        settle(hop);
    return false;
}

/* A reply that the IWF takes to belong to another invitation of the same user goes on there. */
static void attribute(CpmHop *hop)
{
    struct CpmNetwork *network = hop->network;
    uint32_t meant = hop->leg->session, session = cpm_correlation_session(hop);

    if (session == meant)
        return;
    hop->meant = 1 + hop->session->number;
    hop->session = &network->slots.sessions[session];
    hop->leg_slot = hop->session->legs + hop->member;
    hop->leg = &network->slots.legs[hop->leg_slot];
}

static bool is_reply(SipCode code)
{
    unsigned method = sip_method(code);

    return method == SYS_ACCEPT || method == SYS_DECLINE || method == SYS_UNRECOGNISED || method == SYS_LEAVE;
}

static void find_invitation(CpmHop *hop, const CpmSeat *seat)
{
    if (is_reply(hop->code))
        attribute(hop);
    hop->box = cpm_seat_box(seat->box, seat->instances, seat->shift, hop->leg->facts);
}

/* What does not happen in most runs, on the way to an IWF: replies that need correlation, and boxes that are dead.  False: that was all. */
static G_GNUC_NO_INLINE bool reaches_iwf(CpmHop *hop, const CpmSeat *seat)
{
    find_invitation(hop, seat);
    if ((hop->network->dead >> CPM_BOX_INSTANCE(hop->box) & 1u) == 0 || cpm_hop_faulty(hop, CPM_FAULT_SERVE_WHEN_DEAD))
        return true;
    record_input(hop, sim_trace_next(hop->network->world->trace), seat, cpm_hop_state(hop), cpm_seat_sort(seat, hop).step);
    cpm_incident_lose(hop);
    return false;
}

CpmHop cpm_network_hop(struct CpmNetwork *network, uint32_t slot, unsigned position, SimTime now)
{
    CpmLeg *leg = &network->slots.legs[slot];
    const CpmSeat *seat = &network->seats.at[leg->kind][position];
    CpmHop hop = { .network = network,
                   .setup = network->setup,
                   .seat = seat,
                   .leg = leg,
                   .session = &network->slots.sessions[leg->session],
                   .leg_slot = slot,
                   .now = now,
                   .ready = now,
                   .position = (uint8_t)position,
                   .box = cpm_seat_box(seat->box, seat->instances, seat->shift, leg->facts) };

    hop.member = slot - hop.session->legs;
    return hop;
}

void cpm_network_aim(CpmHop *hop)
{
    const CpmSeat *seat = &hop->network->seats.at[hop->leg->kind][hop->position];

    if (hop->network->watches_replies && seat->kind == CPM_IWF && hop->origin != CPM_FROM_TIMER && !sip_is_sip(hop->code))
        find_invitation(hop, seat);
}

void cpm_network_note(const CpmHop *hop, SimRecordKind kind)
{
    const CpmSeat *seat = &hop->network->seats.at[hop->leg->kind][hop->position];
    SimRecord *record = sim_trace_next(hop->network->world->trace);

    record_input(hop, record, seat, cpm_hop_state(hop), cpm_seat_sort(seat, hop).step);
    if (hop->sender != 0)
        record->from = hop->sender;
    record->kind = (uint8_t)kind;
    record->next = record->state;
}

/* What the box has had before is recorded as that, and what it says to itself as its own. */
void cpm_network_take(CpmHop *hop)
{
    const CpmSeat *seat = &hop->network->seats.at[hop->leg->kind][hop->position];
    SimTrace *trace = hop->network->world->trace;
    uint32_t first = trace->used;

    take_in_sorted(hop, seat);
    if (hop->again && trace->records[first].kind == SIM_RECORD_MESSAGE)
        trace->records[first].kind = SIM_RECORD_REPEATED;
    if (hop->local || hop->sender != 0)
        trace->records[first].from = hop->local ? hop->box : hop->sender;
}

void cpm_network_take_turn(CpmHop *hop)
{
    const CpmSeat *seat;

    hop->code &= 0xffu;
    if (!hop->setup->wire.at_service)
        prepare_timer(hop);
    else if (hop->code == CPM_TIMER_INVITE && !hop->session->releasing)
        begin_leg(hop);
    seat = &hop->network->seats.at[hop->leg->kind][hop->position];
    if (sim_machine_expects(seat->machine, cpm_hop_state(hop), cpm_seat_input(seat, hop)))
        take_in_sorted(hop, seat);
    else
        hop->network->counts.stale++;
}

/* A release or refresh goes on beside the work that it makes; the next is invited after what this one may have sent at once. */
void cpm_network_pass_turn(CpmHop *hop)
{
    switch (hop->code & 0xffu) {
    case CPM_TIMER_INVITE:
        cpm_session_leg_pass_invitation(hop);
        break;
    case CPM_TIMER_RELEASE:
        cpm_session_leg_pass_release(hop);
        break;
    default:
        cpm_session_leg_pass_refresh(hop);
    }
}

bool cpm_network_has_turn(const CpmHop *hop)
{
    const CpmSeat *seat = &hop->network->seats.at[hop->leg->kind][hop->position];
    CpmHop turn = *hop;

    turn.code &= 0xffu;
    if (turn.code == CPM_TIMER_INVITE)
        return !hop->session->releasing;
    return sim_machine_expects(seat->machine, cpm_hop_state(&turn), cpm_seat_input(seat, &turn));
}

void cpm_network_take_timer(CpmHop *hop, CpmTimer timer)
{
    const CpmSeat *seat = &hop->network->seats.at[hop->leg->kind][hop->position];

    hop->code = (SipCode)timer;
    hop->origin = CPM_FROM_TIMER;
    if (sim_machine_expects(seat->machine, cpm_hop_state(hop), cpm_seat_input(seat, hop)))
        take_in_sorted(hop, seat);
    else
        hop->network->counts.stale++;
}

/* An event of an earlier use of its slots; but that of Timer C is for all slots of its block. */
static G_GNUC_NO_INLINE void drop(CpmNetwork *network, const SimEvent *event)
{
    SipCode timer = (event->what >> 19 & 3u) == CPM_FROM_TIMER ? event->what & 0xffffu : 0;

    network->recycles -= timer == CPM_TIMER_RECYCLE;
    if (timer == CPM_TIMER_C)
        cpm_timer_c_guard(network, event->subject, event->time);
    else
        network->counts.stale++;
}

/* Whether a box at @hop->seat takes the timer in. */
static bool is_taken_in(CpmHop *hop)
{
    if (G_LIKELY(hop->code != CPM_TIMER_RECYCLE && hop->code != CPM_TIMER_C))
        return (hop->network->wire == NULL || !cpm_wire_takes_timer(hop, hop->code)) && find_use(hop);
    if (hop->code == CPM_TIMER_RECYCLE)
        recycle(hop);
    else
        cpm_timer_c_guard(hop->network, hop->leg_slot, hop->now);
    return false;
}

/* A box takes in a message or a timer. */
static G_GNUC_NO_INLINE void deliver_to_box(CpmNetwork *network, const SimEvent *event)
{
    CpmLeg *leg = &network->slots.legs[event->subject];
    uint32_t what = event->what;
    CpmHop hop;

    if (G_UNLIKELY(leg->generation != what >> 22)) {
        drop(network, event);
        return;
    }
    hop.network = network;
    hop.setup = network->setup;
    hop.leg = leg;
    hop.session = &network->slots.sessions[leg->session];
    hop.leg_slot = event->subject;
    hop.member = event->subject - hop.session->legs;
    hop.now = event->time;
    hop.ready = event->time;
    hop.code = (SipCode)(what & 0xffffu);
    hop.position = (uint8_t)(what >> 16 & 7u);
    hop.origin = (CpmOrigin)(what >> 19 & 3u);
    hop.mark = (what & WHAT_MARK) != 0;
    hop.output = CPM_LEG_NOTHING;
    hop.cause = 0;
    hop.meant = 0;
    hop.server = 0;
    hop.again = false;
    hop.local = false;
    hop.sender = 0;
    if (hop.origin == CPM_FROM_TIMER) {
        if (!is_taken_in(&hop))
            return;
    } else {
        hop.seat = network->seats.seats[leg->kind][hop.position];
        hop.box = cpm_seat_box(hop.seat->box, hop.seat->instances, hop.seat->shift, leg->facts);
        if (G_UNLIKELY(network->watches_replies) && hop.seat->kind == CPM_IWF && !reaches_iwf(&hop, hop.seat))
            return;
    }
    take_in(&hop, hop.seat, cpm_seat_sort(hop.seat, &hop));
}

/* In runs that have them: incidents, which come before @event, and events of the wire.  Apart, so that others need not save a register. */
static G_GNUC_NO_INLINE void deliver_attentively(CpmNetwork *network, const SimEvent *event)
{
    if (event->time >= network->next_incident) {
        cpm_incident_take_place(network, event->time);
        network->plain_until = plain_until(network);
        if (network->world->trace->used > SIM_TRACE_BATCH - SIM_TRACE_PER_EVENT)
            sim_trace_flush(network->world->trace);
    }
    if ((event->what >> 19 & 3u) == CPM_FROM_INSIDE)
        cpm_wire_deliver(network, event);
    else
        deliver_to_box(network, event);
}

void cpm_network_deliver(void *model, const SimEvent *event)
{
    CpmNetwork *network = model;

    if (G_LIKELY(event->time < network->plain_until) && cpm_passage_take(network, event))
        return;
    if (G_LIKELY(event->time < network->attention))
        deliver_to_box(network, event);
    else
        deliver_attentively(network, event);
}

CpmNetworkCounts cpm_network_counts(const CpmNetwork *network)
{
    return network->counts;
}

bool cpm_network_is_settled(const CpmNetwork *network)
{
    return network->unsettled == 0;
}

size_t cpm_network_under_way(const CpmNetwork *network)
{
    return network->wire != NULL ? cpm_wire_under_way(network->wire) : 0;
}

bool cpm_network_failed(const CpmNetwork *network)
{
    return network->slots.failed;
}

size_t cpm_network_bytes(const CpmNetwork *network)
{
    return sizeof *network + cpm_slots_bytes(&network->slots) + cpm_correlation_bytes(network) + network->guards->len +
           (network->wire != NULL ? cpm_wire_bytes(network->wire) : 0);
}

size_t cpm_network_stations(const CpmNetwork *network, SimTime end, CpmStationStats out_stats[CPM_STATIONS])
{
    size_t n = 0;

    for (unsigned kind = CPM_CORE; kind <= CPM_SYSTEM; kind++)
        for (unsigned i = 0; i < CPM_BOX_INSTANCES; i++)
            if (network->seats.stations[kind][i].free != NULL)
                out_stats[n++] = cpm_station_stats_since(&network->seats.stations[kind][i], network->setup->warm_up, end);
    return n;
}

bool cpm_network_stream(const CpmNetwork *network, unsigned index, CpmStreamCount *out_count)
{
    if (index >= CPM_PURPOSES)
        return false;
    *out_count = (CpmStreamCount){ cpm_purpose_name((CpmPurpose)index), network->draws[index] };
    return true;
}
