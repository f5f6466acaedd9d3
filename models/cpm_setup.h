/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_SETUP_H
#define MODELS_CPM_SETUP_H

/* Everything a run is made of, with all defaults filled in: plain data, filled by study/, read by the models and by the reports.
 * Distributions hold seconds.  A NULL distribution means zero.  Pointers are owned by the setup. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "models/cpm_fault.h"
#include "models/cpm_interworking.h"
#include "models/cpm_load.h"
#include "models/cpm_people.h"
#include "models/cpm_policy.h"
#include "models/cpm_reason.h"
#include "sim/distribution.h"
#include "sim/time.h"

/* Drawn durations end at 36 years and runs at 146, so that no sum of times passes 64 bits. */
#define CPM_LONGEST_DURATION ((SimTime)1 << 60)
#define CPM_END_OF_TIME ((SimTime)1 << 62)

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
    bool subscribe;                     /* the inviter subscribes to the conference event package      RFC 4575 3 */
    SimTime notify_interval;            /* at most one NOTIFY per subscriber in this time            RFC 4575 3.9 */
    SimTime keepalive;                  /* provisional to the inviter while unanswered; SIM_TIME_MAX = off        */
    bool release_when_empty;            /* end the session when nobody but the inviter is left                    */
    bool subscribe_members;             /* so do members with CPM clients, once they have joined                  */
    bool notify_all_states;             /* NOTIFY also of dialing-out and alerting, not only (dis)connection      */
    SimTime session_expires;            /* refreshed at half of it, RFC 4028; 0 = no session timer                */
} CpmFocusSetup;

typedef struct CpmSetup {
    uint64_t seed, replication;
    SimDistribution *latency[CPM_LINK_CLASSES];
    CpmStationSetup station[CPM_BOX_KINDS];         /* CORE, CS, ISF, IWF are used; each IWF has its own station  */
    CpmWireSetup wire;
    CpmTrying trying;
    SimTime timer_c;                                /* RFC 3261 16.6 item 11: more than 3 minutes                 */
    bool ringing;                                   /* CPM clients send 180 on the INVITE                         */
    CpmFocusSetup focus;
    CpmIwfSetup iwf;
    CpmPolicy policy;
    uint16_t code[CPM_REASONS];                     /* 4xx-6xx                                                    */
    CpmReplyProfile *profiles;                      /* profiles[n_profiles]                                       */
    uint32_t n_profiles;
    CpmSystemSetup *systems;                        /* systems[n_systems], at most CPM_BOX_INSTANCES              */
    uint32_t n_systems;
    CpmIwfBox *iwfs;                                /* iwfs[n_iwfs], at most CPM_BOX_INSTANCES                    */
    uint32_t n_iwfs;
    CpmIsfSetup isf;
    uint8_t *segments;                              /* see cpm_setup_segments(); NULL: one each                   */
    char *currency;                                 /* of the prices, for people                                  */
    CpmGroupSetup *groups;                          /* groups[n_groups] */
    uint32_t n_groups;
    CpmWorkload *workloads;                         /* workloads[n_workloads] */
    uint32_t n_workloads;
    SimTime stop;                                   /* end of the run; SIM_TIME_MAX = when nothing is left to do  */
    SimTime warm_up;                                /* what comes before happens likewise, but is in no number    */
    CpmFault *faults;                               /* faults[n_faults] */
    uint32_t n_faults;
} CpmSetup;

/* A setup with every field zero.  Free with cpm_setup_free(). */
CpmSetup *cpm_setup_new(void);

/* Frees all that the setup owns.  NULL is allowed. */
void cpm_setup_free(CpmSetup *setup);

/* Segments (or messages, each at least 1) of @text to a user of @system in sessions of @workload:
 * segments[(workload * n_systems + system) * CPM_TEXTS + text]. */
static inline unsigned cpm_setup_segments(const CpmSetup *setup, uint32_t workload, uint32_t system, CpmText text)
{
    return setup->segments == NULL ? 1 : setup->segments[(workload * setup->n_systems + system) * CPM_TEXTS + text];
}

/* Facts of a leg, as they stand in @detail of SIM_RECORD_FACTS (written numbers):
 *      bit  0       1 = CPM client, 0 = user of a Non-CPM System
 *      bits 1-2     the user's preference, CpmOption (CPM_NONE for CPM clients)
 *      bit  3       the service supports sessions
 *      bit  4       the service supports invitations
 *      bits 8-11    index of the system
 *      bits 12-15   index of the IWF that would be tried first
 * The inviter's own leg has no record of facts. */
#define CPM_FACT_CPM 1u
#define CPM_FACT_PREFERENCE(facts) ((CpmOption)((facts) >> 1 & 3u))
#define CPM_FACT_SESSIONS 8u
#define CPM_FACT_INVITATIONS 16u
#define CPM_FACT_SYSTEM(facts) ((facts) >> 8 & 15u)
#define CPM_FACT_IWF(facts) ((facts) >> 12 & 15u)

/* Decision rows, as they stand in @detail of SIM_RECORD_OUTCOME: 1 for D01 .. 24 for D24. */

#endif
