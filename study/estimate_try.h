/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_TRY_H
#define STUDY_ESTIMATE_TRY_H

#include "study/estimate.h"

/* How often callers try, and what becomes of it. */
typedef struct StudyTries {
    double tries;               /* of each caller, 1 or more                                                            */
    double let_in;              /* share of the tries that overload control lets in                                     */
    double answered;            /* share of those whose inviter is answered before he gives up, and by somebody          */
    double turned_away;         /* messages of a try that is not let in                                                 */
} StudyTries;

/* Those of @workload, whose legs cost @cost, on average over its first tries.
 *
 * A caller who fails tries again as CpmRetry has it: with f the share that fails, 1 + sf + (sf)^2 ... tries.  Overload control lets in
 * what the box can do in the mean, and closes for as long as the work of a session that comes at once lasts beyond the target: a
 * server without waiting room, which is open for 1 / (1 + rate * mean time closed), whatever the distribution (Erlang's loss formula).
 * [INFER] for both.  Left out: what other workloads ask of the box, and what a queue without overload control does to those in it. */
void study_tries(const CpmSetup *setup, const CpmWorkload *workload, const StudyLegCost *cost, StudyTries *out_tries);

#endif
