/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_seat.h"

#include "models/cpm_client.h"
#include "models/cpm_client_a.h"
#include "models/cpm_iwf.h"
#include "models/cpm_network_state.h"
#include "models/cpm_session.h"
#include "models/cpm_session_leg.h"
#include "models/cpm_system.h"
#include "models/sip_proxy.h"

enum { CLIENT_A, PROXY, SESSION, SESSION_LEG, CLIENT, IWF, SYSTEM };

static const SimMachineDef *const machine_defs[CPM_MACHINES + 1] = {
    [CLIENT_A] = &cpm_client_a_def, [PROXY] = &sip_proxy_def,   [SESSION] = &cpm_session_def, [SESSION_LEG] = &cpm_session_leg_def,
    [CLIENT] = &cpm_client_def,     [IWF] = &cpm_iwf_def,       [SYSTEM] = &cpm_system_def,
};

/* One row = one seat.  The steps are those of Figure 31: the INVITE (or what stands for it), and the final response, at their
 * receivers. */
typedef struct Row {
    uint8_t leg, position, machine;
    unsigned (*classify)(const CpmHop *hop);
    uint8_t link_above, link_below, invite_step, final_step;
} Row;

static const Row rows[] = {
    /* leg               at machine      classify                  link above       link below       INVITE       final */
    { CPM_LEG_INVITER,   0, CLIENT_A,    cpm_client_a_classify,    0,               CPM_LINK_ACCESS, 0,           15 },
    { CPM_LEG_INVITER,   1, PROXY,       sip_proxy_classify,       CPM_LINK_ACCESS, CPM_LINK_CORE,   1,           14 },
    { CPM_LEG_INVITER,   2, SESSION,     cpm_session_classify,     CPM_LINK_CORE,   0,               2,           0  },

    { CPM_LEG_CPM,       0, SESSION_LEG, cpm_session_leg_classify, 0,               CPM_LINK_CORE,   0,           13 },
    { CPM_LEG_CPM,       1, PROXY,       sip_proxy_classify,       CPM_LINK_CORE,   CPM_LINK_ACCESS, CPM_STEP_3A, 12 },
    { CPM_LEG_CPM,       2, CLIENT,      cpm_client_classify,      CPM_LINK_ACCESS, 0,               CPM_STEP_3B, 0  },

    { CPM_LEG_NON_CPM,   0, SESSION_LEG, cpm_session_leg_classify, 0,               CPM_LINK_CORE,   0,           21 },
    { CPM_LEG_NON_CPM,   1, PROXY,       sip_proxy_classify,       CPM_LINK_CORE,   CPM_LINK_CORE,   5,           20 },
    { CPM_LEG_NON_CPM,   2, PROXY,       sip_proxy_classify,       CPM_LINK_CORE,   CPM_LINK_CORE,   6,           19 },
    { CPM_LEG_NON_CPM,   3, PROXY,       sip_proxy_classify,       CPM_LINK_CORE,   CPM_LINK_CORE,   8,           18 },
    { CPM_LEG_NON_CPM,   4, IWF,         cpm_iwf_classify,         CPM_LINK_CORE,   CPM_LINK_SYSTEM, 9,           16 },
    { CPM_LEG_NON_CPM,   5, SYSTEM,      cpm_system_classify,      CPM_LINK_SYSTEM, 0,               11,          0  },
};

const SimMachineDef *const *cpm_seat_machines(void)
{
    return machine_defs;
}

unsigned cpm_seat_step(const CpmSeat *seat, CpmLegKind kind, SipCode code, bool mark)
{
    unsigned method = sip_method(code), status = sip_status(code);

    switch (method) {
    case SIP_INVITE:
        if (status == 0)
            return seat->invite_step;
        if (status < 200 || seat->final_step == 0)
            return 0;
        if (kind != CPM_LEG_INVITER)
            return seat->final_step;
        if (status != 200)
            return 0;
        return mark ? seat->final_step + 8u : seat->final_step;
    case SYS_INVITATION:
    case SYS_NATIVE_INVITE:
        return seat->invite_step;
    case SYS_ACCEPT:
    case SYS_DECLINE:
        return seat->final_step;
    default:
        return 0;
    }
}

/* @distribution if it always gives the same. */
static SimTime constant_of(const SimDistribution *distribution)
{
    if (distribution == NULL)
        return 0;
    return sim_distribution_is_constant(distribution) ? sim_distribution_time(distribution, 0.5) : CPM_VARIABLE;
}

static bool has_station(const CpmSetup *setup, CpmBoxKind kind)
{
    for (uint32_t i = 0; i < setup->n_systems && kind == CPM_SYSTEM; i++)
        if (setup->systems[i].throughput > 0.0)
            return true;
    return kind == CPM_CORE || kind == CPM_CS || kind == CPM_ISF || kind == CPM_IWF;
}

