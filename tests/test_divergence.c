/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/divergence.h"

#include <string.h>

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "models/sip_message.h"
#include "report/event_line.h"
#include "study/contrast.h"
#include "tests/cunit_run.h"
#include "tests/figure_31.h"
#include "tests/run_fixture.h"

static StudyWatch nobody;

/* The records that count, in memory: what study_divergence_find() does without keeping them. */
static GArray *events_of(const RunFixture *run)
{
    GArray *events = g_array_new(FALSE, FALSE, sizeof(SimRecord));

    for (guint i = 0; i < run->records->len; i++)
        if (g_array_index(run->records, SimRecord, i).kind != SIM_RECORD_FACTS)
            g_array_append_vals(events, &g_array_index(run->records, SimRecord, i), 1);
    return events;
}

static bool is_same(const SimRecord *a, const SimRecord *b)
{
    return a->time == b->time && a->kind == b->kind && a->from == b->from && a->to == b->to && a->code == b->code &&
           a->session == b->session && a->member == b->member && a->detail == b->detail && a->step == b->step;
}

static bool are_same(const SimRecord *records, unsigned n, const GArray *events, uint64_t first)
{
    for (unsigned i = 0; i < n; i++)
        if (!is_same(&records[i], &g_array_index(events, SimRecord, first + i)))
            return false;
    return true;
}

/* @found against what two kept traces say. */
static void judge(const StudyDivergence *found, GArray *const traces[2], unsigned context)
{
    guint shorter = MIN(traces[0]->len, traces[1]->len), first = 0;

    while (first < shorter && is_same(&g_array_index(traces[0], SimRecord, first), &g_array_index(traces[1], SimRecord, first)))
        first++;
    CU_ASSERT_EQUAL(found->divergent, first < MAX(traces[0]->len, traces[1]->len));
    for (unsigned side = 0; side < 2; side++)
        CU_ASSERT_EQUAL(found->branches[side].events, traces[side]->len);
    if (!found->divergent)
        return;
    CU_ASSERT_EQUAL(found->index, first);
    CU_ASSERT_EQUAL(found->n_common, MIN(context, first));
    if (found->index != first || found->n_common > first)
        return;
    CU_ASSERT(are_same(found->common, found->n_common, traces[0], first - found->n_common));
    for (unsigned side = 0; side < 2; side++) {
        CU_ASSERT_EQUAL(found->branches[side].n_records, MIN(context + 1, traces[side]->len - first));
        CU_ASSERT(are_same(found->branches[side].records, found->branches[side].n_records, traces[side], first));
    }
}

/* Finds where the two runs part, with little and with much context, and judges it; clears them. */
static void compare_runs(RunFixture runs[2], StudyDivergence *found)
{
    static const unsigned contexts[] = { 0, 3, STUDY_CONTEXT_MAX };
    const Scenario *const scenarios[] = { runs[0].scenario, runs[1].scenario };
    GArray *traces[] = { events_of(&runs[0]), events_of(&runs[1]) };

    for (unsigned i = 0; i < G_N_ELEMENTS(contexts); i++) {
        CU_ASSERT(study_divergence_find(scenarios, contexts[i], &nobody, found, NULL));
        judge(found, traces, contexts[i]);
        for (unsigned side = 0; side < 2; side++) {
            CU_ASSERT_EQUAL(found->branches[side].run.fingerprint.low, runs[side].fingerprint.low);
            CU_ASSERT_EQUAL(found->branches[side].run.fingerprint.high, runs[side].fingerprint.high);
        }
    }
    for (unsigned side = 0; side < 2; side++) {
        g_array_free(traces[side], TRUE);
        run_fixture_clear(&runs[side]);
    }
}

static void compare(const char *name, const char *const *sets_a, const char *const *sets_b, StudyDivergence *found)
{
    RunFixture runs[2];

    run_fixture_file(&runs[0], name, sets_a);
    run_fixture_file(&runs[1], name, sets_b);
    compare_runs(runs, found);
}

static void test_the_same_is_identical(void)
{
    StudyDivergence *found = g_new(StudyDivergence, 1);

    compare("figure-31", NULL, NULL, found);
    CU_ASSERT_FALSE(found->divergent);
    compare("mixed-group", NULL, NULL, found);
    CU_ASSERT_FALSE(found->divergent);
    g_free(found);
}

/* Figure 31 under another policy: all is the same until the IWF has the invitation (step 9). */
static void test_another_policy_begins_at_the_iwf(void)
{
    static const char *const accept[] = { "policy.provider.force=accept", NULL };
    StudyDivergence *found = g_new(StudyDivergence, 1);

    compare("figure-31", NULL, accept, found);
    CU_ASSERT(found->divergent);
    CU_ASSERT_EQUAL(found->common[found->n_common - 1].step, 9);
    CU_ASSERT_EQUAL(found->branches[0].records[0].kind, SIM_RECORD_ACTION);
    CU_ASSERT_EQUAL(found->branches[0].records[0].step, 10);
    CU_ASSERT_EQUAL(found->branches[1].records[0].kind, SIM_RECORD_OUTCOME);
    g_free(found);
}

