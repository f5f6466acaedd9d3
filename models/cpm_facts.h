/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_FACTS_H
#define MODELS_CPM_FACTS_H

#include <stdint.h>

#include "models/cpm_hop.h"

/* What is given about the member of @hop, CPM_FACT_*: which client or Non-CPM System it has, what it prefers, and the IWF that is asked
 * first.  A pure function of the setup and of the member's own numbers. */
uint16_t cpm_facts_draw(const CpmHop *hop);

#endif
