/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_ESTIMATE_NUMBER_H
#define STUDY_ESTIMATE_NUMBER_H

#include "models/cpm_setup.h"

/* The shares of the sessions of each workload that find a free number to which users reply (transfer full, [n_workloads]): 1 where numbers
 * are unlimited, or not used.  From the first thousands of sessions, with mean intervals. */
double *study_number_shares(const CpmSetup *setup);

#endif
