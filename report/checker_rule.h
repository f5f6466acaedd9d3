/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_RULE_H
#define REPORT_CHECKER_RULE_H

/* What is judged, and on whom.  A rule is a question asked of every leg; which requirement it answers depends on the
 * leg's role. */

/* Roles of a leg.  A leg towards a Non-CPM System has the role that policy, preference and service demand of its IWF.
 * */
typedef enum CheckerRole {
    CHECKER_FREE = 0,               /* no leg in this slot                             */
    CHECKER_INVITER = 1,
    CHECKER_CPM = 2,                /* member with a CPM client                        */
    CHECKER_NATIVE = 3,             /* CPM-IWF-008 does not apply: native invitation   */
    CHECKER_ACCEPT = 4,             /* accept on behalf                                */
    CHECKER_REJECT_POLICY = 5,
    CHECKER_REJECT_USER = 6,
    CHECKER_CONVERT = 7,
    CHECKER_ROLES = 8
} CheckerRole;

/* Rules of a leg: bits of CheckerLeg.failed. */
typedef enum CheckerRule {
    CHECKER_RULE_OPTION = 0,        /* the IWF does what the role demands              */
    CHECKER_RULE_STEPS = 1,
    CHECKER_RULE_ONE_FINAL = 2,
    CHECKER_RULE_ACK = 3,
    CHECKER_RULE_PROVISIONAL = 4,
    CHECKER_RULE_CANCEL = 5,
    CHECKER_RULE_TIMER_C = 6,
    CHECKER_RULE_CAUSAL = 7,
    CHECKER_RULE_BYE = 8,
    CHECKER_RULE_CODE = 9,
    CHECKER_RULE_UNEXPECTED = 10,
    CHECKER_RULE_TRYING = 11,
    CHECKER_LEG_RULES = 12,
    CHECKER_RULE_ANSWER = 12,       /* rules of a session                              */
    CHECKER_RULE_EVERY_MEMBER = 13,
    CHECKER_RULE_NOTIFY = 14,
    CHECKER_RULES = 15
} CheckerRule;

/* The requirements, in the order of verdicts.csv. */
typedef enum CheckerRequirement {
    CHECKER_IWF_008_ACCEPT, CHECKER_IWF_008_REJECT, CHECKER_IWF_008_CONVERT, CHECKER_IWF_008_NATIVE,
    CHECKER_C43_STEPS, CHECKER_C43_STEPS_CPM, CHECKER_C43_EVERY_MEMBER, CHECKER_C43_ANSWER,
    CHECKER_RFC3261_TRYING, CHECKER_RFC3261_ONE_FINAL, CHECKER_RFC3261_ACK, CHECKER_RFC3261_PROVISIONAL,
    CHECKER_RFC3261_CANCEL, CHECKER_RFC3261_TIMER_C, CHECKER_RFC3261_BYE, CHECKER_RFC4575_NOTIFY,
    CHECKER_MODEL_CODE, CHECKER_MODEL_CAUSAL, CHECKER_MODEL_UNEXPECTED, CHECKER_MODEL_STREAM,
    CHECKER_REQUIREMENTS
} CheckerRequirement;

typedef struct CheckerRequirementText {
    const char *id, *specification, *clause, *text;
} CheckerRequirementText;

extern const CheckerRequirementText checker_requirement_texts[CHECKER_REQUIREMENTS];

/* The requirement that @rule answers on a leg of @role. */
CheckerRequirement checker_requirement(CheckerRole role, CheckerRule rule);

#endif
