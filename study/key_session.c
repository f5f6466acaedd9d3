/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

#include "study/value.h"

#include <string.h>

/* ---- when sessions begin */

static const StudyKey batch_keys[] = {
    { "size", &study_count_type, .required = true, .title = "Sessions that begin together" },
    { "every", &study_distribution_type, .required = true, .title = "Time from one batch to the next" },
    { 0 }
};
static const StudyType batch = { .kind = STUDY_MAPPING, .expected = "{size: 10, every: 1 min}", .keys = batch_keys };
static const StudyKey on_off_keys[] = {
    { "on", &study_distribution_type, .required = true, .title = "How long sessions begin", .description = "The first period is one of these." },
    { "off", &study_distribution_type, .required = true, .title = "How long none begins then" },
    { "every", &study_distribution_type, .required = true, .title = "Time from one session to the next", .description = "While they begin." },
    { 0 }
};
static const StudyStray on_off_strays[] = {
    { "rate", "'every' is the time between two sessions: 200 ms for 5 /s, {exponential: {mean: 200 ms}} by chance" },
    { 0 }
};
static const StudyType on_off = {
    .kind = STUDY_MAPPING, .expected = "{on: 10 s, off: 50 s, every: {exponential: {mean: 100 ms}}}", .keys = on_off_keys,
    .strays = on_off_strays
};
static const StudyType hourly = {
    .kind = STUDY_LIST, .expected = "a list of rates such as [20 /h, 60 /h]", .minimum = 1, .maximum = 8784,
    .of = &study_rate_or_zero_type
};
static const StudyKey piece_keys[] = {
    { "for", &study_positive_duration_type, .required = true, .title = "How long" },
    { "rate", &study_rate_or_zero_type, .required = true, .title = "Sessions that begin" },
    { 0 }
};
static const StudyType piece = { .kind = STUDY_MAPPING, .expected = "{for: 10 min, rate: 5 /s}", .keys = piece_keys };
static const StudyType pieces = {
    .kind = STUDY_LIST, .expected = "a list such as [{for: 10 min, rate: 5 /s}]", .minimum = 1, .maximum = 10000, .of = &piece
};
static const StudyKey closed_keys[] = {
    { "users", &study_count_type, .required = true, .title = "Users" },
    { "think", &study_distribution_type, .required = true, .title = "From the end of a session to the user's next",
      .description = "Also before the first." },
    { 0 }
};
static const StudyType closed = {
    .kind = STUDY_MAPPING, .expected = "{users: 100, think: {exponential: {mean: 10 min}}}", .keys = closed_keys
};
static const StudyKey pattern_keys[] = {
    { "batch", &batch, .title = "Several at once, each time" },
    { "on_off", &on_off, .title = "Bursts" },
    { "hourly", &hourly, .title = "Poisson, with a rate for each hour", .description = "After the last hour the first follows." },
    { "pieces", &pieces, .title = "Poisson, with a rate for each piece of time", .description = "After the last piece the first follows." },
    { "file", &study_text_type, .title = "At the times of a file",
      .description = "CSV in UTF-8 with the column at_s: seconds (12.5 or 1.25e1) since the first may begin ('at'), one number a line, "
                     "in rising order, without comments.  Blank lines stand at the end only.  The path begins at the scenario's folder." },
    { "closed", &closed, .title = "Users who invite again when their session is over" },
    { 0 }
};
#define RATE_HINT "a rate is {pieces: [{for: 1 h, rate: 5 /s}]}, or the time between two sessions: {exponential: {mean: 200 ms}}"

static const StudyStray pattern_strays[] = { { "rate", RATE_HINT }, { "poisson", RATE_HINT }, { 0 } };
static const StudyType pattern = {
    .kind = STUDY_VARIANT, .expected = "arrivals such as {hourly: [20 /h, 60 /h]}", .keys = pattern_keys, .strays = pattern_strays
};
static const StudyType *const arrival_choices[] = { &study_distribution_type, &pattern, NULL };
static const StudyType arrivals = {
    .kind = STUDY_CHOICE,
    .expected = "a duration such as '50 ms', a distribution such as {exponential: {mean: 1 s}}, or a pattern such as "
                "{hourly: [20 /h, 60 /h]}",
    .choices = arrival_choices
};

/* A file says itself how many there are. */
static bool counts(const StudyNode *session)
{
    return study_node_get(study_node_get(session, "arrivals"), "file") == NULL;
}

