/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figure and the decision rows as text: what flows, when, with which number, and what it does to the box that it reaches. */
#include "tests/run_fixture.h"

#include <stdio.h>
#include <string.h>

#include "models/cpm_box.h"
#include "tests/cunit_run.h"

/* A invites B, who has a CPM client, and C, who has SMS.  No time is spent in the boxes, so that all times can be added up by hand:
 * a client is 50 ms from the Core, all else is 2 ms apart; a short message takes 7 s to the phone and 3 s back. */
static const char base[] =
    "version: 1\n"
    "links: {access: {latency: 50 ms}, core: {latency: 2 ms}, system: {latency: 2 ms}}\n"
    "stations: {core: {service: 0 s}, cs: {service: 0 s}, isf: {service: 0 s}, iwf: {service: 0 s}}\n"
    "sip: {trying: after_200ms}\n"
    "focus: {answer: first_accept, late_ok: suppress, fan_out: all_at_once, subscribe: none}\n"
    "policy: {provider: {force: convert}}\n"
    "systems:\n"
    "  sms: {transit: 7 s, return_transit: 3 s, first_attempt: 100 %, never: 0 %, duplicate: 0 %, retry: off}\n"
    "groups:\n"
    "  friends:\n"
    "    - {name: B, client: cpm, answer: {accept_after: 3 s}}\n"
    "    - {name: C, client: sms, reply: {accept_after: 10 s}}\n"
    "sessions: [{group: friends}]\n";

#define A 0
#define B 1
#define C 2
#define ALL -1

#define AT_IWF (1u << CPM_IWF | 1u << CPM_SYSTEM)
#define AT_ENDS (1u << CPM_CLIENT_A | 1u << CPM_CLIENT | 1u << CPM_CS | 1u << CPM_IWF | 1u << CPM_SYSTEM)

typedef struct Row {
    const char *name;           /* tests/flows/NAME.txt              */
    RunView view;
    const char *sets[8];        /* changes of the base               */
} Row;

static void check_rows(const Row *rows, unsigned n)
{
    for (unsigned i = 0; i < n; i++) {
        RunFixture run;

        run_fixture_text(&run, base, rows[i].sets);
        CU_ASSERT(run_fixture_flow_is(&run, &rows[i].view, rows[i].name));
        CU_ASSERT_EQUAL(report_checker_verdict(run.checker), REPORT_VERDICT_PASS);
        CU_ASSERT_EQUAL(cpm_network_counts(run.network).unexpected, 0);
        if (report_checker_verdict(run.checker) != REPORT_VERDICT_PASS)
            run_fixture_explain(&run, rows[i].name);
        run_fixture_clear(&run);
    }
}

#define CHECK(rows) check_rows(rows, G_N_ELEMENTS(rows))

/* ---- the figure */

/* 23 steps, 3 in two parts, once each and in the order of the drawing. */
static void test_figure_31(void)
{
    static const uint8_t drawn[] = {
        1, 2, CPM_STEP_3A, CPM_STEP_3B, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
    };
    RunView numbered = { .member = ALL, .numbered = true }, whole = { .member = ALL, .no_trying = true };
    RunFixture run;
    unsigned found = 0;

    run_fixture_file(&run, "figure-31", NULL);
    for (guint i = 0; i < run.records->len; i++) {
        uint8_t step = g_array_index(run.records, SimRecord, i).step;

        if (step == 0)
            continue;
        CU_ASSERT(found < G_N_ELEMENTS(drawn) && step == drawn[found]);
        found++;
    }
    CU_ASSERT_EQUAL(found, G_N_ELEMENTS(drawn));
    CU_ASSERT(run_fixture_flow_is(&run, &numbered, "figure-31"));
    CU_ASSERT(run_fixture_flow_is(&run, &whole, "figure-31-whole"));
    CU_ASSERT_PTR_NOT_NULL(run_fixture_requirement(&run, "RFC3261/one-final-response").waived);
    run_fixture_clear(&run);
}

