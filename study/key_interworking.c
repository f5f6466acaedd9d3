/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key_table.h"

#include "study/quantity.h"
#include "study/value.h"

#include <string.h>

/* ---- the words that pass between an IWF and a user */

static const StudyType keyword_list = {
    .kind = STUDY_LIST, .expected = "a list of words such as [yes, ok]", .minimum = 1, .maximum = 100, .of = &study_text_type
};
static const StudyKey keyword_keys[] = {
    { "accept", &keyword_list, .standard = "[yes, y, ok, join, accept]", .source = "[INFER] left open by the standard", .title = "They accept" },
    { "decline", &keyword_list, .standard = "['no', n, decline, reject]", .source = "[INFER] left open by the standard", .title = "They decline" },
    { "leave", &keyword_list, .standard = "[leave, end, quit, bye]", .source = "[INFER] left open by the standard",
      .title = "They leave the session", .description = "While the IWF waits for the answer they decline." },
    { 0 }
};
static const StudyType keywords = { .kind = STUDY_MAPPING, .expected = "{accept: [yes, ok]}", .keys = keyword_keys };
static const char *const recognition_words[] = { "exact", "first_word", "anywhere", NULL };
static const StudyType recognition = { .kind = STUDY_WORD, .words = recognition_words };

static char *derive_invitation(const StudyNode *root)
{
    const char *correlation = study_text_at(study_node_get(root, "iwf"), "correlation");
    bool has_token = correlation != NULL && strcmp(correlation, "token") == 0;
    const char *token = has_token ? " {token}" : "";
    return g_strdup_printf("'{inviter} invites you to the group chat {group}. Reply YES%s to join, NO%s to decline, LEAVE%s to end.'",
                           token, token, token);
}

static const StudyKey text_keys[] = {
    { "invitation", &study_text_type,
      .rule = "'{inviter} invites you to the group chat {group}. Reply YES to join, NO to decline, LEAVE to end.'; the words with "
              "{token} where correlation is token",
      .derive = derive_invitation, .where = "groups.client~cpm", .source = "[INFER] TS 23.204 6.15.1 step 5: how to accept and reject",
      .title = "The inviting message" },
    { "help", &study_text_type, .standard = "'Please reply YES to join {group}, NO to decline, or LEAVE to end.'",
      .where = "groups.client~cpm", .source = "[INFER] left open by the standard", .title = "Help, after a reply that nobody understands" },
    { "notice", &study_text_type, .standard = "'The group chat {group} is over, or you were added to it. Reply LEAVE to end.'",
      .where = "groups.client~cpm", .source = "[INFER] left open by the standard", .title = "Notices of all kinds" },
    { "message", &study_text_type, .standard = "'{inviter}: this is a message of about the usual length, to everybody in the chat'", .where = "groups.client~cpm",
      .source = "[INFER] about 80 letters", .title = "Each message of the conversation" },
    { 0 }
};
static const StudyType texts = { .kind = STUDY_MAPPING, .expected = "{help: 'Reply YES or NO'}", .keys = text_keys };

/* ---- all Interworking Functions */

static const char *const late_reply_words[] = { "tell", "join", "ignore", NULL };
static const char *const anonymous_words[] = { "prohibit", "allow", NULL };
static const char *const correlation_words[] = { "number", "token", "latest", NULL };
static const StudyType late_reply = { .kind = STUDY_WORD, .words = late_reply_words };
static const StudyType anonymous = { .kind = STUDY_WORD, .words = anonymous_words };
static const StudyType correlation = { .kind = STUDY_WORD, .words = correlation_words };
static const StudyType helps = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 3", .minimum = 0, .maximum = 3
};

static bool correlates_by_token(const StudyNode *iwf)
{
    const char *by = study_text_at(iwf, "correlation");
    return by != NULL && strcmp(by, "token") == 0;
}

static bool correlates_by_number(const StudyNode *iwf)
{
    const char *by = study_text_at(iwf, "correlation");
    return by == NULL || strcmp(by, "number") == 0;
}

static bool has_pool(const StudyNode *iwf)
{
    const char *numbers = study_text_at(iwf, "numbers");
    return numbers != NULL && strcmp(numbers, "unlimited") != 0;
}

