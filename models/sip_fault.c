/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sip_fault.h"

#include "models/sip_invite_client.h"
#include "models/sip_other_client.h"
#include "models/sip_transaction_pool.h"

static bool awaits_answer(const SipTransaction *client)
{
    if (client->kind == SIP_INVITE_CLIENT)
        return client->state == SIP_ICT_CALLING;
    return client->state == SIP_NICT_TRYING || client->state == SIP_NICT_PROCEEDING;
}

/* Timer E has its limit, and Timer A none: 17.1.1.2, 17.1.2.2. */
static void repeat(SipStep *step, CpmTimer timer, bool constant)
{
    const CpmTimers *timers = sip_step_timers(step);

    sip_step_record(step, timer);
    sip_step_send_again(step);
    if (constant)
        sip_step_start(step, timer, timers->t1);
    else
        sip_step_repeat(step, timer, timer == CPM_TIMER_E ? timers->t2 : 0);
}

bool sip_fault_takes_timer(SipStep *step, CpmTimer timer)
{
    bool waits = awaits_answer(step->self);

    if (timer != CPM_TIMER_A && timer != CPM_TIMER_E)
        return false;
    if (cpm_hop_misbehaves(step->hop, CPM_FAULT_NO_REPETITION))
        return true;
    if (waits && cpm_hop_misbehaves(step->hop, CPM_FAULT_CONSTANT_INTERVAL)) {
        repeat(step, timer, true);
        return true;
    }
    if (!waits && cpm_hop_misbehaves(step->hop, CPM_FAULT_REPEAT_ANSWERED)) {
        repeat(step, timer, false);
        return true;
    }
    return false;
}

void sip_fault_forward_stray(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    CpmPacket onward = *packet;
    CpmHop above = *hop;
    SipTransaction *client;

    if (packet->origin != CPM_FROM_BELOW || sip_method(packet->code) != SIP_INVITE || sip_status(packet->code) < 200 ||
        !cpm_hop_misbehaves(hop, CPM_FAULT_FORWARD_STRAY))
        return;
    above.position--;
    client = sip_pool_newest(transactions, &above, SIP_INVITE_CLIENT, SIP_REQUEST(SIP_INVITE), true);
    if (client == NULL)
        return;
    onward.branch = 1 + sip_transaction_slot(transactions, client);
    onward.branch_generation = client->generation;
    onward.position = above.position;
    onward.extra = 0;
    transactions->ends.post(hop, &onward);
}
