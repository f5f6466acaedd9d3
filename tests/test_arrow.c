/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/arrow.h"

#include <stdio.h>
#include <string.h>

#include "models/cpm_network.h"
#include "tests/cunit_run.h"

/* A door: it opens, and closes by itself or by hand; it may jam. */
enum { CLOSED, OPEN, JAMMED, N_STATES };
enum { PUSH, PULL, TIMER, N_INPUTS };

static const char *const states[] = { "CLOSED", "OPEN", "JAMMED" };
static const char *const inputs[] = { "PUSH", "PULL", "TIMER" };

static unsigned pull(void *context)
{
    unsigned *pulls = context;

    return ++*pulls < 3 ? CLOSED : JAMMED;
}

static const SimArrow door[] = {
    { CLOSED, PUSH, NULL, SIM_TO(OPEN), "push / open" },
    { OPEN, PULL, pull, SIM_TO(CLOSED) | SIM_TO(JAMMED), "pull \"hard\" / close" },
    { OPEN, TIMER, NULL, SIM_TO(CLOSED), "5 s / close" },
};

static SimMachineDef door_def(const SimArrow *arrows, unsigned n)
{
    return (SimMachineDef){ .name = "door", .title = "a door", .states = states, .n_states = N_STATES, .inputs = inputs,
                            .n_inputs = N_INPUTS, .timers = SIM_TO(TIMER), .untimed = SIM_TO(CLOSED) | SIM_TO(JAMMED),
                            .why_untimed = "a door can wait", .arrows = arrows, .n_arrows = n };
}

static void expect_faults(const SimMachineDef *def, const char *expected)
{
    g_autofree char *found = sim_machine_def_check(def);

    CU_ASSERT_EQUAL(g_strcmp0(found, expected), 0);
    if (g_strcmp0(found, expected) != 0)
        fprintf(stderr, "\n%s", found);
}

static void test_sound(void)
{
    SimMachineDef def = door_def(door, G_N_ELEMENTS(door));

    expect_faults(&def, NULL);
}

/* ---- each kind of fault */

static void test_row_twice(void)
{
    static const SimArrow rows[] = {
        { CLOSED, PUSH, NULL, SIM_TO(OPEN), "" },   { OPEN, PULL, pull, SIM_TO(CLOSED) | SIM_TO(JAMMED), "" },
        { OPEN, TIMER, NULL, SIM_TO(CLOSED), "" },  { CLOSED, PUSH, NULL, SIM_TO(CLOSED), "" },
    };
    SimMachineDef def = door_def(rows, G_N_ELEMENTS(rows));

    expect_faults(&def, "door: row 3: CLOSED on PUSH stands twice\n");
}

static void test_unreachable(void)
{
    static const SimArrow rows[] = {
        { CLOSED, PUSH, NULL, SIM_TO(OPEN), "" },
        { OPEN, TIMER, NULL, SIM_TO(CLOSED), "" },
        { JAMMED, PULL, NULL, SIM_TO(CLOSED), "" },         /* leaving does not make it reachable */
    };
    SimMachineDef def = door_def(rows, G_N_ELEMENTS(rows));

    expect_faults(&def, "door: state JAMMED cannot be reached\n");
}

static void test_waits_without_timer(void)
{
    static const SimArrow rows[] = {
        { CLOSED, PUSH, NULL, SIM_TO(OPEN), "" },
        { OPEN, PULL, pull, SIM_TO(CLOSED) | SIM_TO(JAMMED), "" },
    };
    SimMachineDef def = door_def(rows, G_N_ELEMENTS(rows));

    expect_faults(&def, "door: state OPEN waits without a timer\n");
}

static void test_out_of_range(void)
{
    static const SimArrow rows[] = {
        { CLOSED, PUSH, NULL, SIM_TO(OPEN), "" },   { OPEN, PULL, pull, SIM_TO(CLOSED) | SIM_TO(JAMMED), "" },
        { OPEN, TIMER, NULL, SIM_TO(CLOSED), "" },  { N_STATES, PUSH, NULL, SIM_TO(OPEN), "" },
        { CLOSED, N_INPUTS, NULL, SIM_TO(OPEN), "" }, { CLOSED, PULL, NULL, 0, "" },
        { CLOSED, TIMER, NULL, SIM_TO(N_STATES), "" },
    };
    SimMachineDef def = door_def(rows, G_N_ELEMENTS(rows));

    expect_faults(&def, "door: row 3: state, input or next state out of range\n"
                        "door: row 4: state, input or next state out of range\n"
                        "door: row 5: state, input or next state out of range\n"
                        "door: row 6: state, input or next state out of range\n");
}

static void test_nobody_chooses(void)
{
    static const SimArrow rows[] = {
        { CLOSED, PUSH, NULL, SIM_TO(OPEN) | SIM_TO(JAMMED), "" },
        { OPEN, TIMER, NULL, SIM_TO(CLOSED), "" },
    };
    SimMachineDef def = door_def(rows, G_N_ELEMENTS(rows));

    expect_faults(&def, "door: row 0: no handler chooses among several next states\n");
}

static void test_no_reason(void)
{
    SimMachineDef def = door_def(door, G_N_ELEMENTS(door));

    def.why_untimed = NULL;
    expect_faults(&def, "door: states without timer need a reason\n");
}

static void test_too_large(void)
{
    SimMachineDef def = door_def(door, G_N_ELEMENTS(door));

    def.n_inputs = SIM_INPUTS + 1;
    expect_faults(&def, "door: too many states or inputs\n");
    def.n_inputs = N_INPUTS;
    def.n_states = SIM_STATES + 1;
    expect_faults(&def, "door: too many states or inputs\n");
}

/* ---- steps and texts */

