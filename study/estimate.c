/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate.h"

#include "study/estimate_arrival.h"
#include "study/estimate_case.h"
#include "study/estimate_conversation.h"
#include "study/estimate_number.h"
#include "study/estimate_wire.h"

#include "sim/distribution.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Bytes that a leg occupies while it lives, as measured: state of the models, of the checker and of the metrics, and its share of the
 * pending events. */
#define BYTES_PER_LEG (32 + 16 + 13 + 42)
#define BYTES_ALWAYS (8u << 20)

/* His replies of all kinds. */
static double replies_of(const CpmSetup *setup, const CpmReplyProfile *profile)
{
    double all = profile->accept + profile->decline + profile->leave + profile->unrecognised;
    return all * (1 + study_case_helps(setup, profile)) + profile->again * (profile->accept + profile->decline);
}

/* The service time of a message of that kind at @box, s. */
static double service_of(const CpmSetup *setup, CpmBoxKind box, CpmWork kind)
{
    const CpmStationSetup *station = &setup->station[box];
    const SimDistribution *service = station->service_of[kind] != NULL ? station->service_of[kind] : station->service;
    return service != NULL ? sim_distribution_mean(service) : 0;
}

static void receive(StudyLegCost *cost, const CpmSetup *setup, CpmBoxKind box, CpmWork kind, double messages)
{
    cost->received[box] += messages;
    cost->messages += messages;
    cost->work[box] += messages * service_of(setup, box, kind);
}

/* Of the messages that @box receives, so many come after the window. */
static void receive_later(StudyLegCost *cost, const CpmSetup *setup, CpmBoxKind box, CpmWork kind, double messages)
{
    cost->later[box] += messages;
    cost->work[box] -= messages * service_of(setup, box, kind);
    cost->later_work[box] += messages * service_of(setup, box, kind);
}

/* How often a client rings: at once if it is set so, and each minute until its user answers, or the focus gives up. */
static double rings_of(const CpmSetup *setup, const StudyCase *at, double none)
{
    double t_answer = sim_time_to_seconds(setup->focus.t_answer), minutes = 0;
    for (unsigned i = 0; i < STUDY_POINTS; i++)
        minutes += floor(fmin(study_case_point(at->profile->delay, i), t_answer) / 60) / STUDY_POINTS;
    return setup->ringing + (1 - none) * minutes + none * floor(t_answer / 60);
}

/* INVITE, 100, final answer and ACK on the two hops of a CPM leg, and CANCEL with its consequences where nobody
 * answers. */
static void add_cpm_leg(StudyLegCost *cost, const CpmSetup *setup, const StudyCase *at)
{
    double none = 1 - at->profile->accept - at->profile->decline, rings = rings_of(setup, at, none), later = rings - setup->ringing;
    receive(cost, setup, CPM_CORE, CPM_WORK_INVITE, at->share);
    receive(cost, setup, CPM_CORE, CPM_WORK_PROVISIONAL, at->share * (1 + rings));
    receive(cost, setup, CPM_CORE, CPM_WORK_FINAL, at->share);
    receive(cost, setup, CPM_CORE, CPM_WORK_ACK, at->share);
    receive(cost, setup, CPM_CORE, CPM_WORK_CANCEL, at->share * 2 * none);
    receive(cost, setup, CPM_CS, CPM_WORK_PROVISIONAL, at->share * (1 + rings));
    receive(cost, setup, CPM_CS, CPM_WORK_FINAL, at->share);
    receive(cost, setup, CPM_CS, CPM_WORK_CANCEL, at->share * none);
    receive(cost, setup, CPM_CLIENT, CPM_WORK_INVITE, at->share * (2 + none));
    receive_later(cost, setup, CPM_CORE, CPM_WORK_PROVISIONAL, at->share * later);
    receive_later(cost, setup, CPM_CS, CPM_WORK_PROVISIONAL, at->share * later);
    cost->wait += at->share * ((1 - none) * study_case_mean_up_to(at->profile->delay, 0, 1e9) +
                               none * sim_time_to_seconds(setup->focus.t_answer));
}

/* Provisional responses go up four hops: the Core receives each twice. */
static void add_provisionals(StudyLegCost *cost, const CpmSetup *setup, double number)
{
    receive(cost, setup, CPM_CORE, CPM_WORK_PROVISIONAL, 2 * number);
    receive(cost, setup, CPM_ISF, CPM_WORK_PROVISIONAL, number);
    receive(cost, setup, CPM_CS, CPM_WORK_PROVISIONAL, number);
}

