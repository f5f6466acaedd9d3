/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPM-IWF-008 as the checker reads it: which role an IWF has on a leg, and whether it kept to it.
 *
 * The order of application is a decision of this project, the requirement gives none: FORBID first, for every service;
 * an explicit "reject" of the user where it reaches beyond the gate; the gate ("does not support sessions or
 * invitations"); then the policy. */
#include "report/checker_option.h"

#include "report/checker_focus.h"

#define IWF_HOP 3 /* SIP/IP Core - IWF */

/* What an option asks of the IWF, where the user chose it or the provider did. */
static const uint8_t roles[3][2] = {
    [CPM_ACCEPT] = {CHECKER_ACCEPT, CHECKER_ACCEPT},
    [CPM_REJECT] = {CHECKER_REJECT_POLICY, CHECKER_REJECT_USER},
    [CPM_CONVERT] = {CHECKER_CONVERT, CHECKER_CONVERT},
};

static bool gate_open(CpmReading reading, bool sessions, bool invitations)
{
    /* Rows: reading; columns: neither, invitations only, sessions only, both.  True: the requirement applies. */
    static const bool applies[3][4] = {
        [CPM_READING_DEFAULT] = {true, false, true, false},
        [CPM_READING_EITHER] = {true, true, true, false},
        [CPM_READING_BOTH] = {true, false, false, false},
    };
    return applies[reading][(sessions ? 2 : 0) + (invitations ? 1 : 0)];
}

static CheckerRole option_of_policy(const CpmPolicy *policy, CpmOption user)
{
    bool stated = user != CPM_NONE;
    if (user == CPM_REJECT && policy->user_reject_wins)
        return CHECKER_REJECT_USER;
    switch (policy->kind) {
    case CPM_FORBID:
        return CHECKER_REJECT_POLICY;
    case CPM_FORCE:
        return roles[policy->option][0];
    case CPM_ALLOW:
        return stated && policy->allowed[user] ? roles[user][1] : roles[policy->option][0];
    case CPM_DEFAULT:
        return stated ? roles[user][1] : roles[policy->option][0];
    }
    g_assert_not_reached();
}

CheckerRole checker_option_role(const CpmPolicy *policy, uint32_t facts)
{
    CpmOption user = CPM_FACT_PREFERENCE(facts);
    if (policy->kind == CPM_FORBID)
        return CHECKER_REJECT_POLICY;
    if (gate_open(policy->reading, facts & CPM_FACT_SESSIONS, facts & CPM_FACT_INVITATIONS))
        return option_of_policy(policy, user);
    return user == CPM_REJECT && policy->user_reject_before_gate ? CHECKER_REJECT_USER : CHECKER_NATIVE;
}

static const char *role_text(CheckerRole role)
{
    static const char *const texts[CHECKER_ROLES] = {
        [CHECKER_NATIVE] = "native invitation",
        [CHECKER_ACCEPT] = "accept on behalf",
        [CHECKER_REJECT_POLICY] = "reject (provider)",
        [CHECKER_REJECT_USER] = "reject (user)",
        [CHECKER_CONVERT] = "convert",
    };
    return texts[role];
}

/* ---- Messages to the Non-CPM System */

static void invite_system(ReportChecker *checker, CheckerInput *in, CheckerRole role, const char *what)
{
    CheckerLeg *leg = in->leg;
    if (leg->invited <= IWF_HOP)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "the IWF sends the %s before any INVITE reached it", what);
    if (leg->role != role)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the %s reached the Non-CPM System, but the mode demanded is %s",
            what, role_text(leg->role));
    else if (leg->invitation)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the %s reached the Non-CPM System twice", what);
    leg->invitation = 1;
}

void checker_on_inviting_message(ReportChecker *checker, CheckerInput *in)
{
    invite_system(checker, in, CHECKER_CONVERT, "inviting message");
}

void checker_on_native_invite(ReportChecker *checker, CheckerInput *in)
{
    invite_system(checker, in, CHECKER_NATIVE, "native invitation");
}

