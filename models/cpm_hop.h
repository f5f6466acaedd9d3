/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_HOP_H
#define MODELS_CPM_HOP_H

/* One step of a run: one box, at one position of one leg, takes in one message or timer.  It is the context of every arrow's handler,
 * and what handlers act with: they send along the leg and start timers; nothing else reaches another box. */

#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_leg.h"
#include "models/cpm_purpose.h"
#include "models/cpm_setup.h"
#include "models/sip_message.h"
struct CpmNetwork;
struct CpmSeat;

/* Where an input comes from.  INSIDE: from the other layer of the same box. */
typedef enum CpmOrigin { CPM_FROM_ABOVE = 0, CPM_FROM_BELOW = 1, CPM_FROM_TIMER = 2, CPM_FROM_INSIDE = 3 } CpmOrigin;

/* Timers of all boxes; the code of a timer's event and record.  Written numbers. */
typedef enum CpmTimer {
    CPM_TIMER_START = 1,        /* Client A: the session begins                                                     */
    CPM_TIMER_PATIENCE = 2,     /* Client A: gives up unless answered                                               */
    CPM_TIMER_DURATION = 3,     /* Client A: leaves                                                                 */
    CPM_TIMER_TRYING = 4,       /* server transaction: 100 unless answered, 200 ms            RFC 3261 17.2.1       */
    CPM_TIMER_C = 5,            /* proxy: INVITE branch, > 3 min                              RFC 3261 16.6 item 11 */
    CPM_TIMER_CANCELLED = 6,    /* after CANCEL without final response, 64*T1                 RFC 3261 9.1          */
    CPM_TIMER_ACK = 7,          /* UAS: no ACK for the 2xx, 64*T1                             RFC 3261 13.3.1.4     */
    CPM_TIMER_KEEPALIVE = 8,    /* UAS: a provisional every minute                            RFC 3261 13.3.1.1     */
    CPM_TIMER_REPLY = 9,        /* IWF: the user's reply, T_reply                             TS 23.204 6.15.1      */
    CPM_TIMER_ANSWER = 10,      /* CS: a leg's final answer, T_answer                                               */
    CPM_TIMER_INVITE = 11,      /* CS: turn of the next member in the fan-out                                       */
    CPM_TIMER_RELEASE = 12,     /* CS: turn of the next member in the release                                       */
    CPM_TIMER_NOTIFY = 13,      /* CS: interval between NOTIFYs, 5 s                          RFC 4575 3.9          */
    CPM_TIMER_USER = 14,        /* a person: answers                                                                */
    CPM_TIMER_DELIVERY = 15,    /* Non-CPM System: the message reaches the phone                                    */
    CPM_TIMER_PERMANENT = 16,   /* Non-CPM System: the first attempt fails for good                                 */
    CPM_TIMER_VALIDITY = 17,    /* Non-CPM System: the validity period ends                   TS 23.040 9.2.3.12    */
    CPM_TIMER_RECYCLE = 18,     /* the session's slots become free                                                  */
    CPM_TIMER_B = 19,           /* UAC: no response at all, 64*T1                           RFC 3261 17.1.1.2     */
    CPM_TIMER_SUBMIT = 20,      /* IWF: the centre's answer to the inviting message, T_submit                     */
    CPM_TIMER_AGAIN = 21,       /* a person: writes once more                                                     */
    CPM_TIMER_TEXT = 22,        /* a person: writes a text message of the conversation                            */
    CPM_TIMER_REFRESH = 23,     /* CS: turn of a leg in the refresh of the session          RFC 4028 7.2          */
    CPM_TIMER_F = 24,           /* UAC: no response to UPDATE or BYE, 64*T1                 RFC 3261 17.1.2.2     */
    CPM_TIMER_A = 25,           /* transactions, models/sip_transaction.h: INVITE again     RFC 3261 17.1.1.2     */
    CPM_TIMER_D = 26,           /* responses again                                          RFC 3261 17.1.1.2     */
    CPM_TIMER_M = 27,           /* 2xx again                                                RFC 6026 7.2          */
    CPM_TIMER_E = 28,           /* request again                                            RFC 3261 17.1.2.2     */
    CPM_TIMER_K = 29,           /* responses again                                          RFC 3261 17.1.2.2     */
    CPM_TIMER_G = 30,           /* response again                                           RFC 3261 17.2.1       */
    CPM_TIMER_H = 31,           /* no ACK                                                   RFC 3261 17.2.1       */
    CPM_TIMER_I = 32,           /* ACK again                                                RFC 3261 17.2.1       */
    CPM_TIMER_L = 33,           /* INVITE again                                             RFC 6026 7.1          */
    CPM_TIMER_J = 34,           /* request again                                            RFC 3261 17.2.2       */
    CPM_TIMER_2XX = 35,         /* UAS: 2xx again, T1 to T2                                 RFC 3261 13.3.1.4     */
    CPM_TIMER_LATE_TRYING = 36  /* 100 to a request that is no INVITE                       RFC 4320 4.1          */
} CpmTimer;

