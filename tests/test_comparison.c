/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/comparison.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "sim/error.h"
#include "tests/cunit_run.h"

/* Folders of studies as the runner leaves them, written here by hand: each test has its own, below the working directory. */
#define FOLDER "comparison.tmp"
#define HEADER "metric,box,class,stat,unit,value,n\r\n"

static void write_file(const char *study, const char *path, const char *text)
{
    g_autofree char *name = g_build_filename(FOLDER, study, path, NULL), *folder = g_path_get_dirname(name);
    bool written = g_mkdir_with_parents(folder, 0777) == 0 && g_file_set_contents(name, text, -1, NULL);

    g_assert(written);
}

/* A run is finished when it has a manifest. */
static void write_run(const char *study, const char *key, const char *metrics)
{
    g_autofree char *path = g_build_filename("runs", key, "metrics.csv", NULL);
    g_autofree char *manifest = g_build_filename("runs", key, "manifest.json", NULL);

    write_file(study, path, metrics);
    write_file(study, manifest, "{}");
}

static void remove_all(const char *path)
{
    GDir *folder = g_dir_open(path, 0, NULL);
    const char *name;

    while (folder != NULL && (name = g_dir_read_name(folder)) != NULL) {
        g_autofree char *inner = g_build_filename(path, name, NULL);

        remove_all(inner);
    }
    g_clear_pointer(&folder, g_dir_close);
    g_remove(path);
}

static int begin(void)
{
    remove_all(FOLDER);
    return 0;
}

static int end(void)
{
    remove_all(FOLDER);
    return 0;
}

static StudyArchive *read_study(const char *study)
{
    g_autofree char *path = g_build_filename(FOLDER, study, NULL);

    return study_archive_read(path, NULL);
}

static const double luck[] = { 3, 40, 21, 9, 70 };

/* Two policies, two sizes, five replications.  With "convert" a latency is longer by 1 s or 2 s of the same luck, where size is 10; where
 * it is 20 it is shorter.  Rare counts have lines only where they are not 0. */
static void write_study(const char *study, const char *seed, double shift, const char *missing)
{
    g_autoptr(GString) plan = g_string_new("index,key,point,replication,seed,policy,size\r\n");
    int index = 0;

    for (int policy = 0; policy < 2; policy++)
        for (int size = 10; size <= 20; size += 10)
            for (int replication = 0; replication < 5; replication++, index++) {
                g_autofree char *key = g_strdup_printf("k%02d", index);
                double value = luck[replication] + shift + policy * (size == 10 ? 1 + replication % 2 : -5 - replication);
                g_autofree char *rare = replication == 4 && policy == 1 ? g_strdup("messages_lost,,,count,1,5,\r\n") : g_strdup("");
                g_autofree char *text = g_strdup_printf(
                    HEADER "session_establishment,,,p95,s,%.9f,100\r\nmembers,,non-CPM,joined,1,%d,\r\noutcomes,,x y,D05 200,1,7,\r\n%s",
                    value, 50 + policy * replication, rare);

                g_string_append_printf(plan, "%d,%s,%d,%d,%s,%s,%d\r\n", index, key, policy * 2 + size / 10 - 1, replication, seed,
                                       policy == 0 ? "accept" : "convert", size);
                if (strcmp(missing, key) != 0)
                    write_run(study, key, text);
            }
    write_file(study, "plan.csv", plan->str);
}

static StudyComparison *compare(StudyArchive *a, const char *where_a, StudyArchive *b, const char *where_b, const char *metric)
{
    const char *wheres[2][2] = { { where_a, NULL }, { where_b, NULL } }, *patterns[] = { metric != NULL ? metric : "*", NULL };
    StudySide sides[] = { { a, wheres[0] }, { b, wheres[1] } };

    return study_comparison_new(sides, patterns, 0.95, NULL);
}

static const StudyDifference *difference_at(const StudyComparison *comparison, guint i)
{
    return &g_array_index(comparison->differences, StudyDifference, i);
}

