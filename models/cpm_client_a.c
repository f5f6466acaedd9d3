/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPM Client A of Figure 31: steps 1, 15 and 23.  RFC 3261 13.2 (UAC), 9.1 (CANCEL), 15 (BYE); RFC 4575 (conference event).
 * RFC 4028 (the CS refreshes), RFC 4975 (text messages).
 * Retransmission is the transactions' (models/sip_transaction.h).  Not modelled: PRACK, media other than text, refresh of the
 * subscription. */
#include "models/cpm_client_a.h"

#include "models/cpm_arrival.h"
#include "models/sip_ua.h"

enum {
    IDLE,
    CALLING,            /* INVITE sent                                              */
    PROCEEDING,         /* a provisional came                                       */
    GIVING_UP,          /* wants to cancel, but no provisional yet: 9.1             */
    CANCELLING,         /* CANCEL sent                                              */
    ESTABLISHED,
    ENDING,             /* BYE sent                                                 */
    ENDED,
    GIVEN_UP,           /* no final response came in time: a 2xx may still              */
    N_STATES
};

static const char *const state_names[N_STATES] = {
    "IDLE", "CALLING", "PROCEEDING", "GIVING_UP", "CANCELLING", "ESTABLISHED", "ENDING", "ENDED", "GIVEN_UP",
};

enum {
    TIMER_START,
    TIMER_PATIENCE,
    TIMER_DURATION,
    TIMER_CANCELLED,
    TIMER_B,
    RX_100,
    RX_1XX,
    RX_2XX,
    RX_3XX_6XX,
    RX_2XX_CANCEL,
    RX_2XX_SUBSCRIBE,
    RX_NOTIFY,
    RX_BYE,
    RX_2XX_BYE,
    RX_UPDATE,
    RX_TEXT,            /* MSRP SEND                                                */
    RX_TEXT_ANSWER,
    TIMER_TEXT,
    TIMER_F,
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "TIMER_START", "TIMER_PATIENCE", "TIMER_DURATION",   "TIMER_CANCELLED", "TIMER_B", "RX_100", "RX_1XX",     "RX_2XX",
    "RX_3XX_6XX",  "RX_2XX_CANCEL",  "RX_2XX_SUBSCRIBE", "RX_NOTIFY",       "RX_BYE", "RX_2XX_BYE",
    "RX_UPDATE",   "RX_TEXT",        "RX_TEXT_ANSWER",   "TIMER_TEXT", "TIMER_F",
};

unsigned cpm_client_a_classify(const CpmHop *hop)
{
    unsigned status = sip_status(hop->code);

    if (hop->origin == CPM_FROM_TIMER) {
        switch (hop->code) {
        case CPM_TIMER_START:
            return TIMER_START;
        case CPM_TIMER_PATIENCE:
            return TIMER_PATIENCE;
        case CPM_TIMER_DURATION:
            return TIMER_DURATION;
        case CPM_TIMER_B:
            return TIMER_B;
        case CPM_TIMER_TEXT:
            return TIMER_TEXT;
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
    case SIP_SUBSCRIBE:
        return RX_2XX_SUBSCRIBE;
    case SIP_NOTIFY:
        return RX_NOTIFY;
    case SIP_UPDATE:
        return RX_UPDATE;
    case MSRP_SEND:
        return status == 0 ? RX_TEXT : RX_TEXT_ANSWER;
    default:
        return status == 0 ? RX_BYE : RX_2XX_BYE;
    }
}

CpmInviterFate cpm_client_a_fate(unsigned state, unsigned next)
{
    if (state == IDLE || state > ESTABLISHED || next <= ESTABLISHED)
        return CPM_INVITER_GOES_ON;
    return state == ESTABLISHED ? CPM_INVITER_HAS_LEFT : CPM_INVITER_FAILED;
}

bool cpm_client_a_stays(unsigned state)
{
    return state == ESTABLISHED;
}

static const CpmWorkload *workload_of(const CpmHop *hop)
{
    return &hop->setup->workloads[hop->session->workload];
}

static unsigned a_invite(void *context)
{
    CpmHop *hop = context;
    SimTime patience = cpm_arrival_patience(hop);

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_INVITE));
    if (patience != SIM_TIME_MAX)
        cpm_hop_start_timer(hop, CPM_TIMER_PATIENCE, patience);
    return CALLING;
}

