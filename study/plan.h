/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_PLAN_H
#define STUDY_PLAN_H

/* The runs of a study: its points, which are the combinations of values that its conditions allow, and the replications of each. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/time.h"
#include "study/axis.h"
#include "study/diagnostics.h"
#include "study/override.h"
#include "study/scenario.h"
#include "study/stopping.h"

#define STUDY_KEY_SIZE 33           /* 32 hexadecimal digits */
#define STUDY_MAX_POINTS 100000

/* What the section "study" says besides its axes. */
typedef struct StudySettings {
    unsigned repeat;                /* replications of each point; with @metrics only a bound: the budget               */
    char **metrics;                 /* those that decide when it is enough; NULL: @repeat replications, and no rule     */
    StudyStopRule stop;             /* with @metrics                                                                    */
    bool common_random_numbers;
    SimTime time_limit;             /* real time of one run; 0: none                                                    */
    size_t memory_limit;            /* bytes of one run; 0: none                                                        */
} StudySettings;

typedef struct StudyPlan StudyPlan;

/* Reads the study @file with the changes @sets[@n_sets], which apply to all its runs, and resolves every point of it.  A file without a
 * section "study" is a study of one point and one run.  NULL when there are errors, in the file or at some point; they and all warnings
 * are added to @diagnostics.  Copies what it needs (transfer full). */
StudyPlan *study_plan_read(const ScenarioText *file, const ScenarioOverride *sets, size_t n_sets, Diagnostics *diagnostics);

/* The same for a file that has been read already, into @scenario (transfer full), with the same changes and @diagnostics. */
StudyPlan *study_plan_make(Scenario *scenario, const ScenarioText *file, const ScenarioOverride *sets, size_t n_sets,
                           Diagnostics *diagnostics);
void study_plan_free(StudyPlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StudyPlan, study_plan_free)

/* The file as it was read, without the values of any point; owned by @plan, as is all that follows. */
const Scenario *study_plan_scenario(const StudyPlan *plan);
const StudySettings *study_plan_settings(const StudyPlan *plan);
const StudyAxes *study_plan_axes(const StudyPlan *plan);

ScenarioText study_plan_file(const StudyPlan *plan);

/* The changes as lines "PATH=VALUE", with the escapes of C (transfer full); "" without any. */
char *study_plan_changes(const StudyPlan *plan);

size_t study_plan_points(const StudyPlan *plan);

/* The value of axis @axis at @point. */
const StudyAxisValue *study_plan_value(const StudyPlan *plan, size_t point, size_t axis);

/* The seed of all replications of @point: that of the scenario, or, without common random numbers, one of its own. */
uint64_t study_plan_seed(const StudyPlan *plan, size_t point);

/* The key of a run in @text, which is returned: the same run has the same key in all studies that it is a part of. */
char *study_plan_key(const StudyPlan *plan, size_t point, unsigned replication, char text[STUDY_KEY_SIZE]);

/* The scenario of a run, as its own file would be (transfer full). */
Scenario *study_plan_run(const StudyPlan *plan, size_t point, unsigned replication);

/* plan.csv: index,key,point,replication,seed and a column for each axis; @replications[points] of each point, in their order
 * (transfer full). */
char *study_plan_csv(const StudyPlan *plan, const unsigned *replications);

#endif
