/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/validation.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/world.h"
#include "study/diagnostics.h"
#include "study/processors.h"
#include "study/statistics.h"

/* All the stochastic rows of a validation together are right so often, if the simulator is. */
#define FAMILY_LEVEL 0.99

static void free_experiment(void *data)
{
    ValidationExperiment *experiment = data;

    for (unsigned i = 0; i < experiment->n_sets; i++)
        g_free(experiment->sets[i]);
    for (unsigned i = 0; i < experiment->n_rows; i++) {
        ValidationRow *row = &experiment->rows[i];

        g_free(row->check);
        g_free(row->parameters);
        g_free(row->quantity);
        g_free(row->unit);
        g_free(row->values);
    }
    g_free(experiment);
}

Validation *validation_new(const Golden *golden, uint64_t seed)
{
    Validation *validation = g_new0(Validation, 1);

    validation->golden = golden;
    validation->seed = seed;
    validation->service_factor = 1;
    validation->replications = 20;
    validation->experiments = g_ptr_array_new_with_free_func(free_experiment);
    return validation;
}

void validation_free(Validation *validation)
{
    g_ptr_array_unref(validation->experiments);
    g_free(validation);
}

ValidationExperiment *validation_add(Validation *validation, const char *scenario, ValidationMeasure measure)
{
    ValidationExperiment *experiment = g_new0(ValidationExperiment, 1);

    experiment->validation = validation;
    experiment->scenario = scenario;
    experiment->path = "";
    experiment->replications = validation->replications;
    experiment->measure = measure;
    g_ptr_array_add(validation->experiments, experiment);
    return experiment;
}

void validation_set(ValidationExperiment *experiment, const char *format, ...)
{
    va_list arguments;

    g_assert(experiment->n_sets < VALIDATION_SETS);
    va_start(arguments, format);
    experiment->sets[experiment->n_sets++] = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

static ValidationRow *add_row(ValidationExperiment *experiment, ValidationKind kind, const GoldenRow *like)
{
    ValidationRow *row = &experiment->rows[experiment->n_rows++];

    g_assert(experiment->n_rows <= VALIDATION_ROWS);
    *row = (ValidationRow){ .check = g_strdup(like->check),
                            .parameters = g_strdup(like->parameters),
                            .quantity = g_strdup(like->quantity),
                            .unit = g_strdup(like->unit != NULL ? like->unit : ""),
                            .golden = SIZE_MAX,
                            .kind = kind };
    if (kind == VALIDATION_EXACT)
        return row;
    row->values = g_new(double, experiment->replications);
    for (uint32_t i = 0; i < experiment->replications; i++)
        row->values[i] = NAN;
    return row;
}

ValidationRow *validation_golden(ValidationExperiment *experiment, ValidationKind kind, const GoldenRow *row)
{
    const Golden *golden = experiment->validation->golden;
    size_t index = golden_find(golden, row->check, row->parameters, row->quantity);
    GoldenRow found;
    ValidationRow *added;

    if (index == golden_rows(golden))
        g_error("the table has no row \"%s, %s, %s\"", row->check, row->parameters, row->quantity);
    found = golden_row(golden, index);
    added = add_row(experiment, kind, &found);
    added->golden = index;
    added->n = golden_exact_numbers(&found, added->exact);
    g_assert(added->n > 0);
    return added;
}

ValidationRow *validation_row(ValidationExperiment *experiment, ValidationKind kind, const GoldenRow *row, double exact)
{
    ValidationRow *added = add_row(experiment, kind, row);

    added->exact[0] = exact;
    added->n = 1;
    return added;
}

void validation_measured(ValidationExperiment *experiment, unsigned row, uint32_t replication, double value)
{
    g_assert(row < experiment->n_rows && experiment->rows[row].kind != VALIDATION_EXACT && replication < experiment->replications);
    experiment->rows[row].values[replication] = value;
}

void validation_met(ValidationExperiment *experiment, unsigned row, const double *numbers, size_t n)
{
    g_assert(row < experiment->n_rows && experiment->rows[row].kind == VALIDATION_EXACT && n <= EXACT_SENDS);
    memcpy(experiment->rows[row].measured, numbers, n * sizeof numbers[0]);
    experiment->rows[row].n_measured = n;
}

/* ---- judging */

static void judge(const Validation *validation, ValidationRow *row, uint32_t replications)
{
    if (row->kind == VALIDATION_EXACT) {
        row->good = row->n_measured == row->n;
        for (size_t i = 0; i < row->n; i++)
            row->good = row->good && fabs(row->measured[i] - row->exact[i]) <= row->tolerance * fabs(row->exact[i]);
    } else {
        StudyInterval interval = study_interval(row->values, replications, validation->level);

        row->measured[0] = interval.mean;
        row->n_measured = 1;
        row->half_width = interval.half_width;
        row->good = interval.n == replications &&
                    fabs(interval.mean - row->exact[0]) <= interval.half_width + row->tolerance * fabs(row->exact[0]);
    }
}

static void judge_all(Validation *validation)
{
    size_t stochastic = 0;

    for (guint i = 0; i < validation->experiments->len; i++) {
        const ValidationExperiment *experiment = validation->experiments->pdata[i];

        for (unsigned k = 0; k < experiment->n_rows; k++)
            stochastic += experiment->rows[k].kind != VALIDATION_EXACT;
    }
    validation->level = study_bonferroni_level(FAMILY_LEVEL, MAX(stochastic, 1));
    for (guint i = 0; i < validation->experiments->len; i++) {
        ValidationExperiment *experiment = validation->experiments->pdata[i];

        for (unsigned k = 0; k < experiment->n_rows; k++)
            judge(validation, &experiment->rows[k], experiment->replications);
    }
}

/* ---- running */

/* A replication that waits for a processor. */
typedef struct Job {
    ValidationExperiment *experiment;
    uint32_t replication;
} Job;

typedef struct Progress {
    gint done, total;
    const Validation *validation;
} Progress;

static void run_job(void *data, void *user_data)
{
    Job *job = data;
    Progress *progress = user_data;
    gint done;

    job->experiment->measure(job->experiment, job->replication);
    done = g_atomic_int_add(&progress->done, 1) + 1;
    if (done % 50 == 0 || done == progress->total)
        fprintf(stderr, "\rvalidate: seed %" G_GUINT64_FORMAT ", %d of %d runs ", progress->validation->seed, done, progress->total);
    g_free(job);
}

void validation_run(Validation *validation)
{
    Progress progress = { .validation = validation };
    GThreadPool *pool;

    for (guint i = 0; i < validation->experiments->len; i++)
        progress.total += (gint)((const ValidationExperiment *)validation->experiments->pdata[i])->replications;
    pool = g_thread_pool_new(run_job, &progress, (gint)study_processors(), FALSE, NULL);
    for (guint i = 0; i < validation->experiments->len; i++) {
        ValidationExperiment *experiment = validation->experiments->pdata[i];

        for (uint32_t k = 0; k < experiment->replications; k++) {
            Job *job = g_new(Job, 1);

            *job = (Job){ experiment, k };
            g_thread_pool_push(pool, job, NULL);
        }
    }
    g_thread_pool_free(pool, FALSE, TRUE);
    fputc('\n', stderr);
    judge_all(validation);
}

/* ---- one run */

Scenario *validation_scenario(const ValidationExperiment *experiment)
{
    const char *top = getenv("top_srcdir");
    g_autofree char *file = g_strconcat(experiment->scenario, ".yaml", NULL);
    g_autofree char *path = g_build_filename(top != NULL ? top : ".", "scenarios", "validation", file, NULL);
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(GError) error = NULL;
    char *paths[VALIDATION_SETS];
    ScenarioOverride sets[VALIDATION_SETS];
    Scenario *scenario;

    for (unsigned i = 0; i < experiment->n_sets; i++) {
        const char *equals = strchr(experiment->sets[i], '=');

        paths[i] = g_strndup(experiment->sets[i], (gsize)(equals - experiment->sets[i]));
        sets[i] = (ScenarioOverride){ experiment->sets[i], paths[i], equals + 1 };
    }
    scenario = scenario_read_file(path, sets, experiment->n_sets, diagnostics, &error);
    for (unsigned i = 0; i < experiment->n_sets; i++)
        g_free(paths[i]);
    if (scenario == NULL) {
        g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);

        g_error("%s: %s%s", path, error != NULL ? error->message : "", said);
    }
    return scenario;
}

