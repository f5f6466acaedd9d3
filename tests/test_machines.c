/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many small random scenarios in which messages overtake each other, answers cross CANCELs, people change their minds, and sessions end
 * early.  Whatever happens: no input that a box does not know, no broken requirement, one final answer for each invitation. */
#include "tests/run_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/sip_message.h"
#include "tests/cunit_run.h"
#include "tests/random_scenario.h"

#define SCENARIOS 600
#define STOPPED_SCENARIOS 300

/* What the trace shows of one leg. */
typedef struct Leg {
    unsigned finals, last_status;       /* of the INVITE, as they reached the Conversation Server or the inviter     */
    unsigned byes, bye_answers;         /* as they reached either end                                               */
    unsigned outcomes;                  /* records of how it was settled                                            */
    bool crossed;                       /* ... the second because a 200 had crossed the CANCEL (D17), or the user was late (D13)  */
    bool invited;
} Leg;

#define LEGS_PER_SESSION 128            /* random groups are smaller */

static Leg *leg_of(GArray *legs, const SimRecord *record)
{
    guint index = record->session * LEGS_PER_SESSION + record->member;

    if (legs->len <= index)
        g_array_set_size(legs, index + 1);
    return &g_array_index(legs, Leg, index);
}

static bool is_end(const SimRecord *record)
{
    CpmBoxKind kind = CPM_BOX_KIND(record->to);

    return kind == CPM_CLIENT_A || kind == CPM_CLIENT || kind == CPM_CS || kind == CPM_IWF;
}

static void take(GArray *legs, const SimRecord *record)
{
    CpmBoxKind asker = record->member == 0 ? CPM_CLIENT_A : CPM_CS;
    unsigned method = sip_method(record->code), status = sip_status(record->code);
    Leg *leg = leg_of(legs, record);

    if (record->kind == SIM_RECORD_FACTS)
        leg->invited = true;
    leg->outcomes += record->kind == SIM_RECORD_OUTCOME;
    leg->crossed |= record->kind == SIM_RECORD_OUTCOME && (record->detail == 17 || record->detail == 13) && leg->outcomes == 2;
    if (record->kind == SIM_RECORD_LOST && sip_method(record->code) == SIP_BYE) {       /* at a dead IWF: nobody is left to answer */
        leg->byes++;
        leg->bye_answers++;
    }
    if (record->kind != SIM_RECORD_MESSAGE)
        return;
    if (method == SIP_INVITE && status >= 200 && CPM_BOX_KIND(record->to) == asker) {
        leg->finals++;
        leg->last_status = status;
    }
    leg->byes += method == SIP_BYE && status == 0 && is_end(record);
    leg->bye_answers += method == SIP_BYE && status != 0 && is_end(record);
}

static GArray *legs_of(const RunFixture *run)
{
    GArray *legs = g_array_new(FALSE, TRUE, sizeof(Leg));

    for (guint i = 0; i < run->records->len; i++)
        take(legs, &g_array_index(run->records, SimRecord, i));
    return legs;
}

/* A session ends if the inviter was refused, or leaves after a while. */
static bool is_to_end(const RunFixture *run, guint session, const Leg *inviter)
{
    const CpmWorkload *workload = &run->setup->workloads[session % run->setup->n_workloads];

    return inviter->last_status >= 300 || workload->duration != SIM_TIME_MAX;
}

/* Returns what is wrong with the legs of the run, or NULL. */
static const char *check_legs(const RunFixture *run, const GArray *legs)
{
    bool literal = run->setup->focus.late_ok == CPM_LATE_LITERAL_2XX;

    for (guint i = 0; i < legs->len; i++) {
        const Leg *leg = &g_array_index(legs, Leg, i);
        const Leg *inviter = &g_array_index(legs, Leg, i - i % LEGS_PER_SESSION);

        if (leg->invited && leg->finals != 1)
            return leg->finals == 0 ? "an invited member has no final answer" : "an invited member has two final answers";
        if (leg->invited && leg->outcomes != (leg->crossed ? 2 : 1))
            return leg->outcomes == 0 ? "a member has no outcome" : "a member has two outcomes";
        if (leg == inviter && inviter->finals > 1 && !literal)
            return "the inviter has two final answers";
        if (leg->byes != leg->bye_answers)
            return "a BYE has no answer";
        if (leg->last_status == 200 && is_to_end(run, i / LEGS_PER_SESSION, inviter) && leg->byes == 0)
            return "a dialog was not ended";
        if (leg->last_status >= 300 && leg->byes > 0 && !leg->crossed)
            return "a BYE came where there was no dialog";
    }
    return NULL;
}

