/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "sim/region.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

/* A large page.  Where the system has them (they are asked for by a hint, which it may ignore) the first touch of one costs as much as
 * that of a few small ones instead of 512, and no access after that misses the translation of addresses. */
#define LARGE ((size_t)2 << 20)

static void *map(size_t bytes)
{
    return mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* The same, beginning at a large page; @bytes is a multiple of one.  More is mapped first, and what is too much at both ends given back. */
static void *map_large(size_t bytes)
{
    char *base = map(bytes + LARGE);

    if (base == MAP_FAILED)
        return base;
    size_t before = (LARGE - (uintptr_t)base % LARGE) % LARGE;
    if (before > 0)
        munmap(base, before);
    if (before < LARGE)
        munmap(base + before + bytes, LARGE - before);
    return base + before;
}

/* What is in @region to the beginning of @base, which is mapped already. */
static bool move(const SimRegion *region, void *base)
{
#ifdef MREMAP_FIXED
    return mremap(region->base, region->bytes, region->bytes, MREMAP_MAYMOVE | MREMAP_FIXED, base) != MAP_FAILED;
#else
    memcpy(base, region->base, region->bytes);
    munmap(region->base, region->bytes);
    return true;
#endif
}

/* Room is given by the large page: address space costs nothing.  The hint is for those that are filled, so that no memory is wasted. */
bool sim_region_grow(SimRegion *region, size_t bytes)
{
    if (bytes <= region->bytes)
        return true;
    if (bytes > SIZE_MAX / 2)
        return false;
    size_t room = (bytes + LARGE - 1) / LARGE * LARGE;
    void *base = map_large(room);

    if (base == MAP_FAILED)
        return false;
    if (region->base != NULL && !move(region, base)) {
        munmap(base, room);
        return false;
    }
#ifdef MADV_HUGEPAGE
    if (bytes >= LARGE)
        (void)madvise(base, bytes / LARGE * LARGE, MADV_HUGEPAGE);
#endif
    *region = (SimRegion){ .base = base, .bytes = room };
    return true;
}

void sim_region_clear(SimRegion *region)
{
    if (region->base != NULL)
        munmap(region->base, region->bytes);
    *region = (SimRegion){ 0 };
}
