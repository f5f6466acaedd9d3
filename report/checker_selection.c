/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Interworking Selection Function as the checker reads it: it goes through the candidates in their order; if it is informed it may
 * pass over those that are dead or full.  After 500, 503 or 408 the next one is tried, unless a CANCEL has come. */
#include "report/checker_selection.h"

#include "report/checker_focus.h"
#include "report/checker_iwf.h"
#include "report/checker_wire.h"

#define ISF_HOP 2 /* ISF - SIP/IP Core, below */

void checker_selection_start(ReportChecker *checker)
{
    const CpmSetup *setup = checker->setup;
    bool submits = false;
    for (unsigned i = 0; i < CPM_BOX_INSTANCES; i++) {
        bool named = i < setup->n_iwfs;
        checker->iwfs[i].serves = setup->n_iwfs == 0 ? 1u << i : named ? setup->iwfs[i].serves : 0;
        checker->iwfs[i].capacity = named ? setup->iwfs[i].capacity : 0;
        checker->counts |= checker->iwfs[i].capacity > 0;
    }
    checker->selects = setup->n_iwfs > 0;
    for (uint32_t i = 0; i < setup->n_groups; i++)
        for (uint32_t j = 0; j < setup->groups[i].n_members; j++)
            checker->selects |= setup->groups[i].members[j].n_also > 0;
    for (uint32_t i = 0; i < setup->n_systems; i++)
        submits |= setup->systems[i].refused + setup->systems[i].silent + setup->systems[i].malformed > 0;
    if (!submits)
        checker->t_submit = CHECKER_NEVER;
    checker->numbers = setup->iwf.correlation == CPM_CORRELATE_NUMBER && setup->iwf.numbers > 0;
    checker->keeps_facts = checker->selects || checker->numbers || submits;
}

/* ---- Candidates */

typedef struct Candidate {
    unsigned iwf, system;
} Candidate;

/* True if there is a candidate @index. */
static bool find_candidate(ReportChecker *checker, const CheckerInput *in, unsigned index, Candidate *out_candidate)
{
    const CpmMemberSetup *member = checker_focus_member(checker_session(checker, in->name.session), in->name.member);
    unsigned services = 1 + (member == NULL ? 0 : member->n_also);
    for (unsigned i = 0; i < services; i++) {
        unsigned system = i == 0 ? CPM_FACT_SYSTEM(checker_extra(checker, in)->facts) : member->also[i - 1];
        for (unsigned iwf = 0; iwf < CPM_BOX_INSTANCES; iwf++) {
            if (!(checker->iwfs[iwf].serves >> system & 1) || index-- > 0)
                continue;
            *out_candidate = (Candidate){iwf, system};
            return true;
        }
    }
    return false;
}

static unsigned count_candidates(ReportChecker *checker, const CheckerInput *in)
{
    Candidate candidate;
    unsigned n = 0;
    while (find_candidate(checker, in, n, &candidate))
        n++;
    return n;
}

/* An informed ISF may pass over this one, as far as is known of the moment when it chose. */
static bool may_pass_over(const ReportChecker *checker, const CheckerExtra *extra, const Candidate *candidate)
{
    return checker->setup->isf.informed
           && (checker->iwfs[candidate->iwf].capacity > 0 || checker_iwf_may_be_dead(checker, candidate->iwf, extra->decided));
}

/* True if all candidates from @index on may be passed over, or have failed before an INVITE reached them. */
static bool may_find_none(ReportChecker *checker, const CheckerInput *in, unsigned index)
{
    Candidate candidate;
    unsigned unseen = checker_extra(checker, in)->unseen;
    for (; find_candidate(checker, in, index, &candidate); index++)
        if (!may_pass_over(checker, checker_extra(checker, in), &candidate) && unseen-- == 0)
            return false;
    return true;
}

void checker_selection_begin(ReportChecker *checker, CheckerInput *in)
{
    Candidate candidate;
    if (checker->selects && !find_candidate(checker, in, 0, &candidate))
        in->leg->role = CHECKER_UNMAPPED;
}

/* ---- INVITE */

/* The index of the next candidate at @iwf; false if there is none. */
static bool find_next(ReportChecker *checker, const CheckerInput *in, unsigned iwf, unsigned *out_index, Candidate *out_candidate)
{
    unsigned index = checker_extra(checker, in)->candidate;
    while (find_candidate(checker, in, index, out_candidate) && out_candidate->iwf != iwf)
        index++;
    *out_index = index;
    return find_candidate(checker, in, index, out_candidate);
}

