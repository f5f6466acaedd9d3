/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_LEG_H
#define REPORT_CHECKER_LEG_H

/* Inside the checker: what it remembers of a leg, 16 bytes of each, and more of some. */

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "report/checker_rule.h"

/* What a Non-CPM System has told its IWF about the invitation.  Once decided it stays. */
typedef enum CheckerReply {
    REPLY_NONE = 0, REPLY_DELIVERED = 1,
    REPLY_ACCEPT = 2, REPLY_DECLINE = 3, REPLY_PERMANENT = 4, REPLY_TEMPORARY = 5,
    REPLY_EXPIRED = 6,      /* T_reply had passed when the CANCEL came */
    REPLY_TIED = 7,         /* it came as T_reply passed: either may have been first */
    REPLY_REFUSED = 8, REPLY_MALFORMED = 9      /* the centre's answer to the submission */
} CheckerReply;

/* What a lost message was about. */
typedef enum CheckerLoss {
    LOSS_INVITE, LOSS_PROVISIONAL, LOSS_FINAL, LOSS_ACK,
    LOSS_CANCEL, LOSS_BYE,      /* ... or the response to it */
    LOSS_EVENT,                 /* SUBSCRIBE, NOTIFY, UPDATE */
    LOSS_DIAL_IN, LOSS_TEXT, LOSS_SYSTEM
} CheckerLoss;

#define CHECKER_LOST(loss) (1u << LOSS_##loss)

/* A leg.  Hop h lies between positions h and h + 1, counted from the side of the inviter: bit h of a mask.  Times are
 * milliseconds modulo 2^32 (49 days), so differences are what is meant.
 *      @since   the last step of progress: facts, INVITE at the Core (at the IWF, once it is there), CANCEL at the last
 *               box, final response on its way
 *      @quiet   the last 101-199 from the last box, before that INVITE at the Core: what Timer C and the provisional
 *               each minute count from */
typedef struct CheckerLeg {
    uint32_t since, quiet;
    uint64_t role : 4;          /* CheckerRole                                                           */
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
    uint64_t reply : 4;         /* CheckerReply                                                          */
    uint64_t invitation : 1;    /* the Non-CPM System got an invitation                                  */
    uint64_t notice : 1;        /* ... a notice                                                          */
    uint64_t submitted : 1;     /* ... and its centre has taken it                                       */
    uint64_t helps : 2;         /* help messages that it got                                             */
    uint64_t unknown : 2;       /* replies not recognised while the IWF waited; 3: many                  */
    uint64_t leave : 1;         /* the user has said that he leaves                                      */
    uint64_t dead : 1;          /* the IWF has died and knows nothing of the leg                         */
    uint64_t unheard : 1;       /* the final response reached the first box before any 1xx               */
    uint64_t extra : 1;         /* there is a CheckerExtra                                               */
    uint64_t failed : 1;        /* ... with broken rules                                                 */
} CheckerLeg;

_Static_assert(sizeof(CheckerLeg) == 16, "10 million legs are checked at 16 bytes each");

