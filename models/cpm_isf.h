/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_ISF_H
#define MODELS_CPM_ISF_H

#include <stdbool.h>

#include "models/cpm_hop.h"

/* Interworking Selection Function, step 7 of Figure 31.  Everything else that the ISF does is a proxy's: models/sip_proxy.h.
 *
 * The candidates for a leg are, for each service of the member in the order that he prefers (the one of the leg first), the IWFs that
 * serve it in the order of the setup, which is the operator's.  One that knows how its IWFs are passes over the dead and the full.  The
 * criteria are this simulator's: the standard only says "the most appropriate". */

/* Selects the first IWF for the leg of @hop, or with @again the next after the one that failed, and writes it into the facts of the leg;
 * the selection is recorded.  False: there is none. */
bool cpm_isf_select(CpmHop *hop, bool again);

/* Why there is none at the first time: no IWF serves a service of the member, or those that do cannot be used (D23). */
CpmReason cpm_isf_reason(const CpmHop *hop);

/* Whether the leg has more than one candidate: else the failure of the only one is passed on as it is. */
bool cpm_isf_has_choice(const CpmHop *hop);

/* Whether the final response @status of an IWF makes the ISF look for another one; then it is the ISF that settles the leg. */
bool cpm_isf_may_fail_over(unsigned status);

/* The first candidate of a member who uses @system, 0 if there is none: for the facts of the leg. */
uint32_t cpm_isf_first(const CpmSetup *setup, uint32_t system);

#endif
