/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker on the RFC rules that the flow must obey. */

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;

static void begin(void)
{
    stream_init(&s, 2);
    s.begin = begin;
}

/* A CANCEL of the Conversation Server on its way to the IWF, each hop answered. */
#define CANCELLED(t) \
    t " 2 CS > Core CANCEL\n. 2 Core > CS 200/CANCEL\n. 2 Core > ISF CANCEL\n. 2 ISF > Core 200/CANCEL\n" \
    ". 2 ISF > Core CANCEL\n. 2 Core > ISF 200/CANCEL\n. 2 Core > IWF CANCEL\n. 2 IWF > Core 200/CANCEL\n"
#define A_LEAVES(t) t " 0 A > Core BYE\n. 0 Core > CS BYE\n. 0 CS > Core 200/BYE\n. 0 Core > A 200/BYE\n"
#define B_IS_LEFT ". 1 CS > Core BYE\n. 1 Core > B BYE\n. 1 B > Core 200/BYE\n. 1 Core > CS 200/BYE\n"
#define C_IS_LEFT \
    ". 2 CS > Core BYE\n. 2 Core > ISF BYE\n. 2 ISF > Core BYE\n. 2 Core > IWF BYE\n. 2 IWF > Core 200/BYE\n" \
    ". 2 Core > ISF 200/BYE\n. 2 ISF > Core 200/BYE\n. 2 Core > CS 200/BYE\n"

/* ---- RFC 3261 17.2.1 */

static void test_trying(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    stream_passes(&s, "RFC3261/trying");
    const char *silent = B_JOINED ". 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n"
        ". 2 Core > ISF INVITE\n"
        ". 2 ISF > Core INVITE\n. 2 Core > ISF 100\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n" ACCEPTED;
    begin();
    stream_run(&s, silent);
    stream_fails(&s, "RFC3261/trying", "no provisional response");
    stream_feed(&s, silent);
    stream_stop(&s, 1);         /* the answer may have overtaken a 100 that is still under way */
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "");
    stream_clear(&s);
    begin();
    stream_feed(&s, silent);
    stream_stop(&s, 60);        /* but not so long */
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "RFC3261/trying");
    stream_clear(&s);
    begin();
    s.setup.trying = CPM_TRYING_AFTER_200MS;
    stream_run(&s, silent);
    stream_passes(&s, "RFC3261/ack");
}

/* ---- One final response; ACK */

static void test_one_final_response(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms reject") SMS_ANSWERS("2", "603") SMS_ACKED("2"));
    stream_passes(&s, "RFC3261/one-final-response");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms reject") SMS_ANSWERS("2", "603") SMS_ACKED("2") ". 2 IWF > Core 200\n");
    stream_fails(&s, "RFC3261/one-final-response", "a 200 came after the final response 603");
}

static void test_ack(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    stream_passes(&s, "RFC3261/ack");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") SMS_ANSWERS("2", "200") ". 2 CS > Core ACK\n. 2 Core > ISF ACK\n"
        ". 2 ISF > Core ACK\n");
    stream_fails(&s, "RFC3261/ack", "not followed by an ACK");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 CS > Core ACK\n" ACCEPTED);
    stream_fails(&s, "RFC3261/ack", "no final response went before it");
    begin();        /* 603 is acknowledged hop by hop, so in any order; 200 is not */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms reject") SMS_ANSWERS("2", "603")
        ". 2 Core > IWF ACK\n. 2 ISF > Core ACK\n. 2 Core > ISF ACK\n. 2 CS > Core ACK\n");
    stream_passes(&s, "RFC3261/ack");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") SMS_ANSWERS("2", "200")
        ". 2 Core > IWF ACK\n. 2 ISF > Core ACK\n. 2 Core > ISF ACK\n. 2 CS > Core ACK\n");
    stream_fails(&s, "MODEL/causal-neighbours", "an ACK was forwarded");
    begin();        /* under way when the run was stopped */
    stream_feed(&s, B_JOINED SMS_INVITED("2", "sms accept") SMS_ANSWERS("2", "200") ". 2 CS > Core ACK\n");
    stream_stop(&s, 1);
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_INCONC), "RFC3261/ack");
}

/* ---- RFC 3261 13.3.1.1 */

