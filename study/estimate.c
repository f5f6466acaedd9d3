/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate.h"

#include "study/estimate_arrival.h"
#include "study/estimate_case.h"
#include "study/estimate_conversation.h"
#include "study/estimate_number.h"
#include "study/estimate_repeat.h"
#include "study/estimate_try.h"
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

double study_service(const CpmSetup *setup, CpmBoxKind box, CpmWork kind)
{
    const CpmStationSetup *station = &setup->station[box];
    const SimDistribution *service = station->service_of[kind] != NULL ? station->service_of[kind] : station->service;
    return service != NULL ? sim_distribution_mean(service) : 0;
}

typedef struct Sum {
    const CpmSetup *setup;
    double window;
    double end;                 /* of the session, s after the leg's INVITE: what waits then is cancelled   */
    double arrivals[CPM_WORKS]; /* of the leg that is being added, see study/estimate_repeat.h              */
    StudyLegCost *cost;
} Sum;

static void receive(Sum *sum, CpmBoxKind box, CpmWork kind, double messages)
{
    double arrivals = messages * sum->arrivals[kind];
    sum->cost->received[box] += arrivals;
    sum->cost->messages += arrivals;
    sum->cost->work[box] += arrivals * study_service(sum->setup, box, kind);
}

/* Of the messages that @box receives, so many come after the window. */
static void receive_later(Sum *sum, CpmBoxKind box, CpmWork kind, double messages)
{
    double arrivals = messages * sum->arrivals[kind], work = arrivals * study_service(sum->setup, box, kind);
    sum->cost->later[box] += arrivals;
    sum->cost->work[box] -= work;
    sum->cost->later_work[box] += work;
}

/* How often a client rings: at once if it is set so, and each minute until its user answers, or the focus gives up. */
static double rings_of(const CpmSetup *setup, const StudyCase *at, double none, double limit)
{
    double minutes = 0;
    for (unsigned i = 0; i < STUDY_POINTS; i++)
        minutes += floor(fmin(study_case_point(at->profile->delay, i), limit) / 60) / STUDY_POINTS;
    return setup->ringing + (1 - none) * minutes + none * floor(limit / 60);
}

/* The share of the draws of @distribution (NULL: 0) that are longer than @limit s. */
static double share_beyond(const SimDistribution *distribution, double limit)
{
    unsigned beyond = 0;
    for (unsigned i = 0; i < STUDY_POINTS; i++)
        beyond += study_case_point(distribution, i) > limit;
    return (double)beyond / STUDY_POINTS;
}

/* INVITE, 100, final answer and ACK on the two hops of a CPM leg, and CANCEL with its consequences where nobody
 * answers. */
static void add_cpm_leg(Sum *sum, const StudyCase *at)
{
    const CpmSetup *setup = sum->setup;
    double limit = fmin(sim_time_to_seconds(setup->focus.t_answer), sum->end), answers = at->profile->accept + at->profile->decline;
    double none = 1 - answers + answers * share_beyond(at->profile->delay, limit);
    double rings = rings_of(setup, at, 1 - answers, limit), later = rings - setup->ringing;
    study_repeat_arrivals(setup, STUDY_WAY_CPM, at->profile->accept * (1 - share_beyond(at->profile->delay, limit)), sum->arrivals);
    receive(sum, CPM_CORE, CPM_WORK_INVITE, at->share);
    receive(sum, CPM_CORE, CPM_WORK_PROVISIONAL, at->share * (1 + rings));
    receive(sum, CPM_CORE, CPM_WORK_FINAL, at->share);
    receive(sum, CPM_CORE, CPM_WORK_ACK, at->share);
    receive(sum, CPM_CORE, CPM_WORK_CANCEL, at->share * 2 * none);
    receive(sum, CPM_CS, CPM_WORK_PROVISIONAL, at->share * (1 + rings));
    receive(sum, CPM_CS, CPM_WORK_FINAL, at->share);
    receive(sum, CPM_CS, CPM_WORK_CANCEL, at->share * none);
    receive(sum, CPM_CLIENT, CPM_WORK_INVITE, at->share * (2 + none));
    receive_later(sum, CPM_CORE, CPM_WORK_PROVISIONAL, at->share * later);
    receive_later(sum, CPM_CS, CPM_WORK_PROVISIONAL, at->share * later);
    sum->cost->wait += at->share * (answers * study_case_mean_up_to(at->profile->delay, 0, limit) + (1 - answers) * limit);
}

/* Provisional responses go up four hops: the Core receives each twice. */
static void add_provisionals(Sum *sum, double number)
{
    receive(sum, CPM_CORE, CPM_WORK_PROVISIONAL, 2 * number);
    receive(sum, CPM_ISF, CPM_WORK_PROVISIONAL, number);
    receive(sum, CPM_CS, CPM_WORK_PROVISIONAL, number);
}

