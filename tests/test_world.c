/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/world.h"


#include "sim/error.h"
#include "tests/cunit_run.h"

/* A model that notes what is delivered, and may answer each event with others. */
typedef struct Note {
    SimWorld *world;
    GArray *subjects;           /* of uint32_t, as delivered                                                  */
    SimTime last;
    bool disorder;              /* time went back, or the clock was not that of the event                     */
    uint32_t offspring;         /* how many events each event with what > 0 brings about, one fewer each time */
    unsigned pulses, allowed;   /* pulses so far; after @allowed the run is stopped, 0 = never                */
} Note;

static void deliver(void *model, const SimEvent *event)
{
    Note *note = model;

    note->disorder |= event->time < note->last || note->world->now != event->time;
    note->last = event->time;
    g_array_append_val(note->subjects, event->subject);
    for (uint32_t i = 0; i < note->offspring && event->what > 0; i++)
        sim_queue_push(note->world->queue, (SimEvent){ event->time + i, event->subject, event->what - 1 });
}

static bool pulse(void *listener, const SimWorld *world, GError **error)
{
    Note *note = listener;

    CU_ASSERT_PTR_EQUAL(world, note->world);
    if (++note->pulses > note->allowed && note->allowed > 0)
        return sim_fail(error, SIM_ERROR_INTERRUPTED, "enough");
    return true;
}

static void note_init(Note *note)
{
    *note = (Note){ .world = sim_world_new(1, 0), .subjects = g_array_new(FALSE, FALSE, sizeof(uint32_t)) };
}

static bool note_run(Note *note, GError **error)
{
    SimRun run = { .deliver = deliver, .model = note, .pulse = pulse, .listener = note };

    return sim_world_run(note->world, &run, error);
}

static void note_clear(Note *note)
{
    g_array_unref(note->subjects);
    sim_world_free(note->world);
}

static uint32_t subject(const Note *note, guint i)
{
    return i < note->subjects->len ? g_array_index(note->subjects, uint32_t, i) : UINT32_MAX;
}

/* By time, and at the same time in the order of the pushes. */
static void test_order(void)
{
    Note note;

    note_init(&note);
    sim_queue_push(note.world->queue, (SimEvent){ 5, 0, 0 });
    sim_queue_push(note.world->queue, (SimEvent){ 3, 1, 0 });
    sim_queue_push(note.world->queue, (SimEvent){ 5, 2, 0 });
    sim_queue_push(note.world->queue, (SimEvent){ 0, 3, 0 });
    CU_ASSERT(note_run(&note, NULL));
    CU_ASSERT(subject(&note, 0) == 3 && subject(&note, 1) == 1 && subject(&note, 2) == 0 && subject(&note, 3) == 2);
    CU_ASSERT_EQUAL(note.world->events, 4);
    CU_ASSERT_EQUAL(note.world->now, 5);
    CU_ASSERT_FALSE(note.disorder);
    note_clear(&note);
}

/* An event at the present moment comes after all that wait for it. */
static void test_zero_delay(void)
{
    Note note;

    note_init(&note);
    note.offspring = 1;
    sim_queue_push(note.world->queue, (SimEvent){ 7, 0, 2 });
    sim_queue_push(note.world->queue, (SimEvent){ 7, 1, 0 });
    CU_ASSERT(note_run(&note, NULL));
    CU_ASSERT(subject(&note, 0) == 0 && subject(&note, 1) == 1 && subject(&note, 2) == 0 && subject(&note, 3) == 0);
    CU_ASSERT_EQUAL(note.subjects->len, 4);
    note_clear(&note);
}

