/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Non-CPM System C of Figure 31: steps 11 and 16.  A store-and-forward centre (TS 23.040 for SMS: validity period, retries, status
 * report), the phone and the user.  An attempt that fails because the phone is away is repeated by the retry rows until it succeeds or the
 * validity ends; since nobody else sees the attempts, the one that succeeds is computed at the submission.
 * Not modelled: segments, throughput limit of the centre, order and duplication of the inviting message itself. */
#include "models/cpm_system.h"

enum {
    IDLE,
    DELIVERING,         /* the message is on its way or stored                                  */
    DELIVERED,          /* the user has it and will answer                                      */
    SETTLED,            /* nothing more comes from this user                                    */
    N_STATES
};

static const char *const state_names[N_STATES] = { "IDLE", "DELIVERING", "DELIVERED", "SETTLED" };

enum { RX_INVITATION, RX_NOTICE, TIMER_DELIVERY, TIMER_PERMANENT, TIMER_VALIDITY, TIMER_USER, N_INPUTS };

static const char *const input_names[N_INPUTS] = {
    "RX_INVITATION", "RX_NOTICE", "TIMER_DELIVERY", "TIMER_PERMANENT", "TIMER_VALIDITY", "TIMER_USER",
};

unsigned cpm_system_classify(const CpmHop *hop)
{
    if (hop->origin == CPM_FROM_TIMER) {
        switch (hop->code) {
        case CPM_TIMER_DELIVERY:
            return TIMER_DELIVERY;
        case CPM_TIMER_PERMANENT:
            return TIMER_PERMANENT;
        case CPM_TIMER_VALIDITY:
            return TIMER_VALIDITY;
        default:
            return TIMER_USER;
        }
    }
    return sip_method(hop->code) == SYS_NOTICE ? RX_NOTICE : RX_INVITATION;
}

bool cpm_system_is_busy(unsigned state)
{
    return state == DELIVERING || state == DELIVERED;
}

static const CpmSystemSetup *system_of(const CpmHop *hop)
{
    return &hop->setup->systems[CPM_FACT_SYSTEM(hop->leg->facts)];
}

/* The first retry at or after @absence, counted from the submission; SIM_TIME_MAX if the rows end before. */
static SimTime retry_after(const CpmSystemSetup *system, SimTime absence)
{
    SimTime at = 0;

    for (unsigned i = 0; i < CPM_RETRY_STEPS && system->retry[i].interval > 0; i++) {
        SimTime interval = system->retry[i].interval;
        SimTime steps = MAX((absence - at + interval - 1) / interval, 1);

        if (system->retry[i].times == 0 || steps <= system->retry[i].times)
            return steps < SIM_TIME_MAX / interval ? at + steps * interval : SIM_TIME_MAX;
        at += system->retry[i].times * interval;
    }
    return SIM_TIME_MAX;
}

/* Decides the fate of the message: delivered now, delivered by a retry, given up, or refused for good. */
static unsigned system_submit(void *context)
{
    CpmHop *hop = context;
    const CpmSystemSetup *system = system_of(hop);
    double fate = cpm_hop_draw(hop, CPM_DRAW_DELIVERY, 0);
    SimTime transit = cpm_hop_duration(hop, system->transit, CPM_DRAW_TRANSIT, 0), attempt = 0;

    if (fate >= 1.0 - system->never) {
        cpm_hop_start_timer(hop, CPM_TIMER_PERMANENT, transit);
        return DELIVERING;
    }
    if (fate >= system->first_attempt) {
        if (system->retry[0].interval == 0) {
            cpm_hop_start_timer(hop, CPM_TIMER_VALIDITY, transit);
            return DELIVERING;
        }
        attempt = retry_after(system, cpm_hop_duration(hop, system->absence, CPM_DRAW_ABSENCE, 0));
    }
    if (attempt <= system->validity)
        cpm_hop_start_timer(hop, CPM_TIMER_DELIVERY, attempt + transit);
    else
        cpm_hop_start_timer(hop, CPM_TIMER_VALIDITY, system->validity);
    return DELIVERING;
}

static SimTime way_back(const CpmHop *hop, uint32_t ordinal)
{
    return cpm_hop_duration(hop, system_of(hop)->return_transit, CPM_DRAW_RETURN, ordinal);
}

