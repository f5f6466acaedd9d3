/* SPDX-License-Identifier: GPL-3.0-or-later */
/* INVITE on its way down a leg, and 1xx, final response and ACK: each hop once, each message after its cause.
 *
 * Positions are counted from the inviter's side; INVITE of hop h reaches position h + 1, a response of hop h position
 * h.  Causality is judged by arrivals: a box can forward only what reached it.  What a box sends of its own is judged
 * by its neighbours' knowledge. */
#include "report/checker_invitation.h"

#include "report/checker_dialog.h"
#include "report/checker_ending.h"
#include "report/checker_event.h"
#include "report/checker_focus.h"
#include "report/checker_number.h"
#include "report/checker_option.h"
#include "report/checker_selection.h"
#include "report/checker_wire.h"

/* The figure's numbers of a hop; only for people. */
static const char *down_step(const CheckerLeg *leg, unsigned hop)
{
    static const char *const steps[3][4] = {{"1", "2"}, {"3a", "3b"}, {"5", "6", "8", "9"}};
    return steps[leg->role == CHECKER_INVITER ? 0 : leg->role == CHECKER_CPM ? 1 : 2][hop];
}

/* A copy that has waited somewhere until the transaction had ended makes a new one: lawful, but nothing is as it was. */
static bool is_renewed(ReportChecker *checker, const CheckerInput *in)
{
    CheckerSession *session = checker_session(checker, in->name.session);
    if (!checker->delays || in->time - session->begun_at < (SimTime)checker->margin * SIM_MS)
        return false;
    checker_make_extra(checker, in)->renewed = true;
    session->renewed = true;
    return true;
}

void checker_on_invite(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned hop = in->hop;
    if (checker->wire && leg->dead && hop == checker_last_hop(leg)) {      /* a copy, now that the IWF is back */
        leg->dead = 0;
        leg->invited = hop;
    }
    if (leg->invited > hop && !checker_selection_retries(checker, in)) {
        if (!is_renewed(checker, in))
            checker_fail(checker, in, CHECKER_RULE_STEPS, "the INVITE of step %s came twice", down_step(leg, hop));
        return;
    }
    if (leg->invited < hop)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "the INVITE of step %s came, but that of step %s had not",
            down_step(leg, hop), down_step(leg, hop - 1));
    leg->invited = hop + 1;
    if (hop == 0)
        leg->quiet = in->now;
    if (hop == 0 || (leg->role >= CHECKER_NATIVE && hop == checker_last_hop(leg)))
        leg->since = in->now;
    if (hop == 3)
        checker_option_invited(checker, in);
    else if (leg->role != CHECKER_INVITER && hop == 0)
        checker_focus_invited(checker, in);
    else if (leg->role == CHECKER_INVITER && hop == 1)
        checker_focus_started(checker, in);
    else if (leg->extra && hop == 1)
        checker_extra(checker, in)->decided = in->now;
}

static void fail_without_invite(ReportChecker *checker, CheckerInput *in)
{
    checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u came back on the hop of step %s, which the INVITE has not passed", in->status,
        down_step(in->leg, in->hop));
}

/* A response needs a request on its hop. */
static inline void needs_invite(ReportChecker *checker, CheckerInput *in)
{
    if (G_UNLIKELY(in->leg->invited <= in->hop) && !checker_wire_is_rejection(checker, in))
        fail_without_invite(checker, in);
}

void checker_on_trying(ReportChecker *checker, CheckerInput *in)
{
    needs_invite(checker, in);
    in->leg->heard |= 1u << in->hop;
}

/* How long the last box may be silent; only Interworking Functions and the focus have a setting for it. */
static uint32_t keepalive_of(const ReportChecker *checker, const CheckerLeg *leg)
{
    if (leg->role == CHECKER_INVITER)
        return checker->focus_keepalive;
    return checker_asks(leg) && !leg->dead ? checker->iwf_keepalive : CHECKER_NEVER;
}

