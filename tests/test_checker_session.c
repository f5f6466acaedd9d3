/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checker on the Conversation Server: refusals, members who subscribe, texts, session timers; and on what it says of itself:
 * branches and requirements.csv. */
#include <string.h>

#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;

static void begin(void)
{
    stream_init(&s, 2);
    s.begin = begin;
}

/* ---- Refusals of the Conversation Server, lists */

static void refused_for(CpmReason reason)
{
    s.workload.refused = true;
    s.workload.refusal = reason;
}

static void test_refusal(void)
{
    refused_for(CPM_REASON_TOO_MANY);
    stream_run(&s, INVITER_ASKS INVITER_REFUSED("486"));
    CU_ASSERT_EQUAL(stream_branch(&s, "RFC5363/refused-before-fan-out", "too-many"), 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "C-4.3/every-member").verdict, REPORT_VERDICT_NONE);
    stream_passes(&s, "RFC5363/refused-before-fan-out");
    refused_for(CPM_REASON_GROUP_UNKNOWN);
    stream_run(&s, INVITER_ASKS INVITER_REFUSED("403"));
    stream_fails(&s, "RFC5363/refused-before-fan-out", "answered 403, the scenario demands 404");
    refused_for(CPM_REASON_NOT_A_MEMBER);
    stream_run(&s, INVITER_ASKS CPM_JOINS("1") INVITER_REFUSED("403"));
    stream_fails(&s, "RFC5363/refused-before-fan-out", "a member is invited");
    refused_for(CPM_REASON_GROUP_DISABLED);
    stream_run(&s, INVITER_ASKS INVITER_JOINS);
    stream_fails(&s, "C-4.3/answer-to-inviter RFC5363/refused-before-fan-out", "answered 200");
    refused_for(CPM_REASON_LIST_TOO_LONG);      /* at once: here after 50 s */
    stream_run(&s, INVITER_ASKS "50 0 CS > Core 403\n. 0 Core > A 403\n. 0 Core > CS ACK\n. 0 A > Core ACK\n");
    stream_fails(&s, "C-4.3/answer-to-inviter", "after it was due");
    s.setup.focus.answer = CPM_FOCUS_IMMEDIATE;
    refused_for(CPM_REASON_GROUP_DISABLED);
    stream_run(&s, INVITER_ASKS INVITER_REFUSED("403"));
    stream_passes(&s, "RFC5363/refused-before-fan-out");
}

static void test_duplicates(void)
{
    s.group.duplicates = 1;
    stream_run(&s, B_JOINED CPM_JOINS("2"));
    stream_passes(&s, "RFC5363/duplicates");
    s.group.duplicates = 1;
    stream_run(&s, B_JOINED CPM_JOINS("2") CPM_JOINS("3"));
    stream_fails(&s, "RFC5363/duplicates", "3 invitations to a group of 2");
    stream_run(&s, B_JOINED CPM_JOINS("2") CPM_JOINS("3"));
    stream_fails(&s, "C-4.3/every-member", "3 invitations to a group of 2");
}

/* ---- Members who subscribe */

#define SUBSCRIBES(m) \
    SAYS(m, "B > Core", "SUBSCRIBE") SAYS(m, "Core > CS", "SUBSCRIBE") SAYS(m, "CS > Core", "200/SUBSCRIBE") \
    SAYS(m, "Core > B", "200/SUBSCRIBE")
#define TOLD(t, m) \
    t " " m " CS > Core NOTIFY\n. " m " Core > B NOTIFY\n. " m " B > Core 200/NOTIFY\n. " m " Core > CS 200/NOTIFY\n"

static void run_subscribed(const char *text)
{
    s.setup.focus.subscribe_members = true;
    stream_run(&s, text);
}

