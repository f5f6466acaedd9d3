/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup_maker.h"

#include "study/value.h"

#include "models/sms_text.h"

#include <string.h>

/* ---- sessions, faults */

static void check_groups_used(SetupMaker *maker, const bool *is_used)
{
    const StudyNode *groups = study_child_at(maker->root, "groups", STUDY_NODE_MAPPING),
                    *sessions = study_child_at(maker->root, "sessions", STUDY_NODE_LIST);
    if (!study_is_sound(sessions))
        return;
    for (unsigned i = 0; i < maker->setup->n_groups; i++)
        if (!is_used[i])
            diagnostics_error(maker->diagnostics, DIAGNOSTIC_MEANING, study_node_child(groups, i)->key_place,
                              "add a session, or remove the group",
                              "groups: no session invites this group, so that it is never reached");
}

/* Why the Conversation Server refuses the sessions of @workload: in the order in which it finds out. */
static CpmReason refusal_of(const SetupMaker *maker, const StudyNode *session, const CpmWorkload *workload)
{
    const StudyNode *groups = study_child_at(maker->root, "groups", STUDY_NODE_MAPPING),
                    *node = study_node_child(groups, workload->group), *inviter = study_node_get(session, "inviter");
    const CpmGroupSetup *group = &maker->setup->groups[workload->group];
    const char *status = study_text_at(node, "status");
    if (status != NULL && strcmp(status, "unknown") == 0)
        return CPM_REASON_GROUP_UNKNOWN;
    if (status != NULL && strcmp(status, "disabled") == 0)
        return CPM_REASON_GROUP_DISABLED;
    if (!group->ad_hoc && study_integer_at(inviter, "member") == 0)
        return CPM_REASON_NOT_A_MEMBER;
    if (study_node_get(node, "maximum") != NULL && !study_is_word_at(node, "maximum") &&
        group->size > study_integer_at(node, "maximum"))
        return group->ad_hoc ? CPM_REASON_LIST_TOO_LONG : CPM_REASON_TOO_MANY;
    return CPM_REASONS;
}

static CpmWorkload make_session(SetupMaker *maker, const StudyNode *session)
{
    const StudyNode *groups = study_child_at(maker->root, "groups", STUDY_NODE_MAPPING),
                    *inviter = study_node_get(session, "inviter"), *texts = study_node_get(session, "texts");
    const char *group = study_text_at(session, "group"), *content = study_text_at(session, "content");
    CpmWorkload workload = {
        .group = group != NULL ? study_index_of(groups, group) : 0,
        .start = study_integer_at(session, "at"),
        .anonymous = study_integer_at(inviter, "anonymous") != 0,
        .unauthorised = study_integer_at(inviter, "authorised") == 0,
        .unconvertible = content != NULL && strcmp(content, "file") == 0,
        .inviter_texts = (uint32_t)study_integer_at(texts, "inviter"),
        .member_texts = (uint32_t)study_integer_at(texts, "member"),
        .text_gap = study_make_distribution(maker, texts, "gap"),
    };
    study_make_arrivals(maker, session, &workload);
    study_make_callers(maker, session, &workload);
    if (workload.group < maker->setup->n_groups)
        workload.refusal = refusal_of(maker, session, &workload);
    workload.refused = workload.refusal != CPM_REASONS;
    return workload;
}

/* Sessions have numbers of 32 bits, which those of all workloads share evenly. */
static void check_numbers(SetupMaker *maker, const StudyNode *session, const CpmWorkload *workload)
{
    uint64_t tries = (1 + (uint64_t)workload->retry.times) * workload->count;
    if (tries * maker->setup->n_workloads > UINT32_MAX)
        study_complain(maker->diagnostics, session, "fewer sessions, or fewer tries",
                       "sessions: %" G_GUINT64_FORMAT " sessions and tries of them here, in each of %u workloads, are more than 4294967295",
                       tries, maker->setup->n_workloads);
}

