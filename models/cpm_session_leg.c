/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPM Conversation Server of Figure 31 towards one member: steps 3a, 4, 5, 13, 21.  The Controlling Function is a back-to-back user agent
 * (TS 23.204 B.1), so each leg is an INVITE of its own: RFC 3261 13.2 (UAC), 9.1 (CANCEL), 15 (BYE); RFC 4579 5.2 (focus dials out).
 * RFC 4028 (refresh by UPDATE), RFC 4575 (members may subscribe), RFC 4579 5.1 (an IWF dials in), RFC 4975 (text messages).
 * What the session must know goes there as the hop's output. */
#include "models/cpm_session_leg.h"

#include "models/sip_ua.h"

#include <math.h>

enum {
    IDLE,               /* not invited yet                                              */
    CALLING,            /* INVITE sent                                                  */
    PROCEEDING,         /* a provisional came                                           */
    ALERTED,            /* ... and it said that the user is called                      */
    CANCEL_PENDING,     /* to be cancelled, but no provisional yet: 9.1                 */
    CANCELLING,         /* CANCEL sent                                                  */
    CONNECTED,          /* 2xx acknowledged                                             */
    REFRESHING,         /* UPDATE sent                                                  */
    FAILED,             /* 300-699 acknowledged                                         */
    ABANDONING,         /* BYE sent to one who accepted too late                        */
    ENDING,             /* BYE sent                                                     */
    ENDED,
    N_STATES
};

static const char *const state_names[N_STATES] = {
    "IDLE", "CALLING", "PROCEEDING", "ALERTED", "CANCEL_PENDING", "CANCELLING", "CONNECTED", "REFRESHING", "FAILED",
    "ABANDONING", "ENDING", "ENDED",
};

enum {
    TIMER_INVITE,
    TIMER_ANSWER,
    TIMER_RELEASE,
    TIMER_CANCELLED,
    TIMER_B,
    RX_100,
    RX_1XX,
    RX_2XX,
    RX_3XX_6XX,
    RX_2XX_CANCEL,
    RX_BYE,
    RX_2XX_BYE,
    TIMER_REFRESH,
    TIMER_F,
    RX_2XX_UPDATE,
    RX_FAILED_UPDATE,
    RX_SUBSCRIBE,
    RX_2XX_NOTIFY,
    RX_TEXT,            /* MSRP SEND                                                    */
    RX_TEXT_ANSWER,
    RX_DIAL_IN,         /* INVITE of the IWF for one who is late                        */
    RX_DIAL_IN_ACK,
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "TIMER_INVITE", "TIMER_ANSWER", "TIMER_RELEASE", "TIMER_CANCELLED", "TIMER_B", "RX_100", "RX_1XX",
    "RX_2XX",       "RX_3XX_6XX",   "RX_2XX_CANCEL", "RX_BYE",          "RX_2XX_BYE",
    "TIMER_REFRESH", "TIMER_F",     "RX_2XX_UPDATE", "RX_FAILED_UPDATE", "RX_SUBSCRIBE",   "RX_2XX_NOTIFY", "RX_TEXT",
    "RX_TEXT_ANSWER", "RX_DIAL_IN", "RX_DIAL_IN_ACK",
};

unsigned cpm_session_leg_classify(const CpmHop *hop)
{
    unsigned status = sip_status(hop->code);

    if (hop->origin == CPM_FROM_TIMER) {
        switch (hop->code) {
        case CPM_TIMER_INVITE:
            return TIMER_INVITE;
        case CPM_TIMER_ANSWER:
            return TIMER_ANSWER;
        case CPM_TIMER_RELEASE:
            return TIMER_RELEASE;
        case CPM_TIMER_B:
            return TIMER_B;
        case CPM_TIMER_REFRESH:
            return TIMER_REFRESH;
        case CPM_TIMER_F:
            return TIMER_F;
        default:
            return TIMER_CANCELLED;
        }
    }
    switch (sip_method(hop->code)) {
    case SIP_INVITE:
        return status == 100 ? RX_100 : status < 200 ? RX_1XX : status < 300 ? RX_2XX : RX_3XX_6XX;
    case SIP_CANCEL:
        return RX_2XX_CANCEL;
    case SIP_UPDATE:
        return status < 300 ? RX_2XX_UPDATE : RX_FAILED_UPDATE;
    case SIP_SUBSCRIBE:
        return RX_SUBSCRIBE;
    case SIP_NOTIFY:
        return RX_2XX_NOTIFY;
    case MSRP_SEND:
        return status == 0 ? RX_TEXT : RX_TEXT_ANSWER;
    case SIP_DIAL_IN:
        return RX_DIAL_IN;
    case SIP_DIAL_IN_ACK:
        return RX_DIAL_IN_ACK;
    default:
        return status == 0 ? RX_BYE : RX_2XX_BYE;
    }
}

