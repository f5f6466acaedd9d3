/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

#include "study/value.h"

#include <string.h>

/* ---- reply profiles */

static const char *const says_words[] = { "accept", "decline", "leave", "unrecognised", NULL };
static const StudyType says = { .kind = STUDY_WORD, .words = says_words };
static const StudyKey again_keys[] = {
    { "share", &study_share_type, .required = true, .title = "Users who write again",
      .description = "Of those who have accepted, declined, or been added." },
    { "says", &says, .required = true, .title = "What they say then" },
    { "after", &study_distribution_type, .required = true, .title = "How long after their first reply, or the notice" },
    { 0 }
};
static const StudyType again = {
    .kind = STUDY_MAPPING, .expected = "{share: 5 %, says: leave, after: 10 min}", .keys = again_keys
};
static const StudyKey reply_text_keys[] = {
    { "share", &study_share_type, .required = true, .title = "Share of the replies", .description = "They sum to 100 %." },
    { "text", &study_text_type, .required = true, .title = "What the user writes" },
    { 0 }
};
static const StudyType reply_text = {
    .kind = STUDY_MAPPING, .expected = "{share: 60 %, text: 'Yes, gladly'}", .keys = reply_text_keys
};
static const StudyType reply_texts = {
    .kind = STUDY_LIST, .expected = "a list such as [{share: 60 %, text: 'yes'}, {share: 40 %, text: 'no'}]", .minimum = 1,
    .maximum = 1000, .of = &reply_text
};

/* Whether the shares are given as such, and do not follow from texts. */
static bool without_texts(const StudyNode *profile)
{
    return study_node_get(profile, "texts") == NULL;
}

static bool never(const StudyNode *mapping)
{
    (void)mapping;
    return false;
}

static const StudyKey profile_keys[] = {
    { "reply", &study_share_type, .standard = "80 %", .source = DOMAIN_REPLIES, .title = "Users who reply at all" },
    { "unrecognised", &study_share_type, .standard = "5 %", .applies = without_texts, .source = "[INFER] no source found",
      .title = "Replies that are not recognised", .description = "Share of the replies." },
    { "accept", &study_share_type, .standard = "70 %", .applies = without_texts, .source = "[INFER] no source found",
      .title = "Replies that accept", .description = "Share of the recognised replies; the others decline." },
    { "leave", &study_share_type, .standard = "0 %", .applies = without_texts, .title = "Replies that say leave",
      .description = "Share of the recognised replies.  While the IWF waits for the answer they decline." },
    { "texts", &reply_texts, .title = "What users write, in place of unrecognised, accept and leave",
      .description = "The IWF sorts it by iwf.keywords." },
    { "delay", &study_distribution_type, .standard = "{loglogistic: {median: 3.6 min, shape: 0.78}}", .source = DOMAIN_REPLIES,
      .title = "From reading the invitation to sending the reply" },
    { "again", &again, .applies = never, .title = "Users who write a second time" },
    { 0 }
};
static const StudyType profile = {
    .kind = STUDY_MAPPING, .name = "profile", .expected = "{reply: 80 %, accept: 70 %, delay: 5 s}",
    .keys = profile_keys
};
static const StudyPreset profile_presets[] = {
    { "engaged", "{reply: 80 %, unrecognised: 5 %, accept: 70 %, delay: {loglogistic: {median: 3.6 min, shape: 0.78}}}",
      DOMAIN_REPLIES "; accept share [INFER]", "Users who take part in what they are asked about." },
    { "cold", "{reply: 65 %, unrecognised: 5 %, accept: 70 %, delay: {loglogistic: {median: 30 min, shape: 0.78}}}",
      "[PUB] SMS trials with smokers, shape assumed; accept share [INFER]", "Users who did not expect the message." },
    { "incentivised",
      "{reply: 98.3 %, unrecognised: 5 %, accept: 70 %, delay: {loglogistic: {median: 1 min, shape: 1}}}",
      "[PUB] JMIR mHealth 2020;8(4):e14270, shape assumed; accept share [INFER]", "Users who are paid for a reply." },
    { "prompt", "{reply: 98 %, unrecognised: 0 %, accept: 97 %, delay: {lognormal: {median: 4 s, sigma: 0.8}}}",
      "[INFER] no source found", "Users of CPM clients, who see an invitation ringing; about 95 % accept." },
    { "never", "{reply: 0 %, unrecognised: 0 %, accept: 0 %, delay: 0 s}", "[INFER] for tests",
      "Nobody ever replies." },
    { 0 }
};
const StudyType study_profiles_type = {
    .kind = STUDY_TABLE, .expected = "{NAME: {reply: 80 %, accept: 70 %}}", .maximum = 64, .of = &profile,
    .presets = profile_presets
};
static const StudyType profile_name = {
    .kind = STUDY_REFERENCE, .expected = "the name of a reply profile such as engaged", .table = "replies",
    .presets = profile_presets
};
static const StudyKey short_reply_keys[] = {
    { "accept_after", &study_distribution_type, .title = "Everybody accepts, after this" },
    { "decline_after", &study_distribution_type, .title = "Everybody declines, after this" },
    { 0 }
};
static const StudyType short_reply = {
    .kind = STUDY_VARIANT, .expected = "{accept_after: 3 s} or {decline_after: 3 s}", .keys = short_reply_keys
};
static const StudyType *const reply_choices[] = { &profile_name, &short_reply, &profile, NULL };
static const StudyType reply = {
    .kind = STUDY_CHOICE, .name = "reply",
    .expected = "the name of a reply profile, {accept_after: 3 s}, or a profile such as {reply: 80 %, accept: 70 %}",
    .choices = reply_choices
};

