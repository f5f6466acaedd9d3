/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_SIZE_H
#define MODELS_SIP_SIZE_H

/* How long a message is on a hop, bytes with UDP, TCP and IP: for links with a bandwidth, and for RFC 3261 18.1.1 (a request above a size
 * does not go over UDP).
 *
 * The simulator's messages have no text, so lengths are put together from their parts [INFER]: a start line and the headers that every
 * message of the method has, written out as in the examples of RFC 3665 and RFC 5366 with names of 30 characters; a Via for each hop that
 * a request has behind it and each hop that a response has before it; Record-Route entries of the proxies in what makes a dialog, Route
 * entries in what belongs to one; bodies: SDP with one m-line of MSRP, the list of members (RFC 5366), an answer, conference information
 * (RFC 4575), the text. */

#include <stdint.h>

#include "models/sip_message.h"

/* Where a message is. */
typedef struct SipPlace {
    unsigned hops;              /* of the request: 1 on the first; of a response: as for its request there         */
    unsigned proxies;           /* on the whole leg                                                                */
    uint32_t listed;            /* members that an INVITE invites by its list; 0 = it has none                     */
} SipPlace;

/* Length of @code at @place.  Codes of what passes between an IWF and a Non-CPM System have the length of an SMS-SUBMIT. */
uint32_t sip_size(SipCode code, SipPlace place);

#endif
