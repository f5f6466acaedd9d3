/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replies carry no session: the record of a reply stands on the leg to which the IWF has attributed it, and says (in its detail) if it
 * was meant for another session.  What is judged is what the IWF then does on that leg. */
#include "report/checker_reply.h"

#include "report/checker_focus.h"
#include "report/checker_option.h"
#include "report/checker_wire.h"

#define IWF_HOP 3 /* SIP/IP Core - IWF */

static bool waits(const CheckerLeg *leg)
{
    return checker_asks(leg) && leg->reply <= REPLY_DELIVERED && !(leg->cancel >> IWF_HOP & 1) && !(leg->final >> IWF_HOP & 1);
}

/* T_reply and t_submit run from when the IWF has served the INVITE, which is some time after it has reached it.  What it then says may be
 * on its way for a while. */
static bool ties_with(const ReportChecker *checker, const CheckerInput *in, uint32_t limit)
{
    return checker_elapsed(in->leg->since, in->now) >= limit &&
           (!checker_overdue(checker, in->leg->since, in->now, limit) || checker_wire_is_late(checker));
}

static bool is_tied(const ReportChecker *checker, const CheckerInput *in)
{
    return ties_with(checker, in, checker->t_reply)
           || (!in->leg->submitted && checker_option_submits(checker, in) && ties_with(checker, in, checker->t_submit));
}

static bool is_dialled(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    return extra != NULL && extra->dialled;
}

/* The user takes part, for the IWF. */
static bool takes_part(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    bool accepted = leg->role == CHECKER_ACCEPT ? leg->invited > IWF_HOP && leg->status < 100 && leg->final >> IWF_HOP & 1
                                                : leg->reply == REPLY_ACCEPT;
    return !leg->dead && !(leg->bye >> IWF_HOP & 1) && (accepted || is_dialled(checker, in));
}

/* The invitation has failed, for the IWF. */
static bool has_failed(const CheckerLeg *leg)
{
    bool refused = leg->final >> IWF_HOP & 1 && leg->status >= 100;
    bool cancelled = leg->cancel >> IWF_HOP & 1 && leg->reply != REPLY_ACCEPT && leg->reply != REPLY_TIED;
    return checker_asks(leg) && !leg->dead && (refused || cancelled || (leg->reply >= REPLY_DECLINE && leg->reply != REPLY_TIED));
}

/* ---- To the Non-CPM System */

void checker_on_notice(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_extra(checker, in);
    checker_option_sends(checker, in, "notice");
    in->leg->notice = 1;
    if (extra == NULL || !extra->late || checker->setup->iwf.late_reply != CPM_LATE_REPLY_TELL)
        return;
    extra->late = false;
    checker_branch(checker, BRANCH_LATE_TOLD);
    checker_pass(checker, in, CHECKER_RULE_LATE);
}

void checker_on_help(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    bool tied = extra != NULL && extra->tied_help;
    checker_option_sends(checker, in, "help message");
    if (leg->helps >= checker->setup->iwf.helps)
        checker_fail(checker, in, CHECKER_RULE_HELP, "help message number %u, but %u are allowed", leg->helps + 1u,
            checker->setup->iwf.helps);
    else if (leg->helps >= leg->unknown && !tied)
        checker_fail(checker, in, CHECKER_RULE_HELP, "a help message, but no reply that was not recognised came before it");
    else
        checker_branch(checker, BRANCH_HELP_SENT);
    if (leg->helps < 3)
        leg->helps++;
}

/* ---- From it */

/* What comes after the decision, or after the CANCEL or the final response, decides nothing. */
static void decide(ReportChecker *checker, CheckerInput *in, CheckerReply what)
{
    CheckerLeg *leg = in->leg;
    if (!leg->invitation && !leg->notice && in->detail == 0)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "the Non-CPM System answers, but nothing was sent to it");
    if (waits(leg) && !leg->dead)
        leg->reply = what > REPLY_DELIVERED && is_tied(checker, in) ? REPLY_TIED : what;
}

void checker_on_report(ReportChecker *checker, CheckerInput *in)
{
    in->detail = 0;
    if (in->status < 300)
        decide(checker, in, REPLY_DELIVERED);
    else
        decide(checker, in, in->status == 404 ? REPLY_PERMANENT : REPLY_TEMPORARY);
}

/* "Taken" is no news about the user: a delivery report may have been faster. */
void checker_on_submit_report(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    bool waited = waits(leg), tied = is_tied(checker, in);
    in->detail = 0;
    if (in->status >= 300)
        decide(checker, in, in->status == 502 ? REPLY_MALFORMED : REPLY_REFUSED);
    else
        decide(checker, in, tied ? REPLY_TIED : (CheckerReply)leg->reply);
    leg->submitted = 1;
    if (!waited)
        return;
    checker_branch(checker, in->status < 300    ? BRANCH_SUBMISSION_TAKEN
                            : in->status == 502 ? BRANCH_SUBMISSION_MALFORMED
                                                : BRANCH_SUBMISSION_REFUSED);
    if (in->status < 300)
        checker_pass(checker, in, CHECKER_RULE_SUBMISSION);
}

