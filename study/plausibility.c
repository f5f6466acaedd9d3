/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/plausibility.h"

#include "models/cpm_keyword.h"
#include "models/cpm_policy.h"
#include "study/estimate.h"
#include "study/estimate_case.h"
#include "study/key.h"
#include "study/value.h"

#include <math.h>
#include <string.h>

/* Work that piles up for less than this is no overload: it is what queues are for.  T1 of RFC 3261. */
#define HARMLESS_BACKLOG 0.5

/* Smallest relative validity of a short message (3GPP TS 23.040 9.2.3.12.1). */
#define SMALLEST_VALIDITY (5 * SIM_MIN)

/* Below it a session timer is legal, but not advised (RFC 4028 4). */
#define ADVISED_SESSION (30 * SIM_MIN)

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
    if (setup->focus.session_expires > 0 && setup->focus.session_expires < ADVISED_SESSION)
        study_warn(look->diagnostics, node_at(look, "focus", "session_expires"), "RFC 4028 4 advises 30 min or more",
                   "focus.session_expires (%s) is short: each session is refreshed in half of it",
                   text_at(look, "focus", "session_expires"));
    if (node_at(look, "iwf", "t_submit") != NULL && setup->iwf.t_submit >= setup->iwf.t_reply)
        study_warn(look->diagnostics, node_at(look, "iwf", "t_submit"), "a silent system then passes for a silent user",
                   "iwf.t_submit (%s) is not shorter than iwf.t_reply (%s)", text_at(look, "iwf", "t_submit"),
                   text_at(look, "iwf", "t_reply"));
}

/* ---- keys without any effect */

/* Keys that are wasted where study_key_applies() says so, and why. */
static const struct { const char *section, *key, *why; } wasted_keys[] = {
    { "iwf", "t_submit", "no system has a 'submission'" },
    { "iwf", "anonymous", "no inviter is anonymous" },
    { "iwf", "numbers", "it belongs to 'correlation: number'" },
    { "iwf", "number_rest", "the numbers are unlimited" },
    { "iwf", "token_lost", "it belongs to 'correlation: token'" },
    { "iwf", "keywords", "no reply profile has 'texts'" },
    { "iwf", "recognition", "no reply profile has 'texts'" },
    { "focus", "notify_states", "nobody subscribes" },
    { "isf", "informed", "each system has one IWF" },
    { "isf", "failover", "each system has one IWF" },
};

static void look_at_wasted_keys(const Look *look)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(wasted_keys); i++) {
        const char *section = wasted_keys[i].section, *key = wasted_keys[i].key;
        const StudyNode *mapping = study_node_get(look->root, section), *given = study_node_get(mapping, key);
        if (given != NULL && !given->is_default &&
            !study_key_applies(study_key_find(mapping->type->keys, key), mapping, look->root))
            study_warn(look->diagnostics, given, NULL, "%s.%s has no effect: %s", section, key, wasted_keys[i].why);
    }
}

/* ---- texts */

/* Whoever answers in words must be told one that is understood. */
static void look_at_invitation(const Look *look)
{
    const StudyNode *accept = study_node_get(node_at(look, "iwf", "keywords"), "accept");
    const StudyNode *invitation = study_node_get(node_at(look, "iwf", "texts"), "invitation");
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (unsigned i = 0; i < study_node_count(accept); i++)
        g_ptr_array_add(words, (char *)study_node_child(accept, i)->text);
    g_ptr_array_add(words, NULL);
    const CpmKeywords keywords = { .accept = (const char *const *)words->pdata, .recognition = CPM_RECOGNISE_ANYWHERE };
    const StudyNode *places[] = { invitation, accept };
    if (words->len > 1 && invitation != NULL && cpm_keyword_reply(&keywords, invitation->text, NULL) != CPM_REPLY_ACCEPT)
        study_warn(look->diagnostics, first_written(places, 2), "3GPP TS 23.204 6.15.1 step 5: it says how to accept",
                   "iwf.texts.invitation has none of the keywords that accept");
}


/* ---- systems */

static bool is_sms(const CpmSystemSetup *system)
{
    return g_ascii_strcasecmp(system->service, "sms") == 0;
}

