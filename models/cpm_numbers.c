/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/cpm_numbers.h"

#include <glib.h>

typedef struct Number {
    SimTime free_from;
    uint32_t holder;
    uint32_t next;              /* in the queue of those that rest or are free */
} Number;

#define NONE UINT32_MAX

/* Numbers come back in the order of time and rest equally long, so the queue is sorted by when they are free. */
struct CpmNumbers {
    Number *numbers;            /* numbers[count] */
    uint32_t count, first, last_in_queue, last;
    SimTime rest;
};

CpmNumbers *cpm_numbers_new(uint32_t count, SimTime rest)
{
    CpmNumbers *numbers = g_new0(CpmNumbers, 1);

    g_assert(count >= 1);
    numbers->numbers = g_new0(Number, count);
    numbers->count = count;
    numbers->rest = rest;
    numbers->last = NONE;
    numbers->last_in_queue = count - 1;
    for (uint32_t i = 0; i < count; i++)
        numbers->numbers[i] = (Number){ .free_from = SIM_TIME_MIN, .holder = CPM_NO_HOLDER, .next = i + 1 < count ? i + 1 : NONE };
    return numbers;
}

void cpm_numbers_free(CpmNumbers *numbers)
{
    if (numbers == NULL)
        return;
    g_free(numbers->numbers);
    g_free(numbers);
}

bool cpm_numbers_available(const CpmNumbers *numbers, SimTime now)
{
    return numbers->first != NONE && numbers->numbers[numbers->first].free_from <= now;
}

uint32_t cpm_numbers_take(CpmNumbers *numbers, uint32_t session)
{
    uint32_t number = numbers->first;

    g_assert(number != NONE);
    numbers->first = numbers->numbers[number].next;
    if (numbers->first == NONE)
        numbers->last_in_queue = NONE;
    numbers->numbers[number].holder = session;
    numbers->last = number;
    return number;
}

void cpm_numbers_take_over(CpmNumbers *numbers, uint32_t number, uint32_t session)
{
    numbers->numbers[number].holder = session;
}

void cpm_numbers_give_back(CpmNumbers *numbers, uint32_t number, SimTime now)
{
    Number *back = &numbers->numbers[number];

    back->free_from = now < SIM_TIME_MAX - numbers->rest ? now + numbers->rest : SIM_TIME_MAX;
    back->next = NONE;
    if (numbers->last_in_queue == NONE)
        numbers->first = number;
    else
        numbers->numbers[numbers->last_in_queue].next = number;
    numbers->last_in_queue = number;
}

uint32_t cpm_numbers_holder(const CpmNumbers *numbers, uint32_t number)
{
    return numbers->numbers[number].holder;
}

void cpm_numbers_forget(CpmNumbers *numbers, uint32_t number, uint32_t session)
{
    if (numbers->numbers[number].holder == session)
        numbers->numbers[number].holder = CPM_NO_HOLDER;
}

uint32_t cpm_numbers_last(const CpmNumbers *numbers)
{
    g_assert(numbers->last != NONE);
    return numbers->last;
}

size_t cpm_numbers_bytes(const CpmNumbers *numbers)
{
    return numbers == NULL ? 0 : sizeof *numbers + numbers->count * sizeof *numbers->numbers;
}
