/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the section "study" of a file to its runs: axes, conditions, points, keys, seeds. */
#include "study/plan.h"

#include <stdio.h>
#include <string.h>

#include "study/condition.h"
#include "tests/cunit_run.h"

#define HEAD                                                                                                        \
    "version: 1\n"                                                                                                  \
    "groups: {friends: [{name: B, client: cpm}, {name: crowd, count: 10, client: sms}]}\n"                          \
    "sessions: [{group: friends}]\n"

static StudyPlan *read_with(const char *yaml, const ScenarioOverride *sets, size_t n_sets, char **out_said)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    ScenarioText file = { .name = "study.yaml", .text = yaml, .length = strlen(yaml) };
    StudyPlan *plan = study_plan_read(&file, sets, n_sets, diagnostics);

    *out_said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_GCC);
    return plan;
}

static StudyPlan *read_plan(const char *study)
{
    g_autofree char *yaml = g_strconcat(HEAD, study, NULL), *said = NULL;
    StudyPlan *plan = read_with(yaml, NULL, 0, &said);

    if (plan == NULL)
        g_error("%s%s", study, said);
    return plan;
}

/* The values of all points: "60 s,10;60 s,100". */
static char *points_text(const StudyPlan *plan)
{
    GString *text = g_string_new(NULL);

    for (size_t point = 0; point < study_plan_points(plan); point++)
        for (size_t axis = 0; axis < study_plan_axes(plan)->n_axes; axis++)
            g_string_append_printf(text, "%s%s", axis > 0 ? "," : point > 0 ? ";" : "", study_plan_value(plan, point, axis)->text);
    return g_string_free(text, FALSE);
}

