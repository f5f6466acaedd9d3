/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_COURIER_H
#define SIM_COURIER_H

/* A second thread that takes batches of records to their receiver, in the order of their sending, while the sender goes on.  A few
 * batches may be under way; the sender waits when all are.  Part of sim/trace.h's inside. */

#include <stdint.h>

#include "sim/trace.h"

typedef struct SimCourier SimCourier;

/* Starts the thread, in which @observe is called with @observer (borrowed) for each batch sent; NULL if the system refuses a thread. */
SimCourier *sim_courier_new(SimObserve observe, void *observer);

/* Ends the thread and frees the courier (NULL is fine).  The receiver finishes a batch that it has begun; others are dropped. */
void sim_courier_free(SimCourier *courier);

/* Returns the batch that is to be written next, SIM_TRACE_BATCH records (borrowed until it is sent); its contents are undefined. */
SimRecord *sim_courier_batch(SimCourier *courier);

/* Sends the first @n > 0 records of the batch; waits until there is another that can be written. */
void sim_courier_send(SimCourier *courier, uint32_t n);

/* Waits until the receiver has seen everything that was sent: until the next sending its state may be read by the sender. */
void sim_courier_wait(SimCourier *courier);

#endif
