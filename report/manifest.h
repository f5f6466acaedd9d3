/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_MANIFEST_H
#define REPORT_MANIFEST_H

/* manifest.json: everything that is needed to get a result again, and the only file of a results folder with the time of day, the host,
 * the speed and the memory of the run in it. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/fingerprint.h"
#include "sim/time.h"

#define REPORT_MANIFEST_NAME "manifest.json"
#define REPORT_MANIFEST_FORMAT 1        /* of the file; rises when a key changes its meaning */

/* What so much was used of: bytes for a purpose, or draws of a random stream. */
typedef struct ReportAmount {
    const char *name;
    uint64_t amount;
} ReportAmount;

/* All pointers are borrowed. */
typedef struct ReportManifest {
    const char *scenario;               /* name: "figure-31"                                                          */
    const char *scenario_path;          /* as given on the command line                                               */
    const char *const *arguments;       /* NULL-terminated command line, to run it again                              */
    const char *resolved;               /* text of the resolved scenario: its SHA-256 is written                      */
    const char *resolved_name;          /* the file beside the manifest that holds it                                 */
    uint64_t seed, replication;
    int64_t started, ended;             /* us since 1970, UTC: g_get_real_time()                                      */
    double wall_seconds;                /* of the run itself, without reading and reporting                           */
    SimTime virtual_end;
    uint64_t events, messages;
    int exit_code;
    const char *verdict;                /* "pass"                                                                     */
    ReportFingerprint fingerprint;
    const ReportAmount *memory;         /* [n_memory] bytes by purpose; the peak of the process is added              */
    size_t n_memory;
    const ReportAmount *streams;        /* [n_streams] draws by random stream                                         */
    size_t n_streams;
    const char *const *files;           /* NULL-terminated names of the files beside it; NULL: none                   */
} ReportManifest;

/* The text of manifest.json (transfer full), keys in a fixed order.  Version, commit, compiler, host and peak memory are filled in. */
char *report_manifest_text(const ReportManifest *manifest);

/* What this program was compiled with: "gcc 12.2.0". */
const char *report_manifest_compiler(void);

/* The names that the manifest @path of this program, of any version, lists as lying beside it (transfer full); NULL if it is none. */
char **report_manifest_files(const char *path);

#endif
