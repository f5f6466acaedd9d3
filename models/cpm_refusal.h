/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_REFUSAL_H
#define MODELS_CPM_REFUSAL_H

/* What an Interworking Function decides when an INVITE arrives, before anything is sent to the Non-CPM System. */

#include "models/cpm_hop.h"

typedef struct CpmRefusal {
    unsigned row;               /* D02, D03, D18 .. D22; 0 = the invitation is not refused */
    CpmReason reason;           /* CPM_REASONS = none                                      */
} CpmRefusal;

/* The mode of the leg as this IWF takes it: the effective mode of CPM-IWF-008, unless a fault has it otherwise. */
CpmMode cpm_iwf_mode(const CpmHop *hop);

/* Why the IWF refuses the invitation at once, if it does, in the order of docs/model.md: it is full; the mode; the inviter's rights; his
 * anonymity; the content; no free number. */
CpmRefusal cpm_iwf_refusal(const CpmHop *hop, CpmMode mode);

#endif
