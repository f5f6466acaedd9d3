/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_MESSAGE_H
#define MODELS_SIP_MESSAGE_H

/* Abstract messages: a method and, for responses, a status code, in one 16-bit number.
 *
 *      code = method * 1024 + status        status 0 = the request itself, 100..699 = a response to it
 *
 * so that 1224 is "200 to INVITE" and 1024 is "INVITE".  Methods below 16 are SIP (RFC 3261, 6665), 16 is MSRP; from 32 on they are what
 * passes between an Interworking Function and a Non-CPM System, which is no SIP at all.  The numbers are written into fingerprints and
 * stored events: they never change and are never reused. */

#include <stdbool.h>
#include <stdint.h>

typedef enum SipMethod {
    SIP_INVITE = 1,             /* RFC 3261 13; the CPM Session Invitation                                      */
    SIP_ACK = 2,                /* RFC 3261 13.2.2.4 (2xx), 17.1.1.3 (others)                                   */
    SIP_CANCEL = 3,             /* RFC 3261 9                                                                   */
    SIP_BYE = 4,                /* RFC 3261 15                                                                  */
    SIP_SUBSCRIBE = 5,          /* RFC 6665, conference event package of RFC 4575                               */
    SIP_NOTIFY = 6,             /* RFC 6665, RFC 4575                                                           */
    SIP_UPDATE = 7,             /* RFC 3311: refresh of the session timer, RFC 4028                             */
    SIP_DIAL_IN = 8,            /* an INVITE that an IWF sends to the focus for a user who is late: RFC 4579 5.1
                                 * (a method of its own, since it travels up the leg of the INVITE that failed) */
    SIP_DIAL_IN_ACK = 9,        /* its ACK                                                                      */

    MSRP_SEND = 16,             /* RFC 4975: a text message of the conversation, CS - client or CS - IWF        */

    SYS_INVITATION = 32,        /* IWF > system: the inviting message (convert), step 11                        */
    SYS_NATIVE_INVITE = 33,     /* IWF > system: invitation of a service that has invitations, step 11          */
    SYS_REPORT = 34,            /* system > IWF: delivery report of the inviting message: status 200 delivered,
                                 * 480 temporary failure until the validity ended, 404 permanent failure        */
    SYS_ACCEPT = 35,            /* system > IWF: the user's reply "yes", step 16                                */
    SYS_DECLINE = 36,           /* system > IWF: the user's reply "no"                                          */
    SYS_UNRECOGNISED = 37,      /* system > IWF: a reply that is neither                                        */
    SYS_NOTICE = 38,            /* IWF > system: information that asks for no decision (added, over, withdrawn) */
    SYS_SUBMIT_REPORT = 39,     /* system > IWF: the centre's answer to the submission of the inviting message:
                                 * status 200 taken, 500 refused, 502 malformed                                 */
    SYS_HELP = 40,              /* IWF > system: what replies are understood (D08)                              */
    SYS_LEAVE = 41,             /* system > IWF: the user's message "leave"                                     */
    SYS_TEXT = 42               /* a text message of the conversation, either way                               */
} SipMethod;

typedef uint16_t SipCode;

#define SIP_REQUEST(method) ((SipCode)((method) * 1024))
#define SIP_RESPONSE(method, status) ((SipCode)((method) * 1024 + (status)))

static inline unsigned sip_method(SipCode code)
{
    return code >> 10;
}

/* 0 for a request. */
static inline unsigned sip_status(SipCode code)
{
    return code & 1023;
}

/* True for SIP, false for media and for what passes between IWF and Non-CPM System. */
static inline bool sip_is_sip(SipCode code)
{
    return sip_method(code) < 16;
}

/* True for what goes straight between the ends of a leg, past the SIP/IP Core. */
static inline bool sip_is_media(SipCode code)
{
    return sip_method(code) == MSRP_SEND;
}

/* "INVITE", "200 (CANCEL)", "180", "inviting message": responses to INVITE without their method.  @buffer is returned; a name that does
 * not fit is cut.  Unknown codes give their number. */
#define SIP_NAME_SIZE 40
const char *sip_code_name(SipCode code, char buffer[SIP_NAME_SIZE]);

#endif
