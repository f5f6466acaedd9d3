/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate.h"

#include "study/estimate_case.h"
#include "study/estimate_conversation.h"
#include "study/estimate_number.h"

#include "sim/distribution.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* Bytes that a leg occupies while it lives, as measured: state of the models, of the checker and of the metrics, and its share of the
 * pending events. */
#define BYTES_PER_LEG (32 + 16 + 13 + 42)
#define BYTES_ALWAYS (8u << 20)

/* The mean of min(@offset + X, @limit). */
static double mean_up_to(const SimDistribution *distribution, double offset, double limit)
{
    double sum = 0;
    for (unsigned i = 0; i < STUDY_POINTS; i++)
        sum += fmin(offset + study_case_point(distribution, i), limit);
    return sum / STUDY_POINTS;
}

/* Help messages to a user, and his replies of all kinds. */
static double helps_of(const CpmSetup *setup, const CpmReplyProfile *profile)
{
    double helps = 0, left = 1;
    for (uint32_t i = 0; i < setup->iwf.helps; i++)
        helps += left *= profile->unrecognised;
    return helps;
}

static double replies_of(const CpmSetup *setup, const CpmReplyProfile *profile)
{
    double all = profile->accept + profile->decline + profile->leave + profile->unrecognised;
    return all * (1 + helps_of(setup, profile)) + profile->again * (profile->accept + profile->decline);
}

/* How long the IWF waits for the reply to an inviting message, in s; a wait beyond @limit counts as @limit. */
static double mean_wait(const CpmSetup *setup, const StudyCase *at, double limit)
{
    const CpmSystemSetup *system = &setup->systems[at->system];
    double decisive = (at->profile->accept + at->profile->decline + at->profile->leave) * (1 + helps_of(setup, at->profile));
    double transit = study_case_median(system->transit), back = study_case_median(system->return_transit);
    double absent = fmax(0, 1 - system->first_attempt - system->never);
    double prompt = mean_up_to(at->profile->delay, transit + back, limit);
    double late = 0;
    for (unsigned i = 0; i < STUDY_POINTS && absent > 0; i++)
        late += mean_up_to(at->profile->delay, study_case_point(system->absence, i) + back, limit) / STUDY_POINTS;
    double reached = decisive * (system->first_attempt * prompt + absent * late) +
                     (1 - decisive) * (system->first_attempt + absent) * limit;
    return reached + system->never * fmin(transit + back, limit);
}

static void receive(StudyLegCost *cost, CpmBoxKind box, double messages)
{
    cost->received[box] += messages;
    cost->messages += messages;
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
    double none = 1 - at->profile->accept - at->profile->decline, rings = rings_of(setup, at, none);
    receive(cost, CPM_CORE, at->share * (4 + 2 * none + rings));
    receive(cost, CPM_CS, at->share * (2 + none + rings));
    receive(cost, CPM_CLIENT, at->share * (2 + none));
    cost->later[CPM_CORE] += at->share * (rings - setup->ringing);
    cost->later[CPM_CS] += at->share * (rings - setup->ringing);
    cost->wait += at->share * ((1 - none) * mean_up_to(at->profile->delay, 0, 1e9) + none * sim_time_to_seconds(setup->focus.t_answer));
}

/* Provisional responses go up four hops: the Core receives each twice. */
static void add_provisionals(StudyLegCost *cost, double number)
{
    receive(cost, CPM_CORE, 2 * number);
    receive(cost, CPM_ISF, number);
    receive(cost, CPM_CS, number);
}

/* Of what a waiting leg costs: the provisional responses, and the final answer with its ACK, that come later than @window. */
static void set_apart(StudyLegCost *cost, double provisionals, double answers)
{
    cost->later[CPM_CORE] += 2 * provisionals + 4 * answers;
    cost->later[CPM_ISF] += provisionals + 2 * answers;
    cost->later[CPM_CS] += provisionals + answers;
    cost->later[CPM_IWF] += answers;
}

/* What follows an inviting message, up to @window after the INVITE and later. */
static void add_waiting(StudyLegCost *cost, const CpmSetup *setup, const StudyCase *at, double window)
{
    const CpmSystemSetup *system = &setup->systems[at->system];
    double taken = at->share * (1 - system->refused - system->silent - system->malformed);
    double longest = study_case_longest_wait(setup), wait = mean_wait(setup, at, longest);
    double reports = system->reports * (1 - system->report_lost);
    receive(cost, CPM_SYSTEM, taken * helps_of(setup, at->profile));
    receive(cost, CPM_IWF, taken * (reports + replies_of(setup, at->profile)));
    add_provisionals(cost, taken * reports * (1 - system->never));
    /* The last interval is cut off by the answer, on average in its middle. */
    double interval = study_case_keeps_alive(setup) ? sim_time_to_seconds(setup->iwf.keepalive) : INFINITY;
    double early_wait = mean_wait(setup, at, fmin(longest, window));
    double all = fmax(0, wait / interval - 0.5), early = fmax(0, early_wait / interval - 0.5);
    add_provisionals(cost, taken * all);
    /* The mean grows with its limit by the share of those that wait longer. */
    set_apart(cost, taken * (all - early), taken * (mean_wait(setup, at, fmin(longest, window + 1)) - early_wait));
    cost->wait += taken * wait + at->share * system->silent * sim_time_to_seconds(setup->iwf.t_submit);
}

