/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_QUEUE_H
#define REPORT_CHECKER_QUEUE_H

/* Inside the checker: how it counts time, in ms modulo 2^32 (49 days), so that differences are what is meant; and queues by time. */

#include <stdbool.h>
#include <stdint.h>

#define CHECKER_NEVER UINT32_MAX
#define CHECKER_MARGIN 32000u   /* room for queues between a cause and its effect, ms: 64 * T1 of RFC 3261 */

static inline uint32_t checker_elapsed(uint32_t since, uint32_t now)
{
    return now - since;
}

/* True if more than @limit plus the margin has passed; never for CHECKER_NEVER. */
static inline bool checker_overdue(uint32_t since, uint32_t now, uint32_t limit)
{
    return limit != CHECKER_NEVER && checker_elapsed(since, now) > (uint64_t)limit + CHECKER_MARGIN;
}

/* A queue of legs or sessions, by when they came. */
typedef struct CheckerQueued {
    uint32_t number, since;     /* slot of the leg, or number of the session; ms */
} CheckerQueued;

typedef struct CheckerQueue {
    CheckerQueued *items;       /* items[room], of which those from @first to before @end are queued */
    uint32_t first, end, room;
} CheckerQueue;

void checker_queue_push(CheckerQueue *queue, CheckerQueued item);

/* The first of the queue if it came at least @limit ms before @now, else NULL; the caller takes it out by adding one to @first. */
const CheckerQueued *checker_queue_due(const CheckerQueue *queue, uint32_t now, uint64_t limit);

#endif
