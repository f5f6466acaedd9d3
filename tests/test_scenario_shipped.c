/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scenarios that are shipped, and what is generated from the table of keys and kept in the tree. */
#include "study/explain.h"
#include "study/scenario.h"
#include "study/schema.h"
#include "tests/cunit_run.h"
#include "tests/random_scenario.h"

#include <stdio.h>
#include <string.h>

static const char *source;
static GPtrArray *paths;        /* of all shipped scenarios, sorted */

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

static void collect(const char *folder)
{
    g_autoptr(GDir) directory = g_dir_open(folder, 0, NULL);
    for (const char *name; directory != NULL && (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            collect(path);
        else if (g_str_has_suffix(name, ".yaml"))
            g_ptr_array_add(paths, g_steal_pointer(&path));
    }
}

/* ---- all of a setup as text, to compare two */

static void put_distribution(GString *out, const char *name, const SimDistribution *distribution)
{
    g_autofree char *words = distribution != NULL ? sim_distribution_describe(distribution) : g_strdup("zero");
    g_string_append_printf(out, "%s %s mean %.17g\n", name, words,
                           distribution != NULL ? sim_distribution_mean(distribution) : 0);
}

static void put_boxes(GString *out, const CpmSetup *setup)
{
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        put_distribution(out, "latency", setup->latency[i]);
    for (unsigned i = 0; i < CPM_BOX_KINDS; i++) {
        put_distribution(out, "service", setup->station[i].service);
        g_string_append_printf(out, "servers %u\n", setup->station[i].servers);
    }
    g_string_append_printf(out, "sip %d %" G_GINT64_FORMAT " %d\n", setup->trying, setup->timer_c, setup->ringing);
    g_string_append_printf(out, "focus %d %d %.17g %" G_GINT64_FORMAT " %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d\n",
                           setup->focus.answer, setup->focus.late_ok, setup->focus.fan_out, setup->focus.t_answer,
                           setup->focus.subscribe, setup->focus.notify_interval, setup->focus.keepalive,
                           setup->focus.release_when_empty);
    g_string_append_printf(out, "focus %d %d %" G_GINT64_FORMAT "\n", setup->focus.subscribe_members,
                           setup->focus.notify_all_states, setup->focus.session_expires);
    g_string_append_printf(out, "policy %d %d %d%d%d %d %d %d\n", setup->policy.kind, setup->policy.option,
                           setup->policy.allowed[0], setup->policy.allowed[1], setup->policy.allowed[2],
                           setup->policy.user_reject_wins, setup->policy.user_reject_before_gate, setup->policy.reading);
    for (unsigned i = 0; i < CPM_REASONS; i++)
        g_string_append_printf(out, "code %u\n", setup->code[i]);
}

static void put_outages(GString *out, const struct CpmOutage *outages, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        g_string_append_printf(out, "outage %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", outages[i].from, outages[i].until);
}

static void put_load(GString *out, const CpmSetup *setup)
{
    const CpmWireSetup *wire = &setup->wire;
    g_string_append_printf(out, "wire %d%d %u %" G_GINT64_FORMAT "\n", wire->transactions, wire->at_service, wire->largest_datagram,
                           wire->sample);
    for (unsigned i = 0; i < 2; i++) {
        const CpmTimers *timers = i == 0 ? &wire->core : &wire->access;
        g_string_append_printf(out, "timers %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", timers->t1, timers->t2,
                               timers->t4);
    }
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        g_string_append_printf(out, "link %.17g %.17g %.17g %d%d\n", wire->link[i].loss, wire->link[i].duplicate,
                               wire->link[i].bandwidth, wire->link[i].keeps_order, wire->link[i].tcp);
    for (unsigned i = 0; i < CPM_BOX_KINDS; i++) {
        const CpmStationSetup *station = &setup->station[i];
        for (unsigned j = 0; j < CPM_WORKS; j++)
            put_distribution(out, "work", station->service_of[j]);
        g_string_append_printf(out, "station %u %d %d %d%d\n", station->buffer, station->finite, station->priority,
                               station->failure.forgets, station->failure.refuses);
        put_outages(out, station->failure.outages, station->failure.n_outages);
        put_distribution(out, "up", station->failure.up);
        put_distribution(out, "down", station->failure.down);
        g_string_append_printf(out, "overload %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                               station->overload.control, station->overload.target, station->overload.interval,
                               station->overload.validity, station->overload.retry_after);
    }
}

static void put_arrivals(GString *out, const CpmWorkload *workload)
{
    const CpmArrivals *arrivals = &workload->arrivals;
    g_string_append_printf(out, "arrivals %d %u %u\n", arrivals->kind, arrivals->batch, arrivals->users);
    put_distribution(out, "on", arrivals->on);
    put_distribution(out, "off", arrivals->off);
    put_distribution(out, "think", arrivals->think);
    for (unsigned i = 0; i < arrivals->n_pieces; i++)
        g_string_append_printf(out, "piece %" G_GINT64_FORMAT " %.17g\n", arrivals->pieces[i].until, arrivals->pieces[i].rate);
    for (unsigned i = 0; i < workload->count && arrivals->times != NULL; i++)
        g_string_append_printf(out, "at %" G_GINT64_FORMAT "\n", arrivals->times[i]);
    put_distribution(out, "size", workload->size);
    put_distribution(out, "patience", workload->patience_of);
    put_distribution(out, "duration", workload->duration_of);
    put_distribution(out, "after", workload->retry.after);
    g_string_append_printf(out, "retry %.17g %u %d\n", workload->retry.share, workload->retry.times, workload->priority);
}

static void put_iwfs(GString *out, const CpmSetup *setup)
{
    g_string_append_printf(out, "iwf %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d\n", setup->iwf.t_reply,
                           setup->iwf.t_submit, setup->iwf.keepalive, setup->iwf.notices);
    g_string_append_printf(out, "iwf %u %d %d %d %u %" G_GINT64_FORMAT " %.17g\n", setup->iwf.helps, setup->iwf.late_reply,
                           setup->iwf.anonymous_allowed, setup->iwf.correlation, setup->iwf.numbers, setup->iwf.number_rest,
                           setup->iwf.token_lost);
    g_string_append_printf(out, "isf %d %d %s\n", setup->isf.informed, setup->isf.failover, setup->currency);
    for (unsigned i = 0; i < setup->n_iwfs; i++) {
        const CpmIwfBox *iwf = &setup->iwfs[i];
        g_string_append_printf(out, "box %s %u %u %d\n", iwf->name, iwf->serves, iwf->capacity, iwf->refuses);
        put_outages(out, iwf->outages, iwf->n_outages);
        put_distribution(out, "up", iwf->up);
        put_distribution(out, "down", iwf->down);
    }
    for (unsigned i = 0; i < setup->n_workloads * setup->n_systems * CPM_TEXTS; i++)
        g_string_append_printf(out, "segments %u\n", setup->segments[i]);
}

static void put_systems(GString *out, const CpmSetup *setup)
{
    for (unsigned i = 0; i < setup->n_systems; i++) {
        const CpmSystemSetup *system = &setup->systems[i];
        g_string_append_printf(out, "system %s %s %d%d%d %.17g %.17g %.17g %" G_GINT64_FORMAT "\n", system->name,
                               system->service, system->sessions, system->invitations, system->reports,
                               system->first_attempt, system->never, system->duplicate, system->validity);
        g_string_append_printf(out, "%d%d %.17g %.17g %.17g %.17g %.17g %.17g\n", system->names_message, system->segmented,
                               system->price, system->report_lost, system->refused, system->silent, system->malformed,
                               system->throughput);
        put_distribution(out, "transit", system->transit);
        put_distribution(out, "return", system->return_transit);
        put_distribution(out, "absence", system->absence);
        for (unsigned j = 0; j < CPM_RETRY_STEPS; j++)
            g_string_append_printf(out, "retry %" G_GINT64_FORMAT " %u\n", system->retry[j].interval,
                                   system->retry[j].times);
    }
    for (unsigned i = 0; i < setup->n_profiles; i++) {
        const CpmReplyProfile *profile = &setup->profiles[i];
        g_string_append_printf(out, "profile %s %.17g %.17g %.17g %.17g %.17g %d\n", profile->name, profile->accept, profile->decline,
                               profile->unrecognised, profile->leave, profile->again, profile->again_says);
        put_distribution(out, "delay", profile->delay);
        put_distribution(out, "again", profile->again_after);
    }
}

static void put_members(GString *out, const CpmGroupSetup *group)
{
    g_string_append_printf(out, "group %s %u %d %u\n", group->name, group->size, group->ad_hoc, group->duplicates);
    for (unsigned i = 0; i < group->n_members; i++) {
        const CpmMemberSetup *member = &group->members[i];
        g_string_append_printf(out, "member %s %u %u %d %u %u\n", member->name, member->count, member->first,
                               member->required, member->reply, member->answer);
        for (unsigned j = 0; j < member->n_clients; j++)
            g_string_append_printf(out, "client %.17g %d\n", member->client[j].until, member->client[j].system);
        for (unsigned j = 0; j < CPM_OPTIONS; j++)
            g_string_append_printf(out, "prefer %.17g\n", member->prefer_until[j]);
        for (unsigned j = 0; j < member->n_also; j++)
            g_string_append_printf(out, "also %u\n", member->also[j]);
    }
}

static char *setup_text(const CpmSetup *setup)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "seed %" G_GUINT64_FORMAT " stop %" G_GINT64_FORMAT " warm-up %" G_GINT64_FORMAT "\n", setup->seed,
                           setup->stop, setup->warm_up);
    put_boxes(out, setup);
    put_load(out, setup);
    put_iwfs(out, setup);
    put_systems(out, setup);
    for (unsigned i = 0; i < setup->n_groups; i++)
        put_members(out, &setup->groups[i]);
    for (unsigned i = 0; i < setup->n_workloads; i++) {
        const CpmWorkload *workload = &setup->workloads[i];
        g_string_append_printf(out, "sessions %u %" G_GINT64_FORMAT " %u %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                               workload->group, workload->start, workload->count, workload->duration, workload->patience);
        g_string_append_printf(out, "%d %d %d%d%d %u %u\n", workload->refused, workload->refusal, workload->anonymous,
                               workload->unauthorised, workload->unconvertible, workload->inviter_texts, workload->member_texts);
        put_distribution(out, "interarrival", workload->interarrival);
        put_distribution(out, "gap", workload->text_gap);
        put_arrivals(out, workload);
    }
    for (unsigned i = 0; i < setup->n_faults; i++) {
        const CpmFault *fault = &setup->faults[i];
        g_string_append_printf(out, "fault %d %d %u %u %u %u %" G_GINT64_FORMAT "\n", fault->kind, fault->box, fault->step,
                               fault->message, fault->instead, fault->timer, fault->delay);
    }
    return g_string_free(out, FALSE);
}

