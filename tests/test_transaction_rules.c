/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What transactions do together, beyond the arrows of their figures: TCP, the way of responses, CANCEL, what an overloaded box rejects,
 * boxes forget, and further attempts. */
#include "models/sip_transaction.h"


#include "models/cpm_network_state.h"
#include "tests/cunit_run.h"
#include "tests/transaction_fixture.h"

static TransactionFixture fixture;

/* By TCP nothing is repeated but the 2xx of a UAS, and D, I, J, K are 0. */
static void test_tcp(void)
{
    transaction_start(&fixture);
    fixture.setup->wire.link[CPM_LINK_CORE].tcp = true;
    transaction_send(&fixture, 1, INVITE, true);
    transaction_send(&fixture, 1, BYE, true);
    transaction_run(&fixture, 31 * SIM_S);
    CU_ASSERT_EQUAL(transaction_n_sent(), 2);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, BUSY, false);
    transaction_deliver(&fixture, 2);
    transaction_deliver(&fixture, 1);
    transaction_send(&fixture, 2, SIP_RESPONSE(SIP_BYE, 200), false);
    transaction_deliver(&fixture, 4);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 4);
    transaction_run(&fixture, 31 * SIM_S);    /* D, J, K */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    transaction_run(&fixture, 40 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(BUSY, "31"));
    transaction_deliver(&fixture, 3);           /* ACK, I */
    transaction_run(&fixture, 40 * SIM_S);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_forget_sent();
    transaction_send(&fixture, 1, INVITE, true);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, OK, false);
    transaction_run(&fixture, 42 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(OK, "40 40.5 41.5"));
    transaction_clear(&fixture);
}

/* A proxy's client transaction knows whose request it passes on. */
static void test_responses_find_their_way(void)
{
    CpmHop hop;
    CpmPacket packet;

    transaction_start(&fixture);
    transaction_send(&fixture, 0, BYE, true);
    transaction_send(&fixture, 0, BYE, true);
    for (guint i = 0; i < 2; i++) {
        packet = transaction_sent_at(i).packet;
        hop = transaction_hop(&fixture, 0, 1);
        hop.code = BYE;
        hop.origin = CPM_FROM_ABOVE;
        CU_ASSERT_EQUAL(sip_transaction_receive(fixture.transactions, &hop, &packet), SIP_PASS);
        sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = BYE, .down = true });
    }
    for (guint i = 2; i < 4; i++) {
        CpmPacket answer = transaction_sent_at(i).packet;

        transaction_deliver(&fixture, i);
        answer.position = 1;
        answer.origin = CPM_FROM_BELOW;
        answer.code = SIP_RESPONSE(SIP_BYE, 200);
        hop = transaction_hop(&fixture, 0, 1);
        hop.code = answer.code;
        hop.origin = CPM_FROM_BELOW;
        CU_ASSERT_EQUAL(sip_transaction_receive(fixture.transactions, &hop, &answer), SIP_PASS);
        sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = answer.code });
        CU_ASSERT_EQUAL(transaction_last().branch, transaction_sent_at(i - 2).packet.branch);
    }
    transaction_clear(&fixture);
}

/* 9.2: 481 without an INVITE to cancel; the TU never hears of it. */
static void test_cancel_without_invite(void)
{
    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, RINGING, false);
    transaction_deliver(&fixture, 1);
    transaction_send(&fixture, 1, CANCEL, true);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 2), SIP_PASS);
    sip_transaction_crash(fixture.transactions, LEG_OF_INVITER, 2);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 2), SIP_ANSWERED);
    CU_ASSERT_EQUAL(transaction_last().code, SIP_RESPONSE(SIP_CANCEL, 481));
    transaction_clear(&fixture);
}

/* An overloaded box answers alone: its machine hears neither of the INVITE nor of its ACK and CANCEL. */
static void test_rejection(void)
{
    CpmPacket packet;
    CpmHop hop;

    transaction_invite(&fixture);
    packet = transaction_sent_at(0).packet;
    hop = transaction_hop(&fixture, 0, 2);
    hop.code = INVITE;
    hop.origin = CPM_FROM_ABOVE;
    sip_transaction_reject(fixture.transactions, &hop, &packet, 503);
    CU_ASSERT_EQUAL(transaction_last().code, SIP_RESPONSE(SIP_INVITE, 503));
    sip_transaction_reject(fixture.transactions, &hop, &packet, 503);
    CU_ASSERT(transaction_n_sent() == 3 && transaction_last().code == SIP_RESPONSE(SIP_INVITE, 503) && transaction_last().copy == 1);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 1), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_last().code, ACK);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 3), SIP_ANSWERED);            /* it is new; a copy is not */
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 3), SIP_ABSORBED);
    transaction_send(&fixture, 1, CANCEL, true);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 4), SIP_ANSWERED);
    CU_ASSERT_EQUAL(transaction_last().code, SIP_RESPONSE(SIP_CANCEL, 200));
    transaction_clear(&fixture);
}

/* The last response of the attempt before is acknowledged, and is no news: the ISF has gone on to another Interworking Function. */
static void test_second_attempt(void)
{
    CpmHop hop;

    transaction_start(&fixture);
    fixture.network->slots.legs[LEG_OF_MEMBER].kind = CPM_LEG_NON_CPM;
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, CPM_AT_ISF);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = INVITE, .down = true });
    transaction_deliver(&fixture, 0);
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, CPM_AT_ISF + 1);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = BUSY });
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, CPM_AT_ISF);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = INVITE, .down = true });
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 1), SIP_ABSORBED);
    CU_ASSERT_EQUAL(transaction_last().code, ACK);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 2), SIP_PASS);                /* the second INVITE */
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 3), SIP_ABSORBED);            /* the first one's ACK */
    transaction_clear(&fixture);
}

