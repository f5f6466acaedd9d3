/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sip_transaction.h"

#include "models/cpm_network_state.h"
#include "models/sip_fault.h"
#include "models/sip_invite_client.h"
#include "models/sip_invite_server.h"
#include "models/sip_other_client.h"
#include "models/sip_other_server.h"
#include "models/sip_transaction_pool.h"

static bool is_invite(unsigned method)
{
    return method == SIP_INVITE || method == SIP_DIAL_IN;
}

static SipCode ack_of(SipCode request)
{
    return sip_method(request) == SIP_DIAL_IN ? SIP_REQUEST(SIP_DIAL_IN_ACK) : SIP_REQUEST(SIP_ACK);
}

static SipCode invite_of(SipCode ack)
{
    return sip_method(ack) == SIP_DIAL_IN_ACK ? SIP_REQUEST(SIP_DIAL_IN) : SIP_REQUEST(SIP_INVITE);
}

static void post(SipTransactions *transactions, CpmHop *hop, CpmPacket packet, bool down)
{
    packet.leg = hop->leg_slot;
    packet.generation = (uint16_t)hop->leg->generation;
    packet.position = (uint8_t)(down ? hop->position + 1 : hop->position - 1);
    packet.origin = down ? CPM_FROM_ABOVE : CPM_FROM_BELOW;
    transactions->ends.post(hop, &packet);
}

/* @code of this transaction, the @copy-th after the original. */
static void emit(SipStep *step, SipCode code, unsigned copy, SimTime extra)
{
    const SipTransaction *self = step->self;
    bool client = sip_transaction_is_client(self);
    CpmPacket packet = { .extra = extra,
                         .branch = client ? 1 + sip_transaction_slot(step->transactions, self) : self->branch,
                         .branch_generation = client ? self->generation : self->branch_generation,
                         .code = code,
                         .copy = (uint8_t)copy,
                         .mark = self->mark };

    if (client && code != self->request)        /* an ACK; that of a dial-in says so */
        packet.mark = code == SIP_REQUEST(SIP_DIAL_IN_ACK);
    post(step->transactions, step->hop, packet, client == self->down);
}

static unsigned next_copy(SipTransaction *self)
{
    self->copies = (uint8_t)MIN(self->copies + 1u, UINT8_MAX);
    return self->copies;
}

void sip_step_send(SipStep *step)
{
    step->self->mark = step->mark;
    emit(step, step->code, 0, step->extra);
}

void sip_step_send_again(SipStep *step)
{
    SipTransaction *self = step->self;

    emit(step, sip_transaction_is_client(self) ? self->request : sip_transaction_response(self), next_copy(self), 0);
}

void sip_step_acknowledge(SipStep *step)
{
    emit(step, ack_of(step->self->request), step->self->copies, 0);
}

void sip_step_respond(SipStep *step)
{
    SipTransaction *self = step->self;

    self->status = sip_status(step->code) & 1023u;
    self->mark = step->mark;
    if (!step->again)
        self->copies = 0;
    emit(step, step->code, step->again ? next_copy(self) : 0, step->extra);
}

const CpmTimers *sip_step_timers(const SipStep *step)
{
    const CpmWireSetup *wire = &step->hop->setup->wire;

    return step->self->access ? &wire->access : &wire->core;
}

/* The low byte of the code says that this is a transaction's, the high byte which timer it is. */
void sip_step_start(SipStep *step, CpmTimer timer, SimTime delay)
{
    SipTransaction *self = step->self;
    SipCode code = (SipCode)(CPM_WIRE_TRANSACTION | (unsigned)timer << 8);

    g_assert(self->pending < 7);
    self->pending++;
    sim_queue_push(step->hop->network->world->queue,
                   (SimEvent){ .time = step->hop->ready + delay,
                               .subject = sip_transaction_slot(step->transactions, self),
                               .what = cpm_what(code, self->position, CPM_FROM_INSIDE, 0) });
}

void sip_step_repeat(SipStep *step, CpmTimer timer, SimTime limit)
{
    SimTime interval;

    step->self->steps = MIN(step->self->steps + 1u, 16u) & 31u;
    interval = sip_step_timers(step)->t1 << step->self->steps;
    if (limit > 0)
        interval = MIN(interval, limit);
    sip_step_start(step, timer, interval);
}

void sip_step_pass(SipStep *step, bool before)
{
    step->fate = before && step->again ? SIP_PASS_AGAIN : SIP_PASS;
}

