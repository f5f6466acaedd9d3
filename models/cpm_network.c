/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_network.h"

#include <math.h>

#include "models/cpm_correlation.h"
#include "models/cpm_incident.h"
#include "models/cpm_isf.h"
#include "models/cpm_iwf.h"
#include "models/cpm_network_state.h"
#include "models/cpm_session.h"
#include "models/cpm_session_leg.h"
#include "models/cpm_system.h"

/* A session's slots rest until no answer to its last messages can be under way. */
#define RECYCLE_DELAY (2 * CPM_64T1)

const SimMachineDef *const *cpm_network_machines(void)
{
    return cpm_seat_machines();
}

/* Takes room for the next session of @workload and lets it start at @time.  All its legs know their facts from the start of the fan-out
 * on, not before: see begin_leg(). */
static void schedule_session(CpmNetwork *network, uint32_t workload, SimTime time)
{
    uint32_t group = network->setup->workloads[workload].group;
    uint32_t slot = cpm_slots_take(&network->slots, group, network->setup->groups[group].size);
    CpmSession *session;

    if (slot == UINT32_MAX)
        return;
    sim_queue_prefetch(network->world->queue, network->slots.legs, sizeof(CpmLeg));
    session = &network->slots.sessions[slot];
    session->number = network->arrivals[workload]++ * network->setup->n_workloads + workload;
    session->workload = workload;
    session->start = time;
    sim_queue_push(network->world->queue,
                   (SimEvent){ .time = time,
                               .subject = session->legs,
                               .what = cpm_what(CPM_TIMER_START, 0, CPM_FROM_TIMER,
                                                network->slots.legs[session->legs].generation) });
}

/* When a session starts, the next of its workload is scheduled, so that few are pending. */
static void schedule_next(CpmNetwork *network, const CpmSession *started)
{
    const CpmWorkload *workload = &network->setup->workloads[started->workload];
    uint32_t index = started->workload, number = network->arrivals[index];
    SimTime gap = 0;

    if (number >= workload->count)
        return;
    if (workload->interarrival != NULL) {
        double drawn = 0.5;

        if (!sim_distribution_is_constant(workload->interarrival)) {
            network->draws[CPM_DRAW_INTERARRIVAL]++;
            drawn = sim_random_uniform(&network->world->random, network->streams[CPM_DRAW_INTERARRIVAL], index, number, 0);
        }
        gap = sim_distribution_time(workload->interarrival, drawn);
    }
    schedule_session(network, index, MIN(started->start + MIN(gap, CPM_LONGEST_DURATION), CPM_END_OF_TIME));
}

CpmNetwork *cpm_network_new(const CpmSetup *setup, SimWorld *world)
{
    CpmNetwork *network = g_new0(CpmNetwork, 1);

    network->setup = setup;
    network->world = world;
    cpm_seats_init(&network->seats, setup);
    for (unsigned i = 0; i < CPM_PURPOSES; i++)
        network->streams[i] = sim_stream(cpm_purpose_name((CpmPurpose)i));
    for (uint32_t i = 0; i < setup->n_faults; i++)
        network->faults |= 1u << setup->faults[i].kind;
    cpm_slots_init(&network->slots, setup->n_groups);
    cpm_correlation_init(network);
    cpm_incident_init(network);
    network->arrivals = g_new0(uint32_t, setup->n_workloads);
    for (uint32_t i = 0; i < setup->n_workloads; i++) {
        network->unsettled += setup->workloads[i].count;
        schedule_session(network, i, setup->workloads[i].start);
    }
    network->planned = network->unsettled;
    world->until = MIN(setup->stop, CPM_END_OF_TIME);
    return network;
}

void cpm_network_free(CpmNetwork *network)
{
    if (network == NULL)
        return;
    cpm_correlation_clear(network);
    cpm_seats_clear(&network->seats);
    cpm_slots_clear(&network->slots);
    g_free(network->arrivals);
    g_free(network);
}