/* Of what a waiting leg costs: the provisional responses, and the final answer with its ACK, that come later than @window. */
static void set_apart(StudyLegCost *cost, const CpmSetup *setup, double provisionals, double answers)
{
    receive_later(cost, setup, CPM_CORE, CPM_WORK_PROVISIONAL, 2 * provisionals);
    receive_later(cost, setup, CPM_CORE, CPM_WORK_FINAL, 2 * answers);
    receive_later(cost, setup, CPM_CORE, CPM_WORK_ACK, 2 * answers);
    receive_later(cost, setup, CPM_ISF, CPM_WORK_PROVISIONAL, provisionals);
    receive_later(cost, setup, CPM_ISF, CPM_WORK_FINAL, answers);
    receive_later(cost, setup, CPM_ISF, CPM_WORK_ACK, answers);
    receive_later(cost, setup, CPM_CS, CPM_WORK_PROVISIONAL, provisionals);
    receive_later(cost, setup, CPM_CS, CPM_WORK_FINAL, answers);
    receive_later(cost, setup, CPM_IWF, CPM_WORK_ACK, answers);
}

/* What follows an inviting message, up to @window after the INVITE and later. */
static void add_waiting(StudyLegCost *cost, const CpmSetup *setup, const StudyCase *at, double window)
{
    const CpmSystemSetup *system = &setup->systems[at->system];
    double taken = at->share * (1 - system->refused - system->silent - system->malformed);
    double longest = study_case_longest_wait(setup), wait = study_case_wait(setup, at, longest);
    double reports = system->reports * (1 - system->report_lost);
    receive(cost, setup, CPM_SYSTEM, CPM_WORK_SYSTEM, taken * study_case_helps(setup, at->profile));
    receive(cost, setup, CPM_IWF, CPM_WORK_SYSTEM, taken * (reports + replies_of(setup, at->profile)));
    add_provisionals(cost, setup, taken * reports * (1 - system->never));
    /* The last interval is cut off by the answer, on average in its middle. */
    double interval = study_case_keeps_alive(setup) ? sim_time_to_seconds(setup->iwf.keepalive) : INFINITY;
    double early_wait = study_case_wait(setup, at, fmin(longest, window));
    double all = fmax(0, wait / interval - 0.5), early = fmax(0, early_wait / interval - 0.5);
    add_provisionals(cost, setup, taken * all);
    /* The mean grows with its limit by the share of those that wait longer. */
    set_apart(cost, setup, taken * (all - early), taken * (study_case_wait(setup, at, fmin(longest, window + 1)) - early_wait));
    cost->wait += taken * wait + at->share * system->silent * sim_time_to_seconds(setup->iwf.t_submit);
}

static void add_non_cpm_leg(StudyLegCost *cost, const CpmSetup *setup, const StudyCase *at, double window)
{
    const CpmSystemSetup *system = &setup->systems[at->system];
    /* An IWF answers within 200 ms: with a final answer, or with the first 182. */
    double trying = setup->trying == CPM_TRYING_AT_ONCE;
    receive(cost, setup, CPM_CORE, CPM_WORK_INVITE, at->share * 2);
    receive(cost, setup, CPM_CORE, CPM_WORK_PROVISIONAL, at->share * 2 * trying);
    receive(cost, setup, CPM_CORE, CPM_WORK_FINAL, at->share * 2);
    receive(cost, setup, CPM_CORE, CPM_WORK_ACK, at->share * 2);
    receive(cost, setup, CPM_ISF, CPM_WORK_INVITE, at->share);
    receive(cost, setup, CPM_ISF, CPM_WORK_PROVISIONAL, at->share * trying);
    receive(cost, setup, CPM_ISF, CPM_WORK_FINAL, at->share);
    receive(cost, setup, CPM_ISF, CPM_WORK_ACK, at->share);
    receive(cost, setup, CPM_CS, CPM_WORK_PROVISIONAL, at->share * trying);
    receive(cost, setup, CPM_CS, CPM_WORK_FINAL, at->share);
    receive(cost, setup, CPM_IWF, CPM_WORK_INVITE, at->share);
    receive(cost, setup, CPM_IWF, CPM_WORK_ACK, at->share);
    cost->to_system[at->system] += at->share;
    if (!study_case_asks(at))
        return;
    receive(cost, setup, CPM_SYSTEM, CPM_WORK_SYSTEM, at->share);
    if (system->refused + system->silent + system->malformed > 0)
        receive(cost, setup, CPM_IWF, CPM_WORK_SYSTEM, at->share * (1 - system->silent));
    add_provisionals(cost, setup, at->share);
    add_waiting(cost, setup, at, window);
}

