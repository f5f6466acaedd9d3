/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_COST_H
#define REPORT_COST_H

/* What a run sends to Non-CPM Systems, and what that costs.
 *
 * A message counts when it reaches its system, whatever becomes of it there: also one that the centre then refuses, or that never gets
 * through to its user.  What users send is not counted: they pay it themselves. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "models/cpm_setup.h"
#include "sim/trace.h"

typedef struct ReportCost ReportCost;

/* Nothing has been sent yet in a run of @setup, which is borrowed for the call.  Free with report_cost_free(). */
ReportCost *report_cost_new(const CpmSetup *setup);

/* NULL is allowed. */
void report_cost_free(ReportCost *cost);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportCost, report_cost_free)

/* What has been counted so far was before the warm-up was over: it counts no more. */
void report_cost_begin(ReportCost *cost);

/* Counts @record, a message, if it is one of those that the setup has a size for (CpmText) and has reached a Non-CPM System; a native
 * invitation counts as an inviting message. */
void report_cost_note(ReportCost *cost, const SimRecord *record);

/* @price in the currency of the setup: segments times the price of one. */
typedef struct ReportCostCount {
    uint64_t messages, segments;
    double price;
} ReportCostCount;

/* What has been sent to system @system (below CPM_BOX_INSTANCES). */
ReportCostCount report_cost_count(const ReportCost *cost, unsigned system, CpmText text);

/* All texts to one system, and all to all of them. */
ReportCostCount report_cost_of_system(const ReportCost *cost, unsigned system);
ReportCostCount report_cost_total(const ReportCost *cost);

/* "invitation", "help message", "notice", "text message": static text. */
const char *report_cost_text_name(CpmText text);

/* Bytes of memory in use. */
size_t report_cost_bytes(const ReportCost *cost);

#endif
