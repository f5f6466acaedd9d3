/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of golden values says what the formulas say: 109 rows, each to its last digit; and the formulas what others have published. */
#include "tests/golden.h"

#include <math.h>
#include <stdio.h>

#include "tests/cunit_run.h"
#include "tests/run_fixture.h"

static Golden *golden;

static int read_table(void)
{
    g_autofree char *path = run_fixture_source_path("scenarios/validation/golden.csv");
    g_autoptr(GError) error = NULL;

    golden = golden_read(path, &error);
    if (golden == NULL)
        puts(error->message);
    return golden == NULL;
}

static int free_table(void)
{
    golden_free(golden);
    return 0;
}

static void test_every_row(void)
{
    CU_ASSERT_EQUAL(golden_rows(golden), 109);
    for (size_t i = 0; i < golden_rows(golden); i++) {
        double table[EXACT_SENDS], exact[EXACT_SENDS];
        GoldenRow row = golden_row(golden, i);
        size_t n = golden_table_numbers(&row, table), found = golden_exact_numbers(&row, exact);

        CU_ASSERT_EQUAL(n, found);
        for (size_t k = 0; k < MIN(n, found); k++) {
            CU_ASSERT_DOUBLE_EQUAL(table[k], exact[k], 1.01 * golden_rounding(&row));
            if (!(fabs(table[k] - exact[k]) <= 1.01 * golden_rounding(&row)))
                printf("%s, %s, %s: %.12g in the table, %.12g by the formula\n", row.check, row.parameters, row.quantity, table[k],
                       exact[k]);
        }
    }
}

static void test_rows_differ(void)
{
    for (size_t i = 0; i < golden_rows(golden); i++) {
        GoldenRow row = golden_row(golden, i);

        CU_ASSERT_EQUAL(golden_find(golden, row.check, row.parameters, row.quantity), i);
    }
    CU_ASSERT_EQUAL(golden_find(golden, "M/M/1", "mu=1000/s rho=0.1", "colour"), golden_rows(golden));
}

/* Where the formulas meet: exponential service is cs2 = 1, one server is c = 1, an endless buffer blocks nobody, one variable is its own
 * largest; the mean of a lognormal is exp(sigma^2 / 2). */
static void test_formulas_meet(void)
{
    CU_ASSERT_DOUBLE_EQUAL(exact_erlang_c(0.7, 1), 0.7, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(exact_wait(0.7, 1, 1), exact_erlang_c(0.7, 1) / (1 - 0.7), 1e-12);
    CU_ASSERT_DOUBLE_EQUAL(exact_block(0.5, 1), exact_erlang_b(0.5, 1), 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(exact_block(1, 9), 0.1, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(exact_block(0.5, 60), 0, 1e-15);
    CU_ASSERT_DOUBLE_EQUAL(exact_last_lognormal(1, 0.5), exp(0.125), 1e-10);
    CU_ASSERT_DOUBLE_EQUAL(exact_last_lognormal(1, 1.25), exp(1.25 * 1.25 / 2), 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(exact_mean_sends(0, 7), 1, 0);
    CU_ASSERT_DOUBLE_EQUAL(exact_mean_sends(1, 7), 7, 0);
    CU_ASSERT_DOUBLE_EQUAL(exact_harmonic(10, 1), 7381.0 / 2520, 1e-15);
}

/* The largest of two normal variables has the mean 1 / sqrt(pi), and its square has the mean 1: so the mean of the largest of two
 * lognormals is nearly 1 + sigma / sqrt(pi) + sigma^2 / 2 for a small sigma. */
static void test_last_of_two(void)
{
    double sigma = 0.001;

    CU_ASSERT_DOUBLE_EQUAL(exact_last_lognormal(2, sigma), 1 + sigma / sqrt(G_PI) + sigma * sigma / 2, 2 * sigma * sigma * sigma);
}

static void test_parameters(void)
{
    GoldenRow row = { .parameters = "a=7.2 c=8 s=1 N=9 CPM members M=4 cs2=3" };

    CU_ASSERT_DOUBLE_EQUAL(golden_parameter(&row, "a"), 7.2, 0);
    CU_ASSERT_DOUBLE_EQUAL(golden_parameter(&row, "c"), 8, 0);
    CU_ASSERT_DOUBLE_EQUAL(golden_parameter(&row, "s"), 1, 0);
    CU_ASSERT_DOUBLE_EQUAL(golden_parameter(&row, "M"), 4, 0);
    CU_ASSERT_DOUBLE_EQUAL(golden_parameter(&row, "cs2"), 3, 0);
    CU_ASSERT_TRUE(isnan(golden_parameter(&row, "cs")));
    CU_ASSERT_TRUE(isnan(golden_parameter(&row, "members")));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "every row of the table", test_every_row },
        { "no row stands twice", test_rows_differ },
        { "where formulas meet", test_formulas_meet },
        { "the last of two", test_last_of_two },
        { "parameters", test_parameters },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = {
        { .pName = "golden", .pInitFunc = read_table, .pCleanupFunc = free_table, .pTests = tests },
        CU_SUITE_INFO_NULL,
    };

    return cunit_run(suites);
}
