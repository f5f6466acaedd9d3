/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/metrics.h"

#include <stdlib.h>
#include <string.h>

#include "models/cpm_hop.h"
#include "report/metrics_state.h"

#define FIRST_BIN_WIDTH (10 * SIM_MS)
#define BLOCK 256           /* records */
#define PREFETCH 8          /* records that matter: so far ahead their slots are asked for */

/* A leg slot is 8 bytes: the class in the lowest bits, above them the time of the invitation (36 years of ns fit). */
#define SLOT_CLASS_BITS 3
#define SLOT_CLASS 7u
#define SLOT_TIME_LIMIT (INT64_C(1) << 60)
#define NOT_INVITED (SLOT_TIME_LIMIT - 1)
#define OVER (SLOT_TIME_LIMIT - 2)              /* refused, timed out, or left */
#define JOINED (SLOT_TIME_LIMIT - 3)

/* Records are counted by receiver and column: a message's is its class.  Others are counted beyond the classes, where nobody looks: cheaper
 * than to ask which ones are messages. */
#define COLUMN_OF_WORK 48u          /* and from here on: timers and actions */
#define COLUMN_OF_OTHERS 63u

_Static_assert(REPORT_MESSAGE_CLASSES <= COLUMN_OF_WORK && COLUMN_OF_OTHERS < REPORT_COLUMNS, "the columns are not those of messages");

static unsigned column_of_kind(SimRecordKind kind)
{
    switch (kind) {
    case SIM_RECORD_MESSAGE:
        return 0;
    case SIM_RECORD_TIMER:
    case SIM_RECORD_ACTION:
        return COLUMN_OF_WORK;
    default:
        return COLUMN_OF_OTHERS;
    }
}

/* Whether a message of that class to a box of that kind may be more than one more that its receiver got: one in ten is.  Of members
 * report_sip_performance_note() is told where there are transactions, and of inviters what comes to them and their BYE. */
static bool message_matters(ReportMessageClass message_class, CpmBoxKind to)
{
    switch (message_class) {
    case REPORT_INVITE:
        return to == CPM_CORE;
    case REPORT_INVITE_2XX:
    case REPORT_INVITE_FAILED:
        return to == CPM_CS || to == CPM_CLIENT_A;
    case REPORT_BYE:
        return to == CPM_CS || to == CPM_CORE || to == CPM_CLIENT_A;
    case REPORT_INVITING_MESSAGE:
    case REPORT_NATIVE_INVITE:
    case REPORT_NOTICE:
    case REPORT_HELP:
    case REPORT_TEXT:
    case REPORT_REPLY_ACCEPT:
    case REPORT_REPLY_DECLINE:
    case REPORT_REPLY_LEAVE:
    case REPORT_REPLY_UNRECOGNISED:
        return true;
    default:
        return to == CPM_CLIENT_A;
    }
}

static bool column_matters(const ReportMetrics *metrics, unsigned column, CpmBoxKind to)
{
    if (metrics->followed > 0 || column == COLUMN_OF_OTHERS)
        return true;
    return column < COLUMN_OF_WORK ? message_matters((ReportMessageClass)column, to) : to == CPM_CLIENT_A;
}

