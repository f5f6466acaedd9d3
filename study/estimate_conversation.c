/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate_conversation.h"

#include "study/estimate_arrival.h"
#include "study/estimate_case.h"
#include "study/estimate_repeat.h"

#include <math.h>
#include <string.h>

/* Who has joined or failed by when, in bins of equal ratio: from 10 ms to ten years, each a twentieth longer than the one before. */
#define BINS 500
#define FIRST 0.01
#define RATIO 1.05

/* Points of the fan-out at which members are invited; every so many points of the absence. */
#define TURNS 8
#define STEP 4

/* Messages of a request with its answer, on all hops of a leg. */
#define INVITER_HOPS 4
#define CPM_HOPS 4
#define NON_CPM_HOPS 8

typedef struct Curve {
    double time[BINS];          /* middle of the bin, s from the start of the session          */
    double joins[BINS];         /* expected members that join in the bin                       */
    double systems[BINS];       /* of these, users of Non-CPM Systems                          */
    double unaware[BINS];       /* of these, who have not been told, and so do not write       */
    double answers[BINS];       /* expected final answers of all kinds                         */
    double together[BINS];      /* expected members that have joined by the middle of the bin  */
    double systems_together[BINS];      /* of these, users of Non-CPM Systems                  */
    double ln_nobody;           /* ln P(nobody joins)                                          */
    double inviter;             /* when the inviter is answered, s                             */
} Curve;

typedef struct Draw {
    const CpmSetup *setup;
    double fan_out_time, size;
    double end;                 /* of the session, s from its start: whoever has not answered fails then */
    Curve *curve;
} Draw;

static unsigned bin_of(double time)
{
    double bin = time > FIRST ? log(time / FIRST) / log(RATIO) : 0;
    return (unsigned)fmin(bin, BINS - 1);
}

/* @legs legs are answered @time after their INVITE, which is anywhere in the fan-out; @joining of them join. */
static void put(const Draw *draw, const StudyCase *at, double time, double legs, double joining)
{
    for (unsigned turn = 0; turn < TURNS; turn++) {
        unsigned bin = bin_of(time + (turn + 0.5) / TURNS * draw->fan_out_time);
        draw->curve->answers[bin] += legs / TURNS;
        draw->curve->joins[bin] += joining / TURNS;
        if (at->system >= 0)
            draw->curve->systems[bin] += joining / TURNS;
        if (at->system >= 0 && at->mode == CPM_MODE_ACCEPT && !draw->setup->iwf.notices)
            draw->curve->unaware[bin] += joining / TURNS;
    }
}

/* @legs legs of users who read the invitation @delay after the INVITE; who has not answered by @limit fails then. */
static void put_answers(const Draw *draw, const StudyCase *at, double legs, double delay, double limit)
{
    double accepts = study_case_accepts(draw->setup, at), declines = at->profile->decline + at->profile->leave, late = 0;
    for (unsigned i = 0; i < STUDY_POINTS; i++) {
        double time = delay + study_case_point(at->profile->delay, i), part = legs / STUDY_POINTS;
        if (time < limit)
            put(draw, at, time, part * (accepts + declines), part * accepts);
        else
            late += part * (accepts + declines);
    }
    put(draw, at, limit, late + legs * (1 - accepts - declines), 0);
}

static void put_case(const StudyCase *at, void *data)
{
    const Draw *draw = data;
    const CpmSetup *setup = draw->setup;
    double legs = at->share * draw->size, joined = 0, before = 0;
    for (unsigned i = 0; i < BINS; i++)
        before += draw->curve->joins[i];
    if (at->system < 0) {
        put_answers(draw, at, legs, 0, fmin(sim_time_to_seconds(setup->focus.t_answer), draw->end));
    } else if (!study_case_asks(at)) {
        put(draw, at, 0, legs, at->mode == CPM_MODE_ACCEPT ? legs : 0);
    } else {
        const CpmSystemSetup *system = &setup->systems[at->system];
        double transit = study_case_median(system->transit), back = study_case_median(system->return_transit);
        double taken = 1 - system->refused - system->silent - system->malformed, limit = fmin(study_case_longest_wait(setup), draw->end);
        double absent = fmax(0, 1 - system->first_attempt - system->never), reached = legs * taken;
        put(draw, at, 0, legs * (1 - taken), 0);
        put(draw, at, transit, reached * system->never, 0);
        put_answers(draw, at, reached * system->first_attempt, transit + back, limit);
        for (unsigned i = STEP / 2; i < STUDY_POINTS && absent > 0; i += STEP)
            put_answers(draw, at, reached * absent * STEP / STUDY_POINTS, study_case_point(system->absence, i) + back, limit);
    }
    for (unsigned i = 0; i < BINS; i++)
        joined += draw->curve->joins[i];
    double share = legs > 0 ? fmin((joined - before) / legs, 1 - 1e-9) : 0;
    draw->curve->ln_nobody += legs * log1p(-share);
}

