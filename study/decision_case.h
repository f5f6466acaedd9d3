/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DECISION_CASE_H
#define STUDY_DECISION_CASE_H

/* What the dimensions of the decision space do not reach: the refusals D18 to D22, the ways to D23 and D24, and what follows a decision
 * (D08, D13, D14).  Each is a combination with something changed. */

#include "models/cpm_setup.h"
#include "study/decision_forecast.h"

#define STUDY_DECISION_CHANGES 4

typedef struct StudyDecisionCase {
    const char *name;                   /* what leads to it, and what should come of it                         */
    StudyCombination combination;
    void (*changes[STUDY_DECISION_CHANGES])(CpmSetup *setup);       /* in turn; NULL: none                          */
    StudyForecast forecast;             /* all but .mode and .answered, which nobody reads                      */
} StudyDecisionCase;

/* How many there are, and case @index, 0 .. n - 1 (static). */
unsigned study_decision_cases(void);
const StudyDecisionCase *study_decision_case(unsigned index);

/* The setup of a case (transfer full). */
CpmSetup *study_decision_case_setup(const StudyDecisionCase *one);

#endif
