/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/decision_space.h"

#include <glib.h>

#include "study/decision_forecast.h"

#define YES true
#define NO false

static const struct {
    const char *name;
    CpmPolicyKind kind;
    CpmOption option;
    bool allowed[3];                    /* accept, reject, convert */
} policies[STUDY_POLICIES] = {
    { "FORBID", CPM_FORBID, CPM_REJECT, { NO, NO, NO } },
    { "FORCE accept", CPM_FORCE, CPM_ACCEPT, { NO, NO, NO } },
    { "FORCE reject", CPM_FORCE, CPM_REJECT, { NO, NO, NO } },
    { "FORCE convert", CPM_FORCE, CPM_CONVERT, { NO, NO, NO } },
    { "ALLOW accept default accept", CPM_ALLOW, CPM_ACCEPT, { YES, NO, NO } },
    { "ALLOW reject default reject", CPM_ALLOW, CPM_REJECT, { NO, YES, NO } },
    { "ALLOW convert default convert", CPM_ALLOW, CPM_CONVERT, { NO, NO, YES } },
    { "ALLOW accept+reject default accept", CPM_ALLOW, CPM_ACCEPT, { YES, YES, NO } },
    { "ALLOW accept+reject default reject", CPM_ALLOW, CPM_REJECT, { YES, YES, NO } },
    { "ALLOW accept+convert default accept", CPM_ALLOW, CPM_ACCEPT, { YES, NO, YES } },
    { "ALLOW accept+convert default convert", CPM_ALLOW, CPM_CONVERT, { YES, NO, YES } },
    { "ALLOW reject+convert default reject", CPM_ALLOW, CPM_REJECT, { NO, YES, YES } },
    { "ALLOW reject+convert default convert", CPM_ALLOW, CPM_CONVERT, { NO, YES, YES } },
    { "ALLOW accept+reject+convert default accept", CPM_ALLOW, CPM_ACCEPT, { YES, YES, YES } },
    { "ALLOW accept+reject+convert default reject", CPM_ALLOW, CPM_REJECT, { YES, YES, YES } },
    { "ALLOW accept+reject+convert default convert", CPM_ALLOW, CPM_CONVERT, { YES, YES, YES } },
};

CpmPolicy study_policy(unsigned index)
{
    CpmPolicy policy = { .user_reject_before_gate = true };

    g_assert(index < STUDY_POLICIES);
    policy.kind = policies[index].kind;
    policy.option = policies[index].option;
    for (unsigned i = 0; i < G_N_ELEMENTS(policy.allowed); i++)
        policy.allowed[i] = policies[index].allowed[i];
    return policy;
}

/* Takes the digit of a dimension of @size values off @*index. */
static unsigned digit(unsigned *index, unsigned size)
{
    unsigned value = *index % size;

    *index /= size;
    return value;
}

StudyCombination study_combination(unsigned index)
{
    StudyCombination combination;

    g_assert(index < STUDY_COMBINATIONS);
    combination.cancel = (StudyCancel)digit(&index, STUDY_CANCELS);
    combination.when = (StudyWhen)digit(&index, STUDY_WHENS);
    combination.reply = (StudyReply)digit(&index, STUDY_REPLIES);
    combination.delivery = (StudyDelivery)digit(&index, STUDY_DELIVERIES);
    combination.service = digit(&index, STUDY_SERVICES);
    combination.preference = (CpmOption)digit(&index, CPM_OPTIONS);
    combination.policy = index;
    return combination;
}

unsigned study_combination_index(const StudyCombination *combination)
{
    unsigned index = combination->policy;

    index = index * CPM_OPTIONS + combination->preference;
    index = index * STUDY_SERVICES + combination->service;
    index = index * STUDY_DELIVERIES + combination->delivery;
    index = index * STUDY_REPLIES + combination->reply;
    index = index * STUDY_WHENS + combination->when;
    return index * STUDY_CANCELS + combination->cancel;
}

/* The numbers are those of the header. */
StudyCombination study_combination_collapse(const StudyCombination *combination)
{
    StudyCombination standing = *combination;
    CpmMode mode = study_forecast_mode(combination);
    bool asks = mode == CPM_MODE_NATIVE || mode == CPM_MODE_CONVERT;

    if (!asks)
        standing.delivery = STUDY_DELIVERY_OK;                          /* 1 */
    if (!asks && standing.cancel == STUDY_CANCEL_BEFORE)
        standing.cancel = STUDY_CANCEL_CROSSING;                        /* 2 */
    if (!asks || standing.delivery >= STUDY_DELIVERY_TEMPORARY)
        standing.reply = STUDY_REPLY_NONE;                              /* 1, 3, 4 */
    if (standing.reply == STUDY_REPLY_NONE && standing.delivery != STUDY_DELIVERY_TEMPORARY &&
        standing.delivery != STUDY_DELIVERY_PERMANENT)
        standing.when = STUDY_WHEN_BEFORE;                              /* 1, 4, 5 */
    return standing;
}

bool study_service_has_sessions(unsigned service)
{
    return (service & 1u) == 0;
}

bool study_service_has_invitations(unsigned service)
{
    return (service & 2u) == 0;
}

const char *study_policy_name(unsigned index)
{
    g_assert(index < STUDY_POLICIES);
    return policies[index].name;
}

const char *study_delivery_name(StudyDelivery delivery)
{
    static const char *const names[STUDY_DELIVERIES] = {
        "ok", "report lost", "temporary failure", "permanent failure", "refused", "silent", "malformed",
    };

    g_assert(delivery < STUDY_DELIVERIES);
    return names[delivery];
}

const char *study_reply_name(StudyReply reply)
{
    static const char *const names[STUDY_REPLIES] = { "accept", "decline", "unrecognised", "none" };

    g_assert(reply < STUDY_REPLIES);
    return names[reply];
}

const char *study_when_name(StudyWhen when)
{
    static const char *const names[STUDY_WHENS] = { "before", "tied", "after" };

    g_assert(when < STUDY_WHENS);
    return names[when];
}

const char *study_cancel_name(StudyCancel cancel)
{
    static const char *const names[STUDY_CANCELS] = { "none", "before", "crossing", "after" };

    g_assert(cancel < STUDY_CANCELS);
    return names[cancel];
}