/* What the Interworking Function before had not answered it will not answer any more. */
static void test_attempt_is_abandoned(void)
{
    CpmHop hop;

    transaction_start(&fixture);
    fixture.network->slots.legs[LEG_OF_MEMBER].kind = CPM_LEG_NON_CPM;
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, CPM_AT_IWF - 1);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = INVITE, .down = true });
    transaction_deliver(&fixture, 0);
    transaction_run(&fixture, 32 * SIM_S);      /* B of the Core */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, CPM_AT_ISF);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = INVITE, .down = true });
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    CU_ASSERT_EQUAL(sip_transactions_open_at(fixture.transactions, CPM_BOX(CPM_ISF, 0)), 1);
    transaction_clear(&fixture);
}

/* 8.2.2.2: the Core has forgotten that it had sent the INVITE, and sends it once more; the CS answers neither through the other one's. */
static void test_merged(void)
{
    CpmHop hop;
    CpmPacket packet;

    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    sip_transaction_crash(fixture.transactions, LEG_OF_INVITER, 1);
    transaction_send(&fixture, 1, INVITE, true);
    cpm_leg_set_state(&fixture.network->slots.legs[0], 2, 1);   /* the CS is inviting */
    packet = transaction_sent_at(1).packet;
    hop = transaction_hop(&fixture, 0, 2);
    hop.code = INVITE;
    hop.origin = CPM_FROM_ABOVE;
    CU_ASSERT_EQUAL(sip_transaction_receive(fixture.transactions, &hop, &packet), SIP_ANSWERED);
    CU_ASSERT_EQUAL(transaction_last().code, SIP_RESPONSE(SIP_INVITE, 482));
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, transaction_n_sent() - 1), SIP_PASS);
    transaction_send(&fixture, 2, OK, false);
    CU_ASSERT_EQUAL(transaction_last().branch, transaction_sent_at(0).packet.branch);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, transaction_n_sent() - 1), SIP_ABSORBED);         /* stray */
    transaction_clear(&fixture);
}

static void test_forgetting(void)
{
    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 2);
    CU_ASSERT_EQUAL(sip_transactions_open_at(fixture.transactions, CPM_BOX(CPM_CORE, 0)), 1);
    CU_ASSERT_EQUAL(sip_transactions_open_at(fixture.transactions, CPM_BOX(CPM_CS, 0)), 1);
    sip_transaction_crash(fixture.transactions, LEG_OF_INVITER, 1);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    sip_transaction_forget(fixture.transactions, LEG_OF_INVITER);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_run(&fixture, 100 * SIM_S);
    CU_ASSERT_EQUAL(transaction_n_sent(), 1);
    transaction_clear(&fixture);
}

/* A copy of a request that was long under way finds the server transaction when the client's is gone, and when its slot has another use. */
static void test_client_is_gone(void)
{
    guint sent;

    transaction_start(&fixture);
    transaction_send(&fixture, 1, BYE, true);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 0), SIP_PASS);
    transaction_run(&fixture, 10 * SIM_S);
    transaction_send(&fixture, 2, SIP_RESPONSE(SIP_BYE, 200), false);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, transaction_last_of(SIP_RESPONSE(SIP_BYE, 200))), SIP_PASS);
    transaction_run(&fixture, 33 * SIM_S);      /* K, and F, for which the slot has waited; J comes at 42 s */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    sent = transaction_n_sent();
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    CU_ASSERT_EQUAL(transaction_n_sent(), sent + 1);
    transaction_send(&fixture, 1, BYE, true);
    CU_ASSERT_EQUAL(transaction_last().branch, transaction_sent_at(0).packet.branch);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    transaction_run(&fixture, 43 * SIM_S);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_PASS);
    transaction_clear(&fixture);
}

/* Slots are used again and again, each after its last timer has come; no timer finds another transaction than its own. */
static void test_slots_rest(void)
{
    size_t bytes = 0;

    transaction_start(&fixture);
    fixture.setup->wire.link[CPM_LINK_CORE].tcp = true;
    for (unsigned i = 0; i < 3000; i++) {
        if (i == 1000)
            bytes = sip_transactions_bytes(fixture.transactions);
        transaction_forget_sent();
        transaction_send(&fixture, 1, BYE, true);
        transaction_deliver(&fixture, 0);
        transaction_send(&fixture, 2, SIP_RESPONSE(SIP_BYE, 200), false);
        CU_ASSERT_EQUAL_FATAL(transaction_n_sent(), 2);
        CU_ASSERT_EQUAL_FATAL(transaction_deliver(&fixture, 1), SIP_PASS);
        transaction_run(&fixture, fixture.now + 100 * SIM_MS);
        CU_ASSERT_EQUAL_FATAL(transaction_n_open(&fixture), 0);
    }
    CU_ASSERT_EQUAL(sip_transactions_bytes(fixture.transactions), bytes);
    transaction_clear(&fixture);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "TCP", test_tcp },
        { "responses find their way", test_responses_find_their_way },
        { "CANCEL without INVITE", test_cancel_without_invite },
        { "rejection without the machine", test_rejection },
        { "a second attempt", test_second_attempt },
        { "an attempt is abandoned", test_attempt_is_abandoned },
        { "the same INVITE by another way", test_merged },
        { "crash and end of a leg", test_forgetting },
        { "a copy outlives its client", test_client_is_gone },
        { "slots rest until their timers have come", test_slots_rest },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "transaction rules", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
