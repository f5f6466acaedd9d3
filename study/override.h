/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_OVERRIDE_H
#define STUDY_OVERRIDE_H

#include "study/diagnostics.h"
#include "study/node.h"

/* A change from the command line. */
typedef struct ScenarioOverride {
    const char *option;     /* as the user wrote it, "--set iwf.t_reply=5 min": errors name it */
    const char *path;       /* "iwf.t_reply", "groups.friends[0].count", "members.crowd.count" */
    const char *value;      /* YAML                                                            */
} ScenarioOverride;

/* Sets a value in the document @root of @tree, as if it stood in the file.  The keys of the path are separated by points; mappings that
 * are not there are added; an element of a list is "[0]", or the name that it has ("groups.friends.B.count"); "members.NAME" is the
 * member of that name in any group.  @set->option is the place of everything that is set, and must outlive @tree.  False after an
 * error. */
bool study_override(StudyTree *tree, StudyNode *root, const ScenarioOverride *set, Diagnostics *diagnostics);

#endif