/* When the focus answers the inviter, if it does. */
static double answer_of_inviter(const CpmSetup *setup, const Curve *curve)
{
    double joined = 0, answered = 0, all = 0, wanted = fmin(1, curve->together[BINS - 1]);
    for (unsigned i = 0; i < BINS; i++)
        all += curve->answers[i];
    if (setup->focus.answer == CPM_FOCUS_IMMEDIATE)
        return 0;
    for (unsigned i = 0; i < BINS; i++) {
        joined += curve->joins[i];
        answered += curve->answers[i];
        if (setup->focus.answer == CPM_FOCUS_FIRST_ACCEPT ? joined >= 0.7 * wanted : answered >= all - 0.5)
            return curve->time[i];
    }
    return curve->time[BINS - 1];
}

/* As it is in sessions that end @end s after they have begun. */
static void draw_curve(const CpmSetup *setup, const CpmWorkload *workload, double end, Curve *curve)
{
    double size = study_case_size(setup, workload), sum = 0, systems = 0;
    Draw draw = { .setup = setup, .fan_out_time = size / setup->focus.fan_out, .size = size, .end = end, .curve = curve };
    memset(curve, 0, sizeof *curve);
    for (unsigned i = 0; i < BINS; i++)
        curve->time[i] = FIRST * pow(RATIO, i + 0.5);
    study_case_walk(setup, workload, put_case, &draw);
    for (unsigned i = 0; i < BINS; i++) {
        curve->together[i] = sum + curve->joins[i] / 2;
        curve->systems_together[i] = systems + curve->systems[i] / 2;
        sum += curve->joins[i];
        systems += curve->systems[i];
    }
    curve->inviter = answer_of_inviter(setup, curve);
}

double study_conversation_end(const CpmSetup *setup, const CpmWorkload *workload)
{
    Curve curve;
    if (workload->duration == SIM_TIME_MAX || workload->refused)
        return INFINITY;
    draw_curve(setup, workload, INFINITY, &curve);
    return curve.inviter + sim_time_to_seconds(workload->duration);
}

/* The share of the sessions of @size members in which the inviter is not answered by @time.  Each member accepts, or answers, for
 * himself; the curve is that of @mean members. */
static double unanswered_by(const CpmSetup *setup, const Curve *curve, double mean, double time, double size)
{
    double joined = 0, answered = 0, all = 0;
    if (setup->focus.answer == CPM_FOCUS_IMMEDIATE)
        return 0;
    for (unsigned i = 0; i < BINS; i++) {
        bool is_over = curve->time[i] <= time;
        joined += is_over ? curve->joins[i] : 0;
        answered += is_over ? curve->answers[i] : 0;
        all += curve->answers[i];
    }
    double nobody = pow(1 - fmin(joined / mean, 1), size), everybody = pow(fmin(answered / all, 1), size);
    return setup->focus.answer == CPM_FOCUS_FIRST_ACCEPT ? nobody : 1 - (1 - nobody) * everybody;
}

double study_conversation_unanswered(const CpmSetup *setup, const CpmWorkload *workload)
{
    Curve curve;
    double mean = study_case_size(setup, workload), sum = 0;
    draw_curve(setup, workload, INFINITY, &curve);
    if (workload->patience_of == NULL && workload->patience == SIM_TIME_MAX && workload->size == NULL)
        return setup->focus.answer == CPM_FOCUS_IMMEDIATE ? 0 : exp(curve.ln_nobody);
    for (unsigned i = STEP / 2; i < STUDY_POINTS; i += STEP) {
        double patience = workload->patience_of != NULL ? study_case_point(workload->patience_of, i)
                                                        : sim_time_to_seconds(workload->patience);
        for (unsigned j = STEP / 2; j < STUDY_POINTS; j += STEP)
            sum += unanswered_by(setup, &curve, mean, patience, workload->size != NULL ? study_case_size_at(setup, workload, j) : mean);
    }
    return sum * STEP * STEP / STUDY_POINTS / STUDY_POINTS;
}

/* ---- what they cost */

/* Messages of one text that is sent at @time: SEND and 200 to each who takes part, and what the IWFs pass on; but not to the writer, if
 * @writer. */
static double cost_of_text(const Curve *curve, double time, bool writer)
{
    unsigned bin = bin_of(time);
    double all = curve->together[bin], others = writer ? fmax(0, all - 1) : all;
    return all > 0 ? others * (2 + curve->systems_together[bin] / all) : 0;
}

