/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/checker_wire.h"

#include "report/checker_copies.h"
#include "report/checker_down.h"
#include "report/checker_focus.h"
#include "report/checker_iwf.h"

#define SURE (1 - 1e-9)         /* nothing takes longer, but for one in a billion */

#define LONGEST_QUEUE (8 * SIM_S)       /* a box where more waits is overloaded: report/checker_load.c */

/* ---- Networks in which messages may be later than anything the checker waits for, so that nothing can be said of what is missing */

#define FIRST_RTO SIM_S         /* RFC 6298 2.1, 2.5 */
#define LONGEST_RTO (60 * SIM_S)
#define BYTES 1000.0            /* of a message, roughly */
#define NARROW 4.0              /* s for all of them are too long */
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

/* Of the core's links it is seen: report/checker_load.h. */
static bool is_narrow(const CpmSetup *setup, CpmLinkClass link)
{
    double bandwidth = setup->wire.link[link].bandwidth;

    return link == CPM_LINK_ACCESS && bandwidth > 0 && ALONE * BYTES * 8 / bandwidth > NARROW;
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

        checker->loses_texts |= recovery(setup->wire.link[link].loss) > limit;
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
}

/* ---- What a setup allows */

/* Queues, and boxes that are down, have no bound. */
static bool may_delay(const ReportChecker *checker)
{
    bool found = checker->is_down || checker->doubt != NULL;

    for (CpmLinkClass link = 0; link < CPM_LINK_CLASSES; link++)
        found |= checker->setup->wire.link[link].bandwidth > 0 || has_tcp(checker->setup, link);
    for (CpmBoxKind kind = 0; kind < CPM_BOX_KINDS; kind++)
        found |= checker_wire_has_queue(checker, CPM_BOX(kind, 0));
    return found;
}

void checker_wire_start(ReportChecker *checker)
{
    const CpmSetup *setup = checker->setup;

    checker->wire = setup->wire.transactions || setup->wire.at_service;
    checker_down_start(checker);
    for (unsigned i = 0; i < CPM_LINK_CLASSES; i++)
        checker->doubles |= setup->wire.link[i].duplicate > 0;
    find_doubt(checker);
    checker->delays = setup->wire.transactions && may_delay(checker);
    if (checker->wire)
        checker_copies_start(checker);
}

void checker_wire_free(ReportChecker *checker)
{
    checker_copies_free(checker);
}

static bool is_client(CpmBoxKind kind)
{
    return kind == CPM_CLIENT || kind == CPM_CLIENT_A;
}

const CpmLinkSetup *checker_wire_link(const ReportChecker *checker, const CheckerInput *in)
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
    return checker_wire_link(checker, in)->loss > 0;
}

bool checker_wire_has_queue(const ReportChecker *checker, CpmBox box)
{
    const CpmStationSetup *station = &checker->setup->station[MIN(CPM_BOX_KIND(box), CPM_BOX_KINDS - 1)];
    bool works = station->service != NULL;

    for (unsigned i = 0; i < CPM_WORKS; i++)
        works |= station->service_of[i] != NULL;
    return works;
}

SimTime checker_wire_jitter(const ReportChecker *checker, const CheckerInput *in)
{
    const CpmLinkSetup *link = checker_wire_link(checker, in);

    if (!checker->setup->wire.at_service && link->bandwidth <= 0 && !has_tcp(checker->setup, CPM_LINK_CORE))
        return 0;
    if (has_tcp(checker->setup, CPM_LINK_CORE) && link->loss > 0)
        return CPM_LONGEST_DURATION;
    return checker_wire_has_queue(checker, in->to) || checker_wire_has_queue(checker, in->from) ? LONGEST_QUEUE : SIM_S;
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
    checker->loses |= (1u << loss & (decisive | CHECKER_LOST(SYSTEM)) & ~CHECKER_LOST(PROVISIONAL)) && in->leg->role != CHECKER_CPM;
}

