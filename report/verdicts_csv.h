/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_VERDICTS_CSV_H
#define REPORT_VERDICTS_CSV_H

#include <glib.h>

#include "report/checker.h"

/* Appends verdicts.csv (RFC 4180, CRLF, header) to @out: one row per requirement, exercised or not, in the order of the
 * table, with
 *      requirement, specification, clause, verdict, pass, inconc, fail, reason, first_time_s, first_event, legs, waived
 * pass, inconc and fail count legs (sessions for what is owed to the inviter); fail includes errors of the tester.
 * first_time_s and first_event say where the first failure was found, empty without one; legs are the first ten that
 * failed, as session/member with blanks between; waived says who is exempted and by which setting. */
void report_verdicts_csv(const ReportChecker *checker, GString *out);

/* Appends the verdict for people: one line "verdict  requirement  counts", at most 100 columns, for each requirement
 * that was exercised, the reason below each one that did not pass, and a line for each waiver. */
void report_verdicts_text(const ReportChecker *checker, GString *out);

#endif
