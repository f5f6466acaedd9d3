/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_SETUP_H
#define MODELS_CPM_SETUP_H

/* Everything a run is made of, with all defaults filled in: plain data, filled by study/, read by the models and by the reports.
 * Distributions hold seconds.  A NULL distribution means zero.  Pointers are owned by the setup. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "models/cpm_policy.h"
#include "sim/distribution.h"
#include "sim/time.h"

/* Drawn durations end at 36 years and runs at 146, so that no sum of times passes 64 bits. */
#define CPM_LONGEST_DURATION ((SimTime)1 << 60)
#define CPM_END_OF_TIME ((SimTime)1 << 62)

/* Links, one way.  Access: CPM client - Core.  Core: between Core, CS, ISF and IWF.  System: IWF - Non-CPM System. */
typedef enum CpmLinkClass { CPM_LINK_ACCESS = 0, CPM_LINK_CORE = 1, CPM_LINK_SYSTEM = 2, CPM_LINK_CLASSES = 3 } CpmLinkClass;

/* First-come first-served, @servers >= 1 at once, @service for every message alike.  Clients and Non-CPM Systems have none. */
typedef struct CpmStationSetup {
    SimDistribution *service;
    uint32_t servers;
} CpmStationSetup;

typedef enum CpmTrying { CPM_TRYING_AT_ONCE = 0, CPM_TRYING_AFTER_200MS = 1 } CpmTrying;        /* RFC 3261 17.2.1 */

typedef enum CpmFocusAnswer {           /* when the focus answers the inviter */
    CPM_FOCUS_IMMEDIATE = 0,            /* before any member                                    RFC 5366 3.1 */
    CPM_FOCUS_FIRST_ACCEPT = 1,         /* on the first member that accepts                     Figure 31    */
    CPM_FOCUS_ALL_ANSWERED = 2,         /* when all members have answered, if one accepted                   */
    CPM_FOCUS_REQUIRED_MEMBERS = 3      /* when all required members have accepted; fails if one does not    */
} CpmFocusAnswer;

typedef enum CpmLateOk {                /* what the inviter gets for members that accept after its own 200 */
    CPM_LATE_NOTIFY = 0,                /* conference event NOTIFY                              RFC 4575     */
    CPM_LATE_LITERAL_2XX = 1,           /* one more "OK", as Figure 31 draws steps 22-23                     */
    CPM_LATE_SUPPRESS = 2
} CpmLateOk;

typedef struct CpmFocusSetup {
    CpmFocusAnswer answer;
    CpmLateOk late_ok;
    double fan_out;                     /* invitations per second at which the CS invites; INFINITY = all at once */
    SimTime t_answer;                   /* the CS cancels a leg without a final answer after this (> t_reply)     */
    bool subscribe;                     /* the inviter subscribes to the conference event package                 */
    SimTime notify_interval;            /* at most one NOTIFY per subscriber in this time            RFC 4575 3.9 */
    SimTime keepalive;                  /* provisional to the inviter while unanswered; SIM_TIME_MAX = off        */
    bool release_when_empty;            /* end the session when nobody but the inviter is left                    */
} CpmFocusSetup;

typedef struct CpmIwfSetup {
    SimTime t_reply;                    /* how long the IWF waits for the user's reply                            */
    SimTime keepalive;                  /* provisional each so long while waiting; SIM_TIME_MAX = off             */
    bool notices;                       /* tell the user: you were added; it is over; it was withdrawn            */
} CpmIwfSetup;

/* Response codes of the decision rows where the standard leaves the choice (docs/model.md). */
typedef enum CpmReason {
    CPM_REASON_POLICY = 0,              /* D02, default 403                 */
    CPM_REASON_USER_REJECT = 1,         /* D03, 603                         */
    CPM_REASON_DECLINE = 2,             /* D06 and native decline, 603      */
    CPM_REASON_NO_REPLY = 3,            /* D07 and native none, 480         */
    CPM_REASON_PERMANENT = 4,           /* D09, 404                         */
    CPM_REASON_TEMPORARY = 5,           /* D10, 480                         */
    CPM_REASONS = 6
} CpmReason;

/* How people answer.  Shares are of all users; accept + decline + unrecognised + none = 1. */
typedef struct CpmReplyProfile {
    char *name;
    double accept, decline, unrecognised;
    SimDistribution *delay;             /* from reading the invitation to sending the reply                       */
} CpmReplyProfile;

#define CPM_RETRY_STEPS 4

/* A Non-CPM System: what it supports and how it delivers. */
typedef struct CpmSystemSetup {
    char *name;
    char *service;                      /* "sms", "mms", "email": for people                                      */
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
} CpmSystemSetup;