void checker_selection_invite(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    Candidate candidate, passed;
    unsigned first = extra->candidate, index;
    bool found = find_next(checker, in, in->iwf, &index, &candidate);
    extra->iwf = in->iwf;
    extra->has_iwf = true;
    extra->system = (uint8_t)(found ? candidate.system : CPM_FACT_SYSTEM(extra->facts));
    if (!found) {
        checker_fail(checker, in, CHECKER_RULE_SELECTION, "IWF %u is tried, which is no candidate", in->iwf);
        return;
    }
    extra->candidate = (uint8_t)(index + 1);
    if (!checker->selects)
        return;
    for (unsigned i = first; i < index && find_candidate(checker, in, i, &passed); i++)
        if (!may_pass_over(checker, extra, &passed) && extra->unseen-- == 0)
            checker_fail(checker, in, CHECKER_RULE_SELECTION, "IWF %u is tried, but number %u of the candidates is IWF %u", in->iwf,
                i + 1, passed.iwf);
    if (checker->setup->isf.informed && checker_iwf_is_dead_for_sure(checker, in->iwf, extra->decided))
        checker_fail(checker, in, CHECKER_RULE_SELECTION, "IWF %u is tried though it is known to be dead", in->iwf);
    extra->unseen = 0;
    checker_branch(checker, index > first ? BRANCH_SELECTION_PASSED_OVER : BRANCH_SELECTION_FIRST);
}

static bool is_retried(unsigned status)
{
    return status == 500 || status == 503 || status == 408;
}

/* Forgets what was below the ISF. */
static void start_anew(ReportChecker *checker, CheckerInput *in, CheckerExtra *extra)
{
    CheckerLeg *leg = in->leg;
    checker_iwf_forget(checker, in);
    for (unsigned i = 0; i < 2; i++)
        extra->old_acks[i] += (leg->final & ~leg->ack) >> (ISF_HOP + i) & 1;
    extra->old_cancels += (uint8_t)__builtin_popcount((unsigned)(leg->cancel & 12));
    leg->final &= 3;
    leg->ack &= 3;
    leg->cancel &= 3;
    leg->heard &= 3;
    leg->cancel_answers = MIN(leg->cancel_answers, (unsigned)__builtin_popcount((unsigned)leg->cancel));
    leg->invited = ISF_HOP;
    leg->reply = REPLY_NONE;
    extra->was_dead |= leg->dead;
    leg->invitation = leg->submitted = leg->unknown = leg->helps = leg->leave = leg->dead = 0;
    leg->relays = 63;
    extra->retried = in->now;
    extra->rejected = false;
    extra->unheard_answer = 0;
    extra->timed_out &= 3;
    extra->has_iwf = extra->late = extra->refused = extra->may_be_full = extra->is_full = extra->may_lack_number = false;
}

bool checker_selection_retries(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned status = leg->status + 200u;
    Candidate candidate;
    if (!checker->selects || in->hop != ISF_HOP || !(leg->final >> ISF_HOP & 1) || leg->final & 2)
        return false;
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (!checker->setup->isf.failover || !is_retried(status))
        checker_fail(checker, in, CHECKER_RULE_FAILOVER, "another IWF is tried after %u", status);
    else if (extra->cancelled_at_isf)
        checker_fail(checker, in, CHECKER_RULE_FAILOVER, "another IWF is tried, but the invitation has been cancelled");
    else if (!find_candidate(checker, in, extra->candidate, &candidate))
        checker_fail(checker, in, CHECKER_RULE_FAILOVER, "another IWF is tried, but none is left");
    else
        checker_branch(checker, BRANCH_FAILOVER_NEXT);
    checker_pass(checker, in, CHECKER_RULE_FAILOVER);
    start_anew(checker, in, extra);
    return true;
}

/* ---- Final responses */

void checker_selection_failed(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    extra->decided = in->now;
    extra->unseen += checker->wire && !extra->has_iwf && extra->unseen < UINT8_MAX;
    extra->cancelled_at_isf = in->leg->cancel >> 1 & 1;
}

