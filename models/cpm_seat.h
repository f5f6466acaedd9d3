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

/* The two ways along a leg: numbers that are those of the origins from which a message is passed on that way. */
typedef enum CpmWay { CPM_DOWN = CPM_FROM_ABOVE, CPM_UP = CPM_FROM_BELOW } CpmWay;

/* Nobody sits that way. */
#define CPM_NOWHERE UINT32_MAX

/* What sorting says of an input: that of the machine, and the step in Figure 31. */
typedef struct CpmSorted {
    uint8_t input, step;
} CpmSorted;

/* What a machine does with an input: most messages are only noted, or passed on, and need no handler for that (models/cpm_passage.h). */
typedef struct CpmPassage {
    uint8_t acts;                       /* CPM_PASSAGE_*; 0: only the handler knows           */
    uint8_t next;                       /* the next state                                     */
} CpmPassage;

#define CPM_PASSAGE_NOTES 1u            /* takes the message in ...                           */
#define CPM_PASSAGE_PASSES 2u           /* ... and passes it on, the way it came              */
#define CPM_PASSAGE_RESTARTS_C 4u       /* ... and sets Timer C anew                          */

/* A box on a leg: which of several it is stands in the facts of the leg. */
typedef struct CpmOccupant {
    CpmBox first;                       /* instance 0 */
    uint8_t instances;                  /* mask: 15 where there are several, else 0 */
    uint8_t shift;                      /* where in the facts the instance stands */
} CpmOccupant;

/* What each message needs to know comes first, and by number where it depends on the way: nobody can guess where the next one comes from,
 * the processor neither. */
typedef struct CpmSeat {
    const SimMachine *machine;
    CpmStation *stations;               /* of the instances of the box; NULL = no queue           */
    SimTime service;                    /* of a message there, ns, or CPM_VARIABLE; at a Non-CPM System each has its own */
    SimTime delay[2];                   /* [CpmWay] of the hops to its neighbours, ns, or CPM_VARIABLE */
    uint32_t event[2];                  /* [CpmWay] what an event says of the way to that neighbour, or CPM_NOWHERE */
    CpmOccupant from[4];                   /* [CpmOrigin] who has sent an input: a neighbour, or the box itself */
    const uint8_t *class_of_status;     /* for cpm_class()                                        */
    CpmBoxKind kind;
    unsigned (*classify)(const CpmHop *hop);
    uint8_t link_above, link_below;     /* CpmLinkClass                                           */
    uint8_t invite_step;                /* Figure 31's number when an INVITE reaches it           */
    uint8_t final_step;                 /* ... and when a final response does; 0 = not drawn      */
    CpmBox box, box_above, box_below;   /* here and of its neighbours, instance 0                 */
    uint8_t instances, instances_above, instances_below;        /* mask: 15 where there are several, else 0 */
    uint8_t shift, shift_above, shift_below;                    /* where in the facts of a leg the instance stands */
    uint8_t input_of_timer[CPM_TIMERS];
    uint8_t attempt_of_timer[CPM_TIMERS];       /* mask of cpm_attempt_tag()                      */
    CpmSorted of_class[CPM_CLASSES];    /* by cpm_class(); what it does not decide is CPM_ASK     */
    CpmPassage passages[2][CPM_STATES][SIM_INPUTS];      /* [CpmWay]: the way that the message goes */
} CpmSeat;

#define CPM_STATUSES 1024

/* Method and class of the status; 100 is a class of its own, for it goes from hop to hop only. */
static inline unsigned cpm_class(const uint8_t class_of_status[CPM_STATUSES], SipCode code)
{
    return sip_method(code) << 3 | class_of_status[sip_status(code)];
}

/* The figure's number of @code on its way to @seat of a leg of @kind; 0 if it has none.  @mark as in cpm_hop_send_up_marked(). */
unsigned cpm_seat_step(const CpmSeat *seat, CpmLegKind kind, SipCode code, bool mark);

/* What classify() and cpm_seat_step() say of @hop, which has come to @seat. */
static inline CpmSorted cpm_seat_sort(const CpmSeat *seat, const CpmHop *hop)
{
    CpmSorted sorted = { 0 };

    if (hop->origin == CPM_FROM_TIMER)
        sorted.input = seat->input_of_timer[hop->code];
    else
        sorted = seat->of_class[cpm_class(seat->class_of_status, hop->code)];
    if (G_UNLIKELY(sorted.input == CPM_ASK))
        sorted.input = (uint8_t)seat->classify(hop);
    if (G_UNLIKELY(sorted.step == CPM_ASK))
        sorted.step = (uint8_t)cpm_seat_step(seat, (CpmLegKind)hop->leg->kind, hop->code, hop->mark);
    return sorted;
}

/* The input of the seat's machine that @hop is: what classify() says. */
static inline unsigned cpm_seat_input(const CpmSeat *seat, const CpmHop *hop)
{
    return cpm_seat_sort(seat, hop).input;
}

/* The instance of the box here, or of a neighbour, on a leg with @facts. */
static inline CpmBox cpm_seat_box(CpmBox first, uint8_t instances, uint8_t shift, uint32_t facts)
{
    return (CpmBox)(first | (facts >> shift & instances));
}

static inline CpmBox cpm_occupant_box(CpmOccupant who, uint32_t facts)
{
    return cpm_seat_box(who.first, who.instances, who.shift, facts);
}

#define CPM_MACHINES 7

typedef struct CpmSeats {
    CpmSeat at[CPM_LEG_KINDS][CPM_POSITIONS];
    const CpmSeat *seats[CPM_LEG_KINDS][8];     /* where each of @at is: to compute that takes longer */
    SimMachine machines[CPM_MACHINES];
    uint8_t class_of_status[CPM_STATUSES];
    CpmStation stations[CPM_BOX_KINDS][CPM_BOX_INSTANCES];
} CpmSeats;

/* Furnishes the seats of all legs for @setup, which must outlive them.  The seats may not move in memory.  Clear with
 * cpm_seats_clear(). */
void cpm_seats_init(CpmSeats *seats, const CpmSetup *setup);

void cpm_seats_clear(CpmSeats *seats);

/* Returns the longest time (ns) from a message's arrival at a box to its arrival at the next one, of those that are the same each time
 * where nobody waits; 0 if there is none. */
SimTime cpm_seats_longest_step(const CpmSeats *seats);

/* The machines of all boxes, NULL-terminated, in the order of the figure. */
const SimMachineDef *const *cpm_seat_machines(void);

#endif
