/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares of outcomes in mixed-group with 100,000 members, all features on, against numerical integration of what its setup says: not
 * against another run, and whatever the file says.  Pool, capacity, servers and patience are unlimited: queues would need a simulation.
 *
 * One member: the client or service is drawn, then the preference; with the policy they give the mode.  Who is asked gets the message at
 * attempt a (0, or the first retry after his return), T later; the reply takes R and comes back in W, over a link of L each way:
 *      H(x) = P(2 L + T + R + W <= x)                      one question and its reply
 *      G1(x) = sum over a of P(a) H(x - a)                 the first reply
 *      Gk+1(x) = integral over y <= T_reply of H(x - y) dGk(y)     the next, if reply k is not understood and there is a help message
 * so that P(D05) = accept * sum of unrecognised^(k-1) Gk(T_reply), and who accepts later joins (D13) while the session lives.
 * Distributions are integrated through their quantiles on a grid of time.
 *
 * Members are independent, so the number of an outcome has mean sum p and variance sum p (1 - p).  It must lie in an interval of 99 % for
 * all outcomes together (Bonferroni). */
#include "tests/run_fixture.h"

#include <math.h>
#include <stdio.h>

#include <gsl/gsl_cdf.h>

#include "models/sip_message.h"
#include "tests/cunit_run.h"

#define MEMBERS 100000u
#define CONFIDENCE 0.99
#define BINS 3000u                      /* of the grid, up to T_reply */
#define POINTS 300u                     /* of a quantile              */
#define DURATION (20 * SIM_MIN)         /* of a session without end   */
#define STATUSES 700u
#define CELLS (REPORT_LEG_CLASSES * REPORT_DECISION_ROWS * STATUSES)

static unsigned cell_of(ReportLegClass leg_class, unsigned row, unsigned status)
{
    return ((unsigned)leg_class * REPORT_DECISION_ROWS + row) * STATUSES + status;
}

/* ---- distributions on a grid of time: values[i] belongs to i * step */

typedef struct Grid {
    double step;                        /* s */
    unsigned n;                         /* of points, to the end of the session */
    unsigned due;                       /* T_reply is this point */
} Grid;

static double quantile(const SimDistribution *distribution, double uniform)
{
    return distribution == NULL ? 0.0 : sim_distribution_quantile(distribution, uniform);
}

static double mean_of(const SimDistribution *distribution)
{
    return distribution == NULL ? 0.0 : sim_distribution_mean(distribution);
}

