/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_IWF_CONVERSATION_H
#define MODELS_CPM_IWF_CONVERSATION_H

/* Handlers of the Interworking Function for what goes on in a session, for the machine of models/cpm_iwf.h; the state stays.
 * Text messages both ways (TS 23.204 6.16, 6.17; RFC 4975), 481 to one without a session; the refresh of the session, which the IWF
 * answers for its user (RFC 4028), 481 to one that has ended. */
unsigned cpm_iwf_pass_text_down(void *context);
unsigned cpm_iwf_pass_text_up(void *context);
unsigned cpm_iwf_refuse_text(void *context);
unsigned cpm_iwf_refresh(void *context);
unsigned cpm_iwf_refuse_refresh(void *context);

#endif
