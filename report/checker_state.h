/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_STATE_H
#define REPORT_CHECKER_STATE_H

/* Inside the checker: what it remembers, and who judges what.  Only report/checker*.c include this. */

#include "models/sip_message.h"
#include "report/checker.h"
#include "report/checker_rule.h"
#include "sim/region.h"

/* Classes of messages, the columns of the checker's dispatch. */
typedef enum CheckerClass {
    CLASS_INVITE, CLASS_TRYING, CLASS_PROVISIONAL, CLASS_FINAL, CLASS_ACK,
    CLASS_CANCEL, CLASS_CANCEL_ANSWER, CLASS_BYE, CLASS_BYE_ANSWER,
    CLASS_SUBSCRIBE, CLASS_SUBSCRIBE_ANSWER, CLASS_NOTIFY, CLASS_NOTIFY_ANSWER,
    CLASS_INVITING_MESSAGE, CLASS_NATIVE_INVITE, CLASS_NOTICE,
    CLASS_REPORT, CLASS_ACCEPT, CLASS_DECLINE, CLASS_UNRECOGNISED,
    CLASS_UNKNOWN, CLASSES
} CheckerClass;

/* Ways a class of messages may take over a leg. */
typedef enum CheckerWay {
    WAY_DOWN, WAY_UP, WAY_EITHER, WAY_EVENT_DOWN, WAY_EVENT_UP, WAY_SYSTEM_DOWN, WAY_SYSTEM_UP, CHECKER_WAYS
} CheckerWay;

#define CHECKER_NO_HOP 255

/* What a Non-CPM System has told its IWF about the invitation.  Once decided it stays. */
typedef enum CheckerReply {
    REPLY_NONE = 0, REPLY_DELIVERED = 1,
    REPLY_ACCEPT = 2, REPLY_DECLINE = 3, REPLY_PERMANENT = 4, REPLY_TEMPORARY = 5,
    REPLY_EXPIRED = 6,      /* T_reply had passed when the CANCEL came */
    REPLY_TIED = 7          /* it came as T_reply passed: either may have been first */
} CheckerReply;

/* A leg.  Hop h lies between positions h and h + 1, counted from the side of the inviter: bit h of a mask.  Times are
 * milliseconds modulo 2^32 (49 days), so differences are what is meant.
 *      @since   the last step of progress: facts, INVITE at the Core (at the IWF, once it is there), CANCEL at the last
 *               box, final response on its way
 *      @quiet   the last 101-199 from the last box, before that INVITE at the Core: what Timer C and the provisional
 *               each minute count from */
typedef struct CheckerLeg {
    uint32_t since, quiet;
    uint64_t role : 3;          /* CheckerRole                                                           */
    uint64_t invited : 3;       /* positions that INVITE has reached                                     */
    uint64_t heard : 4;         /* hops on which a 1xx came back                                         */
    uint64_t relays : 6;        /* positions 1-3, two bits each: 18x received and not forwarded; 3: many */
    uint64_t final : 4;         /* hops that the final response has passed                               */
    uint64_t status : 9;        /* of it, less 200                                                       */
    uint64_t ack : 4;
    uint64_t cancel : 4;
    uint64_t cancel_answers : 3;
    uint64_t bye : 4;           /* hops, whatever the direction                                          */
    uint64_t bye_answers : 3;
    uint64_t reply : 3;         /* CheckerReply                                                          */
    uint64_t invitation : 1;    /* the Non-CPM System got an invitation                                  */
    uint64_t notice : 1;        /* ... a notice                                                          */
    uint64_t failed : 12;       /* rules broken                                                          */
} CheckerLeg;

_Static_assert(sizeof(CheckerLeg) == 16, "10 million legs are checked at 16 bytes each");

