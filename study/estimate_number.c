/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate_number.h"

#include "study/estimate_arrival.h"

#include <glib.h>
#include <math.h>

/* So many sessions in all are looked at. */
#define SESSIONS 4096

typedef struct Start {
    double time;                /* s */
    unsigned workload;
} Start;

static int compare_starts(const void *left, const void *right)
{
    const Start *a = left, *b = right;
    return a->time != b->time ? (a->time > b->time) - (a->time < b->time) : (a->workload > b->workload) - (a->workload < b->workload);
}

/* Whether sessions of @workload ask for a number at all. */
static bool takes_number(const CpmSetup *setup, const CpmWorkload *workload)
{
    bool hidden = workload->anonymous && !setup->iwf.anonymous_allowed;
    return !workload->refused && !workload->unconvertible && !workload->unauthorised && !hidden;
}

static GArray *all_starts(const CpmSetup *setup)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(Start));
    for (unsigned i = 0; i < setup->n_workloads; i++) {
        const CpmWorkload *workload = &setup->workloads[i];
        double session = workload->duration != SIM_TIME_MAX ? sim_time_to_seconds(workload->duration) : 0;
        uint32_t n = takes_number(setup, workload) ? MIN(workload->count, SESSIONS / setup->n_workloads + 1) : 0;
        for (uint32_t k = 0; k < n; k++) {
            Start start = { sim_time_to_seconds(workload->start) + study_arrival_time(workload, k, session), i };
            g_array_append_val(starts, start);
        }
    }
    g_array_sort(starts, compare_starts);
    return starts;
}

double *study_number_shares(const CpmSetup *setup)
{
    double *shares = g_new(double, setup->n_workloads);
    g_autoptr(GArray) starts = all_starts(setup);
    unsigned numbers = MIN(setup->iwf.numbers, starts->len);
    g_autofree double *rests_until = g_new0(double, numbers + 1);
    g_autofree unsigned *asked = g_new0(unsigned, setup->n_workloads), *found = g_new0(unsigned, setup->n_workloads);
    for (unsigned i = 0; i < starts->len; i++) {
        const Start *start = &g_array_index(starts, Start, i);
        const CpmWorkload *workload = &setup->workloads[start->workload];
        unsigned longest = 0;
        for (unsigned j = 1; j < numbers; j++)
            if (rests_until[j] < rests_until[longest])
                longest = j;
        asked[start->workload]++;
        if (numbers == 0 || rests_until[longest] > start->time)
            continue;
        found[start->workload]++;
        rests_until[longest] = workload->duration == SIM_TIME_MAX ? INFINITY
                                                                  : start->time + sim_time_to_seconds(workload->duration) +
                                                                        sim_time_to_seconds(setup->iwf.number_rest);
    }
    bool limited = setup->iwf.correlation == CPM_CORRELATE_NUMBER && setup->iwf.numbers > 0;
    for (unsigned i = 0; i < setup->n_workloads; i++)
        shares[i] = limited && asked[i] > 0 ? (double)found[i] / asked[i] : 1;
    return shares;
}
