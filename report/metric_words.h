/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_METRIC_WORDS_H
#define REPORT_METRIC_WORDS_H

/* What a metric is called where people read it, in legends and at axes: "the user accepted (D05)" for outcomes.D05, "SIP/IP Core: mean
 * wait" for station.SIP_IP_Core.mean_wait.  For a name that has no words, the name (transfer full). */
char *report_metric_words(const char *name);

#endif
