/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four transaction machines, alone: the schedules of RFC 3261 to the millisecond, and every arrow of figures 5 to 8 as amended by RFC
 * 6026 and RFC 4320.  The last test counts the arrows that the others have taken. */
#include "models/sip_transaction.h"

#include <stdio.h>

#include "models/cpm_network_state.h"
#include "tests/cunit_run.h"
#include "tests/transaction_fixture.h"

/* States of the machines above that expect what a test lets them be told. */
#define CLIENT_A_CALLING 1
#define CLIENT_A_ENDING 6

static TransactionFixture fixture;

/* ---- schedules: when a peer does not answer, both columns of timers */

static void test_invite_schedule(void)
{
    transaction_invite(&fixture);
    transaction_run(&fixture, 100 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(INVITE, "0 0.5 1.5 3.5 7.5 15.5 31.5"));
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);

    transaction_start(&fixture);
    cpm_leg_set_state(&fixture.network->slots.legs[0], 0, CLIENT_A_CALLING);
    transaction_send(&fixture, 0, INVITE, true);
    transaction_run(&fixture, 128 * SIM_S - 1);
    CU_ASSERT_TRUE(transaction_has_sent(INVITE, "0 2 6 14 30 62 126"));
    CU_ASSERT_TRUE(transaction_has_told(""));
    transaction_run(&fixture, 128 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_told("B@0"));
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);
}

static void test_other_schedule(void)
{
    transaction_start(&fixture);
    transaction_send(&fixture, 1, BYE, true);
    transaction_run(&fixture, 100 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(BYE, "0 0.5 1.5 3.5 7.5 11.5 15.5 19.5 23.5 27.5 31.5"));
    CU_ASSERT_TRUE(transaction_has_told(""));               /* a proxy tells nobody: RFC 4320 4.2 */
    transaction_clear(&fixture);

    transaction_start(&fixture);
    cpm_leg_set_state(&fixture.network->slots.legs[0], 0, CLIENT_A_ENDING);
    transaction_send(&fixture, 0, BYE, true);
    transaction_run(&fixture, 200 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(BYE, "0 2 6 14 30 46 62 78 94 110 126"));
    CU_ASSERT_TRUE(transaction_has_told("F@0"));
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);
}

/* The client of the INVITE is lost as soon as the server has it. */
static void let_server_answer(unsigned position, SipCode code)
{
    transaction_start(&fixture);
    transaction_send(&fixture, position - 1, INVITE, true);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 0), SIP_PASS);
    sip_transaction_crash(fixture.transactions, LEG_OF_INVITER, position - 1);
    transaction_forget_sent();
    transaction_send(&fixture, position, code, false);
    transaction_run(&fixture, 200 * SIM_S);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
}

static void test_response_schedule(void)
{
    let_server_answer(2, BUSY);
    CU_ASSERT_TRUE(transaction_has_sent(BUSY, "0 0.5 1.5 3.5 7.5 11.5 15.5 19.5 23.5 27.5 31.5"));
    transaction_clear(&fixture);
    let_server_answer(1, BUSY);
    CU_ASSERT_TRUE(transaction_has_sent(BUSY, "0 2 6 14 30 46 62 78 94 110 126"));
    transaction_clear(&fixture);
    let_server_answer(2, OK);                   /* 13.3.1.4: the core of the UAS, T1 to T2 */
    CU_ASSERT_TRUE(transaction_has_sent(OK, "0 0.5 1.5 3.5 7.5 11.5 15.5 19.5 23.5 27.5 31.5"));
    transaction_clear(&fixture);
    let_server_answer(1, OK);                   /* a proxy repeats no 2xx of its own */
    CU_ASSERT_TRUE(transaction_has_sent(OK, "0"));
    transaction_clear(&fixture);
}

/* Neither does the ISF. */
static void test_isf_repeats_no_2xx(void)
{
    CpmHop hop;

    transaction_start(&fixture);
    fixture.network->slots.legs[LEG_OF_MEMBER].kind = CPM_LEG_NON_CPM;
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, CPM_AT_ISF - 1);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = INVITE, .down = true });
    transaction_deliver(&fixture, 0);
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, CPM_AT_ISF);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = OK });
    transaction_run(&fixture, 100 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(OK, "0"));
    transaction_clear(&fixture);
}

