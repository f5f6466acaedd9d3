/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/key.h"

#include "study/quantity.h"

#include <string.h>

/* From the leaves to the root.  Tags of sources: [SPEC] a specification, [PUB] published measurements, [INFER] our
 * decision. */

#define DOMAIN_REPLIES "[PUB] measured SMS replies (PMC3208889), shape fitted"
#define DOMAIN_SMS "[PUB] ETSI EMTEL, ITU-T workshop 2006"

/* ---- scalars */

static const StudyType duration = {
    .kind = STUDY_DURATION, .name = "duration", .expected = "a duration such as '50 ms' or '3.6 min'"
};
static const StudyType positive_duration = {
    .kind = STUDY_DURATION, .name = "duration", .expected = "a duration such as '50 ms' or '3.6 min'", .above = true
};
/* Timers of the protocol: a leg keeps their deadlines as 32 bits of milliseconds. */
static const StudyType timer = {
    .kind = STUDY_DURATION, .name = "duration", .expected = "a duration such as '50 ms' or '3.6 min'", .above = true,
    .maximum = 20 * 86400.0
};
static const StudyType answer_timer = {     /* longer than the IWF's */
    .kind = STUDY_DURATION, .name = "duration", .expected = "a duration such as '50 ms' or '3.6 min'", .above = true,
    .maximum = 24 * 86400.0
};
static const StudyType share = { .kind = STUDY_SHARE, .name = "share", .expected = "a share such as '20 %' or 0.2" };
static const StudyType truth = { .kind = STUDY_BOOLEAN, .expected = "true or false" };
static const StudyType text = { .kind = STUDY_TEXT, .expected = "text" };
static const StudyType name = { .kind = STUDY_NAME, .name = "name", .expected = "a name such as 'B' or 'crowd_1'" };
static const StudyType rate = {
    .kind = STUDY_RATE, .name = "rate", .expected = "a rate such as '2000 /s'", .above = true
};
static const StudyType count = {
    .kind = STUDY_COUNT, .expected = "a whole number from 1 to 2147483647", .minimum = 1, .maximum = 2147483647
};
static const StudyType servers = {
    .kind = STUDY_COUNT, .expected = "a whole number from 1 to 1000000", .minimum = 1, .maximum = 1000000
};
static const StudyType version_number = { .kind = STUDY_COUNT, .expected = "1", .minimum = 1, .maximum = 1 };
static const StudyType seed_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 2^63 - 1", .minimum = 0, .maximum = 0x1p63
};
static const StudyType legs_number = {
    .kind = STUDY_COUNT, .expected = "a whole number from 0 to 100000", .minimum = 0, .maximum = 100000
};
static const StudyType final_code = {
    .kind = STUDY_COUNT, .expected = "a SIP response code from 400 to 699", .minimum = 400, .maximum = 699
};
static const StudyType positive_number = {
    .kind = STUDY_NUMBER, .expected = "a number above 0", .minimum = 0, .maximum = 1e6, .above = true
};
static const StudyType gamma_shape = {
    .kind = STUDY_NUMBER, .expected = "a number from 0.01 to 100000", .minimum = 0.01, .maximum = 1e5
};

/* ---- distributions */

static const StudyType distribution;

