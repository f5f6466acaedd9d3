/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares of outcomes in large-group against numerical integration of the scenario's inputs, not against another simulation.
 *
 * Of all members 20 % have CPM clients; of the users of SMS a quarter each is accepted on behalf (D04), rejected (D03), and half gets the
 * inviting message.  With T = way to the phone, W = way back, R = time to reply, F its distribution, all in seconds since the submission:
 *      never delivered         2 %       D09
 *      attempt at a            62 % for a = 0; of the others, who are back after B, those whose first retry after B is at a
 *      reply in time           P(a + T + R + W < T_reply) = E F(T_reply - a - T - W), over T and W
 *      D05, D06                attempted at an a <= validity, in time, and one who accepts (53.2 %) or declines (22.8 %)
 *      D10                     no attempt until the validity ends, and P(validity + W < T_reply)
 *      D07                     the others
 * A count k of n members is then binomial with the share p; it must lie in the middle 99.9 %.  Latencies in the network and service times
 * are milliseconds and do not matter. */
#include "tests/run_fixture.h"
#include "tests/cunit_run.h"

#include <math.h>
#include <stdio.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

/* The inputs, as the scenario has them. */
#define CPM_SHARE 0.20
#define CPM_REPLIES 0.98
#define CPM_ACCEPTS 0.97
#define FIRST_ATTEMPT 0.62
#define NEVER 0.02
#define REPLIES 0.80
#define UNRECOGNISED 0.05
#define ACCEPTS 0.70
#define SIGMA 0.25

static const double retries[] = { 60, 120, 180, 240, 300, 900, 1500, 2100, 2700, 3300, 3900 };

static double loglogistic(double x, double median, double shape)
{
    return x <= 0.0 ? 0.0 : 1.0 / (1.0 + pow(x / median, -shape));
}

/* E F(left - T - W), T and W lognormal with medians 7 s and 3.5 s: Gauss-Legendre over both normal deviates. */
static double reply_in_time(double left)
{
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(96);
    double sum = 0.0;

    for (size_t i = 0; i < 96; i++)
        for (size_t j = 0; j < 96; j++) {
            double x, y, wx, wy;

            gsl_integration_glfixed_point(-7.0, 7.0, i, &x, &wx, table);
            gsl_integration_glfixed_point(-7.0, 7.0, j, &y, &wy, table);
            sum += wx * wy * gsl_ran_ugaussian_pdf(x) * gsl_ran_ugaussian_pdf(y) *
                   loglogistic(left - 7.0 * exp(SIGMA * x) - 3.5 * exp(SIGMA * y), 216.0, 0.78);
        }
    gsl_integration_glfixed_table_free(table);
    return sum;
}

/* What becomes of an inviting message. */
typedef struct Shares {
    double replied;             /* a recognised or unrecognised reply would come in time, if it comes at all */
    double given_up;            /* D10 */
} Shares;

static Shares shares_of(double t_reply, double validity)
{
    Shares shares = { FIRST_ATTEMPT * reply_in_time(t_reply), 0.0 };
    double absent = 1.0 - FIRST_ATTEMPT - NEVER, before = 0.0, back = 0.0;

    for (unsigned i = 0; i < G_N_ELEMENTS(retries) && retries[i] <= validity; i++) {
        back = loglogistic(retries[i], 600.0, 0.78);
        shares.replied += absent * (back - before) * reply_in_time(t_reply - retries[i]);
        before = back;
    }
    if (t_reply > validity)
        shares.given_up = absent * (1.0 - back) * gsl_cdf_lognormal_P(t_reply - validity, log(3.5), SIGMA);
    return shares;
}

static void check_count(const RunFixture *run, const char *what, uint64_t found, double share)
{
    unsigned n = run->setup->groups[0].size, k = (unsigned)found;
    bool likely = gsl_cdf_binomial_P(k, share, n) > 0.0005 && (k == 0 || gsl_cdf_binomial_Q(k - 1, share, n) > 0.0005);

    CU_ASSERT(likely);
    if (!likely)
        fprintf(stderr, "\n%s: %u of %u, expected %.1f\n", what, k, n, share * n);
}

static uint64_t outcomes(const RunFixture *run, ReportLegClass leg_class, unsigned row, unsigned status)
{
    return report_metrics_outcomes(run->metrics, leg_class, row, status);
}

/* Every member has one outcome. */
static void check_sum(const RunFixture *run)
{
    uint64_t sum = 0;

    for (unsigned leg_class = 0; leg_class < REPORT_LEG_CLASSES; leg_class++)
        for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++)
            for (unsigned status = 0; status < 700; status++)
                sum += outcomes(run, (ReportLegClass)leg_class, row, status);
    CU_ASSERT_EQUAL(sum, run->setup->groups[0].size);
}

