/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_SESSION_H
#define MODELS_CPM_SESSION_H

#include "models/cpm_hop.h"
#include "sim/arrow.h"

/* CPM Conversation Server, towards the inviter: the focus of the session (Participating and Controlling Function in one, steps 2, 4, 14,
 * 22 of Figure 31; RFC 4579 5, RFC 5366 3).  Its legs to the members are models/cpm_session_leg.h. */
extern const SimMachineDef cpm_session_def;

/* The input of cpm_session_def that @hop is. */
unsigned cpm_session_classify(const CpmHop *hop);

/* True when no leg of the session has anything left to do. */
bool cpm_session_is_over(const CpmSession *session);

#endif
