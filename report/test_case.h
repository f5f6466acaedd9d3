/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_TEST_CASE_H
#define REPORT_TEST_CASE_H

/* What came out of the test cases of a conformance study: plain data, from which the matrix, the coverage, JUnit and TAP are written. */

#include <stdbool.h>
#include <stdint.h>

#include "report/fingerprint.h"
#include "report/verdict.h"
#include "sim/time.h"

#define REPORT_CASE_CRITERIA 26         /* A .. Z */
#define REPORT_CASE_REQUIREMENTS 96
#define REPORT_CASE_BRANCHES 512
#define REPORT_CASE_TEXT 240            /* with the zero at its end; what does not fit is cut */

/* Where something was seen: a record of the trace, counted from 1 (0: nowhere), and its virtual time. */
typedef struct ReportEvidence {
    SimTime time;
    uint64_t event;
} ReportEvidence;

typedef struct ReportCaseCriterion {
    ReportVerdict verdict;
    ReportEvidence evidence;            /* the last record that counted                                             */
    char found[REPORT_CASE_TEXT];       /* what was found instead; "" if it passed                                  */
} ReportCaseCriterion;

typedef struct ReportCaseRequirement {
    ReportVerdict verdict, expected;    /* expected: what a criterion demands, else pass                            */
    char criterion;                     /* the letter of the first criterion that names it, else 0                  */
    uint64_t pass, inconc, fail;        /* legs, or sessions                                                        */
    ReportEvidence evidence;            /* of the first failure                                                     */
    char reason[REPORT_CASE_TEXT];
} ReportCaseRequirement;

/* The result of one run of a case, without pointers, so that one process can leave it to another in shared memory.  All zero: there is
 * none. */
typedef struct ReportCaseResult {
    bool done;                          /* written last: all else is there                                          */
    ReportVerdict verdict;              /* of the case                                                              */
    ReportVerdict run;                  /* of the run                                                               */
    char reason[REPORT_CASE_TEXT];      /* why it did not pass                                                      */
    ReportCaseCriterion criteria[REPORT_CASE_CRITERIA];
    ReportCaseRequirement requirements[REPORT_CASE_REQUIREMENTS];   /* in the order of the checker                  */
    uint64_t branches[REPORT_CASE_BRANCHES];                        /* how often each was taken, likewise           */
    ReportFingerprint fingerprint;
    SimTime end;
} ReportCaseResult;

/* A test case and what came of it.  All pointers are borrowed. */
typedef struct ReportTestCase {
    const char *id, *purpose;
    const char *file;                   /* as the user would write it                                               */
    const char *command;                /* that repeats the run                                                     */
    const char *const *references;      /* NULL-terminated                                                          */
    const char *const *criteria;        /* words of A, B ..., NULL-terminated                                       */
    const ReportCaseResult *result;
} ReportTestCase;

/* A requirement, and a branch of one, in the words of the checker. */
typedef struct ReportDemand {
    const char *id, *specification, *clause, *status, *condition, *text;
} ReportDemand;

typedef struct ReportDemandBranch {
    const char *requirement, *name, *text;
} ReportDemandBranch;

/* A whole study.  All pointers are borrowed. */
typedef struct ReportSuite {
    const ReportTestCase *cases;        /* cases[n_cases]                                                           */
    unsigned n_cases;
    const ReportDemand *demands;        /* demands[n_demands], in the order of the results                          */
    unsigned n_demands;
    const ReportDemandBranch *branches; /* branches[n_branches], likewise                                           */
    unsigned n_branches;
} ReportSuite;

#endif
