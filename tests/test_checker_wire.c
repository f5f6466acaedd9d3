/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker on networks in which messages are lost, come again, and wait: what a loss excuses and what it does not, the rules of
 * transactions, and boxes that are overloaded. */
#include <string.h>

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

static CheckerStream s;

static void begin(void)
{
    stream_init(&s, 2);
    s.begin = begin;
    s.setup.wire.transactions = true;
    s.setup.wire.core = (CpmTimers){ 500 * SIM_MS, 4 * SIM_S, 5 * SIM_S };
    s.setup.wire.access = (CpmTimers){ 2 * SIM_S, 16 * SIM_S, 17 * SIM_S };
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        s.setup.wire.link[i].loss = 0.01;
}

#define C_FACTS(t) t " 2 facts sms accept\n"
#define FROM_CORE_ON \
    ". 2 Core > ISF INVITE\n. 2 ISF > Core 100\n. 2 ISF > Core INVITE\n. 2 Core > ISF 100\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n"

/* ---- Copies */

static void test_lost_and_sent_again(void)
{
    stream_run(&s, B_JOINED C_FACTS("1") "1 2 CS >* Core INVITE\n1.5 2 CS >* Core INVITE\n2.5 2 CS > Core INVITE\n. 2 Core > CS 100\n"
               FROM_CORE_ON ACCEPTED);
    stream_passes(&s, "RFC3261/retransmissions");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") "2 2 CS >+ Core INVITE\n" ACCEPTED);
    stream_passes(&s, "RFC3261/retransmissions");
}

/* The first one after the 100 may have crossed it, for the checker has not kept when that came. */
static void test_sent_after_the_answer(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") "2 2 CS >+ Core INVITE\n3 2 CS >+ Core INVITE\n" ACCEPTED);
    stream_fails(&s, "RFC3261/retransmissions", "a request is sent again 1.000 s after its response has come");
    stream_run(&s, B_JOINED C_FACTS("1") "1 2 CS >* Core INVITE\n1.5 2 CS > Core INVITE\n. 2 Core > CS 100\n2.5 2 CS >+ Core INVITE\n"
               FROM_CORE_ON ACCEPTED);
    stream_fails(&s, "RFC3261/retransmissions", "a request is sent again 0.999 s after its response has come");
    s.setup.wire.at_service = true;     /* it may have waited for so long */
    stream_run(&s, B_JOINED C_FACTS("1") "1 2 CS >* Core INVITE\n1.5 2 CS > Core INVITE\n. 2 Core > CS 100\n2.5 2 CS >+ Core INVITE\n"
               FROM_CORE_ON ACCEPTED);
    stream_passes(&s, "RFC3261/retransmissions");
}

static void test_not_sent_again(void)
{
#define LOST_TWICE B_JOINED C_FACTS("1") "1 2 CS >* Core INVITE\n1.5 2 CS >* Core INVITE\n"
#define LATER(t) t " 2 CS > Core INVITE\n. 2 Core > CS 100\n" FROM_CORE_ON ACCEPTED
    static struct CpmOutage outage = { .from = 2 * SIM_S, .until = 3 * SIM_S };

    stream_run(&s, LOST_TWICE LATER("2.5"));
    stream_passes(&s, "RFC3261/retransmissions");
    stream_run(&s, LOST_TWICE LATER("3"));
    stream_fails(&s, "RFC3261/retransmissions", "send number 3 of a request is missing 1.500 s after the one before");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "9 1 B > Core BYE\n. 1 Core >* CS BYE\n20 1 Core >* CS BYE\n");
    stream_breaks(&s, "RFC3261/retransmissions", "send number 2 of a request is missing 10.999 s");
    stream_run(&s, LOST_TWICE "9 1 B > Core BYE\n");                    /* to the end of the leg */
    stream_breaks(&s, "RFC3261/retransmissions", "send number 3 of a request is missing 7.500 s");
    s.setup.station[CPM_CS].failure.outages = &outage;                  /* a box that is down sends nothing */
    s.setup.station[CPM_CS].failure.n_outages = 1;
    stream_run(&s, LOST_TWICE LATER("3"));
    stream_passes(&s, "RFC3261/retransmissions");
}

