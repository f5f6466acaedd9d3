/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/metrics_state.h"

SimTime report_metrics_end(const ReportMetrics *metrics)
{
    return metrics->end;
}

SimTime report_metrics_warm_up(const ReportMetrics *metrics)
{
    return metrics->warm_up;
}

SimTime report_metrics_measured(const ReportMetrics *metrics)
{
    return MAX(metrics->end - metrics->warm_up, 0);
}

bool report_metrics_has_numbers(const ReportMetrics *metrics)
{
    return metrics->warm_up == 0 || metrics->end > metrics->warm_up;
}

const SimHistogram *report_metrics_session_time(const ReportMetrics *metrics, ReportSessionTime which)
{
    g_assert(which < REPORT_SESSION_TIMES);
    return metrics->session_time[which];
}

const SimHistogram *report_metrics_answer_time(const ReportMetrics *metrics, ReportSince since, ReportLegClass leg_class,
                                               bool joined)
{
    g_assert(since < REPORT_SINCES && leg_class < REPORT_LEG_CLASSES);
    return metrics->answer_time[since][leg_class][joined];
}

SimHistogram *report_metrics_all_answers(const ReportMetrics *metrics, ReportSince since)
{
    SimHistogram *all = sim_histogram_new();
    for (int i = 0; i < REPORT_LEG_CLASSES * 2; i++)
        sim_histogram_merge(all, metrics->answer_time[since][i / 2][i % 2]);
    return all;
}

const SimHistogram *report_metrics_outcome_time(const ReportMetrics *metrics, unsigned row, bool joined)
{
    g_assert(row < REPORT_DECISION_ROWS);
    return metrics->outcome_time[row][joined];
}

ReportSessions report_metrics_sessions(const ReportMetrics *metrics)
{
    ReportAttempts attempts = report_sip_performance_attempts(metrics->performance, REPORT_CALLER_INVITER);
    return (ReportSessions){
        .started = attempts.sent,
        .established = attempts.accepted,
        .failed = attempts.redirected + attempts.failed - attempts.timed_out,
        .timed_out = attempts.timed_out,
        .unfinished = attempts.sent - attempts.accepted - attempts.redirected - attempts.failed,
    };
}

ReportMembers report_metrics_members(const ReportMetrics *metrics, ReportLegClass leg_class)
{
    g_assert(leg_class < REPORT_LEG_CLASSES);
    return metrics->members[leg_class];
}

ReportMembers report_metrics_all_members(const ReportMetrics *metrics)
{
    ReportMembers all = { .invited = 0 };
    for (int i = 0; i < REPORT_LEG_CLASSES; i++) {
        all.invited += metrics->members[i].invited;
        all.joined += metrics->members[i].joined;
        all.refused += metrics->members[i].refused;
        all.timed_out += metrics->members[i].timed_out;
        all.left += metrics->members[i].left;
    }
    return all;
}

uint64_t report_metrics_outcomes(const ReportMetrics *metrics, ReportLegClass leg_class, unsigned row, unsigned status)
{
    g_assert(leg_class < REPORT_LEG_CLASSES && row < REPORT_DECISION_ROWS && status < REPORT_STATUSES);
    return metrics->outcomes[leg_class][row][status];
}

uint64_t report_metrics_next_outcome(const ReportMetrics *metrics, ReportLegClass leg_class, unsigned row, unsigned *status)
{
    g_assert(leg_class < REPORT_LEG_CLASSES && row < REPORT_DECISION_ROWS);
    if (!(metrics->rows_seen[leg_class] >> row & 1))
        return 0;       /* most pages of the table have never been touched, and need not be */
    const uint64_t *outcomes = metrics->outcomes[leg_class][row];
    while (*status < REPORT_STATUSES && outcomes[*status] == 0)
        ++*status;
    return *status < REPORT_STATUSES ? outcomes[*status] : 0;
}

size_t report_metrics_first_outcomes(const ReportMetrics *metrics, const ReportOutcome **out_outcomes)
{
    *out_outcomes = metrics->first_outcomes;
    return metrics->n_first_outcomes;
}

uint64_t report_metrics_joined_late(const ReportMetrics *metrics)
{
    uint64_t members = 0;
    for (int i = 0; i < REPORT_LEG_CLASSES; i++)
        for (unsigned status = 200; status < 300; status++)
            members += metrics->outcomes[i][13][status];
    return members;
}

uint64_t report_metrics_joined_non_cpm(const ReportMetrics *metrics)
{
    return report_metrics_all_members(metrics).joined - metrics->members[REPORT_LEG_CPM].joined + report_metrics_joined_late(metrics);
}

