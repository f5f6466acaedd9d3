/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_IWF_H
#define MODELS_CPM_IWF_H

#include "models/cpm_hop.h"
#include "sim/arrow.h"

/* Interworking Function: CPM-IWF-008 and steps 9, 10, 11, 16, 17, 18 of Figure 31. */
extern const SimMachineDef cpm_iwf_def;

/* The input of cpm_iwf_def that @hop is; an INVITE is sorted by the effective mode of the leg; what comes from
 * inside is the death of the box. */
unsigned cpm_iwf_classify(const CpmHop *hop);

/* True in the states in which the IWF waits for the user: they count for the capacity of the box. */
bool cpm_iwf_waits(unsigned state);

/* The state before the box has heard of the leg. */
unsigned cpm_iwf_idle(void);

#endif
