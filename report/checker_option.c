/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPM-IWF-008 as the checker reads it: which role an IWF has on a leg, and whether it kept to it.
 *
 * The order of application is a decision of this project, the requirement gives none: FORBID first, for every service;
 * an explicit "reject" of the user where it reaches beyond the gate; the gate ("does not support sessions or
 * invitations"); then the policy.  Who is not rejected by these may be refused for the inviter's sake: not authorised, anonymous, and
 * where the invitation is to be accepted or converted for what it contains. */
#include "report/checker_option.h"

#include "report/checker_focus.h"
#include "report/checker_iwf.h"
#include "report/checker_number.h"
#include "report/checker_reply.h"
#include "report/checker_selection.h"
#include "report/checker_wire.h"

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

static CheckerRole role_by_policy(const CpmPolicy *policy, uint32_t facts)
{
    CpmOption user = CPM_FACT_PREFERENCE(facts);
    if (policy->kind == CPM_FORBID)
        return CHECKER_REJECT_POLICY;
    if (gate_open(policy->reading, facts & CPM_FACT_SESSIONS, facts & CPM_FACT_INVITATIONS))
        return option_of_policy(policy, user);
    return user == CPM_REJECT && policy->user_reject_before_gate ? CHECKER_REJECT_USER : CHECKER_NATIVE;
}

CheckerRole checker_option_role(const CpmSetup *setup, uint32_t facts, uint32_t session)
{
    CheckerRole role = role_by_policy(&setup->policy, facts);
    if (role == CHECKER_REJECT_POLICY || role == CHECKER_REJECT_USER || setup->n_workloads == 0)
        return role;
    const CpmWorkload *workload = &setup->workloads[session % setup->n_workloads];
    if (workload->unauthorised)
        return CHECKER_UNAUTHORISED;
    if (workload->anonymous && !setup->iwf.anonymous_allowed)
        return CHECKER_ANONYMOUS;
    return workload->unconvertible && role != CHECKER_NATIVE ? CHECKER_CONTENT : role;
}

static const char *role_text(CheckerRole role)
{
    static const char *const texts[CHECKER_ROLES] = {
        [CHECKER_NATIVE] = "native invitation",
        [CHECKER_ACCEPT] = "accept on behalf",
        [CHECKER_REJECT_POLICY] = "reject (provider)",
        [CHECKER_REJECT_USER] = "reject (user)",
        [CHECKER_CONVERT] = "convert",
        [CHECKER_CONTENT] = "refuse (content)",
        [CHECKER_ANONYMOUS] = "refuse (anonymous)",
        [CHECKER_UNAUTHORISED] = "refuse (not authorised)",
        [CHECKER_UNMAPPED] = "refuse (no IWF)",
        [CHECKER_UNAVAILABLE] = "refuse (no IWF)",
    };
    return texts[role];
}

static bool refuses(CheckerRole role)
{
    return role == CHECKER_REJECT_POLICY || role == CHECKER_REJECT_USER || role >= CHECKER_CONTENT;
}

/* ---- INVITE at the IWF, and messages to the Non-CPM System */

void checker_option_invited(ReportChecker *checker, CheckerInput *in)
{
    if (!checker->keeps_facts)
        return;
    checker_selection_invite(checker, in);
    if (checker->counts)
        checker_iwf_invite(checker, in);
    if (checker->numbers)
        checker_number_invite(checker, in);
}

/* Nothing goes to users whose invitation is refused. */
static bool must_be_quiet(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    return refuses((CheckerRole)in->leg->role) || (extra != NULL && extra->refused);
}

void checker_option_sends(ReportChecker *checker, CheckerInput *in, const char *what)
{
    if (must_be_quiet(checker, in))
        checker_fail(checker, in, CHECKER_RULE_QUIET, "a %s reached the Non-CPM System, but the mode demanded is %s", what,
            role_text(in->leg->role));
    else if (in->leg->invited <= IWF_HOP)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "the IWF sends a %s before any INVITE reached it", what);
}

