/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPM-IWF-008: the whole table of policy, preference, service and settings, written from the decision and not from the code. */
#include "models/cpm_policy.h"
#include "tests/cunit_run.h"

#include <stdio.h>
#include <string.h>

#include <glib.h>

/* Letters of the table: A accept on behalf, C convert, P reject by policy, U reject by the user, N native invitation. */
static char letter(CpmMode mode)
{
    switch (mode) {
    case CPM_MODE_NATIVE:
        return 'N';
    case CPM_MODE_ACCEPT:
        return 'A';
    case CPM_MODE_REJECT_POLICY:
        return 'P';
    case CPM_MODE_REJECT_USER:
        return 'U';
    case CPM_MODE_CONVERT:
        return 'C';
    default:
        return '?';
    }
}

typedef struct Row {
    CpmPolicyKind kind;
    const char *allowed;            /* "arc" */
    CpmOption option;
    const char *modes;              /* for users who prefer accept, reject, convert, nothing */
} Row;

/* The 16 policies, and DEFAULT as the other name of the last three. */
static const Row rows[] = {
    { CPM_FORBID, "", CPM_ACCEPT, "PPPP" },
    { CPM_FORCE, "", CPM_ACCEPT, "AAAA" },
    { CPM_FORCE, "", CPM_REJECT, "PPPP" },
    { CPM_FORCE, "", CPM_CONVERT, "CCCC" },
    { CPM_ALLOW, "a", CPM_ACCEPT, "AAAA" },
    { CPM_ALLOW, "r", CPM_REJECT, "PUPP" },
    { CPM_ALLOW, "c", CPM_CONVERT, "CCCC" },
    { CPM_ALLOW, "ar", CPM_ACCEPT, "AUAA" },
    { CPM_ALLOW, "ar", CPM_REJECT, "AUPP" },
    { CPM_ALLOW, "ac", CPM_ACCEPT, "AACA" },
    { CPM_ALLOW, "ac", CPM_CONVERT, "ACCC" },
    { CPM_ALLOW, "rc", CPM_REJECT, "PUCP" },
    { CPM_ALLOW, "rc", CPM_CONVERT, "CUCC" },
    { CPM_ALLOW, "arc", CPM_ACCEPT, "AUCA" },
    { CPM_ALLOW, "arc", CPM_REJECT, "AUCP" },
    { CPM_ALLOW, "arc", CPM_CONVERT, "AUCC" },
    { CPM_DEFAULT, "", CPM_ACCEPT, "AUCA" },
    { CPM_DEFAULT, "", CPM_REJECT, "AUCP" },
    { CPM_DEFAULT, "", CPM_CONVERT, "AUCC" },
};

static CpmPolicy policy_of(const Row *row)
{
    CpmPolicy policy = { .kind = row->kind, .option = row->option, .user_reject_before_gate = true };

    policy.allowed[CPM_ACCEPT] = strchr(row->allowed, 'a') != NULL;
    policy.allowed[CPM_REJECT] = strchr(row->allowed, 'r') != NULL;
    policy.allowed[CPM_CONVERT] = strchr(row->allowed, 'c') != NULL;
    return policy;
}

static void expect(const CpmPolicy *policy, CpmOption user, unsigned service, char mode)
{
    char found = letter(cpm_policy_mode(policy, user, (service & 2) != 0, (service & 1) != 0));

    CU_ASSERT_EQUAL(found, mode);
    if (found != mode)
        fprintf(stderr, "kind %d option %d allowed %d%d%d user %d service %u wins %d before gate %d reading %d: %c, not %c\n", policy->kind,
                policy->option, policy->allowed[0], policy->allowed[1], policy->allowed[2], user, service, policy->user_reject_wins,
                policy->user_reject_before_gate, policy->reading, found, mode);
}

/* 16 policies x 4 preferences, for services with neither sessions nor invitations. */
static void test_policies(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        CpmPolicy policy = policy_of(&rows[i]);

        for (unsigned user = 0; user < CPM_OPTIONS; user++)
            expect(&policy, (CpmOption)user, 0, rows[i].modes[user]);
    }
}

/* An explicit reject overrides all but FORBID. */
static void test_user_reject_wins(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        CpmPolicy policy = policy_of(&rows[i]);

        policy.user_reject_wins = true;
        for (unsigned user = 0; user < CPM_OPTIONS; user++) {
            bool wins = user == CPM_REJECT && rows[i].kind != CPM_FORBID;

            expect(&policy, (CpmOption)user, 0, wins ? 'U' : rows[i].modes[user]);
        }
    }
}

/* Does the requirement apply?  Rows: the reading; columns: a service with neither, invitations only, sessions only, both. */
static const char *const gates[3] = {
    [CPM_READING_DEFAULT] = "EnEn",
    [CPM_READING_EITHER] = "EEEn",
    [CPM_READING_BOTH] = "Ennn",
};

/* What a native leg becomes: FORBID counts for every service, then an explicit reject where that is set, then it is native. */
static char native(const Row *row, unsigned user, bool before_gate)
{
    if (row->kind == CPM_FORBID)
        return 'P';
    return user == CPM_REJECT && before_gate ? 'U' : 'N';
}

static void check_gate(const Row *row, CpmPolicy policy, unsigned service)
{
    for (unsigned user = 0; user < CPM_OPTIONS; user++) {
        bool wins = user == CPM_REJECT && policy.user_reject_wins && row->kind != CPM_FORBID;
        char mode = wins ? 'U' : row->modes[user];

        expect(&policy, (CpmOption)user, service,
               gates[policy.reading][service] == 'E' ? mode : native(row, user, policy.user_reject_before_gate));
    }
}

/* All of it: policies x preferences x services x readings x the two settings of an explicit reject. */
static void test_gate(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        for (unsigned setting = 0; setting < 12; setting++)
            for (unsigned service = 0; service < 4; service++) {
                CpmPolicy policy = policy_of(&rows[i]);

                policy.user_reject_before_gate = setting % 2 != 0;
                policy.user_reject_wins = setting / 2 % 2 != 0;
                policy.reading = (CpmReading)(setting / 4);
                check_gate(&rows[i], policy, service);
            }
}

/* The table is the decision's: 16 policies, none twice, each default is allowed. */
static void test_table(void)
{
    unsigned policies = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        static const char letters[] = "arc";

        policies += rows[i].kind != CPM_DEFAULT;
        CU_ASSERT(rows[i].kind != CPM_ALLOW || strchr(rows[i].allowed, letters[rows[i].option]) != NULL);
        for (unsigned j = 0; j < i; j++)
            CU_ASSERT(rows[i].kind != rows[j].kind || rows[i].option != rows[j].option || strcmp(rows[i].allowed, rows[j].allowed) != 0);
    }
    CU_ASSERT_EQUAL(policies, 16);
}

static void test_names(void)
{
    CU_ASSERT_STRING_EQUAL(cpm_option_name(CPM_ACCEPT), "accept");
    CU_ASSERT_STRING_EQUAL(cpm_option_name(CPM_REJECT), "reject");
    CU_ASSERT_STRING_EQUAL(cpm_option_name(CPM_CONVERT), "convert");
    CU_ASSERT_STRING_EQUAL(cpm_option_name(CPM_NONE), "none");
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "the table is whole", test_table },
        { "policies and preferences", test_policies },
        { "a user's reject wins", test_user_reject_wins },
        { "services, readings and settings", test_gate },
        { "names", test_names },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "policy", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
