/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The decision space of CPM-IWF-008: that it is the whole, that no combination violates a property, and that each property can be violated.
 * Here every combination that stands for itself is run, every case, and a sample of the others; cpmsim decisions runs them all. */
#include "study/decision_table.h"

#include <stdio.h>
#include <string.h>

#include "models/sip_message.h"
#include "report/metrics.h"
#include "study/decision_case.h"
#include "study/decision_setup.h"
#include "tests/cunit_run.h"

#define EVERY 5                         /* of those that another one stands for: coprime to the size of every dimension */

static void test_index(void)
{
    unsigned wrong = 0;

    CU_ASSERT_EQUAL(STUDY_COMBINATIONS, 16 * 4 * 4 * 7 * 4 * 3 * 4);
    for (unsigned i = 0; i < STUDY_COMBINATIONS; i++) {
        StudyCombination combination = study_combination(i);

        wrong += study_combination_index(&combination) != i;
    }
    CU_ASSERT_EQUAL(wrong, 0);
}

/* The sixteen policies are different, and the table of the forecast says what the policy of the models does. */
static void test_policies(void)
{
    for (unsigned i = 0; i < STUDY_POLICIES; i++) {
        CpmPolicy policy = study_policy(i);

        for (unsigned j = 0; j < i; j++) {
            CpmPolicy other = study_policy(j);

            CU_ASSERT(policy.kind != other.kind || policy.option != other.option ||
                      memcmp(policy.allowed, other.allowed, sizeof policy.allowed) != 0);
        }
        for (unsigned j = 0; j < CPM_OPTIONS * STUDY_SERVICES; j++) {
            StudyCombination combination = { .policy = i, .preference = (CpmOption)(j % CPM_OPTIONS), .service = j / CPM_OPTIONS };

            CU_ASSERT_EQUAL(study_forecast_mode(&combination),
                            cpm_policy_mode(&policy, combination.preference, study_service_has_sessions(combination.service),
                                            study_service_has_invitations(combination.service)));
        }
    }
}

/* How many of the combinations of each mode remain.  Modes by pairs of policy and preference: without invitations 20 of 64 convert, 20
 * accept; with them 45 are native. */
static void test_collapse(void)
{
    unsigned standing = 0, unstable = 0;

    for (unsigned i = 0; i < STUDY_COMBINATIONS; i++) {
        StudyCombination combination = study_combination(i), once = study_combination_collapse(&combination);
        StudyCombination twice = study_combination_collapse(&once);

        standing += study_combination_index(&once) == i;
        unstable += study_combination_index(&once) != study_combination_index(&twice);
    }
    CU_ASSERT_EQUAL(unstable, 0);
    CU_ASSERT_EQUAL(standing, (2 * 20 + 2 * 45) * (2 * (3 * 3 + 1) + 2 * 3 + 3) * 4 + (256 - 130) * 3);
}

/* Runs what this test runs; zero elements were not. */
static StudyDecision *run_sample(void)
{
    StudyDecision *decisions = g_new0(StudyDecision, study_decisions());

    for (unsigned i = 0; i < study_decisions(); i++) {
        StudyCombination combination = study_combination(MIN(i, STUDY_COMBINATIONS - 1u));
        StudyCombination standing = study_combination_collapse(&combination);

        if (i >= STUDY_COMBINATIONS || study_combination_index(&standing) == i || i % EVERY == 0)
            decisions[i] = study_decision_at(i);
    }
    return decisions;
}

/* What was not run is taken from what stands for it, so that the whole can be judged. */
static void fill_in(StudyDecision *decisions)
{
    for (unsigned i = 0; i < STUDY_COMBINATIONS; i++) {
        StudyCombination combination = study_combination(i), standing = study_combination_collapse(&combination);

        if (!decisions[i].ran)
            decisions[i] = decisions[study_combination_index(&standing)];
    }
}

static void test_no_violation(void)
{
    g_autofree StudyDecision *decisions = run_sample();
    g_autoptr(GString) text = g_string_new(NULL), rows = g_string_new(NULL);
    unsigned seen = 0, violated;

    fill_in(decisions);
    study_decisions_compare(decisions);
    violated = study_decisions_violated(decisions);
    CU_ASSERT_EQUAL(violated, 0);
    study_decisions_text(decisions, text);
    if (violated > 0)
        fprintf(stderr, "\n%s", text->str);
    for (unsigned i = 0; i < study_decisions(); i++)
        seen |= STUDY_MET(decisions[i].row) | decisions[i].met;
    for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++)
        CU_ASSERT((seen & STUDY_MET(row)) != 0);
    study_decisions_csv(decisions, rows);
    CU_ASSERT(strstr(rows->str, "\n36,,FORBID,accept,yes,yes,-,-,-,none,reject (policy),D02,,403,,pass,84,\r\n") != NULL);
    CU_ASSERT(strstr(rows->str, ",content that need not be converted: native,FORCE convert,none,yes,yes,ok,accept,before,none,native,D01,"
                                ",200,native invitation,pass,1,\r\n") != NULL);
    CU_ASSERT(strstr(text->str, "\n 15458 stand for all\n 70558 others were run, too, and came out like them\n") != NULL);
}

