/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_INCIDENT_H
#define MODELS_CPM_INCIDENT_H

/* Interworking Functions that die, and come back without what they knew (D24). */

#include "models/cpm_hop.h"

/* Finds the first incident of the setup; also notes what the network has to watch. */
void cpm_incident_init(struct CpmNetwork *network);

/* All incidents up to @now: at a death, each leg of which the box knew something is in the state CRASHED, which is recorded. */
void cpm_incident_take_place(struct CpmNetwork *network, SimTime now);

/* The message of @hop, whose record is written, has reached a dead IWF: the record says that it is lost.  Where the box's address refuses
 * connections, the Core learns that at once: a transport error counts as a 503 (RFC 3261 16.9). */
void cpm_incident_lose(CpmHop *hop);

#endif
