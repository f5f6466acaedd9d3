/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate.h"

#include "models/cpm_policy.h"
#include "sim/distribution.h"

#include <math.h>
#include <string.h>

/* Bytes that a leg occupies while it lives, as measured: state of the models, of the checker and of the metrics, and its share of the
 * pending events. */
#define BYTES_PER_LEG (32 + 16 + 10 + 36)
#define BYTES_ALWAYS (8u << 20)

/* Points at which a distribution is looked at to take a mean. */
#define POINTS 64

/* One way of answering, by one kind of leg. */
typedef struct Case {
    double share;               /* of the legs of the group */
    int32_t system;             /* -1: CPM client */
    CpmMode mode;
    const CpmReplyProfile *profile;
} Case;

static double quantile(const SimDistribution *distribution, double uniform)
{
    return distribution != NULL ? sim_distribution_quantile(distribution, uniform) : 0;
}

/* The mean of min(@offset + X, @limit). */
static double mean_up_to(const SimDistribution *distribution, double offset, double limit)
{
    double sum = 0;
    for (unsigned i = 0; i < POINTS; i++)
        sum += fmin(offset + quantile(distribution, (i + 0.5) / POINTS), limit);
    return sum / POINTS;
}

/* How long the IWF waits for the reply to an inviting message, in s; a wait beyond @limit counts as @limit. */
static double mean_wait(const CpmSetup *setup, const Case *at, double limit)
{
    const CpmSystemSetup *system = &setup->systems[at->system];
    double decisive = at->profile->accept + at->profile->decline;
    double transit = quantile(system->transit, 0.5), back = quantile(system->return_transit, 0.5);
    double absent = fmax(0, 1 - system->first_attempt - system->never);
    double prompt = mean_up_to(at->profile->delay, transit + back, limit);
    double late = 0;
    for (unsigned i = 0; i < POINTS && absent > 0; i++)
        late += mean_up_to(at->profile->delay, quantile(system->absence, (i + 0.5) / POINTS) + back, limit) / POINTS;
    double reached = decisive * (system->first_attempt * prompt + absent * late) +
                     (1 - decisive) * (system->first_attempt + absent) * limit;
    return reached + system->never * fmin(transit + back, limit);
}

static void receive(StudyLegCost *cost, CpmBoxKind box, double messages)
{
    cost->received[box] += messages;
    cost->messages += messages;
}

/* INVITE, 100, final answer and ACK on the two hops of a CPM leg, and CANCEL with its consequences where nobody
 * answers. */
