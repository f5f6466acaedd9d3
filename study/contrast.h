/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CONTRAST_H
#define STUDY_CONTRAST_H

#include <glib.h>

/* In which values two resolved scenarios (see scenario_resolved_yaml()) differ. */
typedef struct StudyContrast {
    char *path;             /* "policy.provider.default", "groups.friends[1].prefer"  */
    char *values[2];        /* as written; NULL: this scenario has no such value       */
} StudyContrast;

/* Compares the texts @a and @b and returns an array of StudyContrast, in the order of @a, then what only @b has (transfer full). */
GArray *study_contrast(const char *a, const char *b);

#endif
