/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_QUEUE_H
#define SIM_QUEUE_H

#include "sim/time.h"

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The queue of pending events, in the order (time, order of the pushes).
 *
 * A comparison heap asks for the smallest of all events each time; but nobody needs to know the order of events that
 * are far away.  So the queue sorts late and coarsely first: it is a ladder that refines time towards the present.
 *
 *     time -->        now
 *                      |
 *     rung 0           [ open |      |  ..  |      |      |      ]  far future     up to 2048 slots, unsorted,
 *                       /    \                                                     and one for all that is later
 *     rung 1           [ open |      |  ..  |      ]                              the open slot of rung 0, divided
 *                       /    \
 *     bottom           [ 189  ]                                                   the open slot of rung 1, sorted
 *                       pop
 *
 * - Push: the slot is a subtraction and a shift away, as slots are a power of two wide.  In the first rung in which
 *   its slot is not open yet, the event is appended there.  Only what belongs before the end of the innermost open
 *   slot is inserted into the bottom.
 * - Pop: from the bottom.  When that is empty the next slot that is not empty is opened.  A small one (32 events) is
 *   sorted into the bottom, with its neighbours while they all fit (fewer of them where insertions into the bottom are
 *   many).  A medium one (63 events, or 189 where insertions are few) is sorted into it alone.  A large one is spread
 *   over the slots of a new rung below.  When a rung is used up, the one above goes on; when the first is used up, the
 *   far future is spread over a new first rung, of the range that its events have.
 *
 * An event is moved about three times, each time to the end of a sequence: no comparison, no branch to guess, no cold
 * memory.
 *
 * Where events cause others within few constant times, as hops of messages do, even that can be spared: beside the ladder
 * stand the lanes (sim/lanes.h), if sim_queue_expect_steps() has said how long such steps are.  What is pushed less than that
 * after now is appended to one of them, and a pop takes the first of the lanes' first events and the bottom's.
 *
 * Why the order is right.
 *
 * Three kinds of places hold events: the far future; slots, which are opened one after the other; and "what is open", the
 * bottom with, behind it, the stream (below).  In each rung all slots up to the one opened last are empty.  A rung below spans
 * exactly the slot opened last in the rung above.  All events before the end of the slot opened last in the innermost rung are
 * in what is open.
 * - Between times: so bottom, stream, the slots of the innermost rung that are not open yet, those of the rung above, and so
 *   on, and the far future, follow each other in time; the bottom is sorted, and only its first event is popped.
 * - Lanes and ladder: the steps decide alone by the time between now and the event.  So of equal times those in the ladder were
 *   pushed at an earlier now than those in the lanes, and a pop takes them first.  Larger steps leave that true.  Before the steps
 *   become smaller the lanes are emptied, in order, into the ladder.  The lanes' own order is explained in sim/lanes.h; all that
 *   follows is about the ladder, and "pushed" means: into the ladder.
 * - At equal times: at any moment one place is responsible for a time, and all pending events of that time are there, in the
 *   order of their pushes.  No number for that order is stored.  It holds because
 *   - a push into a slot or the far future appends;
 *   - a push into what is open does one of three things.  At or after the last time of the stream it is appended to the
 *     stream.  Before the first time of the stream that is not read yet (or if there is no stream) it is inserted into the
 *     bottom, behind those of its time, of which the stream has none.  Between the two everything is put back first.  A stream
 *     that is read to its end is none;
 *   - putting back closes the slots from the first that bottom and stream were filled from.  They are empty, and get the events
 *     of the bottom, then those of the stream, appended.  They are opened anew by the next pop, not before;
 *   - opening a slot moves all its events, in their order: into the bottom, by a sort that keeps equal times in order; or,
 *     found sorted, into the stream; or to the slots of a new rung below, of which none is open.  Several slots, all small,
 *     of one rung are opened together by sorting them together;
 *   - a chunk of the stream is moved into the bottom when that is empty.  Part of the events of a time may then be in the
 *     bottom and part in the stream: they are one place, by the three things above.
 * - Where slots begin: nothing is pushed before the last event popped, so no rung must begin after it.  Slots are opened, and
 *   rungs begun, within a pop only, when bottom and stream are empty, and the lanes have no event before the slot: so the event
 *   that the pop returns is not before what it opened.  A first rung is laid out when there is no rung below: over the far
 *   future, from its first event or the lanes' on, the earlier of which that pop returns; or, where slots turn out to be too
 *   wide, over the events of the slots that are not open yet, slot by slot, and then the far future, from the first of these
 *   that is not empty, before which no event is that the pop may return.
 * - A rung is left when its slots, bottom and stream are empty, and the lanes have no event before its end.  Then the one above
 *   goes on.
 * - While the lanes' events come before the next slot, nothing is opened.  When to look again: when they reach that slot, or
 *   one step later than now, as what is pushed meanwhile may come before it.
 * - Up to 64 events in the bottom: a first rung without slots, so that all is open.  The push of one more puts everything
 *   back: into the far future, as there is no slot.  From then to the next pop nothing is open, and all pushes go there.  A
 *   queue that is empty, or whose far future is opened and is found sorted or is at most a chunk, is without slots again: all
 *   it holds is in bottom and stream.
 * - Without memory events are lost; the queue has failed then, and says so.
 *
 * What the measures are for (each is a function in queue.c, bottom.c, rung.c, chunk.c, and was kept because
 * bench/queue says it pays):
 * - Sequences are chained chunks of 1 KB, from which the events of a slot are read and then reused while still
 *   in the cache.  The overhead is a quarter of a byte per event, half a chunk per slot, and what is not yet used of the last
 *   2 MB from the system: less than 8 bytes per event from half a million on.  Memory that has become free goes back.
 * - Up to 32 events are sorted by counting, for each, the smaller ones: in vectors of four, or eight where the processor
 *   can, and no branch depends on the data.
 * - Up to 189 events are sorted through 1024 bins: one pass counts, one moves each event to its place, and only events
 *   that share a bin, one in ten or so, are compared.  That spares them a rung whose slots are mostly half empty.
 * - The first rung has up to 1024 slots, and 2048 from half a million events on.  When eight times as many are pending
 *   as when it was planned, it is planned anew, narrower: so a run that begins with few holds less memory.
 * - The future is known: while events are sorted, the state of their subjects and that of the next slot's is
 *   prefetched.  So is the memory of the queue itself: a chunk knows the one after the next, because a chain in which
 *   each address stands in the chunk before it would be read at the pace of the memory, one wait a chunk.
 * - A medium or large slot that is found sorted (constant delays, bursts) is not divided but read as a stream, chunk by chunk,
 *   into the bottom.  A later push at or after its last time is appended to it; a push amid it makes it an ordinary
 *   slot again.
 * - Many pushes into the open slot (zero delays) would make the bottom long and slow: beyond 255 events bottom and
 *   stream are put back into their slots, which are then opened anew in smaller parts.
 * - Up to 64 pending events there is no ladder: the bottom holds them all. */