/* The invitation that a reply answers is the one on which it acts. */
static void judge_attribution(ReportChecker *checker, CheckerInput *in)
{
    if (in->detail != 0)
        checker_fail(checker, in, CHECKER_RULE_OWN_RESPONSE, "a reply to the invitation of session %u acts on this one", in->detail - 1);
    else if (waits(in->leg))
        checker_pass(checker, in, CHECKER_RULE_OWN_RESPONSE);
}

/* An acceptance after the end has an effect, as iwf.late_reply says. */
static void note_late_acceptance(ReportChecker *checker, CheckerInput *in)
{
    const CheckerExtra *before = checker_extra(checker, in);
    CpmLateReply demanded = checker->setup->iwf.late_reply;
    if (before != NULL && before->dial != 0 && (before->dial_ok || !(before->dial_answers >> IWF_HOP & 1)))
        return;
    if (demanded == CPM_LATE_REPLY_IGNORE || (demanded == CPM_LATE_REPLY_TELL && !checker->setup->iwf.notices)) {
        checker_branch(checker, BRANCH_LATE_IGNORED);
        checker_pass(checker, in, CHECKER_RULE_LATE);
        return;
    }
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (!extra->late)
        extra->late_at = in->now;
    extra->late = true;
}

void checker_on_accept(ReportChecker *checker, CheckerInput *in)
{
    bool late = has_failed(in->leg) && !is_dialled(checker, in);
    judge_attribution(checker, in);
    decide(checker, in, REPLY_ACCEPT);
    if (late)
        note_late_acceptance(checker, in);
    else if (in->leg->bye >> IWF_HOP & 1)
        checker_make_extra(checker, in)->may_return = true;
}

static void refuse(ReportChecker *checker, CheckerInput *in)
{
    bool takes = takes_part(checker, in);
    judge_attribution(checker, in);
    decide(checker, in, REPLY_DECLINE);
    if (in->leg->role == CHECKER_ACCEPT && !takes)
        checker_make_extra(checker, in)->wants_out = true;
    if (!takes || in->leg->leave)
        return;
    in->leg->leave = 1;
    checker_make_extra(checker, in)->late_at = in->now;
}

void checker_on_decline(ReportChecker *checker, CheckerInput *in)
{
    refuse(checker, in);
}

void checker_on_leave(ReportChecker *checker, CheckerInput *in)
{
    if (waits(in->leg) && in->leg->role == CHECKER_CONVERT)
        checker_branch(checker, BRANCH_CONVERT_LEAVE);
    refuse(checker, in);
}

void checker_on_unrecognised(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    bool waiting = waits(leg) && !leg->dead && (extra == NULL || extra->unheard_answer == 0);
    judge_attribution(checker, in);
    if (waiting && is_tied(checker, in))
        checker_make_extra(checker, in)->tied_help = true;
    else if (waiting && leg->unknown < 3)
        leg->unknown++;
    decide(checker, in, (CheckerReply)leg->reply);
}

/* ---- The IWF dials in */

void checker_on_dial_in(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    unsigned bit = 1u << in->hop;
    if (in->hop == IWF_HOP) {
        if (checker->setup->iwf.late_reply != CPM_LATE_REPLY_JOIN)
            checker_fail(checker, in, CHECKER_RULE_LATE, "the IWF dials in, which the scenario does not ask for");
        else if (!extra->late && !extra->may_return)
            checker_fail(checker, in, CHECKER_RULE_LATE, "the IWF dials in, but nobody has accepted late");
        else {
            checker_branch(checker, BRANCH_LATE_JOINED);
            checker_pass(checker, in, CHECKER_RULE_LATE);
        }
        extra->late = extra->may_return = extra->dial_ok = extra->dial_gone = false;
        extra->dial_acks = extra->dial == 0 || extra->dial_acks == 15 ? 0 : 15;      /* the ACK of the one before may still come */
        extra->dial = extra->dial_answers = 0;
    } else if (!(extra->dial & bit << 1)) {
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a dial-in was forwarded that had not arrived");
    }
    if (extra->dial & bit)
        checker_fail(checker, in, CHECKER_RULE_DIAL_IN, "a dial-in came twice on the same hop");
    extra->dial |= (uint8_t)bit;
    extra->late_at = in->now;
    if (in->hop > 0)
        return;
    const CheckerSession *session = checker_session(checker, in->name.session);
    extra->dial_gone = session->over && checker_elapsed(session->over_at, in->now) > checker->core_bound / SIM_MS + 1000;
    extra->dial_early = !(in->leg->final & 1);      /* it has overtaken the failure */
    extra->dial_counted = !session->over && !extra->dial_early;
    if (extra->dial_counted)
        checker_focus_dialled_in(checker, in);
}

