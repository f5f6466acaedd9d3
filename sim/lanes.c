/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/lanes.h"

static void empty(SimLanes *lanes, SimLane *lane)
{
    *lane = (SimLane){ &lanes->end, NULL };
}

void sim_lanes_init(SimLanes *lanes)
{
    *lanes = (SimLanes){ .first = SIM_TIME_MAX, .next = lanes->lanes, .end = { .time = SIM_TIME_MAX } };
    for (unsigned i = 0; i < SIM_LANES_IN_ORDER; i++)
        lanes->lasts[i] = SIM_TIME_MIN;
    for (unsigned i = 0; i < SIM_LANES; i++)
        empty(lanes, &lanes->lanes[i]);
}

/* Adds a chunk to @lane, which is full; false if there is no memory. */
static bool extend(SimLane *lane, SimChunkPool *pool)
{
    SimChunk *chunk = sim_chunk_take(pool);
    if (chunk == NULL)
        return false;
    if (lane->tail == NULL) {
        lane->head = chunk->events;
    } else {
        chunk->jump = sim_chunk_before(lane->tail);
        chunk->jump->next = chunk;
    }
    lane->tail = chunk->events;
    return true;
}

/* Returns the place before @at in a lane, which is not its head. */
static SimEvent *place_before(SimEvent *at)
{
    SimChunk *chunk = sim_chunk_before(at);
    return at == chunk->events ? &chunk->jump->events[SIM_CHUNK_EVENTS - 2] : at - 1;
}

/* Moves the last event of the last lane forward to its place. */
static void sort_in(SimLanes *lanes, SimLane *lane, SimEvent event)
{
    SimEvent *at = lane->tail - 1;
    uint64_t moves = 0;
    for (; at != lane->head && place_before(at)->time > event.time; moves++) {
        SimEvent *before = place_before(at);
        *at = *before;
        at = before;
    }
    *at = event;
    lanes->moves += moves - lanes->moves / SIM_LANES_MEMORY;
}

bool sim_lanes_push(SimLanes *lanes, SimChunkPool *pool, SimEvent event)
{
    unsigned at = sim_lanes_lane_of(lanes, event.time);
    SimLane *lane = &lanes->lanes[at];
    if (sim_lane_is_full(lane->tail) && !extend(lane, pool))
        return false;
    sim_lanes_append(lanes, lane, event);
    if (at < SIM_LANES_IN_ORDER)
        lanes->lasts[at] = event.time;
    else
        sort_in(lanes, lane, event);
    return true;
}

/* The chunk that @lane begins with has been read: its next chunk, if any, is the first. */
static void leave_chunk(SimLanes *lanes, SimLane *lane, SimChunkPool *pool)
{
    SimChunk *chunk = sim_chunk_before(lane->head);
    if (chunk->next != NULL)
        lane->head = chunk->next->events;
    else
        empty(lanes, lane);
    sim_chunk_give(pool, chunk);
}

SimEvent sim_lanes_pop(SimLanes *lanes, SimChunkPool *pool)
{
    SimLane *lane = lanes->next;
    SimEvent event = *lane->head++;
    if (sim_lane_is_full(lane->head))
        leave_chunk(lanes, lane, pool);
    sim_lanes_choose(lanes);
    return event;
}