/* ---- groups */

static const char *const cpm_words[] = { "cpm", NULL };
static const StudyType client_name = {
    .kind = STUDY_REFERENCE, .expected = "cpm, or the name of a system such as sms", .words = cpm_words,
    .table = "systems", .presets = study_system_presets
};
static const StudyType client_shares = {
    .kind = STUDY_TABLE, .expected = "shares such as {cpm: 20 %, sms: 80 %}", .minimum = 1, .maximum = 17, .of = &study_share_type,
    .words = cpm_words, .table = "systems", .presets = study_system_presets
};
static const StudyType *const client_choices[] = { &client_name, &client_shares, NULL };
static const StudyType client = {
    .kind = STUDY_CHOICE, .expected = "cpm, the name of a system, or shares such as {cpm: 20 %, sms: 80 %}",
    .choices = client_choices
};
static const StudyKey preference_keys[] = {
    { "accept", &study_share_type, .standard = "0 %", .title = "Share that prefers accept" },
    { "reject", &study_share_type, .standard = "0 %", .title = "Share that prefers reject" },
    { "convert", &study_share_type, .standard = "0 %", .title = "Share that prefers convert" },
    { "none", &study_share_type, .standard = "0 %", .title = "Share without a preference" },
    { 0 }
};
static const StudyType preference_shares = {
    .kind = STUDY_MAPPING, .expected = "shares such as {accept: 25 %, none: 75 %}", .keys = preference_keys
};
static const StudyType *const prefer_choices[] = { &study_preference_type, &preference_shares, NULL };
static const StudyType prefer = {
    .kind = STUDY_CHOICE, .expected = "accept, reject, convert, none, or shares such as {accept: 25 %, none: 75 %}",
    .choices = prefer_choices
};

/* Whether a member can use a client or system for which @is_cpm holds; when that is not known, yes. */
static bool may_use(const StudyNode *member, bool is_cpm)
{
    const StudyNode *uses = study_node_get(member, "client");
    if (uses == NULL || uses->is_wrong || uses->kind == STUDY_NODE_LIST)
        return true;
    if (uses->kind == STUDY_NODE_SCALAR)
        return (strcmp(uses->text, "cpm") == 0) == is_cpm;
    bool has_cpm = study_node_get(uses, "cpm") != NULL;
    return is_cpm ? has_cpm : study_node_count(uses) > has_cpm;
}

static bool has_cpm_client(const StudyNode *member)
{
    return may_use(member, true);
}

static bool has_system(const StudyNode *member)
{
    return may_use(member, false);
}