ReportMetrics *report_metrics_new(const CpmSetup *setup)
{
    ReportMetrics *metrics = g_new0(ReportMetrics, 1);
    for (unsigned code = 0; code < G_N_ELEMENTS(metrics->class_of_code); code++)
        metrics->class_of_code[code] = (uint8_t)report_message_class((SipCode)code);
    for (unsigned kind = 0; kind < G_N_ELEMENTS(metrics->column_of_kind); kind++)
        metrics->column_of_kind[kind] = column_of_kind((SimRecordKind)kind);
    for (unsigned facts = 0; facts < G_N_ELEMENTS(metrics->class_of_facts); facts++)
        metrics->class_of_facts[facts] = (uint8_t)report_leg_class_of(&setup->policy, facts);
    for (int which = 0; which < REPORT_SESSION_TIMES; which++)
        metrics->session_time[which] = sim_histogram_new();
    for (int i = 0; i < REPORT_SINCES * REPORT_LEG_CLASSES * 2; i++)
        metrics->answer_time[i / 2 / REPORT_LEG_CLASSES][i / 2 % REPORT_LEG_CLASSES][i % 2] = sim_histogram_new();
    metrics->bin_width = FIRST_BIN_WIDTH;
    metrics->warm_up = setup->warm_up;
    metrics->warm_at = setup->warm_up > 0 ? setup->warm_up : SIM_TIME_MAX;
    metrics->bin_end = MIN(FIRST_BIN_WIDTH, metrics->warm_at);
    metrics->bins = g_malloc0_n(REPORT_BINS, sizeof *metrics->bins);
    metrics->changes = g_malloc0_n(REPORT_BINS, sizeof *metrics->changes);
    metrics->outcomes = g_malloc0_n(REPORT_LEG_CLASSES, sizeof *metrics->outcomes);
    metrics->cost = report_cost_new(setup);
    metrics->performance = report_sip_performance_new(setup);
    metrics->samples = setup->wire.sample > 0 ? report_samples_new(setup) : NULL;
    metrics->followed = report_sip_performance_members(metrics->performance);
    for (unsigned i = 0; i < REPORT_BOXES * REPORT_COLUMNS; i++)
        metrics->matters[i / REPORT_COLUMNS][i % REPORT_COLUMNS] = column_matters(metrics, i % REPORT_COLUMNS,
                                                                                  CPM_BOX_KIND(i / REPORT_COLUMNS));
    metrics->end = -1;
    return metrics;
}

void report_metrics_free(ReportMetrics *metrics)
{
    if (metrics == NULL)
        return;
    for (int which = 0; which < REPORT_SESSION_TIMES; which++)
        sim_histogram_free(metrics->session_time[which]);
    for (int i = 0; i < REPORT_SINCES * REPORT_LEG_CLASSES * 2; i++)
        sim_histogram_free(metrics->answer_time[i / 2 / REPORT_LEG_CLASSES][i / 2 % REPORT_LEG_CLASSES][i % 2]);
    for (int i = 0; i < REPORT_DECISION_ROWS * 2; i++)
        sim_histogram_free(metrics->outcome_time[i / 2][i % 2]);
    report_cost_free(metrics->cost);
    report_sip_performance_free(metrics->performance);
    report_samples_free(metrics->samples);
    g_free(metrics->slots);
    g_free(metrics->settled);
    g_free(metrics->sessions);
    g_free(metrics->bins);
    g_free(metrics->changes);
    g_free(metrics->outcomes);
    g_free(metrics);
}

/* Grows by a quarter, not by a factor of two: at ten million legs the spare half would be 80 MB. */
static size_t grown(size_t needed, size_t now)
{
    return MAX(needed, now + now / 4 + 256);
}

static G_GNUC_NO_INLINE void make_room_for_slot(ReportMetrics *metrics, uint32_t leg)
{
    size_t n = grown((size_t)leg + 1, metrics->n_slots);
    metrics->slots = g_renew(uint64_t, metrics->slots, n);
    metrics->settled = g_renew(uint16_t, metrics->settled, n);
    for (size_t i = metrics->n_slots; i < n; i++)
        metrics->slots[i] = REPORT_LEG_NONE;
    metrics->n_slots = n;
}

static inline uint64_t *slot_of(ReportMetrics *metrics, uint32_t leg)
{
    if (G_UNLIKELY(leg >= metrics->n_slots))
        make_room_for_slot(metrics, leg);
    return &metrics->slots[leg];
}

static uint64_t make_slot(SimTime time, unsigned leg_class)
{
    return (uint64_t)time << SLOT_CLASS_BITS | leg_class;
}

static G_GNUC_NO_INLINE void make_room_for_session(ReportMetrics *metrics, uint32_t number)
{
    size_t n = grown((size_t)number + 1, metrics->n_sessions);
    metrics->sessions = g_renew(ReportSession, metrics->sessions, n);
    for (size_t i = metrics->n_sessions; i < n; i++)
        metrics->sessions[i] = (ReportSession){ .start = -1, .last_answer = -1 };
    metrics->n_sessions = n;
}

