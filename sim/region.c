/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "sim/region.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* From this size on, large pages save address translation: a hint, which the system may ignore. */
#define LARGE (4u << 20)

static void *move(const SimRegion *region, size_t bytes)
{
#ifdef MREMAP_MAYMOVE
    if (region->base != NULL)
        return mremap(region->base, region->bytes, bytes, MREMAP_MAYMOVE);
#endif
    void *base = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (base != MAP_FAILED && region->base != NULL) {
        memcpy(base, region->base, region->bytes);
        munmap(region->base, region->bytes);
    }
    return base;
}

bool sim_region_grow(SimRegion *region, size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    void *base;

    if (bytes <= region->bytes)
        return true;
    if (bytes > SIZE_MAX / 2)
        return false;
    bytes = (bytes + page - 1) / page * page;
    base = move(region, bytes);
    if (base == MAP_FAILED)
        return false;
#ifdef MADV_HUGEPAGE
    if (bytes >= LARGE)
        (void)madvise(base, bytes, MADV_HUGEPAGE);
#endif
    region->base = base;
    region->bytes = bytes;
    return true;
}

void sim_region_clear(SimRegion *region)
{
    if (region->base != NULL)
        munmap(region->base, region->bytes);
    *region = (SimRegion){ 0 };
}
