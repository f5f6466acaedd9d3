/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_ISF_H
#define MODELS_CPM_ISF_H

#include "models/cpm_hop.h"

/* Interworking Selection Function, step 7 of Figure 31: selects the Interworking Function for the member that @hop's INVITE is for.
 * Each Non-CPM System has one IWF, so the selection follows from the system that the member uses; the leg goes on to that IWF.
 * Everything else that the ISF does is a proxy's: models/sip_proxy.h. */
void cpm_isf_select(CpmHop *hop);

#endif
