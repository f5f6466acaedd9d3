/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/stopping.h"

#include <glib.h>
#include <math.h>

#include "sim/random.h"
#include "study/statistics.h"
#include "tests/cunit_run.h"

#define MANY 1000

static const StudyStopRule rule = { .half_width = 0.05, .level = 0.95, .start = 5, .look_ahead = 5, .budget = 200 };

/* Values around 1 whose standard deviation is @spread. */
static void draw(double *values, size_t n, const char *name, double spread)
{
    static const SimRandom luck = { .seed = 42 };
    SimStream stream = sim_stream(name);

    for (size_t i = 0; i < n; i++)
        values[i] = 1 + spread * sqrt(12) * (sim_random_uniform(&luck, stream, 0, 0, (uint32_t)i) - 0.5);
}

/* What the rule says of the first @n of @values[@n_metrics][MANY]. */
static StudyStopDecision decide(const StudyStopRule *how, double values[][MANY], size_t n_metrics, size_t n)
{
    g_autofree double *known = g_new(double, n_metrics * n + 1);

    for (size_t metric = 0; metric < n_metrics; metric++)
        for (size_t i = 0; i < n; i++)
            known[metric * n + i] = values[metric][i];
    return study_stop_decide(how, known, n_metrics, n);
}

/* Runs what is asked for and no more, until the rule is content; counts the questions. */
static StudyStopDecision follow(const StudyStopRule *how, double values[][MANY], size_t n_metrics, unsigned *out_questions)
{
    StudyStopDecision decision = study_stop_decide(how, NULL, n_metrics, 0);

    for (*out_questions = 1; decision.state == STUDY_STOP_GO_ON; ++*out_questions) {
        StudyStopDecision next = decide(how, values, n_metrics, decision.replications);

        CU_ASSERT_TRUE(next.state != STUDY_STOP_GO_ON || next.replications > decision.replications);
        CU_ASSERT_TRUE(next.state == STUDY_STOP_GO_ON || next.replications == decision.replications);
        decision = next;
        if (*out_questions > MANY)
            break;
    }
    return decision;
}

static void test_begins_with_start_and_look_ahead(void)
{
    StudyStopDecision decision = study_stop_decide(&rule, NULL, 3, 0);
    StudyStopRule small = { .half_width = 0.05, .level = 0.95, .start = 5, .look_ahead = 5, .budget = 7 };

    CU_ASSERT_TRUE(decision.state == STUDY_STOP_GO_ON && decision.replications == 10 && isinf(decision.relative));
    decision = study_stop_decide(&small, NULL, 3, 0);
    CU_ASSERT_TRUE(decision.state == STUDY_STOP_GO_ON && decision.replications == 7);
}

static void test_stops_at_once_when_nothing_varies(void)
{
    double values[1][MANY];
    unsigned questions;
    StudyStopDecision decision;

    draw(values[0], MANY, "constant", 0);
    decision = follow(&rule, values, 1, &questions);
    CU_ASSERT_TRUE(decision.state == STUDY_STOP_REACHED && decision.replications == 10 && decision.relative == 0);
}

/* The half-width is asked at every n in turn: the first run of enough that are small ends it, and no other. */
static void test_is_the_first_n_after_which_it_stays_small(void)
{
    for (unsigned which = 0; which < 40; which++) {
        g_autofree char *name = g_strdup_printf("series %u", which);
        double values[1][MANY];
        size_t expected = 0, small = 0;
        unsigned questions;
        StudyStopDecision decision;

        draw(values[0], MANY, name, 0.06 + 0.003 * which);
        for (size_t n = 5; n <= 200 && expected == 0; n++) {
            StudyInterval interval = study_interval(values[0], n, 0.95);

            small = study_interval_relative(&interval) <= 0.05 ? small + 1 : 0;
            if (small == 1 + 5)                         /* n stays below 120 here, so the look-ahead does not grow */
                expected = n;
        }
        decision = follow(&rule, values, 1, &questions);
        CU_ASSERT_TRUE(decision.state == STUDY_STOP_REACHED && decision.replications == expected);
        CU_ASSERT_TRUE(expected >= 10 && expected < 120);
    }
}

static void test_what_comes_later_changes_nothing(void)
{
    double values[2][MANY];
    unsigned questions;
    StudyStopDecision needed, more;

    draw(values[0], MANY, "first", 0.15);
    draw(values[1], MANY, "second", 0.1);
    needed = follow(&rule, values, 2, &questions);
    CU_ASSERT_TRUE(needed.state == STUDY_STOP_REACHED && needed.replications > 12 && needed.replications < 200);
    for (size_t i = needed.replications; i < MANY; i++)
        values[0][i] = values[1][i] = 1e6 * (double)i;
    for (size_t n = needed.replications; n < MANY; n += 53) {
        more = decide(&rule, values, 2, n);
        CU_ASSERT_TRUE(more.state == STUDY_STOP_REACHED && more.replications == needed.replications);
        CU_ASSERT_TRUE(more.relative == needed.relative && more.worst == needed.worst);
    }
}