/* ---- how many are invited */

static const StudyType people_number = {
    .kind = STUDY_NUMBER, .expected = "a number of members such as 8", .minimum = 0, .maximum = 2147483647, .above = true
};
static const StudyType spread = {
    .kind = STUDY_NUMBER, .expected = "a number above 0", .minimum = 0, .maximum = 100, .above = true
};
static const StudyKey size_uniform_keys[] = {
    { "from", &study_count_type, .required = true, .title = "Fewest members" },
    { "to", &study_count_type, .required = true, .title = "Most members" },
    { 0 }
};
static const StudyType size_uniform = { .kind = STUDY_MAPPING, .expected = "{from: 3, to: 12}", .keys = size_uniform_keys };
static const StudyKey size_exponential_keys[] = {
    { "mean", &people_number, .required = true, .title = "Mean" },
    { 0 }
};
static const StudyType size_exponential = { .kind = STUDY_MAPPING, .expected = "{mean: 8}", .keys = size_exponential_keys };
static const StudyKey size_lognormal_keys[] = {
    { "median", &people_number, .required = true, .title = "Median" },
    { "sigma", &spread, .required = true, .title = "Standard deviation of the natural logarithm" },
    { 0 }
};
static const StudyType size_lognormal = { .kind = STUDY_MAPPING, .expected = "{median: 8, sigma: 0.6}", .keys = size_lognormal_keys };
static const StudyType size_share = {
    .kind = STUDY_PAIR, .expected = "a pair such as [8, 50 %]", .of = &study_count_type, .of2 = &study_share_type
};
static const StudyType size_shares = {
    .kind = STUDY_LIST, .expected = "a list such as [[3, 60 %], [20, 40 %]]", .minimum = 1, .maximum = 1000, .of = &size_share
};
static const StudyKey size_family_keys[] = {
    { "uniform", &size_uniform, .title = "All numbers between two, equally often" },
    { "exponential", &size_exponential, .title = "Exponential" },
    { "lognormal", &size_lognormal, .title = "Lognormal" },
    { "shares", &size_shares, .title = "Numbers and their shares", .description = "They sum to 100 %." },
    { 0 }
};
static const StudyType size_family = {
    .kind = STUDY_VARIANT, .expected = "a distribution such as {shares: [[3, 60 %], [20, 40 %]]}", .keys = size_family_keys
};
static const char *const all_words[] = { "all", NULL };
static const StudyType all_members = { .kind = STUDY_WORD, .words = all_words };
static const StudyType *const size_choices[] = { &all_members, &study_count_type, &size_family, NULL };
static const StudyType size = {
    .kind = STUDY_CHOICE, .expected = "a number such as 8, a distribution such as {shares: [[3, 60 %], [20, 40 %]]}, or all",
    .choices = size_choices
};

/* ---- sessions */

static const char *const never_words[] = { "never", NULL };
static const StudyType never_word = { .kind = STUDY_WORD, .words = never_words };
static const char *const stays_words[] = { "stays", NULL };
static const StudyType stays_word = { .kind = STUDY_WORD, .words = stays_words };
static const StudyType *const stay_choices[] = { &stays_word, &study_positive_duration_type, &study_distribution_type, NULL };
static const StudyType stay = {
    .kind = STUDY_CHOICE, .expected = "a duration such as '10 min', a distribution, or stays", .choices = stay_choices
};
static const StudyType *const patience_choices[] = { &never_word, &study_positive_duration_type, &study_distribution_type, NULL };
static const StudyType patience = {
    .kind = STUDY_CHOICE, .expected = "a duration such as '60 s', a distribution, or never", .choices = patience_choices
};
static const StudyType times_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 1 to 100", .minimum = 1, .maximum = 100
};
static const StudyKey retry_keys[] = {
    { "share", &study_share_type, .required = true, .title = "Inviters who try again", .description = "Drawn anew for each try." },
    { "times", &times_number, .standard = "1", .source = "[INFER] no source found", .title = "How often, at most" },
    { "after", &study_distribution_type, .standard = "30 s", .source = "[INFER] no source found", .title = "How long after the failure" },
    { 0 }
};
static const StudyType retry = { .kind = STUDY_MAPPING, .expected = "{share: 50 %, times: 2, after: 30 s}", .keys = retry_keys };

static bool never(const StudyNode *mapping)
{
    (void)mapping;
    return false;
}

