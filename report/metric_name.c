/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/metric_name.h"

#include <string.h>

#include "report/box_name.h"
#include "report/cost.h"
#include "report/message_class.h"
#include "report/metrics.h"
#include "report/percentile.h"

#define KINDS 3

struct ReportMetricNames {
    GHashTable *found[KINDS];   /* name > ReportMetricName */
    GPtrArray *rows[KINDS];     /* ReportMetricName, owned, in order */
    GStringChunk *texts;
};

typedef struct Stat {
    const char *stat, *unit;
} Stat;

/* ---- names */

static bool stands_for_itself(char character)
{
    return g_ascii_isalnum(character) || character == '.' || character == '-' || (character & 0x80) != 0;
}

static void append_part(GString *name, const char *part)
{
    bool gap = false;
    if (part == NULL || *part == '\0')
        return;
    if (name->len > 0)
        g_string_append_c(name, '.');
    for (const char *at = part; *at != '\0'; at++) {
        if (!stands_for_itself(*at)) {
            gap = at > part;
            continue;
        }
        if (gap)
            g_string_append_c(name, '_');
        g_string_append_c(name, *at);
        gap = false;
    }
}

char *report_metric_name(const char *metric, const char *message_class, const char *box, const char *stat)
{
    GString *name = g_string_new(NULL);
    append_part(name, metric);
    append_part(name, message_class);
    append_part(name, box);
    append_part(name, stat);
    return g_string_free(name, FALSE);
}

bool report_metric_name_is_count(const char *name)
{
    static const char *const metrics[] = {
        "members", "outcomes", "sessions", "invites", "dialogs", "messages_received", "messages_lost", "inputs_unexpected",
        "replies_misattributed",
    };
    const char *stat = strrchr(name, '.');
    size_t length = strcspn(name, ".");
    if (stat == NULL)
        return false;
    if (strcmp(stat, ".count") == 0)
        return true;
    if (g_str_has_prefix(name, "station."))
        return strcmp(stat, ".lost") == 0;
    if (g_str_has_prefix(name, "cost."))
        return strcmp(stat, ".messages") == 0 || strcmp(stat, ".segments") == 0 || strcmp(stat, ".price") == 0;
    for (size_t i = 0; i < G_N_ELEMENTS(metrics); i++)
        if (strlen(metrics[i]) == length && strncmp(metrics[i], name, length) == 0)
            return true;
    return false;
}

/* ---- the list */

ReportMetricNames *report_metric_names_new(void)
{
    ReportMetricNames *names = g_new0(ReportMetricNames, 1);
    for (int kind = 0; kind < KINDS; kind++) {
        names->found[kind] = g_hash_table_new(g_str_hash, g_str_equal);
        names->rows[kind] = g_ptr_array_new_with_free_func(g_free);
    }
    names->texts = g_string_chunk_new(4096);
    return names;
}

void report_metric_names_free(ReportMetricNames *names)
{
    if (names == NULL)
        return;
    for (int kind = 0; kind < KINDS; kind++) {
        g_hash_table_unref(names->found[kind]);
        g_ptr_array_unref(names->rows[kind]);
    }
    g_string_chunk_free(names->texts);
    g_free(names);
}

static void add_name(ReportMetricNames *names, ReportMetricKind kind, const char *name, const char *unit)
{
    if (g_hash_table_contains(names->found[kind], name))
        return;
    ReportMetricName *row = g_new(ReportMetricName, 1);
    *row = (ReportMetricName){
        .kind = kind,
        .name = g_string_chunk_insert_const(names->texts, name),
        .unit = g_string_chunk_insert_const(names->texts, unit),
    };
    g_ptr_array_add(names->rows[kind], row);
    g_hash_table_insert(names->found[kind], (gpointer)row->name, row);
}

static void add_number(ReportMetricNames *names, const char *metric, const char *message_class, const char *box, Stat stat)
{
    g_autofree char *name = report_metric_name(metric, message_class, box, stat.stat);
    add_name(names, REPORT_METRIC_NUMBER, name, stat.unit);
}

static void add_distribution(ReportMetricNames *names, const char *metric, const char *message_class)
{
    g_autofree char *name = report_metric_name(metric, message_class, NULL, NULL);
    add_name(names, REPORT_METRIC_DISTRIBUTION, name, "s");
}

