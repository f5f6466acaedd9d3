/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_wire.h"

#include "report/checker_focus.h"
#include "report/checker_iwf.h"

#define SLACK (2 * SIM_MS)      /* times of copies may be rounded */
#define SURE (1 - 1e-9)         /* nothing takes longer, but for one in a billion */

#define LONGEST_QUEUE (8 * SIM_S)       /* a box where more waits is overloaded: report/checker_load.c */

/* ---- Networks in which messages may be later than anything the checker waits for, so that nothing can be said of what is missing */

#define FIRST_RTO SIM_S         /* RFC 6298 2.1, 2.5 */
#define LONGEST_RTO (60 * SIM_S)
#define BYTES 1000.0            /* of a message, roughly */
#define EACH 2.0                /* such messages at least pass the same lane for each member of a session */
#define NARROW 4.0              /* s for all of them are too long: answers cross several lanes, and sessions each other */
#define ALONE 20.0              /* messages of one leg */

static bool has_tcp(const CpmSetup *setup, CpmLinkClass link)
{
    return link != CPM_LINK_SYSTEM && (setup->wire.link[link].tcp || setup->wire.largest_datagram > 0);
}

/* How late a segment is that gets lost as often as it may. */
static SimTime recovery(double loss)
{
    SimTime late = 0, rto = FIRST_RTO;

    for (double often = loss; often > 1 - SURE && late < CPM_LONGEST_DURATION; often *= loss) {
        late += rto;
        rto = MIN(2 * rto, LONGEST_RTO);
    }
    return late;
}

static uint32_t most_members(const CpmSetup *setup)
{
    uint32_t most = 1;

    for (uint32_t i = 0; i < setup->n_workloads; i++)
        most = MAX(most, setup->groups[setup->workloads[i].group].size);
    return most;
}

static bool is_narrow(const CpmSetup *setup, CpmLinkClass link)
{
    double bandwidth = setup->wire.link[link].bandwidth;
    double messages = link == CPM_LINK_CORE ? EACH * most_members(setup) : ALONE;

    return bandwidth > 0 && messages * BYTES * 8 / bandwidth > NARROW;
}

static bool has_long_service(const CpmStationSetup *station, SimTime limit)
{
    bool found = station->service != NULL && sim_distribution_time(station->service, SURE) > limit;

    for (unsigned i = 0; i < CPM_WORKS; i++)
        found |= station->service_of[i] != NULL && sim_distribution_time(station->service_of[i], SURE) > limit;
    return found;
}

static void find_doubt(ReportChecker *checker)
{
    const CpmSetup *setup = checker->setup;
    SimTime limit = (SimTime)checker->margin * SIM_MS;

    for (CpmLinkClass link = 0; link < CPM_LINK_CLASSES; link++) {
        const SimDistribution *latency = link == CPM_LINK_SYSTEM ? NULL : setup->latency[link];
        SimTime late = has_tcp(setup, link) ? recovery(setup->wire.link[link].loss) : 0;

        checker->recovery = MAX(checker->recovery, late);
        if (late > limit)
            checker->doubt = "a link loses much of what TCP then sends again";
        else if (is_narrow(setup, link))
            checker->doubt = "a link is so narrow that messages queue for it";
        else if (latency != NULL && sim_distribution_time(latency, SURE) > limit)
            checker->doubt = "a link may take longer than all timers";
    }
    for (unsigned i = 0; i < CPM_BOX_KINDS; i++)
        if (has_long_service(&setup->station[i], limit))
            checker->doubt = "a box may take longer for one message than all timers";
    if (checker->forgets)
        checker->doubt = "a box may have lost what it knew";
}

/* ---- What a setup allows */

void checker_wire_start(ReportChecker *checker)
{
    const CpmSetup *setup = checker->setup;

    checker->wire = setup->wire.transactions || setup->wire.at_service;
    for (unsigned i = 0; i < CPM_BOX_KINDS; i++) {
        checker->forgets |= setup->station[i].failure.forgets;
        checker->fails |= setup->station[i].failure.n_outages > 0 || setup->station[i].failure.up != NULL;
    }
    for (unsigned i = 0; i < setup->n_iwfs; i++)
        checker->fails |= setup->iwfs[i].up != NULL;
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        checker->doubles |= setup->wire.link[i].duplicate > 0;
    find_doubt(checker);
    if (checker->wire)
        checker->copies = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
}

