/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_slots.h"
#include "tests/cunit_run.h"

#include <string.h>

#include <glib.h>

static const CpmSession *session_at(const CpmSlots *slots, uint32_t slot)
{
    return &slots->sessions[slot];
}

/* The legs of a session are its own: they follow each other, name it, and are those of no other. */
static void check_session(const CpmSlots *slots, uint32_t slot, uint32_t size)
{
    const CpmSession *session = session_at(slots, slot);

    CU_ASSERT_EQUAL(session->size, size);
    CU_ASSERT(session->legs + size < slots->n_legs);
    for (uint32_t i = 0; i <= size; i++)
        CU_ASSERT_EQUAL_FATAL(slots->legs[session->legs + i].session, slot);
}

static void test_sessions_do_not_overlap(void)
{
    CpmSlots slots;

    cpm_slots_init(&slots, 2);
    for (uint32_t i = 0; i < 200; i++)
        CU_ASSERT_EQUAL(cpm_slots_take(&slots, i % 2, i % 2 == 0 ? 3 : 70), i);
    for (uint32_t i = 0; i < 200; i++)
        check_session(&slots, i, i % 2 == 0 ? 3 : 70);
    CU_ASSERT_EQUAL(slots.n_legs, 100 * 4 + 100 * 71);
    CU_ASSERT_EQUAL(cpm_slots_bytes(&slots), slots.n_legs * sizeof(CpmLeg) + 200 * sizeof(CpmSession));
    CU_ASSERT_FALSE(slots.failed);
    cpm_slots_clear(&slots);
}

/* What was in a slot stays when the arrays move. */
static void test_growing_keeps(void)
{
    CpmSlots slots;
    uint32_t first;

    cpm_slots_init(&slots, 1);
    first = cpm_slots_take(&slots, 0, 2);
    slots.sessions[first].number = 42;
    slots.legs[slots.sessions[first].legs + 1].invited = 77;
    for (unsigned i = 0; i < 100000; i++)
        cpm_slots_take(&slots, 0, 2);
    CU_ASSERT_EQUAL(session_at(&slots, first)->number, 42);
    CU_ASSERT_EQUAL(slots.legs[session_at(&slots, first)->legs + 1].invited, 77);
    cpm_slots_clear(&slots);
}

/* A slot that is given back is used again after all that were free before it; it is as new, but for the generation. */
static void test_reuse(void)
{
    CpmSlots slots;
    uint32_t n_legs, legs;

    cpm_slots_init(&slots, 2);
    for (uint32_t i = 0; i < 4; i++)
        cpm_slots_take(&slots, 0, 5);
    cpm_slots_take(&slots, 1, 9);
    n_legs = slots.n_legs;
    legs = session_at(&slots, 2)->legs;
    slots.sessions[2].number = 42;
    slots.legs[legs + 5].invited = 77;
    cpm_slots_give_back(&slots, 0, 2);
    cpm_slots_give_back(&slots, 0, 0);
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, 1, 9), 5);       /* of the other class nothing is free */
    n_legs = slots.n_legs;
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, 0, 5), 2);
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, 0, 5), 0);
    CU_ASSERT_EQUAL(slots.n_legs, n_legs);
    CU_ASSERT_EQUAL(session_at(&slots, 2)->legs, legs);
    CU_ASSERT_EQUAL(session_at(&slots, 2)->number, 0);
    CU_ASSERT_EQUAL(slots.legs[legs + 5].invited, 0);
    CU_ASSERT_EQUAL(slots.legs[legs + 5].generation, 1);
    CU_ASSERT_EQUAL(slots.legs[session_at(&slots, 1)->legs].generation, 0);
    check_session(&slots, 2, 5);
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, 0, 5), 6);       /* nothing is free any more */
    cpm_slots_clear(&slots);
}

/* Sessions by size have room for the next of 1, 2, 3, 4, 6, 8 ... members.  A slot is used again for all sizes that it was made for, and
 * nothing is left in it of who was there before. */