static const StudyKey uniform_keys[] = {
    { "from", &duration, .required = true, .title = "Smallest value" },
    { "to", &duration, .required = true, .title = "Largest value" },
    { 0 }
};
static const StudyKey exponential_keys[] = {
    { "mean", &positive_duration, .required = true, .title = "Mean" },
    { 0 }
};
static const StudyKey normal_keys[] = {
    { "mean", &duration, .required = true, .title = "Mean before values below 0 are cut off" },
    { "sd", &positive_duration, .required = true, .title = "Standard deviation, likewise" },
    { 0 }
};
static const StudyKey lognormal_keys[] = {
    { "median", &positive_duration, .required = true, .title = "Median" },
    { "sigma", &positive_number, .required = true, .title = "Standard deviation of the natural logarithm" },
    { 0 }
};
static const StudyKey gamma_keys[] = {
    { "shape", &gamma_shape, .required = true, .title = "Shape" },
    { "mean", &positive_duration, .required = true, .title = "Mean" },
    { 0 }
};
static const StudyKey weibull_keys[] = {
    { "shape", &positive_number, .required = true, .title = "Shape; 1 is exponential" },
    { "scale", &positive_duration, .required = true, .title = "Scale: 63 % are below" },
    { 0 }
};
static const StudyKey loglogistic_keys[] = {
    { "median", &positive_duration, .required = true, .title = "Median" },
    { "shape", &positive_number, .required = true, .title = "Shape; up to 1 there is no mean" },
    { 0 }
};
static const StudyKey pareto_keys[] = {
    { "minimum", &positive_duration, .required = true, .title = "Smallest value" },
    { "alpha", &positive_number, .required = true, .title = "Exponent of the tail; up to 1 there is no mean" },
    { 0 }
};
static const StudyType uniform = { .kind = STUDY_MAPPING, .expected = "{from: 1 s, to: 2 s}", .keys = uniform_keys };
static const StudyType exponential = { .kind = STUDY_MAPPING, .expected = "{mean: 1 s}", .keys = exponential_keys };
static const StudyType normal = { .kind = STUDY_MAPPING, .expected = "{mean: 5 s, sd: 1 s}", .keys = normal_keys };
static const StudyType lognormal = {
    .kind = STUDY_MAPPING, .expected = "{median: 7 s, sigma: 0.25}", .keys = lognormal_keys
};
static const StudyType gamma_type = { .kind = STUDY_MAPPING, .expected = "{shape: 2, mean: 5 s}", .keys = gamma_keys };
static const StudyType weibull = {
    .kind = STUDY_MAPPING, .expected = "{shape: 1.5, scale: 5 s}", .keys = weibull_keys
};
static const StudyType loglogistic = {
    .kind = STUDY_MAPPING, .expected = "{median: 3.6 min, shape: 0.78}", .keys = loglogistic_keys
};
static const StudyType pareto = {
    .kind = STUDY_MAPPING, .expected = "{minimum: 1 s, alpha: 1.5}", .keys = pareto_keys
};
static const StudyType empirical_point = {
    .kind = STUDY_PAIR, .expected = "a pair such as [5 s, 50 %]", .of = &duration, .of2 = &share
};
static const StudyType empirical = {
    .kind = STUDY_LIST, .expected = "a list such as [[1 s, 0 %], [5 s, 100 %]]", .minimum = 1, .maximum = 1000,
    .of = &empirical_point
};
static const StudyKey component_keys[] = {
    { "weight", &share, .required = true, .title = "Share of this component",
      .description = "The shares of all components sum to 100 %." },
    { "of", &distribution, .required = true, .title = "Distribution of this component" },
    { 0 }
};
static const StudyType component = {
    .kind = STUDY_MAPPING, .expected = "{weight: 30 %, of: 2 s}", .keys = component_keys
};
static const StudyType mixture = {
    .kind = STUDY_LIST, .expected = "a list such as [{weight: 30 %, of: 2 s}, {weight: 70 %, of: 9 s}]", .minimum = 1,
    .maximum = 20, .of = &component
};
static const StudyKey family_keys[] = {
    { "constant", &duration, .title = "Always the same", .description = "A bare duration means the same." },
    { "uniform", &uniform, .title = "Uniform" },
    { "exponential", &exponential, .title = "Exponential" },
    { "normal", &normal, .title = "Normal, without values below 0" },
    { "lognormal", &lognormal, .title = "Lognormal" },
    { "gamma", &gamma_type, .title = "Gamma" },
    { "weibull", &weibull, .title = "Weibull" },
    { "loglogistic", &loglogistic, .title = "Log-logistic, a heavy tail" },
    { "pareto", &pareto, .title = "Pareto, a heavy tail" },
    { "empirical", &empirical, .title = "Table of values and the shares that do not exceed them",
      .description = "Pairs in rising order, straight lines between them; the last share is 100 %." },
    { "mixture", &mixture, .title = "Mixture of distributions" },
    { 0 }
};
static const StudyType family = {
    .kind = STUDY_VARIANT, .expected = "a distribution such as {lognormal: {median: 7 s, sigma: 0.25}}",
    .keys = family_keys
};
static const StudyType *const distribution_choices[] = { &duration, &family, NULL };
static const StudyType distribution = {
    .kind = STUDY_CHOICE, .name = "distribution",
    .expected = "a duration such as '50 ms' or a distribution such as {lognormal: {median: 7 s, sigma: 0.25}}",
    .choices = distribution_choices
};
const StudyType *const study_distribution_type = &distribution;

