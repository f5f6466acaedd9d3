/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/scenario.h"

#include "study/key.h"
#include "study/quantity.h"
#include "tests/cunit_run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LEAST "version: 1\ngroups: {g: [{name: B}]}\nsessions: [{group: g}]\n"

static const char *source;

/* Owned by the fixture, since fatal assertions jump. */
static Diagnostics *diagnostics;
static Scenario *scenario;
static char *said;

static void clear(void)
{
    scenario_free(g_steal_pointer(&scenario));
    diagnostics_free(g_steal_pointer(&diagnostics));
    g_clear_pointer(&said, g_free);
}

/* Reads @text with the setting @path = @value, or without when @path is NULL. */
static void read_with(const char *text, const char *path, const char *value)
{
    g_autofree char *option = g_strdup_printf("--set %s=%s", path, value);
    const ScenarioOverride set = { option, path, value };
    const ScenarioText file = { .name = "test.yaml", .text = text, .length = strlen(text) };
    clear();
    diagnostics = diagnostics_new();
    scenario = scenario_read_text(&file, &set, path != NULL, diagnostics);
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
}

static CpmSetup *setup_of(const char *text)
{
    read_with(text, NULL, NULL);
    if (scenario == NULL)
        printf("\n%s", said);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    return scenario_setup(scenario);
}

static void assert_describes(const SimDistribution *distribution, const char *words)
{
    g_autofree char *found = distribution != NULL ? sim_distribution_describe(distribution) : g_strdup("zero");
    CU_ASSERT_STRING_EQUAL(found, words);
}

/* ---- defaults */

static void test_the_least_scenario_has_the_defaults(void)
{
    const CpmSetup *setup = setup_of(LEAST);
    CU_ASSERT_STRING_EQUAL(said, "");
    CU_ASSERT_EQUAL(setup->seed, 1);
    CU_ASSERT_EQUAL(setup->trying, CPM_TRYING_AFTER_200MS);
    CU_ASSERT_EQUAL(setup->timer_c, 181 * SIM_S);
    CU_ASSERT_EQUAL(setup->iwf.t_reply, 600 * SIM_S);
    CU_ASSERT_EQUAL(setup->iwf.keepalive, 60 * SIM_S);
    CU_ASSERT_EQUAL(setup->focus.answer, CPM_FOCUS_FIRST_ACCEPT);
    CU_ASSERT_EQUAL(setup->focus.late_ok, CPM_LATE_NOTIFY);
    CU_ASSERT_EQUAL(setup->focus.t_answer, 660 * SIM_S);
    CU_ASSERT_EQUAL(setup->focus.fan_out, 2000);
    CU_ASSERT_TRUE(setup->focus.subscribe && setup->focus.release_when_empty);
    CU_ASSERT_EQUAL(setup->policy.kind, CPM_DEFAULT);
    CU_ASSERT_EQUAL(setup->policy.option, CPM_CONVERT);
    CU_ASSERT_TRUE(setup->policy.user_reject_before_gate && !setup->policy.user_reject_wins);
    CU_ASSERT_EQUAL(setup->code[CPM_REASON_POLICY], 403);
    CU_ASSERT_EQUAL(setup->code[CPM_REASON_NO_REPLY], 480);
    CU_ASSERT_EQUAL(setup->stop, SIM_TIME_MAX);
    CU_ASSERT_EQUAL(setup->n_systems, 0);
    CU_ASSERT_EQUAL(setup->n_faults, 0);
    CU_ASSERT_EQUAL(setup->groups[0].size, 1);
    CU_ASSERT_EQUAL(setup->groups[0].members[0].first, 1);
    CU_ASSERT_EQUAL(setup->groups[0].members[0].client[0].system, -1);
    CU_ASSERT_EQUAL(setup->workloads[0].duration, SIM_TIME_MAX);
    CU_ASSERT_PTR_NULL(setup->workloads[0].interarrival);
    CU_ASSERT_EQUAL(setup->station[CPM_CORE].servers, 1);
    assert_describes(setup->latency[CPM_LINK_ACCESS], "lognormal(median 0.05 s, sigma 0.25)");
    CU_ASSERT_STRING_EQUAL(setup->profiles[setup->groups[0].members[0].answer].name, "prompt");
    CU_ASSERT_STRING_EQUAL(scenario_name(scenario), "test");
    CU_ASSERT_STRING_EQUAL(scenario_title(scenario), "");
    CU_ASSERT_EQUAL(scenario_flow_legs(scenario), 20);
}

