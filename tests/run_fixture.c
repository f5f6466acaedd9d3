/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/run_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/cpm_box.h"
#include "models/cpm_hop.h"
#include "models/sip_message.h"

char *run_fixture_source_path(const char *path)
{
    const char *top = getenv("top_srcdir");

    return g_build_filename(top != NULL ? top : ".", path, NULL);
}

static void store(void *records, const SimRecord *batch, size_t n)
{
    g_array_append_vals(records, batch, (guint)n);
}

/* Chunks that were filled and emptied, so that the free list is in another order. */
static void use_queue(SimQueue *queue)
{
    SimEvent event;

    for (uint32_t i = 0; i < 20000; i++)
        sim_queue_push(queue, (SimEvent){ .time = -1 - (SimTime)(i * 7919u % 104729u), .subject = i });
    while (sim_queue_pop(queue, &event))
        continue;
}

static void simulate(RunFixture *run, RunLayout layout)
{
    SimRun what = { .deliver = cpm_network_deliver };
    SimTrace *trace;
    bool cut;

    run->setup = scenario_setup(run->scenario);
    run->world = sim_world_new(run->setup->seed, run->setup->replication);
    if (layout == RUN_LAYOUT_USED_QUEUE)
        use_queue(run->world->queue);
    run->network = what.model = cpm_network_new(run->setup, run->world);
    if (layout == RUN_LAYOUT_NO_PREFETCH)
        sim_queue_prefetch(run->world->queue, NULL, 0);
    run->metrics = report_metrics_new(run->setup);
    run->checker = report_checker_new(run->setup);
    run->records = g_array_new(FALSE, FALSE, sizeof(SimRecord));
    trace = run->world->trace;
    sim_trace_add_observer(trace, report_metrics_observe, run->metrics);
    sim_trace_add_observer(trace, report_checker_observe, run->checker);
    sim_trace_add_observer(trace, report_fingerprint_observe, &run->fingerprint);
    sim_trace_add_observer(trace, store, run->records);
    if (!sim_world_run(run->world, &what, NULL))
        g_error("the run failed");
    cut = sim_queue_count(run->world->queue) > 0 && run->world->until == run->setup->stop;
    run->stopped_early = cut && !cpm_network_is_settled(run->network);
    run->end = run->stopped_early ? run->setup->stop : sim_trace_last(trace);
    report_metrics_finish(run->metrics, run->end);
    report_checker_finish(run->checker, run->end, cut || cpm_network_under_way(run->network) > 0);
}

typedef struct Changes {
    GArray *sets;               /* of ScenarioOverride                        */
    GPtrArray *texts;           /* owned: the paths                           */
} Changes;

static Changes changes_of(const char *const *sets)
{
    Changes changes = { g_array_new(FALSE, FALSE, sizeof(ScenarioOverride)), g_ptr_array_new_with_free_func(g_free) };

    for (; sets != NULL && *sets != NULL; sets++) {
        const char *equals = strchr(*sets, '=');
        char *path = g_strndup(*sets, (gsize)(equals - *sets));

        g_ptr_array_add(changes.texts, path);
        g_array_append_vals(changes.sets, &(ScenarioOverride){ *sets, path, equals + 1 }, 1);
    }
    return changes;
}

static Scenario *read_scenario(const char *name, const char *text, const char *const *sets)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    Changes changes = changes_of(sets);
    ScenarioText what = { .name = name, .text = text, .length = strlen(text) };
    Scenario *scenario = scenario_read_text(&what, (const ScenarioOverride *)(const void *)changes.sets->data, changes.sets->len,
                                            diagnostics);

    g_array_unref(changes.sets);
    g_ptr_array_unref(changes.texts);
    if (scenario == NULL) {
        g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);

        g_error("%s", said);
    }
    return scenario;
}

Scenario *run_fixture_scenario_text(const char *yaml, const char *const *sets)
{
    return read_scenario("test.yaml", yaml, sets);
}

void run_fixture_text(RunFixture *run, const char *yaml, const char *const *sets)
{
    *run = (RunFixture){ .scenario = read_scenario("test.yaml", yaml, sets) };
    simulate(run, RUN_LAYOUT_PLAIN);
}

Scenario *run_fixture_scenario(const char *name, const char *const *sets)
{
    g_autofree char *file = g_strdup_printf("scenarios/%s.yaml", name);
    g_autofree char *path = run_fixture_source_path(file);
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        g_error("cannot read %s", path);
    return read_scenario(path, text, sets);
}

void run_fixture_file_in(RunFixture *run, const char *name, const char *const *sets, RunLayout layout)
{
    *run = (RunFixture){ .scenario = run_fixture_scenario(name, sets) };
    simulate(run, layout);
}

void run_fixture_file(RunFixture *run, const char *name, const char *const *sets)
{
    run_fixture_file_in(run, name, sets, RUN_LAYOUT_PLAIN);
}