/* A distribution and the numbers that metrics.csv has of it. */
static void add_latency(ReportMetricNames *names, const char *metric, const char *message_class)
{
    static const Stat stats[] = { { "count", "1" }, { "mean", "s" }, { "min", "s" }, { "max", "s" } };
    for (size_t i = 0; i < G_N_ELEMENTS(stats); i++)
        add_number(names, metric, message_class, NULL, stats[i]);
    for (size_t i = 0; i < REPORT_PERCENTILES; i++)
        add_number(names, metric, message_class, NULL, (Stat){ report_percentiles[i].name, "s" });
    add_distribution(names, metric, message_class);
}

static void add_latencies(ReportMetricNames *names)
{
    static const char *const of_sessions[] = { "session_establishment", "time_to_first_acceptance", "time_to_last_answer" };
    static const char *const of_members[] = { "answer_since_start", "answer_since_invitation" };
    for (size_t i = 0; i < G_N_ELEMENTS(of_sessions); i++)
        add_latency(names, of_sessions[i], NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(of_members); i++) {
        add_latency(names, of_members[i], "all");
        for (int j = 0; j < REPORT_LEG_CLASSES * 2; j++) {
            g_autofree char *class_name = g_strdup_printf("%s: %s", report_leg_class_name((ReportLegClass)(j / 2)),
                                                          j % 2 == 0 ? "joined" : "refused");
            add_latency(names, of_members[i], class_name);
        }
    }
    for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++) {
        g_autofree char *joined = g_strdup_printf("D%02u: joined", row), *other = g_strdup_printf("D%02u: not joined", row);
        add_distribution(names, "settled_since_start", joined);
        add_distribution(names, "settled_since_start", other);
    }
    add_distribution(names, "too_late_since_start", NULL);
}