static const StudyDefault *default_of(const char *path)
{
    size_t n;
    const StudyDefault *rows = scenario_defaults(scenario, &n);
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].path, path) == 0)
            return &rows[i];
    return NULL;
}

static void test_defaults_that_were_used_are_listed(void)
{
    setup_of("version: 1\niwf: {t_reply: 5 min}\ngroups: {g: [{name: C, client: sms}]}\nsessions: [{group: g}]\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(default_of("iwf.keepalive"));
    CU_ASSERT_STRING_EQUAL(default_of("iwf.keepalive")->value, "60 s");
    CU_ASSERT_STRING_EQUAL(default_of("iwf.keepalive")->source, "[SPEC] RFC 3261 13.3.1.1");
    CU_ASSERT_PTR_NULL(default_of("iwf.t_reply"));
    CU_ASSERT_STRING_EQUAL_FATAL(default_of("focus.t_answer")->value, "360 s");
    CU_ASSERT_STRING_EQUAL_FATAL(default_of("systems.sms.validity")->value, "300 s");
    CU_ASSERT_STRING_EQUAL_FATAL(default_of("groups.g[0].reply")->value, "engaged");
    CU_ASSERT_PTR_NOT_NULL(default_of("replies.engaged"));
    CU_ASSERT_PTR_NULL(default_of("groups.g[0].answer"));
    CU_ASSERT_PTR_NULL(default_of("replies.prompt"));
}

/* Each default, preset and example of the table must be right in itself. */
static void check_default(const StudyKey *key, const char *path, void *data)
{
    unsigned *n = data;
    CU_ASSERT_TRUE(key->title != NULL && *key->title != '\0');
    CU_ASSERT_TRUE(key->source == NULL || g_str_has_prefix(key->source, "[SPEC] ") ||
                   g_str_has_prefix(key->source, "[PUB] ") || g_str_has_prefix(key->source, "[INFER] "));
    CU_ASSERT_FALSE(key->required && (key->standard != NULL || key->derive != NULL));
    CU_ASSERT_EQUAL(key->rule != NULL, key->derive != NULL);
    if (key->standard == NULL || strstr(path, "NAME") != NULL || strstr(path, "[]") != NULL || g_str_has_prefix(path, "test.") ||
        g_str_has_prefix(path, "study."))
        return;
    read_with(LEAST, path, key->standard);
    if (scenario == NULL)
        printf("\n%s: %s\n%s", path, key->standard, said);
    CU_ASSERT_PTR_NOT_NULL(scenario);
    ++*n;
}

static void test_each_default_of_the_table_is_right(void)
{
    unsigned n = 0;
    study_key_walk(check_default, &n);
    CU_ASSERT_TRUE(n > 25);
    for (const StudyPreset *preset = study_key_find(study_scenario_type.keys, "replies")->type->presets; preset->name != NULL;
         preset++) {
        g_autofree char *text = g_strdup_printf("version: 1\ngroups: {g: [{name: C, client: sms, reply: %s}]}\n"
                                                "sessions: [{group: g}]\n", preset->name);
        CU_ASSERT_STRING_EQUAL(setup_of(text)->profiles[0].name, preset->name);
    }
}

/* ---- what a file says */

static void test_values_reach_the_boxes(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\ntitle: 'A: title'\nseed: 0x10\nlinks: {core: {latency: 3 ms}}\n"
        "stations: {cs: {service: {exponential: {mean: 2 ms}}, servers: 4}}\n"
        "sip: {trying: at_once, timer_c: 200 s, ringing: true}\niwf: {keepalive: off, notices: true}\n"
        "focus: {answer: immediate, late_ok: literal_2xx, fan_out: all_at_once, subscribe: none, keepalive: off,\n"
        "        t_answer: 30 min, notify_interval: 9 s, release_when_empty: false}\n"
        "policy: {provider: forbid, user_reject_wins: true, user_reject_before_gate: false, reading: both}\n"
        "codes: {decline: 481, temporary: 482}\nflow: {legs: 3}\ngroups: {g: [{name: B}]}\nsessions: [{group: g}]\n");
    CU_ASSERT_STRING_EQUAL(scenario_title(scenario), "A: title");
    CU_ASSERT_EQUAL(setup->seed, 16);
    assert_describes(setup->latency[CPM_LINK_CORE], "constant(0.003 s)");
    assert_describes(setup->station[CPM_CS].service, "exponential(mean 0.002 s)");
    CU_ASSERT_EQUAL(setup->station[CPM_CS].servers, 4);
    CU_ASSERT_EQUAL(setup->trying, CPM_TRYING_AT_ONCE);
    CU_ASSERT_EQUAL(setup->timer_c, 200 * SIM_S);
    CU_ASSERT_TRUE(setup->ringing && setup->iwf.notices && setup->iwf.keepalive == SIM_TIME_MAX);
    CU_ASSERT_EQUAL(setup->focus.answer, CPM_FOCUS_IMMEDIATE);
    CU_ASSERT_EQUAL(setup->focus.late_ok, CPM_LATE_LITERAL_2XX);
    CU_ASSERT_TRUE(isinf(setup->focus.fan_out) && !setup->focus.subscribe && !setup->focus.release_when_empty);
    CU_ASSERT_EQUAL(setup->focus.keepalive, SIM_TIME_MAX);
    CU_ASSERT_EQUAL(setup->focus.t_answer, 30 * SIM_MIN);
    CU_ASSERT_EQUAL(setup->focus.notify_interval, 9 * SIM_S);
    CU_ASSERT_TRUE(setup->policy.user_reject_wins && !setup->policy.user_reject_before_gate);
    CU_ASSERT_EQUAL(setup->policy.reading, CPM_READING_BOTH);
    CU_ASSERT_EQUAL(setup->code[CPM_REASON_DECLINE], 481);
    CU_ASSERT_EQUAL(setup->code[CPM_REASON_TEMPORARY], 482);
    CU_ASSERT_EQUAL(scenario_flow_legs(scenario), 3);
}

