/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Conversation Server owes the inviter: an answer when focus.answer says so, and news of those who join later
 * (focus.late_ok). */
#include "report/checker_focus.h"

static bool has_room(const CpmGroupSetup *group, const CheckerSession *session)
{
    return group != NULL && session->invited < group->size;
}

/* Every member has answered, as far as is known: the size of the group, else those invited so far. */
static bool all_answered(const CheckerSession *session)
{
    return session->answered == session->invited && !has_room(session->group, session);
}

static bool may_accept(const ReportChecker *checker, const CheckerSession *session)
{
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
    return checker->setup->focus.answer != CPM_FOCUS_REQUIRED_MEMBERS || session->required > 0;
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

void checker_focus_start(ReportChecker *checker, const CpmSetup *setup)
{
    checker->literal = setup->focus.late_ok == CPM_LATE_LITERAL_2XX;
}

/* Session k * n + w is the k-th of workload w of n. */
static void find_group(const CpmSetup *setup, uint32_t number, CheckerSession *session)
{
    if (setup->n_workloads == 0)
        return;
    session->group = &setup->groups[setup->workloads[number % setup->n_workloads].group];
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
    session->invited++;
    if (!session->started)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL,
            "a member is invited, but no INVITE of the inviter has reached the Conversation Server");
}

/* The member's final response has reached the Conversation Server. */
void checker_focus_member_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    bool required = is_required(session, in->name.member);
    session->answered++;
    if (in->status >= 300) {
        session->required_refused += required;
    } else {
        session->accepted++;
        session->required_accepted += required;
        if (session->status != 0) {
            session->late_accepts++;
            if (session->unnotified == SIM_TIME_MAX && !session->over)
                session->unnotified = in->time;
        }
    }
    note_due(checker, session, in->time);
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

static bool too_late(SimTime from, SimTime now, SimTime limit)
{
    return from != SIM_TIME_MAX && now - from > limit + CHECKER_MARGIN * SIM_MS;
}

/* The answer to the inviter has left the Conversation Server. */
void checker_focus_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    bool lawful = in->status < 300 ? may_accept(checker, session) : may_refuse(checker, session);
    session->status = in->status;
    if (in->status < 300)
        session->oks_sent++;
    else
        session->over = true;
    if (session->cancelled || !judged(checker, session))
        return;
    if (!lawful)
        checker_fail_session(checker, in, CHECKER_RULE_ANSWER,
            "the inviter is answered %u, with %u of %u invited members answered, %u accepted: not what focus.answer "
            "demands",
            in->status, session->answered, session->invited, session->accepted);
    else if (too_late(session->due, in->time, 0))
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
}

/* The inviter's patience, the end of the session, T_answer, or a session that has become pointless. */
bool checker_focus_may_cancel(ReportChecker *checker, const CheckerInput *in)
{
    const CpmSetup *setup = checker->setup;
    uint32_t waited = checker_elapsed(in->leg->since, in->now);
    if (in->leg->role == CHECKER_INVITER) {
        for (uint32_t i = 0; i < setup->n_workloads; i++)
            if (setup->workloads[i].patience <= ((SimTime)waited + CHECKER_MARGIN) * SIM_MS)
                return true;
        return false;
    }
    const CheckerSession *session = checker_session(checker, in->name.session);
    if (session->over || (uint64_t)waited + CHECKER_MARGIN >= checker->t_answer)
        return true;
    if (setup->focus.release_when_empty && session->left > 0 && session->left == session->accepted)
        return true;
    return session->required_refused > 0;
}

/* A BYE on the inviter's leg, whoever sent it. */
void checker_focus_left(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    session->over = true;
    session->unnotified = SIM_TIME_MAX;
}

/* ---- Conference event package */

void checker_on_subscribe(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (in->hop == 0) {
        session->subscribes_sent++;
        return;
    }
    if (session->subscribes == session->subscribes_sent)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a SUBSCRIBE was forwarded that had not arrived");
    session->subscribes++;
    session->resubscribed = true;
}

void checker_on_subscribe_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (session->subscribes == 0)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u to SUBSCRIBE came without its SUBSCRIBE", in->status);
}