static const StudyKey iwf_keys[] = {
    { "t_reply", &study_timer_type, .standard = "600 s", .source = "[INFER] 55 % of engaged users answer by then",
      .title = "How long the IWF waits for a reply",
      .description = "Counted from the inviting message.  No reply by then counts as a rejection "
                     "(3GPP TS 23.204 6.15.1 step 5, which gives no value)." },
    { "t_submit", &study_timer_type, .standard = "30 s", .where = "systems.submission", .source = "[INFER] left open by the standard",
      .title = "How long the IWF waits for the answer to a submission", .description = "By then the Non-CPM System is silent (D11)." },
    { "keepalive", &study_timer_or_off_type, .standard = "60 s", .source = "[SPEC] RFC 3261 13.3.1.1",
      .title = "Provisional response while waiting",
      .description = "The IWF repeats 182 or 180 so often; without it Timer C ends the leg." },
    { "notices", &study_truth_type, .standard = "false", .source = "[INFER] left open by the standard",
      .title = "Notices to users",
      .description = "Tell users of Non-CPM Systems that they were added, that it is over, that it was withdrawn." },
    { "helps", &helps, .standard = "1", .where = "groups.client~cpm", .source = "[INFER] left open by the standard",
      .title = "Help messages to one user", .description = "After replies that nobody understands (D08)." },
    { "late_reply", &late_reply, .standard = "tell", .where = "groups.client~cpm", .source = "[INFER] left open by the standard",
      .title = "What a late yes leads to",
      .description = "tell: a notice that it is over, if there are notices.  join: the IWF dials in to the focus "
                     "(RFC 4579 5.1).  ignore: nothing (D13)." },
    { "anonymous", &anonymous, .standard = "allow", .where = "sessions.inviter.anonymous~false", .source = "[INFER] a choice of policy in 3GPP TS 23.204",
      .title = "Inviters who hide their name", .description = "allow: they may interwork.  prohibit: D19." },
    { "correlation", &correlation, .standard = "number", .where = "groups.client~cpm", .source = "[SPEC] 3GPP TS 23.204 B.1",
      .title = "How the IWF knows what a reply answers",
      .description = "number: each session has a number of its own, to which users reply.  token: users repeat a word of the "
                     "invitation; if they leave it out, as latest.  latest: the last invitation that still waits." },
    { "numbers", &study_count_or_unlimited_type, .standard = "unlimited", .where = "groups.client~cpm", .applies = correlates_by_number,
      .source = "[INFER] only sessions are looked at", .title = "Numbers that sessions share",
      .description = "With correlation: number.  A session that finds none free is refused (D21)." },
    { "number_rest", &study_duration_type, .standard = "1 h", .where = "groups.client~cpm", .applies = has_pool,
      .source = "[INFER] most late replies come by then", .title = "How long a number rests",
      .description = "Between the end of its session and the next one that gets it." },
    { "token_lost", &study_share_type, .standard = "10 %", .applies = correlates_by_token, .source = "[INFER] no source found",
      .title = "Replies without the token", .description = "With correlation: token." },
    { "keywords", &keywords, .where = "replies.texts groups.texts", .title = "Words that the IWF understands",
      .description = "For reply profiles with texts.  Case and punctuation do not count." },
    { "recognition", &recognition, .standard = "exact", .where = "replies.texts groups.texts",
      .source = "[INFER] left open by the standard", .title = "Where a keyword must stand in a reply",
      .description = "exact: the reply is the keyword.  first_word: it begins with it.  anywhere: it contains it." },
    { "texts", &texts, .title = "What the IWF writes",
      .description = "Templates with {inviter}, {group}, {token} and {number}, for the segments they take; {{ is a brace." },
    { 0 }
};
const StudyType study_iwf_type = { .kind = STUDY_MAPPING, .expected = "{t_reply: 10 min}", .keys = iwf_keys };

/* ---- Non-CPM Systems */

/* ---- Non-CPM Systems */

