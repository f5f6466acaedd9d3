/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_LOAD_H
#define MODELS_CPM_LOAD_H

/* What a network under load is described by: links, stations, SIP timers, overload control: part of a setup (models/cpm_setup.h).  All
 * zero is a network that loses nothing, as the short path assumes (models/cpm_wire.h). */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "sim/distribution.h"
#include "sim/time.h"

/* Links, one way.  Access: CPM client - Core.  Core: between Core, CS, ISF and IWF.  System: IWF - Non-CPM System. */
typedef enum CpmLinkClass { CPM_LINK_ACCESS = 0, CPM_LINK_CORE = 1, CPM_LINK_SYSTEM = 2, CPM_LINK_CLASSES = 3 } CpmLinkClass;

/* What a link does to a message besides its latency.  A message is a datagram (UDP), or part of a connection between its two boxes
 * (TCP): then nothing is lost or out of order, and a lost segment comes late. */
typedef struct CpmLinkSetup {
    double loss;                        /* P(a message, or TCP segment, is lost)                                  */
    double duplicate;                   /* P(a datagram arrives twice)                                            */
    double bandwidth;                   /* bit/s of each direction between two boxes; 0 = unlimited               */
    bool keeps_order;                   /* no message overtakes another one; always so with TCP                   */
    bool tcp;
} CpmLinkSetup;

/* RFC 3261 table 4; TS 24.229 table 7.7.1 has the values towards the user equipment. */
typedef struct CpmTimers {
    SimTime t1, t2, t4;
} CpmTimers;

/* Messages by what they cost a box.  Written numbers. */
typedef enum CpmWork {
    CPM_WORK_INVITE = 0,                /* also an IWF's INVITE to the focus                                      */
    CPM_WORK_PROVISIONAL = 1,           /* 1xx                                                                    */
    CPM_WORK_FINAL = 2,                 /* 2xx-6xx to INVITE                                                      */
    CPM_WORK_ACK = 3,
    CPM_WORK_CANCEL = 4,                /* and its response                                                       */
    CPM_WORK_BYE = 5,                   /* and its response                                                       */
    CPM_WORK_EVENT = 6,                 /* SUBSCRIBE, NOTIFY, UPDATE and their responses                          */
    CPM_WORK_MEDIA = 7,                 /* MSRP                                                                   */
    CPM_WORK_SYSTEM = 8,                /* what comes from a Non-CPM System                                       */
    CPM_WORK_TURN = 9,                  /* turn of a member in a fan-out, a release, a refresh                    */
    CPM_WORK_REJECTION = 10,            /* a request that the box rejects for overload                            */
    CPM_WORKS = 11
} CpmWork;

typedef enum CpmOverloadControl {
    CPM_OVERLOAD_NONE = 0,
    CPM_OVERLOAD_REJECT = 1,            /* the box answers 503 itself                              RFC 3261 21.5.4 */
    CPM_OVERLOAD_RETRY_AFTER = 2,       /* ... with Retry-After: its neighbours send nothing new for so long       */
    CPM_OVERLOAD_LOSS = 3,              /* neighbours drop a share of requests                     RFC 7339        */
    CPM_OVERLOAD_RATE = 4,              /* neighbours keep to a rate, leaky bucket                 RFC 7415        */
    CPM_OVERLOAD_WINDOW = 5             /* neighbours keep to a number of open transactions        RFC 6357 9.2    */
} CpmOverloadControl;

typedef struct CpmOverloadSetup {
    CpmOverloadControl control;
    SimTime target;                     /* the box is overloaded while messages wait longer than this             */
    SimTime interval;                   /* between two measurements, and changes of what it asks for              */
    SimTime validity;                   /* of what it asks for: oc-validity                                       */
    SimTime retry_after;                /* RETRY_AFTER                                                            */
} CpmOverloadSetup;

typedef enum CpmPriority {
    CPM_PRIORITY_NONE = 0,              /* first come, first served                                               */
    CPM_PRIORITY_DIALOGS = 1            /* what belongs to a transaction or dialog under way before new requests  */
} CpmPriority;

/* A box that fails and is repaired.  While it is down nothing reaches it, and its timers wait. */
typedef struct CpmFailureSetup {
    struct CpmOutage {
        SimTime from, until;            /* down in [from, until)                                                  */
    } *outages;                         /* outages[n_outages], sorted, not overlapping                            */
    uint32_t n_outages;
    SimDistribution *up, *down;         /* besides: how long it works, then is down; both or none                 */
    bool forgets;                       /* what it knew is gone afterwards; else it stands in safe storage        */
    bool refuses;                       /* while down, connections to it fail at once (RFC 3261 16.9)             */
} CpmFailureSetup;

/* First-come first-served, @servers >= 1 at once.  Clients and Non-CPM Systems have none. */
typedef struct CpmStationSetup {
    SimDistribution *service;
    uint32_t servers;
    SimDistribution *service_of[CPM_WORKS];     /* NULL: @service                                                 */
    uint32_t buffer;                    /* messages that may wait; a further one is lost; 0 = none if @finite     */
    bool finite;                        /* there is a limit                                                       */
    CpmPriority priority;
    CpmFailureSetup failure;            /* of an IWF: see CpmIwfBox                                               */
    CpmOverloadSetup overload;
} CpmStationSetup;

/* SIP below the boxes. */
typedef struct CpmWireSetup {
    bool transactions;                  /* RFC 3261 17 with RFC 6026 and 4320 on every hop; else the short path   */
    bool at_service;                    /* a box takes a message in when it has served it; else when it arrives   */
    CpmTimers core, access;             /* between core elements; between a client and the Core                   */
    uint32_t largest_datagram;          /* bytes: larger requests go by TCP, RFC 3261 18.1.1; 0 = no limit        */
    SimTime sample;                     /* stations and transactions are looked at so often; 0 = never            */
    CpmLinkSetup link[CPM_LINK_CLASSES];
} CpmWireSetup;

#endif