static void test_sent_too_soon(void)
{
    stream_run(&s, B_JOINED C_FACTS("1") "1 2 CS >* Core INVITE\n1.5 2 CS >* Core INVITE\n2 2 CS > Core INVITE\n. 2 Core > CS 100\n"
               FROM_CORE_ON ACCEPTED);
    stream_fails(&s, "RFC3261/retransmissions", "send number 3 of a request 0.500 s after the one before, not 1.000 s");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") "2 2 CS >+ Core INVITE\n2.5 2 CS >+ Core INVITE\n" ACCEPTED);
    stream_fails(&s, "RFC3261/retransmissions", "send number 3 of a request 0.500 s");
}

/* Timer E stops at T2, Timer A does not. */
static void test_timer_e(void)
{
#define LEAVES_LATE(last) \
    B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED \
    "20 0 A > Core BYE\n. 0 Core >* CS BYE\n20.5 0 Core >* CS BYE\n21.5 0 Core >* CS BYE\n23.5 0 Core >* CS BYE\n27.5 0 Core >* CS BYE\n" \
    last " 0 Core > CS BYE\n. 0 CS > Core 200/BYE\n. 0 Core > A 200/BYE\n" \
    ". 1 CS > Core BYE\n. 1 Core > B BYE\n. 1 B > Core 200/BYE\n. 1 Core > CS 200/BYE\n" \
    ". 2 CS > Core BYE\n. 2 Core > ISF BYE\n. 2 ISF > Core BYE\n. 2 Core > IWF BYE\n. 2 IWF > Core 200/BYE\n" \
    ". 2 Core > ISF 200/BYE\n. 2 ISF > Core 200/BYE\n. 2 Core > CS 200/BYE\n"
    stream_run(&s, LEAVES_LATE("31.5"));
    stream_passes(&s, "RFC3261/retransmissions");
    stream_run(&s, LEAVES_LATE("30"));
    stream_fails(&s, "RFC3261/retransmissions", "send number 6 of a request 2.500 s after the one before, not 4.000 s");
}

/* Where messages wait their gaps say nothing, but their number does. */
static void test_sent_too_often(void)
{
#define COPIES_7 \
    "1 2 CS >+ Core INVITE\n2 2 CS >+ Core INVITE\n3 2 CS >+ Core INVITE\n4 2 CS >+ Core INVITE\n5 2 CS >+ Core INVITE\n" \
    "6 2 CS >+ Core INVITE\n"
    s.setup.wire.at_service = true;
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") COPIES_7 ACCEPTED);
    stream_passes(&s, "RFC3261/retransmissions");
    s.setup.wire.at_service = true;
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") COPIES_7 "7 2 CS >+ Core INVITE\n" ACCEPTED);
    stream_fails(&s, "RFC3261/retransmissions", "a request was sent 8 times, at most 7 are allowed");
    s.setup.wire.at_service = true;
    s.setup.wire.link[CPM_LINK_CORE].duplicate = 0.1;       /* the link may have made it */
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") COPIES_7 "7 2 CS >+ Core INVITE\n" ACCEPTED);
    stream_passes(&s, "RFC3261/retransmissions");
}

/* How many sends are too many depends on T1 and T2: 64 * T1 hold 33 of them if Timer E is 2 * T1 from the second on. */
static void test_sends_by_timers(void)
{
    const char *const end = "94 0 Core > CS BYE\n. 0 CS > Core 200/BYE\n. 0 Core > A 200/BYE\n";
    g_autoptr(GString) text = g_string_new(B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "20 0 A > Core BYE\n");

    for (unsigned i = 0; i < 19; i++)
        g_string_append_printf(text, "%u 0 Core >* CS BYE\n", i == 0 ? 20 : 18 + 4 * i);
    g_string_append(text, end);
    s.setup.wire.core = (CpmTimers){ 2 * SIM_S, 4 * SIM_S, 5 * SIM_S };
    stream_run(&s, text->str);
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC3261/retransmissions").fail, 0);
    stream_clear(&s);
    begin();
    s.setup.wire.core = (CpmTimers){ 500 * SIM_MS, 4 * SIM_S, 5 * SIM_S };
    s.setup.wire.at_service = true;
    g_string_truncate(text, 0);
    g_string_append(text, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "20 0 A > Core BYE\n");
    for (unsigned i = 0; i < 12; i++)
        g_string_append_printf(text, "%u 0 Core >* CS BYE\n", 21 + i);
    g_string_append(text, end);
    stream_run(&s, text->str);
    stream_breaks(&s, "RFC3261/retransmissions", "a request was sent 12 times, at most 11 are allowed");
}

