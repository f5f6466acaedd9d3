/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker on what an IWF does besides accepting, rejecting and converting: refusals for the inviter's sake, submissions, help,
 * replies that come late or mean another session, numbers, capacity, outages; and on the ISF, which looks for another IWF. */

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;

static void begin(void)
{
    stream_init(&s, 2);
    s.begin = begin;
}

#define REFUSED(status) B_JOINED SMS_INVITED("2", "sms convert") SMS_ANSWERS("2", status) SMS_ACKED("2")
#define NATIVELY(status) B_JOINED SMS_INVITED("2", "chat none") SMS_ANSWERS("2", status) SMS_ACKED("2")

/* ---- D18, D19, D20 */

static void test_refusals_for_the_inviter(void)
{
    s.workload.unconvertible = true;
    stream_run(&s, REFUSED("488"));
    CU_ASSERT_EQUAL(stream_branch(&s, "CPM-IWF-008/no-message-after-reject", "inviter"), 1);
    stream_passes(&s, "MODEL/content");
    s.workload.unconvertible = true;
    stream_run(&s, REFUSED("480"));
    stream_fails(&s, "MODEL/response-codes", "demands 488");
    s.workload.unconvertible = true;
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("50"));
    stream_breaks(&s, "MODEL/content", "refuse (content)");
    s.workload.unconvertible = true;        /* natively it goes as it is */
    stream_run(&s, B_JOINED SMS_INVITED("2", "chat none") ". 2 IWF > System native\n. 2 System > IWF accept\n" ACCEPTED);
    stream_passes(&s, "CPM-IWF-008/native");
    s.workload.anonymous = true;
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("50"));
    stream_passes(&s, "CPM-IWF-008/convert");
    s.workload.anonymous = true;
    s.setup.iwf.anonymous_allowed = false;
    stream_run(&s, REFUSED("433"));
    stream_passes(&s, "TS23.204/anonymous");
    s.workload.anonymous = true;
    s.setup.iwf.anonymous_allowed = false;
    stream_run(&s, NATIVELY("433") ". 2 IWF > System notice\n");
    stream_fails(&s, "CPM-IWF-008/no-message-after-reject", "notice");
    s.workload.unauthorised = s.workload.anonymous = true;
    s.setup.iwf.anonymous_allowed = false;
    stream_run(&s, NATIVELY("403"));
    stream_passes(&s, "TS23.204/unauthorised");
    s.workload.unauthorised = true;
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") SMS_ANSWERS("2", "200") SMS_ACKED("2"));
    stream_fails(&s, "TS23.204/unauthorised", "answers 200");
    s.workload.unauthorised = true;         /* who is rejected is rejected */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms reject") SMS_ANSWERS("2", "603") SMS_ACKED("2"));
    stream_passes(&s, "CPM-IWF-008/reject");
}

/* ---- D08 */

#define UNCLEAR(t) t " 2 System > IWF unrecognised\n"
#define HELP ". 2 IWF > System help\n"

