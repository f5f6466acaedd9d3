/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_number.h"

/* Has the service of the leg no way of its own to tell what a reply answers? */
static bool needs_number(ReportChecker *checker, const CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    const CpmSetup *setup = checker->setup;
    bool mode = in->leg->role == CHECKER_ACCEPT || in->leg->role == CHECKER_CONVERT;
    return mode && extra != NULL && !(extra->system < setup->n_systems && setup->systems[extra->system].names_message);
}

/* Members that may still take part: while there are some, the session keeps its number. */
static bool has_legs(const CheckerSession *session)
{
    return session->invited > session->answered || session->accepted > session->left;
}

/* Sessions of which it is sure by now that their numbers are free. */
static void drop_free(ReportChecker *checker, uint32_t now)
{
    uint64_t rest = (uint64_t)(MIN(checker->setup->iwf.number_rest, (SimTime)UINT32_MAX * SIM_MS) / SIM_MS);
    const CheckerQueued *due;
    while ((due = checker_queue_due(&checker->resting, now, rest)) != NULL) {
        CheckerSession *session = checker_session(checker, due->number);
        checker->resting.first++;
        if (session->holds && !has_legs(session)) {
            session->holds = false;
            checker->holding--;
        }
    }
    while ((due = checker_queue_due(&checker->freeing, now, rest + checker->margin)) != NULL) {
        CheckerSession *session = checker_session(checker, due->number);
        checker->freeing.first++;
        if (!session->freed && session->over && !has_legs(session)) {
            session->freed = true;
            checker->numbered--;
        }
    }
}

void checker_number_invite(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (!needs_number(checker, in))
        return;
    drop_free(checker, in->now);
    checker_make_extra(checker, in)->may_lack_number = !session->numbered && checker->numbered >= checker->setup->iwf.numbers;
    checker->numbered += !session->asks_number;
    session->asks_number = true;
}

void checker_number_given(ReportChecker *checker, CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (!needs_number(checker, in))
        return;
    if (!session->numbered) {
        session->numbered = true;
        checker_branch(checker, BRANCH_NUMBER_GIVEN);
        checker_pass(checker, in, CHECKER_RULE_NUMBER);
    }
    if (session->holds || !has_legs(session))
        return;
    session->holds = true;
    checker->holding++;
    drop_free(checker, in->now);
    if (checker->holding > checker->setup->iwf.numbers)
        checker_fail(checker, in, CHECKER_RULE_NUMBER, "%u sessions have numbers at once, but there are only %u", checker->holding,
            checker->setup->iwf.numbers);
}

void checker_number_recount(ReportChecker *checker, const CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (!session->asks_number || has_legs(session))
        return;
    if (session->holds)
        checker_queue_push(&checker->resting, (CheckerQueued){in->name.session, in->now});
    if (session->over)
        checker_queue_push(&checker->freeing, (CheckerQueued){in->name.session, in->now});
}

bool checker_number_refuses(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    bool early = checker_elapsed(leg->since, in->now) < MIN(checker->t_reply, checker->t_submit);
    if (!checker->numbers || leg->invitation || !early || in->status != checker->setup->code[CPM_REASON_NO_NUMBER]
        || !needs_number(checker, in))
        return false;
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (!extra->may_lack_number) {
        checker_fail(checker, in, CHECKER_RULE_NUMBER, "the IWF answers %u, but %s", in->status,
            checker_session(checker, in->name.session)->numbered ? "the session has a number" : "a number is free");
    } else {
        checker_branch(checker, BRANCH_NUMBER_EXHAUSTED);
        checker_pass(checker, in, CHECKER_RULE_CODE);
        checker_pass(checker, in, CHECKER_RULE_NUMBER);
    }
    extra->refused = true;
    return true;
}
