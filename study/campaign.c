/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/campaign.h"

#include <string.h>

#include "sim/error.h"
#include "study/pool.h"
#include "study/run.h"
#include "study/study_folder.h"
#include "study/tally.h"

#define REPORT_MILLISECONDS 250
#define REPORT_US (REPORT_MILLISECONDS * 1000)

/* A job is a point and a replication. */
#define JOB(point, replication) ((uint64_t)(point) << 32 | (replication))
#define JOB_POINT(job) ((size_t)((job) >> 32))
#define JOB_REPLICATION(job) ((unsigned)(job))

typedef struct PointState {
    unsigned needed, next, settled;     /* replications of it: known to be needed, to be started next, done or failed */
} PointState;

typedef struct Work {
    const StudyCampaign *what;
    const StudySettings *settings;
    StudyTally *tally;
    StudyPool *pool;
    PointState *points;
    size_t first_open;          /* no point before it has anything left to start */
    size_t done, failed, ran;
    double seconds;             /* of the runs so far, together */
    int64_t told;               /* us, monotonic: when progress was told last */
    StudyCampaignResult *result;
} Work;

void study_campaign_result_clear(StudyCampaignResult *result)
{
    g_clear_pointer(&result->first_failure, g_free);
}

/* With a rule a point is decided by one process; without one, runs are dealt out evenly. */
static bool is_ours(const Work *work, size_t point, unsigned replication)
{
    if (work->settings->metrics != NULL)
        return study_shard_has(&work->what->shard, point);
    return study_shard_has(&work->what->shard, point * work->settings->repeat + replication);
}

/* ---- one run, in its process */

static int run_job(void *data, uint64_t job)
{
    const StudyCampaign *what = data;
    size_t point = JOB_POINT(job);
    unsigned replication = JOB_REPLICATION(job);
    char key[STUDY_KEY_SIZE];
    g_autofree char *target = study_folder_run(what->folder, study_plan_key(what->plan, point, replication, key));
    g_autoptr(Scenario) scenario = study_plan_run(what->plan, point, replication);
    g_autoptr(GError) error = NULL;
    size_t limit = what->memory_limit > 0 ? what->memory_limit : study_plan_settings(what->plan)->memory_limit;
    StudyOptions options = { .target = target, .file = what->file, .arguments = what->arguments, .memory_limit = limit,
                             .lean = !what->full, .threads = STUDY_THREADS_ONE, .guard = what->guard };
    StudyResult result;

    if (study_run(scenario, &options, &result, &error))
        return EXIT_CODE_DONE;      /* its verdict stands in its manifest */
    study_pool_say(error->message);
    return (int)exit_code_of_error(error);
}

/* ---- what becomes of it */

/* Why there are no results (transfer full). */
static char *failure_text(const Work *work, const StudyJobEnd *end)
{
    size_t point = JOB_POINT(end->job);
    GString *text = g_string_new(NULL);
    const StudyAxes *axes = study_plan_axes(work->what->plan);

    if (end->fate == STUDY_FATE_TIME)
        g_string_append_printf(text, "killed after %.1f s: time_limit", end->seconds);
    else if (end->fate == STUDY_FATE_MEMORY)
        g_string_append_printf(text, "killed after %.1f s: memory_limit", end->seconds);
    else if (end->fate == STUDY_FATE_CRASHED)
        g_string_append_printf(text, "crashed by signal %d (%s)", end->code, g_strsignal(end->code));
    else
        g_string_append_printf(text, "ended with exit code %d", end->code);
    if (*end->said != '\0')
        g_string_append_printf(text, ": %s", g_strchomp(end->said));
    g_string_append_printf(text, "\nreplication %u, seed %" G_GUINT64_FORMAT, JOB_REPLICATION(end->job),
                           study_plan_seed(work->what->plan, point));
    for (size_t i = 0; i < axes->n_axes; i++)
        g_string_append_printf(text, ", %s", study_plan_value(work->what->plan, point, i)->option);
    g_string_append_c(text, '\n');
    return g_string_free(text, FALSE);
}

