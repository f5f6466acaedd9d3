/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup_maker.h"

#include "study/value.h"

#include <stdlib.h>
#include <string.h>

/* Words of the table that are read by their position. */
enum { TRANSACTIONS_SHORT, TRANSACTIONS_FULL };
enum { PROCESSING_ARRIVAL, PROCESSING_SERVICE };
enum { ORDER_FREE, ORDER_KEPT };
enum { TRANSPORT_UDP, TRANSPORT_TCP };
enum { DOWN_SILENT, DOWN_REFUSES };

/* The others stand in the order of these enums. */
G_STATIC_ASSERT(CPM_TRYING_AT_ONCE == 0 && CPM_TRYING_AFTER_200MS == 1);
G_STATIC_ASSERT(CPM_PRIORITY_NONE == 0 && CPM_PRIORITY_DIALOGS == 1);
G_STATIC_ASSERT(CPM_OVERLOAD_NONE == 0 && CPM_OVERLOAD_REJECT == 1 && CPM_OVERLOAD_RETRY_AFTER == 2 && CPM_OVERLOAD_LOSS == 3 &&
                CPM_OVERLOAD_RATE == 4 && CPM_OVERLOAD_WINDOW == 5);

/* ---- SIP */

static CpmTimers make_timers(SetupMaker *maker, const StudyNode *timers, const char *which)
{
    const StudyNode *node = study_node_get(timers, which), *t1 = study_node_get(node, "t1"), *t2 = study_node_get(node, "t2");
    CpmTimers made = { .t1 = study_integer_at(node, "t1"), .t2 = study_integer_at(node, "t2"), .t4 = study_integer_at(node, "t4") };
    if (study_is_sound(t1) && study_is_sound(t2) && made.t2 < made.t1)
        study_complain(maker->diagnostics, t2->is_default ? t1 : t2, "T2 is the longest interval, T1 the first",
                       "sip.timers.%s: t2 (%s) is shorter than t1 (%s)", which, t2->text, t1->text);
    return made;
}

static void make_sip(SetupMaker *maker)
{
    const StudyNode *sip = study_node_get(maker->root, "sip"), *timers = study_node_get(sip, "timers");
    CpmSetup *setup = maker->setup;
    setup->trying = (CpmTrying)study_integer_at(sip, "trying");
    setup->timer_c = study_integer_at(sip, "timer_c");
    setup->ringing = study_integer_at(sip, "ringing") != 0;
    const StudyNode *timer_c = study_node_get(sip, "timer_c");
    if (study_is_sound(timer_c) && timer_c->integer <= 3 * SIM_MIN)
        study_complain(maker->diagnostics, timer_c, NULL,
                       "sip.timer_c: RFC 3261 16.6 demands more than 3 min, found '%s'", timer_c->text);
    setup->wire.transactions = study_integer_at(sip, "transactions") == TRANSACTIONS_FULL;
    setup->wire.at_service = study_integer_at(sip, "processing") == PROCESSING_SERVICE;
    setup->wire.core = make_timers(maker, timers, "core");
    setup->wire.access = make_timers(maker, timers, "access");
    setup->wire.largest_datagram = study_is_word_at(sip, "largest_datagram") ? 0 : (uint32_t)study_integer_at(sip, "largest_datagram");
    setup->wire.sample = study_time_at(study_node_get(maker->root, "measure"), "sample", 0);
}

/* ---- links */

static void check_lossless(SetupMaker *maker, const StudyNode *link, const char *key)
{
    if (study_number_at(link, key) > 0 && !maker->setup->wire.transactions)
        study_complain(maker->diagnostics, study_node_get(link, key), "set 'sip.transactions: full'",
                       "links.%s.%s: on the short path nobody sends a message again", link->key, key);
}

static void make_link(SetupMaker *maker, const StudyNode *link, CpmLinkSetup *out)
{
    out->loss = study_number_at(link, "loss");
    out->duplicate = study_number_at(link, "duplicate");
    out->bandwidth = study_is_word_at(link, "bandwidth") ? 0 : study_number_at(link, "bandwidth");
    out->tcp = study_integer_at(link, "transport") == TRANSPORT_TCP;
    out->keeps_order = out->tcp || study_integer_at(link, "order") == ORDER_KEPT;
    check_lossless(maker, link, "loss");
    check_lossless(maker, link, "duplicate");
    if (out->loss >= 1 && out->tcp)
        study_complain(maker->diagnostics, study_node_get(link, "loss"), NULL, "links.%s.loss: its connections would wait for ever",
                       link->key);
}