static void test_values_reach_the_sessions(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\nstop: {at: 1 h}\nfocus: {answer: required_members}\n"
        "groups: {g: [{name: B, required: true}], h: [{name: x, count: 1e3}, {name: y, required: true}]}\n"
        "sessions: [{group: h, at: 5 s, count: 9, arrivals: 2 s, duration: 3 min, patience: 1 min}, {group: g}]\n");
    const CpmWorkload *first = &setup->workloads[0], *second = &setup->workloads[1];
    CU_ASSERT_EQUAL(setup->stop, SIM_HOUR);
    CU_ASSERT_EQUAL_FATAL(setup->n_workloads, 2);
    CU_ASSERT_TRUE(first->group == 1 && first->start == 5 * SIM_S && first->count == 9);
    CU_ASSERT_TRUE(first->duration == 3 * SIM_MIN && first->patience == SIM_MIN);
    assert_describes(first->interarrival, "constant(2 s)");
    CU_ASSERT_TRUE(second->group == 0 && second->count == 1 && second->patience == SIM_TIME_MAX);
    CU_ASSERT_EQUAL(setup->groups[1].size, 1001);
    CU_ASSERT_TRUE(setup->groups[1].members[1].required && !setup->groups[1].members[0].required);
    CU_ASSERT_EQUAL(setup->groups[1].members[1].first, 1001);
}

