/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/estimate_try.h"

#include "study/estimate_arrival.h"
#include "study/estimate_case.h"
#include "study/estimate_conversation.h"

#include <math.h>

/* Tries and what is let in depend on each other: so often they are made to agree. */
#define ROUNDS 60

typedef struct Callers {
    const CpmSetup *setup;
    const CpmWorkload *workload;
    const StudyLegCost *cost;
    double unanswered;          /* share of those let in */
    StudyTries sum;             /* over the rates, each times its share */
} Callers;

/* The s of work at a box, with all its servers, for a session: at once, when it begins or ends, and in all. */
typedef struct Work {
    double start, end, all;
} Work;

static Work work_of(const Callers *callers, CpmBoxKind box, double size)
{
    const CpmSetup *setup = callers->setup;
    const StudyLegCost *cost = callers->cost;
    double events = setup->focus.subscribe ? study_service(setup, box, CPM_WORK_EVENT) : 0, bye = study_service(setup, box, CPM_WORK_BYE);
    double hops = box == CPM_CORE ? 2 : 1, ends = callers->workload->duration != SIM_TIME_MAX;
    Work work = { .start = size * cost->work[box], .end = ends * size * hops * bye };
    if (box == CPM_CS || box == CPM_CORE) {     /* on the inviter's leg, too */
        work.start += study_service(setup, box, CPM_WORK_INVITE) + study_service(setup, box, CPM_WORK_ACK) + 2 * hops * events +
                      (box == CPM_CORE) * study_service(setup, box, CPM_WORK_FINAL);
        work.end += ends * hops * bye;
    }
    if (box == CPM_CS)
        work.end += ends * size * study_service(setup, box, CPM_WORK_TURN);
    work.all = work.start + work.end + size * cost->later_work[box];
    work.start /= setup->station[box].servers;
    work.end /= setup->station[box].servers;
    work.all /= setup->station[box].servers;
    return work;
}

/* The share of @rate tries per s that @box lets in. */
static double open_share(const Callers *callers, CpmBoxKind box, double rate)
{
    const CpmSetup *setup = callers->setup;
    const CpmStationSetup *station = &setup->station[box];
    double harmless = sim_time_to_seconds(station->overload.target), closed = 0, all = 0, later = 0, rejection = 0;
    if (station->overload.control == CPM_OVERLOAD_NONE)
        return 1;
    if (station->overload.control == CPM_OVERLOAD_REJECT)
        rejection = (study_service(setup, box, CPM_WORK_REJECTION) + study_service(setup, box, CPM_WORK_ACK)) / station->servers;
    for (unsigned i = 0; i < STUDY_POINTS; i++) {
        bool varies = callers->workload->size != NULL;
        Work work = work_of(callers, box, varies ? study_case_size_at(setup, callers->workload, i)
                                                 : study_case_size(setup, callers->workload));
        closed += (fmax(0, work.start - harmless) + fmax(0, work.end - harmless)) / STUDY_POINTS;
        all += work.all / STUDY_POINTS;
        later += (work.all - work.start) / STUDY_POINTS;
    }
    double mean = all > rejection ? fmax(0, 1 / rate - rejection) / (all - rejection) : 1, open = mean;
    for (unsigned i = 0; i < ROUNDS; i++)       /* what is left of the box is what sessions under way do not take */
        open = (open + fmin(1 / (1 + rate * closed / fmax(1 - rate * open * later, 0.1)), mean)) / 2;
    return open;
}

static double let_in_at(const Callers *callers, double rate)
{
    double share = 1;
    for (unsigned box = CPM_CORE; box <= CPM_IWF; box++)
        share = fmin(share, open_share(callers, (CpmBoxKind)box, rate));
    return share;
}

static double tries_of(const CpmRetry *retry, double failing)
{
    double tries = 1, again = 1;
    for (uint32_t i = 0; i < retry->times; i++)
        tries += again *= retry->share * failing;
    return tries;
}

/* Callers of whom @share come at @rate per s. */
static void add_rate(double rate, double share, void *data)
{
    Callers *callers = data;
    double tries = 1, let_in = 1;
    for (unsigned i = 0; i < ROUNDS; i++) {
        let_in = (let_in + let_in_at(callers, rate * tries)) / 2;
        tries = tries_of(&callers->workload->retry, 1 - let_in * (1 - callers->unanswered));
    }
    callers->sum.tries += share * tries;
    callers->sum.let_in += share * tries * let_in;
}

/* Where INVITEs are answered 503: by the box itself, or by a neighbour one hop before. */
static double turned_away_of(const CpmSetup *setup)
{
    bool itself = false;
    for (unsigned box = CPM_CORE; box <= CPM_IWF; box++)
        itself = itself || setup->station[box].overload.control == CPM_OVERLOAD_REJECT;
    return (itself ? 2 : 1) * (3.0 + (setup->trying == CPM_TRYING_AT_ONCE));
}

void study_tries(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost, StudyTries *out_tries)
{
    Callers callers = { .setup = setup, .workload = workload, .cost = cost };
    callers.unanswered = workload->refused ? 1 : study_conversation_unanswered(setup, workload);
    study_arrival_rates(workload, add_rate, &callers);
    *out_tries = (StudyTries){ .tries = callers.sum.tries,
                               .let_in = callers.sum.let_in / callers.sum.tries,
                               .answered = 1 - callers.unanswered,
                               .turned_away = turned_away_of(setup) };
}