static void invite_system(ReportChecker *checker, CheckerInput *in, CheckerRole role, const char *what)
{
    CheckerLeg *leg = in->leg;
    if (leg->invited <= IWF_HOP)
        checker_fail(checker, in, CHECKER_RULE_CAUSAL, "the IWF sends the %s before any INVITE reached it", what);
    if (must_be_quiet(checker, in))
        checker_fail(checker, in, CHECKER_RULE_QUIET, "the %s reached the Non-CPM System, but the mode demanded is %s", what,
            role_text(leg->role));
    if (leg->role != role)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the %s reached the Non-CPM System, but the mode demanded is %s",
            what, role_text(leg->role));
    else if (leg->invitation)
        checker_fail(checker, in, CHECKER_RULE_INVITING, "the %s reached the Non-CPM System twice", what);
    leg->invitation = 1;
    if (checker->counts)
        checker_iwf_asked(checker, in);
    if (checker->numbers)
        checker_number_given(checker, in);
}

void checker_on_inviting_message(ReportChecker *checker, CheckerInput *in)
{
    invite_system(checker, in, CHECKER_CONVERT, "inviting message");
}

void checker_on_native_invite(ReportChecker *checker, CheckerInput *in)
{
    invite_system(checker, in, CHECKER_NATIVE, "native invitation");
}

/* ---- The wait for the user */

bool checker_option_submits(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    if (!checker->keeps_facts || extra == NULL || extra->system >= checker->setup->n_systems)
        return false;
    const CpmSystemSetup *system = &checker->setup->systems[extra->system];
    return system->refused + system->silent + system->malformed > 0;
}

/* All but one in a billion are shorter, ms. */
static uint64_t longest(const SimDistribution *distribution)
{
    return distribution == NULL ? 0 : (uint64_t)sim_distribution_time(distribution, 1 - 1e-9) / SIM_MS;
}

/* Does every user of @system answer in one go, and is every answer known for what it is? */
static bool is_certain(const CpmSetup *setup, const CpmSystemSetup *system, const CpmReplyProfile *profile)
{
    bool named = system->names_message || (setup->iwf.correlation == CPM_CORRELATE_NUMBER && setup->iwf.numbers == 0);
    return system->first_attempt >= 1 && profile->accept + profile->decline + profile->leave >= 1 && system->throughput <= 0 && named
           && system->refused + system->silent + system->malformed <= 0;
}

/* How long after the invitation the user's decision is at the IWF, where the scenario leaves nothing to chance; CHECKER_NEVER where it
 * does. */
static uint32_t certain_reply(const ReportChecker *checker, const CpmMemberSetup *member)
{
    const CpmSetup *setup = checker->setup;
    if (member == NULL || member->n_clients != 1 || member->client[0].system < 0 || setup->n_profiles == 0 || checker->selects)
        return CHECKER_NEVER;
    const CpmSystemSetup *system = &setup->systems[member->client[0].system];
    const CpmReplyProfile *profile = &setup->profiles[member->reply];
    if (!is_certain(setup, system, profile))
        return CHECKER_NEVER;
    return (uint32_t)MIN(longest(system->transit) + longest(profile->delay) + longest(system->return_transit), CHECKER_NEVER);
}

/* The wait for the user ends without a reply. */
static void judge_missing_reply(ReportChecker *checker, CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    const CpmMemberSetup *member = checker_focus_member(checker_session(checker, in->name.session), in->name.member);
    if (leg->invitation && leg->reply <= REPLY_DELIVERED && checker_overdue(checker, leg->since, in->now, certain_reply(checker, member)))
        checker_fail(checker, in, CHECKER_RULE_STEPS,
            "step 16 is missing: the reply, which the scenario makes certain, has not reached the IWF");
}

/* Nobody has answered, or nobody whose answer counts: T_reply must not have passed for long. */
static void judge_expiry(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (leg->reply > REPLY_DELIVERED)
        return;
    if (checker_overdue(checker, leg->since, in->now, checker->t_reply))
        checker_fail(checker, in, CHECKER_RULE_NO_REPLY, "the IWF still waits %.3f s after the INVITE",
            checker_elapsed(leg->since, in->now) / 1000.0);
    if (checker_option_submits(checker, in) && !leg->submitted && checker_overdue(checker, leg->since, in->now, checker->t_submit))
        checker_fail(checker, in, CHECKER_RULE_SUBMISSION, "the IWF still waits %.3f s after a submission without an answer",
            checker_elapsed(leg->since, in->now) / 1000.0);
}

