/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_OVERRIDE_H
#define STUDY_OVERRIDE_H

#include "study/diagnostics.h"
#include "study/node.h"

/* Sets the value at @path in the document @root of @tree to the YAML text @value, as if it stood in the file.  Keys are
 * separated by points; mappings that are not there are added; an element of a list is "[0]", or the name that it has
 * ("groups.friends.B.count"); "members.NAME" is the member of that name in any group.  @option ("--set a.b=c") is the
 * place of everything that is set, and is named in errors; it must outlive @tree.  False after an error. */
bool study_override(StudyTree *tree, StudyNode *root, const char *path, const char *value, const char *option,
                    Diagnostics *diagnostics);

#endif