/* In a session that the inviter leaves @stay s after its 200. */
static double cost_of_texts(const CpmWorkload *workload, const Curve *curve, double stay)
{
    double gap = study_case_median(workload->text_gap), end = curve->inviter + stay, sum = 0;
    for (uint32_t text = 1; text <= workload->inviter_texts; text++)
        if (curve->inviter + text * gap <= end)
            sum += 2 + cost_of_text(curve, curve->inviter + text * gap, false);
    for (unsigned i = 0; i < BINS && workload->member_texts > 0; i++) {
        double writers = curve->joins[i] - curve->unaware[i];
        double by_systems = writers > 0 ? (curve->systems[i] - curve->unaware[i]) / writers : 0;
        for (uint32_t text = 1; text <= workload->member_texts && writers > 1e-9; text++) {
            double time = curve->time[i] + text * gap;
            if (time <= end)    /* the inviter gets it, too */
                sum += writers * (2 + by_systems + (time > curve->inviter ? 2 : 0) + cost_of_text(curve, time, true));
        }
    }
    return sum;
}

/* At most one NOTIFY in an interval goes to those who have subscribed by then, if anything has changed in it. */
static double cost_of_notifies(const CpmSetup *setup, const Curve *curve, const double arrivals[STUDY_WAYS])
{
    double to_inviter = INVITER_HOPS * arrivals[STUDY_WAY_INVITER], to_member = CPM_HOPS * arrivals[STUDY_WAY_CPM];
    double interval = sim_time_to_seconds(setup->focus.notify_interval), sum = 0, changes_each = setup->focus.notify_all_states ? 2 : 1;
    double members = 0;
    if (!setup->focus.subscribe)
        return 0;
    for (unsigned i = 0; i < BINS; i++) {
        double width = curve->time[i] * (RATIO - 1), intervals = width / interval, changes = curve->answers[i] * changes_each;
        double notifies = intervals * (1 - exp(-changes / intervals));
        double inviter = curve->time[i] > curve->inviter;
        members += setup->focus.subscribe_members ? curve->joins[i] - curve->systems[i] : 0;
        sum += notifies * (inviter * to_inviter + members * to_member);
    }
    return sum + 2 * to_inviter + members * to_member;         /* the subscriptions; the inviter's first NOTIFY */
}

/* When nothing happens any more: all have answered, and written. */
static double end_of(const CpmWorkload *workload, const Curve *curve)
{
    double texts = study_case_median(workload->text_gap) * fmax(workload->inviter_texts, workload->member_texts), last = 0;
    for (unsigned i = 0; i < BINS; i++)
        if (curve->answers[i] >= 0.5)
            last = curve->time[i];
    return fmax(last, curve->inviter) + texts + 32;
}

/* What depends on when the inviter leaves: texts, refreshes on @legs hops, and the end. */
static double cost_of_stay(const CpmSetup *setup, const CpmWorkload *workload, const Curve *curve, double legs)
{
    bool ends = workload->duration != SIM_TIME_MAX;
    double half = sim_time_to_seconds(setup->focus.session_expires) / 2, sum = 0;
    double last = study_arrival_time(workload, workload->count - 1, 0);
    unsigned step = workload->duration_of != NULL || !ends ? STEP : STUDY_POINTS;
    for (unsigned i = step / 2; i < STUDY_POINTS; i += step) {
        double stay = workload->duration_of != NULL ? study_case_point(workload->duration_of, i) : sim_time_to_seconds(workload->duration);
        /* whoever stays does so until the last session has nothing left to do */
        double after = last - study_arrival_time(workload, (uint32_t)((uint64_t)workload->count * i / STUDY_POINTS), 0);
        double life = ends ? stay : end_of(workload, curve) - curve->inviter + after;
        double refreshes = half > 0 ? fmax(0, ceil(life / half) - 1) : 0;
        sum += cost_of_texts(workload, curve, stay) + legs * (refreshes + ends);
    }
    return sum * step / STUDY_POINTS;
}

double study_conversation_messages(const CpmSetup *setup, const CpmWorkload *workload)
{
    Curve curve;
    double systems = 0, arrivals[STUDY_WAYS];
    if (workload->refused)
        return 0;
    for (unsigned way = 0; way < STUDY_WAYS; way++) {
        double of[CPM_WORKS];
        study_repeat_arrivals(setup, (StudyWay)way, 1, of);
        arrivals[way] = of[CPM_WORK_EVENT];
    }
    draw_curve(setup, workload, study_conversation_end(setup, workload), &curve);
    for (unsigned i = 0; i < BINS; i++)
        systems += curve.systems[i];
    double legs = INVITER_HOPS * arrivals[STUDY_WAY_INVITER] + (curve.together[BINS - 1] - systems) * CPM_HOPS * arrivals[STUDY_WAY_CPM] +
                  systems * NON_CPM_HOPS * arrivals[STUDY_WAY_NON_CPM];
    return cost_of_stay(setup, workload, &curve, legs) + cost_of_notifies(setup, &curve, arrivals);
}
