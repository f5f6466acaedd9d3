/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdicts.csv and the verdict as text. */
#include <string.h>

#include "report/verdicts_csv.h"
#include "tests/checker_stream.h"
#include "tests/cunit_run.h"

static CheckerStream s;
static GString *out;


static void run(const char *text)
{
    stream_init(&s, 2);
    stream_feed(&s, text);
    stream_finish(&s);
}

static bool has_line(const char *line)
{
    g_autofree char *framed = g_strdup_printf("\n%s", line);
    if (strstr(out->str, framed) == NULL)
        printf("\n    missing: %s\n    in:\n%s\n", line, out->str);
    return strstr(out->str, framed) != NULL;
}

static void test_rows(void)
{
    run(B_JOINED SMS_INVITED("2", "sms reject") ". 2 IWF > System invitation\n" SMS_ANSWERS("2", "603") SMS_ACKED("2"));
    report_verdicts_csv(s.checker, out);
    CU_ASSERT_TRUE(g_str_has_prefix(out->str,
        "requirement,specification,clause,verdict,pass,inconc,fail,reason,first_time_s,first_event,legs,waived\r\n"));
    CU_ASSERT_TRUE(has_line("CPM-IWF-008/reject,CPM-IWF-008,reject,fail,0,0,1,\"the inviting message reached "
        "the Non-CPM System, but the mode demanded is reject (user)\",0.026000000,27,0/2,\r\n"));
    CU_ASSERT_TRUE(has_line("CPM-IWF-008/convert,CPM-IWF-008,convert,none,0,0,0,,,,,\r\n"));
    CU_ASSERT_TRUE(has_line("RFC3261/ack,RFC 3261,\"13.2.2.4, 17.1.1.3\",pass,3,0,0,,,,,\r\n"));
}

static void test_waiver(void)
{
    stream_init(&s, 2);
    s.setup.focus.late_ok = CPM_LATE_LITERAL_2XX;
    stream_feed(&s, B_JOINED SMS_INVITED("2", "sms reject") SMS_ANSWERS("2", "603") SMS_ACKED("2"));
    stream_finish(&s);
    report_verdicts_csv(s.checker, out);
    CU_ASSERT_TRUE(has_line("RFC3261/one-final-response,RFC 3261,\"17.2.1, 13.2.2.4\",pass,2,0,0,,,,,"
        "\"the inviter's leg, by focus.late_ok = literal_2xx\"\r\n"));
    g_string_truncate(out, 0);
    report_verdicts_text(s.checker, out);
    CU_ASSERT_TRUE(has_line("  waived  RFC3261/one-final-response"));
}

static void test_ten_legs(void)
{
    stream_init(&s, 12);
    stream_feed(&s, B_JOINED);
    for (unsigned member = 2; member <= 12; member++) {
        g_autofree char *text = g_strdup_printf(". %u facts cpm none\n. %u CS > Core INVITE\n. %u Core > CS 100\n",
            member, member, member);
        stream_feed(&s, text);
    }
    stream_finish(&s);
    report_verdicts_csv(s.checker, out);
    CU_ASSERT_TRUE(has_line("C-4.3/steps-cpm,\"CPM System Description, change request adding C 4.3\","
        "\"C 4.3, Figure 31, steps 3, 12 and 13\",fail,1,0,11,"
        "step 3b is missing: the INVITE did not reach the CPM Client,0.049000000,50,"
        "0/2 0/3 0/4 0/5 0/6 0/7 0/8 0/9 0/10 0/11,\r\n"));
}

static void test_text(void)
{
    run(B_JOINED SMS_INVITED("2", "sms accept") ". 2 IWF > Core 200\n");
    report_verdicts_text(s.checker, out);
    CU_ASSERT_TRUE(has_line("  fail    C-4.3/steps                         0 pass, 1 fail\n"
        "          step 19 is missing: the answer did not reach the ISF\n"
        "          first at 0.026000000 s, event 27, session 0 member 2\n"));
    CU_ASSERT_TRUE(has_line("  pass    MODEL/causal-neighbours             3 pass\n"));
    CU_ASSERT_PTR_NULL(strstr(out->str, "none"));
    g_string_truncate(out, 0);
    stream_clear(&s);
    stream_init(&s, 2);
    stream_feed(&s, B_JOINED SMS_INVITED("2", "sms convert"));
    stream_stop(&s, 1);
    report_verdicts_text(s.checker, out);
    CU_ASSERT_TRUE(g_str_has_prefix(out->str, "  inconc  CPM-IWF-008/convert                 0 pass, 1 inconc\n"
        "          step 11 is missing: no invitation reached the Non-CPM System\n"));
}

static void before_each(void)
{
    out = g_string_new(NULL);
}

static void after_each(void)
{
    g_string_free(out, TRUE);
    stream_clear(&s);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        {"rows, quoted where they must be", test_rows},
        {"a waiver is named", test_waiver},
        {"ten legs at most", test_ten_legs},
        {"text", test_text},
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        {"verdicts", NULL, NULL, before_each, after_each, tests},
        CU_SUITE_INFO_NULL,
    };
    return cunit_run(suites);
}
