/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interworking Function of Figure 31: steps 9-11 and 16-18, and the three options of CPM-IWF-008.
 * RFC 3261 13.3 (UAS; 13.3.1.1: a provisional every minute), 9.2 (CANCEL), 15 (BYE); TS 23.204 6.15.1 (inviting message, no reply in
 * time = rejected).  Decision rows D01-D16 are those of docs/model.md.
 * Not modelled: the text of messages, help after an unrecognised reply, numbers for correlation, media. */
#include "models/cpm_iwf.h"

#include "models/sip_ua.h"

enum {
    IDLE,
    WAITING,            /* invitation sent to the Non-CPM System            */
    ALERTED,            /* its delivery was reported                        */
    ANSWERED,           /* 200 sent                                         */
    CONFIRMED,          /* its ACK came                                     */
    REFUSED,            /* 300-699 sent                                     */
    ENDING,             /* BYE sent                                         */
    ENDED,
    N_STATES
};

static const char *const state_names[N_STATES] = {
    "IDLE", "WAITING", "ALERTED", "ANSWERED", "CONFIRMED", "REFUSED", "ENDING", "ENDED",
};

enum {
    RX_INVITE_NATIVE,   /* INVITE, sorted by the effective mode of the leg  */
    RX_INVITE_ACCEPT,
    RX_INVITE_REJECT,
    RX_INVITE_CONVERT,
    RX_DELIVERED,       /* delivery report: reached the phone               */
    RX_UNDELIVERED,     /* delivery report: never will                      */
    RX_ACCEPT,          /* the user's reply                                 */
    RX_DECLINE,
    RX_UNRECOGNISED,
    RX_ACK,
    RX_CANCEL,
    RX_BYE,
    RX_2XX_BYE,
    TIMER_TRYING,
    TIMER_KEEPALIVE,
    TIMER_REPLY,
    TIMER_ACK,
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "RX_INVITE_NATIVE", "RX_INVITE_ACCEPT", "RX_INVITE_REJECT", "RX_INVITE_CONVERT", "RX_DELIVERED", "RX_UNDELIVERED",
    "RX_ACCEPT",        "RX_DECLINE",       "RX_UNRECOGNISED",  "RX_ACK",            "RX_CANCEL",    "RX_BYE",
    "RX_2XX_BYE",       "TIMER_TRYING",     "TIMER_KEEPALIVE",  "TIMER_REPLY",       "TIMER_ACK",
};

static unsigned classify_timer(const CpmHop *hop)
{
    switch (hop->code) {
    case CPM_TIMER_TRYING:
        return TIMER_TRYING;
    case CPM_TIMER_KEEPALIVE:
        return TIMER_KEEPALIVE;
    case CPM_TIMER_REPLY:
        return TIMER_REPLY;
    default:
        return TIMER_ACK;
    }
}

static unsigned classify_invite(const CpmHop *hop)
{
    CpmMode mode = cpm_hop_mode(hop);

    if (cpm_hop_faulty(hop, CPM_FAULT_WRONG_MODE) && (mode == CPM_MODE_ACCEPT || mode == CPM_MODE_CONVERT))
        mode = mode == CPM_MODE_ACCEPT ? CPM_MODE_CONVERT : CPM_MODE_ACCEPT;
    switch (mode) {
    case CPM_MODE_NATIVE:
        return RX_INVITE_NATIVE;
    case CPM_MODE_ACCEPT:
        return RX_INVITE_ACCEPT;
    case CPM_MODE_CONVERT:
        return RX_INVITE_CONVERT;
    default:
        return RX_INVITE_REJECT;
    }
}

