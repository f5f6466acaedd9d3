/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DECISION_SETUP_H
#define STUDY_DECISION_SETUP_H

/* The setup of a run in which one inviter invites one user of a Non-CPM System. */

#include "models/cpm_setup.h"
#include "study/decision_forecast.h"

/* The setup of @combination (transfer full, cpm_setup_free()): one session, one member; the focus answers the inviter when the member
 * accepts; the inviter gives up when the CANCEL of @combination is to leave, else never, and stays.  The user of a service with
 * @combination's capabilities replies as it says, if asked.  The clock is that of study/decision_forecast.h. */
CpmSetup *study_decision_setup(const StudyCombination *combination);

#endif
