/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_METRIC_NAME_H
#define REPORT_METRIC_NAME_H

/* How the numbers of a run are called wherever a user writes one down: METRIC[.CLASS][.BOX].STAT of its line in metrics.csv, as in
 * session_establishment.p95, members.all.joined, station.SIP_IP_Core.utilisation.  Letters, digits, '.' and '-' stand for themselves,
 * each run of other characters between them is one '_'.
 *
 * Besides the lines of metrics.csv there are numbers that follow from them:
 *      outcomes.D05                    legs settled by that row, of all classes and with any status; also outcomes.CLASS.D05
 *      outcome_share.D05               of all legs that were settled
 *      joined_share[.CLASS]            members that joined, of those that were invited
 *      segments_per_joined_user        what was sent to Non-CPM Systems, per user of theirs that joined
 * A distribution is called as its lines without the stat (answer_since_invitation.all), a series as in series.csv
 * (messages.SIP_IP_Core). */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "models/cpm_setup.h"

typedef enum ReportMetricKind { REPORT_METRIC_NUMBER, REPORT_METRIC_DISTRIBUTION, REPORT_METRIC_SERIES } ReportMetricKind;

typedef struct ReportMetricName {
    ReportMetricKind kind;
    const char *name;
    const char *unit;           /* as in metrics.csv: "s", "1", "1/s", or the currency */
} ReportMetricName;

/* The names that runs of some setups may use. */
typedef struct ReportMetricNames ReportMetricNames;

ReportMetricNames *report_metric_names_new(void);
void report_metric_names_free(ReportMetricNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReportMetricNames, report_metric_names_free)

/* Adds all that a run of @setup may have; what is there already stays. */
void report_metric_names_add(ReportMetricNames *names, const CpmSetup *setup);

/* The one called @name, or NULL; owned by @names. */
const ReportMetricName *report_metric_names_find(const ReportMetricNames *names, ReportMetricKind kind, const char *name);

/* All names of @kind in a fixed order, NULL-terminated (transfer container). */
const char **report_metric_names_list(const ReportMetricNames *names, ReportMetricKind kind);

/* The name of a line of metrics.csv; "" is what a line does not have, and @stat may be NULL, for a distribution (transfer full). */
char *report_metric_name(const char *metric, const char *message_class, const char *box, const char *stat);

/* True when a run whose metrics.csv has no line of that name has counted 0; false when it has no such number. */
bool report_metric_name_is_count(const char *name);

#endif
