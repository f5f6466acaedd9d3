/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUITE_FIXTURE_H
#define TESTS_SUITE_FIXTURE_H

/* A conformance study by hand: five cases, three requirements, two branches. */

#include "report/test_case.h"

typedef struct SuiteFixture {
    ReportCaseResult results[5];
    ReportTestCase cases[5];            /* t_pass, t_fail, t_inconc, t_error, t_expected                            */
    ReportDemand demands[3];            /* R/one fails in t_fail, R/two in t_expected, where it should; R/three: nowhere */
    ReportDemandBranch branches[2];     /* of R/one: the first is taken                                             */
    ReportSuite report;
} SuiteFixture;

/* Fills @suite, which must stay where it is. */
void suite_fixture_fill(SuiteFixture *suite);

#endif