static void test_by_size(void)
{
    static const uint32_t sizes[] = { 1, 2, 3, 4, 5, 7, 9, 13, 17, 100, 129, 65537 };
    static const uint32_t rooms[] = { 1, 2, 3, 4, 6, 8, 12, 16, 24, 128, 192, 98304 };
    CpmSlots slots;

    cpm_slots_init(&slots, 1);
    for (uint32_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        CU_ASSERT_EQUAL(cpm_slots_take(&slots, CPM_SLOTS_BY_SIZE, sizes[i]), i);
        CU_ASSERT_EQUAL(session_at(&slots, i)->room, rooms[i]);
        check_session(&slots, i, sizes[i]);
    }
    slots.legs[session_at(&slots, 9)->legs + 100].invited = 77;
    cpm_slots_give_back(&slots, CPM_SLOTS_BY_SIZE, 9);
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, CPM_SLOTS_BY_SIZE, 96), G_N_ELEMENTS(sizes));
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, 0, 128), G_N_ELEMENTS(sizes) + 1);
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, CPM_SLOTS_BY_SIZE, 97), 9);
    check_session(&slots, 9, 97);
    CU_ASSERT_EQUAL(slots.legs[session_at(&slots, 9)->legs + 100].invited, 0);
    CU_ASSERT_EQUAL(slots.legs[session_at(&slots, 9)->legs + 128].generation, 1);
    cpm_slots_clear(&slots);
}

/* Generations count up with each use, modulo their size. */
static void test_generations(void)
{
    CpmSlots slots;

    cpm_slots_init(&slots, 1);
    cpm_slots_take(&slots, 0, 1);
    for (unsigned i = 0; i < 3000; i++) {
        CU_ASSERT_EQUAL_FATAL(slots.legs[1].generation, i % 1024);
        cpm_slots_give_back(&slots, 0, 0);
        CU_ASSERT_EQUAL_FATAL(cpm_slots_take(&slots, 0, 1), 0);
    }
    cpm_slots_clear(&slots);
}

/* More legs than a 32-bit index can name. */
static void test_too_many(void)
{
    CpmSlots slots;

    cpm_slots_init(&slots, 1);
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, 0, UINT32_MAX - 1), UINT32_MAX);
    CU_ASSERT(slots.failed);
    CU_ASSERT_EQUAL(slots.n_legs, 0);
    cpm_slots_clear(&slots);
}

/* There is room for more legs, which have moved, but for no more sessions: what was there can still be reached. */
static void test_room_for_legs_only(void)
{
    CpmSlots slots;
    uint32_t first, room;

    cpm_slots_init(&slots, 1);
    first = cpm_slots_take(&slots, 0, 2);
    slots.legs[2].invited = 77;
    room = (uint32_t)(slots.leg_region.bytes / sizeof(CpmLeg));
    slots.n_sessions = UINT32_MAX - 1;
    CU_ASSERT_EQUAL(cpm_slots_take(&slots, 0, room), UINT32_MAX);
    CU_ASSERT(slots.failed);
    CU_ASSERT_EQUAL(slots.n_legs, 3);
    CU_ASSERT_PTR_EQUAL_FATAL(slots.legs, slots.leg_region.base);
    CU_ASSERT_EQUAL(slots.legs[session_at(&slots, first)->legs + 2].invited, 77);
    cpm_slots_clear(&slots);
}

/* States of all boxes of a leg, four bits each, and provisionals above them. */
static void test_states(void)
{
    CpmLeg leg = { 0 };

    for (unsigned position = 0; position < CPM_POSITIONS; position++)
        cpm_leg_set_state(&leg, position, 15 - position);
    cpm_leg_set_state(&leg, 3, 1);
    for (unsigned i = 0; i < 257; i++)
        cpm_leg_count_provisional(&leg);
    CU_ASSERT_EQUAL(cpm_leg_provisionals(&leg), 1);
    for (unsigned position = 0; position < CPM_POSITIONS; position++)
        CU_ASSERT_EQUAL(cpm_leg_state(&leg, position), position == 3 ? 1 : 15 - position);
    cpm_leg_set_state(&leg, 5, 0);
    CU_ASSERT_EQUAL(cpm_leg_provisionals(&leg), 1);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "sessions do not overlap", test_sessions_do_not_overlap },
        { "growing keeps what is there", test_growing_keeps },
        { "slots are used again", test_reuse },
        { "sessions by size", test_by_size },
        { "generations", test_generations },
        { "too many", test_too_many },
        { "room for legs only", test_room_for_legs_only },
        { "states of a leg", test_states },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "slots", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