void checker_option_cancelled(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (!checker_asks(leg) || leg->dead)
        return;
    judge_missing_reply(checker, in);
    judge_expiry(checker, in);
    if (leg->reply <= REPLY_DELIVERED && checker_elapsed(leg->since, in->now) >= checker->t_reply)
        leg->reply = REPLY_EXPIRED;
    else if (leg->reply <= REPLY_DELIVERED && checker_option_submits(checker, in) && !leg->submitted
             && checker_elapsed(leg->since, in->now) >= checker->t_submit)
        leg->reply = REPLY_EXPIRED;
}

/* ---- The final response of the IWF, as it reaches the Core */

/* The centre has said nothing for so long that the IWF had to give up. */
static bool is_silent(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    return leg->reply <= REPLY_DELIVERED && !leg->submitted && checker_option_submits(checker, in)
           && checker_elapsed(leg->since, in->now) >= checker->t_submit;
}

/* Of a user who was asked. */
static unsigned code_of_reply(const ReportChecker *checker, const CheckerInput *in)
{
    const uint16_t *code = checker->setup->code;
    switch ((CheckerReply)in->leg->reply) {
    case REPLY_DECLINE:
        return code[CPM_REASON_DECLINE];
    case REPLY_PERMANENT:
        return code[CPM_REASON_PERMANENT];
    case REPLY_TEMPORARY:
        return code[CPM_REASON_TEMPORARY];
    case REPLY_REFUSED:
        return code[CPM_REASON_SUBMIT_REFUSED];
    case REPLY_MALFORMED:
        return code[CPM_REASON_SUBMIT_MALFORMED];
    case REPLY_TIED:
        return 0;
    case REPLY_EXPIRED:
        return checker_option_submits(checker, in) ? 0 : code[CPM_REASON_NO_REPLY];
    default:
        if (!is_silent(checker, in))
            return code[CPM_REASON_NO_REPLY];
        return checker_elapsed(in->leg->since, in->now) < checker->t_reply ? code[CPM_REASON_SUBMIT_SILENT] : 0;
    }
}

/* The code that the scenario gives for the reason of a failure; 0 = any. */
static unsigned demanded_code(const ReportChecker *checker, const CheckerInput *in)
{
    const uint16_t *code = checker->setup->code;
    switch ((CheckerRole)in->leg->role) {
    case CHECKER_REJECT_POLICY:
        return code[CPM_REASON_POLICY];
    case CHECKER_REJECT_USER:
        return code[CPM_REASON_USER_REJECT];
    case CHECKER_CONTENT:
        return code[CPM_REASON_CONTENT];
    case CHECKER_ANONYMOUS:
        return code[CPM_REASON_ANONYMOUS];
    case CHECKER_UNAUTHORISED:
        return code[CPM_REASON_UNAUTHORISED];
    case CHECKER_UNMAPPED:
        return code[CPM_REASON_NO_MAPPING];
    default:
        return code_of_reply(checker, in);
    }
}

static void judge_code(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    unsigned code = demanded_code(checker, in);
    if (in->status < 300 || (in->status == 487 && leg->cancel >> checker_last_hop(leg)))
        return;
    if (code != 0 && in->status != code)
        checker_fail(checker, in, CHECKER_RULE_CODE, "the %s fails the leg with %u, the scenario demands %u",
            leg->role == CHECKER_UNMAPPED ? "ISF" : "IWF", in->status, code);
    else
        checker_pass(checker, in, CHECKER_RULE_CODE);
}

static void judge_accept(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (in->status >= 300 && !leg->cancel)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF answers %u, but the mode demanded is accept on behalf",
            in->status);
    else if (!leg->cancel && checker_overdue(checker, leg->since, in->now, 0))
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF accepts on behalf only %.3f s after the INVITE",
            checker_elapsed(leg->since, in->now) / 1000.0);
    if (checker->numbers && in->status < 300)
        checker_number_given(checker, in);
}

static void judge_reject(ReportChecker *checker, CheckerInput *in)
{
    bool refused = (in->status >= 400 && in->status < 500) || in->status >= 600;
    if (!refused)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF answers %u, but the mode demanded is %s: a 4xx or 6xx",
            in->status, role_text(in->leg->role));
    else if (in->leg->role == CHECKER_REJECT_POLICY || in->leg->role == CHECKER_REJECT_USER)
        checker_branch(checker, in->leg->role == CHECKER_REJECT_USER ? BRANCH_REJECT_USER : BRANCH_REJECT_POLICY);
}

