/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/message_class.h"

#include <glib.h>

static const char *const class_names[REPORT_MESSAGE_CLASSES] = {
    [REPORT_INVITE] = "INVITE",
    [REPORT_INVITE_100] = "100 (INVITE)",
    [REPORT_INVITE_1XX] = "1xx (INVITE)",
    [REPORT_INVITE_2XX] = "2xx (INVITE)",
    [REPORT_INVITE_FAILED] = "3xx-6xx (INVITE)",
    [REPORT_ACK] = "ACK",
    [REPORT_CANCEL] = "CANCEL",
    [REPORT_CANCEL_ANSWER] = "response (CANCEL)",
    [REPORT_BYE] = "BYE",
    [REPORT_BYE_ANSWER] = "response (BYE)",
    [REPORT_SUBSCRIBE] = "SUBSCRIBE",
    [REPORT_SUBSCRIBE_ANSWER] = "response (SUBSCRIBE)",
    [REPORT_NOTIFY] = "NOTIFY",
    [REPORT_NOTIFY_ANSWER] = "response (NOTIFY)",
    [REPORT_UPDATE] = "UPDATE",
    [REPORT_UPDATE_ANSWER] = "response (UPDATE)",
    [REPORT_DIAL_IN] = "INVITE to dial in",
    [REPORT_DIAL_IN_ANSWER] = "response (INVITE to dial in)",
    [REPORT_DIAL_IN_ACK] = "ACK (INVITE to dial in)",
    [REPORT_SEND] = "MSRP SEND",
    [REPORT_SEND_ANSWER] = "response (MSRP SEND)",
    [REPORT_INVITING_MESSAGE] = "inviting message",
    [REPORT_NATIVE_INVITE] = "native invitation",
    [REPORT_NATIVE_ANSWER] = "answer to native invitation",
    [REPORT_DELIVERY_REPORT] = "delivery report",
    [REPORT_REPLY_ACCEPT] = "reply: accept",
    [REPORT_REPLY_DECLINE] = "reply: decline",
    [REPORT_REPLY_LEAVE] = "reply: leave",
    [REPORT_REPLY_UNRECOGNISED] = "reply: unrecognised",
    [REPORT_NOTICE] = "notice",
    [REPORT_SUBMIT_ANSWER] = "answer to submission",
    [REPORT_HELP] = "help message",
    [REPORT_TEXT] = "text message",
    [REPORT_OTHER] = "other",
};

typedef struct ClassPair {
    ReportMessageClass request, response;
} ClassPair;

#define SAME(message_class) { (message_class), (message_class) }

/* By method; the responses to INVITE are told apart below. */
static const ClassPair method_classes[64] = {
    [SIP_ACK] = SAME(REPORT_ACK),
    [SIP_CANCEL] = { REPORT_CANCEL, REPORT_CANCEL_ANSWER },
    [SIP_BYE] = { REPORT_BYE, REPORT_BYE_ANSWER },
    [SIP_SUBSCRIBE] = { REPORT_SUBSCRIBE, REPORT_SUBSCRIBE_ANSWER },
    [SIP_NOTIFY] = { REPORT_NOTIFY, REPORT_NOTIFY_ANSWER },
    [SIP_UPDATE] = { REPORT_UPDATE, REPORT_UPDATE_ANSWER },
    [SIP_DIAL_IN] = { REPORT_DIAL_IN, REPORT_DIAL_IN_ANSWER },
    [SIP_DIAL_IN_ACK] = SAME(REPORT_DIAL_IN_ACK),
    [MSRP_SEND] = { REPORT_SEND, REPORT_SEND_ANSWER },
    [SYS_INVITATION] = SAME(REPORT_INVITING_MESSAGE),
    [SYS_NATIVE_INVITE] = { REPORT_NATIVE_INVITE, REPORT_NATIVE_ANSWER },
    [SYS_REPORT] = SAME(REPORT_DELIVERY_REPORT),
    [SYS_ACCEPT] = SAME(REPORT_REPLY_ACCEPT),
    [SYS_DECLINE] = SAME(REPORT_REPLY_DECLINE),
    [SYS_UNRECOGNISED] = SAME(REPORT_REPLY_UNRECOGNISED),
    [SYS_NOTICE] = SAME(REPORT_NOTICE),
    [SYS_SUBMIT_REPORT] = SAME(REPORT_SUBMIT_ANSWER),
    [SYS_HELP] = SAME(REPORT_HELP),
    [SYS_LEAVE] = SAME(REPORT_REPLY_LEAVE),
    [SYS_TEXT] = SAME(REPORT_TEXT),
};

static ReportMessageClass invite_class(unsigned status)
{
    if (status == 0)
        return REPORT_INVITE;
    if (status == 100)
        return REPORT_INVITE_100;
    if (status < 200)
        return REPORT_INVITE_1XX;
    return status < 300 ? REPORT_INVITE_2XX : REPORT_INVITE_FAILED;
}

ReportMessageClass report_message_class(SipCode code)
{
    if (sip_method(code) == SIP_INVITE)
        return invite_class(sip_status(code));
    const ClassPair *pair = &method_classes[sip_method(code)];
    if (pair->request == REPORT_INVITE)    /* zero: no row */
        return REPORT_OTHER;
    return sip_status(code) == 0 ? pair->request : pair->response;
}

const char *report_message_class_name(ReportMessageClass message_class)
{
    g_assert(message_class < REPORT_MESSAGE_CLASSES);
    return class_names[message_class];
}

bool report_message_class_is_sip(ReportMessageClass message_class)
{
    return message_class < REPORT_SEND;
}

bool report_message_class_is_media(ReportMessageClass message_class)
{
    return message_class == REPORT_SEND || message_class == REPORT_SEND_ANSWER;
}
