/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_hop.h"

#include "models/cpm_network_state.h"
#include "sim/random.h"

const char *cpm_purpose_name(CpmPurpose purpose)
{
    static const char *const names[CPM_PURPOSES] = {
        [CPM_DRAW_CLIENT] = "member.client",           [CPM_DRAW_PREFERENCE] = "member.preference",
        [CPM_DRAW_REPLY] = "member.reply",             [CPM_DRAW_REPLY_DELAY] = "member.reply-delay",
        [CPM_DRAW_DUPLICATE] = "system.duplicate",     [CPM_DRAW_DELIVERY] = "system.delivery",
        [CPM_DRAW_TRANSIT] = "system.transit",         [CPM_DRAW_ABSENCE] = "system.absence",
        [CPM_DRAW_RETURN] = "system.return-transit",   [CPM_DRAW_INTERARRIVAL] = "session.interarrival",
        [CPM_DRAW_LATENCY] = "message.latency",        [CPM_DRAW_SERVICE] = "message.service",
        [CPM_DRAW_SUBMISSION] = "system.submission",   [CPM_DRAW_REPORT] = "system.report",
        [CPM_DRAW_AGAIN] = "member.again",             [CPM_DRAW_AGAIN_DELAY] = "member.again-delay",
        [CPM_DRAW_TOKEN] = "member.token",             [CPM_DRAW_TEXT] = "member.text",
        [CPM_DRAW_LOSS] = "message.loss",              [CPM_DRAW_COPY] = "message.copy",
        [CPM_DRAW_THROTTLE] = "message.throttle",      [CPM_DRAW_FAILURE] = "box.failure",
        [CPM_DRAW_ARRIVAL] = "session.arrival",        [CPM_DRAW_SIZE] = "session.size",
        [CPM_DRAW_PATIENCE] = "session.patience",      [CPM_DRAW_RETRY] = "session.retry",
        [CPM_DRAW_RETRY_DELAY] = "session.retry-delay", [CPM_DRAW_DURATION] = "session.duration",
    };

    g_assert(purpose < CPM_PURPOSES);
    return names[purpose];
}

double cpm_hop_draw(const CpmHop *hop, CpmPurpose purpose, uint32_t ordinal)
{
    struct CpmNetwork *network = hop->network;

    network->draws[purpose]++;
    return sim_random_uniform(&network->world->random, network->streams[purpose], hop->session->number, hop->member, ordinal);
}

SimTime cpm_hop_duration(const CpmHop *hop, const SimDistribution *distribution, CpmPurpose purpose, uint32_t ordinal)
{
    double drawn = 0.5;

    if (distribution == NULL)
        return 0;
    if (!sim_distribution_is_constant(distribution))
        drawn = cpm_hop_draw(hop, purpose, ordinal);
    return MIN(sim_distribution_time(distribution, drawn), CPM_LONGEST_DURATION);
}

CpmMode cpm_hop_mode(const CpmHop *hop)
{
    uint32_t facts = hop->leg->facts;

    return cpm_policy_mode(&hop->setup->policy, CPM_FACT_PREFERENCE(facts), (facts & CPM_FACT_SESSIONS) != 0,
                           (facts & CPM_FACT_INVITATIONS) != 0);
}

const CpmMemberSetup *cpm_hop_member(const CpmHop *hop, uint32_t member)
{
    const CpmGroupSetup *group = &hop->setup->groups[hop->setup->workloads[hop->session->workload].group];
    uint32_t low = 0, high = group->n_members;

    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (group->members[middle].first <= member)
            low = middle;
        else
            high = middle;
    }
    return &group->members[low];
}

/* The short path knows only what holds between core elements. */
static SimTime timeout(const CpmHop *hop, bool below)
{
    const CpmSeat *here = &hop->network->seats.at[hop->leg->kind][hop->position];
    const CpmWireSetup *wire = &hop->setup->wire;

    if (!wire->transactions)
        return CPM_64T1;
    return 64 * ((below ? here->link_below : here->link_above) == CPM_LINK_ACCESS ? wire->access.t1 : wire->core.t1);
}

SimTime cpm_hop_64t1_below(const CpmHop *hop)
{
    return timeout(hop, true);
}

SimTime cpm_hop_64t1_above(const CpmHop *hop)
{
    return timeout(hop, false);
}

bool cpm_hop_is_lossy(const CpmHop *hop)
{
    return hop->network->lossy;
}

