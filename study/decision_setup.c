/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/decision_setup.h"

#include <math.h>

#include <glib.h>

#define KEEPALIVE (60 * SIM_S)
#define TIMER_C (181 * SIM_S)
#define T_ANSWER (STUDY_T_REPLY + 60 * SIM_S)
#define NOTIFY_INTERVAL (5 * SIM_S)
#define VALIDITY (600 * SIM_S)          /* where it does not matter: longer than the run */
#define RETRY (60 * SIM_S)
#define FOR_EVER 1e8                    /* s */

static SimDistribution *always(SimTime time)
{
    return sim_distribution_new_constant(sim_time_to_seconds(time));
}

static void set_codes(CpmSetup *setup)
{
    static const uint16_t codes[CPM_REASONS] = {
        [CPM_REASON_POLICY] = 403,         [CPM_REASON_USER_REJECT] = 603,     [CPM_REASON_DECLINE] = 603,
        [CPM_REASON_NO_REPLY] = 480,       [CPM_REASON_PERMANENT] = 404,       [CPM_REASON_TEMPORARY] = 480,
        [CPM_REASON_SUBMIT_REFUSED] = 500, [CPM_REASON_SUBMIT_SILENT] = 504,   [CPM_REASON_SUBMIT_MALFORMED] = 502,
        [CPM_REASON_CONTENT] = 488,        [CPM_REASON_ANONYMOUS] = 403,       [CPM_REASON_UNAUTHORISED] = 403,
        [CPM_REASON_NO_NUMBER] = 480,      [CPM_REASON_OVERLOADED] = 503,      [CPM_REASON_NO_MAPPING] = 404,
        [CPM_REASON_NO_IWF] = 480,         [CPM_REASON_GROUP_UNKNOWN] = 404,   [CPM_REASON_GROUP_DISABLED] = 403,
        [CPM_REASON_NOT_A_MEMBER] = 403,   [CPM_REASON_TOO_MANY] = 486,        [CPM_REASON_LIST_TOO_LONG] = 403,
    };

    for (unsigned i = 0; i < CPM_REASONS; i++)
        setup->code[i] = codes[i];
}

static void set_network(CpmSetup *setup)
{
    setup->seed = 1;
    setup->stop = SIM_TIME_MAX;
    setup->latency[CPM_LINK_ACCESS] = always(STUDY_ACCESS);
    setup->latency[CPM_LINK_CORE] = always(STUDY_CORE);
    setup->latency[CPM_LINK_SYSTEM] = always(STUDY_SYSTEM);
    for (unsigned i = 0; i < CPM_BOX_KINDS; i++)
        setup->station[i].servers = 1;
    setup->trying = CPM_TRYING_AT_ONCE;
    setup->timer_c = TIMER_C;
    setup->focus = (CpmFocusSetup){ .answer = CPM_FOCUS_FIRST_ACCEPT,
                                    .late_ok = CPM_LATE_NOTIFY,
                                    .fan_out = INFINITY,
                                    .t_answer = T_ANSWER,
                                    .subscribe = true,
                                    .notify_interval = NOTIFY_INTERVAL,
                                    .keepalive = KEEPALIVE,
                                    .release_when_empty = true };
    setup->iwf = (CpmIwfSetup){ .t_reply = STUDY_T_REPLY, .t_submit = STUDY_T_SUBMIT, .keepalive = KEEPALIVE, .helps = 1 };
    setup->isf.failover = true;
}

/* What the report of a failed delivery, or a reply, needs from when the centre has the message until it reaches the IWF, its own delay
 * apart; so long after the other comes the delay that makes it as early or late as @when says. */
static SimTime delay_for(StudyWhen when, SimTime ways)
{
    SimTime after_invitation = when == STUDY_WHEN_BEFORE ? STUDY_T_REPLY - STUDY_EARLY : STUDY_T_REPLY;

    return after_invitation + (when == STUDY_WHEN_AFTER ? STUDY_LATE : 0) - ways;
}