/* What the reader warns of although it is meant: the scenario shows what comes of it. */
static const struct { const char *file, *warning; } meant[] = {
    { "/stale-invitation.yaml", "iwf.t_reply (2 min) is shorter than the validity" },
};

/* Test cases are about what is wrong: they may warn. */
static bool is_case(const char *path)
{
    return strstr(path, "/conformance/") != NULL;
}

/* Its points may be warned of: some studies look for the box that cannot keep up, as does what is validated. */
static bool is_study(const char *path)
{
    return strstr(path, "/studies/") != NULL || strstr(path, "/validation/") != NULL;
}

/* Returns the scenario at @path, read without an error and without a warning that is not meant, or NULL. */
static Scenario *read_clean(const char *path)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autoptr(Scenario) scenario = scenario_read_file(path, NULL, 0, diagnostics, NULL);
    g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
    bool clean = *said == '\0' || ((is_case(path) || is_study(path)) && diagnostics_n_errors(diagnostics) == 0);
    for (unsigned i = 0; i < G_N_ELEMENTS(meant); i++)
        if (g_str_has_suffix(path, meant[i].file))
            clean = diagnostics_n_warnings(diagnostics) == 1 && strstr(said, meant[i].warning) != NULL;
    if (!clean)
        printf("\n%s: %s", path, said);
    return scenario != NULL && clean ? g_steal_pointer(&scenario) : NULL;
}

