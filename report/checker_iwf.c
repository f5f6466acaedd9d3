/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_iwf.h"

#include "report/checker_selection.h"
#include "report/checker_wire.h"

#define IWF_HOP 3 /* SIP/IP Core - IWF */

/* ---- Outages */

bool checker_iwf_is_dead(const ReportChecker *checker, unsigned iwf, SimTime time)
{
    const CpmSetup *setup = checker->setup;
    for (uint32_t i = 0; iwf < setup->n_iwfs && i < setup->iwfs[iwf].n_outages; i++)
        if (time >= setup->iwfs[iwf].outages[i].from && time < setup->iwfs[iwf].outages[i].until)
            return true;
    return false;
}

bool checker_iwf_dies_at_random(const ReportChecker *checker, unsigned iwf)
{
    return iwf < checker->setup->n_iwfs && checker->setup->iwfs[iwf].up != NULL;
}

bool checker_iwf_may_be_dead(const ReportChecker *checker, unsigned iwf, uint32_t ms)
{
    return checker_iwf_dies_at_random(checker, iwf) || checker_iwf_is_dead(checker, iwf, (SimTime)ms * SIM_MS)
           || checker_iwf_is_dead(checker, iwf, ((SimTime)ms + 1) * SIM_MS);
}

bool checker_iwf_is_dead_for_sure(const ReportChecker *checker, unsigned iwf, uint32_t ms)
{
    return checker_iwf_is_dead(checker, iwf, (SimTime)ms * SIM_MS) && checker_iwf_is_dead(checker, iwf, ((SimTime)ms + 1) * SIM_MS);
}

static void forget(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    if (!in->leg->dead)
        extra->died = in->now;
    in->leg->dead = 1;
    checker_iwf_forget(checker, in);
}

void checker_iwf_dies(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (!checker_iwf_is_dead(checker, in->iwf, in->time) && !checker_iwf_dies_at_random(checker, in->iwf)) {
        checker_fail(checker, in, CHECKER_RULE_OUTAGE, "IWF %u dies, but the scenario has no outage then", in->iwf);
        return;
    }
    if (checker_asks(leg) && leg->reply <= REPLY_DELIVERED && !(leg->final >> IWF_HOP) && !(leg->cancel >> IWF_HOP))
        checker_branch(checker, BRANCH_OUTAGE_FORGOTTEN);
    forget(checker, in);
}

void checker_iwf_lost(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    CheckerLeg *leg = in->leg;
    unsigned bit = 1u << in->hop;
    if (CPM_BOX_KIND(in->to) != CPM_IWF || !checker_iwf_is_dead(checker, in->iwf, in->time)) {
        checker_fail(checker, in, CHECKER_RULE_OUTAGE, "a message is lost, but its receiver is not dead");
        return;
    }
    checker_branch(checker, BRANCH_OUTAGE_LOST);
    if (class == CLASS_INVITE) {
        leg->invited = IWF_HOP + 1;
        leg->since = in->now;
        checker_selection_invite(checker, in);
    }
    forget(checker, in);
    uint8_t *old_acks = &checker_extra(checker, in)->old_acks[1];
    if (class == CLASS_ACK && (!(leg->final & bit) || leg->ack & bit) && *old_acks > 0)
        (*old_acks)--;
    else if (class == CLASS_ACK)
        leg->ack |= bit;
    else if (class == CLASS_BYE)
        leg->bye |= bit;
    else if (class == CLASS_UPDATE && !checker_extra(checker, in)->unrefreshed) {
        checker_extra(checker, in)->unrefreshed = true;
        checker_extra(checker, in)->refused_refresh = in->now;
    }
}

void checker_iwf_dead_answers(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);
    uint64_t bound = (uint64_t)((checker->core_bound + checker_wire_jitter(checker, in)) / SIM_MS) + 2000;
    if (in->status == 503 && in->iwf < checker->setup->n_iwfs && checker->setup->iwfs[in->iwf].refuses && !in->leg->invitation)
        checker_branch(checker, BRANCH_OUTAGE_REFUSED);
    else if (checker_elapsed(extra->died, in->now) > bound)
        checker_fail(checker, in, CHECKER_RULE_OUTAGE, "IWF %u answers %u, %.3f s after it has died", in->iwf, in->status,
            checker_elapsed(extra->died, in->now) / 1000.0);
}

