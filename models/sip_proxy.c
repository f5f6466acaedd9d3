/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3261 section 16 (proxy behaviour) over 17 (transactions), for one INVITE and the dialog it makes.  Used by the SIP/IP Core
 * (steps 1-3, 5, 6, 8, 9, 12-15, 18-23 of Figure 31) and by the Interworking Selection Function (steps 6-8, 19, 20).
 * What is under it, if messages may get lost, is models/sip_transaction.h.  Not modelled: forking, Route sets, authentication. */
#include "models/sip_proxy.h"

#include "models/cpm_isf.h"
#include "models/cpm_iwf.h"
#include "models/cpm_seat.h"
#include "models/cpm_timer_c.h"
#include "models/sip_ua.h"

enum {
    IDLE,
    CALLING,            /* INVITE forwarded, nothing heard from below                       */
    PROCEEDING,         /* 100 from below                                                   */
    ALERTED,            /* a provisional that was passed up                                 */
    CANCEL_PENDING,     /* cancelled from above, but CANCEL may not go down yet: 9.1        */
    CANCELLING,         /* CANCEL sent down                                                 */
    ACCEPTED,           /* 2xx passed up                                                    */
    CONFIRMED,          /* its ACK passed down                                              */
    COMPLETED,          /* 300-699 passed up, its ACK from above is to come                 */
    ENDING,             /* BYE passed on                                                    */
    TERMINATED,
    N_STATES
};

static const char *const state_names[N_STATES] = {
    "IDLE",     "CALLING",   "PROCEEDING", "ALERTED", "CANCEL_PENDING", "CANCELLING",
    "ACCEPTED", "CONFIRMED", "COMPLETED",  "ENDING",  "TERMINATED",
};

enum {
    RX_INVITE,
    RX_ACK,
    RX_CANCEL,
    RX_BYE,
    RX_IN_DIALOG,       /* SUBSCRIBE, NOTIFY, UPDATE and their responses */
    RX_100,
    RX_1XX,             /* 101-199 */
    RX_2XX,
    RX_3XX_6XX,
    RX_2XX_CANCEL,
    RX_2XX_BYE,
    TIMER_TRYING,
    TIMER_C,
    TIMER_CANCELLED,
    TIMER_B,
    RX_DIAL_IN,         /* an IWF's INVITE to the focus, its responses and its ACK */
    BOX_DIES,           /* models/cpm_incident.h                            */
    N_INPUTS
};

static const char *const input_names[N_INPUTS] = {
    "RX_INVITE", "RX_ACK", "RX_CANCEL",  "RX_BYE",        "RX_IN_DIALOG", "RX_100",       "RX_1XX",
    "RX_2XX",    "RX_3XX_6XX", "RX_2XX_CANCEL", "RX_2XX_BYE", "TIMER_TRYING", "TIMER_C", "TIMER_CANCELLED",
    "TIMER_B",   "RX_DIAL_IN", "BOX_DIES",
};

unsigned sip_proxy_classify(const CpmHop *hop)
{
    unsigned status = sip_status(hop->code);

    if (hop->origin == CPM_FROM_TIMER) {
        switch (hop->code) {
        case CPM_TIMER_TRYING:
            return TIMER_TRYING;
        case CPM_TIMER_C:
            return TIMER_C;
        case CPM_TIMER_B:
            return TIMER_B;
        default:
            return TIMER_CANCELLED;
        }
    }
    if (hop->origin == CPM_FROM_INSIDE)
        return BOX_DIES;
    switch (sip_method(hop->code)) {
    case SIP_INVITE:
        if (status >= 200)
            return status < 300 ? RX_2XX : RX_3XX_6XX;
        return status == 0 ? RX_INVITE : status == 100 ? RX_100 : RX_1XX;
    case SIP_ACK:
        return RX_ACK;
    case SIP_CANCEL:
        return status == 0 ? RX_CANCEL : RX_2XX_CANCEL;
    case SIP_BYE:
        return status == 0 ? RX_BYE : RX_2XX_BYE;
    case SIP_DIAL_IN:
    case SIP_DIAL_IN_ACK:
        return RX_DIAL_IN;
    default:
        return RX_IN_DIALOG;
    }
}