static void test_values_of_one_axis_are_compared_for_each_of_the_others(void)
{
    g_autoptr(StudyArchive) archive = NULL;
    g_autoptr(StudyComparison) comparison = NULL;

    write_study("axis", "1", 0, "");
    archive = read_study("axis");
    comparison = compare(archive, "policy=accept", archive, "policy=convert", NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(comparison);
    CU_ASSERT_TRUE(comparison->n_pairs == 10 && comparison->n_left_out == 0 && comparison->common_random_numbers);
    CU_ASSERT_TRUE(comparison->groups->len == 2 && comparison->differences->len == 8);
    CU_ASSERT_TRUE(fabs(comparison->level_each - (1 - 0.05 / 8)) < 1e-12);
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(comparison->groups, 0), "size=10");
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(comparison->groups, 1), "size=20");
    /* 1 2 1 2 1 s longer: shown although the latencies themselves spread over 67 s */
    CU_ASSERT_TRUE(difference_at(comparison, 0)->change == STUDY_WORSE && difference_at(comparison, 0)->group == 0);
    CU_ASSERT_TRUE(fabs(difference_at(comparison, 0)->paired.difference.mean - 1.4) < 1e-12);
    CU_ASSERT_TRUE(fabs(difference_at(comparison, 0)->paired.a.mean - 28.6) < 1e-12);
    CU_ASSERT_EQUAL(difference_at(comparison, 1)->change, STUDY_NOT_SHOWN);     /* joined: 0 1 2 3 4 more, at 99.4 % */
    CU_ASSERT_EQUAL(difference_at(comparison, 2)->change, STUDY_EQUAL);
    CU_ASSERT_EQUAL(difference_at(comparison, 3)->change, STUDY_NOT_SHOWN);     /* lost: 0 0 0 0 5 more              */
    CU_ASSERT_TRUE(difference_at(comparison, 3)->paired.difference.n == 5 && difference_at(comparison, 3)->paired.difference.mean == 1);
    CU_ASSERT_TRUE(difference_at(comparison, 4)->change == STUDY_BETTER && difference_at(comparison, 4)->group == 1);
}

static void test_naming_the_metrics_that_matter_shows_more(void)
{
    g_autoptr(StudyArchive) archive = NULL;
    g_autoptr(StudyComparison) comparison = NULL, none = NULL;

    write_study("named", "1", 0, "");
    archive = read_study("named");
    comparison = compare(archive, "size=10", archive, "size=20", "session_establishment.*");
    CU_ASSERT_PTR_NOT_NULL_FATAL(comparison);
    CU_ASSERT_TRUE(comparison->differences->len == 2 && fabs(comparison->level_each - 0.975) < 1e-12);
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(comparison->groups, 0), "policy=accept");
    CU_ASSERT_EQUAL(difference_at(comparison, 0)->change, STUDY_EQUAL);
    CU_ASSERT_EQUAL(difference_at(comparison, 1)->change, STUDY_BETTER);
    none = compare(archive, "policy=accept", archive, "policy=convert", "members.*.joined");
    CU_ASSERT_EQUAL(difference_at(none, 0)->change, STUDY_NOT_SHOWN);
}