static void record_timer(const CpmHop *hop, CpmTimer timer)
{
    SimRecord *record = sim_trace_next(hop->network->world->trace);

    record->time = hop->now;
    record->leg = hop->leg_slot;
    record->session = hop->session->number;
    record->member = hop->member;
    record->code = (uint16_t)timer;
    record->from = record->to = hop->box;
    record->kind = SIM_RECORD_TIMER;
    record->state = record->next = (uint8_t)cpm_hop_state(hop);
}

void sip_step_record(SipStep *step, CpmTimer timer)
{
    record_timer(step->hop, timer);
}

/* Takes the arrow for @input, if there is one. */
static bool take_arrow(SipStep *step, unsigned input)
{
    SipTransactions *transactions = step->transactions;
    SipTransaction *self = step->self;
    const SimMachine *machine = &transactions->machines[self->kind];
    unsigned before = self->state, next;

    step->fate = SIP_ABSORBED;
    step->tells = false;
    next = sim_machine_step(machine, before, input, step);
    if (next == SIM_UNEXPECTED)
        return false;
    self->state = next & 7u;
    if (G_UNLIKELY(transactions->ends.watch != NULL))
        transactions->ends.watch((SipTransactionKind)self->kind, before, input);
    if (self->kind == SIP_INVITE_CLIENT && before == SIP_ICT_CALLING && self->state != SIP_ICT_CALLING)
        cpm_wire_answered(step->hop, self->down);
    if (self->state + 1u == machine->def->n_states)      /* the last state of all four machines is the end */
        sip_pool_end(transactions, self);
    return true;
}

/* ---- from the box's machine */

static unsigned input_of_sent(const SipTransaction *server, SipCode code)
{
    unsigned status = sip_status(code);

    if (server->kind == SIP_OTHER_SERVER)
        return status < 200 ? SIP_NIST_INPUTS : SIP_NIST_TX_2XX_6XX;
    return status < 200 ? SIP_IST_TX_1XX : status < 300 ? SIP_IST_TX_2XX : SIP_IST_TX_3XX_6XX;
}

/* The server transaction of the message that the machine has in hand, if it is for @request in this direction; else the newest. */
static SipTransaction *server_for(SipTransactions *transactions, const CpmHop *hop, SipCode request, bool down)
{
    SipTransaction *one = hop->server == 0 ? NULL : &transactions->slots[hop->server - 1];
    SipTransactionKind kind = is_invite(sip_method(request)) ? SIP_INVITE_SERVER : SIP_OTHER_SERVER;

    if (one != NULL && !one->over && !sip_transaction_is_client(one) && one->leg == hop->leg_slot && one->position == hop->position &&
        one->request == request && one->down == down)
        return one;
    return sip_pool_newest(transactions, hop, kind, request, down);
}

/* RFC 6026 8.9: a response without transaction is dropped. */
static void send_response(SipTransactions *transactions, CpmHop *hop, SipSending message)
{
    SipTransaction *server = server_for(transactions, hop, SIP_REQUEST(sip_method(message.code)), !message.down);
    SipStep step = { .transactions = transactions,
                     .self = server,
                     .hop = hop,
                     .code = message.code,
                     .mark = message.mark,
                     .again = hop->again,
                     .extra = message.extra };
    unsigned input;

    if (server == NULL)
        return;
    input = input_of_sent(server, message.code);
    if (input < transactions->machines[server->kind].n_inputs)
        take_arrow(&step, input);
}

/* A client transaction has sent the ACK of a 300-699 already, hop by hop; that of a 2xx is a message of its own. */
static bool is_sent_already(const CpmHop *hop, SipCode ack)
{
    if (hop->origin == CPM_FROM_TIMER)
        return false;
    return sip_status(hop->code) >= 300 || (hop->code == ack && hop->server != 0);
}

static void send_ack(SipTransactions *transactions, CpmHop *hop, SipSending message)
{
    CpmPacket packet = { .extra = message.extra, .code = message.code, .mark = message.mark };
    SipTransaction *client;

    if (is_sent_already(hop, message.code))
        return;
    client = sip_pool_newest(transactions, hop, SIP_INVITE_CLIENT, invite_of(message.code), message.down);
    if (hop->again)
        packet.copy = (uint8_t)(client == NULL ? 1 : next_copy(client));
    post(transactions, hop, packet, message.down);
}