/* Another IWF begins anew, but for the proxies above the ISF. */
static void judge_silence(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    uint32_t elapsed = checker_elapsed(leg->quiet, in->now);
    if (extra != NULL && extra->retried != 0)
        elapsed = MIN(elapsed, checker_elapsed(extra->retried, in->now));
    if (checker_overdue(checker, in->now - elapsed, in->now, keepalive_of(checker, leg)))
        checker_fail(checker, in, CHECKER_RULE_PROVISIONAL, "no provisional response for %.3f s", elapsed / 1000.0);
}

void checker_timer_c_due(ReportChecker *checker, CheckerInput *in)
{
    uint32_t quiet = in->leg->quiet;
    if (checker_overdue(checker, quiet, in->now, checker->timer_c))
        checker_fail(checker, in, CHECKER_RULE_TIMER_C, "no proxy cancelled, %.3f s after the last sign of life",
            checker_elapsed(quiet, in->now) / 1000.0);
}

void checker_wait_ends(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    uint32_t keepalive = keepalive_of(checker, leg);
    uint32_t waited = checker_elapsed(leg->since, in->now);
    judge_silence(checker, in);
    if (keepalive != CHECKER_NEVER && waited > keepalive) {
        checker_branch(checker, leg->role == CHECKER_INVITER ? BRANCH_PROVISIONAL_FOCUS : BRANCH_PROVISIONAL_IWF);
        checker_pass(checker, in, CHECKER_RULE_PROVISIONAL);
    }
    if (!leg->cancel)
        checker_timer_c_due(checker, in);
    if ((uint64_t)waited + checker->margin > checker->timer_c)
        checker_pass(checker, in, CHECKER_RULE_TIMER_C);
    if (waited > checker->timer_c && checker_elapsed(leg->quiet, in->now) < checker->timer_c)
        checker_branch(checker, BRANCH_TIMER_C_RESTARTED);
    if (leg->role != CHECKER_INVITER && !(leg->cancel & 1) && checker_overdue(checker, leg->since, in->now, checker->t_answer))
        checker_fail(checker, in, CHECKER_RULE_STEPS,
            "%.3f s without an answer, and the Conversation Server has not cancelled", waited / 1000.0);
}

/* An 18x of the last box. */
static void judge_provisional(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned hop = in->hop;
    if (!(leg->cancel >> hop & 1) && !(leg->final >> hop & 1))
        judge_silence(checker, in);
    if (leg->role == CHECKER_CONVERT && in->status == 180) {
        if (leg->reply == REPLY_NONE && checker_relays(leg->relays, 3) < 3)
            checker_fail(
                checker, in, CHECKER_RULE_OPTION, "the IWF says 180, but no delivery report and no reply has come");
        checker_branch(checker, BRANCH_CONVERT_RINGING);
    }
    leg->quiet = in->now;
}

/* It goes up hop by hop; each box forwards what it got. */
void checker_on_provisional(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    needs_invite(checker, in);
    unsigned arrived = checker_count_provisional(leg, in->hop);
    if (in->hop == 0 && in->status == 180 && leg->role != CHECKER_INVITER)
        checker_event_alerted(checker, in);
    if (in->hop == checker_last_hop(leg))
        judge_provisional(checker, in);
    else if (arrived == 0)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u was forwarded that had not arrived", in->status);
}

/* The last box of the leg has answered. */
static void answer(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned hop = in->hop;
    bool cancelled = leg->cancel >> hop & 1;
    if (!cancelled)
        checker_wait_ends(checker, in);
    if (leg->role == CHECKER_INVITER)
        checker_focus_answer(checker, in);
    else if (checker->wire && checker_wire_is_rejection(checker, in))
        return;
    else if (leg->role >= CHECKER_NATIVE)
        checker_option_final(checker, in);
    else if (cancelled && in->status != 487
             && checker_elapsed(leg->since, in->now) > checker->access_bound + checker_wire_jitter(checker, in) / SIM_MS)
        checker_fail(checker, in, CHECKER_RULE_CANCELLED, "the client answers %u, %.3f s after the CANCEL reached it",
            in->status, checker_elapsed(leg->since, in->now) / 1000.0);
    if (!cancelled || leg->dead)
        return;
    checker_branch(checker, in->status == 487 ? BRANCH_CANCELLED_487 : BRANCH_CANCELLED_CROSSED);
    checker_pass(checker, in, CHECKER_RULE_CANCELLED);
}