void checker_on_notice(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (leg->role == CHECKER_REJECT_POLICY || leg->role == CHECKER_REJECT_USER)
        checker_fail(checker, in, CHECKER_RULE_OPTION,
            "a notice reached the Non-CPM System, but the mode demanded is %s", role_text(leg->role));
    else if (leg->invited <= IWF_HOP)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "the IWF sends a notice before any INVITE reached it");
    leg->notice = 1;
}

/* ---- Messages from it */

/* T_reply runs from when the IWF has served the INVITE, which is some time after it has reached it. */
static bool is_tied(const ReportChecker *checker, const CheckerInput *in)
{
    return checker_elapsed(in->leg->since, in->now) >= checker->t_reply &&
           !checker_overdue(in->leg->since, in->now, checker->t_reply);
}

/* What comes after the decision, or after the CANCEL or the final response, decides nothing. */
static void reply(ReportChecker *checker, CheckerInput *in, CheckerReply what)
{
    CheckerLeg *leg = in->leg;
    unsigned bit = 1u << IWF_HOP;
    if (!leg->invitation && !leg->notice)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "the Non-CPM System answers, but nothing was sent to it");
    if (leg->reply <= REPLY_DELIVERED && !(leg->cancel & bit) && !(leg->final & bit))
        leg->reply = what > REPLY_DELIVERED && is_tied(checker, in) ? REPLY_TIED : what;
}

void checker_on_report(ReportChecker *checker, CheckerInput *in)
{
    if (in->status < 300)
        reply(checker, in, REPLY_DELIVERED);
    else
        reply(checker, in, in->status == 404 ? REPLY_PERMANENT : REPLY_TEMPORARY);
}

void checker_on_accept(ReportChecker *checker, CheckerInput *in)
{
    reply(checker, in, REPLY_ACCEPT);
}

void checker_on_decline(ReportChecker *checker, CheckerInput *in)
{
    reply(checker, in, REPLY_DECLINE);
}

void checker_on_unrecognised(ReportChecker *checker, CheckerInput *in)
{
    reply(checker, in, (CheckerReply)in->leg->reply);
}

/* All but one in a billion are shorter, ms. */
static uint64_t longest(const SimDistribution *distribution)
{
    return distribution == NULL ? 0 : (uint64_t)sim_distribution_time(distribution, 1 - 1e-9) / SIM_MS;
}

/* How long after the invitation the user's decision is at the IWF, where the scenario leaves nothing to chance; CHECKER_NEVER where it
 * does. */
static uint32_t certain_reply(const ReportChecker *checker, const CpmMemberSetup *member)
{
    const CpmSetup *setup = checker->setup;
    if (member == NULL || member->n_clients != 1 || member->client[0].system < 0 || setup->n_profiles == 0)
        return CHECKER_NEVER;
    const CpmSystemSetup *system = &setup->systems[member->client[0].system];
    const CpmReplyProfile *profile = &setup->profiles[member->reply];
    if (system->first_attempt < 1 || profile->accept + profile->decline < 1)
        return CHECKER_NEVER;
    return (uint32_t)MIN(longest(system->transit) + longest(profile->delay) + longest(system->return_transit), CHECKER_NEVER);
}

/* The wait for the user ends without a reply. */
static void judge_missing_reply(ReportChecker *checker, CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    const CpmMemberSetup *member = checker_focus_member(checker_session(checker, in->name.session), in->name.member);
    if (leg->invitation && leg->reply <= REPLY_DELIVERED && checker_overdue(leg->since, in->now, certain_reply(checker, member)))
        checker_fail(checker, in, CHECKER_RULE_STEPS,
            "step 16 is missing: the reply, which the scenario makes certain, has not reached the IWF");
}

void checker_option_cancelled(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    bool asks = leg->role == CHECKER_CONVERT || leg->role == CHECKER_NATIVE;
    if (asks)
        judge_missing_reply(checker, in);
    if (asks && leg->reply <= REPLY_DELIVERED && checker_elapsed(leg->since, in->now) >= checker->t_reply)
        leg->reply = REPLY_EXPIRED;
}

/* ---- The final response of the IWF, as it reaches the Core */