static unsigned a_establish(void *context)
{
    CpmHop *hop = context;
    SimTime duration = cpm_arrival_duration(hop);

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    if (hop->setup->focus.subscribe)
        cpm_hop_send_down(hop, SIP_REQUEST(SIP_SUBSCRIBE));
    if (duration != SIM_TIME_MAX)
        cpm_hop_start_timer(hop, CPM_TIMER_DURATION, duration);
    cpm_hop_schedule_texts(hop, workload_of(hop)->inviter_texts);
    return ESTABLISHED;
}

static unsigned a_fail(void *context)
{
    cpm_hop_send_down(context, SIP_REQUEST(SIP_ACK));
    return ENDED;
}

static unsigned a_hold_cancel(void *context)
{
    CpmHop *hop = context;

    if (!hop->setup->wire.transactions)
        cpm_hop_start_timer(hop, CPM_TIMER_B, cpm_hop_64t1_below(hop));
    return GIVING_UP;
}

static unsigned a_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_CANCEL));
    cpm_hop_start_timer(hop, CPM_TIMER_CANCELLED, cpm_hop_64t1_below(hop));
    return CANCELLING;
}

/* 13.2.2.4: a 2xx that crossed the CANCEL makes a dialog that has to be ended. */
static unsigned a_acknowledge_and_leave(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    cpm_hop_send_down(hop, SIP_REQUEST(SIP_BYE));
    return ENDING;
}

static unsigned a_leave(void *context)
{
    cpm_hop_send_down(context, SIP_REQUEST(SIP_BYE));
    return ENDING;
}

static unsigned a_take_bye(void *context)
{
    cpm_hop_send_down(context, SIP_RESPONSE(SIP_BYE, 200));
    return ENDED;
}

