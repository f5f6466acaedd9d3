/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPM Conversation Server of Figure 31 towards one member: steps 3a, 4, 5, 13, 21.  The Controlling Function is a back-to-back user agent
 * (TS 23.204 B.1), so each leg is an INVITE of its own: RFC 3261 13.2 (UAC), 9.1 (CANCEL), 15 (BYE); RFC 4579 5.2 (focus dials out).
 * What the session must know goes there as the hop's output.  Not modelled: refresh of the session (RFC 4028). */
#include "models/cpm_session_leg.h"

#include "models/sip_ua.h"

#include <math.h>

enum {
    IDLE,               /* not invited yet                                              */
    CALLING,            /* INVITE sent                                                  */
    PROCEEDING,         /* a provisional came                                           */
    CANCEL_PENDING,     /* to be cancelled, but no provisional yet: 9.1                 */
    CANCELLING,         /* CANCEL sent                                                  */
    CONNECTED,          /* 2xx acknowledged                                             */
    FAILED,             /* 300-699 acknowledged                                         */
    ABANDONING,         /* BYE sent to one who accepted too late                        */
    ENDING,             /* BYE sent                                                     */
    ENDED,
    N_STATES
};

static const char *const state_names[N_STATES] = {
    "IDLE", "CALLING", "PROCEEDING", "CANCEL_PENDING", "CANCELLING", "CONNECTED", "FAILED", "ABANDONING",
    "ENDING", "ENDED",
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
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "TIMER_INVITE", "TIMER_ANSWER", "TIMER_RELEASE", "TIMER_CANCELLED", "TIMER_B", "RX_100", "RX_1XX",
    "RX_2XX",       "RX_3XX_6XX",   "RX_2XX_CANCEL", "RX_BYE",          "RX_2XX_BYE",
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
        default:
            return TIMER_CANCELLED;
        }
    }
    switch (sip_method(hop->code)) {
    case SIP_INVITE:
        return status == 100 ? RX_100 : status < 200 ? RX_1XX : status < 300 ? RX_2XX : RX_3XX_6XX;
    case SIP_CANCEL:
        return RX_2XX_CANCEL;
    default:
        return status == 0 ? RX_BYE : RX_2XX_BYE;
    }
}

static bool awaits_answer(unsigned state)
{
    return state == CALLING || state == PROCEEDING;
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

    if (session->releasing)
        return IDLE;
    if (hop->leg->kind == CPM_LEG_NON_CPM)
        cpm_hop_action(hop, CPM_ACTION_INTERWORKING);
    cpm_hop_send_down(hop, SIP_REQUEST(SIP_INVITE));
    hop->leg->invited = hop->ready;
    session->invited = hop->member;
    session->open++;
    if (session->answer_due == 0) {
        session->answer_due = hop->member;
        cpm_hop_start_timer_at(hop, hop->member, CPM_TIMER_ANSWER, hop->ready + hop->setup->focus.t_answer);
    }
    if (hop->member < session->size)
        cpm_hop_start_timer_at(hop, hop->member + 1, CPM_TIMER_INVITE,
                               MAX(hop->now, turn_of(hop->setup, session->fan_out_start, hop->member + 1)));
    return CALLING;
}

/* One T_answer is pending for the whole session: legs are invited in turn, so the first that is still open is the next due; by a service
 * time it may be overdue, where servers finish in another order. */
void cpm_session_leg_pass_answer(CpmHop *hop)
{
    CpmSession *session = hop->session;

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

void cpm_session_leg_pass_release(CpmHop *hop)
{
    CpmSession *session = hop->session;

    if (hop->member < session->invited)
        cpm_hop_start_timer_at(hop, hop->member + 1, CPM_TIMER_RELEASE,
                               MAX(hop->now, turn_of(hop->setup, session->release_start, hop->member + 1)));
}

static unsigned leg_hold_cancel(void *context)
{
    cpm_hop_start_timer(context, CPM_TIMER_B, CPM_64T1);
    return CANCEL_PENDING;
}

static unsigned leg_send_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_CANCEL));
    cpm_hop_start_timer(hop, CPM_TIMER_CANCELLED, CPM_64T1);
    return CANCELLING;
}

static unsigned leg_release_connected(void *context)
{
    cpm_hop_send_down(context, SIP_REQUEST(SIP_BYE));
    return ENDING;
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
    cpm_hop_send_down(hop, SIP_REQUEST(SIP_BYE));
    cpm_hop_outcome(hop, 17, 200);
    return ABANDONING;
}

static unsigned leg_abandon(void *context)
{
    CpmHop *hop = context;

    hop->output = CPM_LEG_FAILED;
    return ENDED;
}