static void test_axes_give_their_values(void)
{
    static const struct { const char *study, *points; } rows[] = {
        { "study: {axes: [{key: iwf.t_reply, values: [60 s, 10 min]}]}", "60 s;10 min" },
        { "study: {axes: [{key: iwf.t_reply, from: 60 s, to: 5 min, step: 2 min}]}", "60 s;180 s;300 s" },
        { "study: {axes: [{key: iwf.t_reply, from: 60 s, to: 5 min, steps: 3}]}", "60 s;180 s;300 s" },
        { "study: {axes: [{key: iwf.t_reply, from: 1 s, to: 100 s, steps: 3, scale: log}]}", "1 s;10 s;100 s" },
        { "study: {axes: [{key: iwf.t_reply, from: 1 s, to: 2 s, steps: 4}]}", "1 s;1333330 us;1666670 us;2 s" },
        { "study: {axes: [{key: members.crowd.count, from: 10, to: 35, step: 10}]}", "10;20;30" },
        { "study: {axes: [{key: members.crowd.count, from: 1, to: 3, steps: 5}]}", "1;2;3" },
        { "study: {axes: [{key: members.crowd.count, from: 1, to: 1000, steps: 4, scale: log}]}", "1;10;100;1000" },
        { "study: {axes: [{key: focus.fan_out, from: 100 /s, to: 1000 /s, steps: 2}]}", "100 /s;1000 /s" },
        { "study: {axes: [{key: systems.sms.never, from: 0 %, to: 0.3 %, step: 0.1 %}]}", "0 %;0.1 %;0.2 %;0.3 %" },
        { "study: {axes: [{key: systems.sms.never, from: 0.1, to: 0.3, step: 0.1}]}", "0.1;0.2;0.3" },
        { "study: {axes: [{name: a, key: seed, values: [1, 2]}, {key: iwf.t_reply, values: [60 s, 70 s]}]}",
          "1,60 s;1,70 s;2,60 s;2,70 s" },
        { "study: {axes: [{lockstep: [{name: a, key: seed, values: [1, 2]}, {key: iwf.t_reply, values: [60 s, 70 s]}]}]}", "1,60 s;2,70 s" },
        { "study: {axes: [{key: policy.provider, values: [{force: accept}, {allow: [accept, 'reject'], default: reject}]}]}",
          "{force: accept};{allow: [accept, reject], default: reject}" },
        { "study: {axes: [{name: size, key: members.crowd.count, values: [10, 100]}, {key: iwf.t_reply, values: [1 min, 90 s]}], "
          "where: ['size * t_reply < 100 min', \"not (size == 10 and t_reply > 1 min)\"]}", "10,1 min" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(StudyPlan) plan = read_plan(rows[i].study);
        g_autofree char *text = points_text(plan);

        CU_ASSERT_STRING_EQUAL(text, rows[i].points);
        if (strcmp(text, rows[i].points) != 0)
            printf("\n%s\n  expected %s\n  found    %s\n", rows[i].study, rows[i].points, text);
    }
}

static void test_mistakes_are_found(void)
{
    static const struct { const char *study, *said; } rows[] = {
        { "study: {axes: [{values: [1]}]}", "missing key 'key'" },
        { "study: {axes: [{name: a, key: seed}]}", "either 'values', or 'from' and 'to'" },
        { "study: {axes: [{name: a, key: seed, values: [1], from: 1}]}", "either 'values', or 'from' and 'to'" },
        { "study: {axes: [{name: a, key: seed, from: 1, to: 3}]}", "either 'step' or 'steps'" },
        { "study: {axes: [{name: a, key: seed, from: 1, to: 3, step: 1, scale: log}]}", "'scale' belongs to 'steps'" },
        { "study: {axes: [{name: a, key: seed, from: 3, to: 1, step: 1}]}", "'from' is larger than 'to'" },
        { "study: {axes: [{name: a, key: seed, from: 1, to: 2, step: 0}]}", "'step' must be above 0" },
        { "study: {axes: [{name: a, key: seed, from: 0, to: 9, steps: 3, scale: log}]}", "'from' must be above 0" },
        { "study: {axes: [{name: a, key: seed, from: 1, to: 2 s, step: 1}]}", "different kinds" },
        { "study: {axes: [{name: a, key: seed, from: 1, to: 200000, step: 1}]}", "more than 10000 values" },
        { "study: {axes: [{name: a, key: seed, from: [1], to: 2, step: 1}]}", "are numbers, durations, shares or rates" },
        { "study: {axes: [{name: a, key: seed, values: [1, 1]}]}", "has the value 1 twice" },
        { "study: {axes: [{key: iwf.t_reply, values: [60 s, 1 min]}]}", "the same scenario twice: t_reply = 60 s, and t_reply = 1 min" },
        { "study: {axes: [{key: seed, values: [1]}, {key: seed, values: [2]}]}", "there is an axis 'seed'|means something else already" },
        { "study: {axes: [{name: a, key: seed, values: [1]}, {name: a, key: iwf.t_reply, values: [9 s]}]}", "there is an axis 'a' already" },
        { "study: {axes: [{lockstep: [{name: a, key: seed, values: [1, 2]}, {key: iwf.t_reply, values: [9 s]}]}]}",
          "'a' has 2 values, and 't_reply' has 1" },
        { "study: {axes: [{name: a, key: seed, values: [1], lockstep: [{name: b, key: seed, values: [1]}, "
          "{name: c, key: seed, values: [1]}]}]}", "'lockstep' stands alone" },
        { "study: {axes: [{name: a, key: iwf.t_repli, values: [9 s]}]}", "with a = 9 s: unknown key 't_repli' in iwf; did you mean 't_reply'?" },
        { "study: {axes: [{name: a, key: iwf.t_reply, values: [9]}]}", "with a = 9: iwf.t_reply: expected a duration" },
        { "study: {axes: [{name: a, key: seed, values: [1]}], where: [a > 1]}", "no combination is left" },
        { "study: {axes: [{name: a, key: seed, values: [1]}], where: [aa > 1]}", "there is no axis 'aa'" },
        { "study: {stop: {metrics: [messages.all], half_width: 0 %}}", "'half_width' must be above 0" },
        { "study: {stop: {metrics: [session_establishment.mean], level: 100 %}}", "'level' must be between" },
        { "study: {stop: {metrics: [session_establishment.mean], start: 9, budget: 8}}", "'budget' (8) is less than 'start' (9)" },
        { "study: {stop: {metrics: [session_establishment.mean]}, repeat: 3}", "'repeat' beside 'stop'" },
        { "study: {stop: {metrics: [session_establishment.meen]}}", "session_establishment.mean" },
        { "study: {memory_limit: 2 GiB}", "'2 GiB' is no size" },
        { "study: {memory_limit: 0 GB}", "'0 GB' is no size" },
        { "study: {repeat: 0}", "study.repeat: expected a whole number" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *yaml = g_strconcat(HEAD, rows[i].study, NULL), *said = NULL;
        g_autoptr(StudyPlan) plan = read_with(yaml, NULL, 0, &said);
        g_auto(GStrv) either = g_strsplit(rows[i].said, "|", -1);
        bool found = false;

        for (char **one = either; *one != NULL; one++)
            found = found || strstr(said, *one) != NULL;
        CU_ASSERT(plan == NULL && found);
        if (plan != NULL || !found)
            printf("\n%s\n  expected %s\n  found    %s\n", rows[i].study, rows[i].said, said);
    }
}

static StudyAxes *axes_for_conditions(void)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(StudyPlan) plan = read_plan("study: {axes: [{name: size, key: members.crowd.count, values: [10]}, "
                                          "{name: t-reply, key: iwf.t_reply, values: [5 min]}, "
                                          "{name: share, key: systems.sms.never, values: [30 %]}, "
                                          "{name: pace, key: focus.fan_out, values: [100 /s]}, "
                                          "{name: policy, key: policy.provider, values: [{force: accept}]}, "
                                          "{name: off, key: systems.sms.reports, values: [false]}]}");

    return study_axes_read(study_node_get(scenario_section(study_plan_scenario(plan), "study"), "axes"), diagnostics);
}

/* size 10, t-reply 5 min, share 30 %, pace 100 /s, policy {force: accept}, off false. */
static void test_conditions(void)
{
    static const struct { const char *text; bool holds; } rows[] = {
        { "size == 10", true }, { "size != 10", false }, { "size < 10", false }, { "size <= 10", true }, { "size>9", true },
        { "size >= 10.5", false }, { "t-reply == 300 s", true }, { "t-reply < 5 min", false }, { "t-reply > 0.05 h", true },
        { "t-reply - 60 s == 4min", true }, { "size - 1 == 9", true }, { "-size == -10", true }, { "size --1 == 11", true },
        { "share == 0.3", true }, { "share + 10 % + 10 % == 50 %", true }, { "share * 3 <= 0.9", true }, { "share * 3 < 90 %", false },
        { "size * share == 3", true }, { "size / 4 == 2.5", true }, { "2 + 3 * 4 == 14", true }, { "(2 + 3) * 4 == 20", true },
        { "20 / 2 / 5 == 2", true }, { "pace == 100 /s", true }, { "pace == 6000/min", true }, { "size / pace == 100 ms", true },
        { "size / t-reply < 1 /s", true }, { "pace * t-reply == 30000", true }, { "policy == '{force: accept}'", true },
        { "policy != \"x\"", true }, { "off", false }, { "not off", true }, { "off == false", true }, { "not not off", false },
        { "true", true }, { "false or true", true }, { "true and false", false }, { "true or false and false", true },
        { "not false and false", false }, { "not (false and false)", true }, { "1e1 == size", true }, { "size == 10 and not(size > 20)", true },
        { "1 / 0 > 5", true }, { "1 d == 24 h", true }, { "1 ms == 1000 us and 1 us == 1000 ns", true },
    };
    g_autoptr(StudyAxes) axes = axes_for_conditions();
    size_t positions[6] = { 0 };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StudyCondition) condition = study_condition_parse(rows[i].text, axes, &error);

        CU_ASSERT(condition != NULL && study_condition_holds(condition, positions) == rows[i].holds);
        if (condition == NULL || study_condition_holds(condition, positions) != rows[i].holds)
            printf("\n%s: %s\n", rows[i].text, error != NULL ? error->message : "the other way round");
    }
}