/* Order that is kept, and a queue of the sender, bring copies together. */
static void test_gaps_where_messages_wait(void)
{
    const char *const hasty =
        B_JOINED C_FACTS("1") "1 2 CS >* Core INVITE\n1.5 2 CS >* Core INVITE\n2 2 CS > Core INVITE\n"
        ". 2 Core > CS 100\n" FROM_CORE_ON ACCEPTED;
    SimDistribution *slow = sim_distribution_new_constant(0.02);

    s.setup.wire.link[CPM_LINK_CORE].keeps_order = true;
    stream_run(&s, hasty);
    stream_passes(&s, "RFC3261/retransmissions");
    s.setup.station[CPM_CS] = (CpmStationSetup){ .service = slow, .servers = 1 };
    stream_run(&s, hasty);
    stream_passes(&s, "RFC3261/retransmissions");
    s.setup.station[CPM_CS] = (CpmStationSetup){ .service = NULL };
    stream_run(&s, hasty);
    stream_fails(&s, "RFC3261/retransmissions", "send number 3 of a request 0.500 s");
    sim_distribution_free(slow);
}

/* ---- What comes so late that nothing can be said of what is missing */

static ReportVerdict verdict_of_steps(const char *reason)
{
    ReportVerdict verdict;
    const char *given;

    stream_run(&s, B_JOINED C_FACTS("1"));
    verdict = stream_requirement(&s, "C-4.3/steps").verdict;
    given = stream_requirement(&s, "C-4.3/steps").reason;
    CU_ASSERT_TRUE(given != NULL && strstr(given, reason) != NULL);
    stream_clear(&s);
    begin();
    return verdict;
}

static void test_late_is_not_missing(void)
{
    CU_ASSERT_EQUAL(verdict_of_steps("step 5 is missing"), REPORT_VERDICT_FAIL);
    s.setup.wire.link[CPM_LINK_CORE] = (CpmLinkSetup){ .loss = 0.01, .tcp = true };     /* it may still be under way */
    CU_ASSERT_EQUAL(verdict_of_steps("step 5 is missing"), REPORT_VERDICT_INCONC);
    s.setup.wire.link[CPM_LINK_CORE] = (CpmLinkSetup){ .loss = 0.5, .tcp = true };
    CU_ASSERT_EQUAL(verdict_of_steps("step 5 is missing"), REPORT_VERDICT_INCONC);
    s.setup.wire.link[CPM_LINK_CORE] = (CpmLinkSetup){ .loss = 0.5 };
    s.setup.wire.largest_datagram = 1300;
    CU_ASSERT_EQUAL(verdict_of_steps("step 5 is missing"), REPORT_VERDICT_INCONC);
    s.setup.wire.link[CPM_LINK_ACCESS] = (CpmLinkSetup){ .bandwidth = 64 };
    CU_ASSERT_EQUAL(verdict_of_steps("so narrow"), REPORT_VERDICT_INCONC);
    s.setup.wire.link[CPM_LINK_CORE] = (CpmLinkSetup){ .bandwidth = 64 * 1000 };       /* as long as little passes it */
    CU_ASSERT_EQUAL(verdict_of_steps("step 5 is missing"), REPORT_VERDICT_FAIL);
    s.setup.wire.link[CPM_LINK_CORE] = (CpmLinkSetup){ .bandwidth = 1e9 };
    CU_ASSERT_EQUAL(verdict_of_steps("step 5 is missing"), REPORT_VERDICT_FAIL);
}

/* What no delay explains stays a failure. */
static void test_wrong_whenever_it_comes(void)
{
    s.setup.wire.link[CPM_LINK_CORE] = (CpmLinkSetup){ .loss = 0.5, .tcp = true };
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "9 1 B > Core BYE\n. 1 Core > CS BYE\n. 1 CS > Core 408/BYE\n");
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC4320/no-408").verdict, REPORT_VERDICT_FAIL);
}

/* ---- What a loss excuses */

static void test_nothing_can_be_lost(void)
{
    s.setup.wire.link[CPM_LINK_CORE].loss = 0;
    stream_run(&s, B_JOINED C_FACTS("1") "1 2 CS >* Core INVITE\n1.5 2 CS > Core INVITE\n. 2 Core > CS 100\n" FROM_CORE_ON ACCEPTED);
    stream_breaks(&s, "MODEL/outage", "a message is lost, but nothing there can lose it");
}

