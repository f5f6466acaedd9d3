/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker on the Interworking Selection Function: which IWF is tried, which one next, and IWFs that are full or dead. */

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;

/* Three IWFs: 0 and 1 serve system 0, and 2 serves system 1. */
static void begin(void)
{
    stream_init(&s, 2);
    s.begin = begin;
    s.iwfs[0] = (CpmIwfBox){.serves = 1};
    s.iwfs[1] = (CpmIwfBox){.serves = 1};
    s.iwfs[2] = (CpmIwfBox){.serves = 2};
    s.setup.iwfs = s.iwfs;
    s.setup.n_iwfs = 3;
    s.setup.isf.failover = true;
}

/* The INVITE reaches the ISF; from there an IWF; which fails at once, and the failure the ISF. */
#define AT_ISF(m, facts) \
    ". " m " facts " facts "\n" SAYS(m, "CS > Core", "INVITE") SAYS(m, "Core > CS", "100") SAYS(m, "Core > ISF", "INVITE") \
    SAYS(m, "ISF > Core", "100")
#define TRIES(m, iwf) \
    SAYS(m, "ISF > Core", "INVITE") SAYS(m, "Core > ISF", "100") SAYS(m, "Core > " iwf, "INVITE") SAYS(m, iwf " > Core", "100")
#define FAILS(m, iwf, status, as) \
    SAYS(m, iwf " > Core", status) SAYS(m, "Core > " iwf, "ACK") SAYS(m, "Core > ISF", as) SAYS(m, "ISF > Core", "ACK")
#define GOES_UP(m, status) \
    SAYS(m, "ISF > Core", status) SAYS(m, "Core > ISF", "ACK") SAYS(m, "Core > CS", status) SAYS(m, "CS > Core", "ACK")
#define ACCEPTS(m, iwf) \
    SAYS(m, iwf " > Core", "200") SAYS(m, "Core > ISF", "200") SAYS(m, "ISF > Core", "200") SAYS(m, "Core > CS", "200") \
    SAYS(m, "CS > Core", "ACK") SAYS(m, "Core > ISF", "ACK") SAYS(m, "ISF > Core", "ACK") SAYS(m, "Core > " iwf, "ACK")

static void with_capacity(void)
{
    s.iwfs[0].capacity = 1;
}

/* B has joined; C is asked by IWF 0, which has room for one. */
#define THREE INVITER_ASKS CPM_JOINS("1") INVITER_JOINS AT_ISF("2", "sms convert") TRIES("2", "IWF") ". 2 IWF > System invitation\n"
#define C_SAYS_NO ". 2 System > IWF decline\n" FAILS("2", "IWF", "603", "603") GOES_UP("2", "603")

/* ---- Order */

static void test_order(void)
{
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF") ACCEPTS("2", "IWF"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/isf-selection", "in-order"), 1);
    stream_passes(&s, "MODEL/isf-selection");
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF1") ACCEPTS("2", "IWF1"));
    stream_breaks(&s, "MODEL/isf-selection", "IWF 1 is tried, but number 1");
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF2") ACCEPTS("2", "IWF2"));
    stream_breaks(&s, "MODEL/isf-selection", "no candidate");
    stream_run(&s, B_JOINED AT_ISF("2", "sms+1 accept") TRIES("2", "IWF2") ACCEPTS("2", "IWF2"));
    stream_passes(&s, "MODEL/isf-selection");
    s.setup.isf.informed = true;        /* it may pass over one that is dead, or may be full */
    with_capacity();
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF1") ACCEPTS("2", "IWF1"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/isf-selection", "passed-over"), 1);
    stream_passes(&s, "MODEL/isf-selection");
    s.setup.isf.informed = true;
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF1") ACCEPTS("2", "IWF1"));
    stream_breaks(&s, "MODEL/isf-selection", "IWF 1 is tried, but number 1");
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") ". 2 IWF1 > System invitation\n" ACCEPTS("2", "IWF"));
    stream_breaks(&s, "MODEL/causal-neighbours", "something passes at IWF 1");
}

