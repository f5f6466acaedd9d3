/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_iwf_conversation.h"

#include "models/cpm_hop.h"

unsigned cpm_iwf_pass_text_down(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_media(hop, hop->member, 0, SIP_RESPONSE(MSRP_SEND, 200), 0);
    cpm_hop_send_down(hop, SIP_REQUEST(SYS_TEXT));
    return cpm_hop_state(hop);
}

unsigned cpm_iwf_pass_text_up(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_media(hop, hop->member, 0, SIP_REQUEST(MSRP_SEND), 0);
    return cpm_hop_state(hop);
}

unsigned cpm_iwf_refuse_text(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_media(hop, hop->member, 0, SIP_RESPONSE(MSRP_SEND, 481), 0);
    return cpm_hop_state(hop);
}

unsigned cpm_iwf_refresh(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_UPDATE, 200));
    return cpm_hop_state(hop);
}

unsigned cpm_iwf_refuse_refresh(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_UPDATE, 481));
    return cpm_hop_state(hop);
}
