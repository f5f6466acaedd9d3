/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sip_ua.h"

#include <glib.h>

#include "models/cpm_hop.h"

unsigned sip_uas_try(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_INVITE, 100));
    return cpm_hop_state(hop);
}

/* Back to where the request came from. */
static unsigned respond(CpmHop *hop, unsigned status)
{
    SipCode response = SIP_RESPONSE(sip_method(hop->code), status);

    g_assert(hop->origin == CPM_FROM_ABOVE || hop->origin == CPM_FROM_BELOW);
    if (hop->origin == CPM_FROM_ABOVE)
        cpm_hop_send_up(hop, response);
    else
        cpm_hop_send_down(hop, response);
    return cpm_hop_state(hop);
}

unsigned sip_ua_ok(void *context)
{
    return respond(context, 200);
}

unsigned sip_ua_refuse(void *context)
{
    return respond(context, 481);
}

static unsigned send_media(CpmHop *hop, SipCode code)
{
    cpm_hop_send_media(hop, hop->member, cpm_leg_far_end((CpmLegKind)hop->leg->kind, hop->position), code, 0);
    return cpm_hop_state(hop);
}

unsigned sip_ua_ok_text(void *context)
{
    return send_media(context, SIP_RESPONSE(MSRP_SEND, 200));
}

unsigned sip_ua_refuse_text(void *context)
{
    return send_media(context, SIP_RESPONSE(MSRP_SEND, 481));
}

unsigned sip_ua_write_text(void *context)
{
    return send_media(context, SIP_REQUEST(MSRP_SEND));
}

unsigned sip_uac_acknowledge_again(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_down(hop, SIP_REQUEST(SIP_ACK));
    return cpm_hop_state(hop);
}