/* What a new client transaction has to do with: the server transaction whose request it passes on, or the INVITE that it cancels. */
static SipTransaction *cause_of(SipTransactions *transactions, const CpmHop *hop, SipCode request, bool down)
{
    SipTransaction *one = hop->server == 0 ? NULL : &transactions->slots[hop->server - 1];

    if (sip_method(request) == SIP_CANCEL)
        return sip_pool_newest(transactions, hop, SIP_INVITE_CLIENT, SIP_REQUEST(SIP_INVITE), down);
    if (one == NULL || one->over || one->leg != hop->leg_slot || one->position != hop->position || one->request != request ||
        one->down != down)
        return NULL;
    return one;
}

static void send_request(SipTransactions *transactions, CpmHop *hop, SipSending message)
{
    SipTransaction *cause = cause_of(transactions, hop, message.code, message.down), *client;
    uint32_t branch = cause == NULL ? 0 : 1 + sip_transaction_slot(transactions, cause);
    uint16_t generation = cause == NULL ? 0 : cause->generation;
    bool invite = is_invite(sip_method(message.code));
    SipStep step = { .transactions = transactions, .hop = hop, .code = message.code, .mark = message.mark, .extra = message.extra };

    if (message.code == SIP_REQUEST(SIP_INVITE) && hop->leg->kind == CPM_LEG_NON_CPM && hop->position == CPM_AT_ISF)
        sip_pool_abandon(transactions, hop->leg_slot, CPM_AT_IWF);
    client = sip_pool_begin(transactions, hop, invite ? SIP_INVITE_CLIENT : SIP_OTHER_CLIENT, message.code, message.down);
    client->branch = branch;
    client->branch_generation = generation;
    step.self = client;
    take_arrow(&step, invite ? (unsigned)SIP_ICT_TX_INVITE : (unsigned)SIP_NICT_TX_REQUEST);
    if (sip_method(message.code) == SIP_CANCEL && branch != 0) {
        step.self = &transactions->slots[branch - 1];
        sip_step_start(&step, CPM_TIMER_CANCELLED, 64 * sip_step_timers(&step)->t1);
    }
}

void sip_transaction_send(SipTransactions *transactions, CpmHop *hop, SipSending message)
{
    unsigned method = sip_method(message.code);

    if (sip_status(message.code) != 0)
        send_response(transactions, hop, message);
    else if (method == SIP_ACK || method == SIP_DIAL_IN_ACK)
        send_ack(transactions, hop, message);
    else
        send_request(transactions, hop, message);
}

/* ---- from the wire */

static SipStep step_of(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet, SipTransaction *self)
{
    return (SipStep){ .transactions = transactions,
                      .self = self,
                      .hop = hop,
                      .code = packet->code,
                      .mark = packet->mark,
                      .again = packet->copy > 0 || packet->doubled };
}

static bool machine_expects(CpmHop *hop)
{
    const CpmSeat *seat = &hop->network->seats.at[hop->leg->kind][hop->position];

    return sim_machine_expects(seat->machine, cpm_hop_state(hop), cpm_seat_input(seat, hop));
}

/* An INVITE that no transaction knows is as a rule a new one.  It is one of the past if its client has had its answer or has sent another
 * one since (the ISF tries the next Interworking Function); or if the client is gone, and the machine has had an INVITE before or may
 * by now be that of another Interworking Function. */
static bool is_of_the_past(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    const SipTransaction *client = sip_pool_find_client(transactions, packet);
    CpmHop above;

    if (!is_invite(sip_method(packet->code)))
        return false;
    if (!machine_expects(hop))
        return true;
    if (client == NULL)
        return packet->origin == CPM_FROM_ABOVE && hop->leg->kind == CPM_LEG_NON_CPM && hop->position > CPM_AT_ISF;
    above = *hop;
    above.position = client->position;
    return client->state > SIP_ICT_PROCEEDING || !sip_pool_is_current(transactions, &above, client);
}

static SipTransaction *begin_server(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    SipTransactionKind kind = is_invite(sip_method(packet->code)) ? SIP_INVITE_SERVER : SIP_OTHER_SERVER;
    SipTransaction *server = sip_pool_begin(transactions, hop, kind, packet->code, packet->origin == CPM_FROM_ABOVE);
    SipStep step = step_of(transactions, hop, packet, server);

    server->branch = packet->branch;
    server->branch_generation = packet->branch_generation;
    sip_pool_marry(transactions, server);
    take_arrow(&step, kind == SIP_INVITE_SERVER ? (unsigned)SIP_IST_RX_INVITE : (unsigned)SIP_NIST_RX_REQUEST);
    return server;
}

