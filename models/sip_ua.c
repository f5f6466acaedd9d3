/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sip_ua.h"

#include "models/cpm_hop.h"

unsigned sip_uas_try(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 100));
    return cpm_hop_state(hop);
}

unsigned sip_uas_ok_cancel(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_CANCEL, 200));
    return cpm_hop_state(hop);
}

unsigned sip_uas_refuse_bye(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_BYE, 481));
    return cpm_hop_state(hop);
}

unsigned sip_uac_refuse_bye(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_RESPONSE(SIP_BYE, 481));
    return cpm_hop_state(hop);
}

unsigned sip_uac_acknowledge_again(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    return cpm_hop_state(hop);
}