static ExitCode failure_code(const StudyJobEnd *end)
{
    bool is_bug = end->fate == STUDY_FATE_CRASHED || (end->fate == STUDY_FATE_ENDED && end->code == EXIT_CODE_BUG);

    return is_bug ? EXIT_CODE_BUG : EXIT_CODE_ENVIRONMENT;
}

/* Once all that the rule asked for is there, it says whether it is enough. */
static void settle(Work *work, size_t point)
{
    PointState *state = &work->points[point];

    if (++state->settled < state->needed || study_tally_is_final(work->tally, point))
        return;
    state->needed = study_tally_needed(work->tally, point);
    if (state->next < state->needed)
        work->first_open = MIN(work->first_open, point);
}

static bool take_end(Work *work, StudyJobEnd *end, GError **error)
{
    char key[STUDY_KEY_SIZE];
    bool good = end->fate == STUDY_FATE_ENDED && end->code == EXIT_CODE_DONE, noted = true;

    study_plan_key(work->what->plan, JOB_POINT(end->job), JOB_REPLICATION(end->job), key);
    work->ran++;
    work->seconds += end->seconds;
    if (good) {
        work->done++;
        study_folder_forget_failure(work->what->folder, key);
    } else {
        g_autofree char *text = failure_text(work, end);

        work->failed++;
        work->result->exit_code = exit_code_worse(work->result->exit_code, failure_code(end));
        noted = study_folder_note_failure(work->what->folder, key, text, error);
        if (work->result->first_failure == NULL)
            work->result->first_failure = g_steal_pointer(&text);
    }
    g_free(end->said);
    if (noted)
        settle(work, JOB_POINT(end->job));
    return noted;
}

/* ---- all of them */

/* The next run to start; those that are done already are passed over.  False when there is none, for now. */
static bool next_job(Work *work, uint64_t *out_job)
{
    char key[STUDY_KEY_SIZE];

    for (; work->first_open < study_plan_points(work->what->plan); work->first_open++) {
        size_t point = work->first_open;
        PointState *state = &work->points[point];

        while (state->next < state->needed) {
            unsigned replication = state->next++;

            if (!is_ours(work, point, replication))
                continue;
            if (!study_folder_is_done(work->what->folder, study_plan_key(work->what->plan, point, replication, key))) {
                *out_job = JOB(point, replication);
                return true;
            }
            work->done++;
            study_folder_forget_failure(work->what->folder, key);
            settle(work, point);
        }
    }
    return false;
}

static size_t count_total(const Work *work)
{
    size_t total = 0;

    for (size_t point = 0; point < study_plan_points(work->what->plan); point++)
        for (unsigned i = 0; i < work->points[point].needed; i++)
            total += is_ours(work, point, i);
    return total;
}

static void tell(Work *work)
{
    StudyCampaignProgress progress = { .done = work->done, .failed = work->failed, .running = study_pool_running(work->pool),
                                       .seconds_left = -1.0 };

    if (work->what->report == NULL || g_get_monotonic_time() - work->told < REPORT_US)
        return;
    work->told = g_get_monotonic_time();
    progress.total = count_total(work);
    if (work->ran > 0)
        progress.seconds_left = work->seconds / (double)work->ran * (double)(progress.total - progress.done - progress.failed) /
                                (double)work->what->jobs;
    work->what->report(work->what->listener, &progress);
}

static bool run_all(Work *work, GError **error)
{
    for (;;) {
        StudyJobEnd end;
        uint64_t job;

        while (study_pool_has_place(work->pool) && next_job(work, &job))
            if (!study_pool_start(work->pool, job, run_job, (void *)work->what, error))
                return false;
        if (study_pool_running(work->pool) == 0)
            return true;
        if (study_pool_wait(work->pool, REPORT_MILLISECONDS, &end) && !take_end(work, &end, error))
            return false;
        tell(work);
        if (work->what->fail_fast && work->failed > 0)
            return true;
    }
}