static void test_no_mapping(void)
{
    stream_run(&s, B_JOINED AT_ISF("2", "sms+3 convert") GOES_UP("2", "404"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/no-iwf", "no-mapping"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "CPM-IWF-008/no-message-after-reject", "resources"), 1);
    stream_passes(&s, "MODEL/no-iwf");
    stream_run(&s, B_JOINED AT_ISF("2", "sms+3 convert") GOES_UP("2", "480"));
    stream_breaks(&s, "MODEL/response-codes", "the ISF fails the leg with 480, the scenario demands 404");
    stream_run(&s, B_JOINED AT_ISF("2", "sms+3 convert") GOES_UP("2", "200"));
    stream_breaks(&s, "MODEL/no-iwf", "answers 200");
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") GOES_UP("2", "480"));
    stream_breaks(&s, "MODEL/no-iwf", "but there is an IWF");
}

/* ---- The next one */

static void test_failover(void)
{
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF") FAILS("2", "IWF", "500", "500") TRIES("2", "IWF1")
        ACCEPTS("2", "IWF1"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/failover", "next"), 1);
    stream_breaks(&s, "CPM-IWF-008/accept-on-behalf", "answers 500");       /* which is why it was tried */
    s.systems[0].refused = 1;           /* a centre that refuses makes the IWF fail lawfully */
    s.setup.systems = s.systems;
    s.setup.n_systems = 2;
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") ". 2 IWF > System invitation\n. 2 System > IWF taken/500\n"
        FAILS("2", "IWF", "500", "500") TRIES("2", "IWF1") ". 2 IWF1 > System invitation\n. 2 System > IWF1 taken/200\n"
        ". 2 System > IWF1 accept\n" ACCEPTS("2", "IWF1"));
    stream_passes(&s, "MODEL/failover");
}

#define REFUSED_SUBMISSION(iwf) ". 2 " iwf " > System invitation\n. 2 System > " iwf " taken/500\n" FAILS("2", iwf, "500", "500")

static void with_submission(void)
{
    s.systems[0].refused = 1;
    s.setup.systems = s.systems;
    s.setup.n_systems = 2;
}

static void test_end_of_failover(void)
{
    with_submission();
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") REFUSED_SUBMISSION("IWF") TRIES("2", "IWF1")
        REFUSED_SUBMISSION("IWF1") GOES_UP("2", "480"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/failover", "exhausted"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/no-iwf", "none-left"), 1);
    stream_passes(&s, "MODEL/no-iwf");
    with_submission();
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") REFUSED_SUBMISSION("IWF") TRIES("2", "IWF1")
        REFUSED_SUBMISSION("IWF1") GOES_UP("2", "500"));
    stream_breaks(&s, "MODEL/response-codes", "the ISF answers 500");
    with_submission();
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") REFUSED_SUBMISSION("IWF") GOES_UP("2", "480"));
    stream_breaks(&s, "MODEL/failover", "1 of 2 IWFs have not been tried");
    with_submission();
    s.iwfs[1].serves = 0;
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") REFUSED_SUBMISSION("IWF") GOES_UP("2", "500"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/failover", "only-one"), 1);
    stream_passes(&s, "MODEL/failover");
    with_submission();
    s.setup.isf.failover = false;
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") REFUSED_SUBMISSION("IWF") GOES_UP("2", "500"));
    stream_passes(&s, "CPM-IWF-008/convert");
    with_submission();
    s.setup.isf.failover = false;
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") REFUSED_SUBMISSION("IWF") TRIES("2", "IWF1")
        REFUSED_SUBMISSION("IWF1")
        GOES_UP("2", "500"));
    stream_breaks(&s, "MODEL/failover", "another IWF is tried after 500");
    stream_run(&s, B_JOINED AT_ISF("2", "sms reject") TRIES("2", "IWF") FAILS("2", "IWF", "603", "603") TRIES("2", "IWF1")
        FAILS("2", "IWF1", "603", "603") GOES_UP("2", "603"));
    stream_breaks(&s, "MODEL/failover", "another IWF is tried after 603");
}

static void test_lone_503(void)
{
    with_capacity();
    s.iwfs[1].serves = 0;
    s.members[1].count = 2;
    s.group.size = 3;
    stream_run(&s, THREE AT_ISF("3", "sms convert") TRIES("3", "IWF") FAILS("3", "IWF", "503", "500") GOES_UP("3", "500") C_SAYS_NO);
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/capacity", "full"), 1);
    stream_passes(&s, "RFC3261/lone-503");
    with_capacity();
    s.iwfs[1].serves = 0;
    s.members[1].count = 2;
    s.group.size = 3;
    stream_run(&s, THREE AT_ISF("3", "sms convert") TRIES("3", "IWF") FAILS("3", "IWF", "503", "503") GOES_UP("3", "503") C_SAYS_NO);
    stream_breaks(&s, "RFC3261/lone-503", "a 503 was forwarded");
}

