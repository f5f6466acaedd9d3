/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Conversation Server owes the inviter: an answer when focus.answer says so, or at once if it refuses him. */
#include "report/checker_focus.h"

#include "models/cpm_arrival.h"
#include "report/checker_dialog.h"
#include "report/checker_event.h"
#include "report/checker_number.h"
#include "report/checker_wire.h"

#include <math.h>

static bool has_room(const CheckerSession *session)
{
    return session->group != NULL && session->invited < session->size;
}

/* Every member has answered, as far as is known: the size of the group, else those invited so far. */
static bool all_answered(const CheckerSession *session)
{
    return session->answered == session->invited && !has_room(session);
}

static bool may_accept(const ReportChecker *checker, const CheckerSession *session)
{
    if (session->refused)
        return false;
    switch (checker->setup->focus.answer) {
    case CPM_FOCUS_IMMEDIATE:
        return session->started;
    case CPM_FOCUS_FIRST_ACCEPT:
        return session->accepted > 0;
    case CPM_FOCUS_ALL_ANSWERED:
        return session->accepted > 0 && all_answered(session);
    case CPM_FOCUS_REQUIRED_MEMBERS:
        return session->required_accepted == session->required;
    }
    g_assert_not_reached();
}

static bool may_refuse(const ReportChecker *checker, const CheckerSession *session)
{
    if (session->refused)
        return true;
    switch (checker->setup->focus.answer) {
    case CPM_FOCUS_IMMEDIATE:
        return false;
    case CPM_FOCUS_FIRST_ACCEPT:
    case CPM_FOCUS_ALL_ANSWERED:
        return session->accepted == 0 && all_answered(session);
    case CPM_FOCUS_REQUIRED_MEMBERS:
        return session->required_refused > 0;
    }
    g_assert_not_reached();
}

/* No member required leaves the moment open. */
static bool judged(const ReportChecker *checker, const CheckerSession *session)
{
    return checker->setup->focus.answer != CPM_FOCUS_REQUIRED_MEMBERS || session->required > 0 || session->refused;
}

static void note_due(const ReportChecker *checker, CheckerSession *session, SimTime now)
{
    if (session->due == SIM_TIME_MAX && judged(checker, session)
        && (may_accept(checker, session) || may_refuse(checker, session)))
        session->due = now;
}

const CpmMemberSetup *checker_focus_member(const CheckerSession *session, uint32_t member)
{
    for (uint32_t i = 0; session->group != NULL && i < session->group->n_members; i++) {
        const CpmMemberSetup *row = &session->group->members[i];
        if (member - row->first < row->count)
            return row;
    }
    return NULL;
}

static bool is_required(const CheckerSession *session, uint32_t member)
{
    const CpmMemberSetup *row = session->required == 0 ? NULL : checker_focus_member(session, member);
    return row != NULL && row->required;
}

void checker_focus_start(ReportChecker *checker)
{
    checker->literal = checker->setup->focus.late_ok == CPM_LATE_LITERAL_2XX;
}

/* Session k * n + w is the k-th of workload w of n. */
static void find_group(const CpmSetup *setup, uint32_t number, CheckerSession *session)
{
    if (setup->n_workloads == 0)
        return;
    const CpmWorkload *workload = &setup->workloads[number % setup->n_workloads];
    session->group = &setup->groups[workload->group];
    session->size = cpm_arrival_size(setup, number);
    session->refused = workload->refused;
    for (uint32_t i = 0; i < session->group->n_members; i++)
        if (setup->focus.answer == CPM_FOCUS_REQUIRED_MEMBERS && session->group->members[i].required)
            session->required += session->group->members[i].count;
}

void checker_focus_started(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    session->started = true;
    find_group(checker->setup, in->name.session, session);
    note_due(checker, session, in->time);
}

void checker_focus_invited(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    const CheckerExtra *extra = checker_extra(checker, in);
    if (in->leg->invited > 0 && extra != NULL && extra->is_counted)     /* when its first INVITE was lost */
        return;
    session->invited++;
    if (!session->started)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL,
            "a member is invited, but no INVITE of the inviter has reached the Conversation Server");
    if (session->refused)
        checker_fail_session(checker, in, CHECKER_RULE_REFUSAL, "the inviter is to be refused, but a member is invited");
    if (session->group != NULL && session->invited > session->size)
        checker_fail_session(checker, in,
            session->group->duplicates > 0 ? CHECKER_RULE_DUPLICATES : CHECKER_RULE_EVERY_MEMBER,
            "%u invitations to a group of %u members", session->invited, session->size);
}