/* Timer B: 17.1.1.2. */
static void test_given_up(void)
{
#define STUCK(lost) B_JOINED C_FACTS("1") "1 2 CS > Core INVITE\n. 2 Core > CS 100\n" lost
#define UP_408(t) t " 2 Core > CS 408\n. 2 CS > Core ACK\n"
#define ALL_LOST(hop) \
    "1 2 " hop " INVITE\n1.5 2 " hop " INVITE\n2.5 2 " hop " INVITE\n4.5 2 " hop " INVITE\n8.5 2 " hop " INVITE\n16.5 2 " hop " INVITE\n" \
    "32.5 2 " hop " INVITE\n"
    stream_run(&s, STUCK(ALL_LOST("Core >* ISF")) UP_408("33.1"));
    stream_expect_pass(&s);
    stream_clear(&s);
    begin();
    stream_run(&s, STUCK("") UP_408("2"));
    stream_breaks(&s, "MODEL/causal-neighbours", "a 408 was forwarded that had not arrived");
    stream_run(&s, STUCK(". 2 Core > ISF INVITE\n. 2 ISF > Core 100\n") UP_408("33.1"));     /* 100 has stopped Timer B */
    stream_breaks(&s, "MODEL/causal-neighbours", "a 408 was forwarded that had not arrived");
}

/* The Conversation Server hears nothing at all of a member, and refuses when the other has declined. */
static void test_never_invited(void)
{
#define B_DECLINES INVITER_ASKS CPM_INVITED("1") CPM_ANSWERS("1", "603") SAYS("1", "Core > B", "ACK") SAYS("1", "CS > Core", "ACK")
    stream_run(&s, B_DECLINES C_FACTS("1") ALL_LOST("CS >* Core") "33 0 CS > Core 408\n. 0 Core > A 408\n"
               ". 0 Core > CS ACK\n. 0 A > Core ACK\n");
    stream_passes(&s, "C-4.3/answer-to-inviter");
    stream_run(&s, B_DECLINES "33 0 CS > Core 603\n. 0 Core > A 603\n. 0 Core > CS ACK\n. 0 A > Core ACK\n");
    stream_breaks(&s, "C-4.3/answer-to-inviter", "1 of 1 invited members answered");
}

static void test_lost_ack(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") SMS_ANSWERS("2", "200") ". 2 CS >* Core ACK\n");
    stream_expect_pass(&s);
    stream_clear(&s);
    begin();
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") SMS_ANSWERS("2", "200"));
    stream_fails(&s, "RFC3261/ack", "not followed by an ACK");
}

/* A 2xx and its ACK as often as it takes; a copy may overtake. */
static void test_repeated_ok(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "3 2 IWF >+ Core 200\n. 2 Core > ISF 200\n. 2 CS > Core ACK\n");
    stream_expect_pass(&s);
    stream_clear(&s);
    begin();
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "3 2 IWF >+ Core 603\n");
    stream_fails(&s, "RFC3261/one-final-response", "a 603 came after the final response 200");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "3 2 IWF > Core 603\n");
    stream_fails(&s, "RFC3261/one-final-response", "a 603 came after the final response 200");
}

/* A server transaction repeats its last response when the INVITE comes again. */
static void test_repeated_provisional(void)
{
#define RINGS_TWICE(again) \
    B_JOINED SMS_INVITED("2", "sms convert") SMS_ASKED("2") again \
    ". 2 ISF > Core 180\n. 2 Core > CS 180\n" C_ACCEPTS("20")
    stream_run(&s, RINGS_TWICE("1 2 Core >+ ISF INVITE\n"));
    stream_expect_pass(&s);
    stream_clear(&s);
    begin();
    stream_run(&s, RINGS_TWICE(""));
    stream_fails(&s, "MODEL/causal-neighbours", "a 180 was forwarded that had not arrived");
}

/* ---- Responses */

static void test_408_to_bye(void)
{
#define B_LEAVES(answer) \
    B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED "9 1 B > Core BYE\n. 1 Core > CS BYE\n. 1 CS > Core " answer "\n" \
    ". 1 Core > B " answer "\n"
    stream_run(&s, B_LEAVES("200/BYE"));
    stream_passes(&s, "RFC4320/no-408");
    stream_run(&s, B_LEAVES("408/BYE"));
    stream_fails(&s, "RFC4320/no-408", "a request that is no INVITE is answered 408");
    stream_run(&s, B_LEAVES("100/BYE") ". 1 CS > Core 200/BYE\n. 1 Core > B 200/BYE\n");      /* RFC 4320 4.1 */
    stream_passes(&s, "RFC4320/no-408");
}

