/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker on what the focus owes the inviter, on slots that are reused, and on streams without content. */
#include <string.h>

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;

static void run(const char *text)
{
    stream_init(&s, 2);
    stream_feed(&s, text);
    stream_finish(&s);
}

/* ---- The answer to the inviter */

static void run_focus(CpmFocusAnswer answer, const char *text)
{
    stream_init(&s, 2);
    s.setup.focus.answer = answer;
    stream_feed(&s, text);
    stream_finish(&s);
}

#define ACCEPT(m) SMS_INVITED(m, "sms accept") SMS_ANSWERS(m, "200") SMS_ACKED(m)
#define REJECT(m) SMS_INVITED(m, "sms reject") SMS_ANSWERS(m, "603") SMS_ACKED(m)

static void test_first_accept(void)
{
    run_focus(CPM_FOCUS_FIRST_ACCEPT, INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2"));   /* B before C */
    stream_expect_pass(&s);
    stream_clear(&s);
    run_focus(CPM_FOCUS_FIRST_ACCEPT, INVITER_ASKS ACCEPT("2") INVITER_JOINS CPM_JOINS("1"));   /* C before B */
    stream_expect_pass(&s);
    stream_clear(&s);
    run_focus(CPM_FOCUS_FIRST_ACCEPT, INVITER_ASKS INVITER_JOINS CPM_JOINS("1") ACCEPT("2"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "0 of 0");
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/answer-to-inviter").fail, 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/answer-to-inviter").pass, 0);
    stream_clear(&s);
    run_focus(CPM_FOCUS_FIRST_ACCEPT, INVITER_ASKS REJECT("1") INVITER_JOINS ACCEPT("2"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "not what focus.answer demands");
    stream_clear(&s);
    run_focus(CPM_FOCUS_FIRST_ACCEPT, INVITER_ASKS REJECT("1") REJECT("2") INVITER_REFUSED("603"));
    stream_expect_pass(&s);
    stream_clear(&s);
    run_focus(CPM_FOCUS_FIRST_ACCEPT, INVITER_ASKS REJECT("1") INVITER_REFUSED("603") REJECT("2"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "answered 603");
    stream_clear(&s);
    run_focus(CPM_FOCUS_FIRST_ACCEPT, INVITER_ASKS CPM_JOINS("1") ACCEPT("2") "40 0 CS > Core 200\n. 0 Core > A 200\n"
        INVITER_ACKS);
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "after it was due");
}

static void test_immediate(void)
{
    run_focus(CPM_FOCUS_IMMEDIATE, INVITER_ASKS INVITER_JOINS CPM_JOINS("1") ACCEPT("2"));
    stream_expect_pass(&s);
    stream_clear(&s);
    run_focus(CPM_FOCUS_IMMEDIATE, INVITER_ASKS CPM_JOINS("1") ACCEPT("2"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "step 14 or 22");
}

static void test_all_answered(void)
{
    run_focus(CPM_FOCUS_ALL_ANSWERED, INVITER_ASKS CPM_JOINS("1") REJECT("2") INVITER_JOINS);
    stream_expect_pass(&s);
    stream_clear(&s);
    run_focus(CPM_FOCUS_ALL_ANSWERED, INVITER_ASKS CPM_JOINS("1") INVITER_JOINS REJECT("2"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "1 of 1 invited members answered");
    stream_clear(&s);
    run_focus(CPM_FOCUS_ALL_ANSWERED, INVITER_ASKS REJECT("1") REJECT("2") INVITER_JOINS);
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "0 accepted");
}

static void run_required(const char *text)
{
    stream_init(&s, 2);
    s.setup.focus.answer = CPM_FOCUS_REQUIRED_MEMBERS;
    s.members[1].required = true;
    stream_feed(&s, text);
    stream_finish(&s);
}

static void test_required_members(void)
{
    run_required(INVITER_ASKS CPM_JOINS("1") ACCEPT("2") INVITER_JOINS);
    stream_expect_pass(&s);
    stream_clear(&s);
    run_required(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "not what focus.answer demands");
    stream_clear(&s);
    run_required(INVITER_ASKS CPM_JOINS("1") REJECT("2") INVITER_REFUSED("480"));
    stream_expect_pass(&s);
}

/* Session k * 2 + w is of workload w: each is judged by the size of its own group, and by who is required there. */
static void run_two_groups(CpmFocusAnswer answer, const char *text)
{
    CpmMemberSetup alone = {.count = 1, .first = 1};
    CpmGroupSetup groups[2] = {{.members = &alone, .n_members = 1, .size = 1}};
    CpmWorkload workloads[2];
    stream_init(&s, 2);
    s.members[1].required = true;
    groups[1] = s.group;
    workloads[0] = workloads[1] = s.workload;
    workloads[1].group = 1;
    s.setup.groups = groups;
    s.setup.n_groups = s.setup.n_workloads = 2;
    s.setup.workloads = workloads;
    s.setup.focus.answer = answer;
    stream_feed(&s, text);
    stream_finish(&s);
}

#define FIRST_ASKS INVITER_ASKS CPM_JOINS("1")
#define SECOND_ASKS \
    SAYS("1:0@5", "A > Core", "INVITE") SAYS("1:0@5", "Core > A", "100") SAYS("1:0@5", "Core > CS", "INVITE") \
    SAYS("1:0@5", "CS > Core", "100") CPM_JOINS("1:1@6")
#define SECOND_JOINS \
    SAYS("1:0@5", "CS > Core", "200") SAYS("1:0@5", "Core > A", "200") SAYS("1:0@5", "A > Core", "ACK") \
    SAYS("1:0@5", "Core > CS", "ACK")

static void test_two_groups(void)
{
    run_two_groups(CPM_FOCUS_ALL_ANSWERED, FIRST_ASKS INVITER_JOINS SECOND_ASKS REJECT("1:2@7") SECOND_JOINS);
    stream_expect_pass(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/every-member").pass, 2);
    stream_clear(&s);
    run_two_groups(CPM_FOCUS_ALL_ANSWERED, FIRST_ASKS INVITER_JOINS SECOND_ASKS SECOND_JOINS REJECT("1:2@7"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "1 of 1 invited members answered");
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/answer-to-inviter").legs[0].session, 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/answer-to-inviter").legs[0].member, 0);
    stream_clear(&s);
    run_two_groups(CPM_FOCUS_REQUIRED_MEMBERS, FIRST_ASKS INVITER_JOINS SECOND_ASKS SECOND_JOINS ACCEPT("1:2@7"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "not what focus.answer demands");
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/answer-to-inviter").fail, 1);     /* the first requires nobody */
}

#define LET_GO \
    SAYS("1", "CS > Core", "BYE") SAYS("1", "Core > B", "BYE") SAYS("1", "B > Core", "200/BYE") \
    SAYS("1", "Core > CS", "200/BYE")

/* T_answer is so short that it may have passed at any time. */
static void run_short(const char *text)
{
    stream_init(&s, 2);
    s.setup.focus.answer = CPM_FOCUS_ALL_ANSWERED;
    s.setup.focus.t_answer = SIM_S;
    stream_feed(&s, text);
    stream_finish(&s);
}

/* B's 200 crosses the CANCEL that follows a refusal: B is acknowledged and let go, and has not accepted. */
static void test_acceptance_that_crossed_a_cancel(void)
{
    run_required(INVITER_ASKS CPM_INVITED("1") REJECT("2") SAYS("1", "B > Core", "200") SAYS("1", "CS > Core", "CANCEL")
        SAYS("1", "Core > CS", "200/CANCEL") SAYS("1", "Core > CS", "200") CPM_ACKED("1") SAYS("1", "CS > Core", "BYE")
        SAYS("1", "Core > B", "BYE") SAYS("1", "B > Core", "200/BYE") SAYS("1", "Core > CS", "200/BYE")
        INVITER_REFUSED("480"));
    stream_expect_pass(&s);
    stream_clear(&s);
    run_short(INVITER_ASKS REJECT("2") CPM_INVITED("1") SAYS("1", "B > Core", "200") SAYS("1", "CS > Core", "CANCEL")
        SAYS("1", "Core > CS", "200/CANCEL") SAYS("1", "Core > CS", "200") CPM_ACKED("1") LET_GO
            INVITER_REFUSED("480"));
    stream_expect_pass(&s);
    stream_clear(&s);
    run_short(INVITER_ASKS REJECT("2") CPM_INVITED("1") CPM_ANSWERS("1", "200") SAYS("1", "CS > Core", "BYE")
        SAYS("1", "CS > Core", "CANCEL") SAYS("1", "Core > CS", "200/CANCEL") CPM_ACKED("1") SAYS("1", "Core > B",
            "BYE")
        SAYS("1", "B > Core", "200/BYE") SAYS("1", "Core > CS", "200/BYE") INVITER_REFUSED("480"));
    stream_expect_pass(&s);         /* the BYE overtook the CANCEL */
    stream_clear(&s);
    run_focus(CPM_FOCUS_FIRST_ACCEPT, INVITER_ASKS CPM_JOINS("1") REJECT("2") INVITER_REFUSED("480"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "1 accepted");
    stream_clear(&s);
    run_focus(CPM_FOCUS_FIRST_ACCEPT,
        INVITER_ASKS CPM_JOINS("1") LET_GO REJECT("2") INVITER_REFUSED("480"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "1 accepted");     /* let go without a CANCEL that was crossed */
}

static void run_literal(const char *text)
{
    stream_init(&s, 2);
    s.setup.focus.late_ok = CPM_LATE_LITERAL_2XX;
    stream_feed(&s, text);
    stream_finish(&s);
}

static void test_literal_oks(void)
{
    run_literal(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2") INVITER_HEARS("200"));
    stream_expect_pass(&s);
    CU_ASSERT_PTR_NOT_NULL(stream_requirement(&s, "RFC3261/one-final-response").waived);
    CU_ASSERT_PTR_NULL(stream_requirement(&s, "RFC3261/ack").waived);
    stream_clear(&s);
    run_literal(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "1 OKs reached the inviter, 2");
    stream_clear(&s);
    run_literal(INVITER_ASKS CPM_JOINS("1") SAYS("0", "CS > Core", "200") ACCEPT("2") INVITER_HEARS("200")
        INVITER_ACKS);
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "1 of 2 OKs");
    stream_clear(&s);
    run_literal(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2") INVITER_HEARS("200") SAYS("0", "Core > A",
        "200"));
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "C-4.3/answer-to-inviter MODEL/causal-neighbours");
    stream_clear(&s);
    run_literal(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS INVITER_HEARS("200") REJECT("2"));
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "OK number 2");
    stream_clear(&s);
    run_literal(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2") INVITER_HEARS("200") SAYS("2", "Core > IWF",
        "ACK"));
    stream_expect_fail(&s, "RFC3261/ack", "a second ACK");
    stream_clear(&s);
    stream_init(&s, 2);         /* nobody accepts after the answer to all */
    s.setup.focus.late_ok = CPM_LATE_LITERAL_2XX;
    s.setup.focus.answer = CPM_FOCUS_ALL_ANSWERED;
    stream_feed(&s, INVITER_ASKS CPM_JOINS("1") ACCEPT("2") INVITER_JOINS);
    stream_finish(&s);
    stream_expect_pass(&s);
    stream_clear(&s);
    run(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2") INVITER_HEARS("200"));
    stream_expect_fail(&s, "RFC3261/one-final-response", "came after the final response 200");
    CU_ASSERT_PTR_NULL(stream_requirement(&s, "RFC3261/one-final-response").waived);
}

/* ---- Slots, and runs without content */

static void test_slots_are_reused(void)
{
    stream_init(&s, 2);
    s.workload.count = 2;
    stream_feed(&s, INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2"));
    stream_feed(&s, "10 1:0@0 A > Core INVITE\n. 1:0@0 Core > A 100\n. 1:0@0 Core > CS INVITE\n"
        ". 1:0@0 CS > Core 100\n");
    stream_feed(&s, SMS_INVITED("1:1@2", "sms reject") SMS_ANSWERS("1:1@2", "603") SMS_ACKED("1:1@2"));
    stream_feed(&s, CPM_JOINS("1:2@1"));
    stream_feed(&s, ". 1:0@0 CS > Core 200\n. 1:0@0 Core > A 200\n. 1:0@0 A > Core ACK\n. 1:0@0 Core > CS ACK\n");
    stream_finish(&s);
    stream_expect_pass(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/answer-to-inviter").pass, 2);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/steps").pass, 2);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/steps-cpm").pass, 2);
    CU_ASSERT_EQUAL(stream_requirement(&s, "CPM-IWF-008/accept-on-behalf").pass, 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "CPM-IWF-008/reject").pass, 1);
}

/* A leg whose slot is taken has ended, although the run goes on; its name is the old one. */
static void test_reuse_ends_a_leg(void)
{
    stream_init(&s, 2);
    s.workload.count = 2;
    stream_feed(&s, INVITER_ASKS CPM_JOINS("1") INVITER_JOINS SMS_INVITED("2", "sms accept"));
    stream_feed(&s, "10 1:0@5 A > Core INVITE\n. 1:0@5 Core > A 100\n. 1:0@5 Core > CS INVITE\n"
        ". 1:0@5 CS > Core 100\n");
    stream_feed(&s, ". 1:1@2 facts cpm none\n");
    stream_stop(&s, 11);
    ReportRequirement row = stream_requirement(&s, "C-4.3/steps");
    CU_ASSERT_EQUAL(row.fail, 1);
    CU_ASSERT_EQUAL(row.legs[0].session, 0);
    CU_ASSERT_EQUAL(row.legs[0].member, 2);
    CU_ASSERT_EQUAL(row.time, 10004 * SIM_MS);
}

/* Two legs of one session follow each other in a slot, with other members in between. */
static void test_reuse_within_a_session(void)
{
    stream_init(&s, 3);
    stream_feed(&s, INVITER_ASKS CPM_JOINS("1") INVITER_JOINS REJECT("2"));
    stream_feed(&s, SMS_INVITED("3@2", "sms accept") ". 3@2 IWF > Core 603\n");
    stream_finish(&s);
    ReportRequirement row = stream_requirement(&s, "CPM-IWF-008/accept-on-behalf");
    CU_ASSERT_EQUAL(row.n_legs, 1);
    CU_ASSERT_EQUAL(row.legs[0].member, 3);
    row = stream_requirement(&s, "C-4.3/steps");
    CU_ASSERT_EQUAL(row.n_legs, 1);
    CU_ASSERT_EQUAL(row.legs[0].member, 3);
}

static void test_nothing_judged(void)
{
    stream_init(&s, 2);
    s.workload.count = 0;
    stream_finish(&s);
    CU_ASSERT_EQUAL(report_checker_verdict(s.checker), REPORT_VERDICT_NONE);
    stream_clear(&s);
    stream_init(&s, 2);
    stream_stop(&s, 1);
    CU_ASSERT_EQUAL(report_checker_verdict(s.checker), REPORT_VERDICT_NONE);
    stream_clear(&s);
    run("");                    /* a session was announced, and all is said and done */
    stream_expect_fail(&s, "C-4.3/answer-to-inviter", "step 1 is missing");
}

static void test_unreadable_stream(void)
{
    run(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2") "50 7 CS > Core INVITE\n");
    CU_ASSERT_EQUAL(report_checker_verdict(s.checker), REPORT_VERDICT_ERROR);
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_ERROR), "MODEL/readable-stream");
    stream_clear(&s);
    run(INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ACCEPT("2") "50 2 CS > Core gibberish\n");
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_ERROR), "MODEL/readable-stream");
}

