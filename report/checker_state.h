/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_STATE_H
#define REPORT_CHECKER_STATE_H

/* Inside the checker: what it remembers, and who judges what.  Only report/checker*.c include this. */

#include "models/sip_message.h"
#include "report/checker.h"
#include "report/checker_branch.h"
#include "report/checker_class.h"
#include "report/checker_leg.h"
#include "report/checker_load.h"
#include "report/checker_queue.h"
#include "report/checker_rule.h"
#include "report/checker_session.h"
#include "sim/region.h"

#define CHECKER_NO_HOP 255
#define CHECKER_NO_LEG 254      /* nor a leg that could have hops, or a message that is known */

#define CHECKER_PAGE 1024
/* Who sits in the slots, by the page: a rule as long as members lie in a row, else a list. */
typedef struct CheckerPage {
    ReportLegName first;        /* slot i holds member first.member + i, modulo 2^32 */
    ReportLegName *names;       /* names[CHECKER_PAGE]; NULL: the rule holds         */
    CheckerExtra *extra;        /* extra[CHECKER_PAGE]; NULL: nobody has one         */
    bool used;
} CheckerPage;

typedef struct CheckerTally {
    uint64_t pass, inconc, fail, error;
    char *reason, *open_reason;
    SimTime time;
    uint64_t event;
    ReportLegName legs[REPORT_CHECKER_LEGS];
    unsigned n_legs;
} CheckerTally;

typedef struct CheckerIwf {
    uint32_t serves;            /* mask of systems                                                                    */
    uint32_t capacity;          /* 0 = no limit                                                                       */
    uint32_t surely, maybe;     /* legs that wait there, at least and at most                                         */
    CheckerQueue waiting;       /* those counted in @surely, and some that are not any more                           */
} CheckerIwf;

struct ReportChecker {
    const CpmSetup *setup;
    uint32_t timer_c, t_reply, t_submit, t_answer, iwf_keepalive, focus_keepalive;      /* ms, CHECKER_NEVER = off    */
    uint32_t notify_interval, access_bound;                                 /* ms; the longest way to a CPM client    */
    uint32_t system_bound;                                                  /* ... to a Non-CPM System                */
    uint32_t margin;                /* room for queues between a cause and its effect, ms: 64 * T1 of the core.  The longer one of
                                     * access links is needed only where something was lost, and then excused         */
    SimTime core_bound;             /* the longest way between two boxes of the core network                          */
    SimTime focus_bound;            /* ... with the service of the focus                                              */
    bool plain;                     /* messages are equally long, none gets lost or waits, and nobody is told who rings  */
    bool wire;                      /* messages get lost, come again, and wait: report/checker_wire.h                 */
    bool loses;                     /* something was lost                                                             */
    bool fails, forgets, doubles;   /* boxes fail; they forget what they knew; links double                           */
    bool is_down;                   /* ... or IWFs have outages: report/checker_down.h                                */
    bool loses_texts;               /* so many that TCP may be later with them than all timers                        */
    bool delays;                    /* something may hold a message back for as long as 64 * T1                       */
    const char *doubt;              /* why messages may be later than anything the checker waits for; NULL = they are not */
    SimTime recovery;               /* how late TCP may be that loses segments                                        */
    GHashTable *copies;             /* of requests that were lost or repeated: report/checker_wire.c                  */
    SimTime held[8][CHECKER_LOAD_BOXES];    /* when [box kind] got a 503 with Retry-After from [box]; 0 = never       */
    CheckerLoad load;
    bool literal;                   /* one more OK to the inviter for each acceptance                                 */
    bool selects;                   /* the ISF has a choice: IWFs are named, or members have several services         */
    bool counts;                    /* IWFs have a capacity                                                           */
    bool numbers;                   /* sessions need numbers, of which there are not endless many                     */
    bool keeps_facts;               /* legs to Non-CPM Systems have a CheckerExtra from the beginning                 */
    bool talks;                     /* there are texts                                                                */
    bool refreshes;                 /* there are session timers                                                       */
    uint8_t classes[65536];         /* [code]: CheckerClass                                                           */
    uint8_t requirements[CHECKER_ROLES][CHECKER_RULES];     /* checker_requirement()                                  */
    uint16_t way_rows[CLASSES][CHECKER_ROLES][2];   /* [][][is the inviter]: where in @ways the row of such a message begins */
    uint8_t ways[CHECKER_WAYS * (CPM_LEG_KINDS + 1) * 256];     /* rows [from, to] of each way and kind: hop, or CHECKER_NO_HOP */
    CheckerLeg *legs;               /* legs[n_legs], in @leg_region; a multiple of CHECKER_PAGE   */
    uint32_t n_legs, used_legs;     /* room, and one more than the last slot that was used        */
    SimRegion leg_region;
    CheckerPage *pages;             /* pages[n_legs / CHECKER_PAGE]                               */
    CheckerSession *sessions;
    uint32_t n_sessions, room_sessions, n_begun;
    CheckerIwf iwfs[CPM_BOX_INSTANCES];
    uint32_t numbered, holding;     /* sessions that may have had a number, less those that surely have it no more; that
                                     * surely have one                                                                */
    CheckerQueue resting;           /* sessions that have ended, whose numbers rest                                   */
    CheckerQueue freeing;           /* the same, until that is sure                                                   */
    uint64_t events;
    SimTime last;                   /* of the last record                                                             */
    bool finished;
    CheckerTally tally[CHECKER_REQUIREMENTS];
    uint64_t branches[CHECKER_BRANCHES];
};