void checker_wire_free(ReportChecker *checker)
{
    g_clear_pointer(&checker->copies, g_hash_table_unref);
}

static bool is_client(CpmBoxKind kind)
{
    return kind == CPM_CLIENT || kind == CPM_CLIENT_A;
}

static const CpmLinkSetup *link_of(const ReportChecker *checker, const CheckerInput *in)
{
    CpmBoxKind from = CPM_BOX_KIND(in->from), to = CPM_BOX_KIND(in->to);

    if (from == CPM_SYSTEM || to == CPM_SYSTEM)
        return &checker->setup->wire.link[CPM_LINK_SYSTEM];
    return &checker->setup->wire.link[is_client(from) || is_client(to) ? CPM_LINK_ACCESS : CPM_LINK_CORE];
}

bool checker_wire_may_lose(const ReportChecker *checker, const CheckerInput *in)
{
    unsigned from = CPM_BOX_KIND(in->from), to = CPM_BOX_KIND(in->to);

    for (unsigned i = 0; i < 2; i++) {
        const CpmStationSetup *station = &checker->setup->station[MIN(i == 0 ? to : from, CPM_BOX_KINDS - 1)];

        if ((i == 0 && station->finite) || station->failure.n_outages > 0 || station->failure.up != NULL)
            return true;
    }
    if ((to == CPM_IWF && checker_iwf_dies_at_random(checker, CPM_BOX_INSTANCE(in->to))) ||
        (from == CPM_IWF && checker_iwf_dies_at_random(checker, CPM_BOX_INSTANCE(in->from))))
        return true;
    return link_of(checker, in)->loss > 0;
}

/* @box has a queue of its own.  What it sends at once leaves it late, then; a copy that a timer sends does not. */
static bool has_queue(const ReportChecker *checker, CpmBox box)
{
    const CpmStationSetup *station = &checker->setup->station[MIN(CPM_BOX_KIND(box), CPM_BOX_KINDS - 1)];
    bool works = station->service != NULL;

    for (unsigned i = 0; i < CPM_WORKS; i++)
        works |= station->service_of[i] != NULL;
    return works;
}

SimTime checker_wire_jitter(const ReportChecker *checker, const CheckerInput *in)
{
    const CpmLinkSetup *link = link_of(checker, in);

    if (!checker->setup->wire.at_service && link->bandwidth <= 0 && !has_tcp(checker->setup, CPM_LINK_CORE))
        return 0;
    if (has_tcp(checker->setup, CPM_LINK_CORE) && link->loss > 0)
        return CPM_LONGEST_DURATION;
    return has_queue(checker, in->to) || has_queue(checker, in->from) ? LONGEST_QUEUE : SIM_S;
}

/* ---- What was lost */

static CheckerLoss loss_of(CheckerClass class)
{
    static const uint8_t losses[CLASSES] = {
        [CLASS_INVITE] = LOSS_INVITE, [CLASS_TRYING] = LOSS_PROVISIONAL, [CLASS_PROVISIONAL] = LOSS_PROVISIONAL,
        [CLASS_FINAL] = LOSS_FINAL, [CLASS_ACK] = LOSS_ACK, [CLASS_CANCEL] = LOSS_CANCEL, [CLASS_CANCEL_ANSWER] = LOSS_CANCEL,
        [CLASS_BYE] = LOSS_BYE, [CLASS_BYE_ANSWER] = LOSS_BYE, [CLASS_SUBSCRIBE] = LOSS_EVENT,
        [CLASS_SUBSCRIBE_ANSWER] = LOSS_EVENT, [CLASS_NOTIFY] = LOSS_EVENT, [CLASS_NOTIFY_ANSWER] = LOSS_EVENT,
        [CLASS_UPDATE] = LOSS_EVENT, [CLASS_UPDATE_ANSWER] = LOSS_EVENT, [CLASS_DIAL_IN] = LOSS_DIAL_IN,
        [CLASS_DIAL_IN_ANSWER] = LOSS_DIAL_IN, [CLASS_DIAL_IN_ACK] = LOSS_DIAL_IN, [CLASS_SEND] = LOSS_TEXT,
        [CLASS_SEND_ANSWER] = LOSS_TEXT, [CLASS_TEXT] = LOSS_TEXT, [CLASS_INVITING_MESSAGE] = LOSS_SYSTEM,
        [CLASS_NATIVE_INVITE] = LOSS_SYSTEM, [CLASS_NOTICE] = LOSS_SYSTEM, [CLASS_HELP] = LOSS_SYSTEM, [CLASS_REPORT] = LOSS_SYSTEM,
        [CLASS_SUBMIT_REPORT] = LOSS_SYSTEM, [CLASS_ACCEPT] = LOSS_SYSTEM, [CLASS_DECLINE] = LOSS_SYSTEM,
        [CLASS_LEAVE] = LOSS_SYSTEM, [CLASS_UNRECOGNISED] = LOSS_SYSTEM,
    };

    return (CheckerLoss)losses[class];
}