/* What is given about a member: pure functions of the setup and of the member's own numbers. */
static uint16_t draw_facts(const CpmHop *hop)
{
    const CpmMemberSetup *member = cpm_hop_member(hop, hop->member);
    uint32_t choice = 0, preference = 0;
    const CpmSystemSetup *system;

    if (member->n_clients > 1) {
        double drawn = cpm_hop_draw(hop, CPM_DRAW_CLIENT, 0);

        while (choice + 1 < member->n_clients && drawn >= member->client[choice].until)
            choice++;
    }
    if (member->client[choice].system < 0)
        return CPM_FACT_CPM | CPM_NONE << 1;
    if (member->prefer_until[CPM_CONVERT] > 0.0) {
        double drawn = cpm_hop_draw(hop, CPM_DRAW_PREFERENCE, 0);

        while (preference + 1 < CPM_OPTIONS && drawn >= member->prefer_until[preference])
            preference++;
    } else {
        preference = CPM_NONE;
    }
    system = &hop->setup->systems[member->client[choice].system];
    return (uint16_t)(preference << 1 | (system->sessions ? CPM_FACT_SESSIONS : 0) |
                      (system->invitations ? CPM_FACT_INVITATIONS : 0) | (uint32_t)member->client[choice].system << 8 |
                      cpm_isf_first(hop->setup, (uint32_t)member->client[choice].system) << 12);
}

