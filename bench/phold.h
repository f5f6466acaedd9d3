/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_PHOLD_H
#define BENCH_PHOLD_H

/* PHOLD, in C and C++: each event touches a place and schedules one at a random place after an exponential time of 1 s, so as many events
 * are pending as there are places.  The first two seconds warm up. */

#include <stdint.h>

#include "bench/cheap_random.h"

#define PHOLD_START 2000000000          /* ns: measured from here */

typedef struct PholdPlace {
    uint64_t visits;
    int64_t last;                       /* ns                     */
} PholdPlace;

static inline int64_t phold_delay(CheapRandom *random)
{
    return (int64_t)(cheap_exponential(random) * 1e9);
}

static inline uint32_t phold_place(CheapRandom *random, uint32_t n)
{
    return (uint32_t)((cheap_word(random) >> 32) * n >> 32);
}

/* Returns when the measured part ends if it is to have about @events events: one a second for each of @n places. */
static inline int64_t phold_end(uint64_t events, uint32_t n)
{
    return PHOLD_START + (int64_t)((double)events / n * 1e9);
}

static inline uint64_t phold_checksum(const PholdPlace *places, uint32_t n)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < n; i++)
        sum = sum * 31 + places[i].visits + (uint64_t)places[i].last;
    return sum;
}

#endif
