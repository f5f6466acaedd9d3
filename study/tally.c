/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/tally.h"

#include <math.h>

#include "study/numbers.h"
#include "study/study_folder.h"

typedef struct PointTally {
    GArray *values;             /* of double: a row of all metrics for each replication; NULL: none yet */
    unsigned known;             /* replications in it */
    StudyStopDecision decision;
} PointTally;

struct StudyTally {
    const StudyPlan *plan;
    const StudySettings *settings;
    const char *folder;
    size_t n_metrics;           /* 0: there is no rule */
    PointTally *points;
};

StudyTally *study_tally_new(const StudyPlan *plan, const char *folder)
{
    StudyTally *tally = g_new0(StudyTally, 1);

    tally->plan = plan;
    tally->settings = study_plan_settings(plan);
    tally->folder = folder;
    tally->n_metrics = tally->settings->metrics != NULL ? g_strv_length(tally->settings->metrics) : 0;
    tally->points = g_new0(PointTally, study_plan_points(plan));
    for (size_t i = 0; i < study_plan_points(plan); i++)
        tally->points[i].decision = tally->n_metrics == 0
                                        ? (StudyStopDecision){ .state = STUDY_STOP_REACHED, .replications = tally->settings->repeat }
                                        : study_stop_decide(&tally->settings->stop, NULL, tally->n_metrics, 0);
    return tally;
}

void study_tally_free(StudyTally *tally)
{
    if (tally == NULL)
        return;
    for (size_t i = 0; i < study_plan_points(tally->plan); i++)
        if (tally->points[i].values != NULL)
            g_array_unref(tally->points[i].values);
    g_free(tally->points);
    g_free(tally);
}

/* Appends the values of the next replication of @point; false when it is neither done nor failed. */
static bool read_next(StudyTally *tally, size_t point)
{
    PointTally *row = &tally->points[point];
    char key[STUDY_KEY_SIZE];
    g_autoptr(StudyNumbers) numbers = NULL;

    study_plan_key(tally->plan, point, row->known, key);
    if (study_folder_is_done(tally->folder, key)) {
        g_autofree char *run = study_folder_run(tally->folder, key);

        numbers = study_numbers_read(run, NULL);
    } else if (!study_folder_is_failed(tally->folder, key)) {
        return false;
    }
    if (row->values == NULL)
        row->values = g_array_new(FALSE, FALSE, sizeof(double));
    for (size_t i = 0; i < tally->n_metrics; i++) {
        double value = numbers != NULL ? study_numbers_get(numbers, tally->settings->metrics[i]) : NAN;

        g_array_append_val(row->values, value);
    }
    row->known++;
    return true;
}

/* The rule wants a row for each metric, and not one for each replication. */
static StudyStopDecision decide(const StudyTally *tally, const PointTally *row)
{
    g_autofree double *values = g_new(double, tally->n_metrics * row->known + 1);

    for (size_t metric = 0; metric < tally->n_metrics; metric++)
        for (unsigned i = 0; i < row->known; i++)
            values[metric * row->known + i] = g_array_index(row->values, double, i * tally->n_metrics + metric);
    return study_stop_decide(&tally->settings->stop, values, tally->n_metrics, row->known);
}

unsigned study_tally_needed(StudyTally *tally, size_t point)
{
    PointTally *row = &tally->points[point];

    while (row->decision.state == STUDY_STOP_GO_ON) {
        while (row->known < row->decision.replications)
            if (!read_next(tally, point))
                return (unsigned)row->decision.replications;
        row->decision = decide(tally, row);
    }
    return (unsigned)row->decision.replications;
}

bool study_tally_is_final(const StudyTally *tally, size_t point)
{
    return tally->points[point].decision.state != STUDY_STOP_GO_ON;
}

StudyStopDecision study_tally_decision(const StudyTally *tally, size_t point)
{
    return tally->points[point].decision;
}

unsigned *study_tally_all(StudyTally *tally)
{
    unsigned *needed = g_new0(unsigned, study_plan_points(tally->plan));

    for (size_t i = 0; i < study_plan_points(tally->plan); i++)
        needed[i] = study_tally_needed(tally, i);
    return needed;
}

bool study_tally_write_plan(const StudyPlan *plan, const char *folder, GError **error)
{
    int lock = study_folder_lock(folder, error);
    bool good;

    if (lock < 0)
        return false;
    g_autoptr(StudyTally) tally = study_tally_new(plan, folder);        /* behind the lock: what was done before it is seen */
    g_autofree unsigned *needed = study_tally_all(tally);
    good = study_folder_write_plan(folder, plan, needed, error);
    study_folder_unlock(lock);
    return good;
}
