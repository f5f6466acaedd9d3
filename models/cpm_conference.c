/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_conference.h"

#include <math.h>

#include "models/cpm_network_state.h"
#include "models/cpm_session_leg.h"
#include "models/sip_ua.h"

static bool has_subscribers(const CpmSession *session)
{
    return session->subscribed || session->subscribers > 0;
}

static void notify_inviter(CpmHop *hop)
{
    hop->session->repeats++;
    cpm_hop_send_up(hop, SIP_REQUEST(SIP_NOTIFY));
}

static void notify_all(CpmHop *hop)
{
    CpmSession *session = hop->session;

    cpm_hop_action_with(hop, CPM_ACTION_NOTIFY, session->changes);
    session->changes = 0;
    session->notified = hop->ready;
    if (session->subscribed)
        notify_inviter(hop);
    for (uint32_t member = 1; session->subscribers > 0 && member <= session->invited; member++) {
        CpmHop along = cpm_hop_at_member(hop, member);

        if (along.leg->subscribed)
            cpm_hop_send_down(&along, SIP_REQUEST(SIP_NOTIFY));
    }
}

void cpm_conference_note_change(CpmHop *hop)
{
    CpmSession *session = hop->session;
    SimTime earliest = session->notified + hop->setup->focus.notify_interval;

    session->changes++;
    if (!has_subscribers(session) || session->notify_pending)
        return;
    if (hop->ready >= earliest || cpm_hop_faulty(hop, CPM_FAULT_NO_PACING)) {
        notify_all(hop);
    } else {
        session->notify_pending = true;
        cpm_hop_start_timer(hop, CPM_TIMER_NOTIFY, earliest - hop->ready);
    }
}

/* The first NOTIFY of a subscription tells the full state, whenever the last one was. */
unsigned cpm_conference_subscribe(void *context)
{
    CpmHop *hop = context;

    cpm_hop_send_up(hop, SIP_RESPONSE(SIP_SUBSCRIBE, 200));
    hop->session->subscribed = true;
    cpm_hop_action_with(hop, CPM_ACTION_NOTIFY, 0);
    hop->session->changes = 0;
    hop->session->notified = hop->ready;
    notify_inviter(hop);
    return cpm_hop_state(hop);
}

unsigned cpm_conference_notify(void *context)
{
    CpmHop *hop = context;

    hop->session->notify_pending = false;
    if (has_subscribers(hop->session))
        notify_all(hop);
    return cpm_hop_state(hop);
}

/* To every member who takes part but @writer. */
static void fan_out_text(CpmHop *hop, uint32_t writer)
{
    CpmSession *session = hop->session;
    double fan_out = hop->setup->focus.fan_out;
    uint32_t turn = 0;

    session->texts++;
    for (uint32_t member = 1; member <= session->invited; member++) {
        const CpmLeg *leg = &hop->network->slots.legs[session->legs + member];
        SimTime offset = isinf(fan_out) ? 0 : MIN(sim_time_from_seconds(turn / fan_out), CPM_END_OF_TIME / 2);

        if (member == writer || !cpm_session_leg_is_connected(leg))
            continue;
        cpm_hop_send_media(hop, member, cpm_leg_far_end((CpmLegKind)leg->kind, 0), SIP_REQUEST(MSRP_SEND), offset);
        turn++;
    }
}

unsigned cpm_conference_take_text(void *context)
{
    CpmHop *hop = context;

    sip_ua_ok_text(hop);
    fan_out_text(hop, 0);
    return cpm_hop_state(hop);
}

unsigned cpm_conference_pass_text(void *context)
{
    CpmHop *hop = context;

    sip_ua_write_text(hop);
    fan_out_text(hop, hop->cause);
    return cpm_hop_state(hop);
}

unsigned cpm_conference_pass_text_to_members(void *context)
{
    CpmHop *hop = context;

    fan_out_text(hop, hop->cause);
    return cpm_hop_state(hop);
}

void cpm_conference_start_refresh(CpmHop *hop)
{
    if (hop->setup->focus.session_expires > 0)
        cpm_hop_start_timer(hop, CPM_TIMER_REFRESH, hop->setup->focus.session_expires / 2);
}

unsigned cpm_conference_refresh(void *context)
{
    CpmHop *hop = context;
    CpmSession *session = hop->session;

    session->repeats++;
    session->refreshing = true;
    session->refresh_start = hop->ready;
    cpm_hop_send_up(hop, SIP_REQUEST(SIP_UPDATE));
    cpm_hop_start_timer(hop, CPM_TIMER_F, cpm_hop_64t1_above(hop));
    if (session->invited > 0)
        cpm_hop_start_timer_at(hop, 1, CPM_TIMER_REFRESH, hop->ready);
    cpm_conference_start_refresh(hop);
    return cpm_hop_state(hop);
}

unsigned cpm_conference_end_refresh(void *context)
{
    CpmHop *hop = context;

    hop->session->refreshing = false;
    return cpm_hop_state(hop);
}
