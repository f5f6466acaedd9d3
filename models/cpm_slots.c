/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_slots.h"

#include <string.h>

#include <glib.h>

/* A first-in first-out queue of session slots. */
typedef struct CpmSlotQueue {
    GQueue slots;
} CpmSlotQueue;

void cpm_slots_init(CpmSlots *slots, uint32_t n_classes)
{
    *slots = (CpmSlots){ .n_classes = n_classes };
    slots->free = g_new0(CpmSlotQueue, n_classes);
    for (uint32_t i = 0; i < n_classes; i++)
        g_queue_init(&slots->free[i].slots);
}

void cpm_slots_clear(CpmSlots *slots)
{
    for (uint32_t i = 0; i < slots->n_classes; i++)
        g_queue_clear(&slots->free[i].slots);
    g_clear_pointer(&slots->free, g_free);
    g_clear_pointer(&slots->legs, g_free);
    g_clear_pointer(&slots->sessions, g_free);
}

/* Grows @array of @element bytes to hold @needed; by half as much again, but exactly for the first. */
static bool make_room(void **array, uint32_t *room, uint64_t needed, size_t element)
{
    uint64_t wanted = *room == 0 ? needed : MAX(needed, *room + (uint64_t)*room / 2);
    void *grown;

    if (needed <= *room)
        return true;
    if (needed >= UINT32_MAX || wanted * element > SIZE_MAX)
        return false;
    wanted = MIN(wanted, UINT32_MAX - 1);
    grown = g_try_realloc_n(*array, (gsize)wanted, element);
    if (grown == NULL)
        return false;
    *array = grown;
    *room = (uint32_t)wanted;
    return true;
}

static uint32_t new_session(CpmSlots *slots, uint32_t size)
{
    uint64_t n_legs = (uint64_t)slots->n_legs + size + 1;
    void *legs = slots->legs, *sessions = slots->sessions;
    bool room = make_room(&legs, &slots->legs_room, n_legs, sizeof(CpmLeg)) &&
                make_room(&sessions, &slots->sessions_room, (uint64_t)slots->n_sessions + 1, sizeof(CpmSession));
    CpmSession *session;

    slots->legs = legs;
    slots->sessions = sessions;
    if (!room) {
        slots->failed = true;
        return UINT32_MAX;
    }
    session = &slots->sessions[slots->n_sessions];
    *session = (CpmSession){ .legs = slots->n_legs, .size = size };
    memset(&slots->legs[slots->n_legs], 0, ((size_t)size + 1) * sizeof(CpmLeg));
    slots->n_legs = (uint32_t)n_legs;
    return slots->n_sessions++;
}

uint32_t cpm_slots_take(CpmSlots *slots, uint32_t class_number, uint32_t size)
{
    GQueue *unused = &slots->free[class_number].slots;
    uint32_t slot;
    CpmSession *session;

    if (g_queue_is_empty(unused)) {
        slot = new_session(slots, size);
        if (slot == UINT32_MAX)
            return slot;
    } else {
        slot = GPOINTER_TO_UINT(g_queue_pop_head(unused));
    }
    session = &slots->sessions[slot];
    g_assert(session->size == size);
    *session = (CpmSession){ .legs = session->legs, .size = size };
    for (uint32_t i = 0; i <= size; i++) {
        CpmLeg *leg = &slots->legs[session->legs + i];

        *leg = (CpmLeg){ .session = slot, .generation = leg->generation };
    }
    return slot;
}

void cpm_slots_give_back(CpmSlots *slots, uint32_t class_number, uint32_t session)
{
    const CpmSession *given = &slots->sessions[session];

    for (uint32_t i = 0; i <= given->size; i++)
        slots->legs[given->legs + i].generation++;
    g_queue_push_tail(&slots->free[class_number].slots, GUINT_TO_POINTER(session));
}

size_t cpm_slots_bytes(const CpmSlots *slots)
{
    return (size_t)slots->n_legs * sizeof(CpmLeg) + (size_t)slots->n_sessions * sizeof(CpmSession);
}