/* A 408 says that no box further down answered at all (D24). */
static unsigned leg_fail(void *context)
{
    CpmHop *hop = context;
    unsigned status = sip_status(hop->code);

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    if (status == 408)
        cpm_hop_outcome(hop, 24, status);
    else if (hop->leg->kind == CPM_LEG_CPM)
        cpm_hop_outcome(hop, 1, status);
    hop->output = CPM_LEG_FAILED;
    return FAILED;
}

/* The same for a leg that was given up before: the session has counted it already. */
static unsigned leg_disown(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
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
    /* state          input            handler                    next                            event / action */
    { IDLE,           TIMER_INVITE,    leg_invite,                SIM_TO(CALLING) | SIM_TO(IDLE), "turn of this member / INVITE (3a, 5)" },

    { CALLING,        RX_100,          NULL,                      SIM_TO(PROCEEDING),             "100 / -"                              },
    { CALLING,        RX_1XX,          NULL,                      SIM_TO(PROCEEDING),             "101-199 / -"                          },
    { CALLING,        RX_2XX,          leg_connect,               SIM_TO(CONNECTED),              "2xx (13, 21) / ACK"                   },
    { CALLING,        RX_3XX_6XX,      leg_fail,                  SIM_TO(FAILED),                 "300-699 (13, 21) / ACK"               },
    { CALLING,        TIMER_ANSWER,    leg_hold_cancel,           SIM_TO(CANCEL_PENDING),         "T_answer / wait for a 1xx"            },
    { CALLING,        TIMER_RELEASE,   leg_hold_cancel,           SIM_TO(CANCEL_PENDING),         "release / wait for a 1xx"             },
    { CALLING,        RX_BYE,          sip_uac_refuse_bye,        SIM_TO(CALLING),                "BYE without dialog / 481"             },

    { PROCEEDING,     RX_100,          NULL,                      SIM_TO(PROCEEDING),             "100, late / -"                        },
    { PROCEEDING,     RX_1XX,          NULL,                      SIM_TO(PROCEEDING),             "101-199 / -"                          },
    { PROCEEDING,     RX_2XX,          leg_connect,               SIM_TO(CONNECTED),              "2xx (13, 21) / ACK"                   },
    { PROCEEDING,     RX_3XX_6XX,      leg_fail,                  SIM_TO(FAILED),                 "300-699 (13, 21) / ACK"               },
    { PROCEEDING,     TIMER_ANSWER,    leg_send_cancel,           SIM_TO(CANCELLING),             "T_answer / CANCEL"                    },
    { PROCEEDING,     TIMER_RELEASE,   leg_send_cancel,           SIM_TO(CANCELLING),             "release / CANCEL"                     },
    { PROCEEDING,     RX_BYE,          sip_uac_refuse_bye,        SIM_TO(PROCEEDING),             "BYE without dialog / 481"             },

    { CANCEL_PENDING, RX_100,          leg_send_cancel,           SIM_TO(CANCELLING),             "100 / CANCEL"                         },
    { CANCEL_PENDING, RX_1XX,          leg_send_cancel,           SIM_TO(CANCELLING),             "101-199 / CANCEL"                     },
    { CANCEL_PENDING, RX_2XX,          leg_connect_and_end,       SIM_TO(ABANDONING),             "2xx / ACK, BYE"                       },
    { CANCEL_PENDING, RX_3XX_6XX,      leg_fail,                  SIM_TO(FAILED),                 "300-699 / ACK"                        },
    { CANCEL_PENDING, RX_BYE,          sip_uac_refuse_bye,        SIM_TO(CANCEL_PENDING),         "BYE without dialog / 481"             },
    { CANCEL_PENDING, TIMER_B,         leg_take_as_cancelled,     SIM_TO(FAILED),                 "64*T1 without any response / as 408"  },

    { CANCELLING,     RX_2XX_CANCEL,   NULL,                      SIM_TO(CANCELLING),             "200 (CANCEL) / -"                     },
    { CANCELLING,     RX_100,          NULL,                      SIM_TO(CANCELLING),             "100, late / -"                        },
    { CANCELLING,     RX_1XX,          NULL,                      SIM_TO(CANCELLING),             "101-199 / -"                          },
    { CANCELLING,     RX_2XX,          leg_connect_and_end,       SIM_TO(ABANDONING),             "2xx crossed the CANCEL / ACK, BYE"    },
    { CANCELLING,     RX_3XX_6XX,      leg_fail,                  SIM_TO(FAILED),                 "300-699 / ACK"                        },
    { CANCELLING,     TIMER_CANCELLED, leg_take_as_cancelled,     SIM_TO(FAILED),                 "64*T1 / taken as cancelled"           },
    { CANCELLING,     RX_BYE,          sip_uac_refuse_bye,        SIM_TO(CANCELLING),             "BYE without dialog / 481"             },

    { CONNECTED,      RX_100,          NULL,                      SIM_TO(CONNECTED),              "100, late / -"                        },
    { CONNECTED,      RX_1XX,          NULL,                      SIM_TO(CONNECTED),              "101-199, late / -"                    },
    { CONNECTED,      RX_2XX,          sip_uac_acknowledge_again, SIM_TO(CONNECTED),              "2xx again / ACK"                      },
    { CONNECTED,      RX_2XX_CANCEL,   NULL,                      SIM_TO(CONNECTED),              "200 (CANCEL) / -"                     },
    { CONNECTED,      RX_BYE,          leg_take_bye,              SIM_TO(ENDED),                  "BYE / 200"                            },
    { CONNECTED,      TIMER_RELEASE,   leg_release_connected,     SIM_TO(ENDING),                 "release / BYE"                        },

    { FAILED,         RX_100,          NULL,                      SIM_TO(FAILED),                 "100, late / -"                        },
    { FAILED,         RX_1XX,          NULL,                      SIM_TO(FAILED),                 "101-199, late / -"                    },
    { FAILED,         RX_2XX_CANCEL,   NULL,                      SIM_TO(FAILED),                 "200 (CANCEL) / -"                     },
    { FAILED,         RX_3XX_6XX,      sip_uac_acknowledge_again, SIM_TO(FAILED),                 "300-699, late / ACK"                  },
    { FAILED,         RX_BYE,          sip_uac_refuse_bye,        SIM_TO(FAILED),                 "BYE without dialog / 481"             },
    { FAILED,         RX_2XX,          leg_disown,                SIM_TO(FAILED),                 "2xx, late / ACK, BYE"                 },
    { FAILED,         RX_2XX_BYE,      NULL,                      SIM_TO(FAILED),                 "200 (BYE) / -"                        },

    { ABANDONING,     RX_2XX_BYE,      leg_abandon,               SIM_TO(ENDED),                  "200 (BYE) / -"                        },
    { ABANDONING,     RX_BYE,          leg_take_crossing_bye,     SIM_TO(ABANDONING),             "BYE from the other side / 200"        },
    { ABANDONING,     RX_2XX_CANCEL,   NULL,                      SIM_TO(ABANDONING),             "200 (CANCEL) / -"                     },
    { ABANDONING,     RX_2XX,          sip_uac_acknowledge_again, SIM_TO(ABANDONING),             "2xx again / ACK"                      },
    { ABANDONING,     RX_100,          NULL,                      SIM_TO(ABANDONING),             "100, late / -"                        },
    { ABANDONING,     RX_1XX,          NULL,                      SIM_TO(ABANDONING),             "101-199, late / -"                    },

    { ENDING,         RX_2XX_BYE,      leg_end,                   SIM_TO(ENDED),                  "200 (BYE) / -"                        },
    { ENDING,         RX_BYE,          leg_take_crossing_bye,     SIM_TO(ENDING),                 "BYE from the other side / 200"        },
    { ENDING,         RX_2XX_CANCEL,   NULL,                      SIM_TO(ENDING),                 "200 (CANCEL) / -"                     },
    { ENDING,         RX_2XX,          sip_uac_acknowledge_again, SIM_TO(ENDING),                 "2xx again / ACK"                      },
    { ENDING,         RX_100,          NULL,                      SIM_TO(ENDING),                 "100, late / -"                        },
    { ENDING,         RX_1XX,          NULL,                      SIM_TO(ENDING),                 "101-199, late / -"                    },

    { ENDED,          RX_2XX_CANCEL,   NULL,                      SIM_TO(ENDED),                  "200 (CANCEL) / -"                     },
    { ENDED,          RX_2XX_BYE,      NULL,                      SIM_TO(ENDED),                  "200 (BYE) / -"                        },
    { ENDED,          RX_BYE,          leg_take_late_bye,         SIM_TO(ENDED),                  "BYE from the other side / 200"        },
    { ENDED,          RX_100,          NULL,                      SIM_TO(ENDED),                  "100, late / -"                        },
    { ENDED,          RX_1XX,          NULL,                      SIM_TO(ENDED),                  "101-199, late / -"                    },
};

const SimMachineDef cpm_session_leg_def = {
    .name = "session-leg",
    .title = "CPM Conversation Server towards a member: RFC 3261 13.2, Figure 31 steps 3a, 5, 13, 21",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_INVITE) | SIM_TO(TIMER_ANSWER) | SIM_TO(TIMER_RELEASE) | SIM_TO(TIMER_CANCELLED) | SIM_TO(TIMER_B),
    .untimed = SIM_TO(IDLE) | SIM_TO(FAILED) | SIM_TO(ABANDONING) | SIM_TO(ENDING) | SIM_TO(ENDED),
    .why_untimed = "a member waits for its turn; nothing is lost, so the response to BYE comes",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