static void test_subscribed_members(void)
{
    run_subscribed(B_JOINED SUBSCRIBES("1") TOLD(".", "1") CPM_JOINS("2") TOLD("7", "1") SUBSCRIBES("2") TOLD(".", "2"));
    stream_passes(&s, "RFC4575/subscribed-member");
    run_subscribed(B_JOINED CPM_JOINS("2") SUBSCRIBES("2") TOLD(".", "2"));
    stream_fails(&s, "RFC4575/subscribed-member", "has not subscribed");
    run_subscribed(B_JOINED SUBSCRIBES("1") CPM_JOINS("2") SUBSCRIBES("2") TOLD(".", "2"));
    stream_fails(&s, "RFC4575/subscribed-member", "was not told the state");
    run_subscribed(B_JOINED SUBSCRIBES("1") TOLD(".", "1") CPM_JOINS("2") SUBSCRIBES("2") TOLD(".", "2") "99 1 B > Core 100\n");
    stream_fails(&s, "RFC4575/subscribed-member", "a member joined, and a subscribed member was not told");
    run_subscribed(B_JOINED TOLD(".", "1") SUBSCRIBES("1") CPM_JOINS("2") SUBSCRIBES("2") TOLD(".", "2"));
    stream_fails(&s, "RFC4575/subscribed-member", "without a subscription");
    run_subscribed(B_JOINED SUBSCRIBES("1") TOLD(".", "1") CPM_JOINS("2") TOLD("7", "1") TOLD("9", "1") SUBSCRIBES("2") TOLD(".", "2"));
    stream_fails(&s, "RFC4575/pacing", "a NOTIFY 2.000 s after");
    run_subscribed(B_JOINED SUBSCRIBES("1") TOLD(".", "1") ". 1 Core > B NOTIFY\n" CPM_JOINS("2") TOLD("7", "1") SUBSCRIBES("2")
        TOLD(".", "2"));
    stream_fails(&s, "MODEL/causal-neighbours", "a NOTIFY was forwarded");
    run_subscribed(B_JOINED ". 1 Core > CS SUBSCRIBE\n" CPM_JOINS("2") SUBSCRIBES("2") TOLD(".", "2"));
    stream_fails(&s, "RFC4575/subscribed-member MODEL/causal-neighbours", "has not subscribed");
}

#define A_SUBSCRIBES \
    ". 0 A > Core SUBSCRIBE\n. 0 Core > CS SUBSCRIBE\n. 0 CS > Core 200/SUBSCRIBE\n. 0 Core > A 200/SUBSCRIBE\n"
#define NOTIFIED(t) t " 0 CS > Core NOTIFY\n. 0 Core > A NOTIFY\n. 0 A > Core 200/NOTIFY\n. 0 Core > CS 200/NOTIFY\n"

static void test_states(void)
{
    s.setup.focus.notify_all_states = true;
    stream_run(&s, B_JOINED A_SUBSCRIBES NOTIFIED(".") ". 2 facts cpm none\n= 0 tells 1\n" NOTIFIED("6") ". 2 CS > Core INVITE\n"
        SAYS("2", "Core > CS", "100") SAYS("2", "Core > B", "INVITE") SAYS("2", "B > Core", "100") CPM_ANSWERS("2", "200") CPM_ACKED("2"));
    stream_passes(&s, "RFC4575/states");
    s.setup.focus.notify_all_states = true;     /* it rings on: nothing new */
    stream_run(&s, B_JOINED A_SUBSCRIBES NOTIFIED(".") CPM_INVITED("2") ". 2 B > Core 180\n. 2 Core > CS 180\n" NOTIFIED("6")
        "60 2 B > Core 180\n. 2 Core > CS 180\n110 2 B > Core 200\n. 2 Core > CS 200\n" CPM_ACKED("2"));
    stream_passes(&s, "RFC4575/pacing");
    stream_run(&s, B_JOINED A_SUBSCRIBES NOTIFIED(".") CPM_INVITED("2")
        ". 2 B > Core 180\n. 2 Core > CS 180\n99 2 B > Core 200\n. 2 Core > CS 200\n"
        CPM_ACKED("2") NOTIFIED("."));          /* nobody has asked for these states */
    stream_passes(&s, "RFC4575/pacing");
    s.setup.focus.notify_all_states = true;
    stream_run(&s, B_JOINED A_SUBSCRIBES NOTIFIED(".") CPM_JOINS("2") "6 0 tells 9\n" NOTIFIED("."));
    stream_fails(&s, "RFC4575/states", "9 changes, but there were only");
    s.setup.focus.notify_all_states = true;
    stream_run(&s, B_JOINED A_SUBSCRIBES NOTIFIED(".") CPM_INVITED("2") "70 2 B > Core 180\n. 2 Core > CS 180\n" NOTIFIED(".")
        CPM_ANSWERS("2", "200")
        CPM_ACKED("2"));
    stream_fails(&s, "RFC4575/states", "state changed 69.9");
    stream_run(&s, B_JOINED A_SUBSCRIBES NOTIFIED(".") CPM_INVITED("2") CPM_ANSWERS("2", "603") SAYS("2", "CS > Core", "ACK")
        SAYS("2", "Core > B", "ACK") "99 1 B > Core 100\n");
    stream_fails(&s, "RFC4575/states", "the inviter was not told");
}

