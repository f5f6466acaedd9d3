/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_CLASS_H
#define REPORT_CHECKER_CLASS_H

/* Inside the checker: what a message is to it, and which way it goes. */

/* Classes of messages, the columns of the checker's dispatch. */
typedef enum CheckerClass {
    CLASS_INVITE, CLASS_TRYING, CLASS_PROVISIONAL, CLASS_FINAL, CLASS_ACK,
    CLASS_CANCEL, CLASS_CANCEL_ANSWER, CLASS_BYE, CLASS_BYE_ANSWER,
    CLASS_SUBSCRIBE, CLASS_SUBSCRIBE_ANSWER, CLASS_NOTIFY, CLASS_NOTIFY_ANSWER,
    CLASS_UPDATE, CLASS_UPDATE_ANSWER, CLASS_DIAL_IN, CLASS_DIAL_IN_ANSWER, CLASS_DIAL_IN_ACK, CLASS_SEND, CLASS_SEND_ANSWER,
    CLASS_INVITING_MESSAGE, CLASS_NATIVE_INVITE, CLASS_NOTICE, CLASS_HELP, CLASS_TEXT,
    CLASS_REPORT, CLASS_SUBMIT_REPORT, CLASS_ACCEPT, CLASS_DECLINE, CLASS_LEAVE, CLASS_UNRECOGNISED,
    CLASS_UNKNOWN, CLASSES
} CheckerClass;

/* Ways a class of messages may take over a leg.  EVENT: between a subscriber and the focus, hop 0 at the subscriber.  FROM_FOCUS,
 * TO_FOCUS: between the focus and the other end, whichever is above.  MEDIA: straight between these two, hop 0. */
typedef enum CheckerWay {
    WAY_DOWN, WAY_UP, WAY_EITHER, WAY_EVENT_DOWN, WAY_EVENT_UP, WAY_FROM_FOCUS, WAY_TO_FOCUS, WAY_DIAL_UP, WAY_DIAL_DOWN, WAY_MEDIA,
    WAY_SYSTEM_DOWN, WAY_SYSTEM_UP, WAY_SYSTEM_EITHER, CHECKER_WAYS
} CheckerWay;

#endif