/* @server answers with @status, and the TU hears of nothing. */
static void answer_alone(CpmHop *hop, SipTransactions *transactions, SipTransaction *server, unsigned status)
{
    SipStep step = { .transactions = transactions, .self = server, .hop = hop, .code = (SipCode)(server->request + status) };

    server->unknown = true;
    take_arrow(&step, input_of_sent(server, step.code));
}

/* The INVITE that @packet, a CANCEL, is to cancel at this hop; NULL if there is none any more. */
static SipTransaction *cancelled_by(SipTransactions *transactions, const CpmHop *hop, const CpmPacket *packet)
{
    const SipTransaction *cancel = sip_pool_find_client(transactions, packet);

    if (cancel == NULL || cancel->branch == 0)
        return sip_pool_newest(transactions, hop, SIP_INVITE_SERVER, SIP_REQUEST(SIP_INVITE), packet->origin == CPM_FROM_ABOVE);
    return sip_pool_find_server(transactions, hop, cancel->branch, cancel->branch_generation);
}

/* 9.2: 481 if there is nothing to cancel.  What an overloaded box has rejected its machine does not know. */
static SipFate take_cancel(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    const SipTransaction *invite = cancelled_by(transactions, hop, packet);
    bool known = invite != NULL && !invite->unknown, found = invite != NULL;
    SipTransaction *server = begin_server(transactions, hop, packet);

    if (known) {
        hop->server = 1 + sip_transaction_slot(transactions, server);
        return SIP_PASS;
    }
    answer_alone(hop, transactions, server, found ? 200 : 481);
    return SIP_ANSWERED;
}

/* 8.2.2.2: the INVITE that the machine has in hand has come by another way, since a proxy has forgotten that it had sent it. */
static bool is_merged(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    const SipTransaction *client = sip_pool_find_client(transactions, packet), *known;

    if (packet->code != SIP_REQUEST(SIP_INVITE) || client == NULL || client->state != SIP_ICT_CALLING)
        return false;
    known = sip_pool_newest(transactions, hop, SIP_INVITE_SERVER, packet->code, packet->origin == CPM_FROM_ABOVE);
    return known != NULL && sip_pool_find(transactions, known->branch, known->branch_generation, known->leg) == NULL;
}

static SipFate receive_request(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    SipTransaction *server = sip_pool_find_server(transactions, hop, packet->branch, packet->branch_generation);

    if (server != NULL) {
        SipStep step = step_of(transactions, hop, packet, server);

        take_arrow(&step, server->kind == SIP_INVITE_SERVER ? (unsigned)SIP_IST_RX_INVITE : (unsigned)SIP_NIST_RX_REQUEST);
        return SIP_ABSORBED;
    }
    if (is_of_the_past(transactions, hop, packet)) {
        if (!is_merged(transactions, hop, packet))
            return SIP_ABSORBED;
        answer_alone(hop, transactions, begin_server(transactions, hop, packet), 482);
        return SIP_ANSWERED;
    }
    if (packet->code == SIP_REQUEST(SIP_CANCEL))
        return take_cancel(transactions, hop, packet);
    hop->server = 1 + sip_transaction_slot(transactions, begin_server(transactions, hop, packet));
    return SIP_PASS;
}

/* The ACK of a 300-699 has the branch of its INVITE.  The machine gets it if it is at this INVITE still. */
static SipFate receive_ack(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    bool down = packet->origin == CPM_FROM_ABOVE;
    SipTransaction *server = packet->branch != 0 ? sip_pool_find_server(transactions, hop, packet->branch, packet->branch_generation)
                                                 : sip_pool_newest(transactions, hop, SIP_INVITE_SERVER, invite_of(packet->code), down);
    SipStep step = step_of(transactions, hop, packet, server);
    bool known = server != NULL && !server->unknown && sip_pool_is_current(transactions, hop, server);
    bool first;         /* to what the transaction answered alone: its machine has no use for it, but it has not come before */

    if (packet->branch == 0) {
        if (server != NULL && (server->state == SIP_IST_ACCEPTED || server->state == SIP_IST_ACKNOWLEDGED))
            take_arrow(&step, SIP_IST_RX_ACK);
        else
            sip_step_pass(&step, true);
        return step.fate;
    }
    if (server == NULL)
        return SIP_ABSORBED;
    first = server->unknown && server->state == SIP_IST_COMPLETED;
    hop->server = 1 + sip_transaction_slot(transactions, server);
    take_arrow(&step, SIP_IST_RX_ACK);
    if (first)
        return SIP_ANSWERED;
    return known ? step.fate : SIP_ABSORBED;
}