void run_fixture_clear(RunFixture *run)
{
    g_array_unref(run->records);
    report_checker_free(run->checker);
    report_metrics_free(run->metrics);
    cpm_network_free(run->network);
    sim_world_free(run->world);
    scenario_free(run->scenario);
    *run = (RunFixture){ 0 };
}

ReportRequirement run_fixture_requirement(const RunFixture *run, const char *id)
{
    for (unsigned i = 0; i < report_checker_requirements(run->checker); i++) {
        ReportRequirement row = report_checker_requirement(run->checker, i);

        if (strcmp(row.id, id) == 0)
            return row;
    }
    g_error("there is no requirement %s", id);
}

unsigned run_fixture_count(const RunFixture *run, SimRecordKind kind, int code)
{
    unsigned found = 0;

    for (guint i = 0; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);

        found += record->kind == kind && (code < 0 || record->code == code);
    }
    return found;
}

/* ---- the trace as text */

static const char *timer_name(unsigned timer)
{
    static const char *const names[] = {
        [CPM_TIMER_START] = "starts",          [CPM_TIMER_PATIENCE] = "patience",   [CPM_TIMER_DURATION] = "duration",
        [CPM_TIMER_TRYING] = "200 ms",         [CPM_TIMER_C] = "Timer C",           [CPM_TIMER_CANCELLED] = "64*T1",
        [CPM_TIMER_ACK] = "64*T1",             [CPM_TIMER_KEEPALIVE] = "keep-alive", [CPM_TIMER_REPLY] = "T_reply",
        [CPM_TIMER_ANSWER] = "T_answer",       [CPM_TIMER_INVITE] = "turn",         [CPM_TIMER_RELEASE] = "release",
        [CPM_TIMER_NOTIFY] = "interval",       [CPM_TIMER_USER] = "user answers",   [CPM_TIMER_DELIVERY] = "delivered",
        [CPM_TIMER_PERMANENT] = "refused",     [CPM_TIMER_VALIDITY] = "validity",   [CPM_TIMER_RECYCLE] = "recycle",
        [CPM_TIMER_B] = "Timer B",             [CPM_TIMER_SUBMIT] = "T_submit",     [CPM_TIMER_AGAIN] = "writes again",
        [CPM_TIMER_TEXT] = "writes a text",    [CPM_TIMER_REFRESH] = "refresh",     [CPM_TIMER_F] = "Timer F",
    };

    return timer < G_N_ELEMENTS(names) && names[timer] != NULL ? names[timer] : "?";
}

static const char *state_name(const SimRecord *record, unsigned state)
{
    static const char *const machines[CPM_BOX_KINDS] = { "client-a", "client", "proxy", "session-leg", "proxy", "iwf", "system" };
    CpmBoxKind kind = CPM_BOX_KIND(record->to);
    const char *name = kind == CPM_CS && record->member == 0 ? "session" : machines[kind];

    for (const SimMachineDef *const *def = cpm_network_machines(); *def != NULL; def++)
        if (strcmp((*def)->name, name) == 0)
            return state < (*def)->n_states ? (*def)->states[state] : "?";
    return "?";
}

/* What the figure does not draw. */
static const char *action_name(const SimRecord *record)
{
    if (record->step > 0)
        return cpm_step_name(record->step);
    return record->code == CPM_ACTION_NOTIFY ? "notifies" : record->code == CPM_ACTION_CRASH ? "dies" : "";
}

static bool is_shown(const SimRecord *record, const RunView *view)
{
    double time = sim_time_to_seconds(record->time);

    if (record->session != view->session || record->kind == SIM_RECORD_FACTS || (view->numbered && record->step == 0))
        return false;
    if (view->no_trying && record->kind == SIM_RECORD_MESSAGE && record->code == SIP_RESPONSE(SIP_INVITE, 100))
        return false;
    if (view->boxes != 0 && ((view->boxes >> CPM_BOX_KIND(record->to) | view->boxes >> CPM_BOX_KIND(record->from)) & 1u) == 0)
        return false;
    if (view->member >= 0 && record->member != (uint32_t)view->member)
        return false;
    return view->to <= 0.0 || (time >= view->from && time <= view->to);
}