static const StudyType also = {
    .kind = STUDY_LIST, .expected = "a list of systems such as [email, mms]", .minimum = 1, .maximum = 3, .of = &study_system_name_type
};
static const StudyKey member_keys[] = {
    { "name", &study_name_type, .required = true, .title = "Name of the member or population" },
    { "count", &study_count_type, .standard = "1", .title = "Number of members",
      .description = "More than 1: a population; each is drawn by itself from the shares." },
    { "client", &client, .standard = "cpm", .source = "[INFER] the ordinary member", .title = "What they use",
      .description = "A CPM client, a Non-CPM System, or shares of these that sum to 100 %." },
    { "prefer", &prefer, .standard = "none", .applies = has_system, .source = "[INFER] nothing is configured",
      .title = "User preference for interworking (CPM-IWF-008)",
      .description = "One option, or shares that sum to 100 %.  It counts for users of Non-CPM Systems." },
    { "answer", &reply, .standard = "prompt", .applies = has_cpm_client, .source = "[INFER] no source found",
      .title = "How users of CPM clients answer" },
    { "reply", &reply, .standard = "engaged", .applies = has_system, .source = DOMAIN_REPLIES,
      .title = "How users of Non-CPM Systems reply" },
    { "also", &also, .title = "Further systems of users of a Non-CPM System",
      .description = "In the order of their preference, for the ISF when no IWF is left for the first; with the same sessions "
                     "and invitations." },
    { "required", &study_truth_type, .standard = "false", .title = "A required member",
      .description = "Counts with focus.answer: required_members." },
    { 0 }
};
static const StudyType member = {
    .kind = STUDY_MAPPING, .name = "member", .expected = "a member such as {name: B, client: cpm}", .keys = member_keys
};
static const StudyType *const entry_choices[] = { &member, &study_name_type, NULL };
static const StudyType entry = {
    .kind = STUDY_CHOICE, .expected = "a member such as {name: B, client: cpm}, or the name of one in the list", .choices = entry_choices
};
static const StudyType members = {
    .kind = STUDY_LIST, .expected = "a list of members such as [{name: B, client: cpm}]", .minimum = 1,
    .maximum = 10000,
    .of = &entry
};
static const char *const group_words[] = { "predefined", "ad_hoc", NULL };
static const char *const status_words[] = { "active", "disabled", "unknown", NULL };
static const StudyType group_kind = { .kind = STUDY_WORD, .words = group_words };
static const StudyType status = { .kind = STUDY_WORD, .words = status_words };

static bool is_predefined(const StudyNode *group)
{
    const char *kind = study_text_at(group, "kind");
    return kind == NULL || strcmp(kind, "predefined") == 0;
}

static const StudyKey group_keys[] = {
    { "members", &members, .required = true, .title = "The members, as where the group is a bare list",
      .description = "An ad-hoc group may name a member again, by its bare name: it is invited once (RFC 5363 4.1)." },
    { "kind", &group_kind, .standard = "predefined", .title = "Where the list of members comes from",
      .description = "predefined: the Conversation Server has it.  ad_hoc: the INVITE brings it (RFC 5366)." },
    { "status", &status, .standard = "active", .applies = is_predefined, .title = "What the Conversation Server knows of the group",
      .description = "Sessions of a group that is disabled or unknown are refused." },
    { "maximum", &study_count_or_unlimited_type, .standard = "unlimited", .title = "Members that the group may have",
      .description = "Without the inviter.  A session of a larger group is refused." },
    { 0 }
};
static const StudyType group_mapping = {
    .kind = STUDY_MAPPING, .expected = "{members: [{name: B}], kind: ad_hoc}", .keys = group_keys
};
static const StudyType *const group_choices[] = { &members, &group_mapping, NULL };
static const StudyType group = {
    .kind = STUDY_CHOICE, .name = "group",
    .expected = "a list of members such as [{name: B, client: cpm}], or {members: [{name: B}], kind: ad_hoc}", .choices = group_choices
};
const StudyType study_groups_type = {
    .kind = STUDY_TABLE, .expected = "a group such as {friends: [{name: B}]}", .minimum = 1, .maximum = 1000,
    .of = &group
};