/* A NOTIFY as it leaves the Conversation Server. */
static void judge_notify(ReportChecker *checker, CheckerInput *in, CheckerSession *session)
{
    SimTime interval = checker->setup->focus.notify_interval;
    if (session->subscribes == 0)
        checker_fail_session(checker, in, CHECKER_RULE_NOTIFY, "a NOTIFY without a subscription");
    /* They are seen where they arrive: the first may have taken longer than the second. */
    if (session->notified != SIM_TIME_MIN && in->time - session->notified < interval - checker->core_bound
        && !session->resubscribed && !session->over)
        checker_fail_session(checker, in, CHECKER_RULE_NOTIFY, "a NOTIFY %.3f s after the one before",
            sim_time_to_seconds(in->time - session->notified));
    if (too_late(session->unnotified, in->time, interval))
        checker_fail_session(checker, in, CHECKER_RULE_NOTIFY, "a member joined %.3f s before the inviter was told",
            sim_time_to_seconds(in->time - session->unnotified));
    session->notified = in->time;
    session->unnotified = SIM_TIME_MAX;
    session->resubscribed = false;
}

void checker_on_notify(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (in->hop == 1) {
        judge_notify(checker, in, session);
        session->notifies_sent++;
        return;
    }
    if (session->notifies == session->notifies_sent)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a NOTIFY was forwarded that had not arrived");
    session->notifies++;
}

void checker_on_notify_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (in->hop == 1)
        session->notify_answers++;
    if (session->notify_answers > session->notifies || session->notifies == 0)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u to NOTIFY came without its NOTIFY", in->status);
}

/* ---- The end */

static void end_answer(ReportChecker *checker, CheckerInput *in, const CheckerSession *session, bool ended)
{
    const CheckerLeg *leg = in->leg;
    if (checker_failed_session(session, CHECKER_RULE_ANSWER))
        return;
    if (leg->final == 3) {
        uint32_t demanded = oks_allowed(checker, session);
        bool counted = checker->setup->focus.answer != CPM_FOCUS_REQUIRED_MEMBERS
                       && checker->setup->focus.answer != CPM_FOCUS_ALL_ANSWERED;
        if (ended && !session->over && session->oks < session->oks_sent)    /* a proxy drops an OK that a BYE has overtaken */
            checker_fail_session(checker, in, CHECKER_RULE_ANSWER,
                "step 15 or 23 is missing: %u of %u OKs reached the inviter", session->oks, session->oks_sent);
        else if (checker->literal && ended && !session->over && counted && session->oks != demanded)
            checker_fail_session(checker, in, CHECKER_RULE_ANSWER, "%u OKs reached the inviter, %u are demanded",
                session->oks, demanded);
        else
            checker_pass(checker, in, CHECKER_RULE_ANSWER);
        return;
    }
    if (!ended && !(leg->final & 1) && !too_late(session->due, in->time, 0))
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
    if (session->group == NULL)
        return;
    if (!has_room(session->group, session))
        checker_pass(checker, in, CHECKER_RULE_EVERY_MEMBER);
    else if (session->over)
        return;
    else if (ended)
        checker_fail_session(checker, in, CHECKER_RULE_EVERY_MEMBER,
            "step 3 or 5 is missing: %u of %u members were invited", session->invited, session->group->size);
    else
        checker_open(checker, in, CHECKER_RULE_EVERY_MEMBER, "not every member has been invited yet");
}

static void end_notify(ReportChecker *checker, CheckerInput *in, const CheckerSession *session, bool ended)
{
    const CpmFocusSetup *focus = &checker->setup->focus;
    bool joined = in->leg->final == 3 && session->status < 300;
    const char *missing = NULL;
    if (focus->late_ok != CPM_LATE_NOTIFY || !focus->subscribe || !joined
        || checker_failed_session(session, CHECKER_RULE_NOTIFY))
        return;
    if (session->over)
        missing = NULL;
    else if (session->subscribes == 0)
        missing = "the inviter has not subscribed";
    else if (session->unnotified != SIM_TIME_MAX)
        missing = "a member joined after the answer, and no NOTIFY followed";
    else if (session->notifies < session->notifies_sent)
        missing = "a NOTIFY did not reach the inviter";
    if (missing != NULL && (ended || too_late(session->unnotified, in->time, focus->notify_interval)))
        checker_fail_session(checker, in, CHECKER_RULE_NOTIFY, "%s", missing);
    else if (missing != NULL)
        checker_open(checker, in, CHECKER_RULE_NOTIFY, missing);
    else if (session->late_accepts > 0)
        checker_pass(checker, in, CHECKER_RULE_NOTIFY);
}

void checker_focus_end(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    end_answer(checker, in, session, ended);
    end_every_member(checker, in, session, ended);
    end_notify(checker, in, session, ended);
}
