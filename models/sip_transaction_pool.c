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
    transactions->first_free = transactions->last_free = NONE;
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
    uint32_t slot = transactions->first_free;

    if (slot != NONE) {
        transactions->first_free = transactions->slots[slot].next;
        if (transactions->first_free == NONE)
            transactions->last_free = NONE;
        return slot;
    }
    if (transactions->n_slots == transactions->room) {
        transactions->room = MAX(64, transactions->room + transactions->room / 2);
        transactions->slots = g_renew(SipTransaction, transactions->slots, transactions->room);
    }
    slot = transactions->n_slots++;
    transactions->slots[slot] = (SipTransaction){ .generation = 0 };
    return slot;
}

void sip_pool_reuse(SipTransactions *transactions, uint32_t slot)
{
    SipTransaction *one = &transactions->slots[slot];

    if (one->pending > 0)
        return;
    one->generation++;
    one->next = NONE;
    if (transactions->last_free == NONE)
        transactions->first_free = slot;
    else
        transactions->slots[transactions->last_free].next = slot;
    transactions->last_free = slot;
}

static bool is_access(const CpmHop *hop, bool to_below)
{
    const CpmSeat *here = &hop->network->seats.at[hop->leg->kind][hop->position];

    return (to_below ? here->link_below : here->link_above) == CPM_LINK_ACCESS;
}

SipTransaction *sip_pool_begin(SipTransactions *transactions, const CpmHop *hop, SipTransactionKind kind, SipCode request, bool down)
{
    bool client = kind == SIP_INVITE_CLIENT || kind == SIP_OTHER_CLIENT, to_below = client == down;
    uint32_t slot = free_slot(transactions), *head = head_of(transactions, hop->leg_slot);
    SipTransaction *one = &transactions->slots[slot];

    *one = (SipTransaction){ .next = *head,
                             .leg = hop->leg_slot,
                             .generation = one->generation,
                             .request = request,
                             .kind = (uint8_t)kind,
                             .position = hop->position,
                             .box = hop->box,
                             .down = down,
                             .reliable = cpm_wire_is_reliable(hop, to_below ? hop->position : hop->position - 1u, request, down),
                             .access = is_access(hop, to_below) };
    *head = 1 + slot;
    transactions->open++;
    transactions->open_at[hop->box]++;
    return one;
}

void sip_pool_end(SipTransactions *transactions, SipTransaction *one)
{
    uint32_t slot = sip_transaction_slot(transactions, one), *link = head_of(transactions, one->leg);

    while (*link != 1 + slot) {
        g_assert(*link != 0);
        link = &transactions->slots[*link - 1].next;
    }
    *link = one->next;
    one->over = true;
    transactions->open--;
    transactions->open_at[one->box]--;
    sip_pool_reuse(transactions, slot);
}

static SipTransaction *first_of(SipTransactions *transactions, uint32_t leg)
{
    uint32_t head = *head_of(transactions, leg);

    return head == 0 ? NULL : &transactions->slots[head - 1];
}

static SipTransaction *after(SipTransactions *transactions, const SipTransaction *one)
{
    return one->next == 0 ? NULL : &transactions->slots[one->next - 1];
}

SipTransaction *sip_pool_find(SipTransactions *transactions, uint32_t branch, uint16_t generation, uint32_t leg)
{
    SipTransaction *one;

    if (branch == 0 || branch > transactions->n_slots)
        return NULL;
    one = &transactions->slots[branch - 1];
    return one->generation == generation && one->leg == leg && !one->over ? one : NULL;
}

SipTransaction *sip_pool_find_client(SipTransactions *transactions, const CpmPacket *packet)
{
    SipTransaction *one = sip_pool_find(transactions, packet->branch, packet->branch_generation, packet->leg);

    return one != NULL && sip_transaction_is_client(one) ? one : NULL;
}

SipTransaction *sip_pool_find_server(SipTransactions *transactions, const CpmHop *hop, uint32_t branch, uint16_t generation)
{
    SipTransaction *one;

    for (one = first_of(transactions, hop->leg_slot); one != NULL; one = after(transactions, one))
        if (one->position == hop->position && one->branch == branch && one->branch_generation == generation &&
            !sip_transaction_is_client(one))
            return one;
    return NULL;
}

SipTransaction *sip_pool_newest(SipTransactions *transactions, const CpmHop *hop, SipTransactionKind kind, SipCode request, bool down)
{
    SipTransaction *one;

    for (one = first_of(transactions, hop->leg_slot); one != NULL; one = after(transactions, one))
        if (one->position == hop->position && one->kind == kind && one->request == request && one->down == down && !one->unknown)
            return one;
    return NULL;
}

bool sip_pool_is_current(SipTransactions *transactions, const CpmHop *hop, const SipTransaction *one)
{
    if (one->request != SIP_REQUEST(SIP_INVITE) || hop->leg->kind != CPM_LEG_NON_CPM || hop->position < CPM_AT_ISF)
        return true;
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
    return sizeof *transactions + transactions->room * (sizeof(SipTransaction) + sizeof(uint8_t)) +
           transactions->n_heads * sizeof(uint32_t);
}
