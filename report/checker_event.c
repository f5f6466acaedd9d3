/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_event.h"

#include "report/checker_focus.h"
#include "report/checker_wire.h"

static uint32_t interval_of(const ReportChecker *checker)
{
    return (uint32_t)MIN(checker->setup->focus.notify_interval / SIM_MS, CHECKER_NEVER - 1);
}

/* ---- SUBSCRIBE */

static void member_subscribes(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (in->hop == 0) {
        extra->subscribes = true;
        return;
    }
    if (!extra->subscribes)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a SUBSCRIBE was forwarded that had not arrived");
    extra->subscribed = true;
    extra->was_notified = false;
}

void checker_on_subscribe(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (in->leg->role != CHECKER_INVITER) {
        member_subscribes(checker, in);
        return;
    }
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
    const CheckerExtra *extra = checker_extra(checker, in);
    bool inviter = in->leg->role == CHECKER_INVITER;
    if (in->status >= 300 && checker_wire_has_lost(checker, in, CHECKER_LOST(EVENT)))      /* in place of a box that it did not reach */
        return;
    if (inviter ? checker_session(checker, in->name.session)->subscribes == 0 : extra == NULL || !extra->subscribed)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u to SUBSCRIBE came without its SUBSCRIBE", in->status);
}

/* ---- NOTIFY */

void checker_event_changed(ReportChecker *checker, const CheckerInput *in, bool quietly)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    session->changes++;
    if ((quietly && !checker->setup->focus.notify_all_states) || session->subscribes == 0 || session->over)
        return;
    if (session->unstated == SIM_TIME_MAX)
        session->unstated = in->time;
}

void checker_event_alerted(ReportChecker *checker, const CheckerInput *in)
{
    if (!checker->setup->focus.notify_all_states)
        return;
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (!extra->alerted)
        checker_event_changed(checker, in, true);
    extra->alerted = true;
}

/* A NOTIFY as it leaves the Conversation Server.  They are seen where they arrive: the first may have taken longer than the second. */
static void judge_pacing(ReportChecker *checker, CheckerInput *in, CheckerSession *session, SimTime elapsed, bool first)
{
    SimTime interval = checker->setup->focus.notify_interval;
    SimTime queue = (SimTime)checker->load.longest[CPM_BOX(CPM_CS, 0)];
    if (!first && !session->over && elapsed < interval - checker->focus_bound - queue - checker_wire_jitter(checker, in) - SIM_MS)
        checker_fail_session(checker, in, CHECKER_RULE_PACING, "a NOTIFY %.3f s after the one before", sim_time_to_seconds(elapsed));
    session->paced += !first;
}

static void judge_notify(ReportChecker *checker, CheckerInput *in, CheckerSession *session)
{
    SimTime interval = checker->setup->focus.notify_interval;
    bool first = session->notified == SIM_TIME_MIN || session->resubscribed;
    if (session->subscribes == 0)
        checker_fail_session(checker, in, CHECKER_RULE_NOTIFY, "a NOTIFY without a subscription");
    judge_pacing(checker, in, session, first ? 0 : in->time - session->notified, first);
    if (checker_too_late(checker, session->unnotified, in->time, interval))
        checker_fail_session(checker, in, CHECKER_RULE_NOTIFY, "a member joined %.3f s before the inviter was told",
            sim_time_to_seconds(in->time - session->unnotified));
    if (checker_too_late(checker, session->unstated, in->time, interval))
        checker_fail_session(checker, in, CHECKER_RULE_STATES, "a member's state changed %.3f s before the inviter was told",
            sim_time_to_seconds(in->time - session->unstated));
    if (!session->resubscribed || !checker->setup->focus.subscribe_members)     /* a batch for all does not wait for one */
        session->notified = in->time;
    session->unnotified = session->unstated = SIM_TIME_MAX;
    session->resubscribed = false;
}

static void member_is_notified(ReportChecker *checker, CheckerInput *in, CheckerSession *session)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (in->hop == 0) {
        if (extra->notifies == extra->notifies_sent)
            checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a NOTIFY was forwarded that had not arrived");
        extra->notifies++;
        return;
    }
    if (!extra->subscribed)
        checker_fail(checker, in, CHECKER_RULE_SUBSCRIBER, "a NOTIFY without a subscription");
    judge_pacing(checker, in, session, (SimTime)checker_elapsed(extra->paced, in->now) * SIM_MS, !extra->was_paced);
    extra->notified = in->now;
    if (extra->was_notified) {      /* the first of a subscription comes at once and does not count */
        extra->paced = in->now;
        extra->was_paced = true;
    }
    extra->was_notified = true;
    extra->notifies_sent++;
}

