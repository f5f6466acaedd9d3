/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/plausibility.h"

#include "study/estimate_case.h"
#include "study/key.h"
#include "study/value.h"

#include <string.h>

/* ---- keys without any effect */

/* Keys that are wasted where their row in the table of keys says so, and why; in the mapping at @path. */
static const struct { const char *path, *key, *why; } wasted_keys[] = {
    { "sip", "timers", "they belong to 'transactions: full'" },
    { "sip", "largest_datagram", "it belongs to 'transactions: full'" },
    { "links.access", "duplicate", "TCP doubles nothing" },
    { "links.core", "duplicate", "TCP doubles nothing" },
    { "links.access", "order", "TCP keeps it" },
    { "links.core", "order", "TCP keeps it" },
    { "stations.core", "memory", "it never fails" },
    { "stations.isf", "memory", "it never fails" },
    { "stations.core", "while_down", "it never fails" },
    { "stations.cs", "while_down", "it never fails" },
    { "stations.isf", "while_down", "it never fails" },
};

static const char *const stations[] = { "core", "cs", "isf", "iwf" };
static const char *const overload_keys[] = { "target", "interval", "validity", "retry_after" };

static const StudyNode *mapping_at(const StudyNode *root, const char *path)
{
    g_auto(GStrv) parts = g_strsplit(path, ".", -1);
    const StudyNode *node = root;
    for (unsigned i = 0; parts[i] != NULL; i++)
        node = study_node_get(node, parts[i]);
    return node;
}

/* What belongs to full transactions has no default on the short path, but may have an effect: order, bandwidth. */
static bool is_wasted(const StudyKey *key, const StudyNode *mapping, const StudyNode *root)
{
    return key->applies != NULL ? !key->applies(mapping) : !study_key_applies(key, mapping, root);
}

static void look_at_key(const StudyNode *root, const char *path, const char *key, const char *why, Diagnostics *diagnostics)
{
    const StudyNode *mapping = mapping_at(root, path), *given = study_node_get(mapping, key);
    if (given != NULL && !given->is_default && is_wasted(study_key_find(mapping->type->keys, key), mapping, root))
        study_warn(diagnostics, given, NULL, "%s.%s has no effect: %s", path, key, why);
}

static void look_at_wasted_keys(const StudyNode *root, Diagnostics *diagnostics)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(wasted_keys); i++)
        look_at_key(root, wasted_keys[i].path, wasted_keys[i].key, wasted_keys[i].why, diagnostics);
    for (unsigned i = 0; i < G_N_ELEMENTS(stations); i++)
        for (unsigned j = 0; j < G_N_ELEMENTS(overload_keys); j++) {
            g_autofree char *path = g_strdup_printf("stations.%s.overload", stations[i]);
            look_at_key(root, path, overload_keys[j], "this 'control' has none", diagnostics);
        }
}

/* ---- delays that pass for losses */

/* A request whose answer takes longer than T1 is sent again although nothing is lost. */
static void look_at_round_trip(const StudyNode *root, const CpmSetup *setup, CpmLinkClass class, Diagnostics *diagnostics)
{
    const char *name = class == CPM_LINK_ACCESS ? "access" : "core";
    const CpmTimers *timers = class == CPM_LINK_ACCESS ? &setup->wire.access : &setup->wire.core;
    const StudyNode *latency = study_node_get(study_node_get(study_node_get(root, "links"), name), "latency");
    const StudyNode *t1 = study_node_get(study_node_get(study_node_get(study_node_get(root, "sip"), "timers"), name), "t1");
    double round_trip = 2 * study_case_median(setup->latency[class]);
    if (setup->wire.transactions && !setup->wire.link[class].tcp && t1 != NULL && round_trip > sim_time_to_seconds(timers->t1))
        study_warn(diagnostics, !latency->is_default || t1->is_default ? latency : t1, "then every request is sent again",
                   "links.%s.latency: there and back takes %.3g s, longer than T1 (%s)", name, round_trip, t1->text);
}

static void look_at_loss(const StudyNode *root, const CpmSetup *setup, CpmLinkClass class, Diagnostics *diagnostics)
{
    const char *name = class == CPM_LINK_ACCESS ? "access" : "core";
    if (setup->wire.link[class].loss >= 1)
        study_warn(diagnostics, study_node_get(study_node_get(study_node_get(root, "links"), name), "loss"), NULL,
                   "links.%s.loss: nothing ever arrives", name);
}

/* ---- callers */

static void look_at_callers(const StudyNode *session, const CpmSetup *setup, const CpmWorkload *workload, Diagnostics *diagnostics)
{
    const CpmGroupSetup *group = &setup->groups[workload->group];
    const StudyNode *size = study_node_get(session, "size"), *priority = study_node_get(session, "priority"),
                    *share = study_node_get(study_node_get(session, "retry"), "share");
    bool throttles = false;
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++)
        throttles = throttles || setup->station[kind].overload.control >= CPM_OVERLOAD_REJECT;
    if (study_case_median(workload->size) > group->size)
        study_warn(diagnostics, size, NULL, "sessions.size: most would be of more members than '%s' has (%u)", group->name, group->size);
    if (workload->priority && !throttles)
        study_warn(diagnostics, priority, NULL, "sessions.priority has no effect: no station has overload control");
    if (share != NULL && workload->retry.share == 0)
        study_warn(diagnostics, share, NULL, "sessions.retry has no effect: nobody tries again");
}

void study_plausibility_load(const StudyNode *root, const CpmSetup *setup, Diagnostics *diagnostics)
{
    look_at_wasted_keys(root, diagnostics);
    look_at_round_trip(root, setup, CPM_LINK_ACCESS, diagnostics);
    look_at_round_trip(root, setup, CPM_LINK_CORE, diagnostics);
    look_at_loss(root, setup, CPM_LINK_ACCESS, diagnostics);
    look_at_loss(root, setup, CPM_LINK_CORE, diagnostics);
    for (unsigned i = 0; i < setup->n_workloads; i++)
        look_at_callers(study_node_child(study_node_get(root, "sessions"), i), setup, &setup->workloads[i], diagnostics);
}
