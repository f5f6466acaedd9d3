/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup.h"

#include "study/key.h"
#include "study/value.h"

#include <math.h>
#include <string.h>

typedef struct Maker {
    const StudyNode *root;
    Diagnostics *diagnostics;
    CpmSetup *setup;
    GArray *profiles;           /* of CpmReplyProfile: those with a name first, then those of single members */
} Maker;

/* The words of the table stand in the order of these enums. */
G_STATIC_ASSERT(CPM_TRYING_AT_ONCE == 0 && CPM_TRYING_AFTER_200MS == 1);
G_STATIC_ASSERT(CPM_FOCUS_IMMEDIATE == 0 && CPM_FOCUS_FIRST_ACCEPT == 1 && CPM_FOCUS_ALL_ANSWERED == 2 &&
                CPM_FOCUS_REQUIRED_MEMBERS == 3);
G_STATIC_ASSERT(CPM_LATE_NOTIFY == 0 && CPM_LATE_LITERAL_2XX == 1 && CPM_LATE_SUPPRESS == 2);
G_STATIC_ASSERT(CPM_ACCEPT == 0 && CPM_REJECT == 1 && CPM_CONVERT == 2 && CPM_NONE == 3);
G_STATIC_ASSERT(CPM_READING_DEFAULT == 0 && CPM_READING_EITHER == 1 && CPM_READING_BOTH == 2);
G_STATIC_ASSERT(CPM_FAULT_SEND_DESPITE_REJECT == 0 && CPM_FAULT_REPORT_IS_ACCEPTANCE == 1 &&
                CPM_FAULT_WRONG_MODE == 2 && CPM_FAULT_DROP_STEP == 3 && CPM_FAULT_REPEAT_STEP == 4 &&
                CPM_FAULT_NO_KEEPALIVE == 5);
G_STATIC_ASSERT(CPM_CLIENT_A == 0 && CPM_CLIENT == 1 && CPM_CORE == 2 && CPM_CS == 3 && CPM_ISF == 4 && CPM_IWF == 5 &&
                CPM_SYSTEM == 6);

static SimDistribution *distribution_at(const Maker *maker, const StudyNode *mapping, const char *key)
{
    return study_distribution_make(study_node_get(mapping, key), maker->diagnostics);
}

/* ---- the boxes */

static void make_links_and_stations(Maker *maker)
{
    static const char *const link_names[CPM_LINK_CLASSES] = { "access", "core", "system" };
    static const struct { const char *name; CpmBoxKind kind; } station_names[] = {
        { "core", CPM_CORE }, { "cs", CPM_CS }, { "isf", CPM_ISF }, { "iwf", CPM_IWF },
    };
    const StudyNode *links = study_node_get(maker->root, "links"), *stations = study_node_get(maker->root, "stations");
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        maker->setup->latency[i] = distribution_at(maker, study_node_get(links, link_names[i]), "latency");
    for (unsigned i = 0; i < G_N_ELEMENTS(station_names); i++) {
        const StudyNode *station = study_node_get(stations, station_names[i].name);
        maker->setup->station[station_names[i].kind] = (CpmStationSetup){
            .service = distribution_at(maker, station, "service"),
            .servers = (uint32_t)study_integer_at(station, "servers"),
        };
    }
}

static void make_sip_and_iwf(Maker *maker)
{
    const StudyNode *sip = study_node_get(maker->root, "sip"), *iwf = study_node_get(maker->root, "iwf");
    CpmSetup *setup = maker->setup;
    setup->trying = (CpmTrying)study_integer_at(sip, "trying");
    setup->timer_c = study_integer_at(sip, "timer_c");
    setup->ringing = study_integer_at(sip, "ringing") != 0;
    const StudyNode *timer_c = study_node_get(sip, "timer_c");
    if (study_is_sound(timer_c) && timer_c->integer <= 3 * SIM_MIN)
        study_complain(maker->diagnostics, timer_c, NULL,
                       "sip.timer_c: RFC 3261 16.6 demands more than 3 min, found '%s'", timer_c->text);
    setup->iwf.t_reply = study_integer_at(iwf, "t_reply");
    setup->iwf.keepalive = study_time_at(iwf, "keepalive", SIM_TIME_MAX);
    setup->iwf.notices = study_integer_at(iwf, "notices") != 0;
}

