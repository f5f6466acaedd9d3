/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/verdict.h"

#include <glib.h>

const char *report_verdict_name(ReportVerdict verdict)
{
    static const char *const names[] = {"none", "pass", "inconc", "fail", "error"};
    g_assert((unsigned)verdict < G_N_ELEMENTS(names));
    return names[verdict];
}