/* FORCE convert, no preference, neither sessions nor invitations. */
#define ASKED .policy = 3, .preference = CPM_NONE, .service = 3

/* The order of a tie, and that it is one. */
static void test_tie(void)
{
    static const struct {
        StudyWhen when;
        unsigned row, met;
    } rows[] = {
        { STUDY_WHEN_BEFORE, 5, 0 },
        { STUDY_WHEN_TIED, 7, STUDY_MET(13) },
        { STUDY_WHEN_AFTER, 7, STUDY_MET(13) },
    };
    StudyCombination tied = { ASKED, .when = STUDY_WHEN_TIED };
    CpmSetup *setup = study_decision_setup(&tied);
    StudyForecast on_time = { .mode = CPM_MODE_CONVERT, .row = 5, .final = 200, .invitations = 1 };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        StudyCombination combination = { ASKED, .when = rows[i].when };
        StudyDecision decision = study_decision_of(&combination);

        CU_ASSERT_EQUAL(decision.row, rows[i].row);
        CU_ASSERT_EQUAL(decision.met, rows[i].met);
    }
    setup->iwf.t_reply++;               /* one ns more, and the reply is in time */
    CU_ASSERT_EQUAL(study_decision_run(setup, &on_time).violated, 0);
    cpm_setup_free(setup);
}

/* A fault, where, and the property that it must violate. */
typedef struct Mutation {
    const char *what;
    StudyCombination combination;
    const char *name_of_case;           /* NULL: the combination */
    CpmFault fault;
    StudyProperty property;
} Mutation;

#define SAYS(reply_) .delivery = STUDY_DELIVERY_OK, .reply = STUDY_REPLY_##reply_
#define FORBIDDEN .policy = 0, .preference = CPM_NONE, .service = 3, SAYS(NONE)
#define ACCEPTED .policy = 1, .preference = CPM_NONE, .service = 3, SAYS(NONE)
#define NATIVE .policy = 3, .preference = CPM_NONE, .service = 0
#define FAULT(kind_) .kind = CPM_FAULT_##kind_
#define SENDS(kind_, box_, message_) .kind = CPM_FAULT_##kind_, .box = box_, .message = message_
#define INVITE SIP_REQUEST(SIP_INVITE)
#define OK SIP_RESPONSE(SIP_INVITE, 200)

static const Mutation mutations[] = {
    { "the final response gets lost in the ISF", { ASKED, SAYS(ACCEPT) }, NULL, { SENDS(DROP, CPM_ISF, OK) }, STUDY_PROPERTY_FINAL },
    { "the IWF answers twice", { ASKED, SAYS(ACCEPT) }, NULL, { SENDS(REPEAT, CPM_IWF, OK) }, STUDY_PROPERTY_FINAL },
    { "the IWF does not stop waiting", { ASKED, SAYS(NONE) }, NULL, { FAULT(FORGET_TIMER), .box = CPM_IWF, .timer = 9 }, STUDY_PROPERTY_FORECAST },
    { "no ACK", { ASKED, SAYS(ACCEPT) }, NULL, { SENDS(DROP, CPM_CS, SIP_REQUEST(SIP_ACK)) }, STUDY_PROPERTY_ANSWER },
    { "CANCEL is not answered", { ASKED, SAYS(ACCEPT), .cancel = STUDY_CANCEL_BEFORE }, NULL, { SENDS(DROP, CPM_IWF, SIP_RESPONSE(SIP_CANCEL, 200)) }, STUDY_PROPERTY_ANSWER },
    { "a message in spite of FORBID", { FORBIDDEN }, NULL, { FAULT(SEND_DESPITE_REJECT) }, STUDY_PROPERTY_SILENCE },
    { "a message in spite of a missing number", { ASKED }, "no free number, convert", { FAULT(NUMBER_REUSED) }, STUDY_PROPERTY_SILENCE },
    { "asked where it is to be accepted", { ACCEPTED }, NULL, { FAULT(WRONG_MODE) }, STUDY_PROPERTY_SILENCE },
    { "a service with invitations is asked by message", { NATIVE, SAYS(ACCEPT) }, NULL, { FAULT(IGNORE_GATE) }, STUDY_PROPERTY_MESSAGES },
    { "help without end", { ASKED }, "not understood three times, two helps", { FAULT(HELP_WITHOUT_END) }, STUDY_PROPERTY_MESSAGES },
    { "a report is taken for the acceptance", { ASKED, SAYS(NONE) }, NULL, { FAULT(REPORT_IS_ACCEPTANCE) }, STUDY_PROPERTY_ACCEPTANCE },
    { "a no is taken for a yes", { ASKED, SAYS(DECLINE) }, NULL, { FAULT(DECLINE_IS_ACCEPTANCE) }, STUDY_PROPERTY_ACCEPTANCE },
    { "accepted on behalf of whom FORBID protects", { FORBIDDEN }, NULL, { FAULT(ACCEPT_FOR_REJECT) }, STUDY_PROPERTY_ACCEPTANCE },
    { "the focus answers before anybody", { ASKED, SAYS(NONE) }, NULL, { FAULT(ANSWER_EARLY) }, STUDY_PROPERTY_ACCEPTANCE },
    { "the ACK comes when all is over", { ASKED, SAYS(ACCEPT) }, NULL, { SENDS(DELAY, CPM_CS, SIP_REQUEST(SIP_ACK)), .delay = 500 * SIM_S }, STUDY_PROPERTY_PENDING },
    { "the INVITE comes twice", { ACCEPTED }, NULL, { SENDS(REPEAT, CPM_CORE, INVITE) }, STUDY_PROPERTY_EXPECTED },
    { "rejected who is to be asked", { ASKED, SAYS(ACCEPT) }, NULL, { FAULT(REJECT_FOR_CONVERT) }, STUDY_PROPERTY_FORECAST },
    { "asked who is to be rejected", { FORBIDDEN }, NULL, { FAULT(CONVERT_FOR_REJECT) }, STUDY_PROPERTY_SILENCE },
    { "the ISF does not look for another IWF", { ASKED }, "the first IWF is full, the next one is asked", { FAULT(NO_FAILOVER) }, STUDY_PROPERTY_FORECAST },
    { "another code", { ASKED, SAYS(DECLINE) }, NULL, { SENDS(REPLACE, CPM_IWF, SIP_RESPONSE(SIP_INVITE, 603)), .instead = SIP_RESPONSE(SIP_INVITE, 486) }, STUDY_PROPERTY_VERDICT },
    { "no provisional each minute", { ASKED, SAYS(NONE) }, NULL, { FAULT(NO_KEEPALIVE) }, STUDY_PROPERTY_VERDICT },
};

