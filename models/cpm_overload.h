/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_OVERLOAD_H
#define MODELS_CPM_OVERLOAD_H

/* Overload control between neighbours, RFC 6357: a box that serves measures itself (monitor, control function), and tells what it asks for
 * in its responses; the neighbour that sends obeys (actuator).  Both ends are here, one controller for each box that serves and one
 * throttle for each pair of neighbours; the wire calls them.  Only network boxes throttle: a client sends one request and is gone, so a
 * controller does to the requests of clients itself what it asks of others (RFC 7339 5.10.2).
 *
 * Neither end knows anything of legs, packets or events: times and numbers go in, decisions come out.  "New requests" are INVITEs
 * outside a dialog, each once: retransmissions and copies are none.
 *
 * What the RFCs prescribe is what a throttle does.  How a box finds what to ask for they leave open; the control laws of
 * cpm_controller_measure() are ours [INFER], after the queue-delay and occupancy laws that RFC 6357 discusses. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "models/cpm_load.h"
#include "sim/time.h"

/* RFC 7339 7.2: ordinary new requests are throttled first; those of sessions under way, and those with priority, last. */
typedef enum CpmCategory { CPM_ORDINARY = 1, CPM_PRIVILEGED = 2 } CpmCategory;

/* The sending end, at one box towards one neighbour. */
typedef struct CpmThrottle {
    CpmOverloadControl control;
    SimTime until;                  /* what was asked for holds until then                                                     */
    double asked;                   /* LOSS: share 0..1; RATE: requests/s; WINDOW: requests                                    */
    double bucket;                  /* RATE: how full it was at @last, s                                       RFC 7415 3.5.1  */
    SimTime last;                   /* RATE: last conforming request                                                           */
    uint32_t open;                  /* requests that were let pass and have no response yet                                    */
    uint32_t held;                  /* requests that were not, and have not been closed yet                                    */
    uint64_t sent[3], dropped[3];   /* new requests, by category                                                               */
    double ordinary;                /* share of ordinary ones among the new requests of late: what the loss algorithm splits by */
} CpmThrottle;

/* The serving end, at one box. */
typedef struct CpmController {
    const CpmOverloadSetup *setup;
    SimTime since;                  /* when this interval began                                                                */
    uint64_t senders[2];            /* mask of the network boxes (CpmBox) that have sent new requests in it                    */
    bool has_clients;               /* clients have, too                                                                       */
    uint32_t arrivals;              /* new requests in it that were not rejected                                               */
    uint32_t served, served_new;    /* messages in it, and new requests among them                                             */
    bool was_busy;                  /* somebody waited when it began                                                           */
    uint32_t measured;              /* intervals with service so far                                                           */
    double message_rate;            /* messages/s that the box serves when it is busy                                          */
    double capacity;                /* estimate: new requests/s that it can serve, with all that follows from them             */
    double offered;                 /* new requests/s: LOSS: that its neighbours have, with those that they drop; else that come */
    double wait;                    /* s: how long a message that comes now will wait                                          */
    bool overloaded;                /* something is asked for, or new requests are rejected                                    */
    double calm;                    /* s since that held anybody back                                                          */
    double asked;                   /* of all senders together, in the unit of a throttle                                      */
    double rest;                    /* by which the value in @demand is below what is asked for                                */
    uint32_t demand;
    CpmThrottle own;                /* for what clients send                                                                   */
} CpmController;

/* A new request that has come. */
typedef struct CpmOffer {
    SimTime now;
    CpmBox from;                    /* the neighbour                                                                           */
    CpmCategory category;
    double drawn;                   /* uniform in (0, 1)                                                                       */
} CpmOffer;

/* @setup is borrowed.  The first interval begins at @now. */
void cpm_controller_init(CpmController *controller, const CpmOverloadSetup *setup, SimTime now);

/* A new request has come.  True: the box has to reject it with 503; with Retry-After if the control is RETRY_AFTER. */
bool cpm_controller_take(CpmController *controller, const CpmOffer *offer);

/* A message goes into service; @new_request: a new one that is not rejected. */
void cpm_controller_note_service(CpmController *controller, bool new_request);

/* The interval is over at @now, and @queue messages wait: finds what to ask for in the next one.
 *
 * The wait of a message that comes now is the queue over the rate of service.  Beyond the target the box is overloaded.  Then
 *      REJECT, RETRY_AFTER     new requests are rejected until the wait is below half the target; privileged ones only beyond twice the
 *                              target
 *      LOSS, RATE              new requests shall come at capacity * (1 - (wait - target) / (2 * target)), at least 0: as a share of
 *                              what is offered, or as a rate
 *      WINDOW                  as many requests as come at that rate in the wait (Little's law), or in the target if that is longer
 * Before an overload, @capacity is the mean rate at which new requests were served of late (1 s); in it, it falls or rises by up to 10 %
 * a second as the wait is beyond or below the target, so that errors of that estimate wear off.  It is over when for 3 s nobody was held
 * back. */
void cpm_controller_measure(CpmController *controller, SimTime now, uint32_t queue);

/* What each response of the box carries: 0 = nothing; else 1 + the value for one sender, a whole number as in the parameter oc (LOSS:
 * percent; RATE: requests per second; WINDOW: requests).  What rounding takes in one interval it gives in the next. */
uint32_t cpm_controller_demand(const CpmController *controller);

void cpm_throttle_init(CpmThrottle *throttle, CpmOverloadControl control);

/* A response has come at @now with @demand, as from cpm_controller_demand(); it holds for the validity of @setup.  0 changes nothing. */
void cpm_throttle_obey(CpmThrottle *throttle, const CpmOverloadSetup *setup, uint32_t demand, SimTime now);

/* A 503 with Retry-After has come: no new request for so long. */
void cpm_throttle_pause(CpmThrottle *throttle, SimTime now, SimTime retry_after);

/* A new request of @category is about to leave at @now; @drawn is uniform in (0, 1).  False: it must not, and is answered 503 here.
 *
 * LOSS: RFC 7339 7.2.  RATE: RFC 7415 3.5.1, T = 1/oc; an ordinary request conforms up to TAU1 = 2T, a privileged one up to TAU2 = 4T
 * (3.5.2 has two thresholds; that the lower is half the other is [INFER]).  WINDOW: RFC 6357 9.2.  RETRY_AFTER: RFC 3261 21.5.4. */
bool cpm_throttle_lets_pass(CpmThrottle *throttle, CpmCategory category, SimTime now, double drawn);

/* A request about which cpm_throttle_lets_pass() was asked has its first response, 100 included, or will never have one.  Once for each;
 * for those that did not pass, too, when they are answered here.  (RFC 6357 9.2 counts what is not confirmed: a window of requests that
 * wait for people to answer would say nothing of the box.) */
void cpm_throttle_close(CpmThrottle *throttle);

/* RFC 7339 7.2: which shares of both categories to drop, so that the share @asked of all is, where the share @ordinary is of the first
 * category; out_drop[CPM_ORDINARY] and out_drop[CPM_PRIVILEGED], 0..1. */
void cpm_throttle_split(double asked, double ordinary, double out_drop[3]);

#endif
