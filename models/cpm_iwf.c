/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interworking Function of Figure 31: steps 9-11 and 16-18, and the three options of CPM-IWF-008.
 * RFC 3261 13.3 (UAS; 13.3.1.1: a provisional every minute), 9.2 (CANCEL), 15 (BYE); RFC 4028 (it refreshes for the user); RFC 4579 5.1
 * (dial-in); RFC 4975 (text messages); TS 23.204 6.15.1 (inviting message, no reply in time = rejected), 6.16 and 6.17 (messages and
 * leaving).  Decision rows D01-D22 are those of docs/model.md.  What texts say is sorted out before the run (models/cpm_keyword.h).
 * Not modelled: media other than text, chunking, charging records. */
#include "models/cpm_iwf.h"

#include "models/cpm_correlation.h"
#include "models/cpm_isf.h"
#include "models/cpm_iwf_conversation.h"
#include "models/cpm_refusal.h"
#include "models/sip_ua.h"

enum {
    IDLE,
    SUBMITTING,         /* invitation sent, the centre has not taken it yet */
    WAITING,            /* invitation sent to the Non-CPM System            */
    ALERTED,            /* its delivery was reported                        */
    ANSWERED,           /* 200 sent                                         */
    CONFIRMED,          /* its ACK came                                     */
    REFUSED,            /* 300-699 sent                                     */
    JOINING,            /* INVITE to the focus sent for one who is late     */
    LEAVING,            /* the user has left before the ACK came            */
    ENDING,             /* BYE sent                                         */
    ENDED,
    CRASHED,            /* the box has died and knows nothing of the leg    */
    N_STATES
};

static const char *const state_names[N_STATES] = {
    "IDLE", "SUBMITTING", "WAITING", "ALERTED", "ANSWERED", "CONFIRMED", "REFUSED", "JOINING", "LEAVING", "ENDING",
    "ENDED", "CRASHED",
};

enum {
    RX_INVITE_NATIVE,   /* INVITE, sorted by the effective mode of the leg  */
    RX_INVITE_ACCEPT,
    RX_INVITE_CONVERT,
    RX_INVITE_REFUSE,   /* by mode, or for another reason                   */
    RX_SUBMITTED,       /* the centre has taken the inviting message        */
    RX_NOT_SUBMITTED,   /* ... has not                                      */
    RX_DELIVERED,       /* delivery report: reached the phone               */
    RX_UNDELIVERED,     /* delivery report: never will                      */
    RX_ACCEPT,          /* the user's reply                                 */
    RX_DECLINE,
    RX_LEAVE,
    RX_UNRECOGNISED,
    RX_USER_TEXT,       /* the user's message to the conversation           */
    RX_TEXT,            /* MSRP SEND                                        */
    RX_TEXT_ANSWER,
    RX_ACK,
    RX_CANCEL,
    RX_BYE,
    RX_2XX_BYE,
    RX_UPDATE,
    RX_2XX_DIAL_IN,
    RX_FAILED_DIAL_IN,
    TIMER_TRYING,
    TIMER_KEEPALIVE,
    TIMER_SUBMIT,
    TIMER_REPLY,
    TIMER_ACK,
    TIMER_F,
    BOX_DIES,           /* models/cpm_incident.h                            */
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "RX_INVITE_NATIVE", "RX_INVITE_ACCEPT", "RX_INVITE_CONVERT", "RX_INVITE_REFUSE",  "RX_SUBMITTED", "RX_NOT_SUBMITTED", "RX_DELIVERED",
    "RX_UNDELIVERED",   "RX_ACCEPT",        "RX_DECLINE",        "RX_LEAVE",          "RX_UNRECOGNISED", "RX_USER_TEXT",  "RX_TEXT",
    "RX_TEXT_ANSWER",   "RX_ACK",           "RX_CANCEL",         "RX_BYE",            "RX_2XX_BYE",   "RX_UPDATE",        "RX_2XX_DIAL_IN",
    "RX_FAILED_DIAL_IN", "TIMER_TRYING",    "TIMER_KEEPALIVE",   "TIMER_SUBMIT",      "TIMER_REPLY",  "TIMER_ACK",
    "TIMER_F", "BOX_DIES",
};

bool cpm_iwf_waits(unsigned state)
{
    return state == SUBMITTING || state == WAITING || state == ALERTED;
}

unsigned cpm_iwf_idle(void)
{
    return IDLE;
}

static unsigned classify_timer(const CpmHop *hop)
{
    switch (hop->code) {
    case CPM_TIMER_TRYING:
        return TIMER_TRYING;
    case CPM_TIMER_KEEPALIVE:
        return TIMER_KEEPALIVE;
    case CPM_TIMER_SUBMIT:
        return TIMER_SUBMIT;
    case CPM_TIMER_REPLY:
        return TIMER_REPLY;
    case CPM_TIMER_F:
        return TIMER_F;
    default:
        return TIMER_ACK;
    }
}

static const CpmSystemSetup *system_of(const CpmHop *hop)
{
    return &hop->setup->systems[CPM_FACT_SYSTEM(hop->leg->facts)];
}

static unsigned classify_invite(const CpmHop *hop)
{
    CpmMode mode = cpm_iwf_mode(hop);

    if (cpm_iwf_refusal(hop, mode).row != 0)
        return RX_INVITE_REFUSE;
    switch (mode) {
    case CPM_MODE_NATIVE:
        return RX_INVITE_NATIVE;
    case CPM_MODE_ACCEPT:
        return RX_INVITE_ACCEPT;
    default:
        return RX_INVITE_CONVERT;
    }
}