/* One like it has got in over this hop. */
static bool has_arrived(const CheckerInput *in, CheckerClass class)
{
    const CheckerLeg *leg = in->leg;

    switch (class) {
    case CLASS_INVITE:
        return leg->invited > in->hop;
    case CLASS_FINAL:
        return leg->final >> in->hop & 1;
    case CLASS_ACK:
        return leg->ack >> in->hop & 1;
    case CLASS_CANCEL:
        return leg->cancel >> in->hop & 1;
    case CLASS_BYE:
        return leg->bye >> in->hop & 1;
    case CLASS_TRYING:
        return leg->heard >> in->hop & 1;
    default:
        return false;
    }
}

/* Of a member whose answer depends on it nobody can say how the focus counts him. */
static void note_loss(ReportChecker *checker, CheckerInput *in, CheckerLoss loss)
{
    const unsigned decisive = CHECKER_LOST(INVITE) | CHECKER_LOST(PROVISIONAL) | CHECKER_LOST(FINAL) | CHECKER_LOST(ACK) |
                              CHECKER_LOST(CANCEL) | CHECKER_LOST(BYE) | CHECKER_LOST(DIAL_IN);
    CheckerExtra *extra = checker_make_extra(checker, in);
    CheckerSession *session = checker_session(checker, in->name.session);

    if (in->leg->role != CHECKER_INVITER && 1u << loss & decisive && !(extra->lost & decisive))
        session->uncertain++;
    extra->lost |= (uint16_t)(1u << loss);
    session->lost |= (uint16_t)(1u << loss);
    checker->loses = true;
}

bool checker_wire_has_lost(const ReportChecker *checker, const CheckerInput *in, unsigned losses)
{
    const CheckerExtra *extra = checker_extra(checker, in);

    return checker->wire && extra != NULL && extra->lost & losses;
}

/* ---- Copies */

/* Sends of one request on one hop, as far as they are seen. */
typedef struct Copies {
    int64_t key;
    ReportLegName name;
    SimTime last;               /* of the last one; SIM_TIME_MIN = not seen */
    SimTime begun;              /* of the first one that is counted         */
    uint16_t attempt;           /* of the leg: another INVITE, another dialog */
    uint16_t count;
    uint8_t transactions;       /* that the receiver has taken for new ones */
} Copies;

/* An INVITE that has its answer is sent again: to another IWF. */
static bool is_next_try(const CheckerInput *in, CheckerClass class)
{
    return class == CLASS_INVITE && in->leg->final >> in->hop & 1;
}

static uint16_t attempt_of(const CheckerExtra *extra, const CheckerInput *in, CheckerClass class)
{
    unsigned next = is_next_try(in, class) ? 1u << 8 : 0;
    unsigned iwf = CPM_BOX_KIND(in->to) == CPM_IWF ? CPM_BOX_INSTANCE(in->to) << 3 : 0;

    return (uint16_t)(next | (extra == NULL ? iwf : (extra->candidate & 7u) | iwf | (unsigned)extra->dialled << 7));
}

