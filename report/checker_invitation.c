/* SPDX-License-Identifier: GPL-3.0-or-later */
/* INVITE on its way down a leg, and 1xx, final response and ACK: each hop once, each message after its cause.
 *
 * Positions are counted from the inviter's side; INVITE of hop h reaches position h + 1, a response of hop h position
 * h.  Causality is judged by arrivals: a box can forward only what reached it.  What a box sends of its own is judged
 * by its neighbours' knowledge. */
#include "report/checker_invitation.h"

#include "report/checker_ending.h"
#include "report/checker_focus.h"
#include "report/checker_option.h"

/* The figure's numbers of a hop; only for people. */
static const char *down_step(const CheckerLeg *leg, unsigned hop)
{
    static const char *const steps[3][4] = {{"1", "2"}, {"3a", "3b"}, {"5", "6", "8", "9"}};
    return steps[leg->role == CHECKER_INVITER ? 0 : leg->role == CHECKER_CPM ? 1 : 2][hop];
}

void checker_on_invite(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned hop = in->hop;
    if (leg->invited > hop) {
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
    if (leg->role != CHECKER_INVITER && hop == 0)
        checker_focus_invited(checker, in);
    else if (leg->role == CHECKER_INVITER && hop == 1)
        checker_focus_started(checker, in);
}

/* A response needs a request on its hop. */
static void needs_invite(ReportChecker *checker, CheckerInput *in)
{
    if (in->leg->invited <= in->hop)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL,
            "a %u came back on the hop of step %s, which the INVITE has not passed", in->status,
            down_step(in->leg, in->hop));
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
    return leg->role == CHECKER_CONVERT || leg->role == CHECKER_NATIVE ? checker->iwf_keepalive : CHECKER_NEVER;
}

static void judge_silence(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (checker_overdue(leg->quiet, in->now, keepalive_of(checker, leg)))
        checker_fail(checker, in, CHECKER_RULE_PROVISIONAL, "no provisional response for %.3f s",
            checker_elapsed(leg->quiet, in->now) / 1000.0);
}

void checker_timer_c_due(ReportChecker *checker, CheckerInput *in)
{
    uint32_t quiet = in->leg->quiet;
    if (checker_overdue(quiet, in->now, checker->timer_c))
        checker_fail(checker, in, CHECKER_RULE_TIMER_C, "no proxy cancelled, %.3f s after the last sign of life",
            checker_elapsed(quiet, in->now) / 1000.0);
}

void checker_wait_ends(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    uint32_t keepalive = keepalive_of(checker, leg);
    uint32_t waited = checker_elapsed(leg->since, in->now);
    judge_silence(checker, in);
    if (keepalive != CHECKER_NEVER && waited > keepalive)
        checker_pass(checker, in, CHECKER_RULE_PROVISIONAL);
    if (!leg->cancel)
        checker_timer_c_due(checker, in);
    if ((uint64_t)waited + CHECKER_MARGIN > checker->timer_c)
        checker_pass(checker, in, CHECKER_RULE_TIMER_C);
    if (leg->role != CHECKER_INVITER && !(leg->cancel & 1) && checker_overdue(leg->since, in->now, checker->t_answer))
        checker_fail(checker, in, CHECKER_RULE_STEPS,
            "%.3f s without an answer, and the Conversation Server has not cancelled", waited / 1000.0);
}

/* 18x received and not yet forwarded at @position, 1..3; 3 stands for "3 or more" and stays. */
static unsigned relays(const CheckerLeg *leg, unsigned position)
{
    return leg->relays >> 2 * (position - 1) & 3;
}

static void add_relay(CheckerLeg *leg, unsigned position)
{
    if (relays(leg, position) < 3)
        leg->relays += 1u << 2 * (position - 1);
}

static void take_relay(CheckerLeg *leg, unsigned position)
{
    if (relays(leg, position) < 3)
        leg->relays -= 1u << 2 * (position - 1);
}

void checker_on_provisional(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned hop = in->hop;
    needs_invite(checker, in);
    leg->heard |= 1u << hop;
    if (hop > 0)
        add_relay(leg, hop);
    if (hop < checker_last_hop(leg)) {
        if (relays(leg, hop + 1) == 0)
            checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u was forwarded that had not arrived", in->status);
        else
            take_relay(leg, hop + 1);
        return;
    }
    if (!(leg->cancel >> hop & 1) && !(leg->final >> hop & 1))
        judge_silence(checker, in);
    if (leg->role == CHECKER_CONVERT && in->status == 180 && leg->reply == REPLY_NONE)
        checker_fail(
            checker, in, CHECKER_RULE_OPTION, "the IWF says 180, but no delivery report and no reply has come");
    leg->quiet = in->now;
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
    else if (leg->role >= CHECKER_NATIVE)
        checker_option_final(checker, in);
    else if (cancelled && in->status != 487 && checker_elapsed(leg->since, in->now) > checker->access_bound)
        checker_fail(checker, in, CHECKER_RULE_CANCEL, "the client answers %u, %.3f s after the CANCEL reached it",
            in->status, checker_elapsed(leg->since, in->now) / 1000.0);
}

/* A box above the last one passes the answer on, or a proxy ends an INVITE that nobody answers at all (RFC 3261 16.8).
 */
static void forward(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned status = leg->status + 200u;
    if (leg->final >> (in->hop + 1) & 1) {
        if (in->status != status && !(status == 503 && in->status == 500))
            checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u arrived and was forwarded as %u", status, in->status);
        return;
    }
    if (leg->final != 0 && leg->role != CHECKER_INVITER)
        checker_fail(checker, in, CHECKER_RULE_STEPS, "%s", checker_missing_step(leg));
    bool timed_out = checker_elapsed(leg->quiet, in->now) >= checker->timer_c;
    if (in->status == 408 && (timed_out || leg->cancel >> in->hop & 1)) /* the latter: 9.1, 64*T1 after the CANCEL */
        return;
    checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u was forwarded that had not arrived", in->status);
}

void checker_on_final(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned hop = in->hop;
    needs_invite(checker, in);
    if (leg->final >> hop & 1) {
        if (leg->role == CHECKER_INVITER && checker->literal && in->status < 300 && leg->status < 100)
            checker_focus_extra_ok(checker, in);
        else
            checker_fail(checker, in, CHECKER_RULE_ONE_FINAL, "a %u came after the final response %u on the same hop",
                in->status, leg->status + 200u);
        return;
    }
    if (hop == checker_last_hop(leg))
        answer(checker, in);
    else
        forward(checker, in);
    leg->final |= 1u << hop;
    leg->status = in->status - 200u;
    leg->since = in->now;
    if (hop == 0 && leg->role != CHECKER_INVITER)
        checker_focus_member_answer(checker, in);
    else if (hop == 0 && in->status < 300)
        checker_session(checker, in->name.session)->oks++;
}

void checker_on_ack(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned bit = 1u << in->hop;
    bool end_to_end = leg->status < 100;
    bool literal = leg->role == CHECKER_INVITER && checker->literal;
    if (!(leg->final & bit))
        checker_fail(checker, in, CHECKER_RULE_ACK, "an ACK came, but no final response went before it on its hop");
    else if (end_to_end && in->hop > 0 && !(leg->ack & bit >> 1))
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "an ACK was forwarded that had not arrived");
    else if ((leg->ack & bit) && !literal)
        checker_fail(checker, in, CHECKER_RULE_ACK, "a second ACK came on the same hop");
    leg->ack |= bit;
}