typedef struct Sum {
    const CpmSetup *setup;
    double window;
    StudyLegCost *cost;
} Sum;

static void add_case(const StudyCase *at, void *data)
{
    const Sum *sum = data;
    if (at->system < 0)
        add_cpm_leg(sum->cost, sum->setup, at);
    else
        add_non_cpm_leg(sum->cost, sum->setup, at, sum->window);
}

void study_leg_cost(const CpmSetup *setup, const CpmWorkload *workload, double window, StudyLegCost *out_cost)
{
    Sum sum = { setup, window, out_cost };
    memset(out_cost, 0, sizeof *out_cost);
    study_case_walk(setup, workload, add_case, &sum);
    if (!workload->refused)
        out_cost->work[CPM_CS] += service_of(setup, CPM_CS, CPM_WORK_TURN);
}

/* ---- load of the stations */

/* The IWF that the ISF tries first for users of @system; CPM_BOX_INSTANCES: none serves it. */
static uint32_t first_iwf(const CpmSetup *setup, uint32_t system)
{
    for (uint32_t i = 0; i < setup->n_iwfs; i++)
        if ((setup->iwfs[i].serves >> system & 1u) != 0)
            return i;
    return setup->n_iwfs == 0 ? system : CPM_BOX_INSTANCES;
}

/* The share of the work of all IWFs that is at the busiest of them, and which that is. */
static double busiest_iwf(const CpmSetup *setup, const StudyLegCost *cost, uint32_t *out_instance)
{
    double on_iwf[CPM_BOX_INSTANCES] = { 0 }, on_iwfs = 0;
    for (uint32_t i = 0; i < setup->n_systems; i++)
        if (first_iwf(setup, i) < CPM_BOX_INSTANCES)
            on_iwf[first_iwf(setup, i)] += cost->to_system[i];
    *out_instance = 0;
    for (uint32_t i = 0; i < CPM_BOX_INSTANCES; i++) {
        on_iwfs += on_iwf[i];
        if (on_iwf[i] > on_iwf[*out_instance])
            *out_instance = i;
    }
    return on_iwfs > 0 ? on_iwf[*out_instance] / on_iwfs : 1;
}

typedef struct Heap {
    double legs, time;          /* so many are to be served in so many s                */
    double later;               /* 1: with what they cost after the window, 0: without  */
} Heap;

static void note_load(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost, Heap heap, StudyEstimate *out)
{
    uint32_t instance;
    double iwf_share = busiest_iwf(setup, cost, &instance), legs = heap.legs, time = heap.time;
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++) {
        double share = kind == CPM_IWF ? iwf_share : 1;
        double per_leg = (cost->received[kind] - (1 - heap.later) * cost->later[kind]) * share;
        double work = legs * share * (cost->work[kind] + heap.later * cost->later_work[kind]) / setup->station[kind].servers;
        double backlog = work - time;
        if (backlog > out->load[kind].backlog || (out->load[kind].backlog <= 0 && time > 0 &&
                                                  work / time > out->load[kind].utilisation))
            out->load[kind] = (StudyLoad){ .utilisation = work / time,
                                           .rate = legs * per_leg / time,
                                           .backlog = backlog,
                                           .group = workload->group,
                                           .instance = instance };
    }
}

static void find_load_at(const CpmSetup *setup, const CpmWorkload *workload, StudyPeak peak, const StudyLegCost *cost, StudyEstimate *out)
{
    double size = study_case_size(setup, workload), fan_out_time = size / setup->focus.fan_out;
    /* Sessions that come faster than one is invited overlap; without pace or interval all are one heap of work. */
    bool overlap = peak.sessions > 1 && peak.gap < fan_out_time;
    Heap burst = { size, fan_out_time, 0 };
    if (overlap)
        burst = (Heap){ size * peak.sessions, fmax(fan_out_time, peak.gap * peak.sessions), 0 };
    note_load(setup, workload, cost, burst, out);
    /* One at a time they may still come faster than they are served, with all that they cost. */
    if (!overlap && peak.sessions > 1 && isfinite(peak.gap))
        note_load(setup, workload, cost, (Heap){ size * peak.sessions, peak.gap * peak.sessions, 1 }, out);
}

