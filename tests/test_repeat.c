/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same file and seed give the same results, byte by byte; another seed does not; where things lie in memory does not matter. */
#include "tests/run_fixture.h"

#include <stdio.h>
#include <string.h>

#include "tests/cunit_run.h"
#include "tests/shipped_run.h"

/* The fingerprints of the shipped scenarios.  A change of one is a change of what the simulator says: say why in the commit. */
static const char *const fingerprints[] = {
    "55ac6239298cd102775a66d4ee660753",     /* figure-31 */
    "792708a0a734055376a04b4ec276c3e0",     /* figure-31-sip */
    "42a68adf4ac30ccfd627b6eb3725a030",     /* accept */
    "f2abb77c5210f2f8101d0a0f33803b34",     /* reject */
    "e8cf234b8ba85113e51d20d0083519b3",     /* convert */
    "ff75b4a2742ecf116be68338c714ffbd",     /* mixed-group */
    "16f89fcc1310ec89aa85e8e584d8e38a",     /* timer-c */
    "4b63a91e1e6ecc1c5c4d5cd310a86a74",     /* stale-invitation */
    "9180f83431e02446132b7a6117fc979d",     /* large-group with 10,000 members */
    "dcc1af903778aeee1defe8e616343b23",     /* faults/send-despite-reject */
    "da2317dcff1ce9d31765abedb7a38410",     /* faults/report-is-acceptance */
    "84e1f45ae806c86fc954fd1f2bf87475",     /* faults/wrong-mode */
    "b4cf1b334c21f6723f2ab41a54fe9719",     /* faults/drop-step-20 */
};

static void test_fingerprints(void)
{
    for (unsigned i = 0; shipped_scenarios[i].name != NULL; i++) {
        char text[REPORT_FINGERPRINT_TEXT_SIZE];
        RunFixture run;
        bool same;

        run_fixture_file(&run, shipped_scenarios[i].name, shipped_scenarios[i].sets);
        report_fingerprint_format(run.fingerprint, text);
        same = i < G_N_ELEMENTS(fingerprints) && strcmp(text, fingerprints[i]) == 0;
        CU_ASSERT(same);
        if (!same)
            fprintf(stderr, "\n    \"%s\",     /* %s */", text, shipped_scenarios[i].name);
        run_fixture_clear(&run);
    }
}

/* ---- files */

static bool is_manifest(const char *file)
{
    return strcmp(file, "manifest.json") == 0;
}

/* How many of the files of @a are not the same in @b, manifests apart. */
static unsigned count_differences(const ShippedRun *a, const ShippedRun *b)
{
    g_auto(GStrv) files = shipped_run_files(a), others = shipped_run_files(b);
    unsigned differences = !g_strv_equal((const char *const *)files, (const char *const *)others);

    CU_ASSERT(g_strv_length(files) >= 9);
    for (char **file = files; *file != NULL; file++) {
        g_autofree char *text = shipped_run_text(a, *file), *other = shipped_run_text(b, *file);

        if (is_manifest(*file) || g_strcmp0(text, other) == 0)
            continue;
        differences++;
    }
    return differences;
}

static void check_twice(const ShippedScenario *scenario)
{
    const char *other_seed[] = { "seed=4711", scenario->sets[0], NULL };
    ShippedRun first, second, other;

    shipped_run_start(&first, scenario->name, scenario->sets);
    shipped_run_start(&second, scenario->name, scenario->sets);
    shipped_run_start(&other, scenario->name, other_seed);
    CU_ASSERT(first.good && second.good && other.good);
    CU_ASSERT_EQUAL(count_differences(&first, &second), 0);
    CU_ASSERT(count_differences(&first, &other) > 0);
    shipped_run_clear(&other);
    shipped_run_clear(&second);
    shipped_run_clear(&first);
}

static void test_same_files(void)
{
    for (const ShippedScenario *scenario = shipped_scenarios; scenario->name != NULL; scenario++)
        check_twice(scenario);
}