static void test_provisional_each_minute(void)
{
    stream_run(&s, B_JOINED C_ASKED KEPT_ALIVE("60.010") KEPT_ALIVE("120.010") C_ACCEPTS("150"));
    stream_passes(&s, "RFC3261/provisional-each-minute");
    stream_run(&s, B_JOINED C_ASKED KEPT_ALIVE("60.010") C_ACCEPTS("153"));
    stream_fails(&s, "RFC3261/provisional-each-minute", "no provisional response for 9");
    stream_run(&s, B_JOINED C_ASKED KEPT_ALIVE("153") C_ACCEPTS("154"));
    stream_fails(&s, "RFC3261/provisional-each-minute", "no provisional response for 15");
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("150"));
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC3261/provisional-each-minute").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "CPM-IWF-008/convert");
    begin();        /* a short wait does not exercise the rule */
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("40"));
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC3261/provisional-each-minute").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "CPM-IWF-008/convert");
}

static void test_provisional_to_the_inviter(void)
{
    stream_run(&s, INVITER_ASKS C_ASKED "60 0 CS > Core 182\n. 0 Core > A 182\n" KEPT_ALIVE("60.1") C_ACCEPTS("100")
        INVITER_JOINS CPM_JOINS("1"));
    stream_passes(&s, "RFC3261/provisional-each-minute");
    stream_run(&s, INVITER_ASKS C_ASKED KEPT_ALIVE("60.1") C_ACCEPTS("100") INVITER_JOINS CPM_JOINS("1"));
    stream_fails(&s, "RFC3261/provisional-each-minute", "no provisional response for 100");
}

/* ---- RFC 3261 9 */

static void test_cancel(void)
{
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") CANCELLED(".") SMS_ANSWERS("2", "487") SMS_ACKED("2") B_IS_LEFT);
    stream_passes(&s, "RFC3261/cancel");
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") CANCELLED(".") SMS_ANSWERS("2", "480") SMS_ACKED("2") B_IS_LEFT);
    stream_fails(&s, "RFC3261/cancelled-487", "answers 480 after a CANCEL");
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") ". 2 CS > Core CANCEL\n. 2 Core > ISF CANCEL\n. 2 ISF > Core CANCEL\n"
        ". 2 Core > IWF CANCEL\n"
        SMS_ANSWERS("2", "487") SMS_ACKED("2") B_IS_LEFT);
    stream_fails(&s, "RFC3261/cancel", "not answered");
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") CANCELLED(".") ". 2 CS > Core CANCEL\n" SMS_ANSWERS("2", "487") SMS_ACKED("2")
        B_IS_LEFT);
    stream_fails(&s, "RFC3261/cancel", "second CANCEL");
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") CANCELLED(".") B_IS_LEFT);
    stream_fails(&s, "CPM-IWF-008/convert C-4.3/steps RFC3261/cancel", "has not answered");
}

static void test_cancel_before_provisional(void)
{
    s.setup.trying = CPM_TRYING_AFTER_200MS;
    stream_run(&s, B_JOINED ". 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n"
        ". 2 ISF > Core INVITE\n"
        ". 2 Core > ISF 100\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n" A_LEAVES(".") CANCELLED(".")
        SMS_ANSWERS("2", "487")
        SMS_ACKED("2") B_IS_LEFT);
    stream_fails(&s, "RFC3261/cancel", "before any provisional response");
}

/* 200 and CANCEL cross: the 200 wins, is acknowledged, and a BYE follows. */
static void test_cancel_crosses_200(void)
{
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") ". 2 System > IWF accept\n= 2 CS > Core CANCEL\n. 2 Core > CS 200/CANCEL\n"
        ". 2 IWF > Core 200\n"
        ". 2 Core > ISF 200\n= 2 Core > ISF CANCEL\n. 2 ISF > Core 200/CANCEL\n. 2 ISF > Core 200\n"
        ". 2 Core > CS 200\n" SMS_ACKED("2")
        C_IS_LEFT B_IS_LEFT);
    stream_passes(&s, "RFC3261/cancel");
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") ". 2 System > IWF accept\n" CANCELLED(".") ACCEPTED C_IS_LEFT B_IS_LEFT);
    stream_passes(&s, "RFC3261/cancel");
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") ". 2 System > IWF accept\n" CANCELLED(".") ACCEPTED B_IS_LEFT);
    stream_fails(&s, "RFC3261/bye", "no BYE followed");
    begin();        /* here nothing was on its way */
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") CANCELLED(".") ". 2 System > IWF accept\n" ACCEPTED C_IS_LEFT B_IS_LEFT);
    stream_fails(&s, "CPM-IWF-008/convert", "delivery report");
}

