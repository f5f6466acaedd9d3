/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_copies.h"

#include "report/checker_wire.h"

#define SLACK (2 * SIM_MS)      /* times of copies may be rounded */

/* Sends of one request on one hop, as far as they are seen. */
typedef struct Copies {
    int64_t key;
    ReportLegName name;
    SimTime last;               /* of the last one; SIM_TIME_MIN = not seen                              */
    SimTime begun;              /* of the first one that is counted                                      */
    SimTime due;                /* the next one has to be seen by then; SIM_TIME_MAX = none has          */
    SimTime answered;           /* the first response had come by then; SIM_TIME_MAX = not that we knew  */
    uint16_t attempt;           /* of the leg: another INVITE, another dialog                            */
    uint16_t count;
    uint8_t transactions;       /* that the receiver has taken for new ones                              */
    bool is_sure;               /* @count is: there was no attempt before                                */
} Copies;

void checker_copies_start(ReportChecker *checker)
{
    checker->copies = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
}

void checker_copies_free(ReportChecker *checker)
{
    g_clear_pointer(&checker->copies, g_hash_table_unref);
}

/* Below the ISF an INVITE that has its answer is sent again: to another IWF. */
static bool is_next_try(const CheckerInput *in, CheckerClass class)
{
    return class == CLASS_INVITE && in->hop >= 2 && in->leg->final >> in->hop & 1;
}

/* Above the ISF there is one INVITE, whatever IWFs it goes to. */
static uint16_t attempt_of(const CheckerExtra *extra, const CheckerInput *in, CheckerClass class)
{
    unsigned next = is_next_try(in, class) ? 1u << 8 : 0;
    unsigned iwf = CPM_BOX_KIND(in->to) == CPM_IWF ? CPM_BOX_INSTANCE(in->to) << 3 : 0;
    unsigned candidate = extra != NULL && in->hop >= 2 ? extra->candidate & 7u : 0;

    return (uint16_t)(next | candidate | iwf | (extra != NULL ? (unsigned)extra->dialled << 7 : 0));
}

static int64_t key_of(const CheckerInput *in, CheckerClass class, CpmBoxKind sender)
{
    return (int64_t)in->slot << 16 | (int64_t)class << 8 | in->hop << 4 | sender;
}

static bool is_of_leg(const Copies *copies, const CheckerInput *in)
{
    return copies != NULL && copies->name.session == in->name.session && copies->name.member == in->name.member;
}

/* NULL if none was lost or repeated so far, unless they shall be @made. */
static Copies *find_copies(ReportChecker *checker, const CheckerInput *in, CheckerClass class, bool made)
{
    int64_t key = key_of(in, class, CPM_BOX_KIND(in->from));
    Copies *copies = g_hash_table_lookup(checker->copies, &key);
    uint16_t attempt = attempt_of(checker_extra(checker, in), in, class);
    bool same_leg = is_of_leg(copies, in), fits = same_leg && copies->attempt == attempt;

    if (made)
        checker_make_extra(checker, in)->has_copies = true;
    if (fits || (copies == NULL && !made))
        return copies;
    if (copies == NULL) {
        copies = g_new(Copies, 1);
        copies->key = key;
        g_hash_table_insert(checker->copies, &copies->key, copies);
    }
    *copies = (Copies){ .key = key,
                        .name = in->name,
                        .last = SIM_TIME_MIN,
                        .due = SIM_TIME_MAX,
                        .answered = SIM_TIME_MAX,
                        .attempt = attempt,
                        .is_sure = !same_leg && !is_next_try(in, class) };
    return made ? copies : NULL;
}

static const CpmTimers *timers_of(const ReportChecker *checker, const CheckerInput *in)
{
    const CpmWireSetup *wire = &checker->setup->wire;

    return checker_wire_link(checker, in) == &wire->link[CPM_LINK_ACCESS] ? &wire->access : &wire->core;
}

/* Between the @n-th send and the next. */
static SimTime gap_after(const CpmTimers *timers, CheckerClass class, unsigned n)
{
    SimTime gap = timers->t1 << MIN(n - 1, 6);

    return class == CLASS_INVITE ? gap : MIN(gap, timers->t2);
}

