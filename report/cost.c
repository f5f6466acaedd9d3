/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/cost.h"

#include <string.h>

#include "models/sip_message.h"

struct ReportCost {
    struct {
        uint64_t messages, segments;
    } counts[CPM_BOX_INSTANCES][CPM_TEXTS];
    double price[CPM_BOX_INSTANCES];
    uint32_t n_workloads, n_systems;
    uint8_t *segments;              /* as in the setup; NULL: one each */
};

ReportCost *report_cost_new(const CpmSetup *setup)
{
    ReportCost *cost = g_new0(ReportCost, 1);
    g_assert(setup->n_systems <= CPM_BOX_INSTANCES);
    cost->n_workloads = MAX(setup->n_workloads, 1);
    cost->n_systems = setup->n_systems;
    for (uint32_t system = 0; system < setup->n_systems; system++)
        cost->price[system] = setup->systems[system].price;
    if (setup->segments != NULL)
        cost->segments = g_memdup2(setup->segments, (gsize)setup->n_workloads * setup->n_systems * CPM_TEXTS);
    return cost;
}

void report_cost_free(ReportCost *cost)
{
    if (cost == NULL)
        return;
    g_free(cost->segments);
    g_free(cost);
}

static unsigned segments_of(const ReportCost *cost, uint32_t session, unsigned system, CpmText text)
{
    if (cost->segments == NULL || system >= cost->n_systems)
        return 1;
    return cost->segments[((session % cost->n_workloads) * cost->n_systems + system) * CPM_TEXTS + text];
}

/* CPM_TEXTS for what has no size. */
static CpmText text_of(SipCode code)
{
    switch (code) {
    case SIP_REQUEST(SYS_INVITATION):
    case SIP_REQUEST(SYS_NATIVE_INVITE):
        return CPM_TEXT_INVITATION;
    case SIP_REQUEST(SYS_HELP):
        return CPM_TEXT_HELP;
    case SIP_REQUEST(SYS_NOTICE):
        return CPM_TEXT_NOTICE;
    case SIP_REQUEST(SYS_TEXT):
        return CPM_TEXT_MESSAGE;
    default:
        return CPM_TEXTS;
    }
}

void report_cost_note(ReportCost *cost, const SimRecord *record)
{
    CpmText text = text_of(record->code);
    unsigned system = CPM_BOX_INSTANCE(record->to);
    if (text == CPM_TEXTS || CPM_BOX_KIND(record->to) != CPM_SYSTEM)
        return;
    cost->counts[system][text].messages++;
    cost->counts[system][text].segments += segments_of(cost, record->session, system, text);
}

void report_cost_begin(ReportCost *cost)
{
    memset(cost->counts, 0, sizeof cost->counts);
}

ReportCostCount report_cost_count(const ReportCost *cost, unsigned system, CpmText text)
{
    g_assert(system < CPM_BOX_INSTANCES && text < CPM_TEXTS);
    uint64_t messages = cost->counts[system][text].messages, segments = cost->counts[system][text].segments;
    return (ReportCostCount){ .messages = messages, .segments = segments, .price = (double)segments * cost->price[system] };
}

/* A price is multiplied once, and not summed up from rounded ones. */
ReportCostCount report_cost_of_system(const ReportCost *cost, unsigned system)
{
    ReportCostCount sum = { 0 };
    for (int text = 0; text < CPM_TEXTS; text++) {
        ReportCostCount count = report_cost_count(cost, system, (CpmText)text);
        sum.messages += count.messages;
        sum.segments += count.segments;
    }
    sum.price = (double)sum.segments * cost->price[system];
    return sum;
}

ReportCostCount report_cost_total(const ReportCost *cost)
{
    ReportCostCount total = { 0 };
    for (unsigned system = 0; system < CPM_BOX_INSTANCES; system++) {
        ReportCostCount count = report_cost_of_system(cost, system);
        total.messages += count.messages;
        total.segments += count.segments;
        total.price += count.price;
    }
    return total;
}

const char *report_cost_text_name(CpmText text)
{
    static const char *const names[CPM_TEXTS] = {
        [CPM_TEXT_INVITATION] = "invitation",
        [CPM_TEXT_HELP] = "help message",
        [CPM_TEXT_NOTICE] = "notice",
        [CPM_TEXT_MESSAGE] = "text message",
    };
    g_assert(text < CPM_TEXTS);
    return names[text];
}

size_t report_cost_bytes(const ReportCost *cost)
{
    return sizeof *cost + (cost->segments != NULL ? (size_t)cost->n_workloads * cost->n_systems * CPM_TEXTS : 0);
}
