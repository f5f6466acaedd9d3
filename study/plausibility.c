/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/plausibility.h"

#include "models/cpm_policy.h"
#include "study/estimate.h"
#include "study/key.h"
#include "study/value.h"

#include <math.h>
#include <string.h>

/* Work that piles up for less than this is no overload: it is what queues are for.  T1 of RFC 3261. */
#define HARMLESS_BACKLOG 0.5

/* Smallest relative validity of a short message (3GPP TS 23.040 9.2.3.12.1). */
#define SMALLEST_VALIDITY (5 * SIM_MIN)

typedef struct Look {
    const StudyNode *root;
    const CpmSetup *setup;
    Diagnostics *diagnostics;
} Look;

static const StudyNode *node_at(const Look *look, const char *section, const char *key)
{
    return study_node_get(study_node_get(look->root, section), key);
}

static const char *text_at(const Look *look, const char *section, const char *key)
{
    const StudyNode *node = node_at(look, section, key);
    return node->text;
}

/* The first of @n nodes that stands in the file, so that a warning has a place. */
static const StudyNode *first_written(const StudyNode *const *nodes, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        if (nodes[i] != NULL && !nodes[i]->is_default)
            return nodes[i];
    return nodes[n - 1];
}

/* ---- timers */

static void look_at_keepalive(const Look *look, const char *section, SimTime keepalive)
{
    if (keepalive == SIM_TIME_MAX || keepalive < look->setup->timer_c)
        return;
    const StudyNode *places[] = { node_at(look, section, "keepalive"), node_at(look, "sip", "timer_c") };
    study_warn(look->diagnostics, first_written(places, 2), "RFC 3261 13.3.1.1 has one minute",
               "%s.keepalive (%s) is not shorter than sip.timer_c (%s), which cancels waiting legs first", section,
               text_at(look, section, "keepalive"), text_at(look, "sip", "timer_c"));
}

static void look_at_timers(const Look *look)
{
    const CpmSetup *setup = look->setup;
    const StudyNode *places[] = { node_at(look, "focus", "t_answer"), node_at(look, "iwf", "t_reply") };
    if (setup->focus.t_answer <= setup->iwf.t_reply)
        study_warn(look->diagnostics, first_written(places, 2), "the focus then cancels before the IWF gives up",
                   "focus.t_answer (%s) is not longer than iwf.t_reply (%s)", text_at(look, "focus", "t_answer"),
                   text_at(look, "iwf", "t_reply"));
    look_at_keepalive(look, "iwf", setup->iwf.keepalive);
    look_at_keepalive(look, "focus", setup->focus.keepalive);
}

/* ---- systems */

static bool is_sms(const CpmSystemSetup *system)
{
    return g_ascii_strcasecmp(system->service, "sms") == 0;
}

static bool uses_system(const CpmSetup *setup, int32_t system)
{
    for (unsigned i = 0; i < setup->n_groups; i++)
        for (unsigned j = 0; j < setup->groups[i].n_members; j++)
            for (unsigned k = 0; k < setup->groups[i].members[j].n_clients; k++)
                if (setup->groups[i].members[j].client[k].system == system)
                    return true;
    return false;
}

static void look_at_system(const Look *look, unsigned index)
{
    const CpmSystemSetup *system = &look->setup->systems[index];
    const StudyNode *node = study_node_child(study_node_get(look->root, "systems"), index);
    const StudyNode *validity = study_node_get(node, "validity");
    const StudyNode *places[] = { node_at(look, "iwf", "t_reply"), validity };
    if (!uses_system(look->setup, (int32_t)index))
        study_warn(look->diagnostics, node, NULL, "systems.%s: no member uses this system", system->name);
    if (is_sms(system) && !validity->is_default && system->validity < SMALLEST_VALIDITY)
        study_warn(look->diagnostics, validity, "3GPP TS 23.040 TP-VP",
                   "systems.%s.validity (%s) is below 5 min, the smallest that a short message can have", system->name,
                   validity->text);
    else if (look->setup->iwf.t_reply < system->validity)
        study_warn(look->diagnostics, first_written(places, 2), "an invitation may then arrive after it has ended",
                   "iwf.t_reply (%s) is shorter than the validity of a message to systems.%s (%s%s)",
                   text_at(look, "iwf", "t_reply"), system->name, validity->text,
                   is_sms(system) && system->validity == SMALLEST_VALIDITY ? ", the smallest of SMS" : "");
}

static bool names_profile(const StudyNode *member, const char *key, const char *profile)
{
    const StudyNode *given = study_node_get(member, key);
    return given != NULL && given->kind == STUDY_NODE_SCALAR && strcmp(given->text, profile) == 0;
}

static bool uses_profile(const StudyNode *groups, const char *profile)
{
    for (unsigned i = 0; i < study_node_count(groups); i++)
        for (unsigned j = 0; j < study_node_count(study_node_child(groups, i)); j++) {
            const StudyNode *member = study_node_child(study_node_child(groups, i), j);
            if (names_profile(member, "answer", profile) || names_profile(member, "reply", profile))
                return true;
        }
    return false;
}