/* ---- tests */

static void test_each_is_right_and_has_a_title(void)
{
    CU_ASSERT_TRUE(paths->len >= 11);
    for (unsigned i = 0; i < paths->len; i++) {
        g_autoptr(Scenario) scenario = read_clean(paths->pdata[i]);
        CU_ASSERT_PTR_NOT_NULL(scenario);
        CU_ASSERT_TRUE(scenario != NULL && *scenario_title(scenario) != '\0');
    }
}

/* Each says first where editors find the schema, then its specification, its figure, and its question. */
static void test_each_begins_with_its_purpose(void)
{
    static const char *const words[] = { "# Specification:", "# Figure:", "# Question:" };
    for (unsigned i = 0; i < paths->len; i++) {
        g_autofree char *text = NULL;
        CU_ASSERT_TRUE(g_file_get_contents(paths->pdata[i], &text, NULL, NULL));
        bool in_folder = strstr(paths->pdata[i], "/faults/") != NULL || is_case(paths->pdata[i]) || is_study(paths->pdata[i]);
        CU_ASSERT_TRUE(g_str_has_prefix(text, in_folder ? "# yaml-language-server: $schema=../scenario-v1.schema.json\n"
                                                        : "# yaml-language-server: $schema=./scenario-v1.schema.json\n"));
        const char *from = text, *version = strstr(text, "\nversion: 1\n");
        for (unsigned j = 0; j < G_N_ELEMENTS(words) && !is_case(paths->pdata[i]); j++) {
            if (j == 1 && is_study(paths->pdata[i]))        /* of no figure in particular */
                continue;
            from = strstr(from, words[j]);
            CU_ASSERT_TRUE(from != NULL && from < version);
            if (from == NULL)
                break;
        }
    }
}