#define CPM_T1 (500 * SIM_MS)           /* RFC 3261 17.1.1.1, between core elements */
#define CPM_64T1 (64 * CPM_T1)
#define CPM_TRYING_DELAY (200 * SIM_MS) /* RFC 3261 17.2.1 */

/* What a leg's layer of the CS tells the session's layer. */
typedef enum CpmLegOutput {
    CPM_LEG_NOTHING = 0,
    CPM_LEG_ACCEPTED = 1,       /* 2xx to the INVITE                                            */
    CPM_LEG_FAILED = 2,
    CPM_LEG_ENDED = 3,          /* left, after it had accepted                                  */
    CPM_LEG_JOINED = 4,         /* dialled in, after it had failed                              */
    CPM_LEG_CHANGED = 5,        /* is called, or rings                                          */
    CPM_LEG_SAID = 6            /* a text message came                                          */
} CpmLegOutput;

typedef struct CpmHop {
    struct CpmNetwork *network;
    const CpmSetup *setup;
    const struct CpmSeat *seat; /* of the box at @position, while a handler is at work                              */
    CpmLeg *leg;
    CpmSession *session;
    uint32_t leg_slot;
    uint32_t member;            /* 0 = inviter's leg                                                                */
    SimTime now;                /* when the input arrived                                                           */
    SimTime ready;              /* when the box has served it: what it sends leaves then                            */
    SipCode code;               /* message, or CpmTimer                                                             */
    uint8_t position;
    CpmBox box;
    CpmOrigin origin;
    bool mark;                  /* see cpm_hop_send_down_marked()                                                   */
    uint32_t meant;             /* IWF, a reply to an invitation of another session: 1 + number of that session     */
    CpmLegOutput output;        /* set by handlers of the CS's leg layer                                            */
    uint32_t server;            /* 1 + slot of the server transaction whose request this is, 0 = none: see models/sip_transaction.h */
    bool again;                 /* the box has had this message before: it is recorded as repeated                 */
    CpmBox sender;              /* on the wire, the IWF that has sent this, which may be that of the leg no more; else 0 */
    bool local;                 /* a response that no neighbour has sent: the box's own transaction has made it     */
    uint32_t cause;             /* FROM_INSIDE: the member whose leg has set @output; @mark: that member is no CPM user */
} CpmHop;

/* The state of the box at this position of the leg. */
static inline unsigned cpm_hop_state(const CpmHop *hop)
{
    return cpm_leg_state(hop->leg, hop->position);
}

/* Sends @code to the next box below (away from the inviter) or above: delivered after the link's delay.  Cannot fail. */
void cpm_hop_send_down(CpmHop *hop, SipCode code);
void cpm_hop_send_up(CpmHop *hop, SipCode code);

/* The same with the message marked; proxies pass marks on.  A marked 200 to INVITE on the inviter's leg was caused by a non-CPM member
 * (steps 22-23 of Figure 31, not 14-15).  A marked CANCEL comes from a Timer C (a Reason header would say so, RFC 3326).  A marked 500 of
 * an Interworking Function says that the box is full (D22). */
