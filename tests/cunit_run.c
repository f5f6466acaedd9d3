/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/cunit_run.h"

#include <CUnit/Basic.h>
#include <stdbool.h>

int cunit_run(CU_SuiteInfo *suites)
{
    bool passed;

    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS)
        return 99;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    passed = CU_get_number_of_failures() == 0 && CU_get_number_of_suites_failed() == 0 && CU_get_number_of_tests_run() > 0;
    CU_cleanup_registry();
    return !passed;
}