void cpm_hop_schedule_texts(CpmHop *hop, uint32_t count)
{
    const SimDistribution *gap = hop->setup->workloads[hop->session->workload].text_gap;
    SimTime after = 0;

    for (uint32_t i = 0; i < count; i++) {
        after = MIN(after + cpm_hop_duration(hop, gap, CPM_DRAW_TEXT, i), CPM_LONGEST_DURATION);
        cpm_hop_start_timer(hop, CPM_TIMER_TEXT, after);
    }
    hop->session->writes_open += count;
}

void cpm_hop_schedule_again(CpmHop *hop, const CpmReplyProfile *profile)
{
    cpm_hop_start_timer(hop, CPM_TIMER_AGAIN, cpm_hop_duration(hop, profile->again_after, CPM_DRAW_AGAIN_DELAY, 0));
    hop->session->writes_open++;
}

bool cpm_hop_faulty(const CpmHop *hop, CpmFaultKind fault)
{
    return (hop->network->faults >> fault & 1u) != 0;
}

bool cpm_hop_misbehaves(const CpmHop *hop, CpmFaultKind fault)
{
    bool found = false;

    for (uint32_t i = 0; cpm_hop_faulty(hop, fault) && !found && i < hop->setup->n_faults; i++)
        found = hop->setup->faults[i].kind == fault && hop->setup->faults[i].box == CPM_BOX_KIND(hop->box);
    return found;
}

/* Which message on which hop of the leg this is: what its delay and service are drawn by, so that they depend on nothing else. */
uint32_t cpm_message_ordinal(const CpmHop *hop, SipCode code, unsigned to, CpmOrigin origin)
{
    unsigned status = sip_status(code), repeat = 0;

    if (hop->leg->kind == CPM_LEG_INVITER)
        repeat = hop->session->repeats;
    else if (sip_method(code) == SIP_INVITE && status > 100 && status < 200)
        repeat = cpm_leg_provisionals(hop->leg);
    else if (sip_method(code) == SIP_NOTIFY || sip_method(code) == SIP_UPDATE)
        repeat = hop->session->repeats;
    else if (sip_method(code) >= MSRP_SEND)
        repeat = hop->session->texts + hop->leg->helps;
    return (uint32_t)code | to << 16 | (uint32_t)origin << 19 | (repeat & 0x7ffu) << 21;
}

/* Where a message goes: what, besides its code, makes the event. */
typedef struct Way {
    bool down;
    uint32_t mark;              /* WHAT_MARK or 0 */
    SimTime extra;              /* before the link's delay */
} Way;

static bool concerns(const CpmFault *fault, const CpmHop *hop, SipCode code, unsigned step)
{
    if (fault->box != CPM_BOX_KIND(hop->box))
        return false;
    if (fault->kind == CPM_FAULT_DROP_STEP || fault->kind == CPM_FAULT_REPEAT_STEP)
        return step != 0 && fault->step == step;
    return fault->kind >= CPM_FAULT_DROP && fault->kind <= CPM_FAULT_MISDIRECT && fault->message == code;
}

/* What the faults of the setup make of a message that this box sends; returns how often it goes out. */
static unsigned distort(const CpmHop *hop, unsigned step, SipCode *code, Way *way)
{
    const CpmSetup *setup = hop->setup;

    for (uint32_t i = 0; i < setup->n_faults; i++) {
        const CpmFault *fault = &setup->faults[i];

        if (!concerns(fault, hop, *code, step))
            continue;
        switch (fault->kind) {
        case CPM_FAULT_DROP_STEP:
        case CPM_FAULT_DROP:
            return 0;
        case CPM_FAULT_REPEAT_STEP:
        case CPM_FAULT_REPEAT:
            return 2;
        case CPM_FAULT_DELAY:
            way->extra += fault->delay;
            return 1;
        case CPM_FAULT_REPLACE:
            *code = fault->instead;
            return 1;
        default:
            way->down = !way->down;
            return 1;
        }
    }
    return 1;
}

static void push_message(CpmHop *hop, SimEvent event, unsigned copies)
{
    for (; copies > 0; copies--)
        sim_queue_push(hop->network->world->queue, event);
}

