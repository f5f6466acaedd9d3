/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_MUTATION_H
#define STUDY_MUTATION_H

/* The catalogue of faults: each is put into a test case, and has to be found out by one requirement. */

#include <glib.h>

#include "study/conformance.h"

#define STUDY_MUTATION_CATALOGUE "mutants.csv"      /* in the folder of the cases */

/* A row of the catalogue.  The texts are owned. */
typedef struct StudyMutation {
    char *id;
    char *test;                         /* identifier of the case, and name of its file without ".yaml"             */
    char *fault;                        /* as in the list `faults` of a scenario: "{kind: no_keepalive}"            */
    char *requirement;                  /* that has to fail                                                         */
    char *equivalent;                   /* "" or why no requirement can tell the fault from none                    */
    char *note;
} StudyMutation;

/* Reads the catalogue @path: RFC 4180 with the header id,case,fault,requirement,equivalent,note (transfer full: a GPtrArray of
 * StudyMutation).  NULL with SIM_ERROR_ENVIRONMENT when it cannot be read or is no such table, and SIM_ERROR_USAGE when a row is wrong,
 * with its number. */
GPtrArray *study_mutations_read(const char *path, GError **error);

/* The case @folder/@mutation->test.yaml with the fault, called by the identifier of the mutation (transfer full); NULL as
 * study_case_read(). */
StudyCase *study_mutation_case(const StudyMutation *mutation, const char *folder, Diagnostics *diagnostics, GError **error);

#endif
