/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3261 17.1.1, figure 5, as amended by RFC 6026 7.2 and 8.4: from CALLING and PROCEEDING a 2xx leads to ACCEPTED, which lets further
 * 2xx through until Timer M fires.  Beside the figure: a late 1xx, which clause 17.1.1.2 leaves open, and the end of a transaction that
 * was cancelled and gets no final response (9.1). */
#include "models/sip_invite_client.h"

#include "models/sip_transaction_state.h"

static const char *const state_names[SIP_ICT_STATES] = {
    [SIP_ICT_START] = "START",         [SIP_ICT_CALLING] = "CALLING",   [SIP_ICT_PROCEEDING] = "PROCEEDING",
    [SIP_ICT_COMPLETED] = "COMPLETED", [SIP_ICT_ACCEPTED] = "ACCEPTED", [SIP_ICT_TERMINATED] = "TERMINATED",
};

static const char *const input_names[SIP_ICT_INPUTS] = {
    [SIP_ICT_TX_INVITE] = "TX_INVITE",             [SIP_ICT_RX_1XX] = "RX_1XX",   [SIP_ICT_RX_2XX] = "RX_2XX",
    [SIP_ICT_RX_3XX_6XX] = "RX_3XX_6XX",           [SIP_ICT_TIMER_A] = "TIMER_A", [SIP_ICT_TIMER_B] = "TIMER_B",
    [SIP_ICT_TRANSPORT_ERROR] = "TRANSPORT_ERROR", [SIP_ICT_TIMER_D] = "TIMER_D", [SIP_ICT_TIMER_M] = "TIMER_M",
    [SIP_ICT_TIMER_CANCELLED] = "TIMER_CANCELLED",
};

static unsigned ict_invite(void *context)
{
    SipStep *step = context;

    sip_step_send(step);
    sip_step_start(step, CPM_TIMER_B, 64 * sip_step_timers(step)->t1);
    if (!step->self->reliable)
        sip_step_start(step, CPM_TIMER_A, sip_step_timers(step)->t1);
    return SIP_ICT_CALLING;
}

static unsigned ict_repeat(void *context)
{
    SipStep *step = context;

    sip_step_record(step, CPM_TIMER_A);
    sip_step_send_again(step);
    sip_step_repeat(step, CPM_TIMER_A, 0);
    return SIP_ICT_CALLING;
}

static unsigned ict_fail(void *context)
{
    SipStep *step = context;

    step->tells = true;
    return SIP_ICT_TERMINATED;
}

static unsigned ict_proceed(void *context)
{
    SipStep *step = context;

    sip_step_pass(step, step->self->state == SIP_ICT_PROCEEDING);
    return SIP_ICT_PROCEEDING;
}

static unsigned ict_accept(void *context)
{
    SipStep *step = context;

    step->self->copies = 0;
    sip_step_start(step, CPM_TIMER_M, 64 * sip_step_timers(step)->t1);
    sip_step_pass(step, false);
    return SIP_ICT_ACCEPTED;
}

/* Timer D: at least 32 s, and 64*T1 of the peer, who repeats its response so long; over TCP it does not. */
static unsigned ict_complete(void *context)
{
    SipStep *step = context;

    step->self->copies = 0;
    sip_step_acknowledge(step);
    sip_step_start(step, CPM_TIMER_D, step->self->reliable ? 0 : 64 * sip_step_timers(step)->t1);
    sip_step_pass(step, false);
    return SIP_ICT_COMPLETED;
}

static unsigned ict_acknowledge_again(void *context)
{
    SipStep *step = context;

    step->self->copies++;
    sip_step_acknowledge(step);
    return SIP_ICT_COMPLETED;
}

static unsigned ict_pass_late(void *context)
{
    SipStep *step = context;

    sip_step_pass(step, true);
    return step->self->state;
}