/* One replication at a time, or as many as are asked for: the end is the same. */
static void test_never_asks_for_one_too_many(void)
{
    double values[1][MANY];
    unsigned questions;
    StudyStopDecision all, single = { .state = STUDY_STOP_GO_ON };

    draw(values[0], MANY, "steps", 0.2);
    all = follow(&rule, values, 1, &questions);
    for (size_t n = 0; n <= all.replications; n++) {
        single = decide(&rule, values, 1, n);
        CU_ASSERT_TRUE(n == all.replications || (single.state == STUDY_STOP_GO_ON && single.replications > n));
        CU_ASSERT_TRUE(single.replications <= all.replications);
    }
    CU_ASSERT_TRUE(single.state == STUDY_STOP_REACHED && single.replications == all.replications);
    CU_ASSERT_TRUE(questions < all.replications);
}

/* Small for a while by chance: without the look-ahead it would end there. */
static void test_looks_ahead(void)
{
    double values[1][MANY];
    unsigned questions;
    StudyStopRule blind = rule;
    StudyStopDecision decision;

    draw(values[0], MANY, "late", 0.01);
    values[0][7] = 2;                                   /* the eighth replication is another world */
    blind.look_ahead = 0;
    decision = follow(&blind, values, 1, &questions);
    CU_ASSERT_TRUE(decision.state == STUDY_STOP_REACHED && decision.replications == 5);
    decision = follow(&rule, values, 1, &questions);
    CU_ASSERT_TRUE(decision.state == STUDY_STOP_REACHED && decision.replications > 30);
}

/* Above 100 the look-ahead grows with n. */
static void test_look_ahead_grows(void)
{
    double values[1][MANY];
    StudyStopRule large = { .half_width = 0.05, .level = 0.95, .start = 400, .look_ahead = 5, .budget = 1000 };
    unsigned questions;
    StudyStopDecision decision;

    draw(values[0], MANY, "constant", 0);
    decision = follow(&large, values, 1, &questions);
    CU_ASSERT_TRUE(decision.state == STUDY_STOP_REACHED && decision.replications == 420 && questions == 2);
}

static void test_budget_ends_it(void)
{
    double values[1][MANY];
    unsigned questions;
    StudyStopDecision decision;

    draw(values[0], MANY, "wild", 1);
    for (size_t i = 200; i < MANY; i++)
        values[0][i] = 1;                               /* would make it small, but is not to be asked for */
    decision = follow(&rule, values, 1, &questions);
    CU_ASSERT_TRUE(decision.state == STUDY_STOP_BUDGET && decision.replications == 200 && decision.relative > 0.05);
    decision = decide(&rule, values, 1, MANY);
    CU_ASSERT_TRUE(decision.state == STUDY_STOP_BUDGET && decision.replications == 200);
}

/* Two metrics need more than the worse of them alone, for they share the level; the wider one is named. */
static void test_several_metrics_share_the_level(void)
{
    double values[2][MANY], wide[1][MANY];
    unsigned questions;
    StudyStopDecision both, alone;

    draw(values[0], MANY, "narrow", 0.02);
    draw(values[1], MANY, "wide", 0.2);
    draw(wide[0], MANY, "wide", 0.2);
    both = follow(&rule, values, 2, &questions);
    alone = follow(&rule, wide, 1, &questions);
    CU_ASSERT_TRUE(both.state == STUDY_STOP_REACHED && both.worst == 1);
    CU_ASSERT_TRUE(both.replications > alone.replications);
}

/* A replication without the number, failed perhaps, is one that says nothing. */
static void test_missing_numbers_do_not_count(void)
{
    double values[1][MANY], all[1][MANY];
    unsigned questions;
    StudyStopDecision with, without;

    draw(all[0], MANY, "gaps", 0.15);
    for (size_t i = 0; i < MANY; i++)
        values[0][i] = i % 2 == 1 ? NAN : all[0][i / 2];
    with = follow(&rule, all, 1, &questions);
    without = follow(&rule, values, 1, &questions);
    CU_ASSERT_TRUE(with.state == STUDY_STOP_REACHED && without.state == STUDY_STOP_REACHED);
    CU_ASSERT_TRUE(without.replications > with.replications * 3 / 2 && without.replications <= 2 * with.replications);
    for (size_t i = 0; i < MANY; i++)
        values[0][i] = NAN;
    without = follow(&rule, values, 1, &questions);
    CU_ASSERT_TRUE(without.state == STUDY_STOP_BUDGET && isinf(without.relative));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "begins with start and look ahead", test_begins_with_start_and_look_ahead },
        { "stops at once when nothing varies", test_stops_at_once_when_nothing_varies },
        { "is the first n after which it stays small", test_is_the_first_n_after_which_it_stays_small },
        { "what comes later changes nothing", test_what_comes_later_changes_nothing },
        { "never asks for one too many", test_never_asks_for_one_too_many },
        { "looks ahead", test_looks_ahead },
        { "look ahead grows", test_look_ahead_grows },
        { "budget ends it", test_budget_ends_it },
        { "several metrics share the level", test_several_metrics_share_the_level },
        { "missing numbers do not count", test_missing_numbers_do_not_count },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "stopping", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