/* A member takes part from now on. */
static void join(CheckerSession *session, const CheckerInput *in)
{
    session->accepted++;
    if (session->status == 0)
        return;
    session->last_join = in->now;
    session->late_accepts++;
    if (session->unnotified == SIM_TIME_MAX && !session->over)
        session->unnotified = in->time;
}

/* The member's final response has reached the Conversation Server. */
void checker_focus_member_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    bool required = is_required(session, in->name.member);
    session->answered++;
    if (in->status >= 300) {
        session->required_refused += required;
        if (in->leg->cancel & 1 && in->status == 408)
            session->changes++;         /* it has been written off before */
        else
            checker_event_changed(checker, in, false);
    } else {
        session->changes++;
        session->required_accepted += required;
        join(session, in);
    }
    note_due(checker, session, in->time);
}

/* He was counted among those who have answered when his invitation failed. */
void checker_focus_dialled_in(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (in->leg->bye_answers >= (unsigned)__builtin_popcount((unsigned)in->leg->bye))
        in->leg->bye = in->leg->bye_answers = 0;        /* what was before has ended */
    session->changes++;
    session->dialled++;
    session->dialling++;
    join(session, in);
    note_due(checker, session, in->time);
    if (checker->talks || checker->refreshes)
        checker_dialog_begins(checker, in);
}

/* The focus ends the leg of a member whose 200 had crossed its CANCEL: that member has not accepted, after all
 * (RFC 3261 13.2.2.4). */
void checker_focus_abandoned(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    bool required = is_required(session, in->name.member);
    session->accepted--;
    session->required_accepted -= required;
    session->required_refused += required;
    if (session->status != 0)
        return;
    session->due = SIM_TIME_MAX;
    note_due(checker, session, in->time);
}

/* Legs that the Conversation Server has to take as failed though no final response has reached it: cancelled, or with a CANCEL that it
 * could not send since no provisional response came, for 64*T1; and, @out_unseen, those whose INVITE is still under way after so long a
 * time.  All legs are looked at, but only before a session is said to fail. */
static uint32_t count_written_off(ReportChecker *checker, const CheckerInput *in, uint32_t *out_unseen)
{
    uint32_t n = 0;
    *out_unseen = 0;
    for (uint32_t slot = 0; slot < checker->used_legs; slot++) {
        const CheckerLeg *leg = &checker->legs[slot];
        if (leg->role < CHECKER_CPM || leg->final & 1)
            continue;
        if (checker_name(&checker->pages[slot / CHECKER_PAGE], slot % CHECKER_PAGE).session != in->name.session)
            continue;
        if (leg->invited == 0)
            *out_unseen += checker_elapsed(leg->since, in->now) >= checker->margin / 2;
        else
            n += (leg->final != 0 || checker_elapsed(leg->since, in->now) >= checker->margin / 2) &&
                 (leg->cancel & 1 || !(leg->heard & 1));
    }
    return n;
}

/* As if those had answered, and nobody were dialling in. */
static bool is_lawful(ReportChecker *checker, const CheckerInput *in, CheckerSession *session)
{
    if (in->status < 300 ? may_accept(checker, session) : may_refuse(checker, session))
        return true;
    CheckerSession counted = *session;
    uint32_t unseen, off = count_written_off(checker, in, &unseen);
    if (off + unseen == 0 && session->dialling == 0 && session->uncertain == 0)
        return false;
    counted.invited = MIN(session->size, session->invited + unseen);    /* of those whose INVITE was lost, all are counted already */
    counted.answered = MIN(counted.invited, session->answered + off + unseen + session->uncertain);
    counted.accepted -= MIN(counted.accepted, session->dialling + (in->status < 300 ? 0 : session->uncertain));
    if (in->status < 300) {
        counted.accepted += session->uncertain;
        counted.required_accepted = MIN(counted.required, counted.required_accepted + session->uncertain);
    }
    if (counted.required > counted.required_accepted)
        counted.required_refused++;
    return in->status < 300 ? may_accept(checker, &counted) : may_refuse(checker, &counted);
}