/* A proxy that has given up answers 408 by itself; what comes from below it afterwards goes no further. */
static bool has_timed_out(const ReportChecker *checker, const CheckerInput *in, unsigned hop)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    return extra != NULL && extra->timed_out >> hop & 1;
}

/* RFC 3261 16.7 item 6: a 503 goes up as 500. */
static void judge_copy(ReportChecker *checker, CheckerInput *in)
{
    unsigned status = has_timed_out(checker, in, in->hop + 1u) ? 408 : in->leg->status + 200u;
    bool lone = status == 503 && (in->status == 503 || in->status == 500);
    if (in->status != status && !lone)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u arrived and was forwarded as %u", status, in->status);
    if (!lone)
        return;
    if (in->status == 503)
        checker_fail(checker, in, CHECKER_RULE_LONE_503, "a 503 was forwarded as it is");
    checker_pass(checker, in, CHECKER_RULE_LONE_503);
}

/* The IWF has died: the Core answers for it, with 500 for the connection that failed (16.9), or with 408 after 64*T1 (17.1.1.2), or each
 * proxy for itself after Timer C. */
static bool answers_for_dead(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    if (!in->leg->dead)
        return false;
    if (in->status == 500 && in->hop == 2 && extra->iwf < checker->setup->n_iwfs && checker->setup->iwfs[extra->iwf].refuses)
        return true;
    return in->status == 408 && checker_elapsed(extra->died, in->now) >= checker->margin / 2;
}

/* Timer B, 17.1.1.2: nothing at all has come back from below.  The INVITE was sent a latency before it got there. */
static bool gives_up(const ReportChecker *checker, const CheckerInput *in)
{
    const unsigned explaining = CHECKER_LOST(INVITE) | CHECKER_LOST(PROVISIONAL) | CHECKER_LOST(FINAL);
    uint64_t under_way = (uint64_t)((checker->core_bound + checker_wire_jitter(checker, in)) / SIM_MS) + 1;
    bool waited = checker_elapsed(in->leg->since, in->now) + under_way >= checker->margin;
    return checker->wire && in->status == 408 && !(in->leg->heard >> (in->hop + 1) & 1)
           && (waited || checker_wire_has_lost(checker, in, explaining));
}

/* A proxy has Timer C run since the last 101-199 that has reached it, which may be long before the last one that was sent. */
static bool has_not_heard(ReportChecker *checker, const CheckerInput *in)
{
    return checker_wire_has_lost(checker, in, CHECKER_LOST(PROVISIONAL)) &&
           in->time - checker_session(checker, in->name.session)->begun_at >= checker->setup->timer_c;
}

/* A box above the last one passes the answer on, or a proxy ends an INVITE that nobody answers at all (RFC 3261 16.8).
 */
static void forward(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (checker->wire && (checker_wire_is_rejection(checker, in) || in->from == in->to))
        return;                 /* nothing is passed on */
    if (in->hop == 1 && checker->selects && leg->role >= CHECKER_NATIVE && checker_selection_final(checker, in))
        return;
    if (leg->final >> (in->hop + 1) & 1) {
        judge_copy(checker, in);
        return;
    }
    if (answers_for_dead(checker, in) || gives_up(checker, in))
        return;
    if (leg->final != 0 && leg->role != CHECKER_INVITER)
        checker_fail(checker, in, CHECKER_RULE_STEPS, "%s", checker_missing_step(leg));
    bool timed_out = checker_elapsed(leg->quiet, in->now) >= checker->timer_c || has_not_heard(checker, in);
    if (in->status == 408 && (timed_out || leg->cancel >> in->hop & 1)) /* the latter: 9.1, 64*T1 after the CANCEL */
        return;
    checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u was forwarded that had not arrived", in->status);
}