static void test_many(void)
{
    Note note;
    uint64_t expected = 0, generation = 3;

    note_init(&note);
    note.offspring = 6;
    for (uint32_t i = 0; i < 3; i++)
        sim_queue_push(note.world->queue, (SimEvent){ i, i, 6 });
    for (unsigned i = 0; i <= 6; i++, generation *= 6)
        expected += generation;
    CU_ASSERT(note_run(&note, NULL));
    CU_ASSERT_EQUAL(note.world->events, expected);
    CU_ASSERT_FALSE(note.disorder);
    CU_ASSERT(note.pulses >= expected / 65536);
    note_clear(&note);
}

/* What is due at the end of the run is delivered; what is due later stays pending. */
static void test_until(void)
{
    Note note;

    note_init(&note);
    for (uint32_t i = 0; i < 10; i++)
        sim_queue_push(note.world->queue, (SimEvent){ 10 * (SimTime)i, i, 0 });
    note.world->until = 80;
    CU_ASSERT(note_run(&note, NULL));
    CU_ASSERT_EQUAL(note.world->events, 9);
    CU_ASSERT_EQUAL(note.world->now, 80);
    CU_ASSERT_EQUAL(sim_queue_count(note.world->queue), 1);
    note_clear(&note);
}

static void test_pulse_stops(void)
{
    g_autoptr(GError) error = NULL;
    Note note;

    note_init(&note);
    note.offspring = 2;
    note.allowed = 2;
    sim_queue_push(note.world->queue, (SimEvent){ 0, 0, 20 });
    CU_ASSERT_FALSE(note_run(&note, &error));
    CU_ASSERT(g_error_matches(error, SIM_ERROR, SIM_ERROR_INTERRUPTED));
    CU_ASSERT_EQUAL(note.pulses, 3);
    CU_ASSERT(sim_queue_count(note.world->queue) > 0);
    note_clear(&note);
}

/* A queue that may not grow ends the run with an error, and not with a wrong result. */
static void test_memory(void)
{
    g_autoptr(GError) error = NULL;
    Note note;

    note_init(&note);
    note.offspring = 2;
    sim_queue_push(note.world->queue, (SimEvent){ 0, 0, 20 });
    sim_queue_set_limit(note.world->queue, sim_queue_bytes(note.world->queue) + 100000);
    CU_ASSERT_FALSE(note_run(&note, &error));
    CU_ASSERT(g_error_matches(error, SIM_ERROR, SIM_ERROR_MEMORY));
    note_clear(&note);
}

static void count(void *counter, const SimRecord *records, size_t n)
{
    (void)records;
    *(size_t *)counter += n;
}

static void deliver_and_trace(void *model, const SimEvent *event)
{
    SimWorld *world = model;

    *sim_trace_next(world->trace) = (SimRecord){ .time = event->time };
}

/* The observers have seen everything when the run has ended. */
static void test_trace_is_flushed(void)
{
    SimWorld *world = sim_world_new(1, 0);
    SimRun run = { .deliver = deliver_and_trace, .model = world };
    size_t seen = 0;

    sim_trace_add_observer(world->trace, count, &seen);
    for (uint32_t i = 0; i < 2000; i++)
        sim_queue_push(world->queue, (SimEvent){ .time = i });
    CU_ASSERT(sim_world_run(world, &run, NULL));
    CU_ASSERT_EQUAL(seen, 2000);
    sim_world_free(world);
    sim_world_free(NULL);
}

static void test_begins_at_0(void)
{
    SimWorld *world = sim_world_new(5, 6);

    CU_ASSERT(world->now == 0 && world->until == SIM_TIME_MAX && world->events == 0);
    CU_ASSERT(world->random.seed == 5 && world->random.replication == 6);
    CU_ASSERT_EQUAL(sim_queue_count(world->queue), 0);
    sim_world_free(world);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "begins at 0", test_begins_at_0 },
        { "order", test_order },
        { "zero delay", test_zero_delay },
        { "many events", test_many },
        { "until", test_until },
        { "the pulse stops it", test_pulse_stops },
        { "no memory", test_memory },
        { "the trace is flushed", test_trace_is_flushed },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "world", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