/* ---- a duration, or a word */

#define OR_WORD(identifier, type, word, phrase)                                                                   \
    static const char *const identifier##_words[] = { word, NULL };                                         \
    static const StudyType identifier##_word = { .kind = STUDY_WORD, .words = identifier##_words };         \
    static const StudyType *const identifier##_choices[] = { &identifier##_word, &type, NULL }; \
    static const StudyType identifier = { .kind = STUDY_CHOICE, .expected = phrase, .choices = identifier##_choices }

OR_WORD(duration_or_off, timer, "off", "a duration such as '60 s', or off");
OR_WORD(duration_or_stays, positive_duration, "stays", "a duration such as '10 min', or stays");
OR_WORD(duration_or_never, positive_duration, "never", "a duration such as '60 s', or never");
OR_WORD(duration_or_done, positive_duration, "when_done", "a duration such as '1 h', or when_done");

static const char *const all_at_once_words[] = { "all_at_once", NULL };
static const StudyType all_at_once = { .kind = STUDY_WORD, .words = all_at_once_words };
static const StudyType *const fan_out_choices[] = { &all_at_once, &rate, NULL };
static const StudyType fan_out = {
    .kind = STUDY_CHOICE, .expected = "a rate such as '2000 /s', or all_at_once", .choices = fan_out_choices
};

/* ---- links, stations, SIP */

#define LATENCY_KEYS(identifier, value, from, which)                                                            \
    static const StudyKey identifier##_keys[] = {                                                               \
        { "latency", &distribution, .standard = value, .source = from, .title = "One-way latency",              \
          .description = which },                                                                               \
        { 0 }                                                                                                   \
    };                                                                                                          \
    static const StudyType identifier = {                                                                       \
        .kind = STUDY_MAPPING, .expected = "{latency: 5 ms}", .keys = identifier##_keys                         \
    }

LATENCY_KEYS(access_link, "{lognormal: {median: 50 ms, sigma: 0.25}}", "[INFER] IMS latency budgets",
             "Between a CPM client and the SIP/IP Core.");
LATENCY_KEYS(core_link, "2 ms", "[INFER] IMS latency budgets", "Between SIP/IP Core, CS, ISF and IWF.");
LATENCY_KEYS(system_link, "2 ms", "[INFER] IMS latency budgets", "Between an IWF and its Non-CPM System.");

static const StudyKey link_keys[] = {
    { "access", &access_link, .title = "CPM client - SIP/IP Core" },
    { "core", &core_link, .title = "Between the boxes of the core network" },
    { "system", &system_link, .title = "IWF - Non-CPM System" },
    { 0 }
};
static const StudyType links = { .kind = STUDY_MAPPING, .expected = "{core: {latency: 2 ms}}", .keys = link_keys };

#define STATION(identifier, value)                                                                              \
    static const StudyKey identifier##_keys[] = {                                                               \
        { "service", &distribution, .standard = value, .source = "[INFER] IMS latency budgets",                 \
          .title = "Service time of one message",                                                               \
          .description = "Every message that arrives occupies one server for so long." },                       \
        { "servers", &servers, .standard = "1", .source = "[INFER] one processor", .title = "Servers",          \
          .description = "So many messages are served at once, first come, first served." },                   \
        { 0 }                                                                                                   \
    };                                                                                                          \
    static const StudyType identifier = {                                                                       \
        .kind = STUDY_MAPPING, .expected = "{service: 1 ms, servers: 4}", .keys = identifier##_keys             \
    }

STATION(core_station, "1 ms");
STATION(cs_station, "2 ms");
STATION(isf_station, "2 ms");
STATION(iwf_station, "3 ms");

static const StudyKey station_keys[] = {
    { "core", &core_station, .title = "SIP/IP Core" },
    { "cs", &cs_station, .title = "CPM Conversation Server" },
    { "isf", &isf_station, .title = "Interworking Selection Function" },
    { "iwf", &iwf_station, .title = "Interworking Function",
      .description = "Each Non-CPM System has an IWF of its own; all of them are like this." },
    { 0 }
};
static const StudyType stations = {
    .kind = STUDY_MAPPING, .expected = "{core: {service: 1 ms, servers: 4}}", .keys = station_keys
};