/* The resolved form of @first has no defaults left, and is the same. */
static void assert_reads_back(const Scenario *first)
{
    g_autoptr(Diagnostics) diagnostics = diagnostics_new();
    g_autofree char *resolved = scenario_resolved_yaml(first);
    const ScenarioText text = { .name = "resolved.yaml", .text = resolved, .length = strlen(resolved) };
    g_autoptr(Scenario) second = scenario_read_text(&text, NULL, 0, diagnostics);
    CU_ASSERT_PTR_NOT_NULL(second);
    if (second == NULL) {
        g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
        printf("\n%s", said);
        return;
    }
    g_autofree char *before = setup_text(scenario_setup(first)), *after = setup_text(scenario_setup(second));
    CU_ASSERT_STRING_EQUAL(before, after);
    size_t n_defaults;
    const StudyDefault *defaults = scenario_defaults(second, &n_defaults);
    CU_ASSERT_EQUAL(n_defaults, 0);
    if (n_defaults > 0)
        printf("\nleft out: %s\n", defaults[0].path);
}

static void test_each_resolved_reads_back_to_the_same(void)
{
    for (unsigned i = 0; i < paths->len; i++) {
        g_autoptr(Scenario) scenario = read_clean(paths->pdata[i]);
        CU_ASSERT_PTR_NOT_NULL(scenario);
        if (scenario != NULL)
            assert_reads_back(scenario);
    }
}

/* So does what nobody wrote, with every key of the language. */
static void test_random_scenarios_read_back_to_the_same(void)
{
    for (unsigned number = 0; number < 200; number++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autofree char *random = random_scenario(number);
        const ScenarioText text = { .name = "random.yaml", .text = random, .length = strlen(random) };
        g_autoptr(Scenario) scenario = scenario_read_text(&text, NULL, 0, diagnostics);
        g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
        CU_ASSERT_PTR_NOT_NULL(scenario);
        if (scenario != NULL)
            assert_reads_back(scenario);
        else
            printf("\n%s", said);
    }
}