/* Where nothing gets lost the next box answers for certain, and Timer B is not kept; transactions have their own. */
static void invite_below(CpmHop *hop)
{
    cpm_hop_send_down(hop, SIP_REQUEST(SIP_INVITE));
    if (cpm_hop_is_lossy(hop) && !hop->setup->wire.transactions)
        cpm_hop_start_timer(hop, CPM_TIMER_B, cpm_hop_64t1_below(hop));
}

static void restart_timer_c(CpmHop *hop)
{
    cpm_timer_c_restart(hop->leg, hop->position, hop->ready, hop->setup->timer_c);
}

/* D23. */
static unsigned refuse_without_iwf(CpmHop *hop, CpmReason reason)
{
    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, hop->setup->code[reason]));
    cpm_hop_outcome(hop, 23, hop->setup->code[reason]);
    return COMPLETED;
}

/* The ISF of a non-CPM leg looks for an Interworking Function first (step 7). */
static unsigned proxy_forward_invite(void *context)
{
    CpmHop *hop = context;
    bool is_isf = CPM_BOX_KIND(hop->box) == CPM_ISF;

    if (is_isf && !cpm_isf_select(hop, false)) {
        if (hop->setup->trying == CPM_TRYING_AT_ONCE)
            cpm_hop_try(hop);
        return refuse_without_iwf(hop, cpm_isf_reason(hop));
    }
    cpm_hop_try(hop);
    cpm_timer_c_start(hop);
    invite_below(hop);
    return CALLING;
}

static unsigned proxy_pass_provisional(void *context)
{
    CpmHop *hop = context;

    restart_timer_c(hop);
    cpm_hop_pass(hop);
    return ALERTED;
}

static unsigned proxy_pass_success(void *context)
{
    CpmHop *hop = context;

    cpm_hop_pass(hop);
    return ACCEPTED;
}

/* The failure of an IWF that ends the leg is settled by the ISF: only now is it certain that no other one is tried.  An IWF that has never
 * seen the INVITE was dead (D23); a 408 is for the CS to settle.  An ISF that has had the INVITE and is dead now settles nothing: the Core
 * does that when it cannot reach it (D23, too). */
static void settle_failure(CpmHop *hop, unsigned status)
{
    bool unseen = cpm_leg_state(hop->leg, CPM_AT_IWF) == cpm_iwf_idle();

    if (hop->local && hop->leg->kind == CPM_LEG_NON_CPM && hop->position == CPM_AT_ISF - 1 && cpm_leg_state(hop->leg, CPM_AT_ISF) != IDLE)
        cpm_hop_outcome(hop, 23, 500);
    if (CPM_BOX_KIND(hop->box) == CPM_ISF && cpm_isf_may_fail_over(status) && status != 408)
        cpm_hop_outcome(hop, hop->mark ? 22 : unseen ? 23 : 11, status);
}

/* 17.1.1.3: the proxy's own client transaction acknowledges.  16.7 item 6: a lone 503 goes up as 500; @mark stays. */
static unsigned proxy_ack_and_pass_up(void *context)
{
    CpmHop *hop = context;

    settle_failure(hop, sip_status(hop->code));
    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    if (sip_status(hop->code) == 503)
        hop->code = SIP_RESPONSE(SIP_INVITE, 500);
    cpm_hop_pass(hop);
    return COMPLETED;
}

