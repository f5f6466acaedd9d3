/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_QUEUE_H
#define REPORT_CHECKER_QUEUE_H

/* Inside the checker: how it counts time, in ms modulo 2^32 (49 days), so that differences are what is meant; and queues by time. */

#include <stdbool.h>
#include <stdint.h>

#define CHECKER_NEVER UINT32_MAX

static inline uint32_t checker_elapsed(uint32_t since, uint32_t now)
{
    return now - since;
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
