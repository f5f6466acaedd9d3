/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_LINK_H
#define MODELS_CPM_LINK_H

/* What a link does to a message: transmission, latency, loss, order.  It knows neither boxes nor events.
 *
 * A datagram that is lost is gone.  A segment of a connection that is lost is sent again when the retransmission timer fires: after 1 s,
 * then twice as long each time, at most 60 s (RFC 6298 2.1, 2.5, 5.5; that no acknowledgement of a later segment repairs it earlier is
 * [INFER], right for the thin streams of signalling); what was sent after it waits for it. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_load.h"
#include "sim/time.h"

/* One direction between two boxes.  Zero is a lane on which nothing has gone yet. */
typedef struct CpmLane {
    SimTime free;               /* when the last message has been transmitted   */
    SimTime last;               /* when it arrives                              */
} CpmLane;

/* A message that is about to cross. */
typedef struct CpmCrossing {
    SimTime leaves;             /* when its sender has it ready                                                   */
    SimTime latency;            /* after its transmission                                                         */
    uint32_t bytes;
    bool reliable;              /* goes over TCP, whatever the link has for others                                */
    double luck;                /* uniform in (0, 1): decides about its loss; of no meaning on a link without     */
} CpmCrossing;

#define CPM_LINK_LOSES (-1)

/* True if messages on such a link depend on those before, so that each lane of it has to be kept. */
bool cpm_link_has_lanes(const CpmLinkSetup *link);

/* When @crossing arrives, or CPM_LINK_LOSES.  @lane: NULL if the link has no lanes.  Messages are transmitted in the order of the calls. */
SimTime cpm_link_cross(const CpmLinkSetup *link, CpmLane *lane, const CpmCrossing *crossing);

#endif