/* What failed before is tried again: as long as it stands there as failed, a rule would take it for settled. */
static void forget_failures(const Work *work)
{
    g_autofree char *path = g_build_filename(work->what->folder, "failed", NULL);
    g_autoptr(GDir) directory = g_dir_open(path, 0, NULL);
    char key[STUDY_KEY_SIZE];

    if (directory == NULL || g_dir_read_name(directory) == NULL)
        return;
    for (size_t point = 0; point < study_plan_points(work->what->plan); point++)
        for (unsigned i = 0; i < work->settings->repeat; i++)
            if (is_ours(work, point, i))
                study_folder_forget_failure(work->what->folder, study_plan_key(work->what->plan, point, i, key));
}

/* The verdicts of our runs, whoever has run them and when. */
static void judge(Work *work)
{
    StudyCampaignResult *result = work->result;
    char key[STUDY_KEY_SIZE];

    for (size_t point = 0; point < study_plan_points(work->what->plan); point++)
        for (unsigned i = 0; i < work->points[point].needed; i++) {
            double seconds;
            ExitCode code;

            if (!is_ours(work, point, i) ||
                !study_folder_is_done(work->what->folder, study_plan_key(work->what->plan, point, i, key)))
                continue;
            code = study_folder_outcome(work->what->folder, key, &seconds);
            result->outcomes[code == EXIT_CODE_DONE ? 0 : code == EXIT_CODE_INCONCLUSIVE ? 1 : 2]++;
            result->exit_code = exit_code_worse(result->exit_code, code);
        }
}

static void finish(Work *work)
{
    g_autofree char *runs = g_build_filename(work->what->folder, "runs", NULL);

    report_folder_sweep(runs);          /* what was killed, now or before, could not clean up */
    work->result->total = count_total(work);
    work->result->ran = work->ran;
    work->result->failed = work->failed;
    judge(work);
    for (size_t point = 0; point < study_plan_points(work->what->plan); point++)
        work->result->over_budget += is_ours(work, point, 0) && study_tally_decision(work->tally, point).state == STUDY_STOP_BUDGET;
}

static StudyPool *make_pool(const StudyCampaign *what, const StudySettings *settings)
{
    size_t bytes = what->memory_limit > 0 ? what->memory_limit : settings->memory_limit;
    StudyPoolLimits limits = { .jobs = what->jobs, .seconds = sim_time_to_seconds(settings->time_limit), .bytes = bytes };

    return study_pool_new(&limits);
}

bool study_campaign_run(const StudyCampaign *campaign, StudyCampaignResult *out_result, GError **error)
{
    StudyCampaignResult result = { .exit_code = EXIT_CODE_DONE };
    Work work = { .what = campaign, .settings = study_plan_settings(campaign->plan), .result = &result };
    size_t n_points = study_plan_points(campaign->plan);
    bool good;

    if (!study_folder_prepare(campaign->folder, campaign->plan, error) ||
        !study_tally_write_plan(campaign->plan, campaign->folder, error))
        return false;
    forget_failures(&work);
    work.tally = study_tally_new(campaign->plan, campaign->folder);
    work.pool = make_pool(campaign, work.settings);
    work.points = g_new0(PointState, n_points);
    for (size_t point = 0; point < n_points; point++)
        work.points[point].needed = is_ours(&work, point, 0) || work.settings->metrics == NULL
                                        ? (unsigned)study_tally_decision(work.tally, point).replications : 0;
    good = run_all(&work, error);
    study_pool_free(work.pool);
    if (good)
        finish(&work);
    good = good && study_tally_write_plan(campaign->plan, campaign->folder, error);
    study_tally_free(work.tally);
    g_free(work.points);
    if (good)
        *out_result = result;
    else
        study_campaign_result_clear(&result);
    return good;
}
