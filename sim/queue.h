/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_QUEUE_H
#define SIM_QUEUE_H

#include "sim/time.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The queue of pending events, in the order (time, order of the pushes). */

/* What is to happen when: 16 bytes, copied by value.  @subject is an index into a flat array of the model, @what is
 * the model's alone (kind of input and generation, say): the queue looks at neither, but may prefetch the subject's
 * state. */
typedef struct SimEvent {
    SimTime time;
    uint32_t subject;
    uint32_t what;
} SimEvent;

typedef struct SimQueue SimQueue;

/* Returns an empty queue without memory limit (transfer full). */
SimQueue *sim_queue_new(void);

/* Frees @queue with everything pending; NULL is fine. */
void sim_queue_free(SimQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimQueue, sim_queue_free)

/* Adds @event.  Its time must not be earlier than that of the last event popped (our bug otherwise); an equal time
 * comes after all events of that time that are pending.  If the memory for it is beyond the limit, or the system
 * has none, @event is dropped and the queue has failed, for good. */
void sim_queue_push(SimQueue *queue, SimEvent event);

/* Removes the first event and writes it to @out_event; false, and nothing written, if there is none. */
bool sim_queue_pop(SimQueue *queue, SimEvent *out_event);

/* Returns the number of pending events. */
size_t sim_queue_count(const SimQueue *queue);

/* Return the bytes of memory that the queue holds, and the most it has ever held. */
size_t sim_queue_bytes(const SimQueue *queue);
size_t sim_queue_peak_bytes(const SimQueue *queue);

/* Sets the largest number of bytes that the queue may hold; the default is SIZE_MAX. */
void sim_queue_set_limit(SimQueue *queue, size_t bytes);

/* Whether a push has ever been dropped for want of memory.  The caller looks from time to time, and ends the run
 * with an error. */
bool sim_queue_failed(const SimQueue *queue);

/* Tells where the state of the subjects lies: that of subject i at @base + i * @stride (bytes).  The queue knows
 * which events come soon and asks the processor to fetch their subjects' state in time.  It never reads the memory
 * itself, so a stale address does no harm. NULL switches it off (default).  May be changed at any time, for
 * instance when the array has grown. */
void sim_queue_prefetch(SimQueue *queue, const void *base, size_t stride);

#endif