/* What few legs need.  Times are ms as above; 0: none, unless a flag beside it says more. */
typedef struct CheckerExtra {
    uint64_t failed;            /* rules broken                                                          */
    uint32_t retried;           /* when the ISF sent the INVITE anew                                     */
    uint32_t decided;           /* when the ISF chose                                                    */
    uint32_t died;              /* when the IWF died, or what was lost there                             */
    uint32_t late_at;           /* the first reply that has to have an effect after the final response   */
    uint32_t ended;             /* the first BYE                                                         */
    uint32_t joined;            /* the answer, or ACK of a dial-in, at the focus                         */
    uint32_t refreshed;         /* the last refresh, or the beginning of the dialog                      */
    uint32_t refused_refresh;   /* a refresh that failed or was lost                                     */
    uint32_t notified;          /* the last NOTIFY                                                       */
    uint32_t paced;             /* ... but for the first of a subscription                               */
    uint32_t sends[2], responses[2];    /* SEND and their responses: [0] from the focus, [1] to it       */
    uint32_t texts[2];          /* between IWF and system: [0] down, [1] up                              */
    uint32_t texts_owed;        /* ... up, once the IWF had the ACK                                      */
    uint32_t heard_before;      /* texts of the session before this leg joined                           */
    uint32_t last_send;         /* SEND or text, of any direction                                        */
    uint16_t facts;
    uint16_t lost;              /* CHECKER_LOST(): did not get in, or too late                           */
    uint16_t stray_status;      /* of a final response that came too late                                */
    uint16_t refreshes, refresh_answers;
    uint16_t notifies_sent, notifies;
    uint8_t candidate;          /* of the ISF: 1 + index of the one at work; 0 = none yet                */
    uint8_t iwf, system;        /* that candidate                                                        */
    uint8_t old_acks[2];        /* of candidates that have failed: at hops 2 and 3                       */
    uint8_t old_cancels;        /* ... at both                                                           */
    uint8_t updates;            /* hops that the last UPDATE has passed                                  */
    uint8_t dial, dial_answers, dial_acks;      /* hops that the dial-in has passed, its response, the ACK */
    uint8_t strays;             /* hops on which a final response came too late                          */
    uint8_t timed_out;          /* hops on which a 408 came, whatever comes below later                  */
    bool renewed;               /* an INVITE came again, when its transaction had ended                  */
    uint16_t unheard_answer;    /* of the last box, which was lost or came too late for anybody; 0 = none */
    uint8_t unseen;             /* candidates of the ISF that failed before an INVITE reached them       */
    bool is_counted;            /* among the invited of the session, though the INVITE has not come      */
    bool rejected;              /* by overload control: the INVITE went no further                       */
    bool copied, answered_other;        /* what the rules of transactions ask about was seen             */
    bool has_copies;            /* sends of some request are counted: report/checker_copies.c            */
    bool has_iwf;               /* @iwf and @system are known                                            */
    bool tied_help;             /* a reply was not recognised as T_reply passed                          */
    bool alerted;               /* a 180 has reached the focus                                           */
    bool was_dead;              /* an earlier candidate has died                                         */
    bool late;                  /* a late acceptance is unanswered                                       */
    bool wants_out;             /* a "no" came while the 200 was on its way                              */
    bool may_return;            /* one who has left, or whose session has ended, accepts once more       */
    bool dial_ok;               /* the focus said 200                                                    */
    bool dial_counted;          /* taken for a join when it reached the focus                            */
    bool dial_early;            /* ... before the failure of the INVITE did                              */
    bool dial_gone;             /* the session was over before the dial-in reached the focus             */
    bool dialled;               /* the leg is connected by it                                            */
    bool queued;                /* counted among those that surely wait at @iwf                          */
    bool may_wait;              /* ... among those that may wait there                                   */
    bool may_be_full;           /* the IWF may have been full when the INVITE reached it                 */
    bool is_full;               /* it was for sure                                                       */
    bool refused;               /* refused since the IWF was full, or no number was free                 */
    bool may_lack_number;       /* all numbers may have been given                                       */
    bool cancelled_at_isf;      /* CANCEL had reached the ISF when the failure came                      */
    bool refused_text;          /* a SEND was refused                                                    */
    bool is_joined;             /* @joined is set                                                        */
    bool has_ended;             /* @ended is set                                                         */
    bool unrefreshed;           /* @refused_refresh is set                                               */
    bool subscribes, subscribed, was_notified, was_paced;   /* SUBSCRIBE at the Core, at the focus */
} CheckerExtra;

/* The last SIP hop of a leg; one without an IWF ends at the ISF. */
static inline unsigned checker_last_hop(const CheckerLeg *leg)
{
    const unsigned with_iwf = ((1u << CHECKER_UNMAPPED) - 1u) & ~((1u << CHECKER_NATIVE) - 1u);
    return 1 + 2 * (with_iwf >> leg->role & 1u);
}

static inline bool checker_asks(const CheckerLeg *leg)
{
    return leg->role == CHECKER_CONVERT || leg->role == CHECKER_NATIVE;
}

#endif