static unsigned classify_reply(const CpmHop *hop)
{
    if (cpm_hop_faulty(hop, CPM_FAULT_DECLINE_IS_ACCEPTANCE))
        return RX_ACCEPT;
    switch (sip_method(hop->code)) {
    case SYS_ACCEPT:
        return RX_ACCEPT;
    case SYS_DECLINE:
        return RX_DECLINE;
    case SYS_LEAVE:
        return RX_LEAVE;
    default:
        return RX_UNRECOGNISED;
    }
}

unsigned cpm_iwf_classify(const CpmHop *hop)
{
    unsigned status = sip_status(hop->code);

    if (hop->origin == CPM_FROM_TIMER)
        return classify_timer(hop);
    if (hop->origin == CPM_FROM_INSIDE)
        return BOX_DIES;
    switch (sip_method(hop->code)) {
    case SIP_INVITE:
        return classify_invite(hop);
    case SIP_ACK:
        return RX_ACK;
    case SIP_CANCEL:
        return RX_CANCEL;
    case SIP_BYE:
        return status == 0 ? RX_BYE : RX_2XX_BYE;
    case SIP_UPDATE:
        return RX_UPDATE;
    case SIP_DIAL_IN:
        return status < 300 ? RX_2XX_DIAL_IN : RX_FAILED_DIAL_IN;
    case MSRP_SEND:
        return status == 0 ? RX_TEXT : RX_TEXT_ANSWER;
    case SYS_SUBMIT_REPORT:
        return status == 200 ? RX_SUBMITTED : RX_NOT_SUBMITTED;
    case SYS_REPORT:
        if (status != 200)
            return RX_UNDELIVERED;
        return cpm_hop_faulty(hop, CPM_FAULT_REPORT_IS_ACCEPTANCE) ? RX_ACCEPT : RX_DELIVERED;
    case SYS_TEXT:
        return RX_USER_TEXT;
    case SYS_ACCEPT:
    case SYS_DECLINE:
    case SYS_LEAVE:
    case SYS_UNRECOGNISED:
        return classify_reply(hop);
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

    if (row == 22)
        cpm_hop_send_up_marked(hop, SIP_RESPONSE(SIP_INVITE, status));
    else
        cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, status));
    if ((row != 11 && row != 22) || !cpm_isf_may_fail_over(status))
        cpm_hop_outcome(hop, native ? 1 : row, status);
}

static unsigned answer(CpmHop *hop, unsigned row)
{
    respond(hop, row, 200);
    cpm_hop_start_timer(hop, CPM_TIMER_ACK, cpm_hop_64t1_above(hop));
    return ANSWERED;
}

static bool keeps_alive(const CpmHop *hop)
{
    return hop->setup->iwf.keepalive != SIM_TIME_MAX;
}

/* Steps 10 and 11, and the waiting that begins with them.  A provisional at once makes a 100 after 200 ms needless. */
static unsigned invite_user(CpmHop *hop, SipCode invitation)
{
    const CpmSystemSetup *system = system_of(hop);

    if (!keeps_alive(hop) || hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_try(hop);
    cpm_hop_action(hop, CPM_ACTION_CONVERT);
    cpm_hop_send_down(hop, invitation);
    if (keeps_alive(hop)) {
        cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 182));
        cpm_hop_start_timer(hop, CPM_TIMER_KEEPALIVE, hop->setup->iwf.keepalive);
    }
    cpm_hop_start_timer(hop, CPM_TIMER_REPLY, hop->setup->iwf.t_reply);
    if (system->refused + system->silent + system->malformed <= 0.0)
        return WAITING;
    cpm_hop_start_timer(hop, CPM_TIMER_SUBMIT, hop->setup->iwf.t_submit);
    return SUBMITTING;
}

static void take_number(CpmHop *hop)
{
    if (!system_of(hop)->names_message)
        cpm_correlation_take_number(hop);
}

static unsigned iwf_convert(void *context)
{
    take_number(context);
    return invite_user(context, SIP_REQUEST(SYS_INVITATION));
}

static unsigned iwf_invite_natively(void *context)
{
    return invite_user(context, SIP_REQUEST(SYS_NATIVE_INVITE));
}