static void make_focus(Maker *maker)
{
    const StudyNode *focus = study_node_get(maker->root, "focus");
    maker->setup->focus = (CpmFocusSetup){
        .answer = (CpmFocusAnswer)study_integer_at(focus, "answer"),
        .late_ok = (CpmLateOk)study_integer_at(focus, "late_ok"),
        .fan_out = study_is_word_at(focus, "fan_out") ? INFINITY : study_number_at(focus, "fan_out"),
        .t_answer = study_integer_at(focus, "t_answer"),
        .subscribe = study_integer_at(focus, "subscribe") != 0,
        .notify_interval = study_integer_at(focus, "notify_interval"),
        .keepalive = study_time_at(focus, "keepalive", SIM_TIME_MAX),
        .release_when_empty = study_integer_at(focus, "release_when_empty") != 0,
    };
}

/* ---- policy */

static void make_allowed(Maker *maker, const StudyNode *allow, const StudyNode *standard)
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

static void make_provider(Maker *maker, const StudyNode *provider)
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

static void make_policy_and_codes(Maker *maker)
{
    static const char *const reasons[CPM_REASONS] = {
        "policy", "user_reject", "decline", "no_reply", "permanent", "temporary"
    };
    const StudyNode *policy = study_node_get(maker->root, "policy"), *codes = study_node_get(maker->root, "codes");
    make_provider(maker, study_node_get(policy, "provider"));
    maker->setup->policy.user_reject_wins = study_integer_at(policy, "user_reject_wins") != 0;
    maker->setup->policy.user_reject_before_gate = study_integer_at(policy, "user_reject_before_gate") != 0;
    maker->setup->policy.reading = (CpmReading)study_integer_at(policy, "reading");
    for (unsigned i = 0; i < CPM_REASONS; i++)
        maker->setup->code[i] = (uint16_t)study_integer_at(codes, reasons[i]);
}

/* ---- people */

/* From shares of shares to shares of all users. */
static CpmReplyProfile make_profile(const Maker *maker, const StudyNode *node, char *name)
{
    double reply = study_number_at(node, "reply"), unrecognised = study_number_at(node, "unrecognised");
    double accept = study_number_at(node, "accept");
    return (CpmReplyProfile){
        .name = name,
        .accept = reply * (1 - unrecognised) * accept,
        .decline = reply * (1 - unrecognised) * (1 - accept),
        .unrecognised = reply * unrecognised,
        .delay = distribution_at(maker, node, "delay"),
    };
}

static CpmReplyProfile make_short_profile(const Maker *maker, const StudyNode *node, char *name)
{
    bool accepts = study_node_get(node, "accept_after") != NULL;
    return (CpmReplyProfile){
        .name = name, .accept = accepts, .decline = !accepts,
        .delay = distribution_at(maker, node, accepts ? "accept_after" : "decline_after"),
    };
}

static void make_profiles(Maker *maker)
{
    const StudyNode *replies = study_child_at(maker->root, "replies", STUDY_NODE_MAPPING);
    for (unsigned i = 0; i < study_node_count(replies); i++) {
        const StudyNode *node = study_node_child(replies, i);
        CpmReplyProfile profile = make_profile(maker, node, g_strdup(node->key));
        g_array_append_val(maker->profiles, profile);
    }
}

static unsigned index_of(const StudyNode *table, const char *name)
{
    for (unsigned i = 0; i < study_node_count(table); i++)
        if (strcmp(study_node_child(table, i)->key, name) == 0)
            return i;
    return 0;
}

/* The index of the profile of @node: by its name, or made for @member alone.  A member to whom it does not apply has
 * the first. */
static uint32_t profile_index(Maker *maker, const StudyNode *member, const char *key)
{
    const StudyNode *node = study_node_get(member, key);
    if (!study_is_sound(node))
        return 0;
    if (node->kind == STUDY_NODE_SCALAR)
        return index_of(study_child_at(maker->root, "replies", STUDY_NODE_MAPPING), node->text);
    char *name =
        g_strdup_printf("%s.%s", study_text_at(member, "name") != NULL ? study_text_at(member, "name") : "?", key);
    CpmReplyProfile profile = node->type->kind == STUDY_VARIANT ? make_short_profile(maker, node, name)
                                                                : make_profile(maker, node, name);
    g_array_append_val(maker->profiles, profile);
    return maker->profiles->len - 1;
}

/* ---- systems */

