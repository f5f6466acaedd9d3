/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_LEG_H
#define MODELS_CPM_LEG_H

/* The records of a run: one per leg and one per session, in flat arrays. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "sim/time.h"

/* 48 bytes, so that ten million legs fit; nothing else exists per leg in the models.  Zero is a leg of which nothing has begun. */
typedef struct CpmLeg {
    SimTime invited;                    /* when the CS sent the INVITE                                        */
    SimTime timer_c[3];                 /* deadlines of Timer C at positions 1, 2, 3                          */
    uint32_t session;                   /* slot of the session                                                */
    uint16_t facts;                     /* CPM_FACT_*                                                         */
    uint16_t generation;                /* of the slot: events of an earlier use are stale                    */
    uint8_t state[CPM_POSITIONS];       /* of the box at each position                                        */
    uint8_t kind;                       /* CpmLegKind                                                         */
    uint8_t provisionals;               /* sent by the last box, modulo 256                                   */
} CpmLeg;

typedef struct CpmSession {
    SimTime start;                      /* when the inviter invites                                           */
    SimTime fan_out_start;              /* when the CS began to invite                                        */
    SimTime release_start;              /* when the CS began to release                                       */
    SimTime notified;                   /* when the last NOTIFY left; 0 = none yet                            */
    uint32_t number;                    /* the k-th of workload w of n has number k * n + w                   */
    uint32_t legs;                      /* slot of the inviter's leg; member k has slot legs + k              */
    uint32_t size;                      /* members                                                            */
    uint32_t workload;                  /* index                                                              */
    uint32_t invited;                   /* members 1 .. invited have been invited                             */
    uint32_t answer_due;                /* the member whose T_answer is pending, 0 = none                     */
    uint32_t open;                      /* invited legs without final answer                                  */
    uint32_t connected;                 /* legs that accepted and have not ended                              */
    uint32_t accepted;                  /* legs that accepted, ever                                           */
    uint32_t required_open;             /* required members that have not accepted                            */
    uint32_t busy;                      /* legs whose people or dialog have something pending                 */
    uint16_t best;                      /* best final response so far, RFC 3261 16.7 item 6; 0 = none         */
    uint16_t repeats;                   /* messages of the same kind sent to the inviter                      */
    bool releasing;                     /* the CS ends all legs                                               */
    bool subscribed;                    /* the inviter's subscription is active                               */
    bool notify_pending;                /* a NOTIFY waits for the interval to pass                            */
    bool settled;                       /* all invited have answered, and it has ended if it is to end        */
    bool recycling;                     /* nothing is left but to free the slots                              */
} CpmSession;

#endif
