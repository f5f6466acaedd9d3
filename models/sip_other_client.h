/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_OTHER_CLIENT_H
#define MODELS_SIP_OTHER_CLIENT_H

#include "sim/arrow.h"

/* Client transaction of a request that is no INVITE: RFC 3261 17.1.2, figure 6.  State 0 is before the request, the last one after the
 * end.  The context of its handlers is a SipStep. */
extern const SimMachineDef sip_other_client_def;

typedef enum SipOtherClientState {
    SIP_NICT_START,
    SIP_NICT_TRYING,
    SIP_NICT_PROCEEDING,
    SIP_NICT_COMPLETED,
    SIP_NICT_TERMINATED,
    SIP_NICT_STATES
} SipOtherClientState;

typedef enum SipOtherClientInput {
    SIP_NICT_TX_REQUEST,
    SIP_NICT_RX_1XX,
    SIP_NICT_RX_2XX_6XX,
    SIP_NICT_TRANSPORT_ERROR,
    SIP_NICT_TIMER_E,
    SIP_NICT_TIMER_F,
    SIP_NICT_TIMER_K,
    SIP_NICT_INPUTS
} SipOtherClientInput;

#endif