/* The ISF answers by itself. */
static void judge_own_answer(ReportChecker *checker, CheckerInput *in, unsigned index)
{
    unsigned code = checker->setup->code[CPM_REASON_NO_IWF];
    if (in->status < 300) {
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "a %u was forwarded that had not arrived", in->status);
        return;
    }
    in->leg->role = CHECKER_UNAVAILABLE;
    if (!may_find_none(checker, in, index))
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the ISF answers %u, but there is an IWF", in->status);
    else if (in->status == 408 && (checker_wire_has_lost(checker, in, CHECKER_LOST(INVITE)) ||
                                   (checker->wire && checker_elapsed(checker_extra(checker, in)->decided, in->now) >= checker->margin)))
        return;                 /* Timer B: an IWF was tried, and nothing has got there so far */
    else if (in->status != code)
        checker_fail(checker, in, CHECKER_RULE_CODE, "the ISF answers %u, the scenario demands %u", in->status, code);
    else
        checker_pass(checker, in, CHECKER_RULE_CODE);
    checker_branch(checker, BRANCH_NO_IWF_LEFT);
}

bool checker_selection_final(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned status = leg->status + 200u;
    if (leg->role == CHECKER_UNMAPPED || in->status == 487)
        return false;
    if (leg->invited <= ISF_HOP && leg->final >> ISF_HOP == 0) {
        judge_own_answer(checker, in, 0);
        return true;
    }
    if (!(leg->final >> ISF_HOP & 1) || !is_retried(status))
        return false;
    CheckerExtra *extra = checker_make_extra(checker, in);
    unsigned index = extra->candidate, n = count_candidates(checker, in);
    if (extra->cancelled_at_isf) {
        checker_branch(checker, BRANCH_FAILOVER_CANCELLED);
        checker_pass(checker, in, CHECKER_RULE_FAILOVER);
        return false;
    }
    if (!checker->setup->isf.failover)
        return false;
    if (n == 1 || (checker->setup->isf.informed && in->status == (status == 503 ? 500 : status))) {
        if (n == 1)
            checker_branch(checker, BRANCH_FAILOVER_ONLY);
        checker_pass(checker, in, CHECKER_RULE_FAILOVER);
        return false;
    }
    if (!may_find_none(checker, in, index))
        checker_fail(checker, in, CHECKER_RULE_FAILOVER, "the ISF gives up after %u, but %u of %u IWFs have not been tried", status,
            n - index, n);
    else
        checker_branch(checker, BRANCH_FAILOVER_EXHAUSTED);
    checker_pass(checker, in, CHECKER_RULE_FAILOVER);
    judge_own_answer(checker, in, index);
    return true;
}

bool checker_selection_fails_again(ReportChecker *checker, CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    CheckerExtra *extra = checker_extra(checker, in);
    bool own = in->from == in->to;      /* the ISF spares the Core the INVITE to the next one */
    if (!checker->wire || !checker->selects || in->hop != ISF_HOP || leg->final & 2 || extra == NULL || (extra->has_iwf && !own) ||
        !is_retried(in->status))
        return false;
    extra->has_iwf = false;
    checker_selection_failed(checker, in);
    return true;
}

bool checker_selection_is_stray(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    const CheckerLeg *leg = in->leg;
    CheckerExtra *extra = checker_extra(checker, in);
    if (CPM_BOX_KIND(in->to) == CPM_IWF && checker_iwf_is_dead(checker, in->iwf, in->time) && !in->lost &&
        !(checker->wire && class == CLASS_ACK))         /* it may be that of an IWF before */
        checker_fail(checker, in, CHECKER_RULE_OUTAGE, "IWF %u takes something in while it is dead", in->iwf);
    if (class == CLASS_INVITE || extra == NULL || leg->role == CHECKER_INVITER || (!extra->has_iwf && extra->retried == 0))
        return false;
    if (extra->has_iwf && extra->iwf == in->iwf && (in->hop == 3 || extra->system == in->system))
        return false;
    if (leg->final >> 3 & 1)            /* between two IWFs: which of them it is does not matter any more */
        return class != CLASS_ACK;
    if (extra->retried == 0) {
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "something passes at IWF %u, but the INVITE has gone to IWF %u", in->iwf,
            extra->iwf);
        return true;
    }
    if (class == CLASS_ACK && extra->old_acks[1] > 0)
        extra->old_acks[1]--;
    return true;
}
