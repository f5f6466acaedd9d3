/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STUDY_DECISION_RUN_H
#define STUDY_DECISION_RUN_H

/* One run of the decision space, and what is demanded of every one. */

#include <stdint.h>

#include "models/cpm_setup.h"
#include "report/fingerprint.h"
#include "report/verdict.h"
#include "study/decision_forecast.h"

typedef enum StudyProperty {
    STUDY_PROPERTY_FINAL = 0,           /* exactly one final response to each INVITE, on each hop of each leg              */
    STUDY_PROPERTY_ANSWER = 1,          /* each final response acknowledged, each other request answered, once             */
    STUDY_PROPERTY_SILENCE = 2,         /* no message to the Non-CPM System where none may be                              */
    STUDY_PROPERTY_MESSAGES = 3,        /* the forecast messages to the Non-CPM System, and no others                      */
    STUDY_PROPERTY_ACCEPTANCE = 4,      /* no 200 of the IWF without the user's acceptance or acceptance on behalf, and    */
                                        /* none to the inviter before a member's 200 (unless the focus answers at once)    */
    STUDY_PROPERTY_PENDING = 5,         /* when all is settled no timer has an effect, and no box sends anything           */
    STUDY_PROPERTY_EXPECTED = 6,        /* no input without an arrow                                                       */
    STUDY_PROPERTY_FORECAST = 7,        /* the forecast decision row, rows met on the way, and final response              */
    STUDY_PROPERTY_VERDICT = 8,         /* the checker passes the run                                                      */
    STUDY_PROPERTY_COLLAPSE = 9,        /* comes out like the combination that stands for it                               */
    STUDY_PROPERTIES = 10
} StudyProperty;

/* "one final response per hop" ...: static text. */
const char *study_property_name(StudyProperty property);

/* What came out: plain data, which processes can share. */
typedef struct StudyDecision {
    ReportFingerprint messages;         /* of all messages of the run                                           */
    uint16_t violated;                  /* mask: bit p = property p                                             */
    uint16_t final;                     /* status, as the CS saw it or took it for; 0 = none                    */
    uint16_t met;                       /* STUDY_MET() of D08, D12, D13, D14                                    */
    uint8_t row;                        /* D01 .. D24; 0 = never settled                                        */
    uint8_t verdict;                    /* ReportVerdict                                                        */
    uint8_t invitations, natives, helps, notices;   /* messages that reached the Non-CPM System                 */
    uint8_t ran;                        /* 1: this has been filled in                                           */
    uint8_t requirement;                /* the first of the checker's requirements that did not pass, if one did not */
} StudyDecision;

/* Runs @setup to the end of all that is pending, and judges member 1 of session 0 by @forecast; other sessions are only judged by what
 * holds for all. */
StudyDecision study_decision_run(const CpmSetup *setup, const StudyForecast *forecast);

/* The same for a combination. */
StudyDecision study_decision_of(const StudyCombination *combination);

/* Whether @decision is what @standing is, which stands for it; @messages: to the last message. */
bool study_decision_equals(const StudyDecision *decision, const StudyDecision *standing, bool messages);

#endif