static void make_retry(Maker *maker, const StudyNode *steps, CpmSystemSetup *system)
{
    unsigned n = study_is_sound(steps) ? study_node_count(steps) : 0;
    for (unsigned i = 0; i < n && i < CPM_RETRY_STEPS; i++) {
        const StudyNode *step = study_node_child(steps, i);
        system->retry[i].interval = study_integer_at(step, "every");
        system->retry[i].times = (uint32_t)study_integer_at(step, "times");
        if (system->retry[i].times == 0 && i + 1 < n)
            study_complain(maker->diagnostics, step, "only the last step may go without 'times'",
                           "systems: this step of 'retry' has no end, so that the next is never reached");
    }
}

static void make_system(Maker *maker, const StudyNode *node, CpmSystemSetup *system)
{
    *system = (CpmSystemSetup){
        .name = g_strdup(node->key),
        .service = g_strdup(study_text_at(node, "service")),
        .sessions = study_integer_at(node, "sessions") != 0,
        .invitations = study_integer_at(node, "invitations") != 0,
        .reports = study_integer_at(node, "reports") != 0,
        .transit = distribution_at(maker, node, "transit"),
        .return_transit = distribution_at(maker, node, "return_transit"),
        .first_attempt = study_number_at(node, "first_attempt"),
        .never = study_number_at(node, "never"),
        .duplicate = study_number_at(node, "duplicate"),
        .absence = distribution_at(maker, node, "absence"),
        .validity = study_integer_at(node, "validity"),
    };
    make_retry(maker, study_node_get(node, "retry"), system);
    if (system->first_attempt + system->never > 1 + 1e-9) {
        const StudyNode *never = study_node_get(node, "never"), *first = study_node_get(node, "first_attempt");
        study_complain(maker->diagnostics, never->is_default ? first : never, NULL,
                       "systems.%s: 'first_attempt' and 'never' sum to %g %%, more than 100 %%", node->key,
                       (system->first_attempt + system->never) * 100);
    }
    if (strcmp(node->key, "cpm") == 0)
        diagnostics_error(maker->diagnostics, DIAGNOSTIC_MEANING, node->key_place, NULL,
                          "systems: 'cpm' stands for CPM clients and cannot name a system");
}

static void make_systems(Maker *maker)
{
    const StudyNode *systems = study_child_at(maker->root, "systems", STUDY_NODE_MAPPING);
    unsigned n = MIN(study_node_count(systems), CPM_BOX_INSTANCES);
    maker->setup->systems = g_new0(CpmSystemSetup, n);
    maker->setup->n_systems = n;
    for (unsigned i = 0; i < n; i++)
        make_system(maker, study_node_child(systems, i), &maker->setup->systems[i]);
}

/* ---- groups */

static int32_t system_index(const Maker *maker, const char *client)
{
    return strcmp(client, "cpm") == 0 ?
               -1 :
               (int32_t)index_of(study_child_at(maker->root, "systems", STUDY_NODE_MAPPING), client);
}

static void complain_sum(const Maker *maker, const StudyNode *shares, const char *what, double sum)
{
    if (!study_is_whole(sum))
        study_complain(maker->diagnostics, shares, NULL, "%s: the shares sum to %g %%, not 100 %%", what, sum * 100);
}

static void make_clients(Maker *maker, const StudyNode *client, CpmMemberSetup *member)
{
    double sum = 0;
    member->n_clients = 1;
    member->client[0].until = 1;
    member->client[0].system = -1;
    if (!study_is_sound(client))
        return;
    if (client->kind == STUDY_NODE_SCALAR) {
        member->client[0].system = system_index(maker, client->text);
        return;
    }
    member->n_clients = MIN(study_node_count(client), G_N_ELEMENTS(member->client));
    for (unsigned i = 0; i < member->n_clients; i++) {
        sum += study_node_child(client, i)->number;
        member->client[i].until = sum;
        member->client[i].system = system_index(maker, study_node_child(client, i)->key);
    }
    complain_sum(maker, client, "client", sum);
    member->client[member->n_clients - 1].until = 1;
}

static void make_preferences(Maker *maker, const StudyNode *prefer, CpmMemberSetup *member)
{
    static const char *const names[CPM_OPTIONS] = { "accept", "reject", "convert", "none" };
    double sum = 0;
    CpmOption only = CPM_NONE;
    if (study_is_sound(prefer) && prefer->kind == STUDY_NODE_MAPPING) {
        for (unsigned i = 0; i < CPM_OPTIONS; i++) {
            sum += study_number_at(prefer, names[i]);
            member->prefer_until[i] = sum;
        }
        complain_sum(maker, prefer, "prefer", sum);
        member->prefer_until[CPM_NONE] = 1;
        return;
    }
    if (study_is_sound(prefer))
        only = (CpmOption)prefer->integer;
    for (unsigned i = 0; i < CPM_OPTIONS; i++)
        member->prefer_until[i] = i >= (unsigned)only;
}

