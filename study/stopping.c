/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/stopping.h"

#include <glib.h>
#include <math.h>

#include "study/statistics.h"

/* values[n_metrics][n], each to be judged at @level. */
typedef struct Measured {
    const double *values;
    size_t n_metrics, n;
    double level;
} Measured;

/* The largest relative half-width after the first @looked replications. */
static double worst_relative(const Measured *measured, size_t looked, size_t *out_worst)
{
    double worst = -1;

    for (size_t metric = 0; metric < measured->n_metrics; metric++) {
        StudyInterval interval = study_interval(&measured->values[metric * measured->n], looked, measured->level);
        double relative = study_interval_relative(&interval);

        if (relative > worst) {
            worst = relative;
            *out_worst = metric;
        }
    }
    return worst;
}

/* Where a stop is possible at the earliest, if @first is the first n with small half-widths. */
static size_t earliest_stop(const StudyStopRule *rule, size_t first)
{
    return first + rule->look_ahead * MAX(first, 100) / 100;
}

StudyStopDecision study_stop_decide(const StudyStopRule *rule, const double *values, size_t n_metrics, size_t n)
{
    StudyStopDecision decision = { .state = STUDY_STOP_GO_ON, .relative = INFINITY };
    Measured measured = { values, n_metrics, n, study_bonferroni_level(rule->level, n_metrics) };
    size_t first = rule->start, stop = earliest_stop(rule, first);

    g_assert(rule->half_width > 0 && rule->start >= 2 && rule->budget >= rule->start);
    for (size_t looked = rule->start; looked <= MIN(n, rule->budget); looked++) {
        decision.relative = worst_relative(&measured, looked, &decision.worst);
        if (decision.relative > rule->half_width) {
            first = looked + 1;
            stop = earliest_stop(rule, first);
        } else if (looked == stop) {
            decision.state = STUDY_STOP_REACHED;
            decision.replications = looked;
            return decision;
        }
    }
    if (n >= rule->budget)
        decision.state = STUDY_STOP_BUDGET;
    decision.replications = MIN(stop, rule->budget);
    return decision;
}