/* What the focus has seen and owes. */
typedef struct CheckerSession {
    SimTime due;                /* when the focus had to answer the inviter; SIM_TIME_MAX = not yet                   */
    SimTime notified;           /* last NOTIFY; SIM_TIME_MIN = none                                                   */
    SimTime unnotified;         /* first acceptance after the answer that no NOTIFY followed; SIM_TIME_MAX = none     */
    uint32_t invited, answered, accepted, left;
    const CpmGroupSetup *group; /* whose members are invited; NULL until it has started                               */
    uint32_t required;          /* members of @group that must accept                                                 */
    uint32_t required_accepted, required_refused;
    uint32_t oks_sent, oks;     /* 200s on their way to, and at, the inviter                                          */
    uint32_t notifies_sent, notifies, notify_answers;
    uint32_t late_accepts;      /* acceptances after the inviter's 200 was on its way                                 */
    uint16_t status;            /* of the answer to the inviter, 0 = none yet                                         */
    uint8_t subscribes_sent, subscribes;
    uint8_t resubscribed;       /* a SUBSCRIBE came after the last NOTIFY                                             */
    uint8_t begun;              /* the inviter's INVITE was seen                                                      */
    uint8_t started;            /* the INVITE reached the focus                                                       */
    uint8_t over;               /* the inviter cancelled or left, or the focus gave up                                */
    uint8_t cancelled;          /* the inviter's CANCEL reached the focus                                             */
    uint8_t failed;             /* bit: rule - CHECKER_LEG_RULES                                                      */
} CheckerSession;

#define CHECKER_PAGE 1024
/* Who sits in the slots, by the page: a rule as long as members lie in a row, else a list. */
typedef struct CheckerPage {
    ReportLegName first;        /* slot i holds member first.member + i, modulo 2^32 */
    ReportLegName *names;       /* names[CHECKER_PAGE]; NULL: the rule holds         */
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

#define CHECKER_NEVER UINT32_MAX
#define CHECKER_MARGIN 32000u   /* room for queues between a cause and its effect, ms: 64 * T1 of RFC 3261 */

struct ReportChecker {
    const CpmSetup *setup;
    uint32_t timer_c, t_reply, t_answer, iwf_keepalive, focus_keepalive;    /* ms, CHECKER_NEVER = off               */
    uint32_t notify_interval, access_bound;                                 /* ms; the longest way to a CPM client    */
    SimTime core_bound;             /* the longest way between two boxes of the core network                          */
    bool literal;                   /* one more OK to the inviter for each acceptance                                 */
    uint8_t classes[64 * 16];       /* [method][status / 100], 15 = status 100                                        */
    uint8_t ways[CPM_LEG_KINDS][CHECKER_WAYS][256];     /* [][][from, to]: hop, or CHECKER_NO_HOP */
    CheckerLeg *legs;               /* legs[n_legs], in @leg_region; a multiple of CHECKER_PAGE   */
    uint32_t n_legs, used_legs;     /* room, and one more than the last slot that was used        */
    SimRegion leg_region;
    CheckerPage *pages;             /* pages[n_legs / CHECKER_PAGE]                               */
    CheckerSession *sessions;
    uint32_t n_sessions, room_sessions, n_begun;
    uint64_t events;
    bool finished;
    CheckerTally tally[CHECKER_REQUIREMENTS];
};

/* One record as it is judged; also the end of a leg, then without a message. */
typedef struct CheckerInput {
    SimTime time;
    uint64_t event;
    ReportLegName name;
    CheckerLeg *leg;
    uint32_t now;               /* @time in ms */
    uint16_t status;
    uint8_t hop, from, to;      /* kinds of boxes */
} CheckerInput;

static inline uint32_t checker_elapsed(uint32_t since, uint32_t now)
{
    return now - since;
}

/* True if more than @limit plus the margin has passed; never for CHECKER_NEVER. */
static inline bool checker_overdue(uint32_t since, uint32_t now, uint32_t limit)
{
    return limit != CHECKER_NEVER && checker_elapsed(since, now) > (uint64_t)limit + CHECKER_MARGIN;
}

/* The last SIP hop of a leg. */
static inline unsigned checker_last_hop(const CheckerLeg *leg)
{
    return leg->role >= CHECKER_NATIVE ? 3 : 1;
}

/* Verdict of @rule on the leg at hand.  A rule fails once per leg; the reason of the first failure is kept. */
void checker_fail(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
void checker_pass(ReportChecker *checker, const CheckerInput *in, CheckerRule rule);
void checker_open(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *reason);
static inline bool checker_failed(const CheckerLeg *leg, CheckerRule rule)
{
    return leg->failed >> rule & 1;
}

void checker_fail_session(ReportChecker *checker, const CheckerInput *in, CheckerRule rule, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
bool checker_failed_session(const CheckerSession *session, CheckerRule rule);

void checker_error(ReportChecker *checker, const CheckerInput *in, const char *format, ...) G_GNUC_PRINTF(3, 4);

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