/* How often a request is sent while its transaction lives: Timer A doubles from T1 until Timer B, 64 * T1, has passed (17.1.1.2); Timer E
 * doubles from T1 to T2, until Timer F has, also 64 * T1 (17.1.2.2). */
static unsigned most_sends(const CpmTimers *timers, CheckerClass class)
{
    SimTime left = 64 * timers->t1;
    unsigned n = 1;

    for (SimTime gap = gap_after(timers, class, n); gap <= left && n < UINT16_MAX / 4; gap = gap_after(timers, class, n)) {
        left -= gap;
        n++;
    }
    return n;
}

/* A way that some messages take faster than others, and a queue, bring copies closer together; copies of the try before may still come. */
static bool keeps_gaps(const ReportChecker *checker, const CheckerInput *in, SimTime *out_jitter)
{
    const CpmLinkSetup *link = checker_wire_link(checker, in);
    bool access = link == &checker->setup->wire.link[CPM_LINK_ACCESS];

    *out_jitter = (access ? (SimTime)checker->access_bound * SIM_MS : checker->core_bound) + SLACK;
    return !checker->setup->wire.at_service && link->duplicate <= 0 && link->bandwidth <= 0 && !link->keeps_order && !link->tcp &&
           !checker_wire_has_queue(checker, in->from);
}

static void judge_gap(ReportChecker *checker, CheckerInput *in, CheckerClass class, const Copies *copies)
{
    SimTime gap = gap_after(timers_of(checker, in), class, copies->count), jitter;

    if (copies->count == 0 || copies->last == SIM_TIME_MIN || copies->transactions > 1 || is_next_try(in, class) ||
        !keeps_gaps(checker, in, &jitter))
        return;
    if (in->time - copies->last + jitter < gap)
        checker_fail(checker, in, CHECKER_RULE_COPIES, "send number %u of a request %.3f s after the one before, not %.3f s",
            copies->count + 1u, sim_time_to_seconds(in->time - copies->last), sim_time_to_seconds(gap));
}

/* It was sent a link's latency ago at most. */
static void judge_answered(ReportChecker *checker, CheckerInput *in, const Copies *copies)
{
    SimTime jitter;

    if (copies->answered == SIM_TIME_MAX || copies->transactions > 1 || checker->forgets || !keeps_gaps(checker, in, &jitter))
        return;
    if (in->time - copies->answered > jitter)
        checker_fail(checker, in, CHECKER_RULE_COPIES, "a request is sent again %.3f s after its response has come",
            sim_time_to_seconds(in->time - copies->answered));
}

static void judge_late(ReportChecker *checker, CheckerInput *in, Copies *copies)
{
    if (in->time > copies->due)
        checker_fail(checker, in, CHECKER_RULE_COPIES, "send number %u of a request is missing %.3f s after the one before",
            copies->count + 1u, sim_time_to_seconds(in->time - copies->last));
    copies->due = SIM_TIME_MAX;
}

/* Boxes that are down do not send, and connections that are refused end a transaction; some requests go over TCP. */
static bool repeats_for_sure(const ReportChecker *checker)
{
    bool sure = !checker->fails && !checker->forgets && checker->setup->wire.largest_datagram == 0;

    for (uint32_t i = 0; i < checker->setup->n_iwfs; i++)
        sure = sure && checker->setup->iwfs[i].n_outages == 0;
    return sure;
}

/* That an INVITE was answered at @in is known of each hop. */
static bool is_heard(const CheckerInput *in, CheckerClass class)
{
    return class == CLASS_INVITE && (in->leg->heard >> in->hop & 1 || in->leg->final >> in->hop & 1);
}

static void expect_next(const ReportChecker *checker, const CheckerInput *in, CheckerClass class, Copies *copies)
{
    const CpmTimers *timers = timers_of(checker, in);
    SimTime jitter;

    if (copies->is_sure && copies->transactions <= 1 && copies->count < most_sends(timers, class) && copies->answered == SIM_TIME_MAX &&
        !is_heard(in, class) && repeats_for_sure(checker) && keeps_gaps(checker, in, &jitter))
        copies->due = in->time + gap_after(timers, class, copies->count) + jitter;
}

/* Two BYEs that cross may share the hops at the ISF. */
static bool is_ambiguous(const CheckerInput *in, CheckerClass class)
{
    return class == CLASS_BYE && in->leg->role >= CHECKER_NATIVE && (in->hop == 1 || in->hop == 2);
}