static const StudyType group_name = {
    .kind = STUDY_REFERENCE, .expected = "the name of a group", .table = "groups"
};
static const StudyKey inviter_keys[] = {
    { "name", &study_text_type, .standard = "A", .title = "What the IWF calls the inviter", .description = "In its texts." },
    { "member", &study_truth_type, .standard = "true", .title = "The inviter is a member of the group",
      .description = "Whoever is not may not invite a pre-defined group." },
    { "authorised", &study_truth_type, .standard = "true", .title = "The inviter may interwork", .description = "Whoever may not: D20." },
    { "anonymous", &study_truth_type, .standard = "false", .title = "The inviter hides his name",
      .description = "iwf.anonymous says whether that may interwork." },
    { 0 }
};
static const StudyType inviter = { .kind = STUDY_MAPPING, .expected = "{name: A, anonymous: true}", .keys = inviter_keys };
static const char *const content_words[] = { "text", "file", NULL };
static const StudyType content = { .kind = STUDY_WORD, .words = content_words };
static const StudyType messages_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 1000", .minimum = 0, .maximum = 1000
};

static bool has_messages(const StudyNode *texts)
{
    const char *inviter_texts = study_text_at(texts, "inviter"), *member_texts = study_text_at(texts, "member");
    return inviter_texts == NULL || member_texts == NULL || strcmp(inviter_texts, "0") != 0 || strcmp(member_texts, "0") != 0;
}

static const StudyKey texts_keys[] = {
    { "inviter", &messages_number, .standard = "1", .source = "[INFER] enough to see what one costs",
      .title = "Text messages that the inviter sends" },
    { "member", &messages_number, .standard = "0", .source = "[INFER] only the set-up is looked at",
      .title = "Text messages that each member sends who has joined" },
    { "gap", &study_distribution_type, .standard = "10 s", .applies = has_messages, .source = "[INFER] no source found",
      .title = "Time before each", .description = "Counted from the sender's own OK, then from one message to the next." },
    { 0 }
};
static const StudyType texts = { .kind = STUDY_MAPPING, .expected = "{inviter: 1, gap: 10 s}", .keys = texts_keys };

static const StudyKey session_keys[] = {
    { "group", &group_name, .required = true, .title = "The group that is invited" },
    { "at", &study_duration_type, .standard = "0 s", .title = "When the first one begins" },
    { "count", &study_count_type, .standard = "1", .applies = counts, .title = "Number of sessions",
      .description = "With arrivals from a file: its first so many; without 'count' all.  Further tries of the same inviter do not "
                     "count." },
    { "arrivals", &arrivals, .standard = "0 s", .title = "Time from one session to the next, or a pattern",
      .description = "0 s: all begin together." },
    { "size", &size, .standard = "all", .where = "sessions.size", .title = "Members that are invited",
      .description = "The first of the group, so many of them: a whole number, at least 1.  What is drawn beyond all members is all; a "
                     "number that is written here must not be." },
    { "duration", &stay, .standard = "stays", .source = "[INFER] only the set-up is looked at",
      .title = "When the inviter leaves", .description = "Counted from its own 200; a distribution is drawn for each session." },
    { "patience", &patience, .standard = "never", .source = "[INFER] no source found",
      .title = "When the inviter gives up", .description = "It cancels when it is not answered so long." },
    { "retry", &retry, .applies = never, .title = "Inviters who get no session try again" },
    { "priority", &study_truth_type, .standard = "false", .where = "sessions.priority",
      .title = "Overload control throttles it last", .description = "As RFC 7339 7.2 has it for calls of priority." },
    { "inviter", &inviter, .title = "Who invites" },
    { "content", &content, .standard = "text", .title = "What the session is for",
      .description = "A file cannot be converted into an inviting message: D18." },
    { "texts", &texts, .title = "The conversation" },
    { 0 }
};
static const StudyStray session_strays[] = {
    { "rate", "it belongs to 'arrivals': " RATE_HINT },
    { "interval", "it is 'arrivals'" },
    { "interarrival", "it is 'arrivals'" },
    { 0 }
};
static const StudyType session = {
    .kind = STUDY_MAPPING, .name = "session", .expected = "a session such as {group: friends}", .keys = session_keys,
    .strays = session_strays
};
const StudyType study_sessions_type = {
    .kind = STUDY_LIST, .expected = "a list of sessions such as [{group: friends}]", .minimum = 1, .maximum = 1000,
    .of = &session
};
