/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_PLAUSIBILITY_H
#define STUDY_PLAUSIBILITY_H

#include "study/diagnostics.h"
#include "study/node.h"

#include "models/cpm_setup.h"

/* Looks at a scenario that is right in itself for what is probably not meant, and warns: timers that defeat one
 * another, a station that cannot keep up, a system that nobody uses.  @root is the bound tree that @setup was made
 * from. */
void study_plausibility_check(const StudyNode *root, const CpmSetup *setup, Diagnostics *diagnostics);

/* The part of it that is about links, stations, SIP below the boxes, and callers. */
void study_plausibility_load(const StudyNode *root, const CpmSetup *setup, Diagnostics *diagnostics);

#endif
