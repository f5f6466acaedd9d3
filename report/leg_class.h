/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_LEG_CLASS_H
#define REPORT_LEG_CLASS_H

#include <stdint.h>

#include "models/cpm_policy.h"

/* What kind of leg a member has; for users of Non-CPM Systems, what CPM-IWF-008 makes of the invitation. */
typedef enum ReportLegClass {
    REPORT_LEG_CPM = 0,
    REPORT_LEG_NATIVE = 1,
    REPORT_LEG_ACCEPT = 2,
    REPORT_LEG_REJECT = 3,
    REPORT_LEG_CONVERT = 4,
    REPORT_LEG_CLASSES = 5
} ReportLegClass;

/* "CPM client", "native invitation", "accepted on behalf", "rejected", "inviting message": static text. */
const char *report_leg_class_name(ReportLegClass leg_class);

/* The class of a leg with these facts (CPM_FACT_*) under @policy. */
ReportLegClass report_leg_class_of(const CpmPolicy *policy, uint32_t facts);

#endif