static void test_wrong_conditions(void)
{
    static const struct { const char *text, *said; } rows[] = {
        { "", "column 1: expected a number" }, { "size", "expected a condition, not a number or share" },
        { "size < 5 s", "cannot compare a number or share and a duration" }, { "t-reply + 1 > 0 s", "cannot add a duration and a number" },
        { "sise > 1", "there is no axis 'sise'; did you mean 'size'?" }, { "size = 10", "equal is ==" }, { "size > 1 1", "expected an operator" },
        { "(size > 1", "expected ')'" }, { "size > 'a'", "cannot compare" }, { "policy < 'a'", "by == and != only" },
        { "size and true", "and takes conditions" }, { "size or true", "or takes conditions" }, { "not size", "not takes a condition" },
        { "-policy == 'a'", "a sign stands before a quantity" }, { "policy * 2 > 1", "* and / take quantities" },
        { "policy + 'a' == 'b'", "+ and - take quantities" }, { "policy == 'a", "the text has no end" }, { "1.2.3 < 2", "is no number" },
        { "5 minutes < t-reply", "expected an operator" }, { "5x < size", "units are" }, { "size < ", "expected a number" }, { "1e+", "units are" },
    };
    g_autoptr(StudyAxes) axes = axes_for_conditions();
    g_autofree char *deep = g_strnfill(100000, '('), *signs = g_strnfill(100000, '-');

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StudyCondition) condition = study_condition_parse(rows[i].text, axes, &error);

        CU_ASSERT(condition == NULL && strstr(error->message, rows[i].said) != NULL);
        if (condition != NULL || strstr(error->message, rows[i].said) == NULL)
            printf("\n%s: %s\n", rows[i].text, error != NULL ? error->message : "no error");
    }
    CU_ASSERT_PTR_NULL(study_condition_parse(deep, axes, NULL));
    CU_ASSERT_PTR_NULL(study_condition_parse(signs, axes, NULL));
}