void study_make_sessions(SetupMaker *maker)
{
    const StudyNode *sessions = study_child_at(maker->root, "sessions", STUDY_NODE_LIST),
                    *groups = study_child_at(maker->root, "groups", STUDY_NODE_MAPPING);
    unsigned n = study_node_count(sessions);
    g_autofree bool *is_used = g_new0(bool, study_node_count(groups) + 1);
    maker->setup->n_workloads = n;
    maker->setup->workloads = g_new0(CpmWorkload, n);
    for (unsigned i = 0; i < n; i++) {
        maker->setup->workloads[i] = make_session(maker, study_node_child(sessions, i));
        is_used[maker->setup->workloads[i].group] = true;
        check_numbers(maker, study_node_child(sessions, i), &maker->setup->workloads[i]);
    }
    check_groups_used(maker, is_used);
}

/* ---- what the texts of the IWF take */

/* As long as they are in practice: a word that users can type, and an international number. */
#define SAMPLE_TOKEN "K7PX"
#define SAMPLE_NUMBER "+441632960123"

static const char *const text_names[CPM_TEXTS] = {
    [CPM_TEXT_INVITATION] = "invitation", [CPM_TEXT_HELP] = "help", [CPM_TEXT_NOTICE] = "notice", [CPM_TEXT_MESSAGE] = "message",
};

/* The segments of the text @node in sessions of @workload to users of systems that have segments; 0 after an error. */
static unsigned segments_of(SetupMaker *maker, const StudyNode *node, uint32_t workload)
{
    const StudyNode *session = study_node_child(study_child_at(maker->root, "sessions", STUDY_NODE_LIST), workload);
    const char *name = study_text_at(study_node_get(session, "inviter"), "name");
    const CpmWorkload *of = &maker->setup->workloads[workload];
    const SmsPlaceholder values[] = {
        { "inviter", of->anonymous ? "Anonymous" : name != NULL ? name : "" },
        { "group", maker->setup->groups[of->group].name },
        { "token", SAMPLE_TOKEN },
        { "number", SAMPLE_NUMBER },
    };
    g_autoptr(GError) error = NULL;
    g_autofree char *text = sms_text_expand(node->text, values, G_N_ELEMENTS(values), &error);
    if (text == NULL) {
        study_complain(maker->diagnostics, node, NULL, "iwf.texts.%s: %s", node->key, error->message);
        return 0;
    }
    unsigned segments = sms_text_size(text).segments;
    if (segments <= SMS_MOST_SEGMENTS)
        return segments;
    study_complain(maker->diagnostics, node, NULL, "iwf.texts.%s: it takes %u segments of SMS, more than 255", node->key, segments);
    return 0;
}

static void check_token(SetupMaker *maker, const StudyNode *invitation)
{
    if (maker->setup->iwf.correlation == CPM_CORRELATE_TOKEN && strstr(invitation->text, "{token}") == NULL)
        study_complain(maker->diagnostics, invitation, "users can only repeat what they have read",
                       "iwf.texts.invitation: 'correlation: token' needs {token} in it");
}

void study_make_segments(SetupMaker *maker)
{
    const StudyNode *texts = study_child_at(study_node_get(maker->root, "iwf"), "texts", STUDY_NODE_MAPPING);
    CpmSetup *setup = maker->setup;
    size_t n = (size_t)setup->n_workloads * setup->n_systems * CPM_TEXTS;
    setup->segments = g_malloc(MAX(n, 1));
    memset(setup->segments, 1, MAX(n, 1));
    for (unsigned text = 0; text < CPM_TEXTS; text++) {
        const StudyNode *node = study_node_get(texts, text_names[text]);
        if (!study_is_sound(node))
            continue;
        if (text == CPM_TEXT_INVITATION)
            check_token(maker, node);
        for (uint32_t workload = 0; workload < setup->n_workloads && setup->n_groups > 0; workload++) {
            unsigned segments = segments_of(maker, node, workload);
            for (uint32_t system = 0; system < setup->n_systems && segments > 0; system++)
                if (setup->systems[system].segmented)
                    setup->segments[(workload * setup->n_systems + system) * CPM_TEXTS + text] = (uint8_t)segments;
        }
    }
}