/* @in is the first one that is noted; one before it had got in if @known, and may have been answered.  Of a BYE nobody can say, for it may
 * have been one from the other side. */
static void begin_with(Copies *copies, const CheckerInput *in, CheckerClass class, bool known)
{
    bool heard = is_heard(in, class);

    if (known ? class != CLASS_INVITE || heard : class == CLASS_BYE && in->leg->bye >> in->hop & 1)
        copies->is_sure = false;
    if (known)
        copies->count = copies->transactions = 1;
    if (known && heard)
        copies->answered = in->time;
}

void checker_copies_count(ReportChecker *checker, CheckerInput *in, CheckerClass class, bool first, bool known)
{
    unsigned most = most_sends(timers_of(checker, in), class), allowed = most;

    if (!checker->setup->wire.transactions || (class != CLASS_INVITE && class != CLASS_CANCEL && class != CLASS_BYE))
        return;
    Copies *copies = find_copies(checker, in, class, !first);
    if (copies == NULL || is_ambiguous(in, class))
        return;
    bool over = copies->count > 0 && in->time - copies->begun > 64 * timers_of(checker, in)->t1;
    if (over) {
        copies->count = copies->transactions = 0;
        copies->answered = copies->due = SIM_TIME_MAX;
        copies->is_sure = false;
    }
    if (copies->count == 0)
        copies->begun = in->time;
    copies->transactions += first && copies->transactions < 9;
    if (copies->last == SIM_TIME_MIN && !first && !is_next_try(in, class))
        begin_with(copies, in, class, known);
    judge_gap(checker, in, class, copies);
    judge_answered(checker, in, copies);
    judge_late(checker, in, copies);
    copies->count += copies->count < UINT16_MAX;
    copies->last = in->time;
    expect_next(checker, in, class, copies);
    allowed *= MAX(1, copies->transactions) * (checker_wire_link(checker, in)->duplicate > 0 ? 2 : 1);
    if (copies->count > allowed)
        checker_fail(checker, in, CHECKER_RULE_COPIES, "a request was sent %u times, at most %u are allowed", copies->count, most);
    if (copies->count > 1)
        checker_make_extra(checker, in)->copied = true;
}

static CheckerClass request_of(CheckerClass response)
{
    switch (response) {
    case CLASS_TRYING:
    case CLASS_PROVISIONAL:
    case CLASS_FINAL:
        return CLASS_INVITE;
    case CLASS_CANCEL_ANSWER:
        return CLASS_CANCEL;
    case CLASS_BYE_ANSWER:
        return CLASS_BYE;
    default:
        return CLASS_UNKNOWN;
    }
}

void checker_copies_answered(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    CheckerClass request = request_of(class);
    const CheckerExtra *extra = checker_extra(checker, in);

    if (request == CLASS_UNKNOWN || extra == NULL || !extra->has_copies || is_ambiguous(in, request))
        return;
    int64_t key = key_of(in, request, CPM_BOX_KIND(in->to));
    Copies *copies = g_hash_table_lookup(checker->copies, &key);
    if (!is_of_leg(copies, in))
        return;
    judge_late(checker, in, copies);
    if (in->hop < 2)        /* below the ISF it may be the response to another attempt */
        copies->answered = MIN(copies->answered, in->time);
}

void checker_copies_end(ReportChecker *checker, CheckerInput *in)
{
    static const CheckerClass requests[] = { CLASS_INVITE, CLASS_CANCEL, CLASS_BYE };
    const CheckerExtra *extra = checker_extra(checker, in);
    CheckerInput at = *in;

    if (extra == NULL || !extra->has_copies || extra->retried != 0)
        return;
    for (unsigned i = 0; i < G_N_ELEMENTS(requests); i++) {
        for (at.hop = 0; at.hop <= checker_last_hop(in->leg); at.hop++) {
            for (CpmBoxKind sender = CPM_CLIENT_A; sender <= CPM_IWF; sender++) {
                int64_t key = key_of(&at, requests[i], sender);
                Copies *copies = g_hash_table_lookup(checker->copies, &key);

                if (is_of_leg(copies, in))
                    judge_late(checker, in, copies);
            }
        }
    }
}
