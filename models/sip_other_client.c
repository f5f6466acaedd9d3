/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3261 17.1.2, figure 6; RFC 4320: the only provisional is 100, which no TU has a use for. */
#include "models/sip_other_client.h"

#include "models/sip_transaction_state.h"

static const char *const state_names[SIP_NICT_STATES] = {
    [SIP_NICT_START] = "START",         [SIP_NICT_TRYING] = "TRYING",         [SIP_NICT_PROCEEDING] = "PROCEEDING",
    [SIP_NICT_COMPLETED] = "COMPLETED", [SIP_NICT_TERMINATED] = "TERMINATED",
};

static const char *const input_names[SIP_NICT_INPUTS] = {
    [SIP_NICT_TX_REQUEST] = "TX_REQUEST",   [SIP_NICT_RX_1XX] = "RX_1XX",
    [SIP_NICT_RX_2XX_6XX] = "RX_2XX_6XX",   [SIP_NICT_TRANSPORT_ERROR] = "TRANSPORT_ERROR",
    [SIP_NICT_TIMER_E] = "TIMER_E",         [SIP_NICT_TIMER_F] = "TIMER_F",
    [SIP_NICT_TIMER_K] = "TIMER_K",
};

static unsigned nict_request(void *context)
{
    SipStep *step = context;

    sip_step_send(step);
    sip_step_start(step, CPM_TIMER_F, 64 * sip_step_timers(step)->t1);
    if (!step->self->reliable)
        sip_step_start(step, CPM_TIMER_E, sip_step_timers(step)->t1);
    return SIP_NICT_TRYING;
}

static unsigned nict_repeat(void *context)
{
    SipStep *step = context;

    sip_step_record(step, CPM_TIMER_E);
    sip_step_send_again(step);
    sip_step_repeat(step, CPM_TIMER_E, sip_step_timers(step)->t2);
    return SIP_NICT_TRYING;
}

static unsigned nict_repeat_slowly(void *context)
{
    SipStep *step = context;

    sip_step_record(step, CPM_TIMER_E);
    sip_step_send_again(step);
    sip_step_start(step, CPM_TIMER_E, sip_step_timers(step)->t2);
    return SIP_NICT_PROCEEDING;
}

static unsigned nict_fail(void *context)
{
    SipStep *step = context;

    step->tells = true;
    return SIP_NICT_TERMINATED;
}

static unsigned nict_complete(void *context)
{
    SipStep *step = context;

    sip_step_start(step, CPM_TIMER_K, step->self->reliable ? 0 : sip_step_timers(step)->t4);
    sip_step_pass(step, false);
    return SIP_NICT_COMPLETED;
}

static const SimArrow arrows[] = {
    /* state               input                     handler             next                         event / action in the figure */
    { SIP_NICT_START,      SIP_NICT_TX_REQUEST,      nict_request,       SIM_TO(SIP_NICT_TRYING),     "request from TU / send request"     },

    { SIP_NICT_TRYING,     SIP_NICT_TIMER_E,         nict_repeat,        SIM_TO(SIP_NICT_TRYING),     "E fires / send request"             },
    { SIP_NICT_TRYING,     SIP_NICT_TIMER_F,         nict_fail,          SIM_TO(SIP_NICT_TERMINATED), "F fires / inform TU"                },
    { SIP_NICT_TRYING,     SIP_NICT_TRANSPORT_ERROR, nict_fail,          SIM_TO(SIP_NICT_TERMINATED), "transport error / inform TU: 503"   },
    { SIP_NICT_TRYING,     SIP_NICT_RX_1XX,          NULL,               SIM_TO(SIP_NICT_PROCEEDING), "100 / TU has no use for it"         },
    { SIP_NICT_TRYING,     SIP_NICT_RX_2XX_6XX,      nict_complete,      SIM_TO(SIP_NICT_COMPLETED),  "200-699 / to TU"                    },

    { SIP_NICT_PROCEEDING, SIP_NICT_TIMER_E,         nict_repeat_slowly, SIM_TO(SIP_NICT_PROCEEDING), "E fires / send request, E is T2"    },
    { SIP_NICT_PROCEEDING, SIP_NICT_TIMER_F,         nict_fail,          SIM_TO(SIP_NICT_TERMINATED), "F fires / inform TU"                },
    { SIP_NICT_PROCEEDING, SIP_NICT_TRANSPORT_ERROR, nict_fail,          SIM_TO(SIP_NICT_TERMINATED), "transport error / inform TU: 503"   },
    { SIP_NICT_PROCEEDING, SIP_NICT_RX_1XX,          NULL,               SIM_TO(SIP_NICT_PROCEEDING), "100 / TU has no use for it"         },
    { SIP_NICT_PROCEEDING, SIP_NICT_RX_2XX_6XX,      nict_complete,      SIM_TO(SIP_NICT_COMPLETED),  "200-699 / to TU"                    },

    { SIP_NICT_COMPLETED,  SIP_NICT_RX_1XX,          NULL,               SIM_TO(SIP_NICT_COMPLETED),  "100, late / -"                      },
    { SIP_NICT_COMPLETED,  SIP_NICT_RX_2XX_6XX,      NULL,               SIM_TO(SIP_NICT_COMPLETED),  "200-699 again / - (17.1.2.2)"       },
    { SIP_NICT_COMPLETED,  SIP_NICT_TIMER_K,         NULL,               SIM_TO(SIP_NICT_TERMINATED), "K fires / -"                        },
};

const SimMachineDef sip_other_client_def = {
    .name = "other-client",
    .title = "Client transaction of a request that is no INVITE: RFC 3261 figure 6 with RFC 4320",
    .states = state_names,
    .n_states = SIP_NICT_STATES,
    .inputs = input_names,
    .n_inputs = SIP_NICT_INPUTS,
    .timers = SIM_TO(SIP_NICT_TIMER_E) | SIM_TO(SIP_NICT_TIMER_F) | SIM_TO(SIP_NICT_TIMER_K),
    .untimed = SIM_TO(SIP_NICT_START) | SIM_TO(SIP_NICT_TERMINATED),
    .why_untimed = "before the request, and when all is over",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