/* A dial-in that nobody answers is a 408 to who has sent it. */
static void test_dial_in_schedule(void)
{
    CpmHop hop;

    transaction_start(&fixture);
    fixture.network->slots.legs[LEG_OF_MEMBER].kind = CPM_LEG_NON_CPM;
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, CPM_AT_IWF);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = SIP_REQUEST(SIP_DIAL_IN) });
    transaction_run(&fixture, 100 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(SIP_REQUEST(SIP_DIAL_IN), "0 0.5 1.5 3.5 7.5 15.5 31.5"));
    CU_ASSERT_TRUE(transaction_has_told("408 (dial-in)@4"));
    transaction_clear(&fixture);
}

static void test_client_repeats_2xx(void)
{
    CpmHop hop;

    transaction_start(&fixture);
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, 1);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = INVITE, .down = true });
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 0), SIP_PASS);
    hop = transaction_hop(&fixture, LEG_OF_MEMBER, 2);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = OK });
    transaction_run(&fixture, 200 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(OK, "0 2 6 14 30 46 62 78 94 110 126"));
    transaction_clear(&fixture);
}

/* RFC 4320: no 408, and 100 when the client's Timer E has reached T2, not before. */
static void test_late_trying(void)
{
    transaction_start(&fixture);
    transaction_send(&fixture, 1, BYE, true);
    transaction_deliver(&fixture, 0);
    transaction_run(&fixture, 100 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(SIP_RESPONSE(SIP_BYE, 100), "3.5"));
    CU_ASSERT_TRUE(transaction_has_sent(SIP_RESPONSE(SIP_BYE, 408), ""));
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);

    transaction_start(&fixture);
    transaction_send(&fixture, 0, BYE, true);
    transaction_deliver(&fixture, 0);
    transaction_run(&fixture, 200 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(SIP_RESPONSE(SIP_BYE, 100), "14"));
    transaction_clear(&fixture);
}

/* 100 after 3.5 s: from then on the request is sent each T2. */
static void test_other_client_proceeds(void)
{
    transaction_start(&fixture);
    transaction_send(&fixture, 1, BYE, true);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 0), SIP_PASS);
    transaction_run(&fixture, 3500 * SIM_MS);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, transaction_last_of(SIP_RESPONSE(SIP_BYE, 100))), SIP_ABSORBED);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, transaction_last_of(SIP_RESPONSE(SIP_BYE, 100))), SIP_ABSORBED);
    transaction_run(&fixture, 100 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(BYE, "0 0.5 1.5 3.5 7.5 11.5 15.5 19.5 23.5 27.5 31.5"));
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);
}

/* ---- INVITE client, figure 5 */

static void test_invite_is_accepted(void)
{
    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, RINGING, false);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 1), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 1), SIP_PASS_AGAIN);
    transaction_run(&fixture, 10 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(INVITE, "0"));     /* Proceeding: A has stopped */
    transaction_send(&fixture, 2, OK, false);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 2), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 2), SIP_PASS_AGAIN);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 1), SIP_PASS);                /* 180, overtaken */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 2);
    transaction_run(&fixture, 42 * SIM_S - 1);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 2);
    transaction_run(&fixture, 42 * SIM_S);    /* L and M: 64*T1 */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 2), SIP_ABSORBED);      /* stray: RFC 6026 */
    transaction_clear(&fixture);
}

static void test_invite_is_accepted_at_once(void)
{
    CpmHop hop;

    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, OK, false);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 1), SIP_PASS);
    hop = transaction_hop(&fixture, LEG_OF_INVITER, 1);
    hop.code = OK;
    hop.origin = CPM_FROM_BELOW;
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = ACK, .down = true });
    CU_ASSERT_EQUAL(transaction_last().code, ACK);
    CU_ASSERT_EQUAL(transaction_last().branch, 0);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 2), SIP_PASS);
    hop.again = true;                           /* and to a 2xx that came again */
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = ACK, .down = true });
    CU_ASSERT_EQUAL(transaction_last().copy, 1);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 3), SIP_PASS_AGAIN);
    transaction_run(&fixture, 30 * SIM_S);
    CU_ASSERT_TRUE(transaction_has_sent(OK, "0"));         /* acknowledged: the core repeats it no more */
    transaction_clear(&fixture);
}

/* The ACK that a TU sends to a 300-699 is the one that has gone out already. */
static void test_invite_is_refused(void)
{
    CpmHop hop;
    CpmPacket ack;

    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, BUSY, false);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 1), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_n_sent(), 3);
    ack = transaction_last();
    CU_ASSERT(ack.code == ACK && ack.copy == 0 && ack.branch == transaction_sent_at(0).packet.branch && ack.position == 2);
    hop = transaction_hop(&fixture, LEG_OF_INVITER, 1);
    hop.code = BUSY;
    hop.origin = CPM_FROM_BELOW;
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = ACK, .down = true });
    CU_ASSERT_EQUAL(transaction_n_sent(), 3);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 1), SIP_ABSORBED);
    CU_ASSERT(transaction_n_sent() == 4 && transaction_last().code == ACK && transaction_last().copy == 1);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 2), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 3), SIP_ABSORBED);
    transaction_run(&fixture, 5 * SIM_S - 1);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 2);
    transaction_run(&fixture, 5 * SIM_S);     /* I */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    transaction_run(&fixture, 32 * SIM_S);    /* D */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);
}

