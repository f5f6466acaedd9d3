/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_CASE_H
#define STUDY_ESTIMATE_CASE_H

#include "models/cpm_setup.h"

/* The members that a session invites by what is done with their invitation and how they answer: what expected values are summed over. */
typedef struct StudyCase {
    double share;               /* of the legs of a session */
    int32_t system;             /* -1: CPM client */
    CpmMode mode;               /* of the IWF; the workload's own refusals count as CPM_MODE_REJECT_POLICY */
    const CpmReplyProfile *profile;
} StudyCase;

typedef void (*StudyCaseVisitor)(const StudyCase *at, void *data);

/* Calls @visit for all cases of the sessions of @workload whose share is not zero; none, where they are refused. */
void study_case_walk(const CpmSetup *setup, const CpmWorkload *workload, StudyCaseVisitor visit, void *data);

/* Whether the user is asked, and answers. */
bool study_case_asks(const StudyCase *at);

/* P(the user accepts when he has read the invitation): at once, or after help messages. */
double study_case_accepts(const CpmSetup *setup, const StudyCase *at);

/* Whether it repeats a provisional response while it waits. */
bool study_case_keeps_alive(const CpmSetup *setup);

/* How long an IWF waits for a reply at most, s: Timer C ends the leg before T_reply does where no provisional response is repeated. */
double study_case_longest_wait(const CpmSetup *setup);

/* How many members a session of @workload invites on average; and how many of them are of the row @member of its group. */
double study_case_size(const CpmSetup *setup, const CpmWorkload *workload);
double study_case_invited(const CpmSetup *setup, const CpmWorkload *workload, const CpmMemberSetup *member);

/* Points at which a distribution is looked at to take a mean. */
#define STUDY_POINTS 64

/* How many members are invited at the middle of the @point-th of STUDY_POINTS equal shares of the sessions. */
double study_case_size_at(const CpmSetup *setup, const CpmWorkload *workload, unsigned point);

/* The value of @distribution (NULL: 0) at the middle of the @point-th of STUDY_POINTS equal shares, s. */
double study_case_point(const SimDistribution *distribution, unsigned point);

/* The mean of min(@offset + X, @limit), s, X of @distribution. */
double study_case_mean_up_to(const SimDistribution *distribution, double offset, double limit);

/* Help messages to a user who answers by @profile. */
double study_case_helps(const CpmSetup *setup, const CpmReplyProfile *profile);

/* How long the IWF waits for the reply to an inviting message, in s; a wait beyond @limit counts as @limit. */
double study_case_wait(const CpmSetup *setup, const StudyCase *at, double limit);

/* Its median, s. */
double study_case_median(const SimDistribution *distribution);

#endif
