/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_SESSION_LEG_H
#define MODELS_CPM_SESSION_LEG_H

#include "models/cpm_hop.h"
#include "sim/arrow.h"

/* CPM Conversation Server, towards one member: a user agent client that invites (steps 3a, 4, 5, 13, 21 of Figure 31). */
extern const SimMachineDef cpm_session_leg_def;

/* The input of cpm_session_leg_def that @hop is. */
unsigned cpm_session_leg_classify(const CpmHop *hop);

/* The turn to be invited passes to the next member. */
void cpm_session_leg_pass_invitation(CpmHop *hop);

/* T_answer (or the turn to be released, or refreshed) has come for this leg, whatever its state: passes it on to the next that needs it. */
void cpm_session_leg_pass_answer(CpmHop *hop);
void cpm_session_leg_pass_release(CpmHop *hop);
void cpm_session_leg_pass_refresh(CpmHop *hop);

/* True while the member takes part. */
bool cpm_session_leg_is_connected(const CpmLeg *leg);

#endif
