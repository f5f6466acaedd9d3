/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The short path and the wire with all its transactions are one model: where nothing is lost and no delay reaches T1, the same messages
 * reach the same boxes at the same times in the same order. */
#include "tests/run_fixture.h"

#include <stdio.h>
#include <string.h>

#include "models/cpm_network_state.h"
#include "models/sip_message.h"
#include "tests/cunit_run.h"
#include "tests/shipped_run.h"

/* All messages of a run, in their order: ends at @n. */
static const SimRecord *message_at(const RunFixture *run, guint *cursor)
{
    while (*cursor < run->records->len) {
        const SimRecord *record = &g_array_index(run->records, SimRecord, (*cursor)++);

        if (record->kind == SIM_RECORD_MESSAGE)
            return record;
    }
    return NULL;
}

static bool are_equal(const SimRecord *a, const SimRecord *b)
{
    return a->time == b->time && a->session == b->session && a->member == b->member && a->code == b->code && a->from == b->from &&
           a->to == b->to && a->step == b->step && a->state == b->state && a->next == b->next;
}

static void print(const char *path, const SimRecord *record)
{
    char name[SIP_NAME_SIZE];

    if (record == NULL)
        fprintf(stderr, "    %-6s has ended\n", path);
    else
        fprintf(stderr, "    %-6s %12.6f  session %u member %u  %02x > %02x  %s  state %u > %u\n", path, sim_time_to_seconds(record->time),
                record->session, record->member, record->from, record->to, sip_code_name(record->code, name), record->state, record->next);
}

/* Prints where they part. */
static bool are_one(const char *name, const RunFixture *narrow, const RunFixture *wide)
{
    const SimRecord *a, *b;
    guint i = 0, j = 0;

    do {
        a = message_at(narrow, &i);
        b = message_at(wide, &j);
    } while (a != NULL && b != NULL && are_equal(a, b));
    if (a == NULL && b == NULL)
        return true;
    fprintf(stderr, "\n  %s parts:\n", name);
    print("short", a);
    print("full", b);
    return false;
}

/* A scenario in which no Interworking Function dies. */
static char *without_outages(const char *yaml)
{
    g_autoptr(GRegex) outages = g_regex_new(", outages: \\[[^]]*\\](, while_dead: \\w+)?", 0, 0, NULL);

    return g_regex_replace_literal(outages, yaml, -1, 0, "", 0, NULL);
}

static bool is_one(const char *name, const char *yaml, const char *set, const char *processing)
{
    const char *narrow_sets[] = { set, NULL };
    const char *wide_sets[] = { "sip.transactions=full", processing, set, NULL };
    RunFixture narrow, wide;
    bool same;

    run_fixture_text(&narrow, yaml, narrow_sets);
    run_fixture_text(&wide, yaml, wide_sets);
    same = are_one(name, &narrow, &wide) &&
           cpm_network_counts(wide.network).unexpected == cpm_network_counts(narrow.network).unexpected;
    run_fixture_clear(&narrow);
    run_fixture_clear(&wide);
    return same;
}

/* At boxes that need no time a message is served when it arrives. */
static const char *const processings[] = { "sip.processing=arrival", "sip.processing=service" };

static bool takes_time(const CpmSetup *setup)
{
    bool takes = false;

    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++) {
        const SimDistribution *service = setup->station[kind].service;

        takes = takes || (service != NULL && (!sim_distribution_is_constant(service) || sim_distribution_time(service, 0.5) > 0));
    }
    return takes;
}

static bool is_file_one(const char *name, const char *set, unsigned *served)
{
    g_autofree char *file = g_strdup_printf("scenarios/%s.yaml", name), *path = run_fixture_source_path(file);
    g_autofree char *text = NULL, *yaml = NULL;
    g_autoptr(Scenario) scenario = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return false;
    yaml = without_outages(text);
    scenario = run_fixture_scenario(name, NULL);
    if (cpm_wire_is_needed(scenario_setup(scenario)))
        return true;
    if (!is_one(name, yaml, set, processings[0]))
        return false;
    if (takes_time(scenario_setup(scenario)))
        return true;
    (*served)++;
    return is_one(name, yaml, set, processings[1]);
}

static void test_shipped(void)
{
    unsigned served = 0;

    for (const ShippedScenario *one = shipped_scenarios; one->name != NULL; one++)
        CU_ASSERT_TRUE(is_file_one(one->name, one->sets[0], &served));
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void test_conformance(void)
{
    g_autofree char *folder = run_fixture_source_path("scenarios/conformance");
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    GDir *dir = g_dir_open(folder, 0, NULL);
    const char *file;
    unsigned served = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(dir);
    while ((file = g_dir_read_name(dir)) != NULL)
        if (g_str_has_suffix(file, ".yaml"))
            g_ptr_array_add(names, g_strdup_printf("conformance/%.*s", (int)strlen(file) - 5, file));
    g_dir_close(dir);
    g_ptr_array_sort(names, compare_names);
    CU_ASSERT(names->len > 90);
    for (guint i = 0; i < names->len; i++)
        CU_ASSERT_TRUE(is_file_one(names->pdata[i], NULL, &served));
    CU_ASSERT(served > 20);
}

/* The end of the warm-up is an incident, but no reason to take the full path from then on. */
static void test_after_warm_up(void)
{
    static const char *const none[] = { "groups.everybody.crowd.count=100", NULL };
    static const char *const some[] = { "groups.everybody.crowd.count=100", "measure.warm_up=20 ms", NULL };
    RunFixture whole, warm;

    run_fixture_file(&whole, "large-group", none);
    run_fixture_file(&warm, "large-group", some);
    CU_ASSERT_EQUAL(whole.network->plain_until, SIM_TIME_MAX);
    CU_ASSERT_EQUAL(warm.network->plain_until, SIM_TIME_MAX);
    CU_ASSERT_TRUE(are_one("large-group with warm-up", &whole, &warm));
    run_fixture_clear(&whole);
    run_fixture_clear(&warm);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "shipped scenarios", test_shipped },
        { "conformance cases", test_conformance },
        { "after the warm-up", test_after_warm_up },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "two paths", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
