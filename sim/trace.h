/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_TRACE_H
#define SIM_TRACE_H

/* The trace: what happened, as a stream of fixed-size records in the order of virtual time.
 *
 * Records are handed to observers in batches while the run goes on; nothing is stored unless an observer stores it.  The time of a
 * message is the moment it REACHES its receiver (the moment before it queues there), so the stream is sorted by time, and a message
 * stands after everything that caused it.  Kernel code gives no meaning to codes, boxes and steps: the models do. */

#include <stddef.h>
#include <stdint.h>

#include <glib.h>

#include "sim/time.h"

/* Written numbers: they enter the fingerprint and stored events, and never change their meaning. */
typedef enum SimRecordKind {
    SIM_RECORD_MESSAGE = 1,     /* @code reached @to, sent by @from                                             */
    SIM_RECORD_ACTION = 2,      /* an internal action of box @to (= @from), for example step 4 of Figure 31     */
    SIM_RECORD_FACTS = 3,       /* what is given about a leg, in @detail; once per leg, before its first message */
    SIM_RECORD_OUTCOME = 4,     /* box @to settled the leg by the decision row in @detail                       */
    SIM_RECORD_TIMER = 5,       /* timer @code of box @to fired and was not stale                               */
    SIM_RECORD_UNEXPECTED = 6,  /* @code reached @to in a state that has no arrow for it                        */
    SIM_RECORD_LOST = 7,        /* @code from @from will not reach @to                                          */
    SIM_RECORD_REPEATED = 8,    /* @code reached @to, who has had it before, or has no use for it any more      */
    SIM_RECORD_SAMPLE = 9       /* @detail is the quantity @code of box @to at this moment; of no leg           */
} SimRecordKind;

/* What identifies a message comes first and without gaps: a fingerprint of the run hashes these 20 bytes where they lie. */
typedef struct SimRecord {
    SimTime time;       /* ns of virtual time                                                          */
    uint8_t from;       /* box                                                                         */
    uint8_t to;         /* box                                                                         */
    uint16_t code;      /* message, timer or action                                                    */
    uint32_t session;   /* number of the session, from 0; small, but not always without gaps           */
    uint32_t member;    /* number within the session: 0 = the inviter, 1 .. n = members                */
    uint32_t leg;       /* slot of the leg in the model's flat array: < 2^32, reused after its end     */
    uint32_t detail;    /* meaning by @kind; 0 otherwise                                               */
    uint8_t kind;       /* SimRecordKind                                                               */
    uint8_t step;       /* number in the figure, 0 = not drawn (see the models for parts such as 3a)   */
    uint8_t state;      /* of the receiver before, index into its machine's states                     */
    uint8_t next;       /* of the receiver after                                                       */
} SimRecord;

/* Gets @n > 0 records, sorted by time; they are gone after the call. */
typedef void (*SimObserve)(void *observer, const SimRecord *records, size_t n);

/* Records that one event may write, and that make a batch (half of a first-level cache: observers read records that are still warm). */
#define SIM_TRACE_PER_EVENT 16u
#define SIM_TRACE_BATCH 768u

typedef struct SimTrace {
    SimRecord *records;         /* [SIM_TRACE_BATCH]: the batch that is being written */
    uint32_t used;              /* of @records                                         */
    uint64_t handed_over;       /* records of earlier batches                          */
    SimTime last;               /* of these; for sim_trace_last()                      */
    GArray *observers;
    struct SimCourier *courier; /* NULL: the observers are called by who writes        */
} SimTrace;

/* A trace without observers: records written to it are dropped.  Free with sim_trace_free(). */
SimTrace *sim_trace_new(void);

/* NULL is allowed.  Records not yet flushed are dropped, and no observer is called any more when it returns. */
void sim_trace_free(SimTrace *trace);

/* Adds @observe, called with @observer (borrowed; must outlive the trace) in the order of the calls of this function.  Before the first
 * record. */
void sim_trace_add_observer(SimTrace *trace, SimObserve observe, void *observer);

/* Calls the observers in a thread of their own from now on, beside who writes the records; they get the same records in the same order.
 * What they have gathered may then be looked at only after sim_trace_flush(), until the next record is written.  Where the system
 * refuses a thread nothing changes. */
void sim_trace_use_thread(SimTrace *trace);

/* Returns when the observers have seen all records; called by the world at the end of a run. */
void sim_trace_flush(SimTrace *trace);

/* Hands the batch over to the observers and goes on with another one.  For sim_trace_reserve(). */
void sim_trace_hand_over(SimTrace *trace);

/* Makes room for SIM_TRACE_PER_EVENT records; call it once before each event. */
static inline void sim_trace_reserve(SimTrace *trace)
{
    if (G_UNLIKELY(trace->used > SIM_TRACE_BATCH - SIM_TRACE_PER_EVENT))
        sim_trace_hand_over(trace);
}

/* The next free record, zeroed in @detail and @step only: the caller sets every other field, also after further calls, until the next
 * sim_trace_reserve() or sim_trace_flush(). */
static inline SimRecord *sim_trace_next(SimTrace *trace)
{
    SimRecord *record = &trace->records[trace->used++];

    g_assert(trace->used <= SIM_TRACE_BATCH);
    record->detail = 0;
    record->step = 0;
    return record;
}

/* When something was seen for the last time: the time of the last record that is no sample, 0 if there is none.  After a flush. */
SimTime sim_trace_last(const SimTrace *trace);

/* Records written since the start. */
uint64_t sim_trace_count(const SimTrace *trace);

#endif