void cpm_hop_send_down_marked(CpmHop *hop, SipCode code);
void cpm_hop_send_up_marked(CpmHop *hop, SipCode code);

/* Sends a message up that needs @extra ns before the link's delay. */
void cpm_hop_send_up_after(CpmHop *hop, SipCode code, SimTime extra);

/* Sends media straight to the box at position @to of the leg of @member of this session; the ends must be those of MSRP (CPM Client A and
 * CS, CS and CPM client, CS and IWF).  @extra ns later than the box is ready. */
void cpm_hop_send_media(CpmHop *hop, uint32_t member, unsigned to, SipCode code, SimTime extra);

/* A hop of the CS on the leg of @member of the same session: for the layer that faces the inviter to send on it. */
CpmHop cpm_hop_at_member(const CpmHop *hop, uint32_t member);

/* Passes the message of this hop on in its direction, with its mark. */
void cpm_hop_pass(CpmHop *hop);

/* A server transaction's first reaction to INVITE: 100 at once, or Timer TRYING. */
void cpm_hop_try(CpmHop *hop);

/* Starts @timer of this box and leg: it fires after @delay from when the box is ready.  A timer that fires in a state without an arrow
 * for it has lost its use, and is dropped; so leaving the states with such arrows stops it.  Timer C: models/cpm_timer_c.h. */
void cpm_hop_start_timer(CpmHop *hop, CpmTimer timer, SimTime delay);

/* Starts a timer of another position or member of this session, due at @time: for the layers of the CS. */
void cpm_hop_start_timer_at(CpmHop *hop, uint32_t member, CpmTimer timer, SimTime time);

/* Records an internal action with its @detail, and the outcome D01..D24 with its final response. */
void cpm_hop_action(CpmHop *hop, CpmAction action);
void cpm_hop_action_with(CpmHop *hop, CpmAction action, uint32_t detail);
void cpm_hop_outcome(CpmHop *hop, unsigned decision_row, unsigned status);

/* The number in (0, 1) of this member for @purpose, the @ordinal-th of its kind.  The same arguments give the same number, so what a
 * person will answer need not be stored. */
double cpm_hop_draw(const CpmHop *hop, CpmPurpose purpose, uint32_t ordinal);

/* A duration from @distribution (NULL: 0) for @purpose, likewise; no number is drawn for a constant. */
SimTime cpm_hop_duration(const CpmHop *hop, const SimDistribution *distribution, CpmPurpose purpose, uint32_t ordinal);

/* 64*T1 of the hop below, or above, this box: what its machine waits for a response, an ACK, or the end of what it has cancelled. */
SimTime cpm_hop_64t1_below(const CpmHop *hop);
SimTime cpm_hop_64t1_above(const CpmHop *hop);

/* True where messages may get lost, so that nobody may wait for ever: a box can be dead for a while. */
bool cpm_hop_is_lossy(const CpmHop *hop);

/* Somebody at this box who has just joined will write @count text messages to the conversation; or will write to the IWF once more, or
 * leave, as @profile has it. */
void cpm_hop_schedule_texts(CpmHop *hop, uint32_t count);
void cpm_hop_schedule_again(CpmHop *hop, const CpmReplyProfile *profile);

/* The effective mode of this leg by CPM-IWF-008. */
CpmMode cpm_hop_mode(const CpmHop *hop);

/* The row of the group that describes @member (1 ..) of this session. */
const CpmMemberSetup *cpm_hop_member(const CpmHop *hop, uint32_t member);

/* True when the setup asks for this misbehaviour. */
bool cpm_hop_faulty(const CpmHop *hop, CpmFaultKind fault);

/* The same of the box of @hop, for kinds of which the setup says who misbehaves. */
bool cpm_hop_misbehaves(const CpmHop *hop, CpmFaultKind fault);

/* True when the box of @hop does not start @timer, which it should. */
bool cpm_hop_forgets(const CpmHop *hop, CpmTimer timer);

#endif
