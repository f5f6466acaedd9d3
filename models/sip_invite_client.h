/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_INVITE_CLIENT_H
#define MODELS_SIP_INVITE_CLIENT_H

#include "sim/arrow.h"

/* INVITE client transaction: RFC 3261 17.1.1, figure 5, as amended by RFC 6026 7.2.  State 0 is before the INVITE, the last one after
 * the end.  The context of its handlers is a SipStep. */
extern const SimMachineDef sip_invite_client_def;

typedef enum SipInviteClientState {
    SIP_ICT_START,
    SIP_ICT_CALLING,
    SIP_ICT_PROCEEDING,
    SIP_ICT_COMPLETED,
    SIP_ICT_ACCEPTED,
    SIP_ICT_TERMINATED,
    SIP_ICT_STATES
} SipInviteClientState;

typedef enum SipInviteClientInput {
    SIP_ICT_TX_INVITE,
    SIP_ICT_RX_1XX,
    SIP_ICT_RX_2XX,
    SIP_ICT_RX_3XX_6XX,
    SIP_ICT_TRANSPORT_ERROR,
    SIP_ICT_TIMER_A,
    SIP_ICT_TIMER_B,
    SIP_ICT_TIMER_D,
    SIP_ICT_TIMER_M,
    SIP_ICT_TIMER_CANCELLED,
    SIP_ICT_INPUTS
} SipInviteClientInput;

#endif
