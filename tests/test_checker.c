/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker on CPM-IWF-008 and on the steps of C 4.3. */
#include <string.h>

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;

/* Session of B (CPM client), who answers first, and one SMS user with @facts, whose leg is @rest. */
#define WITH_B(facts, rest) INVITER_ASKS CPM_JOINS("1") INVITER_JOINS SMS_INVITED("2", facts) rest

static void run(const char *text)
{
    stream_init(&s, 2);
    stream_feed(&s, text);
    stream_finish(&s);
}

/* ---- CPM-IWF-008 */

#define CONVERT_ACCEPTED SMS_ASKED("2") "50 2 System > IWF accept\n" SMS_ANSWERS("2", "200") SMS_ACKED("2")
#define CONVERT_DECLINED SMS_ASKED("2") "50 2 System > IWF decline\n" SMS_ANSWERS("2", "603") SMS_ACKED("2")

static void test_convert(void)
{
    run(WITH_B("sms convert", CONVERT_ACCEPTED));
    stream_expect_pass(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "CPM-IWF-008/convert").pass, 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/steps").pass, 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/steps-cpm").pass, 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/every-member").pass, 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "CPM-IWF-008/reject").verdict, REPORT_VERDICT_NONE);
    stream_clear(&s);
    run(WITH_B("sms convert", CONVERT_DECLINED));
    stream_expect_pass(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "MODEL/response-codes").pass, 1);
    stream_clear(&s);
    run(WITH_B("sms none", SMS_ASKED("2") "50 2 System > IWF unrecognised\n. 2 IWF > System help\n51 2 System > IWF accept\n"
        SMS_ANSWERS("2", "200") SMS_ACKED("2")));
    stream_expect_pass(&s);
}