static void test_policies(void)
{
    static const struct { const char *text; CpmPolicyKind kind; CpmOption option; const char *allowed; } rows[] = {
        { "forbid", CPM_FORBID, CPM_ACCEPT, "000" },
        { "{force: reject}", CPM_FORCE, CPM_REJECT, "000" },
        { "{allow: [convert, accept], default: accept}", CPM_ALLOW, CPM_ACCEPT, "101" },
        { "{default: reject}", CPM_DEFAULT, CPM_REJECT, "000" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        read_with(LEAST, "policy.provider", rows[i].text);
        CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
        const CpmPolicy *policy = &scenario_setup(scenario)->policy;
        CU_ASSERT_EQUAL(policy->kind, rows[i].kind);
        CU_ASSERT_EQUAL(policy->option, rows[i].option);
        for (unsigned option = 0; option < 3; option++)
            CU_ASSERT_EQUAL(policy->allowed[option], rows[i].allowed[option] == '1');
    }
}

static void test_members(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\nsystems: {mms: {service: mms}}\ngroups:\n  g:\n"
        "    - {name: B, answer: {accept_after: 3 s}}\n"
        "    - {name: crowd, count: 100, client: {mms: 30 %, cpm: 20 %, sms: 0.5},\n"
        "       prefer: {accept: 25 %, none: 75 %}, reply: {reply: 50 %, unrecognised: 10 %, accept: 60 %, delay: 9 s}}\n"
        "    - {name: D, client: sms, prefer: reject, reply: {decline_after: {uniform: {from: 1 s, to: 2 s}}}}\n"
        "sessions: [{group: g}]\n");
    const CpmMemberSetup *members = setup->groups[0].members;
    CU_ASSERT_EQUAL(setup->groups[0].size, 102);
    CU_ASSERT_EQUAL(members[1].first, 2);
    CU_ASSERT_EQUAL(members[2].first, 102);
    CU_ASSERT_EQUAL_FATAL(members[1].n_clients, 3);
    CU_ASSERT_EQUAL(members[1].client[0].system, 0);
    CU_ASSERT_EQUAL(members[1].client[1].system, -1);
    CU_ASSERT_STRING_EQUAL(setup->systems[members[1].client[2].system].name, "sms");
    CU_ASSERT_DOUBLE_EQUAL(members[1].client[1].until, 0.5, 1e-12);
    CU_ASSERT_TRUE(members[1].client[2].until == 1);
    CU_ASSERT_DOUBLE_EQUAL(members[1].prefer_until[CPM_ACCEPT], 0.25, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(members[1].prefer_until[CPM_CONVERT], 0.25, 1e-12);
    CU_ASSERT_TRUE(members[1].prefer_until[CPM_NONE] == 1);
    CU_ASSERT_TRUE(members[2].prefer_until[CPM_ACCEPT] == 0 && members[2].prefer_until[CPM_REJECT] == 1);
    const CpmReplyProfile *profile = &setup->profiles[members[1].reply];
    CU_ASSERT_DOUBLE_EQUAL(profile->accept, 0.5 * 0.9 * 0.6, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(profile->decline, 0.5 * 0.9 * 0.4, 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(profile->unrecognised, 0.05, 1e-12);
    CU_ASSERT_TRUE(setup->profiles[members[0].answer].accept == 1);
    CU_ASSERT_TRUE(setup->profiles[members[2].reply].decline == 1);
    assert_describes(setup->profiles[members[2].reply].delay, "uniform(from 1 s, to 2 s)");
}

static void test_systems(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\niwf: {t_reply: 17 min}\nsystems:\n  sms: {never: 5.1 %, retry: [{every: 2 min, times: 7}, {every: 1 h}]}\n"
        "  im: {sessions: true, invitations: true, retry: off, absence: 0 s, validity: 1 d}\n"
        "groups: {g: [{name: C, count: 2, client: {sms: 50 %, im: 50 %}}]}\nsessions: [{group: g}]\n");
    const CpmSystemSetup *sms = &setup->systems[0], *im = &setup->systems[1];
    CU_ASSERT_TRUE(sms->never == 0.051 && sms->first_attempt == 0.62 && sms->reports);
    CU_ASSERT_EQUAL(sms->retry[0].interval, 2 * SIM_MIN);
    CU_ASSERT_EQUAL(sms->retry[0].times, 7);
    CU_ASSERT_EQUAL(sms->retry[1].interval, SIM_HOUR);
    CU_ASSERT_EQUAL(sms->retry[1].times, 0);
    CU_ASSERT_EQUAL(sms->retry[2].interval, 0);
    CU_ASSERT_EQUAL(sms->validity, 15 * SIM_MIN);
    CU_ASSERT_TRUE(im->sessions && im->invitations && !sms->sessions);
    CU_ASSERT_EQUAL(im->retry[0].interval, 0);
    CU_ASSERT_EQUAL(im->validity, 24 * SIM_HOUR);
    CU_ASSERT_PTR_NULL(im->absence);
}

static void test_distributions(void)
{
    static const struct { const char *text, *words; } rows[] = {
        { "5 ms", "constant(0.005 s)" }, { "{constant: 5 ms}", "constant(0.005 s)" }, { "0 s", "zero" },
        { "{uniform: {from: 1 s, to: 2 s}}", "uniform(from 1 s, to 2 s)" },
        { "{exponential: {mean: 3 s}}", "exponential(mean 3 s)" },
        { "{lognormal: {median: 7 s, sigma: 0.25}}", "lognormal(median 7 s, sigma 0.25)" },
        { "{loglogistic: {median: 3.6 min, shape: 0.78}}", "loglogistic(median 216 s, shape 0.78)" },
    };
    static const char *const others[] = {
        "{normal: {mean: 5 s, sd: 1 s}}", "{gamma: {shape: 2, mean: 5 s}}", "{weibull: {shape: 1.5, scale: 5 s}}",
        "{pareto: {minimum: 1 s, alpha: 1.5}}", "{empirical: [[1 s, 0 %], [5 s, 100 %]]}",
        "{mixture: [{weight: 30 %, of: 2 s}, {weight: 70 %, of: {exponential: {mean: 9 s}}}]}",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        read_with(LEAST, "links.core.latency", rows[i].text);
        CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
        assert_describes(scenario_setup(scenario)->latency[CPM_LINK_CORE], rows[i].words);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(others); i++) {
        read_with(LEAST, "links.core.latency", others[i]);
        CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
        CU_ASSERT_TRUE(sim_distribution_mean(scenario_setup(scenario)->latency[CPM_LINK_CORE]) > 0);
    }
}

static void test_faults(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\ngroups: {g: [{name: B}]}\nsessions: [{group: g}]\n"
        "faults: [{kind: drop_step, step: 20}, {kind: repeat_step, step: 3b, box: core}, {kind: drop_step, step: 3a},\n"
        "         {kind: drop_step, step: 3}, {kind: wrong_mode}]\n");
    CU_ASSERT_EQUAL_FATAL(setup->n_faults, 5);
    CU_ASSERT_TRUE(setup->faults[0].kind == CPM_FAULT_DROP_STEP && setup->faults[0].box == CPM_ISF && setup->faults[0].step == 20);
    CU_ASSERT_TRUE(setup->faults[1].kind == CPM_FAULT_REPEAT_STEP && setup->faults[1].box == CPM_CORE);
    CU_ASSERT_EQUAL(setup->faults[1].step, CPM_STEP_3B);
    CU_ASSERT_TRUE(setup->faults[2].step == CPM_STEP_3A && setup->faults[2].box == CPM_CS);
    CU_ASSERT_EQUAL(setup->faults[3].step, CPM_STEP_3A);
    CU_ASSERT_EQUAL(setup->faults[4].kind, CPM_FAULT_WRONG_MODE);
}

static void test_anchors_and_merge_keys(void)
{
    const CpmSetup *setup = setup_of(
        "version: 1\nstations:\n  core: &fast {service: 5 ms, servers: 7}\n  cs: {<<: *fast, servers: 3}\n"
        "  isf: {<<: [{servers: 2}, *fast]}\n  iwf: *fast\n"
        "groups: {g: [&b {name: B, answer: &a {accept_after: 3 s}}, {<<: *b, name: C},\n"
        "             {name: D, answer: {<<: *a, accept_after: 9 s}}]}\nsessions: [{group: g}]\n");
    CU_ASSERT_EQUAL(setup->station[CPM_CS].servers, 3);
    assert_describes(setup->station[CPM_CS].service, "constant(0.005 s)");
    CU_ASSERT_EQUAL(setup->station[CPM_ISF].servers, 2);
    CU_ASSERT_EQUAL(setup->station[CPM_IWF].servers, 7);
    CU_ASSERT_STRING_EQUAL(setup->groups[0].members[1].name, "C");
    CU_ASSERT_TRUE(setup->profiles[setup->groups[0].members[1].answer].accept == 1);
    CU_ASSERT_TRUE(setup->profiles[setup->groups[0].members[2].answer].accept == 1);
    assert_describes(setup->profiles[setup->groups[0].members[2].answer].delay, "constant(9 s)");
}

/* A profile of a built-in name begins with the built-in values. */
static void test_presets_are_starting_points(void)
{
    const CpmSetup *setup = setup_of("version: 1\nreplies: {cold: {accept: 50 %}}\n"
                                     "groups: {g: [{name: C, client: sms, reply: cold}]}\nsessions: [{group: g}]\n");
    const CpmReplyProfile *cold = &setup->profiles[setup->groups[0].members[0].reply];
    CU_ASSERT_DOUBLE_EQUAL(cold->accept, 0.65 * 0.95 * 0.5, 1e-12);
    assert_describes(cold->delay, "loglogistic(median 1800 s, shape 0.78)");
}

/* ---- --set */

static void test_settings(void)
{
    static const char text[] = "version: 1\ngroups:\n  g:\n    - {name: B}\n    - {name: crowd, count: 5, client: sms}\n"
                               "sessions: [{group: g}]\n";
    static const char *const paths[] = { "members.crowd.count", "groups.g[1].count", "groups.g.crowd.count", "groups.g.1.count" };
    for (size_t i = 0; i < G_N_ELEMENTS(paths); i++) {
        read_with(text, paths[i], "70");
        CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
        CU_ASSERT_EQUAL(scenario_setup(scenario)->groups[0].size, 71);
    }
    read_with(text, "iwf.t_reply", "5 min");
    CU_ASSERT_EQUAL(scenario_setup(scenario)->focus.t_answer, 360 * SIM_S);
    read_with(text, "sessions[0].at", "7 s");
    CU_ASSERT_EQUAL(scenario_setup(scenario)->workloads[0].start, 7 * SIM_S);
    read_with(text, "systems.sms.never", "0.5");
    CU_ASSERT_TRUE(scenario == NULL && strstr(said, "'first_attempt' and 'never' sum to 112 %") != NULL);
    read_with(text, "groups.g[0]", "{name: X, count: 9}");
    CU_ASSERT_EQUAL(scenario_setup(scenario)->groups[0].size, 14);
}

static void test_wrong_settings_name_the_option(void)
{
    static const struct { const char *path, *value, *said; } rows[] = {
        { "iwf.t_reply", "5", "--set iwf.t_reply=5: error: iwf.t_reply: expected a duration" },
        { "iwf.t_repli", "5 s", "--set iwf.t_repli=5 s: error: unknown key 't_repli' in iwf; did you mean 't_reply'?" },
        { "seed", "many", "--set seed=many: error: seed: expected a whole number" },
        { "seed", "", "--set seed=: error: there is no value behind the '='" },
        { "seed", "[1", "--set seed=[1: error: this is no YAML" },
        { "seed", "a: b: c", "--set seed=a: b: c: error: this is no YAML" },
        { "seed.x", "1", "error: 'seed' is" },
        { "groups.g[5].count", "1", "error: 'groups.g' has 1 elements, counted from 0" },
        { "groups.g.Z.count", "1", "error: 'groups.g' has no element named 'Z'; there are B; or write [0]" },
        { "members.Z.count", "1", "error: no group has a member 'Z'" },
        { "a..b", "1", "error: 'a..b' is no path" },
        { "", "1", "error: '' is no path" },
        { "sessions[0].group", "h", "--set sessions[0].group=h: error: sessions[0].group: 'h' is not defined in 'groups'" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        read_with("version: 1\nseed: 5\ngroups: {g: [{name: B}]}\nsessions: [{group: g}]\n", rows[i].path, rows[i].value);
        CU_ASSERT_PTR_NULL(scenario);
        if (strstr(said, rows[i].said) == NULL)
            printf("\n%s=%s: %s", rows[i].path, rows[i].value, said);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, rows[i].said));
    }
}

