/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_FLOW_CONFERENCE_H
#define REPORT_FLOW_CONFERENCE_H

/* What the Conversation Server may say of a member in a NOTIFY, derived from the messages of the member's leg alone: the states of an
 * endpoint in the conference event package, RFC 4575 5.7.3, and how it was disconnected, 5.7.6. */

#include <stdbool.h>

#include "sim/trace.h"

typedef enum ReportEndpoint {
    REPORT_ENDPOINT_UNKNOWN = 0,        /* not called yet                                               */
    REPORT_ENDPOINT_DIALING_OUT,        /* INVITE sent                                                  */
    REPORT_ENDPOINT_ALERTING,           /* 180                                                          */
    REPORT_ENDPOINT_CONNECTED,          /* 2xx, or the ACK of an IWF that has dialled in                */
    REPORT_ENDPOINT_DEPARTED,           /* disconnected: BYE from the member                            */
    REPORT_ENDPOINT_BOOTED,             /* disconnected: BYE to the member                              */
    REPORT_ENDPOINT_FAILED,             /* disconnected: any final response from 300 on but 486         */
    REPORT_ENDPOINT_BUSY,               /* disconnected: 486                                            */
    REPORT_ENDPOINTS
} ReportEndpoint;

/* The state of a member that was in @before, after @record of its leg. */
ReportEndpoint report_endpoint_after(ReportEndpoint before, const SimRecord *record);

/* True for a state that is told of even where only connection and disconnection are. */
bool report_endpoint_is_decisive(ReportEndpoint endpoint);

/* "dialing-out", "connected", "disconnected (busy)": static text. */
const char *report_endpoint_name(ReportEndpoint endpoint);

#endif
