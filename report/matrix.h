/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_MATRIX_H
#define REPORT_MATRIX_H

/* The requirement matrix of a conformance study: what was demanded, which test case looked at it, and what came out. */

#include <glib.h>

#include "report/test_case.h"

/* Appends matrix.csv (RFC 4180, CRLF, header) to @out: a row for each requirement and each case that exercised it, in these orders, and
 * one row with the verdict none for a requirement that no case exercised:
 *      requirement, specification, clause, status, condition, test, criterion, verdict, expected, pass, inconc, fail, time_s, event,
 *      evidence, command
 * criterion is the letter of the criterion that names the requirement, empty where the case only exercises it.  pass, inconc and fail
 * count legs or sessions.  time_s and event say where the first failure was found, or, without one, the last record by which the case met
 * a criterion; evidence is the reason, or how much was judged; command repeats the run. */
void report_matrix_csv(const ReportSuite *suite, GString *out);

/* Appends the same for a terminal: a line for each requirement with how many cases exercised it and what became of it, one for each case
 * that did not pass, with the reason, and the sums; at most 130 columns. */
void report_matrix_text(const ReportSuite *suite, GString *out);

/* The worst verdict of all cases; none without any. */
ReportVerdict report_suite_verdict(const ReportSuite *suite);

/* How many cases have that @verdict. */
unsigned report_suite_count(const ReportSuite *suite, ReportVerdict verdict);

/* The verdict of requirement @demand over all cases: the worst, where what a criterion expects counts as a pass. */
ReportVerdict report_suite_demand_verdict(const ReportSuite *suite, unsigned demand);

#endif
