/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_CORRELATION_H
#define MODELS_CPM_CORRELATION_H

/* To which invitation the IWF takes a reply to belong: a reply of a Non-CPM System carries no session (TS 23.204 6.15.1, B.1).  The
 * members of a group are the same people in all its sessions, so somebody may have several invitations at once. */

#include <stdint.h>

#include <glib.h>

#include "models/cpm_hop.h"

struct CpmNetwork;

/* Sets up what @network needs to correlate: its numbers, and its sessions by group where a group is invited more than once. */
void cpm_correlation_init(struct CpmNetwork *network);
void cpm_correlation_clear(struct CpmNetwork *network);

/* The session in slot @session has begun, or its slot becomes free. */
void cpm_correlation_begin(struct CpmNetwork *network, uint32_t session);
void cpm_correlation_end(struct CpmNetwork *network, uint32_t session);

/* The session has been released: its number rests from now on. */
void cpm_correlation_release(struct CpmNetwork *network, uint32_t session, SimTime now);

/* Whether the session of @hop has a number to reply to, or can get one now. */
bool cpm_correlation_has_number(const CpmHop *hop);

/* Gives the session a number unless it has one; there must be one. */
void cpm_correlation_take_number(CpmHop *hop);

/* The session slot whose leg of the same member the IWF takes the reply of @hop to belong to: its own, or another one's. */
uint32_t cpm_correlation_session(const CpmHop *hop);

size_t cpm_correlation_bytes(const struct CpmNetwork *network);

#endif
