/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker on what is ours: neighbours, causality, unexpected inputs. */

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;

static void begin(void)
{
    stream_init(&s, 2);
    s.begin = begin;
}

static void test_neighbours(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 IWF > ISF 200\n" ACCEPTED);
    stream_fails(&s, "MODEL/causal-neighbours", "no hop of its leg");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 Core > B INVITE\n" ACCEPTED);
    stream_fails(&s, "MODEL/causal-neighbours", "INVITE passed from SIP/IP Core to CPM Client, which is no hop of its leg");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 Core > System invitation\n" ACCEPTED);
    stream_fails(&s, "MODEL/causal-neighbours", "no hop of its leg");
    stream_run(&s, B_JOINED C_ASKED "20 2 System > IWF1 accept\n" C_ACCEPTS("21"));
    stream_fails(&s, "MODEL/causal-neighbours", "no hop of its leg");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") ". 2 IWF1 > System invitation\n" SMS_ASKED("2") C_ACCEPTS("21"));
    stream_fails(&s, "MODEL/causal-neighbours", "no hop of its leg");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 CS > Core SUBSCRIBE\n" ACCEPTED);
    stream_fails(&s, "MODEL/causal-neighbours", "no hop of its leg");
}

static void test_causality(void)
{
    stream_run(&s, B_JOINED ". 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n. 2 ISF > Core INVITE\n"
        ". 2 Core > ISF 100\n. 2 Core > IWF INVITE\n"
        ". 2 IWF > Core 100\n" ACCEPTED);
    stream_fails(&s, "RFC3261/trying MODEL/causal-neighbours", "no provisional");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 Core > ISF 200\n. 2 IWF > Core 200\n. 2 ISF > Core 200\n"
        ". 2 Core > CS 200\n" SMS_ACKED("2"));
    stream_fails(&s, "MODEL/causal-neighbours", "a 200 was forwarded that had not arrived");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms reject") ". 2 IWF > Core 603\n. 2 Core > ISF 603\n. 2 ISF > Core 603\n"
        ". 2 Core > CS 480\n" SMS_ACKED("2"));
    stream_fails(&s, "MODEL/causal-neighbours", "a 603 arrived and was forwarded as 480");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") ". 2 IWF > System invitation\n. 2 IWF > Core 182\n"
        ". 2 Core > ISF 182\n. 2 Core > ISF 182\n"
        C_ACCEPTS("10"));
    stream_fails(&s, "MODEL/causal-neighbours", "a 182 was forwarded");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") ". 2 System > IWF accept\n" ACCEPTED);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/causal-neighbours").fail, 1);
    stream_clear(&s);
    begin();
    stream_run(&s, "0 1 facts cpm none\n. 1 CS > Core INVITE\n" INVITER_ASKS
        ". 1 Core > CS 100\n. 1 Core > B INVITE\n. 1 B > Core 100\n"
        CPM_ANSWERS("1", "200") CPM_ACKED("1") INVITER_JOINS SMS_INVITED("2", "sms accept") ACCEPTED);
    stream_fails(&s, "MODEL/causal-neighbours", "no INVITE of the inviter");
}

static void test_before_the_invitation(void)
{
    stream_run(&s, B_JOINED ". 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 IWF > System notice\n. 2 Core > CS 100\n"
        ". 2 Core > ISF INVITE\n"
        ". 2 ISF > Core 100\n. 2 ISF > Core INVITE\n. 2 Core > ISF 100\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n"
        ACCEPTED);
    stream_fails(&s, "MODEL/causal-neighbours", "sends a notice before");
    stream_run(&s, B_JOINED ". 2 facts sms convert\n. 2 CS > Core INVITE\n. 2 IWF > System invitation\n. 2 Core > CS 100\n"
        ". 2 Core > ISF INVITE\n"
        ". 2 ISF > Core 100\n. 2 ISF > Core INVITE\n. 2 Core > ISF 100\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n"
        C_ACCEPTS("10"));
    stream_fails(&s, "MODEL/causal-neighbours", "sends the inviting message before");
    stream_run(&s, B_JOINED ". 2 facts sms accept\n. 2 CS > Core INVITE\n. 2 Core > ISF 100\n. 2 Core > CS 100\n"
        ". 2 Core > ISF INVITE\n"
        ". 2 ISF > Core 100\n. 2 ISF > Core INVITE\n. 2 Core > IWF INVITE\n. 2 IWF > Core 100\n" ACCEPTED);
    stream_fails(&s, "MODEL/causal-neighbours", "on the hop of step 8, which the INVITE has not passed");
}

/* Many 18x between two boxes: the checker counts to three and then believes. */
static void test_many_provisionals_under_way(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms convert") ". 2 IWF > System invitation\n. 2 IWF > Core 182\n"
        ". 2 IWF > Core 182\n. 2 IWF > Core 182\n"
        ". 2 IWF > Core 182\n. 2 Core > ISF 182\n. 2 Core > ISF 182\n. 2 Core > ISF 182\n. 2 Core > ISF 182\n"
        C_ACCEPTS("10"));
    stream_passes(&s, "MODEL/causal-neighbours");
}

static void test_unexpected_input(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/no-unexpected-input").pass, 3);
    stream_passes(&s, "MODEL/no-unexpected-input");
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 timer IWF INVITE\n. 2 timer IWF INVITE\n" ACCEPTED);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/no-unexpected-input").pass, 2);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/no-unexpected-input").fail, 1);
    stream_fails(&s, "MODEL/no-unexpected-input", "no arrow");
}

/* The box knew no arrow for it; still, the message came, and the other rules judge it. */
static void test_unexpected_message_counts(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ". 2 Core >! IWF INVITE\n" ACCEPTED);
    stream_fails(&s, "C-4.3/steps MODEL/no-unexpected-input", "came twice");
}

/* Timers, actions, outcomes, steps and states are what the models claim; none of it changes a verdict. */
static void test_claims_are_ignored(void)
{
    static const uint8_t kinds[] = {SIM_RECORD_ACTION, SIM_RECORD_OUTCOME, SIM_RECORD_TIMER};
    stream_feed(&s, B_JOINED SMS_INVITED("2", "sms reject"));
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
        SimRecord record = {.time = s.now, .leg = 2, .member = 2, .detail = 4, .code = 1224, .from = CPM_BOX(CPM_IWF,
            0), .kind = kinds[i]};
        report_checker_observe(s.checker, &record, 1);
    }
    stream_run(&s, SMS_ANSWERS("2", "603") SMS_ACKED("2"));
    stream_passes(&s, "CPM-IWF-008/reject");
}

static void after_each(void)
{
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo ours[] = {
        {"neighbours", test_neighbours},
        {"causality", test_causality},
        {"before the invitation", test_before_the_invitation},
        {"many provisionals under way", test_many_provisionals_under_way},
        {"unexpected input", test_unexpected_input},
        {"an unexpected message is a message", test_unexpected_message_counts},
        {"claims of the models are ignored", test_claims_are_ignored},
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        {"rules of ours", NULL, NULL, begin, after_each, ours},
        CU_SUITE_INFO_NULL,
    };
    return cunit_run(suites);
}
