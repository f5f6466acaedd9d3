/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many messages Figure 31 costs, by counting: INVITE, 100, final response and ACK on each hop; 2 hops for the inviter and for each
 * of N members with CPM clients, 4 for each of M members of Non-CPM Systems. */
#include "tests/run_fixture.h"


#include "models/sip_message.h"
#include "tests/cunit_run.h"

/* N CPM clients and M users of SMS under one policy; no provisional but 100, no NOTIFY, no second OK. */
static const char scenario[] =
    "version: 1\n"
    "sip: {trying: at_once, ringing: false}\n"
    "focus: {answer: first_accept, late_ok: suppress, subscribe: none, keepalive: off, fan_out: all_at_once}\n"
    "iwf: {keepalive: off}\n"
    "policy: {provider: {force: convert}}\n"
    "systems:\n"
    "  sms: {transit: 1 s, return_transit: 1 s, first_attempt: 100 %, never: 0 %, duplicate: 0 %}\n"
    "groups:\n"
    "  friends:\n"
    "    - {name: cpm, count: 1, client: cpm, answer: {accept_after: 3 s}}\n"
    "    - {name: sms, count: 1, client: sms, reply: {accept_after: 10 s}}\n"
    "sessions: [{group: friends, texts: {inviter: 0}}]\n";

typedef struct Row {
    unsigned n, m, messages;
} Row;

static const Row rows[] = {
    { 1, 1, 32 }, { 2, 1, 40 }, { 9, 1, 96 }, { 5, 5, 128 }, { 50, 50, 1208 },
};

static unsigned sip_messages(const RunFixture *run)
{
    unsigned found = 0;

    for (guint i = 0; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);

        found += record->kind == SIM_RECORD_MESSAGE && sip_is_sip(record->code);
    }
    return found;
}

/* All but the extra messages of a settled run belong to the establishment. */
static void check_mode(const char *force, unsigned to_system, unsigned from_system)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *n = g_strdup_printf("members.cpm.count=%u", rows[i].n);
        g_autofree char *m = g_strdup_printf("members.sms.count=%u", rows[i].m);
        g_autofree char *policy = g_strdup_printf("policy.provider={force: %s}", force);
        const char *sets[] = { n, m, policy, NULL };
        RunFixture run;

        run_fixture_text(&run, scenario, sets);
        CU_ASSERT_EQUAL(rows[i].messages, 8 * (1 + rows[i].n) + 16 * rows[i].m);
        CU_ASSERT_EQUAL(sip_messages(&run), rows[i].messages);
        CU_ASSERT_EQUAL(report_metrics_sip_messages(run.metrics), rows[i].messages);
        CU_ASSERT_EQUAL(report_metrics_messages(run.metrics), rows[i].messages + (to_system + from_system) * rows[i].m);
        CU_ASSERT_EQUAL(report_checker_verdict(run.checker), REPORT_VERDICT_PASS);
        if (sip_messages(&run) != rows[i].messages)
            run_fixture_explain(&run, policy);
        run_fixture_clear(&run);
    }
}

/* The inviting message, the delivery report and the reply are no SIP. */
static void test_convert(void)
{
    check_mode("convert", 1, 2);
}

static void test_accept(void)
{
    check_mode("accept", 0, 0);
}

static void test_reject(void)
{
    check_mode("reject", 0, 0);
}

/* Each provisional of a waiting non-CPM member passes 4 hops. */
static void test_keepalive_costs_four_hops(void)
{
    const char *sets[] = { "iwf.keepalive=60 s", "systems.sms.reports=false", "members.sms.reply={accept_after: 150 s}", NULL };
    RunFixture run;

    run_fixture_text(&run, scenario, sets);         /* 182 at once, after 1 and after 2 min */
    CU_ASSERT_EQUAL(sip_messages(&run), 32 + 3 * 4);
    CU_ASSERT_EQUAL(run_fixture_count(&run, SIM_RECORD_MESSAGE, SIP_RESPONSE(SIP_INVITE, 182)), 12);
    run_fixture_clear(&run);
}

/* The SIP/IP Core sees each message of a non-CPM leg twice, once of a CPM leg: half of all but 2 M. */
static void test_core_works_twice(void)
{
    const char *sets[] = { "members.cpm.count=5", "members.sms.count=5", NULL };
    RunFixture run;
    unsigned found = 0;

    run_fixture_text(&run, scenario, sets);
    for (guint i = 0; i < run.records->len; i++) {
        const SimRecord *record = &g_array_index(run.records, SimRecord, i);

        found += record->kind == SIM_RECORD_MESSAGE && CPM_BOX_KIND(record->to) == CPM_CORE;
    }
    /* Per hop 2 messages go each way: 4 of 8 on 2 hops, 8 of 16 on 4 hops reach the Core. */
    CU_ASSERT_EQUAL(found, 4 * (1 + 5) + 8 * 5);
    run_fixture_clear(&run);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "convert: 8(1+N) + 16M", test_convert },
        { "accept: 8(1+N) + 16M", test_accept },
        { "reject: 8(1+N) + 16M", test_reject },
        { "a provisional costs four hops", test_keepalive_costs_four_hops },
        { "the Core sees non-CPM legs twice", test_core_works_twice },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "counts", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