static void look_at_profiles(const Look *look)
{
    const StudyNode *replies = study_node_get(look->root, "replies"), *groups = study_node_get(look->root, "groups");
    for (unsigned i = 0; i < study_node_count(replies); i++) {
        const StudyNode *node = study_node_child(replies, i);
        if (!node->is_default && !uses_profile(groups, node->key))
            study_warn(look->diagnostics, node, NULL, "replies.%s: no member uses this profile", node->key);
    }
}

/* ---- members */

static double share_that_prefers(const CpmMemberSetup *member, CpmOption option)
{
    return member->prefer_until[option] - (option > 0 ? member->prefer_until[option - 1] : 0);
}

static void look_at_member(const Look *look, const StudyNode *node, const CpmMemberSetup *member)
{
    static const char *const keys[] = { "answer", "reply", "prefer" };
    const CpmPolicy *policy = &look->setup->policy;
    const StudyKey *rows = node->type->keys;
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
        const StudyNode *given = study_node_get(node, keys[i]);
        if (given != NULL && !given->is_default && !study_key_find(rows, keys[i])->applies(node))
            study_warn(look->diagnostics, given, NULL, "members.%s.%s has no effect: nobody there uses %s",
                       member->name, keys[i], i == 0 ? "a CPM client" : "a Non-CPM System");
    }
    const StudyNode *prefer = study_node_get(node, "prefer");
    if (prefer != NULL && policy->kind == CPM_FORCE && policy->option == CPM_ACCEPT && !policy->user_reject_wins &&
        share_that_prefers(member, CPM_REJECT) > 0)
        study_warn(look->diagnostics, prefer, "'policy.user_reject_wins: true' respects it",
                   "members.%s prefers reject, but policy.provider forces accept: users join against their will",
                   member->name);
    const StudyNode *required = study_node_get(node, "required");
    if (member->required && look->setup->focus.answer != CPM_FOCUS_REQUIRED_MEMBERS)
        study_warn(look->diagnostics, required, "it counts with 'focus.answer: required_members'",
                   "members.%s.required has no effect", member->name);
}

static void look_at_group(const Look *look, const StudyNode *node, const CpmGroupSetup *group)
{
    bool has_required = false;
    for (unsigned i = 0; i < group->n_members; i++) {
        look_at_member(look, study_node_child(node, i), &group->members[i]);
        has_required = has_required || group->members[i].required;
    }
    if (look->setup->focus.answer == CPM_FOCUS_REQUIRED_MEMBERS && !has_required)
        study_complain(look->diagnostics, node_at(look, "focus", "answer"), "mark a member with 'required: true'",
                       "focus.answer: required_members, but groups.%s has no required member", group->name);
}

/* ---- load */

static void look_at_load(const Look *look)
{
    static const struct { const char *name; CpmBoxKind kind; } stations[] = {
        { "core", CPM_CORE }, { "cs", CPM_CS }, { "isf", CPM_ISF }, { "iwf", CPM_IWF },
    };
    StudyEstimate estimate;
    study_estimate(look->setup, &estimate);
    for (unsigned i = 0; i < G_N_ELEMENTS(stations); i++) {
        const StudyLoad *load = &estimate.load[stations[i].kind];
        const StudyNode *station = node_at(look, "stations", stations[i].name);
        const StudyNode *places[] = { study_node_get(station, "servers"), study_node_get(station, "service"),
                                      node_at(look, "focus", "fan_out"),
                                      study_node_child(study_node_get(look->root, "groups"), load->group) };
        if (load->backlog <= HARMLESS_BACKLOG)
            continue;
        const StudyNode *place = first_written(places, G_N_ELEMENTS(places));
        const char *group = look->setup->groups[load->group].name;
        if (isfinite(load->utilisation))
            study_warn(look->diagnostics, place, "more servers, or a slower fan-out",
                       "stations.%s: %.1f times what it can do while '%s' is invited (%.3g messages/s); the queue "
                       "grows to %.3g s",
                       stations[i].name, load->utilisation, group, load->rate, load->backlog);
        else
            study_warn(look->diagnostics, place, "more servers, or a 'focus.fan_out'",
                       "stations.%s: inviting '%s' all at once is work for %.3g s", stations[i].name, group,
                       load->backlog);
    }
}

void study_plausibility_check(const StudyNode *root, const CpmSetup *setup, Diagnostics *diagnostics)
{
    Look look = { .root = root, .setup = setup, .diagnostics = diagnostics };
    const StudyNode *groups = study_node_get(root, "groups");
    look_at_timers(&look);
    for (unsigned i = 0; i < setup->n_systems; i++)
        look_at_system(&look, i);
    look_at_profiles(&look);
    for (unsigned i = 0; i < setup->n_groups; i++)
        look_at_group(&look, study_node_child(groups, i), &setup->groups[i]);
    look_at_load(&look);
}