static void make_member(Maker *maker, const StudyNode *node, CpmMemberSetup *member)
{
    member->name = g_strdup(study_text_at(node, "name"));
    member->count = (uint32_t)study_integer_at(node, "count");
    member->required = study_integer_at(node, "required") != 0;
    make_clients(maker, study_node_get(node, "client"), member);
    make_preferences(maker, study_node_get(node, "prefer"), member);
    member->answer = profile_index(maker, node, "answer");
    member->reply = profile_index(maker, node, "reply");
}

static void check_names(Maker *maker, const StudyNode *members)
{
    g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < study_node_count(members); i++) {
        const StudyNode *name = study_node_get(study_node_child(members, i), "name");
        if (!study_is_sound(name))
            continue;
        const StudyNode *first = g_hash_table_lookup(known, name->text);
        if (first != NULL)
            study_complain(maker->diagnostics, name, NULL, "groups.%s: the name '%s' is in use since line %d",
                           members->key, name->text, first->place.line);
        else
            g_hash_table_insert(known, (char *)name->text, (void *)name);
    }
}

/* Ten years, like any time in a scenario: sums of a few fit into 292 years. */
static void check_fan_out(Maker *maker, const CpmGroupSetup *group)
{
    double rate = maker->setup->focus.fan_out;
    if (rate > 0 && group->size / rate > STUDY_MAX_DAYS * 86400.0)
        study_complain(maker->diagnostics, study_node_get(study_node_get(maker->root, "focus"), "fan_out"), NULL,
                       "focus.fan_out: inviting groups.%s takes longer than 10 years", group->name);
}

static void make_group(Maker *maker, const StudyNode *node, CpmGroupSetup *group)
{
    uint64_t size = 0;
    group->name = g_strdup(node->key);
    group->n_members = node->kind == STUDY_NODE_LIST ? study_node_count(node) : 0;
    group->members = g_new0(CpmMemberSetup, group->n_members);
    for (unsigned i = 0; i < group->n_members; i++) {
        group->members[i].first = (uint32_t)(1 + size);
        make_member(maker, study_node_child(node, i), &group->members[i]);
        size += group->members[i].count;
        if (size > INT32_MAX) {
            study_complain(maker->diagnostics, study_node_child(node, i), NULL,
                           "groups.%s: more than 2147483647 members from here on", node->key);
            break;
        }
    }
    group->size = (uint32_t)size;
    check_fan_out(maker, group);
    check_names(maker, node);
}

static void make_groups(Maker *maker)
{
    const StudyNode *groups = study_child_at(maker->root, "groups", STUDY_NODE_MAPPING);
    maker->setup->n_groups = study_node_count(groups);
    maker->setup->groups = g_new0(CpmGroupSetup, maker->setup->n_groups);
    for (unsigned i = 0; i < maker->setup->n_groups; i++)
        make_group(maker, study_node_child(groups, i), &maker->setup->groups[i]);
}

/* ---- sessions, faults */

static void check_groups_used(Maker *maker, const bool *is_used)
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

static void make_sessions(Maker *maker)
{
    const StudyNode *sessions = study_child_at(maker->root, "sessions", STUDY_NODE_LIST),
                    *groups = study_child_at(maker->root, "groups", STUDY_NODE_MAPPING);
    unsigned n = study_node_count(sessions);
    g_autofree bool *is_used = g_new0(bool, study_node_count(groups) + 1);
    maker->setup->n_workloads = n;
    maker->setup->workloads = g_new0(CpmWorkload, n);
    for (unsigned i = 0; i < n; i++) {
        const StudyNode *session = study_node_child(sessions, i);
        const char *group = study_text_at(session, "group");
        maker->setup->workloads[i] = (CpmWorkload){
            .group = group != NULL ? index_of(groups, group) : 0,
            .start = study_integer_at(session, "at"),
            .count = (uint32_t)study_integer_at(session, "count"),
            .interarrival = distribution_at(maker, session, "arrivals"),
            .duration = study_time_at(session, "duration", SIM_TIME_MAX),
            .patience = study_time_at(session, "patience", SIM_TIME_MAX),
        };
        is_used[maker->setup->workloads[i].group] = true;
    }
    check_groups_used(maker, is_used);
}