static void send_distorted(CpmHop *hop, SipCode code, Way way)
{
    const CpmSeat *here = &hop->network->seats.at[hop->leg->kind][hop->position];
    const CpmSeat *there = way.down ? here + 1 : here - 1;
    unsigned step = cpm_seat_step(there, (CpmLegKind)hop->leg->kind, code, way.mark != 0);
    unsigned copies = distort(hop, step, &code, &way), to;
    CpmOrigin origin = way.down ? CPM_FROM_ABOVE : CPM_FROM_BELOW;
    SimTime delay;

    if ((way.down && cpm_leg_box((CpmLegKind)hop->leg->kind, hop->position + 1u) == CPM_BOX_KINDS) || (!way.down && hop->position == 0))
        return;
    if (hop->network->wire != NULL) {
        for (; copies > 0; copies--)
            cpm_wire_send(hop, code, way.down, way.mark != 0, way.extra);
        return;
    }
    to = way.down ? hop->position + 1u : hop->position - 1u;
    delay = here->delay[way.down ? CPM_DOWN : CPM_UP];
    if (delay == CPM_VARIABLE)
        delay = cpm_hop_duration(hop, hop->setup->latency[way.down ? here->link_below : here->link_above], CPM_DRAW_LATENCY,
                                 cpm_message_ordinal(hop, code, to, origin));
    push_message(hop, (SimEvent){ .time = hop->ready + way.extra + delay,
                                  .subject = hop->leg_slot,
                                  .what = cpm_what(code, to, origin, hop->leg->generation) | way.mark }, copies);
}

/* Apart from send(), which has no time for that. */
static G_GNUC_NO_INLINE void send_by_detour(CpmHop *hop, SipCode code, CpmWay way, uint32_t mark, SimTime extra)
{
    if (hop->setup->n_faults > 0)
        send_distorted(hop, code, (Way){ .down = way == CPM_DOWN, .mark = mark, .extra = extra });
    else
        cpm_wire_send(hop, code, way == CPM_DOWN, mark != 0, extra);
}

/* Apart, too: most delays are constant. */
static G_GNUC_NO_INLINE SimTime draw_delay(const CpmHop *hop, SipCode code, CpmWay way)
{
    const CpmSeat *here = hop->seat;
    bool down = way == CPM_DOWN;

    return cpm_hop_duration(hop, hop->setup->latency[down ? here->link_below : here->link_above], CPM_DRAW_LATENCY,
                            cpm_message_ordinal(hop, code, down ? hop->position + 1u : hop->position - 1u, (CpmOrigin)way));
}

static inline void send(CpmHop *hop, SipCode code, CpmWay way, uint32_t mark, SimTime extra)
{
    struct CpmNetwork *network = hop->network;
    const CpmSeat *here = hop->seat;
    SimTime delay = here->delay[way];
    SimEvent event = { .subject = hop->leg_slot,
                       .what = here->event[way] | mark | cpm_what(code, 0, 0, hop->leg->generation) };

    if (G_UNLIKELY(network->has_detours)) {
        send_by_detour(hop, code, way, mark, extra);
        return;
    }
    g_assert(here->event[way] != CPM_NOWHERE);
    if (delay == CPM_VARIABLE)
        delay = draw_delay(hop, code, way);
    event.time = hop->ready + extra + delay;
    sim_queue_push(network->world->queue, event);
}

/* The link that media take: the access network of a client, or the core network of an IWF. */
static CpmLinkClass media_link(CpmLegKind kind)
{
    return kind == CPM_LEG_NON_CPM ? CPM_LINK_CORE : CPM_LINK_ACCESS;
}

void cpm_hop_send_media(CpmHop *hop, uint32_t member, unsigned to, SipCode code, SimTime extra)
{
    uint32_t slot = hop->session->legs + member;
    const CpmLeg *leg = &hop->network->slots.legs[slot];
    CpmHop along = *hop;
    CpmOrigin origin = to == 0 ? CPM_FROM_BELOW : CPM_FROM_ABOVE;
    Way way = { .extra = extra };
    unsigned copies;

    along.leg = &hop->network->slots.legs[slot];
    along.leg_slot = slot;
    along.member = member;
    copies = distort(hop, 0, &code, &way);
    if (hop->network->wire != NULL) {
        for (; copies > 0; copies--)
            cpm_wire_send_media(&along, to, code, way.extra);
        return;
    }
    push_message(hop, (SimEvent){ .time = hop->ready + way.extra +
                                          cpm_hop_duration(&along, hop->setup->latency[media_link((CpmLegKind)leg->kind)], CPM_DRAW_LATENCY,
                                                           cpm_message_ordinal(&along, code, to, origin)),
                                  .subject = slot,
                                  .what = cpm_what(code, to, origin, leg->generation) }, copies);
}

CpmHop cpm_hop_at_member(const CpmHop *hop, uint32_t member)
{
    CpmHop along = *hop;

    along.leg_slot = hop->session->legs + member;
    along.leg = &hop->network->slots.legs[along.leg_slot];
    along.member = member;
    along.position = 0;
    along.seat = &hop->network->seats.at[along.leg->kind][0];
    return along;
}