static unsigned input_of_received(const SipTransaction *client, SipCode code)
{
    unsigned status = sip_status(code);

    if (client->kind == SIP_OTHER_CLIENT)
        return status < 200 ? SIP_NICT_RX_1XX : SIP_NICT_RX_2XX_6XX;
    return status < 200 ? SIP_ICT_RX_1XX : status < 300 ? SIP_ICT_RX_2XX : SIP_ICT_RX_3XX_6XX;
}

/* The server transaction whose request @client has passed on, as hop->server has it. */
static uint32_t server_of(SipTransactions *transactions, const SipTransaction *client)
{
    const SipTransaction *server = sip_pool_find(transactions, client->branch, client->branch_generation, client->leg);

    return server == NULL || sip_transaction_is_client(server) ? 0 : client->branch;
}

/* A response to an INVITE that is not the last one sent here is acknowledged or dropped as it must be, but is no news. */
static SipFate receive_response(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    SipTransaction *client = sip_pool_find_client(transactions, packet);
    SipStep step = step_of(transactions, hop, packet, client);
    bool current;

    if (client == NULL || client->position != hop->position) {
        if (G_UNLIKELY(hop->network->faults != 0))
            sip_fault_forward_stray(transactions, hop, packet);
        return SIP_ABSORBED;
    }
    hop->server = server_of(transactions, client);
    current = sip_pool_is_current(transactions, hop, client);
    take_arrow(&step, input_of_received(client, packet->code));
    return current ? step.fate : SIP_ABSORBED;
}

SipFate sip_transaction_receive(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    unsigned method = sip_method(packet->code);

    hop->server = 0;
    if (sip_status(packet->code) != 0)
        return receive_response(transactions, hop, packet);
    if (method == SIP_ACK || method == SIP_DIAL_IN_ACK)
        return receive_ack(transactions, hop, packet);
    return receive_request(transactions, hop, packet);
}

SipFate sip_transaction_reject(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet, unsigned status)
{
    hop->server = 0;
    if (sip_pool_find_server(transactions, hop, packet->branch, packet->branch_generation) != NULL)
        return receive_request(transactions, hop, packet);
    if (is_of_the_past(transactions, hop, packet))
        return SIP_ABSORBED;
    answer_alone(hop, transactions, begin_server(transactions, hop, packet), status);
    return SIP_ANSWERED;
}

/* ---- failures and timers */

/* The TU gets @status as if it had come from the peer: 8.1.3.1. */
static void respond_locally(SipTransactions *transactions, CpmHop *hop, const SipTransaction *client, unsigned status)
{
    hop->code = (SipCode)(client->request + status);
    hop->origin = client->down ? CPM_FROM_BELOW : CPM_FROM_ABOVE;
    hop->mark = false;
    hop->local = true;
    hop->server = server_of(transactions, client);
    transactions->ends.take(hop);
}

void sip_transaction_fail(SipTransactions *transactions, CpmHop *hop, const CpmPacket *packet)
{
    bool is_request = sip_status(packet->code) == 0;
    SipTransaction *one = is_request ? sip_pool_find_client(transactions, packet)
                                     : sip_pool_find_server(transactions, hop, packet->branch, packet->branch_generation);
    SipStep step = step_of(transactions, hop, packet, one);
    SipTransaction before;

    if (one == NULL || one->position != hop->position)
        return;
    before = *one;
    if (one->kind == SIP_INVITE_CLIENT)
        take_arrow(&step, SIP_ICT_TRANSPORT_ERROR);
    else if (one->kind == SIP_OTHER_CLIENT)
        take_arrow(&step, SIP_NICT_TRANSPORT_ERROR);
    else
        take_arrow(&step, one->kind == SIP_INVITE_SERVER ? (unsigned)SIP_IST_TRANSPORT_ERROR : (unsigned)SIP_NIST_TRANSPORT_ERROR);
    if (step.tells)
        respond_locally(transactions, hop, &before, 503);
}