/* NULL if none was lost or repeated so far, unless they shall be @made. */
static Copies *find_copies(ReportChecker *checker, const CheckerInput *in, CheckerClass class, bool made)
{
    int64_t key = (int64_t)in->slot << 16 | (int64_t)class << 8 | in->hop << 4 | CPM_BOX_KIND(in->from);
    Copies *copies = g_hash_table_lookup(checker->copies, &key);
    uint16_t attempt = attempt_of(checker_extra(checker, in), in, class);
    bool fits = copies != NULL && copies->name.session == in->name.session && copies->name.member == in->name.member &&
                copies->attempt == attempt;

    if (fits || (copies == NULL && !made))
        return copies;
    if (copies == NULL) {
        copies = g_new(Copies, 1);
        copies->key = key;
        g_hash_table_insert(checker->copies, &copies->key, copies);
    }
    *copies = (Copies){ .key = key, .name = in->name, .last = SIM_TIME_MIN, .attempt = attempt };
    return made ? copies : NULL;
}

static const CpmTimers *timers_of(const ReportChecker *checker, const CheckerInput *in)
{
    const CpmWireSetup *wire = &checker->setup->wire;

    return is_client(CPM_BOX_KIND(in->from)) || is_client(CPM_BOX_KIND(in->to)) ? &wire->access : &wire->core;
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

/* A way that some messages take faster than others, and a queue, bring copies closer together. */
static bool keeps_gaps(const ReportChecker *checker, const CheckerInput *in, SimTime *out_jitter)
{
    const CpmLinkSetup *link = link_of(checker, in);
    bool access = link == &checker->setup->wire.link[CPM_LINK_ACCESS];

    *out_jitter = (access ? (SimTime)checker->access_bound * SIM_MS : checker->core_bound) + SLACK;
    return !checker->setup->wire.at_service && link->duplicate <= 0 && link->bandwidth <= 0 && !link->keeps_order && !link->tcp &&
           !has_queue(checker, in->from);
}

static void judge_gap(ReportChecker *checker, CheckerInput *in, CheckerClass class, const Copies *copies)
{
    SimTime gap = gap_after(timers_of(checker, in), class, copies->count), jitter;

    if (copies->count == 0 || copies->last == SIM_TIME_MIN || copies->transactions > 1 || !keeps_gaps(checker, in, &jitter))
        return;
    if (in->time - copies->last + jitter < gap)
        checker_fail(checker, in, CHECKER_RULE_COPIES, "send number %u of a request %.3f s after the one before, not %.3f s",
            copies->count + 1u, sim_time_to_seconds(in->time - copies->last), sim_time_to_seconds(gap));
}

/* Two BYEs that cross may share the hops at the ISF. */
static bool is_ambiguous(const CheckerInput *in, CheckerClass class)
{
    return class == CLASS_BYE && in->leg->role >= CHECKER_NATIVE && (in->hop == 1 || in->hop == 2);
}

/* @first: it has got in; @known: one before it had. */
static void count_copy(ReportChecker *checker, CheckerInput *in, CheckerClass class, bool first, bool known)
{
    unsigned most = most_sends(timers_of(checker, in), class), allowed = most;

    if (!checker->setup->wire.transactions || (class != CLASS_INVITE && class != CLASS_CANCEL && class != CLASS_BYE))
        return;
    Copies *copies = find_copies(checker, in, class, !first);
    if (copies == NULL || is_ambiguous(in, class))
        return;
    bool over = copies->count > 0 && in->time - copies->begun > 64 * timers_of(checker, in)->t1;
    if (over)
        copies->count = copies->transactions = 0;
    if (copies->count == 0)
        copies->begun = in->time;
    copies->transactions += first && copies->transactions < 9;
    if (copies->last == SIM_TIME_MIN && known && !first && !is_next_try(in, class))        /* it came before anything was counted */
        copies->count = copies->transactions = 1;
    judge_gap(checker, in, class, copies);
    copies->count += copies->count < UINT16_MAX;
    copies->last = in->time;
    allowed *= MAX(1, copies->transactions) * (link_of(checker, in)->duplicate > 0 ? 2 : 1);
    if (copies->count > allowed)
        checker_fail(checker, in, CHECKER_RULE_COPIES, "a request was sent %u times, at most %u are allowed", copies->count, most);
    if (copies->count > 1)
        checker_make_extra(checker, in)->copied = true;
}

/* ---- Responses */

static bool is_other_answer(CheckerClass class)
{
    return class == CLASS_CANCEL_ANSWER || class == CLASS_BYE_ANSWER || class == CLASS_SUBSCRIBE_ANSWER || class == CLASS_NOTIFY_ANSWER ||
           class == CLASS_UPDATE_ANSWER;
}

static void judge_response(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    if (is_other_answer(class) && in->status == 408)
        checker_fail(checker, in, CHECKER_RULE_NO_408, "a request that is no INVITE is answered 408");
    if (is_other_answer(class))
        checker_make_extra(checker, in)->answered_other = true;
}

/* A proxy passes on a final response that has not got in there: it was dropped, or should have been. */
static void judge_stray(ReportChecker *checker, CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);
    const CheckerLeg *leg = in->leg;
    unsigned below = in->hop + 1;

    if (in->hop < checker_last_hop(leg) && extra != NULL && extra->strays >> below & 1 && !(leg->final >> below & 1) &&
        extra->stray_status == in->status && in->status != 408)
        checker_fail(checker, in, CHECKER_RULE_STRAY, "a %u was forwarded that belonged to no transaction any more", in->status);
}