static bool same_key(const StudyPlan *a, size_t point_a, unsigned replication_a, const StudyPlan *b, size_t point_b)
{
    char one[STUDY_KEY_SIZE], other[STUDY_KEY_SIZE];

    return strcmp(study_plan_key(a, point_a, replication_a, one), study_plan_key(b, point_b, 0, other)) == 0;
}

/* The key is of what is run, and not of how it is written or what else is run. */
static void test_keys(void)
{
    g_autoptr(StudyPlan) one = read_plan("study: {axes: [{key: iwf.t_reply, values: [60 s, 70 s]}]}");
    g_autoptr(StudyPlan) more = read_plan("title: Another\n"
                                          "study: {axes: [{name: t, key: iwf.t_reply, values: [50 s, 1.0 min, 70 s]}], repeat: 3}\n"
                                          "plots: [{name: a, kind: cdf, y: session_establishment}]\nflow: {legs: 3}");
    g_autoptr(StudyPlan) other = read_plan("seed: 2\nstudy: {axes: [{key: iwf.t_reply, values: [60 s, 70 s]}]}");
    g_autoptr(StudyPlan) alone = read_plan("iwf: {t_reply: 60000 ms}");

    CU_ASSERT(same_key(one, 0, 0, more, 1));
    CU_ASSERT(same_key(one, 1, 0, more, 2));
    CU_ASSERT(same_key(one, 0, 0, alone, 0));
    CU_ASSERT_FALSE(same_key(one, 0, 0, one, 1));
    CU_ASSERT_FALSE(same_key(one, 0, 1, one, 0));
    CU_ASSERT_FALSE(same_key(one, 0, 0, other, 0));
}

static void test_random_numbers(void)
{
    g_autoptr(StudyPlan) common = read_plan("seed: 7\nstudy: {axes: [{key: iwf.t_reply, values: [60 s, 70 s]}]}");
    g_autoptr(StudyPlan) apart = read_plan("seed: 7\nstudy: {common_random_numbers: false, "
                                           "axes: [{key: iwf.t_reply, values: [60 s, 70 s]}]}");
    g_autoptr(StudyPlan) turned = read_plan("seed: 7\nstudy: {common_random_numbers: false, "
                                            "axes: [{key: iwf.t_reply, values: [70 s, 60 s]}]}");
    g_autoptr(Scenario) run = study_plan_run(common, 1, 3), own = study_plan_run(apart, 1, 3);

    CU_ASSERT_EQUAL(study_plan_seed(common, 0), 7);
    CU_ASSERT_EQUAL(study_plan_seed(common, 1), 7);
    CU_ASSERT_NOT_EQUAL(study_plan_seed(apart, 0), study_plan_seed(apart, 1));
    CU_ASSERT_EQUAL(study_plan_seed(apart, 0), study_plan_seed(turned, 1));
    CU_ASSERT_EQUAL(scenario_setup(run)->seed, 7);
    CU_ASSERT_EQUAL(scenario_setup(run)->replication, 3);
    CU_ASSERT_EQUAL(scenario_setup(run)->iwf.t_reply, 70 * SIM_S);
    CU_ASSERT_EQUAL(scenario_setup(own)->seed, study_plan_seed(apart, 1));
    CU_ASSERT_PTR_NULL(scenario_section(run, "study"));
}