static inline ReportSession *session_of(ReportMetrics *metrics, uint32_t number)
{
    if (G_UNLIKELY(number >= metrics->n_sessions))
        make_room_for_session(metrics, number);
    return &metrics->sessions[number];
}

/* ---- throughput */

static void halve_bins(ReportMetrics *metrics)
{
    for (size_t i = 0; i < REPORT_BINS / 2; i++) {
        for (size_t box = 0; box < REPORT_BOXES; box++)
            metrics->bins[i][box] = metrics->bins[2 * i][box] + metrics->bins[2 * i + 1][box];
        for (size_t change = 0; change < REPORT_CHANGES; change++)
            metrics->changes[i][change] = metrics->changes[2 * i][change] + metrics->changes[2 * i + 1][change];
    }
    memset(metrics->bins + REPORT_BINS / 2, 0, REPORT_BINS / 2 * sizeof *metrics->bins);
    memset(metrics->changes + REPORT_BINS / 2, 0, REPORT_BINS / 2 * sizeof *metrics->changes);
    if (metrics->samples != NULL)
        report_samples_halve(metrics->samples);
    metrics->bin /= 2;
    metrics->bin_width *= 2;
}

static void close_bin_of(ReportMetrics *metrics, CpmBox box)
{
    uint64_t total = 0;
    for (size_t i = 0; i < REPORT_MESSAGE_CLASSES; i++)
        total += metrics->traffic.received[box][i];
    metrics->bins[metrics->bin][box] += total - metrics->binned_before[box];
    metrics->binned_before[box] = total;
}

/* What has come since the last bin was closed belongs to the current one: so a message costs no counter of its own here. */
static void close_bin(ReportMetrics *metrics)
{
    for (unsigned kind = 0; kind < CPM_BOX_KINDS; kind++) {
        unsigned instances = kind == CPM_IWF || kind == CPM_SYSTEM ? CPM_BOX_INSTANCES : 1;
        for (unsigned i = 0; i < instances; i++)
            close_bin_of(metrics, CPM_BOX(kind, i));
    }
}

/* Before the first record that counts.  So none before it needs to be asked, but for legs and sessions, who remember. */
static void pass_warm_up(ReportMetrics *metrics)
{
    ReportTraffic *traffic = &metrics->traffic;
    close_bin(metrics);
    metrics->messages_before = report_traffic_sum(traffic->received, NULL);
    memset(traffic->received, 0, sizeof traffic->received);
    memset(traffic->repeated, 0, sizeof traffic->repeated);
    memset(traffic->lost, 0, sizeof traffic->lost);
    memset(traffic->fired, 0, sizeof traffic->fired);
    memset(metrics->binned_before, 0, sizeof metrics->binned_before);
    metrics->misattributed = 0;
    report_cost_begin(metrics->cost);
    metrics->peak_open = metrics->open;
    metrics->open_area = 0.0;
    metrics->open_since = metrics->warm_up;
    metrics->warm_at = SIM_TIME_MAX;
    metrics->bin_end = (SimTime)(metrics->bin + 1) * metrics->bin_width;
}

static void look_at_warm_up(ReportMetrics *metrics, SimTime time)
{
    if (time >= metrics->warm_at)
        pass_warm_up(metrics);
}

static void open_bin(ReportMetrics *metrics, SimTime time)
{
    look_at_warm_up(metrics, time);
    close_bin(metrics);
    while (time / metrics->bin_width >= REPORT_BINS)
        halve_bins(metrics);
    metrics->bin = (size_t)(time / metrics->bin_width);
    metrics->bin_end = MIN((SimTime)(metrics->bin + 1) * metrics->bin_width, metrics->warm_at);
}

/* ---- sessions and members
 *
 * What stands out of line here leaves the registers to the loop over what matters, note_records(). */