static const StudyKey retry_keys[] = {
    { "every", &study_positive_duration_type, .required = true, .title = "Time between attempts" },
    { "times", &study_count_type, .title = "Number of attempts", .description = "The last step may go without: it has no end." },
    { 0 }
};
static const StudyType retry_step = {
    .kind = STUDY_MAPPING, .expected = "{every: 1 min, times: 5}", .keys = retry_keys
};
static const StudyType retry_steps = {
    .kind = STUDY_LIST, .expected = "a list such as [{every: 1 min, times: 5}, {every: 1 h}]", .minimum = 1,
    .maximum = 4,
    .of = &retry_step
};
static const char *const off_words[] = { "off", NULL };
static const StudyType off = { .kind = STUDY_WORD, .words = off_words };
static const StudyType *const retry_choices[] = { &off, &retry_steps, NULL };
static const StudyType retry = {
    .kind = STUDY_CHOICE, .expected = "off, or a list such as [{every: 1 min, times: 5}, {every: 1 h}]",
    .choices = retry_choices
};
static char *derive_validity(const StudyNode *root)
{
    SimTime t_reply = study_integer_at(study_node_get(root, "iwf"), "t_reply");     /* 0: it has an error */
    return study_duration_text(MAX((t_reply > 0 ? t_reply : 600 * SIM_S) / (5 * SIM_MIN), 1) * 5 * SIM_MIN);
}

/* Whether there are users whom the first attempt misses, but a later one may reach; when that is not known, yes. */
static bool misses_some(const StudyNode *system)
{
    const StudyNode *first = study_node_get(system, "first_attempt"), *never = study_node_get(system, "never");
    if (first == NULL || never == NULL || first->is_wrong || never->is_wrong || first->type == NULL || never->type == NULL)
        return true;
    return first->number + never->number < 1;
}

static bool gives_reports(const StudyNode *system)
{
    const StudyNode *reports = study_node_get(system, "reports");
    return reports == NULL || reports->is_wrong || reports->type == NULL || reports->integer != 0;
}

/* What a file may leave out altogether. */
static bool never(const StudyNode *mapping)
{
    (void)mapping;
    return false;
}

static const StudyKey submission_keys[] = {
    { "refused", &study_share_type, .standard = "0 %", .title = "Submissions that are refused" },
    { "silent", &study_share_type, .standard = "0 %", .title = "Submissions that are not answered, and not taken" },
    { "malformed", &study_share_type, .standard = "0 %", .title = "Submissions with an answer that makes no sense" },
    { 0 }
};
static const StudyType submission = { .kind = STUDY_MAPPING, .expected = "{refused: 1 %}", .keys = submission_keys };
static const StudyType price = {
    .kind = STUDY_NUMBER, .expected = "a number such as 0.05", .minimum = 0, .maximum = 1e6
};