static void test_another_seed_differs_early(void)
{
    static const char *const seed[] = { "seed=2", NULL };
    StudyDivergence *found = g_new(StudyDivergence, 1);

    compare("mixed-group", NULL, seed, found);
    CU_ASSERT(found->divergent);
    g_free(found);
}

/* After thousands of events, so that whole blocks are equal. */
static void test_a_late_difference(void)
{
    static const char *const reply[] = { "iwf.t_reply=599 s", NULL };
    StudyDivergence *found = g_new(StudyDivergence, 1);

    compare("mixed-group", NULL, reply, found);
    CU_ASSERT(found->divergent);
    CU_ASSERT(found->index > 10000);
    g_free(found);
}

/* A run that is cut off is the beginning of the other; wherever in a block the cut is. */
static void test_a_run_that_ends_before(void)
{
    static const char *const stops[] = { "stop.at=1 s", "stop.at=2 s", "stop.at=33 s" };
    StudyDivergence *found = g_new(StudyDivergence, 1);

    for (unsigned i = 0; i < G_N_ELEMENTS(stops); i++) {
        const char *const sets[] = { stops[i], NULL };

        compare("mixed-group", sets, NULL, found);
        CU_ASSERT(found->divergent);
        CU_ASSERT_EQUAL(found->branches[0].n_records, 0);
        compare("mixed-group", NULL, sets, found);
        CU_ASSERT_EQUAL(found->branches[1].n_records, 0);
    }
    g_free(found);
}

/* The same with the cut between two blocks: all blocks that both have are equal. */
static void test_a_run_that_ends_with_a_block(void)
{
    StudyDivergence *found = g_new(StudyDivergence, 1);
    RunFixture run;
    GArray *events;
    unsigned cuts = 0;

    run_fixture_file(&run, "mixed-group", NULL);
    events = events_of(&run);
    for (guint i = 1024; i < events->len && cuts < 2; i += 1024) {
        SimTime last = g_array_index(events, SimRecord, i - 1).time, next = g_array_index(events, SimRecord, i).time;
        g_autofree char *stop = g_strdup_printf("stop.at=%" G_GINT64_FORMAT " ns", last);
        const char *const sets[] = { stop, NULL };

        if (last == next)
            continue;
        compare("mixed-group", sets, NULL, found);
        CU_ASSERT_EQUAL(found->index, i);
        CU_ASSERT_EQUAL(found->branches[0].n_records, 0);
        cuts++;
    }
    CU_ASSERT_EQUAL(cuts, 2);
    g_array_free(events, TRUE);
    run_fixture_clear(&run);
    g_free(found);
}

#define SCENARIO(b, c, first, second)                                                                                                      \
    "version: 1\ntitle: Two\nlinks: {access: {latency: 50 ms}, core: {latency: 2 ms}, system: {latency: 2 ms}}\n"                          \
    "focus: {answer: first_accept, fan_out: all_at_once}\n"                                                                                \
    "groups:\n  friends:\n    - {name: B, client: cpm, answer: {accept_after: " b "}}\n"                                                  \
    "    - {name: C, client: cpm, answer: {accept_after: " c "}}\n"                                                                        \
    "sessions:\n  - {group: friends, at: " first "}\n  - {group: friends, at: " second "}\n"

/* Only who it is, or which session: everything else about the events is the same.  C is invited 2 ms after B. */
static void test_only_the_member_or_the_session_differs(void)
{
    static const char *const texts[][2] = {
        { SCENARIO("3 s", "4 s", "0 s", "1 min"), SCENARIO("4 s", "2998 ms", "0 s", "1 min") },
        { SCENARIO("3 s", "4 s", "0 s", "1 min"), SCENARIO("3 s", "4 s", "1 min", "0 s") },
    };
    StudyDivergence *found = g_new(StudyDivergence, 1);

    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++) {
        const SimRecord *a = &found->branches[0].records[0], *b = &found->branches[1].records[0];
        RunFixture runs[2];

        run_fixture_text(&runs[0], texts[i][0], NULL);
        run_fixture_text(&runs[1], texts[i][1], NULL);
        compare_runs(runs, found);
        CU_ASSERT(found->divergent);
        CU_ASSERT_EQUAL(a->time, b->time);
        CU_ASSERT_EQUAL(a->code, b->code);
        CU_ASSERT_EQUAL(a->member != b->member, i == 0);
        CU_ASSERT_EQUAL(a->session != b->session, i == 1);
    }
    g_free(found);
}

/* ---- what is printed */

