/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_SCALAR_H
#define STUDY_SCALAR_H

#include "study/key.h"
#include "study/node.h"
#include "study/quantity.h"

#include <stdbool.h>

/* A scalar of a scenario against a scalar type of the table. */

/* Gives the scalar @node the type @type and its value.  False when it has not the form of that type (structure).  When
 * only the range of something with a unit is wrong, which a schema cannot see, it is true and *out_of_range says what
 * is wrong (transfer full). */
bool study_scalar_bind(StudyNode *node, const StudyType *type, char **out_of_range);

/* What to write instead of the scalar @node, which does not fit @type, a scalar type or a choice (transfer full); NULL
 * when nothing helpful is known. */
char *study_scalar_hint(const StudyNode *node, const StudyType *type);

/* "the number 5", "'abc'", "nothing", "a list": what stands there, for messages (transfer full). */
char *study_node_words(const StudyNode *node);

/* @text, shortened when it is long (transfer full). */
char *study_text_cut(const char *text);

/* A letter, then letters, digits, _ or -; at most 40. */
bool study_is_name(const char *text);
#define STUDY_NAME_PATTERN "^[A-Za-z][A-Za-z0-9_-]{0,39}$"

#endif
