/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flat array that grows: what is there stays, the rest is zero. */
#include "sim/region.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "tests/cunit_run.h"

#define LARGE ((size_t)2 << 20)

static bool is_all(const unsigned char *bytes, size_t n, unsigned char value)
{
    for (size_t i = 0; i < n; i++)
        if (bytes[i] != value)
            return false;
    return true;
}

static void test_growing_keeps_what_is_there(void)
{
    static const size_t sizes[] = { 1, 4096, 100000, LARGE - 1, LARGE, LARGE + 1, 3 * LARGE, 10 * LARGE + 5 };
    SimRegion region = { 0 };
    size_t written = 0;

    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++) {
        unsigned char *bytes;

        CU_ASSERT_TRUE_FATAL(sim_region_grow(&region, sizes[i]));
        bytes = region.base;
        CU_ASSERT_TRUE(region.bytes >= sizes[i] && (uintptr_t)bytes % LARGE == 0);
        CU_ASSERT_TRUE(is_all(bytes, written, 7));
        CU_ASSERT_TRUE(is_all(bytes + written, region.bytes - written, 0));
        written = sizes[i];
        memset(bytes, 7, written);
    }
    CU_ASSERT_TRUE(sim_region_grow(&region, 1) && region.bytes >= sizes[G_N_ELEMENTS(sizes) - 1]);     /* never shrinks */
    sim_region_clear(&region);
    CU_ASSERT_TRUE(region.base == NULL && region.bytes == 0);
    sim_region_clear(&region);
}

static void test_what_is_too_large_changes_nothing(void)
{
    SimRegion region = { 0 };

    CU_ASSERT_TRUE(sim_region_grow(&region, 10));
    memset(region.base, 7, 10);
    CU_ASSERT_FALSE(sim_region_grow(&region, SIZE_MAX));
    CU_ASSERT_FALSE(sim_region_grow(&region, SIZE_MAX / 2 + 1));
    if (sizeof(size_t) > 4)         /* else the system may have as much as that: 2 GB */
        CU_ASSERT_FALSE(sim_region_grow(&region, SIZE_MAX / 2));
    CU_ASSERT_TRUE(region.base != NULL && is_all(region.base, 10, 7));
    sim_region_clear(&region);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "growing keeps what is there", test_growing_keeps_what_is_there },
        { "what is too large changes nothing", test_what_is_too_large_changes_nothing },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "region", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