/* ---- Texts */

#define SENDS(m, end) SAYS(m, end " > CS", "SEND") SAYS(m, "CS > " end, "200/SEND")
#define GETS(m, end) SAYS(m, "CS > " end, "SEND") SAYS(m, end " > CS", "200/SEND")
#define ALL_JOINED B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED
#define PAUSE "40 1 B > Core 100\n"

static void run_talk(const char *text)
{
    s.workload.inviter_texts = 1;
    s.setup.focus.fan_out = 100;
    stream_run(&s, text);
}

static void test_texts(void)
{
    run_talk(ALL_JOINED SENDS("0", "A") GETS("1", "B") GETS("2", "IWF") ". 2 IWF > System text\n" PAUSE);
    CU_ASSERT_EQUAL(stream_branch(&s, "TS23.204/group-text", "client"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "TS23.204/group-text", "to-system"), 1);
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC4975/response").pass, 3);
    stream_passes(&s, "TS23.204/group-text");
    run_talk(ALL_JOINED ". 2 System > IWF text\n" SENDS("2", "IWF") GETS("0", "A") GETS("1", "B") PAUSE);
    CU_ASSERT_EQUAL(stream_branch(&s, "TS23.204/group-text", "from-system"), 1);
    stream_passes(&s, "TS23.204/group-text");
    run_talk(ALL_JOINED SENDS("0", "A") GETS("2", "IWF") ". 2 IWF > System text\n" PAUSE);
    stream_fails(&s, "TS23.204/group-text", "did not reach somebody");
    run_talk(ALL_JOINED SENDS("0", "A") GETS("1", "B") GETS("2", "IWF") PAUSE);
    stream_fails(&s, "TS23.204/group-text", "did not pass on a text to the user");
    run_talk(ALL_JOINED SENDS("2", "IWF") GETS("0", "A") GETS("1", "B") PAUSE);
    stream_fails(&s, "TS23.204/group-text", "that the user has not sent");
    run_talk(ALL_JOINED ". 2 System > IWF text\n" PAUSE);
    stream_fails(&s, "TS23.204/group-text", "did not pass on a text of the user");
    run_talk(ALL_JOINED SENDS("0", "A") GETS("1", "B") GETS("1", "B") GETS("2", "IWF") ". 2 IWF > System text\n" PAUSE);
    stream_fails(&s, "TS23.204/group-text", "text number 2, but the others have sent only 1");
    run_talk(ALL_JOINED SENDS("0", "A") GETS("1", "B") ". 2 IWF > System text\n" GETS("2", "IWF") PAUSE);
    stream_fails(&s, "TS23.204/group-text", "that it has not got");
    run_talk(B_JOINED SENDS("0", "A") GETS("1", "B") SMS_INVITED("2", "sms accept") GETS("2", "IWF") ACCEPTED PAUSE);
    stream_fails(&s, "TS23.204/group-text", "has not joined");
    run_talk(ALL_JOINED SENDS("0", "A") ". 1 CS > B SEND\n" GETS("2", "IWF") ". 2 IWF > System text\n" PAUSE);
    stream_fails(&s, "RFC4975/response", "not answered");
    run_talk(ALL_JOINED SENDS("0", "A") GETS("1", "B") ". 1 B > CS 200/SEND\n" GETS("2", "IWF") ". 2 IWF > System text\n" PAUSE);
    stream_fails(&s, "RFC4975/response", "without its SEND");
    run_talk(ALL_JOINED ". 1 B > Core BYE\n. 1 Core > CS BYE\n. 1 CS > Core 200/BYE\n. 1 Core > B 200/BYE\n99 0 A > CS SEND\n"
        ". 0 CS > A 200/SEND\n" GETS("1", "B") GETS("2", "IWF") ". 2 IWF > System text\n");
    stream_fails(&s, "RFC4975/response", "who has left");
    run_talk(ALL_JOINED SENDS("0", "A") ". 2 CS > Core SEND\n" GETS("1", "B") GETS("2", "IWF") ". 2 IWF > System text\n" PAUSE);
    stream_fails(&s, "MODEL/causal-neighbours", "no hop of its leg");
    run_talk(ALL_JOINED SENDS("0", "A") ". 1 CS > B SEND\n. 1 B > CS 481/SEND\n" GETS("2", "IWF") ". 2 IWF > System text\n" PAUSE);
    stream_fails(&s, "RFC4975/response", "was refused, but the session went on");
}