static bool awaits_answer(unsigned state)
{
    return state == CALLING || state == PROCEEDING || state == ALERTED;
}

/* When the turn of @member (1 ..) comes in the fan-out or release that began at @start, at the rate of the setup. */
static SimTime turn_of(const CpmSetup *setup, SimTime start, uint32_t member)
{
    SimTime offset = 0;

    if (!isinf(setup->focus.fan_out))
        offset = sim_time_from_seconds((member - 1) / setup->focus.fan_out);
    return MIN(start, CPM_END_OF_TIME) + MIN(offset, CPM_END_OF_TIME);
}

/* Step 4 for a member without CPM, then step 3a or 5.  The turn goes on to the next member; a session that is being released invites
 * nobody more. */
static unsigned leg_invite(void *context)
{
    CpmHop *hop = context;
    CpmSession *session = hop->session;

    if (session->releasing || (hop->member == session->size && cpm_hop_faulty(hop, CPM_FAULT_SKIP_MEMBER)))
        return IDLE;
    if (hop->leg->kind == CPM_LEG_NON_CPM)
        cpm_hop_action(hop, CPM_ACTION_INTERWORKING);
    cpm_hop_send_down(hop, SIP_REQUEST(SIP_INVITE));
    hop->leg->invited = hop->ready;
    session->invited = MAX(session->invited, hop->member);
    session->called++;
    session->open++;
    if (session->answer_due == 0 || hop->setup->wire.at_service) {
        session->answer_due = hop->member;
        cpm_hop_start_timer_at(hop, hop->member, CPM_TIMER_ANSWER, hop->ready + hop->setup->focus.t_answer);
    }
    if (!hop->setup->wire.at_service)
        cpm_session_leg_pass_invitation(hop);
    if (hop->setup->focus.notify_all_states)
        hop->output = CPM_LEG_CHANGED;
    return CALLING;
}

/* One T_answer is pending for the whole session: legs are invited in turn, so the first that is still open is the next due; by a service
 * time it may be overdue, where servers finish in another order.  Where turns overtake each other each leg has its own. */
void cpm_session_leg_pass_answer(CpmHop *hop)
{
    CpmSession *session = hop->session;

    if (hop->setup->wire.at_service)
        return;
    for (uint32_t member = hop->member + 1; member <= session->invited; member++) {
        const CpmLeg *leg = hop->leg + (member - hop->member);

        if (awaits_answer(cpm_leg_state(leg, 0))) {
            session->answer_due = member;
            cpm_hop_start_timer_at(hop, member, CPM_TIMER_ANSWER, MAX(hop->now, leg->invited + hop->setup->focus.t_answer));
            return;
        }
    }
    session->answer_due = 0;
}

void cpm_session_leg_pass_invitation(CpmHop *hop)
{
    CpmSession *session = hop->session;

    if (hop->member < session->size)
        cpm_hop_start_timer_at(hop, hop->member + 1, CPM_TIMER_INVITE,
                               MAX(hop->now, turn_of(hop->setup, session->fan_out_start, hop->member + 1)));
}

void cpm_session_leg_pass_release(CpmHop *hop)
{
    CpmSession *session = hop->session;

    if (hop->member < session->invited)
        cpm_hop_start_timer_at(hop, hop->member + 1, CPM_TIMER_RELEASE,
                               MAX(hop->now, turn_of(hop->setup, session->release_start, hop->member + 1)));
}

void cpm_session_leg_pass_refresh(CpmHop *hop)
{
    CpmSession *session = hop->session;

    if (hop->member < session->invited && !session->releasing)
        cpm_hop_start_timer_at(hop, hop->member + 1, CPM_TIMER_REFRESH,
                               MAX(hop->now, turn_of(hop->setup, session->refresh_start, hop->member + 1)));
}

bool cpm_session_leg_is_connected(const CpmLeg *leg)
{
    unsigned state = cpm_leg_state(leg, 0);

    return state == CONNECTED || state == REFRESHING;
}

