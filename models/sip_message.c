/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sip_message.h"

#include <glib.h>

static const char *method_name(unsigned method)
{
    switch ((SipMethod)method) {
    case SIP_INVITE:
        return "INVITE";
    case SIP_ACK:
        return "ACK";
    case SIP_CANCEL:
        return "CANCEL";
    case SIP_BYE:
        return "BYE";
    case SIP_SUBSCRIBE:
        return "SUBSCRIBE";
    case SIP_NOTIFY:
        return "NOTIFY";
    case SIP_UPDATE:
        return "UPDATE";
    case SIP_DIAL_IN:
        return "INVITE (dial-in)";
    case SIP_DIAL_IN_ACK:
        return "ACK (dial-in)";
    case MSRP_SEND:
        return "SEND";
    case SYS_INVITATION:
        return "inviting message";
    case SYS_NATIVE_INVITE:
        return "native invitation";
    case SYS_REPORT:
        return "delivery report";
    case SYS_ACCEPT:
        return "reply: accept";
    case SYS_DECLINE:
        return "reply: decline";
    case SYS_UNRECOGNISED:
        return "reply: unrecognised";
    case SYS_NOTICE:
        return "notice";
    case SYS_SUBMIT_REPORT:
        return "submit report";
    case SYS_HELP:
        return "help";
    case SYS_LEAVE:
        return "reply: leave";
    case SYS_TEXT:
        return "text";
    }
    return NULL;
}

const char *sip_code_name(SipCode code, char buffer[SIP_NAME_SIZE])
{
    unsigned method = sip_method(code), status = sip_status(code);
    const char *name = method_name(method);

    if (name == NULL)
        g_snprintf(buffer, SIP_NAME_SIZE, "message %u", code);
    else if (status == 0)
        g_strlcpy(buffer, name, SIP_NAME_SIZE);
    else if (method == SIP_INVITE)
        g_snprintf(buffer, SIP_NAME_SIZE, "%u", status);
    else if (method == SYS_REPORT)
        g_snprintf(buffer, SIP_NAME_SIZE, "%s: %s", name,
                   status == 200 ? "delivered" : status == 480 ? "gave up" : "failed");
    else if (method == SYS_SUBMIT_REPORT)
        g_snprintf(buffer, SIP_NAME_SIZE, "%s: %s", name, status == 200 ? "taken" : status == 500 ? "refused" : "malformed");
    else if (method == SIP_DIAL_IN)
        g_snprintf(buffer, SIP_NAME_SIZE, "%u (dial-in)", status);
    else
        g_snprintf(buffer, SIP_NAME_SIZE, "%u (%s)", status, name);
    return buffer;
}
