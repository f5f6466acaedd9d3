/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DECISION_FORECAST_H
#define STUDY_DECISION_FORECAST_H

/* What must become of a combination: the decision table of docs/model.md written down a second time.  Nothing of models/ but the names of
 * its enumerations is used here, so that a mistake there is no mistake here. */

#include "models/cpm_policy.h"
#include "sim/time.h"
#include "study/decision_space.h"

/* The clock of a run.  The inviter calls at 0; nothing but the links, the centre and people takes time, and each always the same. */
#define STUDY_ACCESS (5 * SIM_MS)               /* CPM client - Core                                            */
#define STUDY_CORE (10 * SIM_MS)                /* Core, CS, ISF, IWF                                           */
#define STUDY_SYSTEM (500 * SIM_MS)             /* IWF - Non-CPM System                                         */
#define STUDY_TRANSIT (2 * SIM_S)               /* to the phone                                                 */
#define STUDY_RETURN (1 * SIM_S)                /* from the phone, on top of the link                           */
#define STUDY_INVITED_AT (STUDY_ACCESS + 5 * STUDY_CORE)        /* the INVITE reaches the IWF: steps 1, 2, 5, 6, 8, 9   */
#define STUDY_T_REPLY (200 * SIM_S)             /* longer than a Timer C of 181 s: provisionals matter          */
#define STUDY_T_SUBMIT (30 * SIM_S)
#define STUDY_EARLY (20 * SIM_S)                /* "before T_reply": so long                                    */
#define STUDY_LATE (1 * SIM_S)                  /* "after T_reply": so long                                     */

/* Decision rows that settle nothing but are met on the way, as a mask. */
#define STUDY_MET(row) (1u << (row))
#define STUDY_MET_ANY (STUDY_MET(8) | STUDY_MET(12) | STUDY_MET(13) | STUDY_MET(14))

typedef struct StudyForecast {
    CpmMode mode;
    unsigned row;                       /* D01 .. D24 that settles the leg                                      */
    unsigned final;                     /* status of the final response at the CS                               */
    unsigned met;                       /* STUDY_MET() of D08, D12, D13 and D14                                 */
    unsigned invitations;               /* what the Non-CPM System gets: inviting messages, native invitations, */
    unsigned natives;
    unsigned helps;                     /* help messages                                                        */
    unsigned notices;                   /* and notices                                                          */
    SimTime answered;                   /* when the IWF sends the final response, were there no CANCEL          */
} StudyForecast;

/* The effective mode, from a table with a line for each policy. */
CpmMode study_forecast_mode(const StudyCombination *combination);

StudyForecast study_forecast(const StudyCombination *combination);

/* True where not a single message may reach the Non-CPM System. */
bool study_forecast_is_silent(const StudyForecast *forecast);

/* "native", "accept", "reject (policy)", "reject (user)", "convert": static text. */
const char *study_mode_name(CpmMode mode);

#endif
