/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_queue.h"

#include <string.h>

#include <glib.h>

void checker_queue_push(CheckerQueue *queue, CheckerQueued item)
{
    if (queue->end == queue->room && queue->first > queue->room / 2) {
        memmove(queue->items, queue->items + queue->first, (queue->end - queue->first) * sizeof item);
        queue->end -= queue->first;
        queue->first = 0;
    }
    if (queue->end == queue->room) {
        queue->room = MAX(64, queue->room * 2);
        queue->items = g_renew(CheckerQueued, queue->items, queue->room);
    }
    queue->items[queue->end++] = item;
}

const CheckerQueued *checker_queue_due(const CheckerQueue *queue, uint32_t now, uint64_t limit)
{
    if (queue->first == queue->end || checker_elapsed(queue->items[queue->first].since, now) < limit)
        return NULL;
    return &queue->items[queue->first];
}