/* The input of each timer in each machine; 0 is none, since the first input of all four is no timer. */
static const uint8_t input_of_timer[SIP_TRANSACTION_KINDS][CPM_TIMER_LATE_TRYING + 1] = {
    [SIP_INVITE_CLIENT] = { [CPM_TIMER_A] = SIP_ICT_TIMER_A, [CPM_TIMER_B] = SIP_ICT_TIMER_B, [CPM_TIMER_D] = SIP_ICT_TIMER_D,
                            [CPM_TIMER_M] = SIP_ICT_TIMER_M, [CPM_TIMER_CANCELLED] = SIP_ICT_TIMER_CANCELLED },
    [SIP_INVITE_SERVER] = { [CPM_TIMER_G] = SIP_IST_TIMER_G, [CPM_TIMER_H] = SIP_IST_TIMER_H, [CPM_TIMER_I] = SIP_IST_TIMER_I,
                            [CPM_TIMER_L] = SIP_IST_TIMER_L, [CPM_TIMER_2XX] = SIP_IST_TIMER_2XX },
    [SIP_OTHER_CLIENT] = { [CPM_TIMER_E] = SIP_NICT_TIMER_E, [CPM_TIMER_F] = SIP_NICT_TIMER_F, [CPM_TIMER_K] = SIP_NICT_TIMER_K },
    [SIP_OTHER_SERVER] = { [CPM_TIMER_LATE_TRYING] = SIP_NIST_TIMER_LATE_TRYING, [CPM_TIMER_F] = SIP_NIST_TIMER_F,
                           [CPM_TIMER_J] = SIP_NIST_TIMER_J },
};

_Static_assert(SIP_ICT_TX_INVITE == 0 && SIP_IST_RX_INVITE == 0 && SIP_NICT_TX_REQUEST == 0 && SIP_NIST_RX_REQUEST == 0, "no timers");

/* Timer B and F end a transaction without a response; the TU is told of what it waits for. */
static void tell_timeout(SipTransactions *transactions, CpmHop *hop, const SipTransaction *client, CpmTimer timer)
{
    unsigned method = sip_method(client->request);
    CpmBoxKind kind = CPM_BOX_KIND(hop->box);
    bool told = timer == CPM_TIMER_B ? method == SIP_INVITE : method == SIP_BYE && kind != CPM_CORE && kind != CPM_ISF;

    hop->code = (SipCode)timer;
    if (told && machine_expects(hop)) {
        transactions->ends.take_timer(hop, timer);
        return;
    }
    record_timer(hop, timer);
    if (method == SIP_DIAL_IN)
        respond_locally(transactions, hop, client, 408);
}

/* An INVITE that is not the last one sent at its hop is no concern of the machine any more. */
static void fire(SipTransactions *transactions, SipTransaction *one, CpmTimer timer, SimTime now)
{
    SipTransaction before = *one;
    CpmHop hop = cpm_network_hop(transactions->network, one->leg, one->position, now);
    SipStep step = { .transactions = transactions, .self = one, .hop = &hop };
    bool current;

    hop.box = one->box;
    hop.code = (SipCode)timer;
    hop.origin = CPM_FROM_TIMER;
    current = sip_pool_is_current(transactions, &hop, one);
    if (G_UNLIKELY(hop.network->faults != 0) && sip_fault_takes_timer(&step, timer))
        return;
    take_arrow(&step, input_of_timer[one->kind][timer]);
    if (step.tells && current)
        tell_timeout(transactions, &hop, &before, timer);
    else if (step.tells)
        record_timer(&hop, timer);
}

/* Most timers have lost their use when they fire, or end what is long done with: neither needs anything but the transaction. */
void sip_transaction_timer(SipTransactions *transactions, const SimEvent *event)
{
    SipTransaction *one = &transactions->slots[event->subject];
    CpmTimer timer = (CpmTimer)(event->what >> 8 & 0xffu);
    unsigned input = input_of_timer[one->kind][timer];
    const SimMachine *machine = &transactions->machines[one->kind];

    g_assert(event->subject < transactions->n_slots && one->pending > 0);
    one->pending--;
    if (one->over)
        sip_pool_reuse(transactions, event->subject);
    else if (sim_machine_acts(machine, one->state, input) || transactions->network->faults != 0)
        fire(transactions, one, timer, event->time);
    else if (sim_machine_expects(machine, one->state, input))
        take_arrow(&(SipStep){ .transactions = transactions, .self = one }, input);
}

bool sip_transaction_place(const SipTransactions *transactions, const SimEvent *event, uint32_t *out_leg, unsigned *out_position,
                           CpmBox *out_box)
{
    const SipTransaction *one = &transactions->slots[event->subject];

    if (one->over)
        return false;
    *out_leg = one->leg;
    *out_position = one->position;
    *out_box = one->box;
    return true;
}