static bool member_uses(const CpmMemberSetup *member, int32_t system)
{
    for (unsigned i = 0; i < member->n_clients; i++)
        if (member->client[i].system == system)
            return true;
    for (unsigned i = 0; i < member->n_also; i++)
        if (member->also[i] == system)
            return true;
    return false;
}

static bool uses_system(const CpmSetup *setup, int32_t system)
{
    for (unsigned i = 0; i < setup->n_groups; i++)
        for (unsigned j = 0; j < setup->groups[i].n_members; j++)
            if (member_uses(&setup->groups[i].members[j], system))
                return true;
    return false;
}

static bool is_served(const CpmSetup *setup, unsigned system)
{
    bool served = setup->n_iwfs == 0;
    for (unsigned i = 0; i < setup->n_iwfs; i++)
        served = served || (setup->iwfs[i].serves >> system & 1u) != 0;
    return served;
}

static void look_at_system(const Look *look, unsigned index)
{
    const CpmSystemSetup *system = &look->setup->systems[index];
    const StudyNode *node = study_node_child(study_node_get(look->root, "systems"), index);
    const StudyNode *validity = study_node_get(node, "validity");
    const StudyNode *places[] = { node_at(look, "iwf", "t_reply"), validity };
    if (!uses_system(look->setup, (int32_t)index))
        study_warn(look->diagnostics, node, NULL, "systems.%s: no member uses this system", system->name);
    else if (!is_served(look->setup, index))
        study_warn(look->diagnostics, study_node_get(look->root, "iwfs"), "'serves: [...]' says which systems an IWF serves",
                   "iwfs: none serves systems.%s: its users are never asked (D23)", system->name);
    const StudyNode *lost = study_node_get(node, "report_lost");
    if (!system->reports && lost != NULL && !lost->is_default)
        study_warn(look->diagnostics, lost, NULL, "systems.%s.report_lost has no effect: it gives no reports", system->name);
    if (is_sms(system) && !validity->is_default && system->validity < SMALLEST_VALIDITY)
        study_warn(look->diagnostics, validity, "3GPP TS 23.040 TP-VP",
                   "systems.%s.validity (%s) is below 5 min, the smallest that a short message can have", system->name,
                   validity->text);
    else if (system->reports && look->setup->iwf.t_reply < system->validity)    /* others are not told how long it is valid */
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
    for (unsigned i = 0; i < study_node_count(groups); i++) {
        const StudyNode *entries = study_entries_of(study_node_child(groups, i));
        for (unsigned j = 0; j < study_node_count(entries); j++) {
            const StudyNode *member = study_node_child(entries, j);
            if (names_profile(member, "answer", profile) || names_profile(member, "reply", profile))
                return true;
        }
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
        if (given != NULL && !given->is_default && !study_key_applies(study_key_find(rows, keys[i]), node, look->root))
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
    g_autoptr(GPtrArray) members = study_members_of(study_entries_of(node));
    for (unsigned i = 0; i < group->n_members; i++) {
        look_at_member(look, members->pdata[i], &group->members[i]);
        has_required = has_required || group->members[i].required;
    }
    if (look->setup->focus.answer == CPM_FOCUS_REQUIRED_MEMBERS && !has_required)
        study_complain(look->diagnostics, node_at(look, "focus", "answer"), "mark a member with 'required: true'",
                       "focus.answer: required_members, but groups.%s has no required member", group->name);
}

/* ---- sessions */

static void look_at_session(const Look *look, const StudyNode *node, const CpmWorkload *workload)
{
    const StudyNode *member = study_node_get(study_node_get(node, "inviter"), "member");
    if (look->setup->groups[workload->group].ad_hoc && member->integer == 0)
        study_warn(look->diagnostics, member, "an ad-hoc group has no list of who may invite it",
                   "sessions.inviter.member has no effect");
}

/* ---- load */

static void add_asked(const StudyCase *at, void *data)
{
    double *asked = data;
    if (at->system >= 0 && study_case_asks(at))
        asked[at->system] += at->share;
}

/* Inviting messages that queue at the system for longer than anybody waits for the answers. */
static void look_at_throughput(const Look *look, uint32_t index)
{
    const CpmSetup *setup = look->setup;
    const CpmWorkload *workload = &setup->workloads[index];
    const CpmGroupSetup *group = &setup->groups[workload->group];
    double asked[CPM_BOX_INSTANCES] = { 0 };
    study_case_walk(setup, workload, add_asked, asked);
    for (uint32_t i = 0; i < setup->n_systems; i++) {
        const CpmSystemSetup *system = &setup->systems[i];
        double segments = asked[i] * study_case_size(setup, workload) * cpm_setup_segments(setup, index, i, CPM_TEXT_INVITATION);
        if (system->throughput > 0 && segments / system->throughput > sim_time_to_seconds(setup->iwf.t_reply))
            study_warn(look->diagnostics, study_node_get(study_node_child(study_node_get(look->root, "systems"), i), "throughput"),
                       "whoever is invited last is asked too late",
                       "systems.%s.throughput: inviting '%s' takes %.3g s, longer than iwf.t_reply (%s)", system->name, group->name,
                       segments / system->throughput, text_at(look, "iwf", "t_reply"));
    }
}

static void look_at_load(const Look *look)
{
    static const struct { const char *name; CpmBoxKind kind; } stations[] = {
        { "core", CPM_CORE }, { "cs", CPM_CS }, { "isf", CPM_ISF }, { "iwf", CPM_IWF },
    };
    const CpmWireSetup *wire = &look->setup->wire;
    double harmless = wire->transactions ? sim_time_to_seconds(wire->core.t1) : HARMLESS_BACKLOG;
    const char *after = wire->transactions ? "; what waits longer than T1 is sent again"
                                           : "; 'sip.transactions: full' shows what is sent again then";
    StudyEstimate estimate;
    study_estimate(look->setup, &estimate);
    for (unsigned i = 0; i < G_N_ELEMENTS(stations); i++) {
        const StudyLoad *load = &estimate.load[stations[i].kind];
        const StudyNode *station = node_at(look, "stations", stations[i].name);
        const StudyNode *places[] = { study_node_get(station, "servers"), study_node_get(station, "service"),
                                      node_at(look, "focus", "fan_out"),
                                      study_node_child(study_node_get(look->root, "groups"), load->group) };
        if (load->backlog <= harmless)
            continue;
        const StudyNode *place = first_written(places, G_N_ELEMENTS(places));
        const char *group = look->setup->groups[load->group].name;
        g_autofree char *hint = g_strconcat(isfinite(load->utilisation) ? "more servers, or a slower fan-out"
                                                                        : "more servers, or a 'focus.fan_out'", after, NULL);
        if (isfinite(load->utilisation))
            study_warn(look->diagnostics, place, hint,
                       "stations.%s: %.1f times what it can do while '%s' is invited (%.3g messages/s); the queue "
                       "grows to %.3g s",
                       stations[i].name, load->utilisation, group, load->rate, load->backlog);
        else
            study_warn(look->diagnostics, place, hint,
                       "stations.%s: inviting '%s' all at once is work for %.3g s", stations[i].name, group,
                       load->backlog);
    }
}

void study_plausibility_check(const StudyNode *root, const CpmSetup *setup, Diagnostics *diagnostics)
{
    Look look = { .root = root, .setup = setup, .diagnostics = diagnostics };
    const StudyNode *groups = study_node_get(root, "groups");
    look_at_timers(&look);
    look_at_wasted_keys(&look);
    look_at_invitation(&look);
    for (unsigned i = 0; i < setup->n_systems; i++)
        look_at_system(&look, i);
    look_at_profiles(&look);
    for (unsigned i = 0; i < setup->n_groups; i++)
        look_at_group(&look, study_node_child(groups, i), &setup->groups[i]);
    for (unsigned i = 0; i < setup->n_workloads; i++)
        look_at_session(&look, study_node_child(study_node_get(root, "sessions"), i), &setup->workloads[i]);
    for (unsigned i = 0; i < setup->n_workloads; i++)
        look_at_throughput(&look, i);
    look_at_load(&look);
    study_plausibility_load(root, setup, diagnostics);
}