static void test_settings(void)
{
    g_autoptr(StudyPlan) plan = read_plan("study: {repeat: 4, time_limit: 90 s, memory_limit: 1.5 GB}");
    g_autoptr(StudyPlan) rule = read_plan("study: {stop: {metrics: [session_establishment.mean, members.all.joined], half_width: 2 %, "
                                          "level: 90 %, start: 3, look_ahead: 2, budget: 50}}");
    const StudySettings *settings = study_plan_settings(plan), *by_rule = study_plan_settings(rule);

    CU_ASSERT(settings->repeat == 4 && settings->metrics == NULL && settings->common_random_numbers);
    CU_ASSERT(settings->time_limit == 90 * SIM_S && settings->memory_limit == 1500000000);
    CU_ASSERT(by_rule->repeat == 50 && g_strv_length(by_rule->metrics) == 2 && by_rule->time_limit == 0 && by_rule->memory_limit == 0);
    CU_ASSERT(by_rule->stop.half_width == 0.02 && by_rule->stop.level == 0.9);
    CU_ASSERT(by_rule->stop.start == 3 && by_rule->stop.look_ahead == 2 && by_rule->stop.budget == 50);
}

static void test_csv_and_changes(void)
{
    const ScenarioOverride sets[] = { { "--set study.repeat=2", "study.repeat", "2" }, { "--set title=a\nb", "title", "\"a\nb\"" } };
    g_autofree char *yaml = g_strconcat(HEAD, "study: {axes: [{name: p, key: policy.provider, values: "
                                              "[{allow: [accept], default: accept}]}, {key: seed, name: s, values: [5, 6]}]}", NULL);
    g_autofree char *said = NULL, *csv = NULL, *changes = NULL, *expected = NULL;
    g_autoptr(StudyPlan) plan = read_with(yaml, sets, 2, &said);
    const unsigned replications[] = { 2, 1 };
    char keys[3][STUDY_KEY_SIZE];

    CU_ASSERT_PTR_NOT_NULL(plan);
    if (plan == NULL)
        return;
    CU_ASSERT_EQUAL(study_plan_settings(plan)->repeat, 2);
    csv = study_plan_csv(plan, replications);
    changes = study_plan_changes(plan);
    expected = g_strdup_printf("index,key,point,replication,seed,p,s\n"
                               "0,%s,0,0,5,\"{allow: [accept], default: accept}\",5\n"
                               "1,%s,0,1,5,\"{allow: [accept], default: accept}\",5\n"
                               "2,%s,1,0,6,\"{allow: [accept], default: accept}\",6\n",
                               study_plan_key(plan, 0, 0, keys[0]), study_plan_key(plan, 0, 1, keys[1]),
                               study_plan_key(plan, 1, 0, keys[2]));
    CU_ASSERT_STRING_EQUAL(csv, expected);
    CU_ASSERT_STRING_EQUAL(changes, "study.repeat=2\ntitle=\\\"a\\nb\\\"\n");
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "axes give their values", test_axes_give_their_values },
        { "mistakes are found", test_mistakes_are_found },
        { "conditions", test_conditions },
        { "wrong conditions", test_wrong_conditions },
        { "keys are of what is run", test_keys },
        { "common random numbers, or not", test_random_numbers },
        { "settings", test_settings },
        { "plan.csv and changes", test_csv_and_changes },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "plan", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
