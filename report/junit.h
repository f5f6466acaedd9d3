/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include <glib.h>

#include "report/test_case.h"

/* Appends junit.xml to @out: the common subset of JUnit's format, which docs/junit.xsd describes.  A fail is a <failure>, an error an
 * <error>; inconc and none are <skipped> with the reason, never a testcase that looks like a pass.  The verdict, the requirements that the
 * criteria name, and the command stand in <properties>.  There are no times of day or durations: the same study is the same file. */
void report_junit(const ReportSuite *suite, GString *out);

#endif