const ReportCost *report_metrics_cost(const ReportMetrics *metrics)
{
    return metrics->cost;
}

uint64_t report_metrics_misattributed(const ReportMetrics *metrics)
{
    return metrics->misattributed;
}

uint64_t report_metrics_received(const ReportMetrics *metrics, CpmBox box, ReportMessageClass message_class)
{
    g_assert(box < REPORT_BOXES && message_class < REPORT_MESSAGE_CLASSES);
    return metrics->traffic.received[box][message_class];
}

/* Those of whose class @is_counted is true. */
uint64_t report_metrics_sip_messages(const ReportMetrics *metrics)
{
    return report_traffic_sum(metrics->traffic.received, report_message_class_is_sip);
}

uint64_t report_metrics_media_messages(const ReportMetrics *metrics)
{
    return report_traffic_sum(metrics->traffic.received, report_message_class_is_media);
}

uint64_t report_metrics_messages(const ReportMetrics *metrics)
{
    return report_traffic_sum(metrics->traffic.received, NULL);
}

uint64_t report_metrics_messages_of_run(const ReportMetrics *metrics)
{
    return metrics->messages_before + report_metrics_messages(metrics);
}

uint64_t report_metrics_unexpected(const ReportMetrics *metrics, CpmBox box)
{
    g_assert(box < REPORT_BOXES);
    return metrics->traffic.unexpected[box];
}

uint64_t report_metrics_lost(const ReportMetrics *metrics)
{
    return report_traffic_sum(metrics->traffic.lost, NULL);
}

const ReportTraffic *report_metrics_traffic(const ReportMetrics *metrics)
{
    return &metrics->traffic;
}

const ReportSipPerformance *report_metrics_performance(const ReportMetrics *metrics)
{
    return metrics->performance;
}

const ReportSamples *report_metrics_samples(const ReportMetrics *metrics)
{
    return metrics->samples;
}

size_t report_metrics_bins(const ReportMetrics *metrics, SimTime *out_width)
{
    *out_width = metrics->bin_width;
    return metrics->bin + 1;
}

uint64_t report_metrics_binned(const ReportMetrics *metrics, CpmBox box, size_t bin)
{
    g_assert(box < REPORT_BOXES && bin <= metrics->bin);
    return metrics->bins[bin][box];
}

uint64_t report_metrics_peak(const ReportMetrics *metrics, CpmBox box)
{
    uint64_t peak = 0;
    for (size_t bin = (size_t)((metrics->warm_up + metrics->bin_width - 1) / metrics->bin_width); bin <= metrics->bin; bin++)
        peak = MAX(peak, report_metrics_binned(metrics, box, bin));
    return peak;
}

uint64_t report_metrics_changes(const ReportMetrics *metrics, ReportChange change, size_t bin)
{
    g_assert(change < REPORT_CHANGES && bin <= metrics->bin);
    return metrics->changes[bin][change];
}

uint64_t report_metrics_open(const ReportMetrics *metrics, double *out_mean)
{
    SimTime measured = report_metrics_measured(metrics);
    *out_mean = measured > 0 ? metrics->open_area / (double)measured : 0.0;
    return metrics->peak_open;
}

size_t report_metrics_bytes(const ReportMetrics *metrics)
{
    size_t bytes = sizeof *metrics + metrics->n_sessions * sizeof *metrics->sessions + report_cost_bytes(metrics->cost);
    bytes += report_sip_performance_bytes(metrics->performance);
    bytes += metrics->samples == NULL ? 0 : report_samples_bytes(metrics->samples);
    bytes += metrics->n_slots * (sizeof *metrics->slots + sizeof *metrics->settled);
    bytes += REPORT_BINS * (sizeof *metrics->bins + sizeof *metrics->changes) + REPORT_LEG_CLASSES * sizeof *metrics->outcomes;
    for (int which = 0; which < REPORT_SESSION_TIMES; which++)
        bytes += sim_histogram_bytes(metrics->session_time[which]);
    for (int i = 0; i < REPORT_SINCES * REPORT_LEG_CLASSES * 2; i++)
        bytes += sim_histogram_bytes(metrics->answer_time[i / 2 / REPORT_LEG_CLASSES][i / 2 % REPORT_LEG_CLASSES][i % 2]);
    for (int i = 0; i < REPORT_DECISION_ROWS * 2; i++)
        bytes += metrics->outcome_time[i / 2][i % 2] == NULL ? 0 : sim_histogram_bytes(metrics->outcome_time[i / 2][i % 2]);
    return bytes;
}