static void test_refusal_after_ringing(void)
{
    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, RINGING, false);
    transaction_deliver(&fixture, 1);
    transaction_send(&fixture, 2, BUSY, false);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 2), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 1), SIP_PASS);        /* 180, overtaken */
    CU_ASSERT_EQUAL(transaction_n_sent(), 4);
    transaction_return(&fixture, 3);            /* the ACK finds no way */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    CU_ASSERT_TRUE(transaction_has_told(""));
    transaction_clear(&fixture);
}

static void test_invite_cannot_be_delivered(void)
{
    transaction_invite(&fixture);
    transaction_return(&fixture, 0);
    CU_ASSERT_TRUE(transaction_has_told("503@1"));
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_run(&fixture, 100 * SIM_S);
    CU_ASSERT_EQUAL(transaction_n_sent(), 1);
    transaction_clear(&fixture);
}

/* 9.1: a final response that does not come within 64*T1 of the CANCEL will not come. */
static void test_cancelled_for_good(void)
{
    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, RINGING, false);
    transaction_deliver(&fixture, 1);
    transaction_send(&fixture, 1, CANCEL, true);
    transaction_run(&fixture, 32 * SIM_S - 1);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 3);
    transaction_run(&fixture, 32 * SIM_S);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);               /* only the server, whose TU never answers here */
    transaction_clear(&fixture);
}

/* ---- INVITE server, figure 7 */

static void test_server_answers_again(void)
{
    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);      /* nothing to answer with */
    CU_ASSERT_EQUAL(transaction_n_sent(), 1);
    transaction_send(&fixture, 2, RINGING, false);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    CU_ASSERT(transaction_n_sent() == 3 && transaction_last().code == RINGING && transaction_last().copy == 1);
    transaction_return(&fixture, 1);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 2);
    transaction_send(&fixture, 2, BUSY, false);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    CU_ASSERT(transaction_n_sent() == 5 && transaction_last().code == BUSY && transaction_last().copy == 1);
    transaction_return(&fixture, 3);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 2);
    transaction_deliver(&fixture, 3);
    transaction_deliver(&fixture, 5);           /* ACK */
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    CU_ASSERT_EQUAL(transaction_n_sent(), 6);
    transaction_clear(&fixture);
}

/* RFC 6026: INVITEs are absorbed, and the TU may send its 2xx again. */
static void test_server_accepts(void)
{
    CpmHop hop;

    transaction_invite(&fixture);
    transaction_deliver(&fixture, 0);
    transaction_send(&fixture, 2, OK, false);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    transaction_send(&fixture, 2, OK, false);
    CU_ASSERT_EQUAL(transaction_n_sent(), 3);
    transaction_return(&fixture, 1);
    transaction_deliver(&fixture, 1);
    hop = transaction_hop(&fixture, LEG_OF_INVITER, 1);
    sip_transaction_send(fixture.transactions, &hop, (SipSending){ .code = ACK, .down = true });
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 3), SIP_PASS);
    transaction_return(&fixture, 1);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    transaction_send(&fixture, 2, OK, false);
    CU_ASSERT_EQUAL(transaction_n_sent(), 5);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 2);
    transaction_run(&fixture, 32 * SIM_S);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);
}

/* ---- requests that are no INVITE, figures 6 and 8 */

static void test_bye_is_answered(void)
{
    transaction_start(&fixture);
    transaction_send(&fixture, 1, BYE, true);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 0), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    CU_ASSERT_EQUAL(transaction_n_sent(), 1);
    transaction_send(&fixture, 2, SIP_RESPONSE(SIP_BYE, 200), false);
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);
    CU_ASSERT(transaction_n_sent() == 3 && transaction_last().code == SIP_RESPONSE(SIP_BYE, 200));
    transaction_send(&fixture, 2, SIP_RESPONSE(SIP_BYE, 481), false);           /* another final: 17.2.2 */
    CU_ASSERT_EQUAL(transaction_n_sent(), 3);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 1), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, 2), SIP_ABSORBED);
    transaction_run(&fixture, 5 * SIM_S - 1);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 2);
    transaction_run(&fixture, 5 * SIM_S);     /* K */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    transaction_run(&fixture, 32 * SIM_S);    /* J */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);
}