static uint64_t planned_sessions(const CpmSetup *setup)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < setup->n_workloads; i++)
        sum += setup->workloads[i].count;
    return sum;
}

/* Members by how they were settled, as the summary has them. */
static uint64_t settled_members(const RunFixture *run)
{
    uint64_t sum = 0;

    for (unsigned leg_class = 0; leg_class < REPORT_LEG_CLASSES; leg_class++)
        for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++)
            for (unsigned status = 0; status < 700; status++)
                sum += report_metrics_outcomes(run->metrics, (ReportLegClass)leg_class, row, status);
    return sum;
}

/* That replies are misattributed is what some ways to correlate them do. */
static bool breaks_requirement(const RunFixture *run)
{
    bool exact = run->setup->iwf.correlation == CPM_CORRELATE_NUMBER && run->setup->iwf.numbers == 0;

    for (unsigned i = 0; i < report_checker_requirements(run->checker); i++) {
        ReportRequirement row = report_checker_requirement(run->checker, i);

        if (row.verdict >= REPORT_VERDICT_FAIL && (exact || strcmp(row.id, "CPM-IWF-008/own-response") != 0))
            return true;
    }
    return false;
}

static const char *check_run(const RunFixture *run)
{
    CpmNetworkCounts counts = cpm_network_counts(run->network);
    g_autoptr(GArray) legs = legs_of(run);

    if (counts.unexpected > 0)
        return "an input is unexpected";
    if (breaks_requirement(run))
        return "the checker says fail";
    if (!cpm_network_is_settled(run->network) || run->stopped_early)
        return "the run has ended before it was settled";
    if (counts.sessions_started != planned_sessions(run->setup))
        return "not every session has started";
    if (settled_members(run) != counts.legs_started)
        return "members are counted twice, or not at all";
    return check_legs(run, legs);
}

/* Keeps the scenario that failed where a person can run it: its text is printed. */
static unsigned check_scenario(unsigned number)
{
    g_autofree char *yaml = random_scenario(number);
    RunFixture run;
    const char *fault;

    run_fixture_text(&run, yaml, NULL);
    fault = check_run(&run);
    if (fault != NULL) {
        g_autofree char *title = g_strdup_printf("random scenario %u: %s", number, fault);

        run_fixture_explain(&run, title);
        if (getenv("CPMSIM_SHOW_SCENARIOS") != NULL)
            fprintf(stderr, "%s", yaml);
    }
    run_fixture_clear(&run);
    return fault != NULL;
}

/* Which scenarios: 0 .. @n - 1, or as the environment says, for a long search. */
static void choose(unsigned n, unsigned *out_begin, unsigned *out_end)
{
    const char *first = getenv("CPMSIM_FIRST_SCENARIO"), *number = getenv("CPMSIM_SCENARIOS");

    *out_begin = first != NULL ? (unsigned)atoi(first) : 0;
    *out_end = *out_begin + (number != NULL ? (unsigned)atoi(number) : n);
}

static void test_random_scenarios(void)
{
    unsigned begin, end, failed = 0;

    choose(SCENARIOS, &begin, &end);
    for (unsigned i = begin; i < end; i++)
        failed += check_scenario(i);
    CU_ASSERT_EQUAL(failed, 0);
    if (failed > 0)
        fprintf(stderr, "%u of %u random scenarios failed\n", failed, end - begin);
}

/* A run that is stopped with work left is inconclusive, or has passed: that it was stopped is nobody's fault. */
static void test_stopped_early(void)
{
    unsigned begin, end, failed = 0, stopped = 0;

    choose(STOPPED_SCENARIOS, &begin, &end);
    for (unsigned i = begin; i < end; i++) {
        g_autofree char *yaml = random_scenario(i), *stop = g_strdup_printf("stop.at=%u ms", 20 + i * i * 37 % 60000);
        const char *sets[] = { stop, NULL };
        RunFixture run;
        bool fails;

        run_fixture_text(&run, yaml, sets);
        fails = breaks_requirement(&run);
        if (fails) {
            g_autofree char *title = g_strdup_printf("random scenario %u, %s", i, stop);

            run_fixture_explain(&run, title);
        }
        failed += fails;
        stopped += run.stopped_early;
        run_fixture_clear(&run);
    }
    CU_ASSERT_EQUAL(failed, 0);
    CU_ASSERT(stopped > (end - begin) / 3);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "random scenarios keep the invariants", test_random_scenarios },
        { "random scenarios that are stopped early", test_stopped_early },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "machines", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
