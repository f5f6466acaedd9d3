/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_dialog.h"

#include "report/checker_focus.h"
#include "report/checker_option.h"

enum { FROM_FOCUS = 0, TO_FOCUS = 1 };

void checker_dialog_start(ReportChecker *checker)
{
    const CpmSetup *setup = checker->setup;
    for (uint32_t i = 0; i < setup->n_workloads; i++)
        checker->talks |= setup->workloads[i].inviter_texts > 0 || setup->workloads[i].member_texts > 0;
    checker->refreshes = setup->focus.session_expires > 0;
}

void checker_dialog_begins(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    CheckerSession *session = checker_session(checker, in->name.session);
    if (extra->is_joined && !extra->has_ended)
        return;
    extra->is_joined = true;
    extra->has_ended &= extra->dial == 0;       /* one who has left may come back by a dial-in */
    extra->joined = extra->refreshed = in->now;
    extra->heard_before = session->texts;
    if (in->leg->role != CHECKER_INVITER)
        return;
    session->established = true;
    session->established_at = in->now;
}

void checker_dialog_ends(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    extra->has_ended = true;
    extra->ended = in->now;
}

/* Longer than a text is on its way between the ends, ms. */
static uint32_t way(const ReportChecker *checker)
{
    return checker->access_bound + (uint32_t)MIN(checker->core_bound / SIM_MS, checker->margin) + 2000;
}

/* ---- Texts */

/* The focus passes on, one by one, what it got. */
static void sent_by_focus(ReportChecker *checker, CheckerInput *in, CheckerExtra *extra)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    uint64_t late = (uint64_t)way(checker) + checker_focus_spread(checker, in) + checker->margin;
    if (in->leg->role != CHECKER_INVITER && !extra->is_joined)
        checker_fail(checker, in, CHECKER_RULE_TEXT, "a text goes to somebody who has not joined");
    else if (extra->has_ended && checker_elapsed(extra->ended, in->now) > late)
        checker_fail(checker, in, CHECKER_RULE_RESPONSE, "a text goes to somebody who has left %.3f s before",
            checker_elapsed(extra->ended, in->now) / 1000.0);
    else if (extra->sends[FROM_FOCUS] > session->texts - extra->sends[TO_FOCUS])
        checker_fail(checker, in, CHECKER_RULE_TEXT, "text number %u, but the others have sent only %u", extra->sends[FROM_FOCUS],
            session->texts - extra->sends[TO_FOCUS]);
    if (CPM_BOX_KIND(in->to) == CPM_CLIENT || CPM_BOX_KIND(in->to) == CPM_CLIENT_A)
        checker_branch(checker, BRANCH_TEXT_CLIENT);
}

static void sent_to_focus(ReportChecker *checker, CheckerInput *in, CheckerExtra *extra)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    session->texts++;
    session->last_text = in->now;
    if (CPM_BOX_KIND(in->from) != CPM_IWF)
        return;
    if (extra->sends[TO_FOCUS] > extra->texts[TO_FOCUS])
        checker_fail(checker, in, CHECKER_RULE_TEXT, "the IWF passes on a text that the user has not sent");
    checker_branch(checker, BRANCH_TEXT_FROM_SYSTEM);
}

void checker_on_send(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    unsigned way_it_goes = CPM_BOX_KIND(in->from) == CPM_CS ? FROM_FOCUS : TO_FOCUS;
    extra->sends[way_it_goes]++;
    extra->last_send = in->now;
    if (way_it_goes == FROM_FOCUS)
        sent_by_focus(checker, in, extra);
    else
        sent_to_focus(checker, in, extra);
}

void checker_on_send_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    unsigned way_of_send = CPM_BOX_KIND(in->to) == CPM_CS ? FROM_FOCUS : TO_FOCUS;
    extra->responses[way_of_send]++;
    if (extra->responses[way_of_send] > extra->sends[way_of_send])
        checker_fail(checker, in, CHECKER_RULE_RESPONSE, "a %u to SEND came without its SEND", in->status);
    extra->refused_text |= in->status >= 300;
    checker_session(checker, in->name.session)->refused_texts += way_of_send == TO_FOCUS && in->status >= 300;
}

/* Between an IWF and its Non-CPM System. */
void checker_on_text(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (CPM_BOX_KIND(in->from) == CPM_SYSTEM) {
        extra->texts[TO_FOCUS]++;
        extra->texts_owed += (in->leg->ack >> 3 & 1 && in->leg->status < 100) || extra->dialled;
        extra->last_send = in->now;
        return;
    }
    extra->texts[FROM_FOCUS]++;
    checker_option_sends(checker, in, "text");
    if (extra->texts[FROM_FOCUS] > extra->sends[FROM_FOCUS])
        checker_fail(checker, in, CHECKER_RULE_TEXT, "the IWF tells the user a text that it has not got");
    checker_branch(checker, BRANCH_TEXT_TO_SYSTEM);
}

/* Has everything that was under way arrived? */
static bool is_quiet(ReportChecker *checker, const CheckerInput *in, const CheckerExtra *extra)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    uint32_t end = extra->has_ended ? extra->ended : session->over ? session->over_at : in->now;
    uint64_t needed = (uint64_t)checker_focus_spread(checker, in) + way(checker) + checker->system_bound;
    int32_t since = (int32_t)(end - (session->texts == 0 ? extra->joined : session->last_text));
    return since > 0 && (uint64_t)since > needed && checker_elapsed(extra->last_send, in->now) > needed;
}

