/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_HISTOGRAMS_CSV_H
#define REPORT_HISTOGRAMS_CSV_H

#include <glib.h>
#include <stddef.h>

#include "report/metrics.h"

/* Takes @text[@length] (borrowed for the call), the next piece of a file. */
typedef void (*ReportTake)(void *taker, const char *text, size_t length);

/* histograms.csv: RFC 4180, a header, then a line for each bucket that is not empty: name,lower_ns,upper_ns,count, in rising order.
 * @name is that of a distribution (report/metric_name.h); both bounds belong to the bucket.  The first bucket of a name begins at its
 * smallest value and the last ends at its largest, and one of them alone in its bucket is both its bounds; apart from that the bounds
 * are those of sim/histogram.h, the same in all runs, so that the counts of several runs add up to those of all of them.  Distributions
 * without values have no line.  @metrics is finished.  @take is called with @taker for one piece after the other, of some ten KB each: the
 * whole of a large run is megabytes. */
void report_histograms_csv(const ReportMetrics *metrics, ReportTake take, void *taker);

#endif