static void note_answer(ReportChecker *checker, const CheckerSession *session)
{
    static const CheckerBranch branches[] = {
        [CPM_FOCUS_IMMEDIATE] = BRANCH_ANSWER_IMMEDIATE,
        [CPM_FOCUS_FIRST_ACCEPT] = BRANCH_ANSWER_FIRST,
        [CPM_FOCUS_ALL_ANSWERED] = BRANCH_ANSWER_ALL,
        [CPM_FOCUS_REQUIRED_MEMBERS] = BRANCH_ANSWER_REQUIRED,
    };
    if (session->status < 300)
        checker_branch(checker, branches[checker->setup->focus.answer]);
    else if (!session->refused)
        checker_branch(checker, session->cancelled ? BRANCH_ANSWER_CANCELLED : BRANCH_ANSWER_REFUSED);
}

/* RFC 5363 5.2: the refusal has its code, and comes before anybody is invited. */
static void judge_refusal(ReportChecker *checker, CheckerInput *in)
{
    const CpmSetup *setup = checker->setup;
    CpmReason reason = setup->workloads[in->name.session % setup->n_workloads].refusal;
    if (in->status == setup->code[reason] && reason >= CPM_REASON_GROUP_UNKNOWN && reason <= CPM_REASON_LIST_TOO_LONG)
        checker_branch(checker, (CheckerBranch)(BRANCH_REFUSAL_UNKNOWN + (reason - CPM_REASON_GROUP_UNKNOWN)));
    if (in->status != setup->code[reason])
        checker_fail_session(checker, in, CHECKER_RULE_REFUSAL, "the inviter is answered %u, the scenario demands %u", in->status,
            setup->code[reason]);
    checker_pass(checker, in, CHECKER_RULE_REFUSAL);
}

uint32_t checker_focus_spread(ReportChecker *checker, const CheckerInput *in)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    double rate = checker->setup->focus.fan_out, size = session->size;
    return isinf(rate) || rate <= 0 ? 0 : (uint32_t)MIN(1000 * size / rate, CHECKER_NEVER / 2);
}

void checker_focus_over(ReportChecker *checker, const CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (!session->over)
        session->over_at = in->now;
    session->over = true;
    if (checker->numbers)
        checker_number_recount(checker, in);
}

/* The answer to the inviter has left the Conversation Server. */
void checker_focus_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    session->status = in->status;
    if (in->status < 300)
        session->oks_sent++;
    else
        checker_focus_over(checker, in);
    note_answer(checker, session);
    if (session->cancelled || (session->invited == 0 && checker_wire_is_rejection(checker, in)))
        return;
    if (session->refused)
        judge_refusal(checker, in);
    if (!judged(checker, session))
        return;
    if (!is_lawful(checker, in, session))
        checker_fail_session(checker, in, CHECKER_RULE_ANSWER,
            "the inviter is answered %u, with %u of %u invited members answered, %u accepted: not what focus.answer "
            "demands",
            in->status, session->answered, session->invited, session->accepted);
    else if (checker_too_late(checker, session->due, in->time, session->uncertain > 0 ? (SimTime)checker->margin * SIM_MS : 0))
        checker_fail_session(checker, in, CHECKER_RULE_ANSWER, "the inviter is answered %.3f s after it was due",
            sim_time_to_seconds(in->time - session->due));
}

/* How many OKs the inviter may have got so far in the literal reading of steps 22 and 23. */
static uint32_t oks_allowed(const ReportChecker *checker, const CheckerSession *session)
{
    return session->accepted + (checker->setup->focus.answer == CPM_FOCUS_FIRST_ACCEPT ? 0 : 1);
}

void checker_focus_extra_ok(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (in->hop == 0) {
        session->oks++;
        if (session->oks > session->oks_sent)
            checker_fail(checker, in, CHECKER_RULE_CAUSAL, "an OK was forwarded that had not arrived");
        return;
    }
    session->oks_sent++;
    if (session->oks_sent > oks_allowed(checker, session))
        checker_fail_session(checker, in, CHECKER_RULE_ANSWER,
            "OK number %u to the inviter, but only %u members have accepted", session->oks_sent, session->accepted);
    else
        checker_branch(checker, BRANCH_ANSWER_LITERAL);
}

