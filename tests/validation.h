/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_VALIDATION_H
#define TESTS_VALIDATION_H

/* Runs of the simulator against exact values: experiments, each a scenario of scenarios/validation/ with some values set, and rows, each a
 * number that the experiment measures and that is known.
 *
 * A stochastic row is measured once in each replication of its experiment; it is right if Student's interval of level 1 - 0.01 / m over the
 * replications, m being the number of all stochastic rows, contains the exact value.  Any other row must be met to its tolerance. */

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "models/cpm_network.h"
#include "sim/trace.h"
#include "study/scenario.h"
#include "tests/golden.h"

typedef struct ValidationExperiment ValidationExperiment;

typedef enum ValidationKind {
    VALIDATION_QUEUE,           /* stochastic, and a service time that is 3 % too long must be noticed  */
    VALIDATION_RANDOM,          /* stochastic                                                           */
    VALIDATION_EXACT            /* must be met to @tolerance by each number                             */
} ValidationKind;

typedef struct ValidationRow {
    char *check, *parameters, *quantity, *unit;         /* owned; as in the table, if the row is of the table       */
    size_t golden;                      /* its row there; SIZE_MAX: it is none                                      */
    ValidationKind kind;
    double exact[EXACT_SENDS], measured[EXACT_SENDS];   /* [n]; one for stochastic rows, @measured then is the mean */
    size_t n, n_measured;
    double tolerance;                   /* EXACT: relative; stochastic: by which share the interval is widened      */
    double *values;                     /* stochastic: values[replications of the experiment], owned; NAN: not yet  */
    double half_width;                  /* stochastic: of the interval, not widened                                 */
    bool good;
} ValidationRow;

/* One replication, by itself: other ones run at the same time.  Stores what it measures by validation_measured(). */
typedef void (*ValidationMeasure)(ValidationExperiment *experiment, uint32_t replication);

#define VALIDATION_ROWS 24
#define VALIDATION_SETS 20

struct ValidationExperiment {
    const struct Validation *validation;
    const char *scenario;               /* "queue": scenarios/validation/queue.yaml                                 */
    const char *path;                   /* "short", "wire" or ""; for the tables                                    */
    char *sets[VALIDATION_SETS];        /* "path=value", owned                                                      */
    unsigned n_sets;
    uint32_t replications;
    uint32_t sessions, warm_up;         /* of a replication, and how many of them are not looked at                 */
    uint32_t size;                      /* what @measure needs: servers of the queue, members                       */
    ValidationMeasure measure;
    ValidationRow rows[VALIDATION_ROWS];
    unsigned n_rows;
};

typedef struct Validation {
    const Golden *golden;
    uint64_t seed;
    double service_factor;              /* on all service times of queues: 1, or 1.03 to see that it is noticed     */
    uint32_t replications;              /* of most experiments with stochastic rows                                 */
    bool quick;                         /* only one path of two that see the same random numbers, and half the sessions */
    GPtrArray *experiments;             /* of ValidationExperiment                                                  */
    double level;                       /* of the interval of each stochastic row; set by validation_run()          */
} Validation;

/* How often runs look at their stations, where they do. */
#define VALIDATION_SAMPLE (10 * SIM_MS)

/* Without experiments.  @golden is borrowed.  Free with validation_free(). */
Validation *validation_new(const Golden *golden, uint64_t seed);
void validation_free(Validation *validation);

/* A new experiment, owned by @validation. */
ValidationExperiment *validation_add(Validation *validation, const char *scenario, ValidationMeasure measure);

/* Adds "path=value" to what is set. */
void validation_set(ValidationExperiment *experiment, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The row of the table with these three, which must be there; its exact value is from the formula. */
ValidationRow *validation_golden(ValidationExperiment *experiment, ValidationKind kind, const GoldenRow *row);

/* A row that the table has not. */
ValidationRow *validation_row(ValidationExperiment *experiment, ValidationKind kind, const GoldenRow *row, double exact);

/* What @replication has measured for row @row of its experiment, a stochastic one. */
void validation_measured(ValidationExperiment *experiment, unsigned row, uint32_t replication, double value);

/* What was measured for row @row, one to be met: @numbers[@n]. */
void validation_met(ValidationExperiment *experiment, unsigned row, const double *numbers, size_t n);

/* Runs all replications of all experiments, on all processors, and judges their rows.  Says on stderr how far it is. */
void validation_run(Validation *validation);

/* Add the experiments of each kind; the rows of queues are in the first two.  Their order is that of the tables. */
void validation_add_queues(Validation *validation);
void validation_add_tandems(Validation *validation);
void validation_add_answers(Validation *validation);
void validation_add_loads(Validation *validation);
void validation_add_messages(Validation *validation);
void validation_add_schedules(Validation *validation);
void validation_add_losses(Validation *validation);

/* ---- a run for an experiment */

/* What is left of a run. */
typedef struct ValidationEnd {
    SimTime end;                        /* time of the last event, or when the run was stopped          */
    SimTime core_latency;               /* of links.core, if it is always the same                      */
    CpmStationStats stations[CPM_STATIONS];
    size_t n_stations;
} ValidationEnd;

/* The mean number of messages at @box over the time spent there in all, by what the station itself says: 1 (Little).  @sampled is the sum
 * of the numbers found each VALIDATION_SAMPLE. */
double validation_little(const ValidationEnd *end, CpmBox box, double sampled);

/* Adds the row for that. */
void validation_add_little(ValidationExperiment *experiment, const char *parameters);

/* The experiment's scenario with what it sets (transfer full).  One that cannot be read ends the program. */
Scenario *validation_scenario(const ValidationExperiment *experiment);

/* One run of @setup, whose seed and replication are set; @observe sees its records. */
void validation_run_setup(const CpmSetup *setup, SimObserve observe, void *observer, ValidationEnd *out_end);

/* Both: runs @replication of the experiment's scenario. */
void validation_simulate(const ValidationExperiment *experiment, uint32_t replication, SimObserve observe, void *observer,
                         ValidationEnd *out_end);

#endif