/* ---- Session timers */

#define REFRESHED(t, m) \
    t " " m " CS > Core UPDATE\n. " m " Core > B UPDATE\n. " m " B > Core 200/UPDATE\n. " m " Core > CS 200/UPDATE\n"
#define A_REFRESHED(t) \
    t " 0 CS > Core UPDATE\n. 0 Core > A UPDATE\n. 0 A > Core 200/UPDATE\n. 0 Core > CS 200/UPDATE\n"
#define BOTH(t) A_REFRESHED(t) REFRESHED(".", "1") REFRESHED(".", "2")
#define LEFT(m) ". " m " CS > Core BYE\n. " m " Core > B BYE\n. " m " B > Core 200/BYE\n. " m " Core > CS 200/BYE\n"

static void run_timed(const char *text)
{
    s.setup.focus.session_expires = 100 * SIM_S;
    stream_run(&s, text);
}

static void test_session_timer(void)
{
    run_timed(B_JOINED CPM_JOINS("2") BOTH("50") BOTH("100") "120 1 B > Core 100\n");
    CU_ASSERT_EQUAL(stream_requirement(&s, "RFC4028/refresh").pass, 3);
    stream_passes(&s, "RFC4028/refresh");
    run_timed(B_JOINED CPM_JOINS("2") BOTH("50") A_REFRESHED("100") REFRESHED(".", "1") A_REFRESHED("150") REFRESHED(".", "1")
        A_REFRESHED("200") REFRESHED(".", "1"));
    stream_fails(&s, "RFC4028/refresh", "has expired, 149.9");
    run_timed(B_JOINED CPM_JOINS("2") A_REFRESHED("50") REFRESHED(".", "1") A_REFRESHED("100") REFRESHED(".", "1") BOTH("150"));
    stream_fails(&s, "RFC4028/refresh", "is refreshed 149.9");
    run_timed(B_JOINED CPM_JOINS("2") A_REFRESHED("50") REFRESHED(".", "1") ". 2 CS > Core UPDATE\n. 2 Core > B UPDATE\n"
        ". 2 B > Core 481/UPDATE\n. 2 Core > CS 481/UPDATE\n" LEFT("2") "99 1 B > Core 100\n");
    stream_passes(&s, "RFC4028/unrefreshed");
    run_timed(B_JOINED CPM_JOINS("2") A_REFRESHED("50") REFRESHED(".", "1") ". 2 CS > Core UPDATE\n. 2 Core > B UPDATE\n"
        ". 2 B > Core 481/UPDATE\n. 2 Core > CS 481/UPDATE\n" A_REFRESHED("100") REFRESHED(".", "1") "130 1 B > Core 100\n");
    stream_fails(&s, "RFC4028/unrefreshed", "no BYE followed");
    run_timed(B_JOINED CPM_JOINS("2") A_REFRESHED("50") REFRESHED(".", "1") ". 2 CS > Core UPDATE\n. 2 Core > B UPDATE\n"
        A_REFRESHED("100") REFRESHED(".", "1") "130 1 B > Core 100\n");
    stream_fails(&s, "RFC4028/unrefreshed", "no BYE followed");
    run_timed(B_JOINED CPM_JOINS("2") A_REFRESHED("50") REFRESHED(".", "1") ". 2 Core > B UPDATE\n" REFRESHED(".", "2"));
    stream_fails(&s, "MODEL/causal-neighbours", "an UPDATE was forwarded");
    run_timed(B_JOINED CPM_INVITED("2") ". 2 CS > Core UPDATE\n" CPM_ANSWERS("2", "200") CPM_ACKED("2") BOTH("50"));
    stream_fails(&s, "RFC4028/refresh", "has not begun");
    run_timed(B_JOINED CPM_JOINS("2") A_REFRESHED("50") REFRESHED(".", "1") ". 2 CS > Core UPDATE\n. 2 B > Core 200/UPDATE\n"
        ". 2 Core > CS 200/UPDATE\n");
    stream_fails(&s, "MODEL/causal-neighbours", "without its UPDATE");
}

