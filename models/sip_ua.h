/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_UA_H
#define MODELS_SIP_UA_H

/* What every SIP user agent does alike: handlers for the tables of the clients, the IWF and the Conversation Server.  All leave the
 * state as it is.  A UAS has its peer above (it was invited), a UAC below. */

/* RFC 3261 17.2.1: 100, because 200 ms have passed without an answer. */
unsigned sip_uas_try(void *context);

/* 200 to the request of this hop, and nothing else: NOTIFY, UPDATE, or a CANCEL without effect since the INVITE has its final response
 * (RFC 3261 9.2). */
unsigned sip_ua_ok(void *context);

/* 481 to the request of this hop, since there is no dialog: BYE (RFC 3261 15.1.2), UPDATE, SUBSCRIBE, the IWF's own INVITE. */
unsigned sip_ua_refuse(void *context);

/* Text messages (RFC 4975), straight to the other end of the leg's media: 200 to one, 481 to one without a session, a new one. */
unsigned sip_ua_ok_text(void *context);
unsigned sip_ua_refuse_text(void *context);
unsigned sip_ua_write_text(void *context);

/* RFC 3261 13.2.2.4, 17.1.1.3: ACK to a final response that came again. */
unsigned sip_uac_acknowledge_again(void *context);

#endif
