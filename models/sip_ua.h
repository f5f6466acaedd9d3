/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_UA_H
#define MODELS_SIP_UA_H

/* What every SIP user agent does alike: handlers for the tables of the clients, the IWF and the Conversation Server.  All leave the
 * state as it is.  A UAS has its peer above (it was invited), a UAC below. */

/* RFC 3261 17.2.1: 100, because 200 ms have passed without an answer. */
unsigned sip_uas_try(void *context);

/* RFC 3261 9.2: 200 to a CANCEL that has no effect, since the INVITE has its final response. */
unsigned sip_uas_ok_cancel(void *context);

/* RFC 3261 15.1.2: 481 to a BYE, since there is no dialog to end. */
unsigned sip_uas_refuse_bye(void *context);
unsigned sip_uac_refuse_bye(void *context);

/* RFC 3261 13.2.2.4, 17.1.1.3: ACK to a final response that came again. */
unsigned sip_uac_acknowledge_again(void *context);

#endif