static void add_cpm_leg(StudyLegCost *cost, const CpmSetup *setup, const Case *at)
{
    double none = 1 - at->profile->accept - at->profile->decline;
    receive(cost, CPM_CORE, at->share * (4 + 2 * none));
    receive(cost, CPM_CS, at->share * (2 + none));
    receive(cost, CPM_CLIENT, at->share * (2 + none));
    if (setup->ringing) {
        receive(cost, CPM_CORE, at->share);
        receive(cost, CPM_CS, at->share);
    }
    cost->wait +=
        at->share * ((1 - none) * mean_up_to(at->profile->delay, 0, 1e9) +
                     none * fmin(sim_time_to_seconds(setup->focus.t_answer), sim_time_to_seconds(setup->timer_c)));
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

static void add_non_cpm_leg(StudyLegCost *cost, const CpmSetup *setup, const Case *at, double window)
{
    bool asks = at->mode == CPM_MODE_CONVERT || at->mode == CPM_MODE_NATIVE;
    /* An IWF answers within 200 ms: with a final answer, or with the first 182. */
    double trying = setup->trying == CPM_TRYING_AT_ONCE;
    receive(cost, CPM_CORE, at->share * (6 + 2 * trying));
    receive(cost, CPM_ISF, at->share * (3 + trying));
    receive(cost, CPM_CS, at->share * (1 + trying));
    receive(cost, CPM_IWF, at->share * 2);
    cost->to_system[at->system] += at->share;
    if (!asks)
        return;
    const CpmSystemSetup *system = &setup->systems[at->system];
    double t_reply = sim_time_to_seconds(setup->iwf.t_reply), wait = mean_wait(setup, at, t_reply), reports = system->reports;
    receive(cost, CPM_SYSTEM, at->share);
    receive(cost, CPM_IWF,
            at->share * (reports + at->profile->accept + at->profile->decline + at->profile->unrecognised));
    add_provisionals(cost, at->share * (1 + reports * (1 - system->never)));
    /* The last interval is cut off by the answer, on average in its middle. */
    double interval = setup->iwf.keepalive != SIM_TIME_MAX ? sim_time_to_seconds(setup->iwf.keepalive) : INFINITY;
    double early_wait = mean_wait(setup, at, fmin(t_reply, window));
    double all = fmax(0, wait / interval - 0.5), early = fmax(0, early_wait / interval - 0.5);
    add_provisionals(cost, at->share * all);
    /* The mean grows with its limit by the share of those that wait longer. */
    set_apart(cost, at->share * (all - early), at->share * (mean_wait(setup, at, fmin(t_reply, window + 1)) - early_wait));
    cost->wait += at->share * wait;
}

static void add_member(StudyLegCost *cost, const CpmSetup *setup, const CpmMemberSetup *member, double share, double window)
{
    double before = 0;
    for (unsigned i = 0; i < member->n_clients; i++) {
        Case at = { .share = share * (member->client[i].until - before), .system = member->client[i].system,
                    .mode = CPM_MODE_NATIVE, .profile = &setup->profiles[member->answer] };
        before = member->client[i].until;
        if (at.system < 0) {
            add_cpm_leg(cost, setup, &at);
            continue;
        }
        double all = at.share, preferred_before = 0;
        const CpmSystemSetup *system = &setup->systems[at.system];
        at.profile = &setup->profiles[member->reply];
        for (unsigned option = 0; option < CPM_OPTIONS; option++) {
            at.share = all * (member->prefer_until[option] - preferred_before);
            at.mode = cpm_policy_mode(&setup->policy, (CpmOption)option, system->sessions, system->invitations);
            preferred_before = member->prefer_until[option];
            if (at.share > 0)
                add_non_cpm_leg(cost, setup, &at, window);
        }
    }
}

void study_leg_cost(const CpmSetup *setup, const CpmGroupSetup *group, double window, StudyLegCost *out_cost)
{
    memset(out_cost, 0, sizeof *out_cost);
    for (unsigned i = 0; i < group->n_members; i++)
        add_member(out_cost, setup, &group->members[i], (double)group->members[i].count / group->size, window);
}

/* ---- load of the stations */

static void find_load(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost, StudyEstimate *out)
{
    const CpmGroupSetup *group = &setup->groups[workload->group];
    double fan_out_time = group->size / setup->focus.fan_out;
    double interval = workload->interarrival != NULL ? sim_distribution_mean(workload->interarrival) : 0;
    /* Sessions that come faster than one is invited overlap; without pace or interval all are one heap of work. */
    double legs = workload->count > 1 && interval < fan_out_time ? (double)group->size * workload->count : group->size;
    double time = workload->count > 1 && interval < fan_out_time ? fmax(fan_out_time, interval * workload->count)
                                                                 : fan_out_time;
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++) {
        const CpmStationSetup *station = &setup->station[kind];
        double per_leg = cost->received[kind] - cost->later[kind];
        uint32_t instance = 0;
        for (uint32_t i = 1; i < setup->n_systems; i++)
            if (cost->to_system[i] > cost->to_system[instance])
                instance = i;
        double on_systems = 0;
        for (uint32_t i = 0; i < setup->n_systems; i++)
            on_systems += cost->to_system[i];
        if (kind == CPM_IWF && on_systems > 0)
            per_leg *= cost->to_system[instance] / on_systems;
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

void study_estimate(const CpmSetup *setup, StudyEstimate *out_estimate)
{
    memset(out_estimate, 0, sizeof *out_estimate);
    for (unsigned i = 0; i < setup->n_workloads; i++) {
        const CpmWorkload *workload = &setup->workloads[i];
        const CpmGroupSetup *group = &setup->groups[workload->group];
        StudyLegCost cost;
        study_leg_cost(setup, group, group->size / setup->focus.fan_out, &cost);
        out_estimate->sessions += workload->count;
        out_estimate->members += (uint64_t)workload->count * group->size;
        out_estimate->live_members += live_sessions(setup, workload, &cost) * group->size;
        /* The inviter's own leg: eight messages, and a NOTIFY with its answer on two hops now and then. */
        out_estimate->messages += workload->count * (8 + cost.messages * group->size);
        find_load(setup, workload, &cost, out_estimate);
    }
    out_estimate->bytes = BYTES_ALWAYS + out_estimate->live_members * BYTES_PER_LEG;
}
