/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/decision_case.h"

#include <glib.h>

#include "sim/random.h"
#include "study/decision_setup.h"

/* Where the case needs another session, that is there first, and this one begins later. */
#define LATER (20 * SIM_S)
#define SOON (2 * SIM_S)
#define AGAIN (5 * SIM_S)               /* a user writes once more                                              */
#define HALFWAY (100 * SIM_S)           /* while the IWF waits for the user                                     */
#define SHORTLY (10 * SIM_S)            /* a user thinks, where he is to be asked several times                 */
#define AT_LAST (10000 * SIM_S)         /* after the end of every run                                           */

static SimDistribution *always(SimTime time)
{
    return sim_distribution_new_constant(sim_time_to_seconds(time));
}

/* ---- what invites refusal */

static void with_file(CpmSetup *setup)
{
    setup->workloads[0].unconvertible = true;
}

static void anonymous(CpmSetup *setup)
{
    setup->workloads[0].anonymous = true;
}

static void anonymity_allowed(CpmSetup *setup)
{
    setup->iwf.anonymous_allowed = true;
}

static void unauthorised(CpmSetup *setup)
{
    setup->workloads[0].unauthorised = true;
}

static void with_notices(CpmSetup *setup)
{
    setup->iwf.notices = true;
}

/* ---- another session, of other people */

/* A second service, of which nothing is supported natively; the other people use it. */
static void other_service(CpmSetup *setup)
{
    CpmSystemSetup *other;

    setup->systems = g_renew(CpmSystemSetup, setup->systems, 2);
    setup->n_systems = 2;
    other = &setup->systems[1];
    *other = setup->systems[0];
    other->name = g_strdup("d");
    other->service = g_strdup("other service");
    other->sessions = other->invitations = other->names_message = false;
    other->transit = always(STUDY_TRANSIT);
    other->return_transit = always(STUDY_RETURN);
    other->absence = NULL;
}

/* @size people, who want to be asked and do not reply; the last service is theirs. */
static void add_session(CpmSetup *setup, uint32_t size)
{
    CpmMemberSetup *members = g_new0(CpmMemberSetup, 1);

    setup->profiles = g_renew(CpmReplyProfile, setup->profiles, 2);
    setup->profiles[1] = (CpmReplyProfile){ .name = g_strdup("nobody") };
    setup->n_profiles = 2;
    *members = (CpmMemberSetup){ .name = g_strdup("D"), .count = size, .first = 1, .n_clients = 1, .reply = 1 };
    members->client[0].until = 1.0;
    members->client[0].system = (int32_t)setup->n_systems - 1;
    members->prefer_until[CPM_CONVERT] = members->prefer_until[CPM_NONE] = 1.0;
    setup->groups = g_renew(CpmGroupSetup, setup->groups, 2);
    setup->groups[1] = (CpmGroupSetup){ .name = g_strdup("others"), .members = members, .n_members = 1, .size = size };
    setup->n_groups = 2;
    setup->workloads = g_renew(CpmWorkload, setup->workloads, 2);
    setup->workloads[1] = (CpmWorkload){ .group = 1, .count = 1, .duration = SIM_TIME_MAX, .patience = SIM_TIME_MAX };
    setup->n_workloads = 2;
    setup->workloads[0].start = LATER;
}

static void after_another(CpmSetup *setup)
{
    add_session(setup, 1);
}

static void after_two(CpmSetup *setup)
{
    add_session(setup, 2);
}

/* The other session is over when this one begins. */
static void after_a_short_one(CpmSetup *setup)
{
    add_session(setup, 1);
    setup->workloads[1].patience = SOON;
}

static void one_number(CpmSetup *setup)
{
    setup->iwf.numbers = 1;
}

static void one_number_long_rest(CpmSetup *setup)
{
    setup->iwf.numbers = 1;
    setup->iwf.number_rest = LATER;
}

static void names_message(CpmSetup *setup)
{
    setup->systems[0].names_message = true;
}

/* ---- Interworking Functions */

static void add_iwfs(CpmSetup *setup, uint32_t n, uint32_t capacity)
{
    setup->iwfs = g_new0(CpmIwfBox, n);
    setup->n_iwfs = n;
    for (uint32_t i = 0; i < n; i++)
        setup->iwfs[i] = (CpmIwfBox){ .name = g_strdup_printf("iwf %u", i), .serves = (1u << setup->n_systems) - 1, .capacity = capacity };
}

