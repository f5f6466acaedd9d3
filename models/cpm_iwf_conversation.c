/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_iwf_conversation.h"

#include "models/cpm_hop.h"

unsigned cpm_iwf_pass_text_down(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_media(hop, hop->member, cpm_leg_far_end(CPM_LEG_NON_CPM, CPM_AT_IWF), SIP_RESPONSE(MSRP_SEND, 200), 0);
    cpm_hop_send_down(hop, SIP_REQUEST(SYS_TEXT));
    return cpm_hop_state(hop);
}