/* And with load, as --set brings it: one of each kind in turn, so that all meet all. */
static void test_random_load_reads_back_to_the_same(void)
{
    static const struct { const char *path, *values[8]; } rows[] = {
        { "sip.transactions", { "full" } },
        { "sip.processing", { "service" } },
        { "sip.timers.core.t1", { "500 ms", "1 s" } },
        { "sip.timers.access", { "{t1: 1 s, t2: 2 s, t4: 3 s}", "{}", "{t2: 4 s}" } },
        { "sip.largest_datagram", { "unlimited", "1300" } },
        { "links.core", { "{loss: 3 %, duplicate: 1 %}", "{transport: tcp}", "{order: kept, bandwidth: 10 Mbit/s}" } },
        { "links.access", { "{loss: 0.125}", "{bandwidth: 64 kbit/s, latency: 20 ms}" } },
        { "stations.core", { "{buffer: 0, priority: dialogs}", "{outages: [{at: 9 s, for: 1 s}, {at: 2 s, for: 1 s}], while_down: refuses}",
                             "{failures: {up: {exponential: {mean: 1 h}}, down: 5 s}, memory: lost}" } },
        { "stations.cs.overload", { "{control: none}", "{control: reject}", "{control: retry_after, retry_after: 2 s}", "{control: loss}",
                                    "{control: rate, validity: 1 s}", "{control: window, target: 50 ms, interval: 10 ms}" } },
        { "stations.isf.work", { "{invite: 5 ms, rejection: 0 s}", "{turn: {exponential: {mean: 1 ms}}}" } },
        { "measure.sample", { "off", "1 s" } },
        { "measure.warm_up", { "0 s", "2 s" } },
        { "sessions[0].count", { "7" } },
        { "sessions[0].duration", { "1 min" } },
        { "sessions[0].arrivals", { "{exponential: {mean: 2 s}}", "{batch: {size: 3, every: 1 min}}", "{hourly: [0 /h, 20 /h]}",
                                    "{on_off: {on: 10 s, off: {exponential: {mean: 50 s}}, every: 1 s}}",
                                    "{pieces: [{for: 10 min, rate: 5 /s}, {for: 1 min, rate: 0 /s}]}",
                                    "{closed: {users: 5, think: {exponential: {mean: 10 s}}}}", "0 s" } },
        { "sessions[0].size", { "1", "all", "{shares: [[1, 100 %]]}", "{exponential: {mean: 2.5}}",
                                 "{lognormal: {median: 3, sigma: 0.5}}" } },
        { "sessions[0].patience", { "never", "20 s", "{exponential: {mean: 30 s}}" } },
        { "sessions[0].retry", { "{share: 50 %}", "{share: 100 %, times: 3, after: {exponential: {mean: 10 s}}}" } },
        { "sessions[0].priority", { "true", "false" } },
    };
    ScenarioOverride sets[G_N_ELEMENTS(rows)];
    for (unsigned number = 0; number < 200; number++) {
        g_autoptr(Diagnostics) diagnostics = diagnostics_new();
        g_autofree char *random = random_scenario(number);
        const ScenarioText text = { .name = "random.yaml", .text = random, .length = strlen(random) };
        for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
            unsigned n = 0;
            while (n < G_N_ELEMENTS(rows[i].values) && rows[i].values[n] != NULL)
                n++;
            sets[i] = (ScenarioOverride){ "--set", rows[i].path, rows[i].values[number % n] };
        }
        g_autoptr(Scenario) scenario = scenario_read_text(&text, sets, G_N_ELEMENTS(sets), diagnostics);
        g_autofree char *said = diagnostics_format(diagnostics, DIAGNOSTIC_FORMAT_TEXT);
        CU_ASSERT_PTR_NOT_NULL(scenario);
        if (scenario != NULL)
            assert_reads_back(scenario);
        else
            printf("\n%s", said);
    }
}