static void test_figure_31_sip(void)
{
    RunView inviter = { .member = A }, c = { .member = C, .no_trying = true };
    RunFixture run;

    run_fixture_file(&run, "figure-31-sip", NULL);
    CU_ASSERT(run_fixture_flow_is(&run, &inviter, "figure-31-sip-inviter"));
    CU_ASSERT(run_fixture_flow_is(&run, &c, "figure-31-sip-c"));
    CU_ASSERT_PTR_NULL(run_fixture_requirement(&run, "RFC3261/one-final-response").waived);
    run_fixture_clear(&run);
}

/* ---- decision rows */

static void test_modes(void)
{
    static const Row rows[] = {
        { "d02-reject-policy", { .member = C }, { "policy.provider=forbid" } },
        { "d03-reject-user", { .member = C, .boxes = AT_IWF }, { "policy.provider={default: convert}", "members.C.prefer=reject" } },
        { "d04-accept", { .member = C }, { "policy.provider={force: accept}", "iwf.notices=true" } },
    };

    CHECK(rows);
}

static void test_replies(void)
{
    static const Row rows[] = {
        { "d05-accepts", { .member = C, .boxes = AT_IWF }, { "members.C.reply={accept_after: 150 s}" } },
        { "d06-declines", { .member = C, .boxes = AT_IWF }, { "members.C.reply={decline_after: 10 s}" } },
        { "d07-silent", { .member = C, .boxes = AT_IWF }, { "members.C.reply=never", "iwf.t_reply=150 s", "iwf.notices=true" } },
        { "d08-unrecognised", { .member = C, .boxes = AT_IWF },
          { "members.C.reply={reply: 100 %, unrecognised: 100 %, accept: 0 %, delay: 10 s}", "iwf.t_reply=50 s" } },
        { "d12-no-report", { .member = C, .boxes = AT_IWF }, { "systems.sms.reports=false", "members.C.reply={accept_after: 60 s}" } },
        { "d13-late", { .member = C, .boxes = AT_IWF }, { "members.C.reply={accept_after: 65 s}", "iwf.t_reply=50 s", "iwf.notices=true" } },
        { "d14-accepts-twice", { .member = C, .boxes = AT_IWF }, { "systems.sms.duplicate=100 %" } },
        { "d14-declines-twice", { .member = C, .boxes = AT_IWF },
          { "systems.sms.duplicate=100 %", "members.C.reply={decline_after: 10 s}" } },
    };

    CHECK(rows);
}

static void test_deliveries(void)
{
    static const Row rows[] = {
        { "d09-unknown", { .member = C, .boxes = AT_IWF }, { "systems.sms.first_attempt=0 %", "systems.sms.never=100 %" } },
        { "d10-given-up", { .member = C, .boxes = AT_IWF },
          { "systems.sms.first_attempt=0 %", "systems.sms.absence=9 min", "systems.sms.retry=[{every: 30 s, times: 3}]",
            "systems.sms.validity=100 s" } },
        { "d05-after-retry", { .member = C, .boxes = AT_IWF },
          { "systems.sms.first_attempt=0 %", "systems.sms.absence=65 s", "systems.sms.retry=[{every: 30 s, times: 3}]",
            "systems.sms.validity=100 s" } },
    };

    CHECK(rows);
}

static void test_cancels(void)
{
    static const Row rows[] = {
        { "d15-cancelled", { .member = C, .from = 15, .to = 60 },
          { "focus.t_answer=15 s", "members.C.reply={accept_after: 20 s}", "iwf.notices=true" } },
        { "d16-timer-c", { .member = C }, { "iwf.keepalive=off", "focus.t_answer=300 s", "members.C.reply=never" } },
        { "d17-accept-first", { .member = C, .from = 20, .to = 60 }, { "focus.t_answer=20.006 s" } },
        { "d17-cancel-first", { .member = C, .from = 20, .to = 60 }, { "focus.t_answer=20.002 s" } },
    };

    CHECK(rows);
}

