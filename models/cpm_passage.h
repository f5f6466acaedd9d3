/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_PASSAGE_H
#define MODELS_CPM_PASSAGE_H

/* Messages that a box only notes, or passes on the way they came: four of five in a large group.  Their machine is looked up like that of
 * any other, but the row says all that its handler would do (CpmPassage), so that none is called, and what a handler would have to be told
 * stays in registers.  The trace, the station, the state and what is sent are the same; tests/test_two_paths.c compares
 * it with the full path, which has handlers only. */

#include "models/cpm_network_state.h"
#include "models/cpm_timer_c.h"

/* What happened, as the trace has it, but for the next state.  Field by field: gcc joins the bytes of a compound literal on the stack, and
 * reading them back at once stalls (3 % of a run). */
static inline void cpm_passage_describe(SimRecord *record, const CpmHop *hop, const CpmSeat *seat, unsigned state, unsigned step)
{
    record->time = hop->now;
    record->leg = hop->leg_slot;
    record->session = hop->session->number;
    record->member = hop->member;
    record->detail = hop->meant;
    record->code = hop->code;
    record->from = cpm_occupant_box(seat->from[hop->origin], hop->leg->facts);
    record->to = hop->box;
    record->kind = hop->origin == CPM_FROM_TIMER ? SIM_RECORD_TIMER : SIM_RECORD_MESSAGE;
    record->step = (uint8_t)step;
    record->state = (uint8_t)state;
}

/* Delivers @event if it is a message and that is all that it takes; false, and nothing has happened, if it is not.  Only before
 * network->plain_until. */
static inline bool cpm_passage_take(struct CpmNetwork *network, const SimEvent *event)
{
    const uint32_t what = event->what, position = what >> 16 & 7u;
    CpmHop hop = { .leg_slot = event->subject,
                   .now = event->time,
                   .code = (SipCode)(what & 0xffffu),
                   .origin = (CpmOrigin)(what >> 19 & 3u) };
    SimTime ready = event->time;
    const CpmSeat *seat;
    CpmSorted sorted;
    CpmPassage passage;
    unsigned state;
    SimRecord *record;

    hop.leg = &network->slots.legs[hop.leg_slot];
    if (hop.origin == CPM_FROM_TIMER || G_UNLIKELY(hop.leg->generation != what >> 22))
        return false;
    seat = network->seats.seats[hop.leg->kind][position];
    sorted = seat->of_class[cpm_class(seat->class_of_status, hop.code)];
    if (sorted.input >= SIM_INPUTS)
        return false;
    state = cpm_leg_state(hop.leg, position);
    passage = seat->passages[hop.origin][state][sorted.input];
    hop.session = &network->slots.sessions[hop.leg->session];
    if (passage.acts == 0 || G_UNLIKELY(hop.session->releasing || hop.session->open == 0))
        return false;

    hop.member = hop.leg_slot - hop.session->legs;
    hop.box = cpm_seat_box(seat->box, seat->instances, seat->shift, hop.leg->facts);
    record = sim_trace_next(network->world->trace);
    cpm_passage_describe(record, &hop, seat, state, sorted.step);
    record->next = passage.next;
    hop.leg->states ^= (state ^ passage.next) << 4 * position;
    if (seat->stations != NULL)
        ready = cpm_station_admit_in_turn(&seat->stations[CPM_BOX_INSTANCE(hop.box)], event->time, seat->service);
    if ((passage.acts & CPM_PASSAGE_PASSES) == 0)
        return true;
    if ((passage.acts & CPM_PASSAGE_RESTARTS_C) != 0)
        cpm_timer_c_restart(hop.leg, position, ready, network->setup->timer_c);
    sim_queue_push(network->world->queue, (SimEvent){ .time = ready + seat->delay[hop.origin],
                                                      .subject = event->subject,
                                                      .what = seat->event[hop.origin] | (what & ~CPM_WHAT_WAY) });
    return true;
}

#endif
