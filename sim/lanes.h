/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_LANES_H
#define SIM_LANES_H

#include "sim/chunk.h"

/* Part of the inside of sim/queue.h; models say sim_queue_expect_steps().
 *
 * Events that come soon and nearly in the order of their pushes, as hops of messages do, whose delays are sums of few constants.
 *
 * To three lanes events are only appended, as their times never fall; the last lane is kept sorted by insertion.  An event goes into the
 * first of the three whose last time is not later than its own, and if there is none it is inserted into the last lane, behind those of its
 * time.  So there is a lane for each delay, if they are few.  A pop takes the earliest of the lanes' first events, and of equal times that
 * in the lane with the lower number.
 *
 * That is the order of the pushes, too: the last times fall from lane to lane, and they only ever rise.  So where an event has gone into a
 * lane, the lanes before it have a later last time for good, and another event of its time goes into the same lane or one further on.
 *
 * Behind the last event of a lane stands an end mark, of SIM_TIME_MAX, so that nobody has to ask whether a lane is empty: there is room for
 * it, as the last place of a chunk takes no event.  Events of SIM_TIME_MAX themselves are all in the first lane, which is the one chosen
 * among equals.
 *
 * Neither the lane of an event nor the lane of the next one can be guessed, by the processor either: both are found without a branch. */
#define SIM_LANES_IN_ORDER 3
#define SIM_LANES (SIM_LANES_IN_ORDER + 1)

/* Where an insertion into the last lane moves more events than the first, on the average of the second, it costs more than the ladder. */
#define SIM_LANES_MOVES 32
#define SIM_LANES_MEMORY 64

typedef struct SimLane {
    SimEvent *head;    /* the next event, or the end mark */
    SimEvent *tail;    /* the end mark; NULL if the lane has no chunk, and @head is that of all such lanes */
} SimLane;

typedef struct SimLanes {
    SimTime first;                       /* the time of the next event; SIM_TIME_MAX if there is none */
    SimLane *next;                       /* the lane in which it is */
    SimTime lasts[SIM_LANES_IN_ORDER];   /* the time appended last */
    SimLane lanes[SIM_LANES];
    SimEvent end;
    uint64_t moves;                      /* of events, for the last SIM_LANES_MEMORY insertions or so */
} SimLanes;

/* Makes @lanes empty, without memory; what they take later is the pool's. */
void sim_lanes_init(SimLanes *lanes);

static inline bool sim_lanes_is_empty(const SimLanes *lanes)
{
    const SimLane *lane = lanes->next;
    return lanes->first == SIM_TIME_MAX && (lane->tail == NULL || lane->head == lane->tail);
}

/* Whether the events do not come nearly in order at all, so that the lanes do not pay. */
static inline bool sim_lanes_are_disorderly(const SimLanes *lanes)
{
    return lanes->moves > SIM_LANES_MOVES * SIM_LANES_MEMORY;
}

/* Adds @event, which is not before the last one popped; false if there is no memory. */
bool sim_lanes_push(SimLanes *lanes, SimChunkPool *pool, SimEvent event);

/* Removes the first event, which there is, and returns it. */
SimEvent sim_lanes_pop(SimLanes *lanes, SimChunkPool *pool);

/* Whether the lane with @tail has no chunk, or there is only room for the end mark in it. */
static inline bool sim_lane_is_full(const SimEvent *tail)
{
    return (((uintptr_t)tail + sizeof *tail) & (SIM_CHUNK_BYTES - 1)) < 2 * sizeof *tail;
}

/* For the functions that push. */
static inline void sim_lanes_append(SimLanes *lanes, SimLane *lane, SimEvent event)
{
    lane->tail[0] = event;
    lane->tail[1].time = SIM_TIME_MAX;
    lane->tail++;
    if (event.time < lanes->first) {
        lanes->first = event.time;
        lanes->next = lane;
    }
}

/* Returns the lane into which an event of @time goes: counted, not searched for. */
static inline unsigned sim_lanes_lane_of(const SimLanes *lanes, SimTime time)
{
    unsigned later = 0;

    for (unsigned i = 0; i < SIM_LANES_IN_ORDER; i++)
        later += lanes->lasts[i] > time;
    return later;
}

/* The same as sim_lanes_push() in the common case, without a call; false, and nothing done, if it is another one. */
static inline bool sim_lanes_push_quickly(SimLanes *lanes, SimEvent event)
{
    unsigned at = sim_lanes_lane_of(lanes, event.time);
    SimLane *lane = &lanes->lanes[at];

    if (G_UNLIKELY(at == SIM_LANES_IN_ORDER || sim_lane_is_full(lane->tail)))
        return false;
    lanes->lasts[at] = event.time;
    sim_lanes_append(lanes, lane, event);
    return true;
}

/* Finds the lane whose first event is next.  For the functions that pop. */
static inline void sim_lanes_choose(SimLanes *lanes)
{
    SimLane *next = lanes->lanes;
    SimTime first = next->head->time;

    for (unsigned i = 1; i < SIM_LANES; i++) {
        SimTime time = lanes->lanes[i].head->time;
        next = time < first ? &lanes->lanes[i] : next;
        first = time < first ? time : first;
    }
    lanes->next = next;
    lanes->first = first;
}

/* The same as sim_lanes_pop() in the common case, without a call; false, and nothing done, if it is another one. */
static inline bool sim_lanes_pop_quickly(SimLanes *lanes, SimEvent *out_event)
{
    SimLane *lane = lanes->next;

    if (G_UNLIKELY(sim_lane_is_full(lane->head + 1)))
        return false;
    *out_event = *lane->head++;
    sim_lanes_choose(lanes);
    return true;
}

#endif
