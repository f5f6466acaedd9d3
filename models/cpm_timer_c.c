/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_timer_c.h"

#include "models/cpm_network_state.h"

/* Legs in a block: so many that its guard costs each of them little, and so few that it looks through them quickly. */
#define LEGS 32u

/* Of the legs of a block, the proxy whose Timer C is due first; and when the next is.  SIM_TIME_MAX: there is none. */
typedef struct Due {
    SimTime time, next;
    uint32_t slot;
    unsigned position;
} Due;

/* Whether the guard of the block with @slot is pending. */
static bool *guard_of(struct CpmNetwork *network, uint32_t slot)
{
    if (G_UNLIKELY(slot / LEGS >= network->guards->len))
        g_array_set_size(network->guards, network->slots.n_legs / LEGS + 1);
    return &g_array_index(network->guards, bool, slot / LEGS);
}

/* The generation says nothing: the block may be that of several sessions, and of others by then. */
static void push_guard(struct CpmNetwork *network, uint32_t slot, SimTime time)
{
    sim_queue_push(network->world->queue, (SimEvent){ .time = time,
                                                      .subject = slot - slot % LEGS,
                                                      .what = cpm_what((SipCode)CPM_TIMER_C, 0, CPM_FROM_TIMER, 0) });
}

/* All timers run equally long, from some time after now on; so what is pending by then comes early enough for all that start later. */
void cpm_timer_c_start(CpmHop *hop)
{
    bool *guard = guard_of(hop->network, hop->leg_slot);

    g_assert(hop->position >= 1 && hop->position <= G_N_ELEMENTS(hop->leg->timer_c));
    if (G_UNLIKELY(hop->setup->n_faults > 0) && cpm_hop_forgets(hop, CPM_TIMER_C))
        return;
    hop->leg->timer_c[hop->position - 1] = cpm_timer_c_deadline(hop->ready, hop->setup->timer_c);
    if (*guard)
        return;
    *guard = true;
    push_guard(hop->network, hop->leg_slot, hop->now + hop->setup->timer_c);
}

/* While a box is down, its timers wait: a deadline goes with them, as one of 2^31 ms ago would be in the future again. */
static SimTime put_off(const struct CpmNetwork *network, const CpmSeat *seat, CpmLeg *leg, unsigned position, SimTime due)
{
    CpmBox box = cpm_seat_box(seat->box, seat->instances, seat->shift, leg->facts);
    SimTime up = network->wire == NULL ? 0 : cpm_wire_down_until(network->wire, box);

    if (up <= due)
        return due;
    leg->timer_c[position - 1] = cpm_timer_c_tick(up);
    return up;
}

/* When a timer that is running takes effect; one that nobody waits for any more is stopped. */
static SimTime due_at(const struct CpmNetwork *network, CpmLeg *leg, unsigned position, SimTime now)
{
    const CpmSeat *seat = &network->seats.at[leg->kind][position];
    SimTime due;

    if (!sim_machine_expects(seat->machine, cpm_leg_state(leg, position), seat->input_of_timer[CPM_TIMER_C])) {
        cpm_timer_c_stop(leg, position);
        return SIM_TIME_MAX;
    }
    due = now - now % SIM_MS + (int32_t)(leg->timer_c[position - 1] - (uint32_t)((uint64_t)now / SIM_MS)) * SIM_MS;
    return due <= now ? put_off(network, seat, leg, position, due) : due;
}

static Due find_first(const struct CpmNetwork *network, uint32_t slot, SimTime now)
{
    uint32_t end = MIN(slot + LEGS, network->slots.n_legs);
    Due first = { .time = SIM_TIME_MAX, .next = SIM_TIME_MAX };

    for (; slot < end; slot++) {
        CpmLeg *leg = &network->slots.legs[slot];

        for (unsigned position = 1; position <= G_N_ELEMENTS(leg->timer_c); position++) {
            SimTime time = leg->timer_c[position - 1] == 0 ? SIM_TIME_MAX : due_at(network, leg, position, now);

            if (time < first.time)
                first = (Due){ time, first.time, slot, position };
            else
                first.next = MIN(first.next, time);
        }
    }
    return first;
}

void cpm_timer_c_guard(struct CpmNetwork *network, uint32_t slot, SimTime now)
{
    Due first = find_first(network, slot, now);
    bool is_due = first.time <= now;
    SimTime next = is_due ? first.next : first.time;
    CpmHop hop;

    *guard_of(network, slot) = next < SIM_TIME_MAX;
    if (next < SIM_TIME_MAX)
        push_guard(network, slot, MIN(MAX(next, now), now + network->setup->timer_c));
    if (!is_due)
        return;
    hop = cpm_network_hop(network, first.slot, first.position, now);
    cpm_network_take_timer(&hop, CPM_TIMER_C);
}