static void test_convert_without_invitation(void)
{
    run(WITH_B("sms convert", SMS_ANSWERS("2", "200") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "never invited");
}

static void test_convert_before_acceptance(void)
{
    run(WITH_B("sms convert", ". 2 IWF > System invitation\n" SMS_ANSWERS("2", "200") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "before the user accepted");
}

/* A tie: the OK stands before the acceptance in the stream, so it was not caused by it. */
static void test_convert_tied_with_acceptance(void)
{
    run(WITH_B("sms convert", SMS_ASKED("2") "50 2 System > IWF accept\n= 2 IWF > Core 200\n= 2 Core > ISF 200\n"
        "= 2 ISF > Core 200\n= 2 Core > CS 200\n" SMS_ACKED("2")));
    stream_expect_pass(&s);
    stream_clear(&s);
    run(WITH_B("sms convert", SMS_ASKED("2") "50 2 IWF > Core 200\n= 2 System > IWF accept\n= 2 Core > ISF 200\n"
        "= 2 ISF > Core 200\n= 2 Core > CS 200\n" SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "delivery report");
}

static void test_delivery_report_is_no_acceptance(void)
{
    run(WITH_B("sms convert", ". 2 IWF > System invitation\n. 2 System > IWF report/200\n" SMS_ANSWERS("2", "200")
        SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "the user has not accepted");
    ReportRequirement row = stream_requirement(&s, "CPM-IWF-008/convert");
    CU_ASSERT_EQUAL(row.fail, 1);
    CU_ASSERT_EQUAL(row.n_legs, 1);
    CU_ASSERT_EQUAL(row.legs[0].session, 0);
    CU_ASSERT_EQUAL(row.legs[0].member, 2);
    CU_ASSERT_EQUAL(row.event, 29);
    CU_ASSERT_EQUAL(row.time, 28 * SIM_MS);
}

static void test_convert_accept_after_decline(void)
{
    run(WITH_B("sms convert", SMS_ASKED("2") "50 2 System > IWF decline\n. 2 System > IWF accept\n" SMS_ANSWERS("2",
        "200") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "did not accept");
}

static void test_convert_ignores_acceptance(void)
{
    run(WITH_B("sms convert", SMS_ASKED("2") "50 2 System > IWF accept\n" SMS_ANSWERS("2", "480") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "although the user accepted");
}

static void test_convert_invites_twice(void)
{
    run(WITH_B("sms convert", ". 2 IWF > System invitation\n" CONVERT_ACCEPTED));
    stream_expect_fail(&s, "CPM-IWF-008/inviting-message", "twice");
}

/* T_reply 100 s: before it nobody may give up; and after it the reply was in vain. */
#define ALL_IN_VAIN SMS_ASKED("2") "60 2 IWF > Core 182\n. 2 Core > ISF 182\n. 2 ISF > Core 182\n. 2 Core > CS 182\n"

static void run_reply(const char *text)
{
    stream_init(&s, 2);
    s.setup.iwf.t_reply = 100 * SIM_S;
    s.setup.focus.t_answer = 160 * SIM_S;
    stream_feed(&s, text);
    stream_finish(&s);
}

static void test_no_reply(void)
{
    run_reply(WITH_B("sms convert", ALL_IN_VAIN "100.040 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n"
        ". 2 Core > CS 480\n" SMS_ACKED("2")));
    stream_expect_pass(&s);
    stream_clear(&s);
    run_reply(WITH_B("sms convert", ALL_IN_VAIN "99.900 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n"
        ". 2 Core > CS 480\n" SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "before T_reply");
    stream_clear(&s);
    run_reply(WITH_B("sms convert", ALL_IN_VAIN "100.001 2 System > IWF accept\n" SMS_ANSWERS("2", "480")
        SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "although the user accepted");
}

/* T_reply has passed, but nobody had been asked. */
static void test_no_reply_without_invitation(void)
{
    run_reply(WITH_B("sms convert", SMS_RINGS("2", "182") "60 2 IWF > Core 182\n. 2 Core > ISF 182\n"
        ". 2 ISF > Core 182\n"
        ". 2 Core > CS 182\n100.040 2 IWF > Core 480\n. 2 Core > ISF 480\n. 2 ISF > Core 480\n. 2 Core > CS 480\n"
        SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "never invited");
}

static void test_no_reply_and_no_end(void)
{
    run_reply(WITH_B("sms convert", ALL_IN_VAIN));
    stream_expect_fail(&s, "CPM-IWF-008/convert C-4.3/steps", "the IWF has not answered");
    CU_ASSERT_PTR_NOT_NULL(strstr(stream_requirement(&s, "C-4.3/steps").reason, "step 18"));
}

static void test_failed_delivery(void)
{
    run(WITH_B("sms convert", ". 2 IWF > System invitation\n. 2 System > IWF report/404\n" SMS_ANSWERS("2", "404")
        SMS_ACKED("2")));
    stream_expect_pass(&s);
    stream_clear(&s);
    run(WITH_B("sms convert", ". 2 IWF > System invitation\n. 2 System > IWF report/480\n" SMS_ANSWERS("2", "404")
        SMS_ACKED("2")));
    stream_expect_fail(&s, "MODEL/response-codes", "404, the scenario demands 480");
    stream_clear(&s);
    run(WITH_B("sms convert", ". 2 IWF > System invitation\n. 2 System > IWF report/404\n" SMS_ANSWERS("2", "200")
        SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "did not accept");
}

static void test_ringing_needs_a_report(void)
{
    run(WITH_B("sms convert", ". 2 IWF > System invitation\n" SMS_RINGS("2", "180") "50 2 System > IWF accept\n"
        SMS_ANSWERS("2", "200") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/convert", "180");
}

static void test_accept_on_behalf(void)
{
    run(WITH_B("sms accept", SMS_ANSWERS("2", "200") ". 2 IWF > System notice\n" SMS_ACKED("2")));
    stream_expect_pass(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "CPM-IWF-008/accept-on-behalf").pass, 1);
    stream_clear(&s);
    run(WITH_B("sms accept", SMS_ANSWERS("2", "603") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/accept-on-behalf", "answers 603");
    stream_clear(&s);
    run(WITH_B("sms accept", CONVERT_ACCEPTED));
    stream_expect_fail(&s, "CPM-IWF-008/accept-on-behalf", "inviting message");
    stream_clear(&s);
    run(WITH_B("sms accept", "40 2 IWF > Core 200\n. 2 Core > ISF 200\n. 2 ISF > Core 200\n. 2 Core > CS 200\n"
        SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/accept-on-behalf", "only 39.9");
}

static void test_reject(void)
{
    run(WITH_B("sms reject", SMS_ANSWERS("2", "603") SMS_ACKED("2")));
    stream_expect_pass(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "CPM-IWF-008/reject").pass, 1);
    stream_clear(&s);
    run(WITH_B("sms reject", SMS_ANSWERS("2", "403") SMS_ACKED("2")));
    stream_expect_fail(&s, "MODEL/response-codes", "403");
    stream_clear(&s);
    run(WITH_B("sms reject", SMS_ANSWERS("2", "500") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/reject MODEL/response-codes", "a 4xx or 6xx");
    stream_clear(&s);
    run(WITH_B("sms reject", SMS_ANSWERS("2", "487") SMS_ACKED("2")));
    stream_expect_fail(&s, "MODEL/response-codes", "487");
    stream_clear(&s);
    run(WITH_B("sms reject", SMS_ANSWERS("2", "200") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/reject", "answers 200");
    stream_clear(&s);
    run(WITH_B("sms reject", SMS_ANSWERS("2", "603") SMS_ACKED("2") ". 2 IWF > System notice\n"));
    stream_expect_fail(&s, "CPM-IWF-008/no-message-after-reject", "notice");
}

static void test_inviting_message_despite_reject(void)
{
    run(WITH_B("sms reject", ". 2 IWF > System invitation\n" SMS_ANSWERS("2", "603") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/reject CPM-IWF-008/no-message-after-reject",
        "the inviting message reached the Non-CPM System");
    stream_clear(&s);
    run(WITH_B("sms reject", SMS_ANSWERS("2", "603") SMS_ACKED("2")
        ". 2 IWF > System invitation\n. 2 System > IWF accept\n"));
    stream_expect_fail(&s, "CPM-IWF-008/reject CPM-IWF-008/no-message-after-reject",
        "the inviting message reached the Non-CPM System");
}

static void test_native(void)
{
    run(WITH_B("chat none", ". 2 IWF > System native\n. 2 System > IWF accept\n" SMS_ANSWERS("2", "200")
        SMS_ACKED("2")));
    stream_expect_pass(&s);
    CU_ASSERT_EQUAL(stream_requirement(&s, "CPM-IWF-008/native").pass, 1);
    stream_clear(&s);
    run(WITH_B("chat accept", SMS_ANSWERS("2", "200") SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/native", "never invited");
    stream_clear(&s);
    run(WITH_B("chat accept", ". 2 IWF > System native\n. 2 System > IWF decline\n" SMS_ANSWERS("2", "200")
        SMS_ACKED("2")));
    stream_expect_fail(&s, "CPM-IWF-008/native", "did not accept");
    stream_clear(&s);
    run(WITH_B("chat convert", CONVERT_ACCEPTED));
    stream_expect_fail(&s, "CPM-IWF-008/native", "inviting message");
}

/* ---- The table of modes: the whole of it, by the behaviour that passes */

typedef struct ModeCase {
    CpmPolicyKind kind;
    CpmOption option;
    unsigned allowed;           /* bits by CpmOption */
    bool wins, before_gate;
    CpmReading reading;
    const char *facts;
    const char *pass;           /* requirement that is exercised */
    unsigned code;              /* of a rejection */
} ModeCase;

#define ACC "CPM-IWF-008/accept-on-behalf"
#define REJ "CPM-IWF-008/reject"
#define CON "CPM-IWF-008/convert"
#define NAT "CPM-IWF-008/native"

static const ModeCase mode_cases[] = {
    {CPM_FORBID, CPM_ACCEPT, 0, false, true, 0, "sms accept", REJ, 403},
    {CPM_FORBID, CPM_ACCEPT, 0, false, true, 0, "sms reject", REJ, 403},
    {CPM_FORBID, CPM_ACCEPT, 0, true, true, 0, "sms reject", REJ, 403},
    {CPM_FORBID, CPM_ACCEPT, 0, false, true, 0, "chat convert", REJ, 403},
    {CPM_FORBID, CPM_ACCEPT, 0, false, true, 0, "chat reject", REJ, 403},
    {CPM_FORCE, CPM_ACCEPT, 0, false, true, 0, "sms accept", ACC, 0},
    {CPM_FORCE, CPM_ACCEPT, 0, false, true, 0, "sms reject", ACC, 0},
    {CPM_FORCE, CPM_ACCEPT, 0, true, true, 0, "sms reject", REJ, 603},
    {CPM_FORCE, CPM_ACCEPT, 0, false, true, 0, "sms convert", ACC, 0},
    {CPM_FORCE, CPM_ACCEPT, 0, false, true, 0, "sms none", ACC, 0},
    {CPM_FORCE, CPM_REJECT, 0, false, true, 0, "sms accept", REJ, 403},
    {CPM_FORCE, CPM_REJECT, 0, false, true, 0, "sms reject", REJ, 403},
    {CPM_FORCE, CPM_REJECT, 0, false, true, 0, "sms none", REJ, 403},
    {CPM_FORCE, CPM_CONVERT, 0, false, true, 0, "sms accept", CON, 0},
    {CPM_FORCE, CPM_CONVERT, 0, false, true, 0, "sms reject", CON, 0},
    {CPM_FORCE, CPM_CONVERT, 0, true, true, 0, "sms reject", REJ, 603},
    {CPM_ALLOW, CPM_CONVERT, 5, false, true, 0, "sms accept", ACC, 0},
    {CPM_ALLOW, CPM_CONVERT, 5, false, true, 0, "sms reject", CON, 0},
    {CPM_ALLOW, CPM_CONVERT, 5, true, true, 0, "sms reject", REJ, 603},
    {CPM_ALLOW, CPM_CONVERT, 6, false, true, 0, "sms accept", CON, 0},
    {CPM_ALLOW, CPM_REJECT, 6, false, true, 0, "sms accept", REJ, 403},
    {CPM_ALLOW, CPM_REJECT, 6, false, true, 0, "sms reject", REJ, 603},
    {CPM_ALLOW, CPM_REJECT, 7, false, true, 0, "sms none", REJ, 403},
    {CPM_ALLOW, CPM_ACCEPT, 1, false, true, 0, "sms convert", ACC, 0},
    {CPM_DEFAULT, CPM_ACCEPT, 0, false, true, 0, "sms accept", ACC, 0},
    {CPM_DEFAULT, CPM_ACCEPT, 0, false, true, 0, "sms reject", REJ, 603},
    {CPM_DEFAULT, CPM_ACCEPT, 0, false, true, 0, "sms convert", CON, 0},
    {CPM_DEFAULT, CPM_ACCEPT, 0, false, true, 0, "sms none", ACC, 0},
    {CPM_DEFAULT, CPM_REJECT, 0, false, true, 0, "sms none", REJ, 403},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, 0, "sms none", CON, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, 0, "chat none", NAT, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, 0, "chat reject", REJ, 603},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, false, 0, "chat reject", NAT, 0},
    {CPM_FORCE, CPM_REJECT, 0, false, true, 0, "chat accept", NAT, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, CPM_READING_DEFAULT, "calls accept", NAT, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, CPM_READING_DEFAULT, "rooms accept", ACC, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, CPM_READING_EITHER, "calls accept", ACC, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, CPM_READING_EITHER, "rooms accept", ACC, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, CPM_READING_EITHER, "chat accept", NAT, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, CPM_READING_BOTH, "calls accept", NAT, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, CPM_READING_BOTH, "rooms accept", NAT, 0},
    {CPM_DEFAULT, CPM_CONVERT, 0, false, true, CPM_READING_BOTH, "sms accept", ACC, 0},
};

static const char *leg_of_case(const ModeCase *mode)
{
    if (mode->code == 403)
        return SMS_ANSWERS("2", "403") SMS_ACKED("2");
    if (mode->code == 603)
        return SMS_ANSWERS("2", "603") SMS_ACKED("2");
    if (strcmp(mode->pass, ACC) == 0)
        return SMS_ANSWERS("2", "200") SMS_ACKED("2");
    if (strcmp(mode->pass, NAT) == 0)
        return ". 2 IWF > System native\n. 2 System > IWF accept\n" SMS_ANSWERS("2", "200") SMS_ACKED("2");
    return SMS_ASKED("2") ". 2 System > IWF accept\n" SMS_ANSWERS("2", "200") SMS_ACKED("2");
}

static void run_mode(const ModeCase *mode, const ModeCase *behaviour)
{
    stream_init(&s, 2);
    s.setup.policy = (CpmPolicy){.kind = mode->kind, .option = mode->option, .reading = mode->reading,
        .user_reject_wins = mode->wins,
        .allowed = {mode->allowed & 1, mode->allowed >> 1 & 1, mode->allowed >> 2 & 1}, .user_reject_before_gate =
            mode->before_gate};
    g_autofree char *invited = g_strdup_printf(". 2 facts %s\n", mode->facts);
    stream_feed(&s, INVITER_ASKS CPM_JOINS("1") INVITER_JOINS);
    stream_feed(&s, invited);
    const char *from_cs = strchr(SMS_INVITED("2", "sms none"), '\n');
    stream_feed(&s, from_cs);
    stream_feed(&s, leg_of_case(behaviour));
    stream_finish(&s);
}

static bool behaves_alike(const ModeCase *a, const ModeCase *b)
{
    return strcmp(a->pass, b->pass) == 0 && a->code == b->code;
}

/* Each row passes with its own behaviour, and fails with that of every row that differs. */
static void test_modes(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(mode_cases); i++) {
        for (unsigned j = 0; j < G_N_ELEMENTS(mode_cases); j++) {
            bool alike = behaves_alike(&mode_cases[i], &mode_cases[j]);
            run_mode(&mode_cases[i], &mode_cases[j]);
            ReportVerdict verdict = report_checker_verdict(s.checker);
            if (verdict != (alike ? REPORT_VERDICT_PASS : REPORT_VERDICT_FAIL))
                printf("\n    row %u behaving like row %u: %s\n", i, j, report_verdict_name(verdict));
            CU_ASSERT_EQUAL(verdict, alike ? REPORT_VERDICT_PASS : REPORT_VERDICT_FAIL);
            if (i == j)
                CU_ASSERT_EQUAL(stream_requirement(&s, mode_cases[i].pass).pass, 1);
            stream_clear(&s);
        }
    }
}

/* ---- Steps of C 4.3 */

/* Leaves out the lines of @text that contain @drop, or says them twice. */
static char *edited(const char *text, const char *line, bool twice)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    unsigned hits = 0;
    for (unsigned i = 0; lines[i] != NULL; i++) {
        bool hit = strstr(lines[i], line) != NULL;
        hits += hit;
        for (unsigned k = hit ? (twice ? 2 : 0) : 1; k > 0; k--)
            g_string_append_printf(out, "%s\n", lines[i]);
    }
    if (hits != 1)
        printf("\n    %u lines say: %s\n", hits, line);
    CU_ASSERT_EQUAL(hits, 1);
    return g_string_free(out, FALSE);
}

/* One step of a run that passes does not happen, and nothing that follows from it. */
static void test_missing_steps(void)
{
    static const struct {
        const char *text, *ids, *reason;
    } cases[] = {
        {"0.000 9 facts sms none\n", "C-4.3/answer-to-inviter MODEL/readable-stream", "step 1"},
        {"0.000 0 A > Core INVITE\n. 0 Core > A 100\n", "C-4.3/answer-to-inviter", "step 2"},
        {INVITER_ASKS CPM_JOINS("1") ". 2 facts sms none\n", "C-4.3/steps C-4.3/every-member C-4.3/answer-to-inviter",
            "step 5"},
        {INVITER_ASKS CPM_JOINS("1") INVITER_JOINS, "C-4.3/every-member", "step 3 or 5"},
        {INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ". 2 facts sms none\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n",
            "C-4.3/steps", "step 6"},
        {INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ". 2 facts sms none\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n"
            ". 2 Core > ISF INVITE\n. 2 ISF > Core 100\n", "C-4.3/steps", "step 8"},
        {INVITER_ASKS CPM_JOINS("1") INVITER_JOINS ". 2 facts sms none\n. 2 CS > Core INVITE\n. 2 Core > CS 100\n"
            ". 2 Core > ISF INVITE\n. 2 ISF > Core 100\n. 2 ISF > Core INVITE\n. 2 Core > ISF 100\n", "C-4.3/steps",
            "step 9"},
        {"0.000 0 A > Core INVITE\n. 0 Core > A 100\n200 0 Core > A 408\n. 0 A > Core ACK\n",
            "C-4.3/answer-to-inviter", "step 2"},
        {WITH_B("chat none", ""), "CPM-IWF-008/native C-4.3/steps", "step 11"},
        {WITH_B("sms none", ""), "CPM-IWF-008/convert C-4.3/steps", "step 11"},
        {WITH_B("sms none", SMS_ASKED("2") ". 2 System > IWF accept\n"), "CPM-IWF-008/convert C-4.3/steps",
            "not answered"},
        {WITH_B("sms accept", ". 2 IWF > Core 200\n"), "C-4.3/steps", "step 19"},
        {WITH_B("sms accept", ". 2 IWF > Core 200\n. 2 Core > ISF 200\n"), "C-4.3/steps", "step 20"},
        {WITH_B("sms accept", ". 2 IWF > Core 200\n. 2 Core > ISF 200\n. 2 ISF > Core 200\n"), "C-4.3/steps",
            "step 21"},
        {INVITER_ASKS ". 1 facts cpm none\n. 1 CS > Core INVITE\n. 1 Core > CS 100\n" CPM_JOINS("2") INVITER_JOINS,
            "C-4.3/steps-cpm", "step 3b"},
        {INVITER_ASKS CPM_INVITED("1") CPM_JOINS("2") INVITER_JOINS, "C-4.3/steps-cpm", "step 12"},
        {INVITER_ASKS CPM_INVITED("1") ". 1 B > Core 200\n" CPM_JOINS("2") INVITER_JOINS, "C-4.3/steps-cpm", "step 13"},
        {INVITER_ASKS CPM_JOINS("1") CPM_JOINS("2"), "C-4.3/answer-to-inviter", "step 14"},
        {INVITER_ASKS CPM_JOINS("1") ". 0 CS > Core 200\n" CPM_JOINS("2"), "C-4.3/answer-to-inviter", "step 15"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        run(cases[i].text);
        if (i == 0) {
            CU_ASSERT_PTR_NOT_NULL(strstr(stream_requirement(&s, "C-4.3/answer-to-inviter").reason, "step 1"));
        } else if (i == 2) {
            CU_ASSERT_PTR_NOT_NULL(strstr(stream_requirement(&s, "C-4.3/steps").reason, "step 5"));
        } else {
            stream_expect_fail(&s, cases[i].ids, cases[i].reason);
        }
        stream_clear(&s);
    }
}

/* The same legs while the run was stopped early: not decided yet. */
static void test_missing_steps_are_open_when_stopped(void)
{
    stream_init(&s, 2);
    stream_feed(&s, WITH_B("sms accept", ". 2 IWF > Core 200\n. 2 Core > ISF 200\n"));
    stream_stop(&s, 1);
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), "");
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_INCONC), "C-4.3/steps");
    CU_ASSERT_EQUAL(report_checker_verdict(s.checker), REPORT_VERDICT_INCONC);
    stream_clear(&s);
    stream_init(&s, 2);
    stream_feed(&s, WITH_B("sms accept", ". 2 IWF > Core 200\n. 2 Core > ISF 200\n"));
    stream_stop(&s, 40);        /* it had its time */
    stream_expect_fail(&s, "C-4.3/steps", "step 20");
    stream_clear(&s);
    stream_init(&s, 2);
    stream_feed(&s, WITH_B("sms convert", SMS_ASKED("2")));
    stream_stop(&s, 30);
    CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_INCONC), "CPM-IWF-008/convert C-4.3/steps");
}

static void test_isf_drops_step_20(void)
{
    run(WITH_B("sms accept", ". 2 IWF > Core 200\n. 2 Core > ISF 200\n"
        "181.100 2 Core > ISF CANCEL\n. 2 ISF > Core 200/CANCEL\n. 2 ISF > Core 487\n. 2 Core > ISF ACK\n"
        ". 2 Core > CS 487\n. 2 CS > Core ACK\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(stream_list(&s, REPORT_VERDICT_FAIL), "C-4.3/steps"));
    ReportRequirement row = stream_requirement(&s, "C-4.3/steps");
    CU_ASSERT_EQUAL(row.legs[0].member, 2);
    CU_ASSERT_EQUAL(row.time, 181100 * SIM_MS);
}

/* Every message of the whole run, once more at once: each repetition is found. */
static void test_repeated_messages(void)
{
    static const struct {
        const char *line, *ids;
    } cases[] = {
        {"1 CS > Core INVITE", "C-4.3/steps-cpm"},
        {"1 Core > B INVITE", "C-4.3/steps-cpm"},
        {"1 B > Core 200", "RFC3261/one-final-response"},
        {"1 Core > CS 200", "RFC3261/one-final-response"},
        {"1 CS > Core ACK", "RFC3261/ack"},
        {"0 CS > Core 200", "RFC3261/one-final-response"},
        {"0 Core > A 200", "RFC3261/one-final-response"},
        {"0 Core > CS INVITE", "C-4.3/answer-to-inviter"},
        {"2 CS > Core INVITE", "C-4.3/steps"},
        {"2 Core > ISF INVITE", "C-4.3/steps"},
        {"2 ISF > Core INVITE", "C-4.3/steps"},
        {"2 Core > IWF INVITE", "C-4.3/steps"},
        {"2 IWF > System invitation", "CPM-IWF-008/inviting-message"},
        {"2 IWF > Core 200", "RFC3261/one-final-response"},
        {"2 Core > ISF 200", "RFC3261/one-final-response"},
        {"2 ISF > Core 200", "RFC3261/one-final-response"},
        {"2 Core > CS 200", "RFC3261/one-final-response"},
        {"2 Core > ISF ACK", "RFC3261/ack"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = edited(WITH_B("sms convert", CONVERT_ACCEPTED), cases[i].line, true);
        run(text);
        CU_ASSERT_STRING_EQUAL(stream_list(&s, REPORT_VERDICT_FAIL), cases[i].ids);
        stream_clear(&s);
    }
}

static void after_each(void)
{
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo options[] = {
        {"convert: accepted, declined, unrecognised first", test_convert},
        {"convert: nobody was invited", test_convert_without_invitation},
        {"convert: OK before the acceptance", test_convert_before_acceptance},
        {"convert: OK tied with the acceptance", test_convert_tied_with_acceptance},
        {"convert: delivery report taken for acceptance", test_delivery_report_is_no_acceptance},
        {"convert: acceptance after a decline", test_convert_accept_after_decline},
        {"convert: acceptance ignored", test_convert_ignores_acceptance},
        {"convert: invited twice", test_convert_invites_twice},
        {"convert: T_reply", test_no_reply},
        {"convert: T_reply, but nobody was invited", test_no_reply_without_invitation},
        {"convert: the IWF never ends it", test_no_reply_and_no_end},
        {"convert: failed delivery and its codes", test_failed_delivery},
        {"convert: 180 only on a report", test_ringing_needs_a_report},
        {"accept on behalf", test_accept_on_behalf},
        {"reject", test_reject},
        {"reject: inviting message all the same", test_inviting_message_despite_reject},
        {"native", test_native},
        {"modes: policy x preference x service", test_modes},
        CU_TEST_INFO_NULL,
    };
    static CU_TestInfo steps[] = {
        {"each missing step is named", test_missing_steps},
        {"missing steps are open when the run was stopped", test_missing_steps_are_open_when_stopped},
        {"the ISF drops step 20", test_isf_drops_step_20},
        {"each repeated message is found", test_repeated_messages},
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        {"CPM-IWF-008", NULL, NULL, NULL, after_each, options},
        {"C 4.3 steps", NULL, NULL, NULL, after_each, steps},
        CU_SUITE_INFO_NULL,
    };
    return cunit_run(suites);
}