/* The CANCEL reaches the ISF before the failure does, or there is no other IWF at all. */
#define CANCELLED_AT_ISF \
    ". 2 CS > Core CANCEL\n. 2 Core > CS 200/CANCEL\n. 2 Core > ISF CANCEL\n. 2 ISF > Core 200/CANCEL\n"
#define A_LEAVES ". 0 A > Core BYE\n. 0 Core > CS BYE\n. 0 CS > Core 200/BYE\n. 0 Core > A 200/BYE\n"
#define B_IS_LEFT ". 1 CS > Core BYE\n. 1 Core > B BYE\n. 1 B > Core 200/BYE\n. 1 Core > CS 200/BYE\n"

static void test_no_failover(void)
{
    with_submission();
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") A_LEAVES CANCELLED_AT_ISF REFUSED_SUBMISSION("IWF")
        GOES_UP("2", "500")
        B_IS_LEFT);
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/failover", "cancelled"), 1);
    stream_passes(&s, "MODEL/failover");
    with_submission();
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") A_LEAVES CANCELLED_AT_ISF REFUSED_SUBMISSION("IWF")
        TRIES("2", "IWF1")
        REFUSED_SUBMISSION("IWF1") GOES_UP("2", "500") B_IS_LEFT);
    stream_breaks(&s, "MODEL/failover", "has been cancelled");
    with_submission();
    s.iwfs[1].serves = 0;
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") REFUSED_SUBMISSION("IWF") TRIES("2", "IWF")
        REFUSED_SUBMISSION("IWF")
        GOES_UP("2", "500"));
    stream_breaks(&s, "MODEL/failover", "none is left");
}

/* What is under way from the first IWF when the second is tried decides nothing, but its ACKs are owed. */
static void test_strays(void)
{
    with_submission();
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") ". 2 IWF > System invitation\n. 2 System > IWF taken/500\n"
        ". 2 IWF > Core 500\n. 2 Core > ISF 500\n" TRIES("2", "IWF1") ". 2 Core > IWF ACK\n. 2 IWF > Core 182\n. 2 ISF > Core ACK\n"
        ". 2 System > IWF unrecognised\n. 2 IWF1 > System invitation\n. 2 System > IWF1 taken/200\n. 2 System > IWF1 accept\n"
        ACCEPTS("2", "IWF1"));
    stream_passes(&s, "MODEL/failover");
    with_submission();
    stream_run(&s, B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") ". 2 IWF > System invitation\n. 2 System > IWF taken/500\n"
        ". 2 IWF > Core 500\n. 2 Core > ISF 500\n" TRIES("2", "IWF1") ". 2 ISF > Core ACK\n"
        ". 2 IWF1 > System invitation\n. 2 System > IWF1 taken/200\n. 2 System > IWF1 accept\n" ACCEPTS("2", "IWF1"));
    stream_breaks(&s, "RFC3261/ack", "not followed by an ACK");
}

/* ---- D22 */

static void test_capacity(void)
{
    s.members[1].count = 2;
    s.group.size = 3;
    with_capacity();
    stream_run(&s, THREE AT_ISF("3", "sms convert") TRIES("3", "IWF") FAILS("3", "IWF", "503", "500") TRIES("3", "IWF1")
        ". 3 IWF1 > System invitation\n. 3 System > IWF1 accept\n" ACCEPTS("3", "IWF1") C_SAYS_NO);
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/capacity", "taken"), 2);
    stream_passes(&s, "MODEL/capacity");
    s.members[1].count = 2;
    s.group.size = 3;
    with_capacity();
    stream_run(&s, THREE AT_ISF("3", "sms convert") TRIES("3", "IWF") ". 3 IWF > System invitation\n. 3 System > IWF accept\n"
        ACCEPTS("3", "IWF")
        C_SAYS_NO);
    stream_breaks(&s, "MODEL/capacity", "asks a user though it is full");
    s.members[1].count = 2;
    s.group.size = 3;
    with_capacity();        /* C has gone, so there is room */
    stream_run(&s, THREE C_SAYS_NO AT_ISF("3", "sms convert") TRIES("3", "IWF") FAILS("3", "IWF", "503", "500") TRIES("3", "IWF1")
        ". 3 IWF1 > System invitation\n. 3 System > IWF1 accept\n" ACCEPTS("3", "IWF1"));
    stream_breaks(&s, "MODEL/capacity", "an IWF that is not full answers 503");
    s.members[1].count = 2;
    s.group.size = 3;
    with_capacity();        /* being full comes first, whatever the mode */
    stream_run(&s, THREE AT_ISF("3", "sms reject") TRIES("3", "IWF") FAILS("3", "IWF", "603", "603") GOES_UP("3", "603") C_SAYS_NO);
    stream_breaks(&s, "MODEL/capacity", "a full IWF answers 603");
}