static void add_outage(CpmIwfBox *iwf, SimTime from, SimTime until, bool refuses)
{
    iwf->outages = g_new0(struct CpmOutage, 1);
    iwf->outages[0] = (struct CpmOutage){ from, until };
    iwf->n_outages = 1;
    iwf->refuses = refuses;
}

static void room_for_one(CpmSetup *setup)
{
    add_iwfs(setup, 1, 1);
}

static void two_with_room_for_one(CpmSetup *setup)
{
    add_iwfs(setup, 2, 1);
}

static void two(CpmSetup *setup)
{
    add_iwfs(setup, 2, 0);
}

static void serving_nobody(CpmSetup *setup)
{
    add_iwfs(setup, 1, 0);
    setup->iwfs[0].serves = 0;
}

static void serving_the_other_service(CpmSetup *setup)
{
    add_iwfs(setup, 1, 0);
    setup->iwfs[0].serves = 2;
    setup->groups[0].members[0].also[0] = 1;
    setup->groups[0].members[0].n_also = 1;
}

static void dead(CpmSetup *setup)
{
    add_iwfs(setup, 1, 0);
    add_outage(&setup->iwfs[0], 0, AT_LAST, false);
}

static void dead_refusing(CpmSetup *setup)
{
    add_iwfs(setup, 1, 0);
    add_outage(&setup->iwfs[0], 0, AT_LAST, true);
}

static void first_dead(CpmSetup *setup)
{
    add_iwfs(setup, 2, 0);
    add_outage(&setup->iwfs[0], 0, AT_LAST, false);
}

static void first_dead_refusing(CpmSetup *setup)
{
    add_iwfs(setup, 2, 0);
    add_outage(&setup->iwfs[0], 0, AT_LAST, true);
}

static void both_dead(CpmSetup *setup)
{
    first_dead(setup);
    add_outage(&setup->iwfs[1], 0, AT_LAST, false);
}

static void both_dead_refusing(CpmSetup *setup)
{
    first_dead_refusing(setup);
    add_outage(&setup->iwfs[1], 0, AT_LAST, true);
}

static void dies(CpmSetup *setup)
{
    add_iwfs(setup, 1, 0);
    add_outage(&setup->iwfs[0], HALFWAY / 2, AT_LAST, false);
}

static void dies_and_returns(CpmSetup *setup)
{
    add_iwfs(setup, 1, 0);
    add_outage(&setup->iwfs[0], HALFWAY / 2, HALFWAY, false);
}

static void informed(CpmSetup *setup)
{
    setup->isf.informed = true;
}

static void without_failover(CpmSetup *setup)
{
    setup->isf.failover = false;
}

/* ---- the user goes on */

static void write_again(CpmSetup *setup, CpmReply says)
{
    setup->profiles[0].again = 1.0;
    setup->profiles[0].again_says = says;
    setup->profiles[0].again_after = always(AGAIN);
}

static void declines_later(CpmSetup *setup)
{
    write_again(setup, CPM_REPLY_DECLINE);
}

static void leaves_later(CpmSetup *setup)
{
    write_again(setup, CPM_REPLY_LEAVE);
}

static void accepts_later(CpmSetup *setup)
{
    write_again(setup, CPM_REPLY_ACCEPT);
}

static void leaves_at_once(CpmSetup *setup)
{
    setup->profiles[0].decline = 0.0;
    setup->profiles[0].leave = 1.0;
}

static void duplicated(CpmSetup *setup)
{
    setup->systems[0].duplicate = 1.0;
}

static void quick(CpmSetup *setup)
{
    sim_distribution_free(setup->profiles[0].delay);
    setup->profiles[0].delay = always(SHORTLY);
}

static void without_help(CpmSetup *setup)
{
    setup->iwf.helps = 0;
}

static void two_helps(CpmSetup *setup)
{
    setup->iwf.helps = 2;
}

/* The user writes what nobody understands, and "yes" when he is asked once more: the first seed by which the draws say so. */
static void understands_help(CpmSetup *setup)
{
    SimStream stream = sim_stream("member.reply");

    setup->profiles[0].accept = setup->profiles[0].unrecognised = 0.5;
    for (;; setup->seed++) {
        SimRandom random = { .seed = setup->seed, .replication = setup->replication };

        if (sim_random_uniform(&random, stream, 0, 1, 0) > 0.5 && sim_random_uniform(&random, stream, 0, 1, 1) < 0.5)
            return;
    }
}

/* ---- the session */

static void answered_at_once(CpmSetup *setup)
{
    setup->focus.answer = CPM_FOCUS_IMMEDIATE;
    setup->focus.release_when_empty = false;
}

