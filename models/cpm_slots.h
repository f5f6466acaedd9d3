/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MODELS_CPM_SLOTS_H
#define MODELS_CPM_SLOTS_H

/* Where legs and sessions live: two flat arrays.  A session takes one slot of the one and a run of slots of the other; both are given
 * back when it has ended, first in, first out, so that a slot rests as long as possible before it is used again. */

/* The class of sessions of which each has a size of its own: a run of legs has room for 1, 2, 3, 4, 6, 8, 12, 16, 24 ... members then, so
 * that a third of it is wasted at most. */
#define CPM_SLOTS_BY_SIZE UINT32_MAX

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/cpm_leg.h"
#include "sim/region.h"

typedef struct CpmSlots {
    CpmLeg *legs;                       /* legs[n_legs], in @leg_region                       */
    uint32_t n_legs;
    CpmSession *sessions;               /* sessions[n_sessions], in @session_region           */
    uint32_t n_sessions;
    SimRegion leg_region, session_region;
    struct CpmSlotQueue *free;          /* free[n_classes]: sessions that can be used again   */
    uint32_t n_classes;                 /* with those by size, which come last                */
    bool failed;                        /* there was no memory once                           */
} CpmSlots;

/* Empty arrays; sessions of the same class (0 .. @n_classes - 1) have the same size, others are CPM_SLOTS_BY_SIZE. */
void cpm_slots_init(CpmSlots *slots, uint32_t n_classes);

void cpm_slots_clear(CpmSlots *slots);

/* Finds room for a session of @size members and its @size + 1 legs, moving both arrays if they must grow.  The session and its legs are
 * zero but for where they lie, the room for legs, and the legs' generation.  Returns its slot; UINT32_MAX, with @failed set, without
 * memory. */
uint32_t cpm_slots_take(CpmSlots *slots, uint32_t class_number, uint32_t size);

/* Gives @session back to @class_number. */
void cpm_slots_give_back(CpmSlots *slots, uint32_t class_number, uint32_t session);

/* Bytes in use. */
size_t cpm_slots_bytes(const CpmSlots *slots);

#endif