static void test_bytes(void)
{
    enum { LEGS = 100 * 1024 };
    stream_init(&s, LEGS);
    stream_feed(&s, INVITER_ASKS);
    size_t before = report_checker_bytes(s.checker);
    SimRecord batch[128] = {{.time = 0}};
    for (uint32_t i = 1; i < LEGS; i++) {
        batch[i % 128] = (SimRecord){
            .time = SIM_S, .leg = i, .member = i, .detail = CPM_NONE << 1, .kind = SIM_RECORD_FACTS};
        if (i % 128 == 127)
            report_checker_observe(s.checker, batch, 128);
    }
    size_t bytes = report_checker_bytes(s.checker) - before;
    CU_ASSERT_TRUE(bytes < LEGS * 16.2);
    CU_ASSERT_TRUE(bytes > LEGS * 15);
}

static void after_each(void)
{
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo focus[] = {
        {"first_accept, in either order", test_first_accept},
        {"immediate", test_immediate},
        {"all_answered", test_all_answered},
        {"required_members", test_required_members},
        {"sessions of two groups", test_two_groups},
        {"an acceptance that crossed a CANCEL", test_acceptance_that_crossed_a_cancel},
        {"literal OKs and their waiver", test_literal_oks},
        CU_TEST_INFO_NULL,
    };
    static CU_TestInfo slots[] = {
        {"slots are reused", test_slots_are_reused},
        {"reuse ends a leg", test_reuse_ends_a_leg},
        {"reuse within a session", test_reuse_within_a_session},
        {"nothing judged", test_nothing_judged},
        {"a stream that cannot be judged", test_unreadable_stream},
        {"16 bytes a leg", test_bytes},
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        {"answer to the inviter", NULL, NULL, NULL, after_each, focus},
        {"slots", NULL, NULL, NULL, after_each, slots},
        CU_SUITE_INFO_NULL,
    };
    return cunit_run(suites);
}
