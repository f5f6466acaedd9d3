/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim schema: what a scenario file may say, for editors. */
#include "cli/command.h"

#include "study/exit_code.h"
#include "study/schema.h"

#include <glib.h>
#include <stdio.h>

int cli_schema(int argc, char **argv)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_set_summary(context, "Prints the JSON Schema (draft-07) of scenario files.  Editors with a YAML "
                                          "language server\n"
                                          "check and complete a file whose first line is\n"
                                          "    # yaml-language-server: $schema=./scenario-v1.schema.json");
    if (!g_option_context_parse(context, &argc, &argv, &error) || argc > 1) {
        fprintf(stderr, "cpmsim schema: %s\n", error != NULL ? error->message : "it takes no arguments");
        return EXIT_CODE_USAGE;
    }
    g_autofree char *text = study_schema_json();
    fputs(text, stdout);
    return EXIT_CODE_DONE;
}