static void make_links(SetupMaker *maker)
{
    static const char *const names[CPM_LINK_CLASSES] = { "access", "core", "system" };
    const StudyNode *links = study_node_get(maker->root, "links");
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++) {
        const StudyNode *link = study_child_at(links, names[i], STUDY_NODE_MAPPING);
        if (link == NULL)
            continue;
        maker->setup->latency[i] = study_make_distribution(maker, link, "latency");
        make_link(maker, link, &maker->setup->wire.link[i]);
    }
}

/* ---- boxes that fail */

static int compare_outages(const void *left, const void *right)
{
    const struct CpmOutage *a = left, *b = right;
    return (a->from > b->from) - (a->from < b->from);
}

struct CpmOutage *study_make_outages(SetupMaker *maker, const StudyNode *box, const char *where, uint32_t *out_number)
{
    const StudyNode *list = study_child_at(box, "outages", STUDY_NODE_LIST);
    unsigned n = study_node_count(list);
    struct CpmOutage *outages = g_new0(struct CpmOutage, n);
    for (unsigned i = 0; i < n; i++) {
        outages[i].from = study_integer_at(study_node_child(list, i), "at");
        outages[i].until = outages[i].from + study_integer_at(study_node_child(list, i), "for");
    }
    if (n > 1)
        qsort(outages, n, sizeof *outages, compare_outages);
    for (unsigned i = 1; i < n && study_is_sound(list); i++)
        if (outages[i].from < outages[i - 1].until) {
            study_complain(maker->diagnostics, list, NULL, "%s.outages: two of them overlap", where);
            break;
        }
    *out_number = n;
    return outages;
}

/* Without a distribution it is zero, unless what is wrong with it has been said. */
static bool is_zero(const StudyNode *node, const SimDistribution *made)
{
    if (made != NULL)
        return !(sim_distribution_mean(made) > 0);
    return node->kind == STUDY_NODE_SCALAR || study_node_get(node, "constant") != NULL;
}

SimDistribution *study_make_positive(SetupMaker *maker, const StudyNode *mapping, const char *key, const char *where)
{
    const StudyNode *node = study_node_get(mapping, key);
    SimDistribution *made = study_distribution_make(node, maker->diagnostics);
    if (study_is_sound(node) && is_zero(node, made))
        study_complain(maker->diagnostics, node, NULL, "%s.%s: it must be longer than 0", where, key);
    return made;
}

/* Demands transactions where SIP messages get lost.  True: they are there. */
static bool check_transactions(SetupMaker *maker, const StudyNode *node, const char *where, const char *key)
{
    if (!maker->setup->wire.transactions)
        study_complain(maker->diagnostics, node, "set 'sip.transactions: full'",
                       "%s.%s: messages get lost, and on the short path nobody sends one again", where, key);
    return maker->setup->wire.transactions;
}

static void complain_processing(SetupMaker *maker, const StudyNode *node, const char *where, const char *key)
{
    const char *hint = maker->setup->wire.transactions ? "set 'sip.processing: service'" : "set 'sip.transactions: full'";
    study_complain(maker->diagnostics, node, hint, "%s.%s: it needs boxes that take messages in when they have served them", where, key);
}

void study_make_failures(SetupMaker *maker, const StudyNode *box, const char *where, SimDistribution **out_up, SimDistribution **out_down)
{
    const StudyNode *failures = study_child_at(box, "failures", STUDY_NODE_MAPPING);
    g_autofree char *inner = g_strconcat(where, ".failures", NULL);
    if (failures == NULL)
        return;
    *out_up = study_make_positive(maker, failures, "up", inner);
    *out_down = study_make_positive(maker, failures, "down", inner);
    if (check_transactions(maker, failures, where, "failures") && !maker->setup->wire.at_service)
        complain_processing(maker, failures, where, "failures");
}

static void make_failure(SetupMaker *maker, const StudyNode *station, CpmFailureSetup *out)
{
    const char *memory = study_text_at(station, "memory");
    g_autofree char *where = g_strconcat("stations.", station->key, NULL);
    out->outages = study_make_outages(maker, station, where, &out->n_outages);
    study_make_failures(maker, station, where, &out->up, &out->down);
    out->forgets = memory != NULL && strcmp(memory, "lost") == 0;
    out->refuses = study_integer_at(station, "while_down") == DOWN_REFUSES;
}