static void test_cancel_of_a_client(void)
{
    const char *cancelled = INVITER_ASKS CPM_JOINS("2") INVITER_JOINS CPM_INVITED("1") A_LEAVES("20")
        ". 1 CS > Core CANCEL\n. 1 Core > CS 200/CANCEL\n. 1 Core > B CANCEL\n. 1 B > Core 200/CANCEL\n"
        ". 2 CS > Core BYE\n. 2 Core > B BYE\n. 2 B > Core 200/BYE\n. 2 Core > CS 200/BYE\n";
    stream_feed(&s, cancelled);
    stream_run(&s, CPM_ANSWERS("1", "487") CPM_ACKED("1"));
    stream_passes(&s, "RFC3261/cancel");
    stream_feed(&s, cancelled);
    stream_run(&s, "= 1 B > Core 603\n" "= 1 Core > CS 603\n" CPM_ACKED("1"));
    stream_fails(&s, "RFC3261/cancelled-487", "after the CANCEL reached it");
    s.setup.latency[CPM_LINK_ACCESS] = sim_distribution_new_constant(0.05);
    stream_feed(&s, cancelled);
    stream_run(&s, "= 1 B > Core 603\n" "= 1 Core > CS 603\n" CPM_ACKED("1"));
    sim_distribution_free(s.setup.latency[CPM_LINK_ACCESS]);
    stream_passes(&s, "RFC3261/cancel");
}

static void test_cancel_without_reason(void)
{
    stream_run(&s, B_JOINED C_ASKED KEPT_ALIVE("60") CANCELLED("100") SMS_ANSWERS("2", "487") SMS_ACKED("2"));
    stream_fails(&s, "C-4.3/steps", "without a reason");
    s.setup.focus.t_answer = 100 * SIM_S;
    stream_run(&s, B_JOINED C_ASKED KEPT_ALIVE("60") CANCELLED("100") SMS_ANSWERS("2", "487") SMS_ACKED("2"));
    stream_passes(&s, "RFC3261/cancel");
    begin();        /* and the other way round: T_answer forgotten */
    s.setup.focus.t_answer = 100 * SIM_S;
    stream_run(&s, B_JOINED C_ASKED KEPT_ALIVE("60") KEPT_ALIVE("120") C_ACCEPTS("140"));
    stream_fails(&s, "C-4.3/steps", "has not cancelled");
    begin();        /* the inviter's patience */
    stream_run(&s, INVITER_ASKS C_ASKED CPM_INVITED("1") "30 0 A > Core CANCEL\n. 0 Core > A 200/CANCEL\n. 0 Core > CS CANCEL\n"
        ". 0 CS > Core 200/CANCEL\n"
        INVITER_REFUSED("487") CANCELLED(".") SMS_ANSWERS("2", "487") SMS_ACKED("2")
        ". 1 CS > Core CANCEL\n. 1 Core > CS 200/CANCEL\n. 1 Core > B CANCEL\n. 1 B > Core 200/CANCEL\n"
        CPM_ANSWERS("1", "487") CPM_ACKED("1"));
    stream_fails(&s, "C-4.3/answer-to-inviter", "without a reason");
    s.workload.patience = 30 * SIM_S;
    stream_run(&s, INVITER_ASKS C_ASKED CPM_INVITED("1") "30 0 A > Core CANCEL\n. 0 Core > A 200/CANCEL\n. 0 Core > CS CANCEL\n"
        ". 0 CS > Core 200/CANCEL\n"
        INVITER_REFUSED("487") CANCELLED(".") SMS_ANSWERS("2", "487") SMS_ACKED("2")
        ". 1 CS > Core CANCEL\n. 1 Core > CS 200/CANCEL\n. 1 Core > B CANCEL\n. 1 B > Core 200/CANCEL\n"
        CPM_ANSWERS("1", "487") CPM_ACKED("1"));
    stream_passes(&s, "RFC3261/cancel");
}