void cpm_hop_send_down(CpmHop *hop, SipCode code)
{
    send(hop, code, CPM_DOWN, 0, 0);
}

void cpm_hop_send_up(CpmHop *hop, SipCode code)
{
    if (sip_method(code) == SIP_INVITE && sip_status(code) > 100 && sip_status(code) < 200)
        cpm_leg_count_provisional(hop->leg);
    send(hop, code, CPM_UP, 0, 0);
}

void cpm_hop_send_down_marked(CpmHop *hop, SipCode code)
{
    send(hop, code, CPM_DOWN, WHAT_MARK, 0);
}

void cpm_hop_send_up_marked(CpmHop *hop, SipCode code)
{
    send(hop, code, CPM_UP, WHAT_MARK, 0);
}

void cpm_hop_send_up_after(CpmHop *hop, SipCode code, SimTime extra)
{
    send(hop, code, CPM_UP, 0, extra);
}

void cpm_hop_pass(CpmHop *hop)
{
    g_assert(hop->origin == CPM_FROM_ABOVE || hop->origin == CPM_FROM_BELOW);
    send(hop, hop->code, (CpmWay)hop->origin, hop->mark * WHAT_MARK, 0);
}

void cpm_hop_try(CpmHop *hop)
{
    if (hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 100));
    else
        cpm_hop_start_timer(hop, CPM_TIMER_TRYING, CPM_TRYING_DELAY);
}

bool cpm_hop_forgets(const CpmHop *hop, CpmTimer timer)
{
    for (uint32_t i = 0; i < hop->setup->n_faults; i++) {
        const CpmFault *fault = &hop->setup->faults[i];

        if (fault->kind == CPM_FAULT_FORGET_TIMER && fault->box == CPM_BOX_KIND(hop->box) && fault->timer == (unsigned)timer)
            return true;
    }
    return false;
}

static inline void start_timer(CpmHop *hop, const CpmLeg *leg, unsigned position, CpmTimer timer, SimTime time)
{
    struct CpmNetwork *network = hop->network;
    uint32_t tag = cpm_attempt_tag(leg, position, (unsigned)timer);

    if (G_UNLIKELY(hop->setup->n_faults > 0) && cpm_hop_forgets(hop, timer))
        return;
    sim_queue_push(network->world->queue,
                   (SimEvent){ .time = time,
                               .subject = (uint32_t)(leg - network->slots.legs),
                               .what = cpm_what((SipCode)((unsigned)timer | tag << 8), position, CPM_FROM_TIMER, leg->generation) });
}

void cpm_hop_start_timer(CpmHop *hop, CpmTimer timer, SimTime delay)
{
    SimTime time = delay < SIM_TIME_MAX - hop->ready ? hop->ready + delay : SIM_TIME_MAX;

    start_timer(hop, hop->leg, hop->position, timer, time);
}

void cpm_hop_start_timer_at(CpmHop *hop, uint32_t member, CpmTimer timer, SimTime time)
{
    start_timer(hop, &hop->network->slots.legs[hop->session->legs + member], member == 0 ? 2 : 0, timer, time);
}

void cpm_hop_action(CpmHop *hop, CpmAction action)
{
    cpm_hop_action_with(hop, action, 0);
}

void cpm_hop_action_with(CpmHop *hop, CpmAction action, uint32_t detail)
{
    SimRecord *record = sim_trace_next(hop->network->world->trace);
    uint8_t state = cpm_hop_state(hop);

    record->time = hop->now;
    record->leg = hop->leg_slot;
    record->session = hop->session->number;
    record->member = hop->member;
    record->code = (uint16_t)action;
    record->from = record->to = hop->box;
    record->kind = SIM_RECORD_ACTION;
    record->step = action < CPM_ACTION_NOTIFY ? (uint8_t)action : 0;
    record->detail = detail;
    record->state = record->next = state;
}

void cpm_hop_outcome(CpmHop *hop, unsigned decision_row, unsigned status)
{
    SimRecord *record = sim_trace_next(hop->network->world->trace);
    uint8_t state = cpm_hop_state(hop);

    record->time = hop->now;
    record->leg = hop->leg_slot;
    record->session = hop->session->number;
    record->member = hop->member;
    record->detail = decision_row;
    record->code = SIP_RESPONSE(SIP_INVITE, status);
    record->from = record->to = hop->box;
    record->kind = SIM_RECORD_OUTCOME;
    record->state = record->next = state;
}