static void note_refusal(ReportChecker *checker, const CheckerInput *in)
{
    static const uint8_t branches[] = {
        [REPLY_NONE] = BRANCH_CONVERT_EXPIRED, [REPLY_DELIVERED] = BRANCH_CONVERT_EXPIRED, [REPLY_ACCEPT] = BRANCH_CONVERT_EXPIRED,
        [REPLY_DECLINE] = BRANCH_CONVERT_DECLINED, [REPLY_PERMANENT] = BRANCH_CONVERT_PERMANENT,
        [REPLY_TEMPORARY] = BRANCH_CONVERT_TEMPORARY, [REPLY_EXPIRED] = BRANCH_CONVERT_EXPIRED, [REPLY_TIED] = BRANCH_CONVERT_EXPIRED,
        [REPLY_REFUSED] = BRANCH_CONVERT_SUBMISSION, [REPLY_MALFORMED] = BRANCH_CONVERT_SUBMISSION,
    };
    CheckerBranch branch = is_silent(checker, in) ? BRANCH_CONVERT_SUBMISSION : (CheckerBranch)branches[in->leg->reply];
    if (in->status == 487 && in->leg->cancel >> IWF_HOP & 1)
        branch = BRANCH_CONVERT_CANCELLED;
    if (in->leg->role == CHECKER_NATIVE)
        branch = branch == BRANCH_CONVERT_CANCELLED ? BRANCH_NATIVE_CANCELLED
                 : branch == BRANCH_CONVERT_EXPIRED ? BRANCH_NATIVE_EXPIRED
                                                    : BRANCH_NATIVE_DECLINED;
    checker_branch(checker, branch);
}

/* It gave up without being told to. */
static void judge_giving_up(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    uint32_t waited = checker_elapsed(leg->since, in->now);
    bool decided = leg->reply >= REPLY_DECLINE, silent = is_silent(checker, in);
    judge_missing_reply(checker, in);
    judge_expiry(checker, in);
    if (!decided && !silent && waited < checker->t_reply)
        checker_fail(checker, in, CHECKER_RULE_OPTION,
            leg->reply == REPLY_ACCEPT ? "the IWF answers %u although the user accepted in time"
                                       : "the IWF answers %u before T_reply, and the user has not declined",
            in->status);
    else if (!decided && leg->reply == REPLY_ACCEPT)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF answers %u although the user accepted in time", in->status);
    else if (!leg->invitation && waited > (uint64_t)checker->system_bound + checker->margin)
        checker_fail(checker, in, CHECKER_RULE_OPTION, "the IWF answers %u, but the user was never invited", in->status);
    else if (!decided && !silent)
        checker_pass(checker, in, CHECKER_RULE_NO_REPLY);
    if (silent)
        checker_branch(checker, BRANCH_SUBMISSION_SILENT);
    if (silent || leg->reply == REPLY_REFUSED || leg->reply == REPLY_MALFORMED)
        checker_pass(checker, in, CHECKER_RULE_SUBMISSION);
}

static void judge_refusal_of_user(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    bool cancelled = leg->cancel >> IWF_HOP & 1;
    if (!cancelled)
        judge_giving_up(checker, in);
    else if (in->status != 487 && leg->reply < REPLY_DECLINE)
        checker_fail(checker, in, CHECKER_RULE_CANCELLED,
            "the IWF answers %u after a CANCEL, but nothing but 487 was on its way", in->status);
    note_refusal(checker, in);
}