/* Who watches the run in a thread of its own sees the same run. */
static void test_threads(void)
{
    for (const ShippedScenario *scenario = shipped_scenarios; scenario->name != NULL; scenario++) {
        ShippedRun one, two;

        shipped_run_start_in(&one, scenario->name, scenario->sets, STUDY_THREADS_ONE);
        shipped_run_start_in(&two, scenario->name, scenario->sets, STUDY_THREADS_TWO);
        CU_ASSERT(one.good && two.good);
        CU_ASSERT_EQUAL(count_differences(&one, &two), 0);
        CU_ASSERT_EQUAL(one.result.fingerprint.low, two.result.fingerprint.low);
        CU_ASSERT_EQUAL(one.result.messages, two.result.messages);
        shipped_run_clear(&two);
        shipped_run_clear(&one);
    }
}

/* ---- draws */

static bool is_same(const RunFixture *a, const RunFixture *b)
{
    return a->fingerprint.high == b->fingerprint.high && a->fingerprint.low == b->fingerprint.low;
}

/* Where something is drawn, another seed is another run; so is another replication. */
static void test_other_seed(void)
{
    static const ShippedScenario random[] = {
        { "mixed-group", { NULL } },
        { "large-group", { "members.crowd.count=1000", NULL } },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(random); i++) {
        const char *sets[] = { "seed=2", random[i].sets[0], NULL };
        RunFixture first, other;

        run_fixture_file(&first, random[i].name, random[i].sets);
        run_fixture_file(&other, random[i].name, sets);
        CU_ASSERT_FALSE(is_same(&first, &other));
        run_fixture_clear(&other);
        run_fixture_clear(&first);
    }
}

static void test_layouts(void)
{
    for (unsigned i = 0; shipped_scenarios[i].name != NULL; i++) {
        RunFixture plain, other;

        run_fixture_file(&plain, shipped_scenarios[i].name, shipped_scenarios[i].sets);
        for (unsigned layout = RUN_LAYOUT_NO_PREFETCH; layout <= RUN_LAYOUT_USED_QUEUE; layout++) {
            run_fixture_file_in(&other, shipped_scenarios[i].name, shipped_scenarios[i].sets, (RunLayout)layout);
            CU_ASSERT(is_same(&plain, &other));
            CU_ASSERT_EQUAL(other.records->len, plain.records->len);
            CU_ASSERT(memcmp(other.records->data, plain.records->data, plain.records->len * sizeof(SimRecord)) == 0);
            run_fixture_clear(&other);
        }
        run_fixture_clear(&plain);
    }
}

/* One person more, or one more cautious, changes nothing for those before: draws depend on member and purpose alone.  Boxes serve so fast
 * that nobody waits for another. */
static void test_draws_are_independent(void)
{
    const char *fast[] = { "members.crowd.count=300", "stations.core.servers=1000", "stations.cs.servers=1000",
                           "stations.isf.servers=1000", "stations.iwf.servers=1000", NULL };
    const char *longer[] = { "members.crowd.count=330", "stations.core.servers=1000", "stations.cs.servers=1000",
                             "stations.isf.servers=1000", "stations.iwf.servers=1000", NULL };
    RunFixture a, b;
    guint j = 0;

    run_fixture_file(&a, "large-group", fast);
    run_fixture_file(&b, "large-group", longer);
    for (guint i = 0; i < a.records->len; i++) {
        const SimRecord *record = &g_array_index(a.records, SimRecord, i), *other = NULL;

        if (record->kind != SIM_RECORD_OUTCOME)
            continue;
        for (; j < b.records->len; j++) {
            other = &g_array_index(b.records, SimRecord, j);
            if (other->kind == SIM_RECORD_OUTCOME && other->member <= 300)
                break;
        }
        CU_ASSERT(j < b.records->len && other->time == record->time && other->member == record->member &&
                  other->code == record->code && other->detail == record->detail);
        j++;
    }
    run_fixture_clear(&b);
    run_fixture_clear(&a);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "fingerprints", test_fingerprints },
        { "the same files twice", test_same_files },
        { "the same files with one thread and two", test_threads },
        { "another seed", test_other_seed },
        { "memory layouts", test_layouts },
        { "draws are independent", test_draws_are_independent },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "repeat", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
