/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_slots.h"

#include <glib.h>
#include <string.h>

/* A first-in first-out queue of session slots. */
typedef struct CpmSlotQueue {
    GQueue slots;
} CpmSlotQueue;

/* Classes by size: 1, and from then on two for each power of two. */
#define SIZES 64

static uint32_t room_of(unsigned i)
{
    return i == 0 ? 1 : i % 2 == 1 ? 2u << (i - 1) / 2 : 3u << (i - 2) / 2;
}

/* The queue of @class_number, or of the smallest size with room for @size; that room. */
static GQueue *find_class(CpmSlots *slots, uint32_t class_number, uint32_t size, uint32_t *out_room)
{
    unsigned i = 0;

    *out_room = size;
    if (class_number != CPM_SLOTS_BY_SIZE)
        return &slots->free[class_number].slots;
    while (i + 2 < SIZES && room_of(i) < size)
        i++;
    *out_room = MAX(size, room_of(i));
    return &slots->free[slots->n_classes - SIZES + i].slots;
}

void cpm_slots_init(CpmSlots *slots, uint32_t n_classes)
{
    *slots = (CpmSlots){ .n_classes = n_classes + SIZES };
    slots->free = g_new0(CpmSlotQueue, slots->n_classes);
    for (uint32_t i = 0; i < slots->n_classes; i++)
        g_queue_init(&slots->free[i].slots);
}

void cpm_slots_clear(CpmSlots *slots)
{
    for (uint32_t i = 0; i < slots->n_classes; i++)
        g_queue_clear(&slots->free[i].slots);
    g_clear_pointer(&slots->free, g_free);
    sim_region_clear(&slots->leg_region);
    sim_region_clear(&slots->session_region);
    slots->legs = NULL;
    slots->sessions = NULL;
}

/* Room for @needed elements; by half as much again when it must grow, but exactly for the first. */
static bool make_room(SimRegion *region, uint64_t needed, size_t element)
{
    size_t room = region->bytes / element;

    if (needed <= room)
        return true;
    if (needed >= UINT32_MAX || needed > SIZE_MAX / 2 / element)
        return false;
    return sim_region_grow(region, MAX((size_t)needed, room + room / 2) * element);
}

static uint32_t new_session(CpmSlots *slots, uint32_t room)
{
    uint64_t n_legs = (uint64_t)slots->n_legs + room + 1;
    bool has_room = make_room(&slots->leg_region, n_legs, sizeof(CpmLeg)) &&
                    make_room(&slots->session_region, (uint64_t)slots->n_sessions + 1, sizeof(CpmSession));

    slots->legs = slots->leg_region.base;           /* also where there was room for one only: that has moved, and the run goes on a bit */
    slots->sessions = slots->session_region.base;
    if (!has_room) {
        slots->failed = true;
        return UINT32_MAX;
    }
    slots->sessions[slots->n_sessions] = (CpmSession){ .legs = slots->n_legs, .room = room };
    for (uint32_t i = slots->n_legs; i < n_legs; i++)
        slots->legs[i].session = slots->n_sessions;     /* the rest is zero */
    slots->n_legs = (uint32_t)n_legs;
    return slots->n_sessions++;
}

/* All of @session but where its legs lie; of them all but their generation. */
static void wipe(CpmSlots *slots, uint32_t slot)
{
    const CpmSession *session = &slots->sessions[slot];

    for (uint32_t i = 0; i <= session->room; i++) {
        CpmLeg *leg = &slots->legs[session->legs + i];

        *leg = (CpmLeg){ .session = slot, .generation = leg->generation };
    }
    slots->sessions[slot] = (CpmSession){ .legs = session->legs, .room = session->room };
}

uint32_t cpm_slots_take(CpmSlots *slots, uint32_t class_number, uint32_t size)
{
    uint32_t slot, room;
    GQueue *unused = find_class(slots, class_number, size, &room);

    if (g_queue_is_empty(unused)) {
        slot = new_session(slots, room);
        if (slot == UINT32_MAX)
            return slot;
    } else {
        slot = GPOINTER_TO_UINT(g_queue_pop_head(unused));
        wipe(slots, slot);
    }
    g_assert(slots->sessions[slot].room == room);
    slots->sessions[slot].size = size;
    return slot;
}

void cpm_slots_give_back(CpmSlots *slots, uint32_t class_number, uint32_t session)
{
    const CpmSession *given = &slots->sessions[session];
    uint32_t room;

    for (uint32_t i = 0; i <= given->room; i++) {
        CpmLeg *leg = &slots->legs[given->legs + i];

        leg->generation++;
        memset(leg->timer_c, 0, sizeof leg->timer_c);       /* its guard does not ask whether a slot is in use */
    }
    g_queue_push_tail(find_class(slots, class_number, given->room, &room), GUINT_TO_POINTER(session));
}

size_t cpm_slots_bytes(const CpmSlots *slots)
{
    return (size_t)slots->n_legs * sizeof(CpmLeg) + (size_t)slots->n_sessions * sizeof(CpmSession);
}