/* One record as it is judged; also the end of a leg, then without a message.  It begins as a SimRecord does, so that one is copied as a
 * whole. */
typedef struct CheckerInput {
    SimTime time;
    uint8_t from, to;
    uint16_t code;
    ReportLegName name;
    uint32_t slot;
    uint32_t detail;
    uint8_t rest[4];
    CheckerLeg *leg;
    uint32_t now;               /* @time in ms */
    uint16_t status;
    uint8_t hop;
    bool lost;                  /* the message did not get in */
    uint8_t iwf, system;        /* at hops 3 and 4 of a leg to a Non-CPM System: which ones */
} CheckerInput;

_Static_assert(offsetof(CheckerInput, slot) == offsetof(SimRecord, leg) && offsetof(CheckerInput, name) == offsetof(SimRecord, session) &&
               offsetof(CheckerInput, detail) == offsetof(SimRecord, detail) && offsetof(CheckerInput, code) == offsetof(SimRecord, code) &&
               offsetof(CheckerInput, from) == offsetof(SimRecord, from) && offsetof(CheckerInput, leg) == sizeof(SimRecord),
               "an input begins as a record does");

/* The CheckerExtra of the leg at hand; NULL if it has none.  Another call of checker_make_extra() leaves it in place. */
static inline CheckerExtra *checker_extra(const ReportChecker *checker, const CheckerInput *in)
{
    return in->leg->extra ? &checker->pages[in->slot / CHECKER_PAGE].extra[in->slot % CHECKER_PAGE] : NULL;
}

/* The same; it is made first if it is not there. */
CheckerExtra *checker_make_extra(ReportChecker *checker, const CheckerInput *in);

static inline void checker_branch(ReportChecker *checker, CheckerBranch branch)
{
    checker->branches[branch]++;
}

/* Verdict of @rule on the leg at hand.  A rule fails once per leg; the reason of the first failure is kept. */
void checker_fail(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
bool checker_has_failed(ReportChecker *checker, const CheckerInput *in, CheckerRule rule);      /* also for rules of a session */
static inline void checker_pass(ReportChecker *checker, const CheckerInput *in, CheckerRule rule)
{
    bool spotless = rule < CHECKER_LEG_RULES && !in->leg->failed;       /* nearly all legs are */
    if (G_LIKELY(spotless) || !checker_has_failed(checker, in, rule))
        checker->tally[checker->requirements[in->leg->role][rule]].pass++;
}
void checker_open(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *reason);
bool checker_failed(const ReportChecker *checker, const CheckerInput *in, CheckerRule rule);

/* Judges @rule at the end of a leg: @missing tells what did not come, NULL if nothing is missing.  It may still come unless @ended. */
void checker_miss(ReportChecker *checker, CheckerInput *in, CheckerRule rule, const char *missing, bool ended);     /* @missing not NULL */
static inline void checker_demand(ReportChecker *checker, CheckerInput *in, CheckerRule rule, const char *missing, bool ended)
{
    if (G_LIKELY(missing == NULL))
        checker_pass(checker, in, rule);
    else
        checker_miss(checker, in, rule, missing, ended);
}

void checker_fail_session(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
bool checker_failed_session(const CheckerSession *session, CheckerRule rule);

void checker_error(ReportChecker *checker, const CheckerInput *in, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* True if more than @limit plus the margin has passed; never for CHECKER_NEVER. */
static inline bool checker_overdue(const ReportChecker *checker, uint32_t since, uint32_t now, uint32_t limit)
{
    return limit != CHECKER_NEVER && checker_elapsed(since, now) > (uint64_t)limit + checker->margin;
}

/* The same for times; never from SIM_TIME_MAX on. */
static inline bool checker_too_late(const ReportChecker *checker, SimTime from, SimTime now, SimTime limit)
{
    return from != SIM_TIME_MAX && now - from > limit + checker->margin * SIM_MS;
}

/* Makes room for the leg in @slot; legs may move. */
void checker_make_room(ReportChecker *checker, uint32_t slot);

/* The leg in @slot, free if nothing was there before.  Valid until the next new slot. */
static inline CheckerLeg *checker_leg(ReportChecker *checker, uint32_t slot)
{
    if (G_UNLIKELY(slot >= checker->n_legs))
        checker_make_room(checker, slot);
    return &checker->legs[slot];
}

/* Who sits in slot @index of @page. */
ReportLegName checker_name(const CheckerPage *page, uint32_t index);
void checker_set_name(CheckerPage *page, uint32_t index, ReportLegName name);

/* Grown on demand; the pointer holds until the next call. */
CheckerSession *checker_session(ReportChecker *checker, uint32_t session);

#endif