static void test_bye_is_answered_late(void)
{
    guint trying;

    transaction_start(&fixture);
    transaction_send(&fixture, 1, BYE, true);
    transaction_deliver(&fixture, 0);
    transaction_run(&fixture, 4 * SIM_S);
    trying = transaction_last_of(SIP_RESPONSE(SIP_BYE, 100));
    CU_ASSERT_EQUAL(transaction_deliver_again(&fixture, 0), SIP_ABSORBED);      /* Proceeding: 100 again */
    CU_ASSERT_EQUAL(transaction_last().code, SIP_RESPONSE(SIP_BYE, 100));
    transaction_deliver(&fixture, trying);
    transaction_send(&fixture, 2, SIP_RESPONSE(SIP_BYE, 200), false);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, transaction_n_sent() - 1), SIP_PASS);
    CU_ASSERT_EQUAL(transaction_deliver(&fixture, trying), SIP_ABSORBED);       /* 100, overtaken */
    transaction_return(&fixture, transaction_n_sent() - 1);
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);               /* the server has terminated */
    transaction_clear(&fixture);
}

static void test_bye_cannot_be_delivered(void)
{
    transaction_start(&fixture);
    transaction_send(&fixture, 1, BYE, true);
    transaction_return(&fixture, 0);
    CU_ASSERT_TRUE(transaction_has_told("503 (BYE)@1"));
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_send(&fixture, 1, BYE, true);
    transaction_deliver(&fixture, 1);
    transaction_run(&fixture, 4 * SIM_S);
    transaction_deliver(&fixture, transaction_last_of(SIP_RESPONSE(SIP_BYE, 100)));         /* Proceeding */
    transaction_return(&fixture, 1);
    CU_ASSERT_TRUE(transaction_has_told("503 (BYE)@1 503 (BYE)@1"));
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 1);
    transaction_return(&fixture, transaction_last_of(SIP_RESPONSE(SIP_BYE, 100)));          /* nor can the 100 */
    CU_ASSERT_EQUAL(transaction_n_open(&fixture), 0);
    transaction_clear(&fixture);
}

/* ---- the tables */

static void test_every_arrow(void)
{
    const SimMachineDef *const *defs = sip_transaction_machines();
    static const SipTransactionKind kinds[] = { SIP_INVITE_CLIENT, SIP_OTHER_CLIENT, SIP_INVITE_SERVER, SIP_OTHER_SERVER };
    unsigned missed = 0;

    for (unsigned i = 0; defs[i] != NULL; i++) {
        g_autofree char *faults = sim_machine_def_check(defs[i]);

        CU_ASSERT_PTR_NULL(faults);
        for (unsigned j = 0; j < defs[i]->n_arrows; j++) {
            const SimArrow *arrow = &defs[i]->arrows[j];

            if (transaction_arrows[kinds[i]][arrow->state][arrow->input] > 0)
                continue;
            fprintf(stderr, "    never taken: %s, %s on %s\n", defs[i]->name, defs[i]->states[arrow->state], defs[i]->inputs[arrow->input]);
            missed++;
        }
    }
    CU_ASSERT_EQUAL(missed, 0);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "INVITE: sent and given up to the schedule", test_invite_schedule },
        { "other requests likewise", test_other_schedule },
        { "responses likewise", test_response_schedule },
        { "the ISF repeats no 2xx", test_isf_repeats_no_2xx },
        { "a dial-in without answer", test_dial_in_schedule },
        { "a client repeats its 2xx", test_client_repeats_2xx },
        { "100 to other requests comes late", test_late_trying },
        { "and slows their repetition", test_other_client_proceeds },
        { "INVITE is accepted", test_invite_is_accepted },
        { "INVITE is accepted at once", test_invite_is_accepted_at_once },
        { "INVITE is refused", test_invite_is_refused },
        { "INVITE is refused after ringing", test_refusal_after_ringing },
        { "INVITE cannot be delivered", test_invite_cannot_be_delivered },
        { "INVITE is cancelled for good", test_cancelled_for_good },
        { "a server answers again", test_server_answers_again },
        { "a server accepts", test_server_accepts },
        { "BYE is answered", test_bye_is_answered },
        { "BYE is answered late", test_bye_is_answered_late },
        { "BYE cannot be delivered", test_bye_cannot_be_delivered },
        { "every arrow has been taken", test_every_arrow },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "transaction", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
