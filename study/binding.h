/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_BINDING_H
#define STUDY_BINDING_H

#include "study/diagnostics.h"
#include "study/key.h"
#include "study/node.h"

#include <glib.h>

/* A default that was used. */
typedef struct StudyDefault {
    const char *path;       /* "iwf.t_reply", owned by the tree                        */
    const char *value;      /* YAML, owned by the tree                                 */
    const char *source;     /* "[SPEC] RFC 3261 13.3.1.1", static                      */
} StudyDefault;

/* Compares the document @root of @tree with the table of keys: gives each node its type and value, reports to
 * @diagnostics what does not fit, and adds what is missing from the defaults, so that afterwards the tree is the
 * resolved scenario.  Nodes that do not fit are marked as wrong.  Returns the defaults that have a source, in the order
 * of the table: a GArray of StudyDefault (transfer full). */
GArray *study_bind(StudyTree *tree, StudyNode *root, Diagnostics *diagnostics);

#endif
