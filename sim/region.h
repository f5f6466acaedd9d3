/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_REGION_H
#define SIM_REGION_H

/* A flat array that can grow to gigabytes: it begins at a large page (2 MB), so that records whose size divides a cache line never straddle
 * two, its new parts are zero and cost no memory until they are touched, and growing moves no data where the system can move pages
 * instead.  Who writes first to what is new, without reading it, spares the system half of the work of giving it. */

#include <stdbool.h>
#include <stddef.h>

typedef struct SimRegion {
    void *base;
    size_t bytes;               /* room, not use */
} SimRegion;

/* Makes room for at least @bytes; what is there stays, the rest is zero, and @base may change.  Never shrinks.  False, and nothing
 * changed, without memory or beyond the address space. */
bool sim_region_grow(SimRegion *region, size_t bytes);

/* Gives all back; the region is empty afterwards. */
void sim_region_clear(SimRegion *region);

#endif
