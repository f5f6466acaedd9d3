/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_KEY_TEST_H
#define STUDY_KEY_TEST_H

#include <stdbool.h>

#include "study/key.h"

/* The section "test" of a scenario that is a test case: what it is about, and what has to come out.  It has no effect on the run.  What a
 * criterion means stands in study/conformance_criterion.h. */
extern const StudyType study_test_type;

/* For the row of the root: false, so that a scenario without the section does not get one. */
bool study_test_applies(const StudyNode *root);

#endif
