/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPM Client B of Figure 31: steps 3b and 12.  RFC 3261 13.3 (UAS), 9.2 (CANCEL), 15 (BYE), with the person who answers.
 * RFC 4575 (it may subscribe, too), RFC 4028 (the CS refreshes), RFC 4975 (text messages).
 * Retransmission is the transactions' (models/sip_transaction.h).  Not modelled: media other than text. */
#include "models/cpm_client.h"

#include "models/sip_ua.h"

enum {
    IDLE,
    ALERTING,           /* the person has not answered                      */
    ANSWERED,           /* 200 sent                                         */
    CONFIRMED,          /* its ACK came                                     */
    REFUSED,            /* 300-699 sent                                     */
    ENDING,             /* BYE sent                                         */
    ENDED,
    N_STATES
};

static const char *const state_names[N_STATES] = {
    "IDLE", "ALERTING", "ANSWERED", "CONFIRMED", "REFUSED", "ENDING", "ENDED",
};

enum {
    RX_INVITE,
    RX_ACK,
    RX_CANCEL,
    RX_BYE,
    RX_2XX_BYE,
    RX_2XX_SUBSCRIBE,
    RX_NOTIFY,
    RX_UPDATE,
    RX_TEXT,            /* MSRP SEND                                        */
    RX_TEXT_ANSWER,
    TIMER_TRYING,
    TIMER_USER,
    TIMER_KEEPALIVE,
    TIMER_ACK,
    TIMER_AGAIN,
    TIMER_TEXT,
    TIMER_F,
    TIMER_REPLY,
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "RX_INVITE", "RX_ACK", "RX_CANCEL", "RX_BYE", "RX_2XX_BYE", "RX_2XX_SUBSCRIBE",
    "RX_NOTIFY", "RX_UPDATE", "RX_TEXT", "RX_TEXT_ANSWER", "TIMER_TRYING", "TIMER_USER",
    "TIMER_KEEPALIVE", "TIMER_ACK", "TIMER_AGAIN", "TIMER_TEXT", "TIMER_F",
    "TIMER_REPLY",
};

unsigned cpm_client_classify(const CpmHop *hop)
{
    if (hop->origin == CPM_FROM_TIMER) {
        switch (hop->code) {
        case CPM_TIMER_TRYING:
            return TIMER_TRYING;
        case CPM_TIMER_USER:
            return TIMER_USER;
        case CPM_TIMER_KEEPALIVE:
            return TIMER_KEEPALIVE;
        case CPM_TIMER_AGAIN:
            return TIMER_AGAIN;
        case CPM_TIMER_TEXT:
            return TIMER_TEXT;
        case CPM_TIMER_F:
            return TIMER_F;
        case CPM_TIMER_REPLY:
            return TIMER_REPLY;
        default:
            return TIMER_ACK;
        }
    }
    switch (sip_method(hop->code)) {
    case SIP_INVITE:
        return RX_INVITE;
    case SIP_ACK:
        return RX_ACK;
    case SIP_CANCEL:
        return RX_CANCEL;
    case SIP_SUBSCRIBE:
        return RX_2XX_SUBSCRIBE;
    case SIP_NOTIFY:
        return RX_NOTIFY;
    case SIP_UPDATE:
        return RX_UPDATE;
    case MSRP_SEND:
        return sip_status(hop->code) == 0 ? RX_TEXT : RX_TEXT_ANSWER;
    default:
        return sip_status(hop->code) == 0 ? RX_BYE : RX_2XX_BYE;
    }
}

/* 13.3.1.1: whoever takes long says so every minute. */
static unsigned client_ring(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 180));
    cpm_hop_start_timer(hop, CPM_TIMER_KEEPALIVE, SIM_MIN);
    return ALERTING;
}

/* A person decides once: the same number says whether an answer comes and which. */
static unsigned client_alert(void *context)
{
    CpmHop *hop = context;
    const CpmReplyProfile *profile = &hop->setup->profiles[cpm_hop_member(hop, hop->member)->answer];

    SimTime delay = SIM_TIME_MAX;

    if (!hop->setup->ringing || hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_try(hop);
    if (cpm_hop_draw(hop, CPM_DRAW_REPLY, 0) < profile->accept + profile->decline)
        delay = cpm_hop_duration(hop, profile->delay, CPM_DRAW_REPLY_DELAY, 0);
    if (hop->setup->ringing)
        client_ring(hop);
    else if (delay > SIM_MIN)           /* the timer of a minute would find the person gone otherwise */
        cpm_hop_start_timer(hop, CPM_TIMER_KEEPALIVE, SIM_MIN);
    if (delay != SIM_TIME_MAX)
        cpm_hop_start_timer(hop, CPM_TIMER_USER, delay);
    if (hop->setup->wire.transactions)
        cpm_hop_start_timer(hop, CPM_TIMER_REPLY, hop->setup->focus.t_answer + cpm_hop_64t1_above(hop));
    return ALERTING;
}

static unsigned client_answer(void *context)
{
    CpmHop *hop = context;
    const CpmReplyProfile *profile = &hop->setup->profiles[cpm_hop_member(hop, hop->member)->answer];

    if (cpm_hop_draw(hop, CPM_DRAW_REPLY, 0) < profile->accept) {
        cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 200));
        cpm_hop_start_timer(hop, CPM_TIMER_ACK, cpm_hop_64t1_above(hop));
        return ANSWERED;
    }
    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, hop->setup->code[CPM_REASON_DECLINE]));
    return REFUSED;
}

