/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_VERDICT_H
#define REPORT_VERDICT_H

/* Verdicts of TTCN-3 (ETSI ES 201 873-1), in their order: a verdict may only get worse, and the verdict of a whole is
 * the worst of its parts.  Written numbers. */
typedef enum ReportVerdict {
    REPORT_VERDICT_NONE = 0,        /* nothing was judged                                                       */
    REPORT_VERDICT_PASS = 1,        /* what is demanded happened, and nothing that is forbidden                 */
    REPORT_VERDICT_INCONC = 2,      /* the run ended before it could be decided                                 */
    REPORT_VERDICT_FAIL = 3,        /* the simulated system broke a requirement                                 */
    REPORT_VERDICT_ERROR = 4        /* the tester itself: the stream cannot be judged                           */
} ReportVerdict;

/* The worse of two verdicts. */
static inline ReportVerdict report_verdict_worse(ReportVerdict a, ReportVerdict b)
{
    return a > b ? a : b;
}

/* "none", "pass", "inconc", "fail", "error".  Static text. */
const char *report_verdict_name(ReportVerdict verdict);

#endif
