/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DIVERGENCE_H
#define STUDY_DIVERGENCE_H

/* Where two runs part.  The events of a run are all records of its trace but the facts: messages, actions, outcomes, timers.  They are
 * compared in the order in which they happen, also those with equal times, by time, kind, boxes, code, session, member, detail and
 * number in the figure. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "sim/trace.h"
#include "study/rehearsal.h"

#define STUDY_CONTEXT_MAX 50            /* events */

/* One of the two runs at the place where they part. */
typedef struct StudyBranch {
    StudyRehearsal run;                 /* as a whole                                                               */
    uint64_t events;                    /* as defined above                                                         */
    SimRecord records[STUDY_CONTEXT_MAX + 1];
    unsigned n_records;                 /* the event that differs and those after it; 0: the run had ended before   */
} StudyBranch;

typedef struct StudyDivergence {
    bool divergent;
    uint64_t index;                     /* of the first event that differs, from 0                                  */
    SimRecord common[STUDY_CONTEXT_MAX];
    unsigned n_common;                  /* the last events before it, the same in both                              */
    StudyBranch branches[2];            /* .run and .events are set in any case                                     */
} StudyDivergence;

/* Runs both @scenarios, once to tell whether they part and once more up to there if they do, one after the other, and keeps 8 bytes per
 * thousand events.  @context <= STUDY_CONTEXT_MAX events are kept before and after.  @watch is for the progress; its observer is not
 * used.  Errors: SIM_ERROR_MEMORY.  *@out_divergence is large: do not keep many. */
bool study_divergence_find(const Scenario *const scenarios[2], unsigned context, const StudyWatch *watch,
                           StudyDivergence *out_divergence, GError **error);

#endif
