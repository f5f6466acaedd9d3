/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_METRICS_CSV_H
#define REPORT_METRICS_CSV_H

#include <glib.h>
#include <stddef.h>

#include "models/cpm_setup.h"
#include "models/cpm_station.h"
#include "report/metrics.h"

/* metrics.csv: RFC 4180, a header, then one number a line: metric,box,class,stat,unit,value,n.  @n is how many observations the number
 * stands for; empty where that says nothing.  Times are in seconds of virtual time.  The order of lines never changes; what did not
 * occur has no line, except the totals.  docs/results.md lists the metrics.  Appends to @csv.  @metrics is finished;
 * @stations[n_stations] in the order in which they shall stand. */
void report_metrics_csv(const ReportMetrics *metrics, const CpmSetup *setup, const CpmStationStats *stations, size_t n_stations,
                        GString *csv);

#endif