static void test_help(void)
{
    stream_run(&s, B_JOINED C_ASKED UNCLEAR("20") HELP C_ACCEPTS("50"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/help-bounded", "sent"), 1);
    stream_passes(&s, "MODEL/help-bounded");
    stream_run(&s, B_JOINED C_ASKED UNCLEAR("20") HELP UNCLEAR("30") C_ACCEPTS("50"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/help-bounded", "limit"), 1);
    stream_passes(&s, "MODEL/help-bounded");
    stream_run(&s, B_JOINED C_ASKED UNCLEAR("20") HELP UNCLEAR("30") HELP C_ACCEPTS("50"));
    stream_fails(&s, "MODEL/help-bounded", "help message number 2");
    stream_run(&s, B_JOINED C_ASKED HELP C_ACCEPTS("50"));
    stream_fails(&s, "MODEL/help-bounded", "no reply that was not recognised");
    stream_run(&s, B_JOINED C_ASKED UNCLEAR("20") C_ACCEPTS("50"));
    stream_fails(&s, "MODEL/help-bounded", "no help message followed");
    s.setup.iwf.helps = 3;
    stream_run(&s, B_JOINED C_ASKED UNCLEAR("20") HELP UNCLEAR("30") HELP UNCLEAR("35") C_ACCEPTS("50"));
    stream_fails(&s, "MODEL/help-bounded", "no help message followed");
    s.setup.iwf.helps = 0;
    stream_run(&s, B_JOINED C_ASKED UNCLEAR("20") C_ACCEPTS("50"));
    stream_passes(&s, "MODEL/help-bounded");
}

/* ---- D11 */

static void with_submission(void)
{
    s.systems[0] = (CpmSystemSetup){.refused = 0.1, .silent = 0.1, .malformed = 0.1};
    s.setup.systems = s.systems;
    s.setup.n_systems = 1;
}

#define SUBMITTED(status) SMS_INVITED("2", "sms convert") ". 2 IWF > System invitation\n. 2 System > IWF taken/" status "\n"
#define AND(status) SMS_ANSWERS("2", status) SMS_ACKED("2")

static void test_submission(void)
{
    with_submission();
    stream_run(&s, B_JOINED SUBMITTED("200") SMS_RINGS("2", "182") "20 2 System > IWF accept\n" AND("200"));
    stream_passes(&s, "MODEL/submission");
    with_submission();
    stream_run(&s, B_JOINED SUBMITTED("500") AND("500"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/submission", "refused"), 1);
    stream_passes(&s, "MODEL/submission");
    with_submission();
    stream_run(&s, B_JOINED SUBMITTED("502") AND("502"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/submission", "malformed"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "CPM-IWF-008/convert", "not-submitted"), 1);
    stream_passes(&s, "MODEL/submission");
    with_submission();
    stream_run(&s, B_JOINED SUBMITTED("502") AND("500"));
    stream_fails(&s, "MODEL/response-codes", "demands 502");
    with_submission();
    stream_run(&s, B_JOINED SUBMITTED("500") AND("200"));
    stream_fails(&s, "CPM-IWF-008/convert", "did not accept");
    with_submission();
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") ". 2 IWF > System invitation\n30.1 2 IWF > Core 504\n. 2 Core > ISF 504\n"
        ". 2 ISF > Core 504\n. 2 Core > CS 504\n" SMS_ACKED("2"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/submission", "silent"), 1);
    stream_passes(&s, "MODEL/submission");
    with_submission();      /* before its time */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") ". 2 IWF > System invitation\n20 2 IWF > Core 504\n. 2 Core > ISF 504\n"
        ". 2 ISF > Core 504\n. 2 Core > CS 504\n" SMS_ACKED("2"));
    stream_breaks(&s, "CPM-IWF-008/convert", "before T_reply");
    with_submission();      /* far too late */
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") ". 2 IWF > System invitation\n90 2 IWF > Core 504\n. 2 Core > ISF 504\n"
        ". 2 ISF > Core 504\n. 2 Core > CS 504\n" SMS_ACKED("2"));
    stream_fails(&s, "MODEL/submission", "still waits 8");
    with_submission();      /* an answer that nobody waits for any more is no news */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert")
        ". 2 IWF > System invitation\n. 2 System > IWF decline\n. 2 System > IWF taken/200\n"
        AND("603"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/submission", "taken"), 0);
    stream_passes(&s, "CPM-IWF-008/convert");
    with_submission();      /* taken: then only the reply counts */
    stream_run(&s, B_JOINED SUBMITTED("200") "40 2 IWF > Core 504\n. 2 Core > ISF 504\n. 2 ISF > Core 504\n. 2 Core > CS 504\n"
        SMS_ACKED("2"));
    stream_breaks(&s, "CPM-IWF-008/convert", "before T_reply");
}

/* ---- T_reply */

static void test_no_reply_in_time(void)
{
    SimDistribution *minute = sim_distribution_new_constant(60);        /* borrowed by the setup */

    s.setup.iwf.keepalive = SIM_TIME_MAX;
    s.setup.timer_c = 2000 * SIM_S;
    stream_run(&s, B_JOINED C_ASKED "600.1 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n. 2 Core > CS 480\n" SMS_ACKED("2"));
    CU_ASSERT_EQUAL(stream_branch(&s, "CPM-IWF-008/convert", "no-reply"), 1);
    stream_passes(&s, "TS23.204/no-reply");
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    s.setup.timer_c = 2000 * SIM_S;
    stream_run(&s, B_JOINED C_ASKED "650 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n. 2 Core > CS 480\n" SMS_ACKED("2"));
    stream_fails(&s, "TS23.204/no-reply", "still waits 649");
    s.setup.iwf.keepalive = SIM_TIME_MAX;
    s.setup.timer_c = 2000 * SIM_S;
    stream_run(&s, B_JOINED C_ASKED "600.1 2 IWF > Core 200\n. 2 Core > ISF 200\n. 2 ISF > Core 200\n. 2 Core > CS 200\n" SMS_ACKED("2"));
    stream_fails(&s, "CPM-IWF-008/convert TS23.204/no-reply", "delivery report");
    s.setup.iwf.t_reply = 10 * SIM_S;       /* the inviting message is still under way when the IWF gives up: no fault */
    s.setup.latency[CPM_LINK_SYSTEM] = minute;
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert")
        "10.1 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n. 2 Core > CS 480\n"
        SMS_ACKED("2") "60.1 2 IWF > System invitation\n");
    stream_passes(&s, "TS23.204/no-reply");
    s.setup.iwf.t_reply = 10 * SIM_S;
    s.setup.latency[CPM_LINK_SYSTEM] = minute;
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert")
        "10.1 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n. 2 Core > CS 480\n"
        SMS_ACKED("2") "99 1 B > Core 100\n");
    stream_breaks(&s, "CPM-IWF-008/convert", "step 11");
    sim_distribution_free(minute);
}

/* ---- Replies to another invitation; leaving; late replies */

static void test_own_response(void)
{
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("50"));
    stream_passes(&s, "CPM-IWF-008/own-response");
    stream_run(&s, B_JOINED C_ASKED "50 2 System > IWF accept@7\n" ACCEPTED);
    stream_fails(&s, "CPM-IWF-008/own-response", "session 7");
    stream_run(&s, B_JOINED C_ASKED UNCLEAR("20") HELP "50 2 System > IWF decline@0\n" AND("603"));
    stream_fails(&s, "CPM-IWF-008/own-response", "session 0");
}

#define IWF_BYE \
    ". 2 IWF > Core BYE\n. 2 Core > ISF BYE\n. 2 ISF > Core BYE\n. 2 Core > CS BYE\n. 2 CS > Core 200/BYE\n" \
    ". 2 Core > ISF 200/BYE\n. 2 ISF > Core 200/BYE\n. 2 Core > IWF 200/BYE\n"

static void test_leaving(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 IWF > System notice\n. 2 System > IWF leave\n" ACCEPTED IWF_BYE);
    stream_passes(&s, "RFC3261/bye");             /* he was faster than the 200 */
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("50") "60 2 System > IWF decline\n" IWF_BYE);
    stream_passes(&s, "TS23.204/leave");
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("50") "60 2 System > IWF leave\n" IWF_BYE);
    stream_passes(&s, "TS23.204/leave");
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("50") "60 2 System > IWF leave\n99 1 B > Core 100\n");
    stream_fails(&s, "TS23.204/leave", "no BYE followed");
    stream_run(&s, B_JOINED C_ASKED C_ACCEPTS("50") "60 2 System > IWF accept\n" IWF_BYE);
    stream_fails(&s, "TS23.204/leave", "has not left");
    stream_run(&s, B_JOINED C_ASKED "50 2 System > IWF leave\n" AND("603"));
    CU_ASSERT_EQUAL(stream_branch(&s, "CPM-IWF-008/convert", "leave"), 1);
    stream_passes(&s, "CPM-IWF-008/convert");
}

#define DECLINED B_JOINED C_ASKED "50 2 System > IWF decline\n" AND("603")
#define TOO_LATE DECLINED "60 2 System > IWF accept\n"
#define DIALS_IN ". 2 IWF > Core DIAL\n. 2 Core > ISF DIAL\n. 2 ISF > Core DIAL\n. 2 Core > CS DIAL\n"
#define DIAL_ANSWERED(status) \
    ". 2 CS > Core " status "/DIAL\n. 2 Core > ISF " status "/DIAL\n. 2 ISF > Core " status "/DIAL\n. 2 Core > IWF " status "/DIAL\n"
#define DIAL_ACKED ". 2 IWF > Core DIALACK\n. 2 Core > ISF DIALACK\n. 2 ISF > Core DIALACK\n. 2 Core > CS DIALACK\n"
#define LATER "99 1 B > Core 100\n"

static void test_late_replies(void)
{
    s.setup.iwf.notices = true;
    stream_run(&s, TOO_LATE ". 2 IWF > System notice\n");
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/late-reply", "told"), 1);
    stream_passes(&s, "MODEL/late-reply");
    s.setup.iwf.notices = true;
    stream_run(&s, TOO_LATE LATER);
    stream_fails(&s, "MODEL/late-reply", "nothing followed");
    s.setup.iwf.notices = true;             /* it may still come */
    stream_run(&s, TOO_LATE);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/late-reply").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "CPM-IWF-008/convert");
    stream_run(&s, TOO_LATE LATER);
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/late-reply", "ignored"), 1);
    stream_passes(&s, "MODEL/late-reply");
    stream_run(&s, TOO_LATE DIALS_IN DIAL_ANSWERED("200") DIAL_ACKED);
    stream_fails(&s, "MODEL/late-reply", "does not ask for");
}

#define A_AND_B_LEAVE \
    "70 0 A > Core BYE\n. 0 Core > CS BYE\n. 0 CS > Core 200/BYE\n. 0 Core > A 200/BYE\n. 1 CS > Core BYE\n. 1 Core > B BYE\n" \
    ". 1 B > Core 200/BYE\n. 1 Core > CS 200/BYE\n"

static void test_dial_in(void)
{
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN DIAL_ANSWERED("200") DIAL_ACKED);
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/late-reply", "joined"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "RFC4579/dial-in", "joined"), 1);
    stream_passes(&s, "RFC4579/dial-in");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;       /* and may leave again */
    stream_run(&s, TOO_LATE DIALS_IN DIAL_ANSWERED("200") DIAL_ACKED ". 2 System > IWF leave\n" IWF_BYE);
    stream_passes(&s, "TS23.204/leave");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN DIAL_ANSWERED("200") LATER);
    stream_fails(&s, "RFC4579/dial-in", "ACK of a dial-in did not reach");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN DIAL_ANSWERED("481"));
    stream_fails(&s, "RFC4579/dial-in", "refused, but the session lived");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN LATER);
    stream_fails(&s, "RFC4579/dial-in", "the answer to a dial-in");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE ". 2 IWF > Core DIAL\n. 2 ISF > Core DIAL\n. 2 Core > CS DIAL\n" LATER);
    stream_breaks(&s, "MODEL/causal-neighbours", "a dial-in was forwarded");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, DECLINED DIALS_IN DIAL_ANSWERED("200") DIAL_ACKED);
    stream_fails(&s, "MODEL/late-reply", "nobody has accepted late");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE LATER);
    stream_fails(&s, "MODEL/late-reply", "nothing followed");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;       /* his second "yes" asks for nothing more */
    stream_run(&s, TOO_LATE DIALS_IN ". 2 System > IWF accept\n" DIAL_ANSWERED("200") ". 2 System > IWF accept\n" DIAL_ACKED LATER);
    stream_passes(&s, "RFC4579/dial-in");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN DIAL_ANSWERED("200") ". 2 IWF > Core DIALACK\n. 2 ISF > Core DIALACK\n. 2 Core > CS DIALACK\n" LATER);
    stream_breaks(&s, "MODEL/causal-neighbours", "ACK of a dial-in was forwarded");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN DIAL_ACKED DIAL_ANSWERED("200") LATER);
    stream_breaks(&s, "RFC4579/dial-in", "before any answer");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE ". 2 IWF > Core DIAL\n" LATER);
    stream_breaks(&s, "RFC4579/dial-in", "a dial-in did not reach the Conversation Server");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN ". 2 Core > CS DIAL\n" DIAL_ANSWERED("200") DIAL_ACKED);
    stream_breaks(&s, "RFC4579/dial-in", "came twice");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN ". 2 CS > Core 200/DIAL\n" DIAL_ANSWERED("200") DIAL_ACKED);
    stream_breaks(&s, "RFC4579/dial-in", "without it");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;
    stream_run(&s, TOO_LATE DIALS_IN ". 2 CS > Core 200/DIAL\n. 2 ISF > Core 200/DIAL\n. 2 Core > IWF 200/DIAL\n" DIAL_ACKED);
    stream_breaks(&s, "MODEL/causal-neighbours", "to a dial-in was forwarded");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;       /* taken in though all is over */
    stream_run(&s, DECLINED A_AND_B_LEAVE "90 2 System > IWF accept\n" DIALS_IN DIAL_ANSWERED("200") DIAL_ACKED IWF_BYE);
    stream_breaks(&s, "RFC4579/dial-in", "answered 200, but the session is over");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;       /* refused at the last moment: he has not joined */
    stream_run(&s, TOO_LATE DIALS_IN A_AND_B_LEAVE DIAL_ANSWERED("481"));
    stream_passes(&s, "RFC4579/dial-in");
    s.setup.iwf.late_reply = CPM_LATE_REPLY_JOIN;       /* the session has ended */
    stream_run(&s, DECLINED "70 0 A > Core BYE\n. 0 Core > CS BYE\n. 0 CS > Core 200/BYE\n. 0 Core > A 200/BYE\n. 1 CS > Core BYE\n"
        ". 1 Core > B BYE\n. 1 B > Core 200/BYE\n. 1 Core > CS 200/BYE\n90 2 System > IWF accept\n" DIALS_IN DIAL_ANSWERED("481"));
    CU_ASSERT_EQUAL(stream_branch(&s, "RFC4579/dial-in", "gone"), 1);
    stream_passes(&s, "RFC4579/dial-in");
}

