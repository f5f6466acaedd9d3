/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CAMPAIGN_H
#define STUDY_CAMPAIGN_H

/* Runs a study: all runs of its plan that have no results yet, each in a process of its own. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "report/folder.h"
#include "study/exit_code.h"
#include "study/plan.h"
#include "study/shard.h"

typedef struct StudyCampaignProgress {
    size_t total;               /* runs of this shard that are known to be needed; a stopping rule may ask for more */
    size_t done, failed, running;
    double seconds_left;        /* by the runs so far; below 0: not known yet                                      */
} StudyCampaignProgress;

typedef void (*StudyCampaignReport)(void *listener, const StudyCampaignProgress *progress);

/* All pointers are borrowed. */
typedef struct StudyCampaign {
    const StudyPlan *plan;
    const char *folder;
    StudyShard shard;
    unsigned jobs;                          /* at a time, >= 1                                             */
    bool fail_fast;                         /* a run that fails ends it all                                */
    bool full;                              /* each run writes also what people read: summary, flow, plots */
    size_t memory_limit;                    /* bytes of each run; 0: that of the plan                      */
    const char *file;                       /* for the manifests: the study, as given on the command line  */
    const char *const *arguments;           /* and that, NULL-terminated                                   */
    StudyCampaignReport report;             /* called several times a second; may be NULL                  */
    void *listener;
    ReportFolder *volatile *guard;          /* as in StudyOptions                                          */
} StudyCampaign;

typedef struct StudyCampaignResult {
    size_t total, ran, failed;              /* needed; run this time; of those, without results            */
    size_t outcomes[3];                     /* of all that are done: verdict passed, inconclusive, failed  */
    size_t over_budget;                     /* points whose budget was used up before the intervals were narrow */
    char *first_failure;                    /* (owned) NULL: none                                          */
    ExitCode exit_code;
} StudyCampaignResult;

void study_campaign_result_clear(StudyCampaignResult *result);

/* Prepares the folder (study/study_folder.h) and runs what is missing.  A run that crashes, takes too long or too much memory is noted
 * and counted, and the others go on; it is tried again the next time.  Errors are those of the folder. */
bool study_campaign_run(const StudyCampaign *campaign, StudyCampaignResult *out_result, GError **error);

#endif
