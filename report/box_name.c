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

/* How many boxes of @kind the run may have: without IWFs in the scenario each system has one of its own. */
static uint32_t count_boxes(const CpmSetup *setup, CpmBoxKind kind)
{
    if (kind == CPM_IWF && setup->n_iwfs > 0)
        return setup->n_iwfs;
    return kind == CPM_IWF || kind == CPM_SYSTEM ? setup->n_systems : 1;
}

/* NULL if @box has none of its own. */
static const char *own_name(const CpmSetup *setup, CpmBox box)
{
    unsigned instance = CPM_BOX_INSTANCE(box);
    if (instance >= count_boxes(setup, CPM_BOX_KIND(box)))
        return NULL;
    return CPM_BOX_KIND(box) == CPM_IWF && setup->n_iwfs > 0 ? setup->iwfs[instance].name : setup->systems[instance].name;
}

static bool is_one_of_several(CpmBoxKind kind)
{
    return kind == CPM_IWF || kind == CPM_SYSTEM;
}

const char *report_box_name(const CpmSetup *setup, CpmBox box, char text[REPORT_NAME_SIZE])
{
    const char *kind = cpm_box_kind_name(CPM_BOX_KIND(box));
    if (!is_one_of_several(CPM_BOX_KIND(box)))
        return write_name(text, "%s", kind);
    if (own_name(setup, box) == NULL)
        return write_name(text, "%s (%u)", kind, CPM_BOX_INSTANCE(box));
    return write_name(text, "%s (%s)", kind, own_name(setup, box));
}

const char *report_box_short_name(const CpmSetup *setup, CpmBox box, char text[REPORT_NAME_SIZE])
{
    const char *kind = cpm_box_kind_short_name(CPM_BOX_KIND(box));
    if (count_boxes(setup, CPM_BOX_KIND(box)) <= 1)
        return write_name(text, "%s", kind);
    if (own_name(setup, box) == NULL)
        return write_name(text, "%s %u", kind, CPM_BOX_INSTANCE(box));
    return write_name(text, "%s %s", kind, own_name(setup, box));
}

const char *report_system_name(const CpmSetup *setup, unsigned system, char text[REPORT_NAME_SIZE])
{
    if (system >= setup->n_systems || setup->systems[system].name == NULL)
        return write_name(text, "%s %u", cpm_box_kind_name(CPM_SYSTEM), system);
    return write_name(text, "%s", setup->systems[system].name);
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
