/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures on synthetic studies, whose true means are known, how often the statistics are right, and prints the tables of
 * results/validation/statistics.md, of which docs/statistics.md speaks.  The same numbers each time.  Fails if a promise is broken;
 * `make validate` runs it. */
#include <math.h>
#include <stdio.h>

#include <glib.h>

#include "sim/elementary.h"
#include "sim/random.h"
#include "study/statistics.h"
#include "study/stopping.h"

#define LEVEL 0.95

/* Numbers in their order, four from each block. */
typedef struct Source {
    SimRandom random;
    SimStream stream;
    SimDraw draw;
    uint64_t words[4];
    unsigned left;
} Source;

static Source source_of(const char *name, uint32_t study, uint32_t replication)
{
    return (Source){ .random = { .seed = 1 }, .stream = sim_stream(name), .draw = { .session = study, .member = replication } };
}

static double uniform(Source *source)
{
    if (source->left == 0) {
        sim_random_block(&source->random, source->stream, source->draw, source->words);
        source->draw.ordinal++;
        source->left = 4;
    }
    return sim_uniform_from_bits(source->words[--source->left]);
}

static double exponential(Source *source)
{
    return -sim_log(uniform(source));
}

static double normal(Source *source)
{
    return sim_normal_quantile(uniform(source));
}

/* ---- coverage: how often the interval contains the true mean, over synthetic studies of n replications */

#define STUDIES 2000

typedef struct Population {
    const char *name;
    double (*draw)(Source *source);
    double mean;
    bool promised;          /* to cover within 1.6 points */
} Population;

/* With the quantile of the normal distribution in the place of Student's, as many tools have it. */
static bool normal_interval_covers(const StudyInterval *interval, double mean)
{
    return fabs(interval->mean - mean) <= sim_normal_quantile((1 + LEVEL) / 2) * interval->sd / sqrt((double)interval->n);
}

static bool coverage_of(const Population *population, size_t n)
{
    unsigned covered = 0, covered_normal = 0;
    double skewness = 0, relative = 0, coverage;
    bool good;

    for (uint32_t study = 0; study < STUDIES; study++) {
        Source source = source_of(population->name, study, (uint32_t)n);
        double x[20];
        StudyInterval interval;

        for (size_t i = 0; i < n; i++)
            x[i] = population->draw(&source);
        interval = study_interval(x, n, LEVEL);
        covered += study_interval_low(&interval) <= population->mean && population->mean <= study_interval_high(&interval);
        covered_normal += normal_interval_covers(&interval, population->mean);
        skewness += interval.skewness / STUDIES;
        relative += interval.half_width / STUDIES;
    }
    coverage = 100. * covered / STUDIES;
    good = !population->promised || fabs(coverage - 100 * LEVEL) <= 1.6;
    printf("| %s | %zu | %.1f %% | %+.1f | %.1f %% | %.2f | %.2f | %s |\n", population->name, n, coverage, coverage - 100 * LEVEL,
           100. * covered_normal / STUDIES, relative, skewness, !population->promised ? "measured" : good ? "kept" : "BROKEN");
    return good;
}

