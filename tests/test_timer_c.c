/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Timer C, of which many legs share one pending event: it fires when it is due, for each proxy that waits, and for nobody else.  That it is
 * restarted by provisionals is in tests/test_flows.c. */
#include "tests/run_fixture.h"

#include "models/cpm_hop.h"
#include "models/sip_message.h"
#include "tests/cunit_run.h"

/* Users who never answer, and an IWF that waits without a word.  The Core takes no time, so that its timers start when messages come. */
static const char base[] = "version: 1\n"
                           "sip: {trying: at_once}\n"
                           "links: {access: {latency: 50 ms}, core: {latency: 2 ms}, system: {latency: 2 ms}}\n"
                           "stations: {core: {service: 0 s}}\n"
                           "focus: {answer: immediate, t_answer: 700 s}\n"
                           "policy: {provider: {allow: [accept, reject, convert], default: convert}}\n"
                           "iwf: {t_reply: 650 s, keepalive: off}\n"
                           "systems: {sms: {transit: 7 s, return_transit: 3500 ms, first_attempt: 100 %, never: 0 %, duplicate: 0 %, "
                           "retry: off, validity: 600 s}}\n"
                           "groups: {g: [{name: C, count: 3, client: sms, prefer: convert, reply: never}]}\n"
                           "sessions: [{group: g}]\n";

/* The first record of the leg of @like that has its kind and code, and is of its box; NULL: there is none. */
static const SimRecord *first(const RunFixture *run, SimRecord like)
{
    for (guint i = 0; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);

        if (record->session == like.session && record->member == like.member && record->to == like.to && record->kind == like.kind &&
            record->code == like.code)
            return record;
    }
    return NULL;
}

/* When the INVITE to @member has reached the Core first; and when Timer C first fires at @box.  -1: never. */
static SimTime invited(const RunFixture *run, uint32_t session, uint32_t member)
{
    const SimRecord *record = first(run, (SimRecord){ .session = session,
                                                      .member = member,
                                                      .to = CPM_BOX(CPM_CORE, 0),
                                                      .kind = SIM_RECORD_MESSAGE,
                                                      .code = SIP_REQUEST(SIP_INVITE) });

    return record == NULL ? -1 : record->time;
}

static SimTime fired(const RunFixture *run, uint32_t session, uint32_t member, CpmBoxKind box)
{
    const SimRecord *record = first(run, (SimRecord){ .session = session,
                                                      .member = member,
                                                      .to = CPM_BOX(box, 0),
                                                      .kind = SIM_RECORD_TIMER,
                                                      .code = CPM_TIMER_C });

    return record == NULL ? -1 : record->time;
}

static unsigned count(const RunFixture *run)
{
    return run_fixture_count(run, SIM_RECORD_TIMER, CPM_TIMER_C);
}

/* In several blocks of legs, of which each has begun at another time: the Core's is the first of each leg, to the ms, rounded up. */
static void test_each_when_due(void)
{
    static const char *const sets[] = { "groups.g.C.count=100", "links.core={latency: 2300 us}", NULL };
    RunFixture run;

    run_fixture_text(&run, base, sets);
    for (uint32_t member = 1; member <= 100; member++) {
        CU_ASSERT(invited(&run, 0, member) >= 0);
        CU_ASSERT_EQUAL(fired(&run, 0, member, CPM_CORE), (invited(&run, 0, member) + 181 * SIM_S + SIM_MS - 1) / SIM_MS * SIM_MS);
    }
    CU_ASSERT_EQUAL(run_fixture_requirement(&run, "RFC3261/timer-c").verdict, REPORT_VERDICT_PASS);
    run_fixture_clear(&run);
}

/* Where all is answered in time, there are hardly more events than inputs that somebody takes in: what is not needed of a leg is the timer
 * for the ACK, and the last keep-alive. */
static void test_costs_few_events(void)
{
    static const char *const sets[] = { "groups.g.C.count=320", "groups.g.C.reply={accept_after: 500 s}", "iwf.keepalive=60 s", NULL };
    RunFixture run;
    unsigned inputs;

    run_fixture_text(&run, base, sets);
    inputs = run_fixture_count(&run, SIM_RECORD_MESSAGE, -1) + run_fixture_count(&run, SIM_RECORD_TIMER, -1);
    CU_ASSERT_EQUAL(count(&run), 0);
    CU_ASSERT(run.world->events - inputs < 320 * 5 / 2);
    run_fixture_clear(&run);
}

/* The pending event is that of both sessions; when it comes, the slots of the first, by whose leg it is known, have been given back. */
static void test_slots_given_back(void)
{
    static const char *const sets[] = { "sessions=[{group: g, duration: 1 s}, {group: g, at: 100 s, duration: 10 min}]", NULL };
    RunFixture run;

    run_fixture_text(&run, base, sets);
    for (uint32_t member = 1; member <= 3; member++) {
        CU_ASSERT(invited(&run, 1, member) > 100 * SIM_S);
        CU_ASSERT_EQUAL(fired(&run, 1, member, CPM_CORE), invited(&run, 1, member) + 181 * SIM_S);
    }
    run_fixture_clear(&run);
}