/* The proxy has given up, 408, when the answer comes; it drops it. */
static void test_stray(void)
{
#define LATE_REFUSAL \
    B_JOINED C_FACTS("1") "1 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n. 2 ISF > Core INVITE\n" \
    ". 2 Core >* ISF 100\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n33.2 2 Core >+ ISF 480\n"
#define GOES_UP(status) ". 2 ISF > Core " status "\n. 2 Core > ISF ACK\n. 2 Core > CS " status "\n. 2 CS > Core ACK\n"
    stream_run(&s, LATE_REFUSAL GOES_UP("408"));
    stream_passes(&s, "RFC6026/stray-response");
    stream_run(&s, LATE_REFUSAL GOES_UP("480"));
    stream_breaks(&s, "RFC6026/stray-response", "a 480 was forwarded that belonged to no transaction any more");
    stream_run(&s, LATE_REFUSAL GOES_UP("408") "33.3 2 ISF >+ Core 480\n");     /* nobody has a use for it there either */
    stream_breaks(&s, "RFC6026/stray-response", "a 480 was forwarded that belonged to no transaction any more");
}

/* ---- Overload control */

#define REJECTED \
    "0 0:0@0 A > Core INVITE\n. 0:0@0 Core > CS INVITE\n. 0:0@0 CS > Core 503\n. 0:0@0 Core >+ CS ACK\n. 0:0@0 Core > A 100\n" \
    ". 0:0@0 Core > A 500\n. 0:0@0 A > Core ACK\n"
#define ASKS_LATER(t) t " 1:0@3 A > Core INVITE\n. 1:0@3 Core > A 100\n. 1:0@3 Core > CS INVITE\n. 1:0@3 CS > Core 100\n"
#define REFUSED_LATER ". 1:0@3 CS > Core 486\n. 1:0@3 Core > CS ACK\n. 1:0@3 Core > A 486\n. 1:0@3 A > Core ACK\n"

static void controlled(void)
{
    s.setup.station[CPM_CS].overload = (CpmOverloadSetup){ .control = CPM_OVERLOAD_RETRY_AFTER, .target = 200 * SIM_MS,
                                                           .interval = 100 * SIM_MS, .validity = 500 * SIM_MS, .retry_after = 5 * SIM_S };
    s.workload.refused = true;
    s.workload.refusal = CPM_REASON_TOO_MANY;
}

static void test_retry_after(void)
{
    controlled();
    stream_run(&s, REJECTED ASKS_LATER("5.1") REFUSED_LATER);
    stream_passes(&s, "RFC3261/retry-after");
    controlled();
    stream_run(&s, REJECTED ASKS_LATER("4.5") REFUSED_LATER);
    stream_fails(&s, "RFC3261/retry-after", "a new INVITE 4.5");
    controlled();
    s.setup.wire.link[CPM_LINK_CORE].bandwidth = 1e6;           /* it may have waited for the link since before the 503 */
    stream_run(&s, REJECTED ASKS_LATER("4.5") REFUSED_LATER);
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC3261/retry-after").fail, 0);
}

/* The Core does not pass the INVITE on, and says so. */
static void test_own_answer(void)
{
    controlled();
    stream_run(&s, "0 0 A > Core INVITE\n. 0 Core > A 100\n= 0 Core > Core 503\n. 0 Core > A 500\n. 0 A > Core ACK\n");
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "");
    stream_clear(&s);
    begin();
    stream_run(&s, "0 0 A > Core INVITE\n. 0 Core > A 100\n. 0 CS > Core 503\n. 0 Core > A 500\n. 0 A > Core ACK\n");
    stream_breaks(&s, "MODEL/causal-neighbours", "which the INVITE has not passed");
}

/* ---- Overload */

static ReportVerdict late_run(double service)
{
    SimDistribution *slow = service > 0 ? sim_distribution_new_constant(service) : NULL;
    ReportVerdict verdict;

    s.setup.wire = (CpmWireSetup){ .transactions = false };
    s.setup.station[CPM_CORE] = (CpmStationSetup){ .service = slow, .servers = 1 };
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept")
               "60 2 IWF > Core 200\n. 2 Core > ISF 200\n. 2 ISF > Core 200\n. 2 Core > CS 200\n" SMS_ACKED("2"));
    verdict = stream_requirement(&s, "CPM-IWF-008/accept-on-behalf").verdict;
    if (verdict == REPORT_VERDICT_INCONC)
        CU_ASSERT_PTR_NOT_NULL(strstr(stream_requirement(&s, "CPM-IWF-008/accept-on-behalf").reason, "SIP/IP Core was overloaded"));
    sim_distribution_free(slow);
    stream_clear(&s);
    begin();
    return verdict;
}