/* A UAS, which repeats itself, says something else than before. */
static void judge_second_final(ReportChecker *checker, CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;

    if (in->hop == checker_last_hop(leg) && leg->final == (1u << (in->hop + 1)) - 1u && (in->status < 300) != (leg->status < 100))
        checker_fail(checker, in, CHECKER_RULE_ONE_FINAL, "a %u came after the final response %u on the same hop", in->status,
            leg->status + 200u);
}

bool checker_wire_repeats_ok(const ReportChecker *checker, const CheckerInput *in)
{
    bool again = in->status < 300 && in->status == in->leg->status + 200u;
    bool forgotten = checker_elapsed(in->leg->since, in->now) >= checker->margin;

    return checker->wire && (again || forgotten);
}

/* ---- Retry-After: RFC 3261 20.33, 21.5.4 */

static SimTime *hold(ReportChecker *checker, CpmBox from, CpmBox to)
{
    return &checker->held[CPM_BOX_KIND(from) % 8][to % CHECKER_LOAD_BOXES];
}

static const CpmOverloadSetup *control_of(const ReportChecker *checker, CpmBox box)
{
    return &checker->setup->station[MIN(CPM_BOX_KIND(box), CPM_BOX_KINDS - 1)].overload;
}

static void note_rejection(ReportChecker *checker, const CheckerInput *in)
{
    const CpmOverloadSetup *control = control_of(checker, in->from);

    if (in->leg->invited <= in->hop)    /* the receiver has said it to itself */
        return;
    if (control->control == CPM_OVERLOAD_RETRY_AFTER && in->status == 503 && !is_client(CPM_BOX_KIND(in->to)) &&
        !(CPM_BOX_KIND(in->from) == CPM_IWF && checker->counts))
        *hold(checker, in->to, in->from) = in->time + 1;        /* 0: never */
}

/* How long a new INVITE that is not rejected may have been under way: its link, and the queue up to which none is rejected. */
static SimTime way_into(const ReportChecker *checker, const CheckerInput *in)
{
    const CpmOverloadSetup *control = control_of(checker, in->to);

    return checker->core_bound + 4 * (control->target + control->interval) + SIM_S;
}

/* Nobody can say how long it waited, before its link or for segments that were lost. */
static bool may_queue(const ReportChecker *checker, const CheckerInput *in)
{
    const CpmLinkSetup *link = link_of(checker, in);

    return link->bandwidth > 0 || (has_tcp(checker->setup, CPM_LINK_CORE) && link->loss > 0) || has_queue(checker, in->from);
}

/* A new INVITE, once. */
static void judge_hold(ReportChecker *checker, CheckerInput *in)
{
    const CpmOverloadSetup *control = control_of(checker, in->to);
    SimTime since = *hold(checker, in->from, in->to);

    if (control->control != CPM_OVERLOAD_RETRY_AFTER || since == 0 || is_client(CPM_BOX_KIND(in->from)))
        return;
    if (in->time > since + way_into(checker, in) && in->time < since + control->retry_after && !may_queue(checker, in))
        checker_fail(checker, in, CHECKER_RULE_RETRY_AFTER, "a new INVITE %.3f s after a 503 with Retry-After: %.3f s",
            sim_time_to_seconds(in->time - since), sim_time_to_seconds(control->retry_after));
    if (in->time >= since + control->retry_after)
        checker_pass(checker, in, CHECKER_RULE_RETRY_AFTER);
}

