/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/run.h"

#include <math.h>
#include <string.h>

#include "models/cpm_network.h"
#include "report/checker.h"
#include "report/flow.h"
#include "report/histograms_csv.h"
#include "report/manifest.h"
#include "report/metrics.h"
#include "report/metrics_csv.h"
#include "report/plot.h"
#include "report/series_csv.h"
#include "report/summary.h"
#include "report/verdicts_csv.h"
#include "sim/error.h"
#include "study/estimate.h"
#include "study/estimate_arrival.h"
#include "study/processors.h"

/* A run with all that watches it. */
typedef struct Run {
    const Scenario *scenario;
    const CpmSetup *setup;
    const StudyOptions *options;
    SimWorld *world;
    CpmNetwork *network;
    ReportMetrics *metrics;
    ReportChecker *checker;
    ReportFlow *flow;
    ReportFingerprint fingerprint;
    ReportFolder *folder;
    CpmStationStats stations[CPM_STATIONS];
    size_t n_stations;
    SimTime expected_end;
    int64_t started;            /* us since 1970 */
    double wall_seconds;
    bool stopped_early;
    size_t under_way;                   /* messages that no box has taken in when it ended */
} Run;

static const char *const result_files[] = {
    "summary.txt", "flow.txt", "metrics.csv", "verdicts.csv", "histograms.csv", "series.csv",
    "latency.svg", "latency.gp", "latency.dat", "outcomes.svg", "outcomes.gp", "outcomes.dat",
    "throughput.svg", "throughput.gp", "throughput.dat", "queues.svg", "queues.gp", "queues.dat", "scenario.yaml",
    REPORT_MANIFEST_NAME, NULL,
};

void study_result_clear(StudyResult *result)
{
    g_clear_pointer(&result->summary, g_free);
    g_clear_pointer(&result->note, g_free);
}

SimTime study_expected_end(const CpmSetup *setup)
{
    double last = 0.0;

    for (uint32_t i = 0; i < setup->n_workloads; i++) {
        const CpmWorkload *workload = &setup->workloads[i];
        double session = workload->duration == SIM_TIME_MAX ? 0.0 : sim_time_to_seconds(workload->duration);
        double fan_out = isinf(setup->focus.fan_out) ? 0.0 : setup->groups[workload->group].size / setup->focus.fan_out;
        double end = sim_time_to_seconds(workload->start) + study_arrival_time(workload, workload->count - 1, session) + fan_out +
                     sim_time_to_seconds(setup->focus.t_answer);

        if (workload->duration != SIM_TIME_MAX)
            end += sim_time_to_seconds(workload->duration);
        last = MAX(last, end);
    }
    return MIN(setup->stop, sim_time_from_seconds(last));
}

static void run_init(Run *run, const Scenario *scenario, const StudyOptions *options)
{
    SimTrace *trace;

    *run = (Run){ .scenario = scenario, .setup = scenario_setup(scenario), .options = options };
    run->started = g_get_real_time();
    run->expected_end = study_expected_end(run->setup);
    run->world = sim_world_new(run->setup->seed, run->setup->replication);
    run->network = cpm_network_new(run->setup, run->world);
    run->metrics = report_metrics_new(run->setup);
    run->checker = report_checker_new(run->setup);
    if (!options->lean)
        run->flow = report_flow_new(run->setup, scenario_flow_legs(scenario));
    trace = run->world->trace;
    sim_trace_add_observer(trace, report_metrics_observe, run->metrics);
    sim_trace_add_observer(trace, report_checker_observe, run->checker);
    sim_trace_add_observer(trace, report_fingerprint_observe, &run->fingerprint);
    if (run->flow != NULL)
        sim_trace_add_observer(trace, report_flow_observe, run->flow);
    if (options->threads == STUDY_THREADS_TWO || (options->threads == STUDY_THREADS_AUTO && study_processors() > 1))
        sim_trace_use_thread(trace);
}

static void run_clear(Run *run)
{
    report_folder_abort(run->folder);
    cpm_network_free(run->network);
    sim_world_free(run->world);     /* from here on nobody writes to what watched it */
    report_flow_free(run->flow);
    report_checker_free(run->checker);
    report_metrics_free(run->metrics);
}

/* Flushes first, so that the sizes are those of this moment, whichever thread the observers run in. */
static size_t memory_in_use(const Run *run)
{
    sim_trace_flush(run->world->trace);
    return cpm_network_bytes(run->network) + sim_queue_bytes(run->world->queue) + report_metrics_bytes(run->metrics) +
           report_checker_bytes(run->checker);
}

