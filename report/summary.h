/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include <stddef.h>

#include "models/cpm_setup.h"
#include "models/cpm_station.h"
#include "report/metrics.h"

/* A setting that the scenario left open. */
typedef struct ReportDefault {
    const char *path;               /* "iwf.t_reply"                                                    */
    const char *value;              /* "600 s"                                                          */
    const char *source;             /* "[INFER] more than half have answered by then"                   */
} ReportDefault;

/* What a summary is made of; all pointers are borrowed, lists end with NULL, and a NULL list is empty. */
typedef struct ReportSummary {
    const char *name;               /* of the scenario: "figure-31"                                     */
    const char *title;              /* may be NULL                                                      */
    const CpmSetup *setup;
    const ReportMetrics *metrics;   /* finished                                                         */
    const CpmStationStats *stations;/* [n_stations]                                                     */
    size_t n_stations;
    const char *ending;             /* why the run ended: "nothing was left to do"                      */
    const char *verdict;            /* "pass"                                                           */
    const char *const *verdict_lines;   /* one each rule that is worth a line                           */
    const char *const *waived;      /* rules that the scenario waives, with their reason                */
    const ReportDefault *defaults;  /* [n_defaults]                                                     */
    size_t n_defaults;
    const char *const *files;       /* names of the files that were written                             */
    const char *folder;             /* NULL: the text of the file summary.txt.  Where the files are: the shorter text for a terminal, in
                                     * which the defaults are only counted                              */
} ReportSummary;

/* The summary for a terminal: at most 100 columns as long as the caller's words are (transfer full).  The same run gives the same
 * text. */
char *report_summary_text(const ReportSummary *summary);

#endif
