/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate_arrival.h"

#include "sim/distribution.h"

#include <glib.h>
#include <math.h>

static double mean_of(const SimDistribution *distribution)
{
    return distribution != NULL ? sim_distribution_mean(distribution) : 0;
}

static double batch_of(const CpmWorkload *workload)
{
    return MAX(workload->arrivals.batch, 1);
}

/* ---- rates that change */

static double piece_length(const CpmArrivals *arrivals, uint32_t index)
{
    return sim_time_to_seconds(arrivals->pieces[index].until - (index > 0 ? arrivals->pieces[index - 1].until : 0));
}

static double sessions_per_round(const CpmArrivals *arrivals)
{
    double sum = 0;
    for (uint32_t i = 0; i < arrivals->n_pieces; i++)
        sum += arrivals->pieces[i].rate * piece_length(arrivals, i);
    return sum;
}

/* When @sessions have begun, by the mean. */
static double time_by_rate(const CpmArrivals *arrivals, double sessions)
{
    double round = sessions_per_round(arrivals), rounds = floor(sessions / round), left = sessions - rounds * round;
    double time = rounds * sim_time_to_seconds(arrivals->pieces[arrivals->n_pieces - 1].until);
    for (uint32_t i = 0; i < arrivals->n_pieces && left > 0; i++) {
        double rate = arrivals->pieces[i].rate, length = piece_length(arrivals, i);
        if (rate * length >= left)
            return time + left / rate;
        left -= rate * length;
        time += length;
    }
    return time;
}

static const struct CpmRatePiece *fastest_piece(const CpmArrivals *arrivals, double *out_length)
{
    uint32_t best = 0;
    for (uint32_t i = 1; i < arrivals->n_pieces; i++)
        if (arrivals->pieces[i].rate > arrivals->pieces[best].rate)
            best = i;
    *out_length = piece_length(arrivals, best);
    return &arrivals->pieces[best];
}

/* ---- times that are given */

/* Most of @times[@n] within @window s. */
static double most_within(const SimTime *times, uint32_t n, double window)
{
    uint32_t first = 0, most = 0;
    for (uint32_t last = 0; last < n; last++) {
        while (sim_time_to_seconds(times[last] - times[first]) > window)
            first++;
        most = MAX(most, last - first + 1);
    }
    return most;
}

/* ---- all kinds */

double study_arrival_time(const CpmWorkload *workload, uint32_t index, double session)
{
    const CpmArrivals *arrivals = &workload->arrivals;
    double gap = mean_of(workload->interarrival), on = mean_of(arrivals->on), per_period;
    switch (arrivals->kind) {
    case CPM_ARRIVE_ON_OFF:
        per_period = fmax(on / gap, 1);
        return index > 0 ? floor(index / per_period) * (on + mean_of(arrivals->off)) + fmod(index, per_period) * gap : 0;
    case CPM_ARRIVE_BY_RATE: return time_by_rate(arrivals, index + 1.0);
    case CPM_ARRIVE_BY_LIST: return arrivals->times != NULL ? sim_time_to_seconds(arrivals->times[index]) : 0;
    case CPM_ARRIVE_CLOSED:
        return (1 + floor((double)index / arrivals->users)) * mean_of(arrivals->think) + floor((double)index / arrivals->users) * session;
    default: return index > 0 ? floor(index / batch_of(workload)) * gap : 0;
    }
}

unsigned study_arrival_peaks(const CpmWorkload *workload, double window, StudyPeak out_peaks[STUDY_PEAKS])
{
    const CpmArrivals *arrivals = &workload->arrivals;
    double gap = mean_of(workload->interarrival), batch = batch_of(workload), count = workload->count, length, most;
    const struct CpmRatePiece *piece;
    switch (arrivals->kind) {
    case CPM_ARRIVE_ON_OFF:
        out_peaks[0] = (StudyPeak){ .sessions = fmin(count, mean_of(arrivals->on) / gap + 1), .gap = gap };
        return 1;
    case CPM_ARRIVE_BY_RATE:
        piece = fastest_piece(arrivals, &length);
        out_peaks[0] = (StudyPeak){ .sessions = fmax(1, fmin(count, piece->rate * length)), .gap = 1 / piece->rate };
        return 1;
    case CPM_ARRIVE_BY_LIST:
        most = arrivals->times != NULL ? most_within(arrivals->times, workload->count, window) : count;
        out_peaks[0] = (StudyPeak){ .sessions = most, .gap = window / most };
        return 1;
    case CPM_ARRIVE_CLOSED:     /* they think before their first, so that they do not come together */
        out_peaks[0] = (StudyPeak){ .sessions = arrivals->users, .gap = mean_of(arrivals->think) / arrivals->users };
        return 1;
    default:
        out_peaks[0] = (StudyPeak){ .sessions = count, .gap = gap / batch };
        out_peaks[1] = (StudyPeak){ .sessions = fmin(count, batch), .gap = 0 };
        return batch > 1 ? 2 : 1;
    }
}

void study_arrival_rates(const CpmWorkload *workload, StudyRateVisitor visit, void *data)
{
    const CpmArrivals *arrivals = &workload->arrivals;
    double stay = workload->duration != SIM_TIME_MAX ? sim_time_to_seconds(workload->duration) : 0;
    double last = study_arrival_time(workload, workload->count - 1, stay), round, left = workload->count;
    if (arrivals->kind != CPM_ARRIVE_BY_RATE) {
        visit(workload->count > 1 && last > 0 ? (workload->count - 1) / last : INFINITY, 1, data);
        return;
    }
    round = fmin(sessions_per_round(arrivals), left);       /* in the first round the rates may not all be reached */
    for (uint32_t i = 0; i < arrivals->n_pieces && left > 0; i++) {
        double sessions = fmin(arrivals->pieces[i].rate * piece_length(arrivals, i), left);
        if (sessions > 0)
            visit(arrivals->pieces[i].rate, sessions / round, data);
        left -= sessions;
    }
}

double study_arrival_most(const CpmWorkload *workload, double time)
{
    const CpmArrivals *arrivals = &workload->arrivals;
    double gap = mean_of(workload->interarrival), batch = batch_of(workload), on = mean_of(arrivals->on), off, length;
    const struct CpmRatePiece *piece;
    switch (arrivals->kind) {
    case CPM_ARRIVE_ON_OFF:
        off = mean_of(arrivals->off);
        return fmin(workload->count, (fmin(time, on) + fmax(0, time - on) * on / (on + off)) / gap + 1);
    case CPM_ARRIVE_BY_RATE:    /* beyond the fastest piece at most as in it */
        piece = fastest_piece(arrivals, &length);
        return fmin(workload->count, fmin(time * piece->rate, sessions_per_round(arrivals) *
                                          ceil(time / sim_time_to_seconds(arrivals->pieces[arrivals->n_pieces - 1].until))));
    case CPM_ARRIVE_BY_LIST: return arrivals->times != NULL ? most_within(arrivals->times, workload->count, time) : workload->count;
    case CPM_ARRIVE_CLOSED: return MIN(arrivals->users, workload->count);
    default: return gap > 0 ? fmin(workload->count, (floor(time / gap) + 1) * batch) : workload->count;
    }
}