static void test_cancel_and_its_answer(void)
{
    stream_run(&s, B_JOINED ". 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n" A_LEAVES(".")
        ". 2 CS > Core CANCEL\n"
        ". 2 Core > CS 200/CANCEL\n. 2 Core > ISF CANCEL\n. 2 ISF > Core 200/CANCEL\n. 2 Core > ISF INVITE\n"
        ". 2 ISF > Core 100\n"
        ". 2 ISF > Core INVITE\n. 2 Core > ISF 100\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n" ACCEPTED C_IS_LEFT
        B_IS_LEFT);
    stream_fails(&s, "MODEL/causal-neighbours", "a hop that the INVITE has not passed");
    stream_run(&s, B_JOINED C_ASKED ". 2 Core > CS 200/CANCEL\n" C_ACCEPTS("30"));
    stream_fails(&s, "RFC3261/cancel", "without its CANCEL");
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") CANCELLED(".") ". 2 Core > CS 200/CANCEL\n" SMS_ANSWERS("2", "487")
        SMS_ACKED("2") B_IS_LEFT);
    stream_fails(&s, "RFC3261/cancel", "without its CANCEL");
    begin();        /* T_reply had passed when the CANCEL came: 480 was on its way */
    s.setup.iwf.t_reply = 30 * SIM_S;
    stream_run(&s, B_JOINED C_ASKED A_LEAVES("30") CANCELLED("31") SMS_ANSWERS("2", "480") SMS_ACKED("2") B_IS_LEFT);
    stream_passes(&s, "RFC3261/cancel");
    begin();        /* cancelled while it waited, but nobody had been asked */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") A_LEAVES("3") CANCELLED(".") SMS_ANSWERS("2", "487") SMS_ACKED("2")
        B_IS_LEFT);
    stream_fails(&s, "CPM-IWF-008/convert", "step 11");
    stream_run(&s, B_JOINED SMS_INVITED("2", "chat none") A_LEAVES("3") CANCELLED(".") SMS_ANSWERS("2", "487") SMS_ACKED("2")
        B_IS_LEFT);
    stream_fails(&s, "CPM-IWF-008/native", "step 11");
    begin();        /* A stays, but all who joined have left */
    stream_run(&s, B_JOINED C_ASKED ". 1 B > Core BYE\n. 1 Core > CS BYE\n. 1 CS > Core 200/BYE\n. 1 Core > B 200/BYE\n"
        CANCELLED(".")
        SMS_ANSWERS("2", "487") SMS_ACKED("2"));
    stream_passes(&s, "RFC3261/cancel");
    s.setup.focus.release_when_empty = false;
    stream_run(&s, B_JOINED C_ASKED ". 1 B > Core BYE\n. 1 Core > CS BYE\n. 1 CS > Core 200/BYE\n. 1 Core > B 200/BYE\n"
        CANCELLED(".")
        SMS_ANSWERS("2", "487") SMS_ACKED("2"));
    stream_fails(&s, "C-4.3/steps", "without a reason");
}

/* A member whose turn had not come when the session ended is owed nothing; one whose turn had come, his INVITE. */
static void test_not_invited_any_more(void)
{
    stream_run(&s, B_JOINED A_LEAVES(".") B_IS_LEFT);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/steps").verdict, REPORT_VERDICT_NONE);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/every-member").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "RFC3261/bye");
    stream_run(&s, B_JOINED ". 2 facts sms accept\n" A_LEAVES(".") B_IS_LEFT);
    stream_fails(&s, "C-4.3/steps", "step 5");
    stream_feed(&s, B_JOINED ". 2 facts sms accept\n" A_LEAVES(".") B_IS_LEFT);
    stream_stop(&s, 1);
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_INCONC), "C-4.3/steps");
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "");
}

/* ---- Timer C */

#define CORE_CANCELS(t) t " 2 Core > IWF CANCEL\n. 2 IWF > Core 200/CANCEL\n" SMS_ANSWERS("2", "487") SMS_ACKED("2")

static void test_timer_c(void)
{
    s.setup.iwf.keepalive = SIM_TIME_MAX;       /* nobody promised a sign of life */
    stream_run(&s, B_JOINED C_ASKED CORE_CANCELS("181.060"));
    stream_passes(&s, "RFC3261/timer-c");
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    stream_run(&s, B_JOINED C_ASKED CORE_CANCELS("180.900"));
    stream_fails(&s, "RFC3261/timer-c", "before Timer C");
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("230"));
    stream_fails(&s, "RFC3261/timer-c", "no proxy cancelled");
    begin();        /* counted from the last 182, not from the INVITE */
    stream_run(&s, B_JOINED C_ASKED KEPT_ALIVE("60") KEPT_ALIVE("120") KEPT_ALIVE("180") KEPT_ALIVE("240") C_ACCEPTS("250"));
    stream_passes(&s, "RFC3261/timer-c");
    stream_run(&s, B_JOINED C_ASKED KEPT_ALIVE("60") KEPT_ALIVE("120") KEPT_ALIVE("180") CORE_CANCELS("181.060"));
    stream_fails(&s, "RFC3261/timer-c", "a proxy cancels 1.060 s after");
    begin();        /* the keep-alive was forgotten: Timer C is right to fire */
    stream_run(&s, B_JOINED C_ASKED CORE_CANCELS("181.060"));
    stream_fails(&s, "RFC3261/provisional-each-minute", "no provisional response");
    begin();        /* no answer at all, and nobody ends it */
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    stream_run(&s, B_JOINED C_ASKED "300 1 CS > Core BYE\n");
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC3261/timer-c").fail, 1);
}

