/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup_maker.h"

#include "study/key.h"
#include "study/value.h"

#include "models/cpm_keyword.h"

#include <math.h>
#include <string.h>

/* The words of the table stand in the order of these enums. */
G_STATIC_ASSERT(CPM_ACCEPT == 0 && CPM_REJECT == 1 && CPM_CONVERT == 2 && CPM_NONE == 3);
G_STATIC_ASSERT(CPM_REPLY_ACCEPT == 0 && CPM_REPLY_DECLINE == 1 && CPM_REPLY_LEAVE == 2 && CPM_REPLY_UNRECOGNISED == 3);
G_STATIC_ASSERT(CPM_RECOGNISE_EXACT == 0 && CPM_RECOGNISE_FIRST_WORD == 1 && CPM_RECOGNISE_ANYWHERE == 2);

static void complain_sum(const SetupMaker *maker, const StudyNode *shares, const char *what, double sum)
{
    if (!study_is_whole(sum))
        study_complain(maker->diagnostics, shares, NULL, "%s: the shares sum to %g %%, not 100 %%", what, sum * 100);
}

/* ---- people */

/* ---- replies in words */

static const char **words_at(const StudyNode *keywords, const char *key)
{
    const StudyNode *list = study_child_at(keywords, key, STUDY_NODE_LIST);
    unsigned n = study_node_count(list);
    const char **words = g_new0(const char *, n + 1);
    for (unsigned i = 0; i < n; i++)
        words[i] = study_node_child(list, i)->text;
    return words;
}

static bool has_words(const SetupMaker *maker, const StudyNode *keywords)
{
    bool good = study_is_sound(keywords);
    for (unsigned i = 0; i < study_node_count(keywords); i++) {
        const StudyNode *list = study_node_child(keywords, i);
        for (unsigned j = 0; j < study_node_count(list); j++) {
            const StudyNode *word = study_node_child(list, j);
            if (!study_is_sound(word) || cpm_keyword_has_words(word->text))
                continue;
            study_complain(maker->diagnostics, word, "letters, digits or symbols", "iwf.keywords.%s: '%s' is no word", list->key,
                           word->text);
            good = false;
        }
    }
    return good;
}

static void complain_two_classes(const SetupMaker *maker, const StudyNode *text, unsigned fits, CpmRecognition recognition)
{
    const char *hint = recognition == CPM_RECOGNISE_EXACT ? "a keyword stands in one list"
                                                          : "'iwf.recognition: exact' looks at the whole reply";
    const char *names[CPM_REPLIES] = { NULL };
    unsigned n = 0;
    for (unsigned reply = 0; reply < CPM_REPLIES; reply++)
        if ((fits >> reply & 1u) != 0)
            names[n++] = cpm_reply_name((CpmReply)reply);
    study_complain(maker->diagnostics, text, hint, "'%s' has keywords that %s and that %s", text->text, names[0], names[1]);
}

/* Sorts the texts of @profile into @shares[CPM_REPLIES] of the replies. */
static void sort_texts(const SetupMaker *maker, const StudyNode *texts, double *shares)
{
    const StudyNode *iwf = study_node_get(maker->root, "iwf"), *node = study_node_get(iwf, "keywords");
    g_autofree const char **accept = words_at(node, "accept"), **decline = words_at(node, "decline"), **leave = words_at(node, "leave");
    const CpmKeywords keywords = { accept, decline, leave, (CpmRecognition)study_integer_at(iwf, "recognition") };
    double sum = 0;
    if (!has_words(maker, node) || !study_is_sound(texts))
        return;
    for (unsigned i = 0; i < study_node_count(texts); i++) {
        const StudyNode *row = study_node_child(texts, i);
        unsigned fits = 0;
        CpmReply reply = cpm_keyword_reply(&keywords, study_text_at(row, "text"), &fits);
        if ((fits & (fits - 1)) != 0)
            complain_two_classes(maker, study_node_get(row, "text"), fits, keywords.recognition);
        shares[reply] += study_number_at(row, "share");
        sum += study_number_at(row, "share");
    }
    complain_sum(maker, texts, "texts", sum);
}

/* ---- reply profiles */

static void make_again(const SetupMaker *maker, const StudyNode *again, CpmReplyProfile *profile)
{
    if (again == NULL)
        return;
    profile->again = study_number_at(again, "share");
    profile->again_says = (CpmReply)study_integer_at(again, "says");
    profile->again_after = study_make_distribution(maker, again, "after");
}

/* What @node says beside its texts. */
static void check_shares(const SetupMaker *maker, const StudyNode *node, bool has_texts)
{
    static const char *const keys[] = { "unrecognised", "accept", "leave" };
    for (unsigned i = 0; i < G_N_ELEMENTS(keys) && has_texts; i++)
        if (study_node_get(node, keys[i]) != NULL)
            study_complain(maker->diagnostics, study_node_get(node, keys[i]), "the texts say it all",
                           "replies: 'texts' excludes '%s'", keys[i]);
    double accept = study_number_at(node, "accept"), leave = study_number_at(node, "leave");
    if (accept + leave > 1 + 1e-9)
        study_complain(maker->diagnostics, study_node_get(node, "leave"), NULL,
                       "replies: 'accept' and 'leave' sum to %g %%, more than 100 %%", (accept + leave) * 100);
}

