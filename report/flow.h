/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_FLOW_H
#define REPORT_FLOW_H

/* flow.txt: the messages of a few legs as a ladder in text, the way Figure 31 is drawn: a column per box, a line per message with its
 * arrow, internal actions as boxes, each with its number in the figure. */

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "models/cpm_setup.h"
#include "sim/trace.h"

typedef struct ReportFlow ReportFlow;

/* A leg by its place in the run: member 0 is the inviter. */
typedef struct ReportFlowLeg {
    uint32_t session;
    uint32_t member;
} ReportFlowLeg;

/* A flow of the first @legs legs that come, inviters' legs included; @legs may be 0.  @setup (borrowed, outlives the flow) gives the
 * names.  Free with report_flow_free(). */
ReportFlow *report_flow_new(const CpmSetup *setup, uint32_t legs);

/* A flow of exactly @legs[n_legs] (copied). */
ReportFlow *report_flow_new_of(const CpmSetup *setup, const ReportFlowLeg *legs, size_t n_legs);

/* NULL is allowed. */
void report_flow_free(ReportFlow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportFlow, report_flow_free)

/* A SimObserve: stores those of @records[n] that belong to the legs of @flow, a ReportFlow.  A flow is made to be read: of messages that
 * differ in nothing but their time it keeps the first twelve of a leg, and some thousands in all. */
void report_flow_observe(void *flow, const SimRecord *records, size_t n);

/* The ladder with its legend: ASCII, at most 132 columns, at most six decimals of a second (transfer full).  @title stands on top; it
 * says where the flow stops, and of how many legs it shows how many. */
char *report_flow_text(const ReportFlow *flow, const char *title);

#endif
