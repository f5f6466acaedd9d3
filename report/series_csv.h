/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_SERIES_CSV_H
#define REPORT_SERIES_CSV_H

#include <glib.h>

#include "models/cpm_setup.h"
#include "report/metrics.h"

/* series.csv: RFC 4180, a header, then a line for each bin of virtual time: begin_s,end_s and a column for each series:
 * invitations_open and members_joined at the end of the bin; invitations_sent to members, per second; with transactions or samples
 * sessions_offered and sessions_goodput, per second; messages.BOX, received per second, of each box that received any; with samples
 * queue_length.BOX, busy_share.BOX and transactions_open.BOX, the mean of the samples (names: report/metric_name.h).  Appends to @csv;
 * @metrics is finished. */
void report_series_csv(const ReportMetrics *metrics, const CpmSetup *setup, GString *csv);

#endif