/* The CS gives up without a CANCEL, so that the proxies wait when the session's slots are given back. */
static void test_nobody_is_left(void)
{
    static const char *const sets[] = { "focus.t_answer=5 s", "sessions=[{group: g, duration: 1 s}, {group: g, at: 300 s, duration: 1 s}]",
                                        "faults=[{kind: drop, box: cs, message: CANCEL}, {kind: drop, box: cs, message: BYE}]", NULL };
    RunFixture run;

    run_fixture_text(&run, base, sets);
    CU_ASSERT(run.end > 300 * SIM_S);
    CU_ASSERT_EQUAL(count(&run), 0);
    run_fixture_clear(&run);
}

/* A box that is down cancels when it is back. */
static void test_box_is_down(void)
{
    static const char *const sets[] = { "sip.transactions=full", "stations.core.outages=[{at: 170 s, for: 100 s}]", NULL };
    RunFixture run;

    run_fixture_text(&run, base, sets);
    for (uint32_t member = 1; member <= 3; member++) {
        CU_ASSERT_EQUAL(fired(&run, 0, member, CPM_ISF) / SIM_S, 181);
        CU_ASSERT_EQUAL(fired(&run, 0, member, CPM_CORE), 270 * SIM_S);
    }
    run_fixture_clear(&run);
}

/* The clock of the deadlines has 32 bits of ms, so that one of 25 days ago looks like one that is to come. */
static void test_box_is_down_for_long(void)
{
    static const char *const sets[] = { "sip.transactions=full", "stations.core.outages=[{at: 170 s, for: 30 d}]",
                                        "sessions=[{group: g}, {group: g, at: 40 d, duration: 10 s}]", NULL };
    RunFixture run;

    run_fixture_text(&run, base, sets);
    for (uint32_t member = 1; member <= 3; member++)
        CU_ASSERT_EQUAL(fired(&run, 0, member, CPM_CORE), 30 * 24 * SIM_HOUR + 170 * SIM_S);
    run_fixture_clear(&run);
}

/* The IWF's 180 restarts the timers that run, and starts none. */
static void test_forgotten(void)
{
    static const char *const sets[] = { "groups.g.C.count=40", "iwf.keepalive=60 s",
                                        "faults=[{kind: no_keepalive}, {kind: forget_timer, box: core, timer: c}]", NULL };
    RunFixture run;

    run_fixture_text(&run, base, sets);
    CU_ASSERT_EQUAL(count(&run), 40);
    for (uint32_t member = 1; member <= 40; member++)
        CU_ASSERT(fired(&run, 0, member, CPM_ISF) > 185 * SIM_S);
    run_fixture_clear(&run);
}

/* The ISF hears nothing of the Core below it, as that forgets its 100, and then that it is down; so it gives up its first attempt, and the
 * second INVITE finds the Core down again.  When this is back it waits only as the one above the ISF, not for the first IWF. */
static void test_attempt_given_up(void)
{
    static const char *const sets[] = { "sip={trying: after_200ms, transactions: full}", "iwfs=[{name: w1}, {name: w2}]",
                                        "stations.core={outages: [{at: 500 ms, for: 66500 us}, {at: 569 ms, for: 300 s}], "
                                        "while_down: refuses}",
                                        "faults=[{kind: forget_timer, box: core, timer: trying}, "
                                        "{kind: drop, box: iwf, message: 182}, {kind: drop, box: iwf, message: 180}]",
                                        "groups.g.C.count=1", "sessions=[{group: g}, {group: g, at: 500 s, duration: 10 s}]", NULL };
    RunFixture run;
    unsigned timers = 0;

    run_fixture_text(&run, base, sets);
    for (guint i = 0; i < run.records->len; i++) {
        const SimRecord *record = &g_array_index(run.records, SimRecord, i);

        if (record->session != 0 || record->kind != SIM_RECORD_TIMER || record->code != CPM_TIMER_C)
            continue;
        CU_ASSERT(record->to == CPM_BOX(CPM_CORE, 0) && record->time == 300569 * SIM_MS);
        timers++;
    }
    CU_ASSERT_EQUAL(timers, 1);
    run_fixture_clear(&run);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "each when it is due", test_each_when_due },
        { "few events", test_costs_few_events },
        { "slots that are given back", test_slots_given_back },
        { "nobody is left", test_nobody_is_left },
        { "the box is down", test_box_is_down },
        { "the box is down for long", test_box_is_down_for_long },
        { "a box forgets it", test_forgotten },
        { "an attempt that is given up", test_attempt_given_up },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "timer C", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
