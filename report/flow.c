/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/flow.h"

#include <stdbool.h>
#include <string.h>

#include "models/cpm_box.h"
#include "report/box_name.h"
#include "report/flow_conference.h"
#include "report/flow_line.h"
#include "report/number_text.h"

#define MAX_RECORDS 4000
#define MAX_OF_A_KIND 12        /* of a leg's messages between the same boxes with the same code: keep-alives go on for hours */
#define PAGE_LINES 60           /* after so many lines the names of the columns are repeated */
#define GAP (1 * SIM_S)         /* a longer silence is shown */
#define MAX_NAMES 3             /* of members in one conference event */
#define LABEL_SIZE (REPORT_NAME_SIZE + sizeof "4294967295:")

typedef struct Leg {
    ReportFlowLeg leg;
    uint32_t facts;
    bool seen;
    SimTime called;             /* when its facts were recorded; SIM_TIME_MAX: not */
} Leg;

/* What the subscribers of a session know of a member, while the text is written. */
typedef struct Endpoint {
    ReportEndpoint state, told;
} Endpoint;

/* What a flow is drawn with. */
typedef struct Ladder {
    const ReportFlow *flow;
    bool several;               /* sessions */
    unsigned decimals;
    Endpoint *endpoints;        /* of the legs */
} Ladder;

struct ReportFlow {
    const CpmSetup *setup;
    GArray *legs;               /* of Leg: chosen */
    GArray *records;            /* of SimRecord: of these legs */
    GArray *owners;             /* of guint: for each record the index of its leg */
    uint32_t wanted;            /* legs are chosen as they come until there are so many */
    uint32_t last_session, last_member;     /* of the chosen: beyond them nothing needs to be looked up */
    GHashTable *kinds;          /* for look-up: see is_repeated(); how many have been stored */
    uint64_t legs_seen;         /* in the run */
    uint64_t left_out;          /* more of a kind that has been shown often enough */
    bool repeated;              /* a record of a chosen leg is a message that came again */
    bool cut;                   /* a record of a chosen leg found no room */
};

static void choose(ReportFlow *flow, ReportFlowLeg leg)
{
    Leg chosen = { .leg = leg, .called = SIM_TIME_MAX };
    g_array_append_val(flow->legs, chosen);
    flow->last_session = MAX(flow->last_session, leg.session);
    flow->last_member = MAX(flow->last_member, leg.member);
}

ReportFlow *report_flow_new(const CpmSetup *setup, uint32_t legs)
{
    ReportFlow *flow = g_new0(ReportFlow, 1);
    flow->setup = setup;
    flow->legs = g_array_new(FALSE, FALSE, sizeof(Leg));
    flow->records = g_array_new(FALSE, FALSE, sizeof(SimRecord));
    flow->owners = g_array_new(FALSE, FALSE, sizeof(guint));
    flow->kinds = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    flow->wanted = legs;
    return flow;
}

ReportFlow *report_flow_new_of(const CpmSetup *setup, const ReportFlowLeg *legs, size_t n_legs)
{
    ReportFlow *flow = report_flow_new(setup, 0);
    for (size_t i = 0; i < n_legs; i++)
        choose(flow, legs[i]);
    return flow;
}

void report_flow_free(ReportFlow *flow)
{
    if (flow == NULL)
        return;
    g_array_free(flow->legs, TRUE);
    g_array_free(flow->records, TRUE);
    g_array_free(flow->owners, TRUE);
    g_hash_table_unref(flow->kinds);
    g_free(flow);
}

static Leg *find_leg(ReportFlow *flow, const SimRecord *record)
{
    if (record->session > flow->last_session || record->member > flow->last_member)
        return NULL;
    for (guint i = 0; i < flow->legs->len; i++) {
        Leg *leg = &g_array_index(flow->legs, Leg, i);
        if (leg->leg.session == record->session && leg->leg.member == record->member)
            return leg;
    }
    return NULL;
}