bool checker_wire_is_late(const ReportChecker *checker)
{
    return checker->doubt != NULL || checker->load.overloaded || checker->load.crowded;
}

bool checker_wire_has_lost(const ReportChecker *checker, const CheckerInput *in, unsigned losses)
{
    const CheckerExtra *extra = checker_extra(checker, in);

    return checker->wire && extra != NULL && extra->lost & losses;
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
    bool of_before = extra != NULL && extra->retried != 0 && in->hop >= 2;      /* of the IWF that was tried before, perhaps */
    bool may_be_own = in->status == 408 || in->status == 500;   /* Timer B, or nobody could be reached: 16.7, 16.9 */

    if (in->hop < checker_last_hop(leg) && extra != NULL && !of_before && extra->strays >> below & 1 && !(leg->final >> below & 1) &&
        extra->stray_status == in->status && !may_be_own)
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

/* A copy of the failure after which the ISF has tried another IWF. */
static bool is_of_before(const ReportChecker *checker, const CheckerInput *in)
{
    const CheckerExtra *extra = checker_extra(checker, in);

    return extra != NULL && extra->retried != 0 && in->hop >= 2 && (in->status == 500 || in->status == 503 || in->status == 408);
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
    const CpmLinkSetup *link = checker_wire_link(checker, in);

    return link->bandwidth > 0 || (has_tcp(checker->setup, CPM_LINK_CORE) && link->loss > 0) || checker_wire_has_queue(checker, in->from);
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

bool checker_wire_may_reject(const ReportChecker *checker, const CheckerInput *in)
{
    return checker->wire && in->status == 503 && control_of(checker, in->from)->control != CPM_OVERLOAD_NONE;
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
static void free_provisionals(CheckerInput *in, CheckerClass class)
{
    if (in->hop < 3)
        in->leg->relays |= 3u << 2 * in->hop;
    if (in->hop > 0 && class == CLASS_PROVISIONAL)      /* the box that it has reached passes it on */
        in->leg->relays |= 3u << 2 * (in->hop - 1);
}

void checker_wire_arrived(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    if (in->hop == CHECKER_NO_HOP)
        return;
    checker_copies_count(checker, in, class, true, false);
    checker_copies_answered(checker, in, class);
    judge_response(checker, in, class);
    if (class == CLASS_FINAL) {
        judge_stray(checker, in);
        note_rejection(checker, in);
        note_refusal(checker, in);
    }
    if (class == CLASS_INVITE && !has_arrived(in, class) && !checker_wire_has_lost(checker, in, CHECKER_LOST(INVITE)))
        judge_hold(checker, in);
    if (class == CLASS_INVITE && checker->doubles)
        free_provisionals(in, class);
}

/* The last box has answered, and that was lost, or nobody waits for it any more; an IWF that was tried before does not count. */
static void note_unheard(ReportChecker *checker, const CheckerInput *in)
{
    CheckerExtra *extra = checker_extra(checker, in);

    if (in->hop == checker_last_hop(in->leg) && (extra->retried == 0 || (extra->has_iwf && extra->iwf == in->iwf)))
        extra->unheard_answer = in->status;
}

void checker_wire_lost(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    if (in->hop == CHECKER_NO_HOP)
        return;
    checker_copies_count(checker, in, class, false, class != CLASS_BYE && has_arrived(in, class));    /* BYEs go either way */
    judge_response(checker, in, class);
    if (class == CLASS_FINAL)
        judge_stray(checker, in);
    note_loss(checker, in, loss_of(class));
    if (class == CLASS_FINAL)
        note_unheard(checker, in);
    if (class == CLASS_PROVISIONAL)
        free_provisionals(in, class);
    if (class == CLASS_INVITE)
        note_invitation(checker, in);
}

void checker_wire_repeated(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    bool known = has_arrived(in, class);

    if (in->hop == CHECKER_NO_HOP)
        return;
    checker_copies_count(checker, in, class, false, known);
    judge_response(checker, in, class);
    if (class == CLASS_FINAL)
        judge_stray(checker, in);
    if (class == CLASS_FINAL && known && !is_of_before(checker, in))
        judge_second_final(checker, in);
    if (class == CLASS_INVITE || class == CLASS_PROVISIONAL)
        free_provisionals(in, class);
    CheckerExtra *extra = checker_extra(checker, in);
    bool of_before = extra != NULL && extra->retried != 0 && in->hop >= 2;      /* of the IWF that was tried before, perhaps */
    if (class == CLASS_ACK && of_before && extra->old_acks[in->hop - 2] > 0)
        extra->old_acks[in->hop - 2]--;
    else if (class == CLASS_ACK)    /* its box has had a 2xx acknowledged before, on its own account */
        in->leg->ack |= 1u << in->hop;
    if (known || class == CLASS_ACK)
        return;
    note_loss(checker, in, loss_of(class));     /* it came too late */
    if (class == CLASS_FINAL)
        note_unheard(checker, in);
    if (class == CLASS_FINAL && !of_before) {
        extra = checker_make_extra(checker, in);
        extra->strays |= (uint8_t)(1u << in->hop);
        extra->stray_status = in->status;
        note_rejection(checker, in);
    }
}

bool checker_wire_own_answer(ReportChecker *checker, CheckerInput *in, CheckerClass class)
{
    bool tries_next = CPM_BOX_KIND(in->to) == CPM_ISF && checker_last_hop(in->leg) > 2;
    in->hop = tries_next ? 2 : (uint8_t)MIN(in->leg->invited, checker_last_hop(in->leg));
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
        T = CHECKER_LOST(TEXT), S = CHECKER_LOST(SYSTEM)
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
        [CHECKER_RULE_REFRESH] = E | F | A | B | D,
        [CHECKER_RULE_UNREFRESHED] = E | A | B,         [CHECKER_RULE_RESPONSE] = T | F | A | B | D,
        [CHECKER_RULE_TEXT] = T | F | A | B | D | S,    [CHECKER_RULE_SUBSCRIBER] = E | F | A | B,
        [CHECKER_RULE_NOTIFY] = I | F | A | B | E,      [CHECKER_RULE_STATES] = I | F | A | B | E,
        [CHECKER_RULE_PACING] = E,
    };
    /* ... on any leg of the session: then the focus may know less of a member than the checker, or more. */
    static const uint16_t session_causes[CHECKER_RULES] = {
        [CHECKER_RULE_NOTIFY] = C | D,                  [CHECKER_RULE_STATES] = I | P | F | C | B | D,
        [CHECKER_RULE_SUBSCRIBER] = C | D,              [CHECKER_RULE_EVERY_MEMBER] = I | F | C | B,
    };
    const CheckerExtra *extra = checker_extra(checker, in);
    unsigned lost = extra == NULL ? 0 : extra->lost;

    if (rule == CHECKER_RULE_PROVISIONAL && extra != NULL && extra->unheard_answer != 0)
        return true;
    if (rule == CHECKER_RULE_ANSWER || rule == CHECKER_RULE_REFUSAL)
        return in->leg->role == CHECKER_INVITER &&
               lost & (I | F | A | C | (in->leg->final & 1 && in->leg->status + 200u == 408 ? P : 0));    /* the Core has given up */
    if (rule == CHECKER_RULE_OPTION && in->leg->role == CHECKER_UNAVAILABLE)    /* it may have tried another IWF */
        return lost & (I | P | F);
    if (rule == CHECKER_RULE_QUIET && in->leg->role == CHECKER_UNAVAILABLE)     /* the one that was given up goes on */
        return extra != NULL && extra->candidate > 0;
    if (rule == CHECKER_RULE_CAPACITY || rule == CHECKER_RULE_NUMBER)   /* they are about other legs, too */
        return checker->loses;
    return lost & causes[rule] ||
           (session_causes[rule] != 0 && checker_session(checker, in->name.session)->lost & session_causes[rule]);
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