static void add_non_cpm_leg(StudyLegCost *cost, const CpmSetup *setup, const StudyCase *at, double window)
{
    const CpmSystemSetup *system = &setup->systems[at->system];
    /* An IWF answers within 200 ms: with a final answer, or with the first 182. */
    double trying = setup->trying == CPM_TRYING_AT_ONCE;
    receive(cost, CPM_CORE, at->share * (6 + 2 * trying));
    receive(cost, CPM_ISF, at->share * (3 + trying));
    receive(cost, CPM_CS, at->share * (1 + trying));
    receive(cost, CPM_IWF, at->share * 2);
    cost->to_system[at->system] += at->share;
    if (!study_case_asks(at))
        return;
    receive(cost, CPM_SYSTEM, at->share);
    if (system->refused + system->silent + system->malformed > 0)
        receive(cost, CPM_IWF, at->share * (1 - system->silent));
    add_provisionals(cost, at->share);
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

static void find_load(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost, StudyEstimate *out)
{
    const CpmGroupSetup *group = &setup->groups[workload->group];
    double fan_out_time = group->size / setup->focus.fan_out;
    double interval = workload->interarrival != NULL ? sim_distribution_mean(workload->interarrival) : 0;
    /* Sessions that come faster than one is invited overlap; without pace or interval all are one heap of work. */
    double legs = workload->count > 1 && interval < fan_out_time ? (double)group->size * workload->count : group->size;
    double time = workload->count > 1 && interval < fan_out_time ? fmax(fan_out_time, interval * workload->count)
                                                                 : fan_out_time;
    double on_iwf[CPM_BOX_INSTANCES] = { 0 }, on_iwfs = 0;
    for (uint32_t i = 0; i < setup->n_systems; i++)
        if (first_iwf(setup, i) < CPM_BOX_INSTANCES)
            on_iwf[first_iwf(setup, i)] += cost->to_system[i];
    uint32_t instance = 0;
    for (uint32_t i = 0; i < CPM_BOX_INSTANCES; i++) {
        on_iwfs += on_iwf[i];
        if (on_iwf[i] > on_iwf[instance])
            instance = i;
    }
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++) {
        const CpmStationSetup *station = &setup->station[kind];
        double per_leg = cost->received[kind] - cost->later[kind];
        if (kind == CPM_IWF && on_iwfs > 0)
            per_leg *= on_iwf[instance] / on_iwfs;
        double service = station->service != NULL ? sim_distribution_mean(station->service) : 0;
        double work = legs * per_leg * service / station->servers;
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

/* ---- the whole */

static uint64_t live_sessions(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost)
{
    double interval = workload->interarrival != NULL ? sim_distribution_mean(workload->interarrival) : 0;
    if (workload->duration == SIM_TIME_MAX || !(interval > 0))
        return workload->count;
    double life = setup->groups[workload->group].size / setup->focus.fan_out + cost->wait +
                  sim_time_to_seconds(workload->duration) + sim_time_to_seconds(setup->iwf.t_reply);
    return (uint64_t)fmin(workload->count, ceil(life / interval * 1.5) + 1);
}

/* Messages of one session, and the cost of one of its legs. */
static double messages_of(const CpmSetup *setup, const CpmWorkload *workload, StudyLegCost *out_cost)
{
    const CpmGroupSetup *group = &setup->groups[workload->group];
    study_leg_cost(setup, workload, group->size / setup->focus.fan_out, out_cost);
    /* The inviter's own leg: eight messages. */
    return 8 + out_cost->messages * group->size + study_conversation_messages(setup, workload);
}

void study_estimate(const CpmSetup *setup, StudyEstimate *out_estimate)
{
    g_autofree double *numbered = study_number_shares(setup);
    memset(out_estimate, 0, sizeof *out_estimate);
    for (unsigned i = 0; i < setup->n_workloads; i++) {
        const CpmWorkload *workload = &setup->workloads[i];
        const CpmGroupSetup *group = &setup->groups[workload->group];
        StudyLegCost cost;
        if (numbered[i] < 1) {     /* without a number the IWF refuses what it would accept or ask */
            CpmWorkload without = *workload;
            without.unconvertible = true;
            out_estimate->messages += (1 - numbered[i]) * workload->count * messages_of(setup, &without, &cost);
        }
        out_estimate->messages += numbered[i] * workload->count * messages_of(setup, workload, &cost);
        out_estimate->sessions += workload->count;
        out_estimate->members += (uint64_t)workload->count * group->size;
        out_estimate->live_members += live_sessions(setup, workload, &cost) * group->size;
        find_load(setup, workload, &cost, out_estimate);
    }
    out_estimate->bytes = BYTES_ALWAYS + out_estimate->live_members * BYTES_PER_LEG;
}