/* ---- warnings */

static void test_what_is_probably_not_meant_is_warned_of(void)
{
    static const struct { const char *text, *said; } rows[] = {
        { "iwf: {t_reply: 2 min}", "2:16: warning: iwf.t_reply (2 min) is shorter than the validity of a message to systems.sms "
                                   "(300 s, the smallest of SMS)" },
        { "iwf: {keepalive: 4 min}", "iwf.keepalive (4 min) is not shorter than sip.timer_c (181 s)" },
        { "focus: {keepalive: 181 s}", "focus.keepalive (181 s) is not shorter than sip.timer_c (181 s)" },
        { "focus: {t_answer: 10 min}", "focus.t_answer (10 min) is not longer than iwf.t_reply (600 s)" },
        { "policy: {provider: {force: accept}}", "members.C prefers reject, but policy.provider forces accept" },
        { "systems: {sms: {validity: 1 min}}", "systems.sms.validity (1 min) is below 5 min" },
        { "systems: {mms: {}}", "systems.mms: no member uses this system" },
        { "replies: {keen: {}}", "replies.keen: no member uses this profile" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("version: 1\n%s\ngroups: {g: [{name: C, client: sms, prefer: reject}]}\n"
                                                "sessions: [{group: g}]\n", rows[i].text);
        read_with(text, NULL, NULL);
        CU_ASSERT_PTR_NOT_NULL(scenario);
        CU_ASSERT_EQUAL(diagnostics_n_warnings(diagnostics), 1);
        if (strstr(said, rows[i].said) == NULL)
            printf("\n%s: %s", rows[i].text, said);
        CU_ASSERT_PTR_NOT_NULL(strstr(said, rows[i].said));
    }
    read_with("version: 1\ngroups: {g: [{name: B, prefer: accept, required: true}]}\nsessions: [{group: g}]\n", NULL, NULL);
    CU_ASSERT_EQUAL(diagnostics_n_warnings(diagnostics), 2);
}

/* One server that needs 1 ms, four messages per leg: at most 250 legs per second. */
static void test_a_station_that_cannot_keep_up_is_warned_of(void)
{
    static const char text[] = "version: 1\nstations: {cs: {servers: 9}}\nfocus: {fan_out: %s}\n"
                               "groups: {g: [{name: B, count: 10000}]}\nsessions: [{group: g}]\n";
    static const struct { const char *rate; bool warns; } rows[] = {
        { "200 /s", false }, { "300 /s", true }, { "all_at_once", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *with_rate = g_strdup_printf(text, rows[i].rate);
        read_with(with_rate, NULL, NULL);
        CU_ASSERT_EQUAL(strstr(said, "warning: stations.core: ") != NULL, rows[i].warns);
    }
}

/* ---- the whole file */

static void test_several_files_have_their_own_names(void)
{
    static const ScenarioText files[] = { { .name = "one.yaml", .text = "version: 2\n", .length = 11 },
                                          { .name = "two.yaml", .text = "version: 3\n", .length = 11 } };
    clear();
    diagnostics = diagnostics_new();
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        CU_ASSERT_PTR_NULL(scenario_read_text(&files[i], NULL, 0, diagnostics));
    said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_JSON);
    CU_ASSERT_EQUAL(diagnostics_n_errors(diagnostics), 6);
    CU_ASSERT_TRUE(strstr(said, "one.yaml") != NULL && strstr(said, "two.yaml") > strstr(said, "one.yaml"));
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "\"class\" : \"structure\""));
}