static const SimArrow arrows[] = {
    /* state              input                    handler                next                        event / action in the figure */
    { SIP_ICT_START,      SIP_ICT_TX_INVITE,       ict_invite,            SIM_TO(SIP_ICT_CALLING),    "INVITE from TU / INVITE sent"                  },

    { SIP_ICT_CALLING,    SIP_ICT_TIMER_A,         ict_repeat,            SIM_TO(SIP_ICT_CALLING),    "A fires / reset A, INVITE sent"                },
    { SIP_ICT_CALLING,    SIP_ICT_TIMER_B,         ict_fail,              SIM_TO(SIP_ICT_TERMINATED), "B fires / inform TU"                           },
    { SIP_ICT_CALLING,    SIP_ICT_TRANSPORT_ERROR, ict_fail,              SIM_TO(SIP_ICT_TERMINATED), "transport error / inform TU: 503"              },
    { SIP_ICT_CALLING,    SIP_ICT_RX_1XX,          ict_proceed,           SIM_TO(SIP_ICT_PROCEEDING), "1xx / to TU"                                   },
    { SIP_ICT_CALLING,    SIP_ICT_RX_2XX,          ict_accept,            SIM_TO(SIP_ICT_ACCEPTED),   "2xx / to TU"                                   },
    { SIP_ICT_CALLING,    SIP_ICT_RX_3XX_6XX,      ict_complete,          SIM_TO(SIP_ICT_COMPLETED),  "300-699 / ACK sent, response to TU"            },

    { SIP_ICT_PROCEEDING, SIP_ICT_RX_1XX,          ict_proceed,           SIM_TO(SIP_ICT_PROCEEDING), "1xx / to TU"                                   },
    { SIP_ICT_PROCEEDING, SIP_ICT_RX_2XX,          ict_accept,            SIM_TO(SIP_ICT_ACCEPTED),   "2xx / to TU"                                   },
    { SIP_ICT_PROCEEDING, SIP_ICT_RX_3XX_6XX,      ict_complete,          SIM_TO(SIP_ICT_COMPLETED),  "300-699 / ACK sent, response to TU"            },
    { SIP_ICT_PROCEEDING, SIP_ICT_TIMER_CANCELLED, NULL,                  SIM_TO(SIP_ICT_TERMINATED), "64*T1 after CANCEL / - (9.1)"                  },

    { SIP_ICT_COMPLETED,  SIP_ICT_RX_3XX_6XX,      ict_acknowledge_again, SIM_TO(SIP_ICT_COMPLETED),  "300-699 / ACK sent"                            },
    { SIP_ICT_COMPLETED,  SIP_ICT_TRANSPORT_ERROR, NULL,                  SIM_TO(SIP_ICT_TERMINATED), "transport error / TU has its response"         },
    { SIP_ICT_COMPLETED,  SIP_ICT_TIMER_D,         NULL,                  SIM_TO(SIP_ICT_TERMINATED), "D fires / -"                                   },
    { SIP_ICT_COMPLETED,  SIP_ICT_RX_1XX,          ict_pass_late,         SIM_TO(SIP_ICT_COMPLETED),  "1xx, late / to TU, who has no use for it"      },

    { SIP_ICT_ACCEPTED,   SIP_ICT_RX_2XX,          ict_pass_late,         SIM_TO(SIP_ICT_ACCEPTED),   "2xx / to TU (RFC 6026)"                        },
    { SIP_ICT_ACCEPTED,   SIP_ICT_TIMER_M,         NULL,                  SIM_TO(SIP_ICT_TERMINATED), "M fires / - (RFC 6026)"                        },
    { SIP_ICT_ACCEPTED,   SIP_ICT_RX_1XX,          ict_pass_late,         SIM_TO(SIP_ICT_ACCEPTED),   "1xx, late / to TU, who has no use for it"      },
};

const SimMachineDef sip_invite_client_def = {
    .name = "invite-client",
    .title = "INVITE client transaction: RFC 3261 figure 5 with RFC 6026 7.2",
    .states = state_names,
    .n_states = SIP_ICT_STATES,
    .inputs = input_names,
    .n_inputs = SIP_ICT_INPUTS,
    .timers = SIM_TO(SIP_ICT_TIMER_A) | SIM_TO(SIP_ICT_TIMER_B) | SIM_TO(SIP_ICT_TIMER_D) | SIM_TO(SIP_ICT_TIMER_M) |
              SIM_TO(SIP_ICT_TIMER_CANCELLED),
    .untimed = SIM_TO(SIP_ICT_START) | SIM_TO(SIP_ICT_TERMINATED),
    .why_untimed = "before the INVITE, and when all is over",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