/* Of what a waiting leg costs: the provisional responses, and the final answer with its ACK, that come later than @window. */
static void set_apart(Sum *sum, double provisionals, double answers)
{
    receive_later(sum, CPM_CORE, CPM_WORK_PROVISIONAL, 2 * provisionals);
    receive_later(sum, CPM_CORE, CPM_WORK_FINAL, 2 * answers);
    receive_later(sum, CPM_CORE, CPM_WORK_ACK, 2 * answers);
    receive_later(sum, CPM_ISF, CPM_WORK_PROVISIONAL, provisionals);
    receive_later(sum, CPM_ISF, CPM_WORK_FINAL, answers);
    receive_later(sum, CPM_ISF, CPM_WORK_ACK, answers);
    receive_later(sum, CPM_CS, CPM_WORK_PROVISIONAL, provisionals);
    receive_later(sum, CPM_CS, CPM_WORK_FINAL, answers);
    receive_later(sum, CPM_IWF, CPM_WORK_ACK, answers);
}

/* CANCEL and its 200 on four hops. */
static void add_cancels(Sum *sum, double number)
{
    receive(sum, CPM_CORE, CPM_WORK_CANCEL, 4 * number);
    receive(sum, CPM_ISF, CPM_WORK_CANCEL, 2 * number);
    receive(sum, CPM_CS, CPM_WORK_CANCEL, number);
    receive(sum, CPM_IWF, CPM_WORK_CANCEL, number);
    receive_later(sum, CPM_CORE, CPM_WORK_CANCEL, 4 * number);
    receive_later(sum, CPM_ISF, CPM_WORK_CANCEL, 2 * number);
    receive_later(sum, CPM_CS, CPM_WORK_CANCEL, number);
    receive_later(sum, CPM_IWF, CPM_WORK_CANCEL, number);
}

/* What follows an inviting message, up to @window after the INVITE and later. */
static void add_waiting(Sum *sum, const StudyCase *at)
{
    const CpmSetup *setup = sum->setup;
    const CpmSystemSetup *system = &setup->systems[at->system];
    double taken = at->share * (1 - system->refused - system->silent - system->malformed);
    double window = sum->window, longest = study_case_longest_wait(setup), wait = study_case_wait(setup, at, fmin(longest, sum->end));
    double reports = system->reports * (1 - system->report_lost);
    receive(sum, CPM_SYSTEM, CPM_WORK_SYSTEM, taken * study_case_helps(setup, at->profile));
    receive(sum, CPM_IWF, CPM_WORK_SYSTEM, taken * (reports + replies_of(setup, at->profile)));
    add_provisionals(sum, taken * reports * (1 - system->never));
    /* The last interval is cut off by the answer, on average in its middle. */
    double interval = study_case_keeps_alive(setup) ? sim_time_to_seconds(setup->iwf.keepalive) : INFINITY;
    double early_wait = study_case_wait(setup, at, fmin(fmin(longest, sum->end), window));
    double all = fmax(0, wait / interval - 0.5), early = fmax(0, early_wait / interval - 0.5);
    add_provisionals(sum, taken * all);
    /* The mean grows with its limit by the share of those that wait longer. */
    set_apart(sum, taken * (all - early), taken * (study_case_wait(setup, at, fmin(fmin(longest, sum->end), window + 1)) - early_wait));
    if (sum->end < longest)     /* as it grows with its limit, those still wait */
        add_cancels(sum, taken * (study_case_wait(setup, at, sum->end + 1) - wait));
    sum->cost->wait += taken * wait + at->share * system->silent * sim_time_to_seconds(setup->iwf.t_submit);
}

static void add_non_cpm_leg(Sum *sum, const StudyCase *at)
{
    const CpmSetup *setup = sum->setup;
    const CpmSystemSetup *system = &setup->systems[at->system];
    /* An IWF answers within 200 ms: with a final answer, or with the first 182. */
    double trying = setup->trying == CPM_TRYING_AT_ONCE, accepts = at->mode == CPM_MODE_ACCEPT ? 1 : 0;
    study_repeat_arrivals(setup, STUDY_WAY_NON_CPM, study_case_asks(at) ? study_case_accepts(setup, at) : accepts, sum->arrivals);
    receive(sum, CPM_CORE, CPM_WORK_INVITE, at->share * 2);
    receive(sum, CPM_CORE, CPM_WORK_PROVISIONAL, at->share * 2 * trying);
    receive(sum, CPM_CORE, CPM_WORK_FINAL, at->share * 2);
    receive(sum, CPM_CORE, CPM_WORK_ACK, at->share * 2);
    receive(sum, CPM_ISF, CPM_WORK_INVITE, at->share);
    receive(sum, CPM_ISF, CPM_WORK_PROVISIONAL, at->share * trying);
    receive(sum, CPM_ISF, CPM_WORK_FINAL, at->share);
    receive(sum, CPM_ISF, CPM_WORK_ACK, at->share);
    receive(sum, CPM_CS, CPM_WORK_PROVISIONAL, at->share * trying);
    receive(sum, CPM_CS, CPM_WORK_FINAL, at->share);
    receive(sum, CPM_IWF, CPM_WORK_INVITE, at->share);
    receive(sum, CPM_IWF, CPM_WORK_ACK, at->share);
    sum->cost->to_system[at->system] += at->share;
    if (!study_case_asks(at))
        return;
    receive(sum, CPM_SYSTEM, CPM_WORK_SYSTEM, at->share);
    if (system->refused + system->silent + system->malformed > 0)
        receive(sum, CPM_IWF, CPM_WORK_SYSTEM, at->share * (1 - system->silent));
    add_provisionals(sum, at->share);
    add_waiting(sum, at);
}