static void test_timer_c_forgotten(void)
{
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    s.setup.focus.t_answer = 300 * SIM_S;
    stream_run(&s, B_JOINED C_ASKED CANCELLED("300") SMS_ANSWERS("2", "487") SMS_ACKED("2"));
    stream_fails(&s, "RFC3261/timer-c", "no proxy cancelled, 299.9");
}

#define AS_408 ". 2 Core > CS 408\n. 2 CS > Core ACK\n"

static void test_proxy_responses(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms reject") ". 2 IWF > Core 503\n. 2 Core > ISF 500\n. 2 ISF > Core 500\n"
        ". 2 Core > CS 500\n" SMS_ACKED("2"));
    stream_fails(&s, "CPM-IWF-008/reject MODEL/response-codes", "answers 503");      /* but none of them was falsified */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms reject") ". 2 IWF > Core 603\n. 2 Core > ISF 500\n. 2 ISF > Core 500\n"
        ". 2 Core > CS 500\n" SMS_ACKED("2"));
    stream_fails(&s, "MODEL/causal-neighbours", "forwarded as 500");
    begin();        /* nobody answers: after Timer C the Core says 408, before it may not */
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    stream_run(&s, B_JOINED C_ASKED "182 2 System > IWF unrecognised\n" AS_408);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/causal-neighbours").fail, 0);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/steps").fail, 1);
    stream_clear(&s);
    begin();
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    stream_run(&s, B_JOINED C_ASKED "170 2 System > IWF unrecognised\n" AS_408);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/causal-neighbours").fail, 1);
    stream_clear(&s);
    begin();        /* a 200 got stuck at the ISF, and the Core replaced it: the step is named when that shows */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 IWF > Core 200\n. 2 Core > ISF 200\n182 2 Core > CS 408\n"
        ". 2 CS > Core ACK\n");
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/steps").time, 182 * SIM_S);
    stream_fails(&s, "C-4.3/steps", "step 20");
}

/* Clocks start with the leg, not with the run; that of T_reply when the INVITE is at the IWF. */
static void test_clocks(void)
{
    stream_run(&s, B_JOINED "5000 2 facts sms convert\n" SMS_INVITED("2", "sms convert") SMS_ASKED("2") C_ACCEPTS("5050"));
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC3261/provisional-each-minute").fail, 0);
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC3261/timer-c").fail, 0);
    stream_clear(&s);
    begin();
    stream_run(&s, B_JOINED "5000 1 Core > B 100\n" CPM_INVITED("2") CPM_ANSWERS("2", "200") CPM_ACKED("2"));
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC3261/timer-c").fail, 0);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/steps-cpm").fail, 0);
    stream_clear(&s);
    begin();
    s.setup.iwf.t_reply = 40 * SIM_S;
    stream_run(&s, B_JOINED ". 2 facts sms convert\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n"
        ". 2 ISF > Core 100\n"
        ". 2 ISF > Core INVITE\n. 2 Core > ISF 100\n20 2 Core > IWF INVITE\n. 2 IWF > Core 100\n" SMS_ASKED("2")
        "59.9 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n. 2 Core > CS 480\n" SMS_ACKED("2"));
    stream_fails(&s, "CPM-IWF-008/convert", "before T_reply");
    s.setup.iwf.t_reply = 40 * SIM_S;
    stream_run(&s, B_JOINED ". 2 facts sms convert\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n"
        ". 2 ISF > Core 100\n"
        ". 2 ISF > Core INVITE\n. 2 Core > ISF 100\n20 2 Core > IWF INVITE\n. 2 IWF > Core 100\n" SMS_ASKED("2")
        "60.1 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n. 2 Core > CS 480\n" SMS_ACKED("2"));
    stream_passes(&s, "CPM-IWF-008/convert");
}

