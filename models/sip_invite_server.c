/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3261 17.2.1, figure 7, as amended by RFC 6026 7.1: a 2xx leads to ACCEPTED, which lasts until Timer L fires.
 * The figure's Accepted is two states here: until the ACK has come the core of a UAS repeats its 2xx (RFC 3261 13.3.1.4, on any
 * transport), and afterwards no more; a proxy only notes that it has passed the ACK.
 * The 100 after 200 ms is the TU's.  It also gets the first ACK of a 300-699, which the figure ends here: it has nothing to do then. */
#include "models/sip_invite_server.h"

#include "models/sip_transaction_state.h"

static const char *const state_names[SIP_IST_STATES] = {
    [SIP_IST_START] = "START",         [SIP_IST_PROCEEDING] = "PROCEEDING", [SIP_IST_COMPLETED] = "COMPLETED",
    [SIP_IST_CONFIRMED] = "CONFIRMED", [SIP_IST_ACCEPTED] = "ACCEPTED",     [SIP_IST_ACKNOWLEDGED] = "ACKNOWLEDGED",
    [SIP_IST_TERMINATED] = "TERMINATED",
};

static const char *const input_names[SIP_IST_INPUTS] = {
    [SIP_IST_RX_INVITE] = "RX_INVITE",   [SIP_IST_RX_ACK] = "RX_ACK",
    [SIP_IST_TX_1XX] = "TX_1XX",         [SIP_IST_TX_2XX] = "TX_2XX",
    [SIP_IST_TX_3XX_6XX] = "TX_3XX_6XX", [SIP_IST_TRANSPORT_ERROR] = "TRANSPORT_ERROR",
    [SIP_IST_TIMER_G] = "TIMER_G",       [SIP_IST_TIMER_H] = "TIMER_H",
    [SIP_IST_TIMER_I] = "TIMER_I",       [SIP_IST_TIMER_L] = "TIMER_L",
    [SIP_IST_TIMER_2XX] = "TIMER_2XX",
};

static unsigned ist_begin(void *context)
{
    sip_step_pass(context, false);
    return SIP_IST_PROCEEDING;
}

/* 17.2.1: the most recent provisional, if there was one. */
static unsigned ist_answer_again(void *context)
{
    SipStep *step = context;

    if (step->self->status != 0)
        sip_step_send_again(step);
    return step->self->state;
}

static unsigned ist_send(void *context)
{
    SipStep *step = context;

    sip_step_respond(step);
    return step->self->state;
}

static unsigned ist_complete(void *context)
{
    SipStep *step = context;
    const CpmTimers *timers = sip_step_timers(step);

    sip_step_respond(step);
    sip_step_start(step, CPM_TIMER_H, 64 * timers->t1);
    if (!step->self->reliable)
        sip_step_start(step, CPM_TIMER_G, timers->t1);
    return SIP_IST_COMPLETED;
}

static unsigned ist_accept(void *context)
{
    SipStep *step = context;
    const CpmTimers *timers = sip_step_timers(step);
    CpmBoxKind kind = CPM_BOX_KIND(step->hop->box);

    sip_step_respond(step);
    sip_step_start(step, CPM_TIMER_L, 64 * timers->t1);
    if (kind != CPM_CORE && kind != CPM_ISF)
        sip_step_start(step, CPM_TIMER_2XX, timers->t1);
    return SIP_IST_ACCEPTED;
}

static unsigned ist_repeat(void *context)
{
    SipStep *step = context;

    sip_step_record(step, CPM_TIMER_G);
    sip_step_send_again(step);
    sip_step_repeat(step, CPM_TIMER_G, sip_step_timers(step)->t2);
    return SIP_IST_COMPLETED;
}

static unsigned ist_give_up(void *context)
{
    sip_step_record(context, CPM_TIMER_H);
    return SIP_IST_TERMINATED;
}

static unsigned ist_confirm(void *context)
{
    SipStep *step = context;

    sip_step_start(step, CPM_TIMER_I, step->self->reliable ? 0 : sip_step_timers(step)->t4);
    sip_step_pass(step, false);
    return SIP_IST_CONFIRMED;
}

static unsigned ist_repeat_2xx(void *context)
{
    SipStep *step = context;

    sip_step_record(step, CPM_TIMER_2XX);
    sip_step_send_again(step);
    sip_step_repeat(step, CPM_TIMER_2XX, sip_step_timers(step)->t2);
    return SIP_IST_ACCEPTED;
}

static unsigned ist_pass_ack(void *context)
{
    SipStep *step = context;

    sip_step_pass(step, step->self->state == SIP_IST_ACKNOWLEDGED);
    return SIP_IST_ACKNOWLEDGED;
}