static void ends_halfway(CpmSetup *setup)
{
    setup->workloads[0].duration = HALFWAY;
}

static void impatient_focus(CpmSetup *setup)
{
    setup->focus.t_answer = HALFWAY;
}

static void late_reply_joins(CpmSetup *setup)
{
    setup->iwf.late_reply = CPM_LATE_REPLY_JOIN;
}

static void late_reply_ignored(CpmSetup *setup)
{
    setup->iwf.late_reply = CPM_LATE_REPLY_IGNORE;
}

static void without_keepalive(CpmSetup *setup)
{
    setup->iwf.keepalive = SIM_TIME_MAX;
}

static void without_reports(CpmSetup *setup)
{
    setup->systems[0].reports = false;
}

/* Whom it concerns: policy, preference, service. */
#define FORBIDDEN 0, CPM_NONE, 3
#define ACCEPTED 1, CPM_NONE, 3
#define ASKED 3, CPM_NONE, 3
#define NATIVE 3, CPM_NONE, 0
#define REJECTS 15, CPM_REJECT, 3
#define PREFERS_ACCEPT 15, CPM_ACCEPT, 3

/* Delivery, reply, when, cancel. */
#define SAYS_YES STUDY_DELIVERY_OK, STUDY_REPLY_ACCEPT, STUDY_WHEN_BEFORE, STUDY_CANCEL_NONE
#define SAYS_NO STUDY_DELIVERY_OK, STUDY_REPLY_DECLINE, STUDY_WHEN_BEFORE, STUDY_CANCEL_NONE
#define SAYS_WHAT STUDY_DELIVERY_OK, STUDY_REPLY_UNRECOGNISED, STUDY_WHEN_BEFORE, STUDY_CANCEL_NONE
#define SAYS_NOTHING STUDY_DELIVERY_OK, STUDY_REPLY_NONE, STUDY_WHEN_BEFORE, STUDY_CANCEL_NONE
#define IS_LATE STUDY_DELIVERY_OK, STUDY_REPLY_ACCEPT, STUDY_WHEN_AFTER, STUDY_CANCEL_NONE
#define WITHDRAWN STUDY_DELIVERY_OK, STUDY_REPLY_ACCEPT, STUDY_WHEN_BEFORE, STUDY_CANCEL_BEFORE
#define NOT_TAKEN STUDY_DELIVERY_REFUSED, STUDY_REPLY_NONE, STUDY_WHEN_BEFORE, STUDY_CANCEL_NONE
#define NOT_TAKEN_CROSSING STUDY_DELIVERY_REFUSED, STUDY_REPLY_NONE, STUDY_WHEN_BEFORE, STUDY_CANCEL_CROSSING

/* What comes of it: row, final response, rows met; then the messages to the Non-CPM System. */
#define D(row_, final_, ...) { .row = (row_), .final = (final_), __VA_ARGS__ }
#define MET(row_) .met = STUDY_MET(row_)

