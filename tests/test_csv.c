/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/csv.h"

#include <string.h>

#include "sim/error.h"
#include "tests/cunit_run.h"

static StudyCsv *parse(const char *text)
{
    return study_csv_parse("t.csv", text, strlen(text), NULL);
}

static void test_fields_are_found(void)
{
    g_autoptr(StudyCsv) csv = parse("a,b,c\r\n1,,3\r\n\"x,y\",\"say \"\"hi\"\"\",\"two\r\nlines\"\r\n");

    CU_ASSERT_PTR_NOT_NULL_FATAL(csv);
    CU_ASSERT_TRUE(csv->n_columns == 3 && csv->n_rows == 2);
    CU_ASSERT_STRING_EQUAL(study_csv_heading(csv, 2), "c");
    CU_ASSERT_STRING_EQUAL(study_csv_at(csv, 0, 0), "1");
    CU_ASSERT_STRING_EQUAL(study_csv_at(csv, 0, 1), "");
    CU_ASSERT_STRING_EQUAL(study_csv_at(csv, 1, 0), "x,y");
    CU_ASSERT_STRING_EQUAL(study_csv_at(csv, 1, 1), "say \"hi\"");
    CU_ASSERT_STRING_EQUAL(study_csv_at(csv, 1, 2), "two\r\nlines");
    CU_ASSERT_TRUE(study_csv_column(csv, "b") == 1 && study_csv_column(csv, "B") == -1);
}

static void test_ends_of_lines(void)
{
    static const struct { const char *text; size_t columns, rows; } rows[] = {
        { "a", 1, 0 }, { "a\n", 1, 0 }, { "a,b\n1,2", 2, 1 }, { "a,b\n1,2\n", 2, 1 }, { "a\r\n1\n2\r\n", 1, 2 },
        { "a,\n,\n", 2, 1 }, { "a\n\n\n", 1, 2 }, { "a\n\"\"\n", 1, 1 },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(StudyCsv) csv = parse(rows[i].text);

        CU_ASSERT_TRUE(csv != NULL && csv->n_columns == rows[i].columns && csv->n_rows == rows[i].rows);
    }
}

static void test_what_is_no_csv_is_refused_with_its_row(void)
{
    static const struct { const char *text, *said; } rows[] = {
        { "", "empty" }, { "a,b\n1\n", "row 2" }, { "a,b\n1,2\n1,2,3\n", "row 3" }, { "a\n\"x\n", "row 2" }, { "a\nx\"y\n", "row 2" },
        { "a\n\"x\"y\n", "row 2" }, { "\"a", "row 1" }, { "a\rb\n", "row 1" }, { "a,b\n1,2\n\n", "row 3" }, { "a\n\"x\"\"", "row 2" },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(StudyCsv) csv = study_csv_parse("t.csv", rows[i].text, strlen(rows[i].text), &error);

        CU_ASSERT_PTR_NULL(csv);
        CU_ASSERT_TRUE(g_error_matches(error, SIM_ERROR, SIM_ERROR_ENVIRONMENT));
        CU_ASSERT_TRUE(error != NULL && strstr(error->message, "t.csv") != NULL && strstr(error->message, rows[i].said) != NULL);
    }
}

static void test_a_file_that_is_not_there(void)
{
    g_autoptr(GError) error = NULL;

    CU_ASSERT_PTR_NULL(study_csv_read("no-such-directory/t.csv", &error));
    CU_ASSERT_TRUE(g_error_matches(error, SIM_ERROR, SIM_ERROR_ENVIRONMENT));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "fields are found", test_fields_are_found },
        { "ends of lines", test_ends_of_lines },
        { "what is no csv is refused with its row", test_what_is_no_csv_is_refused_with_its_row },
        { "a file that is not there", test_a_file_that_is_not_there },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "CSV", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