/* A proxy has answered though the last box, which goes on, has not. */
static bool gives_up_above(const ReportChecker *checker, const CheckerInput *in)
{
    unsigned last = checker_last_hop(in->leg);
    return checker->wire && in->hop < last && in->leg->invited > last && !(in->leg->final >> last & 1);
}

void checker_on_final(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned hop = in->hop;
    needs_invite(checker, in);
    if (leg->final >> hop & 1) {
        if (checker_wire_repeats_ok(checker, in) || checker_selection_fails_again(checker, in))
            return;
        if (leg->role == CHECKER_INVITER && checker->literal && in->status < 300 && leg->status < 100)
            checker_focus_extra_ok(checker, in);
        else
            checker_fail(checker, in, CHECKER_RULE_ONE_FINAL, "a %u came after the final response %u on the same hop",
                in->status, leg->status + 200u);
        return;
    }
    if (checker->wire && leg->final & 1) {      /* too late for anybody */
        checker_wire_repeated(checker, in, CLASS_FINAL);
        leg->final |= 1u << hop;
        return;
    }
    if (hop == checker_last_hop(leg))
        answer(checker, in);
    else
        forward(checker, in);
    leg->final |= 1u << hop;
    if (checker->wire && in->status == 408 && hop < checker_last_hop(leg))
        checker_make_extra(checker, in)->timed_out |= (uint8_t)(1u << hop);
    if (in->from == in->to)
        leg->ack |= 1u << hop;          /* nobody is owed one */
    leg->status = in->status - 200u;
    if (!gives_up_above(checker, in))
        leg->since = in->now;
    if (hop == 2 && checker->selects && in->status >= 300)
        checker_selection_failed(checker, in);
    if (hop == 0 && leg->role != CHECKER_INVITER) {
        leg->unheard = !(leg->heard & 1);
        checker_focus_member_answer(checker, in);
        if (in->status < 300 && (checker->talks || checker->refreshes))
            checker_dialog_begins(checker, in);
        if (checker->numbers)
            checker_number_recount(checker, in);
    } else if (hop == 0 && in->status < 300)
        checker_session(checker, in->name.session)->oks++;
}

void checker_on_ack(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned bit = 1u << in->hop;
    bool end_to_end = leg->status < 100 && !has_timed_out(checker, in, in->hop);
    bool literal = leg->role == CHECKER_INVITER && checker->literal;
    CheckerExtra *extra = checker_extra(checker, in);
    bool uncaused = end_to_end && in->hop > 0 && !(leg->ack & bit >> 1);
    if (extra != NULL && in->hop >= 2 && extra->old_acks[in->hop - 2] > 0 && (!(leg->final & bit) || leg->ack & bit || uncaused)) {
        extra->old_acks[in->hop - 2]--;
        return;
    }
    if (extra != NULL && extra->retried != 0 && in->hop == 3 && leg->final & bit && (leg->ack & bit || end_to_end)) {
        leg->ack |= bit;        /* it may be a late one of a candidate that has failed, passed on */
        return;
    }
    if (!(leg->final & bit))
        checker_fail(checker, in, CHECKER_RULE_ACK, "an ACK came, but no final response went before it on its hop");
    else if (uncaused)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "an ACK was forwarded that had not arrived");
    else if ((leg->ack & bit) && !literal && !checker->wire)        /* there: one for each copy of the final response */
        checker_fail(checker, in, CHECKER_RULE_ACK, "a second ACK came on the same hop");
    if (!(leg->ack & bit) && in->hop == checker_last_hop(leg))
        checker_branch(checker, end_to_end ? BRANCH_ACK_OK : BRANCH_ACK_FAILURE);
    leg->ack |= bit;
    if (checker->wire && leg->role == CHECKER_INVITER && in->hop == 1 && end_to_end)
        checker_session(checker, in->name.session)->established = true;
    if (leg->role == CHECKER_INVITER && in->hop == 1 && end_to_end && (checker->talks || checker->refreshes))
        checker_dialog_begins(checker, in);
}
