/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_SEAT_H
#define MODELS_CPM_SEAT_H

/* Seats: the places along a leg at which boxes sit (cpm_box.h), with what a message that arrives there needs to know at once. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_hop.h"
#include "models/cpm_station.h"
#include "sim/arrow.h"

/* A duration that has to be drawn each time. */
#define CPM_VARIABLE (-1)

/* What sorts an input: 8 classes for each method, and one for each timer. */
#define CPM_CLASSES 512
#define CPM_TIMERS 32

/* An input that depends on more than the message: classify() knows. */
#define CPM_ASK 255u

typedef struct CpmSeat {
    const SimMachine *machine;
    unsigned (*classify)(const CpmHop *hop);
    CpmStation *stations;               /* of the instances of the box; NULL = no queue           */
    SimTime service;                    /* of a message there, ns, or CPM_VARIABLE; at a Non-CPM System each has its own */
    SimTime delay_above, delay_below;   /* of the hops to its neighbours, ns, or CPM_VARIABLE     */
    CpmBoxKind kind;
    uint8_t link_above, link_below;     /* CpmLinkClass                                           */
    uint8_t invite_step;                /* Figure 31's number when an INVITE reaches it           */
    uint8_t final_step;                 /* ... and when a final response does; 0 = not drawn      */
    CpmBox box, box_above, box_below;   /* here and of its neighbours, instance 0                 */
    uint8_t instances, instances_above, instances_below;        /* mask: 15 where there are several, else 0 */
    uint8_t shift, shift_above, shift_below;                    /* where in the facts of a leg the instance stands */
    uint8_t input_of_timer[CPM_TIMERS];
    uint8_t input_of_class[CPM_CLASSES];                        /* by cpm_class(), or CPM_ASK     */
} CpmSeat;

/* Method and class of the status; 100 is a class of its own, for it goes from hop to hop only. */
static inline unsigned cpm_class(SipCode code)
{
    unsigned status = sip_status(code);

    return sip_method(code) << 3 | (status == 100 ? 7u : status / 100);
}

/* The input of the seat's machine that @hop is: what classify() says. */
static inline unsigned cpm_seat_input(const CpmSeat *seat, const CpmHop *hop)
{
    unsigned input = hop->origin == CPM_FROM_TIMER ? seat->input_of_timer[hop->code] : seat->input_of_class[cpm_class(hop->code)];

    return G_UNLIKELY(input == CPM_ASK) ? seat->classify(hop) : input;
}

/* The instance of the box here, or of a neighbour, on a leg with @facts. */
static inline CpmBox cpm_seat_box(CpmBox first, uint8_t instances, uint8_t shift, uint32_t facts)
{
    return (CpmBox)(first | (facts >> shift & instances));
}

#define CPM_MACHINES 7

typedef struct CpmSeats {
    CpmSeat at[CPM_LEG_KINDS][CPM_POSITIONS];
    SimMachine machines[CPM_MACHINES];
    CpmStation stations[CPM_BOX_KINDS][CPM_BOX_INSTANCES];
} CpmSeats;

/* Furnishes the seats of all legs for @setup, which must outlive them.  The seats may not move in memory.  Clear with
 * cpm_seats_clear(). */
void cpm_seats_init(CpmSeats *seats, const CpmSetup *setup);

void cpm_seats_clear(CpmSeats *seats);

/* The machines of all boxes, NULL-terminated, in the order of the figure. */
const SimMachineDef *const *cpm_seat_machines(void);

/* The figure's number of @code on its way to @seat of a leg of @kind; 0 if it has none.  @mark as in cpm_hop_send_up_marked(). */
unsigned cpm_seat_step(const CpmSeat *seat, CpmLegKind kind, SipCode code, bool mark);

#endif