void checker_on_dial_in_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    unsigned bit = 1u << in->hop;
    bool in_place = in->status >= 300 && checker_wire_has_lost(checker, in, CHECKER_LOST(DIAL_IN));    /* of a box that it did not reach */
    in_place |= in->hop > 0 && !(extra->dial & bit >> 1) && checker_wire_may_reject(checker, in);
    if (in->hop > 0 && !(extra->dial_answers & bit >> 1) && !in_place)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u to a dial-in was forwarded that had not arrived", in->status);
    else if (!(extra->dial & bit) || extra->dial_answers & bit)
        checker_fail(checker, in, CHECKER_RULE_DIAL_IN, "a %u to a dial-in came without it", in->status);
    if (in->hop == 0) {
        extra->dial_ok = in->status < 300;
        if (extra->dial_counted)
            checker_session(checker, in->name.session)->dialling--;
        if (!extra->dial_ok && extra->dial_counted)
            checker_focus_abandoned(checker, in);
        extra->dial_counted = false;
        if (extra->dial_ok && extra->dial_gone)
            checker_fail(checker, in, CHECKER_RULE_DIAL_IN, "a dial-in is answered %u, but the session is over", in->status);
        checker_branch(checker, extra->dial_ok ? BRANCH_DIAL_IN_JOINED : BRANCH_DIAL_IN_GONE);
    }
    extra->dial_answers |= (uint8_t)bit;
    extra->late_at = in->now;
}

void checker_on_dial_in_ack(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    unsigned bit = 1u << in->hop;
    bool hop_by_hop = in->hop == IWF_HOP || !extra->dial_ok;       /* 17.1.1.3; that of a 2xx goes from end to end */
    if (!hop_by_hop && !(extra->dial_acks & bit << 1))
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "the ACK of a dial-in was forwarded that had not arrived");
    else if (hop_by_hop && !(extra->dial_answers & bit) && !(extra->dial_acks & bit))
        checker_fail(checker, in, CHECKER_RULE_DIAL_IN, "the ACK of a dial-in came before any answer");
    extra->dial_acks |= (uint8_t)bit;
    extra->late_at = in->now;
    if (in->hop == IWF_HOP && extra->dial_ok)
        extra->dialled = true;
}

/* What has to follow at once, but the run may have ended first. */
static void end_effect(ReportChecker *checker, CheckerInput *in, CheckerRule rule, const char *missing, bool ended)
{
    uint64_t way = MAX(checker->system_bound, (uint64_t)(checker->core_bound / SIM_MS));
    bool had_time = checker_elapsed(checker_extra(checker, in)->late_at, in->now) > way + 2000;
    if (missing == NULL || had_time || !ended)
        checker_demand(checker, in, rule, missing, had_time);
}

static const char *missing_of_dial_in(const CheckerExtra *extra)
{
    if (extra->dial != 15)
        return "a dial-in did not reach the Conversation Server";
    if (extra->dial_answers != 15)
        return "the answer to a dial-in did not reach the IWF";
    return extra->dial_ok && extra->dial_acks != 15 ? "the ACK of a dial-in did not reach the Conversation Server" : NULL;
}

static void end_dial_in(ReportChecker *checker, CheckerInput *in, const CheckerExtra *extra, bool ended)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    if (extra->dial == 0 || in->leg->dead)
        return;
    if (extra->dial_answers & 1 && !extra->dial_ok && !session->over && !extra->dial_early)
        checker_fail(checker, in, CHECKER_RULE_DIAL_IN, "a dial-in was refused, but the session lived");
    end_effect(checker, in, CHECKER_RULE_DIAL_IN, missing_of_dial_in(extra), ended);
}

/* ---- Leaving, and the end */

void checker_reply_bye(ReportChecker *checker, CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    bool acknowledged = leg->ack >> IWF_HOP & 1 || is_dialled(checker, in);
    bool wanted = leg->leave || (extra != NULL && extra->wants_out);
    /* It waited for the ACK for 64 * T1, and the two have crossed in a queue: 13.3.1.4. */
    if (checker->setup->wire.at_service && checker_elapsed(leg->since, in->now) >= checker->margin / 2)
        return;
    if (acknowledged && !wanted && !leg->dead && leg->reply != REPLY_TIED)
        checker_fail(checker, in, CHECKER_RULE_LEAVE, "the IWF ends the leg, but the user has not left");
}

static void end_help(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    unsigned owed = MIN(leg->unknown, checker->setup->iwf.helps);
    bool may_come = checker->system_bound > checker->margin;
    if (leg->unknown == 0 || leg->dead)
        return;
    if (leg->unknown > leg->helps && leg->helps == checker->setup->iwf.helps)
        checker_branch(checker, BRANCH_HELP_LIMIT);
    checker_demand(checker, in, CHECKER_RULE_HELP,
        leg->helps < owed && !may_come ? "a reply was not recognised, and no help message followed" : NULL, ended);
}

void checker_reply_end(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    end_help(checker, in, ended);
    if (extra == NULL)
        return;
    if (leg->leave && !leg->dead)
        end_effect(checker, in, CHECKER_RULE_LEAVE, leg->bye == 0 ? "the user has left, and no BYE followed" : NULL, ended);
    if (extra->late && !leg->dead)
        end_effect(checker, in, CHECKER_RULE_LATE, "the user accepted when it was over, and nothing followed", ended);
    end_dial_in(checker, in, extra, ended);
}