static unsigned iwf_accept_on_behalf(void *context)
{
    CpmHop *hop = context;

    take_number(hop);
    if (hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_try(hop);
    answer(hop, 4);
    notify_user(hop);
    return ANSWERED;
}

static unsigned iwf_refuse(void *context)
{
    CpmHop *hop = context;
    CpmRefusal refusal = cpm_iwf_refusal(hop, cpm_iwf_mode(hop));

    if (hop->setup->trying == CPM_TRYING_AT_ONCE)
        cpm_hop_try(hop);
    respond(hop, refusal.row, hop->setup->code[refusal.reason]);
    if (cpm_hop_faulty(hop, CPM_FAULT_SEND_DESPITE_REJECT))
        cpm_hop_send_down(hop, SIP_REQUEST(SYS_INVITATION));
    return REFUSED;
}

static unsigned iwf_stop_submission(void *context)
{
    CpmHop *hop = context;
    bool malformed = sip_status(hop->code) == 502;

    respond(hop, 11, hop->setup->code[malformed ? CPM_REASON_SUBMIT_MALFORMED : CPM_REASON_SUBMIT_REFUSED]);
    return REFUSED;
}

static unsigned iwf_stop_silence(void *context)
{
    CpmHop *hop = context;

    respond(hop, 11, hop->setup->code[CPM_REASON_SUBMIT_SILENT]);
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

/* D08: the user is told what is understood, a few times. */
static unsigned iwf_help(void *context)
{
    CpmHop *hop = context;
    bool without_end = cpm_hop_faulty(hop, CPM_FAULT_HELP_WITHOUT_END);

    if (hop->leg->helps >= hop->setup->iwf.helps && !without_end)
        return cpm_hop_state(hop);
    hop->leg->helps = MIN(hop->leg->helps + 1u, 7u);
    cpm_hop_send_down(hop, SIP_REQUEST(SYS_HELP));
    return cpm_hop_state(hop);
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

    respond(hop, 7, cpm_hop_faulty(hop, CPM_FAULT_SILENCE_IS_ACCEPTANCE) ? 200 : hop->setup->code[CPM_REASON_NO_REPLY]);
    notify_user(hop);
    return REFUSED;
}

static unsigned iwf_take_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_CANCEL, 200));
    respond(hop, hop->mark ? 16 : 15, cpm_hop_faulty(hop, CPM_FAULT_OK_AFTER_CANCEL) ? 200 : 487);
    notify_user(hop);
    return REFUSED;
}

/* D13: the transaction is over. */
static unsigned iwf_take_late_acceptance(void *context)
{
    CpmHop *hop = context;

    switch (hop->setup->iwf.late_reply) {
    case CPM_LATE_REPLY_JOIN:
        cpm_hop_send_up(hop, SIP_REQUEST(SIP_DIAL_IN));
        return JOINING;
    case CPM_LATE_REPLY_TELL:
        notify_user(hop);
        return cpm_hop_state(hop);
    default:
        return cpm_hop_state(hop);
    }
}

static unsigned iwf_join(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_REQUEST(SIP_DIAL_IN_ACK));
    cpm_hop_outcome(hop, 13, 200);
    return CONFIRMED;
}

/* 13.2.2.4: the ACK was lost, or is late. */
static unsigned iwf_acknowledge_again(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_REQUEST(SIP_DIAL_IN_ACK));
    return cpm_hop_state(hop);
}

/* There is no session any more. */
static unsigned iwf_stop_joining(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up_marked(hop, SIP_REQUEST(SIP_DIAL_IN_ACK));
    notify_user(hop);
    return ENDED;
}

/* D14: after the session is accepted, "no" means to leave it; not before the ACK has come: RFC 3261 15. */
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

static unsigned iwf_refuse_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_CANCEL, 481));
    return cpm_hop_state(hop);
}

static unsigned iwf_die(void *context)
{
    cpm_hop_action(context, CPM_ACTION_CRASH);
    return CRASHED;
}

