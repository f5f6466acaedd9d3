/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_PERCENTILE_H
#define REPORT_PERCENTILE_H

/* The percentiles that every report shows. */
typedef struct ReportPercentile {
    double q;           /* 0 .. 1 */
    const char *name;   /* "p99.9" */
} ReportPercentile;

static const ReportPercentile report_percentiles[] = {
    { 0.50, "p50" }, { 0.66, "p66" }, { 0.75, "p75" }, { 0.80, "p80" },   { 0.90, "p90" },
    { 0.95, "p95" }, { 0.98, "p98" }, { 0.99, "p99" }, { 0.999, "p99.9" },
};

#define REPORT_PERCENTILES (sizeof report_percentiles / sizeof report_percentiles[0])

#endif