static const SimArrow arrows[] = {
    /* state       input             handler                    next                 event / action */
    { IDLE,        TIMER_START,      a_invite,                  SIM_TO(CALLING),     "user invites the group / INVITE"   },

    { CALLING,     RX_100,           NULL,                      SIM_TO(PROCEEDING),  "100 / -"                           },
    { CALLING,     RX_1XX,           NULL,                      SIM_TO(PROCEEDING),  "101-199 / -"                       },
    { CALLING,     RX_2XX,           a_establish,               SIM_TO(ESTABLISHED), "2xx / ACK, SUBSCRIBE"              },
    { CALLING,     RX_3XX_6XX,       a_fail,                    SIM_TO(ENDED),       "300-699 / ACK"                     },
    { CALLING,     TIMER_PATIENCE,   a_hold_cancel,             SIM_TO(GIVING_UP),   "user gives up / wait for a 1xx"    },
    { CALLING,     TIMER_B,          NULL,                      SIM_TO(GIVEN_UP),    "64*T1 without any response / -"    },
    { CALLING,     RX_BYE,           sip_ua_refuse,             SIM_TO(CALLING),     "BYE without dialog / 481"          },

    { PROCEEDING,  RX_100,           NULL,                      SIM_TO(PROCEEDING),  "100, late / -"                     },
    { PROCEEDING,  RX_1XX,           NULL,                      SIM_TO(PROCEEDING),  "101-199 / -"                       },
    { PROCEEDING,  RX_2XX,           a_establish,               SIM_TO(ESTABLISHED), "2xx / ACK, SUBSCRIBE"              },
    { PROCEEDING,  RX_3XX_6XX,       a_fail,                    SIM_TO(ENDED),       "300-699 / ACK"                     },
    { PROCEEDING,  TIMER_PATIENCE,   a_cancel,                  SIM_TO(CANCELLING),  "user gives up / CANCEL"            },
    { PROCEEDING,  RX_BYE,           sip_ua_refuse,             SIM_TO(PROCEEDING),  "BYE without dialog / 481"          },

    { GIVING_UP,   RX_100,           a_cancel,                  SIM_TO(CANCELLING),  "100 / CANCEL"                      },
    { GIVING_UP,   RX_1XX,           a_cancel,                  SIM_TO(CANCELLING),  "101-199 / CANCEL"                  },
    { GIVING_UP,   RX_2XX,           a_acknowledge_and_leave,   SIM_TO(ENDING),      "2xx / ACK, BYE"                    },
    { GIVING_UP,   RX_3XX_6XX,       a_fail,                    SIM_TO(ENDED),       "300-699 / ACK"                     },
    { GIVING_UP,   RX_BYE,           sip_ua_refuse,             SIM_TO(GIVING_UP),   "BYE without dialog / 481"          },
    { GIVING_UP,   TIMER_B,          NULL,                      SIM_TO(GIVEN_UP),    "64*T1 without any response / -"    },

    { CANCELLING,  RX_2XX_CANCEL,    NULL,                      SIM_TO(CANCELLING),  "200 (CANCEL) / -"                  },
    { CANCELLING,  RX_100,           NULL,                      SIM_TO(CANCELLING),  "100, late / -"                     },
    { CANCELLING,  RX_1XX,           NULL,                      SIM_TO(CANCELLING),  "101-199 / -"                       },
    { CANCELLING,  RX_2XX,           a_acknowledge_and_leave,   SIM_TO(ENDING),      "2xx crossed the CANCEL / ACK, BYE" },
    { CANCELLING,  RX_3XX_6XX,       a_fail,                    SIM_TO(ENDED),       "300-699 / ACK"                     },
    { CANCELLING,  TIMER_CANCELLED,  NULL,                      SIM_TO(GIVEN_UP),    "64*T1 / taken as cancelled"        },
    { CANCELLING,  RX_BYE,           sip_ua_refuse,             SIM_TO(CANCELLING),  "BYE without dialog / 481"          },

    { ESTABLISHED, RX_100,           NULL,                      SIM_TO(ESTABLISHED), "100, late / -"                     },
    { ESTABLISHED, RX_1XX,           NULL,                      SIM_TO(ESTABLISHED), "101-199, late / -"                 },
    { ESTABLISHED, RX_2XX,           sip_uac_acknowledge_again, SIM_TO(ESTABLISHED), "2xx again / ACK"                   },
    { ESTABLISHED, RX_2XX_SUBSCRIBE, NULL,                      SIM_TO(ESTABLISHED), "200 (SUBSCRIBE) / -"               },
    { ESTABLISHED, RX_NOTIFY,        sip_ua_ok,                 SIM_TO(ESTABLISHED), "NOTIFY / 200"                      },
    { ESTABLISHED, RX_BYE,           a_take_bye,                SIM_TO(ENDED),       "BYE / 200"                         },
    { ESTABLISHED, TIMER_DURATION,   a_leave,                   SIM_TO(ENDING),      "user leaves / BYE"                 },
    { ESTABLISHED, RX_UPDATE,        sip_ua_ok,                 SIM_TO(ESTABLISHED), "UPDATE / 200"                      },
    { ESTABLISHED, RX_TEXT,          sip_ua_ok_text,            SIM_TO(ESTABLISHED), "SEND / 200"                        },
    { ESTABLISHED, RX_TEXT_ANSWER,   NULL,                      SIM_TO(ESTABLISHED), "200 (SEND) / -"                    },
    { ESTABLISHED, TIMER_TEXT,       sip_ua_write_text,         SIM_TO(ESTABLISHED), "user writes / SEND"                },

    { ENDING,      RX_2XX_BYE,       NULL,                      SIM_TO(ENDED),       "200 (BYE) / -"                     },
    { ENDING,      TIMER_F,          NULL,                      SIM_TO(ENDED),       "64*T1 without response / -"        },
    { ENDING,      RX_2XX_CANCEL,    NULL,                      SIM_TO(ENDING),      "200 (CANCEL) / -"                  },
    { ENDING,      RX_100,           NULL,                      SIM_TO(ENDING),      "100, late / -"                     },
    { ENDING,      RX_1XX,           NULL,                      SIM_TO(ENDING),      "101-199, late / -"                 },
    { ENDING,      RX_2XX,           sip_uac_acknowledge_again, SIM_TO(ENDING),      "2xx again / ACK"                   },
    { ENDING,      RX_2XX_SUBSCRIBE, NULL,                      SIM_TO(ENDING),      "200 (SUBSCRIBE) / -"               },
    { ENDING,      RX_NOTIFY,        sip_ua_ok,                 SIM_TO(ENDING),      "NOTIFY / 200"                      },
    { ENDING,      RX_BYE,           a_take_bye,                SIM_TO(ENDED),       "BYE from the other side / 200"     },
    { ENDING,      RX_UPDATE,        sip_ua_ok,                 SIM_TO(ENDING),      "UPDATE / 200"                      },
    { ENDING,      RX_TEXT,          sip_ua_ok_text,            SIM_TO(ENDING),      "SEND / 200"                        },
    { ENDING,      RX_TEXT_ANSWER,   NULL,                      SIM_TO(ENDING),      "200 (SEND) / -"                    },

    { ENDED,       RX_100,           NULL,                      SIM_TO(ENDED),       "100, late / -"                     },
    { ENDED,       RX_1XX,           NULL,                      SIM_TO(ENDED),       "101-199, late / -"                 },
    { ENDED,       RX_2XX,           sip_uac_acknowledge_again, SIM_TO(ENDED),       "2xx again / ACK"                   },
    { ENDED,       RX_3XX_6XX,       a_fail,                    SIM_TO(ENDED),       "300-699, late / ACK"               },
    { ENDED,       RX_2XX_CANCEL,    NULL,                      SIM_TO(ENDED),       "200 (CANCEL) / -"                  },
    { ENDED,       RX_2XX_SUBSCRIBE, NULL,                      SIM_TO(ENDED),       "200 (SUBSCRIBE) / -"               },
    { ENDED,       RX_NOTIFY,        sip_ua_ok,                 SIM_TO(ENDED),       "NOTIFY / 200"                      },
    { ENDED,       RX_BYE,           a_take_bye,                SIM_TO(ENDED),       "BYE from the other side / 200"     },
    { ENDED,       RX_2XX_BYE,       NULL,                      SIM_TO(ENDED),       "200 (BYE) / -"                     },
    { ENDED,       RX_UPDATE,        sip_ua_refuse,             SIM_TO(ENDED),       "UPDATE, late / 481"                },
    { ENDED,       RX_TEXT,          sip_ua_ok_text,            SIM_TO(ENDED),       "SEND / 200"                        },
    { ENDED,       RX_TEXT_ANSWER,   NULL,                      SIM_TO(ENDED),       "200 (SEND) / -"                    },

    { GIVEN_UP,    RX_100,           NULL,                      SIM_TO(GIVEN_UP),    "100, late / -"                     },
    { GIVEN_UP,    RX_1XX,           NULL,                      SIM_TO(GIVEN_UP),    "101-199, late / -"                 },
    { GIVEN_UP,    RX_2XX,           a_acknowledge_and_leave,   SIM_TO(ENDING),      "2xx, late / ACK, BYE"              },
    { GIVEN_UP,    RX_3XX_6XX,       a_fail,                    SIM_TO(ENDED),       "300-699, late / ACK"               },
    { GIVEN_UP,    RX_2XX_CANCEL,    NULL,                      SIM_TO(GIVEN_UP),    "200 (CANCEL) / -"                  },
    { GIVEN_UP,    RX_BYE,           sip_ua_refuse,             SIM_TO(GIVEN_UP),    "BYE without dialog / 481"          },
};

const SimMachineDef cpm_client_a_def = {
    .name = "client-a",
    .title = "CPM Client A: invites the group, RFC 3261 13.2, 9.1 and 15",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_START) | SIM_TO(TIMER_PATIENCE) | SIM_TO(TIMER_DURATION) | SIM_TO(TIMER_CANCELLED) |
              SIM_TO(TIMER_B) | SIM_TO(TIMER_TEXT) | SIM_TO(TIMER_F),
    .untimed = SIM_TO(ENDED) | SIM_TO(GIVEN_UP),
    .why_untimed = "it has left, or given up",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
