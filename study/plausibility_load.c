/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/plausibility.h"

#include "study/estimate_arrival.h"
#include "study/estimate_case.h"
#include "study/key.h"
#include "study/run.h"
#include "study/value.h"

#include <glib.h>
#include <math.h>
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

/* So many sessions may ask for more members than there are before it is said. */
#define FEW_CAPPED 0.1

/* The share of the sizes of @workload that are drawn larger than @most. */
static double share_above(const CpmWorkload *workload, uint32_t most)
{
    double below = 0, above = 1;
    for (unsigned i = 0; i < 40 && workload->size != NULL; i++) {
        double middle = (below + above) / 2;
        *(sim_distribution_quantile(workload->size, middle) < most + 0.5 ? &below : &above) = middle;
    }
    return 1 - above;
}

static void look_at_callers(const StudyNode *session, const CpmSetup *setup, const CpmWorkload *workload, Diagnostics *diagnostics)
{
    const CpmGroupSetup *group = &setup->groups[workload->group];
    const StudyNode *arrivals = study_node_get(session, "arrivals");
    const StudyNode *size = study_node_get(session, "size"), *priority = study_node_get(session, "priority"),
                    *share = study_node_get(study_node_get(session, "retry"), "share");
    bool throttles = false;
    for (unsigned kind = CPM_CORE; kind <= CPM_IWF; kind++)
        throttles = throttles || setup->station[kind].overload.control >= CPM_OVERLOAD_REJECT;
    if (share_above(workload, group->size) > FEW_CAPPED)
        study_warn(diagnostics, size, "a larger group, or smaller sizes",
                   "sessions.size: %.0f %% of what is drawn is more than the %u members of '%s': these sessions have %u",
                   share_above(workload, group->size) * 100, group->size, group->name, group->size);
    bool one_by_one = workload->interarrival != NULL || workload->arrivals.kind != CPM_ARRIVE_BY_GAP;
    if (workload->count == 1 && one_by_one && workload->arrivals.kind != CPM_ARRIVE_BY_LIST)
        study_warn(diagnostics, arrivals, "'count' is the number of sessions", "sessions.arrivals: there is only one session");
    if (workload->priority && !throttles)
        study_warn(diagnostics, priority, NULL, "sessions.priority has no effect: no station has overload control");
    if (share != NULL && workload->retry.share == 0)
        study_warn(diagnostics, share, NULL, "sessions.retry has no effect: nobody tries again");
}

/* ---- what takes for ever to simulate */

/* Samples and failures that a run may have before it is said: each takes about 0.2 us. */
#define MANY 1e7

/* The mean time from one failure to the next, s. */
static double cycle_of(const SimDistribution *up, const SimDistribution *down)
{
    return up != NULL && down != NULL ? sim_distribution_mean(up) + sim_distribution_mean(down) : INFINITY;
}

static void look_at_failures(const StudyNode *box, const char *where, double cycle, double time, Diagnostics *diagnostics)
{
    if (time / cycle > MANY)
        study_warn(diagnostics, study_node_get(box, "failures"), "a longer 'up' or 'down', or an earlier stop.at",
                   "%s.failures: about %.2g failures in a run of %.3g s, one every %.3g s", where, time / cycle, time, cycle);
}

static void look_at_costs(const StudyNode *root, const CpmSetup *setup, Diagnostics *diagnostics)
{
    static const CpmBoxKind kinds[] = { CPM_CORE, CPM_CS, CPM_ISF };
    const StudyNode *sample = study_node_get(study_node_get(root, "measure"), "sample");
    double time = sim_time_to_seconds(study_expected_end(setup));
    if (setup->wire.sample > 0 && time / sim_time_to_seconds(setup->wire.sample) > MANY)
        study_warn(diagnostics, sample, "raise it, or an earlier stop.at", "measure.sample (%s): about %.2g samples in a run of %.3g s",
                   sample->text, time / sim_time_to_seconds(setup->wire.sample), time);
    for (unsigned i = 0; i < G_N_ELEMENTS(kinds); i++) {
        const CpmFailureSetup *failure = &setup->station[kinds[i]].failure;
        g_autofree char *where = g_strconcat("stations.", stations[i], NULL);
        look_at_failures(mapping_at(root, where), where, cycle_of(failure->up, failure->down), time, diagnostics);
    }
    for (unsigned i = 0; i < setup->n_iwfs; i++)
        look_at_failures(study_node_child(study_node_get(root, "iwfs"), i), "iwfs", cycle_of(setup->iwfs[i].up, setup->iwfs[i].down), time,
                         diagnostics);
}

/* ---- what is left to measure */

static void look_at_warm_up(const StudyNode *root, const CpmSetup *setup, Diagnostics *diagnostics)
{
    const StudyNode *warm_up = study_node_get(study_node_get(root, "measure"), "warm_up");
    double last = 0.0;
    if (warm_up == NULL || setup->warm_up == 0)
        return;
    for (uint32_t i = 0; i < setup->n_workloads; i++) {
        const CpmWorkload *workload = &setup->workloads[i];
        double session = workload->duration == SIM_TIME_MAX ? 0.0 : sim_time_to_seconds(workload->duration);
        last = MAX(last, sim_time_to_seconds(workload->start) + study_arrival_time(workload, workload->count - 1, session));
    }
    if (study_expected_end(setup) <= setup->warm_up)
        study_warn(diagnostics, warm_up, "give a shorter one", "measure.warm_up: the run will be over before, and nothing measured");
    else if (last < sim_time_to_seconds(setup->warm_up))
        study_warn(diagnostics, warm_up, "give a shorter one, or more sessions",
                   "measure.warm_up: all sessions will have begun before (by %.3g s), and be in no number", last);
}

void study_plausibility_load(const StudyNode *root, const CpmSetup *setup, Diagnostics *diagnostics)
{
    look_at_wasted_keys(root, diagnostics);
    look_at_round_trip(root, setup, CPM_LINK_ACCESS, diagnostics);
    look_at_round_trip(root, setup, CPM_LINK_CORE, diagnostics);
    look_at_loss(root, setup, CPM_LINK_ACCESS, diagnostics);
    look_at_loss(root, setup, CPM_LINK_CORE, diagnostics);
    look_at_warm_up(root, setup, diagnostics);
    for (unsigned i = 0; i < setup->n_workloads; i++)
        look_at_callers(study_node_child(study_node_get(root, "sessions"), i), setup, &setup->workloads[i], diagnostics);
    look_at_costs(root, setup, diagnostics);
}
