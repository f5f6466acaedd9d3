/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_CAMPAIGN_H
#define CLI_CAMPAIGN_H

#include <stdbool.h>

#include <glib.h>

#include "study/campaign.h"
#include "study/plan.h"

/* What `cpmsim run` is to do with a study.  All pointers are borrowed. */
typedef struct CliCampaign {
    const StudyPlan *plan;
    const char *file, *folder;
    unsigned jobs;                          /* 0: one for each processor                           */
    StudyShard shard;
    bool fail_fast, full, quiet;
    size_t memory_limit;
    const char *const *arguments;           /* NULL-terminated command line                        */
} CliCampaign;

/* Runs it with a line of progress, and prints what has come out.  False with @error set when there is no result to speak of. */
bool cli_campaign_run(const CliCampaign *campaign, int *out_exit_code, GError **error);

#endif