/* The first event of a member's leg: its facts are drawn and recorded. */
static void begin_leg(CpmHop *hop)
{
    SimRecord *record = sim_trace_next(hop->network->world->trace);

    hop->leg->facts = draw_facts(hop);
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

static SimTime serve(CpmHop *hop, const CpmSeat *seat)
{
    SimTime duration = seat->service;

    if (seat->kind == CPM_SYSTEM)
        duration = submission_time(hop);
    else if (duration == CPM_VARIABLE)
        duration = cpm_hop_duration(hop, hop->setup->station[seat->kind].service, CPM_DRAW_SERVICE,
                                    cpm_message_ordinal(hop, hop->code, hop->position, hop->origin));
    return cpm_station_admit(&seat->stations[CPM_BOX_INSTANCE(hop->box)], hop->now, duration);
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
    hop.origin = CPM_FROM_INSIDE;
    next = sim_machine_step(seat->machine, cpm_leg_state(hop.leg, 2), seat->classify(&hop), &hop);
    g_assert(next != SIM_UNEXPECTED);
    cpm_leg_set_state(hop.leg, 2, next);
}

/* A proxy has one pending event for TRYING and C; one for C that was restarted fires early.  In both cases it is made pending anew. */
static bool passes_to_timer_c(CpmHop *hop, const CpmSeat *seat)
{
    CpmHop timer_c = *hop;

    if (hop->code == CPM_TIMER_C ? cpm_leg_timer_c_left(hop->leg, hop->position, hop->now) <= 0
                                 : hop->code != CPM_TIMER_TRYING || (seat->kind != CPM_CORE && seat->kind != CPM_ISF))
        return false;
    timer_c.code = CPM_TIMER_C;
    if (sim_machine_expects(seat->machine, cpm_hop_state(hop), seat->classify(&timer_c)))
        cpm_hop_await_timer_c(hop);
    return hop->code == CPM_TIMER_C;
}

static void recycle(CpmNetwork *network, CpmSession *session)
{
    uint32_t slot = (uint32_t)(session - network->slots.sessions);

    cpm_correlation_end(network, slot);
    cpm_slots_give_back(&network->slots, network->setup->workloads[session->workload].group, slot);
    network->counts.sessions_ended++;
}

/* Whether all that can still happen to a session without open legs are late replies. */
static bool is_settled(const CpmHop *hop)
{
    const CpmSession *session = hop->session;

    if (session->releasing)
        return session->connected == 0;
    return session->invited == session->size && session->writes_open == 0 &&
           hop->setup->workloads[session->workload].duration == SIM_TIME_MAX;
}

/* With the last session, the run is nearly over: what is under way arrives within 64*T1. */
static void settle(CpmHop *hop)
{
    CpmNetwork *network = hop->network;

    hop->session->settled = true;
    if (--network->unsettled == 0)
        network->world->until = MIN(network->world->until, hop->ready + CPM_64T1);
}

/* What there is a limited number of: places at an IWF, and numbers to reply to. */
static G_GNUC_NO_INLINE void keep_pools(CpmHop *hop, const CpmSeat *seat, unsigned state, unsigned next)
{
    const CpmSession *session = hop->session;
    uint32_t *waiting = &hop->network->waiting[CPM_FACT_IWF(hop->leg->facts)];

    if (seat->kind == CPM_IWF) {
        *waiting += cpm_iwf_waits(next);
        *waiting -= cpm_iwf_waits(state);
    }
    if (session->releasing && session->open == 0 && session->connected == 0)
        cpm_correlation_release(hop->network, hop->leg->session, hop->now);
}

/* Bookkeeping that no box does: who is still busy, and when nothing is left of a session. */
static void keep_books(CpmHop *hop, const CpmSeat *seat, unsigned state, unsigned next)
{
    CpmSession *session = hop->session;

    if (seat->kind == CPM_SYSTEM && state != next) {
        session->busy += cpm_system_is_busy(next);
        session->busy -= cpm_system_is_busy(state);
    }
    if (G_UNLIKELY(hop->network->watches_pools))
        keep_pools(hop, seat, state, next);
    if (session->releasing && !session->recycling && cpm_session_is_over(session)) {
        session->recycling = true;
        cpm_hop_start_timer_at(hop, 0, CPM_TIMER_RECYCLE, hop->ready + RECYCLE_DELAY);
    }
    if (session->open == 0 && !session->settled && is_settled(hop))
        settle(hop);
}

/* Who is at the other end of the media of this leg. */
static CpmBox media_peer(const CpmHop *hop)
{
    if (hop->box == CPM_BOX(CPM_CS, 0)) {
        if (hop->leg->kind == CPM_LEG_INVITER)
            return CPM_BOX(CPM_CLIENT_A, 0);
        return hop->leg->kind == CPM_LEG_CPM ? CPM_BOX(CPM_CLIENT, 0) : CPM_BOX(CPM_IWF, CPM_FACT_IWF(hop->leg->facts));
    }
    return CPM_BOX(CPM_CS, 0);
}

/* Field by field: gcc joins the bytes of a compound literal on the stack, and reading them back at once stalls (3 % of a run). */
static void record_input(const CpmHop *hop, SimRecord *record, const CpmSeat *seat, unsigned state)
{
    uint32_t facts = hop->leg->facts;
    CpmBox from = hop->box;

    if (G_UNLIKELY(sip_is_media(hop->code) && hop->origin != CPM_FROM_TIMER))
        from = media_peer(hop);
    else if (hop->origin == CPM_FROM_ABOVE)
        from = cpm_seat_box(seat->box_above, seat->instances_above, seat->shift_above, facts);
    else if (hop->origin == CPM_FROM_BELOW)
        from = cpm_seat_box(seat->box_below, seat->instances_below, seat->shift_below, facts);
    record->time = hop->now;
    record->leg = hop->leg_slot;
    record->session = hop->session->number;
    record->member = hop->member;
    record->detail = hop->meant;
    record->code = hop->code;
    record->from = from;
    record->to = hop->box;
    record->kind = hop->origin == CPM_FROM_TIMER ? SIM_RECORD_TIMER : SIM_RECORD_MESSAGE;
    record->state = (uint8_t)state;
    if (hop->origin != CPM_FROM_TIMER)
        record->step = (uint8_t)cpm_seat_step(seat, (CpmLegKind)hop->leg->kind, hop->code, hop->mark);
}

/* The box at @seat takes in the input. */
static void take_in(CpmHop *hop, const CpmSeat *seat, unsigned input)
{
    unsigned state = cpm_hop_state(hop), next;
    SimRecord *record = sim_trace_next(hop->network->world->trace);

    hop->network->counts.last_input = hop->now;
    record_input(hop, record, seat, state);
    if (seat->stations != NULL && (hop->origin != CPM_FROM_TIMER || is_turn(hop)))
        hop->ready = serve(hop, seat);
    next = sim_machine_step(seat->machine, state, input, hop);
    if (G_UNLIKELY(next == SIM_UNEXPECTED)) {
        record->kind = SIM_RECORD_UNEXPECTED;
        record->next = record->state;
        hop->network->counts.unexpected++;
        return;
    }
    record->next = (uint8_t)next;
    cpm_leg_set_state(hop->leg, hop->position, next);
    if (hop->output != CPM_LEG_NOTHING)
        tell_session(hop);
    keep_books(hop, seat, state, next);
}

/* A fault may keep a session from ever being settled, and then it is refreshed until the end of time: where there are faults, the run ends
 * a day after everything that a session has to wait for. */
static void limit_faulty_run(CpmNetwork *network, const CpmHop *hop)
{
    const CpmFocusSetup *focus = &network->setup->focus;
    const CpmWorkload *workload = &network->setup->workloads[hop->session->workload];
    double seconds = isinf(focus->fan_out) ? 0.0 : 2.0 * hop->session->size / focus->fan_out;
    SimTime limit = hop->now + MIN(sim_time_from_seconds(seconds), CPM_LONGEST_DURATION) + focus->t_answer + 24 * SIM_HOUR;

    if (workload->duration != SIM_TIME_MAX)
        limit += MIN(workload->duration, CPM_LONGEST_DURATION);
    network->world->until = MIN(network->world->until, limit);
}

/* What some timers are for besides the arrow they may take. */
static void prepare_timer(CpmHop *hop)
{
    CpmNetwork *network = hop->network;

    switch (hop->code) {
    case CPM_TIMER_START:
        network->counts.sessions_started++;
        schedule_next(network, hop->session);
        hop->leg = &network->slots.legs[hop->leg_slot];
        hop->session = &network->slots.sessions[hop->leg->session];
        cpm_correlation_begin(network, hop->leg->session);
        if (network->setup->n_faults > 0 && network->counts.sessions_started == network->planned)
            limit_faulty_run(network, hop);
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

static void deliver_timer(CpmHop *hop)
{
    CpmNetwork *network = hop->network;
    const CpmSeat *seat;
    unsigned input;

    if (hop->code >> 8 != cpm_attempt_tag(hop->leg, hop->position, hop->code & 0xffu)) {
        network->counts.stale++;
        return;
    }
    hop->code &= 0xffu;
    prepare_timer(hop);
    seat = &network->seats.at[hop->leg->kind][hop->position];
    input = cpm_seat_input(seat, hop);
    hop->box = cpm_seat_box(seat->box, seat->instances, seat->shift, hop->leg->facts);
    if (passes_to_timer_c(hop, seat) || !sim_machine_expects(seat->machine, cpm_hop_state(hop), input)) {
        network->counts.stale++;
        if (hop->session->open == 0 && !hop->session->settled && is_settled(hop))
            settle(hop);
        return;
    }
    take_in(hop, seat, input);
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

/* What does not happen in most runs, on the way to an IWF: replies that need correlation, and boxes that are dead.  False: that was all. */
static G_GNUC_NO_INLINE bool reaches_iwf(CpmHop *hop, const CpmSeat *seat)
{
    if (is_reply(hop->code))
        attribute(hop);
    hop->box = cpm_seat_box(seat->box, seat->instances, seat->shift, hop->leg->facts);
    if ((hop->network->dead >> CPM_BOX_INSTANCE(hop->box) & 1u) == 0)
        return true;
    record_input(hop, sim_trace_next(hop->network->world->trace), seat, cpm_hop_state(hop));
    cpm_incident_lose(hop);
    return false;
}

void cpm_network_deliver(void *model, const SimEvent *event)
{
    CpmNetwork *network = model;
    CpmLeg *leg = &network->slots.legs[event->subject];
    uint32_t what = event->what;
    const CpmSeat *seat;
    CpmHop hop;

    if (G_UNLIKELY(event->time >= network->next_incident)) {
        cpm_incident_take_place(network, event->time);
        if (network->world->trace->used > SIM_TRACE_BATCH - SIM_TRACE_PER_EVENT)
            sim_trace_flush(network->world->trace);
    }
    if (G_UNLIKELY(leg->generation != what >> 22)) {
        network->counts.stale++;
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
    if (hop.origin == CPM_FROM_TIMER) {
        if (hop.code == CPM_TIMER_RECYCLE)
            recycle(network, hop.session);
        else
            deliver_timer(&hop);
        return;
    }
    seat = &network->seats.at[leg->kind][hop.position];
    hop.box = cpm_seat_box(seat->box, seat->instances, seat->shift, leg->facts);
    if (G_UNLIKELY(network->watches_replies) && seat->kind == CPM_IWF && !reaches_iwf(&hop, seat))
        return;
    take_in(&hop, seat, cpm_seat_input(seat, &hop));
}

CpmNetworkCounts cpm_network_counts(const CpmNetwork *network)
{
    return network->counts;
}

bool cpm_network_is_settled(const CpmNetwork *network)
{
    return network->unsettled == 0;
}

bool cpm_network_failed(const CpmNetwork *network)
{
    return network->slots.failed;
}

size_t cpm_network_bytes(const CpmNetwork *network)
{
    return sizeof *network + cpm_slots_bytes(&network->slots) + cpm_correlation_bytes(network);
}

size_t cpm_network_stations(const CpmNetwork *network, CpmStationStats out_stats[CPM_STATIONS])
{
    size_t n = 0;

    for (unsigned kind = CPM_CORE; kind <= CPM_SYSTEM; kind++)
        for (unsigned i = 0; i < CPM_BOX_INSTANCES; i++)
            if (network->seats.stations[kind][i].free != NULL)
                out_stats[n++] = network->seats.stations[kind][i].stats;
    return n;
}

bool cpm_network_stream(const CpmNetwork *network, unsigned index, CpmStreamCount *out_count)
{
    if (index >= CPM_PURPOSES)
        return false;
    *out_count = (CpmStreamCount){ cpm_purpose_name((CpmPurpose)index), network->draws[index] };
    return true;
}
