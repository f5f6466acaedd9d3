/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

#include "study/key_study.h"
#include "study/key_test.h"

static const StudyType version_number = { .kind = STUDY_COUNT, .expected = "1", .minimum = 1, .maximum = 1 };
static const StudyType seed_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 2^63 - 1", .minimum = 0, .maximum = 0x1p63
};

static const StudyKey stop_keys[] = {
    { "at", &study_duration_or_done_type, .standard = "when_done", .title = "When the run ends",
      .description = "when_done: when nothing is left to do." },
    { 0 }
};
static const StudyType stop = { .kind = STUDY_MAPPING, .expected = "{at: 1 h}", .keys = stop_keys };

/* Its default does nothing, and so stands in no scenario that does not say it. */
static bool never(const StudyNode *mapping)
{
    (void)mapping;
    return false;
}

static const StudyKey measure_keys[] = {
    { "sample", &study_duration_or_off_type, .standard = "off", .title = "How often queues and open transactions are looked at" },
    { "warm_up", &study_duration_type, .standard = "0 s", .applies = never, .title = "From when on the run is measured",
      .description = "What comes before happens likewise, but is in no number: docs/results.md says which.  Series show it." },
    { 0 }
};
static const StudyType measure = { .kind = STUDY_MAPPING, .expected = "{sample: 1 s, warm_up: 2 min}", .keys = measure_keys };

static const StudyType legs_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 100000", .minimum = 0, .maximum = 100000
};
static const StudyKey flow_keys[] = {
    { "legs", &legs_number, .standard = "20", .title = "How many legs flow.txt shows",
      .description = "In 4,000 lines at most: many legs want few sessions or a short run." },
    { 0 }
};
static const StudyType flow = { .kind = STUDY_MAPPING, .expected = "{legs: 20}", .keys = flow_keys };

/* ---- the file */

static const StudyKey root_keys[] = {
    { "version", &version_number, .required = true, .title = "Version of the scenario language" },
    { "title", &study_text_type, .title = "What the scenario shows, in one line" },
    { "seed", &seed_number, .standard = "1", .source = "[INFER] any will do", .title = "Seed of all random numbers",
      .description = "The same file and seed give the same results, byte by byte." },
    { "currency", &study_text_type, .standard = "EUR", .where = "groups.client~cpm", .source = "[INFER] any will do",
      .title = "Currency of the prices" },
    { "links", &study_links_type, .title = "Links between the boxes",
      .description = "What is said of the access link holds for 'core', too.  Loss and duplication need 'sip.transactions: full'." },
    { "stations", &study_stations_type, .title = "How fast the boxes work, and whether they do",
      .description = "What is said of the core's station holds for the others, too, but for the failures of Interworking Functions, "
                     "which stand in 'iwfs'.  Buffers, priorities, failures and overload control need 'sip.processing: service', "
                     "and, but for priorities, 'sip.transactions: full'." },
    { "sip", &study_sip_type, .title = "SIP" },
    { "iwf", &study_iwf_type, .title = "Interworking Functions" },
    { "focus", &study_focus_type, .title = "The focus (Controlling Function) of the Conversation Server" },
    { "policy", &study_policy_type, .title = "Who decides what the IWF does" },
    { "codes", &study_codes_type, .title = "Final response codes where the standard leaves the choice" },
    { "replies", &study_profiles_type, .standard = "{}", .title = "Reply profiles",
      .description = "How people answer, by name, for members to refer to." },
    { "systems", &study_systems_type, .standard = "{}", .title = "Non-CPM Systems",
      .description = "What each supports and how it delivers, by name, for members to refer to." },
    { "iwfs", &study_iwfs_type, .title = "Interworking Functions, one by one",
      .description = "In the order in which the ISF tries them.  Without any, each system has one of its own." },
    { "isf", &study_isf_type, .title = "Interworking Selection Function" },
    { "groups", &study_groups_type, .required = true, .title = "Groups",
      .description = "Their members, one by one or by population, without the inviter." },
    { "sessions", &study_sessions_type, .required = true, .title = "Sessions",
      .description = "When CPM Client A invites which group." },
    { "stop", &stop, .title = "End of the run" },
    { "measure", &measure, .where = "measure sip.transactions~short sip.processing~arrival", .title = "What is measured besides" },
    { "faults", &study_faults_type, .standard = "[]", .title = "Misbehaviour on purpose",
      .description = "To see that the checker finds it." },
    { "test", &study_test_type, .applies = study_test_applies, .title = "The scenario as a test case",
      .description = "For cpmsim conform; it has no effect on the run." },
    { "flow", &flow, .title = "The ladder in flow.txt" },
    { "study", &study_study_type, .applies = study_study_applies, .title = "Many runs of this scenario",
      .description = "It varies what axes say, and repeats each combination." },
    { "expect", &study_expect_type, .applies = study_study_applies, .title = "Limits on metrics of a study",
      .description = "Judged on an interval over the repetitions of each combination." },
    { "plots", &study_plots_type, .applies = study_study_applies, .title = "Plots of a study" },
    { 0 }
};
const StudyType study_scenario_type = {
    .kind = STUDY_MAPPING, .expected = "the keys of a scenario", .keys = root_keys
};