/* From shares of shares to shares of all users. */
static CpmReplyProfile make_profile(const SetupMaker *maker, const StudyNode *node, char *name)
{
    const StudyNode *texts = study_child_at(node, "texts", STUDY_NODE_LIST);
    double reply = study_number_at(node, "reply"), shares[CPM_REPLIES] = { 0 };
    check_shares(maker, node, texts != NULL);
    if (texts != NULL) {
        sort_texts(maker, texts, shares);
    } else {
        double recognised = 1 - study_number_at(node, "unrecognised"), accept = study_number_at(node, "accept");
        double leave = study_number_at(node, "leave");
        shares[CPM_REPLY_ACCEPT] = recognised * accept;
        shares[CPM_REPLY_LEAVE] = recognised * leave;
        shares[CPM_REPLY_DECLINE] = recognised * fmax(0, 1 - accept - leave);
        shares[CPM_REPLY_UNRECOGNISED] = 1 - recognised;
    }
    CpmReplyProfile profile = {
        .name = name,
        .accept = reply * shares[CPM_REPLY_ACCEPT],
        .decline = reply * shares[CPM_REPLY_DECLINE],
        .leave = reply * shares[CPM_REPLY_LEAVE],
        .unrecognised = reply * shares[CPM_REPLY_UNRECOGNISED],
        .delay = study_make_distribution(maker, node, "delay"),
    };
    make_again(maker, study_child_at(node, "again", STUDY_NODE_MAPPING), &profile);
    return profile;
}

static CpmReplyProfile make_short_profile(const SetupMaker *maker, const StudyNode *node, char *name)
{
    bool accepts = study_node_get(node, "accept_after") != NULL;
    return (CpmReplyProfile){
        .name = name, .accept = accepts, .decline = !accepts,
        .delay = study_make_distribution(maker, node, accepts ? "accept_after" : "decline_after"),
    };
}

static void make_profiles(SetupMaker *maker)
{
    const StudyNode *replies = study_child_at(maker->root, "replies", STUDY_NODE_MAPPING);
    for (unsigned i = 0; i < study_node_count(replies); i++) {
        const StudyNode *node = study_node_child(replies, i);
        CpmReplyProfile profile = make_profile(maker, node, g_strdup(node->key));
        g_array_append_val(maker->profiles, profile);
    }
}

/* The index of the profile of @node: by its name, or made for @member alone.  A member to whom it does not apply has
 * the first. */
static uint32_t profile_index(SetupMaker *maker, const StudyNode *member, const char *key)
{
    const StudyNode *node = study_node_get(member, key);
    if (!study_is_sound(node))
        return 0;
    if (node->kind == STUDY_NODE_SCALAR)
        return study_index_of(study_child_at(maker->root, "replies", STUDY_NODE_MAPPING), node->text);
    char *name =
        g_strdup_printf("%s.%s", study_text_at(member, "name") != NULL ? study_text_at(member, "name") : "?", key);
    CpmReplyProfile profile = node->type->kind == STUDY_VARIANT ? make_short_profile(maker, node, name)
                                                                : make_profile(maker, node, name);
    g_array_append_val(maker->profiles, profile);
    return maker->profiles->len - 1;
}

/* ---- groups */

static int32_t system_index(const SetupMaker *maker, const char *client)
{
    return strcmp(client, "cpm") == 0 ?
               -1 :
               (int32_t)study_index_of(study_child_at(maker->root, "systems", STUDY_NODE_MAPPING), client);
}

static void make_clients(SetupMaker *maker, const StudyNode *client, CpmMemberSetup *member)
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

static void make_preferences(SetupMaker *maker, const StudyNode *prefer, CpmMemberSetup *member)
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

/* The further services are tried in place of the first: the facts of a leg hold for all of them. */
static void check_also(SetupMaker *maker, const StudyNode *name, const CpmMemberSetup *member)
{
    const CpmSystemSetup *systems = maker->setup->systems;
    int32_t system = system_index(maker, name->text), first = member->client[0].system;
    bool is_again = system == first;
    for (unsigned i = 0; i < member->n_also; i++)
        is_again = is_again || member->also[i] == system;
    if (is_again)
        study_complain(maker->diagnostics, name, NULL, "also: '%s' is named twice", name->text);
    else if (systems[system].sessions != systems[first].sessions || systems[system].invitations != systems[first].invitations)
        study_complain(maker->diagnostics, name, "what the IWF does depends on it, and is decided once",
                       "also: '%s' and '%s' do not support the same sessions and invitations", name->text, systems[first].name);
}

