/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the checker leaves open since nobody can be blamed for it, a box that was down, a link that was full, an INVITE that came again; and
 * that each such excuse ends where its cause does. */
#include <string.h>

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;

static void begin(void)
{
    stream_init(&s, 2);
    s.begin = begin;
    s.setup.wire.transactions = true;
    s.setup.wire.core = (CpmTimers){ 500 * SIM_MS, 4 * SIM_S, 5 * SIM_S };
    s.setup.wire.access = (CpmTimers){ 2 * SIM_S, 16 * SIM_S, 17 * SIM_S };
}

#define C_FACTS ". 2 facts sms accept\n"

/* The verdict of @id after the run of @text. */
static ReportVerdict verdict(const char *text, const char *id, const char *reason)
{
    ReportRequirement row;
    ReportVerdict found;

    stream_run(&s, text);
    row = stream_requirement(&s, id);
    found = row.verdict;
    CU_ASSERT_TRUE(row.reason == NULL ? reason[0] == '\0' : strstr(row.reason, reason) != NULL);
    stream_clear(&s);
    begin();
    return found;
}

/* ---- A box was down */

static struct CpmOutage early = { .from = 0, .until = 1 * SIM_MS }, late = { .from = 100 * SIM_S, .until = 101 * SIM_S };

static void fails_at(CpmBoxKind box, struct CpmOutage *outage)
{
    s.setup.station[box].failure = (CpmFailureSetup){ .outages = outage, .n_outages = 1 };
}

static void test_down_meanwhile(void)
{
    fails_at(CPM_CORE, &early);
    CU_ASSERT_EQUAL(verdict(B_JOINED C_FACTS, "C-4.3/steps", "a box was down meanwhile"), REPORT_VERDICT_INCONC);
    fails_at(CPM_CORE, &late);          /* it was over before */
    CU_ASSERT_EQUAL(verdict(B_JOINED C_FACTS, "C-4.3/steps", "step 5 is missing"), REPORT_VERDICT_FAIL);
    fails_at(CPM_ISF, &early);
    CU_ASSERT_EQUAL(verdict(B_JOINED C_FACTS, "C-4.3/steps", "a box was down meanwhile"), REPORT_VERDICT_INCONC);
    fails_at(CPM_ISF, &early);          /* which is not on the way of a CPM client */
    CU_ASSERT_EQUAL(verdict(B_JOINED ". 2 facts cpm none\n", "C-4.3/steps-cpm", "step 3a is missing"), REPORT_VERDICT_FAIL);
}

/* 64 * T1 after it is up again all has been sent again. */
static void test_down_long_ago(void)
{
    static struct CpmOutage outages[] = { { .from = 0, .until = 10 * SIM_S }, { .from = 0, .until = 9 * SIM_S } };
#define BEGINS_AT_41_5 "41.5 0 A > Core INVITE\n. 0 Core > A 100\n. 0 Core > CS INVITE\n. 0 CS > Core 100\n" CPM_JOINS("1") INVITER_JOINS
    fails_at(CPM_CORE, &outages[0]);
    CU_ASSERT_EQUAL(verdict(BEGINS_AT_41_5 C_FACTS, "C-4.3/steps", "a box was down meanwhile"), REPORT_VERDICT_INCONC);
    fails_at(CPM_CORE, &outages[1]);
    CU_ASSERT_EQUAL(verdict(BEGINS_AT_41_5 C_FACTS, "C-4.3/steps", "step 5 is missing"), REPORT_VERDICT_FAIL);
}

/* What no outage explains. */
static void test_down_or_not(void)
{
#define ANSWERS_408 B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "9 1 B > Core BYE\n. 1 Core > CS BYE\n. 1 CS > Core 408/BYE\n"
    fails_at(CPM_CORE, &early);
    CU_ASSERT_EQUAL(verdict(ANSWERS_408, "RFC4320/no-408", "408"), REPORT_VERDICT_FAIL);
}