static const StudyDecisionCase *case_named(const char *name)
{
    for (unsigned i = 0; i < study_decision_cases(); i++)
        if (strcmp(study_decision_case(i)->name, name) == 0)
            return study_decision_case(i);
    g_assert_not_reached();
}

static StudyDecision run_mutation(const Mutation *mutation, bool with_fault)
{
    const StudyDecisionCase *one = mutation->name_of_case == NULL ? NULL : case_named(mutation->name_of_case);
    CpmSetup *setup = one == NULL ? study_decision_setup(&mutation->combination) : study_decision_case_setup(one);
    StudyForecast forecast = one == NULL ? study_forecast(&mutation->combination) : one->forecast;
    StudyDecision decision;

    forecast.mode = study_forecast_mode(one == NULL ? &mutation->combination : &one->combination);
    if (with_fault) {
        setup->faults = g_new0(CpmFault, 1);
        setup->faults[0] = mutation->fault;
        setup->n_faults = 1;
    }
    decision = study_decision_run(setup, &forecast);
    cpm_setup_free(setup);
    return decision;
}

static void test_mutations(void)
{
    unsigned violated = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(mutations); i++) {
        StudyDecision good = run_mutation(&mutations[i], false), bad = run_mutation(&mutations[i], true);
        bool caught = (bad.violated >> mutations[i].property & 1u) != 0;

        CU_ASSERT_EQUAL(good.violated, 0);
        CU_ASSERT(caught);
        if (!caught || good.violated != 0)
            fprintf(stderr, "\n%s: mask %#x without the fault, %#x with it, '%s' is expected\n", mutations[i].what, good.violated,
                    bad.violated, study_property_name(mutations[i].property));
        violated |= 1u << mutations[i].property;
    }
    CU_ASSERT_EQUAL(violated, (1u << STUDY_PROPERTY_COLLAPSE) - 1u);        /* each property but that one is seen to fail */
}

/* A combination that comes out otherwise than what stands for it is found, and so is one that did not run. */
static void test_comparison(void)
{
    g_autofree StudyDecision *decisions = g_new0(StudyDecision, study_decisions());
    StudyCombination first = study_combination(0);
    unsigned n = study_decisions();

    for (unsigned i = 0; i < n; i++)
        decisions[i].ran = 1;
    study_decisions_compare(decisions);
    CU_ASSERT_EQUAL(study_decisions_violated(decisions), 0);
    decisions[0].messages.low++;        /* FORBID: collapsed */
    CU_ASSERT_EQUAL(study_combination_collapse(&first).reply, STUDY_REPLY_NONE);
    study_decisions_compare(decisions);
    CU_ASSERT_EQUAL(study_decisions_violated(decisions), 1);
    CU_ASSERT_EQUAL(decisions[0].violated, 1u << STUDY_PROPERTY_COLLAPSE);
    decisions[n - 1].ran = 0;
    CU_ASSERT_EQUAL(study_decisions_violated(decisions), 2);
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "all combinations have an index", test_index },
        { "sixteen policies", test_policies },
        { "what collapses", test_collapse },
        { "no property is violated", test_no_violation },
        { "ties", test_tie },
        { "each property can be violated", test_mutations },
        { "what does not come out alike", test_comparison },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "decision space", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
