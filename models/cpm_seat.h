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

typedef struct CpmSeat {
    const SimMachine *machine;
    unsigned (*classify)(const CpmHop *hop);
    CpmStation *stations;               /* of the instances of the box; NULL = no queue           */
    SimTime service;                    /* of a message there, ns, or CPM_VARIABLE                */
    SimTime delay_above, delay_below;   /* of the hops to its neighbours, ns, or CPM_VARIABLE     */
    CpmBoxKind kind;
    uint8_t link_above, link_below;     /* CpmLinkClass                                           */
    uint8_t invite_step;                /* Figure 31's number when an INVITE reaches it           */
    uint8_t final_step;                 /* ... and when a final response does; 0 = not drawn      */
} CpmSeat;

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
