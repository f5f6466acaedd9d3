/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup_maker.h"

#include "study/key.h"
#include "study/value.h"

#include <math.h>

/* The words of the table stand in the order of these enums. */
G_STATIC_ASSERT(CPM_FOCUS_IMMEDIATE == 0 && CPM_FOCUS_FIRST_ACCEPT == 1 && CPM_FOCUS_ALL_ANSWERED == 2 &&
                CPM_FOCUS_REQUIRED_MEMBERS == 3);
G_STATIC_ASSERT(CPM_LATE_NOTIFY == 0 && CPM_LATE_LITERAL_2XX == 1 && CPM_LATE_SUPPRESS == 2);
G_STATIC_ASSERT(CPM_ACCEPT == 0 && CPM_REJECT == 1 && CPM_CONVERT == 2);
G_STATIC_ASSERT(CPM_READING_DEFAULT == 0 && CPM_READING_EITHER == 1 && CPM_READING_BOTH == 2);

/* Positions of words of the table. */
enum { SUBSCRIBE_NONE, SUBSCRIBE_INVITER, SUBSCRIBE_ALL };
enum { STATES_CONNECTED, STATES_ALL };

#define SHORTEST_SESSION (90 * SIM_S)

static void make_focus(SetupMaker *maker)
{
    const StudyNode *focus = study_node_get(maker->root, "focus");
    maker->setup->focus = (CpmFocusSetup){
        .answer = (CpmFocusAnswer)study_integer_at(focus, "answer"),
        .late_ok = (CpmLateOk)study_integer_at(focus, "late_ok"),
        .fan_out = study_is_word_at(focus, "fan_out") ? INFINITY : study_number_at(focus, "fan_out"),
        .t_answer = study_integer_at(focus, "t_answer"),
        .subscribe = study_integer_at(focus, "subscribe") >= SUBSCRIBE_INVITER,
        .subscribe_members = study_integer_at(focus, "subscribe") == SUBSCRIBE_ALL,
        .notify_all_states = study_integer_at(focus, "notify_states") == STATES_ALL,
        .notify_interval = study_integer_at(focus, "notify_interval"),
        .keepalive = study_time_at(focus, "keepalive", SIM_TIME_MAX),
        .release_when_empty = study_integer_at(focus, "release_when_empty") != 0,
        .session_expires = study_time_at(focus, "session_expires", 0),
    };
    const StudyNode *expires = study_node_get(focus, "session_expires");
    if (study_is_sound(expires) && !study_is_word_at(focus, "session_expires") && expires->integer < SHORTEST_SESSION)
        study_complain(maker->diagnostics, expires, NULL, "focus.session_expires: RFC 4028 4 demands at least 90 s, found '%s'",
                       expires->text);
}

/* ---- policy */

static void make_allowed(SetupMaker *maker, const StudyNode *allow, const StudyNode *standard)
{
    CpmPolicy *policy = &maker->setup->policy;
    for (unsigned i = 0; i < study_node_count(allow); i++) {
        const StudyNode *option = study_node_child(allow, i);
        if (study_is_sound(option) && policy->allowed[option->integer])
            study_complain(maker->diagnostics, option, NULL, "policy.provider.allow: '%s' is named twice",
                           option->text);
        else if (study_is_sound(option))
            policy->allowed[option->integer] = true;
    }
    if (standard == NULL)
        study_complain(maker->diagnostics, allow,
                       "for users without a preference that is allowed, such as 'default: convert'",
                       "policy.provider: 'allow' needs a 'default'");
    else if (study_is_sound(allow) && study_is_sound(standard) && !policy->allowed[standard->integer])
        study_complain(maker->diagnostics, standard, "add it to 'allow', or choose another",
                       "policy.provider: the default '%s' is not allowed", standard->text);
}

