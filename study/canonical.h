/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_CANONICAL_H
#define STUDY_CANONICAL_H

#include "study/node.h"

/* The bound scenario @root in one form, whatever its spelling: "60 s" and "1 min" are alike, so are "20 %" and 0.2, and keys stand in the
 * order of the table of keys.  What no run depends on (title, test, flow, study, expect, plots) is left out.  For hashing, not for
 * people (transfer full). */
char *study_canonical_text(const StudyNode *root);

#endif
