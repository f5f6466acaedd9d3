/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_IWF_CONVERSATION_H
#define MODELS_CPM_IWF_CONVERSATION_H

/* Handler of the Interworking Function for what goes on in a session, for the machine of models/cpm_iwf.h; the state stays: a text message
 * for its user (TS 23.204 6.16, 6.17; RFC 4975).  Texts of the user, and the refresh that the IWF answers for him (RFC 4028), are any user
 * agent's: models/sip_ua.h. */
unsigned cpm_iwf_pass_text_down(void *context);

#endif