static void make_provider(SetupMaker *maker, const StudyNode *provider)
{
    CpmPolicy *policy = &maker->setup->policy;
    const StudyNode *force = study_node_get(provider, "force"), *allow = study_node_get(provider, "allow");
    const StudyNode *standard = study_node_get(provider, "default");
    policy->kind = CPM_FORBID;
    if (provider == NULL || provider->is_wrong || provider->kind != STUDY_NODE_MAPPING)
        return;
    if (force == NULL && standard == NULL && allow == NULL) {
        study_complain(maker->diagnostics, provider, "such as {default: convert}", "policy.provider: it is empty");
    } else if (force != NULL) {
        policy->kind = CPM_FORCE;
        policy->option = (CpmOption)study_integer_at(provider, "force");
        if (allow != NULL || standard != NULL)
            study_complain(maker->diagnostics, allow != NULL ? allow : standard, "what is forced needs neither",
                           "policy.provider: 'force' excludes '%s'", allow != NULL ? "allow" : "default");
    } else {
        policy->kind = allow != NULL ? CPM_ALLOW : CPM_DEFAULT;
        policy->option = (CpmOption)study_integer_at(provider, "default");
        if (allow != NULL)
            make_allowed(maker, allow, standard);
    }
}

/* A code that has no effect is not in the tree: then it is that of the table. */
static uint16_t code_at(const StudyNode *codes, const char *key)
{
    const StudyKey *row = study_key_find(study_key_find(study_scenario_type.keys, "codes")->type->keys, key);
    if (study_node_get(codes, key) != NULL)
        return (uint16_t)study_integer_at(codes, key);
    return row->standard != NULL ? (uint16_t)g_ascii_strtoull(row->standard, NULL, 10) : 0;    /* 0: 'codes' has an error */
}

static void make_policy_and_codes(SetupMaker *maker)
{
    static const char *const reasons[CPM_REASONS] = {
        [CPM_REASON_POLICY] = "policy",
        [CPM_REASON_USER_REJECT] = "user_reject",
        [CPM_REASON_DECLINE] = "decline",
        [CPM_REASON_NO_REPLY] = "no_reply",
        [CPM_REASON_PERMANENT] = "permanent",
        [CPM_REASON_TEMPORARY] = "temporary",
        [CPM_REASON_SUBMIT_REFUSED] = "submit_refused",
        [CPM_REASON_SUBMIT_SILENT] = "submit_silent",
        [CPM_REASON_SUBMIT_MALFORMED] = "submit_malformed",
        [CPM_REASON_CONTENT] = "content",
        [CPM_REASON_ANONYMOUS] = "anonymous",
        [CPM_REASON_UNAUTHORISED] = "unauthorised",
        [CPM_REASON_NO_NUMBER] = "no_number",
        [CPM_REASON_OVERLOADED] = "overloaded",
        [CPM_REASON_NO_MAPPING] = "no_mapping",
        [CPM_REASON_NO_IWF] = "no_iwf",
        [CPM_REASON_GROUP_UNKNOWN] = "group_unknown",
        [CPM_REASON_GROUP_DISABLED] = "group_disabled",
        [CPM_REASON_NOT_A_MEMBER] = "not_a_member",
        [CPM_REASON_TOO_MANY] = "too_many",
        [CPM_REASON_LIST_TOO_LONG] = "list_too_long",
    };
    const StudyNode *policy = study_node_get(maker->root, "policy"), *codes = study_node_get(maker->root, "codes");
    make_provider(maker, study_node_get(policy, "provider"));
    maker->setup->policy.user_reject_wins = study_integer_at(policy, "user_reject_wins") != 0;
    maker->setup->policy.user_reject_before_gate = study_integer_at(policy, "user_reject_before_gate") != 0;
    maker->setup->policy.reading = (CpmReading)study_integer_at(policy, "reading");
    for (unsigned i = 0; i < CPM_REASONS; i++)
        maker->setup->code[i] = code_at(codes, reasons[i]);
}

void study_make_network(SetupMaker *maker)
{
    make_focus(maker);
    make_policy_and_codes(maker);
}
