/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_SETUP_H
#define STUDY_SETUP_H

#include "study/diagnostics.h"
#include "study/inputs.h"
#include "study/node.h"

#include "models/cpm_setup.h"

/* Makes the setup of a run from a bound tree (transfer full), and reports what its parts contradict: shares that do not
 * sum to 1, a default that the policy does not allow, a group that no session invites and the like.  When there are
 * errors the setup is complete but meaningless.  The files that it names are asked of @inputs. */
CpmSetup *study_setup_make(const StudyNode *root, StudyInputs *inputs, Diagnostics *diagnostics);

#endif