/* A member, or a population drawn alike and independently.  Shares are cumulative and end at 1. */
typedef struct CpmMemberSetup {
    char *name;
    uint32_t count;                     /* >= 1                                                                   */
    uint32_t first;                     /* member number of the first, >= 1 (0 is the inviter); set by study/     */
    bool required;                      /* for CPM_FOCUS_REQUIRED_MEMBERS                                         */
    uint32_t n_clients;                 /* 1 ..: which client or system they use                                  */
    struct {
        double until;                   /* cumulative share                                                       */
        int32_t system;                 /* index into systems, -1 = CPM client                                    */
    } client[1 + CPM_BOX_INSTANCES];
    double prefer_until[CPM_OPTIONS];   /* cumulative shares by CpmOption                                         */
    uint32_t reply;                     /* index into profiles: users of Non-CPM Systems                          */
    uint32_t answer;                    /* index into profiles: users of CPM clients                              */
} CpmMemberSetup;

typedef struct CpmGroupSetup {
    char *name;
    CpmMemberSetup *members;            /* members[n_members] */
    uint32_t n_members;
    uint32_t size;                      /* people in the group without the inviter: sum of the counts, < 2^31     */
} CpmGroupSetup;

/* Sessions of one group: @count of them, the first at @start, then with @interarrival between (NULL: all at @start).  The k-th session of
 * workload w of n has number k * n + w; k counts from 0. */
typedef struct CpmWorkload {
    uint32_t group;                     /* index into groups                                                      */
    SimTime start;
    uint32_t count;                     /* >= 1                                                                   */
    SimDistribution *interarrival;
    SimTime duration;                   /* the inviter leaves so long after the 200; SIM_TIME_MAX = stays         */
    SimTime patience;                   /* the inviter cancels when unanswered so long; SIM_TIME_MAX = never      */
} CpmWorkload;

/* Misbehaviour on purpose, to show that the checker can fail. */
typedef enum CpmFaultKind {
    CPM_FAULT_SEND_DESPITE_REJECT = 0,  /* IWF: inviting message although the mode is reject                      */
    CPM_FAULT_REPORT_IS_ACCEPTANCE = 1, /* IWF: takes the delivery report for the user's acceptance               */
    CPM_FAULT_WRONG_MODE = 2,           /* IWF: accept for convert, convert for accept                            */
    CPM_FAULT_DROP_STEP = 3,            /* @box: does not send the message that would be step @step               */
    CPM_FAULT_REPEAT_STEP = 4,          /* @box: sends the message that is step @step twice                       */
    CPM_FAULT_NO_KEEPALIVE = 5,         /* IWF: forgets the provisional each minute                               */
    CPM_FAULTS = 6
} CpmFaultKind;

typedef struct CpmFault {
    CpmFaultKind kind;
    CpmBoxKind box;                     /* DROP_STEP, REPEAT_STEP: who misbehaves                                 */
    unsigned step;                      /* DROP_STEP, REPEAT_STEP: as in a record, 1..23 or CPM_STEP_3B           */
} CpmFault;

typedef struct CpmSetup {
    uint64_t seed, replication;
    SimDistribution *latency[CPM_LINK_CLASSES];
    CpmStationSetup station[CPM_BOX_KINDS];         /* CORE, CS, ISF, IWF are used; each IWF has its own station  */
    CpmTrying trying;
    SimTime timer_c;                                /* RFC 3261 16.6 item 11: more than 3 minutes                 */
    bool ringing;                                   /* CPM clients send 180 on the INVITE                         */
    CpmFocusSetup focus;
    CpmIwfSetup iwf;
    CpmPolicy policy;
    uint16_t code[CPM_REASONS];                     /* 4xx-6xx                                                    */
    CpmReplyProfile *profiles;                      /* profiles[n_profiles]                                       */
    uint32_t n_profiles;
    CpmSystemSetup *systems;                        /* systems[n_systems], at most CPM_BOX_INSTANCES; IWF i serves system i */
    uint32_t n_systems;
    CpmGroupSetup *groups;                          /* groups[n_groups] */
    uint32_t n_groups;
    CpmWorkload *workloads;                         /* workloads[n_workloads] */
    uint32_t n_workloads;
    SimTime stop;                                   /* end of the run; SIM_TIME_MAX = when nothing is left to do  */
    CpmFault *faults;                               /* faults[n_faults] */
    uint32_t n_faults;
} CpmSetup;

/* A setup with every field zero.  Free with cpm_setup_free(). */
CpmSetup *cpm_setup_new(void);

/* Frees all that the setup owns.  NULL is allowed. */
void cpm_setup_free(CpmSetup *setup);

/* Facts of a leg, as they stand in @detail of SIM_RECORD_FACTS (written numbers):
 *      bit  0       1 = CPM client, 0 = user of a Non-CPM System
 *      bits 1-2     the user's preference, CpmOption (CPM_NONE for CPM clients)
 *      bit  3       the service supports sessions
 *      bit  4       the service supports invitations
 *      bits 8-11    index of the system, and of its IWF
 * The inviter's own leg has no record of facts. */
#define CPM_FACT_CPM 1u
#define CPM_FACT_PREFERENCE(facts) ((CpmOption)((facts) >> 1 & 3u))
#define CPM_FACT_SESSIONS 8u
#define CPM_FACT_INVITATIONS 16u
#define CPM_FACT_SYSTEM(facts) ((facts) >> 8 & 15u)

/* Decision rows, as they stand in @detail of SIM_RECORD_OUTCOME: 1 for D01 .. 24 for D24. */

#endif
