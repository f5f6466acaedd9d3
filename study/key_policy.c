/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

#include "study/value.h"

#include <string.h>

static const char *const option_words[] = { "accept", "reject", "convert", NULL };
static const char *const preference_words[] = { "accept", "reject", "convert", "none", NULL };
static const char *const forbid_words[] = { "forbid", NULL };
static const char *const reading_words[] = { "default", "either", "both", NULL };
static const StudyType option = { .kind = STUDY_WORD, .words = option_words };
const StudyType study_preference_type = { .kind = STUDY_WORD, .words = preference_words };
static const StudyType forbid = { .kind = STUDY_WORD, .words = forbid_words };
static const StudyType reading = { .kind = STUDY_WORD, .words = reading_words };
static const StudyType options = {
    .kind = STUDY_LIST, .expected = "a list such as [accept, convert]", .minimum = 1, .maximum = 3, .of = &option
};
static const StudyKey provider_keys[] = {
    { "force", &option, .title = "Always this, whatever users prefer" },
    { "allow", &options, .title = "What users may choose",
      .description = "Whoever prefers something else gets the default." },
    { "default", &option, .title = "For users without a preference" },
    { 0 }
};
static const StudyType provider_mapping = {
    .kind = STUDY_MAPPING, .expected = "{force: accept} or {allow: [accept, convert], default: convert}",
    .keys = provider_keys
};
static const StudyType *const provider_choices[] = { &forbid, &provider_mapping, NULL };
static const StudyType provider = {
    .kind = STUDY_CHOICE, .expected = "forbid, {force: accept} or {allow: [accept, convert], default: convert}",
    .choices = provider_choices
};
static const StudyKey policy_keys[] = {
    { "provider", &provider, .standard = "{default: convert}", .source = "[INFER] ask the user",
      .title = "Service provider policy (CPM-IWF-008)",
      .description = "forbid: no interworking.  {force: X}: always X.  {allow: [X, Y], default: X}: the user's "
                     "preference if allowed.  {default: X}: the user's preference, X for users without one." },
    { "user_reject_wins", &study_truth_type, .standard = "false", .source = "[INFER] the standard gives no precedence",
      .title = "A user's reject overrides the policy" },
    { "user_reject_before_gate", &study_truth_type, .standard = "true", .source = "[INFER] the standard gives no precedence",
      .title = "A user's reject counts for native invitations too" },
    { "reading", &reading, .standard = "default",
      .source = "[INFER] reading of 'does not support sessions or invitations'",
      .title = "When CPM-IWF-008 applies",
      .description = "default: unless the service supports invitations.  either: where sessions or invitations are "
                     "missing.  both: only where both are missing." },
    { 0 }
};
const StudyType study_policy_type = {
    .kind = STUDY_MAPPING, .expected = "{provider: {force: convert}}", .keys = policy_keys
};

/* ---- response codes */

static const StudyType final_code = {
    .kind = STUDY_COUNT, .expected = "a SIP response code from 400 to 699", .minimum = 400, .maximum = 699
};
static const char *const code_profile_words[] = { "rfc3261", "mcptt", NULL };
static const StudyType code_profile = { .kind = STUDY_WORD, .words = code_profile_words };

/* What a user has decided: the two profiles have different codes. */
static char *derive_decline(const StudyNode *root)
{
    const char *profile = study_text_at(study_node_get(root, "codes"), "profile");
    return g_strdup(profile != NULL && strcmp(profile, "mcptt") == 0 ? "480" : "603");
}

#define RFC_CODE "[INFER] RFC 3261 21, decision "
#define GROUP_CODE "[INFER] by analogy with MCPTT (3GPP TS 24.379)"

static const StudyKey code_keys[] = {
    { "profile", &code_profile, .standard = "rfc3261", .source = "[INFER] the codes are left open by the standard",
      .title = "Whose habits the other codes follow",
      .description = "rfc3261: as RFC 3261 explains the codes.  mcptt: as 3GPP TS 24.379 uses them." },
    { "policy", &final_code, .standard = "403", .source = RFC_CODE "D02", .title = "The provider's policy rejects" },
    { "user_reject", &final_code, .rule = "603; 480 with the profile mcptt", .derive = derive_decline, .source = RFC_CODE "D03",
      .title = "The user's preference rejects" },
    { "decline", &final_code, .rule = "603; 480 with the profile mcptt", .derive = derive_decline, .source = RFC_CODE "D06",
      .title = "The user declines" },
    { "no_reply", &final_code, .standard = "480", .source = RFC_CODE "D07", .title = "No reply in time" },
    { "permanent", &final_code, .standard = "404", .source = RFC_CODE "D09", .title = "Not deliverable: unknown or barred" },
    { "temporary", &final_code, .standard = "480", .source = RFC_CODE "D10", .title = "Not delivered while valid" },
    { "submit_refused", &final_code, .standard = "500", .where = "systems.submission", .source = RFC_CODE "D11",
      .title = "The Non-CPM System refuses the inviting message" },
    { "submit_silent", &final_code, .standard = "504", .where = "systems.submission", .source = RFC_CODE "D11",
      .title = "It does not answer" },
    { "submit_malformed", &final_code, .standard = "502", .where = "systems.submission", .source = RFC_CODE "D11",
      .title = "Its answer makes no sense" },
    { "content", &final_code, .standard = "488", .where = "sessions.content~text", .source = RFC_CODE "D18",
      .title = "The content cannot be converted" },
    { "anonymous", &final_code, .standard = "403", .where = "sessions.inviter.anonymous~false", .source = RFC_CODE "D19",
      .title = "The inviter hides his name" },
    { "unauthorised", &final_code, .standard = "403", .where = "sessions.inviter.authorised~true", .source = RFC_CODE "D20",
      .title = "The inviter may not interwork" },
    { "no_number", &final_code, .standard = "480", .where = "iwf.numbers~unlimited", .source = RFC_CODE "D21",
      .title = "No number is free for the session" },
    { "overloaded", &final_code, .standard = "503", .where = "iwfs", .source = RFC_CODE "D22",
      .title = "The IWF is full", .description = "The Core turns 503 into 500 (RFC 3261 16.7 item 6)." },
    { "no_mapping", &final_code, .standard = "404", .where = "iwfs", .source = RFC_CODE "D23",
      .title = "No IWF serves the service" },
    { "no_iwf", &final_code, .standard = "480", .where = "iwfs groups.also", .source = RFC_CODE "D23",
      .title = "All IWFs that serve it are full, dead, or have failed" },
    { "group_unknown", &final_code, .standard = "404", .where = "groups.status~active", .source = GROUP_CODE,
      .title = "There is no such group" },
    { "group_disabled", &final_code, .standard = "403", .where = "groups.status~active", .source = GROUP_CODE,
      .title = "The group is disabled" },
    { "not_a_member", &final_code, .standard = "403", .where = "sessions.inviter.member~true", .source = GROUP_CODE,
      .title = "The inviter is not a member of the group" },
    { "too_many", &final_code, .standard = "486", .where = "groups.maximum~unlimited", .source = GROUP_CODE,
      .title = "The pre-defined group is larger than it may be" },
    { "list_too_long", &final_code, .standard = "403", .where = "groups.maximum~unlimited", .source = GROUP_CODE,
      .title = "The list of an ad-hoc group is longer than it may be" },
    { 0 }
};
const StudyType study_codes_type = { .kind = STUDY_MAPPING, .expected = "{profile: mcptt, no_reply: 408}", .keys = code_keys };
