/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_INVITE_SERVER_H
#define MODELS_SIP_INVITE_SERVER_H

#include "sim/arrow.h"

/* INVITE server transaction: RFC 3261 17.2.1, figure 7, as amended by RFC 6026 7.1.  State 0 is before the INVITE, the last one after
 * the end.  The context of its handlers is a SipStep. */
extern const SimMachineDef sip_invite_server_def;

typedef enum SipInviteServerState {
    SIP_IST_START,
    SIP_IST_PROCEEDING,
    SIP_IST_COMPLETED,
    SIP_IST_CONFIRMED,
    SIP_IST_ACCEPTED,
    SIP_IST_ACKNOWLEDGED,       /* Accepted, too: the ACK has passed */
    SIP_IST_TERMINATED,
    SIP_IST_STATES
} SipInviteServerState;

typedef enum SipInviteServerInput {
    SIP_IST_RX_INVITE,
    SIP_IST_RX_ACK,
    SIP_IST_TX_1XX,
    SIP_IST_TX_2XX,
    SIP_IST_TX_3XX_6XX,
    SIP_IST_TRANSPORT_ERROR,
    SIP_IST_TIMER_G,
    SIP_IST_TIMER_H,
    SIP_IST_TIMER_I,
    SIP_IST_TIMER_L,
    SIP_IST_TIMER_2XX,
    SIP_IST_INPUTS
} SipInviteServerInput;

#endif
