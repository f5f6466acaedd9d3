/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_CHECKER_RULE_H
#define REPORT_CHECKER_RULE_H

/* What is judged, and on whom.  A rule is a question asked of every leg; which requirement it answers depends on the
 * leg's role.  A branch is a way in which a requirement can be met, or broken. */

/* Roles of a leg.  A leg towards a Non-CPM System has the role that policy, preference, service and workload demand of
 * its IWF. */
typedef enum CheckerRole {
    CHECKER_FREE = 0,               /* no leg in this slot                                     */
    CHECKER_INVITER = 1,
    CHECKER_CPM = 2,                /* member with a CPM client                                */
    CHECKER_NATIVE = 3,             /* CPM-IWF-008 does not apply: native invitation           */
    CHECKER_ACCEPT = 4,             /* accept on behalf                                        */
    CHECKER_REJECT_POLICY = 5,
    CHECKER_REJECT_USER = 6,
    CHECKER_CONVERT = 7,
    CHECKER_CONTENT = 8,            /* the content cannot be converted                         */
    CHECKER_ANONYMOUS = 9,          /* the inviter hides his name, and may not                 */
    CHECKER_UNAUTHORISED = 10,      /* the inviter may not interwork                           */
    CHECKER_UNMAPPED = 11,          /* no IWF serves the services: it ends at the ISF          */
    CHECKER_UNAVAILABLE = 12,       /* those that do are dead, full, or have failed: likewise  */
    CHECKER_ROLES = 13
} CheckerRole;

/* Rules of a leg: bits of CheckerExtra.failed. */
typedef enum CheckerRule {
    CHECKER_RULE_OPTION = 0,        /* the IWF (or ISF) does what the role demands             */
    CHECKER_RULE_STEPS,
    CHECKER_RULE_ONE_FINAL,
    CHECKER_RULE_ACK,
    CHECKER_RULE_PROVISIONAL,
    CHECKER_RULE_CANCEL,
    CHECKER_RULE_CANCELLED,         /* ... and then 487                                        */
    CHECKER_RULE_TIMER_C,
    CHECKER_RULE_CAUSAL,
    CHECKER_RULE_BYE,
    CHECKER_RULE_CODE,
    CHECKER_RULE_UNEXPECTED,
    CHECKER_RULE_TRYING,
    CHECKER_RULE_LONE_503,
    CHECKER_RULE_INVITING,          /* one inviting message, before the reply                  */
    CHECKER_RULE_QUIET,             /* nothing to the Non-CPM System of those who are refused  */
    CHECKER_RULE_OWN_RESPONSE,
    CHECKER_RULE_HELP,
    CHECKER_RULE_SUBMISSION,
    CHECKER_RULE_NO_REPLY,
    CHECKER_RULE_LEAVE,
    CHECKER_RULE_LATE,
    CHECKER_RULE_DIAL_IN,
    CHECKER_RULE_SELECTION,
    CHECKER_RULE_FAILOVER,
    CHECKER_RULE_CAPACITY,
    CHECKER_RULE_NUMBER,
    CHECKER_RULE_OUTAGE,
    CHECKER_RULE_REFRESH,
    CHECKER_RULE_UNREFRESHED,
    CHECKER_RULE_RESPONSE,          /* each SEND is answered                                   */
    CHECKER_RULE_TEXT,              /* texts reach everybody who takes part, and nobody else   */
    CHECKER_RULE_SUBSCRIBER,        /* a subscribed member is told                             */
    CHECKER_RULE_COPIES,            /* requests are repeated as often as, and when, they may   */
    CHECKER_RULE_NO_408,            /* not to a request that is no INVITE                      */
    CHECKER_RULE_STRAY,             /* responses without a transaction are dropped             */
    CHECKER_RULE_RETRY_AFTER,
    CHECKER_LEG_RULES,
    CHECKER_RULE_ANSWER = CHECKER_LEG_RULES,    /* rules of a session                          */
    CHECKER_RULE_EVERY_MEMBER,
    CHECKER_RULE_NOTIFY,
    CHECKER_RULE_PACING,
    CHECKER_RULE_STATES,
    CHECKER_RULE_REFUSAL,
    CHECKER_RULE_DUPLICATES,
    CHECKER_RULES
} CheckerRule;

/* The requirements, in the order of verdicts.csv. */
typedef enum CheckerRequirement {
    CHECKER_IWF_008_ACCEPT, CHECKER_IWF_008_REJECT, CHECKER_IWF_008_CONVERT, CHECKER_IWF_008_NATIVE,
    CHECKER_IWF_008_INVITING, CHECKER_IWF_008_QUIET, CHECKER_IWF_008_OWN_RESPONSE,
    CHECKER_C43_STEPS, CHECKER_C43_STEPS_CPM, CHECKER_C43_EVERY_MEMBER, CHECKER_C43_ANSWER,
    CHECKER_TS23204_NO_REPLY, CHECKER_TS23204_LEAVE, CHECKER_TS23204_UNAUTHORISED, CHECKER_TS23204_ANONYMOUS,
    CHECKER_TS23204_NUMBER, CHECKER_TS23204_TEXT,
    CHECKER_RFC3261_TRYING, CHECKER_RFC3261_ONE_FINAL, CHECKER_RFC3261_ACK, CHECKER_RFC3261_PROVISIONAL,
    CHECKER_RFC3261_CANCEL, CHECKER_RFC3261_CANCELLED, CHECKER_RFC3261_TIMER_C, CHECKER_RFC3261_LONE_503,
    CHECKER_RFC3261_BYE, CHECKER_RFC3261_COPIES, CHECKER_RFC3261_RETRY_AFTER, CHECKER_RFC4320_NO_408, CHECKER_RFC6026_STRAY,
    CHECKER_RFC4028_REFRESH, CHECKER_RFC4028_UNREFRESHED,
    CHECKER_RFC4575_NOTIFY, CHECKER_RFC4575_PACING, CHECKER_RFC4575_STATES, CHECKER_RFC4575_SUBSCRIBER,
    CHECKER_RFC4579_DIAL_IN, CHECKER_RFC4975_RESPONSE, CHECKER_RFC5363_DUPLICATES, CHECKER_RFC5363_REFUSAL,
    CHECKER_MODEL_CODE, CHECKER_MODEL_SUBMISSION, CHECKER_MODEL_HELP, CHECKER_MODEL_LATE, CHECKER_MODEL_CONTENT,
    CHECKER_MODEL_SELECTION, CHECKER_MODEL_FAILOVER, CHECKER_MODEL_NO_IWF, CHECKER_MODEL_CAPACITY, CHECKER_MODEL_OUTAGE,
    CHECKER_MODEL_CAUSAL, CHECKER_MODEL_UNEXPECTED, CHECKER_MODEL_STREAM,
    CHECKER_REQUIREMENTS
} CheckerRequirement;

/* @condition: when the requirement is asked at all, in words; "" where it is mandatory. */
typedef struct CheckerRequirementText {
    const char *id, *specification, *clause, *condition, *text;
} CheckerRequirementText;

extern const CheckerRequirementText checker_requirement_texts[CHECKER_REQUIREMENTS];

/* "mandatory", "conditional" (while its condition holds) or "optional" (the specification leaves it to the implementation, and this
 * project demands it). */
const char *checker_requirement_status(CheckerRequirement requirement);

/* The requirement that @rule answers on a leg of @role. */
CheckerRequirement checker_requirement(CheckerRole role, CheckerRule rule);

#endif
