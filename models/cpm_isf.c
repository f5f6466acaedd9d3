/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_isf.h"

void cpm_isf_select(CpmHop *hop)
{
    cpm_hop_action(hop, CPM_ACTION_SELECT);
}
