/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_CONVERSATION_H
#define STUDY_ESTIMATE_CONVERSATION_H

#include "models/cpm_setup.h"

/* The mean time from the start of such a session to its end, s; INFINITY: the inviter stays. */
double study_conversation_end(const CpmSetup *setup, const CpmWorkload *workload);

/* The share of the inviters who are not answered, or not before they give up. */
double study_conversation_unanswered(const CpmSetup *setup, const CpmWorkload *workload);

/* The messages of one session of @workload that go on once its inviter has been answered: text messages to all who take part, NOTIFYs,
 * refreshes of the session, and its end.  Expected values; the set-up of the legs is apart (study/estimate.h). */
double study_conversation_messages(const CpmSetup *setup, const CpmWorkload *workload);

#endif
