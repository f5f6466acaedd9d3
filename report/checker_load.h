/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_LOAD_H
#define REPORT_CHECKER_LOAD_H

/* Inside the checker: how much work waits in the boxes, as far as the messages tell.  Each message that reaches a box with a station is so
 * much work there, on average, and a box does as much as time passes.  Where seconds of work wait nothing can be said about times any
 * more, and a leg may be given up before its messages have passed: what then looks broken is left open.
 *
 * On the short path the work arrives with the messages that are seen.  Where a box takes a message in when it has served it
 * (CpmWireSetup.at_service), and where turns of the CS take time, only its work is seen, not its queue: a box that is busy all the time
 * counts as one in which work waits.  So does a link of the core that is: what is seen of it is what has crossed it.
 *
 * How much is too much depends on 64 * T1, after which a leg is given up. */

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "models/cpm_setup.h"
#include "models/sip_message.h"
#include "sim/time.h"

_Static_assert(CPM_BOX_KINDS * CPM_BOX_INSTANCES <= 128, "boxes have numbers below 128");

#define CHECKER_LOAD_BOXES 128
#define CHECKER_LOAD_CLASSES 32
#define CHECKER_LOAD_ENDS (3 + CPM_BOX_INSTANCES)       /* of links of the core: Core, CS, ISF, IWFs */
#define CHECKER_LOAD_LANES (CHECKER_LOAD_ENDS * CHECKER_LOAD_ENDS)

/* One direction of a link between two boxes of the core. */
typedef struct CheckerLane {
    double arrived, waiting;            /* ns: as of a box                                                         */
} CheckerLane;

typedef struct CheckerLoad {
    SimTime since, next;                /* the work of [since, next) is being summed up; SIM_TIME_MAX: nothing is  */
    SimTime window;                     /* ... at longest                                                          */
    uint32_t came[CHECKER_LOAD_BOXES];          /* in it: messages, unless @by_class                               */
    uint64_t arrived[CHECKER_LOAD_BOXES];       /* in it: ns for all servers of the box together, but for @came    */
    double waiting[CHECKER_LOAD_BOXES];         /* before it, ns                                                   */
    uint32_t mean[CHECKER_LOAD_BOXES];          /* work of any message there, ns; unless @by_class                 */
    uint32_t work[CHECKER_LOAD_BOXES / CPM_BOX_INSTANCES][CHECKER_LOAD_CLASSES];        /* ... by CheckerClass     */
    uint32_t turns[CHECKER_LOAD_CLASSES];       /* of the CS before it sends such a message, ns                    */
    bool by_class;                      /* messages differ                                                         */
    double share;                       /* of its time in which a box need not be busy before work is said to wait */
    double limit;                       /* ns in all boxes together beyond which the network is overloaded         */
    double longest[CHECKER_LOAD_BOXES]; /* ns that have waited at most, at any time so far                         */
    double worst;                       /* ns that wait in @box, at most                                           */
    bool overloaded;                    /* ... at some time so far                                                 */
    CpmBox box;
    double per_byte;                    /* ns to transmit a byte over a link of the core; 0: none waits there      */
    double lane_limit;                  /* ns on all links together, likewise                                      */
    bool crowded;                       /* ... at some time so far                                                 */
    CheckerLane lanes[CHECKER_LOAD_LANES];
} CheckerLoad;

/* Sets up @load for @setup, where requests are given up after @patience, 64 * T1; @load is zeroed. */
void checker_load_start(CheckerLoad *load, const CpmSetup *setup, SimTime patience);

/* The work up to @now is counted: the time has come (@load->next). */
void checker_load_sum(CheckerLoad *load, SimTime now);

/* @code has been transmitted over the link from box @from to box @to, whether it has arrived or was lost; only if per_byte > 0. */
void checker_load_cross(CheckerLoad *load, uint8_t from, uint8_t to, SipCode code);

/* A message has reached box @to; only unless by_class. */
static inline void checker_load_count(CheckerLoad *load, uint8_t to)
{
    load->came[to % CHECKER_LOAD_BOXES]++;
}

/* A message of @class (CheckerClass) from box @from has reached box @to. */
static inline void checker_load_add(CheckerLoad *load, uint8_t from, uint8_t to, unsigned class)
{
    if (G_LIKELY(!load->by_class)) {
        checker_load_count(load, to);
        return;
    }
    to %= CHECKER_LOAD_BOXES;
    load->arrived[to] += load->work[CPM_BOX_KIND(to)][class];
    if (from == CPM_BOX(CPM_CS, 0))
        load->arrived[from] += load->turns[class];
}

#endif