/* A proxy that dies with all that it knows is no IWF that does. */
static void test_a_proxy_dies(void)
{
    SimRecord crash = { .time = 2 * SIM_S, .leg = 2, .session = 0, .member = 2, .code = CPM_ACTION_CRASH,
                        .from = CPM_BOX(CPM_ISF, 0), .to = CPM_BOX(CPM_ISF, 0), .kind = SIM_RECORD_ACTION };

    fails_at(CPM_ISF, &late);
    stream_feed(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    report_checker_observe(s.checker, &crash, 1);
    stream_finish(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/outage").fail, 0);
    stream_clear(&s);
    begin();
    stream_feed(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    crash.from = crash.to = CPM_BOX(CPM_IWF, 0);
    report_checker_observe(s.checker, &crash, 1);
    stream_finish(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/outage").fail, 1);
    stream_clear(&s);
    begin();
}

/* ---- A link was full */

/* @n copies of an INVITE cross the link from the CS to the Core, @every seconds one. */
static char *busy_link(unsigned n, double every)
{
    GString *text = g_string_new(B_JOINED ". 2 facts sms accept\n");

    for (unsigned i = 0; i < n; i++)
        g_string_append_printf(text, "%.1f 1 CS >+ Core INVITE\n", 1 + i * every);
    return g_string_free(text, FALSE);
}

/* An INVITE has 1,700 bytes or so: 0.2 s at 64 kbit/s. */
static void test_full_link(void)
{
    g_autofree char *busy = busy_link(120, 0.2), *idle = busy_link(40, 0.6);

    s.setup.wire.link[CPM_LINK_CORE].bandwidth = 64e3;
    CU_ASSERT_EQUAL(verdict(busy, "C-4.3/steps", "messages queued for a link"), REPORT_VERDICT_INCONC);
    s.setup.wire.link[CPM_LINK_CORE].bandwidth = 64e3;
    CU_ASSERT_EQUAL(verdict(idle, "C-4.3/steps", "step 5 is missing"), REPORT_VERDICT_FAIL);
    s.setup.wire.link[CPM_LINK_CORE].bandwidth = 64e4;
    CU_ASSERT_EQUAL(verdict(busy, "C-4.3/steps", "step 5 is missing"), REPORT_VERDICT_FAIL);
}

/* ---- An INVITE comes again */

#define TWICE(t) B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED t " 2 CS > Core INVITE\n"

static void test_invite_again(void)
{
    SimDistribution *service = sim_distribution_new_constant(0.001);

    CU_ASSERT_EQUAL(verdict(TWICE("40"), "C-4.3/steps", "came twice"), REPORT_VERDICT_FAIL);     /* nothing can have kept it */
    s.setup.station[CPM_CORE] = (CpmStationSetup){ .service = service, .servers = 1 };
    CU_ASSERT_EQUAL(verdict(TWICE("40"), "C-4.3/steps", ""), REPORT_VERDICT_PASS);
    s.setup.station[CPM_CORE] = (CpmStationSetup){ .service = service, .servers = 1 };
    CU_ASSERT_EQUAL(verdict(TWICE("30"), "C-4.3/steps", "came twice"), REPORT_VERDICT_FAIL);     /* its transaction lived */
    s.setup.station[CPM_CORE] = (CpmStationSetup){ .service = service, .servers = 1 };
    CU_ASSERT_EQUAL(verdict(TWICE("40") "41 2 Core > CS 180\n", "MODEL/causal-neighbours", "came again when its transaction had ended"),
                    REPORT_VERDICT_INCONC);
    s.setup.station[CPM_CORE] = (CpmStationSetup){ .service = service, .servers = 1 };     /* of another leg nothing came again */
    CU_ASSERT_EQUAL(verdict(TWICE("40") "41 1 Core > CS 180\n", "MODEL/causal-neighbours", "a 180 was forwarded"), REPORT_VERDICT_FAIL);
    sim_distribution_free(service);
}

/* ---- What one subscriber has lost is no excuse for another */

#define A_SUBSCRIBES \
    ". 0 A > Core SUBSCRIBE\n. 0 Core > CS SUBSCRIBE\n. 0 CS > Core 200/SUBSCRIBE\n. 0 Core > A 200/SUBSCRIBE\n" \
    ". 0 CS > Core NOTIFY\n. 0 Core > A NOTIFY\n. 0 A > Core 200/NOTIFY\n. 0 Core > CS 200/NOTIFY\n"
#define HASTY "9 0 CS > Core NOTIFY\n10 0 CS > Core NOTIFY\n"

static void loses(void)
{
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        s.setup.wire.link[i].loss = 0.01;
    s.setup.focus.subscribe = true;
    s.setup.focus.notify_interval = 5 * SIM_S;
}

static void test_who_lost_what(void)
{
    loses();
    CU_ASSERT_EQUAL(verdict(B_JOINED A_SUBSCRIBES HASTY, "RFC4575/pacing", "a NOTIFY 1.000 s after"), REPORT_VERDICT_FAIL);
    loses();
    CU_ASSERT_NOT_EQUAL(verdict(B_JOINED A_SUBSCRIBES "8 0 CS >* Core NOTIFY\n" HASTY, "RFC4575/pacing", ""), REPORT_VERDICT_FAIL);
    loses();                            /* of B it was lost */
    CU_ASSERT_EQUAL(verdict(B_JOINED A_SUBSCRIBES "8 1 CS >* Core NOTIFY\n" HASTY, "RFC4575/pacing", "a NOTIFY 1.000 s after"),
                    REPORT_VERDICT_FAIL);
    loses();                            /* the inviter has lost something else */
    CU_ASSERT_EQUAL(verdict("0.000 0 A >* Core INVITE\n" B_JOINED A_SUBSCRIBES HASTY, "RFC4575/pacing", "a NOTIFY 1.000 s after"),
                    REPORT_VERDICT_FAIL);
    loses();                            /* B has */
    CU_ASSERT_EQUAL(verdict(INVITER_ASKS ". 1 facts cpm none\n. 1 CS >* Core INVITE\n0.5 1 CS > Core INVITE\n. 1 Core > CS 100\n"
                            ". 1 Core > B INVITE\n. 1 B > Core 100\n" CPM_ANSWERS("1", "200") CPM_ACKED("1") INVITER_JOINS A_SUBSCRIBES
                            HASTY, "RFC4575/pacing", "a NOTIFY 1.000 s after"), REPORT_VERDICT_FAIL);
}

/* ---- An answer in place of a box that nothing has reached */

static void test_answer_in_place(void)
{
    loses();
    stream_run(&s, B_JOINED ". 0 A > Core SUBSCRIBE\n. 0 Core >* CS SUBSCRIBE\n. 0 Core > A 503/SUBSCRIBE\n");
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/causal-neighbours").fail, 0);
    stream_clear(&s);
    begin();
    loses();
    stream_run(&s, B_JOINED ". 0 A > Core SUBSCRIBE\n. 0 Core > A 503/SUBSCRIBE\n");
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/causal-neighbours").fail, 1);
    stream_clear(&s);
    begin();
}

/* ---- A proxy has given up, and what it waited for comes */

/* How often @id fails in the run of @text. */
static unsigned fails(const char *text, const char *id)
{
    unsigned n;

    loses();
    stream_run(&s, text);
    n = (unsigned)stream_requirement(&s, id).fail;
    stream_clear(&s);
    begin();
    return n;
}

#define CAUSAL "MODEL/causal-neighbours"
#define UP_TO_ISF \
    B_JOINED C_FACTS "1 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n. 2 ISF > Core INVITE\n" \
    ". 2 Core >* ISF 100\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n"
#define GIVES_UP UP_TO_ISF "33.2 2 ISF > Core 408\n. 2 Core >* CS 408\n"
#define ANSWERS_LATE(status) "33.3 2 IWF > Core " status "\n. 2 Core >* ISF " status "\n"

static void test_answer_after_408(void)
{
    CU_ASSERT_EQUAL(fails(GIVES_UP ANSWERS_LATE("480") "33.7 2 Core > CS 408\n", CAUSAL), 0);
    CU_ASSERT_EQUAL(fails(GIVES_UP ANSWERS_LATE("200") ". 2 Core > ISF ACK\n33.7 2 Core > CS 408\n", CAUSAL), 0);
    loses();                            /* to the one above only the 408 may go */
    CU_ASSERT_EQUAL(verdict(GIVES_UP ANSWERS_LATE("480") "33.7 2 Core > CS 480\n", CAUSAL, "a 408 arrived and was forwarded as 480"),
                    REPORT_VERDICT_FAIL);
    loses();                            /* nobody has given up */
    CU_ASSERT_EQUAL(verdict(UP_TO_ISF "33.2 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n. 2 Core > CS 408\n", CAUSAL,
                            "a 480 arrived and was forwarded as 408"), REPORT_VERDICT_FAIL);
    loses();                            /* the ACK of a 200 goes from end to end */
    CU_ASSERT_EQUAL(verdict(UP_TO_ISF "9 2 IWF > Core 200\n. 2 Core > ISF 200\n. 2 ISF > Core 200\n. 2 Core > ISF ACK\n", CAUSAL,
                            "an ACK was forwarded that had not arrived"), REPORT_VERDICT_FAIL);
}

/* Timer B runs from when the INVITE was sent; it is seen when it gets there. */
static void test_408_by_timer_b(void)
{
#define UP_TO_IWF \
    B_JOINED C_FACTS "1 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n. 2 ISF > Core INVITE\n" \
    ". 2 Core > IWF INVITE\n"
    CU_ASSERT_EQUAL(fails(UP_TO_IWF "33.0045 2 Core > ISF 408\n", CAUSAL), 0);
    CU_ASSERT_EQUAL(fails(UP_TO_IWF "32 2 Core > ISF 408\n", CAUSAL), 1);
}

/* ---- The IWF has answered, which nobody has heard */

static void test_unheard_answer(void)
{
#define UNRECOGNISED "25 2 System > IWF unrecognised\n"
#define HELP "MODEL/help-bounded"
    CU_ASSERT_EQUAL(fails(B_JOINED C_ASKED "9 2 IWF >* Core 480\n" UNRECOGNISED, HELP), 0);
    loses();                            /* it still waits */
    CU_ASSERT_EQUAL(verdict(B_JOINED C_ASKED "9 2 IWF >* Core 180\n" UNRECOGNISED, HELP, "no help message followed"),
                    REPORT_VERDICT_FAIL);
}

static void has_capacity(unsigned capacity)
{
    s.iwfs[0] = (CpmIwfBox){ .serves = 1, .capacity = capacity };
    s.setup.iwfs = s.iwfs;
    s.setup.n_iwfs = 1;
    s.setup.code[CPM_REASON_OVERLOADED] = 503;
    loses();
}

static void test_unheard_refusal(void)
{
#define REFUSED(status) B_JOINED SMS_INVITED("2", "sms convert") ". 2 IWF >* Core " status "\n"
#define CONVERT "CPM-IWF-008/convert"
    has_capacity(1);
    CU_ASSERT_NOT_EQUAL(verdict(REFUSED("503"), CONVERT, ""), REPORT_VERDICT_FAIL);
    has_capacity(1);                    /* that is not how a full one refuses */
    CU_ASSERT_EQUAL(verdict(REFUSED("480"), CONVERT, "step 11 is missing"), REPORT_VERDICT_FAIL);
    has_capacity(0);                    /* it is never full */
    CU_ASSERT_EQUAL(verdict(REFUSED("503"), CONVERT, "step 11 is missing"), REPORT_VERDICT_FAIL);
}

/* ---- A 200 that has not reached the focus, a BYE that has, and a CANCEL */

static void test_never_accepted(void)
{
#define ANSWER "C-4.3/answer-to-inviter"
#define C_DECLINES CPM_INVITED("2") CPM_ANSWERS("2", "603") SAYS("2", "Core > B", "ACK") SAYS("2", "CS > Core", "ACK")
#define B_WAS_NEVER_HEARD \
    INVITER_ASKS CPM_INVITED("1") C_DECLINES "1 1 B > Core 200\n. 1 Core >* CS 200\n33 1 B > Core BYE\n. 1 Core > CS BYE\n" \
    ". 1 CS > Core 481/BYE\n. 1 Core > B 481/BYE\n40 1 CS > Core CANCEL\n. 1 Core > CS 481/CANCEL\n"
    loses();
    CU_ASSERT_EQUAL(verdict(B_WAS_NEVER_HEARD "80 0 CS > Core 603\n. 0 Core > A 603\n", ANSWER, ""), REPORT_VERDICT_PASS);
    loses();                            /* he has said nothing at all */
    CU_ASSERT_EQUAL(verdict(INVITER_ASKS CPM_INVITED("1") C_DECLINES "9 0 CS > Core 200\n. 0 Core > A 200\n", ANSWER, " 0 accepted"),
                    REPORT_VERDICT_FAIL);
}

/* ---- A box that controls overload refuses a dial-in */

static void test_dial_in_rejected(void)
{
#define DIALS_IN B_JOINED C_ASKED "9 2 IWF > Core DIAL\n"
    s.setup.station[CPM_CORE].overload.control = CPM_OVERLOAD_RETRY_AFTER;
    CU_ASSERT_EQUAL(fails(DIALS_IN ". 2 Core > IWF 503/DIAL\n", CAUSAL), 0);
    CU_ASSERT_EQUAL(fails(DIALS_IN ". 2 Core > IWF 503/DIAL\n", CAUSAL), 1);       /* it does not */
    s.setup.station[CPM_CORE].overload.control = CPM_OVERLOAD_RETRY_AFTER;
    CU_ASSERT_EQUAL(fails(DIALS_IN ". 2 Core > IWF 200/DIAL\n", CAUSAL), 1);
}

/* ---- A user of a closed population waits for the end of his session */

static ReportVerdict two_in_turn(CpmArrivalKind kind, const char *text, const char *reason)
{
    loses();
    s.workload.count = 2;
    s.workload.arrivals = (CpmArrivals){ .kind = kind, .users = 1 };
    s.group.size = s.members[0].count = 1;
    s.members[1].count = 0;
    return verdict(text, ANSWER, reason);
}

static void test_never_told(void)
{
#define ENDS(way) B_JOINED "9 0 CS > Core BYE\n. 0 Core " way " A BYE\n"
#define STEP_1 "step 1 is missing"
    CU_ASSERT_EQUAL(two_in_turn(CPM_ARRIVE_CLOSED, ENDS(">*"), "still be waiting"), REPORT_VERDICT_INCONC);
    CU_ASSERT_EQUAL(two_in_turn(CPM_ARRIVE_CLOSED, ENDS(">"), STEP_1), REPORT_VERDICT_FAIL);
    CU_ASSERT_EQUAL(two_in_turn(CPM_ARRIVE_BY_GAP, ENDS(">*"), STEP_1), REPORT_VERDICT_FAIL);
}

static void after_each(void)
{
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "a box was down meanwhile", test_down_meanwhile },
        { "... long ago", test_down_long_ago },
        { "what no outage explains", test_down_or_not },
        { "a proxy dies", test_a_proxy_dies },
        { "a link was full", test_full_link },
        { "an INVITE comes again", test_invite_again },
        { "who has lost what", test_who_lost_what },
        { "an answer in place of a box", test_answer_in_place },
        { "an answer after the 408", test_answer_after_408 },
        { "a 408 by Timer B", test_408_by_timer_b },
        { "an answer that nobody heard", test_unheard_answer },
        { "... of an IWF that is full", test_unheard_refusal },
        { "a 200 that did not get there", test_never_accepted },
        { "a dial-in is rejected", test_dial_in_rejected },
        { "nobody tells a user that it is over", test_never_told },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { "what is left open", NULL, NULL, begin, after_each, tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
