/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/conformance.h"

#include "models/cpm_network.h"
#include "sim/error.h"
#include "study/conformance_criterion.h"
#include "study/scenario.h"
#include "study/value.h"

struct StudyCase {
    Scenario *scenario;
    StudyCriteria *criteria;
    char *file, *command, *id;
    const char *purpose;
    const char **references;            /* NULL-terminated */
};

void study_case_free(StudyCase *test)
{
    if (test == NULL)
        return;
    study_criteria_free(test->criteria);
    scenario_free(test->scenario);
    g_free(test->file);
    g_free(test->command);
    g_free(test->id);
    g_free(test->references);
    g_free(test);
}

/* For a shell: quotes only where they are needed. */
static char *command_of(const char *path, const ScenarioOverride *sets, size_t n_sets)
{
    GString *command = g_string_new("cpmsim run ");
    g_autofree char *quoted = g_shell_quote(path);
    bool plain = path[strspn(path, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./")] == '\0';

    g_string_append(command, plain ? path : quoted);
    for (size_t i = 0; i < n_sets; i++) {
        g_autofree char *set = g_strdup_printf("%s=%s", sets[i].path, sets[i].value);
        g_autofree char *quoted_set = g_shell_quote(set);

        g_string_append_printf(command, " --set %s", quoted_set);
    }
    return g_string_free(command, FALSE);
}

StudyCase *study_case_read(const char *path, const ScenarioOverride *sets, size_t n_sets, Diagnostics *diagnostics, GError **error)
{
    g_autoptr(StudyCase) test = g_new0(StudyCase, 1);
    const StudyNode *section, *references;

    test->file = g_strdup(path);
    test->command = command_of(path, sets, n_sets);
    test->scenario = scenario_read_file(path, sets, n_sets, diagnostics, error);
    if (test->scenario == NULL)
        return NULL;
    section = scenario_section(test->scenario, "test");
    if (section == NULL) {
        study_complain(diagnostics, NULL, "a test case has a section 'test'", "%s is no test case", path);
        return NULL;
    }
    test->criteria = study_criteria_new(section, scenario_setup(test->scenario), diagnostics);
    if (test->criteria == NULL)
        return NULL;
    test->id = g_strdup(study_text_at(section, "id"));
    test->purpose = study_text_at(section, "purpose");
    references = study_node_get(section, "references");
    test->references = g_new0(const char *, study_node_count(references) + 1);
    for (unsigned i = 0; i < study_node_count(references); i++)
        test->references[i] = study_node_child(references, i)->text;
    return g_steal_pointer(&test);
}

void study_case_rename(StudyCase *test, const char *id)
{
    g_free(test->id);
    test->id = g_strdup(id);
}

/* A run with all that watches it. */
typedef struct CaseRun {
    SimWorld *world;
    CpmNetwork *network;
    ReportChecker *checker;
} CaseRun;

/* SimPulse. */
static bool pulse(void *listener, const SimWorld *world, GError **error)
{
    const CaseRun *run = listener;

    (void)world;
    return !cpm_network_failed(run->network) || sim_fail(error, SIM_ERROR_MEMORY, "no memory for more sessions");
}

static void take_branches(const ReportChecker *checker, ReportCaseResult *result)
{
    unsigned n = report_checker_branches();

    g_assert(n <= REPORT_CASE_BRANCHES);
    for (unsigned i = 0; i < n; i++)
        result->branches[i] = report_checker_branch(checker, i).count;
}

static void judge(StudyCase *test, CaseRun *run, ReportCaseResult *result)
{
    const CpmSetup *setup = scenario_setup(test->scenario);
    bool cut = sim_queue_count(run->world->queue) > 0 && run->world->until == setup->stop;
    bool stopped_early = cut && !cpm_network_is_settled(run->network);

    result->end = stopped_early ? setup->stop : sim_trace_last(run->world->trace);
    report_checker_finish(run->checker, result->end, cut || cpm_network_under_way(run->network) > 0);
    study_criteria_judge(test->criteria, run->checker, result);
    take_branches(run->checker, result);
}

void study_case_run(StudyCase *test, ReportCaseResult *out_result)
{
    const CpmSetup *setup = scenario_setup(test->scenario);
    SimWorld *world = sim_world_new(setup->seed, setup->replication);
    CaseRun run = { world, cpm_network_new(setup, world), report_checker_new(setup) };
    SimRun what = { .deliver = cpm_network_deliver, .model = run.network, .pulse = pulse, .listener = &run };
    g_autoptr(GError) error = NULL;

    sim_trace_add_observer(world->trace, report_checker_observe, run.checker);
    sim_trace_add_observer(world->trace, report_fingerprint_observe, &out_result->fingerprint);
    sim_trace_add_observer(world->trace, study_criteria_observe, test->criteria);
    if (sim_world_run(world, &what, &error)) {
        judge(test, &run, out_result);
    } else {
        out_result->verdict = out_result->run = REPORT_VERDICT_ERROR;
        g_strlcpy(out_result->reason, error->message, sizeof out_result->reason);
    }
    report_checker_free(run.checker);
    cpm_network_free(run.network);
    sim_world_free(world);
    out_result->done = true;
}

ReportTestCase study_case_report(const StudyCase *test, const ReportCaseResult *result)
{
    return (ReportTestCase){ .id = test->id, .purpose = test->purpose, .file = test->file, .command = test->command,
                             .references = test->references, .criteria = study_criteria_words(test->criteria), .result = result };
}

const CpmSetup *study_case_setup(const StudyCase *test)
{
    return scenario_setup(test->scenario);
}
