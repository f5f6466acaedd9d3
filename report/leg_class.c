/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/leg_class.h"

#include <glib.h>

#include "models/cpm_setup.h"

const char *report_leg_class_name(ReportLegClass leg_class)
{
    static const char *const names[REPORT_LEG_CLASSES] = {
        "CPM client", "native invitation", "accepted on behalf", "rejected", "inviting message",
    };
    g_assert(leg_class < REPORT_LEG_CLASSES);
    return names[leg_class];
}

ReportLegClass report_leg_class_of(const CpmPolicy *policy, uint32_t facts)
{
    if ((facts & CPM_FACT_CPM) != 0)
        return REPORT_LEG_CPM;
    switch (cpm_policy_mode(policy, CPM_FACT_PREFERENCE(facts), (facts & CPM_FACT_SESSIONS) != 0,
                            (facts & CPM_FACT_INVITATIONS) != 0)) {
    case CPM_MODE_NATIVE:
        return REPORT_LEG_NATIVE;
    case CPM_MODE_ACCEPT:
        return REPORT_LEG_ACCEPT;
    case CPM_MODE_CONVERT:
        return REPORT_LEG_CONVERT;
    default:
        return REPORT_LEG_REJECT;
    }
}
