/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/csv_field.h"

#include <string.h>

void report_csv_field(GString *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        g_string_append(out, text);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *letter = text; *letter != '\0'; letter++) {
        if (*letter == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *letter);
    }
    g_string_append_c(out, '"');
}

void report_csv_row(GString *out, const char *const *texts)
{
    for (unsigned i = 0; texts[i] != NULL; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        report_csv_field(out, texts[i]);
    }
    g_string_append(out, "\r\n");
}