/* The first ring is news for those who watch the conference. */
static unsigned leg_ring(void *context)
{
    CpmHop *hop = context;

    if (sip_status(hop->code) != 180)
        return PROCEEDING;
    if (hop->setup->focus.notify_all_states)
        hop->output = CPM_LEG_CHANGED;
    return ALERTED;
}

static unsigned leg_hold_cancel(void *context)
{
    CpmHop *hop = context;

    if (!hop->setup->wire.transactions)
        cpm_hop_start_timer(hop, CPM_TIMER_B, cpm_hop_64t1_below(hop));
    return CANCEL_PENDING;
}

static unsigned leg_send_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_CANCEL));
    cpm_hop_start_timer(hop, CPM_TIMER_CANCELLED, cpm_hop_64t1_below(hop));
    return CANCELLING;
}

static void unsubscribe(CpmHop *hop)
{
    if (hop->leg->subscribed)
        hop->session->subscribers--;
    hop->leg->subscribed = 0;
}

/* Where the response may get lost, Timer F ends the wait for it; transactions have their own. */
static void send_bye(CpmHop *hop)
{
    unsubscribe(hop);
    cpm_hop_send_down(hop, SIP_REQUEST(SIP_BYE));
    if (cpm_hop_is_lossy(hop) && !hop->setup->wire.transactions)
        cpm_hop_start_timer(hop, CPM_TIMER_F, cpm_hop_64t1_below(hop));
}

/* By the release, or since the session was not refreshed: RFC 4028 10. */
static unsigned leg_release_connected(void *context)
{
    send_bye(context);
    return ENDING;
}

static unsigned leg_refresh(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_UPDATE));
    cpm_hop_start_timer(hop, CPM_TIMER_F, cpm_hop_64t1_below(hop));
    return REFRESHING;
}

static unsigned leg_subscribe(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_RESPONSE(SIP_SUBSCRIBE, 200));
    if (!hop->leg->subscribed)
        hop->session->subscribers++;
    hop->leg->subscribed = 1;
    cpm_hop_send_down(hop, SIP_REQUEST(SIP_NOTIFY));
    return cpm_hop_state(hop);
}

static unsigned leg_take_text(void *context)
{
    CpmHop *hop = context;

    hop->output = CPM_LEG_SAID;
    return sip_ua_ok_text(hop);
}

/* D13: who was late joins while the session lives. */
static unsigned leg_take_dial_in(void *context)
{
    CpmHop *hop = context;

    if (hop->session->releasing)
        return sip_ua_refuse(hop);
    cpm_hop_send_down(hop, SIP_RESPONSE(SIP_DIAL_IN, 200));
    hop->output = CPM_LEG_JOINED;
    return CONNECTED;
}

static unsigned leg_connect(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    if (hop->leg->kind == CPM_LEG_CPM)
        cpm_hop_outcome(hop, 1, 200);
    hop->output = CPM_LEG_ACCEPTED;
    return CONNECTED;
}

/* RFC 3261 13.2.2.4: a 2xx that crossed the CANCEL makes a dialog that has to be ended (D17). */
static unsigned leg_connect_and_end(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    send_bye(hop);
    cpm_hop_outcome(hop, 17, 200);
    return ABANDONING;
}

static unsigned leg_abandon(void *context)
{
    CpmHop *hop = context;

    hop->output = CPM_LEG_FAILED;
    return ENDED;
}

/* Nobody further down settles a leg that has not come as far as the ISF (D23). */
static bool is_stopped_before_isf(const CpmHop *hop, unsigned status)
{
    return hop->leg->kind == CPM_LEG_NON_CPM && (status == 503 || (status == 500 && cpm_leg_state(hop->leg, CPM_AT_ISF) == 0));
}

/* A 408 says that no box further down answered at all (D24), a 482 that a proxy on the way has lost the answer. */
static unsigned leg_fail(void *context)
{
    CpmHop *hop = context;
    unsigned status = sip_status(hop->code);

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    if (status == 408 || status == 482)
        cpm_hop_outcome(hop, 24, status);
    else if (hop->leg->kind == CPM_LEG_CPM)
        cpm_hop_outcome(hop, 1, status);
    else if (is_stopped_before_isf(hop, status))
        cpm_hop_outcome(hop, 23, status);
    hop->output = CPM_LEG_FAILED;
    return FAILED;
}

/* The same for a leg that was given up before: the session has counted it already. */
static unsigned leg_disown(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    if (!hop->again)
        cpm_hop_send_down(hop, SIP_REQUEST(SIP_BYE));
    return FAILED;
}

