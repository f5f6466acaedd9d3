/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_CASE_LIST_H
#define CLI_CASE_LIST_H

/* Test cases to be run by a pool of processes: what conform and mutate have in common. */

#include <stdbool.h>

#include <glib.h>

#include "report/test_case.h"
#include "study/conformance.h"
#include "study/mutation.h"

typedef struct CliCaseList {
    GPtrArray *cases;                   /* of StudyCase, owned */
    ReportCaseResult *results;          /* results[cases->len], in memory that is shared with the processes that run them */
} CliCaseList;

/* Whether -j and --timeout can be; SIM_ERROR_USAGE. */
bool cli_case_list_check(int jobs, double seconds, GError **error);

/* Reads @files (NULL-terminated) into the zeroed @out_list.  False when one is no test case: what is wrong with all of them has been
 * printed then, but for what is in @error.  Clear @out_list in any case. */
bool cli_case_list_read(char *const *files, CliCaseList *out_list, GError **error);

/* Adds the cases of @folder with the faults of @mutations (of StudyMutation), in their order; likewise. */
bool cli_case_list_add_mutants(CliCaseList *list, const GPtrArray *mutations, const char *folder, GError **error);

/* Makes room for the results, once and before _run(), when all cases are there. */
bool cli_case_list_share(CliCaseList *list, GError **error);

/* Runs all cases; one whose process does not come to its end gets the verdict error. */
bool cli_case_list_run(CliCaseList *list, unsigned jobs, double seconds, GError **error);

void cli_case_list_clear(CliCaseList *list);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CliCaseList, cli_case_list_clear)

#endif
