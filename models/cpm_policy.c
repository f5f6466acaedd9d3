/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_policy.h"

#include <glib.h>

static CpmMode mode_of_option(CpmOption option, CpmMode reject)
{
    switch (option) {
    case CPM_ACCEPT:
        return CPM_MODE_ACCEPT;
    case CPM_REJECT:
        return reject;
    case CPM_CONVERT:
        return CPM_MODE_CONVERT;
    default:
        g_assert_not_reached();
    }
}

/* "Does not support sessions or invitations": does CPM-IWF-008 apply? */
static bool requirement_applies(CpmReading reading, bool sessions, bool invitations)
{
    if (sessions == invitations)
        return !sessions;
    switch (reading) {
    case CPM_READING_EITHER:
        return true;
    case CPM_READING_BOTH:
        return false;
    default:
        return !invitations;
    }
}

CpmMode cpm_policy_mode(const CpmPolicy *policy, CpmOption user, bool sessions, bool invitations)
{
    if (policy->kind == CPM_FORBID)
        return CPM_MODE_REJECT_POLICY;
    if (!requirement_applies(policy->reading, sessions, invitations))
        return user == CPM_REJECT && policy->user_reject_before_gate ? CPM_MODE_REJECT_USER : CPM_MODE_NATIVE;
    if (user == CPM_REJECT && policy->user_reject_wins)
        return CPM_MODE_REJECT_USER;
    if (policy->kind == CPM_FORCE)
        return mode_of_option(policy->option, CPM_MODE_REJECT_POLICY);
    if (user != CPM_NONE && (policy->kind == CPM_DEFAULT || policy->allowed[user]))
        return mode_of_option(user, CPM_MODE_REJECT_USER);
    return mode_of_option(policy->option, CPM_MODE_REJECT_POLICY);
}

const char *cpm_option_name(CpmOption option)
{
    static const char *const names[CPM_OPTIONS] = { "accept", "reject", "convert", "none" };

    g_assert(option < CPM_OPTIONS);
    return names[option];
}