/* Who has waited for T_reply may have been given up already: nothing is sure then, either way. */
static void test_capacity_after_t_reply(void)
{
    s.members[1].count = 2;
    s.group.size = 3;
    s.setup.iwf.t_reply = 10 * SIM_S;
    with_capacity();
    stream_run(&s, THREE "10.1 2 IWF > Core 480\n" AT_ISF("3", "sms convert") TRIES("3", "IWF")
        ". 3 IWF > System invitation\n. 3 System > IWF accept\n" ACCEPTS("3", "IWF")
        SAYS("2", "Core > IWF", "ACK") SAYS("2", "Core > ISF", "480") SAYS("2", "ISF > Core", "ACK") GOES_UP("2", "480"));
    stream_passes(&s, "MODEL/capacity");
    s.members[1].count = 2;
    s.group.size = 3;
    s.setup.iwf.t_reply = 10 * SIM_S;
    with_capacity();        /* the 480 is still under way */
    stream_run(&s, THREE "10.1 3 facts sms convert\n" SAYS("3", "CS > Core", "INVITE") SAYS("3", "Core > CS", "100")
        SAYS("3", "Core > ISF", "INVITE")
        SAYS("3", "ISF > Core", "100") TRIES("3", "IWF") ". 3 IWF > System invitation\n. 3 System > IWF accept\n" ACCEPTS("3", "IWF")
        FAILS("2", "IWF", "480", "480") GOES_UP("2", "480"));
    stream_passes(&s, "MODEL/capacity");
}

/* ---- D24 */

static struct CpmOutage outage = {20 * SIM_S, 100 * SIM_S};

static void with_outage(bool refuses)
{
    s.iwfs[0].outages = &outage;
    s.iwfs[0].n_outages = 1;
    s.iwfs[0].refuses = refuses;
    s.setup.iwf.keepalive = SIM_TIME_MAX;
}

#define WAITS_AT_0 B_JOINED AT_ISF("2", "sms convert") TRIES("2", "IWF") ". 2 IWF > System invitation\n"
#define CANCELS_FOR_TIMER_C(t) \
    t " 2 Core > IWF CANCEL\n. 2 IWF > Core 481/CANCEL\n"
#define TIMES_OUT(t) t " 2 Core > ISF 408\n. 2 ISF > Core ACK\n"

static void test_outage(void)
{
    with_outage(false);
    s.iwfs[1].serves = 0;
    stream_run(&s, WAITS_AT_0 "20 2 dies IWF\n" CANCELS_FOR_TIMER_C("181.1") TIMES_OUT("213.2") GOES_UP("2", "408"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/outage", "forgotten"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/outage", "stranger"), 1);
    stream_passes(&s, "MODEL/outage");
    with_outage(false);
    stream_run(&s, WAITS_AT_0 "30 2 dies IWF\n" "40 2 System > IWF accept\n" ACCEPTS("2", "IWF"));
    stream_breaks(&s, "MODEL/outage", "takes something in while it is dead");
    with_outage(false);
    stream_run(&s, WAITS_AT_0 "10 2 dies IWF\n" ". 2 System > IWF accept\n" ACCEPTS("2", "IWF"));
    stream_breaks(&s, "MODEL/outage", "no outage then");
    with_outage(false);
    stream_run(&s, WAITS_AT_0 "20 2 dies IWF\n" "120 2 System > IWF accept\n" ACCEPTS("2", "IWF"));
    stream_breaks(&s, "MODEL/outage", "100.001 s after it has died");
    with_outage(false);
    stream_run(&s, WAITS_AT_0 "10 2 Core >* IWF CANCEL\n");
    stream_breaks(&s, "MODEL/outage", "its receiver is not dead");
}