/* ---- Capacity: how many legs wait, at least and at most.  Timers are not seen, so who has waited for as long as one of them takes is
 * not counted as sure. */

static bool waits(const CheckerLeg *leg)
{
    return checker_asks(leg) && leg->invited > IWF_HOP && !(leg->final >> IWF_HOP) && !(leg->cancel >> IWF_HOP)
           && leg->reply <= REPLY_DELIVERED && !leg->dead;
}

static void drop_expired(ReportChecker *checker, CheckerIwf *iwf, uint32_t now)
{
    uint32_t limit = MIN(checker->t_reply, checker->t_submit);
    const CheckerQueued *due;
    while ((due = checker_queue_due(&iwf->waiting, now, limit)) != NULL) {
        CheckerPage *page = &checker->pages[due->number / CHECKER_PAGE];
        CheckerExtra *extra = page->extra == NULL ? NULL : &page->extra[due->number % CHECKER_PAGE];
        if (extra != NULL && checker->legs[due->number].extra && extra->queued && checker->legs[due->number].since == due->since) {
            extra->queued = false;
            iwf->surely--;
        }
        iwf->waiting.first++;
    }
}

void checker_iwf_invite(ReportChecker *checker, CheckerInput *in)
{
    CheckerIwf *iwf = &checker->iwfs[in->iwf];
    CheckerExtra *extra = checker_make_extra(checker, in);
    drop_expired(checker, iwf, in->now);
    extra->may_be_full = iwf->capacity > 0 && iwf->maybe >= iwf->capacity;
    extra->is_full = iwf->capacity > 0 && iwf->surely >= iwf->capacity;
    extra->may_wait = waits(in->leg);
    iwf->maybe += extra->may_wait;
}

void checker_iwf_asked(ReportChecker *checker, CheckerInput *in)
{
    CheckerIwf *iwf = &checker->iwfs[in->iwf];
    CheckerExtra *extra = checker_make_extra(checker, in);
    drop_expired(checker, iwf, in->now);
    if (extra->is_full)
        checker_fail(checker, in, CHECKER_RULE_CAPACITY, "IWF %u asks a user though it is full", in->iwf);
    if (extra->queued || !waits(in->leg) || checker_elapsed(in->leg->since, in->now) >= MIN(checker->t_reply, checker->t_submit))
        return;
    extra->queued = true;
    iwf->surely++;
    checker_queue_push(&iwf->waiting, (CheckerQueued){in->slot, in->leg->since});
}

void checker_iwf_forget(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_extra(checker, in);
    if (extra == NULL || !extra->has_iwf)
        return;
    checker->iwfs[extra->iwf].maybe -= extra->may_wait;
    checker->iwfs[extra->iwf].surely -= extra->queued;
    extra->may_wait = extra->queued = false;
}

void checker_iwf_recount(ReportChecker *checker, CheckerInput *in)
{
    if (in->leg->extra && !waits(in->leg))
        checker_iwf_forget(checker, in);
}

bool checker_iwf_refuses(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_extra(checker, in);
    unsigned code = checker->setup->code[CPM_REASON_OVERLOADED];
    if (!checker->counts || extra == NULL || checker->iwfs[in->iwf].capacity == 0 || in->leg->invitation)
        return false;
    if (extra->is_full && in->status != code && !in->leg->cancel)
        checker_fail(checker, in, CHECKER_RULE_CAPACITY, "a full IWF answers %u, the scenario demands %u", in->status, code);
    if (in->status != code || !(extra->may_be_full || code == 503))
        return false;
    extra->refused = checker->loses;            /* then the count may be wrong */
    if (!extra->may_be_full) {
        checker_fail(checker, in, CHECKER_RULE_CAPACITY, "an IWF that is not full answers %u", in->status);
        return true;
    }
    extra->refused = true;
    checker_branch(checker, BRANCH_CAPACITY_FULL);
    checker_pass(checker, in, CHECKER_RULE_CODE);
    return true;
}