/* The same before the INVITE is cancelled: the ISF goes on to the next IWF, if there is one. */
static unsigned proxy_fail_over_or_pass_up(void *context)
{
    CpmHop *hop = context;
    unsigned status = sip_status(hop->code);

    if (CPM_BOX_KIND(hop->box) != CPM_ISF || !cpm_isf_may_fail_over(status))
        return proxy_ack_and_pass_up(hop);
    if (hop->setup->isf.failover && cpm_isf_has_choice(hop) && !cpm_hop_faulty(hop, CPM_FAULT_NO_FAILOVER)) {
        cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
        if (!cpm_isf_select(hop, true))
            return refuse_without_iwf(hop, CPM_REASON_NO_IWF);
        restart_timer_c(hop);
        invite_below(hop);
        return CALLING;
    }
    return proxy_ack_and_pass_up(hop);
}

static unsigned proxy_hold_cancel(void *context)
{
    cpm_hop_send_up(context, SIP_RESPONSE(SIP_CANCEL, 200));
    return CANCEL_PENDING;
}

static unsigned proxy_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_CANCEL, 200));
    cpm_hop_pass(hop);
    cpm_hop_start_timer(hop, CPM_TIMER_CANCELLED, cpm_hop_64t1_below(hop));
    return CANCELLING;
}

static unsigned proxy_cancel_below(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_CANCEL));
    cpm_hop_start_timer(hop, CPM_TIMER_CANCELLED, cpm_hop_64t1_below(hop));
    return CANCELLING;
}

static unsigned proxy_cancel_for_timer_c(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down_marked(hop, SIP_REQUEST(SIP_CANCEL));
    cpm_hop_start_timer(hop, CPM_TIMER_CANCELLED, cpm_hop_64t1_below(hop));
    return CANCELLING;
}

/* 16.8, 9.1: as if a 408 had come from below. */
static unsigned proxy_time_out(void *context)
{
    cpm_hop_send_up(context, SIP_RESPONSE(SIP_INVITE, 408));
    return COMPLETED;
}

static unsigned proxy_pass_ack(void *context)
{
    cpm_hop_pass(context);
    return CONFIRMED;
}

static unsigned proxy_pass(void *context)
{
    CpmHop *hop = context;

    cpm_hop_pass(hop);
    return cpm_hop_state(hop);
}

/* 17.1.1.3: the ACK of a refused dial-in goes from hop to hop, as a marked one; that of a 200 goes on. */
static unsigned proxy_pass_dial_in(void *context)
{
    CpmHop *hop = context;

    if (sip_status(hop->code) >= 300)
        cpm_hop_send_up_marked(hop, SIP_REQUEST(SIP_DIAL_IN_ACK));
    if (hop->code != SIP_REQUEST(SIP_DIAL_IN_ACK) || !hop->mark)
        cpm_hop_pass(hop);
    return cpm_hop_state(hop);
}

/* What is left to a record-routing proxy is to pass on what belongs to a dialog. */
static unsigned proxy_die(void *context)
{
    cpm_hop_action(context, CPM_ACTION_CRASH);
    return TERMINATED;
}

static unsigned proxy_pass_bye(void *context)
{
    cpm_hop_pass(context);
    return ENDING;
}

static unsigned proxy_pass_ok_bye(void *context)
{
    cpm_hop_pass(context);
    return TERMINATED;
}