/* One invitation more or less waits for its answer from @time on. */
static void change_open(ReportMetrics *metrics, SimTime time, bool more)
{
    metrics->open_area += (double)metrics->open * (double)(time - metrics->open_since);
    metrics->open_since = time;
    metrics->open = more ? metrics->open + 1 : metrics->open - 1;
    metrics->peak_open = MAX(metrics->peak_open, metrics->open);
    metrics->changes[metrics->bin][more ? REPORT_INVITED : REPORT_ANSWERED]++;
}

static G_GNUC_NO_INLINE void note_invite(ReportMetrics *metrics, const SimRecord *record)
{
    if (CPM_BOX_KIND(record->from) == CPM_CLIENT_A) {
        ReportSession *session = session_of(metrics, record->session);
        if (session->start < 0)
            session->start = record->time;
    } else if (CPM_BOX_KIND(record->from) == CPM_CS && record->member > 0) {
        uint64_t *slot = slot_of(metrics, record->leg);
        unsigned leg_class = *slot & SLOT_CLASS;
        if (leg_class == REPORT_LEG_NONE || *slot >> SLOT_CLASS_BITS != NOT_INVITED)
            return;
        *slot = make_slot(record->time, leg_class);
        metrics->members[leg_class].invited++;
        change_open(metrics, record->time, true);
        session_of(metrics, record->session)->invited++;
    }
}

static G_GNUC_NO_INLINE void note_member_answer(ReportMetrics *metrics, const SimRecord *record, bool joined)
{
    uint64_t *slot = slot_of(metrics, record->leg);
    unsigned leg_class = *slot & SLOT_CLASS;
    SimTime invited = (SimTime)(*slot >> SLOT_CLASS_BITS);
    if (leg_class == REPORT_LEG_NONE || invited >= JOINED)
        return;
    *slot = make_slot(joined ? JOINED : OVER, leg_class);
    ReportMembers *members = &metrics->members[leg_class];
    *(joined ? &members->joined : &members->refused) += 1;
    change_open(metrics, record->time, false);
    metrics->changes[metrics->bin][REPORT_JOINED] += joined;
    ReportSession *session = session_of(metrics, record->session);
    session->answered++;
    session->last_answer = record->time;
    if (leg_class == REPORT_LEG_EARLY)
        return;
    sim_histogram_record(metrics->answer_time[REPORT_SINCE_INVITATION][leg_class][joined], record->time - invited);
    if (session->start < 0)
        return;
    sim_histogram_record(metrics->answer_time[REPORT_SINCE_START][leg_class][joined], record->time - session->start);
    if (joined && !session->accepted && !session->early)
        sim_histogram_record(metrics->session_time[REPORT_FIRST_ACCEPTANCE], record->time - session->start);
    session->accepted |= joined;
}

static G_GNUC_NO_INLINE void note_inviter_answer(ReportMetrics *metrics, const SimRecord *record, bool accepted)
{
    ReportSession *session = session_of(metrics, record->session);
    if (session->settled || session->start < 0)
        return;
    session->settled = true;
    if (accepted && !session->early)
        sim_histogram_record(metrics->session_time[REPORT_ESTABLISHMENT], record->time - session->start);
}

static G_GNUC_NO_INLINE void note_leave(ReportMetrics *metrics, const SimRecord *record)
{
    uint64_t *slot = slot_of(metrics, record->leg);
    unsigned leg_class = *slot & SLOT_CLASS;
    if (record->member == 0 || CPM_BOX_KIND(record->to) != CPM_CS || (SimTime)(*slot >> SLOT_CLASS_BITS) != JOINED)
        return;
    *slot = make_slot(OVER, leg_class);
    metrics->members[leg_class].left++;
    metrics->changes[metrics->bin][REPORT_LEFT]++;
}

