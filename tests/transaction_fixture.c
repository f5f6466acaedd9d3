/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/transaction_fixture.h"

#include <stdio.h>
#include <string.h>

#include "models/cpm_network_state.h"
#include "tests/run_fixture.h"

unsigned transaction_arrows[SIP_TRANSACTION_KINDS][SIM_STATES][SIM_INPUTS];

static GArray *sent;            /* of SentPacket */
static GString *told;

static void keep(CpmHop *hop, const CpmPacket *packet)
{
    g_array_append_vals(sent, &(SentPacket){ hop->ready + packet->extra, *packet }, 1);
}

static void tell(CpmHop *hop)
{
    char name[SIP_NAME_SIZE];

    g_string_append_printf(told, "%s%s@%u", told->len > 0 ? " " : "", sip_code_name(hop->code, name), hop->position);
}

static void tell_timer(CpmHop *hop, CpmTimer timer)
{
    g_string_append_printf(told, "%s%s@%u", told->len > 0 ? " " : "", timer == CPM_TIMER_B ? "B" : timer == CPM_TIMER_F ? "F" : "?",
                           hop->position);
}

static void count(SipTransactionKind kind, unsigned state, unsigned input)
{
    transaction_arrows[kind][state][input]++;
}

static const SipEnds ends = { .post = keep, .take = tell, .take_timer = tell_timer, .watch = count };

void transaction_start(TransactionFixture *fixture)
{
    static const char *const sets[] = { "sip.transactions=full", NULL };
    CpmLeg *legs;

    fixture->scenario = run_fixture_scenario("figure-31", sets);
    fixture->setup = scenario_setup(fixture->scenario);
    fixture->world = sim_world_new(1, 0);
    fixture->network = cpm_network_new(fixture->setup, fixture->world);
    fixture->transactions = sip_transactions_new(fixture->network);
    sip_transactions_set_ends(fixture->transactions, &ends);
    fixture->now = 0;
    legs = fixture->network->slots.legs;
    legs[LEG_OF_MEMBER].kind = CPM_LEG_CPM;
    sent = g_array_new(FALSE, FALSE, sizeof(SentPacket));
    told = g_string_new(NULL);
}

void transaction_clear(TransactionFixture *fixture)
{
    sip_transactions_free(fixture->transactions);
    cpm_network_free(fixture->network);
    sim_world_free(fixture->world);
    scenario_free(fixture->scenario);
    g_array_free(sent, TRUE);
    g_string_free(told, TRUE);
}

CpmHop transaction_hop(TransactionFixture *fixture, uint32_t leg, unsigned position)
{
    CpmHop hop = cpm_network_hop(fixture->network, leg, position, fixture->now);

    sim_trace_reserve(fixture->world->trace);
    hop.origin = CPM_FROM_TIMER;
    return hop;
}

void transaction_send(TransactionFixture *fixture, unsigned position, SipCode code, bool down)
{
    CpmHop hop = transaction_hop(fixture, LEG_OF_INVITER, position);

    sip_transaction_send(fixture->transactions, &hop, (SipSending){ .code = code, .down = down });
}

guint transaction_n_sent(void)
{
    return sent->len;
}

CpmPacket transaction_last(void)
{
    return transaction_sent_at(sent->len - 1).packet;
}

guint transaction_last_of(SipCode code)
{
    guint i = sent->len;

    while (i > 0 && transaction_sent_at(i - 1).packet.code != code)
        i--;
    g_assert(i > 0);
    return i - 1;
}

void transaction_invite(TransactionFixture *fixture)
{
    transaction_start(fixture);
    transaction_send(fixture, 1, INVITE, true);
}

size_t transaction_n_open(const TransactionFixture *fixture)
{
    return sip_transactions_open(fixture->transactions);
}

SentPacket transaction_sent_at(guint index)
{
    g_assert(index < sent->len);
    return g_array_index(sent, SentPacket, index);
}

void transaction_forget_sent(void)
{
    g_array_set_size(sent, 0);
}

static SipFate deliver(TransactionFixture *fixture, CpmPacket packet)
{
    CpmHop hop = transaction_hop(fixture, packet.leg, packet.position);

    hop.code = packet.code;
    hop.origin = (CpmOrigin)packet.origin;
    hop.mark = packet.mark;
    return sip_transaction_receive(fixture->transactions, &hop, &packet);
}

SipFate transaction_deliver(TransactionFixture *fixture, guint index)
{
    return deliver(fixture, transaction_sent_at(index).packet);
}

SipFate transaction_deliver_again(TransactionFixture *fixture, guint index)
{
    CpmPacket packet = transaction_sent_at(index).packet;

    packet.doubled = true;
    return deliver(fixture, packet);
}

void transaction_return(TransactionFixture *fixture, guint index)
{
    CpmPacket packet = transaction_sent_at(index).packet;
    unsigned sender = packet.origin == CPM_FROM_ABOVE ? packet.position - 1u : packet.position + 1u;
    CpmHop hop = transaction_hop(fixture, packet.leg, sender);

    sip_transaction_fail(fixture->transactions, &hop, &packet);
}

void transaction_run(TransactionFixture *fixture, SimTime time)
{
    SimEvent event, end = { .time = time, .subject = UINT32_MAX };

    sim_queue_push(fixture->world->queue, end);
    while (sim_queue_pop(fixture->world->queue, &event) && event.subject != end.subject) {
        if ((event.what >> 19 & 3u) != CPM_FROM_INSIDE || (event.what & 0xffu) != CPM_WIRE_TRANSACTION)
            continue;
        fixture->now = event.time;
        sim_trace_reserve(fixture->world->trace);
        sip_transaction_timer(fixture->transactions, &event);
    }
    fixture->now = time;
}

static bool is_text(const char *text, const char *expected)
{
    bool same = strcmp(text, expected) == 0;

    if (!same)
        fprintf(stderr, "    is:        %s\n    should be: %s\n", text, expected);
    return same;
}

bool transaction_has_sent(SipCode code, const char *times)
{
    g_autoptr(GString) is = g_string_new(NULL);

    for (guint i = 0; i < sent->len; i++) {
        SentPacket one = transaction_sent_at(i);

        if (one.packet.code == code)
            g_string_append_printf(is, "%s%g", is->len > 0 ? " " : "", sim_time_to_seconds(one.time));
    }
    return is_text(is->str, times);
}

bool transaction_has_told(const char *expected)
{
    return is_text(told->str, expected);
}