/* ---- What the checker says of itself */

/* Each requirement has branches, and its last is "violated"; no two have one name. */
static void test_branches(void)
{
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") ACCEPTED);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    unsigned requirement = 0, violated = 0;
    for (unsigned i = 0; i < report_checker_branches(); i++) {
        ReportBranch row = report_checker_branch(s.checker, i);
        CU_ASSERT_STRING_EQUAL(row.requirement, report_checker_requirement(s.checker, requirement).id);
        CU_ASSERT_TRUE(g_hash_table_add(seen, g_strdup_printf("%s %s", row.requirement, row.name)));
        CU_ASSERT(*row.text != '\0');
        if (strcmp(row.name, "violated") == 0) {
            violated++;
            requirement++;
            CU_ASSERT_EQUAL(row.count, 0);
        }
    }
    CU_ASSERT_EQUAL(violated, report_checker_requirements(s.checker));
    CU_ASSERT_EQUAL(stream_branch(&s, "CPM-IWF-008/accept-on-behalf", "kept"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "C-4.3/steps", "ok"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "C-4.3/steps-cpm", "ok"), 1);
    CU_ASSERT_EQUAL(stream_branch(&s, "RFC3261/ack", "2xx"), 3);
    CU_ASSERT_EQUAL(stream_branch(&s, "C-4.3/answer-to-inviter", "first-accept"), 1);
    stream_clear(&s);
    begin();
    stream_run(&s, B_JOINED SMS_INVITED("2", "sms accept") SMS_ANSWERS("2", "603") SMS_ACKED("2"));
    CU_ASSERT_EQUAL(stream_branch(&s, "CPM-IWF-008/accept-on-behalf", "violated"), 1);
}

/* Status and condition belong together. */
static void test_status(void)
{
    stream_run(&s, B_JOINED);
    for (unsigned i = 0; i < report_checker_requirements(s.checker); i++) {
        ReportRequirement row = report_checker_requirement(s.checker, i);
        bool mandatory = strcmp(row.status, "mandatory") == 0;
        CU_ASSERT(mandatory || strcmp(row.status, "conditional") == 0 || strcmp(row.status, "optional") == 0);
        CU_ASSERT_EQUAL(mandatory, *row.condition == '\0');
        CU_ASSERT(*row.text != '\0' && *row.clause != '\0');
    }
}

/* The shipped file is what the checker's table says; UPDATE_EXPECTED writes it. */
static void test_requirements_csv(void)
{
    g_autofree char *path = g_build_filename(g_getenv("top_srcdir"), "scenarios", "conformance", "requirements.csv", NULL);
    g_autofree char *shipped = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    report_checker_requirements_csv(out);
    if (g_getenv("UPDATE_EXPECTED") != NULL)
        CU_ASSERT_TRUE(g_file_set_contents(path, out->str, (gssize)out->len, NULL));
    CU_ASSERT_TRUE(g_file_get_contents(path, &shipped, NULL, NULL));
    CU_ASSERT(shipped != NULL && strcmp(shipped, out->str) == 0);
}

static void after_each(void)
{
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"the Conversation Server refuses", test_refusal},
        {"a list that names somebody twice", test_duplicates},
        {"members who subscribe", test_subscribed_members},
        {"states of members", test_states},
        {"texts", test_texts},
        {"session timers", test_session_timer},
        {"branches", test_branches},
        {"status and condition", test_status},
        {"requirements.csv", test_requirements_csv},
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {{"session", NULL, NULL, begin, after_each, tests}, CU_SUITE_INFO_NULL};
    return cunit_run(suites);
}