/* The inviter's patience, the end of the session, T_answer, or a session that has become pointless. */
bool checker_focus_may_cancel(ReportChecker *checker, const CheckerInput *in)
{
    const CpmSetup *setup = checker->setup;
    uint32_t waited = checker_elapsed(in->leg->since, in->now);
    if (in->leg->role == CHECKER_INVITER) {
        for (uint32_t i = 0; i < setup->n_workloads; i++)
            if (setup->workloads[i].patience_of != NULL || setup->workloads[i].patience <= ((SimTime)waited + checker->margin) * SIM_MS)
                return true;
        return false;
    }
    const CheckerSession *session = checker_session(checker, in->name.session);
    const CheckerExtra *extra = checker_extra(checker, in);
    if (extra != NULL && extra->retried != 0)       /* T_answer counts from the first INVITE */
        return true;
    if (checker->wire && session->status != 0 && session->status < 300 && !session->established && checker_too_late(checker,
        session->begun_at, in->time, 0))                /* no ACK: 13.3.1.4; the BYE may be on its way */
        return true;
    if (session->over || (uint64_t)waited + checker->margin >= checker->t_answer)
        return true;
    if (setup->focus.release_when_empty && session->left > 0 && session->left == session->accepted)
        return true;
    return session->required_refused > 0;
}

/* A BYE on the inviter's leg, whoever sent it. */
void checker_focus_left(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    checker_focus_over(checker, in);
    session->unnotified = SIM_TIME_MAX;
}

/* ---- The end */

static void end_answer(ReportChecker *checker, CheckerInput *in, const CheckerSession *session, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    if (checker_failed_session(session, CHECKER_RULE_ANSWER) || (extra != NULL && extra->rejected))
        return;
    if (leg->final == 3) {
        uint32_t demanded = oks_allowed(checker, session);
        bool counted = checker->setup->focus.answer != CPM_FOCUS_REQUIRED_MEMBERS
                       && checker->setup->focus.answer != CPM_FOCUS_ALL_ANSWERED;
        if (ended && !session->over && session->oks < session->oks_sent)    /* a proxy drops an OK that a BYE has overtaken */
            checker_fail_session(checker, in, CHECKER_RULE_ANSWER,
                "step 15 or 23 is missing: %u of %u OKs reached the inviter", session->oks, session->oks_sent);
        else if (checker->literal && !checker->wire && ended && !session->over && counted   /* there, one OK is like another */
                 && (session->oks > demanded || session->oks + session->dialled < demanded))
            checker_fail_session(checker, in, CHECKER_RULE_ANSWER, "%u OKs reached the inviter, %u are demanded",
                session->oks, demanded);
        else
            checker_pass(checker, in, CHECKER_RULE_ANSWER);
        return;
    }
    if (!ended && !(leg->final & 1) && !checker_too_late(checker, session->due, in->time, 0))
        checker_open(checker, in, CHECKER_RULE_ANSWER, "the inviter has not been answered yet");
    else if (leg->invited < 2)
        checker_fail_session(
            checker, in, CHECKER_RULE_ANSWER, "step 2 is missing: the INVITE did not reach the Conversation Server");
    else if (!(leg->final & 2))
        checker_fail_session(checker, in, CHECKER_RULE_ANSWER,
            "step 14 or 22 is missing: no answer to the inviter left the Conversation Server");
    else
        checker_fail_session(
            checker, in, CHECKER_RULE_ANSWER, "step 15 or 23 is missing: the answer did not reach the inviter");
}

static void end_every_member(ReportChecker *checker, CheckerInput *in, const CheckerSession *session, bool ended)
{
    if (session->group == NULL || session->refused)
        return;
    if (!has_room(session) || session->faced >= session->size)
        checker_pass(checker, in, CHECKER_RULE_EVERY_MEMBER);
    else if (session->over)
        return;
    else if (ended)
        checker_fail_session(checker, in, CHECKER_RULE_EVERY_MEMBER,
            "step 3 or 5 is missing: %u of %u members were invited", session->invited, session->size);
    else
        checker_open(checker, in, CHECKER_RULE_EVERY_MEMBER, "not every member has been invited yet");
}

static void end_duplicates(ReportChecker *checker, CheckerInput *in, const CheckerSession *session)
{
    if (session->group != NULL && session->group->duplicates > 0 && session->invited == session->size)
        checker_pass(checker, in, CHECKER_RULE_DUPLICATES);
}

void checker_focus_end(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    end_answer(checker, in, session, ended);
    end_every_member(checker, in, session, ended);
    end_duplicates(checker, in, session);
    checker_event_end_session(checker, in, session, ended);
}
