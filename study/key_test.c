/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_test.h"

/* The form of a test case follows the test specifications that are usual in the field: identifier, purpose, references, preconditions,
 * numbered steps, lettered pass criteria.  Positions in the lists of words are used by study/conformance_criterion.c. */

static const StudyType text = { .kind = STUDY_TEXT, .expected = "text" };
static const StudyType texts = {
    .kind = STUDY_LIST, .expected = "a list of texts", .minimum = 1, .maximum = 30, .of = &text
};
static const StudyType name = { .kind = STUDY_NAME, .name = "name", .expected = "a name such as 'B' or 'crowd_1'" };
static const StudyType duration = {
    .kind = STUDY_DURATION, .name = "duration", .expected = "a duration such as '50 ms' or '3.6 min'"
};
static const StudyType times = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 1000000", .minimum = 0, .maximum = 1000000
};
static const StudyType status = {
    .kind = STUDY_COUNT, .expected = "a SIP response code from 100 to 699", .minimum = 100, .maximum = 699
};
static const char *const verdict_words[] = { "none", "pass", "inconc", "fail", "error", NULL };
static const StudyType verdict = { .kind = STUDY_WORD, .words = verdict_words };
static const char *const row_words[] = {
    "D01", "D02", "D03", "D04", "D05", "D06", "D07", "D08", "D09", "D10", "D11", "D12",
    "D13", "D14", "D15", "D16", "D17", "D18", "D19", "D20", "D21", "D22", "D23", "D24", NULL
};
static const StudyType row = {
    .kind = STUDY_WORD, .expected = "a decision row from D01 to D24", .words = row_words
};
static const char *const action_words[] = { "interworking", "select", "convert", "map", "notify", "crash", NULL };
static const StudyType action = { .kind = STUDY_WORD, .words = action_words };
static const char *const box_words[] = { "client_a", "client", "core", "cs", "isf", "iwf", "system", NULL };
static const StudyType box = { .kind = STUDY_WORD, .words = box_words };

static const StudyKey criterion_keys[] = {
    { "says", &text, .required = true, .title = "What has to hold, in words" },
    { "requirement", &text, .title = "A requirement that was judged", .description = "By its identifier; see verdict." },
    { "outcome", &row, .title = "A decision row that settled legs", .description = "See legs, status." },
    { "final", &status, .title = "The final response to an INVITE",
      .description = "As it reached the Conversation Server, or for the inviter, A, the CPM client.  See legs." },
    { "message", &text, .title = "A message that reached a box",
      .description = "By the name that flow.txt gives it, such as 'inviting message' or '200 (BYE)'.  See times." },
    { "action", &action, .title = "What a box did by itself", .description = "See times." },
    { "verdict", &verdict, .title = "The verdict on the requirement", .description = "pass, if it is not given." },
    { "status", &status, .title = "The response of the outcome", .description = "Any, if it is not given." },
    { "legs", &times, .title = "How many legs", .description = "Of outcome and final; 1, if it is not given." },
    { "times", &times, .title = "How often", .description = "Of message and action; 1, if it is not given." },
    { "of", &name, .title = "Whose leg", .description = "A member, a population, or A; any, if it is not given." },
    { "session", &times, .title = "Which session, counted from 0", .description = "Any, if it is not given." },
    { "from", &box, .title = "Which box has sent the message" },
    { "to", &box, .title = "Which box it has reached, or which box acted" },
    { "after", &duration, .title = "Only what happened after this virtual time" },
    { "before", &duration, .title = "Only what happened before this virtual time" },
    { 0 }
};
static const StudyType criterion = {
    .kind = STUDY_MAPPING, .name = "criterion", .expected = "{says: C joins, final: 200, of: C}", .keys = criterion_keys
};
static const StudyType criteria = {
    .kind = STUDY_TABLE, .expected = "criteria such as {A: {says: C joins, final: 200, of: C}}", .minimum = 1, .maximum = 26,
    .of = &criterion
};
static const StudyKey test_keys[] = {
    { "id", &name, .required = true, .title = "Identifier of the test case" },
    { "purpose", &text, .required = true, .title = "What it verifies" },
    { "references", &texts, .required = true, .title = "What it is derived from: requirement, step, clause" },
    { "preconditions", &texts, .required = true, .title = "What is given" },
    { "procedure", &texts, .required = true, .title = "What happens, step by step" },
    { "criteria", &criteria, .required = true, .title = "What has to hold for a pass, by letters from A",
      .description = "Each says what is to be looked at: a requirement, an outcome, a final response, a message or an "
                     "action." },
    { "verdict", &verdict, .standard = "pass", .title = "The verdict that the run has to get",
      .description = "Requirements that no criterion names have to pass, or not to be exercised." },
    { 0 }
};
const StudyType study_test_type = {
    .kind = STUDY_MAPPING, .expected = "a test case such as {id: x_1, purpose: Verifies that, criteria: {A: {}}}",
    .keys = test_keys
};

bool study_test_applies(const StudyNode *root)
{
    (void)root;
    return false;
}
