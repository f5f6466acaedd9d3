/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BENCH_RELAY_H
#define BENCH_RELAY_H

/* The relay job, in C and C++: a large group without a protocol.  Every second one group is invited, all its members at once: the
 * invitation passes 5 hops down, the member thinks for an exponential time of 2 s, the answer passes 6 hops up: 12 events a member, each
 * of which touches the member's state.  A hop takes 5 ms, or an exponential time of that mean. */

#include <stdint.h>

#include "bench/cheap_random.h"

#define RELAY_HOPS_DOWN 5
#define RELAY_EVENTS 12                 /* a member: 5 hops down, the end of thinking, 6 hops up */
#define RELAY_GAP 500000000             /* ns between the groups                                 */
#define RELAY_THINK 2e9                 /* ns, mean                                              */
#define RELAY_HOP 5000000               /* ns                                                    */

typedef struct RelayMember {
    uint64_t events;                    /* seen so far                                           */
    int64_t last;                       /* when the last one was, ns                             */
} RelayMember;

static inline int64_t relay_think(CheapRandom *random)
{
    return (int64_t)(cheap_exponential(random) * RELAY_THINK);
}

static inline int64_t relay_hop(CheapRandom *random, int exponential)
{
    return exponential ? (int64_t)(cheap_exponential(random) * RELAY_HOP) : RELAY_HOP;
}

/* A number that depends on when each of @members[n] was done; 0 if one was not done. */
static inline uint64_t relay_checksum(const RelayMember *members, uint32_t n)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < n; i++) {
        if (members[i].events != RELAY_EVENTS)
            return 0;
        sum = sum * 31 + (uint64_t)members[i].last;
    }
    return sum;
}

#endif