/* What is to happen when: 16 bytes, copied by value.  @subject is an index into a flat array of the model, @what is
 * the model's alone (kind of input and generation, say): the queue looks at neither, but may prefetch the subject's
 * state. */
typedef struct SimEvent {
    SimTime time;
    uint32_t subject;
    uint32_t what;
} SimEvent;

/* For one thread at a time. */
typedef struct SimQueue SimQueue;

/* Returns an empty queue without memory limit (transfer full). */
SimQueue *sim_queue_new(void);

/* Frees @queue with everything pending; NULL is fine. */
void sim_queue_free(SimQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SimQueue, sim_queue_free)

/* Adds @event.  Its time must not be earlier than now, the time of the last event popped (a bug of the caller: the program is
 * aborted); before the first pop any time will do.  An equal time comes after all events of that time that are pending.
 * SIM_TIME_MAX is a time like any other.  There is no cancelling: a model ignores what has come too late, by a generation in
 * @what, say.  If the memory for it is beyond the limit, or the system has none, @event is dropped and the queue has failed,
 * for good; what was pending before stays. */
void sim_queue_push(SimQueue *queue, SimEvent event);

/* Removes the first event and writes it to @out_event; false, and nothing written, if there is none. */
bool sim_queue_pop(SimQueue *queue, SimEvent *out_event);

/* Returns the number of pending events. */
size_t sim_queue_count(const SimQueue *queue);

/* Return the bytes of memory that the queue holds, and the most it has ever held. */
size_t sim_queue_bytes(const SimQueue *queue);
size_t sim_queue_peak_bytes(const SimQueue *queue);

/* Sets the largest number of bytes that the queue may hold; the default is SIZE_MAX.  What it has stays; memory comes in steps
 * of 2 MB, and a step beyond @bytes is refused. */
void sim_queue_set_limit(SimQueue *queue, size_t bytes);

/* Whether a push has ever been dropped for want of memory.  The caller looks from time to time, and ends the run with
 * an error. */
bool sim_queue_failed(const SimQueue *queue);

/* Tells that events which are pushed less than @below (ns, >= 0) later than now mostly are so by one of two or three times, or
 * nearly; 0 (default): nothing is known.  That is a matter of speed only: the order of the events is the same whatever is
 * said.  It pays with some thousand such events pending; with far more of them, or one time only, it may cost, so measure.
 * Where it turns out to be quite wrong (sim/lanes.h), the queue goes on as with 0 until the next call.  May be changed at
 * any time. */
void sim_queue_expect_steps(SimQueue *queue, SimTime below);

/* Tells where the state of the subjects lies: that of subject i at @base + i * @stride (bytes).  The queue knows
 * which events come soon and asks the processor to fetch their subjects' state in time.  It never reads the memory
 * itself, so a stale address does no harm. NULL switches it off (default).  May be changed at any time, for instance
 * when the array has grown. */
void sim_queue_prefetch(SimQueue *queue, const void *base, size_t stride);

#endif
