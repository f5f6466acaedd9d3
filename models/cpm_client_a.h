/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_CLIENT_A_H
#define MODELS_CPM_CLIENT_A_H

#include <stdbool.h>

#include "models/cpm_hop.h"
#include "sim/arrow.h"

/* CPM Client A: invites a pre-defined group, step 1 of Figure 31 (RFC 3261 13.2, 9.1; RFC 4579 5.1). */
extern const SimMachineDef cpm_client_a_def;

/* The input of cpm_client_a_def that @hop is. */
unsigned cpm_client_a_classify(const CpmHop *hop);

/* What a step of the machine from @state to @next means for the inviter.  He is through once: without a session (a final response that is
 * no 2xx, a timeout, or given up), or after it. */
typedef enum CpmInviterFate { CPM_INVITER_GOES_ON = 0, CPM_INVITER_FAILED = 1, CPM_INVITER_HAS_LEFT = 2 } CpmInviterFate;

CpmInviterFate cpm_client_a_fate(unsigned state, unsigned next);

/* True if he takes part, as far as he knows: he will leave. */
bool cpm_client_a_stays(unsigned state);

#endif