static const char *missing_text(ReportChecker *checker, const CheckerInput *in, const CheckerExtra *extra)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    uint64_t excused = (uint64_t)extra->heard_before + extra->sends[TO_FOCUS] + session->refused_texts;
    if (extra->sends[FROM_FOCUS] + excused < session->texts && in->leg->role != CHECKER_INVITER)
        return "a text of another did not reach somebody who takes part";
    if (in->leg->role >= CHECKER_NATIVE && extra->texts[FROM_FOCUS] < extra->sends[FROM_FOCUS])
        return "the IWF did not pass on a text to the user";
    return in->leg->role >= CHECKER_NATIVE && !extra->has_ended && extra->sends[TO_FOCUS] < extra->texts_owed
               ? "the IWF did not pass on a text of the user"
               : NULL;
}

static void end_texts(ReportChecker *checker, CheckerInput *in, const CheckerExtra *extra, bool ended)
{
    bool used = extra->sends[0] + extra->sends[1] + extra->texts[0] + extra->texts[1] > 0;
    if (!extra->is_joined || in->leg->dead)
        return;
    if (is_quiet(checker, in, extra)) {
        const char *missing = missing_text(checker, in, extra);
        if (used || missing != NULL)
            checker_demand(checker, in, CHECKER_RULE_TEXT, missing, ended);
    }
    if (extra->refused_text && !extra->has_ended && !checker_session(checker, in->name.session)->over)
        checker_fail(checker, in, CHECKER_RULE_RESPONSE, "a SEND was refused, but the session went on");
    bool answered = extra->responses[0] == extra->sends[0] && extra->responses[1] == extra->sends[1];
    if (extra->sends[0] + extra->sends[1] > 0 && (answered || checker_elapsed(extra->last_send, in->now) > way(checker)))
        checker_demand(checker, in, CHECKER_RULE_RESPONSE, answered ? NULL : "a SEND was not answered", ended);
}

/* ---- The session timer */

static uint32_t expires(const ReportChecker *checker)
{
    return (uint32_t)MIN(checker->setup->focus.session_expires / SIM_MS, CHECKER_NEVER / 2);
}

/* How long nobody has refreshed the leg.  The clock of the session runs from the inviter's ACK on. */
static uint32_t unrefreshed_for(ReportChecker *checker, const CheckerInput *in, const CheckerExtra *extra)
{
    const CheckerSession *session = checker_session(checker, in->name.session);
    if (!session->established)
        return 0;
    return MIN(checker_elapsed(extra->refreshed, in->now), checker_elapsed(session->established_at, in->now));
}

static unsigned first_hop(const CheckerLeg *leg)
{
    return leg->role == CHECKER_INVITER ? 1 : 0;
}

/* It is known by when the refresh leaves the focus. */
void checker_on_update(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    unsigned bit = 1u << in->hop, before = in->leg->role == CHECKER_INVITER ? bit << 1 : bit >> 1;
    if (in->hop != first_hop(in->leg)) {
        if (!(extra->updates & before) && !(checker->wire && extra->refreshes > 1))    /* there, of the refresh before */
            checker_fail(checker, in, CHECKER_RULE_CAUSAL, "an UPDATE was forwarded that had not arrived");
        extra->updates |= (uint8_t)bit;
        return;
    }
    if (!extra->is_joined)
        checker_fail(checker, in, CHECKER_RULE_REFRESH, "a session is refreshed that has not begun");
    else if (unrefreshed_for(checker, in, extra) > expires(checker) + checker->margin)
        checker_fail(checker, in, CHECKER_RULE_REFRESH, "a session is refreshed %.3f s after it was last",
            unrefreshed_for(checker, in, extra) / 1000.0);
    extra->updates = (uint8_t)bit;
    extra->refreshed = in->now;
    extra->refreshes++;
}

void checker_on_update_answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (!(extra->updates >> in->hop & 1))
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u to UPDATE came without its UPDATE", in->status);
    if (in->leg->dead && in->status == 481 && in->hop == 3)
        checker_branch(checker, BRANCH_OUTAGE_STRANGER);
    if (in->hop != first_hop(in->leg))
        return;
    extra->refresh_answers++;
    if (in->status < 300 || extra->unrefreshed)
        return;
    extra->unrefreshed = true;
    extra->refused_refresh = in->now;
}

static void end_refresh(ReportChecker *checker, CheckerInput *in, const CheckerExtra *extra, bool ended)
{
    bool failed = extra->unrefreshed, waits = extra->refreshes > extra->refresh_answers;
    uint32_t since = failed ? extra->refused_refresh : extra->refreshed;
    if (!extra->is_joined || !checker->refreshes)
        return;
    if (!extra->has_ended && unrefreshed_for(checker, in, extra) > expires(checker) + checker->margin)
        checker_fail(checker, in, CHECKER_RULE_REFRESH, "a session has expired, %.3f s after it was last refreshed",
            unrefreshed_for(checker, in, extra) / 1000.0);
    if (extra->refreshes > 0)
        checker_pass(checker, in, CHECKER_RULE_REFRESH);
    if (!failed && !(waits && !extra->has_ended))
        return;
    if (extra->has_ended)
        checker_pass(checker, in, CHECKER_RULE_UNREFRESHED);
    else if (checker_overdue(checker, since, in->now, checker->margin))
        checker_demand(checker, in, CHECKER_RULE_UNREFRESHED, "a refresh has failed, and no BYE followed", ended);
}

void checker_dialog_end(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    end_texts(checker, in, extra, ended);
    end_refresh(checker, in, extra, ended);
}
