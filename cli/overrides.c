/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/overrides.h"

#include <string.h>

#include "sim/error.h"

static char *keep(CliOverrides *overrides, char *text)
{
    g_ptr_array_add(overrides->texts, text);
    return text;
}

bool cli_overrides_collect(char *const *sets, const char *seed, CliOverrides *out_overrides, GError **error)
{
    out_overrides->sets = g_array_new(FALSE, FALSE, sizeof(ScenarioOverride));
    out_overrides->texts = g_ptr_array_new_with_free_func(g_free);
    for (; sets != NULL && *sets != NULL; sets++) {
        const char *equals = strchr(*sets, '=');
        ScenarioOverride set = { .option = keep(out_overrides, g_strdup_printf("--set %s", *sets)) };

        if (equals == NULL || equals == *sets)
            return sim_fail(error, SIM_ERROR_USAGE, "%s: expected PATH=VALUE, such as --set iwf.t_reply=5min", set.option);
        set.path = keep(out_overrides, g_strndup(*sets, (gsize)(equals - *sets)));
        set.value = equals + 1;
        g_array_append_val(out_overrides->sets, set);
    }
    if (seed != NULL) {
        ScenarioOverride set = { keep(out_overrides, g_strdup_printf("--seed %s", seed)), "seed", seed };

        g_array_append_val(out_overrides->sets, set);
    }
    return true;
}

void cli_overrides_clear(CliOverrides *overrides)
{
    g_clear_pointer(&overrides->sets, g_array_unref);
    g_clear_pointer(&overrides->texts, g_ptr_array_unref);
}

const ScenarioOverride *cli_overrides_sets(const CliOverrides *overrides)
{
    return (const ScenarioOverride *)(const void *)overrides->sets->data;
}