static const SimArrow arrows[] = {
    /* state                input                    handler           next                          event / action in the figure */
    { SIP_IST_START,        SIP_IST_RX_INVITE,       ist_begin,        SIM_TO(SIP_IST_PROCEEDING),   "INVITE / to TU, who sends 100 after 200 ms"         },

    { SIP_IST_PROCEEDING,   SIP_IST_RX_INVITE,       ist_answer_again, SIM_TO(SIP_IST_PROCEEDING),   "INVITE / send response"                             },
    { SIP_IST_PROCEEDING,   SIP_IST_TX_1XX,          ist_send,         SIM_TO(SIP_IST_PROCEEDING),   "100-199 from TU / send response"                    },
    { SIP_IST_PROCEEDING,   SIP_IST_TX_2XX,          ist_accept,       SIM_TO(SIP_IST_ACCEPTED),     "2xx from TU / send response (RFC 6026)"             },
    { SIP_IST_PROCEEDING,   SIP_IST_TX_3XX_6XX,      ist_complete,     SIM_TO(SIP_IST_COMPLETED),    "300-699 from TU / send response"                    },
    { SIP_IST_PROCEEDING,   SIP_IST_TRANSPORT_ERROR, NULL,             SIM_TO(SIP_IST_PROCEEDING),   "transport error / TU has no use for it (RFC 6026)"  },

    { SIP_IST_COMPLETED,    SIP_IST_RX_INVITE,       ist_answer_again, SIM_TO(SIP_IST_COMPLETED),    "INVITE / send response"                             },
    { SIP_IST_COMPLETED,    SIP_IST_TIMER_G,         ist_repeat,       SIM_TO(SIP_IST_COMPLETED),    "G fires / send response"                            },
    { SIP_IST_COMPLETED,    SIP_IST_RX_ACK,          ist_confirm,      SIM_TO(SIP_IST_CONFIRMED),    "ACK / -"                                            },
    { SIP_IST_COMPLETED,    SIP_IST_TIMER_H,         ist_give_up,      SIM_TO(SIP_IST_TERMINATED),   "H fires / -"                                        },
    { SIP_IST_COMPLETED,    SIP_IST_TRANSPORT_ERROR, NULL,             SIM_TO(SIP_IST_COMPLETED),    "transport error / TU has no use for it (RFC 6026)"  },

    { SIP_IST_CONFIRMED,    SIP_IST_RX_ACK,          NULL,             SIM_TO(SIP_IST_CONFIRMED),    "ACK again / - (17.2.1)"                             },
    { SIP_IST_CONFIRMED,    SIP_IST_RX_INVITE,       NULL,             SIM_TO(SIP_IST_CONFIRMED),    "INVITE, late / -"                                   },
    { SIP_IST_CONFIRMED,    SIP_IST_TIMER_I,         NULL,             SIM_TO(SIP_IST_TERMINATED),   "I fires / -"                                        },

    { SIP_IST_ACCEPTED,     SIP_IST_RX_INVITE,       NULL,             SIM_TO(SIP_IST_ACCEPTED),     "INVITE / - (RFC 6026)"                              },
    { SIP_IST_ACCEPTED,     SIP_IST_TX_2XX,          ist_send,         SIM_TO(SIP_IST_ACCEPTED),     "2xx from TU / send response (RFC 6026)"             },
    { SIP_IST_ACCEPTED,     SIP_IST_TIMER_2XX,       ist_repeat_2xx,   SIM_TO(SIP_IST_ACCEPTED),     "T1 to T2 without ACK / 2xx from the core of the UAS" },
    { SIP_IST_ACCEPTED,     SIP_IST_RX_ACK,          ist_pass_ack,     SIM_TO(SIP_IST_ACKNOWLEDGED), "ACK / to TU (RFC 6026)"                             },
    { SIP_IST_ACCEPTED,     SIP_IST_TRANSPORT_ERROR, NULL,             SIM_TO(SIP_IST_ACCEPTED),     "transport error / TU has no use for it (RFC 6026)"  },
    { SIP_IST_ACCEPTED,     SIP_IST_TIMER_L,         NULL,             SIM_TO(SIP_IST_TERMINATED),   "L fires / - (RFC 6026)"                             },

    { SIP_IST_ACKNOWLEDGED, SIP_IST_RX_INVITE,       NULL,             SIM_TO(SIP_IST_ACKNOWLEDGED), "INVITE / - (RFC 6026)"                              },
    { SIP_IST_ACKNOWLEDGED, SIP_IST_TX_2XX,          ist_send,         SIM_TO(SIP_IST_ACKNOWLEDGED), "2xx from TU / send response (RFC 6026)"             },
    { SIP_IST_ACKNOWLEDGED, SIP_IST_RX_ACK,          ist_pass_ack,     SIM_TO(SIP_IST_ACKNOWLEDGED), "ACK / to TU (RFC 6026)"                             },
    { SIP_IST_ACKNOWLEDGED, SIP_IST_TRANSPORT_ERROR, NULL,             SIM_TO(SIP_IST_ACKNOWLEDGED), "transport error / TU has no use for it (RFC 6026)"  },
    { SIP_IST_ACKNOWLEDGED, SIP_IST_TIMER_L,         NULL,             SIM_TO(SIP_IST_TERMINATED),   "L fires / - (RFC 6026)"                             },
};

const SimMachineDef sip_invite_server_def = {
    .name = "invite-server",
    .title = "INVITE server transaction: RFC 3261 figure 7 with RFC 6026 7.1",
    .states = state_names,
    .n_states = SIP_IST_STATES,
    .inputs = input_names,
    .n_inputs = SIP_IST_INPUTS,
    .timers = SIM_TO(SIP_IST_TIMER_G) | SIM_TO(SIP_IST_TIMER_H) | SIM_TO(SIP_IST_TIMER_I) | SIM_TO(SIP_IST_TIMER_L) |
              SIM_TO(SIP_IST_TIMER_2XX),
    .untimed = SIM_TO(SIP_IST_START) | SIM_TO(SIP_IST_PROCEEDING) | SIM_TO(SIP_IST_TERMINATED),
    .why_untimed = "PROCEEDING lasts until the TU answers; the others are before the INVITE, and when all is over",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