/* The Conversation Server waits no longer for an answer: D24. */
static void note_silence(ReportMetrics *metrics, const SimRecord *record)
{
    uint64_t *slot = &metrics->slots[record->leg];
    unsigned leg_class = *slot & SLOT_CLASS;
    if (CPM_BOX_KIND(record->to) != CPM_CS || (SimTime)(*slot >> SLOT_CLASS_BITS) >= JOINED)
        return;
    *slot = make_slot(OVER, leg_class);
    metrics->members[leg_class].timed_out++;
    change_open(metrics, record->time, false);
}

/* Row 0: see report_metrics_outcome_time(). */
static void note_outcome_time(ReportMetrics *metrics, const SimRecord *record, unsigned row, bool joined)
{
    const ReportSession *session = session_of(metrics, record->session);
    SimHistogram **histogram = &metrics->outcome_time[row][joined];
    if (session->start < 0)
        return;
    if (*histogram == NULL)
        *histogram = sim_histogram_new();
    sim_histogram_record(*histogram, record->time - session->start);
}

/* The user accepts what was given up. */
static void note_acceptance(ReportMetrics *metrics, const SimRecord *record)
{
    uint16_t settled = record->leg < metrics->n_slots ? metrics->settled[record->leg] : 0;
    unsigned status = settled % REPORT_STATUSES;
    if (settled != 0 && status >= 300)
        note_outcome_time(metrics, record, 0, false);
}

/* Of a member that is followed: what the party that has sent the INVITE gets and does.  A box whose transaction gives up, or may not send,
 * answers itself: then no message has come. */
static G_GNUC_NO_INLINE void note_followed(ReportMetrics *metrics, const SimRecord *record, ReportMessageClass message_class)
{
    if (record->from == record->to && record->kind == SIM_RECORD_MESSAGE)
        metrics->traffic.received[record->to][message_class]--;
    if (report_sip_performance_note(metrics->performance, record, message_class))
        metrics->changes[metrics->bin][REPORT_GOODPUT]++;
}

static void note_content(ReportMetrics *metrics, const SimRecord *record, ReportMessageClass message_class)
{
    switch (message_class) {
    case REPORT_INVITE:
        if (CPM_BOX_KIND(record->to) == CPM_CORE)
            note_invite(metrics, record);
        break;
    case REPORT_INVITE_2XX:
    case REPORT_INVITE_FAILED:
        if (CPM_BOX_KIND(record->to) == CPM_CS && record->member > 0)
            note_member_answer(metrics, record, message_class == REPORT_INVITE_2XX);
        else if (CPM_BOX_KIND(record->to) == CPM_CLIENT_A)
            note_inviter_answer(metrics, record, message_class == REPORT_INVITE_2XX);
        break;
    case REPORT_BYE:
        note_leave(metrics, record);
        break;
    case REPORT_INVITING_MESSAGE:
    case REPORT_NATIVE_INVITE:
    case REPORT_NOTICE:
    case REPORT_HELP:
    case REPORT_TEXT:
        report_cost_note(metrics->cost, record);
        break;
    case REPORT_REPLY_ACCEPT:
        metrics->misattributed += record->detail != 0;
        note_acceptance(metrics, record);
        break;
    case REPORT_REPLY_DECLINE:
    case REPORT_REPLY_LEAVE:
    case REPORT_REPLY_UNRECOGNISED:
        metrics->misattributed += record->detail != 0;
        break;
    default:
        break;
    }
}

/* What count_messages() has left to do. */
static inline void note_message(ReportMetrics *metrics, const SimRecord *record)
{
    ReportMessageClass message_class = metrics->class_of_code[record->code];
    note_content(metrics, record, message_class);
    if (record->member <= metrics->followed)
        note_followed(metrics, record, message_class);
}

static uint16_t make_settled(const SimRecord *record)
{
    return (uint16_t)(record->detail << 10 | sip_status(record->code));
}

/* Where the leg of @record stands among the first, or the next free place. */
static size_t place_among_first(const ReportMetrics *metrics, const SimRecord *record)
{
    size_t place = 0;
    while (place < metrics->n_first_outcomes && (metrics->first_outcomes[place].session != record->session ||
                                                 metrics->first_outcomes[place].member != record->member))
        place++;
    return place;
}