/* Counts @record, and says whether it is one too many of its kind. */
static bool is_repeated(ReportFlow *flow, const Leg *leg, const SimRecord *record)
{
    gint64 index = leg - &g_array_index(flow->legs, Leg, 0);
    gint64 key = index << 40 | (gint64)record->kind << 32 | (gint64)record->from << 24 | (gint64)record->to << 16 | record->code;
    guint shown = GPOINTER_TO_UINT(g_hash_table_lookup(flow->kinds, &key));
    g_hash_table_insert(flow->kinds, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(shown + 1));
    return shown >= MAX_OF_A_KIND;
}

static void observe_record(ReportFlow *flow, const SimRecord *record)
{
    if (record->kind == SIM_RECORD_SAMPLE)      /* of no leg */
        return;
    bool first_of_session = record->step == 1 && record->kind == SIM_RECORD_MESSAGE;
    if (record->kind == SIM_RECORD_FACTS || first_of_session)
        flow->legs_seen++;
    Leg *leg = find_leg(flow, record);
    if (leg == NULL && flow->legs->len < flow->wanted) {
        choose(flow, (ReportFlowLeg){ record->session, record->member });
        leg = &g_array_index(flow->legs, Leg, flow->legs->len - 1);
    }
    if (leg == NULL)
        return;
    leg->seen = true;
    flow->repeated |= record->kind == SIM_RECORD_REPEATED;
    if (record->kind == SIM_RECORD_FACTS) {
        leg->facts = record->detail;
        leg->called = record->time;
    } else if (is_repeated(flow, leg, record)) {
        flow->left_out++;
    } else if (flow->records->len < MAX_RECORDS) {
        guint owner = (guint)(leg - &g_array_index(flow->legs, Leg, 0));
        g_array_append_vals(flow->records, record, 1);
        g_array_append_val(flow->owners, owner);
    } else {
        flow->cut = true;
    }
}

/* Returns the first of @record .. @end that is of an inviter or may be of a leg of the flow, which has all its legs; @end if there is none.
 * Those before it can only be more legs in the run: a large run has few others. */
static const SimRecord *skip_others(ReportFlow *flow, const SimRecord *record, const SimRecord *end)
{
    uint32_t last_member = flow->last_member;
    uint64_t legs = 0;
    for (; record < end && record->member > last_member; record++)
        if (G_UNLIKELY(record->kind == SIM_RECORD_FACTS))
            legs++;
    flow->legs_seen += legs;
    return record;
}

void report_flow_observe(void *observer, const SimRecord *records, size_t n)
{
    ReportFlow *flow = observer;
    const SimRecord *record = records, *end = records + n;
    while (record < end && flow->legs->len < flow->wanted)
        observe_record(flow, record++);
    while ((record = skip_others(flow, record, end)) < end)
        observe_record(flow, record++);
}

/* ---- the text */

/* Other characters of a name would shift the columns after them. */
static const char *ascii_name(const ReportFlow *flow, uint32_t member, char name[REPORT_NAME_SIZE])
{
    report_member_name(flow->setup, member, name);
    for (char *at = name; *at != '\0'; at++)
        if (!g_ascii_isprint(*at))
            *at = '?';
    return name;
}

static bool of_several_sessions(const ReportFlow *flow)
{
    const Leg *legs = (const Leg *)(const void *)flow->legs->data;
    for (guint i = 1; i < flow->legs->len; i++)
        if (legs[i].leg.session != legs[0].leg.session)
            return true;
    return false;
}

/* What the column for legs says: the name, after the number of the session where there are several. */
static const char *leg_label(const ReportFlow *flow, bool several, ReportFlowLeg leg, char label[LABEL_SIZE])
{
    char name[REPORT_NAME_SIZE];
    ascii_name(flow, leg.member, name);
    if (several)
        g_snprintf(label, LABEL_SIZE, "%" G_GUINT32_FORMAT ":%s", leg.session, name);
    else
        g_strlcpy(label, name, LABEL_SIZE);
    return label;
}

