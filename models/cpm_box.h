/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_BOX_H
#define MODELS_CPM_BOX_H

/* The boxes of Figure 31 and the three kinds of legs that connect them.
 *
 *      inviter leg     CPM Client A - SIP/IP Core - CPM Conversation Server
 *      CPM leg         CPM Conversation Server - SIP/IP Core - CPM Client (B)
 *      non-CPM leg     CPM Conversation Server - SIP/IP Core - ISF - SIP/IP Core - IWF - Non-CPM System (C)
 *
 * A leg is a row of positions 0, 1, 2 ... along which an INVITE travels down; the SIP/IP Core handles a non-CPM leg twice, at
 * positions 1 and 3 (domain: seed steps 5-9, 18-21). */

#include <stdint.h>

/* Written numbers, high half of a box number. */
typedef enum CpmBoxKind {
    CPM_CLIENT_A = 0,   /* CPM Client A: invites                                                                    */
    CPM_CLIENT = 1,     /* CPM Client B ...: a member with a CPM client                                             */
    CPM_CORE = 2,       /* SIP/IP Core                                                                              */
    CPM_CS = 3,         /* CPM Conversation Server: Participating and Controlling Function in one (note of Fig. 31) */
    CPM_ISF = 4,        /* Interworking Selection Function                                                          */
    CPM_IWF = 5,        /* Interworking Function                                                                    */
    CPM_SYSTEM = 6,     /* Non-CPM System, with the user's phone and the user behind it                             */
    CPM_BOX_KINDS = 7
} CpmBoxKind;

/* A box as it stands in the trace: its kind, and which of several (0..15; IWF and Non-CPM System only). */
typedef uint8_t CpmBox;

#define CPM_BOX(kind, instance) ((CpmBox)((kind) << 4 | (instance)))
#define CPM_BOX_KIND(box) ((CpmBoxKind)((box) >> 4))
#define CPM_BOX_INSTANCE(box) ((box) & 15u)
#define CPM_BOX_INSTANCES 16

typedef enum CpmLegKind { CPM_LEG_INVITER = 0, CPM_LEG_CPM = 1, CPM_LEG_NON_CPM = 2, CPM_LEG_KINDS = 3 } CpmLegKind;

#define CPM_POSITIONS 6

/* The kind of box at @position (0..5) of a leg of @kind; CPM_BOX_KINDS past the leg's end. */
CpmBoxKind cpm_leg_box(CpmLegKind kind, unsigned position);

/* "SIP/IP Core", "Interworking Function": the names of Figure 31. */
const char *cpm_box_kind_name(CpmBoxKind kind);

/* "Core", "ISF", "IWF": for columns of a flow. */
const char *cpm_box_kind_short_name(CpmBoxKind kind);

/* The figure's numbers as they stand in a record: 1..23; 3 comes in two parts, 3a (CS > Core) and 3b (Core > B). */
#define CPM_STEP_3A 3
#define CPM_STEP_3B 103

/* "1" .. "23", "3a", "3b", "" for 0.  Static text. */
const char *cpm_step_name(unsigned step);

/* Internal actions, codes of SIM_RECORD_ACTION: those of Figure 31 by their step, and from 32 on what the figure does not draw. */
typedef enum CpmAction {
    CPM_ACTION_INTERWORKING = 4,    /* step 4: the CS decides whether interworking is required  */
    CPM_ACTION_SELECT = 7,          /* step 7: the ISF selects an IWF                           */
    CPM_ACTION_CONVERT = 10,        /* step 10: the IWF converts the invitation                 */
    CPM_ACTION_MAP = 17,            /* step 17: the IWF maps the answer to a SIP response       */
    CPM_ACTION_NOTIFY = 32,         /* the CS notifies; @detail: members whose state has changed since the last NOTIFY */
    CPM_ACTION_CRASH = 33           /* the IWF of this leg dies, and what it knew of the leg     */
} CpmAction;

#endif