static void test_lost_invite(void)
{
    with_outage(true);      /* refused at once, so that another is tried */
    stream_run(&s, B_JOINED "30 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n"
        ". 2 ISF > Core INVITE\n. 2 Core > ISF 100\n. 2 Core >* IWF INVITE\n. 2 IWF > Core 503\n. 2 Core >* IWF ACK\n"
        ". 2 Core > ISF 500\n. 2 ISF > Core ACK\n" TRIES("2", "IWF1") ACCEPTS("2", "IWF1"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/outage", "refused"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/outage", "lost"), 2);
    stream_passes(&s, "MODEL/failover");
    with_outage(false);     /* silence: the Core gives up after 64*T1 */
    s.iwfs[1].serves = 0;
    stream_run(&s, B_JOINED "30 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n"
        ". 2 ISF > Core INVITE\n. 2 Core > ISF 100\n. 2 Core >* IWF INVITE\n62.1 2 Core > ISF 408\n. 2 ISF > Core ACK\n"
        GOES_UP("2", "408"));
    stream_passes(&s, "MODEL/outage");
    with_outage(true);
    s.setup.isf.informed = true;
    stream_run(&s, B_JOINED "30 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n"
        TRIES("2", "IWF1") ACCEPTS("2", "IWF1"));
    CU_ASSERT_EQUAL(stream_branch(&s, "MODEL/isf-selection", "passed-over"), 1);
    stream_passes(&s, "MODEL/isf-selection");
    with_outage(true);
    s.setup.isf.informed = true;
    stream_run(&s, B_JOINED "30 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n"
        ". 2 ISF > Core INVITE\n. 2 Core > ISF 100\n. 2 Core >* IWF INVITE\n. 2 IWF > Core 503\n. 2 Core >* IWF ACK\n"
        ". 2 Core > ISF 500\n. 2 ISF > Core ACK\n" TRIES("2", "IWF1") ACCEPTS("2", "IWF1"));
    stream_breaks(&s, "MODEL/isf-selection", "known to be dead");
    with_outage(true);
    s.setup.isf.informed = true;
    s.iwfs[1].serves = 0;
    stream_run(&s, B_JOINED "30 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 Core > ISF INVITE\n. 2 ISF > Core 100\n"
        GOES_UP("2", "480"));
    stream_passes(&s, "MODEL/no-iwf");
}

/* An IWF dies in the middle of a session: a BYE is lost there, a refresh too, and after it a BYE must follow. */
static void test_lost_in_session(void)
{
    with_outage(false);
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF") ACCEPTS("2", "IWF")
        "20 2 dies IWF\n30 0 A > Core BYE\n. 0 Core > CS BYE\n"
        ". 0 CS > Core 200/BYE\n. 0 Core > A 200/BYE\n" B_IS_LEFT
        ". 2 CS > Core BYE\n. 2 Core > ISF BYE\n. 2 ISF > Core BYE\n. 2 Core >* IWF BYE\n199 1 B > Core 100\n");
    stream_passes(&s, "RFC3261/bye");
    with_outage(false);
    s.setup.focus.session_expires = 60 * SIM_S;
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF") ACCEPTS("2", "IWF") "20 2 dies IWF\n30 2 CS > Core UPDATE\n"
        ". 2 Core > ISF UPDATE\n. 2 ISF > Core UPDATE\n. 2 Core >* IWF UPDATE\n95 0 CS > Core UPDATE\n. 1 CS > Core UPDATE\n");
    stream_breaks(&s, "RFC4028/unrefreshed", "no BYE followed");
    with_outage(false);
    s.setup.focus.session_expires = 60 * SIM_S;
    stream_run(&s, B_JOINED AT_ISF("2", "sms accept") TRIES("2", "IWF") ACCEPTS("2", "IWF") "20 2 dies IWF\n30 2 CS > Core UPDATE\n"
        ". 2 Core > ISF UPDATE\n. 2 ISF > Core UPDATE\n. 2 Core >* IWF UPDATE\n62 2 CS > Core BYE\n. 2 Core > ISF BYE\n"
        ". 2 ISF > Core BYE\n. 2 Core >* IWF BYE\n");
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC4028/unrefreshed").pass, 1);
    stream_passes(&s, "RFC4028/unrefreshed");
}

static void after_each(void)
{
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"candidates in their order", test_order},
        {"nobody serves the service: D23", test_no_mapping},
        {"the next IWF after a failure", test_failover},
        {"the last IWF has failed: D23", test_end_of_failover},
        {"no other IWF after a CANCEL", test_no_failover},
        {"what is under way from the IWF before", test_strays},
        {"a lone 503 goes on as 500", test_lone_503},
        {"a full IWF: D22", test_capacity},
        {"a full IWF when T_reply has passed", test_capacity_after_t_reply},
        {"an IWF dies: D24", test_outage},
        {"an INVITE to a dead IWF", test_lost_invite},
        {"an IWF dies in the middle of a session", test_lost_in_session},
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {{"selection", NULL, NULL, begin, after_each, tests}, CU_SUITE_INFO_NULL};
    return cunit_run(suites);
}
