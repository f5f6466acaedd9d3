/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_INCIDENT_H
#define MODELS_CPM_INCIDENT_H

/* Boxes that fail, and come back.  An Interworking Function comes back without what it knew (D24); of the other boxes the setup says
 * whether they keep it.  Nothing of this is an event: what is due is done before the next event, so that a run can end. */

#include "models/cpm_hop.h"

/* Finds the first incident of the setup; also notes what the network has to watch.  Clear with cpm_incident_clear(). */
void cpm_incident_init(struct CpmNetwork *network);
void cpm_incident_clear(struct CpmNetwork *network);

/* All incidents up to @now; also the end of the warm-up, which changes the statistics of stations and nothing else.  A box that dies and
 * does not keep what it knew: each leg of which it knew something is in the state that its machine has for that, which is recorded, and
 * its transactions are gone. */
void cpm_incident_take_place(struct CpmNetwork *network, SimTime now);

/* The message of @hop, whose record is written, has reached a dead IWF: the record says that it is lost.  Where the box's address refuses
 * connections, the Core learns that at once: a transport error counts as a 503 (RFC 3261 16.9).  The short path only. */
void cpm_incident_lose(CpmHop *hop);

/* The last of all sessions that are planned by now has begun, @last.  A fault may keep a session from ever being settled, and then it is
 * refreshed until the end of time: where there are faults, the run ends a day after everything that a session has to wait for. */
void cpm_incident_limit(const CpmHop *last);

#endif