/* ---- BYE */

/* C was told that he takes part, and does not want to. */
#define C_LEAVES ". 2 IWF > System notice\n. 2 System > IWF leave\n"

static void test_bye(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED A_LEAVES("90") B_IS_LEFT C_IS_LEFT);
    stream_passes(&s, "RFC3261/bye");
    begin();        /* C leaves on his own */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED C_LEAVES ". 2 IWF > Core BYE\n. 2 Core > ISF BYE\n"
        ". 2 ISF > Core BYE\n. 2 Core > CS BYE\n"
        ". 2 CS > Core 200/BYE\n. 2 Core > ISF 200/BYE\n. 2 ISF > Core 200/BYE\n. 2 Core > IWF 200/BYE\n");
    stream_passes(&s, "RFC3261/bye");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED C_LEAVES ". 2 IWF > Core BYE\n. 2 ISF > Core BYE\n. 2 Core > CS BYE\n"
        ". 2 CS > Core 200/BYE\n. 2 Core > ISF 200/BYE\n. 2 ISF > Core 200/BYE\n. 2 Core > IWF 200/BYE\n");
    stream_fails(&s, "MODEL/causal-neighbours", "a BYE was forwarded");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms reject") SMS_ANSWERS("2", "603") SMS_ACKED("2") C_IS_LEFT);
    stream_fails(&s, "RFC3261/bye", "without a dialog");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED A_LEAVES("90") ". 1 CS > Core BYE\n. 1 Core > B BYE\n"
        ". 1 B > Core 200/BYE\n" C_IS_LEFT);
    stream_fails(&s, "RFC3261/bye", "not answered");
    begin();        /* A has left, and C was forgotten */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED A_LEAVES("9") B_IS_LEFT "99 1 B > Core 100\n");
    stream_fails(&s, "RFC3261/bye", "the session has ended, and no BYE");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED ". 2 IWF > Core 200/BYE\n");
    stream_fails(&s, "RFC3261/bye", "without its BYE");
}

/* ---- RFC 4575 */

#define A_SUBSCRIBES \
    ". 0 A > Core SUBSCRIBE\n. 0 Core > CS SUBSCRIBE\n. 0 CS > Core 200/SUBSCRIBE\n. 0 Core > A 200/SUBSCRIBE\n"
#define NOTIFIED(t) t " 0 CS > Core NOTIFY\n. 0 Core > A NOTIFY\n. 0 A > Core 200/NOTIFY\n. 0 Core > CS 200/NOTIFY\n"

static void run_subscribed(const char *text)
{
    s.setup.focus.late_ok = CPM_LATE_NOTIFY;
    s.setup.focus.subscribe = true;
    stream_run(&s, text);
}

