/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_RESOLVED_H
#define STUDY_RESOLVED_H

#include "study/node.h"

/* Writes a bound tree as YAML with all defaults filled in, in the order of the table; what did not stand in the file
 * carries the comment "default" and its source.  It reads back to the same setup (transfer full). */
char *study_resolved_yaml(const StudyNode *root);

/* Writes @node, bound or not, on one line, such that it reads back as it was (transfer full). */
char *study_flow_yaml(const StudyNode *node);

#endif