static void make_also(SetupMaker *maker, const StudyNode *node, CpmMemberSetup *member)
{
    const StudyNode *also = study_child_at(node, "also", STUDY_NODE_LIST), *client = study_node_get(node, "client");
    if (!study_is_sound(also) || !study_is_sound(client))
        return;
    if (client->kind != STUDY_NODE_SCALAR || member->client[0].system < 0) {
        study_complain(maker->diagnostics, also, "such as 'client: sms, also: [email]'",
                       "also: it takes one Non-CPM System as 'client', not %s", client->kind == STUDY_NODE_SCALAR ? "cpm" : "shares");
        return;
    }
    for (unsigned i = 0; i < study_node_count(also) && i < G_N_ELEMENTS(member->also); i++) {
        check_also(maker, study_node_child(also, i), member);
        member->also[member->n_also++] = (uint8_t)system_index(maker, study_node_child(also, i)->text);
    }
}

static void make_member(SetupMaker *maker, const StudyNode *node, CpmMemberSetup *member)
{
    member->name = g_strdup(study_text_at(node, "name"));
    member->count = (uint32_t)study_integer_at(node, "count");
    member->required = study_integer_at(node, "required") != 0;
    make_clients(maker, study_node_get(node, "client"), member);
    make_also(maker, node, member);
    make_preferences(maker, study_node_get(node, "prefer"), member);
    member->answer = profile_index(maker, node, "answer");
    member->reply = profile_index(maker, node, "reply");
}

/* Ten years, like any time in a scenario: sums of a few fit into 292 years. */
static void check_fan_out(SetupMaker *maker, const CpmGroupSetup *group)
{
    double rate = maker->setup->focus.fan_out;
    if (rate > 0 && group->size / rate > STUDY_MAX_DAYS * 86400.0)
        study_complain(maker->diagnostics, study_node_get(study_node_get(maker->root, "focus"), "fan_out"), NULL,
                       "focus.fan_out: inviting groups.%s takes longer than 10 years", group->name);
}

/* Entries that are bare names: only the list of an ad-hoc group has any, and each names somebody who stands in it. */
static uint32_t count_duplicates(SetupMaker *maker, const StudyNode *entries, const CpmGroupSetup *group)
{
    uint64_t duplicates = 0;
    for (unsigned i = 0; i < study_node_count(entries); i++) {
        const StudyNode *entry = study_node_child(entries, i);
        const CpmMemberSetup *named = NULL;
        if (entry->kind != STUDY_NODE_SCALAR || !study_is_sound(entry))
            continue;
        for (unsigned j = 0; j < group->n_members; j++)
            if (group->members[j].name != NULL && strcmp(group->members[j].name, entry->text) == 0)
                named = &group->members[j];
        if (!group->ad_hoc)
            study_complain(maker->diagnostics, entry, "a member is a mapping such as {name: B, client: cpm}",
                           "groups.%s: only the list of an ad-hoc group names a member again", group->name);
        else if (named == NULL)
            study_complain(maker->diagnostics, entry, "a member is a mapping such as {name: B, client: cpm}",
                           "groups.%s: no member of this list is called '%s'", group->name, entry->text);
        else
            duplicates += named->count;
    }
    return (uint32_t)MIN(duplicates, UINT32_MAX);
}

static void make_members(SetupMaker *maker, const StudyNode *entries, CpmGroupSetup *group)
{
    g_autoptr(GPtrArray) members = study_members_of(entries);
    uint64_t size = 0;
    group->n_members = members->len;
    group->members = g_new0(CpmMemberSetup, members->len);
    for (unsigned i = 0; i < members->len; i++) {
        group->members[i].first = (uint32_t)(1 + size);
        make_member(maker, members->pdata[i], &group->members[i]);
        size += group->members[i].count;
        if (size > INT32_MAX) {
            study_complain(maker->diagnostics, members->pdata[i], NULL, "groups.%s: more than 2147483647 members from here on",
                           group->name);
            break;
        }
    }
    group->size = (uint32_t)size;
}

static void make_group(SetupMaker *maker, const StudyNode *node, CpmGroupSetup *group)
{
    const StudyNode *entries = study_entries_of(node), *status = study_node_get(node, "status");
    const char *kind = study_text_at(node, "kind");
    group->name = g_strdup(node->key);
    group->ad_hoc = kind != NULL && strcmp(kind, "ad_hoc") == 0;
    make_members(maker, entries, group);
    group->duplicates = count_duplicates(maker, entries, group);
    if (group->ad_hoc && status != NULL)
        study_complain(maker->diagnostics, status, "leave it out, or 'kind: predefined'",
                       "groups.%s.status: the Conversation Server does not know ad-hoc groups", node->key);
    g_autofree char *where = g_strconcat("groups.", node->key, NULL);
    check_fan_out(maker, group);
    study_check_names(maker, entries, where);
}

static void make_groups(SetupMaker *maker)
{
    const StudyNode *groups = study_child_at(maker->root, "groups", STUDY_NODE_MAPPING);
    maker->setup->n_groups = study_node_count(groups);
    maker->setup->groups = g_new0(CpmGroupSetup, maker->setup->n_groups);
    for (unsigned i = 0; i < maker->setup->n_groups; i++)
        make_group(maker, study_node_child(groups, i), &maker->setup->groups[i]);
}

void study_make_people(SetupMaker *maker)
{
    make_profiles(maker);
    make_groups(maker);
}
