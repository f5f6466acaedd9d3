/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CANCEL (RFC 3261 9), also of a proxy whose Timer C fired (16.8), and BYE (15).
 *
 * A CANCEL reaches its receiver some time after it was sent: a final response that reached the sender meanwhile has
 * crossed it and is no fault.  So only what the sender must have known long before is judged. */
#include "report/checker_cancel.h"

#include "report/checker_dialog.h"
#include "report/checker_ending.h"
#include "report/checker_event.h"
#include "report/checker_focus.h"
#include "report/checker_invitation.h"
#include "report/checker_option.h"
#include "report/checker_number.h"
#include "report/checker_reply.h"
#include "report/checker_wire.h"

#include <glib.h>

/* The answer lies between two boxes, and has for longer than queues explain. */
static void judge_stuck_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (leg->role != CHECKER_INVITER && leg->final != 0 && !(leg->final & 1) && checker_overdue(checker, leg->since, in->now, 0))
        checker_fail(checker, in, CHECKER_RULE_STEPS, "%s", checker_missing_step(leg));
}

/* Who cancels without having got a CANCEL must have a reason. */
static void judge_reason(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (in->hop > 0) {
        if (checker_elapsed(leg->quiet, in->now) < checker->timer_c)
            checker_fail(checker, in, CHECKER_RULE_TIMER_C,
                "a proxy cancels %.3f s after the last sign of life, before Timer C",
                checker_elapsed(leg->quiet, in->now) / 1000.0);
        else
            checker_branch(checker, BRANCH_TIMER_C_FIRED);
        if (leg->dead && leg->cancel == 0)
            checker_pass(checker, in, CHECKER_RULE_TIMER_C);
    } else if (leg->final == 0 && !(leg->cancel >> checker_last_hop(leg)) && !checker_focus_may_cancel(checker, in)) {
        checker_fail(checker, in, CHECKER_RULE_STEPS, "cancelled %.3f s after the last step, without a reason",
            checker_elapsed(leg->since, in->now) / 1000.0);
    }
}

/* The BYE to a member whose 200 crossed the CANCEL has overtaken that CANCEL. */
static void judge_bye_again(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    bool counted = checker_wire_has_lost(checker, in, CHECKER_LOST(CANCEL));     /* with the BYE: another copy of it was lost */
    bool joined = in->leg->final & 1 && in->leg->status < 100;      /* a 200 that has not got there counts for nobody */
    if (session->over || counted || in->leg->unheard || !joined)
        return;
    session->left--;
    checker_focus_abandoned(checker, in);
}

void checker_on_cancel(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    bool retried = extra != NULL && extra->retried != 0 && in->hop >= 2;        /* it may have been meant for the IWF before */
    unsigned hop = in->hop, bit = 1u << hop;
    if (leg->invited <= hop)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a CANCEL came on a hop that the INVITE has not passed");
    else if (!(leg->heard & bit) && !retried)
        checker_fail(checker, in, CHECKER_RULE_CANCEL, "a CANCEL was sent before any provisional response had arrived");
    if (leg->cancel & bit) {
        checker_fail(checker, in, CHECKER_RULE_CANCEL, "a second CANCEL came on the same hop");
        return;
    }
    judge_stuck_answer(checker, in);
    if (leg->cancel == 0 && leg->final == 0)
        checker_timer_c_due(checker, in);
    if (hop == 0 || !(leg->cancel & bit >> 1))
        judge_reason(checker, in);
    if (hop == checker_last_hop(leg) && !(leg->final & bit)) {
        checker_wait_ends(checker, in);
        checker_option_cancelled(checker, in);
        leg->since = in->now;
    }
    leg->cancel |= bit;
    if (hop == 0 && leg->role != CHECKER_INVITER)
        checker_session(checker, in->name.session)->changes++;
    if (hop == 0 && leg->role != CHECKER_INVITER && leg->bye & 1)
        judge_bye_again(checker, in);
    if (leg->role == CHECKER_INVITER && hop == 1) {
        CheckerSession *session = checker_session(checker, in->name.session);
        session->cancelled = true;
        checker_focus_over(checker, in);
    }
}

