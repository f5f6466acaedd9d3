/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate.h"

#include "study/estimate_repeat.h"
#include "study/scenario.h"
#include "models/cpm_network_state.h"
#include "models/cpm_wire.h"
#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *source;
static Scenario *scenario;      /* of the fixture, since fatal assertions jump */

static void clear(void)
{
    scenario_free(g_steal_pointer(&scenario));
}

static const CpmSetup *setup_of(const char *text)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    const ScenarioText file = { .name = "test.yaml", .text = text, .length = strlen(text) };
    clear();
    scenario = scenario_read_text(&file, NULL, 0, diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    return scenario_setup(scenario);
}

/* 8 (1 + N) + 16 M SIP messages: INVITE, 100, 200 and ACK on two hops of CPM legs, on four of the others. */
static void test_messages_are_those_of_the_closed_form(void)
{
    static const struct { unsigned n, m; double messages; } rows[] = {
        { 1, 1, 32 }, { 2, 1, 40 }, { 9, 1, 96 }, { 5, 5, 128 }, { 50, 50, 1208 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf(
            "version: 1\nsip: {trying: at_once}\nfocus: {subscribe: none}\npolicy: {provider: {force: accept}}\ngroups:\n  g:\n"
            "    - {name: B, count: %u, answer: {accept_after: 1 s}}\n    - {name: C, count: %u, client: sms}\n"
            "sessions: [{group: g, texts: {inviter: 0}}]\n", rows[i].n, rows[i].m);
        StudyEstimate estimate;
        study_estimate(setup_of(text), &estimate);
        CU_ASSERT_DOUBLE_EQUAL(estimate.messages, rows[i].messages, 1e-6);
        CU_ASSERT_EQUAL(estimate.members, rows[i].n + rows[i].m);
    }
}

/* Converted, without a delivery report, the reply after 200 s: 182 at once and after each whole minute. */
static void test_waiting_costs_a_message_a_minute_and_hop(void)
{
    StudyEstimate estimate;
    study_estimate(setup_of("version: 1\nsip: {trying: at_once}\nfocus: {subscribe: none}\npolicy: {provider: {force: convert}}\n"
                            "systems: {sms: {reports: false, transit: 5 s, return_transit: 5 s, first_attempt: 100 %, never: 0 %}}\n"
                            "groups: {g: [{name: C, client: sms, reply: {accept_after: 200 s}}]}\n"
                            "sessions: [{group: g, texts: {inviter: 0}}]\n"),
                   &estimate);
    /* 24 without waiting, 182 on four hops, the inviting message and the reply; 210 s are 3.5 intervals. */
    CU_ASSERT_DOUBLE_EQUAL(estimate.messages, 24 + 4 + 2 + 4 * 3, 1e-6);
}

static void test_sessions_that_end_make_room(void)
{
    StudyEstimate stays, ends;
    static const char text[] = "version: 1\ngroups: {g: [{name: B, count: 10}]}\n"
                               "sessions: [{group: g, count: 10000, arrivals: 10 s, duration: %s}]\n";
    g_autofree char *staying = g_strdup_printf(text, "stays"), *ending = g_strdup_printf(text, "1 min");
    study_estimate(setup_of(staying), &stays);
    study_estimate(setup_of(ending), &ends);
    CU_ASSERT_EQUAL(stays.live_members, 100000);
    CU_ASSERT_TRUE(ends.live_members < 2000 && ends.live_members >= 60);
    CU_ASSERT_TRUE(ends.bytes < stays.bytes && ends.members == stays.members);
}

/* What a run of it was measured to be: 28.29 million messages, and how busy the boxes are in the last five seconds of the fan-out, which
 * are their fullest. */
static void test_large_group_is_near_what_was_measured(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *path = g_build_filename(source, "scenarios", "large-group.yaml", NULL);
    static const double busy[CPM_BOX_KINDS] = { [CPM_CORE] = 0.761, [CPM_CS] = 0.960, [CPM_ISF] = 0.756, [CPM_IWF] = 0.604 };
    StudyEstimate estimate;
    clear();
    scenario = scenario_read_file(path, NULL, 0, diagnostics, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    study_estimate(scenario_setup(scenario), &estimate);
    CU_ASSERT_DOUBLE_EQUAL(estimate.messages, 28.29e6, 0.05 * 28.29e6);
    CU_ASSERT_EQUAL(estimate.live_members, 1000000);
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++)
        CU_ASSERT_DOUBLE_EQUAL(estimate.load[kind].utilisation, busy[kind], 0.15 * busy[kind]);
}

static size_t memory_of(const RunFixture *run)
{
    return cpm_network_bytes(run->network) + sim_queue_peak_bytes(run->world->queue) + report_metrics_bytes(run->metrics) +
           report_checker_bytes(run->checker);
}

/* What goes on once members are in, beside runs of the same. */
static void test_conversations_cost_what_runs_take(void)
{
    static const char *const rows[][5] = {
        { "large-group", "members.crowd.count=1000", "sessions[0].texts.inviter=3" },
        { "large-group", "members.crowd.count=1000", "sessions[0].texts={inviter: 1, member: 2, gap: 2 min}" },
        { "large-group", "members.crowd.count=1000", "sessions[0].texts.member=1", "iwf.notices=true" },
        { "large-group", "members.crowd.count=1000", "focus.subscribe=all" },
        { "large-group", "members.crowd.count=1000", "focus.session_expires=200 s" },
        { "large-group", "members.crowd.count=1000", "focus.answer=all_answered", "sessions[0].texts.inviter=2" },
        { "large-group", "members.crowd.count=1000", "sessions[0].duration=20 min", "sessions[0].texts.inviter=2" },
        { "large-group", "members.crowd.count=1000", "iwf.helps=3", "replies.engaged.unrecognised=40 %" },
        { "large-group", "members.crowd.count=1000", "systems.sms.submission={refused: 20 %, silent: 10 %}" },
        { "large-group", "members.crowd.count=1000", "sessions[0].inviter.authorised=false" },
        { "mixed-group", NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        RunFixture run;
        StudyEstimate estimate;
        run_fixture_file(&run, rows[i][0], rows[i] + 1);
        study_estimate(run.setup, &estimate);
        double found = (double)report_metrics_messages(run.metrics);
        double tolerance = strcmp(rows[i][0], "mixed-group") == 0 ? 0.15 : 0.08;
        CU_ASSERT_DOUBLE_EQUAL(estimate.messages, found, tolerance * found);
        if (fabs(estimate.messages - found) > tolerance * found)
            printf("\n%s %s: %g expected, %g found", rows[i][0], rows[i][2] != NULL ? rows[i][2] : "", estimate.messages, found);
        run_fixture_clear(&run);
    }
}

static void expect_messages(const char *name, const char *const *sets, double tolerance)
{
    RunFixture run;
    StudyEstimate estimate;
    run_fixture_file(&run, name, sets);
    study_estimate(run.setup, &estimate);
    double found = (double)report_metrics_messages(run.metrics);
    CU_ASSERT_DOUBLE_EQUAL(estimate.messages, found, tolerance * found);
    if (fabs(estimate.messages - found) > tolerance * found)
        printf("\n%s %s: %g expected, %g found", name, sets[0] != NULL ? sets[0] : "", estimate.messages, found);
    run_fixture_clear(&run);
}

/* Beside runs in which links lose messages, sessions end before all have answered, and callers are many: within a tenth. */
static void test_load_costs_what_runs_take(void)
{
    static const char *const rows[][5] = {
        { "lossy-links", NULL },
        { "lossy-links", "links.core.loss=0 %", "links.access.loss=0 %" },
        { "lossy-links", "links.core.loss=20 %", "links.access.loss=20 %" },
        { "lossy-links", "links.core.loss=40 %", "links.access.loss=40 %" },
        { "lossy-links", "links.core.loss=30 %", "links.access.loss=0 %" },
        { "lossy-links", "links.core.loss=0 %", "links.access.loss=30 %" },
        { "lossy-links", "sessions[0].duration=30 s" },
        { "lossy-links", "sessions[0].duration={exponential: {mean: 3 min}}" },
        { "lossy-links", "sessions[0].duration={lognormal: {median: 2 min, sigma: 1.5}}", "focus.session_expires=200 s" },
        { "lossy-links", "sessions[0].duration={mixture: [{weight: 50 %, of: 20 s}, {weight: 50 %, of: 500 s}]}",
          "sessions[0].texts={inviter: 20, gap: 10 s}" },
        { "lossy-links", "sessions[0].duration=stays" },
        { "core-restart", NULL },
        { "busy-hour", NULL },
        { "busy-hour", "stations.cs.servers=4", "sessions[0].patience=3 s", "sessions[0].retry.times=1" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        expect_messages(rows[i][0], rows[i] + 1, 0.1);
}

/* An overloaded box, with and without rejections of its own, and below. */
static void test_overload_costs_what_runs_take(void)
{
    static const struct { const char *rate, *count, *control; double tolerance; } rows[] = {
        { "45 /s", "1800", "none", 0.02 },  { "45 /s", "1800", "loss", 0.02 },   { "75 /s", "3000", "loss", 0.1 },
        { "75 /s", "3000", "rate", 0.1 },   { "100 /s", "4000", "window", 0.2 }, { "75 /s", "3000", "reject", 0.2 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *rate = g_strconcat("sessions[0].arrivals.pieces[0].rate=", rows[i].rate, NULL);
        g_autofree char *count = g_strconcat("sessions[0].count=", rows[i].count, NULL);
        g_autofree char *control = g_strconcat("stations.cs.overload.control=", rows[i].control, NULL);
        const char *sets[] = { rate, count, control, "measure.warm_up=0 s", NULL };
        expect_messages("studies/overload", sets, rows[i].tolerance);
    }
}

/* On one hop that loses half of all, an INVITE's round succeeds one time in four: (1 - 0.75^7) / 0.25 sends, of which half arrive. */
static void test_repetitions_are_those_of_the_formula(void)
{
    double of[CPM_WORKS], sends = (1 - pow(0.75, 7)) / 0.25, others = (1 - pow(0.75, 11)) / 0.25;
    const CpmSetup *setup = setup_of("version: 1\nsip: {transactions: full}\nlinks: {core: {loss: 50 %}, access: {loss: 50 %}}\n"
                                     "groups: {g: [{name: B}]}\nsessions: [{group: g}]\n");
    study_repeat_arrivals(setup, STUDY_WAY_NON_CPM, 0, of);
    CU_ASSERT_DOUBLE_EQUAL(of[CPM_WORK_INVITE], sends / 2, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(of[CPM_WORK_FINAL], others / 2, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(of[CPM_WORK_ACK], others / 4, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(of[CPM_WORK_PROVISIONAL], (0.5 + 0.25 + 0.125 + 0.0625) / 4, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(of[CPM_WORK_CANCEL], (others / 2 + others / 4) / 2, 1e-9);
    CU_ASSERT_EQUAL(of[CPM_WORK_SYSTEM], 1);
    setup = setup_of("version: 1\nsip: {transactions: full}\nlinks: {core: {loss: 50 %, transport: tcp}, access: {duplicate: 10 %}}\n"
                     "groups: {g: [{name: B}]}\nsessions: [{group: g}]\n");
    study_repeat_arrivals(setup, STUDY_WAY_NON_CPM, 0.5, of);
    for (unsigned work = 0; work < CPM_WORKS; work++)
        CU_ASSERT_DOUBLE_EQUAL(of[work], 1, 1e-9);
    study_repeat_arrivals(setup, STUDY_WAY_CPM, 1, of);
    CU_ASSERT_DOUBLE_EQUAL(of[CPM_WORK_INVITE], 1.05, 1e-9);
}

/* Everybody is refused: of three in four that try again each time, three times. */
static void test_tries_are_a_geometric_series(void)
{
    StudyEstimate estimate;
    study_estimate(setup_of("version: 1\ngroups: {g: {members: [{name: B, count: 3}], maximum: 2}}\n"
                            "sessions: [{group: g, count: 1000, arrivals: 1 s, retry: {share: 75 %, times: 3}}]\n"),
                   &estimate);
    CU_ASSERT_DOUBLE_EQUAL(estimate.tries, 1000 * (1 + 0.75 + 0.75 * 0.75 + 0.75 * 0.75 * 0.75), 1e-6);
    CU_ASSERT_DOUBLE_EQUAL(estimate.let_in, estimate.tries, 1e-6);
    CU_ASSERT_EQUAL(estimate.sessions, 1000);
}

static void test_what_is_left_out_is_said(void)
{
    g_autofree char *nothing = study_estimate_left_out(setup_of("version: 1\ngroups: {g: [{name: B}]}\nsessions: [{group: g}]\n"));
    g_autofree char *some = study_estimate_left_out(
        setup_of("version: 1\nsip: {transactions: full}\nstations: {core: {buffer: 9}, cs: {outages: [{at: 5 s, for: 5 s}]}}\n"
                 "groups: {g: [{name: B}]}\nsessions: [{group: g}]\nstop: {at: 1 h}\n"));
    CU_ASSERT_PTR_NULL(nothing);
    CU_ASSERT_STRING_EQUAL(some, "outages and failures, messages that find a buffer full, stop.at");
}

/* Half of a run's transactions are those of boxes that have no station, or are there and gone again: so the run is stopped at the end of
 * the fan-out, when it has most of them. */
static void test_transactions_are_those_of_a_run(void)
{
    static const char *const rows[][6] = {
        { "large-group", "members.crowd.count=20000", "stop.at=10 s" },
        { "large-group", "members.crowd.count=50000", "stop.at=25 s" },
        { "large-group", "members.crowd.count=50000", "stop.at=25 s", "links.core.transport=tcp" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *sets[] = { rows[i][1], rows[i][2], "sip.transactions=full", "sip.processing=arrival", rows[i][3], NULL };
        const char *plain[] = { rows[i][1], rows[i][2], NULL };
        RunFixture with, without;
        StudyEstimate estimate, short_estimate;
        run_fixture_file(&with, rows[i][0], sets);
        run_fixture_file(&without, rows[i][0], plain);
        study_estimate(with.setup, &estimate);
        study_estimate(without.setup, &short_estimate);
        double found = (double)cpm_wire_transactions(with.network->wire);
        double bytes = (double)memory_of(&with) - (double)memory_of(&without), expected = (double)(estimate.bytes - short_estimate.bytes);
        CU_ASSERT_EQUAL(short_estimate.transactions, 0);
        CU_ASSERT_DOUBLE_EQUAL(estimate.transactions, found, 0.1 * found);
        CU_ASSERT_DOUBLE_EQUAL(expected, bytes, 0.2 * bytes);
        if (fabs(estimate.transactions - found) > 0.1 * found || fabs(expected - bytes) > 0.2 * bytes)
            printf("\n%s %s: %g expected, %g found; bytes: %g, %g", rows[i][1], rows[i][3] != NULL ? rows[i][3] : "", estimate.transactions,
                   found, expected, bytes);
        run_fixture_clear(&with);
        run_fixture_clear(&without);
    }
}

/* In the busy hour the box is asked for more than it can do, though each session alone is nothing. */
static void test_sessions_that_keep_coming_are_a_load(void)
{
    static const char *const rates[] = { "1 /s", "4 /s" };
    double busy[2];
    for (unsigned i = 0; i < 2; i++) {
        g_autofree char *text = g_strdup_printf("version: 1\nstations: {cs: {work: {invite: 0 s, turn: 150 ms}}}\n"
                                                "groups: {g: [{name: B, count: 2}]}\n"
                                                "sessions: [{group: g, count: 10000, arrivals: {pieces: [{for: 1 h, rate: %s}]}}]\n",
                                                rates[i]);
        const ScenarioText file = { .name = "test.yaml", .text = text, .length = strlen(text) };
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        StudyEstimate estimate;
        clear();
        scenario = scenario_read_text(&file, NULL, 0, diagnostics);
        CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
        study_estimate(scenario_setup(scenario), &estimate);
        busy[i] = estimate.load[CPM_CS].backlog;
        CU_ASSERT_EQUAL(diagnostics_n_warnings(diagnostics), i);
    }
    CU_ASSERT_TRUE(busy[0] < 0.5 && busy[1] > 100);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "messages are those of the closed form", test_messages_are_those_of_the_closed_form },
        { "waiting costs a message a minute and hop", test_waiting_costs_a_message_a_minute_and_hop },
        { "transactions are those of a run", test_transactions_are_those_of_a_run },
        { "sessions that keep coming are a load", test_sessions_that_keep_coming_are_a_load },
        { "sessions that end make room", test_sessions_that_end_make_room },
        { "large-group is near what was measured", test_large_group_is_near_what_was_measured },
        { "conversations cost what runs take", test_conversations_cost_what_runs_take },
        { "load costs what runs take", test_load_costs_what_runs_take },
        { "overload costs what runs take", test_overload_costs_what_runs_take },
        { "repetitions are those of the formula", test_repetitions_are_those_of_the_formula },
        { "tries are a geometric series", test_tries_are_a_geometric_series },
        { "what is left out is said", test_what_is_left_out_is_said },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "estimate", .pTearDownFunc = clear, .pTests = tests }, CU_SUITE_INFO_NULL };

    source = g_getenv("top_srcdir") != NULL ? g_getenv("top_srcdir") : ".";
    return cunit_run(suites);
}
