/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/error.h"
#include "tests/cunit_run.h"


static void test_fail_sets_the_error(void)
{
    g_autoptr(GError) error = NULL;
    CU_ASSERT_FALSE(sim_fail(&error, SIM_ERROR_ENVIRONMENT, "%s: no such file (%d)", "a.yaml", 7));
    CU_ASSERT(g_error_matches(error, SIM_ERROR, SIM_ERROR_ENVIRONMENT));
    CU_ASSERT_STRING_EQUAL(error->message, "a.yaml: no such file (7)");
}

static void test_nobody_has_to_listen(void)
{
    CU_ASSERT_FALSE(sim_fail(NULL, SIM_ERROR_USAGE, "unheard"));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "fail sets the error", test_fail_sets_the_error },
        { "nobody has to listen", test_nobody_has_to_listen },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "errors", .pTests = tests }, CU_SUITE_INFO_NULL };
    return cunit_run(suites);
}