/* Who sends the message of each step of Figure 31; steps 4, 7, 10 and 17 are no messages. */
static const struct { CpmBoxKind box; bool is_message; } step_sender[24] = {
    [1] = { CPM_CLIENT_A, true }, [2] = { CPM_CORE, true },    [3] = { CPM_CS, true },    [5] = { CPM_CS, true },
    [6] = { CPM_CORE, true },     [8] = { CPM_ISF, true },     [9] = { CPM_CORE, true },  [11] = { CPM_IWF, true },
    [12] = { CPM_CLIENT, true },  [13] = { CPM_CORE, true },   [14] = { CPM_CS, true },   [15] = { CPM_CORE, true },
    [16] = { CPM_SYSTEM, true },  [18] = { CPM_IWF, true },    [19] = { CPM_CORE, true }, [20] = { CPM_ISF, true },
    [21] = { CPM_CORE, true },    [22] = { CPM_CS, true },     [23] = { CPM_CORE, true },
};

static void make_fault_step(Maker *maker, const StudyNode *node, CpmFault *fault)
{
    const StudyNode *step = study_node_get(node, "step"), *box = study_node_get(node, "box");
    bool is_part = study_is_word_at(node, "step");
    unsigned number = is_part ? 3 : (unsigned)step->integer;
    CpmBoxKind sender = is_part && step->integer == 1 ? CPM_CORE : step_sender[number].box;
    fault->step = is_part && step->integer == 1 ? CPM_STEP_3B : number;
    fault->box = sender;
    if (!step_sender[number].is_message)
        study_complain(maker->diagnostics, step, NULL, "faults: step %u of Figure 31 is an internal action, no message",
                       number);
    else if (study_is_sound(box) && box->integer != (int64_t)sender)
        study_complain(maker->diagnostics, box, "leave 'box' out", "faults: step %s is sent by '%s', not by '%s'",
                       step->text, box->type->words[sender], box->text);
}

static void make_faults(Maker *maker)
{
    const StudyNode *faults = study_child_at(maker->root, "faults", STUDY_NODE_LIST);
    unsigned n = study_node_count(faults);
    maker->setup->n_faults = n;
    maker->setup->faults = g_new0(CpmFault, n);
    for (unsigned i = 0; i < n; i++) {
        const StudyNode *node = study_node_child(faults, i), *step = study_node_get(node, "step");
        const StudyNode *box = study_node_get(node, "box");
        CpmFault *fault = &maker->setup->faults[i];
        fault->kind = (CpmFaultKind)study_integer_at(node, "kind");
        bool has_step = fault->kind == CPM_FAULT_DROP_STEP || fault->kind == CPM_FAULT_REPEAT_STEP;
        if (!study_is_sound(study_node_get(node, "kind")))
            continue;
        if (has_step && step == NULL)
            study_complain(maker->diagnostics, node, "such as 'step: 20'", "faults: '%s' needs a 'step'",
                           study_text_at(node, "kind"));
        else if (!has_step && (step != NULL || box != NULL))
            study_complain(maker->diagnostics, step != NULL ? step : box, NULL, "faults: '%s' takes no '%s'",
                           study_text_at(node, "kind"), step != NULL ? "step" : "box");
        else if (has_step && study_is_sound(step))
            make_fault_step(maker, node, fault);
    }
}

CpmSetup *study_setup_make(const StudyNode *root, Diagnostics *diagnostics)
{
    Maker maker = { .root = root, .diagnostics = diagnostics, .setup = cpm_setup_new(),
                    .profiles = g_array_new(FALSE, FALSE, sizeof(CpmReplyProfile)) };
    CpmSetup *setup = maker.setup;
    setup->seed = (uint64_t)study_integer_at(root, "seed");
    make_links_and_stations(&maker);
    make_sip_and_iwf(&maker);
    make_focus(&maker);
    make_policy_and_codes(&maker);
    make_profiles(&maker);
    make_systems(&maker);
    make_groups(&maker);
    make_sessions(&maker);
    make_faults(&maker);
    setup->stop = study_time_at(study_node_get(root, "stop"), "at", SIM_TIME_MAX);
    setup->n_profiles = maker.profiles->len;
    setup->profiles = (CpmReplyProfile *)(void *)g_array_free(maker.profiles, FALSE);
    return setup;
}