/* SimPulse: tells the progress, and ends a run that grows too large. */
static bool pulse(void *listener, const SimWorld *world, GError **error)
{
    Run *run = listener;
    StudyProgress progress = { .now = world->now,
                               .events = world->events,
                               .pending = sim_queue_count(world->queue) };

    if (cpm_network_failed(run->network))
        return sim_fail(error, SIM_ERROR_MEMORY, "no memory for more sessions: %zu MB are in use", memory_in_use(run) >> 20);
    if (run->options->memory_limit > 0 && memory_in_use(run) > run->options->memory_limit)
        return sim_fail(error, SIM_ERROR_MEMORY, "the run needs more than the limit of %zu MB (--mem-limit) at %.3f s",
                        run->options->memory_limit >> 20, sim_time_to_seconds(world->now));
    if (run->options->report != NULL) {
        if (run->expected_end > 0)
            progress.done = MIN(1.0, (double)world->now / (double)run->expected_end);
        run->options->report(run->options->listener, &progress);
    }
    return true;
}

/* A box may still have worked for legs that are no more when the last message had been taken in. */
static SimTime last_work(const Run *run, SimTime end)
{
    CpmStationStats stations[CPM_STATIONS];
    size_t n = cpm_network_stations(run->network, end, stations);
    SimTime last = 0;

    for (size_t i = 0; i < n; i++)
        last = MAX(last, stations[i].until);
    return last;
}

static bool simulate(Run *run, GError **error)
{
    SimRun what = { .deliver = cpm_network_deliver,
                    .model = run->network,
                    .pulse = pulse,
                    .listener = run };
    int64_t begin = g_get_monotonic_time();
    SimTime end;
    bool cut;

    if (!sim_world_run(run->world, &what, error))
        return false;
    run->wall_seconds = (double)(g_get_monotonic_time() - begin) * 1e-6;
    cut = sim_queue_count(run->world->queue) > 0 && run->world->until == run->setup->stop;
    run->stopped_early = cut && !cpm_network_is_settled(run->network);
    run->under_way = cpm_network_under_way(run->network);
    end = run->stopped_early ? run->setup->stop : sim_trace_last(run->world->trace);
    end = MAX(end, last_work(run, end));
    report_metrics_finish(run->metrics, end);
    report_checker_finish(run->checker, end, cut || run->under_way > 0);    /* what is settled may still have messages under way */
    run->n_stations = cpm_network_stations(run->network, end, run->stations);
    return true;
}

/* One line for each requirement that did not pass, or was waived. */
static GPtrArray *verdict_lines(const Run *run, bool waived)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

    for (unsigned i = 0; i < report_checker_requirements(run->checker); i++) {
        ReportRequirement row = report_checker_requirement(run->checker, i);

        if (waived && row.waived != NULL)
            g_ptr_array_add(lines, g_strdup_printf("%s: %s", row.id, row.waived));
        if (!waived && row.verdict == REPORT_VERDICT_PASS)
            g_ptr_array_add(lines, g_strdup_printf("pass    %s (%" G_GUINT64_FORMAT ")", row.id, row.pass));
        if (!waived && row.verdict > REPORT_VERDICT_PASS)
            g_ptr_array_add(lines, g_strdup_printf("%-7s %s: %s", report_verdict_name(row.verdict), row.id,
                                                   row.reason != NULL ? row.reason : row.text));
    }
    g_ptr_array_add(lines, NULL);
    return lines;
}

static const char *ending_of(const Run *run)
{
    if (run->stopped_early)
        return "stopped by stop.at, with work left";
    if (run->under_way > 0)
        return "nobody waits any more, but messages are still under way";
    if (!cpm_network_is_settled(run->network))
        return "nothing more can happen, but sessions wait for ever";
    return "nothing was left to do";
}

static char *summary_text(const Run *run, const char *folder)
{
    g_autoptr(GPtrArray) lines = verdict_lines(run, false), waived = verdict_lines(run, true);
    size_t n_defaults;
    const StudyDefault *defaults = scenario_defaults(run->scenario, &n_defaults);
    g_autofree ReportDefault *shown = g_new0(ReportDefault, n_defaults + 1);
    ReportSummary summary = { .name = scenario_name(run->scenario),
                              .title = scenario_title(run->scenario),
                              .setup = run->setup,
                              .metrics = run->metrics,
                              .stations = run->stations,
                              .n_stations = run->n_stations,
                              .ending = ending_of(run),
                              .verdict = report_verdict_name(report_checker_verdict(run->checker)),
                              .verdict_lines = (const char *const *)lines->pdata,
                              .waived = (const char *const *)waived->pdata,
                              .defaults = shown,
                              .n_defaults = n_defaults,
                              .files = result_files,
                              .folder = folder };

    for (size_t i = 0; i < n_defaults; i++)
        shown[i] = (ReportDefault){ defaults[i].path, defaults[i].value, defaults[i].source };
    return report_summary_text(&summary);
}