static const SimArrow arrows[] = {
    /* state      input              handler                   next                                  event / action */
    { IDLE,       RX_INVITE_NATIVE,  iwf_invite_natively,      SIM_TO(WAITING) | SIM_TO(SUBMITTING), "INVITE, native / invitation (10, 11), 182"        },
    { IDLE,       RX_INVITE_ACCEPT,  iwf_accept_on_behalf,     SIM_TO(ANSWERED),                     "INVITE, accept / 200 (18)"                        },
    { IDLE,       RX_INVITE_CONVERT, iwf_convert,              SIM_TO(WAITING) | SIM_TO(SUBMITTING), "INVITE, convert / inviting message (10, 11), 182" },
    { IDLE,       RX_INVITE_REFUSE,  iwf_refuse,               SIM_TO(REFUSED),                      "INVITE, D02, D03, D18-D22 / 403, 603, ... (18)"   },
    { IDLE,       RX_ACK,            NULL,                     SIM_TO(IDLE),                         "ACK of the attempt before / -"                    },
    { IDLE,       RX_CANCEL,         sip_ua_refuse,            SIM_TO(IDLE),                         "CANCEL, its INVITE was lost / 481"                 },
    { IDLE,       RX_SUBMITTED,      NULL,                     SIM_TO(IDLE),                         "to the IWF before / -"                            },
    { IDLE,       RX_DELIVERED,      NULL,                     SIM_TO(IDLE),                         "to the IWF before / -"                            },
    { IDLE,       RX_UNDELIVERED,    NULL,                     SIM_TO(IDLE),                         "to the IWF before / -"                            },
    { IDLE,       RX_ACCEPT,         NULL,                     SIM_TO(IDLE),                         "to the IWF before / -"                            },
    { IDLE,       RX_DECLINE,        NULL,                     SIM_TO(IDLE),                         "to the IWF before / -"                            },
    { IDLE,       RX_LEAVE,          NULL,                     SIM_TO(IDLE),                         "to the IWF before / -"                            },
    { IDLE,       RX_USER_TEXT,      NULL,                     SIM_TO(IDLE),                         "to the IWF before / -"                            },
    { IDLE,       RX_UNRECOGNISED,   NULL,                     SIM_TO(IDLE),                         "to the IWF before / -"                            },

    { SUBMITTING, RX_SUBMITTED,      NULL,                     SIM_TO(WAITING),                      "the centre takes the message / -"                 },
    { SUBMITTING, RX_NOT_SUBMITTED,  iwf_stop_submission,      SIM_TO(REFUSED),                      "the centre refuses / 500 or 502"                  },
    { SUBMITTING, TIMER_SUBMIT,      iwf_stop_silence,         SIM_TO(REFUSED),                      "T_submit / 504"                                   },
    { SUBMITTING, RX_DELIVERED,      iwf_alert,                SIM_TO(ALERTED),                      "delivery report overtakes / 180"                  },
    { SUBMITTING, RX_UNDELIVERED,    iwf_stop_undelivered,     SIM_TO(REFUSED),                      "delivery failed / 404 or 480"                     },
    { SUBMITTING, RX_ACCEPT,         iwf_map_acceptance,       SIM_TO(ANSWERED),                     "reply: accept (16) / 200 (17, 18)"                },
    { SUBMITTING, RX_DECLINE,        iwf_map_decline,          SIM_TO(REFUSED),                      "reply: decline (16) / 603 (17, 18)"               },
    { SUBMITTING, RX_LEAVE,          iwf_map_decline,          SIM_TO(REFUSED),                      "reply: leave (16) / 603 (17, 18)"                 },
    { SUBMITTING, RX_UNRECOGNISED,   iwf_help,                 SIM_TO(SUBMITTING),                   "reply: unrecognised / help"                       },
    { SUBMITTING, RX_USER_TEXT,      NULL,                     SIM_TO(SUBMITTING),                   "text outside a conversation / -"                  },
    { SUBMITTING, RX_ACK,            NULL,                     SIM_TO(SUBMITTING),                   "ACK of the attempt before / -"                    },
    { SUBMITTING, TIMER_TRYING,      sip_uas_try,              SIM_TO(SUBMITTING),                   "200 ms / 100"                                     },
    { SUBMITTING, TIMER_KEEPALIVE,   iwf_keep_alive,           SIM_TO(SUBMITTING),                   "each minute / 182"                                },
    { SUBMITTING, TIMER_REPLY,       iwf_expire,               SIM_TO(REFUSED),                      "T_reply / 480"                                    },
    { SUBMITTING, RX_CANCEL,         iwf_take_cancel,          SIM_TO(REFUSED),                      "CANCEL / 200, 487"                                },
    { SUBMITTING, RX_BYE,            sip_ua_refuse,            SIM_TO(SUBMITTING),                   "BYE without dialog / 481"                         },
    { SUBMITTING, BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { WAITING,    RX_DELIVERED,      iwf_alert,                SIM_TO(ALERTED),                      "delivery report / 180"                            },
    { WAITING,    RX_SUBMITTED,      NULL,                     SIM_TO(WAITING),                      "to the IWF before / -"                            },
    { WAITING,    RX_UNDELIVERED,    iwf_stop_undelivered,     SIM_TO(REFUSED),                      "delivery failed / 404 or 480"                     },
    { WAITING,    RX_ACCEPT,         iwf_map_acceptance,       SIM_TO(ANSWERED),                     "reply: accept (16) / 200 (17, 18)"                },
    { WAITING,    RX_DECLINE,        iwf_map_decline,          SIM_TO(REFUSED),                      "reply: decline (16) / 603 (17, 18)"               },
    { WAITING,    RX_LEAVE,          iwf_map_decline,          SIM_TO(REFUSED),                      "reply: leave (16) / 603 (17, 18)"                 },
    { WAITING,    RX_UNRECOGNISED,   iwf_help,                 SIM_TO(WAITING),                      "reply: unrecognised / help"                       },
    { WAITING,    RX_USER_TEXT,      NULL,                     SIM_TO(WAITING),                      "text outside a conversation / -"                  },
    { WAITING,    RX_ACK,            NULL,                     SIM_TO(WAITING),                      "ACK of the attempt before / -"                    },
    { WAITING,    TIMER_TRYING,      sip_uas_try,              SIM_TO(WAITING),                      "200 ms / 100"                                     },
    { WAITING,    TIMER_KEEPALIVE,   iwf_keep_alive,           SIM_TO(WAITING),                      "each minute / 182"                                },
    { WAITING,    TIMER_REPLY,       iwf_expire,               SIM_TO(REFUSED),                      "T_reply / 480"                                    },
    { WAITING,    RX_CANCEL,         iwf_take_cancel,          SIM_TO(REFUSED),                      "CANCEL / 200, 487"                                },
    { WAITING,    RX_BYE,            sip_ua_refuse,            SIM_TO(WAITING),                      "BYE without dialog / 481"                         },
    { WAITING,    BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { ALERTED,    RX_DELIVERED,      NULL,                     SIM_TO(ALERTED),                      "delivery report again / -"                        },
    { ALERTED,    RX_SUBMITTED,      NULL,                     SIM_TO(ALERTED),                      "overtaken by the report / -"                      },
    { ALERTED,    RX_UNDELIVERED,    iwf_stop_undelivered,     SIM_TO(REFUSED),                      "delivery failed / 404 or 480"                     },
    { ALERTED,    RX_ACCEPT,         iwf_map_acceptance,       SIM_TO(ANSWERED),                     "reply: accept (16) / 200 (17, 18)"                },
    { ALERTED,    RX_DECLINE,        iwf_map_decline,          SIM_TO(REFUSED),                      "reply: decline (16) / 603 (17, 18)"               },
    { ALERTED,    RX_LEAVE,          iwf_map_decline,          SIM_TO(REFUSED),                      "reply: leave (16) / 603 (17, 18)"                 },
    { ALERTED,    RX_UNRECOGNISED,   iwf_help,                 SIM_TO(ALERTED),                      "reply: unrecognised / help"                       },
    { ALERTED,    RX_USER_TEXT,      NULL,                     SIM_TO(ALERTED),                      "text outside a conversation / -"                  },
    { ALERTED,    RX_ACK,            NULL,                     SIM_TO(ALERTED),                      "ACK of the attempt before / -"                    },
    { ALERTED,    TIMER_TRYING,      sip_uas_try,              SIM_TO(ALERTED),                      "200 ms / 100"                                     },
    { ALERTED,    TIMER_KEEPALIVE,   iwf_keep_alive,           SIM_TO(ALERTED),                      "each minute / 180"                                },
    { ALERTED,    TIMER_REPLY,       iwf_expire,               SIM_TO(REFUSED),                      "T_reply / 480"                                    },
    { ALERTED,    RX_CANCEL,         iwf_take_cancel,          SIM_TO(REFUSED),                      "CANCEL / 200, 487"                                },
    { ALERTED,    RX_BYE,            sip_ua_refuse,            SIM_TO(ALERTED),                      "BYE without dialog / 481"                         },
    { ALERTED,    BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { ANSWERED,   RX_ACK,            NULL,                     SIM_TO(CONFIRMED),                    "ACK / -"                                          },
    { ANSWERED,   RX_CANCEL,         sip_ua_ok,                SIM_TO(ANSWERED),                     "CANCEL / 200, no effect"                          },
    { ANSWERED,   RX_ACCEPT,         NULL,                     SIM_TO(ANSWERED),                     "reply: accept again / -"                          },
    { ANSWERED,   RX_DECLINE,        NULL,                     SIM_TO(LEAVING),                      "reply: decline after accept / wait for the ACK"   },
    { ANSWERED,   RX_LEAVE,          NULL,                     SIM_TO(LEAVING),                      "reply: leave / wait for the ACK"                  },
    { ANSWERED,   RX_TEXT,           cpm_iwf_pass_text_down,   SIM_TO(ANSWERED),                     "SEND / 200, text"                                 },
    { ANSWERED,   RX_USER_TEXT,      NULL,                     SIM_TO(ANSWERED),                     "text before the session stands / -"               },
    { ANSWERED,   RX_UPDATE,         sip_ua_ok,                SIM_TO(ANSWERED),                     "UPDATE / 200"                                     },
    { ANSWERED,   RX_BYE,            iwf_take_bye,             SIM_TO(ENDED),                        "BYE / 200"                                        },
    { ANSWERED,   TIMER_ACK,         iwf_give_up,              SIM_TO(ENDING),                       "64*T1 without ACK / BYE"                          },
    { ANSWERED,   RX_SUBMITTED,      NULL,                     SIM_TO(ANSWERED),                     "the centre takes the message, late / -"           },
    { ANSWERED,   RX_NOT_SUBMITTED,  NULL,                     SIM_TO(ANSWERED),                     "the centre refuses, late / -"                     },
    { ANSWERED,   RX_DELIVERED,      NULL,                     SIM_TO(ANSWERED),                     "delivery report, late / -"                        },
    { ANSWERED,   RX_UNDELIVERED,    NULL,                     SIM_TO(ANSWERED),                     "delivery failed, late / -"                        },
    { ANSWERED,   RX_UNRECOGNISED,   NULL,                     SIM_TO(ANSWERED),                     "reply: unrecognised / -"                          },
    { ANSWERED,   RX_TEXT_ANSWER,    NULL,                     SIM_TO(ANSWERED),                     "200 (SEND) / -"                                   },
    { ANSWERED,   BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { LEAVING,    RX_ACK,            iwf_leave,                SIM_TO(ENDING),                       "ACK / BYE"                                        },
    { LEAVING,    RX_CANCEL,         sip_ua_ok,                SIM_TO(LEAVING),                      "CANCEL / 200, no effect"                          },
    { LEAVING,    RX_ACCEPT,         NULL,                     SIM_TO(LEAVING),                      "reply: accept again / -"                          },
    { LEAVING,    RX_DECLINE,        NULL,                     SIM_TO(LEAVING),                      "reply: decline again / -"                         },
    { LEAVING,    RX_LEAVE,          NULL,                     SIM_TO(LEAVING),                      "reply: leave again / -"                           },
    { LEAVING,    RX_TEXT,           cpm_iwf_pass_text_down,   SIM_TO(LEAVING),                      "SEND / 200, text"                                 },
    { LEAVING,    RX_USER_TEXT,      NULL,                     SIM_TO(LEAVING),                      "text before the session stands / -"               },
    { LEAVING,    RX_UPDATE,         sip_ua_ok,                SIM_TO(LEAVING),                      "UPDATE / 200"                                     },
    { LEAVING,    RX_BYE,            iwf_take_bye,             SIM_TO(ENDED),                        "BYE / 200"                                        },
    { LEAVING,    TIMER_ACK,         iwf_give_up,              SIM_TO(ENDING),                       "64*T1 without ACK / BYE"                          },
    { LEAVING,    RX_SUBMITTED,      NULL,                     SIM_TO(LEAVING),                      "the centre takes the message, late / -"           },
    { LEAVING,    RX_NOT_SUBMITTED,  NULL,                     SIM_TO(LEAVING),                      "the centre refuses, late / -"                     },
    { LEAVING,    RX_DELIVERED,      NULL,                     SIM_TO(LEAVING),                      "delivery report, late / -"                        },
    { LEAVING,    RX_UNDELIVERED,    NULL,                     SIM_TO(LEAVING),                      "delivery failed, late / -"                        },
    { LEAVING,    RX_UNRECOGNISED,   NULL,                     SIM_TO(LEAVING),                      "reply: unrecognised / -"                          },
    { LEAVING,    RX_TEXT_ANSWER,    NULL,                     SIM_TO(LEAVING),                      "200 (SEND) / -"                                   },
    { LEAVING,    BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { CONFIRMED,  RX_ACK,            NULL,                     SIM_TO(CONFIRMED),                    "ACK again / -"                                    },
    { CONFIRMED,  RX_CANCEL,         sip_ua_ok,                SIM_TO(CONFIRMED),                    "CANCEL / 200, no effect"                          },
    { CONFIRMED,  RX_ACCEPT,         NULL,                     SIM_TO(CONFIRMED),                    "reply: accept again / -"                          },
    { CONFIRMED,  RX_DECLINE,        iwf_leave,                SIM_TO(ENDING),                       "reply: decline after accept / BYE"                },
    { CONFIRMED,  RX_LEAVE,          iwf_leave,                SIM_TO(ENDING),                       "reply: leave / BYE"                               },
    { CONFIRMED,  RX_TEXT,           cpm_iwf_pass_text_down,   SIM_TO(CONFIRMED),                    "SEND / 200, text"                                 },
    { CONFIRMED,  RX_USER_TEXT,      sip_ua_write_text,        SIM_TO(CONFIRMED),                    "text / SEND"                                      },
    { CONFIRMED,  RX_UPDATE,         sip_ua_ok,                SIM_TO(CONFIRMED),                    "UPDATE / 200"                                     },
    { CONFIRMED,  RX_2XX_DIAL_IN,    iwf_acknowledge_again,    SIM_TO(CONFIRMED),                    "200 (dial-in) again / ACK"                        },
    { CONFIRMED,  RX_BYE,            iwf_take_bye,             SIM_TO(ENDED),                        "BYE / 200"                                        },
    { CONFIRMED,  RX_SUBMITTED,      NULL,                     SIM_TO(CONFIRMED),                    "the centre takes the message, late / -"           },
    { CONFIRMED,  RX_NOT_SUBMITTED,  NULL,                     SIM_TO(CONFIRMED),                    "the centre refuses, late / -"                     },
    { CONFIRMED,  RX_DELIVERED,      NULL,                     SIM_TO(CONFIRMED),                    "delivery report, late / -"                        },
    { CONFIRMED,  RX_UNDELIVERED,    NULL,                     SIM_TO(CONFIRMED),                    "delivery failed, late / -"                        },
    { CONFIRMED,  RX_UNRECOGNISED,   NULL,                     SIM_TO(CONFIRMED),                    "reply: unrecognised / -"                          },
    { CONFIRMED,  RX_TEXT_ANSWER,    NULL,                     SIM_TO(CONFIRMED),                    "200 (SEND) / -"                                   },
    { CONFIRMED,  BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { REFUSED,    RX_ACK,            NULL,                     SIM_TO(ENDED),                        "ACK / -"                                          },
    { REFUSED,    RX_CANCEL,         sip_ua_ok,                SIM_TO(REFUSED),                      "CANCEL / 200, no effect"                          },
    { REFUSED,    RX_ACCEPT,         iwf_take_late_acceptance, SIM_TO(REFUSED) | SIM_TO(JOINING),    "reply: accept, late / notice or INVITE"           },
    { REFUSED,    RX_DECLINE,        NULL,                     SIM_TO(REFUSED),                      "reply: decline, late / -"                         },
    { REFUSED,    RX_LEAVE,          NULL,                     SIM_TO(REFUSED),                      "reply: leave, late / -"                           },
    { REFUSED,    RX_USER_TEXT,      NULL,                     SIM_TO(REFUSED),                      "text outside a conversation / -"                  },
    { REFUSED,    RX_BYE,            sip_ua_refuse,            SIM_TO(REFUSED),                      "BYE without dialog / 481"                         },
    { REFUSED,    RX_TEXT,           sip_ua_refuse_text,       SIM_TO(REFUSED),                      "SEND without session / 481"                       },
    { REFUSED,    RX_SUBMITTED,      NULL,                     SIM_TO(REFUSED),                      "the centre takes the message, late / -"           },
    { REFUSED,    RX_NOT_SUBMITTED,  NULL,                     SIM_TO(REFUSED),                      "the centre refuses, late / -"                     },
    { REFUSED,    RX_DELIVERED,      NULL,                     SIM_TO(REFUSED),                      "delivery report, late / -"                        },
    { REFUSED,    RX_UNDELIVERED,    NULL,                     SIM_TO(REFUSED),                      "delivery failed, late / -"                        },
    { REFUSED,    RX_UNRECOGNISED,   NULL,                     SIM_TO(REFUSED),                      "reply: unrecognised / -"                          },
    { REFUSED,    RX_TEXT_ANSWER,    NULL,                     SIM_TO(REFUSED),                      "200 (SEND) / -"                                   },
    { REFUSED,    BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { JOINING,    RX_2XX_DIAL_IN,    iwf_join,                 SIM_TO(CONFIRMED),                    "200 (dial-in) / ACK"                              },
    { JOINING,    RX_FAILED_DIAL_IN, iwf_stop_joining,         SIM_TO(ENDED),                        "481 (dial-in) / ACK, notice"                      },
    { JOINING,    RX_ACK,            NULL,                     SIM_TO(JOINING),                      "ACK of the failure, late / -"                     },
    { JOINING,    RX_CANCEL,         sip_ua_ok,                SIM_TO(JOINING),                      "CANCEL, late / 200"                               },
    { JOINING,    RX_ACCEPT,         NULL,                     SIM_TO(JOINING),                      "reply: accept again / -"                          },
    { JOINING,    RX_DECLINE,        NULL,                     SIM_TO(JOINING),                      "reply: decline, too early / -"                    },
    { JOINING,    RX_LEAVE,          NULL,                     SIM_TO(JOINING),                      "reply: leave, too early / -"                      },
    { JOINING,    RX_USER_TEXT,      NULL,                     SIM_TO(JOINING),                      "text, too early / -"                              },
    { JOINING,    RX_TEXT,           cpm_iwf_pass_text_down,   SIM_TO(JOINING),                      "SEND overtakes / 200, text"                       },
    { JOINING,    RX_UPDATE,         sip_ua_ok,                SIM_TO(JOINING),                      "UPDATE overtakes / 200"                           },
    { JOINING,    RX_BYE,            iwf_take_bye,             SIM_TO(ENDED),                        "BYE overtakes / 200"                              },
    { JOINING,    RX_SUBMITTED,      NULL,                     SIM_TO(JOINING),                      "the centre takes the message, late / -"           },
    { JOINING,    RX_NOT_SUBMITTED,  NULL,                     SIM_TO(JOINING),                      "the centre refuses, late / -"                     },
    { JOINING,    RX_DELIVERED,      NULL,                     SIM_TO(JOINING),                      "delivery report, late / -"                        },
    { JOINING,    RX_UNDELIVERED,    NULL,                     SIM_TO(JOINING),                      "delivery failed, late / -"                        },
    { JOINING,    RX_UNRECOGNISED,   NULL,                     SIM_TO(JOINING),                      "reply: unrecognised / -"                          },
    { JOINING,    RX_TEXT_ANSWER,    NULL,                     SIM_TO(JOINING),                      "200 (SEND) / -"                                   },
    { JOINING,    BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { ENDING,     RX_2XX_BYE,        NULL,                     SIM_TO(ENDING),                       "200 (BYE) / -"                                    },
    { ENDING,     RX_2XX_DIAL_IN,    iwf_acknowledge_again,    SIM_TO(ENDING),                       "200 (dial-in) again / ACK"                        },
    { ENDING,     TIMER_F,           NULL,                     SIM_TO(ENDED),                        "64*T1 without response / -"                       },
    { ENDING,     RX_BYE,            iwf_take_bye,             SIM_TO(ENDED),                        "BYE from the other side / 200"                    },
    { ENDING,     RX_ACK,            NULL,                     SIM_TO(ENDING),                       "ACK, late / -"                                    },
    { ENDING,     RX_CANCEL,         sip_ua_ok,                SIM_TO(ENDING),                       "CANCEL, late / 200"                               },
    { ENDING,     RX_ACCEPT,         NULL,                     SIM_TO(ENDING),                       "reply: accept again / -"                          },
    { ENDING,     RX_DECLINE,        NULL,                     SIM_TO(ENDING),                       "reply: decline again / -"                         },
    { ENDING,     RX_LEAVE,          NULL,                     SIM_TO(ENDING),                       "reply: leave again / -"                           },
    { ENDING,     RX_USER_TEXT,      NULL,                     SIM_TO(ENDING),                       "text, late / -"                                   },
    { ENDING,     RX_TEXT,           sip_ua_refuse_text,       SIM_TO(ENDING),                       "SEND, late / 481"                                 },
    { ENDING,     RX_UPDATE,         sip_ua_refuse,            SIM_TO(ENDING),                       "UPDATE, late / 481"                               },
    { ENDING,     RX_SUBMITTED,      NULL,                     SIM_TO(ENDING),                       "the centre takes the message, late / -"           },
    { ENDING,     RX_NOT_SUBMITTED,  NULL,                     SIM_TO(ENDING),                       "the centre refuses, late / -"                     },
    { ENDING,     RX_DELIVERED,      NULL,                     SIM_TO(ENDING),                       "delivery report, late / -"                        },
    { ENDING,     RX_UNDELIVERED,    NULL,                     SIM_TO(ENDING),                       "delivery failed, late / -"                        },
    { ENDING,     RX_UNRECOGNISED,   NULL,                     SIM_TO(ENDING),                       "reply: unrecognised / -"                          },
    { ENDING,     RX_TEXT_ANSWER,    NULL,                     SIM_TO(ENDING),                       "200 (SEND) / -"                                   },
    { ENDING,     BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { ENDED,      RX_ACK,            NULL,                     SIM_TO(ENDED),                        "ACK, late / -"                                    },
    { ENDED,      RX_CANCEL,         sip_ua_ok,                SIM_TO(ENDED),                        "CANCEL, late / 200"                               },
    { ENDED,      RX_ACCEPT,         iwf_take_late_acceptance, SIM_TO(ENDED) | SIM_TO(JOINING),      "reply: accept, late / notice or INVITE"           },
    { ENDED,      RX_DECLINE,        NULL,                     SIM_TO(ENDED),                        "reply: decline, late / -"                         },
    { ENDED,      RX_LEAVE,          NULL,                     SIM_TO(ENDED),                        "reply: leave, late / -"                           },
    { ENDED,      RX_USER_TEXT,      NULL,                     SIM_TO(ENDED),                        "text, late / -"                                   },
    { ENDED,      RX_TEXT,           sip_ua_refuse_text,       SIM_TO(ENDED),                        "SEND, late / 481"                                 },
    { ENDED,      RX_UPDATE,         sip_ua_refuse,            SIM_TO(ENDED),                        "UPDATE, late / 481"                               },
    { ENDED,      RX_BYE,            iwf_take_bye,             SIM_TO(ENDED),                        "BYE from the other side / 200"                    },
    { ENDED,      RX_2XX_BYE,        NULL,                     SIM_TO(ENDED),                        "200 (BYE) / -"                                    },
    { ENDED,      RX_2XX_DIAL_IN,    NULL,                     SIM_TO(ENDED),                        "200 (dial-in), overtaken / -"                     },
    { ENDED,      RX_FAILED_DIAL_IN, NULL,                     SIM_TO(ENDED),                        "no answer to a dial-in, overtaken by BYE / -"     },
    { ENDED,      RX_SUBMITTED,      NULL,                     SIM_TO(ENDED),                        "the centre takes the message, late / -"           },
    { ENDED,      RX_NOT_SUBMITTED,  NULL,                     SIM_TO(ENDED),                        "the centre refuses, late / -"                     },
    { ENDED,      RX_DELIVERED,      NULL,                     SIM_TO(ENDED),                        "delivery report, late / -"                        },
    { ENDED,      RX_UNDELIVERED,    NULL,                     SIM_TO(ENDED),                        "delivery failed, late / -"                        },
    { ENDED,      RX_UNRECOGNISED,   NULL,                     SIM_TO(ENDED),                        "reply: unrecognised / -"                          },
    { ENDED,      RX_TEXT_ANSWER,    NULL,                     SIM_TO(ENDED),                        "200 (SEND) / -"                                   },
    { ENDED,      BOX_DIES,          iwf_die,                  SIM_TO(CRASHED),                      "the box dies / -"                                 },

    { CRASHED,    RX_ACK,            NULL,                     SIM_TO(CRASHED),                      "ACK / -"                                          },
    { CRASHED,    RX_CANCEL,         iwf_refuse_cancel,        SIM_TO(CRASHED),                      "CANCEL / 481"                                     },
    { CRASHED,    RX_BYE,            sip_ua_refuse,            SIM_TO(CRASHED),                      "BYE / 481"                                        },
    { CRASHED,    RX_2XX_BYE,        NULL,                     SIM_TO(CRASHED),                      "200 (BYE) / -"                                    },
    { CRASHED,    RX_UPDATE,         sip_ua_refuse,            SIM_TO(CRASHED),                      "UPDATE / 481"                                     },
    { CRASHED,    RX_TEXT,           sip_ua_refuse_text,       SIM_TO(CRASHED),                      "SEND / 481"                                       },
    { CRASHED,    RX_ACCEPT,         NULL,                     SIM_TO(CRASHED),                      "reply: accept / -"                                },
    { CRASHED,    RX_DECLINE,        NULL,                     SIM_TO(CRASHED),                      "reply: decline / -"                               },
    { CRASHED,    RX_LEAVE,          NULL,                     SIM_TO(CRASHED),                      "reply: leave / -"                                 },
    { CRASHED,    RX_USER_TEXT,      NULL,                     SIM_TO(CRASHED),                      "text / -"                                         },
    { CRASHED,    RX_2XX_DIAL_IN,    NULL,                     SIM_TO(CRASHED),                      "200 (dial-in) / -"                                },
    { CRASHED,    RX_FAILED_DIAL_IN, NULL,                     SIM_TO(CRASHED),                      "481 (dial-in) / -"                                },
    { CRASHED,    RX_SUBMITTED,      NULL,                     SIM_TO(CRASHED),                      "the centre takes the message, late / -"           },
    { CRASHED,    RX_NOT_SUBMITTED,  NULL,                     SIM_TO(CRASHED),                      "the centre refuses, late / -"                     },
    { CRASHED,    RX_DELIVERED,      NULL,                     SIM_TO(CRASHED),                      "delivery report, late / -"                        },
    { CRASHED,    RX_UNDELIVERED,    NULL,                     SIM_TO(CRASHED),                      "delivery failed, late / -"                        },
    { CRASHED,    RX_UNRECOGNISED,   NULL,                     SIM_TO(CRASHED),                      "reply: unrecognised / -"                          },
    { CRASHED,    RX_TEXT_ANSWER,    NULL,                     SIM_TO(CRASHED),                      "200 (SEND) / -"                                   },
};

const SimMachineDef cpm_iwf_def = {
    .name = "iwf",
    .title = "Interworking Function: CPM-IWF-008, Figure 31 steps 9-11 and 16-18",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_TRYING) | SIM_TO(TIMER_KEEPALIVE) | SIM_TO(TIMER_SUBMIT) | SIM_TO(TIMER_REPLY) |
              SIM_TO(TIMER_ACK) | SIM_TO(TIMER_F),
    .untimed = SIM_TO(IDLE) | SIM_TO(CONFIRMED) | SIM_TO(REFUSED) | SIM_TO(JOINING) | SIM_TO(ENDED) | SIM_TO(CRASHED),
    .why_untimed = "ACK and responses come, or the transactions end the wait; a dialog lasts until it is ended; the dead wait for nothing",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
