/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE     /* cpu_set_t */
#include "study/processors.h"

#include <sched.h>

#include <glib.h>

unsigned study_processors(void)
{
#ifdef CPU_COUNT
    cpu_set_t allowed;

    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0)
        return (unsigned)MAX(CPU_COUNT(&allowed), 1);
#endif
    return g_get_num_processors();      /* of another system, or more than a cpu_set_t has room for */
}
