/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sip_transaction_pool.h"

#include "models/cpm_network_state.h"
#include "models/sip_invite_client.h"
#include "models/sip_invite_server.h"
#include "models/sip_other_client.h"
#include "models/sip_other_server.h"

#define NONE UINT32_MAX

static const SimMachineDef *const machine_defs[SIP_TRANSACTION_KINDS + 1] = {
    [SIP_INVITE_CLIENT] = &sip_invite_client_def,
    [SIP_INVITE_SERVER] = &sip_invite_server_def,
    [SIP_OTHER_CLIENT] = &sip_other_client_def,
    [SIP_OTHER_SERVER] = &sip_other_server_def,
};

const SimMachineDef *const *sip_transaction_machines(void)
{
    static const SimMachineDef *const in_order[] = {
        &sip_invite_client_def, &sip_other_client_def, &sip_invite_server_def, &sip_other_server_def, NULL,
    };

    return in_order;
}

SipTransactions *sip_transactions_new(struct CpmNetwork *network)
{
    SipTransactions *transactions = g_new0(SipTransactions, 1);

    transactions->network = network;
    transactions->ends = (SipEnds){ .post = cpm_wire_post, .take = cpm_network_take, .take_timer = cpm_network_take_timer };
    transactions->free = NONE;
    for (unsigned i = 0; i < SIP_TRANSACTION_KINDS; i++)
        sim_machine_init(&transactions->machines[i], machine_defs[i]);
    return transactions;
}

void sip_transactions_free(SipTransactions *transactions)
{
    if (transactions == NULL)
        return;
    for (unsigned i = 0; i < SIP_TRANSACTION_KINDS; i++)
        sim_machine_clear(&transactions->machines[i]);
    g_free(transactions->slots);
    g_free(transactions->heads);
    g_free(transactions);
}

void sip_transactions_set_ends(SipTransactions *transactions, const SipEnds *ends)
{
    transactions->ends = *ends;
}

static uint32_t *head_of(SipTransactions *transactions, uint32_t leg)
{
    if (leg >= transactions->n_heads) {
        uint32_t before = transactions->n_heads;

        transactions->n_heads = MAX(leg + 1, before + before / 2);
        transactions->heads = g_renew(uint32_t, transactions->heads, transactions->n_heads);
        for (uint32_t i = before; i < transactions->n_heads; i++)
            transactions->heads[i] = 0;
    }
    return &transactions->heads[leg];
}

static uint32_t free_slot(SipTransactions *transactions)
{
    uint32_t slot = transactions->free;

    if (slot != NONE) {
        transactions->free = transactions->slots[slot].next;
        return slot;
    }
    if (transactions->n_slots == transactions->room) {
        transactions->room = MAX(64, transactions->room + transactions->room / 4);
        transactions->slots = g_renew(SipTransaction, transactions->slots, transactions->room);
        sim_queue_prefetch(transactions->network->world->queue, transactions->slots, sizeof *transactions->slots);
    }
    slot = transactions->n_slots++;
    g_assert(slot < SIP_FOLLOWED - 1);
    transactions->slots[slot] = (SipTransaction){ .generation = 0 };
    return slot;
}

void sip_pool_reuse(SipTransactions *transactions, uint32_t slot)
{
    SipTransaction *one = &transactions->slots[slot];

    if (one->pending > 0)
        return;
    one->generation++;
    one->next = transactions->free;
    transactions->free = slot;
}

static SipTransaction *first_of(SipTransactions *transactions, uint32_t leg)
{
    uint32_t head = *head_of(transactions, leg) & ~SIP_FOLLOWED;

    return head == 0 ? NULL : &transactions->slots[head - 1];
}

static SipTransaction *after(SipTransactions *transactions, const SipTransaction *one)
{
    return one->next == 0 ? NULL : &transactions->slots[one->next - 1];
}

/* The first of @leg from @one on that is of this kind. */
static SipTransaction *next_like(SipTransactions *transactions, SipTransaction *one, const SipTransaction *like)
{
    while (one != NULL && (one->position != like->position || one->kind != like->kind || one->request != like->request ||
                           one->down != like->down || one->unknown))
        one = after(transactions, one);
    return one;
}

SipTransaction *sip_pool_begin(SipTransactions *transactions, const CpmHop *hop, SipTransactionKind kind, SipCode request, bool down)
{
    bool client = kind == SIP_INVITE_CLIENT || kind == SIP_OTHER_CLIENT, to_below = client == down;
    const CpmSeat *here = &hop->network->seats.at[hop->leg->kind][hop->position];
    uint32_t slot = free_slot(transactions), *head = head_of(transactions, hop->leg_slot);
    SipTransaction *one = &transactions->slots[slot];

    *one = (SipTransaction){ .next = *head & ~SIP_FOLLOWED,
                             .leg = hop->leg_slot,
                             .generation = one->generation,
                             .request = request,
                             .kind = (unsigned)kind & 3u,
                             .position = hop->position & 7u,
                             .box = hop->box,
                             .down = down,
                             .reliable = cpm_wire_is_reliable(hop, to_below ? hop->position : hop->position - 1u, request, down),
                             .access = (to_below ? here->link_below : here->link_above) == CPM_LINK_ACCESS };
    if (one->next != 0) {
        transactions->slots[one->next - 1].before = 1 + slot;
        if (sip_pool_may_be_followed(hop, request) && next_like(transactions, first_of(transactions, hop->leg_slot), one) != NULL)
            *head |= SIP_FOLLOWED;
    }
    *head = (*head & SIP_FOLLOWED) | (1 + slot);
    transactions->open++;
    transactions->open_at[hop->box]++;
    return one;
}

