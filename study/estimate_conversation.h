/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_CONVERSATION_H
#define STUDY_ESTIMATE_CONVERSATION_H

#include "models/cpm_setup.h"

/* The messages of one session of @workload that go on once members are in: text messages to all who take part, NOTIFYs, refreshes of the
 * session, and its end.  Expected values; the set-up of the legs is apart (study/estimate.h). */
double study_conversation_messages(const CpmSetup *setup, const CpmWorkload *workload);

#endif
