/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sip_size.h"

/* UDP and IPv4; TCP has 12 more, which are left out. */
#define TRANSPORT 28u

/* "Via: SIP/2.0/UDP core.ims.mnc001.mcc262.example:5060;branch=z9hG4bK" with 24 of its own. */
#define VIA 92u

/* "Record-Route: <sip:core.ims.mnc001.mcc262.example;lr>", and Route likewise. */
#define ROUTE 56u

/* "<entry uri="sip:member-000001@ims.mnc001.mcc262.example" cp:copyControl="to"/>" with its line end. */
#define LIST_ENTRY 80u
#define LIST_FRAME 330u         /* multipart boundaries and headers, <resource-lists> and its name spaces */

/* From, To, Call-ID, CSeq, Max-Forwards, Content-Length, blank line. */
#define DIALOG_HEADERS 290u

/* Contact with CPM's feature tags, Accept-Contact, P-Asserted-Service, Conversation-ID, Contribution-ID, Supported, Allow,
 * Session-Expires. */
#define INVITE_HEADERS 640u
#define CONTACT 150u
#define SDP 310u                /* v o s c t, one m-line TCP/MSRP with path, accept-types, setup */
#define REASON 60u
#define EVENT_HEADERS 90u       /* Event, Expires or Subscription-State, Accept */
#define CONFERENCE_INFO 620u    /* a partial notification of one user, RFC 4575 4 */
#define MSRP_FRAME 290u         /* start line, To-Path, From-Path, Message-ID, Byte-Range, end line */
#define MSRP_TEXT 80u
#define SHORT_MESSAGE 250u      /* SMPP submit_sm with 160 characters */

static uint32_t request_size(unsigned method, SipPlace place)
{
    uint32_t size = TRANSPORT + DIALOG_HEADERS + place.hops * VIA;
    unsigned ahead = place.proxies + 1 > place.hops ? place.proxies + 1 - place.hops : 0;

    switch ((SipMethod)method) {
    case SIP_INVITE:
    case SIP_DIAL_IN:
        size += 60 + INVITE_HEADERS + CONTACT + SDP + (place.hops - 1) * ROUTE;
        if (place.listed > 0)
            size += LIST_FRAME + place.listed * LIST_ENTRY;
        return size;
    case SIP_NOTIFY:
        return size + 60 + CONTACT + EVENT_HEADERS + CONFERENCE_INFO + ahead * ROUTE;
    case SIP_SUBSCRIBE:
        return size + 60 + CONTACT + EVENT_HEADERS + ahead * ROUTE;
    case SIP_CANCEL:                    /* one Via only, and no Route set of a dialog: 9.1 */
        return TRANSPORT + DIALOG_HEADERS + VIA + 60 + REASON;
    default:
        return size + 60 + ahead * ROUTE;
    }
}

static uint32_t response_size(unsigned method, unsigned status, SipPlace place)
{
    uint32_t size = TRANSPORT + DIALOG_HEADERS + 30 + (method == SIP_CANCEL ? 1 : place.hops) * VIA;

    if ((method == SIP_INVITE || method == SIP_DIAL_IN) && status > 100 && status < 300)
        size += CONTACT + place.proxies * ROUTE;
    if ((method == SIP_INVITE || method == SIP_DIAL_IN) && status >= 200 && status < 300)
        size += SDP + CONTACT;
    return size;
}

uint32_t sip_size(SipCode code, SipPlace place)
{
    unsigned method = sip_method(code), status = sip_status(code);

    if (sip_is_media(code))
        return TRANSPORT + MSRP_FRAME + (status == 0 ? MSRP_TEXT : 0);
    if (!sip_is_sip(code))
        return TRANSPORT + SHORT_MESSAGE;
    return status == 0 ? request_size(method, place) : response_size(method, status, place);
}