static const char *const trying_words[] = { "at_once", "after_200ms", NULL };
static const StudyType trying = { .kind = STUDY_WORD, .words = trying_words };
static const StudyKey sip_keys[] = {
    { "trying", &trying, .standard = "after_200ms", .source = "[SPEC] RFC 3261 17.2.1", .title = "When 100 is sent",
      .description = "At once on every INVITE, or only where no other answer went out within 200 ms." },
    { "timer_c", &timer, .standard = "181 s", .source = "[SPEC] RFC 3261 16.6 item 11 (more than 3 min)",
      .title = "Timer C of SIP/IP Core and ISF",
      .description = "A leg is cancelled when so long after its last provisional response nothing has come." },
    { "ringing", &truth, .standard = "false", .source = "[SPEC] RFC 3261 8.2.6.1 (a UAS may)",
      .title = "CPM clients send 180" },
    { 0 }
};
static const StudyType sip = { .kind = STUDY_MAPPING, .expected = "{trying: at_once}", .keys = sip_keys };

/* ---- IWF, focus, policy, codes */

static const StudyKey iwf_keys[] = {
    { "t_reply", &timer, .standard = "600 s", .source = "[INFER] 55 % of engaged users answer by then",
      .title = "How long the IWF waits for a reply",
      .description = "Counted from the inviting message.  No reply by then counts as a rejection "
                     "(3GPP TS 23.204 6.15.1 step 5, which gives no value)." },
    { "keepalive", &duration_or_off, .standard = "60 s", .source = "[SPEC] RFC 3261 13.3.1.1",
      .title = "Provisional response while waiting",
      .description = "The IWF repeats 182 or 180 so often; without it Timer C ends the leg." },
    { "notices", &truth, .standard = "false", .source = "[INFER] left open by the standard",
      .title = "Notices to users",
      .description = "Tell users of Non-CPM Systems that they were added, that it is over, that it was withdrawn." },
    { 0 }
};
static const StudyType iwf = { .kind = STUDY_MAPPING, .expected = "{t_reply: 10 min}", .keys = iwf_keys };

static const char *const answer_words[] = { "immediate", "first_accept", "all_answered", "required_members", NULL };
static const char *const late_words[] = { "notify", "literal_2xx", "suppress", NULL };
static const char *const subscribe_words[] = { "none", "inviter", NULL };
static const StudyType answer = { .kind = STUDY_WORD, .words = answer_words };
static const StudyType late = { .kind = STUDY_WORD, .words = late_words };
static const StudyType subscribe = { .kind = STUDY_WORD, .words = subscribe_words };

/* The time of a bound duration; @otherwise where it has an error. */
static SimTime time_of(const StudyNode *node, SimTime otherwise)
{
    return node == NULL || node->is_wrong || node->type == NULL || node->type->kind != STUDY_DURATION ? otherwise
                                                                                                      : node->integer;
}

static char *derive_t_answer(const StudyNode *root)
{
    SimTime t_reply = time_of(study_node_get(study_node_get(root, "iwf"), "t_reply"), 600 * SIM_S);
    return study_duration_text(t_reply < SIM_TIME_MAX - SIM_MIN ? t_reply + SIM_MIN : SIM_TIME_MAX);
}

static char *derive_validity(const StudyNode *root)
{
    SimTime t_reply = time_of(study_node_get(study_node_get(root, "iwf"), "t_reply"), 600 * SIM_S);
    return study_duration_text(MAX(t_reply / (5 * SIM_MIN), 1) * 5 * SIM_MIN);
}