static void test_without_names_it_is_what_most_people_ask(void)
{
    static const char *const none[] = { NULL }, *const wheres[] = { "policy=accept", NULL, "policy=convert", NULL };
    static const char *const names[] = { "members.all.joined", "joined_share", "session_establishment.p95", "messages_lost.count" };
    static const StudyChange changes[] = { STUDY_BETTER, STUDY_BETTER, STUDY_WORSE, STUDY_WORSE };
    g_autoptr(StudyArchive) archive = NULL;
    g_autoptr(StudyComparison) comparison = NULL, higher = NULL, lower = NULL;
    StudySide sides[2];

    write_file("most", "plan.csv", "index,key,point,replication,seed,policy\r\n0,k0,0,0,1,accept\r\n1,k1,0,1,1,accept\r\n"
                                   "2,k2,1,0,1,convert\r\n3,k3,1,1,1,convert\r\n");
    for (int run = 0; run < 4; run++) {
        g_autofree char *key = g_strdup_printf("k%d", run), *text = g_strdup_printf(
            HEADER "throughput,,,bin width,s,%d,1\r\nsession_establishment,,,p95,s,%d,1\r\nmembers,,all,invited,1,10,\r\n"
            "members,,all,joined,1,%d,\r\nmessages_lost,,,count,1,%d,\r\n", run, run / 2, 1 + run / 2, run / 2);

        write_run("most", key, text);
    }
    archive = read_study("most");
    sides[0] = (StudySide){ archive, wheres };
    sides[1] = (StudySide){ archive, wheres + 2 };
    comparison = study_comparison_new(sides, none, 0.95, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(comparison);
    CU_ASSERT_EQUAL(comparison->differences->len, G_N_ELEMENTS(names));
    for (guint i = 0; i < MIN(comparison->differences->len, G_N_ELEMENTS(names)); i++) {
        CU_ASSERT_STRING_EQUAL(difference_at(comparison, i)->name, names[i]);
        CU_ASSERT_EQUAL(difference_at(comparison, i)->change, changes[i]);
    }
    CU_ASSERT_STRING_EQUAL(difference_at(comparison, 2)->unit, "s");
    higher = compare(archive, "policy=accept", archive, "policy=convert", "throughput.*");
    lower = compare(archive, "policy=convert", archive, "policy=accept", "throughput.*");
    CU_ASSERT_PTR_NOT_NULL_FATAL(higher);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lower);
    CU_ASSERT_TRUE(difference_at(higher, 0)->change == STUDY_HIGHER && difference_at(higher, 0)->paired.difference.mean == 2);
    CU_ASSERT_EQUAL(difference_at(lower, 0)->change, STUDY_LOWER);
}

static void test_two_studies_are_compared_point_by_point(void)
{
    g_autoptr(StudyArchive) old = NULL, new = NULL;
    g_autoptr(StudyComparison) comparison = NULL;

    write_study("old", "1", 0, "k03");
    write_study("new", "2", 0.5, "k17");
    old = read_study("old");
    new = read_study("new");
    comparison = compare(old, NULL, new, NULL, "session_establishment.p95");
    CU_ASSERT_PTR_NOT_NULL_FATAL(comparison);
    CU_ASSERT_TRUE(comparison->n_pairs == 18 && comparison->n_left_out == 2 && !comparison->common_random_numbers);
    CU_ASSERT_EQUAL(comparison->groups->len, 4);
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(comparison->groups, 2), "policy=convert, size=10");
    for (guint i = 0; i < 4; i++) {
        CU_ASSERT_TRUE(difference_at(comparison, i)->change == STUDY_WORSE && difference_at(comparison, i)->paired.difference.mean == 0.5);
        CU_ASSERT_EQUAL(difference_at(comparison, i)->paired.difference.n, i == 0 || i == 3 ? 4 : 5);
    }
}

