/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_SYSTEM_H
#define MODELS_CPM_SYSTEM_H

#include "models/cpm_hop.h"
#include "sim/arrow.h"

/* Non-CPM System C with the phone and the user behind it: steps 11 and 16 of Figure 31.  It stores the inviting message, tries to deliver
 * it, reports, and the user answers or does not. */
extern const SimMachineDef cpm_system_def;

/* The input of cpm_system_def that @hop is. */
unsigned cpm_system_classify(const CpmHop *hop);

/* True in the states in which the system or its user has something to do. */
bool cpm_system_is_busy(unsigned state);

#endif