/* What people read. */
static bool write_texts(Run *run, GError **error)
{
    g_autofree char *summary = summary_text(run, NULL);
    g_autofree char *title = g_strdup_printf("%s: %s", scenario_name(run->scenario), scenario_title(run->scenario));
    g_autofree char *flow = report_flow_text(run->flow, title);

    return report_folder_write(run->folder, "summary.txt", summary, -1, error) &&
           report_folder_write(run->folder, "flow.txt", flow, -1, error) &&
           report_plots_write(run->metrics, scenario_name(run->scenario), run->folder, error);
}

/* The files that scenario.yaml names. */
static bool write_inputs(Run *run, GError **error)
{
    const StudyArrivalTimes *arrivals;

    for (unsigned i = 0; (arrivals = study_inputs_at(scenario_inputs(run->scenario), i)) != NULL; i++) {
        size_t length;
        g_autofree char *text = study_inputs_csv(arrivals, &length);

        if (!report_folder_write(run->folder, arrivals->name, text, (gssize)length, error))
            return false;
    }
    return true;
}

static bool write_histograms(Run *run, GError **error)
{
    ReportFile *file = report_folder_begin_file(run->folder, "histograms.csv", error);

    if (file == NULL)
        return false;
    report_histograms_csv(run->metrics, report_file_add, file);
    return report_file_end(file, error);
}

/* What programs read. */
static bool write_numbers(Run *run, GError **error)
{
    g_autofree char *resolved = scenario_resolved_yaml(run->scenario);
    g_autoptr(GString) metrics = g_string_new(NULL), verdicts = g_string_new(NULL), series = g_string_new(NULL);

    report_metrics_csv(run->metrics, run->setup, run->stations, run->n_stations, metrics);
    report_series_csv(run->metrics, run->setup, series);
    report_verdicts_csv(run->checker, verdicts);
    return report_folder_write(run->folder, "metrics.csv", metrics->str, (gssize)metrics->len, error) &&
           write_histograms(run, error) &&
           report_folder_write(run->folder, "series.csv", series->str, (gssize)series->len, error) &&
           report_folder_write(run->folder, "verdicts.csv", verdicts->str, (gssize)verdicts->len, error) &&
           report_folder_write(run->folder, "scenario.yaml", resolved, -1, error) && write_inputs(run, error);
}

/* Those of result_files[] that were written; the manifest is the last (transfer container). */
static GPtrArray *files_there(const Run *run)
{
    GPtrArray *files = g_ptr_array_new();

    for (unsigned i = 0; result_files[i] != NULL; i++) {
        g_autofree char *path = g_build_filename(report_folder_path(run->folder), result_files[i], NULL);

        if (strcmp(result_files[i], REPORT_MANIFEST_NAME) == 0 || g_file_test(path, G_FILE_TEST_EXISTS))
            g_ptr_array_add(files, (gpointer)result_files[i]);
    }
    for (unsigned i = 0; study_inputs_at(scenario_inputs(run->scenario), i) != NULL; i++)
        g_ptr_array_insert(files, 0, study_inputs_at(scenario_inputs(run->scenario), i)->name);
    g_ptr_array_add(files, NULL);
    return files;
}

