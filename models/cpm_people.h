/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_PEOPLE_H
#define MODELS_CPM_PEOPLE_H

/* Who is invited, how people answer, and who invites them: part of a setup (models/cpm_setup.h). */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_box.h"
#include "models/cpm_policy.h"
#include "models/cpm_reason.h"
#include "sim/distribution.h"
#include "sim/time.h"

/* What the IWF takes a reply for.  Written numbers. */
typedef enum CpmReply {
    CPM_REPLY_ACCEPT = 0, CPM_REPLY_DECLINE = 1, CPM_REPLY_LEAVE = 2, CPM_REPLY_UNRECOGNISED = 3, CPM_REPLIES = 4
} CpmReply;

/* How people answer.  Shares are of all users; accept + decline + leave + unrecognised + none = 1; whoever gets a help message answers
 * once more by the same shares. */
typedef struct CpmReplyProfile {
    char *name;
    double accept, decline, unrecognised;
    double leave;                       /* "leave" as the first reply: counts as decline while the IWF waits      */
    SimDistribution *delay;             /* from reading the invitation to sending the reply                       */
    double again;                       /* share of those who accepted, declined or were added who write again    */
    CpmReply again_says;
    SimDistribution *again_after;       /* from the first reply, or from the notice "you were added"              */
} CpmReplyProfile;

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
    uint32_t n_also;                    /* further services of users of Non-CPM Systems, by their preference      */
    uint8_t also[3];                    /* also[n_also]: systems with the same sessions and invitations           */
} CpmMemberSetup;

typedef struct CpmGroupSetup {
    char *name;
    CpmMemberSetup *members;            /* members[n_members] */
    uint32_t n_members;
    uint32_t size;                      /* people in the group without the inviter: sum of the counts, < 2^31     */
    bool ad_hoc;                        /* the INVITE carries the list of members (RFC 5366), else pre-defined    */
    uint32_t duplicates;                /* entries of the list that named somebody again, RFC 5363 4.1: dropped   */
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
    bool refused;                       /* the Conversation Server refuses the inviter, for @refusal              */
    CpmReason refusal;
    bool anonymous;                     /* the inviter hides his name (D19)                                       */
    bool unauthorised;                  /* the inviter may not interwork (D20)                                    */
    bool unconvertible;                 /* the content cannot be converted, a file for example (D18)              */
    uint32_t inviter_texts;             /* text messages that the inviter sends after its 200                     */
    uint32_t member_texts;              /* ... that each member sends who has joined                              */
    SimDistribution *text_gap;          /* before each of them                                                    */
} CpmWorkload;

#endif
