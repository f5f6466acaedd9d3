/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim fsm: the state machines of the boxes, as they are run. */
#include "cli/command.h"

#include <stdio.h>

#include "models/cpm_network.h"
#include "study/exit_code.h"

static const SimMachineDef *find(const char *name)
{
    for (const SimMachineDef *const *def = cpm_network_machines(); *def != NULL; def++)
        if (g_strcmp0((*def)->name, name) == 0)
            return *def;
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
    const SimMachineDef *def;

    g_option_context_set_summary(context, "Draws the state machine NAME as Graphviz dot: cpmsim fsm iwf | dot -Tsvg > iwf.svg\n"
                                          "Without NAME, lists the machines.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "cpmsim fsm: %s; see cpmsim fsm --help\n", error->message);
        return EXIT_CODE_USAGE;
    }
    if (argc < 2) {
        for (const SimMachineDef *const *each = cpm_network_machines(); *each != NULL; each++)
            printf("%-12s %s\n", (*each)->name, (*each)->title);
        return EXIT_CODE_DONE;
    }
    def = find(argv[1]);
    if (argc > 2 || def == NULL) {
        fprintf(stderr, "cpmsim fsm: no machine is called '%s'; cpmsim fsm lists them\n", argv[argc > 2 ? 2 : 1]);
        return EXIT_CODE_USAGE;
    }
    text = as_text ? sim_machine_def_text(def) : sim_machine_def_dot(def);
    fputs(text, stdout);
    return EXIT_CODE_DONE;
}