static void append_leg(const ReportFlow *flow, bool several, const Leg *leg, GString *text)
{
    char label[LABEL_SIZE];
    g_string_append_printf(text, "  %-12s ", leg_label(flow, several, leg->leg, label));
    if (leg->leg.member == 0) {
        g_string_append_printf(text, "the inviter of session %u\n", leg->leg.session);
        return;
    }
    g_string_append_printf(text, "member %u of session %u, ", leg->leg.member, leg->leg.session);
    if (!leg->seen) {
        g_string_append(text, "was not invited\n");
    } else if ((leg->facts & CPM_FACT_CPM) != 0) {
        g_string_append(text, "has a CPM client\n");
    } else {
        unsigned system = CPM_FACT_SYSTEM(leg->facts);
        const char *service = system < flow->setup->n_systems ? flow->setup->systems[system].name : NULL;
        g_string_append_printf(text, "user of a Non-CPM System (%s), prefers %s\n", service != NULL ? service : "unnamed",
                               cpm_option_name(CPM_FACT_PREFERENCE(leg->facts)));
    }
}

static void append_legend(const ReportFlow *flow, bool several, const char *title, GString *text)
{
    g_string_append_printf(text, "%s\n\n", title);
    g_string_append(text,
                    "time   seconds of virtual time at which a message reaches its receiver\n"
                    "leg    whose leg of the session the message belongs to, see below\n");
    if (several)
        g_string_append(text, "       before the colon: the number of the session\n");
    g_string_append(text,
                    "no.    number in Figure 31; messages that the figure does not draw have none\n"
                    "--->   a message        --x  a message that is lost        --!  one that its receiver has no use for in its state\n");
    if (flow->repeated)
        g_string_append(text, "...>   a message that its receiver has had before, or has no use for any more\n");
    g_string_append(text,
                    "(...)  a timer that fires\n"
                    "[...]  what a box does inside: its number in the figure, or the row D01-D24 by which it settled the leg\n\n"
                    "Legs shown:\n");
    for (guint i = 0; i < flow->legs->len; i++)
        append_leg(flow, several, &g_array_index(flow->legs, Leg, i), text);
}

static void append_end(const ReportFlow *flow, GString *text)
{
    char shown[REPORT_NUMBER_TEXT_SIZE], all[REPORT_NUMBER_TEXT_SIZE], left_out[REPORT_NUMBER_TEXT_SIZE];
    report_count_text(flow->legs->len, shown);
    report_count_text(flow->legs_seen, all);
    g_string_append_c(text, '\n');
    if (flow->cut)
        g_string_append_printf(text, "Cut here: a flow shows at most %d messages and actions.  Choose fewer legs.\n",
                               MAX_RECORDS);
    if (flow->left_out > 0)
        g_string_append_printf(text, "Left out: %s that were like %d shown before on their leg.\n",
                               report_count_text(flow->left_out, left_out), MAX_OF_A_KIND);
    if (flow->cut)
        g_string_append_printf(text, "%s of %s legs had been chosen (scenario key flow.legs).\n", shown, all);
    else if (flow->legs_seen > flow->legs->len)
        g_string_append_printf(text, "These were %s of %s legs; the flow stops after them (scenario key flow.legs).\n", shown,
                               all);
    else
        g_string_append_printf(text, "These were all %s legs of the run.\n", shown);
}

/* True if the NOTIFY in @record tells of @leg: its state is one that is told of, and has changed since the last one unless this is the
 * first of a subscription, which gives the full state (RFC 4575). */
static bool is_told(const ReportFlow *flow, const Leg *leg, Endpoint *endpoint, const SimRecord *record)
{
    if (leg->leg.session != record->session || leg->leg.member == 0)
        return false;
    if (endpoint->state == REPORT_ENDPOINT_UNKNOWN && leg->called <= record->time)
        endpoint->state = REPORT_ENDPOINT_DIALING_OUT;
    if (endpoint->state == REPORT_ENDPOINT_UNKNOWN || (endpoint->state == endpoint->told && record->detail > 0))
        return false;
    return flow->setup->focus.notify_all_states || report_endpoint_is_decisive(endpoint->state);
}

