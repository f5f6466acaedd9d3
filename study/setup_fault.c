/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/setup_maker.h"

#include "study/key.h"
#include "study/value.h"

#include "models/cpm_hop.h"
#include "models/sip_message.h"

#include <string.h>

/* Keys that a kind of fault takes beside its own; the others are errors. */
typedef enum Takes {
    TAKES_STEP = 1, TAKES_BOX = 2, TAKES_MESSAGE = 4, TAKES_INSTEAD = 8, TAKES_DELAY = 16, TAKES_TIMER = 32
} Takes;

static const struct { const char *key, *such_as; Takes takes; } takes_keys[] = {
    { "step", "20", TAKES_STEP },           { "box", "iwf", TAKES_BOX },    { "message", "BYE", TAKES_MESSAGE },
    { "instead", "180", TAKES_INSTEAD },    { "delay", "5 s", TAKES_DELAY }, { "timer", "keepalive", TAKES_TIMER },
};

/* In the order of the kinds: what they need, and who misbehaves where the kind says so. */
static const struct { Takes needs; CpmBoxKind box; } kinds[CPM_FAULTS] = {
    [CPM_FAULT_SEND_DESPITE_REJECT] = { 0, CPM_IWF },
    [CPM_FAULT_REPORT_IS_ACCEPTANCE] = { 0, CPM_IWF },
    [CPM_FAULT_WRONG_MODE] = { 0, CPM_IWF },
    [CPM_FAULT_DROP_STEP] = { TAKES_STEP, CPM_CLIENT_A },
    [CPM_FAULT_REPEAT_STEP] = { TAKES_STEP, CPM_CLIENT_A },
    [CPM_FAULT_NO_KEEPALIVE] = { 0, CPM_IWF },
    [CPM_FAULT_DROP] = { TAKES_BOX | TAKES_MESSAGE, CPM_CLIENT_A },
    [CPM_FAULT_REPEAT] = { TAKES_BOX | TAKES_MESSAGE, CPM_CLIENT_A },
    [CPM_FAULT_DELAY] = { TAKES_BOX | TAKES_MESSAGE | TAKES_DELAY, CPM_CLIENT_A },
    [CPM_FAULT_REPLACE] = { TAKES_BOX | TAKES_MESSAGE | TAKES_INSTEAD, CPM_CLIENT_A },
    [CPM_FAULT_MISDIRECT] = { TAKES_BOX | TAKES_MESSAGE, CPM_CLIENT_A },
    [CPM_FAULT_FORGET_TIMER] = { TAKES_BOX | TAKES_TIMER, CPM_CLIENT_A },
    [CPM_FAULT_SILENCE_IS_ACCEPTANCE] = { 0, CPM_IWF },
    [CPM_FAULT_DECLINE_IS_ACCEPTANCE] = { 0, CPM_IWF },
    [CPM_FAULT_HELP_WITHOUT_END] = { 0, CPM_IWF },
    [CPM_FAULT_NUMBER_REUSED] = { 0, CPM_IWF },
    [CPM_FAULT_REJECT_FOR_CONVERT] = { 0, CPM_IWF },
    [CPM_FAULT_ACCEPT_FOR_REJECT] = { 0, CPM_IWF },
    [CPM_FAULT_CONVERT_FOR_REJECT] = { 0, CPM_IWF },
    [CPM_FAULT_IGNORE_GATE] = { 0, CPM_IWF },
    [CPM_FAULT_SKIP_MEMBER] = { 0, CPM_CS },
    [CPM_FAULT_ANSWER_EARLY] = { 0, CPM_CS },
    [CPM_FAULT_NO_FAILOVER] = { 0, CPM_ISF },
    [CPM_FAULT_OK_AFTER_CANCEL] = { 0, CPM_IWF },
    [CPM_FAULT_NO_PACING] = { 0, CPM_CS },
    [CPM_FAULT_CONSTANT_INTERVAL] = { TAKES_BOX, CPM_CLIENT_A },
    [CPM_FAULT_REPEAT_ANSWERED] = { TAKES_BOX, CPM_CLIENT_A },
    [CPM_FAULT_NO_REPETITION] = { TAKES_BOX, CPM_CLIENT_A },
    [CPM_FAULT_IGNORE_OVERLOAD] = { TAKES_BOX, CPM_CLIENT_A },
    [CPM_FAULT_FORWARD_STRAY] = { TAKES_BOX, CPM_CLIENT_A },
    [CPM_FAULT_REVERSE_ORDER] = { 0, CPM_ISF },
    [CPM_FAULT_SERVE_WHEN_DEAD] = { 0, CPM_IWF },
    [CPM_FAULT_INVITE_TWICE] = { 0, CPM_CS },
};

