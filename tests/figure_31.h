/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_FIGURE_31_H
#define TESTS_FIGURE_31_H

#include <glib.h>

#include "models/cpm_setup.h"
#include "sim/trace.h"

/* Figure 31 as a trace, written by hand: inviter A, member 1 = B (CPM client, accepts), member 2 = C (user of a Non-CPM System that the
 * IWF sends an inviting message, accepts).  Times are whole ms, the last is 20.100 s. */

/* What the records belong to: group "friends" = B, C; one system "sms"; provider default convert.  Free with cpm_setup_free(). */
CpmSetup *figure_31_setup(void);

/* An array of SimRecord, sorted by time.  Free with g_array_unref(). */
GArray *figure_31_records(void);

#endif