/* Timer C counts from the last provisional, here the 180 on the delivery report, and not from the INVITE. */
static void test_forgotten_keepalive(void)
{
    const char *sets[] = { "faults=[{kind: no_keepalive}]", "focus.t_answer=300 s", "members.C.reply=never", NULL };
    RunView view = { .member = C, .from = 10, .to = 300, .boxes = 1u << CPM_ISF };
    RunFixture run;

    run_fixture_text(&run, base, sets);
    CU_ASSERT(run_fixture_flow_is(&run, &view, "d16-after-last-1xx"));
    CU_ASSERT_EQUAL(run_fixture_requirement(&run, "RFC3261/provisional-each-minute").verdict, REPORT_VERDICT_FAIL);
    CU_ASSERT_EQUAL(run_fixture_requirement(&run, "RFC3261/timer-c").verdict, REPORT_VERDICT_PASS);
    run_fixture_clear(&run);
}

/* ---- SIP */

static void test_trying(void)
{
    static const Row rows[] = {
        { "trying-after-200ms", { .member = A }, { NULL } },
        { "trying-at-once", { .member = A }, { "sip.trying=at_once" } },
        { "ringing", { .member = B }, { "sip.ringing=true" } },
    };

    CHECK(rows);
}

/* ---- the focus */

static void test_focus_answers(void)
{
    static const Row rows[] = {
        { "first-accept-c-before-b", { .member = ALL, .boxes = 1u << CPM_CS, .no_trying = true, .from = 0.3, .to = 60 },
          { "members.B.answer={accept_after: 30 s}", "focus.keepalive=15 s" } },
        { "all-answered", { .member = A, .no_trying = true }, { "focus.answer=all_answered" } },
        { "immediate", { .member = A },
          { "focus.answer=immediate", "focus.late_ok=notify", "focus.subscribe=inviter", "focus.notify_interval=20 s" } },
        { "required-members", { .member = A, .no_trying = true }, { "focus.answer=required_members", "members.C.required=true" } },
        { "required-member-declines", { .member = ALL, .from = 20, .to = 60, .boxes = AT_ENDS },
          { "focus.answer=required_members", "members.C.required=true", "members.C.reply={decline_after: 10 s}" } },
        { "all-refuse", { .member = ALL, .from = 3, .to = 60, .boxes = 1u << CPM_CS | 1u << CPM_CLIENT_A, .no_trying = true },
          { "members.B.answer={decline_after: 3 s}", "members.C.reply=never", "iwf.t_reply=50 s", "focus.keepalive=off" } },
    };

    CHECK(rows);
}

static void test_late_ok(void)
{
    static const Row rows[] = {
        { "late-notify", { .member = A, .from = 3, .to = 60 }, { "focus.late_ok=notify", "focus.subscribe=inviter" } },
        { "late-literal", { .member = A, .from = 3, .to = 60 }, { "focus.late_ok=literal_2xx" } },
        { "late-suppress", { .member = A, .from = 3, .to = 60 }, { "focus.late_ok=suppress" } },
    };

    CHECK(rows);
}

static void test_ends(void)
{
    static const Row rows[] = {
        { "inviter-gives-up", { .member = ALL, .from = 9, .to = 60, .boxes = AT_ENDS },
          { "members.B.answer={accept_after: 30 s}", "sessions[0].patience=9 s", "iwf.notices=true" } },
        { "inviter-gives-up-before-1xx", { .member = A }, { "sessions[0].patience=10 ms" } },
        { "inviter-leaves", { .member = ALL, .from = 30, .to = 60 }, { "sessions[0].duration=30 s", "iwf.notices=true" } },
        { "nobody-is-left", { .member = ALL, .from = 3, .to = 60, .boxes = 1u << CPM_CLIENT_A | 1u << CPM_CS },
          { "members.B.answer={decline_after: 3 s}", "members.C.reply={decline_after: 10 s}", "focus.answer=immediate" } },
    };

    CHECK(rows);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "Figure 31", test_figure_31 },
        { "Figure 31 as SIP allows it", test_figure_31_sip },
        { "modes: D02, D03, D04", test_modes },
        { "replies: D05 - D08, D12 - D14", test_replies },
        { "deliveries: D09, D10, and a retry", test_deliveries },
        { "CANCEL: D15, D16, D17", test_cancels },
        { "a forgotten keep-alive", test_forgotten_keepalive },
        { "100 and 180", test_trying },
        { "when the focus answers", test_focus_answers },
        { "what the inviter hears of later joins", test_late_ok },
        { "how sessions end", test_ends },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "flows", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