static bool validate_coverage(void)
{
    static const Population populations[] = { { "normal", normal, 0, true }, { "exponential", exponential, 1, false } };
    static const size_t sizes[] = { 3, 5, 10, 20 };
    bool good = true;

    printf("# How often the statistics are right\n\nMade by `make validate`; docs/statistics.md says what it means.\n\n"
           "Coverage of 95 %% intervals, %d studies a row; promised for normal data: within 1.6 points\n\n", STUDIES);
    puts("| data | n | coverage | points off | with the normal quantile instead | mean half-width | mean skewness | promise |\n"
         "|---|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < G_N_ELEMENTS(populations); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(sizes); j++)
            good = coverage_of(&populations[i], sizes[j]) && good;
    return good;
}

/* ---- paired comparison of two variants, n = 10, in so many metrics that share the level */

typedef struct PairedCase {
    size_t metrics;
    double common;          /* correlation of the two of a pair: what common random numbers bring about */
    double difference;      /* of the means, in standard deviations                                     */
} PairedCase;

#define PAIRS 10

static bool any_difference_is_shown(const PairedCase *made, Source *source)
{
    bool any = false;

    for (size_t metric = 0; metric < made->metrics; metric++) {
        double a[PAIRS], b[PAIRS];
        StudyPaired paired;

        for (size_t i = 0; i < PAIRS; i++) {
            double luck = sqrt(made->common) * normal(source), own = sqrt(1 - made->common);

            a[i] = luck + own * normal(source);
            b[i] = luck + own * normal(source) + made->difference;
        }
        paired = study_paired(a, b, PAIRS, study_bonferroni_level(LEVEL, made->metrics));
        any = study_paired_sign(&paired) != 0 || any;
    }
    return any;
}

static bool paired_of(const PairedCase *made)
{
    unsigned shown = 0;
    bool good;

    for (uint32_t study = 0; study < STUDIES; study++) {
        Source source = source_of("pairs", study, (uint32_t)made->metrics);

        shown += any_difference_is_shown(made, &source);
    }
    good = made->difference != 0 || 100. * shown / STUDIES <= 100 * (1 - LEVEL) + 1.6;
    printf("| %zu | %.2f | %.1f | %.1f %% | %s |\n", made->metrics, made->common, made->difference, 100. * shown / STUDIES,
           made->difference != 0 ? "measured" : good ? "kept" : "BROKEN");
    return good;
}

static bool validate_pairs(void)
{
    static const PairedCase cases[] = { { 1, 0, 0 }, { 1, 0.9, 0 }, { 20, 0.9, 0 }, { 1, 0, 0.5 }, { 1, 0.9, 0.5 } };
    bool good = true;

    printf("\nPaired comparison, %d pairs, %d studies a row; promised: where there is no difference, one is shown in at most\n"
           "%.1f %% of the studies\n\n", PAIRS, STUDIES, 100 * (1 - LEVEL) + 1.6);
    puts("| metrics | correlation of the pairs | true difference, standard deviations | any difference shown | promise |\n"
         "|---|---|---|---|---|");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        good = paired_of(&cases[i]) && good;
    return good;
}

/* ---- M/M/1 at 90 % load, by Lindley's recurrence: the time in the system has the mean 1 / (1 - 0.9) = 10 */

#define LOAD 0.9
#define MEAN_SOJOURN (1 / (1 - LOAD))

/* One customer: returns the time in the system; *@waiting becomes the waiting time of the next. */
static double serve(Source *source, double *waiting)
{
    double sojourn = *waiting + exponential(source), gap = exponential(source) / LOAD;

    *waiting = fmax(0, sojourn - gap);
    return sojourn;
}

/* A replication as a study has it: begins empty, throws the warm-up away, and gives the mean of what follows. */
static double mean_sojourn(Source source, unsigned warm_up, unsigned customers)
{
    double waiting = 0, sum = 0;

    for (unsigned i = 0; i < warm_up; i++)
        serve(&source, &waiting);
    for (unsigned i = 0; i < customers; i++)
        sum += serve(&source, &waiting);
    return sum / customers;
}

/* ---- sequential stopping */

#define REPETITIONS 500
#define WARM_UP 4000            /* ten times the relaxation time, 379 */
#define CUSTOMERS 10000

/* What came out. */
typedef struct StopResult {
    unsigned covered, reached;
    double replications, largest, half_width;
} StopResult;

/* One study: runs what the rule asks for until it is content. */
static void stop_once(const StudyStopRule *rule, uint32_t repetition, StopResult *result)
{
    StudyStopDecision decision = study_stop_decide(rule, NULL, 1, 0);
    g_autofree double *values = g_new(double, rule->budget);
    StudyInterval interval;
    size_t n = 0;

    while (decision.state == STUDY_STOP_GO_ON) {
        for (; n < decision.replications; n++)
            values[n] = mean_sojourn(source_of("queue", repetition, (uint32_t)n), WARM_UP, CUSTOMERS);
        decision = study_stop_decide(rule, values, 1, n);
    }
    interval = study_interval(values, decision.replications, rule->level);
    result->reached += decision.state == STUDY_STOP_REACHED && study_interval_relative(&interval) <= rule->half_width;
    result->covered += fabs(interval.mean - MEAN_SOJOURN) <= interval.half_width;
    result->replications += (double)n / REPETITIONS;
    result->half_width += study_interval_relative(&interval) / REPETITIONS;
    result->largest = fmax(result->largest, (double)n);
}

/* What is asked for. */
typedef struct StopCase {
    double half_width;
    size_t start, look_ahead;
    bool promised;
} StopCase;

static bool stopping_of(const StopCase *asked)
{
    StudyStopRule rule = { asked->half_width, LEVEL, asked->start, asked->look_ahead, .budget = 1000 };
    StopResult result = { .covered = 0 };
    bool good;

    for (uint32_t repetition = 0; repetition < REPETITIONS; repetition++)
        stop_once(&rule, repetition, &result);
    good = !asked->promised || (result.reached == REPETITIONS && result.covered >= 0.92 * REPETITIONS);
    printf("| %.0f %% | %zu | %zu | %u of %d | %.1f %% | %.1f | %.0f | %.2f %% | %s |\n", 100 * rule.half_width, rule.start,
           rule.look_ahead, result.reached, REPETITIONS, 100. * result.covered / REPETITIONS, result.replications, result.largest,
           100 * result.half_width, !asked->promised ? "measured" : good ? "kept" : "BROKEN");
    return good;
}

static bool validate_stopping(void)
{
    static const StopCase cases[] = {
        { 0.05, 5, 5, true }, { 0.10, 5, 5, false }, { 0.10, 20, 5, false }, { 0.10, 5, 0, false },
    };
    bool good = true;

    printf("\nSequential stopping on M/M/1 with a load of 0.9, %d studies a row; a replication has %d customers after a warm-up of %d;\n"
           "promised in the first row: the half-width is reached, and at least 92 %% cover\n\n", REPETITIONS, CUSTOMERS, WARM_UP);
    puts("| half-width asked | start | look-ahead | reached | coverage | mean n | largest n | mean half-width | promise |\n"
         "|---|---|---|---|---|---|---|---|---|");
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
        good = stopping_of(&cases[i]) && good;
    return good;
}

/* ---- MSER-5 on the same queue */

#define SERIES 200
#define SERIES_LENGTH 20000

/* Returns whether the mean of what MSER-5 leaves is nearer to the truth than that of all, where the start is far from it. */
static bool warm_up_of(double first_waiting)
{
    double all = 0, kept = 0, cut = 0;
    unsigned steady = 0;
    g_autofree double *x = g_new(double, SERIES_LENGTH);
    bool good;

    for (uint32_t series = 0; series < SERIES; series++) {
        Source source = source_of("series", series, 0);
        double waiting = first_waiting, sum = 0;
        StudyWarmUp warm_up;

        for (size_t i = 0; i < SERIES_LENGTH; i++)
            sum += x[i] = serve(&source, &waiting);
        warm_up = study_mser5(x, SERIES_LENGTH);
        if (!warm_up.steady)
            continue;
        steady++;
        all += sum / SERIES_LENGTH;
        kept += warm_up.mean;
        cut += (double)warm_up.cut;
    }
    good = steady > 0 && (first_waiting < 100 || fabs(kept / steady - MEAN_SOJOURN) < fabs(all / steady - MEAN_SOJOURN) / 4);
    printf("| %.0f | %u of %d | %.0f | %.2f | %.2f | %s |\n", first_waiting, SERIES - steady, SERIES, cut / steady, all / steady,
           kept / steady, first_waiting < 100 ? "measured" : good ? "kept" : "BROKEN");
    return good;
}

static bool validate_warm_up(void)
{
    bool good;

    printf("\nMSER-5 on %d customers of the same queue, whose true mean is 10, %d series a row; promised where the first wait is far\n"
           "from the mean: what is kept is off by less than a quarter of what all is\n\n", SERIES_LENGTH, SERIES);
    puts("| wait of the first customer | refused | mean cut | mean of all | mean of what is kept | promise |\n"
         "|---|---|---|---|---|---|");
    good = warm_up_of(0);
    good = warm_up_of(300) && good;
    return warm_up_of(1000) && good;
}

int main(void)
{
    bool good = validate_coverage();

    good = validate_pairs() && good;
    good = validate_stopping() && good;
    good = validate_warm_up() && good;
    printf("\n%s\n", good ? "All promises were kept." : "A promise was BROKEN.");
    return good ? 0 : 1;
}