/* "conference event: B connected, C alerting and 12 more": of the legs shown by name, of the others how many the server counted. */
static char *conference_event(const ReportFlow *flow, const SimRecord *record, Endpoint *endpoints)
{
    GString *text = g_string_new(record->detail > 0 ? "conference event" : "conference state");
    uint32_t named = 0, silent = 0;
    for (guint i = 0; i < flow->legs->len; i++) {
        const Leg *leg = &g_array_index(flow->legs, Leg, i);
        char name[REPORT_NAME_SIZE], cut[REPORT_FLOW_LEG_SIZE], more[REPORT_FLOW_WORDS];
        if (!is_told(flow, leg, &endpoints[i], record))
            continue;
        if (record->detail > 0 || record->member == 0)      /* what one member learns first the others have not learnt by it */
            endpoints[i].told = endpoints[i].state;
        g_snprintf(more, sizeof more, "%s%s %s", named == 0 ? ": " : ", ",
                   report_flow_leg(ascii_name(flow, leg->leg.member, name), cut), report_endpoint_name(endpoints[i].state));
        if (named == MAX_NAMES || text->len + strlen(more) + strlen(" and 4294967295 more") > REPORT_FLOW_WORDS) {
            silent++;
        } else {
            g_string_append(text, more);
            named++;
        }
    }
    if (record->detail > named)
        silent = MAX(silent, record->detail - named);
    if (silent > 0)
        g_string_append_printf(text, named == 0 ? ": %u member%s" : " and %u more", silent, silent == 1 ? "" : "s");
    return g_string_free(text, FALSE);
}

/* Draws the record of that @index; false if a ladder does not show such records. */
static bool draw_record(const Ladder *ladder, guint index, char line[REPORT_FLOW_LINE_SIZE])
{
    const ReportFlow *flow = ladder->flow;
    const SimRecord *record = &g_array_index(flow->records, SimRecord, index);
    Endpoint *endpoint = &ladder->endpoints[g_array_index(flow->owners, guint, index)];
    char label[LABEL_SIZE];
    leg_label(flow, ladder->several, (ReportFlowLeg){ record->session, record->member }, label);
    endpoint->state = report_endpoint_after(endpoint->state, record);
    if (record->kind != SIM_RECORD_ACTION || record->code != CPM_ACTION_NOTIFY)
        return report_flow_line(record, label, ladder->decimals, line);
    g_autofree char *event = conference_event(flow, record, ladder->endpoints);
    report_flow_words(record, label, ladder->decimals, event, line);
    return true;
}

/* The fewest of 3 and 6 decimals that show all times exactly, 6 if none does. */
static unsigned decimals_needed(const GArray *records)
{
    for (guint i = 0; i < records->len; i++)
        if (g_array_index(records, SimRecord, i).time % SIM_MS != 0)
            return 6;
    return 3;
}

char *report_flow_text(const ReportFlow *flow, const char *title)
{
    GString *text = g_string_new(NULL);
    g_autofree Endpoint *endpoints = g_new0(Endpoint, flow->legs->len + 1);
    Ladder ladder = { flow, of_several_sessions(flow), decimals_needed(flow->records), endpoints };
    unsigned lines = 0;
    SimTime before = -1;
    append_legend(flow, ladder.several, title, text);
    for (guint i = 0; i < flow->records->len; i++) {
        const SimRecord *record = &g_array_index(flow->records, SimRecord, i);
        char line[REPORT_FLOW_LINE_SIZE], above[REPORT_FLOW_LINE_SIZE];
        if (!draw_record(&ladder, i, line))
            continue;
        if (lines % PAGE_LINES == 0)
            g_string_append_printf(text, "\n%s\n", report_flow_head(above));
        else if (record->time - before > GAP)
            g_string_append_printf(text, "%s\n", report_flow_silence(above));
        g_string_append_printf(text, "%s\n", line);
        before = record->time;
        lines++;
    }
    if (lines == 0)
        g_string_append(text, "\nNo message of these legs was seen.\n");
    append_end(flow, text);
    return g_string_free(text, FALSE);
}
