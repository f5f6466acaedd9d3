/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_SHARD_H
#define STUDY_SHARD_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* The part of a study that one process of many runs: those points, or, where every point has a fixed number of replications, those runs,
 * whose number leaves the remainder @number - 1 when divided by @of. */
typedef struct StudyShard {
    unsigned number;            /* 1 .. of */
    unsigned of;
} StudyShard;

/* Reads "3/8", or "auto": what Slurm says of the task of an array (SLURM_ARRAY_TASK_ID, _MIN, _MAX, _STEP).  SIM_ERROR_USAGE for
 * anything else, or where there is no such task. */
bool study_shard_parse(const char *text, StudyShard *out_shard, GError **error);

bool study_shard_has(const StudyShard *shard, size_t index);

#endif