/* The focus has invited a member whom the INVITE may never reach. */
static void note_invitation(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);

    if (in->hop != 0 || in->leg->role == CHECKER_INVITER || in->leg->invited > 0 || extra->is_counted)
        return;
    extra->is_counted = true;
    checker_focus_invited(checker, in);
}

/* 503: by the box itself, or by its neighbour in its place, also since no connection can be made (RFC 3261 16.9). */
bool checker_wire_is_rejection(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerLeg *leg = in->leg;
    unsigned below = in->hop + 1;

    bool controlled = in->from == in->to || control_of(checker, in->from)->control != CPM_OVERLOAD_NONE;

    return checker->wire && in->status == 503 && controlled && leg->invited <= below && !(leg->final >> below);
}

/* The focus counts it as answered, and if it has sent no INVITE at all, as invited. */
static void note_refusal(ReportChecker *checker, CheckerInput *in)
{
    CheckerExtra *extra = checker_make_extra(checker, in);

    if (!checker_wire_is_rejection(checker, in))
        return;
    extra->rejected = true;
    note_invitation(checker, in);
}

/* ---- What came, did not come, or came again */

/* A 18x of the box below may come any number of times: it was lost, or its INVITE came again, and the server transaction repeats it. */
static void free_provisionals(CheckerInput *in)
{
    if (in->hop < 3)
        in->leg->relays |= 3u << 2 * in->hop;
}

void checker_wire_arrived(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    if (in->hop == CHECKER_NO_HOP)
        return;
    count_copy(checker, in, class, true, false);
    judge_response(checker, in, class);
    if (class == CLASS_FINAL) {
        judge_stray(checker, in);
        note_rejection(checker, in);
        note_refusal(checker, in);
    }
    if (class == CLASS_INVITE && !has_arrived(in, class) && !checker_wire_has_lost(checker, in, CHECKER_LOST(INVITE)))
        judge_hold(checker, in);
    if (class == CLASS_INVITE && checker->doubles)
        free_provisionals(in);
}

void checker_wire_lost(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    if (in->hop == CHECKER_NO_HOP)
        return;
    count_copy(checker, in, class, false, class != CLASS_BYE && has_arrived(in, class));    /* BYEs go either way */
    judge_response(checker, in, class);
    if (class == CLASS_FINAL)
        judge_stray(checker, in);
    note_loss(checker, in, loss_of(class));
    if (class == CLASS_PROVISIONAL)
        free_provisionals(in);
    if (class == CLASS_INVITE)
        note_invitation(checker, in);
}

void checker_wire_repeated(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    bool known = has_arrived(in, class);

    if (in->hop == CHECKER_NO_HOP)
        return;
    count_copy(checker, in, class, false, known);
    judge_response(checker, in, class);
    if (class == CLASS_FINAL && known)
        judge_second_final(checker, in);
    if (class == CLASS_INVITE || class == CLASS_PROVISIONAL)
        free_provisionals(in);
    CheckerExtra *extra = checker_extra(checker, in);
    bool of_before = extra != NULL && extra->retried != 0 && in->hop >= 2;      /* of the IWF that was tried before, perhaps */
    if (class == CLASS_ACK && of_before && extra->old_acks[in->hop - 2] > 0)
        extra->old_acks[in->hop - 2]--;
    else if (class == CLASS_ACK)    /* its box has had a 2xx acknowledged before, on its own account */
        in->leg->ack |= 1u << in->hop;
    if (known || class == CLASS_ACK)
        return;
    note_loss(checker, in, loss_of(class));     /* it came too late */
    if (class == CLASS_FINAL && !of_before) {
        extra = checker_make_extra(checker, in);
        extra->strays |= (uint8_t)(1u << in->hop);
        extra->stray_status = in->status;
        note_rejection(checker, in);
    }
}

bool checker_wire_own_answer(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    in->hop = (uint8_t)MIN(in->leg->invited, checker_last_hop(in->leg));
    if (class == CLASS_FINAL)
        return true;
    note_loss(checker, in, loss_of(class));
    return false;
}

/* ---- Excuses */

