/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/box_name.h"

#include <glib.h>
#include <stdbool.h>

/* Never cuts inside a character of UTF-8. */
static const char *write_name(char text[REPORT_NAME_SIZE], const char *format, ...) G_GNUC_PRINTF(2, 3);

static const char *write_name(char text[REPORT_NAME_SIZE], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_vsnprintf(text, REPORT_NAME_SIZE, format, arguments);
    va_end(arguments);
    const char *end;
    if (!g_utf8_validate(text, -1, &end))
        text[end - text] = '\0';
    return text;
}

static bool is_one_of_several(CpmBoxKind kind)
{
    return kind == CPM_IWF || kind == CPM_SYSTEM;
}

static const char *system_name(const CpmSetup *setup, CpmBox box)
{
    unsigned system = CPM_BOX_INSTANCE(box);
    return system < setup->n_systems ? setup->systems[system].name : NULL;
}

const char *report_box_name(const CpmSetup *setup, CpmBox box, char text[REPORT_NAME_SIZE])
{
    const char *kind = cpm_box_kind_name(CPM_BOX_KIND(box));
    if (!is_one_of_several(CPM_BOX_KIND(box)))
        return write_name(text, "%s", kind);
    if (system_name(setup, box) == NULL)
        return write_name(text, "%s (%u)", kind, CPM_BOX_INSTANCE(box));
    return write_name(text, "%s (%s)", kind, system_name(setup, box));
}

const char *report_box_short_name(const CpmSetup *setup, CpmBox box, char text[REPORT_NAME_SIZE])
{
    const char *kind = cpm_box_kind_short_name(CPM_BOX_KIND(box));
    if (!is_one_of_several(CPM_BOX_KIND(box)) || setup->n_systems <= 1)
        return write_name(text, "%s", kind);
    if (system_name(setup, box) == NULL)
        return write_name(text, "%s %u", kind, CPM_BOX_INSTANCE(box));
    return write_name(text, "%s %s", kind, system_name(setup, box));
}

/* NULL if the sessions of the run are not all of one group. */
static const CpmGroupSetup *only_group(const CpmSetup *setup)
{
    for (uint32_t i = 1; i < setup->n_workloads; i++)
        if (setup->workloads[i].group != setup->workloads[0].group)
            return NULL;
    return setup->n_workloads > 0 ? &setup->groups[setup->workloads[0].group] : NULL;
}

const char *report_member_name(const CpmSetup *setup, uint32_t member, char text[REPORT_NAME_SIZE])
{
    if (member == 0)
        return write_name(text, "A");
    const CpmGroupSetup *group = only_group(setup);
    for (uint32_t i = 0; group != NULL && i < group->n_members; i++) {
        const CpmMemberSetup *row = &group->members[i];
        if (row->name == NULL || member < row->first || member - row->first >= row->count)
            continue;
        if (row->count == 1)
            return write_name(text, "%s", row->name);
        return write_name(text, "%s[%u]", row->name, member - row->first);
    }
    return write_name(text, "member %u", member);
}