static void find_load(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost, StudyEstimate *out)
{
    StudyPeak peaks[STUDY_PEAKS];
    unsigned n = study_arrival_peaks(workload, study_case_size(setup, workload) / setup->focus.fan_out, peaks);
    for (unsigned i = 0; i < n; i++)
        find_load_at(setup, workload, peaks[i], cost, out);
}

/* ---- the whole */

/* How long a session is there, s. */
static double life_of(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost)
{
    return study_case_size(setup, workload) / setup->focus.fan_out + cost->wait + sim_time_to_seconds(workload->duration) +
           sim_time_to_seconds(setup->iwf.t_reply);
}

static uint64_t live_sessions(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost)
{
    if (workload->duration == SIM_TIME_MAX)
        return workload->count;
    /* by chance more of them than on average */
    return (uint64_t)ceil(study_arrival_most(workload, 1.5 * life_of(setup, workload, cost)));
}

/* The s between the invitations of the first and the last of the members that are there at the same time. */
static double live_time(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost)
{
    double last = study_arrival_time(workload, workload->count - 1, 0);
    if (workload->duration != SIM_TIME_MAX)
        last = fmin(last, 1.5 * life_of(setup, workload, cost));
    return last + study_case_size(setup, workload) / setup->focus.fan_out;
}

/* Legs for which a session takes memory: where sizes vary, one that is 1, 2, 3, 4, 6, 8, 12, 16, 24 ... and no less than its own. */
static double slots_of(const CpmSetup *setup, const CpmWorkload *workload)
{
    double sum = 0;
    if (workload->size == NULL)
        return study_case_size(setup, workload);
    for (unsigned i = 0; i < STUDY_POINTS; i++) {
        double size = study_case_size_at(setup, workload, i), power = 1;
        while (2 * power <= size)
            power *= 2;
        sum += size <= power ? power : size <= 1.5 * power ? 1.5 * power : 2 * power;
    }
    return sum / STUDY_POINTS;
}

/* Messages of one session, and the cost of one of its legs. */
static double messages_of(const CpmSetup *setup, const CpmWorkload *workload, StudyLegCost *out_cost)
{
    double size = study_case_size(setup, workload);
    study_leg_cost(setup, workload, size / setup->focus.fan_out, out_cost);
    /* The inviter's own leg: eight messages. */
    return 8 + out_cost->messages * size + study_conversation_messages(setup, workload);
}

void study_estimate(const CpmSetup *setup, StudyEstimate *out_estimate)
{
    g_autofree double *numbered = study_number_shares(setup);
    double slots = 0;
    memset(out_estimate, 0, sizeof *out_estimate);
    for (unsigned i = 0; i < setup->n_workloads; i++) {
        const CpmWorkload *workload = &setup->workloads[i];
        double size = study_case_size(setup, workload);
        StudyLegCost cost;
        if (numbered[i] < 1) {     /* without a number the IWF refuses what it would accept or ask */
            CpmWorkload without = *workload;
            without.unconvertible = true;
            out_estimate->messages += (1 - numbered[i]) * workload->count * messages_of(setup, &without, &cost);
        }
        out_estimate->messages += numbered[i] * workload->count * messages_of(setup, workload, &cost);
        out_estimate->sessions += workload->count;
        out_estimate->members += (uint64_t)(workload->count * size + 0.5);
        double sessions = (double)live_sessions(setup, workload, &cost);
        out_estimate->live_members += (uint64_t)(sessions * slots_of(setup, workload) + 0.5);
        StudyTransactions wire = study_wire_transactions(setup, workload, sessions * size, live_time(setup, workload, &cost));
        out_estimate->transactions += wire.open;
        slots += wire.slots;
        find_load(setup, workload, &cost, out_estimate);
    }
    out_estimate->bytes = BYTES_ALWAYS + out_estimate->live_members * BYTES_PER_LEG +
                          (uint64_t)study_wire_bytes(setup, slots, (double)out_estimate->live_members);
}