/* The words of the table for CpmTimer, in their order. */
static const CpmTimer timers[] = {
    CPM_TIMER_TRYING, CPM_TIMER_C, CPM_TIMER_CANCELLED, CPM_TIMER_ACK, CPM_TIMER_KEEPALIVE, CPM_TIMER_REPLY, CPM_TIMER_SUBMIT,
    CPM_TIMER_ANSWER, CPM_TIMER_NOTIFY, CPM_TIMER_B, CPM_TIMER_F, CPM_TIMER_REFRESH,
};

/* The words of the table stand in the order of these enums. */
G_STATIC_ASSERT(CPM_FAULT_DROP_STEP == 3 && CPM_FAULT_NO_KEEPALIVE == 5 && CPM_FAULT_FORGET_TIMER == 11 && CPM_FAULT_IGNORE_GATE == 19 &&
                CPM_FAULT_NO_PACING == 24 && CPM_FAULT_FORWARD_STRAY == 29 && CPM_FAULT_INVITE_TWICE == 32 && CPM_FAULTS == 33);
G_STATIC_ASSERT(CPM_CLIENT_A == 0 && CPM_CLIENT == 1 && CPM_CORE == 2 && CPM_CS == 3 && CPM_ISF == 4 && CPM_IWF == 5 &&
                CPM_SYSTEM == 6);

/* ---- steps */

/* Who sends the message of each step of Figure 31; steps 4, 7, 10 and 17 are no messages. */
static const struct { CpmBoxKind box; bool is_message; } step_sender[24] = {
    [1] = { CPM_CLIENT_A, true }, [2] = { CPM_CORE, true },    [3] = { CPM_CS, true },    [5] = { CPM_CS, true },
    [6] = { CPM_CORE, true },     [8] = { CPM_ISF, true },     [9] = { CPM_CORE, true },  [11] = { CPM_IWF, true },
    [12] = { CPM_CLIENT, true },  [13] = { CPM_CORE, true },   [14] = { CPM_CS, true },   [15] = { CPM_CORE, true },
    [16] = { CPM_SYSTEM, true },  [18] = { CPM_IWF, true },    [19] = { CPM_CORE, true }, [20] = { CPM_ISF, true },
    [21] = { CPM_CORE, true },    [22] = { CPM_CS, true },     [23] = { CPM_CORE, true },
};

static void make_fault_step(SetupMaker *maker, const StudyNode *node, CpmFault *fault)
{
    const StudyNode *step = study_node_get(node, "step"), *box = study_node_get(node, "box");
    bool is_part = study_is_word_at(node, "step");
    unsigned number = is_part ? 3 : (unsigned)step->integer;
    CpmBoxKind sender = is_part && step->integer == 1 ? CPM_CORE : step_sender[number].box;
    fault->step = is_part && step->integer == 1 ? CPM_STEP_3B : number;
    fault->box = sender;
    if (!step_sender[number].is_message)
        study_complain(maker->diagnostics, step, NULL, "faults: step %u of Figure 31 is an internal action, no message",
                       number);
    else if (study_is_sound(box) && box->integer != (int64_t)sender)
        study_complain(maker->diagnostics, box, "leave 'box' out", "faults: step %s is sent by '%s', not by '%s'",
                       step->text, box->type->words[sender], box->text);
}

/* ---- messages */

/* The code whose name is @text, or 0.  Names are those of flow.txt: all are tried. */
static SipCode code_of_name(const char *text)
{
    char name[SIP_NAME_SIZE];
    for (unsigned method = 1; method < 64; method++)
        for (unsigned status = 0; status < 700; status = status == 0 ? 100 : status + 1) {
            SipCode code = SIP_RESPONSE(method, status);
            if (strcmp(sip_code_name(code, name), text) == 0)
                return code;
        }
    return 0;
}

static SipCode code_at(SetupMaker *maker, const StudyNode *fault, const char *key)
{
    const StudyNode *node = study_node_get(fault, key);
    if (!study_is_sound(node))
        return 0;
    SipCode code = node->type->kind == STUDY_COUNT ? SIP_RESPONSE(SIP_INVITE, (unsigned)node->integer) : code_of_name(node->text);
    if (code == 0)
        study_complain(maker->diagnostics, node, "named as in flow.txt: INVITE, 200, '200 (CANCEL)', 'inviting message'",
                       "faults.%s: there is no message '%s'", key, node->text);
    return code;
}

