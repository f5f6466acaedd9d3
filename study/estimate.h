/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_H
#define STUDY_ESTIMATE_H

#include "models/cpm_setup.h"

#include <stdint.h>

/* What a run will cost, from its setup alone: expected values, good to about a tenth, and to a fifth where boxes are overloaded and have
 * overload control.  For `check --estimate`, for the memory limit and for the warning about stations that cannot keep up. */

/* What one leg means for the boxes, on average over the people of a group. */
typedef struct StudyLegCost {
    double messages;                    /* of all kinds, on all hops                                                */
    double received[CPM_BOX_KINDS];     /* of these, received by each kind of box                                   */
    double later[CPM_BOX_KINDS];        /* of these, after the window                                              */
    double work[CPM_BOX_KINDS];         /* s of service for those within the window, and the leg's own turns       */
    double later_work[CPM_BOX_KINDS];   /* ... for those after the window                                          */
    double to_system[CPM_BOX_INSTANCES];        /* share of the legs that go to each system                        */
    double wait;                        /* mean time from invitation to final answer, s                             */
} StudyLegCost;

typedef struct StudyLoad {
    double utilisation;                 /* while the focus invites: work per second over servers; above 1: too much */
    double rate;                        /* messages per second behind it                                            */
    double backlog;                     /* s of work that has piled up at the end of the fan-out                     */
    uint32_t group;                     /* index of the group for which it is the worst                             */
    uint32_t instance;                  /* IWF: of which system                                                     */
} StudyLoad;

typedef struct StudyEstimate {
    uint64_t sessions;
    uint64_t members;                   /* legs, the inviters' apart                                                */
    uint64_t live_members;              /* of these, at the same time in the worst case                             */
    double tries;                       /* sessions, and those that callers try again                                */
    double let_in;                      /* of these, which overload control lets in                                 */
    double messages;
    double transactions;                /* at the same time, at all ends of all hops; 0 on the short path           */
    uint64_t bytes;                     /* peak memory                                                              */
    StudyLoad load[CPM_BOX_KINDS];      /* CORE, CS, ISF, IWF                                                       */
} StudyEstimate;

/* The cost of a leg in sessions of @workload until it is answered; what comes later than @window, the s that it takes to invite the group,
 * after the leg's own INVITE is also counted apart, since it is no load while the focus invites. */
void study_leg_cost(const CpmSetup *setup, const CpmWorkload *workload, double window, StudyLegCost *out_cost);

/* The mean service time of a message of that kind at @box, s. */
double study_service(const CpmSetup *setup, CpmBoxKind box, CpmWork kind);

void study_estimate(const CpmSetup *setup, StudyEstimate *out_estimate);

/* What of the scenario is left out of that, in words: "outages and failures, stop.at" (transfer full); NULL: nothing that is known of. */
char *study_estimate_left_out(const CpmSetup *setup);

#endif
