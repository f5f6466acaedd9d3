/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_HISTOGRAMS_CSV_H
#define REPORT_HISTOGRAMS_CSV_H

#include <glib.h>

#include "report/metrics.h"

/* histograms.csv: RFC 4180, a header, then a line for each bucket that is not empty: name,lower_ns,upper_ns,count, in rising order.
 * @name is that of a distribution (report/metric_name.h); both bounds belong to the bucket.  The first bucket of a name begins at its
 * smallest value and the last ends at its largest, and one of them alone in its bucket is both its bounds; apart from that the bounds
 * are those of sim/histogram.h, the same in all runs, so that the counts of several runs add up to those of all of them.  Distributions
 * without values have no line.  Appends to @csv; @metrics is finished. */
void report_histograms_csv(const ReportMetrics *metrics, GString *csv);

#endif