static const StudyKey focus_keys[] = {
    { "answer", &answer, .standard = "first_accept", .source = "[SPEC] Figure 31 (step 14 after step 13)",
      .title = "When the focus answers the inviter",
      .description = "immediate: before any member (RFC 5366 3.1).  first_accept: on the first member that accepts.  "
                     "all_answered: when all have answered.  required_members: when all required members have "
                     "accepted." },
    { "late_ok", &late, .standard = "notify", .source = "[SPEC] RFC 3261 13.2.2.4, RFC 4575",
      .title = "What the inviter gets for later joins",
      .description = "notify: a NOTIFY of the conference event.  literal_2xx: one more OK as Figure 31 draws steps "
                     "22 and 23, which RFC 3261 forbids.  suppress: nothing." },
    { "fan_out", &fan_out, .standard = "2000 /s", .source = "[INFER] paced below what the stations can do",
      .title = "Pace of the invitations",
      .description = "The rate at which the focus invites the members of a group." },
    { "t_answer", &answer_timer, .rule = "t_reply + 60 s", .derive = derive_t_answer,
      .source = "[INFER] must exceed t_reply", .title = "How long the focus waits for a member",
      .description = "Then it cancels the leg." },
    { "subscribe", &subscribe, .standard = "inviter", .source = "[SPEC] RFC 4575 3",
      .title = "Who subscribes to the conference event" },
    { "notify_interval", &timer, .standard = "5 s", .source = "[SPEC] RFC 4575 3.9",
      .title = "Least time between two NOTIFYs", .description = "Joins in between are reported together." },
    { "keepalive", &duration_or_off, .standard = "60 s", .source = "[SPEC] RFC 3261 13.3.1.1",
      .title = "Provisional response to the inviter",
      .description = "The focus repeats it so often until it answers." },
    { "release_when_empty", &truth, .standard = "true", .source = "[INFER] by analogy with MCPTT (3GPP TS 24.379)",
      .title = "End the session when only the inviter is left" },
    { 0 }
};
static const StudyType focus = { .kind = STUDY_MAPPING, .expected = "{answer: first_accept}", .keys = focus_keys };

static const char *const option_words[] = { "accept", "reject", "convert", NULL };
static const char *const preference_words[] = { "accept", "reject", "convert", "none", NULL };
static const char *const forbid_words[] = { "forbid", NULL };
static const char *const reading_words[] = { "default", "either", "both", NULL };
static const StudyType option = { .kind = STUDY_WORD, .words = option_words };
static const StudyType preference = { .kind = STUDY_WORD, .words = preference_words };
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
    { "user_reject_wins", &truth, .standard = "false", .source = "[INFER] the standard gives no precedence",
      .title = "A user's reject overrides the policy" },
    { "user_reject_before_gate", &truth, .standard = "true", .source = "[INFER] the standard gives no precedence",
      .title = "A user's reject counts for native invitations too" },
    { "reading", &reading, .standard = "default",
      .source = "[INFER] reading of 'does not support sessions or invitations'",
      .title = "When CPM-IWF-008 applies",
      .description = "default: unless the service supports invitations.  either: where sessions or invitations are "
                     "missing.  both: only where both are missing." },
    { 0 }
};
static const StudyType policy = {
    .kind = STUDY_MAPPING, .expected = "{provider: {force: convert}}", .keys = policy_keys
};

#define CODE(name, value, decision, what)                                                                       \
    { name, &final_code, .standard = value, .source = "[INFER] RFC 3261 21, decision " decision, .title = what }

static const StudyKey code_keys[] = {
    CODE("policy", "403", "D02", "The provider's policy rejects"),
    CODE("user_reject", "603", "D03", "The user's preference rejects"),
    CODE("decline", "603", "D06", "The user declines"),
    CODE("no_reply", "480", "D07", "No reply in time"),
    CODE("permanent", "404", "D09", "Not deliverable: unknown or barred"),
    CODE("temporary", "480", "D10", "Not delivered while valid"),
    { 0 }
};
static const StudyType codes = { .kind = STUDY_MAPPING, .expected = "{decline: 603}", .keys = code_keys };

/* ---- reply profiles */

