/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_CONFERENCE_H
#define MODELS_CPM_CONFERENCE_H

/* Handlers of the focus that belong to what goes on once members are in: the conference event package (RFC 4575), text messages that go to
 * all (RFC 4975), and the refresh of the session (RFC 4028).  All of them act on the inviter's leg, for the machine of
 * models/cpm_session.h. */

#include "models/cpm_hop.h"

/* The state of a member has changed: a NOTIFY to all subscribers follows, not before focus.notify_interval has passed since the last
 * (RFC 4575 3.9).  It tells the changes only (partial state); how many they are stands in its action record. */
void cpm_conference_note_change(CpmHop *hop);

/* Arrows: SUBSCRIBE of the inviter is accepted; the interval has passed. */
unsigned cpm_conference_subscribe(void *context);
unsigned cpm_conference_notify(void *context);

/* Arrows: a text message of the inviter, or of the member that is the cause of the hop, goes to everybody else who takes part, at the pace
 * of the fan-out, to the inviter only once his media can exist. */
unsigned cpm_conference_take_text(void *context);
unsigned cpm_conference_pass_text(void *context);
unsigned cpm_conference_pass_text_to_members(void *context);

/* Starts the clock of the session timer, if there is one; at half of it all legs are refreshed. */
void cpm_conference_start_refresh(CpmHop *hop);

/* Arrow: UPDATE to the inviter, and the turn of the first member. */
unsigned cpm_conference_refresh(void *context);

/* Arrow: the inviter has answered the UPDATE. */
unsigned cpm_conference_end_refresh(void *context);

#endif