static void judge_acceptance_of_user(ReportChecker *checker, CheckerInput *in)
{
    CheckerLeg *leg = in->leg;
    if (leg->reply <= REPLY_DELIVERED && checker_elapsed(leg->since, in->now) >= checker->t_reply)
        checker_fail(checker, in, CHECKER_RULE_NO_REPLY, "T_reply has passed without a reply, and the IWF answers %u", in->status);
    switch ((CheckerReply)leg->reply) {
    case REPLY_ACCEPT:
    case REPLY_TIED:
        checker_branch(checker, leg->role == CHECKER_NATIVE ? BRANCH_NATIVE_ACCEPTED : BRANCH_CONVERT_ACCEPTED);
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
    CheckerLeg *leg = in->leg;
    if (leg->dead) {
        checker_iwf_dead_answers(checker, in);
        return;
    }
    if (checker->keeps_facts && (checker_iwf_refuses(checker, in) || checker_number_refuses(checker, in)))
        return;
    if (leg->role == CHECKER_ACCEPT)
        judge_accept(checker, in);
    else if (checker_asks(leg) && in->status < 300)
        judge_acceptance_of_user(checker, in);
    else if (checker_asks(leg))
        judge_refusal_of_user(checker, in);
    else if (leg->role == CHECKER_REJECT_POLICY || leg->role == CHECKER_REJECT_USER || in->status < 300)
        judge_reject(checker, in);
    if (leg->role == CHECKER_UNMAPPED)
        checker_branch(checker, BRANCH_NO_IWF_MAPPING);
    if (leg->role != CHECKER_ACCEPT)
        judge_code(checker, in);
}

/* ---- The end */

/* Nothing was sent, and that was right. */
static void end_quiet(ReportChecker *checker, CheckerInput *in, bool refused)
{
    CheckerRole role = (CheckerRole)in->leg->role;
    checker_branch(checker, refused || role >= CHECKER_UNMAPPED ? BRANCH_QUIET_RESOURCES
                            : role >= CHECKER_CONTENT           ? BRANCH_QUIET_INVITER
                                                                : BRANCH_QUIET_REJECT);
    checker_pass(checker, in, CHECKER_RULE_QUIET);
}

/* The IWF has refused the INVITE before it asked anybody, and that was lost. */
static bool has_refused_unheard(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    const uint16_t *code = checker->setup->code;
    if (extra == NULL || extra->unheard_answer == 0 || !extra->has_iwf)
        return false;
    return (checker->iwfs[extra->iwf].capacity > 0 && extra->unheard_answer == code[CPM_REASON_OVERLOADED]) ||
           (extra->may_lack_number && extra->unheard_answer == code[CPM_REASON_NO_NUMBER]);
}

/* The invitation may still be under way when the run ends. */
static const char *missing_invitation(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    if (!checker_asks(leg) || leg->invitation || has_refused_unheard(checker, in))
        return NULL;
    if (checker->system_bound > checker->margin && checker_elapsed(leg->since, in->now) <= checker->system_bound)
        return NULL;
    return "step 11 is missing: no invitation reached the Non-CPM System";
}

void checker_option_end(ReportChecker *checker, CheckerInput *in, bool ended)
{
    const CheckerLeg *leg = in->leg;
    const CheckerExtra *extra = checker_extra(checker, in);
    const char *missing = missing_invitation(checker, in);
    bool answered = leg->final >> checker_last_hop(leg) & 1, refused = extra != NULL && (extra->refused || extra->rejected);
    if (leg->invited < (leg->role >= CHECKER_UNMAPPED ? 2 : 4) || leg->dead)
        return;
    if (must_be_quiet(checker, in) && answered)
        end_quiet(checker, in, refused);
    if (refused || (extra != NULL && extra->strays >> checker_last_hop(leg) & 1))       /* so late that nobody has looked at it */
        return;
    if (missing == NULL && !answered && checker_wire_has_lost(checker, in, CHECKER_LOST(INVITE) | CHECKER_LOST(PROVISIONAL) |
                                                                              CHECKER_LOST(FINAL)))
        return;         /* it may have answered; or whoever heard nothing of it has given up, and may not cancel */
    checker_demand(checker, in, CHECKER_RULE_OPTION, missing != NULL ? missing : answered ? NULL : "the IWF has not answered", ended);
    if (checker_asks(leg) && missing == NULL && leg->invitation) {
        checker_branch(checker, leg->role == CHECKER_NATIVE ? BRANCH_INVITING_NATIVE : BRANCH_INVITING_MESSAGE);
        checker_pass(checker, in, CHECKER_RULE_INVITING);
    }
    if (extra != NULL && checker->counts && answered && checker_asks(leg)) {
        checker_branch(checker, BRANCH_CAPACITY_TAKEN);
        checker_pass(checker, in, CHECKER_RULE_CAPACITY);
    }
    if (extra != NULL && checker->selects && extra->has_iwf)
        checker_pass(checker, in, CHECKER_RULE_SELECTION);
}
