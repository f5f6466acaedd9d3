/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of a leg: what it still owed.  A leg ends when its slot is taken by another, or with the run.  If the run was
 * stopped before its work was done, a leg that still had time is inconclusive. */
#include "report/checker_ending.h"

#include "report/checker_copies.h"
#include "report/checker_dialog.h"
#include "report/checker_event.h"
#include "report/checker_focus.h"
#include "report/checker_invitation.h"
#include "report/checker_iwf.h"
#include "report/checker_option.h"
#include "report/checker_reply.h"
#include "report/checker_wire.h"

/* Was there time for the answer?  What a leg waits for at longest is T_answer; an answer on its way has only queues
 * before it. */
static bool had_time(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    uint32_t limit = leg->role == CHECKER_INVITER || leg->cancel ? CHECKER_NEVER : checker->t_answer;
    if (leg->invited == 0 || leg->final || leg->cancel >> checker_last_hop(leg))
        limit = 0;
    return checker_overdue(checker, leg->since, in->now, limit);
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
    unsigned kind = leg->role >= CHECKER_NATIVE, last = checker_last_hop(leg), all = (2u << last) - 1u;
    if ((leg->final & all) == all)
        return NULL;
    if (leg->dead && last == 3 && leg->invited > 3)
        last = 0;       /* a proxy answers for the IWF that has died, and the CS hears of one */
    for (unsigned hop = last + 1; hop > 0; hop--)
        if (!(leg->final >> (hop - 1) & 1))
            return leg->invited <= last ? invites[kind][leg->invited] : finals[kind][hop - 1];
    return NULL;
}

/* Judged from the top down to where the answer came from: one that got stuck, or was replaced, owes its steps. */
static void end_ack(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    unsigned owed = leg->final & ~(leg->final + 1u);
    if (extra != NULL && extra->rejected)
        owed &= (1u << leg->invited) - 1u;      /* a box that rejects in place of its neighbour needs none */
    bool missing = owed & ~leg->ack || (extra != NULL && extra->old_acks[0] + extra->old_acks[1] > 0);
    if (owed == 0 && !checker_failed(checker, in, CHECKER_RULE_ACK))
        return;
    checker_demand(checker, in, CHECKER_RULE_ACK, missing ? "a final response was not followed by an ACK" : NULL, ended);
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
    checker_demand(checker, in, CHECKER_RULE_CANCEL, missing, ended);
    if (leg->cancel >> checker_last_hop(leg) || leg->final == 0 || leg->dead)
        return;
    checker_branch(checker, BRANCH_CANCELLED_CROSSED);      /* on the way down it met the final response */
    checker_pass(checker, in, CHECKER_RULE_CANCELLED);
}

/* The session has ended long ago, and the member has joined it. */
static bool outlives_session(ReportChecker *checker, const CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    bool joined = (leg->final & 1 && leg->status < 100) || (extra != NULL && extra->dialled);
    if (leg->role == CHECKER_INVITER || !joined)
        return false;
    const CheckerSession *session = checker_session(checker, in->name.session);
    return session->over && checker_overdue(checker, session->over_at, in->now, checker_focus_spread(checker, in) + checker->margin);
}

static void end_bye(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const char *missing = NULL;
    bool crossed = leg->cancel & 1 && leg->final & 1 && leg->status < 100;
    bool outlives = leg->bye == 0 && !crossed && outlives_session(checker, in);
    if (leg->bye == 0 && !crossed && !outlives)
        return;
    if (leg->bye == 0)
        missing = outlives ? "the session has ended, and no BYE followed" : "the 200 crossed the CANCEL, and no BYE followed";
    else if (!leg->dead && leg->bye_answers < (unsigned)__builtin_popcount((unsigned)leg->bye))
        missing = "a BYE was not answered";
    if (missing == NULL)
        checker_branch(checker, crossed ? BRANCH_BYE_CROSSED : BRANCH_BYE_ENDS);
    checker_demand(checker, in, CHECKER_RULE_BYE, missing, ended);
}

/* The waits that no message has ended. */
static void end_wait(ReportChecker *checker, CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    unsigned last = checker_last_hop(leg);
    if (leg->invited > last && !(leg->final >> last & 1) && !(leg->cancel >> last & 1) && !leg->dead)
        checker_wait_ends(checker, in);
}

static void end_steps(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    const char *missing = checker_missing_step(leg);
    if (extra != NULL && extra->rejected)
        return;
    if (missing == NULL && leg->role == CHECKER_CPM)
        checker_branch(checker, leg->status < 100 ? BRANCH_STEPS_CPM_OK : BRANCH_STEPS_CPM_FAILURE);
    else if (missing == NULL)
        checker_branch(checker, leg->status < 100 ? BRANCH_STEPS_OK : BRANCH_STEPS_FAILURE);
    checker_demand(checker, in, CHECKER_RULE_STEPS, missing, ended);
}

/* An INVITE that was lost gets no 100; one that another IWF got in its place does. */
static void end_trying(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    unsigned owed = (1u << leg->invited) - 1u;
    if (checker->setup->trying != CPM_TRYING_AT_ONCE)
        return;
    if (leg->dead)
        owed &= 7u;
    if (extra != NULL && extra->rejected)       /* at once, by 503 */
        owed >>= 1;
    checker_demand(checker, in, CHECKER_RULE_TRYING, owed & ~leg->heard ? "an INVITE got no provisional response" : NULL, ended);
}

void checker_leg_end(ReportChecker *checker, CheckerInput *in, bool ended)
{
    CheckerLeg *leg = in->leg;
    bool inviter = leg->role == CHECKER_INVITER;
    bool late = ended || had_time(checker, in);
    if (inviter)
        checker_focus_end(checker, in, ended);
    else
        end_steps(checker, in, late);
    if (checker->wire)
        checker_copies_end(checker, in);
    if (leg->invited == 0)
        return;
    checker_pass(checker, in, CHECKER_RULE_CAUSAL);
    checker_pass(checker, in, CHECKER_RULE_UNEXPECTED);
    end_wait(checker, in);
    if (leg->role >= CHECKER_NATIVE)
        checker_option_end(checker, in, late);
    if (leg->final != 0 && !(inviter && checker->literal))
        checker_pass(checker, in, CHECKER_RULE_ONE_FINAL);
    end_ack(checker, in, late);
    end_cancel(checker, in, late);
    end_bye(checker, in, ended);
    end_trying(checker, in, late);
    if (leg->extra || leg->unknown)
        checker_reply_end(checker, in, ended);
    if (checker->setup->focus.subscribe_members)
        checker_event_end(checker, in, ended);
    if (!leg->extra)
        return;
    if (checker->wire)
        checker_wire_end(checker, in);
    checker_dialog_end(checker, in, ended);
    if (leg->dead || checker_extra(checker, in)->was_dead)
        checker_pass(checker, in, CHECKER_RULE_OUTAGE);
    checker_iwf_forget(checker, in);
}