static const StudyKey system_keys[] = {
    { "service", &study_text_type, .standard = "sms", .source = "[INFER] the commonest case",
      .title = "What people call the service" },
    { "sessions", &study_truth_type, .standard = "false", .source = "[SPEC] CPM-IWF-008 (the case that it is about)",
      .title = "The service supports sessions" },
    { "invitations", &study_truth_type, .standard = "false", .source = "[SPEC] CPM-IWF-008 (the case that it is about)",
      .title = "The service supports invitations" },
    { "reports", &study_truth_type, .standard = "true", .source = "[PUB] status report on request (TP-SRR)",
      .title = "Delivery reports are asked for and given" },
    { "report_lost", &study_share_type, .standard = "0 %", .applies = gives_reports, .source = "[INFER] no source found",
      .title = "Delivery reports that are lost" },
    { "names_message", &study_truth_type, .standard = "false", .source = "[INFER] a short message names nothing but its sender",
      .title = "A reply names the message that it answers", .description = "As e-mail does.  It is never taken for another's." },
    { "segmented", &study_truth_type, .standard = "true", .source = "[SPEC] 3GPP TS 23.040 9.2.3.24.1",
      .title = "Texts go in segments of SMS",
      .description = "160 letters, or 70 beyond the GSM alphabet; 153 and 67 where there are several." },
    { "price", &price, .standard = "0.02", .source = "[INFER] order of wholesale prices; set your own",
      .title = "Price of a segment, or of a message", .description = "To the user, in the currency." },
    { "transit", &study_distribution_type, .standard = "{lognormal: {median: 7 s, sigma: 0.25}}",
      .source = DOMAIN_SMS " (6 - 8 s)",
      .title = "From submission to the phone", .description = "When an attempt succeeds." },
    { "return_transit", &study_distribution_type, .standard = "{lognormal: {median: 3.5 s, sigma: 0.25}}",
      .source = DOMAIN_SMS " (half of it to a fixed termination)", .title = "From the phone to the IWF",
      .description = "Replies and delivery reports." },
    { "first_attempt", &study_share_type, .standard = "62 %", .source = DOMAIN_SMS " (38 % not at first)",
      .title = "Deliveries that succeed at once" },
    { "never", &study_share_type, .standard = "2 %", .source = DOMAIN_SMS " (98 % in the end)",
      .title = "Deliveries that never succeed",
      .description = "Unknown or barred: a permanent failure, reported after the first attempt." },
    { "duplicate", &study_share_type, .standard = "0.1 %", .source = "[INFER] it happens; the rate is assumed",
      .title = "Replies that arrive twice" },
    { "absence", &study_distribution_type, .standard = "{loglogistic: {median: 10 min, shape: 0.78}}", .applies = misses_some,
      .source = "[INFER] median and shape assumed", .title = "How long the other users are out of reach",
      .description = "Those whom the first attempt misses; counted from the submission.  An attempt after it "
                     "succeeds." },
    { "retry", &retry, .standard = "[{every: 1 min, times: 5}, {every: 10 min, times: 6}, {every: 1 h}]",
      .applies = misses_some,
      .source = "[PUB] Infobip glossary, retry schedule", .title = "Further attempts",
      .description = "At most 4 steps." },
    { "validity", &study_positive_duration_type, .rule = "t_reply in whole 5 min, at least 5 min", .derive = derive_validity,
      .source = "[INFER] no delivery after the time to reply; 3GPP TS 23.040 TP-VP", .title = "Validity of the message",
      .description = "A message that waits longer is given up: a temporary failure." },
    { "submission", &submission, .applies = never, .title = "What becomes of submissions",
      .description = "Shares of the inviting messages; the others are taken.  Where it stands, the system answers each (D11)." },
    { "throughput", &study_rate_or_unlimited_type, .standard = "unlimited", .source = "[INFER] only the delay is looked at",
      .title = "Segments or messages that the system takes", .description = "One after the other." },
    { 0 }
};
static const StudyType system_type = {
    .kind = STUDY_MAPPING, .name = "system", .expected = "{service: sms, transit: 7 s}", .keys = system_keys
};
const StudyPreset study_system_presets[] = {
    { "sms", "{service: sms}", "[PUB] ETSI EMTEL, Infobip; [SPEC] TS 23.040",
      "SMS: no sessions, no invitations, segments, minutes when the phone is off." },
    { "mms",
      "{service: mms, segmented: false, price: 0.05, transit: {lognormal: {median: 20 s, sigma: 0.5}}, "
      "return_transit: {lognormal: {median: 15 s, sigma: 0.5}}, retry: [{every: 5 min, times: 12}, {every: 1 h}]}",
      "[SPEC] TS 23.140 8.1.4, 8.1.5; [INFER] delays, price",
      "MMS: as SMS, one message of any length; a notification first, then the phone fetches it." },
    { "email",
      "{service: email, names_message: true, segmented: false, price: 0, reports: false, "
      "transit: {lognormal: {median: 10 s, sigma: 1.2}}, return_transit: {lognormal: {median: 10 s, sigma: 1.2}}, "
      "first_attempt: 97 %, never: 1.5 %, duplicate: 0 %, absence: {loglogistic: {median: 30 min, shape: 1}}, "
      "retry: [{every: 30 min, times: 2}, {every: 2 h}], validity: 5 d}",
      "[SPEC] RFC 5321 4.5.4.1, RFC 5322 3.6.4; [PUB] 1.5 % never arrive; [INFER] delays",
      "E-mail: a reply names its message; no report of delivery; kept for days." },
    { "simple_im",
      "{service: simple_im, invitations: true, segmented: false, price: 0, transit: {lognormal: {median: 300 ms, sigma: 0.3}}, "
      "return_transit: {lognormal: {median: 300 ms, sigma: 0.3}}, first_attempt: 80 %, never: 0 %, duplicate: 0 %, retry: off}",
      "[SPEC] RFC 3428, RFC 5438; [INFER] delays, share on line",
      "Instant messages one by one (page mode): invitations but no sessions; nothing is kept for users who are away." },
    { "im_session",
      "{service: im_session, sessions: true, invitations: true, names_message: true, segmented: false, price: 0, "
      "transit: {lognormal: {median: 150 ms, sigma: 0.3}}, return_transit: {lognormal: {median: 150 ms, sigma: 0.3}}, "
      "first_attempt: 80 %, never: 0 %, duplicate: 0 %, retry: off}",
      "[SPEC] RFC 3261, RFC 4975; [INFER] delays, share on line",
      "Instant messages in sessions: sessions and invitations, so the invitation is passed on natively." },
    { 0 }
};
const StudyType study_systems_type = {
    .kind = STUDY_TABLE, .expected = "{sms: {transit: 7 s}}", .maximum = 16, .of = &system_type,
    .presets = study_system_presets
};
const StudyType study_system_name_type = {
    .kind = STUDY_REFERENCE, .expected = "the name of a system such as sms", .table = "systems", .presets = study_system_presets
};