/* A dozen messages reach the Core in a few milliseconds. */
static void test_overloaded_box(void)
{
    CU_ASSERT_EQUAL(late_run(0), REPORT_VERDICT_FAIL);
    CU_ASSERT_EQUAL(late_run(0.1), REPORT_VERDICT_FAIL);
    CU_ASSERT_EQUAL(late_run(1), REPORT_VERDICT_INCONC);
}

#define GROUP(count) "groups: {g: [{name: crowd, count: " #count ", client: {cpm: 50 %, sms: 50 %}}]}\n"
#define POLICY "policy: {provider: {allow: [accept, reject, convert], default: convert}}\n"

static void expect_no_failure(const char *yaml, ReportVerdict verdict)
{
    RunFixture run;

    run_fixture_text(&run, yaml, NULL);
    CU_ASSERT_EQUAL(report_checker_verdict(run.checker), verdict);
    if (report_checker_verdict(run.checker) != verdict)
        run_fixture_explain(&run, yaml);
    run_fixture_clear(&run);
}

/* Models and checker agree on what is left of sessions when much is lost. */
static void test_whole_runs(void)
{
    expect_no_failure("version: 1\nlinks: {access: {latency: 20 ms, loss: 10 %}, core: {latency: 2 ms, loss: 10 %, duplicate: 5 %}}\n"
                      "sip: {transactions: full, processing: arrival}\n" GROUP(40)
                      "sessions: [{group: g, count: 20, arrivals: 1 s, duration: 30 s}]\n" POLICY, REPORT_VERDICT_PASS);
    expect_no_failure("version: 1\nsip: {transactions: full, trying: at_once}\nlinks: {core: {transport: tcp, loss: 50 %}}\n"
                      "seed: 772454643\ngroups: {g: [{name: B}, {name: C, client: sms, reply: {accept_after: 10 s}}]}\n"
                      "sessions: [{group: g, count: 2, patience: 1 s, texts: {inviter: 3, member: 0, gap: 1 s}}]\n", REPORT_VERDICT_INCONC);
    expect_no_failure("version: 1\nsip: {transactions: full}\niwfs: [{name: w1, failures: {up: 20 s, down: 10 s}}]\n"
                      "groups: {g: [{name: C, client: sms}]}\nsessions: [{group: g}]\n", REPORT_VERDICT_PASS);
    expect_no_failure("version: 1\nsip: {transactions: full}\nlinks: {core: {loss: 50 %}}\n"
                      "iwfs: [{name: w1, failures: {up: 20 s, down: 10 s}, while_dead: refuses}, {name: w2}]\n"
                      "groups: {g: [{name: E, client: {cpm: 60 %, sms: 40 %}}]}\n"
                      "sessions: [{group: g, count: 2, arrivals: {on_off: {on: 10 s, off: 1 s, every: 20 s}}}]\n", REPORT_VERDICT_PASS);
    expect_no_failure("version: 1\nstations: {core: {service: 10 ms}, cs: {service: 10 ms}, isf: {service: 10 ms}, iwf: {service: 10 ms}}\n"
                      GROUP(40) "sessions: [{group: g, count: 100, arrivals: 100 ms, duration: 30 s}]\n" POLICY, REPORT_VERDICT_INCONC);
}

static void after_each(void)
{
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "lost, and sent again", test_lost_and_sent_again },
        { "sent again after the answer", test_sent_after_the_answer },
        { "not sent again", test_not_sent_again },
        { "sent again too soon", test_sent_too_soon },
        { "Timer E", test_timer_e },
        { "sent too often", test_sent_too_often },
        { "how many sends are too many", test_sends_by_timers },
        { "gaps where messages wait", test_gaps_where_messages_wait },
        { "late is not missing", test_late_is_not_missing },
        { "wrong whenever it comes", test_wrong_whenever_it_comes },
        { "nothing can be lost", test_nothing_can_be_lost },
        { "Timer B", test_given_up },
        { "a member whom no INVITE reaches", test_never_invited },
        { "a lost ACK", test_lost_ack },
        { "a 2xx that is repeated", test_repeated_ok },
        { "a 18x that is repeated", test_repeated_provisional },
        { "no 408 to BYE", test_408_to_bye },
        { "stray responses", test_stray },
        { "Retry-After", test_retry_after },
        { "a box answers in place of its neighbour", test_own_answer },
        { "an overloaded box", test_overloaded_box },
        { "whole runs", test_whole_runs },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { "wire", NULL, NULL, begin, after_each, tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