/* ---- Numbers: sessions 0 and 1 of one SMS user each, in slots 1 and 3 */

#define ASKS(k, slot) \
    ". " k ":0@" slot "0 A > Core INVITE\n. " k ":0@" slot "0 Core > A 100\n. " k ":0@" slot "0 Core > CS INVITE\n" \
    ". " k ":0@" slot "0 CS > Core 100\n"
#define INVITES(k, slot) \
    ". " k ":1@" slot "1 facts sms convert\n. " k ":1@" slot "1 CS > Core INVITE\n. " k ":1@" slot "1 Core > CS 100\n" \
    ". " k ":1@" slot "1 Core > ISF INVITE\n. " k ":1@" slot "1 ISF > Core 100\n. " k ":1@" slot "1 ISF > Core INVITE\n" \
    ". " k ":1@" slot "1 Core > ISF 100\n. " k ":1@" slot "1 Core > IWF INVITE\n. " k ":1@" slot "1 IWF > Core 100\n"
#define INVITED_IN(k, slot) INVITES(k, slot) ". " k ":1@" slot "1 IWF > System invitation\n"
#define FAILS_IN(k, slot, status) \
    ". " k ":1@" slot "1 IWF > Core " status "\n. " k ":1@" slot "1 Core > ISF " status "\n. " k ":1@" slot "1 ISF > Core " status "\n" \
    ". " k ":1@" slot "1 Core > CS " status "\n. " k ":1@" slot "1 CS > Core ACK\n. " k ":1@" slot "1 Core > ISF ACK\n" \
    ". " k ":1@" slot "1 ISF > Core ACK\n. " k ":1@" slot "1 Core > IWF ACK\n"