static void set_service(const StudyCombination *combination, CpmSystemSetup *system)
{
    SimTime failure = delay_for(combination->when, 2 * STUDY_SYSTEM + STUDY_RETURN);
    StudyDelivery delivery = combination->delivery;

    *system = (CpmSystemSetup){ .name = g_strdup("c"),
                                .service = g_strdup("service"),
                                .sessions = study_service_has_sessions(combination->service),
                                .invitations = study_service_has_invitations(combination->service),
                                .reports = true,
                                .first_attempt = delivery == STUDY_DELIVERY_TEMPORARY ? 0.0 : 1.0,
                                .never = delivery == STUDY_DELIVERY_PERMANENT ? 1.0 : 0.0,
                                .validity = delivery == STUDY_DELIVERY_TEMPORARY ? failure : VALIDITY,
                                .report_lost = delivery == STUDY_DELIVERY_UNREPORTED ? 1.0 : 0.0,
                                .refused = delivery == STUDY_DELIVERY_REFUSED ? 1.0 : 0.0,
                                .silent = delivery == STUDY_DELIVERY_SILENT ? 1.0 : 0.0,
                                .malformed = delivery == STUDY_DELIVERY_MALFORMED ? 1.0 : 0.0 };
    system->transit = always(delivery == STUDY_DELIVERY_PERMANENT ? failure : STUDY_TRANSIT);
    system->return_transit = always(STUDY_RETURN);
    system->absence = sim_distribution_new_constant(FOR_EVER);
    system->retry[0].interval = RETRY;
}

static void set_people(const StudyCombination *combination, CpmSetup *setup)
{
    CpmReplyProfile *profile = g_new0(CpmReplyProfile, 1);
    CpmGroupSetup *group = g_new0(CpmGroupSetup, 1);
    CpmMemberSetup *member = g_new0(CpmMemberSetup, 1);

    profile->name = g_strdup("person");
    profile->accept = combination->reply == STUDY_REPLY_ACCEPT ? 1.0 : 0.0;
    profile->decline = combination->reply == STUDY_REPLY_DECLINE ? 1.0 : 0.0;
    profile->unrecognised = combination->reply == STUDY_REPLY_UNRECOGNISED ? 1.0 : 0.0;
    profile->delay = always(delay_for(combination->when, 2 * STUDY_SYSTEM + STUDY_TRANSIT + STUDY_RETURN));
    setup->profiles = profile;
    setup->n_profiles = 1;
    member->name = g_strdup("C");
    member->count = member->first = member->n_clients = 1;
    member->client[0].until = 1.0;
    for (unsigned option = combination->preference; option < CPM_OPTIONS; option++)
        member->prefer_until[option] = 1.0;
    group->name = g_strdup("group");
    group->members = member;
    group->n_members = group->size = 1;
    setup->groups = group;
    setup->n_groups = 1;
}

/* The way of a CANCEL from the inviter to the CS. */
#define TO_CS (STUDY_ACCESS + STUDY_CORE)

/* When the inviter has to give up.  The CANCEL of the CS follows its INVITE, as the CS has the provisional of the first hop by then. */
static SimTime patience_for(const StudyCombination *combination, const StudyForecast *forecast)
{
    SimTime answered = forecast->answered;

    switch (combination->cancel) {
    case STUDY_CANCEL_BEFORE:
        if (answered == STUDY_INVITED_AT)
            return 0;                           /* as early as can be: it follows the INVITE */
        return MAX(answered - STUDY_EARLY / 2, (STUDY_INVITED_AT + answered) / 2) - TO_CS - 4 * STUDY_CORE;
    case STUDY_CANCEL_CROSSING:                 /* on the last hop, or as far as it gets */
        return answered - (answered == STUDY_INVITED_AT ? 3 : 5) * STUDY_CORE / 2 - TO_CS;
    case STUDY_CANCEL_AFTER:
        return answered;
    default:
        return SIM_TIME_MAX;
    }
}

CpmSetup *study_decision_setup(const StudyCombination *combination)
{
    CpmSetup *setup = cpm_setup_new();
    StudyForecast forecast = study_forecast(combination);

    set_codes(setup);
    set_network(setup);
    setup->policy = study_policy(combination->policy);
    setup->systems = g_new0(CpmSystemSetup, 1);
    setup->n_systems = 1;
    set_service(combination, setup->systems);
    set_people(combination, setup);
    setup->workloads = g_new0(CpmWorkload, 1);
    setup->n_workloads = 1;
    setup->workloads[0] = (CpmWorkload){ .count = 1, .duration = SIM_TIME_MAX, .patience = patience_for(combination, &forecast) };
    return setup;
}