static unsigned client_take_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_CANCEL, 200));
    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 487));
    return REFUSED;
}

/* 13.3.1 item 1: the INVITE's Expires, T_answer and the time that its CANCEL may need.  Without it a phone would ring for ever where a
 * proxy has forgotten the INVITE, and so its CANCEL. */
static unsigned client_expire(void *context)
{
    cpm_hop_send_up(context, SIP_RESPONSE(SIP_INVITE, 487));
    return REFUSED;
}

static unsigned client_take_bye(void *context)
{
    cpm_hop_send_up(context, SIP_RESPONSE(SIP_BYE, 200));
    return ENDED;
}

/* 13.3.1.4: the 2xx was not acknowledged within 64*T1. */
static unsigned client_give_up(void *context)
{
    cpm_hop_send_up(context, SIP_REQUEST(SIP_BYE));
    return ENDING;
}

/* The session begins for this member: who leaves by himself says so later. */
static unsigned client_confirm(void *context)
{
    CpmHop *hop = context;
    const CpmReplyProfile *profile = &hop->setup->profiles[cpm_hop_member(hop, hop->member)->answer];
    bool leaves = profile->again_says == CPM_REPLY_LEAVE || profile->again_says == CPM_REPLY_DECLINE;

    if (hop->setup->focus.subscribe_members)
        cpm_hop_send_up(hop, SIP_REQUEST(SIP_SUBSCRIBE));
    cpm_hop_schedule_texts(hop, hop->setup->workloads[hop->session->workload].member_texts);
    if (leaves && profile->again > 0.0 && cpm_hop_draw(hop, CPM_DRAW_AGAIN, 0) < profile->again)
        cpm_hop_schedule_again(hop, profile);
    return CONFIRMED;
}

static unsigned client_leave(void *context)
{
    cpm_hop_send_up(context, SIP_REQUEST(SIP_BYE));
    return ENDING;
}