static void report(CpmHop *hop, unsigned status)
{
    if (system_of(hop)->reports)
        cpm_hop_send_up_after(hop, SIP_RESPONSE(SYS_REPORT, status), way_back(hop, 0));
}

static const CpmReplyProfile *profile_of(const CpmHop *hop)
{
    return &hop->setup->profiles[cpm_hop_member(hop, hop->member)->reply];
}

static unsigned system_deliver(void *context)
{
    CpmHop *hop = context;
    const CpmReplyProfile *profile = profile_of(hop);

    report(hop, 200);
    if (cpm_hop_draw(hop, CPM_DRAW_REPLY, 0) >= profile->accept + profile->decline + profile->unrecognised)
        return SETTLED;
    cpm_hop_start_timer(hop, CPM_TIMER_USER, cpm_hop_duration(hop, profile->delay, CPM_DRAW_REPLY_DELAY, 0));
    return DELIVERED;
}

static unsigned system_fail_for_good(void *context)
{
    report(context, 404);
    return SETTLED;
}

static unsigned system_give_up(void *context)
{
    report(context, 480);
    return SETTLED;
}

/* The user's reply; now and then the system delivers it twice. */
static unsigned system_reply(void *context)
{
    CpmHop *hop = context;
    const CpmReplyProfile *profile = profile_of(hop);
    double drawn = cpm_hop_draw(hop, CPM_DRAW_REPLY, 0);
    SipCode reply = SIP_REQUEST(drawn < profile->accept                      ? SYS_ACCEPT
                                : drawn < profile->accept + profile->decline ? SYS_DECLINE
                                                                             : SYS_UNRECOGNISED);

    cpm_hop_send_up_after(hop, reply, way_back(hop, 1));
    if (system_of(hop)->duplicate > 0.0 && cpm_hop_draw(hop, CPM_DRAW_DUPLICATE, 0) < system_of(hop)->duplicate)
        cpm_hop_send_up_after(hop, reply, way_back(hop, 2));
    return SETTLED;
}

static const SimArrow arrows[] = {
    /* state      input             handler                next                                event / action                         */
    { IDLE,        RX_INVITATION,    system_submit,         SIM_TO(DELIVERING),                 "inviting message (11) / stored"       },
    { IDLE,        RX_NOTICE,        NULL,                  SIM_TO(IDLE),                       "notice / -"                           },

    { DELIVERING,  TIMER_DELIVERY,   system_deliver,        SIM_TO(DELIVERED) | SIM_TO(SETTLED), "reaches the phone / delivery report" },
    { DELIVERING,  TIMER_PERMANENT,  system_fail_for_good,  SIM_TO(SETTLED),                    "unknown or barred / failure report"   },
    { DELIVERING,  TIMER_VALIDITY,   system_give_up,        SIM_TO(SETTLED),                    "validity ends / failure report"       },
    { DELIVERING,  RX_NOTICE,        NULL,                  SIM_TO(DELIVERING),                 "notice / -"                           },

    { DELIVERED,   TIMER_USER,       system_reply,          SIM_TO(SETTLED),                    "user replies / reply (16)"            },
    { DELIVERED,   RX_NOTICE,        NULL,                  SIM_TO(DELIVERED),                  "notice / -"                           },

    { SETTLED,     RX_NOTICE,        NULL,                  SIM_TO(SETTLED),                    "notice / -"                           },
};

const SimMachineDef cpm_system_def = {
    .name = "system",
    .title = "Non-CPM System C with phone and user: store and forward, Figure 31 steps 11 and 16",
    .states = state_names,
    .n_states = N_STATES,
    .inputs = input_names,
    .n_inputs = N_INPUTS,
    .timers = SIM_TO(TIMER_DELIVERY) | SIM_TO(TIMER_PERMANENT) | SIM_TO(TIMER_VALIDITY) | SIM_TO(TIMER_USER),
    .untimed = SIM_TO(IDLE) | SIM_TO(SETTLED),
    .why_untimed = "nothing is expected of the system",
    .arrows = arrows,
    .n_arrows = G_N_ELEMENTS(arrows),
};
