/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow_conference.h"

#include <glib.h>

#include "models/cpm_box.h"
#include "models/sip_message.h"

/* A response to the INVITE, as it reaches the CS or as the CS itself settles the leg. */
static ReportEndpoint after_response(ReportEndpoint before, unsigned status)
{
    if (before > REPORT_ENDPOINT_ALERTING)
        return before;
    if (status == 180)
        return REPORT_ENDPOINT_ALERTING;
    if (status < 200)
        return before;
    if (status < 300)
        return REPORT_ENDPOINT_CONNECTED;
    return status == 486 ? REPORT_ENDPOINT_BUSY : REPORT_ENDPOINT_FAILED;
}

static ReportEndpoint after_message(ReportEndpoint before, const SimRecord *record)
{
    bool to_cs = CPM_BOX_KIND(record->to) == CPM_CS, from_cs = CPM_BOX_KIND(record->from) == CPM_CS;
    unsigned status = sip_status(record->code);
    switch (sip_method(record->code)) {
    case SIP_INVITE:
        if (to_cs && status > 0)
            return after_response(before, status);
        return from_cs && status == 0 ? MAX(before, REPORT_ENDPOINT_DIALING_OUT) : before;
    case SIP_DIAL_IN_ACK:
        return to_cs && before >= REPORT_ENDPOINT_FAILED ? REPORT_ENDPOINT_CONNECTED : before;
    case SIP_BYE:
        if (before != REPORT_ENDPOINT_CONNECTED || status > 0)
            return before;
        return to_cs ? REPORT_ENDPOINT_DEPARTED : from_cs ? REPORT_ENDPOINT_BOOTED : before;
    default:
        return before;
    }
}

ReportEndpoint report_endpoint_after(ReportEndpoint before, const SimRecord *record)
{
    switch ((SimRecordKind)record->kind) {
    case SIM_RECORD_FACTS:
        return MAX(before, REPORT_ENDPOINT_DIALING_OUT);
    case SIM_RECORD_MESSAGE:
        return after_message(before, record);
    case SIM_RECORD_OUTCOME:
        return CPM_BOX_KIND(record->to) == CPM_CS ? after_response(before, sip_status(record->code)) : before;
    default:
        return before;
    }
}

bool report_endpoint_is_decisive(ReportEndpoint endpoint)
{
    return endpoint >= REPORT_ENDPOINT_CONNECTED;
}

const char *report_endpoint_name(ReportEndpoint endpoint)
{
    static const char *const names[REPORT_ENDPOINTS] = {
        [REPORT_ENDPOINT_UNKNOWN] = "not called",
        [REPORT_ENDPOINT_DIALING_OUT] = "dialing-out",
        [REPORT_ENDPOINT_ALERTING] = "alerting",
        [REPORT_ENDPOINT_CONNECTED] = "connected",
        [REPORT_ENDPOINT_DEPARTED] = "disconnected (departed)",
        [REPORT_ENDPOINT_BOOTED] = "disconnected (booted)",
        [REPORT_ENDPOINT_FAILED] = "disconnected (failed)",
        [REPORT_ENDPOINT_BUSY] = "disconnected (busy)",
    };
    g_assert(endpoint < REPORT_ENDPOINTS);
    return names[endpoint];
}