/* ---- Interworking Functions as boxes, and the one that selects among them */

static const StudyType served = {
    .kind = STUDY_LIST, .expected = "a list of systems such as [sms, mms]", .minimum = 1, .maximum = 16, .of = &study_system_name_type
};
static const StudyKey outage_keys[] = {
    { "at", &study_duration_type, .required = true, .title = "When it goes down" },
    { "for", &study_positive_duration_type, .required = true, .title = "How long it is down" },
    { 0 }
};
static const StudyType outage = { .kind = STUDY_MAPPING, .expected = "{at: 5 min, for: 1 min}", .keys = outage_keys };
const StudyType study_outages_type = {
    .kind = STUDY_LIST, .name = "outages", .expected = "a list such as [{at: 5 min, for: 1 min}]", .maximum = 100, .of = &outage
};
static const char *const dead_words[] = { "silent", "refuses", NULL };
const StudyType study_while_down_type = { .kind = STUDY_WORD, .words = dead_words };

static bool dies(const StudyNode *iwf)
{
    return study_node_count(study_node_get(iwf, "outages")) > 0 || study_node_get(iwf, "failures") != NULL;
}

static const StudyKey iwf_box_keys[] = {
    { "name", &study_name_type, .required = true, .title = "Name of the Interworking Function" },
    { "serves", &served, .title = "Systems that it serves", .description = "Without it, all." },
    { "capacity", &study_count_or_unlimited_type, .standard = "unlimited", .source = "[INFER] only delays are looked at",
      .title = "Legs that may wait for users at once", .description = "Further ones are refused (D22)." },
    { "outages", &study_outages_type, .standard = "[]", .title = "When it is dead", .description = "What it knew is lost." },
    { "failures", &study_failures_type, .applies = never, .title = "Deaths by chance",
      .description = "Beside the outages: how long it works, and how long it is dead then.  They need 'sip.processing: service'." },
    { "while_dead", &study_while_down_type, .standard = "silent", .applies = dies, .source = "[INFER] a host that is down",
      .title = "What a dead IWF looks like",
      .description = "silent: nothing comes.  refuses: connections fail at once, which counts as 503 (RFC 3261 16.9)." },
    { 0 }
};
static const StudyStray iwf_box_strays[] = {
    { "service", "all Interworking Functions have the same: 'stations.iwf.service'" },
    { "servers", "all Interworking Functions have the same: 'stations.iwf.servers'" },
    { "work", "all Interworking Functions have the same: 'stations.iwf.work'" },
    { "buffer", "all Interworking Functions have the same: 'stations.iwf.buffer'" },
    { "overload", "all Interworking Functions have the same: 'stations.iwf.overload'" },
    { "memory", "an Interworking Function that dies forgets all it knew" },
    { 0 }
};
static const StudyType iwf_box = {
    .kind = STUDY_MAPPING, .expected = "an IWF such as {name: a, serves: [sms]}", .keys = iwf_box_keys, .strays = iwf_box_strays
};
const StudyType study_iwfs_type = {
    .kind = STUDY_LIST, .expected = "a list of IWFs such as [{name: a, serves: [sms]}]", .maximum = 16, .of = &iwf_box
};

static const StudyKey isf_keys[] = {
    { "informed", &study_truth_type, .standard = "false", .where = "iwfs", .source = "[INFER] left open by the standard",
      .title = "The ISF knows which IWFs are full or dead", .description = "And passes them over." },
    { "failover", &study_truth_type, .standard = "true", .where = "iwfs groups.also", .source = "[SPEC] RFC 3261 21.5.4",
      .title = "It tries the next IWF", .description = "After 500, 503 or 408 from the one before." },
    { 0 }
};
const StudyType study_isf_type = { .kind = STUDY_MAPPING, .expected = "{failover: true}", .keys = isf_keys };