static uint32_t instances_in(const CpmSetup *setup, CpmBoxKind kind)
{
    if (kind == CPM_IWF)
        return MAX(setup->n_iwfs > 0 ? setup->n_iwfs : setup->n_systems, 1);
    return kind == CPM_SYSTEM ? setup->n_systems : 1;
}

/* A centre without limit has a station, too, where another one has a limit: it serves in no time. */
static void init_stations(CpmSeats *seats, const CpmSetup *setup)
{
    for (unsigned kind = 0; kind < CPM_BOX_KINDS; kind++) {
        const CpmStationSetup *station = &setup->station[kind];
        uint32_t n = instances_in(setup, (CpmBoxKind)kind);

        for (uint32_t i = 0; i < n && has_station(setup, (CpmBoxKind)kind); i++)
            cpm_station_init(&seats->stations[kind][i], CPM_BOX(kind, i), kind == CPM_SYSTEM ? 1 : station->servers,
                             kind == CPM_SYSTEM || constant_of(station->service) != CPM_VARIABLE);
    }
}

static uint8_t instances_of(CpmBoxKind kind)
{
    return kind == CPM_IWF || kind == CPM_SYSTEM ? CPM_BOX_INSTANCES - 1 : 0;
}

static uint8_t shift_of(CpmBoxKind kind)
{
    return kind == CPM_IWF ? 12 : 8;
}

/* Asks beforehand about everything that a code alone decides: at an IWF, not what depends on the mode and on faults; to the inviter, not
 * what depends on the mark. */
static void sort_inputs(CpmSeat *seat, CpmLegKind leg)
{
    for (unsigned timer = 0; timer < CPM_TIMERS; timer++)
        seat->input_of_timer[timer] =
            (uint8_t)seat->classify(&(CpmHop){ .code = (SipCode)timer, .origin = CPM_FROM_TIMER });
    for (unsigned class = 0; class < CPM_CLASSES; class++) {
        unsigned method = class >> 3, status = (class & 7u) == 7 ? 100 : (class & 7u) * 100 + (class & 7u ? 1 : 0);
        SipCode code = SIP_RESPONSE(method, status);

        if (seat->kind == CPM_IWF && (method == SIP_INVITE || method >= 32))
            seat->of_class[class].input = CPM_ASK;
        else
            seat->of_class[class].input = (uint8_t)seat->classify(&(CpmHop){ .code = code, .origin = CPM_FROM_ABOVE });
        if (leg == CPM_LEG_INVITER && method == SIP_INVITE && status >= 200)
            seat->of_class[class].step = CPM_ASK;
        else
            seat->of_class[class].step = (uint8_t)cpm_seat_step(seat, leg, code, false);
    }
}

/* What depends on the way, by its number. */
static void sort_ways(CpmSeat *seat, unsigned position)
{
    const CpmOccupant here = { seat->box, seat->instances, seat->shift };

    seat->from[CPM_FROM_ABOVE] = (CpmOccupant){ seat->box_above, seat->instances_above, seat->shift_above };
    seat->from[CPM_FROM_BELOW] = (CpmOccupant){ seat->box_below, seat->instances_below, seat->shift_below };
    seat->from[CPM_FROM_TIMER] = seat->from[CPM_FROM_INSIDE] = here;
    seat->event[CPM_DOWN] = CPM_BOX_KIND(seat->box_below) == CPM_BOX_KINDS ? CPM_NOWHERE : cpm_what(0, position + 1, CPM_FROM_ABOVE, 0);
    seat->event[CPM_UP] = CPM_BOX_KIND(seat->box_above) == CPM_BOX_KINDS ? CPM_NOWHERE : cpm_what(0, position - 1, CPM_FROM_BELOW, 0);
}

/* What the machine does with @input that goes @way, if that is all that a box does with it. */
static CpmPassage passage_of(const CpmSeat *seat, CpmWay way, unsigned state, unsigned input)
{
    const SimMachine *machine = seat->machine;
    const SimCell *cell = sim_machine_cell(machine, state, input);
    CpmPassage passage = { 0 };

    if (cell->next == 0 || (cell->next & (cell->next - 1)) != 0)        /* no arrow, or the handler decides where it leads */
        return passage;
    passage.next = (uint8_t)g_bit_nth_lsf(cell->next, -1);
    if (!sim_machine_acts(machine, state, input))
        passage.acts = CPM_PASSAGE_NOTES;
    else if (machine->def == &sip_proxy_def)
        passage.acts = sip_proxy_passage(cell->handler);
    if ((passage.acts & CPM_PASSAGE_PASSES) != 0 && (seat->delay[way] == CPM_VARIABLE || seat->event[way] == CPM_NOWHERE))
        passage.acts = 0;
    return passage;
}