unsigned cpm_iwf_classify(const CpmHop *hop)
{
    if (hop->origin == CPM_FROM_TIMER)
        return classify_timer(hop);
    switch (sip_method(hop->code)) {
    case SIP_INVITE:
        return classify_invite(hop);
    case SIP_ACK:
        return RX_ACK;
    case SIP_CANCEL:
        return RX_CANCEL;
    case SIP_BYE:
        return sip_status(hop->code) == 0 ? RX_BYE : RX_2XX_BYE;
    case SYS_REPORT:
        if (sip_status(hop->code) != 200)
            return RX_UNDELIVERED;
        return cpm_hop_faulty(hop, CPM_FAULT_REPORT_IS_ACCEPTANCE) ? RX_ACCEPT : RX_DELIVERED;
    case SYS_ACCEPT:
        return RX_ACCEPT;
    case SYS_DECLINE:
        return RX_DECLINE;
    default:
        return RX_UNRECOGNISED;
    }
}

static void notify_user(CpmHop *hop)
{
    if (hop->setup->iwf.notices)
        cpm_hop_send_down(hop, SIP_REQUEST(SYS_NOTICE));
}

/* The final response, with the decision row that asks for it; D01 stands for all answers of a native leg. */
static void respond(CpmHop *hop, unsigned row, unsigned status)
{
    bool native = cpm_hop_mode(hop) == CPM_MODE_NATIVE && (row == 5 || row == 6 || row == 7);

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, status));
    cpm_hop_outcome(hop, native ? 1 : row, status);
}

static unsigned answer(CpmHop *hop, unsigned row)
{
    respond(hop, row, 200);
    cpm_hop_start_timer(hop, CPM_TIMER_ACK, CPM_64T1);
    return ANSWERED;
}

static bool keeps_alive(const CpmHop *hop)
{
    return hop->setup->iwf.keepalive != SIM_TIME_MAX;
}

/* Steps 10 and 11, and the waiting that begins with them.  A provisional at once makes a 100 after 200 ms needless. */
static unsigned invite_user(CpmHop *hop, SipCode invitation)
{
    if (!keeps_alive(hop) || hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_try(hop);
    cpm_hop_action(hop, CPM_ACTION_CONVERT);
    cpm_hop_send_down(hop, invitation);
    if (keeps_alive(hop)) {
        cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 182));
        cpm_hop_start_timer(hop, CPM_TIMER_KEEPALIVE, hop->setup->iwf.keepalive);
    }
    cpm_hop_start_timer(hop, CPM_TIMER_REPLY, hop->setup->iwf.t_reply);
    return WAITING;
}

static unsigned iwf_convert(void *context)
{
    return invite_user(context, SIP_REQUEST(SYS_INVITATION));
}

static unsigned iwf_invite_natively(void *context)
{
    return invite_user(context, SIP_REQUEST(SYS_NATIVE_INVITE));
}

static unsigned iwf_accept_on_behalf(void *context)
{
    CpmHop *hop = context;

    if (hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_try(hop);
    answer(hop, 4);
    notify_user(hop);
    return ANSWERED;
}

static unsigned iwf_reject(void *context)
{
    CpmHop *hop = context;
    bool user = cpm_hop_mode(hop) == CPM_MODE_REJECT_USER;

    if (hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_try(hop);
    respond(hop, user ? 3 : 2, hop->setup->code[user ? CPM_REASON_USER_REJECT : CPM_REASON_POLICY]);
    if (cpm_hop_faulty(hop, CPM_FAULT_SEND_DESPITE_REJECT))
        cpm_hop_send_down(hop, SIP_REQUEST(SYS_INVITATION));
    return REFUSED;
}

static unsigned iwf_alert(void *context)
{
    CpmHop *hop = context;

    if (keeps_alive(hop))
        cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 180));
    return ALERTED;
}

static unsigned iwf_stop_undelivered(void *context)
{
    CpmHop *hop = context;

    if (sip_status(hop->code) == 404)
        respond(hop, 9, hop->setup->code[CPM_REASON_PERMANENT]);
    else
        respond(hop, 10, hop->setup->code[CPM_REASON_TEMPORARY]);
    return REFUSED;
}

