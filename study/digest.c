/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/digest.h"

#include <math.h>
#include <string.h>

#include "report/number_text.h"
#include "study/expectation.h"
#include "study/plot_spec.h"

#define USUAL_LEVEL 0.95

/* Where sessions come one after the other, first of all what became of them: shares of invited members say nothing of callers who were
 * refused before anybody was invited. */
static const char *const usual_metrics[] = {
    "load.goodput", "SER.inviter.share", "sessions.failed", "sessions.given_up",
    "joined_share", "session_establishment.p50", "session_establishment.p95", "time_to_last_answer.p95",
    "answer_since_invitation.all.p95", "invitations_open.peak", "messages.SIP.count", "cost.all.price",
};

/* ---- what it is about */

double study_digest_level(const StudyPlan *plan)
{
    const StudySettings *settings = study_plan_settings(plan);

    return settings->metrics != NULL ? settings->stop.level : USUAL_LEVEL;
}

static GPtrArray *read_limits(const StudyPlan *plan)
{
    GPtrArray *limits = g_ptr_array_new_with_free_func((GDestroyNotify)study_expectation_free);
    const StudyNode *expect = scenario_section(study_plan_scenario(plan), "expect");

    for (unsigned i = 0; i < study_node_count(expect); i++) {
        StudyExpectation *limit = study_expectation_parse(study_node_child(expect, i)->text, NULL);

        if (limit != NULL)
            g_ptr_array_add(limits, limit);
    }
    return limits;
}

static void add_metric(GPtrArray *metrics, const char *name)
{
    for (guint i = 0; i < metrics->len; i++)
        if (strcmp(metrics->pdata[i], name) == 0)
            return;
    g_ptr_array_add(metrics, g_strdup(name));
}

GPtrArray *study_digest_metrics(const StudyPlan *plan)
{
    GPtrArray *metrics = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) limits = read_limits(plan), plots = study_plot_specs(study_plan_scenario(plan));
    char **wanted = study_plan_settings(plan)->metrics;

    for (; wanted != NULL && *wanted != NULL; wanted++)
        add_metric(metrics, *wanted);
    for (guint i = 0; i < limits->len; i++)
        add_metric(metrics, ((const StudyExpectation *)limits->pdata[i])->metric);
    for (guint i = 0; i < plots->len; i++) {
        const StudyPlotSpec *plot = plots->pdata[i];

        if (plot->kind == STUDY_PLOT_LINES || plot->kind == STUDY_PLOT_BARS || plot->kind == STUDY_PLOT_HEAT)
            for (char **y = plot->y; *y != NULL; y++)
                add_metric(metrics, *y);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(usual_metrics); i++)
        add_metric(metrics, usual_metrics[i]);
    return metrics;
}

ReportMetricNames *study_digest_names(const StudyPlan *plan)
{
    ReportMetricNames *names = report_metric_names_new();

    report_metric_names_add(names, scenario_setup(study_plan_scenario(plan)));
    for (size_t point = 0; point < study_plan_points(plan); point++) {
        g_autoptr(Scenario) scenario = study_plan_run(plan, point, 0);

        report_metric_names_add(names, scenario_setup(scenario));
    }
    return names;
}

/* ---- text */

static char *number(double value)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    return g_strdup(isfinite(value) ? g_ascii_formatd(digits, sizeof digits, "%.5g", value) : "-");
}

static void append_interval(GString *text, const char *name, const char *unit, const StudyInterval *interval)
{
    g_autofree char *mean = number(interval->mean);
    g_autofree char *low = number(study_interval_low(interval)), *high = number(study_interval_high(interval));
    g_autofree char *sd = number(interval->sd), *skewness = number(interval->skewness);
    g_autofree char *range = interval->n > 1 ? g_strdup_printf("%s .. %s", low, high) : g_strdup("-");

    g_string_append_printf(text, "  %-40s %-4s %12s  %-24s %12s %9s %5zu%s\n", name, strcmp(unit, "1") == 0 ? "" : unit, mean, range, sd,
                           skewness, interval->n, study_interval_is_doubtful(interval) ? "  skewed: covers less than it says" : "");
}

static void append_stop(GString *text, const StudyArchive *archive, const StudyPlan *plan, size_t point)
{
    const StudySettings *settings = study_plan_settings(plan);
    size_t n_metrics = settings->metrics == NULL ? 0 : g_strv_length(settings->metrics), n = 0;
    g_autofree double *values = NULL;
    g_autofree char *relative = NULL;
    StudyStopDecision decision;

    if (n_metrics == 0)
        return;
    n = archive->first[point + 1] - archive->first[point];
    values = g_new(double, n_metrics * n + 1);
    for (size_t i = 0; i < n_metrics; i++) {
        g_autofree double *row = study_archive_values(archive, point, settings->metrics[i], &n);

        memcpy(values + i * n, row, n * sizeof *row);
    }
    decision = study_stop_decide(&settings->stop, values, n_metrics, n);
    relative = number(100 * decision.relative);
    g_string_append_printf(text, "  %s: the widest interval is that of %s, -+ %s %%\n",
                           decision.state == STUDY_STOP_REACHED  ? "narrow enough"
                           : decision.state == STUDY_STOP_BUDGET ? "NOT as narrow as asked for, the budget is used up"
                                                                 : "not finished",
                           settings->metrics[decision.worst], relative);
}

