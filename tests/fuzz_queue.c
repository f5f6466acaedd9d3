/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer entry: the input is a list of pushes, pops and cancellations, which the queue and a plain sorted list
 * both do; they must agree on every event popped, whatever the queue is told to expect.  A cancellation is the model's:
 * it raises the generation of a subject, and events that carry an older one are skipped when they are popped. */
#include "sim/queue.h"

#include <stdlib.h>
#include <string.h>

#define SUBJECTS 16

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct Input {
    const uint8_t *data;
    size_t size;
} Input;

typedef struct Driver {
    SimQueue *queue;
    GArray *list;    /* SimEvent, sorted, with those that are stale */
    SimTime now;
    uint32_t generations[SUBJECTS];
} Driver;

/* Returns the next @bytes bytes as a number; what is beyond the end is 0. */
static uint64_t next_number(Input *input, int bytes)
{
    uint64_t number = 0;
    for (int i = 0; i < bytes && input->size > 0; i++, input->size--)
        number = number << 8 | *input->data++;
    return number;
}

static void push(Driver *driver, SimTime time, uint32_t subject)
{
    SimEvent event = { time, subject, driver->generations[subject] };
    guint low = 0;
    guint high = driver->list->len;
    while (low < high) {
        guint middle = (low + high) / 2;
        if (g_array_index(driver->list, SimEvent, middle).time <= time)
            low = middle + 1;
        else
            high = middle;
    }
    g_array_insert_val(driver->list, low, event);
    sim_queue_push(driver->queue, event);
}

static bool is_stale(const Driver *driver, SimEvent event)
{
    return event.what != driver->generations[event.subject];
}

/* Pops until an event that was not cancelled; false if there is none. */
static bool pop(Driver *driver)
{
    SimEvent event;
    while (sim_queue_pop(driver->queue, &event)) {
        g_assert(driver->list->len > 0);
        SimEvent expected = g_array_index(driver->list, SimEvent, 0);
        g_array_remove_index(driver->list, 0);
        g_assert(memcmp(&event, &expected, sizeof event) == 0);
        driver->now = event.time;
        if (!is_stale(driver, event))
            return true;
    }
    g_assert(driver->list->len == 0);
    return false;
}

/* A time that is not in the past: @distance later, or as late as possible. */
static SimTime later(SimTime now, uint64_t distance)
{
    uint64_t left = (uint64_t)SIM_TIME_MAX - (uint64_t)now;
    return (SimTime)((uint64_t)now + MIN(distance, left));
}

/* Pushes up to 256 events, their distances multiples of a step, in an order that jumps about if the step is odd. */
static void push_burst(Driver *driver, Input *input, int bytes)
{
    uint64_t count = next_number(input, 1) + 1;
    uint64_t step = next_number(input, bytes);
    uint64_t jump = next_number(input, 1);
    for (uint64_t i = 0; i < count && driver->list->len < 5000; i++)
        push(driver, later(driver->now, (i * jump % 64) * step), (uint32_t)(i % SUBJECTS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Input input = { data, size };
    Driver driver = { .queue = sim_queue_new(), .list = g_array_new(FALSE, FALSE, sizeof(SimEvent)) };
    driver.now = (SimTime)next_number(&input, 8);
    while (input.size > 0) {
        uint64_t operation = next_number(&input, 1);
        int bytes = (int)(operation >> 4 & 7) + 1;
        switch (operation & 7) {
        case 0:
        case 1:
            push(&driver, later(driver.now, next_number(&input, bytes)), (uint32_t)(operation >> 4));
            break;
        case 2:
            push_burst(&driver, &input, bytes);
            break;
        case 3:
            driver.generations[operation >> 4]++;
            break;
        case 4:
            for (uint64_t count = next_number(&input, 1); count > 0 && pop(&driver); count--)
                push(&driver, later(driver.now, next_number(&input, bytes)), (uint32_t)(operation >> 4));
            break;
        case 5:
            for (uint64_t count = next_number(&input, 1); count > 0; count--)
                pop(&driver);
            break;
        case 6:
            sim_queue_expect_steps(driver.queue, (SimTime)(next_number(&input, bytes) >> 1));
            break;
        default:
            pop(&driver);
        }
        g_assert(sim_queue_count(driver.queue) == driver.list->len);
    }
    while (pop(&driver))
        continue;
    sim_queue_free(driver.queue);
    g_array_free(driver.list, TRUE);
    return 0;
}