/* 9.1: no final response within 64*T1 of the CANCEL; or 17.1.1.2: none at all, so that there was nothing to cancel (D24). */
static unsigned leg_take_as_cancelled(void *context)
{
    CpmHop *hop = context;

    cpm_hop_outcome(hop, 24, 408);
    hop->output = CPM_LEG_FAILED;
    return FAILED;
}

static unsigned leg_take_bye(void *context)
{
    CpmHop *hop = context;

    unsubscribe(hop);
    cpm_hop_send_down(hop, SIP_RESPONSE(SIP_BYE, 200));
    hop->output = CPM_LEG_ENDED;
    return ENDED;
}

static unsigned leg_take_crossing_bye(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_RESPONSE(SIP_BYE, 200));
    return cpm_hop_state(hop);
}

static unsigned leg_take_late_bye(void *context)
{
    cpm_hop_send_down(context, SIP_RESPONSE(SIP_BYE, 200));
    return ENDED;
}

static unsigned leg_end(void *context)
{
    CpmHop *hop = context;

    hop->output = CPM_LEG_ENDED;
    return ENDED;
}

static const SimArrow arrows[] = {
    /* state          input             handler                    next                                  event / action */
    { IDLE,           TIMER_INVITE,     leg_invite,                SIM_TO(CALLING) | SIM_TO(IDLE),       "turn of this member / INVITE (3a, 5)"       },

    { CALLING,        RX_100,           NULL,                      SIM_TO(PROCEEDING),                   "100 / -"                                    },
    { CALLING,        RX_1XX,           leg_ring,                  SIM_TO(PROCEEDING) | SIM_TO(ALERTED), "101-199 / -; 180 is news"                   },
    { CALLING,        RX_2XX,           leg_connect,               SIM_TO(CONNECTED),                    "2xx (13, 21) / ACK"                         },
    { CALLING,        RX_3XX_6XX,       leg_fail,                  SIM_TO(FAILED),                       "300-699 (13, 21) / ACK"                     },
    { CALLING,        TIMER_ANSWER,     leg_hold_cancel,           SIM_TO(CANCEL_PENDING),               "T_answer / wait for a 1xx"                  },
    { CALLING,        TIMER_RELEASE,    leg_hold_cancel,           SIM_TO(CANCEL_PENDING),               "release / wait for a 1xx"                   },
    { CALLING,        TIMER_B,          leg_take_as_cancelled,     SIM_TO(FAILED),                       "64*T1 without any response / as 408"        },
    { CALLING,        RX_BYE,           sip_ua_refuse,             SIM_TO(CALLING),                      "BYE without dialog / 481"                   },
    { CALLING,        RX_DIAL_IN,       sip_ua_refuse,             SIM_TO(CALLING),                      "INVITE of the IWF overtakes / 481"          },
    { CALLING,        RX_DIAL_IN_ACK,   NULL,                      SIM_TO(CALLING),                      "ACK of that refusal / -"                    },

    { PROCEEDING,     RX_100,           NULL,                      SIM_TO(PROCEEDING),                   "100, late / -"                              },
    { PROCEEDING,     RX_1XX,           leg_ring,                  SIM_TO(PROCEEDING) | SIM_TO(ALERTED), "101-199 / -; 180 is news"                   },
    { PROCEEDING,     RX_2XX,           leg_connect,               SIM_TO(CONNECTED),                    "2xx (13, 21) / ACK"                         },
    { PROCEEDING,     RX_3XX_6XX,       leg_fail,                  SIM_TO(FAILED),                       "300-699 (13, 21) / ACK"                     },
    { PROCEEDING,     TIMER_ANSWER,     leg_send_cancel,           SIM_TO(CANCELLING),                   "T_answer / CANCEL"                          },
    { PROCEEDING,     TIMER_RELEASE,    leg_send_cancel,           SIM_TO(CANCELLING),                   "release / CANCEL"                           },
    { PROCEEDING,     RX_BYE,           sip_ua_refuse,             SIM_TO(PROCEEDING),                   "BYE without dialog / 481"                   },
    { PROCEEDING,     RX_DIAL_IN,       sip_ua_refuse,             SIM_TO(PROCEEDING),                   "INVITE of the IWF overtakes / 481"          },
    { PROCEEDING,     RX_DIAL_IN_ACK,   NULL,                      SIM_TO(PROCEEDING),                   "ACK of that refusal / -"                    },

    { ALERTED,        RX_100,           NULL,                      SIM_TO(ALERTED),                      "100, late / -"                              },
    { ALERTED,        RX_1XX,           NULL,                      SIM_TO(ALERTED),                      "101-199 / -"                                },
    { ALERTED,        RX_2XX,           leg_connect,               SIM_TO(CONNECTED),                    "2xx (13, 21) / ACK"                         },
    { ALERTED,        RX_3XX_6XX,       leg_fail,                  SIM_TO(FAILED),                       "300-699 (13, 21) / ACK"                     },
    { ALERTED,        TIMER_ANSWER,     leg_send_cancel,           SIM_TO(CANCELLING),                   "T_answer / CANCEL"                          },
    { ALERTED,        TIMER_RELEASE,    leg_send_cancel,           SIM_TO(CANCELLING),                   "release / CANCEL"                           },
    { ALERTED,        RX_BYE,           sip_ua_refuse,             SIM_TO(ALERTED),                      "BYE without dialog / 481"                   },
    { ALERTED,        RX_DIAL_IN,       sip_ua_refuse,             SIM_TO(ALERTED),                      "INVITE of the IWF overtakes / 481"          },
    { ALERTED,        RX_DIAL_IN_ACK,   NULL,                      SIM_TO(ALERTED),                      "ACK of that refusal / -"                    },

    { CANCEL_PENDING, RX_100,           leg_send_cancel,           SIM_TO(CANCELLING),                   "100 / CANCEL"                               },
    { CANCEL_PENDING, RX_1XX,           leg_send_cancel,           SIM_TO(CANCELLING),                   "101-199 / CANCEL"                           },
    { CANCEL_PENDING, RX_2XX,           leg_connect_and_end,       SIM_TO(ABANDONING),                   "2xx / ACK, BYE"                             },
    { CANCEL_PENDING, RX_3XX_6XX,       leg_fail,                  SIM_TO(FAILED),                       "300-699 / ACK"                              },
    { CANCEL_PENDING, RX_BYE,           sip_ua_refuse,             SIM_TO(CANCEL_PENDING),               "BYE without dialog / 481"                   },
    { CANCEL_PENDING, TIMER_B,          leg_take_as_cancelled,     SIM_TO(FAILED),                       "64*T1 without any response / as 408"        },
    { CANCEL_PENDING, RX_DIAL_IN,       sip_ua_refuse,             SIM_TO(CANCEL_PENDING),               "INVITE of the IWF overtakes / 481"          },
    { CANCEL_PENDING, RX_DIAL_IN_ACK,   NULL,                      SIM_TO(CANCEL_PENDING),               "ACK of that refusal / -"                    },

    { CANCELLING,     RX_2XX_CANCEL,    NULL,                      SIM_TO(CANCELLING),                   "200 (CANCEL) / -"                           },
    { CANCELLING,     RX_100,           NULL,                      SIM_TO(CANCELLING),                   "100, late / -"                              },
    { CANCELLING,     RX_1XX,           NULL,                      SIM_TO(CANCELLING),                   "101-199 / -"                                },
    { CANCELLING,     RX_2XX,           leg_connect_and_end,       SIM_TO(ABANDONING),                   "2xx crossed the CANCEL / ACK, BYE"          },
    { CANCELLING,     RX_3XX_6XX,       leg_fail,                  SIM_TO(FAILED),                       "300-699 / ACK"                              },
    { CANCELLING,     TIMER_CANCELLED,  leg_take_as_cancelled,     SIM_TO(FAILED),                       "64*T1 / taken as cancelled"                 },
    { CANCELLING,     RX_BYE,           sip_ua_refuse,             SIM_TO(CANCELLING),                   "BYE without dialog / 481"                   },
    { CANCELLING,     RX_DIAL_IN,       sip_ua_refuse,             SIM_TO(CANCELLING),                   "INVITE of the IWF overtakes / 481"          },
    { CANCELLING,     RX_DIAL_IN_ACK,   NULL,                      SIM_TO(CANCELLING),                   "ACK of that refusal / -"                    },

    { CONNECTED,      RX_100,           NULL,                      SIM_TO(CONNECTED),                    "100, late / -"                              },
    { CONNECTED,      RX_1XX,           NULL,                      SIM_TO(CONNECTED),                    "101-199, late / -"                          },
    { CONNECTED,      RX_2XX,           sip_uac_acknowledge_again, SIM_TO(CONNECTED),                    "2xx again / ACK"                            },
    { CONNECTED,      RX_2XX_CANCEL,    NULL,                      SIM_TO(CONNECTED),                    "200 (CANCEL) / -"                           },
    { CONNECTED,      RX_BYE,           leg_take_bye,              SIM_TO(ENDED),                        "BYE / 200"                                  },
    { CONNECTED,      TIMER_RELEASE,    leg_release_connected,     SIM_TO(ENDING),                       "release / BYE"                              },
    { CONNECTED,      TIMER_REFRESH,    leg_refresh,               SIM_TO(REFRESHING),                   "half the interval / UPDATE"                 },
    { CONNECTED,      RX_2XX_UPDATE,    NULL,                      SIM_TO(CONNECTED),                    "200 (UPDATE), late / -"                     },
    { CONNECTED,      RX_FAILED_UPDATE, NULL,                      SIM_TO(CONNECTED),                    "481 (UPDATE), late / -"                     },
    { CONNECTED,      RX_TEXT,          leg_take_text,             SIM_TO(CONNECTED),                    "SEND / 200, to all others"                  },
    { CONNECTED,      RX_SUBSCRIBE,     leg_subscribe,             SIM_TO(CONNECTED),                    "SUBSCRIBE / 200, NOTIFY"                    },
    { CONNECTED,      RX_DIAL_IN_ACK,   NULL,                      SIM_TO(CONNECTED),                    "ACK (dial-in) / -"                          },
    { CONNECTED,      RX_TEXT_ANSWER,   NULL,                      SIM_TO(CONNECTED),                    "200 (SEND) / -"                             },
    { CONNECTED,      RX_2XX_NOTIFY,    NULL,                      SIM_TO(CONNECTED),                    "200 (NOTIFY) / -"                           },

    { FAILED,         RX_100,           NULL,                      SIM_TO(FAILED),                       "100, late / -"                              },
    { FAILED,         RX_1XX,           NULL,                      SIM_TO(FAILED),                       "101-199, late / -"                          },
    { FAILED,         RX_2XX_CANCEL,    NULL,                      SIM_TO(FAILED),                       "200 (CANCEL) / -"                           },
    { FAILED,         RX_3XX_6XX,       sip_uac_acknowledge_again, SIM_TO(FAILED),                       "300-699, late / ACK"                        },
    { FAILED,         RX_BYE,           sip_ua_refuse,             SIM_TO(FAILED),                       "BYE without dialog / 481"                   },
    { FAILED,         RX_2XX,           leg_disown,                SIM_TO(FAILED),                       "2xx, late / ACK, BYE (once)"                },
    { FAILED,         RX_2XX_BYE,       NULL,                      SIM_TO(FAILED),                       "200 (BYE) / -"                              },
    { FAILED,         RX_DIAL_IN,       leg_take_dial_in,          SIM_TO(CONNECTED) | SIM_TO(FAILED),   "INVITE of the IWF (RFC 4579) / 200, or 481" },
    { FAILED,         RX_TEXT,          sip_ua_refuse_text,        SIM_TO(FAILED),                       "SEND / 481"                                 },
    { FAILED,         RX_SUBSCRIBE,     sip_ua_refuse,             SIM_TO(FAILED),                       "SUBSCRIBE / 481"                            },
    { FAILED,         RX_DIAL_IN_ACK,   NULL,                      SIM_TO(FAILED),                       "ACK (dial-in) / -"                          },
    { FAILED,         RX_2XX_UPDATE,    NULL,                      SIM_TO(FAILED),                       "200 (UPDATE), late / -"                     },
    { FAILED,         RX_FAILED_UPDATE, NULL,                      SIM_TO(FAILED),                       "481 (UPDATE), late / -"                     },
    { FAILED,         RX_TEXT_ANSWER,   NULL,                      SIM_TO(FAILED),                       "200 (SEND) / -"                             },
    { FAILED,         RX_2XX_NOTIFY,    NULL,                      SIM_TO(FAILED),                       "200 (NOTIFY) / -"                           },

    { ABANDONING,     RX_2XX_BYE,       leg_abandon,               SIM_TO(ENDED),                        "200 (BYE) / -"                              },
    { ABANDONING,     RX_BYE,           leg_take_crossing_bye,     SIM_TO(ABANDONING),                   "BYE from the other side / 200"              },
    { ABANDONING,     RX_2XX_CANCEL,    NULL,                      SIM_TO(ABANDONING),                   "200 (CANCEL) / -"                           },
    { ABANDONING,     RX_2XX,           sip_uac_acknowledge_again, SIM_TO(ABANDONING),                   "2xx again / ACK"                            },
    { ABANDONING,     RX_100,           NULL,                      SIM_TO(ABANDONING),                   "100, late / -"                              },
    { ABANDONING,     RX_1XX,           NULL,                      SIM_TO(ABANDONING),                   "101-199, late / -"                          },
    { ABANDONING,     RX_DIAL_IN,       sip_ua_refuse,             SIM_TO(ABANDONING),                   "INVITE of the IWF overtakes / 481"          },
    { ABANDONING,     TIMER_F,          leg_abandon,               SIM_TO(ENDED),                        "64*T1 without response / -"                 },
    { ABANDONING,     RX_TEXT,          sip_ua_refuse_text,        SIM_TO(ABANDONING),                   "SEND / 481"                                 },
    { ABANDONING,     RX_SUBSCRIBE,     sip_ua_refuse,             SIM_TO(ABANDONING),                   "SUBSCRIBE / 481"                            },
    { ABANDONING,     RX_DIAL_IN_ACK,   NULL,                      SIM_TO(ABANDONING),                   "ACK (dial-in) / -"                          },
    { ABANDONING,     RX_2XX_UPDATE,    NULL,                      SIM_TO(ABANDONING),                   "200 (UPDATE), late / -"                     },
    { ABANDONING,     RX_FAILED_UPDATE, NULL,                      SIM_TO(ABANDONING),                   "481 (UPDATE), late / -"                     },
    { ABANDONING,     RX_TEXT_ANSWER,   NULL,                      SIM_TO(ABANDONING),                   "200 (SEND) / -"                             },
    { ABANDONING,     RX_2XX_NOTIFY,    NULL,                      SIM_TO(ABANDONING),                   "200 (NOTIFY) / -"                           },

    { ENDING,         RX_2XX_BYE,       leg_end,                   SIM_TO(ENDED),                        "200 (BYE) / -"                              },
    { ENDING,         RX_BYE,           leg_take_crossing_bye,     SIM_TO(ENDING),                       "BYE from the other side / 200"              },
    { ENDING,         RX_2XX_CANCEL,    NULL,                      SIM_TO(ENDING),                       "200 (CANCEL) / -"                           },
    { ENDING,         RX_2XX,           sip_uac_acknowledge_again, SIM_TO(ENDING),                       "2xx again / ACK"                            },
    { ENDING,         RX_100,           NULL,                      SIM_TO(ENDING),                       "100, late / -"                              },
    { ENDING,         RX_1XX,           NULL,                      SIM_TO(ENDING),                       "101-199, late / -"                          },
    { ENDING,         RX_DIAL_IN,       sip_ua_refuse,             SIM_TO(ENDING),                       "INVITE of the IWF overtakes / 481"          },
    { ENDING,         TIMER_F,          leg_end,                   SIM_TO(ENDED),                        "64*T1 without response / -"                 },
    { ENDING,         RX_TEXT,          sip_ua_refuse_text,        SIM_TO(ENDING),                       "SEND / 481"                                 },
    { ENDING,         RX_SUBSCRIBE,     sip_ua_refuse,             SIM_TO(ENDING),                       "SUBSCRIBE / 481"                            },
    { ENDING,         RX_DIAL_IN_ACK,   NULL,                      SIM_TO(ENDING),                       "ACK (dial-in) / -"                          },
    { ENDING,         RX_2XX_UPDATE,    NULL,                      SIM_TO(ENDING),                       "200 (UPDATE), late / -"                     },
    { ENDING,         RX_FAILED_UPDATE, NULL,                      SIM_TO(ENDING),                       "481 (UPDATE), late / -"                     },
    { ENDING,         RX_TEXT_ANSWER,   NULL,                      SIM_TO(ENDING),                       "200 (SEND) / -"                             },
    { ENDING,         RX_2XX_NOTIFY,    NULL,                      SIM_TO(ENDING),                       "200 (NOTIFY) / -"                           },

    { ENDED,          RX_2XX,           sip_uac_acknowledge_again, SIM_TO(ENDED),                        "2xx again / ACK"                            },
    { ENDED,          RX_2XX_CANCEL,    NULL,                      SIM_TO(ENDED),                        "200 (CANCEL) / -"                           },
    { ENDED,          RX_2XX_BYE,       NULL,                      SIM_TO(ENDED),                        "200 (BYE) / -"                              },
    { ENDED,          RX_BYE,           leg_take_late_bye,         SIM_TO(ENDED),                        "BYE from the other side / 200"              },
    { ENDED,          RX_100,           NULL,                      SIM_TO(ENDED),                        "100, late / -"                              },
    { ENDED,          RX_1XX,           NULL,                      SIM_TO(ENDED),                        "101-199, late / -"                          },
    { ENDED,          RX_DIAL_IN,       leg_take_dial_in,          SIM_TO(CONNECTED) | SIM_TO(ENDED),    "INVITE of the IWF (RFC 4579) / 200, or 481" },
    { ENDED,          RX_TEXT,          sip_ua_refuse_text,        SIM_TO(ENDED),                        "SEND / 481"                                 },
    { ENDED,          RX_SUBSCRIBE,     sip_ua_refuse,             SIM_TO(ENDED),                        "SUBSCRIBE / 481"                            },
    { ENDED,          RX_DIAL_IN_ACK,   NULL,                      SIM_TO(ENDED),                        "ACK (dial-in) / -"                          },
    { ENDED,          RX_2XX_UPDATE,    NULL,                      SIM_TO(ENDED),                        "200 (UPDATE), late / -"                     },
    { ENDED,          RX_FAILED_UPDATE, NULL,                      SIM_TO(ENDED),                        "481 (UPDATE), late / -"                     },
    { ENDED,          RX_TEXT_ANSWER,   NULL,                      SIM_TO(ENDED),                        "200 (SEND) / -"                             },
    { ENDED,          RX_2XX_NOTIFY,    NULL,                      SIM_TO(ENDED),                        "200 (NOTIFY) / -"                           },

    { REFRESHING,     RX_100,           NULL,                      SIM_TO(REFRESHING),                   "100, late / -"                              },
    { REFRESHING,     RX_1XX,           NULL,                      SIM_TO(REFRESHING),                   "101-199, late / -"                          },
    { REFRESHING,     RX_2XX,           sip_uac_acknowledge_again, SIM_TO(REFRESHING),                   "2xx again / ACK"                            },
    { REFRESHING,     RX_2XX_CANCEL,    NULL,                      SIM_TO(REFRESHING),                   "200 (CANCEL) / -"                           },
    { REFRESHING,     RX_BYE,           leg_take_bye,              SIM_TO(ENDED),                        "BYE / 200"                                  },
    { REFRESHING,     TIMER_RELEASE,    leg_release_connected,     SIM_TO(ENDING),                       "release / BYE"                              },
    { REFRESHING,     RX_2XX_UPDATE,    NULL,                      SIM_TO(CONNECTED),                    "200 (UPDATE) / -"                           },
    { REFRESHING,     RX_FAILED_UPDATE, leg_release_connected,     SIM_TO(ENDING),                       "481 (UPDATE) / BYE"                         },
    { REFRESHING,     TIMER_F,          leg_release_connected,     SIM_TO(ENDING),                       "64*T1 without response / BYE"               },
    { REFRESHING,     RX_TEXT,          leg_take_text,             SIM_TO(REFRESHING),                   "SEND / 200, to all others"                  },
    { REFRESHING,     RX_SUBSCRIBE,     leg_subscribe,             SIM_TO(REFRESHING),                   "SUBSCRIBE / 200, NOTIFY"                    },
    { REFRESHING,     RX_DIAL_IN_ACK,   NULL,                      SIM_TO(REFRESHING),                   "ACK (dial-in) / -"                          },
    { REFRESHING,     RX_TEXT_ANSWER,   NULL,                      SIM_TO(REFRESHING),                   "200 (SEND) / -"                             },
    { REFRESHING,     RX_2XX_NOTIFY,    NULL,                      SIM_TO(REFRESHING),                   "200 (NOTIFY) / -"                           },
};

const SimMachineDef cpm_session_leg_def = {
    .name = "session-leg",
    .title = "CPM Conversation Server towards a member: RFC 3261 13.2, Figure 31 steps 3a, 5, 13, 21",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_INVITE) | SIM_TO(TIMER_ANSWER) | SIM_TO(TIMER_RELEASE) | SIM_TO(TIMER_CANCELLED) | SIM_TO(TIMER_B) |
              SIM_TO(TIMER_REFRESH) | SIM_TO(TIMER_F),
    .untimed = SIM_TO(IDLE) | SIM_TO(FAILED) | SIM_TO(ENDED),
    .why_untimed = "a member waits for its turn; the others have ended",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