/* The code that the scenario gives for the reason of a failure; 0 = any. */
static unsigned demanded_code(const ReportChecker *checker, const CheckerLeg *leg)
{
    const uint16_t *code = checker->setup->code;
    if (leg->role == CHECKER_REJECT_POLICY)
        return code[CPM_REASON_POLICY];
    if (leg->role == CHECKER_REJECT_USER)
        return code[CPM_REASON_USER_REJECT];
    switch ((CheckerReply)leg->reply) {
    case REPLY_DECLINE:
        return code[CPM_REASON_DECLINE];
    case REPLY_PERMANENT:
        return code[CPM_REASON_PERMANENT];
    case REPLY_TEMPORARY:
        return code[CPM_REASON_TEMPORARY];
    case REPLY_TIED:
        return 0;
    default:
        return code[CPM_REASON_NO_REPLY];
    }
}

static void judge_code(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned code = demanded_code(checker, leg);
    if (in->status < 300 || (in->status == 487 && leg->cancel >> IWF_HOP))
        return;
    if (code != 0 && in->status != code)
        checker_fail(
            checker, in, CHECKER_RULE_CODE, "the IWF fails the leg with %u, the scenario demands %u", in->status, code);
    else
        checker_pass(checker, in, CHECKER_RULE_CODE);
}

static void judge_accept(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (in->status >= 300 && !leg->cancel)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF answers %u, but the mode demanded is accept on behalf",
            in->status);
    else if (!leg->cancel && checker_overdue(leg->since, in->now, 0))
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF accepts on behalf only %.3f s after the INVITE",
            checker_elapsed(leg->since, in->now) / 1000.0);
}

static void judge_reject(ReportChecker *checker, CheckerInput *in)
{
    bool refused = (in->status >= 400 && in->status < 500) || in->status >= 600;
    if (!refused)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF answers %u, but the mode demanded is %s: a 4xx or 6xx",
            in->status, role_text(in->leg->role));
}

static void judge_refusal_of_user(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    bool cancelled = leg->cancel >> IWF_HOP & 1;
    bool decided = leg->reply >= REPLY_DECLINE;
    if (!cancelled)
        judge_missing_reply(checker, in);
    if (cancelled && in->status != 487 && !decided)
        checker_fail(checker, in, CHECKER_RULE_CANCEL,
            "the IWF answers %u after a CANCEL, but nothing but 487 was on its way", in->status);
    else if (!cancelled && !decided && checker_elapsed(leg->since, in->now) < checker->t_reply)
        checker_fail(checker, in, CHECKER_RULE_OPTION,
            leg->reply == REPLY_ACCEPT ? "the IWF answers %u although the user accepted in time"
                                       : "the IWF answers %u before T_reply, and the user has not declined",
            in->status);
    else if (!cancelled && !leg->invitation)
        checker_fail(
            checker, in, CHECKER_RULE_OPTION, "the IWF answers %u, but the user was never invited", in->status);
}

static void judge_acceptance_of_user(ReportChecker *checker, CheckerInput *in)
{
    switch ((CheckerReply)in->leg->reply) {
    case REPLY_ACCEPT:
    case REPLY_TIED:
        break;
    case REPLY_DELIVERED:
        checker_fail(checker, in, CHECKER_RULE_OPTION,
            "the IWF answers %u on a delivery report; the user has not accepted", in->status);
        break;
    case REPLY_NONE:
        checker_fail(checker, in, CHECKER_RULE_OPTION,
            in->leg->invitation ? "the IWF answers %u before the user accepted"
                                : "the IWF answers %u, but the user was never invited",
            in->status);
        break;
    default:
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF answers %u, but the user did not accept", in->status);
    }
}

void checker_option_final(ReportChecker *checker, CheckerInput *in)
{
    switch ((CheckerRole)in->leg->role) {
    case CHECKER_ACCEPT:
        judge_accept(checker, in);
        break;
    case CHECKER_REJECT_POLICY:
    case CHECKER_REJECT_USER:
        judge_reject(checker, in);
        judge_code(checker, in);
        break;
    case CHECKER_NATIVE:
    case CHECKER_CONVERT:
        if (in->status < 300)
            judge_acceptance_of_user(checker, in);
        else
            judge_refusal_of_user(checker, in);
        judge_code(checker, in);
        break;
    default:
        g_assert_not_reached();
    }
}
