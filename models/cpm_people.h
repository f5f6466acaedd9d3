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

typedef enum CpmArrivalKind {
    CPM_ARRIVE_BY_GAP = 0,              /* @interarrival between two (Poisson: exponential; NULL: all at once)    */
    CPM_ARRIVE_ON_OFF = 1,              /* as before during on-periods, nobody in off-periods                     */
    CPM_ARRIVE_BY_RATE = 2,             /* Poisson, at a rate that changes from piece to piece                    */
    CPM_ARRIVE_BY_LIST = 3,             /* at given times                                                         */
    CPM_ARRIVE_CLOSED = 4               /* @users who each invite again some time after their session has ended   */
} CpmArrivalKind;

/* When sessions begin. */
typedef struct CpmArrivals {
    CpmArrivalKind kind;
    uint32_t batch;                     /* sessions that begin together, each time; 0 and 1: one                  */
    SimDistribution *on, *off;          /* ON_OFF: lengths of the periods; the first is an on-period              */
    struct CpmRatePiece {
        SimTime until;                  /* since the start of the workload; after the last, the first follows     */
        double rate;                    /* sessions per second                                                    */
    } *pieces;                          /* BY_RATE: pieces[n_pieces]                                              */
    uint32_t n_pieces;
    SimTime *times;                     /* BY_LIST: times[count], sorted, since the start of the workload         */
    uint32_t users;                     /* CLOSED                                                                 */
    SimDistribution *think;             /* CLOSED                                                                 */
} CpmArrivals;

/* Callers who got no session try again: each with probability @share, @times at most. */
typedef struct CpmRetry {
    double share;                       /* 0: nobody                                                              */
    uint32_t times;
    SimDistribution *after;             /* from the failure to the next try                                       */
} CpmRetry;

/* Sessions of one group: @count of them, the first at @start.  The k-th of workload w of n has number k * n + w, and when it is tried again
 * for the a-th time (a * count + k) * n + w; k counts from 0.  All numbers are below 2^32. */
typedef struct CpmWorkload {
    uint32_t group;                     /* index into groups                                                      */
    SimTime start;
    uint32_t count;                     /* >= 1: first tries                                                      */
    SimDistribution *interarrival;
    CpmArrivals arrivals;
    CpmRetry retry;
    SimDistribution *size;              /* members that are invited, the first of the group (holds a number, not s); NULL: all */
    SimDistribution *patience_of;       /* NULL: @patience                                                        */
    bool priority;                      /* its INVITEs are of the category that is throttled last, RFC 7339 7.2   */
    SimDistribution *duration_of;       /* drawn for each session; then @duration is its mean.  NULL: @duration   */
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
