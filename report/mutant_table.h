/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_MUTANT_TABLE_H
#define REPORT_MUTANT_TABLE_H

/* What became of test cases that were run with a fault, to show that the checker can fail. */

#include <glib.h>

#include "report/test_case.h"

typedef enum ReportMutantFate {
    REPORT_MUTANT_CAUGHT = 0,           /* the requirement that it is tied to failed, and passes without the fault  */
    REPORT_MUTANT_SURVIVED = 1,         /* it did not                                                               */
    REPORT_MUTANT_EQUIVALENT = 2,       /* it did not, and the catalogue proves that it cannot                      */
    REPORT_MUTANT_REFUTED = 3,          /* it did, although the catalogue says that it cannot                       */
    REPORT_MUTANT_UNSOUND = 4,          /* the case does not pass without the fault, or the run broke               */
    REPORT_MUTANT_FATES = 5
} ReportMutantFate;

/* All pointers are borrowed. */
typedef struct ReportMutant {
    const char *id, *fault, *requirement, *note;
    unsigned demand;                    /* the requirement, as the index of a ReportDemand                          */
    bool is_equivalent;                 /* so says the catalogue; @note proves it                                   */
    const ReportTestCase *plain;        /* the case without the fault                                               */
    const ReportTestCase *faulty;       /* and with it                                                              */
} ReportMutant;

ReportMutantFate report_mutant_fate(const ReportMutant *mutant);

/* "caught", "survived", "equivalent", "refuted", "unsound": static text. */
const char *report_mutant_fate_name(ReportMutantFate fate);

/* Appends mutants.csv (RFC 4180, CRLF, header) to @out, a row for each of @mutants[@n]:
 *      mutant, case, fault, requirement, caught, fate, verdict, time_s, event, evidence, others, note, command
 * caught is yes or no; verdict, time_s, event and evidence are of the requirement in the run with the fault; others are the further
 * requirements of @suite that failed in it, with blanks between. */
void report_mutants_csv(const ReportSuite *suite, const ReportMutant *mutants, unsigned n, GString *out);

/* Appends for a terminal: a line for each requirement with mutants, one for each mutant that is neither caught nor equivalent, the sums. */
void report_mutants_text(const ReportSuite *suite, const ReportMutant *mutants, unsigned n, GString *out);

#endif