/* The last row counts: that a 200 had crossed the CANCEL (D17), or that a user is late (D13), is known only after an earlier one. */
static G_GNUC_NO_INLINE void note_outcome(ReportMetrics *metrics, const SimRecord *record)
{
    unsigned leg_class = *slot_of(metrics, record->leg) & SLOT_CLASS;
    g_assert(record->detail >= 1 && record->detail < REPORT_DECISION_ROWS);
    if (leg_class == REPORT_LEG_NONE)
        return;
    if (record->detail == 24)
        note_silence(metrics, record);
    if (leg_class == REPORT_LEG_EARLY)
        return;
    note_outcome_time(metrics, record, record->detail, sip_status(record->code) / 100 == 2);
    uint16_t before = metrics->settled[record->leg];
    size_t place = metrics->n_first_outcomes;
    if (before != 0) {
        metrics->outcomes[leg_class][before >> 10][before % REPORT_STATUSES]--;
        place = place_among_first(metrics, record);
    }
    metrics->settled[record->leg] = make_settled(record);
    metrics->outcomes[leg_class][record->detail][sip_status(record->code)]++;
    metrics->rows_seen[leg_class] |= 1u << record->detail;
    if (place < REPORT_FIRST_OUTCOMES)
        metrics->first_outcomes[place] = (ReportOutcome){
            .session = record->session,
            .member = record->member,
            .time = record->time,
            .status = (uint16_t)sip_status(record->code),
            .row = (uint8_t)record->detail,
            .leg_class = (uint8_t)leg_class,
        };
    if (place == metrics->n_first_outcomes && place < REPORT_FIRST_OUTCOMES)
        metrics->n_first_outcomes++;
}

/* It has reached the box, which does nothing new for it. */
static void note_repeated(ReportMetrics *metrics, const SimRecord *record)
{
    ReportMessageClass message_class = metrics->class_of_code[record->code];
    metrics->traffic.received[record->to][message_class]++;
    metrics->traffic.repeated[record->to][message_class]++;
}

/* A BYE that is lost was sent, too. */
static void note_lost(ReportMetrics *metrics, const SimRecord *record)
{
    ReportMessageClass message_class = metrics->class_of_code[record->code];
    metrics->traffic.lost[record->to][message_class]++;
    if (message_class == REPORT_BYE && record->member <= metrics->followed)
        note_followed(metrics, record, message_class);
}

/* Of an inviter, or where there are transactions. */
static G_GNUC_NO_INLINE void note_timer(ReportMetrics *metrics, const SimRecord *record)
{
    if (metrics->followed > 0)
        report_traffic_note_timer(&metrics->traffic, record->to, record->code);
    if (record->code == CPM_TIMER_START) {
        metrics->changes[metrics->bin][REPORT_OFFERED]++;
        if (record->time < metrics->warm_up)
            session_of(metrics, record->session)->early = true;
    }
    note_followed(metrics, record, REPORT_OTHER);
}

static void note_facts(ReportMetrics *metrics, const SimRecord *record)
{
    unsigned leg_class = record->time < metrics->warm_up ? (unsigned)REPORT_LEG_EARLY : metrics->class_of_facts[record->detail & 31];
    *slot_of(metrics, record->leg) = make_slot(NOT_INVITED, leg_class);
    metrics->settled[record->leg] = 0;
}

static void note_record(ReportMetrics *metrics, const SimRecord *record)
{
    switch (record->kind) {
    case SIM_RECORD_MESSAGE:
        note_message(metrics, record);
        break;
    case SIM_RECORD_FACTS:
        note_facts(metrics, record);
        break;
    case SIM_RECORD_OUTCOME:
        note_outcome(metrics, record);
        break;
    case SIM_RECORD_UNEXPECTED:
        metrics->traffic.unexpected[record->to]++;
        break;
    case SIM_RECORD_LOST:
        note_lost(metrics, record);
        break;
    case SIM_RECORD_TIMER:
        if (record->member <= metrics->followed)
            note_timer(metrics, record);
        break;
    case SIM_RECORD_REPEATED:
        note_repeated(metrics, record);
        break;
    case SIM_RECORD_SAMPLE:
        if (metrics->samples != NULL)
            report_samples_note(metrics->samples, record, metrics->bin);
        break;
    default:
        break;
    }
}

