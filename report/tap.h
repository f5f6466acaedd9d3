/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_TAP_H
#define REPORT_TAP_H

#include <glib.h>

#include "report/test_case.h"

/* Appends results.tap to @out: TAP version 13, a line for each case and, below those that did not pass, what there is to say as YAML.  A
 * case that is inconclusive, or judged nothing, is "ok ... # SKIP" with its reason: TAP has no other word for neither.  An error is "not
 * ok", with its verdict below. */
void report_tap(const ReportSuite *suite, GString *out);

#endif