static void append_what(GString *line, const SimRecord *record)
{
    char name[SIP_NAME_SIZE];

    switch ((SimRecordKind)record->kind) {
    case SIM_RECORD_ACTION:
        g_string_append_printf(line, "(action)                        %s", action_name(record));
        return;
    case SIM_RECORD_OUTCOME:
        g_string_append_printf(line, "[D%02u %u]", record->detail, sip_status(record->code));
        return;
    case SIM_RECORD_TIMER:
        g_string_append_printf(line, "(%s)", timer_name(record->code));
        break;
    default:
        g_string_append(line, sip_code_name(record->code, name));
    }
    while (line->len < 60)
        g_string_append_c(line, ' ');
    g_string_append_printf(line, "%-3s  %s", cpm_step_name(record->step), state_name(record, record->state));
    if (record->next != record->state)
        g_string_append_printf(line, " > %s", state_name(record, record->next));
    if (record->kind == SIM_RECORD_UNEXPECTED || record->kind == SIM_RECORD_LOST)
        g_string_append(line, record->kind == SIM_RECORD_LOST ? "  LOST" : "  UNEXPECTED");
}

char *run_fixture_flow(const RunFixture *run, const RunView *view)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);
        bool alone = record->from == record->to;
        g_autoptr(GString) line = g_string_new(NULL);

        if (!is_shown(record, view))
            continue;
        g_string_append_printf(line, "%6" G_GINT64_FORMAT ".%03u %u %-8s %s %-8s ", record->time / SIM_S,
                               (unsigned)(record->time % SIM_S / SIM_MS), record->member,
                               cpm_box_kind_short_name(CPM_BOX_KIND(record->from)), alone ? " " : ">",
                               alone ? "" : cpm_box_kind_short_name(CPM_BOX_KIND(record->to)));
        append_what(line, record);
        g_strchomp(line->str);
        g_string_append_printf(text, "%s\n", line->str);
    }
    return g_string_free(text, FALSE);
}

/* Lines of a golden file without its comments. */
static char **golden_lines(const char *text)
{
    GPtrArray *lines = g_ptr_array_new();
    g_auto(GStrv) all = g_strsplit(text, "\n", -1);

    for (char **line = all; *line != NULL; line++)
        if (**line != '#')
            g_ptr_array_add(lines, g_strdup(*line));
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

static bool update(const char *path, const char *flow)
{
    g_autofree char *text = NULL;
    GString *updated = g_string_new(NULL);
    g_auto(GStrv) lines = NULL;

    if (getenv("UPDATE_EXPECTED") == NULL)
        return false;
    if (g_file_get_contents(path, &text, NULL, NULL))
        lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; line != NULL && *line != NULL && **line == '#'; line++)
        g_string_append_printf(updated, "%s\n", *line);
    g_string_append(updated, flow);
    if (!g_file_set_contents(path, updated->str, -1, NULL))
        g_error("cannot write %s", path);
    g_string_free(updated, TRUE);
    return true;
}

bool run_fixture_flow_is(const RunFixture *run, const RunView *view, const char *name)
{
    g_autofree char *file = g_strdup_printf("tests/flows/%s.txt", name);
    g_autofree char *path = run_fixture_source_path(file), *actual = run_fixture_flow(run, view), *text = NULL;
    g_auto(GStrv) is = g_strsplit(actual, "\n", -1), wanted = NULL;
    unsigned line = 0;

    if (update(path, actual))
        return true;
    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        fprintf(stderr, "\n%s is missing; the flow is\n%s", path, actual);
        return false;
    }
    wanted = golden_lines(text);
    while (is[line] != NULL && wanted[line] != NULL && strcmp(is[line], wanted[line]) == 0)
        line++;
    if (is[line] == NULL && wanted[line] == NULL)
        return true;
    fprintf(stderr, "\n%s, line %u without comments:\n  expected %s\n  found    %s\nThe whole flow is\n%s", file, line + 1,
            wanted[line] != NULL ? wanted[line] : "the end", is[line] != NULL ? is[line] : "the end", actual);
    return false;
}

void run_fixture_take_text(void *string, const char *text, size_t length)
{
    g_string_append_len(string, text, (gssize)length);
}

void run_fixture_explain(const RunFixture *run, const char *title)
{
    fprintf(stderr, "\n%s: verdict %s\n", title, report_verdict_name(report_checker_verdict(run->checker)));
    for (unsigned i = 0; i < report_checker_requirements(run->checker); i++) {
        ReportRequirement row = report_checker_requirement(run->checker, i);

        if (row.verdict > REPORT_VERDICT_PASS)
            fprintf(stderr, "  %s %s: %s (session %u, member %u)\n", report_verdict_name(row.verdict), row.id, row.reason,
                    row.legs[0].session, row.legs[0].member);
    }
    for (guint i = 0; i < run->records->len; i++) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, i);
        char name[SIP_NAME_SIZE];

        if (record->kind == SIM_RECORD_UNEXPECTED)
            fprintf(stderr, "  %.6f session %u member %u: %s > %s %s in %s is unexpected\n", sim_time_to_seconds(record->time),
                    record->session, record->member, cpm_box_kind_short_name(CPM_BOX_KIND(record->from)),
                    cpm_box_kind_short_name(CPM_BOX_KIND(record->to)), sip_code_name(record->code, name),
                    state_name(record, record->state));
    }
}
