/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RFC 3261 17.2.2, figure 8, with RFC 4320 4.1: the only provisional is 100, and it is sent when the client's Timer E has reached T2,
 * not before and then always; 4.2: who cannot answer before the client's Timer F fires does not answer at all. */
#include "models/sip_other_server.h"

#include "models/sip_transaction_state.h"

static const char *const state_names[SIP_NIST_STATES] = {
    [SIP_NIST_START] = "START",         [SIP_NIST_TRYING] = "TRYING",         [SIP_NIST_PROCEEDING] = "PROCEEDING",
    [SIP_NIST_COMPLETED] = "COMPLETED", [SIP_NIST_TERMINATED] = "TERMINATED",
};

static const char *const input_names[SIP_NIST_INPUTS] = {
    [SIP_NIST_RX_REQUEST] = "RX_REQUEST",           [SIP_NIST_TX_2XX_6XX] = "TX_2XX_6XX",
    [SIP_NIST_TRANSPORT_ERROR] = "TRANSPORT_ERROR", [SIP_NIST_TIMER_LATE_TRYING] = "TIMER_LATE_TRYING",
    [SIP_NIST_TIMER_F] = "TIMER_F",                 [SIP_NIST_TIMER_J] = "TIMER_J",
};

/* When Timer E of the client, if it has sent the request only now, is set to T2. */
static SimTime time_of_t2(const CpmTimers *timers)
{
    SimTime time = 0;

    for (SimTime interval = timers->t1; interval < timers->t2; interval *= 2)
        time += interval;
    return time;
}

static unsigned nist_begin(void *context)
{
    SipStep *step = context;

    sip_step_start(step, CPM_TIMER_LATE_TRYING, time_of_t2(sip_step_timers(step)));
    sip_step_pass(step, false);
    return SIP_NIST_TRYING;
}

static unsigned nist_try(void *context)
{
    SipStep *step = context;
    const CpmTimers *timers = sip_step_timers(step);

    sip_step_record(step, CPM_TIMER_LATE_TRYING);
    step->code = (SipCode)(step->self->request + 100);
    sip_step_respond(step);
    sip_step_start(step, CPM_TIMER_F, MAX(64 * timers->t1 - time_of_t2(timers), 0));
    return SIP_NIST_PROCEEDING;
}

static unsigned nist_answer_again(void *context)
{
    SipStep *step = context;

    sip_step_send_again(step);
    return step->self->state;
}

static unsigned nist_complete(void *context)
{
    SipStep *step = context;

    sip_step_respond(step);
    sip_step_start(step, CPM_TIMER_J, step->self->reliable ? 0 : 64 * sip_step_timers(step)->t1);
    return SIP_NIST_COMPLETED;
}

static const SimArrow arrows[] = {
    /* state               input                       handler            next                         event / action in the figure */
    { SIP_NIST_START,      SIP_NIST_RX_REQUEST,        nist_begin,        SIM_TO(SIP_NIST_TRYING),     "request / to TU"                               },

    { SIP_NIST_TRYING,     SIP_NIST_RX_REQUEST,        NULL,              SIM_TO(SIP_NIST_TRYING),     "request again / - (17.2.2)"                    },
    { SIP_NIST_TRYING,     SIP_NIST_TIMER_LATE_TRYING, nist_try,          SIM_TO(SIP_NIST_PROCEEDING), "E has reached T2 / 1xx: 100 (RFC 4320)"        },
    { SIP_NIST_TRYING,     SIP_NIST_TX_2XX_6XX,        nist_complete,     SIM_TO(SIP_NIST_COMPLETED),  "200-699 from TU / send response"               },

    { SIP_NIST_PROCEEDING, SIP_NIST_RX_REQUEST,        nist_answer_again, SIM_TO(SIP_NIST_PROCEEDING), "request / send response"                       },
    { SIP_NIST_PROCEEDING, SIP_NIST_TX_2XX_6XX,        nist_complete,     SIM_TO(SIP_NIST_COMPLETED),  "200-699 from TU / send response"               },
    { SIP_NIST_PROCEEDING, SIP_NIST_TRANSPORT_ERROR,   NULL,              SIM_TO(SIP_NIST_TERMINATED), "transport error / TU has no use for it"        },
    { SIP_NIST_PROCEEDING, SIP_NIST_TIMER_F,           NULL,              SIM_TO(SIP_NIST_TERMINATED), "the client's F has fired / - (RFC 4320)"       },

    { SIP_NIST_COMPLETED,  SIP_NIST_RX_REQUEST,        nist_answer_again, SIM_TO(SIP_NIST_COMPLETED),  "request / send response"                       },
    { SIP_NIST_COMPLETED,  SIP_NIST_TX_2XX_6XX,        NULL,              SIM_TO(SIP_NIST_COMPLETED),  "200-699 from TU, another one / - (17.2.2)"     },
    { SIP_NIST_COMPLETED,  SIP_NIST_TRANSPORT_ERROR,   NULL,              SIM_TO(SIP_NIST_TERMINATED), "transport error / TU has no use for it"        },
    { SIP_NIST_COMPLETED,  SIP_NIST_TIMER_J,           NULL,              SIM_TO(SIP_NIST_TERMINATED), "J fires / -"                                   },
};

const SimMachineDef sip_other_server_def = {
    .name = "other-server",
    .title = "Server transaction of a request that is no INVITE: RFC 3261 figure 8 with RFC 4320",
    .states = state_names,
    .n_states = SIP_NIST_STATES,
    .inputs = input_names,
    .n_inputs = SIP_NIST_INPUTS,
    .timers = SIM_TO(SIP_NIST_TIMER_LATE_TRYING) | SIM_TO(SIP_NIST_TIMER_F) | SIM_TO(SIP_NIST_TIMER_J),
    .untimed = SIM_TO(SIP_NIST_START) | SIM_TO(SIP_NIST_TERMINATED),
    .why_untimed = "before the request, and when all is over",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
