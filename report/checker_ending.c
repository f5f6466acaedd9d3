/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a leg: what it still owed.  A leg ends when its slot is taken by another, or with the run.  If the run was
 * stopped before its work was done, a leg that still had time is inconclusive. */
#include "report/checker_ending.h"

#include "report/checker_focus.h"
#include "report/checker_invitation.h"

/* Was there time for the answer?  What a leg waits for at longest is T_answer; an answer on its way has only queues
 * before it. */
static bool had_time(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    uint32_t limit = leg->role == CHECKER_INVITER || leg->cancel ? CHECKER_NEVER : checker->t_answer;
    if (leg->invited == 0 || leg->final || leg->cancel >> checker_last_hop(leg))
        limit = 0;
    return checker_overdue(leg->since, in->now, limit);
}

/* @missing: NULL if nothing is. */
static void end_demand(ReportChecker *checker, CheckerInput *in, CheckerRule rule, const char *missing, bool ended)
{
    if (missing == NULL)
        checker_pass(checker, in, rule);
    else if (ended)
        checker_fail(checker, in, rule, "%s", missing);
    else
        checker_open(checker, in, rule, missing);
}

const char *checker_missing_step(const CheckerLeg *leg)
{
    static const char *const invites[2][5] = {
        {"step 3a is missing: the INVITE did not reach the SIP/IP Core",
            "step 3b is missing: the INVITE did not reach the CPM Client"},
        {"step 5 is missing: the INVITE did not reach the SIP/IP Core",
            "step 6 is missing: the INVITE did not reach the ISF",
            "step 8 is missing: the INVITE did not reach the SIP/IP Core",
            "step 9 is missing: the INVITE did not reach the IWF"},
    };
    static const char *const finals[2][4] = {
        {"step 13 is missing: the answer did not reach the Conversation Server",
            "step 12 is missing: no answer of the client reached the SIP/IP Core"},
        {"step 21 is missing: the answer did not reach the Conversation Server",
            "step 20 is missing: the ISF did not pass on the answer",
            "step 19 is missing: the answer did not reach the ISF",
            "step 18 is missing: no answer of the IWF reached the SIP/IP Core"},
    };
    unsigned kind = leg->role >= CHECKER_NATIVE, last = checker_last_hop(leg);
    for (unsigned hop = last + 1; hop > 0; hop--)
        if (!(leg->final >> (hop - 1) & 1))
            return leg->invited <= last ? invites[kind][leg->invited] : finals[kind][hop - 1];
    return NULL;
}

static void end_option(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    bool asks = leg->role == CHECKER_CONVERT || leg->role == CHECKER_NATIVE;
    if (leg->invited < 4)
        return;
    if (asks && !leg->invitation)
        end_demand(checker, in, CHECKER_RULE_OPTION,
            "step 11 is missing: no invitation reached the Non-CPM System", ended);
    else
        end_demand(checker, in, CHECKER_RULE_OPTION, leg->final >> 3 & 1 ? NULL : "the IWF has not answered", ended);
}

/* Judged from the top down to where the answer came from: one that got stuck, or was replaced, owes its steps. */
static void end_ack(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    unsigned owed = leg->final & ~(leg->final + 1u);
    if (owed == 0 && !checker_failed(leg, CHECKER_RULE_ACK))
        return;
    end_demand(
        checker, in, CHECKER_RULE_ACK, owed & ~leg->ack ? "a final response was not followed by an ACK" : NULL, ended);
}

static void end_cancel(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const char *missing = NULL;
    if (leg->cancel == 0)
        return;
    if (leg->cancel_answers < (unsigned)__builtin_popcount((unsigned)leg->cancel))
        missing = "a CANCEL was not answered";
    else if (leg->cancel >> checker_last_hop(leg) != 0 && leg->final == 0)
        missing = "no final response followed the CANCEL";
    end_demand(checker, in, CHECKER_RULE_CANCEL, missing, ended);
}

static void end_bye(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const char *missing = NULL;
    bool crossed = leg->cancel & 1 && leg->final & 1 && leg->status < 100;
    if (leg->bye == 0 && !crossed)
        return;
    if (leg->bye == 0)
        missing = "the 200 crossed the CANCEL, and no BYE followed";
    else if (leg->bye_answers < (unsigned)__builtin_popcount((unsigned)leg->bye))
        missing = "a BYE was not answered";
    end_demand(checker, in, CHECKER_RULE_BYE, missing, ended);
}

/* The waits that no message has ended. */
static void end_wait(ReportChecker *checker, CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    unsigned last = checker_last_hop(leg);
    if (leg->invited > last && !(leg->final >> last & 1) && !(leg->cancel >> last & 1))
        checker_wait_ends(checker, in);
}

void checker_leg_end(ReportChecker *checker, CheckerInput *in, bool ended)
{
    CheckerLeg *leg = in->leg;
    bool inviter = leg->role == CHECKER_INVITER;
    bool late = ended || had_time(checker, in);
    if (inviter)
        checker_focus_end(checker, in, ended);
    else
        end_demand(checker, in, CHECKER_RULE_STEPS, checker_missing_step(leg), late);
    if (leg->invited == 0)
        return;
    checker_pass(checker, in, CHECKER_RULE_CAUSAL);
    checker_pass(checker, in, CHECKER_RULE_UNEXPECTED);
    end_wait(checker, in);
    if (leg->role >= CHECKER_NATIVE)
        end_option(checker, in, late);
    if (leg->final != 0 && !(inviter && checker->literal))
        checker_pass(checker, in, CHECKER_RULE_ONE_FINAL);
    end_ack(checker, in, late);
    end_cancel(checker, in, late);
    end_bye(checker, in, ended);
    if (checker->setup->trying == CPM_TRYING_AT_ONCE)
        end_demand(checker, in, CHECKER_RULE_TRYING,
            leg->heard == (1u << leg->invited) - 1u ? NULL : "an INVITE got no provisional response", late);
}
