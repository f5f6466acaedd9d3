/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many processors a process may use: what it was left, not what the machine has. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE     /* sched_setaffinity */
#endif
#include "study/processors.h"

#include <sched.h>

#include <CUnit/CUnit.h>

#include "tests/cunit_run.h"

static void test_those_that_are_left(void)
{
    cpu_set_t all, one;
    int first = 0;

    CU_ASSERT_FALSE(sched_getaffinity(0, sizeof all, &all));
    CU_ASSERT_EQUAL(study_processors(), (unsigned)CPU_COUNT(&all));
    while (!CPU_ISSET(first, &all))
        first++;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    CU_ASSERT_FALSE(sched_setaffinity(0, sizeof one, &one));
    CU_ASSERT_EQUAL(study_processors(), 1);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "those that are left", test_those_that_are_left },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "processors", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
