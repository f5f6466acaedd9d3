/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_TIMER_C_H
#define MODELS_CPM_TIMER_C_H

/* Timer C of the proxies (RFC 3261 16.6 item 11, 16.7 item 2, 16.8).  Each has a deadline in its leg; but as a rule the INVITE is answered
 * long before, and an event for each proxy would in most runs be every eighth of all, only to find that nobody waits for it.  So the legs
 * of a block, which lie side by side in memory, whoever their sessions are, share one pending event: their guard.  It comes no later than
 * any of their deadlines, looks at all of them, and is pending again as long as a proxy waits.  A deadline is put off by writing it. */

#include <glib.h>

#include "models/cpm_hop.h"

/* The proxy of @hop starts its Timer C; not if it forgets to (CPM_FAULT_FORGET_TIMER). */
void cpm_timer_c_start(CpmHop *hop);

/* What stands in the leg for a deadline at @time, whose clock has milliseconds.  Zero is that of a timer that does not run. */
static inline uint32_t cpm_timer_c_tick(SimTime time)
{
    uint32_t tick = (uint32_t)((uint64_t)time / SIM_MS);

    return MAX(tick, 1);
}

/* The same for a Timer C that starts when its box is @ready, rounded up: "more than 3 minutes". */
static inline uint32_t cpm_timer_c_deadline(SimTime ready, SimTime timer_c)
{
    return cpm_timer_c_tick(ready + timer_c + SIM_MS - 1);
}

/* The proxy at @position of @leg starts it anew, if it runs; @timer_c: how long. */
static inline void cpm_timer_c_restart(CpmLeg *leg, unsigned position, SimTime ready, SimTime timer_c)
{
    uint32_t *timer = &leg->timer_c[position - 1];

    if (*timer != 0)
        *timer = cpm_timer_c_deadline(ready, timer_c);
}

/* Stops that of the proxy at @position of the leg, which is not told. */
static inline void cpm_timer_c_stop(CpmLeg *leg, unsigned position)
{
    leg->timer_c[position - 1] = 0;
}

/* The guard of the block that begins with @slot comes at @now: the proxy that has waited longest takes its Timer C, if that is due and its
 * box is up.  At most one does: others that are due have an event of their own, at @now, too. */
void cpm_timer_c_guard(struct CpmNetwork *network, uint32_t slot, SimTime now);

#endif