#define REFUSES_A(k, slot, status) \
    ". " k ":0@" slot "0 CS > Core " status "\n. " k ":0@" slot "0 Core > A " status "\n. " k ":0@" slot "0 Core > CS ACK\n" \
    ". " k ":0@" slot "0 A > Core ACK\n"
#define DECLINES(k, slot) ". " k ":1@" slot "1 System > IWF decline\n" FAILS_IN(k, slot, "603") REFUSES_A(k, slot, "603")

static void with_numbers(uint32_t numbers)
{
    stream_clear(&s);
    stream_init(&s, 1);
    s.group.n_members = 1;
    s.workload.count = 2;
    s.setup.iwf.numbers = numbers;
    s.setup.iwf.number_rest = 3600 * SIM_S;
}

static void test_numbers(void)
{
    with_numbers(2);
    stream_run(&s, ASKS("0", "1") INVITED_IN("0", "1") ASKS("1", "2") INVITED_IN("1", "2") DECLINES("0", "1") DECLINES("1", "2"));
    CU_ASSERT_EQUAL(stream_branch(&s, "TS23.204/session-number", "given"), 2);
    stream_passes(&s, "TS23.204/session-number");
    with_numbers(1);
    stream_run(&s, ASKS("0", "1") INVITED_IN("0", "1") ASKS("1", "2") INVITES("1", "2") FAILS_IN("1", "2", "485") REFUSES_A("1", "2", "485")
        DECLINES("0", "1"));
    CU_ASSERT_EQUAL(stream_branch(&s, "TS23.204/session-number", "exhausted"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "CPM-IWF-008/no-message-after-reject", "resources"), 1);
    stream_passes(&s, "TS23.204/session-number");
    with_numbers(1);
    stream_run(&s, ASKS("0", "1") INVITED_IN("0", "1") ASKS("1", "2") INVITED_IN("1", "2") DECLINES("0", "1") DECLINES("1", "2"));
    stream_fails(&s, "TS23.204/session-number", "2 sessions have numbers");
    with_numbers(2);
    stream_run(&s, ASKS("0", "1") INVITED_IN("0", "1") ASKS("1", "2") INVITES("1", "2") FAILS_IN("1", "2", "485") REFUSES_A("1", "2", "485")
        DECLINES("0", "1"));
    stream_fails(&s, "TS23.204/session-number", "a number is free");
    with_numbers(1);        /* it rests */
    stream_run(&s, ASKS("0", "1") INVITED_IN("0", "1") DECLINES("0", "1") "60 1:0@20 A > Core INVITE\n" ASKS("1", "2") INVITED_IN("1", "2")
        DECLINES("1", "2"));
    stream_breaks(&s, "TS23.204/session-number", "2 sessions have numbers");
    with_numbers(1);        /* and then it is free */
    stream_run(&s, ASKS("0", "1") INVITED_IN("0", "1") DECLINES("0", "1") "4000 0:1@11 System > IWF unrecognised\n" ASKS("1", "2")
        INVITES("1", "2") FAILS_IN("1", "2", "485") REFUSES_A("1", "2", "485"));
    stream_fails(&s, "TS23.204/session-number", "a number is free");
    with_numbers(1);        /* without a rest at once */
    s.setup.iwf.number_rest = 0;
    stream_run(&s, ASKS("0", "1") INVITED_IN("0", "1") DECLINES("0", "1") ASKS("1", "2") INVITED_IN("1", "2") DECLINES("1", "2"));
    stream_passes(&s, "TS23.204/session-number");
    with_numbers(1);        /* a service that names the message needs none */
    with_submission();
    s.systems[0] = (CpmSystemSetup){.names_message = true};
    stream_run(&s, ASKS("0", "1") INVITED_IN("0", "1") ASKS("1", "2") INVITED_IN("1", "2") DECLINES("0", "1") DECLINES("1", "2"));
    CU_ASSERT_EQUAL(stream_requirement(&s, "TS23.204/session-number").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "CPM-IWF-008/convert");
}

static void after_each(void)
{
    sim_distribution_free(s.setup.latency[CPM_LINK_SYSTEM]);
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"refused for the inviter's sake: D18 to D20", test_refusals_for_the_inviter},
        {"help messages: D08", test_help},
        {"submissions: D11", test_submission},
        {"no reply in time: D07", test_no_reply_in_time},
        {"a reply acts on its own invitation", test_own_response},
        {"leaving: D14", test_leaving},
        {"late replies: D13", test_late_replies},
        {"dialling in: D13", test_dial_in},
        {"numbers of sessions: D21", test_numbers},
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {{"interworking", NULL, NULL, begin, after_each, tests}, CU_SUITE_INFO_NULL};
    return cunit_run(suites);
}
