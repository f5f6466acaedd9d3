/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/shard.h"

#include <string.h>

#include "sim/error.h"

#define MAX_SHARDS 1000000

static bool parse_number(const char *text, int64_t minimum, int64_t *out_number)
{
    return text != NULL && g_ascii_string_to_signed(text, 10, minimum, MAX_SHARDS, out_number, NULL);
}

/* Slurm leaves out the step in some versions when it is 1. */
static bool parse_auto(StudyShard *out_shard, GError **error)
{
    const char *step_text = g_getenv("SLURM_ARRAY_TASK_STEP");
    int64_t id, least, most, step = 1;

    if (!parse_number(g_getenv("SLURM_ARRAY_TASK_ID"), 0, &id) || !parse_number(g_getenv("SLURM_ARRAY_TASK_MIN"), 0, &least) ||
        !parse_number(g_getenv("SLURM_ARRAY_TASK_MAX"), 0, &most) || (step_text != NULL && !parse_number(step_text, 1, &step)))
        return sim_fail(error, SIM_ERROR_USAGE, "--shard auto: this is no task of a Slurm array (SLURM_ARRAY_TASK_ID is not set)");
    if (id < least || id > most || (id - least) % step != 0)
        return sim_fail(error, SIM_ERROR_USAGE, "--shard auto: SLURM_ARRAY_TASK_ID is not among %d to %d in steps of %d", (int)least,
                        (int)most, (int)step);
    *out_shard = (StudyShard){ .number = (unsigned)((id - least) / step + 1), .of = (unsigned)((most - least) / step + 1) };
    return true;
}

bool study_shard_parse(const char *text, StudyShard *out_shard, GError **error)
{
    const char *slash = strchr(text, '/');
    g_autofree char *first = slash != NULL ? g_strndup(text, (gsize)(slash - text)) : NULL;
    int64_t number, of;

    if (strcmp(text, "auto") == 0)
        return parse_auto(out_shard, error);
    if (slash == NULL || !parse_number(slash + 1, 1, &of) || !parse_number(first, 1, &number) || number > of)
        return sim_fail(error, SIM_ERROR_USAGE, "--shard %s: expected a part such as 1/8, or auto", text);
    *out_shard = (StudyShard){ .number = (unsigned)number, .of = (unsigned)of };
    return true;
}

bool study_shard_has(const StudyShard *shard, size_t index)
{
    return index % shard->of == shard->number - 1;
}
