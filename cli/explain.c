/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cpmsim explain: what the keys of a scenario mean. */
#include "cli/command.h"

#include "study/exit_code.h"
#include "study/explain.h"

#include <glib.h>
#include <stdio.h>

static int explain_each(int argc, char **argv)
{
    int exit_code = EXIT_CODE_DONE;
    for (int i = 1; i < argc; i++) {
        g_autofree char *hint = NULL;
        g_autofree char *text = study_explain(argv[i], &hint);
        if (text == NULL) {
            fprintf(stderr, "cpmsim explain: there is no key '%s'; %s\n", argv[i], hint);
            exit_code = EXIT_CODE_USAGE;
        } else {
            printf("%s%s", i > 1 ? "\n" : "", text);
        }
    }
    return exit_code;
}

int cli_explain(int argc, char **argv)
{
    gboolean markdown = FALSE;
    const GOptionEntry entries[] = {
        { "markdown", 0, 0, G_OPTION_ARG_NONE, &markdown, "print everything as Markdown (docs/scenario.md)", NULL },
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new("[KEY...]");
    g_autoptr(GError) error = NULL;
    g_option_context_set_summary(context, "Says what KEY means, what it may be, its default and where that is from.\n"
                                          "KEY is a path such as iwf.t_reply, or the end of one.  Without KEY, lists\n"
                                          "all keys.");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "cpmsim explain: %s; see cpmsim explain --help\n", error->message);
        return EXIT_CODE_USAGE;
    }
    if (argc > 1 && !markdown)
        return explain_each(argc, argv);
    g_autofree char *text = markdown ? study_explain_markdown() : study_explain_all();
    fputs(text, stdout);
    return EXIT_CODE_DONE;
}