static void test_notify(void)
{
    run_subscribed(B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms accept") ACCEPTED NOTIFIED("5.1"));
    stream_passes(&s, "RFC4575/notify");
    run_subscribed(B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms accept") ACCEPTED);
    stream_fails(&s, "RFC4575/notify", "no NOTIFY followed");
    run_subscribed(B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms accept") ACCEPTED NOTIFIED("2"));
    stream_fails(&s, "RFC4575/pacing", "after the one before");
    run_subscribed(B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms accept") ACCEPTED NOTIFIED("60"));
    stream_fails(&s, "RFC4575/notify", "before the inviter was told");
    run_subscribed(B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    stream_fails(&s, "RFC4575/notify", "has not subscribed");
    run_subscribed(B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED NOTIFIED("10"));
    stream_fails(&s, "RFC4575/notify", "without a subscription");
    run_subscribed(B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms accept") ACCEPTED
        "5.1 0 CS > Core NOTIFY\n");
    stream_fails(&s, "RFC4575/notify", "did not reach the inviter");
    begin();        /* nobody joined later: nothing to tell */
    run_subscribed(B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms reject") SMS_ANSWERS("2", "603")
        SMS_ACKED("2"));
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC4575/notify").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "C-4.3/steps");
    begin();        /* not asked for, by either setting */
    s.setup.focus.subscribe = true;
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC4575/notify").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "C-4.3/steps");
    s.setup.focus.late_ok = CPM_LATE_NOTIFY;
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC4575/notify").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "C-4.3/steps");
    begin();        /* A has gone before he could be told */
    run_subscribed(B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms accept") ACCEPTED A_LEAVES("3") B_IS_LEFT
        C_IS_LEFT);
    stream_passes(&s, "C-4.3/steps");
}

static void test_event_messages_are_causal(void)
{
    static const char *const texts[] = {
        ". 0 Core > CS SUBSCRIBE\n. 0 CS > Core 200/SUBSCRIBE\n",
        ". 0 CS > Core 200/SUBSCRIBE\n" A_SUBSCRIBES,
        A_SUBSCRIBES ". 0 Core > A NOTIFY\n" NOTIFIED("."),
        A_SUBSCRIBES ". 0 A > Core 200/NOTIFY\n" NOTIFIED("."),
        A_SUBSCRIBES NOTIFIED(".") ". 0 Core > CS 200/NOTIFY\n",
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        stream_clear(&s);
        begin();
        stream_feed(&s, B_JOINED);
        stream_feed(&s, texts[i]);
        stream_run(&s, SMS_INVITED("2", "sms reject") SMS_ANSWERS("2", "603") SMS_ACKED("2"));
        CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "MODEL/causal-neighbours");
    }
}

/* What the inviter is owed is open while the run was stopped in the midst of it. */
static void test_inviter_is_open_when_stopped(void)
{
    stream_feed(&s, INVITER_ASKS CPM_JOINS("1"));
    stream_stop(&s, 1);
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_INCONC), "C-4.3/every-member C-4.3/answer-to-inviter");
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "");
    stream_clear(&s);
    begin();
    stream_feed(&s, INVITER_ASKS CPM_JOINS("1"));
    stream_stop(&s, 40);        /* that was too long */
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "C-4.3/answer-to-inviter");
    stream_clear(&s);
    begin();
    s.setup.focus.late_ok = CPM_LATE_NOTIFY;
    s.setup.focus.subscribe = true;
    stream_feed(&s, B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms accept") ACCEPTED);
    stream_stop(&s, 4);
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_INCONC), "RFC4575/notify");
    stream_clear(&s);
    begin();
    s.setup.focus.late_ok = CPM_LATE_NOTIFY;
    s.setup.focus.subscribe = true;
    stream_feed(&s, B_JOINED A_SUBSCRIBES NOTIFIED(".") SMS_INVITED("2", "sms accept") ACCEPTED);
    stream_stop(&s, 40);
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "RFC4575/notify");
    stream_clear(&s);
    begin();        /* the inviter was never answered, so there is nothing to be told */
    s.setup.focus.late_ok = CPM_LATE_NOTIFY;
    s.setup.focus.subscribe = true;
    stream_run(&s, INVITER_ASKS SMS_INVITED("1", "sms reject") SMS_ANSWERS("1", "603") SMS_ACKED("1")
        SMS_INVITED("2", "sms reject")
        SMS_ANSWERS("2", "603") SMS_ACKED("2") INVITER_REFUSED("603"));
    stream_passes(&s, "C-4.3/answer-to-inviter");
}

static void after_each(void)
{
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo rfc[] = {
        {"100 on each hop", test_trying},
        {"one final response", test_one_final_response},
        {"ACK", test_ack},
        {"a provisional each minute", test_provisional_each_minute},
        {"a provisional each minute to the inviter", test_provisional_to_the_inviter},
        {"CANCEL, 200 and 487", test_cancel},
        {"CANCEL before a provisional", test_cancel_before_provisional},
        {"CANCEL crosses 200", test_cancel_crosses_200},
        {"CANCEL of a CPM client", test_cancel_of_a_client},
        {"CANCEL without reason; patience; T_answer", test_cancel_without_reason},
        {"CANCEL and its answer", test_cancel_and_its_answer},
        {"not invited any more", test_not_invited_any_more},
        {"Timer C", test_timer_c},
        {"clocks start with the leg", test_clocks},
        {"Timer C, forgotten until T_answer", test_timer_c_forgotten},
        {"responses of proxies: 408, 500 for 503", test_proxy_responses},
        {"BYE", test_bye},
        {"NOTIFY", test_notify},
        {"SUBSCRIBE and NOTIFY after their causes", test_event_messages_are_causal},
        {"the inviter's dues are open when stopped", test_inviter_is_open_when_stopped},
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        {"RFC rules", NULL, NULL, begin, after_each, rfc},
        CU_SUITE_INFO_NULL,
    };
    return cunit_run(suites);
}