static void test_what_editors_do_to_lines(void)
{
    read_with("\xef\xbb\xbfversion: 1\r\ntitle: 5\r\ngroups: {g: [{name: B}]}\r\nsessions: [{group: g}]", NULL, NULL);
    CU_ASSERT_STRING_EQUAL(said, "test.yaml:2:8: error: title: expected text, found the number 5; put it in quotes\n");
    read_with("\xef\xbb\xbfversion: 7\n", NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "test.yaml:1:10: error: version: expected 1"));
    g_autofree char *text = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\n    version: 7\n             ^\n"));
}

static void test_many_mistakes_are_cut_short(void)
{
    GString *text = g_string_new(LEAST);
    for (unsigned i = 0; i < 150; i++)
        g_string_append_printf(text, "key%u: 1\n", i);
    read_with(text->str, NULL, NULL);
    CU_ASSERT_EQUAL(diagnostics_n_errors(diagnostics), 150);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "50 more are not shown"));
    g_string_free(text, TRUE);
}

static void test_limits(void)
{
    GString *text = g_string_new(LEAST "# ");
    for (unsigned i = 0; i < STUDY_MAX_BYTES; i++)
        g_string_append_c(text, 'x');
    read_with(text->str, NULL, NULL);
    CU_ASSERT_TRUE(scenario == NULL && strstr(said, "test.yaml: error: the file is larger than 1024 KiB") != NULL);
    g_string_truncate(text, STUDY_MAX_BYTES);
    read_with(text->str, NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL(scenario);
    g_string_assign(text, "a: ");
    for (unsigned i = 0; i < 100000; i++)
        g_string_append_c(text, '[');
    read_with(text->str, NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(said, "more than 40 levels deep"));
    g_string_free(text, TRUE);
}

static void test_files_that_cannot_be_read(void)
{
    g_autoptr(GError) error = NULL;
    clear();
    diagnostics = diagnostics_new();
    CU_ASSERT_PTR_NULL(scenario_read_file("/nonexistent/x.yaml", NULL, 0, diagnostics, &error));
    CU_ASSERT_PTR_NOT_NULL_FATAL(error);
    CU_ASSERT_STRING_EQUAL(error->message, "cannot open /nonexistent/x.yaml: No such file or directory");
    g_clear_error(&error);
    CU_ASSERT_PTR_NULL(scenario_read_file("/", NULL, 0, diagnostics, &error));
    CU_ASSERT_PTR_NOT_NULL(error);
    g_clear_error(&error);
    CU_ASSERT_PTR_NULL(scenario_read_file("/dev/zero", NULL, 0, diagnostics, &error));
    CU_ASSERT_TRUE(error == NULL && diagnostics_n_errors(diagnostics) == 1);
}

static void cleanup(void)
{
    clear();
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "the least scenario has the defaults", test_the_least_scenario_has_the_defaults },
        { "defaults that were used are listed", test_defaults_that_were_used_are_listed },
        { "each default of the table is right", test_each_default_of_the_table_is_right },
        { "values reach the boxes", test_values_reach_the_boxes },
        { "values reach the sessions", test_values_reach_the_sessions },
        { "policies", test_policies },
        { "members", test_members },
        { "systems", test_systems },
        { "distributions", test_distributions },
        { "faults", test_faults },
        { "anchors and merge keys", test_anchors_and_merge_keys },
        { "presets are starting points", test_presets_are_starting_points },
        { "settings", test_settings },
        { "wrong settings name the option", test_wrong_settings_name_the_option },
        { "what is probably not meant is warned of", test_what_is_probably_not_meant_is_warned_of },
        { "a station that cannot keep up is warned of", test_a_station_that_cannot_keep_up_is_warned_of },
        { "several files have their own names", test_several_files_have_their_own_names },
        { "what editors do to lines", test_what_editors_do_to_lines },
        { "many mistakes are cut short", test_many_mistakes_are_cut_short },
        { "limits", test_limits },
        { "files that cannot be read", test_files_that_cannot_be_read },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "scenario", .pTearDownFunc = cleanup, .pTests = tests }, CU_SUITE_INFO_NULL };

    source = g_getenv("top_srcdir") != NULL ? g_getenv("top_srcdir") : ".";
    return cunit_run(suites);
}