/* A scenario with a fault is its plain scenario and the fault, nothing else: or it would show nothing. */
static void test_faults_are_the_only_difference(void)
{
    static const struct { const char *with, *plain; } rows[] = {
        { "faults/send-despite-reject", "reject" }, { "faults/report-is-acceptance", "convert" },
        { "faults/wrong-mode", "accept" }, { "faults/drop-step-20", "figure-31" }, { "faults/no-keepalive", "convert" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *with_path = g_strdup_printf("%s/scenarios/%s.yaml", source, rows[i].with);
        g_autofree char *plain_path = g_strdup_printf("%s/scenarios/%s.yaml", source, rows[i].plain);
        g_autoptr(Scenario) with = read_clean(with_path), plain = read_clean(plain_path);
        CU_ASSERT_TRUE(with != NULL && plain != NULL);
        if (with == NULL || plain == NULL)
            continue;
        CU_ASSERT_EQUAL(scenario_setup(with)->n_faults, 1);
        CU_ASSERT_EQUAL(scenario_setup(plain)->n_faults, 0);
        scenario_setup(with)->n_faults = 0;
        g_autofree char *left = setup_text(scenario_setup(with)), *right = setup_text(scenario_setup(plain));
        CU_ASSERT_STRING_EQUAL(left, right);
    }
}

/* The large group is fixed: results are compared from version to version. */
static void test_large_group_is_what_it_was(void)
{
    g_autofree char *path = g_strdup_printf("%s/scenarios/large-group.yaml", source);
    g_autoptr(Scenario) scenario = read_clean(path);
    const CpmSetup *setup = scenario_setup(scenario);
    const CpmMemberSetup *crowd = &setup->groups[0].members[0];
    CU_ASSERT_TRUE(setup->groups[0].size == 1000000 && setup->groups[0].n_members == 1 && setup->n_systems == 1);
    CU_ASSERT_TRUE(crowd->client[0].system == -1 && crowd->client[0].until == 0.2 && crowd->client[1].system == 0);
    for (unsigned i = 0; i < CPM_OPTIONS; i++)
        CU_ASSERT_TRUE(crowd->prefer_until[i] == 0.25 * (i + 1));
    CU_ASSERT_TRUE(setup->policy.kind == CPM_ALLOW && setup->policy.option == CPM_CONVERT);
    CU_ASSERT_TRUE(setup->policy.allowed[0] && setup->policy.allowed[1] && setup->policy.allowed[2]);
    CU_ASSERT_STRING_EQUAL(setup->profiles[crowd->reply].name, "engaged");
    CU_ASSERT_TRUE(setup->iwf.t_reply == 600 * SIM_S && setup->iwf.keepalive == 60 * SIM_S);
    CU_ASSERT_TRUE(setup->focus.t_answer == 660 * SIM_S && setup->timer_c == 181 * SIM_S && setup->focus.subscribe);
    CU_ASSERT_TRUE(setup->systems[0].retry[0].interval == SIM_MIN && setup->systems[0].validity == 600 * SIM_S);
}

static void assert_file_is(const char *name, const char *generated)
{
    g_autofree char *path = g_build_filename(source, name, NULL), *text = NULL;
    if (g_getenv("UPDATE_EXPECTED") != NULL)
        g_file_set_contents(path, generated, -1, NULL);
    CU_ASSERT_TRUE(g_file_get_contents(path, &text, NULL, NULL) && strcmp(text, generated) == 0);
}

static void test_generated_files_are_up_to_date(void)
{
    g_autofree char *schema = study_schema_json(), *page = study_explain_markdown();
    assert_file_is("scenarios/scenario-v1.schema.json", schema);
    assert_file_is("docs/scenario.md", page);
}

static void test_keys_are_explained(void)
{
    static const struct { const char *key, *said; } rows[] = {
        { "iwf.t_reply", "default: 600 s" }, { "t_reply", "iwf.t_reply" }, { "groups.friends[0].client", "default: cpm" },
        { "systems.sms.never", "default: 2 %" }, { "replies", "engaged (built in)" }, { "lognormal", "median, sigma" },
        { "latency", "links.system.latency" }, { "keepalive", "focus.keepalive" }, { "focus.keepalive", "RFC 3261 13.3.1.1" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *hint = NULL;
        g_autofree char *text = study_explain(rows[i].key, &hint);
        CU_ASSERT_TRUE(text != NULL && strstr(text, rows[i].said) != NULL);
    }
    g_autofree char *hint = NULL, *nothing = study_explain("iwf.t_repli", &hint), *all = study_explain_all();
    CU_ASSERT_PTR_NULL(nothing);
    CU_ASSERT_STRING_EQUAL(hint, "did you mean 't_reply'?");
    CU_ASSERT_PTR_NOT_NULL(strstr(all, "\nfocus.fan_out "));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "each is right and has a title", test_each_is_right_and_has_a_title },
        { "each begins with its purpose", test_each_begins_with_its_purpose },
        { "each resolved reads back to the same", test_each_resolved_reads_back_to_the_same },
        { "random scenarios read back to the same", test_random_scenarios_read_back_to_the_same },
        { "random load reads back to the same", test_random_load_reads_back_to_the_same },
        { "faults are the only difference", test_faults_are_the_only_difference },
        { "large-group is what it was", test_large_group_is_what_it_was },
        { "generated files are up to date", test_generated_files_are_up_to_date },
        { "keys are explained", test_keys_are_explained },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "shipped scenarios", .pTests = tests }, CU_SUITE_INFO_NULL };

    source = g_getenv("top_srcdir") != NULL ? g_getenv("top_srcdir") : ".";
    g_autofree char *folder = g_build_filename(source, "scenarios", NULL);
    paths = g_ptr_array_new_with_free_func(g_free);
    collect(folder);
    g_ptr_array_sort(paths, compare_names);
    int code = cunit_run(suites);
    g_ptr_array_unref(paths);
    return code;
}