double validation_little(const ValidationEnd *end, CpmBox box, double sampled)
{
    for (size_t i = 0; i < end->n_stations; i++) {
        const CpmStationStats *stats = &end->stations[i];

        if (stats->box == box)
            return sampled * (double)VALIDATION_SAMPLE / ((double)stats->busy + stats->waited);
    }
    return NAN;
}

void validation_add_little(ValidationExperiment *experiment, const char *parameters)
{
    GoldenRow like = { .check = "Little's law", .parameters = parameters, .quantity = "L as sampled / (lambda W)" };

    validation_set(experiment, "measure.sample=%d ms", (int)(VALIDATION_SAMPLE / SIM_MS));
    validation_row(experiment, VALIDATION_RANDOM, &like, 1);
}

void validation_run_setup(const CpmSetup *setup, SimObserve observe, void *observer, ValidationEnd *out_end)
{
    SimWorld *world = sim_world_new(setup->seed, setup->replication);
    CpmNetwork *network = cpm_network_new(setup, world);
    SimRun what = { .deliver = cpm_network_deliver, .model = network };
    g_autoptr(GError) error = NULL;

    sim_trace_add_observer(world->trace, observe, observer);
    if (!sim_world_run(world, &what, &error))
        g_error("%s", error->message);
    if (cpm_network_failed(network))
        g_error("not enough memory");
    *out_end = (ValidationEnd){ .end = MIN(world->now, world->until) };
    if (setup->latency[CPM_LINK_CORE] != NULL)
        out_end->core_latency = sim_distribution_time(setup->latency[CPM_LINK_CORE], 0.5);
    out_end->n_stations = cpm_network_stations(network, out_end->end, out_end->stations);
    cpm_network_free(network);
    sim_world_free(world);
}

void validation_simulate(const ValidationExperiment *experiment, uint32_t replication, SimObserve observe, void *observer,
                         ValidationEnd *out_end)
{
    g_autoptr(Scenario) scenario = validation_scenario(experiment);
    CpmSetup *setup = scenario_setup(scenario);

    setup->seed = experiment->validation->seed;
    setup->replication = replication;
    validation_run_setup(setup, observe, observer, out_end);
}
