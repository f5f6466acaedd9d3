/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_MODEL_VERSION_H
#define REPORT_MODEL_VERSION_H

/* The version of the models.  It rises with every change after which some scenario gives another run: results of studies are found again
 * by it, and those of other models must not be taken for ours.  tests/test_model_version.c fails until it does. */
#define REPORT_MODEL_VERSION 4

#endif
