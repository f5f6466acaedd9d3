/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim fsm: the state machines of the boxes and of SIP's transactions, as they are run. */
#include "cli/command.h"

#include <stdio.h>

#include "models/cpm_network.h"
#include "models/sip_transaction.h"
#include "study/exit_code.h"

/* The machines of the boxes, and below them those of the transactions (transfer container). */
static GPtrArray *all_machines(void)
{
    GPtrArray *machines = g_ptr_array_new();

    for (const SimMachineDef *const *def = cpm_network_machines(); *def != NULL; def++)
        g_ptr_array_add(machines, (gpointer)*def);
    for (const SimMachineDef *const *def = sip_transaction_machines(); *def != NULL; def++)
        g_ptr_array_add(machines, (gpointer)*def);
    return machines;
}

static const SimMachineDef *find(const GPtrArray *machines, const char *name)
{
    for (guint i = 0; i < machines->len; i++) {
        const SimMachineDef *def = machines->pdata[i];

        if (g_strcmp0(def->name, name) == 0)
            return def;
    }
    return NULL;
}

int cli_fsm(int argc, char **argv)
{
    gboolean as_text = FALSE;
    const GOptionEntry entries[] = {
        { "text", 't', 0, G_OPTION_ARG_NONE, &as_text, "print a table, a line per arrow, instead of Graphviz", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("[NAME]");
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    g_autoptr(GPtrArray) machines = NULL;
    const SimMachineDef *def;

    g_option_context_set_summary(context, "Draws the state machine NAME as Graphviz dot: cpmsim fsm iwf | dot -Tsvg > iwf.svg\n"
                                          "Without NAME, lists the machines.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "cpmsim fsm: %s; see cpmsim fsm --help\n", error->message);
        return EXIT_CODE_USAGE;
    }
    machines = all_machines();
    if (argc < 2) {
        for (guint i = 0; i < machines->len; i++) {
            def = machines->pdata[i];
            printf("%-14s %s\n", def->name, def->title);
        }
        return EXIT_CODE_DONE;
    }
    def = find(machines, argv[1]);
    if (argc > 2 || def == NULL) {
        fprintf(stderr, "cpmsim fsm: no machine is called '%s'; cpmsim fsm lists them\n", argv[argc > 2 ? 2 : 1]);
        return EXIT_CODE_USAGE;
    }
    text = as_text ? sim_machine_def_text(def) : sim_machine_def_dot(def);
    fputs(text, stdout);
    return EXIT_CODE_DONE;
}