/* ---- faults */

/* Whether @node has the keys that its kind needs, and no others. */
static bool has_its_keys(SetupMaker *maker, const StudyNode *node, CpmFaultKind kind)
{
    const char *name = study_text_at(node, "kind");
    Takes needs = kinds[kind].needs, may = needs | (needs == TAKES_STEP ? TAKES_BOX : 0);
    bool good = true;
    for (unsigned i = 0; i < G_N_ELEMENTS(takes_keys); i++) {
        const StudyNode *given = study_node_get(node, takes_keys[i].key);
        g_autofree char *hint = g_strdup_printf("such as '%s: %s'", takes_keys[i].key, takes_keys[i].such_as);
        if (given == NULL && (needs & takes_keys[i].takes) != 0) {
            study_complain(maker->diagnostics, node, hint, "faults: '%s' needs '%s'", name, takes_keys[i].key);
            good = false;
        } else if (given != NULL && (may & takes_keys[i].takes) == 0) {
            study_complain(maker->diagnostics, given, NULL, "faults: '%s' takes no '%s'", name, takes_keys[i].key);
            good = false;
        }
    }
    return good;
}

/* What a box cannot do wrong, since it does not do it at all. */
static void check_transactions(SetupMaker *maker, const StudyNode *node, const CpmFault *fault)
{
    bool is_proxy = fault->box == CPM_CORE || fault->box == CPM_ISF, is_network = fault->box >= CPM_CORE && fault->box <= CPM_IWF;
    const char *name = study_text_at(node, "kind");

    if (fault->kind < CPM_FAULT_CONSTANT_INTERVAL || fault->kind > CPM_FAULT_FORWARD_STRAY)
        return;
    if (fault->kind != CPM_FAULT_IGNORE_OVERLOAD && !maker->setup->wire.transactions)
        study_complain(maker->diagnostics, node, "set 'sip.transactions: full'",
                       "faults: there are no transactions that '%s' could be about", name);
    if (fault->box == CPM_SYSTEM || (fault->kind == CPM_FAULT_FORWARD_STRAY && !is_proxy))
        study_complain(maker->diagnostics, study_node_get(node, "box"), NULL, "faults: '%s' is no fault of '%s'", name,
                       study_text_at(node, "box"));
    else if (fault->kind == CPM_FAULT_IGNORE_OVERLOAD && !is_network)
        study_complain(maker->diagnostics, study_node_get(node, "box"), "core, cs, isf or iwf",
                       "faults: '%s' is no fault of '%s', which is asked for nothing", name, study_text_at(node, "box"));
}

static void make_fault(SetupMaker *maker, const StudyNode *node, CpmFault *fault)
{
    fault->kind = (CpmFaultKind)study_integer_at(node, "kind");
    fault->box = kinds[fault->kind].box;
    if (!study_is_sound(study_node_get(node, "kind")) || !has_its_keys(maker, node, fault->kind))
        return;
    Takes needs = kinds[fault->kind].needs;
    if ((needs & TAKES_STEP) != 0 && study_is_sound(study_node_get(node, "step")))
        make_fault_step(maker, node, fault);
    if ((needs & TAKES_BOX) != 0)
        fault->box = (CpmBoxKind)study_integer_at(node, "box");
    if ((needs & TAKES_MESSAGE) != 0)
        fault->message = code_at(maker, node, "message");
    if ((needs & TAKES_INSTEAD) != 0)
        fault->instead = code_at(maker, node, "instead");
    if ((needs & TAKES_DELAY) != 0)
        fault->delay = study_integer_at(node, "delay");
    if ((needs & TAKES_TIMER) != 0)
        fault->timer = timers[study_integer_at(node, "timer")];
    check_transactions(maker, node, fault);
}

void study_make_faults(SetupMaker *maker)
{
    const StudyNode *faults = study_child_at(maker->root, "faults", STUDY_NODE_LIST);
    maker->setup->n_faults = study_node_count(faults);
    maker->setup->faults = g_new0(CpmFault, maker->setup->n_faults);
    for (unsigned i = 0; i < maker->setup->n_faults; i++)
        make_fault(maker, study_node_child(faults, i), &maker->setup->faults[i]);
}
