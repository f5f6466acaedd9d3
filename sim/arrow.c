/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/arrow.h"

/* Rows whose numbers make sense, each (state, input) once. */
static void check_rows(const SimMachineDef *def, GString *faults)
{
    g_autofree bool *seen = g_new0(bool, SIM_STATES * SIM_INPUTS);

    for (unsigned i = 0; i < def->n_arrows; i++) {
        const SimArrow *arrow = &def->arrows[i];

        if (arrow->state >= def->n_states || arrow->input >= def->n_inputs || arrow->next == 0 ||
            (uint64_t)arrow->next >> def->n_states != 0) {
            g_string_append_printf(faults, "%s: row %u: state, input or next state out of range\n", def->name, i);
            continue;
        }
        if (arrow->handler == NULL && (arrow->next & (arrow->next - 1)) != 0)
            g_string_append_printf(faults, "%s: row %u: no handler chooses among several next states\n", def->name, i);
        if (seen[arrow->state * SIM_INPUTS + arrow->input])
            g_string_append_printf(faults, "%s: row %u: %s on %s stands twice\n", def->name, i, def->states[arrow->state],
                                   def->inputs[arrow->input]);
        seen[arrow->state * SIM_INPUTS + arrow->input] = true;
    }
}

static uint32_t reachable_states(const SimMachineDef *def)
{
    uint32_t reached = SIM_TO(0), before;

    do {
        before = reached;
        for (unsigned i = 0; i < def->n_arrows; i++)
            if ((reached >> def->arrows[i].state & 1u) != 0)
                reached |= def->arrows[i].next;
    } while (reached != before);
    return reached;
}

char *sim_machine_def_check(const SimMachineDef *def)
{
    GString *faults = g_string_new(NULL);
    uint32_t reached, timed = def->untimed;

    if (def->n_states > SIM_STATES || def->n_inputs > SIM_INPUTS) {
        g_string_append_printf(faults, "%s: too many states or inputs\n", def->name);
        return g_string_free(faults, FALSE);
    }
    check_rows(def, faults);
    reached = reachable_states(def);
    for (unsigned i = 0; i < def->n_arrows; i++)
        if ((def->timers >> def->arrows[i].input & 1u) != 0)
            timed |= SIM_TO(def->arrows[i].state);
    for (unsigned state = 0; state < def->n_states; state++) {
        if ((reached >> state & 1u) == 0)
            g_string_append_printf(faults, "%s: state %s cannot be reached\n", def->name, def->states[state]);
        if ((timed >> state & 1u) == 0)
            g_string_append_printf(faults, "%s: state %s waits without a timer\n", def->name, def->states[state]);
    }
    if (def->untimed != 0 && def->why_untimed == NULL)
        g_string_append_printf(faults, "%s: states without timer need a reason\n", def->name);
    return g_string_free(faults, faults->len == 0);
}

/* Labels as Graphviz strings. */
static void append_quoted(GString *text, const char *label)
{
    g_string_append_c(text, '"');
    for (const char *c = label; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            g_string_append_c(text, '\\');
        g_string_append_c(text, *c);
    }
    g_string_append_c(text, '"');
}

char *sim_machine_def_dot(const SimMachineDef *def)
{
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "digraph \"%s\" {\n    label=", def->name);
    append_quoted(text, def->title);
    g_string_append(text, ";\n    labelloc=t;\n    node [shape=box, style=rounded, fontname=\"Helvetica\"];\n"
                          "    edge [fontname=\"Helvetica\", fontsize=9];\n");
    for (unsigned state = 0; state < def->n_states; state++)
        g_string_append_printf(text, "    %s%s;\n", def->states[state], state == 0 ? " [style=bold]" : "");
    for (unsigned i = 0; i < def->n_arrows; i++) {
        const SimArrow *arrow = &def->arrows[i];

        for (unsigned next = 0; next < def->n_states; next++) {
            if ((arrow->next >> next & 1u) == 0)
                continue;
            g_string_append_printf(text, "    %s -> %s [label=", def->states[arrow->state], def->states[next]);
            append_quoted(text, arrow->label);
            g_string_append_printf(text, "%s];\n", (def->timers >> arrow->input & 1u) != 0 ? ", style=dashed" : "");
        }
    }
    g_string_append(text, "}\n");
    return g_string_free(text, FALSE);
}

char *sim_machine_def_text(const SimMachineDef *def)
{
    GString *text = g_string_new(NULL);

    g_string_append_printf(text, "%s: %s\n\n%-16s %-20s %-32s %s\n", def->name, def->title, "state", "input", "next",
                           "event / action");
    for (unsigned i = 0; i < def->n_arrows; i++) {
        const SimArrow *arrow = &def->arrows[i];
        g_autoptr(GString) next = g_string_new(NULL);

        for (unsigned state = 0; state < def->n_states; state++)
            if ((arrow->next >> state & 1u) != 0)
                g_string_append_printf(next, "%s%s", next->len > 0 ? " or " : "", def->states[state]);
        g_string_append_printf(text, "%-16s %-20s %-32s %s\n", def->states[arrow->state], def->inputs[arrow->input],
                               next->str, arrow->label);
    }
    if (def->why_untimed != NULL)
        g_string_append_printf(text, "\nStates without a timer: %s\n", def->why_untimed);
    return g_string_free(text, FALSE);
}

/* The handler of rows that have none. */
static unsigned only_move(void *context)
{
    (void)context;
    return 0;
}

void sim_machine_init(SimMachine *machine, const SimMachineDef *def)
{
    g_autofree char *faults = sim_machine_def_check(def);

    g_assert_cmpstr(faults, ==, NULL);
    machine->def = def;
    machine->n_inputs = def->n_inputs;
    machine->cells = g_new0(SimCell, (size_t)def->n_states * def->n_inputs);
    for (unsigned i = 0; i < def->n_arrows; i++) {
        const SimArrow *arrow = &def->arrows[i];
        SimCell *cell = &machine->cells[arrow->state * def->n_inputs + arrow->input];

        cell->handler = arrow->handler != NULL ? arrow->handler : only_move;
        cell->next = arrow->next;
        while (arrow->handler == NULL && (arrow->next >> cell->only & 1u) == 0)
            cell->only++;
    }
}

void sim_machine_clear(SimMachine *machine)
{
    g_clear_pointer(&machine->cells, g_free);
}