static void add_case(const StudyCase *at, void *data)
{
    Sum *sum = data;
    if (at->system < 0)
        add_cpm_leg(sum, at);
    else
        add_non_cpm_leg(sum, at);
}

void study_leg_cost(const CpmSetup *setup, const CpmWorkload *workload, double window, StudyLegCost *out_cost)
{
    double end = study_conversation_end(setup, workload);
    Sum sum = { .setup = setup, .window = window, .end = fmax(0, end - (isfinite(window) ? window / 2 : 0)), .cost = out_cost };
    memset(out_cost, 0, sizeof *out_cost);
    study_case_walk(setup, workload, add_case, &sum);
    if (!workload->refused)
        out_cost->work[CPM_CS] += study_service(setup, CPM_CS, CPM_WORK_TURN);
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

/* Messages of all tries of one caller of @workload, and the cost of one leg of theirs. */
static double messages_of(const CpmSetup *setup, const CpmWorkload *workload, StudyLegCost *out_cost, StudyTries *out_tries)
{
    double size = study_case_size(setup, workload), inviter[CPM_WORKS];
    study_leg_cost(setup, workload, size / setup->focus.fan_out, out_cost);
    study_tries(setup, workload, out_cost, out_tries);
    study_repeat_arrivals(setup, STUDY_WAY_INVITER, out_tries->answered, inviter);
    /* The inviter's own leg: eight messages. */
    double let_in = 8 * inviter[CPM_WORK_EVENT] + out_cost->messages * size +
                    out_tries->answered * study_conversation_messages(setup, workload);
    return out_tries->tries * (out_tries->let_in * let_in + (1 - out_tries->let_in) * out_tries->turned_away);
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
        StudyTries tries;
        if (numbered[i] < 1) {     /* without a number the IWF refuses what it would accept or ask */
            CpmWorkload without = *workload;
            without.unconvertible = true;
            out_estimate->messages += (1 - numbered[i]) * workload->count * messages_of(setup, &without, &cost, &tries);
        }
        out_estimate->messages += numbered[i] * workload->count * messages_of(setup, workload, &cost, &tries);
        out_estimate->sessions += workload->count;
        out_estimate->tries += tries.tries * workload->count;
        out_estimate->let_in += tries.tries * tries.let_in * workload->count;
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

/* Whether a box may have so long a queue that what waits in it is sent again: over UDP, and without anybody who sees to it. */
static bool may_pile_up(const CpmSetup *setup)
{
    bool piles_up = false;
    StudyEstimate estimate;
    study_estimate(setup, &estimate);
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++)
        piles_up = piles_up || (estimate.load[kind].backlog > sim_time_to_seconds(setup->wire.core.t1) &&
                                setup->station[kind].overload.control == CPM_OVERLOAD_NONE);
    return piles_up && setup->wire.transactions;
}

char *study_estimate_left_out(const CpmSetup *setup)
{
    bool fails = false, finite = false, full = setup->iwf.numbers > 0 && setup->iwf.correlation == CPM_CORRELATE_NUMBER;
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++) {
        fails = fails || setup->station[kind].failure.n_outages > 0 || setup->station[kind].failure.up != NULL;
        finite = finite || setup->station[kind].finite;
    }
    for (uint32_t i = 0; i < setup->n_iwfs; i++) {
        fails = fails || setup->iwfs[i].n_outages > 0 || setup->iwfs[i].up != NULL;
        full = full || setup->iwfs[i].capacity > 0;
    }
    const struct { bool is_there; const char *what; } rows[] = {
        { fails, "outages and failures" },
        { finite, "messages that find a buffer full" },
        { may_pile_up(setup), "what is sent again, and who gives up, because of queues" },
        { full, "that numbers and IWFs are busy for longer than on average" },
        { setup->stop != SIM_TIME_MAX, "stop.at" },
        { setup->n_faults > 0, "faults" },
    };
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].is_there)
            g_ptr_array_add(words, (char *)rows[i].what);
    g_ptr_array_add(words, NULL);
    return words->len > 1 ? g_strjoinv(", ", (char **)words->pdata) : NULL;
}
