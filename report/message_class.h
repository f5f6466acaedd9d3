/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_MESSAGE_CLASS_H
#define REPORT_MESSAGE_CLASS_H

/* Messages as they are counted: a request by its method, a response by its method and kind. */

#include <stdbool.h>
#include <stdint.h>

#include "models/sip_message.h"

typedef enum ReportMessageClass {
    REPORT_INVITE, REPORT_INVITE_100, REPORT_INVITE_1XX, REPORT_INVITE_2XX, REPORT_INVITE_FAILED,
    REPORT_ACK,
    REPORT_CANCEL, REPORT_CANCEL_ANSWER,
    REPORT_BYE, REPORT_BYE_ANSWER,
    REPORT_SUBSCRIBE, REPORT_SUBSCRIBE_ANSWER,
    REPORT_NOTIFY, REPORT_NOTIFY_ANSWER,
    REPORT_UPDATE, REPORT_UPDATE_ANSWER,
    REPORT_DIAL_IN, REPORT_DIAL_IN_ANSWER, REPORT_DIAL_IN_ACK,
    REPORT_SEND, REPORT_SEND_ANSWER,
    REPORT_INVITING_MESSAGE, REPORT_NATIVE_INVITE, REPORT_NATIVE_ANSWER, REPORT_DELIVERY_REPORT,
    REPORT_REPLY_ACCEPT, REPORT_REPLY_DECLINE, REPORT_REPLY_LEAVE, REPORT_REPLY_UNRECOGNISED, REPORT_NOTICE,
    REPORT_SUBMIT_ANSWER, REPORT_HELP, REPORT_TEXT,
    REPORT_OTHER,
    REPORT_MESSAGE_CLASSES
} ReportMessageClass;

/* The class of any 16-bit code; unknown methods are REPORT_OTHER. */
ReportMessageClass report_message_class(SipCode code);

/* "INVITE", "4xx-6xx (INVITE)", "inviting message": static text. */
const char *report_message_class_name(ReportMessageClass message_class);

/* True for SIP, false for media (MSRP) and for what passes between an Interworking Function and a Non-CPM System. */
bool report_message_class_is_sip(ReportMessageClass message_class);

/* True for media. */
bool report_message_class_is_media(ReportMessageClass message_class);

#endif