static void test_one_pair_shows_nothing(void)
{
    g_autoptr(StudyArchive) a = NULL, b = NULL;
    g_autoptr(StudyComparison) comparison = NULL;

    write_file("single-a", "plan.csv", "index,key,point,replication,seed\r\n0,k0,0,0,1\r\n");
    write_run("single-a", "k0", HEADER "run,,,length,s,5.000000000,1\r\nanswer,,,p50,s,5,1\r\n");
    write_file("single-b", "plan.csv", "index,key,point,replication,seed\r\n0,k1,0,0,1\r\n");
    write_run("single-b", "k1", HEADER "run,,,length,s,9.000000000,1\r\nmessages_lost,,,count,1,3,\r\n");
    a = read_study("single-a");
    b = read_study("single-b");
    comparison = compare(a, NULL, b, NULL, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(comparison);
    CU_ASSERT_TRUE(comparison->groups->len == 1 && comparison->differences->len == 3);
    CU_ASSERT_STRING_EQUAL(g_ptr_array_index(comparison->groups, 0), "");
    for (guint i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(difference_at(comparison, i)->change, STUDY_TOO_FEW);
    CU_ASSERT_TRUE(difference_at(comparison, 1)->paired.difference.n == 0);
    CU_ASSERT_TRUE(difference_at(comparison, 2)->paired.b.mean == 3 && difference_at(comparison, 2)->paired.a.mean == 0);
}

static void test_what_cannot_be_compared_says_why(void)
{
    static const struct { const char *where_a, *where_b, *metric, *said; } rows[] = {
        { "police=accept", "policy=convert", NULL, "A: there is no axis 'police'; axes: policy, size" },
        { "policy=accept", "policy=reject", NULL, "B: axis 'policy' has no value 'reject'; values: accept, convert" },
        { "seed=1", "seed=1", NULL, "A: there is no axis 'seed'" }, { "policy", "policy=accept", NULL, "A: 'policy': expected AXIS=VALUE" },
        { "policy=accept", NULL, NULL, "B: say which value of axis 'policy' is meant" },
        { NULL, "size=10", NULL, "A: say which value of axis 'size' is meant" },
        { "policy=accept", "policy=convert", "session_establishmnt.p95", "did you mean 'session_establishment.p95'?" },
        { "policy=accept", "policy=convert", "members.banana.joined", "no run has a metric 'members.banana.joined'" },
    };
    g_autoptr(StudyArchive) archive = NULL;

    write_study("wrong", "1", 0, "");
    archive = read_study("wrong");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const char *wheres[2][2] = { { rows[i].where_a, NULL }, { rows[i].where_b, NULL } }, *patterns[] = { rows[i].metric, NULL };
        StudySide sides[] = { { archive, wheres[0] }, { archive, wheres[1] } };
        g_autoptr(GError) error = NULL;
        g_autoptr(StudyComparison) comparison = study_comparison_new(sides, patterns, 0.95, &error);

        CU_ASSERT_PTR_NULL(comparison);
        CU_ASSERT_TRUE(g_error_matches(error, SIM_ERROR, SIM_ERROR_USAGE));
        CU_ASSERT_TRUE(error != NULL && strstr(error->message, rows[i].said) != NULL);
    }
}

static void test_axes_of_other_studies_must_be_fixed(void)
{
    g_autoptr(StudyArchive) a = NULL, b = NULL;
    g_autoptr(StudyComparison) refused = NULL, fixed = NULL;

    write_study("wide", "1", 0, "");
    write_file("narrow", "plan.csv", "index,key,point,replication,seed,size\r\n0,k0,0,0,1,10\r\n1,k1,0,1,1,10\r\n");
    write_run("narrow", "k0", HEADER "session_establishment,,,p95,s,4,1\r\n");
    write_run("narrow", "k1", HEADER "session_establishment,,,p95,s,43,1\r\n");
    a = read_study("wide");
    b = read_study("narrow");
    refused = compare(a, NULL, b, NULL, NULL);
    CU_ASSERT_PTR_NULL(refused);
    fixed = compare(a, "policy=accept", b, NULL, "session_establishment.p95");
    CU_ASSERT_PTR_NOT_NULL_FATAL(fixed);
    CU_ASSERT_TRUE(fixed->n_pairs == 2 && fixed->n_left_out == 8 && difference_at(fixed, 0)->paired.difference.mean == 2);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "values of one axis are compared for each of the others", test_values_of_one_axis_are_compared_for_each_of_the_others },
        { "naming the metrics that matter shows more", test_naming_the_metrics_that_matter_shows_more },
        { "without names it is what most people ask", test_without_names_it_is_what_most_people_ask },
        { "two studies are compared point by point", test_two_studies_are_compared_point_by_point },
        { "one pair shows nothing", test_one_pair_shows_nothing },
        { "what cannot be compared says why", test_what_cannot_be_compared_says_why },
        { "axes of other studies must be fixed", test_axes_of_other_studies_must_be_fixed },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "comparison", .pInitFunc = begin, .pCleanupFunc = end, .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
