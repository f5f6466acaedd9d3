/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_INTERWORKING_H
#define MODELS_CPM_INTERWORKING_H

/* Interworking Functions, the ISF and the Non-CPM Systems behind them: part of a setup (models/cpm_setup.h). */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_load.h"
#include "sim/distribution.h"
#include "sim/time.h"

/* How the IWF knows to which invitation a reply belongs: it carries no session. */
typedef enum CpmCorrelation {
    CPM_CORRELATE_NUMBER = 0,           /* each session has a number of its own, to which users reply   TS 23.204 B.1 */
    CPM_CORRELATE_TOKEN = 1,            /* users repeat a word of the invitation; without it, as LATEST               */
    CPM_CORRELATE_LATEST = 2            /* the last invitation that went to the user and still waits                  */
} CpmCorrelation;

typedef enum CpmLateReply {             /* D13: the user accepts when the leg has failed                                  */
    CPM_LATE_REPLY_TELL = 0,            /* a notice that it is over, if there are notices                                 */
    CPM_LATE_REPLY_JOIN = 1,            /* the IWF dials in to the focus                            RFC 4579 5.1          */
    CPM_LATE_REPLY_IGNORE = 2
} CpmLateReply;

/* What all Interworking Functions do alike. */
typedef struct CpmIwfSetup {
    SimTime t_reply;                    /* how long the IWF waits for the user's reply                            */
    SimTime t_submit;                   /* how long it waits for the centre's answer to a submission (D11)        */
    SimTime keepalive;                  /* provisional each so long while waiting; SIM_TIME_MAX = off             */
    bool notices;                       /* tell the user: you were added; it is over; it was withdrawn            */
    uint32_t helps;                     /* help messages to one user after replies that nobody understands, 0..3  */
    CpmLateReply late_reply;
    bool anonymous_allowed;             /* inviters who hide their name may interwork (D19)                       */
    CpmCorrelation correlation;
    uint32_t numbers;                   /* CORRELATE_NUMBER: the pool, shared by all IWFs; 0 = no limit           */
    SimTime number_rest;                /* a number is given out again so long after its session has ended        */
    double token_lost;                  /* CORRELATE_TOKEN: P(a user leaves the token out)                        */
} CpmIwfSetup;

/* An Interworking Function as a box.  Without any in the scenario, IWF i serves system i and nothing else. */
typedef struct CpmIwfBox {
    char *name;
    uint32_t serves;                    /* mask: bit s = system s                                                  */
    uint32_t capacity;                  /* legs that may wait for users at once; beyond them D22; 0 = no limit     */
    struct CpmOutage *outages;          /* outages[n_outages], sorted, not overlapping; what it knew is lost       */
    uint32_t n_outages;
    SimDistribution *up, *down;         /* besides: how long it works, then is dead; both or none                  */
    bool refuses;                       /* while dead, connections to it fail at once (RFC 3261 16.9); else silence */
} CpmIwfBox;

/* Interworking Selection Function: goes through the member's services in their order, and for each through the IWFs that serve it in the
 * order of the setup. */
typedef struct CpmIsfSetup {
    bool informed;                      /* knows which IWFs are full or dead, and passes them over                 */
    bool failover;                      /* tries the next one on 500, 503, 408                                     */
} CpmIsfSetup;

#define CPM_RETRY_STEPS 4

/* A Non-CPM System: what it supports and how it delivers. */
typedef struct CpmSystemSetup {
    char *name;
    char *service;                      /* "sms", "mms", "email": for people                                      */
    bool names_message;                 /* a reply names what it answers (e-mail does): nothing is misattributed  */
    bool segmented;                     /* texts go in segments of SMS (models/sms_text.h); else one message each */
    double price;                       /* of one segment or message to the user, in the scenario's currency      */
    bool sessions, invitations;         /* what the service supports                                              */
    bool reports;                       /* delivery reports are asked for and given                               */
    SimDistribution *transit;           /* submission to phone, when an attempt succeeds                          */
    SimDistribution *return_transit;    /* phone to IWF: replies and delivery reports                             */
    double first_attempt;               /* P(the first attempt succeeds)                                          */
    double never;                       /* P(permanent failure: unknown, barred), reported after the first attempt */
    double duplicate;                   /* P(a reply arrives twice)                                               */
    SimDistribution *absence;           /* the other users come back after this, counted from the submission      */
    struct {
        SimTime interval;
        uint32_t times;                 /* 0 in the last used row: without end                                    */
    } retry[CPM_RETRY_STEPS];           /* store-and-forward retries; rows with interval 0 are unused             */
    SimTime validity;                   /* after it a waiting message is given up, counted from the submission    */
    double report_lost;                 /* P(a delivery report is lost)                                           */
    double refused, silent, malformed;  /* P(what the centre answers to a submission), D11; while their sum is 0, it
                                         * is not drawn that the centre answers at all                            */
    double throughput;                  /* segments or messages per second that the centre takes; 0 = no limit    */
} CpmSystemSetup;

/* Texts of which segments are counted. */
typedef enum CpmText { CPM_TEXT_INVITATION = 0, CPM_TEXT_HELP = 1, CPM_TEXT_NOTICE = 2, CPM_TEXT_MESSAGE = 3, CPM_TEXTS = 4 } CpmText;

#endif
