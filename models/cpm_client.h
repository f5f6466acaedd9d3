/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_CLIENT_H
#define MODELS_CPM_CLIENT_H

#include "models/cpm_hop.h"
#include "sim/arrow.h"

/* CPM Client B: a member with a CPM client, steps 3b and 12 of Figure 31 (RFC 3261 13.3, 9.2). */
extern const SimMachineDef cpm_client_def;

/* The input of cpm_client_def that @hop is. */
unsigned cpm_client_classify(const CpmHop *hop);

#endif