static const SimArrow arrows[] = {
    /* state     input             handler             next                                event / action */
    { IDLE,      RX_INVITE,        client_alert,       SIM_TO(ALERTING),                   "INVITE / 100 or 180"           },

    { ALERTING,  TIMER_TRYING,     sip_uas_try,        SIM_TO(ALERTING),                   "200 ms / 100"                  },
    { ALERTING,  TIMER_USER,       client_answer,      SIM_TO(ANSWERED) | SIM_TO(REFUSED), "user answers / 200, or 603"    },
    { ALERTING,  TIMER_KEEPALIVE,  client_ring,        SIM_TO(ALERTING),                   "each minute / 180"             },
    { ALERTING,  TIMER_REPLY,      client_expire,      SIM_TO(REFUSED),                    "Expires, no CANCEL came / 487" },
    { ALERTING,  RX_CANCEL,        client_take_cancel, SIM_TO(REFUSED),                    "CANCEL / 200, 487"             },
    { ALERTING,  RX_BYE,           sip_ua_refuse,      SIM_TO(ALERTING),                   "BYE without dialog / 481"      },

    { ANSWERED,  RX_ACK,           client_confirm,     SIM_TO(CONFIRMED),                  "ACK / SUBSCRIBE"               },
    { ANSWERED,  RX_CANCEL,        sip_ua_ok,          SIM_TO(ANSWERED),                   "CANCEL / 200, no effect"       },
    { ANSWERED,  RX_BYE,           client_take_bye,    SIM_TO(ENDED),                      "BYE / 200"                     },
    { ANSWERED,  TIMER_ACK,        client_give_up,     SIM_TO(ENDING),                     "64*T1 without ACK / BYE"       },
    { ANSWERED,  RX_TEXT,          sip_ua_ok_text,     SIM_TO(ANSWERED),                   "SEND / 200"                    },
    { ANSWERED,  RX_TEXT_ANSWER,   NULL,               SIM_TO(ANSWERED),                   "200 (SEND) / -"                },
    { ANSWERED,  RX_UPDATE,        sip_ua_ok,          SIM_TO(ANSWERED),                   "UPDATE / 200"                  },

    { CONFIRMED, RX_BYE,           client_take_bye,    SIM_TO(ENDED),                      "BYE / 200"                     },
    { CONFIRMED, RX_ACK,           NULL,               SIM_TO(CONFIRMED),                  "ACK again / -"                 },
    { CONFIRMED, RX_CANCEL,        sip_ua_ok,          SIM_TO(CONFIRMED),                  "CANCEL / 200, no effect"       },
    { CONFIRMED, RX_TEXT,          sip_ua_ok_text,     SIM_TO(CONFIRMED),                  "SEND / 200"                    },
    { CONFIRMED, RX_TEXT_ANSWER,   NULL,               SIM_TO(CONFIRMED),                  "200 (SEND) / -"                },
    { CONFIRMED, RX_UPDATE,        sip_ua_ok,          SIM_TO(CONFIRMED),                  "UPDATE / 200"                  },
    { CONFIRMED, RX_2XX_SUBSCRIBE, NULL,               SIM_TO(CONFIRMED),                  "200 (SUBSCRIBE) / -"           },
    { CONFIRMED, RX_NOTIFY,        sip_ua_ok,          SIM_TO(CONFIRMED),                  "NOTIFY / 200"                  },
    { CONFIRMED, TIMER_AGAIN,      client_leave,       SIM_TO(ENDING),                     "user leaves / BYE"             },
    { CONFIRMED, TIMER_TEXT,       sip_ua_write_text,  SIM_TO(CONFIRMED),                  "user writes / SEND"            },

    { REFUSED,   RX_ACK,           NULL,               SIM_TO(ENDED),                      "ACK / -"                       },
    { REFUSED,   RX_CANCEL,        sip_ua_ok,          SIM_TO(REFUSED),                    "CANCEL / 200, no effect"       },
    { REFUSED,   RX_BYE,           sip_ua_refuse,      SIM_TO(REFUSED),                    "BYE without dialog / 481"      },

    { ENDING,    RX_2XX_BYE,       NULL,               SIM_TO(ENDED),                      "200 (BYE) / -"                 },
    { ENDING,    TIMER_F,          NULL,               SIM_TO(ENDED),                      "64*T1 without response / -"    },
    { ENDING,    RX_ACK,           NULL,               SIM_TO(ENDING),                     "ACK, late / -"                 },
    { ENDING,    RX_BYE,           client_take_bye,    SIM_TO(ENDED),                      "BYE from the other side / 200" },
    { ENDING,    RX_CANCEL,        sip_ua_ok,          SIM_TO(ENDING),                     "CANCEL, late / 200"            },
    { ENDING,    RX_TEXT,          sip_ua_ok_text,     SIM_TO(ENDING),                     "SEND / 200"                    },
    { ENDING,    RX_TEXT_ANSWER,   NULL,               SIM_TO(ENDING),                     "200 (SEND) / -"                },
    { ENDING,    RX_UPDATE,        sip_ua_ok,          SIM_TO(ENDING),                     "UPDATE / 200"                  },
    { ENDING,    RX_2XX_SUBSCRIBE, NULL,               SIM_TO(ENDING),                     "200 (SUBSCRIBE) / -"           },
    { ENDING,    RX_NOTIFY,        sip_ua_ok,          SIM_TO(ENDING),                     "NOTIFY / 200"                  },

    { ENDED,     RX_ACK,           NULL,               SIM_TO(ENDED),                      "ACK, late / -"                 },
    { ENDED,     RX_CANCEL,        sip_ua_ok,          SIM_TO(ENDED),                      "CANCEL, late / 200"            },
    { ENDED,     RX_BYE,           client_take_bye,    SIM_TO(ENDED),                      "BYE from the other side / 200" },
    { ENDED,     RX_2XX_BYE,       NULL,               SIM_TO(ENDED),                      "200 (BYE) / -"                 },
    { ENDED,     RX_TEXT,          sip_ua_ok_text,     SIM_TO(ENDED),                      "SEND / 200"                    },
    { ENDED,     RX_TEXT_ANSWER,   NULL,               SIM_TO(ENDED),                      "200 (SEND) / -"                },
    { ENDED,     RX_UPDATE,        sip_ua_refuse,      SIM_TO(ENDED),                      "UPDATE, late / 481"            },
    { ENDED,     RX_2XX_SUBSCRIBE, NULL,               SIM_TO(ENDED),                      "200 (SUBSCRIBE) / -"           },
    { ENDED,     RX_NOTIFY,        sip_ua_ok,          SIM_TO(ENDED),                      "NOTIFY / 200"                  },
};

const SimMachineDef cpm_client_def = {
    .name = "client",
    .title = "CPM Client B: a member with a CPM client, RFC 3261 13.3, 9.2 and 15",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_TRYING) | SIM_TO(TIMER_USER) | SIM_TO(TIMER_KEEPALIVE) | SIM_TO(TIMER_ACK) |
              SIM_TO(TIMER_AGAIN) | SIM_TO(TIMER_TEXT) | SIM_TO(TIMER_F) | SIM_TO(TIMER_REPLY),
    .untimed = SIM_TO(IDLE) | SIM_TO(CONFIRMED) | SIM_TO(REFUSED) | SIM_TO(ENDED),
    .why_untimed = "ACK comes, or Timer H of the transaction ends the wait; a dialog lasts until it is ended",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