/* What digest_new() goes along. */
typedef struct Pass {
    const StudyArchive *archive;
    const StudyPlan *plan;
    const ReportMetricNames *names;
    const GPtrArray *metrics, *limits;
    StudyDigest *digest;
    GString *text, *trouble;
} Pass;

static void judge_point(Pass *pass, size_t point)
{
    g_autofree char *place = study_archive_point_text(pass->archive, point, NULL);

    for (guint i = 0; i < pass->limits->len; i++) {
        const StudyExpectation *limit = pass->limits->pdata[i];
        size_t n;
        g_autofree double *values = study_archive_values(pass->archive, point, limit->metric, &n);
        StudyJudgement judgement = study_expectation_judge(limit, values, n, pass->digest->level);
        g_autofree char *line = study_judgement_text(limit, &judgement);
        /* a limit on what nobody has measured has not passed */
        ReportVerdict verdict = judgement.verdict == REPORT_VERDICT_NONE ? REPORT_VERDICT_INCONC : judgement.verdict;

        pass->digest->verdict = report_verdict_worse(pass->digest->verdict, verdict);
        pass->digest->n_limits++;
        g_string_append_printf(pass->text, "  %s\n", line);
        if (verdict != REPORT_VERDICT_PASS)
            g_string_append_printf(pass->trouble, "%s\n    at %s\n", line, place);
    }
}

static void append_point(Pass *pass, size_t point)
{
    g_autofree char *place = study_archive_point_text(pass->archive, point, NULL);

    g_string_append_printf(pass->text, "\nPoint %zu: %s\n", point, place);
    append_stop(pass->text, pass->archive, pass->plan, point);
    judge_point(pass, point);
    g_string_append_printf(pass->text, "  %-40s %-4s %12s  %-24s %12s %9s %5s\n", "metric", "unit", "mean", "interval", "sd",
                           "skewness", "n");
    for (guint i = 0; i < pass->metrics->len; i++) {
        const char *name = pass->metrics->pdata[i];
        const ReportMetricName *known = report_metric_names_find(pass->names, REPORT_METRIC_NUMBER, name);
        StudyInterval interval = study_archive_interval(pass->archive, point, name, pass->digest->level);

        if (interval.n > 0)
            append_interval(pass->text, name, known != NULL ? known->unit : "", &interval);
    }
}

static char *head(const StudyArchive *archive, const StudyPlan *plan)
{
    const Scenario *scenario = study_plan_scenario(plan);
    size_t failed = study_archive_count(archive, STUDY_RUN_FAILED), missing = study_archive_count(archive, STUDY_RUN_MISSING);
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "%s%s%s\n%zu points, %zu runs: %zu done, %zu failed, %zu missing\n", scenario_name(scenario),
                           *scenario_title(scenario) != '\0' ? ": " : "", scenario_title(scenario), archive->n_points, archive->n_runs,
                           study_archive_count(archive, STUDY_RUN_DONE), failed, missing);
    for (size_t i = 0; i < archive->n_runs; i++)
        if (archive->runs[i].state == STUDY_RUN_FAILED)
            g_string_append_printf(text, "  failed: run %zu (%s): %s\n", i, archive->runs[i].key, archive->runs[i].failure);
    return g_string_free(text, FALSE);
}

StudyDigest *study_digest_new(const StudyArchive *archive, const StudyPlan *plan)
{
    StudyDigest *digest = g_new0(StudyDigest, 1);
    g_autoptr(ReportMetricNames) names = study_digest_names(plan);
    g_autoptr(GPtrArray) metrics = study_digest_metrics(plan), limits = read_limits(plan);
    g_autofree char *top = head(archive, plan), *level = NULL;
    Pass pass = { .archive = archive, .plan = plan, .names = names, .metrics = metrics, .limits = limits, .digest = digest,
                  .text = g_string_new(top), .trouble = g_string_new(NULL) };

    digest->verdict = REPORT_VERDICT_PASS;
    digest->level = study_digest_level(plan);
    level = number(100 * digest->level);
    g_string_append_printf(pass.text, "Intervals: %s %%, Student's t over the replications; n is how many of them have that number\n",
                           level);
    for (size_t point = 0; point < archive->n_points; point++)
        append_point(&pass, point);
    g_string_prepend(pass.trouble, top);
    if (digest->n_limits > 0)
        g_string_append_printf(pass.trouble, "limits: %zu judged, %s\n", digest->n_limits, report_verdict_name(digest->verdict));
    digest->text = g_string_free(pass.text, FALSE);
    digest->short_text = g_string_free(pass.trouble, FALSE);
    return digest;
}

void study_digest_free(StudyDigest *digest)
{
    if (digest == NULL)
        return;
    g_free(digest->text);
    g_free(digest->short_text);
    g_free(digest);
}