void checker_on_notify(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (in->leg->role != CHECKER_INVITER) {
        member_is_notified(checker, in, session);
        return;
    }
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
    const CheckerExtra *extra = checker_extra(checker, in);
    bool missing = extra == NULL || extra->notifies == 0;
    if (in->leg->role == CHECKER_INVITER) {
        session->notify_answers += in->hop == 1;
        missing = session->notify_answers > session->notifies || session->notifies == 0;
    }
    if (missing)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u to NOTIFY came without its NOTIFY", in->status);
}

/* What the focus does of its own, at the end of a session, is seen later than it says so.  What it has not told yet stays: a member whom
 * it ends is seen to leave some time before it takes note. */
void checker_event_told(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (in->detail > session->changes && !session->over)
        checker_fail_session(checker, in, CHECKER_RULE_STATES, "a NOTIFY tells of %u changes, but there were only %u",
            in->detail, session->changes);
    session->changes -= MIN(session->changes, in->detail);
    session->told++;
}

/* ---- The end */

/* NULL if the member has been told all that it should. */
static const char *missing_of_member(ReportChecker *checker, const CheckerInput *in, const CheckerExtra *extra)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    uint32_t interval = interval_of(checker);
    bool late_join = session->last_join != 0 && checker_overdue(checker, session->last_join, in->now, interval);
    if (extra == NULL || !extra->subscribes)
        return "the member has not subscribed";
    if (extra->notifies == 0)
        return "the member was not told the state";
    if (late_join && (int32_t)(session->last_join - extra->notified) > 0 && !session->over)
        return "a member joined, and a subscribed member was not told";
    return extra->notifies < extra->notifies_sent ? "a NOTIFY did not reach a subscribed member" : NULL;
}

void checker_event_end(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    bool joined = leg->role == CHECKER_CPM && leg->final & 1 && leg->status < 100 && leg->ack >> 1 & 1;
    if (!checker->setup->focus.subscribe_members || !joined)
        return;
    const char *missing = missing_of_member(checker, in, extra);
    if (leg->bye == 0 || missing == NULL)
        checker_demand(checker, in, CHECKER_RULE_SUBSCRIBER, missing, ended);
}

static void end_notify(ReportChecker *checker, CheckerInput *in, const CheckerSession *session, bool ended)
{
    const CpmFocusSetup *focus = &checker->setup->focus;
    const char *missing = NULL;
    if (session->over)
        missing = NULL;
    else if (session->subscribes == 0)
        missing = "the inviter has not subscribed";
    else if (session->unnotified != SIM_TIME_MAX)
        missing = "a member joined after the answer, and no NOTIFY followed";
    else if (session->notifies < session->notifies_sent)
        missing = "a NOTIFY did not reach the inviter";
    if (missing != NULL && (ended || checker_too_late(checker, session->unnotified, in->time, focus->notify_interval)))
        checker_fail_session(checker, in, CHECKER_RULE_NOTIFY, "%s", missing);
    else if (missing != NULL)
        checker_open(checker, in, CHECKER_RULE_NOTIFY, missing);
    else if (session->late_accepts > 0)
        checker_pass(checker, in, CHECKER_RULE_NOTIFY);
}

void checker_event_end_session(ReportChecker *checker, CheckerInput *in, const CheckerSession *session, bool ended)
{
    const CpmFocusSetup *focus = &checker->setup->focus;
    bool joined = in->leg->final == 3 && session->status < 300;
    if (session->paced > 0)
        checker_pass(checker, in, CHECKER_RULE_PACING);
    if (session->subscribes > 0 && !session->over && checker_too_late(checker, session->unstated, in->time, focus->notify_interval))
        checker_fail_session(checker, in, CHECKER_RULE_STATES, "a member's state changed, and the inviter was not told");
    if (session->told > 0)
        checker_pass(checker, in, CHECKER_RULE_STATES);
    if (focus->late_ok == CPM_LATE_NOTIFY && focus->subscribe && joined && !checker_failed_session(session, CHECKER_RULE_NOTIFY))
        end_notify(checker, in, session, ended);
}
