/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_ORIGIN_H
#define REPORT_ORIGIN_H

/* Where results come from: what a results folder says about the run that made it, enough to run it again. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "report/fingerprint.h"

typedef struct ReportOrigin {
    char *folder;                       /* as given; like all texts here owned by the origin        */
    char *version, *commit, *compiler;  /* of the program that made it; "" where it does not say    */
    bool dirty;                         /* the program's sources were changed after that commit     */
    char *resolved;                     /* the resolved scenario, YAML                              */
    char *resolved_path;
    uint64_t seed, replication;
    ReportFingerprint fingerprint;
} ReportOrigin;

/* Reads manifest.json in @folder and the scenario beside it, whose SHA-256 must be the one in the manifest.  A folder that holds no whole
 * results of this program, or whose scenario was changed, is SIM_ERROR_USAGE; what cannot be read SIM_ERROR_ENVIRONMENT.  Clear
 * @out_origin with report_origin_clear(). */
bool report_origin_read(const char *folder, ReportOrigin *out_origin, GError **error);

/* May be called again. */
void report_origin_clear(ReportOrigin *origin);

/* In what way the program that made the results is not this one: "version 0.1.0, this is 0.2.0; ..." (transfer full), NULL if it is
 * the same as far as one can tell. */
char *report_origin_other_program(const ReportOrigin *origin);

/* The names of the files in one folder or both that are not the same there, but for the manifest: sorted, NULL-terminated (transfer
 * full). */
GStrv report_origin_other_files(const ReportOrigin *a, const ReportOrigin *b);

#endif
