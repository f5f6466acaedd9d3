/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OVERRIDES_H
#define CLI_OVERRIDES_H

#include <stdbool.h>

#include <glib.h>

#include "study/scenario.h"

/* The changes that --set and --seed of a command line make to a scenario. */
typedef struct CliOverrides {
    GArray *sets;               /* of ScenarioOverride, in their order; --seed is the last, so that it wins */
    GPtrArray *texts;           /* what @sets points to, but for what the arguments own                     */
} CliOverrides;

/* Takes the arguments apart: @sets are those of --set, ended by NULL (NULL: none), @seed that of --seed (NULL: none); both are borrowed
 * and outlive @out_overrides, which is to be cleared in any case.  SIM_ERROR_USAGE when one is not PATH=VALUE. */
bool cli_overrides_collect(char *const *sets, const char *seed, CliOverrides *out_overrides, GError **error);

/* Cleared or zeroed overrides are fine. */
void cli_overrides_clear(CliOverrides *overrides);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliOverrides, cli_overrides_clear)

/* The changes as scenario_read_file() wants them: sets[overrides->sets->len]. */
const ScenarioOverride *cli_overrides_sets(const CliOverrides *overrides);

#endif
