/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CUNIT_RUN_H
#define TESTS_CUNIT_RUN_H

#include <CUnit/CUnit.h>

/* Runs @suites, which end with CU_SUITE_INFO_NULL, and prints each test with its result.  Returns what main() of a test
 * program returns: 0 if all passed, 1 if something failed or no test was run, 99 if CUnit cannot work here. */
int cunit_run(CU_SuiteInfo *suites);

#endif
