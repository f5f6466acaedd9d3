/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_SIP_OTHER_SERVER_H
#define MODELS_SIP_OTHER_SERVER_H

#include "sim/arrow.h"

/* Server transaction of a request that is no INVITE: RFC 3261 17.2.2, figure 8.  State 0 is before the request, the last one after the
 * end.  The context of its handlers is a SipStep. */
extern const SimMachineDef sip_other_server_def;

typedef enum SipOtherServerState {
    SIP_NIST_START,
    SIP_NIST_TRYING,
    SIP_NIST_PROCEEDING,
    SIP_NIST_COMPLETED,
    SIP_NIST_TERMINATED,
    SIP_NIST_STATES
} SipOtherServerState;

typedef enum SipOtherServerInput {
    SIP_NIST_RX_REQUEST,
    SIP_NIST_TX_2XX_6XX,
    SIP_NIST_TRANSPORT_ERROR,
    SIP_NIST_TIMER_LATE_TRYING,
    SIP_NIST_TIMER_F,
    SIP_NIST_TIMER_J,
    SIP_NIST_INPUTS
} SipOtherServerInput;

#endif
