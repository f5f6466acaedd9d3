/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/campaign.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "study/archive.h"
#include "study/digest.h"
#include "study/processors.h"

typedef struct Line {
    bool terminal, shown;
} Line;

/* A StudyCampaignReport: one line on a terminal, nothing elsewhere. */
static void show(void *listener, const StudyCampaignProgress *progress)
{
    Line *line = listener;

    if (!line->terminal)
        return;
    line->shown = true;
    fprintf(stderr, "\r%zu of %zu runs done, %zu failed, %zu running", progress->done, progress->total, progress->failed,
            progress->running);
    if (progress->seconds_left >= 0.0)
        fprintf(stderr, ", %.0f s left", progress->seconds_left);
    fputs("\033[K", stderr);
    fflush(stderr);
}

static void print_result(const CliCampaign *campaign, const StudyCampaignResult *result)
{
    size_t done = result->outcomes[0] + result->outcomes[1] + result->outcomes[2];

    if (result->failed > 0)
        fprintf(stderr, "cpmsim run: %zu run%s failed, see %s/failed; the first: %s", result->failed, result->failed == 1 ? "" : "s",
                campaign->folder, result->first_failure);
    if (result->over_budget > 0)
        fprintf(stderr, "cpmsim run: at %zu point%s the intervals are not yet as narrow as asked for: study.stop.budget is used up\n",
                result->over_budget, result->over_budget == 1 ? "" : "s");
    if (campaign->quiet)
        return;
    printf("%s: %zu points, %zu runs", scenario_name(study_plan_scenario(campaign->plan)), study_plan_points(campaign->plan),
           result->total);
    if (campaign->shard.of > 1)
        printf(" in shard %u of %u", campaign->shard.number, campaign->shard.of);
    printf(", %zu done (%zu now), %zu failed\n", done, result->ran - result->failed, result->failed);
    printf("verdicts of the runs: %zu passed, %zu inconclusive, %zu failed\n", result->outcomes[0], result->outcomes[1],
           result->outcomes[2]);
    printf("results: %s/runs; next: cpmsim collect %s\n", campaign->folder, campaign->folder);
}

/* The limits of the section expect, of which a shard sees too little. */
static bool judge_limits(const CliCampaign *campaign, StudyCampaignResult *result, GError **error)
{
    g_autoptr(StudyArchive) archive = NULL;
    g_autoptr(StudyDigest) digest = NULL;

    if (campaign->shard.of > 1 || scenario_section(study_plan_scenario(campaign->plan), "expect") == NULL)
        return true;
    archive = study_archive_read(campaign->folder, error);
    if (archive == NULL)
        return false;
    digest = study_digest_new(archive, campaign->plan);
    if (!campaign->quiet)
        fputs(digest->short_text, stdout);
    result->exit_code = exit_code_worse(result->exit_code, exit_code_of_verdict(digest->verdict));
    return true;
}

bool cli_campaign_run(const CliCampaign *campaign, int *out_exit_code, GError **error)
{
    Line line = { .terminal = isatty(STDERR_FILENO) != 0 };
    StudyCampaignResult result;
    StudyCampaign what = { .plan = campaign->plan, .folder = campaign->folder, .shard = campaign->shard,
                           .jobs = campaign->jobs > 0 ? campaign->jobs : study_processors(),
                           .fail_fast = campaign->fail_fast, .full = campaign->full, .memory_limit = campaign->memory_limit,
                           .file = campaign->file, .arguments = campaign->arguments, .report = show, .listener = &line,
                           .guard = cli_interrupt_guard() };
    bool good = study_campaign_run(&what, &result, error);

    if (line.shown)
        fputs("\r\033[K", stderr);
    if (!good)
        return false;
    print_result(campaign, &result);
    good = judge_limits(campaign, &result, error);
    *out_exit_code = result.exit_code;
    study_campaign_result_clear(&result);
    return good;
}