static const StudyKey profile_keys[] = {
    { "reply", &share, .standard = "80 %", .source = DOMAIN_REPLIES, .title = "Users who reply at all" },
    { "unrecognised", &share, .standard = "5 %", .source = "[INFER] no source found",
      .title = "Replies that are not recognised", .description = "Share of the replies." },
    { "accept", &share, .standard = "70 %", .source = "[INFER] no source found", .title = "Replies that accept",
      .description = "Share of the recognised replies; the others decline." },
    { "delay", &distribution, .standard = "{loglogistic: {median: 3.6 min, shape: 0.78}}", .source = DOMAIN_REPLIES,
      .title = "From reading the invitation to sending the reply" },
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
static const StudyType profiles = {
    .kind = STUDY_TABLE, .expected = "{NAME: {reply: 80 %, accept: 70 %}}", .maximum = 64, .of = &profile,
    .presets = profile_presets
};
static const StudyType profile_name = {
    .kind = STUDY_REFERENCE, .expected = "the name of a reply profile such as engaged", .table = "replies",
    .presets = profile_presets
};
static const StudyKey short_reply_keys[] = {
    { "accept_after", &distribution, .title = "Everybody accepts, after this" },
    { "decline_after", &distribution, .title = "Everybody declines, after this" },
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

/* ---- Non-CPM Systems */

static const StudyKey retry_keys[] = {
    { "every", &positive_duration, .required = true, .title = "Time between attempts" },
    { "times", &count, .title = "Number of attempts", .description = "The last step may go without: it has no end." },
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
/* Whether there are users whom the first attempt misses, but a later one may reach; when that is not known, yes. */
static bool misses_some(const StudyNode *system)
{
    const StudyNode *first = study_node_get(system, "first_attempt"), *never = study_node_get(system, "never");
    if (first == NULL || never == NULL || first->is_wrong || never->is_wrong || first->type == NULL || never->type == NULL)
        return true;
    return first->number + never->number < 1;
}

static const StudyKey system_keys[] = {
    { "service", &text, .standard = "sms", .source = "[INFER] the commonest case",
      .title = "What people call the service" },
    { "sessions", &truth, .standard = "false", .source = "[SPEC] CPM-IWF-008 (the case that it is about)",
      .title = "The service supports sessions" },
    { "invitations", &truth, .standard = "false", .source = "[SPEC] CPM-IWF-008 (the case that it is about)",
      .title = "The service supports invitations" },
    { "reports", &truth, .standard = "true", .source = "[PUB] status report on request (TP-SRR)",
      .title = "Delivery reports are asked for and given" },
    { "transit", &distribution, .standard = "{lognormal: {median: 7 s, sigma: 0.25}}",
      .source = DOMAIN_SMS " (6 - 8 s)",
      .title = "From submission to the phone", .description = "When an attempt succeeds." },
    { "return_transit", &distribution, .standard = "{lognormal: {median: 3.5 s, sigma: 0.25}}",
      .source = DOMAIN_SMS " (half of it to a fixed termination)", .title = "From the phone to the IWF",
      .description = "Replies and delivery reports." },
    { "first_attempt", &share, .standard = "62 %", .source = DOMAIN_SMS " (38 % not at first)",
      .title = "Deliveries that succeed at once" },
    { "never", &share, .standard = "2 %", .source = DOMAIN_SMS " (98 % in the end)",
      .title = "Deliveries that never succeed",
      .description = "Unknown or barred: a permanent failure, reported after the first attempt." },
    { "duplicate", &share, .standard = "0.1 %", .source = "[INFER] it happens; the rate is assumed",
      .title = "Replies that arrive twice" },
    { "absence", &distribution, .standard = "{loglogistic: {median: 10 min, shape: 0.78}}", .applies = misses_some,
      .source = "[INFER] median and shape assumed", .title = "How long the other users are out of reach",
      .description = "Those whom the first attempt misses; counted from the submission.  An attempt after it "
                     "succeeds." },
    { "retry", &retry, .standard = "[{every: 1 min, times: 5}, {every: 10 min, times: 6}, {every: 1 h}]",
      .applies = misses_some,
      .source = "[PUB] Infobip glossary, retry schedule", .title = "Further attempts",
      .description = "At most 4 steps." },
    { "validity", &positive_duration, .rule = "t_reply in whole 5 min, at least 5 min", .derive = derive_validity,
      .source = "[INFER] no delivery after the time to reply; 3GPP TS 23.040 TP-VP", .title = "Validity of the message",
      .description = "A message that waits longer is given up: a temporary failure." },
    { 0 }
};
static const StudyType system_type = {
    .kind = STUDY_MAPPING, .name = "system", .expected = "{service: sms, transit: 7 s}", .keys = system_keys
};
static const StudyPreset system_presets[] = {
    { "sms", "{service: sms}", "[PUB] ETSI EMTEL, Infobip", "SMS with the defaults of this table." },
    { 0 }
};
static const StudyType systems = {
    .kind = STUDY_TABLE, .expected = "{sms: {transit: 7 s}}", .maximum = 16, .of = &system_type,
    .presets = system_presets
};

/* ---- groups, sessions */

static const char *const cpm_words[] = { "cpm", NULL };
static const StudyType client_name = {
    .kind = STUDY_REFERENCE, .expected = "cpm, or the name of a system such as sms", .words = cpm_words,
    .table = "systems", .presets = system_presets
};
static const StudyType client_shares = {
    .kind = STUDY_TABLE, .expected = "shares such as {cpm: 20 %, sms: 80 %}", .minimum = 1, .maximum = 17, .of = &share,
    .words = cpm_words, .table = "systems", .presets = system_presets
};
static const StudyType *const client_choices[] = { &client_name, &client_shares, NULL };
static const StudyType client = {
    .kind = STUDY_CHOICE, .expected = "cpm, the name of a system, or shares such as {cpm: 20 %, sms: 80 %}",
    .choices = client_choices
};
static const StudyKey preference_keys[] = {
    { "accept", &share, .standard = "0 %", .title = "Share that prefers accept" },
    { "reject", &share, .standard = "0 %", .title = "Share that prefers reject" },
    { "convert", &share, .standard = "0 %", .title = "Share that prefers convert" },
    { "none", &share, .standard = "0 %", .title = "Share without a preference" },
    { 0 }
};
static const StudyType preference_shares = {
    .kind = STUDY_MAPPING, .expected = "shares such as {accept: 25 %, none: 75 %}", .keys = preference_keys
};
static const StudyType *const prefer_choices[] = { &preference, &preference_shares, NULL };
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

static const StudyKey member_keys[] = {
    { "name", &name, .required = true, .title = "Name of the member or population" },
    { "count", &count, .standard = "1", .title = "Number of members",
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
    { "required", &truth, .standard = "false", .title = "A required member",
      .description = "Counts with focus.answer: required_members." },
    { 0 }
};
static const StudyType member = {
    .kind = STUDY_MAPPING, .name = "member", .expected = "a member such as {name: B, client: cpm}", .keys = member_keys
};
static const StudyType members = {
    .kind = STUDY_LIST, .expected = "a list of members such as [{name: B, client: cpm}]", .minimum = 1,
    .maximum = 10000,
    .of = &member
};
static const StudyType groups = {
    .kind = STUDY_TABLE, .expected = "a group such as {friends: [{name: B}]}", .minimum = 1, .maximum = 1000,
    .of = &members
};
static const StudyType group_name = {
    .kind = STUDY_REFERENCE, .expected = "the name of a group", .table = "groups"
};
static const StudyKey session_keys[] = {
    { "group", &group_name, .required = true, .title = "The group that is invited" },
    { "at", &duration, .standard = "0 s", .title = "When the first one begins" },
    { "count", &count, .standard = "1", .title = "Number of sessions" },
    { "arrivals", &distribution, .standard = "0 s", .title = "Time from one session to the next",
      .description = "0 s: all begin together." },
    { "duration", &duration_or_stays, .standard = "stays", .source = "[INFER] only the set-up is looked at",
      .title = "When the inviter leaves", .description = "Counted from its own 200." },
    { "patience", &duration_or_never, .standard = "never", .source = "[INFER] no source found",
      .title = "When the inviter gives up", .description = "It cancels when it is not answered so long." },
    { 0 }
};
static const StudyType session = {
    .kind = STUDY_MAPPING, .name = "session", .expected = "a session such as {group: friends}", .keys = session_keys
};
static const StudyType sessions = {
    .kind = STUDY_LIST, .expected = "a list of sessions such as [{group: friends}]", .minimum = 1, .maximum = 1000,
    .of = &session
};

/* ---- stop, faults, flow */

static const StudyKey stop_keys[] = {
    { "at", &duration_or_done, .standard = "when_done", .title = "When the run ends",
      .description = "when_done: when nothing is left to do." },
    { 0 }
};
static const StudyType stop = { .kind = STUDY_MAPPING, .expected = "{at: 1 h}", .keys = stop_keys };

static const char *const fault_words[] = {
    "send_despite_reject", "report_is_acceptance", "wrong_mode", "drop_step", "repeat_step", "no_keepalive", NULL
};
static const char *const part_words[] = { "3a", "3b", NULL };
static const char *const box_words[] = { "client_a", "client", "core", "cs", "isf", "iwf", "system", NULL };
static const StudyType fault_kind = { .kind = STUDY_WORD, .words = fault_words };
static const StudyType step_number = {
    .kind = STUDY_COUNT, .expected = "a step from 1 to 23, 3a or 3b", .minimum = 1, .maximum = 23
};
static const StudyType step_part = { .kind = STUDY_WORD, .words = part_words };
static const StudyType *const step_choices[] = { &step_part, &step_number, NULL };
static const StudyType step = {
    .kind = STUDY_CHOICE, .expected = "a step from 1 to 23, 3a or 3b", .choices = step_choices
};
static const StudyType box = { .kind = STUDY_WORD, .words = box_words };
static const StudyKey fault_keys[] = {
    { "kind", &fault_kind, .required = true, .title = "What goes wrong",
      .description = "send_despite_reject: the IWF sends the inviting message although it rejects.  "
                     "report_is_acceptance: it takes the delivery report for the user's acceptance.  wrong_mode: it "
                     "exchanges accept and convert.  drop_step, repeat_step: a message of Figure 31 is not sent, or "
                     "sent twice.  no_keepalive: the IWF forgets the provisional responses." },
    { "step", &step, .title = "Step of Figure 31", .description = "For drop_step and repeat_step." },
    { "box", &box, .title = "Who misbehaves", .description = "Follows from the step; may be given to say it aloud." },
    { 0 }
};
static const StudyType fault = {
    .kind = STUDY_MAPPING, .expected = "a fault such as {kind: drop_step, step: 20}", .keys = fault_keys
};
static const StudyType faults = {
    .kind = STUDY_LIST, .expected = "a list of faults such as [{kind: wrong_mode}]", .maximum = 16, .of = &fault
};
static const StudyKey flow_keys[] = {
    { "legs", &legs_number, .standard = "20", .title = "How many legs flow.txt shows" },
    { 0 }
};
static const StudyType flow = { .kind = STUDY_MAPPING, .expected = "{legs: 20}", .keys = flow_keys };

/* ---- the file */

static const StudyKey root_keys[] = {
    { "version", &version_number, .required = true, .title = "Version of the scenario language" },
    { "title", &text, .title = "What the scenario shows, in one line" },
    { "seed", &seed_number, .standard = "1", .source = "[INFER] any will do", .title = "Seed of all random numbers",
      .description = "The same file and seed give the same results, byte by byte." },
    { "links", &links, .title = "Latencies between the boxes" },
    { "stations", &stations, .title = "How fast the boxes work" },
    { "sip", &sip, .title = "SIP" },
    { "iwf", &iwf, .title = "Interworking Functions" },
    { "focus", &focus, .title = "The focus (Controlling Function) of the Conversation Server" },
    { "policy", &policy, .title = "Who decides what the IWF does" },
    { "codes", &codes, .title = "Final response codes where the standard leaves the choice" },
    { "replies", &profiles, .standard = "{}", .title = "Reply profiles",
      .description = "How people answer, by name, for members to refer to." },
    { "systems", &systems, .standard = "{}", .title = "Non-CPM Systems",
      .description = "What each supports and how it delivers, by name, for members to refer to." },
    { "groups", &groups, .required = true, .title = "Pre-defined groups",
      .description = "Their members, one by one or by population, without the inviter." },
    { "sessions", &sessions, .required = true, .title = "Sessions",
      .description = "When CPM Client A invites which group." },
    { "stop", &stop, .title = "End of the run" },
    { "faults", &faults, .standard = "[]", .title = "Misbehaviour on purpose",
      .description = "To see that the checker finds it." },
    { "flow", &flow, .title = "The ladder in flow.txt" },
    { 0 }
};
const StudyType study_scenario_type = {
    .kind = STUDY_MAPPING, .expected = "the keys of a scenario", .keys = root_keys
};