static const StudyDecisionCase cases[] = {
    { "content cannot be converted, accept on behalf", { ACCEPTED, SAYS_YES }, { with_file }, D(18, 488) },
    { "content cannot be converted, convert", { ASKED, SAYS_YES }, { with_file }, D(18, 488) },
    { "content that need not be converted: native", { NATIVE, SAYS_YES }, { with_file }, D(1, 200, .natives = 1) },
    { "anonymous inviter, accept on behalf", { ACCEPTED, SAYS_YES }, { anonymous }, D(19, 403) },
    { "anonymous inviter, convert", { ASKED, SAYS_YES }, { anonymous }, D(19, 403) },
    { "anonymous inviter, native", { NATIVE, SAYS_YES }, { anonymous }, D(19, 403) },
    { "anonymous inviter, allowed", { ASKED, SAYS_YES }, { anonymous, anonymity_allowed }, D(5, 200, .invitations = 1) },
    { "inviter not authorised, accept on behalf", { ACCEPTED, SAYS_YES }, { unauthorised }, D(20, 403) },
    { "inviter not authorised, convert", { ASKED, SAYS_YES }, { unauthorised }, D(20, 403) },
    { "inviter not authorised, native", { NATIVE, SAYS_YES }, { unauthorised }, D(20, 403) },
    { "authorisation comes before anonymity and content", { ASKED, SAYS_YES }, { unauthorised, anonymous, with_file }, D(20, 403) },
    { "anonymity comes before content", { ASKED, SAYS_YES }, { anonymous, with_file }, D(19, 403) },
    { "the policy comes before authorisation", { FORBIDDEN, SAYS_YES }, { unauthorised }, D(2, 403) },
    { "the user's reject comes before authorisation", { REJECTS, SAYS_YES }, { unauthorised }, D(3, 603) },
    { "refused content with notices on: nothing is said", { ASKED, SAYS_YES }, { with_file, with_notices }, D(18, 488) },
    { "refused by policy with notices on: nothing is said", { FORBIDDEN, SAYS_YES }, { with_notices }, D(2, 403) },

    { "no free number, convert", { ASKED, SAYS_YES }, { one_number, after_another }, D(21, 480) },
    { "no free number, accept on behalf", { PREFERS_ACCEPT, SAYS_YES }, { one_number, after_another }, D(21, 480) },
    { "content comes before numbers", { ASKED, SAYS_YES }, { one_number, after_another, with_file }, D(18, 488) },
    { "the number is free again", { ASKED, SAYS_YES }, { one_number, after_a_short_one }, D(5, 200, .invitations = 1) },
    { "the number rests", { ASKED, SAYS_YES }, { one_number_long_rest, after_a_short_one }, D(21, 480) },
    { "no number needed: replies name their message", { ASKED, SAYS_YES }, { names_message, other_service, one_number, after_another }, D(5, 200, .invitations = 1) },
    { "no number needed: native", { NATIVE, SAYS_YES }, { other_service, one_number, after_another }, D(1, 200, .natives = 1) },

    { "the IWF is full, convert", { ASKED, SAYS_YES }, { room_for_one, after_another }, D(22, 500) },
    { "the IWF is full, accept on behalf", { PREFERS_ACCEPT, SAYS_YES }, { room_for_one, after_another }, D(22, 500) },
    { "the IWF is full, native", { NATIVE, SAYS_YES }, { other_service, room_for_one, after_another }, D(22, 500) },
    { "a full IWF does not even look at the preference", { REJECTS, SAYS_YES }, { room_for_one, after_another }, D(22, 500) },
    { "the IWF has room again", { ASKED, SAYS_YES }, { room_for_one, after_a_short_one }, D(5, 200, .invitations = 1) },
    { "the first IWF is full, no failover", { ASKED, SAYS_YES }, { two_with_room_for_one, after_another, without_failover }, D(22, 500) },
    { "the first IWF is full, the next one is asked", { ASKED, SAYS_YES }, { two_with_room_for_one, after_another }, D(5, 200, .invitations = 1) },
    { "the first IWF is full, and the ISF knows", { ASKED, SAYS_YES }, { two_with_room_for_one, after_another, informed }, D(5, 200, .invitations = 1) },

    { "no IWF serves the service", { ASKED, SAYS_YES }, { serving_nobody }, D(23, 404) },
    { "an IWF serves another service of the user", { ASKED, SAYS_YES }, { other_service, serving_the_other_service }, D(5, 200, .invitations = 1) },
    { "the only IWF is full, and the ISF knows", { ASKED, SAYS_YES }, { room_for_one, after_another, informed }, D(23, 480) },
    { "the only IWF is dead, and the ISF knows", { ASKED, SAYS_YES }, { dead, informed }, D(23, 480) },
    { "all IWFs are full", { ASKED, SAYS_YES }, { two_with_room_for_one, after_two }, D(23, 480) },
    { "all IWFs are dead and refuse connections", { ASKED, SAYS_YES }, { both_dead_refusing }, D(23, 480) },
    { "all IWFs are dead and silent", { ASKED, SAYS_YES }, { both_dead }, D(23, 480) },
    { "all centres refuse the submission", { ASKED, NOT_TAKEN }, { two }, D(23, 480, .invitations = 2) },
    { "CANCEL crosses the refusal of a submission: no failover", { ASKED, NOT_TAKEN_CROSSING }, { two }, D(11, 500, .invitations = 1) },
    { "the only IWF is dead and refuses connections", { ASKED, SAYS_YES }, { dead_refusing }, D(23, 500) },
    { "the first IWF is dead and refuses connections", { ASKED, SAYS_YES }, { first_dead_refusing }, D(5, 200, .invitations = 1) },
    { "the first IWF is dead and silent", { ASKED, SAYS_YES }, { first_dead }, D(5, 200, .invitations = 1) },
    { "the first IWF is dead, and the ISF knows", { ASKED, SAYS_YES }, { first_dead, informed }, D(5, 200, .invitations = 1) },

    { "the only IWF is dead and silent", { ASKED, SAYS_YES }, { dead }, D(24, 408) },
    { "the IWF dies while it waits", { ASKED, SAYS_YES }, { dies }, D(24, 408, .invitations = 1) },
    { "the IWF dies while it waits, and comes back", { ASKED, SAYS_YES }, { dies_and_returns }, D(24, 408, .invitations = 1) },
    { "the IWF dies while it waits, and T_answer is short", { ASKED, SAYS_YES }, { dies, impatient_focus }, D(24, 408, .invitations = 1) },
    { "the IWF dies after its answer", { ACCEPTED, SAYS_YES }, { dies }, D(4, 200) },

    { "not understood, then yes", { ASKED, SAYS_WHAT }, { quick, understands_help }, D(5, 200, MET(8), .invitations = 1, .helps = 1) },
    { "not understood, no help", { ASKED, SAYS_WHAT }, { quick, without_help }, D(7, 480, MET(8), .invitations = 1) },
    { "not understood three times, two helps", { ASKED, SAYS_WHAT }, { quick, two_helps }, D(7, 480, MET(8), .invitations = 1, .helps = 2) },
    { "no delivery report asked for", { ASKED, SAYS_YES }, { without_reports }, D(5, 200, MET(12), .invitations = 1) },
    { "no reply, the user is told", { ASKED, SAYS_NOTHING }, { with_notices }, D(7, 480, .invitations = 1, .notices = 1) },
    { "late acceptance: the user is told", { ASKED, IS_LATE }, { with_notices }, D(7, 480, MET(13), .invitations = 1, .notices = 2) },
    { "late acceptance is ignored", { ASKED, IS_LATE }, { with_notices, late_reply_ignored }, D(7, 480, MET(13), .invitations = 1, .notices = 1) },
    { "late acceptance joins", { ASKED, IS_LATE }, { late_reply_joins, answered_at_once }, D(13, 200, MET(13), .invitations = 1) },
    { "late acceptance cannot join a session that is over", { ASKED, IS_LATE }, { late_reply_joins }, D(7, 480, MET(13), .invitations = 1) },
    { "yes, then no: the user leaves", { ASKED, SAYS_YES }, { declines_later }, D(5, 200, MET(14), .invitations = 1) },
    { "yes, then leave: the user leaves", { ASKED, SAYS_YES }, { leaves_later }, D(5, 200, MET(14), .invitations = 1) },
    { "yes twice", { ASKED, SAYS_YES }, { duplicated }, D(5, 200, MET(14), .invitations = 1) },
    { "no twice", { ASKED, SAYS_NO }, { duplicated }, D(6, 603, MET(14), .invitations = 1) },
    { "no, then yes: the first counts", { ASKED, SAYS_NO }, { accepts_later }, D(6, 603, .met = STUDY_MET(13) | STUDY_MET(14), .invitations = 1) },
    { "leave is a no while the IWF waits", { ASKED, SAYS_NO }, { leaves_at_once }, D(6, 603, .invitations = 1) },
    { "accepted on behalf, the user is told", { ACCEPTED, SAYS_NOTHING }, { with_notices }, D(4, 200, .notices = 1) },
    { "accepted on behalf, the user is told and leaves", { ACCEPTED, SAYS_NOTHING }, { with_notices, leaves_later }, D(4, 200, .notices = 1) },
    { "withdrawn, the user is told", { ASKED, WITHDRAWN }, { with_notices, late_reply_ignored }, D(15, 487, MET(13), .invitations = 1, .notices = 1) },
    { "withdrawn by T_answer", { ASKED, SAYS_YES }, { impatient_focus }, D(15, 487, MET(13), .invitations = 1) },
    { "withdrawn as the session ends", { ASKED, SAYS_YES }, { answered_at_once, ends_halfway }, D(15, 487, MET(13), .invitations = 1) },
    { "no provisional: Timer C", { ASKED, SAYS_NOTHING }, { without_keepalive }, D(16, 487, .invitations = 1) },
};

unsigned study_decision_cases(void)
{
    return G_N_ELEMENTS(cases);
}

const StudyDecisionCase *study_decision_case(unsigned index)
{
    g_assert(index < G_N_ELEMENTS(cases));
    return &cases[index];
}

CpmSetup *study_decision_case_setup(const StudyDecisionCase *one)
{
    CpmSetup *setup = study_decision_setup(&one->combination);

    for (unsigned i = 0; i < STUDY_DECISION_CHANGES && one->changes[i] != NULL; i++)
        one->changes[i](setup);
    return setup;
}