static void test_values_of_scenarios_are_compared(void)
{
    static const char a[] = "version: 1\ntitle: \"a: \\\"b    # c\"    # default, [A]\n"
                            "links:\n  access:\n    latency: 50 ms    # default, [A]\n"
                            "groups:\n  friends:\n    - name: B\n      client: cpm\n    - {name: C, client: sms}\nseed: 1\n";
    static const char b[] = "version: 1\ntitle: \"a: \\\"b    # d\"\nlinks:\n  access:\n    latency: 50 ms\n"
                            "groups:\n  friends:\n    - name: B\n      client: sms\n    - {name: D, client: sms}\n    - name: E\n";
    static const char *const expected[][3] = {
        { "title", "\"a: \\\"b    # c\"", "\"a: \\\"b    # d\"" },
        { "groups.friends[0].client", "cpm", "sms" },
        { "groups.friends[1]", "{name: C, client: sms}", "{name: D, client: sms}" },
        { "seed", "1", NULL },
        { "groups.friends[2].name", NULL, "E" },
    };
    g_autoptr(GArray) rows = study_contrast(a, b), none = study_contrast(a, a);

    CU_ASSERT_EQUAL(none->len, 0);
    CU_ASSERT_EQUAL(rows->len, G_N_ELEMENTS(expected));
    for (guint i = 0; i < MIN(rows->len, G_N_ELEMENTS(expected)); i++) {
        const StudyContrast *row = &g_array_index(rows, StudyContrast, i);

        CU_ASSERT_STRING_EQUAL(row->path, expected[i][0]);
        CU_ASSERT_EQUAL(g_strcmp0(row->values[0], expected[i][1]), 0);
        CU_ASSERT_EQUAL(g_strcmp0(row->values[1], expected[i][2]), 0);
    }
}

static const struct {
    SimRecord record;
    const char *parts[4];       /* in their order on the line */
} lines[] = {
    { { .time = 68 * SIM_MS, .from = CPM_BOX(CPM_ISF, 0), .to = CPM_BOX(CPM_CORE, 0), .code = SIP_REQUEST(SIP_INVITE), .member = 2,
        .step = 8, .kind = SIM_RECORD_MESSAGE },
      { "    0.068000000  ISF > Core ", " INVITE ", " session 0, C, step 8", "" } },
    { { .time = 1, .to = CPM_BOX(CPM_CORE, 0), .code = SIP_RESPONSE(SIP_INVITE, 182), .kind = SIM_RECORD_LOST, .session = 4294967295u },
      { "    0.000000001  Client A > Core ", " 182, lost ", " session 4294967295, A", "" } },
    { { .to = CPM_BOX(CPM_CORE, 0), .code = SIP_REQUEST(SIP_BYE), .kind = SIM_RECORD_UNEXPECTED }, { " BYE, UNEXPECTED ", "", "", "" } },
    { { .from = CPM_BOX(CPM_IWF, 0), .to = CPM_BOX(CPM_IWF, 0), .code = CPM_ACTION_CONVERT, .kind = SIM_RECORD_ACTION, .step = 10,
        .member = 1 },
      { "  IWF  ", "converts the invitation", "session 0, B, step 10", "" } },
    { { .from = CPM_BOX(CPM_CS, 0), .to = CPM_BOX(CPM_CS, 0), .code = CPM_TIMER_ANSWER, .kind = SIM_RECORD_TIMER },
      { "  CS  ", "T_answer ends", "", "" } },
    { { .code = 999, .kind = SIM_RECORD_TIMER }, { "timer 999", "", "", "" } },
    { { .code = 999, .kind = SIM_RECORD_ACTION }, { "action 999", "", "", "" } },
    { { .kind = 99 }, { "record of kind 99", "", "", "" } },
    { { .from = CPM_BOX(CPM_IWF, 0), .to = CPM_BOX(CPM_IWF, 0), .code = SIP_RESPONSE(SIP_INVITE, 603), .detail = 6,
        .kind = SIM_RECORD_OUTCOME },
      { "settles the leg by D06: 603", "", "", "" } },
};

static void test_events_as_lines(void)
{
    CpmSetup *setup = figure_31_setup();

    for (unsigned i = 0; i < G_N_ELEMENTS(lines); i++) {
        char line[REPORT_EVENT_LINE_SIZE];
        const char *rest = report_event_line(setup, &lines[i].record, line);

        for (unsigned part = 0; part < 4 && rest != NULL; part++) {
            rest = strstr(rest, lines[i].parts[part]);
            if (rest == NULL)
                fprintf(stderr, "'%s' is not in its place in '%s'\n", lines[i].parts[part], line);
        }
        CU_ASSERT_PTR_NOT_NULL(rest);
    }
    cpm_setup_free(setup);
}

int main(void)
{
    CU_TestInfo divergence[] = {
        { "the same is identical", test_the_same_is_identical },
        { "another policy begins at the IWF", test_another_policy_begins_at_the_iwf },
        { "another seed differs early", test_another_seed_differs_early },
        { "a late difference", test_a_late_difference },
        { "a run that ends before", test_a_run_that_ends_before },
        { "a run that ends with a block", test_a_run_that_ends_with_a_block },
        { "only the member or the session differs", test_only_the_member_or_the_session_differs },
        CU_TEST_INFO_NULL,
    };
    CU_TestInfo text[] = {
        { "values of scenarios are compared", test_values_of_scenarios_are_compared },
        { "events as lines", test_events_as_lines },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        { "divergence", NULL, NULL, NULL, NULL, divergence },
        { "text", NULL, NULL, NULL, NULL, text },
        CU_SUITE_INFO_NULL,
    };

    return cunit_run(suites);
}
