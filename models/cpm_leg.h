/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_LEG_H
#define MODELS_CPM_LEG_H

/* The records of a run: one per leg and one per session, in flat arrays. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "sim/time.h"

/* 32 bytes, so that two lie in a cache line and ten million fit; nothing else exists per leg in the models.  Zero is a leg of which
 * nothing has begun. */
typedef struct CpmLeg {
    SimTime invited;                    /* when the CS sent the INVITE                                        */
    uint32_t timer_c[3];                /* deadlines of Timer C at positions 1, 2, 3: ms modulo 2^32; 0: none */
    uint32_t session;                   /* slot of the session                                                */
    uint32_t facts : 16;                /* CPM_FACT_*; the ISF keeps system and IWF up to date                */
    uint32_t kind : 2;                  /* CpmLegKind                                                         */
    uint32_t generation : 10;           /* of the slot: events of an earlier use are stale                    */
    uint32_t helps : 3;                 /* help messages sent to the user                                     */
    uint32_t subscribed : 1;            /* the member gets NOTIFYs                                            */
    uint32_t states;                    /* of the box at each position, four bits each; above them cpm_leg_provisionals() */
} CpmLeg;

_Static_assert(sizeof(CpmLeg) == 32, "two legs to a cache line");

/* Positions of ISF and IWF on a leg of a member without CPM. */
#define CPM_AT_ISF 2
#define CPM_AT_IWF 4

/* Media go straight from end to end: from the first position of a leg to the last of its boxes that speaks SIP, and back.  The end to
 * which the one at @position sends. */
static inline unsigned cpm_leg_far_end(CpmLegKind kind, unsigned position)
{
    return position > 0 ? 0 : kind == CPM_LEG_NON_CPM ? CPM_AT_IWF : 2;
}

/* At most so many states has a machine, for a leg keeps four bits of each. */
#define CPM_STATES 16

static inline unsigned cpm_leg_state(const CpmLeg *leg, unsigned position)
{
    return leg->states >> 4 * position & 15u;
}

static inline void cpm_leg_set_state(CpmLeg *leg, unsigned position, unsigned state)
{
    leg->states ^= (cpm_leg_state(leg, position) ^ state) << 4 * position;
}

/* Provisional responses sent by the last box, modulo 256. */
static inline unsigned cpm_leg_provisionals(const CpmLeg *leg)
{
    return leg->states >> 24;
}

static inline void cpm_leg_count_provisional(CpmLeg *leg)
{
    leg->states += UINT32_C(1) << 24;
}

typedef struct CpmSession {
    SimTime start;                      /* when the inviter invites                                           */
    SimTime fan_out_start;              /* when the CS began to invite                                        */
    SimTime release_start;              /* when the CS began to release                                       */
    SimTime refresh_start;              /* when the CS began to refresh the last time                         */
    SimTime notified;                   /* when the last NOTIFY left; 0 = none yet                            */
    uint32_t number;                    /* see CpmWorkload                                                    */
    uint32_t legs;                      /* slot of the inviter's leg; member k has slot legs + k              */
    uint32_t size;                      /* members                                                            */
    uint32_t room;                      /* ... that its slots could hold                                      */
    uint32_t workload;                  /* index                                                              */
    uint32_t invited;                   /* the last member that has been invited                              */
    uint32_t called;                    /* how many have been: fewer if servers of the CS overtake each other */
    uint32_t answer_due;                /* the member whose T_answer is pending, 0 = none                     */
    uint32_t open;                      /* invited legs without final answer                                  */
    uint32_t connected;                 /* legs that accepted and have not ended                              */
    uint32_t accepted;                  /* legs that accepted, ever                                           */
    uint32_t required_open;             /* required members that have not accepted                            */
    uint32_t busy;                      /* legs whose people or dialog have something pending                 */
    uint16_t best;                      /* best final response so far, RFC 3261 16.7 item 6; 0 = none         */
    uint16_t repeats;                   /* messages of the same kind sent to the inviter                      */
    uint32_t number_held;               /* 1 + index of the number that users reply to, 0 = none              */
    uint32_t writes_open;               /* messages that people who have answered will still write            */
    uint32_t texts;                     /* text messages that the CS has passed on                            */
    uint32_t subscribers;               /* members whose subscription is active                               */
    uint32_t changes;                   /* members whose state has changed since the last NOTIFY              */
    bool releasing;                     /* the CS ends all legs                                               */
    bool subscribed;                    /* the inviter's subscription is active                               */
    bool notify_pending;                /* a NOTIFY waits for the interval to pass                            */
    bool settled;                       /* all invited have answered, and it has ended if it is to end        */
    bool recycling;                     /* nothing is left but to free the slots                              */
    bool number_returned;               /* the number is back in the pool, though late replies may name it    */
    bool refreshing;                    /* the inviter owes the response to an UPDATE                         */
    bool given_up;                      /* the inviter has failed before the CS had heard of the session      */
} CpmSession;

#endif