bool checker_wire_excuses(ReportChecker *checker, const CheckerInput *in, CheckerRule rule)
{
    enum {
        I = CHECKER_LOST(INVITE), P = CHECKER_LOST(PROVISIONAL), F = CHECKER_LOST(FINAL), A = CHECKER_LOST(ACK),
        C = CHECKER_LOST(CANCEL), B = CHECKER_LOST(BYE), E = CHECKER_LOST(EVENT), D = CHECKER_LOST(DIAL_IN),
        T = CHECKER_LOST(TEXT), S = CHECKER_LOST(SYSTEM), ALL = 0xffff
    };
    static const uint16_t causes[CHECKER_RULES] = {
        [CHECKER_RULE_STEPS] = I | P | F | A | C | B,   [CHECKER_RULE_ACK] = F | A | I,
        [CHECKER_RULE_PROVISIONAL] = I | P,             [CHECKER_RULE_CANCEL] = I | P | F | C,
        [CHECKER_RULE_CANCELLED] = F | C,               [CHECKER_RULE_TIMER_C] = I | P | F | C,
        [CHECKER_RULE_BYE] = I | F | A | C | B | D,     [CHECKER_RULE_TRYING] = I | P,
        [CHECKER_RULE_HELP] = S,                        [CHECKER_RULE_SUBMISSION] = F | S | C,
        [CHECKER_RULE_NO_REPLY] = I | F | C | S,        [CHECKER_RULE_LEAVE] = F | A | B | C | S,
        [CHECKER_RULE_LATE] = F | D | S,                [CHECKER_RULE_DIAL_IN] = F | A | B | D,
        [CHECKER_RULE_FAILOVER] = I | F | C,            [CHECKER_RULE_SELECTION] = I | F,
        [CHECKER_RULE_OUTAGE] = ALL,                    [CHECKER_RULE_REFRESH] = E | F | A | B | D,
        [CHECKER_RULE_UNREFRESHED] = E | A | B,         [CHECKER_RULE_RESPONSE] = T | F | A | B | D,
        [CHECKER_RULE_TEXT] = T | F | A | B | D | S,    [CHECKER_RULE_SUBSCRIBER] = E | F | A | B,
    };
    static const uint16_t session_causes[CHECKER_RULES - CHECKER_LEG_RULES] = {
        [CHECKER_RULE_NOTIFY - CHECKER_LEG_RULES] = ALL, [CHECKER_RULE_PACING - CHECKER_LEG_RULES] = ALL,
        [CHECKER_RULE_STATES - CHECKER_LEG_RULES] = ALL, [CHECKER_RULE_EVERY_MEMBER - CHECKER_LEG_RULES] = I | F | C | B,
    };
    const CheckerExtra *extra = checker_extra(checker, in);
    unsigned lost = checker->forgets ? ALL : extra == NULL ? 0 : extra->lost;

    if (checker->fails && (rule == CHECKER_RULE_PROVISIONAL || rule == CHECKER_RULE_TIMER_C))  /* a box that is down is silent */
        return true;
    if (rule == CHECKER_RULE_ANSWER || rule == CHECKER_RULE_REFUSAL)
        return in->leg->role == CHECKER_INVITER && lost & (I | F | A | C);
    if (rule == CHECKER_RULE_OPTION && in->leg->role == CHECKER_UNAVAILABLE)    /* it may have tried another IWF */
        return lost & (I | P | F);
    if (rule == CHECKER_RULE_CAPACITY || rule == CHECKER_RULE_NUMBER)   /* they are about other legs, too */
        return checker->loses;
    if (rule == CHECKER_RULE_TEXT || rule == CHECKER_RULE_SUBSCRIBER)
        lost |= checker_session(checker, in->name.session)->lost;
    if (rule < CHECKER_LEG_RULES)
        return lost & causes[rule];
    return checker_session(checker, in->name.session)->lost & session_causes[rule - CHECKER_LEG_RULES];
}

void checker_wire_end(ReportChecker *checker, CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);

    if (extra == NULL)
        return;
    if (extra->copied)
        checker_pass(checker, in, CHECKER_RULE_COPIES);
    if (extra->answered_other)
        checker_pass(checker, in, CHECKER_RULE_NO_408);
    if (extra->strays != 0)
        checker_pass(checker, in, CHECKER_RULE_STRAY);
}