/* P(X <= x): the quantile rises. */
static double cumulative(const SimDistribution *distribution, double x)
{
    double low = 0.0, high = 1.0;

    if (x < 0.0 || quantile(distribution, 1e-15) > x)
        return 0.0;
    for (unsigned i = 0; i < 52; i++) {
        double middle = (low + high) / 2.0;

        if (middle <= 0.0 || middle >= 1.0)
            break;
        if (quantile(distribution, middle) <= x)
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The earlier of two returns, where a reply comes twice. */
static double first_of_two(double uniform)
{
    return 1.0 - sqrt(1.0 - uniform);
}

/* Adds @mass at @x to the density, divided between the neighbours such that the mean stays. */
static void add_mass(const Grid *grid, double *density, double x, double mass)
{
    double place = x / grid->step, below = floor(place);

    if (below >= 0.0 && below + 1.0 < grid->n) {
        density[(unsigned)below] += mass * (1.0 - (place - below));
        density[(unsigned)below + 1] += mass * (place - below);
    }
}

/* The density of 2 L + T + W. */
static double *ways_of(const Grid *grid, const CpmSetup *setup, const CpmSystemSetup *system)
{
    double *density = g_new0(double, grid->n), links = 2.0 * mean_of(setup->latency[CPM_LINK_SYSTEM]);

    for (unsigned i = 0; i < POINTS; i++) {
        double transit = quantile(system->transit, (i + 0.5) / POINTS);

        for (unsigned j = 0; j < POINTS; j++) {
            double u = (j + 0.5) / POINTS, mass = 1.0 / POINTS / POINTS;

            add_mass(grid, density, links + transit + quantile(system->return_transit, u), mass * (1.0 - system->duplicate));
            add_mass(grid, density, links + transit + quantile(system->return_transit, first_of_two(u)), mass * system->duplicate);
        }
    }
    return density;
}

/* sum over y, up to @last, of @density at y, times @cumulated at x - y (transfer full). */
static double *convolved(const Grid *grid, const double *density, unsigned last, const double *cumulated)
{
    double *result = g_new0(double, grid->n);

    for (unsigned y = 0; y <= last && y < grid->n; y++)
        if (density[y] > 0.0)
            for (unsigned x = y; x < grid->n; x++)
                result[x] += density[y] * cumulated[x - y];
    return result;
}

/* H */
static double *question(const Grid *grid, const CpmSetup *setup, const CpmSystemSetup *system, const CpmReplyProfile *profile)
{
    g_autofree double *ways = ways_of(grid, setup, system), *reply = g_new(double, grid->n);

    for (unsigned i = 0; i < grid->n; i++)
        reply[i] = cumulative(profile->delay, i * grid->step);
    return convolved(grid, ways, grid->n, reply);
}

/* ---- one member */

typedef struct Integral {
    const CpmSetup *setup;
    Grid grid;
    double *shares;                     /* shares[CELLS] of the population at hand                              */
    double left;                        /* from the invitation of that population until the session ends, s     */
    ReportLegClass leg_class;
    const CpmReplyProfile *profile;
} Integral;

static void add(Integral *integral, unsigned row, unsigned status, double share)
{
    integral->shares[cell_of(integral->leg_class, row, status)] += share;
}

/* For a native leg D01 stands for what the user answers. */
static void add_answer(Integral *integral, unsigned row, unsigned status, double share)
{
    add(integral, integral->leg_class == REPORT_LEG_NATIVE ? 1 : row, status, share);
}

static double at(const Grid *grid, const double *cumulated, double x)
{
    double place = CLAMP(x / grid->step, 0.0, grid->n - 1.001), below = floor(place);
    unsigned i = (unsigned)below;

    return cumulated[i] + (cumulated[i + 1] - cumulated[i]) * (place - below);
}

static double *density_of(const Grid *grid, const double *cumulated)
{
    double *density = g_new(double, grid->n);

    density[0] = cumulated[0];
    for (unsigned i = 1; i < grid->n; i++)
        density[i] = cumulated[i] - cumulated[i - 1];
    return density;
}

/* The replies of those who have got the message, of whom @first[x] have replied by x (a share of all): D05, D06, D13.  Returns how many are
 * settled before T_reply. */
static double add_replies(Integral *integral, double *first, const double *again)
{
    const CpmSetup *setup = integral->setup;
    const CpmReplyProfile *profile = integral->profile;
    double settled = 0.0, *replies = first;

    for (unsigned k = 0; k <= setup->iwf.helps; k++) {
        double in_time = replies[integral->grid.due], late = MAX(at(&integral->grid, replies, integral->left) - in_time, 0.0);
        g_autofree double *density = density_of(&integral->grid, replies);
        double *next;

        add_answer(integral, 5, 200, profile->accept * in_time);
        add_answer(integral, 6, setup->code[CPM_REASON_DECLINE], (profile->decline + profile->leave) * in_time);
        settled += (profile->accept + profile->decline + profile->leave) * in_time;
        if (setup->iwf.late_reply == CPM_LATE_REPLY_JOIN) {
            add(integral, 13, 200, profile->accept * late);
            settled += profile->accept * late;
        }
        next = convolved(&integral->grid, density, integral->grid.due, again);
        for (unsigned x = 0; x < integral->grid.n; x++)
            next[x] *= profile->unrecognised;
        if (replies != first)
            g_free(replies);
        replies = next;
    }
    g_free(replies);
    return settled;
}

/* The attempts at those who are away: fills @first with P(attempt at a) H(x - a), summed; returns P(no attempt until the validity ends). */
static double add_retries(const Integral *integral, const CpmSystemSetup *system, const double *again, double *first)
{
    double away = MAX(1.0 - system->never - system->first_attempt, 0.0), before = 0.0, attempt = 0.0;
    double validity = sim_time_to_seconds(system->validity);

    if (system->retry[0].interval == 0)
        return 0.0;
    for (unsigned row = 0; row < CPM_RETRY_STEPS && system->retry[row].interval > 0; row++)
        for (uint32_t i = 0; system->retry[row].times == 0 || i < system->retry[row].times; i++) {
            double back;

            attempt += sim_time_to_seconds(system->retry[row].interval);
            if (attempt > validity)
                return away * (1.0 - before);
            back = cumulative(system->absence, attempt);
            for (unsigned x = (unsigned)(attempt / integral->grid.step); x < integral->grid.n; x++)
                first[x] += away * (back - before) * at(&integral->grid, again, x * integral->grid.step - attempt);
            before = back;
        }
    return away * (1.0 - before);
}

/* P(a report that leaves @after seconds after the submission, and after another @delay, comes in time, if it comes at all). */
static double reported_in_time(const Integral *integral, const CpmSystemSetup *system, double after, const SimDistribution *delay)
{
    double left = integral->grid.due * integral->grid.step - after - 2.0 * mean_of(integral->setup->latency[CPM_LINK_SYSTEM]), sum = 0.0;

    for (unsigned i = 0; i < POINTS; i++)
        sum += cumulative(system->return_transit, left - quantile(delay, (i + 0.5) / POINTS)) / POINTS;
    return system->reports ? sum * (1.0 - system->report_lost) : 0.0;
}

/* The centre has taken the message; the whole share is @share. */
static void add_delivery(Integral *integral, const CpmSystemSetup *system, double share)
{
    const CpmSetup *setup = integral->setup;
    g_autofree double *again = question(&integral->grid, setup, system, integral->profile), *first = g_new0(double, integral->grid.n);
    double reached = MIN(system->first_attempt, 1.0 - system->never), given_up, failed, undelivered, settled;
    double validity = sim_time_to_seconds(system->validity);

    for (unsigned x = 0; x < integral->grid.n; x++)
        first[x] = reached * again[x];
    given_up = add_retries(integral, system, again, first);
    for (unsigned x = 0; x < integral->grid.n; x++)
        first[x] *= share;
    failed = share * system->never * reported_in_time(integral, system, 0.0, system->transit);
    if (system->retry[0].interval == 0)
        undelivered = share * (1.0 - reached - system->never) * reported_in_time(integral, system, 0.0, system->transit);
    else
        undelivered = share * given_up * reported_in_time(integral, system, validity, NULL);
    add(integral, 9, setup->code[CPM_REASON_PERMANENT], failed);
    add(integral, 10, setup->code[CPM_REASON_TEMPORARY], undelivered);
    settled = add_replies(integral, first, again);
    add_answer(integral, 7, setup->code[CPM_REASON_NO_REPLY], share - failed - undelivered - settled);
}

/* ---- what the centre and the ISF make of it */

typedef struct Candidates {
    const CpmSystemSetup *systems[64];
    unsigned n;
} Candidates;

static Candidates candidates_of(const CpmSetup *setup, const CpmMemberSetup *member, unsigned system)
{
    Candidates candidates = { .n = 0 };

    for (unsigned service = 0; service <= member->n_also; service++) {
        unsigned index = service == 0 ? system : member->also[service - 1];

        for (uint32_t i = 0; i < MAX(setup->n_iwfs, 1); i++)
            if (setup->n_iwfs == 0 || (setup->iwfs[i].serves >> index & 1u) != 0)
                candidates.systems[candidates.n++] = &setup->systems[index];
    }
    return candidates;
}

/* A submission at candidate @index fails with @reason, for a share of @share. */
static double fail_submission(Integral *integral, const Candidates *candidates, unsigned index, CpmReason reason, double share)
{
    unsigned code = integral->setup->code[reason];
    bool fails_over = (code == 500 || code == 503) && integral->setup->isf.failover && candidates->n > 1;

    if (fails_over && index + 1 < candidates->n)
        return share;
    if (fails_over)
        add(integral, 23, integral->setup->code[CPM_REASON_NO_IWF], share);
    else
        add(integral, 11, code == 503 ? 500 : code, share);
    return 0.0;
}

static void add_asked(Integral *integral, const CpmMemberSetup *member, unsigned system, double share)
{
    Candidates candidates = candidates_of(integral->setup, member, system);

    if (candidates.n == 0)
        add(integral, 23, integral->setup->code[CPM_REASON_NO_MAPPING], share);
    for (unsigned i = 0; i < candidates.n && share > 0.0; i++) {
        const CpmSystemSetup *one = candidates.systems[i];

        add_delivery(integral, one, share * (1.0 - one->refused - one->silent - one->malformed));
        share = fail_submission(integral, &candidates, i, CPM_REASON_SUBMIT_REFUSED, share * one->refused) +
                fail_submission(integral, &candidates, i, CPM_REASON_SUBMIT_MALFORMED, share * one->malformed) +
                fail_submission(integral, &candidates, i, CPM_REASON_SUBMIT_SILENT, share * one->silent);
    }
}

/* A user of a Non-CPM System with a preference. */
static void add_user(Integral *integral, const CpmMemberSetup *member, unsigned system, CpmOption preference, double share)
{
    const CpmSetup *setup = integral->setup;
    const CpmWorkload *workload = &setup->workloads[0];
    CpmMode mode = cpm_policy_mode(&setup->policy, preference, setup->systems[system].sessions, setup->systems[system].invitations);
    bool rejects = mode == CPM_MODE_REJECT_POLICY || mode == CPM_MODE_REJECT_USER;

    integral->leg_class = rejects ? REPORT_LEG_REJECT : mode == CPM_MODE_NATIVE ? REPORT_LEG_NATIVE
                                                    : mode == CPM_MODE_ACCEPT  ? REPORT_LEG_ACCEPT
                                                                               : REPORT_LEG_CONVERT;
    integral->profile = &setup->profiles[member->reply];
    if (mode == CPM_MODE_REJECT_POLICY)
        add(integral, 2, setup->code[CPM_REASON_POLICY], share);
    else if (mode == CPM_MODE_REJECT_USER)
        add(integral, 3, setup->code[CPM_REASON_USER_REJECT], share);
    else if (workload->unauthorised)
        add(integral, 20, setup->code[CPM_REASON_UNAUTHORISED], share);
    else if (workload->anonymous && !setup->iwf.anonymous_allowed)
        add(integral, 19, setup->code[CPM_REASON_ANONYMOUS], share);
    else if (workload->unconvertible && mode != CPM_MODE_NATIVE)
        add(integral, 18, setup->code[CPM_REASON_CONTENT], share);
    else if (mode == CPM_MODE_ACCEPT)
        add(integral, 4, 200, share);
    else
        add_asked(integral, member, system, share);
}

/* A user of a CPM client: whoever does not answer until T_answer is given up. */
static void add_client(Integral *integral, const CpmMemberSetup *member, double share)
{
    const CpmSetup *setup = integral->setup;
    const CpmReplyProfile *profile = &setup->profiles[member->answer];
    double in_time = cumulative(profile->delay, MIN(sim_time_to_seconds(setup->focus.t_answer), integral->left));

    integral->leg_class = REPORT_LEG_CPM;
    add(integral, 1, 200, share * profile->accept * in_time);
    add(integral, 1, setup->code[CPM_REASON_DECLINE], share * profile->decline * in_time);
    add(integral, 1, 487, share * (1.0 - (profile->accept + profile->decline) * in_time));
}

/* The shares of a population. */
static void add_member(Integral *integral, const CpmMemberSetup *member)
{
    double before = 0.0;

    for (unsigned i = 0; i < member->n_clients; i++) {
        double share = member->client[i].until - before, preferred = 0.0;

        before = member->client[i].until;
        if (member->client[i].system < 0)
            add_client(integral, member, share);
        for (unsigned option = 0; option < CPM_OPTIONS && member->client[i].system >= 0; option++) {
            double until = option == CPM_NONE ? 1.0 : member->prefer_until[option];

            if (until > preferred)
                add_user(integral, member, (unsigned)member->client[i].system, (CpmOption)option, share * (until - preferred));
            preferred = MAX(until, preferred);
        }
    }
}

/* ---- the whole group */

typedef struct Expected {
    double mean[CELLS], variance[CELLS];
} Expected;

/* When the focus hears that the inviter leaves: invitation, answer and BYE take the way between them once each. */
static double end_of_session(const CpmSetup *setup)
{
    double way = mean_of(setup->latency[CPM_LINK_ACCESS]) + mean_of(setup->latency[CPM_LINK_CORE]);

    return 3.0 * way + sim_time_to_seconds(setup->workloads[0].duration);
}

/* How late the last box of a leg is invited, and when its answer comes: on the way down and up. */
static double ways_of_leg(const CpmSetup *setup)
{
    return mean_of(setup->latency[CPM_LINK_ACCESS]) + 9.0 * mean_of(setup->latency[CPM_LINK_CORE]);
}

static Expected *integrate(const CpmSetup *setup)
{
    Expected *expected = g_new0(Expected, 1);
    const CpmGroupSetup *group = &setup->groups[setup->workloads[0].group];
    double t_reply = sim_time_to_seconds(setup->iwf.t_reply), end = end_of_session(setup);
    Integral integral = { .setup = setup, .grid = { .step = t_reply / BINS, .due = BINS } };

    integral.grid.n = MAX((unsigned)(end / integral.grid.step), BINS) + 2;
    for (uint32_t i = 0; i < group->n_members; i++) {
        const CpmMemberSetup *member = &group->members[i];
        g_autofree double *shares = g_new0(double, CELLS);
        double turn = (member->first - 1 + member->count / 2.0) / setup->focus.fan_out;

        integral.shares = shares;
        integral.left = end - turn - ways_of_leg(setup);
        g_assert(integral.left > t_reply);
        add_member(&integral, member);
        for (unsigned cell = 0; cell < CELLS; cell++) {
            expected->mean[cell] += member->count * shares[cell];
            expected->variance[cell] += member->count * shares[cell] * (1.0 - shares[cell]);
        }
    }
    return expected;
}

/* Whether @found is in the middle CONFIDENCE of @n outcomes together.  What is rare, or hardly in doubt, is Poisson. */
static bool is_likely(double found, double mean, double variance, unsigned n)
{
    double tail = (1.0 - CONFIDENCE) / 2.0 / n;

    if (variance >= 30.0)
        return fabs(found - mean) <= gsl_cdf_ugaussian_Qinv(tail) * sqrt(variance) + 0.5;
    if (mean > 2.0 * variance)          /* nearly everybody of a population: what is missing is rare */
        return fabs(found - mean) <= gsl_cdf_ugaussian_Qinv(tail) * sqrt(MAX(variance, 1.0)) + 2.0;
    return gsl_cdf_poisson_P((unsigned)found, mean) > tail && (found < 1.0 || gsl_cdf_poisson_Q((unsigned)found - 1, mean) > tail);
}

/* How many outcomes are not as expected; each is printed if @loud. */
static unsigned count_unlikely(const uint32_t *found, const Expected *expected, bool loud)
{
    unsigned n = 0, unlikely = 0;

    for (unsigned cell = 0; cell < CELLS; cell++)
        n += expected->mean[cell] > 1e-6 || found[cell] > 0;
    for (unsigned cell = 0; cell < CELLS; cell++) {
        double mean = expected->mean[cell];

        if ((mean <= 1e-6 && found[cell] == 0) || is_likely(found[cell], mean, expected->variance[cell], n))
            continue;
        unlikely++;
        if (loud)
            fprintf(stderr, "\n%s, D%02u %u: %u, expected %.1f +- %.1f\n",
                    report_leg_class_name((ReportLegClass)(cell / STATUSES / REPORT_DECISION_ROWS)), cell / STATUSES % REPORT_DECISION_ROWS,
                    cell % STATUSES, found[cell], mean, sqrt(expected->variance[cell]));
    }
    return unlikely;
}

/* ---- the run */

/* No queue, no shortage, nothing that is not about outcomes; one session of MEMBERS members. */
static void make_roomy(CpmSetup *setup)
{
    CpmGroupSetup *group = &setup->groups[setup->workloads[0].group];
    uint32_t size = 0;

    for (uint32_t i = 1; i < setup->n_workloads; i++) {
        sim_distribution_free(setup->workloads[i].interarrival);
        sim_distribution_free(setup->workloads[i].text_gap);
    }
    setup->n_workloads = 1;
    setup->workloads[0].count = 1;
    setup->workloads[0].patience = SIM_TIME_MAX;
    setup->workloads[0].inviter_texts = setup->workloads[0].member_texts = 0;
    if (setup->workloads[0].duration == SIM_TIME_MAX)
        setup->workloads[0].duration = DURATION;
    for (uint32_t i = 0; i < group->n_members; i++) {
        group->members[i].count = (uint32_t)((uint64_t)group->members[i].count * MEMBERS / group->size);
        group->members[i].first = 1 + size;
        size += group->members[i].count;
    }
    setup->focus.fan_out *= (double)MEMBERS / group->size;
    group->size = size;
    setup->focus.subscribe_members = false;
    setup->focus.session_expires = 0;
    setup->iwf.numbers = 0;
    for (unsigned i = 0; i < CPM_BOX_KINDS; i++)
        g_clear_pointer(&setup->station[i].service, sim_distribution_free);
    for (uint32_t i = 0; i < setup->n_iwfs; i++) {
        setup->iwfs[i].capacity = 0;
        setup->iwfs[i].n_outages = 0;
    }
    for (uint32_t i = 0; i < setup->n_systems; i++)
        setup->systems[i].throughput = 0.0;
}

static void check_counts(const CpmSetup *setup, const ReportMetrics *metrics, uint32_t *out_found)
{
    uint64_t sum = 0;

    for (unsigned leg_class = 0; leg_class < REPORT_LEG_CLASSES; leg_class++)
        for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++)
            for (unsigned status = 0; status < STATUSES; status++) {
                uint64_t count = report_metrics_outcomes(metrics, (ReportLegClass)leg_class, row, status);

                out_found[cell_of((ReportLegClass)leg_class, row, status)] = (uint32_t)count;
                sum += count;
            }
    CU_ASSERT_EQUAL(sum, setup->groups[setup->workloads[0].group].size);
}

static void run(const CpmSetup *setup, uint32_t *out_found)
{
    SimWorld *world = sim_world_new(setup->seed, setup->replication);
    CpmNetwork *network = cpm_network_new(setup, world);
    ReportMetrics *metrics = report_metrics_new(setup);
    ReportChecker *checker = report_checker_new(setup);
    SimRun what = { .deliver = cpm_network_deliver, .model = network };

    sim_trace_add_observer(world->trace, report_metrics_observe, metrics);
    sim_trace_add_observer(world->trace, report_checker_observe, checker);
    CU_ASSERT(sim_world_run(world, &what, NULL));
    report_metrics_finish(metrics, world->now);
    report_checker_finish(checker, world->now, false);
    CU_ASSERT_EQUAL(report_checker_verdict(checker), REPORT_VERDICT_PASS);
    CU_ASSERT_EQUAL(cpm_network_counts(network).unexpected, 0);
    check_counts(setup, metrics, out_found);
    report_checker_free(checker);
    report_metrics_free(metrics);
    cpm_network_free(network);
    sim_world_free(world);
}

/* What 3 % more acceptances, and fewer who do not reply or are not understood, would mean: the numbers must not fit that. */
static unsigned count_unlikely_if_more_accepted(CpmSetup *setup, const uint32_t *found)
{
    Expected *other;
    unsigned unlikely;

    for (uint32_t i = 0; i < setup->n_profiles; i++)
        setup->profiles[i].accept *= 1.03;
    other = integrate(setup);
    for (uint32_t i = 0; i < setup->n_profiles; i++)
        setup->profiles[i].accept /= 1.03;
    unlikely = count_unlikely(found, other, false);
    g_free(other);
    return unlikely;
}

/* What the integration leaves out: then it says so here, and not by numbers that are wrong. */
static void check_scope(const CpmSetup *setup)
{
    CU_ASSERT(!setup->workloads[0].refused);
    CU_ASSERT(setup->iwf.t_submit < setup->iwf.t_reply && setup->iwf.t_reply < setup->focus.t_answer);
    for (uint32_t i = 0; i < setup->n_profiles; i++)        /* "no", and "yes" later: joins */
        CU_ASSERT(setup->profiles[i].again <= 0.0 || setup->profiles[i].again_says != CPM_REPLY_ACCEPT);
}

static void test_mixed_group(void)
{
    g_autoptr(Scenario) scenario = run_fixture_scenario("mixed-group", NULL);
    CpmSetup *setup = scenario_setup(scenario);
    g_autofree uint32_t *found = g_new0(uint32_t, CELLS);
    g_autofree Expected *expected = NULL;
    double sum = 0.0;

    make_roomy(setup);
    check_scope(setup);
    expected = integrate(setup);
    for (unsigned cell = 0; cell < CELLS; cell++)
        sum += expected->mean[cell];
    CU_ASSERT_DOUBLE_EQUAL(sum, setup->groups[setup->workloads[0].group].size, 1e-3);
    run(setup, found);
    CU_ASSERT_EQUAL(count_unlikely(found, expected, true), 0);
    CU_ASSERT(count_unlikely_if_more_accepted(setup, found) > 0);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "mixed-group with 100,000 members", test_mixed_group },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "shares", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