void sip_pool_end(SipTransactions *transactions, SipTransaction *one)
{
    uint32_t *head = &transactions->heads[one->leg];

    if (one->next != 0)
        transactions->slots[one->next - 1].before = one->before;
    if (one->before != 0)
        transactions->slots[one->before - 1].next = one->next;
    else
        *head = one->next == 0 ? 0 : (*head & SIP_FOLLOWED) | one->next;
    one->over = true;
    transactions->open--;
    transactions->open_at[one->box]--;
    sip_pool_reuse(transactions, sip_transaction_slot(transactions, one));
}

/* The client transaction that a branch names, also when it has terminated, until its slot is used again. */
static SipTransaction *client_of(const SipTransactions *transactions, uint32_t leg, uint32_t branch, uint16_t generation)
{
    SipTransaction *one;

    if (branch == 0 || branch > transactions->n_slots)
        return NULL;
    one = &transactions->slots[branch - 1];
    return one->generation == generation && one->leg == leg && sip_transaction_is_client(one) ? one : NULL;
}

static bool is_server_of(const SipTransaction *one, const CpmHop *hop, uint32_t branch, uint16_t generation)
{
    return one->position == hop->position && one->branch == branch && one->branch_generation == generation &&
           !sip_transaction_is_client(one);
}

void sip_pool_marry(SipTransactions *transactions, const SipTransaction *server)
{
    SipTransaction *client = client_of(transactions, server->leg, server->branch, server->branch_generation);

    if (client != NULL)
        client->peer = 1 + sip_transaction_slot(transactions, server);
}

SipTransaction *sip_pool_find_server(SipTransactions *transactions, const CpmHop *hop, uint32_t branch, uint16_t generation)
{
    const SipTransaction *client = client_of(transactions, hop->leg_slot, branch, generation);
    SipTransaction *one;

    if (client != NULL) {
        one = client->peer == 0 ? NULL : &transactions->slots[client->peer - 1];
        return one != NULL && one->leg == hop->leg_slot && !one->over && is_server_of(one, hop, branch, generation) ? one : NULL;
    }
    for (one = first_of(transactions, hop->leg_slot); one != NULL; one = after(transactions, one))
        if (is_server_of(one, hop, branch, generation))
            return one;
    return NULL;
}

SipTransaction *sip_pool_newest(SipTransactions *transactions, const CpmHop *hop, SipTransactionKind kind, SipCode request, bool down)
{
    const SipTransaction like = { .position = hop->position & 7u, .kind = (unsigned)kind & 3u, .request = request, .down = down };

    return next_like(transactions, first_of(transactions, hop->leg_slot), &like);
}

bool sip_pool_is_newest(SipTransactions *transactions, const CpmHop *hop, const SipTransaction *one)
{
    if ((*head_of(transactions, one->leg) & SIP_FOLLOWED) == 0)
        return !one->unknown;
    return sip_pool_newest(transactions, hop, (SipTransactionKind)one->kind, one->request, one->down) == one;
}

/* A window of overload control counts this INVITE no more. */
static void tell_wire(const SipTransactions *transactions, const SipTransaction *one)
{
    CpmHop hop = cpm_network_hop(transactions->network, one->leg, one->position, transactions->network->world->now);

    hop.box = one->box;
    cpm_wire_answered(&hop, one->down);
}

static void forget(SipTransactions *transactions, uint32_t leg, unsigned first, unsigned last)
{
    SipTransaction *one, *next;

    for (one = first_of(transactions, leg); one != NULL; one = next) {
        next = after(transactions, one);
        if (one->position < first || one->position > last)
            continue;
        if (one->kind == SIP_INVITE_CLIENT && one->state == SIP_ICT_CALLING)
            tell_wire(transactions, one);
        sip_pool_end(transactions, one);
    }
}

void sip_pool_abandon(SipTransactions *transactions, uint32_t leg, unsigned position)
{
    SipTransaction *one, *next;

    for (one = first_of(transactions, leg); one != NULL; one = next) {
        next = after(transactions, one);
        if (one->position == position && one->kind == SIP_INVITE_SERVER && one->state == SIP_IST_PROCEEDING)
            sip_pool_end(transactions, one);
    }
}

void sip_transaction_crash(SipTransactions *transactions, uint32_t slot, unsigned position)
{
    forget(transactions, slot, position, position);
}

void sip_transaction_forget(SipTransactions *transactions, uint32_t slot)
{
    forget(transactions, slot, 0, CPM_POSITIONS);
}

bool sip_transaction_is_open(const SipTransactions *transactions, uint32_t slot)
{
    return slot < transactions->n_heads && transactions->heads[slot] != 0;
}

size_t sip_transactions_open(const SipTransactions *transactions)
{
    return transactions->open;
}

size_t sip_transactions_open_at(const SipTransactions *transactions, CpmBox box)
{
    return transactions->open_at[box];
}

size_t sip_transactions_bytes(const SipTransactions *transactions)
{
    return sizeof *transactions + transactions->room * sizeof(SipTransaction) +
           transactions->n_heads * sizeof(uint32_t);
}