static void check_run(const RunFixture *run)
{
    double t_reply = sim_time_to_seconds(run->setup->iwf.t_reply), validity = sim_time_to_seconds(run->setup->systems[0].validity);
    double sms = 1.0 - CPM_SHARE, asked = sms / 2.0, recognised = REPLIES * (1.0 - UNRECOGNISED);
    Shares shares = shares_of(t_reply, validity);
    double accepted = asked * shares.replied * recognised * ACCEPTS, declined = asked * shares.replied * recognised * (1.0 - ACCEPTS);

    check_count(run, "D01 200", outcomes(run, REPORT_LEG_CPM, 1, 200), CPM_SHARE * CPM_REPLIES * CPM_ACCEPTS);
    check_count(run, "D01 603", outcomes(run, REPORT_LEG_CPM, 1, 603), CPM_SHARE * CPM_REPLIES * (1.0 - CPM_ACCEPTS));
    check_count(run, "D01 487", outcomes(run, REPORT_LEG_CPM, 1, 487), CPM_SHARE * (1.0 - CPM_REPLIES));
    check_count(run, "D03", outcomes(run, REPORT_LEG_REJECT, 3, 603), sms / 4.0);
    check_count(run, "D04", outcomes(run, REPORT_LEG_ACCEPT, 4, 200), sms / 4.0);
    check_count(run, "D05", outcomes(run, REPORT_LEG_CONVERT, 5, 200), accepted);
    check_count(run, "D06", outcomes(run, REPORT_LEG_CONVERT, 6, 603), declined);
    check_count(run, "D09", outcomes(run, REPORT_LEG_CONVERT, 9, 404), asked * NEVER);
    check_count(run, "D10", outcomes(run, REPORT_LEG_CONVERT, 10, 480), asked * shares.given_up);
    check_count(run, "D07", outcomes(run, REPORT_LEG_CONVERT, 7, 480),
                asked * (1.0 - NEVER - shares.given_up) - accepted - declined);
    check_sum(run);
    CU_ASSERT_EQUAL(report_checker_verdict(run->checker), REPORT_VERDICT_PASS);
    CU_ASSERT_EQUAL(cpm_network_counts(run->network).unexpected, 0);
}

static void run_and_check(const char *const *sets)
{
    RunFixture run;

    run_fixture_file(&run, "large-group", sets);
    check_run(&run);
    run_fixture_clear(&run);
}

/* The default of large-group: replies come until T_reply; a message that is given up is not heard of before. */
static void test_as_shipped(void)
{
    const char *sets[] = { "members.crowd.count=10000", NULL };

    run_and_check(sets);
}

static void test_other_seeds(void)
{
    for (unsigned seed = 2; seed < 8; seed++) {
        g_autofree char *set = g_strdup_printf("seed=%u", seed);
        const char *sets[] = { "members.crowd.count=2000", set, NULL };

        run_and_check(sets);
    }
}

/* With a shorter validity messages are given up in time to be reported: D10. */
static void test_short_validity(void)
{
    const char *five_minutes[] = { "members.crowd.count=5000", "systems.sms.validity=300 s", NULL };
    const char *two_minutes[] = { "members.crowd.count=5000", "systems.sms.validity=150 s", "iwf.t_reply=200 s", NULL };

    run_and_check(five_minutes);
    run_and_check(two_minutes);
}

/* T_reply decides how many answer in time. */
static void test_other_t_reply(void)
{
    const char *shorter[] = { "members.crowd.count=5000", "iwf.t_reply=90 s", NULL };
    const char *longer[] = { "members.crowd.count=5000", "iwf.t_reply=30 min", "systems.sms.validity=25 min", "focus.t_answer=31 min",
                             NULL };

    run_and_check(shorter);
    run_and_check(longer);
}

/* The numbers of the formula for the shipped file, so that a change of the formula is seen. */
static void test_formula(void)
{
    Shares shares = shares_of(600.0, 600.0);

    CU_ASSERT_DOUBLE_EQUAL(reply_in_time(600.0), 0.6859, 0.0005);
    CU_ASSERT_DOUBLE_EQUAL(reply_in_time(5.0), 0.0, 1e-4);
    CU_ASSERT_DOUBLE_EQUAL(shares.given_up, 0.0, 1e-12);
    CU_ASSERT(shares.replied > FIRST_ATTEMPT * 0.6859 && shares.replied < 0.98 * 0.6859);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "the formula", test_formula },
        { "large-group with 10,000 members", test_as_shipped },
        { "other seeds", test_other_seeds },
        { "short validity", test_short_validity },
        { "other T_reply", test_other_t_reply },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "outcomes", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