/* Step 17: the user's reply becomes the response. */
static unsigned iwf_map_acceptance(void *context)
{
    CpmHop *hop = context;

    cpm_hop_action(hop, CPM_ACTION_MAP);
    return answer(hop, 5);
}

static unsigned iwf_map_decline(void *context)
{
    CpmHop *hop = context;

    cpm_hop_action(hop, CPM_ACTION_MAP);
    respond(hop, 6, hop->setup->code[CPM_REASON_DECLINE]);
    return REFUSED;
}

static unsigned iwf_keep_alive(void *context)
{
    CpmHop *hop = context;
    unsigned state = cpm_hop_state(hop);

    if (cpm_hop_faulty(hop, CPM_FAULT_NO_KEEPALIVE))
        return state;
    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, state == ALERTED ? 180 : 182));
    cpm_hop_start_timer(hop, CPM_TIMER_KEEPALIVE, hop->setup->iwf.keepalive);
    return state;
}

static unsigned iwf_expire(void *context)
{
    CpmHop *hop = context;

    respond(hop, 7, hop->setup->code[CPM_REASON_NO_REPLY]);
    notify_user(hop);
    return REFUSED;
}

static unsigned iwf_take_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_CANCEL, 200));
    respond(hop, hop->mark ? 16 : 15, 487);
    notify_user(hop);
    return REFUSED;
}

/* D13: the transaction is over; the user is told. */
static unsigned iwf_answer_late_reply(void *context)
{
    CpmHop *hop = context;

    notify_user(hop);
    return cpm_hop_state(hop);
}

/* D14: after the session is accepted, "no" means to leave it. */
static unsigned iwf_leave(void *context)
{
    cpm_hop_send_up(context, SIP_REQUEST(SIP_BYE));
    return ENDING;
}

static unsigned iwf_take_bye(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_BYE, 200));
    notify_user(hop);
    return ENDED;
}

/* RFC 3261 13.3.1.4: the 2xx was not acknowledged within 64*T1. */
static unsigned iwf_give_up(void *context)
{
    cpm_hop_send_up(context, SIP_REQUEST(SIP_BYE));
    return ENDING;
}