static const SimArrow arrows[] = {
    /* state          input            handler                     next                                 event / action */
    { IDLE,           RX_INVITE,       proxy_forward_invite,       SIM_TO(CALLING) | SIM_TO(COMPLETED), "INVITE / 100 up, INVITE down, start C; 4xx up without IWF" },

    { CALLING,        TIMER_TRYING,    sip_uas_try,                SIM_TO(CALLING),                     "200 ms / 100 up"                                           },
    { CALLING,        RX_100,          NULL,                       SIM_TO(PROCEEDING),                  "100 / -"                                                   },
    { CALLING,        RX_1XX,          proxy_pass_provisional,     SIM_TO(ALERTED),                     "101-199 / up, restart C"                                   },
    { CALLING,        RX_2XX,          proxy_pass_success,         SIM_TO(ACCEPTED),                    "2xx / up"                                                  },
    { CALLING,        RX_3XX_6XX,      proxy_fail_over_or_pass_up, SIM_TO(COMPLETED) | SIM_TO(CALLING), "300-699 / ACK down; response up, or next IWF"              },
    { CALLING,        RX_CANCEL,       proxy_hold_cancel,          SIM_TO(CANCEL_PENDING),              "CANCEL / 200 up, wait for a 1xx"                           },
    { CALLING,        TIMER_B,         proxy_time_out,             SIM_TO(COMPLETED),                   "64*T1 without response / 408 up"                           },
    { CALLING,        RX_ACK,          NULL,                       SIM_TO(CALLING),                     "ACK of the attempt before / -"                             },
    { CALLING,        TIMER_C,         proxy_time_out,             SIM_TO(COMPLETED),                   "C fires / 408 up"                                          },
    { CALLING,        RX_BYE,          proxy_pass,                 SIM_TO(CALLING),                     "BYE of one that gave up / on"                              },
    { CALLING,        RX_2XX_BYE,      proxy_pass,                 SIM_TO(CALLING),                     "its response / on"                                         },
    { CALLING,        RX_2XX_CANCEL,   NULL,                       SIM_TO(CALLING),                     "200 (CANCEL) of an INVITE before / -"                       },
    { CALLING,        RX_IN_DIALOG,    proxy_pass,                 SIM_TO(CALLING),                     "of a dialog that an INVITE before has made / on"            },
    { CALLING,        RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(CALLING),                     "dial-in / on"                                              },
    { CALLING,        BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { PROCEEDING,     TIMER_TRYING,    sip_uas_try,                SIM_TO(PROCEEDING),                  "200 ms / 100 up"                                           },
    { PROCEEDING,     RX_100,          NULL,                       SIM_TO(PROCEEDING),                  "100 / -"                                                   },
    { PROCEEDING,     RX_1XX,          proxy_pass_provisional,     SIM_TO(ALERTED),                     "101-199 / up, restart C"                                   },
    { PROCEEDING,     RX_2XX,          proxy_pass_success,         SIM_TO(ACCEPTED),                    "2xx / up"                                                  },
    { PROCEEDING,     RX_3XX_6XX,      proxy_fail_over_or_pass_up, SIM_TO(COMPLETED) | SIM_TO(CALLING), "300-699 / ACK down; response up, or next IWF"              },
    { PROCEEDING,     RX_CANCEL,       proxy_cancel,               SIM_TO(CANCELLING),                  "CANCEL / 200 up, CANCEL down"                              },
    { PROCEEDING,     RX_ACK,          NULL,                       SIM_TO(PROCEEDING),                  "ACK of the attempt before / -"                             },
    { PROCEEDING,     TIMER_C,         proxy_cancel_for_timer_c,   SIM_TO(CANCELLING),                  "C fires / CANCEL down"                                     },
    { PROCEEDING,     RX_BYE,          proxy_pass,                 SIM_TO(PROCEEDING),                  "BYE of one that gave up / on"                              },
    { PROCEEDING,     RX_2XX_BYE,      proxy_pass,                 SIM_TO(PROCEEDING),                  "its response / on"                                         },
    { PROCEEDING,     RX_2XX_CANCEL,   NULL,                       SIM_TO(PROCEEDING),                  "200 (CANCEL) of an INVITE before / -"                       },
    { PROCEEDING,     RX_IN_DIALOG,    proxy_pass,                 SIM_TO(PROCEEDING),                  "of a dialog that an INVITE before has made / on"            },
    { PROCEEDING,     RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(PROCEEDING),                  "dial-in / on"                                              },
    { PROCEEDING,     BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { ALERTED,        RX_100,          NULL,                       SIM_TO(ALERTED),                     "100, late / -"                                             },
    { ALERTED,        RX_1XX,          proxy_pass_provisional,     SIM_TO(ALERTED),                     "101-199 / up, restart C"                                   },
    { ALERTED,        RX_2XX,          proxy_pass_success,         SIM_TO(ACCEPTED),                    "2xx / up"                                                  },
    { ALERTED,        RX_3XX_6XX,      proxy_fail_over_or_pass_up, SIM_TO(COMPLETED) | SIM_TO(CALLING), "300-699 / ACK down; response up, or next IWF"              },
    { ALERTED,        RX_CANCEL,       proxy_cancel,               SIM_TO(CANCELLING),                  "CANCEL / 200 up, CANCEL down"                              },
    { ALERTED,        RX_ACK,          NULL,                       SIM_TO(ALERTED),                     "ACK of the attempt before / -"                             },
    { ALERTED,        TIMER_C,         proxy_cancel_for_timer_c,   SIM_TO(CANCELLING),                  "C fires / CANCEL down"                                     },
    { ALERTED,        RX_BYE,          proxy_pass,                 SIM_TO(ALERTED),                     "BYE of one that gave up / on"                              },
    { ALERTED,        RX_2XX_BYE,      proxy_pass,                 SIM_TO(ALERTED),                     "its response / on"                                         },
    { ALERTED,        RX_2XX_CANCEL,   NULL,                       SIM_TO(ALERTED),                     "200 (CANCEL) of an INVITE before / -"                       },
    { ALERTED,        RX_IN_DIALOG,    proxy_pass,                 SIM_TO(ALERTED),                     "of a dialog that an INVITE before has made / on"            },
    { ALERTED,        RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(ALERTED),                     "dial-in / on"                                              },
    { ALERTED,        BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { CANCEL_PENDING, RX_100,          proxy_cancel_below,         SIM_TO(CANCELLING),                  "100 / CANCEL down"                                         },
    { CANCEL_PENDING, RX_1XX,          proxy_cancel_below,         SIM_TO(CANCELLING),                  "101-199 / CANCEL down"                                     },
    { CANCEL_PENDING, RX_2XX,          proxy_pass_success,         SIM_TO(ACCEPTED),                    "2xx / up"                                                  },
    { CANCEL_PENDING, RX_3XX_6XX,      proxy_ack_and_pass_up,      SIM_TO(COMPLETED),                   "300-699 / ACK down, response up"                           },
    { CANCEL_PENDING, TIMER_B,         proxy_time_out,             SIM_TO(COMPLETED),                   "64*T1 without response / 408 up"                           },
    { CANCEL_PENDING, TIMER_C,         proxy_time_out,             SIM_TO(COMPLETED),                   "C fires / 408 up"                                          },
    { CANCEL_PENDING, RX_BYE,          proxy_pass,                 SIM_TO(CANCEL_PENDING),              "BYE of one that gave up / on"                              },
    { CANCEL_PENDING, RX_2XX_BYE,      proxy_pass,                 SIM_TO(CANCEL_PENDING),              "its response / on"                                         },
    { CANCEL_PENDING, RX_CANCEL,       sip_ua_ok,                  SIM_TO(CANCEL_PENDING),              "CANCEL again / 200 up"                                     },
    { CANCEL_PENDING, RX_2XX_CANCEL,   NULL,                       SIM_TO(CANCEL_PENDING),              "200 (CANCEL) of an INVITE before / -"                       },
    { CANCEL_PENDING, RX_IN_DIALOG,    proxy_pass,                 SIM_TO(CANCEL_PENDING),              "of a dialog that an INVITE before has made / on"            },
    { CANCEL_PENDING, RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(CANCEL_PENDING),              "dial-in / on"                                              },
    { CANCEL_PENDING, RX_ACK,          NULL,                       SIM_TO(CANCEL_PENDING),              "ACK of the attempt before / -"                             },
    { CANCEL_PENDING, BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { CANCELLING,     RX_2XX_CANCEL,   NULL,                       SIM_TO(CANCELLING),                  "200 (CANCEL) / -"                                          },
    { CANCELLING,     RX_CANCEL,       sip_ua_ok,                  SIM_TO(CANCELLING),                  "CANCEL / 200 up"                                           },
    { CANCELLING,     RX_100,          NULL,                       SIM_TO(CANCELLING),                  "100, late / -"                                             },
    { CANCELLING,     RX_1XX,          NULL,                       SIM_TO(CANCELLING),                  "101-199 / -"                                               },
    { CANCELLING,     RX_2XX,          proxy_pass_success,         SIM_TO(ACCEPTED),                    "2xx crossed the CANCEL / up"                               },
    { CANCELLING,     RX_3XX_6XX,      proxy_ack_and_pass_up,      SIM_TO(COMPLETED),                   "300-699 / ACK down, response up"                           },
    { CANCELLING,     TIMER_CANCELLED, proxy_time_out,             SIM_TO(COMPLETED),                   "64*T1 / 408 up"                                            },
    { CANCELLING,     RX_BYE,          proxy_pass,                 SIM_TO(CANCELLING),                  "BYE of one that gave up / on"                              },
    { CANCELLING,     RX_2XX_BYE,      proxy_pass,                 SIM_TO(CANCELLING),                  "its response / on"                                         },
    { CANCELLING,     RX_IN_DIALOG,    proxy_pass,                 SIM_TO(CANCELLING),                  "of a dialog that an INVITE before has made / on"            },
    { CANCELLING,     RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(CANCELLING),                  "dial-in / on"                                              },
    { CANCELLING,     RX_ACK,          NULL,                       SIM_TO(CANCELLING),                  "ACK of the attempt before / -"                             },
    { CANCELLING,     BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { ACCEPTED,       RX_ACK,          proxy_pass_ack,             SIM_TO(CONFIRMED),                   "ACK / on"                                                  },
    { ACCEPTED,       RX_2XX,          proxy_pass_success,         SIM_TO(ACCEPTED),                    "2xx again / up"                                            },
    { ACCEPTED,       RX_100,          NULL,                       SIM_TO(ACCEPTED),                    "100, late / -"                                             },
    { ACCEPTED,       RX_1XX,          NULL,                       SIM_TO(ACCEPTED),                    "101-199, late / -"                                         },
    { ACCEPTED,       RX_CANCEL,       sip_ua_ok,                  SIM_TO(ACCEPTED),                    "CANCEL / 200 up, no effect"                                },
    { ACCEPTED,       RX_2XX_CANCEL,   NULL,                       SIM_TO(ACCEPTED),                    "200 (CANCEL) / -"                                          },
    { ACCEPTED,       RX_IN_DIALOG,    proxy_pass,                 SIM_TO(ACCEPTED),                    "SUBSCRIBE, NOTIFY, UPDATE / on"                            },
    { ACCEPTED,       RX_BYE,          proxy_pass_bye,             SIM_TO(ENDING),                      "BYE / on"                                                  },
    { ACCEPTED,       RX_2XX_BYE,      proxy_pass,                 SIM_TO(ACCEPTED),                    "response to a BYE before the 2xx / on"                     },
    { ACCEPTED,       RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(ACCEPTED),                    "dial-in / on"                                              },
    { ACCEPTED,       BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { CONFIRMED,      RX_ACK,          proxy_pass_ack,             SIM_TO(CONFIRMED),                   "ACK again / on"                                            },
    { CONFIRMED,      RX_2XX,          proxy_pass,                 SIM_TO(CONFIRMED),                   "2xx again / up"                                            },
    { CONFIRMED,      RX_CANCEL,       sip_ua_ok,                  SIM_TO(CONFIRMED),                   "CANCEL / 200 up, no effect"                                },
    { CONFIRMED,      RX_2XX_CANCEL,   NULL,                       SIM_TO(CONFIRMED),                   "200 (CANCEL) / -"                                          },
    { CONFIRMED,      RX_100,          NULL,                       SIM_TO(CONFIRMED),                   "100, late / -"                                             },
    { CONFIRMED,      RX_1XX,          NULL,                       SIM_TO(CONFIRMED),                   "101-199, late / -"                                         },
    { CONFIRMED,      RX_IN_DIALOG,    proxy_pass,                 SIM_TO(CONFIRMED),                   "SUBSCRIBE, NOTIFY, UPDATE / on"                            },
    { CONFIRMED,      RX_BYE,          proxy_pass_bye,             SIM_TO(ENDING),                      "BYE / on"                                                  },
    { CONFIRMED,      RX_2XX_BYE,      proxy_pass,                 SIM_TO(CONFIRMED),                   "response to a BYE before the 2xx / on"                     },
    { CONFIRMED,      RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(CONFIRMED),                   "dial-in / on"                                              },
    { CONFIRMED,      BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { COMPLETED,      RX_ACK,          NULL,                       SIM_TO(TERMINATED),                  "ACK / -"                                                   },
    { COMPLETED,      RX_INVITE,       proxy_forward_invite,       SIM_TO(CALLING) | SIM_TO(COMPLETED), "INVITE to the next IWF overtakes the ACK / as at first"    },
    { COMPLETED,      RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(COMPLETED),                   "dial-in / on"                                              },
    { COMPLETED,      RX_IN_DIALOG,    proxy_pass,                 SIM_TO(COMPLETED),                   "SUBSCRIBE, NOTIFY, UPDATE / on"                            },
    { COMPLETED,      RX_CANCEL,       sip_ua_ok,                  SIM_TO(COMPLETED),                   "CANCEL / 200 up, no effect"                                },
    { COMPLETED,      RX_2XX_CANCEL,   NULL,                       SIM_TO(COMPLETED),                   "200 (CANCEL) / -"                                          },
    { COMPLETED,      RX_100,          NULL,                       SIM_TO(COMPLETED),                   "100, late / -"                                             },
    { COMPLETED,      RX_1XX,          NULL,                       SIM_TO(COMPLETED),                   "101-199, late / -"                                         },
    { COMPLETED,      RX_2XX,          NULL,                       SIM_TO(COMPLETED),                   "2xx, stray / dropped (RFC 6026)"                           },
    { COMPLETED,      RX_3XX_6XX,      sip_uac_acknowledge_again,  SIM_TO(COMPLETED),                   "300-699 after 408 / ACK down"                              },
    { COMPLETED,      RX_BYE,          proxy_pass,                 SIM_TO(COMPLETED),                   "BYE of one that gave up / on"                              },
    { COMPLETED,      RX_2XX_BYE,      proxy_pass,                 SIM_TO(COMPLETED),                   "its response / on"                                         },
    { COMPLETED,      BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { ENDING,         RX_2XX_BYE,      proxy_pass_ok_bye,          SIM_TO(TERMINATED),                  "200 (BYE) / on"                                            },
    { ENDING,         RX_BYE,          proxy_pass,                 SIM_TO(ENDING),                      "BYE from the other side / on"                              },
    { ENDING,         RX_ACK,          proxy_pass,                 SIM_TO(ENDING),                      "ACK, late / on"                                            },
    { ENDING,         RX_IN_DIALOG,    proxy_pass,                 SIM_TO(ENDING),                      "SUBSCRIBE, NOTIFY, UPDATE / on"                            },
    { ENDING,         RX_2XX,          proxy_pass,                 SIM_TO(ENDING),                      "2xx again / up"                                            },
    { ENDING,         RX_2XX_CANCEL,   NULL,                       SIM_TO(ENDING),                      "200 (CANCEL) / -"                                          },
    { ENDING,         RX_CANCEL,       sip_ua_ok,                  SIM_TO(ENDING),                      "CANCEL, late / 200 up"                                     },
    { ENDING,         RX_100,          NULL,                       SIM_TO(ENDING),                      "100, late / -"                                             },
    { ENDING,         RX_1XX,          NULL,                       SIM_TO(ENDING),                      "101-199, late / -"                                         },
    { ENDING,         RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(ENDING),                      "dial-in / on"                                              },
    { ENDING,         BOX_DIES,        proxy_die,                  SIM_TO(TERMINATED),                  "the box dies / -"                                          },

    { TERMINATED,     RX_INVITE,       proxy_forward_invite,       SIM_TO(CALLING) | SIM_TO(COMPLETED), "INVITE to the next IWF / as at first"                      },
    { TERMINATED,     RX_DIAL_IN,      proxy_pass_dial_in,         SIM_TO(TERMINATED),                  "dial-in / on"                                              },
    { TERMINATED,     RX_2XX_BYE,      proxy_pass,                 SIM_TO(TERMINATED),                  "200 (BYE) of the other side / on"                          },
    { TERMINATED,     RX_BYE,          proxy_pass,                 SIM_TO(TERMINATED),                  "BYE from the other side / on"                              },
    { TERMINATED,     RX_ACK,          proxy_pass,                 SIM_TO(TERMINATED),                  "ACK, late / on"                                            },
    { TERMINATED,     RX_IN_DIALOG,    proxy_pass,                 SIM_TO(TERMINATED),                  "SUBSCRIBE, NOTIFY, UPDATE / on"                            },
    { TERMINATED,     RX_CANCEL,       sip_ua_ok,                  SIM_TO(TERMINATED),                  "CANCEL, late / 200 up"                                     },
    { TERMINATED,     RX_2XX_CANCEL,   NULL,                       SIM_TO(TERMINATED),                  "200 (CANCEL) / -"                                          },
    { TERMINATED,     RX_100,          NULL,                       SIM_TO(TERMINATED),                  "100, late / -"                                             },
    { TERMINATED,     RX_1XX,          NULL,                       SIM_TO(TERMINATED),                  "101-199, late / -"                                         },
    { TERMINATED,     RX_2XX,          NULL,                       SIM_TO(TERMINATED),                  "2xx, stray / dropped (RFC 6026)"                           },
    { TERMINATED,     RX_3XX_6XX,      sip_uac_acknowledge_again,  SIM_TO(TERMINATED),                  "300-699 after 408 / ACK down"                              },
};

const SimMachineDef sip_proxy_def = {
    .name = "proxy",
    .title = "SIP/IP Core and ISF: record-routing proxy, RFC 3261 16 and 17",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_TRYING) | SIM_TO(TIMER_C) | SIM_TO(TIMER_CANCELLED) | SIM_TO(TIMER_B),
    .untimed = SIM_TO(IDLE) | SIM_TO(ACCEPTED) | SIM_TO(CONFIRMED) | SIM_TO(COMPLETED) | SIM_TO(ENDING) | SIM_TO(TERMINATED),
    .why_untimed = "ACK and the response to BYE come, or the transactions end the wait; a dialog lasts until its ends end it",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};

uint8_t sip_proxy_passage(SimHandler handler)
{
    static const SimHandler passing[] = { proxy_pass_success, proxy_pass_ack, proxy_pass, proxy_pass_bye, proxy_pass_ok_bye };

    if (handler == proxy_pass_provisional)
        return CPM_PASSAGE_NOTES | CPM_PASSAGE_PASSES | CPM_PASSAGE_RESTARTS_C;
    for (size_t i = 0; i < G_N_ELEMENTS(passing); i++)
        if (handler == passing[i])
            return CPM_PASSAGE_NOTES | CPM_PASSAGE_PASSES;
    return 0;
}
