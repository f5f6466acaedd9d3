/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SIM_ARROW_H
#define SIM_ARROW_H

/* State machines as tables: one row is one arrow of a figure.
 *
 * A definition is constant data: names of states and inputs, and a list of arrows.  It is compiled once into a dense
 * [state][input] array, checked, and can be drawn.  A handler does the work of its arrow and returns the next state; the machine
 * asserts that the row allows it, so that the table cannot lie.  An input without an arrow is told to the caller. */

#include <stdbool.h>
#include <stdint.h>

#include <glib.h>

#include "sim/time.h"

#define SIM_STATES 32           /* at most; state 0 is the initial one */
#define SIM_INPUTS 32           /* at most */

/* The work of an arrow.  Returns the next state. */
typedef unsigned (*SimHandler)(void *context);

/* Next states of a row. */
#define SIM_TO(state) (1u << (state))

typedef struct SimArrow {
    uint8_t state;
    uint8_t input;
    SimHandler handler;         /* NULL: the arrow only moves, to the one state in @next      */
    uint32_t next;              /* SIM_TO() of each state that the handler may return          */
    const char *label;          /* "event / action", as in the figure                          */
} SimArrow;

/* A timer as its specification names it. */
typedef struct SimTimerDef {
    const char *name;
    SimTime value;              /* default, ns; 0 = set by the scenario                        */
    const char *reference;      /* clause, and what it guards                                  */
} SimTimerDef;

typedef struct SimMachineDef {
    const char *name;           /* "proxy": for `cpmsim fsm NAME`                              */
    const char *title;          /* what it is, with the specification and figure               */
    const char *const *states;  /* states[n_states]                                            */
    unsigned n_states;
    const char *const *inputs;  /* inputs[n_inputs]                                            */
    unsigned n_inputs;
    uint32_t timers;            /* SIM_TO() of each input that is a timer                      */
    uint32_t untimed;           /* SIM_TO() of each state that may last without a timer ...    */
    const char *why_untimed;    /* ... and the reason                                          */
    const SimArrow *arrows;     /* arrows[n_arrows]                                            */
    unsigned n_arrows;
} SimMachineDef;

/* What is wrong with @def: duplicate rows, a state that cannot be reached, a state without timer that is not among @untimed, a row
 * without next state or out of range.  NULL when it is sound; else a text (transfer full) with one line per fault. */
char *sim_machine_def_check(const SimMachineDef *def);

/* @def as a Graphviz digraph (transfer full): the same bytes for the same table. */
char *sim_machine_def_dot(const SimMachineDef *def);

/* @def as a text table, a line per arrow (transfer full). */
char *sim_machine_def_text(const SimMachineDef *def);

typedef struct SimCell {
    SimHandler handler;         /* of a row without one: does nothing, and returns 0 */
    uint32_t next;              /* 0: no arrow */
    uint32_t only;              /* the next state of a row without handler, else 0 */
} SimCell;

/* A compiled machine. */
typedef struct SimMachine {
    const SimMachineDef *def;
    unsigned n_inputs;
    SimCell *cells;             /* cells[n_states * n_inputs] */
} SimMachine;

/* Compiles @def, which must be sound (asserted) and outlive the machine.  Clear with sim_machine_clear(). */
void sim_machine_init(SimMachine *machine, const SimMachineDef *def);

void sim_machine_clear(SimMachine *machine);

static inline const SimCell *sim_machine_cell(const SimMachine *machine, unsigned state, unsigned input)
{
    return &machine->cells[state * machine->n_inputs + input];
}

/* What sim_machine_step() returns when no arrow leaves @state on @input. */
#define SIM_UNEXPECTED 255u

/* Takes the arrow for (@state, @input): its handler gets @context.  Returns the next state, or SIM_UNEXPECTED and does nothing.  Whether a
 * row has a handler the processor could not guess any better than which one it is: so it has to guess once only. */
static inline unsigned sim_machine_step(const SimMachine *machine, unsigned state, unsigned input, void *context)
{
    const SimCell *cell = sim_machine_cell(machine, state, input);
    unsigned next;

    if (G_UNLIKELY(cell->next == 0))
        return SIM_UNEXPECTED;
    next = cell->handler(context) | cell->only;
    g_assert((cell->next >> next & 1u) != 0);
    return next;
}

/* True when an arrow leaves @state on @input. */
static inline bool sim_machine_expects(const SimMachine *machine, unsigned state, unsigned input)
{
    return sim_machine_cell(machine, state, input)->next != 0;
}

/* True when that arrow exists and has a handler. */
static inline bool sim_machine_acts(const SimMachine *machine, unsigned state, unsigned input)
{
    const SimCell *cell = sim_machine_cell(machine, state, input);

    return cell->next != 0 && cell->only == 0;
}

#endif