static const SimArrow arrows[] = {
    /* state     input              handler                next               event / action */
    { IDLE,      RX_INVITE_NATIVE,  iwf_invite_natively,   SIM_TO(WAITING),   "INVITE, native / invitation (10, 11), 182"        },
    { IDLE,      RX_INVITE_ACCEPT,  iwf_accept_on_behalf,  SIM_TO(ANSWERED),  "INVITE, accept / 200 (18)"                        },
    { IDLE,      RX_INVITE_REJECT,  iwf_reject,            SIM_TO(REFUSED),   "INVITE, reject / 403 or 603 (18)"                 },
    { IDLE,      RX_INVITE_CONVERT, iwf_convert,           SIM_TO(WAITING),   "INVITE, convert / inviting message (10, 11), 182" },

    { WAITING,   RX_DELIVERED,      iwf_alert,             SIM_TO(ALERTED),   "delivery report / 180"                            },
    { WAITING,   RX_UNDELIVERED,    iwf_stop_undelivered,  SIM_TO(REFUSED),   "delivery failed / 404 or 480"                     },
    { WAITING,   RX_ACCEPT,         iwf_map_acceptance,    SIM_TO(ANSWERED),  "reply: accept (16) / 200 (17, 18)"                },
    { WAITING,   RX_DECLINE,        iwf_map_decline,       SIM_TO(REFUSED),   "reply: decline (16) / 603 (17, 18)"               },
    { WAITING,   RX_UNRECOGNISED,   NULL,                  SIM_TO(WAITING),   "reply: unrecognised / -"                          },
    { WAITING,   TIMER_TRYING,      sip_uas_try,           SIM_TO(WAITING),   "200 ms / 100"                                     },
    { WAITING,   TIMER_KEEPALIVE,   iwf_keep_alive,        SIM_TO(WAITING),   "each minute / 182"                                },
    { WAITING,   TIMER_REPLY,       iwf_expire,            SIM_TO(REFUSED),   "T_reply / 480"                                    },
    { WAITING,   RX_CANCEL,         iwf_take_cancel,       SIM_TO(REFUSED),   "CANCEL / 200, 487"                                },
    { WAITING,   RX_BYE,            sip_uas_refuse_bye,    SIM_TO(WAITING),   "BYE without dialog / 481"                         },

    { ALERTED,   RX_ACCEPT,         iwf_map_acceptance,    SIM_TO(ANSWERED),  "reply: accept (16) / 200 (17, 18)"                },
    { ALERTED,   RX_DECLINE,        iwf_map_decline,       SIM_TO(REFUSED),   "reply: decline (16) / 603 (17, 18)"               },
    { ALERTED,   RX_UNRECOGNISED,   NULL,                  SIM_TO(ALERTED),   "reply: unrecognised / -"                          },
    { ALERTED,   TIMER_TRYING,      sip_uas_try,           SIM_TO(ALERTED),   "200 ms / 100"                                     },
    { ALERTED,   TIMER_KEEPALIVE,   iwf_keep_alive,        SIM_TO(ALERTED),   "each minute / 180"                                },
    { ALERTED,   TIMER_REPLY,       iwf_expire,            SIM_TO(REFUSED),   "T_reply / 480"                                    },
    { ALERTED,   RX_CANCEL,         iwf_take_cancel,       SIM_TO(REFUSED),   "CANCEL / 200, 487"                                },
    { ALERTED,   RX_BYE,            sip_uas_refuse_bye,    SIM_TO(ALERTED),   "BYE without dialog / 481"                         },

    { ANSWERED,  RX_ACK,            NULL,                  SIM_TO(CONFIRMED), "ACK / -"                                          },
    { ANSWERED,  RX_CANCEL,         sip_uas_ok_cancel,     SIM_TO(ANSWERED),  "CANCEL / 200, no effect"                          },
    { ANSWERED,  RX_DELIVERED,      NULL,                  SIM_TO(ANSWERED),  "delivery report, late / -"                        },
    { ANSWERED,  RX_ACCEPT,         NULL,                  SIM_TO(ANSWERED),  "reply: accept again / -"                          },
    { ANSWERED,  RX_UNRECOGNISED,   NULL,                  SIM_TO(ANSWERED),  "reply: unrecognised / -"                          },
    { ANSWERED,  RX_BYE,            iwf_take_bye,          SIM_TO(ENDED),     "BYE / 200"                                        },
    { ANSWERED,  TIMER_ACK,         iwf_give_up,           SIM_TO(ENDING),    "64*T1 without ACK / BYE"                          },

    { CONFIRMED, RX_DELIVERED,      NULL,                  SIM_TO(CONFIRMED), "delivery report, late / -"                        },
    { CONFIRMED, RX_ACCEPT,         NULL,                  SIM_TO(CONFIRMED), "reply: accept again / -"                          },
    { CONFIRMED, RX_DECLINE,        iwf_leave,             SIM_TO(ENDING),    "reply: decline after accept / BYE"                },
    { CONFIRMED, RX_UNRECOGNISED,   NULL,                  SIM_TO(CONFIRMED), "reply: unrecognised / -"                          },
    { CONFIRMED, RX_ACK,            NULL,                  SIM_TO(CONFIRMED), "ACK again / -"                                    },
    { CONFIRMED, RX_CANCEL,         sip_uas_ok_cancel,     SIM_TO(CONFIRMED), "CANCEL / 200, no effect"                          },
    { CONFIRMED, RX_BYE,            iwf_take_bye,          SIM_TO(ENDED),     "BYE / 200"                                        },

    { REFUSED,   RX_ACK,            NULL,                  SIM_TO(ENDED),     "ACK / -"                                          },
    { REFUSED,   RX_CANCEL,         sip_uas_ok_cancel,     SIM_TO(REFUSED),   "CANCEL / 200, no effect"                          },
    { REFUSED,   RX_DELIVERED,      NULL,                  SIM_TO(REFUSED),   "delivery report, late / -"                        },
    { REFUSED,   RX_UNDELIVERED,    NULL,                  SIM_TO(REFUSED),   "delivery failed, late / -"                        },
    { REFUSED,   RX_ACCEPT,         iwf_answer_late_reply, SIM_TO(REFUSED),   "reply: accept, late / notice"                     },
    { REFUSED,   RX_DECLINE,        NULL,                  SIM_TO(REFUSED),   "reply: decline, late / -"                         },
    { REFUSED,   RX_UNRECOGNISED,   NULL,                  SIM_TO(REFUSED),   "reply: unrecognised / -"                          },
    { REFUSED,   RX_BYE,            sip_uas_refuse_bye,    SIM_TO(REFUSED),   "BYE without dialog / 481"                         },

    { ENDING,    RX_2XX_BYE,        NULL,                  SIM_TO(ENDED),     "200 (BYE) / -"                                    },
    { ENDING,    RX_BYE,            iwf_take_bye,          SIM_TO(ENDED),     "BYE from the other side / 200"                    },
    { ENDING,    RX_ACK,            NULL,                  SIM_TO(ENDING),    "ACK, late / -"                                    },
    { ENDING,    RX_DELIVERED,      NULL,                  SIM_TO(ENDING),    "delivery report, late / -"                        },
    { ENDING,    RX_ACCEPT,         NULL,                  SIM_TO(ENDING),    "reply: accept again / -"                          },
    { ENDING,    RX_DECLINE,        NULL,                  SIM_TO(ENDING),    "reply: decline again / -"                         },
    { ENDING,    RX_UNRECOGNISED,   NULL,                  SIM_TO(ENDING),    "reply: unrecognised / -"                          },
    { ENDING,    RX_CANCEL,         sip_uas_ok_cancel,     SIM_TO(ENDING),    "CANCEL, late / 200"                               },

    { ENDED,     RX_DELIVERED,      NULL,                  SIM_TO(ENDED),     "delivery report, late / -"                        },
    { ENDED,     RX_UNDELIVERED,    NULL,                  SIM_TO(ENDED),     "delivery failed, late / -"                        },
    { ENDED,     RX_ACCEPT,         iwf_answer_late_reply, SIM_TO(ENDED),     "reply: accept, late / notice"                     },
    { ENDED,     RX_DECLINE,        NULL,                  SIM_TO(ENDED),     "reply: decline, late / -"                         },
    { ENDED,     RX_UNRECOGNISED,   NULL,                  SIM_TO(ENDED),     "reply: unrecognised / -"                          },
    { ENDED,     RX_ACK,            NULL,                  SIM_TO(ENDED),     "ACK, late / -"                                    },
    { ENDED,     RX_CANCEL,         sip_uas_ok_cancel,     SIM_TO(ENDED),     "CANCEL, late / 200"                               },
    { ENDED,     RX_BYE,            iwf_take_bye,          SIM_TO(ENDED),     "BYE from the other side / 200"                    },
    { ENDED,     RX_2XX_BYE,        NULL,                  SIM_TO(ENDED),     "200 (BYE) / -"                                    },
};

const SimMachineDef cpm_iwf_def = {
    .name = "iwf",
    .title = "Interworking Function: CPM-IWF-008, Figure 31 steps 9-11 and 16-18",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_TRYING) | SIM_TO(TIMER_KEEPALIVE) | SIM_TO(TIMER_REPLY) | SIM_TO(TIMER_ACK),
    .untimed = SIM_TO(IDLE) | SIM_TO(CONFIRMED) | SIM_TO(REFUSED) | SIM_TO(ENDING) | SIM_TO(ENDED),
    .why_untimed = "nothing is lost, so ACK and the response to BYE come; a dialog lasts until it is ended",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