/* ---- stations */

static void make_overload(SetupMaker *maker, const StudyNode *station, CpmOverloadSetup *out)
{
    const StudyNode *overload = study_child_at(station, "overload", STUDY_NODE_MAPPING);
    *out = (CpmOverloadSetup){
        .control = (CpmOverloadControl)study_integer_at(overload, "control"),
        .target = study_integer_at(overload, "target"),
        .interval = study_integer_at(overload, "interval"),
        .validity = study_integer_at(overload, "validity"),
        .retry_after = study_integer_at(overload, "retry_after"),
    };
    if (out->control != CPM_OVERLOAD_NONE && !maker->setup->wire.transactions)
        study_complain(maker->diagnostics, study_node_get(overload, "control"), "set 'sip.transactions: full'",
                       "stations.%s.overload: on the short path nobody can be answered 503 for it", station->key);
}

/* What does not happen to a message that is taken in as soon as it arrives, and what one does not survive without transactions. */
static void check_processing(SetupMaker *maker, const StudyNode *node, const CpmStationSetup *station)
{
    const struct { const char *key; bool asked, loses; } needs[] = {
        { "buffer", station->finite, true },
        { "priority", station->priority != CPM_PRIORITY_NONE, false },
        { "outages", station->failure.n_outages > 0, true },
        { "overload", station->overload.control != CPM_OVERLOAD_NONE && maker->setup->wire.transactions, false },
    };
    g_autofree char *where = g_strconcat("stations.", node->key, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(needs); i++)
        if (needs[i].asked && (!needs[i].loses || check_transactions(maker, study_node_get(node, needs[i].key), where, needs[i].key)) &&
            !maker->setup->wire.at_service)
            complain_processing(maker, study_node_get(node, needs[i].key), where, needs[i].key);
}

static void make_station(SetupMaker *maker, const StudyNode *node, CpmStationSetup *station)
{
    static const char *const work_names[CPM_WORKS] = {
        [CPM_WORK_INVITE] = "invite", [CPM_WORK_PROVISIONAL] = "provisional", [CPM_WORK_FINAL] = "final",     [CPM_WORK_ACK] = "ack",
        [CPM_WORK_CANCEL] = "cancel", [CPM_WORK_BYE] = "bye",                 [CPM_WORK_EVENT] = "event",     [CPM_WORK_MEDIA] = "media",
        [CPM_WORK_SYSTEM] = "system", [CPM_WORK_TURN] = "turn",               [CPM_WORK_REJECTION] = "rejection",
    };
    const StudyNode *work = study_child_at(node, "work", STUDY_NODE_MAPPING);
    station->service = study_make_distribution(maker, node, "service");
    station->servers = (uint32_t)study_integer_at(node, "servers");
    for (unsigned i = 0; i < CPM_WORKS; i++) {
        const StudyNode *time = study_node_get(work, work_names[i]);
        station->service_of[i] = study_distribution_make(time, maker->diagnostics);
        if (station->service_of[i] == NULL && study_is_sound(time))         /* it costs nothing: that is not the service time */
            station->service_of[i] = sim_distribution_new_constant(0);
    }
    station->finite = study_node_get(node, "buffer") != NULL && !study_is_word_at(node, "buffer");
    station->buffer = station->finite ? (uint32_t)study_integer_at(node, "buffer") : 0;
    station->priority = (CpmPriority)study_integer_at(node, "priority");
    make_failure(maker, node, &station->failure);
    make_overload(maker, node, &station->overload);
    check_processing(maker, node, station);
}

static void make_stations(SetupMaker *maker)
{
    static const struct { const char *name; CpmBoxKind kind; } stations[] = {
        { "core", CPM_CORE }, { "cs", CPM_CS }, { "isf", CPM_ISF }, { "iwf", CPM_IWF },
    };
    const StudyNode *section = study_node_get(maker->root, "stations");
    for (unsigned i = 0; i < G_N_ELEMENTS(stations); i++) {
        const StudyNode *node = study_child_at(section, stations[i].name, STUDY_NODE_MAPPING);
        if (node != NULL)
            make_station(maker, node, &maker->setup->station[stations[i].kind]);
    }
}

void study_make_load(SetupMaker *maker)
{
    make_sip(maker);
    make_links(maker);
    make_stations(maker);
}