static unsigned hops_in(unsigned mask)
{
    return (unsigned)__builtin_popcount(mask);
}

void checker_on_cancel_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    CheckerExtra *extra = checker_extra(checker, in);
    if (leg->dead && in->status == 481)
        checker_branch(checker, BRANCH_OUTAGE_STRANGER);
    if (!(leg->cancel >> in->hop & 1) && extra != NULL && extra->old_cancels > 0)
        extra->old_cancels--;
    else if (extra != NULL && extra->retried != 0 && leg->cancel_answers >= hops_in(leg->cancel))
        return;                 /* of a CANCEL that met the next INVITE */
    else if (!(leg->cancel >> in->hop & 1) || leg->cancel_answers >= hops_in(leg->cancel))
        checker_fail(checker, in, CHECKER_RULE_CANCEL, "a %u to CANCEL came without its CANCEL", in->status);
    else
        leg->cancel_answers++;
}

/* ---- BYE goes either way, so on a leg through the Core twice its neighbours do not tell the hop: @hop 1 stands for
 * Core > ISF and hop 2 for ISF > Core, in both directions. */

/* Hops on one of which the BYE must have come before it goes on over @in->hop; 0: the sender is an end of the leg. */
static unsigned causes_of_bye(const CheckerInput *in)
{
    if (CPM_BOX_KIND(in->from) != CPM_CORE && CPM_BOX_KIND(in->from) != CPM_ISF)
        return 0;
    if (in->leg->role < CHECKER_NATIVE)
        return in->hop == 0 ? 2 : 1;
    static const unsigned causes[4] = {4, 1 | 8, 2, 4};
    return causes[in->hop];
}

void checker_on_bye(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned causes = causes_of_bye(in);
    if (causes != 0 && !(leg->bye & causes))
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a BYE was forwarded that had not arrived");
    const CheckerExtra *extra = checker_extra(checker, in);
    bool dialled = extra != NULL && extra->dial_ok;
    if (causes == 0 && !dialled && !(leg->final >> in->hop & 1 && leg->status < 100))
        checker_fail(checker, in, CHECKER_RULE_BYE, "a BYE came without a dialog: no 2xx went before it");
    if (in->hop == 0 && leg->role != CHECKER_INVITER && !(leg->bye & 1)) {
        CheckerSession *session = checker_session(checker, in->name.session);
        bool gave_up = leg->cancel & 1 || checker_wire_has_lost(checker, in, CHECKER_LOST(CANCEL)) ||
            (leg->unheard && !checker_overdue(checker, leg->since, in->now, 0));
        if (CPM_BOX_KIND(in->from) == CPM_CS && !session->over && gave_up && leg->final & 1 && leg->status < 100)
            checker_focus_abandoned(checker, in);
        else
            session->left++;
        if (CPM_BOX_KIND(in->from) == CPM_CS)
            session->changes++;         /* told when the answer comes */
        else
            checker_event_changed(checker, in, false);
    }
    if (CPM_BOX_KIND(in->from) == CPM_IWF)
        checker_reply_bye(checker, in);
    if (leg->bye == 0 && (checker->talks || checker->refreshes))
        checker_dialog_ends(checker, in);
    leg->bye |= 1u << in->hop;
    if (leg->role == CHECKER_INVITER)
        checker_focus_left(checker, in);
    else if (in->hop == 0 && checker->numbers)
        checker_number_recount(checker, in);
}

void checker_on_bye_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (leg->bye == 0)
        checker_fail(checker, in, CHECKER_RULE_BYE, "a %u to BYE came without its BYE", in->status);
    else if (leg->bye_answers < 7)
        leg->bye_answers++;
    if (leg->dead && in->status == 481)
        checker_branch(checker, BRANCH_OUTAGE_STRANGER);
}
