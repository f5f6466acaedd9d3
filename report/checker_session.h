/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_SESSION_H
#define REPORT_CHECKER_SESSION_H

/* Inside the checker: what it remembers of a session. */

#include <stdint.h>

#include "models/cpm_setup.h"
#include "sim/time.h"

/* What the focus has seen and owes. */
typedef struct CheckerSession {
    SimTime due;                /* when the focus had to answer the inviter; SIM_TIME_MAX = not yet                   */
    SimTime notified;           /* last NOTIFY but for the first of a subscription; SIM_TIME_MIN = none               */
    SimTime unnotified;         /* first acceptance after the answer that no NOTIFY followed; SIM_TIME_MAX = none     */
    SimTime unstated;           /* the same, of any change that subscribers hear of                                   */
    uint32_t invited, answered, accepted, left;
    const CpmGroupSetup *group; /* whose members are invited; NULL until it has started                               */
    uint32_t size;              /* how many of them                                                                   */
    uint32_t required;          /* members of @group that must accept                                                 */
    uint32_t required_accepted, required_refused;
    uint32_t oks_sent, oks;     /* 200s on their way to, and at, the inviter                                          */
    uint32_t notifies_sent, notifies, notify_answers;
    uint32_t dialled, dialling; /* acceptances by dial-in; those of them that the focus has not answered yet          */
    uint32_t late_accepts;      /* acceptances after the inviter's 200 was on its way                                 */
    uint16_t status;            /* of the answer to the inviter, 0 = none yet                                         */
    uint8_t subscribes_sent, subscribes;
    uint8_t resubscribed;       /* a SUBSCRIBE came after the last NOTIFY                                             */
    uint8_t begun;              /* the inviter's INVITE was seen                                                      */
    uint8_t started;            /* the INVITE reached the focus                                                       */
    uint8_t over;               /* the inviter cancelled or left, or the focus gave up                                */
    uint8_t cancelled;          /* the inviter's CANCEL reached the focus                                             */
    uint8_t refused;            /* the focus has to refuse the inviter                                                */
    uint8_t numbered;           /* a member was asked, or accepted for, under a number of the session                 */
    uint8_t asks_number;        /* ... or may have been                                                               */
    uint8_t holds;              /* counted among the sessions that surely have a number                               */
    uint8_t freed;              /* counted among those that surely have it no more                                    */
    uint8_t established;        /* the inviter's ACK has reached the focus                                            */
    uint32_t established_at;    /* ms: ... when                                                                       */
    SimTime begun_at;           /* when the inviter's INVITE was seen                                                 */
    uint8_t renewed;            /* an INVITE began another transaction, long after its first                          */
    uint32_t over_at;           /* ms: when it was over, as far as is known                                           */
    uint32_t texts;             /* that have reached the focus                                                        */
    uint32_t refused_texts;     /* ... and were refused                                                               */
    uint32_t last_text;         /* ms: ... the last of them                                                           */
    uint32_t last_join;         /* ms: the last acceptance                                                            */
    uint32_t changes;           /* of members' states since the last NOTIFY, at most                                  */
    uint32_t paced;             /* NOTIFYs that were not too early                                                    */
    uint32_t uncertain;         /* members of whom the focus may not know what the checker knows, or the reverse      */
    uint32_t faced;             /* members whose turn has come: their facts were given                                */
    uint16_t lost;              /* CHECKER_LOST(): on any of its legs                                                 */
    uint32_t told;              /* NOTIFYs that said how much has changed                                             */
    uint8_t failed;             /* bit: rule - CHECKER_LEG_RULES                                                      */
} CheckerSession;

#endif