static void test_steps(void)
{
    SimMachineDef def = door_def(door, G_N_ELEMENTS(door));
    SimMachine machine;
    unsigned pulls = 0;

    sim_machine_init(&machine, &def);
    CU_ASSERT_EQUAL(sim_machine_step(&machine, CLOSED, PUSH, &pulls), OPEN);
    CU_ASSERT_EQUAL(sim_machine_step(&machine, OPEN, PULL, &pulls), CLOSED);
    CU_ASSERT_EQUAL(sim_machine_step(&machine, OPEN, PULL, &pulls), CLOSED);
    CU_ASSERT_EQUAL(sim_machine_step(&machine, OPEN, PULL, &pulls), JAMMED);
    CU_ASSERT_EQUAL(sim_machine_step(&machine, OPEN, TIMER, &pulls), CLOSED);
    CU_ASSERT_EQUAL(pulls, 3);
    CU_ASSERT_EQUAL(sim_machine_step(&machine, JAMMED, PULL, &pulls), SIM_UNEXPECTED);
    CU_ASSERT_EQUAL(sim_machine_step(&machine, CLOSED, PULL, &pulls), SIM_UNEXPECTED);
    CU_ASSERT_EQUAL(pulls, 3);
    CU_ASSERT(sim_machine_expects(&machine, OPEN, TIMER));
    CU_ASSERT_FALSE(sim_machine_expects(&machine, CLOSED, TIMER));
    sim_machine_clear(&machine);
}

static void test_dot(void)
{
    SimMachineDef def = door_def(door, G_N_ELEMENTS(door));
    g_autofree char *dot = sim_machine_def_dot(&def);

    CU_ASSERT_STRING_EQUAL(dot, "digraph \"door\" {\n"
                                "    label=\"a door\";\n"
                                "    labelloc=t;\n"
                                "    node [shape=box, style=rounded, fontname=\"Helvetica\"];\n"
                                "    edge [fontname=\"Helvetica\", fontsize=9];\n"
                                "    CLOSED [style=bold];\n"
                                "    OPEN;\n"
                                "    JAMMED;\n"
                                "    CLOSED -> OPEN [label=\"push / open\"];\n"
                                "    OPEN -> CLOSED [label=\"pull \\\"hard\\\" / close\"];\n"
                                "    OPEN -> JAMMED [label=\"pull \\\"hard\\\" / close\"];\n"
                                "    OPEN -> CLOSED [label=\"5 s / close\", style=dashed];\n"
                                "}\n");
}

static void test_text(void)
{
    SimMachineDef def = door_def(door, G_N_ELEMENTS(door));
    g_autofree char *text = sim_machine_def_text(&def);

    CU_ASSERT_STRING_EQUAL(text, "door: a door\n\n"
                                 "state            input                next                             event / action\n"
                                 "CLOSED           PUSH                 OPEN                             push / open\n"
                                 "OPEN             PULL                 CLOSED or JAMMED                 pull \"hard\" / close\n"
                                 "OPEN             TIMER                CLOSED                           5 s / close\n"
                                 "\nStates without a timer: a door can wait\n");
}

/* ---- the machines of the figure */

static bool has_name_twice(const char *const *names, unsigned n)
{
    for (unsigned i = 0; i < n; i++)
        for (unsigned j = 0; j < i; j++)
            if (strcmp(names[i], names[j]) == 0)
                return true;
    return false;
}

/* Every input of a machine has an arrow somewhere, names stand once, and an arrow's label says what causes it and what it does. */
static void check_machine(const SimMachineDef *def)
{
    uint32_t used = 0;

    expect_faults(def, NULL);
    CU_ASSERT_FALSE(has_name_twice(def->states, def->n_states));
    CU_ASSERT_FALSE(has_name_twice(def->inputs, def->n_inputs));
    for (unsigned i = 0; i < def->n_arrows; i++) {
        used |= SIM_TO(def->arrows[i].input);
        CU_ASSERT_PTR_NOT_NULL(strstr(def->arrows[i].label, " / "));
    }
    CU_ASSERT_EQUAL(used, (uint32_t)((1ull << def->n_inputs) - 1));
    for (unsigned input = 0; input < def->n_inputs; input++)
        CU_ASSERT_EQUAL((def->timers >> input & 1u) != 0, g_str_has_prefix(def->inputs[input], "TIMER"));
}

static void test_machines_of_the_figure(void)
{
    static const char *const names[] = { "client-a", "proxy", "session", "session-leg", "client", "iwf", "system" };
    const SimMachineDef *const *defs = cpm_network_machines();
    unsigned n = 0;

    for (; defs[n] != NULL; n++) {
        CU_ASSERT(n < G_N_ELEMENTS(names) && strcmp(defs[n]->name, names[n]) == 0);
        check_machine(defs[n]);
    }
    CU_ASSERT_EQUAL(n, G_N_ELEMENTS(names));
}

int main(void)
{
    static CU_TestInfo tests[] = {
        { "a sound machine", test_sound },
        { "a row stands twice", test_row_twice },
        { "a state cannot be reached", test_unreachable },
        { "a state waits without a timer", test_waits_without_timer },
        { "out of range", test_out_of_range },
        { "nobody chooses the next state", test_nobody_chooses },
        { "no reason for waiting without timer", test_no_reason },
        { "too large", test_too_large },
        { "steps", test_steps },
        { "dot", test_dot },
        { "text", test_text },
        { "the machines of the figure", test_machines_of_the_figure },
        CU_TEST_INFO_NULL,
    };
    CU_SuiteInfo suites[] = { { .pName = "arrow", .pTests = tests }, CU_SUITE_INFO_NULL };

    return cunit_run(suites);
}
