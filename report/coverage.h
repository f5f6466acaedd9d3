/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_COVERAGE_H
#define REPORT_COVERAGE_H

#include <glib.h>

#include "report/test_case.h"

/* Appends coverage.csv (RFC 4180, CRLF, header) to @out, a row for each branch of each requirement, in the order of the checker:
 *      requirement, branch, text, taken, tests
 * taken is how often, tests are the cases that took it, with blanks between.  A branch that no case took has 0 and no tests. */
void report_coverage_csv(const ReportSuite *suite, GString *out);

#endif