static bool write_manifest(Run *run, ExitCode exit_code, GError **error)
{
    g_autofree char *resolved = scenario_resolved_yaml(run->scenario), *text = NULL;
    g_autoptr(GArray) streams = g_array_new(FALSE, FALSE, sizeof(ReportAmount));
    g_autoptr(GPtrArray) files = files_there(run);
    ReportAmount memory[] = {
        { "legs and sessions", cpm_network_bytes(run->network) },
        { "pending events, at most", sim_queue_peak_bytes(run->world->queue) },
        { "metrics", report_metrics_bytes(run->metrics) },
        { "checker", report_checker_bytes(run->checker) },
    };
    CpmStreamCount count;
    ReportManifest manifest = { .scenario = scenario_name(run->scenario),
                                .scenario_path = run->options->file,
                                .arguments = run->options->arguments,
                                .resolved = resolved,
                                .resolved_name = "scenario.yaml",
                                .seed = run->setup->seed,
                                .replication = run->setup->replication,
                                .started = run->started,
                                .ended = g_get_real_time(),
                                .wall_seconds = run->wall_seconds,
                                .virtual_end = report_metrics_end(run->metrics),
                                .events = run->world->events,
                                .messages = report_metrics_messages_of_run(run->metrics),
                                .exit_code = exit_code,
                                .verdict = report_verdict_name(report_checker_verdict(run->checker)),
                                .fingerprint = run->fingerprint,
                                .memory = memory,
                                .n_memory = G_N_ELEMENTS(memory),
                                .files = (const char *const *)files->pdata };

    for (unsigned i = 0; cpm_network_stream(run->network, i, &count); i++)
        if (count.draws > 0)
            g_array_append_vals(streams, &(ReportAmount){ count.name, count.draws }, 1);
    manifest.streams = (const ReportAmount *)(const void *)streams->data;
    manifest.n_streams = streams->len;
    text = report_manifest_text(&manifest);
    return report_folder_write(run->folder, REPORT_MANIFEST_NAME, text, -1, error);
}

static bool is_expected(const Run *run)
{
    const ReportFingerprint *expected = run->options->expected;

    return expected == NULL || (expected->high == run->fingerprint.high && expected->low == run->fingerprint.low);
}

static void add_note(StudyResult *result, const char *note)
{
    char *notes = result->note == NULL ? g_strdup(note) : g_strdup_printf("%s\n%s", result->note, note);

    g_free(result->note);
    result->note = notes;
}

static void compare_fingerprint(const Run *run, StudyResult *result)
{
    char expected[REPORT_FINGERPRINT_TEXT_SIZE], actual[REPORT_FINGERPRINT_TEXT_SIZE];
    g_autofree char *note = NULL;

    if (is_expected(run))
        return;
    result->exit_code = exit_code_worse(result->exit_code, EXIT_CODE_FAILED);
    note = g_strdup_printf("the fingerprint is %s, not %s as was asked for", report_fingerprint_format(run->fingerprint, actual),
                           report_fingerprint_format(*run->options->expected, expected));
    add_note(result, note);
}

static bool write_results(Run *run, StudyResult *result, GError **error)
{
    g_autoptr(GError) no_plots = NULL;

    if (!write_numbers(run, error) || (!run->options->lean && !write_texts(run, error)))
        return false;
    if (!run->options->lean && !run->options->no_plots && !report_plots_draw(run->folder, &no_plots))
        add_note(result, no_plots->message);
    return write_manifest(run, result->exit_code, error);
}

/* Before anything is made: a run that cannot fit shall not first fill the machine. */
static bool fits(const Scenario *scenario, size_t limit, GError **error)
{
    StudyEstimate estimate;

    if (limit == 0)
        return true;
    study_estimate(scenario_setup(scenario), &estimate);
    return estimate.bytes <= limit ||
           sim_fail(error, SIM_ERROR_MEMORY, "the run would need about %" G_GUINT64_FORMAT " MB, more than the limit of %zu MB "
                    "(--mem-limit); nothing was run", estimate.bytes >> 20, limit >> 20);
}

bool study_run(const Scenario *scenario, const StudyOptions *options, StudyResult *out_result, GError **error)
{
    Run run;
    ReportFolder *folder = NULL;
    StudyResult result = { 0 };
    bool good;

    if (!fits(scenario, options->memory_limit, error))
        return false;
    folder = report_folder_open_guarded(options->target, options->guard, error);
    if (folder == NULL)
        return false;
    run_init(&run, scenario, options);
    run.folder = folder;
    good = simulate(&run, error);
    if (good) {
        result.verdict = report_checker_verdict(run.checker);
        result.exit_code = exit_code_of_verdict(result.verdict);
        result.fingerprint = run.fingerprint;
        result.messages = report_metrics_messages_of_run(run.metrics);
        result.events = run.world->events;
        result.wall_seconds = run.wall_seconds;
        compare_fingerprint(&run, &result);
        good = write_results(&run, &result, error);
    }
    if (good) {
        result.summary = options->lean ? NULL : summary_text(&run, options->target);
        run.folder = NULL;
        good = report_folder_commit(folder, error);
    }
    run_clear(&run);
    if (good)
        *out_result = result;
    else
        study_result_clear(&result);
    return good;
}