/* ---- records by the block */

/* Counts @records[n], and writes which of them matter beyond that; returns how many.  What does not matter is overwritten by the next: to
 * guess which of them do is dearer than all the rest. */
static inline size_t count_messages(ReportMetrics *metrics, const SimRecord *records, size_t n, const SimRecord *out_matter[n])
{
    size_t found = 0;
#pragma GCC unroll 4            /* a fifth of the work was the loop's */
    for (size_t i = 0; i < n; i++) {
        const SimRecord *record = &records[i];
        unsigned column = metrics->class_of_code[record->code] | metrics->column_of_kind[record->kind];
        metrics->traffic.received[record->to][column]++;
        out_matter[found] = record;
        found += metrics->matters[record->to][column];
    }
    return found;
}

/* The slots of a million legs do not fit into the caches.  The array may end before @leg: a prefetch never faults. */
static inline void prefetch_slot(const ReportMetrics *metrics, uint32_t leg)
{
    __builtin_prefetch((const void *)((uintptr_t)metrics->slots + leg * sizeof *metrics->slots), 1, 3);
}

/* None of @records[n] opens a bin. */
static void note_records(ReportMetrics *metrics, const SimRecord *records, size_t n)
{
    for (size_t first = 0; first < n; first += BLOCK) {
        const SimRecord *matter[BLOCK];
        size_t found = count_messages(metrics, records + first, MIN(n - first, BLOCK), matter);
        for (size_t i = 0; i < found; i++) {
            prefetch_slot(metrics, matter[i + PREFETCH < found ? i + PREFETCH : i]->leg);
            note_record(metrics, matter[i]);
        }
    }
}

/* @record comes after the end of the bin.  It is in the next one if it can be seen there; else that may wait. */
static void pass_time(ReportMetrics *metrics, const SimRecord *record)
{
    if (record->kind == SIM_RECORD_MESSAGE || record->kind == SIM_RECORD_REPEATED || record->kind == SIM_RECORD_SAMPLE ||
        (record->kind == SIM_RECORD_TIMER && record->member <= metrics->followed))
        open_bin(metrics, record->time);
    else
        look_at_warm_up(metrics, record->time);
}

/* How many of @records[n], which are sorted, come before @time. */
static size_t count_before(const SimRecord *records, size_t n, SimTime time)
{
    size_t before = 0, after = n;
    if (records[n - 1].time < time)
        return n;
    while (before < after) {
        size_t middle = (before + after) / 2;
        if (records[middle].time < time)
            before = middle + 1;
        else
            after = middle;
    }
    return before;
}

void report_metrics_observe(void *observer, const SimRecord *records, size_t n)
{
    ReportMetrics *metrics = observer;
    while (n > 0) {
        if (records->time >= metrics->bin_end)
            pass_time(metrics, records);
        size_t within = MAX(count_before(records, n, metrics->bin_end), 1);
        note_records(metrics, records, within);
        records += within;
        n -= within;
    }
}

void report_metrics_finish(ReportMetrics *metrics, SimTime end)
{
    g_assert(metrics->end < 0 && end >= 0);
    open_bin(metrics, MAX(end, (SimTime)metrics->bin * metrics->bin_width));
    look_at_warm_up(metrics, metrics->warm_up);             /* a run that ends before has no numbers */
    metrics->end = end;
    metrics->open_area += (double)metrics->open * (double)MAX(end - metrics->open_since, 0);
    for (size_t i = 0; i < metrics->n_sessions; i++) {
        const ReportSession *session = &metrics->sessions[i];
        if (session->start >= 0 && !session->early && session->invited > 0 && session->answered == session->invited)
            sim_histogram_record(metrics->session_time[REPORT_LAST_ANSWER], session->last_answer - session->start);
    }
}