static void add_members_of(ReportMetricNames *names, const char *class_name)
{
    static const Stat stats[] = {
        { "invited", "1" }, { "joined", "1" }, { "refused", "1" }, { "timed out", "1" }, { "unanswered", "1" }, { "left", "1" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(stats); i++)
        add_number(names, "members", class_name, NULL, stats[i]);
}

static void add_members(ReportMetricNames *names)
{
    static const Stat sessions[] = {
        { "started", "1" }, { "established", "1" }, { "failed", "1" }, { "timed out", "1" }, { "given up", "1" }, { "tried again", "1" }, { "unfinished", "1" },
    };
    static const Stat load[] = { { "window", "s" }, { "offered", "1/s" }, { "goodput", "1/s" } };
    static const Stat open[] = { { "peak", "1" }, { "mean", "1" } };
    add_number(names, "run", NULL, NULL, (Stat){ "length", "s" });
    add_number(names, "run", NULL, NULL, (Stat){ "warm-up", "s" });
    add_number(names, "sessions", NULL, NULL, (Stat){ "before warm-up", "1" });
    for (size_t i = 0; i < G_N_ELEMENTS(sessions); i++)
        add_number(names, "sessions", NULL, NULL, sessions[i]);
    for (size_t i = 0; i < G_N_ELEMENTS(load); i++)
        add_number(names, "load", NULL, NULL, load[i]);
    add_members_of(names, "all");
    add_number(names, "joined_share", NULL, NULL, (Stat){ NULL, "1" });
    for (int i = 0; i < REPORT_LEG_CLASSES; i++) {
        const char *class_name = report_leg_class_name((ReportLegClass)i);
        add_members_of(names, class_name);
        add_number(names, "joined_share", class_name, NULL, (Stat){ NULL, "1" });
    }
    for (size_t i = 0; i < G_N_ELEMENTS(open); i++)
        add_number(names, "invitations_open", NULL, NULL, open[i]);
    add_name(names, REPORT_METRIC_SERIES, "invitations_open", "1");
    add_name(names, REPORT_METRIC_SERIES, "members_joined", "1");
    add_name(names, REPORT_METRIC_SERIES, "invitations_sent", "1/s");
    for (unsigned row = 1; row < REPORT_DECISION_ROWS; row++) {
        g_autofree char *stat = g_strdup_printf("D%02u", row);
        add_number(names, "outcomes", NULL, NULL, (Stat){ stat, "1" });
        add_number(names, "outcome_share", NULL, NULL, (Stat){ stat, "1" });
        for (int i = 0; i < REPORT_LEG_CLASSES; i++)
            add_number(names, "outcomes", report_leg_class_name((ReportLegClass)i), NULL, (Stat){ stat, "1" });
    }
}

/* The legs' are there where the setup has transactions. */
static void add_performance(ReportMetricNames *names, const CpmSetup *setup)
{
    static const char *const ratios[] = { "SER", "SEER", "ISA" };
    static const Stat invites[] = { { "sent", "1" }, { "accepted", "1" }, { "failed", "1" }, { "timed out", "1" }, { "unfinished", "1" } };
    static const Stat dialogs[] = { { "ended", "1" }, { "unfinished", "1" } };
    if (setup->wire.transactions || setup->wire.sample > 0) {
        add_name(names, REPORT_METRIC_SERIES, "sessions_offered", "1/s");
        add_name(names, REPORT_METRIC_SERIES, "sessions_goodput", "1/s");
    }
    for (int i = 0; i < (setup->wire.transactions ? REPORT_CALLERS : 1); i++) {
        const char *who = report_caller_name((ReportCaller)i);
        for (size_t j = 0; j < G_N_ELEMENTS(invites); j++)
            add_number(names, "invites", who, NULL, invites[j]);
        for (size_t j = 0; j < G_N_ELEMENTS(dialogs); j++)
            add_number(names, "dialogs", who, NULL, dialogs[j]);
        for (size_t j = 0; j < G_N_ELEMENTS(ratios); j++)
            add_number(names, ratios[j], who, NULL, (Stat){ "share", "1" });
        for (int j = 0; j < REPORT_DELAYS * 2; j++) {
            g_autofree char *class_name = report_sip_performance_class((ReportCaller)i, j % 2 == 0);
            add_latency(names, report_delay_name((ReportDelay)(j / 2)), class_name);
        }
    }
}

/* What came again, what was lost, and the timers that fired: where there are transactions, or messages may be lost. */
static void add_trouble(ReportMetricNames *names, const char *box)
{
    for (int i = 0; i < REPORT_MESSAGE_CLASSES; i++) {
        const char *class_name = report_message_class_name((ReportMessageClass)i);
        add_number(names, "messages_repeated", class_name, box, (Stat){ "count", "1" });
        add_number(names, "messages_repeated", class_name, box, (Stat){ "share", "1" });
        add_number(names, "messages_lost", class_name, box, (Stat){ "count", "1" });
    }
    add_number(names, "messages_repeated", "SIP", box, (Stat){ "count", "1" });
    add_number(names, "messages_repeated", "SIP", box, (Stat){ "share", "1" });
    for (int i = 0; i < REPORT_TIMERS; i++)
        add_number(names, "timers_fired", report_timer_name((ReportTimer)i), box, (Stat){ "count", "1" });
}

static void add_samples(ReportMetricNames *names, const char *box)
{
    for (int i = 0; i < REPORT_QUANTITIES; i++) {
        const char *quantity = report_quantity_name((ReportQuantity)i);
        g_autofree char *series = report_metric_name(quantity, NULL, box, NULL);
        add_number(names, quantity, NULL, box, (Stat){ "mean", "1" });
        add_number(names, quantity, NULL, box, (Stat){ "peak", "1" });
        add_name(names, REPORT_METRIC_SERIES, series, "1");
    }
}

static void add_box(ReportMetricNames *names, const CpmSetup *setup, CpmBox box)
{
    static const Stat station[] = {
        { "servers", "1" }, { "messages", "1" }, { "utilisation", "1" }, { "mean wait", "s" }, { "max wait", "s" },
        { "mean present", "1" }, { "Little residual", "1" }, { "lost", "1" },
    };
    char name[REPORT_NAME_SIZE];
    report_box_name(setup, box, name);
    for (int i = 0; i < REPORT_MESSAGE_CLASSES; i++)
        add_number(names, "messages_received", report_message_class_name((ReportMessageClass)i), name, (Stat){ "count", "1" });
    add_number(names, "inputs_unexpected", NULL, name, (Stat){ "count", "1" });
    add_number(names, "throughput", NULL, name, (Stat){ "peak", "1/s" });
    for (size_t i = 0; i < G_N_ELEMENTS(station); i++)
        add_number(names, "station", NULL, name, station[i]);
    g_autofree char *series = report_metric_name("messages", NULL, name, NULL);
    add_name(names, REPORT_METRIC_SERIES, series, "1/s");
    add_trouble(names, name);
    if (setup->wire.sample > 0)
        add_samples(names, name);
}

/* Without IWFs in the scenario each system has one of its own. */
static uint32_t count_boxes(const CpmSetup *setup, CpmBoxKind kind)
{
    if (kind == CPM_IWF && setup->n_iwfs > 0)
        return setup->n_iwfs;
    return kind == CPM_IWF || kind == CPM_SYSTEM ? setup->n_systems : 1;
}

static void add_messages(ReportMetricNames *names, const CpmSetup *setup)
{
    static const char *const of_all[] = { "all", "SIP", "MSRP" };
    for (size_t i = 0; i < G_N_ELEMENTS(of_all); i++)
        add_number(names, "messages", of_all[i], NULL, (Stat){ "count", "1" });
    add_number(names, "messages", "SIP", NULL, (Stat){ "per joined member", "1" });
    add_number(names, "messages_lost", NULL, NULL, (Stat){ "count", "1" });
    add_number(names, "messages_repeated", "SIP", NULL, (Stat){ "count", "1" });
    add_number(names, "messages_repeated", "SIP", NULL, (Stat){ "share", "1" });
    add_number(names, "throughput", NULL, NULL, (Stat){ "bin width", "s" });
    for (int kind = 0; kind < CPM_BOX_KINDS; kind++)
        for (unsigned i = 0; i < count_boxes(setup, (CpmBoxKind)kind); i++)
            add_box(names, setup, CPM_BOX(kind, i));
}

static void add_cost_of(ReportMetricNames *names, const char *text, const char *box, const char *currency)
{
    const Stat stats[] = { { "messages", "1" }, { "segments", "1" }, { "price", currency } };
    for (size_t i = 0; i < G_N_ELEMENTS(stats); i++)
        add_number(names, "cost", text, box, stats[i]);
}

static void add_cost(ReportMetricNames *names, const CpmSetup *setup)
{
    const char *currency = setup->currency != NULL ? setup->currency : "";
    for (unsigned system = 0; system < setup->n_systems; system++) {
        char box[REPORT_NAME_SIZE];
        report_box_name(setup, CPM_BOX(CPM_SYSTEM, system), box);
        for (int text = 0; text < CPM_TEXTS; text++)
            add_cost_of(names, report_cost_text_name((CpmText)text), box, currency);
        add_cost_of(names, "all", box, currency);
    }
    add_cost_of(names, "all", NULL, currency);
    add_number(names, "cost", "all", NULL, (Stat){ "per session", currency });
    add_number(names, "cost", "all", NULL, (Stat){ "per joined user", currency });
    add_number(names, "segments_per_joined_user", NULL, NULL, (Stat){ NULL, "1" });
    add_number(names, "replies_misattributed", NULL, NULL, (Stat){ "count", "1" });
}

void report_metric_names_add(ReportMetricNames *names, const CpmSetup *setup)
{
    add_members(names);
    add_latencies(names);
    add_performance(names, setup);
    add_messages(names, setup);
    add_cost(names, setup);
}

/* "outcomes.CLASS.D05_200": any status may come, so only the name without it is in the list. */
static char *without_status(const char *name)
{
    size_t length = strlen(name);
    if (!g_str_has_prefix(name, "outcomes.") || length < 13 || name[length - 4] != '_')
        return NULL;
    for (size_t i = length - 3; i < length; i++)
        if (!g_ascii_isdigit(name[i]))
            return NULL;
    return g_strndup(name, length - 4);
}

const ReportMetricName *report_metric_names_find(const ReportMetricNames *names, ReportMetricKind kind, const char *name)
{
    const ReportMetricName *row = g_hash_table_lookup(names->found[kind], name);
    g_autofree char *shorter = row == NULL && kind == REPORT_METRIC_NUMBER ? without_status(name) : NULL;
    return shorter != NULL ? g_hash_table_lookup(names->found[kind], shorter) : row;
}

const char **report_metric_names_list(const ReportMetricNames *names, ReportMetricKind kind)
{
    const GPtrArray *rows = names->rows[kind];
    const char **list = g_new0(const char *, rows->len + 1);
    for (guint i = 0; i < rows->len; i++)
        list[i] = ((const ReportMetricName *)rows->pdata[i])->name;
    return list;
}