/* Not where services are drawn; not to a Non-CPM System, of which the network counts how busy it is; not on the inviter's leg, where the
 * figure's steps depend on more than the message; and no media, which come from the other end of the leg. */
static void sort_passages(CpmSeat *seat, CpmLegKind leg)
{
    bool is_media[SIM_INPUTS] = { false };

    if (seat->service == CPM_VARIABLE || seat->kind == CPM_SYSTEM || leg == CPM_LEG_INVITER)
        return;
    for (unsigned class = 0; class < CPM_CLASSES; class++)
        if (sip_is_media(SIP_REQUEST(class >> 3)) && seat->of_class[class].input < SIM_INPUTS)
            is_media[seat->of_class[class].input] = true;
    for (unsigned way = 0; way < 2; way++)
        for (unsigned state = 0; state < seat->machine->def->n_states; state++)
            for (unsigned input = 0; input < seat->machine->n_inputs; input++)
                if (!is_media[input])
                    seat->passages[way][state][input] = passage_of(seat, (CpmWay)way, state, input);
}

void cpm_seats_init(CpmSeats *seats, const CpmSetup *setup)
{
    for (unsigned i = 0; i < CPM_MACHINES; i++) {
        g_assert(machine_defs[i]->n_states <= CPM_STATES);
        sim_machine_init(&seats->machines[i], machine_defs[i]);
    }
    init_stations(seats, setup);
    for (unsigned status = 0; status < CPM_STATUSES; status++)
        seats->class_of_status[status] = (uint8_t)(status == 100 ? 7 : status / 100 % 7);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Row *row = &rows[i];
        CpmLegKind leg = (CpmLegKind)row->leg;
        CpmBoxKind kind = cpm_leg_box(leg, row->position);
        CpmBoxKind above = row->position == 0 ? CPM_BOX_KINDS : cpm_leg_box(leg, row->position - 1u);
        CpmBoxKind below = row->position + 1 == CPM_POSITIONS ? CPM_BOX_KINDS : cpm_leg_box(leg, row->position + 1u);
        CpmSeat *seat = &seats->at[row->leg][row->position];

        *seat = (CpmSeat){
            .machine = &seats->machines[row->machine],
            .classify = row->classify,
            .class_of_status = seats->class_of_status,
            .stations = has_station(setup, kind) ? seats->stations[kind] : NULL,
            .service = kind == CPM_SYSTEM ? CPM_VARIABLE : constant_of(setup->station[kind].service),
            .delay = { [CPM_UP] = constant_of(setup->latency[row->link_above]),
                       [CPM_DOWN] = constant_of(setup->latency[row->link_below]) },
            .kind = kind,
            .link_above = row->link_above,
            .link_below = row->link_below,
            .invite_step = row->invite_step,
            .final_step = row->final_step,
            .box = CPM_BOX(kind, 0),
            .box_above = CPM_BOX(above, 0),
            .box_below = CPM_BOX(below, 0),
            .instances = instances_of(kind),
            .instances_above = instances_of(above),
            .instances_below = instances_of(below),
            .shift = shift_of(kind),
            .shift_above = shift_of(above),
            .shift_below = shift_of(below),
        };
        sort_inputs(seat, leg);
        sort_ways(seat, row->position);
        sort_passages(seat, leg);
        for (unsigned timer = 0; timer < CPM_TIMERS; timer++)
            seat->attempt_of_timer[timer] = (uint8_t)cpm_attempt_tag(&(CpmLeg){ .facts = 0xffff }, row->position, timer);
        seats->seats[row->leg][row->position] = seat;
    }
}

SimTime cpm_seats_longest_step(const CpmSeats *seats)
{
    SimTime longest = 0;

    for (unsigned i = 0; i < CPM_LEG_KINDS * CPM_POSITIONS; i++) {
        const CpmSeat *seat = &seats->at[i / CPM_POSITIONS][i % CPM_POSITIONS];

        for (unsigned way = 0; way < G_N_ELEMENTS(seat->delay); way++)
            if (seat->service != CPM_VARIABLE && seat->delay[way] != CPM_VARIABLE)
                longest = MAX(longest, seat->service + seat->delay[way]);
    }
    return longest;
}

void cpm_seats_clear(CpmSeats *seats)
{
    for (unsigned i = 0; i < CPM_MACHINES; i++)
        sim_machine_clear(&seats->machines[i]);
    for (unsigned kind = 0; kind < CPM_BOX_KINDS; kind++)
        for (unsigned i = 0; i < CPM_BOX_INSTANCES; i++)
            cpm_station_clear(&seats->stations[kind][i]);
}
